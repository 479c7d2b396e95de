--- What was searched, where, when and how: a row a source, with the items that PRISMA-S asks for of each search
-- (Rethlefsen ML et al. Syst Rev 2021;10:39: name of the database, platform, strategy, limits, date, records). What is
-- missing is said below the table; lib:load takes it as options.

local new_table = require("sheaf.table").new
local origin = require "sheaf.origin"
local read_options = require("sheaf.options").read

local ASKED = { { "searched", "the date of the search" }, { "platform", "the platform" },
  { "strategy", "the strategy" } }
local SEARCHED = { database = true, register = true }

local function notes_of(list)
  local notes = {}
  for _, item in ipairs(ASKED) do
    local names, seen = {}, {}
    for _, source in ipairs(list) do
      if SEARCHED[source.via] and not source[item[1]] and not seen[source.name] then
        names[#names + 1] = source.name
        seen[source.name] = true
      end
    end
    if #names > 0 then
      notes[#notes + 1] = ("not said (options.%s of lib:load): %s of %s"):format(item[1], item[2],
        table.concat(names, ", "))
    end
  end
  return notes
end

---@param target sheaf.library|sheaf.set  of a set: the sources that its records are of
---@param options? table
---@return sheaf.table
return function(target, options)
  read_options("searches", options, {})
  local lib, only = origin.of("searches", target)
  local _, all = origin.sources(lib)
  local used, list, rows = {}, {}, {}
  for _, source in origin.records(lib, only) do used[source] = true end
  for _, source in ipairs(all) do
    if used[source.id] or not only then
      list[#list + 1] = source
      rows[#rows + 1] = { source.name, source.via, source.platform, source.searched, source.seen, source.limits,
        source.strategy, source.label, source.file }
    end
  end
  return new_table {
    title = "Searches", rows = rows, notes = notes_of(list),
    columns = { "source", "via", "platform", "searched", { name = "records", kind = "integer" }, "limits", "strategy",
      "label", "file" },
  }
end
