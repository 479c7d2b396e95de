--- Keyword in context: every place where a word or phrase stands, with the text left and right of it, sorted by the
-- words around it.

local chars = require "sheaf.report.chars"
local core = require "sheaf.core"
local matcher = require "sheaf.concordance"
local new_table = require("sheaf.table").new
local options_of = require "sheaf.options"
local tally = require "sheaf.tally"
local words = require "sheaf.words"

local MOST = 10000 -- rows unless told
local WIDTH = 32 -- characters either side unless told; with record and field a line then fits 100 columns
local ELLIPSIS = "…"

--- The last characters of a text within a width, from the beginning of a word.
local function tail(text, width)
  local length = utf8.len(text)
  if length <= width then return text end
  local from = width > 0 and utf8.offset(text, -width) or #text + 1
  local cut = text:sub(from)
  if not text:find("^%s", from - 1) and not cut:find("^%s") then
    local space = cut:find("%s")
    if space then cut = cut:sub(space) end
  end
  return ELLIPSIS .. cut:gsub("^%s+", "")
end

--- The first characters of a text within a width, to the end of a word.
local function head(text, width)
  local length = utf8.len(text)
  if length <= width then return text end
  local cut = text:sub(1, utf8.offset(text, width + 1) - 1)
  if not text:find("^%s", #cut + 1) and not cut:find("%s$") then
    local space = cut:find("%s%S*$")
    if space then cut = cut:sub(1, space - 1) end
  end
  return cut:gsub("%s+$", "") .. ELLIPSIS
end

--- Bytes near a match that can hold `width` characters, so that a text of megabytes is not copied for each line.
local function bytes_around(width)
  return 8 * width + 64
end

--- Texts of a record's field: one, or one for each value of a list.
local function texts_of(record, field)
  local value = record[field]
  return type(value) == "string" and { value } or tally.values(record, field)
end

---@class sheaf.concordance.lines lists, place by place
---@field records integer[]
---@field fields integer[]   places in the list of fields
---@field firsts integer[]   first byte of the match in its text
---@field lasts integer[]
---@field lefts string[]     the text on the left, cut roughly
---@field matches string[]
---@field rights string[]

--- The lines of any set and finder.
---@return sheaf.concordance.lines
local function collect(set, fields, find, around)
  local lines, count = { records = {}, fields = {}, firsts = {}, lasts = {}, lefts = {}, matches = {}, rights = {} }, 0
  for record in set:each() do
    for place, field in ipairs(fields) do
      for _, text in ipairs(texts_of(record, field)) do
        text = chars.valid(text)
        for _, hit in ipairs(find(text)) do
          local from, to = math.max(1, hit.first - around), hit.last + around
          while text:find("^[\x80-\xBF]", from) do from = from + 1 end
          while text:find("^[\x80-\xBF]", to + 1) do to = to + 1 end
          count = count + 1
          lines.records[count], lines.fields[count] = record.id, place
          lines.firsts[count], lines.lasts[count] = hit.first, hit.last
          lines.lefts[count], lines.matches[count] = text:sub(from, hit.first - 1), text:sub(hit.first, hit.last)
          lines.rights[count] = text:sub(hit.last + 1, to)
        end
      end
    end
  end
  return lines
end

--- The same of phrases in a library's records, found by the core; nil where a field is no stored text.
local function collect_stored(set, fields, phrases, around)
  if type(set) ~= "userdata" then return nil end
  local records, places, firsts, lasts, lefts, matches, rights = core.lines(set, phrases, fields, around)
  if records == false then return nil end
  if records == nil then return nil, places, firsts end
  return { records = records, fields = places, firsts = firsts, lasts = lasts, lefts = lefts, matches = matches,
    rights = rights }
end

-- ---- sorting ----

local function folds(text)
  local list = {}
  if not text:find("[\x80-\xFF]") then
    for word in text:lower():gmatch("[0-9a-z]+") do list[#list + 1] = word end
    return list
  end
  for i, word in ipairs(words.split(text)) do list[i] = word.fold end
  return list
end

local ENOUGH = 48 -- bytes in which a word is found
local FEW = 4     -- words that "left" and "right" look at

local function reversed(list)
  local back = {}
  for i = #list, 1, -1 do back[#back + 1] = list[i] end
  return back
end

--- The word nearest to the match, where the text is ASCII: most of what is sorted by.
local function nearest(text, side)
  if text:find("[\x80-\xFF]") then return nil end
  if side == "R" then return (text:match("^%W*(%w+)") or ""):lower() end
  return (text:reverse():match("^%W*(%w+)") or ""):reverse():lower()
end

local function words_of_side(lines, line, side, criterion)
  local bytes = ENOUGH * (criterion.at or FEW)
  local text = side == "L" and lines.lefts[line]:sub(-bytes) or lines.rights[line]:sub(1, bytes)
  local one = criterion.at == 1 and nearest(text, side)
  if one then return one end
  local list = side == "L" and reversed(folds(text)) or folds(text)
  return criterion.at and (list[criterion.at] or "") or table.concat(list, " ")
end

--- What a line is sorted by: "2L" is the second word to the left, "1R" the first to the right, "match" the match,
--- "left" and "right" the words of a side, the nearest first.
local function key_of(lines, line, criteria)
  local parts = {}
  for i, criterion in ipairs(criteria) do
    local side = criterion.side
    parts[i] = side == "M" and words.key(lines.matches[line]) or words_of_side(lines, line, side, criterion)
  end
  return table.concat(parts, "\1")
end

local function read_criterion(name)
  local at, side = name:match("^(%d+)([LlRr])$")
  if at and math.tointeger(at) > 0 then return { side = side:upper(), at = math.tointeger(at) } end
  if name == "left" then return { side = "L" } end
  if name == "right" then return { side = "R" } end
  if name == "M" or name == "match" then return { side = "M" } end
  error(("concordance: no sort by '%s'; there are record, left, right, match, and places such as 1L, 2L, 1R")
    :format(name), 0)
end

--- Criteria of "1R", "1L, 2L", { "1R", "2R" }; nil for the order of the records.
local function read_sort(sort)
  if sort == nil or sort == "record" then return nil end
  local names, criteria = sort, {}
  if type(sort) == "string" then
    names = {}
    for name in sort:gmatch("[^%s,]+") do names[#names + 1] = name end
  end
  for i, name in ipairs(names) do criteria[i] = read_criterion(tostring(name)) end
  return #criteria > 0 and criteria or nil
end

--- The places of the lines in order, those of one key in the order of the records.
local function order_of(lines, criteria)
  local order, keys, of_key = {}, {}, {}
  if not criteria then
    for i = 1, #lines.records do order[i] = i end
    return order
  end
  for i = 1, #lines.records do
    local key = key_of(lines, i, criteria)
    local list = of_key[key]
    if list then
      list[#list + 1] = i
    else
      keys[#keys + 1], of_key[key] = key, { i }
    end
  end
  table.sort(keys) -- strings without a function: many times quicker
  for _, key in ipairs(keys) do
    for _, i in ipairs(of_key[key]) do order[#order + 1] = i end
  end
  return order
end

local function title_of(options)
  local query = options.query or options.pattern
  return "Concordance of " .. (type(query) == "table" and table.concat(query, " | ") or query)
end

local function find_lines(set, fields, options, around)
  if (options.query == nil) == (options.pattern == nil) then
    error('concordance: needs one of query and pattern: { query = "access*" }', 0)
  end
  if options.query then
    local phrases = matcher.compile(options.query)
    local lines, message, code = collect_stored(set, fields, phrases, around)
    if lines or message then return lines, message, code end
    return collect(set, fields, function(text) return matcher.find(phrases, text) end, around)
  end
  local sound, message = pcall(string.find, "", options.pattern)
  if not sound then error("concordance: " .. message, 0) end
  return collect(set, fields, function(text) return matcher.find_pattern(options.pattern, text) end, around)
end

local function count_records(lines)
  local seen, count = {}, 0
  for _, record in ipairs(lines.records) do
    if not seen[record] then seen[record], count = true, count + 1 end
  end
  return count
end

--- Rows are lines: left, match, right, record, field; evidence is the match with its place.
---@param set sheaf.set
---@param options { query?: string|string[], pattern?: string, fields?: string[], width?: integer,
---                 sort?: string|string[], limit?: integer } sort: record (default), left, right, match, or words by
---        their places ("1R", "1L, 2L", { "1R", "2R" }); width: characters on either side (32); limit: rows (10,000)
---@return sheaf.table? table, string? message, string? code
return function(set, options)
  options = options_of.read("concordance", options, {
    query = "list", pattern = "string", fields = "list", width = "count", sort = "list", limit = "count",
  })
  local criteria, width = read_sort(options.sort), options.width or WIDTH
  local fields = options.fields or { "title", "abstract" }
  fields = type(fields) == "string" and { fields } or fields
  local lines, message, code = find_lines(set, fields, options, bytes_around(width))
  if not lines then return nil, message, code end
  local all, records, order = #lines.records, count_records(lines), order_of(lines, criteria)
  local rows, evidence = {}, {}
  for i = 1, math.min(all, options.limit or MOST) do
    local at = order[i]
    local match, field = chars.valid(lines.matches[at]), fields[lines.fields[at]]
    local left, right = chars.line(lines.lefts[at]), chars.line(lines.rights[at])
    rows[i] = { tail(left, width), match, head(right, width), lines.records[at], field }
    evidence[i] = { match = { field = field, first = lines.firsts[at], last = lines.lasts[at], text = match } }
  end
  local notes = { ("%d line%s in %s"):format(all, all == 1 and "" or "s", tally.count(records)) }
  if #rows < all then notes[2] = ("the first %d shown"):format(#rows) end
  return new_table {
    title = title_of(options),
    columns = {
      { name = "left", kind = "text", align = "right" }, { name = "match", kind = "text" },
      { name = "right", kind = "text" }, { name = "record" }, { name = "field", kind = "text" },
    },
    rows = rows, evidence = evidence, notes = notes,
  }
end
