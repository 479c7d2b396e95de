--- A strategy as it was pasted, cut into its lines: numbers, hit counts, banners and remarks taken apart.
--
-- Accepted, each with or without hits behind it: one line a set without numbers; numbers as 1 1. 1) 1: #1 S1 L1; a
-- table parted by tabs; the newest line first, as PubMed, EBSCO and Embase.com show histories; PubMed's history as CSV.
-- Lines that are wrapped are joined again: in a numbered strategy what has no number, elsewhere while parentheses are
-- open or an operator stands at the break.

local paste = require "sheaf.strategy.paste"
local trim = require("sheaf.words").trim

local M = {}

local NO_BREAK_SPACES = { "\u{A0}", "\u{2007}", "\u{202F}", "\u{2009}" }

-- ---- banners ----

-- A line that begins so is no part of the strategy.
local BANNERS = {
  "^database%s*[:<%(]", "^databases%s*:", "^search strategy%s*:?%s*$", "^search history", "^search%s*name%s*:",
  "^host%s*:", "^platform%s*:", "^interface%s*[:%-]", "^provider%s*:", "^vendor%s*:", "^date searched", "^searched on",
  "^search date", "^date of search", "^date run", "^last saved", "^saved search", "^sort by", "^sorted by",
  "^filters applied", "^filters?%s*:", "^comment%s*:", "^description%s*:", "^results%s*:?%s*%d*$", "^hits%s*:?%s*%d*$",
  "^ovid medline", "^ovid%(r%)", "^medline%(r%)", "^embase <", "^embase classic", "^apa psycinfo", "^psycinfo <",
  "^cinahl", "^ebscohost", "^cochrane library$", "^web of science", "^scopus$", "^pubmed$", "^proquest",
  "^copyright",
  "^#%s*searches", "^#%s*▲%s*searches", "^#%s+query", "^search%s+query", "^no%.?%s+query", "^set%s+results",
  "^line%s+search", "^page%s+%d+", "^%d+%s+of%s+%d+$", "^view results", "^set#%s+searched for", "^run search",
}

local function is_banner(text)
  local lower = text:lower()
  if lower:match("^[%-_=%*%.~%s]+$") then return true end
  for _, pattern in ipairs(BANNERS) do
    if lower:find(pattern) then return true end
  end
  return false
end

local function is_remark(text)
  return text:match("^%b[]$") ~= nil or text:match("^%-%- ") ~= nil or text:match("^// ") ~= nil
end

-- ---- numbers and hits ----

local OPERATORS = { ["and"] = true, ["or"] = true, ["not"] = true }

-- The number in front of a line, as (mark, number, rest); nothing where there is none. Before an operator it is no
-- number but a reference: 1 or 2.
local function numbered(text)
  local mark, number, stop, rest = text:match("^([#SsLl]?)%s?(%d+%l?)([%.%):]?)%s+(.*)$")
  if not number then mark, number, stop, rest = text:match("^([#SsLl])(%d+%l?)([%.%):]?)%s*$") end
  if not number then mark, number, stop, rest = text:match("^([#]?)(%d+%l?)([%.%)])%s*(%D.*)$") end
  if not number then return nil end
  local word = stop ~= "." and stop ~= ")" and (rest or ""):match("^(%a+)%f[%s\0]")
  if word and OPERATORS[word:lower()] then return nil end
  return mark, number, rest or "", stop
end

local as_count = paste.count

-- The hits behind a line: (text, hits).
local function take_hits(text)
  local patterns = {
    "^(.-)%s+%((%d[%d,]*)%)$", "^(.-)%s*\t%s*(%d[%d,]*)$", "^(.-)%s%s%s*(%d[%d,]*)$",
    "^(.-)%s+%[?(%d[%d,]*)%s+[Rr]esults?%]?$", "^(.-)%s+(%d[%d,]*)%s+[Hh]its?$",
    "^(.-)%s+%([Hh]its?:?%s*(%d[%d,]*)%)$", "^(.-)%s+%((%d[%d,]*)%s+[Rr]esults?%)$",
  }
  for _, pattern in ipairs(patterns) do
    local rest, digits = text:match(pattern)
    if rest and rest:find("%S") then return rest, as_count(digits) end
  end
  return text, nil
end

-- ---- physical lines ----

-- { { text =, number = physical line }, ... } without what is empty.
local function physical(text)
  text = text:gsub("^\u{FEFF}", ""):gsub("\r\n?", "\n")
  for _, space in ipairs(NO_BREAK_SPACES) do text = text:gsub(space, " ") end
  local lines, number = {}, 0
  for line in (text .. "\n"):gmatch("([^\n]*)\n") do
    number = number + 1
    local content = paste.plain(trim(line))
    if content ~= "" then lines[#lines + 1] = { text = content, number = number } end
  end
  return lines
end

local function numeric(label) return math.tointeger(tonumber((label:match("%d+")))) end

-- Whether the numbers in front are labels: they stand on most lines, and rise or fall from line to line.
local function order_of(lines)
  local count, rising, falling, previous, first = 0, 0, 0, nil, nil
  for _, line in ipairs(lines) do
    local _, number = numbered(line.text)
    if number then
      count = count + 1
      local value = numeric(number)
      first = first or value
      if previous and (value == previous + 1 or value == previous) then rising = rising + 1 end
      if previous and value == previous - 1 then falling = falling + 1 end
      previous = value
    end
  end
  if count == 0 then return nil end
  if count == 1 then
    local mark, number, rest, stop = numbered(lines[1].text)
    local sure = number == "1" and #lines == 1 and (mark ~= "" or stop ~= "") and rest ~= ""
    return sure and "rising" or nil
  end
  local most = (count - 1) * 0.8
  if first == 1 and rising >= most and rising > 0 then return "rising" end
  if falling >= most and falling > 0 then return "falling" end
  if rising >= most and count >= #lines * 0.8 then return "rising" end
  return nil
end

-- ---- joining what was wrapped ----

local function balance(text)
  local open = 0
  for c in text:gsub('"[^"]*"', ""):gmatch("[()]") do open = open + (c == "(" and 1 or -1) end
  return open
end

local function is_operator(word, syntax)
  if not word then return false end
  if syntax == "pubmed" and word ~= word:upper() then return false end
  return OPERATORS[word:lower()] or false
end

local function goes_on(before, after, syntax)
  if is_operator(before:match("(%a+)$"), syntax) then return true end
  local first, mark = after:match("^(%a+)(.?)")
  return is_operator(first, syntax) and mark ~= "/"
end

-- Joins lines that have no numbers: while parentheses stay open (where they are ever closed), or at an operator.
local function join_plain(lines, syntax)
  local joined, i = {}, 1
  while i <= #lines do
    local line, last = lines[i], i
    if balance(line.text) > 0 then
      local open = balance(line.text)
      for k = i + 1, #lines do
        open = open + balance(lines[k].text)
        if open <= 0 then
          last = k
          break
        end
      end
    end
    local text = line.text
    for k = i + 1, last do text = text .. " " .. lines[k].text end
    while lines[last + 1] and goes_on(text, lines[last + 1].text, syntax) do
      last = last + 1
      text = text .. " " .. lines[last].text
    end
    joined[#joined + 1] = { text = text, number = line.number }
    i = last + 1
  end
  return joined
end

local function join_numbered(lines)
  local joined = {}
  for _, line in ipairs(lines) do
    local mark, number, rest = numbered(line.text)
    local value = number and numeric(number)
    local previous = joined[#joined]
    local follows = value and (not previous or math.abs(value - previous.value) <= 1)
    if number and follows then
      joined[#joined + 1] = { label = mark:upper() .. number, text = rest, number = line.number, value = value }
    elseif previous then
      local joint = line.text:find("^%d[%d,]*$") and "\t" or " " -- hits on a line of their own
      previous.text = previous.text .. joint .. line.text
    else
      joined[1] = { label = "1", text = line.text, number = line.number, value = 1 }
    end
  end
  return joined
end

-- ---- PubMed's history as CSV ----

local function csv_rows(text)
  local rows, row, at = {}, {}, 1
  while at <= #text do
    local value, stop
    if text:sub(at, at) == '"' then
      local from, parts = at + 1, {}
      while true do
        local quote = text:find('"', from, true) or #text + 1
        parts[#parts + 1] = text:sub(from, quote - 1)
        from = quote + 1
        if text:sub(from, from) ~= '"' then break end
        parts[#parts + 1] = '"'
        from = from + 1
      end
      value, stop = table.concat(parts), from
    else
      stop = text:find("[,\n]", at) or #text + 1
      value = text:sub(at, stop - 1)
    end
    row[#row + 1] = value
    if text:sub(stop, stop) ~= "," then
      rows[#rows + 1] = row
      row = {}
    end
    at = stop + 1
  end
  if #row > 0 then rows[#rows + 1] = row end
  return rows
end

-- Lines of a history downloaded from PubMed, or nil.
local function pubmed_history(text)
  text = text:gsub("^\u{FEFF}", ""):gsub("\r\n?", "\n")
  if not text:find('^"?Search number"?,') then return nil end
  local rows = csv_rows(text)
  local column = {}
  for i, name in ipairs(rows[1]) do column[name] = i end
  if not column["Query"] then return nil end
  local lines = {}
  for i = 2, #rows do
    local number, query = rows[i][1], rows[i][column["Query"]]
    if number and query and query ~= "" then
      local hits = rows[i][column["Results"] or 0]
      local label = "#" .. number:gsub("^#", "")
      lines[#lines + 1] = { label = label, text = query, number = i, hits = hits and as_count(hits) }
    end
  end
  table.sort(lines, function(a, b) return numeric(a.label) < numeric(b.label) end)
  return lines
end

-- ---- all ----

-- Takes what is no search from every line: cells, tails of the platform, hits.
local function read_hits(lines, syntax, columns, order)
  local named = #lines > 0
  for _, line in ipairs(lines) do
    local query, hits
    if columns and #columns > 0 then query, hits = paste.row(line.text, columns) end
    line.text, line.hits = trim(query or line.text):gsub("^[Ss]earch:%s*", ""), hits
    query, hits = paste.tail(line.text, syntax)
    line.text, line.hits = query, line.hits or hits
    if not line.hits then line.text, line.hits = take_hits(trim(query)) end
    line.text = trim(line.text:gsub("\t", " "))
    named = named and line.text:find("^Search%s+%S") ~= nil
  end
  if named and syntax == "pubmed" then
    for _, line in ipairs(lines) do line.text = line.text:gsub("^Search%s+", "") end
  end
  if order then paste.last_numbers(lines) end
end

---@class sheaf.strategy_cut
---@field id string        the line's number as it stood, or its place
---@field text string      what it searches
---@field first integer    physical line of the pasted text, 1-based
---@field reported? integer  hits that stood behind it

--- Cuts a pasted strategy.
---@param text string
---@param syntax string
---@return sheaf.strategy_cut[] lines
---@return { text: string, first: integer }[] banners   what was left out, in order
function M.cut(text, syntax)
  local banners, content = {}, {}
  local lines, columns = pubmed_history(text), nil
  if not lines then
    for _, line in ipairs(physical(text)) do
      local header = #content == 0 and paste.header(line.text)
      columns = header or columns
      if header or is_banner(line.text) or is_remark(line.text) then
        banners[#banners + 1] = { text = line.text, first = line.number }
      else
        content[#content + 1] = line
      end
    end
    if #content > 0 then content = paste.cells(content) end
    local order = order_of(content)
    lines = order and join_numbered(content) or join_plain(content, syntax)
    if order == "falling" then
      local turned = {}
      for i = #lines, 1, -1 do turned[#turned + 1] = lines[i] end
      lines = turned
    end
    read_hits(lines, syntax, columns, order)
  end
  local cut = {}
  for i, line in ipairs(lines) do
    local query = trim((line.text:gsub("^[Ss]earch:%s*", "")))
    if query ~= "" then
      cut[#cut + 1] = { id = line.label or tostring(i), text = query, first = line.number, reported = line.hits }
    end
  end
  return cut, banners
end

return M
