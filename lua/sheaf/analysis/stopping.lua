--- May screening stop? One row a rule, with what the rule promises. Of a library or a set: the decisions at a stage, in
-- the order in which they were made. Of a simulation (sheaf.analysis.simulate): where each rule would have stopped, and
-- the recall there.
--
-- Rules: `hypergeometric` (sheaf/stopping.lua), `consecutive` irrelevant records, `share` of the records read, and your
-- own: options.rule = function(state) return stop, value, promise end, or a table of such functions by name; state is
-- what sheaf.stopping.state says.

local learner = require "sheaf.learner"
local ledger = require "sheaf.ledger"
local new_table = require("sheaf.table").new
local option_names = require "sheaf.options"
local origin = require "sheaf.origin"
local standing = require "sheaf.standing"
local stopping = require "sheaf.stopping"

local KINDS = { confidence = "any", consecutive = "count", every = "count", recall = "any", reviewers = "count",
  rule = "any", share = "any", stage = "string" }

local function percent(x) return (("%.1f"):format(x * 100):gsub("%.0$", "")) .. " %" end

local RULES = {
  { name = "hypergeometric", judge = function(state) return state.p < 1 - state.confidence, state.p end,
    needed = function(o) return ("below %g"):format(tonumber(("%.6g"):format(1 - o.confidence))) end,
    promise = function(o)
      return ("When it says stop: were the recall below %s, what was read would have a probability below %g, as long "
        .. "as the records read last were at least as likely relevant as those left."):format(percent(o.recall),
        tonumber(("%.6g"):format(1 - o.confidence)))
    end },
  { name = "consecutive", judge = function(state, o) return state.consecutive >= o.consecutive, state.consecutive end,
    needed = function(o) return ("%d or more"):format(o.consecutive) end,
    promise = function(o)
      return ("Says stop after %d irrelevant records in a row. A rule of thumb: no recall is promised.")
        :format(o.consecutive)
    end },
  { name = "share", judge = function(state, o) return state.share >= o.share, state.share end,
    needed = function(o) return percent(o.share) .. " or more" end,
    promise = function(o)
      return ("Says stop when %s of the records are read. A rule of thumb: no recall is promised.")
        :format(percent(o.share))
    end },
}

local function share_of(name, value, default)
  if value == nil then return default end
  if type(value) ~= "number" or not (value > 0 and value <= 1) then
    error(("stopping: option '%s' must be a number above 0 and at most 1"):format(name), 0)
  end
  return value
end

--- A user's function as a rule.
local function own_rule(name, run)
  if type(run) ~= "function" then error(("stopping: rule '%s' must be a function"):format(name), 0) end
  local said
  return { name = name, judge = function(state)
    local stop, value, promise = run(state)
    said = promise
    return stop and true or false, value
  end, needed = function() end, promise = function() return said end }
end

local function read_rules(given)
  local rules = table.move(RULES, 1, #RULES, 1, {})
  if type(given) == "function" then given = { own = given } end
  if given ~= nil and type(given) ~= "table" then
    error("stopping: option 'rule' must be a function, or a table of functions by name", 0)
  end
  local own = {}
  for name, run in pairs(given or {}) do own[#own + 1] = own_rule(tostring(name), run) end
  table.sort(own, function(a, b) return a.name < b.name end)
  return table.move(own, 1, #own, #rules + 1, rules)
end

local function read_options(options)
  options = option_names.read("stopping", options, KINDS)
  if options.every == 0 then error("stopping: option 'every' must be above 0", 0) end
  return {
    confidence = share_of("confidence", options.confidence, 0.95), recall = share_of("recall", options.recall, 0.95),
    share = share_of("share", options.share, 0.5), consecutive = options.consecutive or 50, every = options.every,
    stage = options.stage or learner.STAGE, reviewers = options.reviewers,
  }, read_rules(options.rule)
end

--- Labels in the order in which somebody first decided about each work, and the number of works. A work about which no
--- verdict stands counts as relevant until one does: that errs on the safe side.
local function history(lib, only, o)
  local works, records = {}, 0
  for _, _, work in origin.records(lib, only) do
    if not works[work] then records = records + 1 end
    works[work] = true
  end
  local first, undone = {}, ledger.undone(lib)
  local rows = assert(lib:sql([[select l.id, r.work from decision d join ledger l on l.id = d.row
    join record r on r.id = l.record where d.stage = ? order by l.id]], o.stage))
  for row in rows do
    if not undone[row.id] then first[row.work] = first[row.work] or row.id end
  end
  local list, waiting = {}, 0
  for _, one in ipairs(standing.list(lib, o.stage, o.reviewers)) do
    if works[one.work] then list[#list + 1] = one end
    if works[one.work] and not one.verdict then waiting = waiting + 1 end
  end
  table.sort(list, function(a, b) return first[a.work] < first[b.work] end)
  local labels = {}
  for i, one in ipairs(list) do labels[i] = learner.label_of(one.verdict) < 0 and 0 or 1 end
  return labels, records, waiting
end

local function of_library(lib, only, o, rules)
  local labels, records, waiting = history(lib, only, o)
  if #labels == 0 then
    return nil, ("stopping: nothing is decided at the stage '%s'"):format(o.stage), "labels"
  end
  local state, rows = stopping.state(labels, #labels, records, o.recall, o.confidence), {}
  for i, rule in ipairs(rules) do
    local stop, value = rule.judge(state, o)
    rows[i] = { rule.name, stop and "yes" or "no", value, rule.needed(o), rule.promise(o) }
  end
  local notes = { ("%d of %d records read, %d of them relevant; the test does not refute that up to %d more are left")
    :format(state.screened, records, state.relevant, stopping.most_left(labels, records, o.confidence)) }
  if waiting > 0 then notes[2] = ("%d without a verdict that stands count as relevant"):format(waiting) end
  local t = new_table { title = "Stopping", rows = rows, notes = notes,
    columns = { "rule", "stop", { name = "value", kind = "number", digits = 3 }, "needed", "promise" } }
  t.state = state
  return t
end

--- For each rule, the state in which it first says stop, looked at after every so many records.
local function first_stops(simulation, o, rules)
  local labels, records = simulation.labels, simulation.records
  local every = o.every or math.max(1, records // 100)
  local stops, open = {}, #rules
  for n = #simulation.start + 1, #labels do
    if n % every == 0 or n == #labels then
      local state = stopping.state(labels, n, records, o.recall, o.confidence)
      for i, rule in ipairs(rules) do
        if not stops[i] and rule.judge(state, o) then
          stops[i], open = { state = state, promise = rule.promise(o) }, open - 1
        end
      end
      if open == 0 then break end
    end
  end
  return stops, every
end

local function of_simulation(simulation, o, rules)
  local relevant = 0
  for _, label in ipairs(simulation.labels) do relevant = relevant + label end
  local stops, every = first_stops(simulation, o, rules)
  local rows = {}
  for i, rule in ipairs(rules) do
    local at = stops[i]
    rows[i] = { rule.name, rule.needed(o) }
    if at then
      rows[i][3], rows[i][4] = at.state.screened, at.state.relevant / relevant
      rows[i][5], rows[i][6] = 1 - at.state.share, at.promise
    else
      rows[i][6] = ("Did not stop among the %d records read."):format(#simulation.labels)
    end
  end
  return new_table { title = "Stopping", rows = rows,
    notes = { ("looked at after every %d records read, those known at the start among them"):format(every) },
    columns = { "rule", "needed", { name = "read", kind = "integer" }, { name = "recall", kind = "share" },
      { name = "saved", kind = "share" }, "promise" } }
end

---@class sheaf.stopping_options
---@field recall? number       the target (0.95)
---@field confidence? number   wanted of the hypergeometric test (0.95)
---@field consecutive? integer irrelevant records in a row (50)
---@field share? number        of the records read (0.5)
---@field rule? fun(state: sheaf.stopping.state): boolean, number?, string?  or a table of such functions by name
---@field stage? string        "title-abstract"
---@field reviewers? integer   so many must agree before a verdict stands (1)
---@field every? integer       of a simulation: looked at after every so many records (1 %)

---@param target sheaf.library|sheaf.set|sheaf.table  a table is a simulation
---@param options? sheaf.stopping_options
---@return sheaf.table? table, string? message, string? code
return function(target, options)
  local o, rules = read_options(options)
  local simulation = type(target) == "table" and rawget(target, "simulation")
  if simulation then return of_simulation(simulation, o, rules) end
  local lib, only = origin.of("stopping", target)
  return of_library(lib, only, o, rules)
end
