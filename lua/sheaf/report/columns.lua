--- What every print of a table asks it: which columns, which phrases a cell stands on, what belongs below.

local option_names = require "sheaf.options"

local M = {}

--- Positions of all columns.
---@param t sheaf.table
---@return integer[]
function M.every(t)
  local list = {}
  for at in ipairs(t.columns) do list[at] = at end
  return list
end

--- Positions of the columns that options.columns names, all where it names none.
---@param who string
---@param t sheaf.table
---@param options table
---@return integer[]
function M.pick(who, t, options)
  option_names.check_names(who, options, { "columns", "landscape", "quotes", "rows", "title" })
  if options.columns == nil then return M.every(t) end
  if type(options.columns) ~= "table" then error(who .. ": columns must be a list of names", 0) end
  local list = {}
  for i, name in ipairs(options.columns) do list[i] = t:position(name) end
  if #list == 0 then error(who .. ": columns names no column", 0) end
  return list
end

--- The phrases a cell stands on, in order; empty where it stands on none. A matrix keeps several as evidence.all, of
--- which some may be of a whole record, without words, and some the same words twice, for a code and for its sub-code.
---@param t sheaf.table
---@param i integer
---@param at integer
---@return sheaf.table.evidence[]
function M.quotes(t, i, at)
  local evidence = t:evidence(i, at)
  if not evidence or not evidence.all then return { evidence } end
  local list, seen = {}, {}
  for _, phrase in ipairs(evidence.all) do
    local key = table.concat({ tostring(phrase.record), tostring(phrase.field), phrase.first or 0, phrase.by or "",
      phrase.memo or "", phrase.text or "" }, "\0")
    if phrase.text and not seen[key] then
      seen[key], list[#list + 1] = true, phrase
    end
  end
  return list
end

--- The phrases that a cell's text does not hold already.
---@param t sheaf.table
---@param i integer
---@param at integer
---@param text string  the cell as it is shown
---@return sheaf.table.evidence[]
function M.further_quotes(t, i, at, text)
  local list = {}
  for _, phrase in ipairs(M.quotes(t, i, at)) do
    if not text:find(phrase.text, 1, true) then list[#list + 1] = phrase end
  end
  return list
end

--- Where in its record a phrase stands and who chose it, piece by piece.
---@param phrase sheaf.table.evidence
---@return string[]
function M.origin(phrase)
  local parts = {}
  if phrase.field then parts[1] = tostring(phrase.field) end
  if phrase.by then parts[#parts + 1] = "coded by " .. phrase.by end
  if phrase.memo then parts[#parts + 1] = "memo: " .. phrase.memo end
  return parts
end

--- Notes of the table, and how many rows are not shown.
---@param t sheaf.table
---@param shown integer  rows that are
---@return string[]
function M.remarks(t, shown)
  local remarks = {}
  if #t.rows == 0 then remarks[1] = "No rows." end
  if shown < #t.rows then
    local more = #t.rows - shown
    remarks[1] = ("%d more row%s not shown here."):format(more, more == 1 and "" or "s")
  end
  for _, note in ipairs(t.notes) do remarks[#remarks + 1] = note end
  return remarks
end

return M
