--- What the analyses of codes share: a set, a codebook, and which record has which code, by terms and by hand.

local books = require "sheaf.codebook"
local core = require "sheaf.core"
local hand = require "sheaf.coding.hand"
local notes = require "sheaf.coding.notes"
local options_of = require "sheaf.options"
local terms = require "sheaf.coding.terms"

local M = {}

---@class sheaf.coding.matrix
---@field lib sheaf.library
---@field book sheaf.codebook
---@field ids integer[]                                   the records, filtered, in the set's order
---@field found table<sheaf.code, table<integer, true>>   by terms, own terms only
---@field sets table<sheaf.code, sheaf.set>              the same as sets
---@field given table<integer, table[]>                   by hand: record -> codes of hand.read, with `of` their code
---@field strangers { code: string, count: integer }[]    hand codes that the codebook does not have
---@field unheard string[]                               coders asked for who gave no code
---@field outside integer                                 hand codes of records that are not in the set

local HOW = { "both", "terms", "hand" }

--- The options that M.read takes, and more that an analysis has besides, as sheaf.options reads them.
---@param more? table<string, string>
---@return table<string, string>
function M.options(more)
  local kinds = { codebook = "any", by = "list", codes = "string", where = "any" }
  for name, kind in pairs(more or {}) do kinds[name] = kind end
  return kinds
end

--- A codebook of the hand codes' names, for those who code without one.
local function book_of_hands(list)
  local names, seen = {}, {}
  for _, one in ipairs(list) do
    local key = core.fold(one.code)
    if not seen[key] then
      seen[key], names[#names + 1] = true, one.code
    end
  end
  table.sort(names)
  return #names > 0 and books.read { name = "hand", title = "Codes given by hand", codes = names } or nil
end

--- True where the record's attributes are as the filter says: a value or one of a list each.
local function passes(of, where)
  for name, wanted in pairs(where) do
    local value, good = of and of[name] and of[name].value, false
    for _, one in ipairs(type(wanted) == "table" and wanted or { wanted }) do
      good = good or value == tostring(one)
    end
    if not good then return false end
  end
  return true
end

--- Why there is no such attribute; nil where some record has it.
---@param matrix sheaf.coding.matrix
---@param name string
---@return string?
function M.unknown(matrix, name)
  local _, names = matrix.attributes()
  for _, known in ipairs(names) do
    if known == name then return nil end
  end
  return ("no record has the attribute '%s'; there %s"):format(tostring(name),
    #names > 0 and "are " .. table.concat(names, ", ") or "are none yet: lib:attribute(record, name, value)")
end

--- The ids that pass options.where; nil and a message where it names no attribute.
local function filtered(who, set, where, matrix)
  local ids = set:ids()
  if where == nil then return ids end
  if type(where) ~= "table" then error(who .. ": option 'where' must be a table { attribute = value }", 0) end
  local attributes, kept, wrong = matrix.attributes, {}, {}
  for name in pairs(where) do wrong[#wrong + 1] = M.unknown(matrix, name) end
  table.sort(wrong)
  if wrong[1] then return nil, wrong[1], "attribute" end
  for _, id in ipairs(ids) do
    if passes(attributes()[id], where) then kept[#kept + 1] = id end
  end
  return kept
end

--- Which record of the set a code is of: its own, or the first one that reports the same work.
local function places_of(matrix)
  local within, first, works = {}, {}, nil
  for _, id in ipairs(matrix.ids) do within[id] = true end
  local function read_works()
    works = {}
    for row in assert(matrix.lib:sql "select id, work from record") do works[row.id] = row.work end
    for _, id in ipairs(matrix.ids) do first[works[id]] = first[works[id]] or id end
  end
  return function(id)
    if within[id] then return id end
    if not works then read_works() end
    return first[works[id]]
  end
end

--- Hand codes by record, those of unknown names, and how many are elsewhere.
local function sort_hands(matrix, list)
  local place, unknown = places_of(matrix), {}
  matrix.given, matrix.strangers, matrix.outside = {}, {}, 0
  for _, one in ipairs(list) do
    local at = place(one.record)
    one.of = matrix.book:find(one.code)
    if not at then
      matrix.outside = matrix.outside + 1
    elseif not one.of then
      if not unknown[one.code] then
        unknown[one.code] = { code = one.code, count = 0 }
        table.insert(matrix.strangers, unknown[one.code])
      end
      unknown[one.code].count = unknown[one.code].count + 1
    else
      matrix.given[at] = matrix.given[at] or {}
      table.insert(matrix.given[at], one)
    end
  end
  table.sort(matrix.strangers, function(a, b) return a.code < b.code end)
end

--- The coders asked for who gave no code that counts.
local function unheard(list, coders)
  local heard, names = {}, {}
  for _, one in ipairs(list) do heard[one.by or ""] = true end
  for name in pairs(coders or {}) do
    if not heard[name] then names[#names + 1] = name end
  end
  table.sort(names)
  return names
end

--- Reads what an analysis of codes is asked.
---@param who string
---@param set sheaf.set
---@param options { codebook?: string|table, by?: string|string[], codes?: "both"|"terms"|"hand", where?: table }
---@return sheaf.coding.matrix? matrix, string? message, string? code
function M.read(who, set, options)
  local how = options_of.choice(who, "codes", options.codes, HOW)
  if type(set) ~= "userdata" or not set.library then error(who .. ": a set expected", 0) end
  local lib, attributes, names = set:library(), nil, nil
  local matrix = { lib = lib }
  function matrix.attributes()
    if not attributes then attributes, names = notes.attributes(lib) end
    return attributes, names
  end
  local coders = hand.coders(who, options.by)
  local list = how ~= "terms" and hand.read(lib, coders) or {}
  matrix.unheard = how ~= "terms" and unheard(list, coders) or {}
  local message, kind
  if options.codebook ~= nil then
    matrix.book, message, kind = books.get(options.codebook)
    if not matrix.book then return nil, who .. ": " .. message, kind end
  else
    matrix.book = book_of_hands(list)
    if not matrix.book then
      return nil, ("%s: name a codebook (%s), or give codes first: lib:code(record, { code = ... })")
        :format(who, table.concat(books.names(), ", ")), "codebook"
    end
  end
  matrix.ids, message, kind = filtered(who, set, options.where, matrix)
  if not matrix.ids then return nil, who .. ": " .. message, kind end
  matrix.found, matrix.sets = {}, {}
  if how ~= "hand" then
    matrix.found, matrix.sets, kind = terms.records(lib, matrix.book)
    if not matrix.found then return nil, who .. ": " .. matrix.sets, kind end
  end
  sort_hands(matrix, list)
  return matrix
end

--- A code and all below it.
---@param code sheaf.code
---@return sheaf.code[]
function M.family(code)
  local list = { code }
  for _, sub in ipairs(code.codes) do table.move(M.family(sub), 1, #M.family(sub), #list + 1, list) end
  return list
end

--- For each of these codes whether a record has it or one of its sub-codes: lookup(id, i).
---@param matrix sheaf.coding.matrix
---@param codes sheaf.code[]
---@return fun(id: integer, i: integer): boolean
function M.lookup(matrix, codes)
  local sets, members = {}, {}
  for i, code in ipairs(codes) do
    sets[i], members[i] = {}, {}
    for _, one in ipairs(M.family(code)) do
      members[i][one] = true
      if matrix.found[one] then table.insert(sets[i], matrix.found[one]) end
    end
  end
  return function(id, i)
    for _, set in ipairs(sets[i]) do
      if set[id] then return true end
    end
    for _, one in ipairs(matrix.given[id] or {}) do
      if members[i][one.of] then return true end
    end
    return false
  end
end

--- A code by hand as a passage of the record. One that was given to another record of the same work stands where its
--- words stand here, else it is the record's as a whole, with the words in the memo.
local function hand_passage(matrix, record, one)
  if one.record == record.id then return hand.passage(record, one) end
  local passage = hand.passage(matrix.lib:get(one.record), one)
  local value, text = record[passage.field or ""], passage.text
  local first, last
  if text and type(value) == "string" then first, last = value:find(text, 1, true) end
  passage.record, passage.first, passage.last = record.id, first, last
  if text and not first then
    passage.memo = passage.memo and ("“%s” %s"):format(text, passage.memo) or ("“%s”"):format(text)
    passage.text = nil
  end
  return passage
end

--- The passages of a record by code: those that people gave first, then those of terms. A passage stands under its code
--- and under those above it.
---@param matrix sheaf.coding.matrix
---@param id integer
---@param unit? "sentence"|"clause"|"words"
---@return table<sheaf.code, sheaf.passage[]> by_code, sheaf.record record
function M.passages(matrix, id, unit)
  local record, by_code = matrix.lib:get(id), {}
  local function put(code, passage)
    while code do
      by_code[code] = by_code[code] or {}
      table.insert(by_code[code], passage)
      code = code.parent
    end
  end
  for _, one in ipairs(matrix.given[id] or {}) do put(one.of, hand_passage(matrix, record, one)) end
  if next(matrix.found) then
    local passages = assert(terms.passages(record, matrix.book, unit, matrix.found))
    for _, passage in ipairs(passages) do put(passage.code, passage) end
  end
  return by_code, record
end

--- The codes that are columns: those of the first level, or all.
---@param book sheaf.codebook
---@param all? boolean
---@return sheaf.code[]
function M.columns(book, all) return all and book.all or book.codes end

--- Remarks on what the codebook could not take in.
---@param matrix sheaf.coding.matrix
---@return string[]
function M.notes(matrix)
  local list = {}
  if #matrix.strangers > 0 then
    local parts = {}
    for i, one in ipairs(matrix.strangers) do parts[i] = ("%s (%d)"):format(one.code, one.count) end
    list[1] = "hand codes that the codebook does not have: " .. table.concat(parts, ", ")
  end
  if #matrix.unheard > 0 then
    list[#list + 1] = "no code was given by " .. table.concat(matrix.unheard, ", ")
  end
  if matrix.outside > 0 then
    list[#list + 1] = ("hand codes of records that are not here: %d"):format(matrix.outside)
  end
  return list
end

return M
