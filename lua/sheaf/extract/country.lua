--- The country a study was done in: said by name, by a region or city, by a people, by a health service.
--
-- The most specific nation that the text tells ("England" rather than "United Kingdom" where both are named).
-- Places inside names of instruments and societies ("Edinburgh Postnatal Depression Scale") tell nothing, and an
-- author's affiliation is not the study's place. Background and conclusions count only when they name one nation.

local places = require "sheaf.extract.places"
local text = require "sheaf.extract.text"
local words = require "sheaf.extract.words"

local country = {}

local BEFORE_PLACE = words.set [[in of from at across throughout within near around outside and or the , ( - ;
  for north south east west northern southern eastern western central rural urban inner greater metropolitan
  downtown city upper lower deprived]]
local INSTRUMENT = words.set [[scale scales index indices inventory questionnaire assessment criteria test tests
  profile declaration classification battery checklist score scores version translation college society
  association academy federation pharmacopoeia guideline guidelines journal medicine herbal herb herbs measles
  encephalitis hamster mice rats rabbits ink ginseng dollars dollar sign procedure method technique declaration
  convention diet sleep interview naming team]]
local GROUP = words.set "group groups council consortium study trial trials institute network"
local LANGUAGE = words.set [[language languages speaking spoken literature articles publications papers studies
  only abstracts text american americans]]
local ETHNIC = words.set [[american african native latin mexican asian central hispanic anglo north south cuban
  chinese japanese european arab non]]
local EPIDEMIOLOGY = words.set [[million billion prevalence incidence mortality percent leading epidemic deaths
  annually worldwide per estimated globally countries developed developing international]]

local DONE = words.set "performed conducted undertaken carried"
local RIGHTS = words.set "copyright ltd elsevier wiley springer informa ©"

local TIERS = {
  { "setting", "participants", "design", "methods" }, { "title", "aim", "text" }, { "results" }, { "background",
    "conclusions" },
}

local function key_words(name)
  local list = {}
  for _, token in ipairs(text.sentences(name, 0)[1] or {}) do list[#list + 1] = token.word end
  return list
end

local function add_names(index, list, nation, kind)
  for name in (list or ""):gmatch("[^,]+") do
    local entry = { words = key_words(name), nation = nation, kind = kind }
    local key = entry.words[1]
    index[key] = index[key] or {}
    table.insert(index[key], entry)
  end
end

--- Makes the gazetteer ready.
---@param more? table[] a user's rows
---@return table
function country.index(more)
  local index = { within = {} }
  local names = {}
  for _, rows in ipairs { places.rows, more or {} } do
    for _, row in ipairs(rows) do
      names[row[1]] = row.within or false
      for _, kind in ipairs { "names", "people", "places", "bodies" } do add_names(names, row[kind], row[1], kind) end
    end
  end
  for key, value in pairs(names) do
    if type(value) == "table" then
      index[key] = value
    elseif value then
      index.within[key] = value
    end
  end
  return index
end

local function fits(entry, sentence, i)
  for k, word in ipairs(entry.words) do
    local token = sentence[i + k - 1]
    if not token or token.word ~= word then return false end
    if k == 1 and entry.kind ~= "bodies" and not token.cap then return false end
  end
  local only = sentence[i]
  if #entry.words == 1 and #only.word == 2 then return only.upper or false end
  return true
end

local function near_instrument(sentence, last)
  for i = last + 1, math.min(#sentence, last + 6) do
    local token, after = sentence[i], sentence[i + 1]
    local goes_on = (words.joints[token.word] or words.stops[token.word]) and after and after.cap
    if not goes_on and (token.kind ~= "w" or words.stops[token.word]
      or words.joints[token.word]) then return false end
    if INSTRUMENT[token.word] or token.cap and GROUP[token.word] then return true end
  end
  return false
end

local function plausible(entry, sentence, i, last)
  if entry.kind == "bodies" then return true end
  local before, after = sentence[i - 1], sentence[last + 1]
  if after and (after.joined and not words.joined_things[after.word] or after.word == "$") then return false end
  if near_instrument(sentence, last) then return false end
  if before and before.word == "of" and sentence[i - 2]
    and sentence[i - 2].word == "declaration" then return false end
  if entry.kind == "names" then return not (before and before.word == "new") end
  if entry.kind == "people" then
    if sentence[i].joined or (after and LANGUAGE[after.word]) or (before
      and ETHNIC[before.word]) then return false end
    if entry.words[1] == "english" and (before and (before.word == "in" or before.word == "non"
      or before.word == "to") or not after) then return false end
    return not (after and after.cap and entry.words[1] == "american")
  end
  return not before or BEFORE_PLACE[before.word] or before.kind == "n" or false
end

--- The longest name at token i: entry and last token.
local function name_at(index, sentence, i)
  local entries = index[sentence[i].word]
  if not entries or entries == index.within then return end
  local best, last
  for _, entry in ipairs(entries) do
    local stop = i + #entry.words - 1
    if (not best or stop > last) and fits(entry, sentence, i) then best, last = entry, stop end
  end
  return best, last
end

--- A maker's address, "(Drug; Company, Town, Land)": the bracket does not begin with the place.
local function is_address(index, sentence, open, i)
  return open ~= nil and i > open + 1 and not name_at(index, sentence, open + 1)
end

local function add_sentence(index, sentence, found)
  local i, open = 1, nil
  while i <= #sentence do
    local word = sentence[i].word
    if word == "(" then open = i elseif word == ")" then open = nil end
    local entry, last = name_at(index, sentence, i)
    if entry and plausible(entry, sentence, i, last) and not is_address(index, sentence, open, i) then
      found[#found + 1] = { nation = entry.nation, kind = entry.kind, sentence = sentence, from = i, to = last }
    end
    i = (last or i) + 1
  end
end

--- One find for each nation, without states of which a nation is named.
local function distinct(found, within)
  local seen, covered, list = {}, {}, {}
  for _, find in ipairs(found) do
    if within[find.nation] then covered[within[find.nation]] = true end
  end
  for _, find in ipairs(found) do
    if not seen[find.nation] and not covered[find.nation] then
      seen[find.nation] = true
      list[#list + 1] = find
    end
  end
  return list
end

--- Does a sentence speak of how common something is, and not of this study?
local function is_epidemiology(sentence)
  for _, token in ipairs(sentence) do
    if token.value and token.value >= 1000000 then return true end
  end
  return words.near(sentence, 1, #sentence, EPIDEMIOLOGY) ~= nil
end

--- All places of the strongest tier that names any.
---@param document table
---@param index table
---@return table[] finds one a nation: { nation, kind, sentence, from, to }
---@return table[] all every place of that tier
function country.finds(document, index)
  for tier, categories in ipairs(TIERS) do
    local found = {}
    text.walk(document, categories, function(sentence, zone)
      local loose = tier == 4 or zone.category == "text"
      local general = loose and is_epidemiology(sentence) and not words.near(sentence, 1, #sentence, DONE)
      if not general and not words.near(sentence, 1, #sentence, RIGHTS) then add_sentence(index, sentence, found) end
    end)
    local list = distinct(found, index.within)
    if #list > 0 and (tier < 4 or #list == 1) then return list, found end
  end
  return {}, {}
end

--- Reads the country.
---@param document table
---@param index table
---@param list? table[] what `finds` gave, when it was asked before
---@return string? cell, table? evidence, string? rule
function country.read(document, index, list)
  list = list or country.finds(document, index)
  if #list == 0 then return end
  local names = {}
  for i, find in ipairs(list) do names[i] = find.nation end
  return table.concat(names, "; "), text.evidence(document, list[1].sentence, list[1].from, list[1].to),
    list[1].sentence.zone.category
end

local MOST_REGIONS = 3

--- Reads the regions and cities that are named inside the country, as the text writes them.
---@param document table
---@param list table[] one find a nation, see `finds`
---@param all table[] every find
---@return string? cell, table? evidence, string? rule
function country.region(document, list, all)
  local nations, seen, names, first = {}, {}, {}, nil
  for _, find in ipairs(list) do nations[find.nation] = true end
  for _, find in ipairs(all) do
    if find.kind == "places" and nations[find.nation] and #names < MOST_REGIONS then
      local evidence = text.evidence(document, find.sentence, find.from, find.to)
      local name = evidence.text:gsub("%s+", " ")
      if not seen[name] then
        seen[name], names[#names + 1] = true, name
        first = first or { evidence = evidence, rule = find.sentence.zone.category }
      end
    end
  end
  if first then return table.concat(names, "; "), first.evidence, first.rule end
end

return country
