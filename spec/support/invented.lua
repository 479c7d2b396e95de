--- An invented corpus: nbib records of invented words, dense enough that phrases, proximities and headings meet. The
--- same seed gives the same text.

local maker = require "spec.support.query_maker"

local invented = {}

local ONSETS = { "b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z" }
local VOWELS = { "a", "e", "i", "o", "u", "é", "ö" }
local QUALIFIERS = { "drug therapy", "therapy", "diagnosis", "diagnostic imaging", "adverse effects", "metabolism",
  "blood", "surgery", "transplantation", "therapeutic use" }
local TYPES = { "Journal Article", "Review", "Systematic Review", "Randomized Controlled Trial", "Clinical Trial",
  "Controlled Clinical Trial", "Practice Guideline", "Guideline", "Meta-Analysis" }
local MONTHS = { "Jan", "Mar", "May", "Jul", "Dec" }

local function pick(random, list) return list[random(#list)] end

-- Words share beginnings, so that truncation finds several.
local function words(random, count)
  local list = {}
  for i = 1, count do
    local word = ""
    for _ = 1, 1 + random(3) do word = word .. pick(random, ONSETS) .. pick(random, VOWELS) end
    if i > 4 and random(3) == 1 then word = list[random(#list)] .. pick(random, ONSETS) .. "a" end
    list[i] = word
  end
  return list
end

local function sentence(random, vocabulary, length)
  local chosen = {}
  for i = 1, length do
    local word = vocabulary[math.min(random(#vocabulary), random(#vocabulary))] -- the first ones are common
    chosen[i] = random(12) == 1 and word .. "-" .. pick(random, vocabulary) or word
  end
  return table.concat(chosen, " ")
end

local function heading(random, vocabulary)
  local name = pick(random, vocabulary):gsub("^%l", string.upper)
  local text = (random(4) == 1 and "*" or "") .. name
  for _ = 1, random(3) - 1 do text = text .. "/" .. (random(4) == 1 and "*" or "") .. pick(random, QUALIFIERS) end
  return text
end

local function record(random, vocabulary, families, number)
  local lines = {}
  local function add(tag, value) lines[#lines + 1] = ("%-4s- %s"):format(tag, value) end
  add("PMID", tostring(1000 + number))
  local year = 2000 + random(20)
  local date = tostring(year)
  if random(3) > 1 then date = date .. " " .. pick(random, MONTHS) end
  if #date > 4 and random(2) == 1 then date = ("%s %d"):format(date, random(28)) end
  add("DP", date)
  add("TI", sentence(random, vocabulary, 3 + random(6)) .. ".")
  if random(6) > 1 then add("AB", sentence(random, vocabulary, 10 + random(30)) .. ".") end
  for _ = 1, random(4) do
    local family, a, b = pick(random, families), pick(random, { "J", "S", "M" }), pick(random, { "", "H", "A" })
    add("FAU", ("%s, %s%s"):format(family, ({ J = "Jonas", S = "Sibel", M = "Mara" })[a], b ~= "" and " " .. b or ""))
    add("AU", family .. " " .. a .. b)
    if random(3) == 1 then add("AD", "Department of " .. sentence(random, vocabulary, 4)) end
  end
  add("LA", pick(random, { "eng", "eng", "ger", "fre" }))
  for _ = 1, random(2) do add("PT", pick(random, TYPES)) end
  if random(3) == 1 then
    add("DEP", ("%d%02d%02d"):format(year + random(3) - 2, random(12), random(28)))
  end
  add("TA", "J " .. vocabulary[1 + number % 5])
  add("JT", "Journal of " .. vocabulary[1 + number % 5])
  for _ = 1, random(5) do add("MH", heading(random, vocabulary)) end
  for _ = 1, random(3) - 1 do add("OT", sentence(random, vocabulary, random(3))) end
  add("EDAT", ("%d/%02d/%02d 06:00"):format(year + 1, random(12), random(28)))
  return table.concat(lines, "\n") .. "\n"
end

--- The text of `count` records.
---@param seed integer
---@param count integer
---@return string
function invented.nbib(seed, count)
  local random = maker.random(seed)
  local vocabulary, families = words(random, 70), words(random, 12)
  for i, family in ipairs(families) do families[i] = family:gsub("^%l", string.upper) end
  families[#families + 1] = "van der Berg"
  families[#families + 1] = "O'Brien"
  local records = {}
  for i = 1, count do records[i] = record(random, vocabulary, families, i) end
  return table.concat(records, "\n")
end

return invented
