--- Loads generated citations and answers queries beside FTS5, driven directly with the same texts: medians and ratios.
--   lua5.4 spec/bench/run.lua [CITATIONS] [SEED]
-- Needs a compiler and the shared folder (SHEAF_SHARED, or ../shared) with the corpus generator and the FTS5 peer.
-- What it makes is kept in out/bench, so that a second run compares on the same input.

package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
package.cpath = (os.getenv("SHEAF_BUILD") or "build") .. "/?.so;" .. package.cpath

local sheaf = require "sheaf"

local citations = math.tointeger(tonumber(arg[1])) or 100000
local seed = math.tointeger(tonumber(arg[2])) or 7
local shared = os.getenv("SHEAF_SHARED") or "../shared"
local out = "out/bench"
local RUNS = 9

local function exists(path)
  local file = io.open(path, "rb")
  if file then file:close() end
  return file ~= nil
end

local function run(command)
  local pipe = assert(io.popen(command .. " 2>&1"))
  local text = pipe:read("a")
  if not pipe:close() then error(command .. "\n" .. text, 0) end
  return text
end

local function size(path)
  local file = assert(io.open(path, "rb"))
  local bytes = file:seek("end")
  file:close()
  return bytes
end

--- Wall seconds of a function, by the system's clock in nanoseconds.
local function seconds(f)
  local function now() return tonumber((run "date +%s.%N")) end
  local start = now()
  f()
  return now() - start
end

local function median(list)
  table.sort(list)
  return list[(#list + 1) // 2]
end

if not exists(shared .. "/tools/corpus/gen.c") then
  print("the corpus generator is not in " .. shared .. "/tools: nothing measured")
  os.exit(0)
end

os.execute("mkdir -p " .. out)
local corpus = ("%s/%d-%d"):format(out, citations, seed)
if not exists(corpus .. ".xml.gz") then
  print("making " .. citations .. " citations")
  run(("cc -O2 -w -o %s/gen %s/tools/corpus/gen.c -lm"):format(out, shared))
  run(("POOLS=%s/data/corpus %s/gen %d %d -x %s.xml -n %s.nbib -r %s.ris -t %s.tsv")
    :format(shared, out, citations, seed, corpus, corpus, corpus, corpus))
  run(("gzip -1 -c %s.xml > %s.xml.gz"):format(corpus, corpus))
end
run(("cc -O2 -w -o %s/fts5 %s/tools/peers/fts5.c -lsqlite3"):format(out, shared))

local rows = {}
local function add(what, ours, peer, unit)
  rows[#rows + 1] = { what, ours, peer, unit, peer and ours > 0 and peer / ours or nil }
end

-- Loading: wall time from the file to a library that answers; the peer inserts and optimises five fields.
print("FTS5")
local built = run(("%s/fts5 build %s/fts5.db %s.tsv %d fts hashsize=67108864 opt=1")
  :format(out, out, corpus, citations))
io.write(built)
local insert, commit = built:match("insert ([%d.]+) %+ commit ([%d.]+) s")
local optimise, data = built:match("optimize ([%d.]+) s %-> data (%d+) MB")
local peer_load = tonumber(insert) + tonumber(commit) + tonumber(optimise)
local library = out .. "/bench.sheaf"
for _, format in ipairs { "nbib", "ris", "xml.gz" } do
  for _, ending in ipairs { "", "-wal", "-shm" } do os.remove(library .. ending) end
  print("sheaf: " .. format)
  local taken = seconds(function()
    local lib <close> = assert(sheaf.open(library))
    local report = assert(lib:load(corpus .. "." .. format))
    assert(report.loaded == citations and report.rejected == 0, tostring(report))
  end)
  add("load " .. format .. ", s (FTS5: five fields from a TSV)", taken, peer_load, "s")
end

local lib <close> = assert(sheaf.open(library, { readonly = true }))
local index = assert(lib:sql("select sum(length(bytes)) as bytes from index_page"))().bytes
add("index, MB (FTS5: five fields, optimised)", index / 1e6, tonumber(data), "MB")
add("library with all fields, MB", size(library) / 1e6, nil, "MB")

-- Queries: the peer's set (tools/peers/queries.h) over the same five fields.
local function words(names)
  local list = {}
  for word in names:gmatch("%a+") do list[#list + 1] = word .. "[tw]" end
  return "(" .. table.concat(list, " OR ") .. ")"
end
local A10 = "cardiac diabetes asthma hypertension stroke obesity renal hepatic pulmonary anemia"
local B10 = "therapy treatment intervention training screening surgery education diagnosis prevention management"
local A40 = A10 .. [[ infection tumor cancer disease syndrome failure pain depression arthritis epilepsy migraine
  leukemia lymphoma carcinoma melanoma sepsis pneumonia hepatitis cirrhosis dementia schizophrenia psychosis anxiety
  fracture thrombosis ischemia infarction arrhythmia hypotension nephropathy]]
local B40 = B10 .. [[ drug placebo dose randomized trial controlled cohort efficacy safety outcome exercise diet vaccine
  inhibitor antibody antagonist agonist aspirin insulin warfarin morphine lithium cocaine dopamine serotonin cisplatin
  tamoxifen methotrexate prednisone ketamine]]
local QUERIES = {
  { "common term", "patients[tw]" }, { "stopword term", "of[tw]" }, { "rare term", "profoundly[tw]" },
  { "AND2", "patients[tw] AND cells[tw]" }, { "OR10", words(A10) },
  { "OR40&OR40", words(A40) .. " AND " .. words(B40) },
  { "phrase", '"blood pressure"[tiab]' }, { "phrase3", '"in patients with"[tiab]' },
  { "near3", '"protein binding"[tiab:~2]' }, { "prim*", "prim*[tw]" }, { "title:protein", "protein[ti]" },
  { "dates", "2010:2015[dp]" },
}
local answers = run(("%s/fts5 query %s/fts5.db %d"):format(out, out, RUNS))
for _, pair in ipairs(QUERIES) do
  local name, query = pair[1], assert(sheaf.query.parse(pair[2]))
  for _, kind in ipairs { "count", "top20" } do
    local options = kind == "count" and { sort = "id" } or { limit = 20 }
    local times, found = {}, nil
    for i = 1, RUNS do
      local start = os.clock()
      found = #assert(lib:search(query, options))
      times[i] = (os.clock() - start) * 1000
    end
    local escaped = name:gsub("%p", "%%%0")
    local n, peer = answers:match("fts5 " .. escaped .. " +" .. kind .. " +n=(%d+) median ([%d.]+)")
    local label = name .. ", top 20"
    if kind == "count" then label = ("%s, count %d%s"):format(name, found, n and (" (FTS5 %s)"):format(n) or "") end
    add(label, median(times), tonumber(peer), "ms")
  end
end

local t = sheaf.table {
  title = ("%d citations, seed %d: sheaf beside FTS5"):format(citations, seed),
  columns = { "what", { name = "sheaf", kind = "number", digits = 3 }, { name = "FTS5", kind = "number", digits = 3 },
    "unit", { name = "times", title = "FTS5 / sheaf", kind = "number", digits = 1 } },
  rows = rows,
  notes = { "[tw]: title, abstract, headings, keywords and more; FTS5: title, abstract, authors, journal, headings" },
}
print(t:text { rows = #rows, width = 120 })
assert(t:csv(out .. "/results.csv"))
print("kept as " .. out .. "/results.csv")
