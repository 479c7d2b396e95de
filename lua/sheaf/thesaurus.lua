--- lib:thesaurus and lib:heading: a vocabulary of subject headings in the library, and one heading of it.

local chars = require "sheaf.report.chars"
local option_names = require "sheaf.options"

local M = {}

local OPTIONS = { "encoding", "year" }
local NEAR = 5   -- names suggested for one that is not there
local SHOWN = 12 -- places, narrower headings, entry terms, qualifiers on a card

---@class sheaf.thesaurus_report
---@field descriptors integer    headings
---@field entry_terms integer    synonyms that lead to them
---@field tree_numbers integer   their places in the tree
---@field qualifiers integer     pairs of a heading and a qualifier that may stand on it
---@field year integer?          of the vocabulary, from the file's name or document type
---@field kind "mesh-xml"|"mesh-ascii"|"mesh-trees"
---@field replaced boolean       there was another thesaurus, which this one replaced
---@field rejected integer       headings or lines that could not be read
---@field problem_count integer  all of them; the first 1000 are in problems
---@field problems { line: integer, byte: integer, severity: "error"|"warning", code: string, message: string }[]
local Report = { __name = "sheaf.thesaurus_report" }

function Report:__tostring()
  local lines = { ("thesaurus%s (%s): %d headings, %d entry terms, %d tree numbers, %d allowed qualifiers"):format(
    self.year and " of " .. self.year or "", self.kind, self.descriptors, self.entry_terms, self.tree_numbers,
    self.qualifiers) }
  for i = 1, math.min(#self.problems, 10) do
    local p = self.problems[i]
    lines[#lines + 1] = chars.safe(("line %d: %s: %s"):format(p.line, p.severity, p.message))
  end
  if self.problem_count > 10 then lines[#lines + 1] = ("… %d more problems"):format(self.problem_count - 10) end
  return table.concat(lines, "\n")
end

local OF_THE_FILE = { format = true, ["no-headings"] = true, truncated = true, ["unknown-format"] = true } -- codes

--- Loads NLM's subject headings (MeSH), in place of a thesaurus that is there: descriptors as XML (desc2024.xml) or
-- ASCII (d2024.bin), or the trees alone (mtrees2024.bin); .gz is read as it is. Where that fails, the old one stays.
---@param input string|{ text: string, name?: string }  a path, or what a file holds
---@param options? { year?: integer, encoding?: string }  year where neither the file's name nor the file tells
---@return sheaf.thesaurus_report? report, string? message, string? code
function M.load(lib, input, options)
  options = options or {}
  if type(options) ~= "table" then error("lib:thesaurus: options must be a table, not " .. type(options), 2) end
  option_names.check_names("lib:thesaurus", options, OPTIONS)
  local year = options.year
  if year ~= nil and (math.type(year) ~= "integer" or year < 1 or year > 9999) then
    error("lib:thesaurus: options.year must be a year", 2)
  end
  local given = { encoding = options.encoding, year = year }
  if type(input) == "string" then
    given.path = input
  elseif type(input) == "table" and type(input.text) == "string" and type(input.name or "") == "string" then
    given.text, given.name = input.text, input.name
  else
    error("lib:thesaurus: a path or { text = ... } expected", 2)
  end
  local report, message, code = lib:load_thesaurus(given)
  if report then return setmetatable(report, Report) end
  if OF_THE_FILE[code] then
    local name = given.path or given.name or "pasted"
    if message:sub(1, #name) ~= name then message = name .. ": " .. message end
  end
  return nil, message, code
end

---@class sheaf.heading
---@field name string            preferred name
---@field uid string?            "D009369", where the vocabulary says it
---@field year integer?          when it became a heading, where the vocabulary says it
---@field entry_term boolean     what was asked for is an entry term of it, or its words in another order
---@field tree string[]          tree numbers
---@field paths string[][]       for each tree number: the headings above it, the widest first
---@field broader string[]       headings directly above
---@field narrower string[]      headings directly below
---@field exploded string[]      the heading and all below it, in all its places
---@field entry_terms string[]   synonyms, without those that the vocabulary made by turning others round
---@field qualifiers string[]    qualifiers that may stand on it
local Heading = { __name = "sheaf.heading" }

local function column(lib, sql, ...)
  local list = {}
  for row in assert(lib:sql(sql, ...)) do list[#list + 1] = row[1] end
  return list
end

--- The numbers above a tree number, the widest first: "A01.2.3" -> { "A01", "A01.2" }.
local function numbers_above(number)
  local list = {}
  for place in number:gmatch("()%.") do list[#list + 1] = number:sub(1, place - 1) end
  return list
end

local NAME_AT = "select d.name from tree_number t join descriptor d on d.id = t.descriptor where t.number = ? "
  .. "order by d.key"
local BELOW = "select d.name, t.number from tree_number t join descriptor d on d.id = t.descriptor where t.number > ?1 "
  .. "|| '.' and t.number < ?1 || '/' and t.number not like ?1 || '.%.%' order by t.number, d.key"

local function append_new(list, seen, name)
  if not seen[name] then
    seen[name] = true
    list[#list + 1] = name
  end
end

--- Fills in what stands above and below each of the heading's places.
local function add_places(lib, heading)
  local above, below = {}, {}
  for i, number in ipairs(heading.tree) do
    local path, names = {}, {}
    for depth, upper in ipairs(numbers_above(number)) do
      names = column(lib, NAME_AT, upper)
      path[depth] = names[1] or upper
    end
    heading.paths[i] = path
    for _, name in ipairs(names) do append_new(heading.broader, above, name) end
    for _, name in ipairs(column(lib, BELOW, number)) do append_new(heading.narrower, below, name) end
  end
  table.sort(heading.broader)
  table.sort(heading.narrower)
end

local function unknown(lib, name)
  local near = lib:near_headings(name, NEAR) or {}
  local message = ("no heading '%s' in the thesaurus"):format(chars.safe(name))
  if #near > 0 then
    for i, one in ipairs(near) do near[i] = chars.safe(one) end
    message = message .. "; near it: " .. table.concat(near, "; ")
  end
  return nil, message, "S-UNKNOWN"
end

--- A heading of the thesaurus, by its name or an entry term; letters' case, punctuation and the order of words do not
-- count ("Clinics, Evening"). tostring shows its places in the tree.
---@param name string
---@return sheaf.heading? heading, string? message, string? code  nil, the nearest names, "S-UNKNOWN"
function M.heading(lib, name)
  if type(name) ~= "string" then error("lib:heading: a name expected, got " .. type(name), 2) end
  local id, is_entry, code = lib:find_heading(name)
  if code then return nil, is_entry, code end
  if not id then return unknown(lib, name) end
  local heading = { entry_term = is_entry, paths = {}, broader = {}, narrower = {} }
  for row in assert(lib:sql("select name, nullif(uid, '') uid, year from descriptor where id = ?", id)) do
    heading.name, heading.uid, heading.year = row.name, row.uid, row.year
  end
  heading.tree = column(lib, "select number from tree_number where descriptor = ? order by number", id)
  heading.entry_terms = column(lib,
    "select name from descriptor_name where descriptor = ? and rank = 1 order by key", id)
  heading.qualifiers = column(lib, "select name from allowed_qualifier where descriptor = ? order by key", id)
  heading.exploded = assert(lib:heading_branch(id))
  add_places(lib, heading)
  return setmetatable(heading, Heading)
end

local function listed(names)
  local shown = {}
  for i = 1, math.min(#names, SHOWN) do shown[i] = chars.safe(names[i]) end
  if #names > SHOWN then shown[#shown + 1] = ("… %d more"):format(#names - SHOWN) end
  return table.concat(shown, "; ")
end

--- The card: the heading in each of its places, what is directly below it, and its other names.
function Heading:__tostring()
  local facts = { self.uid, self.year and "since " .. self.year }
  local lines = { chars.safe(self.name) .. (facts[1] and "  (" .. table.concat(facts, ", ") .. ")" or "") }
  for i = 1, math.min(#self.tree, SHOWN) do
    lines[#lines + 1] = "  " .. chars.safe(self.tree[i])
    for depth, name in ipairs(self.paths[i]) do lines[#lines + 1] = ("  "):rep(depth + 1) .. chars.safe(name) end
    lines[#lines + 1] = ("  "):rep(#self.paths[i] + 2) .. chars.safe(self.name)
  end
  if #self.tree > SHOWN then lines[#lines + 1] = ("  … %d more places"):format(#self.tree - SHOWN) end
  local function add(label, names)
    if #names > 0 then lines[#lines + 1] = ("%-14s%s"):format(label, listed(names)) end
  end
  add("narrower", self.narrower)
  if #self.exploded > 1 then lines[#lines + 1] = ("%-14s%d headings"):format("exploded", #self.exploded) end
  add("entry terms", self.entry_terms)
  add("qualifiers", self.qualifiers)
  return table.concat(lines, "\n")
end

return M
