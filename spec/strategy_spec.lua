--- Strategies: cut from what people paste, run line by line, translated, and held against known studies.

local cut = require("sheaf.strategy.cut").cut
local sheaf = require "sheaf"

local RECORDS = [[
PMID- 1
TI  - Out-of-hours care in general practice: a qualitative study
AB  - Patients were interviewed about pain and access to a doctor at night.
DP  - 2010
LA  - eng
MH  - After-Hours Care
MH  - *Patient Satisfaction
PT  - Journal Article

PMID- 2
TI  - Asthma and pain
AB  - A trial of asthma therapy in children.
DP  - 2015
LA  - fre
MH  - Asthma/*drug therapy
MH  - Humans
PT  - Randomized Controlled Trial

PMID- 3
TI  - Appointments at the weekend
AB  - Opening surgeries longer did not change attendance.
DP  - 2018
LA  - eng
]]

local function library()
  local lib = assert(sheaf.open())
  assert(lib:load { text = RECORDS, name = "records.nbib" })
  return lib
end

local function texts(lines)
  local list = {}
  for i, line in ipairs(lines) do list[i] = line.id .. "|" .. line.text .. "|" .. tostring(line.reported) end
  return list
end

describe("a pasted strategy is cut", function()
  local CASES = {
    { "one line a set", "ovid", "exp Asthma/\nwheez*.ti,ab.\n1 or 2\n",
      { "1|exp Asthma/|nil", "2|wheez*.ti,ab.|nil", "3|1 or 2|nil" } },
    { "numbers and hits in parentheses", "ovid",
      "1. exp Asthma/ (1234)\n2. wheez*.ti,ab. (5,678)\n3. 1 or 2 (6000)",
      { "1|exp Asthma/|1234", "2|wheez*.ti,ab.|5678", "3|1 or 2|6000" } },
    { "numbers without full stops", "ovid", "1 exp Asthma/\n2 wheez*.ti,ab.\n3 1 or 2",
      { "1|exp Asthma/|nil", "2|wheez*.ti,ab.|nil", "3|1 or 2|nil" } },
    { "a table with tabs", "ovid", "#\tSearches\tResults\n1\texp Asthma/\t1234\n2\twheez*.ti,ab.\t5\n3\tor/1-2\t6",
      { "1|exp Asthma/|1234", "2|wheez*.ti,ab.|5", "3|or/1-2|6" } },
    { "a banner and rules", "ovid",
      "Database: Ovid MEDLINE(R) <1946 to March 2019>\nSearch Strategy:\n------\n1     Asthma/ (10)\n"
        .. "2     1 (3)\n*****",
      { "1|Asthma/|10", "2|1|3" } },
    { "the newest line first", "ebsco", "S3\tS1 AND S2\t12\nS2\tTI nurse*\t300\nS1\tTI doctor*\t400",
      { "S1|TI doctor*|400", "S2|TI nurse*|300", "S3|S1 AND S2|12" } },
    { "numbers with a mark", "cochrane", "#1 [mh Asthma]\n#2 wheez*:ti,ab\n#3 #1 or #2",
      { "#1|[mh Asthma]|nil", "#2|wheez*:ti,ab|nil", "#3|#1 or #2|nil" } },
    { "wrapped lines of a numbered strategy", "ovid",
      "1. (asthma or\nwheez*).ti,ab. (12)\n2. child*.ti,ab.\n3. 1 and 2",
      { "1|(asthma or wheez*).ti,ab.|12", "2|child*.ti,ab.|nil", "3|1 and 2|nil" } },
    { "one query over several lines", "pubmed", "(asthma[tiab]\nOR wheeze[tiab])\nAND child[tiab]",
      { "1|(asthma[tiab] OR wheeze[tiab]) AND child[tiab]|nil" } },
    { "a history from PubMed", "pubmed",
      'Search number,Query,Sort By,Filters,Search Details,Results,Time\n'
      .. '3,#1 AND #2,,,"...","12",04:05\n2,"""night care""[tiab]",,,x,"1,200",04:04\n1,asthma[tiab],,,x,99,04:03\n',
      { "#1|asthma[tiab]|99", '#2|"night care"[tiab]|1200', "#3|#1 AND #2|12" } },
    { "letters in numbers", "pubmed", "1a asthma[tiab]\n1b wheeze[tiab]\n2 child[tiab]",
      { "1A|asthma[tiab]|nil", "1B|wheeze[tiab]|nil", "2|child[tiab]|nil" } },
    { "lines of references alone", "ovid", "asthma.ti.\nchild.ti.\n1 and 2\n3 not 1",
      { "1|asthma.ti.|nil", "2|child.ti.|nil", "3|1 and 2|nil", "4|3 not 1|nil" } },
    { "references in front, without numbers", "pubmed", "asthma[ti]\ncare[ti]\n#1 AND #2\n#1 OR #3",
      { "1|asthma[ti]|nil", "2|care[ti]|nil", "3|#1 AND #2|nil", "4|#1 OR #3|nil" } },
    { "numbers before references", "ovid", "1 asthma.ti.\n2 care.ti.\n3 1 or 2\n4 or/1-3",
      { "1|asthma.ti.|nil", "2|care.ti.|nil", "3|1 or 2|nil", "4|or/1-3|nil" } },
    { "a search for a number", "pubmed", "2019[dp]", { "1|2019[dp]|nil" } },
    { "carriage returns and odd spaces", "ovid", "\u{FEFF}1.\u{A0}asthma.ti.\r\n2.\u{A0}child.ti.\r\n",
      { "1|asthma.ti.|nil", "2|child.ti.|nil" } },
    { "EBSCOhost's table, its cells over several lines", "ebsco",
      "#\tQuery\tLimiters/Expanders\tLast Run Via\tResults\n"
      .. "S2\tTI nurse*\tLimiters - English Language; Human\nSearch modes - Boolean/Phrase\tInterface - EBSCOhost\n"
      .. "Database - CINAHL Plus\t300\nS1\t(MH \"Asthma+\")\tSearch modes - Boolean/Phrase\tInterface - EBSCOhost\n"
      .. "Database - CINAHL Plus\t4,000\n",
      { 'S1|(MH "Asthma+")|4000', "S2|TI nurse* Limiters - English Language; Human|300" } },
    { "EBSCOhost's details in the line", "ebsco",
      'S1 (MH "Asthma+") Search modes - Boolean/Phrase 4,000\nS2 S1 AND TI a Expanders - Apply equivalent subjects '
      .. "Search modes - Boolean/Phrase Interface - EBSCOhost Database - CINAHL 12",
      { 'S1|(MH "Asthma+")|4000', "S2|S1 AND TI a|12" } },
    { "EBSCOhost's View Results", "ebsco",
      "S1\tTI a\tSearch modes - Boolean/Phrase\tView Results (4,000) View Details Edit\nS2\tTI b\tView Results (3)",
      { "S1|TI a|4000", "S2|TI b|3" } },
    { "hits behind one space", "embase",
      "No. Query Results\n#3 #1 OR #2 1,700\n#2 wheez*:ti,ab 567\n#1 'asthma'/exp 1,234",
      { "#1|'asthma'/exp|1234", "#2|wheez*:ti,ab|567", "#3|#1 OR #2|1700" } },
    { "numbers that belong to the words", "ovid", "1 covid 19\n2 sars cov 2\n3 1 or 2",
      { "1|covid 19|nil", "2|sars cov 2|nil", "3|1 or 2|nil" } },
    { "hits and dates", "embase", "#2 #1 AND care:ti 17 12 Mar 2020\n#1 'asthma'/exp 1,234 12 Mar 2020",
      { "#1|'asthma'/exp|1234", "#2|#1 AND care:ti|17" } },
    { "Web of Science's settings", "wos",
      "# 2\t#1 AND TI=a\nIndexes=SSCI Timespan=All years\t12\n# 1\tTS=(asthma*)\n"
        .. "Indexes=SSCI Timespan=All years\t4,000",
      { "#1|TS=(asthma*) Indexes=SSCI Timespan=All years|4000", "#2|#1 AND TI=a Indexes=SSCI Timespan=All years|12" } },
    { "Web of Science's hits in front", "wos", "# 1 4,000 TS=(asthma*)\n# 2 12 #1 AND TI=a",
      { "#1|TS=(asthma*)|4000", "#2|#1 AND TI=a|12" } },
    { "Cochrane's header", "cochrane",
      "Search Name: x\nID\tSearch\tHits\n#1\t[mh Asthma]\t10,000\n#2\t#1 and a:ti\t500",
      { "#1|[mh Asthma]|10000", "#2|#1 and a:ti|500" } },
    { "PubMed's history with order and filters", "pubmed",
      "Search\tQuery\tItems found\tTime\n#2\tSearch: #1 AND care[ti] Sort by: Most Recent\t120\t05:12:10\n"
      .. "#1\tSearch: asthma[mh] Filters: Humans, from 2010 - 2020\t4000\t05:11:50",
      { '#1|(asthma[mh]) AND ("humans"[Filter] AND 2010:2020[dp])|4000', "#2|#1 AND care[ti]|120" } },
    { "PubMed's older history", "pubmed", "#2 Search (#1 AND care[ti]) 120\n#1 Search asthma[mh] 4000",
      { "#1|asthma[mh]|4000", "#2|(#1 AND care[ti])|120" } },
    { "ProQuest's columns", "proquest",
      "Set#\tSearched for\tDatabases\tResults\nS1\tti(a)\tMEDLINE®\t1,234*\nS2\tS1 AND ti(b)\tMEDLINE®\t12",
      { "S1|ti(a)|1234", "S2|S1 AND ti(b)|12" } },
    { "Scopus's counts", "scopus", "2\t#1 AND TITLE(a)\t12 document results\n1\tTITLE(b)\t4,000 document results",
      { "1|TITLE(b)|4000", "2|#1 AND TITLE(a)|12" } },
    { "cells of a table on lines of their own", "ovid", "1\nexp Asthma/\n1234\n2\nwheez*.ti,ab.\n567\n3\n1 or 2\n1700",
      { "1|exp Asthma/|1234", "2|wheez*.ti,ab.|567", "3|1 or 2|1700" } },
    { "pages of a PDF", "ovid", "1. exp Asthma/\n2. (wheez* or\ndyspn*).ti,ab.\nPage 3 of 10\n3. (1 or 2)\nand a.ti.",
      { "1|exp Asthma/|nil", "2|(wheez* or dyspn*).ti,ab.|nil", "3|(1 or 2) and a.ti.|nil" } },
    { "bars between cells", "ovid",
      "| # | Search | Hits |\n|---|---|---|\n| 1 | exp Asthma/ | 12 |\n| 2 | 1 and a.ti. | 3 |",
      { "1|exp Asthma/|12", "2|1 and a.ti.|3" } },
    { "words before the numbers", "ovid", "Line 1: exp Asthma/\nLine 2: 1 and a.ti.",
      { "1|exp Asthma/|nil", "2|1 and a.ti.|nil" } },
    { "bullets", "pubmed", "• asthma[tiab]\n• wheeze[tiab]", { "1|asthma[tiab]|nil", "2|wheeze[tiab]|nil" } },
    { "a parenthesis that never closes", "ovid", "(asthma.ti.\nchild.ti.", { "1|(asthma.ti.|nil", "2|child.ti.|nil" } },
  }
  for _, case in ipairs(CASES) do
    it("where it has " .. case[1], function()
      local lines = cut(case[3], case[2])
      for _, line in ipairs(lines) do line.id = line.id:upper() end
      assert.are.same(case[4], texts(lines))
    end)
  end

  it("into nothing where it has no lines", function()
    local lib = library()
    local strategy, message, code = lib:strategy("\n----\n", { syntax = "ovid" })
    assert.is_nil(strategy)
    assert.matches("no lines", message)
    assert.are.equal("Y-OPPOS", code)
    lib:close()
  end)
end)

describe("a strategy", function()
  it("runs every line, and lines refer to earlier ones", function()
    local lib = library()
    local strategy = assert(lib:strategy("#1 pain[tiab] (2000)\n#2 asthma[tiab]\n#3 #1 NOT #2\n"))
    assert.are.equal("pubmed", strategy.syntax)
    assert.are.equal(3, #strategy)
    assert.are.same({ 2, 1, 1 },
      { strategy.lines[1].count, strategy.lines[2].count, strategy.lines[3].count })
    assert.are.equal(2000, strategy.lines[1].reported)
    assert.are.same({ 1 }, strategy.set:ids())
    assert.are.equal("#1 NOT #2", strategy.lines[3].text)
    assert.matches("#3 +1  #1 NOT #2", tostring(strategy))
    local t = strategy:table()
    assert.are.equal(2, t[1].count)
    lib:close()
  end)

  it("says what is wrong with a line and with the lines that need it, and runs the others", function()
    local lib = library()
    local strategy = assert(lib:strategy("pain[tiabs]\nasthma[tiab]\n#1 OR #2\n#4 AND #2\n#9 OR #2\n#2 OR #2"))
    assert.are.equal("Y-FIELD", strategy.lines[1].code)
    assert.matches("did you mean %[tiab%]", strategy.lines[1].error)
    assert.are.equal(1, strategy.lines[2].count)
    assert.are.equal("Y-LINEREF", strategy.lines[3].code)
    assert.matches("refers to itself", strategy.lines[4].error)
    assert.matches("there is no line", strategy.lines[5].error)
    assert.are.equal(1, #strategy.set)
    lib:close()
  end)

  it("refuses wrong arguments and unknown syntaxes", function()
    local lib = library()
    assert.has_error(function() lib:strategy(7) end)
    assert.has_error(function() lib:strategy("a", { sintax = "ovid" }) end)
    local strategy, message, code = lib:strategy("a", { syntax = "lexis" })
    assert.is_nil(strategy)
    assert.matches("no search syntax", message)
    assert.are.equal("unsupported", code)
    lib:close()
  end)

  it("runs in Ovid's syntax, with every spelling of references", function()
    local lib = library()
    local strategy = assert(lib:strategy([[
Database: Ovid MEDLINE(R) <1946 to present>
1     pain.ti,ab. (123)
2     (asthma or wheez*).ti,ab. (45)
3     appointment?.ti. (6)
4     or/1-3 (150)
5     1 or 2 or 3
6     4 not 2
7     and/1,4
8     limit 4 to english language
9     (1 or 3) not 2
]], { syntax = "ovid" }))
    local counts = {}
    for i, line in ipairs(strategy.lines) do counts[i] = line.count or line.error end
    assert.are.same({ 2, 1, 1, 3, 3, 2, 2, 2, 2 }, counts)
    lib:close()
  end)

  it("is translated line by line, and the translation finds the same", function()
    local lib = library()
    local strategy = assert(lib:strategy("1. pain.ti,ab,kf.\n2. (asthma adj3 therapy).ti,ab,kf.\n3. 1 not 2",
      { syntax = "ovid" }))
    for _, syntax in ipairs(sheaf.query.syntaxes()) do
      local text, losses = assert(strategy:translate(syntax))
      local again = assert(lib:strategy(text, { syntax = syntax }))
      assert.are.equal(3, #again, syntax .. ":\n" .. text)
      for i, line in ipairs(again.lines) do assert.is_nil(line.error, syntax .. " line " .. i .. ": " .. text) end
      if #losses == 0 then assert.are.same(strategy.set:ids(), again.set:ids(), syntax .. ":\n" .. text) end
    end
    assert.is_nil((strategy:translate("lexis")))
    lib:close()
  end)
end)

describe("known studies", function()
  it("are found or missed, and why", function()
    local lib = library()
    local strategy = assert(lib:strategy(
      '"out of hours"[tiab] OR "night care"[tiab]\nappointment[tiab]\npain[tiab] OR weekend[tiab]\n(#1 OR #2) AND #3'))
    local t = assert(strategy:known(lib:all()))
    assert.are.equal(3, t.known)
    assert.are.equal(1, t.found)
    assert.is_true(math.abs(t.recall - 1 / 3) < 1e-9)
    assert.are.equal("yes", t[1].found)
    assert.are.equal("no", t[3].found)
    assert.matches("line 4: nothing matches in #1 OR #2", t[3].why)
    assert.are.equal("1 2", t[3].missed)
    assert.matches("truncate appointment to appointment%*", t[3].remedy)
    assert.are.equal(2, t.lines[3].found - 1)
    lib:close()
  end)

  -- { record, syntax, strategy, why (the smallest failing clauses), words of the remedy }
  local MISSED = {
    { 1, "ovid", "(access adj1 pain adj9 doctor).ab.", "line 1: nothing matches in access adj1 pain adj9 doctor",
      "allow 1 word between" },
    { 2, "ovid", "(pain adj2 children).ti,ab.", "line 1: nothing matches in pain adj2 children", "nothing like it" },
    { 1, "embase", "(doctor NEXT/3 access):ab", "line 1: nothing matches in doctor NEXT/3 access", "any order" },
    { 1, "pubmed", '"interviewed pain"[tiab]', 'line 1: nothing matches in "interviewed pain"[tiab]',
      "allow 1 word between" },
    { 1, "pubmed", "interviewed[ti]", "line 1: nothing matches in interviewed[ti]", "in abstract too" },
    { 3, "pubmed", "attendence[tiab]", "line 1: nothing matches in attendence[tiab]", "attendance" },
    { 2, "pubmed", "paediatric[tiab] OR childrens[tiab]", "line 1: nothing matches in paediatric[tiab] OR "
      .. "childrens[tiab]", "children" },
    { 3, "pubmed", "asthma[mh]", "line 1: nothing matches in asthma[mh]", "no subject headings" },
    { 2, "pubmed", "humans[majr]", "line 1: nothing matches in humans[majr]", "drop the focus" },
    { 1, "pubmed", "satisfaction[mh]", "line 1: nothing matches in satisfaction[mh]", "Patient Satisfaction" },
    { 1, "pubmed", "surgery[sh]", "line 1: nothing matches in surgery[sh]", "subheading surgery" },
    { 2, "pubmed", "review[pt]", "line 1: nothing matches in review[pt]", "Randomized Controlled Trial" },
    { 3, "pubmed", "review[pt]", "line 1: nothing matches in review[pt]", "no publication types" },
    { 3, "pubmed", "jones[au]", "line 1: nothing matches in jones[au]", "no authors" },
    { 1, "ovid", "pain.ab. /freq=2", "line 1: nothing matches in pain.ab.", "fewer than 2 times" },
    { 2, "ovid", "1 pain.ti.\n2 limit 1 to english language\n3 limit 2 to humans\n4 2 and 3",
      "line 2: nothing matches in english language", "it is in fre" },
    { 2, "ovid", "1 pain.ti.\n2 1 not humans/\n3 limit 2 to yr=\"2016 -Current\"",
      "line 2 takes it away: humans/; line 3: nothing matches in yr=\"2016 -Current\"", "leave the NOT out" },
    { 2, "ovid", "1 asthma.ti.\n2 wheeze.ti.\n3 1 and 2\n4 night.ti.\n5 nurse.ti.\n6 4 and 5\n7 3 or 6",
      "line 2: nothing matches in wheeze.ti.", "nothing like it" },
    { 3, "ovid", "1 asthma.ti.\n2 remove duplicates from 1", "line 1: nothing matches in asthma.ti.",
      "nothing like it" },
    { 3, "ebsco", "TI weekend* Limiters - Published Date: 20000101-20101231",
      "line 1: nothing matches in Published Date: 20000101-20101231", "published in 2018" },
  }
  for _, case in ipairs(MISSED) do
    it("are missed by " .. case[3]:gsub("\n", "; "), function()
      local lib = library()
      local strategy = assert(lib:strategy(case[3], { syntax = case[2], explode = "ignore" }))
      local t = assert(strategy:known(lib:set { case[1] }))
      assert.are.equal("no", t[1].found)
      assert.are.equal(case[4], t[1].why)
      assert.is_truthy(t[1].remedy:find(case[5], 1, true), t[1].remedy)
      lib:close()
    end)
  end

  it("are taken away by a NOT, or kept out by a limit", function()
    local lib = library()
    local strategy = assert(lib:strategy("(pain[tiab] NOT asthma[tiab]) AND 2000:2012[dp]"))
    local t = assert(strategy:known(lib:all()))
    assert.matches("takes it away: asthma", t[2].why)
    assert.matches("2015", t[2].remedy)
    assert.are.equal("yes", t[1].found)
    lib:close()
  end)
end)

describe("lib:explain", function()
  it("says for each part whether the record has it, and where", function()
    local lib = library()
    local tree = assert(lib:explain(lib:get(1), '("out of hours"[tiab] OR asthma[tiab]) AND pain[tiab]'))
    assert.are.equal("and", tree.kind)
    assert.is_true(tree.matched)
    local group = tree.children[1]
    assert.is_true(group.children[1].matched)
    assert.are.equal("Out-of-hours", group.children[1].spans[1].text)
    assert.are.equal("title", group.children[1].spans[1].field)
    assert.is_false(group.children[2].matched)
    assert.are.equal(1, group.children[2].count)
    assert.matches("%+ pain%[tiab%]   %[abstract: pain%]", tostring(tree))
    local none, message = lib:explain(lib:get(1), "pain[")
    assert.is_nil(none)
    assert.matches("closing", message)
    lib:close()
  end)

  it("takes a record's number, and says when there is none", function()
    local lib <close> = assert(sheaf.open())
    assert(lib:load { text = "TY  - JOUR\nTI  - Evening pain\nER  -\n", name = "x.ris" })
    assert.is_true(assert(lib:explain(1, "pain[ti]")).matched)
    local none, message, code = lib:explain(9, "pain[ti]")
    assert.is_nil(none)
    assert.are.same({ "there is no record 9", "range" }, { message, code })
    assert.has_error(function() lib:explain(nil, "pain[ti]") end,
      "lib:explain: a record or its number expected, got nil")
  end)
end)
