--- What each source contributes: its records and works, the works that no other source has, and what it found of what
-- was included. A work counts once a source. sensitivity = included works of the source / all included works;
-- precision = included works of the source / its works. A column a source says how many works the two share.

local new_table = require("sheaf.table").new
local origin = require "sheaf.origin"
local outcome = require "sheaf.flow.outcome"
local read_options = require("sheaf.options").read

local FIXED = { "source", "records", "works", "unique", "included", "unique_included", "sensitivity", "precision" }

--- The sources by name, in order, each with its records and works; and for each work which sources have it.
local function read_sources(lib, only)
  local sources, list, by_name, works, having = origin.sources(lib), {}, {}, {}, {}
  for _, source, work in origin.records(lib, only) do
    local name = sources[source].name
    local one = by_name[name]
    if not one then
      one = { name = name, at = #list + 1, records = 0, works = 0, unique = 0, included = 0, unique_included = 0,
        shared = {} }
      by_name[name], list[#list + 1] = one, one
    end
    one.records = one.records + 1
    if not having[work] then
      having[work] = {}
      works[#works + 1] = work
    end
    having[work][one.at] = true
  end
  return list, works, having
end

--- The works that were included: the user's set; else what full text included, with what a previous version of the
-- review did; else, where nothing is decided at full text, what screening let pass.
local function read_included(lib, works, given, stages)
  local included = {}
  if given then
    local chosen = {}
    for record in given:each() do chosen[record.work] = true end
    for _, work in ipairs(works) do included[work] = chosen[work] end
    return included, "the given set"
  end
  local outcome_of, decided = outcome.reader(lib, stages)
  local sources, read = origin.sources(lib), false
  for _, source, work in origin.records(lib) do
    if sources[source].via == "previous" then included[work] = true end
  end
  for _, stage in ipairs(stages.eligibility) do
    for _, work in ipairs(works) do read = read or decided[work] ~= nil and decided[work][stage] ~= nil end
  end
  local wanted = read and "included" or "waiting"
  for _, work in ipairs(works) do
    if outcome_of(work) == wanted then included[work] = true end
  end
  if read then return included, "what was included at full text" end
  return included, "what screening let pass: nothing is decided at full text"
end

local function count(list, works, having, included)
  local total = 0
  for _, work in ipairs(works) do
    local at = {}
    for i = 1, #list do
      if having[work][i] then at[#at + 1] = i end
    end
    total = total + (included[work] and 1 or 0)
    for _, i in ipairs(at) do
      local one = list[i]
      one.works = one.works + 1
      if #at == 1 then one.unique = one.unique + 1 end
      if included[work] then one.included = one.included + 1 end
      if included[work] and #at == 1 then one.unique_included = one.unique_included + 1 end
      for _, k in ipairs(at) do one.shared[k] = (one.shared[k] or 0) + 1 end
    end
  end
  return total
end

--- The columns: a source whose name is that of a column gets another one.
local function columns_of(list)
  local columns, taken = {}, {}
  for i, name in ipairs(FIXED) do
    local kind = i == 1 and "text" or i > 6 and "share" or "integer"
    columns[i], taken[name] = { name = name, kind = kind }, true
  end
  for _, one in ipairs(list) do
    local name = one.name
    while taken[name] do name = name .. " (source)" end
    columns[#columns + 1], taken[name] = { name = name, kind = "integer", title = name }, true
  end
  return columns
end

---@param target sheaf.library|sheaf.set
---@param options? table included: a set to measure sources by; otherwise as for flow
---@return sheaf.table
return function(target, options)
  local given = options and options.included
  local rest = {}
  for name, value in pairs(options or {}) do
    if name ~= "included" then rest[name] = value end
  end
  rest = read_options("overlap", rest, outcome.KINDS)
  local lib, only = origin.of("overlap", target)
  if given ~= nil and not rawequal(origin.of("overlap: options.included", given), lib) then
    error("overlap: options.included is of another library", 0)
  end
  if rawequal(given, lib) then error("overlap: options.included must be a set", 0) end
  local list, works, having = read_sources(lib, only)
  local included, said = read_included(lib, works, given, outcome.stages("overlap", rest))
  local total, rows = count(list, works, having, included), {}
  for i, one in ipairs(list) do
    local row = { one.name, one.records, one.works, one.unique, one.included, one.unique_included,
      total > 0 and one.included / total or nil, one.works > 0 and one.included / one.works or nil }
    for k = 1, #list do row[#FIXED + k] = one.shared[k] or 0 end
    rows[i] = row
  end
  return new_table {
    title = "Overlap of sources", columns = columns_of(list), rows = rows,
    notes = { ("%d works, %d of them included (%s)"):format(#works, total, said) },
    chart = #rows > 0 and { kind = "bar", x = "source", y = { "works", "unique" }, title = "Works by source" } or nil,
  }
end
