--- When the number of people that was read is better left out, as something in the record speaks against its being the
--- whole:
--   * more people than that are counted elsewhere in it, in the past and of the same kind, where nothing says that they
--     were only looked at, and no verb of taking part says the number itself, or the title says the larger one;
--   * a bracket, "patients with A (n = 151) and with B (n = 130)", counts more of the same sentence than was added up;
--   * two wholes of like size stand in a sentence, "in 11% of 869 patients on A and in 12% of 888 on B";
--   * people of another study stand in the sentence, "a trial in 736 patients and a study in 693";
--   * a number leaves out whom it counts and was not added, "A was given to 15 patients and B to 14";
--   * two groups were added up that no word joins, "79 patients with A, 15 cases with B alone";
--   * nothing but "57 completed" says that these are people, and others are counted beside them;
--   * arms were added up, and controls counted elsewhere were not;
--   * another number stands beside it with people that no list of roles knows, "13 authorities and 7 practitioners".
-- A number that the record says twice, as a total or in its title, is not doubted.

local cues = require "sheaf.extract.cues"
local partial = require "sheaf.extract.partial"
local statement = require "sheaf.extract.statement"
local tense = require "sheaf.extract.tense"
local words = require "sheaf.extract.words"

local doubt = {}

local JOINTS = words.set "and plus & or with versus vs"
local LINKS = words.set "and plus"
local SERVED = words.set "served acted"
local CONTROLS = words.set "control controls"
local PLACEBO, COMPARED = words.set "placebo", words.set "compared"
local STUDIES = words.set "study trial experiment"
local NEIGHBOURS = 2 -- sentences between two that tell of two groups
local ONE, IN = words.set "patient case subject", words.set "in"
local CHOSEN = words.set "who whom whose without given treated receiving"
local ALL = words.set "all"
local CHOSEN_FOR = words.set "randomised randomized assigned allocated treated receiving"
local PER = words.set "per each"
local TIMES = words.set "baseline during before after endpoint"
local EITHER = words.set "or versus vs"
local RANDOMISED = words.set "randomised randomized assigned allocated"
local REVIEW = words.set "review"
local POOLED = words.set [[systematic quantitative meta pooled retrospective prospective chart charts record records
  case cases series report reports year years consecutive first experience cohort patient our audit scoping trial
  randomised randomized controlled effect effects effectiveness]]
local LITERARY = words.set [[a an the this literature clinical critical brief short concise comprehensive narrative
  current updated selective evidence art]]
local IN_GENERAL = words.set "trials studies"
local INDEFINITE = words.set "a an one another"
local FINITE = words.set "were was are is had has have did took gave received underwent"
local CLEAR = 5 -- a score that says more than that a verb fits, as with "4035 were randomised"
local SAID = 1.8 -- what a verb of taking part adds to a score, at least
local ALIKE = 2 -- groups of a study are not more unlike than this
local ALONE = words.set "control sex" -- who are added without a word
local WHICH, EACH_OF = words.set "which", words.set "groups studies trials subgroups centres centers arms"

local function begins_in(mention)
  local sentence = mention.sentence
  return mention.from == 2 and mention.kind == "role" and sentence[1].word == "in"
    and words.near(sentence, mention.to + 1, mention.to + 2, CHOSEN) ~= nil
end

local function only_sexes(item)
  for _, mention in ipairs(item.counted) do
    if mention.class ~= "sex" or mention.depth == 0 then return false end
  end
  return true
end

local function set_of(all)
  local set = {}
  for _, item in ipairs(all) do set[item] = true end
  return set
end

--- Does the record say the number again, or say that it is all?
local function is_confirmed(list, main, n, counted)
  if list.titled[n] or main.counted[1].total or main.counted[1].taken then return true end
  for _, item in ipairs(list) do
    local controls = item.counted[1].class == "control" and main.counted[1].class ~= "control"
    if not counted[item] and item.n == n and not controls then return true end
  end
  return false
end

--- Are people of the one statement of another kind than those of the other: nurses, and patients on their wards?
local function are_unlike(main, item)
  local one, other = main.counted[1].class, item.counted[1].class
  return one ~= other and (one == "staff" or one == "family") and other ~= "generic"
end

--- Does a verb of taking part say the number, and not only the heading that it stands under?
local function is_plain(main)
  local first = main.counted[1]
  local in_bracket = first.kind == "role" and first.depth > 0
  return not first.whole and not in_bracket and main.score - cues.zones[first.sentence.zone.category] >= SAID
end

--- The number of more people than n in one statement that was not counted, whom something was done with.
local function is_more(item, main, n)
  local first = item.counted[1]
  if item.score < statement.enough or first.candidate or first.whole or first.so_far then return false end
  local past = first.sentence.zone.category == "title" or tense.has_past(first.sentence)
  if are_unlike(main, item) or not past then return false end
  for _, mention in ipairs(item.counted) do
    if mention.value > n and mention.kind ~= "arm" then return mention.value end
  end
  return false
end

--- "(n = 130)" in the sentence of a mention, which neither was counted nor divides what was.
local function has_other_bracket(item)
  local first, rest = item.counted[1], 0
  if #item.counted > 1 or first.kind ~= "n" then return false end
  for _, mention in ipairs(item.mentions) do
    local bracket = (mention.kind == "n" or mention.kind == "arm") and (mention.capital or not first.capital)
    if mention ~= first and bracket and not mention.share and mention.depth == first.depth then
      rest = rest + mention.value
    end
  end
  return rest > 0 and rest ~= first.value
end

--- "A 6-week trial in 736 patients and a 1-year study in 693 patients": as many took part in each.
local function has_other_study(item)
  local first = item.counted[1]
  local sentence = first.sentence
  local named = words.near(sentence, 1, first.from - 1, STUDIES)
  if #item.counted > 1 or first.kind ~= "role" or not named then return false end
  for _, mention in ipairs(item.mentions) do
    if mention.from > first.to and mention.head == first.head and mention.depth == first.depth
      and words.near(sentence, first.to + 1, mention.from - 1, STUDIES) then return true end
  end
  return false
end

--- "A was given to 15 patients and B to 14": a number that leaves out whom it counts was not added.
local function has_elided(item)
  for _, mention in ipairs(#item.counted == 1 and item.mentions or {}) do
    if mention ~= item.counted[1] and mention.elided and mention.parallel then return true end
  end
  return false
end

--- "15 received", "57 completed" as the only people of a sentence that were counted, and others were not.
local function is_bare_beside_others(item)
  local first = item.counted[1]
  if #item.counted > 1 or first.kind ~= "bare" or first.class ~= "generic" or item.score >= CLEAR then return false end
  for _, mention in ipairs(item.mentions) do
    if mention ~= first and not mention.candidate and mention.kind ~= "activity" then return true end
  end
  return false
end

--- A number that little says took part, beside one of like size in the sentence that was not counted.
local function is_weak_beside_like(item)
  local first = item.counted[1]
  if #item.counted > 1 or item.score >= CLEAR or item.arms or first.whole then return false end
  local part = set_of(item.parts)
  for _, mention in ipairs(item.mentions) do
    local like = mention.value > first.value or 2 * mention.value > first.value and mention.score >= statement.enough
    like = like or mention.class == "control" and first.class ~= "control"
    local beside = like and mention.depth == first.depth and not (mention.share or part[mention])
    if mention ~= first and beside and not mention.candidate and mention.kind ~= "activity" then return true end
  end
  return false
end

--- "in 11% of 869 patients on A and in 12% of 888 on B": another whole that is none of the people counted.
local function has_other_whole(item)
  local first = item.counted[1]
  if #item.counted > 1 or not first.whole then return false end
  local found, rest = false, 0
  for _, mention in ipairs(item.mentions) do
    local alike = mention.value <= ALIKE * first.value and first.value <= ALIKE * mention.value
    if mention ~= first and mention.whole and mention.value ~= first.value then
      found, rest = found or alike, rest + mention.value
    end
  end
  return found and rest ~= first.value -- "Among 173 patients, 72 of the 88 on A and 68 of the 85 on B"
end

--- "79 patients with A, 15 cases with B alone": what was added up is not joined by a word.
local function is_loose_sum(item)
  local count = #item.counted
  local last, before = item.counted[count], item.counted[count - 1]
  if count ~= 2 or item.arms or last.kind ~= "role" or ALONE[last.class] then return false end
  local sentence, i = last.sentence, last.from - 1
  if words.near(sentence, before.to + 1, i, RANDOMISED) then return false end -- "15 were randomised to A, 19 to B"
  while i > before.to and sentence[i].word ~= "," and sentence[i].word ~= ";" do
    if JOINTS[sentence[i].word] then return false end
    i = i - 1
  end
  return last.head ~= before.head or sentence[i].word ~= ";"
end

--- "compared with untreated women (control group, n = 15)", in a sentence of its own, beside the arms counted.
local function has_other_controls(list, main)
  for _, mention in ipairs(list.lone) do
    if words.near(mention.sentence, 1, mention.from - 1, SERVED) and words.near(mention.sentence, mention.from - 3,
      mention.from - 1, CONTROLS) then return true end
  end
  for _, mention in ipairs(main.arms and list.lone or {}) do
    local known = false
    for _, other in ipairs(main.counted) do known = known or other.value == mention.value end
    local sentence, to = mention.sentence, mention.from - 1
    local control = words.near(sentence, to - 5, to, CONTROLS)
      or words.near(sentence, to - 2, to, PLACEBO) and words.near(sentence, 1, to, COMPARED)
    if not known and control then return true end
  end
  return false
end

--- "In clinical trials, tea was well tolerated": a sentence that begins with what studies in general found.
local function tells_of_studies(sentence)
  return sentence[1].word == "in" and words.near(sentence, 2, 4, IN_GENERAL) ~= nil
end

--- "In a trial involving 282 children": one of the studies that a record tells of, with no word that it is its own.
local function is_of_others(document, main)
  local first = main.counted[1]
  local sentence = first.sentence
  local study = words.near(sentence, first.from - 2, first.from - 1, STUDIES)
  if not study or sentence[1].word ~= "in" or not words.near(sentence, 2, 2, INDEFINITE) then return false end
  for _, zone in ipairs(document) do
    for _, other in ipairs(zone.sentences) do
      if tells_of_studies(other) then return true end
    end
  end
  return false
end

--- "In 330 patients who had A ... In 111 patients in whom B": two sentences that begin with some.
local function is_one_of_two(list, counted, main)
  if not begins_in(main.counted[1]) then return false end
  for _, item in ipairs(list) do
    local near = math.abs((item.order or 0) - main.order) <= NEIGHBOURS and item.place == main.place
    if not counted[item] and near and item.n ~= main.n and begins_in(item.counted[1]) then return true end
  end
  return false
end

--- "Groups in which over 100 patients were included": so many in each; not "two trials in which 640 women".
local function is_in_each(item)
  local mention = item.counted[1]
  local which = words.near(mention.sentence, mention.from - 4, mention.from - 1, WHICH)
  local before = which and mention.sentence[which - 1]
  if not before or before.word ~= "in" or not words.near(mention.sentence, which - 2, which - 2, EACH_OF) then
    return false
  end
  for i = math.max(1, which - 5), which - 3 do
    if mention.sentence[i].kind == "n" then return false end
  end
  return true
end

--- "Four panels of men (n = 8 per panel) had A (n = 6) or B (n = 2)": what is added up is in each.
local function is_per_group(item)
  for _, mention in ipairs(item.arms and item.mentions or {}) do
    if words.near(mention.sentence, mention.to, mention.to + 1, PER) then return true end
  end
  return false
end

--- "Experiments 1 (N = 242) and 2 (N = 112) ... Experiment 3 (N = 110)": a study that was not added.
local function has_numbered_study(list, counted, main)
  if not partial.is_numbered_study(main) then return false end
  for _, item in ipairs(list) do
    if not counted[item] and item.n ~= main.n and partial.is_numbered_study(item) then return true end
  end
  return false
end

local function is_arm_of(item)
  local first = item.counted[1]
  return first.whole and words.near(first.sentence, first.to + 1, first.to + 4, CHOSEN_FOR) ~= nil
end

--- "Of the 503 patients randomised to A, ... Of the 505 patients randomised to B, ..."
local function is_one_arm(list, counted, main)
  if not is_arm_of(main) then return false end
  for _, item in ipairs(list) do
    local alike = item.n <= ALIKE * main.n and main.n <= ALIKE * item.n
    if not counted[item] and alike and item.n ~= main.n and is_arm_of(item) then return true end
  end
  return false
end

--- "(n = 10) or (n = 10). All 40 subjects completed": more than the groups that were added up.
local function is_short_of_all(list, counted, main, n)
  if not main.arms and #main.counted < 2 then return false end
  for _, item in ipairs(list) do
    local first = item.counted[1]
    local all = words.near(first.sentence, first.from - 1, first.from - 1, ALL)
    if not counted[item] and all and first.value > n and not first.candidate then return true end
  end
  return false
end

--- "at baseline (n = 277) and during treatment (n = 347)": the same people at two times; not "before surgery (n = 25)
--- or after it (n = 26)".
local function are_times(item)
  local count = 0
  for i, mention in ipairs(item.counted) do
    if mention.depth == 0 or mention.kind == "role" then return false end
    local before = item.counted[i - 1]
    if before and words.near(mention.sentence, before.to + 1, mention.from - 1, EITHER) then return false end
    local number = mention.kind == "n" and mention.to - 1 or mention.from -- a noun may stand first
    if words.near(mention.sentence, number - 4, number - 1, TIMES) then count = count + 1 end
  end
  return count > 1
end

--- "(29 females, 7 males)" in two sentences: each divides a group that was not counted.
local function divides_unknown(list, counted, main)
  if not only_sexes(main) then return false end
  for _, item in ipairs(list) do
    if not counted[item] and only_sexes(item) and item.place == main.place then return true end
  end
  return false
end

--- "133 patients were randomised to A and 129 to B" in two sentences, with other numbers: two studies.
local function are_other_arms(list, counted, main)
  if #main.counted < 2 or main.arms then return false end
  for _, item in ipairs(list) do
    if not counted[item] and #item.counted > 1 and not item.arms and item.place == main.place and item.n ~= main.n
      and item.counted[2].elided and main.counted[2].elided and item.score >= main.score
      and item.n ~= main.counted[1].value and item.n ~= main.counted[2].value then return true end
  end
  return false
end

--- "Rigidity in one patient, pain in five patients": in how many each was seen.
local function is_tally(item)
  local first = item.counted[1]
  local led = words.near(first.sentence, first.from - 1, first.from - 1, IN)
  if #item.counted == 1 and item.score >= CLEAR or not led then return false end
  if item.mentions[1] == first and words.near(first.sentence, first.to + 1, first.to + 2, FINITE) then
    return false -- "Side effects in 26 patients were nausea in one patient and"
  end
  for _, mention in ipairs(item.mentions) do
    if mention.value == 1 and ONE[mention.head] and words.near(mention.sentence, mention.from - 1, mention.from - 1,
      IN) then return true end
  end
  return false
end

--- "Tea: a review of its use": a review by its title that neither pooled studies nor looked at its own patients.
local function is_narrative(document, main)
  local title = document[1]
  if main.counted[1].sentence[1].word == "we" then return false end -- "We present 18 cases"
  for _, zone in ipairs(document) do
    if zone.text:lower():find("systematic", 1, true) then return false end
  end
  for _, sentence in ipairs(title and title.category == "title" and title.sentences or {}) do
    if words.near(sentence, 1, #sentence, POOLED) then return false end
    local review = words.near(sentence, 1, #sentence, REVIEW)
    local of = review and sentence[review - 1]
    if review then return not of or of.kind ~= "w" or LITERARY[of.word] or false end
  end
  return false
end

local function names_someone(noun)
  local word = noun.word
  return noun.kind == "w" and not noun.joined and not word:find("ed$")
    and not (words.stops[word] or words.things[word] or words.ages[word])
end

local function is_of_mention(item, i)
  for _, mention in ipairs(item.mentions) do
    if mention.from <= i and i <= mention.to then return true end
  end
  return false
end

--- "13 authorities in the field and 7 practitioners": a number of something beside the people counted first.
local function stands_with_unknown(item)
  local first = item.counted[1]
  local sentence, at = first.sentence, first.from - 1
  if #item.counted > 1 or first.kind ~= "role" then return false end
  if sentence[at] and (sentence[at].word == "from" or sentence[at].word == "with") then at = at - 1 end
  if not sentence[at] or not LINKS[sentence[at].word] then return false end
  if sentence[at - 1] and sentence[at - 1].word == "," then at = at - 1 end
  for i = at - 1, math.max(1, at - 10), -1 do
    local token = sentence[i]
    if FINITE[token.word] or is_of_mention(item, i) then return false end
    if token.kind == "n" and token.value and token.value > 1 then
      local noun = sentence[i + 1]
      local again = words.near(sentence, first.to + 1, first.to + 2, FINITE)
      if again and words.near(sentence, 1, i - 1, FINITE) then return false end -- two clauses
      local before = sentence[i - 1] or noun
      return names_someone(noun) and not words.before_value[before.word]
    end
    if words.things[token.word] or token.kind == "p" then return false end
  end
  return false
end

--- "In the other 22 patients", "records of another 12 patients": as many as were counted, or more.
local function has_others(list, all, n)
  local counted = {}
  for _, item in ipairs(all) do
    for _, mention in ipairs(item.counted) do counted[mention] = true end
  end
  for _, mention in ipairs(list.others) do
    if not counted[mention] and mention.value >= n and tense.has_past(mention.sentence) then return true end
  end
  return false
end

--- "Fourteen were evaluated for A, 13 for B and 11 for C", where 14 is said to be the whole elsewhere.
local function is_of_whole(list, counted, main)
  local largest, head = 0, main.counted[1].head
  if #main.counted < 3 or main.arms then return false end
  for _, mention in ipairs(main.counted) do
    if mention.head ~= head then return false end
    largest = math.max(largest, mention.value)
  end
  for _, item in ipairs(list) do
    for _, mention in ipairs(not counted[item] and item.mentions or {}) do
      if mention.whole and mention.value == largest and mention.class ~= "sex" then return true end
    end
  end
  return false
end

--- Does the record speak against n being all who took part?
---@param list table[] every statement of the record, see sheaf.extract.participants
---@param main table the statement that was chosen
---@param all table[] it and those added to it
---@param n integer
---@param document table
---@return boolean
function doubt.of(list, main, all, n, document)
  local counted = set_of(all)
  if is_confirmed(list, main, n, counted) then return false end
  if is_narrative(document, main) or has_others(list, all, n) or has_other_controls(list, main) or are_times(main)
    or is_per_group(main) or is_in_each(main) or divides_unknown(list, counted, main)
    or are_other_arms(list, counted, main) or is_of_whole(list, counted, main)
    or has_numbered_study(list, counted, main)
    or #all == 1 and partial.goes_on(main) or is_one_arm(list, counted, main)
    or is_short_of_all(list, counted, main, n) then return true end
  for _, item in ipairs(all) do
    if has_other_bracket(item) or stands_with_unknown(item) or is_loose_sum(item)
      or has_other_whole(item) or is_bare_beside_others(item) or is_weak_beside_like(item) or has_elided(item)
      or has_other_study(item) or is_tally(item) then
      return true
    end
  end
  if #all == 1 and (partial.is_one_study(main) or is_of_others(document, main)) then return true end
  local plain = is_plain(main)
  if #all == 1 and not plain and is_one_of_two(list, counted, main) then return true end
  if #all == 1 and not plain and partial.is_one_group(main) then return true end
  for _, item in ipairs(list) do
    local more = not counted[item] and is_more(item, main, n)
    if more and not (plain and not list.titled[more]) then return true end
  end
  return false
end

return doubt
