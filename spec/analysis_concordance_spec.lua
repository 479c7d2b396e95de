local records = require "spec.support.records"

describe("concordance", function()
  local concordance = require("sheaf.analysis").concordance

  local set = records.set {
    { id = 7, title = "Access to care: an Éclair of accessibility",
      abstract = "Users spoke of accéssing out-of-hours\ncare. Primary  care matters to ACCESS." },
    { id = 9, title = "Café opening", abstract = "No match here, but users’ care is primary." },
  }

  local function lines(t, column)
    local list = {}
    for i = 1, #t do list[i] = t[i][column] end
    return list
  end

  it("finds words whatever their case and marks, with their record and field", function()
    local t = concordance(set, { query = "access" })
    assert.same({ "Access", "ACCESS" }, lines(t, "match"))
    assert.same({ "left", "match", "right", "record", "field" }, t.columns)
    assert.same({ 7, 7 }, lines(t, "record"))
    assert.same({ "title", "abstract" }, lines(t, "field"))
    assert.same({ "Café" }, lines(concordance(set, { query = "cafe" }), "match"))
    assert.same({ "Éclair" }, lines(concordance(set, { query = "ECLAIR" }), "match"))
    assert.same({ "2 lines in 1 record" }, t.notes)
  end)

  it("takes truncation, phrases, alternatives and lists", function()
    assert.same({ "Access", "accessibility", "accéssing", "ACCESS" },
      lines(concordance(set, { query = "access*" }), "match"))
    assert.same({ "Primary  care" }, lines(concordance(set, { query = "primary care" }), "match"))
    assert.same({ "Primary  care", "users’ care" }, lines(concordance(set, {
      query = '"primary care" OR users care', fields = "abstract",
    }), "match"))
  end)

  it("matches across hyphens and apostrophes as the index does", function()
    assert.same({ "out-of-hours" }, lines(concordance(set, { query = "out of hour*" }), "match"))
    assert.same({ "users’ care" }, lines(concordance(set, { query = "users care" }), "match"))
  end)

  it("takes the longest of the phrases that begin at one word", function()
    assert.same({ "Primary  care" }, lines(concordance(set, { query = { "primary", "primary care" },
      fields = { "abstract" }, limit = 1 }), "match"))
  end)

  it("points at the bytes of the match", function()
    local t = concordance(set, { query = "access*" })
    local phrase = t:evidence(3, "match")
    assert.same({ "abstract", "accéssing" }, { phrase.field, phrase.text })
    assert.equal("accéssing", set[1].abstract:sub(phrase.first, phrase.last))
  end)

  it("cuts the context at words and characters, and shows it on one line", function()
    local t = concordance(set, { query = "accessing", width = 12 })
    assert.equal("…spoke of", t[1].left)
    assert.equal("out-of-hours…", t[1].right)
    local umlauts = records.set { { title = ("äöü"):rep(300) .. " access " .. ("ßé "):rep(300) } }
    for width = 0, 30 do
      local line = concordance(umlauts, { query = "access", width = width })[1]
      assert.truthy(utf8.len(line.left) and utf8.len(line.left) <= width + 1)
      assert.truthy(utf8.len(line.right) and utf8.len(line.right) <= width + 1)
      assert.falsy(line.left:find("\u{FFFD}", 1, true) or line.right:find("\u{FFFD}", 1, true))
    end
  end)

  it("aligns the matches when printed", function()
    local t = concordance(set, { query = "access*" })
    local printed, column = {}, nil
    for line in t:text():gmatch("[^\n]+") do printed[#printed + 1] = line end
    for i = 1, #t do
      local before = printed[i + 3]:match("^ *(.-)  " .. t[i].match)
      assert.equal(t[i].left, before)
      local at = printed[i + 3]:find("  " .. t[i].match, 1, true)
      column = column or at and utf8.len(printed[i + 3]:sub(1, at - 1))
      assert.equal(column, utf8.len(printed[i + 3]:sub(1, at - 1)))
    end
  end)

  it("sorts by the words to the left or right", function()
    local words = records.set { { title = "b access y" }, { title = "a b access x" }, { title = "c a access z" } }
    assert.same({ 3, 1, 2 }, lines(concordance(words, { query = "access", sort = "left" }), "record"))
    assert.same({ 2, 1, 3 }, lines(concordance(words, { query = "access", sort = "right" }), "record"))
  end)

  it("takes a Lua pattern instead", function()
    assert.same({ "spoke of" }, lines(concordance(set, { pattern = "spoke %a+" }), "match"))
    assert.equal(0, #concordance(set, { pattern = "z*" , fields = { "title" } }))
    assert.error_matches(function() concordance(set, { pattern = "(" }) end, "concordance: ")
  end)

  it("searches fields that are lists", function()
    local listed = records.set { { keywords = { "Access", "x access" }, headings = { { name = "Health Access" } } } }
    assert.equal(3, #concordance(listed, { query = "access", fields = { "keywords", "headings" } }))
  end)

  it("refuses a query without a word, two kinds of query, and a star within a word", function()
    for query, message in pairs { [""] = "holds no word", ["- |"] = "holds no word", ["wom*n"] = "may only end a word",
      ["*"] = "may only end a word", ['"a b'] = "quote is not closed" } do
      assert.error_matches(function() concordance(set, { query = query }) end, message)
    end
    assert.error_matches(function() concordance(set) end, "needs one of query and pattern")
  end)

  it("lives with broken UTF-8 and control characters", function()
    local broken = records.set { { title = "\xff\xfe access \xc3", abstract = "a\27[31m access\0" } }
    local t = concordance(broken, { query = "access" })
    assert.equal(2, #t)
    assert.falsy(t:text():find("\27", 1, true))
  end)
end)
