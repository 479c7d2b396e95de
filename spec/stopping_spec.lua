--- When to stop: the hypergeometric test against published values, against every sample, and against chance.

local sheaf = require "sheaf"
local learner = require "sheaf.learner"
local screening = require "spec.support.screening"
local stopping = require "sheaf.stopping"

-- Where buscarpy 0.1's example (generate_dataset, random_seed 12345: 20,000 records, 200 of them relevant) has relevant
-- records among the first 12,000; its documentation prints the values of p below.
local PLACES = [[
21 29 49 52 78 85 91 99 114 124 127 140 145 147 175 177 200 204 206 210 251 255 271 279 287 302 340 342 349 359 361
373 376 404 414 467 479 480 507 508 524 539 557 560 569 598 617 625 644 645 646 659 678 694 706 708 710 720 734 760
765 792 797 828 830 837 854 862 870 879 882 884 899 922 946 959 963 970 971 985 1011 1018 1070 1079 1091 1105 1126
1128 1139 1142 1154 1163 1164 1178 1205 1221 1258 1271 1282 1284 1285 1296 1326 1340 1368 1519 1575 1580 1594 1638
1682 1690 1799 1861 1954 1970 1982 2019 2053 2061 2123 2207 2218 2235 2276 2306 2310 2313 2323 2407 2422 2454 2475
2478 2508 2521 2541 2543 2583 2597 2609 2617 2620 2649 2681 2711 2791 2807 2893 2941 2949 3067 3071 3091 3107 3156
3165 3182 3252 3394 3395 3400 3457 3466 3484 3615 3628 3652 3696 3767 3854 3952 3998 4043 4099 4140 4196 4269 4303
4383 4441 4469 4492 4620 4702 4727 4777 4952 4955 5185 5305 5318 5534 5856 6129 6310 6348 6542 7153 7777]]

local function example(n)
  local labels = {}
  for i = 1, n do labels[i] = 0 end
  for place in PLACES:gmatch "%d+" do
    if tonumber(place) <= n then labels[tonumber(place)] = 1 end
  end
  return labels
end

--- The test by its definition: every sample, probabilities from products.
local function every_sample(labels, records, recall)
  local found = 0
  for _, label in ipairs(labels) do found = found + label end
  local needed, least, inside = math.floor(found / recall + 1e-9) + 1, 1, 0
  if needed - found > records - #labels then return 0 end
  local function choose(n, k)
    local product = 1.0
    for i = 1, k do product = product * (n - k + i) / i end
    return k >= 0 and k <= n and product or 0.0
  end
  for size = 1, #labels do
    inside = inside + labels[#labels - size + 1]
    local population, relevant, sum = records - #labels + size, needed - found + inside, 0
    for k = 0, inside do
      sum = sum + choose(relevant, k) * choose(population - relevant, size - k) / choose(population, size)
    end
    least = math.min(least, sum)
  end
  return least
end

--- Labels in an order in which relevant records are `bias` times as likely to come next.
local function order_of(random, records, relevant, bias)
  local labels, irrelevant = {}, records - relevant
  for i = 1, records do
    local weight = relevant * bias
    labels[i] = random(weight + irrelevant) <= weight and 1 or 0
    if labels[i] == 1 then relevant = relevant - 1 else irrelevant = irrelevant - 1 end
  end
  return labels
end

describe("the hypergeometric test", function()
  it("gives buscarpy's values", function()
    for n, p in pairs { [1000] = 0.99606155, [2000] = 0.99302676, [3000] = 0.97631598, [4000] = 0.99875051,
      [5000] = 0.97048041, [6000] = 0.89350356, [7000] = 0.68316963, [8000] = 0.81479109, [9000] = 0.31343407,
      [10000] = 0.10980178, [11000] = 0.0344359, [12000] = 0.00941893 } do
      assert.near(p, stopping.p(example(n), 20000, 0.95), 5e-9)
    end
    for recall, p in pairs { [0.99] = 0.2803368882417732, [0.985] = 0.18345778193694434, [0.97] = 0.051403320783917274,
      [0.96] = 0.022005638245933937 } do
      assert.near(p, stopping.p(example(12000), 20000, recall), 1e-9)
    end
  end)

  it("gives what all samples give", function()
    local random = learner.random(11)
    for _ = 1, 150 do
      local records = 5 + random(60)
      local labels = order_of(random, records, random(records // 2), random(5))
      local read = table.move(labels, 1, random(records), 1, {})
      local recall = ({ 0.5, 0.8, 0.95, 1 })[random(4)]
      assert.near(every_sample(read, records, recall), stopping.p(read, records, recall), 1e-9)
    end
  end)

  it("is 0 where too few are left to have missed the target, 1 where nothing is read", function()
    assert.equal(0.0, stopping.p({ 1, 0, 0 }, 3, 0.95))
    assert.equal(1.0, stopping.p({}, 10, 0.95))
    assert.equal(0, stopping.most_left({ 1, 0, 0 }, 3, 0.95))
    assert.equal(10, stopping.most_left({}, 10, 0.95))
    assert.equal(0.0, stopping.p({}, 0, 0.95))
  end)

  it("bounds what is left: with one more, p is below 1 - confidence", function()
    local labels = example(12000)
    local most, found = stopping.most_left(labels, 20000, 0.95), 0
    for _, label in ipairs(labels) do found = found + label end
    assert.is_true(stopping.p(labels, 20000, found / (found + most - 0.5)) >= 0.05)
    assert.is_true(stopping.p(labels, 20000, found / (found + most + 0.5)) < 0.05)
  end)

  it("stops too early no more often than it says, in random and in ranked order, looked at again and again", function()
    local random = learner.random(7)
    for _, bias in ipairs { 1, 5 } do
      local early, runs, stopped = 0, 150, 0
      for _ = 1, runs do
        local labels, found = order_of(random, 200, 30, bias), 0
        for n = 1, 199 do
          found = found + labels[n]
          if n % 10 == 0 and stopping.p(table.move(labels, 1, n, 1, {}), 200, 0.9) < 0.1 then
            early, stopped = early + (found < 0.9 * 30 and 1 or 0), stopped + 1
            break
          end
        end
      end
      assert.is_true(early / runs <= 0.1, ("bias %d: %d of %d"):format(bias, early, runs))
      assert.is_true(stopped > 0)
    end
  end)
end)

describe("stopping", function()
  local lib, relevant
  before_each(function() lib, relevant = screening.library(sheaf, 3, 200, 10, 35) end)

  local function decide(ids)
    for _, id in ipairs(ids) do
      local verdict = relevant[id] and "include" or "exclude"
      assert(lib:decide(id, { stage = "title-abstract", verdict = verdict, by = "Ada" }))
    end
  end

  it("says of a library's decisions, in the order made, whether each rule stops", function()
    decide { 3, 2, 10, 20, 1, 4, 5 }
    local t = assert(sheaf.analysis.stopping(lib, { consecutive = 3, share = 0.5 }))
    assert.same({ 0, 0, 1, 1, 0, 0, 0 }, t.state.labels)
    assert.same({ "hypergeometric", "no" }, { t[1].rule, t[1].stop })
    assert.near(stopping.p(t.state.labels, 200, 0.95), t[1].value, 1e-12)
    assert.same({ "consecutive", "yes", 3 }, { t[2].rule, t[2].stop, t[2].value })
    assert.same({ "share", "no", 7 / 200 }, { t[3].rule, t[3].stop, t[3].value })
    for _, row in ipairs(t.rows) do assert.is_true(#row.promise > 20) end
    assert.matches("7 of 200 records read, 2 of them relevant", t.notes[1])
  end)

  it("counts works, forgets what was undone, and takes a conflict as relevant", function()
    assert(lib:same(1, 4, { by = "Ada" }))
    decide { 10, 1, 4, 2 }
    local row = assert(lib:decide(3, { stage = "title-abstract", verdict = "exclude" }))
    assert(lib:undo(row))
    assert(lib:decide(2, { stage = "title-abstract", verdict = "include", by = "Ben" }))
    local t = assert(sheaf.analysis.stopping(lib))
    assert.same({ 1, 0, 1 }, t.state.labels)
    assert.equal(199, t.state.records)
    assert.matches("1 without a verdict", t.notes[2])
    assert.equal(10, assert(sheaf.analysis.stopping(lib:all():head(10))).state.records + 1)
  end)

  it("stops when all is read", function()
    decide(lib:all():ids())
    assert.equal("yes", assert(sheaf.analysis.stopping(lib))[1].stop)
  end)

  it("says of a simulation where each rule would have stopped, and the recall there", function()
    local run = assert(sheaf.analysis.simulate(lib:all(), { labels = relevant, all = true }))
    local t = assert(sheaf.analysis.stopping(run, { consecutive = 30, every = 1 }))
    local labels, found, row = run.simulation.labels, 0, 0
    for n, label in ipairs(labels) do
      found, row = found + label, label == 1 and 0 or row + 1
      if row == 30 then
        assert.same({ n, found / 20 }, { t[2].read, t[2].recall })
        assert.near(1 - n / 200, t[2].saved, 1e-12)
        break
      end
    end
    assert.equal(100, t[3].read)
    assert.is_true(t[1].recall >= 0.95)
    assert.is_true(t[1].read < 200)
    local short = assert(sheaf.analysis.simulate(lib:all(), { labels = relevant }))
    assert.is_nil(assert(sheaf.analysis.stopping(short, { share = 1 }))[3].read)
  end)

  it("takes rules of the user's", function()
    decide { 10, 1, 2 }
    local seen
    local t = assert(sheaf.analysis.stopping(lib, { rule = function(state)
      seen = state
      return state.relevant >= 1, state.relevant, "one is enough"
    end }))
    assert.same({ "own", "yes", 1, nil, "one is enough" }, { t[4].rule, t[4].stop, t[4].value, nil, t[4].promise })
    assert.same({ 3, 197, 1, 2 }, { seen.screened, seen.left, seen.relevant, seen.consecutive })
    local rules = { b = function() end, a = function() return true end }
    local named = assert(sheaf.analysis.stopping(lib, { rule = rules }))
    assert.same({ "a", "yes", "b", "no" }, { named[4].rule, named[4].stop, named[5].rule, named[5].stop })
    local run = assert(sheaf.analysis.simulate(lib:all(), { labels = relevant, all = true }))
    local stops = assert(sheaf.analysis.stopping(run, { every = 1, rule = function(s) return #s.labels == 42 end }))
    assert.equal(42, stops[4].read)
  end)

  it("says what is missing, and raises on what it does not take", function()
    local t, message, code = sheaf.analysis.stopping(lib)
    assert.same({ nil, "labels" }, { t, code })
    assert.matches("nothing is decided", message)
    assert.error_matches(function() sheaf.analysis.stopping(lib, { recall = 1.5 }) end, "above 0 and at most 1")
    assert.error_matches(function() sheaf.analysis.stopping(lib, { recall = 0 / 0 }) end, "above 0 and at most 1")
    assert.error_matches(function() sheaf.analysis.stopping(lib, { rule = 3 }) end, "must be a function")
    assert.error_matches(function() sheaf.analysis.stopping({}) end, "a library or a set")
  end)
end)
