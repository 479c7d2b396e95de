--- The PRISMA flow: its numbers add up and agree with an independent count, its diagram says them.

local sheaf = require "sheaf"

local function ris(first, last)
  local parts = {}
  for i = first, last do parts[#parts + 1] = ("TY  - JOUR\nTI  - Paper number %d\nER  - \n"):format(i) end
  return table.concat(parts)
end

--- A library of sources { n, options }, their records numbered through.
local function library(sources)
  local lib, last = assert(sheaf.open()), 0
  for i, source in ipairs(sources) do
    assert(lib:load({ text = ris(last + 1, last + source[1]), name = "part" .. i }, source[2]))
    last = last + source[1]
  end
  return lib
end

local function decide(lib, record, stage, verdict, reason, by)
  return (assert(lib:decide(record, { stage = stage, verdict = verdict, reason = reason, by = by })))
end

describe("the flow", function()
  it("counts a review as its authors would", function()
    local lib <close> = library { { 6, { database = "MEDLINE" } }, { 4, { database = "Embase" } },
      { 2, { label = "ClinicalTrials.gov", via = "register" } } }
    assert(lib:same(1, 7))
    assert(lib:same(2, 11))
    for _, id in ipairs { 1, 2 } do decide(lib, id, "title-abstract", "exclude") end
    for _, id in ipairs { 3, 4, 5, 6, 8, 9 } do decide(lib, id, "title-abstract", "include") end
    decide(lib, 10, "title-abstract", "maybe")
    decide(lib, 3, "retrieval", "exclude")
    decide(lib, 4, "full-text", "exclude", "Wrong design")
    decide(lib, 5, "full-text", "exclude", "Wrong population")
    decide(lib, 6, "full-text", "exclude", "Wrong design")
    decide(lib, 8, "full-text", "include")
    decide(lib, 9, "full-text", "include")
    local t = assert(sheaf.analysis.flow(lib))
    assert.are.same({
      identified = 12, identified_database = 10, identified_register = 2, duplicates = 2, automation = 0, removed = 0,
      unscreened = 1, screened = 9, excluded = 2, sought = 7, not_retrieved = 1, waiting = 1, assessed = 5,
      ineligible = 3, included = 2, studies = 2, reports = 2,
    }, t.counts)
    local details = {}
    for i = 1, #t do
      if t[i].detail then details[#details + 1] = t[i].detail .. " " .. t[i].n end
    end
    assert.are.same({ "MEDLINE 6", "Embase 4", "ClinicalTrials.gov 2", "Wrong design 2", "Wrong population 1" },
      details)
    assert(lib:code(8, { code = "study", memo = "NIGHT" }))
    assert(lib:code(9, { code = "study", memo = "NIGHT" }))
    local again = sheaf.analysis.flow(lib).counts
    assert.are.same({ 1, 2 }, { again.studies, again.reports })
    assert.are.equal(9, lib:all():analyze("flow").counts.screened)
    assert.are.equal(6, sheaf.analysis.flow(lib:all():head(6)).counts.identified)
  end)

  it("says what waits, and which stages it does not look at", function()
    local lib <close> = library { { 3 } }
    decide(lib, 1, "title-abstract", "include", nil, "Ada")
    decide(lib, 1, "title-abstract", "exclude", nil, "Ben")
    decide(lib, 2, "abstract", "include")
    local t = sheaf.analysis.flow(lib)
    assert.are.equal(3, t.counts.unscreened)
    local notes = table.concat(t.notes, "\n")
    assert.is_truthy(notes:find("disagree about 1 work", 1, true))
    assert.is_truthy(notes:find("not part of the flow: abstract", 1, true))
    assert.are.equal(1, sheaf.analysis.flow(lib, { screening = { "title", "abstract" } }).counts.sought)
    decide(lib, 2, "full-text", "exclude", "Not retrieved")
    assert.are.equal(1, sheaf.analysis.flow(lib).counts.not_retrieved)
    decide(lib, 3, "title-abstract", "include", nil, "Ada")
    assert.are.equal(2, sheaf.analysis.flow(lib, { reviewers = 2 }).counts.unscreened)
  end)

  it("refuses what it does not know", function()
    local lib <close> = library { { 1 } }
    assert.has_error(function() sheaf.analysis.flow(lib, { stage = "x" }) end)
    assert.has_error(function() sheaf.analysis.flow(lib, { screening = {} }) end)
    assert.has_error(function() sheaf.analysis.flow(lib, { screening = { 1 } }) end)
    assert.has_error(function() sheaf.analysis.flow(lib, { reviewers = "two" }) end)
    assert.has_error(function() sheaf.analysis.flow {} end)
    assert.has_error(function() lib:load({ text = ris(1, 1) }, { via = "friend" }) end)
    local empty <close> = assert(sheaf.open())
    assert.are.equal(0, sheaf.analysis.flow(empty).counts.identified)
    assert.is_truthy(sheaf.analysis.flow(empty):chart())
  end)
end)

-- ---- random ledgers ----

local random = math.random
local function any(list) return list[random(#list)] end

local VIAS = { "database", "database", "register", "website", "organisation", "citation", "other", "previous" }
local STAGES = { "title-abstract", "title-abstract", "title-abstract", "full-text", "full-text", "retrieval",
  "automation", "removal", "elsewhere" }
local REASONS = { "Wrong design", "Wrong population", "not retrieved", "a < b & c" }

--- A random review, done to a library and written down in a model of its own.
local function make_review()
  local sources, model = {}, { records = {}, pairs = {}, rows = {} }
  for i = 1, random(1, 5) do
    local via = any(VIAS)
    sources[i] = { random(1, 6), { label = "source " .. random(3), via = random(4) > 1 and via or nil } }
    for _ = 1, sources[i][1] do table.insert(model.records, sources[i][2].via or "database") end
  end
  local lib = library(sources)
  for _ = 1, random(0, 6) do
    local a, b = random(#model.records), random(#model.records)
    local row = a ~= b and lib:same(a, b)
    if row and random(4) > 1 then
      table.insert(model.pairs, { a, b })
    elseif row then
      assert(lib:undo(row))
    end
  end
  for _ = 1, random(0, 5 * #model.records) do
    local one = { record = random(#model.records), stage = any(STAGES), verdict = any { "include", "include", "exclude",
      "maybe" }, reason = random(2) == 1 and any(REASONS) or nil, by = any { "Ada", "Ben" }, resolves = random(9) == 1 }
    one.row = assert(lib:decide(one.record, { stage = one.stage, verdict = one.verdict, reason = one.reason,
      by = one.by, resolves = one.resolves }))
    if random(6) == 1 then
      assert(lib:undo(one.row))
    else
      table.insert(model.rows, one)
    end
  end
  return lib, model
end

--- The lowest record that each record hangs together with, by going over the pairs until nothing changes.
local function works_of(model)
  local work = {}
  for i = 1, #model.records do work[i] = i end
  local changed = true
  while changed do
    changed = false
    for _, pair in ipairs(model.pairs) do
      local low = math.min(work[pair[1]], work[pair[2]])
      for _, id in ipairs(pair) do
        if work[id] ~= low then work[id], changed = low, true end
      end
    end
  end
  return work
end

--- What stands for a work at a stage: the rows read from the last one up.
local function stands(model, work, number, stage)
  local latest, resolution = {}, nil
  for i = #model.rows, 1, -1 do
    local row = model.rows[i]
    if work[row.record] == number and row.stage == stage then
      if row.resolves then resolution = resolution or row else latest[row.by] = latest[row.by] or row end
    end
  end
  local a, b = latest.Ada, latest.Ben
  if resolution then
    local first, second = a, b
    if a and b and a.row < b.row then first, second = b, a end
    local reason = resolution.reason or first and first.reason or second and second.reason
    return true, resolution.verdict, reason
  end
  if a and b and a.verdict ~= b.verdict then return true end
  local last, other = a or b, a and b
  if a and b and b.row > a.row then last, other = b, a end
  if not last then return false end
  return true, last.verdict, last.reason or other and other.reason
end

local function outcome(model, work, number)
  local function at(stage) return stands(model, work, number, stage) end
  local _, tool = at "automation"
  local _, removal = at "removal"
  local _, screened = at "title-abstract"
  local tried, got = at "retrieval"
  local read, found, reason = at "full-text"
  if tool == "exclude" then return "automation" end
  if removal == "exclude" then return "removed" end
  if screened == "exclude" then return "excluded" end
  if not screened and not tried and not read then return "unscreened" end
  if got == "exclude" or found == "exclude" and reason == "not retrieved" then return "not_retrieved" end
  if found == "exclude" then return "ineligible", reason or "No reason given" end
  return found == "include" and "included" or "waiting"
end

--- The numbers of a model: every record goes into one box.
local function count(model)
  local counts, work, reasons = {}, works_of(model), {}
  local function add(key) counts[key] = (counts[key] or 0) + 1 end
  local home, rank = {}, { previous = 1, database = 2, register = 2 }
  for i, via in ipairs(model.records) do
    local at = rank[via] or 3
    home[work[i]] = math.min(home[work[i]] or 9, at)
  end
  local met = {}
  for i, via in ipairs(model.records) do
    local at, number = rank[via] or 3, work[i]
    local prefix = at == 3 and "other_" or ""
    if at > 1 then
      add(prefix .. "identified")
      add(prefix .. "identified_" .. via)
    end
    if at == home[number] and not met[number] then
      met[number] = true
      if at == 1 then
        add "previous_reports"
      else
        local what, reason = outcome(model, work, number)
        add(prefix .. what)
        if reason then reasons[prefix .. reason] = (reasons[prefix .. reason] or 0) + 1 end
        if what == "included" then add "reports" end
      end
    elseif at > 1 then
      add(prefix .. "duplicates")
    end
  end
  return counts, reasons
end

describe("random ledgers", function()
  it("give numbers that add up and that an independent count finds too", function()
    math.randomseed(20261122)
    for round = 1, 320 do
      local lib <close>, model = make_review()
      local t = sheaf.analysis.flow(lib)
      local got, wanted, reasons = t.counts, count(model)
      for key, n in pairs(got) do
        if wanted[key] then assert.are.equal(wanted[key], n, ("round %d: %s"):format(round, key)) end
      end
      for key, n in pairs(wanted) do assert.are.equal(n, got[key], ("round %d: %s"):format(round, key)) end
      for i = 1, #t do
        local prefix = t[i].via == "other" and "other_" or ""
        if t[i].key == prefix .. "ineligible" and t[i].detail then
          assert.are.equal(reasons[prefix .. t[i].detail], t[i].n)
          reasons[prefix .. t[i].detail] = nil
        end
      end
      assert.is_nil(next(reasons))
      for _, prefix in ipairs { "", got.other_identified and "other_" or nil } do
        local function n(key) return got[prefix .. key] end
        assert.are.equal(n "identified", n "duplicates" + n "automation" + n "removed" + n "unscreened" + n "screened")
        assert.are.equal(n "screened", n "excluded" + n "sought")
        assert.are.equal(n "sought", n "not_retrieved" + n "waiting" + n "assessed")
        assert.are.equal(n "assessed", n "ineligible" + n "included")
      end
      local before = got.previous_reports or 0
      assert.are.equal(got.included + (got.other_included or 0), got.reports)
      if before > 0 then assert.are.equal(before + got.reports, got.total_reports) end
      local everything = got.identified + (got.other_identified or 0)
      local previous = 0
      for _, via in ipairs(model.records) do previous = previous + (via == "previous" and 1 or 0) end
      assert.are.equal(#model.records - previous, everything)
      local svg = t:chart()
      assert.is_truthy(svg:find(("Records screened (n = %d)"):format(got.screened), 1, true))
    end
  end)
end)

describe("the diagram", function()
  local function review(more)
    local sources = { { 3, { database = "MEDLINE <Ovid> & \"more\"" } } }
    for _, source in ipairs(more or {}) do sources[#sources + 1] = source end
    return library(sources)
  end

  it("has the statement's boxes, columns only where they are needed", function()
    local lib <close> = review()
    decide(lib, 1, "full-text", "exclude", "Reason with <tags> & more")
    local svg = sheaf.analysis.flow(lib):chart()
    for _, words in ipairs { "Identification of studies via databases and registers", "Records identified from:",
      "Databases (n = 3)", "Registers (n = 0)", "Records screened (n = 1)", "Records excluded (n = 0)",
      "Reports sought for retrieval (n = 1)", "Reports not retrieved (n = 0)",
      "Reports assessed for eligibility", "Reports excluded:", "Studies included in review (n = 0)", "<title>",
      "<desc>", 'role="img"', ">Identification<", ">Screening<", ">Included<" } do
      assert.is_truthy(svg:find(words, 1, true), words)
    end
    assert.is_nil(svg:find("other methods", 1, true))
    assert.is_nil(svg:find("Previous", 1, true))
    assert.is_nil(svg:find("<tags>", 1, true))
    assert.is_nil(svg:find("<Ovid>", 1, true))
    local lib2 <close> = review { { 2, { via = "previous" } }, { 2, { via = "citation" } } }
    svg = sheaf.analysis.flow(lib2):chart { title = "My review" }
    for _, words in ipairs { "Identification of new studies via databases and registers", "Previous studies",
      "Identification of new studies via other methods", "Citation searching (n = 2)", "My review",
      "Total studies included in review (n = 2)" } do
      assert.is_truthy(svg:find(words, 1, true), words)
    end
  end)

  it("keeps every text in its box, however long", function()
    local lib <close> = review { { 1, { database = ("Database"):rep(40) } }, { 1, { via = "website",
      label = "A website with a rather long name that goes on and on, and \u{65E5}\u{672C}\u{8A9E}" } } }
    decide(lib, 1, "full-text", "exclude", ("unbroken"):rep(60))
    local svg = sheaf.analysis.flow(lib):chart()
    local measure = require("sheaf.report.svg").measure
    for x, text in svg:gmatch '<text x="([%d.]+)"[^>]*class="small">([^<]*)<' do
      text = text:gsub("&%a+;", "x")
      assert.is_true(tonumber(x) > 0 and measure(text, 12) <= 224, text)
    end
    assert.is_nil(svg:find("…", 1, true))
  end)
end)
