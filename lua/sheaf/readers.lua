--- Readers: the core's formats and those written in Lua, chosen by what an input holds, never by its name.

local core = require "sheaf.core"
local new_table = require("sheaf.table").new
local option_names = require "sheaf.options"

local M = {}

local TRUE_SCORE = 60
local HEAD = 64 * 1024

--- Least score of a reader for plain text, which may be anything; a web page is one at any score.
M.SURE = 40

local own = {} -- readers in Lua, in the order they were added

--- Adds a reader. `detect(head)` gets the first 64 KiB of an input as text (of a saved page: what a person sees, not
-- its markup) and returns how sure it is, 0 to 100 (true is 60), and a dialect's name if it likes; as second argument
-- it gets the page: its text, html, title, meta, links and jsonld. `read(source, emit)`
-- calls emit(record, line) for each record: a table with the fields of a record.
---@param reader sheaf.reader
function M.add(reader)
  if type(reader) ~= "table" then error("a reader must be a table, not " .. type(reader), 2) end
  if type(reader.name) ~= "string" or not reader.name:find("^[%w][%w%-_%.]*$") then
    error("a reader needs a name of letters, digits, - _ .", 2)
  end
  for _, part in ipairs { "detect", "read" } do
    if type(reader[part]) ~= "function" then
      error(("reader '%s' needs a function '%s'"):format(reader.name, part), 2)
    end
  end
  for i, other in ipairs(own) do
    if other.name == reader.name then
      own[i] = reader
      return
    end
  end
  for _, format in ipairs(core.formats()) do
    if format.name == reader.name then error(("'%s' is a format of sheaf's own"):format(reader.name), 2) end
  end
  own[#own + 1] = reader
end

--- The reader in Lua of that name, or nil.
---@param name string
---@return table?
function M.find(name)
  for _, reader in ipairs(own) do
    if reader.name == name then return reader end
  end
end

--- True where text is a web page's markup.
---@param head string
---@return boolean
function M.is_html(head)
  if type(head) ~= "string" then option_names.raise("sheaf.readers: a text expected, got " .. type(head)) end
  local start = head:sub(1, 4096):lower():gsub("<!%-%-.-%-%->", ""):gsub("<%?xml.-%?>", "")
  return start:find("^%s*<!doctype%s+html") ~= nil or start:find("<html[%s>]") ~= nil
    or start:find("^%s*<head[%s>]") ~= nil or start:find("^%s*<body[%s>]") ~= nil
end

--- The reader in Lua that is surest of a text. A reader whose detect fails is passed over, and said.
---@param head string
---@param page? table  the page that the text is of (M.page)
---@param on_failure? fun(message: string)
---@return table? reader, integer score, string? dialect
function M.choose(head, page, on_failure)
  local best, best_score, best_dialect = nil, 0, nil
  for _, reader in ipairs(own) do
    local ok, score, dialect = pcall(reader.detect, head, page)
    if not ok then
      if on_failure then
        on_failure(("reader '%s' failed in detect, and was passed over: %s"):format(reader.name, tostring(score)))
      end
      score = 0
    end
    score = score == true and TRUE_SCORE or tonumber(score) or 0
    if score > best_score then best, best_score, best_dialect = reader, score, dialect end
  end
  return best, best_score, best_dialect
end

--- The text of a page as its readers see it.
---@param text string  text or markup
---@return table page  { text =, html = markup|nil, title =, meta = {...}, links = {...}, jsonld = {...} }
function M.page(text)
  if not M.is_html(text) then return { text = text, meta = {}, links = {}, jsonld = {} } end
  local page = assert(core.html(text))
  page.html = text
  return page
end

--- What an input holds. A path, or { text = }.
---@param input string|{ text: string, name?: string }
---@return string? format, string? dialect_or_message, string? code
function M.detect(input)
  local options = type(input) == "table" and { text = input.text } or { path = input }
  if type(options.text or options.path) ~= "string" then error("sheaf.detect: a path or { text = ... } expected", 2) end
  local head, format, score, dialect = core.head(options)
  if not head then return nil, format, score end
  if not head:find("%S") and #head < HEAD then return nil, "there is nothing in it, or only blanks", "empty-input" end
  local page, failures = M.page(head), {}
  local reader, reader_score, reader_dialect = M.choose(page.text:sub(1, HEAD), page,
    function(failure) failures[#failures + 1] = "\n" .. failure end)
  if reader and (page.html or reader_score >= M.SURE and reader_score > score) then
    return reader.name, reader_dialect
  end
  if format then return format, dialect end
  return nil, "the format was not recognised; sheaf.formats() lists those that are" .. table.concat(failures),
    "unknown-format"
end

local function add_writers(rows)
  local writers = require "sheaf.writers"
  local by = {}
  for _, row in ipairs(rows) do by[row.name] = row end
  for _, name in ipairs(writers.names()) do
    local writer = writers.find(name)
    if not by[name] then
      by[name] = { name = name, title = writer.title, extensions = writer.extension }
      rows[#rows + 1] = by[name]
    end
    by[name].writes = "yes"
  end
end

--- The formats that can be read and written.
---@return sheaf.table
function M.formats()
  local rows = {}
  for _, format in ipairs(core.formats()) do
    rows[#rows + 1] = { name = format.name, title = format.title, extensions = format.extensions, reads = "yes" }
  end
  for _, reader in ipairs(own) do
    rows[#rows + 1] = { name = reader.name, title = reader.title or reader.name,
      extensions = table.concat(reader.extensions or {}, " "), reads = "yes" }
  end
  add_writers(rows)
  return new_table { title = "Formats", columns = { "name", "title", "extensions", "reads", "writes" }, rows = rows }
end

for _, name in ipairs { "aggregator", "catalogue", "repository", "article", "metadata", "coins", "pubmed_text",
  "citation_file" } do
  M.add(require("sheaf.reader." .. name))
end

return M
