--- Communities of a weighted, undirected graph: Leiden (Traag VA, Waltman L, van Eck NJ: From Louvain to Leiden:
--- guaranteeing well-connected communities. Sci Rep 2019;9:5233) and Louvain (Blondel VD et al., J Stat Mech
--- 2008;P10008).
--
-- Both make H = sum over communities of (weight within - resolution * size^2 / 2) as large as they can. A node's size
-- is its strength / sqrt(2 m) for modularity (H / m is then Newman's modularity), and 1 for the constant Potts model,
-- which on association strengths is VOSviewer's clustering (Waltman L, van Eck NJ, Noyons ECM, J Informetr
-- 2010;4:629-635).

local random_of = require "sheaf.graph.random"

local M = {}

local EPSILON = 1e-10  -- gains below it are rounding
local THETA = 0.01     -- randomness of Leiden's refinement, as in the paper
local STARTS = 50      -- runs from different orders; the best is kept
local ROUNDS = 20      -- of one run, each beginning with what the one before found
local WORK = 20000     -- edges times starts, and edges times rounds, of a graph with many

---@class sheaf.graph
---@field count integer                    nodes
---@field neighbours integer[][]           by node
---@field weights number[][]               by node, beside neighbours
---@field strength number[]                sum of a node's weights
---@field total number                     sum of all edges' weights

--- A graph from edges { from, to, weight }; edges of a node with itself are left out, repeated ones added up.
---@param count integer
---@param edges { [1]: integer, [2]: integer, [3]: number }[]
---@return sheaf.graph
function M.graph(count, edges)
  local self = { count = count, neighbours = {}, weights = {}, strength = {}, total = 0.0 }
  for i = 1, count do self.neighbours[i], self.weights[i], self.strength[i] = {}, {}, 0.0 end
  for _, edge in ipairs(edges) do
    local a, b, weight = edge[1], edge[2], edge[3] + 0.0
    if a ~= b and weight > 0 then
      table.insert(self.neighbours[a], b)
      table.insert(self.weights[a], weight)
      table.insert(self.neighbours[b], a)
      table.insert(self.weights[b], weight)
      self.strength[a], self.strength[b] = self.strength[a] + weight, self.strength[b] + weight
      self.total = self.total + weight
    end
  end
  return self
end

local function copy(list)
  return table.move(list, 1, #list, 1, {})
end

local function node_sizes(graph, quality)
  local sizes = {}
  local scale = graph.total > 0 and math.sqrt(2 * graph.total) or 1.0
  for i = 1, graph.count do sizes[i] = quality == "modularity" and graph.strength[i] / scale or 1.0 end
  return sizes
end

--- A function that gives the weights from a node to the communities around it, and these in the order met. Its tables
--- are used again: what it gave is good until the next call.
local function looker(graph, of_node)
  local to, list, count = {}, {}, 0
  for i = 1, graph.count do to[i] = 0.0 end
  return function(node)
    for k = 1, count do to[list[k]], list[k] = 0.0, nil end
    count = 0
    local weights = graph.weights[node]
    for k, other in ipairs(graph.neighbours[node]) do
      local community = of_node[other]
      local sum = to[community]
      if sum == 0.0 then
        count = count + 1
        list[count] = community
      end
      to[community] = sum + weights[k]
    end
    return to, list
  end
end

--- Moves nodes to the community that gains most until none gains: nodes whose neighbours moved are looked at again.
local function move_nodes(graph, sizes, of_node, resolution, random)
  local sums, queue, queued, free = {}, random_of.order(graph.count, random), {}, {}
  for i = 1, graph.count do sums[i], queued[i] = 0.0, true end
  for i = 1, graph.count do sums[of_node[i]] = sums[of_node[i]] + sizes[i] end
  for i = graph.count, 1, -1 do
    if sums[i] == 0 then free[#free + 1] = i end
  end
  local at, moved, look = 1, false, looker(graph, of_node)
  while queue[at] do
    local node = queue[at]
    queue[at], queued[node], at = nil, false, at + 1
    local own, size = of_node[node], sizes[node]
    local to, list = look(node)
    sums[own] = sums[own] - size
    local best, best_gain = own, to[own] - resolution * size * sums[own]
    for _, community in ipairs(list) do
      local gain = to[community] - resolution * size * sums[community]
      if gain > best_gain + EPSILON then best, best_gain = community, gain end
    end
    if best_gain < -EPSILON and #free > 0 then best = table.remove(free) end -- alone is better than all of them
    sums[best] = sums[best] + size
    if best ~= own then
      of_node[node], moved = best, true
      if math.abs(sums[own]) < EPSILON then
        sums[own] = 0.0
        free[#free + 1] = own
      end
      for _, other in ipairs(graph.neighbours[node]) do
        if not queued[other] and of_node[other] ~= best then
          queue[#queue + 1], queued[other] = other, true
        end
      end
    end
  end
  return moved
end

--- Numbers communities 1, 2, ... in the order of their first node; returns how many there are.
local function renumber(of_node)
  local numbers, count = {}, 0
  for i, community in ipairs(of_node) do
    if not numbers[community] then
      count = count + 1
      numbers[community] = count
    end
    of_node[i] = numbers[community]
  end
  return count
end

--- One of some gains, each the likelier the larger it is.
local function draw(gains, random)
  local most, total, shares = -math.huge, 0.0, {}
  for _, gain in ipairs(gains) do most = math.max(most, gain) end
  for i, gain in ipairs(gains) do
    shares[i] = math.exp((gain - most) / THETA)
    total = total + shares[i]
  end
  local left = random() * total
  for i, share in ipairs(shares) do
    left = left - share
    if left <= 0 then return i end
  end
  return #gains
end

--- Leiden's refinement: within each community nodes that are well connected to it are merged anew, never worse off.
local function refine(graph, sizes, of_node, resolution, random)
  local refined, alone, sums, links, whole = {}, {}, {}, {}, {}
  for i = 1, graph.count do
    refined[i], alone[i], sums[i] = i, true, sizes[i]
    whole[of_node[i]] = (whole[of_node[i]] or 0.0) + sizes[i]
  end
  for i = 1, graph.count do -- weight from each new community to the rest of the old one
    links[i] = 0.0
    for k, other in ipairs(graph.neighbours[i]) do
      if of_node[other] == of_node[i] then links[i] = links[i] + graph.weights[i][k] end
    end
  end
  local look = looker(graph, refined)
  for _, node in ipairs(random_of.order(graph.count, random)) do
    local old, size = of_node[node], sizes[node]
    if alone[node] and links[node] >= resolution * size * (whole[old] - size) - EPSILON then
      local to, list = look(node)
      local choices, gains = { node }, { 0.0 }
      for _, new in ipairs(list) do
        local gain = to[new] - resolution * size * sums[new]
        local well = links[new] >= resolution * sums[new] * (whole[old] - sums[new]) - EPSILON
        if new ~= node and of_node[new] == old and well and gain >= 0 then
          choices[#choices + 1], gains[#gains + 1] = new, gain
        end
      end
      local new = choices[draw(gains, random)]
      if new ~= node then
        refined[node], alone[node], alone[new] = new, false, false
        links[new] = links[new] + links[node] - 2 * to[new]
        sums[new], sums[node] = sums[new] + size, 0.0
      end
    end
  end
  return refined
end

--- The graph whose nodes are communities; sizes are added up.
local function aggregate(graph, sizes, of_node, count)
  local edges, place, new_sizes = {}, {}, {}
  for i = 1, count do new_sizes[i] = 0.0 end
  for i = 1, graph.count do
    local a = of_node[i]
    new_sizes[a] = new_sizes[a] + sizes[i]
    for k, other in ipairs(graph.neighbours[i]) do
      local b = of_node[other]
      if a < b then
        local key = (a - 1) * count + b
        if not place[key] then
          edges[#edges + 1] = { a, b, 0.0 }
          place[key] = #edges
        end
        local edge = edges[place[key]]
        edge[3] = edge[3] + graph.weights[i][k]
      end
    end
  end
  return M.graph(count, edges), new_sizes
end

--- One round over all levels. `of_node` holds the communities to begin with, and those found.
local function climb(graph, sizes, of_node, resolution, random, leiden)
  local level, level_sizes = graph, sizes
  local of_level, up = copy(of_node), {} -- up: node of the graph -> node of the level
  for i = 1, graph.count do up[i] = i end
  while true do
    move_nodes(level, level_sizes, of_level, resolution, random)
    local groups = leiden and refine(level, level_sizes, of_level, resolution, random) or copy(of_level)
    local count = renumber(groups)
    if count == level.count then break end
    local of_group = {}
    for i = 1, level.count do of_group[groups[i]] = of_level[i] end
    renumber(of_group)
    level, level_sizes = aggregate(level, level_sizes, groups, count)
    for i = 1, graph.count do up[i] = groups[up[i]] end
    of_level = of_group
  end
  for i = 1, graph.count do of_node[i] = of_level[up[i]] end
  renumber(of_node)
end

local function quality_of(graph, sizes, of_node, resolution)
  local within, sums = 0.0, {}
  for i = 1, graph.count do
    sums[of_node[i]] = (sums[of_node[i]] or 0.0) + sizes[i]
    for k, other in ipairs(graph.neighbours[i]) do
      if i < other and of_node[other] == of_node[i] then within = within + graph.weights[i][k] end
    end
  end
  local h = within
  for i = 1, #sums do h = h - resolution * sums[i] * sums[i] / 2 end
  return h
end

--- Newman's modularity of a partition: sum of (weight within / m - resolution * (strength / 2 m)^2).
---@param graph sheaf.graph
---@param of_node integer[]
---@param resolution? number 1 unless told
---@return number
function M.modularity(graph, of_node, resolution)
  if graph.total == 0 then return 0.0 end
  local numbered = copy(of_node)
  renumber(numbered)
  return quality_of(graph, node_sizes(graph, "modularity"), numbered, resolution or 1.0) / graph.total
end

--- Largest community first; of equal ones that with the first node.
local function by_size(of_node)
  local count = renumber(of_node)
  local sizes, order, place = {}, {}, {}
  for i = 1, count do sizes[i], order[i] = 0, i end
  for _, community in ipairs(of_node) do sizes[community] = sizes[community] + 1 end
  table.sort(order, function(a, b)
    if sizes[a] ~= sizes[b] then return sizes[a] > sizes[b] end
    return a < b
  end)
  for i, community in ipairs(order) do place[community] = i end
  for i, community in ipairs(of_node) do of_node[i] = place[community] end
  return count
end

---@class sheaf.graph.community_options
---@field method? "leiden"|"louvain"
---@field quality? "modularity"|"cpm"
---@field resolution? number          1 unless told; more gives smaller communities
---@field seed? integer               1 unless told
---@field starts? integer             50 unless told, fewer for many edges

--- The communities: a number from 1 by node (1 is the largest), how many there are, and H. The same graph, options and
--- seed give the same communities.
---@param graph sheaf.graph
---@param options? sheaf.graph.community_options
---@return integer[] of_node, integer count, number quality
function M.find(graph, options)
  options = options or {}
  local random = random_of.new(options.seed or 1)
  local resolution = (options.resolution or 1) + 0.0
  local sizes = node_sizes(graph, options.quality or "modularity")
  local edges, best, best_quality = 0, nil, nil
  for i = 1, graph.count do edges = edges + #graph.neighbours[i] / 2 end
  local most = math.max(1, WORK // math.max(1, edges))
  for _ = 1, options.starts or math.min(STARTS, most) do
    local of_node, quality = {}, nil
    for i = 1, graph.count do of_node[i] = i end
    for _ = 1, math.min(ROUNDS, most) do
      local next_try = copy(of_node)
      climb(graph, sizes, next_try, resolution, random, options.method ~= "louvain")
      local reached = quality_of(graph, sizes, next_try, resolution)
      if quality and reached <= quality + EPSILON then break end
      of_node, quality = next_try, reached
    end
    if not best or quality > best_quality + EPSILON then best, best_quality = of_node, quality end
  end
  local count = by_size(best)
  return best, count, best_quality
end

return M
