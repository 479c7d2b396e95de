--- BibTeX and BibLaTeX: an invented library field by field, then the import cases of Zotero and Better BibTeX, whose
--- expected items must be met but for the differences listed here with their reasons.

local formats = require "spec.support.formats"
local sheaf = require "sheaf"
local shared = require "spec.support.shared"
local zotero_items = require "spec.support.zotero_items"

local FIXTURE = "spec/fixtures/formats/library.bib"

local load = formats.records

local function names(people)
  local list = {}
  for i, person in ipairs(people) do
    list[i] = person.literal or ("%s|%s|%s"):format(person.family, person.given or "", person.suffix or "")
  end
  return list
end

describe("BibTeX", function()
  it("is found out by content", function()
    assert.are.equal("bibtex", (sheaf.detect(FIXTURE)))
    assert.are.equal("bibtex", (sheaf.detect { text = "\n@Book(a, title = {b})\n", name = "pasted" }))
    assert.are_not.equal("bibtex", (sheaf.detect { text = "write to a@book{x} for more", name = "pasted" }))
  end)

  it("gives each field of an entry", function()
    local record = load(FIXTURE, "bibtex")[1]
    assert.are.equal("article-journal", record.type)
    assert.are.equal("okafor2015", record.label)
    assert.are.equal("Evening clinics in DNA towns: a survey of 5–6 & more", record.title)
    assert.are.same({ "Okafor|Ngozi|", "von der Heide|Per|Jr", "Evening Clinic Group", "Åström|Renée|" },
      names(record.authors))
    assert.is_false(record.authors_complete)
    assert.are.equal("Rural Practice", record.journal)
    assert.are.equal(2015, record.year)
    assert.are.equal("2015-03", record.date)
    assert.are.equal("4", record.volume)
    assert.are.equal("2", record.issue)
    assert.are.equal("10-19", record.pages)
    assert.are.equal("10.1000/rural.15", record.doi)
    assert.are.equal("12345678", record.pmid)
    assert.are.same({ "1471-2296" }, record.issn)
    assert.are.same({ "access", "out-of-hours, evening", "rural health" }, record.keywords)
    assert.are.equal("Patients were asked about CO₂ and 10% more.\nMost came by bus.", record.abstract)
    assert.are.same({ "Read twice" }, record.notes)
    assert.are.same({ "https://example.org/a_b" }, record.urls)
    assert.are.equal("eng", record.language)
    assert.are.same({ urldate = { "2020-01-02" }, groups = { "mine" } }, record.extra)
  end)

  it("takes from a parent that comes later what tells no document from another", function()
    local record = load(FIXTURE, "bibtex")[2]
    assert.are.equal("paper-conference", record.type)
    assert.are.same({ "Stein|Ruth|", "de la Cruz|José|" }, names(record.authors))
    assert.are.equal("Meeting on Walking", record.journal)
    assert.are.equal(2011, record.year)
    assert.are.equal("Lakeside Press", record.publisher)
    assert.are.same({ "Editor|Ed|" }, names(record.editors))
    assert.is_nil(record.doi)
  end)

  it("reads biblatex's names and ranges of dates, and strings joined with #", function()
    local record = load(FIXTURE, "bibtex")[3]
    assert.are.same({ "van Harman|Hans|" }, names(record.authors))
    assert.are.equal("1999-05", record.date)
    assert.are.equal("Lakeside Press and Sons", record.publisher)
    assert.are.equal("0306406152", record.isbn)
    assert.are.equal("Leeds", record.place)
    assert.are.equal("The whole", record.journal)
  end)

  it("rejects a broken entry with its place and loads the next", function()
    local records, report = load(FIXTURE, "bibtex")
    assert.are.equal(8, report.seen)
    assert.are.equal(6, report.loaded)
    assert.are.equal(2, report.rejected)
    assert.are.equal(2, #report.problems)
    assert.are.equal("unclosed-value", report.problems[1].code)
    assert.are.equal(39, report.problems[1].line)
    assert.are.equal("bad-field", report.problems[2].code)
    assert.are.equal("after1", records[4].label)
    assert.are.same({ "https://example.org/b" }, records[4].urls)
    assert.are.same({ number = { "TR-9" }, year = { "in press" } }, records[6].extra)
  end)

  it("mends what can be mended, and says so", function()
    local cases = {
      { "@misc{a, title = {One}\n year = 2001}", "missing-comma", 2001 },
      { "@misc{a, title = {One}, year = {2001}\n", "missing-end", 2001 },
      { "@misc{a, title = {One}}, year = {2001}}", "stray-brace", 2001 },
      { "@misc{a, title = {One}, publisher = two words, year = 2001}", "unquoted-value", 2001 },
      { "@misc{a, title = {One}, publisher = nostring, year = 2001}", "unknown-string", 2001 },
      { "@misc{a, title = {One}, crossref = {b}, year = 2001}", "missing-parent", 2001 },
    }
    for _, case in ipairs(cases) do
      local records, report = load({ text = case[1], name = case[2] }, "bibtex")
      assert.are.equal(1, report.loaded, case[2])
      assert.are.equal(case[2], report.problems[1] and report.problems[1].code)
      assert.are.equal("One", records[1].title)
      assert.are.equal(case[3], records[1].year)
    end
  end)
end)

-- Every difference from what Zotero and Better BibTeX expect has its reason: "label field #digest" is in the list.
local explained = {}
for _, reason in ipairs(require "spec.support.bibtex_differences") do
  for i = 2, #reason do explained[reason[i]] = reason[1] end
end

local function told(name, difference)
  local hash, text = 2166136261, ("%s | %s"):format(difference.expected, difference.found)
  for i = 1, #text do hash = ((hash ~ text:byte(i)) * 16777619) & 0xFFFFFFFF end
  return ("%s #%08x"):format(name, hash)
end

local function slurp(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

--- Compares a file with its expected items: counts, agreed and compared fields, and what nothing explains.
local function compare(input, items, unexplained)
  local records, report = load(input, "bibtex")
  assert.are.equal(report.seen, report.loaded + report.rejected)
  local found = zotero_items.pair(records, items)
  local agreed, total = 0, 0
  for i, item in ipairs(items) do
    if item.itemType ~= "note" and found[i] then
      local differences, compared = zotero_items.compare(found[i], item)
      total, agreed = total + compared, agreed + compared - #differences
      for _, difference in ipairs(differences) do
        local name = told(("%s %s"):format(found[i].label or "?", difference.field), difference)
        if not explained[name] then
          unexplained[#unexplained + 1] = ("%s: expected '%s', found '%s'"):format(name, difference.expected,
            difference.found or "nothing")
        end
      end
    end
  end
  return report, agreed, total
end

describe("Zotero's BibTeX cases", function()
  local text = shared.read("data/formats/zotero/BibTeX.testCases.json")
  if not text then
    pending("needs the shared data")
    return
  end
  it("load with the right count and agree", function()
    local unexplained, agreed, total = {}, 0, 0
    for i, case in ipairs(require "cjson".decode(text)) do
      local report, a, t = compare({ text = case.input, name = "case " .. i }, case.items, unexplained)
      assert.are.equal(#case.items, report.loaded, "case " .. i)
      agreed, total = agreed + a, total + t
    end
    assert.are.same({}, unexplained)
    assert.is_true(agreed >= 111 and total == 119, ("%d of %d fields agree"):format(agreed, total))
    print(("# Zotero, BibTeX: %d of %d fields"):format(agreed, total))
  end)
end)

describe("Better BibTeX's import files", function()
  local FOLDER = "data/formats/better-bibtex/import"
  -- Files whose counts differ from the expected ones.
  local counts = {
    ["Better BibTeX.009"] = "an entry without a field is rejected",
    ["Jabref groups import does not work #717.3.8"] = "the expected items are those of two files",
    ["Some bibtex entries quietly discarded on import from bib file #873"] =
      "Thiebaux:93 has a brace too many open, and is rejected with that reason; Better BibTeX adds a note",
  }
  local files = shared.list(FOLDER, ".bib")
  if #files == 0 then
    pending("needs the shared data")
    return
  end
  it("load with the right count and agree", function()
    local cjson = require "cjson"
    local unexplained, agreed, total, right, compared = {}, 0, 0, 0, 0
    for _, path in ipairs(files) do
      local name = path:match("([^/]+)%.bib$")
      local expected = shared.read(("%s/%s.json"):format(FOLDER, name))
      local items = expected and cjson.decode(expected).items or {}
      if name == "Jabref groups import does not work #717.3.8" then items = {} end
      local report, a, t = compare({ text = slurp(path), name = name }, items, unexplained)
      agreed, total = agreed + a, total + t
      if expected then
        local number = 0
        for _, item in ipairs(items) do number = number + (item.itemType == "note" and 0 or 1) end
        compared = compared + 1
        local same = report.loaded == number or report.loaded == #items
        assert.is_true(same or counts[name] ~= nil,
          ("%s: %d loaded, %d expected"):format(name, report.loaded, number))
        right = right + (same and 1 or 0)
      end
    end
    assert.is_true(right >= compared - 3, ("%d of %d counts"):format(right, compared))
    assert.is_true(agreed / total > 0.985, ("%d of %d fields agree"):format(agreed, total))
    print(("# Better BibTeX: %d of %d fields, %d of %d counts"):format(agreed, total, right, compared))
    assert.are.same({}, unexplained)
  end)
end)
