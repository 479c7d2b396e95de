--- Searches generated citations beside FTS5, tantivy and Xapian: hits that must agree, medians, ratios.
--   lua5.4 spec/bench/search.lua [CITATIONS] [SEED] [RUNS]
-- Needs a build with -DSHEAF_BENCH=ON (SHEAF_BUILD) and the shared folder (SHEAF_SHARED, or ../shared) with the corpus
-- generator and the FTS5 peer. tantivy is its wheel from PyPI in out/python (pip install --target out/python tantivy),
-- Xapian needs libxapian-dev; without them, or where SHEAF_BENCH_WITHOUT names them, they are left out. What is made is
-- kept in out/bench: a second run compares on the same input. All engines search the same five texts of a citation:
-- title, abstract, authors, journal, headings. On a busy machine see cpu_clock.c.

package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
local build = os.getenv("SHEAF_BUILD") or "build"
package.cpath = build .. "/?.so;" .. package.cpath

local sheaf = require "sheaf"
local lines_of = require "spec.bench.strategy_lines"

local citations = math.tointeger(tonumber(arg[1])) or 100000
local seed = math.tointeger(tonumber(arg[2])) or 7
local runs = math.tointeger(tonumber(arg[3])) or 15
local shared = os.getenv("SHEAF_SHARED") or "../shared"
local out = os.getenv("SHEAF_BENCH_OUT") or "out/bench"
local corpus = ("%s/%d-%d"):format(out, citations, seed)
local without = os.getenv("SHEAF_BENCH_WITHOUT") or ""
local STRATEGY = "CD011686" -- of data/queries/clef_tar_strategies.jsonl: 60 lines

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

local function works(command)
  return os.execute(command .. " > /dev/null 2>&1") == true
end

local function write(path, lines)
  local file = assert(io.open(path, "wb"))
  for _, line in ipairs(lines) do file:write(line, "\n") end
  file:close()
end

--- Runs a step once: its file says that it is done, and holds what it printed.
local function once(name, action)
  local path = ("%s.%s.log"):format(corpus, name)
  if not exists(path) then
    print("making " .. name)
    write(path, { action() or "" })
  end
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

if not exists(shared .. "/tools/corpus/gen.c") then
  print("the corpus generator is not in " .. shared .. "/tools: nothing measured")
  os.exit(0)
end
local searcher = build .. "/spec/search_bench"
if not exists(searcher) then
  print("there is no " .. searcher .. ": configure with -DSHEAF_BENCH=ON")
  os.exit(1)
end

-- ---- queries: the peer's set (tools/peers/queries.h) ----

local A10 = "cardiac diabetes asthma hypertension stroke obesity renal hepatic pulmonary anemia"
local B10 = "therapy treatment intervention training screening surgery education diagnosis prevention management"
local A40 = A10 .. " infection tumor cancer disease syndrome failure pain depression arthritis epilepsy migraine"
  .. " leukemia lymphoma carcinoma melanoma sepsis pneumonia hepatitis cirrhosis dementia schizophrenia psychosis"
  .. " anxiety fracture thrombosis ischemia infarction arrhythmia hypotension nephropathy"
local B40 = B10 .. " drug placebo dose randomized trial controlled cohort efficacy safety outcome exercise diet vaccine"
  .. " inhibitor antibody antagonist agonist aspirin insulin warfarin morphine lithium cocaine dopamine serotonin"
  .. " cisplatin tamoxifen methotrexate prednisone ketamine"

--- name, kind for the peers, words; least times of FTS5: counted, ranked. "~": tantivy means something else by it.
local QUERIES = {
  { "common term", "term", "patients", 1, 1 },
  { "stopword term", "term", "of", 1, 1 },
  { "rare term", "term", "profoundly", 1, 1 },
  { "AND2", "and", "patients cells", 1, 1 },
  { "OR10", "or", A10, 1, 1 },
  { "OR40&OR40", "orand", A40 .. "|" .. B40, 40, 80 },
  { "phrase", "phrase", "blood pressure", 1, 1 },
  { "phrase3", "phrase", "in patients with", 3, 3 },
  { "near3", "near", "protein binding", 1, 1, "~" },
  { "prim*", "prefix", "prim", 1, 1 },
  { "OR10 adj3 OR10", "ornear", A10 .. "|" .. B10, 12, 12 },
  { "title:protein", "title", "protein", 1, 1 },
}

local function any(words)
  return "(" .. words:gsub(" ", " or ") .. ")"
end

--- The query as Ovid writes it; .af. is all fields.
local function in_ovid(kind, words)
  local left, right = words:match "^(.-)|(.*)$"
  local text = words
  if kind == "and" then text = words:gsub(" ", " and ") end
  if kind == "or" then text = any(words) end
  if kind == "orand" then text = any(left) .. " and " .. any(right) end
  if kind == "phrase" then text = '"' .. words .. '"' end
  if kind == "near" then text = words:gsub(" ", " adj3 ") end
  if kind == "ornear" then text = any(left) .. " adj3 " .. any(right) end
  if kind == "prefix" then text = words .. "*" end
  return ("(%s).%s."):format(text, kind == "title" and "ti" or "af")
end

-- ---- the engines ----

os.execute("mkdir -p " .. out)
once("corpus", function()
  run(("cc -O2 -w -o %s/gen %s/tools/corpus/gen.c -lm"):format(out, shared))
  return run(("POOLS=%s/data/corpus %s/gen %d %d -n %s.nbib -t %s.tsv")
    :format(shared, out, citations, seed, corpus, corpus))
end)

--- The five texts as a file that the library loads: each is one value of a field that is searched by word.
local function write_texts()
  local tags = { "PMID", "TI  ", "AB  ", "AD  ", "JT  ", "GN  " }
  local file = assert(io.open(corpus .. ".texts.nbib", "wb"))
  for line in io.lines(corpus .. ".tsv") do
    local i = 0
    for value in (line .. "\t"):gmatch "(.-)\t" do
      i = i + 1
      if i > #tags then break end
      if value ~= "" then file:write(tags[i], "- ", value, "\n") end
    end
    file:write("\n")
  end
  file:close()
end

local function load_library(path, input)
  for _, ending in ipairs { "", "-wal", "-shm" } do os.remove(path .. ending) end
  local lib <close> = assert(sheaf.open(path))
  local report = assert(lib:load(input))
  assert(report.loaded == citations and report.rejected == 0, tostring(report))
  return ("%d"):format(assert(lib:sql("select sum(length(bytes)) as bytes from index_page"))().bytes)
end

local index_bytes = once("sheaf", function()
  write_texts()
  return load_library(corpus .. ".texts.sheaf", corpus .. ".texts.nbib")
end)
once("library", function() return load_library(corpus .. ".sheaf", corpus .. ".nbib") end)

run(("cc -O2 -w -o %s/fts5 %s/tools/peers/fts5.c -lsqlite3"):format(out, shared))
local built = once("fts5", function()
  return run(("%s/fts5 build %s.fts5 %s.tsv %d fts hashsize=67108864 opt=1"):format(out, corpus, corpus, citations))
end)

local python = "PYTHONPATH=" .. (os.getenv("SHEAF_BENCH_PYTHON") or "out/python") .. " python3 "
local has_tantivy = not without:find "tantivy" and works(python .. "-c 'import tantivy'")
if has_tantivy then
  once("tantivy", function()
    return run(("%s spec/bench/peers/tantivy_peer.py build %s.tantivy %s.tsv %d")
      :format(python, corpus, corpus, citations))
  end)
end
local has_xapian = not without:find "xapian"
  and works(("c++ -O2 -o %s/xapian spec/bench/peers/xapian.cc -lxapian"):format(out))
if has_xapian then
  once("xapian", function()
    return run(("%s/xapian build %s.xapian %s.tsv %d"):format(out, corpus, corpus, citations))
  end)
end

-- ---- asking ----

local kinds, ovid = {}, {}
for i, query in ipairs(QUERIES) do
  kinds[i] = table.concat({ query[1], query[2], query[3] }, "\t")
  ovid[i] = query[1] .. "\t" .. in_ovid(query[2], query[3])
end
write(out .. "/kinds.tsv", kinds)
write(out .. "/ovid.tsv", ovid)

--- Lines of name, hits, ms to count, ms for the best 20 as { [name] = { hits, count, best } }.
local function answers(text, pattern)
  local found = {}
  for line in text:gmatch "[^\n]+" do
    local name, hits, count, best = line:match(pattern)
    if name then found[name] = { math.tointeger(tonumber(hits)), tonumber(count), tonumber(best) } end
  end
  return found
end

local PEER = "^([^\t]+)\t(%d+)\t([%d.]+)\t([%d.]+)"
print("asking")
local said = run(("%s %s.texts.sheaf %s/ovid.tsv ovid %d"):format(searcher, corpus, out, runs))
local ours = answers(said, "^([^\t]+)\t(%d+)\t([%d.]+)\t[%d.]+\t([%d.]+)")
local memory = tonumber(said:match "memory\t(%d+)")
local tantivy = has_tantivy and answers(run(("%s spec/bench/peers/tantivy_peer.py query %s.tantivy %s/kinds.tsv %d")
  :format(python, corpus, out, runs)), PEER) or {}
local xapian = has_xapian and answers(run(("%s/xapian query %s.xapian %s/kinds.tsv %d")
  :format(out, corpus, out, runs)), PEER) or {}
local fts5 = {}
for line in run(("%s/fts5 query %s.fts5 %d"):format(out, corpus, runs)):gmatch "[^\n]+" do
  local name, kind, n, ms = line:match "^fts5 (.-) +(%a+%d*) +n=(%d+) median ([%d.]+)"
  if name then
    local entry = fts5[name] or {}
    fts5[name] = entry
    if kind == "count" then
      entry[1], entry[2] = math.tointeger(tonumber(n)), tonumber(ms)
    else
      entry[3] = tonumber(ms)
    end
  end
end

-- ---- the table ----

local rows, failures = {}, {}

local function check(condition, ...)
  if not condition then failures[#failures + 1] = (...):format(select(2, ...)) end
end

local function add(query, kind, at, least)
  local name = query[1]
  local own, full, fast, slow = ours[name], fts5[name] or {}, tantivy[name] or {}, xapian[name] or {}
  if query[6] == "~" then fast = {} end
  local row = { name, kind, own[1], own[at], full[at], fast[at], slow[at] }
  for i, peer in ipairs { full, fast, slow } do row[7 + i] = peer[at] and peer[at] / own[at] or nil end
  row[11] = least
  check(full[at] and full[at] / own[at] >= least, "%s, %s: %.1f times as fast as FTS5, not %d", name, kind,
    full[at] and full[at] / own[at] or 0, least)
  for engine, peer in pairs { tantivy = fast, Xapian = slow } do
    check(not peer[at] or peer[at] >= own[at], "%s, %s: slower than %s", name, kind, engine)
  end
  rows[#rows + 1] = row
end

for _, query in ipairs(QUERIES) do
  local name = query[1]
  for engine, found in pairs { FTS5 = fts5, tantivy = tantivy, Xapian = xapian } do
    local hits = found[name] and found[name][1]
    check(not hits or (engine == "tantivy" and query[6] == "~") or hits == ours[name][1],
      "%s: %d hits, %s has %d", name, ours[name][1], engine, hits or 0)
  end
  add(query, "count", 2, query[4])
  add(query, "top 20", 3, query[5])
end

local peer_bytes = tonumber(built:match "optimize [%d.]+ s %-> data (%d+) MB")
rows[#rows + 1] = { "index, MB", "size", nil, tonumber(index_bytes) / 1e6, peer_bytes, nil, nil,
  peer_bytes * 1e6 / tonumber(index_bytes), nil, nil, 1 / 0.85 }
check(tonumber(index_bytes) <= 0.85 * peer_bytes * 1e6, "the index is above 0.85 of FTS5's")
check(memory < 64, "the queries took %d MB of memory", memory)

-- ---- a published strategy ----

local function strategy_rows()
  local text = lines_of.read(shared .. "/data/queries/clef_tar_strategies.jsonl", STRATEGY)
  if not text then return end
  local lib <close> = assert(sheaf.open(corpus .. ".sheaf", { readonly = true }))
  local best, found = math.huge, nil
  for _ = 1, 3 do
    local start = os.clock()
    found = assert(lib:strategy(text, { syntax = "ovid", explode = "ignore", unsupported = "ignore" }))
    best = math.min(best, (os.clock() - start) * 1000)
  end
  local expressions = lines_of.expressions(found)
  write(out .. "/strategy.txt", expressions)
  local total = 0
  for line in run(("%s spec/bench/peers/fts5_lines.py %s.fts5 %s/strategy.txt 3"):format(python, corpus, out))
    :gmatch "[^\n]+" do
    total = total + tonumber(line:match "\t([%d.]+)")
  end
  rows[#rows + 1] = { ("strategy %s, %d lines; FTS5: %d of them"):format(STRATEGY, #found.lines, #expressions), "count",
    found.lines[#found.lines].count, best, total, nil, nil, total / best, nil, nil, 20 }
  check(total / best >= 20, "the strategy: %.1f times as fast as FTS5, not 20", total / best)
end
strategy_rows()

local function number(name, digits)
  return { name = name, kind = "number", digits = digits }
end
local t = sheaf.table {
  title = ("%d citations, seed %d: medians in ms"):format(citations, seed),
  columns = { "query", "what", number("hits", 0), number("sheaf", 3), number("FTS5", 3), number("tantivy", 3),
    number("Xapian", 3), number("FTS5/sheaf", 1), number("tantivy/sheaf", 1), number("Xapian/sheaf", 1),
    number("wanted", 1) },
  rows = rows,
  notes = { "wanted: how many times as fast as FTS5", ("memory of all queries together: %d MB"):format(memory) },
}
print(t:text { rows = #rows, width = 160 })
assert(t:csv(out .. "/search.csv"))
print("kept as " .. out .. "/search.csv")
table.sort(failures)
for _, failure in ipairs(failures) do print("falls short: " .. failure) end
os.exit(#failures == 0)
