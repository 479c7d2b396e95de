--- Finds where a sentence counts people: "14 parents", "GPs (n = 21)", "350 took part", "ten interviews with nurses".
--
-- A mention is { value, kind, class, head, from, to, label, sentence, flags }. Kinds:
--   role      a number and the people it counts
--   n         "(n = 21)" behind the people it counts
--   arm       "(n = 21)" behind something else: a group, a treatment
--   bare      a number before a verb of taking part
--   activity  interviews or questionnaires, which stand for people when no people are counted
-- Ages, dates, doses, shares, ranges and counts of places, meetings or months are never mentions.

local nouns = require "sheaf.extract.nouns"
local roles = require "sheaf.extract.roles"
local words = require "sheaf.extract.words"

local mentions = {}

local ELIDED = words.set "to from in on with received treated given"
local GIVEN = words.set "administered given assigned allocated"
local AGREED = words.set "interviewed participated agreed consented"
local PARALLEL = words.set "with treated given"
local RELATIVE, NOT = words.set "who whose", words.set "not"
local STUDIES = words.set "trials studies comparisons"
local REVIEWS = words.set "review overview synthesis"
local PAPERS = words.set "studies articles papers citations references publications abstracts trials"
local WERE = words.set "was were had"
local ENROLLED = words.set "randomised randomized enrolled recruited"
local SERVED = words.set "served acted used serving acting studied included enrolled recruited"
local MAKE_UP = words.set "represented constituted"
local FORMED = words.set "formed consisted comprised composed"
local UNTREATED, HEALTHY = words.set "untreated nontreated treated", words.set "healthy normal"
local CONTROLS = words.set "control controls comparators comparison reference"
local CRITERIA = words.set "criteria"
local OF_TRIAL = words.set "randomised randomized trial"
local SAMPLES = words.set "with of in among including involving from included enrolled comprising"
local ITEMS = words.set "per each items"
local PLACES = words.set "homes practices hospitals centres centers clinics schools units wards lists firms companies"
local PER = words.set "per each"
local CASE = words.set "case death patient person"
local FINDINGS = words.set "r p t f"
local ARM = words.set "group arm"
local TIMES = words.set "years weeks months days hours minutes times doses cycles courses"
local OLDER, AGED = words.set "older over above younger years", words.set "aged"
local ANSWERS = words.set "responses replies response returned completed received questionnaires surveys answers"

local TIME_LABELS = words.set "day week month"
local NUMBER = words.set "number"
local SUBJECT = words.set "patient subject person participant"
local STUDIED = words.set "study trial comparison series cohort"
local AVERAGE = words.set "mean average median typical"

local word_at, mark_at, closing, share_at = nouns.word_at, nouns.mark_at, nouns.closing, nouns.share_at
local counted_noun, raw, lowered, name_start = nouns.counted, nouns.raw, nouns.lowered, nouns.name_start

local function is_year(sentence, i)
  local token = sentence[i]
  if token.spelled or not token.value or token.value < 1900 or token.value > 2035
    or #token.word ~= 4 then return false end
  local before = word_at(sentence, i - 1)
  if i == 1 and mark_at(sentence, 2) == "," then return true end -- "1997, ..."
  if words.dates[before] or before == "of" and words.dates[word_at(sentence, i - 2)] then return true end
  if before ~= "in" and before ~= "and" then return false end
  local verb = word_at(sentence, i - 2)
  return not (roles.class(word_at(sentence, i + 1) or "") and (words.done[verb] or words.verbs[verb]))
end

--- "one in three", "1 out of 10", "1 case in 30,000"
local function is_ratio(sentence, i)
  local first = sentence[i - 2]
  if first and first.word == "out" then first = sentence[i - 3] end
  local one = sentence[i - 3]
  if first and first.joined then return false end -- "0.3 micrograms kg-1 h-1 in 32 adults"
  if first and one and CASE[first.word] and one.value == 1 and sentence[i].value >= 100 then return true end
  return first ~= nil and first.kind == "n" and first.value ~= nil and first.value <= 3
    and sentence[i].value <= 100 and first.value < sentence[i].value
end

--- "24 studies with more than 200,000 women": a lower bound of a sample, and none of ages or doses; "homes with more
--- than 35 residents" are large.
local function is_more_than(sentence, i)
  return word_at(sentence, i - 1) == "than" and word_at(sentence, i - 2) == "more"
    and SAMPLES[word_at(sentence, i - 3)] and not PLACES[word_at(sentence, i - 4)] or false
end

--- "Eighty-three patients were given no drug, 84 to 2.5 mg": a range does not go down, so that the 84 are people.
local function goes_down(sentence, i)
  local dose, before = sentence[i + 2], sentence[i - 1]
  local amount = dose and tonumber(dose.word)
  if word_at(sentence, i + 1) ~= "to" or not before or not amount then return false end
  local listed = before.word == "," or before.word == ";" or words.links[before.word]
  return listed and amount < sentence[i].value and words.near(sentence, 1, i - 1, words.assigned) ~= nil
end

--- Numbers that never count people, by what stands beside them.
local function countable(sentence, i)
  local token, before, after = sentence[i], sentence[i - 1], sentence[i + 1]
  if not token.value or token.value < 1 or token.joined and not token.cap then return false end
  if token.value == 1 and not token.spelled and after
    and words.joints[after.word] then return false end -- "type 1 and II"
  if after and (after.joined or after.word == "%" or after.word == "percent"
    or after.word == "+") then return false end
  if after and words.ages[after.word] then return false end
  if after and after.word == "or" and words.comparatives[word_at(sentence, i + 2)] then return false end
  if after and after.word == "per" and word_at(sentence, i + 2) == "cent" then return false end
  local beyond = sentence[i + 2]
  if after and (after.word == "/" or after.word == ":" or after.word == "-" or after.word == "."
    or after.word == "to") and beyond
    and beyond.kind == "n" and not goes_down(sentence, i) then return false end
  if before and before.kind == "p" and words.value_marks[before.word] then return false end
  local earlier = sentence[i - 2]
  if before and (before.word == ":" or before.word == "/" or before.word == "-" or before.word == "to") and earlier
    and earlier.kind == "n" then return false end
  local word = before and before.kind == "w" and before.word
  if word == "per" then return false end
  if words.joints[word] and earlier and earlier.kind == "n" and words.graded[word_at(sentence, i - 3)] then
    return false -- "ASA 1 or 2 patients"
  end
  if word == "of" and earlier and earlier.word == "size" and words.near(sentence, i - 5, i - 3, AVERAGE) then
    return false -- "studies with a mean cohort size of 300 patients"
  end
  local out_of = word == "of" and earlier and earlier.word == "out"
  if (word == "in" or out_of) and is_ratio(sentence, i) then return false end
  if word and words.before_value[word] and not is_more_than(sentence, i) then return false end
  if word and (words.labels[word] and token.value <= 9 or TIME_LABELS[word]) then return false end
  return not is_year(sentence, i)
end

--- "two focus groups (n = 6 and n = 8)": as many numbers in the bracket as groups, so they count people.
local function is_group_size(sentence, open)
  if not words.arms[word_at(sentence, open - 1)] or word_at(sentence, open - 2) ~= "focus" then return false end
  local groups, sizes = nil, 0
  for j = open - 3, math.max(1, open - 6), -1 do groups = groups or sentence[j].value end
  for j = open + 1, math.min(#sentence, open + 40) do
    local mark = mark_at(sentence, j)
    if mark == ")" or mark == "]" then break end
    if mark == "=" then sizes = sizes + 1 end
  end
  return sizes > 1 and sizes == groups
end

--- "Adults registered with a practice (N = 1204)": a capital N is the whole sample.
local function whole_sample(sentence, i)
  local name, after = sentence[i - 2], mark_at(sentence, i + 1)
  local before = word_at(sentence, i - 4) or ""
  if i + 1 == #sentence and sentence.zone.category == "participants" then
    for j = 1, 3 do
      if sentence[j].kind == "n" then break end
      if sentence[j].kind == "w" and roles.class(sentence[j].word) then return sentence[j].word end
    end
  end
  for j, token in ipairs(sentence) do
    if token.word == "=" and j ~= i - 1 and word_at(sentence, j - 1) == "n" then return end
  end
  local verb = word_at(sentence, i + 2)
  local taken = words.joining[before] or (verb == "were" or verb == "was") and words.joining[word_at(sentence, i + 3)]
  if not ((name.cap or taken) and name.word == "n" and (after == ")" or after == "]"))
    or words.things[before] and before:find("s$") then return end
  return mentions.first_people(sentence) or name.cap and words.near(sentence, 1, i, OF_TRIAL) and "participants"
end

--- Where the bracket of "(boys, n = 21)" opens, or the token before "n = 21" where it stands in none.
local function bracket_start(sentence, i)
  local open = i - 2
  while open > 1 and mark_at(sentence, open) ~= "(" and mark_at(sentence, open) ~= "["
    and i - open < 6 do open = open - 1 end
  return (mark_at(sentence, open) == "(" or mark_at(sentence, open) == "[") and open or i - 2
end

--- Makes an "(n = 21)" a count of the people that a noun names.
local function names(mention, class, head, label)
  mention.kind, mention.class, mention.head, mention.label = "n", class, head, label
  return mention
end

--- The name of the people whose noun stands at token `head`, with the words before it.
local function full_name(document, sentence, head)
  local from = name_start(sentence, head)
  return lowered(raw(document, sentence, from, head)), from
end

--- "interviews (n = 21)": with whom, where it is said behind.
local function n_of_activity(document, sentence, i, mention, activity, extra)
  local head, class = nouns.right(sentence, i + 1, extra)
  mention.kind, mention.activity, mention.class, mention.label = "activity", activity, class, activity
  if not head then return mention end
  mention.to = head
  return names(mention, class, sentence[head].word, (full_name(document, sentence, head)))
end

--- "two focus groups (n = 6 and n = 8)": people, named behind the bracket or not at all.
local function n_of_groups(document, sentence, i, mention, extra)
  local head = nouns.right(sentence, closing(sentence, i) + 1, extra)
  if not head then return names(mention, "generic", "participants", "participants") end
  return names(mention, "generic", sentence[head].word, (full_name(document, sentence, head)))
end

--- "(n = 21)" where no people stand left of its bracket, which opens behind the word `before`.
local function n_of_others(document, sentence, i, open, mention, extra)
  local before = word_at(sentence, open - 1)
  if words.activities[before] then return n_of_activity(document, sentence, i, mention, before, extra) end
  local head, class = counted_noun(sentence, i, extra)
  if head then
    mention.to = head
    return names(mention, class, sentence[head].word, raw(document, sentence, i + 1, head))
  end
  if is_group_size(sentence, open) then return n_of_groups(document, sentence, i, mention, extra) end
  if words.near(sentence, i + 1, i + 2, PER) then return mention end
  local whole = whole_sample(sentence, i)
  if whole then return names(mention, "generic", whole, whole) end
  if before and words.things[before] and not TIMES[before] and not ARM[before] then return end
  if open == 1 or words.samples[before] then return names(mention, "generic", "participants", "participants") end
  return mention
end

--- "in 30% (n = 12)", "(r = 0.97, n = 14)": how many a share or a finding is of.
local function is_of_share(sentence, open, i)
  for j = i - 3, math.max(2, i - 12), -1 do
    local mark = mark_at(sentence, j)
    if mark == "(" or mark == ")" then break end
    if mark == "=" and FINDINGS[word_at(sentence, j - 1)] then return true end
  end
  if mark_at(sentence, open - 1) ~= "%" then return false end
  local before = word_at(sentence, open - 3) -- no drug: "timolol 0.5% (n = 20)"
  return before ~= nil and words.stops[before] or false
end

--- The token behind the people of "adults aged 65 years or older (n = 21)": "aged", or else the bracket itself.
local function before_age(sentence, open)
  return OLDER[word_at(sentence, open - 1)] and words.near(sentence, open - 7, open - 3, AGED) or open
end

--- The mention of "n = 21", whose number is token i.
local function n_mention(document, sentence, i, extra)
  local open = bracket_start(sentence, i)
  if is_of_share(sentence, open, i) then return end
  local mention = { value = sentence[i].value, from = i - 2, to = i, kind = "arm" }
  if mark_at(sentence, i + 1) == ")" or mark_at(sentence, i + 1) == "]" then mention.to = i + 1 end
  local head, class = nouns.left(sentence, before_age(sentence, open), extra)
  if not head then return n_of_others(document, sentence, i, open, mention, extra) end
  if open < i - 3 then return mention end -- "patients (type 1, n = 26; type 2, n = 34)"
  local label, from = full_name(document, sentence, head)
  mention.from = from
  return names(mention, class, sentence[head].word, label)
end

local function activity_mention(document, sentence, i, extra)
  for j = i + 1, math.min(#sentence, i + 6) do
    local word = word_at(sentence, j)
    if not word or words.stops[word] or word == "follow" or word == "repeat" then return end
    if word == "group" or word == "focus" then return end
    if words.activities[word] and not sentence[j].owner then
      local head, class = nouns.right(sentence, j + 1, extra)
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

--- "30 were recruited from A and 25 from B": people of two origins.
local function is_parallel(sentence, i)
  if word_at(sentence, i + 1) ~= "from" then return false end
  for k = i - 2, 2, -1 do
    if sentence[k].word == "from" and words.joining[sentence[k - 1].word] then return true end
  end
  return false
end

--- "A was administered to 15 patients and placebo to 14"
local function is_shared_out(sentence, i)
  if word_at(sentence, i - 1) ~= "to" or word_at(sentence, i + 1) then return false end
  for k = i - 3, 3, -1 do
    if sentence[k].word == "to" and sentence[k + 1].kind == "n" then return GIVEN[sentence[k - 1].word] or false end
  end
  return false
end

--- "202 patients who received A and 417 who did not": people without what those before them had.
local function lacks(sentence, i)
  return RELATIVE[word_at(sentence, i + 1)] and words.near(sentence, i + 3, i + 3, NOT)
    and words.near(sentence, 1, i - 1, RELATIVE) ~= nil
end

--- "35 patients were randomised to A and 30 to B": the second number counts the same kind of people.
local function elided(sentence, i)
  local before, mark = word_at(sentence, i - 1), mark_at(sentence, i - 1)
  if is_shared_out(sentence, i) then
    return { value = sentence[i].value, kind = "bare", elided = true, follows = true, parallel = true,
      class = "generic", head = "participants", from = i, to = i, label = "participants" }
  end
  local behind = mark_at(sentence, i + 1) == "(" and words.links[before] and closing(sentence, i + 1) + 1 or i + 1
  local listed = words.links[before] or mark == "," or mark == ";" or mark == ":"
  if not listed or not (ELIDED[word_at(sentence, behind)] or lacks(sentence, i)) then return end
  local parallel = is_parallel(sentence, i)
  local without = lacks(sentence, i)
  if PARALLEL[word_at(sentence, i + 1)] or parallel or without or words.near(sentence, 1, i - 1, words.assigned)
    or words.near(sentence, i + 1, i + 7, words.arms) then
    return { value = sentence[i].value, kind = "bare", elided = true, follows = true, parallel = parallel,
      without = without, class = "generic", head = "participants", from = i, to = i, label = "participants" }
  end
end

--- "two pilot studies": does a number below `value` stand before a noun?
local function counts_fewer(sentence, noun, value)
  for k = noun - 1, math.max(1, noun - 4), -1 do
    if sentence[k].kind == "n" and sentence[k].value then return sentence[k].value < value end
  end
  return false
end

--- "seven randomised trials", "of 347 studies, nine were included", "19 included in the review": no people.
local function counts_studies(sentence, i, j)
  if words.near(sentence, j + 1, j + 7, STUDIES) or words.near(sentence, j + 1, j + 6, REVIEWS) then return true end
  for k = i - 1, math.max(1, i - 14), -1 do
    if sentence[k].word == ";" or sentence[k].kind == "w" and roles.class(sentence[k].word) then return false end
    if PAPERS[sentence[k].word] then
      return not counts_fewer(sentence, k, sentence[i].value) -- "two pilot studies, 338 were enrolled"
    end
  end
  return false
end

local function bare_mention(sentence, i)
  local token = sentence[i]
  if not token.spelled and #token.word == 4 and token.value >= 1900 and token.value <= 2035 then return end
  local j = i + 1
  if share_at(sentence, j) and mark_at(sentence, j) == "(" then j = closing(sentence, j) + 1 end
  while word_at(sentence, j) and words.between[sentence[j].word] do j = j + 1 end
  local word, after = word_at(sentence, j), word_at(sentence, j + 1)
  local listed = mark_at(sentence, j + 1) == "," and word_at(sentence, j + 2) -- "seven randomised, double-blind trials"
  local describes = sentence[i].value < 5 or listed and not words.stops[listed] and not words.joints[listed]
    or after and not words.stops[after] and not words.joints[after]
    and not words.labels[after]
  local adjective = j == i + 1 and words.adjectives[word] and describes
  if word == "met" and words.near(sentence, j + 1, j + 5, CRITERIA) and words.near(sentence, j + 3, j + 9,
    words.joining) then
    return { value = token.value, kind = "bare", taken = true, class = "generic", head = "participants",
      from = i, to = j, label = "participants" }
  end
  if word and words.joining[word] and not adjective and not counts_studies(sentence, i, j)
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
  local verb = words.near(sentence, head + 1, #sentence, WERE)
  if verb and ENROLLED[word_at(sentence, verb + 1)] then -- "334 of 369 outpatients with X were randomised"
    return { value = sentence[i].value, kind = "bare", taken = true, class = "generic", head = sentence[head].word,
      from = i, to = math.max(head, asked or head), label = sentence[head].word }
  end
  local giver = word_at(sentence, i - 1)
  if (giver == "from" or giver == "by") and words.near(sentence, i - 5, i - 2, ANSWERS) then
    return { value = sentence[i].value, kind = "bare", taken = true, class = "generic", head = sentence[head].word,
      from = i, to = head, label = sentence[head].word }
  end
  if asked and words.near(sentence, head + 1, head + 5, words.joining)
    or words.near(sentence, head + 1, head + 8, AGREED) and word_at(sentence, head + 1) ~= "who"
      and not share_at(sentence, head + 1) then
    asked = asked or head
    return { value = sentence[i].value, kind = "bare", taken = true, class = "generic", head = sentence[head].word,
      from = i, to = math.max(head, asked),
      label = sentence[head].word }
  end
end

--- "495 surveys were returned", "we received 202 answers": those who answered.
local function answer_mention(sentence, i)
  local j = i + 1
  if share_at(sentence, j) and mark_at(sentence, j) == "(" then j = closing(sentence, j) + 1 end
  for k = j, j + 3 do
    local word = word_at(sentence, k)
    if not word or words.stops[word] then return end
    if words.answers[word] then
      local asked = words.near(sentence, i - 3, i - 1, words.came_back) or words.came_back[word_at(sentence, k - 1)]
      local verb = not words.joints[word_at(sentence, k + 1)] and words.near(sentence, k + 1, k + 3, words.came_back)
      if not (asked or verb) or words.near(sentence, k + 1, k + 2, ITEMS) then return end
      return { value = sentence[i].value, kind = "role", taken = true, class = "generic", head = "respondents",
        from = i, to = k, label = "respondents" }
    end
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

--- "four pilot sites and three controls": the controls are sites.
local function after_things(sentence, i)
  local before = word_at(sentence, i - 1)
  if not words.links[before] and not words.before_value[before] then return false end
  for j = i - 2, math.max(1, i - 5), -1 do
    if sentence[j].kind == "n" then return words.things[word_at(sentence, i - 2)] or false end
  end
  return false
end

--- "The number of patients randomised was 397"
local function named_number(sentence, i)
  local of = WERE[word_at(sentence, i - 1)] and words.near(sentence, i - 8, i - 3, NUMBER)
  local who = of and word_at(sentence, of + 1) == "of" and word_at(sentence, of + 2)
  if not who or not roles.class(who) or not words.near(sentence, of + 3, i - 2, words.joining) then return end
  return { value = sentence[i].value, kind = "role", taken = true, class = roles.class(who), head = who, from = i,
    to = i, label = who }
end

--- "A 335 patient double-blind study"
local function patient_study(sentence, i)
  local who = word_at(sentence, i + 1)
  if not who or not SUBJECT[who] or not words.near(sentence, i + 2, i + 7, STUDIED) then return end
  return { value = sentence[i].value, kind = "role", taken = true, class = roles.class(who .. "s"), head = who .. "s",
    from = i, to = i + 1, label = who .. "s" }
end

local function bracketed_number(sentence, i)
  local token = sentence[i]
  return token ~= nil and token.kind == "n" and token.value ~= nil and mark_at(sentence, i - 1) == "("
    and mark_at(sentence, i + 1) == ")"
end

--- The people of "GPs (12)", where more than one group is counted so: a single number may be a reference.
local function listed_people(sentence, i, extra)
  if not bracketed_number(sentence, i) then return end
  local head, class = nouns.left(sentence, i - 1, extra)
  if head ~= i - 2 then return end
  for j = math.max(1, i - 9), math.min(#sentence, i + 9) do
    if j ~= i and bracketed_number(sentence, j) and sentence[j].value ~= sentence[i].value + 1
      and nouns.left(sentence, j - 1, extra) == j - 2 then return head, class end
  end
end

local function mention_at(document, sentence, i, extra)
  if mark_at(sentence, i - 1) == "=" then
    local name = word_at(sentence, i - 2)
    local after = sentence[i + 1]
    local beyond = sentence[i + 2]
    if after and (after.joined or after.word == "to" and beyond and beyond.kind == "n") then return end -- "N = 120-135"
    if (name == "n" or name == "ns") and sentence[i].value and sentence[i].value > 0 then
      local mention = n_mention(document, sentence, i, extra)
      if mention then mention.capital = sentence[i - 2].cap end
      return mention
    end
    return
  end
  if not countable(sentence, i) then return end
  local named, of_class = listed_people(sentence, i, extra)
  if named then
    local from = name_start(sentence, named)
    return { value = sentence[i].value, kind = "n", class = of_class, head = sentence[named].word, from = from,
      to = i + 1, label = lowered(raw(document, sentence, from, named)) }
  end
  local head, class, own = counted_noun(sentence, i, extra)
  if class == "control" and after_things(sentence, i) then return end
  if own then
    return { value = sentence[i].value, kind = "role", class = class, head = sentence[head].word, from = i, to = own,
      label = (own > i and raw(document, sentence, i + 1, own) .. " " or "") .. sentence[head].word }
  elseif head then
    local groups, from = times(sentence, i)
    local size = words.sizes[sentence[head].word] or 1
    return { value = groups * size * sentence[i].value, groups = groups * size > 1, shown = size > 1 and groups
      * sentence[i].value or nil, kind = "role", class = class,
      head = sentence[head].word, from = from,
      to = nouns.name_end(sentence, head, class), label = nouns.label(document, sentence, i, head, class) }
  end
  return part_of_asked(sentence, i, extra) or answer_mention(sentence, i) or named_number(sentence, i)
    or patient_study(sentence, i) or activity_mention(document, sentence, i, extra) or bare_mention(sentence, i)
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

--- "5 non-treated healthy volunteers": those with whom treated ones are compared.
local function is_untreated(sentence, mention)
  local i = words.near(sentence, mention.from + 1, mention.to, UNTREATED)
  return i ~= nil and words.near(sentence, i + 1, mention.to, HEALTHY) ~= nil
    and (sentence[i].word ~= "treated" or sentence[i - 1].word == "non")
end

--- "Seven children served as controls", "the control group was formed by seven children"
local function serves_as_control(sentence, from, to)
  if word_at(sentence, from - 1) == "of" and words.arms[word_at(sentence, from - 2)]
    and CONTROLS[word_at(sentence, from - 3)] then return true end -- "a control group of seven children"
  if word_at(sentence, #sentence - 1) == "as" and CONTROLS[word_at(sentence, #sentence)]
    and words.near(sentence, #sentence - 3, #sentence - 2, SERVED) then return true end
  local formed = words.near(sentence, from - 3, from - 1, FORMED)
  if formed and words.near(sentence, formed - 4, formed - 1, CONTROLS) then return true end
  local made = words.near(sentence, to + 1, to + 8, MAKE_UP)
  if made and words.near(sentence, made + 1, made + 3, CONTROLS) then return true end
  local verb = words.near(sentence, to + 1, to + 4, SERVED)
  return verb ~= nil and word_at(sentence, verb + 1) == "as"
    and words.near(sentence, verb + 2, verb + 5, CONTROLS) ~= nil
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
      local before = list[#list]
      if mention and not (mention.follows and not before) then
        if mention.elided and before and before.head then mention.head, mention.label = before.head, before.head end
        mention.sentence, mention.depth = sentence, depth
        if serves_as_control(sentence, mention.from, mention.to) or is_untreated(sentence, mention) then
          mention.class = "control"
        end
        if mention.kind == "n" and before and before.kind == "role"
          and before.to >= mention.from then mention.kind = "arm" end
        mention.share = not mention.taken and (share_at(sentence, i + 1) or share_at(sentence, mention.to + 1))
        list[#list + 1] = mention
      end
    end
  end
  return list
end

return mentions
