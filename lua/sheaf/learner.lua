--- What a set's records teach: its works as documents, the labels that decisions give them, and the scores that a
-- classifier gives the others. Features are made once a set; only training and scoring are repeated.

local core = require "sheaf.core"
local standing = require "sheaf.standing"

local M = {}

M.CLASSIFIERS = { "svm", "logistic", "bayes" }
M.STAGE = "title-abstract"

--- A document is a work's records of the set; documents are in the order of their first records.
---@class sheaf.learner
---@field lib sheaf.library
---@field works (integer|false)[]             by record of the set
---@field work integer[]                      by document
---@field first integer[]                     by document: its first record in the set
---@field several table<integer, integer[]>   all records of those documents that have more than one
---@field of_record table<integer, integer>   record -> document
---@field core userdata?                      features, once they are asked for (M.of)

--- The work of each record of a set, false where the record is not there any more.
local function works_of(set)
  local works = {}
  for _, work in set:each("work") do works[#works + 1] = work or false end
  return works
end

local function same(a, b)
  for i, work in ipairs(a) do
    if work ~= b[i] then return false end
  end
  return true
end

local function read_documents(lib, ids, works)
  local work_at, first, several, of_record, of_work = {}, {}, {}, {}, {}
  for i, id in ipairs(ids) do
    local work = works[i]
    local at = of_work[work]
    if at then
      several[at] = several[at] or { first[at] }
      table.insert(several[at], id)
    elseif work then
      at = #first + 1
      work_at[at], first[at], of_work[work] = work, id, at
    end
    of_record[id] = at
  end
  return { lib = lib, works = works, work = work_at, first = first, several = several, of_record = of_record }
end

local made = setmetatable({}, { __mode = "k" }) -- set -> learner: sets never change, but works may

--- The works of a set as documents, without features, read when they are first asked for, and again after works were
--- merged or parted.
---@param set sheaf.set
---@return sheaf.learner
function M.documents(set)
  local works, before = works_of(set), made[set]
  if before and same(before.works, works) then return before end
  made[set] = read_documents(set:library(), set:ids(), works)
  return made[set]
end

--- The records of a document.
---@param self sheaf.learner
---@param i integer
---@return integer[]
function M.records(self, i) return self.several[i] or { self.first[i] } end

--- The records of all documents, one document after the other, and how many each has: nil where all have one.
local function records_of(self)
  if not next(self.several) then return self.first end
  local ids, lengths = {}, {}
  for i = 1, #self.first do
    local records = M.records(self, i)
    lengths[i] = #records
    table.move(records, 1, #records, #ids + 1, ids)
  end
  return ids, lengths
end

--- The learner of a set, with features, which are made once.
---@param set sheaf.set
---@return sheaf.learner? learner, string? message, string? code
function M.of(set)
  local self = M.documents(set)
  if self.core then return self end
  local features, message, code = self.lib:learner(records_of(self))
  if not features then return nil, message, code end
  self.core = features
  return self
end

--- Raises where the target is no set of a library.
function M.check_set(who, set)
  local class = type(set) == "userdata" and (getmetatable(set) or {}).__name
  if class ~= "sheaf.set" then error(("%s: a set expected, got %s"):format(who, class or type(set)), 0) end
  return set
end

--- The label that a verdict gives: a record that is perhaps relevant is kept for reading. 0 where none stands.
function M.label_of(verdict)
  return verdict == nil and 0 or verdict == "exclude" and -1 or 1
end

--- What was decided at a stage: for each document a label (1, -1, or 0 where no verdict stands), and whether anybody
-- decided about it.
---@param self sheaf.learner
---@param stage string
---@param reviewers? integer
---@return integer[] labels, table<integer, boolean> decided
function M.decided(self, stage, reviewers)
  local of_work, labels, decided = {}, {}, {}
  for _, one in ipairs(standing.list(self.lib, stage, reviewers)) do of_work[one.work] = one end
  for i, work in ipairs(self.work) do
    local one = of_work[work]
    labels[i], decided[i] = M.label_of(one and one.verdict), one ~= nil
  end
  return labels, decided
end

--- The documents of records given as a set, a list of records or their numbers, or a search.
---@param self sheaf.learner
---@param who string
---@param given sheaf.set|string|(sheaf.record|integer)[]
---@param syntax? string  of a search
---@return integer[]? places, string? message, string? code
function M.places(self, who, given, syntax)
  local ids = {}
  if type(given) == "string" then
    local found, message, code = self.lib:search(given, { syntax = syntax })
    if not found then return nil, message, code end
    ids = found:ids()
  elseif type(given) == "table" then
    for i, item in ipairs(given) do
      ids[i] = type(item) == "userdata" and item.id or item
      if math.type(ids[i]) ~= "integer" then error(("%s: item %d of a list is no record"):format(who, i), 0) end
    end
  else
    ids = M.check_set(who, given):ids()
  end
  local places, seen = {}, {}
  for _, id in ipairs(ids) do
    local at = self.of_record[id]
    if at and not seen[at] then places[#places + 1] = at end
    if at then seen[at] = true end
  end
  return places
end

--- Random numbers of a seed's own: a function from n to 1..n.
---@type fun(seed: integer): fun(most: integer): integer
M.random = require("sheaf.graph.random").new

assert(core.classes["sheaf.learner"], "sheaf.core is older than its Lua files")

return M
