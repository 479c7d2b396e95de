--- On another Lua than 5.4, sheaf says so.

local function found(name)
  local pipe = assert(io.popen("command -v " .. name .. " 2>/dev/null"))
  local path = pipe:read("l")
  pipe:close()
  return path
end

describe("another Lua", function()
  for _, name in ipairs { "lua5.1", "luajit", "lua5.2", "lua5.3" } do
    it(name .. " gets a readable message", function()
      local program = found(name)
      if not program then return pending(name .. " is not installed") end
      for _, module in ipairs { "sheaf", "sheaf.repl" } do
        local pipe = assert(io.popen(("LUA_PATH='./lua/?.lua;./lua/?/init.lua' %s -e 'require \"%s\"' 2>&1")
          :format(program, module)))
        local printed = pipe:read("a")
        pipe:close()
        assert.truthy(printed:find("sheaf needs Lua 5.4, and this is Lua 5.", 1, true), printed)
      end
    end)
  end
end)
