--- Things that a script names and that may be a file on package.path: analyses, codebooks.

local M = {}

--- True for what can be a name: letters, digits and underscores.
---@param name any
---@return boolean
function M.is_name(name)
  return type(name) == "string" and name:find "^[%a_][%w_]*$" ~= nil
end

--- What a module returns; nil where there is no such module. One that fails is raised.
---@param module string
---@return any
function M.from_module(module)
  if package.loaded[module] or package.preload[module] or package.searchpath(module, package.path) then
    return (require(module))
  end
  return nil
end

return M
