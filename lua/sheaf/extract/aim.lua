--- What a study set out to do, in its own words.

local phrases = require "sheaf.extract.phrases"
local text = require "sheaf.extract.text"

local aim = {}

local LONGEST = 400

local SAID = phrases.index {
  { value = "aim", "aim|aims|objective|objectives|purpose|goal ~8 was|is|were to",
    "we|study|paper|article|authors ~2 aimed|aims|sought|seeks to",
    "we|study|paper|authors set out to", "designed to",
      "we|study|paper|article ~1 explored|explores|investigated|investigates|examined|examines",
    "we|study|paper|article ~1 evaluated|assessed|compared" },
}
local PURPOSE = phrases.index { { value = "purpose",
  "to understand|explore|determine|assess|examine|evaluate|compare|identify|investigate|describe|test|develop" } }
local ORDER = { "text", "methods", "background", "results" }

local function from_section(document)
  local first
  for _, zone in ipairs(document) do
    if zone.category == "aim" then
      for _, sentence in ipairs(zone.sentences) do
        first = first or sentence
        if sentence[1].word == "to" or phrases.any(SAID, sentence) or phrases.any(PURPOSE,
          sentence) then return sentence end
      end
    end
  end
  return first
end

local function from_text(document)
  local sentence
  text.walk(document, ORDER, function(candidate)
    if phrases.any(SAID, candidate) then sentence = candidate return true end
  end)
  return sentence
end

--- Reads the aim: the sentence of the aim section, or of the text, that says it.
---@param document table
---@return string? cell, table? evidence, string? rule
function aim.read(document)
  local sentence = from_section(document) or from_text(document)
  if not sentence then return end
  local evidence = text.evidence(document, sentence, 1, #sentence)
  if #evidence.text > LONGEST then return end
  return (evidence.text:gsub("%s+", " ")), evidence, sentence.zone.category
end

return aim
