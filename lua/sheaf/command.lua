--- The command `sheaf`: loads, searches, shows and reports without a line of Lua.
-- Exit codes: 0 done; 1 it failed, with the reason on standard error; 2 the command line was wrong.
-- A load is done when it loaded a record or found its files loaded already; rejected records are listed on standard
-- error and do not fail it.

local arguments = require "sheaf.arguments"
local card = require "sheaf.card"
local chars = require "sheaf.report.chars"
local new_table = require("sheaf.table").new
local progress = require "sheaf.progress"
local url_of = require "sheaf.url"

local OK, FAILED, USAGE = 0, 1, 2

--- Ends a command with a message; caught in `run`.
local function fail(message, ...)
  error({ failed = select("#", ...) > 0 and message:format(...) or message }, 0)
end

--- The value, or the end of the command with what came instead.
local function need(value, message)
  if value == nil or value == false then fail("%s", tostring(message)) end
  return value
end

local function out(text)
  local written, message = io.stdout:write(text, text:sub(-1) == "\n" and "" or "\n")
  if not written then fail("cannot write: %s", message) end
end

local function complain(text)
  io.stderr:write(text, "\n")
end

local function is_file(path)
  local file = io.open(path, "rb")
  if file then file:close() end
  return file ~= nil
end

local function need_library(path)
  if not url_of.is_server(path) and not is_file(path) then
    fail("%s: there is no such library; `sheaf load` makes one", path)
  end
end

local function open_library(path, readonly)
  if readonly then need_library(path) end
  return need(require("sheaf").open(path, readonly and { readonly = true } or nil))
end

--- Writes a text to a file, or to standard output for "-".
local function save(path, text)
  if path == "-" then return out(text) end
  need(require("sheaf.report.file").deliver(path, text))
end

local function read_text(path)
  local file, message
  if path == "-" then file = io.stdin else file, message = io.open(path, "rb") end
  if not file then fail("%s", message) end
  local text = file:read("a")
  if path ~= "-" then file:close() end
  return need(text, "cannot read " .. path)
end

local function select_records(lib, args)
  if not args.query then return lib:all() end
  return need(lib:search(args.query, { syntax = args.syntax }))
end

local commands = {}

local function place(problem)
  local at = problem.file and chars.line(problem.file) or ""
  if (problem.line or 0) > 0 then at = at .. ":" .. tostring(problem.line) end
  return at ~= "" and at .. ": " or ""
end

local function show_problems(problems)
  local rejecting = false
  for _, problem in ipairs(problems or {}) do
    local severity = problem.severity == "warning" and "warning: " or ""
    rejecting = rejecting or problem.severity == "error"
    local message = problem.code == "already-loaded" and problem.message:gsub("say again = true", "give --again")
      or problem.message or problem.code or "unknown problem"
    complain(place(problem) .. severity .. chars.line(message))
  end
  return rejecting
end

local function files_table(report)
  local rows = {}
  for i, file in ipairs(report.files or {}) do
    local format = file.format
    if format and file.dialect and file.dialect ~= format then format = format .. " (" .. file.dialect .. ")" end
    rows[i] = { file.path, format, file.encoding, file.seen, file.loaded, file.rejected }
  end
  return new_table { columns = { "file", "format", "encoding", "seen", "loaded", "rejected" }, rows = rows }
end

function commands.load(args)
  local lib <close> = open_library(args.library)
  local report_progress, finish = progress.start()
  local done, report, message, _, refused = pcall(lib.load, lib, args.files, {
    format = args.input_format, encoding = args.encoding, label = args.label, database = args.database,
    platform = args.platform, searched = args.searched, again = args.again or nil, progress = report_progress,
    via = args.via, limits = args.limits, strategy = args.strategy and read_text(args.strategy),
    decisions = not args.no_decisions,
  })
  finish()
  if not done then fail("%s", tostring(report)) end
  if not report and #args.files > 1 then
    show_problems(refused.problems)
    fail("none of the %d files could be loaded", #args.files)
  end
  need(report, message)
  local rejecting = show_problems(report.problems)
  out(files_table(report):text { rows = math.huge })
  out(("%d seen, %d loaded, %d rejected; %d records in %s"):format(report.seen, report.loaded, report.rejected, #lib,
    chars.line(url_of.shown(args.library))))
  return (report.loaded > 0 or not rejecting and report.rejected == 0) and OK or FAILED
end

commands["check-import"] = function(args)
  local certificate = require "sheaf.certificate"
  local lib <close> = need(require("sheaf").open())
  local report_progress, finish = progress.start()
  local options = { format = args.input_format, encoding = args.encoding, progress = report_progress }
  local done, report, message, _, failed = pcall(lib.load, lib, args.files, options)
  finish()
  if not done then fail("%s", tostring(report)) end
  report = report or need(failed, message)
  out(certificate.text(certificate.of(lib, report)))
  if args.rejected then save(args.rejected, need(lib:export_rejected())) end
  out(("%d seen = %d loaded + %d rejected"):format(report.seen, report.loaded, report.rejected))
  for _, problem in ipairs(report.problems) do
    if problem.severity == "error" then return FAILED end
  end
  return report.rejected == 0 and OK or FAILED
end

local function show_losses(losses)
  for _, loss in ipairs(losses) do
    complain(("warning: %s of %d record%s could not be carried"):format(loss.field, loss.records,
      loss.records == 1 and "" or "s"))
  end
end

function commands.export(args)
  local lib <close> = open_library(args.library, true)
  local set = select_records(lib, args)
  local path = args.out ~= "-" and args.out or nil
  local result, losses = set:export(path, { format = args.output_format, bom = args.bom or nil })
  need(result, losses)
  show_losses(losses)
  if not path then
    out(result)
  else
    out(("%s: %d record%s"):format(chars.line(path), #set, #set == 1 and "" or "s"))
  end
  return OK
end

local function first_author(record)
  local author = (record.authors or {})[1]
  if not author then return nil end
  local name = author.family or author.literal or author.given
  local more = #record.authors > 1 or record.authors_complete == false
  return name and name .. (more and " et al." or "")
end

local function hits_table(set, limit)
  local rows = {}
  for record in (limit and set:head(limit) or set):each() do
    rows[#rows + 1] = {
      record.id, record.year, first_author(record), record.title, record.journal, record.doi, record.pmid,
    }
  end
  return new_table {
    columns = {
      { name = "id", kind = "integer" }, { name = "year", kind = "integer" }, { name = "author", kind = "text" },
      { name = "title", kind = "text" }, { name = "journal", kind = "text" }, { name = "doi", kind = "text" },
      { name = "pmid", kind = "text" },
    },
    rows = rows,
  }
end

function commands.search(args)
  local lib <close> = open_library(args.library, true)
  local set = need(lib:search(args.query, { syntax = args.syntax, sort = args.sort }))
  local limit = args.limit or args.output_format == "text" and 20 or nil
  local hits = hits_table(set, limit)
  if args.output_format ~= "text" then
    out(need(hits[args.output_format](hits)))
  else
    if #hits > 0 then out(hits:text { rows = #hits }) end
    local shown = #hits < #set and (" (%d shown; --limit shows more)"):format(#hits) or ""
    out(("%d record%s%s"):format(#set, #set == 1 and "" or "s", shown))
  end
  return OK
end

--- Options of an analysis from NAME=VALUE: whole numbers and true and false become what they say, a name
-- given twice a list.
local function analysis_options(pairs_given)
  local options = {}
  for _, pair in ipairs(pairs_given or {}) do
    local name, value = pair:match("^([%a_][%w_]*)=(.*)$")
    if not name then error({ usage = ("--with takes NAME=VALUE, not '%s'"):format(pair) }, 0) end
    value = math.tointeger(tonumber(value)) or value
    if value == "true" or value == "false" then value = value == "true" end
    local old = options[name]
    if old == nil then
      options[name] = value
    else
      options[name] = type(old) == "table" and old or { old }
      table.insert(options[name], value)
    end
  end
  return options
end

local function deliver_table(t, args)
  if args.csv then save(args.csv, need(t:csv())) end
  if args.json then save(args.json, need(t:json())) end
  if args.svg then save(args.svg, t:chart() or fail("%s has no chart", args.analysis or "the table of sources")) end
  if not (args.csv or args.json or args.svg) then out(t:text { rows = args.rows or #t }) end
  return OK
end

local function show_record(lib, args)
  local record, message = lib:get(args.record)
  if not record then fail("%s", message and tostring(message) or ("there is no record %d"):format(args.record)) end
  out(card.text(record))
  return OK
end

function commands.show(args)
  local lib <close> = open_library(args.library, true)
  if args.record then return show_record(lib, args) end
  if args.analysis then
    local options = analysis_options(args.with)
    local set = select_records(lib, args)
    return deliver_table(need(require("sheaf.analysis").run(args.analysis, set, options)), args)
  end
  if args.with and #args.with > 0 then error({ usage = "--with is an option of an analysis, and none is named" }, 0) end
  local code = deliver_table(need(lib:sources()), args)
  if not (args.csv or args.json or args.svg) then
    local found = args.query and ("%d of "):format(#select_records(lib, args)) or ""
    out(("%s%d record%s"):format(found, #lib, #lib == 1 and "" or "s"))
  end
  return code
end

function commands.strategy(args)
  local lib <close> = open_library(args.library, true)
  local strategy = need(lib:strategy(read_text(args.strategy),
    { syntax = args.syntax, explode = args.explode, unsupported = args.unsupported }))
  local t = strategy:table()
  if args.csv then save(args.csv, need(t:csv())) else out(t:text { rows = #t }) end
  if args.lint then out(tostring(strategy:lint())) end
  if args.known then
    local known = need(strategy:known(need(lib:search(args.known, { sort = "id" }))))
    for _, row in ipairs(known) do
      if row.found == "no" then
        out(chars.safe(("missed: %s\n  %s\n  remedy: %s"):format(row.record, row.why, row.remedy)))
      end
    end
    out(known.notes[1])
  end
  return strategy.set and OK or FAILED
end

function commands.translate(args)
  local lib <close> = args.library and open_library(args.library, true) or need(require("sheaf").open())
  local strategy = need(lib:strategy(read_text(args.strategy),
    { syntax = args.syntax, explode = "ignore", unsupported = "ignore" }))
  local text, losses = strategy:translate(args.target)
  out(need(text, losses))
  for _, loss in ipairs(losses) do
    complain(("line %s: %s: %s (%s)"):format(loss.line, loss.direction, chars.line(loss.reason),
      chars.line(loss.node.text)))
  end
  return OK
end

function commands.thesaurus(args)
  local lib <close> = open_library(args.library)
  out(tostring(need(lib:thesaurus(args.file))))
  return OK
end

commands["import-project"] = function(args)
  local lib <close> = open_library(args.library)
  local report = need(lib:import_project(args.file))
  for _, one in ipairs(report.problems) do
    complain("warning: " .. one.message .. (one.count > 1 and (" (%d times)"):format(one.count) or ""))
  end
  report.problems = {}
  out(tostring(report))
  return OK
end

commands["export-project"] = function(args)
  local lib <close> = open_library(args.library, true)
  local set = select_records(lib, args)
  local written, losses = set:export_project(args.out, { codebook = args.codebook, codes = args.codes, by = args.by })
  need(written, losses)
  for _, one in ipairs(losses) do complain(("warning: not in the project: %s (%d)"):format(one.what, one.count)) end
  out(("%s: %d record%s"):format(chars.line(args.out), #set, #set == 1 and "" or "s"))
  return OK
end

function commands.screen(args)
  need_library(args.library)
  local by = args.by or os.getenv "USER" or os.getenv "LOGNAME" or ""
  by = chars.line(by)
  if by == "" then error({ usage = "say who screens: --by NAME" }, 0) end
  local lib <close> = need(require("sheaf").open(args.library, { create = false }))
  local set = args.query and need(lib:search(args.query, { syntax = args.syntax, sort = args.sort })) or lib:all()
  if args.mark then need(lib:search(args.mark, { syntax = args.syntax, limit = 1 })) end
  local session
  do
    local terminal <close> = need(require("sheaf.screen.terminal").open())
    session = require("sheaf.screen").run(set, { by = by, stage = args.stage, after = args.after,
      resolve = args.resolve, every = args.every, query = args.mark or args.query, syntax = args.syntax }, terminal)
  end
  local counts = session:counts()
  out(("%d decided (%d include, %d exclude, %d maybe), %d left"):format(#session.done, counts.include, counts.exclude,
    counts.maybe, #session.todo))
  return OK
end

function commands.report(args)
  local lib <close> = open_library(args.library, true)
  local set, analyses = select_records(lib, args), require "sheaf.analysis"
  local named = args.part or {}
  local parts = #named > 0 and {} or nil
  for _, name in ipairs(named) do
    local t = need(analyses.run(name, set))
    if #t > 0 then parts[#parts + 1] = t end
  end
  local title = args.title or (url_of.shown(args.library):match("[^/]*$"):gsub("%.%w+$", ""))
  need(require("sheaf").report.html(args.out, { title = title, set = set, parts = parts }))
  out(("%s: %d record%s"):format(chars.line(args.out), #set, #set == 1 and "" or "s"))
  return OK
end

function commands.formats()
  local formats = require("sheaf").formats()
  out(formats:text { rows = #formats })
  return OK
end

--- Runs a command.
---@param given string[]
---@return integer exit code
local function run(given)
  local args, text, wrong = arguments.parse(given)
  if not args then
    if not wrong then
      out(text)
      return OK
    end
    complain(text)
    return USAGE
  end
  local done, result = pcall(function()
    local code = commands[args.command](args)
    local flushed, message = io.stdout:flush()
    if not flushed then fail("cannot write: %s", message) end
    return code
  end)
  if done then return result end
  if type(result) ~= "table" or not (result.usage or result.failed) then result = { failed = tostring(result) } end
  complain("sheaf: " .. chars.safe(result.usage or result.failed))
  return result.usage and USAGE or FAILED
end

return run
