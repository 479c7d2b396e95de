--- Sets: what set:name() does where that needs no C. Every operation gives a new set.

local core = require "sheaf.core"

local methods = core.classes["sheaf.set"]

--- A new set of the same library from record ids.
local function same_library(set, ids)
  return set:library():set(ids)
end

--- The records for which f(record) is true, in the set's order.
---@param f fun(record: sheaf.record): boolean
---@return sheaf.set
function methods:where(f)
  if type(f) ~= "function" then error("set:where: a function expected, got " .. type(f), 2) end
  local ids = {}
  for record in self:each() do
    if f(record) then ids[#ids + 1] = record.id end
  end
  return same_library(self, ids)
end

--- A key that orders values of one type; absent ones come last either way.
local function before(a, b, descending)
  if a.key == nil or b.key == nil or a.key == b.key then
    if (a.key == nil) ~= (b.key == nil) then return b.key == nil end
    return a.at < b.at
  end
  if type(a.key) ~= type(b.key) then return type(a.key) < type(b.key) end
  if descending then return a.key > b.key end
  return a.key < b.key
end

--- What a value is sorted by: text without case and accents; a list by its first item.
local function key_of(value)
  if type(value) == "table" then
    value = value[1]
    if type(value) == "table" then value = value.family or value.literal or value.name or value.text end
  end
  if type(value) == "string" then return core.fold(value) end
  if type(value) == "boolean" then return value and 1 or 0 end
  return value
end

--- Sorted by a field or by what a function says of each record; equal ones keep their order, absent values come last.
---@param key string|fun(record: sheaf.record): any
---@param direction? "asc"|"desc"
---@return sheaf.set
function methods:sort(key, direction)
  if type(key) ~= "string" and type(key) ~= "function" then error("set:sort: a field or a function expected", 2) end
  if direction ~= nil and direction ~= "asc" and direction ~= "desc" then
    error("set:sort: the direction must be asc or desc", 2)
  end
  local rows = {}
  for record in self:each() do
    local value
    if type(key) == "function" then value = key(record) else value = record[key] end
    rows[#rows + 1] = { at = #rows + 1, id = record.id, key = key_of(value) }
  end
  table.sort(rows, function(a, b) return before(a, b, direction == "desc") end)
  local ids = {}
  for i, row in ipairs(rows) do ids[i] = row.id end
  return same_library(self, ids)
end

--- The first n records.
---@param n integer
---@return sheaf.set
function methods:head(n)
  if math.type(n) ~= "integer" or n < 0 then error("set:head: a whole number expected", 2) end
  return self:slice(1, n)
end

--- n records at random, in the set's order, the same ones for the same seed.
---@param n integer
---@param seed integer
---@return sheaf.set
function methods:sample(n, seed)
  if math.type(n) ~= "integer" or n < 0 then error("set:sample: a whole number expected", 2) end
  if math.type(seed) ~= "integer" then
    error("set:sample: a seed (a whole number) is needed, so that the sample can be drawn again", 2)
  end
  local state = seed
  local function random(most) -- splitmix64: the program's own random numbers are left alone
    state = state + 0x9E3779B97F4A7C15
    local z = state
    z = (z ~ (z >> 30)) * 0xBF58476D1CE4E5B9
    z = (z ~ (z >> 27)) * 0x94D049BB133111EB
    return ((z ~ (z >> 31)) >> 1) % most
  end
  local ids, chosen = self:ids(), {}
  local needed = math.min(n, #ids)
  for i = 1, #ids do -- selection sampling (Knuth, TAOCP 2, algorithm S)
    if random(#ids - i + 1) < needed then
      chosen[#chosen + 1] = ids[i]
      needed = needed - 1
    end
  end
  return same_library(self, chosen)
end

--- Values of a field for counting: one for a text, all for a list.
local function values_of(record, field)
  local value = record[field]
  if type(value) ~= "table" then return value ~= nil and { value } or {} end
  local list = {}
  for _, item in ipairs(value) do
    if type(item) == "table" then
      local person = item.family and item.family .. (item.initials and " " .. item.initials or "")
      item = item.name or item.literal or person or item.text
    end
    list[#list + 1] = item
  end
  return list
end

--- How often each value of a field occurs: columns value, records, share. The n most frequent.
---@param field string
---@param n? integer
---@return sheaf.table
function methods:facet(field, n)
  if type(field) ~= "string" then error("set:facet: a field expected, got " .. type(field), 2) end
  if n ~= nil and not (math.type(n) == "integer" and n >= 0) then
    error(("set:facet: n must be a whole number, not %s"):format(tostring(n)), 2)
  end
  local counts, order = {}, {}
  for record in self:each() do
    local seen = {}
    for _, value in ipairs(values_of(record, field)) do
      if not seen[value] then
        if not counts[value] then order[#order + 1] = value end
        counts[value] = (counts[value] or 0) + 1
        seen[value] = true
      end
    end
  end
  table.sort(order, function(a, b)
    if counts[a] ~= counts[b] then return counts[a] > counts[b] end
    return tostring(a) < tostring(b)
  end)
  local rows = {}
  for i = 1, math.min(n or #order, #order) do
    rows[i] = { order[i], counts[order[i]], counts[order[i]] / #self }
  end
  return require("sheaf.table").new {
    title = field, rows = rows,
    columns = { field, { name = "records", kind = "integer" }, { name = "share", kind = "share" } },
    chart = #rows > 0 and { kind = "bar", x = field, y = "records", title = field } or nil,
  }
end

--- Runs an analysis by name.
---@param name string
---@param options? table
---@return sheaf.table? table, string? message, string? code
function methods:analyze(name, options)
  return require("sheaf.analysis").run(name, self, options)
end

methods.export = require("sheaf.export").export

--- Writes the set with its codes, memos and attributes as a REFI-QDA project; see sheaf.refi.export.
function methods:export_project(path, options)
  return require("sheaf.refi.export").export(self, path, options)
end
methods.references = require("sheaf.citation").references

local SHOWN = 10

function methods.__meta:__tostring()
  if self:library():closed() then
    return ("set: %d record%s (library closed)"):format(#self, #self == 1 and "" or "s")
  end
  local rows = {}
  for i = 1, math.min(#self, SHOWN) do
    local record = self[i]
    rows[i] = { record.id, record:citation(), record.title, record.journal_abbreviation or record.journal }
  end
  local head = ("set: %d record%s"):format(#self, #self == 1 and "" or "s")
  if #rows == 0 then return head end
  local shown = require("sheaf.table").new { columns = { "id", "record", "title", "journal" }, rows = rows }
  local more = #self > SHOWN and ("\n… %d more"):format(#self - SHOWN) or ""
  return head .. "\n" .. tostring(shown) .. more
end

return methods
