--- Characters of records made safe to show: broken UTF-8, control characters, direction overrides, numbers.

local M = {}

local REPLACEMENT = "\u{FFFD}"

--- The text as valid UTF-8: every byte that belongs to no character becomes U+FFFD.
---@param text string
---@return string
function M.valid(text)
  local _, bad = utf8.len(text)
  if not bad then return text end
  local parts, from = {}, 1
  while bad do
    parts[#parts + 1] = text:sub(from, bad - 1)
    parts[#parts + 1] = REPLACEMENT
    from = bad + 1
    _, bad = utf8.len(text, from)
  end
  parts[#parts + 1] = text:sub(from)
  return table.concat(parts)
end

--- Valid UTF-8 in which nothing acts on what stands around it: control characters become U+FFFD (tab and line
--- ends stay), direction overrides go. The result may stand in XML 1.0.
---@param text string
---@return string
function M.safe(text)
  text = M.valid(text):gsub("[\0-\8\11\12\14-\31\127]", REPLACEMENT)
  if not text:find("[\xC2\xE2\xEF]") then return text end
  text = text:gsub("\xC2[\x80-\x9F]", REPLACEMENT)
  text = text:gsub("\xE2\x80[\xAA-\xAE]", ""):gsub("\xE2\x81[\xA6-\xA9]", "")
  return (text:gsub("\xEF\xBF[\xBE\xBF]", REPLACEMENT))
end

--- Safe text on one line, runs of white space made one blank.
---@param text string
---@return string
function M.line(text)
  text = M.safe(text):gsub("\xE2\x80[\xA8\xA9]", " "):gsub("[ \t\r\n]+", " ")
  return (text:gsub("^ ", ""):gsub(" $", ""))
end

--- A formatted number with a point, whatever the process's locale puts there.
---@param text string
---@return string
function M.dotted(text)
  return (text:gsub(",", "."))
end

--- The shortest decimal text that reads back as the same number; integers without a point.
---@param value number
---@return string
function M.numeral(value)
  if math.type(value) == "integer" then return ("%d"):format(value) end
  if value ~= value then return "NaN" end
  if value == math.huge or value == -math.huge then return value > 0 and "inf" or "-inf" end
  for digits = 14, 17 do
    local text = ("%." .. digits .. "g"):format(value)
    if tonumber(text) == value then return M.dotted(text) end
  end
end

return M
