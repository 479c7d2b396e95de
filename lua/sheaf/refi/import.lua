--- lib:import_project: a REFI-QDA project into a library. A source that is a record of the library gives it its codes,
-- memos and values; another becomes a record of its own (its name as title, its text as abstract). Passages keep their
-- place; one whose words the record does not have is kept for the record as a whole, with the words in the memo.
--
-- What is there already, with the same coder, code, place, time and memo, is not added again: importing twice changes
-- nothing.

local archive = require "sheaf.refi.archive"
local books = require "sheaf.codebook"
local chars = require "sheaf.report.chars"
local exported = require "sheaf.refi.export"
local hand = require "sheaf.coding.hand"
local jsonl = require "sheaf.writer.jsonl"
local match = require "sheaf.refi.match"
local notes_of = require "sheaf.coding.notes"
local option_names = require "sheaf.options"
local project_of = require "sheaf.refi.project"
local trim = require("sheaf.words").trim

local M = {}

---@class sheaf.project_report
---@field name string            of the project
---@field sources integer        seen
---@field matched integer        of these records that were there
---@field added integer          of these records made
---@field codes integer          added to the ledger
---@field memos integer
---@field attributes integer
---@field already integer        codes, memos and attributes that were there
---@field terms integer          codings by terms, which are not people's: found again by the codebook
---@field codebook sheaf.codebook?
---@field problems { code: string, message: string, count: integer }[]

local Report = { __name = "sheaf.project_report" }
Report.__index = Report

function Report:__tostring()
  local lines = { ("project %s: %d source%s, %d matched, %d added; %d codes, %d memos, %d attributes, %d there already")
    :format(self.name, self.sources, self.sources == 1 and "" or "s", self.matched, self.added, self.codes, self.memos,
      self.attributes, self.already) }
  if self.terms > 0 then
    lines[#lines + 1] = ("%d code%s by terms left to the codebook's terms"):format(self.terms,
      self.terms == 1 and "" or "s")
  end
  for _, one in ipairs(self.problems) do
    lines[#lines + 1] = one.message .. (one.count > 1 and (" (%d times)"):format(one.count) or "")
  end
  return table.concat(lines, "\n")
end

-- ---- records ----

--- One value of a record's entry: nothing that its reader would cut.
local function entry_text(text) return trim((chars.valid(text):gsub("[%z\31]", " "))) end

--- A source as a record's entries. Of one that sheaf wrote, the title and the identifiers are the record's.
local function entries_of(source)
  local entries, said, text = {}, source.said, source.text
  local function put(field, value)
    value = value and entry_text(value)
    if value and value ~= "" then entries[#entries + 1] = { field = field, value = value, note = "" } end
  end
  if said.title and text and text:sub(1, #said.title) == said.title then text = text:sub(#said.title + 1) end
  put("type", "document")
  put("title", said.title or source.name)
  put("abstract", text)
  put("doi", said.doi)
  put("pmid", said.pmid)
  put("notes", source.description)
  return entries
end

--- Makes records of sources; they get their numbers as source.record.
local function load_sources(lib, list, name)
  local lines = {}
  for i, source in ipairs(list) do
    lines[i] = jsonl.record { entries = entries_of(source) }
  end
  local report, message, code = lib:load({ text = table.concat(lines), name = name }, { format = "jsonl",
    via = "other", again = true })
  if not report then return nil, message, code end
  local file, i = report.files[1], 0
  if not file.source or file.loaded ~= #list then
    return nil, ("%s: %d of %d sources could be made records"):format(name, file.loaded or 0, #list), "format"
  end
  for row in assert(lib:sql("select id from record where source = ? order by id", file.source)) do
    i = i + 1
    list[i].record = row.id
  end
  return true
end

--- Finds or makes the record of each source.
local function place_sources(lib, project, report, package)
  local index, missing = match.index(lib), {}
  for _, source in ipairs(project.sources) do
    local found = match.record(lib, index, source)
    if found == false then
      project.problem("ambiguous", ("several works of the library may be '%s'; it becomes a record of its own")
        :format(source.name))
    end
    if found then
      source.record, report.matched = found, report.matched + 1
    else
      missing[#missing + 1] = source
    end
  end
  report.added = #missing
  if #missing == 0 then return true end
  return load_sources(lib, missing, package.name)
end

-- ---- what is said of them ----

local function key_of(...)
  local parts = table.pack(...)
  for i = 1, parts.n do parts[i] = tostring(parts[i] or "") end
  return table.concat(parts, "\0")
end

local function coding_key(one)
  return key_of(one.record, one.code, one.by, one.field, one.first, one.last, one.memo)
end

--- Splits a coding's notes into its own memo and later ones.
local function memo_of(coding)
  local own, later
  for _, note in ipairs(coding.notes) do
    if not own and note.name ~= exported.LATER then
      own = note
    else
      later = later or {}
      later[#later + 1] = note
    end
  end
  return own and own.text, later or {}
end

--- A coding as lib:decision_code takes it.
local function coding_of(project, source, coding, find)
  local memo, later = memo_of(coding)
  local one = { record = source.record, code = coding.code, by = coding.by, at = coding.at, memo = memo }
  if coding.first or coding.quote then
    one.field, one.first, one.last = find(coding.first, coding.last, coding.quote)
    if not one.first then
      project.problem("words", ("'%s' has passages whose words its record does not have once; they are kept in memos")
        :format(source.name))
      if coding.quote then
        local quote = ("“%s”"):format((coding.quote:gsub("%c", " ")))
        one.memo = memo and quote .. "\n" .. memo or quote
      end
    end
  end
  return one, later
end

--- The codings of all sources, those that are there left out.
local function gather_codings(lib, project, report)
  local there, list, later = {}, {}, {}
  for _, one in ipairs(hand.read(lib)) do there[coding_key(one)] = one.row end
  for _, source in ipairs(project.sources) do
    local find = #source.codings > 0 and match.places(lib:get(source.record), source.text)
    for _, coding in ipairs(source.codings) do
      if coding.by == exported.TERMS then
        report.terms = report.terms + 1
      else
        local one, memos = coding_of(project, source, coding, find)
        local key = coding_key(one)
        if there[key] then
          report.already = report.already + 1
        else
          list[#list + 1], there[key] = one, true
        end
        for _, memo in ipairs(memos) do later[#later + 1] = { memo = memo, key = key } end
      end
    end
  end
  return list, later
end

--- Memos that are there: by what they are about.
local function memos_there(lib)
  local there = {}
  for _, row in ipairs(lib:memos().rows) do
    local about = row.about == "record" and row.record or row.about == "code" and match.key(row.code) or row.passage
    there[key_of(row.about, about, row.by, row.memo)] = true
  end
  return there
end

local function add_memo(lib, report, there, about, id, note)
  local key = key_of(about, about == "code" and match.key(id) or id, note.by, note.text)
  if there[key] then
    report.already = report.already + 1
    return true
  end
  there[key] = true
  local row, message, code = lib:decision_memo(note.text, about == "record" and id or nil,
    about == "passage" and id or nil, about == "code" and id or nil, note.by, note.at or os.date("!%Y-%m-%dT%H:%M:%SZ"))
  if not row then return nil, message, code end
  report.memos = report.memos + 1
  return true
end

local function add_memos(lib, project, report, later)
  local there, rows = memos_there(lib), {}
  if #later > 0 then
    for _, one in ipairs(hand.read(lib)) do rows[coding_key(one)] = one.row end
  end
  local list = {}
  for _, one in ipairs(project.code_notes) do list[#list + 1] = { "code", one.code, one.note } end
  for _, source in ipairs(project.sources) do
    for _, note in ipairs(source.notes) do list[#list + 1] = { "record", source.record, note } end
  end
  for _, one in ipairs(later) do
    if rows[one.key] then list[#list + 1] = { "passage", rows[one.key], one.memo } end
  end
  for _, one in ipairs(list) do
    local done, message, code = add_memo(lib, report, there, one[1], one[2], one[3])
    if not done then return nil, message, code end
  end
  return true
end

--- Records of one attribute and value go into the ledger together.
local function add_attributes(lib, project, report)
  local there, groups, by_key = notes_of.attributes(lib), {}, {}
  for _, source in ipairs(project.sources) do
    for _, one in ipairs(source.values) do
      local of, key = there[source.record], key_of(one.name, one.value)
      if of and of[one.name] and of[one.name].value == one.value then
        report.already = report.already + 1
      else
        if not by_key[key] then
          by_key[key] = { name = one.name, value = one.value, ids = {} }
          groups[#groups + 1] = by_key[key]
        end
        table.insert(by_key[key].ids, source.record)
      end
    end
  end
  local now = os.date("!%Y-%m-%dT%H:%M:%SZ")
  for _, group in ipairs(groups) do
    local row, count, code = lib:decision_attribute(lib:set(group.ids), group.name, group.value, nil, now, nil)
    if not row then return nil, count, code end
    report.attributes = report.attributes + count
  end
  return true
end

-- ---- all of it ----

--- Collects problems; the same one is counted.
local function collector(problems)
  local seen = {}
  return function(code, message)
    if not seen[message] then
      seen[message] = { code = code, message = message, count = 0 }
      problems[#problems + 1] = seen[message]
    end
    seen[message].count = seen[message].count + 1
  end
end

local function read_book(project, report)
  if #project.book.codes == 0 then return end
  local book, message = books.read(project.book)
  if not book then project.problem("codebook", message) end
  report.codebook = book
end

local function take_in(lib, project, report, package)
  local done, message, code = place_sources(lib, project, report, package)
  if not done then return nil, message, code end
  local list, later = gather_codings(lib, project, report)
  if #list > 0 then
    done, message, code = lib:decision_code(list)
    if not done then return nil, message, code end
  end
  report.codes = #list
  done, message, code = add_memos(lib, project, report, later)
  if done then done, message, code = add_attributes(lib, project, report) end
  if not done then return nil, message, code end
  return true
end

--- Takes a REFI-QDA project (.qdpx, or a project.qde) into the library.
---@param lib sheaf.library
---@param input string|{ text: string, name?: string }  a path, or the bytes
---@return sheaf.project_report? report, string? message, string? code
function M.import(lib, input, options)
  local who = "lib:import_project"
  option_names.read(who, options, {})
  local given = type(input) == "table" and type(input.text) == "string"
  if type(input) ~= "string" and not given then
    error(who .. ": a path or { text = bytes } expected, got " .. type(input), 2)
  end
  local report = setmetatable({ sources = 0, matched = 0, added = 0, codes = 0, memos = 0, attributes = 0, already = 0,
    terms = 0, problems = {} }, Report)
  local problem = collector(report.problems)
  local package, message, code = archive.open(input, problem)
  if not package then return nil, message, code end
  local function find(path)
    local text = archive.source(package, path)
    if not text then problem("source", ("the project has no text file %s"):format(chars.line(path))) end
    return text
  end
  local project
  project, message, code = project_of.read(package, find, problem)
  if not project then return nil, message, code end
  report.name, report.sources = project.name, #project.sources
  read_book(project, report)
  local done
  done, message, code = take_in(lib, project, report, package)
  if not done then return nil, message, code end
  return report
end

return M
