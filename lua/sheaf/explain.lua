--- lib:explain: why a record is found or missed: the tree of the query, each part with whether it matches and where.

local core = require "sheaf.core"
local search = require "sheaf.search"
local target_of = require("sheaf.given").target

local M = {}

local explanation = {}
explanation.__index = explanation
explanation.__name = "sheaf.explanation"

---@class sheaf.explanation
---@field kind string        "or", "and", "not", "scope", "term", "phrase", "near", "heading", "section", ...
---@field text string        its piece of the query, as typed
---@field matched boolean    whether the record has it
---@field count? integer     records of the library that have it; nil for words inside a phrase
---@field spans { field: string, instance: integer, first: integer, last: integer, text?: string }[]  where the record
---  has it; empty for groups. Places are 1-based, inclusive bytes of the field's value (of its item `instance`)
---@field children? sheaf.explanation[]

local function annotate(node, source, counts, seen, spans)
  node.source = source:sub(node.first + 1, node.last)
  node.matched = seen[node.number + 1] or false
  node.count = counts[node.number + 1] or nil
  node.spans = spans[node.number] or {}
  setmetatable(node, explanation)
  for _, child in ipairs(node.children or {}) do annotate(child, source, counts, seen, spans) end
  if node.kind == "section" then node.spans = node.children[1].spans end
  return node
end

local function by_node(spans)
  local nodes = {}
  for _, span in ipairs(spans) do
    nodes[span.node] = nodes[span.node] or {}
    table.insert(nodes[span.node],
      { field = span.field, instance = span.instance, first = span.first, last = span.last, text = span.text })
  end
  return nodes
end

--- Explains what a query says of one record.
---@param record sheaf.record|integer   or its number
---@param query string|sheaf.query
---@param options? { syntax?: string, explode?: string, unsupported?: string, today?: string }
---@return sheaf.explanation? tree, string? message, string? code
function M.explain(lib, record, query, options)
  options = options or {}
  if type(options) ~= "table" then error("lib:explain: options must be a table, not " .. type(options), 2) end
  local id = target_of(lib, "lib:explain", record)
  if type(record) == "number" then record = lib:get(id) end
  if not record then return nil, ("there is no record %d"):format(id), "range" end
  local given = { syntax = options.syntax or "pubmed", today = options.today or os.date("!%Y-%m-%d") }
  if type(query) == "string" then
    local parsed, message, code, position = core.parse(query, given)
    if not parsed then return nil, search.marked(query, message, position), code end
    query = parsed
  elseif type(query) ~= "userdata" then
    error("lib:explain: the query must be a string or a parsed query, not " .. type(query), 2)
  end
  local set, counts, seen = lib:search_nodes(query, { explode = options.explode, unsupported = options.unsupported,
    results = options.results, watched = lib:set { id } })
  if not set then return nil, counts, seen end
  local spans, message, code = search.spans(lib, record, query, { explode = options.explode })
  if not spans then return nil, message, code end
  return annotate(query:tree(), query:text(), counts, seen[1], by_node(spans))
end

local WORDS = { ["or"] = "OR", ["and"] = "AND", ["not"] = "NOT", scope = "fields", near = "near" }

local function describe(node)
  if node.children and WORDS[node.kind] and node.kind ~= "near" then return WORDS[node.kind] end
  return (node.source:gsub("%s+", " "))
end

local function draw(node, depth, out)
  local places = {}
  for i, span in ipairs(node.spans) do
    if i > 3 then
      places[#places + 1] = ("and %d more"):format(#node.spans - 3)
      break
    end
    places[#places + 1] = span.text and ("%s: %s"):format(span.field, (span.text:gsub("%c", " "))) or span.field
  end
  local mark = node.matched and "+" or "-"
  out[#out + 1] = ("%s%s %s%s"):format(("  "):rep(depth), mark, describe(node),
    #places > 0 and "   [" .. table.concat(places, "; ") .. "]" or "")
  if node.kind == "phrase" or node.kind == "near" or node.kind == "heading" or node.kind == "section" then return end
  for _, child in ipairs(node.children or {}) do draw(child, depth + 1, out) end
end

--- One line a part: + where the record has it, - where not, and where it stands.
function explanation:__tostring()
  local out = {}
  draw(self, 0, out)
  return table.concat(out, "\n")
end

core.classes["sheaf.library"].explain = M.explain

return M
