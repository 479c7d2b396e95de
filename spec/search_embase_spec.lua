--- Embase.com's syntax: what is found, what is refused, what it says of others' queries.

local sheaf = require "sheaf"
local dialect = require "spec.support.dialect"

local lib
setup(function() lib = dialect.library() end)
teardown(function() lib:close() end)

describe("Embase.com", function()
  it("searches words in the fields behind them", function()
    dialect.finds(lib, "embase", {
      { "heart:ti", "101 102" }, { "heart:ab", "101" }, { "'heart attack':ti,ab", "101" },
      { '"heart attack":ti', "101" },
      { "heart attack:ti", "101 102" }, { "(heart attack):ti", "101 102" }, { "asthma:ti,ab", "" },
      { "asthma:de", "101 102" }, { "asthma", "101 102" }, { "randomised:kw", "101" },
      { "heart :ti, ab", "101 102" }, { "heart : ti", "101 102" }, { "(heart):ti;", "101 102" },
      { "(hip OR colitis):ti,ab,kw", "101 102 103" },
      { "(heart AND hip):ti,ab", "101 102" },
      { "anti-inflammatory:ti", "101" }, { "'anti inflammatory':ti", "101" }, { "somewhere:ff", "101" },
      { "rural:jt", "101" }, { "'and':ti", "101 103" },
    })
  end)

  it("counts words between, less one", function()
    dialect.finds(lib, "embase", {
      { "(heart NEAR/1 attack):ti", "101" }, { "(heart NEAR/2 attack):ti", "101" },
      { "(heart NEAR/3 attack):ti", "101 102" }, { "(heart NEXT/3 attack):ti", "101" },
      { "((hip OR knee) near/2 pain):ab", "102" }, { "((hip NEAR/2 knee) NEAR/1 pain):ab", "102" },
      { "('heart attack' NEXT/2 stroke):ti", "101" },
    })
  end)

  it("has wildcards for none, one and many letters", function()
    dialect.finds(lib, "embase", {
      { "wom?n:ti", "102 103" }, { "isch*mic:ti,ab", "102 103" }, { "isch$emic:ti,ab", "102 103" },
      { "odo$r:ti", "103" },
      { "colou$r:ti", "103" }, { "colo$r:ti", "103" }, { "'heart att*':ti", "101" },
    })
    assert.are.equal("T-PHRASEWILD", dialect.notes("'heart att*':ti", "embase"))
    assert.are.equal("T-LEFT", dialect.notes("*itis:ti", "embase"))
    assert.are.equal("T-SHORT", dialect.notes("he*:ti", "embase"))
    assert.are.equal("T-WILDSEM", dialect.notes("wom#n:ti", "embase"))
  end)

  it("has headings with explosion, focus and subheadings", function()
    dialect.finds(lib, "embase", {
      { "'asthma'/de", "101 102" }, { "asthma/exp", "101 102" }, { "'asthma'/mj", "101" },
      { "'asthma'/exp/mj", "101" },
      { "'asthma'/exp/dm_dt", "101" }, { "'asthma'/exp/dm_th", "102" }, { "'asthma'/exp/dm_dt,dm_th", "101 102" },
      { "'asthma' /exp", "101 102" }, { "'drug therapy':lnk", "101 102" }, { "('asthma' OR epilepsy)/de", "101 102" },
      { "'after-hours care'/exp", "" },
    })
  end)

  it("has names, values, dates and limits", function()
    dialect.finds(lib, "embase", {
      { "smith:au", "102 103" }, { "'smith j':au", "102 103" }, { "'smith ja':au", "103" },
      { "('smith j' OR richards):au",
        "101 102 103" }, { "review:it", "101" }, { "german:la", "102" }, { "'lancet'/jt", "102 103" },
      { "10.1000/ooh.1:do", "101" }, { "[english]/lim", "101 103" }, { "[2010-2015]/py", "101 102" },
      { "2015:py", "101" },
      { "[2011-]/py", "101 103" }, { "[humans]/lim", "101" }, { "[abstracts]/lim", "101 102" },
      { "[review]/lim", "101" },
      { "heart:ti AND ([english]/lim OR [german]/lim) AND [2014-2016]/py", "101" },
    })
    local set, message, code = lib:search("heart:ti AND [embase]/lim", { syntax = "embase" })
    assert.is_nil(set)
    assert.are.equal("L-UNSUP", code)
    assert.is_truthy(message:find("[embase]/lim", 1, true))
  end)

  it("groups from the left", function()
    dialect.finds(lib, "embase", {
      { "colitis:ti OR heart:ti AND hip:ab", "101 102" }, { "hip:ab AND heart:ti OR colitis:ti", "101 102 103" },
      { "heart:ti NOT hip:ab OR colitis:ti", "103" },
    })
    assert.are.equal("B-MIX", dialect.notes("a:ti OR b:ti AND c:ti", "embase"))
    dialect.finds(lib, "embase", { { "(colitis OR heart NEXT/1 attack OR knee NEAR/2 pain):ti,ab", "101 102 103" } })
    assert.are.equal("B-MIX", dialect.notes("(a OR b NEAR/2 c):ti", "embase"))
    assert.are.equal("", dialect.notes("(a OR (b NEAR/2 c)):ti", "embase"))
  end)

  it("says what is wrong and what to write", function()
    dialect.refuses("embase", {
      { "heart:tii", "Y-FIELD", "did you mean" }, { "heart NEAR3 attack", "B-NEAROP", "NEAR/" },
      { "heart adj2 attack", "B-NEAROP", "NEAR/" }, { "heart.ti,ab.", "Y-FIELDFORM", "Ovid" },
      { "exp asthma/", "Y-FIELDFORM", "/exp" }, { "exp 'asthma'", "Y-FIELDFORM", "/exp" },
      { "heart[ti]", "Y-FIELDFORM", ":ti,ab" },
      { "TI=heart", "Y-FIELDFORM", ":ti,ab" }, { "#1 AND #2", "Y-LINEREF", "strategy" }, { "'heart", "Y-QUOTE" },
      { "(heart OR", "Y-OPPOS" }, { "(heart", "Y-PAREN" }, { "heart:", "Y-FIELD" }, { "[31-31-2015]/sd", "L-DATE" },
      { "[2015-2010]/py", "L-DATE" }, { "(a AND b) NEAR/2 c", "B-NEAROP" }, { "[english]", "Y-FIELDFORM" },
    })
    assert.are.equal("Y-FIELDNONE", dialect.notes("heart", "embase"))
    assert.are.equal("B-NEARDIST", dialect.notes("(heart NEAR/0 attack):ti", "embase"))
  end)

  it("writes what others wrote", function()
    dialect.translates("embase", {
      { "pubmed", '"heart attack"[tiab] OR stroke[tiab]', "('heart attack' OR stroke):ti,ab,kw" },
      { "pubmed", '"heart attack"[ti:~2]', "(heart NEAR/3 attack):ti" },
      { "pubmed", '"Asthma/drug therapy"[majr]', "'Asthma'/exp/mj/dm_dt", "different" },
      { "pubmed", "smith j[au] AND eng[la] AND 2010:2015[dp]", "'smith j':au AND eng:la AND [2010-2015]/py" },
      { "pubmed", "2010/05[dp]", "2010:py", "broader" },
      { "pubmed", "lancet[ta] AND review[pt:noexp]", "'lancet'/jt AND review:it" },
      { "wos", "TI=(heart NEAR/3 attack)", "(heart NEAR/4 attack):ti" },
      { "scopus", "TITLE-ABS(heart PRE/2 attac?)", "(heart NEXT/3 attac?):ti,ab" },
      { "cochrane", "(heart NEXT attack*):ti", "(heart NEXT/1 attack*):ti" },
    })
  end)

  it("takes references to lines in a strategy", function()
    local strategy = assert(lib:strategy("heart:ti\nhip:ab\n#1 AND #2\nor/1-2\n1 and 2", { syntax = "embase" }))
    local counts = {}
    for i, line in ipairs(strategy.lines) do counts[i] = line.count end
    assert.are.same({ 2, 2, 2, 2, 2 }, counts)
  end)

  it("withstands hostile texts", function()
    dialect.withstands(lib, "embase", { "(", "a OR ", "'", "*a* ", "a:ti,", "/exp", "[", "x", "#1 ", "'a'/exp/mj," })
    assert.is_nil((sheaf.query.parse("", "embase")))
  end)
end)
