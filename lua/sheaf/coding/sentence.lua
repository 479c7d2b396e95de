--- Where sentences and clauses begin and end: what a code quotes around the words that it was given for.
--
-- Places are 1-based inclusive bytes. The rules are for prose in Latin script; a text without full stops is one
-- sentence.

local core = require "sheaf.core"

local M = {}

--- The sentences of text[from..to], in order, without the spaces around them.
---@type fun(text: string, from?: integer, to?: integer): { first: integer, last: integer }[]
M.sentences = core.sentences

local JOINTS = {}
for word in ("and but or so yet which who whose while whereas although though because since when where if unless with"
  .. " including as"):gmatch "%S+" do
  JOINTS[word] = true
end

--- The clauses of a sentence: cut behind semicolons, colons and dashes, and before a conjunction that follows a comma.
---@param text string
---@param sentence { first: integer, last: integer }
---@return { first: integer, last: integer }[]
function M.clauses(text, sentence)
  local list, first, at = {}, sentence.first, sentence.first
  local function cut(last, next_first)
    if last >= first then list[#list + 1] = { first = first, last = last } end
    first = next_first
  end
  while true do
    local mark = text:find("[;:,\xE2]", at)
    if not mark or mark >= sentence.last then break end
    at = mark + 1
    local byte = text:sub(mark, mark)
    local next_one = text:find("%S", mark + 1)
    if not next_one or next_one > sentence.last then break end
    if byte == "," then
      if JOINTS[(text:match("^%s+(%a+)%f[%A]", mark + 1) or ""):lower()] then cut(mark, next_one) end
    elseif byte == "\xE2" then
      local behind = text:find("%S", mark + 3)
      local dash = mark > sentence.first + 1 and text:find("^%s\xE2\x80[\x93\x94]%s", mark - 1)
      if dash and behind and behind <= sentence.last then cut(mark - 2, behind) end
    elseif text:find("^%s", mark + 1) then
      cut(mark, next_one)
    end
  end
  if first <= sentence.last then list[#list + 1] = { first = first, last = sentence.last } end
  return list
end

return M
