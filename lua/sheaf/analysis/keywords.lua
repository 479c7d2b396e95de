--- How many records carry each keyword or heading; spellings that differ only in case, marks or punctuation are
-- one and are shown as most often written.

local new_table = require("sheaf.table").new
local options_of = require "sheaf.options"
local tally = require "sheaf.tally"

local TITLES = { keywords = "Keywords", headings = "Headings", both = "Keywords and headings" }

local function values_of(record, field)
  if field ~= "both" then return tally.values(record, field) end
  local values = tally.values(record, "keywords")
  for _, heading in ipairs(tally.values(record, "headings")) do values[#values + 1] = heading end
  return values
end

---@param set sheaf.set
---@param options? { field?: "keywords"|"headings"|"both", limit?: integer }
---@return sheaf.table
return function(set, options)
  options = options_of.read("keywords", options, { field = "string", limit = "count" })
  local field = options_of.choice("keywords", "field", options.field, { "keywords", "headings", "both" })
  local all, without = tally.new(), 0
  for record in set:each() do
    local values = values_of(record, field)
    if #values == 0 then without = without + 1 end
    all:add_values(record, values)
  end
  local rows = {}
  for i, entry in ipairs(all:ranked(options.limit)) do
    rows[i] = { entry.form, entry.records, tally.share(entry.records, #set), entry.first_year, entry.last_year }
  end
  local notes = {}
  if without > 0 then
    notes[1] = ("%s without %s"):format(tally.count(without), field == "both" and "either" or field)
  end
  if #rows < #all.list then notes[#notes + 1] = ("the first %d of %d"):format(#rows, #all.list) end
  return new_table {
    title = TITLES[field],
    columns = {
      { name = "keyword", kind = "text" }, { name = "records", kind = "integer" }, { name = "share", kind = "share" },
      { name = "first_year", kind = "integer" }, { name = "last_year", kind = "integer" },
    },
    rows = rows, notes = notes,
    chart = { kind = "bar", x = "keyword", y = "records", title = TITLES[field] },
  }
end
