--- Labelled values: "Language :" and the value on the next line, "Language: English", "Language<tab>English",
--- or a label and its value on lines of their own.
--
-- `label.fields` names the field for each label that is known; a label that is not is kept under its own name
-- in the record's `extra`. Add labels of another site with `label.add`.

local page = require "sheaf.page"
local name = require "sheaf.page.name"
local date = require "sheaf.page.date"
local citation = require "sheaf.page.citation"
local section = require "sheaf.section"

local label = {}

label.fields = {
  title = { "title", "article title", "document title", "item title", "dc.title" },
  authors = { "authors", "author", "creators", "creator", "by", "contributors", "author names", "corporate author",
    "dc.contributor.author", "dc.creator", "authors/creators", "author list" },
  source = { "source", "published in", "in", "citation", "bibliographic citation",
    "source information", "original publication citation" },
  year = { "publication year", "year", "year of publication", "year published", "pub year" },
  date = { "publication date", "date", "date published", "published", "published date", "date of publication",
    "issue date", "publication status", "published online", "dc.date.issued", "cover date" },
  abstract = { "abstract", "summary", "description", "abstract/description", "dc.description.abstract" },
  language = { "language", "languages", "original language", "document language", "language of document",
    "language of publication", "dc.language" },
  issn = { "issn", "issns", "print issn", "electronic issn", "eissn", "e-issn", "online issn", "issn print",
    "issn online", "issn electronic", "issn linking", "dc.identifier.issn", "issn/isbn" },
  isbn = { "isbn", "isbns", "print isbn", "electronic isbn" },
  volume = { "volume", "vol", "volume number", "journal volume" },
  issue = { "issue", "issue number", "number", "journal issue", "journal number", "no" },
  pages = { "pages", "page", "page numbers", "pagination", "pages from-to", "page range", "article number",
    "start page", "journal pages" },
  journal = { "journal", "journal title", "publication title", "source title", "journal name", "periodical",
    "journal or publication title", "book title", "host publication", "title of host publication", "dc.source" },
  journal_abbreviation = { "journal abbreviation", "abbreviated title", "journal abbreviated title",
    "abbreviated journal title" },
  publisher = { "publisher", "publication information", "imprint", "publishers", "dc.publisher" },
  place = { "place of publication", "country of publication", "publisher location", "place" },
  edition = { "edition" },
  type = { "publication type", "type", "document type", "publication types", "item type", "format", "source type",
    "resource type", "document types", "material type", "content type", "dc.type" },
  database = { "database", "databases", "source database", "data source" },
  accession = { "accession number", "accession no", "accession", "unique identifier", "document number",
    "record number", "an" },
  pmid = { "pmid", "pubmed id", "pubmed", "pubmed identifier", "pubmed number", "medline id", "medline number" },
  pmcid = { "pmcid", "pubmed central id", "pmc id" },
  doi = { "doi", "dois", "digital object identifier", "digital object identifier doi", "dc.identifier.doi",
    "identification number or doi" },
  urls = { "full text", "url", "urls", "link", "links", "permalink", "persistent link", "availability",
    "access url", "full text url", "official url", "publisher url", "uri", "publisher link", "document url",
    "web address",
    "access to document", "publisher's version", "full text available", "online access", "dc.identifier.uri" },
  keywords = { "keywords", "keyword", "subjects", "subject", "subject terms", "subject headings", "author keywords",
    "author-supplied keywords", "mesh terms", "mesh subject headings", "mesh", "index terms", "descriptors",
    "controlled terms", "uncontrolled keywords", "key words", "topics", "tags", "dc.subject", "other keywords" },
  notes = { "notes", "note", "additional information", "comments on record", "general notes", "bibliographical note" },
  extra = { "addresses", "address", "affiliation", "affiliations", "author affiliations", "funder", "funders",
    "editors", "status", "peer reviewed", "copyright", "total pages", "alternate title", "date created",
    "date completed", "revision date", "update code", "entry date", "contributed indexing", "grant information",
    "medline date", "conference", "isbn-13", "early online date", "event", "rights", "licence", "license",
    "depositing user", "date deposited", "last modified", "divisions", "institution", "thesis level", "series",
    "chapter number", "funding", "sponsorship", "image", "location", "call number",
    "physical description", "number of pages", "geographic terms", "degree grantor", "supervisor", "advisor",
    "journal info", "appears in collections", "other files and links", "research output", "dates", "isbn/issn" },
  heading = { "details", "additional details", "more information", "original publication",
    "bibliographic information", "publication details", "record details", "item details",
    "more information original publication", "metadata", "further information",
    "publication information original publication", "item record", "about this article" },
}

local known

local function fold(text)
  text = text:lower():gsub("[():.]", " ") -- "ISSN (print)", "Author(s)", "No."
  return (text:gsub("%f[%S]s%f[%s%z]", ""):gsub("%s+", " "):gsub("^ ", ""):gsub(" $", ""))
end

local function build()
  known = {}
  for field, names in pairs(label.fields) do
    for _, text in ipairs(names) do known[fold(text)] = field end
  end
end

--- Adds labels for a field ("extra" keeps them under their own name).
---@param field string a key of `label.fields`
---@param ... string
function label.add(field, ...)
  assert(label.fields[field], "unknown field: " .. tostring(field))
  for _, text in ipairs { ... } do table.insert(label.fields[field], text) end
  known = nil
end

--- The field a label stands for, or nil.
---@param text string
---@return string|nil
function label.field(text)
  if not known then build() end
  if #text > 60 then return end
  return known[fold(text)] or known[fold(text:gsub("%(s%)", "s"))]
end

local function could_be_label(text)
  return #text <= 45 and page.words(text) <= 5 and text:find("^%u") and not text:find("[;!?\"%[%]=]")
    and not text:find("[.,]$") and not text:find("https?")
end

local LONGEST = 64 -- bytes in which a label ends

-- A line's label, value and manner: "colon" (value may be empty), "tab", "bare".
local function split_line(line)
  line = page.trim(line)
  local start = line:sub(1, LONGEST)
  local at = start:find("\t", 1, true)
  if at then
    local left = page.trim((start:sub(1, at - 1):gsub(":%s*$", "")))
    if could_be_label(left) then return left, page.trim(line:sub(at)), "tab" end
  end
  at = start:find(":", 1, true)
  if at and line:sub(at, at + 2) ~= "://" then
    local left = page.trim(start:sub(1, at - 1))
    if could_be_label(left) then return left, page.trim(line:sub(at + 1)), "colon" end
  end
  if could_be_label(line) then return line, "", "bare" end
end

--- Counts the known labels of a page by manner: { colon =, inline =, tab =, bare =, distinct = number of fields,
-- fields = { [field] = manner of its first label } }.
---@param lines string[]
---@return table
function label.survey(lines)
  local count = { colon = 0, inline = 0, tab = 0, bare = 0, distinct = 0, fields = {} }
  for _, line in ipairs(lines) do
    local text, value, manner = split_line(line)
    local field = text and label.field(text)
    if field then
      if manner == "colon" and value ~= "" then manner = "inline" end
      count[manner] = count[manner] + 1
      if field ~= "heading" and not (manner == "bare" and field == "abstract") then
        if not count.fields[field] then count.distinct = count.distinct + 1 end
        count.fields[field] = count.fields[field] or manner
      end
    end
  end
  return count
end

-- "Subjects" above a list is a label; above a sentence it is a heading of the abstract.
local function is_item(line)
  return #line < 80 and not line:find("[.?!]$")
end

-- Whether a line starts a new label, given the page's manner and the entry that is open.
local function starts(line, manner, open, following, apart)
  local text, value, how = split_line(line)
  if not text then return end
  local field = label.field(text)
  local fresh = open and open.field ~= "abstract" and #open.values > 0
  if field == "heading" or (field == "abstract" and value == "") then return text, value, field end
  if field == "keywords" and open and open.field == "abstract" and not is_item(value ~= "" and value or following or "")
    and section.category(text) ~= "other" then
    return
  end
  if how == "bare" and field and apart and following and open and #open.values > 0 and manner ~= "bare"
    and (open.field ~= "abstract" or field == "keywords" or section.category(text) == "other") then
    return text, "", field -- a block of its own among labels of another manner
  end
  if how == "tab" then
    if field or manner == "tab" then return text, value, field end
  elseif how == "colon" then
    if field and (value == "" or manner ~= "colon" or fresh or not open) then return text, value, field end
    local unheard = not field and section.category(text) == "other" and not text:find("^%u%u?%d")
    if unheard and value == "" and manner ~= "bare" and open then return text, value end
    if unheard and manner == "inline" and fresh and page.words(text) <= 3 and #value < 300 then return text, value end
  elseif manner == "bare" and (not open or open.field ~= "abstract" or field) then
    if field and open and #open.values == 0 and open.field ~= "heading" then
      -- "Type / Journal / Issue / 3": a known label right after a label is its value unless a value follows it
      local after = following and split_line(following)
      if open.field == "type" or (after and label.field(after)) then return end
    end
    if field then return text, "", field end
    local listing = open and open.field == "keywords" and #open.values > 0 and not open.values[1]:find("[,;]")
    if fresh and not listing and following and page.words(text) <= 3 and not text:find("[%d,]") then return text, "" end
  end
end

--- Reads the labelled values of a run of lines, in order.
---@param lines string[]
---@param first integer
---@param last integer
---@param manner string "colon" (values on the lines below), "inline", "tab" or "bare"
---@return table[] entries { label =, field = string|nil, values = string[], line =, last = }
function label.read(lines, first, last, manner)
  local entries, open = {}, nil
  for i = first, last do
    local line = lines[i]
    if line ~= "" then
      local following = i
      repeat following = following + 1 until following > last or lines[following] ~= ""
      local text, value, field = starts(line, manner, open, following <= last and lines[following] or nil,
        lines[i - 1] == "")
      if text then
        open = { label = text, field = field, values = {}, line = i, last = i, breaks = {} }
        entries[#entries + 1] = open
        if value ~= "" then open.values[1] = value end
      elseif open then
        if lines[i - 1] == "" and #open.values > 0 then open.breaks[#open.values + 1] = true end
        open.values[#open.values + 1] = page.trim(line)
        open.last = i
      end
    end
  end
  return entries
end

-- Names in one value or in several; "Elvey R; School of Medicine, Somewhere" is a name with its affiliation.
local function take_authors(record, values)
  local names, affiliations = {}, {}
  for i, value in ipairs(values) do
    local person, affiliation = value:match("^([^;]+);%s*(.+)$")
    local attached = affiliation and name.is_body(affiliation) and not name.is_body(person)
    names[i] = attached and person or value
    affiliations[i] = attached and affiliation or nil
  end
  record.authors = record.authors or {}
  for i, text in ipairs(names) do
    local list, complete = name.list(#names > 1 and not text:find(";") and text .. ";" or text)
    if affiliations[i] and list[1] then list[1].affiliations = { affiliations[i] } end
    for _, author in ipairs(list) do table.insert(record.authors, author) end
    if not complete then record.authors_complete = false end
  end
end

local function take_source(record, values, text)
  local line = table.concat(values, " ")
  local found = citation.parse(line)
  page.note(record, text, line)
  if found.journal and text:lower():find("citation") then -- a whole reference: its journal follows the title
    found.journal = found.journal:match("^.*%l%l%l[.?!]%s+(.+)$") or found.journal
  end
  for _, field in ipairs { "journal", "journal_abbreviation", "volume", "issue", "pages", "doi" } do
    page.set(record, field, found[field], text)
  end
  page.set_date(record, found.date, text)
  page.note(record, "Date of Electronic Publication", found.electronic_date)
end

local function take_issue(record, values, text)
  local line = table.concat(values, " ")
  if #line <= 20 and not line:find("%d%d%d%d") then
    page.set(record, "issue", line, text)
    return
  end
  local found = citation.parse(line)
  page.note(record, text, line)
  for _, field in ipairs { "volume", "issue", "pages" } do page.set(record, field, found[field], text) end
  if not record.journal then record.journal = found.journal end
  if found.date then
    record.pending = record.pending or {}
    table.insert(record.pending, { date = found.date, label = text })
  end
end

local function take_date(record, values, text)
  local line = table.concat(values, " ")
  local found, _, _, other = date.find(line)
  if not found then return page.note(record, text, line) end
  record.pending = record.pending or {}
  table.insert(record.pending, { date = found, other = other, label = text, named = true })
  if not line:find("^%s*[%d/.-]+%s*$") then page.note(record, text, line) end
end

local TAKE = {
  authors = take_authors,
  source = take_source,
  issue = take_issue,
  date = take_date,
  issn = function(record, values)
    for _, value in ipairs(values) do
      local found = false
      for number in value:gmatch("%f[%w]%d%d%d%d%-?%d%d%d[%dXx]%f[%W]") do
        page.append(record, "issn", number)
        found = true
      end
      if not found then page.append(record, "issn", value) end
    end
  end,
  year = function(record, values, text)
    local found = date.find(values[1])
    for i = found and 2 or 1, #values do page.note(record, text, values[i]) end
    if not found then return end
    page.set(record, "year", date.year(found), text)
    record.pending = record.pending or {}
    table.insert(record.pending, { date = found, label = text })
  end,
  type = function(record, values, text)
    for _, value in ipairs(values) do
      page.append(record, "publication_types", value)
      page.set(record, "type", page.type_of(value), text)
    end
  end,
  keywords = function(record, values) page.add_keywords(record, table.concat(values, "\n")) end,
  notes = function(record, values)
    for _, value in ipairs(values) do page.append(record, "notes", value) end
  end,
  urls = function(record, values, text, source)
    for _, value in ipairs(values) do
      if not page.add_urls(record, value) then
        page.note(record, text, value)
        for _, link in ipairs(source.links or {}) do
          if page.trim(link.text or "") == value then page.add_urls(record, link.href or "") end
        end
      end
    end
  end,
  doi = function(record, values, text)
    page.add_urls(record, values[1])
    page.set(record, "doi", values[1]:match("10%.%d+/%S+") or values[1], text)
    for i = 2, #values do page.note(record, text, values[i]) end
  end,
  pmid = function(record, values, text)
    page.set(record, "pmid", values[1]:match("%d+") or values[1], text)
    for i = 2, #values do page.note(record, text, values[i]) end
  end,
  abstract = function(record, values, text, _, breaks)
    local pieces = {}
    for i, value in ipairs(values) do
      pieces[#pieces + 1] = (i > 1 and (breaks[i] and "\n\n" or "\n") or "") .. value
    end
    page.set(record, "abstract", page.abstract(table.concat(pieces)), text)
  end,
}

--- Puts an entry of `label.read` into a record.
---@param record table
---@param entry table
---@param source table
function label.take(record, entry, source)
  if #entry.values == 0 then return end
  local take = TAKE[entry.field]
  if take then
    take(record, entry.values, entry.label, source, entry.breaks or {})
  elseif entry.field == "database" or entry.field == "accession" then
    page.note(record, entry.label, table.concat(entry.values, "; "))
    record.origin = record.origin or {}
    record.origin[entry.field] = table.concat(entry.values, " ")
  elseif entry.field and entry.field ~= "extra" and entry.field ~= "heading" then
    page.set(record, entry.field, table.concat(entry.values, " "), entry.label)
  else
    for _, value in ipairs(entry.values) do page.note(record, entry.label, value) end
  end
end

--- Settles what needs the whole record: numeric dates, and whose accession number it is.
---@param record table
function label.settle(record)
  local pending = record.pending or {}
  record.pending = nil
  for _, item in ipairs(pending) do
    for _, sure in ipairs(pending) do
      if item.other and sure ~= item and not sure.other and #sure.date == 10 and sure.date == item.other then
        item.date = item.other
      end
    end
  end
  for _, named in ipairs { true, false } do
    for _, item in ipairs(pending) do
      if (item.named or false) == named then page.set_date(record, item.date, item.label) end
    end
  end
  local origin = record.origin
  record.origin = nil
  if origin and origin.accession and not record.pmid then
    local database = (origin.database or ""):lower()
    local number = origin.accession:match("^%s*(%d+)%s*$")
    if number and (database:find("medline") or database:find("pubmed")) then record.pmid = number end
  end
end

return label
