--- Records by year, years without records in between shown as 0; options.by adds a column for each of the most
-- frequent values of a field (journal, publication_types, keywords, language, ...).

local new_table = require("sheaf.table").new
local read_options = require("sheaf.options").read
local tally = require "sheaf.tally"
local words = require "sheaf.words"

local SERIES = 5      -- values of options.by shown unless told
local LONGEST_GAP = 200 -- years; a longer one is a slip in some record and is not filled

--- Counts by year, the years in order with the gaps filled, and the undated records.
local function count_years(set)
  local counts, undated, years, notes = {}, 0, {}, {}
  for record in set:each() do
    local year = tally.year(record)
    if year then
      if not counts[year] then years[#years + 1] = year end
      counts[year] = (counts[year] or 0) + 1
    else
      undated = undated + 1
    end
  end
  table.sort(years)
  local filled = {}
  for i, year in ipairs(years) do
    local from = i > 1 and years[i - 1] + 1 or year
    if year - from > LONGEST_GAP then
      notes[#notes + 1] = ("no records from %d to %d: those years are left out"):format(from, year - 1)
      from = year
    end
    for between = from, year do filled[#filled + 1] = between end
  end
  if undated > 0 then table.insert(notes, 1, tally.count(undated) .. " without a year") end
  return counts, filled, notes
end

--- The most frequent values of a field, and for each the records by year.
local function count_series(set, field, limit)
  local all, of_key = tally.new(), {}
  for record in set:each() do all:add_values(record, tally.values(record, field)) end
  local top = all:ranked(limit)
  for _, entry in ipairs(top) do
    entry.years = {}
    of_key[entry.key] = entry
  end
  for record in set:each() do
    local year, seen = tally.year(record), {}
    for _, form in ipairs(year and tally.values(record, field) or {}) do
      local entry = of_key[words.key(form)] or of_key[form]
      if entry and not seen[entry] then
        seen[entry] = true
        entry.years[year] = (entry.years[year] or 0) + 1
      end
    end
  end
  return top, #all.list
end

--- Adds a column for each value, and what a reader must know about them.
local function add_series(columns, notes, field, top, different)
  local taken, names = {}, {}
  for _, column in ipairs(columns) do taken[column.name] = true end
  for i, entry in ipairs(top) do
    local name = taken[entry.form] and ("%s (%s)"):format(entry.form, field) or entry.form
    while taken[name] do name = name .. "'" end
    taken[name], names[i] = true, name
    columns[#columns + 1] = { name = name, title = entry.form, kind = "integer" }
  end
  if #top == 0 then
    notes[#notes + 1] = ("no record has '%s'"):format(field)
  elseif different > #top then
    notes[#notes + 1] = ("the %d most frequent of %d values of '%s'"):format(#top, different, field)
  end
  return names
end

---@param set sheaf.set
---@param options? { by?: string, limit?: integer }
---@return sheaf.table
return function(set, options)
  options = read_options("trends", options, { by = "string", limit = "count" })
  local counts, years, notes = count_years(set)
  local columns = {
    { name = "year", kind = "integer" }, { name = "records", kind = "integer" },
    { name = "share", kind = "share" }, { name = "cumulative", kind = "integer" },
  }
  local top, names = {}, nil
  if options.by then
    local different
    top, different = count_series(set, options.by, options.limit or SERIES)
    names = add_series(columns, notes, options.by, top, different)
  end
  local rows, total = {}, 0
  for i, year in ipairs(years) do
    local n = counts[year] or 0
    total = total + n
    rows[i] = { year, n, tally.share(n, #set), total }
    for k, entry in ipairs(top) do rows[i][4 + k] = entry.years[year] or 0 end
  end
  local title = options.by and ("Records by year and %s"):format(options.by:gsub("_", " ")) or "Records by year"
  local chart = { kind = "column", x = "year", y = "records", title = title }
  if names and #names > 0 then chart.kind, chart.y = "line", names end
  return new_table { title = title, columns = columns, rows = rows, chart = chart, notes = notes }
end
