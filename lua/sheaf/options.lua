--- Options of an analysis: checked against what it takes, so that a misspelt one is said instead of ignored.

local M = {}

local CHECKS = {
  count = function(value) return math.type(value) == "integer" and value >= 0 end,
  string = function(value) return type(value) == "string" end,
  list = function(value) return type(value) == "table" or type(value) == "string" end,
  boolean = function(value) return type(value) == "boolean" end,
  any = function() return true end, -- the analysis checks it
}

local WANTED = { count = "a whole number", string = "a string", list = "a string or a list of strings",
  boolean = "true or false" }

local function known(kinds)
  local names = {}
  for name in pairs(kinds) do names[#names + 1] = name end
  table.sort(names)
  return #names > 0 and table.concat(names, ", ") or "none"
end

local HOME = debug.getinfo(1, "S").source:match "^(.*)options%.lua$"

--- Raises a message with the place in the program that called sheaf, however deep in sheaf this is.
---@param message string
function M.raise(message)
  local level = 2
  local info = debug.getinfo(level, "S")
  while info and (info.what == "C" or info.source:sub(1, #HOME) == HOME) do
    level = level + 1
    info = debug.getinfo(level, "S")
  end
  error(message, info and level or 0)
end

--- Raises on an option that has no such name.
---@param who string       the function, for messages
---@param options table
---@param names string[]   what it takes
function M.check_names(who, options, names)
  local given, wrong = {}, {}
  for _, name in ipairs(names) do given[name] = true end
  for name in pairs(options) do
    if not given[name] then wrong[#wrong + 1] = tostring(name) end
  end
  if #wrong == 0 then return end
  table.sort(wrong)
  M.raise(("%s: no option '%s'; there are %s"):format(who, wrong[1], table.concat(names, ", ")))
end

--- Returns the options, an empty table for nil; raises on an unknown option or a wrong kind of value.
---@param who string              name of the analysis, for messages
---@param options table?
---@param kinds table<string, "count"|"string"|"list"|"boolean"|"any">
---@return table
function M.read(who, options, kinds)
  if options == nil then return {} end
  if type(options) ~= "table" then error(("%s: options must be a table"):format(who), 0) end
  for name, value in pairs(options) do
    local kind = kinds[name]
    if not kind then
      error(("%s: no option '%s'; it takes %s"):format(who, tostring(name), known(kinds)), 0)
    elseif not CHECKS[kind](value) then
      error(("%s: option '%s' must be %s"):format(who, name, WANTED[kind]), 0)
    end
  end
  return options
end

--- One of the allowed words, or the default; raises on another.
---@param who string
---@param name string
---@param value string?
---@param allowed string[]        the first is the default
---@return string
function M.choice(who, name, value, allowed)
  if value == nil then return allowed[1] end
  for _, word in ipairs(allowed) do
    if value == word then return word end
  end
  error(("%s: option '%s' must be one of %s"):format(who, name, table.concat(allowed, ", ")), 0)
end

return M
