--- The labelled sets of duplicates, counted as upstream counts: no false positive, few that are missed.

local labelled = require "spec.support.labelled"
local shared = require "spec.support.shared"
local sheaf = require "sheaf"

-- Missed at most. BibDedupe misses 6, 2, 1 and 2; of digital_work's two here one is an erratum, one another editorial,
-- both disputed in spec/support/labelled.lua.
local MISSED = { cytology_screening = 1, stroke = 2, digital_work = 2, special_cases = 0 }

describe("labelled sets", function()
  local found, missed = 0, 0

  for _, name in ipairs(labelled.SETS) do
    it("are told apart: " .. name, function()
      local there = shared.path("data/dedup/" .. name .. "/merged_record_ids.csv")
      if not there then return pending "the labelled sets are not here" end
      local path, sets = labelled.set(os.getenv("SHEAF_SHARED") or "../shared", name)
      local lib = assert(sheaf.open())
      assert(lib:load(path))
      assert(lib:deduplicate())
      local ids, cluster = labelled.works(lib)
      local c = labelled.count(ids, cluster, sets)
      assert.equal(0, c.fp)
      assert.equal(0, c.mixed)
      assert.is_true(c.fn <= MISSED[name], ("%d missed"):format(c.fn))
      found, missed = found + c.tp, missed + c.fn
    end)
  end

  it("are found to 99 of 100 together", function()
    if found == 0 then return pending "the labelled sets are not here" end
    assert.is_true(found / (found + missed) >= 0.99)
  end)

  it("hold 584 papers in ASySD's test library", function()
    local path = shared.path("data/dedup/ASySD/tests/testthat/labelled_test_set.csv")
    if not path then return pending "the labelled sets are not here" end
    local lib = assert(sheaf.open())
    assert(lib:load(path))
    assert.equal(584, assert(lib:deduplicate()).works)
  end)
end)
