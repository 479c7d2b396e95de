--- What stands together, and how often: pairs of numbers counted over records.

local M = {}

--- Sums by pair as edges { a, b, sum }, in order; a pair's key is (a - 1) * count + b.
---@param sums table<integer, number>  by key
---@param keys integer[]               of sums; sorted here
---@param count integer                numbers that b can be
---@return { [1]: integer, [2]: integer, [3]: number }[]
function M.edges(sums, keys, count)
  table.sort(keys)
  local edges = {}
  for i, key in ipairs(keys) do edges[i] = { (key - 1) // count + 1, (key - 1) % count + 1, sums[key] } end
  return edges
end

--- How often two of the numbers stand in one record: edges { a, b, times } with a < b, in order. A record of n numbers
--- gives each of its pairs 1, or 1 / (n - 1) where counted in fractions.
---@param starts integer[]      by record, and one more: its first place in items
---@param items integer[]       from 1 to count, each once a record
---@param count integer
---@param fractional? boolean
---@return { [1]: integer, [2]: integer, [3]: number }[]
function M.count(starts, items, count, fractional)
  local sums, keys = {}, {}
  for i = 1, #starts - 1 do
    local last = starts[i + 1] - 1
    local n = last - starts[i] + 1
    local weight = fractional and n > 1 and 1 / (n - 1) or 1
    for k = starts[i], last - 1 do
      local a = items[k]
      for m = k + 1, last do
        local b = items[m]
        local key = a < b and (a - 1) * count + b or (b - 1) * count + a
        local sum = sums[key]
        if not sum then keys[#keys + 1], sum = key, 0 end
        sums[key] = sum + weight
      end
    end
  end
  return M.edges(sums, keys, count)
end

return M
