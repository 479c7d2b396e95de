-- Every script of the cookbook runs as a user runs it, prints what stands here, and leaves the files that it promises.

local EXPECTED = {}

EXPECTED.load = [[
doors.ris    ris   15 seen, 15 loaded, 0 rejected
pubmed.nbib  nbib   2 seen,  2 loaded, 0 rejected
wos.txt      wos    1 seen,  1 loaded, 0 rejected
18 records, 0 without a DOI
journal
journal                 records  share
──────────────────────  ───────  ─────
Journal of Open Doors         4  22.2%
Care Out of Hours             2  11.1%
Digital Surgery Visits        2  11.1%
]]

EXPECTED.duplicates = [[
26 records, 20 works, 6 merged, 0 pairs to review
Stein et al 2012 is in 2 databases
identified	26
duplicates	6
screened	20
excluded	4
ineligible	3
studies	13
]]

EXPECTED.strategy = [[
strategy (ovid): 4 lines
1          9  (general adj2 practi*).ti,ab.
2          5  (evening or night or out-of-hours).ti,ab.
3         26  (interview* or focus group?).ti,ab.
4          3  1 and 2 and 3
2 of 3 known studies are found.
Abara et al 2014: line 1: nothing matches in general adj2 practi*
#1 ("general practice"[tiab:~1] OR "general practices"[tiab:~1] OR "general practitioners"[tiab:~1])
#2 (("evening"[ti] OR "evening"[ab]) OR ("night"[ti] OR "night"[ab]) OR ("out of hours"[ti] OR "out of hours"[ab]))
#3 (("interview*"[ti] OR "interview*"[ab]) OR ("focus groups"[ti] OR "focus groups"[ab]))
#4 #1 AND #2 AND #3

line 1, broader: PubMed has proximity in ti, tiab and ad only
]]

EXPECTED.characteristics = [[
**Study characteristics**

| Record | Design | Participants | n | Country |
| :--- | :--- | :--- | ---: | :--- |
| Moreau et al 2016 |  | 20 patients; 8 interpreters | 28 | France |
| Rao and Moreau 2017 | qualitative interview study | 22 migrants; 9 receptionists | 31 | England |
| Ridley et al 2020 | qualitative interview study | 28 people with experience | 28 | England |
| Costa et al 2021 |  | 17 patients; 6 interpreters; 9 doctors | 32 | Portugal |

28 people, because the abstract says “20 patients and 8 interpreters”

1. Moreau J, Costa M, Rao V. Words in between: interpreters in the consultation. Lang Care. 2016;9(3):210-9. ]]
  .. [[
doi: 10.5555/lc.9.210.
2. Rao V, Moreau J. Registration refused: migrants at the front desk. Lang Care. 2017;10(1):33-41. ]] .. [[
doi: 10.5555/lc.10.33.

Moreau, J., Costa, M., & Rao, V. (2016). Words in between: interpreters in the consultation. ]] .. [[
Language and Care, 9(3), 210–219. https://doi.org/10.5555/lc.9.210
Rao, V., & Moreau, J. (2017). Registration refused: migrants at the front desk. ]] .. [[
Language and Care, 10(1), 33–41. https://doi.org/10.5555/lc.10.33
]]

EXPECTED.framework = [[
Rao and Moreau 2017, acceptability: “Proof of address was asked for though no rule requires it” (Ana)
Ridley et al 2020, acceptability: “Stigma at the desk outweighed opening hours.” (term)
Ridley et al 2020, approachability: “Outreach clinics were trusted.” (term)
Smythe and Ridley 2021, approachability: “Outreach on foot: nurses and street medicine” (term)
]]

EXPECTED.terms = [[
digital health             4 records  log-likelihood   6.5  kept
online consultations       3 records  log-likelihood   8.2  kept
semi-structured interviews 2 records  log-likelihood   0.4  kept
interpreters               2 records  log-likelihood  23.4  kept
language barriers          2 records  log-likelihood  10.0  kept
general practitioners      2 records  log-likelihood   2.4  left out
access to care             2 records  log-likelihood  -0.2  left out
("digital health"[tiab] OR "online consultations"[tiab] OR "semi structured interviews"[tiab] OR ]]
  .. [[
"interpreters"[tiab] OR "language barriers"[tiab])
(digital health or online consultations or semi structured interviews or interpreters or language barriers).ti,ab,kf.
8 of 20 works found, 5 of the 5 known
]]

EXPECTED.network = [[
20 keywords, 58 links
1	qualitative research, communication, patients, social prescribing, trust
2	digital health, online consultations, interpreters, language barriers
3	access to care, primary care, receptionists
4	out-of-hours care, focus groups, telephone triage
5	homelessness, nurses, outreach
6	general practitioners, rural health
]]

EXPECTED.own = [[
Decades
decade  records
──────  ───────
1990s         1
2000s         1
2010s        12
2020s         3
]]

--- Files that a script leaves, each with what it holds.
local FILES = {
  duplicates = { ["flow.svg"] = "Records screened" },
  characteristics = { ["characteristics.doc"] = '<p class="q">“20 patients and 8 interpreters”</p>',
    ["references.doc"] = "<i>Language and Care</i>", ["references.json"] = '"DOI": ?"10%.5555/lc%.9%.210"' },
  framework = { ["framework.html"] = "<q>Proof of address was asked for though no rule requires it</q>" },
  network = { ["keywords.json"] = '"label":"access to care"', ["network.html"] = 'class="node" data-node="1"' },
  own = { ["decades.csv"] = "2010s,12", ["decades.html"] = "<figure><svg" },
}

local LINES = 45     -- of a script, that it may be copied whole

describe("the cookbook", function()
  local folder

  local function quote(text) return "'" .. text:gsub("'", "'\\''") .. "'" end

  local function read(path)
    local file = assert(io.open(path, "rb"))
    local text = file:read("a")
    file:close()
    return text
  end

  before_each(function()
    folder = os.tmpname()
    os.remove(folder)
    assert(os.execute("mkdir " .. quote(folder)))
  end)

  after_each(function() os.execute("rm -r " .. quote(folder)) end)

  local names = {}
  for name in pairs(EXPECTED) do names[#names + 1] = name end
  table.sort(names)

  for _, name in ipairs(names) do
    it("does what " .. name .. ".lua says", function()
      local script = ("examples/cookbook/%s.lua"):format(name)
      local _, _, code = os.execute(("LUA_PATH=%s LUA_CPATH=%s COLUMNS=100 lua5.4 %s %s >%s 2>&1"):format(
        quote(package.path), quote(package.cpath), script, quote(folder), quote(folder .. "/printed")))
      local printed = read(folder .. "/printed")
      assert.equal(0, code, printed)
      assert.equal(EXPECTED[name], printed)
      for file, holds in pairs(FILES[name] or {}) do
        local text = read(folder .. "/" .. file)
        assert.is_truthy(text:find(holds, 1, true) or text:find(holds), file)
      end
      assert.is_true(select(2, read(script):gsub("\n", "")) <= LINES)
    end)
  end

  it("has a script for each of these, and no other", function()
    local pipe = assert(io.popen("ls examples/cookbook"))
    local found = {}
    for file in pipe:lines() do found[#found + 1] = file:match("^(.+)%.lua$") or file end
    pipe:close()
    assert.same(names, found)
  end)
end)
