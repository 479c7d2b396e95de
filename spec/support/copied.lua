--- A library that holds some of everything, for specs of copying; and what is asked of a copy.

local assert = require "luassert"
local invented = require "spec.support.invented"
local served = require "spec.support.served"

local copied = {}

local AT = "2024-03-01T10:15:00Z"

--- Fills a library: sources of all kinds, rejections, raw bytes, decisions, duplicates, a thesaurus.
function copied.fill(lib, records)
  assert(lib:load({ text = invented.nbib(7, 30), name = "invented.nbib" }, { database = "MEDLINE", platform = "PubMed",
    searched = "2024-01-01", strategy = "1. a*[ti]\n2. #1 OR b", limits = "since 2000", label = "first's" }))
  assert(lib:load({ "examples/data/doors.ris", "examples/data/doors_embase.ris" }, { raw = true }))
  local list = {}
  for i = 1, records do
    local text = ("TI  - Corridor %d\nAU  - Öz, A\nPY  - %d\nDO  - 10.1/%d\n"):format(i // 2, 1980 + i % 40, i // 2)
    list[i] = ("TY  - JOUR\n%sER  - \n\n"):format(i % 50 ~= 0 and text or "")
  end
  assert(lib:load { text = table.concat(list), name = "corridors.ris" })
  assert(lib:load { text = "PMID- 9001\nTI  - One\nMH  - Evening Clinics/trends\n", name = "heading.nbib" })
  assert(lib:load "spec/fixtures/formats/sheaf.jsonl")
  assert(lib:deduplicate { by = "Ana" })
  for id = 1, 20 do
    local out = id % 3 == 0
    assert(lib:decide(id, { stage = "title-abstract", verdict = out and "exclude" or "include", by = "Bo", at = AT,
      reason = out and "O'Brien's \\ reason" or nil }))
  end
  local row = assert(lib:code(3, { code = "night", field = "title", first = 1, last = 4, by = "Bo", memo = "so" }))
  assert(lib:memo(nil, "Of nights.", { code = "night", by = "Bo" }))
  assert(lib:memo(nil, "Of this passage.", { row = row, by = "Bo" }))
  assert(lib:attribute(5, "country", "England", { by = "Bo" }))
  assert(lib:undo(row - 1, { by = "Bo", why = "slip" }))
  assert(lib:thesaurus "spec/fixtures/thesaurus/desc2024.xml")
  return lib
end

--- The second library is the first: every row, what searches find, what is added behind.
function copied.is_same(one, other)
  assert.is_nil(served.difference(one, other, true))
  assert.is_true(other:check())
  for _, query in ipairs { "corridor", "a*[ti] OR 1999[dp]", '"Care Settings"[mh]', "doors NOT night" } do
    assert.are.same(assert(one:search(query)):ids(), assert(other:search(query)):ids())
  end
  assert.are.same(one:works():ids(), other:works():ids())
  assert.are.equal(one:get(31):raw(), other:get(31):raw())
  assert.are.equal(tostring(one:decisions()), tostring(other:decisions()))
end

--- Both go on alike: numbers of records, sources and rows follow those that were copied.
function copied.goes_on(one, other)
  for _, lib in ipairs { one, other } do
    assert(lib:load { text = "TY  - JOUR\nTI  - Behind the rest\nER  - \n", name = "behind.ris" })
    assert(lib:decide(#lib, { stage = "full-text", verdict = "include", by = "Cy", at = AT }))
    assert(lib:deduplicate { by = "Cy" })
  end
  assert.is_nil(served.difference(one, other))
  assert.is_true(other:check())
end

return copied
