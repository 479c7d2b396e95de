describe("arguments of the command", function()
  local parse = require("sheaf.arguments").parse

  it("reads every command", function()
    local args = assert(parse { "load", "a.sheaf", "x.ris", "y.ris", "--database", "MEDLINE",
      "--searched", "2024-05-01", "--format", "ris" })
    assert.same({ "load", "a.sheaf", { "x.ris", "y.ris" }, "MEDLINE", "2024-05-01", "ris" },
      { args.command, args.library, args.files, args.database, args.searched, args.input_format })
    args = assert(parse { "search", "a.sheaf", "access*[ti]", "--limit", "5", "--sort", "year" })
    assert.same({ "access*[ti]", 5, "year", "text", "pubmed" },
      { args.query, args.limit, args.sort, args.output_format, args.syntax })
    args = assert(parse { "show", "a.sheaf", "trends", "--with", "by=journal", "--with", "limit=3", "--csv", "-" })
    assert.same({ "trends", { "by=journal", "limit=3" }, "-" }, { args.analysis, args.with, args.csv })
    args = assert(parse { "report", "a.sheaf", "r.html", "--part", "trends" })
    assert.same({ "r.html", { "trends" } }, { args.out, args.part })
    assert.equal("formats", assert(parse { "formats" }).command)
  end)

  it("shows help with examples for each command", function()
    for _, command in ipairs { "load", "search", "show", "report" } do
      local args, text, wrong = parse { command, "--help" }
      assert.is_nil(args)
      assert.is_false(wrong)
      assert.truthy(text:find("Example", 1, true) and text:find("sheaf " .. command, 1, true), text)
    end
    local _, text = parse { "--help" }
    assert.truthy(text:find("Exit codes: 0 done, 1 failed, 2 wrong command line", 1, true))
  end)

  it("says what is wrong with a command line, and how it goes", function()
    for _, given in ipairs { {}, { "lod" }, { "load", "a" }, { "search", "a", "q", "--limit", "-1" },
      { "search", "a", "q", "--limit", "many" }, { "search", "a", "q", "--syntax", "google" }, { "show" },
      { "show", "a", "b", "c" }, { "report", "a" }, { "formats", "--nope" } } do
      local args, text, wrong = parse(given)
      assert.is_nil(args)
      assert.is_true(wrong)
      assert.truthy(text:find("Usage: sheaf", 1, true) and text:find("\n\nsheaf: ", 1, true), text)
    end
  end)
end)

describe("the command", function()
  local built = pcall(require, "sheaf")

  local NBIB = [[
PMID- 90000001
TI  - Evening opening of a harbour surgery: an interview study.
AB  - We asked 12 patients about access in the evening.
FAU - Reed, Jane
AU  - Reed J
DP  - 2014 Mar
JT  - Harbour medicine
TA  - Harb Med
PT  - Journal Article
OT  - access
LA  - eng

PMID- 90000002
TI  - Telephone triage on an island.
AB  - Accessing care by telephone was quick.
FAU - Marsh, Tom
AU  - Marsh T
DP  - 2016
JT  - Harbour medicine
TA  - Harb Med
PT  - Journal Article
OT  - triage
LA  - eng
]]

  local folder

  local function path(name) return folder .. "/" .. name end

  local function write(name, text)
    local file = assert(io.open(path(name), "wb"))
    file:write(text)
    file:close()
    return path(name)
  end

  local function read(name)
    local file = assert(io.open(path(name), "rb"))
    local text = file:read("a")
    file:close()
    return text
  end

  local function quote(text) return "'" .. text:gsub("'", "'\\''") .. "'" end

  --- Runs `sheaf ...`; returns its exit code, standard output and standard error.
  local function sheaf(...)
    local words = {}
    for i, word in ipairs { ... } do words[i] = quote(word) end
    local _, _, code = os.execute(("LUA_PATH=%s LUA_CPATH=%s COLUMNS=200 lua5.4 lua/bin/sheaf %s >%s 2>%s"):format(
      quote(package.path), quote(package.cpath), table.concat(words, " "), quote(path("out")), quote(path("err"))))
    return code, read("out"), read("err")
  end

  setup(function()
    folder = os.tmpname()
    os.remove(folder)
    assert(os.execute("mkdir " .. quote(folder)))
  end)

  teardown(function() os.execute("rm -r " .. quote(folder)) end)

  local function needs_library(name, run)
    it(name, function()
      if not built then return pending "the library is not built" end
      run()
    end)
  end

  needs_library("runs a strategy, remarks on it, says what it misses, and translates it", function()
    local library = path "s.sheaf"
    assert.equal(0, (sheaf("load", library, write("two.nbib", NBIB))))
    local strategy = write("strategy.txt", "1. (evening adj2 opening).ti.\n2. access*.ti,ab. (99)\n3. 1 and 2\n")
    local code, out, err = sheaf("strategy", library, strategy, "--syntax", "ovid", "--lint", "--known", "2016[dp]")
    assert.equal(0, code, err)
    assert.truthy(out:find("access%*%.ti,ab%. +2 +99"), out)
    assert.truthy(out:find("missed: ", 1, true) and out:find("line 1: nothing matches in", 1, true), out)
    assert.truthy(out:find("0 of 1 known studies are found", 1, true), out)
    code, out, err = sheaf("translate", strategy, "--from", "ovid", "--to", "wos")
    assert.equal(0, code, err)
    assert.equal("#1 TI=(evening NEAR/1 opening)\n#2 (TI=access* OR AB=access*)\n#3 #1 AND #2\n", out)
    code, out, err = sheaf("strategy", library, write("bad.txt", "access[tix]\n"))
    assert.equal(1, code, out)
    assert.truthy(out:find("no field [tix]", 1, true), out .. err)
    local failed, _, reason = sheaf("thesaurus", library, write("no.xml", "<x/>"))
    assert.equal(1, failed)
    assert.truthy(reason:find("no.xml", 1, true), reason)
    assert.equal(0, (sheaf("thesaurus", library, "spec/fixtures/thesaurus/desc2024.xml")))
  end)

  needs_library("loads, searches, shows and reports", function()
    local library = path "l.sheaf"
    local code, out, err = sheaf("load", library, write("two.nbib", NBIB), "--database", "MEDLINE")
    assert.equal(0, code, err)
    assert.truthy(out:find("2 seen, 2 loaded, 0 rejected; 2 records in", 1, true), out)

    code, out = sheaf("search", library, "access*[tiab]", "--sort", "year")
    assert.equal(0, code)
    assert.truthy(out:find("Evening opening", 1, true) and out:find("\n2 records\n", 1, true), out)
    code, out = sheaf("search", library, "triage[ti]", "--format", "csv")
    assert.equal(0, code)
    assert.truthy(out:find("^[^\n]*id,year,author,title") and out:find("Marsh", 1, true), out)

    code, out = sheaf("show", library)
    assert.equal(0, code)
    assert.truthy(out:find("MEDLINE", 1, true), out)
    code, out = sheaf("show", library, "trends")
    assert.equal(0, code)
    assert.truthy(out:find("2015        0", 1, true), out)
    code, out = sheaf("show", library, "--record", "1")
    assert.equal(0, code)
    assert.truthy(out:find("Reed, Jane", 1, true), out)
    code, out = sheaf("show", library, "concordance", "--with", "query=access*", "--csv", "-")
    assert.equal(0, code)
    assert.truthy(out:find("Accessing", 1, true), out)
    code = sheaf("show", library, "trends", "--svg", path "t.svg", "--json", path "t.json", "--query", "triage")
    assert.equal(0, code)
    assert.truthy(read("t.svg"):find("<svg", 1, true))
    assert.truthy(read("t.json"):find("2016", 1, true))

    code, out, err = sheaf("report", library, path "r.html", "--title", "Evening")
    assert.equal(0, code, err)
    assert.truthy(out:find("r.html: 2 records", 1, true), out)
    assert.truthy(read("r.html"):find("<title>Evening</title>", 1, true))
  end)

  needs_library("says that a file was loaded before, and does not fail", function()
    local file = write("again.nbib", NBIB)
    assert.equal(0, (sheaf("load", path "again.sheaf", file)))
    local code, out = sheaf("load", path "again.sheaf", file)
    assert.equal(0, code)
    assert.truthy(out:find("; 2 records in", 1, true), out)
  end)

  needs_library("fails with a reason", function()
    local library = path "f.sheaf"
    assert.equal(0, (sheaf("load", library, write("f.nbib", NBIB))))
    local function failing(...)
      local code, _, err = sheaf(...)
      assert.equal(1, code, err)
      assert.truthy(#err > 8 and not err:find("traceback", 1, true), err)
    end
    failing("load", library, path "no such file")
    failing("search", library, "(access[ti]")
    failing("search", path "none.sheaf", "x")
    failing("show", library, "no_such_analysis")
    failing("show", library, "trends", "--with", "nope=1")
    failing("show", library, "concordance")
    failing("show", library, "concordance", "--with", "query=access", "--svg", path "x.svg")
    failing("show", library, "--record", "999")
    failing("show", library, "trends", "--csv", path "no/such/folder.csv")
    failing("show", write("text.sheaf", "not a library"), "trends")
    failing("show", library, "sections", "--with", "category=none")
    failing("show", library, "characteristics", "--with", "rules=7")
    write("sheaf_analysis_thrower.lua", "return function() error {} end")
    local before = package.path
    package.path = folder .. "/?.lua;" .. before
    failing("show", library, "thrower")
    package.path = before
    assert.equal(2, (sheaf("show", library, "trends", "--with", "nope")))
    assert.equal(2, (sheaf("serch", library, "x")))
  end)

  needs_library("tells its version and its formats", function()
    local code, out = sheaf "--version"
    assert.equal(0, code)
    assert.truthy(out:find("^sheaf .*%(Lua 5%.4%)\n$"), out)
    code, out = sheaf "formats"
    assert.equal(0, code)
    assert.truthy(out:find("ris", 1, true), out)
  end)
end)
