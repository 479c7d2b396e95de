--- PubMed's syntax on a small library: what each tag finds, what messages say, and the shared truth tables.

local sheaf = require "sheaf"
local shared = require "spec.support.shared"

local NBIB = [[
PMID- 101
OWN - NLM
STAT- MEDLINE
DCOM- 20160302
LR  - 20170101
IS  - 1471-2296 (Electronic)
VI  - 16
IP  - 2
DP  - 2015 Mar 10
TI  - Out-of-hours care in the country: patients' views on waiting.
PG  - 10-8
LID - 10.1000/ooh.1 [doi]
AB  - AIM: To ask patients about waiting at night. RESULTS: Most rang the practice first.
AD  - Department of Primary Care, University of Somewhere, Somewhere, UK.
FAU - Richards, Suzanne H
AU  - Richards SH
FAU - O'Brien, Mary
AU  - O'Brien M
FAU - van der Berg, Jan
AU  - van der Berg J Jr
LA  - eng
GR  - RP-100/Example Trust/United Kingdom
PT  - Journal Article
PT  - Randomized Controlled Trial
DEP - 20150110
PL  - England
TA  - J Rural Pract
JT  - Journal of rural practice
JID - 9876543
RN  - 0 (Examplamide)
SB  - IM
MH  - *After-Hours Care
MH  - Asthma/*drug therapy/epidemiology
MH  - Humans
OT  - out-of-hours
EDAT- 2015/03/12 06:00
MHDA- 2016/03/02 06:00
CRDT- 2015/03/11 06:00
AID - 10.1000/ooh.1 [doi]
AID - S100-1 [pii]
SO  - J Rural Pract. 2015 Mar 10;16(2):10-8.

PMID- 102
STAT- PubMed-not-MEDLINE
DP  - 2018
TI  - Nachtdienst: a review of toxicological help.
AB  - Help by night is rare.
FAU - Richards, Thomas
AU  - Richards T
LA  - ger
PT  - Review
DEP - 20190105
TA  - Other J
MH  - Asthma/therapy
MH  - *Epilepsy/drug therapy
IR  - Carter A
FIR - Carter, Anna

PMID- 103
DP  - 2019 Jun
TI  - Letter about waiting rooms
FAU - Smith, John
AU  - Smith J
PT  - Letter
TA  - BMJ
SO  - BMJ. 2019 Jun
]]

local lib

setup(function()
  lib = assert(sheaf.open())
  local report = assert(lib:load { text = NBIB, name = "three.nbib" })
  assert.are.equal(3, report.loaded)
end)

teardown(function() lib:close() end)

-- The PMIDs that a query finds, as "101 103".
local function found(query, options)
  options = options or {}
  options.sort = "id"
  local set, message = lib:search(query, options)
  assert(set, message)
  local pmids = {}
  for record in set:each() do pmids[#pmids + 1] = record.pmid end
  return table.concat(pmids, " ")
end

local function finds(rows, options)
  for _, row in ipairs(rows) do assert.are.equal(row[2], found(row[1], options), row[1]) end
end

describe("PubMed's tags", function()
  it("search words where they say", function()
    finds {
      { "waiting[ti]", "101 103" }, { "waiting[Title]", "101 103" }, { "waiting[ab]", "101" },
      { "night[tiab]", "101 102" }, { "out-of-hours[ot]", "101" }, { "asthma[tiab]", "" }, { "asthma[tw]", "101 102" },
      { "epidemiology[tw]", "101" }, { "somewhere[ad]", "101" }, { "somewhere", "101" }, { "England[pl]", "101" },
      { "England[all]", "" }, { "16[vi]", "101" }, { "2[ip]", "101" }, { "RP-100[gr]", "101" },
      { "examplamide[nm]", "101" }, { "richards", "101 102" },
    }
  end)

  it("know phrases, truncation and proximity", function()
    finds {
      { '"patients views"[ti]', "101" }, { "patients views[ti]", "101" }, { "out-of-hours[ti]", "101" },
      { '"views patients"[ti]', "" }, { '"views patients"[ti:~0]', "101" }, { '"views country"[ti:~0]', "" },
      { '"views country"[ti:~1]', "101" }, { "toxicol*[ti]", "102" }, { "toxicologic*", "102" }, { "rin*[ab]", "" },
      { '"help by nigh*"[tiab]', "102" }, { "wait*[ti] NOT patient*[ti]", "103" },
    }
  end)

  it("join headings and qualifiers on the same heading", function()
    finds({
      { "Asthma[mh]", "101 102" }, { '"Asthma/drug therapy"[mh:noexp]', "101" }, { "Asthma/dt[mh]", "101" },
      { "Asthma/therapy[mh]", "101 102" }, { "Epilepsy/epidemiology[mh]", "" }, { "Asthma[majr]", "101" },
      { "Asthma/epidemiology[majr]", "" }, { "Asthma/drug therapy[majr]", "101" },
      { "Epilepsy/drug therapy[majr]", "102" },
      { "after hours care[mh:noexp]", "101" }, { "After-Hours*[mh]", "101" },
      { "therapy[sh]", "101 102" }, { "therapy[sh:noexp]", "102" }, { "dt[sh]", "101 102" },
    }, { explode = "ignore" })
  end)

  it("find people by initials, and only those", function()
    finds {
      { "richards[au]", "101 102" }, { "richards s[au]", "101" }, { "richards sh[au]", "101" },
      { "richards st[au]", "" }, { '"richards s"[au]', "" }, { '"richards sh"[au]', "101" },
      { "richards suzanne[au]", "101" }, { "Richards, Suzanne[fau]", "101" }, { "o'brien m[au]", "101" },
      { "van der berg j[au]", "101" }, { "richards[1au]", "101 102" }, { "richards s[lastau]", "" },
      { "van der berg[lastau]", "101" }, { "smith j[1au] AND smith j[lastau]", "103" }, { "carter a[ir]", "102" },
      { "carter anna[fir]", "102" }, { "carter[au]", "" }, { "rich*[au]", "101 102" },
    }
  end)

  it("find types with what is narrower", function()
    finds {
      { "Clinical Trial[pt]", "101" }, { "Clinical Trial[pt:noexp]", "" }, { "review[Publication Type]", "102" },
      { '"Randomized Controlled Trial"[ptyp]', "101" },
    }
  end)

  it("find values whole", function()
    finds {
      { "101[pmid]", "101" }, { "101 103, 999[pmid]", "101 103" }, { "10.1000/OOH.1[doi]", "101" },
      { '"https://doi.org/10.1000/ooh.1"[aid]', "101" }, { "S100-1[aid]", "101" }, { "eng[la]", "101" },
      { "German[la]", "102" }, { "J Rural Pract[ta]", "101" }, { '"Journal of Rural Practice"[jour]', "101" },
      { "1471-2296[ta]", "101" }, { "rural[ta]", "" }, { "9876543[jid]", "101" }, { "medline[sb]", "101" },
      { "hasabstract", "101 102" }, { "richards NOT hasabstract[text]", "" }, { "english[filter]", "101" },
    }
  end)

  it("find dates as precisely as they are given", function()
    finds({
      { "2015[dp]", "101" }, { "2015/03[dp]", "101" }, { "2015/03/10[dp]", "101" }, { "2015/03/11[dp]", "" },
      { "2015/01/10[dp]", "101" }, -- electronic before print
      { "2019/01/05[dp]", "" }, -- electronic after print: in ranges only
      { "2019/01:2019/02[dp]", "102" }, { "2018/01/01[dp]", "102" }, { "2018/02:2018/12[dp]", "" },
      { "2015:2018[dp]", "101 102" }, { '"2018/01/01"[dp] : "3000"[dp]', "102 103" },
      { "2015/03/12[edat]", "101" }, { "2015/03/11[crdt]", "101" }, { "2016[dcom]", "101" }, { "2017[lr]", "101" },
      { "2016/03/02[mhda]", "101" }, { '"last 1 years"[dp]', "103" }, { "waiting 2019[dp]", "103" },
    }, { today = "2020-05-01" })
  end)
end)

describe("PubMed's operators", function()
  it("group from the left and need capitals", function()
    finds {
      { "review[ti] OR waiting[ti] AND letter[ti]", "103" }, { "letter[ti] AND waiting[ti] OR review[ti]", "102 103" },
      { "waiting[ti] | review[ti] & help[ti]", "102" }, { "waiting[ti] letter[ti]", "103" },
      { "waiting or letter", "" }, { "(waiting OR review)[ti] NOT letter[ti]", "101 102" },
    }
    local notes = assert(sheaf.query.parse("waiting or letter", "pubmed")):notes()
    assert.are.equal("Y-OPCASE", notes[1].code)
    assert.are.equal("or", ("waiting or letter"):sub(notes[1].first, notes[1].last))
  end)
end)

describe("what cannot be searched", function()
  local function fails(query, code, words)
    local set, message, got = lib:search(query)
    assert.is_nil(set, query)
    assert.are.equal(code, got, query)
    assert.is_truthy(message:find(words, 1, true), message)
  end

  it("is refused with its name and a way out", function()
    fails("night OR Asthma[mh]", "H-NO-TREE", ":noexp")
    fails("night OR free full text[sb]", "L-UNSUP", "free full text")
    fails("night[tiabs]", "Y-FIELD", "[tiab]")
    fails("(night OR day", "Y-PAREN", "closed")
    fails('"night', "Y-QUOTE", "quotation mark")
    fails("#1 AND #2", "Y-LINEREF", "strategy")
    fails("night AND", "Y-OPPOS", "term")
    fails("2019:2010[dp]", "L-DATE", "before it begins")
    fails("a[ti:~3]", "B-NEAROP", "quotes")
  end)

  it("is refused quickly when it is hostile", function()
    local before = os.clock()
    for _, query in ipairs { ("("):rep(100000), ("a OR "):rep(200000) .. "a", ("*a* "):rep(10000), ("x"):rep(1000000),
      '"' .. ("hip "):rep(20000) .. '"[tiab]' } do
      local set, message = lib:search(query)
      assert.is_true(set ~= nil or #message > 0)
    end
    assert.is_true(os.clock() - before < 20)
  end)
end)

-- ---- shared data ----

local function rows_of(name)
  local path = shared.path("data/queries/" .. name)
  if not path then return nil end
  local json = require "cjson"
  local rows = {}
  for line in io.lines(path) do rows[#rows + 1] = json.decode(line) end
  return rows
end

-- True where the query finds a record with this title.
local function matches_title(query, title)
  local one = assert(sheaf.open())
  assert(one:load { text = ("TY  - JOUR\nTI  - %s\nER  - \n"):format(title), name = "one.ris" })
  local set, message = one:search(query)
  assert(set, message)
  local hit = #set == 1
  one:close()
  return hit
end

describe("the truth tables", function()
  for _, name in ipairs { "own_distance_truth.jsonl", "own_wildcard_truth.jsonl" } do
    it(name, function()
      local rows = rows_of(name)
      if not rows then return pending("the shared data is not here") end
      local seen = 0
      for _, row in ipairs(rows) do
        if row.dialect == "pubmed" then
          seen = seen + 1
          local query, title = row.query or row.pattern .. "[ti]", row.title or row.word
          assert.are.equal(row.match, matches_title(query, title), query .. " in " .. title)
        end
      end
      assert.is_true(seen > 0)
    end)
  end

  it("own_precedence_truth.jsonl", function()
    local rows = rows_of("own_precedence_truth.jsonl")
    if not rows then return pending("the shared data is not here") end
    local function shape(node)
      if not node.children then return node.text end
      local parts = { node.kind }
      for _, child in ipairs(node.children) do parts[#parts + 1] = shape(child) end
      return "(" .. table.concat(parts, " ") .. ")"
    end
    for _, row in ipairs(rows) do
      if row.dialect == "pubmed" then
        assert.are.equal(row.ast, shape(assert(sheaf.query.parse(row.query, "pubmed")):tree()), row.query)
      end
    end
  end)
end)

describe("published strategies", function()
  local function reads(text)
    local query, message, code = sheaf.query.parse(text, "pubmed")
    if not query then return false, code, message end
    assert.are.equal(query, assert(sheaf.query.parse(query:print("pubmed"), "pubmed")))
    return true
  end

  it("of the seed collection all parse, and print to the same tree", function()
    local rows = rows_of("seed_collection_pubmed.jsonl")
    if not rows then return pending("the shared data is not here") end
    for _, row in ipairs(rows) do
      for _, key in ipairs { "query", "edited_search" } do
        local ok, _, message = reads(row[key])
        assert.is_true(ok, message)
      end
    end
  end)

  it("of CLEF-TAR parse line by line, but for their own mistakes and references to lines", function()
    local rows = rows_of("clef_tar_strategies.jsonl")
    if not rows then return pending("the shared data is not here") end
    local codes = {}
    for _, row in ipairs(rows) do
      if row.syntax:find("pubmed", 1, true) then
        for line in row.query:gmatch("[^\n]+") do
          local ok, code = reads(line)
          if not ok then codes[code] = (codes[code] or 0) + 1 end
        end
      end
    end
    assert.are.same({ ["Y-LINEREF"] = 6, ["Y-QUOTE"] = 1, ["Y-PAREN"] = 1 }, codes)
  end)
end)

describe("lib:count", function()
  it("counts what lib:search finds, and refuses what it refuses", function()
    for _, query in ipairs { "night[tiab]", "night OR day", '"out of hours"[tiab] NOT night', "nothing[ti]" } do
      assert.are.equal(#assert(lib:search(query, { sort = "id" })), assert(lib:count(query)), query)
    end
    local count, message, code = lib:count("night[")
    assert.is_nil(count)
    assert.matches("closing", message)
    assert.are.equal("Y-FIELD", code)
    assert.has_error(function() lib:count(7) end)
  end)
end)
