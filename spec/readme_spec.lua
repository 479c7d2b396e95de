--- What the README shows is true: its examples run, and print what it says; the main job of the quickstart runs.

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

--- The README's Lua blocks, each with the text block behind it.
local function examples()
  local list = {}
  local text = read("README.md")
  for code, after in text:gmatch("```lua\n(.-)```()") do
    local output = text:sub(after):match("^%s*```text\n(.-)```")
    list[#list + 1] = { code = code, output = output, heading = text:sub(1, after):match(".*\n## ([^\n]+)") }
  end
  return list
end

--- Runs code with `print` caught.
local function run(code, name)
  local lines = {}
  local env = setmetatable({
    print = function(...)
      local parts = table.pack(...)
      for i = 1, parts.n do parts[i] = tostring(parts[i]) end
      lines[#lines + 1] = table.concat(parts, "\t")
    end,
  }, { __index = _G })
  assert(load(code, "=" .. name, "t", env))()
  return table.concat(lines, "\n") .. "\n"
end

describe("the README", function()
  local list = examples()

  it("has its examples", function() assert.is_true(#list >= 3) end)

  -- Before the examples, one of which adds a reader.
  it("lists the formats that there are", function()
    local text = read("README.md")
    for _, format in ipairs(require("sheaf").formats()) do
      assert.truthy(text:find("`" .. format.name .. "`", 1, true), format.name)
    end
  end)

  for _, example in ipairs(list) do
    it("tells the truth under “" .. example.heading .. "”", function()
      assert.is_string(example.output, "no output is shown")
      assert.are.equal(example.output, run(example.code, example.heading))
    end)
  end
end)

describe("the REPL session of the README", function()
  it("prints what it shows", function()
    local shown = assert(read("README.md"):match("```console\n%$ lua5.4 %-i %-l sheaf.repl\n(.-)\n```"))
    local typed = {}
    for line in shown:gmatch("[^\n]+") do typed[#typed + 1] = line:match("^> (.*)") end
    local input = os.tmpname()
    local file = assert(io.open(input, "wb"))
    file:write(table.concat(typed, "\n"), "\n")
    file:close()
    local build = os.getenv("SHEAF_BUILD") or "build"
    local pipe = assert(io.popen(("COLUMNS=100 TERM=dumb LUA_PATH='./lua/?.lua;./lua/?/init.lua;;' "
      .. "LUA_CPATH='%s/?.so;;' lua5.4 -i -l sheaf.repl <%s 2>/dev/null"):format(build, input)))
    local printed = pipe:read("a"):gsub("^[^\n]*\n", ""):gsub("[ \t]+\n", "\n")
    pipe:close()
    os.remove(input)
    assert.are.equal(shown, printed:match("^(.-)%s*>?%s*$"))
  end)
end)

describe("the main job", function()
  it("loads every example, and leaves a library, a table and a report", function()
    local out = os.tmpname()
    os.remove(out)
    assert(os.execute("mkdir -p " .. out))
    local printed = {}
    local env = setmetatable({
      arg = { "examples/data", out },
      print = function(...) printed[#printed + 1] = tostring((...)) end,
    }, { __index = _G })
    assert(loadfile("examples/main_job.lua", "t", env))()
    local text = table.concat(printed, "\n")
    assert.truthy(text:find("12 records seen, 12 loaded, 0 rejected", 1, true), text)
    assert.truthy(text:find("report.html", 1, true))
    assert.truthy(read(out .. "/report.html"):find("</html>", 1, true))
    assert.truthy(read(out .. "/characteristics.csv"):find("^record,"))
    os.execute("rm -r " .. out)
  end)
end)

describe("the annotations", function()
  it("name every method that a class has", function()
    local text = ""
    for _, name in ipairs { "meta", "set", "record", "duplicates", "decisions", "ledger", "lint", "search",
      "coding/notes", "library" } do
      text = text .. read("lua/sheaf/" .. name .. ".lua")
    end
    local inner = { loader = true, copier = true, record_spans = true, search_ids = true, count_ids = true,
      search_nodes = true, print_in = true, learner = true, decision_add = true, decision_code = true,
      decision_undo = true, decision_attribute = true, decision_memo = true,
      dedup_run = true, dedup_say = true, dedup_why = true, dedup_links = true,
      derived = true, load_thesaurus = true,
      find_heading = true, near_headings = true, heading_branch = true }
    local core = require "sheaf.core"
    require "sheaf"
    for _, class in ipairs { "library", "record", "set", "query" } do
      for name in pairs(core.classes["sheaf." .. class]) do
        if not inner[name] and name:sub(1, 2) ~= "__" then
          assert.truthy(text:find("function [%w_]+:" .. name .. "%("), class .. ":" .. name)
        end
      end
    end
  end)
end)
