--- The nouns that numbers count: whose number it is, what those people are called, where their name begins and ends.

local roles = require "sheaf.extract.roles"
local words = require "sheaf.extract.words"

local nouns = {}

local RANGE = words.set "to through"
local AGES = words.set "years weeks months days"
local NP_LENGTH = 12 -- words between a number and the noun it counts

local function word_at(sentence, i)
  local token = sentence[i]
  return token and token.kind == "w" and token.word or nil
end

local function mark_at(sentence, i)
  local token = sentence[i]
  return token and token.kind == "p" and token.word or nil
end

--- The bracket that closes at token i or behind it.
local function closing(sentence, i)
  while sentence[i] and mark_at(sentence, i) ~= ")" and mark_at(sentence, i) ~= "]" do i = i + 1 end
  return i
end

--- Is there "(24%)" at token i?
local function share_at(sentence, i)
  if mark_at(sentence, i) ~= "(" and mark_at(sentence, i) ~= "[" and mark_at(sentence, i) ~= "," then return false end
  for j = i + 1, i + 3 do
    local token = sentence[j]
    if not token or token.kind == "w" and token.word ~= "n" then return false end
    if token.kind == "n" then
      local after, beyond = sentence[j + 1], sentence[j + 2]
      if after and after.word == "%" and beyond and beyond.kind == "w" then return beyond.word == "of" end
      return after ~= nil and (after.word == "%" or after.word == "percent" or after.word == "per")
    end
  end
  return false
end

--- Skips a short bracket, "(AMI)", "(aged 30 or less)"; returns the token after it.
local function after_short_bracket(sentence, i)
  for j = i + 1, i + 9 do
    if mark_at(sentence, j) == ")" then return j + 1 end
    if mark_at(sentence, j) == "=" and word_at(sentence, j - 1) == "n" then return end
  end
end

--- True when a plural noun is only the first part of a longer name: "staff meetings".
local function is_modifier(sentence, i)
  local after = sentence[i + 1]
  if not after or after.kind ~= "w" then return false end
  if sentence[i].word == "youth" then return not words.stops[after.word] and not words.joining[after.word] end
  if after.joined then return words.joined_things[after.word] or false end
  return words.head(after.word) and not words.stops[after.word] and not roles.class(after.word)
end

--- "hard-to-reach", "in-patients"
local function is_joined(sentence, j)
  return sentence[j].joined or sentence[j + 1] ~= nil and sentence[j + 1].joined
end

--- The noun that the number at token i counts: its position and class; nil when it counts no people.
---@param sentence table[]
---@param i integer
---@param extra table<string, string> roles of this document
---@return integer? head, string? class, integer? to last word that is this number's own, where the noun is shared
local function counted_noun(sentence, i, extra)
  local j, steps, joined_lists = i + 1, 0, 0
  if word_at(sentence, j) == "of" and words.owns[word_at(sentence, j + 1)] then j = j + 2 end
  local beyond = mark_at(sentence, j) == "(" and closing(sentence, j) + 1 -- "41 (23 white) men", "12 (24%) nurses"
  if beyond and beyond < j + 16 and word_at(sentence, beyond) then
    j = beyond
  elseif share_at(sentence, j) then
    j = closing(sentence, j) + 1
  end
  while steps < NP_LENGTH do
    local token = sentence[j]
    if not token then return end
    if token.kind == "p" then
      local next_is_word = word_at(sentence, j + 1)
      if token.word == "(" then
        j = after_short_bracket(sentence, j)
        if not j then return end
        j = j - 1
      elseif not (token.word == "-" and words.joints[next_is_word] or (token.word == "," and (steps > 0 or i == 1)
        or token.word == "/"
        or token.word == '"' or token.word == "'") and next_is_word) then
        return
      end
    elseif token.kind == "n" then
      if steps > 0 and words.joints[sentence[j - 1].word] and token.value and not token.joined then
        local head, class = counted_noun(sentence, j, extra) -- "235 male and 400 female outpatients"
        return head, class, head and j - 2
      end
      local after = sentence[j + 1]
      if not (after and after.joined) and not words.graded[word_at(sentence, j - 1)] then return end
    else
      local class = not token.owner and roles.class(token.word, extra)
      if class and not is_modifier(sentence, j) then
        local after = word_at(sentence, j + 1)
        local longer = after and not sentence[j + 1].joined and roles.class(after, extra)
        if after and roles.single(after) and not longer and not sentence[j + 1].joined then return j + 1, class end
        if longer and not sentence[j + 1].owner and not words.stops[after] then return j + 1, longer end
        return j, class
      end
      local value = sentence[i].value
      if value == 1 and roles.single(token.word) and not token.owner then
        local after = word_at(sentence, j + 1)
        if not after or words.stops[after] or after:find("ed$") then return j, roles.class(token.word .. "s",
          extra) or "staff" end
      end
      if token.word == "and" or token.word == "or" or token.word == "but" then
        joined_lists = joined_lists + 1
        if joined_lists > 1 then return end
      elseif RANGE[token.word] and (word_at(sentence, j + 1) or ""):find("^%a?%d") then
        j = j + 1 -- "stage T1 to T3 patients"
      elseif words.stops[token.word] and not is_joined(sentence, j) or token.owner and not words.owners[token.word] then
        return
      elseif not token.upper and words.thing(token.word) and not (sentence[j + 1] and sentence[j + 1].joined) then
        return
      end
    end
    j, steps = j + 1, steps + 1
  end
end

local function raw(document, sentence, from, to)
  local field = document.record[sentence.zone.field]
  return (field:sub(sentence[from].first, sentence[to].last):gsub("%s+", " "))
end

local function lowered(phrase)
  if phrase:find("^%u%l") then return phrase:sub(1, 1):lower() .. phrase:sub(2) end
  return phrase
end

--- Words before the head that belong to its name.
local function name_start(sentence, head)
  local from = head
  while from > 1 and head - from < 4 do
    local token = sentence[from - 1]
    if token.kind ~= "w" or token.owner or words.stops[token.word] or words.verbs[token.word]
      or words.any_cue(token.word)
      or words.joints[token.word] then break end
    from = from - 1
  end
  return from
end

--- "participants with lived experience": a generic noun needs what comes behind it.
local function name_end(sentence, head, class)
  local with = head + 1
  if word_at(sentence, with) == "living" then with = head + 2 end
  if class ~= "generic" or word_at(sentence, with) ~= "with" then return head end
  local to = with
  while to < with + 4 do
    local token = sentence[to + 1]
    if not token or token.kind ~= "w" or words.stops[token.word] or words.joints[token.word]
      or words.verbs[token.word] then break end
    to = to + 1
  end
  return to > with and to or head
end

local function count_label(document, sentence, i, head, class)
  local from = i + 1
  if share_at(sentence, from) then
    repeat from = from + 1 until mark_at(sentence, from - 1) == ")" or mark_at(sentence, from - 1) == "]"
  end
  return raw(document, sentence, from, name_end(sentence, head, class))
end

--- The people that stand left of a bracket, "Purposefully sampled patients (n = 33)".
local function left_people(sentence, open, extra)
  for j = open - 1, math.max(1, open - 14), -1 do
    local token = sentence[j]
    if token.kind == "n" then
      local before = word_at(sentence, j - 1)
      local following = sentence[j + 1]
      if not (token.joined or RANGE[following.word] or following.joined or following.word == "-"
        or before == "aged" or before == "to" or words.graded[before]) then return end
    elseif token.kind == "p" then
      if token.word ~= "'" and token.word ~= "-" then return end
    else
      local class = not token.owner and roles.class(token.word, extra)
      if class then return j, class end
      if words.events[token.word] or words.breaks[token.word] and not (token.word == "to"
        and sentence[j + 1].kind == "n") or (j == open - 1 and words.things[token.word]
        and not AGES[token.word]) then return end
    end
  end
end

--- The people right of a place, "(n = 37) with CCG employees".
local function right_people(sentence, i, extra)
  for j = i, math.min(#sentence, i + 8) do
    local word = word_at(sentence, j)
    if word == "with" or word == "among" or word == "of" or word == "from" then
      for k = j + 1, math.min(#sentence, j + 6) do
        local name = word_at(sentence, k)
        if not name then return end
        local class = not sentence[k].owner and roles.class(name, extra)
        if class then return k, class end
      end
      return
    end
    if sentence[j].kind == "n" or sentence[j].word == ";" then return end
  end
end

nouns.word_at = word_at
nouns.mark_at = mark_at
nouns.closing = closing
nouns.share_at = share_at
nouns.counted = counted_noun
nouns.raw = raw
nouns.lowered = lowered
nouns.name_start = name_start
nouns.name_end = name_end
nouns.label = count_label
nouns.left = left_people
nouns.right = right_people

return nouns
