--- PubMed's abstracts and summaries as text, invented in its shape.

local formats = require "spec.support.formats"
local page_source = require "spec.support.page_source"
local reader = require "sheaf.reader.pubmed_text"

local load, people = formats.load, formats.people

local ABSTRACTS = [[
1. Rural Pract. 2015 Mar 9;4(2):10-9. doi: 10.1000/rural.15. Epub 2015 Jan 2.

Walking to the clinic: routes
and reasons.

[Article in Norwegian]

Okafor N(1), Stein R(2), van der Berg J(1)(2); Evening Clinic Group.

Author information:
(1)Department of Roads, Lake University,
Town, UK.
(2)Hill College, Leeds, UK.

Comment in
    Rural Pract. 2015 Apr;4(3):99.

BACKGROUND: Many walk,
as we saw.
METHODS: We asked 12 people.

Copyright © 2015 Somebody.

DOI: 10.1000/rural.15
PMCID: PMC123456
PMID: 25555555 [Indexed for MEDLINE]

Conflict of interest statement: None.


2. Rural Pract. 2014;3(1):1-2.

Another.

Reed A.

3. is how this paragraph begins, and no record.

PMID: 24444444


3. Rural Pract. 2013 Spring;2:e12.

No authors.

PMID: 23333333
]]

describe("PubMed's abstracts as text", function()
  it("give each field", function()
    local lib <close>, file = load(ABSTRACTS)
    assert.are.same({ "pubmed-text", 3 }, { file.format, file.loaded })
    local r = lib:get(1)
    assert.are.same({ "Walking to the clinic: routes and reasons.", "Rural Pract", "2015-03-09", "4", "2", "10-9" },
      { r.title, r.journal, r.date, r.volume, r.issue, r.pages })
    assert.are.same({ "10.1000/rural.15", "25555555", "PMC123456", "2015-01-02", "nor" },
      { r.doi, r.pmid, r.pmcid, r.date_electronic, r.language })
    assert.are.equal("Okafor, N; Stein, R; van der Berg, J; {Evening Clinic Group}", people(r.authors))
    assert.are.same({ "Department of Roads, Lake University, Town, UK.", "Hill College, Leeds, UK." },
      r.authors[3].affiliations)
    assert.are.same({ "Hill College, Leeds, UK." }, r.authors[2].affiliations)
    assert.are.equal(2, #r.sections)
    assert.are.equal("Many walk, as we saw.", r.sections[1].text)
    assert.are.equal("None.", r.conflict_of_interest)
    assert.truthy(r.extra["Comment in"][1]:find("2015 Apr", 1, true))
  end)

  it("take no paragraph with a number for a record", function()
    local lib <close> = load(ABSTRACTS)
    assert.are.equal("3. is how this paragraph begins, and no record.", lib:get(2).abstract)
    local last = lib:get(3)
    assert.are.same({ "No authors.", "e12", 0 }, { last.title, last.pages, #last.authors })
  end)

  it("are told from other texts, and any cut is accounted for", function()
    for _, text in ipairs { "1. First thing\n\n2. Second thing\n", "PMID: 123 is a number\n\n1. One", "" } do
      assert.is_nil((reader.detect(text)))
    end
    for cut = 80, #ABSTRACTS, 13 do
      local found = page_source.text(reader, ABSTRACTS:sub(1, cut))
      assert.is_true(#found.records + #found.problems > 0)
    end
  end)
end)

describe("PubMed's summaries as text", function()
  it("give each field", function()
    local lib <close>, file = load(
      "1: Okafor N, Stein R; Evening Clinic Group. Walking to the clinic: routes, reasons. And\n" ..
      "more. Rural Pract. 2015 Mar;4(2):10-9. doi: 10.1000/rural.15. Epub 2015 Jan 2. PMID: 25555555; " ..
      "PMCID: PMC123456.\n\n2: Reed A. Is it far? Rural Pract. 2014 Jan-Feb;3(1):1-2. PMID: 24444444.\n")
    assert.are.same({ "pubmed-text", 2 }, { file.format, file.loaded })
    local r = lib:get(1)
    assert.are.same(
      { "Walking to the clinic: routes, reasons. And more.", "Rural Pract", "2015-03", "10-9", "25555555" },
      { r.title, r.journal, r.date, r.pages, r.pmid })
    assert.are.equal("Okafor, N; Stein, R; {Evening Clinic Group}", people(r.authors))
    assert.are.same({ "Is it far?", 2014, "24444444" }, { lib:get(2).title, lib:get(2).year, lib:get(2).pmid })
  end)
end)
