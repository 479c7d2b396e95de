--- Networks for other programs: VOSviewer (map and network files, JSON), Pajek (.net with a .clu of the clusters),
--- GraphML. The network is { nodes = { { label, records, links, strength, cluster, x, y, year } }, edges = { { from,
--- to, times, weight } } }; places of nodes are their numbers. Strengths written are the times two nodes stand
--- together: VOSviewer normalises them itself.

local chars = require "sheaf.report.chars"
local deliver = require("sheaf.report.file").deliver

local M = {}

local function label_of(node)
  return (chars.line(node.label):gsub("\t", " "))
end

--- A number as every program reads it: integers whole, others with up to so many digits.
local function number(value, digits)
  if math.type(value) == "integer" then return ("%d"):format(value) end
  if value == math.floor(value) and math.abs(value) < 1e15 then return ("%.0f"):format(value) end
  return (chars.dotted(("%%.%df"):format(digits or 4):format(value)):gsub("0+$", ""):gsub("%.$", ""))
end

-- ---- VOSviewer ----

--- VOSviewer's map file: a row a node, tab-separated.
---@param network table
---@return string
function M.vosviewer_map(network)
  local lines = { table.concat({ "id", "label", "x", "y", "cluster", "weight<Links>", "weight<Total link strength>",
    "weight<Occurrences>", "score<Avg. pub. year>" }, "\t") }
  for i, node in ipairs(network.nodes) do
    lines[i + 1] = table.concat({ number(i), label_of(node), number(node.x or 0), number(node.y or 0),
      number(node.cluster or 1), number(node.links), number(node.strength), number(node.records),
      node.year and number(node.year) or "" }, "\t")
  end
  return table.concat(lines, "\n") .. "\n"
end

--- VOSviewer's network file: a row an edge, tab-separated, no header.
---@param network table
---@return string
function M.vosviewer_network(network)
  local lines = {}
  for i, edge in ipairs(network.edges) do
    lines[i] = table.concat({ number(edge.from), number(edge.to), number(edge.times) }, "\t")
  end
  return table.concat(lines, "\n") .. "\n"
end

local SHORT = { ['"'] = '\\"', ["\\"] = "\\\\" }

local function quoted(text)
  return '"' .. text:gsub('["\\]', SHORT):gsub("[%z\1-\31\127]", " ") .. '"'
end

--- VOSviewer's JSON.
---@param network table
---@return string
function M.vosviewer_json(network)
  local items, links = {}, {}
  for i, node in ipairs(network.nodes) do
    items[i] = ('{"id":%d,"label":%s,"x":%s,"y":%s,"cluster":%d,"weights":{"Links":%s,"Total link strength":%s,'
      .. '"Occurrences":%s}%s}'):format(i, quoted(label_of(node)), number(node.x or 0), number(node.y or 0),
      node.cluster or 1, number(node.links), number(node.strength), number(node.records),
      node.year and (',"scores":{"Avg. pub. year":%s}'):format(number(node.year)) or "")
  end
  for i, edge in ipairs(network.edges) do
    links[i] = ('{"source_id":%d,"target_id":%d,"strength":%s}'):format(edge.from, edge.to, number(edge.times))
  end
  return ('{"network":{"items":[\n%s\n],"links":[\n%s\n]}}\n'):format(table.concat(items, ",\n"),
    table.concat(links, ",\n"))
end

-- ---- Pajek ----

--- Places between 0 and 1, as Pajek draws them.
local function unit_places(nodes)
  local low, high = math.huge, -math.huge
  for _, node in ipairs(nodes) do
    for _, value in ipairs { node.x or 0, node.y or 0 } do low, high = math.min(low, value), math.max(high, value) end
  end
  local room = high > low and high - low or 1.0
  return function(value) return chars.dotted(("%.4f"):format(((value or 0) - low) / room)) end
end

--- Pajek's .net.
---@param network table
---@return string
function M.pajek(network)
  local at = unit_places(network.nodes)
  local lines = { ("*Vertices %d"):format(#network.nodes) }
  for i, node in ipairs(network.nodes) do
    lines[#lines + 1] = ('%d "%s" %s %s 0.5000'):format(i, label_of(node):gsub('"', "'"), at(node.x), at(node.y))
  end
  lines[#lines + 1] = "*Edges"
  for _, edge in ipairs(network.edges) do
    lines[#lines + 1] = ("%d %d %s"):format(edge.from, edge.to, number(edge.times))
  end
  return table.concat(lines, "\n") .. "\n"
end

--- Pajek's .clu: the cluster of each node.
---@param network table
---@return string
function M.pajek_clusters(network)
  local lines = { ("*Vertices %d"):format(#network.nodes) }
  for i, node in ipairs(network.nodes) do lines[i + 1] = number(node.cluster or 1) end
  return table.concat(lines, "\n") .. "\n"
end

-- ---- GraphML ----

local ENTITIES = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }

local function escaped(text)
  return (text:gsub('[&<>"]', ENTITIES))
end

local KEYS = { { "label", "string" }, { "records", "int" }, { "links", "int" }, { "strength", "double" },
  { "cluster", "int" }, { "x", "double" }, { "y", "double" }, { "year", "double" } }

--- GraphML (graphdrawing.org): undirected, data of nodes and edges as typed keys.
---@param network table
---@return string
function M.graphml(network)
  local out = { '<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">' }
  for _, key in ipairs(KEYS) do
    out[#out + 1] = ('<key id="%s" for="node" attr.name="%s" attr.type="%s"/>'):format(key[1], key[1], key[2])
  end
  out[#out + 1] = '<key id="weight" for="edge" attr.name="weight" attr.type="double"/>'
  out[#out + 1] = '<key id="association" for="edge" attr.name="association" attr.type="double"/>'
  out[#out + 1] = '<graph edgedefault="undirected">'
  for i, node in ipairs(network.nodes) do
    local data = {}
    for _, key in ipairs(KEYS) do
      local value = node[key[1]]
      if value then
        data[#data + 1] = ('<data key="%s">%s</data>'):format(key[1],
          type(value) == "number" and number(value, 6) or escaped(label_of(node)))
      end
    end
    out[#out + 1] = ('<node id="n%d">%s</node>'):format(i, table.concat(data))
  end
  for _, edge in ipairs(network.edges) do
    out[#out + 1] = ('<edge source="n%d" target="n%d"><data key="weight">%s</data><data key="association">%s</data>'
      .. "</edge>"):format(edge.from, edge.to, number(edge.times), number(edge.weight, 6))
  end
  out[#out + 1] = "</graph>\n</graphml>\n"
  return table.concat(out, "\n")
end

-- ---- choosing ----

local BY_NAME = { graphml = "graphml", net = "pajek", json = "vosviewer-json", txt = "vosviewer" }

M.FORMATS = { "graphml", "pajek", "vosviewer", "vosviewer-json" }

local function format_of(path, given)
  if path ~= nil and type(path) ~= "string" then error("network: the path must be a string or nil", 3) end
  local format = given or path == nil and "graphml" or path and BY_NAME[path:match("%.(%w+)$") or ""] or path
  for _, known in ipairs(M.FORMATS) do
    if known == format then return known end
  end
  error(("network: no format '%s'; there are %s"):format(tostring(format), table.concat(M.FORMATS, ", ")), 3)
end

--- Writes a second file beside the first.
local function deliver_both(path, first, beside, second)
  if path == nil then return first, second end
  local done, message, code = deliver(path, first)
  if not done then return nil, message, code end
  return deliver(beside, second)
end

--- Writes a network, or returns its text (VOSviewer and Pajek: two texts) where path is nil. The format is told by the
--- path's ending where it is not given (GraphML without a path): .graphml, .net (Pajek; a .clu is written beside it),
--- .json (VOSviewer), .txt (VOSviewer's map file; the network file is written beside it as NAME_network.txt).
---@param network table
---@param path? string
---@param format? "graphml"|"pajek"|"vosviewer"|"vosviewer-json"
---@return string|boolean|nil, string?, string?
function M.write(network, path, format)
  format = format_of(path, format)
  local stem = path and path:gsub("%.%w+$", "")
  if format == "graphml" then return deliver(path, M.graphml(network)) end
  if format == "vosviewer-json" then return deliver(path, M.vosviewer_json(network)) end
  if format == "pajek" then
    return deliver_both(path, M.pajek(network), path and stem .. ".clu", M.pajek_clusters(network))
  end
  return deliver_both(path, M.vosviewer_map(network), path and stem:gsub("_map$", "") .. "_network.txt",
    M.vosviewer_network(network))
end

return M
