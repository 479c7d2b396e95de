--- A session: `lua5.4 -i -l sheaf.repl`. Sets the globals sheaf, open, show and help, lets print show lists and hold
-- back control characters, reports the progress of loads, and completes with Tab where lua-readline is installed.

if _VERSION ~= "Lua 5.4" then
  error("sheaf needs Lua 5.4, and this is " .. _VERSION .. ": start it with lua5.4 -i -l sheaf.repl", 0)
end

local chars = require "sheaf.report.chars"
local complete = require("sheaf.complete").complete
local help = require "sheaf.help"
local progress = require "sheaf.progress"
local sheaf = require "sheaf"

local M = {}

local ITEMS = 20 -- of a plain list shown by print
local globals = _G
local samples = { sheaf = sheaf, global = globals }

local function is_plain(value)
  local class = debug.getmetatable(value)
  return type(value) == "table" and not (class and (rawget(class, "__tostring") or rawget(class, "__name")))
end

--- A plain table on one line: its list, then its named parts.
local function show_plain(value, depth)
  local parts, names = {}, {}
  for i = 1, math.min(#value, ITEMS) do parts[i] = M.show(value[i], depth - 1) end
  if #value > ITEMS then parts[ITEMS + 1] = ("… %d more"):format(#value - ITEMS) end
  for key in next, value do
    if type(key) == "string" then names[#names + 1] = key end
  end
  table.sort(names)
  for i = 1, math.min(#names, ITEMS) do
    parts[#parts + 1] = chars.safe(names[i]) .. " = " .. M.show(value[names[i]], depth - 1)
  end
  if #names > ITEMS then parts[#parts + 1] = ("… %d more names"):format(#names - ITEMS) end
  return #parts > 0 and "{ " .. table.concat(parts, ", ") .. " }" or "{}"
end

--- A value as the session prints it: text without control characters, objects as short tables, plain lists spelt out.
---@param value any
---@param depth? integer  levels of plain tables that are opened (3)
---@return string
function M.show(value, depth)
  depth = depth or 3
  if not is_plain(value) then return chars.safe(tostring(value)) end
  return depth > 0 and show_plain(value, depth) or "{ … }"
end

local function print_safely(...)
  local parts = table.pack(...)
  for i = 1, parts.n do parts[i] = M.show(parts[i]) end
  io.stdout:write(table.concat(parts, "\t"), "\n")
end

--- Lets the loads of this session report their progress unless told otherwise.
local function report_loads(lib)
  if samples.library ~= nil then return end
  local class = debug.getmetatable(lib)
  local index, load_records = class.__index, lib.load
  local function load_with_progress(self, input, options)
    if options ~= nil and (type(options) ~= "table" or options.progress) then
      return load_records(self, input, options)
    end
    local given = {}
    for key, value in pairs(options or {}) do given[key] = value end
    local finish
    given.progress, finish = progress.start()
    local results = table.pack(pcall(load_records, self, input, given))
    finish()
    if not results[1] then error(results[2], 0) end
    return table.unpack(results, 2, results.n)
  end
  if type(index) == "table" then
    index.load = load_with_progress
  else
    class.__index = function(self, key)
      if key == "load" then return load_with_progress end
      return index(self, key)
    end
  end
end

--- Opens a library and keeps it in `lib`.
---@param path? string
---@param options? table
function M.open(path, options)
  local lib, message, code = sheaf.open(path, options)
  if not lib then return nil, message, code end
  report_loads(lib)
  samples.library, samples.set = lib, lib:all()
  globals.lib = lib
  return lib
end

--- Prints all of a record, a table or a set.
---@param value any
---@param rows? integer  rows of a table or records of a set; all of a table, 100 of a set
function M.print_all(value, rows)
  local class = help.class(value)
  if class == "table" then
    value:print { rows = rows or #value }
  elseif class == "record" then
    io.stdout:write(require("sheaf.card").text(value), "\n")
  elseif class == "set" then
    for record in value:head(rows or 100):each() do print_safely(record.id, record) end
    if #value > (rows or 100) then print_safely(("… %d more"):format(#value - (rows or 100))) end
  else
    print_safely(value)
  end
end

--- Prints help on anything; see sheaf.help.
function M.help(...)
  if select("#", ...) > 0 and (...) == nil then
    io.stdout:write("nil: there is nothing under that name. help() lists what there is\n")
  else
    io.stdout:write(help.text((...), samples), "\n")
  end
end

--- Connects completion with the line editor of lua5.4; false where lua-readline is not installed.
local function install_completion()
  local found, readline = pcall(require, "readline")
  if not found or type(readline) ~= "table" or not readline.set_complete_function then return false end
  -- The module reads a history of its own into the session; an empty name drops it.
  pcall(readline.set_options, { histfile = "", auto_add = false })
  readline.set_complete_function(function(line, from, to)
    -- The editor forgets this setting before every completion.
    readline.set_completion_append_character("")
    local done, words = pcall(function() return complete(line:sub(from, to), line:sub(1, to), globals) end)
    return done and words or {}
  end)
  return true
end

samples.table = sheaf.table and require("sheaf.table").new { columns = { "x" }, rows = {} } or nil
globals.sheaf, globals.open, globals.show, globals.help = sheaf, M.open, M.print_all, M.help
globals.print = print_safely

if os.execute("test -t 0") == true then
  M.completes = install_completion()
  io.stdout:write(('sheaf %s. open "reviews.sheaf" opens a library, help() lists what there is%s.\n'):format(
    tostring(sheaf._VERSION):gsub("^sheaf ", ""), M.completes and ", Tab completes" or ""))
end

return M
