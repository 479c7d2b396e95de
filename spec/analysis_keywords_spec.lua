local records = require "spec.support.records"

describe("keywords", function()
  local keywords = require("sheaf.analysis").keywords

  local set = records.set {
    { keywords = { "Primary care", "primary-care", "Triage" }, headings = { { name = "Triage" } } },
    { keywords = { "primary care" }, headings = { { name = "Physicians", major = true } } },
    { keywords = { "Primary care", "Théorie" } },
    { keywords = { "THEORIE", "Théorie" } },
  }

  it("takes values for one that have the same words", function()
    local core, words = require "sheaf.core", require "sheaf.words"
    local values = { "Primary care", "primary-care", " PRIMARY  CARE.", "\u{C9}t\u{E9}", "ete", "\u{6F22}\u{5B57} x",
      "?", "", "?", "\u{2019}s", "9" }
    local keys, of_value = core.keys(values)
    for i, value in ipairs(values) do
      local key = words.key(value)
      assert.equal(key ~= "" and key or value, keys[of_value[i]])
    end
    assert.same({ 1, 1, 1, 2, 2, 3, 4, 5, 4, 6, 7 }, of_value)
    assert.has_error(function() core.keys { 1 } end)
  end)

  it("counts a record once for all spellings and shows the most frequent", function()
    local t = keywords(set)
    assert.equal("Primary care", t[1].keyword)
    assert.equal(3, t[1].records)
    assert.equal(0.75, t[1].share)
    assert.equal("Théorie", t[2].keyword)
    assert.equal(2, t[2].records)
  end)

  it("counts headings, or both together", function()
    assert.equal(2, #keywords(set, { field = "headings" }))
    local both = keywords(set, { field = "both" })
    assert.equal(4, #both)
    assert.equal(1, both[4].records)
    assert.error_matches(function() keywords(set, { field = "titles" }) end, "one of keywords, headings, both")
  end)

  it("keeps the first few and says so", function()
    local t = keywords(set, { limit = 1 })
    assert.equal(1, #t)
    assert.same({ "the first 1 of 3" }, t.notes)
  end)

  it("keeps keywords without a letter apart", function()
    assert.equal(2, #keywords(records.set { { keywords = { "+", "-", " " } } }))
  end)

  it("draws a bar chart", function()
    assert.truthy(keywords(set):chart():find("Primary care", 1, true))
  end)
end)
