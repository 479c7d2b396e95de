--- Loads and reads generated citations with sheaf and its peers in turn: medians and ratios, in the same run.
--   lua5.4 spec/bench/run.lua [CITATIONS] [SEED] [RUNS] [LIMIT]
-- 100,000 citations of seed 7 by default; loads are run 3 times, of a million once; a peer that is not done after LIMIT
-- seconds (120) is stopped, and its ratio is a bound: "> 30". Needs a build (SHEAF_BUILD, or build), a C compiler and
-- the shared folder (SHEAF_SHARED, or ../shared) with the corpus generator and the FTS5 peer. Peers: Debian's
-- ncbi-entrez-direct, bibutils, sqlite3, libxapian-dev; tantivy, pubmed_parser and nbib from PyPI are put into
-- out/bench/python. One that is not there is named and skipped, as are those that SHEAF_BENCH_WITHOUT names. Times are
-- wall seconds of a whole process by the monotonic clock, with its user CPU; memory is that of the largest process.
-- Searching is measured by search.lua, reading alone by readers.lua.

local build = os.getenv("SHEAF_BUILD") or "build"
package.path = "./lua/?.lua;./lua/?/init.lua;./?.lua;" .. package.path

local tools = require "spec.bench.support.tools"
package.cpath = ("%s/?.so;%s/?.so;%s"):format(tools.out, build, package.cpath)

local citations = math.tointeger(tonumber(arg[1])) or 100000
local seed = math.tointeger(tonumber(arg[2])) or 7
local runs = math.tointeger(tonumber(arg[3])) or (citations < 1000000 and 3 or 1)
local limit = tonumber(arg[4]) or 120
local READS = 5 -- runs of what takes less than a load
local JUDGED = 100000 -- what is wanted holds from so many citations on

if not tools.exists(tools.shared .. "/tools/corpus/gen.c") then
  print("the corpus generator is not in " .. tools.shared .. "/tools: nothing measured")
  os.exit(0)
end

-- ---- programs and files ----

io.stdout:setvbuf("line")
local out, quote = tools.out, tools.quote
tools.run("mkdir -p " .. out)
tools.run(("cc -O2 -shared -fPIC -o %s/measure.so spec/bench/support/measure.c $(pkg-config --cflags lua5.4)")
  :format(out))
tools.run(("cc -O2 -w -o %s/fts5 %s/tools/peers/fts5.c -lsqlite3"):format(out, quote(tools.shared)))
local contest = require "spec.bench.support.contest"
local sheaf = require "sheaf"

local python = tools.python { "tantivy", "pubmed_parser", "nbib" }
local corpus = tools.corpus(citations, seed, { "xml.gz", "nbib", "ris", "tsv" })
local tenth = tools.corpus(citations // 10, seed, { "xml.gz" })
local library, fts5, rows = out .. "/run.sheaf", out .. "/run.fts5", out .. "/run.rows"

-- What the peers' TSV has too, of the nbib: for what a library of the same texts takes.
local COLUMNS = "PMID TI   AB   AU   JT   MH   DP   VI   IP   PG   LID  IS   LA   OT   PT  "
local columns = corpus .. ".columns"
if not tools.exists(columns .. ".nbib") then
  local filter = [[awk '/^[A-Z]/ { kept = index("%s", substr($0, 1, 4)) } kept || /^$/' %s.nbib > %s.part]]
  tools.run(filter:format(COLUMNS, corpus, columns))
  assert(os.rename(columns .. ".part", columns .. ".nbib"))
end

local LUA = ("LUA_PATH='./lua/?.lua;./lua/?/init.lua;;' LUA_CPATH='%s/?.so;%s/?.so;;' lua5.4 spec/bench/support/")
  :format(out, build)

local function load_of(name, base, ending, count, into)
  local command = ("%sload.lua %s %s.%s %d"):format(LUA, into, base, ending, count)
  return { tool = name, ours = true, makes = into, kept = into == library, command = command }
end

local function has(program) return "command -v " .. program end
local function has_python(package) return ("%s -c 'import %s'"):format(python, package) end

-- A plain table, as the FTS5 peer makes one; the ASCII mode reads quotes as they are.
local IMPORT = [[sqlite3 %s 'PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF' \
  'CREATE TABLE cit(pmid INTEGER PRIMARY KEY, title, abstract, authors, journal, mesh, year INT, vol, issue, pages,
    doi, issn, lang, kw, pt)' '.mode ascii' '.separator "\t" "\n"' '.import %s.tsv cit' 'SELECT count(*) FROM cit']]

local XTRACT = "gunzip -c %s.xml.gz | xtract -pattern PubmedArticle -element MedlineCitation/PMID ArticleTitle "
  .. "AbstractText Journal/Title PubDate/Year | wc -l"
local MEMORY = "ulimit -v 12000000; " -- KB, for a reader that holds all

--- A peer that prints how many citations it met; `kept` is what stays of it for later.
local function peer(tool, needs, command, makes, kept)
  return { tool = tool, needs = needs, command = command, makes = makes, kept = kept, says = citations }
end

local function bibutils(program, input)
  return peer(program, has(program), ("%s | %s 2> /dev/null | grep -c '<mods '"):format(input, program))
end

local function python_reader(tool, package, ending)
  local command = "%s%s spec/bench/peers/read.py %s %s.%s"
  return peer(tool, has_python(package), command:format(MEMORY, python, package, corpus, ending))
end

local XML = {
  load_of("sheaf", corpus, "xml.gz", citations, library),
  load_of("sheaf, a tenth of them", tenth, "xml.gz", citations // 10, out .. "/tenth.sheaf"),
  peer("xtract", has "xtract", XTRACT:format(corpus)),
  python_reader("pubmed_parser", "pubmed_parser", "xml.gz"),
  peer("FTS5", nil, ("%s/fts5 build %s %s.tsv %d fts hashsize=67108864 opt=1"):format(out, fts5, corpus, citations),
    fts5, true),
  peer("tantivy", has_python "tantivy", ("%s spec/bench/peers/tantivy_peer.py build %s/run.tantivy %s.tsv %d 2")
    :format(python, out, corpus, citations), out .. "/run.tantivy"),
  peer("Xapian", ("c++ -O2 -o %s/xapian spec/bench/peers/xapian.cc -lxapian"):format(out),
    ("%s/xapian build %s/run.xapian %s.tsv %d"):format(out, out, corpus, citations), out .. "/run.xapian"),
  peer("sqlite3", has "sqlite3", IMPORT:format(rows, corpus), rows),
}
local NBIB = {
  load_of("sheaf", corpus, "nbib", citations, out .. "/nbib.sheaf"),
  bibutils("nbib2xml", ("cat %s.nbib"):format(corpus)),
  bibutils("med2xml", ("gunzip -c %s.xml.gz"):format(corpus)),
  python_reader("nbib (Python)", "nbib", "nbib"),
}
local RIS = {
  load_of("sheaf", corpus, "ris", citations, out .. "/ris.sheaf"),
  bibutils("ris2xml", ("cat %s.ris"):format(corpus)),
}
local SAME = { load_of("sheaf", columns, "nbib", citations, out .. "/columns.sheaf") }
local FIRST = {
  { tool = "sheaf", ours = true, command = ("%sread.lua %s first"):format(LUA, library) },
  { tool = "FTS5", needs = ("command -v sqlite3 && test -f %s"):format(fts5),
    command = ([[sqlite3 %s "SELECT rowid FROM ft WHERE ft MATCH 'patients' ORDER BY rank LIMIT 20"]]):format(fts5) },
}

-- ---- the table ----

local lines, shortfalls = {}, {}

local function figure(value, digits, mark)
  return value and (mark or "") .. ("%%.%df"):format(digits):format(value) or ""
end

--- A row: a job, who did it, what it used, how many times what sheaf took; and what is wanted of it.
---@param row table job, tool, result; maybe count (of citations), times (in wall time), user (in CPU), wanted, ok
local function add(row)
  local r = row.result
  local over, under = r.stopped and "> " or "", r.stopped and "< " or ""
  lines[#lines + 1] = { row.job, row.tool, r.runs, figure(r.wall, 3, over), figure(r.user, 3),
    row.count and figure(row.count / r.wall, 0, under) or "", figure(r.peak, 0), figure(r.size and r.size / 1e6, 1),
    figure(row.times, 2, over), figure(row.user, 2), row.wanted or "" }
  if row.wanted and not row.ok then
    shortfalls[#shortfalls + 1] = ("%s, %s: wanted %s%s"):format(row.job, row.tool, row.wanted,
      r.stopped and "; not decided, for it was stopped" or "")
  end
end

--- Rows of a load: sheaf's, then those of the peers with their ratio; `least` is what is wanted of it, by tool.
local function add_load(job, contestants, results, least)
  local ours = results.sheaf
  add { job = job, tool = "sheaf", result = ours, count = citations, wanted = "peak <= 512 MB", ok = ours.peak <= 512 }
  for i = 2, #contestants do
    local tool = contestants[i].tool
    local result, wanted = results[tool], least[tool]
    if result and not tool:find "^sheaf" then
      local times = result.wall / ours.wall
      add { job = job, tool = tool, result = result, count = citations, times = times,
        user = result.user and result.user / ours.user,
        wanted = wanted and (">= %.1f"):format(wanted), ok = wanted and times >= wanted }
    end
  end
end

--- What a read printed, as one result: seconds, user CPU, MB that its memory grew by (as size).
local function inner(result)
  local walls, users, grown = {}, {}, 0
  for i, text in ipairs(result.said) do
    local wall, user, mb = text:match "([%d.]+) ([%d.]+) (%-?[%d.]+)%s*$"
    walls[i], users[i], grown = tonumber(wall), tonumber(user), math.max(grown, tonumber(mb))
  end
  return { wall = tools.median(walls), user = tools.median(users), runs = result.runs, peak = result.peak }, grown
end

--- Says what is measured, and reads its files once, for nobody to be the first who reads them.
local function begin(job, ...)
  print(job)
  for _, ending in ipairs { ... } do tools.run(("cat %s.%s > /dev/null"):format(corpus, ending)) end
end

local function measure_loads()
  local job = "PubMed XML, gzip"
  begin(job, "xml.gz", "tsv")
  local xml = contest(XML, runs, limit)
  add_load(job, XML, xml, { xtract = 1, FTS5 = 2.5, tantivy = 1 })
  local small, few = xml["sheaf, a tenth of them"], citations // 10
  local growth = xml.sheaf.wall / small.wall * few / citations
  add { job = "growth of its time", tool = "sheaf, a tenth of them", result = small, count = few, times = growth,
    user = xml.sheaf.user / small.user * few / citations, wanted = "<= 1.15", ok = growth <= 1.15 }
  begin("nbib", "nbib")
  add_load("nbib", NBIB, contest(NBIB, runs, limit), { nbib2xml = 100, med2xml = 100 })
  begin("RIS", "ris")
  add_load("RIS", RIS, contest(RIS, runs, limit), { ris2xml = 100 })
  return xml
end

--- What a library of the peers' texts takes, beside FTS5's index with plain rows.
local function measure_size(index, plain)
  if not index or index.stopped or not plain or plain.stopped then return end
  local job = "size, with the same texts"
  print(job)
  local ours = contest(SAME, 1, limit).sheaf
  local bytes = plain.size + tools.run(("sqlite3 %s 'SELECT sum(length(block)) FROM ft_data'"):format(fts5))
  add { job = job, tool = "sheaf", result = ours, count = citations }
  add { job = job, tool = "FTS5 and sqlite3", result = { size = bytes }, times = bytes / ours.size,
    wanted = ">= 1.0", ok = bytes >= ours.size }
end

local function measure_reads()
  local job = "open, best 20 of a word"
  print(job)
  local first = contest(FIRST, READS, limit)
  add { job = job, tool = "sheaf", result = first.sheaf, wanted = "<= 0.100 s", ok = first.sheaf.wall <= 0.1 }
  if first.FTS5 then
    add { job = job, tool = "FTS5", result = first.FTS5, times = first.FTS5.wall / first.sheaf.wall,
      user = first.FTS5.user and first.FTS5.user / first.sheaf.user }
  end
  for _, what in ipairs { "titles", "records" } do
    job = what == "titles" and 'each("title")' or "each record"
    print(job)
    local reader = { tool = "sheaf", ours = true, command = ("%sread.lua %s %s"):format(LUA, library, what) }
    local taken, grown = inner(contest({ reader }, READS, limit).sheaf)
    local rate = citations / taken.wall
    if what == "titles" then
      add { job = job, tool = "sheaf", result = taken, count = citations, wanted = ">= 1000000/s", ok = rate >= 1e6 }
    else
      add { job = job, tool = "sheaf", result = taken, count = citations }
    end
    add { job = job .. ": memory grown", tool = "sheaf", result = { peak = grown, runs = taken.runs },
      wanted = "<= 8 MB", ok = grown <= 8 }
  end
end

local function load_average() return tools.run("cut -d ' ' -f 1 /proc/loadavg"):match "%S+" end
local function processor()
  return (tools.run("sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | uniq -c"):gsub("%s+", " "))
end

local load_before = load_average()
local loads = measure_loads()
measure_size(loads.FTS5, loads.sqlite3)
measure_reads()

local function right(name, title) return { name = name, title = title, align = "right" } end
local t = sheaf.table {
  title = ("%d citations, seed %d: sheaf and its peers, medians"):format(citations, seed),
  columns = { "job", "tool", right "runs", right("wall", "wall s"), right("user", "user CPU s"),
    right("rate", "citations/s"), right("peak", "peak MB"), right("size", "size MB"), right("times", "times sheaf"),
    right("user_times", "in user CPU"), right "wanted" },
  rows = lines,
  notes = {
    "sheaf: from the file to a library that answers. xtract: five fields; med2xml: the same citations as PubMed XML",
    "FTS5 (optimised), tantivy (two threads), Xapian: an index of five texts from a TSV; sqlite3: plain rows from it",
    "growth: times is the time for all over ten times the time for the tenth. > and <: stopped after its time",
    ("processors:%sload before and after: %s and %s"):format(processor(), load_before, load_average()),
  },
}
print(t:text { rows = #lines, width = 180 })
local path = ("%s/run-%d-%d.csv"):format(out, citations, seed)
assert(t:csv(path))
print("kept as " .. path)
for _, shortfall in ipairs(shortfalls) do
  print((citations < JUDGED and "too few citations to judge: " or "falls short: ") .. shortfall)
end
os.exit(citations < JUDGED or #shortfalls == 0)
