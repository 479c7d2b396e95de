--- JSON texts of writers: keys in the order given, valid UTF-8, control characters escaped.

local chars = require "sheaf.report.chars"

local M = {}

local SHORT = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }

local function escape(byte) return SHORT[byte] or ("\\u%04x"):format(byte:byte()) end

--- A string.
---@param text string
---@return string
function M.string(text)
  if not utf8.len(text) then text = chars.valid(text) end
  return '"' .. text:gsub('[%z\1-\31"\\\127]', escape) .. '"'
end

--- A list of JSON texts.
function M.list(parts) return "[" .. table.concat(parts, ",") .. "]" end

--- An object from { key, JSON text } pairs; `break_` stands between two of them.
function M.object(pairs_, break_)
  local parts = {}
  for i, pair in ipairs(pairs_) do parts[i] = M.string(pair[1]) .. ":" .. (break_ and " " or "") .. pair[2] end
  return "{" .. table.concat(parts, "," .. (break_ or "")) .. "}"
end

return M
