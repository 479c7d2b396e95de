--- Decisions and codes: lib:decide, lib:code, lib:decisions, lib:decided, lib:conflicts, lib:codes, record:decisions;
-- lib:undo for these.

local core = require "sheaf.core"
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

local function fail(message, ...) error(message:format(...), 0) end

-- ---- what users give ----

local function read(who, options, names)
  if type(options) ~= "table" then error(("%s: options must be a table, not %s"):format(who, type(options)), 3) end
  option_names.check_names(who, options, names)
  return options
end

--- A text of the options, nil where it is left out or blank.
local function text_of(who, options, name)
  local value = options[name]
  if value == nil then return nil end
  if type(value) ~= "string" then fail("%s: options.%s must be a string, not %s", who, name, type(value)) end
  if not utf8.len(value) then fail("%s: options.%s is not UTF-8", who, name) end
  value = value:gsub("\r\n?", "\n"):match "^%s*(.-)%s*$"
  if value:find "[%z\1-\8\11-\31\127]" then fail("%s: options.%s has control characters", who, name) end
  return value ~= "" and value or nil
end

--- A name: one line, never blank.
local function name_of(who, options, name, needed)
  if options[name] == nil and not needed then return nil end
  if options[name] == nil then fail("%s: options.%s is missing", who, name) end
  local value = text_of(who, options, name)
  if not value then fail("%s: options.%s is empty", who, name) end
  if value:find "[\t\n]" then fail("%s: options.%s is one line", who, name) end
  return value
end

local DAYS = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }

local function is_date(year, month, day)
  if not DAYS[month] or day < 1 or day > DAYS[month] then return false end
  return month ~= 2 or day < 29 or year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)
end

--- A time in UTC, "2024-03-01T10:15:00Z" or a day alone; now when nil.
local function time_of(who, value)
  if value == nil then return os.date("!%Y-%m-%dT%H:%M:%SZ") end
  local text = type(value) == "string" and value or ""
  local year, month, day, rest = text:match "^(%d%d%d%d)%-(%d%d)%-(%d%d)(.*)$"
  if year and is_date(tonumber(year), tonumber(month), tonumber(day)) then
    if rest == "" then return text end
    local hour, minute, more = rest:gsub("Z$", ""):gsub("%+00:00$", ""):match "^T(%d%d):(%d%d)(.*)$"
    local second = more == "" and ":00" or more and more:match "^:%d%d$" or more and more:match "^:%d%d%.%d+$"
    if second and tonumber(hour) < 24 and tonumber(minute) < 60 and tonumber(second:sub(2, 3)) <= 60 then
      return ("%s-%s-%sT%s:%s%sZ"):format(year, month, day, hour, minute, second)
    end
  end
  fail("%s: options.at must be a time in UTC like 2024-03-01T10:15:00Z, not '%s'", who, tostring(value))
end

local function class_of(value) return type(value) == "userdata" and (getmetatable(value) or {}).__name end

--- A record's number; a set as it is.
local function target_of(lib, who, value, sets)
  if math.type(value) == "integer" and value >= 1 and value <= 0xFFFFFFFF then return value end
  local class = class_of(value)
  if class == "sheaf.record" or sets and class == "sheaf.set" then
    if not rawequal(value:library(), lib) then fail("%s: the %s is of another library", who, class:match "%a+$") end
    return class == "sheaf.record" and value.id or value
  end
  fail("%s: a record%s expected, got %s", who, sets and ", its number or a set" or " or its number",
    class or tostring(value))
end

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
  options = read(who, options, { "at", "by", "reason", "resolves", "stage", "verdict" })
  if not VERDICTS[options.verdict] then
    fail("%s: options.verdict must be include, exclude or maybe, not '%s'", who, tostring(options.verdict))
  end
  if options.resolves ~= nil and type(options.resolves) ~= "boolean" then
    fail("%s: options.resolves must be true or false", who)
  end
  local about, stage = target_of(self, who, target, true), name_of(who, options, "stage", true)
  return self:decision_add(about, stage, options.verdict, options.resolves or false, name_of(who, options, "by"),
    time_of(who, options.at), text_of(who, options, "reason"))
end

local function check_passage(who, record, options)
  local field, first, last = name_of(who, options, "field"), options.first, options.last
  if first == nil and last == nil then return field end
  if not field then fail("%s: a passage needs options.field", who) end
  if math.type(first) ~= "integer" or math.type(last) ~= "integer" or first < 1 or last < first then
    fail("%s: options.first and options.last must be the passage's first and last byte", who)
  end
  local text = record[field]
  if type(text) == "string" and last > #text then
    fail("%s: the record's %s has %d bytes, options.last is %d", who, field, #text, last)
  end
  return field, first, last
end

--- Gives a passage of a record (or the record as a whole) a code, with a memo.
---@param record sheaf.record|integer
---@param options sheaf.code_options
---@return integer? row, string? message, string? code
function library:code(record, options)
  local who = "lib:code"
  options = read(who, options, { "at", "by", "code", "field", "first", "last", "memo" })
  local id, code = target_of(self, who, record), name_of(who, options, "code", true)
  local by, at, memo = name_of(who, options, "by"), time_of(who, options.at), text_of(who, options, "memo")
  local one = self:get(id)
  if not one then return nil, ("there is no record %d"):format(id), "range" end
  local field, first, last = check_passage(who, one, options)
  return self:decision_code(id, code, field, first, last, by, at, memo)
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

--- Why the rows cannot be undone: nil where they can.
local function why_not(lib, first, last)
  local undone, expected = ledger.undone(lib), first
  for row in assert(lib:sql(RANGE, first, last)) do
    local action = row.action
    if first == last and action == "undo" then action = "decide" end -- what it undid is known to be a decision or code
    if action ~= "decide" and action ~= "code" then
      return ("row %d is of the action '%s': several rows are undone at once where all are decisions or codes")
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
-- decisions or codes: those of a set, lib:undo(first, { last = first + count - 1 }). Returns the new row.
---@param row integer
---@param options? { by?: string, why?: string, last?: integer }
---@return integer? row, string? message, string? code
function library:undo(row, options)
  local action = math.type(row) == "integer" and root_action(self, row)
  if action ~= "decide" and action ~= "code" then return undo_works(self, row, options) end
  local who = "lib:undo"
  options = read(who, options or {}, { "by", "last", "why" })
  local by, why, last = name_of(who, options, "by"), text_of(who, options, "why"), options.last or row
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
