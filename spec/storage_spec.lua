--- Where a library cannot be written: a full disk, a medium or a folder for reading only, paths with odd bytes. What
--- was committed stays, and the message says what to do.

local sheaf = require "sheaf"

local folder

local function quote(text) return "'" .. text:gsub("'", "'\\''") .. "'" end

local function path(name) return folder .. "/" .. name end

--- Where modules are found, from any folder.
local function absolute(templates)
  local pipe <close> = assert(io.popen "pwd")
  local here = pipe:read "l"
  return (templates:gsub("[^;]+", function(template)
    return template:sub(1, 1) == "/" and template or here .. "/" .. template
  end))
end

--- Runs a shell script with the module's paths set; returns all that it prints, and whether it succeeded.
local function shell(script)
  local pipe = assert(io.popen(("{ export LUA_PATH=%s LUA_CPATH=%s; %s\n} 2>&1"):format(quote(absolute(package.path)),
    quote(absolute(package.cpath)), script)))
  local said = pipe:read "a"
  return said, pipe:close() == true
end

--- A command that runs Lua, with sheaf and the words that follow as ... .
local function program(text, ...)
  local list = { "lua5.4 -e", quote("local sheaf = require 'sheaf' " .. text), "/dev/null" }
  for _, argument in ipairs { ... } do list[#list + 1] = quote(argument) end
  return table.concat(list, " ")
end

local function records(first, last)
  local list = {}
  for i = first, last do
    list[#list + 1] = ("TY  - JOUR\nTI  - Corridor %d\nAB  - %s\nER  - \n"):format(i, ("word%d "):format(i):rep(200))
  end
  return table.concat(list)
end

local function write(name, text)
  local file <close> = assert(io.open(path(name), "wb"))
  file:write(text)
  return path(name)
end

-- Loads a few, then many, and says what came of it; then what is left.
local FILL = [[
  local lib = assert(sheaf.open(arg[1]))
  print(lib:load(arg[2]).loaded)
  local report, message, code = lib:load(arg[3])
  print("failed", code, message)
  print("left", #lib, lib:check(), #lib:search("corridor", { limit = 500 }))
]]

describe("a library", function()
  local few, many

  setup(function()
    folder = os.tmpname()
    os.remove(folder)
    assert(os.execute("mkdir " .. quote(folder)))
    few, many = write("few.ris", records(1, 20)), write("many.ris", records(21, 4000))
  end)
  teardown(function() os.execute("chmod -R u+w " .. quote(folder) .. "; rm -r " .. quote(folder)) end)

  local function whole(name, count)
    local lib <close> = assert(sheaf.open(path(name)))
    assert.is_true(lib:check())
    assert.equal(count, #lib)
    assert.equal(count, #assert(lib:search("corridor", { limit = 5000 })))
  end

  it("keeps what it has when a file may not grow, and takes the rest when it may", function()
    local said = shell("trap '' XFSZ; ulimit -f 1500; " .. program(FILL, path "limited.sheaf", few, many))
    assert.truthy(said:find("^20\nfailed\tio\t[^\n]*the disk could not be read or written"), said)
    assert.truthy(said:find("left\t20\ttrue\t20", 1, true), said)
    whole("limited.sheaf", 20)
    local lib = assert(sheaf.open(path "limited.sheaf"))
    assert.equal(3980, assert(lib:load(many)).loaded)
    lib:close()
    whole("limited.sheaf", 4000)
  end)

  it("is whole after it was ended for growing too far", function()
    shell("ulimit -f 1500; " .. program(FILL, path "ended.sheaf", few, many))
    whole("ended.sheaf", 20)
  end)

  -- A file system of its own, where this user may make one.
  local function mounted(size, script)
    local mount = "mount -t tmpfs -o size=" .. size .. " none " .. quote(folder .. "/medium")
    os.execute("mkdir -p " .. quote(folder .. "/medium"))
    if not os.execute("unshare -rm sh -c " .. quote(mount) .. " 2>/dev/null") then return nil end
    return shell("unshare -rm sh -c " .. quote(mount .. " && cd " .. quote(folder .. "/medium") .. " && " .. script))
  end

  it("says when the disk is full", function()
    local said = mounted("2m", program(FILL, "full.sheaf", few, many))
    if not said then return pending "no file system can be mounted here" end
    assert.truthy(said:find("^20\nfailed\tio\t[^\n]*there is no room left on the disk; free some and try again"), said)
    assert.truthy(said:find("left\t20\ttrue\t20", 1, true), said)
  end)

  local LOOK = [[
    local lib, message = sheaf.open(arg[1], { readonly = arg[2] == "readonly" })
    if not lib then return print(message) end
    print(#lib, #lib:search("corridor"), lib:check(), #lib:all():analyze("characteristics"))
    print(lib:load { text = "TY  - JOUR\nTI  - T\nER  - \n", name = "t" })
    print(select(2, pcall(lib.decide, lib, lib:get(1), { stage = "s", verdict = "include" })))
  ]]

  it("is read from a medium for reading only", function()
    local lib = assert(sheaf.open(path "medium.sheaf"))
    assert(lib:load(few))
    lib:close()
    local look = "cp ../medium.sheaf 'a b%20?.sheaf' && mount -o remount,ro . && "
    local said = mounted("4m", look .. program(LOOK, "a b%20?.sheaf", "readonly"))
    if not said then return pending "no file system can be mounted here" end
    assert.truthy(said:find("^20\t20\ttrue\t20\n"), said)
    assert.truthy(said:find("opened for reading only", 1, true), said)
    said = mounted("4m", look .. program(LOOK, "a b%20?.sheaf"))
    assert.truthy(said:find("or open it for reading only", 1, true), said)
  end)

  it("says what to do where its folder may not be written to", function()
    local lib = assert(sheaf.open(path "fixed.sheaf"))
    assert(lib:load(few))
    lib:close()
    os.execute(("cd %s && mkdir fixed && chmod 755 . && mv fixed.sheaf fixed && chmod 444 fixed/* && chmod 555 fixed")
      :format(quote(folder)))
    local nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups "
    local as = shell("id -u"):find("^0\n") and nobody or ""
    if as ~= "" and not os.execute(as .. "true 2>/dev/null") then return pending "root may write everywhere" end
    local said = shell(as .. program(LOOK, path "fixed/fixed.sheaf", "readonly"))
    assert.truthy(said:find("copy the library to a folder of your own", 1, true), said)
    said = shell(as .. program(LOOK, path "fixed/fixed.sheaf"))
    assert.truthy(said:find("copy the library to a folder of your own", 1, true), said)
    said = shell(as .. program(LOOK, path "fixed/new.sheaf"))
    assert.truthy(said:find("see that it and its folder exist and may be read and written", 1, true), said)
  end)

  it("says what to do where it cannot be", function()
    for _, case in ipairs { { "no/such/folder/x.sheaf", "folder exist" }, { "", "folder" },
      { ("long/"):rep(2000), "folder exist" } } do
      local lib, message, code = sheaf.open(case[1] == "" and folder or path(case[1]))
      assert.is_nil(lib)
      assert.equal("io", code)
      assert.truthy(message:find(case[2], 1, true), message)
    end
    assert.has_error(function() sheaf.open("") end)
    assert.has_error(function() sheaf.open(path "a\0b") end)
  end)

  it("lies where its path says, whatever bytes that has", function()
    local names = { "new\nline", "two  spaces ", "'quotes' \"and\" `ticks`", "$HOME;&|*?[a]~", "%20%00#a?mode=memory",
      "\xff\xfe not UTF-8", "\u{202E}right to left", "-dash", "\27[31mred\27[0m", "back\\slash", "naïve 题" }
    for _, name in ipairs(names) do
      local where = path(name .. ".sheaf")
      local lib = assert(sheaf.open(where))
      assert.equal(2, assert(lib:load(write(name .. ".ris", records(1, 2)))).loaded)
      assert.equal(path(name .. ".ris"):gsub("\xff\xfe", "\u{FFFD}\u{FFFD}"),
        (lib:sources()[1].path:gsub("\xff\xfe", "\u{FFFD}\u{FFFD}")))
      local shown = tostring(lib) .. tostring(lib:sources())
      assert.is_nil(shown:find("[\0-\9\11-\31]"), "terminal escapes are not printed")
      lib:close()
      assert.is_not_nil(io.open(where, "rb"), name):close()
      lib = assert(sheaf.open(where, { create = false }))
      assert.is_true(lib:check())
      assert(lib:all():export(path(name .. ".csv")))
      lib:close()
      assert.is_not_nil(io.open(path(name .. ".csv"), "rb"), name):close()
    end
  end)

  it("is a file even where its path looks like an address", function()
    local said, good = shell("cd " .. quote(folder) .. " && "
      .. program("assert(sheaf.open('file:x?mode=memory')):close() assert(io.open('file:x?mode=memory'))"))
    assert.is_true(good, said)
  end)
end)
