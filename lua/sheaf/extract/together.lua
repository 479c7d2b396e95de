--- When two statements of a record count different people, so that both make up n: always only where no overlap is
--- said ("of these", "also").
--   * interviews and focus groups, as the two are held with different people unless a text says otherwise;
--   * a qualitative activity with people of a role that was not counted yet;
--   * controls, or healthy people, beside those studied;
--   * another group, and the people of another study of the same record.

local partial = require "sheaf.extract.partial"
local tense = require "sheaf.extract.tense"
local words = require "sheaf.extract.words"

local together = {}

local ACTIVITIES = { interview = "interview", interviews = "interview", interviewed = "interview",
  interviewees = "interview",
  focus = "focus", fgds = "focus" }
local FURTHER = words.set "parallel second comparison matched separate third another different further"
local ORDINALS = { first = 1, firstly = 1, second = 2, secondly = 2, third = 3, thirdly = 3 }
local STUDIES = words.set "study experiment survey"
local MAKING, TESTING = words.set "development derivation", words.set "validation evaluation"
local SURVEY, EXPERIMENT = words.set "survey", words.set "experiment"
local CASES = words.set "cases"
local HEALTHY = words.set "healthy normal"
local DRAWN = words.set "sample cohort set group"
local NUMBERED = words.set "study experiment"
local OVERLAP = words.set "also subset subsample again subsequently both nested substudy whom"
local COMPARING = words.set "also both" -- "Both groups were compared with healthy controls"
local PEOPLE = words.set "participants patients people individuals respondents interviewees subjects group sample"
local FIELD = words.set "interviews interviewed interview focus fgds observed observations workshops workshop"
local BACK = words.set "these those them the"

local THEY, WITH = words.set "they these", words.set "with to"
local TREATED, PLACEBO = words.set "treated received given", words.set "placebo"
local MORE = words.set "another further additional"
local WERE, TAKEN_IN = words.set "were", words.set "randomised randomized enrolled recruited"
local SUCH = words.set "study experiment trial survey"

local function activities(sentence)
  local found, any = {}, false
  for i, token in ipairs(sentence) do
    local name = ACTIVITIES[token.word]
    if name == "focus" and token.word == "focus" and not (sentence[i + 1]
      and sentence[i + 1].word:find("^group")) then name = nil end
    if name then found[name], any = true, true end
  end
  return found, any
end

local function said_overlap(item)
  local sentence = item.counted[1].sentence
  local overlap = words.near(sentence, 1, #sentence, OVERLAP)
  if overlap and not (COMPARING[sentence[overlap].word] and together.are_controls(item)) then return true end
  for i = 1, #sentence - 1 do
    if sentence[i].word == "same" and PEOPLE[sentence[i + 1].word] then return true end
    if sentence[i].word == "of" and BACK[sentence[i + 1].word] and sentence[i - 1]
      and sentence[i - 1].kind == "n" then return true end
  end
  return false
end

local function only(found, name)
  for _, other in ipairs { "interview", "focus" } do
    if (found[other] or false) ~= (other == name) then return false end
  end
  return true
end

--- "crossover" of "In the crossover study, 20 subjects": which of several studies a sentence begins with.
local function study_name(sentence)
  local named = sentence[1].word == "in" and sentence[2] and sentence[2].word == "the"
  local at = named and words.near(sentence, 3, 15, SUCH)
  if not at or at == 3 or not sentence[at + 1] or sentence[at + 1].word ~= "," then return end
  local name = {}
  for i = 3, at - 1 do name[#name + 1] = sentence[i].word end
  return table.concat(name, " ")
end

--- The number of "study 2" or "experiment 1" in a sentence, of "First, ..." and "in a second survey".
local function study_number(sentence)
  for i = 1, math.min(#sentence - 1, 12) do
    local number, after = ORDINALS[sentence[i].word], sentence[i + 1].word
    if number and (STUDIES[after] or i == 1 and after == ",") then return number end
  end
  for i = 1, #sentence - 1 do
    if NUMBERED[sentence[i].word] and sentence[i + 1].kind == "n" and sentence[i + 1].value
      and sentence[i + 1].value < 10 then
      return sentence[i + 1].value
    end
  end
end

--- "In addition, 557 patients were randomised": more who were taken in.
local function are_taken_in_addition(mention)
  local sentence = mention.sentence
  local first, second = sentence[1].word, sentence[2] and sentence[2].word
  local verb = sentence[mention.to + 2]
  return mention.kind == "role" and mention.from <= 4 and first == "in" and second == "addition" and verb ~= nil
    and WERE[sentence[mention.to + 1].word] and TAKEN_IN[verb.word] or false
end

--- "Another 14 patients received", "A further 20 subjects had": a sentence that begins with more people with whom
--- something was done; not "another 60 patients are needed".
---@param mention table see sheaf.extract.mentions
---@return boolean
function together.begins_with_more(mention)
  local before = mention.sentence[mention.from - 1]
  local begins = mention.from <= 3 and mention.kind == "role" and before ~= nil and MORE[before.word]
  return begins and tense.has_past(mention.sentence) or false
end

--- "A parallel group of 32 patients": others than those counted before.
---@param mention table see sheaf.extract.mentions
---@return boolean
function together.is_further_group(mention)
  if together.begins_with_more(mention) or are_taken_in_addition(mention) then return true end
  local sentence, i = mention.sentence, mention.from - 1
  if not sentence[i] or sentence[i].word ~= "of" or not sentence[i - 1]
    or sentence[i - 1].word ~= "group" then return false end
  return words.near(sentence, i - 3, i - 2, FURTHER) ~= nil
end

--- Has one sentence words of the first set only and the other of the second only?
local function apart(a, b, first, second)
  local function only_one(sentence, has, lacks)
    return words.near(sentence, 1, #sentence, has) and not words.near(sentence, 1, #sentence, lacks)
  end
  return only_one(a, first, second) and only_one(b, second, first)
    or only_one(a, second, first) and only_one(b, first, second) or false
end

local function is_drawn(mention)
  local held = mention.sentence[mention.from - 2]
  return held ~= nil and mention.sentence[mention.from - 1].word == "of" and DRAWN[held.word] or false
end

--- Studies that a record reports together, each of people of its own: "study 1" and "study 2", the sample that a scale
--- was developed with and the one that it was validated with, a survey and an experiment.
local function are_of_other_studies(main, item)
  local first, second = main.counted[1], item.counted[1]
  local number, other = study_number(first.sentence), study_number(second.sentence)
  if number and other then return number ~= other end
  local name, another = study_name(first.sentence), study_name(second.sentence)
  if name and another then return name ~= another end
  local drawn = is_drawn(first) and is_drawn(second)
  if drawn and apart(first.sentence, second.sentence, MAKING, TESTING) then return true end
  return apart(first.sentence, second.sentence, SURVEY, EXPERIMENT)
end

--- "10 healthy volunteers": those with whom patients are compared.
local function is_healthy(mention)
  return mention.kind == "role" and words.near(mention.sentence, mention.from, mention.to, HEALTHY) ~= nil
end

--- Do people of other roles, in interviews, groups or fieldwork too, stand beside those counted first?
local function are_of_other_roles(main, item, known)
  for _, mention in ipairs(item.counted) do
    if known[mention.head] or mention.class == "generic" or mention.class == "sex" or mention.kind == "bare" then
      return false
    end
  end
  local sentence = item.counted[1].sentence
  local _, any = activities(sentence)
  local _, any_there = activities(main.counted[1].sentence)
  return any and any_there and words.near(sentence, 1, #sentence, FIELD) ~= nil
end

--- Are those of one statement the controls of the other, which has none itself? Those of "1268 cases matched to 7598
--- controls" are theirs.
local function are_its_controls(main, item)
  local first = item.counted[1]
  if words.near(first.sentence, 1, first.from - 1, CASES) then return false end
  for _, mention in ipairs(main.counted) do
    local healthy = is_healthy(mention) and first.class ~= "control"
    if mention.class == "control" or healthy then return false end
  end
  return together.are_controls(item)
end

--- "The survey involved 18 engineers. In addition, eight were interviewed."
local function are_added(main, item)
  local sentence = item.counted[1].sentence
  local first, second = sentence[1].word, sentence[2] and sentence[2].word
  if not (first == "additionally" or first == "in" and second == "addition") then return false end
  local here, there = activities(sentence), activities(main.counted[1].sentence)
  local surveyed = words.near(main.counted[1].sentence, 1, #main.counted[1].sentence, SURVEY)
  return only(here, "interview") and next(there) == nil and surveyed ~= nil
end

--- "Twenty patients (group A) had tea. Twenty-two patients (group B) had milk": each names a group of its own.
---@param main table see sheaf.extract.statement
---@param item table
---@return boolean
function together.are_named_groups(main, item)
  if #main.counted > 1 or #item.counted > 1 then return false end
  local name, other = partial.group_name(main.counted[1]), partial.group_name(item.counted[1])
  return name ~= nil and other ~= nil and name ~= other
end

--- Is a statement sure to be of other people: controls alone, more people, or those of another study?
---@param main table see sheaf.extract.statement
---@param item table
---@return boolean
function together.surely_others(main, item)
  return together.are_controls(item) or are_of_other_studies(main, item) or are_added(main, item)
    or together.is_further_group(item.counted[1]) or together.are_named_groups(main, item)
end

--- Does a statement count controls, or healthy people, and nobody else?
---@param item table see sheaf.extract.statement
---@return boolean
function together.are_controls(item)
  for _, mention in ipairs(item.counted) do
    if mention.kind == "bare" or mention.class ~= "control" and not is_healthy(mention) then return false end
  end
  return true
end

--- "They were compared with 25 others": those compared are said before.
local function are_compared(item)
  local first = item.counted[1]
  local sentence, with = first.sentence, first.from - 1
  return #item.counted == 1 and THEY[sentence[1].word] and with > 2 and WITH[sentence[with].word]
    and sentence[with - 1].word == "compared"
end

--- "90 patients were treated with A. Ninety patients received placebo": sentences that begin with those who had either.
local function are_untreated(main, item)
  local first, second = main.counted[1], item.counted[1]
  local a, b = first.sentence, second.sentence
  local next_to = a.zone == b.zone and a.index + 1 == b.index
  if first.total or first.from > 2 or second.from > 2 or not next_to then return false end
  return words.near(a, first.to + 1, #a, TREATED) ~= nil and words.near(b, #b, #b, PLACEBO) ~= nil
end

--- May a second statement add people to the ones counted so far?
---@param main table see sheaf.extract.statement
---@param item table
---@return boolean
function together.adds(main, item)
  if said_overlap(item) or item.arms or item.counted[1].whole then return false end
  if are_added(main, item) or are_of_other_studies(main, item) or are_compared(item) or are_untreated(main, item)
    or together.is_further_group(item.counted[1]) or together.are_named_groups(main, item) then return true end
  local here, there = activities(item.counted[1].sentence), activities(main.counted[1].sentence)
  if only(here, "focus") and only(there, "interview") or only(here, "interview") and only(there, "focus") then
    return true
  end
  local known = {}
  for _, mention in ipairs(main.counted) do
    if mention.kind == "arm" then return are_its_controls(main, item) end
    known[mention.head] = true
    known.generic = known.generic or mention.class == "generic"
  end
  return are_its_controls(main, item) or not known.generic and are_of_other_roles(main, item, known)
end

--- "interviews" or "focus groups" where the sentence of a statement speaks of one of them only.
---@param item table see sheaf.extract.statement
---@return string?
function together.activity(item)
  local found = activities(item.counted[1].sentence)
  return only(found, "interview") and "interviews" or only(found, "focus") and "focus groups" or nil
end

return together
