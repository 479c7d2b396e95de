--- Records as a reader of the report meets them: figures about a set, and the list of its records.

local chars = require "sheaf.report.chars"
local markup = require "sheaf.report.markup"

local M = {}

local AUTHORS = 6     -- named before "et al."

local escape, element = markup.escape, markup.element

local function filled(text)
  return type(text) == "string" and text:find("%S") and text or nil
end

local function name_of(author)
  if type(author) == "string" then return author end
  if filled(author.family) then
    return author.family .. (filled(author.initials or author.given) and " " .. (author.initials or author.given) or "")
  end
  return filled(author.literal) or "?"
end

local function authors_of(record)
  local names, cut = {}, record.authors_complete == false
  for i, author in ipairs(record.authors or {}) do
    if i > AUTHORS then
      cut = true
      break
    end
    names[i] = name_of(author)
  end
  return #names > 0 and table.concat(names, ", ") .. (cut and ", et al." or ".") or nil
end

local function place_of(record)
  local journal = filled(record.journal) or filled(record.journal_abbreviation) or filled(record.publisher)
  local numbers = filled(record.volume) or ""
  if filled(record.issue) then numbers = numbers .. "(" .. record.issue .. ")" end
  if filled(record.pages) then numbers = numbers .. (numbers ~= "" and ": " or "") .. record.pages end
  local parts = {}
  if record.year then parts[#parts + 1] = escape(tostring(record.year)) end
  if journal then table.insert(parts, 1, element("cite", {}, escape(journal))) end
  if numbers ~= "" then parts[#parts + 1] = escape(numbers) end
  return #parts > 0 and table.concat(parts, ", ") or nil
end

local function links_of(record)
  local parts = {}
  local doi, pubmed = markup.doi(record.doi), markup.pubmed(record.pmid)
  if doi then parts[#parts + 1] = markup.link(doi, "doi:" .. record.doi) end
  if pubmed then parts[#parts + 1] = markup.link(pubmed, "PMID " .. tostring(record.pmid)) end
  if #parts > 0 then return table.concat(parts, " · ") end
  for _, url in ipairs(record.urls or {}) do
    local address = markup.web(url)
    if address then return markup.link(address, address:match("^%w+://([^/?#]+)")) end
  end
end

-- Text with the stretches of spans in <mark>, white space made single; spans that overlap become one.
local function marked(text, spans)
  table.sort(spans, function(a, b) return a.first < b.first end)
  local parts, at = {}, 1
  local function piece(last) return escape((chars.safe(text:sub(at, last)):gsub("%s+", " "))) end
  for i, span in ipairs(spans) do
    local last = span.last
    if last >= at then
      local first = math.max(span.first, at)
      local next_span = spans[i + 1]
      parts[#parts + 1] = piece(first - 1)
      at = first
      parts[#parts + 1] = element("mark", {}, piece(last))
      at = last + 1
      if next_span and next_span.first < at then next_span.first = at end
    end
  end
  parts[#parts + 1] = piece(#text)
  return table.concat(parts)
end

local function abstract_of(record, marks)
  if marks and marks.abstract and filled(record.abstract) then
    return element("details", { "open", "" }, element("summary", {}, "Abstract")
      .. element("p", {}, marked(record.abstract, marks.abstract)))
  end
  local sections, paragraphs = record.sections or {}, {}
  for i, section in ipairs(sections) do
    local label = filled(section.label) and element("b", {}, escape(section.label)) .. " " or ""
    paragraphs[i] = element("p", {}, label .. escape(section.text or ""))
  end
  if #sections == 0 and filled(record.abstract) then
    paragraphs[1] = element("p", {}, escape(record.abstract))
  end
  if #paragraphs == 0 then return "" end
  return element("details", {}, element("summary", {}, "Abstract") .. table.concat(paragraphs))
end

--- Where a record stands on the page.
---@param record sheaf.record
---@return string
function M.anchor(record)
  return "r" .. tostring(record.id or ""):gsub("[^%w]", "")
end

--- An entry of the list: its markup up to the abstract, the abstract, "" where there is none.
local function item(record, marks)
  local title = filled(record.title)
  local shown = title and marks and marks.title and marked(title, marks.title)
  local parts = {
    element("span", { "class", title and "title" or "title absent", "dir", "auto" },
      shown or title and escape(chars.line(title)) or "No title"),
  }
  local function add(class, content)
    if content then parts[#parts + 1] = element("span", { "class", class, "dir", "auto" }, content) end
  end
  local authors = authors_of(record)
  add("authors", authors and escape(authors))
  add("place", place_of(record))
  add("links", links_of(record))
  local head = element("li", { "id", M.anchor(record) }, table.concat(parts))
  return { head = head, abstract = abstract_of(record, marks) }
end

local function source_key(source)
  if type(source) ~= "table" and type(source) ~= "userdata" then return source end
  return source.id or source.path or source.name or tostring(source)
end

local function mark(seen, key)
  if not seen.of[key] then seen.of[key], seen.n = true, seen.n + 1 end
end

local function count_record(counts, record)
  counts.records = counts.records + 1
  if filled(record.abstract) or #(record.sections or {}) > 0 then counts.abstracts = counts.abstracts + 1 end
  local year = math.tointeger(tonumber(record.year))
  if year then
    counts.first = math.min(counts.first or year, year)
    counts.last = math.max(counts.last or year, year)
  end
  local journal, source = filled(record.journal), record.source
  if journal then mark(counts.journals, journal:lower()) end
  if source ~= nil then mark(counts.sources, source_key(source)) end
end

--- Reads a set once: figures about all of it, its first records and their markup.
---@param set table with each()
---@param limit integer records listed
---@param find? fun(record: table): table  spans to mark, by field: { title = { { first =, last = }, ... } }
---@return { records: integer, abstracts: integer, first?: integer, last?: integer, journals: table, sources: table,
---  items: { head: string, abstract: string }[], listed: table[] }
function M.read(set, limit, find)
  local counts = { records = 0, abstracts = 0, journals = { n = 0, of = {} }, sources = { n = 0, of = {} }, items = {},
    listed = {} }
  for record in set:each() do
    count_record(counts, record)
    if counts.records <= limit then
      counts.items[counts.records], counts.listed[counts.records] = item(record, find and find(record)), record
    end
  end
  return counts
end

--- What turns a record's short citation into its place on the page. Of records that are called the same the one is
--- meant that stands in the same row; without one, none.
---@param listed table[]
---@return fun(text: string, row?: integer): string?
function M.anchors(listed)
  local of, names = {}, {}
  for i, record in ipairs(listed) do
    local name = tostring(record)
    names[i] = name
    if of[name] == nil then of[name] = M.anchor(record) else of[name] = false end
  end
  return function(text, row)
    if names[row] == text then return M.anchor(listed[row]) end
    return of[text] or nil
  end
end

--- What tells of a record, by its id, its short citation and its place on the page; nil for one that is not listed.
---@param listed table[]
---@return fun(id: integer): string?, string?
function M.names(listed)
  local of = {}
  for _, record in ipairs(listed) do of[record.id or 0] = record end
  return function(id)
    local record = of[id]
    if record then return tostring(record), M.anchor(record) end
  end
end

--- The list, abstracts in it as far as there is room for them.
---@param counts table  as M.read gives it
---@param room integer  bytes
---@return string markup, integer without  records whose abstract found no room
function M.list(counts, room)
  local parts, without = {}, 0
  for i, one in ipairs(counts.items) do
    local head = one.head:sub(1, -#"</li>" - 1)
    room = room - #one.abstract
    if room >= 0 then head = head .. one.abstract elseif one.abstract ~= "" then without = without + 1 end
    parts[i] = head .. "</li>"
  end
  return table.concat(parts, "\n"), without
end

return M
