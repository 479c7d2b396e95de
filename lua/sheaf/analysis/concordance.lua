--- Keyword in context: every place where a word or phrase stands, with the text left and right of it.

local chars = require "sheaf.report.chars"
local matcher = require "sheaf.concordance"
local new_table = require("sheaf.table").new
local options_of = require "sheaf.options"
local tally = require "sheaf.tally"
local words = require "sheaf.words"

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

--- Bytes near the match that can hold `width` characters, so that a text of megabytes is not copied for each line.
local function context(text, hit, width)
  local from, to = math.max(1, hit.first - 8 * width - 64), hit.last + 8 * width + 64
  while text:find("^[\x80-\xBF]", from) do from = from + 1 end
  while text:find("^[\x80-\xBF]", to + 1) do to = to + 1 end
  local left, right = chars.line(text:sub(from, hit.first - 1)), chars.line(text:sub(hit.last + 1, to))
  return tail(left, width), head(right, width)
end

local function reversed(text)
  local list, back = words.split(text), {}
  for i = #list, 1, -1 do back[#back + 1] = list[i].fold end
  return table.concat(back, " ")
end

--- Texts of a record's field: one, or one for each value of a list.
local function texts_of(record, field)
  local value = record[field]
  return type(value) == "string" and { value } or tally.values(record, field)
end

local function collect(set, fields, find, width)
  local lines, records = {}, 0
  for record in set:each() do
    local before = #lines
    for _, field in ipairs(fields) do
      for _, text in ipairs(texts_of(record, field)) do
        text = chars.valid(text)
        for _, hit in ipairs(find(text)) do
          local left, right = context(text, hit, width)
          lines[#lines + 1] = {
            left = left, right = right, match = text:sub(hit.first, hit.last), record = record.id, field = field,
            first = hit.first, last = hit.last, order = #lines,
          }
        end
      end
    end
    if #lines > before then records = records + 1 end
  end
  return lines, records
end

local SORTS = {
  record = function() return "" end,
  left = function(line) return reversed(line.left) end,
  right = function(line) return words.key(line.right) end,
}

local function sort_lines(lines, how)
  for _, line in ipairs(lines) do line.key = SORTS[how](line) end
  table.sort(lines, function(a, b)
    if a.key ~= b.key then return a.key < b.key end
    return a.order < b.order
  end)
end

local function title_of(options)
  local query = options.query or options.pattern
  return "Concordance of " .. (type(query) == "table" and table.concat(query, " | ") or query)
end

local function finder(options)
  if (options.query == nil) == (options.pattern == nil) then
    error('concordance: needs one of query and pattern: { query = "access*" }', 0)
  end
  if options.query then
    local phrases = matcher.compile(options.query)
    return function(text) return matcher.find(phrases, text) end
  end
  local sound, message = pcall(string.find, "", options.pattern)
  if not sound then error("concordance: " .. message, 0) end
  return function(text) return matcher.find_pattern(options.pattern, text) end
end

---@param set sheaf.set
---@param options { query?: string|string[], pattern?: string, fields?: string[], width?: integer,
---                 sort?: "record"|"left"|"right", limit?: integer }
---@return sheaf.table
return function(set, options)
  options = options_of.read("concordance", options, {
    query = "list", pattern = "string", fields = "list", width = "count", sort = "string", limit = "count",
  })
  local how = options_of.choice("concordance", "sort", options.sort, { "record", "left", "right" })
  local find = finder(options)
  local fields = options.fields or { "title", "abstract" }
  fields = type(fields) == "string" and { fields } or fields
  local lines, records = collect(set, fields, find, options.width or WIDTH)
  sort_lines(lines, how)
  local rows, evidence = {}, {}
  for i = 1, math.min(#lines, options.limit or #lines) do
    local line = lines[i]
    rows[i] = { line.left, line.match, line.right, line.record, line.field }
    evidence[i] = { match = { field = line.field, first = line.first, last = line.last, text = line.match } }
  end
  local notes = { ("%d line%s in %s"):format(#lines, #lines == 1 and "" or "s", tally.count(records)) }
  if #rows < #lines then notes[2] = ("the first %d shown"):format(#rows) end
  return new_table {
    title = title_of(options),
    columns = {
      { name = "left", kind = "text", align = "right" }, { name = "match", kind = "text" },
      { name = "right", kind = "text" }, { name = "record" }, { name = "field", kind = "text" },
    },
    rows = rows, evidence = evidence, notes = notes,
  }
end
