local tables = require "sheaf.table"
local new = tables.new

local function studies()
  return new {
    title = "Studies",
    columns = { "record", { name = "design" }, { name = "n", kind = "integer" }, "setting", "mean" },
    rows = {
      { "Harcourt 2007", "qualitative", 27, nil, 1.5 },
      { record = "Abara 2012", n = 30 },
      { nil, nil, nil, nil, 2.25 },
    },
    evidence = { [1] = { n = { field = "abstract", first = 3, last = 20, text = "27 recent callers" } } },
    notes = { "Cells are empty where nothing was said." },
  }
end

describe("sheaf.table", function()
  it("gives cells by row and by column name or position", function()
    local t = studies()
    assert.same({ "record", "design", "n", "setting", "mean" }, t.columns)
    assert.equal(3, #t)
    assert.equal(27, t[1].n)
    assert.equal(27, t.rows[1].n)
    assert.equal(27, t[1][3])
    assert.equal("integer", math.type(t[1].n))
    assert.equal(2.25, t[3][5])
    assert.equal("Abara 2012", t[2].record)
    assert.is_nil(t[2].design)
    assert.is_nil(t[4])
    assert.is_nil(t[1].nothing)
  end)

  it("iterates rows in order, and the cells of a row in the order of columns", function()
    local t, seen, cells = studies(), {}, {}
    for i, row in ipairs(t) do seen[i] = row.mean or row.n end
    assert.same({ 1.5, 30, 2.25 }, seen)
    for name, value in pairs(t[1]) do cells[#cells + 1] = name .. "=" .. tostring(value) end
    assert.same({ "record=Harcourt 2007", "design=qualitative", "n=27", "mean=1.5" }, cells)
    assert.equal(5, #t[3])
  end)

  it("keeps holes at the start, in the middle and at the end", function()
    local t = new { columns = { "a", "b", "c", "d" }, rows = { { nil, 2, nil, nil }, { [4] = 4 }, {} } }
    assert.equal(2, t[1].b)
    assert.equal(4, t[2].d)
    assert.equal('a,b,c,d\r\n,2,,\r\n,,,4\r\n,,,\r\n', t:csv())
  end)

  it("lets a row change within its columns only", function()
    local t = studies()
    t[2].design = "mixed methods"
    t[2][4] = "clinic"
    assert.equal("mixed methods", t[2][2])
    assert.equal("clinic", t[2].setting)
    assert.has_error(function() t[2].other = 1 end, "sheaf.table: no column 'other'")
  end)

  it("does not share rows with the caller, and takes rows of another table", function()
    local source = { { 1, 2 } }
    local t = new { columns = { "a", "b" }, rows = source }
    t[1].a = 9
    assert.equal(1, source[1][1])
    local copy = new { columns = { "b", "a" }, rows = t.rows }
    assert.equal(9, copy[1].a)
  end)

  it("hands out evidence by column name or position", function()
    local t = studies()
    assert.same({ field = "abstract", first = 3, last = 20, text = "27 recent callers" }, t:evidence(1, "n"))
    assert.equal("27 recent callers", t:evidence(1, 3).text)
    assert.is_nil(t:evidence(1, "design"))
    assert.is_nil(t:evidence(2, "n"))
    assert.is_nil(t:evidence(99, "n"))
    assert.has_error(function() t:evidence(1, "size") end, "sheaf.table: no column 'size'")
  end)

  it("finds kind and alignment of columns that do not say", function()
    local t = new {
      columns = { "text", "whole", "real", "mixed", "empty", { name = "share", kind = "share" } },
      rows = { { "x", 1, 1, "a", nil, 0.5 }, { "y", -2, 2.5, 7, nil, nil } },
    }
    local kinds = {}
    for i, layout in ipairs(t.layout) do kinds[i] = layout.kind .. " " .. layout.align end
    assert.same({ "text left", "integer right", "number right", "text left", "text left", "share right" }, kinds)
  end)

  it("shows numbers the way their column asks", function()
    local t = new {
      columns = { "score", { name = "share", kind = "share" }, { name = "fixed", kind = "number", digits = 1 },
        "year" },
      rows = { { 1, 0.123, 2, 2019 }, { 2.25, 1, 0.004, 2020 }, { -0.0, 0, 1e20, 2021 }, { 0 / 0, nil, -0.01, nil } },
    }
    local shown = {}
    for i = 1, #t do
      for at = 1, 4 do shown[#shown + 1] = t:cell(i, at) end
    end
    assert.same({ "1.00", "12.3%", "2.0", "2019", "2.25", "100.0%", "0.004", "2020", "0.00", "0.0%", "1e+20", "2021",
      "NaN", "", "-0.01", "" }, shown)
  end)

  it("shows lists, booleans and objects", function()
    local object = setmetatable({}, { __tostring = function() return "Harcourt 2007" end })
    local t = new { columns = { "a", "b", "c" }, rows = { { { "x", "y" }, true, object } } }
    assert.equal("x; y", t:cell(1, "a"))
    assert.equal("yes", t:cell(1, "b"))
    assert.equal("Harcourt 2007", t:cell(1, "c"))
  end)

  it("raises on wrong arguments, naming what is wrong", function()
    local function fails(given, message)
      local ok, reason = pcall(new, given)
      assert.is_false(ok)
      assert.is_truthy(reason:find(message, 1, true), reason)
    end
    fails(nil, "expected")
    fails({ rows = {} }, "columns must be a list")
    fails({ columns = {} }, "columns must be a list")
    fails({ columns = { "a", "a" } }, "two columns are named 'a'")
    fails({ columns = { { title = "A" } } }, "column 1 needs a name")
    fails({ columns = { { name = "a", kind = "date" } } }, "unknown kind 'date'")
    fails({ columns = { { name = "a", align = "middle" } } }, "unknown align 'middle'")
    fails({ columns = { "a" }, rows = { "x" } }, "row 1 must be a table")
    fails({ columns = { "a" }, rows = { { 1 }, { 1, 2 } } }, "row 2: no column '2'")
    fails({ columns = { "a" }, rows = { { b = 1 } } }, "row 1: no column 'b'")
    fails({ columns = { "a" }, rows = {}, evidence = { [1] = {} } }, "evidence for row 1")
    fails({ columns = { "a" }, rows = { { 1 } }, evidence = { { b = { text = "x" } } } }, "evidence for column 'b'")
    fails({ columns = { "a" }, rows = { { 1 } }, evidence = { { a = {} } } }, "needs a text")
    fails({ columns = { "a" }, chart = 5 }, "chart must be")
    fails({ columns = { "a" }, title = 5 }, "title must be a string")
  end)

  it("knows its own", function()
    assert.is_true(tables.is(studies()))
    assert.is_false(tables.is({}))
    assert.is_false(tables.is("x"))
  end)

  it("says why a file cannot be written", function()
    for _, method in ipairs { "csv", "json" } do
      local t = studies()
      local done, message, code = t[method](t, "/nonexistent/folder/x")
      assert.is_nil(done)
      assert.is_truthy(message:find("/nonexistent/folder/x", 1, true))
      assert.equal("write", code)
      assert.has_error(function() t[method](t, 5) end)
    end
  end)

  it("writes files byte for byte as it returns texts", function()
    local t, path = studies(), os.tmpname()
    for _, method in ipairs { "csv", "json" } do
      assert.is_true(t[method](t, path))
      local file = assert(io.open(path, "rb"))
      assert.equal(t[method](t), file:read("a"))
      file:close()
    end
    os.remove(path)
  end)

  it("reports a full disk", function()
    local full = io.open("/dev/full", "wb")
    if not full then return end
    full:close()
    local rows = {}
    for i = 1, 2000 do rows[i] = { ("x"):rep(100) } end
    local done, message, code = new({ columns = { "a" }, rows = rows }):csv("/dev/full")
    assert.is_nil(done)
    assert.is_truthy(message:find("/dev/full", 1, true))
    assert.equal("write", code)
  end)
end)

it("text, CSV and JSON say which option is none, or of the wrong kind", function()
  local t = new { columns = { "a" }, rows = { { 1 } } }
  assert.error_matches(function() t:text { rows = "x" } end, "text: option 'rows' must be a number")
  assert.error_matches(function() t:print { row = 1 } end, "text: no option 'row'; there are rows, width")
  assert.error_matches(function() t:csv(nil, { confident = true }) end, "csv: no option 'confident'")
  assert.error_matches(function() t:json(nil, { confidence = 1 }) end, "json: option 'confidence' must be a boolean")
  assert.error_matches(function() t:csv(nil, "x") end, "csv: options must be a table, not string")
end)
