--- lib:copy_to from file to server, from server to file, and from server to server, also where it is killed.

local copied = require "spec.support.copied"
local served = require "spec.support.served"
local sheaf = require "sheaf"

served.describe("lib:copy_to with servers", 3, function(rig)
  local file
  setup(function() file = copied.fill(assert(sheaf.open()), 2600) end)
  teardown(function() file:close() end)

  it("goes to a server, on to others, and back", function()
    local one <close>, url = served.open(rig(), "one", 1)
    assert.are.equal(#file, assert(file:copy_to(one)).copied)
    copied.is_same(file, one)
    local three <close> = served.open(rig(), "three", 3)
    assert.are.equal(#file, assert(one:copy_to(three)).copied)
    copied.is_same(file, three)
    local back <close> = assert(sheaf.open())
    assert.are.equal(#file, assert(three:copy_to(back)).copied)
    copied.is_same(file, back)
    assert.are.equal(0, assert(file:copy_to(url)).copied)
    local gone <close> = assert(sheaf.open(url))
    copied.goes_on(gone, back)
  end)

  it("keeps years, whatever follows them in a record", function()
    local from <close> = assert(sheaf.open())
    local record = "PMID- %d\nTI  - filler\nDP  - %d\nSB  - IM\n\n"
    assert(from:load { text = record:format(7, 2020) .. record:format(8, 1999), name = "years.nbib" })
    local to <close> = served.open(rig(), "years", 2)
    assert(from:copy_to(to))
    assert.is_nil(served.difference(from, to))
  end)

  it("refuses a server that holds something else", function()
    local other <close> = served.open(rig(), "other", 2)
    assert(other:load "examples/data/pubmed.nbib")
    local report, message, code = file:copy_to(other)
    assert.is_nil(report)
    assert.are.equal("other-content", code)
    assert.is_truthy(message:find("source 1", 1, true), message)
    assert.are.equal(2, #other)
  end)

  local WORK = [[
    local a, b = ...
    local from = assert(sheaf.open(a))
    print "open"
    io.stdout:flush()
    local report, message, code = from:copy_to(b)
    print(report and "copied" or code .. " " .. message)
  ]]

  local function killed(from, to, open)
    local since = served.now()
    local child = served.beside(WORK, from, to())
    child.line()
    local begun = served.now() - since
    assert.is_truthy(select(2, child.wait()):find "copied")
    local seconds = served.now() - since - begun
    local target = to()
    for i = 1, 5 do
      child = served.beside(WORK, from, target)
      child.line()
      os.execute(("sleep %.3f"):format(seconds * i / 7))
      child.kill()
      child.wait()
      local left <close> = assert(open(target))
      local ok, message = left:check()
      assert.is_true(ok or message:find("broken off", 1, true) ~= nil, message)
    end
    local ok, text = served.beside(WORK, from, target).wait()
    assert.is_truthy(ok and text:find "copied", text)
    local other <close> = assert(open(target))
    copied.is_same(file, other)
  end

  it("is finished by running it again where it was killed", function()
    local path, n = os.tmpname(), 0
    os.remove(path)
    local from <close> = assert(sheaf.open(path))
    assert(file:copy_to(from))
    killed(path, function()
      n = n + 1
      local lib, url = served.open(rig(), "killed" .. n, 2)
      lib:close()
      return url
    end, sheaf.open)
    killed((rig().urls[1]:gsub("/sheaf$", "/killed2")), function()
      n = n + 1
      return path .. n
    end, sheaf.open)
    os.execute(("rm -f %s*"):format(path))
  end)

  it("is finished by running it again where a server was killed", function()
    local lib <close>, url = served.open(rig(), "broken", 3, { timeout = 3, query = "?connect_timeout=2" })
    local done = false
    local report, message = file:copy_to(lib, { progress = function(state)
      if state.records > 500 and not done then
        done = true
        rig():kill(3)
      end
    end })
    rig():restart(3)
    assert.is_nil(report)
    assert.is_truthy(message:find("shard 3", 1, true), message)
    assert.is_true(assert(file:copy_to(url)).resumed)
    copied.is_same(file, lib)
  end)
end)
