--- Reads one cell of named terms (design, data collection, analysis) from a document by a table of phrases.

local phrases = require "sheaf.extract.phrases"
local text = require "sheaf.extract.text"

local terms = {}

local REACH = 8 -- tokens between a term and its modifier

--- The modifiers of a rule in a sentence, looked for once.
local function modifiers_in(rule, sentence)
  sentence.modifiers = sentence.modifiers or {}
  local list = sentence.modifiers[rule] or phrases.find(rule.modifiers, sentence)
  sentence.modifiers[rule] = list
  return list
end

local function note_modifiers(entry, found)
  if not entry.rule.modifiers then return end
  for _, other in ipairs(modifiers_in(entry.rule, found.sentence)) do
    local near = other.to >= found.from - REACH and other.from <= found.to + REACH
    local name = other.rule.row.value
    if near and not entry.seen[name] then
      entry.seen[name] = true
      if found.sentence == entry.found.sentence then
        entry.from, entry.to = math.min(entry.from, other.from), math.max(entry.to, other.to)
      end
      table.insert(entry.modifiers, other.rule)
    end
  end
end

local function written(entry)
  local before, linked, after = {}, {}, {}
  table.sort(entry.modifiers, function(a, b) return a.order < b.order end)
  for _, rule in ipairs(entry.modifiers) do
    local place = rule.row.before
    table.insert(place == "and" and linked or place and before or after, rule.row.value)
  end
  local value = entry.rule.row.value
  if #linked > 0 then value = table.concat(linked, " and ") .. " " .. value end
  if #before > 0 then value = table.concat(before, " ") .. " " .. value end
  if #after > 0 then value = value .. " (" .. table.concat(after, ", ") .. ")" end
  return value
end

--- Every term of a document, once each, in the order of zones and then of the text.
---@param document table
---@param index table see sheaf.extract.phrases
---@param categories string[] zones in order of trust
---@param accept? function(sentence, zone): false leaves a sentence out
---@param find? function(index, sentence): what stands in a sentence; phrases.find unless given
---@return table[] entries { rule, found, rank, modifiers }
function terms.collect(document, index, categories, accept, find)
  local entries, by_value = {}, {}
  text.walk(document, categories, function(sentence, zone, rank)
    local all = (find or phrases.find)(index, sentence)
    if #all == 0 or accept and not accept(sentence, zone) then return end
    for _, found in ipairs(all) do
      local value = found.rule.row.value
      local entry = by_value[value]
      if found.rule.row.other then goto next end
      if not entry then
        entry = { rule = found.rule, found = found, from = found.from, to = found.to, rank = rank, modifiers = {},
          seen = {} }
        by_value[value] = entry
        table.insert(entries, entry)
      end
      if rank <= entry.rank + 2 then note_modifiers(entry, found) end
      ::next::
    end
  end)
  return entries
end

--- Drops entries that another one says better.
---@param entries table[]
---@return table[]
function terms.distinct(entries)
  local covered = {}
  for _, entry in ipairs(entries) do
    for _, value in ipairs(entry.rule.row.covers or {}) do covered[value] = true end
  end
  local kept = {}
  for _, entry in ipairs(entries) do
    if not covered[entry.rule.row.value] then table.insert(kept, entry) end
  end
  return kept
end

--- A cell made of entries: its text and the evidence, which spans the entries of the first one's sentence.
---@param document table
---@param entries table[]
---@param limit? integer
---@return string? cell, table? evidence
function terms.cell(document, entries, limit)
  if #entries == 0 then return end
  local values, first = {}, entries[1].found
  local from, to = entries[1].from, entries[1].to
  for i = 1, math.min(#entries, limit or #entries) do
    local entry = entries[i]
    table.insert(values, written(entry))
    if entry.found.sentence == first.sentence then
      from, to = math.min(from, entry.from), math.max(to, entry.to)
    end
  end
  return table.concat(values, "; "), text.evidence(document, first.sentence, from, to)
end

--- What a zone of each rank counts for: the first zones of `categories` are where a study says what it did.
local function rule_of(entries, categories)
  return categories[entries[1].rank]
end

--- Reads a column whose cells are named terms.
---@param document table
---@param index table see sheaf.extract.phrases
---@param categories string[] zones in order of trust
---@param accept? function(sentence, zone): false leaves a sentence out
---@param limit? integer terms in a cell
---@return table? { cell, evidence, rule, entries } rule: the zone the first term stands in, see
---sheaf.extract.confidence
function terms.read(document, index, categories, accept, limit)
  local entries = terms.distinct(terms.collect(document, index, categories, accept))
  if #entries == 0 then return end
  local cell, evidence = terms.cell(document, entries, limit)
  return { cell = cell, evidence = evidence, rule = rule_of(entries, categories), entries = entries }
end

return terms
