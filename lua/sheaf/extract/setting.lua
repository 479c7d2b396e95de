--- Where a study took place: a setting section as it stands, or the phrase that names practices, clinics, areas.

local text = require "sheaf.extract.text"
local words = require "sheaf.extract.words"

local setting = {}

-- Nouns that name where care or research happens, by how much they say.
local STRONG = words.set [[practices clinics clinic hospital hospitals centre centres center centers surgeries
  pharmacies pharmacy wards ward department departments school schools universities university colleges prison
  prisons hospices hospice homes workplaces workplace laboratory providers trusts organisations organizations
  facilities institution institutions households villages nurseries camps barracks shelters churches laboratories
  cooperatives hubs hub ccgs pcns federations boards]]
-- "Unit" is a place only behind one of these, "centre" is none behind "single" and the like.
local OF_UNIT = words.set [[care stroke recovery emergency inpatient admission assessment psychiatric renal
  dialysis surgical obstetric maternity coronary burns trauma rehabilitation]]
local OF_HOME = words.set "nursing care residential"
local COUNTED = words.set "single multi multiple one"
local LEVEL = { primary = "care", secondary = "care", tertiary = "care", general = "practice", family = "practice",
  community = "pharmacies",
  ambulatory = "care", home = "care", residential = "care", palliative = "care", emergency = "care" }
local AREA = words.set [[city cities county counties region regions town towns village district districts areas
  area municipality municipalities province community communities neighbourhoods neighborhoods borough boroughs
  countries]]
local INTO = words.set "in at from within across throughout with through via attended attending visiting"
local OF_STUDY = words.set "study survey audit evaluation ethnography users residents patients staff"
local ENDS = words.set [[who that which were was is are to for with during between by using aged participating
  among after before on as where who whose has have had and/or than about per via through because if when while
  since until received agreed completed participated conducted included randomised randomized recruited enrolled
  not into be been being may can will would without or took]]
local KIND = words.set "rural urban suburban remote inner deprived northern southern eastern western"
local ONWARD = words.set "in of across within"
local ARTICLES = words.set "the a an our this these its their"
local BLOCK = words.set "control intervention comparison treatment"

local WEIGHT = { setting = 3, design = 1, methods = 1, participants = 1, text = 0.4, aim = -0.4, title = -0.5,
  results = -1.6, background = -1.5 }
local EXCLUDED = words.set "excluded exclusion"
local ENOUGH = 1.5
local OWN = words.set "we this our paper study"

local function is_level(sentence, i)
  local token, after = sentence[i], sentence[i + 1]
  return token.kind == "w" and after ~= nil and (LEVEL[token.word] == after.word or LEVEL[token.word]
    and after.word == "practice")
end

local function is_strong(sentence, i)
  local word, before = sentence[i].word, sentence[i - 1] and sentence[i - 1].word or ""
  if word == "unit" or word == "units" then return OF_UNIT[before] or false end
  if word == "home" then return OF_HOME[before] or false end
  return STRONG[word] and not (sentence[i].joined and COUNTED[before]) or false
end

--- Does a name follow ("in San Diego", "of the county", "in three towns")?
local function leads_to_place(sentence, i)
  local j = i + 1
  while sentence[j] and (sentence[j].word == "the" or sentence[j].word == "a"
    or sentence[j].word == "an") do j = j + 1 end
  local token = sentence[j]
  if not token or token.kind == "p" then return false end
  if token.cap then return true end
  for k = j, math.min(#sentence, j + 4) do
    if sentence[k].kind == "p" or ENDS[sentence[k].word] then return false end
    if AREA[sentence[k].word] or STRONG[sentence[k].word] or sentence[k].cap then return true end
  end
  return false
end

--- Reads the phrase that begins at token i: last token and how much it says; nil when it names no place.
local function phrase_at(sentence, i)
  local j, last, best, named = i, nil, 0, false
  while sentence[j] and j < i + 22 do
    local token = sentence[j]
    local word = token.word
    if token.kind == "p" then
      if word == "(" and sentence[j + 2] and sentence[j + 2].word == ")" then
        j = j + 2
      elseif not last and word ~= "/" and word ~= "'" or word == ";" or word == "(" or word == ":" then
        break
      elseif last and word == "," and not (sentence[j + 1] and (sentence[j + 1].cap
        or sentence[j + 1].word == "including" or STRONG[sentence[j + 1].word]
        or best >= 3 and sentence[j + 2] and STRONG[sentence[j + 2].word])) then
        break
      end
    elseif not token.joined and ENDS[word] or not token.joined and (INTO[word] or ONWARD[word]) and j > i
      and not (last and ONWARD[word] and leads_to_place(sentence, j)) then
      break
    elseif is_level(sentence, j) then
      last, best, named = j + 1, math.max(best, 2), true
      j = j + 1
    elseif is_strong(sentence, j) or AREA[word] then
      local after = sentence[j + 1]
      local modifier = after and after.kind == "w" and not words.stops[after.word] and not INTO[after.word]
        and not after.word:find("ing$")
        and after.word ~= "and" and after.word ~= "including" and not after.joined
      if not modifier or STRONG[after.word] then last, best = j, math.max(best, STRONG[word] and (j > i and 3
        or 1) or 1) end
    elseif last and token.cap then
      last = j
    elseif KIND[word] and sentence[j + 1] and sentence[j + 1].cap then
      last, best = j + 1, math.max(best, 2)
    elseif last and not (ONWARD[word] or words.stops[word] or token.kind == "n" or word == "and"
      or word == "including") and named and best <= 2 then
      -- "primary care consultations" is primary care; longer names go on until their own noun
      if not (sentence[j + 1] and STRONG[sentence[j + 1].word]) and not STRONG[word] then break end
    end
    j = j + 1
  end
  return last, best
end

local function tidy(phrase)
  phrase = phrase:gsub("%s+", " "):gsub("^[Tt]he ", ""):gsub("^[Aa]n? ", ""):gsub("[%s.,;:]+$", "")
  return phrase
end

local function has_number(sentence, from, to)
  for i = from, to do
    if sentence[i].kind == "n" then return true end
  end
  return false
end

local function has_name(sentence, from, to)
  for i = from, to do
    if sentence[i].cap then return true end
  end
  return false
end

local function leads(sentence, i)
  local word, before = sentence[i].word, sentence[i - 1]
  return INTO[word] or word == "of" and before ~= nil and OF_STUDY[before.word]
end

local function best_phrase(document)
  local best
  text.walk(document, { "setting", "design", "methods", "participants", "text", "aim", "title", "results",
    "background" }, function(sentence, zone)
    local weight = WEIGHT[zone.category]
    if words.near(sentence, 1, #sentence, EXCLUDED) then return end
    if zone.category == "background" and not words.near(sentence, 1, #sentence, OWN) then return end
    for i, token in ipairs(sentence) do
      if leads(sentence, i) and sentence[i + 1] and sentence[i + 1].kind ~= "p" and not BLOCK[sentence[i + 1].word] then
        local from = ARTICLES[sentence[i + 1].word] and sentence[i + 2] and i + 2 or i + 1
        local last, value = phrase_at(sentence, from)
        if last then
          local score = weight + value + (has_number(sentence, from, last) and 0.5 or 0)
            - (token.word == "through" and 0.5 or 0) + (has_name(sentence, from, last) and 0.5 or 0)
            - (token.word == "with" and 1 or 0)
          if not best or score > best.score then best = { score = score, sentence = sentence, from = from,
            to = last } end
        end
      end
    end
  end)
  return best
end

--- A setting section that is short enough to be the answer itself.
local function whole_section(document)
  for _, zone in ipairs(document) do
    local sentence = zone.sentences[1]
    if zone.category == "setting" and sentence and not (zone.label or ""):lower():find("design") then
      local people = words.near(sentence, 1, #sentence, words.set "aged patients participants n were was interviewed")
      if #sentence <= 30 and not people then return sentence end
    end
  end
end

--- The words that "(LWP)" stands for: those before the bracket whose initials it is made of, or nil.
local function expansion(sentence, open, letters)
  local j, k = open - 1, #letters
  while k > 0 do
    local token = sentence[j]
    if not token or token.kind ~= "w" then return end
    if token.word:sub(1, 1) == letters:sub(k, k) then
      k = k - 1
    elseif not words.stops[token.word] and token.word ~= "and" then
      return
    end
    j = j - 1
  end
  return j + 1
end

local function meaning(document, name)
  local singular = name:gsub("s$", "")
  for _, zone in ipairs(document) do
    for _, sentence in ipairs(zone.sentences) do
      for i = 2, #sentence - 1 do
        local word = sentence[i].word
        if (word == name or word == singular) and sentence[i].cap and sentence[i - 1].word == "("
          and sentence[i + 1].word == ")" then
          local from = expansion(sentence, i - 1, word) or expansion(sentence, i - 1, singular)
          if from then return tidy(text.evidence(document, sentence, from, i - 2).text) end
        end
      end
    end
  end
end

--- A cell that does not leave the reader with an abbreviation of the text: "Links Worker Programme (LWP) areas".
local function spelled_out(document, sentence, from, to, cell)
  for i = from, to do
    local token = sentence[i]
    local name = text.evidence(document, sentence, i, i).text
    if token.kind == "w" and name:find("^%u%u%u*s?$") and #name > 2
      and not (sentence[i - 1] and sentence[i - 1].word == "(") then
      local full = meaning(document, token.word)
      local first, last = cell:find("%f[%w]" .. name .. "%f[%W]")
      if full and first and not cell:find(full, 1, true) then
        cell = cell:sub(1, first - 1) .. full .. " (" .. name .. ")" .. cell:sub(last + 1)
      end
    end
  end
  return cell
end

--- Reads the setting.
---@param document table
---@param finds table[] places found by sheaf.extract.country
---@return string? cell, table? evidence, string? rule
function setting.read(document, finds)
  local sentence, from, to = whole_section(document), 1, nil
  if sentence then
    to = #sentence
  else
    local best = best_phrase(document)
    if best and best.score >= ENOUGH then sentence, from, to = best.sentence, best.from, best.to end
  end
  local place = setting.place(finds)
  if not sentence then
    if not place then return end
    sentence, from, to = place.sentence, place.from, place.to
  end
  local evidence = text.evidence(document, sentence, from, to)
  local cell = tidy(evidence.text)
  local name = place and text.evidence(document, place.sentence, place.from, place.to).text
  local added = name and not cell:find(name, 1, true)
  cell = spelled_out(document, sentence, from, to, cell)
  if added then cell = cell .. (cell:find(",", 1, true) and "; " or ", ") .. name end
  return cell, evidence, sentence.zone.category
end

--- The first find that is a region or city of the nation.
---@param finds table[]
---@return table?
function setting.place(finds)
  for _, find in ipairs(finds) do
    if find.kind == "places" then return find end
  end
end

return setting
