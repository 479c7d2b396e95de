--- Paths that are URLs of libraries on servers.

local M = {}

---@param path? string
---@return boolean
function M.is_server(path)
  return path ~= nil and (path:find "^postgresql://" or path:find "^postgres://") ~= nil
end

--- A path as it may be shown: a URL without its password, and of its parameters only the schema, for others may be
--- secrets too.
---@param path string
---@return string
function M.shown(path)
  if not M.is_server(path) then return path end
  local scheme, rest, query = path:match "^(%a+://)([^?]*)%??(.*)$"
  local who, host = rest:match "^(.*)@(.*)$"
  local schema = ("&" .. query):match "&schema=([^&]*)"
  return scheme .. (who and who:match "^[^:/]*" .. "@" .. host or rest) .. (schema and "?schema=" .. schema or "")
end

return M
