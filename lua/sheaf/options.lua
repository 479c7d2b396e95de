--- Options of an analysis: checked against what it takes, so that a misspelt one is said instead of ignored.

local M = {}

local CHECKS = {
  count = function(value) return math.type(value) == "integer" and value >= 0 end,
  string = function(value) return type(value) == "string" end,
  list = function(value) return type(value) == "table" or type(value) == "string" end,
}

local WANTED = { count = "a whole number", string = "a string", list = "a string or a list of strings" }

local function known(kinds)
  local names = {}
  for name in pairs(kinds) do names[#names + 1] = name end
  table.sort(names)
  return table.concat(names, ", ")
end

--- Returns the options, an empty table for nil; raises on an unknown option or a wrong kind of value.
---@param who string              name of the analysis, for messages
---@param options table?
---@param kinds table<string, "count"|"string"|"list">
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
