--- The digest by which a library knows a file again: of a large one it is made while the file is read.

local sheaf = require "sheaf"

local folder

local function path(name) return folder .. "/" .. name end

--- A file of more than a megabyte, the same each time but for what every line begins with.
local function write(name, line)
  local file <close> = assert(io.open(path(name), "wb"))
  for i = 1, 12000 do file:write((line:format(i, "corridor walking in the early morning, again and again"))) end
  assert.truthy(file:seek "end" > 1 << 20)
  return path(name)
end

local RIS = "TY  - JOUR\nTI  - Alpha %06d %s\nPY  - 2001\nER  - \n"

local function sha256sum(name)
  local pipe <close> = assert(io.popen(("sha256sum < '%s'"):format(name)))
  return pipe:read "a":match "^%x+"
end

describe("the digest of a large file", function()
  local lib
  before_each(function()
    local pipe <close> = assert(io.popen "mktemp -d")
    folder = pipe:read "l"
    lib = assert(sheaf.open(path "library.sheaf"))
  end)
  after_each(function()
    lib:close()
    os.execute(("rm -r '%s'"):format(folder))
  end)

  local function stored()
    local list = {}
    for row in lib:sql "select sha256 from source order by id" do list[#list + 1] = row.sha256 end
    return list
  end

  it("is told and stored as that of its bytes", function()
    local export = write("a.ris", RIS)
    local told = {}
    local report = assert(lib:load(export, { progress = function() told[#told + 1] = stored()[1] end }))
    assert.equal(sha256sum(export), report.files[1].sha256)
    assert.same({ report.files[1].sha256 }, stored())
    assert.truthy(#told > 10)
  end)

  it("knows the file again, under another name, and no other of its size", function()
    local export, copy = write("a.ris", RIS), path "copy.ris"
    local other = write("b.ris", (RIS:gsub("Alpha", "Gamma")))
    assert(lib:load(export))
    os.execute(("cp '%s' '%s'"):format(export, copy))
    assert.equal(1, assert(lib:load(copy)).files[1].already)
    assert.is_nil(assert(lib:load(other)).files[1].already)
    assert.same({ sha256sum(export), sha256sum(other) }, stored())
    assert.equal(24000, #lib)
    assert.is_nil(assert(lib:load(copy, { again = true })).files[1].already)
    assert.equal(36000, #lib)
  end)

  it("is told of a file that nobody can read, too", function()
    local odd = write("odd.bin", "%d\1\2 %s \3\3\3" .. (" "):rep(30) .. "\n")
    local ok, _, code, report = lib:load(odd)
    assert.is_nil(ok)
    assert.equal("unknown-format", code)
    assert.equal(sha256sum(odd), report.files[1].sha256)
    assert.same({}, stored())
  end)

  it("is that of the file that was opened, whatever becomes of its name", function()
    local export, other = write("a.ris", RIS), write("b.ris", (RIS:gsub("Alpha", "Gamma")))
    local sum = sha256sum(export)
    local loader = assert(lib:loader { path = export })
    assert(os.rename(other, export))
    repeat local more = loader:step(1000) assert.is_not_nil(more) until not more
    assert(loader:finish())
    assert.same({ sum }, stored())
    export = write("c.ris", (RIS:gsub("Alpha", "Delta, longer")))
    sum = sha256sum(export)
    loader = assert(lib:loader { path = export })
    assert(os.remove(export))
    repeat local more = loader:step(1000) assert.is_not_nil(more) until not more
    assert(loader:finish())
    assert.equal(sum, stored()[2])
  end)

  it("is that of the bytes that were there at first, where a file grows", function()
    local export = write("a.ris", RIS)
    local sum = sha256sum(export)
    local loader = assert(lib:loader { path = export })
    local file = assert(io.open(export, "ab"))
    for i = 1, 20000 do file:write((RIS:format(i, "a late arrival"))) end
    file:close()
    repeat local more = loader:step(1000) assert.is_not_nil(more) until not more
    assert(loader:finish())
    assert.same({ sum }, stored())
    assert.is_nil(assert(lib:load(export)).files[1].already)
  end)

  it("cannot be made of a pipe, which is said", function()
    os.execute(("mkfifo '%s'; (echo x > '%s') 2> /dev/null &"):format(path "pipe", path "pipe"))
    local ok, message = lib:load(path "pipe")
    assert.is_nil(ok)
    assert.truthy(message:find("is a pipe, which cannot be read twice: save it to a file first", 1, true))
  end)

  it("lets a load be dropped at any moment", function()
    local export = write("a.ris", RIS)
    for stop = 1, 3 do
      local calls = 0
      local ok = pcall(lib.load, lib, export, { progress = function()
        calls = calls + 1
        if calls == stop then error "enough" end
      end })
      assert.is_false(ok)
    end
    assert.equal(0, #lib)
    assert(lib:loader { path = export })
    lib:close()
    collectgarbage()
    lib = assert(sheaf.open(path "library.sheaf"))
    assert(lib:load(export))
    assert.equal(12000, #lib)
    assert.same({ sha256sum(export) }, stored())
    assert.is_true(lib:check())
  end)
end)
