--- Diagnostics: each one is given where it should be, and not where it should not.

local sheaf = require "sheaf"

local RECORDS = {}
for i = 1, 30 do
  local text = "PMID- %d\nTI  - Asthma care and %s\nAB  - Patients with asthma in primary care were interviewed.\n"
  RECORDS[i] = text:format(i, i % 2 == 0 and "access" or "appointments")
end

local lib
setup(function()
  lib = assert(sheaf.open())
  assert(lib:load { text = table.concat(RECORDS, "\n"), name = "records.nbib" })
end)
teardown(function() lib:close() end)

local function codes(list)
  local found = {}
  for _, d in ipairs(list) do found[d.code] = d end
  return found
end

local function lint(text, syntax, with)
  return codes(assert(sheaf.query.parse(text, syntax or "pubmed")):lint(with))
end

-- { code, text with it, text without it, syntax }
local STATIC = {
  { "T-DUP", "asthma[ti] OR asthma[ti]", "asthma[ti] OR asthma[ab]" },
  { "T-HYPHEN", '"follow-up"[ti] OR "follow up"[ti]', '"follow-up"[ti] OR followup[ti]' },
  { "T-SUBSUMED", "thorac*[ti] OR thoracic[ti]", "thorac*[ti] OR thoracic[ab]" },
  { "T-SUBSUMED", 'sleep[tiab] OR "sleep disorders"[ti]', 'sleep[ti] OR "sleep disorders"[tiab]' },
  { "T-CANDTRUNC", "interview[ti] OR interviews[ti] OR interviewed[ti]",
    "interview[ti] OR interval[ti] OR internal[ti]" },
  { "T-VARIANT", "paediatric[ti] OR child[ti]", "paediatric[ti] OR pediatric[ti]" },
  { "B-NOT", "asthma[ti] NOT animals[mh]", "asthma[ti] NOT (animals[mh] NOT humans[mh])" },
  { "B-MIX", "asthma[ti] OR care[ti] AND child[ti]", "(asthma[ti] OR care[ti]) AND child[ti]" },
  { "L-SUB", "asthma[ti] OR (care[ti] AND english[la])", "(asthma[ti] OR care[ti]) AND english[la]" },
  { "S-FOCUS", "asthma[majr]", "asthma[mh]" },
  { "S-TEXTMISS", "asthma[mh] AND (child[mh] OR child[tiab])",
    "(asthma[mh] OR asthma[ti]) AND (child[mh] OR child[ti])" },
  { "Y-SMART", "“primary care”[ti]", '"primary care"[ti]' },
  { "Y-OPCASE", "asthma and care[ti]", "asthma AND care[ti]" },
  { "T-SHORT", "abc*[ti]", "abcd*[ti]" },
  { "T-VARIANT", "analys*[ti] OR child[ti]", "analysis[ti] OR colorectal[ti] OR organisms[ti] OR literature[ti]" },
  { "T-VARIANT", "organisation[ti] OR child[ti]", "humoral[ti] OR laboratory[ti] OR specialist[ti] OR practice[ti]" },
  { "B-PREC", "asthma[ti] OR care[ti] AND child[ti]", "asthma[ti] AND care[ti] OR child[ti]" },
  { "B-PREC", "asthma.ti. or care.ti. and child.ti.", "asthma.ti. and care.ti. or child.ti.", "ovid" },
  { "B-PREC", "asthma:ti OR care:ti AND child:ti", "(asthma:ti OR care:ti) AND child:ti", "embase" },
  { "L-INDEX", "asthma[ti] AND humans[mh]", "asthma[ti] NOT (animals[mh] NOT humans[mh])" },
  { "T-STOP", "of[tiab] AND asthma[tiab]", '"quality of life"[tiab]' },
  { "T-STOP", 'TI "quality of life"', 'TI "life quality"', "ebsco" },
  { "X-LIMIT", "TITLE(wom*n*)", "TITLE(wom*)", "scopus" },
  { "X-LIMIT", "ALL=(" .. ("a OR "):rep(50) .. "b)", "TS=(" .. ("a OR "):rep(50) .. "b)", "wos" },
  { "X-DUPLICATES", "remove duplicates from (asthma.ti.)", "limit (asthma.ti.) to english", "ovid" },
  { "L-UNSUP", "asthma[ti] AND english[sb] AND free full text[sb]", "asthma[ti] AND medline[sb]" },
}

describe("without a library, lint gives", function()
  for _, case in ipairs(STATIC) do
    it(case[1] .. " for " .. case[2], function()
      local d = lint(case[2], case[4])[case[1]]
      assert.is_table(d, case[2])
      assert.is_true(d.first >= 1 and d.last <= #case[2] and d.first <= d.last)
      assert.is_nil(lint(case[3], case[4])[case[1]], case[3])
    end)
  end
end)

local CORPUS = {
  { "T-ZERO", "wombat[ti]", "asthma[ti]" },
  { "T-UNIQUE", "access[ti] OR asthma[ti]", "access[ti] OR appointments[ti]" },
  { "B-ANDEMPTY", "access[ti] AND appointments[ti]", "access[ti] AND asthma[ti]" },
  { "Y-SPELL", "asthna[ti]", "asthma[ti]" },
  { "B-NOT", "asthma[ti] NOT access[ti]", "asthma[ti] NOT (wombat[ti] OR numbat[ti])" },
  { "T-ZERO", "wombat[ti] OR numbat[ti] OR bandicoot[ti] OR quoll[ti] OR care[ti]", "care[ti]" },
  { "Y-SPELL", "asthma[ti] OR interveiwed[ab]", "accesses[ti]" },
  { "B-NEARNARROW", '"primary care"[tiab:~5]', '"asthma interviewed"[tiab:~2]' },
}

describe("with a library, lint gives", function()
  for _, case in ipairs(CORPUS) do
    it(case[1] .. " for " .. case[2], function()
      assert.is_table(lint(case[2], nil, lib)[case[1]], case[2])
      assert.is_nil(lint(case[3], nil, lib)[case[1]], case[3])
    end)
  end

  it("T-EXPLODE where a truncation runs wild", function()
    local words = {}
    for i = 1, 150 do words[i] = "wild" .. string.char(97 + i % 26, 97 + i // 26) end
    local other = assert(sheaf.open())
    assert(other:load { text = "PMID- 1\nTI  - " .. table.concat(words, " ") .. "\n", name = "wild.nbib" })
    assert.is_table(lint("wild*[ti]", nil, other)["T-EXPLODE"])
    assert.is_nil(lint("wilda*[ti]", nil, other)["T-EXPLODE"])
    other:close()
  end)

  it("nothing to a clean search", function()
    assert.are.equal("nothing to remark", tostring(assert(sheaf.query.parse("asthma[ti]", "pubmed")):lint(lib)))
  end)
end)

describe("a strategy's lint", function()
  local function of(text) return codes(assert(lib:strategy(text)):lint()) end

  it("knows lines that nothing uses, that repeat each other, and that nothing joins", function()
    assert.are.equal("2", of("asthma[ti]\ncare[ti]\n#1 AND #1")["Y-LINEUNUSED"].line)
    assert.is_table(of("asthma[ti]\nasthma[ti]\n#1 OR #2")["Y-LINEDUP"])
    assert.is_table(of("asthma[ti]\ncare[ti]")["Y-LINEROOT"])
    assert.is_table(of("asthma[ti]\ncare[ti]\n#1 AND #2\n#1 OR #3")["Y-LINEALL"])
    local clean = of("asthma[ti]\ncare[ti]\n#1 AND #2")
    for _, code in ipairs { "Y-LINEUNUSED", "Y-LINEDUP", "Y-LINEROOT", "Y-LINEALL" } do assert.is_nil(clean[code]) end
  end)

  it("says which of two lines of one number is meant", function()
    local hashed, dotted = "#1 access[ti]\n#1 appointments[ti]\n#2 #1", "1. access[ti]\n1. appointments[ti]\n2. #1"
    for _, text in ipairs { hashed, dotted } do
      local strategy = assert(lib:strategy(text))
      local label = strategy.lines[2].id
      local said = ("there are two lines %s: behind this one, %s means this one"):format(label, label)
      assert.are.equal(said, strategy.lines[2].warning)
      assert.is_nil(strategy.lines[1].warning)
      assert.are.equal(said, codes(strategy:lint())["Y-LINEDUP"].message)
      assert.truthy(tostring(strategy):find(said, 1, true))
      assert.are.equal(said, strategy:table()[2].problem)
      assert.are.equal(15, #(strategy.lines[2].set & strategy.lines[3].set))
    end
  end)

  it("has the errors of lines, with their place", function()
    local d = of("asthma[tix]\ncare[ti]\n#2")["Y-FIELD"]
    assert.are.equal("error", d.severity)
    assert.are.equal("1", d.line)
    assert.are.equal(7, d.first)
  end)

  it("prints one remark a line, without terminal codes", function()
    local text = tostring(assert(lib:strategy("asthma[ti]\n\27wombat[ti]\n#1 AND #2")):lint())
    assert.is_nil(text:find("\27", 1, true))
    assert.matches("T%-ZERO", text)
  end)
end)

it("lint takes a library or nothing", function()
  local query = sheaf.query.parse("a[ti]", "pubmed")
  assert.error_matches(function() query:lint(7) end, "lint: a library expected, got number")
end)
