--- A record's title and abstract as zones, sentences and tokens: what every extraction reads.
--
-- A document is a list of zones, a zone is one section of the abstract (or the title), a sentence is a list of
-- tokens. A token is { kind, word, first, last }: kind "w" (word, lower case), "n" (number) or "p" (one
-- punctuation mark); first and last are 1-based inclusive byte offsets into the record's field, so that
-- `record[field]:sub(first, last)` is the token as it was written. Further marks on tokens:
--   value   integer of a number; nil for decimals
--   joined  true when only a hyphen or dash stands between the token before and this one
--   cap     true when a word begins with a capital letter
--   upper   true when a word of two letters or more has capitals only
--   owner   true when a word has a possessive ending ("patients'", "women's")

local section = require "sheaf.section"
local numbers = require "sheaf.extract.numbers"

local text = {}

-- Marks of several bytes become one ASCII mark and fillers of the same length, so that offsets stay.
local FILL = "\1"
local PLAIN = {
  ["\u{2018}"] = "'", ["\u{2019}"] = "'", ["\u{201B}"] = "'", ["\u{2032}"] = "'",
  ["\u{201C}"] = '"', ["\u{201D}"] = '"', ["\u{AB}"] = '"', ["\u{BB}"] = '"',
  ["\u{2010}"] = "-", ["\u{2011}"] = "-", ["\u{2012}"] = "-", ["\u{2013}"] = "-", ["\u{2014}"] = "-",
    ["\u{2212}"] = "-",
  ["\u{A0}"] = " ", ["\u{2009}"] = " ", ["\u{202F}"] = " ", ["\u{2007}"] = " ", ["\u{2002}"] = " ",
    ["\u{2003}"] = " ",
  ["\u{200A}"] = " ", ["\u{2008}"] = " ", ["\u{2028}"] = " ", ["\u{2029}"] = " ", ["\u{AD}"] = FILL,
  ["\u{B7}"] = ".", ["\u{2026}"] = ".", ["\u{2265}"] = ">", ["\u{2264}"] = "<", ["\u{D7}"] = "*", ["\u{B1}"] = "+",
  ["\u{A3}"] = "$", ["\u{20AC}"] = "$", ["\u{200B}"] = FILL, ["\u{2022}"] = ";", ["\u{B0}"] = "*",
}

local function plain(s)
  if not s:find("[\xC2\xC3\xE2]") then return s end
  return (s:gsub("[\xC2\xC3\xE2][\x80-\xBF]+", function(char)
    local size = char:byte() == 0xE2 and 3 or 2
    local mark = PLAIN[char:sub(1, size)]
    if mark then
      return mark .. FILL:rep(size - 1) .. (#char > size and char:sub(size + 1) or "")
    end
  end))
end

-- No prose has longer sentences; the bound keeps what looks at pairs of words linear in the length of the text.
local LONGEST_SENTENCE = 200

local WORD = "^[%a\x80-\xFF][%w\x80-\xFF]*"

local function number_at(s, at)
  local last = select(2, s:find("^%d%d?%d?,%d%d%d%f[^%d,]", at)) or select(2,
    s:find("^%d%d?%d?,%d%d%d,%d%d%d%f[^%d,]", at))
    or select(2, s:find("^%d%d?%d?[ \1]+%d%d%d%f[^%w,.%%]", at)) or select(2, s:find("^%d%d?%d? %d%d%d%.%f[^%d]", at))
  if last then
    if s:sub(last, last) == "." then last = last - 1 end
    return last, math.tointeger(tonumber((s:sub(at, last):gsub("[^%d]", ""))))
  end
  last = select(2, s:find("^%d+[.]\1?%d+", at))
  if last then return last end
  last = select(2, s:find("^%d+", at))
  if last - at > 9 then return last end
  return last, math.tointeger(tonumber(s:sub(at, last)))
end

local DIGIT, CAPITAL, QUOTE, HYPHEN = {}, {}, ("'"):byte(), ("-"):byte()
for byte = ("0"):byte(), ("9"):byte() do DIGIT[byte] = true end
for byte = ("A"):byte(), ("Z"):byte() do CAPITAL[byte] = true end
CAPITAL[0xC3] = true -- most accented letters of Latin script
local STOPS = { [("."):byte()] = true, [("!"):byte()] = true, [("?"):byte()] = true }

local function number_token(s, at)
  local last, value = number_at(s, at)
  local tail = select(2, s:find("^[%a\x80-\xFF][%w\x80-\xFF]*", last + 1))
  if tail then return { kind = "w", word = s:sub(at, tail):lower(), first = at, last = tail } end
  return { kind = "n", word = s:sub(at, last), value = value, first = at, last = last }
end

local function word_token(s, at, last, capital)
  local word = s:sub(at, last)
  local token = { kind = "w", word = word:lower(), first = at, last = last, cap = capital }
  if #word > 1 and not word:find("%l") then token.upper = true end
  if s:byte(last + 1) == QUOTE then
    local owner = select(2, s:find("^'\1*s%f[^%w]", last + 1))
      or word:find("s$") and s:find("^'\1*%s", last + 1) and select(2, s:find("^'\1*", last + 1))
    if owner then token.owner, token.last = true, owner end
  end
  return token
end

--- The next token at a place that is no space; `byte` stands there.
local function token_at(s, at, base, byte)
  local token
  if DIGIT[byte] then
    token = number_token(s, at)
  else
    local last = select(2, s:find(WORD, at))
    if not last then
      return { kind = "p", word = s:sub(at, at), first = base + at, last = base + at }, at + 1
    end
    token = word_token(s, at, last, CAPITAL[byte])
  end
  local after = token.last + 1
  token.first, token.last = token.first + base, token.last + base
  return token, after
end

local ABBREVIATION = {}
for word in ("vs v e g i eg ie dr prof mr mrs ms st al approx ca cf fig no nos etc resp incl"):gmatch("%S+") do
  ABBREVIATION[word] = true
end

-- What a sentence begins with, and no name: "vitamin D. The", but not "J. Smith".
local OPENING = {}
for word in ("the a an in of we there this these those another after before both it all they however although when "
  .. "while among during our"):gmatch("%S+") do
  OPENING[word] = true
end

--- Does a word stand behind the mark at a place that only begins a sentence?
local function opens(s, at)
  local word = s:match("^[%s\1]+(%u%l*)%s", at + 1)
  return word ~= nil and OPENING[word:lower()] or false
end

--- Does the full stop, question or exclamation mark at a place end the sentence? Behind `last` there are only marks.
local function ends_sentence(s, at, tokens, last)
  if at > last then return true end
  local before = tokens[#tokens]
  if not s:find("^[\"')%]]*[%s\1]+[\"'(%[]*[%u%d\xC3]", at + 1) then
    -- a full stop that touches the next sentence: "services.Results", but not "Ph.D" or "3.5"
    return before and before.kind == "w" and #before.word > 3 and s:find("^%u%l", at + 1) and true or false
  end
  if not before or before.kind ~= "w" then return true end
  local mark = tokens[#tokens - 1] -- "10 mg i.m. (n = 42)"
  if #before.word == 1 and mark and mark.word == "." and s:find("^[%s\1]+%(", at + 1) then return false end
  if ABBREVIATION[before.word] then return before.word == "no" and s:find("^%s+%u", at + 1) and true or false end
  return not (#before.word == 1 and before.cap) or opens(s, at)
end

--- Splits text into sentences of tokens. `base` is added to every offset.
---@param raw string
---@param base integer
---@return table[] sentences
function text.sentences(raw, base)
  local s = plain(raw)
  local sentences, tokens, at, hyphen = {}, {}, 1, false
  local last = #(s:match("^.*[^%s\1.?!]") or "")
  local function close()
    if #tokens > 0 then table.insert(sentences, numbers.merge(tokens)) end
    tokens = {}
  end
  while true do
    at = s:find("[^%s\1]", at)
    if not at then break end
    local byte = s:byte(at)
    if STOPS[byte] and ends_sentence(s, at, tokens, last) then
      close()
      at = select(2, s:find("^[?!.\"')%]]+", at)) + 1
      hyphen = false
    elseif byte == HYPHEN and tokens[#tokens] and tokens[#tokens].last == base + at - 1 and s:find("^%-\1*%w",
      at) then
      hyphen, at = true, at + 1
    else
      local token
      token, at = token_at(s, at, base, byte)
      token.joined = hyphen or nil
      hyphen = false
      tokens[#tokens + 1] = token
      if #tokens >= LONGEST_SENTENCE and not s:find("^%-%w", at) then close() end
    end
  end
  close()
  return sentences
end

local function add_zone(document, field, category, label, raw, first)
  if not raw or raw == "" then return end
  local zone = { field = field, category = category, label = label, text = raw, first = first }
  zone.sentences = text.sentences(raw, first - 1)
  for i, sentence in ipairs(zone.sentences) do
    sentence.zone, sentence.index = zone, i
  end
  table.insert(document, zone)
end

--- Where a record's sections stand in its abstract.
---@param record table
---@return table[] list of { label, category, text, first, last }; empty when the abstract has no sections
function text.sections(record)
  local abstract = record.abstract
  if not abstract or abstract == "" then return {} end
  local given = record.sections
  if not given or #given == 0 then return section.split(abstract) end
  local list, at = {}, 1
  for _, part in ipairs(given) do
    local first, last = abstract:find(part.text or "", at, true)
    if not first then first, last = abstract:find(part.text or "", 1, true) end
    if first and last >= first then
      at = last + 1
      list[#list + 1] = { label = part.label, category = part.category or section.category(part.label or ""),
        text = part.text, first = first, last = last }
    end
  end
  return #list > 0 and list or section.split(abstract)
end

--- Reads a record. Zones have the categories of sections, and "title" and "text" (no heading).
---@param record table
---@return table document list of zones; document.record is the record
function text.document(record)
  local document = { record = record }
  add_zone(document, "title", "title", nil, record.title, 1)
  local sections = text.sections(record)
  for _, part in ipairs(sections) do
    local category = part.label and part.label ~= "" and part.category or "text"
    add_zone(document, "abstract", category, part.label, part.text, part.first)
  end
  if #sections == 0 then add_zone(document, "abstract", "text", nil, record.abstract, 1) end
  return document
end

--- Calls visit(sentence, zone, rank) over the zones of the named categories, in the order of the names.
---@param document table
---@param categories string[]
---@param visit function stops the walk by returning true
function text.walk(document, categories, visit)
  for rank, category in ipairs(categories) do
    for _, zone in ipairs(document) do
      if zone.category == category then
        for _, sentence in ipairs(zone.sentences) do
          if visit(sentence, zone, rank) then return end
        end
      end
    end
  end
end

--- The evidence for tokens `from` to `to` of a sentence.
---@return table { field, first, last, text }
function text.evidence(document, sentence, from, to)
  local field, first, last = sentence.zone.field, sentence[from].first, sentence[to].last
  return { field = field, first = first, last = last, text = document.record[field]:sub(first, last) }
end

return text
