--- Projects as REFI-QDA (.qdpx), version 1.0 of the standard (Project-mrt2019.xsd, www.qdasoftware.org): a ZIP with
-- project.qde and the sources as plain text.
--
-- Each record is a source: its title, an empty line, its abstract, and behind it other fields that hold codes. Codes by
-- hand are codings by their coder, codes by terms codings by a user of that name; memos are notes, attributes are
-- variables of one case a record. Positions count Unicode code points from 0; the end is the first one behind. GUIDs
-- come from what they name, so that the same project gives the same bytes.

local books = require "sheaf.codebook"
local carried = require "sheaf.refi.carried"
local core = require "sheaf.core"
local deliver = require("sheaf.report.file").deliver
local matrix_of = require "sheaf.coding.matrix"
local notes_of = require "sheaf.coding.notes"
local option_names = require "sheaf.options"
local refi_codebook = require "sheaf.refi.codebook"
local ledger = require "sheaf.ledger"
local xml = require "sheaf.refi.xml"

local M = {}

local SPACE = "urn:QDA-XML:project:1.0"
M.TERMS = "sheaf: terms of the codebook" -- the user whose codings are by terms
M.LATER = "Later memo"                   -- a note that was not given with the code

--- A time as XML Schema's dateTime.
local function time_of(at) return at and (at:find "T" and at or at .. "T00:00:00Z") or false end

-- ---- what is said, gathered ----

local MEMOS = [[select l.id, l.record, l.about, l.who, l.at, l.note, m.code
  from ledger l left join memo m on m.row = l.id where l.action = 'memo' order by l.id]]

--- Memos that count: by record, by row of a code, by folded code name.
local function read_memos(lib)
  local memos, undone = { record = {}, row = {}, code = {} }, ledger.undone(lib)
  for row in assert(lib:sql(MEMOS)) do
    if not undone[row.id] then
      local of = row.about and memos.row or row.record and memos.record or memos.code
      local key = row.about or row.record or core.fold(row.code)
      of[key] = of[key] or {}
      table.insert(of[key], { text = row.note, by = row.who, at = row.at, key = "memo\0" .. row.id })
    end
  end
  return memos
end

---@class sheaf.refi.state
---@field out table            writer of project.qde
---@field notes table[]        notes met so far, written behind the sources
---@field users string[]       in order of appearance
---@field losses table<string, integer>

local function user_guid(state, name)
  if not name then return false end
  if not state.seen[name] then
    state.seen[name], state.users[#state.users + 1] = true, name
  end
  return core.uuid("user\0" .. name)
end

--- Remembers a note and writes the reference to it.
local function refer(state, note, name)
  local guid = core.uuid(("note\0%s\0%s\0%s\0%s\0%d"):format(note.key or "", note.by or "", note.at or "", note.text,
    note.key and 0 or #state.notes))
  state.notes[#state.notes + 1] = { guid = guid, note = note, name = name }
  state.out.leaf("NoteRef", { "targetGUID", guid })
end

local function lose(state, what) state.losses[what] = (state.losses[what] or 0) + 1 end

-- ---- a source ----

--- The text of a record's source, and where its fields begin in it (bytes before).
local function source_text(record, passages)
  local parts, starts, at, wanted = {}, {}, 0, { "title", "abstract" }
  local seen = { title = true, abstract = true }
  for _, passage in ipairs(passages) do
    if passage.first and not seen[passage.field] then seen[passage.field], wanted[#wanted + 1] = true, passage.field end
  end
  for _, field in ipairs(wanted) do
    local value = record[field]
    if type(value) == "string" and value ~= "" then
      if #parts > 0 then at = at + 2 end
      parts[#parts + 1], starts[field] = value, at
      at = at + #value
    end
  end
  return table.concat(parts, "\n\n"), starts
end

--- Bytes of a text to code points before them; a byte within a character counts as the character's first.
local function counter(text)
  local places, count = {}, 0
  if not text:find "[\x80-\xFF]" then return function(byte) return byte end end
  for at in text:gmatch "()[%z\1-\x7F\xC2-\xFD]" do
    places[#places + 1] = at
    count = count + 1
  end
  return function(byte) -- code points that begin within the first `byte` bytes
    local low, high = 0, count
    while low < high do
      local middle = (low + high + 1) // 2
      if places[middle] <= byte then low = middle else high = middle - 1 end
    end
    return low
  end
end

local function write_coding(state, passage, guid)
  local out = state.out
  out.open("Coding", { "guid", core.uuid("coding\0" .. guid), "creatingUser", user_guid(state, passage.by),
    "creationDateTime", time_of(passage.at) })
  out.leaf("CodeRef", { "targetGUID", refi_codebook.guid(passage.of) })
  if passage.memo then
    refer(state, { text = passage.memo, by = passage.by, at = passage.at, key = "code\0" .. guid }, "Memo")
  end
  for _, memo in ipairs(passage.row and state.memos.row[passage.row] or {}) do refer(state, memo, M.LATER) end
  out.close()
end

--- What a passage is told apart by within its source; equal ones get numbers.
local function passage_key(state, source, passage)
  local key = table.concat({ source, passage.of.name, passage.by or "", passage.at or "", passage.field or "",
    passage.first or "", passage.last or "" }, "\0")
  state.keys[key] = (state.keys[key] or 0) + 1
  return key .. "\0" .. state.keys[key]
end

local function write_selection(state, source, passage, starts, count)
  local before = starts[passage.field]
  local from, to = count(before + passage.first - 1), count(before + passage.last)
  local key = passage_key(state, source, passage)
  local text = passage.text:gsub("%s+", " ")
  state.out.open("PlainTextSelection", { "guid", core.uuid("selection\0" .. key), "name", text, "startPosition", from,
    "endPosition", to, "creatingUser", user_guid(state, passage.by), "creationDateTime", time_of(passage.at) })
  write_coding(state, passage, key)
  state.out.close()
end

--- What tells a record in another library.
local function description(record)
  local list = { { "id", tostring(record.id) } }
  for _, key in ipairs { "doi", "pmid", "title" } do
    if record[key] then list[#list + 1] = { key, tostring(record[key]) } end
  end
  return carried.join(nil, list)
end

local function source_guid(record)
  return core.uuid(("source\0%d\0%s\0%s"):format(record.id, record.doi or "", record.title or ""))
end

local function write_source(state, record, passages)
  local out, guid = state.out, source_guid(record)
  local text, starts = source_text(record, passages)
  local count = counter(text)
  out.open("TextSource", { "guid", guid, "name", tostring(record), "plainTextPath",
    ("internal://%s.txt"):format(guid) })
  out.leaf("Description", {}, description(record))
  for _, passage in ipairs(passages) do
    if passage.first then write_selection(state, guid, passage, starts, count) end
  end
  for _, passage in ipairs(passages) do
    if not passage.first then
      if passage.field then lose(state, "the field of a code without a place") end
      write_coding(state, passage, passage_key(state, guid, passage))
    end
  end
  for _, memo in ipairs(state.memos.record[record.id] or {}) do refer(state, memo, "Memo") end
  out.close()
  return { name = ("sources/%s.txt"):format(guid), text = text }
end

--- All passages of a record: { of = code, field, first, last, text, by, at, memo, row }.
local function passages_of(matrix, id, unit)
  local by_code, record = matrix_of.passages(matrix, id, unit)
  local list, of_row = {}, {}
  for _, one in ipairs(matrix.given[id] or {}) do of_row[one.row] = one end
  for _, code in ipairs(matrix.book.all) do
    for _, passage in ipairs(by_code[code] or {}) do
      local hand = passage.row and of_row[passage.row]
      if (hand and hand.of or passage.code) == code then
        list[#list + 1] = { of = code, field = passage.field, first = passage.first, last = passage.last,
          text = passage.text, row = passage.row, memo = passage.memo, at = hand and hand.at,
          by = hand and passage.by or not hand and M.TERMS or nil }
      end
    end
  end
  return list, record
end

-- ---- the parts of a project ----

local function write_users(out, users)
  if #users == 0 then return end
  out.open("Users")
  for _, name in ipairs(users) do out.leaf("User", { "guid", core.uuid("user\0" .. name), "name", name }) end
  out.close()
end

local function variable_guid(name) return core.uuid("variable\0" .. name) end

local function write_cases(out, matrix, names, attributes)
  if #names == 0 then return end
  out.open("Variables")
  for _, name in ipairs(names) do
    out.leaf("Variable", { "guid", variable_guid(name), "name", name, "typeOfVariable", "Text" })
  end
  out.close()
  out.open("Cases")
  for _, id in ipairs(matrix.ids) do
    if attributes[id] then
      local record = matrix.lib:get(id)
      local guid = source_guid(record)
      out.open("Case", { "guid", core.uuid("case\0" .. guid), "name", tostring(record) })
      for _, name in ipairs(names) do
        local one = attributes[id][name]
        if one and one.value then
          out.open("VariableValue")
          out.leaf("VariableRef", { "targetGUID", variable_guid(name) })
          out.leaf("TextValue", {}, one.value)
          out.close()
        end
      end
      out.leaf("SourceRef", { "targetGUID", guid })
      out.close()
    end
  end
  out.close()
end

local function write_notes(state)
  if #state.notes == 0 then return end
  local out, done = state.out, {}
  out.open("Notes")
  for _, one in ipairs(state.notes) do
    if not done[one.guid] then
      done[one.guid] = true
      out.open("Note", { "guid", one.guid, "name", one.name, "creatingUser", user_guid(state, one.note.by),
        "creationDateTime", time_of(one.note.at) })
      out.leaf("PlainTextContent", {}, one.note.text)
      out.close()
    end
  end
  out.close()
end

--- The names and values of attributes of these records.
local function attributes_of(matrix)
  local all, of, seen, names = notes_of.attributes(matrix.lib), {}, {}, {}
  for _, id in ipairs(matrix.ids) do
    for name, row in pairs(all[id] or {}) do
      if row.value then
        of[id] = of[id] or {}
        of[id][name] = row
        if not seen[name] then seen[name], names[#names + 1] = true, name end
      end
    end
  end
  table.sort(names)
  return of, names
end

--- Sections are written apart, as users and notes are known only when all else is; then put in the schema's order.
local function section(state, write)
  local out = xml.writer()
  state.out = out
  out.open("Project") -- for the indentation
  write(out)
  return out.text():match "<Project>\n(.*)$" or ""
end

local OPTIONS = matrix_of.options { unit = "string", title = "string" }

--- The codebook with what it lacks of the codes given by hand, so that none is left behind.
local function with_strangers(matrix, options)
  if #matrix.strangers == 0 then return matrix end
  local function copy(code)
    local codes = {}
    for i, sub in ipairs(code.codes) do codes[i] = copy(sub) end
    return { name = code.name, title = code.title, note = code.note, terms = code.terms, codes = codes }
  end
  local given = { name = matrix.book.name, title = matrix.book.title, source = matrix.book.source,
    note = matrix.book.note, codes = {} }
  for i, code in ipairs(matrix.book.codes) do given.codes[i] = copy(code) end
  local seen = {}
  for _, one in ipairs(matrix.strangers) do
    local key = core.fold(one.code)
    if not seen[key] then given.codes[#given.codes + 1] = { name = one.code } end
    seen[key] = true
  end
  local more = {}
  for key, value in pairs(options) do more[key] = value end
  more.codebook = assert(books.read(given))
  return more
end

local function assemble(state, matrix, options)
  local members, parts = { false }, {}
  local attributes, names = attributes_of(matrix)
  parts.sources = section(state, function(out)
    out.open("Sources")
    for _, id in ipairs(matrix.ids) do
      local passages, record = passages_of(matrix, id, options.unit)
      members[#members + 1] = write_source(state, record, passages)
    end
    out.close()
  end)
  parts.codes = section(state, function(out)
    out.open("CodeBook")
    out.open("Codes")
    refi_codebook.write_codes(out, matrix.book.codes, function(code)
      for _, memo in ipairs(state.memos.code[core.fold(code.name)] or {}) do refer(state, memo, "Memo") end
    end)
    out.close()
    out.close()
  end)
  parts.notes = section(state, function() write_notes(state) end)
  parts.cases = section(state, function(out) write_cases(out, matrix, names, attributes) end)
  parts.users = section(state, function(out) write_users(out, state.users) end)
  parts.about = section(state, function(out)
    local about = refi_codebook.about(matrix.book)
    if about then out.leaf("Description", {}, about) end
  end)
  for _, of in pairs(attributes) do
    for _, row in pairs(of) do
      if row.who then lose(state, "who said an attribute, and when") end
    end
  end
  local name = options.title or matrix.book.title or "sheaf"
  local head = xml.writer()
  head.open("Project", { "xmlns", SPACE, "name", name, "origin", "sheaf " .. core.version })
  if #matrix.ids == 0 then parts.sources = "" end
  members[1] = { name = "project.qde", text = table.concat { head.text(), parts.users, parts.codes, parts.cases,
    parts.sources, parts.notes, parts.about, "</Project>\n" } }
  return members
end

local function losses_of(state)
  local list = {}
  for what, count in pairs(state.losses) do list[#list + 1] = { what = what, count = count } end
  table.sort(list, function(a, b) return a.what < b.what end)
  return list
end

--- Writes a set with its codes, memos and attributes as a REFI-QDA project, which NVivo, MAXQDA, ATLAS.ti, QualCoder
--- and others read; without a path gives the bytes. Returns what the format has no place for besides.
---@param set sheaf.set
---@param path? string
---@param options? { codebook?: string|table, codes?: "both"|"terms"|"hand", by?: string|string[], where?: table,
---  unit?: "sentence"|"clause"|"words", title?: string }
---@return boolean|string|nil written, { what: string, count: integer }[]|string losses, string? code
function M.export(set, path, options)
  local who = "set:export_project"
  options = option_names.read(who, options, OPTIONS)
  local unit = option_names.choice(who, "unit", options.unit, { "sentence", "clause", "words" })
  local given = { codebook = options.codebook, by = options.by, codes = options.codes, where = options.where }
  local matrix, message, code = matrix_of.read(who, set, given)
  if not matrix then return nil, message, code end
  local more = with_strangers(matrix, given)
  if more ~= matrix then
    matrix, message, code = matrix_of.read(who, set, more)
    if not matrix then return nil, message, code end
  end
  local state = { notes = {}, users = {}, seen = {}, keys = {}, losses = {}, memos = read_memos(matrix.lib) }
  local members = assemble(state, matrix, { unit = unit, title = options.title })
  if matrix.outside > 0 then state.losses["codes of records that are not in the set"] = matrix.outside end
  local bytes
  bytes, message, code = core.zip_write(members)
  if not bytes then return nil, message, code end
  local written
  written, message, code = deliver(path, bytes)
  if not written then return nil, message, code end
  return written, losses_of(state)
end

return M
