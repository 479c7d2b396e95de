--- The analyses by name. `analysis.trends` is sheaf/analysis/trends.lua, loaded when first used; a user's own is
-- `analysis.mine = function(set, options) ... end`, or a file sheaf_analysis_mine.lua on package.path that returns
-- the function. Every analysis returns a table made by sheaf.table; anything else is an error here, with a reason.

local named = require "sheaf.named"

local BUILT_IN = {
  "agreement", "authors", "characteristics", "code_agreement", "code_cooccurrence", "code_suggestions",
  "codes", "concordance", "cooccurrence", "duplicates", "flow", "framework", "keywords", "network", "overlap",
  "ranking", "searches", "sections", "simulate", "sources", "stopping", "terms", "themes", "three_fields",
  "trends",
}

local MORE_THAN_SETS = { agreement = true, flow = true, overlap = true, searches = true, stopping = true }
local of_sets = {} -- the built-in ones that take a set and nothing else
for _, name in ipairs(BUILT_IN) do of_sets[name] = not MORE_THAN_SETS[name] end

local own = {}   -- what users assigned, by name
local ready = {} -- checked functions, by name
local methods = {}

local function describe(value)
  local kind = type(value)
  local name = (kind == "table" or kind == "userdata") and (getmetatable(value) or {}).__name
  return name or kind
end

--- True for a set, and for what can be walked as one.
local function is_set(value)
  local kind = type(value)
  return (kind == "userdata" or kind == "table") and value.each ~= nil
end

--- The analysis with its arguments and its result checked.
local function checked(name, run)
  return function(set, options)
    if set == nil then
      error(("analysis '%s' needs a set: sheaf.analysis.%s(lib:all())"):format(name, name), 2)
    end
    if of_sets[name] and not own[name] and not is_set(set) then
      error(("analysis '%s': a set expected, as lib:all() or lib:search(...) gives, got %s")
        :format(name, describe(set)), 2)
    end
    if options ~= nil and type(options) ~= "table" then
      error(("analysis '%s': options must be a table, not %s"):format(name, type(options)), 2)
    end
    local result, message, code = run(set, options or {})
    if result == nil and message ~= nil then return nil, message, code end
    if not require("sheaf.table").is(result) then
      error(("analysis '%s' returned %s; it must return sheaf.table { columns = {...}, rows = {...} }")
        :format(name, describe(result)), 2)
    end
    return result
  end
end

--- The function that a module returns; nil where there is no such module.
local function from_module(module)
  local run = named.from_module(module)
  if run ~= nil and type(run) ~= "function" then
    error(("%s must return function(set, options), not %s"):format(module, describe(run)), 0)
  end
  return run
end

local function find(name)
  if not named.is_name(name) then return nil end
  if ready[name] then return ready[name] end
  local run = own[name] or from_module("sheaf.analysis." .. name) or from_module("sheaf_analysis_" .. name)
  ready[name] = run and checked(name, run)
  return ready[name]
end

--- Names of the analyses: the built-in ones, those assigned, and those found as files so far.
---@return string[]
function methods.names()
  local seen, names = {}, {}
  local function add(name)
    if not seen[name] then names[#names + 1] = name end
    seen[name] = true
  end
  for _, name in ipairs(BUILT_IN) do
    if package.searchpath("sheaf.analysis." .. name, package.path) then add(name) end
  end
  for name in pairs(ready) do add(name) end
  for name in pairs(own) do add(name) end
  table.sort(names)
  return names
end

--- Runs an analysis by name, as set:analyze does.
---@param name string
---@param set sheaf.set
---@param options? table
---@return sheaf.table?, string? message, string? code
function methods.run(name, set, options)
  local run = find(name)
  if not run then
    return nil, ("no analysis '%s'; there are %s"):format(tostring(name), table.concat(methods.names(), ", ")),
      "analysis"
  end
  return run(set, options)
end

return setmetatable({}, {
  __name = "sheaf.analyses",
  __index = function(_, name) return methods[name] or find(name) end,
  __newindex = function(_, name, run)
    if not named.is_name(name) or methods[name] then
      error(("'%s' cannot be the name of an analysis"):format(tostring(name)), 2)
    end
    if run ~= nil and type(run) ~= "function" then
      error(("sheaf.analysis.%s must be a function(set, options), not %s"):format(name, type(run)), 2)
    end
    own[name], ready[name] = run, nil
  end,
  __pairs = function(self)
    local names, i = methods.names(), 0
    return function()
      i = i + 1
      return names[i], names[i] and self[names[i]]
    end
  end,
  __tostring = function() return "analyses: " .. table.concat(methods.names(), ", ") end,
})
