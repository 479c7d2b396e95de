--- Lists whose items are made when they are first read, and then kept: rows of a table over more records than anybody
-- looks at at once. Such a list has its full length from the start; `ipairs`, `pairs`, `#` and indexing work as on any
-- other.

local progress = require "sheaf.progress"

local lazy = {}

local state = setmetatable({}, { __mode = "k" }) -- list -> { count, make, made }

local Class = {
  __name = "sheaf.rows",
  __len = function(list) return state[list].count end,
  __index = function(list, i)
    local own = state[list]
    if math.type(i) ~= "integer" or i < 1 or i > own.count then return nil end
    local item = own.make(i)
    own.made = own.made + 1
    rawset(list, i, item)
    return item
  end,
  __pairs = function(list)
    return function(_, i)
      i = i + 1
      if i <= state[list].count then return i, list[i] end
    end, list, 0
  end,
}

--- A list of `count` items, item i made by `make(i)` when it is first read.
---@param count integer
---@param make fun(i: integer): table
---@return table
function lazy.list(count, make)
  local list = {}
  state[list] = { count = count, make = make, made = 0 }
  return setmetatable(list, Class)
end

--- How many items of a list were made so far; nil for an ordinary list.
---@return integer?
function lazy.made(list)
  return state[list] and state[list].made
end

--- Makes all items that are still missing; on a terminal with a line that says how far it is.
---@param list table an ordinary list is left as it is
---@param name string what is being made, for that line
---@param options? { stream?: file*, force?: boolean } see sheaf.progress.start
function lazy.complete(list, name, options)
  local own = state[list]
  if not own or own.made >= own.count then return end
  progress.each(name, own.count, function(i) return list[i] end, options)
end

return lazy
