--- The sections of every abstract: one row a section, with the evidence of where it stands.
--
-- Columns: record, section (background, aim, design, setting, participants, methods, results, conclusions, other),
-- label (the heading as it was written; nil where there is none), confidence, words, text. A text without headings is
-- told by its sentences (sheaf.section): its sections are inferred, and have a confidence from 0 to 1; those that the
-- source or a heading marks have none. Rows are made when they are looked at.

local core = require "sheaf.core"
local option_names = require "sheaf.options"
local section = require "sheaf.section"
local text = require "sheaf.extract.text"
local sheaf_table = require "sheaf.table"

local COLUMNS = {
  { name = "record", kind = "text" }, { name = "section", kind = "text" }, { name = "label", kind = "text" },
  { name = "confidence", kind = "number", digits = 2 }, { name = "words", kind = "integer", align = "right" },
  { name = "text", kind = "text" },
}

--- The categories asked for, as a list; nil when all are.
local function wanted(category)
  if category == nil then return end
  local list = type(category) == "table" and category or { category }
  local known = {}
  for _, name in ipairs(section.categories) do known[name] = true end
  for _, name in ipairs(list) do
    if not known[name] then
      error(("sections: no category '%s'; there are %s")
        :format(tostring(name), table.concat(section.categories, ", ")), 0)
    end
  end
  return list
end

local function word_count(s)
  local count = 0
  for _ in s:gmatch("[%w\x80-\xFF][^%s]*") do count = count + 1 end
  return count
end

local function row(record, part)
  local place = { field = "abstract", first = part.first, last = part.last, text = part.text }
  return { record = tostring(record), section = part.category, label = part.label, confidence = part.confidence,
    words = word_count(part.text), text = part.text },
    { text = place, section = place }, part.inferred and { section = part.confidence } or nil
end

--- Sections of a record that is no library's: what has no heading by its sentences.
local function parts_of(record)
  local abstract, parts = record.abstract, {}
  if not abstract then return parts end
  for _, part in ipairs(text.sections(record)) do
    if part.label or part.category ~= "other" then
      parts[#parts + 1] = part
    else
      for _, inner in ipairs(section.infer(part.text)) do
        inner.first, inner.last = inner.first + part.first - 1, inner.last + part.first - 1
        parts[#parts + 1] = inner
      end
    end
  end
  return parts
end

--- The rows of a set of a library: how many, and what makes them.
local function of_set(set, only)
  local places, ordinals = core.section_rows(set, only)
  if not places then error(ordinals, 0) end
  local at, record, parts -- of the row made last: the next one is often of the same record
  return #places, function(i)
    if at ~= places[i] then
      at, record = places[i], set[places[i]]
      parts = section.of(record)
    end
    return row(record, parts[ordinals[i]])
  end
end

--- The same for anything with `each`.
local function of_list(set, only)
  local rows, is_wanted = {}, {}
  for _, name in ipairs(only or section.categories) do is_wanted[name] = true end
  for record in set:each() do
    for _, part in ipairs(parts_of(record)) do
      if part.text:find("%S") and is_wanted[part.category] then rows[#rows + 1] = { record, part } end
    end
  end
  return #rows, function(i) return row(table.unpack(rows[i])) end
end

--- Sections of a set's abstracts.
---@param set table anything with `each`
---@param options? { category: string|string[]|nil } only these categories
---@return sheaf.table
return function(set, options)
  local only = wanted(option_names.read("sections", options, { category = "list" }).category)
  local count, read = (type(set) == "userdata" and of_set or of_list)(set, only)
  return sheaf_table.new { title = "Sections", columns = COLUMNS, count = count, read = read }
end
