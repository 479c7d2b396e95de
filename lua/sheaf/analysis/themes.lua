--- The thematic map of a field: clusters of keywords, how strongly each is tied to the others (Callon's centrality) and
--- within itself (density). Callon M, Courtial JP, Laville F: Co-word analysis as a tool for describing the network of
--- interactions between basic and technological research. Scientometrics 1991;22:155-205; Cobo MJ, López-Herrera AG,
--- Herrera-Viedma E, Herrera F: An approach for detecting, quantifying, and visualizing the evolution of a research
--- field. J Informetr 2011;5:146-166.

local build = require "sheaf.graph.build"
local columns_of = require "sheaf.column"
local community = require "sheaf.graph.community"
local new_table = require("sheaf.table").new
local options_of = require "sheaf.options"
local tally = require "sheaf.tally"

local NODES, LEAST, SEED, SIZE, SHOWN = 250, 3, 1, 2, 5

--- Equivalence indices: c_ab^2 / (c_a c_b), records with both and with each.
local function equivalence(units, edges)
  local list = {}
  for i, edge in ipairs(edges) do
    local a, b = units.records[units.order[edge[1]]], units.records[units.order[edge[2]]]
    list[i] = { edge[1], edge[2], edge[3] * edge[3] / (a * b) }
  end
  return list
end

local function collect(units, of_node, count, edges)
  local themes = {}
  for i = 1, count do themes[i] = { members = {}, outside = 0.0, inside = 0.0 } end
  for at in ipairs(units.order) do table.insert(themes[of_node[at]].members, at) end
  for _, edge in ipairs(edges) do
    local a, b = themes[of_node[edge[1]]], themes[of_node[edge[2]]]
    if a == b then
      a.inside = a.inside + edge[3]
    else
      a.outside, b.outside = a.outside + edge[3], b.outside + edge[3]
    end
  end
  return themes
end

--- Records that have a keyword of each theme.
local function count_records(units, of_node, count)
  local records, seen = {}, {}
  for i = 1, count do records[i] = 0 end
  local place = {}
  for at, key in ipairs(units.order) do place[key] = of_node[at] end
  local column = units.column
  for i = 1, #column.starts - 1 do
    for k = column.starts[i], column.starts[i + 1] - 1 do
      local theme = place[units.of_value[column.items[k]]]
      if theme and seen[theme] ~= i then seen[theme], records[theme] = i, records[theme] + 1 end
    end
  end
  return records
end

local function median(rows, at)
  local list = {}
  for i, row in ipairs(rows) do list[i] = row[at] end
  table.sort(list)
  local n = #list
  return n == 0 and 0 or (list[(n + 1) // 2] + list[n // 2 + 1]) / 2
end

local function quadrant_of(central, dense)
  if central then return dense and "motor" or "basic" end
  return dense and "niche" or "emerging or declining"
end

local function rows_of(units, themes, records, size)
  local rows = {}
  for i, theme in ipairs(themes) do
    if #theme.members >= size then
      local names = {}
      for k = 1, math.min(SHOWN, #theme.members) do names[k] = units.names[theme.members[k]] end
      rows[#rows + 1] = { names[1], table.concat(names, "; "), #theme.members, records[i], 10 * theme.outside,
        100 * theme.inside / #theme.members }
    end
  end
  local centre, dense = median(rows, 5), median(rows, 6)
  for _, row in ipairs(rows) do row[7] = quadrant_of(row[5] >= centre, row[6] >= dense) end
  return rows, centre, dense
end

--- Rows are themes: theme (its keyword with most records), keywords (the first five), size (keywords), records (with
--- any of them), centrality (10 * sum of equivalence indices with keywords of other themes), density (100 * sum within
--- / size) and quadrant, parted at the medians: motor (both high), basic (central, not dense), niche (dense, not
--- central), emerging or declining. t:chart() draws the map.
---@param set sheaf.set
---@param options? { of?: string, minimum?: integer, limit?: integer, size?: integer, resolution?: number,
---                  seed?: integer, method?: "leiden"|"louvain" } of: keywords (default), headings or a field; minimum:
---        records of a keyword (3); limit: keywords (250); size: of a theme, at least (2)
---@return sheaf.table? table, string? message, string? code
return function(set, options)
  options = options_of.read("themes", options, { of = "string", minimum = "count", limit = "count", size = "count",
    resolution = "any", seed = "any", method = "string" })
  options_of.choice("themes", "method", options.method, { "leiden", "louvain" })
  if options.resolution ~= nil and (type(options.resolution) ~= "number" or options.resolution <= 0) then
    error("themes: option 'resolution' must be a number above 0", 0)
  end
  if options.seed ~= nil and math.type(options.seed) ~= "integer" then
    error("themes: option 'seed' must be a whole number", 0)
  end
  local kind = options.of or "keywords"
  local columns, message, code = columns_of.read(set, { build.field(kind) })
  if not columns then return nil, message, code end
  local units = build.units(kind, columns[build.field(kind)], options.minimum or LEAST, options.limit or NODES)
  local edges = equivalence(units, build.together(units))
  local of_node, count = community.find(community.graph(#units.order, edges), { method = options.method,
    resolution = options.resolution, seed = options.seed or SEED })
  local themes = collect(units, of_node, count, edges)
  local rows, centre, dense = rows_of(units, themes, count_records(units, of_node, count), options.size or SIZE)
  local notes = { ("%d %s in %d themes"):format(#units.order, kind:gsub("_", " "), #rows) }
  if units.without > 0 then notes[2] = ("%s without any"):format(tally.count(units.without)) end
  return new_table {
    title = "Themes", rows = rows, notes = notes,
    columns = { { name = "theme", kind = "text" }, { name = "keywords", kind = "text" },
      { name = "size", kind = "integer" }, { name = "records", kind = "integer" },
      { name = "centrality", kind = "number", digits = 3 }, { name = "density", kind = "number", digits = 3 },
      { name = "quadrant", kind = "text" } },
    chart = function(t, given)
      return require("sheaf.report.chart_map").draw(t, { centre = centre, dense = dense }, given)
    end,
  }
end
