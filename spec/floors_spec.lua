--- The floors of the C core hold: no include upward, Lua only in src/lua, SQLite only in store and index.

local lfs = require "lfs"

local FLOORS = { base = 0, record = 1, read = 2, store = 3, index = 4, query = 5, dedup = 6, learn = 6, lua = 7 }

local function files(folder, ending)
  local list = {}
  for name in lfs.dir(folder) do
    local path = folder .. "/" .. name
    local mode = lfs.attributes(path, "mode")
    if mode == "directory" and name:sub(1, 1) ~= "." then
      for _, inner in ipairs(files(path, ending)) do list[#list + 1] = inner end
    elseif mode == "file" and name:find(ending) then
      list[#list + 1] = path
    end
  end
  table.sort(list)
  return list
end

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

describe("floors", function()
  local sources = files("src", "%.[ch]$")

  it("has sources on known floors", function()
    assert.is_true(#sources > 20)
    for _, path in ipairs(sources) do
      assert.is_not_nil(FLOORS[path:match("^src/(%w+)/")], path)
    end
  end)

  it("includes nothing from a higher floor", function()
    for _, path in ipairs(sources) do
      local own = path:match("^src/(%w+)/")
      for include in read(path):gmatch('#include "([^"]+)"') do
        local folder = include:match("^(%w+)/")
        if folder then
          assert.is_not_nil(FLOORS[folder], path .. " includes " .. include)
          assert.is_true(folder == own or FLOORS[folder] < FLOORS[own], path .. " includes " .. include)
        else
          assert.is_nil(include:find("..", 1, true), path .. " includes " .. include)
        end
      end
    end
  end)

  it("keeps libraries where they belong", function()
    local allowed = {
      ["lua.h"] = { lua = true }, ["lauxlib.h"] = { lua = true }, ["lualib.h"] = { lua = true },
      ["sqlite3.h"] = { store = true, index = true },
      ["libpq-fe.h"] = { store = true },
      ["expat.h"] = { read = true }, ["zlib.h"] = { read = true }, ["gumbo.h"] = { read = true },
      ["zip.h"] = { read = true }, ["isa-l/igzip_lib.h"] = { read = true },
      ["iconv.h"] = { read = true },
      ["linear.h"] = { learn = true },
      ["utf8proc.h"] = { base = true }, ["nettle/sha2.h"] = { base = true },
    }
    for _, path in ipairs(sources) do
      local own = path:match("^src/(%w+)/")
      for include in read(path):gmatch("#include <([^>]+)>") do
        local where = allowed[include]
        if where then
          assert.is_true(where[own] == true, path .. " includes " .. include)
        end
      end
    end
  end)

  it("has a header beside every source, or one that a family shares", function()
    for _, path in ipairs(files("src", "%.c$")) do
      local folder, name = path:match("^(src/%w+/)(.+)%.c$")
      local shared = { lua = "bind", index = "index", ["read_"] = "reader" }
      local dialect = folder == "src/query/"
        and read("src/query/dialect.h"):find("sheaf_dialect_" .. name .. ";", 1, true)
      local has = dialect or lfs.attributes(folder .. name .. ".h")
        or lfs.attributes(folder .. name:match("^%a+") .. ".h")
        or shared[folder:match("/(%w+)/$")] or shared[name:match("^%a+_") or ""]
      assert.is_truthy(has, path .. " has no header")
    end
  end)

  it("has no file of more than 800 lines", function()
    for _, folder in ipairs { "src", "lua" } do
      for _, path in ipairs(files(folder, "%.[chl]u?a?$")) do
        local _, lines = read(path):gsub("\n", "")
        assert.is_true(lines <= 800, ("%s has %d lines"):format(path, lines))
      end
    end
  end)

  it("calls no Lua and prints nothing in the core", function()
    for _, path in ipairs(sources) do
      if not path:find("^src/lua/") then
        local text = read(path)
        assert.is_nil(text:find("lua_State", 1, true), path)
        assert.is_nil(text:find("[^%w_n]printf%s*%("), path .. " prints")
        assert.is_nil(text:find("[^%w_]abort%s*%("), path .. " aborts")
      end
    end
  end)
end)
