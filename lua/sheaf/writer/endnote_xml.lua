--- EndNote XML: one <record> after the other, each on a line of its own.

local view = require "sheaf.writer.view"

local M = {
  name = "endnote-xml", title = "EndNote XML", extension = "xml",
  header = '<?xml version="1.0" encoding="UTF-8"?>\n<xml><records>\n', footer = "</records></xml>\n",
}

local TYPES = { ["article-journal"] = { 17, "Journal Article" }, book = { 6, "Book" }, chapter = { 5, "Book Section" },
  ["paper-conference"] = { 47, "Conference Paper" }, ["entry-encyclopedia"] = { 52, "Encyclopedia" },
  ["entry-dictionary"] = { 53, "Dictionary" }, report = { 27, "Report" }, thesis = { 32, "Thesis" },
  webpage = { 12, "Web Page" }, ["post-weblog"] = { 56, "Blog" }, periodical = { 54, "Serial" },
  ["article-magazine"] = { 19, "Magazine Article" }, ["article-newspaper"] = { 23, "Newspaper Article" },
  patent = { 25, "Patent" }, legal_case = { 7, "Case" }, legislation = { 31, "Statute" }, bill = { 4, "Bill" },
  hearing = { 14, "Hearing" }, dataset = { 59, "Dataset" }, software = { 9, "Computer Program" }, map = { 20, "Map" },
  motion_picture = { 21, "Film or Broadcast" }, song = { 61, "Music" }, graphic = { 2, "Artwork" },
  personal_communication = { 26, "Personal Communication" }, manuscript = { 34, "Unpublished Work" } }
local OTHER = { 13, "Generic" }
local WHOLE = { book = true, report = true, thesis = true }

local ENTITIES = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }

--- Text as XML has it: no control characters, no noncharacters.
local function escape(text)
  return (view.clean(text):gsub("\xEF\xBF[\xBE\xBF]", "\u{FFFD}"):gsub('[&<>"]', ENTITIES))
end

local function element(name, text)
  return text and text ~= "" and ("<%s>%s</%s>"):format(name, escape(text), name) or ""
end

--- <outer><inner>...</inner>...</outer> of texts; nothing of none.
local function list(outer, inner, texts)
  if #texts == 0 then return "" end
  local parts = {}
  for i, text in ipairs(texts) do parts[i] = element(inner, text) end
  return ("<%s>%s</%s>"):format(outer, table.concat(parts), outer)
end

local function values(v, field)
  local texts = {}
  for i, entry in ipairs(v:all(field)) do texts[i] = entry.value end
  return texts
end

local function names(v, field)
  local texts = {}
  for i, entry in ipairs(v:all(field)) do
    local group = not entry.value:find("\x1f", 1, true)
    texts[i] = view.name(entry) .. (group and "," or "")
  end
  return texts
end

local function contributors(v)
  local authors = names(v, "authors")
  for _, entry in ipairs(v:all "authors_cut") do authors[#authors + 1] = entry.value end
  local people = list("authors", "author", authors) .. list("secondary-authors", "author", names(v, "editors"))
  return people ~= "" and "<contributors>" .. people .. "</contributors>" or ""
end

local function titles(v)
  local whole = WHOLE[v:first "type" or ""]
  local inner = table.concat {
    element("title", v:first "title"), element("secondary-title", v:first(whole and "series" or "journal")),
    whole and "" or element("tertiary-title", v:first "series"),
    element("short-title", v:noted("other_titles", "short")),
    element("translated-title", v:noted("other_titles", "translated")),
  }
  local journal = whole and "" or element("full-title", v:first "journal")
  local periodical = journal .. element("abbr-1", v:first "journal_abbreviation")
  return (inner ~= "" and "<titles>" .. inner .. "</titles>" or "")
    .. (periodical ~= "" and "<periodical>" .. periodical .. "</periodical>" or "")
end

local MONTHS = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" }

local function dates(v)
  local date = v:first "date" or ""
  local month, day = date:match("^%d+%-(%d+)%-?(%d*)")
  local name = month and MONTHS[tonumber(month)]
  local text = name and name .. (day ~= "" and " " .. math.tointeger(tonumber(day)) or "")
  local inner = element("year", v:first "year") .. list("pub-dates", "date", { text or date ~= "" and date or nil })
  return inner ~= "" and "<dates>" .. inner .. "</dates>" or ""
end

local function keywords(v)
  local texts = {}
  for _, entry in ipairs(v:all "keywords") do texts[#texts + 1] = entry.note .. entry.value end
  for _, entry in ipairs(v:all "headings") do
    if entry.note == "" then texts[#texts + 1] = view.heading(entry) end
  end
  return list("keywords", "keyword", texts)
end

local function numbers(v)
  local texts = {}
  for _, entry in ipairs(v:all "issn") do
    texts[#texts + 1] = entry.value .. (entry.note ~= "" and " (" .. entry.note .. ")" or "")
  end
  texts[#texts + 1] = v:first "isbn"
  return element("isbn", table.concat(texts, "; "))
end

--- The text of one record.
---@param v table          the record's view
---@param carried string[] lines for its notes
---@param state table      of the export
---@return string
function M.record(v, carried, state)
  local kind = TYPES[v:first "type"] or OTHER
  local accession = v:all("accession")[1]
  local same_base = accession and accession.note == (v:first "database" or "")
  return table.concat {
    "<record>", element("rec-number", v:first "label" or tostring(state.n)),
    ('<ref-type name="%s">%d</ref-type>'):format(kind[2], kind[1]),
    contributors(v), element("auth-address", table.concat(values(v, "affiliations"), "\n")), titles(v),
    element("pages", v:first "pages"), element("volume", v:first "volume"), element("number", v:first "issue"),
    element("edition", v:first "edition"), keywords(v), dates(v), element("pub-location", v:first "place"),
    element("publisher", v:first "publisher"), numbers(v),
    same_base and element("accession-num", accession.value) or "",
    element("electronic-resource-num", v:first "doi"), element("abstract", view.abstract(v)),
    element("notes", table.concat(values(v, "notes"), "\n")),
    element("research-notes", table.concat(carried, "\n")),
    #v:all "urls" > 0 and "<urls>" .. list("related-urls", "url", values(v, "urls")) .. "</urls>" or "",
    element("custom2", v:first "pmcid"), element("remote-database-name", v:first "database"),
    element("language", v:first "language"), "</record>\n",
  }
end

return M
