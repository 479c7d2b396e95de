--- Networks from columns: which things stand together in records, how often, and how strongly.

local columns_of = require "sheaf.column"
local pairs_of = require "sheaf.graph.pairs"
local people_of = require "sheaf.people"

local M = {}

---@class sheaf.units              things that can stand together
---@field column sheaf.column      its items are keys of the things: number[of_value[item]]
---@field of_value integer[]       key number by value number
---@field records integer[]        by key number
---@field order integer[]          key numbers, most records first
---@field names string[]           by place in order
---@field all integer              things with records enough, whether or not in order
---@field without integer          records that have none
---@field members (integer[]|false)[]?  by record the places of its things, once asked for

local FIELDS = { authors = "authors", keywords = "keywords", headings = "headings", journals = "journal",
  references = "references", publication_types = "publication_types", languages = "language" }

M.KINDS = { "keywords", "authors", "headings", "journals", "references", "publication_types", "languages" }

--- The field that a kind of thing is read from; a field's own name is its own kind.
---@param kind string
---@return string
function M.field(kind)
  return FIELDS[kind] or kind
end

--- The names of some persons, by place.
local function people_names(column, counts, order)
  local values, uses = people_of.spellings(column, counts.of_value, order, counts.uses)
  local names = {}
  for at, person in ipairs(order) do names[at] = people_of.describe(values[person], uses).text end
  return names
end

--- The things of a kind in a column, those with at least so many records, at most so many.
---@param kind string
---@param column sheaf.column
---@param least integer
---@param limit? integer
---@return sheaf.units
function M.units(kind, column, least, limit)
  local people = kind == "authors"
  local counts = people and people_of.identify(column) or columns_of.tally(column)
  local self = { column = column, of_value = counts.of_value, records = counts.records, all = 0, without = 0 }
  self.order = people and people_of.ranked(counts.records, limit, least) or columns_of.ranked(counts, limit, least)
  for _, records in ipairs(counts.records) do
    if records >= least then self.all = self.all + 1 end
  end
  if people then
    self.names = people_names(column, counts, self.order)
  else
    self.names = {}
    for at, key in ipairs(self.order) do self.names[at] = counts.forms[key] end
  end
  for i = 1, #column.starts - 1 do
    if column.starts[i] == column.starts[i + 1] then self.without = self.without + 1 end
  end
  return self
end

--- The places in `order` of each record's things, each once: lists in the order of the records.
local function members(units)
  if units.members then return units.members end
  local place, seen, lists = {}, {}, {}
  for at, key in ipairs(units.order) do place[key] = at end
  local starts, items, of_value = units.column.starts, units.column.items, units.of_value
  for i = 1, #starts - 1 do
    local list
    for k = starts[i], starts[i + 1] - 1 do
      local at = place[of_value[items[k]]]
      if at and seen[at] ~= i then
        seen[at], list = i, list or {}
        list[#list + 1] = at
      end
    end
    lists[i] = list or false
  end
  units.members = lists
  return lists
end

--- Counts pairs of the members of each list.
local function count_pairs(lists, count, fractional)
  local starts, items = { 1 }, {}
  for i, list in ipairs(lists) do
    if list then table.move(list, 1, #list, #items + 1, items) end
    starts[i + 1] = #items + 1
  end
  return pairs_of.count(starts, items, count, fractional)
end

--- How often two things stand in one record: edges { place, place, times }, in order.
---@param units sheaf.units
---@param fractional? boolean
---@return { [1]: integer, [2]: integer, [3]: number }[]
function M.together(units, fractional)
  return count_pairs(members(units), #units.order, fractional)
end

--- How many records have both a thing of one kind and one of another: { place in a, place in b, times }, in order.
---@param a sheaf.units
---@param b sheaf.units   of the same records
---@return { [1]: integer, [2]: integer, [3]: integer }[]
function M.across(a, b)
  local sums, keys, count = {}, {}, #b.order
  local others = members(b)
  for i, list in ipairs(members(a)) do
    local beside = list and others[i]
    for _, x in ipairs(beside and list or {}) do
      for _, y in ipairs(beside) do
        local key = (x - 1) * count + y
        if not sums[key] then keys[#keys + 1] = key end
        sums[key] = (sums[key] or 0) + 1
      end
    end
  end
  return pairs_of.edges(sums, keys, count)
end

--- How many things of another kind two things share: references that two journals cite, authors that write in both.
---@param units sheaf.units
---@param by sheaf.column
---@return { [1]: integer, [2]: integer, [3]: number }[]
function M.sharing(units, by)
  local lists, seen = {}, {}
  local keys = columns_of.tally(by).of_value
  for i, list in ipairs(members(units)) do
    for k = by.starts[i], list and by.starts[i + 1] - 1 or 0 do
      local key = keys[by.items[k]]
      lists[key], seen[key] = lists[key] or {}, seen[key] or {}
      for _, at in ipairs(list) do
        if not seen[key][at] then
          seen[key][at] = true
          table.insert(lists[key], at)
        end
      end
    end
  end
  for key = 1, #by.values do lists[key] = lists[key] or false end
  return count_pairs(lists, #units.order, false)
end

--- Association strengths (van Eck NJ, Waltman L: How to normalize cooccurrence data? J Am Soc Inf Sci Technol
--- 2009;60:1635-1651), scaled as VOSviewer does: 2 m c / (k_a k_b), c being the times two things stand together, k the
--- sum of a thing's c and m the sum of all. 1 is what chance would give.
---@param edges { [1]: integer, [2]: integer, [3]: number }[]
---@return { [1]: integer, [2]: integer, [3]: number }[]
function M.association(edges)
  local sums, total = {}, 0
  for _, edge in ipairs(edges) do
    sums[edge[1]], sums[edge[2]] = (sums[edge[1]] or 0) + edge[3], (sums[edge[2]] or 0) + edge[3]
    total = total + edge[3]
  end
  local weighted = {}
  for i, edge in ipairs(edges) do
    weighted[i] = { edge[1], edge[2], 2 * total * edge[3] / (sums[edge[1]] * sums[edge[2]]) }
  end
  return weighted
end

--- The mean year of the records of each thing, false where none is dated.
---@param units sheaf.units
---@param years (integer|false)[]  by record
---@return (number|false)[]
function M.mean_years(units, years)
  local sums, counts, means = {}, {}, {}
  for i, list in ipairs(members(units)) do
    for _, at in ipairs(years[i] and list or {}) do
      sums[at], counts[at] = (sums[at] or 0) + years[i], (counts[at] or 0) + 1
    end
  end
  for at = 1, #units.order do means[at] = counts[at] and sums[at] / counts[at] or false end
  return means
end

return M
