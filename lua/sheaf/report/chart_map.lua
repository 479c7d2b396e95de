--- A thematic map as SVG: themes by centrality (to the right) and density (upwards) on rank scales, as large as they
--- have records, the quadrants parted at the medians.

local chars = require "sheaf.report.chars"
local svg = require "sheaf.report.svg"

local M = {}

local MARGIN, WIDTH, HEIGHT = 12, 640, 400
local SMALL, LARGE, LABEL, ROOM = 6, 26, 12, 180
local CORNERS = { { "niche", 0, 0 }, { "motor", 1, 0 }, { "emerging or declining", 0, 1 }, { "basic", 1, 1 } }

--- Where a value stands among the others, 0 to 1, and the parting line at a half: below the median is left of it.
local function rank_scale(values, parting)
  local sorted = table.move(values, 1, #values, 1, {})
  table.sort(sorted)
  local low, high = 0, 0
  for _, value in ipairs(sorted) do
    if value < parting then low = low + 1 else high = high + 1 end
  end
  return function(value)
    local below, equal = 0, 0
    for _, other in ipairs(sorted) do
      if other < value and (value < parting or other >= parting) then below = below + 1 end
      if other == value then equal = equal + 1 end
    end
    local place = below + (equal + 1) / 2
    if value < parting then return 0.5 * place / (low + 1) end
    return 0.5 + 0.5 * place / (high + 1)
  end
end

local function column(t, name)
  local list = {}
  for i = 1, #t do list[i] = t[i][name] end
  return list
end

local function draw_frame(left, top, width, parts)
  local right, bottom = left + width, top + HEIGHT
  parts[#parts + 1] = svg.line(left, bottom, right, bottom, "axis") .. svg.line(left, top, left, bottom, "axis")
  parts[#parts + 1] = svg.line(left + width / 2, top, left + width / 2, bottom, "grid")
  parts[#parts + 1] = svg.line(left, top + HEIGHT / 2, right, top + HEIGHT / 2, "grid")
  for _, corner in ipairs(CORNERS) do
    parts[#parts + 1] = svg.text(corner[2] == 0 and left + 6 or right - 6, corner[3] == 0 and top + 14 or bottom - 8,
      corner[1], { class = "soft small", anchor = corner[2] == 0 and "start" or "end" })
  end
  parts[#parts + 1] = svg.text(left + width / 2, bottom + 18, "centrality (rank)", { class = "soft small",
    anchor = "middle" })
  parts[#parts + 1] = svg.element("g", { "transform", ("translate(%d %d) rotate(-90)"):format(left - 6,
    top + HEIGHT // 2) }, svg.text(0, 0, "density (rank)", { class = "soft small", anchor = "middle" }))
end

local function draw_themes(t, lines, left, top, width, parts)
  local across, up = rank_scale(column(t, "centrality"), lines.centre), rank_scale(column(t, "density"), lines.dense)
  local most, order = 1, {}
  for i = 1, #t do
    most, order[i] = math.max(most, t[i].records), i
  end
  table.sort(order, function(a, b) -- small ones are drawn over large ones
    if t[a].records ~= t[b].records then return t[a].records > t[b].records end
    return a < b
  end)
  local labels = {}
  for _, i in ipairs(order) do
    local theme = t[i]
    local x, y = left + across(theme.centrality) * width, top + (1 - up(theme.density)) * HEIGHT
    parts[#parts + 1] = svg.shape("circle", { "cx", x, "cy", y,
      "r", SMALL + (LARGE - SMALL) * math.sqrt(theme.records / most), "fill-opacity", 0.6,
      "class", "s" .. (i - 1) % svg.SERIES + 1 }, ("%s: %d records, centrality %.2f, density %.2f")
      :format(theme.keywords, theme.records, theme.centrality, theme.density))
    local text = svg.fit(chars.line(theme.theme), ROOM, LABEL)
    local half = svg.measure(text, LABEL) / 2
    labels[#labels + 1] = svg.text(math.max(left + half, math.min(left + width - half, x)), y + 4, text,
      { class = "small", anchor = "middle" })
  end
  parts[#parts + 1] = table.concat(labels)
end

--- Draws the table of analysis.themes.
---@param t sheaf.table
---@param lines { centre: number, dense: number } the medians
---@param options? { title?: string, above?: string, style?: boolean, width?: number }
---@return string svg
function M.draw(t, lines, options)
  options = options or {}
  local width, parts, top = options.width or WIDTH, {}, MARGIN
  local title = options.title or t.title or "Themes"
  if title ~= options.above then
    top = top + 26
    parts[1] = svg.text(MARGIN, top - 12, title, { class = "head", room = width - 2 * MARGIN })
  end
  local left = MARGIN + 16
  if #t == 0 then
    parts[#parts + 1] = svg.text(MARGIN, top + 24, "no data", { class = "soft" })
  else
    draw_frame(left, top, width - left - MARGIN, parts)
    draw_themes(t, lines, left, top, width - left - MARGIN, parts)
  end
  local names = {}
  for i = 1, #t do names[i] = ("%s (%s)"):format(t[i].theme, t[i].quadrant) end
  return svg.document { width = width, height = #t == 0 and top + 40 or top + HEIGHT + 30, title = title,
    description = #t > 0 and "Thematic map. " .. table.concat(names, "; ") or "Thematic map. No data",
    body = table.concat(parts), style = options.style }
end

return M
