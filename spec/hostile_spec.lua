--- Input that is made to do harm: too long, too deep, packed to burst, full of marks that mean something elsewhere.
--- Each costs a diagnostic at most; what stands beside it is loaded, and what is shown or written cannot act.
---
--- SHEAF_HOSTILE_MB: how long the long fields of all formats are; 1024 takes minutes and some gigabytes.

local sheaf = require "sheaf"

local MEGABYTES = tonumber(os.getenv "SHEAF_HOSTILE_MB")

local folder

local function quote(text) return "'" .. text:gsub("'", "'\\''") .. "'" end

local function path(name) return folder .. "/" .. name end

setup(function()
  folder = os.tmpname()
  os.remove(folder)
  assert(os.execute("mkdir " .. quote(folder)))
end)
teardown(function() os.execute("rm -r " .. quote(folder)) end)

-- ---- long ----

local WORDS = ("corridor and more words to read "):rep(32768) -- a megabyte

--- Writes a file whose first record has a field of so many megabytes, and whose second one is good.
local function write_long(name, before, megabytes, after)
  local file = assert(io.open(path(name), "wb"))
  file:write(before)
  for _ = 1, megabytes do file:write(WORDS) end
  file:write(after)
  file:close()
end

--- Loads it in a program of its own: what it prints, as a table.
local function load_apart(name)
  os.execute("rm -f " .. quote(path "apart.sheaf") .. "*")
  local pipe = assert(io.popen(("LUA_PATH=%s LUA_CPATH=%s lua5.4 spec/support/load_report.lua %s %s 2>&1"):format(
    quote(package.path), quote(package.cpath), quote(path(name)), quote(path "apart.sheaf"))))
  local said = pipe:read "a"
  pipe:close()
  local result = {}
  for key, value in said:gmatch("(%a+) (%S+)") do result[key] = tonumber(value) or value end
  assert.truthy(result.seconds, said)
  os.remove(path(name))
  if MEGABYTES then print(name, said) end
  return result
end

local LONG = {
  { "ris", "TY  - JOUR\nTI  - Corridor one\nAB  - ", "\nER  - \nTY  - JOUR\nTI  - Corridor two\nER  - \n" },
  { "nbib", "PMID- 1\nTI  - Corridor one\nAB  - ", "\n\nPMID- 2\nTI  - Corridor two\n" },
  { "bib", "@book{a, title={", "}}\n@book{b, title={Corridor two}}\n" },
  { "csv", 'title,year\n"', '",2001\nCorridor two,2002\n' },
  { "json", '[{"type":"book","title":"', '"},{"type":"book","title":"Corridor two"}]' },
  { "xml", "<?xml version='1.0'?><PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article>"
    .. "<ArticleTitle>", "</ArticleTitle></Article></MedlineCitation></PubmedArticle><PubmedArticle><MedlineCitation>"
    .. "<PMID>2</PMID><Article><ArticleTitle>Corridor two</ArticleTitle></Article></MedlineCitation></PubmedArticle>"
    .. "</PubmedArticleSet>" },
}

describe("a long field", function()
  for _, case in ipairs(LONG) do
    local kind, before, after = table.unpack(case)
    it("is loaded, or rejected alone: " .. kind, function()
      local megabytes = MEGABYTES or 4
      write_long("long." .. kind, before, megabytes, after)
      local got = load_apart("long." .. kind)
      assert.equal("true", got.whole)
      assert.equal(megabytes > 64 and 1 or 2, got.loaded)
      assert.equal(2, got.loaded + got.rejected)
      assert.equal(got.loaded, got.found)
      assert.equal(got.rejected == 1 and "too-long" or "none", got.code)
      if not os.getenv "LD_PRELOAD" then -- a sanitizer takes more
        assert.is_true(got.megabytes < 64 + 12 * megabytes, ("%d MB of memory"):format(got.megabytes))
      end
    end)
  end

  it("is rejected above 64 MB, packed or not", function()
    local _, before, after = table.unpack(LONG[1])
    write_long("bomb.ris", before, 66, after)
    assert(os.execute("gzip -1 " .. quote(path "bomb.ris")))
    local got = load_apart("bomb.ris.gz")
    assert.same({ 1, 1, "too-long", "true", 1 }, { got.loaded, got.rejected, got.code, got.whole, got.found })
  end)

  it("of white space in XML is not cut", function()
    local file = assert(io.open(path "spaces.xml", "wb"))
    file:write "<xml><records><record><titles><title>One</title></titles><abstract>begins here"
    for _ = 1, 66 do file:write((" "):rep(1 << 20)) end
    file:write "and ends</abstract><notes>here</notes></record><record><titles><title>Corridor two</title></titles>"
    file:write "</record></records></xml>"
    file:close()
    local got = load_apart "spaces.xml"
    assert.same({ 1, 1, "too-long", "true", 1 }, { got.loaded, got.rejected, got.code, got.whole, got.found })
  end)
end)

-- ---- packed ----

describe("a bomb", function()
  local function load(text, name)
    local lib <close> = assert(sheaf.open())
    local begun = os.clock()
    local report, message = lib:load { text = text, name = name }
    assert.is_true(os.clock() - begun < 20)
    assert.is_true(lib:check())
    return report, message, #lib
  end

  it("of XML entities is stopped", function()
    local entities = { '<!ENTITY e0 "corridor ">' }
    for i = 1, 30 do entities[i + 1] = ('<!ENTITY e%d "&e%d;&e%d;">'):format(i, i - 1, i - 1) end
    local report, message, count = load("<?xml version='1.0'?><!DOCTYPE PubmedArticleSet ["
      .. table.concat(entities) .. "]><PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article>"
      .. "<ArticleTitle>&e30;</ArticleTitle></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>",
      "bomb.xml")
    assert.is_true(count <= 1)
    assert.is_truthy(message or #report.problems > 0)
  end)

  it("reads no other file", function()
    local secret = os.tmpname()
    local file <close> = assert(io.open(secret, "wb"))
    file:write("the secret corridor")
    file:flush()
    local lib <close> = assert(sheaf.open())
    lib:load { name = "outside.xml", text = "<?xml version='1.0'?><!DOCTYPE PubmedArticleSet "
      .. "[<!ENTITY x SYSTEM 'file://" .. secret
      .. "'><!ENTITY % y SYSTEM 'file://" .. secret .. "'> %y;]><PubmedArticleSet><PubmedArticle>"
      .. "<MedlineCitation><PMID>1</PMID><Article><ArticleTitle>Known &x;</ArticleTitle></Article></MedlineCitation>"
      .. "</PubmedArticle></PubmedArticleSet>" }
    assert.equal(0, #assert(lib:search("secret")))
    os.remove(secret)
  end)

  it("of gzip in gzip is no input", function()
    local file = assert(io.open(path "zeros", "wb"))
    for _ = 1, 16 do file:write(("\0"):rep(1 << 20)) end
    file:close()
    assert(os.execute(("gzip -9 < %s | gzip -9 > %s"):format(quote(path "zeros"), quote(path "twice.gz"))))
    for _, name in ipairs { "zeros", "twice.gz" } do
      local lib <close> = assert(sheaf.open())
      local report, message = lib:load(path(name))
      assert.is_nil(report)
      assert.is_string(message)
      assert.equal(0, #lib)
    end
  end)
end)

-- ---- deep ----

local DEEP = 20000

local NESTED = {
  json = { '[{"type":"book","title":"Corridor","x":', "[", "]", "}]" },
  ["json objects"] = { '[{"type":"book","title":"Corridor","x":', '{"a":', "}", "}]" },
  bibtex = { "@book{a, title={Corridor ", "{", "}", "}}" },
  ["bibtex in quotes"] = { '@book{a, title="Corridor ', "{", "}", '"}' },
  latex = { "@book{a, title={Corridor ", "\\textit{\\'{", "}}", "}}" },
  ["pubmed xml"] = { "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>Corridor",
    "<i>", "</i>", "</ArticleTitle></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>" },
  ["endnote xml"] = { "<xml><records><record><titles><title>Corridor", "<style>", "</style>",
    "</title></titles></record></records></xml>" },
  ["other xml"] = { "<PubmedArticleSet>", "<x>", "</x>", "</PubmedArticleSet>" },
  html = { "<html><head><meta name='citation_title' content='Corridor'></head><body>", "<div>", "</div>",
    "</body></html>" },
  yaml = { "cff-version: 1.2.0\ntitle: Corridor\nmessage: x\nauthors: ", "[", "]", "\n" },
  ["json-ld"] = { "<html><head><script type='application/ld+json'>", '{"@graph":[', "]}", "</script></head></html>" },
  ris = { "TY  - JOUR\nTI  - Corridor ", "<i>(", ")</i>", "\nER  - \n" },
}

describe("deep nesting", function()
  for name, parts in pairs(NESTED) do
    it("ends with a record or a diagnostic: " .. name, function()
      for _, closed in ipairs { true, false } do
        local lib <close> = assert(sheaf.open())
        local text = parts[1] .. parts[2]:rep(DEEP) .. (closed and parts[3]:rep(DEEP) or "") .. parts[4]
        local begun = os.clock()
        local report, message = lib:load { text = text, name = "deep" }
        assert.is_true(os.clock() - begun < 10, "takes long")
        if report then
          assert.equal(report.seen, report.loaded + report.rejected)
          assert.equal(#lib, report.loaded)
          assert.is_true(#lib > 0 or #report.problems > 0 or name == "other xml") -- in which there is no record
        else
          assert.is_string(message)
        end
        assert.is_true(lib:check())
      end
    end)
  end

  it("of queries has a limit that is said", function()
    for _, syntax in ipairs(sheaf.query.syntaxes()) do
      local query, message, code = sheaf.query.parse(("("):rep(DEEP) .. "pain" .. (")"):rep(DEEP), syntax)
      assert.is_nil(query)
      assert.is_string(code)
      assert.truthy(message:find("1,?000"), message)
    end
  end)
end)

-- ---- bytes and marks ----

describe("bytes that are no text", function()
  local BAD = { "\xff\xfe\xfd", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\x80", "\0", "\x1f",
    "\xef\xbf\xbf", "\u{202E}", "\u{FEFF}", "\x1b]0;x\7" }

  it("are mended or kept, and all that leaves is UTF-8", function()
    for _, bytes in ipairs(BAD) do
      local lib <close> = assert(sheaf.open())
      lib:load { text = "TY  - JOUR\nTI  - Corridor " .. bytes .. " end\nAU  - A" .. bytes .. ", B\nKW  - k" .. bytes
        .. "\nER  - \nTY  - JOUR\nTI  - Corridor two\nER  - \n", name = "bad.ris" }
      assert.equal(2, #lib)
      assert.is_true(lib:check())
      assert.equal(2, #assert(lib:search("corridor[ti]")))
      for record in lib:all():each() do
        for _, entry in ipairs(record:entries()) do
          assert.is_truthy(utf8.len(entry.value), ("%q"):format(entry.value))
        end
      end
      for _, format in ipairs { "ris", "nbib", "bibtex", "csl-json", "endnote-xml", "csv", "jsonl" } do
        assert.is_truthy(utf8.len((lib:all():export(nil, { format = format }))), format)
      end
      local set, message = lib:search("corr" .. bytes .. "idor[ti]")
      assert.is_true(set ~= nil or utf8.len(message) ~= nil)
    end
  end)
end)

local TITLES = {
  "<script>alert(1)</script><img src=x onerror=alert(2)>", "</title></svg><script>alert(3)</script>",
  "]]><!-- --!> &lt;b&gt;",
  "=HYPERLINK(\"http://example.org\",\"x\")", "+1+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0",
  "@SUM(1+1)*cmd|' /C calc'!A0",
  "\\write18{touch x}\\input{/etc/passwd} $x^2$ % # _ { }", "\27[2J\27]0;title\7\27[31mred",
  "a\r\nER  - \r\nTY  - JOUR",
  "*** PMID- 1 @book{a} {{x}} %0A", "javascript:alert(1)", "'; DROP TABLE record; --",
  "${jndi:ldap://x}", "%s%n%p{{7*7}}",
}

describe("titles that mean something elsewhere", function()
  local lib
  setup(function()
    lib = assert(sheaf.open())
    sheaf.readers.add { name = "spec-hostile", detect = function() return 0 end, read = function(_, emit)
      for i, title in ipairs(TITLES) do
        emit { title = title, authors = { { family = title, given = "A" } }, year = 2000 + i, journal = title,
          abstract = title, keywords = { title }, doi = "10.1000/" .. i, urls = { title } }
      end
    end }
    assert.equal(#TITLES, assert(lib:load({ text = "x", name = "hostile" }, { format = "spec-hostile" })).loaded)
  end)
  teardown(function() lib:close() end)

  it("print as text", function()
    local printed = { tostring(lib), tostring(lib:all()), tostring(lib:sources()) }
    for record in lib:all():each() do printed[#printed + 1] = tostring(record) end
    for _, name in ipairs { "characteristics", "trends", "sources", "authors", "keywords", "duplicates" } do
      printed[#printed + 1] = tostring(assert(lib:all():analyze(name)))
    end
    printed[#printed + 1] = tostring(assert(lib:all():analyze("concordance", { query = "alert OR cmd" })))
    for _, text in ipairs(printed) do
      assert.is_nil(text:find("[\0-\8\11-\31\127]"), ("%q"):format(text))
      assert.is_nil(text:find("\xc2[\x80-\x9f]"))
    end
  end)

  it("are text in HTML and SVG", function()
    local html = assert(sheaf.report.html(nil, { title = TITLES[1], set = lib:all(), parts = {
      lib:all():analyze("keywords"), lib:all():analyze("sources"), lib:all():analyze("authors"), lib:sources() } }))
    local set_title = html:match("<title>(.-)</title>")
    assert.is_nil(set_title:find("<", 1, true))
    for _, bad in ipairs { "<script>alert", "<img src=x", "href=\"javascript", "href='javascript", "</svg><script" } do
      assert.is_nil(html:find(bad, 1, true), bad)
    end
    for _, name in ipairs { "keywords", "sources", "authors" } do
      local chart = lib:all():analyze(name):chart()
      assert.is_nil(chart and chart:find("<script>alert", 1, true))
    end
  end)

  it("do not run in a spreadsheet", function()
    for _, text in ipairs { lib:all():export(nil, { format = "csv" }), lib:all():analyze("keywords"):csv(),
      lib:all():analyze("sources"):csv() } do
      for cell in ("\n" .. text):gmatch("[\n,]\"?([=+@-][^0-9\n,][^\n]*)") do
        error("a cell begins as a formula: " .. cell)
      end
    end
  end)

  it("come back from every format as they were, or with less", function()
    for _, format in ipairs { "ris", "nbib", "bibtex", "csl-json", "endnote-xml", "csv", "jsonl" } do
      local text = assert(lib:all():export(nil, { format = format }))
      local again <close> = assert(sheaf.open())
      local report = assert(again:load({ text = text, name = "again." .. format }, { format = format }))
      assert.equal(#TITLES, report.loaded, format)
      assert.is_true(again:check())
    end
  end)

  it("are found and bound, not run, in SQL and queries", function()
    for _, title in ipairs(TITLES) do
      local rows = 0
      for _ in assert(lib:sql("select id from record where title = ?", lib:get(1).title)) do rows = rows + 1 end
      assert.equal(1, rows)
      for _, syntax in ipairs(sheaf.query.syntaxes()) do
        local set, message = lib:search(title, { syntax = syntax })
        assert.is_true(set ~= nil or type(message) == "string")
        assert.is_nil(message and message:find("[\0-\8\11-\31]"), message)
      end
    end
    assert.equal(#TITLES, #lib)
  end)
end)
