--- Who took part, and how many people in all.
--
-- Every mention of people is scored by where it stands and what is said beside it; the sentence with the best
-- mention is the main statement. Its groups are summed ("14 parents, 31 GPs and 19 nurses" is 64) unless one
-- of them is the total of the others ("15 participants (11 GPs, 2 link workers, 2 nurses)" is 15).
--
-- Other sentences add to the main statement in these cases, each only when no overlap is said ("of these", "also"):
--   * interviews and focus groups, as the two are held with different people unless a text says otherwise;
--   * a qualitative activity with people of a role that was not counted yet;
--   * controls beside cases, and the people of "study 1" and "study 2".
-- Follow-up counts, subgroups, those invited, and studies of others never count. n is the people, never meetings
-- or practices; interviews stand for people only where no people are counted at all and it is said who they are with.

local cues = require "sheaf.extract.cues"
local mentions = require "sheaf.extract.mentions"
local statement = require "sheaf.extract.statement"
local text = require "sheaf.extract.text"
local words = require "sheaf.extract.words"

local participants = {}
local ACTIVITIES = { interview = "interview", interviews = "interview", interviewed = "interview",
  interviewees = "interview",
  focus = "focus", fgds = "focus" }
local FURTHER = words.set "parallel second comparison matched separate third another different additional further"
local ORDINALS = { first = 1, firstly = 1, second = 2, secondly = 2, third = 3, thirdly = 3 }
local STUDIES = words.set "study experiment survey"
local MAKING, TESTING = words.set "development derivation", words.set "validation evaluation"
local SURVEY, EXPERIMENT = words.set "survey", words.set "experiment"
local DRAWN = words.set "sample cohort set group"
local NUMBERED = words.set "study experiment"
local OVERLAP = words.set "also subset subsample again subsequently both nested substudy whom"
local PEOPLE = words.set "participants patients people individuals respondents interviewees subjects group sample"
local ENROLLED = words.set "randomised randomized enrolled enroled recruited assigned allocated entered"
local BACK = words.set "these those them the"
local FIELD = words.set "interviews interviewed interview focus fgds observed observations workshops workshop"

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
  if words.near(sentence, 1, #sentence, OVERLAP) then return true end
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

--- "A parallel group of 32 patients": others than those counted before.
local function is_further_group(mention)
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
  if is_drawn(first) and is_drawn(second) and apart(first.sentence, second.sentence, MAKING, TESTING) then return true end
  return apart(first.sentence, second.sentence, SURVEY, EXPERIMENT)
end

--- May a second statement add people to the ones counted so far?
local function adds(main, item)
  if said_overlap(item) or item.arms or item.counted[1].whole then return false end
  if are_of_other_studies(main, item) then return true end
  if is_further_group(item.counted[1]) then return true end
  local here, any = activities(item.counted[1].sentence)
  local there, any_there = activities(main.counted[1].sentence)
  if only(here, "focus") and only(there, "interview") or only(here, "interview") and only(there,
    "focus") then return true end
  local known, controls = {}, true
  for _, mention in ipairs(main.counted) do
    if mention.class == "generic" or mention.kind == "arm" then return false end
    known[mention.head] = true
  end
  for _, mention in ipairs(item.counted) do
    local control = mention.class == "control"
    if known[mention.head] and not control or mention.class == "generic" or mention.class == "sex"
      or mention.kind == "bare" then return false end
    controls = controls and control
  end
  if controls then return true end
  return (any and any_there) and words.near(item.counted[1].sentence, 1, #item.counted[1].sentence, FIELD) ~= nil
end

local VAGUE = words.set "cases subjects individuals survivors controls participants"
local CLINICAL = { "patient", "clinic", "disease", "diagnos", "treat", "symptom", "syndrome" }
local ORGANISED = { "firm", "software", "business", "enterprise", "company", "companies", "industr", "case stud" }

local function says_any(document, list)
  for _, zone in ipairs(document) do
    local lowered = zone.text:lower()
    for _, word in ipairs(list) do
      if lowered:find(word, 1, true) then return true end
    end
  end
  return false
end

--- Are the "cases" of a record firms and projects? Those of health care are people.
local function of_firms(document)
  return says_any(document, ORGANISED) and not says_any(document, CLINICAL)
end

--- Is a record about animals, as its title says? Their sexes, cases and groups are no people.
local function of_animals(document)
  for _, zone in ipairs(document) do
    for _, sentence in ipairs(zone.category == "title" and zone.sentences or {}) do
      if words.near(sentence, 1, #sentence, words.beasts) then return true end
    end
  end
  return false
end

local NO_PEOPLE = 6 -- taken off the score

local function mentions_of(document, sentence, extra)
  local found = mentions.find(document, sentence, extra)
  cues.score(found)
  for _, mention in ipairs(found) do
    local vague = mention.class == "sex" or mention.class == "control" or mention.kind == "arm" or VAGUE[mention.head]
    if mention.head == "cases" and of_firms(document) or vague and of_animals(document) then
      mention.score = mention.score - NO_PEOPLE
    end
  end
  return found
end

local PLACE = { participants = 1, methods = 1, design = 1, setting = 1, text = 1, results = 2 }

local function statements(document, extra)
  local list, order = {}, 0
  for _, zone in ipairs(document) do
    if cues.zones[zone.category] then
      for _, sentence in ipairs(zone.sentences) do
        order = order + 1
        local found = mentions_of(document, sentence, extra)
        local item = #found > 0 and statement.read(found)
        if item then
          item.order, item.place = order, PLACE[zone.category] or 3
          list[#list + 1] = item
        end
        for _, mention in ipairs(found) do
          local people = mention.head or mentions.first_people(sentence)
          if mention.kind == "activity" and people and mention.score >= 2 then
            list.activity = list.activity or { counted = { mention }, parts = {}, n = mention.value,
              score = mention.score }
          end
        end
      end
    end
  end
  return list
end

--- A subgroup may be said with more cues than the whole that was named before it.
local function larger(list, main)
  local whole = main
  for _, item in ipairs(list) do
    local before = item.order < main.order and item.place <= main.place
    if before and item.n > whole.n and item.score >= math.max(main.score - 1.5,
      statement.enough) then whole = item end
  end
  return whole
end

--- Does a sentence go on with some of those counted before: "Of these, 40 were eligible and 20 were randomised to each"?
local function narrows(sentence)
  return sentence ~= nil and #sentence > 2 and sentence[1].word == "of" and BACK[sentence[2].word]
    and words.near(sentence, 3, #sentence, ENROLLED) ~= nil
end

--- "Of 360 patients reviewed, 209 were ill. Eighty-one patients were randomised": those who were, where a later
--- statement counts them; nil where one speaks of them and cannot be read.
local function entered(list, main)
  local first = main.counted[1]
  local sentence = first.sentence
  if not first.whole or words.near(sentence, first.from, first.to + 8, ENROLLED) then return main end
  for _, item in ipairs(list) do
    local mention = item.counted[1]
    local verb = words.near(mention.sentence, mention.to + 1, mention.to + 4, ENROLLED)
    if item.order > main.order and item.place <= 2 and item.n < main.n and item.score >= statement.enough and verb
      and not words.near(mention.sentence, mention.from - 2, mention.from - 1, BACK) then return item end
  end
  if narrows(sentence.zone.sentences[sentence.index + 1]) then return end
  return main
end

local function choose(list)
  local main
  for _, item in ipairs(list) do
    if item.score >= statement.enough and (not main or item.score > main.score + 0.01) then main = item end
  end
  if not main then return list.activity end
  return entered(list, larger(list, main))
end

local function combine(list, main)
  local all = { main }
  if not main.place or main.place > 2 then return all, main.n end
  local n = main.n
  for _, item in ipairs(list) do
    local needed = statement.enough + (item.counted[1].class == "control" and 0 or 1)
    if item ~= main and item.score >= needed and item.place <= 2 and item.place >= 1 and adds(main, item) then
      local known = false
      for _, other in ipairs(all) do
        known = known or item.n == other.n and item.counted[1].head == other.counted[1].head
      end
      known = known and not is_further_group(item.counted[1])
      if not known and item.place == main.place then
        all[#all + 1] = item
        n = n + item.n
      end
    end
  end
  table.sort(all, function(a, b) return (a.order or 0) < (b.order or 0) end)
  return all, n
end

--- Are controls all that was counted? Then those they are compared with were not understood.
local function only_controls(all)
  for _, item in ipairs(all) do
    for _, mention in ipairs(item.counted) do
      if mention.class ~= "control" then return false end
    end
  end
  return true
end

local function described(list, statement_of_arms)
  local named = {}
  if statement_of_arms then
    local head = mentions.first_people(list[1].sentence)
    return head and statement.sum(list) .. " " .. head or ""
  end
  for _, mention in ipairs(list) do
    local label = mention.label or mentions.first_people(mention.sentence)
    if label then named[#named + 1] = (mention.shown or mention.value) .. " " .. label end
  end
  return table.concat(named, "; ")
end

--- "interviews" or "focus groups" where the sentence speaks of one of them only.
local function activity_of(item)
  local found = activities(item.counted[1].sentence)
  return only(found, "interview") and "interviews" or only(found, "focus") and "focus groups" or nil
end

local function cell(all)
  local parts = {}
  local named = #all == 2 and activity_of(all[1]) and activity_of(all[2]) and activity_of(all[1]) ~= activity_of(all[2])
  for _, item in ipairs(all) do
    local own = described(item.counted, item.arms)
    local inner = described(item.parts)
    if inner ~= "" and #item.counted == 1 then own = own .. " (" .. inner .. ")" end
    if own ~= "" then parts[#parts + 1] = own .. (named and " (" .. activity_of(item) .. ")" or "") end
  end
  return #parts > 0 and table.concat(parts, "; ") or nil
end

--- Widened to the brackets that the tokens cut through.
local function balanced(sentence, from, to)
  local depth, lowest = 0, 0
  for i = from, to do
    local word = sentence[i].word
    if word == "(" or word == "[" then depth = depth + 1 elseif word == ")" or word == "]" then depth = depth - 1 end
    lowest = math.min(lowest, depth)
  end
  if lowest < 0 and from > 1 then
    while from > 1 and sentence[from].word ~= "(" and sentence[from].word ~= "[" do from = from - 1 end
    from = math.max(1, from - 1)
  end
  local after = sentence[to + 1]
  if depth > 0 and after and (after.word == ")" or after.word == "]") then to = to + 1 end
  return from, to
end

local function evidence(document, item)
  local sentence, from, to = item.counted[1].sentence, math.huge, 0
  for _, list in ipairs { item.counted, item.parts } do
    for _, mention in ipairs(list) do
      from, to = math.min(from, mention.from), math.max(to, mention.to)
    end
  end
  return text.evidence(document, sentence, balanced(sentence, from, to))
end

--- Evidence for several statements: from the first to the last when they are neighbours, else the first.
local function joint_evidence(document, all)
  local first, last = evidence(document, all[1]), evidence(document, all[#all])
  if #all > 1 and first.field == last.field and last.first > first.last and last.last - first.first < 400 then
    return { field = first.field, first = first.first, last = last.last,
      text = document.record[first.field]:sub(first.first, last.last) }
  end
  return first
end

local STRONG = 5 -- a score from which the words around a number say clearly that these took part

--- How n was come to: a "total" that is said, the sum of "arms" or of "groups", "activity" where interviews stand for
--- people, one "stated" number; "weakly stated" where little besides the number says so.
local function rule_of(all, main)
  if main.counted[1].kind == "activity" then return "activity" end
  if #all > 1 then return "statements" end
  if main.arms then return "arms" end
  if #main.counted > 1 then return "groups" end
  if main.counted[1].total then return "total" end
  return main.score >= STRONG and "stated" or "weakly stated"
end

--- Reads who took part.
---@param document table
---@param more? table<string, string> a user's roles: word to class
---@return table? { cell: string?, n: integer, evidence: table, score: number, rule: string, class: string?,
---head: string? } score: how surely these took part; rule: see rule_of; class and head: the noun of those counted first
function participants.read(document, more)
  local list = statements(document, mentions.roles_of(document, more))
  local main = choose(list)
  if not main then return end
  local all, n = combine(list, main)
  if only_controls(all) then return end
  return { cell = cell(all), n = n, evidence = joint_evidence(document, all), score = main.score,
    rule = rule_of(all, main), class = main.counted[1].class, head = main.counted[1].head }
end

return participants
