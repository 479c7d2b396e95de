local chars = require "sheaf.report.chars"
local new = require("sheaf.table").new
local width = require "sheaf.report.width"

local function lines_of(text)
  local lines = {}
  for line in (text .. "\n"):gmatch("(.-)\n") do lines[#lines + 1] = line end
  return lines
end

describe("a table as text", function()
  it("aligns columns, numbers to the right", function()
    local t = new {
      title = "Studies", columns = { "record", "n" }, rows = { { "Abara 2012", 7 }, { "Lyon", 1021 }, { "Moreau" } },
      notes = { "People, not practices." },
    }
    assert.equal(table.concat({
      "Studies",
      "record         n",
      "──────────  ────",
      "Abara 2012     7",
      "Lyon        1021",
      "Moreau",
      "People, not practices.",
    }, "\n"), t:text())
    assert.equal(t:text(), tostring(t))
  end)

  it("never grows wider than asked, whatever the cells hold", function()
    local long = ("wide 中文 e\u{301}a\u{308} "):rep(40)
    local t = new { columns = { "a", "b", "c", "n" }, rows = { { long, long, "short", 12345 }, { "x", long, nil, 1 } },
      title = long, notes = {} }
    for limit = 1, 140 do
      for _, line in ipairs(lines_of(t:text { width = limit })) do
        assert.is_true(width.of(line) <= math.max(limit, 6), ("%d at %d: %s"):format(width.of(line), limit, line))
      end
    end
  end)

  it("keeps the end of text that is aligned to the right", function()
    local t = new { columns = { { name = "left", align = "right" }, "match" },
      rows = { { ("far "):rep(20) .. "near the", "word" } } }
    assert.is_truthy(t:text({ width = 20 }):find("…far near the  word", 1, true))
  end)

  it("keeps numbers whole while texts give way", function()
    local t = new { columns = { "a", "n" }, rows = { { ("long "):rep(30), 1234567 } } }
    assert.is_truthy(t:text({ width = 20 }):find("1234567", 1, true))
    assert.is_truthy(t:text({ width = 20 }):find("…", 1, true))
  end)

  it("spares the first column, which names the row", function()
    local t = new { columns = { "record", "a", "b", "c" },
      rows = { { "Wedderburn 2016", ("a "):rep(50), ("b "):rep(50), ("c "):rep(50) } } }
    assert.is_truthy(t:text({ width = 60 }):find("\nWedderburn 2016  a", 1, true))
  end)

  it("names the columns that found no room", function()
    local columns, row = {}, {}
    for i = 1, 30 do columns[i], row[i] = "column" .. i, ("value "):rep(5) end
    local text = new({ columns = columns, rows = { row } }):text { width = 60 }
    assert.is_truthy(text:find("… %d+ more columns: column"))
  end)

  it("cuts long tables and says how many rows are not shown", function()
    local rows = {}
    for i = 1, 43 do rows[i] = { i } end
    local t = new { columns = { "n" }, rows = rows }
    assert.is_truthy(tostring(t):find("\n20\n… 23 more rows$"))
    assert.is_truthy(t:text({ rows = 42 }):find("\n42\n… 1 more row$"))
    assert.is_truthy(t:text({ rows = 0 }):find("… 43 more rows$"))
    assert.is_nil(t:text({ rows = math.huge }):find("more"))
    rows[22] = nil
    assert.is_nil(tostring(new { columns = { "n" }, rows = table.move(rows, 1, 21, 1, {}) }):find("more"))
  end)

  it("says that a table has no rows", function()
    assert.equal("a  b\n─  ─\nno rows", tostring(new { columns = { "a", "b" } }))
  end)

  it("makes terminal escapes, controls and line ends harmless", function()
    local t = new {
      title = "t\27]0;owned\7", columns = { "a\27[2J" },
      rows = { { "x\27[31my\r\n\tz\0\u{9B}31m\127\u{2028}\u{202E}w" } },
      notes = { "\27[8m" },
    }
    local text = t:text()
    assert.is_nil(text:find("[\0-\9\11-\31\127]"))
    assert.is_nil(text:find("\u{9B}", 1, true))
    assert.is_nil(text:find("\u{202E}", 1, true))
    assert.is_truthy(text:find("y z", 1, true))
    assert.equal(5, #lines_of(text))
  end)

  it("takes COLUMNS for the width only when it is a number", function()
    local t = new { columns = { "a" }, rows = { { ("x"):rep(300) } } }
    local longest = width.of(lines_of(t:text())[3])
    local columns = math.tointeger(tonumber(os.getenv("COLUMNS") or "")) or 100
    assert.equal(columns, longest)
  end)
end)

describe("width of text", function()
  it("counts what a terminal shows", function()
    for text, expected in pairs {
      [""] = 0, abc = 3, ["é"] = 1, ["e\u{301}"] = 1, ["中文"] = 4, ["한국"] = 4, ["ｱ"] = 1, ["Ａ"] = 2,
      ["\u{1F600}"] = 2, ["\u{200B}"] = 0, ["नि"] = 2, ["क्"] = 1, ["“x”"] = 3, ["\u{FFFD}"] = 1,
    } do
      assert.equal(expected, width.of(text), text)
    end
  end)

  it("cuts between letters, never between a letter and its mark", function()
    assert.equal("abc…", width.cut("abcdef", 4))
    assert.equal("abcd", width.cut("abcd", 4))
    assert.equal("中…", width.cut("中文字", 4))
    assert.equal("e\u{301}e\u{301}…", width.cut(("e\u{301}"):rep(5), 3))
    assert.equal("…", width.cut("中文", 1))
    assert.equal("…字", width.cut("中文字", 4, "end"))
    assert.equal("…e\u{301}e\u{301}", width.cut(("e\u{301}"):rep(5), 3, "end"))
    assert.equal("…", width.cut("中文", 1, "end"))
  end)
end)

describe("characters", function()
  it("replaces broken UTF-8 and keeps the rest", function()
    assert.equal("a\u{FFFD}b", chars.valid("a\xFFb"))
    assert.equal("\u{FFFD}\u{FFFD}é", chars.valid("\xC3\xE9é"))
    assert.equal("x\u{FFFD}", chars.valid("x\xE4"))
    assert.equal("\u{FFFD}\u{FFFD}\u{FFFD}", chars.valid("\xED\xA0\x80"))
    assert.equal("ok é中", chars.valid("ok é中"))
  end)

  it("writes numbers that read back as the same number", function()
    for _, value in ipairs { 0, -1, 12345678901, 0.1, 1 / 3, 1e300, -2.5, 5e-324, 100.0 } do
      assert.equal(value, tonumber(chars.numeral(value)))
    end
    assert.equal("0.1", chars.numeral(0.1))
    assert.equal("7", chars.numeral(7))
  end)
end)
