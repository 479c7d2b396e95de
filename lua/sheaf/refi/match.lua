--- Which record of a library a source of a project is, and where a passage of its text stands in that record.

local core = require "sheaf.core"
local words = require "sheaf.words"

local M = {}

local RECORDS = "select id, doi, pmid, title from record order by id"
local SHORTEST_TITLE = 3 -- words; shorter ones are no proof

--- The records by DOI, PMID and title; false where several works share one.
---@param lib sheaf.library
---@return table
function M.index(lib)
  local index, works = { doi = {}, pmid = {}, title = {} }, {}
  for row in assert(lib:sql "select id, work from record") do works[row.id] = row.work end
  local function put(of, key, id)
    if not key or key == "" then return end
    if of[key] == nil then
      of[key] = id
    elseif of[key] and works[of[key]] ~= works[id] then
      of[key] = false
    end
  end
  for row in assert(lib:sql(RECORDS)) do
    put(index.doi, row.doi and row.doi:lower(), row.id)
    put(index.pmid, row.pmid, row.id)
    put(index.title, row.title and words.key(row.title), row.id)
  end
  return index
end

local function title_key(text)
  local key = text and words.key(text) or ""
  return select(2, key:gsub("%S+", "")) >= SHORTEST_TITLE and key or nil
end

local function doi_in(text) return text and text:lower():match "10%.%d%d%d%d%d*/[^%s\"'<>]+" end

--- The record with the number that sheaf wrote of a source, where its words are the source's.
local function same_text(lib, said, text)
  local id = math.tointeger(tonumber(said.id or ""))
  local record = id and id >= 1 and id <= 0xFFFFFFFF and lib:get(id)
  local words_of_it = record and (record.abstract or record.title)
  return words_of_it and text and text:find(words_of_it, 1, true) and id or nil
end

--- The record that a source is: by what sheaf wrote of it, else by a DOI or PMID in its name or description, else by
--- its name or first line as a title. nil where there is none, false where there are several.
---@param lib sheaf.library
---@param index table
---@param source table  of sheaf.refi.project
---@return integer|false|nil
function M.record(lib, index, source)
  local said = source.said
  local function look(of, key)
    if key then return index[of][key] end
  end
  local found = look("doi", said.doi and said.doi:lower()) or look("pmid", said.pmid)
    or look("title", title_key(said.title)) or same_text(lib, said, source.text)
  if found then return found end
  local doubt = nil
  local around = source.name .. "\n" .. (source.description or "")
  local doi = doi_in(around)
  local pmid = around:match "[Pp][Mm][Ii][Dd]:?%s*(%d+)"
  local first_line = source.text and source.text:match "^%s*([^\r\n]+)"
  local keys = { { "doi", doi and doi:gsub("[%.,;%)]+$", "") }, { "pmid", pmid },
    { "title", title_key((source.name:gsub("%.%a%a%a%a?$", ""))) }, { "title", title_key(first_line) } }
  for _, key in ipairs(keys) do
    local one = look(key[1], key[2])
    if one then return one end
    if one == false then doubt = false end
  end
  return doubt
end

-- ---- passages ----

local FIELDS = { "title", "abstract" }

--- A text with its white space made single, and where each of its bytes stood.
local function squeezed(text)
  local parts, places, at = {}, {}, 1
  for before, word, behind in text:gmatch "()(%S+)()" do
    if #parts > 0 then
      parts[#parts + 1] = " "
      places[at] = before - 1
      at = at + 1
    end
    parts[#parts + 1] = word
    for k = 0, behind - before - 1 do places[at + k] = before + k end
    at = at + behind - before
  end
  return table.concat(parts), places
end

--- A field's value that stands in the text as it is, and the bytes before it; made once a source.
local function fields_in(record, text)
  local list = {}
  for _, field in ipairs(FIELDS) do
    local value = record[field]
    local at = type(value) == "string" and value ~= "" and text:find(value, 1, true)
    if at then list[#list + 1] = { field = field, before = at - 1, last = at - 1 + #value } end
  end
  return list
end

--- Where a quote stands in a field when white space does not count: only where it stands once in the record.
local function by_words(record, quote)
  local wanted = squeezed(quote)
  if wanted == "" then return nil end
  local field, first, last
  for _, name in ipairs(FIELDS) do
    local value = record[name]
    if type(value) == "string" then
      local text, places = squeezed(value)
      local from, to = text:find(wanted, 1, true)
      if from then
        if field or text:find(wanted, from + 1, true) then return nil end
        field, first, last = name, places[from], places[to]
      end
    end
  end
  return field, first, last
end

--- Finds passages of a source in its record: find(first, last, quote) -> field, first, last, or nil.
---@param record sheaf.record
---@param text string?
---@return fun(first: integer?, last: integer?, quote: string?): string?, integer?, integer?
function M.places(record, text)
  local fields = text and fields_in(record, text) or {}
  return function(first, last, quote)
    for _, one in ipairs(first and fields or {}) do
      if first > one.before and last <= one.last then
        return one.field, first - one.before, last - one.before
      end
    end
    if quote then return by_words(record, quote) end
  end
end

--- A name under which codes meet, as the codebook has it.
M.key = core.fold

return M
