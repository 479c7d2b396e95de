--- JabRef's import cases, every file that has the BibTeX which JabRef expects of it beside it: what we read, field by
--- field, against that BibTeX read by our own reader. Each difference is listed with its reason.

local sheaf = require "sheaf"
local shared = require "spec.support.shared"

local FOLDER = "data/formats/jabref"

local FIELDS = { "title", "authors", "editors", "year", "journal", "volume", "issue", "pages", "doi", "abstract",
  "keywords", "publisher", "place", "edition", "issn", "isbn", "pmid", "urls" }

--- Files with an expected file of another name.
local EXPECTED = { ["gvk_gmp.xml"] = { "gvk_gmp.1.bib", "gvk_gmp.2.bib" } }

--- Files whose expected file has no entry that can be read.
local BROKEN = { ["MarcXmlParserTestNotes.xml"] = "its entry begins 'ti@Article,', without a brace" }

--- What JabRef does otherwise wherever it meets it: field, a test of the expected value, ours and our record, and why.
local RULES = {
  { "place", function(wanted, found, record) return found == "" and wanted ~= "" and #record.affiliations > 0 end,
    "the authors' address is BibTeX's field address there" },
  { "place", function(wanted) return wanted == "" end, "the country or place of publication has a field" },
  { "urls", function(wanted, _, record) return record.pmid and wanted:find(record.pmid, 1, true) ~= nil end,
    "JabRef makes an address of the PMID" },
  { "keywords", function(wanted, _, record) return wanted ~= "" and #record.headings > 0 end,
    "headings have a field of their own" },
  { "issn", function(wanted, found) return found:find(wanted, 1, true) ~= nil end, "every ISSN is kept" },
  { "pmid", function(wanted) return wanted == "" end, "a PMID has a field" },
}

--- "file: field" -> what JabRef expects | what we read (* for what is long), and why.
local REASONS = {
  ["RisImporterTest6.ris: title"] = {
    "Chelation: Harnessing and Enhancing Heavy Metal Detoxification\u{2013}A Review | "
      .. "Chelation: Harnessing and Enhancing Heavy Metal Detoxification\u{2014}A Review",
    "the file has an em dash; JabRef writes it as --, which is an en dash" },
  ["RisImporterTest6.ris: issue"] = { "PMC3654245 | ", "AN is an accession number, no issue" },
  ["RisImporterTest7.ris: authors"] = { "Smith, B; Doe, J; Brown, J; Martin, S; Clark, J | Smith, B; Doe, J; Brown, J",
    "A2 of a book is its editors" },
  ["RisImporterTest7.ris: editors"] = { " | Martin, S; Clark, J", "the same" },
  ["RisImporterTestDOI.ris: issue"] = { "26957754 | 1", "AN is an accession number; IS is the issue" },
  ["RisImporterTestDOI.ris: edition"] = { "2016/01/30 | ", "ET is the day of the electronic edition" },
  ["RisImporterTestDOI.ris: urls"] = { "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC4756000/ | "
      .. "https://pubmed.ncbi.nlm.nih.gov/26957754; https://www.ncbi.nlm.nih.gov/pmc/articles/PMC4756000/",
    "both addresses are kept" },
  ["NbibImporterTest.nbib: doi"] = { " | 10.4103/2277-9175.180636",
    "AID and LID say the DOI; JabRef keeps it in a field of another name" },
  ["NbibImporterTest.nbib: authors"] = {
    "Shruthi, BS; Vinodhkumar, P; Selvamani | Shruthi, BS; Vinodhkumar, P; Selvamani; corporater",
    "CN is an author; JabRef keeps it apart" },
  ["NbibImporterTest.nbib: abstract"] = { "some things will be described | "
      .. "some things will be described Copyright 2015 Tschechlov Press.", "the copyright line is part of it" },
  ["MedlinePlainImporterTestInproceeding.txt: title"] = { "Inproceedings book title | ",
    "the file has JT alone; our reader of BibTeX takes a lone booktitle for the title" },
  ["MedlinePlainImporterTestMultiAbstract.txt: editors"] = { "Editor, S; test data, S | Editor, S; data, ST",
    "a name without a comma ends with the family name" },
  ["BiblioscapeImporterTestComments.txt: authors"] = { "Sa, A | Sa, MCM; Kascheres, A",
    "the names stand between semicolons, which BibTeX does not know" },
  ["BiblioscapeImporterTestComments.txt: editors"] = { " | Me", "SA is the secondary authors; kept apart there" },
  ["BiblioscapeImporterTestComments.txt: place"] = { "*", "AD is the authors' address, CO the country" },
  ["BiblioscapeImporterTestComments.txt: urls"] = {
    "ftp://www.google.de/ | ftp://www.google.de/; https://www.google.de/", "both addresses are kept" },
  ["BiblioscapeImporterTestInbook.txt: abstract"] = { "Abstract textwith linebreak | Abstract text with linebreak",
    "a line's end is a space" },
  ["BiblioscapeImporterTestKeywords.txt: authors"] = { "*", "the names stand between semicolons" },
  ["BiblioscapeImporterTestKeywords.txt: abstract"] = { "*", "'' is a quotation mark in BibTeX alone" },
  ["BiblioscapeImporterTestUnknownFields.txt: authors"] = { "*", "the names stand between semicolons" },
  ["BiblioscapeImporterTestUnknownFields.txt: editors"] = { " | Benz, EJ", "SA is the secondary authors" },
  ["BiblioscapeImporterTestUnknownFields.txt: abstract"] = { "*", "a line's end is a space" },
  ["EndnoteXmlImporterTestArticle2.xml: journal"] = { "Ecology | ", "the secondary title of a book is its series" },
  ["EndnoteXmlImporterTestArticle2.xml: issue"] = { " | 1", "a number is kept, whatever the type is" },
  ["MODSImporterTestMonographicBookFallback.xml: place"] = { "mau, Burlington, MA | Burlington, MA",
    "the code of a country is kept apart" },
  ["MODSImporterTestMonographicBookFallback.xml: isbn"] = { "0123751063 | 9780123751065", "the first of two" },
  ["MarcXmlParserTestArticle.xml: journal"] = { "*", "the host's title is that of what the work is part of" },
  ["MedlineImporterTestArticleItalics.xml: abstract"] = { "*", "spaces beside inline markup" },
  ["MedlineImporterTestBookArticleSet.xml: title"] = {
    "Rheumatoid Arthritis: National Clinical Guideline for Management and Treatment in Adults | "
      .. "Title for some article", "the chapter has a title of its own" },
  ["MedlineImporterTestBookArticleSet.xml: journal"] = { "*", "the same" },
  ["MedlineImporterTestBookArticleSet.xml: authors"] = { "for Chronic Conditions (UK), NCC | "
      .. "National Collaborating Centre for Chronic Conditions (UK)", "a body's name is not taken apart" },
  ["MedlineImporterTestMathML.xml: abstract"] = { "*", "formulas as plain text; there as LaTeX" },
  ["MsBibImporterTest7.xml: authors"] = { "Adam; Or\u{142}owski, CC | Czarnecki, AAOLOC",
    "one person, whose middle name holds another" },
  ["MsBibImporterTestTranslator.xml: authors"] = {
    " | Nachname, Vorname MIddleName; Nachname2, Vorname2 MiddleName21", "a body is an author" },
  ["gvk_gmp.xml: volume"] = { "*", "the number in the series" },
  ["gvk_gmp.xml: keywords"] = { "*", "subjects are keywords" },
  ["gvk_gmp.xml: urls"] = { "*", "addresses are kept" },
}

local function names(people)
  local list = {}
  for i, one in ipairs(people or {}) do
    list[i] = one.literal or one.family .. (one.initials and ", " .. one.initials or "")
  end
  return table.concat(list, "; ")
end

local function value_of(record, field)
  local value = record[field]
  if field == "authors" or field == "editors" then return names(value) end
  if field == "title" or field == "abstract" then value = value and value:gsub("%s+", " ") end
  if type(value) == "table" then value = table.concat(value, "; ") end
  return value and tostring(value) or ""
end

--- Every input with the paths of what is expected of it.
local function pairs_of_files()
  local bibs, list = {}, {}
  for _, path in ipairs(shared.list(FOLDER, ".bib")) do bibs[path:match("([^/]+)%.bib$")] = path end
  for _, ending in ipairs { ".ris", ".nbib", ".txt", ".xml", ".isi" } do
    for _, path in ipairs(shared.list(FOLDER, ending)) do
      local name = path:match("[^/]+$")
      local expected = {}
      for i, other in ipairs(EXPECTED[name] or {}) do expected[i] = path:gsub("[^/]+$", "") .. other end
      if bibs[name:gsub("%.%w+$", "")] then expected[1] = bibs[name:gsub("%.%w+$", "")] end
      if expected[1] and not BROKEN[name] then list[#list + 1] = { name = name, path = path, expected = expected } end
    end
  end
  return list
end

local function explained(field, wanted, found, record)
  for _, rule in ipairs(RULES) do
    if rule[1] == field and rule[2](wanted, found, record) then return true end
  end
end

describe("JabRef's", function()
  local files = pairs_of_files()
  if #files == 0 then return it("cases", function() pending("the shared data is not here") end) end
  local agreed, total = 0, 0

  for _, case in ipairs(files) do
    it(case.name .. " is read as JabRef expects", function()
      local ours <close> = assert(sheaf.open())
      local expected <close> = assert(sheaf.open())
      ours:load(case.path)
      for _, path in ipairs(case.expected) do expected:load(path) end
      assert.are.equal(#expected, #ours)
      local unexplained = {}
      for i = 1, #expected do
        for _, field in ipairs(FIELDS) do
          local wanted, found = value_of(expected:get(i), field), value_of(ours:get(i), field)
          if wanted ~= "" or found ~= "" then
            total = total + 1
            local difference = ("%s | %s"):format(wanted, found)
            local reason = REASONS[("%s: %s"):format(case.name, field)]
            if wanted == found then
              agreed = agreed + 1
            elseif not (reason and (reason[1] == difference or reason[1] == "*"))
              and not explained(field, wanted, found, ours:get(i)) then
              unexplained[#unexplained + 1] = ("%s: %s: %s"):format(case.name, field, difference)
            end
          end
        end
      end
      assert.are.same({}, unexplained)
    end)
  end

  teardown(function() print(("# JabRef: %d of %d fields of %d files"):format(agreed, total, #files)) end)
end)
