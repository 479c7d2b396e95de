local browser = require "spec.support.browser"
local fixture = require "spec.support.report_fixture"
local new = require("sheaf.table").new
local report = require "sheaf.report.html"

local MEASURE = [[
  function boxes(selector) {
    return Array.prototype.map.call(document.querySelectorAll(selector), function (e) {
      var box = e.getBoundingClientRect();
      return { width: box.width, height: box.height };
    });
  }
  function outside() {
    var cut = [];
    document.querySelectorAll("svg").forEach(function (svg) {
      var frame = svg.getBoundingClientRect();
      svg.querySelectorAll("text,rect,circle").forEach(function (e) {
        var box = e.getBoundingClientRect();
        if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1
            || box.bottom > frame.bottom + 1) cut.push(e.textContent);
      });
    });
    return cut;
  }
  var table = document.querySelectorAll(".sheaf-table")[1];
  var button = table.querySelector("thead [role=button]");
  button.click();
  button.click();
  var first = table.tBodies[0].rows[0].cells[0].textContent;
  var phrase = document.querySelector("details.phrase summary");
  if (phrase) phrase.click();
  return {
    title: document.title, charts: boxes("figure svg"), tables: boxes("table"), outside: outside(),
    first: first, sort: table.querySelector("th").getAttribute("aria-sort"),
    phrase: phrase && phrase.parentNode.querySelector("q").getBoundingClientRect().height,
    hostile: document.querySelectorAll("img,iframe,[onerror],[onclick],[onmouseover]").length,
    scripts: document.scripts.length,
    links: Array.prototype.map.call(document.links, function (a) { return a.href; }),
    page: document.documentElement.scrollWidth, window: innerWidth
  };
]]

--- Tables whose names and numbers press against the room a chart has.
local function pressing_tables()
  local names = {
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", "Journal of " .. ("very long names and "):rep(8),
    "mmmmmmmmmmmmmmmmmmmmmmm",
    "家庭医療と地域医療の年次報告書および家庭医療の雑誌", "الرعاية الأولية خارج أوقات العمل في المدن الكبيرة", "<b>&amp;", "x",
  }
  local tables = {}
  local function add(rows, columns, y)
    for _, kind in ipairs { "bar", "column", "line" } do
      tables[#tables + 1] = new {
        title = kind .. " " .. names[2],
        columns = columns, rows = rows, chart = { kind = kind, y = y, title = names[2] },
      }
    end
  end
  local rows, years = {}, {}
  for i, name in ipairs(names) do rows[i] = { name, 10 ^ (2 * i), -i * 1000003, i, i / 7 } end
  for year = 1850, 2025 do years[#years + 1] = { year, year % 17, 1e6 / year, nil, year % 3 } end
  local columns = { "name", names[1], names[4], "n", { name = "share", kind = "share" } }
  add(rows, columns, { names[1], names[4], "n", "share" })
  add(rows, columns, names[1])
  add(rows, columns, "share")
  add(years, columns, { names[1], names[4], "n", "share" })
  add({ { 2020, 1234567890123 } }, { "year", "people" }, "people")
  return tables
end

describe("the report in a browser", function()
  if not browser.find() then
    pending("opens in headless Chromium (no chromium on the PATH)")
    return
  end

  it("keeps pressing names and numbers inside their charts", function()
    local page = browser.open(report.write(nil, { parts = pressing_tables() }), 390, MEASURE)
    assert.same({}, page.errors)
    assert.equal(15, #page.result.charts)
    assert.same({}, page.result.outside)
    assert.is_true(page.result.page <= 390, "page is " .. page.result.page .. " wide")
  end)

  local html = report.write(nil, {
    title = "A report <script>alert(0)</script>", set = fixture.set(), parts = fixture.tables(), text = "What it says.",
  })
  local seen = {}
  for _, width in ipairs { 1200, 390 } do seen[width] = browser.open(html, width, MEASURE) end

  for _, width in ipairs { 1200, 390 } do
    local page = seen[width]

    it("opens without an error at " .. width .. " pixels", function()
      assert.same({}, page.errors)
      assert.equal("A report <script>alert(0)</script>", page.result.title)
      assert.is_nil(page.log:find("Content Security Policy", 1, true))
      assert.is_nil(page.log:find("Uncaught", 1, true))
    end)

    it("asks the network for nothing at " .. width, function()
      assert.same({}, page.requests)
      assert.is_nil(html:find("<link[^>]+href=\"[^d#]"))
      assert.is_nil(html:find("@import", 1, true))
      assert.is_nil(html:find("url(", 1, true))
    end)

    it("shows every chart and table at " .. width, function()
      assert.equal(4, #page.result.charts)
      assert.equal(5, #page.result.tables)
      for _, kind in ipairs { "charts", "tables" } do
        for _, box in ipairs(page.result[kind]) do
          assert.is_true(box.width > 200, kind .. " width " .. box.width)
          assert.is_true(box.height > 60, kind .. " height " .. box.height)
        end
      end
    end)

    it("keeps every drawn text inside its chart at " .. width, function()
      assert.same({}, page.result.outside)
    end)

    it("does not scroll sideways at " .. width, function()
      assert.equal(width, page.result.window)
      assert.is_true(page.result.page <= width, "page is " .. page.result.page .. " wide")
    end)

    it("sorts a table and unfolds a phrase at " .. width, function()
      assert.equal("descending", page.result.sort)
      assert.equal("2021", page.result.first)
      assert.is_true(page.result.phrase > 0)
    end)

    it("runs nothing and links nowhere that a record asks for at " .. width, function()
      assert.equal(0, page.result.hostile)
      assert.equal(3, page.result.scripts)
      for _, link in ipairs(page.result.links) do
        assert.is_truthy(link:find("^https?://") or link:find("#[%w-]+$"), link)
      end
    end)
  end
end)
