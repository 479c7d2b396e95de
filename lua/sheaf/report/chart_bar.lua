--- Bar charts: one category a line, labels on the left, bars to the right, the value at the end of each bar.

local svg = require "sheaf.report.svg"

local M = {}

local BAR = 16         -- thickness of a lone bar
local THIN = 14        -- of one among several
local GAP = 8          -- between categories

local function widest(labels, count)
  local most = 0
  for i = 1, count do most = math.max(most, svg.measure(labels[i])) end
  return most
end

--- Where the plot stands, and its value scale.
local function frame(data)
  local labels = math.min(widest(data.x.labels, data.count), data.width * 0.42)
  local values = 0
  for _, series in ipairs(data.series) do values = math.max(values, widest(series.labels, data.count)) end
  local left = data.margin + labels + 8
  local right = math.max(left + 40, data.width - data.margin - math.min(values, data.width * 0.2) - 6)
  return {
    labels = labels, left = left, right = right, top = data.top, values = data.width - data.margin - right,
    thick = #data.series > 1 and THIN or BAR, at = svg.scale(data.low, data.high, left, right),
  }
end

local function draw_bar(data, plot, series, s, point, y)
  local value = series.values[point]
  if not value then return "" end
  local zero, stop = plot.at(0), plot.at(value)
  local text = series.labels[point]
  local tip = ("%s: %s"):format(data.x.labels[point], text)
  if #data.series > 1 then tip = series.name .. ", " .. tip end
  return svg.shape("rect", {
    "x", math.min(zero, stop), "y", y, "width", math.max(math.abs(stop - zero), 0.5), "height", plot.thick - 1,
    "rx", 1.5, "class", "s" .. s,
  }, tip) .. svg.text(math.max(zero, stop) + 5, y + plot.thick - 4, text, { room = plot.values - 5, class = "value" })
end

--- Draws the bars.
---@param data sheaf.chart.data
---@return string markup
---@return number height
function M.bar(data)
  local plot = frame(data)
  local group = plot.thick * #data.series
  local parts, y = {}, plot.top
  for point = 1, data.count do
    parts[#parts + 1] = svg.text(plot.left - 8, y + group / 2 + 4, data.x.labels[point],
      { anchor = "end", room = plot.labels + 0.5 })
    for s, series in ipairs(data.series) do
      parts[#parts + 1] = draw_bar(data, plot, series, s, point, y + (s - 1) * plot.thick)
    end
    y = y + group + GAP
  end
  local zero = plot.at(0)
  parts[#parts + 1] = svg.line(zero, plot.top - 4, zero, y - GAP + 4, "axis")
  return table.concat(parts), y + 8
end

return M
