--- Records as a reader of the report meets them: the summary of a set, and the list of its records.

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
    return element("details", { "open", "open" }, element("summary", {}, "Abstract")
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
  if #paragraphs == 0 then return nil end
  return element("details", {}, element("summary", {}, "Abstract") .. table.concat(paragraphs))
end

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
  parts[#parts + 1] = abstract_of(record, marks)
  return element("li", {}, table.concat(parts))
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

--- Reads a set once: figures about all of it, markup of its first records.
---@param set table with each()
---@param limit integer records listed
---@param find? fun(record: table): table  spans to mark, by field: { title = { { first =, last = }, ... } }
---@return { records: integer, abstracts: integer, first?: integer, last?: integer, journals: table, sources: table,
---  items: string[] }
function M.read(set, limit, find)
  local counts = { records = 0, abstracts = 0, journals = { n = 0, of = {} }, sources = { n = 0, of = {} }, items = {} }
  for record in set:each() do
    count_record(counts, record)
    if counts.records <= limit then counts.items[counts.records] = item(record, find and find(record)) end
  end
  return counts
end

return M
