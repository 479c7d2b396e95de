--- Finds where a sentence counts people: "14 parents", "GPs (n = 21)", "350 took part", "ten interviews with nurses".
--
-- A mention is { value, kind, class, head, from, to, label, sentence, flags }. Kinds:
--   role      a number and the people it counts
--   n         "(n = 21)" behind the people it counts
--   arm       "(n = 21)" behind something else: a group, a treatment
--   bare      a number before a verb of taking part
--   activity  interviews or questionnaires, which stand for people when no people are counted
-- Ages, dates, doses, shares, ranges and counts of places, meetings or months are never mentions.

local roles = require "sheaf.extract.roles"
local words = require "sheaf.extract.words"

local mentions = {}

local RANGE = words.set "to through"
local ELIDED = words.set "to from in on with received treated given"
local AGREED = words.set "interviewed participated agreed consented"
local PARALLEL = words.set "with treated given"
local STUDIES = words.set "trials studies comparisons"
local NP_LENGTH = 9 -- words between a number and the noun it counts

local function word_at(sentence, i)
  local token = sentence[i]
  return token and token.kind == "w" and token.word or nil
end

local function mark_at(sentence, i)
  local token = sentence[i]
  return token and token.kind == "p" and token.word or nil
end

--- Is there "(24%)" at token i?
local function share_at(sentence, i)
  if mark_at(sentence, i) ~= "(" and mark_at(sentence, i) ~= "[" and mark_at(sentence, i) ~= "," then return false end
  for j = i + 1, i + 3 do
    local token = sentence[j]
    if not token or token.kind == "w" and token.word ~= "n" then return false end
    if token.kind == "n" then
      local after = sentence[j + 1]
      return after ~= nil and (after.word == "%" or after.word == "percent" or after.word == "per")
    end
  end
  return false
end

local function is_year(sentence, i)
  local token = sentence[i]
  if token.spelled or not token.value or token.value < 1900 or token.value > 2035
    or #token.word ~= 4 then return false end
  local before = word_at(sentence, i - 1)
  if words.dates[before] or before == "of" and words.dates[word_at(sentence, i - 2)] then return true end
  if before ~= "in" and before ~= "and" then return false end
  local verb = word_at(sentence, i - 2)
  return not (roles.class(word_at(sentence, i + 1) or "") and (words.done[verb] or words.verbs[verb]))
end

--- Numbers that never count people, by what stands beside them.
local function countable(sentence, i)
  local token, before, after = sentence[i], sentence[i - 1], sentence[i + 1]
  if not token.value or token.value < 1 or token.joined then return false end
  if after and (after.joined or after.word == "%" or after.word == "percent"
    or after.word == "+") then return false end
  if after and words.ages[after.word] then return false end
  if after and after.word == "or" and words.comparatives[word_at(sentence, i + 2)] then return false end
  if after and after.word == "per" and word_at(sentence, i + 2) == "cent" then return false end
  local beyond = sentence[i + 2]
  if after and (after.word == "/" or after.word == ":" or after.word == "-" or after.word == "."
    or after.word == "to") and beyond
    and beyond.kind == "n" then return false end
  if before and before.kind == "p" and words.value_marks[before.word] then return false end
  local earlier = sentence[i - 2]
  if before and (before.word == ":" or before.word == "/" or before.word == "-" or before.word == "to") and earlier
    and earlier.kind == "n" then return false end
  local word = before and before.kind == "w" and before.word
  if word and words.before_value[word] then return false end
  if word and words.labels[word] and token.value <= 9 then return false end
  return not is_year(sentence, i)
end

--- Skips a bracket of one or two tokens, "(AMI)"; returns the token after it.
local function after_short_bracket(sentence, i)
  for j = i + 1, i + 3 do
    if mark_at(sentence, j) == ")" then return j + 1 end
  end
end

--- True when a plural noun is only the first part of a longer name: "staff meetings".
local function is_modifier(sentence, i)
  local after = sentence[i + 1]
  if not after or after.kind ~= "w" then return false end
  if after.joined then return words.joined_things[after.word] or false end
  return words.head(after.word) and not words.stops[after.word] and not roles.class(after.word)
end

--- The noun that the number at token i counts: its position and class; nil when it counts no people.
---@param sentence table[]
---@param i integer
---@param extra table<string, string> roles of this document
---@return integer? head, string? class, integer? to last word that is this number's own, where the noun is shared
local function counted_noun(sentence, i, extra)
  local j, steps, joined_lists = i + 1, 0, 0
  if word_at(sentence, j) == "of" and words.owns[word_at(sentence, j + 1)] then j = j + 2 end
  if share_at(sentence, j) then
    repeat j = j + 1 until not sentence[j] or mark_at(sentence, j) == ")" or mark_at(sentence, j) == "]"
    j = j + 1
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
      elseif not (token.word == "-" and words.joints[next_is_word] or (token.word == "," and steps > 0
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
      elseif words.stops[token.word] or token.owner and not words.owners[token.word] then
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
  if class ~= "generic" or word_at(sentence, head + 1) ~= "with" then return head end
  local to = head + 1
  while to < head + 5 do
    local token = sentence[to + 1]
    if not token or token.kind ~= "w" or words.stops[token.word] or words.joints[token.word]
      or words.verbs[token.word] then break end
    to = to + 1
  end
  return to > head + 1 and to or head
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
  for j = open - 1, math.max(1, open - 9), -1 do
    local token = sentence[j]
    if token.kind == "n" then
      local before = word_at(sentence, j - 1)
      if not (token.joined or sentence[j + 1].joined or sentence[j + 1].word == "-" or before == "aged"
        or before == "to"
        or words.graded[before]) then return end
    elseif token.kind == "p" then
      if token.word ~= "'" and token.word ~= "-" then return end
    else
      local class = not token.owner and roles.class(token.word, extra)
      if class then return j, class end
      if words.events[token.word] or words.breaks[token.word] and not (token.word == "to"
        and sentence[j + 1].kind == "n") or (j == open - 1 and words.things[token.word]) then return end
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

local function n_mention(document, sentence, i, extra)
  local open = i - 2
  while open > 1 and mark_at(sentence, open) ~= "(" and mark_at(sentence, open) ~= "["
    and i - open < 6 do open = open - 1 end
  if mark_at(sentence, open) ~= "(" and mark_at(sentence, open) ~= "[" then open = i - 2 end
  local mention = { value = sentence[i].value, from = i - 2, to = i, kind = "arm" }
  if mark_at(sentence, i + 1) == ")" or mark_at(sentence, i + 1) == "]" then mention.to = i + 1 end
  local before = word_at(sentence, open - 1)
  local head, class = left_people(sentence, open, extra)
  if head and open < i - 3 then
    return mention -- "patients (type 1, n = 26; type 2, n = 34)"
  elseif head then
    local from = name_start(sentence, head)
    mention.kind, mention.class, mention.head, mention.from = "n", class, sentence[head].word, from
    mention.label = lowered(raw(document, sentence, from, head))
  elseif words.activities[before] then
    mention.kind = "activity"
    head, class = right_people(sentence, i + 1, extra)
    mention.activity = before
    mention.class, mention.label = class, before
    if head then
      mention.kind, mention.head, mention.to = "n", sentence[head].word, head
      mention.label = lowered(raw(document, sentence, name_start(sentence, head), head))
    end
  elseif counted_noun(sentence, i, extra) then
    head, class = counted_noun(sentence, i, extra)
    mention.kind, mention.class, mention.head, mention.to = "n", class, sentence[head].word, head
    mention.label = raw(document, sentence, i + 1, head)
  elseif before and words.things[before] then
    return
  elseif open == 1 or words.samples[before] then
    mention.kind, mention.class, mention.head, mention.label = "n", "generic", "participants", "participants"
  end
  return mention
end

local function activity_mention(document, sentence, i, extra)
  for j = i + 1, math.min(#sentence, i + 6) do
    local word = word_at(sentence, j)
    if not word or words.stops[word] or word == "follow" or word == "repeat" then return end
    if word == "group" or word == "focus" then return end
    if words.activities[word] and not sentence[j].owner then
      local head, class = right_people(sentence, j + 1, extra)
      if not head and not words.near(sentence, j + 1, j + 6, words.done) then return end
      local mention = { value = sentence[i].value, kind = "activity", activity = word, class = class, from = i,
        to = j, label = word }
      if head then
        mention.to, mention.head = head, sentence[head].word
        mention.label = lowered(raw(document, sentence, name_start(sentence, head), head)) .. " (" .. word .. ")"
      end
      return mention
    end
  end
end

--- "35 patients were randomised to A and 30 to B": the second number counts the same kind of people.
local function elided(sentence, i)
  local before, mark = word_at(sentence, i - 1), mark_at(sentence, i - 1)
  if not (words.links[before] or mark == "," or mark == ";") or not ELIDED[word_at(sentence, i + 1)] then return end
  if PARALLEL[word_at(sentence, i + 1)] or words.near(sentence, 1, i - 1, words.assigned) or words.near(sentence,
    i + 1, i + 7, words.arms) then
    return { value = sentence[i].value, kind = "bare", elided = true, class = "generic", head = "participants",
      from = i, to = i, label = "participants" }
  end
end

local function bare_mention(sentence, i)
  local token = sentence[i]
  if not token.spelled and #token.word == 4 and token.value >= 1900 and token.value <= 2035 then return end
  local j = i + 1
  while word_at(sentence, j) and words.between[sentence[j].word] do j = j + 1 end
  local word, after = word_at(sentence, j), word_at(sentence, j + 1)
  local describes = sentence[i].value < 5 or after and not words.stops[after] and not words.joints[after]
  local adjective = j == i + 1 and words.adjectives[word] and describes
  if word and words.joining[word] and not adjective and not words.near(sentence, j + 1, j + 7, STUDIES)
    and (word ~= "took" or word_at(sentence, j + 1) == "part") then
    return { value = sentence[i].value, kind = "bare", elided = words.assigned[word], class = "generic",
      head = "participants",
      from = i, to = j, label = "participants" }
  end
  return elided(sentence, i)
end

--- "27 of the 60 GPs approached": here the part is who took part.
local function part_of_asked(sentence, i, extra)
  local j = i + 1
  if word_at(sentence, j) == "out" then j = j + 1 end
  if word_at(sentence, j) ~= "of" then return end
  j = j + 1
  if word_at(sentence, j) == "the" then j = j + 1 end
  if not sentence[j] or sentence[j].kind ~= "n" then return end
  local head = counted_noun(sentence, j, extra)
  if not head then return end
  local asked = words.near(sentence, j + 1, head + 2, words.candidates)
  if asked and words.near(sentence, head + 1, head + 5, words.joining)
    or words.near(sentence, head + 1, head + 8, AGREED) and not share_at(sentence, head + 1) then
    asked = asked or head
    return { value = sentence[i].value, kind = "bare", taken = true, class = "generic", head = sentence[head].word,
      from = i, to = math.max(head, asked),
      label = sentence[head].word }
  end
end

--- "two groups of 12 patients": how many groups, and where that is said.
local function times(sentence, i)
  if word_at(sentence, i - 1) ~= "of" or not words.arms[word_at(sentence, i - 2)] then return 1, i end
  local j = word_at(sentence, i - 3) == "focus" and i - 4 or i - 3
  local count = sentence[j] and sentence[j].kind == "n" and sentence[j].value
  if not count or count > 20 then return 1, i end
  return count, j
end

local function mention_at(document, sentence, i, extra)
  if mark_at(sentence, i - 1) == "=" then
    local name = word_at(sentence, i - 2)
    if (name == "n" or name == "ns") and sentence[i].value and sentence[i].value > 0 then
      return n_mention(document, sentence, i, extra)
    end
    return
  end
  if not countable(sentence, i) then return end
  local head, class, own = counted_noun(sentence, i, extra)
  if own then
    return { value = sentence[i].value, kind = "role", class = class, head = sentence[head].word, from = i, to = own,
      label = (own > i and raw(document, sentence, i + 1, own) .. " " or "") .. sentence[head].word }
  elseif head then
    local groups, from = times(sentence, i)
    return { value = groups * sentence[i].value, groups = groups > 1, kind = "role", class = class,
      head = sentence[head].word, from = from,
      to = name_end(sentence, head, class), label = count_label(document, sentence, i, head, class) }
  end
  return part_of_asked(sentence, i, extra) or activity_mention(document, sentence, i, extra)
    or bare_mention(sentence, i)
end

--- Abbreviations that the text explains: "community links practitioners (CLPs)".
---@param document table
---@param more? table<string, string> a user's words
---@return table<string, string> class by word
function mentions.roles_of(document, more)
  local extra = {}
  for word, class in pairs(more or {}) do extra[word:lower()] = class end
  for _, zone in ipairs(document) do
    for _, sentence in ipairs(zone.sentences) do
      for i = 2, #sentence - 2 do
        local name = sentence[i + 1]
        if sentence[i].word == "(" and sentence[i + 2].word == ")" and name.kind == "w" and name.cap
          and #name.word > 1 then
          local before = word_at(sentence, i - 1) or ""
          local class = roles.class(before, extra)
          if class and name.word:find("s$") then extra[name.word] = class end
          if not class and roles.single(before) then extra[name.word .. "s"] = roles.class(before .. "s")
            or "staff" end
        end
      end
    end
  end
  return extra
end

--- The first plural noun for people in a sentence.
---@return string?
function mentions.first_people(sentence)
  for _, token in ipairs(sentence) do
    if token.kind == "w" and roles.class(token.word) then return token.word end
  end
end

--- The mentions of a sentence in order.
---@param document table
---@param sentence table[]
---@param extra table<string, string> see roles_of
---@return table[]
function mentions.find(document, sentence, extra)
  local list, depth = {}, 0
  for i, token in ipairs(sentence) do
    if token.word == "(" or token.word == "[" then
      depth = depth + 1
    elseif token.word == ")" or token.word == "]" then
      depth = math.max(0, depth - 1)
    elseif token.kind == "n" then
      local mention = mention_at(document, sentence, i, extra)
      if mention then
        local before = list[#list]
        if mention.elided and before and before.head then mention.head, mention.label = before.head, before.head end
        mention.sentence, mention.depth = sentence, depth
        if mention.kind == "n" and before and before.kind == "role"
          and before.to >= mention.from then mention.kind = "arm" end
        mention.share = share_at(sentence, i + 1) or share_at(sentence, mention.to + 1)
        list[#list + 1] = mention
      end
    end
  end
  return list
end

return mentions
