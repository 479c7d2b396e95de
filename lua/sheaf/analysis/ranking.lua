--- What is left to screen, the likeliest relevant first, as learned from the decisions so far: one row a work that
-- nobody decided about at the stage. Words and pairs of words of titles and abstracts, linear support vector machine,
-- both with the settings of ASReview's ELAS u4.
--
-- Where there are no decisions, options.prior says what relevant records look like: a search, a set, or a list of known
-- records; they count as relevant until somebody decides. With decisions of one kind alone, and with options.prior
-- alone, the order is by likeness to those. t.set is the set in the order of the rows.

local learner = require "sheaf.learner"
local new_table = require("sheaf.table").new
local option_names = require "sheaf.options"

local KINDS = { classifier = "string", limit = "count", reviewers = "count", seed = "count", stage = "string",
  syntax = "string", prior = "any" }
local FEW = 100 -- rows whose records are read one by one
local CALLED = { svm = "a linear support vector machine", logistic = "logistic regression", bayes = "naive Bayes" }

--- Labels of all documents, the places of those left, and how many there are of each kind.
local function read_labels(self, options)
  local labels, decided = learner.decided(self, options.stage or learner.STAGE, options.reviewers)
  local left, counts = {}, { relevant = 0, irrelevant = 0, prior = 0 }
  for i, label in ipairs(labels) do
    if label > 0 then counts.relevant = counts.relevant + 1 end
    if label < 0 then counts.irrelevant = counts.irrelevant + 1 end
    if not decided[i] then left[#left + 1] = i end
  end
  if options.prior ~= nil then
    local places, message, code = learner.places(self, "ranking", options.prior, options.syntax)
    if not places then return nil, message, code end
    for _, at in ipairs(places) do
      if not decided[at] then labels[at], counts.prior = 1, counts.prior + 1 end
    end
  end
  return labels, left, counts
end

local function shuffle(left, seed)
  local random = learner.random(seed)
  for i = #left, 2, -1 do
    local k = random(i)
    left[i], left[k] = left[k], left[i]
  end
end

local function records(n) return ("%d record%s"):format(n, n == 1 and "" or "s") end

local function describe(counts, classifier)
  local known = counts.relevant + counts.prior
  local from = ("%s, %d relevant and %d not"):format(records(known + counts.irrelevant), known, counts.irrelevant)
  if counts.prior > 0 then from = ("%s (%d of them from options.prior)"):format(from, counts.prior) end
  if known > 0 and counts.irrelevant > 0 then return ("learned by %s from %s"):format(CALLED[classifier], from) end
  return known > 0 and ("in order of likeness to %s"):format(records(known))
    or ("in order of unlikeness to %s that are not relevant"):format(records(counts.irrelevant))
end

--- Year and title of row i. For the rows that are asked for first the record itself is read: few look at all.
local function describer(all, ordered)
  local few, years, titles = FEW, nil, nil
  local function read_all()
    local by_year, by_title = {}, {}
    for id, year, title in all:each("year", "title") do by_year[id], by_title[id] = year, title end
    years, titles = by_year, by_title
  end
  return function(i, id)
    if few > 0 then
      local record = ordered[i]
      few = few - 1
      return record.year, record.title
    end
    if not years then read_all() end
    return years[id], titles[id]
  end
end

--- The records in the order of the documents left, and what makes a row of each.
local function in_order(self, set, left, scores)
  local ids = {}
  for i, at in ipairs(left) do ids[i] = self.first[at] end
  local ordered = self.lib:set(ids)
  local describe_row = describer(set:slice(1, #set), ordered) -- a copy: the set would keep its features with it
  return ordered, function(i) return { i, ids[i], scores and scores[left[i]], describe_row(i, ids[i]) } end
end

---@class sheaf.ranking_options
---@field stage? string        "title-abstract"
---@field classifier? "svm"|"logistic"|"bayes"
---@field prior? string|sheaf.set|(sheaf.record|integer)[]  a search, or known records
---@field syntax? string       of a search as prior
---@field seed? integer        a random order where there is nothing to learn from
---@field reviewers? integer   so many must agree before a verdict stands (1)
---@field limit? integer       rows; t.set has all

---@param set sheaf.set
---@param options? sheaf.ranking_options
---@return sheaf.table? table, string? message, string? code
return function(set, options)
  options = option_names.read("ranking", options, KINDS)
  local classifier = option_names.choice("ranking", "classifier", options.classifier, learner.CLASSIFIERS)
  local self, message, code = learner.of(learner.check_set("ranking", set))
  if not self then return nil, message, code end
  local labels, left, counts = read_labels(self, options)
  if not labels then return nil, left, counts end
  local scores, note
  if counts.relevant + counts.irrelevant + counts.prior > 0 then
    scores, message, code = self.core:rank(classifier, labels, left)
    if not scores then return nil, message, code end
    left = message
    note = describe(counts, classifier)
  elseif options.seed then
    shuffle(left, options.seed)
    note = ("nothing is decided yet: a random order, of seed %d"):format(options.seed)
  else
    return nil, "ranking: nothing to learn from: decide about some records, name known ones (options.prior, a search "
      .. "or a list), or ask for a random order (options.seed)", "labels"
  end
  local ordered, read = in_order(self, set, left, scores)
  local t = new_table {
    title = "Left to screen", read = read, count = math.min(#ordered, options.limit or #ordered),
    notes = { records(#left) .. " left, " .. note },
    columns = { { name = "rank", kind = "integer" }, { name = "record", kind = "integer" },
      { name = "score", kind = "number", digits = 3 }, { name = "year", kind = "integer" },
      { name = "title", kind = "text" } },
  }
  t.set, t.learned = ordered, counts
  return t
end
