--- sheaf's own JSON lines, as lua/sheaf/writer/jsonl.lua writes them.

local M = { name = "jsonl", title = "JSON lines of sheaf", extensions = { "jsonl" } }

function M.detect(head)
  return head:find('^%s*{%s*"sheaf"%s*:%s*%d+%s*,%s*"entries"%s*:') and 100 or 0
end

local function entries_of(line)
  local cjson = require "cjson"
  local ok, object = pcall(cjson.decode, line)
  if not ok then return nil, "bad-json", tostring(object) end
  if type(object) ~= "table" or type(object.entries) ~= "table" then
    return nil, "no-entries", 'the line is no object with "entries"'
  end
  local list = {}
  for i, entry in ipairs(object.entries) do
    local is_list = type(entry) == "table"
    local field, value, note = is_list and entry[1], is_list and entry[2], is_list and entry[3] or nil
    if type(field) ~= "string" or type(value) ~= "string"
      or note ~= nil and type(note) ~= "string" then
      return nil, "bad-entry", ("entry %d is not a list of two or three strings"):format(i)
    end
    list[i] = { field = field, value = value, note = note }
  end
  if #list == 0 then return nil, "empty-record", "the record has no entries" end
  return list
end

function M.read(source, emit)
  local number, byte = 0, 0
  for line, ending in source.text:gmatch("([^\n]*)(\n?)") do
    number = number + 1
    if line:find("%S") then
      local list, code, message = entries_of(line)
      if list then
        emit({ entries = list }, number)
      else
        source:problem { line = number, byte = byte, severity = "error", code = code, message = message, bytes = line }
      end
    end
    byte = byte + #line + #ending
  end
end

return M
