--- The PRISMA 2020 flow diagram as SVG, in the statement's layout: phases on the left, a column for databases and
-- registers, one for other methods and one for previous studies where there are such, what left the review beside it.

local chars = require "sheaf.report.chars"
local svg = require "sheaf.report.svg"

local M = {}

local MARGIN, GAP, ROW_GAP = 12, 26, 24
local PHASE, WIDE, SIDE, NARROW = 26, 224, 224, 170 -- widths: phase bar, main box, box beside it, previous studies
local PAD, LINE, SIZE = 8, 16, 12
local SHOWN = 12 -- sources or reasons a box lists; the rest is counted together

-- ---- words ----

--- A text as lines that fit a room; words that are too long are broken, "(n = 3)" is one word.
local function lines_of(text, room)
  local words = {}
  for word in chars.line(text):gsub("%(n = (%d+)%)", "(n\u{A0}=\u{A0}%1)"):gmatch "%S+" do
    local part = ""
    for _, code in utf8.codes(word) do
      local longer = part .. utf8.char(code)
      if part ~= "" and svg.measure(longer, SIZE) > room then
        words[#words + 1], longer = part, utf8.char(code)
      end
      part = longer
    end
    words[#words + 1] = part
  end
  local lines = svg.wrap(table.concat(words, " "), room, SIZE, math.huge)
  for i, line in ipairs(lines) do lines[i] = line:gsub("\u{A0}", " ") end
  return lines
end

local function n(words, count) return ("%s (n = %d)"):format(words, count) end

--- Lines "name (n = 3)" of a list, the longest lists cut.
local function listed(list, name)
  local lines, rest, others = {}, 0, 0
  for i, one in ipairs(list) do
    if i < SHOWN or #list == SHOWN then
      lines[#lines + 1] = { n(one[name], one.n), 10 }
    else
      rest, others = rest + one.n, others + 1
    end
  end
  if others > 0 then lines[#lines + 1] = { n(("%d others"):format(others), rest), 10 } end
  return lines
end

local function add(paragraphs, more)
  table.move(more, 1, #more, #paragraphs + 1, paragraphs)
  return paragraphs
end

local function via(route, names)
  local list, total = {}, 0
  for _, source in ipairs(route.sources) do
    if names[source.via] then
      list[#list + 1] = source
      total = total + source.n
    end
  end
  return list, total
end

local GROUPS = {
  databases = { { "Databases", { database = true } }, { "Registers", { register = true } } },
  other = { { "Websites", { website = true } }, { "Organisations", { organisation = true } },
    { "Citation searching", { citation = true } }, { "Other", { other = true } } },
}

--- "Records identified from: Databases (n = 3) ..." with the sources of each group where there are several.
local function identified(route, groups)
  local paragraphs = { { "Records identified from:" } }
  for i, group in ipairs(groups) do
    local list, total = via(route, group[2])
    if total > 0 or groups == GROUPS.databases and i <= 2 then
      paragraphs[#paragraphs + 1] = { n(group[1], total) }
      if #list > 0 then add(paragraphs, listed(list, "name")) end
    end
  end
  return paragraphs
end

local function with_waiting(paragraphs, words, count)
  if count > 0 then paragraphs[#paragraphs + 1] = { n(words, count) } end
  return paragraphs
end

local function excluded(route)
  if #route.reasons == 0 then return { { n("Reports excluded", 0) } } end
  return add({ { "Reports excluded:" } }, listed(route.reasons, "reason"))
end

local function removed(route)
  return { { "Records removed before screening:" }, { n("Duplicate records removed", route.duplicates) },
    { n("Records marked as ineligible by automation tools", route.automation) },
    { n("Records removed for other reasons", route.removed) } }
end

--- What left other methods before reports were sought: the statement has no box for it, but the numbers must add up.
local function removed_other(route)
  local list = {}
  for _, one in ipairs { { "Duplicate records removed", route.duplicates },
    { "Records marked as ineligible by automation tools", route.automation },
    { "Records removed for other reasons", route.removed }, { "Records excluded in screening", route.excluded },
    { "Records awaiting screening", route.unscreened } } do
    if one[2] > 0 then list[#list + 1] = { n(one[1], one[2]) } end
  end
  if #list == 0 then return nil end
  table.insert(list, 1, { "Records removed:" })
  return list
end

-- ---- boxes ----

--- The boxes of a diagram by name: { column, row, paragraphs }; columns are previous, main, side, other, other_side.
local function boxes_of(counts)
  local main, other, before = counts.databases, counts.other, counts.previous.reports > 0
  local new = before and { "New studies included in review", "Reports of new included studies" }
    or { "Studies included in review", "Reports of included studies" }
  local list = {
    { "main", 1, identified(main, GROUPS.databases) }, { "side", 1, removed(main) },
    { "main", 2, with_waiting({ { n("Records screened", main.screened) } }, "Awaiting screening", main.unscreened) },
    { "side", 2, { { n("Records excluded", main.excluded) } } },
    { "main", 3, { { n("Reports sought for retrieval", main.sought) } } },
    { "side", 3, { { n("Reports not retrieved", main.not_retrieved) } } },
    { "main", 4, with_waiting({ { n("Reports assessed for eligibility", main.assessed) } }, "Awaiting assessment",
      main.waiting) },
    { "side", 4, excluded(main) },
    { "main", 5, { { n(new[1], counts.new.studies) }, { n(new[2], counts.new.reports) } } },
  }
  if before then
    list[#list + 1] = { "previous", 1, {
      { n("Studies included in previous version of review", counts.previous.studies) },
      { n("Reports of studies included in previous version of review", counts.previous.reports) } } }
    list[#list + 1] = { "main", 6, { { n("Total studies included in review", counts.total.studies) },
      { n("Reports of total included studies", counts.total.reports) } } }
  end
  if other.identified > 0 then
    local gone = removed_other(other)
    list[#list + 1] = { "other", 1, identified(other, GROUPS.other) }
    if gone then list[#list + 1] = { "other_side", 1, gone } end
    list[#list + 1] = { "other", 3, { { n("Reports sought for retrieval", other.sought) } } }
    list[#list + 1] = { "other_side", 3, { { n("Reports not retrieved", other.not_retrieved) } } }
    list[#list + 1] = { "other", 4, with_waiting({ { n("Reports assessed for eligibility", other.assessed) } },
      "Awaiting assessment", other.waiting) }
    list[#list + 1] = { "other_side", 4, excluded(other) }
  end
  return list
end

--- Where the columns stand: column -> { x, width }; and the whole width.
local function columns_of(before, others)
  local columns, x = {}, MARGIN + PHASE + 14
  local function put(name, width)
    columns[name] = { x = x, width = width }
    x = x + width + GAP
  end
  if before then put("previous", NARROW) end
  put("main", WIDE)
  put("side", SIDE)
  if others then
    put("other", WIDE)
    put("other_side", SIDE)
  end
  return columns, x - GAP + MARGIN
end

--- Breaks the boxes' texts, and sets x, y, width, height of each; returns the boxes by "column row", the rows' tops and
-- bottoms, and the bottom of all.
local function place(list, columns, top)
  local rows, boxes = {}, {}
  for _, one in ipairs(list) do
    local column = columns[one[1]]
    local box = { x = column.x, width = column.width, row = one[2], lines = {} }
    for _, paragraph in ipairs(one[3]) do
      local indent = paragraph[2] or 0
      for _, line in ipairs(lines_of(paragraph[1], box.width - 2 * PAD - indent)) do
        box.lines[#box.lines + 1] = { line, indent }
      end
    end
    box.height = #box.lines * LINE + 2 * PAD
    boxes[one[1] .. " " .. one[2]], boxes[#boxes + 1] = box, box
    rows[box.row] = math.max(rows[box.row] or 0, box.height)
  end
  local tops, bottoms, y = {}, {}, top
  for row, height in ipairs(rows) do
    tops[row], bottoms[row] = y, y + height
    y = y + height + ROW_GAP
  end
  for _, box in ipairs(boxes) do
    box.y, box.height = tops[box.row], rows[box.row]
  end
  return boxes, tops, bottoms, y - ROW_GAP
end

-- ---- drawing ----

local function draw_box(box)
  local parts = { svg.element("rect", { "x", box.x, "y", box.y, "width", box.width, "height", box.height,
    "class", "axis", "fill", "none" }) }
  for i, line in ipairs(box.lines) do
    parts[#parts + 1] = svg.text(box.x + PAD + line[2], box.y + PAD + i * LINE - 4, line[1], { class = "small" })
  end
  return table.concat(parts)
end

--- A tinted bar with a text, turned where it is a phase.
local function draw_bar(x, y, width, height, text, series)
  local turned = height > width
  local attributes = { "x", x, "y", y, "width", width, "height", height, "rx", 4, "class", "s" .. series,
    "fill-opacity", 0.25 }
  local parts = { svg.element("rect", attributes) }
  local middle_x, middle_y = x + width / 2, y + height / 2
  local lines = turned and { text } or lines_of(text, width - 2 * PAD)
  for i, line in ipairs(lines) do
    local at = middle_y + 4 + (i - (#lines + 1) / 2) * LINE
    local place_of = turned and { "x", 0, "y", 4, "transform", ("translate(%d %d) rotate(-90)")
      :format(math.floor(middle_x + 0.5), math.floor(middle_y + 0.5)) } or { "x", middle_x, "y", at }
    local given = table.move({ "text-anchor", "middle", "class", "small", "font-weight", "600" }, 1, 6,
      #place_of + 1, place_of)
    parts[#parts + 1] = svg.element("text", given, require("sheaf.report.markup").escape(line))
  end
  return table.concat(parts)
end

--- Straight lines from point to point, with a head on the last.
local function draw_arrow(points)
  local parts = {}
  for i = 3, #points, 2 do
    parts[#parts + 1] = svg.line(points[i - 2], points[i - 1], points[i], points[i + 1], "axis")
  end
  local x, y, from_x = points[#points - 1], points[#points], points[#points - 3]
  local back = from_x < x and -7 or 7
  local corners = from_x == x and { x, y, x - 4, y - 7, x + 4, y - 7 } or { x, y, x + back, y - 4, x + back, y + 4 }
  for i, length in ipairs(corners) do corners[i] = chars.numeral(math.floor(length * 2 + 0.5) / 2) end
  parts[#parts + 1] = svg.element("polygon", { "points", table.concat(corners, " "), "class", "soft" })
  return table.concat(parts)
end

local function middle(box) return box.x + box.width / 2 end

local function down(from, to) return draw_arrow { middle(from), from.y + from.height, middle(to), to.y } end

local function across(from, to)
  local y = from.y + from.height / 2
  return draw_arrow { from.x + from.width, y, to.x, y }
end

local function draw_arrows(boxes)
  local parts = {}
  local function at(name) return boxes[name] end
  for row = 1, 5 do
    if at("main " .. row + 1) then parts[#parts + 1] = down(at("main " .. row), at("main " .. row + 1)) end
    if at("side " .. row) then parts[#parts + 1] = across(at("main " .. row), at("side " .. row)) end
    if at("other_side " .. row) then parts[#parts + 1] = across(at("other " .. row), at("other_side " .. row)) end
  end
  if at "other 4" then
    local last, included = at "other 4", at "main 5"
    local y = included.y + included.height / 2
    parts[#parts + 1] = down(at "other 1", at "other 3")
    parts[#parts + 1] = down(at "other 3", last)
    parts[#parts + 1] = draw_arrow { middle(last), last.y + last.height, middle(last), y,
      included.x + included.width, y }
  end
  if at "previous 1" then
    local first, total = at "previous 1", at "main 6"
    local y = total.y + total.height / 2
    parts[#parts + 1] = draw_arrow { middle(first), first.y + first.height, middle(first), y, total.x, y }
  end
  return table.concat(parts)
end

--- The bars above the columns.
local function draw_heads(columns, before, others, y, height)
  local new = before and "new " or ""
  local parts = {}
  local function bar(first, last, text)
    local x = columns[first].x
    parts[#parts + 1] = draw_bar(x, y, columns[last].x + columns[last].width - x, height, text, 5)
  end
  if before then bar("previous", "previous", "Previous studies") end
  bar("main", "side", ("Identification of %sstudies via databases and registers"):format(new))
  if others then bar("other", "other_side", ("Identification of %sstudies via other methods"):format(new)) end
  return table.concat(parts)
end

-- ---- the diagram ----

--- The diagram in words, for those who do not see it.
local function describe(list)
  local names = { previous = "Previous studies", main = "Databases and registers", side = "Databases and registers",
    other = "Other methods", other_side = "Other methods" }
  local parts, last = {}, nil
  table.sort(list, function(a, b)
    if (a[2] > 4) ~= (b[2] > 4) then return b[2] > 4 end
    if names[a[1]] ~= names[b[1]] and a[2] <= 4 then
      return ({ previous = 1, main = 2, side = 2, other = 3, other_side = 3 })[a[1]]
        < ({ previous = 1, main = 2, side = 2, other = 3, other_side = 3 })[b[1]]
    end
    if a[2] ~= b[2] then return a[2] < b[2] end
    return a[1] < b[1]
  end)
  for _, one in ipairs(list) do
    local texts = {}
    for i, paragraph in ipairs(one[3]) do texts[i] = paragraph[1] end
    local name = one[2] > 4 and "Included" or names[one[1]]
    parts[#parts + 1] = (name ~= last and name .. ": " or "") .. table.concat(texts, ", "):gsub(":,", ":")
    last = name
  end
  return table.concat(parts, ". ") .. "."
end

--- Draws the numbers of sheaf.flow.count.
---@param counts sheaf.flow.counts
---@param options? { title?: string, above?: string, style?: boolean }
---@return string svg
function M.draw(counts, options)
  options = options or {}
  local before, others = counts.previous.reports > 0, counts.other.identified > 0
  local columns, width = columns_of(before, others)
  local list, parts = boxes_of(counts), {}
  local top = svg.title(options, width, MARGIN, parts)
  local head = before and 2 * LINE + 8 or LINE + 8
  parts[#parts + 1] = draw_heads(columns, before, others, top, head)
  local boxes, tops, bottoms, bottom = place(list, columns, top + head + 16)
  for _, phase in ipairs { { "Identification", 1, 1 }, { "Screening", 2, 4 }, { "Included", 5, #tops } } do
    parts[#parts + 1] = draw_bar(MARGIN, tops[phase[2]], PHASE, bottoms[phase[3]] - tops[phase[2]], phase[1], 1)
  end
  for _, box in ipairs(boxes) do parts[#parts + 1] = draw_box(box) end
  parts[#parts + 1] = draw_arrows(boxes)
  return svg.document {
    width = width, height = bottom + MARGIN, title = options.title or "PRISMA 2020 flow diagram",
    description = describe(list), body = table.concat(parts), style = options.style,
  }
end

return M
