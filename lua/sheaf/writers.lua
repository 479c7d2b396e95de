--- Writers: the formats that sets can be exported to.
--
-- A writer is { name, title, extension, header, footer, separator, record = function(view, carried, state) }: the text
-- of one record, from its view (sheaf.writer.view) and lines for its notes (sheaf.writer.carry). `state` is a table
-- that lives as long as the export, `state.n` the number of the record in it. Where the core reads the format too, what
-- its tags cannot say is carried in those lines; otherwise, and with `plain`, `fields` names what the writer writes.

local core = require "sheaf.core"

local M = {}

local NAMES = { "ris", "nbib", "bibtex", "csl-json", "endnote-xml", "csv", "jsonl" }
local own, order = {}, {}

--- Adds a writer, or replaces the one of that name.
---@param writer sheaf.writer
function M.add(writer)
  if type(writer) ~= "table" then error("a writer must be a table, not " .. type(writer), 2) end
  if type(writer.name) ~= "string" or type(writer.record) ~= "function" then
    error("a writer needs a name and a function 'record'", 2)
  end
  if not own[writer.name] then order[#order + 1] = writer.name end
  own[writer.name] = writer
end

--- The writer of that name, or nil.
---@param name string
---@return table?
function M.find(name) return own[name] end

--- The writer whose files end as this path does, or nil.
---@param path string
---@return table?
function M.of_path(path)
  local extension = path:lower():gsub("%.gz$", ""):match("%.([^./\\]+)$")
  for _, name in ipairs(order) do
    if extension and own[name].extension == extension then return own[name] end
  end
end

--- Names of the writers, in order.
---@return string[]
function M.names() return table.move(order, 1, #order, 1, {}) end

--- True where a writer's records are read back, and what its tags cannot say is carried.
function M.is_carrying(writer)
  for _, format in ipairs(core.formats()) do
    if format.name == writer.name then return not (writer.lossless or writer.plain) end
  end
  return false
end

for _, name in ipairs(NAMES) do M.add(require("sheaf.writer." .. name:gsub("-", "_"))) end

return M
