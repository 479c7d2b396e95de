local reader = require "sheaf.reader.repository"
local page_source = require "spec.support.page_source"
local shared = require "spec.support.shared"

local ABSTRACT = "We asked twelve people who sleep outdoors how they see a doctor. Most of them said that "
  .. "they do not, and "
  .. "that the reason is the telephone. A few were met by a nurse who comes to the park, and they thought well of her."

describe("repository reader", function()
  it("reads the seed", function()
    local text = shared.read("seeds/002_d52390264ef3f932.txt")
    if not text then return pending("the shared folder is not here") end
    local found = page_source.text(reader, text)
    assert.equal(1, #found.records)
    local record = found.records[1]
    assert.is_nil(record.title)
    assert.is_nil(record.authors)
    assert.equal("https://doi.org/10.3399/BJGP.2023.0244", record.urls[1])
    assert.equal("10.3399/BJGP.2023.0244", record.doi)
    assert.equal("2023-11-10", record.date)
    assert.equal("BJGP", record.journal)
    assert.equal("article-journal", record.type)
    assert.equal(6, #record.keywords)
    assert.equal(6, #record.sections)
    assert.equal("Background", record.sections[1].label)
    assert.equal(1, #record.extra.Addresses)
    assert.is_nil(record.abstract:find("ookie"))
    assert.equal(5, found.lines[1])
  end)

  it("takes title, names, volume and unknown labels where the page shows them", function()
    local found = page_source.fixture(reader, "repository_titled.txt")
    local record = found.records[1]
    assert.equal("Why nurses stay: interviews in four health centres", record.title)
    assert.equal(3, #record.authors)
    assert.equal("2020-05-04", record.date)
    assert.equal("18", record.volume)
    assert.equal("33 - 41", record.pages)
    assert.same({ "QX-17" }, record.extra["Project code"])
    assert.equal(9, found.lines[1])
    assert.same({}, found.problems)
  end)

  it("reads labels in any order, and an empty one", function()
    local found = page_source.text(reader, ABSTRACT
      .. "\n\nMore information\n\nPublication Date\n\n2019\n\nAddresses\n\n"
      .. "Keywords\n\nsleep; parks, public\n\nType\n\nThesis\n\nPubMed ID\n\n123\n\nDOI\n\n10.5555/park\n")
    local record = found.records[1]
    assert.equal(ABSTRACT, record.abstract)
    assert.is_nil(record.title)
    assert.equal("thesis", record.type)
    assert.equal("123", record.pmid)
    assert.same({ "sleep", "parks, public" }, record.keywords)
    assert.equal(2019, record.year)
  end)

  it("reads a portal's tab-separated labels", function()
    local found = page_source.text(reader, "Sleeping out and seeing a doctor\n\nOriginal language\tEnglish\n"
      .. "Pages (from-to)\t3-9\nJournal\tInvented Care\nVolume\t4\nIssue "
        .. "number\t2\nDOIs\thttps://doi.org/10.5555/park\n"
      .. "Publication status\tPublished - 10 Nov 2019\nSponsor badge\tGold\n")
    local record = found.records[1]
    assert.equal("Sleeping out and seeing a doctor", record.title)
    assert.equal("Invented Care 4 2 3-9", table.concat({ record.journal, record.volume, record.issue,
      record.pages }, " "))
    assert.equal("2019-11-10", record.date)
    assert.same({ "Gold" }, record.extra["Sponsor badge"])
  end)

  it("never takes a short abstract for a title", function()
    local found = page_source.text(reader,
      "We walked to the park and asked people how they sleep.\n\nMore information\n\n"
      .. "DOI\n\n10.5555/park\n\nType\n\nJournal article\n\nJournal\n\nParks\n")
    assert.is_nil(found.records[1].title)
    assert.equal("We walked to the park and asked people how they sleep.", found.records[1].abstract)
  end)

  it("leaves other files alone", function()
    assert.is_nil(reader.detect(ABSTRACT))
    assert.is_nil(reader.detect("TY  - JOUR\nTI  - Title\nER  - \n"))
  end)

  it("reads saved HTML, and its citation tags", function()
    local core = page_source.core()
    if not core then return pending("sheaf.core does not read HTML yet") end
    local found = page_source.fixture(reader, "repository.html", core)
    local record = found.records[1]
    assert.equal("Walking to the surgery: distance and use", record.title)
    assert.equal("Maps and Health 5 1 10-19", table.concat({ record.journal, record.volume, record.issue,
      record.pages }, " "))
    assert.equal("2022-02-14", record.date)
    assert.equal(2, #record.authors)
    assert.same({ "T9" }, record.extra.citation_technical_id)
    assert.same({ "walking", "distance" }, record.keywords)
  end)
end)
