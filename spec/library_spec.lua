--- The library: loading what was written, sets, records, SQL; what happens when things are closed, damaged or twice.

local sheaf = require "sheaf"

local RIS = [[
TY  - JOUR
AU  - Okafor, Ngozi
AU  - Lindqvist, P.
TI  - Evening clinics in small towns
JO  - Rural Practice
PY  - 2015
VL  - 4
SP  - 10
EP  - 19
DO  - 10.1000/RURAL.15
KW  - access
KW  - rural health
AB  - Patients were asked about evening clinics.
ZZ  - kept under its own tag
ER  -

TY  - JOUR
AU  - Okafor, Ngozi
TI  - Telephone triage: a survey
PY  - 2018
ER  -

TY  - JOUR
AU  - Stein, Ruth
TI  - Walking to the surgery
JO  - Rural Practice
PY  - 2011
ER  -
]]

local function temporary()
  local path = os.tmpname()
  os.remove(path)
  return path
end

local function remove(path)
  for _, ending in ipairs { "", "-wal", "-shm" } do os.remove(path .. ending) end
end

local function loaded()
  local lib = assert(sheaf.open())
  assert(lib:load { text = RIS, name = "three.ris" })
  return lib
end

describe("a library", function()
  it("loads a text and accounts for its records", function()
    local lib = assert(sheaf.open())
    local report = assert(lib:load { text = RIS, name = "three.ris" })
    assert.are.equal(3, report.seen)
    assert.are.equal(3, report.loaded)
    assert.are.equal(0, report.rejected)
    assert.are.equal(3, #lib)
    assert.are.equal("ris", report.files[1].format)
    assert.are.equal("three.ris", report.files[1].path)
    assert.are.equal(64, #report.files[1].sha256)
    assert.is_true(lib:check())
    lib:close()
  end)

  it("gives fields, and keeps what has no field", function()
    local lib <close> = loaded()
    local record = lib:get(1)
    assert.are.equal("Evening clinics in small towns", record.title)
    assert.are.equal(2015, record.year)
    assert.are.equal("integer", math.type(record.year))
    assert.are.equal("Rural Practice", record.journal)
    assert.are.equal("10-19", record.pages)
    assert.are.equal("10.1000/rural.15", record.doi)
    assert.are.same({ "access", "rural health" }, record.keywords)
    assert.are.equal("Okafor", record.authors[1].family)
    assert.are.equal("Ngozi", record.authors[1].given)
    assert.are.equal("P", record.authors[2].initials)
    assert.are.same({ "kept under its own tag" }, record.extra.ZZ)
    assert.is_nil(record.edition)
    assert.are.same({}, record.headings)
    assert.is_true(record.authors_complete)
    assert.are.equal("Okafor and Lindqvist 2015", tostring(record))
    assert.is_nil(lib:get(4))
    assert.is_nil(lib:get(0))
    assert.has_error(function() record.title = "x" end)
    local seen = {}
    for key, value in pairs(record) do seen[key] = value end
    assert.are.equal(record.title, seen.title)
    assert.are.equal(1, seen.id)
    assert.is_nil(seen.headings)
  end)

  it("writes pages out in full beside those given", function()
    local lib <close> = assert(sheaf.open())
    local text = {}
    for i, pages in ipairs { "537-43", "e123-8", "12-19", "e0123", "S1-S9" } do
      text[i] = "TY  - JOUR\nTI  - T" .. i .. "\nSP  - " .. pages .. "\nER  - \n"
    end
    text[6] = "TY  - JOUR\nTI  - none\nER  - \n"
    assert(lib:load { text = table.concat(text) })
    local expanded = {}
    for i = 1, 6 do expanded[i] = tostring(lib:get(i).pages_expanded) end
    assert.are.same({ "537-543", "e123-e128", "12-19", "e0123", "S1-S9", "nil" }, expanded)
    assert.are.equal("537-43", lib:get(1).pages)
  end)

  it("tells problems of the whole file as of no record, and where damaged input ended", function()
    local lib <close> = assert(sheaf.open())
    local report = assert(lib:load { text = "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article>"
      .. "<ArticleTitle>T</ArticleTitle></Article></MedlineCitation></PubmedArticle>\n<DeleteCitation><PMID>9</PMID>"
      .. "</DeleteCitation></PubmedArticleSet>" })
    assert.are.equal("deleted-citation", report.problems[1].code)
    assert.is_nil(report.problems[1].record)
    local path = os.tmpname()
    for _, name in ipairs { "two.nbib", "mods.xml" } do
      assert(os.execute("gzip -c spec/fixtures/formats/" .. name .. " > " .. path))
      local file <close> = assert(io.open(path, "rb"))
      local packed = file:read("a")
      local cut <close> = assert(io.open(path, "wb"))
      cut:write(packed:sub(1, -60))
      cut:flush()
      local damaged = assert(lib:load(path))
      local last = damaged.problems[#damaged.problems]
      assert.are.equal("damaged-input", last.code)
      assert.is_true(last.line > 5, name .. " " .. last.line)
    end
    os.remove(path)
  end)

  it("knows bytes that it has loaded", function()
    local lib <close> = loaded()
    local report = assert(lib:load { text = RIS, name = "again.ris" })
    assert.are.equal(0, report.seen)
    assert.are.equal("already-loaded", report.problems[1].code)
    assert.are.equal(3, #lib)
    assert.are.equal(3, assert(lib:load({ text = RIS }, { again = true })).loaded)
    assert.are.equal(6, #lib)
    assert.are.equal(2, #lib:sources())
  end)

  it("says what it was told about a source", function()
    local lib <close> = assert(sheaf.open())
    assert(lib:load({ text = RIS, name = "x.ris" },
      { label = "Embase, March", database = "Embase", platform = "Ovid", searched = "2026-03-01" }))
    local row = lib:sources()[1]
    assert.are.equal("Embase, March", row.source)
    assert.are.equal("Embase", row.database)
    assert.are.equal("Ovid", row.platform)
    assert.are.equal("2026-03-01", row.searched)
    assert.are.equal(3, row.loaded)
    assert.is_true(row.complete)
  end)

  it("reports progress to the end", function()
    local lib <close> = assert(sheaf.open())
    local states = {}
    assert(lib:load({ text = RIS, name = "p.ris" }, { progress = function(state) states[#states + 1] = state end }))
    local last = states[#states]
    assert.are.equal("p.ris", last.file)
    assert.are.equal(3, last.records)
    assert.are.equal(last.total, last.bytes)
  end)

  it("refuses what it cannot read, with a reason", function()
    local lib <close> = assert(sheaf.open())
    local report, message, code = lib:load("no/such/file.ris")
    assert.is_nil(report)
    assert.truthy(message:find("no/such/file.ris", 1, true))
    assert.are.equal("io", code)
    report, message, code = lib:load { text = "A shopping list\n\nmilk and some more words to read\n", name = "list" }
    assert.is_nil(report)
    assert.are.equal("unknown-format", code)
    assert.truthy(message:find("format", 1, true))
    report = assert(lib:load { "no/such/file.ris", { text = RIS, name = "good" } })
    assert.are.equal(3, report.loaded)
    assert.are.equal("error", report.problems[1].severity)
    assert.are.equal("no/such/file.ris", report.problems[1].file)
    assert.has_error(function() lib:load(7) end)
    local ok, why = pcall(lib.load, lib, { text = RIS }, { lable = "x" })
    assert.is_false(ok)
    assert.truthy(why:find("lib:load: no option 'lable'; there are again, columns, ", 1, true))
    ok, why = pcall(lib.search, lib, "x", { order = "year" })
    assert.truthy(not ok and why:find("lib:search: no option 'order'; there are explode, ", 1, true))
    ok, why = pcall(function() return lib:all():export(nil, { formt = "ris" }) end)
    assert.truthy(not ok and why:find("set:export: no option 'formt'; there are bom, ", 1, true))
    assert.has_error(function() lib:load({ text = RIS }, { progress = 3 }) end)
  end)

  it("lives in a file, and opens again", function()
    local path = temporary()
    local lib = assert(sheaf.open(path))
    assert(lib:load { text = RIS })
    lib:close()
    lib = assert(sheaf.open(path, { readonly = true }))
    assert.are.equal(3, #lib)
    assert.are.equal(1, #assert(lib:search("triage[ti]")))
    local report, message, code = lib:load({ text = RIS .. " " })
    assert.is_string(message)
    assert.is_nil(report)
    assert.are.equal("store", code)
    lib:close()
    remove(path)
  end)

  it("refuses other files and later versions", function()
    local path = temporary()
    local file = assert(io.open(path, "wb"))
    file:write(("no database at all "):rep(100))
    file:close()
    local lib, message, code = sheaf.open(path)
    assert.is_nil(lib)
    assert.are.equal("corrupt", code)
    assert.is_string(message)
    remove(path)
    lib, message, code = sheaf.open(path, { create = false })
    assert.is_string(message)
    assert.is_nil(lib)
    assert.are.equal("io", code)
  end)

  it("reads SQL, and nothing but reads", function()
    local lib <close> = loaded()
    local years = {}
    local by_year = "select year, count(*) as n from record where year > ? group by year order by 1"
    for row in assert(lib:sql(by_year, 2011)) do
      years[#years + 1] = { row.year, row.n, row[1] }
    end
    assert.are.same({ { 2015, 1, 2015 }, { 2018, 1, 2018 } }, years)
    local names = {}
    local by_author = "select name from record, record_field(record.id, 'author') order by record.id, position"
    for row in assert(lib:sql(by_author)) do
      names[#names + 1] = row.name
    end
    assert.are.same({ "Okafor, Ngozi", "Lindqvist, P.", "Okafor, Ngozi", "Stein, Ruth" }, names)
    for _, statement in ipairs {
      "delete from record", "insert into source(path) values('x')", "pragma journal_mode=delete", "attach 'x' as y",
      "create table t(a)", "begin", "select 1; select 2", "", "selec 1", "vacuum",
    } do
      local rows, message = lib:sql(statement)
      assert.is_nil(rows, statement)
      assert.is_string(message)
    end
    assert.has_error(function() lib:sql("select ?") end)
    assert.has_error(function() lib:sql("select ?", {}) end)
    assert.are.equal(3, #lib)
  end)

  it("closes once and for all, and says so when used later", function()
    local lib = loaded()
    local set, record, fresh = lib:all(), lib:get(1), lib:get(2)
    local rows = assert(lib:sql("select id from record"))
    local each = set:each()
    assert.are.equal("Evening clinics in small towns", record.title)
    lib:close()
    lib:close()
    for _, use in ipairs {
      function() return #lib end, function() return lib:all() end, function() return lib:search("x") end,
      function() return fresh.title end, function() return set[1] end, function() return rows() end,
      function() return each() end, function() return set:where(function() return true end) end,
    } do
      local ok, message = pcall(use)
      assert.is_false(ok)
      assert.truthy(message:find("closed", 1, true), message)
    end
    assert.is_string(tostring(lib))
    assert.is_string(tostring(set))
    assert.are.equal(3, #set)
  end)

  it("survives collection in any order", function()
    for _, mode in ipairs { "incremental", "generational" } do
      collectgarbage(mode)
      for _ = 1, 20 do
        local lib = loaded()
        local record = lib:all()[2]
        local rows = assert(lib:sql("select title from record"))
        lib = nil -- luacheck: ignore
        collectgarbage()
        assert.are.equal("Telephone triage: a survey", record.title)
        assert.is_string(rows()[1])
      end
    end
    collectgarbage("incremental")
    collectgarbage()
  end)

  it("prints itself as a short table", function()
    local lib <close> = loaded()
    assert.truthy(tostring(lib):find("3 records", 1, true))
    assert.truthy(tostring(lib:all()):find("Walking to the surgery", 1, true))
  end)
end)

describe("a set", function()
  local lib, all
  before_each(function()
    lib = loaded()
    all = lib:all()
  end)
  after_each(function() lib:close() end)

  it("has a length, members and an order", function()
    assert.are.equal(3, #all)
    assert.are.same({ 1, 2, 3 }, all:ids())
    assert.are.equal(2, all[2].id)
    assert.is_nil(all[4])
    assert.is_nil(all[0])
    local ids = {}
    for record in all:each() do ids[#ids + 1] = record.id end
    assert.are.same({ 1, 2, 3 }, ids)
    assert.are.same({ 1, 2, 3 }, lib:works():ids())
  end)

  it("combines", function()
    local a, b = lib:set { 3, 1 }, lib:set { 1, 2 }
    assert.are.same({ 1 }, (a & b):ids())
    assert.are.same({ 3, 1, 2 }, (a | b):ids())
    assert.are.same({ 3 }, (a - b):ids())
    assert.is_true(a == lib:set { 1, 3 })
    assert.is_false(a == b)
    assert.are.equal(0, #(a - a))
    local other <close> = loaded()
    assert.has_error(function() return a & other:all() end)
    assert.is_false(a == other:set { 1, 3 })
  end)

  it("narrows, sorts, samples", function()
    assert.are.same({ 1, 3 }, all:where(function(r) return r.journal ~= nil end):ids())
    assert.are.same({ 3, 1, 2 }, all:sort("year"):ids())
    assert.are.same({ 2, 1, 3 }, all:sort("year", "desc"):ids())
    assert.are.same({ 1, 3, 2 }, all:sort("journal"):ids())
    assert.are.same({ 1, 2, 3 }, all:sort(function(r) return r.title end):ids())
    assert.are.same({ 1, 2 }, all:head(2):ids())
    assert.are.equal(2, #all:sample(2, 5))
    assert.are.same(all:sample(2, 5):ids(), all:sample(2, 5):ids())
    assert.are.equal(3, #all:sample(9, 5))
    assert.has_error(function() all:sample(2) end)
    assert.has_error(function() all:head(-1) end)
    assert.has_error(function() all:sort("year", "down") end)
  end)

  it("counts values", function()
    local facet = all:facet("authors")
    assert.are.equal("Okafor N", facet[1].authors)
    assert.are.equal(2, facet[1].records)
    assert.are.equal("Rural Practice", all:facet("journal", 1)[1].journal)
  end)

  it("runs analyses by name, the user's own too", function()
    sheaf.analysis.spec_titles = function(set)
      local rows = {}
      for record in set:each() do rows[#rows + 1] = { record.title } end
      return sheaf.table { columns = { "title" }, rows = rows }
    end
    assert.are.equal(3, #all:analyze("spec_titles"))
    assert.are.equal("Evening clinics in small towns", sheaf.analysis.spec_titles(all)[1].title)
    local none, message = all:analyze("no_such")
    assert.is_nil(none)
    assert.truthy(message:find("no_such", 1, true))
    sheaf.analysis.spec_titles = nil
  end)
end)

describe("search", function()
  local lib
  setup(function() lib = loaded() end)
  teardown(function() lib:close() end)

  it("finds, sorts, limits", function()
    assert.are.same({ 1 }, assert(lib:search("evening[ti]")):ids())
    assert.are.same({ 2, 1 }, assert(lib:search("okafor[au]", { sort = "year" })):ids())
    assert.are.same({ 1, 2 }, assert(lib:search("okafor[au]", { sort = "id" })):ids())
    assert.are.equal(1, #assert(lib:search("okafor[au]", { limit = 1 })))
    assert.are.equal(0, #assert(lib:search("zebra[ti]")))
  end)

  it("points at what is wrong in a query", function()
    local set, message, code = lib:search("(evening[ti] OR triage[ti]")
    assert.is_nil(set)
    assert.are.equal("Y-PAREN", code)
    assert.truthy(message:find("\n  (evening[ti] OR triage[ti]\n  ^", 1, true), message)
    assert.has_error(function() lib:search(7) end)
    assert.has_error(function() lib:search("x", { sort = "colour" }) end)
  end)

  it("says where in a record the words stand", function()
    local record = lib:get(1)
    local spans = assert(lib:spans(record, "clinic*[tiab] AND okafor[au]"))
    local texts = {}
    for _, span in ipairs(spans) do
      if span.text then texts[#texts + 1] = span.field .. ":" .. span.text end
    end
    assert.are.same({ "title:clinics", "abstract:clinics" }, texts)
  end)
end)

it("set:facet takes a whole number", function()
  local lib <close> = assert(sheaf.open())
  assert.error_matches(function() lib:all():facet("journal", {}) end, "set:facet: n must be a whole number")
end)

it("a message that begins with the letters of the input's name stays whole", function()
  local lib <close> = assert(sheaf.open())
  local none, message = lib:load { text = "zzz", name = "t" }
  assert.is_nil(none)
  assert.are.equal("t: the format was not recognised", message:match "^[^;]*recognised")
end)
