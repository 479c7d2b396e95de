--- Scores the characteristics table against labels of abstracts that lie in the shared folder.
--
-- n is right when the numbers are equal; collection and analysis are compared term by term, after both sides are put
-- into the labels' words by the tables below. A broader term for a narrower one is the same finding. What a label calls
-- defensible (`n_or`, `collection_or`, `analysis_or`, `n_title`) is counted neither way. Rating scales and
-- measurements, which the labels' own head calls vague, are columns of their own beside the named methods of data
-- collection.

local characteristics = require "sheaf.analysis.characteristics"
local collection = require "sheaf.extract.collection"
local method = require "sheaf.extract.method"
local participants = require "sheaf.extract.participants"
local records = require "spec.support.records"
local sha256 = require "spec.support.sha256"
local shared = require "spec.support.shared"
local sheaf = require "sheaf"
local text = require "sheaf.extract.text"

local score = {}

score.COLUMNS = { "n", "collection", "scales", "measurements", "analysis" }

local SCALE, MEASUREMENT = "rating scale", "measurement/test"

-- Lua patterns over our words, first match counts, and the label's words for them; false: the labels have no word for
-- it, so that it is counted neither way.
local COLLECTION = {
  { "^measurements", MEASUREMENT },
  { "semi%-structured.*interviews", "semi-structured interview" },
  { "%f[%w]structured.*interviews", "structured interview" },
  { "in%-depth.*interviews", "in-depth interview" },
  { "interviews", "interview" },
  { "focus groups", "focus group" },
  { "questionnaires", "survey/questionnaire" },
  { "survey", "survey/questionnaire" },
  { "rating scales", SCALE },
  { "diaries", "diary" },
  { "observation", "observation" },
  { "documents", "document analysis" },
  { "recorded consultations", "recordings" },
  { "recordings", "recordings" },
  { "medical records", "medical records" },
  { "routine data", "routine data" },
  { "literature search", "database search" },
  { "workshops", false }, { "nominal groups", false }, { "think%-aloud", false }, { "free%-text comments", false },
}
local ANALYSIS = {
  { "network meta%-analysis", "network meta-analysis" },
  { "meta%-analysis", "meta-analysis" },
  { "logistic regression", "logistic regression" },
  { "linear regression", "linear regression" },
  { "^regression", "regression" },
  { "^multivariate analysis of variance", "MANOVA" },
  { "analysis of variance", "ANOVA" },
  { "analysis of covariance", "ANCOVA" },
  { "intention%-to%-treat", "intention to treat" },
  { "rapid qualitative analysis", "qualitative analysis" },
  { "interpretative phenomenological", "interpretative phenomenological analysis" },
  { "qualitative content analysis", "content analysis" },
  { "thematic content analysis", "thematic analysis" },
  { "thematic analysis", "thematic analysis" },
  { "framework", "framework analysis" },
  { "grounded theory", "grounded theory" },
  { "constant comparison", "constant comparison" },
}
-- Other words for one method, on either side.
local SAME = {
  ANOVA = { "analysis of variance", "repeated measures ANOVA" },
  ANCOVA = { "analysis of covariance" },
  MANOVA = { "multivariate analysis of variance" },
  ["chi-square test"] = { "chi-squared test", "chi square test" },
  ["t test"] = { "student's t test", "Student t test", "paired t test" },
  ["Fisher's exact test"] = { "Fisher exact test" },
  ["Mann-Whitney test"] = { "Mann-Whitney U test", "Mann-Whitney U", "Wilcoxon rank-sum test", "rank-sum test" },
  ["Wilcoxon test"] = { "Wilcoxon signed-rank test", "signed-rank test" },
  ["econometric analysis"] = { "econometric model", "econometric modelling" },
  ["spectral analysis"] = { "power spectral analysis" },
  bootstrap = { "bootstrapping", "bootstrap analysis" },
  ["fixed-effects regression"] = { "fixed effects regression", "fixed-effect regression", "panel fixed effects" },
  ["polynomial regression"] = { "quadratic regression" },
  ["Mantel-Haenszel test"] = { "Mantel-Haenszel method", "Cochran-Mantel-Haenszel test" },
  ["Friedman test"] = { "Friedman ANOVA" },
  kappa = { "kappa statistic" },
  regression = { "multiple regression", "multivariable regression", "multivariate regression", "stepwise regression",
    "hierarchical regression", "panel regression", "regression analysis" },
  ["Cox regression"] = { "Cox model", "proportional hazards", "Cox proportional hazards" },
  ["survival analysis"] = { "Kaplan-Meier", "Kaplan-Meier analysis", "log-rank test", "log-rank" },
  ["mixed model"] = { "multilevel model", "mixed models", "linear mixed model", "multilevel modelling" },
  ["generalised linear model"] = { "generalized linear model" },
  ["generalised estimating equations"] = { "GEE", "generalized estimating equations" },
  ["principal component analysis"] = { "principal components analysis" },
  ["structural equation modelling"] = { "structural equation model", "structural equation modeling" },
  ["propensity score analysis"] = { "propensity score", "propensity score matching" },
  ["intention to treat"] = { "intention-to-treat analysis" },
  ["content analysis"] = { "qualitative content analysis" },
  ["framework analysis"] = { "framework method" },
  ["qualitative synthesis"] = { "meta-synthesis", "metasynthesis" },
  ["co-occurrence analysis"] = { "keyword co-occurrence", "co-word analysis" },
  ["constant comparison"] = { "constant comparative method", "constant comparative analysis" },
}
local BROADER = {
  interview = { "semi-structured interview", "structured interview", "in-depth interview" },
  regression = { "logistic regression", "linear regression", "Cox regression", "Poisson regression",
    "probit regression", "mixed model", "ordinal regression", "multinomial regression", "robust regression",
    "quantile regression", "polynomial regression", "piecewise regression", "spline regression",
    "nonlinear regression", "penalised regression", "tobit regression", "fixed-effects regression",
    "ordinary least squares", "two-stage least squares", "seemingly unrelated regression" },
  simulation = { "Monte Carlo simulation", "discrete event simulation", "microsimulation" },
  ["multivariable analysis"] = { "regression", "logistic regression", "linear regression", "Cox regression" },
  ["meta-analysis"] = { "network meta-analysis", "pooled analysis" },
  ["factor analysis"] = { "exploratory factor analysis", "confirmatory factor analysis",
    "principal component analysis" },
  ["qualitative analysis"] = { "thematic analysis", "content analysis", "framework analysis", "grounded theory",
    "constant comparison", "narrative analysis" },
}
local CANONICAL = {}
for name, others in pairs(SAME) do
  for _, other in ipairs(others) do CANONICAL[other] = name end
end

local function in_labels_words(table_of_words, term)
  for _, row in ipairs(table_of_words) do
    if term:find(row[1]) then return row[2] end
  end
  return CANONICAL[term] or term
end

--- The terms of one of our cells in the labels' words.
local function ours(cell, table_of_words)
  local set = {}
  for term in ((cell or "") .. "; "):gmatch("(.-); ") do
    local name = term ~= "" and in_labels_words(table_of_words, term)
    if name then set[name] = true end
  end
  return set
end

local function labelled(list)
  local set = {}
  for _, label in ipairs(list or {}) do set[CANONICAL[label[1]] or label[1]] = true end
  return set
end

--- Is one term a broader word for the other?
local function akin(a, b)
  for _, pair in ipairs { { a, b }, { b, a } } do
    for _, narrower in ipairs(BROADER[pair[1]] or {}) do
      if narrower == pair[2] then return true end
    end
  end
  return false
end

local function sorted(set)
  local list = {}
  for term in pairs(set) do list[#list + 1] = term end
  table.sort(list)
  return list
end

--- What is found and what is labelled, paired: the pairs' number, and what is left on either side.
local function paired(found, truth)
  local pairs_made, left, missed = 0, {}, {}
  for term in pairs(truth) do missed[term] = true end
  for _, term in ipairs(sorted(found)) do
    if missed[term] then
      pairs_made, missed[term] = pairs_made + 1, nil
    else
      left[#left + 1] = term
    end
  end
  local wrong = {}
  for _, term in ipairs(left) do
    local other
    for _, label in ipairs(sorted(missed)) do other = other or akin(term, label) and label or nil end
    if other then
      pairs_made, missed[other] = pairs_made + 1, nil
    else
      wrong[#wrong + 1] = term
    end
  end
  return pairs_made, wrong, sorted(missed)
end

local function only(set, keep)
  local list = {}
  for term in pairs(set) do
    if keep(term) then list[term] = true end
  end
  return list
end

--- Counts a set of terms; tally is { tp, fp, fn }, and misses go to notes.
local function count_terms(tally, found, truth, either, keep, note)
  local right, wrong, missed = paired(only(found, keep), only(truth, keep))
  tally.tp = tally.tp + right
  for _, term in ipairs(wrong) do
    if not either[term] then
      tally.fp = tally.fp + 1
      note("wrong", term)
    end
  end
  for _, term in ipairs(missed) do
    tally.fn = tally.fn + 1
    note("missed", term)
  end
end

local function count_n(tally, n, label, note)
  local truth, either = label.n and label.n[1], { [label.n_title or 0] = true }
  for _, other in ipairs(label.n_or or {}) do either[other[1]] = true end
  if n == truth then
    tally.tp = tally.tp + (truth and 1 or 0)
  elseif n == nil or not either[n] then
    if n then tally.fp = tally.fp + 1 end
    if truth then tally.fn = tally.fn + 1 end
    note(n and "wrong" or "missed", tostring(n) .. " for " .. tostring(truth))
  end
end

local opened = {} -- libraries by file: the lists share files

--- The records of a file under shared/data, or nil where it is not there.
local function all_of(file)
  local path = shared.path("data/" .. file)
  if path and not opened[file] then
    opened[file] = assert(sheaf.open())
    assert(opened[file]:load(path))
  end
  return path and opened[file]:all()
end

local picks = {} -- what was picked for a list of labels: files take long to load

--- The labelled abstracts of one list of labels, and their labels; `changed` counts those whose text is another.
---@param labels table[]
---@return table[] picked records, table[] labels, integer changed, integer absent
function score.pick(labels)
  if picks[labels] then return table.unpack(picks[labels], 1, 4) end
  local by_file, files = {}, {}
  for _, label in ipairs(labels) do
    if not by_file[label.file] then files[#files + 1] = label.file end
    by_file[label.file] = by_file[label.file] or {}
    table.insert(by_file[label.file], label)
  end
  local picked, kept, changed, absent = {}, {}, 0, 0
  for _, file in ipairs(files) do
    local all = all_of(file)
    for _, label in ipairs(by_file[file]) do
      local record = all and all[label.record]
      if not record then
        absent = absent + 1
      elseif sha256(record.abstract or "") ~= label.sha then
        changed = changed + 1
      else
        picked[#picked + 1] = { title = record.title, abstract = record.abstract, sections = record.sections,
          name = file:match("[^/]*$") .. ":" .. label.record }
        kept[#kept + 1] = label
      end
    end
  end
  picks[labels] = { picked, kept, changed, absent }
  return picked, kept, changed, absent
end

local function is_scale(term) return term == SCALE end
local function is_measurement(term) return term == MEASUREMENT end
local function is_named(term) return term ~= SCALE and term ~= MEASUREMENT end
local function any() return true end

--- Counts the table of the picked records against their labels.
---@param picked table[]
---@param labels table[]
---@param note? fun(column: string, kind: string, what: string, record: table)
---@return table<string, { tp: integer, fp: integer, fn: integer }>
function score.count(picked, labels, note)
  local t = characteristics(records.set(picked), { columns = { "n", "collection", "analysis" } })
  local counts = {}
  for _, column in ipairs(score.COLUMNS) do counts[column] = { tp = 0, fp = 0, fn = 0 } end
  for i, label in ipairs(labels) do
    local function noter(column)
      return function(kind, what)
        if note then note(column, kind, what, picked[i]) end
      end
    end
    count_n(counts.n, t[i].n, label, noter "n")
    local found, truth = ours(t[i].collection, COLLECTION), labelled(label.collection)
    local either = labelled(label.collection_or)
    count_terms(counts.collection, found, truth, either, is_named, noter "collection")
    count_terms(counts.scales, found, truth, either, is_scale, noter "scales")
    count_terms(counts.measurements, found, truth, either, is_measurement, noter "measurements")
    count_terms(counts.analysis, ours(t[i].analysis, ANALYSIS), labelled(label.analysis), labelled(label.analysis_or),
      any, noter "analysis")
  end
  return counts
end

--- Is a cell right: n equal (or defensible), every term of the others among the labelled or defensible ones?
local function is_right(column, cell, label)
  local either = labelled(label[column .. "_or"])
  if column == "n" then
    for _, other in ipairs(label.n_or or {}) do either[other[1]] = true end
    return cell == (label.n and label.n[1]) or either[cell] or cell == label.n_title or false
  end
  local found = ours(cell, column == "collection" and COLLECTION or ANALYSIS)
  local _, wrong = paired(found, labelled(label[column]))
  for _, term in ipairs(wrong) do
    if not either[term] then return false end
  end
  return true
end

local COLLECTION_INDEX, ANALYSIS_INDEX = collection.index(), method.index()
local READERS = {
  n = function(document)
    local found = participants.read(document)
    return found and found.n, found and found.rule
  end,
  collection = function(document)
    local found = collection.read(document, COLLECTION_INDEX)
    return found and found.cell, found and found.rule
  end,
  analysis = function(document)
    local found = method.read(document, ANALYSIS_INDEX)
    return found and found.cell, found and found.rule
  end,
}

--- How many cells each rule read, and how many of them were right: what sheaf.extract.confidence is made of.
---@return table<string, table<string, { [1]: integer, [2]: integer }>> right and labelled, by column and rule
function score.by_rule(picked, labels)
  local counts, documents = {}, {}
  for i, record in ipairs(picked) do documents[i] = text.document(record) end
  for column, read in pairs(READERS) do
    counts[column] = {}
    for i, document in ipairs(documents) do
      local cell, rule = read(document)
      if cell then
        local seen = counts[column][rule] or { 0, 0 }
        counts[column][rule] = seen
        seen[2] = seen[2] + 1
        if is_right(column, cell, labels[i]) then seen[1] = seen[1] + 1 end
      end
    end
  end
  return counts
end

--- Precision, recall and F1 of counts; 1 where there was nothing to find.
---@return number precision, number recall, number f1
function score.rates(tally)
  local precision = tally.tp + tally.fp > 0 and tally.tp / (tally.tp + tally.fp) or 1
  local recall = tally.tp + tally.fn > 0 and tally.tp / (tally.tp + tally.fn) or 1
  return precision, recall, precision + recall > 0 and 2 * precision * recall / (precision + recall) or 0
end

return score
