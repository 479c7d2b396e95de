--- What belongs to a closed library gives an error when it is used; what is garbage is collected in any order.

local core = require "sheaf.core"
local sheaf = require "sheaf"

local RIS = [[
TY  - JOUR
TI  - Evening clinics in small towns
AU  - Okafor, Ngozi
PY  - 2015
DO  - 10.1000/evening
AB  - METHODS: Twenty-one people in Wales were interviewed. RESULTS: They came late.
KW  - access
ER  -
TY  - JOUR
TI  - Evening clinics in small towns
AU  - Okafor, N
PY  - 2015
DO  - 10.1000/evening
ER  -
TY  - JOUR
TI  - Telephone triage: a survey
AU  - Stein, Ruth
PY  - 2018
AB  - A survey of 310 nurses in Norway.
ER  -
]]

local TREE = "Health Services;N02.421\nTelemedicine;N02.421.500\nTriage;N02.421.700\n"

local function loaded()
  local lib = assert(sheaf.open())
  assert(lib:load { text = RIS, name = "three.ris" })
  return lib
end

-- Everything that a library gives, by name; none is closed.
local function things()
  local lib = loaded()
  local t = { library = lib, set = lib:all(), record = lib:get(1), fresh = lib:get(3) }
  assert(t.record.title)
  t.rows = assert(lib:sql("select id from record"))
  t.begun = assert(lib:sql("select id from record"))
  t.begun()
  t.each = t.set:each()
  t.strategy = assert(lib:strategy("1. evening[ti]\n2. triage[ti]\n3. #1 OR #2", { syntax = "pubmed" }))
  t.loader = assert(lib:loader { text = RIS .. "\n", name = "more.ris" })
  assert(t.loader:step(1, "ris"))
  t.query = assert(sheaf.query.parse("evening[ti] OR triag*", "pubmed"))
  t.learner = assert(lib:learner({ 1, 2, 3 }, { 1, 1, 1 }))
  t.sources = lib:sources()
  t.spans = assert(lib:spans(t.record, "evening"))
  t.explained = assert(lib:explain(t.record, "evening[ti]"))
  t.why = assert(lib:why(1, 2))
  return t
end

-- Arguments that methods may want: enough of them to get past the checks of each.
local function arguments(t)
  return { {}, { t.set }, { t.record }, { "evening" }, { 1 }, { 1, 2 }, { "title", "evening" }, { "evening", t.set },
    { t.record, "evening[ti]" }, { t.record, { stage = "full-text", verdict = "include" } }, { { 1, 2 } },
    { t.record, { code = "x" } }, { t.set, { stage = "full-text" } }, { { 1 }, { 1 } }, { 1, "x", "title" },
    { t.fresh, t.record }, { "/no/such/file" }, { 1, 1 }, { "distinct", 1, 2 }, { false },
    { { text = RIS } }, { function() return true end }, { "select id from record" }, { 1, "full-text", "include" },
    { "year" }, { nil, { format = "ris" } }, { 3, "ris" } }
end

-- Answers that need no library.
local FREE = {
  ["sheaf.library"] = { close = true, closed = true },
  ["sheaf.set"] = { ids = true, contains = true, library = true, head = true, slice = true, sample = true },
  ["sheaf.record"] = { library = true },
  ["sheaf.rows"] = { close = true },
  ["sheaf.loader"] = { state = true, problems = true, abort = true },
}

local function check_methods(class, object, t, list)
  for name, method in pairs(core.classes[class]) do
    if type(method) == "function" and name ~= "__meta" and not FREE[class][name] then
      local closed = false
      for _, words in ipairs(list) do
        local ok, value, message = pcall(method, object, table.unpack(words, 1, 3))
        local text = ok and message or not ok and value
        assert.is_true(not ok or value == nil, ("%s:%s answers: %s"):format(class, name, tostring(value)))
        closed = closed or tostring(text):find("closed", 1, true) ~= nil
      end
      assert(closed, ("%s:%s does not say that the library is closed"):format(class, name))
    end
  end
  return t
end

describe("a closed library", function()
  it("refuses each of its methods, and those of what it gave", function()
    local t = things()
    local list = arguments(t)
    t.library:close()
    check_methods("sheaf.library", t.library, t, list)
    check_methods("sheaf.set", t.set, t, list)
    check_methods("sheaf.record", t.fresh, t, list)
    check_methods("sheaf.loader", t.loader, t, list)
  end)

  it("refuses operators, iterators, fields, strategies", function()
    local t = things()
    local other <close> = loaded()
    t.library:close()
    for name, use in pairs {
      length = function() return #t.library end, member = function() return t.set[1] end,
      mixed = function() return t.set & other:all() end,
      rows = function() return t.rows() end, begun = function() return t.begun() end,
      each = function() return t.each() end, field = function() return t.fresh.title end,
      fields = function() for _ in pairs(t.fresh) do end end, -- luacheck: ignore 542
      line = function() return t.strategy.lines[3].set:sort("year") end,
      known = function() return t.strategy:known(t.set) end,
      evidence = function() return t.set:analyze("characteristics") end,
      trends = function() return sheaf.analysis.trends(t.set) end,
      reported = function() return assert(sheaf.report.html(nil, { set = t.set, parts = { "duplicates" } })) end,
    } do
      local ok, message = pcall(use)
      assert.is_false(ok, name)
      assert.is_string(message)
    end
  end)

  it("leaves what needs no library as it is", function()
    local t = things()
    t.library:close()
    assert.same({ 1, 2, 3 }, t.set:ids())
    assert.equal(3, #(t.set & t.set | t.set:head(1)))
    assert.equal("Evening clinics in small towns", t.record.title)
    assert.equal(2, #t.sources) -- the loader's is one of them
    assert.is_string(tostring(t.sources))
    assert.is_string(t.sources:csv())
    assert.is_string((t.query:print("ovid")))
    assert.is_table(t.query:tree())
    assert.is_table(t.explained)
    assert.equal(1, #t.spans)
    assert.is_table(t.why)
    t.fresh = nil -- its name is not read yet
    for _, thing in pairs(t) do assert.is_string(tostring(thing)) end
    assert.is_true(t.library:closed())
    t.library:close()
  end)

  it("is closed to other programs too: its file is whole, and nobody holds it", function()
    local path = os.tmpname()
    local lib = assert(sheaf.open(path))
    assert(lib:load { text = RIS, name = "three.ris" })
    local rows = assert(lib:sql("select id from record"))
    rows()
    local loader = assert(lib:loader { text = RIS .. "\n", name = "more.ris" })
    assert(loader:step(1, "ris"))
    lib:close()
    assert.is_nil(io.open(path .. "-wal"), "the log is in the file")
    assert.is_false(pcall(rows))
    assert.is_false((pcall(loader.step, loader, 1, "ris")))
    local again <close> = assert(sheaf.open(path))
    assert.equal(3, #again)
    assert.is_true(again:check())
    os.remove(path)
  end)

  it("keeps a thesaurus to itself", function()
    local lib = loaded()
    local path = os.tmpname()
    local file = assert(io.open(path, "wb"))
    file:write(TREE)
    file:close()
    local counts, message = lib:thesaurus(path)
    os.remove(path)
    assert.is_truthy(counts, message)
    local heading = lib:heading("Telemedicine")
    assert.is_table(heading)
    lib:close()
    assert.has_error(function() lib:heading("Telemedicine") end)
    assert.is_string(heading.name)
  end)
end)

describe("garbage", function()
  -- Uses what is left of the things after each was dropped, in an order that the seed gives.
  local function drop_in_order(seed, collect)
    math.randomseed(seed)
    local t = things()
    local names = {}
    for name in pairs(t) do names[#names + 1] = name end
    table.sort(names)
    for i = #names, 2, -1 do
      local j = math.random(i)
      names[i], names[j] = names[j], names[i]
    end
    if seed % 3 == 0 then t.library:close() end
    for _, name in ipairs(names) do
      t[name] = nil
      collect()
      if t.set and seed % 3 ~= 0 then assert.is_string(t.set[2].title) end
      if t.query then assert.is_string((t.query:print("embase"))) end
      if t.rows then pcall(t.rows) end
      if t.loader then pcall(t.loader.step, t.loader, 1, "ris") end
      if t.strategy and seed % 3 ~= 0 then assert.equal(3, #t.strategy.lines[3].set | 0) end
    end
  end

  local function scenario()
    local lib = loaded()
    assert(lib:deduplicate())
    assert(lib:decide(lib:get(1), { stage = "full-text", verdict = "include" }))
    local found = assert(lib:search("evening[ti] OR survey*"))
    assert.equal(3, #found)
    assert.is_string(tostring(found:analyze("characteristics")))
    assert.is_string(found:export(nil, { format = "bibtex" }))
    assert.is_string(tostring(lib:sources()))
    return lib:check()
  end

  after_each(function()
    debug.sethook()
    collectgarbage("incremental", 200, 100)
    collectgarbage()
  end)

  for _, mode in ipairs { "generational", "incremental" } do
    it("is collected in any order, " .. mode, function()
      collectgarbage(mode)
      for seed = 1, 12 do drop_in_order(seed, collectgarbage) end
      assert.is_true(scenario())
    end)
  end

  it("is collected at any moment", function()
    collectgarbage("incremental", 0, 1000)
    debug.sethook(function() collectgarbage("step", 0) end, "", 500)
    for seed = 1, 3 do drop_in_order(seed, function() end) end
    assert.is_true(scenario())
    collectgarbage("generational")
    debug.sethook(function() collectgarbage("step") end, "", 2000)
    assert.is_true(scenario())
  end)

  it("may be left to the end of the program", function()
    for order = 1, 3 do
      local code = ([[
        local sheaf = require "sheaf"
        local lib = assert(sheaf.open())
        assert(lib:load { text = "TY  - JOUR\nTI  - T\nER  - \n", name = "t" })
        local set, rows, loader = lib:all(), lib:sql("select 1"), lib:loader { text = "TY  - JOUR\n", name = "u" }
        loader:step(1, "ris")
        kept = { %s }
        os.exit(0, %s)]]):format(({ "lib, set, rows, loader", "loader, rows", "set" })[order], order < 3)
      assert.is_true(os.execute(("LUA_PATH='%s' LUA_CPATH='%s' lua5.4 -e '%s'"):format(package.path, package.cpath,
        code)))
    end
  end)
end)
