local chart = require "sheaf.report.chart"
local new = require("sheaf.table").new
local svg = require "sheaf.report.svg"

--- Fails where elements are not closed in order or an attribute is not quoted; returns how often each occurs.
local function read_markup(text)
  local open, counts = {}, {}
  assert(not text:gsub("<[^<>]*>", ""):find("[<>]"), "a bracket stands alone")
  for slash, name, rest, alone in text:gmatch("<(/?)([%w]+)([^<>]-)(/?)>") do
    if slash == "/" then
      assert.equal(table.remove(open), name)
    else
      assert.equal("", (rest:gsub(' [%w:-]+="[^"]*"', "")))
      counts[name] = (counts[name] or 0) + 1
      if alone == "" then open[#open + 1] = name end
    end
  end
  assert.equal(0, #open)
  return counts
end

local function years(kind, rows)
  return new {
    title = "Records by year", columns = { "year", "records", "abstracts", { name = "share", kind = "share" } },
    rows = rows or { { 2007, 1, 1, 0.1 }, { 2009, 3, 2, 0.5 }, { 2010, 2, 0, 1 } }, chart = { kind = kind },
  }
end

local function attributes(text, element, name)
  local found = {}
  for value in text:gmatch("<" .. element .. ' [^>]-%f[%w]' .. name .. '="([^"]*)"') do
    found[#found + 1] = tonumber(value) or value
  end
  return found
end

describe("a chart", function()
  it("is one accessible SVG document", function()
    for _, kind in ipairs { "bar", "column", "line" } do
      local text = years(kind):chart()
      read_markup(text)
      assert.is_truthy(text:find('^<svg xmlns="http://www.w3.org/2000/svg"'))
      assert.is_truthy(text:find('role="img" aria-label="Records by year"', 1, true))
      assert.is_truthy(text:find("><title>Records by year</title><desc>", 1, true))
      assert.is_truthy(text:find("2007: 1; 2009: 3; 2010: 2", 1, true))
      assert.is_truthy(text:find("<style>", 1, true))
      assert.is_nil(text:find("nan", 1, true))
      assert.is_nil(text:find("inf", 1, true))
    end
  end)

  it("draws a mark for each value, in proportion", function()
    local bars = years("bar"):chart()
    local widths = {}
    for mark in bars:gmatch('<rect [^>]-class="s1"') do
      widths[#widths + 1] = tonumber(mark:match('width="([%d.]+)"'))
    end
    assert.equal(3, #widths)
    assert.is_true(math.abs(widths[2] / widths[1] - 3) < 0.02)
    assert.is_true(math.abs(widths[3] / widths[1] - 2) < 0.02)
    local circles = attributes(years("line"):chart(), "circle", "cy")
    assert.equal(3, #circles)
    assert.is_true(circles[2] < circles[3] and circles[3] < circles[1])
  end)

  it("labels every value, by sight or by tooltip", function()
    for _, kind in ipairs { "bar", "column", "line" } do
      local text = years(kind):chart()
      assert.is_truthy(text:find("<title>2009: 3</title>", 1, true))
      assert.is_truthy(text:find('value">3<', 1, true))
    end
    assert.is_truthy(years("line"):chart({ y = "share" }):find("<title>2009: 50.0%%</title>"))
  end)

  it("puts years on a true scale and breaks a line at a gap", function()
    local text = years("line"):chart()
    local x = attributes(text, "circle", "cx")
    assert.is_true(math.abs((x[2] - x[1]) - 2 * (x[3] - x[2])) < 0.1)
    local points = attributes(text, "polyline", "points")
    assert.equal(1, #points)
    assert.equal(2, select(2, points[1]:gsub(",", "")))
  end)

  it("sorts years, and says how many rows have none", function()
    local text = years("column", { { 2010, 2 }, { nil, 5 }, { 2007, 1 }, { nil, 1 } }):chart()
    assert.is_truthy(text:find("2 rows without year not drawn", 1, true))
    local x = attributes(text, "rect", "x")
    assert.equal(2, #x)
    assert.is_true(x[1] < x[2])
  end)

  it("draws several series with a legend", function()
    for _, kind in ipairs { "bar", "column", "line" } do
      local text = years(kind):chart { y = { "records", "abstracts" } }
      assert.is_truthy(text:find(">Abstracts</text>", 1, true))
      assert.is_truthy(text:find("<title>Abstracts, 2009: 2</title>", 1, true))
      assert.is_truthy(text:find('class="s2"', 1, true))
    end
  end)

  it("cuts long tables and names the rest", function()
    local rows = {}
    for i = 1, 35 do rows[i] = { "term " .. i, 36 - i } end
    local t = new { title = "Terms", columns = { "term", "n" }, rows = rows, chart = { kind = "bar" } }
    assert.is_truthy(t:chart():find("… and 15 more, not drawn", 1, true))
    assert.is_truthy(t:chart({ limit = 30 }):find("… and 5 more, not drawn", 1, true))
    assert.is_nil(t:chart({ limit = 35 }):find("not drawn", 1, true))
  end)

  it("turns columns with long names into bars", function()
    local rows = {}
    for i = 1, 6 do rows[i] = { "Journal of Long Names " .. i, i } end
    local t = new { columns = { "journal", "n" }, rows = rows, chart = { kind = "column" } }
    assert.equal(t:chart({ kind = "bar", title = "x" }):match("<rect x=.*"),
      t:chart({ title = "x" }):match("<rect x=.*"))
  end)

  it("says so when there is nothing to draw", function()
    for _, kind in ipairs { "bar", "column", "line" } do
      for _, rows in ipairs { {}, { { 2007 } }, { { 2007, 0 / 0 } } } do
        local text = years(kind, rows):chart()
        assert.is_truthy(text:find(">no data</text>", 1, true))
        read_markup(text)
      end
    end
  end)

  it("bears odd values", function()
    local odd = {
      { { "x", -3 }, { "y", 2 }, { "z" } }, { { "x", -3 } }, { { "x", 0 }, { "y", 0 } }, { { "x", 1e300 }, { "y", 1 } },
      { { "x", 1e-9 } }, { { "x", math.maxinteger }, { "y", math.mininteger } }, { { math.mininteger, 1 }, { 9, 1 } },
      { { 5, math.huge }, { 6, 1 } }, { { 2020, 3 } }, { { nil, 3 } }, { { 2020, 3 }, { "n.d.", 1 } },
      { { true, 1 }, { false, 2 } }, { { "", 1 } },
    }
    for _, kind in ipairs { "bar", "column", "line" } do
      for i, rows in ipairs(odd) do
        local text = new({ columns = { "a", "b" }, rows = rows, chart = { kind = kind, y = "b" } }):chart()
        new({ columns = { { name = "a", kind = "integer" }, "b" }, rows = rows }):chart { kind = kind, y = "b" }
        read_markup(text)
        assert.is_nil(text:find('="[^"]*nan'), kind .. i)
        assert.is_nil(text:find('="[%d. -]*inf'), kind .. i)
        for _, height in ipairs(attributes(text, "rect", "height")) do assert.is_true(height >= 0) end
      end
    end
  end)

  it("escapes what records say and keeps it in its room", function()
    local name = "<script>alert(1)</script>\"'&\27[31m \u{202E}x " .. ("long "):rep(50)
    for _, kind in ipairs { "bar", "column", "line" } do
      local t = new { title = name, columns = { { name = "a", title = name }, { name = "b", title = name }, "c" },
        rows = { { name, 1, 2 }, { name, 2, 3 } }, chart = { kind = kind, y = { "b", "c" } } }
      local text = t:chart()
      read_markup(text)
      assert.is_nil(text:find("<script", 1, true))
      assert.is_nil(text:find("\27", 1, true))
      for shown in text:gsub("<title>.-</title>", ""):gmatch(">([^<]+)</text>") do
        assert.is_true(svg.measure((shown:gsub("&%w+;", "x"):gsub("&#%d+;", "x"))) < 470, shown)
      end
    end
  end)

  it("is drawn only when asked for", function()
    assert.is_nil(new({ columns = { "a", "b" }, rows = { { "x", 1 } } }):chart())
    assert.is_nil(new({ columns = { "a" }, chart = false }):chart())
    assert.is_truthy(new({ columns = { "a", "b" }, rows = { { "x", 1 } } }):chart { kind = "bar" })
    local own = new { columns = { "a" }, chart = function(t) return "<svg>" .. #t .. "</svg>" end }
    assert.equal("<svg>0</svg>", own:chart())
    assert.has_error(function() years("pie"):chart() end, "no chart of kind 'pie'")
    assert.has_error(function() years("bar"):chart { y = "pages" } end, "sheaf.table: no column 'pages'")
    assert.has_error(function() years("bar"):chart { width = 10 } end)
    assert.has_error(function() years("bar"):chart { limit = 0 } end)
  end)

  it("takes new kinds", function()
    chart.kinds.dots = function(data) return ("<g>%d</g>"):format(data.count), data.top + 10 end
    assert.is_truthy(years("dots"):chart():find("<g>3</g>", 1, true))
    chart.kinds.dots = nil
  end)

  it("is the same bytes each time", function()
    for _, kind in ipairs { "bar", "column", "line" } do assert.equal(years(kind):chart(), years(kind):chart()) end
  end)
end)

describe("ticks", function()
  it("are round, cover the range and are few", function()
    for _, case in ipairs { { 0, 1 }, { 0, 7 }, { 0, 13 }, { -3, 2 }, { 0, 0.04 }, { 0, 99999 }, { -1e-5, 1e9 } } do
      local ticks, step = svg.ticks(case[1], case[2], 5)
      assert.is_true(ticks[1] <= case[1] + step * 1e-6 and ticks[#ticks] >= case[2] - step * 1e-6)
      assert.is_true(#ticks >= 2 and #ticks <= 8)
      local lead = step / 10.0 ^ math.floor(math.log(step, 10) + 1e-9)
      assert.is_true(math.abs(lead - 1) < 1e-6 or math.abs(lead - 2) < 1e-6 or math.abs(lead - 5) < 1e-6)
    end
    assert.same({ 0.0, 1.0 }, (svg.ticks(0, 1, 5, true)))
  end)
end)
