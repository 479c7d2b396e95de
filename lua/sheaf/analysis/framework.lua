--- The framework matrix: studies by codes, each cell with the passages that it rests on.
--
-- Ritchie J, Spencer L. Qualitative data analysis for applied policy research. In: Bryman A, Burgess RG: Analyzing
-- qualitative data. Routledge 1994. - Gale NK et al. Using the framework method for the analysis of qualitative data in
-- multi-disciplinary health research. BMC Med Res Methodol 2013;13:117.
--
-- Columns: record, attributes asked for, and a column a code. A code's cell holds what its sub-codes hold too.
-- A cell is the passages as text, those that people coded first and with their name in brackets; nil where there are
-- none. t:evidence(i, column) is the first passage: { record, field, first, last, text, how = "term"|"hand", code, by,
-- memo }, and `all` of them. Which records have a code comes from the index; passages are read with the row.

local matrix_of = require "sheaf.coding.matrix"
local new_table = require("sheaf.table").new
local option_names = require "sheaf.options"

local QUOTES = 3       -- passages shown in a cell unless told
local MOST_COLUMNS = 500 -- records side by side in a transposed matrix
local GAP = " | "      -- between passages

local function shown(passage)
  local name = passage.how == "hand" and ("[%s] "):format(passage.by or "by hand") or ""
  return name .. (passage.text or passage.memo or "(the record as a whole)")
end

--- A cell's text and its evidence; nil where there are no passages.
local function cell_of(passages, most)
  if not passages then return nil end
  local parts, first = {}, nil
  for i, passage in ipairs(passages) do
    if i <= most then parts[i] = shown(passage) end
    first = first or passage.text and passage
  end
  if #passages > most then parts[#parts + 1] = ("… %d more"):format(#passages - most) end
  local evidence
  if first then
    evidence = { all = passages }
    for key, value in pairs(first) do evidence[key] = value end
    if type(first.code) == "table" then evidence.code = first.code.name end
  end
  return table.concat(parts, GAP), evidence
end

--- Column names that differ from one another; the first ones are taken.
local function unique(taken, name, more)
  while taken[name] do name = ("%s (%s)"):format(name, more) end
  taken[name] = true
  return name
end

local function code_columns(codes, columns, kind)
  local taken, names = {}, {}
  for _, column in ipairs(columns) do taken[column.name] = true end
  for i, code in ipairs(codes) do
    names[i] = unique(taken, code.name, "code")
    columns[#columns + 1] = { name = names[i], title = code.title or code.name, kind = kind }
  end
  return names
end

--- How many records have each code.
local function counts(matrix, codes)
  local has, list = matrix_of.lookup(matrix, codes), {}
  for i = 1, #codes do list[i] = 0 end
  local none = 0
  for _, id in ipairs(matrix.ids) do
    local any = false
    for i = 1, #codes do
      if has(id, i) then list[i], any = list[i] + 1, true end
    end
    if not any then none = none + 1 end
  end
  return list, none
end

local function chart(matrix, codes)
  return function(_, options)
    local list, rows = counts(matrix, codes), {}
    for i, code in ipairs(codes) do rows[i] = { code.title or code.name, list[i] } end
    return new_table { title = "Records by code", columns = { "code", { name = "records", kind = "integer" } },
      rows = rows, chart = { kind = "bar", x = "code", y = "records", title = "Records by code" } }:chart(options)
  end
end

local function names_of(who, given)
  if given == nil then return {} end
  local list = type(given) == "table" and given or { given }
  for _, name in ipairs(list) do
    if type(name) ~= "string" then error(who .. ": option 'attributes' must be a list of names", 0) end
  end
  return list
end

-- ---- one row a record ----

local function by_record(matrix, codes, ids, options, title, notes)
  local columns = { { name = "record", kind = "text" } }
  local attributes, taken = names_of("framework", options.attributes), { record = true }
  local attribute_columns = {}
  for i, name in ipairs(attributes) do
    attribute_columns[i] = unique(taken, name, "attribute")
    columns[#columns + 1] = { name = attribute_columns[i], kind = "text" }
  end
  local names = code_columns(codes, columns, "text")
  local most = options.quotes or QUOTES
  local function read(i)
    local by_code, record = matrix_of.passages(matrix, ids[i], options.unit)
    local row, evidence = { record = tostring(record) }, {}
    for at, name in ipairs(attributes) do
      local of = matrix.attributes()[record.id]
      row[attribute_columns[at]] = of and of[name] and of[name].value
    end
    for at, code in ipairs(codes) do
      row[names[at]], evidence[names[at]] = cell_of(by_code[code], most)
    end
    return row, evidence
  end
  return new_table { title = title, columns = columns, count = #ids, read = read, notes = notes,
    chart = chart(matrix, codes) }
end

-- ---- one row a code ----

local function transposed(matrix, codes, ids, options, title, notes)
  if #ids > MOST_COLUMNS then
    return nil, ("framework: transposed, each record is a column, and there are %d records; at most %d fit. "
      .. "Take fewer: lib:search(...), set:head(n), or options.where"):format(#ids, MOST_COLUMNS), "range"
  end
  local columns, taken = { { name = "code", kind = "text" } }, { code = true }
  local rows, evidence = {}, {}
  for at, code in ipairs(codes) do
    rows[at], evidence[at] = { code = ("  "):rep(code.depth) .. (code.title or code.name) }, {}
  end
  for _, id in ipairs(ids) do
    local by_code, record = matrix_of.passages(matrix, id, options.unit)
    local name = unique(taken, tostring(record), tostring(id))
    columns[#columns + 1] = { name = name, title = tostring(record), kind = "text" }
    for at, code in ipairs(codes) do
      rows[at][name], evidence[at][name] = cell_of(by_code[code], options.quotes or QUOTES)
    end
  end
  return new_table { title = title, columns = columns, rows = rows, evidence = evidence, notes = notes,
    chart = chart(matrix, codes) }
end

-- ---- one row a value of an attribute ----

--- The records of each value, values sorted, those without it last.
local function groups_of(matrix, ids, name)
  local groups, by_value, rest = {}, {}, { ids = {} }
  for _, id in ipairs(ids) do
    local of = matrix.attributes()[id]
    local value = of and of[name] and of[name].value
    local group = value and by_value[value] or rest
    if value and not by_value[value] then
      group = { value = value, ids = {} }
      by_value[value], groups[#groups + 1] = group, group
    end
    group.ids[#group.ids + 1] = id
  end
  table.sort(groups, function(a, b) return a.value < b.value end)
  if #rest.ids > 0 then groups[#groups + 1] = rest end
  return groups
end

local function grouped(matrix, codes, ids, options, title, notes)
  local columns = { { name = options.group, kind = "text" }, { name = "records", kind = "integer" } }
  local names, has = code_columns(codes, columns, "integer"), matrix_of.lookup(matrix, codes)
  local rows, evidence = {}, {}
  for i, group in ipairs(groups_of(matrix, ids, options.group)) do
    local row, first = { [options.group] = group.value or "(not said)", records = #group.ids }, {}
    for _, id in ipairs(group.ids) do
      for at in ipairs(codes) do
        if has(id, at) then
          row[names[at]] = (row[names[at]] or 0) + 1
          first[at] = first[at] or id
        end
      end
    end
    rows[i], evidence[i] = row, {}
    for at, id in pairs(first) do
      evidence[i][names[at]] = select(2, cell_of(matrix_of.passages(matrix, id, options.unit)[codes[at]], 1))
    end
  end
  return new_table { title = title, columns = columns, rows = rows, evidence = evidence, notes = notes,
    chart = chart(matrix, codes) }
end

--- Only the records that have a code.
local function coded(matrix, codes)
  local has, ids = matrix_of.lookup(matrix, codes), {}
  for _, id in ipairs(matrix.ids) do
    for i = 1, #codes do
      if has(id, i) then
        ids[#ids + 1] = id
        break
      end
    end
  end
  return ids
end

local OPTIONS = matrix_of.options { subcodes = "boolean", unit = "string", quotes = "count", transpose = "boolean",
  group = "string", attributes = "list", empty = "boolean" }

---@class sheaf.framework_options
---@field codebook? string|table|sheaf.codebook  by name or as a table; without one the codes given by hand
---@field codes? "both"|"terms"|"hand"
---@field by? string|string[]      of the codes given by hand only those of these coders
---@field subcodes? boolean        a column for each sub-code too, behind its code's
---@field unit? "sentence"|"clause"|"words"  what is quoted around the words of a term
---@field quotes? integer          passages shown in a cell (3); t:evidence(i, column).all has all
---@field where? table             only records whose attributes are so: { country = "England", role = { "gp" } }
---@field attributes? string[]     columns of these attributes behind the record
---@field group? string            one row a value of this attribute, cells count records; evidence is the first passage
---@field transpose? boolean       one row a code, one column a record
---@field empty? boolean           false: leave out records that have no code

---@param set sheaf.set
---@param options? sheaf.framework_options
---@return sheaf.table?, string? message, string? code
return function(set, options)
  options = option_names.read("framework", options, OPTIONS)
  option_names.choice("framework", "unit", options.unit, { "sentence", "clause", "words" })
  if options.group == "" or options.group == "records" then
    error("framework: option 'group' must name an attribute", 0)
  end
  local matrix, message, code = matrix_of.read("framework", set, options)
  if not matrix then return nil, message, code end
  local asked = { options.group or false, table.unpack(names_of("framework", options.attributes)) }
  for i = 1, #asked do
    local wrong = asked[i] and matrix_of.unknown(matrix, asked[i])
    if wrong then return nil, "framework: " .. wrong, "attribute" end
  end
  local codes = matrix_of.columns(matrix.book, options.subcodes)
  local ids = options.empty == false and coded(matrix, codes) or matrix.ids
  local title = "Framework: " .. (matrix.book.title or matrix.book.name or "codebook")
  local notes = matrix_of.notes(matrix)
  if matrix.book.source then table.insert(notes, 1, matrix.book.source) end
  local make = options.group and grouped or options.transpose and transposed or by_record
  return make(matrix, codes, ids, options, title, notes)
end
