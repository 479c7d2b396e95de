--- Building blocks of SVG charts: text that never leaves its room, scales, ticks, the document around a drawing.
-- Colours come from classes, so one style serves screen, dark screen and paper. Series colours are Okabe and Ito's
-- (told apart by colour-blind readers); fills are classes s1 to s7, strokes l1 to l7.

local chars = require "sheaf.report.chars"
local markup = require "sheaf.report.markup"
local width = require "sheaf.report.width"

local M = {}

M.SERIES = 7     -- colours there are
M.SIZE = 13      -- size of text

local LIGHT = { "#0072b2", "#d55e00", "#009e73", "#b5588f", "#b98100", "#3a9bd9", "#6b6b6b" }
local DARK = { "#56b4e9", "#ff9955", "#2fc79a", "#e79cc6", "#f0c04d", "#9ad1f5", "#b8b8b8" }

local function palette(colours)
  local rules = {}
  for i, colour in ipairs(colours) do
    rules[i] = (".sheaf-chart .s%d{fill:%s}.sheaf-chart .l%d{stroke:%s}"):format(i, colour, i, colour)
  end
  return table.concat(rules)
end

local INK = ".sheaf-chart .paper{fill:%s}.sheaf-chart text{fill:%s}.sheaf-chart .soft{fill:%s}"
  .. ".sheaf-chart .grid{stroke:%s}.sheaf-chart .axis{stroke:%s}"

--- The style of every chart; a page that holds several charts gives it once.
M.style = table.concat {
  ".sheaf-chart{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif}",
  ".sheaf-chart .head{font-weight:600;font-size:14px}.sheaf-chart .small{font-size:12px}",
  ".sheaf-chart .line{fill:none;stroke-width:2.25;stroke-linejoin:round;stroke-linecap:round}",
  INK:format("#fff", "#1d2329", "#57606a", "#e2e6ea", "#8b949e"), palette(LIGHT),
  "@media screen and (prefers-color-scheme:dark){",
  INK:format("#1a1f25", "#e8ebee", "#a9b2bb", "#343b43", "#79828c"), palette(DARK), "}",
}

--- An element whose lengths are rounded to hundredths.
---@param name string
---@param attributes (string|number)[] names and values in turn
---@param content? string markup
---@return string
function M.element(name, attributes, content)
  local rounded = {}
  for i, value in ipairs(attributes) do
    rounded[i] = math.type(value) == "float" and math.floor(value * 100 + 0.5) / 100 or value
  end
  return markup.element(name, rounded, content)
end

local ADVANCE = {}     -- width of a character as part of the text size; generous, for fonts differ
for set, advance in pairs {
  ["iljI|'.,:;! "] = 0.33, ['ftr()[]/-"'] = 0.42, ["mwMW@%"] = 1, ["ABCDEFGHJKLNOPQRSTUVXYZ&"] = 0.72,
} do
  for character in set:gmatch(".") do ADVANCE[character:byte()] = advance end
end

--- About how wide a text is drawn; rather too much than too little.
---@param text string valid UTF-8
---@param size? number
---@return number
function M.measure(text, size)
  local total = 0
  for _, code in utf8.codes(text) do
    total = total + (ADVANCE[code] or (code < 128 and 0.63 or 0.68 * width.character(code)))
  end
  return total * (size or M.SIZE)
end

--- The text, cut with "…" to fit a room.
---@param text string valid UTF-8 on one line
---@param room number
---@param size? number
---@return string text
---@return boolean cut
function M.fit(text, room, size)
  if M.measure(text, size) <= room then return text, false end
  local stop, total = 0, M.measure("…", size)
  for at, code in utf8.codes(text) do
    total = total + M.measure(utf8.char(code), size)
    if total > room then break end
    stop = utf8.offset(text, 2, at) - 1
  end
  return text:sub(1, stop):gsub(" +$", "") .. "…", true
end

--- Breaks a text into at most so many lines; the last one is cut where it is too long.
---@param text string valid UTF-8 on one line
---@param room number
---@param size number
---@param most integer
---@return string[]
function M.wrap(text, room, size, most)
  local lines, current = {}, ""
  for word in text:gmatch("%S+") do
    local longer = current == "" and word or current .. " " .. word
    if current ~= "" and #lines < most - 1 and M.measure(longer, size) > room then
      lines[#lines + 1], current = current, word
    else
      current = longer
    end
  end
  lines[#lines + 1] = current
  for i, line in ipairs(lines) do lines[i] = M.fit(line, room, size) end
  return lines
end

--- A line of text; where it had to be cut, the whole of it is its tooltip.
---@param x number
---@param y number baseline
---@param text string
---@param options? { anchor?: string, class?: string, room?: number, size?: number }
---@return string
function M.text(x, y, text, options)
  options = options or {}
  text = chars.line(text)
  local shown, cut = M.fit(text, options.room or math.huge, options.size)
  local attributes = { "x", x, "y", y }
  for _, name in ipairs { "anchor", "class" } do
    if options[name] then
      attributes[#attributes + 1] = name == "anchor" and "text-anchor" or name
      attributes[#attributes + 1] = options[name]
    end
  end
  local tip = cut and M.element("title", {}, markup.escape(text)) or ""
  return M.element("text", attributes, markup.escape(shown) .. tip)
end

--- Draws a chart's title at its top, on two lines at the most; none where it stands above the chart already.
---@param options { title?: string, above?: string }
---@param across number  the width of the chart
---@param margin number  around it
---@param parts string[] of the drawing; the title is appended
---@return number top    where the drawing below begins
function M.title(options, across, margin, parts)
  local top = margin
  if not options.title or options.title == options.above then return top end
  for _, line in ipairs(M.wrap(chars.line(options.title), across - 2 * margin, 16, 2)) do
    top = top + 18
    parts[#parts + 1] = M.text(margin, top - 4, line, { class = "head" })
  end
  return top + 8
end

--- A straight line.
---@return string
function M.line(x1, y1, x2, y2, class)
  return M.element("line", { "x1", x1, "y1", y1, "x2", x2, "y2", y2, "class", class })
end

--- A shape with a tooltip.
---@param name string
---@param attributes table
---@param tip string plain text
---@return string
function M.shape(name, attributes, tip)
  return M.element(name, attributes, M.element("title", {}, markup.escape(chars.line(tip))))
end

--- A function from values to places.
---@param low number
---@param high number
---@param from number place of low
---@param to number place of high
---@return fun(value: number): number
function M.scale(low, high, from, to)
  local factor = (to - from) / (high - low)
  return function(value) return from + (value - low) * factor end
end

--- Round values that cover a range: steps of 1, 2 or 5 times a power of ten.
---@param low number
---@param high number above low
---@param most integer steps at most, about
---@param whole? boolean steps of at least 1
---@return number[] ticks the first at or below low, the last at or above high
---@return number step
function M.ticks(low, high, most, whole)
  local rough = (high - low) / most
  local power = 10.0 ^ math.floor(math.log(rough, 10))
  local step = power * 10
  for _, factor in ipairs { 1, 2, 5 } do
    if power * factor >= rough * 0.9999 then
      step = power * factor
      break
    end
  end
  if whole and step < 1 then step = 1.0 end
  local ticks = {}
  local last = math.ceil(high / step - 1e-9)
  for i = math.floor(low / step + 1e-9), last do ticks[#ticks + 1] = i * step end
  return ticks, step
end

--- The SVG document around a drawing.
---@param given { width: number, height: number, title: string, description: string, body: string, style?: boolean,
---  role?: string } role is img unless told
---@return string
function M.document(given)
  local title, description = chars.line(given.title), chars.line(given.description)
  local content = {
    M.element("title", {}, markup.escape(title)), M.element("desc", {}, markup.escape(description)),
    given.style == false and "" or M.element("style", {}, M.style),
    M.element("rect", { "class", "paper", "width", given.width, "height", given.height }), given.body,
  }
  return M.element("svg", {
    "xmlns", "http://www.w3.org/2000/svg", "class", "sheaf-chart", "role", given.role or "img", "aria-label", title,
    "viewBox", ("0 0 %d %d"):format(math.ceil(given.width), math.ceil(given.height)),
    "width", given.width, "height", math.ceil(given.height),
  }, table.concat(content))
end

return M
