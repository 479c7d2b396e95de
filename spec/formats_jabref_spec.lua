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

--- "file: field" -> why, then each difference that is accepted: what JabRef expects | what we read. A long one is told
--- by its digest, "#" and FNV-1a of its bytes.
local REASONS = {
  ["RisImporterTest6.ris: title"] = {
    "the file has an em dash; JabRef writes it as --, which is an en dash",
    "Chelation: Harnessing and Enhancing Heavy Metal Detoxification\u{2013}A Review | Chelation: "
      .. "Harnessing and Enhancing Heavy Metal Detoxification\u{2014}A Review" },
  ["RisImporterTest6.ris: issue"] = { "AN is an accession number, no issue", "PMC3654245 | " },
  ["RisImporterTest6.ris: pmid"] = { "a PMID has a field", " | 23690738" },
  ["RisImporterTest7.ris: authors"] = {
    "A2 of a book is its editors",
    "Smith, B; Doe, J; Brown, J; Martin, S; Clark, J | Smith, B; Doe, J; Brown, J" },
  ["RisImporterTest7.ris: editors"] = { "the same", " | Martin, S; Clark, J" },
  ["RisImporterTestDOI.ris: issue"] = { "AN is an accession number; IS is the issue", "26957754 | 1" },
  ["RisImporterTestDOI.ris: edition"] = { "ET is the day of the electronic edition", "2016/01/30 | " },
  ["RisImporterTestDOI.ris: issn"] = { "every ISSN is kept", "2187-5626 | 0915-5287; 2187-5626" },
  ["RisImporterTestDOI.ris: pmid"] = { "a PMID has a field", " | 26957754" },
  ["RisImporterTestDOI.ris: urls"] = {
    "both addresses are kept",
    "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC4756000/ | "
      .. "https://pubmed.ncbi.nlm.nih.gov/26957754; https://www.ncbi.nlm.nih.gov/pmc/articles/PMC4756000/" },
  ["NbibImporterTest.nbib: authors"] = {
    "CN is an author; JabRef keeps it apart",
    "Shruthi, BS; Vinodhkumar, P; Selvamani | Shruthi, BS; Vinodhkumar, P; Selvamani; corporater" },
  ["NbibImporterTest.nbib: doi"] = {
    "AID and LID say the DOI; JabRef keeps it in a field of another name",
    " | 10.4103/2277-9175.180636" },
  ["NbibImporterTest.nbib: abstract"] = {
    "the copyright line is part of it",
    "some things will be described | some things will be described Copyright 2015 Tschechlov Press." },
  ["NbibImporterTest.nbib: issn"] = { "every ISSN is kept", " | 2277-9175" },
  ["BiblioscapeImporterTestComments.txt: authors"] = {
    "the names stand between semicolons, which BibTeX does not know",
    "Sa, A | Sa, MCM; Kascheres, A" },
  ["BiblioscapeImporterTestComments.txt: editors"] = { "SA is the secondary authors; kept apart there", " | Me" },
  ["BiblioscapeImporterTestComments.txt: place"] = { "AD is the authors' address, CO the country", "#99fd5ad9" },
  ["BiblioscapeImporterTestComments.txt: urls"] = {
    "both addresses are kept",
    "ftp://www.google.de/ | ftp://www.google.de/; https://www.google.de/" },
  ["BiblioscapeImporterTestInbook.txt: abstract"] = {
    "a line's end is a space",
    "Abstract textwith linebreak | Abstract text with linebreak" },
  ["BiblioscapeImporterTestKeywords.txt: authors"] = {
    "the names stand between semicolons",
    "Baklouti, F.; Huang, S. C.; Tang, T. K.; Delaunay, J.; Marchesi, V. T.; Benz, E. J. | Baklouti, "
      .. "F; Huang, SC; Tang, TK; Delaunay, J; Marchesi, VT; Benz, EJ" },
  ["BiblioscapeImporterTestKeywords.txt: abstract"] = { "'' is a quotation mark in BibTeX alone", "#887417d9" },
  ["BiblioscapeImporterTestKeywords.txt: place"] = {
    "the authors' address is BibTeX's field address there",
    "#ab9c370d" },
  ["BiblioscapeImporterTestUnknownFields.txt: authors"] = {
    "the names stand between semicolons",
    "Baklouti, F.; Huang, S. C.; Tang, T. K.; Delaunay, J.; Marchesi, V. T.; Benz, E. J. | Baklouti, "
      .. "F; Huang, SC; Tang, TK; Delaunay, J; Marchesi, VT; Benz, EJ" },
  ["BiblioscapeImporterTestUnknownFields.txt: editors"] = { "SA is the secondary authors", " | Benz, EJ" },
  ["BiblioscapeImporterTestUnknownFields.txt: abstract"] = { "a line's end is a space", "#64d47ea9" },
  ["BiblioscapeImporterTestUnknownFields.txt: place"] = {
    "the authors' address is BibTeX's field address there",
    "YALE UNIV DEPT INTERNAL MED NEW HAVEN,CT USA YALE UNIV DEPT PATHOL NEW HAVEN, CT USA YALE | " },
  ["MedlinePlainImporterTestInproceeding.txt: title"] = {
    "the file has JT alone; our reader of BibTeX takes a lone booktitle for the title",
    "Inproceedings book title | " },
  ["MedlinePlainImporterTestMultiAbstract.txt: editors"] = {
    "a name without a comma ends with the family name",
    "Editor, S; test data, S | Editor, S; data, ST" },
  ["EndnoteXmlImporterTestArticle.xml: place"] = {
    "the authors' address is BibTeX's field address there",
    "#c3d1478e" },
  ["EndnoteXmlImporterTestArticle.xml: issn"] = { "every ISSN is kept", "1532-1827 | 1532-1827; 0007-0920" },
  ["EndnoteXmlImporterTestArticle2.xml: place"] = {
    "the authors' address is BibTeX's field address there",
    "Cent States Forest Expt Stn, Columbus, OH USA | ",
    "Univ Chicago, Chicago, IL USA | " },
  ["EndnoteXmlImporterTestArticle2.xml: journal"] = { "the secondary title of a book is its series", "Ecology | " },
  ["EndnoteXmlImporterTestArticle2.xml: issue"] = { "a number is kept, whatever the type is", " | 1" },
  ["EndnoteXmlImporterTest_EmptyKeywordStyle.xml: place"] = {
    "the authors' address is BibTeX's field address there",
    "Laser Acupuncture Centre, Singapore. | " },
  ["EndnoteXmlImporterTest_WithoutUrlStyle.xml: place"] = {
    "the authors' address is BibTeX's field address there",
    "#c3d1478e" },
  ["EndnoteXmlImporterTest_WithoutUrlStyle.xml: issn"] = { "every ISSN is kept", "1532-1827 | 1532-1827; 0007-0920" },
  ["MODSImporterTestMonographicBookFallback.xml: place"] = {
    "the code of a country is kept apart",
    "mau, Burlington, MA | Burlington, MA" },
  ["MODSImporterTestMonographicBookFallback.xml: isbn"] = { "the first of two", "0123751063 | 9780123751065" },
  ["MarcXmlParserTestArticle.xml: journal"] = {
    "the host's title is that of what the work is part of",
    " | Essays in honour of Judge Taslim Olawale Elias; 1. Contemporary international law and human "
      .. "rights / edited by Emmanuel G. Bello" },
  ["MedlineImporterTestArticleItalics.xml: abstract"] = { "spaces beside inline markup", "#9b4292f2" },
  ["MedlineImporterTestArticleItalics.xml: place"] = {
    "the country or place of publication has a field",
    " | United States" },
  ["MedlineImporterTestArticleItalics.xml: urls"] = {
    "JabRef makes an address of the PMID",
    "https://pubmed.ncbi.nlm.nih.gov/29872490/ | " },
  ["MedlineImporterTestBookArticleSet.xml: title"] = {
    "the chapter has a title of its own",
    "Rheumatoid Arthritis: National Clinical Guideline for Management and Treatment in Adults | "
      .. "Title for some article" },
  ["MedlineImporterTestBookArticleSet.xml: authors"] = {
    "a body's name is not taken apart",
    "for Chronic Conditions (UK), NCC | National Collaborating Centre for Chronic Conditions (UK)" },
  ["MedlineImporterTestBookArticleSet.xml: journal"] = {
    "the same",
    " | Rheumatoid Arthritis: National Clinical Guideline for Management and Treatment in Adults" },
  ["MedlineImporterTestBookArticleSet.xml: place"] = {
    "the country or place of publication has a field",
    " | London" },
  ["MedlineImporterTestMathML.xml: abstract"] = { "formulas as plain text; there as LaTeX", "#b7bba1ff" },
  ["MedlineImporterTestMathML.xml: keywords"] = { "headings have a field of their own", "#94a0e12b" },
  ["MedlineImporterTestMathML.xml: place"] = { "the country or place of publication has a field", " | Germany" },
  ["MedlineImporterTestMathML.xml: urls"] = {
    "JabRef makes an address of the PMID",
    "https://pubmed.ncbi.nlm.nih.gov/32759406/ | " },
  ["MedlineImporterTestMeshHeadingList.xml: keywords"] = {
    "headings have a field of their own",
    "Humans; Software*; Kidney Diseases*/diagnosis; Kidney Diseases*/epidemiology; Kidney "
      .. "Diseases*/therapy; Models, Theoretical/methods*; Sample Heading*/analysis* | " },
  ["MsBibImporterTest7.xml: authors"] = {
    "one person, whose middle name holds another",
    "Adam; Or\u{142}owski, CC | Czarnecki, AAOLOC" },
  ["MsBibImporterTestTranslator.xml: authors"] = {
    "a body is an author",
    " | Nachname, Vorname MIddleName; Nachname2, Vorname2 MiddleName21" },
  ["gvk_gmp.xml: volume"] = { "the number in the series", " | 7", " | Bd. 5" },
  ["gvk_gmp.xml: keywords"] = {
    "subjects are keywords",
    " | Arzneimittel- und Wirkstoffherstellungsverordnung; Europ\u{FFFD}ische Union; GMP-Regeln; "
      .. "Produktinformation",
    " | Pharmazeutische Industrie; Betriebliches Informationssystem; Computersicherheit; Softwareschutz" },
  ["gvk_gmp.xml: urls"] = {
    "addresses are kept",
    " | http://d-nb.info/1050792157/04; "
      .. "http://deposit.d-nb.de/cgi-bin/dokserv?id=4659669&prov=M&dok_var=1&dok_ext=htm" },
}

local LONGEST = 170 -- bytes of a difference that is told in full

local function told(difference)
  if #difference <= LONGEST then return difference end
  local hash = 2166136261
  for i = 1, #difference do hash = ((hash ~ difference:byte(i)) * 16777619) & 0xFFFFFFFF end
  return ("#%08x"):format(hash)
end

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

local function explained(key, difference)
  local reason = REASONS[key] or {}
  for i = 2, #reason do
    if reason[i] == told(difference) then return true end
  end
  return false
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
            local key, difference = ("%s: %s"):format(case.name, field), ("%s | %s"):format(wanted, found)
            if wanted == found then
              agreed = agreed + 1
            elseif not explained(key, difference) then
              unexplained[#unexplained + 1] = ("%s: %s (%s)"):format(key, difference, told(difference))
            end
          end
        end
      end
      assert.are.same({}, unexplained)
    end)
  end

  teardown(function() print(("# JabRef: %d of %d fields of %d files"):format(agreed, total, #files)) end)
end)
