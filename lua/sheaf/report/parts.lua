--- What a report shows when nobody says what: the studies, the themes where records are coded, when and where they were
-- published and by whom, the strategy where one is given, and the flow where records were decided upon.

local M = {}

local SHOWN = 500     -- a timeline of more studies is no longer read
local FIRST = 25      -- of the journals, authors and keywords
local NODES = 40      -- of the network of keywords

local function has_rows(lib, name)
  local rows = lib:sql("select 1 from " .. name .. " limit 1")
  return rows ~= nil and rows() ~= nil
end

--- The parts for a set of a library.
---@param set sheaf.set
---@param strategy? sheaf.strategy
---@return (sheaf.table|sheaf.report.part)[]
function M.of(set, strategy)
  local analysis = require "sheaf.analysis"
  local lib, parts = set:library(), {}
  local function add(name, target, options)
    local t = analysis.run(name, target, options)
    if not t or #t == 0 then return nil end
    parts[#parts + 1] = t
    return t
  end
  add("characteristics", set)
  if has_rows(lib, "code") then
    local matrix = add("framework", set, { empty = false })
    if matrix then parts[#parts + 1] = { heading = "Themes", table = matrix, as = "themes" } end
  end
  if #set > 0 and #set <= SHOWN then parts[#parts + 1] = { as = "timeline" } end
  add("trends", set)
  for _, name in ipairs { "sources", "authors", "keywords" } do add(name, set, { limit = FIRST }) end
  local network = analysis.run("network", set, { limit = NODES, progress = false })
  if network and #network > 2 then parts[#parts + 1] = network end
  if strategy then parts[#parts + 1] = { heading = "Search strategy", table = strategy:table() } end
  if has_rows(lib, "decision") then add("flow", lib) end
  return parts
end

return M
