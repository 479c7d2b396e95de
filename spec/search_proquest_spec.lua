--- ProQuest's syntax: what each form finds on a small library, round trips, places of errors, notes, translations.

local platform = require "spec.support.platform"

local lib

setup(function() lib = platform.library() end)
teardown(function() lib:close() end)

local function finds(rows) platform.finds(lib, "proquest", rows) end

describe("ProQuest", function()
  it("has fields before groups", function()
    finds {
      { "ti(waiting)", "201" }, { "TI(waiting)", "201" }, { "ti,ab(relief)", "201 202" }, { "ti, ab, if (queues)",
      "201" },
      { "noft(corridors)", "201" }, { "corridors", "201" }, { "su(epidemiology)", "201" },
      { "ti(waiting OR hip) NOT ab(red)", "201" },
      { "ti,ab(hip AND relief)", "201 202" }, { "ti(waiting colour)", "201" }, { "ti(colour waiting)", "201" },
      { 'ti("quality of life")', "201" }, { 'ti("life quality")', "" }, { "ti,au(okafor)", "201 202" },
    }
  end)

  it("has whole values, names and dates", function()
    finds {
      { "rtype(review)", "202" }, { "rtype(review OR letter)", "202 203" }, { "la(english)", "201 203" },
      { "au(okafor a)", "201" }, { 'au("okafor a")', "" }, { "pd(2004)", "201" }, { "pd(20040501-20040531)", "201" },
      { "yr(2004-2012)", "201 202" }, { "pmid(202)", "202" }, { 'jn("journal of waiting")', "201" },
    }
  end)

  it("has headings with explosion, focus and qualifiers", function()
    finds {
      { 'MESH.EXACT("Asthma")', "201 202" }, { 'MESH.EXACT.EXPLODE("Asthma")', "201 202" },
      { 'MJMESH.EXACT("Asthma -- therapy")', "202" }, { 'MESH.EXACT("Asthma -- drug therapy")', "201" },
      { 'MESH.EXACT("Asthma -- drug therapy" OR "Asthma -- therapy")', "201 202" },
      { 'MESH.EXACT("Asthma -- economics")', "" },
      { 'su.exact("Humans")', "201" }, { 'mesh.exact("Wounds and Injuries")', "202" },
    }
  end)

  it("counts words between, in any order or in this one", function()
    finds {
      { "ti(life NEAR/1 quality)", "201" }, { "ti(life NEAR/0 quality)", "" }, { "ti(quality PRE/1 life)", "201" },
      { "ti(life PRE/1 quality)", "" }, { "ti(life N/1 quality)", "201" }, { "ti(quality P/1 life)", "201" },
      { "ab((hip OR knee) NEAR/3 pain)", "201" }, { "ti(quality NEAR life)", "201" },
    }
  end)

  it("truncates to five letters, or as many as are said", function()
    finds {
      { "ti(wait*)", "201" }, { "ti(wait[*2])", "" }, { "ti(wait[*3])", "201" }, { "ab(wom?n)", "201 202" },
      { "ti(w*)", "201 203" }, { "ti(antiq*)", "203" }, { "ti(anti*)", "202 203" }, { "ti(tactic[*1])", "202" },
    }
  end)

  it("has lines", function()
    local lines = platform.strategy({ "ti(waiting)", "ab(relief)", "S1 OR [S2]", "S3 NOT s1" }, "proquest", "S")
    assert.are.equal("S1 OR S2", lines[3].query:print())
    assert.are.equal("S3 NOT S1", lines[4].query:print())
    platform.refuses("proquest", { { "S1 OR S2", "Y-LINEREF", 1 } })
  end)

  it("says where an error is", function()
    platform.refuses("proquest", {
      { "", "Y-OPPOS" }, { "ti(a OR", "Y-OPPOS" }, { "ti(a", "Y-PAREN", 3 }, { 'ti("a', "Y-QUOTE", 4 }, { "tix(a)",
      "Y-FIELD", 1 },
      { "ti,abx(a)", "Y-FIELD", 4 }, { "a adj3 b", "B-NEAROP", 3 }, { "(a OR b).ti,ab.", "Y-FIELDFORM", 9 },
      { "a[tiab]", "Y-FIELDFORM", 2 }, { "pd(yesterday)", "L-DATE", 4 }, { "(a AND b) NEAR/3 c", "B-NEAROP" },
    })
  end)

  it("warns of what may surprise", function()
    platform.notes("proquest", {
      { "asthma", "Y-FIELDNONE", "X-VARIANTS" }, { "a NEAR b", "B-NEARDIST" }, { "ti(wom#n)", "T-WILDSEM" },
      { "ti(*itis)", "T-LEFT" }, { "ti(a) OR ti(b) AND ti(c)", "B-MIX" }, { "ti(“a b”)", "Y-SMART" },
    })
  end)

  it("prints back the same tree", function()
    platform.round_trips("proquest", {
      "ti,ab(hip NEAR/3 (pain OR ache)) AND noft(x)", 'MESH.EXACT.EXPLODE("Asthma -- drug therapy")',
      { 'MJMESH.EXACT("Pain" OR "Ache")', 'MJMESH.EXACT("Pain") OR MJMESH.EXACT("Ache")' },
      "econom* AND nurs[*3] a[*2]b",
      'ti("heart attack")', "ti(alpha omega)", "au(smith j) AND pd(20100105-20151231)", "a PRE/0 b", "ft(x)",
      "ti,au(smith)", "a AND b OR c NOT d", 'ti("S1" OR "and")', "ti((a))", "rtype(clinical trial)",
    })
  end)

  it("says other platforms' searches as its users do", function()
    platform.translates("pubmed", "proquest", {
      { '"heart attack"[tiab]', 'ti,ab,if("heart attack")' }, { "a[ti] OR b[ti]", "ti(a OR b)" },
      { '"a b"[ti:~3]', "ti(a NEAR/3 b)" }, { "Asthma[mh]", 'MESH.EXACT.EXPLODE("Asthma")' },
      { '"Asthma/prevention and control"[mh:noexp]', 'MESH.EXACT("Asthma -- prevention & control")' },
      { "infarct*[ti]", "ti(infarct*)", "narrower" }, { "2010:2015[dp]", "pd(2010-2015)" },
    })
    platform.translates("ovid", "proquest", {
      { "(a adj4 b).ti.", "ti(a NEAR/3 b)" }, { "dog$2.ti.", "ti(dog[*2])" }, { "wom#n.ti.", "ti(wom?n)" },
      { "*Asthma/dt, th", 'MJMESH.EXACT("Asthma -- drug therapy" OR "Asthma -- therapy")' },
    })
  end)

  it("answers hostile texts quickly", function()
    platform.survives("proquest", {
      deep = ("("):rep(10000) .. "a" .. (")"):rep(10000), fields = ("ti("):rep(5000),
      long = ("ti(asthma) AND "):rep(70000) .. "x",
      wild = ("a*"):rep(1000), names = ("a,"):rep(50000) .. "(b)", brackets = ("["):rep(50000),
    })
  end)
end)
