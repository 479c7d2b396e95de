--- What a REFI-QDA project says, as plain tables: users, codes, notes, cases, sources with their codings. Knows no
-- library. Variants that programs write are taken: GUIDs in braces, text in PlainTextContent or in a file, text of a
-- PDF or of a transcript, codings on a source as a whole; memos of a passage as a note it refers to, as its description
-- (MAXQDA) or as a note linked to it (NVivo); line ends of two characters counted as one (ATLAS.ti).

local carried = require "sheaf.refi.carried"
local chars = require "sheaf.report.chars"
local codebook = require "sheaf.refi.codebook"
local trim = require("sheaf.words").trim
local xml = require "sheaf.refi.xml"

local M = {}

local NAMELESS = "(no name)"

--- One line of a name; never empty.
local function one_line(text)
  local line = trim(chars.line(text or ""))
  return line ~= "" and line or NAMELESS
end

--- A memo's text as the ledger takes it; nil where it is blank.
local function memo_text(text)
  text = trim((chars.valid(text or ""):gsub("\r\n?", "\n"):gsub("[%z\1-\8\11-\31\127]", " ")))
  return text ~= "" and text or nil
end

--- A time in UTC as the ledger takes it; nil where it is none. An offset is taken into account.
local function time_of(text)
  local year, month, day, hour, minute, second, zone =
    (text or ""):match "^%s*(%d%d%d%d)%-(%d%d)%-(%d%d)T(%d%d):(%d%d):(%d%d)[%.%d]*([Z%+%-]?[%d:]*)%s*$"
  if not year then return nil end
  local sign, hours, minutes = zone:match "^([%+%-])(%d%d):?(%d%d)$"
  local shift = sign and (tonumber(hours) * 60 + tonumber(minutes)) * (sign == "+" and -60 or 60) or 0
  if tonumber(month) < 1 or tonumber(month) > 12 or tonumber(day) < 1 or tonumber(day) > 31 or tonumber(hour) > 24 then
    return nil
  end
  if shift == 0 then return ("%s-%s-%sT%s:%s:%sZ"):format(year, month, day, hour, minute, second) end
  -- Days since 1970 by Howard Hinnant's civil calendar, so that the machine's time zone does not matter.
  local y, m = tonumber(year) - (tonumber(month) <= 2 and 1 or 0), (tonumber(month) + 9) % 12
  local era = y // 400
  local of_era = y - era * 400
  local days = era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + (153 * m + 2) // 5 + tonumber(day) - 719469
  return os.date("!%Y-%m-%dT%H:%M:%SZ",
    days * 86400 + tonumber(hour) * 3600 + tonumber(minute) * 60 + tonumber(second) + shift)
end

local function read_users(project, element)
  for _, user in ipairs(xml.children(xml.child(element, "Users"), "User")) do
    local guid = xml.guid(user.attributes.guid)
    if guid then project.users[guid] = one_line(user.attributes.name or user.attributes.id) end
  end
end

--- Who made or else last changed it.
local function user_of(project, element)
  local guid = xml.guid(element.attributes.creatingUser) or xml.guid(element.attributes.modifyingUser)
  return guid and project.users[guid] or nil
end

local function when_of(element)
  return time_of(element.attributes.creationDateTime) or time_of(element.attributes.modifiedDateTime)
end

--- The text of a source or note: within the element, or in a file of the package.
local function text_of(project, element)
  local inside = xml.child(element, "PlainTextContent")
  if inside then return xml.text(inside) end
  local path = element.attributes.plainTextPath
  local text = path and project.find(path)
  if not text then return nil end
  return (text:gsub("^\xEF\xBB\xBF", ""))
end

local function read_notes(project, element)
  for _, note in ipairs(xml.children(xml.child(element, "Notes"), "Note")) do
    local guid, text = xml.guid(note.attributes.guid), memo_text(text_of(project, note))
    if not text then
      project.problem("note", ("the note '%s' has no plain text"):format(one_line(note.attributes.name)))
    elseif guid then
      project.notes[guid] = { text = text, name = note.attributes.name, by = user_of(project, note),
        at = when_of(note) }
    end
    local coded = xml.child(note, "Coding")
    for _, selection in ipairs(xml.children(note, "PlainTextSelection")) do
      coded = coded or xml.child(selection, "Coding")
    end
    if coded then
      project.problem("note-codes", "codes of notes are not taken in")
    end
  end
end

--- Notes of passages that are linked instead of referred to, as NVivo's annotations are: by the GUID of the passage.
local function read_links(project, element)
  for _, link in ipairs(xml.children(xml.child(element, "Links"), "Link")) do
    local note = project.notes[xml.guid(link.attributes.originGUID) or ""]
    local target = xml.guid(link.attributes.targetGUID)
    if note and target then
      project.linked[target] = project.linked[target] or {}
      table.insert(project.linked[target], note)
    else
      project.links = project.links + 1
    end
  end
end

--- The notes that an element refers to, or that are linked to it.
local function notes_of(project, element)
  local list = {}
  for _, note in ipairs(project.linked[xml.guid(element.attributes.guid) or ""] or {}) do
    list[#list + 1], note.used = note, true
  end
  for _, ref in ipairs(xml.children(element, "NoteRef")) do
    local guid = xml.guid(ref.attributes.targetGUID)
    local note = guid and project.notes[guid]
    if note then
      list[#list + 1], note.used = note, true
    elseif not guid or not project.notes[guid] then
      project.problem("reference", "a note that is referred to is not there, or empty")
    end
  end
  return list
end

local function read_variables(project, element)
  for _, variable in ipairs(xml.children(xml.child(element, "Variables"), "Variable")) do
    local guid = xml.guid(variable.attributes.guid)
    if guid then project.variables[guid] = one_line(variable.attributes.name) end
  end
end

--- The values of variables within an element: { name, value } in order.
local function values_of(project, element)
  local list = {}
  for _, value in ipairs(xml.children(element, "VariableValue")) do
    local ref = xml.child(value, "VariableRef")
    local name = ref and project.variables[xml.guid(ref.attributes.targetGUID) or ""]
    local said
    for _, child in ipairs(xml.children(value)) do
      if child.name:find "Value$" then said = memo_text(xml.text(child)) end
    end
    if not name then
      project.problem("reference", "the value of a variable that is not there is not taken in")
    elseif said then
      list[#list + 1] = { name = name, value = said }
    end
  end
  return list
end

local function read_cases(project, element)
  for _, case in ipairs(xml.children(xml.child(element, "Cases"), "Case")) do
    local values, refs = values_of(project, case), xml.children(case, "SourceRef")
    for _, ref in ipairs(refs) do
      local guid = xml.guid(ref.attributes.targetGUID)
      if guid then
        project.of_source[guid] = project.of_source[guid] or {}
        table.move(values, 1, #values, #project.of_source[guid] + 1, project.of_source[guid])
      end
    end
    local name = one_line(case.attributes.name)
    if #refs == 0 and #values > 0 then
      project.problem("case", ("the case '%s' is of no source; its values are not taken in"):format(name))
    end
    if #xml.children(case, "SelectionRef") > 0 then
      project.problem("case-selections", ("the case '%s' holds passages; a case is a record here"):format(name))
    end
  end
end

--- The codings within a selection or source: { code, by, at, memos }.
local function codings_of(project, element, around)
  local list = {}
  for _, coding in ipairs(xml.children(element, "Coding")) do
    local ref = xml.child(coding, "CodeRef")
    local code = ref and project.code_names[xml.guid(ref.attributes.targetGUID) or ""]
    if code then
      list[#list + 1] = { code = code, by = user_of(project, coding) or around and user_of(project, around),
        at = when_of(coding) or around and when_of(around),
        notes = notes_of(project, coding) }
    else
      project.problem("reference", "a passage has a code that is not in the codebook; it is not taken in")
    end
  end
  return list
end

--- The place of a selection in a text, as bytes; nil and why not.
local function place_of(selection, text)
  local from = math.tointeger(tonumber(selection.attributes.startPosition or ""))
  local to = math.tointeger(tonumber(selection.attributes.endPosition or ""))
  if not from or not to then return nil, "has no place" end
  if from < 0 or to <= from then return nil, ("has an impossible place, %d to %d"):format(from, to) end
  local first = utf8.offset(text, from + 1)
  local behind = first and utf8.offset(text, to - from + 1, first)
  if not behind then return nil, ("ends at %d, behind the end of the text"):format(to) end
  return first, behind - 1
end

--- The last byte of a selection: programs that count the last character in are known by the selection's name, where
--- that is its text.
local function with_last(text, first, last, name)
  local after = name and utf8.offset(text, 2, last + 1)
  return after and text:sub(first, after - 1) == name and after - 1 or last
end

--- How many selections have the words of their name where they begin; a name may be cut, with dots behind it.
local function named_right(selections, text)
  local count = 0
  for _, selection in ipairs(selections) do
    local name = (selection.attributes.name or ""):gsub("%.%.%.$", ""):match "^[^\r\n]+"
    name = name and name:match "^.*%S"
    local first = name and place_of(selection, text)
    if first and text:sub(first, first + #name - 1) == name then count = count + 1 end
  end
  return count
end

--- The text in whose characters places are counted. ATLAS.ti writes lines that end with two characters and counts one;
-- where selections are called by their words, these decide.
local function counted_text(project, element, text)
  local plain, changed = text:gsub("\r\n", "\n")
  if changed == 0 then return text end
  local selections = xml.children(element, "PlainTextSelection")
  local as_is, as_one = named_right(selections, text), named_right(selections, plain)
  return (as_one > as_is or as_one == as_is and project.origin:find "^ATLAS") and plain or text
end

--- A passage's notes, and what its description says.
local function memos_of(project, selection)
  local notes = notes_of(project, selection)
  local text = memo_text(xml.text(xml.child(selection, "Description")))
  if text then table.insert(notes, 1, { text = text, by = user_of(project, selection), at = when_of(selection) }) end
  return notes
end

--- Adds a passage's codings, the first one with the passage's notes; without any, the notes are the source's.
local function add_passage(source, codings, notes, quote)
  for _, coding in ipairs(codings) do
    if #notes > 0 then
      table.move(notes, 1, #notes, #coding.notes + 1, coding.notes)
      notes = {}
    end
    coding.quote = quote
    source.codings[#source.codings + 1] = coding
  end
  for _, note in ipairs(notes) do
    source.notes[#source.notes + 1] = { text = quote and ("“%s”: %s"):format(quote, note.text) or note.text,
      by = note.by, at = note.at }
  end
end

local function add_selections(project, source, element, kind)
  for _, selection in ipairs(xml.children(element, kind)) do
    local codings = codings_of(project, selection, selection)
    local first, last = nil, "has no text to stand in"
    if source.text then first, last = place_of(selection, source.text) end
    if not first then
      project.problem("place", ("a passage of '%s' %s; its codes are kept for the record as a whole")
        :format(source.name, last))
    end
    if first then last = with_last(source.text, first, last, selection.attributes.name) end
    for _, coding in ipairs(codings) do coding.first, coding.last = first, first and last or nil end
    add_passage(source, codings, memos_of(project, selection),
      first and source.text:sub(first, last) or memo_text(selection.attributes.name))
  end
end

--- Selections of other media, which have no words: their codes are the record's.
local OTHERS = { "PictureSelection", "PDFSelection", "AudioSelection", "VideoSelection", "TranscriptSelection" }

local function add_others(project, source, element)
  for _, kind in ipairs(OTHERS) do
    local list = xml.children(element, kind)
    for _, selection in ipairs(list) do
      add_passage(source, codings_of(project, selection, selection), memos_of(project, selection),
        memo_text(selection.attributes.name))
    end
    if #list > 0 then
      project.problem("media", ("%d of %s in '%s' have no place in a text; their codes are kept for the record as a "
        .. "whole"):format(#list, kind, source.name))
    end
  end
end

--- A source of any kind: { guid, name, text, said, codings, notes, values }.
local function read_source(project, element)
  local guid = xml.guid(element.attributes.guid)
  local source = { guid = guid, name = one_line(element.attributes.name), codings = {}, values = {} }
  local bodies = { element } -- where texts may be
  for _, child in ipairs(xml.children(element)) do
    if child.name == "Representation" or child.name == "TextDescription" or child.name == "Transcript" then
      bodies[#bodies + 1] = child
    end
  end
  local description, said = carried.split(xml.text(xml.child(element, "Description")))
  source.description, source.said, source.notes = description, {}, {}
  for _, pair in ipairs(said) do source.said[pair[1]] = pair[2] end
  for _, body in ipairs(bodies) do
    local text = text_of(project, body)
    if text and not utf8.len(text) then
      project.problem("encoding", ("the text of '%s' is not UTF-8"):format(source.name))
      text = nil
    end
    if text and source.text then
      project.problem("second-text", ("'%s' has a second text, which is not taken in"):format(source.name))
    end
    source.text = source.text or text and counted_text(project, body, text)
    add_selections(project, source, body, "PlainTextSelection")
    add_others(project, source, body)
    for _, coding in ipairs(codings_of(project, body)) do source.codings[#source.codings + 1] = coding end
    for _, note in ipairs(notes_of(project, body)) do source.notes[#source.notes + 1] = note end
    for _, value in ipairs(values_of(project, body)) do source.values[#source.values + 1] = value end
  end
  for _, value in ipairs(guid and project.of_source[guid] or {}) do source.values[#source.values + 1] = value end
  if not source.text then
    project.problem("text", ("'%s' has no plain text in the project"):format(source.name))
  end
  return source
end

local LEFT_OUT = { "Sets", "Graphs" }

--- Reads a project.
---@param package sheaf.refi.package
---@param find fun(path: string): string?
---@param problem fun(code: string, message: string)
---@return table? project, string? message, string? code
function M.read(package, find, problem)
  local root, message, kind = xml.read(package.project)
  if not root then return nil, ("%s: %s"):format(package.name, message), kind end
  if root.name ~= "Project" then
    return nil, ("%s: this is no REFI-QDA project: its element is <%s>, not <Project>"):format(package.name,
      chars.line(root.name)), "format"
  end
  local project = { name = one_line(root.attributes.name), origin = root.attributes.origin or "", find = find,
    problem = problem, users = {}, notes = {}, linked = {}, links = 0, variables = {}, of_source = {}, sources = {},
    code_notes = {} }
  read_users(project, root)
  read_notes(project, root)
  read_links(project, root)
  project.book = {}
  project.book.codes, project.code_names = codebook.read_codes(xml.child(xml.child(root, "CodeBook"), "Codes"), problem,
    function(element, name)
      for _, note in ipairs(notes_of(project, element)) do
        table.insert(project.code_notes, { code = name, note = note })
      end
    end)
  if not codebook.take_about(project.book, xml.text(xml.child(root, "Description"))) then
    project.book.title = project.name
  end
  read_variables(project, root)
  read_cases(project, root)
  for _, element in ipairs(xml.children(xml.child(root, "Sources"))) do
    project.sources[#project.sources + 1] = read_source(project, element)
  end
  for _, name in ipairs(LEFT_OUT) do
    local count = #xml.children(xml.child(root, name))
    if count > 0 then problem(name:lower(), ("%d %s are not taken in"):format(count, name:lower())) end
  end
  if project.links > 0 then problem("links", ("%d links are not taken in"):format(project.links)) end
  local unused = 0
  for _, note in pairs(project.notes) do
    if not note.used then unused = unused + 1 end
  end
  if unused > 0 then problem("note", ("%d notes are of nothing that is taken in"):format(unused)) end
  return project
end

return M
