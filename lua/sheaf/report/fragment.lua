--- A table as an HTML fragment: one <table> with its caption, its headings and its remarks.
-- A cell with evidence unfolds the phrases that it was read from; one that is the phrase itself, where that stands.

local cell = require "sheaf.report.cell"
local chars = require "sheaf.report.chars"
local columns = require "sheaf.report.columns"
local markup = require "sheaf.report.markup"

local M = {}

local MANY = 4      -- a table of more columns is stacked on a phone
local BROAD = 10    -- and one of more than these also on paper
local SEEN = 50     -- rows that tell how much room a column wants
local WORDY = 40    -- bytes that a cell of sentences has at least, on average
local SHORT = 70    -- bytes seen of a passage that unfolds

local escape, element = markup.escape, markup.element

--- Attributes in order, from pairs of name and value; those without a value are left out.
local function attributes(...)
  local kept, given = {}, table.pack(...)
  for i = 1, given.n, 2 do
    if given[i + 1] then
      kept[#kept + 1] = given[i]
      kept[#kept + 1] = given[i + 1]
    end
  end
  return kept
end

--- Where a phrase stands: in which record, if that is not the row's, in which field, and who chose it.
local function place_of(phrase, head, remark, options)
  local parts = columns.origin(phrase)
  local name = phrase.record and options.who and options.who(phrase.record)
  if name and name ~= head then table.insert(parts, 1, name) end
  parts[#parts + 1] = remark or nil
  return #parts > 0 and element("small", {}, escape(table.concat(parts, ", "))) or ""
end

--- What is seen of a matrix's cell: the beginning of its first passage, and how many there are.
local function short(phrases)
  local text = chars.line(phrases[1].text)
  if #text > SHORT then
    text = text:sub(1, utf8.offset(text, 0, SHORT + 1) - 1):gsub("%s+%S*$", "") .. "…"
  end
  return #phrases > 1 and ("%s (%d)"):format(text, #phrases) or text
end

local function unfolding(text, phrases, head, options)
  local parts = {}
  for i, phrase in ipairs(phrases) do
    local same = #phrases == 1 and phrase.text == text and phrase.field
    parts[i] = (same and "" or element("q", {}, escape(phrase.text)))
      .. place_of(phrase, head, same and "in these words", options)
  end
  local tip = options.tips ~= false and "“" .. phrases[1].text .. "”"
  local summary = element("summary", attributes("title", tip), escape(text ~= "" and text or "–"))
  return element("details", {}, summary .. table.concat(parts))
end

--- A cell's text with its phrases, where there is room for them.
local function value_markup(t, i, at, text, options)
  local phrases = columns.quotes(t, i, at)
  if #phrases == 0 then return escape(text) end
  local seen = options.short and t:evidence(i, at).all and short(phrases) or text
  local made, room = unfolding(seen, phrases, t:cell(i, 1), options), options.room
  if not room then return made end
  room.left = room.left - #made
  if room.left >= 0 then return made end
  room.short = true
  return escape(text)
end

local function class_of(layout)
  if layout.kind ~= "text" then return layout.align == "right" and "number" or nil end
  return layout.align == "right" and "right" or nil
end

local function cell_markup(t, i, at, first, options)
  local layout, value = t.layout[at], rawget(t.rows[i], at)
  local text = cell.show(value, layout)
  local number = type(value) == "number" and value - value == 0 and tonumber(text) ~= value
  local content = value_markup(t, i, at, text, options)
  local anchor = first and options.anchor and options.anchor(text, i)
  if anchor then content = element("a", { "href", "#" .. anchor }, content) end
  return element(first and "th" or "td", attributes("scope", first and "row", "class", class_of(layout),
    "data-value", number and value), content)
end

--- True for a column of sentences rather than of words, as its first rows have it.
local function is_wordy(t, at, count)
  local bytes, filled = 0, 0
  for i = 1, math.min(count, SEEN) do
    local value = rawget(t.rows[i], at)
    if type(value) == "string" then bytes, filled = bytes + #value, filled + 1 end
  end
  return filled > 0 and bytes / filled > WORDY
end

local function head_markup(t, shown, count)
  local parts = {}
  for k, at in ipairs(shown) do
    local layout = t.layout[at]
    local class = class_of(layout) or is_wordy(t, at, count) and "wordy"
    parts[k] = element("th", attributes("scope", "col", "class", class), escape(layout.title))
  end
  return element("thead", {}, element("tr", {}, table.concat(parts)))
end

local function body_markup(t, shown, count, options)
  local rows, parts = {}, {}
  for i = 1, count do
    for k, at in ipairs(shown) do parts[k] = cell_markup(t, i, at, k == 1, options) end
    rows[i] = element("tr", {}, table.concat(parts))
  end
  return element("tbody", {}, table.concat(rows, "\n"))
end

local function foot_markup(remarks, width)
  if #remarks == 0 then return "" end
  for i, remark in ipairs(remarks) do
    remarks[i] = element("tr", {}, element("td", { "colspan", width }, escape(remark)))
  end
  return element("tfoot", {}, table.concat(remarks))
end

--- Columns that say something in the rows shown, and the titles of the others.
local function filled_columns(t, count)
  local shown, empty = {}, {}
  for at, layout in ipairs(t.layout) do
    local filled = at == 1 or count == 0
    for i = 1, filled and 0 or count do
      if rawget(t.rows[i], at) ~= nil or #columns.quotes(t, i, at) > 0 then
        filled = true
        break
      end
    end
    if filled then shown[#shown + 1] = at else empty[#empty + 1] = layout.title end
  end
  return shown, empty
end

local function remarks_of(t, count, empty, options)
  local remarks = columns.remarks(t, count)
  if #empty > 0 then
    remarks[#remarks + 1] = "Columns left out, as no row has anything there: " .. table.concat(empty, ", ") .. "."
  end
  if options.room and options.room.short then
    remarks[#remarks + 1] = "The phrases behind further cells are left out to keep the page small; t:evidence(row, "
      .. "column) has them."
    options.room.short = nil
  end
  return remarks
end

--- The table as HTML.
---@param t sheaf.table
---@param options? { caption?: boolean|"hidden", rows?: integer, tips?: boolean, sparse?: boolean,
---  short?: boolean, room?: { left: integer }, anchor?: fun(text: string, row: integer): string?,
---  who?: fun(id: integer): string? }
---  caption for all or for screen readers only; tips = false: no tooltips; sparse: without columns that are empty;
---  short: of a matrix's passages only the beginning is seen until they unfold; who: what a record is called;
---  room: bytes that phrases may still take; anchor: where on the page a row's record stands
---@return string
function M.format(t, options)
  options = options or {}
  local count = math.min(#t.rows, options.rows or #t.rows)
  local shown, empty = columns.every(t), {}
  if options.sparse then shown, empty = filled_columns(t, count) end
  local caption = ""
  if t.title and options.caption ~= false then
    caption = element("caption", attributes("class", options.caption == "hidden" and "unseen"), escape(t.title))
  end
  local body = body_markup(t, shown, count, options)
  local class = "sheaf-table" .. (#shown > MANY and " many" or "") .. (#shown > BROAD and " broad" or "")
  return element("table", { "class", class }, "\n" .. caption .. head_markup(t, shown, count) .. "\n" .. body
    .. foot_markup(remarks_of(t, count, empty, options), #shown) .. "\n")
end

return M
