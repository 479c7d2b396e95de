--- Who is who among the authors of a set: spellings to persons, and what is said of them.
--
-- An ORCID decides. Otherwise a shorter form ("Checkland K") counts with a fuller one ("Checkland Katherine H") only
-- where nothing else in the set could be meant and no record names both; src/learn/people.h has the rules. Forms that
-- could be one person but are not counted so are told as possible.

local core = require "sheaf.core"
local tally = require "sheaf.tally"
local words = require "sheaf.words"

local M = {}

local MOST_POSSIBLE = 5 -- names told of one person

---@class sheaf.people
---@field of_value integer[]   person by value of the column, from 1 in the order of their names
---@field count integer
---@field uses integer[]            how often each value was seen
---@field records integer[]         by person
---@field leads integer[]           by person: records with him or her as the first author
---@field first (integer|false)[]   by person: the first year, where years are given
---@field last (integer|false)[]    by person: the last year

--- The persons of a column of authors.
---@param column sheaf.column
---@param years? (integer|false)[]  by record
---@return sheaf.people
function M.identify(column, years)
  return core.people(column.values, column.starts, column.items, years)
end

---@class sheaf.people.name
---@field text string       as readers see it
---@field orcid string?
---@field family string?
---@field given string
---@field initials string
---@field suffix string

--- A value of a column of authors in its parts.
---@param value string
---@return sheaf.people.name
function M.read(value)
  local orcid, family, more = value:match("^([^\x1f]*)\x1f([^\x1f]*)(.*)$")
  local given, initials, suffix = more:match("^\x1f([^\x1f]*)\x1f?([^\x1f]*)\x1f?([^\x1f]*)")
  given = given and given:gsub("%s*%(%S+@%S+%)", "") -- some sources write the address behind the name
  local digits = orcid:upper():match("%d%d%d%d%-?%d%d%d%d%-?%d%d%d%d%-?%d%d%d[%dX]")
  local name = { family = more ~= "" and family or nil, given = given or "", initials = initials or "",
    suffix = suffix or "",
    orcid = digits and digits:gsub("%-", ""):gsub("(....)(....)(....)", "%1-%2-%3-") or nil }
  local first = name.given ~= "" and name.given or name.initials
  name.text = family .. (first ~= "" and ", " .. first or "") .. (name.suffix ~= "" and ", " .. name.suffix or "")
  return name
end

local function letters(name)
  local first = name.given ~= "" and name.given or name.initials
  local count = 0
  for _, word in ipairs(words.split(first)) do count = count + utf8.len(word.fold) end
  return count
end

--- The spellings of one person, the fullest first; of those that say as much the most frequent, as tally tells.
---@param values string[]
---@param uses table<string, integer>  how often each value was seen
---@return sheaf.people.name name      the fullest, with the ORCID that any of them has
---@return string[] also               the others' texts, each once
function M.describe(values, uses)
  local names, orcid = {}, nil
  for i, value in ipairs(values) do
    local name = M.read(value)
    name.letters, name.uses = letters(name), uses[value] or 0
    names[i], orcid = name, orcid or name.orcid
  end
  table.sort(names, function(a, b)
    if a.letters ~= b.letters then return a.letters > b.letters end
    if a.text == b.text then return (a.orcid or "") < (b.orcid or "") end
    return tally.better(a.text, a.uses, b.text, b.uses)
  end)
  local seen, also, keys = { [names[1].text] = true }, {}, { [words.key(names[1].text)] = true }
  for i = 2, #names do
    local text = names[i].text
    local key = words.key(text)
    if not seen[text] and not keys[key] then also[#also + 1] = text end
    seen[text], keys[key] = true, true
  end
  names[1].orcid = orcid
  return names[1], also
end

--- The spellings of some persons, and how often each was seen.
---@param column sheaf.column
---@param of_value integer[]  person by value
---@param order integer[]     the persons wanted
---@param counts integer[]    how often each value was seen
---@return table<integer, string[]> values by person
---@return table<string, integer> uses of each value of theirs
function M.spellings(column, of_value, order, counts)
  local values, uses = {}, {}
  for _, person in ipairs(order) do values[person] = {} end
  for value, person in ipairs(of_value) do
    local list = values[person]
    if list then
      local text = column.values[value]
      list[#list + 1], uses[text] = text, counts[value]
    end
  end
  return values, uses
end

--- Persons with so many records, most records first, then by name: they are numbered by name.
---@param records integer[]  by person
---@param limit? integer
---@param least integer       records they must have
---@return integer[] persons
function M.ranked(records, limit, least)
  local groups, sizes, order = {}, {}, {}
  for person, count in ipairs(records) do
    if count >= least then
      if not groups[count] then groups[count], sizes[#sizes + 1] = {}, count end
      table.insert(groups[count], person)
    end
  end
  table.sort(sizes, function(x, y) return x > y end)
  for _, size in ipairs(sizes) do
    local most = math.min(#groups[size], (limit or math.maxinteger) - #order)
    table.move(groups[size], 1, most, #order + 1, order)
  end
  return order
end

--- Given names in order, folded; capitals of up to three letters are initials.
local function parts_of(name)
  local text, parts = name.given ~= "" and name.given or name.initials, {}
  for _, word in ipairs(words.split(text)) do
    local piece = text:sub(word.first, word.last)
    if name.given == "" or #piece <= 3 and piece:find("^%u+$") then
      for _, code in utf8.codes(word.fold) do parts[#parts + 1] = utf8.char(code) end
    else
      parts[#parts + 1] = word.fold
    end
  end
  return parts
end

local function begins(a, b)
  return a == b or utf8.len(a) == 1 and b:sub(1, #a) == a or utf8.len(b) == 1 and a:sub(1, #b) == b
end

local function could_be_one(a, b)
  if a.orcid and b.orcid and a.orcid ~= b.orcid then return false end
  if a.suffix ~= "" and b.suffix ~= "" and words.key(a.suffix) ~= words.key(b.suffix) then return false end
  for i = 1, math.min(#a.parts, #b.parts) do
    if not begins(a.parts[i], b.parts[i]) then return false end
  end
  return #a.parts > 0 and #b.parts > 0
end

--- For each of some names the others of the list that could be the same person though they are counted apart: their
--- texts joined with "; ", false where there are none.
---@param names sheaf.people.name[]
---@return (string|false)[]
function M.possible(names)
  local families, found = {}, {}
  for i, name in ipairs(names) do
    found[i] = false
    if name.family then
      name.parts = parts_of(name)
      local key = words.key(name.family) .. "\0" .. ((name.parts[1] or ""):match(utf8.charpattern) or "")
      families[key] = families[key] or {}
      table.insert(families[key], name)
      name.relatives = families[key]
    end
  end
  for i, name in ipairs(names) do
    local list, more = {}, 0
    for _, other in ipairs(name.relatives or {}) do
      if other ~= name and could_be_one(name, other) then
        if #list < MOST_POSSIBLE then list[#list + 1] = other.text else more = more + 1 end
      end
    end
    table.sort(list)
    if more > 0 then list[#list + 1] = ("%d more"):format(more) end
    if #list > 0 then found[i] = table.concat(list, "; ") end
  end
  return found
end

return M
