local browser = require "spec.support.browser"
local fixture = require "spec.support.report_fixture"
local markup = require "sheaf.report.markup"
local new = require("sheaf.table").new
local report = require "sheaf.report.html"
local script = require "sheaf.report.script"

local EMPTY = { meta = true, link = true, rect = false }

--- Fails where elements are not closed in order.
local function check_nesting(html)
  local open = {}
  html = html:gsub("<!DOCTYPE html>", ""):gsub("<style>.-</style>", ""):gsub("<script>.-</script>", "")
  for slash, name, rest in html:gmatch("<(/?)(%w+)([^<>]*)>") do
    if slash == "/" then
      assert.equal(table.remove(open), name)
    elseif not EMPTY[name] and rest:sub(-1) ~= "/" then
      open[#open + 1] = name
    end
  end
  assert.equal(0, #open)
end

local function count(text, pattern)
  return select(2, text:gsub(pattern, ""))
end

describe("a table as HTML", function()
  it("has caption, scopes and escaped cells", function()
    local t = new { title = "A & B", columns = { "name", "n" },
      rows = { { "<b>'\"&", 5 }, { "x" } }, notes = { "<i>" } }
    local html = t:html()
    check_nesting(html)
    assert.is_truthy(html:find("<caption>A &amp; B</caption>", 1, true))
    assert.is_truthy(html:find('<th scope="col">Name</th><th scope="col" class="number">n</th>', 1, true))
    assert.is_truthy(html:find('<th scope="row">&lt;b&gt;&#39;&quot;&amp;</th>', 1, true))
    assert.is_truthy(html:find('<td class="number">5</td>', 1, true))
    assert.is_truthy(html:find("<td colspan=\"2\">&lt;i&gt;</td>", 1, true))
    assert.is_nil(t:html({ caption = false }):find("caption", 1, true))
  end)

  it("unfolds the phrase a cell came from", function()
    local t = new { columns = { "a", "n" }, rows = { { "x", 27 }, { "y" }, { "z", "tea" } }, evidence = {
      { n = { field = "abstract", first = 1, last = 5, text = 'with <27> "users"' } },
      { n = { field = "title", first = 1, last = 5, text = "none" } },
      { n = { field = "title", first = 1, last = 3, text = "tea" } },
    } }
    local html = t:html()
    check_nesting(html)
    assert.is_truthy(html:find('<summary title="“with &lt;27&gt; &quot;users&quot;”">27</summary>', 1, true))
    assert.is_truthy(html:find("<q>with &lt;27&gt; &quot;users&quot;</q><small>abstract</small>", 1, true))
    assert.is_truthy(html:find(">–</summary>", 1, true))
    assert.is_truthy(html:find(">tea</summary><small>title, in these words</small>", 1, true))
    assert.is_nil(t:html({ tips = false }):find("title=", 1, true))
  end)

  it("shows all the quotes of a cell that has several", function()
    local passages = { { field = "abstract", text = "one <" }, { record = 7, memo = "all of it" },
      { record = 7, field = "title", text = "two", by = "Ana", memo = "why" } }
    local t = new { columns = { "study", "theme" }, rows = { { "x", "waiting" } },
      evidence = { { theme = { field = "abstract", text = "one <", all = passages } } } }
    local html = t:html { short = true, who = function(id) return "Study " .. id end }
    check_nesting(html)
    assert.is_truthy(html:find("<q>one &lt;</q><small>abstract</small><q>two</q>"
      .. "<small>Study 7, title, coded by Ana, memo: why</small>", 1, true))
    assert.is_truthy(html:find(">one &lt; (2)</summary>", 1, true))
    assert.is_truthy(t:html():find(">waiting</summary>", 1, true))
    assert.is_truthy(t:markdown(nil, { quotes = true }):find("| x | waiting<br>*“one \\<”*<br>*“two”* |", 1, true))
    local word = t:word(nil, { quotes = true })
    assert.is_truthy(word:find('waiting<p class="q">“one &lt;”</p><p class="q">“two”</p>', 1, true))
  end)

  it("says how many rows are left out", function()
    local t = new { columns = { "a" }, rows = { { 1 }, { 2 }, { 3 } } }
    assert.is_truthy(t:html({ rows = 1 }):find("2 more rows not shown here.", 1, true))
    assert.is_nil(t:html():find("not shown", 1, true))
    assert.is_truthy(new({ columns = { "a" } }):html():find("No rows.", 1, true))
  end)

  it("leaves out columns that are empty where told, and phrases that find no room", function()
    local t = new { columns = { "a", "b", "c" }, rows = { { 1, nil, "x" }, { 2, nil, "y" } },
      evidence = { { c = { text = "long words of the first" } }, { c = { text = "and of the second" } } } }
    local html = t:html { sparse = true, tips = false, room = { left = 80 } }
    check_nesting(html)
    assert.equal(2, count(html, '<th scope="col"'))
    assert.is_truthy(html:find("as no row has anything there: b.", 1, true))
    assert.is_truthy(html:find("long words of the first", 1, true))
    assert.is_truthy(html:find("<td>y</td>", 1, true))
    assert.is_truthy(html:find("left out to keep the page small", 1, true))
  end)
end)

describe("the report", function()
  local function write(options)
    return assert(report.write(nil, options))
  end

  it("holds figures, contents, tables, charts and records", function()
    local html = write { title = "Access", set = fixture.set(), parts = fixture.tables(), date = "2026-11-22" }
    check_nesting(html)
    for _, text in ipairs {
      "<h1 dir=\"auto\">Access</h1>", "<dt>records</dt><dd>13</dd>", "<dt>published</dt><dd>2007–2021</dd>",
      "<dt>journals</dt><dd>9</dd>", "<dt>sources</dt><dd>3</dd>", "<dt>with abstract</dt><dd>11</dd>",
      "<dt>without abstract</dt><dd>2</dd>", "Made 2026-11-22", '<a href="#part-2">Records by year</a>',
      '<a href="#records">Records</a>', "Harcourt S, Lindqvist P, Okafor A.",
      "<cite>Quality in Care</cite>, 2007, 16(6): 469-477", 'href="https://doi.org/10.5555/qc.2007.0469"',
      'href="https://pubmed.ncbi.nlm.nih.gov/10000001/"', "<b>Aim:</b> To learn", "Zhao J, Keller Y, et al.",
      "Costa M, Rao V, et al.", ">No title</span>", 'href="https://trade.example/articles/17?x=1&amp;y=2"',
    } do
      assert.is_truthy(html:find(text, 1, true), text)
    end
    assert.equal(4, count(html, "<svg "))
    assert.equal(5, count(html, "<table "))
  end)

  it("asks for nothing from outside and allows one script", function()
    local html = write { title = "x", set = fixture.set(), parts = fixture.tables() }
    assert.is_truthy(html:find("default-src 'none'", 1, true))
    assert.equal(1, count(html, "<script"))
    assert.is_nil(html:find("<[^>]+ src="))
    assert.is_nil(html:find("url(", 1, true))
    assert.equal(browser.digest(script.text), "'sha256-" .. script.digest .. "'")
  end)

  it("lets no record write markup or lead anywhere but the web", function()
    local html = write { title = "</title><script>x</script>", set = fixture.set(), parts = fixture.tables(),
      text = "<script>", date = "<script>" }
    assert.is_nil(html:find("<script>alert", 1, true))
    assert.is_nil(html:find("<img", 1, true))
    assert.is_nil(html:find("[\0-\8\11-\31\127]"))
    assert.is_nil(html:find("\u{202E}", 1, true))
    assert.is_truthy(utf8.len(html))
    for address in html:gmatch('href="([^"]*)"') do
      assert.is_truthy(address:find("^https?://%w") or address:find("^#[%w-]+$") or address == "data:,", address)
    end
  end)

  it("lists as many records as asked and says how many are left", function()
    local html = write { set = fixture.set(), records = 4 }
    assert.equal(4, count(html, '<li id="r%d+"><span'))
    assert.is_truthy(html:find("The first 4 of 13 records; 9 not shown.", 1, true))
    assert.is_nil(write({ set = fixture.set() }):find("not shown.", 1, true))
    assert.is_nil(write({ set = fixture.set(), records = 0 }):find('id="records"', 1, true))
    local many = {}
    for i = 1, 1001 do many[i] = { id = i, title = "t" .. i, authors = {} } end
    assert.is_truthy(write({ set = fixture.set(many) }):find("The first 1000 of 1001 records; 1 not shown.", 1, true))
  end)

  it("takes texts, headings and charts of one's own", function()
    local t = new { title = "T", columns = { "a", "n" }, rows = { { "x", 1 } }, chart = { kind = "bar" } }
    local html = write { parts = {
      "Only a text.", { heading = "H <1>", text = "one\n\ntwo & three", table = t, chart = false },
      { heading = "Own", chart = '<?xml version="1.0"?>\n<svg class="own"></svg>' },
      { heading = "As line", table = t, chart = { kind = "line", title = "Other" } }, { table = t },
    } }
    check_nesting(html)
    assert.is_truthy(html:find("<p>one</p><p>two &amp; three</p>", 1, true))
    assert.is_truthy(html:find("H &lt;1&gt;</h2>", 1, true))
    assert.is_truthy(html:find('<figure><svg class="own"></svg></figure>', 1, true))
    assert.is_truthy(html:find(">Other</text>", 1, true))
    assert.equal(3, count(html, "<svg "))
    assert.is_truthy(html:find("<caption>T</caption>", 1, true))
    assert.is_truthy(html:find('<caption class="unseen">T</caption>', 1, true))
  end)

  it("bears empty input", function()
    check_nesting(write {})
    local html = write { title = "", set = fixture.set({}), parts = { new { columns = { "a" } } } }
    check_nesting(html)
    assert.is_truthy(html:find("<dt>records</dt><dd>0</dd>", 1, true))
    assert.is_nil(html:find("published", 1, true))
    check_nesting(write { set = fixture.set({ {}, { authors = {}, year = "n.d." }, { abstract = "  ", title = "" } }) })
  end)

  it("is the same bytes each time, and dated only when told", function()
    local function once() return write { title = "x", set = fixture.set(), parts = fixture.tables() } end
    assert.equal(once(), once())
    assert.is_nil(once():find("Made 2", 1, true))
  end)

  it("writes a file or says why not", function()
    local path = os.tmpname()
    assert.is_true(report.write(path, { title = "x" }))
    local file = assert(io.open(path, "rb"))
    assert.equal(write { title = "x" }, file:read("a"))
    file:close()
    os.remove(path)
    local done, message, code = report.write("/nonexistent/folder/report.html", {})
    assert.is_nil(done)
    assert.is_truthy(message:find("/nonexistent/folder/report.html", 1, true))
    assert.equal("write", code)
  end)

  it("raises on wrong arguments", function()
    for _, options in ipairs {
      "x", { title = 5 }, { parts = "x" }, { parts = { 5 } }, { parts = { {} } }, { parts = { { table = {} } } },
      { parts = { { heading = 5, text = "x" } } }, { records = -1 }, { rows = "x" },
      { parts = fixture.characteristics() },
      { parts = { { text = "x", chart = { kind = "bar" } } } }, { set = {} },
    } do
      assert.has_error(function() report.write(nil, options) end)
    end
    assert.has_error(function() report.write(5, {}) end)
  end)
end)

describe("addresses", function()
  it("lead to the web only", function()
    for _, address in ipairs { "javascript:alert(1)", " JaVaScript:x",
      "data:text/html,x", "file:///etc/passwd", "//x.org",
      "http:/x", "https://", "ftp://x.org", "x.org", "\1https://x.org", "" } do
      assert.is_nil(markup.web(address), address)
    end
    assert.is_nil(markup.web(nil))
    assert.is_nil(markup.web(5))
    assert.equal("https://x.org/a%22b%3Cc%20d?e=f&g#h", markup.web(' https://x.org/a"b<c d?e=f&g#h '))
  end)

  it("are made of identifiers that look like ones", function()
    assert.equal("https://doi.org/10.1000/a(b)%3Cc%3E%23d%3F%22", markup.doi('10.1000/a(b)<c>#d?"'))
    assert.equal("https://doi.org/10.1000/%C3%A9", markup.doi("10.1000/é"))
    assert.is_nil(markup.doi("doi of something"))
    assert.equal("https://pubmed.ncbi.nlm.nih.gov/123/", markup.pubmed("123"))
    assert.equal("https://pubmed.ncbi.nlm.nih.gov/123/", markup.pubmed(123))
    assert.is_nil(markup.pubmed("12'x"))
    assert.is_nil(markup.pubmed(nil))
  end)
end)
