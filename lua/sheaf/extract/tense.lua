--- Does a sentence tell what was done, or what is so in general? A study is told in the past; what others do, what is
--- advised and what is known stands in the present.

local words = require "sheaf.extract.words"

local tense = {}

local PRESENT = words.set [[is are has have does do can may might should must will appears appear seems seem remains
  remain becomes become suggest suggests indicate indicates show shows include includes depends provides provide
  requires require supports support]]
local PAST = words.set [[was were had did took gave underwent found showed led made held became began kept sent saw
  chose wrote drew]]
local AUXILIARY = words.set "is are has have be been being can may might should must will could would"
local ADJECTIVES = words.set [[randomised randomized controlled published related based combined mixed increased
  limited selected uncontrolled blinded associated]]
local REACH = 4 -- words between an auxiliary and its participle

--- A verb in the past that is no participle of a present verb: "completed" but not "is often completed".
local function is_past(sentence, i)
  local word = sentence[i].word
  if PAST[word] then return true end
  return #word > 4 and word:find("ed$") ~= nil and not ADJECTIVES[word] and not sentence[i].joined
    and not words.near(sentence, i - REACH, i - 1, AUXILIARY)
end

--- Is something in a sentence told in the past?
---@param sentence table[]
---@return boolean
function tense.has_past(sentence)
  for i = 1, #sentence do
    if sentence[i].kind == "w" and is_past(sentence, i) then return true end
  end
  return false
end

--- Is a sentence in the present, and nothing in it in the past?
---@param sentence table[]
---@return boolean
function tense.is_present(sentence)
  local present = false
  for i = 1, #sentence do
    if sentence[i].kind == "w" then
      if is_past(sentence, i) then return false end
      present = present or PRESENT[sentence[i].word] or false
    end
  end
  return present
end

return tense
