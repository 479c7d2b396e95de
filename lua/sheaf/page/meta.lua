--- Bibliographic <meta> tags of saved HTML: Highwire's citation_* (what Google Scholar reads), bepress, PRISM,
--- Dublin Core and EPrints.
--
-- `meta.fields` names the field for each tag; a bibliographic tag that is not in it is kept in `extra` under
-- its own name. Tags about the site (viewport, og:image ...) are no part of a record.

local page = require "sheaf.page"
local name = require "sheaf.page.name"
local date = require "sheaf.page.date"

local meta = {}

-- The families, the most trustworthy first; a family's tag names are compared without its prefix.
meta.families = { "citation_", "bepress_citation_", "wkhealth_", "prism%.", "dcterms%.", "dc%.", "eprints%." }

meta.fields = {
  title = "title", author = "author", authors = "author", creators_name = "author", creator = "author",
  ["creator.personalname"] = "author", ["contributor.author"] = "author",
  author_institution = "affiliation", author_affiliation = "affiliation", author_orcid = "orcid",
  journal_title = "journal", publicationname = "journal", publication = "journal", inbook_title = "journal",
  book_title = "journal", conference_title = "journal", conference = "journal", source = "journal",
  journal_abbrev = "journal_abbreviation", abbreviation = "journal_abbreviation",
  publication_date = "date", publicationdate = "date", cover_date = "date", date = "date", issued = "date",
  ["date.issued"] = "date", online_date = "date", year = "date",
  volume = "volume", issue = "issue", number = "issue", firstpage = "first_page", startingpage = "first_page",
  lastpage = "last_page", endingpage = "last_page", pagerange = "pages", pages = "pages",
  doi = "doi", id_number = "doi", pmid = "pmid", issn = "issn", eissn = "issn", isbn = "isbn",
  identifier = "identifier",
  publisher = "publisher", dissertation_institution = "publisher", technical_report_institution = "publisher",
  language = "language", abstract = "abstract", description = "abstract", ["description.abstract"] = "abstract",
  keywords = "keywords", keyword = "keywords", subject = "keywords",
  article_type = "type", type = "type", section = "type",
  pdf_url = "url", fulltext_html_url = "url", abstract_html_url = "url", public_url = "url", full_html_url = "url",
}

local function as_type(record, value)
  page.append(record, "publication_types", value)
  record.type = record.type or page.type_of(value)
end

local function add_author(record, value)
  record.authors = record.authors or {}
  local list, complete = name.list(value:find(";") and value or value .. ";")
  for _, author in ipairs(list) do table.insert(record.authors, author) end
  if not complete then record.authors_complete = false end
end

local TAKE = {
  affiliation = function(record, value, tag)
    local author = record.authors and record.authors[#record.authors]
    if not author then return page.note(record, tag, value) end
    author.affiliations = author.affiliations or {}
    table.insert(author.affiliations, value)
  end,
  orcid = function(record, value, tag)
    local author = record.authors and record.authors[#record.authors]
    if not author then return page.note(record, tag, value) end
    author.orcid = value
  end,
  date = function(record, value, tag)
    local found = date.find(value)
    if found then page.set_date(record, found, tag) else page.note(record, tag, value) end
  end,
  identifier = function(record, value, tag)
    local doi = value:match("10%.%d%d%d%d+/%S+")
    if doi and not record.doi then
      record.doi = doi
    elseif not page.add_urls(record, value) then
      page.note(record, tag, value)
    end
  end,
  abstract = function(record, value, tag) page.set(record, "abstract", page.abstract(value), tag) end,
  keywords = function(record, value) page.add_keywords(record, value) end,
  issn = function(record, value) page.append(record, "issn", value) end,
  url = function(record, value) page.append(record, "urls", value) end,
  type = as_type,
}

local function take(record, field, value, tag, pages)
  if field == "first_page" or field == "last_page" then
    pages[field] = pages[field] or value
  elseif TAKE[field] then
    TAKE[field](record, value, tag)
  elseif field then
    page.set(record, field, value, tag)
  else
    page.note(record, tag, value)
  end
end

-- What a tag's family says of the kind of record, where no tag names it.
local KINDS = { { "citation_dissertation", "thesis" }, { "citation_technical_report", "report" },
  { "citation_conference", "paper-conference" }, { "citation_inbook_title", "chapter" },
  { "citation_journal_title", "article-journal" }, { "prism%.publicationname", "article-journal" } }

local function settle(record, source, pages)
  if pages.first_page then
    local last = pages.last_page
    page.set(record, "pages", last and last ~= pages.first_page and pages.first_page .. "-" .. last or pages.first_page)
  end
  for _, kind in ipairs(KINDS) do
    for _, tag in ipairs(source.meta) do
      if not record.type and (tag.name or ""):lower():find("^" .. kind[1]) then record.type = kind[2] end
    end
  end
end

--- Fills a record from the page's bibliographic tags.
---@param record table
---@param source table
---@return integer used how many tags were bibliographic
function meta.apply(record, source)
  local used, pages, had_authors = 0, {}, false
  for _, family in ipairs(meta.families) do
    for _, tag in ipairs(source.meta or {}) do
      local key = (tag.name or ""):lower()
      local stem = key:match("^" .. family .. "(.+)$")
      local value = page.trim(tag.content or "")
      if stem and value ~= "" then
        local field = meta.fields[stem]
        used = used + 1
        if field == "author" and not had_authors then
          add_author(record, value)
        elseif not ((field == "author" or field == "affiliation" or field == "orcid") and had_authors) then
          take(record, field, value, tag.name, pages)
        end
      end
    end
    had_authors = had_authors or (record.authors ~= nil and #record.authors > 0)
  end
  if used > 0 then settle(record, source, pages) end
  return used
end

local ENTITIES = { amp = "&", lt = "<", gt = ">", quot = '"', apos = "'", nbsp = " ", rsquo = "\u{2019}",
  lsquo = "\u{2018}", ldquo = "\u{201C}", rdquo = "\u{201D}", ndash = "\u{2013}", mdash = "\u{2014}",
  hellip = "\u{2026}" }

local function plain(markup)
  local text = markup:gsub("<[^>]*>", ""):gsub("&#[xX](%x+);", function(hex)
    local code = #hex <= 6 and tonumber(hex, 16)
    return code and code <= 0x10FFFF and utf8.char(code) or nil
  end):gsub("&#(%d+);", function(digits)
    local code = #digits <= 7 and tonumber(digits)
    return code and code <= 0x10FFFF and utf8.char(math.tointeger(code)) or nil
  end):gsub("&(%a+);", ENTITIES):gsub("%s+", " ")
  return page.trim(text)
end

local LONGEST = 2000 -- bytes of a headline, with its markup

--- The texts of an element that is not nested in its like.
local function elements(html, tag)
  local list, at = {}, 1
  local lower = html:lower()
  while #list < 20 do
    local first = lower:find("<" .. tag .. "%f[%s>]", at)
    local open = first and lower:find(">", first, true)
    local close = open and lower:find("</" .. tag, open, true)
    if not close then break end
    list[#list + 1] = plain(page.shorten(html:sub(open + 1, close - 1), LONGEST))
    at = close
  end
  return list
end

--- The content of the first tag with a name, or nil.
---@param source table
---@param wanted string in lower case
---@return string|nil
function meta.content(source, wanted)
  for _, tag in ipairs(source.meta or {}) do
    local value = page.trim(tag.content or "")
    if (tag.name or ""):lower() == wanted and value ~= "" then return value end
  end
end

local function is_headline(text, site)
  return text ~= "" and text ~= site and page.words(text) >= 3 and not page.is_furniture(text)
end

--- The headline of a saved HTML page: citation_title, the <h1> that og:title repeats, og:title, a lone <h1>; with
--- `guess` also <title> without the site's name. Nil for saved text.
---@param source table
---@param guess? boolean
---@return string|nil
function meta.headline(source, guess)
  local title = meta.content(source, "citation_title") or meta.content(source, "dc.title")
  if title then return title end
  local site = meta.content(source, "og:site_name")
  local og = meta.content(source, "og:title")
  local heads = source.html and elements(source.html, "h1") or {}
  for _, head in ipairs(heads) do
    if og and #head > 12 and og:sub(1, #head) == head then return head end
  end
  if og and is_headline(og, site) then return og end
  for _, head in ipairs(heads) do
    if is_headline(head, site) then return head end
  end
  local whole = guess and source.html and elements(source.html, "title")[1]
  if not whole then return end
  for _, cut in ipairs { " | ", " :: ", " \u{2014} ", " \u{2013} ", " - " } do
    local at = whole:find(cut, 1, true)
    if at and page.words(whole:sub(1, at)) >= 3 then whole = whole:sub(1, at - 1) break end
  end
  return is_headline(whole, site) and whole or nil
end

return meta
