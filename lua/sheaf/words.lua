--- Text without what stands around it, its words with their places, as the index sees them, and the keys under which
-- spellings meet.

local core = require "sheaf.core"

local M = {}

--- A text without white space around it; linear in its length, whatever it holds.
---@param text string
---@return string
function M.trim(text)
  local from = text:find "%S"
  return from and text:match("^.*%S", from) or ""
end

--- Lower case, without marks: what two spellings of a word have in common.
---@param text string
---@return string
function M.fold(text)
  return text:find("[\x80-\xFF]") and core.fold(text) or text:lower()
end

--- Words of a text in order; first and last are byte places in it, fold is the word folded.
---@param text string
---@return { first: integer, last: integer, fold: string }[]
M.split = core.words

--- Key under which spellings that differ only in case, marks, spaces and punctuation meet.
---@param text string
---@return string
function M.key(text)
  if not text:find("[\x80-\xFF]") then
    return (text:lower():gsub("[^0-9a-z]+", " "):gsub("^ ", ""):gsub(" $", ""))
  end
  local folds = {}
  for i, word in ipairs(M.split(text)) do folds[i] = word.fold end
  return table.concat(folds, " ")
end

return M
