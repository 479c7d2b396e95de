--- PubMed and MEDLINE display format. Each record begins with PMID, empty where it has none.

local view = require "sheaf.writer.view"

local M = { name = "nbib", title = "PubMed and MEDLINE display", extension = "nbib" }

local FIRST = { { "OWN", "extra" }, { "STAT", "status" }, { "DCOM", "date_completed" }, { "LR", "date_revised" },
  { "IS", "issn" }, { "ISBN", "isbn" }, { "VI", "volume" }, { "IP", "issue" }, { "DP", "date" }, { "TI", "title" } }

local LAST = { { "LA", "language" }, { "GR", "grants" }, { "PT", "publication_types" }, { "TT", "other_titles" },
  { "DEP", "date_electronic" }, { "PL", "place" }, { "PB", "publisher" }, { "EN", "edition" },
  { "TA", "journal_abbreviation" }, { "JT", "journal" }, { "JID", "journal_id" }, { "CTI", "series" },
  { "RN", "substances" }, { "SB", "subsets" }, { "SI", "secondary_sources" }, { "MH", "headings" },
  { "COIS", "conflict_of_interest" }, { "OT", "keywords" }, { "EDAT", "date_entry" }, { "MHDA", "date_headings" },
  { "CRDT", "date_created" }, { "GN", "notes" } }

local PERSONS = { authors = { "FAU", "AU" }, editors = { "FED", "ED" }, investigators = { "FIR", "IR" },
  personal_subjects = { "FPS", "PS" } }

local function date(value)
  local year, month, day = value:match("^(%d+)%-?(%d*)%-?(%d*)")
  if not month or month == "" then return value end
  local names = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" }
  local name = names[tonumber(month)]
  return name and (year .. " " .. name .. (day ~= "" and " " .. math.tointeger(tonumber(day)) or "")) or value
end

local FORMS = {
  OWN = function(entry) return entry.note == "OWN" and entry.value or nil end,
  TT = function(entry) return entry.note == "vernacular" and entry.value or nil end,
  IS = function(entry) return entry.value .. (entry.note ~= "" and " (" .. entry.note .. ")" or "") end,
  DP = function(entry) return date(entry.value) end,
  DEP = function(entry) return (entry.value:gsub("-", "")) end,
  MH = function(entry) return entry.note == "" and view.heading(entry) or nil end,
  OT = function(entry) return entry.note .. entry.value end,
  RN = function(entry)
    if entry.note == "" then return "0 (" .. entry.value .. ")" end
    return entry.note .. " (" .. entry.value .. ")"
  end,
}
for _, tag in ipairs { "EDAT", "MHDA", "CRDT", "LR", "DCOM" } do
  FORMS[tag] = function(entry) return (entry.value:gsub("-", tag == "LR" and "" or "/")) end
end

local function put_rows(v, put, rows)
  for _, row in ipairs(rows) do
    for _, entry in ipairs(v:all(row[2])) do
      local form = FORMS[row[1]]
      if form then put(row[1], form(entry)) else put(row[1], entry.value) end
    end
  end
end

local function put_people(v, put)
  for _, entry in ipairs(v.entries) do
    local tags = PERSONS[entry.field]
    local group = tags and not entry.value:find("\x1f", 1, true)
    if group then
      put(entry.field == "authors" and "CN" or tags[1], entry.value)
    elseif tags then
      put(tags[1], view.name(entry))
      put(tags[2], view.short_name(entry))
    elseif entry.field == "affiliations" then
      put("AD", entry.value)
    elseif entry.field == "orcid" then
      put("AUID", (entry.note ~= "" and entry.note or "ORCID") .. ": " .. entry.value)
    elseif entry.field == "authors_cut" then
      put("FAU", entry.value)
    end
  end
end

local function put_numbers(v, put)
  for _, entry in ipairs(v:all "article_ids") do
    if entry.note == "mid" then put("MID", entry.value) else
      put("AID", entry.value .. (entry.note ~= "" and " [" .. entry.note .. "]" or ""))
    end
  end
  local doi = v:first "doi"
  local known = false
  for _, entry in ipairs(v:all "article_ids") do known = known or entry.note:lower() == "doi" end
  if doi and not known then put("AID", doi .. " [doi]") end
  put("PMC", v:first "pmcid")
end

local function put_abstracts(v, put)
  put("AB", view.abstract(v))
  for _, entry in ipairs(v:all "other_abstracts") do
    put("OAB", entry.value)
    put("OABL", entry.note)
  end
end

--- The text of one record.
---@param v table       the record's view
---@param carried string[] lines for its notes
---@return string
function M.record(v, carried)
  local lines = { "PMID- " .. (v:first "pmid" or "") }
  local function put(tag, value)
    if not value or value == "" then return end
    lines[#lines + 1] = ("%-4s- %s"):format(tag, view.indented(value))
  end
  put_rows(v, put, FIRST)
  put("PG", v:first "pages")
  put_abstracts(v, put)
  put_people(v, put)
  put_rows(v, put, LAST)
  put_numbers(v, put)
  for _, entry in ipairs(v:all "corrections") do
    if entry.note:find("^%u%u%u%u?$") then put(entry.note, entry.value) end
  end
  for _, entry in ipairs(v:all "extra") do
    if entry.note:find("^%u[%u%d][%u%d]?[%u%d]?$") and entry.note ~= "OWN" and entry.note ~= "PMID" then
      put(entry.note, entry.value)
    end
  end
  put("GN", table.concat(carried, "\n"))
  return table.concat(lines, "\n") .. "\n\n"
end

return M
