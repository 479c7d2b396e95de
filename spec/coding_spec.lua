--- Coding: sentences and clauses, terms against a brute-force reading, codes by hand, attributes and memos.

local codebook = require "sheaf.codebook"
local sentence = require "sheaf.coding.sentence"
local sheaf = require "sheaf"
local terms = require "sheaf.coding.terms"
local words = require "sheaf.words"

local function library(texts)
  local lines = {}
  for i, text in ipairs(texts) do
    lines[i] = ("TY  - JOUR\nAU  - Okafor, Ngozi\nTI  - %s\nPY  - %d\nAB  - %s\nER  - \n")
      :format(text[1], 2000 + i, text[2])
  end
  local lib = assert(sheaf.open())
  assert(lib:load { text = table.concat(lines, "\n"), name = "texts.ris" })
  return lib
end

local function book_of(list)
  local codes = {}
  for i, one in ipairs(list) do codes[i] = { name = one[1], terms = one[2] } end
  return assert(codebook.read { codes = codes })
end

local function cut(text, list)
  local parts = {}
  for i, one in ipairs(list) do parts[i] = text:sub(one.first, one.last) end
  return parts
end

describe("sentences", function()
  for _, case in ipairs {
    { "We asked. They said (so)! Why?", { "We asked.", "They said (so)!", "Why?" } },
    { "It cost 3.5 pounds (e.g. Dr. Smith et al. 2010) in the U.K. then. Good.",
      { "It cost 3.5 pounds (e.g. Dr. Smith et al. 2010) in the U.K. then.", "Good." } },
    { 'They said "no." Then they left.', { 'They said "no."', "Then they left." } },
    { "They said no. Then see no. 3 of it.", { "They said no.", "Then see no. 3 of it." } },
    { "J. Smith wrote. Élan vital.", { "J. Smith wrote.", "Élan vital." } },
    { "better services.Results were", { "better services.", "Results were" } },
    { "  no full stop  ", { "no full stop" } }, { "", {} }, { " . ", { "." } }, { "...", { "..." } },
  } do
    it("of: " .. case[1], function() assert.are.same(case[2], cut(case[1], sentence.sentences(case[1]))) end)
  end

  it("cover every word once, in order, of any bytes", function()
    local random, pieces = 12345, { "word", " ", ". ", "? ", "A", "é", "\u{2014}", "; ", ", and ", "\n", "3", ")", '"',
      "\xFF", ":", " – " }
    for _ = 1, 300 do
      local parts = {}
      for i = 1, 30 do
        random = (random * 1103515245 + 12345) % 2147483648
        parts[i] = pieces[random // 65536 % #pieces + 1]
      end
      local text, last = table.concat(parts), 0
      for _, one in ipairs(sentence.sentences(text)) do
        assert.is_true(one.first > last and one.last >= one.first)
        assert.is_nil(text:sub(last + 1, one.first - 1):find "%S")
        local inner = one.first - 1
        for _, clause in ipairs(sentence.clauses(text, one)) do
          assert.is_true(clause.first > inner and clause.last <= one.last)
          inner = clause.last
        end
        last = one.last
      end
      assert.is_nil(text:sub(last + 1):find "%S")
    end
  end)

  it("are cut into clauses", function()
    local text = "Money was short; people, who waited, left: the time 10:30 – a bad one – was gone, but hope stayed."
    local one = sentence.sentences(text)[1]
    assert.are.same({ "Money was short;", "people,", "who waited, left:", "the time 10:30", "a bad one",
      "was gone,", "but hope stayed." }, cut(text, sentence.clauses(text, one)))
  end)
end)

-- ---- the oracle: a term of words with * at ends, matched word by word over every sentence ----

local function matches(term, list, at)
  local k = 0
  for part in term:gmatch "%S+" do
    local word = list[at + k]
    local stem = part:match "^(.*)%*$"
    if not word or (stem and word.fold:sub(1, #stem) ~= stem) or (not stem and word.fold ~= part) then return nil end
    k = k + 1
  end
  return list[at + k - 1]
end

local function brute(record, list_of_terms)
  local quotes = {}
  for _, field in ipairs { "title", "abstract" } do
    local text = record[field] or ""
    local units, list = terms.sentences(record, field), words.split(text)
    local hit = {}
    for at, word in ipairs(list) do
      for _, term in ipairs(list_of_terms) do
        local last = matches(term, list, at)
        if last then
          for i, unit in ipairs(units) do
            if unit.last >= word.first and unit.first <= last.last then hit[i] = true end
          end
        end
      end
    end
    for i, unit in ipairs(units) do
      if hit[i] then
        quotes[#quotes + 1] = text:sub(unit.first, unit.last)
      end
    end
  end
  return quotes
end

describe("coding by terms", function()
  local PIECES = { "access", "accessible", "care", "primary", "waiting", "times", "wait", "trust", "trusted", "the",
    "of", "costs" }

  it("finds the sentences that reading every text finds, and the records that a search finds", function()
    local seed, texts = 99, {}
    local function random(n)
      seed = (seed * 1103515245 + 12345) % 2147483648
      return seed // 65536 % n + 1
    end
    for i = 1, 150 do
      local parts = {}
      for k = 1, 5 do
        local list = { "Here" }
        for _ = 1, 2 + random(6) do list[#list + 1] = PIECES[random(#PIECES)] end
        parts[k] = table.concat(list, " ") .. "."
      end
      texts[i] = { "Title " .. i .. " of " .. PIECES[random(#PIECES)], table.concat(parts, " ") }
    end
    local lib <close> = library(texts)
    local lists = { { "access*" }, { "primary care", "waiting times" }, { "trust*", "costs" }, { "wait* times" },
      { "care of the" } }
    local given = {}
    for i, list in ipairs(lists) do given[i] = { "code " .. i, list } end
    local book = book_of(given)
    local found = assert(terms.records(lib, book))
    for record in lib:all():each() do
      local by_code = {}
      for _, passage in ipairs(assert(terms.passages(record, book))) do
        by_code[passage.code] = by_code[passage.code] or {}
        table.insert(by_code[passage.code], passage.text)
        assert.are.equal(passage.text, record[passage.field]:sub(passage.first, passage.last))
      end
      for i, code in ipairs(book.codes) do
        assert.are.same(brute(record, lists[i]), by_code[code] or {}, record.id .. " " .. code.name)
        assert.are.equal(by_code[code] ~= nil, found[code][record.id] == true)
      end
    end
    for i, code in ipairs(book.codes) do
      local query = "(" .. table.concat(lists[i], " or ") .. ").ti,ab."
      local count = 0
      for _ in pairs(found[code]) do count = count + 1 end
      assert.are.equal(#assert(lib:search(query, { syntax = "ovid" })), count)
    end
  end)

  it("quotes sentences, clauses or the words alone", function()
    local lib <close> = library { { "One", "AIM: To ask, but people waited long; others left. Nothing else." } }
    local book = book_of { { "waiting", { "wait*" } } }
    local function quote(unit) return assert(terms.passages(lib:get(1), book, unit))[1].text end
    assert.are.equal("but people waited long;", quote "clause")
    assert.are.equal("waited", quote "words")
    assert.is_truthy(quote("sentence"):find "To ask, but people waited long; others left%.$")
    assert.has_error(function() quote "page" end)
  end)

  it("takes proximity, alternatives and letters that stand for others", function()
    local lib <close> = library { { "One", "Access for all to good care. The organization and one woman." } }
    local book = book_of { { "near", { "access adj5 care" } }, { "far", { "access adj2 care" } },
      { "or", { "(organi#ation or x) adj3 one" } }, { "letter", { "wom#n" } } }
    local names = {}
    for i, passage in ipairs(assert(terms.passages(lib:get(1), book))) do names[i] = passage.code.name end
    assert.are.same({ "near", "letter" }, { names[1], names[#names] })
    for _, name in ipairs(names) do assert.are_not.equal("far", name) end
  end)
end)

describe("a code by hand", function()
  it("has a place in the text, at whole characters", function()
    local lib <close> = library { { "Évening clinics", "Text." } }
    assert.has_error(function() lib:code(1, { code = "x", field = "title", first = 2, last = 4 }) end)
    assert.has_error(function() lib:code(1, { code = "x", field = "title", first = 1, last = 1 }) end)
    assert.has_error(function() lib:code(1, { code = "x", field = "title", first = 1, last = 100 }) end)
    assert(lib:code(1, { code = "x", field = "title", first = 1, last = 2 }))
    assert.are.equal("É", lib:codes()[1].text)
  end)

  it("is taken back by an undo", function()
    local lib <close> = library { { "One", "Text." } }
    local row = assert(lib:code(1, { code = "x", by = "Ana" }))
    assert(lib:undo(row, { by = "Ana" }))
    assert.are.equal(0, #lib:codes())
    assert.are.equal(2, #lib:ledger())
  end)
end)

describe("an attribute", function()
  it("is said of a record or a set; the latest counts, nil takes it away, an undo brings it back", function()
    local lib <close> = library { { "One", "Text." }, { "Two", "Text." } }
    local first, count = assert(lib:attribute(lib:all(), "country", "England", { by = "Ana" }))
    assert.are.same({ 1, 2 }, { first, count })
    lib:attribute(1, "country", "Wales")
    lib:attribute(2, "n", 30)
    assert.are.same({ country = "Wales" }, lib:get(1):attributes())
    assert.are.same({ country = "England", n = "30" }, lib:get(2):attributes())
    local row = assert(lib:attribute(1, "country", nil))
    assert.are.same({}, lib:get(1):attributes())
    assert(lib:undo(row))
    assert.are.same({ country = "Wales" }, lib:get(1):attributes())
    local t = lib:attributes()
    assert.are.same({ 3, "country", "Wales" }, { #t, t[1].attribute, t[1].value })
  end)

  it("needs a name and a text", function()
    local lib <close> = library { { "One", "Text." } }
    assert.has_error(function() lib:attribute(1, "", "x") end)
    assert.has_error(function() lib:attribute(1, nil, "x") end)
    assert.has_error(function() lib:attribute(1, "a\nb", "x") end)
    assert.has_error(function() lib:attribute(1, "a", {}) end)
    assert.has_error(function() lib:attribute(1, "a", "x", { wrong = 1 }) end)
    local row, message, code = lib:attribute(99, "a", "x")
    assert.are.same({ "nil", "range" }, { tostring(row), code })
    assert.is_truthy(message:find "99")
  end)
end)

describe("a memo", function()
  it("is about a record, a code or a passage", function()
    local lib <close> = library { { "One", "Text." } }
    local row = assert(lib:code(1, { code = "hope", field = "title", first = 1, last = 3 }))
    assert(lib:memo(1, "of the record", { by = "Ana" }))
    assert(lib:memo(nil, "of the code", { code = "hope" }))
    local last = assert(lib:memo(nil, "of the passage", { row = row }))
    local t = lib:memos()
    assert.are.same({ "record", "code", "passage" }, { t[1].about, t[2].about, t[3].about })
    assert.are.same({ "Ana", "hope", "hope", row, 1 }, { t[1].by, t[2].code, t[3].code, t[3].passage, t[3].record })
    assert(lib:undo(last))
    assert.are.equal(2, #lib:memos())
  end)

  it("on a passage goes with the passage's code", function()
    local lib <close> = library { { "One", "Text." } }
    local row = assert(lib:code(1, { code = "hope" }))
    assert(lib:memo(nil, "of the passage", { row = row }))
    assert(lib:undo(row))
    assert.are.equal(0, #lib:memos())
  end)

  it("says what is wrong", function()
    local lib <close> = library { { "One", "Text." } }
    assert.has_error(function() lib:memo(1, "") end)
    assert.has_error(function() lib:memo(nil, "x") end)
    assert.has_error(function() lib:memo(1, "x", { code = "a" }) end)
    local row, _, code = lib:memo(nil, "x", { row = 77 })
    assert.are.same({ "nil", "range" }, { tostring(row), code })
  end)
end)

describe("what was said", function()
  it("leaves with the records and comes back with them", function()
    for _, format in ipairs { "jsonl", "ris", "nbib", "bibtex", "endnote-xml", "csl-json" } do
      local lib <close> = library { { "Evening clinics in towns", "People trust them." }, { "Night", "Text." } }
      lib:attribute(lib:all(), "country", "England", { by = "Ana", at = "2024-01-02T03:04:05Z", why = "title" })
      local row = assert(lib:code(1, { code = "trust", field = "abstract", first = 8, last = 12, memo = "a\nb",
        by = "Bo", at = "2024-01-02T03:04:05Z" }))
      lib:memo(2, "of the record", { at = "2024-01-02T03:04:05Z" })
      lib:memo(nil, "of the passage", { row = row, by = "Ana", at = "2024-01-02T03:04:05Z" })
      lib:memo(nil, "of the code", { code = "trust", at = "2024-01-02T03:04:05Z" })
      local copy <close> = assert(sheaf.open())
      assert(copy:load { text = assert(lib:all():export(nil, { format = format })) })
      local function said(one)
        local list = {}
        for _, t in ipairs { one:codes(), one:memos(), one:attributes() } do
          for _, line in ipairs(t.rows) do
            local parts = {}
            for _, key in ipairs { "record", "code", "text", "about", "attribute", "value", "memo", "by", "at" } do
              local ok, value = pcall(function() return line[key] end)
              parts[#parts + 1] = key .. "=" .. tostring(ok and value)
            end
            list[#list + 1] = table.concat(parts, "|")
          end
        end
        table.sort(list)
        return list
      end
      assert.are.same(said(lib), said(copy), format)
    end
  end)
end)
