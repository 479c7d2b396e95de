--- A table as an HTML fragment: one <table> with its caption, its headings and its remarks.
-- A cell with evidence unfolds the phrase it was read from. A table of many columns carries a label in each cell, so
-- that a page may stack its rows on a narrow screen, and roles, so that it stays a table for a screen reader then.

local cell = require "sheaf.report.cell"
local markup = require "sheaf.report.markup"

local M = {}

local MANY = 4     -- a table of more columns is stacked on a phone

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

local function value_markup(text, phrase)
  if not phrase then return escape(text) end
  local place = phrase.field and element("small", {}, escape(tostring(phrase.field))) or ""
  local summary = element("summary", { "title", "“" .. phrase.text .. "”" }, escape(text ~= "" and text or "–"))
  return element("details", { "class", "phrase" }, summary .. element("q", {}, escape(phrase.text)) .. " " .. place)
end

local function class_of(layout)
  if layout.kind ~= "text" then return layout.align == "right" and "number" or nil end
  return layout.align == "right" and "right" or nil
end

local function cell_markup(t, i, at, wide)
  local layout, value = t.layout[at], rawget(t.rows[i], at)
  local number = type(value) == "number" and value - value == 0
  local head = at == 1
  return element(head and "th" or "td", attributes(
    "scope", head and "row",
    "role", wide and (head and "rowheader" or "cell"),
    "class", class_of(layout) or value == nil and "absent",
    "data-label", wide and not head and layout.title,
    "data-value", number and value
  ), value_markup(cell.show(value, layout), t:evidence(i, at)))
end

local function head_markup(t, wide)
  local parts = {}
  for at, layout in ipairs(t.layout) do
    parts[at] = element("th", attributes("scope", "col", "role", wide and "columnheader",
      "class", class_of(layout)), escape(layout.title))
  end
  local row = element("tr", attributes("role", wide and "row"), table.concat(parts))
  return element("thead", attributes("role", wide and "rowgroup"), row)
end

local function body_markup(t, shown, wide)
  local rows, parts = {}, {}
  for i = 1, shown do
    for at = 1, #t.columns do parts[at] = cell_markup(t, i, at, wide) end
    rows[i] = element("tr", attributes("role", wide and "row"), table.concat(parts))
  end
  return element("tbody", attributes("role", wide and "rowgroup"), table.concat(rows, "\n"))
end

local function foot_markup(t, shown)
  local remarks = {}
  if #t.rows == 0 then remarks[1] = "No rows." end
  if shown < #t.rows then
    local more = #t.rows - shown
    remarks[1] = ("%d more row%s not shown here."):format(more, more == 1 and "" or "s")
  end
  for _, note in ipairs(t.notes) do remarks[#remarks + 1] = note end
  if #remarks == 0 then return "" end
  for i, remark in ipairs(remarks) do
    remarks[i] = element("tr", {}, element("td", { "colspan", #t.columns }, escape(remark)))
  end
  return element("tfoot", {}, table.concat(remarks))
end

--- The table as HTML.
---@param t sheaf.table
---@param options? { caption?: boolean|"hidden", rows?: integer } caption for all or for screen readers only
---@return string
function M.format(t, options)
  options = options or {}
  local wide = #t.columns > MANY
  local shown = math.min(#t.rows, options.rows or #t.rows)
  local caption = ""
  if t.title and options.caption ~= false then
    caption = element("caption", attributes("class", options.caption == "hidden" and "unseen"), escape(t.title))
  end
  return element("table", attributes("class", "sheaf-table" .. (wide and " many" or ""), "role", wide and "table"),
    "\n" .. caption .. head_markup(t, wide) .. "\n" .. body_markup(t, shown, wide) .. foot_markup(t, shown) .. "\n")
end

return M
