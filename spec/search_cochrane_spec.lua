--- The Cochrane Library's syntax: what is found, what is refused, what it says of others' queries.

local sheaf = require "sheaf"
local dialect = require "spec.support.dialect"

local lib
setup(function() lib = dialect.library() end)
teardown(function() lib:close() end)

describe("the Cochrane Library", function()
  it("searches words in the fields behind them", function()
    dialect.finds(lib, "cochrane", {
      { "heart:ti", "101 102" }, { '"heart attack":ti,ab,kw', "101" }, { "heart attack:ti", "101 102" },
      { "(heart attack):ti", "101 102" }, { "asthma:kw", "101 102" }, { "asthma:ti,ab", "" },
      { "heart: ti , ab", "101 102" },
      { "(hip or colitis):ti,ab", "101 102 103" }, { '"Smith J":au', "102 103" }, { "(Smith J):au", "102 103" },
      { "lancet:so", "102 103" }, { "review:pt", "101" }, { "anti-inflammatory", "101" },
      { "anti-inflam*:ti", "101" },
    })
  end)

  it("has NEAR and NEXT", function()
    dialect.finds(lib, "cochrane", {
      { "(heart near/0 attack):ti", "101" }, { "(heart near/2 attack):ti", "101 102" },
      { "(heart NEXT attack*):ti", "101" },
      { "heart near attack", "101 102" }, { "(women next was)", "" }, { "(women NEXT were):ab", "101" },
      { "(heart NEXT/2 stroke):ti", "101" }, { "((hip or knee) near/1 pain):ab", "102" },
    })
    assert.are.equal("B-NEARDIST", dialect.notes("(heart near/2 attack):ti", "cochrane"))
    assert.are.equal("", dialect.notes("(heart next attack):ti", "cochrane"))
  end)

  it("has wildcards anywhere, but not in quotes", function()
    dialect.finds(lib, "cochrane", {
      { "*itis:ti", "103" }, { "isch*mic:ti,ab", "102 103" }, { "wom?n:ti", "102 103" }, { '"heart att*":ti', "" },
      { "*nflamma*:ti", "101" },
    })
    assert.are.equal("T-PHRASEWILD", dialect.notes('"heart attack*":ti', "cochrane"))
    assert.are.equal("T-WILDSEM", dialect.notes("wom?n:ti", "cochrane"))
    assert.are.equal("T-WILDSEM", dialect.notes("attack$:ti", "cochrane"))
  end)

  it("has headings as they are typed and as they are shown", function()
    dialect.finds(lib, "cochrane", {
      { '[mh "Asthma"]', "101 102" }, { "[mh ^asthma]", "101 102" }, { '[mh "Asthma"[mj]]', "101" },
      { '[mh "Asthma"/DT]', "101" }, { "[mh Asthma/DT,TH]", "101 102" }, { '[MH ^"Epilepsy" / DT]', "102" },
      { '[mh "Asthma"/"drug therapy"]', "101" }, { "[mh /DT]", "101 102" }, { "[mh /EP,DT]", "101 102" },
      { "MeSH descriptor: [Asthma] explode all trees", "101 102" },
      { "MeSH descriptor: [Asthma] this term only", "101 102" },
      { "MeSH descriptor Asthma explode all trees", "101 102" },
      { "mesh descriptor: [Humans] this term only or colitis:ti",
        "101 103" },
      { "MeSH descriptor: [Asthma] explode all trees and with qualifier(s): [Therapy - TH]", "102" },
      { "(MeSH descriptor Epilepsy this term only) and women:ti", "102" },
    })
    assert.are.equal("S-NOEXP", dialect.notes("MeSH descriptor Asthma explode trees 1 and 2", "cochrane"))
    local tree = assert(sheaf.query.parse("[mh ^asthma]", "cochrane")):tree()
    assert.is_nil(tree.explode)
  end)

  it("binds NOT, then AND, then OR", function()
    dialect.finds(lib, "cochrane", {
      { "colitis:ti or heart:ti and hip:ab", "101 102 103" }, { "heart:ti not hip:ab or colitis:ti", "103" },
      { "women:ti and heart:ti not drugs:ti", "102" },
    })
    assert.are.equal("B-MIX", dialect.notes("a:ti or b:ti and c:ti", "cochrane"))
  end)

  it("takes the limits that the platform adds as limits", function()
    dialect.finds(lib, "cochrane", {
      { '("heart"):ti (Word variations have been searched)', "101 102" },
      { "heart:ti or colitis:ti with Publication Year from 2012 to 2020", "101 103" },
      { "heart:ti Publication Year from 2012", "101" },
    })
    for _, tail in ipairs { "in Trials", "in Cochrane Reviews (Reviews and Protocols), Trials",
    "in Trials, with Cochrane Library "
      .. "publication date Between Jan 2010 and Dec 2015" } do
      local query = "heart:ti or colitis:ti " .. tail
      local set, message, code = lib:search(query, { syntax = "cochrane" })
      assert.is_nil(set)
      assert.are.equal("L-UNSUP", code, message)
      dialect.returns(query, "cochrane")
    end
    dialect.finds(lib, "cochrane", { { "heart in women:ti", "102" } })
  end)

  it("says what is wrong and what to write", function()
    dialect.refuses("cochrane", {
      { "heart:tii", "Y-FIELD", "did you mean" }, { "heart near3 attack", "B-NEAROP", "NEAR/" },
      { "heart adj2 attack", "B-NEAROP", "NEAR/" }, { "heart.ti,ab.", "Y-FIELDFORM", "Ovid" },
      { "heart[ti]", "Y-FIELDFORM", ":ti,ab,kw" }, { "TI=heart", "Y-FIELDFORM" },
      { "{OR #1-#5}", "Y-LINEREF", "strategy" },
      { '"heart', "Y-QUOTE" }, { '[mhkw"health services"/DT]', "Y-QUOTE", "inside a name" },
      { '[mh asthma/drug "therapy"]', "Y-QUOTE", "inside a name" }, { "[mh asthma", "Y-PAREN" },
      { "[mh /]", "S-QUAL" }, { "[tiab]", "Y-FIELDFORM" },
      { "heart and", "Y-OPPOS" }, { "heart:ti)", "Y-PAREN" }, { "[mh asthma] near/3 b", "B-NEAROP" },
    })
  end)

  it("writes what others wrote", function()
    dialect.translates("cochrane", {
      { "pubmed", '"heart attack"[tiab] OR stroke[tiab]', '("heart attack" OR stroke):ti,ab,kw', "broader" },
      { "pubmed", '"heart attac*"[ti]', "(heart NEXT attac*):ti" },
      { "pubmed", '"Asthma"[mh]', '[mh "Asthma"]' }, { "pubmed", '"Asthma/therapy"[mh:noexp]', '[mh ^"Asthma"/TH]' },
      { "pubmed", '"Asthma"[majr]', '[mh "Asthma"]', "broader" },
      { "pubmed", '"Asthma/dt"[mh:noexp]', '[mh ^"Asthma"/DT]' },
      { "embase", "(a NEAR/3 b):ti", "(a NEAR/2 b):ti" }, { "embase", "'asthma'/exp", '[mh "asthma"]', "different" },
      { "wos", 'TI=("a b" NEAR/3 c)', '("a b" NEAR/3 c):ti' }, { "scopus", "TITLE(a PRE/0 b)", "(a NEXT b):ti" },
    })
  end)

  it("takes references to lines in a strategy", function()
    local strategy = assert(lib:strategy("#1 heart:ti\n#2 hip:ab\n#3 {OR #1-#2}\n#4 {and #1, #2}\n#5 #1 or #2",
      { syntax = "cochrane" }))
    local counts = {}
    for i, line in ipairs(strategy.lines) do counts[i] = line.count end
    assert.are.same({ 2, 2, 2, 2, 2 }, counts)
  end)

  it("withstands hostile texts", function()
    dialect.withstands(lib, "cochrane", { "(", "a or ", '"', "*a* ", "a:ti,", "[mh a", "[", "{or ", "in trials, ",
    " in trials x",
      "with cochrane library publication date ", "mesh descriptor ", "next " })
  end)
end)
