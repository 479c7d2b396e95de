--- A load, a merge of the index, and a search for duplicates that are killed at any moment go on where they stopped:
--- the library is whole after each kill, and in the end it holds what an undisturbed run gives.
---
--- SHEAF_KILLS says how many kills each kind of work gets.

local sheaf = require "sheaf"

local RECORDS, BATCH, KILLS = 3000, 100, tonumber(os.getenv "SHEAF_KILLS") or 4
local SECONDS = os.getenv "SHEAF_KILLS" and math.huge or 5 -- for one kind of work, once it was killed
local random, folder, export

local function quote(text) return "'" .. text:gsub("'", "'\\''") .. "'" end

local function path(name) return folder .. "/" .. name end

--- Seconds, with fractions.
local function now()
  local pipe <close> = assert(io.popen "date +%s%N")
  return tonumber(pipe:read "a") / 1e9
end

local function word()
  local letters = {}
  for i = 1, math.random(4, 9) do letters[i] = string.char(math.random(97, 122)) end
  return table.concat(letters)
end

local function words(count)
  local list = {}
  for i = 1, count do list[i] = word() end
  return table.concat(list, " ")
end

-- Every fiftieth record is empty, so that rejections and their problems are met too; every tenth repeats the one
-- before.
local function write_export()
  local file = assert(io.open(path "export.ris", "wb"))
  local text
  for i = 1, RECORDS do
    if i % 10 ~= 0 then
      text = ("TI  - Corridor %d %s\nAU  - %s, A\nPY  - %d\nAB  - %s\n"):format(i, words(5), word(), 1980 + i % 40,
        words(40))
    end
    file:write("TY  - JOUR\n", i % 50 ~= 0 and text or "", "ER  - \n\n")
  end
  file:close()
  return path "export.ris"
end

--- Runs the child, for so many seconds at the most. Returns whether it ended by itself. batch: records that are
--- committed together; "deduplicate": looks for duplicates instead.
local function child(library, batch, seconds)
  local limit = seconds and ("timeout -s KILL %.3f "):format(seconds) or ""
  local command = ("LUA_PATH=%s LUA_CPATH=%s %slua5.4 spec/support/load_child.lua %s %s %s 2>%s"):format(
    quote(package.path), quote(package.cpath), limit, quote(path(library)), quote(export), batch or "",
    quote(path "err"))
  return os.execute("{ " .. command .. "; } 2>/dev/null") == true
end

--- All that a library shows: its records, its source, its problems, and what some searches find.
local function contents(name)
  local lib <close> = assert(sheaf.open(path(name)))
  assert.is_true(lib:check())
  local list = {}
  for record in lib:all():each() do
    list[#list + 1] = ("%d %s %s %s"):format(record.id, record.title, record.year, record.abstract)
  end
  for row in lib:sql "select seen, loaded, rejected, complete from source order by id" do
    list[#list + 1] = ("source %d %d %d %d"):format(row.seen, row.loaded, row.rejected, row.complete)
  end
  for row in lib:sql "select line, byte, code from problem order by line, code" do
    list[#list + 1] = ("problem %d %d %s"):format(row.line, row.byte, row.code)
  end
  for row in lib:sql "select id, work from record where work <> id order by id" do
    list[#list + 1] = ("work %d %d"):format(row.id, row.work)
  end
  list[#list + 1] = #lib:ledger() .. " rows in the ledger"
  for _, query in ipairs { "corridor", "bo*[tiab]", "1999[dp]", "corridor NOT an*[ti]" } do
    list[#list + 1] = query .. " " .. table.concat(assert(lib:search(query, { sort = "id" })):ids(), " ")
  end
  return list
end

--- Where two libraries differ first, or nil.
local function difference(one, other)
  local a, b = contents(one), contents(other)
  for i = 1, math.max(#a, #b) do
    if a[i] ~= b[i] then return ("%d: %s <> %s"):format(i, a[i], b[i]) end
  end
end

describe("work that is killed", function()
  setup(function()
    math.randomseed(7)
    folder = os.tmpname()
    os.remove(folder)
    assert(os.execute("mkdir " .. quote(folder)))
    export = write_export()
    random = math.random
    assert(child "whole.sheaf")
  end)

  teardown(function() os.execute("rm -r " .. quote(folder)) end)

  --- Runs the work until it was killed often enough, from the start again whenever it has ended; look sees each
  --- library that a kill left, and says whether the work had ended.
  local function kill_often(library, batch, start, look, whole)
    local killed, ended, begun = 0, 0, os.time()
    start()
    local since = now()
    assert.is_true(child(library, batch))
    local seconds = now() - since
    start()
    repeat
      if child(library, batch, seconds * (0.05 + 0.95 * random())) then
        ended = ended + 1
        assert.is_nil(difference(whole, library))
        start()
      else
        killed = killed + 1
        local lib = assert(sheaf.open(path(library)))
        assert.is_true(lib:check())
        local over = look(lib)
        lib:close()
        if over then start() end
      end
    until killed >= KILLS or killed > 0 and os.time() - begun > SECONDS
    if ended == 0 then
      assert.is_true(child(library, batch))
      assert.is_nil(difference(whole, library))
    end
  end

  local function kill_loads(library, batch)
    local held
    kill_often(library, batch, function()
      held = 0
      os.execute("rm -f " .. quote(path(library)) .. "*")
    end, function(lib)
      assert.is_true(#lib >= held, "records that were there stay")
      held = #lib
      local seen = 0
      for row in lib:sql "select loaded, seen, rejected from source" do
        assert.equal(#lib, row.loaded)
        assert.equal(row.seen, row.loaded + row.rejected)
        seen = row.seen
      end
      assert.is_true(not batch or seen == RECORDS or seen % batch == 0, "only whole batches are there")
    end, "whole.sheaf")
  end

  -- Every eighth batch merges those before it.
  it("resumes batch by batch", function() kill_loads("batches.sheaf", BATCH) end)

  it("resumes within one batch", function() kill_loads("one.sheaf") end)

  it("has looked for duplicates, or not begun to", function()
    local function copy(name) os.execute(("cp %s %s"):format(quote(path "whole.sheaf"), quote(path(name)))) end
    copy "works.sheaf"
    assert.is_true(child("works.sheaf", "deduplicate"))
    kill_often("killed.sheaf", "deduplicate", function()
      os.execute("rm -f " .. quote(path "killed.sheaf") .. "*")
      copy "killed.sheaf"
    end, function(lib)
      if #lib:ledger() > 0 then
        assert.is_nil(difference("works.sheaf", "killed.sheaf"))
        return true
      end
      assert.equal(#lib, #lib:works())
    end, "works.sheaf")
  end)

  it("says that it was resumed", function()
    local lib <close> = assert(sheaf.open(path "paused.sheaf"))
    local loader = assert(lib:loader { path = export })
    assert(loader:step(120, "ris"))
    assert(loader:pause())
    assert.equal(118, #lib)
    local report = assert(lib:load(export))
    assert.is_true(report.files[1].resumed)
    assert.equal(RECORDS, report.seen)
    assert.equal(report.seen, report.loaded + report.rejected)
    assert.is_nil(difference("whole.sheaf", "paused.sheaf"))
  end)

  it("is free again after an error in progress", function()
    local lib <close> = assert(sheaf.open())
    assert.has_error(function() lib:load(export, { progress = function() error("stop", 0) end }) end, "stop")
    assert.equal(RECORDS, assert(lib:load(export)).seen)
    assert.equal(RECORDS - RECORDS // 50, #lib)
  end)
end)
