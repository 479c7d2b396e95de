--- How many records carry each keyword or heading; spellings that differ only in case, marks or punctuation are
-- one and are shown as most often written.

local columns_of = require "sheaf.column"
local new_table = require("sheaf.table").new
local options_of = require "sheaf.options"
local tally = require "sheaf.tally"

local TITLES = { keywords = "Keywords", headings = "Headings", both = "Keywords and headings" }
local MOST = 10000 -- rows unless told

local function notes_of(counts, field, rows, all)
  local notes = {}
  if counts.without > 0 then
    notes[1] = ("%s without %s"):format(tally.count(counts.without), field == "both" and "either" or field)
  end
  if rows < all then notes[#notes + 1] = ("the first %d of %d"):format(rows, all) end
  return notes
end

---@param set sheaf.set
---@param options? { field?: "keywords"|"headings"|"both", limit?: integer } limit is 10,000 unless told
---@return sheaf.table? table, string? message, string? code
return function(set, options)
  options = options_of.read("keywords", options, { field = "string", limit = "count" })
  local field = options_of.choice("keywords", "field", options.field, { "keywords", "headings", "both" })
  local fields = field == "both" and { "keywords", "headings" } or { field }
  local columns, message, code = columns_of.read(set, { "year", table.unpack(fields) })
  if not columns then return nil, message, code end
  local column = field == "both" and columns_of.join { columns.keywords, columns.headings } or columns[field]
  local counts = columns_of.tally(column, columns_of.integers(columns.year))
  local order, rows = columns_of.ranked(counts, options.limit or MOST), {}
  for i, at in ipairs(order) do
    rows[i] = { counts.forms[at], counts.records[at], tally.share(counts.records[at], #set),
      counts.first_year[at] or nil, counts.last_year[at] or nil }
  end
  return new_table {
    title = TITLES[field],
    columns = {
      { name = "keyword", kind = "text" }, { name = "records", kind = "integer" }, { name = "share", kind = "share" },
      { name = "first_year", kind = "integer" }, { name = "last_year", kind = "integer" },
    },
    rows = rows, notes = notes_of(counts, field, #rows, #counts.keys),
    chart = { kind = "bar", x = "keyword", y = "records", title = TITLES[field] },
  }
end
