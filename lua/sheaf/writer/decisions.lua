--- Decisions and codes as entries of records, so that they leave a library with its records and come into another with
-- them. src/store/decision.h says how an entry looks.

local ledger = require "sheaf.ledger"

local M = {}

local ROWS = [[select l.id, l.record, r.work, l.who, l.at, l.note, d.stage, d.verdict, d.resolves, c.code, c.field,
    c.first, c.last
  from ledger l join record r on r.id = l.record left join decision d on d.row = l.id left join code c on c.row = l.id
  where l.action in ('decide', 'code') order by l.id]]

--- Parts joined with U+001F; empty ones at the end are left out.
local function joined(...)
  local parts, last = table.pack(...), 0
  for i = 1, parts.n do
    parts[i] = tostring(parts[i] or "")
    if parts[i] ~= "" then last = i end
  end
  return table.concat(parts, "\x1f", 1, last)
end

local function entry_of(row)
  if row.code then
    return { field = "decisions", note = "code",
      value = joined(row.code, row.field, row.who, row.at, row.note, row.first, row.last) }
  end
  return { field = "decisions", note = "",
    value = joined(row.stage, row.verdict, row.who, row.at, row.note, row.resolves == 1 and "resolves") }
end

--- What counts of the decisions about the set's works, by record: a record's own, and with the first one of a work
-- those about its records that are not in the set.
---@param set sheaf.set
---@return table<integer, { field: string, value: string, note: string }[]>
function M.of(set)
  local lib, entries = set:library(), {}
  if not assert(lib:sql("select 1 from ledger where action in ('decide', 'code') limit 1"))() then return entries end
  local first, undone, works = {}, ledger.undone(lib), {}
  for row in assert(lib:sql("select id, work from record")) do works[row.id] = row.work end
  local within = {}
  for _, id in ipairs(set:ids()) do
    within[id] = true
    first[works[id]] = first[works[id]] or id
  end
  for row in assert(lib:sql(ROWS)) do
    local at = within[row.record] and row.record or first[row.work]
    if at and not undone[row.id] then
      entries[at] = entries[at] or {}
      table.insert(entries[at], entry_of(row))
    end
  end
  return entries
end

return M
