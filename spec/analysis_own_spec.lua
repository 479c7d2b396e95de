-- An analysis of a user's own prints, exports, charts and stands in a report like those that come with sheaf, whether
-- it was assigned or lies as a file on Lua's path.

local json = require "cjson"
local sheaf = require "sheaf"

local FILE = [[
local sheaf = require "sheaf"
return function(set, options)
  if options.fail then return nil, "asked to fail", "asked" end
  local rows, evidence = {}, {}
  for record in set:each() do
    rows[#rows + 1] = { tostring(record), #record.title }
    evidence[#rows] = { characters = { field = "title", first = 1, last = 5, text = record.title:sub(1, 5) } }
  end
  return sheaf.table { title = "Title lengths", columns = { "record", { name = "characters", kind = "integer" } },
    rows = rows, evidence = evidence, chart = { kind = "bar", x = "record", y = "characters" } }
end
]]

local CARDS = "TY  - JOUR\nAU  - Okafor, N.\nTI  - Evening clinics\nPY  - 2015\nER  -\n\n"
  .. "TY  - JOUR\nAU  - Stein, R.\nTI  - Walking to the surgery\nPY  - 2011\nER  -\n"

describe("an analysis of one's own", function()
  local folder, path

  local function quote(text) return "'" .. text:gsub("'", "'\\''") .. "'" end

  local function write(name, text)
    local file = assert(io.open(folder .. "/" .. name, "wb"))
    file:write(text)
    file:close()
    return folder .. "/" .. name
  end

  local function read(name)
    local file = assert(io.open(name, "rb"))
    local text = file:read("a")
    file:close()
    return text
  end

  local function library()
    local lib = assert(sheaf.open())
    assert(lib:load { text = CARDS, name = "cards.ris" })
    return lib
  end

  --- What every table does.
  local function check(t)
    assert.equal([[
Title lengths
record       characters
───────────  ──────────
Okafor 2015          15
Stein 2011           22]], tostring(t))
    assert.equal("record,characters\r\nOkafor 2015,15\r\nStein 2011,22\r\n", t:csv())
    assert.same({ { record = "Okafor 2015", characters = 15 }, { record = "Stein 2011", characters = 22 } },
      json.decode(t:json()))
    assert.is_truthy(t:markdown():find("| Stein 2011 | 22 |", 1, true))
    assert.is_truthy(t:word():find("<td class=\"n\">22</td>", 1, true))
    assert.is_truthy(t:html():find("<q>Walki</q><small>title</small>", 1, true))
    local svg = t:chart()
    assert.is_truthy(svg:find("Bar chart. Okafor 2015: 15; Stein 2011: 22", 1, true))
    local page = sheaf.report.html(nil, { title = "Own", set = library():all(), parts = { t } })
    assert.is_truthy(page:find('<h2 dir="auto">Title lengths</h2>', 1, true))
    assert.is_truthy(page:find("<figure><svg", 1, true))
    assert.is_truthy(page:find('<a href="#r2">Stein 2011</a>', 1, true))
  end

  setup(function()
    folder = os.tmpname()
    os.remove(folder)
    assert(os.execute("mkdir " .. quote(folder)))
    path, package.path = package.path, folder .. "/?.lua;" .. package.path
    write("sheaf_analysis_lengths_of_titles.lua", FILE)
  end)

  teardown(function()
    package.path = path
    package.loaded.sheaf_analysis_lengths_of_titles = nil
    sheaf.analysis.lengths = nil
    os.execute("rm -r " .. quote(folder))
  end)

  it("is a file on the path", function()
    local all = library():all()
    check(all:analyze "lengths_of_titles")
    check(sheaf.analysis.lengths_of_titles(all))
    assert.same({ nil, "asked to fail", "asked" }, { all:analyze("lengths_of_titles", { fail = true }) })
    assert.is_truthy(tostring(sheaf.analysis):find("lengths_of_titles", 1, true))
  end)

  it("is an assignment", function()
    sheaf.analysis.lengths = assert(load(FILE))()
    check(library():all():analyze "lengths")
  end)

  it("is known to the command, also in its report", function()
    local out = folder .. "/out"
    local function run(words)
      local _, _, code = os.execute(("LUA_PATH=%s LUA_CPATH=%s COLUMNS=100 lua5.4 lua/bin/sheaf %s >%s 2>&1"):format(
        quote(package.path), quote(package.cpath), words, quote(out)))
      assert.equal(0, code, read(out))
      return read(out)
    end
    local lib, page = quote(folder .. "/own.sheaf"), folder .. "/own.html"
    run(("load %s %s"):format(lib, quote(write("cards.ris", CARDS))))
    assert.is_truthy(run(("show %s lengths_of_titles"):format(lib)):find("Stein 2011 +22"))
    assert.is_truthy(run(("show %s lengths_of_titles --csv -"):format(lib)):find("Okafor 2015,15", 1, true))
    assert.is_truthy(run(("show %s lengths_of_titles --svg -"):format(lib)):find("^<svg"))
    run(("report %s %s"):format(lib, quote(page)))
    assert.is_truthy(read(page):find('<h2 dir="auto">Study characteristics</h2>', 1, true))
    run(("report %s %s --part lengths_of_titles"):format(lib, quote(page)))
    assert.is_nil(read(page):find("Study characteristics", 1, true))
    assert.is_truthy(read(page):find("<figure><svg", 1, true))
  end)
end)

it("an analysis of sets says so when it is given something else", function()
  local lib <close> = assert(sheaf.open())
  assert(lib:load { text = CARDS, name = "cards.ris" })
  for _, name in ipairs { "characteristics", "sections", "framework", "keywords" } do
    for _, given in ipairs { lib, lib:get(1), 7, "x" } do
      assert.error_matches(function() sheaf.analysis[name](given) end, "'" .. name .. "': a set expected, as lib:all")
    end
  end
  assert(sheaf.analysis.flow(lib))
end)

it("characteristics takes one column by its name, and no option that it does not know", function()
  local lib <close> = assert(sheaf.open())
  assert(lib:load { text = CARDS, name = "cards.ris" })
  assert.are.same({ "year" }, lib:all():analyze("characteristics", { columns = "year" }).columns)
  assert.error_matches(function() lib:all():analyze("characteristics", { colums = {} }) end, "no option 'colums'")
end)
