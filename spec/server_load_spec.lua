--- Loading into servers: what is there in the end is what a file holds, whoever loads beside whom and whatever is
--- killed.

local served = require "spec.support.served"
local sheaf = require "sheaf"

local RECORDS = 3300 -- over all of three shards, and the first of them again

-- Every fiftieth record is empty, so that rejections and their problems are met too; every tenth repeats the one
-- before.
local function export(seed, records)
  local list, text = {}, nil
  for i = 1, records do
    if i % 10 ~= 0 then
      text = ("TI  - Corridor %d of house %d\nAU  - Öztürk, A\nPY  - %d\nAB  - Wards of %d “beds”.\n"):format(i, seed,
        1980 + i % 40, i * 7 % 100)
    end
    list[i] = ("TY  - JOUR\n%sER  - \n\n"):format(i % 50 ~= 0 and text or "")
  end
  return table.concat(list)
end

local MIXED = { "examples/data/pubmed.nbib", "examples/data/embase.ris", "examples/data/wos.txt",
  "examples/data/catalogue.txt", "examples/data/repository.html", "spec/fixtures/formats/citavi.xml",
  "spec/fixtures/formats/marc.mrc", "spec/fixtures/formats/openalex.jsonl", "spec/fixtures/formats/vendors.ris",
  "spec/fixtures/formats/sheaf.jsonl" }

-- With NUL, invalid UTF-8, what has to be quoted, and very long words.
local HOSTILE = "TY  - JOUR\nTI  - It's \\ a \"quoted\" {title}, $1 %s ?1 \t'05heart':3\nAB  - " .. ("x"):rep(5000) ..
  ("word "):rep(20000) .. " a\0b \xff\xfe \u{10FFFF}\nAU  - O'Brien, \\N\nKW  - \\.\nER  - \n" ..
  "TY  - JOUR\nTI  - \\N\nAB  - \\.\nER  - \n"

local function load_all(lib)
  assert(lib:load(MIXED, { label = "mixed's \\ label", database = "MEDLINE", searched = "2024-05-01" }))
  assert(lib:load({ text = export(1, RECORDS), name = "export.ris" }, { raw = true }))
  assert(lib:load { text = HOSTILE, name = "hostile.ris" })
  assert(lib:load { text = "no format at all", name = "nothing" } == nil)
  return lib
end

served.describe("loading into servers:", 3, function(rig)
  describe("a server holds what a file holds", function()
    local file
    setup(function() file = load_all(assert(sheaf.open())) end)
    teardown(function() file:close() end)

    local function compare(name, shards, options)
      local lib <close>, url = served.open(rig(), name, shards, options)
      load_all(lib)
      assert.is_nil(served.difference(file, lib))
      assert.are.equal(#file, #lib)
      assert.is_true(lib:check())
      assert.are.same(file:all():ids(), lib:all():ids())
      assert.are.equal(tostring(file), tostring(lib))
      local again <close> = assert(sheaf.open(url))
      assert.is_nil(served.difference(file, again))
      for _, id in ipairs { 1, 999, 1000, 1001, 2000, 2001, 3001, #file } do
        assert.are.same(file:get(id):entries(), again:get(id):entries())
        assert.are.equal(tostring(file:get(id)), tostring(again:get(id)))
      end
      assert.is_nil(again:get(#file + 1))
      local one, other = {}, {}
      for record in file:all():each() do one[#one + 1] = record.title or "" end
      for record in again:all():each() do other[#other + 1] = record.title or "" end
      assert.are.same(one, other)
    end

    it("on one server", function() compare("one", 1) end)
    it("on one server in three shards", function() compare("three_in_one", 3, { together = true }) end)
    it("on two servers", function() compare("two", 2) end)
    it("on three servers", function() compare("three", 3) end)

    it("word for word, whoever loaded it", function()
      local whole <close> = assert(sheaf.open())
      local first <close>, url = served.open(rig(), "halves", 2)
      local second <close> = assert(sheaf.open(url)) -- another session, which knows nothing of the first one's words
      for i, session in ipairs { first, second } do
        local text = export(i + 10, 120)
        assert(whole:load { text = text, name = "half" })
        assert(session:load { text = text, name = "half" })
      end
      local lib <close> = assert(sheaf.open(url))
      for _, field in ipairs { "title", "abstract", "year" } do
        assert.are.same(whole:vocabulary(field), lib:vocabulary(field))
      end
      for _, query in ipairs { "hous*.ti.", "corridor.ti.", "(corridor or beds).ti,ab.", "1990.yr. or house.ti." } do
        local ids = assert(whole:search(query, { syntax = "ovid" })):ids()
        assert.are.same(ids, assert(lib:search(query, { syntax = "ovid" })):ids())
      end
      assert.is_true(lib:check())
    end)

    it("and knows what it has loaded", function()
      local lib <close> = served.open(rig(), "known", 2)
      local text = export(2, 120)
      assert(lib:load { text = text, name = "a.ris" })
      local report = assert(lib:load { text = text, name = "b.ris" })
      assert.are.equal(1, report.files[1].already)
      assert.are.equal(118, #lib)
      report = assert(lib:load({ text = text, name = "b.ris" }, { again = true }))
      assert.are.equal(118, report.loaded)
      assert.are.equal(236, #lib)
      assert.is_true(lib:check())
    end)

    it("and takes data as they come, however late the sender looks", function()
      local build, url = os.getenv("SHEAF_BUILD") or "build", rig():database("late")[1]
      local pipe <close> = assert(io.popen(("'%s/spec/copy_wait' '%s'"):format(build, url)))
      assert.are.equal("sent, went on, failed without memory\n", pipe:read "a")
    end)

    it("and goes on with a load that was paused", function()
      local path = os.tmpname()
      local out <close> = assert(io.open(path, "w"))
      assert(out:write(export(3, 2500)))
      out:close()
      local whole <close> = assert(sheaf.open())
      assert(whole:load(path))
      local lib <close> = served.open(rig(), "paused", 2)
      local loader = assert(lib:loader { path = path })
      assert(loader:step(1200, "ris"))
      assert(loader:pause())
      assert.are.equal(1176, #lib)
      assert.is_true(lib:check())
      loader = assert(lib:loader { path = path })
      assert(loader:step(200, "ris"))
      loader:abort()
      assert.are.equal(1176, #lib)
      assert.is_true(lib:check())
      local report = assert(lib:load(path))
      os.remove(path)
      assert.is_true(report.files[1].resumed)
      assert.is_nil(served.difference(whole, lib))
      assert.is_true(lib:check())
    end)
  end)

  local LOAD = [[
  local url, path, repeats = ...
  local lib = assert(sheaf.open(url))
  print "open"
  io.stdout:flush()
  local report, message, code = lib:load(path)
  print(report and "loaded " .. report.loaded or code .. " " .. message)
  ]]

  describe("loaders", function()
    local function file_of(seed, records)
      local path = os.tmpname()
      local out <close> = assert(io.open(path, "w"))
      assert(out:write(export(seed, records)))
      return path
    end

    it("of different files work at once", function()
      local lib <close>, url = served.open(rig(), "at_once", 2)
      local paths, children = {}, {}
      for i = 1, 3 do
        paths[i] = file_of(i, 3000)
        children[i] = served.beside(LOAD, url, paths[i])
      end
      for i = 1, 3 do
        local ok, text = children[i].wait()
        assert.is_true(ok, text)
        assert.are.equal("open\nloaded 2940\n", text)
        os.remove(paths[i])
      end
      assert.are.equal(3 * 2940, #lib)
      assert.is_true(lib:check())
      for i = 1, 3 do
        assert.are.equal(2940, #assert(lib:search(("house %d[ti]"):format(i))))
        assert.are.equal(2940, assert(lib:count(('"house %d"[ti]'):format(i))))
      end
      for row in lib:sql "select count(distinct ordinal) as n, count(*) as m from record group by source" do
        assert.are.same({ 2940, 2940 }, { row.n, row.m })
      end
    end)

    it("of the same bytes do not", function()
      local lib <close>, url = served.open(rig(), "same_bytes", 2)
      local path = file_of(9, 200)
      local loader = assert(lib:loader { path = path })
      assert(loader:step(100, "ris"))
      local ok, text = served.beside(LOAD, url, path).wait()
      assert.is_true(ok, text)
      assert.is_truthy(text:find "^open\nbusy ", text)
      assert(loader:step(1000, "ris") ~= nil)
      assert(loader:finish())
      assert.are.equal(196, #lib)
      ok, text = served.beside(LOAD, url, path).wait()
      assert.are.equal("open\nloaded 0\n", text)
      assert.is_true(ok and lib:check())
      os.remove(path)
    end)

    -- The time that a whole load takes says when to kill.
    it("that are killed are finished by running them again", function()
      local path = file_of(4, 12000)
      local whole <close> = assert(sheaf.open())
      assert(whole:load(path))
      local lib, url = served.open(rig(), "killed", 2)
      local unharmed <close>, its_url = served.open(rig(), "unharmed", 2)
      local since = served.now()
      assert(served.beside(LOAD, its_url, path).wait())
      assert.are.equal(#whole, #unharmed)
      local seconds = served.now() - since
      for i = 1, 6 do
        local child = served.beside(LOAD, url, path)
        child.line()
        os.execute(("sleep %.3f"):format(seconds * i / 8))
        child.kill()
        child.wait()
        local ok, message = lib:check()
        assert.is_true(ok or message:find("broken off", 1, true) ~= nil, message)
        local count = #lib
        assert.are.equal(count, #assert(lib:search "corridor[ti]"))
        for row in lib:sql "select seen, loaded, rejected from source" do
          assert.are.equal(count, row.loaded)
          assert.are.equal(row.seen, row.loaded + row.rejected)
        end
      end
      local ok, text = served.beside(LOAD, url, path).wait()
      assert.is_true(ok, text)
      assert.is_nil(served.difference(whole, lib))
      assert.is_true(lib:check())
      assert.are.same(assert(whole:search("beds AND 1999[dp]")):ids(), assert(lib:search("beds AND 1999[dp]")):ids())
      assert(lib:load { text = "TY  - JOUR\nTI  - One more\nER  - \n", name = "more.ris" })
      assert.are.equal(#whole + 1, lib:all():ids()[#whole + 1])
      lib:close()
      os.remove(path)
    end)

    it("leave readers with whole batches", function()
      local lib <close>, url = served.open(rig(), "readers", 2)
      local path = file_of(5, 12000)
      local child = served.beside(LOAD, url, path)
      local known, looks = 0, 0
      repeat
        local records = #lib
        local found = #assert(lib:search("corridor[ti]", { sort = "id" }))
        local again = #lib
        assert.is_true(known <= records and records <= found and found <= again,
          ("%d, then %d, then %d found, then %d"):format(known, records, found, again))
        known, looks = records, looks + 1
        os.execute "sleep 0.05"
      until known == 11760 or looks == 1000
      assert.is_true((child.wait()))
      assert.are.equal(11760, #lib)
      assert.is_true(lib:check())
      os.remove(path)
    end)
  end)
end)
