--- BibTeX: Unicode as it is, LaTeX's own characters escaped; carried lines stand in the field "sheaf".

local key = require "sheaf.writer.key"
local view = require "sheaf.writer.view"

local M = { name = "bibtex", title = "BibTeX", extension = "bib" }

M.fields = { type = true, label = true, title = true, authors = true, authors_cut = true, editors = true,
  journal = true, series = true, year = true, date = true, volume = true, issue = true, pages = true,
  publisher = true, place = true, edition = true, language = true, doi = true, pmid = true, pmcid = true, issn = true,
  isbn = true, urls = true, keywords = true, abstract = true, notes = true }

local TYPES = { ["article-journal"] = "article", ["article-magazine"] = "article", ["article-newspaper"] = "article",
  book = "book", chapter = "incollection", ["paper-conference"] = "inproceedings", thesis = "phdthesis",
  report = "techreport", pamphlet = "booklet", manuscript = "unpublished" }

-- Where the journal, and who published, stand in an entry of a type.
local AROUND = { incollection = "booktitle", inproceedings = "booktitle" }
local PUBLISHERS = { phdthesis = "school", techreport = "institution" }

local SPECIAL = { ["\\"] = "\\textbackslash{}", ["{"] = "\\textbraceleft{}", ["}"] = "\\textbraceright{}",
  ["&"] = "\\&", ["%"] = "\\%", ["$"] = "\\$", ["#"] = "\\#", ["_"] = "\\_", ["~"] = "\\textasciitilde{}",
  ["^"] = "\\textasciicircum{}" }

--- Empty braces keep apart what TeX would make one sign: dashes, quotation marks.
local function escape(text)
  local function apart(run) return (run:gsub(".", "%0{}"):sub(1, -3)) end
  return (view.line(text):gsub("[\\{}&%%$#_~^]", SPECIAL):gsub("[-',<>?!]+", apart):gsub("`", "\\textasciigrave{}"))
end

--- Words with a capital that is not their first letter keep it in braces.
local function protect(text)
  return (escape(text):gsub("%f[%w]%w+%f[%W]", function(word)
    return word:find("%u", 2) and "{" .. word .. "}" or word
  end))
end

--- "Family, Suffix, Given"; a group, and a name with "and" in it, in braces.
local function name(entry)
  local p = view.person(entry)
  if p.literal then return "{" .. escape(p.literal) .. "}" end
  local given = view.given(p)
  local family = escape(p.family or "")
  if (" " .. family .. " "):find(" and ", 1, true) or family:find(",", 1, true) then family = "{" .. family .. "}" end
  return family .. (p.suffix and ", " .. escape(p.suffix) or "") .. (given and ", " .. escape(given) or "")
end

local function names(v, field)
  local list = {}
  for i, entry in ipairs(v:all(field)) do list[i] = name(entry) end
  if field == "authors" and #list > 0 and v:first "authors_cut" then list[#list + 1] = "others" end
  return table.concat(list, " and ")
end

local function joined(v, field, separator)
  local texts = {}
  for i, entry in ipairs(v:all(field)) do texts[i] = escape(entry.value) end
  return table.concat(texts, separator)
end

--- An address or identifier as it is, where TeX can take it so.
local function plain(text)
  return text and (text:find("[\\{}%%]") and escape(text) or view.line(text))
end

local MONTHS = { "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec" }

local function put_dates(v, put, lines)
  local date = v:first "date" or ""
  local month, day = date:match("^%d+%-(%d+)%-?(%d*)")
  put("year", escape(v:first "year" or date:sub(1, 4)))
  if month and MONTHS[tonumber(month)] then lines[#lines + 1] = "  month = " .. MONTHS[tonumber(month)] end
  if day and day ~= "" then put("day", tostring(math.tointeger(tonumber(day)))) end
end

--- The text of one record.
---@param v table          the record's view
---@param carried string[] lines for its notes
---@param state table      of the export
---@return string
function M.record(v, carried, state)
  local kind = TYPES[v:first "type"] or "misc"
  local lines = { "@" .. kind .. "{" .. key.of(v, state) }
  local function put(field, value)
    if value and value ~= "" then lines[#lines + 1] = ("  %s = {%s}"):format(field, value) end
  end
  local function put_text(field, from) put(field, escape(v:first(from) or "")) end
  put("author", names(v, "authors"))
  put("editor", names(v, "editors"))
  put("title", protect(v:first "title" or ""))
  put_text(AROUND[kind] or "journal", "journal")
  put_dates(v, put, lines)
  put_text("volume", "volume")
  put_text("number", "issue")
  put("pages", (escape(v:first "pages" or ""):gsub("^(%w+)%-(%w+)$", "%1--%2")))
  put_text(PUBLISHERS[kind] or "publisher", "publisher")
  put_text("address", "place")
  put_text("edition", "edition")
  put_text("series", "series")
  put_text("language", "language")
  put("doi", plain(v:first "doi"))
  put("pmid", plain(v:first "pmid"))
  put("pmcid", plain(v:first "pmcid"))
  put_text("issn", "issn")
  put_text("isbn", "isbn")
  put("url", plain(v:first "urls"))
  put("abstract", escape(view.abstract(v)))
  put("keywords", joined(v, "keywords", ", "))
  put("note", joined(v, "notes", "\n"))
  put("sheaf", escape(table.concat(carried, "\n")))
  return table.concat(lines, ",\n") .. "\n}\n\n"
end

return M
