--- What REFI-QDA has no place for, carried in descriptions: lines "key: value" behind a line "[sheaf]". Other programs
-- show them as text; reading takes them back, and leaves what stands before them.

local trim = require("sheaf.words").trim

local M = {}

local MARK = "[sheaf]"

--- A description with these pairs behind it; nil where there is nothing to say.
---@param text string?
---@param pairs_ { [1]: string, [2]: string }[]
---@return string?
function M.join(text, pairs_)
  local lines = { text and text ~= "" and text or nil }
  if #pairs_ > 0 then
    if lines[1] then lines[2] = "" end
    lines[#lines + 1] = MARK
  end
  for _, pair in ipairs(pairs_) do lines[#lines + 1] = pair[1] .. ": " .. pair[2]:gsub("[\r\n]+", " ") end
  return #lines > 0 and table.concat(lines, "\n") or nil
end

--- The text and the pairs of a description.
---@param description string?
---@return string? text, { [1]: string, [2]: string }[] pairs
function M.split(description)
  local text = (description or ""):gsub("\r\n?", "\n")
  local at, pairs_ = nil, {}
  for start in ("\n" .. text):gmatch "()\n%[sheaf%]%s*\n" do at = start end
  if at then
    for key, value in text:sub(at + #MARK):gmatch "\n([%a_]+): ([^\n]+)" do pairs_[#pairs_ + 1] = { key, value } end
    text = text:sub(1, at - 1)
  end
  text = trim(text)
  return text ~= "" and text or nil, pairs_
end

return M
