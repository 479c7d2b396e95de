--- What a set's records teach: its works as documents, the labels that decisions give them, and the scores that a
-- classifier gives the others. Features are made once a set; only training and scoring are repeated.

local core = require "sheaf.core"
local standing = require "sheaf.standing"

local M = {}

M.CLASSIFIERS = { "svm", "logistic", "bayes" }
M.STAGE = "title-abstract"

---@class sheaf.learner.document
---@field work integer
---@field record integer    the work's first record in the set
---@field records integer[]

---@class sheaf.learner
---@field lib sheaf.library
---@field documents sheaf.learner.document[]  in the order of the set
---@field of_record table<integer, integer>   record -> place in documents
---@field core userdata

local function read_documents(lib, ids)
  local work_of, documents, of_work, of_record = {}, {}, {}, {}
  for row in assert(lib:sql "select id, work from record") do work_of[row.id] = row.work end
  for _, id in ipairs(ids) do
    local work = work_of[id]
    if work then
      local at = of_work[work] or #documents + 1
      local document = documents[at] or { work = work, record = id, records = {} }
      documents[at], of_work[work], of_record[id] = document, at, at
      document.records[#document.records + 1] = id
    end
  end
  return documents, of_record
end

local made = setmetatable({}, { __mode = "k" }) -- set -> learner: sets never change, but works may

local function same(a, b)
  if #a ~= #b then return false end
  for i, document in ipairs(a) do
    local records = b[i].records
    if document.work ~= b[i].work or #document.records ~= #records then return false end
    for k, id in ipairs(document.records) do
      if id ~= records[k] then return false end
    end
  end
  return true
end

--- The learner of a set, made when it is first asked for, and again after works were merged or parted.
---@param set sheaf.set
---@return sheaf.learner? learner, string? message, string? code
function M.of(set)
  local lib = set:library()
  local documents, of_record = read_documents(lib, set:ids())
  local before = made[set]
  if before and same(before.documents, documents) then return before end
  local ids, lengths = {}, {}
  for i, document in ipairs(documents) do
    lengths[i] = #document.records
    table.move(document.records, 1, #document.records, #ids + 1, ids)
  end
  local features, message, code = lib:learner(ids, lengths)
  if not features then return nil, message, code end
  local self = { lib = lib, documents = documents, of_record = of_record, core = features }
  made[set] = self
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
  for i, document in ipairs(self.documents) do
    local one = of_work[document.work]
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
