--- lib:ledger: everything that was decided about the library's records, in order.

local core = require "sheaf.core"
local new_table = require("sheaf.table").new

local M = {}
local library = core.classes["sheaf.library"]

local UNDOS = "select id, about from ledger where action = 'undo' order by id desc"

--- The rows that do not count any more, each with the row that undid it: an undo counts unless a later one that counts
-- undoes it, hence from the last one down.
---@param lib sheaf.library
---@return table<integer, integer>
function M.undone(lib)
  local undone = {}
  for row in assert(lib:sql(UNDOS)) do
    if not undone[row.id] then undone[row.about] = row.id end
  end
  return undone
end

local ROWS = [[select l.id, l.at, l.who, l.action, l.record, l.other, l.about, l.note,
    d.stage, d.verdict, d.resolves, coalesce(c.code, m.code) code, c.field, c.first, c.last, a.name, a.value
  from ledger l left join decision d on d.row = l.id left join code c on c.row = l.id
    left join attribute a on a.row = l.id left join memo m on m.row = l.id order by l.id]]

local COLUMNS = { "row", "at", "by", "action", "record", "other", "about", "stage", "verdict", "resolves",
  "reason", "code", "memo", "attribute", "value", "why", "undone", "field", "first", "last" }
local ALWAYS = { row = true, at = true, by = true, action = true, record = true }
-- What the row's note is called; "why" of other actions.
local NOTE = { decide = "reason", code = "memo", memo = "memo" }

--- The columns that say something, so that the table is no wider than it must be.
local function columns_of(rows)
  local used, columns = {}, {}
  for _, row in ipairs(rows) do
    for name in pairs(row) do used[name] = true end
  end
  for _, name in ipairs(COLUMNS) do
    if used[name] or ALWAYS[name] then columns[#columns + 1] = name end
  end
  return columns
end

--- Every row of the ledger: runs, merges, what people said, decisions, codes, what was undone.
---@return sheaf.table
function library:ledger()
  local rows, undone = {}, M.undone(self)
  for row in assert(self:sql(ROWS)) do
    rows[#rows + 1] = { row = row.id, at = row.at, by = row.who, action = row.action, record = row.record,
      other = row.other, about = row.about, stage = row.stage, verdict = row.verdict,
      resolves = row.resolves == 1 or nil, code = row.code, field = row.field, first = row.first, last = row.last,
      attribute = row.name, value = row.value,
      [NOTE[row.action] or "why"] = row.note, undone = undone[row.id] and true or nil }
  end
  return new_table { title = "Ledger", rows = rows, columns = columns_of(rows) }
end

return M
