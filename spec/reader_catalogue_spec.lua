local reader = require "sheaf.reader.catalogue"
local page_source = require "spec.support.page_source"
local shared = require "spec.support.shared"

describe("catalogue reader", function()
  it("reads the seed", function()
    local text = shared.read("seeds/003_8e6ae643260cb2dd.txt")
    if not text then return pending("the shared folder is not here") end
    local found = page_source.text(reader, text)
    assert.equal(1, #found.records)
    assert.same({}, found.problems)
    assert.is_true(found.score >= 80)
    local record = found.records[1]
    assert.equal("Implementing new care models: learning from the Greater Manchester demonstrator pilot experience.",
      record.title)
    assert.equal(7, #record.authors)
    assert.same({ family = "Elvey", initials = "R" }, record.authors[1])
    assert.equal("BMC family practice", record.journal)
    assert.equal("BMC Fam Pract", record.journal_abbreviation)
    assert.equal("2018-06-19", record.date)
    assert.equal("19 1 89", table.concat({ record.volume, record.issue, record.pages }, " "))
    assert.equal("29921230", record.pmid)
    assert.equal("10.1186/s12875-018-0773-y", record.doi)
    assert.same({ "1471-2296" }, record.issn)
    assert.equal(4, #record.sections)
    assert.is_nil(record.abstract:find("<br", 1, true))
    assert.same({ "MEDLINE" }, record.extra.Database)
    assert.equal(3, found.lines[1])
  end)

  it("reads labels and values on one line", function()
    local found = page_source.fixture(reader, "catalogue_inline.txt")
    assert.equal(1, #found.records)
    local record = found.records[1]
    assert.equal("Evening appointments in three rural practices: a mixed-methods evaluation", record.title)
    assert.equal("van der Veen", record.authors[2].family)
    assert.is_false(record.authors_complete)
    assert.equal("2021-03-03", record.date)
    assert.same({ "1234-5679", "2345-6789" }, record.issn)
    assert.same({ "Appointments", "Rural practice, small", "Access" }, record.keywords)
    assert.same({ "Periodicals 44/7" }, record.extra["Shelf mark"])
    assert.equal(3, #record.sections)
    assert.equal("10.5555/jipc.2021.44", record.doi)
  end)

  it("reads two records, CRLF, affiliations and unknown labels", function()
    local found = page_source.fixture(reader, "catalogue_two.txt")
    assert.equal(2, #found.records)
    local first, second = found.records[1], found.records[2]
    assert.equal("Telephone first, or the waiting room?", first.title)
    assert.same({ "School of Medicine, University of Somewhere, UK." }, first.authors[1].affiliations)
    assert.is_nil(first.pmid)
    assert.same({ "103456789" }, first.extra["Accession number"])
    assert.same({ "North" }, first.extra["Reading Room"])
    assert.equal("What porters see at night: an ethnography", second.title)
    assert.equal("20000001", second.pmid)
    assert.equal(2016, second.year)
    assert.equal("45-50", second.pages)
    assert.equal(26, found.lines[2])
  end)

  it("gives no title that the page does not show", function()
    local found = page_source.text(reader, "Back to Search\n\nAuthors :\nElm R\nSource :\nInv J 2001; 2(3): 4-5\n"
      .. "Language :\nEnglish\nAbstract\n\nSome text.\n")
    assert.is_nil(found.records[1].title)
    assert.equal("title-missing", found.problems[1].code)
    assert.equal("warning", found.problems[1].severity)
  end)

  it("reports a record that cannot be used", function()
    local found = page_source.text(reader, "Source :\nInv J 2001; 2(3): 4-5\nLanguage :\nEnglish\n")
    assert.equal(0, #found.records)
    assert.equal("error", found.problems[1].severity)
    found = page_source.text(reader, "nothing here")
    assert.equal("record-missing", found.problems[1].code)
  end)

  it("leaves other files alone", function()
    assert.is_nil(reader.detect("PMID- 1\nTI  - Title\nAB  - Background: x\n"))
    assert.is_nil(reader.detect("TY  - JOUR\nTI  - Title\nER  - \n"))
    assert.is_nil(reader.detect("@article{a,\n title = {T},\n year = 2000\n}\n"))
    assert.is_nil(reader.detect(""))
    assert.is_nil(reader.detect("Dear all,\nNote: we meet at nine.\nDate: Monday\n"))
  end)

  it("reads saved HTML", function()
    local core = page_source.core()
    if not core then return pending("sheaf.core does not read HTML yet") end
    local found = page_source.fixture(reader, "catalogue.html", core)
    assert.equal(1, #found.records)
    local record = found.records[1]
    assert.equal("Minor illness at the pharmacy: who asks, and what for?", record.title)
    assert.equal("31999999", record.pmid)
    assert.equal("10.5555/pl.2019.7", record.doi)
    assert.equal(2, #record.authors)
    assert.equal(2, #record.sections)
    assert.is_true(found.score >= 60)
  end)

  it("reads a block of bare labels among others, and keeps abstract headings apart from it", function()
    local page = "Doors in small hospitals.\n\nAuthors :\nOkafor, Nnamdi\nBerg, Mary (AUTHOR)\nSource :\n"
      .. "Invented Health. Aug2019, Vol. 7 Issue 2, p101-112. 12p. 2 Charts.\nPublication Year :\n2019\n\n%s"
      .. "Abstract\n\nSubjects:\nNine porters who work at night.\nResults:\nDoors &amp; locks.\n\n%s"
      .. "Details\n\nLanguage :\nEnglish\nDatabase :\nOther\n"
    local block = "Subjects\n\nDoors\nHospitals, small\n\n"
    for _, text in ipairs { page:format(block, ""), page:format("", block) } do
      local record = page_source.text(reader, text).records[1]
      assert.same({ "Doors", "Hospitals, small" }, record.keywords)
      assert.equal("101-112", record.pages)
      assert.same({ family = "Berg", given = "Mary", initials = "M" }, record.authors[2])
      assert.truthy(record.abstract:find("Nine porters", 1, true) and record.abstract:find("Doors & locks", 1, true))
    end
  end)

  it("reads a book's record", function()
    local found = page_source.text(reader, "Back to results\n\nPrimary care after dark : a handbook\n\n"
      .. "By: Okafor, Nnamdi, 1960-; Berg, Mary\nPublisher: London : Invented Press, 2012\nEdition: 2nd ed.\n"
      .. "ISBN: 9780306406157\nSubjects: Primary care; Night work\nLanguage: English\nCall number: W 84 OKA\n")
    assert.is_true(found.score >= 60)
    local record = found.records[1]
    assert.equal("Okafor Berg", record.authors[1].family .. " " .. record.authors[2].family)
    assert.equal("2nd ed.", record.edition)
    assert.same({ "Primary care", "Night work" }, record.keywords)
    assert.same({ "W 84 OKA" }, record.extra["Call number"])
  end)

  it("takes a reference that stands for the title apart", function()
    local record = page_source.text(reader, "Okafor, N. and Berg, M. (2021) Corridors and care: an ethnography. "
      .. "Invented Practice, 12 (4), pp. 100-109.\n\nItem Type: Article\nPublisher: Invented Press\nISSN: 1234-5679\n"
      .. "Subjects: R Medicine\nDivisions: School of Health\n").records[1]
    assert.equal("Corridors and care: an ethnography", record.title)
    assert.equal(2, #record.authors)
    assert.equal("Invented Practice 2021 12 4 100-109",
      table.concat({ record.journal, record.year, record.volume, record.issue, record.pages }, " "))
    assert.equal(1, #record.extra.Citation)
  end)

  it("keeps the lines above the labels, and leaves files for programs alone", function()
    local record = page_source.text(reader, "Peer reviewed since 1999\n\nThe title of it\n\nAuthors:\nElm R\n"
      .. "Source:\nInv J 2001; 2(3): 4-5\nYear:\n2001\n2002\nLanguage:\nEnglish\n").records[1]
    assert.equal("The title of it", record.title)
    assert.same({ "Peer reviewed since 1999" }, record.extra["Page text"])
    assert.same({ "2002" }, record.extra.Year)
    assert.is_true(reader.detect("[Doors at night]\n\nAuthors:\nElm R\nSource:\nInv J\nYear:\n2001\nISSN:\n1\n") > 60)
    assert.is_nil(reader.detect("<?xml version='1.0'?>\n<r>\nAuthor: A\nTitle: B\nYear: 2000\nPages: 1-2\n</r>\n"))
  end)
end)
