--- RAKE against the worked example of its paper, n-grams, log-likelihood by hand, and the cutoffs of search terms.

local keyphrase = require "sheaf.keyphrase"
local pairs_of = require "sheaf.graph.pairs"
local searchterms = require "sheaf.searchterms"

local function scores(list)
  local by_phrase = {}
  for _, one in ipairs(list) do by_phrase[one.phrase] = one end
  return by_phrase
end

describe("RAKE", function()
  -- The candidates of the abstract in figure 1.2 of Rose et al 2010, as their stop words part them.
  local CANDIDATES = "compatibility, systems, linear constraints, set, natural numbers, criteria, compatibility, "
    .. "system, linear diophantine equations, strict inequations, nonstrict inequations, upper bounds, components, "
    .. "minimal set, solutions, algorithms, minimal generating sets, solutions, systems, criteria, "
    .. "corresponding algorithms, constructing, minimal supporting set, solving, systems, systems"

  it("scores the example of its paper as the paper does", function()
    local found = scores(keyphrase.rake(CANDIDATES, { stopwords = {} }))
    local published = { ["minimal generating sets"] = 8.7, ["linear diophantine equations"] = 8.5,
      ["minimal supporting set"] = 7.7, ["minimal set"] = 4.7, ["linear constraints"] = 4.5, ["natural numbers"] = 4,
      ["strict inequations"] = 4, ["nonstrict inequations"] = 4, ["upper bounds"] = 4,
      ["corresponding algorithms"] = 3.5, set = 2, algorithms = 1.5, compatibility = 1, systems = 1, criteria = 1,
      system = 1, components = 1, constructing = 1, solutions = 1, solving = 1 }
    local count = 0
    for phrase, score in pairs(published) do
      assert.near(score, found[phrase].score, 0.05, phrase)
      count = count + 1
    end
    for _ in pairs(found) do count = count - 1 end
    assert.equal(0, count)
    assert.equal(4, found.systems.count)
  end)

  it("joins phrases that stand side by side twice in one text, with the stop words between", function()
    local list = keyphrase.rake { "quality of life; the quality of life", "access to care", "access to care" }
    local found = scores(list)
    assert.equal(2, found["quality of life"].count)
    assert.equal(3, found["quality of life"].words)
    assert.near(found.quality.score + found.life.score, found["quality of life"].score, 1e-9)
    assert.is_nil(found["access to care"])
    assert.equal(2, found.access.documents)
  end)

  it("parts phrases at marks and numbers, and keeps hyphens and apostrophes within words", function()
    local found = scores(keyphrase.rake("Out-of-hours care (evening clinics) 24 carers’ views; follow–up"))
    assert.truthy(found["out-of-hours care"])
    assert.truthy(found["evening clinics"])
    assert.truthy(found["carers views"])
    assert.truthy(found.follow)
    assert.is_nil(found["24 carers"])
  end)

  it("takes limits and stop words of the caller's", function()
    local text = "blue pebble walls near blue pebble walls and grey stone"
    assert.equal(1, #keyphrase.rake(text, { least = 2, shortest = 3, also = { "near" } }))
    assert.equal(1, #keyphrase.rake(text, { limit = 1, also = { "near" } }))
    assert.equal(0, #keyphrase.rake("", {}))
    assert.equal(0, #keyphrase.rake({}, {}))
    assert.error_matches(function() keyphrase.rake(text, { leest = 2 }) end, "no option 'leest'")
    assert.error_matches(function() keyphrase.rake { 1 } end, "item 1 is no text")
    assert.error_matches(function() keyphrase.rake(text, { longest = 99 }) end, "longest must be from 1 to 32")
  end)

  it("gives the same list whatever bytes it is given", function()
    for _, text in ipairs { "\xff\xfe bad \xc3", ("a"):rep(100000), ("pebble "):rep(5000), "\0\1 pebble\0walls" } do
      assert.same(keyphrase.rake(text), keyphrase.rake(text))
    end
  end)
end)

describe("n-grams", function()
  it("are all runs that cross no mark and neither begin nor end with a stop word", function()
    local list = {}
    for _, one in ipairs(keyphrase.ngrams("access to primary care, walls", { longest = 4 })) do
      list[#list + 1] = one.phrase
    end
    table.sort(list)
    assert.same({ "access", "access to primary", "access to primary care", "care", "primary", "primary care", "walls" },
      list)
  end)

  it("are counted as a simple count does", function()
    local random = require("sheaf.graph.random").new(5)
    local words, texts, counts = { "of", "stone", "wall", "roof", "door", "," }, {}, {}
    for i = 1, 40 do
      local text = {}
      for k = 1, 30 do text[k] = words[random(#words)] end
      for first = 1, 30 do
        for last = first, math.min(30, first + 2) do
          local phrase = table.concat(text, " ", first, last)
          if not phrase:find(",", 1, true) and text[first] ~= "of" and text[last] ~= "of" then
            counts[phrase] = (counts[phrase] or 0) + 1
          end
        end
      end
      texts[i] = table.concat(text, " ")
    end
    local found = keyphrase.ngrams(texts, { longest = 3 })
    local seen = 0
    for _, one in ipairs(found) do
      assert.equal(counts[one.phrase], one.count, one.phrase)
      seen = seen + 1
    end
    for _ in pairs(counts) do seen = seen - 1 end
    assert.equal(0, seen)
  end)
end)

describe("log-likelihood", function()
  it("is what the formula gives by hand", function()
    -- E1 = 1000 * 15 / 3000 = 5, E2 = 10: 2 * (10 ln 2 + 5 ln 0.5) = 10 ln 2
    assert.near(10 * math.log(2), keyphrase.log_likelihood(10, 5, 1000, 2000), 1e-9)
    assert.near(-10 * math.log(2), keyphrase.log_likelihood(5, 10, 2000, 1000), 1e-9)
    -- never in the background: E1 = 5, 2 * 10 ln 2
    assert.near(20 * math.log(2), keyphrase.log_likelihood(10, 0, 1000, 1000), 1e-9)
    assert.equal(0.0, keyphrase.log_likelihood(10, 20, 1000, 2000))
    assert.equal(0.0, keyphrase.log_likelihood(0, 0, 1, 1))
  end)
end)

describe("search terms", function()
  it("count pairs, strengths and the share that the strongest hold", function()
    -- records: {1, 2, 3}, {1, 2}, {3}
    local edges = pairs_of.count({ 1, 4, 6, 7 }, { 1, 2, 3, 1, 2, 3 }, 3)
    assert.same({ { 1, 2, 2 }, { 1, 3, 1 }, { 2, 3, 1 } }, edges)
    local strengths = searchterms.strengths(edges, 3)
    assert.same({ 3, 3, 2 }, strengths)
    assert.equal(3, searchterms.cumulative({ 10, 5, 3, 1, 1 }, 0.9))
    assert.equal(10, searchterms.cumulative({ 1, 10, 5, 3, 1 }, 0.5))
    assert.equal(0, searchterms.cumulative({}, 0.8))
  end)

  it("find where the mean changes", function()
    local strengths = {}
    for i = 1, 20 do strengths[i] = i <= 12 and 5 or i <= 17 and 50 or 300 end
    assert.same({ 5, 50 }, searchterms.changepoints(strengths))
    assert.same({ 50 }, searchterms.changepoints(strengths, 1))
    assert.same({}, searchterms.changepoints({ 1, 1, 1, 1 }))
    assert.same({}, searchterms.changepoints({}))
  end)

  it("print as an OR-block in every syntax, quoted and truncated", function()
    local terms = { "general practice", "general practices", "follow-up", "telehealth", "carer's view" }
    assert.equal('("general practice*"[tiab] OR "follow up"[tiab] OR "telehealth"[tiab] OR "carer s view"[tiab])',
      (searchterms.block(terms, "pubmed")))
    assert.equal("(general practice* or follow up or telehealth or carer s view).ti,ab,kf.",
      (searchterms.block(terms, "ovid")))
    local sheaf = require "sheaf"
    for _, syntax in ipairs { "pubmed", "ovid", "embase", "ebsco", "cochrane", "wos", "scopus", "proquest" } do
      local text = assert(searchterms.block(terms, syntax))
      assert(sheaf.query.parse(text, syntax))
      assert(sheaf.query.parse(assert(searchterms.block({ 'or " ) AND [x]', "not", "near" }, syntax)), syntax))
    end
    assert.is_nil(searchterms.block({ "--" }, "pubmed"))
  end)
end)
