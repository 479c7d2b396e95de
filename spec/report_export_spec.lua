local json = require "cjson"
local new = require("sheaf.table").new

--- Reads CSV as RFC 4180 has it; an oracle apart from the writer.
local function read_csv(text)
  local rows, row, at = {}, {}, 1
  while at <= #text do
    local field
    if text:sub(at, at) == '"' then
      local parts = {}
      at = at + 1
      while true do
        local stop = assert(text:find('"', at, true), "open quote")
        parts[#parts + 1] = text:sub(at, stop - 1)
        at = stop + 1
        if text:sub(at, at) ~= '"' then break end
        parts[#parts + 1], at = '"', at + 1
      end
      field = table.concat(parts)
    else
      field, at = text:match("^([^,\r\n]*)()", at)
    end
    row[#row + 1] = field
    if text:sub(at, at + 1) == "\r\n" then
      rows[#rows + 1], row, at = row, {}, at + 2
    else
      assert(text:sub(at, at) == ",", "separator expected at " .. at)
      at = at + 1
    end
  end
  return rows
end

describe("a table as CSV", function()
  it("quotes what needs it and ends lines in CR LF", function()
    local t = new { columns = { "a", "b,c" }, rows = { { 'say "x"', "two\nlines" }, { "plain", nil }, { true, 1.5 } } }
    assert.equal('a,"b,c"\r\n"say ""x""","two\nlines"\r\nplain,\r\nyes,1.5\r\n', t:csv())
  end)

  it("reads back as it was", function()
    local texts = { "a,b", '"', '""', "x\r\ny", "\n", " lead", "trail ", "é中", "a\tb", ",", "'", "" }
    local rows = {}
    for i, text in ipairs(texts) do rows[i] = { i, text } end
    local back = read_csv(new({ columns = { "i", "text" }, rows = rows }):csv())
    assert.equal(#texts + 1, #back)
    for i, text in ipairs(texts) do
      local cell = back[i + 1][2]
      assert.is_true(cell == text or cell == "'" .. text, text)
    end
  end)

  it("keeps formulas from running and leaves numbers alone", function()
    local cases = {
      { "=1+1", "'=1+1" }, { "+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0" },
      { "-2+3", "'-2+3" }, { "@SUM(A1)", "'@SUM(A1)" },
      { "\t=1", "'\t=1" }, { "\r=1", "'\r=1" }, { " =1", "' =1" }, { "＝1", "'＝1" },
      { "-5", "-5" }, { "+3.25", "+3.25" }, { "-1e-3", "-1e-3" }, { -5, "-5" }, { -0.5, "-0.5" }, { "10-20", "10-20" },
    }
    local rows = {}
    for i, case in ipairs(cases) do rows[i] = { case[1] } end
    local back = read_csv(new({ columns = { "=name" }, rows = rows }):csv())
    assert.equal("'=name", back[1][1])
    for i, case in ipairs(cases) do assert.equal(case[2], back[i + 1][1]) end
  end)

  it("repairs what is no text, and leaves out what is no number", function()
    local t = new { columns = { "a", "b" }, rows = { { "x\xFF\0y", 0 / 0 }, { nil, math.huge } } }
    assert.equal("a,b\r\nx\u{FFFD}y,\r\n,\r\n", t:csv())
  end)

  it("takes a byte order mark and a separator", function()
    local t = new { columns = { "a", "b" }, rows = { { "x;y", "z,w" } } }
    assert.equal('\u{FEFF}a;b\r\n"x;y";z,w\r\n', t:csv(nil, { bom = true, separator = ";" }))
  end)
end)

describe("a table as JSON", function()
  it("is a list of objects in the order of columns, nil as null", function()
    local t = new { columns = { "z", "a", "m" }, rows = { { 1, nil, "x" }, { nil, 2.5, true } } }
    assert.equal('[\n{"z":1,"a":null,"m":"x"},\n{"z":null,"a":2.5,"m":true}\n]\n', t:json())
    assert.equal("[]\n", new({ columns = { "a" } }):json())
  end)

  it("escapes strings so that another reader agrees", function()
    local texts = { 'q"\\/', "\0\1\31\127", "\r\n\t", "é中\u{1F600}\u{2028}", "</script>", "" }
    local rows = {}
    for i, text in ipairs(texts) do rows[i] = { text } end
    local back = json.decode(new({ columns = { 'k"ey' }, rows = rows }):json())
    for i, text in ipairs(texts) do assert.equal(text, back[i]['k"ey']) end
  end)

  it("is valid whatever the cells hold", function()
    local object = setmetatable({}, { __tostring = function() return "citation" end })
    local t = new { columns = { "a", "b" },
      rows = { { "\xFF\xC3", 0 / 0 }, { -math.huge, { "x", 1 } }, { object, 1 / 3 } } }
    local back = json.decode(t:json())
    assert.equal("\u{FFFD}\u{FFFD}", back[1].a)
    assert.equal(json.null, back[1].b)
    assert.equal(json.null, back[2].a)
    assert.same({ "x", 1 }, back[2].b)
    assert.equal("citation", back[3].a)
    assert.is_truthy(t:json():find("0.3333333333333333", 1, true))
  end)
end)

describe("a table for a manuscript", function()
  local t = new { title = "Studies | all", columns = { "record", "n", { name = "aim", title = "The aim" } },
    rows = { { "Abara 2012", 7, "To ask\nwhy" }, { "Lyon 2021", 1021 } }, notes = { "People, not practices." },
    evidence = { { n = { text = "seven people" }, aim = { field = "abstract", text = "To ask" } } } }

  it("is a pipe table in Markdown", function()
    assert.equal([[
**Studies \| all**

| Record | n | The aim |
| :--- | ---: | :--- |
| Abara 2012 | 7 | To ask<br>why |
| Lyon 2021 | 1021 |  |

People, not practices.
]], t:markdown())
    assert.equal([[
**Studies \| all**

| n | Record |
| ---: | :--- |
| 7<br>*“seven people”* | Abara 2012 |

1 more row not shown here.

People, not practices.
]], t:markdown(nil, { columns = { "n", "record" }, rows = 1, quotes = true }))
  end)

  it("is a page for Word", function()
    local text = t:word(nil, { quotes = true })
    for _, part in ipairs {
      '<html xmlns:o="urn:schemas-microsoft-com:office:office"', "size:595.3pt 841.9pt", "<h1>Studies | all</h1>",
      '<thead><tr><th scope="col">Record</th><th scope="col" class="n">n</th><th scope="col">The aim</th></tr></thead>',
      '<td class="n">7<p class="q">“seven people”</p></td><td>To ask<br>why</td>', "<td>&nbsp;</td>",
      '<p class="note">People, not practices.</p>',
    } do
      assert.is_truthy(text:find(part, 1, true), part)
    end
    assert.is_truthy(t:word(nil, { landscape = true }):find("size:841.9pt 595.3pt", 1, true))
    assert.is_truthy(t:word(nil, { title = "Table 1 <&>" }):find("<title>Table 1 &lt;&amp;&gt;</title>", 1, true))
    local wide = new { columns = { "a", "b", "c", "d", "e", "f" } }
    assert.is_truthy(wide:word():find("landscape", 1, true))
    assert.is_truthy(wide:word():find("No rows.", 1, true))
  end)

  it("is written to a path, and refuses what it does not know", function()
    local path = os.tmpname()
    assert.is_true(t:markdown(path))
    local file = assert(io.open(path, "rb"))
    assert.equal(t:markdown(), file:read("a"))
    file:close()
    os.remove(path)
    assert.has_error(function() t:markdown(nil, { columns = { "no" } }) end, "sheaf.table: no column 'no'")
    assert.has_error(function() t:word(nil, { colums = {} }) end)
    assert.has_error(function() t:word(nil, { columns = {} }) end)
    local done, message, code = t:word "/nonexistent/folder/t.doc"
    assert.is_nil(done)
    assert.is_truthy(message:find("/nonexistent/folder/t.doc", 1, true))
    assert.equal("write", code)
  end)
end)
