--- Key phrases of a set, and of these the terms that a search for more such studies should try: RAKE or n-grams and
-- tagged keywords, their strength in the network of what stands together, a cutoff, groups, and the OR-blocks.

local columns_of = require "sheaf.column"
local keyphrase = require "sheaf.keyphrase"
local new_table = require("sheaf.table").new
local options_of = require "sheaf.options"
local pairs_of = require "sheaf.graph.pairs"
local searchterms = require "sheaf.searchterms"
local tally = require "sheaf.tally"

local SAMPLE, CANDIDATES, SEED = 10000, 1000, 1
local SHARE = 0.8     -- of all strength, with cutoff = "cumulative"
local FIELDS = { "title", "abstract", "keywords" }

--- The records that are read: all, or a sample of a large set.
local function choose(set, most, seed)
  if most == 0 or #set <= most or type(set) ~= "userdata" then return set, false end
  return set:sample(most, seed), true
end

local function read_corpus(set, options)
  local corpus = keyphrase.corpus(options)
  if type(set) == "userdata" then
    local done, message, code = corpus:read(set, options.fields or FIELDS)
    if not done then return nil, message, code end
    return corpus
  end
  for record in set:each() do
    local texts = {}
    for _, field in ipairs(options.fields or FIELDS) do
      for _, text in ipairs(tally.values(record, field)) do texts[#texts + 1] = text end
    end
    corpus:add(texts)
  end
  return corpus
end

--- Candidate terms: phrases of the texts, those of most records, and the tagged keywords.
local function find_candidates(set, corpus, options, least)
  local phrases = keyphrase.phrases(corpus, { shortest = options.shortest or 2, longest = options.longest,
    least = least, least_documents = least }, options.method == "ngrams")
  table.sort(phrases, function(a, b)
    if a.documents ~= b.documents then return a.documents > b.documents end
    if a.score ~= b.score then return a.score > b.score end
    return a.phrase < b.phrase
  end)
  local terms, scores, tagged = {}, {}, {}
  for i = 1, math.min(#phrases, options.candidates or CANDIDATES) do
    terms[i], scores[phrases[i].phrase] = phrases[i].phrase, phrases[i].score
  end
  if options.tagged ~= false then
    local columns, message, code = columns_of.read(set, { "keywords" })
    if not columns then return nil, message, code end
    for _, term in ipairs(searchterms.tagged(columns.keywords, least)) do
      if not scores[term] and not tagged[term] then terms[#terms + 1] = term end
      tagged[term] = true
    end
  end
  return terms, scores, tagged
end

--- The terms with records enough, renumbered, with the lists of each record.
local function keep_frequent(terms, starts, items, counts, least)
  local records, place, kept = {}, {}, { terms = {}, records = {}, counts = {}, starts = { 1 }, items = {} }
  for _, term in ipairs(items) do records[term] = (records[term] or 0) + 1 end
  for i, term in ipairs(terms) do
    if (records[i] or 0) >= least then
      local at = #kept.terms + 1
      place[i], kept.terms[at], kept.records[at], kept.counts[at] = at, term, records[i], counts[i]
    end
  end
  for i = 1, #starts - 1 do
    for k = starts[i], starts[i + 1] - 1 do
      if place[items[k]] then kept.items[#kept.items + 1] = place[items[k]] end
    end
    kept.starts[i + 1] = #kept.items + 1
  end
  return kept
end

local function cutoff_of(strengths, options)
  if options.cutoff == "none" then return 0, {} end
  if options.cutoff == "changepoint" then
    local points = searchterms.changepoints(strengths)
    return points[math.min(options.knot or 1, #points)] or 0, points
  end
  local cutoff = searchterms.cumulative(strengths, options.share or SHARE)
  return cutoff, { cutoff }
end

--- Log-likelihood of each term against a background; nil where there is none.
local function against(set, corpus, kept, options)
  local background = options.against
  if background == nil and type(set) == "userdata" then
    local rest = set:library():all() - set
    background = #rest > 0 and rest or nil
  end
  if not background then return nil end
  local chosen = choose(background, options.sample or SAMPLE, options.seed or SEED)
  local other, message, code = read_corpus(chosen, options)
  if not other then return nil, message, code end
  local _, _, counts = other:match(kept.terms)
  local values = {}
  for i in ipairs(kept.terms) do
    values[i] = keyphrase.log_likelihood(kept.counts[i], counts[i], corpus:running(), other:running())
  end
  return values
end

local function rows_of(kept, scores, tagged, strengths, groups, cutoff, likelihood)
  local rows = {}
  for i, term in ipairs(kept.terms) do
    local _, gaps = term:gsub(" ", "")
    local keep = strengths[i] >= cutoff and strengths[i] > 0
    rows[i] = { term, gaps + 1, kept.records[i], kept.counts[i], scores[term], strengths[i], keep and "yes" or "no",
      groups[i] or nil, tagged[term] and "yes" or nil, likelihood and likelihood[i] or nil }
  end
  return rows
end

local SORTS = { strength = 6, score = 5, records = 3, likelihood = 10 }

local function sort_rows(rows, sort)
  local at = SORTS[sort]
  table.sort(rows, function(a, b)
    local x, y = a[at] or -math.huge, b[at] or -math.huge
    if x ~= y then return x > y end
    return a[1] < b[1]
  end)
end

local function notes_of(set, read, sampled, rows, all, cutoff, points)
  local notes, kept = {}, 0
  for _, row in ipairs(rows) do kept = kept + (row[7] == "yes" and 1 or 0) end
  if sampled then
    notes[1] = ("counted on %d of the %d records, drawn at random (sample = 0 reads all)"):format(#read, #set)
  end
  notes[#notes + 1] = ("%d terms have a strength of %s or more; t:block(syntax) gives them as a search"):format(kept,
    ("%.0f"):format(cutoff))
  if #points > 1 then
    local texts = {}
    for i, point in ipairs(points) do texts[i] = ("%.0f"):format(point) end
    notes[#notes + 1] = "the strength changes at " .. table.concat(texts, ", ")
  end
  if #rows < all then notes[#notes + 1] = ("the first %d of %d"):format(#rows, all) end
  return notes
end

--- t:block(syntax, { group =, truncate =, field = }): the terms kept, or those of one group, joined with OR.
local function give_block(t, terms)
  function t.block(_, syntax, options)
    options = options or {}
    local list = {}
    for _, row in ipairs(terms) do
      if row[7] == "yes" and (options.group == nil or row[8] == options.group) then list[#list + 1] = row[1] end
    end
    return searchterms.block(list, syntax, options)
  end
end

local KINDS = { method = "string", shortest = "count", longest = "count", minimum = "count", candidates = "count",
  limit = "count", sample = "count", seed = "any", cutoff = "string", share = "any", knot = "count", fields = "list",
  stopwords = "list", also = "list", tagged = "boolean", against = "any", sort = "string" }

local function check(options)
  options_of.choice("terms", "method", options.method, { "rake", "ngrams" })
  options_of.choice("terms", "cutoff", options.cutoff, { "cumulative", "changepoint", "none" })
  if options.share ~= nil and (type(options.share) ~= "number" or options.share <= 0 or options.share > 1) then
    error("terms: option 'share' must be a number above 0, at most 1", 0)
  end
  local kind = type(options.against)
  if kind ~= "nil" and kind ~= "userdata" and not (kind == "table" and options.against.each) then
    error("terms: option 'against' must be a set", 0)
  end
  if options.seed ~= nil and math.type(options.seed) ~= "integer" then
    error("terms: option 'seed' must be a whole number", 0)
  end
  for _, name in ipairs { "shortest", "longest", "knot" } do
    if options[name] == 0 then error(("terms: option '%s' must be 1 or more"):format(name), 0) end
  end
  return options_of.choice("terms", "sort", options.sort, { "strength", "score", "records", "likelihood" })
end

--- Rows are terms: term, words, records, count, score (RAKE; nil for a keyword that is no phrase of the texts),
--- strength (how often it stands in a record with each other term, added up), keep ("yes" where strength reaches the
--- cutoff), group (community of a kept term), keyword ("yes" where tagged), log_likelihood (against the background;
--- negative: rarer here). t:block(syntax, { group =, truncate = }) gives the kept terms as a search; t.cutoff is the
--- strength.
---@param set sheaf.set
---@param options? table method: rake (default) or ngrams; shortest (2), longest (5): words; minimum: records of a term
---  (3, or a thousandth of a large set); candidates: phrases looked at (1,000); tagged = false: without keywords;
---  cutoff: cumulative (default), changepoint or none; share: of all strength (0.8); knot: which change (1); sort:
---  strength (default), score, records, likelihood; limit: rows; fields; stopwords, also: see sheaf.keyphrase; against:
---  a set as background (what else is in the library unless told); sample: records read of a larger set (10,000; 0
---  reads all); seed (1)
---@return sheaf.table? table, string? message, string? code
return function(set, options)
  options = options_of.read("terms", options, KINDS)
  local sort = check(options)
  if type(options.fields) == "string" then options.fields = { options.fields } end
  local read, sampled = choose(set, options.sample or SAMPLE, options.seed or SEED)
  local corpus, message, code = read_corpus(read, options)
  if not corpus then return nil, message, code end
  local least = math.max(1, options.minimum or math.max(math.min(3, #read), #read // 1000))
  local terms, scores, tagged = find_candidates(read, corpus, options, least)
  if not terms then return nil, scores, tagged end
  local starts, items, counts = corpus:match(terms)
  local kept = keep_frequent(terms, starts, items, counts, least)
  local edges = pairs_of.count(kept.starts, kept.items, #kept.terms)
  local strengths = searchterms.strengths(edges, #kept.terms)
  local cutoff, points = cutoff_of(strengths, options)
  local groups = searchterms.groups(edges, strengths, cutoff, options.seed or SEED)
  local likelihood, problem, failed = against(set, corpus, kept, options)
  if not likelihood and problem then return nil, problem, failed end
  local all = rows_of(kept, scores, tagged, strengths, groups, cutoff, likelihood)
  sort_rows(all, sort)
  local rows = table.move(all, 1, math.min(#all, options.limit or #all), 1, {})
  local t = new_table {
    title = "Terms", rows = rows, notes = notes_of(set, read, sampled, rows, #all, cutoff, points),
    columns = {
      { name = "term", kind = "text" }, { name = "words", kind = "integer" }, { name = "records", kind = "integer" },
      { name = "count", kind = "integer" }, { name = "score", kind = "number", digits = 1 },
      { name = "strength", kind = "integer" }, { name = "keep", kind = "text" }, { name = "group", kind = "integer" },
      { name = "keyword", kind = "text" }, { name = "log_likelihood", kind = "number", digits = 1 },
    },
    chart = { kind = "bar", x = "term", y = "strength", title = "Strength of terms" },
  }
  t.cutoff, t.cutoffs = cutoff, points
  give_block(t, rows)
  return t
end
