--- Ovid's syntax: what each form finds on a small library, round trips, places of errors, notes, translations, and
--- published strategies.

local platform = require "spec.support.platform"
local sheaf = require "sheaf"
local shared = require "spec.support.shared"

local lib

setup(function() lib = platform.library() end)
teardown(function() lib:close() end)

local function finds(rows) platform.finds(lib, "ovid", rows) end

describe("Ovid's fields", function()
  it("stand behind words, groups and proximity", function()
    finds {
      { "waiting.ti.", "201" }, { "waiting.ti", "201" }, { "waiting .ti.", "201" }, { "waiting.m_titl.", "201" },
      { "pain.ab.", "201 202" }, { "queues.ti,ab.", "" }, { "queues.ti,ab,kf.", "201" }, { "queues.ti, ab, kw.",
      "201" },
      { "queues.ti.ab.kf.", "201" }, { "queues.ti. kf .", "201" }, { "(waiting or pain).ti.", "201" },
      { "((waiting or hip).ti. and relief).ab.", "201 202" }, { "waiting.ti. or relief.ab.", "201 202" },
      { "asthma.mp.", "201 202" }, { "asthma", "201 202" }, { "asthma.tw.", "" }, { "epidemiology.hw.", "201" },
      { "examplamide.nm.", "201" }, { "corridors.in.", "201" }, { "waiting.jw.", "201" }, { "journal of waiting.jn.",
      "201" },
    }
  end)

  it("hold values, names and dates, also for whole groups", function()
    finds {
      { "review.pt.", "202" }, { "(review or letter).pt.", "202 203" }, { "randomized controlled trial.pt.", "201" },
      { "random*.pt.", "201" }, { "english.lg.", "201 203" }, { "(english or german).lg.", "201 202 203" },
      { "okafor ab.au.", "201" }, { "okafor a.au.", "" }, { "okafor a$.au.", "201" }, { "okafor$.au.", "201 202" },
      { "202.ui.", "202" }, { '("201" or "203").ui.', "201 203" }, { "2004.yr.", "201" }, { "200$.yr.", "201" },
      { "2004:2012.(yr).", "201 202" }, { "2010-2012.yr.", "202" }, { "20040101:20040601.ed.", "201" },
      { "drug therapy.fs.", "201" }, { "(dt or th).fs.", "201 202" }, { "th.fs.", "202" }, { "th.fx.", "201 202" },
      { "asthma.sh.", "201 202" }, { "asthma.xm.", "201 202" },
    }
  end)
end)

describe("Ovid's words", function()
  it("know wildcards with their numbers", function()
    finds {
      { "wom#n.ab.", "201 202" }, { "colo?r.ti.", "201 203" }, { "wait*.ti.", "201" }, { "wait$2.ti.", "" },
      { "wait$3.ti.", "201" }, { "wait:.ti.", "201" }, { "w*ting.ti.", "201" }, { "wait*3.ti.", "201" },
    }
  end)

  it("are a phrase when they follow each other, and adj counts places", function()
    finds {
      { "quality of life.ti.", "201" }, { "life quality.ti.", "" }, { "life adj3 quality.ti.", "201" },
      { "life adj1 quality.ti.", "" }, { "quality adj life.ti.", "" }, { "(hip or knee) adj3 pain.ab.", "201" },
      { "pain adj4 (hip or knee).ab.", "201" }, { "(red or blue) hip.ab.", "202" }, { "anti-queue.ti.", "202" },
      { '"quality of life".ti.', "201" }, { "pain.ab. /freq=3", "201" }, { "(pain or relief).ab. /freq=4", "201" },
      { "pain.ab./freq=1", "201 202" }, { "quality adj3 life adj3 colour.ti.", "201" },
    }
  end)

  it("are lines where they are numbers, unless something says otherwise", function()
    finds { { "12 adj sites.ti.", "203" }, { '"12".ti.', "203" }, { "12 sites.ti.", "203" } }
    platform.notes("ovid", { { "12 adj sites.ti.", "Y-BARENUM" } })
    platform.refuses("ovid", { { "12", "Y-LINEREF", 1 }, { "or/1-3", "Y-LINEREF" } })
  end)
end)

describe("Ovid's headings", function()
  it("take exp, * and subheadings, on the same heading", function()
    finds {
      { "Asthma/", "201 202" }, { "*Asthma/", "201 202" }, { "exp Asthma/", "201 202" }, { "exp *Asthma/", "201 202" },
      { "*exp Asthma/dt", "201" }, { "Asthma/dt", "201" }, { "Asthma/dt, th", "201 202" }, { "asthma/dt,th [Therapy]",
      "201 202" },
      { "*Asthma/th", "202" }, { "Asthma/ep, ec", "201" }, { '"Wounds and Injuries"/', "202" },
      { "exp Wounds and Injuries/", "202" }, { "exp Asthma/ not humans.sh.", "202" }, { "Asthma/ and Adult/", "201" },
    }
    platform.notes("ovid", { { "exp Wounds and Injuries/", "Y-OPWORD" }, { "exp asthma", "Y-FIELDFORM" },
      { "Asthma/zz", "S-QUAL" } })
  end)

  it("leave slashes in text alone", function()
    finds { { "and/or.ti.", "" }, { "waiting/colour.ti.", "" } }
    platform.round_trips("ovid", { "V/Q scan*.tw.", "Outcome Assessment (Health Care)/", "exp neurol.jn." })
  end)

  it("print what was mistyped as it was read", function()
    platform.round_trips("ovid", {
      'exp *"health services"\'og', 'exp a"health services"/og', '"waiting "or" rooms "/', "smi<hj$.au.",
      '"s. oh-j$".au.', "exp 3 clinic$2*", 'services access$"$"/og', '":00<"', "a or #EAR b", "a $:au b",
    })
  end)
end)

describe("Ovid's lines", function()
  local lines

  local function counts(texts)
    lines = platform.strategy(texts, "ovid")
    local results, out = {}, {}
    for i, line in ipairs(lines) do
      local set = assert(lib:search_nodes(line.query, { explode = "ignore", unsupported = "ignore",
      results = results }))
      results[i], out[i] = set, #set
    end
    return table.concat(out, " ")
  end

  it("refer to each other in every spelling", function()
    assert.are.equal("1 2 2 2 1 1 2 1 2", counts { "waiting.ti.", "pain.ab.", "1 or 2", "or/1-2", "and/1,2", "2 not 1",
      "or/1,3-4", "3.ti.", "1-2/or" })
  end)

  it("are limited", function()
    assert.are.equal("3 2 1 1 2 1 1 1 1 2 2 1 3", counts { "a$.ti. or waiting.ti. or hip.ti.",
    "limit 1 to english language",
      "limit 1 to humans", 'limit 1 to (english language and yr="2000 -2010")', 'limit 1 to yr="2005 -Current"',
      "limit 1 to (letter)", "limit 1 to ed=20040101-20040630", 'limit 1 to "all adult (19 plus years)"',
      "..l/1 yr=2000-2005 and lg=en", "limit 1 to abstracts", "limit 1 to (review or letter)",
      "limit 1 to (english and letter)", "remove duplicates from 1" })
    for i, line in ipairs(lines) do
      local printed = assert(line.query:print("ovid"))
      assert.is_true(platform.parse(printed, "ovid", lines, i) == line.query, printed)
    end
  end)

  it("keep what records cannot tell", function()
    lines = platform.strategy({ "a.ti.", "1 use ppez", "limit 1 to full text", "from 1 keep 1-5",
      'limit 1 to "reviews (maximizes specificity)"', "limit 1 to up=20200101-20200201" }, "ovid")
    for i = 2, #lines do
      local limits = lines[i].query:tree().children
      assert.are.equal("unsupported", limits[#limits].kind)
    end
    assert.are.equal("1 use ppez", lines[2].query:print("ovid"))
    assert.are.equal("from 1 keep 1-5", lines[4].query:print("ovid"))
  end)

  it("remove duplicates, which changes nothing here and is left out elsewhere", function()
    assert.are.equal("3 3 3 2", counts { "a$.ti. or waiting.ti. or hip.ti.", "remove duplicates from 1", "dedup 1",
      "limit 2 to english language" })
    local query = lines[2].query
    assert.are.equal("filter", query:tree().children[2].kind)
    assert.are.equal("remove duplicates from 1", query:print("ovid"))
    assert.are.equal("X-DUPLICATES", query:notes()[1].code)
    for _, syntax in ipairs(sheaf.query.syntaxes()) do
      if syntax ~= "ovid" then
        local text, losses = query:print_in(syntax, nil, { "LINE", "2", "3", "4" })
        assert.are.equal("LINE", text)
        assert.are.equal("broader", losses[1].direction)
      end
    end
  end)

  it("are limited to records with abstracts on a line alone", function()
    local strategy = assert(lib:strategy("waiting[ti]\n#1 AND hasabstract\n#1 AND hasabstract AND pain[ti]"))
    local text, losses = strategy:translate("ovid")
    assert.are.equal("1. waiting.ti.\n2. limit 1 to abstracts\n3. 1 and pain.ti.\n", text)
    assert.are.equal(1, #losses)
    assert.are.equal("broader", losses[1].direction)
    text = strategy:translate("embase")
    assert.matches("#1 AND %[abstracts%]/lim", text)
  end)
end)

describe("Ovid's messages", function()
  it("say where and what", function()
    platform.refuses("ovid", {
      { "", "Y-OPPOS" }, { "asthma and", "Y-OPPOS", 11 }, { "(asthma.ti.", "Y-PAREN", 1 }, { "asthma).ti.",
      "Y-PAREN", 7 },
      { '"asthma', "Y-QUOTE", 1 }, { "asthma.tiab.", "Y-FIELD", 7 }, { "asthma.zz.", "Y-FIELD", 7 },
      { "asthma[tiab]", "Y-FIELDFORM", 7 }, { "(a or b)[tiab]", "Y-FIELDFORM", 9 }, { "asthma:ti,ab",
      "Y-FIELDFORM", 7 },
      { "TI=asthma", "Y-FIELDFORM", 3 }, { "a NEAR/3 b.ti.", "B-NEAROP", 3 }, { "a.ti. b.ti.", "Y-MISSOP", 7 },
      { "a adj3 (b and c).ti.", "B-NEAROP", 3 }, { "yesterday.yr.", "L-DATE", 1 }, { "pain.ab. /freq=0",
      "Y-FIELDFORM" },
      { "2010:2005.yr.", "L-DATE" },
    })
  end)

  it("warn of what may surprise", function()
    platform.notes("ovid", {
      { "asthma", "Y-FIELDNONE" }, { "asthma.ti", "Y-DOT" }, { "ab$.ti.", "T-SHORT" }, { "*itis.ti.", "T-LEFT" },
      { "a adj0 b.ti.", "B-NEARDIST" }, { "a adj100 b.ti.", "B-NEARDIST" }, { "a.ti. or b.ti. and c.ti.", "B-MIX" },
      { "“a b”.ti.", "Y-SMART" }, { "x.ti,pt.", "Y-FIELDFORM" },
      { "(heart adj 3 attack).ti.", "B-NEAROP" }, { "Health Services and Demand/", "Y-OPWORD" },
      { "2004.ed.", "L-DATE" },
    })
    assert.are.same({}, platform.parse("asthma.ti,ab. [a remark]", "ovid"):notes())
  end)

  it("come quickly for hostile texts", function()
    platform.survives("ovid", {
      deep = ("("):rep(10000) .. "a" .. (")"):rep(10000), tagged = ("("):rep(900) .. "a" .. (").ti."):rep(900),
      long = ("asthma and "):rep(90000) .. "x", wild = ("a*"):rep(1000), open = ("["):rep(100000),
      limit = "limit 1 to " .. ("("):rep(100000), exp = ("exp "):rep(50000), range = "or/1-999999999",
    })
  end)
end)

describe("Ovid's print", function()
  it("gives back the same tree", function()
    platform.round_trips("ovid", {
      { "(near* patient or near-patient).ti.ab", "(near* patient or near patient).ti,ab." },
      { "a adj3 b adj2 c.ti.", "((a adj3 b) adj2 c).ti." }, { "(ae or co).fs.", "ae.fs. or co.fs." },
      "(202001* or 202002*).dt,ez,da.", "(review or trial).pt,ti.", "asthma.ti,,ab,.",
      "x.tn,dv.", { "x.ti,tn.", "x.ti. or x.tn." }, "(a or b).ti,tn.", "foo or bar.tw.", "blue dye*2.tw,ot,nm.",
      '("and" or "12").ti.', "(a adj b) or c", "okafor$.au.", "exp *Asthma/dt, th", "asthma*.sh.",
      "(pain or ache).ab. /freq=2",
      "2000:2010.(yr).", "20040101:20040601.ed.", '"exp neurol".jn.', "((a)).ti.",
    })
  end)

  it("says other platforms' searches as Ovid's users do", function()
    platform.translates("pubmed", "ovid", {
      { '"heart attack"[tiab]', "heart attack.ti,ab,kf." }, { "a[ti] OR b[ti]", "(a or b).ti." },
      { '"a b"[tiab:~3]', "(a adj4 b).ti,ab,kf." }, { "Asthma[mh]", "exp Asthma/" },
      { "Asthma[majr:noexp]", "*Asthma/" }, { '"Wounds and Injuries"[mh:noexp]', '"Wounds and Injuries"/' },
      { '"Asthma/drug therapy"[mh:noexp]', "Asthma/dt" }, { '"this and that"[ti]', '"this and that".ti.' },
      { "2010:2015[dp]", "2010:2015.yr." }, { "letter[pt]", "letter.pt." }, { "x[all]", "x.af." },
      { "asthma[tw]", "asthma.mp.", "different" }, { "okafor a[au]", "okafor a*.au.", "broader" },
    })
    platform.translates("ebsco", "ovid", { { "TI a W3 b", "(a adj4 b).ti.", "broader" } })
  end)
end)

describe("published Ovid strategies", function()
  it("parse line by line and print back", function()
    local text = shared.read("data/queries/clef_tar_strategies.jsonl")
    if not text then pending("the shared strategies are not here") return end
    local seen = 0
    for row in text:gmatch("[^\n]+") do
      local strategy = row:match('"syntax": "ovid".-"query": "(.-[^\\])"[,}]')
      if strategy then
        local texts = {}
        strategy = strategy:gsub("\\u(%x%x%x%x)", function(hex) return utf8.char(tonumber(hex, 16)) end)
        strategy = strategy:gsub("\\n", "\n"):gsub("\\t", " "):gsub('\\"', '"'):gsub("\\\\", "\\")
        for line in strategy:gmatch("[^\n]+") do
          if line:match("%S") then texts[#texts + 1] = line end
        end
        local lines = platform.strategy(texts, "ovid")
        for i, line in ipairs(lines) do
          local printed = assert(line.query:print("ovid"))
          assert.is_true(platform.parse(printed, "ovid", lines, i) == line.query, printed)
          seen = seen + 1
        end
      end
    end
    assert.is_true(seen > 1900, "only " .. seen .. " lines")
  end)
end)
