--- The report: one HTML page that needs nothing but itself.
-- It asks the network for nothing (its policy forbids it), runs on a phone and on paper, and is the same bytes for the
-- same input: the date stands in it only when given.

local chars = require "sheaf.report.chars"
local citation = require "sheaf.report.citation"
local file = require "sheaf.report.file"
local markup = require "sheaf.report.markup"
local style = require "sheaf.report.style"
local svg = require "sheaf.report.svg"
local tables = require "sheaf.table"

local M = {}

local RECORDS = 200     -- listed unless told
local ROWS = 500        -- of a table unless told

local POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-%s'; img-src data:; "
  .. "base-uri 'none'; form-action 'none'"

---@class sheaf.report.part
---@field heading string?
---@field text string?            paragraphs, parted by blank lines
---@field table sheaf.table?
---@field chart nil|false|string|table|function SVG, or options for the table's chart; false for none

local escape, element = markup.escape, markup.element

local function fail(message, ...)
  error("sheaf.report.html: " .. message:format(...), 0)
end

local function paragraphs(text)
  local parts = {}
  for paragraph in (text:gsub("\r\n?", "\n") .. "\n\n"):gmatch("(.-)\n[ \t]*\n") do
    if paragraph:find("%S") then parts[#parts + 1] = element("p", {}, escape(paragraph)) end
  end
  return table.concat(parts)
end

local function read_part(part, i)
  if type(part) == "string" then part = { text = part } end
  if tables.is(part) then part = { table = part } end
  if type(part) ~= "table" then fail("part %d must be a table or a text", i) end
  if part.table and not tables.is(part.table) then fail("part %d: table must be made by sheaf.table", i) end
  for _, name in ipairs { "heading", "text" } do
    if part[name] ~= nil and type(part[name]) ~= "string" then fail("part %d: %s must be a string", i, name) end
  end
  if not (part.table or part.text or part.chart) then fail("part %d has no table, text or chart", i) end
  return part
end

local function chart_of(part, i, heading)
  local chart = part.chart
  if chart == false then return nil end
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

local function table_of(part, heading, rows)
  local t = part.table
  if not t then return "" end
  local caption = t.title == heading and "hidden" or true
  return element("div", { "class", "scroll", "role", "region", "tabindex", "0", "aria-label", t.title or heading },
    t:html { caption = caption, rows = rows })
end

local function section(id, heading, content)
  return element("section", { "id", id }, element("h2", { "dir", "auto" }, escape(heading)) .. "\n" .. content) .. "\n"
end

local function part_section(part, i, rows)
  local heading = part.heading or part.table and part.table.title or "Part " .. i
  local content = {}
  if part.text then content[1] = element("div", { "class", "text" }, paragraphs(part.text)) end
  local chart = chart_of(part, i, heading)
  if chart then chart = element("figure", {}, chart) end
  local data = table_of(part, heading, rows)
  local narrow = chart and part.table and #part.table.columns <= 4
  content[#content + 1] = narrow and element("div", { "class", "pair" }, chart .. data) or (chart or "") .. data
  return { id = "part-" .. i, heading = heading, markup = section("part-" .. i, heading, table.concat(content, "\n")) }
end

local function figures(counts)
  local parts = {}
  local function add(name, value)
    parts[#parts + 1] = element("div", {}, element("dt", {}, escape(name)) .. element("dd", {}, escape(value)))
  end
  if counts then
    local first, last = counts.first, counts.last
    add(counts.records == 1 and "record" or "records", ("%d"):format(counts.records))
    if first then add("published", first == last and ("%d"):format(first) or ("%d–%d"):format(first, last)) end
    for _, noun in ipairs { "journal", "source" } do
      local n = counts[noun .. "s"].n
      if n > 0 then add(n == 1 and noun or noun .. "s", ("%d"):format(n)) end
    end
    add("with abstract", ("%d"):format(counts.abstracts))
    add("without abstract", ("%d"):format(counts.records - counts.abstracts))
  end
  return #parts > 0 and element("dl", { "class", "figures" }, table.concat(parts)) .. "\n" or ""
end

local function records_section(counts)
  local listed, more = #counts.items, ""
  if counts.records > listed then
    more = element("p", { "class", "more" },
      ("The first %d of %d records; %d not shown."):format(listed, counts.records, counts.records - listed))
  end
  local items = "\n" .. table.concat(counts.items, "\n") .. "\n"
  local list = listed > 0 and element("ol", { "class", "records" }, items) or ""
  return { id = "records", heading = "Records", markup = section("records", "Records", list .. more) }
end

local function contents(sections)
  if #sections < 2 then return "" end
  local items = {}
  for i, one in ipairs(sections) do
    items[i] = element("li", {}, element("a", { "href", "#" .. one.id }, escape(one.heading)))
  end
  return element("nav", { "aria-label", "Contents" }, element("h2", {}, "Contents")
    .. element("ol", {}, table.concat(items))) .. "\n"
end

local function head(title)
  return table.concat {
    '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
    '<meta http-equiv="Content-Security-Policy" content="', POLICY:format(style.digest), '">\n',
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
    '<meta name="referrer" content="no-referrer">\n<link rel="icon" href="data:,">\n',
    element("title", {}, escape(title)), "\n<style>\n", style.css, svg.style, "\n</style>\n</head>\n",
  }
end

local function check(options)
  if type(options) ~= "table" then fail("expected { title =, set =, parts = {...} }") end
  for name, kind in pairs { title = "string", text = "string", date = "string", parts = "table" } do
    if options[name] ~= nil and type(options[name]) ~= kind then fail("%s must be a %s", name, kind) end
  end
  for _, name in ipairs { "records", "rows" } do
    local count = options[name]
    if count ~= nil and not (math.type(count) == "integer" and count >= 0) then
      fail("%s must be a count", name)
    end
  end
  if tables.is(options.parts) then fail("parts must be a list of tables") end
end

-- What finds the spans that a query has in a record, by field; nil without a query.
local function marker(options)
  if not options.mark then return nil end
  if not options.set then fail("mark needs a set, whose records it marks") end
  local lib = options.set:library()
  return function(record)
    local spans, message = lib:spans(record, options.mark, { syntax = options.syntax })
    if not spans then fail("mark: %s", message) end
    local fields = {}
    for _, span in ipairs(spans) do
      fields[span.field] = fields[span.field] or {}
      table.insert(fields[span.field], { first = span.first, last = span.last })
    end
    return fields
  end
end

local function build(options)
  local sections = {}
  for i, part in ipairs(options.parts or {}) do
    sections[i] = part_section(read_part(part, i), i, options.rows or ROWS)
  end
  local limit = options.records or RECORDS
  local counts = options.set and citation.read(options.set, limit, marker(options))
  if counts and limit > 0 then sections[#sections + 1] = records_section(counts) end
  local title = chars.line(options.title or "Report")
  local body = {}
  for i, one in ipairs(sections) do body[i] = one.markup end
  local intro = options.text and element("div", { "class", "intro" }, paragraphs(options.text)) or ""
  local made = options.date and element("p", { "class", "made" }, "Made " .. escape(options.date)) or ""
  return table.concat {
    head(title), '<body>\n<div class="page">\n<header>\n', element("h1", { "dir", "auto" }, escape(title)),
    "\n", intro, made, figures(counts), "</header>\n", contents(sections), "<main>\n", table.concat(body), "</main>\n",
    "<footer>Made with sheaf.</footer>\n</div>\n<script>", style.script, "</script>\n</body>\n</html>\n",
  }
end

--- Writes the report.
---@param path? string nil returns the text
---@param options { title?: string, text?: string, set?: table, parts?: (sheaf.table|sheaf.report.part|string)[],
---  records?: integer, rows?: integer, date?: string, mark?: string|sheaf.query, syntax?: string }  mark: a search
---  (written in `syntax`) whose words are marked in the records
---@return string|boolean|nil result true, or the text
---@return string? message
---@return string? code
function M.write(path, options)
  check(options)
  return file.deliver(path, build(options))
end

return M
