--- One reviewer's screening at one stage: which work is next, what was decided, what is left. After every so many
-- verdicts what is left is put in order again, the likeliest relevant first (sheaf.analysis.ranking: ELAS u4), as soon
-- as something was included and something excluded; what was left for later stays behind.

local learner = require "sheaf.learner"
local standing = require "sheaf.standing"

local M = {}

local EVERY = 10 -- verdicts after which the order is learned again
local PACE, LONGEST = 50, 300 -- decisions that the pace is taken from; seconds, above which the reviewer was away

---@class sheaf.screen.session
---@field lib sheaf.library
---@field stage string
---@field by string
---@field todo integer[]     records that stand for works, the next one first
---@field done { id: integer, row: integer, verdict: string, seconds: integer }[]
---@field total integer      works at this stage, those decided earlier too
---@field votes table<integer, sheaf.vote[]>?  by record, where conflicts are resolved
---@field set sheaf.set       the works are of
---@field every integer       verdicts after which the order is learned again; 0 never
---@field fresh integer       verdicts since it was learned
---@field learned integer?    works whose verdicts the order was learned from; nil before
---@field later table<integer, boolean>  records left for later
---@field model sheaf.learner?  made when the order is first learned, for the works that there are then
local Session = {}
Session.__index = Session

--- The records that stand for the set's works; where the stage follows another one, of the works that passed it.
local function works_of(set, passed)
  local ids, seen = {}, {}
  for record in set:each() do
    local work = record.work
    if not seen[work] and (not passed or passed[work]) then ids[#ids + 1] = { id = record.id, work = work } end
    seen[work] = true
  end
  return ids
end

--- The works that the stage before let pass, nil where nobody decided there.
local function passed_at(lib, stage)
  local passed
  for _, one in ipairs(stage and standing.list(lib, stage) or {}) do
    passed = passed or {}
    passed[one.work] = one.verdict == "include" or one.verdict == "maybe"
  end
  return passed
end

local function begin(set, options, todo, total)
  local clock = options.clock or os.time
  return setmetatable({ lib = set:library(), stage = options.stage, by = options.by, todo = todo, done = {},
    total = total, clock = clock, since = clock(), set = set, every = options.every or EVERY, fresh = 0, later = {} },
    Session)
end

--- The works that reviewers disagree about.
local function resolving(set, options)
  local lib, votes, todo = set:library(), {}, {}
  for _, one in ipairs(standing.list(lib, options.stage)) do
    if one.status == "conflict" then votes[one.work] = one.votes end
  end
  for _, one in ipairs(works_of(set)) do
    if votes[one.work] then
      todo[#todo + 1] = one.id
      votes[one.id] = votes[one.work]
    end
  end
  local self = begin(set, options, todo, #todo)
  self.votes, self.every = votes, 0
  return self
end

--- What the reviewers said of the next work, a line each; none unless conflicts are resolved.
---@return string[]
function Session:said()
  local lines = {}
  for i, vote in ipairs(self.votes and self.votes[self.todo[1]] or {}) do
    lines[i] = (vote.by or "(unnamed)") .. ": " .. vote.verdict .. (vote.reason and " (" .. vote.reason .. ")" or "")
  end
  return lines
end

--- Begins, or goes on where this reviewer stopped.
---@param set sheaf.set     the works are shown in its order
---@param options { stage: string, by: string, after?: string, resolve?: boolean, every?: integer,
---  clock?: fun(): integer }  after: the stage before; resolve: only what reviewers disagree about, each decision a
---  resolution, in the set's order; every: verdicts after which what is left is ordered again (10; 0 never)
---@return sheaf.screen.session
function M.new(set, options)
  if options.resolve then return resolving(set, options) end
  local lib, decided = set:library(), {}
  for _, one in ipairs(standing.list(lib, options.stage)) do
    for _, vote in ipairs(one.votes) do decided[one.work] = decided[one.work] or vote.by == options.by end
  end
  local works, todo = works_of(set, passed_at(lib, options.after)), {}
  for _, work in ipairs(works) do
    if not decided[work.work] then todo[#todo + 1] = work.id end
  end
  return begin(set, options, todo, #works)
end

--- The record to look at: of the next work the one that has an abstract. Nil when all is done.
---@return sheaf.record?
function Session:current()
  local id = self.todo[1]
  if not id then return nil end
  local record = self.lib:get(id)
  if record.abstract then return record end
  for row in assert(self.lib:sql("select id from record where work = ? order by id", record.work)) do
    local other = self.lib:get(row.id)
    if other.abstract then return other end
  end
  return record
end

--- Decides about the next work. Returns the ledger's row, or nil and a message.
---@param verdict "include"|"exclude"|"maybe"
---@param reason? string
function Session:decide(verdict, reason)
  local id, now = self.todo[1], self.clock()
  local row, message = self.lib:decide(id, { stage = self.stage, verdict = verdict, by = self.by, reason = reason,
    resolves = self.votes ~= nil })
  if not row then return nil, message end
  table.remove(self.todo, 1)
  self.done[#self.done + 1] = { id = id, row = row, verdict = verdict, seconds = now - self.since }
  self.since, self.fresh = now, self.fresh + 1
  return row
end

--- Takes the last decision of this session back: its work is next again. Nil and a message where there is none.
function Session:undo()
  local last = self.done[#self.done]
  if not last then return nil, "nothing was decided in this session" end
  local row, message = self.lib:undo(last.row, { by = self.by })
  if not row then return nil, message end
  self.done[#self.done] = nil
  table.insert(self.todo, 1, last.id)
  self.since, self.fresh = self.clock(), math.max(self.fresh - 1, 0)
  return row
end

--- Leaves the next work for later.
function Session:skip()
  if #self.todo > 1 then
    self.later[self.todo[1]] = true
    table.insert(self.todo, table.remove(self.todo, 1))
  end
  self.since = self.clock()
end

--- Whether it is time to learn the order again.
---@return boolean
function Session:due() return self.every > 0 and self.fresh >= self.every and #self.todo > 1 end

--- Learns the order of what is left from what stands at this stage, whoever decided it. Nothing happens before one work
-- was included (or perhaps) and one excluded. Equally likely works stay in the order they are in.
---@return boolean? moved, string? message, string? code
function Session:learn()
  local has = {}
  for _, one in ipairs(standing.list(self.lib, self.stage)) do has[learner.label_of(one.verdict)] = true end
  if not (has[1] and has[-1]) then return false end
  local message, code
  if not self.model then
    self.model, message, code = learner.of(self.set)
    if not self.model then return nil, message, code end
  end
  local model = self.model
  local labels, known = learner.decided(model, self.stage), 0
  for _, label in ipairs(labels) do known = known + math.abs(label) end
  local scores
  scores, message, code = model.core:rank(learner.CLASSIFIERS[1], labels)
  if not scores then return nil, message, code end
  local place, score, later = {}, {}, self.later
  for i, id in ipairs(self.todo) do place[id], score[id] = i, scores[model.of_record[id]] end
  table.sort(self.todo, function(a, b)
    if later[a] ~= later[b] then return later[b] or false end
    if not later[a] and score[a] ~= score[b] then return score[a] > score[b] end
    return place[a] < place[b]
  end)
  self.fresh, self.learned = 0, known
  return true
end

--- How often each verdict was given in this session.
---@return { include: integer, exclude: integer, maybe: integer }
function Session:counts()
  local counts = { include = 0, exclude = 0, maybe = 0 }
  for _, one in ipairs(self.done) do counts[one.verdict] = counts[one.verdict] + 1 end
  return counts
end

--- Seconds that what is left will take at the pace of the last decisions (their median); nil before the third one.
---@return integer?
function Session:left()
  local times = {}
  for i = math.max(1, #self.done - PACE + 1), #self.done do
    if self.done[i].seconds <= LONGEST then times[#times + 1] = self.done[i].seconds end
  end
  if #times < 3 then return nil end
  table.sort(times)
  local middle = (times[(#times + 1) // 2] + times[#times // 2 + 1]) / 2
  return math.floor(middle * #self.todo + 0.5)
end

--- Reasons given so far at this stage, the most frequent first.
---@param most integer
---@return string[]
function Session:reasons(most)
  local list = {}
  for row in assert(self.lib:sql([[select l.note, count(*) as n from decision d join ledger l on l.id = d.row
    where d.stage = ? and d.verdict = 'exclude' and l.note is not null group by l.note
    order by n desc, l.note limit ?]], self.stage, most)) do
    list[#list + 1] = row.note
  end
  return list
end

return M
