--- sheaf's readers beside bibutils and the Python readers of each format: throughput, and their fields as a second
--- opinion on ours.
--   lua5.4 spec/bench/readers.lua [RECORDS] [SEED]
-- Needs a build with -DSHEAF_BENCH=ON (SHEAF_BUILD, or build) and the shared folder (SHEAF_SHARED, or ../shared) with
-- the corpus generator. bibutils is Debian's package; the Python readers are put into out/bench/python, unless
-- SHEAF_BENCH_PYTHON names an interpreter that has them. A peer that cannot be had is skipped by name. Times are wall
-- seconds of a whole process, one at a time: the median of three after a warm-up, of a reader that takes long its first
-- run alone. One that is not done in a minute is stopped: its time and its ratio are then lower bounds.

local build = os.getenv("SHEAF_BUILD") or "build"
package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
package.cpath = build .. "/?.so;" .. package.cpath

local sheaf = require "sheaf"
local lfs = require "lfs"

local records = math.tointeger(tonumber(arg[1])) or 5000
local seed = math.tointeger(tonumber(arg[2])) or 7
local shared = os.getenv("SHEAF_SHARED") or "../shared"
local out = "out/bench"
local python = os.getenv("SHEAF_BENCH_PYTHON") or out .. "/python/bin/python"
local corpus = ("%s/readers-%d-%d"):format(out, records, seed)
local RUNS, SHOWN, WIDTH = 3, 3, 90
local PATIENCE, LONG, OPINION = 60, 5, 90 -- seconds: of a run, of one that is not repeated, of a second opinion

local function exists(path) return lfs.attributes(path, "mode") == "file" end
local function quote(text) return "'" .. text:gsub("'", "'\\''") .. "'" end

--- The output of a command, or nil and what it said.
local function try(command)
  local pipe = assert(io.popen("{ " .. command .. "; } 2>&1"))
  local text = pipe:read("a")
  if pipe:close() then return text end
  return nil, text
end

local function run(command)
  local text, message = try(command)
  return text or error(command .. "\n" .. message, 0)
end

-- Files: three as the generator writes them, the others as sheaf writes the same citations.
local WRITTEN = { bib = "bibtex", json = "csl-json", ["endnote.xml"] = "endnote-xml", csv = "csv", jsonl = "jsonl" }

local function make_files()
  run("mkdir -p " .. out)
  if not exists(corpus .. ".ris") then
    run(("cc -O2 -w -o %s/gen %s -lm"):format(out, quote(shared .. "/tools/corpus/gen.c")))
    run(("POOLS=%s %s/gen %d %d -x %s.xml -n %s.nbib -r %s.ris")
      :format(quote(shared .. "/data/corpus"), out, records, seed, corpus, corpus, corpus))
  end
  if not exists(corpus .. ".xml.gz") then run(("gzip -1 -k %s.xml"):format(corpus)) end
  local set
  for _, ending in ipairs { "bib", "json", "endnote.xml", "csv", "jsonl" } do
    local path = corpus .. "." .. ending
    if not exists(path) then
      if not set then
        local lib = assert(sheaf.open(":memory:"))
        assert(assert(lib:load(corpus .. ".nbib")).loaded == records)
        set = lib:all()
      end
      assert(set:export(path, { format = WRITTEN[ending] }))
    end
  end
end

local function make_python()
  if not exists(python) and not try(("python3 -m venv %s/python"):format(out)) then return end
  for _, package in ipairs { "rispy", "nbib", "bibtexparser", "pubmed_parser" } do
    if not try(("%s -c 'import %s'"):format(python, package)) then
      try(("%s -m pip install -q %s"):format(python, package))
    end
  end
end

--- The command of a peer, or nil and why there is none.
local function peer_command(name, path)
  if name:find("2xml$") then
    if not try("command -v " .. name) then return nil, "not installed" end
    return name .. " " .. quote(path)
  end
  if not exists(python) or not try(("%s -c 'import %s'"):format(python, name)) then return nil, "not installed" end
  return ("%s spec/bench/peers/read.py %s %s"):format(python, name, quote(path))
end

local TIMED = "start=$(date +%%s%%N); if timeout %d %s >/dev/null 2>%s/errors; then echo $(($(date +%%s%%N) - start)); "
  .. "else echo exit $?; tail -n 1 %s/errors; false; fi"

local TIMED_OUT = "exit 124" -- as timeout(1) says it

--- Median wall seconds of a command, and true where it was stopped before its end; or nil and why.
local function seconds(command)
  local times = {}
  for i = 0, RUNS do
    local text, message = try(TIMED:format(PATIENCE, command, out, out))
    if not text and message:find(TIMED_OUT, 1, true) then return PATIENCE, true end
    if not text then return nil, message end
    local taken = tonumber(text:match("(%d+)%s*$")) / 1e9
    if taken > LONG then return taken, false end
    if i > 0 then times[i] = taken end
  end
  table.sort(times)
  return times[(#times + 1) // 2], false
end

local FORMATS = {
  { "RIS", "ris", "ris2xml", "rispy" },
  { "nbib", "nbib", "nbib2xml", "nbib" },
  { "PubMed XML", "xml", "med2xml" },
  { "PubMed XML, gzip", "xml.gz", "pubmed_parser" },
  { "BibTeX", "bib", "bib2xml", "bibtexparser" },
  { "EndNote XML", "endnote.xml", "endx2xml" },
  { "CSL-JSON", "json", "json" },
  { "CSV", "csv", "csv" },
  { "JSON lines", "jsonl", "json" },
}

io.stdout:setvbuf("line")
local rows = {}

--- A figure as text, with its mark where it is a bound.
local function figure(value, digits, mark) return (mark or "") .. ("%%.%df"):format(digits):format(value) end

--- One row: a reader that was stopped took more than its time.
local function add(format, reader, path, taken, stopped, ours)
  local size, over, under = lfs.attributes(path, "size"), stopped and "> " or "", stopped and "< " or ""
  rows[#rows + 1] = { format, reader, figure(taken, stopped and 0 or 3, over), figure(records / taken, 0, under),
    figure(size / 1e6 / taken, 1, under), ours and figure(taken / ours, 1, over) or nil }
end

local function measure(format, ending, ...)
  local path = corpus .. "." .. ending
  local ours, stopped
  if ending == "jsonl" then -- read by the Lua layer
    ours, stopped = seconds(("env LUA_PATH='./lua/?.lua;./lua/?/init.lua;;' LUA_CPATH='%s/?.so;;' "
      .. "lua5.4 lua/bin/sheaf check-import %s"):format(build, quote(path)))
  else
    local command = ("%s/spec/read_bench %s"):format(build, quote(path))
    local read, rejected = run(command):match(" (%d+) (%d+)%s*$")
    assert(tonumber(read) == records and rejected == "0", path .. ": " .. read .. " read, " .. rejected .. " rejected")
    ours, stopped = seconds(command)
  end
  add(format, "sheaf", path, assert(ours, stopped), stopped)
  for _, name in ipairs { ... } do
    local command, reason = peer_command(name, path)
    local taken
    if command then taken, reason = seconds(command) end
    if taken then
      add(format, name, path, taken, reason, ours)
    else
      print(("skipped: %s on %s: %s"):format(name, format, (reason:gsub("%s+$", ""))))
    end
  end
end

-- The second opinion.
local FIELDS = { "title", "year", "first author", "DOI" }

--- Lists of the four fields, as a reader prints them.
local function fields_of(command)
  local text = try(("timeout %d %s fields 2>%s/errors"):format(PATIENCE, command, out))
  if not text then return nil, "failed, or not done in time" end
  local list = {}
  for line in text:gmatch("([^\n]*)\n") do
    local fields = {}
    for value in (line .. "\t"):gmatch("([^\t]*)\t") do fields[#fields + 1] = value end
    list[#list + 1] = fields
  end
  return list
end

--- What two readers may spell differently: case, white space, braces and escapes of LaTeX, a resolver before a DOI.
local function plain(value)
  return (value:lower():gsub("[{}\\]", ""):gsub("^https?://[%w.]*doi%.org/", ""):gsub("%s+", " "):gsub("^ ", "")
    :gsub(" $", ""))
end

--- Compares a reader with sheaf on a file; adds to the sums, prints what differs.
local function compare(reader, path, label, sums)
  local command, reason = peer_command(reader, path)
  local theirs
  if command then theirs, reason = fields_of(command) end
  if not theirs then return print(("  %s: %s: %s"):format(label, reader, reason)) end
  local ours, message = fields_of(("%s/spec/read_bench %s"):format(build, quote(path)))
  if not ours then return print(("  %s: sheaf: %s"):format(label, message)) end
  if #ours ~= #theirs then return print(("  %s: %d records, %s %d"):format(label, #ours, reader, #theirs)) end
  local shown = {}
  sums.files, sums.records = sums.files + 1, sums.records + #ours
  for i, record in ipairs(ours) do
    for field in ipairs(FIELDS) do
      local a, b = record[field], theirs[i][field] or ""
      if plain(a) == plain(b) then
        sums[field] = sums[field] + 1
      elseif #shown < SHOWN then
        shown[#shown + 1] = ("    %d %s\n      sheaf %s\n      %s %s")
          :format(i, FIELDS[field], a:sub(1, WIDTH), reader, b:sub(1, WIDTH))
      end
    end
  end
  if #shown > 0 then print(("  %s\n%s"):format(label, table.concat(shown, "\n"))) end
end

--- Files below a folder with one of the endings, in order.
local function files_below(folder, ending)
  local list = {}
  for path in (try(("find %s -type f -iname '*.%s' | LC_ALL=C sort"):format(quote(folder), ending)) or "")
    :gmatch("[^\n]+") do list[#list + 1] = path end
  return list
end

if not exists(shared .. "/tools/corpus/gen.c") then
  print("the corpus generator is not in " .. shared .. "/tools: nothing measured")
  os.exit(0)
end
make_files()
make_python()

for _, format in ipairs(FORMATS) do measure(table.unpack(format)) end
local t = sheaf.table {
  title = ("Readers alone, %d citations, seed %d"):format(records, seed),
  columns = { "format", "reader", "seconds", { name = "rate", title = "records/s" },
    { name = "megabytes", title = "MB/s" }, { name = "times", title = "times sheaf" } },
  rows = rows,
  notes = { "...2xml: bibutils, which also writes MODS; json and csv: Python's parsers alone, no citations",
    "JSON lines of sheaf: sheaf check-import" },
}
print(t:text { rows = #rows, width = 120 })
assert(t:csv(out .. "/readers.csv"))
print("kept as " .. out .. "/readers.csv")

for _, case in ipairs { { "rispy", "ris" }, { "nbib", "nbib" }, { "bibtexparser", "bib" } } do
  local reader, ending = table.unpack(case)
  print(("second opinion on %s by %s: what differs"):format(ending, reader))
  local lists = { generated = { corpus .. "." .. ending }, real = files_below(shared .. "/data/formats", ending) }
  for _, kind in ipairs { "generated", "real" } do
    local sums, parts, ends, left = { files = 0, records = 0, 0, 0, 0, 0 }, {}, os.time() + OPINION, 0
    for _, path in ipairs(lists[kind]) do
      if os.time() > ends then
        left = left + 1
      else
        compare(reader, path, path:match("/formats/(.*)") or path, sums)
      end
    end
    if left > 0 then print(("  %d files were not compared: its time was over"):format(left)) end
    for field, name in ipairs(FIELDS) do parts[field] = name .. " " .. sums[field] end
    print(("  %s, same count in %d of %d files, %d records: they agree on %s")
      :format(kind, sums.files, #lists[kind] - left, sums.records, table.concat(parts, ", ")))
  end
end
