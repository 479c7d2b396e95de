--- What reviewers do with a library is the same on a server and in a file: decisions, codes, duplicates, screening,
--- strategies, analyses, reports, exports.

local invented = require "spec.support.invented"
local served = require "spec.support.served"
local sheaf = require "sheaf"

local AT = "2024-03-01T10:15:00Z"

-- Records of one paper from two databases, most of them behind the first run of ids, so that pairs lie on two shards.
local function copies(database, first, last)
  local list = {}
  for i = first, last do
    list[#list + 1] = ([[
TY  - JOUR
AU  - Stein, Ruth
AU  - Okafor, %s
TI  - How the %s of house %d changed what people in ward %d said about waiting
JO  - Journal of Invented Corridors
PY  - %d
VL  - %d
SP  - %d
EP  - %d
DO  - 10.5555/jic.%d
AB  - We spoke with %d people in England. Interviews were held at night.%s
]]):format(database == "A" and "Ngozi" or "N.", i % 2 == 0 and "corridors" or "windows", i, i * 7, 1990 + i % 30,
      i % 20 + 1, i * 10, i * 10 + 9, i, 10 + i, database == "A" and "" or " Copyright.")
  end
  return table.concat(list, "ER  - \n\n") .. "ER  - \n"
end

local function load_all(lib)
  assert(lib:load({ text = invented.nbib(7, 40), name = "invented.nbib" }, { database = "MEDLINE", platform = "PubMed",
    searched = "2024-01-01" }))
  assert(lib:load({ text = copies("A", 1, 60), name = "a.ris" }, { database = "Embase", platform = "Ovid" }))
  assert(lib:load { text = served.fillers(1200), name = "fillers.ris" })
  assert(lib:load({ text = copies("B", 31, 90), name = "b.ris" }, { database = "CINAHL" }))
  assert(lib:load { "examples/data/doors.ris", "examples/data/doors_embase.ris", "examples/data/pubmed.nbib" })
  assert(lib:load("spec/fixtures/formats/sheaf.jsonl"))
  return lib
end

served.describe("on a server", 2, function(rig)
  local file, server
  setup(function()
    file = load_all(assert(sheaf.open()))
    server = load_all((served.open(rig(), "work", 2)))
  end)
  teardown(function()
    file:close()
    server:close()
  end)

  --- Does the same with both, and compares what comes back and what is there then.
  local function both(work)
    local wanted, got = table.pack(work(file)), table.pack(work(server))
    assert.are.equal(wanted.n, got.n)
    for i = 1, wanted.n do
      local one, other = wanted[i], got[i]
      if type(one) == "userdata" or type(one) == "table" and getmetatable(one) then
        one, other = tostring(one), tostring(other)
      end
      assert.are.same(one, other)
    end
    assert.is_nil(served.difference(file, server))
  end

  it("duplicates are found, explained, settled and undone", function()
    both(function(lib)
      local report = assert(lib:deduplicate { by = "Ana" })
      local review = {}
      for i, pair in ipairs(report.review) do review[i] = { pair.a.id, pair.b.id, pair.score } end
      return report.records, report.works, report.merged, report.compared, report.row, review, #lib:works(),
        lib:works():ids()
    end)
    assert.is_true(#file:works() < #file)
    both(function(lib)
      local twin = lib:search("ward 217 house 31", { sort = "id" })
      local a, b = twin[1], twin[2]
      assert.are.equal(a.work, b.work)
      local why = tostring(assert(lib:why(a, b)))
      local row = assert(lib:distinct(a, b, { by = "Ana", why = "another ward" }))
      local apart = b.work
      assert(lib:undo(row, { by = "Ana" }))
      local same = assert(lib:same(1, 41, { by = "Bo" }))
      return why, row, apart, a.work, b.work, same, lib:get(41).work, lib:work(a).title, #lib:work(a).records
    end)
    both(function(lib)
      assert(lib:load { text = copies("B", 1, 30), name = "late.ris" })
      local report = assert(lib:deduplicate())
      local all = assert(lib:deduplicate { all = true })
      return report.merged, report.compared, all.works, all.merged
    end)
    assert.is_true(server:check())
  end)

  it("decisions, codes, attributes and memos are kept, counted and undone", function()
    both(function(lib)
      local set = assert(lib:search("interviews AND england", { sort = "id" })):head(30)
      local function decide(target, verdict, by, more)
        return assert(lib:decide(target, { stage = "title-abstract", verdict = verdict, by = by, at = AT,
          reason = "O'Brien's \\ reason", resolves = more }))
      end
      local first, count = decide(set, "include", "Ana")
      decide(set:head(9), "exclude", "Bo")
      decide(set[1], "maybe", "Cy", true)
      assert(lib:undo(first + 2, { by = "Ana", why = "slip" }))
      local row = assert(lib:code(set[3], { code = "night", field = "abstract", first = 1, last = 8, by = "Ana",
        memo = "first words", at = AT }))
      assert(lib:memo(nil, "Of nights.", { code = "night", by = "Ana", at = AT }))
      assert(lib:memo(nil, "A passage.", { row = row, by = "Bo", at = AT }))
      assert(lib:attribute(set, "country", "England", { by = "Ana", at = AT }))
      return first, count, lib:decisions "title-abstract", lib:conflicts "title-abstract", lib:codes(),
        lib:decided("title-abstract", "include"):ids(), tostring(lib:decisions()), set[3]:decisions(),
        lib:attributes(), lib:memos()
    end)
    both(function(lib)
      local refused = table.pack(lib:decide(999999, { stage = "s", verdict = "include", by = "Ana" }))
      return refused[1], refused[2], refused[3]
    end)
  end)

  it("many of them at once are kept in their order, texts as they are", function()
    both(function(lib)
      local codings = {}
      for i = 1, 2100 do -- more than one statement takes
        local placed = i % 3 == 0
        codings[i] = { record = i % 1300 + 1, code = ("night \\\"{},%d"):format(i), field = placed and "title" or nil,
          first = placed and 1 or nil, last = placed and i or nil, by = i % 2 == 0 and "Ana" or nil, at = AT,
          memo = i % 5 == 0 and "NULL" or i % 7 == 0 and "" or nil }
      end
      local first, count = assert(lib:decision_code(codings))
      return first, count, assert(lib:attribute(lib:all(), "a'b", "NULL", { by = "Ana", at = AT })),
        (lib:attribute(lib:all():head(0), "x", "y", { by = "Ana" }))
    end)
  end)

  it("nobody changes the ledger", function()
    for _, statement in ipairs { "delete from sheaf.ledger", "update sheaf.ledger set who = 'x'",
      "update sheaf.decision set verdict = 'include'", "delete from sheaf.code", "truncate sheaf.ledger cascade" } do
      local ok, message = pcall(function() rig():sql(1, "set role sheaf; " .. statement, "work") end)
      assert.is_false(ok, statement)
      assert.is_truthy(message:find("append-only", 1, true), message)
    end
  end)

  it("screening gives the same order, stopping point and simulation", function()
    both(function(lib)
      local set = lib:works()
      assert(lib:decide(assert(lib:search("windows[ti]")), { stage = "title-abstract", verdict = "exclude", by = "Dee",
        at = AT }))
      local ranking = set:analyze("ranking", { stage = "title-abstract" })
      return tostring(ranking)
    end)
  end)

  it("analyses give the same tables", function()
    local options = { concordance = { query = "interview*" }, ranking = { stage = "title-abstract" },
      flow = {}, stopping = { stage = "title-abstract" } }
    both(function(lib)
      local texts, set = {}, assert(lib:search("interviews OR corridors OR clinic*", { sort = "id" }))
      for _, name in ipairs(sheaf.analysis.names()) do
        local of = (name == "flow" or name == "stopping" or name == "agreement" or name == "overlap" or
          name == "searches") and lib or set
        local ok, result, message = pcall(sheaf.analysis.run, name, of, options[name])
        texts[#texts + 1] = name .. ": " .. tostring(ok) .. " " .. tostring(result) .. tostring(message)
      end
      return table.concat(texts, "\n")
    end)
  end)

  it("a strategy, a report and exports are the same, byte by byte", function()
    both(function(lib)
      local strategy = assert(lib:strategy("1 interview*.ab.\n2 (night adj3 held).ab.\n3 1 and 2\n4 exp Asthma/ or 3\n",
        { syntax = "ovid", explode = "ignore" }))
      local set = assert(lib:search("doors OR windows[ti]", { sort = "id" })):head(40)
      local html = sheaf.report.html(nil, { title = "On a server", set = set, strategy = strategy })
      local outputs = { html, tostring(strategy), tostring(lib:sources()), tostring(lib:rejected()), tostring(lib) }
      for _, ending in ipairs { "ris", "csv", "jsonl", "bib", "nbib" } do
        local path = os.tmpname() .. "." .. ending
        assert(set:export(path))
        local out <close> = assert(io.open(path))
        outputs[#outputs + 1] = out:read "a"
        os.remove(path)
      end
      return table.unpack(outputs)
    end)
  end)

  it("sets, facets, sections and people are the same", function()
    both(function(lib)
      local set = lib:all():where(function(record) return record.title ~= "filler" end)
      return set:ids(), tostring(set:facet "journal"), tostring(set:facet "year"), set:sort("year", "desc"):ids(),
        (set & lib:search "interviews"):ids(), set:sample(5, 42):ids(), tostring(lib:explain(45, "interviews AND x*"))
    end)
  end)
end)
