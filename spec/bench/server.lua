--- The same citations in a file and on PostgreSQL servers, in one shard and in two: loading, searching, growth.
--   lua5.4 spec/bench/server.lua [CITATIONS] [SEED] [RUNS]
-- 100,000 citations of seed 7 and 5 runs of a query by default; all of it also with a tenth of them, for how it grows.
-- Needs a build with PostgreSQL (SHEAF_BUILD, or build), Debian's postgresql-15, a C compiler and the shared folder
-- (SHEAF_SHARED, or ../shared) with the corpus generator. Servers run on this machine, one a shard, with fsync on: what
-- two of them gain on two machines is seen here only as far as there are processors and disks for both. Each library is
-- removed once it is measured: a million citations take some 25 GB of disk at most.

local build = os.getenv("SHEAF_BUILD") or "build"
package.path = "./lua/?.lua;./lua/?/init.lua;./?.lua;" .. package.path
package.cpath = build .. "/?.so;" .. package.cpath

local servers = require "spec.support.servers"
local sheaf = require "sheaf"
local tools = require "spec.bench.support.tools"

local citations = math.tointeger(tonumber(arg[1])) or 100000
local seed = math.tointeger(tonumber(arg[2])) or 7
local runs = math.tointeger(tonumber(arg[3])) or 5

for _, why in ipairs { servers.absent or false,
  not tools.exists(tools.shared .. "/tools/corpus/gen.c") and "the corpus generator is not in the shared folder" } do
  if why then
    print(why .. ": nothing measured")
    os.exit(0)
  end
end
io.stdout:setvbuf "line"
tools.run("mkdir -p " .. tools.out)

local CONF = "shared_buffers = 512MB\nmax_wal_size = 1GB\nmaintenance_work_mem = 256MB\n"

-- name, Ovid's text
local QUERIES = {
  { "a common word", "patients.af." },
  { "a rare word", "profoundly.af." },
  { "two words", "(patients and cells).af." },
  { "ten words or'ed", "(cardiac or diabetes or asthma or hypertension or stroke or obesity or renal or hepatic " ..
    "or pulmonary or anemia).af." },
  { "word in titles", "protein.ti." },
  { "truncated", "prim*.af." },
  { "phrase", '"blood pressure".af.' },
  { "phrase of three", '"in patients with".af.' },
  { "adj3", "(protein adj3 binding).af." },
  { "ten adj3 ten", "((cardiac or diabetes or asthma or hypertension or stroke or obesity or renal or hepatic " ..
    "or pulmonary or anemia) adj3 (therapy or treatment or intervention or training or screening or surgery " ..
    "or education or diagnosis or prevention or management)).af." },
  { "inner wildcard", "p*tion.ti." },
  { "heading, years", "exp Humans/ and 2010:2015.yr." },
}

local function now()
  local pipe <close> = assert(io.popen "date +%s%N")
  return tonumber(pipe:read "a") / 1e9
end

local rig -- two servers, started when they are needed

--- Seconds of the wall's clock; of processor, here and at the servers; what the work gives.
local function timed(work)
  local wall, cpu, there = now(), os.clock(), rig and rig:processor() or 0
  local result = work()
  wall, cpu = now() - wall, os.clock() - cpu
  return wall, cpu + (rig and rig:processor() or 0) - there, result
end

--- The same of one run of many, the median of the wall's.
local function typical(work)
  local list, result = {}, nil
  work() -- so that nobody is the first who reads it
  local _, cpu = timed(function()
    for i = 1, runs do
      local since = now()
      result = work()
      list[i] = now() - since
    end
  end)
  return tools.median(list), cpu / runs, result
end

-- ---- the stores ----

local function server_of(shards, name)
  rig = rig or servers.start(2, { fsync = true, conf = CONF })
  local urls = rig:database(name)
  return assert(sheaf.open(urls[1], { shards = shards > 1 and urls or nil, timeout = 600 }))
end

local function bytes_of(name)
  local bytes = 0
  local statement = "select pg_database_size(current_database()) - pg_database_size('empty')"
  for k = 1, 2 do bytes = bytes + tonumber(rig:sql(k, statement, name)) end
  return bytes
end

local function tidy(name)
  for k = 1, 2 do rig:sql(k, "vacuum analyze", name) end
end

local function drop(name)
  for k = 1, 2 do rig:sql(k, ("drop database %s with (force)"):format(name), "postgres") end
end

-- name; opens a new library of a name: it, what tells its bytes, what removes it once it is closed
local STORES = {
  { "file", function(name)
    local path = ("%s/%s.sheaf"):format(tools.out, name)
    local function remove() tools.run(("rm -f %s %s-wal %s-shm"):format(path, path, path)) end
    remove()
    return assert(sheaf.open(path)), function() return tools.size(path) end, remove
  end },
  { "1 shard", function(name)
    return server_of(1, name .. "_one"), function() return bytes_of(name .. "_one") end,
      function() drop(name .. "_one") end
  end },
  { "2 shards", function(name)
    return server_of(2, name .. "_two"), function() return bytes_of(name .. "_two") end,
      function() drop(name .. "_two") end
  end },
}

-- ---- measuring ----

local rows = {}

local function add(count, job, store, wall, cpu, more)
  more = more or {}
  rows[#rows + 1] = { count = count, job = job, store = store, wall = wall, cpu = cpu, hits = more.hits,
    size = more.size }
  print(("%d  %s  %s: %.4f s, %.4f s of processor"):format(count, job, store, wall, cpu))
end

local function search(lib, text, options)
  options.syntax, options.explode, options.unsupported = "ovid", "ignore", "ignore"
  return (assert(lib:search(text, options)))
end

local function measure_queries(lib, count, store, hits)
  for _, query in ipairs(QUERIES) do
    local name, text = query[1], query[2]
    local wall, cpu, found = typical(function()
      return (assert(lib:count(text, { syntax = "ovid", explode = "ignore", unsupported = "ignore" })))
    end)
    hits[name] = hits[name] or found
    assert(hits[name] == found, ("%s: %d hits, on a file %d"):format(name, found, hits[name]))
    add(count, name .. ": count", store, wall, cpu, { hits = found })
    local top
    wall, cpu, top = typical(function() return search(lib, text, { limit = 20 }) end)
    local ids = table.concat(top:ids(), " ")
    hits[text] = hits[text] or ids
    assert(hits[text] == ids, name .. ": another order than in a file")
    add(count, name .. ": best 20", store, wall, cpu)
  end
end

local function measure_store(count, corpus, hits, name, open)
  local lib <close>, size, remove = open("bench" .. count)
  local wall, cpu = timed(function() assert(assert(lib:load(corpus)).loaded == count) end)
  if name ~= "file" then tidy(("bench%d_%s"):format(count, name == "1 shard" and "one" or "two")) end
  add(count, "load", name, wall, cpu, { size = size() / 1e6 })
  measure_queries(lib, count, name, hits)
  wall, cpu = timed(function()
    local n = 0
    for _ in assert(lib:sql "select title from record") do n = n + 1 end
    assert(n == count)
  end)
  add(count, "titles by SQL", name, wall, cpu)
  return remove
end

local function measure(count)
  local corpus = tools.corpus(count, seed, { "nbib" }) .. ".nbib"
  tools.run(("cat %s > /dev/null"):format(corpus))
  local hits = {}
  for _, store in ipairs(STORES) do
    local remove = measure_store(count, corpus, hits, store[1], store[2])
    remove()
  end
end

local function load_average() return tools.run("cut -d ' ' -f 1 /proc/loadavg"):match "%S+" end
local load_before = load_average()
for _, count in ipairs { citations // 10, citations } do measure(count) end
if rig then rig:stop() end

-- ---- the table: a row a job, the stores beside each other, growth of each ----

local jobs, by_job = {}, {}
for _, row in ipairs(rows) do
  local job = by_job[row.job]
  if not job then
    job = { name = row.job }
    by_job[row.job], jobs[#jobs + 1] = job, job
  end
  job[row.count .. row.store] = row
end

local function right(name) return { name = name, align = "right" } end
local columns, lines = { "job" }, {}
for _, store in ipairs(STORES) do
  for _, what in ipairs { "", " CPU", " times" } do columns[#columns + 1] = right(store[1] .. what) end
end
columns[#columns + 1] = right "hits"
for i, job in ipairs(jobs) do
  local line = { job.name }
  for _, store in ipairs(STORES) do
    local all, tenth = job[citations .. store[1]], job[citations // 10 .. store[1]]
    line[#line + 1] = ("%.4f"):format(all.wall)
    line[#line + 1] = ("%.4f"):format(all.cpu)
    line[#line + 1] = ("%.1f"):format(all.cpu / math.max(tenth.cpu, 0.0001))
  end
  line[#line + 1] = job[citations .. "file"].hits or ""
  lines[i] = line
end
local t = sheaf.table {
  title = ("%d citations, seed %d: seconds, and how many times the CPU of a tenth of them"):format(citations, seed),
  columns = columns, rows = lines,
  notes = {
    ("wall: medians of %d; CPU: user and system, here and at the servers; load before and after: %s and %s"):format(
      runs, load_before, load_average()),
  },
}
print(t:text { rows = #lines, width = 160 })
for _, store in ipairs(STORES) do
  local load = by_job.load[citations .. store[1]]
  print(("load, %s: %.0f records/s by the clock, %.0f by the processor, %.0f MB"):format(store[1],
    citations / load.wall, citations / load.cpu, load.size))
end
local path = ("%s/server-%d-%d.csv"):format(tools.out, citations, seed)
assert(t:csv(path))
print("kept as " .. path)
