--- JSON lines, sheaf's own: one record a line with every entry as it is kept, so that nothing is lost.
--   {"sheaf":1,"entries":[["title","Evening clinics"],["authors","Okafor\u001fNgozi\u001fN","Okafor, Ngozi"]]}
-- An entry is a field, its value (parts joined with U+001F) and, where there is one, its note.

local json = require "sheaf.writer.json"

local M = { name = "jsonl", title = "JSON lines of sheaf", extension = "jsonl", lossless = true }

--- The text of one record.
---@param v table the record's view
---@return string
function M.record(v)
  local parts = {}
  for i, entry in ipairs(v.entries) do
    local note = entry.note ~= "" and json.string(entry.note) or nil
    parts[i] = json.list { json.string(entry.field), json.string(entry.value), note }
  end
  return '{"sheaf":1,"entries":' .. json.list(parts) .. "}\n"
end

return M
