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

  it("gives an abstract without headings as one row and no abstract as none", function()
    local t = analyse { { abstract = "Swifts are birds." }, {}, { abstract = "  " } }
    assert.equal(1, #t)
    assert.is_nil(t[1].section)
    assert.is_nil(t[1].label)
    assert.equal(3, t[1].words)
    assert.equal(0, #analyse({ { abstract = "Swifts are birds." } }, { category = "aim" }))
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
