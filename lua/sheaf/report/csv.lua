--- A table as CSV (RFC 4180): UTF-8, lines end in CR LF, the first line holds the column names.
-- A text that a spreadsheet would run as a formula gets an apostrophe in front; numbers never do. A table's texts lose
-- what would act on a terminal or turn the direction of what follows; exported records keep every character but NUL.

local cell = require "sheaf.report.cell"
local chars = require "sheaf.report.chars"

local M = {}

local function is_number(text)
  return text:find("^[+-]?%d+%.?%d*$") or text:find("^[+-]?%d*%.?%d+[eE][+-]?%d+$")
end

--- The reader of CSV takes one apostrophe off such a text again, so those that have one already get another.
local function guarded(text)
  local formula = text:find("^'*%s*[=+%-@]") or text:find("^'*[\t\r\n]")
    or text:find("^'*%s*\xEF\xBC[\x8B\x8D\x9D\xA0]")
  return formula and not is_number(text) and "'" .. text or text
end

local function quoted(text, separator)
  if text:find('["\r\n]') or text:find(separator, 1, true) then return '"' .. text:gsub('"', '""') .. '"' end
  return text
end

local function value_text(value, clean)
  if type(value) ~= "number" then return guarded(clean((cell.plain(value):gsub("%z", "")))) end
  local finite = value == value and value - value == 0
  return finite and chars.numeral(value) or ""
end

--- One line of cells with its end.
---@param row any[]
---@param count integer
---@param separator? string "," unless told
---@param clean? fun(text: string): string  makes a text fit to be written; valid UTF-8 unless told
---@return string
function M.line(row, count, separator, clean)
  local parts = {}
  for at = 1, count do parts[at] = quoted(value_text(rawget(row, at), clean or chars.valid), separator or ",") end
  return table.concat(parts, separator or ",") .. "\r\n"
end

--- The table as CSV text.
---@param t sheaf.table
---@param options? { bom?: boolean, separator?: string } a byte order mark for spreadsheets; "," unless told
---@return string
function M.format(t, options)
  options = options or {}
  local function line(row) return M.line(row, #t.columns, options.separator, chars.safe) end
  local lines = { (options.bom and "\u{FEFF}" or "") .. line(t.columns) }
  for i, row in ipairs(t.rows) do lines[i + 1] = line(row) end
  return table.concat(lines)
end

return M
