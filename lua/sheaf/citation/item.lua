--- A record as a citation style needs it: one kind of work, its texts on one line, people as { family, given, ... }.
-- Nothing is made up: what the record does not have is nil, but its kind, which falls back to what its fields suggest.

local chars = require "sheaf.report.chars"
local core = require "sheaf.core"

local M = {}

---@class sheaf.citation.item
---@field kind "article"|"magazine"|"book"|"chapter"|"thesis"|"report"|"webpage"
---@field authors sheaf.author[]
---@field editors sheaf.author[]
---@field complete boolean        the source named all authors
---@field title string?           without a full stop at its end
---@field container string?       journal, book, proceedings or site around the work
---@field abbreviation string?    the journal's, without full stops
---@field year string?
---@field date integer[]          year, month, day as far as they are known
---@field cited string?           date of access, ISO 8601
---@field volume string?
---@field issue string?
---@field pages string?           as given
---@field pages_full string?      the last page in full
---@field number string?         of a report
---@field edition string?         "2nd"
---@field place string?
---@field publisher string?
---@field degree "doctor"|"master"|nil  of a thesis, where the record says
---@field doi string?
---@field url string?

local KINDS = {
  ["article-journal"] = "article", review = "article", article = "article", periodical = "article",
  ["article-magazine"] = "magazine", ["article-newspaper"] = "magazine",
  book = "book", collection = "book", classic = "book", pamphlet = "book",
  chapter = "chapter", entry = "chapter", ["entry-dictionary"] = "chapter", ["entry-encyclopedia"] = "chapter",
  thesis = "thesis", report = "report", standard = "report", dataset = "report", software = "report",
  webpage = "webpage", post = "webpage", ["post-weblog"] = "webpage",
}

--- Text on one line, or nil for what is empty.
local function clean(text)
  if type(text) == "number" then text = chars.numeral(text) end
  if type(text) ~= "string" then return nil end
  text = chars.line(text)
  return text ~= "" and text or nil
end

--- True for text in Chinese, Japanese or Korean script alone, whose names have no initials.
local function is_east_asian(text)
  for _, code in utf8.codes(text) do
    if code < 0x2E80 and code ~= 0x20 then return false end
  end
  return true
end

local function people(list)
  local cleaned = {}
  for _, person in ipairs(list or {}) do
    local copy = {}
    for _, part in ipairs { "family", "given", "initials", "suffix", "literal" } do copy[part] = clean(person[part]) end
    if copy.family and copy.given and not copy.suffix and is_east_asian(copy.family .. copy.given) then
      copy = { family = copy.family .. copy.given }
    end
    if copy.family or copy.literal then cleaned[#cleaned + 1] = copy end
  end
  return cleaned
end

--- Papers of a meeting are articles where a journal printed them, else chapters of the proceedings.
local function kind_of(record)
  if record.type == "paper-conference" then
    return record.volume and "article" or record.journal and "chapter" or "report"
  end
  return KINDS[record.type] or record.journal and "article" or "report"
end

local function date_of(record)
  local numbers = {}
  for number in (type(record.date) == "string" and record.date or ""):gmatch("%d+") do
    numbers[#numbers + 1] = math.tointeger(tonumber(number))
  end
  local month = numbers[2]
  return (month and (month < 1 or month > 12)) and { numbers[1] } or numbers
end

local WORDS = { first = 1, second = 2, third = 3, fourth = 4, fifth = 5, sixth = 6, seventh = 7, eighth = 8, ninth = 9,
  tenth = 10 }

--- 2 as "2nd".
local function ordinal(n)
  local teens = n % 100 >= 11 and n % 100 <= 13
  return n .. (not teens and ({ "st", "nd", "rd" })[n % 10] or "th")
end

--- "2", "2nd ed." and "Second edition" as "2nd"; other words stay.
local function edition_of(record)
  local text = clean(record.edition)
  if not text then return nil end
  text = text:gsub("[%s,]*[Ee]dition%.?$", ""):gsub("[%s,]*[Ee]dn?%.?$", "")
  local digits = text:match("^(%d+)%.?$") or text:match("^(%d+)[snrt][tdh]$")
  local n = digits and math.tointeger(tonumber(digits)) or WORDS[text:lower()]
  return n and ordinal(n) or text ~= "" and text or nil
end

local function degree_of(record)
  local texts = { record.type_as_given or "" }
  for _, text in ipairs(record.publication_types or {}) do texts[#texts + 1] = text end
  for _, text in ipairs(texts) do
    text = text:lower()
    if text:find("master", 1, true) or text:find("msc", 1, true) then return "master" end
    if text:find("phd", 1, true) or text:find("ph.d", 1, true) or text:find("doctor", 1, true) then return "doctor" end
  end
end

local function number_of(record)
  local extra = record.extra or {}
  return record.issue or record.volume or (extra.number or extra.M1 or {})[1]
end

--- The day on which the page was looked at, where the file says: RIS's Y2, CSL's accessed, BibLaTeX's urldate.
local function cited_of(record)
  local extra = record.extra or {}
  for _, tag in ipairs { "accessed", "urldate", "Y2" } do
    local text = extra[tag] and extra[tag][1]
    local year, month, day = (text or ""):match("(%d%d%d%d)%D+(%d%d?)%D+(%d%d?)")
    if year then return ("%s-%02d-%02d"):format(year, tonumber(month), tonumber(day)) end
  end
end

--- A catalogue's " : subtitle" is no part of a journal's name as it is cited.
local function short_container(text)
  return text and (text:gsub(" : .*$", ""):gsub("%.$", ""))
end

---@param record sheaf.record
---@return sheaf.citation.item
function M.of(record)
  local title, pages = clean(record.title), clean(record.pages)
  local abbreviation = clean(record.journal_abbreviation)
  local kind = kind_of(record)
  local url = (record.urls or {})[1]
  return {
    kind = kind, authors = people(record.authors), editors = people(record.editors),
    complete = record.authors_complete ~= false,
    title = title and (title:gsub("%s*%.$", "")),
    container = short_container(clean(record.journal)), abbreviation = abbreviation and (abbreviation:gsub("%.", "")),
    year = clean(record.year), date = date_of(record), cited = cited_of(record),
    volume = clean(record.volume), issue = clean(record.issue),
    pages = pages, pages_full = pages and (core.pages_expanded(pages) or pages),
    number = kind == "report" and clean(number_of(record)) or nil,
    edition = edition_of(record), place = clean(record.place), publisher = clean(record.publisher),
    degree = kind == "thesis" and degree_of(record) or nil, doi = clean(record.doi), url = clean(url),
  }
end

return M
