--- Libraries of invented records for the specs of duplicates.

local sheaf = require "sheaf"

local dedup = {}

local waiting -- records that the reader below emits next

sheaf.readers.add {
  name = "invented-records",
  detect = function() return 0 end,
  read = function(_, emit)
    for _, record in ipairs(waiting) do emit(record) end
  end,
}

local counter = 0

--- "Moreno, Ana; Okafor, C. N.; {Night Care Group}" as authors.
local function authors_of(text)
  local list = {}
  for name in text:gmatch("%s*([^;]+)") do
    local family, given = name:match("^(.-),%s*(.*)$")
    local literal = name:match("^{(.*)}%s*$")
    if literal then
      list[#list + 1] = { literal = literal }
    else
      list[#list + 1] = { family = family or name, given = given }
    end
  end
  return list
end

--- A record from its short form: { title, authors, year, journal, "volume(issue):pages", doi =, pmid =, abstract =,
--- type =, types = {...} }; false for what it lacks.
---@param short table
---@return table
function dedup.record(short)
  local title, authors, year, journal, place = table.unpack(short, 1, 5)
  local record = { title = title or nil, year = year and tostring(year) or nil, journal = journal or nil,
    authors = authors and authors_of(authors) or nil, doi = short.doi, pmid = short.pmid, abstract = short.abstract,
    type = short.type, publication_types = short.types, issn = short.issn, other_titles = short.other_titles,
    journal_abbreviation = short.brief, isbn = short.isbn, label = short.label,
    publisher = short.publisher, edition = short.edition }
  if place then
    local volume, issue, pages = place:match("^([^(:]*)%(?([^):]*)%)?:?(.*)$")
    if volume ~= "" then record.volume = volume end
    if issue ~= "" then record.issue = issue end
    if pages ~= "" then record.pages = pages end
  end
  return record
end

--- Loads records (in their short form) into a library, as one source.
---@param lib sheaf.library
---@param list table[]
function dedup.load(lib, list)
  waiting = {}
  for i, short in ipairs(list) do waiting[i] = dedup.record(short) end
  counter = counter + 1
  local report = assert(lib:load({ text = "invented " .. counter, name = "invented " .. counter },
    { format = "invented-records", again = true }))
  assert(report.loaded == #list, tostring(report))
end

--- A library in memory with these records.
---@param list table[]
---@param path? string
---@return sheaf.library
function dedup.library(list, path)
  local lib = assert(sheaf.open(path))
  dedup.load(lib, list)
  return lib
end

--- The works as text that does not depend on numbers: labels of each work's records, sorted.
---@param lib sheaf.library
---@return string
function dedup.works(lib)
  local works, list = {}, {}
  for record in lib:all():each() do
    works[record.work] = works[record.work] or {}
    table.insert(works[record.work], record.label or tostring(record.id))
  end
  for _, labels in pairs(works) do
    table.sort(labels)
    list[#list + 1] = table.concat(labels, " ")
  end
  table.sort(list)
  return table.concat(list, "\n")
end

return dedup
