--- What platforms, word processors and PDF put around the lines of a strategy: headers, cells, counts, tails.

local trim = require("sheaf.words").trim

local M = {}

local COUNT = "%d[%d,]*"

---@param digits string  "1,234"
---@return integer?
function M.count(digits)
  return math.tointeger(tonumber((digits:gsub("[,%.\u{2009}' ]", ""))))
end

-- ---- one physical line ----

local BULLETS = { "\u{2022}", "\u{25AA}", "\u{25CF}", "\u{25E6}", "\u{2023}", "\u{F0B7}" }
local NAMES = { "line", "search", "set", "step" }

--- A line without bullets, bars of a table and words before its number.
---@param text string
---@return string
function M.plain(text)
  for _, bullet in ipairs(BULLETS) do
    if text:sub(1, #bullet) == bullet then return trim(text:sub(#bullet + 1)) end
  end
  if text:find("^|.*|$") then
    local cells = {}
    for cell in text:sub(2):gmatch("([^|]*)|") do cells[#cells + 1] = trim(cell) end
    return (table.concat(cells, "\t"):gsub("^%s+", ""))
  end
  local word, number, rest = text:match("^(%a+)%s+#?(%d+)%s*[:%.]%s+(.+)$")
  for _, name in ipairs(NAMES) do
    if word and word:lower() == name then return number .. ". " .. rest end
  end
  return text
end

-- ---- columns ----

local QUERY = { query = true, search = true, searches = true, ["search terms"] = true, ["searched for"] = true,
  ["search query"] = true, ["search strategy"] = true, terms = true, ["search statement"] = true }
local HITS = { results = true, hits = true, ["items found"] = true, ["number of results"] = true, records = true,
  result = true, count = true }
local FIRST = { ["#"] = true, id = true, ["no."] = true, no = true, set = true, ["set#"] = true, line = true,
  search = true, ["#▲"] = true, ["search number"] = true, number = true, ["search id#"] = true }
local DETAILS = { ["limiters/expanders"] = true, actions = true, options = true, ["search options"] = true }

--- The columns of a header row, without the first; nil where the line is none.
---@param text string
---@return string[]?
function M.header(text)
  local cells, query = {}, false
  for cell in (text:lower() .. "\t"):gmatch("([^\t]*)\t") do cells[#cells + 1] = trim(cell) end
  if #cells < 2 then
    local first, rest = text:lower():match("^(%S+)%s+(.+)$")
    if not FIRST[first or ""] then return nil end
    local kind = rest:match("^(.-)%s+[^%s]+$") or rest
    return (QUERY[rest] or QUERY[kind] and HITS[rest:match("%S+$")]) and {} or nil
  end
  if not FIRST[cells[1]] then return nil end
  local columns = {}
  for i = 2, #cells do
    local name = cells[i]
    local kind = QUERY[name] and not query and "query" or HITS[name] and "hits" or DETAILS[name] and "details"
      or "other"
    query = query or kind == "query"
    columns[i - 1] = kind
  end
  return query and columns or nil
end

--- The cells of a row under a header: (text, hits); nil where it does not have them.
---@param text string
---@param columns string[]
---@return string? text, integer? hits
function M.row(text, columns)
  local query, details, hits, i = nil, nil, nil, 0
  for cell in (text .. "\t"):gmatch("([^\t]*)\t") do
    i = i + 1
    local kind = columns[i]
    cell = trim(cell)
    if kind == "query" then query = cell
    elseif kind == "details" and cell ~= "" then details = cell
    elseif kind == "hits" then hits = M.count(cell:match("%((%d[%d,]*)%)") or cell:match(COUNT) or "") end
  end
  if i < 2 or not query or query == "" then return nil end
  return details and query .. " " .. details or query, hits
end

-- ---- cells on lines of their own ----

local function label_of(text) return text:match("^[#SsLl]?%s?(%d+)[%.%)]?$") end

-- Indexes of the lines that are the labels first, first + step, ... with something to search between them.
local function labels_in(lines, step)
  local first = math.tointeger(tonumber(label_of(lines[1].text)))
  local found, expected, words = { 1 }, first + step, false
  for i = 2, #lines do
    local label = label_of(lines[i].text)
    if label and words and math.tointeger(tonumber(label)) == expected then
      found[#found + 1] = i
      expected, words = expected + step, false
    elseif not lines[i].text:find("^" .. COUNT .. "$") then
      words = true
    end
  end
  return words and found or {}
end

--- Joins a table whose cells were pasted below each other (number, search, hits); other lines come back as they are.
---@param lines { text: string, number: integer }[]
---@return { text: string, number: integer }[]
function M.cells(lines)
  if #lines < 4 or not label_of(lines[1].text) then return lines end
  local rising, falling = labels_in(lines, 1), labels_in(lines, -1)
  local labels = #falling > #rising and falling or rising
  if #labels < 2 then return lines end
  local joined = {}
  for k, at in ipairs(labels) do
    local parts, hits, last = {}, nil, (labels[k + 1] or #lines + 1) - 1
    for i = at + 1, last do
      local text = lines[i].text
      local is_count = text:find("^" .. COUNT .. "$") and (i == at + 1 or i == last)
      if is_count then hits = text else parts[#parts + 1] = text end
    end
    local label = lines[at].text:gsub("%s", "")
    joined[k] = { number = lines[at].number,
      text = label .. " " .. table.concat(parts, " ") .. (hits and "\t" .. hits or "") }
  end
  return joined
end

-- ---- tails ----

local EBSCO = { "Limiters%s*[-\u{2013}:]", "Narrow by", "Expanders%s*[-\u{2013}:]", "Search modes%s*[-\u{2013}:]",
  "Interface%s*[-\u{2013}:]", "View Results", "Last Run Via", "Rerun" }

-- EBSCOhost's details: limiters stay, since they limit; how words were searched and where is left out.
local function ebsco(text)
  local hits = text:match("View Results%s+%((%d[%d,]*)%)") or text:match("\t(%d[%d,]*)$")
    or text:match("Boolean/Phrase%s+(%d[%d,]*)$") or text:match("Database%s*%-.-%s(%d[%d,]*)$")
  local places = {}
  for _, mark in ipairs(EBSCO) do
    local at = text:find("%s" .. mark)
    if at then places[#places + 1] = { at = at, limits = mark:find("^Limiters") ~= nil } end
  end
  if #places == 0 then return text end
  table.sort(places, function(a, b) return a.at < b.at end)
  local kept = text:sub(1, places[1].at - 1)
  for i, place in ipairs(places) do
    local stop = (places[i + 1] or { at = #text + 1 }).at - 1
    if place.limits then kept = kept .. " " .. trim(text:sub(place.at, stop)) end
  end
  return (kept:gsub("\t", " ")), hits
end

-- PubMed's filters as it writes them into a search: (asthma) AND (humans[Filter]).
local function filters(text)
  local query, list = text:match("^(.-)%s+Filters:%s*(.+)$")
  if not query then return text end
  local parts = {}
  for name in (list .. ","):gmatch("%s*([^,]-)%s*,") do
    local low, high = name:match("^from (%d[%d/]*) %- (%d[%d/]*)$")
    if low then parts[#parts + 1] = ("%s:%s[dp]"):format(low, high)
    elseif name ~= "" then parts[#parts + 1] = ('"%s"[Filter]'):format(name:lower():gsub('"', "")) end
  end
  return #parts > 0 and ("(%s) AND (%s)"):format(query, table.concat(parts, " AND ")) or query
end

local function pubmed(text)
  local hits
  text = text:gsub("%s+%d?%d:%d%d:%d%d$", "")
  local before, digits = text:match("^(.-)\t%s*(%d[%d,]*)$")
  if before then text, hits = before, digits end
  return filters((text:gsub("%s+Sort by:%s*[%w%s]+$", ""))), hits
end

local TAILS = {
  ebsco = ebsco, pubmed = pubmed,
  embase = function(text)
    local before = text:match("^(.-)%s+%d%d?[%s-]%a%a%a%a*[%s-]%d%d%d%d$")
    return before or text
  end,
  wos = function(text)
    local hits, rest = text:match("^(%d[%d,]*)%s+(%S.*)$")
    if rest and (rest:find("^%(*%u%u%u?%s*=") or rest:find("^%(*#")) then return rest, hits end
    return text
  end,
  scopus = function(text)
    local before, hits = text:match("^(.-)%s+(%d[%d,]*) documents? results?$")
    return before or text:gsub("%s+View at Publisher$", ""), hits
  end,
  proquest = function(text)
    local before, hits = text:match("^(.-)%s+(%d[%d,]*)[%*\u{B0}]+$")
    return (before or text):gsub("%s+Databases:.*$", ""), hits
  end,
  ovid = function(text)
    local before = text:match("^(.-%s%d[%d,]*)%s+Advanced%f[%A].*$") or text:match("^(.-%s%d[%d,]*)%s+Basic%f[%A].*$")
    return before or text
  end,
}

--- A line without what its platform prints behind it (or before): (text, hits).
---@param text string
---@param syntax string
---@return string text, integer? hits
function M.tail(text, syntax)
  local find = TAILS[syntax]
  if not find then return text end
  local rest, hits = find(text)
  return rest, hits and M.count(hits)
end

-- ---- counts behind every line ----

-- A number behind one space that is not an operand: (text, hits).
-- Where words without a field stand before it (covid 19), it may belong to them.
local function last_number(text)
  local before, digits = text:match("^(.*%S)%s(%d[%d,]*)$")
  if not before then return nil end
  local last = before:match("%S+$")
  local sure = last:find("[/.:)%]\"'*=$?#]") or last:find("^%d+$") or before:lower():find("^limit ")
    or before:lower():find("^mesh descriptor")
  if sure then return before, M.count(digits) end
end

--- Takes the numbers at the end of all lines as their hits, where every line (but perhaps the last) has one.
---@param lines { text: string, hits?: integer }[]
function M.last_numbers(lines)
  if #lines < 2 then return end
  for i, line in ipairs(lines) do
    if line.hits or not last_number(line.text) and (i < #lines or i < 3) then return end
  end
  for _, line in ipairs(lines) do
    local before, hits = last_number(line.text)
    if before then line.text, line.hits = before, hits end
  end
end

return M
