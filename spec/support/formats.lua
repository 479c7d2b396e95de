--- What the specs of formats share: loading into a fresh library, and names as one line.

local sheaf = require "sheaf"

local M = {}

--- Loads a text: its library, its file in the report, the report. Every record must be accounted for.
---@param text string
---@param options? table
---@return sheaf.library, table, table
function M.load(text, options)
  local lib = assert(sheaf.open())
  local report = assert(lib:load({ text = text }, options))
  local file = report.files[1]
  assert(file.seen == file.loaded + file.rejected, "a record is not accounted for")
  return lib, file, report
end

--- Loads an input in a format: its records in order, the report.
---@param input string|table
---@param format? string
---@return sheaf.record[], table
function M.records(input, format)
  local lib = assert(sheaf.open())
  local report = assert(lib:load(input, { format = format }))
  local records = {}
  for i = 1, #lib do records[i] = lib:get(i) end
  return records, report
end

--- "Family, Given; {Group}"
---@param list sheaf.author[]?
---@return string
function M.people(list)
  local names = {}
  for i, name in ipairs(list or {}) do
    names[i] = name.literal and "{" .. name.literal .. "}"
      or ("%s, %s"):format(name.family, name.given or name.initials)
  end
  return table.concat(names, "; ")
end

return M
