--- A table as JSON (RFC 8259): a list of objects, one a line, keys in the order of the columns.
-- Absent cells, and numbers that JSON has no name for, are null. The text is valid UTF-8 whatever the cells held.

local cell = require "sheaf.report.cell"
local chars = require "sheaf.report.chars"

local M = {}

local SHORT = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }

local function escape(byte)
  return SHORT[byte] or ("\\u%04x"):format(byte:byte())
end

local function string_text(text)
  return '"' .. chars.valid(text):gsub('[%z\1-\31"\\\127]', escape) .. '"'
end

local function value_text(value)
  local kind = type(value)
  if value == nil then return "null" end
  if kind == "boolean" then return tostring(value) end
  if kind == "number" then return value - value == 0 and chars.numeral(value) or "null" end
  if kind ~= "table" or not cell.is_list(value) then return string_text(cell.plain(value)) end
  local parts = {}
  for i, item in ipairs(value) do parts[i] = value_text(item) end
  return "[" .. table.concat(parts, ",") .. "]"
end

--- The table as JSON text.
---@param t sheaf.table
---@return string
function M.format(t)
  local keys, objects, parts = {}, {}, {}
  for at, name in ipairs(t.columns) do keys[at] = string_text(name) .. ":" end
  for i, row in ipairs(t.rows) do
    for at, key in ipairs(keys) do parts[at] = key .. value_text(rawget(row, at)) end
    objects[i] = "{" .. table.concat(parts, ",") .. "}"
  end
  if #objects == 0 then return "[]\n" end
  return "[\n" .. table.concat(objects, ",\n") .. "\n]\n"
end

return M
