--- A value of a table as people read it, and what a column's values say about how to show them.

local chars = require "sheaf.report.chars"

local M = {}

--- True for a plain list, as against an object that knows its own text.
function M.is_list(value)
  return type(value) == "table" and not (getmetatable(value) or {}).__tostring
end

--- Text of any value, unformatted: lists are joined by "; ", yes and no stand for booleans.
---@return string
function M.plain(value)
  if value == nil then return "" end
  if type(value) == "string" then return value end
  if type(value) == "boolean" then return value and "yes" or "no" end
  if type(value) == "number" then return chars.numeral(value) end
  if not M.is_list(value) then return tostring(value) end
  local parts = {}
  for i, item in ipairs(value) do parts[i] = M.plain(item) end
  return table.concat(parts, "; ")
end

--- Text of any value on one line, without a character that could drive a terminal.
---@return string
function M.line(value)
  return chars.line(M.plain(value))
end

local function finite(value)
  return value == value and value ~= math.huge and value ~= -math.huge
end

local function fixed(value, digits)
  local text = chars.dotted(("%." .. digits .. "f"):format(value))
  return tonumber(text) == 0 and text:gsub("^%-", "") or text
end

--- A value as its column shows it: numbers to the column's decimals, shares in per cent.
---@param value any
---@param column sheaf.table.column
---@return string
function M.show(value, column)
  if type(value) ~= "number" or not finite(value) then return M.plain(value) end
  if column.kind == "share" then return fixed(value * 100, column.digits or 1) .. "%" end
  if column.kind ~= "number" then return chars.numeral(value) end
  local digits = column.digits or 3
  local small = value ~= 0 and math.abs(value) < 0.5 * 10.0 ^ -digits
  if small or math.abs(value) >= 1e15 then return chars.dotted(("%.3g"):format(value)) end
  return fixed(value, digits)
end

local function decimals(value)
  for digits = 0, 2 do
    local scaled = value * 10.0 ^ digits
    if math.abs(scaled - math.floor(scaled + 0.5)) < 1e-9 * math.max(1, math.abs(scaled)) then return digits end
  end
  return 3
end

--- What the values of a column are: the kind, and decimals that show them.
local function look_at(rows, at)
  local numbers, whole, digits, seen = true, true, 0, false
  for _, row in ipairs(rows) do
    local value = rawget(row, at)
    if type(value) == "number" then
      seen = true
      if math.type(value) ~= "integer" then whole = false end
      if digits < 3 and finite(value) then digits = math.max(digits, decimals(value)) end
    elseif value ~= nil then
      numbers = false
    end
  end
  return seen and numbers and (whole and "integer" or "number") or "text", digits
end

--- Fills in what the column's author left open: kind, alignment and decimals, from the values.
---@param column sheaf.table.column
---@param rows table[]
---@param at integer position of the column
function M.settle(column, rows, at)
  if not column.kind or (column.kind == "number" and not column.digits) then
    local kind, digits = look_at(rows, at)
    column.kind = column.kind or kind
    if column.kind == "number" then column.digits = column.digits or digits end
  end
  column.align = column.align or (column.kind == "text" and "left" or "right")
end

return M
