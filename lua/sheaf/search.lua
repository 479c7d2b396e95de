--- lib:search and lib:spans.

local chars = require "sheaf.report.chars"
local core = require "sheaf.core"
local option_names = require "sheaf.options"

local M = {}

local OPTIONS = { "explode", "limit", "sort", "strict", "syntax", "today", "unsupported" }
local SORTS = { relevance = true, year = true, id = true }

local function today(options)
  return options.today or os.date("!%Y-%m-%d")
end

--- The message of a query's error with the place marked below the query; nothing in it can drive a terminal.
---@param text string
---@param message string
---@param position? integer  1-based byte
---@return string
function M.marked(text, message, position)
  message = chars.safe(message)
  if not position or position < 1 then return message end
  local characters = utf8.len(chars.safe(text:sub(1, position - 1)))
  text = chars.safe(text)
  if text:find("\n") or #text > 200 then return ("%s (at character %d)"):format(message, characters + 1) end
  return ("%s\n  %s\n  %s^"):format(message, text, (" "):rep(characters))
end

local function check_query(who, query)
  if type(query) == "string" or type(query) == "userdata" and (getmetatable(query) or {}).__name == "sheaf.query" then
    return
  end
  option_names.raise(("%s: the query must be a string or a parsed query, not %s"):format(who, type(query)))
end

local TEXTS = { "explode", "syntax", "today", "unsupported" }

local function check_options(who, options)
  if type(options) ~= "table" then
    option_names.raise(("%s: options must be a table, not %s"):format(who, type(options)))
  end
  option_names.check_names(who, options, OPTIONS)
  for _, name in ipairs(TEXTS) do
    local kind = type(options[name])
    if kind ~= "nil" and kind ~= "string" then
      option_names.raise(("%s: options.%s must be a string, not %s"):format(who, name, kind))
    end
  end
end

--- Records that match a query: exactly those, never capped unless `limit` says so.
---@param query string|sheaf.query
---@param options? sheaf.search_options
---@return sheaf.set? set, string? message, string? code
function M.search(lib, query, options)
  options = options or {}
  check_query("lib:search", query)
  check_options("lib:search", options)
  local sort = options.sort or "relevance"
  if not SORTS[sort] then
    error(("lib:search: sort must be relevance, year or id, not '%s'"):format(tostring(sort)), 2)
  end
  local limit = options.limit
  if limit ~= nil and (math.type(limit) ~= "integer" or limit < 0) then
    error("lib:search: limit must be a whole number", 2)
  end
  local set, message, code, position = lib:search_ids(query, {
    syntax = options.syntax, explode = options.explode, unsupported = options.unsupported, strict = options.strict,
    today = today(options), ranked = sort == "relevance", limit = limit,
  })
  if not set then return nil, type(query) == "string" and M.marked(query, message, position) or message, code end
  if sort == "year" then set = set:sort("year", "desc") end
  if limit and #set > limit then set = set:head(limit) end
  return set
end

--- How many records match a query, without listing them.
---@param query string|sheaf.query
---@param options? { syntax?: string, explode?: string, unsupported?: string, strict?: boolean, today?: string }
---@return integer? count, string? message, string? code
function M.count(lib, query, options)
  options = options or {}
  check_query("lib:count", query)
  check_options("lib:count", options)
  local count, message, code, position = lib:count_ids(query, {
    syntax = options.syntax, explode = options.explode, unsupported = options.unsupported, strict = options.strict,
    today = today(options),
  })
  if not count then return nil, type(query) == "string" and M.marked(query, message, position) or message, code end
  return count
end

--- Where a query's words stand in a record: a list of { kind, query, field, instance, first, last, text }, places being
-- 1-based, inclusive bytes of the field's value (of its item `instance` where the field is a list).
---@param record sheaf.record
---@param query string|sheaf.query
---@param options? { syntax?: string }
---@return table? spans, string? message, string? code
function M.spans(lib, record, query, options)
  options = options or {}
  if type(record) ~= "userdata" or (getmetatable(record) or {}).__name ~= "sheaf.record" then
    option_names.raise("lib:spans: a record expected, as lib:get(id) gives, got " .. type(record))
  end
  check_query("lib:spans", query)
  check_options("lib:spans", options)
  local given = { syntax = options.syntax, today = today(options) }
  local spans, message, code, position = lib:record_spans(record, query, given)
  if not spans then return nil, type(query) == "string" and M.marked(query, message, position) or message, code end
  for _, span in ipairs(spans) do
    local value = record[span.field]
    if type(value) == "table" then value = value[span.instance] end
    if type(value) == "string" then span.text = value:sub(span.first, span.last) end
  end
  return spans
end

local queries = {}

--- The syntaxes that queries can be written in: "pubmed", "ovid", ...
---@return string[]
queries.syntaxes = core.syntaxes

--- Parses a search. The result prints itself in any syntax (query:print()), shows its tree (query:tree()), its notes
-- (query:notes()) and what a colleague would remark (query:lint()).
---@param text string
---@param syntax? string  "pubmed"
---@param options? { today?: string, strict?: boolean }  strict: operators mixed without parentheses are an error
---@return sheaf.query? query, string? message, string? code, integer? position  1-based byte
function queries.parse(text, syntax, options)
  if type(text) ~= "string" then error("sheaf.query.parse: text expected, got " .. type(text), 2) end
  if syntax ~= nil and type(syntax) ~= "string" then
    error("sheaf.query.parse: the syntax must be a string, not " .. type(syntax), 2)
  end
  options = options or {}
  check_options("sheaf.query.parse", options)
  local given = { syntax = syntax or "pubmed", today = today(options), strict = options.strict }
  local query, message, code, position = core.parse(text, given)
  if not query then return nil, M.marked(text, message, position), code, position end
  return query
end

local methods = core.classes["sheaf.query"]

--- The query in a syntax (its own where none is given), and what that text cannot say as it is. With a library,
-- wildcards that the syntax lacks are spelled out with the library's words.
---@param syntax? string
---@param lib? sheaf.library
---@return string? text, sheaf.loss[]|string losses, string? code
function methods:print(syntax, lib)
  return self:print_in(syntax, lib)
end

function methods.__meta:__tostring()
  return ("query (%s): %s"):format(self:syntax(), self:print() or self:text())
end

M.queries = queries

return M
