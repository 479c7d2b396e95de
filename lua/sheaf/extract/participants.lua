--- Who took part, and how many people in all.
--
-- Every mention of people is scored by where it stands and what is said beside it; the sentence with the best
-- mention is the main statement. Its groups are summed ("14 parents, 31 GPs and 19 nurses" is 64) unless one
-- of them is the total of the others ("15 participants (11 GPs, 2 link workers, 2 nurses)" is 15).
--
-- Other sentences add to the main statement where they count other people (sheaf.extract.together), and those who
-- were randomised or enrolled stand for a whole that was only looked at ("of 360 reviewed").
--
-- n stays empty where the numbers do not say which is the whole: nothing but controls was counted, several groups stand
-- alike, a next sentence narrows the whole to people who are not counted, one or two people are named in passing, or
-- something else speaks against the number being the whole (sheaf.extract.doubt).
-- Follow-up counts, subgroups, those invited, and studies of others never count. n is the people, never meetings
-- or practices; interviews stand for people only where no people are counted at all and it is said who they are with.

local cues = require "sheaf.extract.cues"
local doubt = require "sheaf.extract.doubt"
local mentions = require "sheaf.extract.mentions"
local partial = require "sheaf.extract.partial"
local statement = require "sheaf.extract.statement"
local text = require "sheaf.extract.text"
local together = require "sheaf.extract.together"
local words = require "sheaf.extract.words"

local participants = {}

local FEW = 3 -- so few are named in passing,
local APART = 10 -- sentences between which a number may divide what was counted
local PLAIN, MANY = 3.5, 2 -- a score below the first has no cue but the noun; so many others like it leave n in doubt
local WITH = words.set "with"
local ENROLLED = words.set [[randomisation randomization randomised randomized enrolled enroled recruited assigned
  allocated entered]]
local OTHERS = words.set "another other others additional further"
local THE = words.set "the"
local BACK, OF_THEM = words.set "these those them the", words.set "these those them"

local VAGUE = words.set "cases subjects individuals survivors controls participants donors"
local FIRMS = words.set "dyads partners providers clients operators candidates"
local CLINICAL = { "patient", "clinic", "disease", "diagnos", "treat", "symptom", "syndrome" }
local CARING = { "health", " care", "counsel", "therap", "famil", "parent", "social work" }
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

--- Is a record about animals, as its title says? Their sexes, cases and groups are no people.
local function of_animals(document)
  for _, zone in ipairs(document) do
    for _, sentence in ipairs(zone.category == "title" and zone.sentences or {}) do
      if words.near(sentence, 1, #sentence, words.beasts) then return true end
    end
  end
  return false
end

--- Is a record a systematic review, by its title? A bare "(n = 5)" counts studies there.
local function of_reviews(document)
  local title = document[1]
  return title ~= nil and title.category == "title" and title.text:lower():find("systematic review", 1, true) ~= nil
end

--- What a record is about, read once: the "cases" of firms and projects and the "clients" of business are no people,
--- those of health care are.
local function subject_of(document)
  local clinical = says_any(document, CLINICAL)
  return { firms = not clinical and says_any(document, ORGANISED), animals = of_animals(document),
    business = not clinical and not says_any(document, CARING), reviews = of_reviews(document) }
end

local NO_PEOPLE = 6 -- taken off the score

local function mentions_of(document, subject, sentence, extra)
  local found = mentions.find(document, sentence, extra)
  cues.score(found)
  for _, mention in ipairs(found) do
    local vague = mention.class == "sex" or mention.class == "control" or mention.kind == "arm" or VAGUE[mention.head]
    local firms = mention.head == "cases" and subject.firms or FIRMS[mention.head] and subject.business
    local studies = mention.kind == "arm" and subject.reviews
    if firms or studies or vague and subject.animals then
      mention.score = mention.score - NO_PEOPLE
    end
  end
  return found
end

local function numbers_of_title(document)
  local found = {}
  for _, zone in ipairs(document) do
    for _, sentence in ipairs(zone.category == "title" and zone.sentences or {}) do
      for _, token in ipairs(sentence) do
        if token.kind == "n" and token.value then found[token.value] = true end
      end
    end
  end
  return found
end

--- "Eleven interviews and three focus groups were conducted with practice staff"
local function says_with_whom(mention)
  local sentence = mention.sentence
  if mention.head then return true end
  local with = words.near(sentence, mention.to + 1, #sentence, WITH)
  return with ~= nil and mentions.first_people { table.unpack(sentence, with + 1, with + 4) } ~= nil
end

--- Keeps brackets that stand alone, "(n = 15)", and people called others, "another 12 patients": see doubt.
local function note_apart(list, found)
  if #found == 1 and found[1].kind == "arm" then list.lone[#list.lone + 1] = found[1] end
  for _, mention in ipairs(found) do
    local before = mention.sentence[mention.from - 1]
    local known = before and OTHERS[before.word] and (before.word ~= "other" or words.near(mention.sentence,
      mention.from - 2, mention.from - 2, THE)) -- not "than other 3000 women"
    if mention.kind == "role" and known then list.others[#list.others + 1] = mention end
  end
end

local PLACE = { participants = 1, methods = 1, design = 1, setting = 1, text = 1, results = 2 }

local function statements(document, extra)
  local list, order, subject = { titled = numbers_of_title(document), lone = {}, others = {} }, 0, subject_of(document)
  for _, zone in ipairs(document) do
    if cues.zones[zone.category] then
      for _, sentence in ipairs(zone.sentences) do
        order = order + 1
        local found = mentions_of(document, subject, sentence, extra)
        local item = #found > 0 and statement.read(found)
        note_apart(list, found)
        if item then
          item.order, item.place, item.mentions = order, PLACE[zone.category] or 3, found
          list[#list + 1] = item
        end
        for _, mention in ipairs(found) do
          if mention.kind == "activity" and says_with_whom(mention) and mention.score >= 2 then
            list.activity = list.activity or { counted = { mention }, parts = {}, n = mention.value,
              score = mention.score }
          end
        end
      end
    end
  end
  return list
end

--- A subgroup, or one of several studies, may be said with more cues than the whole that was named before it.
local function larger(list, main)
  local whole = main
  for _, item in ipairs(list) do
    local before = item.order < main.order and item.place <= main.place and not item.counted[1].candidate
    local first = item.counted[1]
    local enrolled = words.near(first.sentence, first.to + 1, first.to + 4, ENROLLED)
    local needed = main.counted[1].total and not enrolled and main.score - 1.5 or statement.enough
    if before and item.n > whole.n and item.score >= needed then whole = item end
  end
  return whole
end

--- Does a sentence go on with some of those counted before: "Of these, 40 were eligible and 20 were randomised"?
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
    local back = mention.from == 2 and OF_THEM or BACK -- "The 249 participants were randomised"
    if item.order > main.order and item.place <= 2 and item.n < main.n and item.score >= statement.enough and verb
      and not words.near(mention.sentence, mention.from - 2, mention.from - 1, back) then return item end
  end
  if narrows(sentence.zone.sentences[sentence.index + 1]) then return end
  return main
end

--- "Fourteen patients had one kind of fits. Six children had another": no number is said to be the whole, and several
--- stand alike; the title does not say one of them.
local function is_one_of_many(list, main)
  local first, alike = main.counted[1], 0
  if main.score >= PLAIN or first.total or first.whole or #main.parts > 0 or list.titled[main.n] then return false end
  for _, item in ipairs(list) do
    if item.n ~= main.n and item.place == main.place and item.score >= statement.enough and item.score < PLAIN then
      alike = alike + 1
    end
  end
  return alike >= MANY
end

local FURTHER = 4 -- a further group is what was counted first only where nobody else is

local function choose(list)
  local main, best
  for _, item in ipairs(list) do
    local score = item.score - (together.is_further_group(item.counted[1]) and FURTHER or 0)
    if item.score >= statement.enough and (not best or score > best + 0.01) then main, best = item, score end
  end
  if not main then return list.activity end
  if is_one_of_many(list, main) then return end
  return entered(list, larger(list, main))
end

--- Notes what a statement counts, for repeats.
local function note(said, item)
  local group = partial.group_name(item.counted[1])
  if group then said.groups[group] = true end
  for _, mention in ipairs(item.counted) do
    if mention.class == "control" then said.controls[mention.value] = true end
  end
  local heads = said.heads[item.n] or {}
  heads[item.counted[1].head or ""] = true
  said.heads[item.n] = heads
end

--- Does a statement only say again what was counted before?
local function repeats(said, item)
  local group = partial.group_name(item.counted[1])
  if group then return said.groups[group] or false end
  local heads = said.heads[item.n]
  return said.controls[item.n] or heads and heads[item.counted[1].head or ""] or false
end

--- How many statements count each number.
local function tally(list)
  local counts = {}
  for _, item in ipairs(list) do counts[item.n] = (counts[item.n] or 0) + 1 end
  return counts
end

--- "Fifty took part. Thirty-three had A. A further 17 had B": is a number said between two statements?
local function says_between(main, item, number)
  local first, last = main.counted[1].sentence, item.counted[1].sentence
  if first.zone ~= last.zone or last.index - first.index > APART then return false end
  for i = first.index + 1, last.index do
    for _, token in ipairs(first.zone.sentences[i]) do
      if token.kind == "n" and token.value == number then return true end
    end
  end
  return false
end

--- "52 patients. A group of 27 had A. Another group of 25 had B": does a statement divide the main one with another?
local function divides(counts, main, item)
  local rest = main.n - item.n
  if rest > FEW and together.is_further_group(item.counted[1]) and says_between(main, item, rest) then return true end
  local others = (counts[rest] or 0) - (main.n == rest and 1 or 0) - (item.n == rest and 1 or 0)
  return others > 0
end

local function combine(list, main)
  local all = { main }
  if not main.place or main.place > 2 then return all, main.n end
  local n, said, counts = main.n, { controls = {}, heads = {}, groups = {} }, tally(list)
  note(said, main)
  for _, item in ipairs(list) do
    local first = item.counted[1]
    local needed = statement.enough + (together.surely_others(main, item) and 0 or 1)
    if item ~= main and item.score >= needed and item.place <= 2 and item.place >= 1 and together.adds(main, item) then
      local again = repeats(said, item) and not together.is_further_group(first) or divides(counts, main, item)
      if not again and item.place == main.place then
        all[#all + 1] = item
        note(said, item)
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

local function cell(all)
  local parts = {}
  local first, second = together.activity(all[1]), #all == 2 and together.activity(all[2])
  local named = first and second and first ~= second
  for _, item in ipairs(all) do
    local own = described(item.counted, item.arms)
    local inner = described(item.parts)
    if inner ~= "" and #item.counted == 1 then own = own .. " (" .. inner .. ")" end
    if own ~= "" then parts[#parts + 1] = own .. (named and " (" .. together.activity(item) .. ")" or "") end
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

local SAID = 4 -- where the score is lower than this
local STRONG = 5 -- a score from which the words around a number say clearly that these took part

--- Is a record a report of cases? Of one or two people most speak only in passing.
local function says_case(document)
  return says_any(document, { "case report", "a case", "cases of", "we report", "we describe", "is reported",
    "are reported", "is described", "twins" })
end

--- Is n one person, or two or three of whom no case is reported, with little else to say that these took part?
local function in_passing(document, n, main)
  local told = main.counted[1].from == 1 or says_case(document) -- "Two patients with gout had fits."
  return n == 1 and main.score < STRONG or n <= FEW and main.score < SAID and not told
end

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
  if only_controls(all) or in_passing(document, n, main) then return end
  if main.place and doubt.of(list, main, all, n, document) then return end
  return { cell = cell(all), n = n, evidence = joint_evidence(document, all), score = main.score,
    rule = rule_of(all, main), class = main.counted[1].class, head = main.counted[1].head }
end

return participants
