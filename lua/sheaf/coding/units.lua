--- Sentences of records and the codes that lie on them: for co-occurrence and agreement within a sentence.

local terms = require "sheaf.coding.terms"

local M = {}

local FIELDS = { "title", "abstract" }

--- The sentences of a record's title and abstract, by field.
---@param record sheaf.record
---@return table<string, { first: integer, last: integer }[]>
function M.of(record)
  local units = {}
  for _, field in ipairs(FIELDS) do units[field] = terms.sentences(record, field) end
  return units
end

--- Keys of the sentences that a passage lies on, even in part; none for one of the record as a whole.
---@param units table<string, { first: integer, last: integer }[]>
---@param passage { field: string?, first: integer?, last: integer? }
---@return string[]
function M.touched(units, passage)
  local list, keys = units[passage.field or ""], {}
  if not list or not passage.first then return keys end
  local low, high = 1, #list + 1 -- the first sentence that does not end before the passage
  while low < high do
    local middle = (low + high) // 2
    if list[middle].last < passage.first then low = middle + 1 else high = middle end
  end
  while list[low] and list[low].first <= passage.last do
    keys[#keys + 1] = passage.field .. low
    low = low + 1
  end
  return keys
end

--- Keys of all sentences, in order.
---@param units table<string, { first: integer, last: integer }[]>
---@return string[]
function M.keys(units)
  local keys = {}
  for _, field in ipairs(FIELDS) do
    for i = 1, #(units[field] or {}) do keys[#keys + 1] = field .. i end
  end
  return keys
end

return M
