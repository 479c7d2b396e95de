-- Sentences, tokens and numbers, with the bytes they stand at.

local text = require "sheaf.extract.text"

local function sentences(raw)
  local list = {}
  for i, sentence in ipairs(text.sentences(raw, 0)) do
    list[i] = raw:sub(sentence[1].first, sentence[#sentence].last)
  end
  return list
end

local function value(raw)
  for _, sentence in ipairs(text.sentences(raw, 0)) do
    for _, token in ipairs(sentence) do
      if token.kind == "n" then return token.value, raw:sub(token.first, token.last) end
    end
  end
end

describe("text", function()
  it("ends sentences at full stops, not at abbreviations and decimals", function()
    assert.same({ "One ended", "Two began" }, sentences("One ended. Two began."))
    assert.same({ "The dose was 2.5 mg vs. 5 mg", "It helped" },
      sentences("The dose was 2.5 mg vs. 5 mg. It helped."))
    assert.same({ "It worked (P = .01)", "Then it stopped" }, sentences("It worked (P = .01). Then it stopped."))
    assert.same({ "They took vitamin D", "The dose was low", "A. B. Smith said so" },
      sentences("They took vitamin D. The dose was low. A. B. Smith said so."))
    assert.same({ "Views of services", "Results came" }, sentences("Views of services.Results came"))
  end)

  it("reads numbers however they are written", function()
    local cases = {
      { "21 people", 21, "21" }, { "twenty-one people", 21, "twenty-one" }, { "Twenty one people", 21, "Twenty one" },
      { "1,234 people", 1234, "1,234" }, { "1 234 people", 1234, "1 234" },
      { "1\u{2009}234 people", 1234, "1\u{2009}234" },
      { "12,345,678 people", 12345678, "12,345,678" }, { "two hundred and fifteen", 215, "two hundred and fifteen" },
      { "a hundred people", 100, "a hundred" },
      { "three thousand four hundred and six", 3406, "three thousand four hundred and six" },
      { "1.2 million people", 1200000, "1.2 million" }, { "ninety\u{2013}one people", 91, "ninety\u{2013}one" },
      { "eighty", 80, "eighty" }, { "3.5 years", nil, "3.5" }, { "2\u{B7}5 years", nil, "2\u{B7}5" },
    }
    for _, case in ipairs(cases) do
      local number, written = value(case[1])
      assert.equal(case[2], number)
      assert.equal(case[3], written)
    end
  end)

  it("keeps words with digits as words", function()
    assert.is_nil(value("HbA1c 2nd T1 5mg"))
  end)

  it("keeps byte offsets through characters of several bytes", function()
    local raw = "Caf\u{E9}s \u{2018}open\u{2019} \u{2013} the women\u{2019}s caf\u{E9}."
    local sentence = text.sentences(raw, 0)[1]
    local words = {}
    for _, token in ipairs(sentence) do
      if token.kind == "w" then words[#words + 1] = raw:sub(token.first, token.last) end
    end
    assert.same({ "Caf\u{E9}s", "open", "the", "women\u{2019}s", "caf\u{E9}" }, words)
    assert.is_true(sentence[#sentence - 1].owner)
  end)

  it("makes zones of title, sections and unlabelled text", function()
    local document = text.document { title = "A title", abstract = "Aim: To see. Methods: We looked." }
    assert.same({ "title", "aim", "methods" }, { document[1].category, document[2].category, document[3].category })
    document = text.document { abstract = "We looked." }
    assert.same({ "text", 1 }, { document[1].category, #document })
    assert.equal(0, #text.document {})
  end)

  it("bounds sentences that do not end, without losing a word", function()
    local count = 0
    for _, sentence in ipairs(text.sentences(("word "):rep(1000), 0)) do
      assert.is_true(#sentence <= 200)
      count = count + #sentence
    end
    assert.equal(1000, count)
  end)

  it("never fails on bytes that are no text", function()
    local raw = {}
    for i = 0, 255 do raw[#raw + 1] = string.char(i) .. string.char(255 - i) .. " 1" end
    assert.has_no.errors(function()
      text.document { title = table.concat(raw), abstract = table.concat(raw, ". ") }
    end)
  end)
end)
