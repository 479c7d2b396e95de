--- Servers that are killed, stopped or slow: an error that names the shard, soon, and never a part of the answer; all
--- is well again when the server is.

local served = require "spec.support.served"
local sheaf = require "sheaf"

local RECORDS, SECONDS = 3300, 8 -- how long an error may take: connecting (2), waiting (3), and a busy machine

local function export(records)
  local list = {}
  for i = 1, records do
    list[i] = ("TY  - JOUR\nTI  - Corridor %d\nPY  - %d\nAB  - Wards of %d beds.\nER  - \n\n"):format(i, 1980 + i % 40,
      i % 97)
  end
  return table.concat(list)
end

-- Everything that asks all shards; each gives nil and a message, or raises one.
local QUESTIONS = {
  search = function(lib) return lib:search("corridor[ti]", { sort = "id" }) end,
  ranked = function(lib) return lib:search("corridor beds 17", { limit = 5 }) end,
  checked = function(lib) return lib:search '"corridor 3 wards"[tiab:~3] OR w*ds[ab]' end,
  count = function(lib) return lib:count "beds" end,
  strategy = function(lib)
    local line = assert(lib:strategy("1. corridor\n2. #1 AND beds")).lines[1]
    return line.count, line.error
  end,
  all = function(lib) return lib:all() end,
  each = function(lib)
    local count = 0
    for record in lib:set({ 1, 1001, 2001, 3001 }):each() do count = count + #record.title end
    return count
  end,
  sql = function(lib) return assert(lib:sql "select count(*) as n from record")().n end,
  get = function(lib)
    for _, id in ipairs { 1, 1001, 2001 } do
      local record, message = lib:get(id)
      if not record then return nil, message end
    end
    return true
  end,
  vocabulary = function(lib) return lib:vocabulary("title", "corr") end,
  check = function(lib) return lib:check() end,
}

local function ask(lib, name)
  local since = served.now()
  local got = table.pack(pcall(QUESTIONS[name], lib))
  local took = served.now() - since
  if not got[1] then return nil, tostring(got[2]), took end
  if got[2] == nil then return nil, tostring(got[3]), took end
  return true, nil, took
end

served.describe("with servers that fail,", 3, function(rig)
  after_each(function() rig():heal() end)

  describe("a shard that fails", function()
    local lib, url, count
    local function names()
      local list = {}
      for name in pairs(QUESTIONS) do list[#list + 1] = name end
      table.sort(list)
      return list
    end

    setup(function()
      lib, url = served.open(rig(), "faults", 3, { timeout = 3, query = "?connect_timeout=2" })
      assert(lib:load { text = export(RECORDS), name = "export.ris" })
      count = RECORDS
    end)
    teardown(function() lib:close() end)

    local function all_well()
      for _, name in ipairs(names()) do
        local ok, message = ask(lib, name)
        assert.is_true(ok, ("%s: %s"):format(name, message))
      end
      assert.are.equal(count, #assert(lib:search "corridor[ti]"))
      assert.are.equal(count, #lib)
    end

    --- Every question gives an error with these words, in time.
    local function all_fail(words)
      for _, name in ipairs(names()) do
        local ok, message, took = ask(lib, name)
        assert.is_nil(ok, name .. " gives an answer")
        assert.is_truthy(message:find(words, 1, true), ("%s: %s"):format(name, message))
        assert.is_true(took < SECONDS, ("%s: %.1f seconds"):format(name, took))
        assert.is_nil(message:find "secret")
      end
    end

    it("by being killed is named", function()
      rig():kill(3)
      all_fail "shard 3"
      local opened, message = sheaf.open(url, { timeout = 3 })
      if opened then
        message = select(2, opened:search "corridor")
        opened:close()
      end
      assert.is_truthy(message:find("shard 3", 1, true), message)
      assert.is_truthy(message:find(tostring(rig().ports[3]), 1, true), message)
      rig():restart(3)
      all_well()
    end)

    it("by being stopped is named, in seconds", function()
      rig():pause(2)
      local since = served.now()
      for _, name in ipairs { "search", "count", "sql" } do
        local ok, message, took = ask(lib, name)
        assert.is_nil(ok, name .. " gives an answer")
        assert.is_truthy(message:find("shard 2", 1, true), ("%s: %s"):format(name, message))
        assert.is_true(took < SECONDS, ("%s: %.1f seconds"):format(name, took))
      end
      assert.is_true(served.now() - since < 3 * SECONDS)
      rig():resume(2)
      all_well()
    end)

    it("or the coordinator is", function()
      rig():kill(1)
      all_fail(("127.0.0.1:%d"):format(rig().ports[1]))
      rig():restart(1)
      all_well()
      rig():pause(1)
      for _, name in ipairs { "search", "get" } do
        local ok, message, took = ask(lib, name)
        assert.is_nil(ok, name .. " gives an answer")
        assert.is_truthy(message:find("127.0.0.1", 1, true), message)
        assert.is_true(took < SECONDS, ("%s: %.1f seconds"):format(name, took))
      end
      rig():resume(1)
      all_well()
    end)

    -- Prints a line for each of its rounds: a count, or what failed.
    local ROUNDS = [[
      local lib = assert(sheaf.open((...), { timeout = 3 }))
      print "open"
      io.stdout:flush()
      local stop = os.time() + 60
      while os.time() < stop and not io.open(select(2, ...)) do
        local set, message = lib:search("corridor[ti] OR w*ds[ab]", { sort = "id" })
        print(set and #set or message:match "^[^\n]*")
        io.stdout:flush()
      end
    ]]

    it("while it is asked gives all or an error", function()
      for _, how in ipairs { "kill", "pause" } do
        local stop = os.tmpname()
        os.remove(stop)
        local child = served.beside(ROUNDS, url, stop)
        assert.are.equal("open", child.line())
        local lines = {}
        for _ = 1, 3 do lines[#lines + 1] = child.line() end
        rig()[how](rig(), 2)
        local failed
        for _ = 1, 50 do
          failed = child.line()
          if failed ~= tostring(count) then break end
        end
        assert.is_truthy(failed:find("shard 2", 1, true), failed)
        rig()[how == "kill" and "restart" or "resume"](rig(), 2)
        local again = 0
        for _ = 1, 200 do
          local line = child.line()
          if line == tostring(count) then
            again = again + 1
          else
            assert.is_truthy(line:find("shard 2", 1, true), line)
          end
          if again == 3 then break end
        end
        assert.are.equal(3, again)
        assert(io.open(stop, "w")):close()
        assert.is_true((child.wait()))
        os.remove(stop)
        for _, line in ipairs(lines) do assert.are.equal(tostring(count), line) end
      end
    end)
  end)

  local LOAD = [[
    local url, path = ...
    local lib = assert(sheaf.open((...), { timeout = 3 }))
    print "open"
    io.stdout:flush()
    local since = os.time()
    local report, message, code = lib:load(path)
    print(report and "loaded " .. report.seen or code .. " " .. message)
  ]]

  describe("a load", function()
    local path, whole
    setup(function()
      path = os.tmpname()
      local out <close> = assert(io.open(path, "w"))
      assert(out:write(export(20000)))
      out:close()
      whole = assert(sheaf.open())
      assert(whole:load(path))
    end)
    teardown(function()
      os.remove(path)
      whole:close()
    end)

    local function broken(name, k, how, undo)
      it(("is finished by running it again where server %d %s"):format(k, name), function()
        local lib <close>, url = served.open(rig(), how .. k, 3, { timeout = 3, query = "?connect_timeout=2" })
        local child = served.beside(LOAD, url, path)
        assert.are.equal("open", child.line())
        repeat until #lib > 0
        rig()[how](rig(), k)
        local since = served.now()
        local _, text = child.wait()
        local took = served.now() - since
        rig()[undo](rig(), k)
        assert.is_nil(text:find("loaded", 1, true), "the load ended before its server failed: " .. text)
        assert.is_truthy(text:find(k == 1 and "127.0.0.1" or "shard " .. k, 1, true), text)
        assert.is_true(took < 2 * SECONDS, ("it took %.1f seconds"):format(took))
        local count = #lib
        assert.are.equal(count, #assert(lib:search "corridor[ti]"))
        local report = assert(lib:load(path))
        assert.is_true(report.files[1].resumed)
        assert.is_true(lib:check())
        assert.is_nil(served.difference(whole, lib))
      end)
    end
    broken("is killed", 3, "kill", "restart")
    broken("is killed", 1, "kill", "restart")
    broken("is stopped", 2, "pause", "resume")

    it("that is stopped itself holds up neither readers nor other loads", function()
      local lib <close>, url = served.open(rig(), "stopped", 2, { timeout = 5 })
      local child = served.beside(LOAD, url, path)
      child.line()
      repeat until #lib > 0
      child.kill "STOP"
      local since = served.now()
      assert.is_true(#assert(lib:search "corridor[ti]") > 0)
      assert(lib:load { text = "TY  - JOUR\nTI  - Another one\nER  - \n", name = "other.ris" })
      assert.are.equal(1, #assert(lib:search "another[ti]"))
      assert.is_true(served.now() - since < 15)
      child.kill "CONT"
      local ok, text = child.wait()
      assert.is_true(ok and text:find "loaded 20000" ~= nil, text)
      assert.is_true(lib:check())
      assert.are.equal(20001, #lib)
    end)
  end)
end)
