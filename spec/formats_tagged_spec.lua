--- EndNote/Refer, RefWorks tagged, EBSCO text and Web of Science tab-delimited: invented records checked field by
-- field, and Zotero's own import cases where the shared folder is there.

local formats = require "spec.support.formats"
local sheaf = require "sheaf"
local shared = require "spec.support.shared"

local load, people = formats.load, formats.people

local REFER = [[
%0 Journal Article
%A Lindqvist, Petra
%A Okafor, A. B.
%A Northern Health Board,
%T Evening surgeries and who
comes to them
%J Letters of Practice
%D 2012
%8 14 March
%V 29
%N 3
%P 11-19
%@ 1471-2296
%R 10.5555/LP.29.11
%G eng
%K evenings
%K opening hours; access
%X First paragraph.
Second line.
%U https://example.org/lp
%+ School of Practice, Northtown
%M 4711
%1 kept as it is
%$ kept too

%0 Book Section
%A Abara, Tunde
%E Moreau, Jeanne
%T A chapter
%B The book
%I House
%C Leeds
%D 1999
%@ 9780306406157
]]

describe("EndNote/Refer", function()
  it("gives each field of an article", function()
    local lib <close>, file = load(REFER)
    assert.are.equal("refer", file.format)
    assert.are.equal(2, file.loaded)
    local r = lib:get(1)
    assert.are.equal("article-journal", r.type)
    assert.are.equal("Evening surgeries and who comes to them", r.title)
    assert.are.equal("Lindqvist, Petra; Okafor, A. B.; {Northern Health Board}", people(r.authors))
    assert.are.equal("Letters of Practice", r.journal)
    assert.are.equal(2012, r.year)
    assert.are.equal("2012-03-14", r.date)
    assert.are.same({ "29", "3", "11-19" }, { r.volume, r.issue, r.pages })
    assert.are.same({ "1471-2296" }, r.issn)
    assert.are.equal("10.5555/lp.29.11", r.doi)
    assert.are.equal("eng", r.language)
    assert.are.same({ "evenings", "opening hours", "access" }, r.keywords)
    assert.truthy(r.abstract:find("First paragraph.", 1, true) and r.abstract:find("Second line.", 1, true))
    assert.are.same({ "https://example.org/lp" }, r.urls)
    assert.are.same({ "kept as it is" }, r.extra["%1"])
    assert.are.same({ "kept too" }, r.extra["%$"])
  end)

  it("gives a chapter", function()
    local lib <close> = load(REFER)
    local r = lib:get(2)
    assert.are.equal("chapter", r.type)
    assert.are.equal("The book", r.journal)
    assert.are.equal("Moreau, Jeanne", people(r.editors))
    assert.are.same({ "House", "Leeds", "9780306406157" }, { r.publisher, r.place, r.isbn })
  end)

  it("without %0 separates records by blank lines", function()
    local lib <close>, file = load("%A One, A\n%T First\n%D 2001\n\n\n%T Second\n%A Two, B\n%I House\n")
    assert.are.equal(2, file.loaded)
    assert.are.equal("First", lib:get(1).title)
    assert.are.equal("Two, B", people(lib:get(2).authors))
    assert.are.equal("book", lib:get(2).type)
  end)

  it("keeps a blank line inside a record that began with %0, and two types of one record", function()
    local lib <close>, file = load("%0 Serial\n%0 Audio\n%T Talks\n\n%D 2021\n%X One.\n\nTwo.\n%0 Book\n%T Next\n")
    assert.are.equal(2, file.loaded)
    assert.are.equal(2021, lib:get(1).year)
    assert.are.equal("Next", lib:get(2).title)
  end)
end)

local REFWORKS = [[
Refworks Export Tagged Format
RT=Reference Type
A1=Primary Authors
BEGIN EXPORTED REFERENCES

RT Journal Article
SR Electronic(1)
ID 12
A1 Harcourt,Sally
A1 Tanaka,H.
T1 Calling at night:
how people reach the doctor
JF Quality in Care
JO Qual Care
YR 2007
FD Dec
VO 16
IS 6
SP 469
OP 477
K1 telephone
K1 out of hours
AB A line of the abstract
AS IT GOES ON in capitals.
NO doi: 10.5555/qc.2007.0469
PB Press
SN 1471-2296
LA English
PMID 10000001
U10 ours

RT Book, Section
A1 Ilves,K.
T1 Chapter one
T2 Whole book
A2 Brandt,L.
YR 1998
]]

describe("RefWorks tagged", function()
  it("gives each field and takes no legend for a record", function()
    local lib <close>, file = load(REFWORKS)
    assert.are.equal("refworks", file.format)
    assert.are.equal(2, file.loaded)
    local r = lib:get(1)
    assert.are.equal("article-journal", r.type)
    assert.are.equal("12", r.label)
    assert.are.equal("Calling at night: how people reach the doctor", r.title)
    assert.are.equal("Harcourt, Sally; Tanaka, H.", people(r.authors))
    assert.are.same({ "Quality in Care", "Qual Care" }, { r.journal, r.journal_abbreviation })
    assert.are.same({ 2007, "2007-12" }, { r.year, r.date })
    assert.are.same({ "16", "6", "469-477" }, { r.volume, r.issue, r.pages })
    assert.are.same({ "telephone", "out of hours" }, r.keywords)
    assert.truthy(r.abstract:find("AS IT GOES ON in capitals.", 1, true))
    assert.are.equal("10.5555/qc.2007.0469", r.doi)
    assert.are.same({ "doi: 10.5555/qc.2007.0469" }, r.notes)
    assert.are.equal("10000001", r.pmid)
    assert.are.equal("eng", r.language)
    assert.are.same({ "ours" }, r.extra.U10)
    assert.are.equal("chapter", lib:get(2).type)
    assert.are.equal("Whole book", lib:get(2).journal)
    assert.are.equal("Brandt, L.", people(lib:get(2).editors))
  end)
end)

local EBSCO = [[
Record: 1
Title:	Night calls in small towns
Authors:	Harcourt, Sally1 s.harcourt@example.org; Tanaka, Hiro2*
Source:	Quality in Care. Jan2010, Vol. 3 Issue 2, p12-20. 9p.
Document Type:	Article
Subject Terms:	TELEPHONE
	NIGHT
Author-Supplied Keywords:	out of hours
	calls
Abstract:	Aim: we asked.
Results: they answered.
ISSN:	14712296
DOI:	10.5555/qc.3.12
Accession Number:	4711
Database:	Some Premier

Record: 2
Title: Second
Authors: Ilves, K
Source: Nursing Letters (NURS LETT), Mar2011; 3(2): 12-20. (9p)
]]

describe("RIS", function()
  it("takes a person whom ERIC marks as editor for one", function()
    local lib <close> = load("TY  - BOOK\nA1  - Brandt, Lise, Ed\nA1  - Okoro, Ada B., Eds.\nA1  - Hale, Edwin\n"
      .. "A1  - Ed, Tom\nA1  - Board, Ed\nT1  - Schools without walls\nER  - \n")
    local r = lib:get(1)
    assert.are.equal("Brandt, Lise; Okoro, Ada B.", people(r.editors))
    assert.are.equal("Hale, Edwin; Ed, Tom; Board, Ed", people(r.authors))
  end)
end)

describe("EBSCO text", function()
  it("gives each field, those of the source too", function()
    local lib <close>, file = load(EBSCO)
    assert.are.equal("ebsco", file.format)
    assert.are.equal(2, file.loaded)
    local r = lib:get(1)
    assert.are.equal("Night calls in small towns", r.title)
    assert.are.equal("Harcourt, Sally; Tanaka, Hiro", people(r.authors))
    assert.are.equal("Quality in Care", r.journal)
    assert.are.same({ 2010, "2010-01", "3", "2", "12-20" }, { r.year, r.date, r.volume, r.issue, r.pages })
    assert.are.same({ "out of hours", "calls" }, r.keywords)
    assert.truthy(r.abstract:find("Results: they answered.", 1, true))
    assert.are.equal("10.5555/qc.3.12", r.doi)
    assert.are.same({ "Quality in Care. Jan2010, Vol. 3 Issue 2, p12-20. 9p." }, r.extra.Source)
    r = lib:get(2)
    assert.are.same({ "Nursing Letters", "NURS LETT" }, { r.journal, r.journal_abbreviation })
    assert.are.same({ "2011-03", "3", "2", "12-20" }, { r.date, r.volume, r.issue, r.pages })
  end)
end)

describe("RIS of other programs", function()
  local function ris(lines)
    return formats.records({ text = "TY  - JOUR\nTI  - Night calls\n" .. lines .. "\nER  - \n" }, "ris")[1]
  end

  it("may say the year as YR, the month as PD, anything behind a date's third slash", function()
    assert.are.equal(2004, ris("YR  - 2004").year)
    assert.are.same({ "2015-03", 2015 }, { ris("PD  - MAR\nPY  - 2015").date, ris("PD  - MAR\nPY  - 2015").year })
    assert.are.equal("2015-03", ris("Y1  - 2015/03//Mar/Apr2015").date)
    assert.are.equal("2015-03-09", ris("Y1  - 2015/03/09/Spring").date)
    assert.are.equal(2015, ris("Y1  - 2015///Mar").year)
    assert.are.equal("2012", ris("PY  - 2012\nPD  - ").date)
  end)

  it("has DOIs in M3, PMIDs in notes, addresses between semicolons", function()
    assert.are.equal("10.5555/qc.3", ris("M3  - doi: 10.5555/QC.3").doi)
    assert.are.equal("25555555", ris("N1  - Accession Number: 108. Language: English. PMID: NLM25555555.").pmid)
    assert.are.equal("25555555", ris("N1  - PMID: 25555555").pmid)
    assert.is_nil(ris("N1  - A comment on PMID: 25555555").pmid)
    assert.are.same({ "https://example.org/1;x=2", "https://example.org/2" },
      ris("UR  - https://example.org/1;x=2;https://example.org/2").urls)
  end)
end)

describe("tagged records without a number", function()
  it("of ERIC begin with their first tag again", function()
    local records, report = formats.records { text = "OWN - ERIC\nTI  - Walking to School\nAU  - Okafor, Ngozi\n" ..
      "JT  - Rural Education\nOID - EJ1234567\nDP  - Mar 2015\nLID - http://dx.doi.org/10.1000/Rural.15\n" ..
      "AB  - Many walk.\nISSN - ISSN-0378-5955\nPT  - Journal Articles\n\n" ..
      "OWN - ERIC\nTI  - Another\nAU  - Reed, Ann\nDP  - 2001\nPT  - Reports - Research\n" }
    assert.are.same({ "nbib", 2 }, { report.files[1].format, report.loaded })
    assert.are.same({ "Walking to School", "10.1000/rural.15", "Many walk.", "article-journal", "0378-5955" },
      { records[1].title, records[1].doi, records[1].abstract, records[1].type, (records[1].issn or {})[1] })
    assert.are.same({ "Another", 2001, "report" }, { records[2].title, records[2].year, records[2].type })
  end)

  it("of Ovid begin with VN", function()
    local text = "VN  - Ovid Technologies\nDB  - Ovid MEDLINE(R)\nUI  - 25555555\nAU  - Okafor N\n" ..
      "FA  - Okafor, Ngozi\nTI  - Walking: routes\n      and reasons.\n" ..
      "SO  - Rural Practice. 4(2):10-9, 2015 Mar.\nYR  - 2015\n\n" ..
      "VN  - Ovid Technologies\nUI  - 24444444\nAU  - Reed A\nTI  - Another.\nYR  - 2014\n"
    for _, numbered in ipairs { text, (text:gsub("VN  ", "<1>\n\nVN  ")) } do
      local records, report = formats.records { text = numbered }
      assert.are.same({ "ovid", 2 }, { report.files[1].format, report.loaded })
      local r = records[1]
      assert.are.same({ "Walking: routes and reasons.", "Rural Practice", "4", "10-9", 2015 },
        { r.title, r.journal, r.volume, r.pages, r.year })
      assert.are.equal("Okafor, Ngozi", people(r.authors))
      assert.are.equal("Another.", records[2].title)
    end
  end)
end)

describe("Ovid's authors", function()
  local function authors(lines)
    local lib <close> = load("<1>\nUnique Identifier\n  25555555\nTitle\n  Night calls.\n" .. lines ..
      "Source\n  Quality in Care. 4(2):10-9, 2015 Mar.\n")
    return people(lib:get(1).authors), lib:get(1).extra.Authors
  end

  it("may end with a full stop each", function()
    assert.are.equal("Okafor, N; Stein, RA; van der Berg, J",
      (authors "Authors\n  Okafor N. Stein RA. van der Berg J.\n"))
    assert.are.equal("Okafor, N; Stein, RA", (authors "Authors\n  Okafor N.  Stein RA.\n"))
    assert.are.equal("Okafor, Ngozi A. B.; Stein, R.", (authors "Authors\n  Okafor, Ngozi A. B.; Stein, R.\n"))
  end)

  it("count once where they stand twice", function()
    local found, short = authors("Authors\n  Okafor N. Stein RA.\n" ..
      "Authors Full Name\n  Okafor, Ngozi.  Stein, Ruth A.\n")
    assert.are.equal("Okafor, Ngozi; Stein, Ruth A.", found)
    assert.are.same({ "Okafor N. Stein RA." }, short)
  end)
end)

describe("a body among authors", function()
  local function literals(authors)
    local list = {}
    for i, one in ipairs(authors) do list[i] = one.literal or one.family .. "|" .. (one.given or "") end
    return list
  end

  it("has a comma behind its name, as EndNote writes it, and two for one within", function()
    local lib <close> = load("TY  - JOUR\nTI  - A\nAU  - Northtown Health Board,\nAU  - Stone, Ada,\n" ..
      "AU  - University of Northtown,, Evening Unit\nAU  - Hill,, Jr\nA2  - Evening Group,\nER  - \n")
    local r = lib:get(1)
    assert.are.same({ "Northtown Health Board", "Stone|Ada", "University of Northtown, Evening Unit", "Hill|" },
      literals(r.authors))
    assert.are.same({ "Evening Group" }, literals(r.editors))
    local other <close>, file = load("%0 Journal Article\n%T A\n%A Northtown Health Board,\n" ..
      "%A Board of Care, Leeds,\n%A University of Northtown,, Evening Unit\n%A Stone, Ada\n%J B\n")
    assert.are.equal("refer", file.format)
    assert.are.same({ "Northtown Health Board", "Board of Care, Leeds", "University of Northtown, Evening Unit",
      "Stone|Ada" }, literals(other:get(1).authors))
  end)
end)

describe("Web of Science with addresses of mail behind names", function()
  it("keeps them out of the given name, and in the note", function()
    local lib <close>, file = load("FN Clarivate\nVR 1.0\nPT J\nAU Okoro, JT\n   Stone, A\n" ..
      "AF Okoro, Jane T. (jane.okoro@northtown.example)\n   Stone, Ada (Ms)\nTI Walking\nSO Care\n" ..
      "OI Okoro, Jane T./0000-0002-1825-0097\nER\n\nEF\n")
    assert.are.equal("wos", file.format)
    local r = lib:get(1)
    assert.are.same({ "Okoro", "Jane T.", "JT", "0000-0002-1825-0097" },
      { r.authors[1].family, r.authors[1].given, r.authors[1].initials, r.authors[1].orcid })
    assert.are.equal("Ada (Ms)", r.authors[2].given)
    local set = {}
    for _, entry in ipairs(r:entries()) do set[entry.note or ""] = true end
    assert.is_true(set["Okoro, Jane T. (jane.okoro@northtown.example)"])
  end)
end)

describe("Web of Science from INSPEC", function()
  it("has NO and PP, and its year whatever the day is", function()
    local lib <close>, file = load("PT Journal\nAN 7800000\nTI Walking\nAU Okafor, N.; Stein, R.\nPY 2004\n" ..
      "PD 1st quarter\n" ..
      "SO Transport and Health\nVL 12\nNO 3\nPP 10-19\nER\n\nEF\n")
    assert.are.equal("wos", file.format)
    local r = lib:get(1)
    assert.are.same({ 2004, "12", "3", "10-19" }, { r.year, r.volume, r.issue, r.pages })
  end)
end)

describe("Web of Science tab-delimited", function()
  it("means what its tags mean in the tagged form", function()
    local lib <close>, file = load(table.concat({
      "PT\tAU\tAF\tTI\tSO\tDE\tC1\tPY\tPD\tVL\tBP\tEP\tDI\tUT\tAB\n",
      "J\tHarcourt, S; Tanaka, H\tHarcourt, Sally; Tanaka, Hiro\t\"Night\" calls\tQUALITY IN CARE\tcalls; night\t",
      "[Harcourt, Sally; Tanaka, Hiro] Univ North, Town; [Tanaka, Hiro] Univ South\t2010\tJAN 15\t3\t12\t20\t",
      "10.5555/qc.3.12\tWOS:000123\tAn abstract.\n" }))
    assert.are.equal("wos-tab", file.format)
    assert.are.equal(1, file.loaded)
    local r = lib:get(1)
    assert.are.equal('"Night" calls', r.title)
    assert.are.equal("Harcourt, Sally; Tanaka, Hiro", people(r.authors))
    assert.are.same({ "2010-01-15", "3", "12-20", "10.5555/qc.3.12" }, { r.date, r.volume, r.pages, r.doi })
    assert.are.same({ "calls", "night" }, r.keywords)
  end)
end)

-- The traps of real exports, each through lib:load.
describe("encodings and escapes", function()
  local RIS = "TY  - JOUR\nTI  - Café one\nAU  - Müller, J\nER  - \n"
  local function wide(text)
    local out = {}
    for _, point in utf8.codes(text) do out[#out + 1] = ("<I2"):pack(point) end
    return table.concat(out)
  end

  it("overrule a declaration that the bytes contradict, with a warning", function()
    for _, case in ipairs { { RIS, "CP1252" }, { RIS, "UTF-16" }, { wide(RIS), "UTF-8" }, { wide(RIS), "CP1252" } } do
      local lib <close>, _, report = load(case[1], { encoding = case[2] })
      assert.are.same({ "Café one", "Müller" }, { lib:get(1).title, lib:get(1).authors[1].family })
      assert.are.equal("wrong-encoding", report.problems[1].code)
    end
  end)

  it("follow a declaration that the bytes allow", function()
    local latin = RIS:gsub("[\xC3][\x80-\xBF]", function(c) return string.char(utf8.codepoint(c)) end)
    local lib <close>, _, report = load(latin, { encoding = "ISO-8859-1" })
    assert.are.equal("Café one", lib:get(1).title)
    assert.are.same({}, report.problems)
  end)

  it("undo character references, once and twice escaped", function()
    local lib <close> = load("TY  - JOUR\nTI  - A &amp; B &amp;lt; &#945;&#x3b2; &amp;uuml; R&D; &nosuch; &\n" ..
      "AU  - O&apos;Neil, B; M&uuml;ller, J\nKW  - a &amp; b; c\nAB  - p &lt; 0.05\nER  - \n")
    local r = lib:get(1)
    assert.are.equal("A & B < αβ ü R&D; &nosuch; &", r.title)
    assert.are.equal("O'Neil, B; Müller, J", people(r.authors))
    assert.are.same({ "a & b", "c" }, r.keywords)
    assert.are.equal("p < 0.05", r.abstract)
  end)

  it("keep U+2028 as text, take lone CR for a line end, drop marks in mid-file", function()
    local lib <close>, file = load("TY  - JOUR\nTI  - One\u{2028}two\rAU  - Smith, J\nER  - \n" ..
      "\u{FEFF}TY  - JOUR\nTI  - Two\ngoes on\n\n1.\nTY  - JOUR\nTI  - Three\n")
    assert.are.equal(3, file.loaded)
    assert.are.equal("One\u{2028}two", lib:get(1).title)
    assert.are.equal("Two goes on", lib:get(2).title)
    assert.are.equal("Three", lib:get(3).title)
  end)

  it("read a line of megabytes", function()
    local lib <close> = load("TY  - JOUR\nTI  - One\nAB  - " .. ("word "):rep(760000) .. "\nER  - \n")
    assert.are.equal(3799999, #lib:get(1).abstract)
  end)
end)

describe("damaged input", function()
  it("is accounted for wherever it is cut", function()
    for _, text in ipairs { REFER, REFWORKS, EBSCO } do
      for cut = 60, #text, 37 do
        local lib <close> = assert(sheaf.open())
        local report = lib:load { text = text:sub(1, cut) }
        if report then assert.are.equal(report.seen, report.loaded + report.rejected) end
      end
    end
  end)
end)

-- Where we read otherwise than Zotero: what it expects, what is read here, why.
local DIFFERENCES = {
  ["ReferBibIX 1 journal"] = { "JOURNAL OF MODERN INFORMATION", "现代情报",
    "two %J: the first is shown, the second kept" },
  ["ReferBibIX 2 language"] = { "Flerspråklig, Norsk (Bokmål), Italiensk, Dansk", "Norsk (Bokmål)",
    "each language is a value of its own; what has no code in ISO 639 under that name is kept as extra" },
}

local function creators(item, kind)
  local names = {}
  for _, one in ipairs(item.creators) do
    if one.creatorType == kind then names[#names + 1] = (one.lastName or one.name) .. "," .. (one.firstName or "") end
  end
  return names
end

local function names(list)
  local found = {}
  for i, one in ipairs(list or {}) do
    found[i] = (one.family or one.literal) .. "," .. (one.given or one.initials or "")
  end
  return found
end

local function sorted(list)
  local copy = {}
  for i, one in ipairs(list or {}) do copy[i] = type(one) == "table" and one.tag or one end
  table.sort(copy)
  return copy
end

local function flat(text) return text and (text:gsub("%s+", " ")) end

local function wanted_of(item)
  return { title = item.title, volume = item.volume, issue = item.issue, pages = item.pages, place = item.place,
    journal = item.publicationTitle or item.bookTitle, publisher = item.publisher or item.university,
    issn = item.ISSN, isbn = item.ISBN and item.ISBN:gsub(" %(.*", ""), -- (paperback) is the note
    url = item.url, doi = item.DOI and item.DOI:lower(),
    year = item.date and item.date:match "%d%d%d%d", abstract = flat(item.abstractNote), language = item.language,
    authors = creators(item, "author"), editors = creators(item, "editor"), keywords = sorted(item.tags) }
end

--- A field's text as the file had it: what was normalised has that as its note.
local function as_given(r, field)
  for _, entry in ipairs(r:entries()) do
    if entry.field == field then return entry.note and entry.note ~= "" and entry.note or entry.value end
  end
end

local function found_of(r)
  return { title = r.title, volume = r.volume, issue = r.issue, pages = r.pages, place = r.place, journal = r.journal,
    publisher = r.publisher, issn = (r.issn or {})[1], isbn = r.isbn, url = (r.urls or {})[1], doi = r.doi,
    year = r.year and tostring(r.year), abstract = flat(r.abstract), language = as_given(r, "language"),
    authors = names(r.authors),
    editors = names(r.editors), keywords = sorted(r.keywords) }
end

describe("Zotero's import cases", function()
  local json = require "cjson"
  for _, name in ipairs { "ReferBibIX", "RefWorks_Tagged" } do
    it("agree field by field: " .. name, function()
      local text = shared.read("data/formats/zotero/" .. name .. ".testCases.json")
      if not text then pending "shared data is not here" end
      local agreed, total = 0, 0
      for i, case in ipairs(json.decode(text)) do
        local lib <close>, file = load(case.input)
        assert.are.equal(#case.items, file.loaded, name .. " " .. i)
        for k, item in ipairs(case.items) do
          local found = found_of(lib:get(k))
          for field, wanted in pairs(wanted_of(item)) do
            local key = ("%s %d %s"):format(name, i, field)
            if wanted ~= "" then total = total + 1 end
            local known = DIFFERENCES[key]
            if wanted ~= "" and known then
              assert.are.same({ known[1], known[2] }, { wanted, found[field] }, key)
            elseif wanted ~= "" then
              assert.are.same(wanted, found[field], key)
              agreed = agreed + 1
            end
          end
        end
      end
      print(("# Zotero, %s: %d of %d fields"):format(name, agreed, total))
    end)
  end
end)
