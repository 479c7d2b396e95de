--- The nouns that numbers count: whose number it is, what those people are called, where their name begins and ends.

local roles = require "sheaf.extract.roles"
local words = require "sheaf.extract.words"

local nouns = {}

local RANGE = words.set "to through"
local NO_NATION = words.set "veterans scans medians guardians orphans physicians clinicians technicians"
local AGES = words.set "years weeks months days"
local NP_LENGTH = 12 -- words between a number and the noun it counts
local LIST_LENGTH = 12 -- numbers before the one that stands with the noun, "12, 13 and 14 patients"

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
      if after and after.word == "%" and beyond and beyond.kind == "w" then -- "(0.7% of all visits)" is none of them
        return beyond.word == "of" and word_at(sentence, j + 3) ~= "all"
      end
      local cent = after and after.word == "per" and beyond and beyond.word == "cent" -- not "(30 per group)"
      return after ~= nil and (after.word == "%" or after.word == "percent" or cent) or false
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
  if after.word == "ages" then return false end -- "children ages 6 to 11"
  if after.joined then return words.joined_things[after.word] or false end
  if words.files[after.word] then return false end -- "505 patients charts"
  return words.head(after.word) and not words.stops[after.word] and not roles.class(after.word)
end

--- "hard-to-reach", "in-patients"
local function is_joined(sentence, j)
  return sentence[j].joined or sentence[j + 1] ~= nil and sentence[j + 1].joined
end

--- "Nigerians", "Koreans"
local function is_nation(token)
  return token.cap and not token.upper and #token.word > 6 and token.word:find("[aei]?ans$") ~= nil
    and not NO_NATION[token.word]
end

local TRACES = words.set "eeg ecg electrocardiographic electrocardiogram electrode monitoring lead"

--- The class of the people that the noun at token j names: "control subjects" are controls, "EEG leads" nobody.
local function class_at(sentence, j, extra)
  local before = word_at(sentence, j - 1)
  local class = roles.class(sentence[j].word, extra)
  if sentence[j].word == "leads" and TRACES[before] then return end
  if (class == "generic" or class == "patient") and before == "control" then return "control" end
  return class or is_nation(sentence[j]) and "patient" or nil
end

local YEARS = words.set "year yr month week day"
local OLD = words.set "old"
local WELL = words.set "healthy normal male female"

--- The token behind "8- to 10-year-old" that begins at token j, or j where nothing such does.
local function past_age(sentence, j)
  if not sentence[j] or sentence[j].kind ~= "n" then return j end
  local year = words.near(sentence, j + 1, j + 5, YEARS)
  local old = year and words.near(sentence, year + 1, year + 2, OLD)
  return old and old + 1 or j
end

--- Where the words begin that a number's noun phrase is made of: behind "of her", "(24%)", "(23 white)".
local function phrase_start(sentence, i)
  local j = i + 1
  if word_at(sentence, j) == "of" and words.owns[word_at(sentence, j + 1)] then j = j + 2 end
  local beyond = mark_at(sentence, j) == "(" and closing(sentence, j) + 1 -- "41 (23 white) men", "12 (24%) nurses"
  if beyond and beyond < j + 16 and word_at(sentence, beyond) then return beyond end
  if share_at(sentence, j) then return closing(sentence, j) + 1 end
  local described = WELL[word_at(sentence, j)] and past_age(sentence, j + 1) -- "healthy 21- to 37-yr-old"
  return described and described > j + 1 and described or past_age(sentence, j)
end

--- The last token of a mark that a noun phrase goes on behind, or nil; `inner`: a list may have begun before it.
local function past_mark(sentence, j, inner)
  local mark, next_word = sentence[j].word, word_at(sentence, j + 1)
  if mark == "(" then
    local after = after_short_bracket(sentence, j)
    return after and after - 1
  end
  if mark == "-" and (words.joints[next_word] or mark_at(sentence, j + 1) == "/") then return j end
  local joins = mark == "," and inner and not words.comparatives[next_word] or mark == "/" or mark == '"' or mark == "'"
  return joins and next_word and j or nil
end

--- May a noun phrase go on behind a number in it: "type 2 patients", "12-week courses"?
local function past_number(sentence, j)
  local after = sentence[j + 1]
  return after and after.joined or words.graded[word_at(sentence, j - 1)]
end

--- The head of a noun phrase where it stands at token j, and its class.
local function head_at(sentence, i, j, extra)
  local token, after = sentence[j], word_at(sentence, j + 1)
  local class = not token.owner and class_at(sentence, j, extra)
  if class and not is_modifier(sentence, j) then
    local joined = after and sentence[j + 1].joined
    local longer = after and not joined and roles.class(after, extra)
    if after and roles.single(after) and not longer and not joined then return j + 1, class end
    if longer and not sentence[j + 1].owner and not words.stops[after] then return j + 1, longer end
    return j, class
  end
  if sentence[i].value == 1 and roles.single(token.word) and not token.owner
    and (not after or words.stops[after] or words.joints[after] or after:find("ed$")) then
    return j, roles.class(token.word .. "s", extra) or "staff"
  end
end

--- Is a word in a noun phrase a thing, and so the head of it: "30 patient records"?
local function is_thing(sentence, j)
  local token, after = sentence[j], sentence[j + 1]
  return not token.upper and not (token.cap and sentence[j - 1].cap) and words.thing(token.word)
    and not (after and after.joined)
end

--- The last token of what an adjective or preposition in a noun phrase takes with it, or nil where the phrase ends.
local function past_word(sentence, j, extra)
  local token, after = sentence[j], word_at(sentence, j + 1)
  if token.word == "to" and words.degrees[word_at(sentence, j - 1)] and words.degrees[after] then
    return j + 1 -- "mild to moderate hypertensive patients"
  elseif RANGE[token.word] and (after or ""):find("^%a?%d") then
    return j + 1 -- "stage T1 to T3 patients"
  elseif (token.word == "with" or token.word == "without") and after and word_at(sentence, j + 2)
    and roles.class(word_at(sentence, j + 2), extra) and not words.stops[after] and not words.joints[after] then
    return j + 1 -- "54 migraine with aura patients"
  elseif token.word == "in" and mark_at(sentence, j + 1) == "-" or token.upper and token.word == "it" then
    return j -- "30 in- and outpatients", "664 IT professionals"
  elseif words.stops[token.word] and not is_joined(sentence, j) or token.owner and not words.owners[token.word]
    or is_thing(sentence, j) then
    return
  end
  return j
end

--- Is token j the first comma of "123, 129 and 64 patients"?
local function begins_list(sentence, j)
  local second, third = sentence[j + 1], sentence[j + 3]
  return mark_at(sentence, j) == "," and second ~= nil and second.kind == "n" and second.value ~= nil
    and words.joints[(sentence[j + 2] or second).word] and third ~= nil and third.kind == "n"
end

--- The noun that the number at token i counts: its position and class; nil when it counts no people.
---@param sentence table[]
---@param i integer
---@param extra table<string, string> roles of this document
---@param listed? integer numbers of a list that were read before this one
---@return integer? head, string? class, integer? to last word that is this number's own, where the noun is shared
local function counted_noun(sentence, i, extra, listed)
  if listed and listed > LIST_LENGTH then return end
  local j, lists = phrase_start(sentence, i), 0
  for step = 1, NP_LENGTH do
    local token = sentence[j]
    if not token then return end
    if step == 1 and begins_list(sentence, j) then
      local head, class = counted_noun(sentence, j + 1, extra, (listed or 0) + 1)
      return head, class, head and i
    elseif token.kind == "p" then
      j = past_mark(sentence, j, step > 1 or i == 1)
      if not j then return end
    elseif token.kind == "n" then
      if step > 1 and words.joints[sentence[j - 1].word] and token.value and not token.joined then
        local head, class = counted_noun(sentence, j, extra, (listed or 0) + 1) -- "235 male and 400 female outpatients"
        return head, class, head and j - 2
      end
      if not past_number(sentence, j) then return end
    else
      local head, class = head_at(sentence, i, j, extra)
      if head then return head, class end
      if token.word == "and" or token.word == "or" or token.word == "but" then
        if step == 1 and not (sentence[j + 1] and sentence[j + 1].kind == "n") then return end -- "week 12 and later"
        lists = lists + 1
        if lists > 1 then return end
      else
        j = past_word(sentence, j, extra)
        if not j then return end
      end
    end
    j = j + 1
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

--- Where a bracket that closes at token j opens, when it counts nobody: "(aged 8-17 y)".
local function opening(sentence, j)
  for i = j - 1, math.max(1, j - 9), -1 do
    local mark = mark_at(sentence, i)
    if mark == "(" or mark == "[" then return i end
    if mark == "=" then return end
  end
end

--- The people that stand left of a bracket, "Purposefully sampled patients (n = 33)".
local function left_people(sentence, open, extra)
  local beyond -- tokens of a bracket in between are passed over
  for j = open - 1, math.max(1, open - 20), -1 do
    local token = sentence[j]
    if beyond and j >= beyond then goto next end
    if (token.word == ")" or token.word == "]") and j < open - 1 then
      beyond = opening(sentence, j)
      if not beyond then return end
      goto next
    end
    if open - j > 14 and not beyond then return end
    if token.kind == "n" then
      local before = word_at(sentence, j - 1)
      local following = sentence[j + 1]
      if not (token.joined or RANGE[following.word] or following.joined or following.word == "-"
        or before == "aged" or before == "to" or words.graded[before]) then return end
    elseif token.kind == "p" then
      if token.word ~= "'" and token.word ~= "-" then return end
    else
      local class = not token.owner and class_at(sentence, j, extra)
      if class then return j, class end
      local between = token.word == "to" and (sentence[j + 1].kind == "n" or words.degrees[sentence[j + 1].word])
      local completed = token.word == "who" and words.joining[sentence[j + 1].word]
      local breaks = words.breaks[token.word] and not between and not completed
      if words.events[token.word] or breaks or (j == open - 1 and words.things[token.word]
        and not AGES[token.word]) then return end
    end
    ::next::
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
