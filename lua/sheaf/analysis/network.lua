--- Networks of what stands together in records: keywords, headings, authors, journals, references, or the values of a
-- field. Weights are association strengths, clusters are communities (Leiden), places are a VOS map: the method of
-- VOSviewer (van Eck NJ, Waltman L: Software survey: VOSviewer. Scientometrics 2010;84:523-538).

local build = require "sheaf.graph.build"
local columns_of = require "sheaf.column"
local community = require "sheaf.graph.community"
local layout = require "sheaf.graph.layout"
local new_table = require("sheaf.table").new
local options_of = require "sheaf.options"
local tally = require "sheaf.tally"

local NODES, LEAST, SEED = 100, 2, 1

local function round(sum)
  return math.tointeger(sum) or math.tointeger(math.floor(sum)) == sum and math.tointeger(math.floor(sum)) or sum
end

--- Nodes with links and strength, edges with their association strengths.
local function make(units, edges, means)
  local nodes = {}
  for at, name in ipairs(units.names) do
    nodes[at] = { label = name, records = units.records[units.order[at]], links = 0, strength = 0,
      year = means[at] or nil }
  end
  local weighted, list = build.association(edges), {}
  for i, edge in ipairs(edges) do
    local times = round(edge[3])
    for k = 1, 2 do
      local node = nodes[edge[k]]
      node.links, node.strength = node.links + 1, node.strength + times
    end
    list[i] = { from = edge[1], to = edge[2], times = times, weight = weighted[i][3] }
  end
  return { nodes = nodes, edges = list }
end

--- The graph that is clustered and placed.
local function graph_of(network, weight)
  local edges = {}
  for i, edge in ipairs(network.edges) do
    edges[i] = { edge.from, edge.to, weight == "association" and edge.weight or edge.times }
  end
  return community.graph(#network.nodes, edges)
end

--- Takes out the nodes without an edge.
local function drop_lone(network)
  local place, nodes, lone = {}, {}, 0
  for i, node in ipairs(network.nodes) do
    if node.links > 0 then
      nodes[#nodes + 1] = node
      place[i] = #nodes
    else
      lone = lone + 1
    end
  end
  for _, edge in ipairs(network.edges) do edge.from, edge.to = place[edge.from], place[edge.to] end
  network.nodes = nodes
  return lone
end

local function progress_of(options, nodes)
  if type(options.progress) == "function" then return options.progress, function() end end
  if options.progress == false then return nil, function() end end
  local report, finish = require("sheaf.progress").start()
  return report and function(done, total)
    report { file = "layout", bytes = done, total = total, records = nodes }
  end, finish
end

local function find_clusters(network, graph, options, weight)
  local quality = weight == "association" and "cpm" or "modularity"
  local of_node, count = community.find(graph, { method = options.method or "leiden", quality = quality,
    resolution = options.resolution, seed = options.seed or SEED })
  for i, node in ipairs(network.nodes) do node.cluster = of_node[i] end
  return count, community.modularity(graph_of(network, "count"), of_node)
end

local function place_nodes(network, graph, options)
  if options.layout == false then return end
  local report, finish = progress_of(options, #network.nodes)
  local x, y = layout.place(graph, { seed = options.seed or SEED, progress = report })
  finish()
  for i, node in ipairs(network.nodes) do node.x, node.y = x[i], y[i] end
end

local function rows_of(network)
  local rows = {}
  for i, node in ipairs(network.nodes) do
    rows[i] = { node.label, node.records, node.links, node.strength, node.cluster, node.year, node.x, node.y }
  end
  return rows
end

local function edge_table(network)
  local rows = {}
  for i, edge in ipairs(network.edges) do
    rows[i] = { network.nodes[edge.from].label, network.nodes[edge.to].label, edge.times, edge.weight }
  end
  table.sort(rows, function(a, b)
    if a[3] ~= b[3] then return a[3] > b[3] end
    if a[1] ~= b[1] then return a[1] < b[1] end
    return a[2] < b[2]
  end)
  return new_table { title = "Links", rows = rows,
    columns = { { name = "a", kind = "text" }, { name = "b", kind = "text" }, { name = "times", kind = "number" },
      { name = "association", kind = "number", digits = 2 } } }
end

local function notes_of(network, units, kind, lone, clusters, modularity)
  local notes = { ("%d clusters; modularity %.3f"):format(clusters, modularity) }
  if #network.nodes + lone < units.all then
    notes[#notes + 1] = ("the %d of %d %s with most records"):format(#network.nodes + lone, units.all,
      kind:gsub("_", " "))
  end
  if lone > 0 then notes[#notes + 1] = ("%d left out that no link joins to others"):format(lone) end
  if units.without > 0 then notes[#notes + 1] = ("%s without any"):format(tally.count(units.without)) end
  return notes
end

local function check(options)
  if options.resolution ~= nil and (type(options.resolution) ~= "number" or options.resolution <= 0) then
    error("network: option 'resolution' must be a number above 0", 0)
  end
  if options.progress ~= nil and type(options.progress) ~= "function" and options.progress ~= false then
    error("network: option 'progress' must be a function or false", 0)
  end
  if options.seed ~= nil and math.type(options.seed) ~= "integer" then
    error("network: option 'seed' must be a whole number", 0)
  end
  options_of.choice("network", "method", options.method, { "leiden", "louvain" })
  options_of.choice("network", "counting", options.counting, { "full", "fractional" })
  return options_of.choice("network", "weight", options.weight, { "association", "count" })
end

local KINDS = { of = "string", by = "string", minimum = "count", limit = "count", weight = "string",
  counting = "string", method = "string", resolution = "any", seed = "any", layout = "boolean", progress = "any" }

--- Rows are nodes: node, records, links, strength (sum of the times it stands with others), cluster (1 is the largest),
--- year (mean of its records), x, y. t.network holds nodes and edges, t.edges is a table of the links, t:export(path,
--- { format = }) writes GraphML, Pajek or VOSviewer files (sheaf.graph.export), t:chart() draws it.
---@param set sheaf.set
---@param options? table of: keywords (default), headings, authors, journals, references or a field; by: things that
---  nodes share instead of records (journals by references); minimum: records of a node (2); limit: nodes (100);
---  weight: association (default) or count; counting: full or fractional (a record of n gives each pair 1 / (n - 1));
---  method: leiden or louvain; resolution (1); seed (1); layout = false places nothing; progress: function(done, total)
---  or false; told on the terminal otherwise
---@return sheaf.table? table, string? message, string? code
return function(set, options)
  options = options_of.read("network", options, KINDS)
  local weight = check(options)
  local kind = options.of or "keywords"
  local field, by = build.field(kind), options.by and build.field(options.by)
  local columns, message, code = columns_of.read(set, { "year", field, by })
  if not columns then return nil, message, code end
  local units = build.units(kind, columns[field], options.minimum or LEAST, options.limit or NODES)
  local edges = by and build.sharing(units, columns[by]) or build.together(units, options.counting == "fractional")
  local network = make(units, edges, build.mean_years(units, columns_of.integers(columns.year)))
  local lone = drop_lone(network)
  local graph = graph_of(network, weight)
  local clusters, modularity = find_clusters(network, graph, options, weight)
  place_nodes(network, graph, options)
  local title = ("Network of %s"):format(kind:gsub("_", " "))
  local t = new_table {
    title = title, rows = rows_of(network), notes = notes_of(network, units, kind, lone, clusters, modularity),
    columns = {
      { name = "node", kind = "text" }, { name = "records", kind = "integer" }, { name = "links", kind = "integer" },
      { name = "strength", kind = "number" }, { name = "cluster", kind = "integer" },
      { name = "year", kind = "number", digits = 1 }, { name = "x", kind = "number", digits = 2 },
      { name = "y", kind = "number", digits = 2 },
    },
    chart = options.layout ~= false and function(_, given)
      return require("sheaf.report.chart_network").draw(network,
        { title = given and given.title or title, above = given and given.above, style = given and given.style,
          width = given and given.width })
    end or nil,
  }
  t.network, t.edges, t.clusters, t.modularity = network, edge_table(network), clusters, modularity
  function t.export(_, path, choice)
    return require("sheaf.graph.export").write(network, path, choice and choice.format)
  end
  return t
end
