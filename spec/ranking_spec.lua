--- What is left to screen in the order of likely relevance: features, classifiers, labels from decisions.

local sheaf = require "sheaf"
local learner = require "sheaf.learner"
local screening = require "spec.support.screening"

-- ---- TF-IDF by the book, to compare with ----

--- Words and pairs of a text with their occurrences.
local function occurrences(text)
  local counts, before = {}, nil
  for word in text:lower():gmatch "%w+" do
    if #word > 1 then
      counts[word] = (counts[word] or 0) + 1
      local pair = before and before .. " " .. word
      if pair then counts[pair] = (counts[pair] or 0) + 1 end
      before = word
    end
  end
  return counts
end

--- For each text { weights, alone, sum }: the weights of what other texts have as well, the length of the others.
local function by_the_book(texts)
  local all, holders, n = {}, {}, #texts
  for i, text in ipairs(texts) do
    all[i] = occurrences(text)
    for term in pairs(all[i]) do holders[term] = (holders[term] or 0) + 1 end
  end
  local rows = {}
  for i, counts in ipairs(all) do
    local weights, square, alone, sum = {}, 0, 0, 0
    for term, tf in pairs(counts) do
      local df = holders[term]
      if df <= 0.95 * n then
        local weight = (1 + math.log(tf)) * (math.log((1 + n) / (1 + df)) + 1)
        square, sum = square + weight ^ 2, sum + weight
        if df == 1 then alone = alone + weight ^ 2 else weights[term] = weight end
      end
    end
    local length = square > 0 and math.sqrt(square) or 1
    for term, weight in pairs(weights) do weights[term] = weight / length end
    rows[i] = { weights = weights, alone = math.sqrt(alone) / length, sum = sum / length }
  end
  return rows
end

local function size(t)
  local n = 0
  for _ in pairs(t) do n = n + 1 end
  return n
end

local TEXTS = {
  { "Access to care at night", "Patients wanted care at night, and care at weekends." },
  { "Night work of nurses", "Nurses and night work: work, work, work." },
  { "Weekends in primary care", "Access to primary care at weekends; patients and nurses." },
  { "A", "b c d" },
  { "", "Nurses alone" },
  { "Only a title about access", "" },
}

describe("features", function()
  it("are TF-IDF of words and pairs, with what one text alone has as one length", function()
    local texts = {}
    for i, one in ipairs(TEXTS) do texts[i] = one[1] .. " " .. one[2] end
    local made = assert(learner.of(screening.texts(sheaf, TEXTS):all()))
    assert.equal(#TEXTS, #made.first)
    for i, row in ipairs(by_the_book(texts)) do
      local weights, alone, sum = made.core:features(i)
      assert.equal(size(row.weights), size(weights), "text " .. i)
      for term, weight in pairs(row.weights) do assert.near(weight, weights[term], 1e-6, term) end
      assert.near(row.alone, alone, 1e-6)
      assert.near(row.sum, sum, 1e-5)
    end
  end)

  it("leave out what nearly every text has", function()
    local texts = {}
    for i = 1, 21 do texts[i] = { "everywhere", i == 1 and "rarely" or "mostly" } end
    local made = assert(learner.of(screening.texts(sheaf, texts):all()))
    local weights = made.core:features(2)
    assert.is_nil(weights.everywhere) -- 21 of 21
    assert.is_nil(weights.mostly)     -- 20 of 21
    assert.same({ {}, 1.0 }, { weights, (select(2, made.core:features(1))) }) -- "rarely" and a pair are alone
  end)

  --- Holds the features of all records of a library against the book's of their texts, or of those given.
  local function agree(lib, texts)
    local made, own = assert(learner.of(lib:all())), {}
    for record in lib:all():each() do own[#own + 1] = (record.title or "") .. " " .. (record.abstract or "") end
    texts = texts or own
    assert.equal(#texts, #made.first)
    for i, row in ipairs(by_the_book(texts)) do
      local weights, alone = made.core:features(i)
      local differ = size(row.weights) ~= size(weights) or math.abs(row.alone - alone) > 1e-6
      for term, weight in pairs(row.weights) do
        differ = differ or math.abs(weight - (weights[term] or 0)) > 1e-6
      end
      assert.is_false(differ, "text " .. i)
    end
  end

  for _, count in ipairs { 60, 2200 } do -- the latter are read in several turns
    it(("agree with the book on %d invented texts"):format(count), function()
      agree((screening.library(sheaf, 5, count, 4, 40)))
    end)
  end

  for _, case in ipairs {
    { "all are alike", function() return "the same words", "the same words" end },
    { "the first half has no words", function(i) return "?", i > 150 and "some words of " .. i % 7 .. "th" or "" end },
    { "the second half has no words", function(i) return "?", i <= 150 and "words of " .. i % 7 .. "th" or "" end },
    { "one is longer than all others together", function(i)
      return "some words of " .. i % 40 .. "th", i == 200 and ("many times some words "):rep(5000) or ""
    end },
  } do
    it("agree with the book where " .. case[1], function()
      local texts = {}
      for i = 1, 300 do texts[i] = { case[2](i) } end
      agree(screening.texts(sheaf, texts))
    end)
  end

  it("are those of works: of the first of their records that has an abstract", function()
    local lib = screening.texts(sheaf, { { "Night care", "" }, { "Care at night", "Patients at home" },
      { "Day work", "Nurses" }, { "Days at work", "Work of nurses" }, { "Another title", "at night" } })
    assert(lib:same(1, 2, { by = "Ada" }))
    assert(lib:same(3, 5, { by = "Ada" }))
    agree(lib, { "Care at night Patients at home", "Day work Nurses", "Days at work Work of nurses" })
  end)

  it("agree with the book on one text and on two", function()
    agree(screening.texts(sheaf, { { "only one", "one and only" } }))
    agree(screening.texts(sheaf, { { "only one", "one and only" }, { "only one", "one and only" } }))
  end)
end)

local function decide(lib, ids, verdict)
  assert(lib:decide(lib:set(ids), { stage = "title-abstract", verdict = verdict, by = "Ada" }))
end

describe("ranking", function()
  local lib, relevant
  before_each(function() lib, relevant = screening.library(sheaf, 1, 120, 6, 60) end)

  for _, classifier in ipairs { "svm", "logistic", "bayes" } do
    it("puts the relevant ones first where they can be told apart: " .. classifier, function()
      decide(lib, { 6, 12, 18 }, "include")
      decide(lib, { 1, 2, 3, 4, 5 }, "exclude")
      local t = assert(sheaf.analysis.ranking(lib:all(), { classifier = classifier }))
      assert.equal(112, #t)
      for i = 1, 17 do assert.is_true(relevant[t[i].record], classifier .. " row " .. i) end
      for i = 2, #t do assert.is_true(t[i - 1].score >= t[i].score) end
      assert.same({ relevant = 3, irrelevant = 5, prior = 0 }, t.learned)
      assert.equal(112, #t.set)
      assert.equal(t[1].record, t.set[1].id)
    end)
  end

  it("is the same each time, and in a library of the same records", function()
    local other = screening.library(sheaf, 1, 120, 6, 60)
    for _, one in ipairs { lib, other } do
      decide(one, { 6, 12 }, "include")
      decide(one, { 1, 2 }, "exclude")
    end
    local first = lib:all():analyze("ranking"):csv()
    assert.equal(first, lib:all():analyze("ranking"):csv())
    assert.equal(first, other:all():analyze("ranking"):csv())
  end)

  it("learns without decisions from a search, a list of records, or a set", function()
    local title = lib:get(6).title:match "%a+"
    local by_search = assert(sheaf.analysis.ranking(lib:all(), { prior = title .. "[ti]" }))
    local by_list = assert(sheaf.analysis.ranking(lib:all(), { prior = { 6, lib:get(12) } }))
    local by_set = assert(sheaf.analysis.ranking(lib:all(), { prior = lib:set { 12, 6 } }))
    assert.equal(120, #by_search)
    assert.equal(by_list:csv(), by_set:csv())
    for i = 1, 15 do assert.is_true(relevant[by_list[i].record]) end
    assert.matches("likeness to 2 records", by_list.notes[1])
  end)

  it("learns from known records beside decisions, and what somebody decides counts more", function()
    decide(lib, { 1, 2, 3, 6 }, "exclude")
    local t = assert(sheaf.analysis.ranking(lib:all(), { prior = { 6, 12, 18 } }))
    assert.same({ relevant = 0, irrelevant = 4, prior = 2 }, t.learned)
    assert.equal(116, #t)
    assert.is_true(relevant[t[3].record])
  end)

  it("shows a random order of a seed where there is nothing to learn from", function()
    local t, message, code = sheaf.analysis.ranking(lib:all())
    assert.is_nil(t)
    assert.matches("nothing to learn from", message)
    assert.equal("labels", code)
    local a = assert(sheaf.analysis.ranking(lib:all(), { seed = 4 }))
    assert.equal(a:csv(), assert(sheaf.analysis.ranking(lib:all(), { seed = 4 })):csv())
    assert.not_equal(a:csv(), assert(sheaf.analysis.ranking(lib:all(), { seed = 5 })):csv())
    assert.is_nil(a[1].score)
  end)

  it("ranks by unlikeness where all were excluded", function()
    decide(lib, { 1, 2, 3, 4, 5 }, "exclude")
    local t = assert(sheaf.analysis.ranking(lib:all()))
    assert.is_true(relevant[t[1].record])
    assert.matches("unlikeness", t.notes[1])
  end)

  it("shows each work once, and none that was decided, whichever of its records was", function()
    assert(lib:same(10, 20, { by = "Ada" }))
    decide(lib, { 6, 12 }, "include")
    decide(lib, { 20, 1 }, "exclude")
    local t = assert(sheaf.analysis.ranking(lib:all()))
    assert.equal(120 - 5, #t)
    for _, row in ipairs(t.rows) do assert.is_true(row.record ~= 10 and row.record ~= 20) end
  end)

  it("keeps a work in conflict out of both: it waits for a resolution", function()
    decide(lib, { 6 }, "include")
    decide(lib, { 1, 7 }, "exclude")
    assert(lib:decide(7, { stage = "title-abstract", verdict = "include", by = "Ben" }))
    local t = assert(sheaf.analysis.ranking(lib:all()))
    assert.same({ relevant = 1, irrelevant = 1, prior = 0 }, t.learned)
    assert.equal(117, #t)
  end)

  it("has a stage of its own, and ends with an empty table", function()
    decide(lib, lib:all():ids(), "include")
    assert.equal(0, #assert(sheaf.analysis.ranking(lib:all())))
    assert.is_nil((sheaf.analysis.ranking(lib:all(), { stage = "full-text" })))
  end)

  --- A library of `count` records, each of a year and with a title of its own.
  local function titled(count)
    local lines = {}
    for i = 1, count do
      lines[i] = ("TY  - JOUR\nTI  - Title %d\nPY  - %d\nAB  - %s\nER  - \n"):format(i, 1900 + i,
        i % 2 == 0 and "night care" or "day work")
    end
    local made = assert(sheaf.open())
    assert(made:load { text = table.concat(lines, "\n"), name = "titled.ris" })
    return made
  end

  it("says year and title of each row, few being looked at or all", function()
    local many = titled(250)
    for _, limit in ipairs { 250, 150, 3 } do
      local t = assert(sheaf.analysis.ranking(many:set(many:all():sort("title"):ids()), { seed = 2, limit = limit }))
      assert.same({ limit, 250 }, { #t, #t.set })
      for i = #t, 1, -1 do
        assert.same({ 1900 + t[i].record, "Title " .. t[i].record }, { t[i].year, t[i].title })
      end
    end
  end)

  it("is of the works that there were, and of an open library", function()
    local many = titled(130)
    local t = assert(sheaf.analysis.ranking(many:all(), { seed = 2 }))
    assert(many:same(t[1].record, t[2].record, { by = "Ada" }))
    assert(many:same(t[120].record, t[130].record, { by = "Ada" }))
    assert.same({ 130, 128 }, { #t, #assert(sheaf.analysis.ranking(many:all(), { seed = 2 })) })
    local csv = t:csv()
    for id = 1, 130 do assert.matches((",%d,,%d,Title %d\r?\n"):format(id, 1900 + id, id), csv) end
    local other = assert(sheaf.analysis.ranking(many:all(), { seed = 2 }))
    many:close()
    assert.equal(csv, t:csv())
    assert.error_matches(function() return other[1].title end, "the library is closed")
    assert.error_matches(function() return other:csv() end, "the library is closed")
  end)

  it("does not keep the set, with which its features would stay", function()
    local set = lib:all()
    local t, kept = assert(sheaf.analysis.ranking(set, { seed = 2 })), setmetatable({ set }, { __mode = "v" })
    set = nil -- luacheck: ignore
    collectgarbage()
    collectgarbage()
    assert.is_nil(kept[1])
    assert.equal(lib:get(t[120].record).title, t[120].title)
  end)

  it("takes records without words, and a set without records", function()
    local odd = screening.texts(sheaf, { { "?", "" }, { "!?", "" }, { "words here", "" }, { "words there", "" } })
    decide(odd, { 3 }, "include")
    decide(odd, { 1 }, "exclude")
    local t = assert(sheaf.analysis.ranking(odd:all()))
    assert.equal(4, t[1].record)
    assert.equal(2, #t)
    assert.is_nil((sheaf.analysis.ranking(odd:set {})))
    assert.equal(0, #assert(sheaf.analysis.ranking(odd:set {}, { seed = 1 })))
  end)

  it("raises on what it does not take, and returns what a search has wrong", function()
    assert.error_matches(function() sheaf.analysis.ranking(lib) end, "a set expected")
    assert.error_matches(function() sheaf.analysis.ranking(lib:all(), { classifier = "forest" }) end, "svm, logistic")
    assert.error_matches(function() sheaf.analysis.ranking(lib:all(), { prior = { "x" } }) end, "item 1")
    assert.error_matches(function() sheaf.analysis.ranking(lib:all(), { seeds = 1 }) end, "no option 'seeds'")
    local t, message = sheaf.analysis.ranking(lib:all(), { prior = "(night" })
    assert.is_nil(t)
    assert.is_string(message)
  end)
end)
