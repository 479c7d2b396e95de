--- Decisions, codes, attributes and memos as entries of records, so that they leave a library with its records and come
-- into another with them. src/store/decision.h says how an entry looks.

local ledger = require "sheaf.ledger"

local M = {}

local ROWS = [[select l.id, l.action, l.record, l.about, l.who, l.at, l.note, d.stage, d.verdict, d.resolves,
    coalesce(c.code, m.code) code, c.field, c.first, c.last, a.name, a.value, b.record as about_record
  from ledger l left join decision d on d.row = l.id left join code c on c.row = l.id
    left join attribute a on a.row = l.id left join memo m on m.row = l.id left join ledger b on b.id = l.about
  where l.action in ('decide', 'code', 'attribute', 'memo') order by l.id]]

--- Parts joined with U+001F; empty ones at the end are left out.
local function joined(...)
  local parts, last = table.pack(...), 0
  for i = 1, parts.n do
    parts[i] = tostring(parts[i] or "")
    if parts[i] ~= "" then last = i end
  end
  return table.concat(parts, "\x1f", 1, last)
end

local entry_of = {}

function entry_of.code(row)
  return "code", joined(row.code, row.field, row.who, row.at, row.note, row.first, row.last)
end

function entry_of.decide(row)
  return "", joined(row.stage, row.verdict, row.who, row.at, row.note, row.resolves == 1 and "resolves")
end

function entry_of.attribute(row)
  return "attribute", joined(row.name, row.value, row.who, row.at, row.note)
end

--- A memo says what it is about: the record, a code, or which of the record's codes so far.
function entry_of.memo(row, passages)
  local kind = row.code and "code" or passages[row.about] and "passage" or nil
  return "memo", joined(row.note, row.who, row.at, kind, row.code or passages[row.about])
end

--- What counts of what was said about the set's works, by record: a record's own, and with the first one of a work
-- that about its records that are not in the set. Memos about codes go with the set's first record.
---@param set sheaf.set
---@return table<integer, { field: string, value: string, note: string }[]>
function M.of(set)
  local lib, entries = set:library(), {}
  local any = "select 1 from ledger where action in ('decide', 'code', 'attribute', 'memo') limit 1"
  if not assert(lib:sql(any))() then return entries end
  local first, undone, works = {}, ledger.undone(lib), {}
  for row in assert(lib:sql("select id, work from record")) do works[row.id] = row.work end
  local ids, within = set:ids(), {}
  for _, id in ipairs(ids) do
    within[id] = true
    first[works[id]] = first[works[id]] or id
  end
  local codes, passages = {}, {} -- codes of a record so far; which of them a row is
  for row in assert(lib:sql(ROWS)) do
    local id = row.record or row.about_record
    local at = not id and ids[1] or within[id] and id or first[works[id]]
    if at and not undone[row.id] and not undone[row.about or 0] then
      if row.action == "code" then
        codes[at] = (codes[at] or 0) + 1
        passages[row.id] = codes[at]
      end
      local note, value = entry_of[row.action](row, passages)
      entries[at] = entries[at] or {}
      table.insert(entries[at], { field = "decisions", note = note, value = value })
    end
  end
  return entries
end

return M
