--- RIS: "TY  - JOUR". Further lines of a value are indented, so that none is read as a tag.

local view = require "sheaf.writer.view"
local carry = require "sheaf.writer.carry"

local M = { name = "ris", title = "RIS", extension = "ris" }

local TYPES = { ["article-journal"] = "JOUR", ["article-magazine"] = "MGZN", ["article-newspaper"] = "NEWS",
  article = "UNPB", book = "BOOK", classic = "CLSWK", chapter = "CHAP", ["paper-conference"] = "CPAPER",
  thesis = "THES", report = "RPRT", standard = "STAND", pamphlet = "PAMP", webpage = "ELEC", ["post-weblog"] = "BLOG",
  post = "ELEC", manuscript = "UNPB", personal_communication = "PCOMM", dataset = "DATA", software = "COMP",
  patent = "PAT", legal_case = "CASE", bill = "BILL", legislation = "STAT", hearing = "HEAR", regulation = "LEGAL",
  ["entry-encyclopedia"] = "ENCYC", ["entry-dictionary"] = "DICT", map = "MAP", graphic = "ART", figure = "FIGURE",
  speech = "SLIDE", motion_picture = "ADVS", song = "SOUND", musical_score = "MUSIC" }

-- Tags that one vendor or another uses in a way of its own: a record that has them says that it comes from here.
local AMBIGUOUS = { ID = true, ST = true, M1 = true, M2 = true, M3 = true, U2 = true, C1 = true, C2 = true, C5 = true }

local TAGS = { { "JA", "journal_abbreviation" }, { "T3", "series" }, { "VL", "volume" }, { "IS", "issue" },
  { "PB", "publisher" }, { "CY", "place" }, { "ET", "edition" }, { "LA", "language" }, { "DO", "doi" },
  { "UR", "urls" }, { "M3", "publication_types" }, { "FU", "grants" } }

local TITLES = { short = "ST", translated = "TT", vernacular = "OP" }
local WHOLE = { book = true, thesis = true, report = true, standard = true }

local function put_titles(v, put)
  for _, entry in ipairs(v:all "title") do put("TI", entry.value) end
  for _, entry in ipairs(v:all "other_titles") do
    if TITLES[entry.note] then put(TITLES[entry.note], entry.value) end
  end
  local whole = WHOLE[v:first "type" or ""] or (v:first "type") == "article-journal"
  for _, entry in ipairs(v:all "journal") do put(whole and "JF" or "T2", entry.value) end
end

local function put_people(v, put)
  for _, entry in ipairs(v:all "authors") do put("AU", view.name(entry)) end
  for _, entry in ipairs(v:all "authors_cut") do put("AU", entry.value) end
  for _, entry in ipairs(v:all "editors") do put("A2", view.name(entry)) end
  for _, entry in ipairs(v:all "affiliations") do put("AD", entry.value) end
end

local function put_dates(v, put)
  local date = v:first "date"
  put("PY", v:first "year" or date and date:sub(1, 4))
  if date and #date > 4 then
    local year, month, day = date:match("^(%d+)%-?(%d*)%-?(%d*)")
    put("DA", ("%s/%s/%s/"):format(year, month, day))
  end
end

local function put_pages(v, put)
  local pages = v:first "pages"
  if not pages then return end
  local first, last = pages:match("^([^%-]+)%-([^%-]+)$")
  put("SP", first or pages)
  put("EP", last)
end

local function put_numbers(v, put)
  for _, entry in ipairs(v:all "issn") do
    put("SN", entry.value .. (entry.note ~= "" and " (" .. entry.note .. ")" or ""))
  end
  put("SN", v:first "isbn")
  put("U1", v:first "pmid" and v:first "pmid" .. "[pmid]")
  put("U2", v:first "pmcid" and v:first "pmcid" .. "[pmcid]")
  local database = v:first "database"
  for _, entry in ipairs(v:all "accession") do
    if entry.note == (database or "") then put("AN", entry.value) end
  end
  put("DB", database)
end

local function put_words(v, put)
  for _, entry in ipairs(v:all "keywords") do put("KW", entry.note .. entry.value) end
  for _, entry in ipairs(v:all "headings") do
    if entry.note == "" then put("KW", view.heading(entry)) end
  end
  put("AB", view.abstract(v))
  for _, entry in ipairs(v:all "notes") do put("N1", entry.value) end
end

--- The text of one record.
---@param v table       the record's view
---@param carried string[] lines for its notes
---@return string
function M.record(v, carried)
  local lines, ambiguous = {}, false
  local function put(tag, value)
    if not value or value == "" then return end
    ambiguous = ambiguous or AMBIGUOUS[tag]
    lines[#lines + 1] = tag .. "  - " .. view.indented(value)
  end
  put("TY", TYPES[v:first "type"] or "GEN")
  put("ID", v:first "label")
  put_titles(v, put)
  put_people(v, put)
  put_dates(v, put)
  for _, row in ipairs(TAGS) do
    for _, entry in ipairs(v:all(row[2])) do put(row[1], entry.value) end
  end
  put_pages(v, put)
  put_numbers(v, put)
  put_words(v, put)
  for _, entry in ipairs(v:all "extra") do
    if entry.note:find("^%u[%u%d]$") and entry.note ~= "TY" and entry.note ~= "ER" then put(entry.note, entry.value) end
  end
  put("N1", table.concat(carried, "\n"))
  if ambiguous and #carried == 0 then put("N1", carry.MARK) end
  return table.concat(lines, "\r\n") .. "\r\nER  - \r\n\r\n"
end

return M
