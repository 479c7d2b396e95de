--- Every reader works ahead on a thread of its own: several loads at one time disturb each other in nothing. A race
--- between them shows in a build with -DSHEAF_SANITIZE=thread.

local core = require "sheaf.core"
local lfs = require "lfs"
local sheaf = require "sheaf"

local FOLDER, STEP = "spec/fixtures/formats", 2

--- The files that a reader of the core reads.
local function inputs()
  local known, list = {}, {}
  for _, format in ipairs(core.formats()) do known[format.name] = true end
  for name in lfs.dir(FOLDER) do
    local path = FOLDER .. "/" .. name
    local format = lfs.attributes(path, "mode") == "file" and sheaf.detect(path)
    if known[format] then list[#list + 1] = { path = path, format = format } end
  end
  table.sort(list, function(a, b) return a.path < b.path end)
  return list
end

local function contents(lib)
  local list = {}
  for record in lib:all():each() do list[#list + 1] = tostring(record) .. "\t" .. tostring(record.title) end
  return list
end

--- Loads them at one time, each into a library of its own: all begin to work ahead before one is waited for, then a few
--- records of each in turn.
local function load_together(list)
  local running, results = {}, {}
  for i, input in ipairs(list) do
    local lib = assert(sheaf.open())
    running[i] = { lib = lib, loader = assert(lib:loader { path = input.path }), format = input.format, at = i }
    assert(running[i].loader:step(0, input.format))
  end
  while #running > 0 do
    for i = #running, 1, -1 do
      local one = running[i]
      local more, message = one.loader:step(STEP, one.format)
      assert(more ~= nil, message)
      if not more then
        assert(one.loader:finish())
        results[one.at] = contents(one.lib)
        table.remove(running, i)
      end
    end
  end
  return results
end

describe("loads at one time", function()
  it("give what each gives alone, in every format", function()
    local list = inputs()
    assert.is_true(#list > 20)
    local together = load_together(list)
    for i, input in ipairs(list) do assert.are.same(load_together({ input })[1], together[i], input.path) end
  end)

  it("give the same from two threads of one format", function()
    for _, input in ipairs(inputs()) do
      local results = load_together { input, input }
      assert.are.same(results[1], results[2], input.path)
    end
  end)

  it("may be dropped at any point", function()
    for _, input in ipairs(inputs()) do
      local lib <close> = assert(sheaf.open())
      local loader = assert(lib:loader { path = input.path })
      assert(loader:step(1, input.format) ~= nil)
      loader:abort()
    end
    collectgarbage()
  end)
end)
