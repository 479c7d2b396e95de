--- A method of analysis that no table knows, by the words around its name: "transcripts were analysed using the one
--- sheet of paper method" is analysed by the "one sheet of paper method".

local words = require "sheaf.extract.words"

local named = {}

local ANALYSED = words.set "analysed analyzed coded interpreted"
local ANALYSIS = words.set "analysis analyses coding"
local BY = words.set "using by with through via following employing applying"
local USING = words.set "using by following" -- the only ones behind a noun
local HEADS = words.set "method technique approach procedure analysis methodology"
local SKIPPED = words.set "the a an"
local VAGUE = words.set [[statistical standard standardised standardized appropriate same following different various
  several qualitative quantitative mixed computer computerised computerized automated manual software similar novel new
  multiple systematic iterative inductive deductive structured descriptive comparative data exploratory further separate
  this these that our their its which who was were is are be been and or in on for at from regression retrospective
  prospective univariate bivariate intention sequential multi step staged stage phase team rigorous forward imputation]]
local LONGEST = 6 -- words of a name before its last

--- The last token of a name that begins at token i.
local function name_end(sentence, i)
  for j = i, i + LONGEST do
    local token = sentence[j]
    if not token or token.kind == "p" or VAGUE[token.word] then return end
    if HEADS[token.word] then return j > i and j or nil end
  end
end

local function written(token)
  if token.upper then return token.word:upper() end
  return token.cap and token.word:gsub("^%l", string.upper) or token.word
end

--- The first name of a method of analysis in a sentence, in the form of sheaf.extract.phrases.find.
---@param sentence table[]
---@return table? found { rule, from, to, sentence }
function named.find(sentence)
  for i = 2, #sentence - 2 do
    local word = sentence[i].word
    if BY[word] and words.near(sentence, i - 4, i - 1, ANALYSED)
      or USING[word] and words.near(sentence, i - 4, i - 1, ANALYSIS) then
      local from = i + 1
      while sentence[from] and SKIPPED[sentence[from].word] do from = from + 1 end
      local to = name_end(sentence, from)
      if to then
        local list = {}
        for j = from, to do list[#list + 1] = written(sentence[j]) end
        return { rule = { row = { value = table.concat(list, " ") } }, from = from, to = to, sentence = sentence }
      end
    end
  end
end

return named
