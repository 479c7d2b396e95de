--- Duplicates: lib:deduplicate, lib:why, lib:same, lib:distinct, lib:undo, lib:work.

local core = require "sheaf.core"
local ledger = require "sheaf.ledger"
local new_table = require("sheaf.table").new
local option_names = require "sheaf.options"

local library = core.classes["sheaf.library"]
local record_methods = core.classes["sheaf.record"]

--- The number of a record given as such or as its number; raises on anything else.
local function id_of(who, value)
  if math.type(value) == "integer" then return value end
  if type(value) == "userdata" and (getmetatable(value) or {}).__name == "sheaf.record" then return value.id end
  error(("%s: a record or its number expected, got %s"):format(who, type(value)), 3)
end

local function check_text(who, options, name)
  if options[name] ~= nil and type(options[name]) ~= "string" then
    error(("%s: options.%s must be a string, not %s"):format(who, name, type(options[name])), 3)
  end
end

local function check_options(who, options, names)
  if options == nil then return {} end
  if type(options) ~= "table" then error(("%s: options must be a table, not %s"):format(who, type(options)), 3) end
  option_names.check_names(who, options, names)
  return options
end

--- "title: exact (+6)"
local function reasons_of(evidence)
  local list = {}
  for i, one in ipairs(evidence) do list[i] = ("%s: %s (%+.4g)"):format(one.rule, one.finding, one.points) end
  return list
end

-- ---- deduplicate ----

--- One function that asks the user's rules in turn, or nil where there are none.
local function rule_of(rules)
  if rules == nil or type(rules) == "function" then return rules end
  if type(rules) ~= "table" then error("lib:deduplicate: options.rules must be a function or a list of them", 3) end
  for i = 1, #rules do
    if type(rules[i]) ~= "function" then error(("lib:deduplicate: options.rules[%d] is no function"):format(i), 3) end
  end
  if #rules == 0 then return nil end
  return function(a, b, evidence)
    for i = 1, #rules do
      local verdict = rules[i](a, b, evidence)
      if verdict ~= nil then return verdict end
    end
  end
end

--- A pair for review: a, b are records; reasons are worked out when asked for.
local Pair = { __name = "sheaf.review_pair" }

function Pair:__index(key)
  if key ~= "reasons" then return nil end
  local evidence = assert(self.a:library():dedup_why(self.a.id, self.b.id))
  self.reasons = reasons_of(evidence)
  return self.reasons
end

function Pair:__tostring()
  return ("%.2f  %d %s | %d %s"):format(self.score, self.a.id, self.a, self.b.id, self.b)
end

local Report = { __name = "sheaf.deduplicate_report" }

function Report:__tostring()
  local lines = { ("%d records, %d works, %d merged, %d pairs to review")
    :format(self.records, self.works, self.merged, #self.review) }
  for i = 1, math.min(#self.review, 10) do lines[#lines + 1] = tostring(self.review[i]) end
  if #self.review > 10 then lines[#lines + 1] = ("… %d more pairs"):format(#self.review - 10) end
  return table.concat(lines, "\n")
end

--- Finds records that report one paper, and makes one work of them. Only records that came since the last run are
-- compared (with all others); what people said before stays. With rules, or with all = true, all are compared again.
-- A rule gets two records and the evidence on them, and returns "merge", "distinct", "review", or nil for no opinion;
-- it is asked about every pair that is compared.
---@param options? { rules?: function|function[], progress?: fun(state: table), all?: boolean, by?: string }
---@return table? report { records, works, merged, compared, row, review = { { a, b, score, reasons }, ... } }
---@return string? message, string? code
function library:deduplicate(options)
  options = check_options("lib:deduplicate", options, { "all", "by", "progress", "rules" })
  check_text("lib:deduplicate", options, "by")
  if options.progress ~= nil and type(options.progress) ~= "function" then
    error("lib:deduplicate: options.progress must be a function", 2)
  end
  local rule = rule_of(options.rules)
  local report, message, code = self:dedup_run(options.all and true or false, options.by, rule, options.progress)
  if not report then return nil, message, code end
  for _, pair in ipairs(report.review) do
    pair.a, pair.b = self:get(pair.a), self:get(pair.b)
    setmetatable(pair, Pair)
  end
  return setmetatable(report, Report)
end

-- ---- why ----

local function person(author) return author.literal or author.family or "?" end

local SHOWN = {
  authors = function(record)
    local names = {}
    for i, author in ipairs(record.authors) do
      if i > 3 then break end
      names[i] = person(author)
    end
    if #record.authors > 3 then names[4] = "…" end
    return #names > 0 and table.concat(names, ", ") or nil
  end,
  journal = function(record) return record.journal or record.journal_abbreviation end,
  abstract = function(record) return record.abstract and record.abstract:sub(1, 60) end,
  kind = function(record) return record.type end,
}

local function shown(record, rule)
  if SHOWN[rule] then return SHOWN[rule](record) end
  return record[rule]
end

local SAID = [[select id, at, who, action, note from ledger where action in ('same', 'distinct')
  and ((record = ?1 and other = ?2) or (record = ?2 and other = ?1)) order by id desc]]

--- What people said of the two, and nobody undid.
local function said_of(lib, a, b)
  local undone = ledger.undone(lib)
  for row in assert(lib:sql(SAID, a, b)) do
    if not undone[row.id] then return row end
  end
end

--- The evidence on two records, rule by rule: a table with the columns rule, a, b, finding, points, whose fields
-- verdict, score, points, link say what follows, `together` whether they are of one work now, and `said` what a person
-- decided.
---@param a sheaf.record|integer
---@param b sheaf.record|integer
---@return sheaf.table?, string? message, string? code
function library:why(a, b)
  a, b = id_of("lib:why", a), id_of("lib:why", b)
  if a == b then error("lib:why: two records expected, not one twice", 2) end
  local evidence, message, code = self:dedup_why(a, b)
  if not evidence then return nil, message, code end
  local first, second, rows = self:get(a), self:get(b), {}
  for i, one in ipairs(evidence) do
    rows[i] = { one.rule, shown(first, one.rule), shown(second, one.rule), one.finding, one.points }
  end
  local said = said_of(self, a, b)
  local together = first.work == second.work
  local notes = { ("%s: %.4g points, score %.3f%s"):format(evidence.verdict, evidence.points, evidence.score,
    evidence.link and ", linked as " .. evidence.link or "") }
  notes[2] = together and "they are of one work" or "they are of two works"
  if said then
    notes[3] = ("%s said %s (row %d, %s)"):format(said.who or "a person", said.action, said.id, said.at)
  end
  local t = new_table {
    title = ("Records %d and %d"):format(a, b), rows = rows, notes = notes,
    columns = { "rule", "a", "b", "finding", { name = "points", kind = "number", digits = 1 } },
  }
  for _, name in ipairs { "verdict", "score", "points", "link" } do t[name] = evidence[name] end
  t.together, t.said = together, said and said.action
  return t
end

-- ---- what people say ----

local function say(lib, who, action, a, b, options)
  options = check_options(who, options, { "by", "why" })
  check_text(who, options, "by")
  check_text(who, options, "why")
  a, b = id_of(who, a), id_of(who, b)
  if a == b then error(who .. ": two records expected, not one twice", 3) end
  return lib:dedup_say(action, a, b, nil, options.by, options.why)
end

--- Says that two records are one paper, for good: later runs keep to it. Returns the row of the ledger, for lib:undo.
---@param a sheaf.record|integer
---@param b sheaf.record|integer
---@param options? { by?: string, why?: string }
---@return integer? row, string? message, string? code
function library:same(a, b, options) return say(self, "lib:same", "same", a, b, options) end

--- Says that two records are two papers, for good.
---@param a sheaf.record|integer
---@param b sheaf.record|integer
---@param options? { by?: string, why?: string }
---@return integer? row, string? message, string? code
function library:distinct(a, b, options) return say(self, "lib:distinct", "distinct", a, b, options) end

--- Undoes a row of the ledger: what was said does not count any more; a merge, or all of a run, becomes distinct for
-- good; an undo is itself undone. Returns the new row.
---@param row integer
---@param options? { by?: string, why?: string }
---@return integer? row, string? message, string? code
function library:undo(row, options)
  if math.type(row) ~= "integer" then error("lib:undo: a row's number expected, got " .. type(row), 2) end
  options = check_options("lib:undo", options, { "by", "why" })
  check_text("lib:undo", options, "by")
  check_text("lib:undo", options, "why")
  local undone = ledger.undone(self)[row]
  if undone then return nil, ("row %d is undone already, by row %d"):format(row, undone), "range" end
  return self:dedup_say("undo", nil, nil, row, options.by, options.why)
end

-- ---- works ----

local function count_letters(text) return type(text) == "string" and select(2, text:gsub("[\xC2-\xF4%w]", "")) or 0 end

--- How good a value is of one field: more is better. Fields that are not here: the commonest, then the longest one.
local GOOD = {
  title = function(value)
    local shouted = value:find("%u%u%u") and not value:find("%l%l")
    local noted = value:find("%]%s*%.?$") and 1 or 0
    return (shouted and -1000 or 0) - noted * 100 + math.min(count_letters(value), 90)
  end,
  abstract = count_letters,
  authors = function(value, record)
    local score = #value * 100 + (record.authors_complete and 10000 or 0)
    for _, author in ipairs(value) do score = score + math.min(#(author.given or ""), 20) end
    return score
  end,
  pages = function(value) return value:find("%d%-%w*%d") and 100 + #value or #value end,
  date = function(value) return #value end,
}

--- Values that are one number: the place of the paper is taken from one record, so that its parts belong together.
local PLACE = { "volume", "issue", "pages", "year" }

local function key_of(value)
  return type(value) == "table" and #value or tostring(value)
end

--- The best value of a field among records, and the record it is from.
local function best_of(records, name)
  local counts, best, best_record, best_score = {}, nil, nil, nil
  for _, record in ipairs(records) do
    local value = record[name]
    if value ~= nil then counts[key_of(value)] = (counts[key_of(value)] or 0) + 1 end
  end
  for _, record in ipairs(records) do
    local value = record[name]
    if value ~= nil and not (type(value) == "table" and next(value) == nil) then
      local score
      if GOOD[name] then
        score = GOOD[name](value, record)
      elseif type(value) == "table" then
        score = #value
      else
        score = counts[key_of(value)] * 1000 + #tostring(value)
      end
      if not best_score or score > best_score then best, best_record, best_score = value, record, score end
    end
  end
  return best, best_record
end

local function place_record(records)
  local best, best_score
  for _, record in ipairs(records) do
    local score = 0
    for _, name in ipairs(PLACE) do if record[name] then score = score + 1 end end
    if record.pages and GOOD.pages(record.pages) >= 100 then score = score + 0.5 end
    if not best or score > best_score then best, best_score = record, score end
  end
  return best
end

--- Names of the fields that any of the records has, in the catalogue's order.
local function names_of(records)
  local seen, list = { id = true, source = true, work = true, raw = true }, {}
  for _, record in ipairs(records) do
    for name in pairs(record) do
      if not seen[name] then list[#list + 1] = name end
      seen[name] = true
    end
  end
  return list
end

local function size_of(list)
  local count = 0
  for _ in pairs(list) do count = count + 1 end
  return count
end

local Work = { __name = "sheaf.work" }

function Work:__index(key)
  local field = rawget(self, "fields")[key]
  return field and field.value
end

function Work:__tostring()
  local rows = {}
  for i, name in ipairs(self.names) do
    local field = self.fields[name]
    local value = type(field.value) == "table" and ("%d values"):format(size_of(field.value)) or field.value
    rows[i] = { name, value, field.record, field.source }
  end
  return tostring(new_table { title = ("Work %d: %d records"):format(self.id, #self.records),
    columns = { "field", "value", "record", "source" }, rows = rows })
end

local LINKS = [[select p.a as a, p.b as b, p.link as link from pair p
  where p.link > 0 and (p.a = ?1 or p.b = ?1) order by p.a, p.b]]

local LINK_NAMES = core.dedup_links()

--- Papers that belong to this record's and are not the same: preprint, version, erratum, comment, part, meeting.
---@return { record: sheaf.record, kind: string }[]
function record_methods:links()
  local list, lib = {}, self:library()
  for row in assert(lib:sql(LINKS, self.id)) do
    local other = lib:get(row.a == self.id and row.b or row.a)
    if other.work ~= self.work then list[#list + 1] = { record = other, kind = LINK_NAMES[row.link] } end
  end
  return list
end

local function links_of(records)
  local list, seen = {}, {}
  for _, record in ipairs(records) do
    for _, link in ipairs(record:links()) do
      local key = link.kind .. " " .. link.record.work
      if not seen[key] then list[#list + 1] = link end
      seen[key] = true
    end
  end
  return list
end

--- The work that a record reports, as one record: the best value of each field (work.title, work.authors, ...), and in
-- work.fields[name] also the record and the source it is from. work.records are its records, work.links the papers that
-- belong to it.
---@param record sheaf.record|integer
---@return table? work, string? message, string? code
function library:work(record)
  local id = id_of("lib:work", record)
  local one = self:get(id)
  if not one then return nil, ("there is no record %d"):format(id), "range" end
  local ids = {}
  for row in assert(self:sql("select id from record where work = ? order by id", one.work)) do
    ids[#ids + 1] = row.id
  end
  local set = self:set(ids)
  local records, fields, names = {}, {}, {}
  for each in set:each() do records[#records + 1] = each end
  local place = place_record(records)
  for _, name in ipairs(names_of(records)) do
    local value, from = best_of(records, name)
    for _, part in ipairs(PLACE) do
      if part == name and place[name] ~= nil then value, from = place[name], place end
    end
    if value ~= nil then
      names[#names + 1] = name
      fields[name] = { value = value, record = from.id, source = from.source }
    end
  end
  return setmetatable({ id = one.work, records = set, fields = fields, names = names, links = links_of(records) }, Work)
end

--- The work that this record reports: lib:work(record).
---@return table work
function record_methods:merged() return assert(self:library():work(self)) end
