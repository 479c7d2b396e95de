--- Records and sets as plain Lua tables, for specs of analyses that need no library.
local records = {}

--- A set of the given records; what a record lacks of the lists is empty, its id is its place.
---@param list table[]
---@return table
function records.set(list)
  for i, record in ipairs(list) do
    record.id = record.id or i
    for _, name in ipairs { "authors", "keywords", "headings", "issn", "publication_types" } do
      record[name] = record[name] or {}
    end
  end
  local set = {}
  function set.each()
    local i = 0
    return function()
      i = i + 1
      return list[i]
    end
  end
  return setmetatable(set, { __len = function() return #list end, __index = list })
end

return records
