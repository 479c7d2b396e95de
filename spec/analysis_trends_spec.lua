local records = require "spec.support.records"

describe("trends", function()
  local trends = require("sheaf.analysis").trends

  local function row(t, i) return table.move(t.rows[i], 1, #t.columns, 1, {}) end

  it("counts records by year and fills the years between", function()
    local t = trends(records.set { { year = 2018 }, { year = 2015 }, { year = 2018 }, {} })
    assert.same({ "year", "records", "share", "cumulative" }, t.columns)
    assert.same({ 2015, 1, 0.25, 1 }, row(t, 1))
    assert.same({ 2016, 0, 0.0, 1 }, row(t, 2))
    assert.same({ 2018, 2, 0.5, 3 }, row(t, 4))
    assert.equal(4, #t)
    assert.same({ "1 record without a year" }, t.notes)
    assert.equal("integer", math.type(t[1].records))
  end)

  it("adds a column for each frequent value of a field, however it is spelt", function()
    local t = trends(records.set {
      { year = 2001, publication_types = { "Review", "Journal Article" } },
      { year = 2001, publication_types = { "review", "REVIEW" } },
      { year = 2003, publication_types = { "Letter" } },
    }, { by = "publication_types", limit = 2 })
    assert.same({ "year", "records", "share", "cumulative", "Review", "Journal Article" }, t.columns)
    assert.equal(2, t[1].Review)
    assert.equal(0, t[3].Review)
    assert.same({ "the 2 most frequent of 3 values of 'publication_types'" }, t.notes)
    assert.truthy(t:chart():find("<svg", 1, true))
  end)

  it("keeps a value apart from the table's own columns", function()
    local t = trends(records.set { { year = 2001, journal = "records" } }, { by = "journal" })
    assert.equal(1, t["records (journal)"] and 1 or t[1]["records (journal)"])
  end)

  it("says and leaves out a gap no set has", function()
    local t = trends(records.set { { year = 19 }, { year = 2019 } })
    assert.equal(2, #t)
    assert.same({ "no records from 20 to 2018: those years are left out" }, t.notes)
  end)

  it("is an empty table for an empty or undated set", function()
    assert.equal(0, #trends(records.set {}))
    assert.equal(0, #trends(records.set { {}, {} }))
    assert.truthy(trends(records.set { {} }, { by = "journal" }):chart())
  end)

  it("refuses an option it does not have", function()
    assert.error_matches(function() trends(records.set {}, { bye = "journal" }) end, "no option 'bye'; it takes by")
    assert.error_matches(function() trends(records.set {}, { limit = "x" }) end, "'limit' must be a whole number")
  end)
end)
