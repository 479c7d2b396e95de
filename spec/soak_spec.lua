--- One program that writes and several that read, at the same time: nobody loses a record, sees one that is not
--- there, or part of a batch, and nobody fails; a second writer waits, and then says that the library is busy.
---
--- SHEAF_SOAK says for how many seconds.

local sheaf = require "sheaf"

local SECONDS, READERS, BATCH = tonumber(os.getenv "SHEAF_SOAK") or 5, 4, 20

local function quote(text) return "'" .. text:gsub("'", "'\\''") .. "'" end

local function command(role, path, seconds)
  return ("LUA_PATH=%s LUA_CPATH=%s lua5.4 spec/support/soak_child.lua %s %s %s %d"):format(quote(package.path),
    quote(package.cpath), role, quote(path), seconds, BATCH)
end

describe("a library that several programs use", function()
  local path
  before_each(function() path = os.tmpname() end)
  after_each(function()
    for _, ending in ipairs { "", "-wal", "-shm" } do os.remove(path .. ending) end
  end)

  it("is whole for all of them at any moment", function()
    sheaf.open(path):close()
    local pipes = { assert(io.popen(command("write", path, SECONDS) .. " 2>&1")) }
    for i = 1, READERS do pipes[i + 1] = assert(io.popen(command("read", path, SECONDS) .. " 2>&1")) end
    local said = {}
    for i, pipe in ipairs(pipes) do
      said[i] = pipe:read "a"
      pipe:close()
    end
    local written = tonumber(said[1]:match("^rounds %d+ records (%d+) busy 0\n"))
    assert.truthy(written and written >= 2 * BATCH, said[1])
    for i = 2, #said do assert.truthy(said[i]:find("^rounds [1-9]%d* records %d+ busy 0\n"), said[i]) end
    local lib <close> = assert(sheaf.open(path))
    assert.is_true(lib:check())
    assert.equal(written, #lib)
    assert.equal(written, #assert(lib:search("corridor", { sort = "id" })))
    assert.equal(written - written // BATCH, assert(lib:deduplicate()).works)
    if os.getenv "SHEAF_SOAK" then print(table.concat(said)) end
  end)

  it("is busy for a second writer after a while, and readable", function()
    local lib <close> = assert(sheaf.open(path))
    local pipe <close> = assert(io.popen(command("hold", path, 7)))
    assert.equal("held", pipe:read "l")
    assert.equal(0, #lib)
    local begun = os.time()
    local done, message, code = lib:load { text = "TY  - JOUR\nTI  - Mine\nER  - \n", name = "mine.ris" }
    assert.is_nil(done)
    assert.equal("busy", code)
    assert.truthy(message:find("another program is writing to the library; try again when it is done", 1, true))
    assert.is_true(os.time() - begun >= 4)
    pipe:close()
    assert.equal(1, assert(lib:load { text = "TY  - JOUR\nTI  - Mine\nER  - \n", name = "mine.ris" }).loaded)
    assert.is_true(lib:check())
  end)
end)
