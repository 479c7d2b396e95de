--- What readers of saved pages share: lines, paragraphs, furniture, and putting values into a record.
--
-- A page says the same thing more than once. The first value of a field stays; a later one that differs goes
-- to `extra` under the page's own label, so that nothing is lost and nothing is overwritten.

local date = require "sheaf.page.date"
local name = require "sheaf.page.name"

local page = { date = date.find, year = date.year, name = name.parse, names = name.list }

local NBSP = "\u{A0}"

--- Short lines that belong to the site, not to a record; Lua patterns on the lower-case line. Add your own.
page.furniture = {
  "^skip to ", "^sort by", "^sorted by", "^advanced search",
  "^back to search", "^back to results", "^back to top", "^back to list", "^back$", "start over$",
    "^home$",
  "^menu$", "^search$", "^search results", "^sign in", "^sign up", "^log ?in$", "^log ?out$", "^register$",
    "^subscribe$",
  "^print$", "^e?%-?mail$", "^cite$", "^cite this", "^export$", "^export citation", "^save$", "^share$", "^share this",
  "^share on ", "^share document", "^add to folder", "^add to list", "^add to basket", "^add to favou?rites",
    "^toggle ",
  "^close$", "^previous$", "^next$", "^previous record", "^next record", "^show more", "^load more", "^read more$",
  "^view more", "^read the latest", "^follow us", "^contact us$", "^about us$", "^terms of use",
    "^terms and conditions",
  "^terms & conditions", "^download$", "^download pdf", "^download full", "^advertisement$", "site is intended for",
  "^results? %d+", "^%d+ results?$", "^page %d+ of", "^help$", "^my account", "^select$", "^academic journal$",
  "^find out more$", "^full text$", "^view record", "^pdf$", "^html$", "^open access$", "^close this",
}

--- Words that give a site's notice away, however long it is.
page.notices = {
  "cookies? on this", "we use cookies", "uses cookies", "accept all cookies", "reject all", "cookie settings",
  "cookie policy", "privacy policy", "all rights reserved", "^copyright \u{A9}", "^\u{A9}",
}

--- Text without the spaces, tabs and no-break spaces at its ends.
---@param text string
---@return string
function page.trim(text)
  text = text:gsub(NBSP, " ")
  local first = text:find("%S")
  return first and text:match("^.*%S", first) or ""
end

--- The lines of a text, without the spaces at their ends; the index is the line number.
---@param text string
---@return string[]
function page.lines(text)
  local lines = {}
  for line in (text:gsub("\r\n?", "\n") .. "\n"):gmatch("([^\n]*)\n") do
    line = line:gsub(NBSP, " "):gsub("\u{FEFF}", "")
    lines[#lines + 1] = line:find("%S") and line:match("^(.*%S)") or ""
  end
  return lines
end

--- Runs of lines between blank lines: { text =, line =, last =, gap = blank lines before }.
---@param lines string[]
---@param first? integer
---@param last? integer
---@return table[]
function page.paragraphs(lines, first, last)
  local list, current, gap = {}, nil, 0
  for i = first or 1, last or #lines do
    if lines[i] == "" then
      current, gap = nil, gap + 1
    elseif current then
      current.last = i
    else
      current = { line = i, last = i, gap = gap }
      list[#list + 1], gap = current, 0
    end
  end
  for _, paragraph in ipairs(list) do
    paragraph.text = table.concat(lines, "\n", paragraph.line, paragraph.last)
  end
  return list
end

--- Whether a line belongs to the site rather than to the record.
---@param line string
---@return boolean
function page.is_furniture(line)
  local lower = page.trim(line):lower()
  if lower == "" then return true end
  for _, pattern in ipairs(page.notices) do
    if lower:find(pattern) then return true end
  end
  if #lower > 60 or lower:find("%.$") then return false end
  for _, pattern in ipairs(page.furniture) do
    if lower:find(pattern) then return true end
  end
  local crumbs = select(2, lower:gsub("%s>%s", "")) + select(2, lower:gsub("%s\u{BB}%s", ""))
  return crumbs >= 2 or crumbs == 1 and lower:find("^home%s") ~= nil
end

--- Whether a text is a file for programs (XML, JSON, BibTeX, PDF), which no reader of pages should take for one.
---@param head string
---@return boolean
function page.is_data(head)
  local start = head:sub(1, 1024):gsub("^\u{FEFF}", "")
  return start:find("^%s*<[%a?!]") ~= nil or start:find('^%s*%[%s*[{"%[]') ~= nil
    or start:find('^%s*{%s*["}]') ~= nil or start:find("^%%PDF") ~= nil
    or start:find("^%s*@%a+%s*[{(]") ~= nil
end

--- The first bytes of a text, without the half of a character at their end.
---@param text string
---@param size integer
---@return string
function page.shorten(text, size)
  while size < #text and text:byte(size + 1) & 0xC0 == 0x80 do size = size - 1 end
  return text:sub(1, size)
end

--- Number of words, as a reader would count them.
---@param text string
---@return integer
function page.words(text)
  return select(2, text:gsub("%S+", ""))
end

local NEAR = 1000 -- values back that a repeated one is looked for, so that a hostile page costs no square of its size

local function has(list, value)
  for i = #list, math.max(1, #list - NEAR), -1 do
    if list[i] == value then return true end
  end
  return false
end

--- Keeps a value without a field of its own, under the page's label.
---@param record table
---@param label string
---@param value string|nil
function page.note(record, label, value)
  value = value and page.trim(value)
  if not value or value == "" then return end
  record.extra = record.extra or {}
  record.extra[label] = record.extra[label] or {}
  if not has(record.extra[label], value) then table.insert(record.extra[label], value) end
end

--- Sets a field once; a later value that differs is kept under the page's label.
---@param record table
---@param field string
---@param value any
---@param label? string the page's label, by default the field's name
function page.set(record, field, value, label)
  if value == nil or value == "" then return end
  if type(value) == "string" then value = page.trim(value) end
  if record[field] == nil then
    record[field] = value
  elseif record[field] ~= value then
    page.note(record, label or field, tostring(value))
  end
end

--- Adds to a list field what is not in it yet.
---@param record table
---@param field string
---@param value string|nil
function page.append(record, field, value)
  value = value and page.trim(value)
  if not value or value == "" then return end
  record[field] = record[field] or {}
  if not has(record[field], value) then table.insert(record[field], value) end
end

--- Sets a date and its year; a more precise reading of the same date replaces a coarser one.
---@param record table
---@param iso string|nil
---@param label? string
function page.set_date(record, iso, label)
  if not iso then return end
  if not record.date or iso:sub(1, #record.date) == record.date then
    record.date = iso
  elseif record.date:sub(1, #iso) ~= iso then
    page.note(record, label or "date", iso)
  end
  record.year = record.year or date.year(iso)
end

--- Splits keywords at ";", else at "," or at line ends.
---@param record table
---@param text string
function page.add_keywords(record, text)
  local separator = text:find(";") and "[^;\n]+" or (text:find("\n") and "[^\n]+" or "[^,]+")
  for word in text:gmatch(separator) do page.append(record, "keywords", (word:gsub("%.%s*$", ""))) end
end

--- Adds every address in a text; a DOI's address is also the record's DOI. Returns whether there was one.
---@param record table
---@param text string
---@return boolean
function page.add_urls(record, text)
  local found = false
  for url in text:gmatch("https?://[^%s<>\"]+") do
    url = url:match("^(.*[^.,;)%]])") or url
    found = true
    page.append(record, "urls", url)
    local doi = url:match("doi%.org/(10%.%d+/.+)$")
    if doi and not record.doi then record.doi = doi end
  end
  return found
end

local ENTITIES = { ["&lt;"] = "<", ["&gt;"] = ">", ["&quot;"] = '"', ["&apos;"] = "'", ["&#39;"] = "'",
  ["&nbsp;"] = " ", ["&amp;"] = "&" }

--- Keeps a page's line that no field claims, unless it is the site's.
---@param record table
---@param text string
function page.keep(record, text)
  for line in text:gmatch("[^\n]+") do
    if page.trim(line) ~= record.title and not page.is_furniture(line) and line:find("[%w\x80-\xFF]") then
      page.note(record, "Page text", line)
    end
  end
end

local BREAK = "<%s*[Bb][Rr]%s*/?%s*>"

--- Abstract text as people read it: `<br />` is a line end, other left-over tags and a leading "Abstract" go.
---@param text string
---@return string|nil
function page.abstract(text)
  text = text:gsub(BREAK, "\n"):gsub("</?%s*[Pp]%s*>", "\n"):gsub("</?%a[%w]*%s*/?>", "")
    :gsub("&#?%w+;", ENTITIES)
  text = page.trim(text)
  local rest = text:match("^[Aa][Bb][Ss][Tt][Rr][Aa][Cc][Tt][:.]?%s+(.+)$") or text:match("^Abstract(%u%l.+)$")
  if rest then
    local sections = require("sheaf.section").split(rest)
    if sections[1] and sections[1].label or text:find("^%a+%s*[:\n]") then text = rest end
  end
  return text ~= "" and text or nil
end

--- The sections of the record's abstract, when it has headings.
---@param record table
function page.set_sections(record)
  if not record.abstract then return end
  local list, labelled = {}, false
  for _, part in ipairs(require("sheaf.section").split(record.abstract)) do
    labelled = labelled or part.label ~= nil
    list[#list + 1] = { label = part.label, category = part.category, text = part.text }
  end
  if labelled then record.sections = list end
end

-- Words in a page's statement of its kind, to CSL types; the first that is found counts.
page.types = {
  { "thesis", "thesis" }, { "dissertation", "thesis" }, { "chapter", "chapter" }, { "book section", "chapter" },
  { "newspaper", "article-newspaper" }, { "magazine", "article-magazine" }, { "periodical", "article-magazine" },
  { "trade pub", "article-magazine" }, { "conference", "paper-conference" }, { "proceeding", "paper-conference" },
  { "working paper", "report" }, { "report", "report" }, { "preprint", "article" }, { "data ?set", "dataset" },
  { "book review", "review-book" }, { "journal", "article-journal" }, { "article", "article-journal" },
  { "book", "book" }, { "monograph", "book" }, { "web ?page", "webpage" }, { "website", "webpage" },
  { "patent", "patent" }, { "review", "article-journal" }, { "letter", "article-journal" },
  { "editorial", "article-journal" }, { "case report", "article-journal" },
}

--- The CSL type that a page's words name, or nil.
---@param text string
---@return string|nil
function page.type_of(text)
  local lower = text:lower()
  for _, row in ipairs(page.types) do
    if lower:find(row[1]) then return row[2] end
  end
end

--- Whether a record holds anything to find it by.
---@param record table
---@return boolean
function page.is_usable(record)
  return (record.title or record.abstract or record.doi or record.pmid) ~= nil
    or record.authors ~= nil and #record.authors > 0
end

--- Hands a record over, or reports why it cannot be used.
---@param source table
---@param emit function
---@param record table
---@param line integer
function page.finish(source, emit, record, line)
  if not page.is_usable(record) then
    source:problem { line = line, code = "record-empty", severity = "error",
      message = "a record begins here, but it has no title, author, abstract or identifier" }
    return
  end
  if not record.title then
    source:problem { line = line, code = "title-missing", severity = "warning",
      message = "the page shows no title for this record; it is loaded without one" }
  end
  emit(record, line)
end

return page
