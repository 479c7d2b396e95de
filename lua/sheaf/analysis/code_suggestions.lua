--- Phrases that may be worth a code, or a term of one: the key phrases (RAKE, sheaf.keyphrase) of sentences that no
-- code has; with options.code, of the passages that this code has, without those that its terms find already. Of a
-- large set every so-and-so-many-th record is read, and a note says how many.

local keyphrase = require "sheaf.keyphrase"
local matrix_of = require "sheaf.coding.matrix"
local new_table = require("sheaf.table").new
local option_names = require "sheaf.options"
local units_of = require "sheaf.coding.units"
local words = require "sheaf.words"

local OPTIONS = matrix_of.options { code = "string", n = "count", least = "count", read = "count" }
local SUGGESTED = 30
local READ = 3000 -- records, unless told
local MOST_RECORDS = 0x7FFFFFFF -- that `least` can ask for

local COLUMNS = { "phrase", { name = "records", kind = "integer" }, { name = "count", kind = "integer" },
  { name = "score", kind = "number", digits = 2 }, { name = "example", kind = "text" } }

--- The sentences of a record that no passage lies on.
local function uncoded(matrix, id)
  local by_code, record = matrix_of.passages(matrix, id)
  local units, taken, list = units_of.of(record), {}, {}
  for _, passages in pairs(by_code) do
    for _, passage in ipairs(passages) do
      for _, key in ipairs(units_of.touched(units, passage)) do taken[key] = true end
    end
  end
  for _, field in ipairs { "title", "abstract" } do
    for i, one in ipairs(units[field]) do
      if not taken[field .. i] then
        list[#list + 1] = { record = id, field = field, first = one.first, last = one.last,
          text = record[field]:sub(one.first, one.last) }
      end
    end
  end
  return list
end

--- The passages of a record that a code has; the words that its terms matched are left out of what is read for phrases.
local function coded(matrix, id, code)
  local list = {}
  for _, passage in ipairs(matrix_of.passages(matrix, id)[code] or {}) do
    if passage.text then
      local text = passage.text
      for _, hit in ipairs(passage.hits or {}) do
        local from, to = hit.first - passage.first + 1, hit.last - passage.first + 1
        text = text:sub(1, from - 1) .. (";"):rep(to - from + 1) .. text:sub(to + 1)
      end
      list[#list + 1] = { record = id, field = passage.field, first = passage.first, last = passage.last,
        text = passage.text, read = text }
    end
  end
  return list
end

--- At most so many records, evenly spread over the set.
local function spread(ids, most)
  if #ids <= most then return ids end
  local list = {}
  for i = 0, most - 1 do list[i + 1] = ids[i * #ids // most + 1] end
  return list
end

--- The first piece that has a phrase's words side by side; folds keeps what was folded.
local function example_of(phrase, pieces, folds)
  local wanted = " " .. words.key(phrase) .. " "
  for i, piece in ipairs(pieces) do
    folds[i] = folds[i] or " " .. words.key(piece.text) .. " "
    if folds[i]:find(wanted, 1, true) then return piece end
  end
end

---@param set sheaf.set
---@param options? { codebook?: string|table, codes?: "both"|"terms"|"hand", by?: string|string[], where?: table,
---  code?: string, n?: integer, least?: integer, read?: integer }  least: records that have the phrase (2); read: at
---  most so many records (3,000)
---@return sheaf.table?, string? message, string? code
return function(set, options)
  options = option_names.read("code_suggestions", options, OPTIONS)
  if options.least and (options.least < 1 or options.least > MOST_RECORDS) then
    error(("code_suggestions: option 'least' must be from 1 to %d"):format(MOST_RECORDS), 0)
  end
  local matrix, message, kind = matrix_of.read("code_suggestions", set, options)
  if not matrix then return nil, message, kind end
  local code = options.code and matrix.book:find(options.code)
  if options.code and not code then
    return nil, ("code_suggestions: the codebook has no code '%s'"):format(options.code), "codebook"
  end
  local pieces, texts, ids = {}, {}, spread(matrix.ids, options.read or READ)
  for _, id in ipairs(ids) do
    local list = code and coded(matrix, id, code) or not code and uncoded(matrix, id) or {}
    local parts = {}
    for i, piece in ipairs(list) do
      parts[i] = piece.read or piece.text
      pieces[#pieces + 1] = piece
    end
    if #parts > 0 then texts[#texts + 1] = table.concat(parts, "\n") end
  end
  local rows, evidence, folds = {}, {}, {}
  local list = #texts == 0 and {} or keyphrase.rake(texts, { least_documents = options.least or math.min(2, #texts),
    limit = options.n or SUGGESTED })
  for i, one in ipairs(list) do
    local piece = example_of(one.phrase, pieces, folds)
    rows[i] = { one.phrase, one.documents, one.count, one.score, piece and piece.text }
    evidence[i] = piece and { example = { record = piece.record, field = piece.field, first = piece.first,
      last = piece.last, text = piece.text } } or nil
  end
  local notes = matrix_of.notes(matrix)
  if #ids < #matrix.ids then
    table.insert(notes, 1, ("%d of %d records were read; option 'read' reads more"):format(#ids, #matrix.ids))
  end
  return new_table { title = code and "Phrases beside the code " .. code.name or "Phrases that no code has",
    columns = COLUMNS, rows = rows, evidence = evidence, notes = notes }
end
