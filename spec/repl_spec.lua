local records = require "spec.support.records"

describe("completion", function()
  local complete = require("sheaf.complete").complete
  local new_table = require("sheaf.table").new

  local library = setmetatable({}, { __name = "sheaf.library", __index = { load = print, search = print } })
  local set = setmetatable({}, { __name = "sheaf.set" })
  local env = {
    lib = library, set = set, sheaf = { open = print, analysis = require "sheaf.analysis", _VERSION = "x" },
    plain = { alpha = 1, alpine = function() end, [1] = "x", ["not a name"] = 1 },
    t = new_table { columns = { "word", "n" }, rows = { { "access", 3 } } },
    open = print,
    trap = setmetatable({}, { __index = function() error("must not matter") end }),
  }

  local function at(line, text)
    text = text or line:match("[^%s\"'`@$><=;|&{(]*$")
    return table.concat(complete(text, line, env), " ")
  end

  it("offers globals and reserved words", function()
    assert.equal("lib", at "li")
    assert.equal("print(plain", at("print(pla", "print(pla"))
    assert.equal("return", at "ret")
    assert.equal("", at "")
  end)

  it("offers methods after a colon and fields after a point, as whole words", function()
    assert.equal("lib:search", at "lib:sea")
    assert.equal("lib:load", at "x = lib:lo")
    assert.equal("plain.alpha plain.alpine", at "plain.al")
    assert.equal("plain:alpine", at "plain:al")
    assert.equal("sheaf.analysis", at "sheaf.an")
    assert.truthy(at("sheaf.analysis.tr"):find("sheaf.analysis.trends", 1, true))
  end)

  it("follows calls through the classes they return, without calling", function()
    assert.equal("):head", at("lib:all():he", "):he"))
    assert.equal("].title", at("lib:all():head(3)[1].tit", "].tit"))
    assert.equal("):evidence", at("lib:search(f('x', (1))):analyze('trends'):ev", "):ev"))
    assert.equal("", at("lib:nothing():he", "):he"))
    assert.equal("", at("unknown.x", "unknown.x"))
    assert.equal("", at("trap.inner.x", "trap.inner.x"))
  end)

  it("offers columns of a row and what a table has", function()
    assert.equal("].word", at("t[1].w", "].w"))
    assert.equal("t.rows", at "t.ro")
    assert.equal("t:chart", at "t:ch")
  end)

  it("offers analyses and files inside strings, and nothing in comments or after ..", function()
    assert.equal("trends", at('set:analyze("tren', "tren"))
    assert.truthy(at('open("spec/repl_sp', "spec/repl_sp"):find("spec/repl_spec.lua", 1, true))
    assert.equal("", at("-- lib:se"))
    assert.equal("", at("x = y..li", "y..li"))
  end)

  it("never fails, whatever stands on the line", function()
    for _, line in ipairs { ")", "]:", "a)).b", "((((", '"', "'\\", ":::", "...", "1.", "a.b.c.d.", "[[x]].y",
      "\xff\xfe.x" } do
      assert.equal("table", type(complete(line, line, env)))
    end
  end)
end)

describe("help", function()
  local help = require "sheaf.help"

  it("gives an overview, a topic, a class, an analysis", function()
    assert.truthy(help.text(nil):find("lib:load(input, options)", 1, true))
    assert.truthy(help.text("search"):find("> lib:search(", 1, true))
    assert.truthy(help.text("lib:search"):find("> lib:search(", 1, true))
    assert.truthy(help.text("record"):find("publication_types", 1, true))
    assert.truthy(help.text("trends"):find('analyze("trends")', 1, true))
    assert.truthy(help.text("nosuch"):find("nothing is known about 'nosuch'", 1, true))
  end)

  it("knows an object by its class and a method by its function", function()
    local search = function() end
    local lib = setmetatable({}, { __name = "sheaf.library", __index = { search = search } })
    assert.truthy(help.text(lib):find("^a library"))
    assert.truthy(help.text(search, { library = lib }):find("^lib:search"))
    assert.truthy(help.text(print, { library = lib }):find("a function of Lua", 1, true))
  end)

  it("knows what every analysis does", function()
    for _, name in ipairs(require("sheaf.analysis").names()) do
      local example = help.text(name):match "> (.+)$"
      assert.truthy(load("return " .. example), example)
    end
    assert.truthy(help.text("framework"):find('codebook = "access"', 1, true))
    local analyses = require "sheaf.analysis"
    for name in pairs(require "sheaf.help.analyses") do assert.is_function(analyses[name], name) end
  end)

  it("has an example that is Lua for every topic", function()
    for _, topic in ipairs(help.topics) do
      assert.truthy(load(topic.example) or load("return " .. topic.example), topic.example)
      assert.is_nil(topic.text:find("%.$"))
    end
  end)
end)

describe("card", function()
  local card = require "sheaf.card"

  it("shows every field with its parts, and no control character", function()
    local text = card.text(records.set {
      {
        title = "A\27[31m title",
        authors = { { family = "Reed", given = "Jane", orcid = "x", affiliations = { "Uni" } } },
        headings = { { name = "Triage", major = true, qualifiers = { { name = "methods" } } } },
        sections = { { label = "Aim", text = "To see." } }, abstract = "Aim: To see.", authors_complete = false,
        comments = { { author = "Bo", date = "2001-02-03", text = "Yes" } }, extra = { ["4099"] = { "v", "w" } },
      },
    }[1])
    for _, part in ipairs { "Reed, Jane (x)", "  Uni", "Triage*/methods", "Aim: To see.", "Bo, 2001-02-03: Yes",
      "4099: w", "authors_complete" } do
      assert.truthy(text:find(part, 1, true), part)
    end
    assert.falsy(text:find("abstract ", 1, true))
    assert.falsy(text:find("\27", 1, true))
  end)
end)

describe("progress", function()
  local progress = require "sheaf.progress"

  local function stream()
    local written = {}
    return {
      write = function(_, ...)
        for _, text in ipairs { ... } do written[#written + 1] = text end
      end,
      flush = function() end,
    }, written
  end

  it("shows file, per cent and records", function()
    assert.equal("b.nbib  37 %  12,300 records",
      progress.line { file = "a/b.nbib", bytes = 37, total = 100, records = 12300 })
    assert.equal("x  5 MB  0 records", progress.line { file = "x", bytes = 5000000 })
    assert.equal("1,234,567", progress.grouped(1234567))
    assert.equal("123", progress.grouped(123))
    assert.falsy(progress.line({ file = "\27[2J" }):find("\27", 1, true))
    assert.truthy(utf8.len(progress.line { file = ("ä"):rep(500) }) <= 79)
  end)

  it("writes at most ten times a second and clears its line", function()
    local out, written = stream()
    local now = 0
    local report, finish = progress.start { stream = out, force = true, clock = function() return now end }
    for i = 1, 100 do
      now = now + 0.01
      report { file = "f", bytes = i, total = 100, records = i }
    end
    local text = table.concat(written)
    local _, lines = text:gsub("\r", "")
    assert.truthy(lines <= 11 and lines >= 9)
    finish()
    text = table.concat(written)
    assert.truthy(text:find("\r +\r$"))
    finish()
    assert.equal(text, table.concat(written):sub(1, #text))
  end)

  it("finishes without a word when nothing was shown", function()
    local out, written = stream()
    local _, finish = progress.start { stream = out, force = true }
    finish()
    assert.equal("", table.concat(written))
  end)
end)

describe("a session", function()
  local built = pcall(require, "sheaf")

  local function quote(text) return "'" .. text:gsub("'", "'\\''") .. "'" end

  local function environment()
    return ("LUA_PATH=%s LUA_CPATH=%s TERM=dumb COLUMNS=100 HOME=/nonexistent"):format(quote(package.path),
      quote(package.cpath))
  end

  local function run(command)
    local pipe = assert(io.popen(command))
    local text = pipe:read("a")
    pipe:close()
    return text
  end

  --- Types lines into `lua5.4 -i -l sheaf.repl` on a terminal, so many times slower than usual; returns what it shows.
  local function type_in(lines, slower)
    local parts = { "sleep " .. slower }
    for _, line in ipairs(lines) do
      parts[#parts + 1] = ("printf '%%b' %s; sleep %.1f"):format(quote(line), 0.4 * slower)
    end
    return run(("{ %s; } | %s script -qec 'lua5.4 -i -l sheaf.repl' /dev/null 2>&1"):format(
      table.concat(parts, "; "), environment()))
  end

  it("completes with Tab in lua5.4 -i", function()
    if not built then return pending "the library is not built" end
    if not pcall(require, "readline") then return pending "lua-readline is not installed" end
    if run("command -v script") == "" then return pending "script (bsdutils) is not installed" end
    if not os.execute("script -qec true /dev/null >/dev/null 2>&1") then return pending "there is no terminal" end
    local keys = { "lib = ope\\t()\\n", "lib:al\\t():hea\\t(3)\\n", "help(lib:al\\t())\\n", "os.exit()\\n" }
    local shown
    for _, slower in ipairs { 1, 4, 10 } do -- a busy machine may need more time between the keys
      shown = type_in(keys, slower)
      if shown:find("a set of records in order", 1, true) then break end
    end
    assert.truthy(shown:find("Tab completes", 1, true), shown)
    assert.truthy(shown:find("lib:all():head(3)", 1, true), shown)
    assert.truthy(shown:find("a set of records in order", 1, true), shown)
  end)

  it("sets its globals and holds back control characters without a terminal", function()
    if not built then return pending "the library is not built" end
    local script = [[
      lib = open()
      assert(help and show and sheaf and lib)
      print({ "a\27[31m", { b = 1 } }, nil, 3)
      help(lib.search)
      show(lib:sources())
    ]]
    local shown = run(("%s lua5.4 -l sheaf.repl -e %s 2>&1 </dev/null"):format(environment(), quote(script)))
    assert.truthy(shown:find("{ a\u{FFFD}[31m, { b = 1 } }\tnil\t3", 1, true), shown)
    assert.truthy(shown:find("lib:search(text, options)", 1, true), shown)
    assert.falsy(shown:find("\27", 1, true))
  end)

  it("says which Lua it needs on another one", function()
    local text = assert(io.open(assert(package.searchpath("sheaf.repl", package.path)))):read("a")
    local env = setmetatable({ _VERSION = "Lua 5.1" }, { __index = _G })
    local ok, message = pcall(assert(load(text, "repl", "t", env)))
    assert.is_false(ok)
    assert.truthy(message:find("^sheaf needs Lua 5.4, and this is Lua 5.1"))
  end)
end)
