--- Who paid for a study, where the record says it: a funding section, a sentence of the abstract ("funded by ..."), or
--- the grants that the record lists.

local text = require "sheaf.extract.text"
local words = require "sheaf.extract.words"

local funding = {}

local LABELS = { "funding", "funded", "financial support", "sponsor", "support" }
local VERBS = words.set "funded supported sponsored financed commissioned"
local GIVEN = words.set "grant grants funding support sponsorship"
local ENDS = words.set [[who which that and to for under through with in as was were is are has have between during on
  after since where but at]]
local PART_OF_NAME = words.set "of for the and in on &"
local PAYERS = words.set [[council foundation institute institutes trust fund department ministry agency university
  commission association society union programme program charity government nih nihr nhs pharmaceuticals research
  service office nhmrc wellcome inc ltd laboratories company board authority centre center administration academy
  hospital federation network]]
local LONGEST = 200

local function named(document)
  for _, zone in ipairs(document) do
    local label = (zone.label or ""):lower()
    for _, name in ipairs(LABELS) do
      if label:find(name, 1, true) == 1 and zone.sentences[1] then
        local sentence = zone.sentences[1]
        local evidence = text.evidence(document, sentence, 1, #sentence)
        if #evidence.text <= LONGEST then
          return { cell = (evidence.text:gsub("%s+", " ")), evidence = evidence, rule = "section" }
        end
      end
    end
  end
end

--- The name of a payer that begins at token i: last token; nil where no name stands there.
local function payer(sentence, i)
  local last, known
  local j = i
  while sentence[j] and j < i + 24 do
    local token = sentence[j]
    if token.cap then
      last = j
      known = known or PAYERS[token.word] or token.upper
    elseif not (last and (PART_OF_NAME[token.word] or token.word == "," or token.word == "'" or token.word == "("
      or token.word == ")" or token.word == "-" or token.kind == "n")) then
      if last or ENDS[token.word] or token.kind == "p" then break end
    end
    j = j + 1
  end
  return last, known
end

--- Where the name begins behind "funded by the", "a grant from".
local function start_of(sentence, i)
  local word, after = sentence[i].word, sentence[i + 1]
  local from
  if after and (VERBS[word] and after.word == "by" or GIVEN[word] and after.word == "from") then from = i + 2 end
  while from and sentence[from] and (sentence[from].word == "the" or sentence[from].word == "a"
    or sentence[from].word == "an") do from = from + 1 end
  return from
end

local function said(document)
  for _, zone in ipairs(document) do
    for _, sentence in ipairs(zone.category ~= "title" and zone.sentences or {}) do
      for i in ipairs(sentence) do
        local from = start_of(sentence, i)
        local last, known
        if from then last, known = payer(sentence, from) end
        if last and known and sentence[from].cap then
          local evidence = text.evidence(document, sentence, from, last)
          return { cell = (evidence.text:gsub("%s+", " ")), evidence = evidence, rule = "sentence" }
        end
      end
    end
  end
end

--- The record's own list of grants, which is no text of an abstract; its evidence is in the field "grants".
local function listed(document)
  local grants = document.record.grants
  if type(grants) ~= "table" or not grants[1] then return end
  local names, seen = {}, {}
  for _, grant in ipairs(grants) do
    local name = type(grant) == "table" and (grant.agency or grant.text or grant.name) or grant
    if type(name) == "string" and name ~= "" and not seen[name] then
      seen[name] = true
      names[#names + 1] = name
    end
  end
  if not names[1] then return end
  return { cell = table.concat(names, "; "), rule = "record",
    evidence = { field = "grants", first = 1, last = #names[1], text = names[1] } }
end

--- Reads who paid.
---@param document table
---@return table? { cell: string, evidence: table, rule: string }
function funding.read(document)
  return named(document) or said(document) or listed(document)
end

return funding
