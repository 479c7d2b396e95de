--- Fields of a set as columns: each different value once, and by record the numbers of the values it has. What counts
-- and groups works on numbers and looks at each spelling once; that is what makes 100,000 records quick.
--
-- A column is { values, starts, items }: record i of the set has the values values[items[k]], k from starts[i] to
-- starts[i + 1] - 1. Headings are their names; authors are ORCID, family, given, initials, suffix joined with U+001F.

local core = require "sheaf.core"
local tally = require "sheaf.tally"

local M = {}

---@class sheaf.column
---@field values string[]
---@field starts integer[]
---@field items integer[]

local PART = "\x1f"

local function person(author)
  if not author.family then return (author.orcid or "") .. PART .. (author.literal or "") end
  return table.concat({ author.orcid or "", author.family, author.given or "", author.initials or "",
    author.suffix or "" }, PART)
end

local function values_of(record, field)
  if field == "authors_cut" then return record.authors_complete == false and { "..." } or {} end
  if field ~= "authors" then return tally.values(record, field) end
  local list = {}
  for _, author in ipairs(record.authors or {}) do
    local text = person(author)
    if text:find("[^%s\x1f]", (text:find(PART, 1, true))) then list[#list + 1] = text end
  end
  return list
end

--- The columns of records that are no library's, or of what records are not stored with.
local function from_records(set, fields)
  local columns, numbers = {}, {}
  for _, field in ipairs(fields) do
    columns[field], numbers[field] = { values = {}, starts = { 1 }, items = {} }, {}
  end
  for record in set:each() do
    for _, field in ipairs(fields) do
      local column, number_of = columns[field], numbers[field]
      local values, items = column.values, column.items
      for _, value in ipairs(values_of(record, field)) do
        if not number_of[value] then
          values[#values + 1] = value
          number_of[value] = #values
        end
        items[#items + 1] = number_of[value]
      end
      column.starts[#column.starts + 1] = #items + 1
    end
  end
  return columns
end

-- Fields whose values Lua works out or gives in another form than they are stored in.
local DERIVED = { id = true, source = true, work = true, label = true, abstract = true, sections = true,
  comments = true, extra = true, pages_expanded = true, authors_complete = true }

local known = {} -- field -> whether records are stored with it, once asked

local function is_stored(set, field)
  if known[field] == nil then known[field] = pcall(core.columns, set:slice(1, 0), { field }) end
  return known[field]
end

--- The columns of a set by field.
---@param set sheaf.set
---@param fields string[]
---@return table<string, sheaf.column>? columns, string? message, string? code
function M.read(set, fields)
  local stored, derived = {}, {}
  for _, field in ipairs(fields) do
    local quick = type(set) == "userdata" and not DERIVED[field] and is_stored(set, field)
    table.insert(quick and stored or derived, field)
  end
  local columns = {}
  if #stored > 0 then
    local message, code
    columns, message, code = core.columns(set, stored)
    if not columns then return nil, message, code end
  end
  if #derived > 0 then
    for field, column in pairs(from_records(set, derived)) do columns[field] = column end
  end
  return columns
end

--- The first value of a column by record as an integer; false where there is none.
---@param column sheaf.column
---@return (integer|false)[]
function M.integers(column)
  local values, starts, items, list = {}, column.starts, column.items, {}
  for i, text in ipairs(column.values) do values[i] = math.tointeger(tonumber(text)) or false end
  for i = 1, #starts - 1 do list[i] = starts[i] < starts[i + 1] and values[items[starts[i]]] end
  return list
end

---@class sheaf.column.tally       counts of the values that differ in more than case, marks and punctuation
---@field keys string[]            what the spellings have in common, by key number
---@field of_value integer[]       key number by value number
---@field records integer[]        records that have it, by key number
---@field forms string[]           the most frequent spelling, by key number
---@field first_year (integer|false)[]
---@field last_year (integer|false)[]
---@field without integer          records without a value

--- The keys of a column's values.
local function key_values(values, key_of)
  if not key_of then return core.keys(values) end
  local keys, of_value, number_of = {}, {}, {}
  for i, text in ipairs(values) do
    local key = key_of(text)
    local number = number_of[key]
    if not number then
      number = #keys + 1
      keys[number], number_of[key] = key, number
    end
    of_value[i] = number
  end
  return keys, of_value
end

local function filled(count, value)
  local list = {}
  for i = 1, count do list[i] = value end
  return list
end

local function best_forms(self, values, uses)
  local best, forms = filled(#self.keys, 0), {}
  for value, number in ipairs(self.of_value) do
    local before = best[number]
    if before == 0 or tally.better(values[value], uses[value], values[before], uses[before]) then
      best[number] = value
    end
  end
  for number, value in ipairs(best) do forms[number] = values[value] end
  return forms
end

--- Counts each record once under each different key.
---@param column sheaf.column
---@param years? (integer|false)[] by record
---@param key_of? fun(value: string): string  folded words unless told, or the value itself where it has no words
---@return sheaf.column.tally
function M.tally(column, years, key_of)
  local keys, of_value = key_values(column.values, key_of)
  local starts, items = column.starts, column.items
  local records, seen, uses = filled(#keys, 0), filled(#keys, 0), filled(#column.values, 0)
  local first, last, without = filled(#keys, false), filled(#keys, false), 0
  for i = 1, #starts - 1 do
    local year = years and years[i]
    if starts[i] == starts[i + 1] then without = without + 1 end
    for k = starts[i], starts[i + 1] - 1 do
      local value = items[k]
      local number = of_value[value]
      if seen[number] ~= i then
        seen[number] = i
        records[number], uses[value] = records[number] + 1, uses[value] + 1
        if year then
          if not first[number] or year < first[number] then first[number] = year end
          if not last[number] or year > last[number] then last[number] = year end
        end
      end
    end
  end
  local self = { keys = keys, of_value = of_value, records = records, first_year = first, last_year = last,
    without = without }
  self.forms = best_forms(self, column.values, uses)
  return self
end

--- Puts the least `count` strings of a list first, in no order (Hoare's selection).
local function select_least(list, count)
  local low, high = 1, #list
  while low < high do
    local pivot, i, j = list[(low + high) // 2], low, high
    while i <= j do
      while list[i] < pivot do i = i + 1 end
      while list[j] > pivot do j = j - 1 end
      if i <= j then
        list[i], list[j] = list[j], list[i]
        i, j = i + 1, j - 1
      end
    end
    if count <= j then high = j elseif count >= i then low = i else return end
  end
end

--- Adds a group's key numbers, by spelling, at most so many.
local function add_group(order, group, self, most)
  local names, number_of = {}, {}
  for i, number in ipairs(group) do
    local name = self.forms[number] .. "\0" .. self.keys[number]
    names[i], number_of[name] = name, number
  end
  if most < #names then
    select_least(names, most)
    names = table.move(names, 1, most, 1, {})
  end
  table.sort(names) -- strings without a function: many times quicker
  for _, name in ipairs(names) do order[#order + 1] = number_of[name] end
end

--- Key numbers, most records first, then by spelling; at most so many.
---@param self sheaf.column.tally
---@param limit? integer
---@param least? integer           records they must have
---@return integer[]
function M.ranked(self, limit, least)
  local groups, counts, order = {}, {}, {}
  for number, count in ipairs(self.records) do
    if count >= (least or 1) then
      local group = groups[count]
      if not group then
        group = {}
        groups[count], counts[#counts + 1] = group, count
      end
      group[#group + 1] = number
    end
  end
  table.sort(counts, function(a, b) return a > b end)
  for _, count in ipairs(counts) do
    local most = (limit or math.maxinteger) - #order
    if most <= 0 then break end
    add_group(order, groups[count], self, most)
  end
  return order
end

--- Several columns as one, their values kept apart only where they differ.
---@param list sheaf.column[]
---@return sheaf.column
function M.join(list)
  local values, numbers, maps = {}, {}, {}
  for c, column in ipairs(list) do
    maps[c] = {}
    for i, value in ipairs(column.values) do
      if not numbers[value] then
        values[#values + 1] = value
        numbers[value] = #values
      end
      maps[c][i] = numbers[value]
    end
  end
  local starts, items = { 1 }, {}
  for i = 1, #list[1].starts - 1 do
    for c, column in ipairs(list) do
      for k = column.starts[i], column.starts[i + 1] - 1 do items[#items + 1] = maps[c][column.items[k]] end
    end
    starts[i + 1] = #items + 1
  end
  return { values = values, starts = starts, items = items }
end

return M
