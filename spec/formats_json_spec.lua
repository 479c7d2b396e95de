--- CSL-JSON, Crossref and OpenAlex: invented files field by field, then the cases of Zotero and citation-js.

local cjson = require "cjson"
local formats = require "spec.support.formats"
local sheaf = require "sheaf"
local shared = require "spec.support.shared"
local zotero_items = require "spec.support.zotero_items"

local FOLDER = "spec/fixtures/formats/"

local load = formats.records

local function text(json) return { text = json, name = "pasted" } end

describe("CSL-JSON", function()
  local FILE = FOLDER .. "items.csl.json"

  it("is found out by content", function()
    assert.are.equal("csl-json", (sheaf.detect(FILE)))
    assert.are.equal("crossref", (sheaf.detect(FOLDER .. "crossref.json")))
    assert.are.equal("openalex", (sheaf.detect(FOLDER .. "openalex.jsonl")))
  end)

  it("gives each field of an item", function()
    local record = load(FILE, "csl-json")[1]
    assert.are.equal("article-journal", record.type)
    assert.are.equal("okafor", record.label)
    assert.are.equal("Evening clinics", record.title)
    assert.are.equal("Okafor", record.authors[1].family)
    assert.are.equal("van der Berg", record.authors[2].family)
    assert.are.equal("Jr", record.authors[2].suffix)
    assert.are.equal("Evening Clinic Group", record.authors[3].literal)
    assert.are.equal("2015-03-09", record.date)
    assert.are.equal("Rural Practice", record.journal)
    assert.are.equal("Rural Pract", record.journal_abbreviation)
    assert.are.equal("4", record.volume)
    assert.are.equal("10-19", record.pages)
    assert.are.equal("10.1000/rural.15", record.doi)
    assert.are.equal("eng", record.language)
    assert.are.same({ "access", "rural health" }, record.keywords)
    assert.are.same({ ["accessed"] = { "2020-01" }, ["translator"] = { "Stein, Ruth" },
      ["issued.date-parts"] = { "2015", "4" }, ["custom.a.b"] = { "1", "true", "x" } }, record.extra)
  end)

  it("keeps dates that are text, and says where an object is broken", function()
    local records, report = load(FILE, "csl-json")
    assert.are.equal("2011-03", records[2].date)
    assert.are.equal("9780306406157", records[2].isbn)
    assert.are.equal(4, report.seen)
    assert.are.equal(2, report.rejected)
    assert.are.equal("empty-record", report.problems[1].code)
    assert.are.equal("unclosed-object", report.problems[2].code)
    assert.are.equal(12, report.problems[2].line)
  end)

  it("reads one object, objects one behind another, and lists in lists", function()
    local one = '{"type": "book", "title": "A", "issued": {"date-parts": [[2001]]}, "id": 1}'
    for count, json in ipairs { one, one .. "\n" .. one, "[" .. one .. ",\n" .. one .. "," .. one .. "]" } do
      local records, report = load(text(json), "csl-json")
      assert.are.equal(count, #records)
      assert.are.equal(0, report.rejected)
      assert.are.equal("A", records[count].title)
    end
    assert.are.equal(0, #load(text("[]"), "csl-json"))
  end)

  it("rejects one line of many, and one object of a list", function()
    local good = '{"type": "book", "title": "A", "id": 1}'
    local records, report = load(text(good .. '\n{"type": "book", "title": nonsense}\n{"id": [\n' .. good), "csl-json")
    assert.are.equal(2, #records)
    assert.are.equal(2, report.rejected)
    assert.are.equal(2, report.problems[1].line)
    records, report = load(text("[" .. good .. ",\n{\"title\": nonsense},\n" .. good .. "]"), "csl-json")
    assert.are.equal(2, #records)
    assert.are.equal(1, report.rejected)
    assert.are.equal("bad-json", report.problems[1].code)
    assert.are.equal(2, report.problems[1].line)
  end)

  it("bounds nesting", function()
    local _, report = load(text('[{"title": "a", "x": ' .. ("["):rep(100) .. ("]"):rep(100) .. "}]"), "csl-json")
    assert.are.equal("too-deep", report.problems[1].code)
  end)
end)

describe("Crossref", function()
  it("gives each field of a work, out of the answer that holds it", function()
    local records, report = load(FOLDER .. "crossref.json", "crossref")
    assert.are.equal(2, report.loaded)
    local record = records[1]
    assert.are.equal("article-journal", record.type)
    assert.are.equal("Evening clinics: a survey", record.title)
    assert.are.equal("0000-0002-1825-0097", record.authors[1].orcid)
    assert.are.same({ "Department of Roads", "Lake University" }, record.authors[1].affiliations)
    assert.are.equal("Evening Clinic Group", record.authors[2].literal)
    assert.are.equal("2015-03", record.date)
    assert.are.equal("Aim", record.sections[1].label)
    assert.are.equal("To ask at p < 0.05.", record.sections[1].text)
    assert.are.equal("Results", record.sections[2].label)
    assert.are.equal("Most came by bus.", record.sections[2].text)
    assert.are.same({ "1471-2296", "0028-0836" }, record.issn)
    assert.are.same({ "An older paper.", "Stein. Walks. 2011" }, record.references)
    assert.are.same({ "https://example.org/licence" }, record.extra["license.URL"])
    assert.are.same({ "2015-02-01" }, record.extra.created)
    assert.are.equal("chapter", records[2].type)
    assert.is_nil(records[2].year)
  end)

  it("reads one work in its message, alone, and a list of items", function()
    local work = '{"DOI": "10.1000/a", "title": ["T"], "type": "monograph", "indexed": {}, "reference-count": 0}'
    for _, json in ipairs { '{"status": "ok", "message-type": "work", "message": ' .. work .. "}", work,
      '{"items": [' .. work .. "]}" } do
      local records = load(text(json), "crossref")
      assert.are.equal(1, #records)
      assert.are.equal("10.1000/a", records[1].doi)
      assert.are.equal("book", records[1].type)
    end
  end)

  it("agrees with itself on the works that citation-js keeps", function()
    local kept = shared.read("data/formats/citation-js/test/data/api/doi.json")
    if not kept then
      pending("needs the shared data")
      return
    end
    for doi, works in pairs(cjson.decode(kept)) do
      for _, work in ipairs(works) do
        local records, report = load(text(cjson.encode(work)), "crossref")
        assert.are.equal(1, report.loaded, doi)
        assert.are.equal(work.DOI and work.DOI:lower(), records[1].doi)
        assert.are.equal(work.volume, records[1].volume)
        assert.are.equal(#(work.author or {}), #records[1].authors)
      end
    end
  end)
end)

describe("OpenAlex", function()
  it("gives each field of a work; a broken line costs no other", function()
    local records, report = load(FOLDER .. "openalex.jsonl", "openalex")
    assert.are.equal(3, report.seen)
    assert.are.equal(2, report.loaded)
    assert.are.equal(2, report.problems[1].line)
    local record = records[1]
    assert.are.equal("W1", record.label)
    assert.are.equal("Most came by bus, by foot.", record.abstract)
    assert.are.equal("Okafor", record.authors[1].family)
    assert.are.equal("0000-0002-1825-0097", record.authors[1].orcid)
    assert.are.same({ "Lake University" }, record.authors[1].affiliations)
    assert.are.equal("12345678", record.pmid)
    assert.are.equal("PMC4756000", record.pmcid)
    assert.are.equal("10-19", record.pages)
    assert.are.equal("Rural Practice", record.journal)
    assert.are.equal("Rural Health", record.headings[1].name)
    assert.is_true(record.headings[1].qualifiers[1].major)
    assert.are.same({ "https://openalex.org/W2" }, record.references)
    assert.are.same({ "true" }, record.extra["open_access.is_oa"])
    assert.are.equal("Whole again", records[2].title)
  end)

  it("reads a list of results", function()
    local work = '{"id": "https://openalex.org/W9", "title": "T", "authorships": []}'
    local records = load(text('{"meta": {"count": 1}, "results": [' .. work .. "," .. work .. '], "group_by": [{}]}'),
      "openalex")
    assert.are.equal(2, #records)
  end)
end)

describe("Zotero's JSON cases", function()
  -- record and field: why it differs
  local known = {
    ["W2101234009 authors"] = "a small word before the last one belongs to the family name here",
  }
  for _, case in ipairs { { "CSL_JSON", "csl-json", 1 }, { "OpenAlex_JSON", "openalex", 8 } } do
    it(("load with the right count and agree: %s"):format(case[1]), function()
      local cases = shared.read(("data/formats/zotero/%s.testCases.json"):format(case[1]))
      if not cases then
        pending("needs the shared data")
        return
      end
      local unexplained, agreed, total, number = {}, 0, 0, 0
      for i, row in ipairs(cjson.decode(cases)) do
        number = i
        assert.are.equal(case[2], (sheaf.detect(text(row.input))))
        local records, report = load(text(row.input), case[2])
        assert.are.equal(#row.items, report.loaded)
        local found = zotero_items.pair(records, row.items)
        for k, item in ipairs(row.items) do
          local differences, compared = zotero_items.compare(found[k], item)
          total, agreed = total + compared, agreed + compared - #differences
          for _, d in ipairs(differences) do
            local name = ("%s %s"):format(found[k].label, d.field)
            if not known[name] then
              unexplained[#unexplained + 1] = ("%s: expected '%s', found '%s'"):format(name, d.expected, d.found or "")
            end
          end
        end
      end
      assert.are.same({}, unexplained)
      assert.are.equal(case[3], number)
      assert.is_true(agreed >= total - 1, ("%d of %d fields agree"):format(agreed, total))
      print(("# Zotero, %s: %d of %d fields"):format(case[1], agreed, total))
    end)
  end
end)
