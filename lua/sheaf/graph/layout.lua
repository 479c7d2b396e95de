--- Places of a graph's nodes in the plane: VOS mapping (van Eck NJ, Waltman L, Dekker R, van den Berg J: A comparison
--- of two techniques for bibliometric mapping. J Am Soc Inf Sci Technol 2010;61:2405-2416): strongly linked nodes near,
--- all nodes apart. What is made small is
--
--   V = sum over edges of weight * distance^2 / 2 - sum over all pairs of distance
--
-- which has the same maps as VOS but for their size. It goes down with every step: each node in turn is put where a
-- quadratic function that is nowhere below V is least (majorization). Weights are divided by their mean over all pairs;
-- a small weight between all pairs keeps together what no edge joins.

local random_of = require "sheaf.graph.random"

local M = {}

local APART = 0.02     -- weight between all pairs, the mean being 1
local STARTS = 3       -- random beginnings; the lowest V is kept
local ROUNDS = 300     -- of moving every node, at most
local ENOUGH = 1e-4    -- a round that lowers V by less of it ends
local LEAST = 1e-9     -- distances below it are taken as this

--- Weights of a graph scaled so that the mean over all pairs of nodes is 1.
local function scaled(graph)
  local pairs_of = graph.count * (graph.count - 1) / 2
  local factor = graph.total > 0 and pairs_of / graph.total or 1.0
  local weights, sums = {}, {}
  for i = 1, graph.count do
    local list, sum = {}, APART * (graph.count - 1)
    for k, weight in ipairs(graph.weights[i]) do
      list[k] = weight * factor
      sum = sum + list[k]
    end
    weights[i], sums[i] = list, sum
  end
  return weights, sums
end

--- V of a map.
local function value_of(graph, weights, x, y)
  local v = 0.0
  for i = 1, graph.count do
    local xi, yi = x[i], y[i]
    for k, j in ipairs(graph.neighbours[i]) do
      if j > i then v = v + weights[i][k] * ((xi - x[j]) ^ 2 + (yi - y[j]) ^ 2) / 2 end
    end
    for j = i + 1, graph.count do
      local square = (xi - x[j]) ^ 2 + (yi - y[j]) ^ 2
      v = v + APART * square / 2 - square ^ 0.5
    end
  end
  return v
end

--- Moves every node once.
local function move_all(graph, weights, sums, x, y)
  local count = graph.count
  local all_x, all_y = 0.0, 0.0
  for i = 1, count do all_x, all_y = all_x + x[i], all_y + y[i] end
  for i = 1, count do
    local xi, yi = x[i], y[i]
    local to_x, to_y = APART * (all_x - xi), APART * (all_y - yi)
    local list = weights[i]
    for k, j in ipairs(graph.neighbours[i]) do
      to_x, to_y = to_x + list[k] * x[j], to_y + list[k] * y[j]
    end
    for j = 1, count do
      local dx, dy = xi - x[j], yi - y[j]
      local square = dx * dx + dy * dy
      if square > LEAST then
        local factor = square ^ -0.5
        to_x, to_y = to_x + dx * factor, to_y + dy * factor
      end
    end
    x[i], y[i] = to_x / sums[i], to_y / sums[i]
    all_x, all_y = all_x + x[i] - xi, all_y + y[i] - yi
  end
end

--- Turns a map so that it is widest along x, its centre at 0, 0, the first node not on the left and not below.
local function straighten(x, y)
  local count, mx, my = #x, 0.0, 0.0
  for i = 1, count do mx, my = mx + x[i] / count, my + y[i] / count end
  local xx, xy, yy = 0.0, 0.0, 0.0
  for i = 1, count do
    x[i], y[i] = x[i] - mx, y[i] - my
    xx, xy, yy = xx + x[i] * x[i], xy + x[i] * y[i], yy + y[i] * y[i]
  end
  local angle = math.atan(2 * xy, xx - yy) / 2
  local c, s = math.cos(angle), math.sin(angle)
  for i = 1, count do x[i], y[i] = x[i] * c + y[i] * s, y[i] * c - x[i] * s end
  local flip_x, flip_y = count > 0 and x[1] < 0, count > 0 and y[1] < 0
  for i = 1, count do
    if flip_x then x[i] = -x[i] end
    if flip_y then y[i] = -y[i] end
  end
end

local function run(graph, weights, sums, random, tell)
  local x, y = {}, {}
  for i = 1, graph.count do x[i], y[i] = random() - 0.5, random() - 0.5 end
  local before = value_of(graph, weights, x, y)
  for round = 1, ROUNDS do
    move_all(graph, weights, sums, x, y)
    tell(round)
    if round % 5 == 0 then
      local v = value_of(graph, weights, x, y)
      if before - v < 5 * ENOUGH * math.abs(v) then return x, y, v end
      before = v
    end
  end
  return x, y, value_of(graph, weights, x, y)
end

--- The map of a graph: x and y by node, and V. The same graph and seed give the same map.
---@param graph sheaf.graph
---@param options? { seed?: integer, starts?: integer, progress?: fun(done: integer, total: integer) }
---@return number[] x, number[] y, number v
function M.place(graph, options)
  options = options or {}
  local random, starts = random_of.new(options.seed or 1), options.starts or STARTS
  if graph.count == 0 then return {}, {}, 0.0 end
  local weights, sums = scaled(graph)
  if graph.count == 1 then return { 0.0 }, { 0.0 }, 0.0 end
  local best_x, best_y, best_v
  for start = 1, starts do
    local function tell(round)
      if options.progress then options.progress((start - 1) * ROUNDS + round, starts * ROUNDS) end
    end
    local x, y, v = run(graph, weights, sums, random, tell)
    if not best_v or v < best_v then best_x, best_y, best_v = x, y, v end
  end
  straighten(best_x, best_y)
  return best_x, best_y, best_v
end

return M
