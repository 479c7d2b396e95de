--- Invented sets of records to screen: two topics of invented words, so that a classifier can tell them apart, with
--- common words in both.
local screening = {}

local learner = require "sheaf.learner"

local SYLLABLES = { "ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo" }

local function words(random, count)
  local list = {}
  for i = 1, count do
    local parts = {}
    for k = 1, 3 do parts[k] = SYLLABLES[random(#SYLLABLES)] end
    list[i] = table.concat(parts)
  end
  return list
end

local function text(random, length, share, topic, common)
  local parts = {}
  for i = 1, length do
    local from = random(100) <= share and topic or common
    parts[i] = from[random(#from)]
  end
  return table.concat(parts, " ")
end

--- RIS text of `count` records, every `nth` one relevant, and a table of the relevant ones by number. share: percent of
--- a relevant record's words that are of its topic.
---@return string ris, table<integer, boolean> relevant
function screening.ris(seed, count, nth, share)
  local random = learner.random(seed)
  local topic, common = words(random, 30), words(random, 200)
  local lines, relevant = {}, {}
  for i = 1, count do
    relevant[i] = i % nth == 0
    local percent = relevant[i] and share or 0
    lines[#lines + 1] = "TY  - JOUR\nTI  - " .. text(random, 8, percent, topic, common)
      .. "\nAB  - " .. text(random, 40, percent, topic, common) .. "\nER  - \n"
  end
  return table.concat(lines, "\n"), relevant
end

--- A library of such records.
function screening.library(sheaf, ...)
  local ris, relevant = screening.ris(...)
  local lib = assert(sheaf.open())
  assert(lib:load { text = ris, name = "invented.ris" })
  return lib, relevant
end

--- A library of records with these titles and abstracts: { title, abstract } each; "" is none.
function screening.texts(sheaf, list)
  local lines = {}
  for i, one in ipairs(list) do
    lines[i] = ("TY  - JOUR\nID  - %d\n%s%sER  - \n"):format(i, one[1] ~= "" and "TI  - " .. one[1] .. "\n" or "",
      one[2] ~= "" and "AB  - " .. one[2] .. "\n" or "")
  end
  local lib = assert(sheaf.open())
  assert(lib:load { text = table.concat(lines, "\n"), name = "texts.ris" })
  return lib
end

return screening
