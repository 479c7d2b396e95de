--- The numbers of a PRISMA 2020 flow diagram, from sources, works and decisions alone.
--
-- Every record belongs to the way in which its source was found: a previous version of the review, databases and
-- registers, or other methods. A work belongs to the first of these that has a record of it; its further records are
-- duplicates there and elsewhere. Then, for databases and registers as for other methods,
--   identified = duplicates + automation + removed + unscreened + screened     screened = excluded + sought
--   sought = not_retrieved + waiting + assessed                                assessed = ineligible + included

local ledger = require "sheaf.ledger"
local origin = require "sheaf.origin"
local outcome = require "sheaf.flow.outcome"

local M = {}

local ROUTE = { previous = "previous", database = "databases", register = "databases", website = "other",
  organisation = "other", citation = "other", other = "other" }
local ORDER = { previous = 1, databases = 2, other = 3 }

---@class sheaf.flow.route
---@field identified integer   records
---@field sources { name: string, via: string, n: integer }[]
---@field duplicates integer
---@field automation integer
---@field removed integer
---@field unscreened integer
---@field screened integer
---@field excluded integer
---@field sought integer
---@field not_retrieved integer
---@field waiting integer
---@field assessed integer
---@field ineligible integer
---@field reasons { reason: string, n: integer }[]  of those that are ineligible, the most frequent first
---@field included integer     reports

local function new_route()
  return { identified = 0, sources = {}, duplicates = 0, automation = 0, removed = 0, unscreened = 0, screened = 0,
    excluded = 0, sought = 0, not_retrieved = 0, waiting = 0, assessed = 0, ineligible = 0, reasons = {}, included = 0,
    works = 0, by = {} }
end

--- Counts a thing under a key, in a list that keeps the order of appearance.
local function tally(list, by, key, one)
  if not by[key] then
    one.n = 0
    by[key], list[#list + 1] = one, one
  end
  by[key].n = by[key].n + 1
end

--- Records by route; and each work's route, the works in order.
local function read_records(lib, only, routes)
  local sources, home, works = origin.sources(lib), {}, {}
  for _, source, work in origin.records(lib, only) do
    local from = sources[source]
    local name = ROUTE[from.via]
    local route = routes[name]
    route.identified = route.identified + 1
    tally(route.sources, route.by, from.via .. "\0" .. from.name, { name = from.name, via = from.via })
    if not home[work] then works[#works + 1] = work end
    if not home[work] or ORDER[name] < ORDER[home[work]] then home[work] = name end
  end
  for _, work in ipairs(works) do
    local route = routes[home[work]]
    route.works = route.works + 1
  end
  return works, home
end

local function count_outcome(route, what, reason)
  route[what] = route[what] + 1
  if what == "ineligible" then
    reason = reason or "No reason given"
    tally(route.reasons, route.by, "\1" .. reason:lower(), { reason = reason })
  end
end

local function add_up(route)
  route.duplicates = route.identified - route.works
  route.assessed = route.ineligible + route.included
  route.sought = route.not_retrieved + route.waiting + route.assessed
  route.screened = route.excluded + route.sought
  table.sort(route.reasons, function(a, b)
    if a.n ~= b.n then return a.n > b.n end
    return a.reason < b.reason
  end)
  route.by, route.works = nil, nil
end

local STUDIES = [[select l.id, r.work, l.note from code c join ledger l on l.id = c.row join record r on r.id = l.record
  where c.code = 'study' order by l.id]]

--- The study that a work reports, by its name, where somebody gave the work the code "study" with the name as memo.
local function read_studies(lib)
  local studies, undone = {}, ledger.undone(lib)
  for row in assert(lib:sql(STUDIES)) do
    if not undone[row.id] then studies[row.work] = row.note end
  end
  return studies
end

---@class sheaf.flow.counts
---@field previous { reports: integer, studies: integer, sources: table }
---@field databases sheaf.flow.route
---@field other sheaf.flow.route
---@field new { reports: integer, studies: integer }
---@field total { reports: integer, studies: integer }
---@field conflicts integer         works in which reviewers disagree at a stage of the flow
---@field strange string[]          stages that somebody decided at and that are none of the flow

local function names_of(stages)
  local names = { [stages.retrieval] = true, [stages.automation] = true, [stages.removal] = true }
  for _, list in ipairs { stages.screening, stages.eligibility } do
    for _, name in ipairs(list) do names[name] = true end
  end
  return names
end

--- What the reader of the diagram must know: conflicts, and stages that are not looked at.
local function read_rest(counts, works, decided, stages)
  local names, strange = names_of(stages), {}
  counts.conflicts, counts.strange = 0, {}
  for _, work in ipairs(works) do
    local conflict = false
    for stage, one in pairs(decided[work] or {}) do
      if not names[stage] then strange[stage] = true end
      conflict = conflict or names[stage] and one.status == "conflict"
    end
    if conflict then counts.conflicts = counts.conflicts + 1 end
  end
  for stage in pairs(strange) do counts.strange[#counts.strange + 1] = stage end
  table.sort(counts.strange)
end

--- The numbers of a library, or of some of its records.
---@param lib sheaf.library
---@param only? table<integer, true>
---@param stages sheaf.flow.stages
---@return sheaf.flow.counts
function M.of(lib, only, stages)
  local routes = { previous = new_route(), databases = new_route(), other = new_route() }
  local works, home = read_records(lib, only, routes)
  local outcome_of, decided = outcome.reader(lib, stages)
  local studies, seen = read_studies(lib), {}
  local counts = { databases = routes.databases, other = routes.other,
    previous = { reports = 0, studies = 0, sources = routes.previous.sources }, new = { reports = 0, studies = 0 } }
  local function add_report(to, work)
    local study = studies[work] or work
    to.reports = to.reports + 1
    if not seen[study] then to.studies = to.studies + 1 end
    seen[study] = true
  end
  for _, work in ipairs(works) do
    if home[work] == "previous" then add_report(counts.previous, work) end
  end
  for _, work in ipairs(works) do
    if home[work] ~= "previous" then
      local what, reason = outcome_of(work)
      count_outcome(routes[home[work]], what, reason)
      if what == "included" then add_report(counts.new, work) end
    end
  end
  add_up(routes.databases)
  add_up(routes.other)
  counts.total = { reports = counts.previous.reports + counts.new.reports,
    studies = counts.previous.studies + counts.new.studies }
  read_rest(counts, works, decided, stages)
  return counts
end

return M
