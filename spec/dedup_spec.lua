--- lib:deduplicate and what people say of its answer: works, evidence, decisions, undo; nothing is lost on the way.

local dedup = require "spec.support.dedup"
local maker = require "spec.support.query_maker"
local sheaf = require "sheaf"

local function path_of(name)
  local path = os.tmpname()
  os.remove(path)
  return path .. "-" .. name .. ".sheaf"
end

local function remove(path)
  for _, ending in ipairs { "", "-wal", "-shm" } do os.remove(path .. ending) end
end

local PAPER = { "Waiting times in out-of-hours primary care of two rural counties", "Moreno, Ana L.; Okafor, Chidi N.",
  2018, "Journal of Invented Health Services Research", "12(3):101-112", doi = "10.5555/jihsr.12", label = "a" }

local function copy(changes)
  local short = {}
  for key, value in pairs(PAPER) do short[key] = value end
  for key, value in pairs(changes) do short[key] = value ~= "none" and value or nil end
  return short
end

local function works_of(lib)
  local list = {}
  for i = 1, #lib do list[i] = lib:get(i).work end
  return list
end

describe("lib:deduplicate", function()
  it("counts records, works and merged", function()
    local lib = dedup.library { PAPER, copy { label = "b" }, copy { label = "c",
      "Another invented study of night buses", [5] = "3(1):1-9", doi = "none" } }
    local report = assert(lib:deduplicate())
    assert.equal(3, report.records)
    assert.equal(2, report.works)
    assert.equal(1, report.merged)
    assert.same({}, report.review)
    assert.equal("integer", math.type(report.records))
    assert.same({ 1, 1, 3 }, works_of(lib))
    assert.equal(2, #lib:works())
    local second = lib:get(2)
    assert.equal(1, second.work)
    local row = assert(lib:distinct(1, 2))
    assert.equal(2, second.work) -- records that were read before know it
    assert(lib:undo(row))
    assert.equal(1, second.work)
    assert.truthy(tostring(report):find("3 records, 2 works, 1 merged", 1, true))
  end)

  it("has nothing to say of an empty library", function()
    local report = assert(assert(sheaf.open()):deduplicate())
    assert.same({ 0, 0, 0 }, { report.records, report.works, report.merged })
  end)

  it("joins four copies, each of which lacks something", function()
    local lib = dedup.library {
      copy { doi = "none", [5] = "12:101-12" },
      copy { "Waiting times in out of hours primary care of two rural counties.", "Moreno AL; Okafor CN", [5] = false,
        [4] = "J Invent Health Serv Res" },
      copy { [2] = "Moreno, A. L.", [3] = 2017 },
      copy { "WAITING TIMES IN OUT-OF-HOURS PRIMARY CARE OF TWO RURAL COUNTIES", pmid = "39000009", doi = "none" },
    }
    assert.equal(1, assert(lib:deduplicate()).works)
  end)

  it("keeps a chain from joining records that contradict each other", function()
    local bare = { "Waiting times in out-of-hours primary care of two rural counties", "Moreno, A. L.; Okafor, C. N." }
    local lib = dedup.library {
      copy { pmid = "39000010", doi = "10.5555/one" },
      bare,
      copy { pmid = "39000011", doi = "10.5555/two", [5] = "19(1):1-9", [3] = 2018 },
    }
    local report = assert(lib:deduplicate())
    local works = works_of(lib)
    assert.is_true(works[1] ~= works[3])
    for _, pair in ipairs(report.review) do
      assert.is_true(pair.a.work ~= pair.b.work)
      assert.is_true(pair.score > 0 and pair.score <= 1)
      assert.equal("string", type(pair.reasons[1]))
    end
  end)

  it("joins a thousand exact copies", function()
    local list = {}
    for i = 1, 1000 do list[i] = PAPER end
    local report = assert(dedup.library(list):deduplicate())
    assert.equal(1, report.works)
  end)

  it("joins no copies that say too little", function()
    local list = {}
    for i = 1, 100 do list[i] = { "Editorial", false, 2001 } end
    for i = 101, 130 do list[i] = {} end
    for i = 131, 160 do list[i] = { "[Not Available]", "Dupont, J." } end
    assert.equal(#list, assert(dedup.library(list):deduplicate()).works)
  end)

  it("refuses wrong options", function()
    local lib = dedup.library { PAPER }
    assert.error_matches(function() lib:deduplicate { rule = print } end, "no option 'rule'")
    assert.error_matches(function() lib:deduplicate { rules = 5 } end, "options.rules")
    assert.error_matches(function() lib:deduplicate { rules = { 5 } } end, "options.rules%[1%]")
    assert.error_matches(function() lib:deduplicate { progress = 5 } end, "options.progress")
    assert.error_matches(function() lib:deduplicate(5) end, "options must be a table")
  end)

  it("says so of a library that is for reading only", function()
    local path = path_of("readonly")
    dedup.library({ PAPER }, path):close()
    local lib <close> = assert(sheaf.open(path, { readonly = true }))
    local report, message = lib:deduplicate()
    assert.is_nil(report)
    assert.truthy(message:find("reading only", 1, true))
    lib:close()
    remove(path)
  end)

  it("tells its progress", function()
    local stages = {}
    dedup.library({ PAPER, PAPER, copy { label = "c", [3] = 2017 } }):deduplicate { progress = function(state)
      stages[#stages + 1] = state.stage
      assert.is_true(state.done <= state.total)
    end }
    assert.equal("reading", stages[1])
    assert.equal("writing", stages[#stages])
  end)
end)

-- Papers with variants, invented from a seed: the label's number is the paper.
local NOUNS = { "clinics", "nurses", "callers", "wards", "villages", "ambulances", "pharmacies", "midwives", "porters" }
local TOPICS = { "waiting", "trust", "fatigue", "costs", "distance", "referral", "continuity", "triage", "loneliness" }
local PLACES = { "coastal", "northern", "mining", "island", "mountain", "border", "market", "harbour", "desert" }
local NAMES = { "Moreno", "Okafor", "Lindqvist", "Tanaka", "Haugen", "Petrov", "Reyes", "Holm", "Ferrari", "Quist" }

local function invent(random, papers)
  local function pick(list) return list[random(#list)] end
  local list = {}
  for i = 1, papers do
    local title = ("%s and %s among %s of %s towns: %s in %d %s"):format(pick(TOPICS), pick(TOPICS), pick(NOUNS),
      pick(PLACES), pick(TOPICS), random(900), pick(NOUNS))
    local first, second = pick(NAMES), pick(NAMES)
    local year, volume, page = 1990 + random(30), random(60), random(900)
    local place = ("%d(%d):%d-%d"):format(volume, random(12), page, page + 4 + random(9))
    local full = { title, ("%s, Ana; %s, Per"):format(first, second), year, "Annals of Fictional Policy", place,
      doi = ("10.5555/afp.%d"):format(i), label = ("%d a"):format(i) }
    list[#list + 1] = full
    for k = 1, random(4) - 1 do
      local doi = random(2) == 1 and full.doi or nil
      list[#list + 1] = { random(2) == 1 and title:upper() or title .. ".", ("%s A; %s P"):format(first, second), year,
        random(2) == 1 and "Ann Fict Policy" or full[4], random(3) == 1 and ("%d:%d"):format(volume, page) or place,
        doi = doi, label = ("%d %s"):format(i, ("bcd"):sub(k, k)) }
    end
  end
  for i = #list, 2, -1 do
    local j = random(i)
    list[i], list[j] = list[j], list[i]
  end
  return list
end

local function expected_works(list)
  local papers, lines = {}, {}
  for _, short in ipairs(list) do
    local paper = short.label:match("^%d+")
    papers[paper] = papers[paper] or {}
    table.insert(papers[paper], short.label)
  end
  for _, labels in pairs(papers) do
    table.sort(labels)
    lines[#lines + 1] = table.concat(labels, " ")
  end
  table.sort(lines)
  return table.concat(lines, "\n")
end

describe("runs", function()
  it("find invented variants, in whatever order they come", function()
    for seed = 1, 4 do
      local random = maker.random(seed)
      local list = invent(random, 120)
      local lib = dedup.library(list)
      assert(lib:deduplicate())
      assert.equal(expected_works(list), dedup.works(lib))
      local turned = {}
      for i, short in ipairs(list) do turned[#list + 1 - i] = short end
      local other = dedup.library(turned)
      assert(other:deduplicate())
      assert.equal(dedup.works(lib), dedup.works(other))
    end
  end)

  it("come to the same after each source as once at the end", function()
    for seed = 11, 14 do
      local random = maker.random(seed)
      local list = invent(random, 90)
      local once = dedup.library(list)
      local at_once = assert(once:deduplicate())
      local lib, done, last = assert(sheaf.open()), 0, nil
      while done < #list do
        local part = {}
        for i = done + 1, math.min(#list, done + 20 + random(60)) do part[#part + 1] = list[i] end
        dedup.load(lib, part)
        done = done + #part
        last = assert(lib:deduplicate())
      end
      assert.equal(dedup.works(once), dedup.works(lib))
      assert.equal(at_once.works, last.works)
      assert.equal(#at_once.review, #last.review)
      for i, pair in ipairs(at_once.review) do
        local other = last.review[i]
        assert.same({ pair.a.id, pair.b.id, pair.score }, { other.a.id, other.b.id, other.score })
      end
      local again = assert(lib:deduplicate())
      assert.equal(0, again.compared)
      assert.equal(last.works, again.works)
      assert.equal(last.works, assert(lib:deduplicate { all = true }).works)
    end
  end)

  it("leave the library as it was when they are killed", function()
    local path = path_of("killed")
    dedup.library({ PAPER, copy { label = "b", [3] = 2017 } }, path):close()
    local build = os.getenv("SHEAF_BUILD") or "build"
    for _, stage in ipairs { "reading", "comparing", "writing" } do
      os.execute(("SHEAF_BUILD='%s' LUA_PATH='./lua/?.lua;./lua/?/init.lua' LUA_CPATH='%s/?.so' lua5.4 "
        .. "spec/support/dedup_child.lua '%s' %s >/dev/null 2>&1"):format(build, build, path, stage))
      local lib <close> = assert(sheaf.open(path))
      assert.is_true(lib:check())
      assert.same({ 1, 2 }, works_of(lib))
      assert.equal(0, #lib:ledger())
    end
    local lib <close> = assert(sheaf.open(path))
    assert.equal(1, assert(lib:deduplicate()).works)
    lib:close()
    remove(path)
  end)
end)

describe("rules", function()
  local function library()
    return dedup.library { PAPER, copy { label = "b" }, copy { label = "c",
      "An invented study of night buses in harbours", "Roth, E.", doi = "10.5555/bus.1", [5] = "12(3):201-212" } }
  end

  it("decide before the evidence", function()
    local lib = library()
    local seen = {}
    local report = assert(lib:deduplicate { rules = function(a, b, evidence)
      seen[#seen + 1] = { a.id, b.id, evidence.verdict }
      assert.equal("number", type(evidence.score))
      return "distinct"
    end })
    assert.equal(3, report.works)
    assert.same({ 1, 2, "merge" }, seen[1])
    assert.equal(2, assert(lib:deduplicate { rules = { function() end, function() return nil end } }).works)
  end)

  it("are asked in turn, and may merge what the evidence would not", function()
    local lib = library()
    local report = assert(lib:deduplicate { rules = {
      function(a, b) if a.volume == b.volume and a.issue == b.issue then return "merge" end end,
      function() error("not asked") end,
    } })
    assert.is_true(report.works <= 2)
  end)

  it("can ask for a person", function()
    local report = assert(library():deduplicate { rules = function(a, b)
      if a.doi == b.doi then return "review" end
    end })
    assert.equal(3, report.works)
    assert.equal(1, #report.review)
    assert.equal(1, report.review[1].a.id)
  end)

  it("that fail stop the run and change nothing", function()
    local lib = library()
    assert.error_matches(function() lib:deduplicate { rules = function() error("broken rule") end } end, "broken rule")
    assert.error_matches(function() lib:deduplicate { rules = function() return "perhaps" end } end, "'perhaps'")
    assert.error_matches(function() lib:deduplicate { progress = function() error("enough") end } end, "enough")
    assert.same({ 1, 2, 3 }, works_of(lib))
    assert.equal(0, #lib:ledger())
    assert.equal(2, assert(lib:deduplicate()).works)
  end)

  it("may not write to the library", function()
    local lib = library()
    assert.error_matches(function()
      lib:deduplicate { rules = function(a, b) lib:same(a, b) end }
    end, "looking for duplicates")
  end)
end)

describe("what people say", function()
  it("is followed at once and by later runs", function()
    local lib = dedup.library { PAPER, copy { label = "b" }, copy { label = "c", "An invented study of night buses",
      "Roth, E.", doi = "10.5555/bus.1", [5] = "3(1):1-9" } }
    assert(lib:deduplicate())
    local apart = assert(lib:distinct(1, lib:get(2), { by = "AM", why = "two counties" }))
    local same = assert(lib:same(lib:get(2), 3, { by = "CO" }))
    assert.equal("integer", math.type(same))
    assert.same({ 1, 2, 2 }, works_of(lib))
    for _ = 1, 2 do
      assert(lib:deduplicate { all = true })
      assert.same({ 1, 2, 2 }, works_of(lib))
    end
    dedup.load(lib, { copy { label = "d" } })
    assert(lib:deduplicate())
    assert.same({ 1, 2, 2, 1 }, works_of(lib))
    local rows = lib:ledger()
    assert.equal("AM", rows[apart].by)
    assert.equal("two counties", rows[apart].why)
    assert.equal("distinct", rows[apart].action)
    assert.truthy(rows[apart].at:find("^%d%d%d%d%-%d%d%-%d%dT"))
  end)

  it("can be undone, and so can an undo, a merge, a run", function()
    local lib = dedup.library { PAPER, copy { label = "b" } }
    local run = assert(lib:deduplicate()).row
    local said = assert(lib:distinct(1, 2))
    assert.same({ 1, 2 }, works_of(lib))
    local undone = assert(lib:undo(said))
    local twice, message = lib:undo(said)
    assert.is_nil(twice)
    assert.truthy(message:find("undone already", 1, true))
    assert.same({ 1, 1 }, works_of(lib))
    local back = assert(lib:undo(undone))
    assert.same({ 1, 2 }, works_of(lib))
    assert(lib:undo(back))
    assert.same({ 1, 1 }, works_of(lib))
    local merge
    for _, row in ipairs(lib:ledger().rows) do if row.action == "merge" then merge = merge or row.row end end
    local undo = assert(lib:undo(merge))
    assert.same({ 1, 2 }, works_of(lib))
    assert(lib:deduplicate { all = true })
    assert.same({ 1, 2 }, works_of(lib))
    assert(lib:undo(undo))
    assert.same({ 1, 1 }, works_of(lib))
    assert(lib:undo(run))
    assert.same({ 1, 2 }, works_of(lib))
  end)

  it("is refused where it contradicts itself, and then changes nothing", function()
    local lib = dedup.library { PAPER, copy { label = "b" }, copy { label = "c" } }
    assert(lib:same(1, 2))
    assert(lib:same(2, 3))
    local before = #lib:ledger()
    local row, message, code = lib:distinct(1, 3)
    assert.is_nil(row)
    assert.equal("range", code)
    assert.truthy(message:find("contradicts", 1, true))
    assert.equal(before, #lib:ledger())
    assert.same({ 1, 1, 1 }, works_of(lib))
  end)

  it("is refused of records and rows that there are not", function()
    local lib = dedup.library { PAPER, PAPER }
    assert.is_nil((lib:same(1, 99)))
    assert.is_nil((lib:undo(99)))
    assert.is_nil((lib:why(1, 99)))
    assert.is_nil((lib:work(99)))
    assert.error_matches(function() lib:same(1, 1) end, "two records")
    assert.error_matches(function() lib:same(1, "2") end, "record or its number")
    assert.error_matches(function() lib:same(1, 2, { who = "x" }) end, "no option 'who'")
    assert.error_matches(function() lib:undo("1") end, "number expected")
  end)

  it("stays in the ledger, which only grows", function()
    local path = path_of("ledger")
    local lib = dedup.library({ PAPER, PAPER }, path)
    assert(lib:deduplicate())
    assert(lib:distinct(1, 2))
    lib:close()
    local ok, sqlite = pcall(require, "lsqlite3")
    if ok then
      local db = sqlite.open(path)
      assert.is_true(db:exec("delete from ledger") ~= 0)
      assert.is_true(db:exec("update ledger set who = 'x'") ~= 0)
      db:close()
    end
    lib = assert(sheaf.open(path))
    assert.same({ 1, 2 }, works_of(lib))
    assert.equal("distinct", lib:why(1, 2).said)
    lib:close()
    remove(path)
  end)
end)

--- What counts of a ledger, worked out anew: pairs said to be the same, and to be distinct.
local function ties_of(lib)
  local rows, undone = lib:ledger().rows, {}
  for i = #rows, 1, -1 do
    local row = rows[i]
    if row.action == "undo" and not undone[row.row] then undone[row.about] = row.row end
  end
  local last = {}
  local function say(a, b, distinct, at)
    local key = ("%d %d"):format(math.min(a, b), math.max(a, b))
    if not last[key] or last[key].at < at then last[key] = { a = a, b = b, distinct = distinct, at = at } end
  end
  for _, row in ipairs(rows) do
    if row.action == "same" or row.action == "distinct" then
      if not undone[row.row] then say(row.record, row.other, row.action == "distinct", row.row) end
    elseif row.action == "merge" then
      local at = math.max(undone[row.row] or 0, row.about and undone[row.about] or 0)
      if at > 0 then say(row.record, row.other, true, at) end
    end
  end
  return last
end

describe("random ledgers", function()
  for seed = 1, 6 do
    it("are kept to, seed " .. seed, function()
      local random = maker.random(seed)
      local list = invent(random, 8)
      local lib = dedup.library(list)
      assert(lib:deduplicate())
      for _ = 1, 40 do
        local before, rows = works_of(lib), #lib:ledger()
        local kind, a, b = random(10), random(#lib), random(#lib)
        local row
        if kind == 1 then
          row = assert(lib:deduplicate { all = random(2) == 1 }).row
        elseif kind <= 3 then
          row = lib:undo(random(rows))
        elseif a ~= b then
          row = lib[kind % 2 == 0 and "same" or "distinct"](lib, a, b)
        end
        if not row then
          assert.same(before, works_of(lib))
          assert.equal(rows, #lib:ledger())
        end
        for _, tie in pairs(ties_of(lib)) do
          assert.equal(not tie.distinct, lib:get(tie.a).work == lib:get(tie.b).work)
        end
        for id = 1, #lib do
          local work = lib:get(id).work
          assert.is_true(work <= id and lib:get(work).work == work)
        end
      end
      local kept = works_of(lib)
      assert(lib:deduplicate())
      assert.same(kept, works_of(lib))
    end)
  end
end)

describe("lib:why", function()
  it("gives the evidence rule by rule", function()
    local lib = dedup.library { PAPER, copy { label = "b", [3] = 2017, doi = "none" } }
    local why = assert(lib:why(1, 2))
    assert.equal("merge", why.verdict)
    assert.is_false(why.together)
    local rules, sum = {}, 0
    for i = 1, #why do
      rules[why[i].rule] = why[i].finding
      sum = sum + why[i].points
    end
    assert.equal("exact", rules.title)
    assert.equal("same", rules.authors)
    assert.equal("one apart", rules.year)
    assert.equal("same range", rules.pages)
    assert.is_nil(rules.doi)
    assert.is_true(math.abs(sum - why.points) < 1e-9)
    assert.truthy(tostring(why):find("one apart", 1, true))
    assert.error_matches(function() lib:why(1, 1) end, "two records")
  end)
end)

describe("lib:work", function()
  it("shows the best value of each field with its record and source", function()
    local lib = dedup.library { { PAPER[1]:upper(), "Moreno AL", 2018, "J Invent Health Serv Res", "12:101" } }
    dedup.load(lib, { copy { abstract = "Callers wait.", doi = "none" }, copy { abstract = "Callers wait for long.",
      [5] = "12(3):101-112" } })
    assert(lib:deduplicate())
    local work = assert(lib:work(2))
    assert.equal(1, work.id)
    assert.equal(3, #work.records)
    assert.equal(PAPER[1], work.title)
    assert.equal(2, work.fields.title.record)
    assert.equal(2, work.fields.title.source)
    assert.equal("Callers wait for long.", work.abstract)
    assert.equal(3, work.fields.abstract.record)
    assert.equal("10.5555/jihsr.12", work.doi)
    assert.equal("101-112", work.pages)
    assert.equal(2, #work.authors)
    assert.is_nil(work.pmid)
    assert.same(work.fields.title, lib:get(1):merged().fields.title)
    assert.truthy(tostring(work):find("abstract", 1, true))
  end)

  it("names the papers that belong to it", function()
    local lib = dedup.library { PAPER, copy { [3] = 2017, [4] = "medRxiv", [5] = false,
      doi = "10.1101/2017.01.01.17000001" },
      copy { "Erratum to: " .. PAPER[1], [5] = "12(4):190", doi = "none" }, copy {} }
    local report = assert(lib:deduplicate())
    assert.equal(3, report.works)
    local kinds = {}
    for i, link in ipairs(assert(lib:work(4)).links) do kinds[i] = link.kind .. " " .. link.record.id end
    table.sort(kinds)
    assert.same({ "erratum 3", "preprint 2" }, kinds)
    local t = assert(lib:all():analyze("duplicates"))
    assert.equal(1, #t)
    assert.equal(2, t[1].records)
    assert.equal("1 4", t[1].ids)
    assert.is_true(#lib:all():analyze("duplicates", { show = "links" }) >= 2)
    assert(lib:same(1, 2))
    assert.equal(1, #assert(lib:work(1)).links)
  end)
end)
