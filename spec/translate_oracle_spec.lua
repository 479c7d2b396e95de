--- Random queries through every platform's syntax: the index finds what a brute-force reading finds; what is printed is
--- read back as the same tree; a translation without losses finds the same records, and a loss tells which way it errs.

local sheaf = require "sheaf"
local invented = require "spec.support.invented"
local oracle = require "spec.support.oracle"
local ovid_maker = require "spec.support.ovid_maker"
local platform_maker = require "spec.support.platform_maker"
local query_maker = require "spec.support.query_maker"

local SYNTAXES = sheaf.query.syntaxes()
local IGNORE = { sort = "id", explode = "ignore", unsupported = "ignore" }

local function open(seed, count)
  local lib = assert(sheaf.open())
  assert(lib:load { text = invented.nbib(seed, count), name = "invented.nbib" })
  local records, documents = {}, {}
  for record in lib:all():each() do
    records[#records + 1] = record
    documents[#documents + 1] = oracle.document(record)
  end
  return lib, records, documents
end

local function ids_of(lib, query, text)
  local set, message = lib:search(query, IGNORE)
  if not set then error(text .. "\n" .. message, 0) end
  return table.concat(set:ids(), " "), set
end

local function has_kind(tree, kinds)
  if kinds[tree.kind] then return true end
  for _, child in ipairs(tree.children or {}) do
    if has_kind(child, kinds) then return true end
  end
  return false
end

local function directions(losses)
  local found = {}
  for _, loss in ipairs(losses) do found[loss.direction] = true end
  return found
end

local function reasons(losses)
  local list = {}
  for i, loss in ipairs(losses) do list[i] = loss.direction .. ": " .. loss.reason end
  return table.concat(list, "\n  ")
end

-- One query into one syntax.
local function check_translation(lib, query, set, expected, syntax, counts)
  local from = query:syntax() .. ": " .. query:text()
  local text, losses = query:print(syntax, lib)
  if not text then error(("%s\nhas no text in %s: %s"):format(from, syntax, losses), 0) end
  local again, problem = sheaf.query.parse(text, syntax)
  if not again then error(("%s\nbecame in %s: %s\nwhich is not read: %s"):format(from, syntax, text, problem), 0) end
  local where = ("%s\nbecame in %s: %s\n  %s"):format(from, syntax, text, reasons(losses))
  local printed = assert(again:print(syntax))
  local third, message = sheaf.query.parse(printed, syntax)
  if third ~= again then
    error(("%s\nprinted again: %s\nand that is another tree (%s)"):format(where, printed, tostring(message)), 0)
  end
  if syntax == query:syntax() and again ~= query then error(where .. "\nwhich is another tree", 0) end
  counts.all = counts.all + 1
  local found, other = ids_of(lib, again, where)
  if #losses == 0 then
    counts.exact = counts.exact + 1
    if found ~= expected then error(("%s\nfinds: %s\ninstead of: %s"):format(where, found, expected), 0) end
    return
  end
  if has_kind(query:tree(), { ["not"] = true }) then return end
  local way = directions(losses)
  if way.different then return end
  if not way.narrower and #(set - other) > 0 then error(where .. "\nis broader, but misses records", 0) end
  if not way.broader and #(other - set) > 0 then error(where .. "\nis narrower, but finds more", 0) end
end

local function run(seed, count, make, syntax)
  local lib, records, documents = open(seed, 60)
  local queries = make.new(seed * 7919, records, syntax)
  local counts, hits = { all = 0, exact = 0 }, 0
  for _ = 1, count do
    local text = queries:query()
    local query, message = sheaf.query.parse(text, syntax)
    if not query then error(text .. "\n" .. message, 0) end
    local found, set = ids_of(lib, query, text)
    local expected = table.concat(oracle.search(query:tree(), documents), " ")
    if found ~= expected then
      error(("%s\nthe index finds: %s\nthe oracle finds: %s"):format(text, found, expected), 0)
    end
    if #set > 0 then hits = hits + 1 end
    for _, target in ipairs(SYNTAXES) do check_translation(lib, query, set, expected, target, counts) end
  end
  lib:close()
  assert.is_true(hits > count // 4, "too few queries find anything: " .. hits)
  assert.is_true(counts.exact > counts.all // 4, ("too few translations are exact: %d of %d"):format(counts.exact,
    counts.all))
end

-- Which queries are drawn, by which maker, from how many seeds.
local DRAWN = {
  { "ovid", ovid_maker, 3 }, { "pubmed", query_maker, 3 }, { "embase", platform_maker, 1 },
  { "cochrane", platform_maker, 1 }, { "wos", platform_maker, 1 }, { "scopus", platform_maker, 1 },
  { "ebsco", platform_maker, 1 }, { "proquest", platform_maker, 1 },
}

describe("every syntax agrees with brute force and with the others", function()
  local count = math.tointeger(tonumber(os.getenv("SHEAF_TREES") or "")) or 60 -- more in a side run
  local first = math.tointeger(tonumber(os.getenv("SHEAF_SEED") or "")) or 1
  for _, drawn in ipairs(DRAWN) do
    it(("on %d random queries in the syntax of %s"):format(count * drawn[3], drawn[1]), function()
      for seed = first, first + drawn[3] - 1 do run(seed, count, drawn[2], drawn[1]) end
    end)
  end
end)
