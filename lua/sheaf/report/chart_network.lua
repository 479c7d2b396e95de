--- A network as SVG: nodes at their places, as large as they have records, coloured by cluster; edges as wide as they
-- are strong. Each node is <g class="node" data-node="NUMBER" tabindex="0"> with a <title>, each edge <path
-- class="edge" data-from="NUMBER" data-to="NUMBER">, so that a page can show a node's neighbours.

local chars = require "sheaf.report.chars"
local markup = require "sheaf.report.markup"
local svg = require "sheaf.report.svg"

local M = {}

local MARGIN, WIDTH = 12, 640
local SMALL, LARGE = 3.0, 15.0         -- radius of nodes
local LABEL = 12                       -- size of labels
local ROOM = 170                       -- a label is no wider
local MOST_EDGES = 1500                -- the strongest; a drawing of more says nothing and is slow
local FLAT, TALL = 0.45, 1.0           -- height as part of the width

--- Places on the drawing.
local function placer(nodes, width, top)
  local low_x, high_x, low_y, high_y = math.huge, -math.huge, math.huge, -math.huge
  for _, node in ipairs(nodes) do
    low_x, high_x = math.min(low_x, node.x), math.max(high_x, node.x)
    low_y, high_y = math.min(low_y, node.y), math.max(high_y, node.y)
  end
  local side = MARGIN + LARGE + 8
  local room = width - 2 * side
  local across, up = math.max(high_x - low_x, 1e-9), math.max(high_y - low_y, 1e-9)
  local height = room * math.max(FLAT, math.min(TALL, up / across))
  local scale = math.min(room / across, height / up)
  local left, down = side + (room - across * scale) / 2, top + side + (height - up * scale) / 2
  return function(node)
    return left + (node.x - low_x) * scale, down + (high_y - node.y) * scale
  end, top + height + 2 * side
end

local function radius_of(nodes)
  local most = 1
  for _, node in ipairs(nodes) do most = math.max(most, node.records) end
  return function(node) return SMALL + (LARGE - SMALL) * math.sqrt(node.records / most) end
end

--- The strongest edges, weakest first, so that strong ones are drawn over them.
local function edges_shown(edges)
  local order = {}
  for i = 1, #edges do order[i] = i end
  table.sort(order, function(a, b)
    if edges[a].times ~= edges[b].times then return edges[a].times > edges[b].times end
    return a < b
  end)
  local list = {}
  for i = math.min(#order, MOST_EDGES), 1, -1 do list[#list + 1] = edges[order[i]] end
  return list
end

local function draw_edges(edges, xs, ys, parts)
  local most = 1
  for _, edge in ipairs(edges) do most = math.max(most, edge.times) end
  for _, edge in ipairs(edges) do
    local share = math.sqrt(edge.times / most)
    parts[#parts + 1] = svg.element("path", {
      "class", "edge", "data-from", edge.from, "data-to", edge.to,
      "d", chars.dotted(("M%.1f %.1fL%.1f %.1f"):format(xs[edge.from], ys[edge.from], xs[edge.to], ys[edge.to]):gsub(
        "(%d),(%d)", "%1.%2")),
      "fill", "none", "stroke", "#8b949e", "stroke-opacity", 0.15 + 0.45 * share, "stroke-width", 0.5 + 3.5 * share,
    })
  end
end

--- Labels that fit without touching one another: of the nodes with most records first.
local function choose_labels(nodes, xs, ys, radius, width)
  local order, boxes, shown = {}, {}, {}
  for i = 1, #nodes do order[i] = i end
  table.sort(order, function(a, b)
    if nodes[a].records ~= nodes[b].records then return nodes[a].records > nodes[b].records end
    return a < b
  end)
  for _, i in ipairs(order) do
    local text = svg.fit(chars.line(nodes[i].label), ROOM, LABEL)
    local long = svg.measure(text, LABEL)
    local x = math.max(MARGIN + long / 2, math.min(width - MARGIN - long / 2, xs[i]))
    local y = ys[i] - radius(nodes[i]) - 3
    local box, free = { x - long / 2, y - LABEL, x + long / 2, y + 2 }, true
    for _, other in ipairs(boxes) do
      if box[1] < other[3] and other[1] < box[3] and box[2] < other[4] and other[2] < box[4] then free = false end
    end
    if free then boxes[#boxes + 1], shown[i] = box, { x, y, text } end
  end
  return shown
end

local function class_of(cluster)
  return "s" .. math.min(cluster or 1, svg.SERIES)
end

local function tip_of(node)
  return ("%s: %d record%s, %d link%s, cluster %d"):format(node.label, node.records, node.records == 1 and "" or "s",
    node.links, node.links == 1 and "" or "s", node.cluster or 1)
end

local function draw_nodes(nodes, xs, ys, radius, labels, parts)
  for i, node in ipairs(nodes) do
    local tip = chars.line(tip_of(node))
    local content = { svg.element("title", {}, markup.escape(tip)),
      svg.element("circle", { "cx", xs[i], "cy", ys[i], "r", radius(node), "class", class_of(node.cluster) }) }
    if labels[i] then
      content[3] = svg.text(labels[i][1], labels[i][2], labels[i][3], { anchor = "middle", class = "small" })
    end
    parts[#parts + 1] = svg.element("g", { "class", "node", "data-node", i, "tabindex", "0", "role", "img",
      "aria-label", tip }, table.concat(content))
  end
end

local function describe(network)
  local names, clusters = {}, 0
  for i, node in ipairs(network.nodes) do
    if i <= 10 then names[i] = node.label end
    clusters = math.max(clusters, node.cluster or 1)
  end
  return ("Network of %d nodes, %d edges, %d clusters. Most records: %s"):format(#network.nodes, #network.edges,
    clusters, table.concat(names, "; "))
end

--- Draws a network { nodes = { { label, records, links, cluster, x, y } }, edges = { { from, to, times } } }.
---@param network table
---@param options? { title?: string, above?: string, style?: boolean, width?: number }
---@return string svg
function M.draw(network, options)
  options = options or {}
  local width, parts = options.width or WIDTH, {}
  local top = svg.title(options, width, MARGIN, parts)
  local height = top + 40
  if #network.nodes == 0 then
    parts[#parts + 1] = svg.text(MARGIN, top + 24, "no data", { class = "soft" })
  else
    local at, bottom = placer(network.nodes, width, top)
    local xs, ys, radius = {}, {}, radius_of(network.nodes)
    for i, node in ipairs(network.nodes) do xs[i], ys[i] = at(node) end
    local edges = edges_shown(network.edges)
    draw_edges(edges, xs, ys, parts)
    draw_nodes(network.nodes, xs, ys, radius, choose_labels(network.nodes, xs, ys, radius, width), parts)
    height = bottom
    if #edges < #network.edges then
      parts[#parts + 1] = svg.text(MARGIN, height + 4, ("the %d strongest of %d edges"):format(#edges, #network.edges),
        { class = "soft small" })
      height = height + 18
    end
  end
  return svg.document { width = width, height = height, title = options.title or "Network", role = "group",
    description = describe(network), body = table.concat(parts), style = options.style }
end

return M
