--- Agreement between reviewers: the arithmetic. Every function takes a list of units, each a table rater -> category
-- (any strings; numbers where alpha is told how far they are apart); a rater who did not judge a unit is absent from
-- it. Nil comes back where a coefficient is not defined. All values are at most 1.
--
--   Cohen J. A coefficient of agreement for nominal scales. Educ Psychol Meas 1960;20(1):37-46.
--   Fleiss JL, Cohen J, Everitt BS. Large sample standard errors of kappa and weighted kappa. Psychol Bull
--     1969;72(5):323-7. (The interval of kappa.)
--   Light RJ. Measures of response agreement for qualitative data: some generalizations and alternatives. Psychol Bull
--     1971;76(5):365-77.
--   Gwet KL. Computing inter-rater reliability and its variance in the presence of high agreement. Br J Math Stat
--     Psychol 2008;61(1):29-48; with missing judgements as in Gwet KL. Handbook of inter-rater reliability. 4th ed.
--     Gaithersburg: Advanced Analytics; 2014.
--   Krippendorff K. Computing Krippendorff's alpha-reliability. University of Pennsylvania; 2011
--     (repository.upenn.edu/asc_papers/43).

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

--- How far two categories are apart, squared; `before` is how many judgements lie below a category, by category.
local DISTANCE = {
  nominal = function(a, b) return a == b and 0 or 1 end,
  ordinal = function(a, b, totals, before)
    if a > b then a, b = b, a end
    return a == b and 0 or (before[b] - before[a] + (totals[b] - totals[a]) / 2) ^ 2
  end,
  interval = function(a, b) return (a - b) ^ 2 end,
  ratio = function(a, b) return a == b and 0 or ((a - b) / (a + b)) ^ 2 end,
}

M.METRICS = { "nominal", "ordinal", "interval", "ratio" }

--- The disagreement of a bag of judgements: over its pairs, how far they are apart.
local function disagreement(counts, categories, distance)
  local sum = 0
  for i, a in ipairs(categories) do
    for k = i + 1, counts[a] and #categories or 0 do
      local b = categories[k]
      if counts[b] then sum = sum + 2 * counts[a] * counts[b] * distance(a, b) end
    end
  end
  return sum
end

--- Krippendorff's alpha, for any number of raters and with judgements missing.
---@param metric? "nominal"|"ordinal"|"interval"|"ratio"  how far categories are apart (nominal); for the others they
---  are numbers, of the ordinal metric only their order counts
---@return sheaf.agreement.value?
function M.alpha(units, metric)
  local paired, totals, n = {}, {}, 0 -- values that can be paired
  for _, unit in ipairs(units) do
    local counts, total = count(unit)
    if total > 1 then
      paired[#paired + 1], n = { counts = counts, total = total }, n + total
      for category, times in pairs(counts) do totals[category] = (totals[category] or 0) + times end
    end
  end
  local categories, before, sum = categories_of(units), {}, 0
  for _, category in ipairs(categories) do before[category], sum = sum, sum + (totals[category] or 0) end
  local between = DISTANCE[metric or "nominal"]
  local function distance(a, b) return between(a, b, totals, before) end
  local expected, observed = disagreement(totals, categories, distance), 0
  if expected == 0 then return nil end
  for _, unit in ipairs(paired) do
    observed = observed + disagreement(unit.counts, categories, distance) / (unit.total - 1)
  end
  return { value = 1 - (n - 1) * observed / expected, n = #paired }
end

return M
