--- Duplicates of a set, as the library's last run left them: one row a work that several records report.
--
-- Columns: work (its number), records, sources, title, year, ids. options.show = "links" lists the papers that belong
-- together and are not one: preprints, versions, errata, comments, parts.

local option_names = require "sheaf.options"
local sheaf_table = require "sheaf.table"

local function grouped(set)
  local works, order = {}, {}
  for record in set:each() do
    local work = works[record.work]
    if not work then
      work = { id = record.work }
      works[record.work], order[#order + 1] = work, work
    end
    work[#work + 1] = record
  end
  return order
end

local function sources_of(records)
  local seen, count = {}, 0
  for _, record in ipairs(records) do
    if not seen[record.source] then count = count + 1 end
    seen[record.source] = true
  end
  return count
end

local function show_works(set)
  local rows, records, works = {}, 0, 0
  for _, work in ipairs(grouped(set)) do
    records, works = records + #work, works + 1
    if #work > 1 then
      local ids = {}
      for i, record in ipairs(work) do ids[i] = ("%d"):format(record.id) end
      rows[#rows + 1] = { work = work.id, records = #work, sources = sources_of(work), title = work[1].title,
        year = work[1].year, ids = table.concat(ids, " ") }
    end
  end
  return sheaf_table.new {
    title = "Duplicates", rows = rows, columns = { "work", "records", "sources", "title", "year", "ids" },
    notes = { ("%d records report %d works: %d are duplicates"):format(records, works, records - works) },
  }
end

local function show_links(set)
  local rows, seen = {}, {}
  for record in set:each() do
    for _, link in ipairs(record:links()) do
      local a, b = math.min(record.work, link.record.work), math.max(record.work, link.record.work)
      local key = ("%d %d %s"):format(a, b, link.kind)
      if not seen[key] then
        rows[#rows + 1] = { kind = link.kind, record = record.id, title = record.title, other = link.record.id,
          other_title = link.record.title }
      end
      seen[key] = true
    end
  end
  return sheaf_table.new { title = "Papers that belong together", rows = rows,
    columns = { "kind", "record", "title", "other", "other_title" } }
end

--- Duplicates of a set.
---@param set sheaf.set
---@param options? { show?: "works"|"links" }
---@return sheaf.table
return function(set, options)
  options = option_names.read("duplicates", options, { show = "string" })
  local show = option_names.choice("duplicates", "show", options.show, { "works", "links" })
  return show == "links" and show_links(set) or show_works(set)
end
