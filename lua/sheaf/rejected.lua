--- Rejected records: what was refused, why, and its bytes as they stood in the input; and records' own bytes.

local core = require "sheaf.core"
local deliver = require("sheaf.report.file").deliver
local new_table = require("sheaf.table").new

local library = core.classes["sheaf.library"]
local record = core.classes["sheaf.record"]

local REJECTED = [[
select coalesce(s.label, s.path) as source, s.path, s.format, r.record, r.line, r.byte, r.code, r.bytes,
  (select message from problem p where p.source = r.source and p.code = r.code and p.severity = 'error'
    and (p.record = r.record or p.line = r.line) limit 1) as message
from rejected r join source s on s.id = r.source order by r.source, r.record, r.line, r.byte]]
local BYTES = "select bytes from rejected where bytes is not null order by source, record, line, byte"

--- What was rejected, one row a record. The column text is its bytes, empty where the reader does not know how far it
-- went.
---@return sheaf.table
function library:rejected()
  local rows = {}
  for row in assert(self:sql(REJECTED)) do
    rows[#rows + 1] = { source = row.source, format = row.format, record = row.record, line = row.line, byte = row.byte,
      code = row.code, message = row.message, text = row.bytes, path = row.path }
  end
  local columns = { "source", "format", "record", "line", "byte", "code", "message", "text", "path" }
  return new_table { title = "Rejected records", columns = columns, rows = rows }
end

--- Writes the bytes of the rejected records one after the other, as they stood in their inputs; without a path hands
-- them back.
---@param path? string
---@return string|true|nil result, string? message, string? code
function library:export_rejected(path)
  if path ~= nil and type(path) ~= "string" then error("lib:export_rejected: the path must be a string or nil", 2) end
  local parts = {}
  for row in assert(self:sql(BYTES)) do
    parts[#parts + 1] = row.bytes
    if not row.bytes:find("[\r\n]$") then parts[#parts + 1] = "\n" end
  end
  return deliver(path, table.concat(parts))
end

--- The record's own bytes as they were loaded; nil where the library does not keep them (lib:load keeps them with the
-- option raw).
---@return string?
function record:raw()
  local bytes
  for row in assert(self:library():sql("select raw from record_body where id = ?", self.id)) do bytes = row.raw end
  return bytes
end
