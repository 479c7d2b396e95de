--- Agreement between reviewers: the arithmetic. Every function takes a list of units, each a table rater -> category
-- (any strings); a rater who did not judge a unit is absent from it. Nil comes back where a coefficient is not defined.
--
--   Cohen J. A coefficient of agreement for nominal scales. Educ Psychol Meas 1960;20:37-46.
--   Fleiss JL, Cohen J, Everitt BS. Large sample standard errors of kappa. Psychol Bull 1969;72:323-7.
--   Light RJ. Measures of response agreement for qualitative data. Psychol Bull 1971;76:365-77.
--   Gwet KL. Computing inter-rater reliability in the presence of high agreement. Br J Math Stat Psychol 2008;61:29-48;
--     with missing judgements as in Gwet KL. Handbook of inter-rater reliability, 4th ed, 2014.
--   Krippendorff K. Computing Krippendorff's alpha-reliability. 2011.

local M = {}

local Z = 1.959963984540054 -- of the standard normal distribution, for 95% intervals

---@class sheaf.agreement.value
---@field value number
---@field n integer      units it rests on
---@field se number?     standard error
---@field low number?    of the 95% interval
---@field high number?

local function with_interval(value, n, se, quantile)
  local room = (quantile or Z) * se
  return { value = value, n = n, se = se, low = math.max(value - room, -1), high = math.min(value + room, 1) }
end

local FEW = { 12.7062, 4.3027, 3.1824, 2.7764, 2.5706 }

--- The 97.5% quantile of Student's t: of a table for few degrees of freedom, else the expansion of Fisher and Cornish.
local function student(degrees)
  if FEW[degrees] then return FEW[degrees] end
  return Z + (Z ^ 3 + Z) / (4 * degrees) + (5 * Z ^ 5 + 16 * Z ^ 3 + 3 * Z) / (96 * degrees ^ 2)
    + (3 * Z ^ 7 + 19 * Z ^ 5 + 17 * Z ^ 3 - 15 * Z) / (384 * degrees ^ 3)
end

--- The categories of a list of units, sorted.
local function categories_of(units)
  local seen, list = {}, {}
  for _, unit in ipairs(units) do
    for _, category in pairs(unit) do
      if not seen[category] then list[#list + 1] = category end
      seen[category] = true
    end
  end
  table.sort(list)
  return list
end

--- Judgements of a unit by category, and how many there are.
local function count(unit)
  local counts, total = {}, 0
  for _, category in pairs(unit) do
    counts[category] = (counts[category] or 0) + 1
    total = total + 1
  end
  return counts, total
end

--- The share of a unit's pairs of judgements that agree.
local function pairs_agreeing(counts, total)
  local agreeing = 0
  for _, n in pairs(counts) do agreeing = agreeing + n * (n - 1) end
  return agreeing / (total * (total - 1))
end

--- Percent agreement: the mean, over the units that two or more judged, of the pairs that agree.
---@return sheaf.agreement.value?
function M.percent(units)
  local sum, n = 0, 0
  for _, unit in ipairs(units) do
    local counts, total = count(unit)
    if total > 1 then
      sum, n = sum + pairs_agreeing(counts, total), n + 1
    end
  end
  return n > 0 and { value = sum / n, n = n } or nil
end

--- Cohen's kappa of two raters, over the units that both judged.
---@param a string  a rater
---@param b string
---@return sheaf.agreement.value?
function M.kappa(units, a, b)
  local categories, share, of_a, of_b, n = categories_of(units), {}, {}, {}, 0
  for _, row in ipairs(categories) do
    share[row], of_a[row], of_b[row] = {}, 0, 0
    for _, column in ipairs(categories) do share[row][column] = 0 end
  end
  for _, unit in ipairs(units) do
    if unit[a] and unit[b] then n = n + 1 end
  end
  for _, unit in ipairs(units) do
    local x, y = unit[a], unit[b]
    if x and y then
      share[x][y], of_a[x], of_b[y] = share[x][y] + 1 / n, of_a[x] + 1 / n, of_b[y] + 1 / n
    end
  end
  local observed, expected = 0, 0
  for _, c in ipairs(categories) do
    observed, expected = observed + share[c][c], expected + of_a[c] * of_b[c]
  end
  if n == 0 or 1 - expected < 1e-12 then return nil end
  local kappa = (observed - expected) / (1 - expected)
  local on, off = 0, 0 -- the parts of the variance from the diagonal and from beside it
  for _, x in ipairs(categories) do
    on = on + share[x][x] * (1 - (of_a[x] + of_b[x]) * (1 - kappa)) ^ 2
    for _, y in ipairs(categories) do
      if x ~= y then off = off + share[x][y] * (of_b[x] + of_a[y]) ^ 2 end
    end
  end
  local spread = on + (1 - kappa) ^ 2 * off - (kappa - expected * (1 - kappa)) ^ 2
  return with_interval(kappa, n, math.sqrt(math.max(spread, 0) / n) / (1 - expected))
end

--- Light's kappa: the mean of Cohen's kappa over all pairs of raters.
---@param raters string[]
---@return sheaf.agreement.value?
function M.light(units, raters)
  local sum, n, judged = 0, 0, 0
  for i, a in ipairs(raters) do
    for k = i + 1, #raters do
      local one = M.kappa(units, a, raters[k])
      if one then sum, n, judged = sum + one.value, n + 1, math.max(judged, one.n) end
    end
  end
  return n > 0 and { value = sum / n, n = judged } or nil
end

--- Gwet's AC1, for any number of raters and with judgements missing.
---@return sheaf.agreement.value?
function M.ac1(units)
  local categories, judged, both = categories_of(units), {}, 0
  for _, unit in ipairs(units) do
    local counts, total = count(unit)
    if total > 0 then judged[#judged + 1] = { counts = counts, total = total } end
    if total > 1 then both = both + 1 end
  end
  local n, q = #judged, #categories
  if both == 0 then return nil end
  if q == 1 then return { value = 1.0, n = both } end
  local share, observed, expected = {}, 0, 0
  for _, c in ipairs(categories) do
    local sum = 0
    for _, unit in ipairs(judged) do sum = sum + (unit.counts[c] or 0) / unit.total end
    share[c] = sum / n
    expected = expected + share[c] * (1 - share[c]) / (q - 1)
  end
  for _, unit in ipairs(judged) do
    unit.agreeing = unit.total > 1 and pairs_agreeing(unit.counts, unit.total) or 0
    observed = observed + unit.agreeing / both
  end
  local ac1 = (observed - expected) / (1 - expected)
  if n < 2 then return { value = ac1, n = both } end
  local squares = 0
  for _, unit in ipairs(judged) do
    local chance = 0 -- what the unit adds to the agreement by chance
    for _, c in ipairs(categories) do
      chance = chance + (unit.counts[c] or 0) / unit.total * (1 - share[c]) / (q - 1)
    end
    local own = unit.total > 1 and n / both * (unit.agreeing - expected) / (1 - expected) or 0
    squares = squares + (own - 2 * (1 - ac1) * (chance - expected) / (1 - expected) - ac1) ^ 2
  end
  return with_interval(ac1, both, math.sqrt(squares / (n * (n - 1))), student(n - 1))
end

--- Krippendorff's alpha for nominal categories, for any number of raters and with judgements missing.
---@return sheaf.agreement.value?
function M.alpha(units)
  local totals, agreeing, n, both = {}, 0, 0, 0 -- of the values that can be paired
  for _, unit in ipairs(units) do
    local counts, total = count(unit)
    if total > 1 then
      both, n = both + 1, n + total
      for category, times in pairs(counts) do
        totals[category] = (totals[category] or 0) + times
        agreeing = agreeing + times * (times - 1) / (total - 1)
      end
    end
  end
  local alike = 0
  for _, times in pairs(totals) do alike = alike + times * (times - 1) end
  local possible = n * (n - 1)
  if n < 2 or possible == alike then return nil end
  return { value = 1 - (n - 1) * (n - agreeing) / (possible - alike), n = both }
end

return M
