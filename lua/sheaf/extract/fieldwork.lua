--- When the data come from: "between May 2018 and June 2019", "from 1990 to 1995", "in spring 2017".
--
-- A date counts where the sentence says that something was done then to get the data, and never where it dates other
-- papers or an event of the background. Cells are "May 2018 to June 2019", "1990 to 1995", "spring 2017".

local text = require "sheaf.extract.text"
local words = require "sheaf.extract.words"

local fieldwork = {}

local MONTHS = { jan = "January", feb = "February", mar = "March", apr = "April", may = "May", jun = "June",
  jul = "July", aug = "August", sep = "September", sept = "September", oct = "October", nov = "November",
  dec = "December" }
for _, name in ipairs { "January", "February", "March", "April", "June", "July", "August", "September", "October",
  "November", "December" } do
  MONTHS[name:lower()] = name
end
local SEASONS = words.set "spring summer autumn winter fall"
local JOINS = words.set "to and through until till -"
local BEFORE = words.set "between from in during over since"
-- What was done then. Beginnings of words would also fit nouns, so whole ones.
local DONE = words.set [[conducted undertaken performed collected carried interviewed interviews interview recruited
  recruitment enrolled enrolment enrollment included admitted treated underwent undergoing attended seen attending held
  randomised randomized surveyed survey questionnaire questionnaires completed administered took held taking
  observed fieldwork followed identified reviewed presenting presented diagnosed born registered referred operated
  analysed analyzed studied searched search published issued sampled mailed sent participated observations study
  examined evaluated documented hospitalised hospitalized received records data cases patients participants period
  entered delivered transplanted hospital cohort women children]]
-- A single year needs more: a verb, for any noun may have a year.
local VERBS = words.set [[conducted undertaken performed collected carried interviewed recruited enrolled included
  admitted treated underwent attended seen randomised randomized surveyed completed administered observed followed
  presenting diagnosed born registered referred operated studied sampled mailed sent participated examined evaluated
  hospitalised hospitalized entered delivered transplanted reviewed published searched held taken]]
local OTHERS = words.set [[introduced launched established law act policy guideline guidelines since approved war reform
  founded implemented census recommended licensed marketed]]

local ORDER = { "methods", "participants", "design", "setting", "text", "results", "aim", "background" }
local OWN = words.set "we this our study conducted undertaken collected"
local EARLIEST, LATEST = 1850, 2100

local function year_at(sentence, i)
  local token = sentence[i]
  if token and token.kind == "n" and not token.spelled and #token.word == 4 and token.value and token.value >= EARLIEST
    and token.value <= LATEST then return token.value end
end

--- A date at token i: its text, last token and year (nil where only the month is said).
local function date_at(sentence, i)
  local token = sentence[i]
  if not token then return end
  local day = token.kind == "n" and token.value and token.value <= 31 and i + 1 or i
  local name = sentence[day]
  local month = name and name.kind == "w" and name.cap and MONTHS[name.word]
  local season = token.kind == "w" and SEASONS[token.word] and token.word
  if month or season then
    local j = (month and day or i) + 1
    local after = sentence[j]
    if after and (after.word == "." or after.word == ",") then j = j + 1 end
    if month and sentence[j] and sentence[j].kind == "n" and not year_at(sentence, j) and year_at(sentence, j + 2)
      and sentence[j + 1].word == "," then j = j + 2 end -- "May 5, 2018"
    if sentence[j] and sentence[j].word == "of" then j = j + 1 end
    local year = year_at(sentence, j)
    local label = month or season
    if year then return label .. " " .. year, j, year end
    return label, (month and day or i), nil
  end
  local year = year_at(sentence, i)
  if year then return tostring(year), i, year end
end

--- The short second year of "1998-99" or "2003/04".
local function short_year(sentence, i, first)
  local token, mark = sentence[i], sentence[i - 1]
  local value = token and token.kind == "n" and token.value
  if not value or #token.word ~= 2 or not (token.joined or mark and mark.word == "/") then return end
  local year = first // 100 * 100 + value
  return year > first and year - first < 40 and year or nil
end

--- The range that begins with the date at token i: text and last token.
local function range_at(sentence, i)
  local label, last, year = date_at(sentence, i)
  if not label then return end
  local j = last + 1
  local after = sentence[j]
  if year and after and after.word == "," and sentence[j + 1] and sentence[j + 1].word == "and" then
    j, after = j + 1, sentence[j + 1] -- "between January 9, 1991, and December 19, 1995"
  end
  if year and after then
    local short = short_year(sentence, j, year) or after.word == "/" and short_year(sentence, j + 1, year)
    if short then return label .. " to " .. short, after.word == "/" and j + 1 or j end
  end
  local joined = after and after.joined
  if after and (joined or JOINS[after.word] and after.word ~= "and"
    or after.word == "and" and sentence[i - 1] and (sentence[i - 1].word == "between" or not year)) then
    local at = joined and j or j + 1
    local other, stop, second = date_at(sentence, at)
    if year and sentence[at] and sentence[at].word == "present" then return label .. " to present", at end
    if other and second and not (year and second < year) then return label .. " to " .. other, stop end
  end
  if year then return label, last end
end

local function usable(sentence, zone)
  if words.near(sentence, 1, #sentence, OTHERS) and zone.category ~= "methods" then return false end
  if zone.category == "background" and not words.near(sentence, 1, #sentence, OWN) then return false end
  return words.near(sentence, 1, #sentence, DONE) ~= nil
end

--- Does a word of time stand before the date, or is it a range?
local function is_dated(sentence, i, label)
  local before = sentence[i - 1]
  if label:find(" to ", 1, true) then return true end
  if before and before.word == "the" then before = sentence[i - 2] end
  if before and before.kind == "w" and (before.word == "early"
    or before.word == "late") then before = sentence[i - 2] end
  return before ~= nil and BEFORE[before.word] and words.near(sentence, 1, #sentence, VERBS) ~= nil or false
end

local function in_sentence(sentence)
  for i in ipairs(sentence) do
    local label, last = range_at(sentence, i)
    if label and is_dated(sentence, i, label) then return label, i, last end
  end
end

--- Reads when the data were collected.
---@param document table
---@return table? { cell: string, evidence: table, rule: string }
function fieldwork.read(document)
  local found
  text.walk(document, ORDER, function(sentence, zone)
    local label, from, to = in_sentence(sentence)
    if label and usable(sentence, zone) then
      found = { cell = label, evidence = text.evidence(document, sentence, from, to), rule = zone.category }
      return true
    end
  end)
  return found
end

return fieldwork
