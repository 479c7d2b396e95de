--- Codes that stand together: in the same record, or in the same sentence.
--
-- Columns: a, b, together, a_count, b_count, jaccard (together of those that have either), expected (where the two had
-- nothing to do with each other) and lift (together / expected). Without sub-codes a code counts what its sub-codes
-- have; with them every code counts for itself.

local matrix_of = require "sheaf.coding.matrix"
local new_table = require("sheaf.table").new
local option_names = require "sheaf.options"
local progress = require "sheaf.progress"
local terms = require "sheaf.coding.terms"
local units_of = require "sheaf.coding.units"

local OPTIONS = matrix_of.options { subcodes = "boolean", unit = "string" }

local MANY = 2000 -- records from which on a terminal sees how far it is
local STEP = 500 -- records looked through at a time

local COLUMNS = { "a", "b", { name = "together", kind = "integer" }, { name = "a_count", kind = "integer" },
  { name = "b_count", kind = "integer" }, { name = "jaccard", kind = "number", digits = 3 },
  { name = "expected", kind = "number", digits = 1 }, { name = "lift", kind = "number", digits = 2 } }

--- Whether a record has a code: with what is below it, or for itself.
local function has_of(matrix, codes, alone)
  if not alone then return matrix_of.lookup(matrix, codes) end
  return function(id, i)
    local found = matrix.found[codes[i]]
    if found and found[id] then return true end
    for _, one in ipairs(matrix.given[id] or {}) do
      if one.of == codes[i] then return true end
    end
    return false
  end
end

--- A tally of units: tally.add { places of codes }.
local function tally_of()
  local tally = { single = {}, pairs = {} }
  function tally.add(list)
    for k, i in ipairs(list) do
      tally.single[i] = (tally.single[i] or 0) + 1
      for m = k + 1, #list do
        local key = i << 32 | list[m]
        tally.pairs[key] = (tally.pairs[key] or 0) + 1
      end
    end
  end
  return tally
end

local function places(has, id, count)
  local list = {}
  for i = 1, count do
    if has(id, i) then list[#list + 1] = i end
  end
  return list
end

--- The columns that a code by terms counts in: its own, and those above it unless codes count for themselves.
local function columns_of(codes, alone)
  local place, of = {}, {}
  for i, code in ipairs(codes) do place[code] = i end
  return function(code)
    if of[code] then return of[code] end
    local list, at = {}, code
    while at do
      if place[at] then list[#list + 1] = place[at] end
      at = not alone and at.parent or nil
    end
    of[code] = list
    return list
  end
end

--- The codes by terms on the sentences of records that nobody coded by hand; returns how many sentences there are.
local function add_hits(tally, matrix, codes, ids, alone)
  local total, sentences, found = terms.hits(matrix.lib, matrix.book, ids, matrix.sets)
  if not total then error(sentences, 0) end
  local columns, on = columns_of(codes, alone), {}
  for k, sentence in ipairs(sentences) do
    on[sentence] = on[sentence] or {}
    for _, i in ipairs(columns(found[k])) do on[sentence][i] = true end
  end
  for _, set in pairs(on) do -- what is added up does not depend on the order
    local list = {}
    for i = 1, #codes do list[#list + 1] = set[i] and i or nil end
    tally.add(list)
  end
  return total
end

--- The codes on each sentence of a record.
local function add_sentences(tally, matrix, codes, id, alone)
  local by_code, record = matrix_of.passages(matrix, id)
  local units, on = units_of.of(record), {}
  for i, code in ipairs(codes) do
    for _, passage in ipairs(by_code[code] or {}) do
      local own = passage.code == code or matrix.book:find(passage.how == "hand" and passage.code or "") == code
      for _, key in ipairs((own or not alone) and units_of.touched(units, passage) or {}) do
        on[key] = on[key] or {}
        if on[key][#on[key]] ~= i then table.insert(on[key], i) end
      end
    end
  end
  for _, key in ipairs(units_of.keys(units)) do
    if on[key] then tally.add(on[key]) end
  end
  return #units_of.keys(units)
end

--- The ids of the records that have a code by terms or by hand, in order.
local function coded(matrix)
  local ids = {}
  for _, id in ipairs(matrix.ids) do
    local has = matrix.given[id] ~= nil
    if not has then
      for _, found in pairs(matrix.found) do
        if found[id] then
          has = true
          break
        end
      end
    end
    if has then ids[#ids + 1] = id end
  end
  return ids
end

local function add_records(tally, matrix, codes, alone)
  local has = has_of(matrix, codes, alone)
  for _, id in ipairs(coded(matrix)) do tally.add(places(has, id, #codes)) end
  return #matrix.ids
end

--- Records that have codes by terms alone are looked through by the core, STEP at a time; those that people coded one
--- by one, since their words may stand elsewhere.
local function add_all_sentences(tally, matrix, codes, alone)
  local total, plain = 0, {}
  for _, id in ipairs(coded(matrix)) do
    if matrix.given[id] then
      total = total + add_sentences(tally, matrix, codes, id, alone)
    else
      plain[#plain + 1] = id
    end
  end
  local function visit(i)
    local first = (i - 1) * STEP + 1
    total = total + add_hits(tally, matrix, codes, { table.unpack(plain, first, math.min(first + STEP - 1, #plain)) },
      alone)
  end
  local steps = (#plain + STEP - 1) // STEP
  if #plain > MANY then
    progress.each("codes in sentences", steps, visit)
  else
    for i = 1, steps do visit(i) end
  end
  return total
end

local function rows_of(tally, codes, total)
  local rows = {}
  for i = 1, #codes do
    for k = i + 1, #codes do
      local together = tally.pairs[i << 32 | k]
      if together then
        local a, b = tally.single[i], tally.single[k]
        local expected = total > 0 and a * b / total or nil
        rows[#rows + 1] = { codes[i].name, codes[k].name, together, a, b, together / (a + b - together), expected,
          expected and together / expected }
      end
    end
  end
  table.sort(rows, function(x, y)
    if x[3] ~= y[3] then return x[3] > y[3] end
    if x[1] ~= y[1] then return x[1] < y[1] end
    return x[2] < y[2]
  end)
  return rows
end

---@param set sheaf.set
---@param options? { codebook?: string|table, codes?: "both"|"terms"|"hand", by?: string|string[], where?: table,
---  subcodes?: boolean, unit?: "record"|"sentence" }
---@return sheaf.table?, string? message, string? code
return function(set, options)
  options = option_names.read("code_cooccurrence", options, OPTIONS)
  local unit = option_names.choice("code_cooccurrence", "unit", options.unit, { "record", "sentence" })
  local matrix, message, kind = matrix_of.read("code_cooccurrence", set, options)
  if not matrix then return nil, message, kind end
  local codes = matrix_of.columns(matrix.book, options.subcodes)
  local tally = tally_of()
  local add = unit == "record" and add_records or add_all_sentences
  local total = add(tally, matrix, codes, options.subcodes)
  local notes = matrix_of.notes(matrix)
  table.insert(notes, 1, unit == "record" and ("%d records"):format(total)
    or ("%d sentences of the records that have a code"):format(total))
  return new_table { title = ("Codes in the same %s"):format(unit), columns = COLUMNS, notes = notes,
    rows = rows_of(tally, codes, total) }
end
