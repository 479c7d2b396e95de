--- Scopus's syntax: what is found, what is refused, what it says of others' queries.

local dialect = require "spec.support.dialect"

local lib
setup(function() lib = dialect.library() end)
teardown(function() lib:close() end)

describe("Scopus", function()
  it("searches words in the fields around them", function()
    dialect.finds(lib, "scopus", {
      { "TITLE(heart)", "101 102" }, { "title ( heart )", "101 102" }, { 'TITLE-ABS-KEY("heart attack")', "101" },
      { "TITLE(heart attack)", "101 102" }, { "TITLE({heart attack})", "101" }, { "TITLE-ABS(asthma)", "" },
      { "KEY(asthma)", "101 102" }, { "INDEXTERMS(asthma)", "101 102" }, { "AUTHKEY(randomised)", "101" },
      { "ALL(asthma)", "101 102" }, { "TITLE-ABS-KEY(anti-inflammatory)", "101" }, { "AFFIL(somewhere)", "101" },
      { "SRCTITLE(rural)", "101" }, { "heart", "101 102" }, { "TITLE(heart AND ABS(hip))", "101 102" },
    })
    assert.are.equal("X-VARIANTS Y-FIELDNONE", dialect.notes("heart", "scopus"))
    assert.are.equal("", dialect.notes("TITLE({heart})", "scopus"))
  end)

  it("counts words between in W and PRE", function()
    dialect.finds(lib, "scopus", {
      { "TITLE(heart W/0 attack)", "101" }, { "TITLE(heart w/2 attack)", "101 102" },
      { "TITLE(heart PRE/2 attack)", "101" },
      { "ABS((hip OR knee) W/0 pain)", "102" }, { 'TITLE("heart attack" PRE/1 stroke)', "101" },
    })
    assert.are.equal("B-NEAROP", dialect.notes("TITLE(heart* W/2 attack* W/3 stroke*)", "scopus"))
  end)

  it("has wildcards", function()
    dialect.finds(lib, "scopus", {
      { "TITLE(*itis)", "103" }, { "TITLE(wom?n)", "102 103" }, { "TITLE-ABS(isch*mic)", "102 103" },
      { 'TITLE("heart att*")', "101" }, { "TITLE({heart att*})", "" },
    })
    assert.are.equal("T-WILDSEM", (dialect.notes("TITLE({a} OR wom#n OR x*)", "scopus"):match("^%S+")))
  end)

  it("has names, values, years and refinements", function()
    dialect.finds(lib, "scopus", {
      { "AUTH(smith j)", "102 103" }, { 'AUTH("smith j")', "102" }, { "AUTH(smith, j OR richards)", "101 102 103" },
      { "FIRSTAUTH(smith)", "102 103" }, { "LANGUAGE(german)", "102" }, { "DOCTYPE(re)", "101" },
      { "DOCTYPE(le OR re)", "101 102" },
      { 'EXACTSRCTITLE("Lancet")', "102 103" }, { "DOI(10.1000/ooh.1)", "101" }, { "PMID(101)", "101" },
      { "PUBYEAR > 2014", "101 103" }, { "PUBYEAR = 2015", "101" }, { "PUBYEAR IS 2015", "101" },
      { "PUBYEAR AFT 2015", "103" },
      { "PUBYEAR BEF 2015", "102" }, { "PUBYEAR > 2009 AND PUBYEAR < 2016", "101 102" },
      { 'TITLE(heart) AND ( LIMIT-TO ( DOCTYPE , "re" ) OR LIMIT-TO ( DOCTYPE , "ed" ) )', "101" },
      { 'TITLE-ABS(heart) AND ( EXCLUDE ( DOCTYPE , "re" ) OR EXCLUDE ( PUBYEAR , 2018 ) )', "102" },
      { 'ALL(heart) AND EXCLUDE(LANGUAGE,"German") AND TITLE(stroke)', "101" },
      { 'TITLE(heart) AND LIMIT-TO(PUBYEAR,2010)', "102" },
    })
  end)

  it("binds OR, proximity, AND, AND NOT", function()
    dialect.finds(lib, "scopus", {
      { "TITLE(colitis OR heart AND women OR odor)", "102 103" }, { "TITLE-ABS(heart AND NOT hip AND drugs)", "102" },
      { "TITLE(women OR heart W/0 attack)", "101" },
    })
    assert.are.equal("B-MIX X-VARIANTS", dialect.notes('TITLE("a" OR "b" AND "c")', "scopus"))
  end)

  it("says what is wrong and what to write", function()
    dialect.refuses("scopus", {
      { "TITLE-ABS-KYE(heart)", "Y-FIELD", "title-abs-key" }, { "TITLE(a NEAR/3 b)", "B-NEAROP", "W/" },
      { "TITLE(a adj3 b)", "B-NEAROP", "W/" }, { "heart[ti]", "Y-FIELDFORM", "TITLE(" },
      { "heart:ti", "Y-FIELDFORM" },
      { "TITLE=heart", "Y-FIELDFORM" }, { "heart.ti,ab.", "Y-FIELDFORM" }, { "#1 AND #2", "Y-LINEREF" },
      { 'TITLE("heart)', "Y-QUOTE" },
      { "TITLE({heart)", "Y-QUOTE" }, { "TITLE(heart", "Y-PAREN" }, { "TITLE()", "Y-OPPOS" },
      { "PUBYEAR > soon", "L-DATE" }, { "PUBYEAR > 9999", "L-DATE" },
      { "EXCLUDE(DOCTYPE,\"re\")", "Y-OPPOS", "AND EXCLUDE" }, { "LIMIT-TO(DOCTIPE,\"re\")", "Y-FIELD", "doctype" },
      { "TITLE((a AND b) W/2 c)", "B-NEAROP" },
    })
    local set, _, code = lib:search('TITLE(heart) AND LIMIT-TO(SUBJAREA,"MEDI")', { syntax = "scopus" })
    assert.is_nil(set)
    assert.are.equal("L-UNSUP", code)
  end)

  it("writes what others wrote", function()
    dialect.translates("scopus", {
      { "pubmed", "heart[ti] OR stroke[ti]", "TITLE(heart OR stroke)" },
      { "pubmed", '"heart attack"[tiab]', '(TITLE-ABS("heart attack") OR AUTHKEY("heart attack"))' },
      { "pubmed", '"Asthma"[mh]', 'INDEXTERMS("Asthma")', "different" },
      { "pubmed", '"heart attack"[ti:~2]', "TITLE(heart W/2 attack)" },
      { "pubmed", "review[pt:noexp] NOT eng[la]", "DOCTYPE(re) AND NOT LANGUAGE(eng)" },
      { "pubmed", "2010:2015[dp]", "(PUBYEAR > 2009 AND PUBYEAR < 2016)" },
      { "pubmed", "2015[dp]", "PUBYEAR = 2015" },
      { "embase", "(heart NEXT/3 attack*):ti,ab", "TITLE-ABS(heart PRE/2 attack*)" },
      { "wos", "TS=(heart NEAR/3 attac$)", "TITLE-ABS-KEY(heart W/3 attac*)", "different broader" },
      { "cochrane", '(heart NEXT attack*):ti OR "x y":ti', 'TITLE((heart PRE/0 attack*) OR "x y")' },
    })
  end)

  it("withstands hostile texts", function()
    dialect.withstands(lib, "scopus", { "(", "a OR ", '"', "*a* ", "TITLE(", "{", "DOI(", "PUBYEAR ", "EXCLUDE(",
    "LIMIT-TO(a,",
      "PUBYEAR > 2010 AND ", "AUTH(a) " })
  end)
end)
