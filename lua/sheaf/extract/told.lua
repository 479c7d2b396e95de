--- Which analyses a sentence in the present only tells of: "meta-analyses suggest", "the correlation between A and B is
--- weak". A study may tell its own results in the present as well, so that those stay which stand under a heading of
--- methods or results, beside a coefficient or a number, or in a record that says elsewhere what it did.

local phrases = require "sheaf.extract.phrases"
local tense = require "sheaf.extract.tense"
local words = require "sheaf.extract.words"

local told = {}

local TRUSTED = { title = true, methods = true, design = true, setting = true, participants = true, results = true }
local OWN = phrases.index { { value = "own", "this|our study|paper|article|research", "we", "the paper|study|authors",
  "the ~3 meta analysis includes|included|comprises|found|shows|demonstrates|reveals|confirms" } }
local MEASURED = words.set [[r rs rho p coefficient coefficients significant significantly pearson pearson's spearman
  spearman's kendall kendall's matrix analysis analyses]]
local MANY = words.set "analyses metaanalyses"
local SAYING = words.set [[suggest show indicate demonstrate confirm support reveal find found report provide have
  suggested showed indicated demonstrated confirmed supported revealed reported]]
local DOING = words.set [[performed used done conducted applied carried undertaken made analysed analyzed pooled
  combined]]
local PERFECT, BEEN = words.set "has have", words.set "been"
local REACH = 8 -- words between a noun and its verb

local function has_number(sentence)
  for _, token in ipairs(sentence) do
    if token.kind == "n" then return true end
  end
  return false
end

--- "meta-analyses of trials suggest": what others found.
local function is_saying(sentence, one)
  return MANY[sentence[one.to].word] and words.near(sentence, one.to + 1, one.to + REACH, SAYING) ~= nil
    and not words.near(sentence, one.to + 1, one.to + REACH, DOING)
end

--- "correlations ... have been examined": as it is said of what others did.
local function is_perfect(sentence)
  local has = words.near(sentence, 1, #sentence, PERFECT)
  return has ~= nil and words.near(sentence, has + 1, has + 3, BEEN) ~= nil
end

--- Does something in the sentence, or in the record, say that the study did it, or found it?
local function is_own(sentence, one, studied)
  if one.rule.row.told ~= "result" then return not is_saying(sentence, one) end
  return has_number(sentence) or words.near(sentence, 1, #sentence, MEASURED) ~= nil
    or words.near(sentence, one.to + 1, #sentence, DOING) ~= nil or studied and not is_perfect(sentence)
end

--- Leaves out of what was found in a sentence what it only tells of.
---@param found table[] see sheaf.extract.phrases; rows with `told` may be left out, "result" says a finding too
---@param sentence table[]
---@param studied boolean does the record say that people were studied, or something measured?
---@return table[]
function told.without(found, sentence, studied)
  local kept, present = {}, nil
  for _, one in ipairs(found) do
    if one.rule.row.told and not TRUSTED[sentence.zone.category] then
      if present == nil then present = tense.is_present(sentence) and not phrases.any(OWN, sentence) end
      if not present or is_own(sentence, one, studied) then kept[#kept + 1] = one end
    else
      kept[#kept + 1] = one
    end
  end
  return kept
end

return told
