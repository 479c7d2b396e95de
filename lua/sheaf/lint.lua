--- query:lint and strategy:lint: what a colleague who peer-reviews the search would remark (PRESS 2015).
--
-- Codes begin with a letter: Y spelling, syntax, lines; B Boolean and proximity; T text words; S subject headings; L
-- limits; X what the platform does and sheaf does not. Source of the elements: McGowan et al., PRESS Peer Review of
-- Electronic Search Strategies: 2015 guideline statement, J Clin Epidemiol 2016 (PMID 27005575).

local core = require "sheaf.core"

local M = {}

-- Each adds to a context what it finds; those of the second list need a library.
local STATIC = { (require "sheaf.lint.terms"), (require "sheaf.lint.groups"), (require "sheaf.lint.limits") }
local CORPUS = { (require "sheaf.lint.corpus"), (require "sheaf.lint.headings") }

local REACH = 20 -- bytes before a node in which its parenthesis is looked for

---@class sheaf.diagnostic
---@field code string                          "T-SUBSUMED"
---@field severity "error"|"warning"|"info"
---@field message string                       what is wrong
---@field suggestion? string                   what to do
---@field first integer                        1-based place in the query or line
---@field last integer
---@field line? string                         of a strategy: the line's id

---@class sheaf.lint_context
---@field query sheaf.query
---@field tree table
---@field syntax string
---@field lib? sheaf.library
---@field options table           of the search
---@field report fun(code: string, severity: string, node: table, message: string, suggestion?: string)
---@field source fun(node: table): string   the node's piece of the query
---@field walk fun(visit: fun(node: table, parent?: table))

--- A node's piece of the text, on one line, with the parentheses beside it that belong to its own.
---@param text string
---@param node table
---@return string
function M.source(text, node)
  local first, last = node.first + 1, node.last
  local depth, lowest = 0, 0
  for mark in text:sub(first, last):gmatch("[()]") do
    depth = depth + (mark == "(" and 1 or -1)
    lowest = math.min(lowest, depth)
  end
  for _ = 1, depth - lowest do
    if not text:find("^%s*%)", last + 1) then break end
    last = text:find(")", last + 1, true)
  end
  for _ = 1, -lowest do
    local before = text:sub(math.max(1, first - REACH), first - 1):match("%(%s*$")
    if not before then break end
    first = first - #before
  end
  return (text:sub(first, last):gsub("%s+", " "))
end

local function context(query, lib, options, found)
  local tree, text = query:tree(), query:text()
  local self = { query = query, tree = tree, syntax = query:syntax(), lib = lib, options = options }
  function self.source(node) return M.source(text, node) end
  function self.report(code, severity, node, message, suggestion)
    found[#found + 1] = { code = code, severity = severity, message = message, suggestion = suggestion,
      first = node.first + 1, last = math.max(node.last, node.first + 1) }
  end
  function self.walk(visit)
    local function step(node, parent)
      visit(node, parent)
      for _, child in ipairs(node.children or {}) do step(child, node) end
    end
    step(tree, nil)
  end
  return self
end

local RANK = { error = 1, warning = 2, info = 3 }

local function by_place(a, b)
  if a.first ~= b.first then return a.first < b.first end
  if a.severity ~= b.severity then return RANK[a.severity] < RANK[b.severity] end
  if a.code ~= b.code then return a.code < b.code end
  return a.message < b.message
end

--- The diagnostics of one query; those that need a library only with one.
---@param query sheaf.query
---@param lib? sheaf.library
---@param options? table   of the search: explode, unsupported, results
---@return sheaf.diagnostic[]
function M.query(query, lib, options)
  if lib ~= nil and not (type(lib) == "userdata" and lib.search_nodes) then
    error(("lint: a library expected, got %s"):format(type(lib)), 0)
  end
  local found = {}
  for _, note in ipairs(query:notes()) do found[#found + 1] = note end
  local self = context(query, lib, options or {}, found)
  for _, rule in ipairs(STATIC) do rule(self) end
  if lib then
    for _, rule in ipairs(CORPUS) do rule(self) end
  end
  table.sort(found, by_place)
  return M.list(found)
end

local List = { __name = "sheaf.diagnostics" }

function List:__tostring()
  if #self == 0 then return "nothing to remark" end
  local out = {}
  for i, d in ipairs(self) do
    out[i] = ("%s%-10s %-7s %s%s"):format(d.line and ("line %-4s "):format(d.line) or "", d.code, d.severity, d.message,
      d.suggestion and "; " .. d.suggestion or "")
  end
  return (table.concat(out, "\n"):gsub("[%c\127]", function(c) return c == "\n" and c or " " end))
end

--- Makes a list of diagnostics print as one.
function M.list(found) return setmetatable(found, List) end

local methods = core.classes["sheaf.query"]

--- What a colleague would remark: a list of { code, severity, message, suggestion, first, last } in the order of the
-- text. With a library also what its records tell.
---@param lib? sheaf.library
---@param options? { explode?: string, unsupported?: string }
---@return sheaf.diagnostic[]
function methods:lint(lib, options)
  return M.query(self, lib, options)
end

return M
