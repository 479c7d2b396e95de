--- Citavi projects, BibJSON, JSON rows, Bib.TXT, RePEc's formats, MARC in ISO 2709, UNIMARC, COinS and RDF: invented
--- files, field by field, and JabRef's Citavi projects.

local formats = require "spec.support.formats"
local sheaf = require "sheaf"
local shared = require "spec.support.shared"

local FIXTURES = "spec/fixtures/formats/"

--- Loads a file: its library and its row of the report, which must be of this format and account for all records.
local function open(path, format, loaded, rejected)
  local lib = assert(sheaf.open())
  local file = assert(lib:load(path)).files[1]
  assert.are.equal(format, file.format)
  assert.are.same({ loaded + rejected, loaded, rejected }, { file.seen, file.loaded, file.rejected })
  return lib
end

--- Every entry that is wanted is there: "field=value{note}", parts between bars.
local function expect(record, wanted)
  local list, set = {}, {}
  for i, entry in ipairs(record:entries()) do
    local note = entry.note and entry.note ~= "" and "{" .. entry.note .. "}" or ""
    list[i] = (entry.field .. "=" .. entry.value .. note):gsub("\x1f", "|"):gsub("\n", "/")
    set[list[i]] = true
  end
  for _, entry in ipairs(wanted) do
    assert.is_true(set[entry] or false, entry .. " is not in:\n" .. table.concat(list, "\n"))
  end
end

describe("a Citavi project", function()
  for _, path in ipairs { FIXTURES .. "citavi.xml", "spec/fuzz/corpus/citavi.ctv6bak" } do
    it("gives each reference what its tables say of it: " .. path, function()
      local lib <close> = open(path, "citavi", 4, 0)
      expect(lib:get(1), { "type=article-journal{JournalArticle}", "title=Evening clinics: a count",
        "authors=Okafor|Ngozi B.|NB", "authors=van der Berg|Jan|J", "journal=Journal of Invented Practice",
        "journal_abbreviation=J Inv Pract", "issn=1234-5679", "date=2015-03-09", "year=2015", "pages=24-31",
        "volume=7", "issue=2", "label=Oka15", "doi=10.1000/invented.15", "language=eng{en}",
        "urls=https://example.org/okafor", "keywords=evening clinics", "keywords=walking", "extra=Access{Category}",
        "notes=Late is better: People came after work. (26)", "extra=Okafor 2015{ShortTitle}" })
      expect(lib:get(2), { "type=book{BookEdited}", "series=Series of Small Books", "publisher=Invented Press",
        "isbn=9780306406157{978-0-306-40615-7}", "extra=Shelf 12{CallNumber}", "extra=Borrow{Task}" })
      expect(lib:get(3), { "type=chapter{Contribution}", "journal=Walking to the surgery",
        "editors=van der Berg|Jan|J", "publisher=Invented Press", "year=2011" })
      expect(lib:get(4), { "authors=Sampletown Health Board", "year=2009" })
      assert.is_nil(lib:get(1).extra.AbstractFormatted)
    end)
  end

  it("that is another ZIP says what to do", function()
    local lib <close> = assert(sheaf.open())
    local file <close> = assert(io.open("spec/fuzz/corpus/citavi.ctv6bak", "rb"))
    local text = file:read("a")
    local report = assert(lib:load { text = text:sub(1, #text - 30), name = "cut.ctv6bak" })
    assert.matches("unpack it and load the files", report.problems[1].message, 1, true)
  end)
end)

describe("JabRef's Citavi projects", function()
  local FOLDER = "data/formats/jabref/CitaviXmlImporterTest"
  --- Bodies whose names JabRef takes apart: file and record.
  local BODIES = { ["3 77"] = true, ["3 81"] = true }

  local function families(people)
    local list = {}
    for i, one in ipairs(people) do list[i] = one.literal or one.family end
    return table.concat(list, "; ")
  end

  for _, number in ipairs { 1, 3 } do -- the entries of the second stand in another order
    it(("give the names, years and volumes that it expects: %d"):format(number), function()
      local path, expected = shared.path(FOLDER .. number .. ".ctv6bak"), shared.path(FOLDER .. number .. ".bib")
      if not path then return pending("the shared data is not here") end
      local ours <close> = assert(sheaf.open())
      local theirs <close> = assert(sheaf.open())
      assert(ours:load(path))
      assert(theirs:load(expected))
      assert.are.equal(#theirs, #ours)
      for i = 1, #theirs do
        local wanted, found = theirs:get(i), ours:get(i)
        local people = BODIES[number .. " " .. i] and "" or families(wanted.authors)
        assert.are.same({ people, wanted.year, wanted.volume, #(wanted.abstract or "") > 0 },
          { people ~= "" and families(found.authors) or "", wanted.year and found.year, found.volume,
            #(found.abstract or "") > 0 }, ("%d %d"):format(number, i))
      end
    end)
  end
end)

describe("BibJSON", function()
  it("gives people, journals and numbers their fields", function()
    local lib <close> = open(FIXTURES .. "bibjson.json", "bibjson", 2, 0)
    expect(lib:get(1), { "type=article-journal{article}", "label=ok15", "title=Evening clinics",
      "authors=Okafor|Ngozi|N", "affiliations=Sampletown", "authors=Stein|Ruth|R", "issn=1234-5679", "volume=7",
      "journal=Journal of Invented Practice", "issue=2", "pages=24-31{24--31}", "doi=10.1000/invented.15",
      "urls=https://example.org/15", "keywords=clinics", "keywords=evening", "year=2015", "extra=me{owner}" })
    expect(lib:get(2), { "publisher=Invented Press", "date=2011-05-02", "abstract=We walked." })
  end)

  it("is not what Crossref and CSL-JSON are", function()
    local crossref = '{"DOI":"10.1000/1","title":["T"],"author":[{"name":"A Group","sequence":"first"}]}'
    assert.are.equal("csl-json", assert(sheaf.detect { text = crossref }))
  end)
end)

describe("JSON rows", function()
  it("are read as the rows of a table are", function()
    local lib <close> = open(FIXTURES .. "rows.jsonl", "json-rows", 3, 1)
    expect(lib:get(1), { "title=Evening clinics", "authors=Okafor||N", "authors=Stein||R", "year=2015",
      "abstract=We opened late.", "doi=10.1000/invented.15", "extra=1{label_included}" })
    expect(lib:get(2), { "authors=Berg||J", "keywords=walking", "keywords=stiles", "extra=0{label_included}" })
    expect(lib:get(3), { "title=After the break", "journal=J Inv Pract" })
  end)

  it("take what a user says of their columns", function()
    local lib <close> = assert(sheaf.open())
    assert(lib:load({ text = '[{"title":"T","abstract":"A","who":"Okafor N"}]' }, { columns = { who = "authors" } }))
    assert.are.equal("Okafor, N", formats.people(lib:get(1).authors))
  end)

  it("leave CSL-JSON alone", function()
    assert.are.equal("csl-json", (sheaf.detect { text = '[{"id":"a","type":"book","title":"T","issued":{}}]' }))
  end)
end)

describe("Bib.TXT", function()
  it("is BibTeX in lines", function()
    local lib <close> = open(FIXTURES .. "bib.txt", "bibtxt", 2, 0)
    expect(lib:get(1), { "type=article-journal{article}", "label=Okafor2015", "title=Evening GP clinics",
      "authors=Okafor|Ngozi|N{Ngozi Okafor}", "journal=Journal of Invented Practice", "year=2015" })
    expect(lib:get(2), { "title=Walking to the surgery", "publisher=Invented Press", "notes=a brace too many" })
  end)
end)

describe("RePEc", function()
  it("keeps papers in ReDIF templates; those of series and persons are no records", function()
    local lib <close> = open(FIXTURES .. "redif.rdf", "redif", 2, 1)
    expect(lib:get(1), { "type=article-journal{ReDIF-Article 1.0}", "title=Evening clinics: a count",
      "authors=Okafor|Ngozi B.|NB{Okafor, Ngozi}", "affiliations=University of Sampletown",
      "authors=Stein|Ruth|R{Ruth Stein}", "abstract=We opened late./Note that nobody came: then they did.",
      "date=2015-03{March 2015}", "volume=7", "issue=2", "pages=24-31", "keywords=clinics", "keywords=evening",
      "urls=https://example.org/15.pdf", "extra=I11{Classification-JEL}" })
    expect(lib:get(2), { "type=report{ReDIF-Paper 1.0}", "date=2011-05", "accession=RePEc:inv:wpaper:12" })
  end)

  it("mails reports of new papers, whose table of contents is none", function()
    local lib <close> = open(FIXTURES .. "nep.txt", "nep", 2, 0)
    expect(lib:get(1), { "title=Evening clinics a count", "date=2015-03-09", "affiliations=University of Sampletown",
      "authors=Okafor|Ngozi|N{Ngozi Okafor}", "authors=Stein|Ruth|R{Ruth Stein}", "keywords=evening",
      "abstract=We opened late./Then they came.", "urls=http://d.repec.org/n?u=RePEc:inv:wpaper:11&r=hea",
      "extra=I11{JEL}" })
    expect(lib:get(2), { "title=Walking to the surgery", "date=2011-05" })
  end)
end)

describe("MARC in ISO 2709", function()
  it("is read as MARCXML is, in UTF-8 and in MARC-8; a record without directory costs itself", function()
    local lib <close> = open(FIXTURES .. "marc.mrc", "marc", 3, 1)
    expect(lib:get(1), { "title=Walking to the surgery: ways & stiles", "authors=Okafor|Ngozi|N",
      "authors=Müller|Jörg|J", "place=Sampletown", "publisher=Invented Press", "year=2015", "isbn=9780306406157",
      "headings=Walking|History{lcsh}", "language=eng", "label=12", "type=book" })
    expect(lib:get(2), { "title=Evening clinics : a café", "authors=Müller|Jörg|J", "year=2011" })
    expect(lib:get(3), { "label=14" })
  end)

  it("keeps the bytes of what it rejects", function()
    local lib <close> = open(FIXTURES .. "marc.mrc", "marc", 3, 1)
    assert.matches("^00040nam.*no directory\x1d$", lib:rejected()[1].text)
  end)
end)

describe("UNIMARC", function()
  it("has other tags than MARC 21", function()
    local lib <close> = open(FIXTURES .. "unimarc.xml", "marcxml", 1, 0)
    expect(lib:get(1), { "title=Marcher vers le cabinet: chemins et haies", "authors=Okafor|Ngozi|N", "type=book",
      "editors=Stein|Ruth|R", "place=Villeneuve", "publisher=Presses invent\u{E9}es", "year=2015", "label=42",
      "isbn=9780306406157{978-0-306-40615-7}", "language=fre", "abstract=Nous avons march\u{E9}.",
      "headings=Marche|Histoire{rameau}", "extra=Ngozi Okafor{200$f}" })
  end)
end)

describe("COinS", function()
  it("in a page give a record each; an empty one is rejected", function()
    local lib <close> = open(FIXTURES .. "coins.html", "coins", 2, 1)
    expect(lib:get(1), { "type=article-journal", "title=Evening clinics & after", "date=2015-03-09", "volume=7",
      "authors=Okafor|Ngozi|N{Okafor, Ngozi}", "authors=Müller|Jörg|J{Müller, Jörg}", "pages=24-31", "issue=2",
      "journal=Journal of Invented Practice", "journal_abbreviation=J Inv Pract", "issn=1234-5679",
      "doi=10.1000/invented.15", "extra=Spring{rft.chron}" })
    expect(lib:get(2), { "type=chapter", "title=Ways", "journal=Walking to the surgery", "year=2011",
      "authors=Sampletown Health Board", "publisher=Invented Press", "place=Sampletown",
      "isbn=9780306406157{978-0-306-40615-7}", "urls=https://example.org/ways" })
  end)
end)

describe("RDF", function()
  it("of Zotero: journals, books, notes and attachments are parts of works, wherever they stand", function()
    local lib <close> = open(FIXTURES .. "zotero.rdf", "rdf", 2, 0)
    expect(lib:get(1), { "type=article-journal{journalArticle}", "title=Evening clinics", "authors=Okafor|Ngozi B.|NB",
      "authors=Sampletown Health Board", "extra=Stein, Ruth{translators}", "other_titles=Clinics{short}",
      "label=okafor15", "date=2015-03-09", "abstract=We opened late.", "pages=24-31", "language=eng{en}",
      "keywords=clinics", "keywords=evening", "journal=Journal of Invented Practice", "volume=7", "issue=2",
      "journal_abbreviation=J Inv Pract", "doi=10.1000/invented.15", "issn=1234-5679", "pmid=12345",
      "notes=Read this & that", "urls=https://example.org/15", "extra=files/3/Okafor.pdf{attachment}" })
    expect(lib:get(2), { "type=chapter{bookSection}", "editors=van der Berg|Jan|J", "journal=Walking to the surgery",
      "series=Small Books", "publisher=Invented Press", "place=Sampletown", "isbn=9780306406157{978-0-306-40615-7}" })
  end)

  it("of BIBO and Dublin Core: persons and lists of them under nodes of their own", function()
    local lib <close> = open(FIXTURES .. "bibo.rdf", "rdf", 2, 0)
    expect(lib:get(1), { "type=article-journal{AcademicArticle}", "authors=Okafor|Ngozi|N",
      "authors=Stein|Ruth|R{Ruth Stein}", "journal=Journal of Invented Practice", "issn=1234-5679", "pages=24-31",
      "volume=7", "year=2015", "doi=10.1000/invented.15" })
    expect(lib:get(2), { "type=book{book}", "authors=Stein|Ruth|R", "publisher=Invented Press",
      "isbn=9780306406157", "year=2011" })
  end)
end)
