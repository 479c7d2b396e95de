--- Every analysis on generated citations, timed, each beside a peer where Debian has one (python3-pandas, -nltk,
-- -sklearn, -igraph, -networkx; what cannot be imported is left out; out/bench/python is looked at first).
--   lua5.4 spec/bench/analyses.lua [CITATIONS] [SEED] [ANALYSIS ...]     100000 7, all of them, unless told
--   LIBRARY=path        a library to use instead; it is not changed
--   SHEAF_PEERS=no      sheaf alone
-- Needs a compiler and the shared folder (SHEAF_SHARED, or ../shared) with the corpus generator, unless LIBRARY is
-- given. What it makes is kept in out/bench.
--
-- Times are from the set to the table, best of three (one where it takes longer than five seconds): processor seconds,
-- of all threads, and seconds by the clock, which other programs lengthen. What takes longer than two seconds by both
-- is marked. Each time it is a new set, whose records are read anew: nothing is kept from the time before but what the
-- system keeps of the file. Rows that a table reads when somebody looks at them (characteristics, framework, ranking)
-- are not looked at. Peers get the values they count already parsed, in memory: reading and parsing is not in their
-- times, but is in sheaf's. A peer that has "a_tenth" in its name was given a tenth of the texts.

package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
package.cpath = (os.getenv("SHEAF_BUILD") or "build") .. "/?.so;" .. package.cpath

local sheaf = require "sheaf"

local citations = math.tointeger(tonumber(arg[1])) or 100000
local seed = math.tointeger(tonumber(arg[2])) or 7
local shared = os.getenv("SHEAF_SHARED") or "../shared"
local out = "out/bench"
local python = "out/bench/python/bin/python"
local WORD = "patients"
local MOST = 2 -- seconds
os.execute("mkdir -p " .. out)

-- What an analysis needs besides the set; some are timed in more than one way.
local WAYS = {
  code_cooccurrence = { { codebook = "access" }, { codebook = "access", unit = "sentence" } },
  code_suggestions = { { codebook = "access" } },
  codes = { { codebook = "access" } },
  concordance = { { query = WORD }, { query = WORD, sort = "1R, 1L" }, { query = "phosphorylation" } },
  cooccurrence = { {}, { of = "headings" }, { of = "authors" } },
  framework = { { codebook = "access" } },
  keywords = { {}, { field = "headings" } },
  network = { { layout = false }, { of = "headings", layout = false }, { of = "authors", layout = false },
    { of = "headings", progress = false } },
  terms = { {}, { method = "ngrams" }, { cutoff = "changepoint" } },
  themes = { {}, { of = "headings" } },
  trends = { {}, { by = "headings", window = 5 }, { by = "keywords" } },
}

local function exists(path)
  local file = io.open(path, "rb")
  if file then file:close() end
  return file ~= nil
end

local function try(command)
  local pipe = assert(io.popen("{ " .. command .. "; } 2>&1"))
  local text = pipe:read("a")
  return pipe:close() and text or nil, text
end

local function run(command)
  local text, message = try(command)
  return text or error(command .. "\n" .. message, 0)
end

--- The library, made where it is not there; with some decisions, for what looks at decisions.
local function library()
  if os.getenv("LIBRARY") then return assert(sheaf.open(os.getenv("LIBRARY"), { readonly = true })) end
  local path = ("%s/analyses-%d-%d.sheaf"):format(out, citations, seed)
  if exists(path) then return assert(sheaf.open(path)) end
  if not exists(shared .. "/tools/corpus/gen.c") then return nil end
  print("making " .. citations .. " citations")
  run(("cc -O2 -w -o %s/gen %s/tools/corpus/gen.c -lm"):format(out, shared))
  run(("POOLS=%s/data/corpus %s/gen %d %d -n %s.nbib"):format(shared, out, citations, seed, path))
  local lib = assert(sheaf.open(path))
  assert(lib:load(path .. ".nbib"))
  os.remove(path .. ".nbib")
  local some = lib:all():sample(200, 1)
  for _, by in ipairs { "Ana", "Ben" } do
    assert(lib:decide(some:head(40), { stage = "title-abstract", verdict = "include", by = by }))
    assert(lib:decide(some - some:head(40), { stage = "title-abstract", verdict = "exclude", by = by }))
  end
  return lib
end

local function shown(options)
  local parts = {}
  for name, value in pairs(options) do parts[#parts + 1] = name .. "=" .. tostring(value) end
  table.sort(parts)
  return table.concat(parts, " ")
end

--- Seconds by the clock since some moment.
local function clock()
  local file = io.open("/proc/uptime", "rb")
  if not file then return os.time() end
  local seconds = file:read("n")
  file:close()
  return seconds
end

--- The least processor seconds and seconds by the clock that f takes, and its last result.
local function time(f)
  local best, best_clock, result, message = math.huge, math.huge, nil, nil
  for _ = 1, 3 do
    collectgarbage()
    local start, start_clock = os.clock(), clock()
    result, message = f()
    local taken = os.clock() - start
    best, best_clock = math.min(best, taken), math.min(best_clock, clock() - start_clock)
    if taken > 5 then break end
  end
  return { processor = best, clock = best_clock, result = result, message = message }
end

--- The values that peers count, as a tab-separated file: year, journal, keywords, headings, authors, text.
local function write_values(set)
  local path = out .. "/analyses.tsv"
  local columns = assert(require("sheaf.column").read(set, { "year", "journal", "keywords", "headings", "authors",
    "title", "abstract" }))
  local file = assert(io.open(path, "wb"))
  for i = 1, #set do
    local cells = {}
    for c, field in ipairs { "year", "journal", "keywords", "headings", "authors" } do
      local column, values = columns[field], {}
      for k = column.starts[i], column.starts[i + 1] - 1 do
        values[#values + 1] = column.values[column.items[k]]:gsub("[\t\n\r]", " "):gsub("|", "/")
      end
      cells[c] = table.concat(values, "|")
    end
    local record = set[i]
    cells[6] = ((record.title or "") .. " " .. (record.abstract or "")):gsub("[\t\n\r]", " ")
    file:write(table.concat(cells, "\t"), "\n")
  end
  file:close()
  return path
end

--- Seconds of the peers by what they do: "keywords" -> { name, seconds }.
local function peers(lib, set)
  local found = {}
  if not exists(python) then python = "python3" end
  if os.getenv("SHEAF_PEERS") == "no" or not try(python .. " -c 'import sys'") then return found end
  local values = write_values(set)
  local network = sheaf.analysis.network(set, { of = "headings", layout = false })
  assert(network:export(out .. "/analyses.graphml"))
  local text = try(("%s spec/bench/peers/analyses.py %s %s/analyses.graphml %s"):format(python, values, out, WORD))
  for what, name, seconds in (text or ""):gmatch("peer (%S+) (%S+) ([%d.]+)") do
    found[what] = { name, tonumber(seconds) }
  end
  return found, lib
end

local lib = library()
if not lib then
  print("the corpus generator is not in " .. shared .. "/tools: nothing measured")
  os.exit(0)
end
local set, rows, slow = lib:all(), {}, 0
local wanted = #arg > 2 and table.move(arg, 3, #arg, 1, {}) or sheaf.analysis.names()
local others = peers(lib, set)
for _, name in ipairs(wanted) do
  for i, options in ipairs(WAYS[name] or { {} }) do
    local ok, timed = pcall(time, function() return sheaf.analysis[name](lib:all(), options) end)
    local key = shown(options):gsub(" ", "_")
    local what = i == 1 and name ~= "network" and name or name .. ":" .. key
    local peer = others[what] or {}
    local is_slow = ok and math.min(timed.processor, timed.clock) > MOST and options.progress == nil
    if is_slow then slow = slow + 1 end
    rows[#rows + 1] = { name, shown(options), ok and timed.processor or nil, ok and timed.clock or nil,
      is_slow and "<-" or nil, peer[1], peer[2], peer[2] and ok and peer[2] / timed.processor or nil,
      ok and timed.result and #timed.result or nil,
      not ok and tostring(timed) or not timed.result and timed.message or "" }
  end
end
local t = sheaf.table {
  title = ("%d citations: every analysis"):format(#set),
  columns = { "analysis", "options", { name = "processor", title = "processor, s", kind = "number", digits = 2 },
    { name = "clock", title = "clock, s", kind = "number", digits = 2 }, { name = "slow", title = "> 2 s" }, "peer",
    { name = "beside", title = "peer, s", kind = "number", digits = 2 },
    { name = "times", title = "peer / sheaf", kind = "number", digits = 1 }, { name = "rows", kind = "integer" },
    "remark" },
  rows = rows,
  notes = { slow == 0 and "all under two seconds but layouts" or ("%d take longer than two seconds"):format(slow) },
}
print(t:text { rows = #rows, width = 150 })
assert(t:csv(out .. "/analyses.csv"))
print("kept as " .. out .. "/analyses.csv")
