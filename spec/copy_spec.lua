--- lib:copy_to between files: everything keeps its number, what is there already is not touched, and a copy that broke
--- goes on.

local copied = require "spec.support.copied"
local served = require "spec.support.served"
local sheaf = require "sheaf"

local function path_of(name)
  local path = os.tmpname()
  os.remove(path)
  return path .. name
end

local function remove(path)
  for _, ending in ipairs { "", "-wal", "-shm" } do os.remove(path .. ending) end
end

describe("lib:copy_to", function()
  local lib
  setup(function() lib = copied.fill(assert(sheaf.open()), 600) end)
  teardown(function() lib:close() end)

  it("copies all there is, and says how far it is", function()
    local other <close> = assert(sheaf.open())
    local seen, last = {}, nil
    local report = assert(lib:copy_to(other, { progress = function(state)
      seen[state.file], last = (seen[state.file] or 0) + 1, state
      assert.is_true(state.bytes <= state.total)
    end }))
    assert.are.same({ records = #lib, copied = #lib, sources = 6, ledger = #lib:ledger(), resumed = false }, report)
    copied.is_same(lib, other)
    assert.is_true(seen.records > 1 and seen.sources >= 1 and seen.ledger >= 1)
    assert.are.equal(#lib, last.records)
  end)

  it("takes a path, and then what is new only", function()
    local path = path_of ".sheaf"
    local from <close> = copied.fill(assert(sheaf.open()), 120)
    assert.are.equal(#from, assert(from:copy_to(path)).copied)
    local again = assert(from:copy_to(path))
    assert.are.same({ 0, true }, { again.copied, again.resumed })
    assert(from:load { text = "TY  - JOUR\nTI  - Corridor 7\nER  - \n", name = "new.ris" })
    assert(from:deduplicate { all = true })
    assert(from:distinct(61, 62, { by = "Di" }))
    assert(from:thesaurus "spec/fixtures/thesaurus/mtrees2024.bin")
    assert.are.equal(1, assert(from:copy_to(path)).copied)
    local other <close> = assert(sheaf.open(path))
    assert.is_nil(served.difference(from, other, true))
    assert.is_true(other:check())
    copied.goes_on(from, other)
    remove(path)
  end)

  it("copies an empty library, and one whose load is not complete", function()
    local empty <close> = assert(sheaf.open())
    local other <close> = assert(sheaf.open())
    assert.are.equal(0, assert(empty:copy_to(other)).records)
    local part <close> = assert(sheaf.open())
    local copy <close> = assert(sheaf.open())
    local text = served.fillers(300)
    local loader = assert(part:loader { text = text, name = "part.ris" })
    assert(loader:step(120, "ris"))
    assert(loader:pause())
    assert(part:copy_to(copy))
    for _, one in ipairs { part, copy } do
      local report = assert(one:load { text = text, name = "part.ris" })
      assert.is_true(report.files[1].resumed)
      assert.are.equal(300, #one)
    end
    assert.is_nil(served.difference(part, copy))
  end)

  it("refuses a target that holds something else, and leaves it as it is", function()
    local function refused(words, change)
      local other <close> = assert(sheaf.open())
      change(other)
      local before, rows = #other, #other:ledger()
      local report, message, code = lib:copy_to(other)
      assert.is_nil(report)
      assert.are.equal("other-content", code)
      assert.is_truthy(message:find(words, 1, true), message)
      assert.are.same({ before, rows }, { #other, #other:ledger() })
      assert.is_true(other:check())
    end
    refused("source 1", function(other) assert(other:load "examples/data/pubmed.nbib") end)
    refused("source 7", function(other)
      assert(lib:copy_to(other))
      assert(other:load "examples/data/pubmed.nbib")
    end)
    refused("ledger", function(other)
      assert(lib:copy_to(other))
      assert(other:decide(1, { stage = "full-text", verdict = "include", by = "Eve" }))
    end)
    local readonly = path_of ".sheaf"
    assert(sheaf.open(readonly)):close()
    local other <close> = assert(sheaf.open(readonly, { readonly = true }))
    local report, message = lib:copy_to(other)
    assert.is_nil(report)
    assert.is_truthy(message:find("reading only", 1, true), message)
    remove(readonly)
  end)

  it("is asked in the right way", function()
    assert.has_error(function() lib:copy_to(lib) end)
    assert.has_error(function() lib:copy_to(7) end)
    assert.has_error(function() lib:copy_to(lib:all()) end)
    assert.has_error(function() lib:copy_to("x", { progres = print }) end)
    assert.has_error(function() lib:copy_to("x", { progress = 1 }) end)
    local report, message = lib:copy_to "/nowhere/at/all.sheaf"
    assert.is_nil(report)
    assert.is_string(message)
    local closed = assert(sheaf.open())
    closed:close()
    assert.has_error(function() closed:copy_to "x" end, "the library is closed")
    assert.has_error(function() lib:copy_to(closed) end, "the library is closed")
  end)

  it("raises what progress raises, and goes on from there", function()
    local other <close> = assert(sheaf.open())
    assert.has_error(function()
      lib:copy_to(other, { progress = function(state) if state.records > 150 then error("stop", 0) end end })
    end, "stop")
    assert.is_true(other:check())
    assert.is_true(#other > 0 and #other < #lib)
    assert.is_true(assert(lib:copy_to(other)).resumed)
    copied.is_same(lib, other)
  end)

  it("that was killed goes on", function()
    local from, to = path_of "-from.sheaf", path_of "-to.sheaf"
    local whole <close> = copied.fill(assert(sheaf.open(from)), 4000)
    local since = served.now()
    local work = "local a, b = ...\nlocal lib = assert(sheaf.open(a))\nprint 'open'\nio.stdout:flush()\n" ..
      "assert(lib:copy_to(b))"
    assert(served.beside(work, from, to).wait())
    local seconds = served.now() - since
    remove(to)
    for i = 1, 5 do
      local child = served.beside(work, from, to)
      child.line()
      os.execute(("sleep %.3f"):format(seconds * i / 8))
      child.kill()
      child.wait()
      local left <close> = assert(sheaf.open(to))
      assert.is_true(left:check())
    end
    local ok, text = served.beside(work, from, to).wait()
    assert.is_true(ok, text)
    local other <close> = assert(sheaf.open(to))
    copied.is_same(whole, other)
    remove(from)
    remove(to)
  end)
end)
