--- Column and line charts: values upwards, years or categories from left to right.
-- Whole numbers stand on a true scale, so that years without a row leave a gap.

local chars = require "sheaf.report.chars"
local svg = require "sheaf.report.svg"

local M = {}

local HEIGHT = 190     -- of the plot
local SPAN = 200       -- a longer range of whole numbers is drawn as categories
local DASH = { "", "6 4", "2 4", "8 3 2 3", "", "6 4", "2 4" }

local function tick_label(data, value)
  if data.share then return chars.numeral(math.floor(value * 1000 + 0.5) / 10):gsub("%.0$", "") .. "%" end
  if data.whole and math.tointeger(value) then return chars.numeral(math.tointeger(value)) end
  return chars.dotted(("%.6g"):format(value))
end

--- Place of each point, the room one point has, and the labels that stand below the axis.
local function across(data, left, right)
  local first, last = data.x.values[1], data.x.values[data.count]
  local steps = data.x.numeric and (last + 0.0) - first + 1
  if not steps or steps > SPAN then
    local slot = (right - left) / data.count
    return { slot = slot, at = function(point) return left + (point - 0.5) * slot end }
  end
  local slot = (right - left) / steps
  return {
    slot = slot, first = first, last = last,
    at = function(point) return left + (data.x.values[point] - first + 0.5) * slot end,
    of = function(value) return left + (value - first + 0.5) * slot end,
  }
end

local function frame(data)
  local ticks = svg.ticks(data.low, data.high, 5, data.whole)
  local room = 0
  for _, value in ipairs(ticks) do room = math.max(room, svg.measure(tick_label(data, value), 12)) end
  local left, right = data.margin + room + 8, data.width - data.margin
  local top = data.top + 26
  return {
    ticks = ticks, left = left, right = right, top = top, bottom = top + HEIGHT,
    up = svg.scale(ticks[1], ticks[#ticks], top + HEIGHT, top), across = across(data, left, right),
  }
end

local function draw_values(data, plot, parts)
  local name = #data.series == 1 and data.series[1].name or ""
  parts[#parts + 1] = svg.text(data.margin, data.top + 10, name,
    { class = "soft small", size = 12, room = data.width - 2 * data.margin })
  for _, value in ipairs(plot.ticks) do
    local y = plot.up(value)
    parts[#parts + 1] = svg.line(plot.left, y, plot.right, y, value == 0 and "axis" or "grid")
    parts[#parts + 1] = svg.text(plot.left - 8, y + 4, tick_label(data, value),
      { anchor = "end", class = "soft small" })
  end
end

--- Label of a place below the axis, kept inside the drawing.
local function below(data, plot, x, text, room)
  local half = math.min(svg.measure(text, 12), room) / 2
  x = math.max(half + 2, math.min(x, data.width - half - 2))
  return svg.text(x, plot.bottom + 18, text, { anchor = "middle", class = "soft small", room = room, size = 12 })
end

local function label_scale(data, plot, parts)
  local across_plot = plot.across
  local widest = math.max(svg.measure(data.x.labels[1], 12), svg.measure(data.x.labels[data.count], 12)) + 10
  local most = math.max(1, (plot.right - plot.left) // widest)
  local span = across_plot.last - across_plot.first
  local _, step = svg.ticks(0, math.max(span, 1), most, true)
  step = math.tointeger(step) or 1
  if span < most then step = 1 end
  for value = across_plot.first, across_plot.last do
    if value % step == 0 then
      parts[#parts + 1] = below(data, plot, across_plot.of(value), chars.numeral(value), widest)
    end
  end
end

local function label_categories(data, plot, parts)
  local widest = 0
  for point = 1, data.count do widest = math.max(widest, svg.measure(data.x.labels[point], 12)) end
  local every = math.max(1, math.ceil(math.min(widest + 8, 90) / plot.across.slot))
  for point = 1, data.count, every do
    parts[#parts + 1] = below(data, plot, plot.across.at(point), data.x.labels[point], plot.across.slot * every - 4)
  end
end

local function draw_frame(data, plot)
  local parts = {}
  draw_values(data, plot, parts)
  if plot.across.of then label_scale(data, plot, parts) else label_categories(data, plot, parts) end
  parts[#parts + 1] = svg.text((plot.left + plot.right) / 2, plot.bottom + 36, data.x.name,
    { anchor = "middle", class = "soft small", room = plot.right - plot.left, size = 12 })
  return parts
end

local function tip(data, series, point)
  local text = ("%s: %s"):format(data.x.labels[point], series.labels[point])
  return #data.series > 1 and series.name .. ", " .. text or text
end

--- True where every value of a lone series has room above its own place.
local function labels_fit(data, plot)
  if #data.series > 1 then return false end
  for point = 1, data.count do
    if data.series[1].values[point] and svg.measure(data.series[1].labels[point], 12) > plot.across.slot then
      return false
    end
  end
  return true
end

local function draw_label(series, plot, point)
  local y = plot.up(math.max(series.values[point], 0))
  return svg.text(plot.across.at(point), y - 6, series.labels[point], { anchor = "middle", class = "small value" })
end

--- Categories whose names would not stand side by side.
local function crowded(data)
  if data.x.numeric then return false end
  local room = (data.width - 2 * data.margin - 40) / data.count
  for point = 1, data.count do
    if svg.measure(data.x.labels[point], 12) > room then return true end
  end
  return false
end

--- Draws columns; categories with long names become bars, which have room for them.
---@param data sheaf.chart.data
---@return string markup
---@return number height
function M.column(data)
  if crowded(data) then return require("sheaf.report.chart_bar").bar(data) end
  local plot = frame(data)
  local parts = draw_frame(data, plot)
  local labelled = labels_fit(data, plot)
  local group = math.min(plot.across.slot * 0.78, 56 * #data.series)
  local thick, zero = group / #data.series, plot.up(0)
  for s, series in ipairs(data.series) do
    for point = 1, data.count do
      local value = series.values[point]
      if value then
        local y = plot.up(value)
        parts[#parts + 1] = svg.shape("rect", {
          "x", plot.across.at(point) - group / 2 + (s - 1) * thick, "y", math.min(y, zero),
          "width", math.max(thick - (thick > 4 and 1 or 0), 0.5), "height", math.abs(y - zero), "class", "s" .. s,
        }, tip(data, series, point))
        if labelled then parts[#parts + 1] = draw_label(series, plot, point) end
      end
    end
  end
  return table.concat(parts), plot.bottom + 50
end

--- Runs of points that stand side by side: a year without a value breaks the line.
local function runs_of(data, plot, series)
  local runs, current, before = {}, nil, nil
  for point = 1, data.count do
    if series.values[point] then
      local place = plot.across.of and data.x.values[point] or point
      if not current or place - before > 1 then
        current = {}
        runs[#runs + 1] = current
      end
      current[#current + 1] = point
      before = place
    end
  end
  return runs
end

local function draw_run(plot, series, s, run)
  local path = {}
  for i, point in ipairs(run) do
    path[i] = ("%.1f,%.1f"):format(plot.across.at(point), plot.up(series.values[point]))
  end
  return svg.element("polyline", {
    "points", table.concat(path, " "), "class", "line l" .. s, "stroke-dasharray", DASH[s],
  })
end

--- Draws lines with a mark at each point.
---@param data sheaf.chart.data
---@return string markup
---@return number height
function M.line(data)
  local plot = frame(data)
  local parts = draw_frame(data, plot)
  local labelled = labels_fit(data, plot)
  local radius = math.max(1.5, math.min(3.5, plot.across.slot / 3))
  for s, series in ipairs(data.series) do
    for _, run in ipairs(runs_of(data, plot, series)) do
      if #run > 1 then parts[#parts + 1] = draw_run(plot, series, s, run) end
      for _, point in ipairs(run) do
        parts[#parts + 1] = svg.shape("circle", {
          "cx", plot.across.at(point), "cy", plot.up(series.values[point]), "r", radius, "class", "s" .. s,
        }, tip(data, series, point))
        if labelled then parts[#parts + 1] = draw_label(series, plot, point) end
      end
    end
  end
  return table.concat(parts), plot.bottom + 50
end

return M
