--- What the terminal shows of a record: header, title and abstract with the words of the search marked, keys. All text
-- of records goes through sheaf.report.chars: no escape in a title reaches the terminal.

local chars = require "sheaf.report.chars"
local width = require "sheaf.report.width"

local M = {}

local BOLD, MARK, REVERSE, PLAIN = "\27[1m", "\27[30;43m", "\27[7m", "\27[0m"
local LEAST_WIDTH, LEAST_HEIGHT = 24, 8

-- ---- text with marks ----

--- A text cut at the ends of its spans: { text, marked }, all of it safe.
local function segments_of(text, first, last, spans)
  local cut, parts, at = {}, {}, first
  for _, span in ipairs(spans) do
    if span.first <= last and span.last >= first then cut[#cut + 1] = span end
  end
  table.sort(cut, function(a, b) return a.first < b.first or a.first == b.first and a.last > b.last end)
  local function put(to, marked)
    if to < at then return end
    parts[#parts + 1] = { (chars.safe(text:sub(at, to)):gsub("[%s]+", " ")), marked }
    at = to + 1
  end
  for _, span in ipairs(cut) do
    put(math.min(span.first - 1, last), false)
    put(math.min(span.last, last), true)
  end
  put(last, false)
  return parts
end

--- Words of a text: lists of { characters, columns, marked }, for the wrapping.
local function words_of(segments)
  local words, word = {}, {}
  local function finish()
    if #word > 0 then words[#words + 1] = word end
    word = {}
  end
  for _, segment in ipairs(segments) do
    for _, code in utf8.codes(segment[1]) do
      if code == 32 or code == 9 or code == 0x2028 or code == 0x2029 then
        finish()
      else
        word[#word + 1] = { utf8.char(code), width.character(code), segment[2] }
      end
    end
  end
  finish()
  return words
end

local function columns_of(word)
  local total = 0
  for _, one in ipairs(word) do total = total + one[2] end
  return total
end

--- Lines of at most so many columns, each a list of characters; words that are too long are broken.
local function wrap(words, room)
  local lines, line, used = {}, {}, 0
  local function finish()
    lines[#lines + 1] = line
    line, used = {}, 0
  end
  for _, word in ipairs(words) do
    local columns = columns_of(word)
    if used > 0 and used + 1 + columns > room then finish() end
    if used > 0 then
      local last = line[#line]
      line[#line + 1] = { " ", 1, last[3] and word[1][3] }
      used = used + 1
    end
    for _, one in ipairs(word) do
      if used + one[2] > room and used > 0 then finish() end
      line[#line + 1] = one
      used = used + one[2]
    end
  end
  if #line > 0 then finish() end
  return lines
end

--- A line as the terminal takes it.
local function paint(line, style)
  local parts, marked = { style }, false
  for _, one in ipairs(line) do
    if (one[3] or false) ~= marked then
      marked = not marked
      parts[#parts + 1] = marked and MARK or PLAIN .. style
    end
    parts[#parts + 1] = one[1]
  end
  if marked or style ~= "" then parts[#parts + 1] = PLAIN end
  return table.concat(parts)
end

local function add(lines, text, first, last, spans, style, room)
  for _, line in ipairs(wrap(words_of(segments_of(text, first, last, spans)), room)) do
    lines[#lines + 1] = paint(line, style)
  end
end

local function spans_in(spans, field)
  local list = {}
  for _, span in ipairs(spans or {}) do
    if span.field == field then list[#list + 1] = span end
  end
  return list
end

--- The record's lines: title, where it was published, abstract by sections, keywords.
---@param record sheaf.record
---@param spans sheaf.span[]?
---@param room integer columns
---@param said? string[]  what reviewers said
---@return string[]
function M.lines(record, spans, room, said)
  local lines = {}
  local title, abstract = record.title or "(no title)", record.abstract
  add(lines, title, 1, #title, record.title and spans_in(spans, "title") or {}, BOLD, room)
  local from = record:citation()
  for _, more in ipairs { record.journal or record.journal_abbreviation or false, record.doi or false } do
    if more then from = from .. ", " .. more end
  end
  add(lines, from, 1, #from, {}, "", room)
  for _, line in ipairs(said or {}) do add(lines, line, 1, #line, {}, BOLD, room) end
  lines[#lines + 1] = ""
  local marks, at = spans_in(spans, "abstract"), 1
  for _, section in ipairs(abstract and record.sections or {}) do
    add(lines, abstract, at, section.last, marks, "", room)
    at = section.last + 1
  end
  if abstract and at <= #abstract then add(lines, abstract, at, #abstract, marks, "", room) end
  if not abstract then lines[#lines + 1] = "(no abstract)" end
  if #record.keywords > 0 then
    lines[#lines + 1] = ""
    local keywords = "Keywords: " .. table.concat(record.keywords, "; ")
    add(lines, keywords, 1, #keywords, {}, "", room)
  end
  return lines
end

-- ---- the page ----

--- "about 2 h 10 min left"
local function duration(seconds)
  if not seconds then return nil end
  local minutes = (seconds + 59) // 60
  if minutes < 60 then return ("about %d min left"):format(minutes) end
  return ("about %d h %02d min left"):format(minutes // 60, minutes % 60)
end

local function header(session, room)
  local left = " " .. chars.line(session.stage) .. "  " .. chars.line(session.by)
  local counts = session:counts()
  local decided = session.total - #session.todo
  local right = ("%d of %d decided"):format(decided, session.total)
  if session.learned then right = ("%s · order from %d"):format(right, session.learned) end
  if #session.done > 0 then
    right = right .. (" · %d i %d e %d m"):format(counts.include, counts.exclude, counts.maybe)
  end
  local time = duration(session:left())
  if time then right = right .. " · " .. time end
  right = right .. " "
  local gap = room - width.of(left) - width.of(right)
  if gap < 1 then
    left = width.cut(left, math.max(room - width.of(right) - 1, 1))
    gap = math.max(room - width.of(left) - width.of(right), 0)
  end
  return REVERSE .. width.cut(left .. (" "):rep(gap) .. right, room) .. PLAIN
end

M.KEYS = "i include  e exclude  m maybe  u undo  n later  space more  ? help  q quit"

local HELP = {
  "i   include", "e   exclude (with a reason, but when titles and abstracts are screened)", "m   maybe",
  "u   undo the last decision of this session", "n   leave it for later", "space, page down, arrow down   further down",
  "b, page up, arrow up   further up", "?   this help", "q   quit; what is decided is kept, and you go on there", "",
  "Every decision is in the library at once: nothing is lost when the connection breaks.",
  "What is left is put in order again as you decide, the likeliest first: \"order from 30\" is learned from 30.", "",
  "Any key goes back.",
}

---@class sheaf.screen.state
---@field session sheaf.screen.session
---@field rows integer
---@field columns integer
---@field lines string[]      of the record, as M.lines gives them
---@field offset integer      lines scrolled away
---@field message string?     shown instead of the keys
---@field prompt { label: string, text: string, choices: string[] }?
---@field help boolean?

--- The body: the record's lines from the offset on, the help, or the choices of a prompt.
local function body(state, room, height)
  local lines = {}
  if state.help then
    for i, line in ipairs(HELP) do lines[i] = width.cut(line, room) end
    return lines
  end
  if state.prompt then
    for i, choice in ipairs(state.prompt.choices) do
      lines[i] = width.cut(("%d   %s"):format(i, chars.line(choice)), room)
    end
    return lines
  end
  for i = 1, height do lines[i] = state.lines[state.offset + i] end
  return lines
end

--- The whole page, from clearing the screen on.
---@param state sheaf.screen.state
---@return string
function M.draw(state)
  local room, height = math.max(state.columns, LEAST_WIDTH) - 2, math.max(state.rows, LEAST_HEIGHT) - 4
  local parts = { "\27[H\27[2J", header(state.session, room + 1), "\r\n\r\n" }
  local lines = body(state, room, height)
  for i = 1, height do parts[#parts + 1] = (lines[i] and " " .. lines[i] or "") .. "\r\n" end
  local foot
  if state.prompt then
    local label = state.prompt.label
    foot = label .. width.cut(chars.line(state.prompt.text), math.max(room - #label, 1), "end")
  else
    local more = #state.lines - state.offset - height
    local rest = more > 0 and not state.help and ("(%d more lines) "):format(more) or ""
    foot = width.cut(state.message and chars.line(state.message) or rest .. M.KEYS, room)
  end
  parts[#parts + 1] = " " .. foot
  return table.concat(parts)
end

return M
