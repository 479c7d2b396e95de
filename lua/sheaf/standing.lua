--- What stands of the decisions: derived from the ledger's rows each time, for the works that the records are of now,
-- so that a duplicate shares its work's verdict. Of each reviewer the latest decision at a stage counts. A decision
-- that resolves stands over all of them; otherwise a verdict stands where all agree.

local ledger = require "sheaf.ledger"

local M = {}

---@class sheaf.vote
---@field by string?       the reviewer
---@field verdict "include"|"exclude"|"maybe"
---@field reason string?
---@field at string
---@field row integer      in the ledger
---@field record integer   that it was said of

---@class sheaf.standing
---@field work integer
---@field stage string
---@field title string?
---@field votes sheaf.vote[]         the latest of each reviewer, in the order in which reviewers first decided
---@field resolution sheaf.vote?
---@field verdict string?            what stands; nil in a conflict, or while reviewers are missing
---@field status "single"|"agreed"|"resolved"|"conflict"|"waiting"
---@field reason string?             of the latest that gives one

local ROWS = [[select r.work, w.title, l.record, l.id as row, l.who, l.at, l.note, d.stage, d.verdict, d.resolves
  from decision d join ledger l on l.id = d.row join record r on r.id = l.record join record w on w.id = r.work
  %s order by r.work, d.stage, l.id]]

local function add(group, row)
  local vote = { by = row.who, verdict = row.verdict, reason = row.note, at = row.at, row = row.row,
    record = row.record }
  if row.resolves == 1 then
    group.resolution = vote
    return
  end
  local name = row.who or ""
  local at = group.places[name] or #group.votes + 1
  group.places[name], group.votes[at] = at, vote
end

--- The reason that the latest of the votes gives.
local function reason_of(votes)
  local latest
  for _, vote in ipairs(votes) do
    if vote.reason and (not latest or vote.row > latest.row) then latest = vote end
  end
  return latest and latest.reason
end

local function settle(group, reviewers)
  group.places = nil
  local votes, resolution = group.votes, group.resolution
  if resolution then
    group.verdict, group.status, group.reason = resolution.verdict, "resolved", resolution.reason or reason_of(votes)
    return group
  end
  for i = 2, #votes do
    if votes[i].verdict ~= votes[1].verdict then
      group.status = "conflict"
      return group
    end
  end
  group.reason = reason_of(votes)
  if #votes < reviewers then
    group.status = "waiting"
    return group
  end
  group.verdict, group.status = votes[1].verdict, #votes > 1 and "agreed" or "single"
  return group
end

--- What stands, by work and stage.
---@param lib sheaf.library
---@param stage? string       all stages when nil
---@param reviewers? integer  so many must agree (1)
---@return sheaf.standing[]
function M.list(lib, stage, reviewers)
  local rows
  if stage then
    rows = assert(lib:sql(ROWS:format("where d.stage = ?"), stage))
  else
    rows = assert(lib:sql(ROWS:format("")))
  end
  local undone, list, group = ledger.undone(lib), {}, nil
  for row in rows do
    if not undone[row.row] then
      if not group or group.work ~= row.work or group.stage ~= row.stage then
        group = { work = row.work, stage = row.stage, title = row.title, votes = {}, places = {} }
        list[#list + 1] = group
      end
      add(group, row)
    end
  end
  for _, one in ipairs(list) do settle(one, reviewers or 1) end
  return list
end

--- The same as a table: work -> stage -> standing.
---@param lib sheaf.library
---@param reviewers? integer
---@return table<integer, table<string, sheaf.standing>>
function M.by_work(lib, reviewers)
  local works = {}
  for _, one in ipairs(M.list(lib, nil, reviewers)) do
    works[one.work] = works[one.work] or {}
    works[one.work][one.stage] = one
  end
  return works
end

return M
