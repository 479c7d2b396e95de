--- Codebooks as REFI-QDA (.qdc), version 1.0 of the standard (Codebook.xsd, www.qdasoftware.org).
--
-- Code names, nesting and notes are the standard's own; a code's title and terms, and the codebook's title, source
-- and note, are carried (sheaf.refi.carried). Sets of codes are read for what they carry; others are
-- said to be left out.

local archive = require "sheaf.refi.archive"
local books = require "sheaf.codebook"
local carried = require "sheaf.refi.carried"
local chars = require "sheaf.report.chars"
local core = require "sheaf.core"
local file = require "sheaf.report.file"
local trim = require("sheaf.words").trim
local xml = require "sheaf.refi.xml"

local M = {}

local SPACE = "urn:QDA-XML:codebook:1.0"
local MOST = 64 << 20 -- bytes of a codebook file

--- The GUID of a code: the same for the same path of names, in whatever library.
---@param code sheaf.code
---@return string
function M.guid(code)
  local path = {}
  while code do
    table.insert(path, 1, code.name)
    code = code.parent
  end
  return core.uuid("code\0" .. table.concat(path, "\0"))
end

--- What a code's description says.
---@param code sheaf.code
---@return string?
function M.description(code)
  local list = {}
  if code.title then list[1] = { "title", code.title } end
  for _, term in ipairs(code.terms) do list[#list + 1] = { "term", term } end
  return carried.join(code.note, list)
end

--- Writes the codes as nested elements; more(code) writes what a project has besides.
---@param out table
---@param codes sheaf.code[]
---@param more? fun(code: sheaf.code)
function M.write_codes(out, codes, more)
  for _, code in ipairs(codes) do
    out.open("Code", { "guid", M.guid(code), "name", code.name, "isCodable", "true" })
    local description = M.description(code)
    if description then out.leaf("Description", {}, description) end
    if more then more(code) end
    M.write_codes(out, code.codes, more)
    out.close()
  end
end

--- The codebook's own title, source and note as a description.
function M.about(book)
  local list = {}
  for _, key in ipairs { "name", "title", "source" } do
    if book[key] then list[#list + 1] = { key, book[key] } end
  end
  return carried.join(book.note, list)
end

--- The codebook as text.
---@param book sheaf.codebook
---@return string
function M.format(book)
  local out = xml.writer()
  out.open("CodeBook", { "xmlns", SPACE, "origin", "sheaf " .. core.version })
  out.open("Codes")
  M.write_codes(out, book.codes)
  out.close()
  out.open("Sets")
  local name = book.title or book.name or "codebook"
  out.open("Set", { "guid", core.uuid("codebook\0" .. name), "name", name })
  local about = M.about(book)
  if about then out.leaf("Description", {}, about) end
  for _, code in ipairs(book.codes) do out.leaf("MemberCode", { "guid", M.guid(code) }) end
  out.close()
  out.close()
  out.close()
  return out.text()
end

---@param book sheaf.codebook
---@param path? string
---@return string|boolean|nil, string? message, string? code
function M.save(book, path) return file.deliver(path, M.format(book)) end

-- ---- reading ----

--- A name that no code has yet: a code of the same name elsewhere in the tree gets its parent's name.
local function free_name(name, parent, state)
  local wanted, n = name, 1
  while state.names[core.fold(wanted)] do
    n = n + 1
    wanted = n == 2 and parent and ("%s (%s)"):format(name, parent) or ("%s (%d)"):format(name, n)
  end
  if wanted ~= name then
    state.problem("renamed",
      ("the code '%s' stands twice in the tree; this one is now called '%s'"):format(name, wanted))
  end
  state.names[core.fold(wanted)] = true
  return wanted
end

local function is_term(term)
  return books.read { codes = { { name = "x", terms = { term } } } } ~= nil
end

--- A code and those below it as a codebook's table; state.by_guid learns their names.
local function read_code(element, parent, state, depth)
  local name = trim(chars.line(element.attributes.name or ""))
  name = free_name(name ~= "" and name or "(no name)", parent, state)
  local note, said = carried.split(xml.text(xml.child(element, "Description")))
  local code = { name = name, note = note, terms = {}, codes = {} }
  for _, pair in ipairs(said) do
    if pair[1] == "title" then
      code.title = pair[2]
    elseif pair[1] == "term" and is_term(pair[2]) then
      code.terms[#code.terms + 1] = pair[2]
    elseif pair[1] == "term" then
      state.problem("term", ("the code '%s' has a term that cannot be read: %s"):format(name, chars.line(pair[2])))
    end
  end
  local guid = xml.guid(element.attributes.guid)
  if guid then
    state.by_guid[guid] = name
  else
    state.problem("guid", ("the code '%s' has no GUID: what refers to it cannot be found"):format(name))
  end
  if state.on_code then state.on_code(element, name) end
  local below = xml.children(element, "Code")
  if #below > 0 and depth >= books.MOST_DEPTH then
    state.problem("depth", ("the sub-codes of '%s' are nested too deeply; they stand beside it"):format(name))
  end
  for _, child in ipairs(below) do
    local into = depth < books.MOST_DEPTH and code.codes or state.level
    into[#into + 1] = read_code(child, name, state, math.min(depth + 1, books.MOST_DEPTH))
  end
  return code
end

--- Reads the element <Codes>: a codebook's table without its name.
---@param element table?
---@param problem fun(code: string, message: string)
---@param on_code? fun(element: table, name: string)
---@return table codes, table<string, string> by_guid
function M.read_codes(element, problem, on_code)
  local state = { names = {}, by_guid = {}, problem = problem, on_code = on_code, level = {} }
  for _, child in ipairs(xml.children(element, "Code")) do
    state.level[#state.level + 1] = read_code(child, nil, state, 0)
  end
  return state.level, state.by_guid
end

--- Takes the carried title, source and note into the codebook's table.
---@return boolean carried there was something
function M.take_about(given, description)
  local note, said = carried.split(description)
  for _, pair in ipairs(said) do
    if pair[1] == "name" or pair[1] == "title" or pair[1] == "source" then given[pair[1]] = pair[2] end
  end
  if #said > 0 then given.note = note end
  return #said > 0
end

--- Reads a codebook from text.
---@param bytes string
---@param name string   for messages
---@return sheaf.codebook? codebook, table|string problems, string? code  problems: { code, message } each
function M.parse(bytes, name)
  local root, message, kind = xml.read(bytes)
  if not root then return nil, ("%s: %s"):format(name, message), kind end
  if root.name ~= "CodeBook" then
    return nil, ("%s: this is no REFI-QDA codebook: its element is <%s>, not <CodeBook>"):format(name,
      chars.line(root.name)), "format"
  end
  local problems = {}
  local function problem(code, text) problems[#problems + 1] = { code = code, message = text } end
  local given = { codes = M.read_codes(xml.child(root, "Codes"), problem) }
  for _, set in ipairs(xml.children(xml.child(root, "Sets"), "Set")) do
    if not M.take_about(given, xml.text(xml.child(set, "Description"))) then
      problem("set", ("the set of codes '%s' is not taken in"):format(chars.line(set.attributes.name or "")))
    end
  end
  local book, wrong, code = books.read(given)
  if not book then return nil, ("%s: %s"):format(name, wrong), code end
  return book, problems
end

--- Reads a .qdc file.
---@param path string
---@return sheaf.codebook? codebook, table|string problems, string? code
function M.load(path)
  if type(path) ~= "string" then error("sheaf.codebook.load: a path expected, got " .. type(path), 2) end
  local bytes, message, kind = archive.read_file(path, MOST, "this is no codebook")
  if not bytes then return nil, message, kind end
  return M.parse(bytes, path)
end

return M
