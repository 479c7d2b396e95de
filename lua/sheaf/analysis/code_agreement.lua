--- How far coders agree, code by code: percent agreement, Cohen's kappa of each pair of coders, Gwet's AC1 and
-- Krippendorff's alpha (formulas and sources in sheaf.agreement).
--
-- A unit is a record, or a sentence of its title and abstract: a coder gave it the code or did not. What a coder looked
-- at is not in the ledger: a record counts as judged by a coder who gave it any code of the codebook, or, with
-- judged = "all", by every coder. A code counts for those above it. With terms = true the terms are one more coder.

local agreement = require "sheaf.agreement"
local matrix_of = require "sheaf.coding.matrix"
local new_table = require("sheaf.table").new
local option_names = require "sheaf.options"
local units_of = require "sheaf.coding.units"

local OPTIONS = { codebook = "any", by = "list", where = "any", subcodes = "boolean", unit = "string",
  judged = "string", terms = "boolean" }
local UNNAMED, TERMS = "(unnamed)", "(terms)"

local COLUMNS = { "code", "measure", "coders", { name = "n", kind = "integer" },
  { name = "value", kind = "number", digits = 3 }, { name = "low", kind = "number", digits = 3 },
  { name = "high", kind = "number", digits = 3 } }

local function coder_of(passage) return passage.how == "term" and TERMS or passage.by or UNNAMED end

--- The coders of a record: who gave it any code.
local function judges_of(matrix, id, by_code)
  local judges = {}
  for _, one in ipairs(matrix.given[id] or {}) do judges[one.by or UNNAMED] = true end
  for _, list in pairs(by_code) do
    for _, passage in ipairs(list) do
      if passage.how == "term" then judges[TERMS] = true end
    end
  end
  return judges
end

--- Adds the units of a record to each code's list: coder -> "yes" or "no".
local function add_units(units, codes, by_code, judges, parts)
  for i, code in ipairs(codes) do
    local by_key = {}
    for _, key in ipairs(parts and units_of.keys(parts) or { "record" }) do
      by_key[key] = {}
      for coder in pairs(judges) do by_key[key][coder] = "no" end
      table.insert(units[i], by_key[key])
    end
    for _, passage in ipairs(by_code[code] or {}) do
      for _, key in ipairs(parts and units_of.touched(parts, passage) or { "record" }) do
        by_key[key][coder_of(passage)] = "yes"
      end
    end
  end
end

--- All coders of the set, sorted.
local function coders_of(matrix, with_terms)
  local seen, list = {}, {}
  for _, id in ipairs(matrix.ids) do
    for _, one in ipairs(matrix.given[id] or {}) do
      local name = one.by or UNNAMED
      if not seen[name] then seen[name], list[#list + 1] = true, name end
    end
  end
  if with_terms then list[#list + 1] = TERMS end
  table.sort(list)
  return list
end

--- What differs from nothing only by rounding is nothing.
local function tidy(value) return value and (math.abs(value) < 1e-6 and 0.0 or value) end

local function rows_of(rows, code, units, coders)
  local function put(measure, who, one)
    if one then
      rows[#rows + 1] = { code.name, measure, who, one.n, tidy(one.value), tidy(one.low), tidy(one.high) }
    end
  end
  for i, a in ipairs(coders) do
    for k = i + 1, #coders do
      local b, two = coders[k], {}
      for at, unit in ipairs(units) do two[at] = { [a] = unit[a], [b] = unit[b] } end
      put("percent agreement", a .. ", " .. b, agreement.percent(two))
      put("Cohen's kappa", a .. ", " .. b, agreement.kappa(two, a, b))
    end
  end
  local all = #coders == 2 and coders[1] .. ", " .. coders[2] or ("all %d"):format(#coders)
  if #coders > 2 then put("percent agreement", all, agreement.percent(units)) end
  put("Gwet's AC1", all, agreement.ac1(units))
  put("Krippendorff's alpha", all, agreement.alpha(units))
end

---@param set sheaf.set
---@param options? { codebook?: string|table, by?: string|string[], where?: table, subcodes?: boolean,
---  unit?: "record"|"sentence", judged?: "coded"|"all", terms?: boolean }
---@return sheaf.table?, string? message, string? code
return function(set, options)
  local who = "code_agreement"
  options = option_names.read(who, options, OPTIONS)
  local unit = option_names.choice(who, "unit", options.unit, { "record", "sentence" })
  local judged = option_names.choice(who, "judged", options.judged, { "coded", "all" })
  local matrix, message, kind = matrix_of.read(who, set, { codebook = options.codebook, by = options.by,
    where = options.where, codes = options.terms and "both" or "hand" })
  if not matrix then return nil, message, kind end
  local codes, coders = matrix_of.columns(matrix.book, options.subcodes), coders_of(matrix, options.terms)
  if #coders < 2 then
    return nil, "code_agreement: two coders are needed; codes came from " .. (coders[1] or "nobody"), "agreement"
  end
  local units, everybody, records = {}, {}, 0
  for i = 1, #codes do units[i] = {} end
  for _, name in ipairs(coders) do everybody[name] = true end
  for _, id in ipairs(matrix.ids) do
    if judged == "all" or matrix.given[id] then
      local by_code, record = matrix_of.passages(matrix, id)
      local judges = judged == "all" and everybody or judges_of(matrix, id, by_code)
      if options.terms then judges[TERMS] = true end -- the terms look at every record
      add_units(units, codes, by_code, judges, unit == "sentence" and units_of.of(record) or nil)
      records = records + 1
    end
  end
  local rows = {}
  for i, code in ipairs(codes) do rows_of(rows, code, units[i], coders) end
  if #rows == 0 then return nil, "code_agreement: no record was coded by two coders", "agreement" end
  local notes = matrix_of.notes(matrix)
  table.insert(notes, 1, ("%d records, %d %ss; measures that are not defined, as nobody differed, are left out")
    :format(records, #units[1], unit))
  return new_table { title = "Agreement of coders, by " .. unit, columns = COLUMNS, rows = rows, notes = notes }
end
