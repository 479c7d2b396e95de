-- A title that means harm, through every edge it may leave by: terminal, CSV, JSON, Markdown, Word, HTML, SVG.

local fixture = require "spec.support.report_fixture"
local json = require "cjson"
local new = require("sheaf.table").new

local TITLES = {
  "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "</td></table><h1>x",
  "&lt;b&gt; & co", "]]><!-- -->", "\27[31mred\27[0m\27]0;title\7", "\u{9B}31m c1", "back\8\8\8space\rreturn",
  "=HYPERLINK(\"https://evil.example\",\"x\")", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1+1", "＝1+1",
  "user\u{202E}fdp.exe", "\u{2066}isolated\u{2069}", "| a | pipe |", "# no heading", "1. no list", "- no list",
  "[link](javascript:alert(1))", "![image](https://evil.example/x.png)", "<https://evil.example>",
  "https://evil.example/auto www.evil.example", "*bold* _it_ `code` ~~gone~~ $x$", "\\", "line\nend\r\nmore",
  "broken \xFF\xC3 utf-8", "nul\0byte", "",
}

local rows, evidence = {}, {}
for i, title in ipairs(TITLES) do
  rows[i] = { title, i }
  evidence[i] = { n = { field = "title", first = 1, last = #title, text = title } }
end
local hostile = new { title = TITLES[1], columns = { { name = TITLES[2], title = TITLES[2] }, "n" }, rows = rows,
  evidence = evidence, notes = { TITLES[1], TITLES[7], TITLES[16] }, chart = { kind = "bar" } }

--- Fails where a text holds what acts on a terminal or turns the direction of what follows.
local function check_inert(text)
  assert.is_truthy(utf8.len(text), "not UTF-8")
  assert.is_nil(text:find("[\0-\8\11\12\14-\31\127]"))
  assert.is_nil(text:find("\xC2[\x80-\x9F]"))
  for _, control in ipairs { "\u{202A}", "\u{202B}", "\u{202C}", "\u{202D}", "\u{202E}", "\u{2066}", "\u{2067}",
    "\u{2068}", "\u{2069}" } do
    assert.is_nil(text:find(control, 1, true))
  end
end

--- Fails where markup has an element that is not in the list, or one with an attribute that acts.
local function check_markup(text, allowed)
  for name, rest in text:gmatch("<(%w+)([^>]*)>") do
    assert.is_truthy(allowed[name], "an element " .. name)
    assert.is_nil((" " .. rest:gsub('"[^"]*"', '""')):find("%son%a+%s*="), rest)
  end
end

local function set_of(names)
  local set = {}
  for name in names:gmatch("%S+") do set[name] = true end
  return set
end

local CELLS = "table caption thead tbody tfoot tr th td details summary q small "
local CHART = "svg title desc style rect text line g path circle "

describe("a hostile title", function()
  it("does nothing to a terminal", function()
    check_inert(hostile:text { rows = 100, width = 200 })
    check_inert(tostring(hostile))
  end)

  it("is no formula and no control in CSV", function()
    local text = hostile:csv()
    check_inert((text:gsub("\r\n", "\n"):gsub("\r", "\n")))
    for line in text:gmatch("[^\r\n]+") do
      assert.is_nil(line:find('^"?[=@]') or line:find("^[+-]%d+%D") or line:find("^\t") or line:find("^＝"), line)
    end
    assert.is_truthy(text:find("'+1+cmd", 1, true))
  end)

  it("is text in JSON", function()
    local back = json.decode(hostile:json())
    assert.equal(#TITLES, #back)
    assert.equal(TITLES[1], back[1][TITLES[2]])
  end)

  it("is text in Markdown, each row one row of three bars", function()
    local text = hostile:markdown(nil, { quotes = true })
    check_inert(text)
    local count = 0
    for line in text:gmatch("[^\n]+") do
      if line:find("^|") then
        count = count + 1
        local plain = line:gsub("\\\\", ""):gsub("\\.", "")
        assert.equal(3, select(2, plain:gsub("|", "")), line)
        assert.is_nil(plain:gsub("<br>", ""):find("[<>`_%[%]~$]"), line)
        assert.is_nil(plain:gsub("<br>%*“", ""):gsub("”%*", ""):find("*", 1, true), line)
        assert.is_nil(plain:find("https?:") or plain:find("www%."), line)
      end
    end
    assert.equal(#TITLES + 2, count)
  end)

  it("is text in a page for Word, which has no script", function()
    local text = hostile:word(nil, { quotes = true })
    check_inert(text)
    check_markup(text:match("<body.*$"), set_of(CELLS .. "body div h1 p br"))
  end)

  it("is text in HTML and SVG", function()
    check_inert(hostile:html())
    check_markup(hostile:html(), set_of(CELLS))
    check_inert(hostile:chart())
    check_markup(hostile:chart(), set_of(CHART))
  end)

  it("is text in every part of a report", function()
    local records = {}
    for i, title in ipairs(TITLES) do
      records[i] = { id = i, title = title, journal = title, abstract = title, year = 2000 + i % 3, doi = title,
        pmid = title, urls = { title }, authors = { { literal = title } }, volume = title }
      setmetatable(records[i], { __tostring = function() return title end })
    end
    local text = require("sheaf.report.html").write(nil, { title = TITLES[1], text = TITLES[2], date = TITLES[3],
      set = fixture.set(records), parts = { hostile, { table = hostile, as = "themes", heading = TITLES[4] },
        { as = "timeline" }, { code = TITLES[1] }, TITLES[2] } })
    check_inert(text)
    local body = text:match("<body>(.*)<script>")
    check_markup(body, set_of(CELLS .. CHART .. "a div header h1 h2 h3 p dl dt dd nav ol ul li main section span "
      .. "cite b figure pre footer"))
    for address in body:gmatch('href="([^"]*)"') do
      assert.is_truthy(address:find("^https?://%w") or address:find("^#[%w-]+$"), address)
    end
  end)
end)
