--- A line that says how far a load or other long work has come, on a terminal, and is gone when it ends.

local chars = require "sheaf.report.chars"
local width = require "sheaf.report.width"

local M = {}

local INTERVAL = 0.1 -- seconds between two lines
local STEP = 64      -- items between two looks at the clock
local COLUMNS = 79
local PREFIXES = { "", "k", "M", "G", "T" }

--- 12300 as "12,300".
---@param n integer
---@return string
function M.grouped(n)
  local text = ("%d"):format(n)
  return (text:reverse():gsub("%d%d%d", "%0,"):reverse():gsub("^,", ""))
end

local function size(bytes)
  local at = 1
  while bytes >= 1000 and at < #PREFIXES do bytes, at = bytes / 1000, at + 1 end
  return ("%.0f %sB"):format(bytes, PREFIXES[at])
end

--- The line for a state: "export.nbib  37 %  12,300 records".
---@param state { file?: string, bytes?: integer, total?: integer, records?: integer }
---@return string
function M.line(state)
  local bytes, total = state.bytes or 0, state.total or 0
  local far = total > 0 and ("%d %%"):format(math.min(100, math.floor(bytes / total * 100))) or size(bytes)
  local rest = ("  %s  %s records"):format(far, M.grouped(state.records or 0))
  local name = chars.line((state.file or ""):match("[^/]*$"))
  return width.cut(name, math.max(8, COLUMNS - width.of(rest))) .. rest
end

--- True where standard error goes to a terminal.
---@return boolean
function M.on_terminal()
  return os.execute("test -t 2") == true
end

--- Starts reporting. Returns a function for `progress = ` of a load, and one to call when the load is over, however it
-- ended; without a terminal (and not forced) the first is nil and nothing is written.
---@param options? { stream?: file*, force?: boolean, clock?: fun(): number }
---@return fun(state: table)? report
---@return fun() finish
function M.start(options)
  options = options or {}
  local stream, clock = options.stream or io.stderr, options.clock or os.clock
  local shown, last = 0, nil
  if not options.force and not M.on_terminal() then return nil, function() end end
  local function show(text)
    local columns = width.of(text)
    stream:write("\r", text, (" "):rep(shown - columns))
    stream:flush()
    shown = columns
  end
  local function report(state)
    local now = clock()
    if last and now - last < INTERVAL then return end
    last = now
    show(M.line(state))
  end
  local function finish()
    if shown == 0 then return end
    show("")
    stream:write("\r")
    stream:flush()
  end
  return report, finish
end

--- Calls visit(i) for i from 1 to count; on a terminal with a line that is gone in the end, also where visit raises.
---@param name string  what is being done, for that line
---@param count integer
---@param visit fun(i: integer)
---@param options? { stream?: file*, force?: boolean, clock?: fun(): number } see M.start
function M.each(name, count, visit, options)
  local report, finish = M.start(options)
  local ok, message = pcall(function()
    for i = 1, count do
      visit(i)
      if report and i % STEP == 0 then report { file = name, bytes = i, total = count, records = i } end
    end
  end)
  finish()
  if not ok then error(message, 0) end
end

return M
