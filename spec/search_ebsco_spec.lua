--- EBSCOhost's syntax: what each form finds on a small library, round trips, places of errors, notes, translations.

local platform = require "spec.support.platform"

local lib

setup(function() lib = platform.library() end)
teardown(function() lib:close() end)

local function finds(rows) platform.finds(lib, "ebsco", rows) end

describe("EBSCOhost", function()
  it("has field codes before terms and groups", function()
    finds {
      { "TI waiting", "201" }, { "TI(waiting)", "201" }, { 'TI "waiting"', "201" }, { "(TI waiting OR AB relief)",
      "201 202" },
      { "AB pain", "201 202" }, { "XB queues", "" }, { "KW queues", "201" }, { "SU queues OR MW epidemiology", "201" },
      { "AF corridors", "201" }, { "TX corridors", "201" }, { "corridors", "" }, { "queues", "201" }, { "okafor",
      "201 202" },
      { "TI (waiting OR hip) NOT AB red", "201" }, { "XB (hip AND relief)", "201 202" }, { "TI young AND AB red",
      "202" },
    }
  end)

  it("has whole values, names and dates", function()
    finds {
      { "PT review", "202" }, { "PT (review OR letter)", "202 203" }, { 'PT "randomized controlled trial"', "201" },
      { "LA english", "201 203" }, { "AU okafor a", "201" }, { 'AU "okafor a"', "" }, { 'AU "okafor ab"', "201" },
      { "PY 2004", "201" }, { "PY 2004-2012", "201 202" }, { "DT 20040501-20040531", "201" }, { "PY 2010-", "202 203" },
      { "PM 202", "202" }, { 'JN "journal of waiting"', "201" }, { "SO waiting", "201" },
    }
  end)

  it("has headings with explosion, focus and subheadings", function()
    finds {
      { '(MH "Asthma")', "201 202" }, { '(MH "Asthma+")', "201 202" }, { '(MM "Asthma/DT")', "201" }, { "MH Asthma+",
      "201 202" },
      { '(MH "Asthma+/DT")', "201" }, { '(MH "Asthma/DT/TH")', "201 202" }, { '(MM "Asthma+/TH")', "202" },
      { '(MH "Asthma/EC")', "" }, { 'MH ("Humans" OR "Animals")', "201 202" }, { '(MH "Wounds and Injuries")', "202" },
      { 'MH "Wound*"', "202" }, { 'MW "drug therapy"', "201" },
    }
  end)

  it("counts words between, and takes stop words for any word", function()
    finds {
      { "TI (life N1 quality)", "201" }, { "TI (life N0 quality)", "" }, { "TI (quality W1 life)", "201" },
      { "TI (life W1 quality)", "" }, { "AB ((hip OR knee) N3 pain)", "201" }, { "TI quality N1 life", "201" },
      { 'TI "quality of life"', "201" }, { 'TI "quality the life"', "201" }, { "TI quality of life", "201" },
      { 'TI "quality life"', "" }, { 'TI "quality * life"', "201" }, { "TI surgery quality", "201" },
      { "TI anti-queue", "202 203" }, { 'TI "anti queue"', "202" },
    }
  end)

  it("has wildcards for one, none and many letters", function()
    finds {
      { "AB wom?n", "201 202" }, { "TI colo#r", "201 203" }, { "TI wait*", "201" }, { "AB hip?", "201 202" },
      { "AB w#men", "201" },
      { "TI w*ng", "201" },
    }
  end)

  it("has the limiters that are copied with a search", function()
    finds {
      { "TI waiting OR AB relief Limiters - English Language", "201" },
      { "TI waiting OR AB relief Limiters - Published Date: 20050101-20141231", "202" },
      { "TI waiting OR AB relief Limiters – Publication Type: Review; Abstract Available", "202" },
      { 'TI "waiting limiters - english language"', "" },
    }
    local set, _, code = lib:search("TI waiting Limiters - Peer Reviewed", { syntax = "ebsco" })
    assert.is_nil(set)
    assert.are.equal("L-UNSUP", code)
    platform.round_trips("ebsco", { "TI a OR TI b Limiters - Human; Publication Year: 2010-2015",
      "TI a Limiters - soon" })
  end)

  it("has lines", function()
    local lines = platform.strategy({ "TI waiting", "AB relief", "S1 OR S2", "S3 NOT (s1)" }, "ebsco", "S")
    assert.are.equal("S1 OR S2", lines[3].query:print())
    assert.are.equal("S3 NOT S1", lines[4].query:print())
    platform.refuses("ebsco", { { "S1 OR S2", "Y-LINEREF", 1 } })
  end)

  it("says where an error is", function()
    platform.refuses("ebsco", {
      { "", "Y-OPPOS" }, { "TI (a OR", "Y-OPPOS" }, { "(TI a", "Y-PAREN", 1 }, { 'TI "a', "Y-QUOTE", 4 }, { "TI a)",
      "Y-PAREN" },
      { "a NEAR/3 b", "B-NEAROP", 3 }, { "a adj3 b", "B-NEAROP", 3 }, { "(a OR b).ti,ab.", "Y-FIELDFORM", 9 },
      { "a[tiab]", "Y-FIELDFORM", 2 }, { "TI a AB b", "Y-MISSOP", 6 }, { "PY yesterday", "L-DATE", 4 },
      { "(a AND b) N3 c", "B-NEAROP" }, { "asthma.ti.", "Y-FIELDFORM" },
    })
  end)

  it("warns of what may surprise", function()
    platform.notes("ebsco", {
      { "asthma", "Y-FIELDNONE" }, { "TI heart attack", "Y-MISSOP" }, { 'TI "quality of life"', "T-STOP" },
      { "TI cancer?", "T-WILDSEM" }, { "TI wom$n", "T-WILDSEM" }, { "TI ab*", "T-SHORT" }, { "TI *itis", "T-LEFT" },
      { "TI a OR TI b AND TI c", "B-MIX" }, { "ti (asthma)", "Y-FIELDFORM" }, { "TI a N999 b", "B-NEARDIST" },
      { "TI “a b”", "Y-SMART" }, { "(MH \"Asthma/ZZ\")", "S-QUAL" },
    })
  end)

  it("prints back the same tree", function()
    platform.round_trips("ebsco", {
      { "TI heart attack OR AB x", 'TI "heart attack" OR AB x' }, '(MH "Asthma+/DT/TH") OR (MM "Pain")', "coca-cola",
      "TI (hip W2 pain)", 'XB (a AND b)', "AU smith j AND AU \"smith j\"", "DT 20100105-20151231", "wom?n cancer?",
      'TI "midsummer * dream"', "FT x", "TI (a N3 (b W2 c))", "PT (clinical trial OR review)", '"and" OR TI "S1"',
      "a AND NOT?:trial survey", '"ti ab AND? health #are"', "(TI a) N3 c", "(TI (a N3 b)) N3 c", "a N3 (TI b)",
      "TI a N2 b N3 c", "MH (Asthma+ OR \"Copd\")", "PY 2010-",
    })
  end)

  it("says other platforms' searches as its users do", function()
    platform.translates("pubmed", "ebsco", {
      { '"heart attack"[ti]', 'TI "heart attack"' }, { "a[ti] OR b[ti]", "TI (a OR b)" }, { '"a b"[ti:~3]',
      "TI (a N3 b)" },
      { "a[tiab] OR b[tiab]", "(XB (a OR b) OR KW (a OR b))" }, { "Asthma[mh]", '(MH "Asthma+")', "different" },
      { '"quality of life"[ti]', 'TI "quality of life"', "broader" }, { "2010:2015[dp]", "PY 2010-2015" },
      { "okafor a[au]", "AU okafor a" }, { "letter[pt]", 'PT "letter"' },
    })
    platform.translates("ovid", "ebsco", {
      { "(a adj4 b).ti.", "TI (a N3 b)" }, { "colo?r.ti.", "TI colo#r" }, { "wom#n.ti.", "TI wom?n" },
      { "a#.ti.", "TI a*", "broader" }, { "dog$1.ti.", "TI dog#" },
    })
  end)

  it("answers hostile texts quickly", function()
    platform.survives("ebsco", {
      deep = ("("):rep(10000) .. "a" .. (")"):rep(10000), codes = ("TI "):rep(50000) .. "a",
      values = ("PT "):rep(50000) .. "a",
      long = ("TI asthma AND "):rep(70000) .. "x", wild = ("a*"):rep(1000),
      heading = 'MH "' .. ("a/"):rep(50000) .. '"',
    })
  end)
end)
