--- A record as its writers see it: all entries, in the order of the input, by field.

local M = {}

local View = {}
View.__index = View

--- The entries of a record, each { field, value, note }; parts of values are joined with "\x1f".
---@param record sheaf.record
---@param more? { field: string, value: string, note: string }[]  entries beside the record's own
function M.new(record, more)
  local by, entries = {}, record:entries()
  table.move(more or {}, 1, #(more or {}), #entries + 1, entries)
  for _, entry in ipairs(entries) do
    entry.note = entry.note or ""
    local list = by[entry.field]
    if list then list[#list + 1] = entry else by[entry.field] = { entry } end
  end
  return setmetatable({ record = record, entries = entries, by = by }, View)
end

local NONE = {}

--- The entries of a field.
function View:all(field) return self.by[field] or NONE end

--- The first value of a field, or nil.
function View:first(field)
  local list = self.by[field]
  return list and list[1].value
end

--- The first value of a field whose note is this one, or nil.
function View:noted(field, note)
  for _, entry in ipairs(self:all(field)) do
    if entry.note:lower() == note then return entry.value end
  end
end

--- The parts of a value: "a\x1fb" as "a", "b".
---@param value string
---@return string[]
function M.parts(value)
  local list = {}
  for part in (value .. "\x1f"):gmatch("([^\x1f]*)\x1f") do list[#list + 1] = part end
  return list
end

--- A person's entry as { family, given, initials, suffix } or { literal }.
function M.person(entry)
  local parts = M.parts(entry.value)
  if #parts == 1 then return { literal = parts[1] } end
  local function part(i) return parts[i] ~= "" and parts[i] or nil end
  return { family = part(1), given = part(2), initials = part(3), suffix = part(4) }
end

--- "RB" as "R. B."
local function dotted(initials)
  return (initials:gsub("[%z\1-\127\194-\244][\128-\191]*", "%0. "):gsub("%s+$", ""))
end

--- The given names, or the initials as "R. B.".
function M.given(person) return person.given or person.initials and dotted(person.initials) end

--- A name as "Family, Given, Suffix".
---@return string
function M.name(entry)
  local p = M.person(entry)
  if p.literal then return p.literal end
  local given = M.given(p)
  return (p.family or "") .. (given and ", " .. given or "") .. (p.suffix and ", " .. p.suffix or "")
end

--- "Family IN", as Vancouver style has it.
function M.short_name(entry)
  local p = M.person(entry)
  if p.literal then return p.literal end
  return table.concat({ p.family or "", p.initials, p.suffix }, " ", 1, p.initials and (p.suffix and 3 or 2) or 1)
end

--- The abstract as one text, with the labels of its sections.
function M.abstract(v)
  local texts = {}
  for i, entry in ipairs(v:all "abstract") do
    local label = M.parts(entry.note)[1]
    texts[i] = (label ~= "" and label .. ": " or "") .. entry.value
  end
  return table.concat(texts, " ")
end

--- A heading's entry as "*Name/qualifier/*qualifier".
function M.heading(entry) return (entry.value:gsub("\x1f", "/")) end

--- Text whose bytes that are no UTF-8 are U+FFFD.
---@param text string
---@return string
function M.valid(text) return utf8.len(text) and text or require("sheaf.report.chars").valid(text) end

--- The same without control characters but line breaks.
---@param text string
---@return string
function M.clean(text)
  text = M.valid(text)
  if not text:find("[%z\1-\31\127]") then return text end
  return (text:gsub("\r\n?", "\n"):gsub("[%z\1-\9\11-\31\127]", " "))
end

--- The same on one line.
function M.line(text) return (M.clean(text):gsub("\n%s*", " ")) end

--- The same with its further lines indented, so that none is read as a tag; none is blank, which would end the record.
function M.indented(text)
  text = (M.clean(text):gsub("%s+$", ""))
  return text:find("\n", 1, true) and text:gsub("\n%s*", "\n      ") or text
end

return M
