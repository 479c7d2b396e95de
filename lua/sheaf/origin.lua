--- Where records come from: the sources of a library under the names that reviewers report them by, and the way in
-- which each was found.

local M = {}

local VIA = { register = "register", website = "website", organisation = "organisation", citation = "citation",
  other = "other", previous = "previous" }

local function class_of(value) return type(value) == "userdata" and (getmetatable(value) or {}).__name end

--- The library that a library or a set is of, and the ids of the set (nil where all records are meant).
---@param who string
---@param target sheaf.library|sheaf.set
---@return sheaf.library lib, table<integer, true>? only
function M.of(who, target)
  local class = class_of(target)
  if class == "sheaf.library" then return target end
  if class ~= "sheaf.set" then
    error(("%s: a library or a set expected, got %s"):format(who, class or type(target)), 0)
  end
  local only = {}
  for _, id in ipairs(target:ids()) do only[id] = true end
  return target:library(), only
end

---@class sheaf.origin
---@field id integer
---@field name string        the database as the user says, else the label, else the file's name
---@field via string         database, register, website, organisation, citation, other, previous
---@field file string         its name without folders
---@field label string?
---@field platform string?
---@field searched string?
---@field strategy string?
---@field limits string?
---@field seen integer
---@field rejected integer

local SOURCES = [[select id, database, label, via, path, platform, searched, strategy, limits, seen, rejected
  from source order by id]]

--- The sources by number.
---@param lib sheaf.library
---@return table<integer, sheaf.origin> sources, sheaf.origin[] list
function M.sources(lib)
  local sources, list = {}, {}
  for row in assert(lib:sql(SOURCES)) do
    local file = row.path:match "[^/]*$"
    local one = { id = row.id, name = row.database or row.label or file, via = VIA[row.via] or "database",
      label = row.label, file = file, platform = row.platform, searched = row.searched, strategy = row.strategy,
      limits = row.limits, seen = row.seen, rejected = row.rejected }
    sources[row.id], list[#list + 1] = one, one
  end
  return sources, list
end

--- Each record with its source and its work, in order of ids; those in `only` where it is given.
---@param lib sheaf.library
---@param only? table<integer, true>
---@return fun(): integer?, integer, integer
function M.records(lib, only)
  local rows = assert(lib:sql "select id, source, work from record order by id")
  return function()
    for row in rows do
      if not only or only[row.id] then return row.id, row.source, row.work end
    end
  end
end

return M
