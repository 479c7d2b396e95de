--- A published strategy, and those of its lines that FTS5 can express.

local M = {}

local UNESCAPED = { n = "\n", t = "\t", r = "\r" }
local MOST = 2000 -- alternatives of a NEAR between groups: FTS5 has none, so each choice of words is a NEAR of its own

--- The text of one strategy of a file of JSON lines, or nil where there is none.
function M.read(path, topic)
  local file = io.open(path, "rb")
  if not file then return nil end
  local found
  for line in file:lines() do
    if not found and line:find('"' .. topic .. '"', 1, true) then
      local text = line:match '"query": *"(.-[^\\])"'
      found = text and text:gsub("\\u(%x%x%x%x)", function(code) return utf8.char(tonumber(code, 16)) end)
        :gsub("\\(.)", function(c) return UNESCAPED[c] or c end)
    end
  end
  file:close()
  return found
end

--- A word, or its beginning, as FTS5 writes it; nil for other patterns.
local function word(node)
  local stem, star = node.pattern:match "^(%w+)(%*?)$"
  return stem and '"' .. stem .. '"' .. star
end

--- Only the last word of a phrase can be truncated.
local function phrase(node)
  local words, star = {}, ""
  for i, child in ipairs(node.children) do
    local stem
    stem, star = child.pattern:match "^(%w+)(%*?)$"
    if not stem or (star ~= "" and i < #node.children) then return nil end
    words[i] = stem
  end
  return '"' .. table.concat(words, " ") .. '"' .. star
end

--- What can stand in one place of a NEAR, as a list.
local function choices(node)
  if node.kind == "scope" then return choices(node.children[1]) end
  if node.kind == "term" then return { word(node) } end
  if node.kind == "phrase" then return { phrase(node) } end
  local list = {}
  if node.kind == "or" then
    for _, child in ipairs(node.children) do
      local some = choices(child)
      if #some == 0 then return {} end
      table.move(some, 1, #some, #list + 1, list)
    end
  end
  return list
end

local function near(node)
  if node.ordered then return nil end
  local all = { "" }
  for _, child in ipairs(node.children) do
    local more = {}
    for _, begun in ipairs(all) do
      for _, choice in ipairs(choices(child)) do more[#more + 1] = begun .. " " .. choice end
    end
    if #more == 0 or #more > MOST then return nil end
    all = more
  end
  for i, words in ipairs(all) do all[i] = ("NEAR(%s, %d)"):format(words, node.gap) end
  return "(" .. table.concat(all, " OR ") .. ")"
end

local OPERATORS = { ["or"] = " OR ", ["and"] = " AND ", ["not"] = " NOT " }

--- The MATCH expression of a query's tree, or nil where FTS5 has none. lines: those of the lines before, by index.
function M.fts5(node, lines)
  if node.kind == "scope" then return M.fts5(node.children[1], lines) end
  if node.kind == "term" then return word(node) end
  if node.kind == "phrase" then return phrase(node) end
  if node.kind == "near" then return near(node) end
  if node.kind == "ref" then return lines[node.line] or nil end
  if not OPERATORS[node.kind] then return nil end
  local parts = {}
  for i, child in ipairs(node.children) do
    parts[i] = M.fts5(child, lines)
    if not parts[i] then return nil end
  end
  return "(" .. table.concat(parts, OPERATORS[node.kind]) .. ")"
end

--- The expressions of a strategy's lines (sheaf.strategy), those that have one in order, and all by index.
function M.expressions(strategy)
  local list, lines = {}, {}
  for i, line in ipairs(strategy.lines) do
    lines[i] = line.query and M.fts5(line.query:tree(), lines) or false
    if lines[i] then list[#list + 1] = lines[i] end
  end
  return list, lines
end

return M
