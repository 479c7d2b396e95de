--- Screening again what was screened: how early the ranking would have shown the relevant records. From a few records
-- known at the start, it learns, reads the likeliest, learns again. Rows are the recall curve at every percent read.
--
-- t.measures: wss95 and wss100, the work saved over sampling at 95 % and 100 % recall (Cohen et al. 2006: the share not
-- read, minus the recall given up); atd, the average time to discovery (records read until a relevant one is found,
-- mean of all); records, relevant, read, trainings. The records known at the start count nowhere. t.simulation: start,
-- order (records in the order read), labels (1 or 0 of start and order), records (of the whole set).

local learner = require "sheaf.learner"
local new_table = require("sheaf.table").new
local option_names = require "sheaf.options"

local KINDS = { all = "boolean", batch = "count", classifier = "string", labels = "any", reviewers = "count",
  seed = "count", stage = "string", start = "any" }

local WORDS = { ["1"] = 1, ["1.0"] = 1, ["true"] = 1, yes = 1, include = 1, included = 1, relevant = 1, maybe = 1,
  ["0"] = -1, ["0.0"] = -1, ["false"] = -1, no = -1, exclude = -1, excluded = -1, irrelevant = -1 }

--- The label that a value says; nil where it says none.
local function label_of(value, id)
  if value == nil or value == "" then return nil end
  if type(value) == "boolean" then return value and 1 or -1 end
  local label = WORDS[tostring(value):lower():match "^%s*(.-)%s*$"]
  if not label then
    error(("simulate: '%s' of record %d is no label: 1 and 0, true and false, include and exclude are")
      :format(tostring(value), id), 0)
  end
  return label
end

--- What options.labels says of a record: a table by record number, a function, or a field's name.
local function asker(lib, labels)
  if type(labels) == "table" then return function(id) return labels[id] end end
  if type(labels) == "function" then return function(id) return labels(lib:get(id)) end end
  if type(labels) ~= "string" then
    error("simulate: options.labels must be a table, a function or the name of a field", 0)
  end
  return function(id)
    local record = lib:get(id)
    local value = record.extra[labels] or record[labels]
    if type(value) == "table" then value = value[1] end
    return value
  end
end

--- Labels of all documents: a work is relevant where one of its records is; 0 where none says anything.
local function read_labels(self, options)
  if options.labels == nil then
    return (learner.decided(self, options.stage or learner.STAGE, options.reviewers))
  end
  local ask, labels = asker(self.lib, options.labels), {}
  for i = 1, #self.first do
    labels[i] = 0
    for _, id in ipairs(learner.records(self, i)) do
      local label = label_of(ask(id), id)
      if label and labels[i] <= 0 then labels[i] = label end
    end
  end
  return labels
end

--- A learner of the records whose label is known, with the labels.
local function only_labelled(set, options)
  local self = learner.documents(set)
  local labels = read_labels(self, options)
  local ids, known, missing = {}, {}, 0
  for i, label in ipairs(labels) do
    if label ~= 0 then
      known[#known + 1] = label
      local records = learner.records(self, i)
      table.move(records, 1, #records, #ids + 1, ids)
    else
      missing = missing + 1
    end
  end
  local other, message, code = learner.of(missing == 0 and set or self.lib:set(ids))
  if not other then return nil, message, code end
  return other, known, missing
end

--- One relevant and one irrelevant document, drawn by the seed.
local function draw(labels, seed)
  local random, groups = learner.random(seed), { [1] = {}, [-1] = {} }
  for i, label in ipairs(labels) do table.insert(groups[label], i) end
  local start = {}
  for _, label in ipairs { 1, -1 } do
    local group = groups[label]
    if #group > 0 then start[#start + 1] = group[random(#group)] end
  end
  return start
end

local function count_relevant(labels, places)
  local n = 0
  for _, at in ipairs(places) do
    if labels[at] > 0 then n = n + 1 end
  end
  return n
end

--- How many are read when so many relevant ones are found; found is the place of each.
local function saved(found, recall, records)
  local needed = math.ceil(recall * #found - 1e-9)
  return 1 - found[math.max(needed, 1)] / records - (1 - recall)
end

local function measure(labels, order, records)
  local found, sum = {}, 0
  for place, at in ipairs(order) do
    if labels[at] > 0 then
      found[#found + 1] = place
      sum = sum + place
    end
  end
  return { wss95 = saved(found, 0.95, records), wss100 = saved(found, 1, records), atd = sum / #found,
    records = records, relevant = #found, read = #order }, found
end

local function curve(found, records)
  local rows, k = {}, 0
  for percent = 0, 100 do
    local read = percent * records // 100
    while k < #found and found[k + 1] <= read do k = k + 1 end
    rows[#rows + 1] = { percent, read, k, k / #found, read / records }
  end
  return rows
end

local function notes_of(measures, missing, start, options)
  local notes = {
    ("WSS@95 %.1f %%, WSS@100 %.1f %%, average time to discovery %.0f records"):format(measures.wss95 * 100,
      measures.wss100 * 100, measures.atd),
    ("%d relevant records among %d; %d known at the start%s; trained %d times"):format(measures.relevant,
      measures.records, #start, options.start and "" or (", drawn by seed %d"):format(options.seed or 1),
      measures.trainings),
  }
  if missing > 0 then notes[3] = ("%d without a label left out"):format(missing) end
  return notes
end

local function ids_of(self, places)
  local ids = {}
  for i, at in ipairs(places) do ids[i] = self.first[at] end
  return ids
end

--- What stopping looks at: labels in the order in which they became known.
local function history(self, labels, start, order)
  local sequence = {}
  for _, places in ipairs { start, order } do
    for _, at in ipairs(places) do sequence[#sequence + 1] = labels[at] > 0 and 1 or 0 end
  end
  return { start = ids_of(self, start), order = ids_of(self, order), labels = sequence, records = #self.first }
end

---@class sheaf.simulate_options
---@field labels? string|table<integer, any>|fun(record: sheaf.record): any  a field, a table by record number, or a
---  function; nil: the decisions at options.stage
---@field stage? string
---@field reviewers? integer
---@field classifier? "svm"|"logistic"|"bayes"
---@field start? sheaf.set|(sheaf.record|integer)[]  known at the start; nil: a relevant and an irrelevant one, drawn
---@field seed? integer    of the drawing (1)
---@field batch? integer   records read between two trainings (1)
---@field all? boolean     goes on after the last relevant record

---@param set sheaf.set
---@param options? sheaf.simulate_options
---@return sheaf.table? table, string? message, string? code
return function(set, options)
  options = option_names.read("simulate", options, KINDS)
  local classifier = option_names.choice("simulate", "classifier", options.classifier, learner.CLASSIFIERS)
  if options.batch == 0 then error("simulate: option 'batch' must be above 0", 0) end
  local self, labels, missing = only_labelled(learner.check_set("simulate", set), options)
  if not self then return nil, labels, missing end
  local start = options.start and assert(learner.places(self, "simulate", options.start))
    or draw(labels, options.seed or 1)
  local known, all = count_relevant(labels, start), 0
  for _, label in ipairs(labels) do all = all + (label > 0 and 1 or 0) end
  if #start == 0 then return nil, "simulate: no labelled record to start from", "labels" end
  if all == known then return nil, "simulate: no relevant record to look for beside those of the start", "labels" end
  local order, trainings = self.core:simulate(classifier, labels, start, options.batch or 1, options.all or false)
  if not order then return nil, trainings, "learn" end
  local measures, found = measure(labels, order, #labels - #start)
  measures.trainings = trainings
  local t = new_table {
    title = "Recall curve", rows = curve(found, measures.records),
    notes = notes_of(measures, missing, start, options),
    columns = { { name = "percent", title = "Percent read", kind = "integer" }, { name = "read", kind = "integer" },
      { name = "found", kind = "integer" }, { name = "recall", kind = "share" },
      { name = "random", title = "In random order", kind = "share" } },
    chart = { kind = "line", x = "percent", y = { "recall", "random" } },
  }
  t.measures, t.simulation = measures, history(self, labels, start, order)
  return t
end
