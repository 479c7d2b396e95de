--- Which things stand together in records: pairs of keywords, headings, authors, ... with how often they do, and how
-- much more often than chance would have it.

local build = require "sheaf.graph.build"
local columns_of = require "sheaf.column"
local new_table = require("sheaf.table").new
local options_of = require "sheaf.options"
local tally = require "sheaf.tally"

local THINGS, ROWS, LEAST = 500, 1000, 2

--- Pairs of things that stand together in records, most often first: a, b, records (both), a_records, b_records,
--- association (records * all / (a_records * b_records), 1 being what chance gives: van Eck and Waltman 2009, scaled by
--- the records of the set) and jaccard (both / either).
---@param set sheaf.set
---@param options? { of?: string, minimum?: integer, things?: integer, limit?: integer, least?: integer,
---                  sort?: "records"|"association" } of: keywords (default), headings, authors, journals, references or
---        a field; minimum: records of a thing (2); things: the most frequent so many (500); least: records of a pair
---        (1); limit: rows (1,000)
---@return sheaf.table? table, string? message, string? code
return function(set, options)
  options = options_of.read("cooccurrence", options, { of = "string", minimum = "count", things = "count",
    limit = "count", least = "count", sort = "string" })
  local sort = options_of.choice("cooccurrence", "sort", options.sort, { "records", "association" })
  local kind = options.of or "keywords"
  local columns, message, code = columns_of.read(set, { build.field(kind) })
  if not columns then return nil, message, code end
  local units = build.units(kind, columns[build.field(kind)], options.minimum or LEAST, options.things or THINGS)
  local rows, count = {}, #set
  for _, edge in ipairs(build.together(units)) do
    if edge[3] >= (options.least or 1) then
      local a, b = units.records[units.order[edge[1]]], units.records[units.order[edge[2]]]
      rows[#rows + 1] = { edge[1], edge[2], edge[3], a, b, edge[3] * count / (a * b), edge[3] / (a + b - edge[3]) }
    end
  end
  local first, second = sort == "records" and 3 or 6, sort == "records" and 6 or 3
  table.sort(rows, function(a, b)
    if a[first] ~= b[first] then return a[first] > b[first] end
    if a[second] ~= b[second] then return a[second] > b[second] end
    if a[1] ~= b[1] then return a[1] < b[1] end
    return a[2] < b[2]
  end)
  local all, limit = #rows, options.limit or ROWS
  for i = #rows, limit + 1, -1 do rows[i] = nil end
  for _, row in ipairs(rows) do
    row[1], row[2] = units.names[row[1]], units.names[row[2]]
  end
  local notes = { ("%d of %d %s, those with most records"):format(#units.order, units.all, kind:gsub("_", " ")) }
  if units.all == #units.order then notes[1] = ("%d %s"):format(units.all, kind:gsub("_", " ")) end
  if units.without > 0 then notes[#notes + 1] = ("%s without any"):format(tally.count(units.without)) end
  if #rows < all then notes[#notes + 1] = ("the first %d of %d pairs"):format(#rows, all) end
  return new_table {
    title = ("%s together"):format(kind:gsub("_", " "):gsub("^%l", string.upper)), rows = rows, notes = notes,
    columns = {
      { name = "a", kind = "text" }, { name = "b", kind = "text" }, { name = "records", kind = "integer" },
      { name = "a_records", kind = "integer" }, { name = "b_records", kind = "integer" },
      { name = "association", kind = "number", digits = 2 }, { name = "jaccard", kind = "number", digits = 3 },
    },
  }
end
