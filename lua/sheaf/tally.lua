--- Counting: things that go by several spellings, one count a record, with the years they were seen in.

local M = {}

local Tally = {}
Tally.__index = Tally

---@class sheaf.tally.entry
---@field key string              what the spellings have in common
---@field form string             the most frequent spelling
---@field records integer         records it was counted in
---@field forms table<string, integer> spellings and how often each was seen
---@field first_year integer?     earliest dated record
---@field last_year integer?      latest dated record

--- An empty tally.
function M.new()
  return setmetatable({ entries = {}, list = {} }, Tally)
end

local function blank(value)
  return value == nil or value == "" or type(value) == "string" and not value:find("%S")
end

local function name_of(value)
  if type(value) ~= "table" then return tostring(value) end
  if value.name then return value.name end
  if value.literal then return value.literal end
  if value.family then return value.family .. (value.given and ", " .. value.given or "") end
  return value.text
end

--- Values of a record's field as strings, whether it holds one value or a list of them.
---@param record table
---@param field string
---@return string[]
function M.values(record, field)
  local value, values = record[field], {}
  local list = type(value) == "table" and value or { value }
  for _, item in ipairs(list) do
    local text = name_of(item)
    if not blank(text) then values[#values + 1] = text end
  end
  return values
end

local function widen(entry, record)
  local year = math.tointeger(tonumber(record.year))
  if not year then return end
  entry.first_year = math.min(entry.first_year or year, year)
  entry.last_year = math.max(entry.last_year or year, year)
end

--- Counts one record under a key, and the spelling it used.
---@param key string
---@param form string
---@param record table
---@return sheaf.tally.entry
function Tally:add(key, form, record)
  local entry = self.entries[key]
  if not entry then
    entry = { key = key, records = 0, forms = {} }
    self.entries[key] = entry
    self.list[#self.list + 1] = entry
  end
  entry.records = entry.records + 1
  entry.forms[form] = (entry.forms[form] or 0) + 1
  widen(entry, record)
  return entry
end

--- How much a spelling says: one in small letters keeps what capitals lose, one with marks what ASCII loses.
local function richness(form)
  local _, marks = form:gsub("[\xC2-\xF4]", "")
  return (form:find("%l") and 1000 or 0) + marks
end

--- True where a spelling seen n times is shown rather than another seen m times: the more frequent one; on a tie one
--- that is not all capitals, one with marks, the first in order.
---@param form string
---@param n integer
---@param other string
---@param m integer
---@return boolean
function M.better(form, n, other, m)
  if n ~= m then return n > m end
  local rich, other_rich = richness(form), richness(other)
  return rich > other_rich or rich == other_rich and form < other
end

--- The most frequent of some spellings, as better() tells.
local function commonest(forms)
  local best
  for form, n in pairs(forms) do
    if not best or M.better(form, n, best, forms[best]) then best = form end
  end
  return best
end

--- Most records first, then by spelling.
function M.before(a, b)
  if a.records ~= b.records then return a.records > b.records end
  if a.form ~= b.form then return a.form < b.form end
  return a.key < b.key
end

--- The entries, each with its most frequent spelling, most records first.
---@return sheaf.tally.entry[]
function Tally:ranked()
  for _, entry in ipairs(self.list) do entry.form = commonest(entry.forms) end
  table.sort(self.list, M.before)
  return self.list
end

--- Part of a set, 0 to 1.
---@param n integer
---@param of integer
---@return number
function M.share(n, of)
  return of == 0 and 0.0 or n / of
end

--- "3 records", "1 record".
---@param n integer
---@return string
function M.count(n)
  return ("%d record%s"):format(n, n == 1 and "" or "s")
end

return M
