--- Citation keys: the record's own where it is one, else family name and year; unique in an export, in whatever
-- case.

local core = require "sheaf.core"
local view = require "sheaf.writer.view"

local M = {}

local function ascii(text)
  return (core.fold(text):gsub("[^%w]", ""))
end

local function wanted(v)
  local label = v:first "label"
  if label and #label <= 100 and label:find("^[%w][%w_:./+-]*$") then return label end
  local author = v:all("authors")[1] or v:all("editors")[1]
  local person = author and view.person(author)
  local word = person and (person.family or person.literal:match("%S+")) or (v:first "title" or ""):match("%S+") or ""
  word = ascii(word)
  return (word ~= "" and word or "record") .. tostring(v:first "year" or "")
end

--- The key of the record that the export is at.
---@param v table      its view
---@param state table  of the export
---@return string
function M.of(v, state)
  if state.key_of == state.n then return state.key end
  local used, base = state.keys or {}, wanted(v)
  local key, n = base, 1
  while used[key:lower()] do
    n = math.max(n + 1, (used[base:lower()] or 1) + 1)
    used[base:lower()] = n
    key = base .. "-" .. n
  end
  used[key:lower()] = used[key:lower()] or 1
  state.keys, state.key, state.key_of = used, key, state.n
  return key
end

return M
