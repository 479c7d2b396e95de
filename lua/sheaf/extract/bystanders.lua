--- People whom a record counts who are not its sample: those who did something to it, those of whom others are the
--- kin, those in whom an event was seen, whole populations, one arm of several.

local words = require "sheaf.extract.words"

local bystanders = {}

local INVOLVING = words.set "involving with enrolling comprising including"
local PER = words.set "each per"
local ROUGHLY = words.set [[approximately about estimated annually yearly nearly almost roughly worldwide receive suffer
  have affects year]]
local POPULATION = 100000
local MANY = 20
local LOSSES = words.set "deaths death loss losses withdrawal withdrawals exclusion dropout"
local PARTS, AS = words.set "subgroup subset part", words.set "as were was"
local EARLIER = words.set "original larger parent previous earlier wider bigger additional"
local SITES = words.set "center centre site hospital practice clinic"
local RATING = words.set "independently independent blinded"
local JUDGED = words.set "agreed disagreed rated scored graded read reviewed examined classified interpreted judged"
local ANSWERING = words.set "using via through"
local READERS = words.set "authors reviewers raters readers assessors investigators observers examiners"
local RECRUITED = words.set "enrolled recruited randomised randomized included treated entered referred provided"
local GIVEN = words.set "consultations responses diaries"
local POOLED = words.set "included identified met analysed analyzed eligible selected pooled fulfilled"
local CONTAINERS = words.set [[sample cohort series panel population study trial survey interviews records
  charts data questionnaires analysis]]
local TRIALS = words.set "trial study"
local FROM = words.set "from"
local STUDIES = words.set "studies trials rcts reports comparisons"
local LARGER = words.set [[original larger parent previous earlier wider bigger additional separate
  another recent]]
local IN = words.set "in among"
local SEEN = words.set [[documented reported observed noted seen recorded described occurred occurring found detected
  developed]]
local KNOWN = words.set "cases reports episodes"
local PUBLISHED = words.set "reported documented described published recorded"
local RELATIVE = words.set "that which whom whose"
local TOOK_PART = words.set "interviewed surveyed participated took questioned completed"
local BEEN, HAVE = words.set "been", words.set "have has"
local BEFELL = words.set "occurred recurred developed resolved persisted arose"
local EVENTS = words.set [[events episodes reactions effects deaths complications infections relapses recurrences
  failures withdrawals haemorrhages hemorrhages bleeds fractures]]
local COVERING = words.set "composed comprising containing covering serving"
local OF = words.set "of with for on"
local SOURCES = words.set "database databases registry register catchment insurance hmo"
local OUT = words.set "out"

local function word_before(sentence, i)
  return sentence[i - 1] and sentence[i - 1].word
end

--- "53 family members of 48 patients": the second number only describes the first.
---@param mention table see sheaf.extract.mentions
---@param before table? the mention before it in the sentence
---@return boolean
function bystanders.is_owner(mention, before)
  return before ~= nil and before.kind == "role" and mention.from == before.to + 2
    and mention.sentence[before.to + 1].word == "of"
end

--- "683 patients with cancer from 62 oncologists": those in whose care the first are.
local function cares_for(mention, before)
  local at = mention.from - 1
  local from = mention.sentence[at]
  return before ~= nil and before.kind == "role" and mention.kind == "role" and from ~= nil and from.word == "from"
    and mention.class == "staff" and before.class ~= "staff" and mention.value < before.value and at - before.to <= 6
end

--- "by two nurses", but not "98 consultations by 14 GPs".
local function is_agent(mention)
  local sentence = mention.sentence
  local before = sentence[mention.from - 1]
  if not before or before.word ~= "by" then return false end
  if mention.class == "control" then return false end
  local answering = sentence[mention.to + 1] and ANSWERING[sentence[mention.to + 1].word] -- "by 640 women using a form"
  if answering and mention.class ~= "staff" and mention.value >= MANY then return false end
  if GIVEN[(sentence[mention.from - 2] or before).word] then return false end
  for i = math.max(1, mention.from - 4), mention.from - 2 do
    local word = sentence[i].word
    if word:find("^complet") or word:find("^return") or word:find("^answer") or word:find("^fill")
      or word:find("^attend") then return false end
  end
  return true
end

--- "60 patients (30 in each group)", "70 patients, 35 per group": a number of its own stands before "each" or "per".
local function has_own_number(sentence, each)
  local before, first = sentence[each - 1], sentence[each - 2]
  return before.kind == "n" or before.word == "in" and first ~= nil and first.kind == "n"
end

--- "23 women were allocated to each study group": not the whole.
local function is_each(mention)
  local sentence = mention.sentence
  local before = sentence[mention.from - 2] -- "two studies, each involving 12 volunteers"
  local led = before and before.word == "each" and sentence[mention.from - 1].word
  local groups = led == "of" and words.near(sentence, mention.from - 5, mention.from - 3, words.arms)
  if groups or INVOLVING[led] then return true end -- or "5 groups, each of 10 patients"
  local i = words.near(sentence, mention.to + 1, mention.to + 8, PER)
  if not i or has_own_number(sentence, i) and i > mention.to + 2 then return false end
  if i <= mention.to + 3 then return true end
  return (words.near(sentence, i + 1, i + 2, words.arms) or words.near(sentence, i + 1, i + 1, SITES)) ~= nil
end

--- "part of the original cohort of 24 patients", "the deaths of 5 patients": not who took part.
local function is_elsewhere(mention)
  local sentence, of = mention.sentence, mention.from - 1
  local held = sentence[of - 1]
  if held and sentence[of].word == "of" and LOSSES[held.word] then return true end
  if not held or sentence[of].word ~= "of" then return false end
  if mention.behind and TRIALS[held.word] and words.near(sentence, of - 8, of - 2, FROM) then
    return true -- "239 patients from a single-blind trial of 1,380 patients"
  end
  if PARTS[held.word] and words.near(sentence, of - 3, of - 2, AS) then return true end -- "as a subgroup of 50"
  local larger = words.near(sentence, of - 3, of - 2, LARGER)
  local group = words.arms[held.word] and larger and not EARLIER[sentence[larger].word] -- "another group of 8"
  return larger ~= nil and not group and (CONTAINERS[held.word] or words.arms[held.word]) or false
end

--- "Two reviewers", "three surgeons independently examined": the study's own raters.
local function is_rater(mention)
  local sentence = mention.sentence
  if mention.class ~= "staff" or mention.value >= 10 then return false end
  local before = sentence[mention.from - 1]
  local asked = before and TOOK_PART[before.word] or words.near(sentence, mention.to + 1, mention.to + 3, TOOK_PART)
  if READERS[mention.head] and not asked then return true end
  return words.near(sentence, mention.from, mention.to + 2, RATING) ~= nil
    or before ~= nil and before.word == "the" and words.near(sentence, mention.to + 1, mention.to + 2, JUDGED) ~= nil
end

--- "6,174 doctors enrolled 33,147 patients": those who did it.
local function is_recruiter(mention)
  local verb, number = mention.sentence[mention.to + 1], mention.sentence[mention.to + 2]
  return mention.class == "staff" and verb ~= nil and number ~= nil and RECRUITED[verb.word] and number.kind == "n"
    or false
end

--- "In the United States about 750,000 children receive": how common something is.
local function is_population(mention)
  local sentence = mention.sentence
  return mention.value >= POPULATION and words.near(sentence, mention.from - 4, mention.to + 6, ROUGHLY) ~= nil
end

--- "46 plasma specimens (41 patients)": those whom the samples came from.
---@param mention table see sheaf.extract.mentions
---@return boolean
function bystanders.gave_samples(mention)
  local open = mention.from - 1
  local before = mention.sentence[open - 1]
  return before ~= nil and mention.sentence[open].word == "(" and words.events[before.word] or false
end

--- "the drug (115 patients)": how many had it.
local function is_arm(mention)
  local sentence, open = mention.sentence, mention.from - 1
  local before, after = sentence[open - 1], sentence[mention.to + 1]
  if not before or sentence[open].word ~= "(" or not after or after.word ~= ")" or mention.kind ~= "role" then
    return false
  end
  local pooled = STUDIES[before.word] and words.near(sentence, mention.to + 2, mention.to + 5, POOLED)
  return not CONTAINERS[before.word] and not pooled and not bystanders.gave_samples(mention)
end

--- "173 adverse events were documented in 54 patients", "pain recurred in six": those in whom something was seen.
local function is_affected(mention)
  local sentence, at = mention.sentence, mention.from - 1
  if not sentence[at] or not IN[sentence[at].word] then return false end
  if words.near(sentence, at - 1, at - 1, BEFELL) then return true end
  local verb = words.near(sentence, at - 3, at - 1, SEEN)
  if verb and word_before(sentence, verb) == "first" then return true end -- "first reported in 4 patients"
  local bare = words.near(sentence, at - 1, at - 1, EVENTS)
  if not verb and bare then -- "31 serious events in 12 patients"
    for i = math.max(1, at - 4), at - 2 do
      if sentence[i].kind == "n" then return true end
    end
  end
  return verb ~= nil and words.near(sentence, at - 12, at - 1, EVENTS) ~= nil
end

--- "a database composed of 3.5 million subjects": those whom it covers.
local function is_covered(mention)
  local sentence, at = mention.sentence, mention.from - 1
  local joined = words.near(sentence, at - 2, at, COVERING)
    or mention.value >= POPULATION and words.near(sentence, at - 1, at, OF)
  return joined and words.near(sentence, joined - 5, joined - 1, SOURCES) ~= nil
end

--- "10 patients out of a total of 100": the second number is what they were taken from.
local function is_origin(mention)
  local sentence = mention.sentence
  local of = words.near(sentence, mention.from - 5, mention.from - 1, OUT)
  local before = of and sentence[of - 1]
  return before ~= nil and sentence[of + 1].word == "of" and before.kind ~= "n" and before.word ~= ")"
end

--- "About 35 cases of liver damage have been reported": what others saw, but not "30 cases that have been reported".
local function is_known_of(mention)
  local sentence = mention.sentence
  local been = KNOWN[mention.head] and words.near(sentence, mention.to + 1, mention.to + 10, BEEN)
  if not been or not HAVE[sentence[been - 1].word] or not words.near(sentence, been + 1, been + 1, PUBLISHED) then
    return false
  end
  return not words.near(sentence, mention.to + 1, been - 2, words.breaks)
    and not words.near(sentence, mention.to + 1, been - 2, RELATIVE)
end

--- What a mention loses by being of other people than the sample; marks it with agent, each and bracketed.
---@param mention table see sheaf.extract.mentions
---@param before table? the mention before it in the sentence
---@return number 0 or less
function bystanders.penalty(mention, before)
  local lost = 0
  mention.agent = is_agent(mention) or is_recruiter(mention)
  mention.each = is_each(mention) or nil
  if mention.agent then lost = lost - 3 end
  if is_population(mention) or is_covered(mention) then lost = lost - 3 end
  if bystanders.is_owner(mention, before) or cares_for(mention, before) then lost = lost - 3 end
  if mention.each then lost = lost - 3 end
  if is_elsewhere(mention) or is_rater(mention) then lost = lost - 4 end
  if is_origin(mention) then lost = lost - 6 end -- more than a "total" adds
  if is_known_of(mention) then lost = lost - 4 end
  mention.affected = is_affected(mention) or nil
  if mention.affected then lost = lost - 3 end
  local arm = is_arm(mention)
  mention.bracketed = arm and not STUDIES[mention.sentence[mention.from - 2].word] or nil
  if arm then lost = lost - (words.timed[(mention.sentence[mention.from - 2] or {}).word] and 4 or 2) end
  return lost
end

return bystanders
