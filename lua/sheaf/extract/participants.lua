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
-- or practices; interviews stand for people only where no people are counted at all.

local cues = require "sheaf.extract.cues"
local mentions = require "sheaf.extract.mentions"
local statement = require "sheaf.extract.statement"
local text = require "sheaf.extract.text"
local words = require "sheaf.extract.words"

local participants = {}
local ACTIVITIES = { interview = "interview", interviews = "interview", interviewed = "interview",
  interviewees = "interview",
  focus = "focus", fgds = "focus" }
local NUMBERED = words.set "study experiment"
local OVERLAP = words.set "also subset subsample again subsequently both nested substudy whom"
local PEOPLE = words.set "participants patients people individuals respondents interviewees subjects group sample"
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

--- The number of "study 2" or "experiment 1" in a sentence.
local function study_number(sentence)
  for i = 1, #sentence - 1 do
    if NUMBERED[sentence[i].word] and sentence[i + 1].kind == "n" and sentence[i + 1].value
      and sentence[i + 1].value < 10 then
      return sentence[i + 1].value
    end
  end
end

--- May a second statement add people to the ones counted so far?
local function adds(main, item)
  if said_overlap(item) or item.arms then return false end
  local number, other = study_number(main.counted[1].sentence), study_number(item.counted[1].sentence)
  if number and other and number ~= other then return true end
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

local PLACE = { participants = 1, methods = 1, design = 1, setting = 1, text = 1, results = 2 }

local function statements(document, extra)
  local list, order = {}, 0
  for _, zone in ipairs(document) do
    if cues.zones[zone.category] then
      for _, sentence in ipairs(zone.sentences) do
        order = order + 1
        local found = mentions.find(document, sentence, extra)
        cues.score(found)
        local item = #found > 0 and statement.read(found)
        if item then
          item.order, item.place = order, PLACE[zone.category] or 3
          list[#list + 1] = item
        end
        for _, mention in ipairs(found) do
          if mention.kind == "activity" and mention.score >= 2 then
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

local function choose(list)
  local main
  for _, item in ipairs(list) do
    if item.score >= statement.enough and (not main or item.score > main.score + 0.01) then main = item end
  end
  return main and larger(list, main) or list.activity
end

local function combine(list, main)
  local all = { main }
  if not main.place or main.place > 2 then return all, main.n end
  local n = main.n
  for _, item in ipairs(list) do
    local needed = statement.enough + (item.counted[1].class == "control" and 0 or 1)
    if item ~= main and item.score >= needed and item.place <= 2 and item.place >= 1 and adds(main, item) then
      local known = false
      for _, other in ipairs(all) do known = known or item.n == other.n
        and item.counted[1].head == other.counted[1].head end
      if not known and item.place == main.place then
        all[#all + 1] = item
        n = n + item.n
      end
    end
  end
  table.sort(all, function(a, b) return (a.order or 0) < (b.order or 0) end)
  return all, n
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

--- Reads who took part.
---@param document table
---@param more? table<string, string> a user's roles: word to class
---@return table? { cell: string?, n: integer, evidence: table, score: number, class: string?, head: string? }
--- score: how surely these took part; class and head: the noun of those counted first
function participants.read(document, more)
  local list = statements(document, mentions.roles_of(document, more))
  local main = choose(list)
  if not main then return end
  local all, n = combine(list, main)
  return { cell = cell(all), n = n, evidence = joint_evidence(document, all), score = main.score,
    class = main.counted[1].class, head = main.counted[1].head }
end

return participants
