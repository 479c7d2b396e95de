--- Coding by terms: which records a code's terms find, from the index, and which passages of a record, from its text.
-- Both are the query evaluator's, so that a code finds what a search for its terms finds.

local book_of = require "sheaf.codebook"
local core = require "sheaf.core"
local sentence = require "sheaf.coding.sentence"

local M = {}

---@class sheaf.passage
---@field code sheaf.code|string   what it was given
---@field field string             "title" or "abstract"
---@field first integer            1-based bytes of record[field]
---@field last integer
---@field text string
---@field how "term"|"hand"
---@field hits { first: integer, last: integer }[]? of terms: the words that matched
---@field by string?               of hands: the coder
---@field memo string?
---@field row integer?             in the ledger
---@field record integer

local UNITS = { sentence = true, clause = true, words = true }

--- The codes of a codebook that have terms, each with its query; kept with the codebook.
---@param book sheaf.codebook
---@return { code: sheaf.code, query: userdata }[]
local function queries(book)
  local kept = rawget(book, "queries")
  if kept then return kept end
  local list = {}
  for _, code in ipairs(book.all) do
    if #code.terms > 0 then
      list[#list + 1] = { code = code,
        query = assert(core.parse(book_of.query_text(code.terms), { syntax = "ovid" })) }
    end
  end
  rawset(book, "queries", list)
  return list
end

--- The records of a library that each code's own terms find: code -> { [id] = true }.
---@param lib sheaf.library
---@param book sheaf.codebook
---@return table<sheaf.code, table<integer, true>>? found, string|table<sheaf.code, sheaf.set> sets, string? code
function M.records(lib, book)
  local found, sets = {}, {}
  for _, one in ipairs(queries(book)) do
    local set, message, code = lib:search_ids(one.query, { today = "2000-01-01" })
    if not set then return nil, ("code '%s': %s"):format(one.code.name, message), code end
    local ids = {}
    for _, id in ipairs(set:ids()) do ids[id] = true end
    found[one.code], sets[one.code] = ids, set
  end
  return found, sets
end

--- The sentences of records that the terms of codes have words in: how many sentences there are, and for each hit its
--- sentence, counted through all records, and its code; ascending by sentence within a record and code.
---@param lib sheaf.library
---@param book sheaf.codebook
---@param ids integer[]
---@param sets table<sheaf.code, sheaf.set>  of M.records
---@return integer? total, string|integer[] sentences, string|sheaf.code[] codes
function M.hits(lib, book, ids, sets)
  local wanted, found, codes = {}, {}, {}
  for i, one in ipairs(queries(book)) do wanted[i], found[i] = one.query, sets[one.code] end
  local total, sentences, places = core.sentence_hits(lib:set(ids), wanted, found)
  if not total then return nil, sentences, places end
  for i, place in ipairs(places) do codes[i] = queries(book)[place].code end
  return total, sentences, codes
end

local function cut_sentences(record, field)
  local text, list = record[field], {}
  if type(text) ~= "string" then return list end
  local sections = field == "abstract" and record.sections or {}
  if #sections == 0 then return sentence.sentences(text) end
  for _, section in ipairs(sections) do
    for _, one in ipairs(sentence.sentences(text, section.first, section.last)) do list[#list + 1] = one end
  end
  return list
end

local cut = setmetatable({}, { __mode = "k" }) -- record -> field -> its sentences

--- The sentences of a record's field; an abstract's sections are kept apart, and their headings left out.
---@param record sheaf.record
---@param field "title"|"abstract"
---@return { first: integer, last: integer }[]
function M.sentences(record, field)
  local kept = cut[record]
  if kept and kept[field] then return kept[field] end
  kept = kept or {}
  kept[field] = cut_sentences(record, field)
  cut[record] = kept
  return kept[field]
end

--- The unit of a list that a byte stands in: the last that begins at or before it; nil where it ended before.
local function unit_at(units, byte)
  local low, high = 0, #units
  while low < high do
    local middle = (low + high + 1) // 2
    if units[middle].first <= byte then low = middle else high = middle - 1 end
  end
  local unit = units[low]
  return unit and unit.last >= byte and low or nil
end

--- The sentences or clauses of a field, made once a record.
local function units_of(cache, record, field, unit)
  if cache[field] then return cache[field] end
  local list = M.sentences(record, field)
  if unit == "clause" then
    local clauses = {}
    for _, one in ipairs(list) do
      for _, clause in ipairs(sentence.clauses(record[field], one)) do clauses[#clauses + 1] = clause end
    end
    list = clauses
  end
  cache[field] = list
  return list
end

--- From what a match needs to whole units: what stands in no unit (a heading) is quoted as it is.
local function widen(units, first, last)
  local from, to = unit_at(units, first), unit_at(units, last)
  return from and units[from].first or first, to and units[to].last or last
end

local FIELDS = { title = 1, abstract = 2 }

local function before(a, b)
  if a.field ~= b.field then return FIELDS[a.field] < FIELDS[b.field] end
  if a.first ~= b.first then return a.first < b.first end
  return a.last < b.last
end

--- Spans of one code as passages: those whose units touch become one.
local function gather(record, code, spans, cache, unit, out)
  table.sort(spans, before)
  local open
  for _, span in ipairs(spans) do
    local first, last = span.first, span.last
    if unit ~= "words" then first, last = widen(units_of(cache, record, span.field, unit), first, last) end
    if open and open.field == span.field and first <= open.last then
      open.last = math.max(open.last, last)
    else
      open = { code = code, field = span.field, first = first, last = last, how = "term", record = record.id,
        hits = {} }
      out[#out + 1] = open
    end
    open.hits[#open.hits + 1] = { first = span.first, last = span.last }
  end
end

--- The passages of a record that the terms of a codebook find, code by code in the codebook's order.
---@param record sheaf.record
---@param book sheaf.codebook
---@param unit? "sentence"|"clause"|"words"  what is quoted around the words that match (sentence)
---@param found? table<sheaf.code, table<integer, true>>  of M.records: only codes that the record has are looked for
---@return sheaf.passage[]? passages, string? message, string? code
function M.passages(record, book, unit, found)
  unit = unit or "sentence"
  if not UNITS[unit] then error(("the unit must be sentence, clause or words, not '%s'"):format(tostring(unit)), 0) end
  local out, cache, id, lib = {}, {}, record.id, record:library()
  for _, one in ipairs(queries(book)) do
    if not found or found[one.code] and found[one.code][id] then
      local spans, message, kind = lib:record_spans(record, one.query)
      if not spans then return nil, message, kind end
      gather(record, one.code, spans, cache, unit, out)
    end
  end
  for _, passage in ipairs(out) do passage.text = record[passage.field]:sub(passage.first, passage.last) end
  return out
end

return M
