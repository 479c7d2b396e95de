--- set:each, over records and over columns, which reads ahead: nothing of that may show.

local sheaf = require "sheaf"

local COUNT = 3000

local function library(count)
  local parts = {}
  for i = 1, count do
    local year = i % 3 > 0 and "PY  - " .. 1900 + i % 100 .. "\n" or ""
    parts[i] = ("TY  - JOUR\nTI  - Title %d\n%sER  - \n"):format(i, year)
  end
  local lib = assert(sheaf.open())
  assert(lib:load { text = table.concat(parts), name = "made" })
  return lib
end

describe("set:each", function()
  local lib, all
  setup(function()
    lib = library(COUNT)
    all = lib:all()
  end)

  it("gives every record once, in the set's order", function()
    local ids = {}
    for record in all:sort("title", "desc"):each() do ids[#ids + 1] = record.title end
    assert.are.equal(COUNT, #ids)
    for i = 2, COUNT do assert.is_true(ids[i - 1] > ids[i]) end
  end)

  it("gives columns with the id in front, absent ones as nil", function()
    local count = 0
    for id, title, year in all:each("title", "year") do
      count = count + 1
      local record = lib:get(id)
      assert.are.equal(record.title, title)
      assert.are.equal(record.year, year)
    end
    assert.are.equal(COUNT, count)
  end)

  it("gives columns of a set in another order, and of one that leaves out much", function()
    local sparse = all:where(function(record) return record.id % 97 == 5 end)
    for _, set in ipairs { all:sort("year", "desc"), sparse, all:sample(200, 4), all:head(0) } do
      local got = {}
      for id, title in set:each("title") do
        got[#got + 1] = id
        assert.are.equal("Title " .. id, title)
      end
      assert.are.same(set:ids(), got)
    end
  end)

  it("raises on what is no column, and says which there are", function()
    assert.has_error(function() all:each("abstract") end)
    assert.has_error(function() all:each("year) --") end)
  end)

  it("may be left early, run side by side, and outlive its set", function()
    all:each()()
    local one, other = all:each(), lib:all():head(5):each("title")
    collectgarbage()
    for i = 1, 5 do
      assert.are.equal(i, one().id)
      assert.are.equal(i, (other()))
    end
    assert.is_nil(other())
    assert.is_nil(other())
  end)

  it("sees works made while it runs", function()
    local small = library(4)
    local each = small:all():each()
    each()
    local second = each()
    assert(small:same(2, 3))
    assert.are.equal(2, second.work)
    assert.are.equal(2, each().work)
  end)

  it("raises once the library is closed", function()
    local small = library(10)
    local records, columns = small:all():each(), small:all():each("title")
    records()
    columns()
    small:close()
    assert.has_error(function() for _ = 1, 3 do records() end end, "the library is closed")
    assert.has_error(function() for _ = 1, 3 do columns() end end, "the library is closed")
  end)

  it("stays flat in memory", function()
    local function run()
      for record in all:each() do assert(record.title) end
      for _, title in all:each("title") do assert(title) end
    end
    run()
    collectgarbage()
    local before = collectgarbage("count")
    for _ = 1, 3 do run() end
    collectgarbage()
    assert.is_true(collectgarbage("count") < before + 256)
  end)
end)
