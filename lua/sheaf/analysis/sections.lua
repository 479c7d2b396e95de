--- The sections of every abstract: one row a section, with the evidence of where it stands.
--
-- Columns: record, section (background, aim, design, setting, participants, methods, results, conclusions, other; nil
-- for an abstract without headings), label (the heading as it was written), words, text.

local text = require "sheaf.extract.text"
local sheaf_table = require "sheaf.table"

local COLUMNS = { "record", "section", "label", { name = "words", align = "right" }, "text" }

local CATEGORIES = {}
for name in ("background aim design setting participants methods results conclusions other"):gmatch("%a+") do
  CATEGORIES[name] = true
end

--- The categories asked for, as a set; nil when all are.
local function wanted(category)
  if category == nil then return end
  local list = type(category) == "table" and category or { category }
  local set = {}
  for _, name in ipairs(list) do
    if not CATEGORIES[name] then error("unknown section category: " .. tostring(name), 3) end
    set[name] = true
  end
  return set
end

local function word_count(s)
  local count = 0
  for _ in s:gmatch("[%w\x80-\xFF][^%s]*") do count = count + 1 end
  return count
end

--- Sections of a set's abstracts.
---@param set table anything with `each`
---@param options? { category: string|string[]|nil } only these categories
---@return sheaf.table
return function(set, options)
  local only = wanted(options and options.category)
  local rows, evidence = {}, {}
  local function add(record, part, category)
    local place = { field = "abstract", first = part.first, last = part.last, text = part.text }
    rows[#rows + 1] = { record = tostring(record), section = category, label = part.label,
      words = word_count(part.text), text = part.text }
    evidence[#rows] = { text = place, section = category and place }
  end
  for record in set:each() do
    local sections = text.sections(record)
    for _, part in ipairs(sections) do
      local category = part.label and part.category
      if part.text:find("%S") and (not only or only[category or 0]) then add(record, part, category) end
    end
    local abstract = record.abstract
    if #sections == 0 and abstract and abstract:find("%S") and not only then
      add(record, { text = abstract, first = 1, last = #abstract })
    end
  end
  return sheaf_table.new { title = "Sections", columns = COLUMNS, rows = rows, evidence = evidence }
end
