--- Overlap of sources, and the table of searches.

local sheaf = require "sheaf"

local function ris(...)
  local parts = {}
  for _, i in ipairs { ... } do parts[#parts + 1] = ("TY  - JOUR\nTI  - Paper number %d\nER  - \n"):format(i) end
  return table.concat(parts)
end

--- Papers 1-4 of MEDLINE (4 twice), 3-6 of Embase, 1 and 7 of a register; same papers are said to be so.
local function library()
  local lib = assert(sheaf.open())
  assert(lib:load({ text = ris(1, 2, 3, 4, 4), name = "m.ris" }, { database = "MEDLINE", platform = "Ovid",
    searched = "2024-02-01", strategy = "1. exp Primary Care/\n2. night*.ti,ab.\n3. 1 and 2", limits = "English" }))
  assert(lib:load({ text = ris(3, 4, 5, 6), name = "e.ris" }, { database = "Embase" }))
  assert(lib:load({ text = ris(1, 7), name = "r.ris" }, { label = "records", via = "register" }))
  for _, pair in ipairs { { 4, 5 }, { 3, 6 }, { 4, 7 }, { 1, 10 } } do assert(lib:same(pair[1], pair[2])) end
  return lib
end

local function row(t, name)
  for i = 1, #t do
    if t[i].source == name then return t[i] end
  end
end

describe("overlap", function()
  it("counts records, works, what is unique and what is shared", function()
    local lib <close> = library()
    local t = assert(sheaf.analysis.overlap(lib))
    assert.are.equal(3, #t)
    local m, e, r = row(t, "MEDLINE"), row(t, "Embase"), row(t, "records")
    assert.are.same({ 5, 4, 1 }, { m.records, m.works, m.unique })
    assert.are.same({ 4, 4, 2 }, { e.records, e.works, e.unique })
    assert.are.same({ 2, 2, 1 }, { r.records, r.works, r.unique })
    assert.are.same({ 4, 2, 1 }, { m.MEDLINE, m.Embase, m["records (source)"] })
    assert.are.same({ 2, 4, 0 }, { e.MEDLINE, e.Embase, e["records (source)"] })
    assert.is_nil(m.sensitivity)
    assert.is_truthy(t:chart())
  end)

  it("measures sources by what was included", function()
    local lib <close> = library()
    local function decide(id, stage, verdict) assert(lib:decide(id, { stage = stage, verdict = verdict })) end
    for _, id in ipairs { 2, 3, 8, 9, 11 } do decide(id, "title-abstract", "include") end
    local t = sheaf.analysis.overlap(lib)
    assert.is_truthy(t.notes[1]:find("7 works, 5 of them included (what screening let pass", 1, true))
    assert.are.same({ 2, 1, 0.4, 0.5 }, { row(t, "MEDLINE").included, row(t, "MEDLINE").unique_included,
      row(t, "MEDLINE").sensitivity, row(t, "MEDLINE").precision })
    for _, id in ipairs { 2, 8 } do decide(id, "full-text", "exclude") end
    for _, id in ipairs { 6, 9 } do decide(id, "full-text", "include") end
    t = sheaf.analysis.overlap(lib)
    assert.are.same({ 1, 0, 0.5, 0.25 }, { row(t, "MEDLINE").included, row(t, "MEDLINE").unique_included,
      row(t, "MEDLINE").sensitivity, row(t, "MEDLINE").precision })
    assert.are.same({ 2, 1, 1, 0.5 }, { row(t, "Embase").included, row(t, "Embase").unique_included,
      row(t, "Embase").sensitivity, row(t, "Embase").precision })
    t = sheaf.analysis.overlap(lib, { included = lib:set { 10 } })
    assert.are.same({ 1, 0, 1 }, { row(t, "MEDLINE").included, row(t, "Embase").included,
      row(t, "records").included })
    assert.are.equal(1, #sheaf.analysis.overlap(lib:all():head(5)))
  end)

  it("refuses what it does not know", function()
    local lib <close> = library()
    local other <close> = library()
    assert.has_error(function() sheaf.analysis.overlap(lib, { included = other:all() }) end)
    assert.has_error(function() sheaf.analysis.overlap(lib, { included = { 1 } }) end)
    assert.has_error(function() sheaf.analysis.overlap(lib, { included = lib }) end)
    assert.has_error(function() sheaf.analysis.overlap(lib, { by = "x" }) end)
    local empty <close> = assert(sheaf.open())
    assert.are.equal(0, #sheaf.analysis.overlap(empty))
  end)
end)

describe("searches", function()
  it("say what was searched, where, when, with which strategy, and what is missing", function()
    local lib <close> = library()
    local t = assert(sheaf.analysis.searches(lib))
    assert.are.same({ "MEDLINE", "database", "Ovid", "2024-02-01", 5, "English" },
      { t[1].source, t[1].via, t[1].platform, t[1].searched, t[1].records, t[1].limits })
    assert.is_truthy(t[1].strategy:find("\n2. night*.ti,ab.", 1, true))
    assert.are.equal("register", t[3].via)
    local notes = table.concat(t.notes, "\n")
    assert.is_truthy(notes:find("options.strategy of lib:load): the strategy of Embase, records", 1, true))
    assert.are.equal(1, #sheaf.analysis.searches(lib:all():head(2)))
    assert.are.equal("English", lib:sources()[1].limits)
    assert.has_error(function() sheaf.analysis.searches(lib, { by = "x" }) end)
    assert.has_error(function() lib:load({ text = ris(1) }, { strategy = { "x" } }) end)
  end)
end)
