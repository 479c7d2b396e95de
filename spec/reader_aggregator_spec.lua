local reader = require "sheaf.reader.aggregator"
local page_source = require "spec.support.page_source"
local shared = require "spec.support.shared"

local function summary(record)
  return table.concat({ record.journal or "-", record.year or "-", record.volume or "-", record.issue or "-",
    record.pages or "-", record.authors and #record.authors or 0, record.authors_complete == false and "cut" or "whole",
    record.sections and #record.sections or 0 }, "|")
end

describe("aggregator reader", function()
  it("reads the seed", function()
    local text = shared.read("seeds/004_6a3c12f13dd16704.txt")
    if not text then return pending("the shared folder is not here") end
    local found = page_source.text(reader, text)
    local list = {}
    for i, record in ipairs(found.records) do list[i] = summary(record) end
    assert.same({
      "-|2018|68|672|e487-e494|5|cut|6", "-|-|-|-|-|3|whole|0", "-|2020|70|700|e825-e832|3|whole|6",
      "-|2018|69|678|e24-e32|5|whole|6", "BMJ Open|2019|9|5|e028251|3|whole|7",
      "-|2018|68|suppl 1|bjgp18X697445|3|whole|5", "-|2021|-|-|BJGP.2020.0917|4|whole|6",
      "BJGP Open|2021|-|-|BJGPO.2021.0014|5|cut|7", "-|2021|21|1|-|2|whole|4", "-|2016|18|02|112-121|5|cut|4",
      "-|2015|23|1|137-143|5|cut|4",
    }, list)
    assert.equal("Delivering a primary care-based social prescribing initiative: a qualitative study of the "
      .. "benefits and "
      .. "challenges", found.records[1].title)
    for i = 2, 11 do assert.is_nil(found.records[i].title) end
    assert.equal(10, #found.problems)
    assert.is_nil(found.records[11].abstract:find("Sign in", 1, true))
    assert.is_nil(found.records[9].abstract:find("^Abstract"))
    assert.equal("Fagerlund", found.records[5].authors[1].family)
    assert.same({ 1, 16, 24 }, { found.lines[1], found.lines[2], found.lines[3] })
  end)

  it("reads heads on one line, keywords, and titles above", function()
    local found = page_source.fixture(reader, "aggregator_lines.txt")
    local list = {}
    for i, record in ipairs(found.records) do list[i] = (record.title or "-") .. "|" .. summary(record) end
    assert.same({
      "Waiting for the phone to ring|Invented Medicine|2019|3|2|11-20|2|cut|3",
      "How long is a short visit?|-|2020|4|-|-|1|whole|0", "Doors that open late|-|2021|-|-|-|2|whole|0",
    }, list)
    assert.equal("Visits were timed with a watch.", found.records[2].abstract)
    assert.equal("paper-conference", found.records[3].type)
    assert.same({ "evening", "access" }, found.records[3].keywords)
    assert.equal("Doors were counted.", found.records[3].abstract)
    assert.same({ 3, 7, 12 }, found.lines)
  end)

  it("reads heads whose lines stand apart", function()
    local found = page_source.text(reader,
      "A title\n\n2018 ◽\n\nVol 2 ◽\n\nAuthor(s):\n\nAnn Alder ◽\n\nBo Beech\n\n"
      .. "Two people wrote this. It is short.\n\n2019 ◽\n\nAuthor(s):\n\nCy Cherry\n\nOne person wrote that.\n")
    assert.equal(2, #found.records)
    assert.equal("A title", found.records[1].title)
    assert.equal("-|2018|2|-|-|2|whole|0", summary(found.records[1]))
    assert.equal("Two people wrote this. It is short.", found.records[1].abstract)
    assert.equal("-|2019|-|-|-|1|whole|0", summary(found.records[2]))
  end)

  it("reads other separators", function()
    local found = page_source.text(reader,
      "Late doors\nInv J | 2018 | Vol 2 (1) | Author(s): Ann Alder | Bo Beech\n\nOpen.\n")
    assert.equal("Inv J|2018|2|1|-|2|whole|0", summary(found.records[1]))
  end)

  it("reports what cannot be used", function()
    local found = page_source.text(reader,
      "2018 ◽\nAuthor(s):\n\n2019 ◽\nAuthor(s):\nAnn Alder\n\nGood text here.\n")
    assert.equal(1, #found.records)
    local errors = 0
    for _, problem in ipairs(found.problems) do errors = errors + (problem.severity == "error" and 1 or 0) end
    assert.equal(1, errors)
    assert.equal("record-missing", page_source.text(reader, "◽ ◽ ◽").problems[1].code)
  end)

  it("leaves other pages alone", function()
    assert.is_nil(reader.detect("Author: Smith\nTitle: x"))
    assert.is_nil(reader.detect("Authors :\nElm R\nSource :\nInv J 2001\n"))
  end)

  it("reads saved HTML", function()
    local core = page_source.core()
    if not core then return pending("sheaf.core does not read HTML yet") end
    local found = page_source.fixture(reader, "aggregator.html", core)
    assert.equal(2, #found.records)
    assert.equal("Late visits to young doctors", found.records[1].title)
    assert.equal("Early visits to old doctors", found.records[2].title)
    assert.equal("Old Age Letters|2018|-|-|-|1|cut|3", summary(found.records[2]))
  end)

  it("reads results without title and abstract, and DOIs in their heads", function()
    local found = page_source.text(reader, "\n2020 \u{25FD}  \nVol 70 (700) \u{25FD}  \npp. e825-e832\nAuthor(s):  \n"
      .. "Carol Sinn \u{25FD}  \nMary Dixon\n\n\nInv J \u{25FD}  \n10.5555/ij.2018.1 \u{25FD}  \n"
      .. "2018 \u{25FD}  \nAuthor(s):  \n"
      .. "\u{C9}lodie de La Tour\n\nLamps shine at night.\n")
    local first, second = found.records[1], found.records[2]
    assert.is_nil(first.title)
    assert.equal("Dixon", first.authors[2].family)
    assert.equal("e825-e832", first.pages)
    assert.is_nil(second.title)
    assert.equal("10.5555/ij.2018.1", second.doi)
    assert.equal("Inv J", second.journal)
    assert.equal("de La Tour", second.authors[1].family)
  end)

  it("takes a title that touches its head, whatever stands above it", function()
    local record = page_source.text(reader, "Advanced Search\n\nSort by relevance\n\n"
      .. "scholarly journals The bell at night\nInv Nursing \u{B7} 2016 \u{B7} Vol 4 (2) \u{B7} pp. 11-20\n"
      .. "Author(s): A Elm \u{B7} B Oak\n"
      .. "Bells rang.\n").records[1]
    assert.equal("The bell at night", record.title)
    assert.is_nil(record.extra)
    record = page_source.text(reader, "scholarly journals\n\nThe bell at night\n\n2016 \u{25FD}\n"
      .. "Author(s):\nA Elm\n").records[1]
    assert.equal("The bell at night", record.title)
    assert.same({ "scholarly journals" }, record.publication_types)
  end)
end)
