--- Tables of phrases, and finding them in sentences.
--
-- A table is a list of rows; a row names a value and the phrases that say it:
--   { value = "thematic analysis", "thematic analysis|analyses", "analys* ~2 thematically", covers = { "coding" } }
-- A row may also have `aside = true` (sheaf.extract.measurements), `qualitative` and `unnamed` (sheaf.extract.method),
-- `search` (sheaf.extract.own).
-- In a phrase, words are separated by spaces and match whole words in any case; hyphens count as spaces.
--   word*    any ending            a|b   either word            ~3   up to three words between
-- A row with `other = true` names what is something else: its phrases are passed over, with shorter ones in them; with
-- `whole = true` also those that have its last word ("access to ~3 their ~2 records" is no "medical records").
-- `covers` names the values that this one makes redundant. `needs` and `without` are words of which one has to
-- stand, or none may stand, in the same sentence. `modifiers` is a table of rows too: those found in the sentence
-- near the phrase are added in brackets, as in "trial (crossover)"; rows with `before` go before the value, either
-- one after the other (true) or joined ("and"), as in "semi-structured face-to-face and telephone interviews".

local phrases = {}

--- @class sheaf.extract.item
--- @field gap integer?     words that may stand before the next item
--- @field words table?     alternatives: exact words as keys
--- @field starts string[]? alternatives: beginnings of words

local function compile_word(source)
  local item = { words = {}, starts = {} }
  for alternative in source:gmatch("[^|]+") do
    if alternative:find("%*$") then
      assert(#alternative > 2, "a beginning needs two letters")
      table.insert(item.starts, (alternative:sub(1, -2)))
    else
      assert(not alternative:find("*", 1, true), "a * stands at the end of a word")
      item.words[alternative] = true
    end
  end
  return item
end

local function compile(phrase)
  local items = {}
  for source in phrase:lower():gsub("%-", " "):gmatch("%S+") do
    local gap = source:match("^~(%d+)$")
    if gap then
      items[#items].gap = math.tointeger(gap)
    else
      items[#items + 1] = compile_word(source)
    end
  end
  assert(items[1], "empty phrase")
  return items
end

local function fits(item, word)
  if item.words[word] then return true end
  for _, start in ipairs(item.starts) do
    if word:sub(1, #start) == start then return true end
  end
  return false
end

--- Last token of the phrase that begins at token i, or nil.
local function match_from(items, k, sentence, i)
  local token = sentence[i]
  if not token or token.kind == "p" or not fits(items[k], token.word) then return end
  if k == #items then return i end
  for step = 1, 1 + (items[k].gap or 0) do
    local between = sentence[i + step]
    if not between then return end
    local last = match_from(items, k + 1, sentence, i + step)
    if last then return last end
    if between.kind == "p" then return end
  end
end

--- Files an entry under the words that it may begin with: whole words in `words`, beginnings by two letters in
--- `starts`.
local function file_entry(index, entry)
  local first = entry.items[1]
  for word in pairs(first.words) do
    index.words[word] = index.words[word] or {}
    table.insert(index.words[word], entry)
  end
  for _, start in ipairs(first.starts) do
    local key = start:sub(1, 2)
    index.starts[key] = index.starts[key] or {}
    table.insert(index.starts[key], entry)
  end
end

local function word_set(list)
  if not list then return end
  local set = {}
  for _, word in ipairs(list) do set[word] = true end
  return set
end

local function add_row(index, row)
  local rule = { row = row, needs = word_set(row.needs), without = word_set(row.without), order = #index.rules + 1 }
  rule.modifiers = row.modifiers and phrases.index(row.modifiers)
  index.rules[#index.rules + 1] = rule
  for _, phrase in ipairs(row) do
    index.size = index.size + 1
    file_entry(index, { rule = rule, items = compile(phrase), order = index.size })
  end
end

--- Makes a table of phrases ready for `find`.
---@param rows table[]
---@param more? table[] rows that a user added
---@return table index
function phrases.index(rows, more)
  local index = { rules = {}, words = {}, starts = {}, size = 0 }
  for _, list in ipairs { rows, more or {} } do
    for _, row in ipairs(list) do add_row(index, row) end
  end
  return index
end

local function has_any(sentence, words)
  for _, token in ipairs(sentence) do
    if words[token.word] then return true end
  end
  return false
end

local function allowed(rule, sentence)
  return not (rule.needs and not has_any(sentence, rule.needs))
    and not (rule.without and has_any(sentence, rule.without))
end

--- Is one match better than another: longer, or of more words, or said first in the table?
local function beats(last, entry, best_last, best)
  if not best or last ~= best_last then return not best or last > best_last end
  if #entry.items ~= #best.items then return #entry.items > #best.items end
  return entry.order < best.order
end

local function best_of(entries, sentence, i, best, best_last)
  for _, entry in ipairs(entries) do
    local last = match_from(entry.items, 1, sentence, i)
    if last and beats(last, entry, best_last, best) and allowed(entry.rule, sentence) then
      best, best_last = entry, last
    end
  end
  return best, best_last
end

--- The longest phrase at token i, of two equally long ones that of more words: rule, last token, words in it.
local function longest_at(index, sentence, i)
  local token = sentence[i]
  if token.kind == "p" then return end
  local whole, starts = index.words[token.word], index.starts[token.word:sub(1, 2)]
  if not (whole or starts) then return end
  local best, last
  if whole then best, last = best_of(whole, sentence, i) end
  if starts then best, last = best_of(starts, sentence, i, best, last) end
  if best then return best.rule, last, #best.items end
end

--- Takes out what has the last word of a phrase that stands for the whole of its words.
local function without_parts(found, wholes)
  local kept = {}
  for _, one in ipairs(found) do
    local part = false
    for _, whole in ipairs(wholes) do
      local has_last = one.from >= whole.from and one.from <= whole.to and one.to >= whole.to
      part = part or one ~= whole and has_last
    end
    if not part then kept[#kept + 1] = one end
  end
  return kept
end

--- Every phrase of a sentence, the longest where they overlap, but also those inside the gaps of a longer one:
--- list of { rule, from, to } in token positions.
---@param index table
---@param sentence table[]
---@return table[]
function phrases.find(index, sentence)
  local found, wholes, i = {}, nil, 1
  while i <= #sentence do
    local rule, last, size = longest_at(index, sentence, i)
    if rule and not (found[#found] and found[#found].rule == rule and found[#found].to >= last) then
      found[#found + 1] = { rule = rule, from = i, to = last, sentence = sentence }
      if rule.row.whole then
        wholes = wholes or {}
        wholes[#wholes + 1] = found[#found]
      end
    end
    i = rule and size == last - i + 1 and last + 1 or i + 1
  end
  return wholes and without_parts(found, wholes) or found
end

--- Is there any phrase of the table in the sentence?
---@return boolean
function phrases.any(index, sentence)
  for i = 1, #sentence do
    if longest_at(index, sentence, i) then return true end
  end
  return false
end

return phrases
