--- lib:copy_to: a whole library into another one, from file to server, from server to file, or between two of a kind.
--
-- Everything keeps its number: sources, records, rows of the ledger. Records go in batches; after each of them the
-- target is a whole library, and a copy that broke goes on behind what is there. What the target holds already must be
-- what this library holds under the same numbers: a copy adds to it, and never puts anything in the place of another.

local core = require "sheaf.core"
local option_names = require "sheaf.options"

local M = {}

local BATCH, BYTES = 4000, 16 << 20 -- records that are committed together at the most, and about how many bytes
local ROWS = 5000                   -- rows of other tables
local OPTIONS = { "progress" }

local SAME = { "path", "sha256", "bytes", "added" } -- of a source, in both
local DETAILS = { "decision", "code", "attribute", "memo" } -- of rows of the ledger
local OF_SOURCE = { "problem", "rejected" }
local THESAURUS = { "descriptor", "descriptor_name", "tree_number", "allowed_qualifier", "thesaurus" }

-- ---- what goes wrong is raised, and handed back by copy_to ----

local Failure = {}

local function fail(message, code) error(setmetatable({ message, code }, Failure), 0) end

local function must(ok, message, code)
  if ok == nil then fail(message, code) end
  return ok
end

--- The rows of a statement; what fails on the way is a failure of the copy.
local function rows(lib, statement, ...)
  local next_row = must(lib:sql(statement, ...))
  return function()
    local ok, row = pcall(next_row)
    if not ok then fail(row, "store") end
    return row
  end
end

local function first(lib, statement, ...) return rows(lib, statement, ...)() end

local function differs(what, ...)
  fail(("the target holds something else: %s; copy into an empty library, or go on with a copy of this one")
    :format(what:format(...)), "other-content")
end

-- ---- is it the same library? ----

local function sources_of(lib)
  local list = {}
  for row in rows(lib, "select * from source order by id") do list[#list + 1] = row end
  return list
end

local function check_sources(self)
  for _, source in ipairs(self.sources) do self.by_id[source.id] = source end
  for _, source in ipairs(sources_of(self.to)) do
    local ours = self.by_id[source.id]
    if not ours then differs("its source %d (%s) is not here", source.id, source.path) end
    for _, name in ipairs(SAME) do
      if ours[name] ~= source[name] then
        differs("its source %d is %s of %s, here it is %s of %s", source.id, source.path, source.added, ours.path,
          ours.added)
      end
    end
    self.present[source.id] = source
  end
end

local LAST = "select coalesce(max(id), 0) as last, count(*) as n from record"
local ONE = [[select r.source, r.ordinal, b.body from record r join record_body b on b.id = r.id where r.id = ?]]

local function check_records(self)
  local there = first(self.to, LAST)
  local here = first(self.from, LAST .. " where id <= ?", there.last)
  if there.n ~= here.n or there.last ~= here.last then
    differs("it has %d records up to number %d, here are %d", there.n, there.last, here.n)
  end
  if there.n > 0 then
    local one, other = first(self.to, ONE, there.last), first(self.from, ONE, there.last)
    for i = 1, 3 do
      if one[i] ~= other[i] then differs("its record %d is another one", there.last) end
    end
  end
  self.after, self.done = there.last, there.n
end

local function check_ledger(self)
  local statement = ("select %s from ledger"):format(self.writer:columns "ledger")
  local there = first(self.to, statement .. " order by id desc limit 1")
  self.ledger_after = there and there.id or 0
  if not there then return end
  local here = first(self.from, statement .. " where id = ?", there.id)
  for name, value in pairs(there) do
    if not here or here[name] ~= value then differs("row %d of its ledger is not in this one", there.id) end
  end
end

-- ---- copying ----

local function say(self, part, done, total)
  if self.progress then self.progress { file = part, bytes = done, total = total, records = self.done } end
end

--- All rows of a table, or some.
local function copy_rows(self, name, where, ...)
  for row in rows(self.from, ("select %s from %s %s"):format(self.writer:columns(name), name, where or ""), ...) do
    must(self.writer:row(name, row))
  end
end

local function add_sources(self)
  must(self.writer:begin())
  for _, source in ipairs(self.sources) do
    if not self.present[source.id] then
      copy_rows(self, "source", "where id = ?", source.id)
      self.present[source.id] = { id = source.id, seen = 0, loaded = 0, rejected = 0, complete = 0 }
    end
  end
  must(self.writer:commit())
end

local RECORDS = [[select r.id, r.source, r.ordinal, r.line, b.body, b.raw
  from record r join record_body b on b.id = r.id where r.id > ? and r.id <= ? order by r.id limit ?]]

local function begin_batch(self, source)
  must(self.writer:begin(self.by_id[source].sha256))
  return { source = source, count = 0 }
end

local function end_batch(self, batch)
  local state = self.present[batch.source]
  state.seen, state.loaded = state.seen + batch.count, state.loaded + batch.count
  must(self.writer:counts(batch.source, state.seen, state.loaded, state.rejected, 0))
  must(self.writer:commit())
  self.done = self.done + batch.count
end

--- Some records, those of each source together with its counts; more of them the next time, as far as bytes allow.
local function copy_some(self)
  local batch, count, bytes = nil, 0, 1
  for row in rows(self.from, RECORDS, self.after, self.last, self.batch) do
    if batch and batch.source ~= row.source then batch = end_batch(self, batch) end
    batch = batch or begin_batch(self, row.source)
    must(self.writer:record(row))
    self.after, count, bytes = row.id, count + 1, bytes + #row.body + #(row.raw or "")
    batch.count = batch.count + 1
  end
  if batch then end_batch(self, batch) end
  self.batch = math.max(10, math.min(BATCH, count * 4, BYTES * count // bytes))
  return count
end

local function copy_records(self)
  local total = first(self.from, LAST).n
  say(self, "records", self.done, total)
  while self.after < self.last and copy_some(self) > 0 do say(self, "records", self.done, total) end
end

local COUNT_OF = "select count(*) as n from %s where source = ?"

--- Problems, what was rejected, and that the source is complete: all of it at once.
local function finish_sources(self)
  for i, source in ipairs(self.sources) do
    local state = self.present[source.id]
    local same = state.seen == source.seen and state.rejected == source.rejected and state.complete == source.complete
    for _, name in ipairs(OF_SOURCE) do
      local statement = COUNT_OF:format(name)
      same = same and first(self.to, statement, source.id).n == first(self.from, statement, source.id).n
    end
    if not same then
      must(self.writer:begin())
      for _, name in ipairs(OF_SOURCE) do
        must(self.writer:clear(name, source.id))
        copy_rows(self, name, "where source = ?", source.id)
      end
      must(self.writer:counts(source.id, source.seen, source.loaded, source.rejected, source.complete))
      must(self.writer:commit())
    end
    say(self, "sources", i, #self.sources)
  end
end

local function copy_ledger(self)
  local last = first(self.from, "select coalesce(max(id), 0) as n from ledger").n
  while self.ledger_after < last do
    local from, to = self.ledger_after, math.min(self.ledger_after + ROWS, last)
    must(self.writer:begin())
    copy_rows(self, "ledger", "where id > ? and id <= ? order by id", from, to)
    for _, name in ipairs(DETAILS) do copy_rows(self, name, "where row > ? and row <= ?", from, to) end
    must(self.writer:commit())
    self.ledger_after = to
    say(self, "ledger", to, last)
  end
end

local WORKS = "select id, work from record where id > ? order by id limit ?"

--- The works of the records behind `after`, and the last of these.
local function works_behind(lib, after)
  local list, works, last = {}, {}, nil
  for row in rows(lib, WORKS, after, ROWS) do
    list[#list + 1], works[row.id], last = row.id, row.work, row.id
  end
  return list, works, last
end

--- Works as they are here now, also of records that were copied before.
local function set_works(self)
  local after = 0
  while after do
    local list, works, last = works_behind(self.from, after)
    local _, there = works_behind(self.to, after)
    local changed = {}
    for _, id in ipairs(list) do
      if there[id] and there[id] ~= works[id] then
        changed[#changed + 1] = id
        changed[#changed + 1] = works[id]
      end
    end
    if #changed > 0 then
      must(self.writer:begin())
      must(self.writer:works(changed))
      must(self.writer:commit())
    end
    after = last
  end
end

local SUM = [[select count(*) as n, coalesce(sum(a), 0) as a, coalesce(sum(b), 0) as b, coalesce(sum(verdict), 0) as v
  from pair]]

--- What looking for duplicates has found.
local function copy_pairs(self)
  local here, there = first(self.from, SUM), first(self.to, SUM)
  if here.n == there.n and here.a == there.a and here.b == there.b and here.v == there.v then return end
  must(self.writer:begin())
  must(self.writer:clear("pair"))
  copy_rows(self, "pair")
  must(self.writer:commit())
end

local HEAD = "select kind, year, path, added from thesaurus"

local function copy_thesaurus(self)
  local here, there = first(self.from, HEAD), first(self.to, HEAD)
  local same = (here == nil) == (there == nil)
  for i = 1, here and there and 4 or 0 do same = same and here[i] == there[i] end
  if same then return end
  must(self.writer:begin())
  for i = #THESAURUS, 1, -1 do must(self.writer:clear(THESAURUS[i])) end
  for _, name in ipairs(THESAURUS) do copy_rows(self, name) end
  must(self.writer:commit())
end

local function copy_all(self)
  self.writer = must(self.to:copier())
  self.sources = sources_of(self.from)
  self.last = first(self.from, LAST).last
  check_sources(self)
  check_records(self)
  check_ledger(self)
  local before = self.done
  add_sources(self)
  copy_records(self)
  finish_sources(self)
  copy_ledger(self)
  set_works(self)
  copy_pairs(self)
  copy_thesaurus(self)
  must(self.writer:finish())
  if first(self.to, LAST).n ~= first(self.from, LAST .. " where id <= ?", self.last).n then
    fail("the library was changed while it was copied: copy it again", "busy")
  end
  return { records = self.done, copied = self.done - before, sources = #self.sources, ledger = self.ledger_after,
    resumed = before > 0 }
end

---@class sheaf.copy_report
---@field records integer   in the target now
---@field copied integer    by this call
---@field sources integer
---@field ledger integer    its last row
---@field resumed boolean   the target held a part already

--- Copies everything in this library into another one: records, sources, what was rejected, decisions, duplicates,
-- the thesaurus. The target is empty, or holds an earlier part of this one: a copy that broke is finished by calling it
-- again, and one that is complete takes only what is new.
---@param other sheaf.library|string  a library, or its path or URL: it is made where there is none
---@param options? { progress?: fun(state: { file: string, bytes: integer, total: integer, records: integer }) }
---@return sheaf.copy_report? report, string? message, string? code
function M.copy_to(lib, other, options)
  options = options or {}
  if type(options) ~= "table" then error("lib:copy_to: options must be a table, not " .. type(options), 2) end
  option_names.check_names("lib:copy_to", options, OPTIONS)
  if options.progress ~= nil and type(options.progress) ~= "function" then
    error("lib:copy_to: options.progress must be a function", 2)
  end
  if lib:closed() then error("the library is closed", 2) end
  local opened
  if type(other) == "string" then
    local message, code
    opened, message, code = core.open(other, false, true)
    if not opened then return nil, message, code end
    other = opened
  elseif type(other) ~= "userdata" or not other.copier then
    error("lib:copy_to: a library, a path or a URL expected, not " .. type(other), 2)
  end
  if other == lib then error("lib:copy_to: a library cannot be copied into itself", 2) end
  local self = { from = lib, to = other, progress = options.progress, by_id = {}, present = {}, batch = 100 }
  local ok, result = pcall(copy_all, self)
  if self.writer then self.writer:close() end
  if opened then opened:close() end
  if ok then return result end
  if getmetatable(result) ~= Failure then error(result, 0) end
  return nil, result[1], result[2]
end

return M
