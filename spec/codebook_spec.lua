--- Codebooks: those that come with it, a user's own, what is wrong with one, and REFI-QDA codebooks.

local codebook = require "sheaf.codebook"
local refi = require "sheaf.refi.codebook"
local sheaf = require "sheaf"
local schema = require "spec.support.refi"

local function wrong(given)
  local book, message, code = codebook.read(given, "mine")
  assert.is_nil(book)
  assert.are.equal("codebook", code)
  return message
end

describe("a codebook that comes with sheaf", function()
  it("has the five dimensions of access, each with the ability that answers to it", function()
    local book = assert(sheaf.codebook.access)
    local names, abilities = {}, {}
    for i, code in ipairs(book.codes) do
      names[i], abilities[i] = code.name, code.codes[#code.codes].name
    end
    assert.are.same({ "approachability", "acceptability", "availability", "affordability", "appropriateness" }, names)
    assert.are.same({ "perceive", "seek", "reach", "pay", "engage" }, abilities)
    assert.is_truthy(book.source:find("10.1186/1475-9276-12-18", 1, true))
  end)

  it("has the six factors of implementation, and trust below them", function()
    local names = {}
    for i, code in ipairs(sheaf.codebook.implementation.codes) do names[i] = code.name end
    assert.are.same({ "technology", "governance", "workforce", "engagement", "infrastructure", "alliances", "trust" },
      names)
  end)

  it("gives every code a note, and terms to it or to those below it", function()
    for _, name in ipairs { "access", "implementation" } do
      for _, code in ipairs(sheaf.codebook[name].all) do
        assert.is_truthy(code.note, code.name)
        assert.is_true(#code.terms > 0 or #code.codes > 0, code.name)
      end
    end
  end)

  it("prints as a tree", function()
    local text = tostring(sheaf.codebook.access)
    assert.is_truthy(text:find("codebook access: 13 codes", 1, true))
    assert.is_truthy(text:find("\n    perceive: Ability to perceive (", 1, true))
    assert.are.equal(13, #sheaf.codebook.access)
  end)

  it("finds a code whatever the letters' case", function()
    assert.are.equal("approachability", sheaf.codebook.access:find("Approachability").name)
    assert.is_nil(sheaf.codebook.access:find "nothing")
  end)
end)

describe("a codebook of one's own", function()
  it("is a file on the path", function()
    package.preload.sheaf_codebook_of_file = function() return { codes = { "first", { name = "second" } } } end
    local book = assert(codebook.get "of_file")
    assert.are.same({ "of_file", 2, "first" }, { book.name, #book.all, book.codes[1].name })
    package.preload.sheaf_codebook_of_file = nil
  end)

  it("is an assignment, and can be taken away again", function()
    sheaf.codebook.ours = { title = "Ours", codes = { { name = "hope", terms = { "hope*" } } } }
    assert.are.equal("hope", sheaf.codebook.ours.codes[1].name)
    sheaf.codebook.ours = nil
    assert.is_nil((codebook.get "ours"))
    assert.has_error(function() sheaf.codebook.ours = { codes = {} } end)
    assert.has_error(function() sheaf.codebook.get = { codes = { "x" } } end)
  end)

  it("says which there are where a name is not known", function()
    local book, message, code = codebook.get "nowhere"
    assert.is_nil(book)
    assert.are.equal("codebook", code)
    assert.is_truthy(message:find("access, implementation", 1, true))
  end)

  for _, case in ipairs {
    { "no codes", {}, "it has no codes" },
    { "a key that is none", { codes = { { name = "a", term = { "x" } } } }, "codes[1]: 'term' is no key" },
    { "a code without a name", { codes = { { title = "x" } } }, "codes[1]: the code has no name" },
    { "a name twice", { codes = { "a", { name = "b", codes = { "A" } } } }, "codes[2] (b).codes[1] (A): another code" },
    { "a term with and", { codes = { { name = "a", terms = { "x and y" } } } },
      "terms[1]: the term 'x and y' holds 'and'" },
    { "a term with not", { codes = { { name = "a", terms = { "x not y" } } } }, "holds 'not'" },
    { "a heading", { codes = { { name = "a", terms = { "exp Care/" } } } }, "a subject heading" },
    { "a field", { codes = { { name = "a", terms = { "care.ti" } } } }, "names a field" },
    { "open parentheses", { codes = { { name = "a", terms = { "(x or y" } } } }, "parentheses do not match" },
    { "an open quote", { codes = { { name = "a", terms = { '"x y' } } } }, "quotation mark is never closed" },
    { "no word", { codes = { { name = "a", terms = { "good", "***" } } } }, "codes[1] (a).terms[2]" },
    { "a term that is a number", { codes = { { name = "a", terms = { 5 } } } }, "a term must be a string" },
    { "a line break in a term", { codes = { { name = "a", terms = { "a\nb" } } } }, "must be one line" },
    { "a hole", { codes = { { name = "a", terms = { "x", nil, "y" } } } }, "without holes" },
    { "text that is no UTF-8", { codes = { { name = "a\xFF" } } }, "not UTF-8" },
    { "a note of the wrong kind", { codes = { { name = "a", note = {} } } }, "note must be a string" },
  } do
    it("is refused for " .. case[1] .. ", with the place", function()
      local message = wrong(case[2])
      assert.is_truthy(message:find(case[3], 1, true), message)
      assert.is_truthy(message:find("codebook 'mine'", 1, true), message)
    end)
  end

  it("is refused where sub-codes go on without end", function()
    local code = { name = "c0" }
    for i = 1, 40 do code = { name = "c" .. i, codes = { code } } end
    assert.is_truthy(wrong({ codes = { code } }):find "nested more than")
  end)
end)

describe("a REFI-QDA codebook", function()
  it("comes back as it left", function()
    for _, name in ipairs { "access", "implementation" } do
      local text = sheaf.codebook[name]:export()
      local book, problems = assert(refi.parse(text, "x.qdc"))
      assert.are.same({}, problems)
      assert.are.equal(text, book:export())
      assert.are.equal(tostring(sheaf.codebook[name]), tostring(book))
    end
  end)

  it("is what the published schema says", function()
    local missing = schema.missing "Codebook.xsd"
    if missing then return pending(missing) end
    local book = assert(codebook.read { title = "Möglichkeiten & <Grenzen>", codes = { "a\u{301}b & c",
      { name = "x", note = "first\nsecond", codes = { "y" } } } })
    for _, one in ipairs { sheaf.codebook.access, book } do
      assert.is_nil(schema.wrong("Codebook.xsd", one:export()))
    end
  end)

  it("has the same GUIDs each time, and no two alike", function()
    local seen, count = {}, 0
    for guid in sheaf.codebook.access:export():gmatch '<Code guid="([^"]+)"' do
      assert.is_truthy(guid:find("^%x%x%x%x%x%x%x%x%-%x%x%x%x%-5%x%x%x%-[89ab]%x%x%x%-%x%x%x%x%x%x%x%x%x%x%x%x$"), guid)
      assert.is_nil(seen[guid])
      seen[guid], count = true, count + 1
    end
    assert.are.equal(13, count)
  end)

  it("of another program is read: nesting, notes, braces, names that stand twice", function()
    local book, problems = assert(refi.parse([[<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Another"><Codes>
<Code guid="{0A5B2C3D-0000-4000-8000-000000000001}" name="Barriers" isCodable="false"><Description>What hinders
people</Description><Code guid="0a5b2c3d-0000-4000-8000-000000000002" name="Cost" isCodable="true"
color="#FF0000"/></Code>
<Code guid="0a5b2c3d-0000-4000-8000-000000000003" name="Enablers" isCodable="true"><Code
guid="0a5b2c3d-0000-4000-8000-000000000004" name="cost" isCodable="true"/></Code></Codes>
<Sets><Set guid="0a5b2c3d-0000-4000-8000-000000000005" name="Group"/></Sets></CodeBook>]], "other.qdc"))
    assert.are.same({ "Barriers", "Cost", "Enablers", "cost (Enablers)" },
      { book.all[1].name, book.all[2].name, book.all[3].name, book.all[4].name })
    assert.are.equal("What hinders\npeople", book.all[1].note)
    assert.are.same({ "renamed", "set" }, { problems[1].code, problems[2].code })
  end)

  for _, case in ipairs {
    { "an XML bomb", '<!DOCTYPE a [<!ENTITY b "bbbb">]><CodeBook>&b;</CodeBook>', "document type" },
    { "broken XML", "<CodeBook><Codes>", "broken" },
    { "another document", "<Project/>", "no REFI-QDA codebook" },
    { "one without codes", "<CodeBook><Codes/></CodeBook>", "no codes" },
    { "nesting without end", ("<a>"):rep(5000), "nested" },
    { "nothing", "", "broken" },
  } do
    it("is refused: " .. case[1], function()
      local book, message, code = refi.parse(case[2], "x.qdc")
      assert.is_nil(book)
      assert.is_string(code)
      assert.is_truthy(message:find(case[3], 1, true), message)
      assert.is_truthy(message:find("x.qdc", 1, true), message)
    end)
  end

  it("says which file cannot be read", function()
    local book, message = codebook.load "/nowhere/x.qdc"
    assert.is_nil(book)
    assert.is_truthy(message:find("/nowhere/x.qdc", 1, true))
  end)
end)

it("what is wrong with a codebook is said on one line, without control characters", function()
  assert.are.equal("codebook 'mine'.codes[1] (a).terms[1]: the term is empty; write a word, or leave it out",
    wrong { codes = { { name = "a", terms = { " " } } } })
  assert.is_nil(wrong({ codes = { { name = "a\27[31m\nb" } } }):find "%c")
  assert.is_nil(wrong({ ["a\27\nb"] = 1, codes = { "a" } }):find "%c")
end)
