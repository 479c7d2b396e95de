--- Screening again what is labelled: order, measures, determinism.

local sheaf = require "sheaf"
local screening = require "spec.support.screening"

describe("simulate", function()
  local lib, relevant
  setup(function() lib, relevant = screening.library(sheaf, 3, 200, 10, 35) end)

  local function run(options)
    options.labels = options.labels or relevant
    return assert(sheaf.analysis.simulate(lib:all(), options))
  end

  it("finds what can be told apart early", function()
    for _, classifier in ipairs { "svm", "logistic", "bayes" } do
      local t = run { classifier = classifier }
      assert.is_true(t.measures.wss95 > 0.8, classifier .. " " .. t.measures.wss95)
      assert.equal(19, t.measures.relevant)
      assert.equal(198, t.measures.records)
    end
  end)

  it("counts work saved and time to discovery from the order read", function()
    local t = run { seed = 2, batch = 7 }
    local found, sum, at95 = 0, 0, nil
    for read, id in ipairs(t.simulation.order) do
      if relevant[id] then found, sum = found + 1, sum + read end
      if found >= 0.95 * 19 and not at95 then at95 = read end
    end
    assert.equal(19, found)
    assert.near((198 - at95) / 198 - 0.05, t.measures.wss95, 1e-12)
    assert.near(1 - #t.simulation.order / 198, t.measures.wss100, 1e-12)
    assert.near(sum / 19, t.measures.atd, 1e-12)
    assert.equal(math.ceil(#t.simulation.order / 7), t.measures.trainings)
    assert.equal(t.simulation.records, 200)
    assert.equal(#t.simulation.start + #t.simulation.order, #t.simulation.labels)
  end)

  it("has a recall curve by percent, and its chart", function()
    local t = run {}
    assert.equal(101, #t)
    assert.same({ 0, 0, 0, 0.0, 0.0 }, { t[1].percent, t[1].read, t[1].found, t[1].recall, t[1].random })
    assert.same({ 198, 19, 1.0, 1.0 }, { t[101].read, t[101].found, t[101].recall, t[101].random })
    assert.matches("^<svg", t:chart())
  end)

  it("is the same for a seed, and starts elsewhere for another", function()
    assert.same(run({ seed = 5 }).simulation, run({ seed = 5 }).simulation)
    assert.not_same(run({ seed = 5 }).simulation.start, run({ seed = 6 }).simulation.start)
  end)

  it("starts from the records given, of one kind as well, and may go on to the end", function()
    local t = run { start = { 10, 20 }, all = true }
    assert.same({ 10, 20 }, t.simulation.start)
    assert.equal(198, #t.simulation.order)
    local seen = { [10] = true, [20] = true }
    for _, id in ipairs(t.simulation.order) do
      assert.is_nil(seen[id])
      seen[id] = true
    end
    assert.equal(18, t.measures.relevant)
  end)

  it("takes labels from a table, a function, a field, and the decisions", function()
    local by_table = run { seed = 3 }
    local by_function = run { seed = 3, labels = function(record) return relevant[record.id] and "include" or 0 end }
    assert.same(by_table.measures, by_function.measures)
    for record in lib:all():each() do
      assert(lib:decide(record, { stage = "title-abstract", verdict = relevant[record.id] and "include" or "exclude" }))
    end
    assert.same(by_table.measures, assert(sheaf.analysis.simulate(lib:all(), { seed = 3 })).measures)
    local csv = assert(sheaf.open())
    assert(csv:load { name = "set.csv", text = "title,abstract,label_included\nnight care,night,1\nnight care too,at "
      .. "night,1\nday care,by day,0\nday work,by day,0\nday rest,no label,\n" })
    local t = assert(sheaf.analysis.simulate(csv:all(), { labels = "label_included" }))
    assert.equal(1, t.measures.relevant)
    assert.matches("1 without a label", t.notes[3])
  end)

  it("says what is missing", function()
    local t, message, code = sheaf.analysis.simulate(lib:all(), { labels = {} })
    assert.same({ nil, "labels" }, { t, code })
    assert.matches("no labelled record", message)
    local none = function() return 0 end
    t, message = sheaf.analysis.simulate(lib:all(), { labels = none })
    assert.is_nil(t)
    assert.matches("no relevant record", message)
    t = sheaf.analysis.simulate(lib:all(), { labels = relevant, start = {} })
    assert.is_nil(t)
    assert.error_matches(function() run { labels = function() return "perhaps" end } end, "'perhaps' of record 1")
    assert.error_matches(function() run { batch = 0 } end, "above 0")
    assert.error_matches(function() run { all = 1 } end, "true or false")
  end)
end)
