--- lib:check finds bytes of a record that were changed, of which SQLite knows nothing.

local sheaf = require "sheaf"

local RIS = [[
TY  - JOUR
TI  - Evening clinics in QWERTITLE towns
AU  - Okafor, Ngozi
PY  - 2015
JO  - Journal of Evenings
AB  - Twenty-one people in QWERABSTRACT were interviewed. They came late.
KW  - access
ER  -
TY  - JOUR
TI  - Another paper
ER  -
]]

local function bytes_of(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read "a"
end

local function write(path, bytes)
  local file <close> = assert(io.open(path, "wb"))
  file:write(bytes)
end

--- The places at which a word stands in a text.
local function places(text, word)
  local list, at = {}, 1
  while true do
    local first = text:find(word, at, true)
    if not first then return list end
    list[#list + 1], at = first, first + 1
  end
end

describe("lib:check", function()
  local path, whole
  setup(function()
    path = os.tmpname()
    local lib <close> = assert(sheaf.open(path))
    assert(lib:load { text = RIS, name = "two.ris" })
    assert.is_true(lib:check())
    lib:close()
    whole = bytes_of(path)
  end)
  teardown(function()
    for _, ending in ipairs { "", "-wal", "-shm" } do os.remove(path .. ending) end
  end)

  -- A title stands in the record's row and in its body; an abstract in its body.
  for _, case in ipairs { { "QWERTITLE", 2 }, { "QWERABSTRACT", 1 } } do
    local word, count = table.unpack(case)
    it("finds a letter of " .. word .. " that was changed", function()
      local found = places(whole, word)
      assert.equal(count, #found)
      for _, at in ipairs(found) do
        write(path, whole:sub(1, at) .. "X" .. whole:sub(at + 2))
        local lib <close> = assert(sheaf.open(path))
        local ok, message, code = lib:check()
        assert.is_nil(ok)
        assert.equal("corrupt", code)
        assert.truthy(message:find("record 1 is not as it was stored", 1, true), message)
      end
    end)
  end

  it("finds a letter that was changed in a record's own bytes", function()
    local own = os.tmpname()
    local kept <close> = assert(sheaf.open(own))
    assert(kept:load({ text = RIS, name = "two.ris" }, { raw = true }))
    assert.is_true(kept:check())
    kept:close()
    local bytes = bytes_of(own)
    local at = places(bytes, "TY  - ")
    os.remove(own)
    assert.equal(2, #at)
    for i, first in ipairs(at) do
      write(path, bytes:sub(1, first) .. "X" .. bytes:sub(first + 2))
      local lib <close> = assert(sheaf.open(path))
      local ok, message, code = lib:check()
      assert.same({ "nil", "corrupt" }, { tostring(ok), code })
      assert.truthy(message:find("is not as it was stored", 1, true), message .. i)
    end
  end)

  it("says nothing of a library that is whole", function()
    write(path, whole)
    local lib <close> = assert(sheaf.open(path))
    assert.is_true(lib:check())
  end)
end)
