--- set:export: records into a file of any format that has a writer, one at a time. Each text is read back by the core's
-- own reader; what its tags cannot say is carried in notes, and what still differs is reported as a loss.

local carry = require "sheaf.writer.carry"
local core = require "sheaf.core"
local decisions = require "sheaf.writer.decisions"
local option_names = require "sheaf.options"
local view = require "sheaf.writer.view"
local writers = require "sheaf.writers"

local M = {}

local STEP = 500 -- records between two calls of progress

--- Counts the records in which each field is not carried.
local function count(losses, fields)
  for _, field in ipairs(fields) do
    if not losses.by[field] then
      losses.by[field] = { field = field, records = 0 }
      losses[#losses + 1] = losses.by[field]
    end
    losses.by[field].records = losses.by[field].records + 1
  end
end

--- The fields of a record that a writer does not write.
local function unwritten(writer, v)
  local list, seen = {}, {}
  for _, entry in ipairs(v.entries) do
    if not seen[entry.field] and not (writer.lossless or (writer.fields or {})[entry.field]) then
      list[#list + 1] = entry.field
    end
    seen[entry.field] = true
  end
  return list
end

local function reread(writer, text)
  return core.reread(writer.name, (writer.header or "") .. text .. (writer.footer or "")) or {}
end

--- The text of one record, and what is lost in it.
local function text_of(writer, v, state, losses)
  if not state.readable then
    count(losses, unwritten(writer, v))
    return writer.record(v, {}, state)
  end
  local lines = carry.lines(v.entries, reread(writer, writer.record(v, { carry.MARK }, state)))
  local text = writer.record(v, lines, state)
  if #lines > 0 then count(losses, carry.differences(v.entries, reread(writer, text))) end
  return text
end

--- Writes all records through `put`. Returns the losses, or nil, message, code.
local function write_all(set, writer, options, put)
  local losses, state = { by = {} }, { n = 0, readable = writers.is_carrying(writer) }
  local total, decided = #set, decisions.of(set)
  local function tell()
    if options.progress then options.progress { records = state.n, total = total } end
  end
  local ok, message = put((options.bom and "\u{FEFF}" or "") .. (writer.header or ""))
  for record in set:each() do
    if not ok then break end
    state.n = state.n + 1
    local text = text_of(writer, view.new(record, decided[record.id]), state, losses)
    ok, message = put(state.n > 1 and writer.separator and writer.separator .. text or text)
    if state.n % STEP == 0 then tell() end
  end
  if ok then ok, message = put(writer.footer or "") end
  if not ok then return nil, message, "write" end
  tell()
  losses.by = nil
  return losses
end

--- Writes into a new file beside the path, which takes its place when all is well.
local function to_file(set, writer, options, path)
  local beside = path .. ".part"
  local file, reason = io.open(beside, "wb")
  if not file then return nil, "cannot write " .. reason, "write" end
  local done, losses, message, code = pcall(write_all, set, writer, options, function(text) return file:write(text) end)
  local closed, late = file:close()
  if done and losses and closed then
    local moved, why = os.rename(beside, path)
    if moved then return true, losses end
    message, code = why, "write"
  end
  os.remove(beside)
  if not done then error(losses, 0) end
  return nil, ("cannot write %s: %s"):format(path, tostring(message or late)), code or "write"
end

local function find_writer(path, options)
  local format = options.format
  if format ~= nil and type(format) ~= "string" then error("set:export: options.format must be a string", 3) end
  local writer
  if format then writer = writers.find(format) elseif path then writer = writers.of_path(path) end
  if writer then return writer end
  local wrong = format and ("no writer is called '%s'"):format(format) or "the path does not tell the format"
  return nil, ("%s; options.format is one of %s"):format(wrong, table.concat(writers.names(), ", ")), "unknown-format"
end

--- Writes the set's records to a file; without a path hands the text back. The second result lists what the format
--- could not carry.
---@param path? string
---@param options? { format?: string, bom?: boolean, progress?: fun(state: { records: integer, total: integer }) }
---@return string|true|nil result, table|string losses_or_message, string? code
function M.export(set, path, options)
  options = options or {}
  if path ~= nil and type(path) ~= "string" then error("set:export: the path must be a string or nil", 2) end
  if type(options) ~= "table" then error("set:export: options must be a table, not " .. type(options), 2) end
  option_names.check_names("set:export", options, { "bom", "format", "progress" })
  if options.progress ~= nil and type(options.progress) ~= "function" then
    error("set:export: options.progress must be a function", 2)
  end
  local writer, message, code = find_writer(path, options)
  if not writer then return nil, message, code end
  if path then return to_file(set, writer, options, path) end
  local parts = {}
  local losses = assert(write_all(set, writer, options, function(text)
    parts[#parts + 1] = text
    return true
  end))
  return table.concat(parts), losses
end

return M
