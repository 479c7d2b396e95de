--- CSL-JSON (CSL 1.0.2), one item a line; carried lines stand in "annote".

local json = require "sheaf.writer.json"
local key = require "sheaf.writer.key"
local view = require "sheaf.writer.view"

local M = { name = "csl-json", title = "CSL-JSON", extension = "json", header = "[\n", footer = "\n]\n",
  separator = ",\n" }

M.fields = { type = true, title = true, journal = true, journal_abbreviation = true, series = true, authors = true,
  editors = true, date = true, year = true, volume = true, issue = true, pages = true, publisher = true, place = true,
  edition = true, language = true, doi = true, pmid = true, pmcid = true, issn = true, isbn = true, urls = true,
  keywords = true, abstract = true, notes = true, label = true }

local FIELDS = { { "title", "title" }, { "container-title", "journal" },
  { "container-title-short", "journal_abbreviation" }, { "collection-title", "series" }, { "volume", "volume" },
  { "issue", "issue" }, { "page", "pages" }, { "publisher", "publisher" }, { "publisher-place", "place" },
  { "edition", "edition" }, { "language", "language" }, { "DOI", "doi" }, { "PMID", "pmid" }, { "PMCID", "pmcid" },
  { "ISSN", "issn" }, { "ISBN", "isbn" }, { "URL", "urls" } }

local TYPES = { article = true, ["article-journal"] = true, ["article-magazine"] = true, ["article-newspaper"] = true,
  bill = true, book = true, broadcast = true, chapter = true, classic = true, collection = true, dataset = true,
  document = true, entry = true, ["entry-dictionary"] = true, ["entry-encyclopedia"] = true, event = true,
  figure = true, graphic = true, hearing = true, interview = true, legal_case = true, legislation = true,
  manuscript = true, map = true, motion_picture = true, musical_score = true, pamphlet = true,
  ["paper-conference"] = true, patent = true, performance = true, periodical = true, personal_communication = true,
  post = true, ["post-weblog"] = true, regulation = true, report = true, review = true, ["review-book"] = true,
  software = true, song = true, speech = true, standard = true, thesis = true, treaty = true, webpage = true }

local function text(value) return json.string(view.clean(value)) end

--- A name; `particle` is what its family name begins with.
local function name(entry, particle)
  local p = view.person(entry)
  if p.literal then return json.object { { "literal", text(p.literal) } } end
  local parts = {}
  local given = view.given(p)
  local family = p.family
  local apart = particle and family and family:sub(1, #particle + 1) == particle .. " "
  if apart then family = family:sub(#particle + 2) end
  if family then parts[#parts + 1] = { "family", text(family) } end
  if given then parts[#parts + 1] = { "given", text(given) } end
  if apart then parts[#parts + 1] = { "non-dropping-particle", text(particle) } end
  if p.suffix then parts[#parts + 1] = { "suffix", text(p.suffix) } end
  return json.object(parts)
end

local function names(v, field)
  local parts = {}
  for i, entry in ipairs(v:all(field)) do parts[i] = name(entry, v.record[field][i].particle) end
  return #parts > 0 and json.list(parts) or nil
end

local function issued(v)
  local numbers = {}
  for number in (v:first "date" or tostring(v:first "year" or "")):gmatch("%d+") do
    numbers[#numbers + 1] = tostring(math.tointeger(tonumber(number)))
  end
  return #numbers > 0 and '{"date-parts":[[' .. table.concat(numbers, ",", 1, math.min(3, #numbers)) .. "]]}" or nil
end

local function joined(v, field, separator)
  local texts = {}
  for i, entry in ipairs(v:all(field)) do texts[i] = entry.value end
  return table.concat(texts, separator)
end

--- The text of one record.
---@param v table          the record's view
---@param carried string[] lines for its notes
---@param state table      of the export
---@return string
function M.record(v, carried, state)
  local pairs_ = {}
  local function put(name_, value)
    if value and value ~= "" then pairs_[#pairs_ + 1] = { name_, value } end
  end
  local function put_text(name_, value)
    if value and value ~= "" then put(name_, text(value)) end
  end
  put_text("id", key.of(v, state))
  put_text("type", TYPES[v:first "type"] and v:first "type" or "document")
  put("author", names(v, "authors"))
  put("editor", names(v, "editors"))
  put("issued", issued(v))
  for _, row in ipairs(FIELDS) do put_text(row[1], v:first(row[2])) end
  put_text("title-short", v:noted("other_titles", "short"))
  put_text("abstract", view.abstract(v))
  put_text("keyword", joined(v, "keywords", ", "))
  put_text("note", joined(v, "notes", "\n"))
  put_text("annote", table.concat(carried, "\n"))
  return json.object(pairs_)
end

return M
