--- A load that is killed at any moment goes on where it stopped: the library is whole after each kill, and in the end
--- it holds what an undisturbed load gives.

local sheaf = require "sheaf"

local RECORDS, BATCH, KILLS = 3000, 100, 5
local random, folder, export

local function quote(text) return "'" .. text:gsub("'", "'\\''") .. "'" end

local function path(name) return folder .. "/" .. name end

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

-- Every fiftieth record is empty, so that rejections and their problems are met too.
local function write_export()
  local file = assert(io.open(path "export.ris", "wb"))
  for i = 1, RECORDS do
    file:write("TY  - JOUR\n")
    if i % 50 ~= 0 then
      file:write("TI  - Corridor ", i, " ", words(5), "\nAU  - ", word(), ", A\nPY  - ", 1980 + i % 40,
        "\nAB  - ", words(40), "\n")
    end
    file:write("ER  - \n\n")
  end
  file:close()
  return path "export.ris"
end

--- Runs the child, for so many seconds at the most. Returns whether it ended by itself.
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

describe("a load that is killed", function()
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

  local function kill_and_resume(library, batch)
    local killed, held = 0, 0
    local started = os.time()
    for i = 1, KILLS do
      if child(library, batch, 0.04 + 0.02 * i * random()) then break end
      killed = killed + 1
      local lib = sheaf.open(path(library))
      assert.is_not_nil(lib, "the library can be opened after a kill")
      assert.is_true(lib:check())
      assert.is_true(#lib >= held, "records that were there stay")
      held = #lib
      local seen = 0
      for row in lib:sql "select loaded, seen, rejected from source" do
        assert.equal(#lib, row.loaded)
        assert.equal(row.seen, row.loaded + row.rejected)
        seen = row.seen
      end
      assert.is_true(not batch or seen == RECORDS or seen % batch == 0, "only whole batches are there")
      lib:close()
      if os.time() - started > 8 then break end
    end
    assert.is_true(child(library, batch))
    assert.is_true(killed > 0)
    assert.is_nil(difference("whole.sheaf", library))
  end

  it("resumes batch by batch", function() kill_and_resume("batches.sheaf", BATCH) end)

  it("resumes within one batch", function() kill_and_resume("one.sheaf") end)

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
