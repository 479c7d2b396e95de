--- Codebooks: codes with terms, sub-codes and notes. `sheaf.codebook.access` is sheaf/codebook/access.lua; one of a
-- user's own is a file sheaf_codebook_mine.lua on package.path that returns a table, an assignment
-- `sheaf.codebook.mine = { ... }`, or the table itself wherever a codebook is taken.
--
-- A term is what a searcher types: words side by side are a phrase, `access*` is truncated, `#` stands for one letter
-- and `?` for one or none, `adj3` between words or parenthesised groups allows what stands between, `or` joins. Terms
-- are read by the query parser (Ovid's syntax) and matched in title and abstract, so that what a code finds is what a
-- search finds.

local chars = require "sheaf.report.chars"
local core = require "sheaf.core"
local named = require "sheaf.named"
local trim = require("sheaf.words").trim

---@class sheaf.code
---@field name string            unique in its codebook; what lib:code records
---@field title string?          for readers, where the name is short
---@field note string?           what belongs to it, for coders
---@field terms string[]
---@field codes sheaf.code[]     its sub-codes
---@field parent sheaf.code?
---@field depth integer          0 for a code of the first level

---@class sheaf.codebook
---@field name string?
---@field title string?
---@field source string?         the publication that it follows
---@field note string?
---@field codes sheaf.code[]     of the first level
---@field all sheaf.code[]       all codes, each before its sub-codes

local BUILT_IN = { "access", "implementation" }

local M = {}

M.MOST_DEPTH = 20 -- levels of sub-codes

local methods = {}
local Codebook = { __name = "sheaf.codebook", __index = methods }

local own, ready = {}, {} -- what users assigned; validated codebooks by name

-- ---- validation ----

local CODEBOOK_KEYS = { name = "string", title = "string", source = "string", note = "string", codes = "table" }
local CODE_KEYS = { name = "string", title = "string", note = "string", terms = "table", codes = "table" }

local function fail(at, message, ...) error({ wrong = chars.line(("%s: %s"):format(at, message:format(...))) }, 0) end

local function sorted_keys(value)
  local keys = {}
  for key in pairs(value) do keys[#keys + 1] = key end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  return keys
end

local function check_keys(at, value, kinds)
  for _, key in ipairs(sorted_keys(value)) do
    local kind = kinds[key]
    if not kind then
      local known = table.concat(sorted_keys(kinds), ", ")
      fail(at, "'%s' is no key of it; there are %s", tostring(key), known)
    end
    if type(value[key]) ~= kind then
      fail(at, "%s must be a %s, not %s", key, kind == "table" and "list" or kind, type(value[key]))
    end
    if kind == "string" and not utf8.len(value[key]) then fail(at, "%s is not UTF-8", key) end
  end
end

local function check_list(at, list)
  local count = 0
  for _ in pairs(list) do count = count + 1 end
  if count ~= #list then fail(at, "this must be a plain list, without holes and without named items") end
end

local LEAVES = { ["or"] = true, term = true, phrase = true, near = true, scope = true }
local NOT_HERE = { ["and"] = "'and'", ["not"] = "'not'", heading = "a subject heading", qualifier = "a qualifier" }

--- Why the parsed term cannot be one; nil where it can.
local function odd_part(node)
  if not LEAVES[node.kind] then
    return NOT_HERE[node.kind] or ("a part of the kind '%s'"):format(node.kind)
  end
  for _, child in ipairs(node.children or {}) do
    local odd = odd_part(child)
    if odd then return odd end
  end
end

--- A term as a query in title and abstract.
function M.query_text(terms)
  return "((" .. table.concat(terms, ") or (") .. ")).ti,ab."
end

local function check_term(at, term)
  if type(term) ~= "string" then fail(at, "a term must be a string, not %s", type(term)) end
  if not utf8.len(term) then fail(at, "the term is not UTF-8") end
  if not term:find "%S" then fail(at, "the term is empty; write a word, or leave it out") end
  if term:find "%c" then fail(at, "the term '%s' must be one line", chars.safe(term)) end
  if term:find "%.[%a,]+%.?%s*$" then
    fail(at, "the term '%s' names a field; terms are matched in title and abstract", term)
  end
  local opened, closed = select(2, term:gsub("%(", "")), select(2, term:gsub("%)", ""))
  local query, message = core.parse(M.query_text { term }, { syntax = "ovid" })
  if opened ~= closed then message, query = "its parentheses do not match", nil end
  if not query then fail(at, "the term '%s' cannot be read: %s", term, message) end
  local odd = odd_part(query:tree())
  if odd then fail(at, "the term '%s' holds %s; a term is words, a phrase, adjN, or these with or", term, odd) end
end

--- A code of the user's, copied and checked; appended to the codebook's list with its sub-codes.
local function read_code(at, given, parent, book)
  if type(given) == "string" then given = { name = given } end
  if type(given) ~= "table" then fail(at, "a code must be a table { name = ... }, not %s", type(given)) end
  check_keys(at, given, CODE_KEYS)
  local name = given.name and trim(given.name)
  if not name or name == "" then fail(at, "the code has no name") end
  at = ("%s (%s)"):format(at, chars.line(name))
  if name:find "[%c\127]" then fail(at, "the name must be one line") end
  local key = core.fold(name)
  if book.by_key[key] then fail(at, "another code has this name too; each name stands once in a codebook") end
  local code = { name = name, title = given.title, note = given.note, terms = {}, codes = {}, parent = parent,
    depth = parent and parent.depth + 1 or 0 }
  if code.depth > M.MOST_DEPTH then fail(at, "sub-codes are nested more than %d deep", M.MOST_DEPTH) end
  book.by_key[key], book.all[#book.all + 1] = code, code
  check_list(at .. ".terms", given.terms or {})
  for i, term in ipairs(given.terms or {}) do
    check_term(("%s.terms[%d]"):format(at, i), term)
    code.terms[i] = trim(term)
  end
  check_list(at .. ".codes", given.codes or {})
  for i, sub in ipairs(given.codes or {}) do
    code.codes[i] = read_code(("%s.codes[%d]"):format(at, i), sub, code, book)
  end
  return code
end

local function read_book(label, given)
  check_keys(label, given, CODEBOOK_KEYS)
  local book = { name = given.name, title = given.title, source = given.source, note = given.note, codes = {}, all = {},
    by_key = {} }
  if not given.codes or #given.codes == 0 then fail(label, "it has no codes: give codes = { { name = ... }, ... }") end
  check_list(label .. ".codes", given.codes)
  for i, code in ipairs(given.codes) do
    book.codes[i] = read_code(("%s.codes[%d]"):format(label, i), code, nil, book)
  end
  return setmetatable(book, Codebook)
end

--- Reads and checks a codebook.
---@param given table
---@param name? string  what it is called where it has no name of its own
---@return sheaf.codebook? codebook, string? message, string? code
function M.read(given, name)
  if type(given) ~= "table" then
    return nil, ("a codebook must be a table, not %s"):format(type(given)), "codebook"
  end
  if getmetatable(given) == Codebook then return given end
  local label = type(given.name) == "string" and given.name or name
  local ok, result = pcall(read_book, label and ("codebook '%s'"):format(chars.line(label)) or "codebook", given)
  if ok then
    result.name = result.name or name
    return result
  end
  if type(result) ~= "table" or not result.wrong then error(result, 0) end
  return nil, result.wrong, "codebook"
end

-- ---- finding ----

--- The codebook of a name, or the one given as a table.
---@param which string|table
---@return sheaf.codebook? codebook, string? message, string? code
function M.get(which)
  if type(which) == "table" then return M.read(which) end
  if type(which) ~= "string" then
    require("sheaf.options").raise(("a codebook is a name or a table, not %s"):format(type(which)))
  end
  if ready[which] then return ready[which] end
  local given = named.is_name(which) and (own[which] or named.from_module("sheaf.codebook." .. which)
    or named.from_module("sheaf_codebook_" .. which))
  if not given then
    return nil, ("there is no codebook '%s'; there are %s, and files sheaf_codebook_NAME.lua on package.path")
      :format(chars.line(which), table.concat(M.names(), ", ")), "codebook"
  end
  local book, message, code = M.read(given, which)
  if not book then return nil, message, code end
  ready[which] = book
  return book
end

--- Names of the codebooks: the built-in ones, those assigned, and those found as files so far.
---@return string[]
function M.names()
  local seen, names = {}, {}
  local function add(name)
    if not seen[name] then seen[name], names[#names + 1] = true, name end
  end
  for _, name in ipairs(BUILT_IN) do add(name) end
  for name in pairs(own) do add(name) end
  for name in pairs(ready) do add(name) end
  table.sort(names)
  return names
end

--- Reads a REFI-QDA codebook (.qdc), or what is already one.
---@param path string
---@return sheaf.codebook? codebook, string? message, string? code
function M.load(path) return require("sheaf.refi.codebook").load(path) end

-- ---- codebooks ----

--- The code of a name; letters' case and accents do not count.
---@param name string
---@return sheaf.code?
function methods:find(name) return rawget(self, "by_key")[core.fold(name)] end

--- Writes the codebook as REFI-QDA (.qdc), which NVivo, MAXQDA, ATLAS.ti, QualCoder and others read; without a path
--- gives the text. Terms go into the codes' descriptions, from where M.load takes them back.
---@param path? string
---@return string|boolean|nil, string? message, string? code
function methods:export(path) return require("sheaf.refi.codebook").save(self, path) end

Codebook.__len = function(self) return #self.all end

function Codebook:__tostring()
  local lines = { ("codebook%s: %d code%s"):format(self.name and " " .. chars.line(self.name) or "", #self.all,
    #self.all == 1 and "" or "s") }
  if self.title then lines[#lines + 1] = chars.line(self.title) end
  if self.source then lines[#lines + 1] = chars.line(self.source) end
  for _, code in ipairs(self.all) do
    lines[#lines + 1] = ("  "):rep(code.depth + 1) .. chars.line(code.name)
      .. (code.title and ": " .. chars.line(code.title) or "")
      .. (#code.terms > 0 and (" (%d term%s)"):format(#code.terms, #code.terms == 1 and "" or "s") or "")
  end
  return table.concat(lines, "\n")
end

return setmetatable({}, {
  __name = "sheaf.codebooks",
  __index = function(_, name)
    if M[name] then return M[name] end
    local book, message = M.get(name)
    if not book and own[name] then error(message, 2) end
    return book
  end,
  __newindex = function(_, name, given)
    if not named.is_name(name) or M[name] then
      error(("'%s' cannot be the name of a codebook"):format(tostring(name)), 2)
    end
    if given ~= nil then
      local _, message = M.read(given, name)
      if message then error(message, 2) end
    end
    own[name], ready[name] = given, nil
  end,
  __tostring = function() return "codebooks: " .. table.concat(M.names(), ", ") end,
})
