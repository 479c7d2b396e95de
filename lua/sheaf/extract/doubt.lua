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
local statement = require "sheaf.extract.statement"
local tense = require "sheaf.extract.tense"
local words = require "sheaf.extract.words"

local doubt = {}

local JOINTS = words.set "and plus & or with versus vs"
local LINKS = words.set "and plus"
local CONTROLS = words.set "control controls"
local STUDIES = words.set "study trial experiment"
local FINITE = words.set "were was are is had has have did took gave received underwent"
local CLEAR = 5 -- a score that says more than that a verb fits, as with "4035 were randomised"
local SAID = 1.8 -- what a verb of taking part adds to a score, at least
local ALIKE = 2 -- groups of a study are not more unlike than this
local ALONE = words.set "control sex" -- who are added without a word

local function set_of(all)
  local set = {}
  for _, item in ipairs(all) do set[item] = true end
  return set
end

--- Does the record say the number again, or say that it is all?
local function is_confirmed(list, main, n, counted)
  if list.titled[n] or main.counted[1].total or main.counted[1].taken then return true end
  for _, item in ipairs(list) do
    if not counted[item] and item.n == n then return true end
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
  if #item.counted > 1 or first.kind ~= "n" or first.capital then return false end
  for _, mention in ipairs(item.mentions) do
    local bracket = mention.kind == "n" or mention.kind == "arm"
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

--- "in 11% of 869 patients on A and in 12% of 888 on B": another whole that is none of the people counted.
local function has_other_whole(item)
  local first = item.counted[1]
  if #item.counted > 1 or not first.whole then return false end
  for _, mention in ipairs(item.mentions) do
    local alike = mention.value <= ALIKE * first.value and first.value <= ALIKE * mention.value
    if mention ~= first and mention.whole and mention.value ~= first.value and alike then return true end
  end
  return false
end

--- "79 patients with A, 15 cases with B alone": what was added up is not joined by a word.
local function is_loose_sum(item)
  local count = #item.counted
  local last, before = item.counted[count], item.counted[count - 1]
  if count ~= 2 or item.arms or last.kind ~= "role" or ALONE[last.class] then return false end
  local sentence, i = last.sentence, last.from - 1
  while i > before.to and sentence[i].word ~= "," and sentence[i].word ~= ";" do
    if JOINTS[sentence[i].word] then return false end
    i = i - 1
  end
  return last.head ~= before.head or sentence[i].word ~= ";"
end

--- "compared with untreated women (control group, n = 15)", in a sentence of its own, beside the arms counted.
local function has_other_controls(list, main)
  for _, mention in ipairs(main.arms and list.lone or {}) do
    local known = false
    for _, other in ipairs(main.counted) do known = known or other.value == mention.value end
    if not known and words.near(mention.sentence, mention.from - 6, mention.from - 1, CONTROLS) then return true end
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

--- Does the record speak against n being all who took part?
---@param list table[] every statement of the record, see sheaf.extract.participants
---@param main table the statement that was chosen
---@param all table[] it and those added to it
---@param n integer
---@return boolean
function doubt.of(list, main, all, n)
  local counted = set_of(all)
  if is_confirmed(list, main, n, counted) then return false end
  if has_other_controls(list, main) then return true end
  for _, item in ipairs(all) do
    if has_other_bracket(item) or stands_with_unknown(item) or is_loose_sum(item)
      or has_other_whole(item) or is_bare_beside_others(item) or has_elided(item)
      or has_other_study(item) then
      return true
    end
  end
  local plain = is_plain(main)
  for _, item in ipairs(list) do
    local more = not counted[item] and is_more(item, main, n)
    if more and not (plain and not list.titled[more]) then return true end
  end
  return false
end

return doubt
