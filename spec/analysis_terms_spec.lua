--- Terms of a library: candidates, strengths, background, blocks; and that the core's columns, corpora and lines give
--- what records give.

local columns_of = require "sheaf.column"
local core = require "sheaf.core"
local records = require "spec.support.records"
local shared = require "spec.support.shared"
local sheaf = require "sheaf"

local NBIB = [[
PMID- 1
TI  - Evening clinics in general practice: access to care
AB  - Access to care is poor. Evening clinics in general practice improve access to care.
OT  - evening clinics
OT  - access
FAU - Ash, Mary
AU  - Ash M
DP  - 2010
JT  - Pebble letters

PMID- 2
TI  - General practice and evening clinics
AB  - Evening clinics open late. General practice stays open.
OT  - Evening clinics
FAU - Ash, Mary
AU  - Ash M
FAU - Birch, Tom
AU  - Birch T
DP  - 2011
JT  - Pebble letters

PMID- 3
TI  - Walking stones
AB  - Stones walk at night. General practice has no stones.
MH  - Stones/*analysis
DP  - 2012
JT  - Stone letters
]]

local function library()
  local lib = assert(sheaf.open())
  assert(lib:load { text = NBIB, name = "x.nbib" })
  return lib
end

describe("terms", function()
  it("are phrases and keywords with records, strength, a cutoff and groups", function()
    local lib <close> = library()
    local t = lib:all():analyze("terms", { minimum = 2, share = 1 })
    local rows = {}
    for i = 1, #t do rows[t[i].term] = t[i] end
    assert.equal(2, rows["evening clinics"].records)
    assert.equal(6, rows["evening clinics"].count)
    assert.equal("yes", rows["evening clinics"].keyword)
    assert.equal(3, rows["general practice"].records)
    -- in records 1 and 2 each of the two stands with the other
    assert.equal(2, rows["evening clinics"].strength)
    assert.equal("yes", rows["general practice"].keep)
    assert.equal(rows["evening clinics"].group, rows["general practice"].group)
    assert.equal('("evening clinics"[tiab] OR "general practice"[tiab])', (t:block()))
    assert.equal("(evening clinics or general practice).ti,ab,kf.", (t:block("ovid")))
    assert.truthy(assert(lib:search((t:block("ovid")), { syntax = "ovid" })))
    assert.equal(3, #assert(lib:search((t:block()))))
  end)

  it("are compared with the rest of the library", function()
    local lib <close> = library()
    local t = assert(lib:search "evening[ti]"):analyze("terms", { minimum = 1 })
    for i = 1, #t do
      if t[i].term == "evening clinics" then assert.truthy(t[i].log_likelihood > 0) end
    end
    assert.is_nil(lib:all():analyze("terms", { minimum = 1 })[1].log_likelihood)
  end)

  it("take n-grams, plain records, samples and options, and refuse others", function()
    local lib <close> = library()
    local t = lib:all():analyze("terms", { method = "ngrams", minimum = 1, sample = 2 })
    assert.truthy(#t > 0 and t.notes[1]:find("counted on 2 of the 3 records", 1, true))
    assert.equal(0, #sheaf.analysis.terms(records.set {}))
    assert.truthy(#sheaf.analysis.terms(records.set { { title = "blue pebble, blue pebble" } }, { minimum = 1 }) > 0)
    for option, value in pairs { method = "x", cutoff = "x", sort = "x", share = 2, nothing = 1, against = "x",
      seed = 1.5 } do
      assert.error(function() lib:all():analyze("terms", { [option] = value }) end)
    end
  end)

  it("of litsearchr's own example files are the terms its article finds", function()
    local folder = shared.path and shared.path("data/formats/litsearchr/inst/extdata") or nil
    local file = folder and io.open(folder .. "/scopus.ris")
    if not file then return pending("the shared files are not there") end
    file:close()
    local lib <close> = assert(sheaf.open())
    assert(lib:load { folder .. "/scopus.ris", folder .. "/zoorec.txt" })
    local t, kept = lib:all():analyze("terms", {}), {}
    for i = 1, #t do kept[t[i].term] = t[i].keep end
    for _, term in ipairs { "black-backed woodpecker", "picoides arcticus", "burned forest", "salvage logging",
      "boreal forest", "nest survival" } do
      assert.equal("yes", kept[term], term)
    end
  end)
end)

describe("columns", function()
  it("give what the records give", function()
    local lib <close> = library()
    local set = lib:all()
    local columns = columns_of.read(set, { "year", "keywords", "authors", "headings", "journal", "extra" })
    assert.same({ 2010, 2011, 2012 }, columns_of.integers(columns.year))
    local function values(field, i)
      local column, list = columns[field], {}
      for k = column.starts[i], column.starts[i + 1] - 1 do list[#list + 1] = column.values[column.items[k]] end
      return list
    end
    assert.same({ "evening clinics", "access" }, values("keywords", 1))
    assert.same({ "Stones" }, values("headings", 3))
    assert.same({}, values("authors", 3))
    assert.equal(2, #values("authors", 2))
    assert.same(values("authors", 1)[1], values("authors", 2)[1])
    assert.same({ "Pebble letters" }, values("journal", 2))
  end)

  it("keep the order of the set, repeated and missing records, and raise on what there is not", function()
    local lib <close> = library()
    local reversed = lib:set { 3, 1 }
    local column = core.columns(reversed, { "title" }).title
    assert.same({ "Walking stones", "Evening clinics in general practice: access to care" }, column.values)
    assert.same({ 1, 2, 3 }, column.starts)
    assert.same({ 1, 1, 2 }, core.columns(lib:set { 99, 2 }, { "title" }).title.starts)
    assert.error_matches(function() core.columns(reversed, { "titel" }) end, "no field 'titel'")
    assert.error(function() core.columns(reversed, {}) end)
    assert.same({ 1 }, core.columns(lib:set {}, { "title" }).title.starts)
  end)

  it("give the analyses of a library and of plain records the same tables", function()
    local lib <close> = library()
    local plain = {}
    for record in lib:all():each() do
      local copy = {}
      for name, value in pairs(record) do copy[name] = value end
      plain[#plain + 1] = copy
    end
    for _, name in ipairs { "keywords", "sources", "authors", "trends", "cooccurrence", "three_fields" } do
      assert.equal(sheaf.analysis[name](records.set(plain), {}):csv(), lib:all():analyze(name):csv(), name)
    end
    for _, query in ipairs { "evening clinics", "access", "ston*", "general practice" } do
      assert.equal(sheaf.analysis.concordance(records.set(plain), { query = query }):csv(),
        lib:all():analyze("concordance", { query = query }):csv(), query)
    end
  end)
end)
