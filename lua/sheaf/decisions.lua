--- Decisions and codes: lib:decide, lib:code, lib:decisions, lib:decided, lib:conflicts, lib:codes, record:decisions;
-- lib:undo for these.

local core = require "sheaf.core"
local given = require "sheaf.given"
local ledger = require "sheaf.ledger"
local new_table = require("sheaf.table").new
local option_names = require "sheaf.options"
local standing = require "sheaf.standing"

local library = core.classes["sheaf.library"]
local record_methods = core.classes["sheaf.record"]

---@class sheaf.decide_options
---@field stage string            "title-abstract", "full-text", or a name of your own
---@field verdict "include"|"exclude"|"maybe"
---@field reason? string
---@field by? string              the reviewer
---@field at? string              when, ISO 8601 in UTC; now when nil
---@field resolves? boolean       settles a conflict between reviewers

---@class sheaf.decision
---@field stage string
---@field verdict string
---@field by string?
---@field reason string?
---@field at string
---@field resolves boolean
---@field record integer          that it was said of
---@field row integer             in the ledger

---@class sheaf.code_options
---@field code string
---@field field? string           where the passage stands: "abstract"
---@field first? integer          its first byte
---@field last? integer           its last byte
---@field memo? string
---@field by? string
---@field at? string

local VERDICTS = { include = true, exclude = true, maybe = true }

local fail = given.fail

-- ---- deciding ----

--- Decides about a record, or about each of a set: appended to the ledger for good. Of each reviewer the latest
-- decision about a work at a stage counts. A decision that resolves stands over what the reviewers say.
---@param target sheaf.record|sheaf.set|integer
---@param options sheaf.decide_options
---@return integer? row      the first one's number, for lib:undo
---@return integer|string count how many rows, they follow one another; or what went wrong
---@return string? code
function library:decide(target, options)
  local who = "lib:decide"
  options = given.read(who, options, { "at", "by", "reason", "resolves", "stage", "verdict" })
  if not VERDICTS[options.verdict] then
    fail("%s: options.verdict must be include, exclude or maybe, not '%s'", who, tostring(options.verdict))
  end
  if options.resolves ~= nil and type(options.resolves) ~= "boolean" then
    fail("%s: options.resolves must be true or false", who)
  end
  local about, stage = given.target(self, who, target, true), given.name(who, options, "stage", true)
  return self:decision_add(about, stage, options.verdict, options.resolves or false, given.name(who, options, "by"),
    given.time(who, options.at), given.text(who, options, "reason"))
end

local function check_passage(who, record, options)
  local field, first, last = given.name(who, options, "field"), options.first, options.last
  if first == nil and last == nil then return field end
  if not field then fail("%s: a passage needs options.field", who) end
  if math.type(first) ~= "integer" or math.type(last) ~= "integer" or first < 1 or last < first then
    fail("%s: options.first and options.last must be the passage's first and last byte", who)
  end
  local text = record[field]
  if type(text) ~= "string" then
    fail("%s: the record has no text in '%s'; a passage stands in a text such as its title or abstract", who, field)
  end
  if last > #text then fail("%s: the record's %s has %d bytes, options.last is %d", who, field, #text, last) end
  if (text:find("^[\x80-\xBF]", first) or text:find("^[\x80-\xBF]", last + 1)) then
    fail("%s: the passage from byte %d to %d of the %s begins or ends within a character", who, first, last, field)
  end
  return field, first, last
end

--- Gives a passage of a record (or the record as a whole) a code, with a memo.
---@param record sheaf.record|integer
---@param options sheaf.code_options
---@return integer? row, string? message, string? code
function library:code(record, options)
  local who = "lib:code"
  options = given.read(who, options, { "at", "by", "code", "field", "first", "last", "memo" })
  local id, code = given.target(self, who, record), given.name(who, options, "code", true)
  local by, at, memo = given.name(who, options, "by"), given.time(who, options.at), given.text(who, options, "memo")
  local one = self:get(id)
  if not one then return nil, ("there is no record %d"):format(id), "range" end
  local field, first, last = check_passage(who, one, options)
  local row, message, kind = self:decision_code {
    { record = id, code = code, field = field, first = first, last = last, by = by, at = at, memo = memo } }
  if not row then return nil, message, kind end
  return row
end

local ACTION = "select action, about from ledger where id = ?"

--- What an undo of a row undoes in the end: its action, nil where there is no such row.
local function root_action(lib, row)
  while row do
    local one = assert(lib:sql(ACTION, row))()
    if not one or one.action ~= "undo" then return one and one.action end
    row = one.about
  end
end

local RANGE = "select id, action from ledger where id between ? and ? order by id"

local UNDOABLE = { decide = true, code = true, attribute = true, memo = true }

--- Why the rows cannot be undone: nil where they can.
local function why_not(lib, first, last)
  local undone, expected = ledger.undone(lib), first
  for row in assert(lib:sql(RANGE, first, last)) do
    local action = row.action
    if first == last and action == "undo" then action = "decide" end -- what it undid is one of these
    if not UNDOABLE[action] then
      return ("row %d is of the action '%s': several rows are undone at once where all are what one person said")
        :format(row.id, action)
    end
    if undone[row.id] then return ("row %d is undone already, by row %d"):format(row.id, undone[row.id]) end
    expected = row.id + 1
  end
  if expected ~= last + 1 then return ("the ledger has no row %d"):format(expected) end
end

local undo_works = library.undo -- of merges, and what was said about two records

--- Undoes a row of the ledger: what was decided or said does not count any more; a merge, or all of a run, becomes
-- distinct for good; an undo is itself undone. With options.last all rows from the one to the other, which must be
-- decisions, codes, attributes or memos: those of a set, lib:undo(first, { last = first + count - 1 }). Returns the new
-- row.
---@param row integer
---@param options? { by?: string, why?: string, last?: integer }
---@return integer? row, string? message, string? code
function library:undo(row, options)
  local action = math.type(row) == "integer" and root_action(self, row)
  if not UNDOABLE[action] then return undo_works(self, row, options) end
  local who = "lib:undo"
  options = given.read(who, options or {}, { "by", "last", "why" })
  local by, why, last = given.name(who, options, "by"), given.text(who, options, "why"), options.last or row
  if math.type(last) ~= "integer" or last < row then
    fail("%s: options.last must be the number of a row behind the first", who)
  end
  local wrong = why_not(self, row, last)
  if wrong then return nil, wrong, "range" end
  return self:decision_undo(row, last, by, why)
end

-- ---- what stands ----

local function votes_text(votes)
  local parts = {}
  for i, vote in ipairs(votes) do parts[i] = (vote.by or "(unnamed)") .. ": " .. vote.verdict end
  return #parts > 0 and table.concat(parts, "; ") or nil
end

local function check_stage(who, stage, options)
  if stage ~= nil and type(stage) ~= "string" then fail("%s: the stage must be a string, not %s", who, type(stage)) end
  options = options or {}
  if type(options) ~= "table" then fail("%s: options must be a table, not %s", who, type(options)) end
  option_names.check_names(who, options, { "reviewers" })
  local reviewers = options.reviewers
  if reviewers ~= nil and (math.type(reviewers) ~= "integer" or reviewers < 1) then
    fail("%s: options.reviewers must be a whole number above 0", who)
  end
  return reviewers
end

local COLUMNS = { "stage", { name = "work", kind = "integer" }, "title", "verdict", "status",
  { name = "reviewers", kind = "integer" }, "votes", "reason", "by", "at", { name = "row", kind = "integer" } }

--- What stands for each work that somebody decided about: one row a work and stage. `work` is also the number of the
-- work's first record.
---@param stage? string  all when nil
---@param options? { reviewers?: integer }  so many must agree before a verdict stands (1)
---@return sheaf.table
function library:decisions(stage, options)
  local reviewers = check_stage("lib:decisions", stage, options)
  local rows = {}
  for i, one in ipairs(standing.list(self, stage, reviewers)) do
    local last = one.resolution or one.votes[#one.votes]
    for _, vote in ipairs(one.resolution and {} or one.votes) do
      if vote.row > last.row then last = vote end
    end
    rows[i] = { one.stage, one.work, one.title, one.verdict, one.status, #one.votes, votes_text(one.votes), one.reason,
      last.by, last.at, last.row }
  end
  return new_table { title = stage and "Decisions: " .. stage or "Decisions", columns = COLUMNS, rows = rows }
end

--- The works that reviewers disagree about and nobody has resolved. To resolve one:
-- lib:decide(row.work, { stage = row.stage, verdict = ..., by = ..., resolves = true }).
---@param stage? string
---@return sheaf.table
function library:conflicts(stage)
  check_stage("lib:conflicts", stage)
  local rows = {}
  for _, one in ipairs(standing.list(self, stage)) do
    if one.status == "conflict" then
      local reasons = {}
      for _, vote in ipairs(one.votes) do
        if vote.reason then reasons[#reasons + 1] = (vote.by or "(unnamed)") .. ": " .. vote.reason end
      end
      rows[#rows + 1] = { one.stage, one.work, one.title, votes_text(one.votes),
        #reasons > 0 and table.concat(reasons, "; ") or nil }
    end
  end
  return new_table { title = stage and "Conflicts: " .. stage or "Conflicts", rows = rows,
    columns = { "stage", { name = "work", kind = "integer" }, "title", "votes", "reasons" } }
end

--- The works for which a verdict stands at a stage, one record each: lib:decided("full-text", "include").
---@param stage string
---@param verdict "include"|"exclude"|"maybe"
---@param options? { reviewers?: integer }
---@return sheaf.set
function library:decided(stage, verdict, options)
  local reviewers = check_stage("lib:decided", stage, options)
  if stage == nil then fail("lib:decided: a stage expected") end
  if not VERDICTS[verdict] then
    fail("lib:decided: the verdict must be include, exclude or maybe, not '%s'", tostring(verdict))
  end
  local ids = {}
  for _, one in ipairs(standing.list(self, stage, reviewers)) do
    if one.verdict == verdict then ids[#ids + 1] = one.work end
  end
  return self:set(ids)
end

local OF_WORK = [[select l.id, l.at, l.who, l.record, l.note, d.stage, d.verdict, d.resolves
  from record r join ledger l on l.record = r.id join decision d on d.row = l.id
  where r.work = (select work from record where id = ?) order by l.id]]

--- What was decided about this record's work and counts, in order, those included that reviewers changed later.
---@return sheaf.decision[]
function record_methods:decisions()
  local list, lib = {}, self:library()
  local undone = ledger.undone(lib)
  for row in assert(lib:sql(OF_WORK, self.id)) do
    if not undone[row.id] then
      list[#list + 1] = { stage = row.stage, verdict = row.verdict, by = row.who, reason = row.note, at = row.at,
        resolves = row.resolves == 1, record = row.record, row = row.id }
    end
  end
  return list
end

local CODES = [[select l.id, l.at, l.who, l.record, l.note, c.code, c.field, c.first, c.last
  from code c join ledger l on l.id = c.row order by l.id]]

--- The codes that count, in order, with the passages they were given to.
---@return sheaf.table
function library:codes()
  local rows, evidence, undone = {}, {}, ledger.undone(self)
  for row in assert(self:sql(CODES)) do
    if not undone[row.id] then
      local whole = row.first and self:get(row.record)[row.field]
      local text = type(whole) == "string" and whole:sub(row.first, row.last) or nil
      rows[#rows + 1] = { row.id, row.record, row.code, text, row.note, row.who, row.at, row.field, row.first,
        row.last }
      if text then
        evidence[#rows] = { text = { field = row.field, first = row.first, last = row.last, text = text } }
      end
    end
  end
  return new_table { title = "Codes", rows = rows, evidence = evidence,
    columns = { { name = "row", kind = "integer" }, { name = "record", kind = "integer" }, "code", "text", "memo", "by",
      "at", "field", { name = "first", kind = "integer" }, { name = "last", kind = "integer" } } }
end
