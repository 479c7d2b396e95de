--- How far reviewers agree at a stage: percent agreement and Cohen's kappa of each pair, and over all reviewers percent
-- agreement, Light's kappa, Gwet's AC1 and Krippendorff's alpha, with 95% intervals where there is a simple formula. A
-- unit is a work; of each reviewer the latest verdict counts, resolutions do not. Where somebody said maybe, alpha is
-- also given with maybe between exclude and include (ordinal). sheaf.agreement has the formulas.

local agreement = require "sheaf.agreement"
local new_table = require("sheaf.table").new
local option_names = require "sheaf.options"
local origin = require "sheaf.origin"
local standing = require "sheaf.standing"

local UNNAMED = "(unnamed)"
local ORDER = { exclude = 1, maybe = 2, include = 3 }

--- The works as units, and the reviewers in order of their names.
local function read_units(lib, only, stage, together)
  local within = only and {}
  if only then
    for _, _, work in origin.records(lib, only) do within[work] = true end
  end
  local units, raters, seen = {}, {}, {}
  for _, one in ipairs(standing.list(lib, stage)) do
    if #one.votes > 0 and (not within or within[one.work]) then
      local unit = {}
      for _, vote in ipairs(one.votes) do
        local by = vote.by or UNNAMED
        unit[by] = together and vote.verdict == "maybe" and "include" or vote.verdict
        if not seen[by] then raters[#raters + 1] = by end
        seen[by] = true
      end
      units[#units + 1] = unit
    end
  end
  table.sort(raters)
  return units, raters
end

--- The verdicts as numbers, nil where nobody said maybe.
local function in_order(units)
  local list, has_maybe = {}, false
  for i, unit in ipairs(units) do
    list[i] = {}
    for by, verdict in pairs(unit) do
      list[i][by], has_maybe = ORDER[verdict], has_maybe or verdict == "maybe"
    end
  end
  return has_maybe and list or nil
end

local function rows_of(units, raters)
  local rows = {}
  local function put(measure, who, one)
    if one then rows[#rows + 1] = { measure, who, one.n, one.value, one.low, one.high } end
  end
  for i, a in ipairs(raters) do
    for k = i + 1, #raters do
      local b, two = raters[k], {}
      for at, unit in ipairs(units) do two[at] = { [a] = unit[a], [b] = unit[b] } end
      local who = a .. ", " .. b
      put("percent agreement", who, agreement.percent(two))
      put("Cohen's kappa", who, agreement.kappa(two, a, b))
    end
  end
  local all = #raters == 2 and raters[1] .. ", " .. raters[2] or ("all %d"):format(#raters)
  if #raters > 2 then
    put("percent agreement", all, agreement.percent(units))
    put("Light's kappa", all, agreement.light(units, raters))
  end
  put("Gwet's AC1", all, agreement.ac1(units))
  put("Krippendorff's alpha", all, agreement.alpha(units))
  local ordered = in_order(units)
  if ordered then put("Krippendorff's alpha, ordinal", all, agreement.alpha(ordered, "ordinal")) end
  return rows
end

---@param target sheaf.library|sheaf.set
---@param options? { stage?: string, maybe?: "apart"|"include" }  title-abstract unless told; maybe counts as a verdict
---  of its own, or as include
---@return sheaf.table?, string? message, string? code
return function(target, options)
  options = option_names.read("agreement", options, { stage = "string", maybe = "string" })
  local stage = options.stage or "title-abstract"
  local maybe = option_names.choice("agreement", "maybe", options.maybe, { "apart", "include" })
  local lib, only = origin.of("agreement", target)
  local units, raters = read_units(lib, only, stage, maybe == "include")
  local both = agreement.percent(units)
  if not both then
    return nil, ("no work has the verdicts of two reviewers at the stage '%s'"):format(stage), "agreement"
  end
  local notes = { ("%d works, %d of them judged by two or more of %d reviewers"):format(#units, both.n, #raters) }
  if not agreement.alpha(units) then
    notes[2] = "all gave one and the same verdict: kappa and alpha are not defined"
  end
  return new_table {
    title = "Agreement: " .. stage, rows = rows_of(units, raters), notes = notes,
    columns = { "measure", "reviewers", { name = "n", kind = "integer" },
      { name = "value", kind = "number", digits = 3 }, { name = "low", kind = "number", digits = 3 },
      { name = "high", kind = "number", digits = 3 } },
  }
end
