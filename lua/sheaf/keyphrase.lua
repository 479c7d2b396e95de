--- Key phrases of texts: RAKE, n-grams, log-likelihood against other texts, and which texts have which terms.
--
-- Rose S, Engel D, Cramer N, Cowley W: Automatic keyword extraction from individual documents. In: Berry MW, Kogan J:
-- Text Mining. Wiley 2010. - Dunning T: Accurate methods for the statistics of surprise and coincidence. Comput
-- Linguist 1993;19:61-74. - Rayson P, Garside R: Comparing corpora using frequency profiling. ACL workshop 2000.

local check_names = require("sheaf.options").check_names
local core = require "sheaf.core"
local stopwords = require "sheaf.stopwords"

local M = {}

---@class sheaf.keyphrase
---@field phrase string           folded words, one space between them
---@field words integer
---@field count integer           occurrences (RAKE: as a whole candidate, not within a longer one)
---@field documents integer       texts that have it
---@field score number            RAKE: sum of degree / frequency of its words

---@class sheaf.keyphrase.options
---@field stopwords? string[]     instead of sheaf.stopwords.default
---@field also? string[]          stop words beside them
---@field shortest? integer       words of a phrase, at least (1)
---@field longest? integer        at most (5; up to 32)
---@field least? integer          occurrences, at least (1)
---@field least_documents? integer texts that have it, at least (1)
---@field limit? integer          phrases given

local NAMES = { "stopwords", "also", "shortest", "longest", "least", "least_documents", "limit" }

--- An empty corpus that knows the stop words.
---@param options? sheaf.keyphrase.options
---@return userdata corpus with add(texts), read(set, fields), phrases(options), match(terms), running()
function M.corpus(options)
  local stops = options and options.stopwords or stopwords.default
  local also = options and options.also or {}
  return core.corpus(table.move(also, 1, #also, #stops + 1, { table.unpack(stops) }))
end

--- Raises on stop words that are no lists of strings.
local function check_words(who, options, name)
  local list = options[name]
  if list == nil then return end
  if type(list) ~= "table" then error(("%s: %s must be a list of words"):format(who, name), 0) end
  for i, word in ipairs(list) do
    if type(word) ~= "string" then error(("%s: %s: item %d is no word"):format(who, name, i), 0) end
  end
end

--- Best score first, then the most frequent, then by letters.
local function before(a, b)
  if a.score ~= b.score then return a.score > b.score end
  if a.count ~= b.count then return a.count > b.count end
  return a.phrase < b.phrase
end

--- The phrases of a corpus as a list, best first.
---@param corpus userdata
---@param options sheaf.keyphrase.options
---@param ngrams? boolean         all runs of words instead of RAKE's candidates
---@return sheaf.keyphrase[]
function M.phrases(corpus, options, ngrams)
  local phrases, counts, documents, scores = corpus:phrases {
    ngrams = ngrams or false, shortest = options.shortest, longest = options.longest, least = options.least,
    least_documents = options.least_documents,
  }
  local list = {}
  for i, phrase in ipairs(phrases) do
    if #phrase > 2 then -- "n", "p", "ci"
      local _, gaps = phrase:gsub(" ", "")
      list[#list + 1] = { phrase = phrase, words = gaps + 1, count = counts[i], documents = documents[i],
        score = scores[i] }
    end
  end
  table.sort(list, before)
  local limit = options.limit
  return limit and limit < #list and table.move(list, 1, limit, 1, {}) or list
end

local function of_texts(who, texts, options, ngrams)
  options = options or {}
  check_names(who, options, NAMES)
  check_words(who, options, "stopwords")
  check_words(who, options, "also")
  texts = type(texts) == "string" and { texts } or texts
  if type(texts) ~= "table" then error(who .. ": a text or a list of texts expected", 0) end
  local corpus = M.corpus(options)
  for i, text in ipairs(texts) do
    if type(text) ~= "string" then error(("%s: item %d is no text"):format(who, i), 0) end
    corpus:add { text }
  end
  return M.phrases(corpus, options, ngrams)
end

--- Key phrases of texts by RAKE, best first: runs of words between stop words and marks, and two of them with stop
--- words between where they stand so twice in one text ("quality of life").
---@param texts string|string[]   each a document
---@param options? sheaf.keyphrase.options
---@return sheaf.keyphrase[]
function M.rake(texts, options)
  return of_texts("rake", texts, options, false)
end

--- All runs of words that cross no mark and neither begin nor end with a stop word.
---@param texts string|string[]
---@param options? sheaf.keyphrase.options
---@return sheaf.keyphrase[]
function M.ngrams(texts, options)
  return of_texts("ngrams", texts, options, true)
end

local function part(observed, expected)
  return observed > 0 and observed * math.log(observed / expected) or 0.0
end

--- Log-likelihood (G2) of a word seen a times in c words and b times in d words of a background (Rayson and Garside
--- 2000): 2 * (a ln(a / E1) + b ln(b / E2)), E1 = c (a + b) / (c + d), E2 = d (a + b) / (c + d). Negative where it is
--- rarer here than in the background. 3.84 is p = 0.05, 6.63 p = 0.01, 10.83 p = 0.001, 15.13 p = 0.0001.
---@param a integer
---@param b integer
---@param c integer
---@param d integer
---@return number
function M.log_likelihood(a, b, c, d)
  if a + b == 0 or c == 0 or d == 0 then return 0.0 end
  local here, there = c * (a + b) / (c + d), d * (a + b) / (c + d)
  local g = 2 * (part(a, here) + part(b, there))
  return a * d < b * c and -g or g
end

return M
