--- Web of Science's syntax: what is found, what is refused, what it says of others' queries.

local sheaf = require "sheaf"
local dialect = require "spec.support.dialect"

local lib
setup(function() lib = dialect.library() end)
teardown(function() lib:close() end)

describe("Web of Science", function()
  it("searches words in the fields before them", function()
    dialect.finds(lib, "wos", {
      { "TI=heart", "101 102" }, { "TI = ( heart )", "101 102" }, { 'TS=("heart attack")', "101" },
      { "TI=heart attack", "101 102" }, { "ti=heart attack and ab=hip", "101 102" }, { "TS=asthma", "" },
      { "ALL=asthma", "101 102" },
      { "AK=randomised", "101" }, { "TS=(hip OR colitis)", "101 102 103" }, { "AD=(Univ* AND Somewhere)", "101" },
      { "TS=(anti-inflammatory)", "101" }, { "heart", "101 102" }, { "TS=(heart AND TI=women)", "102" },
    })
    assert.are.equal("X-VARIANTS Y-FIELDNONE", dialect.notes("heart", "wos"))
    assert.are.equal("", dialect.notes('TI="heart"', "wos"))
  end)

  it("counts words between in NEAR, and takes SAME", function()
    dialect.finds(lib, "wos", {
      { "TI=(heart NEAR/0 attack)", "101" }, { "TI=(heart NEAR/2 attack)", "101 102" },
      { "TI=(heart near/1 attack)", "101" },
      { "TI=heart NEAR/2 attack", "101 102" }, { "TI=(heart NEAR women)", "102" },
      { "AD=(Primary SAME Somewhere)", "101" },
      { 'AB=((hip OR knee) NEAR/0 pain)', "102" }, { 'TI=("heart attack" NEAR/1 stroke)', "101" },
    })
    assert.are.equal("B-NEARDIST", (dialect.notes('TI=("heart" NEAR "women")', "wos")))
    dialect.refuses("wos", { { "TS=(pain NEAR spider bite)", "Y-MISSOP", "quotes" },
      { "TS=(a NEAR (b AND c))", "B-NEAROP" } })
  end)

  it("has wildcards anywhere", function()
    dialect.finds(lib, "wos", {
      { "TI=*itis", "103" }, { "TI=(colo$r)", "103" }, { "TI=wom?n", "102 103" }, { "TS=isch*mic", "102 103" },
      { 'TI="heart att*"', "101" }, { "TI=drug$", "101" },
    })
  end)

  it("has names, values and dates", function()
    dialect.finds(lib, "wos", {
      { "AU=Smith J", "102 103" }, { 'AU="Smith J"', "102" }, { "AU=(Smith J OR Richards)", "101 102 103" },
      { "AU=(Smith, J)", "102 103" }, { "AU=Rich*", "101" }, { "LA=German", "102" },
      { "LA=(English OR German)", "101 102 103" },
      { "DT=(Review OR Letter)", "101 102" }, { "SO=Lancet", "102 103" }, { 'SO="Journal of Rural Practice"', "101" },
      { "DO=10.1000/ooh.1", "101" }, { "PMID=(101 OR 102)", "101 102" }, { "PY=2010-2015", "101 102" },
      { "PY=2015", "101" },
      { "PY=(2010 OR 2018)", "102 103" }, { "DOP=2015-03-01/2015-03-31", "101" }, { "TI=heart AND PY=2011-", "101" },
    })
    assert.are.equal("L-DATE", dialect.notes("PY=2015", "wos"))
  end)

  it("binds NEAR, SAME, NOT, AND, OR", function()
    dialect.finds(lib, "wos", {
      { "TS=(colitis OR heart AND hip)", "101 102 103" }, { "TS=(heart NOT hip OR colitis)", "103" },
      { "TI=(women AND heart NOT drugs)", "102" }, { "TI=(colitis OR heart NEAR/0 attack)", "101 103" },
    })
  end)

  it("reads the settings that are copied with a search", function()
    dialect.finds(lib, "wos", {
      { "TS=heart Indexes=SCI-EXPANDED, SSCI Timespan=2011-2020", "101" },
      { "TS=heart Timespan=All years", "101 102" },
      { "TS=heart; DocType=All document types; Language=All languages;", "101 102" },
    })
    dialect.finds(lib, "wos", {
      { "TOPIC: (heart) AND LANGUAGE: (German) AND DOCUMENT TYPES: (Letter)", "102" },
      { "TITLE: (heart) AND YEAR PUBLISHED: (2015)", "101" },
    })
    local refined = "TS=heart Refined by: DOCUMENT TYPES: ( LETTER )"
    local set, _, code = lib:search(refined, { syntax = "wos" })
    assert.is_nil(set)
    assert.are.equal("L-UNSUP", code)
    dialect.returns(refined, "wos")
  end)

  it("says what is wrong and what to write", function()
    dialect.refuses("wos", {
      { "TX=heart", "Y-FIELD", "did you mean" }, { "TS=(a NEAR3 b)", "B-NEAROP", "NEAR/" },
      { "TS=(a adj3 b)", "B-NEAROP" },
      { "heart[ti]", "Y-FIELDFORM", "TI=" }, { "heart:ti", "Y-FIELDFORM", "TI=" }, { "heart :ti", "Y-FIELDFORM" },
      { "(a OR b):ti,ab", "Y-FIELDFORM" },
      { "heart.ti.", "Y-FIELDFORM" }, { "#1 AND #2", "Y-LINEREF" }, { 'TS="heart', "Y-QUOTE" },
      { "TS=(heart", "Y-PAREN" },
      { "TS=", "Y-OPPOS" }, { "TS=heart AND", "Y-OPPOS" }, { "PY=20*", "L-DATE" }, { "TS=(heart))", "Y-PAREN" },
    })
    local set, _, code = lib:search("TS=heart AND WC=Oncology", { syntax = "wos" })
    assert.is_nil(set)
    assert.are.equal("L-UNSUP", code)
  end)

  it("writes what others wrote", function()
    dialect.translates("wos", {
      { "pubmed", '"heart attack"[tiab] OR stroke[tiab]',
        '(TI=("heart attack" OR stroke) OR AB=("heart attack" OR stroke) OR AK=("heart attack" OR stroke))' },
      { "pubmed", "heart[ti] AND stroke[ti]", "TI=(heart AND stroke)" },
      { "pubmed", "heart[tiab] AND stroke[tiab]",
      "(TI=heart OR AB=heart OR AK=heart) AND (TI=stroke OR AB=stroke OR AK=stroke)" },
      { "pubmed", '"Asthma"[mh]', 'TS="Asthma"', "different" },
      { "pubmed", '"heart attack"[ti:~2]', "TI=(heart NEAR/2 attack)" },
      { "pubmed", "smith j[au] AND 2010:2015[dp]", "AU=(smith j) AND PY=2010-2015" },
      { "pubmed", '"smith j"[au] AND 2010/05:2015[dp]', 'AU="smith j" AND DOP=2010-05-01/2015-12-31' },
      { "embase", "(heart NEAR/3 attack):ti", "TI=(heart NEAR/2 attack)" },
      { "embase", "(heart NEXT/3 attack):ti", "TI=(heart NEAR/2 attack)", "broader" },
      { "scopus", "TITLE-ABS-KEY(heart W/3 attack)", "TS=(heart NEAR/3 attack)", "different" },
      { "cochrane", "(heart NEXT attack*):ti", "TI=(heart NEAR/0 attack*)", "broader" },
    })
  end)

  it("takes references to lines in a strategy", function()
    local strategy = assert(lib:strategy("TI=heart\nAB=hip\n#1 AND #2\n#1 OR #2", { syntax = "wos" }))
    local counts = {}
    for i, line in ipairs(strategy.lines) do counts[i] = line.count end
    assert.are.same({ 2, 2, 2, 2 }, counts)
  end)

  it("withstands hostile texts", function()
    dialect.withstands(lib, "wos", { "(", "a OR ", '"', "*a* ", "TI=", "TI=(", "AU=a ", "NEAR ", "timespan=",
    "TI=a NEAR/1 " })
    assert.is_nil((sheaf.query.parse("  ", "wos")))
  end)
end)
