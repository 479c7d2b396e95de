--- The report: one HTML page that needs nothing but itself.
-- It asks the network for nothing (its policy forbids it), runs on a phone and on paper, and is the same bytes for the
-- same input: the date stands in it only when given. It stays below 2 MB for 1,000 records: phrases have a share of
-- that, and abstracts are listed as far as there is room left for them.

local chars = require "sheaf.report.chars"
local citation = require "sheaf.report.citation"
local file = require "sheaf.report.file"
local markup = require "sheaf.report.markup"
local option_names = require "sheaf.options"
local script = require "sheaf.report.script"
local section = require "sheaf.report.section"
local style = require "sheaf.report.style"
local svg = require "sheaf.report.svg"
local tables = require "sheaf.table"

local M = {}

local RECORDS = 1000      -- listed unless told
local ROWS = 1000         -- of a table unless told
local SIZE = 1900000      -- bytes of the page, about
local PHRASES = 700000    -- of these for the phrases behind cells

local POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-%s'; img-src data:; "
  .. "base-uri 'none'; form-action 'none'"

local escape, element = markup.escape, markup.element

local function fail(message, ...)
  error("sheaf.report.html: " .. message:format(...), 0)
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

local function records_section(counts, room)
  local listed, remarks = #counts.items, {}
  if counts.records > listed then
    remarks[1] = ("The first %d of %d records; %d not shown."):format(listed, counts.records, counts.records - listed)
  end
  local list, without = citation.list(counts, room)
  if without > 0 then
    local s = without == 1 and "" or "s"
    remarks[#remarks + 1] = ("%d abstract%s left out to keep the page small."):format(without, s)
  end
  if listed > 0 then list = element("ol", { "class", "records" }, "\n" .. list .. "\n") end
  if #remarks > 0 then list = list .. element("p", { "class", "more" }, table.concat(remarks, " ")) end
  return section.wrap("records", "Records", list)
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
    '<meta http-equiv="Content-Security-Policy" content="', POLICY:format(script.digest), '">\n',
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
    '<meta name="referrer" content="no-referrer">\n<link rel="icon" href="data:,">\n',
    element("title", {}, escape(title)), "\n<style>\n", style.css, svg.style, "\n</style>\n</head>\n",
  }
end

local KINDS = { title = "string", text = "string", date = "string", parts = "table" }
local NAMES = { "date", "mark", "parts", "records", "rows", "set", "strategy", "syntax", "text", "title" }

local function check(options)
  if type(options) ~= "table" then
    fail("options expected: sheaf.report.html(path, { title =, set =, parts = {...} })")
  end
  option_names.check_names("sheaf.report.html", options, NAMES)
  local set, held = options.set, type(options.set)
  if set ~= nil and not ((held == "userdata" or held == "table") and set.each) then
    fail("set must be a set, such as lib:all() or what lib:search returns")
  end
  for name, kind in pairs(KINDS) do
    if options[name] ~= nil and type(options[name]) ~= kind then fail("%s must be a %s", name, kind) end
  end
  for _, name in ipairs { "records", "rows" } do
    local count = options[name]
    if count ~= nil and not (math.type(count) == "integer" and count >= 0) then
      fail("%s must be a count", name)
    end
  end
  if tables.is(options.parts) then fail("parts must be a list of tables") end
  local strategy = options.strategy
  if strategy ~= nil and (type(strategy) ~= "table" or type(strategy.table) ~= "function") then
    fail("strategy must be made by lib:strategy")
  end
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

--- The parts as given; without any, what a set of a library has to show.
local function parts_of(options)
  if options.parts then return options.parts end
  if type(options.set) ~= "userdata" then return {} end
  return require("sheaf.report.parts").of(options.set, options.strategy)
end

local function build(options)
  local limit, find = options.records or RECORDS, marker(options)
  local counts = options.set and citation.read(options.set, limit, find)
  local page = {
    rows = options.rows or ROWS, room = { left = PHRASES }, listed = counts and counts.listed,
    records = counts and counts.records,
    anchor = counts and citation.anchors(counts.listed), who = counts and citation.names(counts.listed),
  }
  local sections, size = {}, #style.css + #script.text
  for i, part in ipairs(parts_of(options)) do
    sections[i] = section.of(part, i, page)
    size = size + #sections[i].markup
  end
  if counts and limit > 0 then
    for _, one in ipairs(counts.items) do size = size + #one.head end
    sections[#sections + 1] = records_section(counts, SIZE - size)
  end
  local title = chars.line(options.title or "Report")
  local body = {}
  for i, one in ipairs(sections) do body[i] = one.markup end
  local intro = options.text and element("div", { "class", "intro" }, section.paragraphs(options.text)) or ""
  local made = options.date and element("p", { "class", "made" }, "Made " .. escape(options.date)) or ""
  return table.concat {
    head(title), '<body>\n<a class="skip" href="#main">Skip to the content</a>\n<div class="page">\n<header>\n',
    element("h1", { "dir", "auto" }, escape(title)), "\n", intro, made, figures(counts), "</header>\n",
    contents(sections), '<main id="main" tabindex="-1">\n', table.concat(body), "</main>\n",
    "<footer>Made with sheaf.</footer>\n</div>\n<script>", script.text, "</script>\n</body>\n</html>\n",
  }
end

--- Writes the report. Without parts it shows what the set has to show: study characteristics, themes where records are
--- coded, a timeline, years, journals, authors, keywords, the strategy where given, the flow where records were decided
--- upon.
--- sheaf.report.html { ... } alone returns the text.
---@param path? string nil returns the text
---@param options { title?: string, text?: string, set?: table, parts?: (sheaf.table|sheaf.report.part|string)[],
---  strategy?: sheaf.strategy, records?: integer, rows?: integer, date?: string, mark?: string|sheaf.query,
---  syntax?: string }  mark: a search (written in `syntax`) whose words are marked in the records; records, rows: how
---  many are listed (1,000)
---@return string|boolean|nil result true, or the text
---@return string? message
---@return string? code
function M.write(path, options)
  if type(path) == "table" and options == nil then path, options = nil, path end
  check(options)
  return file.deliver(path, build(options))
end

return M
