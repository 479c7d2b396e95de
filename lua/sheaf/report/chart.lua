--- Charts of tables. A chart says { kind =, x = column, y = column or list of columns, title =, limit =, width = };
-- this file reads the values from the table, draws what every chart has (heading, legend, remarks) and leaves the
-- plot to `kinds[kind]`, a function from the values to markup and height. A new kind is a new entry of `kinds`.

local chars = require "sheaf.report.chars"
local svg = require "sheaf.report.svg"

local M = {}

local WIDTH = 460      -- default; narrow enough to be read on a phone
local MARGIN = 12
local LIMIT = 20       -- categories of a bar chart unless told

---@class sheaf.chart.data
---@field width number            of the whole drawing
---@field margin number
---@field top number              where the plot may begin
---@field x { name: string, values: any[], labels: string[], numeric: boolean }
---@field series { name: string, values: number[], labels: string[] }[] values by point, nil where absent
---@field count integer           points
---@field low number              least value, at most 0
---@field high number             greatest value, above low
---@field whole boolean           all values are integers
---@field share boolean           values are shares
---@field filled boolean?         there is a value to draw
---@field remarks string[]        sentences below the plot

M.kinds = {
  bar = function(data) return require("sheaf.report.chart_bar").bar(data) end,
  column = function(data) return require("sheaf.report.chart_plane").column(data) end,
  line = function(data) return require("sheaf.report.chart_plane").line(data) end,
}

local NAMES = { bar = "Bar chart", column = "Column chart", line = "Line chart" }

local function finite(value)
  return type(value) == "number" and value - value == 0 and value or nil
end

--- Columns to draw: as told, or the first column against the first numeric one.
local function pick(t, spec)
  local x = t:position(spec.x or 1)
  local y = type(spec.y) == "table" and spec.y or { spec.y }
  if #y == 0 then
    y = {}
    for at, layout in ipairs(t.layout) do
      if at ~= x and layout.kind ~= "text" then
        y[1] = at
        break
      end
    end
  end
  local columns = {}
  for i = 1, math.min(#y, svg.SERIES) do columns[i] = t:position(y[i]) end
  return x, columns, #y - #columns
end

--- Rows to draw and remarks on those left out.
local function choose(t, spec, x, numeric)
  local rows, remarks, blank = {}, {}, 0
  for i, row in ipairs(t.rows) do
    if numeric and math.type(rawget(row, x)) ~= "integer" then
      blank = blank + 1
    else
      rows[#rows + 1] = i
    end
  end
  if blank > 0 then
    remarks[1] = ("%d row%s without %s not drawn"):format(blank, blank == 1 and "" or "s", chars.line(t.columns[x]))
  end
  local limit = spec.limit or (not numeric and spec.kind ~= "line" and LIMIT) or #rows
  if #rows > limit then
    remarks[#remarks + 1] = ("… and %d more, not drawn"):format(#rows - limit)
    rows = table.move(rows, 1, limit, 1, {})
  end
  if numeric then
    table.sort(rows, function(a, b)
      local left, right = rawget(t.rows[a], x), rawget(t.rows[b], x)
      if left ~= right then return left < right end
      return a < b
    end)
  end
  return rows, remarks
end

local function read_series(t, rows, column)
  local layout = t.layout[column]
  local series = { name = chars.line(layout.title), values = {}, labels = {} }
  for point, i in ipairs(rows) do
    series.values[point] = finite(rawget(t.rows[i], column))
    series.labels[point] = chars.line(t:cell(i, column))
  end
  return series
end

local function read_range(data)
  data.whole, data.low, data.high = true, 0.0, 0.0
  for _, series in ipairs(data.series) do
    for point = 1, data.count do
      local value = series.values[point]
      if value then
        data.filled = true
        data.low, data.high = math.min(data.low, value + 0.0), math.max(data.high, value + 0.0)
        data.whole = data.whole and math.type(value) == "integer"
      end
    end
  end
  if data.low == data.high then data.high = 1.0 end
end

local function read(t, spec)
  local x, columns, beyond = pick(t, spec)
  local numeric = t.layout[x].kind == "integer" and spec.kind ~= "bar"
  local rows, remarks = choose(t, spec, x, numeric)
  if beyond > 0 then remarks[#remarks + 1] = ("%d more series not drawn"):format(beyond) end
  local data = {
    width = spec.width or WIDTH, margin = MARGIN, count = #rows, remarks = remarks, series = {},
    x = { name = chars.line(t.layout[x].title), values = {}, labels = {}, numeric = numeric },
  }
  for point, i in ipairs(rows) do
    data.x.values[point] = rawget(t.rows[i], x)
    data.x.labels[point] = chars.line(t:cell(i, x))
  end
  for i, column in ipairs(columns) do data.series[i] = read_series(t, rows, column) end
  data.share = columns[1] ~= nil and t.layout[columns[1]].kind == "share"
  read_range(data)
  return data
end

local function draw_legend(data, parts)
  local x, y = data.margin, data.top
  local most = data.width - 2 * data.margin - 18
  for i, series in ipairs(data.series) do
    local name = svg.fit(series.name, most)
    local room = 18 + svg.measure(name) + 14
    if x > data.margin and x + room > data.width then x, y = data.margin, y + 20 end
    parts[#parts + 1] = svg.element("rect",
      { "x", x, "y", y + 2, "width", 12, "height", 12, "rx", 2, "class", "s" .. i })
    parts[#parts + 1] = svg.text(x + 18, y + 13, name)
    x = x + room
  end
  data.top = y + 26
end

local function describe(data, kind)
  local parts = {}
  for point = 1, math.min(data.count, 30) do
    local values = {}
    for i, series in ipairs(data.series) do
      local name = #data.series > 1 and series.name .. " " or ""
      values[i] = name .. (series.values[point] and series.labels[point] or "no value")
    end
    parts[point] = data.x.labels[point] .. ": " .. table.concat(values, ", ")
  end
  if data.count > 30 then parts[31] = ("and %d more"):format(data.count - 30) end
  return ("%s. %s"):format(NAMES[kind] or "Chart", #parts > 0 and table.concat(parts, "; ") or "No data")
end

local function draw_title(data, title, parts)
  for _, line in ipairs(svg.wrap(title, data.width - 2 * data.margin, 16, 2)) do
    data.top = data.top + 18
    parts[#parts + 1] = svg.text(data.margin, data.top - 4, line, { class = "head" })
  end
  data.top = data.top + 8
end

local function draw(data, title, spec)
  local parts = {}
  data.top = data.margin
  if title ~= spec.above then draw_title(data, title, parts) end
  local plot, height = svg.text(data.margin, data.top + 24, "no data", { class = "soft" }), data.top + 40
  if data.filled then
    if #data.series > 1 then draw_legend(data, parts) end
    plot, height = M.kinds[spec.kind](data)
  end
  parts[#parts + 1] = plot
  for _, remark in ipairs(data.remarks) do
    parts[#parts + 1] = svg.text(data.margin, height + 4, remark,
      { class = "soft small", room = data.width - 2 * data.margin })
    height = height + 18
  end
  return table.concat(parts), height
end

local function check(spec)
  if not M.kinds[spec.kind] then error(("no chart of kind '%s'"):format(tostring(spec.kind)), 0) end
  local width, limit = spec.width or WIDTH, spec.limit or 1
  if type(width) ~= "number" or width < 240 then error("a chart is at least 240 wide", 0) end
  if math.type(limit) ~= "integer" or limit < 1 then error("limit must be a positive integer", 0) end
end

--- The chart of a table as SVG, or nil where none is asked for.
---@param t sheaf.table
---@param given nil|false|table|fun(t: sheaf.table, options?: table): string? the table's own chart
---@param options? table kind, x, y, title, limit, width; style = false leaves the style to the page, above is the
---  heading the chart stands under: a title that says the same is not drawn
---@return string? svg
function M.of(t, given, options)
  if type(given) == "function" and not (options and options.kind) then return given(t, options) end
  local spec = {}
  for _, source in ipairs { type(given) == "table" and given or {}, options or {} } do
    for key, value in pairs(source) do spec[key] = value end
  end
  if spec.kind == nil then return nil end
  check(spec)
  local title = chars.line(spec.title or t.title or "Chart")
  local data = read(t, spec)
  local body, height = draw(data, title, spec)
  return svg.document {
    width = data.width, height = height, title = title, description = describe(data, spec.kind), body = body,
    style = spec.style,
  }
end

return M
