--- Reads citations written as YAML: CITATION.cff (the software, its preferred citation, its references), CSL-YAML and
--- Hayagriva's libraries. What has no field is kept under its path.

local page = require "sheaf.page"
local yaml = require "sheaf.yaml"

--- Kinds of work that are not CSL's own names, of CFF and Hayagriva.
local TYPES = { article = "article-journal", ["magazine-article"] = "article-magazine", software = "software",
  ["newspaper-article"] = "article-newspaper", ["conference-paper"] = "paper-conference", proceedings = "book",
  ["conference"] = "paper-conference", ["software-code"] = "software", ["software-container"] = "software",
  ["software-executable"] = "software", ["software-virtual-machine"] = "software", manual = "book",
  blog = "post-weblog",
  website = "webpage", web = "webpage", data = "dataset", database = "dataset", unpublished = "manuscript",
  generic = "document", misc = "document", anthology = "book", anthos = "chapter", video = "motion_picture",
  repository = "software", periodical = "periodical", report = "report", thesis = "thesis", book = "book" }

--- Our field of a key; several keys of one field are in the order in which they count.
local FIELDS = { title = "title", abstract = "abstract", doi = "doi", DOI = "doi", PMID = "pmid", pmid = "pmid",
  PMCID = "pmcid", pmcid = "pmcid", journal = "journal", ["container-title"] = "journal",
  ["journal-abbreviation"] = "journal_abbreviation", ["container-title-short"] = "journal_abbreviation",
  volume = "volume", issue = "issue", page = "pages", ["page-range"] = "pages", pages = "pages", edition = "edition",
  publisher = "publisher", ["publisher-place"] = "place", location = "place", isbn = "isbn", ISBN = "isbn",
  language = "language", languages = "language", ["collection-title"] = "series", id = "label",
  ["citation-key"] = "label" }

local LISTS = { url = "urls", URL = "urls", repository = "urls", ["repository-code"] = "urls", issn = "issn",
  ISSN = "issn", note = "notes", notes = "notes", ["short-title"] = "other_titles", ["title-short"] = "other_titles" }

local PEOPLE = { authors = "authors", author = "authors", editors = "editors", editor = "editors" }

local DATES = { issued = true, date = true, ["date-published"] = true, ["date-released"] = true }

--- Keys that say something of the file, not of the work.
local ABOUT = { ["cff-version"] = true, message = true, references = true, ["preferred-citation"] = true }

local function scalar(value) return type(value) == "string" and value or nil end

--- "Okafor, Ngozi", { family, given } of CSL, { family-names } of CFF, { name, given-name } of Hayagriva.
local function person(value)
  if type(value) == "string" then
    local family, given = value:match("^(.-),%s*(.+)$")
    return family and { family = family, given = given } or { literal = value }
  end
  local function first(...)
    for _, key in ipairs { ... } do
      if scalar(value[key]) then return value[key] end
    end
  end
  local family = first("family", "family-names") or value["given-name"] and first("name")
  local particle = first("non-dropping-particle", "dropping-particle", "name-particle", "prefix")
  local orcid = (first("orcid") or ""):match("%d%d%d%d%-%d%d%d%d%-%d%d%d%d%-%d%d%d[%dX]")
  local affiliations = first("affiliation") and { first("affiliation") } or nil
  if not family then
    local literal = first("literal", "name", "given", "given-names", "alias")
    return literal and { literal = literal, orcid = orcid, affiliations = affiliations }
  end
  return { family = particle and particle .. " " .. family or family, suffix = first("suffix", "name-suffix"),
    given = first("given", "given-names", "given-name"), orcid = orcid, affiliations = affiliations }
end

--- "2020-05-01", { year, month, day } or a list of them (the first counts), { date-parts }, { raw }.
local function iso_date(value)
  if type(value) == "table" and value[1] then value = value[1] end
  if type(value) == "string" then return value:match("^%d%d%d%d%-%d%d%-%d%d") or value:match("^%d%d%d%d%-%d%d")
    or value:match("^%d%d%d%d") end
  if type(value) ~= "table" then return nil end
  if value["date-parts"] then
    local parts = value["date-parts"][1]
    value = type(parts) == "table" and { year = parts[1], month = parts[2], day = parts[3] } or {}
  end
  local year = tonumber(value.year)
  if not year or year < 1000 or year > 9999 then return value.raw and iso_date(value.raw) end
  local text = ("%04d"):format(year // 1)
  for _, part in ipairs { "month", "day" } do
    local number = tonumber(value[part])
    if not number then break end
    text = text .. ("-%02d"):format(number // 1)
  end
  return text
end

local function keep(record, path, value)
  if type(value) == "string" then return page.note(record, path, value) end
  for _, key in ipairs(yaml.keys(value) or {}) do
    if value[key] ~= nil then keep(record, path .. "." .. key, value[key]) end
  end
  for _, one in ipairs(value) do keep(record, path, one) end
end

local function take_people(record, field, value)
  local list = type(value) == "table" and not yaml.keys(value) and value or { value }
  record[field] = record[field] or {}
  for _, one in ipairs(list) do
    local found = person(one)
    if found then table.insert(record[field], found) else keep(record, field, one) end
  end
end

local take

--- Hayagriva's serial numbers, its addresses with a date, its publishers with a place, what a work is part of; CFF's
--- identifiers and conferences.
local function take_nested(record, key, value)
  if key == "serial-number" or key == "publisher" or key == "url" then
    for _, name in ipairs(yaml.keys(value)) do
      if name == "name" or name == "value" then
        take(record, key, value[name])
      else
        take(record, FIELDS[name] and name or key .. "." .. name, value[name])
      end
    end
  elseif key == "identifiers" then
    for _, one in ipairs(value) do
      if one.type == "doi" and not record.doi then take(record, "doi", one.value) else keep(record, key, one) end
    end
  elseif key == "parent" then
    local first = value[1] or value
    for _, name in ipairs(yaml.keys(first) or {}) do
      local inner = name == "title" and "container-title" or name
      if name == "type" then keep(record, "parent.type", first[name]) else take(record, inner, first[name]) end
    end
    for i = 2, #value do keep(record, "parent", value[i]) end
  elseif key == "title" and scalar(value.value) then
    take(record, "title", value.value)
  elseif key == "institution" or key == "conference" then
    take(record, key == "institution" and "publisher" or "journal", value.name or value)
  else
    keep(record, key, value)
  end
end

function take(record, key, value)
  if value == nil or ABOUT[key] then return end
  if PEOPLE[key] then return take_people(record, PEOPLE[key], value) end
  if DATES[key] then
    local date = iso_date(value)
    if date then page.set_date(record, date, key) else keep(record, key, value) end
  elseif key == "keywords" or key == "keyword" then
    for _, word in ipairs(type(value) == "table" and value or { value }) do
      if type(value) == "string" then page.add_keywords(record, word) else page.append(record, "keywords", word) end
    end
  elseif key == "type" and type(value) == "string" then
    record.type = TYPES[value:lower()] or value:lower()
  elseif type(value) == "table" and (yaml.keys(value) or key == "identifiers" or key == "parent") then
    take_nested(record, key, value)
  elseif type(value) == "table" then
    if FIELDS[key] and type(value[1]) == "string" then page.set(record, FIELDS[key], value[1]) end
    keep(record, key, value)
  elseif FIELDS[key] then
    page.set(record, FIELDS[key], value, key)
  elseif LISTS[key] then
    page.append(record, LISTS[key], value)
  else
    page.note(record, key, value)
  end
end

--- Keys that join_parts takes where the other is there.
local PARTS = { start = "start", ["end"] = "start", year = "year", month = "year" }

--- CFF has the year of a reference, its month and its first and last page apart.
local function join_parts(record, map)
  if scalar(map.year) then page.set_date(record, iso_date { year = map.year, month = scalar(map.month) }, "year") end
  local from, to = scalar(map.start), scalar(map["end"])
  if from and not record.pages then record.pages = to and to ~= from and from .. "-" .. to or from end
end

local function emit_work(source, emit, map, label)
  local record = {}
  page.set(record, "label", label)
  for _, key in ipairs(yaml.keys(map) or {}) do
    if not (PARTS[key] and scalar(map[key]) and scalar(map[PARTS[key]])) then take(record, key, map[key]) end
  end
  join_parts(record, map)
  if record.type == nil then record.type = map["cff-version"] and "software" or "document" end
  page.finish(source, emit, record, yaml.line(map) or 1)
end

local function detect(head)
  if page.is_data(head) then return end
  if head:find("^%s*cff%-version:") or head:find("\ncff%-version:") then return 97, "cff" end
  local start = head:gsub("^%s*%-%-%-[^\n]*\n", "")
  if start:find("^references:%s*\n%s*%- ") and head:find("\n[ %-]+id:%s") then return 95, "csl-yaml" end
  if start:find("^%- id:%s") and head:find("\n  type:%s") then return 93, "csl-yaml" end
  if start:find("^[%w_:.%-]+:%s*\n +[%w%-]+:%s") and head:find("\n +type:%s") and head:find("\n +title:%s") then
    return 85, "hayagriva"
  end
end

local function read(source, emit)
  local value, message, line = yaml.read(source.text)
  if type(value) ~= "table" then
    source:problem { line = line or 1, code = "bad-yaml", severity = "error",
      message = (message or "there is no mapping or list in it") .. "; check the indentation and the quotes" }
    return
  end
  if value["cff-version"] then emit_work(source, emit, value) end
  local keys = yaml.keys(value)
  local listed = keys and value.references or not keys and value
  if type(value["preferred-citation"]) == "table" then emit_work(source, emit, value["preferred-citation"]) end
  for _, one in ipairs(type(listed) == "table" and listed or {}) do
    if type(one) == "table" then emit_work(source, emit, one) end
  end
  if value["cff-version"] or listed then return end
  for _, key in ipairs(keys) do
    if type(value[key]) == "table" then emit_work(source, emit, value[key], key) end
  end
end

return {
  name = "yaml",
  title = "Citations in YAML (CITATION.cff, CSL-YAML, Hayagriva)",
  extensions = { "cff", "yml", "yaml" },
  detect = detect,
  read = read,
}
