--- citation-js's BibTeX and BibLaTeX against the CSL-JSON that it expects of them, field by field; and its CSL-JSON
--- through our reader against itself. Each difference is listed with its reason; the output ends with the agreement.

local cjson = require "cjson"
local formats = require "spec.support.formats"
local shared = require "spec.support.shared"

local FOLDER = "data/formats/citation-js/packages/plugin-bibtex/test/"

local BOOK_IN_BOOK = "a book within a book has what is around it, as a chapter has"

--- "key, field" -> what citation-js expects | what we read, and why.
local REASONS = {
  ["Booklet, type"] = { "book | pamphlet", "CSL's pamphlet is what BibTeX calls a booklet" },
  ["Booklet, publisher"] = { "BibTeX | ", "howpublished is kept in extra: it may be anything but a publisher" },
  ["Misc, publisher"] = { "Online | ", "the same" },
  ["InProceedings, issue"] = { "6 | ", "number counts the volumes of the series, not issues of the proceedings" },
  ["InProceedings, number"] = { " | 6", "the same" },
  ["swat4hcls:paper, number"] = { " | 2275", "the same" },
  ["swat4hcls:paper, issue"] = { "2275 | ", "the same" },
  ["Egyedi2018Using, issue"] = { "2275 | ", "the same" },
  ["Egyedi2018Using, number"] = { " | 2275", "the same" },
  ["b, title"] = {
    { "href: https://example.org | href: Example (https://example.org)", "the text of a link is kept too" },
    { "Foobar | Foobarbar", "a string that is not defined stands for its name, with a warning" } },
  ["sc, title"] = { " | sc", "what has nothing but the title around it has that title" },
  ["sc, journal"] = { "sc | ", "the same" },
  ["a, url"] = {
    "https://example.org/ru/docs/JavaScript_%D1%88%D0%B5%D0%BB%D0%BB%D1%8B | "
      .. "https://example.org/ru/docs/JavaScript_\u{448}\u{435}\u{43B}\u{43B}\u{44B}", "an address is kept as given" },
  ["terano:thesis, number"] = { " | 1950807", "a number is kept, whatever the type is" },
  ["ligature, title"] = { "\u{2014}\u{A0} | \u{2014}", "space at a value's end is none" },
  ["b, authors"] = {
    { "A and B | A; B", "BibTeX counts braces, no environments" },
    { "C | C, A=B", "the given name may have an equals sign" } },
  ["g, authors"] = { "A;  | A", "an empty name is none" },
  ["Valle2023, issn"] = { "2532-64314 | ", "no ISSN: kept in extra" },
  ["tolkien:single, type"] = { "book | chapter", BOOK_IN_BOOK },
  ["francis:chapter, type"] = { "book | chapter", BOOK_IN_BOOK },
  ["francis:book, type"] = { "book | chapter", BOOK_IN_BOOK },
  ["Tolkien2008Roverandom, type"] = { "book | chapter", BOOK_IN_BOOK },
  ["Francis1999Longshot, type"] = { "book | chapter", BOOK_IN_BOOK },
  ["gabaldon:book, journal"] = { "The Outlander Series | ", "the main title of a book in volumes is in extra" },
  ["Gabaldon2016Dragonfly, journal"] = { "The Outlander Series | ", "the same" },
  ["winklerprins:entry, type"] = { "entry | entry-encyclopedia", "the surer of CSL's types" },
  ["Burnie2007Conifeerachtige, type"] = { "entry | entry-encyclopedia", "the same" },
  ["batori_river_2020, pages"] = { " | 2", "pages of a book's sections are pages" },
  ["Willighagen2016Citation, note"] = { " | [Online; accessed 2021-01-23]", "a note is kept, whatever it says" },
}

local function plain(text)
  return text and (tostring(text):gsub("<[^<>]*>", ""):gsub("\u{2010}-\u{2015}", "-"))
end

local function expected_people(list)
  local names = {}
  for i, one in ipairs(list or {}) do
    local particle = one["non-dropping-particle"] or one["dropping-particle"]
    names[i] = (particle and particle .. " " or "") .. (one.family or one.literal or one.given or "")
      .. (one.given and one.family and ", " .. one.given or "") .. (one.suffix and ", " .. one.suffix or "")
  end
  return #names > 0 and table.concat(names, "; ") or nil
end

local function people(list)
  local names = {}
  for i, one in ipairs(list or {}) do
    local given = one.given or one.initials
    names[i] = (one.literal or one.family) .. (given and given ~= "" and ", " .. given or "")
      .. (one.suffix and ", " .. one.suffix or "")
  end
  return #names > 0 and table.concat(names, "; ") or nil
end

local function date(issued)
  local parts = issued and issued["date-parts"] and issued["date-parts"][1]
  if not parts or not parts[1] then return nil end
  local text = ("%04d"):format(parts[1])
  for i = 2, #parts do text = text .. ("-%02d"):format(parts[i]) end
  return text
end

local function first(list) return list and list[1] end

--- Our values beside CSL's.
local function compared(record, item)
  return {
    { "type", item.type, record.type },
    { "title", plain(item.title), plain(record.title) },
    { "authors", expected_people(item.author), people(record.authors) },
    { "editors", expected_people(item.editor), people(record.editors) },
    { "date", date(item.issued), record.date },
    { "journal", plain(item["container-title"]), plain(record.journal) },
    { "series", item["collection-title"], record.series },
    { "volume", item.volume, record.volume },
    { "issue", item.issue, record.issue },
    { "number", item.number or item["collection-number"],
      first(record.extra.number or record.extra["collection-number"]) },
    { "pages", item.page, record.pages },
    { "publisher", item.publisher, record.publisher },
    { "place", item["publisher-place"], record.place },
    { "edition", item.edition, record.edition },
    { "doi", item.DOI and item.DOI:lower(), record.doi },
    { "isbn", item.ISBN and item.ISBN:gsub("-", ""), record.isbn },
    { "issn", item.ISSN, first(record.issn) },
    { "pmid", item.PMID, record.pmid },
    { "url", item.URL, first(record.urls) },
    { "abstract", item.abstract, record.abstract },
    { "keywords", item.keyword, #record.keywords > 0 and table.concat(record.keywords, ",") or nil },
    { "note", item.note, first(record.notes) },
  }
end

local tally = {}

local function slurp(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read("a")
end

--- The item of a record: of its key, or at its place.
local function item_of(items, record, place)
  local function has_key(item) return item and (item["citation-key"] or item.id) == record.label end
  if has_key(items[place]) then return items[place] end
  for _, item in ipairs(items) do
    if has_key(item) then return item end
  end
  return items[place]
end

local function explained(key, found)
  local reason = REASONS[key]
  if not reason or reason[1] == found then return reason ~= nil end
  for _, one in ipairs(reason) do
    if one[1] == found then return true end
  end
  return false
end

--- Compares and lists what nothing explains. A field that citation-js has not is compared too.
local function compare(case, text, items, format)
  local unexplained = {}
  local records = formats.records({ text = text, name = case }, format)
  if case == "with uri" then table.remove(items) end -- one address is no address: rejected with that reason
  assert.are.equal(#items, #records, case)
  tally[format] = tally[format] or { 0, 0 }
  for i, record in ipairs(records) do
    for _, row in ipairs(compared(record, item_of(items, record, i))) do
      local field, wanted, found = row[1], row[2], row[3]
      local key = ("%s, %s"):format(record.label or i, field)
      if wanted ~= nil or found ~= nil then
        tally[format][2] = tally[format][2] + 1
        if tostring(wanted) == tostring(found) then
          tally[format][1] = tally[format][1] + 1
        elseif not explained(key, ("%s | %s"):format(wanted or "", found or "")) then
          unexplained[#unexplained + 1] = ("%s: %s | %s"):format(key, wanted or "", found or "")
        end
      end
    end
  end
  assert.are.same({}, unexplained)
end

describe("citation-js's", function()
  local input = shared.read(FOLDER .. "input.json")
  if not input then return it("cases", function() pending("the shared data is not here") end) end
  local cases, names = cjson.decode(input)["@biblatex/text"], {}
  for name in pairs(cases) do names[#names + 1] = name end
  table.sort(names)

  for _, name in ipairs(names) do
    it("entries " .. name .. " are read as it expects", function()
      local text = cases[name][1]
      if type(text) ~= "string" then
        text = slurp(assert(shared.path(FOLDER .. "input/" .. name:gsub("^with ", "") .. ".bib")))
      end
      compare(name, text, cases[name][2], "bibtex")
    end)
  end

  for _, dialect in ipairs { "bibtex", "biblatex" } do
    for _, side in ipairs { "input", "output" } do
      it(("%s of every type is read as it expects: %s"):format(dialect, side), function()
        local text = slurp(shared.path(("%smapping/%s-%s.bib"):format(FOLDER, dialect, side)))
        local items = cjson.decode(slurp(shared.path(("%smapping/%s-csl.json"):format(FOLDER, dialect))))
        compare(dialect, text, items, "bibtex")
      end)
    end
    it("CSL-JSON of every type of " .. dialect .. " is read as it says", function()
      local text = slurp(shared.path(("%smapping/%s-csl.json"):format(FOLDER, dialect)))
      compare(dialect .. " csl", text, cjson.decode(text), "csl-json")
    end)
  end

  teardown(function()
    for _, format in ipairs { "bibtex", "csl-json" } do
      print(("# citation-js, %s: %d of %d fields"):format(format, tally[format][1], tally[format][2]))
    end
  end)
end)
