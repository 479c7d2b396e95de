--- Flows between three lists as SVG: bars of each list from top to bottom, as high as their flows, and bands between
--- them.

local chars = require "sheaf.report.chars"
local svg = require "sheaf.report.svg"

local M = {}

local MARGIN, WIDTH, BAR, GAP, LABEL = 12, 640, 12, 10, 12
local LEAST, ROW = 4, 26 -- height of a bar at least, and of a list for each of its things

--- What flows through each thing of each list: the larger of what comes and what goes.
local function totals_of(data)
  local totals = {}
  for list = 1, 3 do
    local come, go = {}, {}
    for _, flow in ipairs(data.flows[list - 1] or {}) do come[flow[2]] = (come[flow[2]] or 0) + flow[3] end
    for _, flow in ipairs(data.flows[list] or {}) do go[flow[1]] = (go[flow[1]] or 0) + flow[3] end
    totals[list] = {}
    for i = 1, #data.names[list] do totals[list][i] = math.max(come[i] or 0, go[i] or 0) end
  end
  return totals
end

--- Bars { y, height } of each list, all lists as high as one another.
local function bars_of(totals, top, height)
  local bars = {}
  for list = 1, 3 do
    local sum, n = 0, 0
    for _, total in ipairs(totals[list]) do
      if total > 0 then sum, n = sum + total, n + 1 end
    end
    local scale = n > 0 and (height - GAP * (n - 1)) / math.max(sum, 1) or 0
    local y = top
    bars[list] = { scale = scale }
    for i, total in ipairs(totals[list]) do
      if total > 0 then
        local tall = math.max(LEAST, total * scale)
        bars[list][i] = { y = y, height = tall, out = 0.0, into = 0.0 }
        y = y + tall + GAP
      end
    end
  end
  return bars
end

local function band(x1, y1, h1, x2, y2, h2)
  local middle = (x1 + x2) / 2
  local numbers = { x1, y1, middle, y1, middle, y2, x2, y2, x2, y2 + h2, middle, y2 + h2, middle, y1 + h1, x1, y1 + h1 }
  for i, value in ipairs(numbers) do numbers[i] = chars.dotted(("%.1f"):format(value)) end
  return ("M%s %sC%s %s %s %s %s %sL%s %sC%s %s %s %s %s %sZ"):format(table.unpack(numbers))
end

local function draw_flows(data, bars, xs, parts)
  for step, flows in ipairs(data.flows) do
    local order = table.move(flows, 1, #flows, 1, {})
    table.sort(order, function(a, b)
      if a[1] ~= b[1] then return a[1] < b[1] end
      return a[2] < b[2]
    end)
    for _, flow in ipairs(order) do
      local from, to = bars[step][flow[1]], bars[step + 1][flow[2]]
      local h1, h2 = flow[3] * bars[step].scale, flow[3] * bars[step + 1].scale
      local tip = ("%s and %s: %d record%s"):format(data.names[step][flow[1]], data.names[step + 1][flow[2]], flow[3],
        flow[3] == 1 and "" or "s")
      parts[#parts + 1] = svg.shape("path", { "class", "s" .. (flow[1] - 1) % svg.SERIES + 1, "fill-opacity", 0.35,
        "d", band(xs[step] + BAR, from.y + from.out, h1, xs[step + 1], to.y + to.into, h2) }, tip)
      from.out, to.into = from.out + h1, to.into + h2
    end
  end
end

local function draw_bars(data, bars, totals, xs, width, parts)
  local between = (width - 2 * MARGIN - 3 * BAR) / 2
  local rooms = { between - 10, between / 2 - 8, between / 2 - 8 } -- the middle's and the right's stand side by side
  for list = 1, 3 do
    for i, name in ipairs(data.names[list]) do
      local bar = bars[list][i]
      if bar then
        parts[#parts + 1] = svg.shape("rect", { "x", xs[list], "y", bar.y, "width", BAR, "height", bar.height,
          "class", "s" .. (i - 1) % svg.SERIES + 1 }, ("%s: %d"):format(name, totals[list][i]))
        local left = list == 3
        parts[#parts + 1] = svg.text(left and xs[list] - 5 or xs[list] + BAR + 5, bar.y + bar.height / 2 + 4, name,
          { class = "small", room = rooms[list], size = LABEL, anchor = left and "end" or "start" })
      end
    end
  end
end

local function describe(data)
  local parts = {}
  for step, flows in ipairs(data.flows) do
    for i = 1, math.min(5, #flows) do
      parts[#parts + 1] = ("%s and %s: %d"):format(data.names[step][flows[i][1]], data.names[step + 1][flows[i][2]],
        flows[i][3])
    end
  end
  return "Flow chart. " .. (#parts > 0 and table.concat(parts, "; ") or "No data")
end

--- Draws flows between three lists of names.
---@param data { names: string[][], heads: string[], flows: integer[][][] } flows[1] and [2]: { place, place, records }
---@param options? { title?: string, above?: string, style?: boolean, width?: number }
---@return string svg
function M.draw(data, options)
  options = options or {}
  local width, parts = options.width or WIDTH, {}
  local top = svg.title(options, width, MARGIN, parts)
  local most = math.max(#data.names[1], #data.names[2], #data.names[3])
  local height = math.max(most * ROW, 60)
  local xs = { MARGIN, (width - BAR) / 2, width - MARGIN - BAR }
  for list, head in ipairs(data.heads) do
    parts[#parts + 1] = svg.text(list == 1 and xs[1] or list == 3 and xs[3] + BAR or width / 2, top + 12, head,
      { class = "soft small", anchor = list == 1 and "start" or list == 3 and "end" or "middle" })
  end
  local totals = totals_of(data)
  local bars = bars_of(totals, top + 22, height)
  if #data.flows[1] + #data.flows[2] == 0 then
    parts[#parts + 1] = svg.text(MARGIN, top + 46, "no data", { class = "soft" })
  else
    draw_flows(data, bars, xs, parts)
    draw_bars(data, bars, totals, xs, width, parts)
  end
  local bottom = top + 22 + height
  for list = 1, 3 do -- thin bars are drawn thicker than they are
    for i = 1, #data.names[list] do
      local bar = bars[list][i]
      if bar then bottom = math.max(bottom, bar.y + bar.height) end
    end
  end
  return svg.document { width = width, height = bottom + MARGIN, title = options.title or "Three fields",
    description = describe(data), body = table.concat(parts), style = options.style }
end

return M
