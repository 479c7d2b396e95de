-- What a reader does with the report's page: filter, sort, point, walk by keyboard, print; and what the page owes to
-- those who cannot see or point.

local browser = require "spec.support.browser"
local fixture = require "spec.support.report_fixture"
local new = require("sheaf.table").new
local report = require "sheaf.report.html"
local style = require "sheaf.report.style"
local svg = require "sheaf.report.svg"

--- Relative luminance of "#rrggbb" or "#rgb" (WCAG 2.2).
local function luminance(colour)
  local digits = colour:sub(2)
  if #digits == 3 then digits = digits:gsub("%x", "%0%0") end
  local sum = 0
  for i, weight in ipairs { 0.2126, 0.7152, 0.0722 } do
    local value = tonumber(digits:sub(2 * i - 1, 2 * i), 16) / 255
    sum = sum + weight * (value <= 0.04045 and value / 12.92 or ((value + 0.055) / 1.055) ^ 2.4)
  end
  return sum
end

local function contrast(a, b)
  local light, dark = luminance(a), luminance(b)
  if light < dark then light, dark = dark, light end
  return (light + 0.05) / (dark + 0.05)
end

local function colours(text)
  local list = {}
  for name, colour in text:gmatch("%-%-(%a+):(#%x+)") do list[name] = colour end
  return list
end

describe("the report's colours", function()
  local light = colours(style.css:match(":root(%b{})"))
  local dark = colours(style.css:match("@media screen and %(prefers%-color%-scheme:dark%){:root(%b{})"))

  for name, set in pairs { light = light, dark = dark } do
    it("have the contrast that WCAG 2.2 asks for, " .. name, function()
      for _, pair in ipairs {
        { "ink", "paper", 7 }, { "ink", "ground", 7 }, { "ink", "mark", 7 }, { "soft", "paper", 4.5 },
        { "soft", "ground", 4.5 }, { "accent", "paper", 4.5 }, { "accent", "ground", 4.5 }, { "strong", "paper", 3 },
      } do
        local ratio = contrast(set[pair[1]], set[pair[2]])
        assert.is_true(ratio >= pair[3], ("%s on %s: %.2f"):format(pair[1], pair[2], ratio))
      end
    end)

    it("tell the series of a chart from the paper, " .. name, function()
      local rules = name == "light" and svg.style:match("^(.-)@media") or svg.style:match("@media.*$")
      local seen = 0
      for colour in rules:gmatch("%.s%d{fill:(#%x+)}") do
        seen = seen + 1
        assert.is_true(contrast(colour, set.paper) >= 3, colour)
      end
      assert.equal(svg.SERIES, seen)
      for class in ("text soft"):gmatch("%a+") do
        local colour = rules:match("%.sheaf%-chart %.?" .. class .. "{fill:(#%x+)}")
        assert.is_true(contrast(colour, set.paper) >= 4.5, class)
      end
    end)
  end
end)

local NETWORK = [[<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100" width="300" height="100">
<path class="edge" data-from="a" data-to="b" d="M20 50 L150 50" stroke="#888"/>
<g class="node" data-node="a" tabindex="0" transform="translate(20,50)">
<circle r="8"/><title>access: 9 records, 1 link</title></g>
<g class="node" data-node="b" tabindex="0" transform="translate(150,50)">
<circle r="8"/><title>trust: 5 records, 1 link</title></g>
<g class="node" data-node="c" tabindex="0" transform="translate(280,50)"><circle r="8"/><title>cost</title></g>
</svg>]]

local function matrix()
  local rows = { { "Harcourt 2007", "waits at night" }, { "Abara 2012", "work hours", "trust grows" } }
  return new { title = "Framework", columns = { "record", { name = "access", title = "Access" }, "trust" }, rows = rows,
    evidence = {
      { access = { field = "abstract", text = "Callers waited <long>" } },
      { access = { field = "abstract", text = "They came because of work" }, trust = { text = "One learns to trust" } },
    } }
end

local function page(more)
  local parts = { fixture.characteristics(), { heading = "Keywords", chart = NETWORK },
    { heading = "Themes", table = matrix(), as = "themes" }, { as = "timeline" }, { as = "references" } }
  for _, part in ipairs(more or {}) do parts[#parts + 1] = part end
  return report.write(nil, { title = "Doors", set = fixture.set(), parts = parts, text = "Intro." })
end

describe("the report's parts", function()
  it("show themes with their quotes and sources", function()
    local html = page()
    assert.is_truthy(html:find('<h3 dir="auto">Access</h3><p class="count">2 studies, 2 quotes</p>', 1, true))
    assert.is_truthy(html:find('<q>Callers waited &lt;long&gt;</q> '
      .. '<cite><a href="#r1">Harcourt 2007</a></cite>, abstract', 1, true))
    assert.is_truthy(html:find('<h3 dir="auto">Trust</h3><p class="count">1 study, 1 quote</p>', 1, true))
  end)

  it("fold a theme's further quotes away", function()
    local rows, evidence = {}, {}
    for i = 1, 5 do
      rows[i], evidence[i] = { "s" .. i, "x" }, { t = { text = "q" .. i } }
    end
    local t = new { columns = { "record", "t" }, rows = rows, evidence = evidence }
    local html = report.write(nil, { parts = { { table = t, as = "themes" } } })
    assert.is_truthy(html:find("<summary>2 more quotes</summary>", 1, true))
  end)

  it("show the studies by year, gaps said", function()
    local html = page()
    assert.is_truthy(html:find('<ol class="timeline"><li><b>2007</b> <span class="count">1</span><ul><li>'
      .. '<a href="#r1" title="Calling at night: how people reach the out-of-hours doctor">Harcourt</a></li></ul>'
      .. '</li>\n<li class="gap">2008–2011: none</li>', 1, true))
  end)

  it("list references, and say of how many records", function()
    local html = report.write(nil, { set = fixture.set(), parts = { { as = "references", style = "apa" } } })
    assert.is_truthy(html:find('<h2 dir="auto">References</h2>', 1, true))
    assert.is_truthy(html:find("<li>Abara, T., &amp; Whitlock, R. (2012). "
      .. "Evening hours: what patients say about longer opening. <i>Family Practice Letters</i>, <i>29</i>, 11–19. "
      .. '<a href="https://doi.org/10.5555/fpl.29.11" rel="noopener noreferrer">', 1, true))
    html = report.write(nil, { set = fixture.set(), records = 2, parts = { { as = "references" } } })
    assert.is_truthy(html:find("Of the first 2 of 13 records.", 1, true))
  end)

  it("link a row to its record, also where two are called the same", function()
    local twins = {}
    for i = 1, 3 do
      twins[i] = setmetatable({ id = i, authors = {} }, { __tostring = function() return "Stein 2012" end })
    end
    local t = new { columns = { "record" }, rows = { { "Stein 2012" }, { "Stein 2012" } } }
    local twice = report.write(nil, { set = fixture.set(twins), parts = { t } })
    assert.is_truthy(twice:find('<th scope="row"><a href="#r2">Stein 2012</a></th>', 1, true))
    assert.is_truthy(page():find('<th scope="row"><a href="#r1">Harcourt 2007</a></th>', 1, true))
  end)

  it("are refused where they make no sense", function()
    assert.has_error(function() report.write(nil, { parts = { { as = "themes" } } }) end)
    assert.has_error(function() report.write(nil, { parts = { { as = "timeline" } } }) end)
    assert.has_error(function() report.write(nil, { parts = { { as = "references" } } }) end)
    assert.has_error(function() report.write(nil, { parts = { { as = "cloud", text = "x" } } }) end)
    assert.has_error(function() report.write(nil, { strategy = "x" }) end)
    assert.has_error(function() report.write(nil, { mark = "x" }) end)
  end)
end)

local USE = [[
  function key(target, name) {
    target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
  }
  function type(input, text) {
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function shown(rows) { return Array.prototype.filter.call(rows, function (row) { return !row.hidden; }).length; }
  var seen = {};
  var table = document.querySelector(".sheaf-table");
  var tools = table.closest("section").querySelector(".tools");
  var input = tools.querySelector("input[type=search]");
  type(input, "ENGLAND thematic");
  seen.filtered = shown(table.tBodies[0].rows);
  seen.status = tools.querySelector("[role=status]").textContent;
  type(input, "no such words");
  seen.none = shown(table.tBodies[0].rows);
  type(input, "");
  seen.all = shown(table.tBodies[0].rows);
  var records = document.querySelector("#records .tools input");
  type(records, "arts prescription");
  seen.records = shown(document.querySelector(".records").children);
  type(records, "الرعاية");
  seen.arabic = shown(document.querySelector(".records").children);
  type(records, "");

  var heads = table.tHead.rows[0].cells;
  var n = Array.prototype.findIndex.call(heads, function (head) { return head.textContent === "n"; });
  key(heads[n].querySelector("[role=button]"), "Enter");
  seen.sort = heads[n].getAttribute("aria-sort");
  seen.least = table.tBodies[0].rows[0].cells[n].querySelector("summary").textContent;
  key(heads[n].querySelector("[role=button]"), " ");
  seen.most = table.tBodies[0].rows[0].cells[n].querySelector("summary").textContent;

  var check = document.querySelector(".columns input");
  check.click();
  seen.column = heads[1].hidden && table.tBodies[0].rows[3].cells[1].hidden;
  check.click();
  seen.back = heads[1].hidden;

  var summary = table.querySelector("td > details > summary");
  var tip = document.getElementById("tip");
  summary.focus();
  seen.focus = !tip.hidden && tip.textContent;
  seen.described = summary.getAttribute("aria-describedby");
  key(summary, "Escape");
  seen.escaped = tip.hidden;
  summary.dispatchEvent(new PointerEvent("pointerenter", { pointerType: "mouse" }));
  seen.hover = !tip.hidden;
  var box = tip.getBoundingClientRect();
  seen.inside = box.left >= 0 && box.right <= document.documentElement.clientWidth;
  summary.click();
  seen.open = summary.parentNode.open;

  var nodes = document.querySelectorAll(".node");
  var svg = nodes[0].closest("svg");
  nodes[0].focus();
  seen.on = Array.prototype.map.call(svg.querySelectorAll(".on"), function (e) {
    return e.getAttribute("data-node") || "edge";
  }).join(" ");
  seen.said = document.querySelector(".said").textContent;
  key(nodes[0], "ArrowRight");
  seen.walked = document.activeElement.getAttribute("data-node");
  seen.stops = document.querySelectorAll(".node[tabindex='0']").length;
  var buttons = svg.closest("figure").querySelectorAll("button");
  buttons[0].click();
  seen.near = svg.getAttribute("viewBox");
  buttons[2].click();
  seen.whole = svg.getAttribute("viewBox");
  return seen;
]]

local OWED = [[
  var wanting = [];
  function name(e) {
    var label = e.getAttribute("aria-label") || (e.labels && e.labels[0] && e.labels[0].textContent) || e.textContent;
    return label.trim();
  }
  document.querySelectorAll("a, button, input, select, summary, [role=button], [role=region], svg, .node")
    .forEach(function (e) {
      if (!name(e) && !e.querySelector("title")) wanting.push(e.outerHTML.slice(0, 80));
      if (e.localName !== "svg" && e.tabIndex < 0 && !e.classList.contains("node")) {
        wanting.push("not reachable: " + e.outerHTML.slice(0, 80));
      }
    });
  var last = 0;
  document.querySelectorAll("h1, h2, h3, h4").forEach(function (h) {
    var level = Number(h.localName.slice(1));
    if (level > last + 1) wanting.push("heading " + h.textContent);
    last = level;
  });
  var ids = {};
  document.querySelectorAll("[id]").forEach(function (e) {
    if (ids[e.id]) wanting.push("twice " + e.id);
    ids[e.id] = true;
  });
  document.querySelectorAll("a[href^='#']").forEach(function (a) {
    if (!ids[a.getAttribute("href").slice(1)]) wanting.push("leads nowhere: " + a.outerHTML);
  });
  document.querySelectorAll("table").forEach(function (table) {
    if (!table.caption) wanting.push("a table without a caption");
    var bare = table.querySelector("thead th:not([scope=col]), tbody th:not([scope=row])");
    if (bare) wanting.push("a head without scope");
  });
  var first = document.body.firstElementChild;
  var skip = first.className + " " + first.getAttribute("href") + " " + document.querySelector("main").id;
  first.focus();
  return { wanting: wanting, lang: document.documentElement.lang, skip: skip,
    mains: document.querySelectorAll("main").length,
    seen: first.getBoundingClientRect().top >= 0, page: document.documentElement.scrollWidth };
]]

describe("the report's page in a browser", function()
  if not browser.find() then
    pending("is used in headless Chromium (no chromium on the PATH)")
    return
  end

  it("filters, sorts, hides columns, shows phrases and walks a network", function()
    local seen = browser.open(page(), 1200, USE)
    assert.same({}, seen.errors)
    seen = seen.result
    assert.equal(2, seen.filtered)
    assert.equal("2 of 13 rows", seen.status)
    assert.equal(0, seen.none)
    assert.equal(13, seen.all)
    assert.equal(1, seen.records)
    assert.equal(1, seen.arabic)
    assert.equal("ascending", seen.sort)
    assert.equal("8", seen.least)
    assert.equal("64", seen.most)
    assert.is_true(seen.column)
    assert.is_false(seen.back)
    assert.equal("14 parents, 31 doctors and 19 nursesabstractMoreau 2015", seen.focus)
    assert.equal("tip", seen.described)
    assert.is_true(seen.escaped)
    assert.is_true(seen.hover)
    assert.is_true(seen.inside)
    assert.is_true(seen.open)
    assert.equal("edge a b", seen.on)
    assert.equal("access: 9 records, 1 link – with trust", seen.said)
    assert.equal("b", seen.walked)
    assert.equal(1, seen.stops)
    assert.is_truthy(seen.near ~= "0 0 300 100" and seen.near)
    assert.equal("0 0 300 100", seen.whole)
  end)

  for _, width in ipairs { 1200, 390 } do
    it("owes nothing to a reader with a keyboard or a screen reader at " .. width, function()
      local seen = browser.open(page(fixture.tables()), width, OWED)
      assert.same({}, seen.errors)
      assert.same({}, seen.result.wanting)
      assert.equal("en", seen.result.lang)
      assert.equal("skip #main main", seen.result.skip)
      assert.equal(1, seen.result.mains)
      assert.is_true(seen.result.seen)
      assert.is_true(seen.result.page <= width)
    end)
  end

  it("prints what the filter leaves, with what was typed, and none of its tools", function()
    local text, pages = browser.print(page(), [[
      var input = document.querySelector(".tools input");
      input.value = "norway";
      input.dispatchEvent(new Event("input", { bubbles: true }));
    ]])
    assert.is_true(pages >= 1)
    if not text then return end
    local study = text:match("Study characteristics(.-)Keywords")
    assert.is_truthy(study:find("Fagerlie 2019", 1, true))
    assert.is_truthy(study:find("1 of 13 rows", 1, true))
    assert.is_truthy(study:find("norway", 1, true))
    assert.is_nil(study:find("Harcourt", 1, true))
    assert.is_nil(text:find("Whole picture", 1, true))
    assert.is_nil(text:find("Skip to", 1, true))
    assert.is_truthy(text:find("They came because of work", 1, true))
  end)
end)
