--- The matcher of concordance lines: a query made of words, `access*`, phrases and alternatives, against the words
-- of a text. Words side by side are a phrase, with or without quotes; OR, "|" or a list part alternatives.

local words = require "sheaf.words"

local M = {}

local function compile_word(text, query)
  local stem = text:match("^(.-)%*$")
  local compiled = {}
  if text:find("*", 1, true) and not stem or stem and stem:find("*", 1, true) or stem == "" then
    error(("concordance: '*' may only end a word: %s (options.pattern takes a Lua pattern)"):format(query), 0)
  end
  local split = words.split(stem or text)
  for i, word in ipairs(split) do
    compiled[i] = { fold = word.fold, open = stem ~= nil and i == #split }
  end
  return compiled
end

local function compile_phrase(text, query)
  local phrase = {}
  for part in text:gmatch("%S+") do
    for _, word in ipairs(compile_word(part, query)) do phrase[#phrase + 1] = word end
  end
  return phrase
end

local function add_phrase(phrases, text, query)
  local phrase = compile_phrase(text, query)
  if #phrase > 0 then phrases[#phrases + 1] = phrase end
end

local function compile_text(query, phrases)
  local text = (query:gsub("“", '"'):gsub("”", '"'))
  local at = 1
  while at <= #text do
    local open = text:find('"', at, true)
    local plain = text:sub(at, (open or #text + 1) - 1):gsub("%f[%w]OR%f[%W]", "|")
    for alternative in plain:gmatch("[^|]+") do add_phrase(phrases, alternative, query) end
    if not open then break end
    local close = text:find('"', open + 1, true)
    if not close then error(("concordance: a quote is not closed: %s"):format(query), 0) end
    add_phrase(phrases, text:sub(open + 1, close - 1), query)
    at = close + 1
  end
end

--- Reads a query; raises where it holds no word.
---@param query string|string[]
---@return { fold: string, open: boolean }[][] phrases
function M.compile(query)
  local phrases = {}
  for _, text in ipairs(type(query) == "table" and query or { query }) do
    if type(text) ~= "string" then error("concordance: query must be a string or a list of strings", 0) end
    compile_text(text, phrases)
  end
  if #phrases == 0 then error("concordance: the query holds no word", 0) end
  return phrases
end

local function matches_at(phrase, list, at)
  for i, wanted in ipairs(phrase) do
    local word = list[at + i - 1]
    if not word then return false end
    if wanted.open then
      if word.fold:sub(1, #wanted.fold) ~= wanted.fold then return false end
    elseif word.fold ~= wanted.fold then
      return false
    end
  end
  return true
end

--- False where no phrase can stand in the text; far cheaper than cutting the text into words.
local function may_match(phrases, text)
  local folded = words.fold(text)
  for _, phrase in ipairs(phrases) do
    local all = true
    for _, word in ipairs(phrase) do all = all and folded:find(word.fold, 1, true) ~= nil end
    if all then return true end
  end
  return false
end

--- Places of the phrases in a text, in order; of those that begin at one word the longest.
---@return { first: integer, last: integer }[]
function M.find(phrases, text)
  local hits = {}
  if not may_match(phrases, text) then return hits end
  local list = words.split(text)
  for at, word in ipairs(list) do
    local longest = 0
    for _, phrase in ipairs(phrases) do
      if #phrase > longest and matches_at(phrase, list, at) then longest = #phrase end
    end
    if longest > 0 then hits[#hits + 1] = { first = word.first, last = list[at + longest - 1].last } end
  end
  return hits
end

--- Places of a Lua pattern in a text; widened to whole characters.
---@return { first: integer, last: integer }[]
function M.find_pattern(pattern, text)
  local hits, at = {}, 1
  while at <= #text do
    local first, last = text:find(pattern, at)
    if not first then break end
    if last >= first then
      while first > 1 and text:find("^[\x80-\xBF]", first) do first = first - 1 end
      while text:find("^[\x80-\xBF]", last + 1) do last = last + 1 end
      hits[#hits + 1] = { first = first, last = last }
    end
    at = math.max(last, first) + 1
  end
  return hits
end

return M
