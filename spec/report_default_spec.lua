-- The report that one call makes: what it shows of a set, what it leaves out, and how large it may become.

local browser = require "spec.support.browser"
local sheaf = require "sheaf"

local function headings(html)
  local list = {}
  for heading in html:gmatch('<h2 dir="auto">([^<]*)</h2>') do list[#list + 1] = heading end
  return list
end

local function doors()
  local lib = assert(sheaf.open())
  assert(lib:load { "examples/data/doors.ris", "examples/data/doors_embase.ris" })
  lib:deduplicate()
  return lib
end

describe("sheaf.report.html", function()
  it("takes its options alone, and returns the text", function()
    local works = doors():works()
    assert.equal(sheaf.report.html(nil, { title = "Doors", set = works }),
      sheaf.report.html { title = "Doors", set = works })
  end)

  it("says what it cannot take", function()
    local lib = doors()
    assert.error_matches(function() sheaf.report.html "x.html" end, "options expected")
    assert.error_matches(function() sheaf.report.html(nil, { set = lib }) end, "set must be a set, such as lib:all")
    assert.error_matches(function() sheaf.report.html(nil, { set = 7 }) end, "set must be a set")
    assert.error_matches(function() sheaf.report.html(nil, { titel = "Doors" }) end, "no option 'titel'")
  end)
end)

describe("a report without parts", function()
  it("shows the studies, when and where they were published, and the records", function()
    local html = sheaf.report.html(nil, { title = "Doors", set = doors():works() })
    assert.same({ "Study characteristics", "Timeline", "Records by year", "Source titles", "Authors", "Keywords",
      "Network of keywords", "Records" }, headings(html))
    assert.is_truthy(html:find('<a href="#r1">Stein et al 2012</a>', 1, true))
    assert.equal(html, sheaf.report.html(nil, { title = "Doors", set = doors():works() }))
  end)

  it("shows the flow, codes with their themes, and a strategy, where there are any", function()
    local lib = doors()
    local works = lib:works()
    assert(lib:decide(works, { stage = "title-abstract", verdict = "include", by = "Ana" }))
    local record = works[1]
    local first, last = record.abstract:find("some trusted only their own doctor", 1, true)
    assert(lib:code(record, { code = "trust & doors", field = "abstract", first = first, last = last, by = "Ana" }))
    local strategy = assert(lib:strategy("1 evening*.ti.\n2 night*.ti.\n3 1 or 2\n", { syntax = "ovid" }))
    local html = sheaf.report.html(nil, { set = works, strategy = strategy })
    assert.same({ "Study characteristics", "Framework: Codes given by hand", "Themes", "Timeline", "Records by year",
      "Source titles", "Authors", "Keywords", "Network of keywords", "Search strategy", "PRISMA 2020 flow",
      "Records" }, headings(html))
    assert.is_truthy(html:find('<q>some trusted only their own doctor</q> '
      .. '<cite><a href="#r1">Stein et al 2012</a></cite>, abstract, coded by Ana', 1, true))
  end)

  it("is only the list where the parts are none, and bears an empty set", function()
    local lib = doors()
    assert.same({ "Records" }, headings(sheaf.report.html(nil, { set = lib:all(), parts = {} })))
    assert.is_truthy(sheaf.report.html(nil, { set = lib:set({}) }):find("<dt>records</dt><dd>0</dd>", 1, true))
  end)
end)

--- A thousand invented records with long abstracts.
local function many(count)
  local roles = { "patients", "nurses", "receptionists", "general practitioners", "managers" }
  local places = { "England", "Norway", "Scotland", "Sweden", "Estonia" }
  local filler = ("Doors were opened in the morning and closed in the evening, and those who came late rang a bell. ")
  local parts = {}
  for i = 1, count do
    parts[i] = ([[
TY  - JOUR
AU  - Name%d, Ada
AU  - Stein, Ruth
AU  - Okafor, Ngozi
TI  - A study of doors number %d and of those who come through them in the evening
JF  - Journal of Doors %d
PY  - %d
VL  - %d
SP  - %d
EP  - %d
DO  - 10.5555/many.%d
AB  - Background: %sAim: To explore how people come through door %d. Methods: Semi-structured interviews with %d %s of
 four general practices in %s; thematic analysis. Results: %s%sConclusion: Open the door.
KW  - doors
KW  - access
ER  -
]]):format(i, i, i % 40, 1990 + i % 35, i, i, i + 7, i, filler:rep(5), i, 5 + i % 60, roles[1 + i % 5],
      places[1 + i % 5], filler:rep(4), filler:rep(3))
  end
  return table.concat(parts, "\n")
end

describe("a report of a thousand records", function()
  local lib = assert(sheaf.open())
  assert(lib:load { text = many(1000), name = "many.ris" })
  local html = sheaf.report.html(nil, { title = "Many", set = lib:all() })

  it("is below 2 MB and lists them all, with as many abstracts as there is room for", function()
    assert.is_true(#html < 2000000, #html .. " bytes")
    assert.is_true(#html > 1500000, #html .. " bytes")
    assert.equal(1000, select(2, html:gsub('<li id="r%d+">', "")))
    assert.equal(1000, select(2, html:gsub("<td>To explore how people come through door %d+", "")
      ) + select(2, html:gsub("<summary>To explore how people come through door %d+", "")))
    local left = tonumber(html:match("(%d+) abstracts left out to keep the page small"))
    local shown = select(2, html:gsub("<summary>Abstract</summary>", ""))
    assert.equal(1000, left + shown)
  end)

  it("opens, sorts and filters at once", function()
    if not browser.find() then return pending "no chromium on the PATH" end
    local seen = browser.open(html, 1200, [[
      var table = document.querySelector(".sheaf-table");
      var start = performance.now();
      table.querySelector("thead [role=button]").click();
      var sorted = performance.now();
      var input = document.querySelector(".tools input");
      input.value = "norway managers";
      input.dispatchEvent(new Event("input", { bubbles: true }));
      return { rows: table.tBodies[0].rows.length, sort: sorted - start, filter: performance.now() - sorted,
        first: table.tBodies[0].rows[0].cells[0].textContent,
        status: document.querySelector(".tools [role=status]").textContent };
    ]])
    assert.same({}, seen.errors)
    assert.equal(1000, seen.result.rows)
    assert.equal("Name1 et al 1991", seen.result.first)
    assert.is_truthy(seen.result.status:find("^%d+ of 1000 rows$"))
    assert.is_true(seen.result.sort < 2000 and seen.result.filter < 2000)
  end)
end)
