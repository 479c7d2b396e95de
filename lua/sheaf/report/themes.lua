--- The themes of a matrix: each column that stands on people's words is a heading with its quotes and their sources.

local chars = require "sheaf.report.chars"
local columns = require "sheaf.report.columns"
local markup = require "sheaf.report.markup"

local M = {}

local OPEN = 3      -- quotes of a theme that are seen at once

local escape, element = markup.escape, markup.element

local function source_markup(t, i, phrase, page)
  local name, id = t:cell(i, 1), nil
  if phrase.record and page.who then name, id = page.who(phrase.record) end
  name = name or t:cell(i, 1)
  id = id or page.anchor and page.anchor(name)
  local who = id and element("a", { "href", "#" .. id }, escape(name)) or escape(name)
  local more = { "", table.unpack(columns.origin(phrase)) }
  return element("cite", {}, who) .. escape(table.concat(more, ", "))
end

--- Quotes of a column in the order of the rows, and how many rows have one.
local function quotes_of(t, at, page)
  local items, rows, left = {}, 0, 0
  for i = 1, #t.rows do
    local phrases = columns.quotes(t, i, at)
    if #phrases > 0 then rows = rows + 1 end
    for _, phrase in ipairs(phrases) do
      local text = chars.line(phrase.text)
      local made = element("li", {}, element("q", {}, escape(text)) .. " " .. source_markup(t, i, phrase, page))
      page.room.left = page.room.left - #made
      if page.room.left >= 0 then items[#items + 1] = made else left = left + 1 end
    end
  end
  return items, rows, left
end

local function list(items, first, last)
  return element("ul", { "class", "quotes" }, table.concat(items, "\n", first, last))
end

local function counted(n, one)
  return ("%d %s%s"):format(n, one, n == 1 and "" or "s")
end

local function theme(t, at, page)
  local items, rows, left = quotes_of(t, at, page)
  if rows == 0 then return nil end
  local more = #items - OPEN
  local content = list(items, 1, math.min(OPEN, #items))
  if more > 0 then
    content = content .. element("details", { "class", "more" },
      element("summary", {}, counted(more, "more quote")) .. list(items, OPEN + 1, #items))
  end
  if left > 0 then
    content = content .. element("p", { "class", "more" }, counted(left, "quote") .. " not shown here.")
  end
  local head = element("h3", { "dir", "auto" }, escape(t.layout[at].title))
  local studies = rows == 1 and "1 study" or rows .. " studies"
  local count = element("p", { "class", "count" }, studies .. ", " .. counted(#items + left, "quote"))
  return element("div", { "class", "theme" }, head .. count .. content)
end

--- The themes as HTML; "" where no cell has a phrase.
---@param t sheaf.table
---@param page { room: { left: integer }, anchor: function?, who: function? }  room: bytes that quotes may still take
---@return string
function M.format(t, page)
  local parts = {}
  for at = 2, #t.columns do parts[#parts + 1] = theme(t, at, page) end
  return table.concat(parts, "\n")
end

return M
