--- Where a message says that something went wrong: in the program that called sheaf, never in a file of sheaf's own.

local sheaf = require "sheaf"

local RIS = "TY  - JOUR\nTI  - Evening clinics\nAU  - Okafor, N\nPY  - 2015\nER  - \n"

local function loaded()
  local lib = assert(sheaf.open())
  assert(lib:load { text = RIS, name = "one.ris" })
  return lib
end

--- What a program that calls sheaf is told.
local function said(code, ...)
  local ok, message = pcall(assert(load(code, "=program")), ...)
  assert.is_false(ok, code)
  return message
end

describe("a wrong argument", function()
  local lib
  setup(function() lib = loaded() end)
  teardown(function() lib:close() end)

  for _, case in ipairs {
    { "lib:search('x', { nosuch = 1 })", "lib:search: no option 'nosuch'" },
    { "lib:search('x', { syntax = 5 })", "lib:search: options.syntax must be a string, not number" },
    { "lib:search(lib)", "lib:search: the query must be a string or a parsed query, not userdata" },
    { "lib:count('x', 5)", "lib:count: options must be a table, not number" },
    { "lib:spans(1, 'x')", "lib:spans: a record expected, as lib:get(id) gives, got number" },
    { "lib:explain(1, 'x', 5)", "lib:explain: options must be a table, not number" },
    { "lib:code(1, { code = 'x', nosuch = 1 })", "lib:code: no option 'nosuch'" },
    { "lib:decide(1, { nosuch = 1 })", "lib:decide: no option 'nosuch'" },
    { "lib:deduplicate { nosuch = 1 }", "lib:deduplicate: no option 'nosuch'" },
    { "lib:all():references('apa', { nosuch = 1 })", "set:references: no option 'nosuch'" },
    { "lib:get(1):reference('vancouver', { nosuch = 1 })", "record:reference: no option 'nosuch'" },
    { "lib:strategy('evening'):known(5)", "strategy:known: the set of the known studies expected, got number" },
    { "sheaf.report.html(nil, { nosuch = 1 })", "sheaf.report.html: no option 'nosuch'" },
    { "sheaf.query.parse('x', 5)", "sheaf.query.parse: the syntax must be a string, not number" },
    { "sheaf.readers.page(5)", "sheaf.readers: a text expected, got number" },
  } do
    it("is told to the caller: " .. case[1], function()
      local message = said("local lib, sheaf = ...\nlocal result = " .. case[1] .. "\nreturn result", lib, sheaf)
      if message:find "%.lua:" then error(message) end
      assert.truthy(message:find(case[2], 1, true), message)
      local place = message:match "^(.-): [%w.:]+: "
      assert.truthy(not place or place == "program:2", message)
    end)
  end
end)

describe("a closed library", function()
  it("says no more than that", function()
    local lib = loaded()
    lib:close()
    for _, call in ipairs { "lib:search('x')", "lib:count('x')", "lib:decide(1, { stage = 's', verdict = 'include' })",
      "lib:same(1, 2)", "lib:sources()", "lib:load { text = 'x' }" } do
      assert.equal("the library is closed", said("local lib = ... return (" .. call .. ")", lib))
    end
  end)
end)

describe("a reader whose detect fails", function()
  local failing = { name = "spec-failing", detect = function() error "no such luck" end, read = function() end }
  setup(function() sheaf.readers.add(failing) end)
  teardown(function()
    failing.detect = function() return 0 end
    sheaf.readers.add(failing)
  end)

  local function check(input, loaded_before)
    local lib <close> = assert(sheaf.open())
    local report, message = lib:load(input)
    assert(report, message)
    assert.equal(loaded_before, report.loaded)
    return report.problems
  end

  it("is passed over with a diagnostic, and the others go on", function()
    local problems = check({ text = "<html><body><p>Okafor N (2015). Evening clinics. Journal of Towns, 3(2), 1-9.</p>"
      .. "<meta name='citation_title' content='Evening clinics'></body></html>", name = "page" }, 1)
    assert.equal("reader-failed", problems[1].code)
    assert.equal("warning", problems[1].severity)
    assert.truthy(problems[1].message:find("reader 'spec-failing' failed in detect, and was passed over", 1, true))
    assert.truthy(problems[1].message:find("no such luck", 1, true))
  end)

  it("hides no other reason", function()
    local lib <close> = assert(sheaf.open())
    local report, message, code, all = lib:load { text = "what is this?", name = "note" }
    assert.is_nil(report)
    assert.equal("unknown-format", code)
    assert.truthy(message:find("the format was not recognised", 1, true))
    assert.equal("reader-failed", all.problems[1].code)
    local format, why = sheaf.detect { text = "what is this?" }
    assert.is_nil(format)
    assert.truthy(why:find("no such luck", 1, true))
  end)

  it("does not matter to the core's formats", function()
    assert.equal(0, #check({ text = RIS, name = "one.ris" }, 1))
  end)
end)
