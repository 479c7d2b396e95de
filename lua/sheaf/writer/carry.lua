--- What a format has no tag for, as lines for its notes: the difference between a record and what the reader makes of
-- its text. The core's readers take the lines back; src/read/carry.h says how they look.

local view = require "sheaf.writer.view"

local M = {}

--- Stands alone in a record that needs no other line, to say who wrote it.
M.MARK = "sheaf:"

-- Names with what belongs to them: their order counts together.
local PEOPLE = { authors = true, editors = true, investigators = true, personal_subjects = true, affiliations = true,
  orcid = true, authors_cut = true }

-- Fields whose note is the value as the last file gave it, and no part of the record's content.
local AS_GIVEN = { type = true, authors = true, editors = true, investigators = true, personal_subjects = true,
  date = true, date_electronic = true, date_entry = true, date_created = true, date_headings = true,
  date_revised = true, date_completed = true, pages = true, language = true, doi = true, pmid = true, pmcid = true,
  isbn = true }

local function key(entry)
  if AS_GIVEN[entry.field] then return entry.field .. "\0" .. entry.value end
  return entry.field .. "\0" .. entry.value .. "\0" .. (entry.note or "")
end

local function group(field) return PEOPLE[field] and "authors" or field end

--- Entries by group, and the groups in order of appearance.
local function grouped(entries, groups, order)
  for _, entry in ipairs(entries) do
    local name = group(entry.field)
    if not groups[name] then
      groups[name] = { {}, {} }
      order[#order + 1] = name
    end
  end
end

local function groups_of(wanted, got)
  local groups, order = {}, {}
  grouped(wanted, groups, order)
  grouped(got, groups, order)
  for side, entries in ipairs { wanted, got } do
    for _, entry in ipairs(entries) do table.insert(groups[group(entry.field)][side], entry) end
  end
  return groups, order
end

local function same(a, b)
  if #a ~= #b then return false end
  for i = 1, #a do
    if key(a[i]) ~= key(b[i]) then return false end
  end
  return true
end

--- Without the key that a writer gave a record which had none.
local function without_key(wanted, got)
  for _, entry in ipairs(wanted) do
    if entry.field == "label" then return got end
  end
  local rest = {}
  for _, entry in ipairs(got) do
    if entry.field ~= "label" then rest[#rest + 1] = entry end
  end
  return rest
end

--- The fields in which two lists of entries differ: groups of names count as authors. Order counts within a field; a
-- key that only the second has does not count.
---@return string[]
function M.differences(wanted, got)
  local groups, order = groups_of(wanted, without_key(wanted, got))
  local list = {}
  for _, name in ipairs(order) do
    if not same(groups[name][1], groups[name][2]) then list[#list + 1] = name end
  end
  return list
end

local ESCAPES = { ["\\"] = "\\\\", ["\n"] = "\\n", ["\x1f"] = "\\u" }

local function escape(text)
  text = view.valid(text):gsub("[%z\1-\31\127\\]", function(c) return ESCAPES[c] or ("\\x%02x"):format(c:byte()) end)
  text = text:gsub("sheaf:", "sheaf\\:")
  return (text:gsub(" ( +)", function(more) return " " .. ("\\s"):rep(#more) end))
end

local function line_of(name, note, value)
  note = note ~= "" and "[" .. escape(note):gsub("%]", "\\]") .. "]" or ""
  return M.MARK .. name .. note .. ": " .. value
end

local function counts_of(entries)
  local counts = {}
  for _, entry in ipairs(entries) do counts[key(entry)] = (counts[key(entry)] or 0) + 1 end
  return counts
end

--- What of `list` is not in `others`, each as often as it is missing.
local function without(list, others)
  local counts, rest = counts_of(others), {}
  for _, entry in ipairs(list) do
    local k = key(entry)
    if (counts[k] or 0) > 0 then counts[k] = counts[k] - 1 else rest[#rest + 1] = entry end
  end
  return rest
end

--- { 3, 1, 2 } as "3 1-2".
local function ranges(numbers)
  local list, i = {}, 1
  while i <= #numbers do
    local last = i
    while numbers[last + 1] == numbers[last] + 1 do last = last + 1 end
    list[#list + 1] = last > i and numbers[i] .. "-" .. numbers[last] or tostring(numbers[i])
    i = last + 1
  end
  return table.concat(list, " ")
end

--- Where each of `wanted` stands in `list`, which holds the same entries.
local function places(wanted, list)
  local at = {}
  for i = #list, 1, -1 do
    local k = key(list[i])
    at[k] = at[k] or {}
    table.insert(at[k], i)
  end
  local numbers = {}
  for i, entry in ipairs(wanted) do numbers[i] = table.remove(at[key(entry)]) end
  return numbers
end

--- Headings that were written as keywords: the line that says so, and the entries as they will be then.
local function adopt(wanted, got, lines)
  local forms, keywords, numbers = {}, 0, {}
  for _, entry in ipairs(wanted) do
    if entry.field == "headings" and entry.note == "" then forms[#forms + 1] = view.heading(entry) end
  end
  if #forms == 0 then return got end
  local spoken, result = counts_of(wanted), {}
  local next_form = 1
  for i, entry in ipairs(got) do
    result[i] = entry
    if entry.field == "keywords" then
      keywords = keywords + 1
      local k = key(entry)
      if (spoken[k] or 0) > 0 then
        spoken[k] = spoken[k] - 1
      elseif forms[next_form] == (entry.note or "") .. entry.value then
        next_form = next_form + 1
        numbers[#numbers + 1] = keywords
        result[i] = { field = "headings", value = (((entry.note or "") .. entry.value):gsub("/", "\x1f")), note = "" }
      end
    end
  end
  if #numbers > 0 then lines[#lines + 1] = line_of("as", "headings", "keywords " .. ranges(numbers)) end
  return result
end

--- Names that were written with initials for given names: the line that says so, and the entries as they will be then.
local function abbreviate(wanted, got, lines, field)
  local forms, ordinal, numbers = {}, 0, {}
  for _, entry in ipairs(wanted) do
    if entry.field == field then forms[#forms + 1] = entry.value end
  end
  local result = table.move(got, 1, #got, 1, {})
  for i, entry in ipairs(got) do
    if entry.field == field then
      ordinal = ordinal + 1
      local short = entry.value:gsub("^([^\x1f]*\x1f)[^\x1f]+(\x1f[^\x1f]+)", "%1%2")
      if short ~= entry.value and short == forms[ordinal] then
        numbers[#numbers + 1] = ordinal
        result[i] = { field = field, value = short, note = "" }
      end
    end
  end
  if #numbers == 0 then return got end
  lines[#lines + 1] = line_of("initials", field, ranges(numbers))
  return result
end

--- Sections of an abstract that came back as one text: their labels and lengths. Nil where that is not all.
local function sections(wanted, got)
  if #got ~= 1 or (got[1].note or "") ~= "" or #wanted == 0 then return end
  local texts, lines = {}, {}
  for i, entry in ipairs(wanted) do
    local label = view.parts(entry.note)[1]
    texts[i] = (label ~= "" and label .. ": " or "") .. entry.value
    lines[i] = line_of("sections", entry.note, tostring(#entry.value))
  end
  return table.concat(texts, " ") == got[1].value and lines or nil
end

local function add_group(name, wanted, got, lines)
  if same(wanted, got) then return end
  local cut = name == "abstract" and sections(wanted, got)
  if cut then
    table.move(cut, 1, #cut, #lines + 1, lines)
    return
  end
  local cleared, kept = {}, {}
  for _, entry in ipairs(without(got, wanted)) do
    if not cleared[entry.field] then lines[#lines + 1] = line_of("-" .. entry.field, "", ""):gsub(" $", "") end
    cleared[entry.field] = true
  end
  for _, entry in ipairs(got) do
    if not cleared[entry.field] then kept[#kept + 1] = entry end
  end
  for _, entry in ipairs(without(wanted, kept)) do
    lines[#lines + 1] = line_of(entry.field, entry.note, escape(entry.value))
    kept[#kept + 1] = entry
  end
  if not same(wanted, kept) then lines[#lines + 1] = line_of("order", name, ranges(places(wanted, kept))) end
end

--- The lines that make `wanted` of `got`.
---@param wanted { field: string, value: string, note: string }[]
---@param got { field: string, value: string, note: string? }[]
---@return string[]
function M.lines(wanted, got)
  local lines = {}
  got = adopt(wanted, without_key(wanted, got), lines)
  got = abbreviate(wanted, got, lines, "authors")
  got = abbreviate(wanted, got, lines, "editors")
  local groups, order = groups_of(wanted, got)
  for _, name in ipairs(order) do add_group(name, groups[name][1], groups[name][2], lines) end
  return lines
end

return M
