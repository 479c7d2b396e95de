--- Decisions: an append-only ledger; what stands is derived from it, for works.

local carry = require "sheaf.writer.carry"
local sheaf = require "sheaf"

local TITLES = { "Evening clinics in small towns", "Telephone triage: a survey of callers",
  "Walking to the surgery", "Night nurses and their patients" }

local function library(extra)
  local lines = {}
  for i, title in ipairs(TITLES) do
    lines[i] = ("TY  - JOUR\nAU  - Okafor, Ngozi\nTI  - %s\nPY  - %d\nVL  - %d\nAB  - About %s.\nER  - \n")
      :format(title, 2000 + i, i, title:lower())
  end
  local lib = assert(sheaf.open())
  assert(lib:load { text = table.concat(lines, "\n") .. (extra or ""), name = "four.ris" })
  return lib
end

local function decide(lib, target, verdict, by, more)
  local options = { stage = "title-abstract", verdict = verdict, by = by }
  for key, value in pairs(more or {}) do options[key] = value end
  return (assert(lib:decide(target, options)))
end

local function standing(lib, work, stage)
  local t = lib:decisions(stage or "title-abstract")
  for i = 1, #t do
    if t[i].work == work then return t[i] end
  end
end

describe("a decision", function()
  it("is kept with stage, reviewer, verdict, reason and time", function()
    local lib <close> = library()
    local row = assert(lib:decide(lib:get(2), { stage = "full-text", verdict = "exclude", reason = "wrong design",
      by = "Ada", at = "2024-03-01T10:15:00Z" }))
    assert.are.equal("integer", math.type(row))
    local last = lib:ledger()[#lib:ledger()]
    assert.are.same({ row, "2024-03-01T10:15:00Z", "Ada", "decide", 2, "full-text", "exclude", "wrong design" },
      { last.row, last.at, last.by, last.action, last.record, last.stage, last.verdict, last.reason })
    local stands = standing(lib, 2, "full-text")
    assert.are.same({ "exclude", "single", "wrong design" }, { stands.verdict, stands.status, stands.reason })
    assert.is_truthy(tostring(lib:ledger()):find("wrong design", 1, true))
  end)

  it("is timed now, in UTC, where no time is given", function()
    local lib <close> = library()
    local before = os.date "!%Y-%m-%dT%H:%M:%SZ"
    decide(lib, 1, "include", "Ada")
    local at = lib:ledger()[1].at
    assert.is_truthy(at:find "^%d%d%d%d%-%d%d%-%d%dT%d%d:%d%d:%d%dZ$")
    assert.is_true(at >= before)
  end)

  it("is refused where it is none", function()
    local lib <close> = library()
    local good = { stage = "full-text", verdict = "include", by = "Ada" }
    local function with(key, value)
      local options = { stage = good.stage, verdict = good.verdict, by = good.by }
      options[key] = value
      return function() lib:decide(1, options) end
    end
    assert.has_error(with("verdict", "perhaps"),
      "lib:decide: options.verdict must be include, exclude or maybe, not 'perhaps'")
    assert.has_error(with("verdict", 1))
    assert.has_error(with("by", ""), "lib:decide: options.by is empty")
    assert.has_error(with("by", "  "))
    assert.has_error(with("by", "a\x1fb"))
    assert.has_error(with("stage", ""))
    assert.has_error(with("reason", "\27[31m"))
    assert.has_error(with("reason", 5))
    assert.has_error(function() lib:decide(1, { verdict = "include" }) end)
    assert.has_error(with("resolves", "yes"))
    assert.has_error(with("verdickt", "include"))
    assert.has_error(function() lib:decide(1) end)
    assert.has_error(function() lib:decide("1", good) end)
    assert.has_error(function() lib:decide({}, good) end)
    local other <close> = library()
    assert.has_error(function() lib:decide(other:get(1), good) end, "lib:decide: the record is of another library")
    assert.are.same({ nil, "there is no record 99", "range" }, { lib:decide(99, good) })
    assert.are.equal(0, #lib:ledger())
  end)

  it("takes times in UTC only", function()
    local lib <close> = library()
    local function at(text) return lib:decide(1, { stage = "s", verdict = "include", at = text }) end
    for _, wrong in ipairs { "", "yesterday", "2024-13-01", "2023-02-29", "2024-3-1", "2024-03-01T25:00:00Z",
      "2024-03-01T10:00:00+02:00", "2024-03-01 10:00:00", "2024-03-01T10:60:00Z",
      "2024-03-01T10:15:Z", "2024-03-01T10:15:00ZZ", "2024-03-01T", "2024-03-01T10:15:00.Z", "2024-04-31" } do
      assert.has_error(function() at(wrong) end)
    end
    assert.has_error(function() at(20240301) end)
    assert.is_truthy(at "2024-02-29")
    assert.is_truthy(at "2024-02-29T10:15:00.250Z")
    assert.is_truthy(at "2024-02-29T10:15:00+00:00")
    assert.are.equal("2024-02-29T10:15:00Z", lib:ledger()[3].at)
    assert.is_truthy(at "2024-02-29T10:15")
    assert.are.equal("2024-02-29T10:15:00Z", lib:ledger()[4].at)
  end)

  it("is not written to a library that is read only", function()
    local path = os.tmpname()
    os.remove(path)
    do
      local lib <close> = assert(sheaf.open(path))
      assert(lib:load { text = "TY  - JOUR\nTI  - One\nER  - \n" })
    end
    local lib <close> = assert(sheaf.open(path, { readonly = true }))
    local ok, message = lib:decide(1, { stage = "s", verdict = "include" })
    assert.is_nil(ok)
    assert.is_truthy(message:find "reading only")
    assert.are.equal(0, #lib:decisions())
    for _, ending in ipairs { "", "-wal", "-shm" } do os.remove(path .. ending) end
  end)

  it("stays: the ledger is append-only, also for SQL", function()
    local lib <close> = library()
    decide(lib, 1, "include", "Ada")
    for _, statement in ipairs { "delete from decision", "update decision set verdict = 'exclude'",
      "delete from ledger", "insert into decision values(9,'s','include',0)" } do
      assert.is_nil(lib:sql(statement))
    end
    assert.are.equal("include", standing(lib, 1).verdict)
  end)
end)

describe("a reason", function()
  it("may be blank, which is none, and have lines", function()
    local lib <close> = library()
    decide(lib, 1, "exclude", " Ada ", { reason = "  " })
    decide(lib, 2, "exclude", "Ada", { reason = "one\r\ntwo " })
    local t = lib:ledger()
    assert.is_nil(t[1].reason)
    assert.are.same({ "Ada", "one\ntwo" }, { t[1].by, t[2].reason })
  end)
end)

describe("what stands", function()
  it("is the latest of each reviewer", function()
    local lib <close> = library()
    decide(lib, 1, "exclude", "Ada")
    decide(lib, 1, "maybe", "Ada")
    decide(lib, 1, "include", "Ada")
    assert.are.equal("include", standing(lib, 1).verdict)
    assert.are.equal(1, standing(lib, 1).reviewers)
    decide(lib, 1, "include", "Ben")
    assert.are.same({ "include", "agreed" }, { standing(lib, 1).verdict, standing(lib, 1).status })
    assert.are.equal(4, #lib:ledger())
  end)

  it("is nothing while reviewers disagree, until a resolution", function()
    local lib <close> = library()
    decide(lib, 1, "include", "Ada")
    decide(lib, 1, "exclude", "Ben", { reason = "no patients" })
    decide(lib, 2, "include", "Ada")
    local conflicts = lib:conflicts "title-abstract"
    assert.are.equal(1, #conflicts)
    assert.are.same({ 1, TITLES[1], "Ada: include; Ben: exclude", "Ben: no patients" },
      { conflicts[1].work, conflicts[1].title, conflicts[1].votes, conflicts[1].reasons })
    assert.is_nil(standing(lib, 1).verdict)
    assert.are.equal(0, #lib:conflicts "full-text")
    local row = decide(lib, 1, "exclude", "Cleo", { resolves = true, reason = "agreed on the phone" })
    assert.are.equal(0, #lib:conflicts())
    local stands = standing(lib, 1)
    assert.are.same({ "exclude", "resolved", "agreed on the phone", 2, row },
      { stands.verdict, stands.status, stands.reason, stands.reviewers, stands.row })
    assert(lib:undo(row))
    assert.are.equal(1, #lib:conflicts())
  end)

  it("can wait for a second reviewer", function()
    local lib <close> = library()
    decide(lib, 1, "include", "Ada")
    local t = lib:decisions("title-abstract", { reviewers = 2 })
    assert.are.same({ "waiting" }, { t[1].status })
    assert.is_nil(t[1].verdict)
    decide(lib, 1, "include", "Ben")
    assert.are.equal("include", lib:decisions("title-abstract", { reviewers = 2 })[1].verdict)
    assert.has_error(function() lib:decisions("s", { reviewers = 0 }) end)
    assert.has_error(function() lib:decisions("s", { reviewer = 1 }) end)
    assert.has_error(function() lib:decisions(3) end)
  end)

  it("is shared by the records of a work, and told apart again when they are parted", function()
    local lib <close> = library()
    decide(lib, 1, "include", "Ada")
    decide(lib, 3, "exclude", "Ben")
    local same = assert(lib:same(1, 3))
    assert.are.equal(1, #lib:decisions "title-abstract")
    assert.are.equal("conflict", standing(lib, 1).status)
    assert(lib:undo(same))
    assert.are.equal(2, #lib:decisions "title-abstract")
    assert.are.equal("include", standing(lib, 1).verdict)
    assert.are.equal("exclude", standing(lib, 3).verdict)
  end)

  it("follows undo, and undo of undo", function()
    local lib <close> = library()
    decide(lib, 1, "include", "Ada")
    local row = decide(lib, 1, "exclude", "Ada")
    local undo = assert(lib:undo(row, { by = "Ada", why = "a slip" }))
    assert.are.equal("include", standing(lib, 1).verdict)
    local t = lib:ledger()
    assert.are.same({ "undo", row, "a slip" }, { t[3].action, t[3].about, t[3].why })
    assert.is_true(t[2].undone)
    local again, message, code = lib:undo(row)
    assert.are.same({ nil, ("row %d is undone already, by row %d"):format(row, undo), "range" },
      { again, message, code })
    assert(lib:undo(undo))
    assert.are.equal("exclude", standing(lib, 1).verdict)
    assert.is_nil(lib:ledger()[2].undone)
    assert(lib:undo(row))
    assert.are.equal("include", standing(lib, 1).verdict)
    assert.is_nil((lib:undo(999)))
    assert.has_error(function() lib:undo "1" end)
  end)

  it("is decided for a whole set at once, all or none", function()
    local lib <close> = library()
    local first, count = lib:decide(lib:all(), { stage = "title-abstract", verdict = "exclude", by = "Ada" })
    assert.are.same({ 1, 4 }, { first, count })
    assert.are.equal(4, #lib:decisions "title-abstract")
    assert.are.same({ nil, 0 }, { lib:decide(lib:set {}, { stage = "s", verdict = "include" }) })
    assert.is_nil((lib:decide(lib:set { 1, 99 }, { stage = "s", verdict = "include" })))
    assert.are.equal(4, #lib:ledger())
  end)
end)

describe("undoing many at once", function()
  it("takes back what was decided about a set, all or none", function()
    local lib <close> = library()
    decide(lib, lib:all(), "include", "Ada")
    local first, count = lib:decide(lib:all(), { stage = "title-abstract", verdict = "exclude", by = "Ada" })
    local last = first + count - 1
    assert.are.equal(last + 1, (lib:undo(first, { last = last, by = "Ada", why = "the wrong set" })))
    assert.are.equal(4, #lib:decided("title-abstract", "include"))
    assert.are.equal(12, #lib:ledger())
    for _, wrong in ipairs { last, last + 1, 99 } do
      local ok, message, code = lib:undo(1, { last = wrong })
      assert.is_nil(ok)
      assert.is_truthy(message)
      assert.are.equal("range", code)
    end
    assert.is_nil((lib:undo(9, { last = 10 })))
    assert.has_error(function() lib:undo(2, { last = 1 }) end)
    assert.are.equal(12, #lib:ledger())
    assert(lib:undo(9))
    assert.are.equal(3, #lib:decided("title-abstract", "include"))
  end)
end)

describe("decided works", function()
  it("are a set, and a record tells what was decided about its work", function()
    local lib <close> = library()
    decide(lib, lib:all(), "exclude", "Ada")
    decide(lib, 2, "include", "Ada", { reason = "it fits", at = "2024-03-01" })
    assert(lib:undo(decide(lib, 3, "include", "Ada")))
    assert(lib:same(2, 4))
    assert(lib:decide(4, { stage = "title-abstract", verdict = "include", by = "Ada" }))
    assert.are.same({ 2 }, lib:decided("title-abstract", "include"):ids())
    assert.are.same({ 1, 3 }, lib:decided("title-abstract", "exclude"):ids())
    assert.are.equal(0, #lib:decided("title-abstract", "include", { reviewers = 2 }))
    local list = lib:get(4):decisions()
    assert.are.equal(4, #list)
    assert.are.same({ stage = "title-abstract", verdict = "include", by = "Ada", reason = "it fits", at = "2024-03-01",
      resolves = false, record = 2, row = 5 }, list[3])
    for name in pairs(lib:get(4)) do assert.are_not.equal("decisions", name) end
    assert.has_error(function() lib:decided "title-abstract" end)
    assert.has_error(function() lib:decided(nil, "include") end)
  end)
end)

describe("a code", function()
  it("is kept with its passage and its memo", function()
    local lib <close> = library()
    local first, last = lib:get(1).abstract:find "evening clinics"
    local row = assert(lib:code(lib:get(1), { code = "setting", field = "abstract", first = first, last = last,
      memo = "rural", by = "Ada", at = "2024-03-01" }))
    assert(lib:code(2, { code = "study", memo = "NIGHT" }))
    local t = lib:codes()
    assert.are.equal(2, #t)
    assert.are.same({ row, 1, "setting", "evening clinics", "rural", "Ada" },
      { t[1].row, t[1].record, t[1].code, t[1].text, t[1].memo, t[1].by })
    assert.are.same({ field = "abstract", first = first, last = last, text = "evening clinics" }, t:evidence(1, "text"))
    assert(lib:undo(row))
    assert.are.equal(1, #lib:codes())
    assert.are.equal(3, #lib:ledger())
  end)

  it("is refused where its passage is none", function()
    local lib <close> = library()
    assert.has_error(function() lib:code(1, {}) end)
    assert.has_error(function() lib:code(1, { code = "x", first = 1, last = 2 }) end)
    assert.has_error(function() lib:code(1, { code = "x", field = "title", first = 3, last = 2 }) end)
    assert.has_error(function() lib:code(1, { code = "x", field = "title", first = 1, last = 1000 }) end)
    assert.has_error(function() lib:code(lib:all(), { code = "x" }) end)
    for _, field in ipairs { "nosuch", "authors", "edition" } do
      assert.has_error(function() lib:code(1, { code = "x", field = field, first = 1, last = 2 }) end, "lib:code: the "
        .. "record has no text in '" .. field .. "'; a passage stands in a text such as its title or abstract")
    end
    assert.is_nil((lib:code(99, { code = "x" })))
    assert.are.equal(0, #lib:ledger())
  end)
end)

describe("an export", function()
  local FORMATS = { "ris", "nbib", "bibtex", "csl-json", "endnote-xml", "jsonl" }

  --- What counts in a library, without numbers.
  local function kept(lib)
    local list = {}
    local t = lib:ledger()
    for i = 1, #t do
      local r = t[i]
      if r.action ~= "undo" and not r.undone then
        list[#list + 1] = { r.record, r.stage, r.verdict, r.by or "", r.at, r.reason or r.memo or "",
          r.resolves or false, r.code or "", r.field or "", r.first or 0, r.last or 0 }
      end
    end
    table.sort(list, function(a, b) return a[5] < b[5] end)
    return list
  end

  it("carries decisions and codes, and a load takes them in", function()
    local lib <close> = library()
    decide(lib, 1, "include", "Ada", { at = "2024-03-01" })
    assert(lib:undo(decide(lib, 1, "maybe", "Ada", { at = "2024-03-02" })))
    decide(lib, 1, "exclude", "Ben [b]", { at = "2024-03-03", reason = "no \\ patients;\nsheaf:extra: no" })
    decide(lib, 1, "exclude", "Cleo", { at = "2024-03-04", resolves = true, stage = "full-text" })
    decide(lib, 3, "maybe", nil, { at = "2024-03-05" })
    assert(lib:code(3, { code = "setting", field = "title", first = 1, last = 7, memo = "where", at = "2024-03-06" }))
    assert(lib:code(4, { code = "study", at = "2024-03-07" }))
    for _, format in ipairs(FORMATS) do
      local text, losses = lib:all():export(nil, { format = format })
      assert.are.same({}, losses, format)
      local copy <close> = assert(sheaf.open())
      local report = assert(copy:load { text = text })
      assert.are.equal(6, report.files[1].decisions, format)
      assert.are.same(kept(lib), kept(copy), format)
      assert.are.same({}, carry.differences(lib:get(1):entries(), copy:get(1):entries()), format)
      assert.are.equal(1, #copy:conflicts(), format)
      assert.are.equal(0, #copy:search("exclude"), format)
      assert.is_true(copy:check())
    end
    local _, losses = lib:all():export(nil, { format = "csv" })
    local lost = {}
    for _, loss in ipairs(losses) do lost[loss.field] = loss.records end
    assert.are.equal(3, lost.decisions)
  end)

  it("leaves them aside where a load is told to: they are extra data, and count for nothing", function()
    local lib <close> = library()
    decide(lib, 1, "exclude", "Ben", { at = "2024-03-03", reason = "no patients" })
    decide(lib, 2, "maybe", nil, { at = "2024-03-04" })
    assert(lib:code(1, { code = "setting", field = "title", first = 1, last = 7, at = "2024-03-06" }))
    for _, format in ipairs(FORMATS) do
      local text = lib:all():export(nil, { format = format })
      local copy <close> = assert(sheaf.open())
      local report = assert(copy:load({ text = text, name = "theirs" }, { decisions = false }))
      assert.are.same({ 3 }, { report.files[1].left_aside, report.files[1].decisions })
      assert.is_truthy(tostring(report):find("left aside, in the records' extra data: 3", 1, true))
      assert.are.equal(0, #copy:ledger())
      assert.are.same({ "title-abstract | exclude | Ben | 2024-03-03 | no patients" }, copy:get(1).extra.decision,
        format)
      assert.is_truthy(copy:get(1).extra.code[1]:find("setting | title |", 1, true))
      assert.is_truthy(copy:get(2).extra.decision[1]:find("maybe", 1, true))
      assert.are.equal(lib:get(1).title, copy:get(1).title)
      assert.is_true(copy:check())
    end
    local other <close> = assert(sheaf.open())
    assert.has_error(function() other:load({ text = "x" }, { decisions = "no" }) end)
  end)

  it("of works carries what was said of their other records", function()
    local lib <close> = library()
    decide(lib, 3, "include", "Ada")
    assert(lib:same(1, 3))
    local copy <close> = assert(sheaf.open())
    assert(copy:load { text = (lib:works():export(nil, { format = "ris" })) })
    assert.are.equal("include", standing(copy, 1).verdict)
  end)

  it("changed by others costs nothing but the line", function()
    local lib <close> = assert(sheaf.open())
    assert(lib:load { text = [[
TY  - JOUR
TI  - One
N1  - sheaf:decisions: full-text\uperhaps\uAda
N1  - sheaf:decisions: full-text
N1  - sheaf:decisions[code]: \u\u\u
N1  - sheaf:decisions[code]: setting\utitle\uAda\u2024-03-01\u\ux\u-9
N1  - sheaf:decisions: full-text\uexclude
ER  -
]] })
    local t = lib:ledger()
    assert.are.equal(2, #t)
    assert.are.same({ "code", "setting" }, { t[1].action, t[1].code })
    assert.is_nil(t[1].first)
    assert.are.same({ "decide", "exclude" }, { t[2].action, t[2].verdict })
    assert.is_truthy(t[2].at)
    assert.are.equal("One", lib:get(1).title)
  end)
end)
