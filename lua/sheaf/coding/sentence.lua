--- Where sentences and clauses begin and end: what a code quotes around the words that it was given for.
--
-- Places are 1-based inclusive bytes. The rules are for prose in Latin script; a text without full stops is one
-- sentence.

local M = {}

local ABBREVIATIONS = {}
for word in ("vs v e.g i.e eg ie dr prof mr mrs ms st al approx ca cf fig figs resp incl p pp vol ed eds ph.d"
  .. " u.s u.k a.m p.m"):gmatch "%S+" do
  ABBREVIATIONS[word] = true
end

--- The last byte of what closes behind a mark: quotes and brackets, also those of several bytes.
local function closers(text, at, to)
  while at < to do
    if text:find("^[\"')%]?!.]", at + 1) then
      at = at + 1
    elseif text:find("^\xE2\x80[\x99\x9D\xA6]", at + 1) then
      at = at + 3
    else
      break
    end
  end
  return math.min(at, to)
end

--- True where the full stop at `at` belongs to a word: "et al.", "J. Smith", "e.g.".
local function is_abbreviation(text, from, at)
  local word = text:sub(math.max(from, at - 12), at - 1):match "[%a.]+$"
  if not word then return false end
  word = word:lower() == "no" and text:find("^%s*%d", at + 1) and "vs" or word -- "no. 3", but not "They said no."
  return ABBREVIATIONS[word:lower()] ~= nil or word:find "^%u$" ~= nil or word:find "%.%u$" ~= nil
end

--- True where a sentence ends with the mark at `at`, whose closers end at `last`.
local function ends_here(text, from, at, last, to)
  if last >= to or not text:find("%S", last + 1) then return true end
  local mark = text:byte(at)
  if not text:find("^%s", last + 1) then -- "services.Results", not "3.5" or "e.g.x"
    return mark == 46 and at > 4 and text:find("^%u%l", last + 1) ~= nil and text:find("^%l%l%l%l", at - 4) ~= nil
  end
  local next_one = text:find("%S", last + 1)
  if not text:find("^[%u%d\"'(%[\xC2-\xF4]", next_one) then return false end
  return mark ~= 46 or last > at or not is_abbreviation(text, from, at)
end

--- The sentences of text[from..to], in order, without the spaces around them.
---@param text string
---@param from? integer
---@param to? integer
---@return { first: integer, last: integer }[]
function M.sentences(text, from, to)
  from, to = from or 1, to or #text
  local list, first, at = {}, text:find("%S", from), from
  while first and first <= to do
    local mark = text:find("[.?!]", at)
    if not mark or mark > to then break end
    local last = closers(text, mark, to)
    if ends_here(text, from, mark, last, to) then
      list[#list + 1] = { first = first, last = last }
      first = text:find("%S", last + 1)
    end
    at = last + 1
  end
  if first and first <= to then
    local last = to
    while text:find("^%s", last) do last = last - 1 end
    list[#list + 1] = { first = first, last = last }
  end
  return list
end

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
