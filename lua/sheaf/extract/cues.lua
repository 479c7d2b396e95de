--- How far the words around a mention say that these are the people who took part.
--
-- The score begins with the trust in the section the mention stands in. Verbs of taking part and words for totals
-- raise it; shares, parts of a number said before ("12 of 30", "of whom 12"), outcomes ("12 patients withdrew"),
-- those who were only asked, and agents ("by two nurses") lower it. Marks left on a mention: total, whole,
-- candidate, each, so_far, and behind, where another stands before it in the sentence.

local bystanders = require "sheaf.extract.bystanders"
local together = require "sheaf.extract.together"
local words = require "sheaf.extract.words"

local cues = {}

-- Trust in a section; one that is not named never says who took part, and background only of a study that it is
-- about itself ("a study was undertaken in 171 patients").
cues.zones = { participants = 6, methods = 4, design = 4, setting = 4, text = 3.2, results = 3, aim = 2.6,
  title = 2, conclusions = 0.8, background = 2 }
local TOTALS = words.set "total totalling totaling altogether overall"
local CONTAINERS = words.set [[sample cohort series panel population study trial survey experiment interviews records
  charts data questionnaires]]
local DEFINITE = words.set "the these those all both remaining other another additional further same our more"
local PARTS = words.set "remaining other another additional further more only just"
local OTHERS = words.set "other additional further remaining"
local GROUP = words.set "group"
local JOINTS = words.set ", and plus & with"
local FINITE = words.set "were was had have did who whom which completed received underwent took gave reported"
local COMPLETED = words.set "completed finished"
local RELATIVE = words.set "who that whose whom"
local LEFT = words.set "had completed available"
local FOLLOWED = words.set "follow followup"
local RETURNED = words.set "returned responded replied participated agreed consented included enrolled recruited"
local HEADINGS = words.set "patient patients participant participants subject subjects sample population"
local RESPONDING = words.set "responding responded participating participated"
local RESPONDED = words.set "responded"
local TREATMENTS = words.set [[treatment treatments therapy chemotherapy radiotherapy psychotherapy immunotherapy
  medication medications drug drugs dose doses regimen placebo it them]]
local DENYING = words.set "did had do were was could"
local SURVEYS = words.set "survey questionnaire questionnaires invitation study trial"
local ENTERED = words.set "entered enrolled recruited randomised randomized included studied assigned allocated"
local OUTCOME_OF = words.set "responders nonresponders relapsers"
local VERBS = words.set [[were was are is had have has did do received underwent took gave reported showed completed
  improved experienced entered participated responded received attended developed]]
local LINE = 10
local ELIGIBILITY = words.set "eligibility"
local WE = words.set "we authors author i"
local REPORT, REPORTED = words.set "report describe present", words.set "reported described presented"
local BE = words.set "is are was were"
local OWN = words.set "this we our present current authors undertaken conducted performed"
local STUDIES = words.set "studies trials rcts reports comparisons"
local POOLING = words.set "comprising involving including with of enrolling"
local NEVER = 10 -- more than words can make up for
local TOOK_PART = words.set "participated took completed responded enrolled randomised randomized entered replied"
local LARGER = words.set [[original larger parent previous earlier wider bigger additional separate
  another]]
local ANSWERED = words.set "returned responded replied consented agreed"
local SO_FAR = words.set "after until once when"
local GROUPS = words.set "study comparison"
local TOLD = words.set "reported rated stated completed"
local LOST = words.set "withdrew withdrawn dropped discontinued died excluded lost relapsed"
local QUANTIFIERS = words.set "most many majority half some none few several"
local YIELDING = words.set "giving yielding making leaving resulting"
local GATHERED = words.set "cohort sample total"
local PRONOUNS = words.set "whom them these those the which"
local INSIDE = words.set "of in among with on"
local FIRST_OF = words.set "of among in from"

local function starts_mention(list, k, i)
  for j = k + 1, #list do
    if list[j].from == i then return true end
  end
  return false
end

--- Where the clause of a mention begins and ends: at ";" or a later comma, or at the next or last mention.
local function clause(mention, list, k)
  local sentence = mention.sentence
  local from = list[k - 1] and list[k - 1].to + 1 or 1
  local to, depth, finite = #sentence, 0, false
  if list[k + 1] and bystanders.is_owner(list[k + 1], mention) then k = k + 1 end
  for i = mention.from - 1, from, -1 do
    if sentence[i].word == ";" then from = i + 1 break end
  end
  if (mention.kind == "n" or mention.kind == "arm") and mention.depth > 0
    and sentence[mention.to].kind ~= "p" then depth = 1 end
  for i = mention.to + 1, #sentence do
    local word = sentence[i].word
    if word == "(" or word == "[" then depth = depth + 1 end
    if FINITE[word] then finite = true end
    if depth == 0 and (word == ";" or word == "," and finite or starts_mention(list, k, i)) then to = i - 1 break end
    if word == ")" or word == "]" then
      depth = depth - 1
      if depth < 0 then to = i break end
    end
  end
  return from, to
end

--- 2 where a clause says that people took part, 1 where it says what was done to them.
local function cue(mention, from, to)
  local sentence, best = mention.sentence, 0
  for i = from, to do
    local token = sentence[i]
    if token.kind == "w" and token.word ~= mention.head and words.any_cue(token.word) then
      if not words.weak_cues[token.word] then return 2 end
      if i >= mention.from - 3 then best = 1 end
    end
  end
  return best
end

--- "Twenty subjects who had taken A, B and C were entered": what was done with them stands behind a clause.
local function entered_after(mention, list, k, to)
  local sentence = mention.sentence
  for i = to + 1, #sentence - 1 do
    local word = sentence[i].word
    if word == ";" or starts_mention(list, k, i) then return false end
    if (word == "were" or word == "was") and mention.kind ~= "bare" then
      return ENTERED[sentence[i + 1].word] or sentence[i + 1].word == "randomly" and #sentence > i + 1
        and ENTERED[sentence[i + 2].word] or false
    end
  end
  return false
end

--- "Patients: 54 adults with gout": a heading inside a section.
local function is_headed(mention)
  local sentence, i = mention.sentence, mention.from - 1
  if not sentence[i] or sentence[i].word ~= ":" then return false end
  for k = math.max(1, i - 4), i - 1 do
    if HEADINGS[sentence[k].word] then return true end
  end
  return false
end

--- "... were matched to three others, for a cohort of 592 patients"
local function yields(sentence, at)
  local of, held = sentence[at - 1], sentence[at - 2]
  if not held or of.word ~= "of" or not GATHERED[held.word] then return false end
  for i = math.max(2, at - 6), at - 3 do
    if YIELDING[sentence[i].word] or sentence[i].word == "for" and sentence[i - 1].word == "," then return true end
  end
  return false
end

local function is_total(mention)
  local sentence, at = mention.sentence, mention.from
  local before, earlier = sentence[at - 1], sentence[at - 2]
  if before and (before.word == "of" or before.word == ",") then before, earlier = earlier, sentence[at - 3] end
  if not before then return false end
  if TOTALS[before.word] or yields(sentence, at) then return true end
  return before.word == "all" and earlier ~= nil and earlier.word == "in"
end

--- "12 of 30 patients": the 12 is a part of what follows.
local function is_numerator(mention)
  local sentence = mention.sentence
  local after = sentence[mention.to + 1]
  if not after then return false end
  if after.word == "/" or after.word == "of" and mention.kind ~= "role" then
    for i = mention.to + 2, math.min(#sentence, mention.to + 4) do
      if sentence[i].kind == "n" then return true end
      if PRONOUNS[sentence[i].word] then return true end
    end
  end
  return false
end

--- "a series of 53 patients", "a trial in 784 adults": the number belongs to the study.
local function is_sample(mention)
  local sentence = mention.sentence
  local before, earlier = sentence[mention.from - 1], sentence[mention.from - 2]
  return before ~= nil and earlier ~= nil and INSIDE[before.word] and (CONTAINERS[earlier.word]
    or words.done[earlier.word]
    or words.verbs[earlier.word]) or false
end

--- "Participants were 120 nurses": the sentence is about who took part.
local function is_named_sample(mention)
  local sentence = mention.sentence
  local verb, who = sentence[mention.from - 1], sentence[mention.from - 2]
  return verb ~= nil and (verb.word == "were" or verb.word == "included" or verb.word == "comprised")
    and who ~= nil and HEADINGS[who.word] or false
end

--- "most of the 30 patients": a whole that is there already.
local function is_quantified(mention)
  local sentence, i = mention.sentence, mention.from - 1
  return sentence[i - 2] ~= nil and sentence[i].word == "the" and sentence[i - 1].word == "of"
    and QUANTIFIERS[sentence[i - 2].word] or false
end

--- "of 30 patients", where a number or a share stands before "of", or nothing does; not "in A, in 30 patients and in".
local function is_whole(mention, listed)
  local sentence, i = mention.sentence, mention.from - 1
  while sentence[i] and (DEFINITE[sentence[i].word] or sentence[i].word == "eligible"
    or sentence[i].word == "total") do i = i - 1 end
  local of, before = sentence[i], sentence[i - 1]
  if not of or not FIRST_OF[of.word] then return false end
  local led = listed and listed.sentence[listed.from - 1]
  if led and led.word == of.word and before == listed.sentence[listed.to + 1] then return false end
  if before and before.word == "out" then
    local part = sentence[i - 2] -- "Out of 100 patients 69 stayed", "192 (48%) out of 397 patients"
    if not part or part.kind == "n" or part.word == ")" then return true end
  end
  return not before or before.word == "," or is_quantified(mention)
    or (of.word == "of" and (before.kind == "n" or before.word == "%"
    or before.word == ")" and sentence[i - 2].word == "%"))
end

--- "We reviewed 34 children": what the authors did, and with whom.
local function is_object(mention)
  local sentence = mention.sentence
  for i = math.max(1, mention.from - 3), mention.from - 2 do
    if WE[sentence[i].word] then
      local verb = sentence[mention.from - 1]
      return verb.kind == "w" and (verb.word:find("ed$") or verb.word:find("ents$") or verb.word:find("with$")) ~= nil
    end
  end
  return false
end

--- "We report three cases", "Gout in two patients is reported": what a report of cases is of.
local function is_reported(mention)
  local sentence, i = mention.sentence, mention.from - 1
  local who = sentence[i - 1]
  if who and REPORT[sentence[i].word] and (WE[who.word] or who.word == "to") then return true end
  local last = #sentence
  return last > 2 and REPORTED[sentence[last].word] and BE[sentence[last - 1].word] or false
end

--- "19 of 53 patients": the second number is only what the first is a part of.
local function is_denominator(mention)
  local sentence, of = mention.sentence, mention.from - 1
  local before = sentence[of - 1]
  return sentence[of].word == "of" and before ~= nil and (before.kind == "n" or before.word == ")")
end

local function says_part(sentence, mention)
  for i = math.max(1, mention.from - 3), mention.from - 1 do
    local word = sentence[i].word
    if word == "whom" or word == "which" and sentence[i - 1] and sentence[i - 1].word == "of" then return true end
    if word == "these" and sentence[i - 1] and sentence[i - 1].word == "of" then return true end
    if word == "including" and i == mention.from - 1 then return mention.class == "sex" and mention.behind end
  end
  return false
end

--- "261 eligible clinicians responding to the survey": those who answered.
local function is_respondent(mention)
  local sentence = mention.sentence
  local verb = words.near(sentence, mention.to + 1, mention.to + 2, RESPONDING)
  return verb ~= nil and words.near(sentence, verb + 1, verb + 6, SURVEYS) ~= nil
end

--- "30 eligible patients were randomised": no longer only eligible.
local function was_entered(mention)
  local verb, what = mention.sentence[mention.to + 1], mention.sentence[mention.to + 2]
  return verb ~= nil and what ~= nil and verb.word == "were"
    and (ENTERED[what.word] or what.word == "randomly") or false
end

local function candidate(mention, from, to)
  local sentence = mention.sentence
  if was_entered(mention) and sentence[mention.from + 1].word == "eligible" then return false end
  if words.near(sentence, mention.to + 1, to, ELIGIBILITY) then return true end
  if is_respondent(mention) then return false end
  local start = from
  for i = from, mention.from - 1 do
    if sentence[i].kind == "p" then start = i + 1 end
  end
  local found = words.near(sentence, mention.to + 1, math.min(to, mention.to + 4), words.found)
  if found and FINITE[sentence[found - 1].word] then return true end
  local asked = words.near(sentence, mention.to + 1, math.min(to, mention.to + 4), words.candidates)
  if asked and sentence[asked].word:find("^potential") then asked = nil end -- "patients with potential injuries"
  return asked or words.near(sentence, mention.to + 1, math.min(to, mention.to + 9), words.asked_for)
    or words.near(sentence, math.max(start, mention.from - 4), mention.from - 1, words.candidates)
    or words.near(sentence, math.max(start, mention.from - 3), mention.from - 1, words.asked)
    or words.near(sentence, mention.from, mention.to, words.candidates)
end

--- "Eight patients responded to treatment", but not "to the survey", "to a call for participants".
local function responded(sentence, from, to)
  local i = words.near(sentence, from, to, RESPONDED)
  local after = i and sentence[i + 1]
  return after and after.word == "to" and words.near(sentence, i + 2, i + 4, TREATMENTS) and i or nil
end

--- "Twelve patients did not.": what was said before of others.
local function denied(sentence, from)
  local last = #sentence
  if sentence[last].kind == "p" then last = last - 1 end
  return last > from and last - from <= 2 and sentence[last].word == "not" and DENYING[sentence[last - 1].word]
    and last or nil
end

--- "the 12 study volunteers"
local function is_of_study(mention)
  local after = mention.sentence[mention.from + 1]
  return mention.to > mention.from + 1 and after.word == "study"
end

--- Did something happen to those people that happens to some of a study's people only?
--- 4 in a main clause, 1.5 in a relative one ("patients who had relapsed").
local function outcome(mention, to)
  local sentence = mention.sentence
  if mention.total and words.near(sentence, mention.to + 1, mention.to + 2, TOLD) then return 0 end
  local last = math.min(to, mention.to + 7)
  if mention.whole then -- "Among the 47 people enrolled, the drug was well tolerated"
    for i = mention.to + 1, last do
      if sentence[i].word == "," then last = i break end
    end
  end
  local i = words.near(sentence, mention.to + 1, last, words.outcomes) or responded(sentence, mention.to + 1, last)
    or mention.from == 1 and denied(sentence, mention.to) or nil
  if not i or sentence[i].joined or is_of_study(mention) and not LOST[sentence[i].word] then return 0 end
  local most = sentence[i - 1].word:find("^maxim") -- "on maximally tolerated drugs"
  if most and sentence[i].word == "tolerated" then return 0 end
  if mention.kind == "n" and sentence[i].word:find("ing$") then return 0 end -- "Women (n = 159) experiencing flushes"
  local all = mention.capital and mention.class == "generic" -- "The participants (N = 40) rated films"
  if all and not LOST[sentence[i].word] then return 0 end
  return words.near(sentence, mention.to + 1, i, RELATIVE) and 1.5 or 4
end

--- The first token behind a mention, and behind the share in brackets that follows it: "101 (65 %) completed".
local function behind_share(mention)
  local sentence, i = mention.sentence, mention.to + 1
  if not (sentence[i] and sentence[i].word == "(") then return sentence[i] end
  while sentence[i] and sentence[i].word ~= ")" do i = i + 1 end
  return sentence[i + 1]
end

--- "1,200 callers, of whom 780 replied", "71 were invited and 34 agreed", "Of 156 eligible patients, 101 patients
--- completed": the first were only asked.
local function answers(mention, before)
  if not before or not before.score or before.sentence ~= mention.sentence then return false end
  local asked = before.candidate and mention.value < before.value
  if mention.kind == "role" then
    local verb = asked and before.whole and mention.head == before.head and behind_share(mention)
    return verb and (ANSWERED[verb.word] or TOOK_PART[verb.word]) or false
  end
  return mention.kind == "bare" and ANSWERED[mention.sentence[mention.to].word]
    and (asked or says_part(mention.sentence, mention)) or false
end

--- "39 trials comprising 11,201 patients were eligible": what a review pools.
local function is_pooled(mention)
  local sentence = mention.sentence
  local verb, trials = sentence[mention.from - 1], sentence[mention.from - 2]
  return verb ~= nil and trials ~= nil and POOLING[verb.word] and STUDIES[trials.word] or false
end

--- "13,359 of the 78,463 adults who participated": the whole is who took part.
local function is_whole_that_took_part(mention)
  local sentence = mention.sentence
  local who = sentence[mention.to + 1]
  return who ~= nil and RELATIVE[who.word] and TOOK_PART[(sentence[mention.to + 2] or who).word] or false
end

--- Is a sentence of the background about this study, and the mention its sample?
local function is_own_sample(mention)
  local sentence = mention.sentence
  if sentence[1].word == "we" and sentence[mention.from - 1].word == "in" then return true end
  return words.near(sentence, 1, #sentence, OWN) ~= nil and not words.near(sentence, 1, #sentence, LARGER)
    and (is_sample(mention) or is_object(mention))
end

--- Parts of a number said before, and totals.
local function share_of_whole(mention, list, k)
  local sentence, score = mention.sentence, 0
  local part = is_numerator(mention)
  if is_total(mention) and not (part and mention.kind ~= "role") then mention.total, score = true, 3 end
  local asked = list[k - 1] and list[k - 1].candidate -- "300 were invited, of whom 210 agreed"
  if answers(mention, list[k - 1]) then
    list[k - 1].score, score = list[k - 1].score - 4, score + 2
  elseif not mention.taken and (part or says_part(sentence, mention) and not asked) then
    score = score - 4
  end
  if mention.share and not mention.whole then
    score = score - (words.near(sentence, mention.from, mention.to + 6, RETURNED) and 1 or 3)
  end
  if mention.whole and is_quantified(mention) then score = score + 1 end
  if mention.whole and is_denominator(mention) then
    score = score + (is_whole_that_took_part(mention) and 1 or -2)
  end
  return score
end

--- "orally in 14 and intrathecally in 8 patients": the 8 are not the whole.
local function stands_with_bare(mention)
  local sentence, at = mention.sentence, mention.from - 1
  for i = math.max(2, at - 4), at - 2 do
    local number = sentence[i].kind == "n" and sentence[i - 1].word == sentence[at].word
    if number and sentence[i + 1].word == "and" then return true end
  end
  return false
end

--- The word before a mention: "the other 12 patients", "after 15 patients".
local function led_in(mention)
  local before, score = mention.sentence[mention.from - 1], 0
  if not before then return 0 end
  if stands_with_bare(mention) then score = -1 end
  local inner = mention.sentence[mention.from + 1] -- "two other employees"
  if together.begins_with_more(mention) then return score end
  local part = PARTS[before.word]
  if part or SO_FAR[before.word] or inner and mention.to > mention.from and OTHERS[inner.word] then
    score = -3
  end
  mention.so_far = SO_FAR[before.word]
  local named = mention.class == "generic" or GROUPS[mention.sentence[mention.from].word]
  local itself = mention.kind == "n" and named -- "The participants (N = 40)", "the study patients (n = 268)"
  if before.word == "group" or words.near(mention.sentence, mention.from - 2, mention.from - 2, GROUP)
    and words.near(mention.sentence, mention.from - 4, mention.from - 4, words.links) then
    score = score - 1 -- "a group of 9 young and a group of 9 elderly subjects": one of several
  end
  itself = itself or is_of_study(mention)
  local all = mention.from == 2 and before.word == "all" -- "All 172 patients were white"
  if DEFINITE[before.word] and not itself and not all then score = score - (mention.whole and 0.5 or 1.5) end
  return score
end

--- What is said behind a mention: it is the study's sample, or this happened to some.
local function goes_on(mention, list, k, to)
  local sentence, score = mention.sentence, 0
  if is_named_sample(mention) then
    score = 2
  elseif is_sample(mention) or is_respondent(mention) then
    score = 1
  elseif not (is_reported(mention) or list[k + 1] and bystanders.is_owner(list[k + 1], mention)) then
    score = -outcome(mention, to)
  end
  local verb = words.near(sentence, mention.to + 1, mention.to + 3, COMPLETED)
  if verb and sentence[verb + 1] and sentence[verb + 1].word == "the" then score = score - 1 end
  local kept = words.near(sentence, mention.to + 1, mention.to + 2, LEFT)
  if kept and words.near(sentence, kept + 1, kept + 3, FOLLOWED) then score = score - 2 end
  return score
end

--- How far the words around a mention speak for it as a count of who took part.
local function cue_score(mention, list, k)
  local from, to = clause(mention, list, k)
  mention.whole = is_whole(mention, list[k - 1])
  local said = math.max(cue(mention, from, to), entered_after(mention, list, k, to) and 2 or 0)
  local score = said + (is_headed(mention) and 2 or 0) + (bystanders.gave_samples(mention) and 2 or 0)
    + ((is_object(mention) or is_reported(mention)) and 1.5 or 0)
  score = score + share_of_whole(mention, list, k) + led_in(mention) + goes_on(mention, list, k, to)
    + bystanders.penalty(mention, list[k - 1])
  if mention.sentence.zone.category == "background" and not is_own_sample(mention) then score = score - NEVER end
  if is_pooled(mention) then
    score = score + 1
  elseif not mention.taken and not answers(mention, list[k - 1]) and candidate(mention, from, to)
    and not entered_after(mention, list, k, mention.to) then
    mention.candidate, score = true, score - 3
  end
  return score
end

--- "244 postmenopausal women 44 to 77 years of age.": a line that says who took part, without a verb.
local function is_line(mention)
  local sentence = mention.sentence
  if mention.from ~= 1 or mention.kind ~= "role" or mention.value < LINE then return false end
  for i = mention.to + 1, #sentence do
    local word = sentence[i].word
    if VERBS[word] and not words.near(sentence, i - 5, i - 1, RELATIVE) then return false end
  end
  return true
end

local function score(mention, list, k)
  local base = cues.zones[mention.sentence.zone.category]
  mention.behind = k > 1
  local total = base + cue_score(mention, list, k)
  if mention.kind == "n" then total = total + 1 end
  if mention.kind == "activity" then total = total - 1.5 end
  if mention.kind == "bare" then total = total - 0.5 end
  if mention.kind == "arm" then total = total - 1 end
  if mention.head == "cases" then total = total - 1 end
  if OUTCOME_OF[mention.head] then total = total - 2 end
  if is_line(mention) then total = total + 1 end
  if mention.value == 1 then total = total - 2 end
  if mention.value == 2 then total = total - 0.5 end
  return total
end

--- Do two mentions stand side by side, "14 parents, 31 GPs and 19 nurses"? Brackets between them do not matter.
local function side_by_side(a, b)
  local sentence = a.sentence
  local joint = sentence[b.from - 1]
  if a.depth ~= b.depth or not joint or not JOINTS[joint.word] then return false end
  local depth = 0
  for i = a.to + 1, b.from - 1 do
    local word = sentence[i].word
    if word == "(" or word == "[" then depth = depth + 1 end
    if depth == 0 and (FINITE[word] or word == ";") then return false end
    if word == ")" or word == "]" then depth = math.max(0, depth - 1) end
  end
  return true
end

--- The mention before list[k] that stands in the same bracket or outside of all.
local function neighbour(list, k)
  for i = k - 1, 1, -1 do
    if list[i].depth == list[k].depth then return list[i] end
  end
end

local function shares(a, b)
  local divides = b.class == "sex" and a.class ~= "sex" and b.value < a.value
  local alike = a.kind == b.kind or b.elided
  return alike and not (divides or a.share or b.share or a.candidate or b.candidate)
end

--- Mentions side by side share the better score: what is said of one is said of all.
local function share_scores(list)
  local outermost = math.huge
  for _, mention in ipairs(list) do outermost = math.min(outermost, mention.depth) end
  for _, mention in ipairs(list) do
    if mention.depth > outermost and mention.kind == "role" then mention.score = mention.score - 1 end
    if mention.depth > outermost and mention.kind == "bare" then mention.score = mention.score - 2 end
  end
  local beside = {}
  for k = 2, #list do
    local a, b = neighbour(list, k), list[k]
    if a and side_by_side(a, b) and shares(a, b) then beside[k] = a end
  end
  for k = #list, 2, -1 do
    local a, b = beside[k], list[k]
    if a and a.agent then b.score, b.agent = math.min(a.score, b.score), true end -- "by 50 GPs and two nurses"
    if a and a.affected then b.score = math.min(a.score, b.score) end -- "effects were seen in 12 men and 3 women"
    if a then a.score = math.max(a.score, b.score) end
  end
  for k = 2, #list do
    local a, b = beside[k], list[k]
    if a then b.score = math.max(a.score, b.score) end
  end
end

--- Scores every mention of a sentence.
---@param list table[] see sheaf.extract.mentions
function cues.score(list)
  for k, mention in ipairs(list) do mention.score = score(mention, list, k) end
  share_scores(list)
end

return cues
