--- The codes of a codebook: how many records have each, by terms and by hand.
--
-- A record counts for a code and for those above it.

local matrix_of = require "sheaf.coding.matrix"
local new_table = require("sheaf.table").new
local option_names = require "sheaf.options"

local OPTIONS = matrix_of.options()

local COLUMNS = { "code", { name = "title", kind = "text" }, { name = "level", kind = "integer" },
  { name = "records", kind = "integer" }, { name = "share", kind = "share" }, { name = "by_terms", kind = "integer" },
  { name = "by_hand", kind = "integer" }, { name = "passages", kind = "integer", title = "Passages by hand" } }

--- Records by terms, records by hand, passages by hand of one code.
local function count(matrix, code)
  local members, by_terms, by_hand, passages = {}, {}, {}, 0
  for _, one in ipairs(matrix_of.family(code)) do members[one] = true end
  for one in pairs(members) do
    for id in pairs(matrix.found[one] or {}) do by_terms[id] = true end
  end
  for id, list in pairs(matrix.given) do
    for _, one in ipairs(list) do
      if members[one.of] then by_hand[id], passages = true, passages + 1 end
    end
  end
  local counts = { terms = 0, hand = 0, all = 0, passages = passages }
  for _, id in ipairs(matrix.ids) do
    if by_terms[id] then counts.terms = counts.terms + 1 end
    if by_hand[id] then counts.hand = counts.hand + 1 end
    if by_terms[id] or by_hand[id] then counts.all = counts.all + 1 end
  end
  return counts
end

---@param set sheaf.set
---@param options? { codebook?: string|table, codes?: "both"|"terms"|"hand", by?: string|string[], where?: table }
---@return sheaf.table?, string? message, string? code
return function(set, options)
  options = option_names.read("codes", options, OPTIONS)
  local matrix, message, kind = matrix_of.read("codes", set, options)
  if not matrix then return nil, message, kind end
  local rows = {}
  for i, code in ipairs(matrix.book.all) do
    local n = count(matrix, code)
    rows[i] = { code = code.name, title = code.title, level = code.depth + 1, records = n.all,
      share = #matrix.ids > 0 and n.all / #matrix.ids or nil, by_terms = n.terms, by_hand = n.hand,
      passages = n.passages }
  end
  return new_table { title = "Codes: " .. (matrix.book.title or matrix.book.name or "codebook"), columns = COLUMNS,
    rows = rows, notes = matrix_of.notes(matrix),
    chart = { kind = "bar", x = "code", y = "records", title = "Records by code" } }
end
