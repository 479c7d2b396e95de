--- Attributes of records as cases, and memos: lib:attribute, lib:attributes, record:attributes, lib:memo, lib:memos.
-- Both are rows of the ledger; lib:undo takes them back.

local core = require "sheaf.core"
local given = require "sheaf.given"
local ledger = require "sheaf.ledger"
local new_table = require("sheaf.table").new

local M = {}
local library = core.classes["sheaf.library"]
local record_methods = core.classes["sheaf.record"]

---@class sheaf.attribute_options
---@field by? string
---@field at? string    when, ISO 8601 in UTC; now when nil
---@field why? string

---@class sheaf.memo_options
---@field code? string  the memo is about this code
---@field row? integer  or about the passage that this row of the ledger gave a code to
---@field by? string
---@field at? string

--- Says what a record is as a case: lib:attribute(record, "country", "England"). Of one name the latest counts; nil
-- takes the attribute away. A set gives all its records the same.
---@param target sheaf.record|sheaf.set|integer
---@param name string
---@param value string|number|boolean|nil
---@param options? sheaf.attribute_options
---@return integer? row       the first one's number, for lib:undo
---@return integer|string count how many rows; or what went wrong
---@return string? code
function library:attribute(target, name, value, options)
  local who = "lib:attribute"
  options = given.read(who, options or {}, { "at", "by", "why" })
  local about = given.target(self, who, target, true)
  local said = { name = name, value = value }
  if type(value) == "number" or type(value) == "boolean" then said.value = tostring(value) end
  for _, key in ipairs { "name", "value" } do
    if said[key] ~= nil and type(said[key]) ~= "string" then
      given.fail("%s: the attribute's %s must be a string, not %s", who, key, type(said[key]))
    end
  end
  if name == nil then given.fail("%s: the attribute's name is missing", who) end
  return self:decision_attribute(about, given.name(who, said, "name", true), given.text(who, said, "value"),
    given.name(who, options, "by"), given.time(who, options.at), given.text(who, options, "why"))
end

local ATTRIBUTES = [[select l.id, l.record, l.who, l.at, a.name, a.value
  from attribute a join ledger l on l.id = a.row order by l.id]]

--- The attributes that count: record -> name -> row of SQL; and the names, sorted.
---@param lib sheaf.library
---@return table<integer, table<string, table>> by_record, string[] names
function M.attributes(lib)
  local undone, by_record, seen, names = ledger.undone(lib), {}, {}, {}
  for row in assert(lib:sql(ATTRIBUTES)) do
    if not undone[row.id] then
      by_record[row.record] = by_record[row.record] or {}
      by_record[row.record][row.name] = row
    end
  end
  for _, of in pairs(by_record) do
    for name, row in pairs(of) do
      if row.value and not seen[name] then
        seen[name], names[#names + 1] = true, name
      end
    end
  end
  table.sort(names)
  return by_record, names
end

--- The attributes that count, a row a record and name.
---@return sheaf.table
function library:attributes()
  local by_record, names = M.attributes(self)
  local ids, rows = {}, {}
  for id in pairs(by_record) do ids[#ids + 1] = id end
  table.sort(ids)
  for _, id in ipairs(ids) do
    for _, name in ipairs(names) do
      local one = by_record[id][name]
      if one and one.value then rows[#rows + 1] = { id, name, one.value, one.who, one.at, one.id } end
    end
  end
  return new_table { title = "Attributes", rows = rows, columns = { { name = "record", kind = "integer" }, "attribute",
    "value", "by", "at", { name = "row", kind = "integer" } } }
end

local OF_RECORD = [[select l.id, a.name, a.value from attribute a join ledger l on l.id = a.row
  where l.record = ? order by l.id]]

--- What this record is as a case: name -> value.
---@return table<string, string>
function record_methods:attributes()
  local values, lib = {}, self:library()
  local undone = ledger.undone(lib)
  for row in assert(lib:sql(OF_RECORD, self.id)) do
    if not undone[row.id] then values[row.name] = row.value end
  end
  return values
end

-- ---- memos ----

local ROW = "select l.action, l.record from ledger l where l.id = ?"

--- Notes something about a record, about a code (options.code, target nil), or about a passage that was given a code
-- (options.row, target nil).
---@param target sheaf.record|integer|nil
---@param text string
---@param options? sheaf.memo_options
---@return integer? row, string? message, string? code
function library:memo(target, text, options)
  local who = "lib:memo"
  options = given.read(who, options or {}, { "at", "by", "code", "row" })
  local said = given.text(who, { text = text }, "text")
  if not said then given.fail("%s: the memo's text is %s", who, text == nil and "missing" or "empty") end
  local code, row = given.name(who, options, "code"), options.row
  local things = (target ~= nil and 1 or 0) + (code and 1 or 0) + (row ~= nil and 1 or 0)
  if things ~= 1 then
    given.fail("%s: say one thing that the memo is about: a record, options.code, or options.row", who)
  end
  if row ~= nil then
    if math.type(row) ~= "integer" then given.fail("%s: options.row must be the number of a row", who) end
    local one = assert(self:sql(ROW, row))()
    if not one or one.action ~= "code" then
      return nil, ("row %d of the ledger gives no code"):format(row), "range"
    end
  end
  local id = target ~= nil and given.target(self, who, target) or nil
  return self:decision_memo(said, id, row, code, given.name(who, options, "by"), given.time(who, options.at))
end

local MEMOS = [[select l.id, l.record, l.about, l.who, l.at, l.note, m.code, c.code as passage_code,
    b.record as about_record
  from ledger l left join memo m on m.row = l.id left join ledger b on b.id = l.about
    left join code c on c.row = l.about
  where l.action = 'memo' order by l.id]]

--- The memos that count, in order. `about` is "record", "code" or "passage"; of a passage `passage` is the row that
-- gave it its code. Memos on what was undone do not count.
---@return sheaf.table
function library:memos()
  local rows, undone = {}, ledger.undone(self)
  for row in assert(self:sql(MEMOS)) do
    if not undone[row.id] and not undone[row.about or 0] then
      rows[#rows + 1] = { row = row.id, about = row.about and "passage" or row.code and "code" or "record",
        record = row.record or row.about_record, code = row.code or row.passage_code, passage = row.about,
        memo = row.note, by = row.who, at = row.at }
    end
  end
  return new_table { title = "Memos", rows = rows, columns = { { name = "row", kind = "integer" }, "about",
    { name = "record", kind = "integer" }, "code", { name = "passage", kind = "integer" }, "memo", "by", "at" } }
end

return M
