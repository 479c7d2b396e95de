--- Three fields side by side: who writes about what where. Records that the things of a middle field share with those
--- of a left and of a right one, drawn as flows (Sankey); the three-fields plot of bibliometrix (Aria M, Cuccurullo C,
--- J Informetr 2017;11:959-975).

local build = require "sheaf.graph.build"
local columns_of = require "sheaf.column"
local new_table = require("sheaf.table").new
local options_of = require "sheaf.options"

local FIELDS = { "authors", "keywords", "journals" }
local SHOWN = 10

local function name_of(kind)
  return (kind:gsub("_", " "))
end

local function add_flows(rows, flows, left, right, kinds)
  table.sort(flows, function(a, b)
    if a[3] ~= b[3] then return a[3] > b[3] end
    if a[1] ~= b[1] then return a[1] < b[1] end
    return a[2] < b[2]
  end)
  for _, flow in ipairs(flows) do
    rows[#rows + 1] = { name_of(kinds[1]), left.names[flow[1]], name_of(kinds[2]), right.names[flow[2]], flow[3] }
  end
end

--- Rows are flows: from_field, from, to_field, to, records; those from the left to the middle first, most records
--- first.
---@param set sheaf.set
---@param options? { fields?: string[], limit?: integer } fields: three of keywords, headings, authors, journals,
---  references or a field's name (authors, keywords, journals unless told); limit: things of each field (10)
---@return sheaf.table? table, string? message, string? code
return function(set, options)
  options = options_of.read("three_fields", options, { fields = "list", limit = "count" })
  local kinds = options.fields or FIELDS
  if type(kinds) ~= "table" or #kinds ~= 3 then error("three_fields: option 'fields' must be three fields", 0) end
  local fields = {}
  for i, kind in ipairs(kinds) do fields[i] = build.field(kind) end
  local columns, message, code = columns_of.read(set, fields)
  if not columns then return nil, message, code end
  local units = {}
  for i, kind in ipairs(kinds) do units[i] = build.units(kind, columns[fields[i]], 1, options.limit or SHOWN) end
  local rows = {}
  local first, second = build.across(units[1], units[2]), build.across(units[2], units[3])
  add_flows(rows, first, units[1], units[2], { kinds[1], kinds[2] })
  add_flows(rows, second, units[2], units[3], { kinds[2], kinds[3] })
  local notes = {}
  for i, kind in ipairs(kinds) do
    if #units[i].order < units[i].all then
      notes[#notes + 1] = ("the %d of %d %s with most records"):format(#units[i].order, units[i].all, name_of(kind))
    end
  end
  local title = ("%s, %s and %s"):format(name_of(kinds[1]), name_of(kinds[2]), name_of(kinds[3]))
  return new_table {
    title = (title:gsub("^%l", string.upper)), rows = rows, notes = notes,
    columns = { { name = "from_field", kind = "text" }, { name = "from", kind = "text" },
      { name = "to_field", kind = "text" }, { name = "to", kind = "text" }, { name = "records", kind = "integer" } },
    chart = function(t, given)
      return require("sheaf.report.chart_sankey").draw({ names = { units[1].names, units[2].names, units[3].names },
        heads = { name_of(kinds[1]), name_of(kinds[2]), name_of(kinds[3]) }, flows = { first, second } },
        { title = given and given.title or t.title, above = given and given.above, style = given and given.style,
          width = given and given.width })
    end,
  }
end
