--- The people whom one sentence counts: groups side by side are added, parts of a total are not.

local cues = require "sheaf.extract.cues"
local nouns = require "sheaf.extract.nouns"
local roles = require "sheaf.extract.roles"
local words = require "sheaf.extract.words"

local statement = {}

statement.enough = 3 -- a lower score is no statement of who took part
local SURE = 6 -- a score that needs no other support
local JOINING = words.set "and plus or &"
local WITH = words.set "with"
local CONTROLS = words.set "control controls comparison reference"
local CONTRAST = 8 -- words behind people within which they are called controls
local COLON = words.set ":"
local DIVIDED = words.set "randomised randomized assigned allocated divided randomly into"
local COMPLETED = words.set "completed finished"
local REVEALED = words.set "revealed identified disclosed"
local CAME_AGAIN = words.set "returned continued repeated"
local TO = words.set "to"
local NUMBERED = words.set "study experiment sample survey"
local GROUPS = words.set "groups arms"
local ENROLLED = words.set "enrolled recruited included entered whom participated"
local FINITE = words.set "were was had received underwent took gave completed transmitted entered enrolled recruited"
local INCLUDING = words.set "including"
local MUCH = 0.72 -- arms of a trial are more alike than this
local HYPERNYMS = words.set [[clinicians professionals staff practitioners providers workers personnel employees
  relatives]]
local ARMS = words.set [[group groups arm arms cohort cohorts randomised randomized randomly assigned allocated
  received receiving treated treatment treatments placebo control given either versus vs v compared intervention
  therapy administered trial dose mg sample samples]]
local COMPARED = words.set "placebo control controls versus vs comparison"
local TOOK = words.set "received took"
local ALIKE = 1.3 -- "159 patients received A and 147 received B"
local MOST_ALIKE = 1.5 -- "treated subjects (n = 1094) and placebo (n = 1093)"
local ENTERED = words.set [[enrolled enroled randomised randomized included recruited participated interviewed
  took consented agreed entered assigned allocated]]

--- The number in "two groups" of a sentence.
local function groups_in(sentence)
  for i = 1, #sentence - 1 do
    if sentence[i].kind == "n" and sentence[i].value and sentence[i].value > 1 and sentence[i].value <= 8 then
      if words.near(sentence, i + 1, i + 4, GROUPS) then return sentence[i].value end
    end
  end
end

--- The people of several mentions.
---@param list table[]
---@return integer
function statement.sum(list)
  local total = 0
  for _, mention in ipairs(list) do total = total + mention.value end
  return total
end

local function rest_of(list, first)
  local rest = {}
  for _, mention in ipairs(list) do
    if mention ~= first then rest[#rest + 1] = mention end
  end
  return rest
end

local function has_class(list, class)
  for _, mention in ipairs(list) do
    if mention.class == class then return true end
  end
  return false
end

--- "15 GPs, 10 nurses and five pharmacists" is a list, though 10 and 5 make 15.
local function is_list(first, rest)
  if first.class ~= "staff" and first.class ~= "family" or HYPERNYMS[first.head] then return false end
  local after = first.sentence[first.to + 1]
  return after ~= nil and after.word == "," and rest[1].class ~= "sex" and rest[1].from == first.to + 2
end

--- Mentions behind the first one that only divide it.
local function divides(first, rest)
  if #rest == 0 then return false end
  if (#rest > 1 or rest[1].groups) and statement.sum(rest) == first.value then
    return not is_list(first, rest) and (first.total or not has_class(rest, "control"))
  end
  for _, mention in ipairs(rest) do
    local inside = mention.depth > first.depth and mention.kind ~= "n"
    local sex = mention.class == "sex" and first.class ~= "sex"
    local smaller = mention.value <= first.value
    if not (smaller and (inside or sex or first.class == "generic" and mention.class ~= "generic"
      and mention.class ~= "control"
      and first.total)) then
      return false
    end
  end
  return true
end

--- What a bracket behind a mention counts: "15 participants (11 GPs, 4 nurses)".
local function bracketed(list, first)
  local inside = {}
  for _, mention in ipairs(list) do
    if mention.from > first.from and mention.depth > first.depth
      and mention.kind == "role" then inside[#inside + 1] = mention end
  end
  return inside
end

--- Does a sentence speak of groups of people, and not of events and findings that are counted in brackets too?
local function speaks_of_arms(sentence)
  for _, token in ipairs(sentence) do
    if token.kind == "w" and (ARMS[token.word] or not token.owner and roles.class(token.word)) then return true end
  end
  return false
end

--- Arms without those that divide one of them or all of them again: "drug (n = 49) or surgery (n = 55), that comprised
--- a stent (n = 13), ..."; "one goal (n = 554) or another (n = 540), and drug A (n = 441), B (n = 436) or C (n = 217)".
local function without_parts(kept)
  local before, total = 0, statement.sum(kept)
  for i, mention in ipairs(kept) do
    before = before + mention.value
    local rest = total - before
    local of_one = #kept - i > 1 and rest == mention.value
    local of_all = i > 1 and #kept - i > 1 and #kept - i ~= i and rest == before
    if of_one or of_all then return { table.unpack(kept, 1, i) } end
  end
  return kept
end

--- "(n = 60) ... (n = 58)": the arms of a trial.
local function arms(list)
  local kept = {}
  local sentence = list[1].sentence
  if words.near(sentence, 1, #sentence, words.animals) or not speaks_of_arms(sentence) then return end
  for _, mention in ipairs(list) do
    if (mention.kind == "arm" or mention.bracketed) and mention.score > 0 then kept[#kept + 1] = mention end
  end
  if #kept < 2 then return end
  kept = without_parts(kept)
  local best = 0
  for _, mention in ipairs(kept) do best = math.max(best, mention.score) end
  if cues.zones[sentence.zone.category] > cues.zones.results then best = best + 1 end
  return { counted = kept, parts = {}, n = statement.sum(kept), score = best, arms = true }
end

--- "Of 767 patients, 500 were enrolled": some of the whole took part.
local function enters(list, whole)
  if words.near(whole.sentence, whole.from, whole.to, ENTERED) then return false end
  for _, mention in ipairs(list) do
    local before = mention.sentence[mention.from - 1]
    local definite = before ~= nil and before.word == "the"
    local entered = mention.taken or not definite and mention.from > whole.from
      and ENTERED[mention.sentence[mention.to].word]
    if mention.kind == "bare" and entered and mention.score >= whole.score - 1 then return true end
    local last = list[#list]
    if mention.kind == "role" and mention.from > whole.to and not definite and mention.depth == whole.depth
      and mention.class ~= "sex" and words.near(last.sentence, last.to + 1, last.to + 3, ENTERED) then return true end
  end
  return false
end

--- "Controls (n = 20) and patients given the drug (n = 34)": brackets side by side, of which none is the whole.
local function brackets(list)
  local first, rest, best = list[1], 0, list[1].score
  for i, mention in ipairs(list) do
    if mention.kind ~= "n" and mention.kind ~= "arm" or mention.score <= 0 or mention.total then return end
    if i > 1 then rest, best = rest + mention.value, math.max(best, mention.score) end
  end
  local behind = first.depth > 0 and nouns.closing(first.sentence, first.to) or first.to
  local joined = words.near(first.sentence, behind + 1, behind + 2, JOINING)
  local compared = #list == 2 and (joined or list[2].class == "control" or first.value < MOST_ALIKE * rest
    and words.near(first.sentence, list[2].from - 4, list[2].from, COMPARED))
  if #list < 2 or first.value >= rest and not compared then return end
  return { counted = list, parts = {}, n = first.value + rest, score = best }
end

--- Mentions that may be who took part, and the best of them.
local function plausible(list)
  local good, best = {}, nil
  for _, mention in ipairs(list) do
    local counts = mention.kind ~= "arm" and mention.kind ~= "activity"
    if counts and mention.score >= statement.enough and not mention.so_far and not (mention.whole and enters(list,
      mention)) then
      good[#good + 1] = mention
      if not best or mention.score > best.score then best = mention end
    end
  end
  if best and not best.candidate then -- "900 were asked; 338 responded"
    for i = #good, 1, -1 do
      if good[i].candidate and good[i].value > best.value then table.remove(good, i) end
    end
  end
  return good, best
end

--- "1474 patients were assigned to receive A and 1094 to receive B", "240 took part in study 1, and 233 in study 2":
--- others than those before, even where they are called a total.
local function is_same_choice(first, mention)
  local sentence = mention.sentence
  local to = words.near(sentence, first.to + 1, first.to + 6, TO)
  local again = sentence[mention.from + 1]
  if to and again and again.word == "to" and words.assigned[sentence[to - 1].word] then return true end
  local here = words.near(sentence, first.to + 1, mention.from - 1, NUMBERED)
  local there = words.near(sentence, mention.to + 1, #sentence, NUMBERED)
  local number, other = here and sentence[here + 1], there and sentence[there + 1]
  return number and other and number.kind == "n" and other.kind == "n" and number.value ~= other.value or false
end

--- "30 patients had surgery and 28 were assigned to rest": two arms of like size, not a part of the first.
local function is_other_arm(first, mention)
  if mention.without then return true end
  if first.whole or not mention.elided or first.depth ~= mention.depth then return false end
  local sentence = mention.sentence
  if is_same_choice(first, mention) then return true end
  if first.total then return false end
  local after, other = sentence[first.to + 1], sentence[mention.from + 1]
  if after and other and after.word == other.word and after.kind == "w" then -- "17 given A, five given B"
    local verb, again = sentence[first.to + 2], sentence[mention.from + 2]
    local alike = TOOK[after.word] and mention.value <= ALIKE * first.value and first.value <= ALIKE * mention.value
    return not FINITE[after.word] or verb ~= nil and again ~= nil and (verb.word == again.word or alike)
  end
  if first.kind == "bare" then -- "24 were randomly assigned to A and 24 to B"
    return first.elided and other ~= nil and other.word == "to" and words.links[sentence[mention.from - 1].word]
      or false
  end
  if first.kind ~= "role" then return false end
  if mention.parallel then return true end
  if words.near(sentence, first.to + 1, mention.from - 1, words.arms) and after and after.word ~= ","
    and words.near(sentence, mention.to + 1, mention.to + 8, words.arms) then
    return true -- "49 patients were included in the drug group and 35 in the control group"
  end
  local both = words.near(sentence, mention.to + 1, mention.to + 7, GROUPS)
  local inside = both and sentence[mention.from + 1].word == "in"
  if inside and words.near(sentence, first.to + 1, mention.from, ENROLLED)
    and not words.near(sentence, first.to + 1, mention.from, COLON) then
    return true -- "37 were enrolled in the drug and 41 in the placebo groups"
  end
  if words.near(sentence, first.to + 1, mention.from, ENROLLED) or words.near(sentence, 1, first.from,
    ENROLLED) then return false end
  local before = sentence[mention.from - 1]
  return words.links[before.word] and mention.value <= 2 * first.value and first.value <= 2 * mention.value
end

--- The verbs between two tokens: "received", "were randomised".
local function verbs(sentence, from, to)
  local found, first = {}, nil
  for i = from, to do
    local word = sentence[i].word
    if word == ";" and first then break end
    if FINITE[word] then
      local after = sentence[i + 1]
      if (word == "were" or word == "was") and after then word = word .. " " .. after.word end
      found[word], first = true, first or word
    end
  end
  return found, first
end

--- The word at a token, or behind the bracket that opens there.
local function behind_bracket(sentence, i)
  if sentence[i] and sentence[i].word == "(" then i = nouns.closing(sentence, i) + 1 end
  return sentence[i] and sentence[i].word
end

--- "324 patients with X received the drug, and 182 patients were randomised", "22 cases, including 5 cases with Y":
--- the second are some of the first.
local function is_subset(first, mention)
  local word_at = nouns.word_at
  if mention.value >= first.value or first.depth ~= mention.depth or first.kind ~= "role"
    or mention.kind ~= "role" then return false end
  local sentence = first.sentence
  local alike = first.head == mention.head
  local listed = sentence[mention.from - 1].word == "," and WITH[word_at(sentence, mention.to + 1)]
    and WITH[word_at(sentence, first.to + 1)] and words.near(sentence, mention.to + 1, #sentence, JOINING)
  if first.total and alike and not listed and not words.near(sentence, mention.from - 3, mention.from - 1, JOINING) then
    return true -- "of a total of 152 patients in this series, 64 patients had ruptures"
  end
  local including = words.near(sentence, first.to + 1, mention.from - 1, INCLUDING)
  if including and (alike or first.class == mention.class) then return true end
  if not alike then return false end
  local kept_apart = words.near(sentence, mention.to + 1, mention.to + CONTRAST, CONTROLS) -- "as a comparison group"
  if sentence[mention.from - 1].word == "with" and sentence[mention.from - 2].word == "," and not kept_apart then
    return true -- "34 women completed the study, with 31 women providing data"
  end
  if sentence[mention.from - 1].word == "by" and words.near(sentence, mention.from - 3, mention.from - 2,
    COMPLETED) then return true end -- "523 patients ...; the trial was completed by 253 patients"
  if words.near(sentence, mention.to + 1, mention.to + 2, CAME_AGAIN)
    or words.near(sentence, first.to + 1, mention.from - 1, REVEALED) then return true end
  local inside = sentence[mention.from - 1].word == "in" and word_at(sentence, first.from - 1) == "in"
  if inside and not words.links[sentence[mention.from - 2].word]
    and words.near(sentence, first.to + 1, mention.from - 2, words.links) then
    return true -- "levels of A were measured in 92 patients and of B in 62 patients"
  end
  if words.near(sentence, mention.to + 1, mention.to + 1, COMPLETED) and not COMPLETED[word_at(sentence, first.to + 1)]
    and words.near(sentence, first.to + 1, mention.from - 1, ENTERED) then
    return true -- "19 patients were randomised, and 16 patients completed the study"
  end
  local before = verbs(sentence, first.to + 1, mention.from - 1)
  local _, said = verbs(sentence, mention.to + 1, #sentence)
  if not said and sentence[mention.from - 1].word == "in" and next(before) then return true end
  return said ~= nil and next(before) ~= nil and not before[said] and mention.value < MUCH * first.value
end

--- "36 patients who had had no drug and 34 patients with a long illness": as many of the same name.
local function is_its_like(first, mention)
  if first.head ~= mention.head or first.kind ~= "role" or mention.kind ~= "role" or first.total then return false end
  return JOINING[mention.sentence[mention.from - 1].word] and mention.value <= MOST_ALIKE * first.value
    and first.value <= MOST_ALIKE * mention.value or false
end

--- "315 women and 63 men were randomised, and 332 participants completed": those of the former who did.
local function finishes(counted, mention)
  local first = counted[1]
  local fewer = mention.value <= statement.sum(counted)
  if mention.class ~= "generic" or mention.kind ~= "role" or not fewer then return false end
  return COMPLETED[behind_bracket(mention.sentence, mention.to + 1)]
    and words.near(mention.sentence, first.to + 1, mention.from - 1, ENTERED) ~= nil
end

--- "38 doctors took part; all 38 doctors had tea"
local function is_said_again(first, mention)
  return mention.value == first.value and mention.head == first.head
    and first.sentence[mention.from - 1].word == "all"
end

--- Adds up the groups of a sentence that stand side by side.
local function sum_up(good, best)
  local counted, parts, of_sex = {}, {}, 0
  for _, mention in ipairs(good) do
    if mention.class == "sex" then of_sex = of_sex + mention.value end
  end
  for _, mention in ipairs(good) do
    local again = mention.kind == "bare" and #counted > 0 and not is_other_arm(counted[1], mention)
    local inner = #counted > 0 and mention.depth > counted[1].depth and mention.kind == "role"
    local sex = mention.class == "sex" and #counted > 0 and counted[1].class ~= "sex" and of_sex <= counted[1].value
    local subset = #counted > 0 and (is_subset(counted[1], mention)
      or finishes(counted, mention) or is_said_again(counted[1], mention))
    local less = best.score - (mention.class == "control" and 4 or 2.5)
    local weak = mention.score < less and not (#counted > 0
      and (is_same_choice(counted[1], mention) or is_its_like(counted[1], mention)))
    if again or inner or sex or subset or weak then
      parts[#parts + 1] = mention
    else
      counted[#counted + 1] = mention
    end
  end
  return { counted = counted, parts = parts, n = statement.sum(counted), score = best.score }
end

--- The mention that says itself that it is the whole, or else the best.
local function leading(good, best)
  for _, mention in ipairs(good) do
    local whole = mention.total or mention.whole
    if whole and not mention.candidate and mention.score >= best.score - 2.5 then return mention end
  end
  return best
end

local function behind(list, first)
  local rest = {}
  for _, mention in ipairs(list) do
    if mention.from > first.from then rest[#rest + 1] = mention end
  end
  return rest
end

local function one(mention, parts, score)
  return { counted = { mention }, parts = parts, n = mention.value, score = score or mention.score }
end

--- "Forty-five smokers were assigned to 1) A (n = 17) or 2) B for men (n = 28)": what stands before brackets that make
--- it up; further brackets divide it again.
local function whole_of(list, good)
  for _, mention in ipairs(good) do
    local sum, count = 0, 0
    for _, other in ipairs(list) do
      local bracket = other.kind == "arm" or other.kind == "n" and other.depth > mention.depth
      if other.from > mention.to and bracket and sum < mention.value then
        sum, count = sum + other.value, count + 1
      end
    end
    if count > 1 and sum == mention.value and mention.kind == "role" then return one(mention, {}) end
  end
end

--- "36 adults (10 women, 26 men), 36 nurses and 12 doctors": others stand side by side with those divided in brackets.
local function with_others(good, best, bracket)
  local outer = {}
  for _, mention in ipairs(good) do
    if mention.depth == best.depth and mention.kind == "role" and mention.class ~= "sex" then
      outer[#outer + 1] = mention
    end
  end
  local last = bracket[#bracket]
  local joined = outer[1] == best and #outer > 2 and outer[2].from == last.to + 3
    and best.sentence[last.to + 2].word == "," and words.links[best.sentence[outer[#outer].from - 1].word]
  if not joined or best.total then return end
  return { counted = outer, parts = bracket, n = statement.sum(outer), score = best.score }
end

--- "Three groups of women (n = 12 in each)": so many times the number, or nothing where the groups are not counted.
local function of_each(list)
  local mention = list[1]
  local count = mention.groups and 1 or groups_in(mention.sentence) -- "three groups of 20 women each" is 60 already
  return count and { counted = list, parts = {}, n = mention.value * count, score = mention.score + 3 } or nil
end

--- "5 groups, each of 10 patients"
local function begins_with_each(mention)
  local of, each = mention.sentence[mention.from - 1], mention.sentence[mention.from - 2]
  return mention.kind == "role" and each ~= nil and of.word == "of" and each.word == "each"
end

--- "groups, A and B, of 25 patients each": not "30 patients were enrolled in each group".
local function ends_with_each(mention)
  local after, before = mention.sentence[mention.to + 1], mention.sentence[mention.from - 1]
  return mention.kind == "role" and after ~= nil and after.word == "each" and before ~= nil and before.word ~= "all"
end

--- "809 patients and a matched control group (n = 50)": controls in a bracket beside one number.
local function with_controls(list, read)
  local first, other = read.counted[1], nil
  for _, mention in ipairs(list) do
    if mention.kind == "arm" then
      if other then return read end
      other = mention
    end
  end
  if not other or #read.counted > 1 or first.kind ~= "role" or first.class == "control" then return read end
  local sentence, before = first.sentence, other.from - 1
  local joined = words.near(sentence, first.to + 1, before, JOINING)
    and words.near(sentence, before - 3, before, CONTROLS)
  if not joined or other.depth == 0 or words.near(sentence, 1, before, DIVIDED) then return read end
  return { counted = { first, other }, parts = read.parts, n = read.n + other.value, score = read.score }
end

local function read_sentence(list)
  local only = list[1]
  if #list == 1 and only.each and (only.kind == "arm" or only.kind == "n" or ends_with_each(only)
    or begins_with_each(only)) then
    return of_each(list)
  end
  local good, best = plausible(list)
  local of_arms = arms(list)
  local side_by_side = brackets(list)
  local more = side_by_side and of_arms and best and side_by_side.n > of_arms.n
  local whole = whole_of(list, good)
  if whole then return whole end
  local sure = best and (more or best.taken or best.score >= SURE)
  if not best or of_arms and not sure and of_arms.n > best.value then return of_arms end
  if side_by_side then return side_by_side end
  best = leading(good, best)
  for _, mention in ipairs(good) do
    local others = rest_of(good, mention)
    local parts = #others > 1 and (mention.total or mention.class ~= "control" and not has_class(others, "control"))
    if parts and statement.sum(others) == mention.value and not is_list(mention, others) then
      return one(mention, others, math.max(mention.score, best.score))
    end
  end
  local bracket = bracketed(list, best)
  if #bracket > 1 and statement.sum(bracket) <= best.value then
    return with_others(good, best, bracket) or one(best, bracket)
  end
  local first = good[1]
  if divides(first, rest_of(good, first)) then
    return one(first, rest_of(good, first), math.max(first.score, best.score))
  end
  if best.whole and not good[#good].without then return one(best, {}) end
  local later = behind(good, best)
  if divides(best, later) then return one(best, later) end
  return sum_up(good, best)
end

--- The people whom a sentence counts: what is counted, what only divides it, and n.
---@param list table[] scored mentions of the sentence
---@return table? statement { counted, parts, n, score, arms }
function statement.read(list)
  local read = read_sentence(list)
  return read and not read.arms and with_controls(list, read) or read
end

return statement
