--- Lotka's law, Bradford's zones, Kleinberg's bursts, moving windows, names that could be one person: against published
--- values, hand computation and brute force.

local burst = require "sheaf.burst"
local lotka = require "sheaf.lotka"
local random_of = require "sheaf.graph.random"
local records = require "spec.support.records"
local sheaf = require "sheaf"

describe("Lotka's law", function()
  -- Authors with 1, 2, ... 17 contributions in Auerbach's tables: Lotka 1926, table 1.
  local AUERBACH = { 784, 204, 127, 50, 33, 28, 19, 19, 6, 7, 6, 7, 4, 4, 5, 3, 3 }

  it("fitted by least squares to Lotka's own data has his exponent, 2.021", function()
    local fit = lotka.fit(AUERBACH, { method = "squares" })
    assert.near(2.021, fit.exponent, 0.0005)
    assert.equal(17, fit.points)
    assert.truthy(fit.fits)
  end)

  it("fitted by likelihood finds the exponent that made the numbers", function()
    for _, n in ipairs { 2.0, 2.5, 3.5 } do
      local frequency = {}
      for x = 1, 2000 do frequency[x] = math.floor(1e9 * x ^ -n / lotka.zeta(n) + 0.5) end
      local fit = lotka.fit(frequency)
      assert.near(n, fit.exponent, 0.02)
      assert.truthy(fit.distance < 0.01)
    end
  end)

  it("knows the zeta function", function()
    assert.near(math.pi ^ 2 / 6, lotka.zeta(2), 1e-12)
    assert.near(math.pi ^ 4 / 90, lotka.zeta(4), 1e-12)
    assert.near(2.6123753486855, lotka.zeta(1.5), 1e-10)
  end)

  it("measures the greatest distance, and is refuted where it should be", function()
    -- n = 2, C = 6 / pi^2 by hand: all 100 authors have 5 papers; before the fifth the law has 0.865 of them
    local fit = lotka.fit({ [1] = 1, [5] = 99 }, { method = "likelihood" })
    assert.is_false(fit.fits)
    assert.is_nil(lotka.fit { [1] = 10 })
    assert.is_nil(lotka.fit {})
    assert.error_matches(function() lotka.fit({ 1 }, { method = "x" }) end, "likelihood or squares")
  end)
end)

describe("bursts", function()
  --- The cheapest of all sequences of states, straight from the definition; and the saving of its runs in state 1.
  local function by_force(relevant, totals, s, gamma)
    local count, all, those = #totals, 0, 0
    for i = 1, count do all, those = all + totals[i], those + relevant[i] end
    local p = { [0] = those / all, math.min(s * those / all, 0.9999) }
    local function cost(state, i)
      return -(relevant[i] * math.log(p[state]) + (totals[i] - relevant[i]) * math.log(1 - p[state]))
    end
    local best = math.huge
    for bits = 0, (1 << count) - 1 do
      local sum, before = 0.0, 0
      for i = 1, count do
        local state = bits >> (i - 1) & 1
        sum = sum + cost(state, i) + (state > before and gamma * math.log(count) or 0)
        before = state
      end
      best = math.min(best, sum)
    end
    return best, cost
  end

  it("cost no more than any sequence of states", function()
    local random = random_of.new(11)
    for _ = 1, 40 do
      local relevant, totals = {}, {}
      for i = 1, 9 do
        totals[i] = 10 + random(20)
        relevant[i] = math.min(totals[i], random(i > 4 and i < 7 and 15 or 4) - 1)
      end
      local best, cost = by_force(relevant, totals, 2, 1)
      local found, sum, state = burst.find(relevant, totals), 0.0, {}
      for i = 1, 9 do state[i] = 0 end
      for _, one in ipairs(found) do
        local saved = 0.0
        for i = one.first, one.last do state[i], saved = 1, saved + cost(0, i) - cost(1, i) end
        assert.near(saved, one.weight, 1e-9)
      end
      for i = 1, 9 do
        sum = sum + cost(state[i], i) + (state[i] > (state[i - 1] or 0) and math.log(9) or 0)
      end
      assert.near(best, sum, 1e-9)
    end
  end)

  it("stand where a topic doubles, and nowhere in a steady one", function()
    local found = burst.find({ 1, 1, 1, 12, 14, 1, 1 }, { 50, 50, 50, 50, 50, 50, 50 })
    assert.equal(1, #found)
    assert.same({ 4, 5 }, { found[1].first, found[1].last })
    assert.same({}, burst.find({ 5, 5, 5, 5 }, { 50, 50, 50, 50 }))
    assert.same({}, burst.find({ 0, 0 }, { 5, 5 }))
    assert.same({}, burst.find({}, {}))
    assert.error_matches(function() burst.find({ 6 }, { 5 }) end, "no more relevant")
    assert.error_matches(function() burst.find({ 1 }, { 5 }, { scaling = 1 }) end, "above 1")
  end)

  it("come with trends by a field, and moving means with a window", function()
    local list = {}
    for year = 2001, 2008 do
      for i = 1, 20 do
        local hot = i <= (year >= 2005 and year <= 2006 and 15 or 1)
        list[#list + 1] = { year = year, keywords = { hot and "hot" or nil } }
      end
    end
    list[#list + 1] = { year = 2008 }
    local t = sheaf.analysis.trends(records.set(list), { by = "keywords", window = 3 })
    assert.equal(1, #t.bursts)
    assert.same({ "hot", 2005, 2006, 30 }, { t.bursts[1].value, t.bursts[1].first_year, t.bursts[1].last_year,
      t.bursts[1].records })
    assert.is_nil(t[2].moving)
    assert.equal(20.0, t[3].moving)
    assert.near(61 / 3, t[8].moving, 1e-9)
    assert.error_matches(function() sheaf.analysis.trends(records.set(list), { window = 0 }) end, "1 or more")
  end)
end)

describe("Bradford's zones", function()
  it("hold about as many records each, the core the fewest journals", function()
    local list = {}
    local function add(name, count) for _ = 1, count do list[#list + 1] = { journal = name } end end
    add("A", 12)
    for _, name in ipairs { "B", "C", "D" } do add(name, 4) end
    for i = 1, 12 do add("Z" .. i, 1) end
    local t = sheaf.analysis.sources(records.set(list))
    local zones = t.bradford.zones
    assert.same({ 1, 3, 12 }, { zones[1].journals, zones[2].journals, zones[3].journals })
    assert.same({ 12, 12, 12 }, { zones[1].records, zones[2].records, zones[3].records })
    assert.same({ 1, 2, 2, 2, 3 }, { t[1].zone, t[2].zone, t[3].zone, t[4].zone, t[5].zone })
    assert.same({ 12, 36 }, { t[1].cumulative, t[#t].cumulative })
    assert.near((1.781 * 12) ^ (1 / 3), t.bradford.multiplier, 1e-9)
    assert.equal(4, #sheaf.analysis.sources(records.set(list), { zones = 4 }).bradford.zones)
    assert.is_nil(sheaf.analysis.sources(records.set {}).bradford)
  end)
end)

describe("authors that could be one person", function()
  local function authors_of(...)
    local list = {}
    for i, name in ipairs { ... } do
      local family, first, orcid = name:match("^(%a+), ([%a ]+)#?(.*)$")
      local full = first:find("%l")
      list[i] = { authors = { { family = family, given = full and first or nil, initials = not full and first or nil,
        orcid = orcid ~= "" and orcid or nil } } }
    end
    local t, found = sheaf.analysis.authors(records.set(list)), {}
    for i = 1, #t do found[t[i].author] = t[i] end
    return found, #t
  end

  it("are told, not merged, where initials fit several", function()
    local found, count = authors_of("Smith, J", "Smith, JA", "Smith, John")
    assert.equal(3, count)
    assert.equal("Smith, JA; Smith, John", found["Smith, J"].possible)
    assert.equal("Smith, J; Smith, John", found["Smith, JA"].possible)
    assert.equal("Smith, J; Smith, JA", found["Smith, John"].possible)
    assert.is_nil(found["Smith, J"].also)
  end)

  it("are merged where only one is meant, with the other form shown", function()
    local found, count = authors_of("Smith, J", "Smith, John", "Smith, Kate")
    assert.equal(2, count)
    assert.equal("Smith, J", found["Smith, John"].also)
    assert.is_nil(found["Smith, Kate"].possible)
  end)

  it("are never those whose ORCIDs differ", function()
    local found, count = authors_of("Smith, John#0000-0001-0000-0009", "Smith, John A#0000-0002-0000-0008")
    assert.equal(2, count)
    assert.is_nil(found["Smith, John"].possible)
  end)
end)

describe("concordance lines", function()
  local set = records.set { { title = "b x access z a" }, { title = "a y access y b" }, { title = "c x access z" } }

  local function order(sort)
    local t, list = sheaf.analysis.concordance(set, { query = "access", sort = sort }), {}
    for i = 1, #t do list[i] = t[i].record end
    return list
  end

  it("are sorted by words left and right, one or several", function()
    assert.same({ 1, 3, 2 }, order "1L")
    assert.same({ 2, 1, 3 }, order "2L")
    assert.same({ 2, 1, 3 }, order "1R")
    assert.same({ 3, 1, 2 }, order { "2R" })
    assert.same({ 2, 3, 1 }, order "1R, 2R")
    assert.same({ 1, 3, 2 }, order { "1L", "2L" })
    assert.same({ 1, 2, 3 }, order "match")
    for _, wrong in ipairs { "0L", "1X", "up" } do
      assert.error_matches(function() order(wrong) end, "no sort by '" .. wrong)
    end
  end)
end)
