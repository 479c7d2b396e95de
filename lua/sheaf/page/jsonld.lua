--- JSON-LD of a page (schema.org): the article or book that the page is about, into a record.

local date = require "sheaf.page.date"
local page = require "sheaf.page"

local M = {}

-- schema.org types and what they are in CSL; those first that nothing but a work of research or a book is.
M.scholarly = { ScholarlyArticle = "article-journal", MedicalScholarlyArticle = "article-journal", Book = "book",
  Chapter = "chapter", Thesis = "thesis", Report = "report", Dataset = "dataset" }
M.general = { Article = "article", NewsArticle = "article-newspaper", ReportageNewsArticle = "article-newspaper",
  BlogPosting = "post-weblog", TechArticle = "article", WebPage = false }

local function is_list(value) return type(value) == "table" and value[1] ~= nil end

--- A value as a list of values.
local function each(value)
  if value == nil then return {} end
  return is_list(value) and value or { value }
end

--- A value's text: a string, a number, or the name of an object.
local function text_of(value)
  if type(value) == "number" then return (("%.14g"):format(value)) end
  if type(value) == "string" then return page.trim(value) end
  if is_list(value) then return text_of(value[1]) end
  if type(value) == "table" then return text_of(value.name or value["@value"] or value.value or value.url) end
end

local function type_in(object, types)
  for _, name in ipairs(each(object["@type"])) do
    local known = type(name) == "string" and types[name:match("[^/#:]*$")]
    if known then return known end
  end
end

local MOST = 2000 -- objects that are looked at

--- All objects of the scripts, in order, those within @graph and lists too.
local function collect(value, list)
  if type(value) ~= "table" or #list >= MOST then return end
  if is_list(value) then
    for _, item in ipairs(value) do collect(item, list) end
    return
  end
  list[#list + 1] = value
  collect(value["@graph"], list)
  collect(value.mainEntity, list)
  collect(value.mainEntityOfPage, list)
end

--- The object that the page is about, its CSL type, and whether only research or a book has that type.
---@param scripts string[]
---@return table? object, string? type, boolean? scholarly
function M.find(scripts)
  local cjson = require "cjson.safe"
  local list = {}
  for _, script in ipairs(scripts or {}) do
    local decoder = cjson.new()
    decoder.decode_max_depth(100)
    collect(decoder.decode(script), list)
  end
  for _, types in ipairs { M.scholarly, M.general } do
    for _, object in ipairs(list) do
      local csl = type_in(object, types)
      if csl and text_of(object.headline or object.name) then return object, csl, types == M.scholarly end
    end
  end
end

local BODIES = { Organization = true, CollegeOrUniversity = true, GovernmentOrganization = true }

local function orcid(person)
  for _, name in ipairs { "@id", "sameAs", "identifier" } do
    local found = (text_of(person[name]) or ""):match("%d%d%d%d%-%d%d%d%d%-%d%d%d%d%-%d%d%d[%dXx]")
    if found then return found end
  end
end

local function person_of(value)
  if type(value) ~= "table" then return text_of(value) end
  local family, given = text_of(value.familyName), text_of(value.givenName)
  local name = text_of(value.name)
  local person
  if family then
    person = { family = family, given = given }
  elseif name and type_in(value, BODIES) then
    person = { literal = name }
  else
    local parsed = name and page.name(name)
    person = type(parsed) == "table" and parsed or name and { literal = name }
  end
  if not person then return end
  person.orcid = orcid(value)
  person.affiliations = {}
  for _, place in ipairs(each(value.affiliation)) do
    person.affiliations[#person.affiliations + 1] = text_of(place)
  end
  return person
end

local function add_people(record, object)
  local people, names = {}, {}
  for _, value in ipairs(each(object.author or object.creator)) do
    people[#people + 1] = person_of(value)
    names[#names + 1] = text_of(value)
  end
  if not record.authors or #record.authors == 0 then
    record.authors = people
  elseif #people ~= #record.authors then
    for _, name in ipairs(names) do page.note(record, "jsonld:author", name) end
  end
end

--- The issue, volume and periodical that the article is part of, whichever are there.
local function add_containers(record, object)
  local at = object.isPartOf
  for _ = 1, 5 do
    if is_list(at) then at = at[1] end
    if type(at) ~= "table" then break end
    page.set(record, "issue", text_of(at.issueNumber), "jsonld:issueNumber")
    page.set(record, "volume", text_of(at.volumeNumber), "jsonld:volumeNumber")
    if not at.issueNumber and not at.volumeNumber or at.issn then
      page.set(record, "journal", text_of(at.name), "jsonld:isPartOf")
    end
    for _, issn in ipairs(each(at.issn)) do page.append(record, "issn", text_of(issn)) end
    at = at.isPartOf
  end
  if type(at) == "string" then page.set(record, "journal", page.trim(at), "jsonld:isPartOf") end
end

local function add_identifiers(record, object)
  local values = {}
  for _, name in ipairs { "identifier", "sameAs", "@id", "doi" } do
    for _, value in ipairs(each(object[name])) do
      values[#values + 1] = type(value) == "table" and text_of(value.value or value.name) or text_of(value)
    end
  end
  for _, value in ipairs(values) do
    local doi = value:match("10%.%d%d%d%d+/%S+")
    if doi then
      record.doi = record.doi or doi
    elseif not page.add_urls(record, value) then
      page.note(record, "jsonld:identifier", value)
    end
  end
end

local DONE = { author = true, creator = true, isPartOf = true, identifier = true, sameAs = true, doi = true,
  headline = true, name = true, datePublished = true, abstract = true, description = true, keywords = true,
  pageStart = true, pageEnd = true, pagination = true, publisher = true, inLanguage = true, isbn = true, url = true }

--- What is left: texts without a field of their own, in the order of their names.
local function add_rest(record, object)
  local keys = {}
  for key, value in pairs(object) do
    local plain = type(value) == "string" or type(value) == "number"
    if type(key) == "string" and plain and not DONE[key] and key:sub(1, 1) ~= "@" then keys[#keys + 1] = key end
  end
  table.sort(keys)
  for _, key in ipairs(keys) do page.note(record, "jsonld:" .. key, text_of(object[key])) end
end

--- Fills a record from the object; what it has already stays.
---@param record table
---@param object table
---@param csl string|false
function M.apply(record, object, csl)
  page.set(record, "title", text_of(object.headline or object.name), "jsonld:headline")
  add_people(record, object)
  local published = text_of(object.datePublished)
  local found = published and date.find(published)
  if found then page.set_date(record, found, "jsonld:datePublished") else
    page.note(record, "jsonld:datePublished", published)
  end
  page.set(record, "abstract", text_of(object.abstract) or text_of(object.description), "jsonld:description")
  add_containers(record, object)
  local first, last = text_of(object.pageStart), text_of(object.pageEnd)
  page.set(record, "pages", first and (last and last ~= first and first .. "-" .. last or first)
    or text_of(object.pagination), "jsonld:pagination")
  page.set(record, "publisher", text_of(object.publisher), "jsonld:publisher")
  page.set(record, "language", text_of(object.inLanguage), "jsonld:inLanguage")
  page.set(record, "isbn", text_of(object.isbn), "jsonld:isbn")
  for _, words in ipairs(each(object.keywords)) do page.add_keywords(record, text_of(words) or "") end
  page.add_urls(record, text_of(object.url) or "")
  add_identifiers(record, object)
  add_rest(record, object)
  record.type = record.type or csl or nil
end

return M
