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

  it("reads a portal's page with blocks of several manners", function()
    local found = page_source.text(reader, "Somewhere Research Portal\n\n"
      .. "Corridors and care: an ethnography of a centre\n\nNnamdi Okafor, Mary van den Berg, J. Smith\n\n"
      .. "School of Health\n\nAbstract\n\n"
      .. "Corridors are everywhere. We watched them for a year.\n\n"
      .. "Original language\tEnglish\nPages (from-to)\t100-109\nJournal\tInvented Practice\n"
      .. "Volume\t12\nDOIs\thttps://doi.org/10.5555/corr.3\nPublication status\tPublished - 3 Mar 2021\n\nKeywords\n"
      .. "corridors\nethnography\n")
    local record = found.records[1]
    assert.equal("Corridors and care: an ethnography of a centre", record.title)
    assert.equal("van den Berg", record.authors[2].family)
    assert.equal("2021-03-03", record.date)
    assert.equal("Corridors are everywhere. We watched them for a year.", record.abstract)
    assert.same({ "corridors", "ethnography" }, record.keywords)
    assert.same({ "Somewhere Research Portal", "School of Health" }, record.extra["Page text"])
  end)

  it("reads a group among the names", function()
    local record = page_source.text(reader, "Corridors and care in a small town\n\n"
      .. "Okafor N., Berg MV., The Corridor Group\n\nMore information\n\nDOI\n\n10.5555/x.1\n\nType\n\n"
      .. "Journal article\n\nVolume\n\n12\n").records[1]
    assert.equal("The Corridor Group", record.authors[3].literal)
    assert.equal("Corridors and care in a small town", record.title)
  end)

  it("reads keywords on lines of their own", function()
    local record = page_source.text(reader, "Waiting in rooms, and what it does\n\nMore information\n\n"
      .. "DOI\n\n10.5555/x.1\n\nType\n\nJournal article\n\nPublication Date\n\n03/2021\n\nKeywords\n\nWaiting\n"
      .. "Rooms\nAccess to care\n").records[1]
    assert.same({ "Waiting", "Rooms", "Access to care" }, record.keywords)
    assert.equal("2021-03", record.date)
  end)
end)
