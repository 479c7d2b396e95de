--- strategy:known: which known studies a strategy finds, which it misses, where and why (relative recall).

local clause = require "sheaf.strategy.clause"
local lint = require "sheaf.lint"
local new_table = require("sheaf.table").new
local remedy = require "sheaf.strategy.remedy"
local strategy = require("sheaf.strategy").class

-- By line: its tree, and for each known record whether every node has it.
local function run(self, known)
  local trees, seen = {}, {}
  for i, line in ipairs(self.lines) do
    if line.query and line.set then
      local set, message, per_record = self.library:search_nodes(line.query, { explode = self.options.explode,
        unsupported = self.options.unsupported, results = self.results, watched = known })
      if not set then return nil, message, per_record end
      trees[i], seen[i] = line.query:tree(), per_record
    end
  end
  return { trees = trees, seen = seen }
end

-- What one record sees of the run.
local function view(whole, k)
  local seen = {}
  for i, records in pairs(whole.seen) do seen[i] = records[k] end
  return { trees = whole.trees, seen = seen }
end

local function source_of(self, line, node)
  return lint.source(self.lines[line].query:text(), node)
end

-- The leaves of a clause; of what excludes a record, those that match it.
local function leaves_of(self, at, part)
  local leaves = {}
  if not part.node then return leaves end
  clause.leaves(at, part.line, part.node, function(node, line)
    if (part.kind == "missing") ~= (at.seen[line][node.number + 1] or false) then
      node.source, node.at = source_of(self, line, node), line
      leaves[#leaves + 1] = node
    end
  end)
  return leaves
end

-- One sentence on a clause, and what would help.
local function tell(self, part, leaves, record)
  local line = self.lines[part.line]
  if part.kind == "broken" then
    return ("line %s has no result: %s"):format(line.id, line.error or "it was not run"), "mend the line"
  end
  local text = source_of(self, part.line, part.node)
  if part.kind == "excluded" then
    local names = {}
    for i, leaf in ipairs(leaves) do names[i] = leaf.source end
    return ("line %s takes it away: %s"):format(line.id, #names > 0 and table.concat(names, ", ") or text),
      "leave the NOT out, or except what also has the topic"
  end
  return ("line %s: nothing matches in %s"):format(line.id, text), table.concat(remedy.find(record, leaves), "; ")
end

local function lines_with(self, whole, k)
  local found = {}
  for i, line in ipairs(self.lines) do
    if whole.seen[i] and whole.seen[i][k][1] then found[#found + 1] = line.id end
  end
  return table.concat(found, " ")
end

local function row_of(self, whole, known, k)
  local record, last = known[k], #self.lines
  local at = view(whole, k)
  local row = { id = record.id, record = tostring(record), lines = lines_with(self, whole, k) }
  row.found = (at.seen[last] and at.seen[last][1] or false) and "yes" or "no"
  if row.found == "yes" then return row end
  local missed, why, remedies, told = {}, {}, {}, {}
  for _, part in ipairs(clause.failing(at, last)) do
    local leaves = leaves_of(self, at, part)
    for _, leaf in ipairs(#leaves > 0 and leaves or { { at = part.line } }) do
      if not told[leaf.at] then missed[#missed + 1] = self.lines[leaf.at].id end
      told[leaf.at] = true
    end
    why[#why + 1], remedies[#remedies + 1] = tell(self, part, leaves, record)
  end
  row.missed, row.why, row.remedy = table.concat(missed, " "), table.concat(why, "; "), table.concat(remedies, "; ")
  return row
end

-- How many of the known each line has.
local function recall_of_lines(self, whole, known)
  local rows = {}
  for i, line in ipairs(self.lines) do
    local found = 0
    for k = 1, #known do
      if whole.seen[i] and whole.seen[i][k][1] then found = found + 1 end
    end
    rows[i] = { line = line.id, search = line.text, count = line.count, found = line.set and found or nil,
      recall = line.set and #known > 0 and found / #known or nil }
  end
  return new_table { title = "Recall of each line", rows = rows,
    columns = { "line", "search", "count", "found", { name = "recall", kind = "share" } } }
end

--- Looks the known studies up in the strategy. Rows: record, found ("yes" or "no"), the lines that have it, and for a
-- missed one the lines that missed it, why, and what would find it. The table has `recall` (0 to 1, nil for an empty
-- set), `found`, `known` (counts) and `lines`, a table with the recall of each line.
---@param set sheaf.set
---@return sheaf.table? table, string? message, string? code
function strategy:known(set)
  if type(set) ~= "userdata" or (getmetatable(set) or {}).__name ~= "sheaf.set" then
    error("strategy:known: the set of the known studies expected, got " .. type(set), 2)
  end
  local ids = set:ids()
  table.sort(ids)
  local known = self.library:set(ids)
  local whole, message, code = run(self, known)
  if not whole then return nil, message, code end
  local rows, found = {}, 0
  for k = 1, #known do
    rows[k] = row_of(self, whole, known, k)
    if rows[k].found == "yes" then found = found + 1 end
  end
  local result = new_table { title = "Known studies", rows = rows,
    columns = { "id", "record", "found", "lines", "missed", "why", "remedy" },
    notes = { ("%d of %d known studies are found."):format(found, #known) } }
  result.recall = #known > 0 and found / #known or nil
  result.found, result.known, result.lines = found, #known, recall_of_lines(self, whole, known)
  return result
end
