--- Where a finished text goes: to a file, or back to the caller.

local M = {}

--- Writes the text to a path; without a path hands it back.
---@param path? string
---@param text string
---@return string|boolean|nil result the text, or true when it is written
---@return string? message why it could not be written
---@return string? code "write"
function M.deliver(path, text)
  if path == nil then return text end
  if type(path) ~= "string" then error("path must be a string or nil, not a " .. type(path), 3) end
  local file, message = io.open(path, "wb")
  if not file then return nil, "cannot write " .. message, "write" end
  local written, reason = file:write(text)
  local closed, late = file:close()
  if written and closed then return true end
  return nil, ("cannot write %s: %s"):format(path, reason or late), "write"
end

return M
