--- Codes that people gave, as the ledger has them: those that count.

local ledger = require "sheaf.ledger"

local M = {}

local CODES = [[select l.id as row, l.at, l.who as by, l.record, l.note as memo, c.code, c.field, c.first, c.last
  from code c join ledger l on l.id = c.row order by l.record, c.field nulls first, c.first nulls first, l.id]]

--- A name or a list of names as a set; nil for all.
---@param who string
---@param by string|string[]|nil
---@return table<string, true>?
function M.coders(who, by)
  if by == nil then return nil end
  local wanted = {}
  for _, name in ipairs(type(by) == "table" and by or { by }) do
    if type(name) ~= "string" then error(who .. ": by must be a coder's name or a list of names", 0) end
    wanted[name] = true
  end
  return wanted
end

--- The codes that count: of these coders, all when nil; each { row, record, code, field, first, last, memo, by, at },
--- in order of record and place. A passage that is of the record as a whole has no first and last.
---@param lib sheaf.library
---@param coders? table<string, true>
---@return table[]
function M.read(lib, coders)
  local list, undone = {}, ledger.undone(lib)
  for row in assert(lib:sql(CODES)) do
    if not undone[row.row] and (not coders or coders[row.by or ""]) then
      list[#list + 1] = { row = row.row, at = row.at, by = row.by, record = row.record, memo = row.memo,
        code = row.code, field = row.field, first = row.first, last = row.last }
    end
  end
  return list
end

--- A code as a passage of its record: the text where it has a place that the record still has.
---@param record sheaf.record
---@param one table  of M.read
---@return sheaf.passage
function M.passage(record, one)
  local whole = one.first and record[one.field]
  local placed = type(whole) == "string" and one.last <= #whole
  return { code = one.code, field = one.field, first = placed and one.first or nil, last = placed and one.last or nil,
    text = placed and whole:sub(one.first, one.last) or nil, how = "hand", by = one.by, memo = one.memo, row = one.row,
    record = one.record }
end

return M
