--- The certificate: every record accounted for, rejected ones with their bytes, records' own bytes where wanted.

local sheaf = require "sheaf"
local certificate = require "sheaf.certificate"

local BAD = "TY  - JOUR\r\nTI  - Caf\xe9\r\nER  - \r\n\r\nTY  - JOUR\r\nID  - num\xe9ro\r\nER  - \r\n\r\n"
  .. "TY  - JOUR\r\nTI  - Two\r\nAU  - Okafor, N.\r\nZZ  - odd\r\nZZ  - odder\r\nPY  - 2015\r\nER  - \r\n"
local REJECTED = "TY  - JOUR\r\nID  - num\xe9ro\r\nER  - \r\n"

local function whole(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

describe("rejected records", function()
  it("keep their own bytes", function()
    local lib <close> = assert(sheaf.open())
    local report = assert(lib:load { text = BAD, name = "bad.ris" })
    assert.are.same({ 3, 2, 1 }, { report.seen, report.loaded, report.rejected })
    local t = lib:rejected()
    assert.are.equal(1, #t)
    assert.are.equal("bad.ris", t[1].source)
    assert.are.same({ 2, 5, BAD:find(REJECTED, 1, true) - 1 }, { t[1].record, t[1].line, t[1].byte })
    assert.are.equal("empty-record", t[1].code)
    assert.truthy(t[1].message:find("no title", 1, true))
    assert.are.equal(REJECTED, t[1].text)
    assert.are.equal(REJECTED, lib:export_rejected())
    assert.truthy(t:csv():find("empty-record", 1, true))
    local path = os.tmpname()
    assert.is_true(lib:export_rejected(path))
    assert.are.equal(REJECTED, whole(path))
    os.remove(path)
    local result, _, code = lib:export_rejected("/nowhere/at/all")
    assert.is_nil(result)
    assert.are.equal("write", code)
  end)

  it("keep them from files too, in UTF-16 as well", function()
    local path = os.tmpname()
    local text = "TY  - JOUR\nTI  - A\nER  - \n\nTY  - JOUR\nID  - 7\nER  - \n"
    local wide = "\xff\xfe" .. text:gsub(".", "%0\0")
    local file = assert(io.open(path, "wb"))
    file:write(wide)
    file:close()
    local lib <close> = assert(sheaf.open())
    assert.are.equal(1, assert(lib:load(path)).rejected)
    assert.are.equal((("TY  - JOUR\nID  - 7\nER  - \n"):gsub(".", "%0\0")), lib:rejected()[1].text)
    os.remove(path)
  end)

  it("are none where nothing was rejected", function()
    local lib <close> = assert(sheaf.open())
    assert(lib:load "examples/data/pubmed.nbib")
    assert.are.equal(0, #lib:rejected())
    assert.are.equal("", lib:export_rejected())
  end)
end)

describe("record:raw", function()
  it("gives the bytes where they are kept, and nil where they are not", function()
    local lib <close> = assert(sheaf.open())
    assert(lib:load({ text = BAD, name = "bad.ris" }, { raw = true }))
    assert.are.equal("TY  - JOUR\r\nTI  - Caf\xe9\r\nER  - \r\n", (lib:get(1):raw():gsub("\r\n\r\n$", "\r\n")))
    assert.truthy(lib:get(2):raw():find("ZZ  - odder", 1, true))
    assert(lib:load "examples/data/pubmed.nbib")
    assert.is_nil(lib:get(3):raw())
    assert.is_true(lib:check())
  end)
end)

describe("the certificate", function()
  it("says what a file held and where everything went", function()
    local lib <close> = assert(sheaf.open())
    local report = assert(lib:load { { text = BAD, name = "bad.ris" }, "examples/data/pubmed.nbib" })
    local list = certificate.of(lib, report)
    assert.are.equal(2, #list)
    assert.are.same({ title = 2, authors = 1, year = 1, abstract = 0, doi = 0 }, list[1].filled)
    assert.are.same({ { tag = "ZZ", values = 2 } }, list[1].extra)
    local errors = 0
    for _, problem in ipairs(list[1].problems) do errors = errors + (problem.severity == "error" and 1 or 0) end
    assert.are.equal(1, errors)
    assert.are.equal(0, #list[2].problems)
    local text = certificate.text(list)
    for _, part in ipairs { "bad.ris", "3 seen = 2 loaded + 1 rejected", "sha256", "line 5 byte", "empty-record",
      "ZZ 2", "title 2, authors 1", "CP1252" } do
      assert.truthy(text:find(part, 1, true), part)
    end
    local short = tostring(report)
    assert.truthy(short:find("5 records seen, 4 loaded, 1 rejected", 1, true))
    assert.truthy(short:find(report.files[1].sha256:sub(1, 8), 1, true))
  end)
end)

describe("sheaf check-import", function()
  local function run(...)
    local out, err = os.tmpname(), os.tmpname()
    local words = { "lua5.4", "lua/bin/sheaf", ... }
    local build = os.getenv("SHEAF_BUILD") or "build"
    local command = ("LUA_PATH='./lua/?.lua;./lua/?/init.lua;;' LUA_CPATH='%s/?.so;;' %s >%s 2>%s")
      :format(build, table.concat(words, " "), out, err)
    local _, _, code = os.execute(command)
    local text, complaint = whole(out), whole(err)
    os.remove(out)
    os.remove(err)
    return code, text, complaint
  end

  it("exits with 0 where nothing was rejected and with 1 otherwise", function()
    local code, text = run("check-import", "examples/data/pubmed.nbib", "examples/data/embase.ris")
    assert.are.equal(0, code)
    assert.truthy(text:find("4 seen = 4 loaded + 0 rejected", 1, true))
    local path = os.tmpname()
    local file = assert(io.open(path, "wb"))
    file:write(BAD)
    file:close()
    code, text = run("check-import", path, "--rejected", path .. ".rest")
    assert.are.equal(1, code)
    assert.truthy(text:find("empty-record", 1, true))
    assert.are.equal(REJECTED, whole(path .. ".rest"))
    code = run("check-import", path .. ".absent")
    assert.are.equal(1, code)
    os.remove(path)
    os.remove(path .. ".rest")
  end)

  it("comes with an export", function()
    local path = os.tmpname()
    os.remove(path)
    assert.are.equal(0, (run("load", path, "examples/data/pubmed.nbib")))
    local code, text = run("export", path, path .. ".ris")
    assert.are.equal(0, code)
    assert.truthy(text:find("2 records", 1, true))
    assert.are.equal("TY  - JOUR", whole(path .. ".ris"):sub(1, 10))
    code, text = run("export", path, "-", "--format", "csl-json", "--query", "'failures[ti]'")
    assert.are.equal(0, code)
    assert.are.equal(1, #require("cjson").decode(text))
    assert.are.equal(1, (run("export", path, path .. ".foo")))
    for _, ending in ipairs { "", "-wal", "-shm", ".ris" } do os.remove(path .. ending) end
  end)
end)
