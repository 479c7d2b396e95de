--- Statements that say themselves that they count one group of several: by a name in brackets, "22 patients (group I)",
-- by the words before the number, "the group of men who drank tea was made up of 233 men", "(weekly; 302 patients)",
-- or by the study, "in the first study".

local tense = require "sheaf.extract.tense"
local words = require "sheaf.extract.words"

local partial = {}

local GROUP = words.set "group arm"
local WHOLE = words.set "study whole entire age"
local FORMED = words.set "made consisted comprised composed"
local OF = words.set "of that with receiving who"
local STUDIES = words.set "study experiment trial survey"
local NUMBERED = words.set "study studies experiment experiments"
local BE = words.set "was were had"
local RECEIVED = words.set "received receiving given treated assigned randomised randomized"
local TELLING = words.set ", was were included involved compared"
local FIRST = words.set "first"
local START = 8 -- words that a sentence begins with
local REACH = 7 -- words in the bracket that names a group
local LETTERS = 3 -- of a group's number or letter

--- The words of the bracket that opens at token `open` where they name a group: "(group I)", "(tea group)"; not "(30 in
--- each group)", "(blood group O)", "(group therapy)".
local function named_in(sentence, open)
  local name, group = {}, nil
  if not sentence[open + 1] or sentence[open + 1].kind == "n" then return end
  for i = open + 1, open + REACH do
    local token = sentence[i]
    if not token or token.word == ";" or token.word == "=" then return end
    if token.word == ")" or token.word == "," then break end
    if GROUP[token.word] and not WHOLE[sentence[i - 1].word] then group = i end
    name[#name + 1] = token.word
  end
  local leads = group == open + 1 and name[2] and #name[2] <= LETTERS
  if group and (leads or group == open + #name and group > open + 1) then return table.concat(name, " ") end
end

--- "(group 1)" behind what was done with them, the only one of the sentence.
local function named_behind(sentence, from)
  local found
  for i = from, #sentence - 2 do
    if sentence[i].word == "(" and GROUP[sentence[i + 1].word] then
      if found then return end
      found = named_in(sentence, i)
    end
  end
  return found
end

--- "group i" of "22 patients (group I)", "tea group" of "44 patients (tea group)", "group 1" of "22 patients received
--- tea (group 1)"; nil where no group is named.
---@param mention table see sheaf.extract.mentions
---@return string?
function partial.group_name(mention)
  local sentence, next_token = mention.sentence, mention.sentence[mention.to + 1]
  if mention.kind ~= "role" or not next_token then return end
  if next_token.word == "(" then return named_in(sentence, mention.to + 1) end
  return named_behind(sentence, mention.to + 1)
end

--- "The group of men who drank tea was made up of 233 men": one of several, but not "the study group".
local function forms_group(mention)
  local sentence = mention.sentence
  local formed = words.near(sentence, mention.from - 5, mention.from - 1, FORMED)
  local group = formed and words.near(sentence, 2, formed - 1, GROUP)
  return group ~= nil and not WHOLE[sentence[group - 1].word] and OF[sentence[group + 1].word] or false
end

--- "received tea (weekly for a year; 302 patients)": those who had it.
local function ends_bracket(mention)
  local before, after = mention.sentence[mention.from - 1], mention.sentence[mention.to + 1]
  return mention.depth > 0 and mention.kind == "role" and before ~= nil and before.word == ";" and after ~= nil
    and after.word == ")" and words.near(mention.sentence, 1, mention.from - 1, RECEIVED) ~= nil
end

--- Does a statement say that it is of one of several studies?
---@param item table see sheaf.extract.statement
---@return boolean
function partial.is_one_study(item)
  local sentence = item.counted[1].sentence
  local first = words.near(sentence, 2, START, FIRST)
  local after = first and sentence[first + 2]
  return after ~= nil and sentence[first - 1].word == "the" and STUDIES[sentence[first + 1].word]
    and (after.kind == "n" or TELLING[after.word]) or false
end

--- "Sixty-two patients had A. Eighty-six had B": does the next sentence go on with a larger number, who are no part of
--- these, and the same verb?
---@param item table see sheaf.extract.statement
---@return boolean
function partial.goes_on(item)
  local last = item.counted[#item.counted]
  local sentence = last.sentence
  local after, verb = sentence.zone.sentences[sentence.index + 1], sentence[last.to + 1]
  local number = after and after[1]
  local larger = number and number.kind == "n" and number.value and number.value > last.value and #after > 1
  return larger and verb ~= nil and after[2].word == verb.word and verb.kind == "w" and not BE[verb.word]
    and tense.has_past { verb } or false
end

--- Does a statement count a study by its number: "experiment 3 (n = 110)"?
---@param item table see sheaf.extract.statement
---@return boolean
function partial.is_numbered_study(item)
  for _, mention in ipairs(item.counted) do
    local sentence, number = mention.sentence, mention.sentence[mention.from - 2]
    local numbered = number and number.kind == "n" and words.near(sentence, 1, mention.from - 3, NUMBERED)
    if numbered then return true end
  end
  return false
end

--- Does a statement say that it counts one group of several?
---@param item table see sheaf.extract.statement
---@return boolean
function partial.is_one_group(item)
  local first = item.counted[1]
  if #item.counted > 1 then return false end
  return partial.group_name(first) ~= nil or forms_group(first) or ends_bracket(first)
end

return partial
