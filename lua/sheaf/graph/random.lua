--- Random numbers of a seed's own (splitmix64): the same ones on every machine, the program's own left alone.

local M = {}

---@param seed integer
---@return fun(most?: integer): number random  1..most, or from 0 to below 1 without `most`
function M.new(seed)
  local state = seed
  return function(most)
    state = state + 0x9E3779B97F4A7C15
    local z = state
    z = (z ~ (z >> 30)) * 0xBF58476D1CE4E5B9
    z = (z ~ (z >> 27)) * 0x94D049BB133111EB
    z = z ~ (z >> 31)
    if most then return (z >> 1) % most + 1 end
    return (z >> 11) * 0x1p-53
  end
end

--- The numbers 1 to n in random order.
---@param n integer
---@param random fun(most: integer): integer
---@return integer[]
function M.order(n, random)
  local list = {}
  for i = 1, n do
    local k = random(i)
    list[i], list[k] = list[k], i
  end
  return list
end

return M
