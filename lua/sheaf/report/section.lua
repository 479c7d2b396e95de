--- A part of the report: what its author gave, as a heading with text, chart and table.

local chars = require "sheaf.report.chars"
local markup = require "sheaf.report.markup"
local tables = require "sheaf.table"
local themes = require "sheaf.report.themes"
local timeline = require "sheaf.report.timeline"

local M = {}

local NARROW = 4     -- a table of at most so many columns stands beside its chart
local LONG = 40      -- a table of more rows scrolls in its frame, under its heads
local WIDE = 560     -- a chart that is wider has the page's whole width

---@class sheaf.report.part
---@field heading string?
---@field text string?            paragraphs, parted by blank lines
---@field code string?            text to be read as it is, line by line: a search strategy
---@field table sheaf.table?
---@field as "table"|"themes"|"timeline"|"references"|nil  themes: the quotes of a matrix under its columns; timeline
---  and references: of the records of the report's set
---@field style string?           of the references: "vancouver" when nil, "apa"
---@field chart nil|false|string|table|function SVG, or options for the table's chart; false for none

local escape, element = markup.escape, markup.element

local AS = { table = true, themes = true, timeline = true, references = true }
local OF_SET = { timeline = "Timeline", references = "References" }

local function fail(message, ...)
  error("sheaf.report.html: " .. message:format(...), 0)
end

--- Paragraphs of a text.
---@param text string
---@return string
function M.paragraphs(text)
  local parts = {}
  for paragraph in (text:gsub("\r\n?", "\n") .. "\n\n"):gmatch("(.-)\n[ \t]*\n") do
    if paragraph:find("%S") then parts[#parts + 1] = element("p", {}, escape(paragraph)) end
  end
  return table.concat(parts)
end

local function read(part, i)
  if type(part) == "string" then part = { text = part } end
  if tables.is(part) then part = { table = part } end
  if type(part) ~= "table" then fail("part %d must be a table or a text", i) end
  if part.table and not tables.is(part.table) then fail("part %d: table must be made by sheaf.table", i) end
  for _, name in ipairs { "heading", "text", "code" } do
    if part[name] ~= nil and type(part[name]) ~= "string" then fail("part %d: %s must be a string", i, name) end
  end
  if part.as ~= nil and not AS[part.as] then
    fail("part %d: as must be table, themes, timeline or references", i)
  end
  if part.as == "themes" and not part.table then fail("part %d: themes need a table", i) end
  if not (part.table or part.text or part.chart or part.code or part.as) then
    fail("part %d has no table, text or chart", i)
  end
  return part
end

local function chart_of(part, i, heading)
  local chart = part.chart
  if chart == false or part.as == "themes" then return nil end
  if type(chart) == "string" then
    return (chart:gsub("^%s*<%?xml.-%?>", ""):gsub("^%s*<!DOCTYPE.->", ""):gsub("^%s+", ""))
  end
  if type(chart) == "function" then return chart(part.table) end
  if not part.table then
    if chart then fail("part %d: chart options need a table", i) end
    return nil
  end
  local options = { style = false, above = chars.line(heading) }
  for key, value in pairs(chart or {}) do options[key] = value end
  return part.table:chart(options)
end

local function figure(chart)
  local width = tonumber(chart:match("^<svg[^>]-%swidth=\"([%d.]+)\""))
  return element("figure", width and width > WIDE and { "class", "wide" } or {}, chart)
end

--- A table in a frame that scrolls, which the keyboard reaches.
local function table_of(part, heading, page)
  local t = part.table
  if not t then return "" end
  local fragment = require("sheaf.report.fragment").format(t, {
    caption = t.title == heading and "hidden" or true, rows = page.rows, tips = false, sparse = #t.columns > NARROW,
    short = true, room = page.room, anchor = page.anchor, who = page.who,
  })
  local class = math.min(#t.rows, page.rows) > LONG and "scroll long" or "scroll"
  return element("div", { "class", class, "role", "region", "tabindex", "0", "aria-label", t.title or heading },
    fragment)
end

--- What is made of the set's records rather than of a table.
local function list_of(part, page)
  local listed = page.listed or fail("part as %s needs a set", part.as)
  local made
  if part.as == "timeline" then
    made = timeline.format(listed)
  else
    local set = { each = function()
      local i = 0
      return function()
        i = i + 1
        return listed[i]
      end
    end }
    made = require("sheaf.citation").references(set, part.style, { format = "html" })
  end
  if page.records == #listed then return made end
  return made .. element("p", { "class", "more" }, ("Of the first %d of %d records."):format(#listed, page.records))
end

--- A section with its heading.
---@param id string
---@param heading string
---@param content string markup
---@return { id: string, heading: string, markup: string }
function M.wrap(id, heading, content)
  local head = element("h2", { "dir", "auto" }, escape(heading))
  return { id = id, heading = heading, markup = element("section", { "id", id }, head .. "\n" .. content) .. "\n" }
end

--- A part as a section.
---@param part sheaf.table|sheaf.report.part|string
---@param i integer
---@param page { rows: integer, room: { left: integer }, anchor: function?, who: function?, listed: table[]?,
---  records: integer? }
---@return { id: string, heading: string, markup: string }
function M.of(part, i, page)
  part = read(part, i)
  local named = part.heading or part.table and part.table.title
  local heading = named or OF_SET[part.as] or "Part " .. i
  local content = {}
  if part.text then content[1] = element("div", { "class", "text" }, M.paragraphs(part.text)) end
  if part.code then content[#content + 1] = element("pre", { "tabindex", "0" }, escape(part.code)) end
  if OF_SET[part.as] then content[#content + 1] = list_of(part, page) end
  if part.as == "themes" then
    content[#content + 1] = themes.format(part.table, page)
  else
    local chart = chart_of(part, i, heading)
    if chart then chart = figure(chart) end
    local data = table_of(part, heading, page)
    if chart and part.table and #part.table.columns <= NARROW then
      chart, data = "", element("div", { "class", "pair" }, chart .. element("div", {}, data))
    end
    content[#content + 1] = (chart or "") .. data
  end
  return M.wrap("part-" .. i, heading, table.concat(content, "\n"))
end

return M
