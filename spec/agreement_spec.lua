--- Agreement, against worked examples that are published, some sums written out, and against the definitions.

local sheaf = require "sheaf"
local agreement = require "sheaf.agreement"

--- Krippendorff K. Computing Krippendorff's alpha-reliability (2011), section C: 4 observers, 12 units, values missing.
local OBSERVERS = {
  A = { 1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0 }, B = { 1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3 },
  C = { 0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0 }, D = { 1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0 },
}

local function units_of(observers, count)
  local units = {}
  for i = 1, count do
    units[i] = {}
    for name, values in pairs(observers) do
      if values[i] ~= 0 then units[i][name] = "value " .. values[i] end
    end
  end
  return units
end

--- Two raters A and B from a table of counts.
local function crossed(counts)
  local units = {}
  for a, row in ipairs(counts) do
    for b, times in ipairs(row) do
      for _ = 1, times do units[#units + 1] = { A = "c" .. a, B = "c" .. b } end
    end
  end
  return units
end

local function near(wanted, got, digits)
  assert.are.equal(("%." .. digits .. "f"):format(wanted), ("%." .. digits .. "f"):format(got))
end

describe("agreement", function()
  it("gives Krippendorff's alpha of his examples", function()
    near(0.743, agreement.alpha(units_of(OBSERVERS, 12)).value, 3)
    -- Section A: two observers, binary, 10 units: alpha 0.095.
    local two = units_of({ M = { 1, 2, 1, 1, 1, 1, 1, 1, 2, 1 }, L = { 2, 2, 2, 1, 1, 2, 1, 1, 1, 1 } }, 10)
    near(0.095, agreement.alpha(two).value, 3)
    -- Section B: two observers, five values, 12 units: alpha 0.692.
    two = units_of({ M = { 1, 1, 2, 2, 4, 3, 3, 3, 5, 4, 4, 1 }, L = { 2, 1, 2, 2, 2, 3, 3, 3, 5, 4, 4, 4 } }, 12)
    near(0.692, agreement.alpha(two).value, 3)
  end)

  it("gives it for values in order, at intervals and in ratios", function()
    local numbers = {}
    for i, unit in ipairs(units_of(OBSERVERS, 12)) do
      numbers[i] = {}
      for name, value in pairs(unit) do numbers[i][name] = tonumber(value:match "%d") end
    end
    for metric, wanted in pairs { nominal = 0.743, ordinal = 0.815, interval = 0.849, ratio = 0.797 } do
      near(wanted, agreement.alpha(numbers, metric).value, 3)
    end
    assert.are.equal(11, agreement.alpha(numbers).n)
    -- By hand: of the 40 values that can be paired 9, 13, 10, 5 and 3 are 1 to 5; coincidences of values that differ
    -- are 4/3 of 1-2 and of 2-3, and 1/3 of 1-3, 1-4, 2-4 and 3-4.
    local apart, n = { 4 / 3, 1 / 3, 1 / 3, 4 / 3, 1 / 3, 1 / 3 }, { 9, 13, 10, 5, 3 }
    local pairs_of = { { 1, 2 }, { 1, 3 }, { 1, 4 }, { 2, 3 }, { 2, 4 }, { 3, 4 } }
    local function by_hand(distance)
      local observed, expected = 0, 0
      for i, pair in ipairs(pairs_of) do observed = observed + apart[i] * distance(pair[1], pair[2]) end
      for c = 1, 5 do
        for k = c + 1, 5 do expected = expected + n[c] * n[k] * distance(c, k) end
      end
      return 1 - 39 * observed / expected
    end
    near(by_hand(function() return 1 end), agreement.alpha(numbers).value, 9)
    near(by_hand(function(c, k) return (c - k) ^ 2 end), agreement.alpha(numbers, "interval").value, 9)
    near(by_hand(function(c, k) return ((c - k) / (c + k)) ^ 2 end), agreement.alpha(numbers, "ratio").value, 9)
    near(by_hand(function(c, k)
      local sum = 0
      for g = c, k do sum = sum + n[g] end
      return (sum - (n[c] + n[k]) / 2) ^ 2
    end), agreement.alpha(numbers, "ordinal").value, 9)
  end)

  it("gives Cohen's kappa of his example", function()
    -- Cohen (1960): 200 units, 140 of them alike; by chance 120*100/200 + 60*60/200 + 20*40/200 = 82 would be.
    local kappa = agreement.kappa(crossed { { 88, 14, 18 }, { 10, 40, 10 }, { 2, 6, 12 } }, "A", "B")
    near((140 - 82) / (200 - 82), kappa.value, 12)
    near(0.492, kappa.value, 3)
  end)

  it("gives kappa and AC1 of a table in Gwet's program irrCAC", function()
    -- cont3x3abstractors: 100 patients, 89 of them alike. By chance: kappa .13*.13 + .27*.24 + .60*.63; AC1 half of the
    -- sum of p(1 - p), p being the means of the margins .13, .255, .615.
    local units = crossed { { 13, 0, 0 }, { 0, 20, 7 }, { 0, 4, 56 } }
    local chance = 0.13 * 0.13 + 0.27 * 0.24 + 0.60 * 0.63
    near((0.89 - chance) / (1 - chance), agreement.kappa(units, "A", "B").value, 12)
    near(0.7964094, agreement.kappa(units, "A", "B").value, 7)
    chance = (0.13 * 0.87 + 0.255 * 0.745 + 0.615 * 0.385) / 2
    near((0.89 - chance) / (1 - chance), agreement.ac1(units).value, 12)
  end)

  it("gives Gwet's AC1 of the same judgements, as his handbook and his program irrCAC have it", function()
    local units = units_of(OBSERVERS, 12)
    near(0.81818, agreement.percent(units).value, 5)
    local ac1 = agreement.ac1(units)
    near(0.77544, ac1.value, 5)
    near(0.14295, ac1.se, 5)
    near(0.461, ac1.low, 3)
    assert.are.equal(1, ac1.high)
    assert.are.equal(11, ac1.n)
  end)

  it("gives Cohen's kappa with its error as Fleiss's textbook has it", function()
    -- Fleiss JL. Statistical methods for rates and proportions. 100 subjects, 3 diagnoses: 0.68, standard error 0.087.
    local kappa = agreement.kappa(crossed { { 75, 1, 4 }, { 5, 4, 1 }, { 0, 0, 10 } }, "A", "B")
    near(0.676, kappa.value, 3)
    near(0.0877, kappa.se, 4)
    near(0.50, kappa.low, 2)
    near(0.85, kappa.high, 2)
  end)

  it("shows the paradox of kappa, which AC1 does not have", function()
    -- 125 units of which two raters agree on 118: agreement 0.944, kappa below 0, AC1 0.941 (Gwet 2002).
    local units = crossed { { 118, 5 }, { 2, 0 } }
    near(0.944, agreement.percent(units).value, 3)
    near(-0.023, agreement.kappa(units, "A", "B").value, 3)
    near(0.941, agreement.ac1(units).value, 3)
  end)

  it("is 1 where all agree, not defined where nothing varies or nobody shares a unit", function()
    local units = crossed { { 10, 0 }, { 0, 5 } }
    for _, one in ipairs { agreement.kappa(units, "A", "B"), agreement.ac1(units), agreement.alpha(units) } do
      near(1, one.value, 9)
    end
    local same = crossed { { 7 } }
    assert.is_nil(agreement.kappa(same, "A", "B"))
    assert.is_nil(agreement.alpha(same))
    assert.are.equal(1.0, agreement.ac1(same).value)
    local apart = { { A = "x" }, { B = "y" } }
    for _, one in ipairs { "percent", "ac1", "alpha" } do assert.is_nil(agreement[one](apart)) end
    assert.is_nil(agreement.kappa(apart, "A", "B"))
    assert.is_nil(agreement.kappa({}, "A", "B"))
    assert.is_nil(agreement.alpha {})
  end)

  it("agrees with alpha counted pair by pair, on random judgements", function()
    math.randomseed(5)
    for _ = 1, 100 do
      local units = {}
      for i = 1, math.random(1, 15) do
        units[i] = {}
        for rater = 1, math.random(0, 4) do units[i]["r" .. rater] = "c" .. math.random(3) end
      end
      local values, disagreeing = {}, 0
      for _, unit in ipairs(units) do
        local list = {}
        for _, value in pairs(unit) do list[#list + 1] = value end
        for i = 1, #list > 1 and #list or 0 do
          values[#values + 1] = list[i]
          for k = 1, #list do
            if list[i] ~= list[k] then disagreeing = disagreeing + 1 / (#list - 1) end
          end
        end
      end
      local expected = 0
      for i = 1, #values do
        for k = 1, #values do
          if values[i] ~= values[k] then expected = expected + 1 / (#values - 1) end
        end
      end
      local got = agreement.alpha(units)
      if expected > 0 then near(1 - disagreeing / expected, got.value, 9) else assert.is_nil(got) end
    end
  end)
end)

describe("the analysis of agreement", function()
  local lib

  before_each(function()
    local parts = {}
    for i = 1, 20 do parts[i] = ("TY  - JOUR\nTI  - Paper number %d\nER  - \n"):format(i) end
    lib = assert(sheaf.open())
    assert(lib:load { text = table.concat(parts) })
  end)
  after_each(function() lib:close() end)

  local function decide(id, by, verdict, more)
    assert(lib:decide(id, { stage = more and more.stage or "title-abstract", verdict = verdict, by = by,
      resolves = more and more.resolves }))
  end

  local function value(t, measure, who)
    for i = 1, #t do
      if t[i].measure == measure and (not who or t[i].reviewers == who) then return t[i] end
    end
  end

  it("compares the latest verdicts of reviewers, work by work", function()
    for i = 1, 20 do
      decide(i, "Ada", "exclude")
      if i <= 5 then decide(i, "Ada", "include") end
      decide(i, "Ben", i <= 7 and "include" or "exclude")
    end
    decide(6, "Cleo", "exclude", { resolves = true })
    local t = assert(sheaf.analysis.agreement(lib))
    local percent = value(t, "percent agreement", "Ada, Ben")
    assert.are.same({ 20, 0.9 }, { percent.n, percent.value })
    local kappa = value(t, "Cohen's kappa")
    near((0.9 - (0.25 * 0.35 + 0.75 * 0.65)) / (1 - (0.25 * 0.35 + 0.75 * 0.65)), kappa.value, 9)
    assert.is_true(kappa.low < kappa.value and kappa.value < kappa.high)
    assert.is_truthy(value(t, "Krippendorff's alpha"))
    assert.is_nil(value(t, "Light's kappa"))
    assert.is_nil(tostring(t):find("Cleo", 1, true))
    assert.are.equal(5, value(lib:all():head(5):analyze "agreement", "percent agreement").n)
  end)

  it("takes more than two reviewers, and works that only some of them judged", function()
    for i = 1, 20 do decide(i, "Ada", i % 2 == 0 and "include" or "exclude") end
    for i = 1, 10 do decide(i, "Ben", i % 2 == 0 and "include" or "maybe") end
    for i = 5, 15 do decide(i, "Cleo", i % 2 == 0 and "include" or "exclude") end
    local t = assert(sheaf.analysis.agreement(lib))
    assert.are.equal(10, value(t, "percent agreement", "Ada, Ben").n)
    assert.are.equal(0.5, value(t, "percent agreement", "Ada, Ben").value)
    assert.are.equal(11, value(t, "percent agreement", "Ada, Cleo").n)
    assert.are.equal(15, value(t, "percent agreement", "all 3").n)
    assert.is_truthy(value(t, "Light's kappa"))
    assert.are.equal(0.5, value(sheaf.analysis.agreement(lib, { maybe = "include" }), "percent agreement",
      "Ada, Ben").value)
    assert.is_truthy(tostring(t):find("20 works, 15 of them judged", 1, true))
  end)

  it("says where there is nothing to compare", function()
    decide(1, "Ada", "include")
    local t, message, code = sheaf.analysis.agreement(lib)
    assert.are.same({ nil, "no work has the verdicts of two reviewers at the stage 'title-abstract'", "agreement" },
      { t, message, code })
    assert.is_nil((sheaf.analysis.agreement(lib, { stage = "full-text" })))
    assert.has_error(function() sheaf.analysis.agreement(lib, { maybe = "exclude" }) end)
    assert.has_error(function() sheaf.analysis.agreement(lib, { stages = "x" }) end)
    decide(1, "Ben", "include")
    assert.is_truthy(tostring(sheaf.analysis.agreement(lib)):find("not defined", 1, true))
  end)
end)
