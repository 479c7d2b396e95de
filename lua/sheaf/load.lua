--- lib:load: inputs into a library, one after the other, with a report that accounts for every record.

local option_names = require "sheaf.options"
local places = require "sheaf.place"
local readers = require "sheaf.readers"

local M = {}

local STEP = 500        -- records between two calls of progress
local HEAD = 64 * 1024  -- bytes that detection looks at
local TEXTS = { "format", "encoding", "label", "database", "platform", "searched", "strategy", "limits",
  "via" } -- options that are strings

local OPTIONS = { "again", "columns", "database", "decisions", "encoding", "format", "label", "limits", "platform",
  "progress", "raw", "searched", "strategy", "via" }

-- The ways in which records are found, as the PRISMA 2020 statement tells them apart.
M.VIA = { "database", "register", "website", "organisation", "citation", "other", "previous" }

local function check_options(options)
  if options.progress ~= nil and type(options.progress) ~= "function" then
    error("lib:load: options.progress must be a function", 3)
  end
  if options.decisions ~= nil and type(options.decisions) ~= "boolean" then
    error("lib:load: options.decisions must be true or false", 3)
  end
  for _, name in ipairs(TEXTS) do
    if options[name] ~= nil and type(options[name]) ~= "string" then
      error(("lib:load: options.%s must be a string, not %s"):format(name, type(options[name])), 3)
    end
  end
  if options.via then option_names.choice("lib:load", "via", options.via, M.VIA) end
end

local function text_input(item)
  if item.name ~= nil and type(item.name) ~= "string" then error("lib:load: name must be a string", 4) end
  return { text = item.text, name = item.name }
end

--- The inputs as a list of { path = } or { text =, name = }.
local function list_of(input)
  if type(input) == "string" then return { { path = input } } end
  if type(input) ~= "table" then error("lib:load: a path, a list of paths, or { text = ... } expected", 3) end
  if input.text ~= nil then
    if type(input.text) ~= "string" then error("lib:load: text must be a string", 3) end
    return { text_input(input) }
  end
  local list = {}
  for i, item in ipairs(input) do
    if type(item) == "string" then
      list[i] = { path = item }
    elseif type(item) == "table" and type(item.text) == "string" then
      list[i] = text_input(item)
    else
      error(("lib:load: input %d is neither a path nor { text = ... }"):format(i), 3)
    end
  end
  return list
end

--- What the user says of a table's columns, as the core takes it: lines "header TAB field name", sorted.
local function column_lines(columns)
  if columns == nil then return nil end
  if type(columns) ~= "table" then
    option_names.raise("lib:load: options.columns must be a table { header = field name }")
  end
  local lines = {}
  for header, field in pairs(columns) do
    if type(header) ~= "string" or type(field) ~= "string" or header:find "[\t\n]" or field:find "[\t\n]" then
      option_names.raise("lib:load: options.columns must map headers to field names")
    end
    lines[#lines + 1] = header .. "\t" .. field
  end
  table.sort(lines)
  return table.concat(lines, "\n")
end

--- Calls the user's progress function with the state of the load.
local function tell(options, loader, name)
  if not options.progress then return end
  local state = loader:state()
  options.progress { file = name, bytes = state.bytes, total = state.total, records = state.seen }
end

--- Reads with a reader in Lua. Returns true, or nil, message, code where the library failed.
local function read_in_lua(loader, reader, dialect, page, name)
  loader:set_format(reader.name, dialect)
  local failure
  local place = places.finder(page, loader:state())
  local source = { name = name, text = page.text, html = page.html, title = page.title, meta = page.meta,
    links = page.links, jsonld = page.jsonld }
  local function check(ok, message, code)
    if not ok then
      failure = { message, code }
      error(failure, 0)
    end
  end
  function source:problem(problem) -- luacheck: ignore self
    local line, byte = place(problem.line)
    byte = problem.byte or byte
    check(loader:problem { line = line, byte = byte, record = problem.record, code = problem.code,
      severity = problem.severity, message = problem.message })
    if problem.severity == "error" then check(loader:reject(line, byte, problem.bytes)) end
  end
  local function emit(record, line) check(loader:add(record, (place(line)))) end
  local ok, message = pcall(reader.read, source, emit)
  if failure then return nil, failure[1], failure[2] end
  if not ok then
    return loader:problem { code = "reader-failed", severity = "error",
      message = ("reader '%s' failed: %s"):format(reader.name, tostring(message)) }
  end
  return true
end

--- Reads with a format of the core.
local function read_in_core(loader, format, options, name)
  while true do
    local more, message, code = loader:step(STEP, format)
    if more == nil then return nil, message, code end
    tell(options, loader, name)
    if not more then return true end
  end
end

--- The way to read an input: a core format's name, or a reader in Lua with its page; nil, message, code where none
-- fits. warn is told of readers that failed.
local function find_way(loader, options, warn)
  if options.format then
    local reader = readers.find(options.format)
    if not reader then return { format = options.format } end
    local text, message, code = loader:text()
    if not text then return nil, message, code end
    return { reader = reader, page = readers.page(text) }
  end
  local head, message, code = loader:head()
  if not head then return nil, message, code end
  if not head:find("%S") and #head < HEAD then
    return nil, "there is nothing in it, or only blanks: save or export it again", "empty-input"
  end
  if head:find "^%s*<%?xml.-<DescriptorRecordSet[%s>]" or head:find "^%s*%*NEWRECORD" then
    return nil, "it holds subject headings, no records: load it with lib:thesaurus", "unknown-format"
  end
  local format, score = loader:detect()
  local html = readers.is_html(head)
  if format and not html and score >= 90 then return { format = format } end
  local reader, reader_score, dialect
  if not html then
    reader, reader_score, dialect = readers.choose(head, readers.page(head), warn)
    if format and score >= reader_score then return { format = format } end
    if reader_score < readers.SURE then
      if options.columns then return { format = "csv" } end
      return nil, "the format was not recognised: say options.format (sheaf.formats() lists them), or add a reader",
        "unknown-format"
    end
  end
  local text
  text, message, code = loader:text()
  if not text then return nil, message, code end
  local page = readers.page(text)
  if html then reader, reader_score, dialect = readers.choose(page.text:sub(1, HEAD), page, warn) end
  if not reader or reader_score <= 0 then
    return nil, "no reader knows this page: add one with sheaf.readers.add", "unknown-format"
  end
  return { reader = reader, dialect = dialect, page = page }
end

--- The ledger's last row; decisions that records bring along come behind it.
local function last_row(lib) return assert(lib:sql("select coalesce(max(id), 0) as id from ledger"))().id end

--- Loads one input: true, or nil, message, code. The report's parts are filled in either case.
local function load_one(lib, input, options, report)
  local name = input.path or input.name or "pasted"
  local file = { path = name, seen = 0, loaded = 0, rejected = 0 }
  report.files[#report.files + 1] = file
  local function note(severity, code, message)
    local problems = report.problems
    problems[#problems + 1] = { file = name, line = 0, byte = 0, severity = severity, code = code, message = message }
  end
  local function refuse(message, code)
    if message:sub(1, #name + 2) == name .. ": " then message = message:sub(#name + 3) end
    note("error", code or "io", message)
    return nil, message, code
  end
  -- Closed however this ends: an interrupted load leaves the library free for the next one.
  local loader <close>, message, code = lib:loader {
    path = input.path, text = input.text, name = name, encoding = options.encoding, label = options.label,
    database = options.database, platform = options.platform, searched = options.searched, again = options.again,
    via = options.via, strategy = options.strategy, limits = options.limits,
    raw = options.raw or nil, decisions = options.decisions,
    columns = column_lines(options.columns),
  }
  if not loader then return refuse(message, code) end
  local state = loader:state()
  if state.known then
    loader:finish()
    file.encoding, file.sha256, file.already = state.encoding, state.sha256, state.source
    note("warning", "already-loaded",
      ("these bytes are loaded already, as source %d; say again = true to load them once more"):format(state.source))
    return true
  end
  local way
  way, message, code = find_way(loader, options, function(failure) note("warning", "reader-failed", failure) end)
  if not way then
    loader:abort()
    state = loader:state()
    file.sha256, file.encoding = state.sha256, state.encoding
    return refuse(message, code)
  end
  local ok
  local decided = last_row(lib)
  if way.reader then
    ok, message, code = read_in_lua(loader, way.reader, way.dialect, way.page, name)
  else
    ok, message, code = read_in_core(loader, way.format, options, name)
  end
  local finished = ok
  if ok then finished, message, code = loader:finish() end
  state = loader:state()
  for _, key in ipairs { "format", "dialect", "encoding", "sha256", "source", "seen", "loaded", "rejected" } do
    file[key] = state[key]
  end
  file.resumed = state.resumed or nil
  local taken = last_row(lib) - decided
  file.decisions = taken > 0 and taken or nil
  file.left_aside = state.aside > 0 and state.aside or nil
  local problems = loader:problems()
  table.move(problems, 1, #problems, #report.problems + 1, report.problems)
  if not finished then return refuse(message, code) end
  tell(options, loader, name)
  return true
end

local Report = { __name = "sheaf.load_report" }

function Report:__tostring()
  local chars = require "sheaf.report.chars"
  local rows = {}
  for i, file in ipairs(self.files) do
    local sha256 = file.sha256 and file.sha256:sub(1, 8) .. "…"
    rows[i] = { file.path:match("[^/]*$"), file.format, file.dialect, file.encoding, sha256, file.seen, file.loaded,
      file.rejected }
  end
  local lines = {
    ("%d record%s seen, %d loaded, %d rejected")
      :format(self.seen, self.seen == 1 and "" or "s", self.loaded, self.rejected),
    tostring(require("sheaf.table").new { rows = rows, columns = { "file", "format", "dialect",
      "encoding", "sha256", "seen", "loaded", "rejected" } }),
  }
  for _, file in ipairs(self.files) do
    if file.decisions then
      lines[#lines + 1] = chars.safe(("%s: decisions and codes that came with the records: %d")
        :format(file.path, file.decisions))
    end
    if file.left_aside then
      lines[#lines + 1] = chars.safe(("%s: decisions and codes left aside, in the records' extra data: %d")
        :format(file.path, file.left_aside))
    end
  end
  for i = 1, math.min(#self.problems, 10) do
    local p = self.problems[i]
    lines[#lines + 1] = chars.safe(("%s:%d: %s: %s"):format(p.file, p.line or 0, p.severity, p.message))
  end
  if #self.problems > 10 then lines[#lines + 1] = ("… %d more problems"):format(#self.problems - 10) end
  return table.concat(lines, "\n")
end

--- Loads files or texts. A path that cannot be read is a problem of the report; nil, message, code come back only where
-- nothing at all could be loaded.
---@param input string|string[]|{ text: string, name?: string }
---@param options? sheaf.load_options
---@return table? report, string? message, string? code
function M.load(lib, input, options)
  options = options or {}
  if type(options) ~= "table" then error("lib:load: options must be a table, not " .. type(options), 2) end
  option_names.check_names("lib:load", options, OPTIONS)
  check_options(options)
  local report = setmetatable({ seen = 0, loaded = 0, rejected = 0, files = {}, problems = {} }, Report)
  local done, message, code = 0, nil, nil
  local inputs = list_of(input)
  for _, one in ipairs(inputs) do
    local ok, why, what = load_one(lib, one, options, report)
    if ok then done = done + 1 else message, code = message or why, code or what end
  end
  for _, file in ipairs(report.files) do
    report.seen = report.seen + file.seen
    report.loaded = report.loaded + file.loaded
    report.rejected = report.rejected + file.rejected
  end
  if done == 0 and #inputs > 0 then
    return nil, #inputs == 1 and ("%s: %s"):format(report.files[1].path, message) or message, code, report
  end
  return report
end

return M
