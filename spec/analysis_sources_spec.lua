local records = require "spec.support.records"

describe("sources", function()
  local sources = require("sheaf.analysis").sources

  local function names(t)
    local list = {}
    for i = 1, #t do list[i] = t[i].journal .. "=" .. t[i].records end
    return list
  end

  it("counts journals with share and years, most frequent first", function()
    local t = sources(records.set {
      { journal = "Lantern", year = 2001 }, { journal = "Harbour", year = 2010 }, { journal = "Harbour" },
      { journal = "Harbour", year = 2005 }, {},
    })
    assert.same({ "Harbour=3", "Lantern=1" }, names(t))
    assert.equal(0.6, t[1].share)
    assert.equal(2005, t[1].first_year)
    assert.equal(2010, t[1].last_year)
    assert.same({ "1 record without a source title" }, t.notes)
  end)

  it("reads names that differ in case, marks, ampersand, article and subtitle as one", function()
    local t = sources(records.set {
      { journal = "The Journal of Pebbles & Sand" }, { journal = "journal of pebbles and sand" },
      { journal = "Jóurnal of pebbles and sand : the journal of the society" },
    })
    assert.equal(1, #t)
    assert.equal(3, t[1].records)
  end)

  it("joins names by ISSN and shows the other name", function()
    local t = sources(records.set {
      { journal = "Pebble Letters", issn = { "1234-5679" } }, { journal = "Pebble Letters" },
      { journal = "Briefe zum Kiesel", issn = { "12345679" } },
    })
    assert.same({ "Pebble Letters=3" }, names(t))
    assert.equal("Briefe zum Kiesel", t[1].also)
  end)

  it("does not join by an ISSN of zeros", function()
    local zeros = { "0000-0000" }
    assert.equal(2, #sources(records.set { { journal = "A b", issn = zeros }, { journal = "C d", issn = zeros } }))
  end)

  it("joins an abbreviation that some record gives beside the full name", function()
    local t = sources(records.set {
      { journal = "Kiesel Today", journal_abbreviation = "KT" }, { journal = "KT" }, { journal = "KT" },
    })
    assert.same({ "Kiesel Today=3" }, names(t))
    assert.equal("KT", t[1].also)
  end)

  it("joins an abbreviation with the one full name it shortens word by word", function()
    local t = sources(records.set {
      { journal = "British Journal of General Practice" }, { journal = "Br. J. Gen. Pract." },
    })
    assert.same({ "British Journal of General Practice=2" }, names(t))
  end)

  it("leaves an abbreviation alone that could be two journals, and plurals and single words", function()
    assert.equal(3, #sources(records.set {
      { journal = "Health Policy" }, { journal = "Heart Policy" }, { journal = "He Pol" },
    }))
    assert.equal(2, #sources(records.set { { journal = "Social Science" }, { journal = "Social Sciences" } }))
    assert.equal(2, #sources(records.set { { journal = "Health" }, { journal = "Healthcare" } }))
  end)

  it("takes the abbreviation where a record has no more", function()
    assert.same({ "Fam Pract=1" }, names(sources(records.set { { journal_abbreviation = "Fam Pract" } })))
  end)
end)
