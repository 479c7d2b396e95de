--- The part of YAML 1.2 that citation files are written in: block mappings and sequences, flow ones on one line, plain,
--- quoted and block scalars, comments. Every scalar is a string; anchors, tags and aliases are kept as text.
--
-- A mapping is a table of its values; M.keys gives its keys in order. A sequence is a plain sequence.

local trim = require("sheaf.words").trim

local M = {}

local DEEPEST = 32

local keys_of = setmetatable({}, { __mode = "k" })
local line_of = setmetatable({}, { __mode = "k" })

local function new_mapping(line)
  local map = {}
  keys_of[map], line_of[map] = {}, line
  return map
end

--- A key that stands twice is kept with a plus sign and a number behind it.
local function put(map, key, value)
  if map[key] ~= nil then key = ("%s+%d"):format(key, #keys_of[map]) end
  table.insert(keys_of[map], key)
  map[key] = value
end

--- The keys of a mapping in their order; nil for anything else.
---@param value any
---@return string[]?
function M.keys(value) return keys_of[value] end

--- The line on which a mapping begins.
---@param map table
---@return integer?
function M.line(map) return line_of[map] end

---@class sheaf.yaml.state
---@field lines { indent: integer, text: string, raw: string, number: integer }[]
---@field at integer the line to read next
---@field depth integer

local read_block

--- The line to read next; blank lines and comments count in block scalars alone.
local function current(state)
  while state.lines[state.at] and state.lines[state.at].text == "" do state.at = state.at + 1 end
  return state.lines[state.at]
end

local function fail(number, what)
  error({ line = number, message = what }, 0)
end

--- The text before a comment; a quotation mark counts where a scalar begins with it.
local function without_comment(text)
  if text:find("^#") then return "" end
  if not text:find(" #", 1, true) and not text:find("\t#", 1, true) then return text end
  local quote, before = nil, ""
  local begins = true
  for at = 1, #text do
    local c = text:sub(at, at)
    if quote then
      if c == quote and not (quote == '"' and before == "\\") then quote = nil end
    elseif begins and (c == '"' or c == "'") then
      quote = c
    elseif c == "#" and before:find("%s") then
      return trim(text:sub(1, at - 1))
    end
    begins = begins and (quote ~= nil or c:find("[%s%[{,:%-]") ~= nil)
    before = c
  end
  return text
end

local ESCAPES = { n = "\n", t = "\t", r = "\r", ["0"] = "\0", ["/"] = "/", ["\\"] = "\\", ['"'] = '"', [" "] = " " }

local function unescape(text)
  text = text:gsub("\\u(%x%x%x%x)", function(code) return utf8.char(tonumber(code, 16)) end)
  return (text:gsub("\\(.)", function(c) return ESCAPES[c] or "\\" .. c end))
end

local function unquote(text)
  local quote, inner = text:match("^([\"'])(.*)%1$")
  if quote == '"' then return unescape(inner) end
  if quote == "'" then return (inner:gsub("''", "'")) end
  return text
end

--- A scalar without quotes is nothing where it says so.
local function plain(text)
  if text == "" or text == "~" or text == "null" then return nil end
  return unquote(text)
end

--- "[a, 'b, c', {k: v}]" on one line, however nested.
local function read_flow(text, number)
  local at, depth = 1, 0
  local function space() at = text:find("%S", at) or #text + 1 end
  local function scalar(stops)
    local quote = text:sub(at, at):match("[\"']")
    local last = quote and text:find(quote, at + 1, true) or nil
    if quote and not last then fail(number, "a quotation mark is not closed") end
    local stop = text:find(stops, last and last + 1 or at) or #text + 1
    local value = trim(text:sub(at, stop - 1))
    at = stop
    return plain(value)
  end
  local function value(stops)
    space()
    local open = text:sub(at, at)
    if open ~= "[" and open ~= "{" then return scalar(stops) end
    depth = depth + 1
    if depth > DEEPEST then fail(number, "brackets are nested too deeply") end
    local list = open == "{" and new_mapping(number) or {}
    at = at + 1
    space()
    while not text:find("^[%]}]", at) do
      if at > #text then fail(number, "a bracket is not closed") end
      if open == "{" then
        local key = scalar("[:,}]") or ""
        if text:sub(at, at) == ":" then at = at + 1 end
        put(list, key, value("[,}]"))
      else
        list[#list + 1] = value("[,%]]") or ""
      end
      space()
      if text:sub(at, at) == "," then at = at + 1 end
      space()
    end
    at, depth = at + 1, depth - 1
    return list
  end
  return value("$")
end

--- Lines deeper than `indent`, as a block scalar: "|" keeps their ends, ">" folds them.
local function read_scalar_block(state, mark, indent)
  local parts, base = {}, nil
  while state.lines[state.at] do
    local line = state.lines[state.at]
    if line.raw:find("%S") then
      if line.indent <= indent then break end
      base = base or line.indent
      parts[#parts + 1] = line.raw:sub(base + 1)
    else
      parts[#parts + 1] = ""
    end
    state.at = state.at + 1
  end
  while parts[#parts] == "" do table.remove(parts) end
  if mark == "|" then return table.concat(parts, "\n") end
  local text = table.concat(parts, "\n"):gsub("([^\n])\n([^\n])", "%1 %2"):gsub("([^\n])\n([^\n])", "%1 %2")
  return (text:gsub("\n\n", "\n"))
end

--- What stands behind a key or a dash; further lines of a scalar are deeper than `indent`.
local function read_inline(state, text, indent, number)
  local mark = text:match("^([|>])[%d+-]*$")
  if mark then return read_scalar_block(state, mark, indent) end
  local quote = text:match("^[\"']")
  local open = text:match("^[%[{]")
  local parts = { text }
  local function is_whole()
    local last = parts[#parts]:sub(-1)
    if quote then return last == quote and (#parts > 1 or #text > 1) end
    return last == "]" or last == "}"
  end
  while current(state) and current(state).indent > indent and not ((quote or open) and is_whole()) do
    parts[#parts + 1] = current(state).text
    state.at = state.at + 1
  end
  text = table.concat(parts, " ")
  if open then return read_flow(text, number) end
  return plain(text)
end

--- Key and what stands behind it: `key: value`, `"a: b": value`, `key:`.
local function split_key(text)
  local quote, key, rest = text:match("^([\"'])(.-)%1:%s*(.*)$")
  if quote then return key, rest end
  if text:find("^[%[{\"'|>]") then return nil end
  local stop = text:find(":%s") or text:find(":$")
  if not stop then return nil end
  return text:sub(1, stop - 1), (text:sub(stop + 1):gsub("^%s+", ""))
end

local function read_value(state, rest, indent, number)
  if rest ~= "" then return read_inline(state, rest, indent, number) end
  local line = current(state)
  if not line then return nil end
  if line.indent > indent or line.indent == indent and line.text:find("^%-%s") or line.text == "-" then
    return read_block(state, line.indent)
  end
end

local function read_mapping(state, indent)
  local map = new_mapping(current(state).number)
  while current(state) and current(state).indent == indent do
    local line = current(state)
    local key, rest = split_key(line.text)
    if not key then fail(line.number, "a key with a colon was expected") end
    state.at = state.at + 1
    put(map, key, read_value(state, rest, indent, line.number))
  end
  return map
end

local function read_sequence(state, indent)
  local list = {}
  while current(state) and current(state).indent == indent do
    local line = current(state)
    local dash, rest = line.text:match("^(%-%s*)(.*)$")
    if not dash or rest ~= "" and dash == "-" then break end
    if rest == "" then
      state.at = state.at + 1
      local next_line = current(state)
      list[#list + 1] = next_line and next_line.indent > indent and read_block(state, next_line.indent) or ""
    elseif split_key(rest) then
      line.indent, line.text = indent + #dash, rest
      list[#list + 1] = read_block(state, line.indent)
    else
      state.at = state.at + 1
      list[#list + 1] = read_inline(state, rest, indent, line.number) or ""
    end
  end
  return list
end

function read_block(state, indent)
  state.depth = state.depth + 1
  local line = current(state)
  if state.depth > DEEPEST then fail(line.number, "lines are nested too deeply") end
  local value
  if line.text:find("^%-%s") or line.text == "-" then
    value = read_sequence(state, indent)
  elseif split_key(line.text) then
    value = read_mapping(state, indent)
  else
    state.at = state.at + 1
    value = read_inline(state, line.text, indent - 1, line.number)
  end
  state.depth = state.depth - 1
  return value
end

--- Reads one document; what stands behind "..." is left out.
---@param text string
---@return table|string|nil value
---@return string? message
---@return integer? line
function M.read(text)
  local lines, number = {}, 0
  for raw in (text:gsub("\r\n?", "\n") .. "\n"):gmatch("([^\n]*)\n") do
    number = number + 1
    if raw:find("^%.%.%.%s*$") then break end
    local indent = #raw:match("^ *")
    local bare = without_comment(trim(raw))
    if not raw:find("^%-%-%-") and not raw:find("^%%") then
      lines[#lines + 1] = { indent = indent, text = bare, raw = raw, number = number }
    end
  end
  local state = { lines = lines, at = 1, depth = 0 }
  if not current(state) then return nil end
  local ok, value = pcall(read_block, state, current(state).indent)
  if ok then return value end
  if type(value) == "table" then return nil, value.message, value.line end
  error(value, 0)
end

return M
