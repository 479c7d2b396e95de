-- The sections analysis: one row a section.

local sections = require "sheaf.analysis.sections"
local records = require "spec.support.records"

local LABELLED = "Aim: To count swifts. Methods: Nine volunteers watched a roof. Results: There were many swifts."

local function analyse(list, options)
  for i, record in ipairs(list) do
    setmetatable(record, { __tostring = function() return "study " .. i end })
  end
  return sections(records.set(list), options)
end

describe("sections", function()
  it("gives a row a section with label, category, words and text", function()
    local t = analyse { { abstract = LABELLED } }
    assert.equal(3, #t)
    assert.same({ "study 1", "methods", "Methods", 5, "Nine volunteers watched a roof." },
      { t[2].record, t[2].section, t[2].label, t[2].words, t[2].text })
    local evidence = t:evidence(2, "text")
    assert.equal("abstract", evidence.field)
    assert.equal(t[2].text, LABELLED:sub(evidence.first, evidence.last))
  end)

  it("filters by one category or several", function()
    assert.equal(1, #analyse({ { abstract = LABELLED } }, { category = "results" }))
    assert.equal(2, #analyse({ { abstract = LABELLED } }, { category = { "aim", "results" } }))
    assert.equal(0, #analyse({ { abstract = LABELLED } }, { category = "setting" }))
    assert.has_error(function() analyse({ { abstract = LABELLED } }, { category = "nonsense" }) end)
  end)

  it("tells the sections of an abstract without headings by its sentences, and no abstract has none", function()
    local abstract = "Swifts are common birds, but little is known of their sleep. "
      .. "The aim of this study was to learn how they sleep. We interviewed 14 swifts. "
      .. "Results showed that swifts slept significantly longer (P<0.01). We conclude that swifts should sleep."
    local t = analyse { { abstract = abstract }, {}, { abstract = "  " } }
    local found = {}
    for i, row in ipairs(t) do
      found[i] = row.section
      assert.is_nil(row.label)
      assert.is_true(row.confidence > 0 and row.confidence <= 1)
      assert.equal(row.confidence, t:confidence(i, "section"))
      local place = t:evidence(i, "section")
      assert.equal(row.text, abstract:sub(place.first, place.last))
    end
    assert.equal("background", found[1])
    assert.equal("aim", found[2])
    assert.equal("results", found[#found - 1])
    assert.equal("conclusions", found[#found])
    assert.equal(1, #analyse({ { abstract = abstract } }, { category = "aim" }))
    assert.equal("background", analyse({ { abstract = "Swifts are birds. Methods: We look." } })[1].section)
  end)

  it("gives the same for a set of a library, row by row when it is looked at", function()
    local sheaf = require "sheaf"
    local lib = assert(sheaf.open())
    assert(lib:load { name = "birds.ris", text = "TY  - JOUR\nTI  - One\nAB  - " .. LABELLED .. "\nER  -\n"
      .. "TY  - JOUR\nTI  - None\nER  -\n"
      .. "TY  - JOUR\nTI  - Two\nAB  - The aim was to count. We counted ten owls.\nER  -\n" })
    local t = lib:all():analyze "sections"
    assert.same({ "aim", "methods", "results" }, { t[1].section, t[2].section, t[3].section })
    assert.is_nil(t[1].confidence)
    assert.is_nil(t:confidence(1, "section"))
    assert.equal("aim", t[4].section)
    assert.equal("“Two” n.d.", t[4].record)
    assert.is_true(t:confidence(4, "section") > 0)
    assert.equal(2, #lib:all():analyze("sections", { category = "aim" }))
    assert.equal("aim", lib:all():analyze("sections", { category = "aim" })[2].section)
    assert.has_error(function() lib:all():analyze("sections", { category = "feet" }) end)
    -- what the record says stays as the source has it
    assert.same({ "other" }, { lib:get(3).sections[1].category, lib:get(3).sections[2] })
  end)

  it("uses the sections that a record has, also when two texts are the same", function()
    local abstract = "None. None."
    local list = { { abstract = abstract, sections = { { label = "Funding", category = "other", text = "None." },
      { label = "Ethics", category = "other", text = "None." } } } }
    local t = analyse(list)
    assert.equal(2, #t)
    assert.equal(1, t:evidence(1, "text").first)
    assert.equal(7, t:evidence(2, "text").first)
  end)
end)

it("sections says which categories there are, and which option is none", function()
  assert.error_matches(function() analyse({}, { category = "method" }) end,
    "sections: no category 'method'; there are background, aim")
  assert.error_matches(function() analyse({}, { categories = "methods" }) end, "no option 'categories'")
end)
