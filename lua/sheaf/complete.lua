--- What Tab offers in the REPL. Reads the expression that ends where the cursor is, follows it through values as far
-- as that calls nothing, and from the first call on through the classes that methods are known to return.

local card = require "sheaf.card"
local help = require "sheaf.help"

local M = {}

local RESERVED = {
  "break", "else", "elseif", "false", "function", "local", "nil", "repeat", "return", "then", "true", "until", "while",
}

local CLOSE = { [")"] = "(", ["]"] = "[" }

--- Where the bracket that closes at `at` was opened, or nil.
local function opening(line, at)
  local close = line:sub(at, at)
  local depth = 0
  for i = at, 1, -1 do
    local c = line:sub(i, i)
    if c == close then depth = depth + 1 elseif c == CLOSE[close] then depth = depth - 1 end
    if depth == 0 then return i end
  end
end

--- The steps of the expression that ends at `at`, first step first: a name, or what stands in brackets.
local function read_steps(line, at)
  local steps = {}
  while at > 0 do
    local c = line:sub(at, at)
    if CLOSE[c] then
      local from = opening(line, at)
      if not from then return nil end
      table.insert(steps, 1, { bracket = CLOSE[c], inside = line:sub(from + 1, at - 1) })
      at = from - 1
    else
      local from = line:sub(1, at):find("[%a_][%w_]*$")
      if not from then return nil end
      table.insert(steps, 1, { name = line:sub(from, at) })
      at = from - 1
      local before = line:sub(at, at)
      if before ~= "." and before ~= ":" then return steps end
      at = at - 1
    end
  end
  return nil
end

local function get(value, key)
  local ok, found = pcall(function() return value[key] end)
  if ok then return found end
end

local function topic_of(class, name)
  for _, one in ipairs(help.of(class)) do
    if one.name == name then return one end
  end
end

--- What indexing a class by number gives.
local ELEMENT = { set = "record" }

local function class_of(value, env)
  return value ~= nil and value == env.sheaf and "sheaf" or help.class(value)
end

--- Follows the steps; returns a value, or a class where the value is not there yet.
local function resolve(steps, env)
  local value, class, called = env, nil, nil
  for i, step in ipairs(steps) do
    if step.name then
      local owner = class or i == 1 and "global" or class_of(value, env)
      called = owner and topic_of(owner, step.name)
      value = not class and get(value, step.name) or nil
      class = nil
      if value == nil and not called then return nil end
    elseif step.bracket == "(" then
      if not called then return nil end
      value, class, called = nil, called.returns, nil
      if not class then return nil end
    else
      local key = math.tointeger(tonumber(step.inside)) or step.inside:match("^%s*[\"']([^\"']*)[\"']%s*$")
      class = ELEMENT[class or help.class(value)] or nil
      value = not class and key ~= nil and value ~= nil and get(value, key) or nil
      called = nil
      if value == nil and not class then return nil end
    end
  end
  return value, class
end

local function add_keys(into, value, wanted)
  if type(value) ~= "table" then return end
  for key, item in next, value do
    if type(key) == "string" and (not wanted or type(item) == wanted) then into[key] = true end
  end
end

--- Names that may follow a value or a class after "." or ":".
local function members(value, class, separator, env)
  local names = {}
  class = class or class_of(value, env)
  for _, one in ipairs(class and help.of(class) or {}) do names[one.name] = true end
  if class == "record" and separator == "." then
    for _, field in ipairs(card.fields) do names[field] = true end
  end
  if class == "table" and separator == "." then
    for _, name in ipairs { "columns", "notes", "rows", "title" } do names[name] = true end
  end
  if type(value) == "string" and separator == ":" then value = string end
  if value ~= nil and value == (env.sheaf or {}).analysis then
    for _, name in ipairs(require("sheaf.analysis").names()) do names[name] = true end
  end
  if value ~= nil and value == (env.sheaf or {}).codebook then
    for _, name in ipairs(value.names()) do names[name] = true end
  end
  if class == nil or class == "sheaf" then add_keys(names, value, separator == ":" and "function" or nil) end
  local row = debug.getmetatable(value)
  if type(row) == "table" and rawget(row, "__name") == "sheaf.row" then
    for name in pairs(value) do names[name] = true end
  end
  return names
end

local function matching(names, prefix, head)
  local found = {}
  for name in pairs(names) do
    if name:sub(1, #prefix) == prefix and name:find("^[%a_][%w_]*$") then found[#found + 1] = head .. name end
  end
  table.sort(found)
  return found
end

--- "string" or "comment" where the end of the line is inside one.
local function inside(line)
  local quote
  local i = 1
  while i <= #line do
    local c = line:sub(i, i)
    if quote then
      if c == "\\" then i = i + 1 elseif c == quote then quote = nil end
    elseif c == '"' or c == "'" then
      quote = c
    elseif c == "-" and line:sub(i, i + 1) == "--" then
      return "comment"
    end
    i = i + 1
  end
  return quote and "string" or nil
end

--- Entries of a folder that begin with a prefix, folders with a slash at the end.
local function entries(folder, prefix)
  local found, lfs = pcall(require, "lfs")
  local names = {}
  if not found then return names end
  local ok, list, state = pcall(lfs.dir, folder == "" and "." or folder)
  if not ok then return names end
  for name in list, state do
    if name:sub(1, #prefix) == prefix and (prefix ~= "" or name:sub(1, 1) ~= ".") and name ~= "." and name ~= ".." then
      local is_folder = lfs.attributes(folder .. name, "mode") == "directory"
      names[#names + 1] = folder .. name .. (is_folder and "/" or "")
    end
  end
  table.sort(names)
  return names
end

--- File names for a path begun in a string. A folder that alone fits is opened, since the terminal takes a single
-- match for the whole name and closes the quote.
local function files(path)
  local names = entries(path:match("^(.-)([^/]*)$"))
  if #names == 1 and names[1]:sub(-1) == "/" then
    local below = entries(names[1], "")
    return #below > 0 and below or names
  end
  return names
end

--- Completions within a string: the name of an analysis, or a file.
local function complete_string(text, line, prefix)
  if line:find(":%s*analyze%s*%(?%s*[\"'][%w_]*$") then
    local names = {}
    for _, name in ipairs(require("sheaf.analysis").names()) do names[name] = true end
    return matching(names, prefix, text:sub(1, #text - #prefix))
  end
  local path = line:match("[\"']([^\"']*)$") or ""
  local head = path:sub(1, math.max(0, #path - #text))
  local found = {}
  for i, name in ipairs(files(path)) do found[i] = name:sub(#head + 1) end
  return found
end

--- Completions of a word.
---@param text string   the word as the terminal cut it, ending at the cursor; it may hold more than a name
---@param line string   the line up to the cursor
---@param env table     the globals
---@return string[]     replacements of the whole word, sorted
function M.complete(text, line, env)
  local prefix = line:match("[%a_]?[%w_]*$")
  local head = text:sub(1, #text - #prefix)
  local place = inside(line)
  if place == "string" then return complete_string(text, line, prefix) end
  if place == "comment" then return {} end
  local before = line:sub(1, #line - #prefix)
  local separator = before:match("[.:]$")
  if not separator then
    local names = {}
    if prefix == "" then return {} end
    for _, word in ipairs(RESERVED) do names[word] = true end
    add_keys(names, env)
    return matching(names, prefix, head)
  end
  if before:find("%.%.$") then return {} end
  local steps = read_steps(before, #before - 1)
  if not steps then return {} end
  local value, class = resolve(steps, env)
  if value == nil and not class then return {} end
  return matching(members(value, class, separator, env), prefix, head)
end

return M
