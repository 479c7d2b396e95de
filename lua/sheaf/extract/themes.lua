--- How many themes (or categories) a qualitative analysis came to.

local text = require "sheaf.extract.text"
local words = require "sheaf.extract.words"

local themes = {}

local THEMES = words.set "themes theme meta-themes metathemes categories category"
local THEME = words.set "themes theme metathemes"
-- What may stand between the number and "themes".
local KINDS = words.set [[main major key overarching broad central core principal primary key inter related interrelated
  interlinked interconnected distinct different key emergent emerging analytic analytical analytic descriptive high
  level higher order overall significant important dominant recurrent recurring common cross cutting meta superordinate
  general global thematic qualitative final and interconnecting overlapping]]
-- A number of categories counts only where they came out of the data.
local CAME = words.set [[emerged identified generated developed derived revealed constructed yielded found arose
  organised organized categorised categorized grouped produced resulted conceptualised described discussed]]
local NOT_HERE = words.set "subthemes subtheme sub-themes subcategories previous earlier literature review"

local ORDER = { "results", "text", "conclusions", "methods", "aim" }
local MOST = 60

--- The last token of "themes" that the number at token i counts, or nil.
local function counted(sentence, i)
  for j = i + 1, math.min(#sentence, i + 6) do
    local token = sentence[j]
    if token.word == "sub" or NOT_HERE[token.word] then return end
    if THEMES[token.word] then
      local after = sentence[j + 1]
      if after and after.joined then return end
      return j, THEME[token.word]
    end
    if token.kind == "n" or not (KINDS[token.word] or token.word == "," or token.word == "-") then return end
  end
end

--- "themes (n = 4)"
local function bracketed(sentence, i)
  local a, b, c = sentence[i - 1], sentence[i - 2], sentence[i - 3]
  if a and a.word == "=" and b and b.word == "n" and c and c.word == "(" then
    local noun = sentence[i - 4]
    return noun ~= nil and THEME[noun.word] or false
  end
  return false
end

local function in_sentence(sentence)
  for i, token in ipairs(sentence) do
    if token.kind == "n" and token.value and token.value >= 1 and token.value <= MOST and not token.joined then
      local last, theme = counted(sentence, i)
      if last and (theme or words.near(sentence, 1, #sentence, CAME)) then return token.value, i, last end
      if bracketed(sentence, i) then return token.value, i - 4, i + 1 end
    end
  end
end

--- Reads the number of themes; only of a study that is qualitative in part.
---@param document table
---@return table? { cell: integer, evidence: table, rule: string }
function themes.read(document)
  local found
  text.walk(document, ORDER, function(sentence, zone)
    local value, from, to = in_sentence(sentence)
    if value then
      found = { cell = value, evidence = text.evidence(document, sentence, from, math.min(to, #sentence)),
        rule = zone.category }
      return true
    end
  end)
  return found
end

return themes
