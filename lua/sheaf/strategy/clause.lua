--- Which smallest parts of a strategy keep a record out: the tree of the last line, followed through its references.

local M = {}

local function seen(run, line, node) return run.seen[line] and run.seen[line][node.number + 1] or false end

local walk

-- Whether a node that does not match is made of parts, some of which may.
local function is_compound(run, line, node)
  if node.kind == "ref" then
    local tree = run.trees[node.line]
    return tree ~= nil and is_compound(run, node.line, tree)
  end
  if node.kind == "scope" then return is_compound(run, line, node.children[1]) end
  return node.kind == "not" or node.kind == "and" and #node.children > 1
end

-- The alternative that needs the fewest changes, where each is made of several parts; nil where any is one term.
local function closest(run, line, children)
  local best
  for _, child in ipairs(children) do
    if not is_compound(run, line, child) then return nil end
    local clauses = {}
    walk(run, line, child, clauses)
    if not best or #clauses < #best then best = clauses end
  end
  return best
end

-- Of several parts that all must match, each one that fails.
local function walk_all(run, line, children, out)
  for _, child in ipairs(children) do
    if not seen(run, line, child) then walk(run, line, child, out) end
  end
end

-- Adds the failing clauses under a node that does not match.
function walk(run, line, node, out)
  if node.kind == "ref" then
    local target = node.line
    local tree = run.trees[target]
    if tree then return walk(run, target, tree, out) end
    out[#out + 1] = { line = target, kind = "broken" }
  elseif node.kind == "and" then
    walk_all(run, line, node.children, out)
  elseif node.kind == "scope" then
    walk(run, line, node.children[1], out)
  elseif node.kind == "not" then
    local left, right = node.children[1], node.children[2]
    if not seen(run, line, left) then walk(run, line, left, out) end
    if seen(run, line, right) then out[#out + 1] = { line = line, node = right, kind = "excluded" } end
  elseif node.kind == "or" and #node.children == 1 then
    walk(run, line, node.children[1], out)
  else
    local clauses = node.kind == "or" and closest(run, line, node.children)
    for _, part in ipairs(clauses or { { line = line, node = node, kind = "missing" } }) do out[#out + 1] = part end
  end
end

---@class sheaf.clause
---@field line integer              index of the line it stands in
---@field node? table               of query:tree()
---@field kind "missing"|"excluded"|"broken"  nothing of it matches; it matches and is taken away; no result

--- The clauses that keep a record out of a line; all of them must change. Empty where the record is found.
---@param run { trees: table, seen: table }  by line: its tree, and for each node
---  (number + 1) whether the record has it
---@param line integer
---@return sheaf.clause[]
function M.failing(run, line)
  local out, tree = {}, run.trees[line]
  if not tree then return { { line = line, kind = "broken" } } end
  if not seen(run, line, tree) then walk(run, line, tree, out) end
  local once, known = {}, {}
  for _, part in ipairs(out) do
    local key = ("%s %d %d"):format(part.kind, part.line, part.node and part.node.number or -1)
    if not known[key] then once[#once + 1] = part end
    known[key] = true
  end
  return once
end

local LEAVES = { term = true, phrase = true, near = true, heading = true, qualifier = true, name = true, value = true,
  range = true, filter = true, freq = true, unsupported = true }

--- The leaves below a node, through references: calls visit(node, line) in reading order.
function M.leaves(run, line, node, visit)
  if LEAVES[node.kind] then return visit(node, line) end
  if node.kind == "ref" then
    local tree = run.trees[node.line]
    if tree then M.leaves(run, node.line, tree, visit) end
    return
  end
  for _, child in ipairs(node.children or {}) do M.leaves(run, line, child, visit) end
end

return M
