--- Communities, maps and exports of networks, against brute force and published values.

local community = require "sheaf.graph.community"
local export = require "sheaf.graph.export"
local layout = require "sheaf.graph.layout"
local random_of = require "sheaf.graph.random"

-- Zachary's karate club (1977): its members' friends with lower numbers.
local CLUB = [[2:1 3:1,2 4:1,2,3 5:1 6:1 7:1,5,6 8:1,2,3,4 9:1,3 10:3 11:1,5,6 12:1 13:1,4 14:1,2,3,4 17:6,7 18:1,2
  20:1,2 22:1,2 26:24,25 28:3,24,25 29:3 30:24,27 31:2,9 32:1,25,26,29 33:3,9,15,16,19,21,23,24,30,31,32
  34:9,10,14,15,16,19,20,21,23,24,27,28,29,30,31,32,33]]

local function club()
  local edges = {}
  for a, friends in CLUB:gmatch "(%d+):([%d,]+)" do
    for b in friends:gmatch "%d+" do edges[#edges + 1] = { tonumber(a), tonumber(b), 1 } end
  end
  return community.graph(34, edges), edges
end

local function random_graph(count, share, seed)
  local random, edges = random_of.new(seed), {}
  for a = 1, count do
    for b = a + 1, count do
      if random() < share then edges[#edges + 1] = { a, b, random(5) } end
    end
  end
  return community.graph(count, edges), edges
end

--- Modularity straight from its definition: sum over all pairs in one community of A - k k / 2m, divided by 2m.
local function defined_modularity(count, edges, of_node)
  local weights, k, total = {}, {}, 0
  for i = 1, count do weights[i], k[i] = {}, 0 end
  for _, edge in ipairs(edges) do
    local a, b, w = edge[1], edge[2], edge[3]
    weights[a][b], weights[b][a] = w, w
    k[a], k[b], total = k[a] + w, k[b] + w, total + 2 * w
  end
  local q = 0.0
  for a = 1, count do
    for b = 1, count do
      if of_node[a] == of_node[b] then q = q + (weights[a][b] or 0) - k[a] * k[b] / total end
    end
  end
  return q / total
end

--- The best modularity of all partitions of a small graph.
local function best_modularity(count, edges)
  local best, of_node = -math.huge, {}
  local function try(node, used)
    if node > count then
      best = math.max(best, defined_modularity(count, edges, of_node))
      return
    end
    for group = 1, used + 1 do
      of_node[node] = group
      try(node + 1, math.max(used, group))
    end
  end
  try(1, 0)
  return best
end

describe("communities", function()
  it("of the karate club are the best known: modularity 0.4198 in four", function()
    local graph, edges = club()
    assert.equal(78, #edges)
    for seed = 1, 2 do
      local of_node, count, quality = community.find(graph, { seed = seed })
      assert.equal(4, count)
      assert.near(0.4198, community.modularity(graph, of_node), 0.00005)
      assert.near(quality / graph.total, defined_modularity(34, edges, of_node), 1e-9)
    end
    local _, _, louvain = community.find(graph, { method = "louvain" })
    assert.truthy(louvain / graph.total > 0.415)
  end)

  it("of small graphs are as good as any partition", function()
    for seed = 1, 4 do
      local graph, edges = random_graph(7, 0.45, seed)
      if #edges > 0 then
        local of_node = community.find(graph, { seed = seed })
        assert.near(best_modularity(7, edges), community.modularity(graph, of_node), 1e-9)
      end
    end
  end)

  it("are connected, numbered by size, and the same for the same seed", function()
    local graph = random_graph(60, 0.08, 9)
    local of_node, count = community.find(graph, { quality = "cpm", resolution = 0.4 })
    assert.same(of_node, (community.find(graph, { quality = "cpm", resolution = 0.4 })))
    local sizes = {}
    for i = 1, count do sizes[i] = 0 end
    for _, group in ipairs(of_node) do sizes[group] = sizes[group] + 1 end
    for i = 2, count do assert.truthy(sizes[i] <= sizes[i - 1]) end
    for group = 1, count do
      local seen, stack, reached = {}, {}, 0
      for node = 1, 60 do
        if of_node[node] == group and #stack == 0 and reached == 0 then stack[1], seen[node] = node, true end
        while #stack > 0 do
          local at = table.remove(stack)
          reached = reached + 1
          for _, other in ipairs(graph.neighbours[at]) do
            if of_node[other] == group and not seen[other] then seen[other], stack[#stack + 1] = true, other end
          end
        end
      end
      assert.equal(sizes[group], reached)
    end
  end)

  it("of nothing, one node or no edges are the nodes", function()
    assert.same({}, (community.find(community.graph(0, {}))))
    assert.same({ 1 }, (community.find(community.graph(1, {}))))
    assert.same({ 1, 2, 3 }, (community.find(community.graph(3, { { 1, 1, 5 } }))))
  end)
end)

describe("maps", function()
  --- V as its header defines it, for weights scaled to a mean of 1.
  local function v_of(count, edges, x, y)
    local total, v = 0, 0.0
    for _, edge in ipairs(edges) do total = total + edge[3] end
    for _, edge in ipairs(edges) do
      local square = (x[edge[1]] - x[edge[2]]) ^ 2 + (y[edge[1]] - y[edge[2]]) ^ 2
      v = v + edge[3] * count * (count - 1) / 2 / total * square / 2
    end
    for i = 1, count do
      for j = i + 1, count do
        local square = (x[i] - x[j]) ^ 2 + (y[i] - y[j]) ^ 2
        v = v + 0.02 * square / 2 - math.sqrt(square)
      end
    end
    return v
  end

  it("cannot be bettered by moving a node, nor by forty other beginnings", function()
    local graph, edges = random_graph(9, 0.4, 3)
    local x, y, v = layout.place(graph, { seed = 1, starts = 10 })
    assert.near(v, v_of(9, edges, x, y), 1e-6 * math.abs(v))
    for i = 1, 9 do
      for step = 0, 7 do
        local old_x, old_y = x[i], y[i]
        x[i], y[i] = old_x + 0.2 * math.cos(step * math.pi / 4), old_y + 0.2 * math.sin(step * math.pi / 4)
        assert.truthy(v_of(9, edges, x, y) > v - 1e-3 * math.abs(v))
        x[i], y[i] = old_x, old_y
      end
    end
    for seed = 2, 41 do
      local _, _, other = layout.place(graph, { seed = seed, starts = 1 })
      assert.truthy(v <= other + 1e-3 * math.abs(v))
    end
  end)

  it("put linked nodes nearer than others, centred and straight, the same for the same seed", function()
    local graph = community.graph(6, { { 1, 2, 1 }, { 2, 3, 1 }, { 1, 3, 1 }, { 4, 5, 1 }, { 5, 6, 1 }, { 4, 6, 1 },
      { 3, 4, 0.2 } })
    local x, y = layout.place(graph, { seed = 4 })
    local function apart(a, b) return math.sqrt((x[a] - x[b]) ^ 2 + (y[a] - y[b]) ^ 2) end
    assert.truthy(apart(1, 2) < apart(1, 5) and apart(4, 5) < apart(2, 5))
    local sum_x, sum_y = 0.0, 0.0
    for i = 1, 6 do sum_x, sum_y = sum_x + x[i], sum_y + y[i] end
    assert.near(0, sum_x, 1e-6)
    assert.near(0, sum_y, 1e-6)
    assert.same(x, (layout.place(graph, { seed = 4 })))
  end)

  it("tell how far they have come", function()
    local last, total = 0, nil
    layout.place((club()), { starts = 2, progress = function(done, all)
      assert.truthy(done > last and done <= all)
      last, total = done, all
    end })
    assert.truthy(total and last > 0)
    assert.same({}, (layout.place(community.graph(0, {}))))
    assert.same({ 0.0 }, (layout.place(community.graph(1, {}))))
  end)
end)

describe("exports of networks", function()
  local network = {
    nodes = { { label = 'Tab\there & "quote" <b>', records = 3, links = 2, strength = 3, cluster = 1, x = -1.5,
      y = 0.25, year = 2010.5 },
      { label = "Zwei", records = 2, links = 1, strength = 2, cluster = 2, x = 1.0, y = 2.0 },
      { label = "Drei", records = 2, links = 1, strength = 1, cluster = 1, x = 0.5, y = -1.0 } },
    edges = { { from = 1, to = 2, times = 2, weight = 1.2 }, { from = 1, to = 3, times = 1, weight = 0.9 } },
  }

  it("are VOSviewer's two files", function()
    local map, edges = export.write(network, nil, "vosviewer")
    assert.equal("id\tlabel\tx\ty\tcluster\tweight<Links>\tweight<Total link strength>\tweight<Occurrences>\t"
      .. "score<Avg. pub. year>", map:match("[^\n]+"))
    assert.truthy(map:find('\n1\tTab here & "quote" <b>\t-1.5\t0.25\t1\t2\t3\t3\t2010.5\n', 1, true))
    assert.truthy(map:find("\n2\tZwei\t1\t2\t2\t1\t2\t2\t\n", 1, true))
    assert.equal("1\t2\t2\n1\t3\t1\n", edges)
  end)

  it("are JSON that a JSON reader reads", function()
    local read = require("cjson").decode((export.write(network, nil, "vosviewer-json"))).network
    assert.equal(3, #read.items)
    assert.equal('Tab here & "quote" <b>', read.items[1].label)
    assert.equal(2, read.items[1].weights.Links)
    assert.equal(2010.5, read.items[1].scores["Avg. pub. year"])
    assert.same({ source_id = 1, target_id = 2, strength = 2 }, read.links[1])
  end)

  it("are Pajek's network and partition", function()
    local net, clusters = export.write(network, nil, "pajek")
    assert.truthy(net:find("^%*Vertices 3\n1 \"Tab here & 'quote' <b>\" %d%.%d+ %d%.%d+ 0%.5000\n"))
    assert.truthy(net:find("\n*Edges\n1 2 2\n1 3 1\n", 1, true))
    assert.equal("*Vertices 3\n1\n2\n1\n", clusters)
  end)

  it("are GraphML with typed data, escaped", function()
    local text = export.write(network, nil, "graphml")
    assert.truthy(text:find('<data key="label">Tab here &amp; &quot;quote&quot; &lt;b&gt;</data>', 1, true))
    assert.truthy(text:find('<edge source="n1" target="n3"><data key="weight">1</data>', 1, true))
    local _, nodes = text:gsub("<node ", "")
    assert.equal(3, nodes)
  end)

  it("go to files by their endings, and refuse others", function()
    local path = os.tmpname()
    os.remove(path)
    assert(export.write(network, path .. ".net"))
    assert(export.write(network, path .. "_map.txt"))
    for _, ending in ipairs { ".net", ".clu", "_map.txt", "_network.txt" } do
      assert(os.remove(path .. ending))
    end
    assert.equal(export.write(network, nil, "graphml"), (export.write(network)))
    assert.error_matches(function() export.write(network, "x.doc") end, "no format 'x.doc'")
    assert.error_matches(function() export.write(network, "noending") end, "no format")
    local done, message = export.write(network, "/nowhere/at/all.graphml")
    assert.is_nil(done)
    assert.truthy(message:find("cannot write"))
  end)
end)
