--- Text to words with their places, as the index sees them: runs of letters, digits and marks, folded one by one
-- so that the places stay those of the text. Hyphen, slash, apostrophe and full stop separate.

local core = require "sheaf.core"

local M = {}

--- Code points above ASCII that separate words: signs of Latin-1, punctuation, symbols, CJK and full-width signs.
local SEPARATORS = {
  { 0x80, 0xA9 }, { 0xAB, 0xB1 }, { 0xB4, 0xB4 }, { 0xB6, 0xB8 }, { 0xBB, 0xBB }, { 0xBF, 0xBF }, { 0xD7, 0xD7 },
  { 0xF7, 0xF7 }, { 0x2000, 0x206F }, { 0x20A0, 0x20CF }, { 0x2190, 0x245F }, { 0x2500, 0x2BFF }, { 0x2E00, 0x2E7F },
  { 0x3000, 0x3004 }, { 0x3008, 0x3020 }, { 0xE000, 0xF8FF }, { 0xFE10, 0xFE1F }, { 0xFE30, 0xFE6F },
  { 0xFEFF, 0xFEFF }, { 0xFF01, 0xFF0F }, { 0xFF1A, 0xFF20 }, { 0xFF3B, 0xFF40 }, { 0xFF5B, 0xFF65 },
  { 0xFFF9, 0xFFFF },
}

--- Scripts that put no space between words: every character is a word.
local SINGLE = {
  { 0x0E00, 0x0E7F }, { 0x3040, 0x30FF }, { 0x3400, 0x4DBF }, { 0x4E00, 0x9FFF }, { 0xF900, 0xFAFF },
  { 0x20000, 0x3FFFF },
}

local function within(ranges, point)
  for _, range in ipairs(ranges) do
    if point <= range[2] then return point >= range[1] end
  end
  return false
end

local CHARACTER = "()([\0-\x7F\xC2-\xF4][\x80-\xBF]*)()"

--- Splits a run that holds bytes above ASCII.
local function split_run(text, first, last, words)
  local start
  local function close(at)
    if start then words[#words + 1] = { first = start, last = at - 1 } end
    start = nil
  end
  for at, character, after in text:sub(first, last):gmatch(CHARACTER) do
    at, after = first + at - 1, first + after - 1
    local point = utf8.len(character) == 1 and utf8.codepoint(character) or 0xFFFD
    if point >= 0x80 and within(SEPARATORS, point) then
      close(at)
    elseif point >= 0x80 and within(SINGLE, point) then
      close(at)
      words[#words + 1] = { first = at, last = after - 1 }
    else
      start = start or at
    end
  end
  close(last + 1)
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
function M.split(text)
  local words = {}
  for first, run, after in text:gmatch("()([0-9A-Za-z\x80-\xFF]+)()") do
    if run:find("[\x80-\xFF]") then
      split_run(text, first, after - 1, words)
    else
      words[#words + 1] = { first = first, last = after - 1 }
    end
  end
  for _, word in ipairs(words) do word.fold = M.fold(text:sub(word.first, word.last)) end
  return words
end

--- Key under which spellings that differ only in case, marks, spaces and punctuation meet.
---@param text string
---@return string
function M.key(text)
  local folds = {}
  for i, word in ipairs(M.split(text)) do folds[i] = word.fold end
  return table.concat(folds, " ")
end

return M
