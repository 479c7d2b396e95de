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
  local scheme, rest = path:match "^(%a+://)(.*)$"
  local user = rest:match "^[^@/]*@" or "" -- up to here, whatever is in it, also a question mark
  local place, query = rest:sub(#user + 1):match "^([^?]*)%??(.*)$"
  local who, host = (user .. place):match "^(.*)@(.*)$"
  local schema = ("&" .. query):match "&schema=([^&]*)"
  return scheme .. (who and who:match "^[^:/]*" .. "@" .. host or place) .. (schema and "?schema=" .. schema or "")
end

return M
