--- sheaf's duplicates beside BibDedupe's on the labelled sets, counted by one function; and how the time grows.
--   lua5.4 spec/bench/dedup.lua [RECORDS ...]
-- Needs the shared folder (SHEAF_SHARED, or ../shared). BibDedupe is put into out/bench/python; where it cannot be had,
-- or where SHEAF_PEERS=no, sheaf is counted alone. Each number of records is made by the corpus generator, four fifths
-- of it as PubMed's nbib, the others as RIS with what databases do to a record: initials, cut pages, lost DOIs, slips.
-- How it counts, and which labels we dispute, is in spec/support/labelled.lua.

package.path = "./lua/?.lua;./lua/?/init.lua;./?.lua;" .. package.path
package.cpath = (os.getenv("SHEAF_BUILD") or "build") .. "/?.so;" .. package.cpath

local labelled = require "spec.support.labelled"
local lfs = require "lfs"
local sheaf = require "sheaf"

local shared = os.getenv("SHEAF_SHARED") or "../shared"
local out = "out/bench"
local python = out .. "/python/bin/python"

local function exists(path) return lfs.attributes(path, "mode") == "file" end
local function quote(text) return "'" .. text:gsub("'", "'\\''") .. "'" end

local function try(command)
  local pipe = assert(io.popen("{ " .. command .. "; } 2>/dev/null"))
  local text = pipe:read("a")
  return pipe:close() and text or nil
end

--- Wall seconds of a function.
local function seconds(f)
  local function now() return tonumber((try "date +%s.%N")) end
  local start = now()
  f()
  return now() - start
end

local function by_peer(path)
  local text = try(("timeout 3600 %s spec/bench/peers/dedup.py %s"):format(python, quote(path)))
  if not text then return end
  local cluster = {}
  for id, name in text:gmatch("(%S+) (%d+)\n") do cluster[id] = name end
  return cluster, tonumber(text:match("seconds ([%d.]+)"))
end

local function make_python()
  if os.getenv("SHEAF_PEERS") == "no" then return false end
  if not exists(python) and not try(("mkdir -p %s && python3 -m venv %s/python"):format(out, out)) then return false end
  if not try(python .. " -c 'import bib_dedupe'") then try(python .. " -m pip install -q bib-dedupe") end
  return try(python .. " -c 'import bib_dedupe'") ~= nil
end

-- ---- labelled sets ----

local rows, sums = {}, {}

local function add(set, tool, n, c, taken)
  local found = c.tp + c.fn
  rows[#rows + 1] = { set, tool, n, c.tp, c.fp, c.fn, c.mixed, c.tp / found, c.tp / math.max(1, c.tp + c.fp), taken }
  local sum = sums[tool] or { tp = 0, fp = 0, fn = 0, mixed = 0, n = 0, taken = 0 }
  for _, key in ipairs { "tp", "fp", "fn", "mixed" } do sum[key] = sum[key] + c[key] end
  sum.n, sum.taken, sums[tool] = sum.n + n, sum.taken + taken, sum
end

local function count_sets()
  local peer = make_python()
  for _, name in ipairs(labelled.SETS) do
    local path, sets = labelled.set(shared, name)
    local lib = assert(sheaf.open())
    assert(lib:load(path))
    local taken = seconds(function() assert(lib:deduplicate()) end)
    local ids, cluster = labelled.works(lib)
    add(name, "sheaf", #ids, labelled.count(ids, cluster, sets), taken)
    for _, pair in ipairs(labelled.DISPUTED[name] or {}) do
      print(("disputed in %s: %s and %s, %s; %s"):format(name, pair[1], pair[2], pair[3],
        cluster[pair[1]] == cluster[pair[2]] and "one work here" or "two works here"))
    end
    if peer then
      local theirs, their_time = by_peer(path)
      if theirs then add(name, "BibDedupe", #ids, labelled.count(ids, theirs, sets), their_time) end
    end
  end
  for _, tool in ipairs { "sheaf", "BibDedupe" } do
    local sum = sums[tool]
    if sum then add("together", tool, sum.n, sum, sum.taken) end
  end
  print(sheaf.table {
    title = "Duplicates in labelled sets, counted as upstream counts", rows = rows,
    columns = { "set", "tool", { name = "records", kind = "integer" }, "tp", "fp", "fn", "mixed",
      { name = "sensitivity", kind = "number", digits = 4 }, { name = "precision", kind = "number", digits = 4 },
      { name = "seconds", kind = "number", digits = 2 } },
  }:text { rows = #rows, width = 130 })
end

-- ---- sets without labels of their own ----

--- sra-dedupe's test files: what each is for says which of its records are one paper.
local SRA = {
  { "dupes-obvious", function(i, j) return math.abs(i - j) == 100 end }, -- the records 1 to 100, and again
  { "dupeissues", function(i, j) return i + j == 3 end }, -- the first two
  { "isbn-false-dupe", function() return false end },
  { "nodupes", function() return false end },
}

local function read_sra(source, emit)
  for i, one in ipairs(require("cjson").decode(source.text)) do
    local authors = one.authors
    if type(authors) == "string" then
      authors = {}
      for name in (one.authors .. ","):gmatch "([^,]+,[^,]+)," do authors[#authors + 1] = name end
    end
    emit { title = one.title, authors = authors, journal = one.journal, year = tonumber(one.year), volume = one.volume,
      issue = one.number, pages = one.pages, abstract = one.abstract, label = one.recNumber or tostring(i) }
  end
end

local function count_sra(folder)
  sheaf.readers.add { name = "sra", title = "sra-dedupe's JSON", detect = function() return 0 end, read = read_sra }
  local found = {}
  for k, set in ipairs(SRA) do
    local lib = assert(sheaf.open())
    assert(lib:load(("%s/%s.json"):format(folder, set[1]), { format = "sra" }))
    assert(lib:deduplicate())
    local c, list = { tp = 0, fp = 0, fn = 0 }, {}
    for record in lib:all():each() do list[#list + 1] = { tonumber(record.label), record.work } end
    for i = 1, #list do
      for j = i + 1, #list do
        local truth, said = set[2](list[i][1], list[j][1]), list[i][2] == list[j][2]
        local kind = said and (truth and "tp" or "fp") or truth and "fn"
        if kind then c[kind] = c[kind] + 1 end
      end
    end
    found[k] = { set[1], #list, c.tp, c.fp, c.fn }
  end
  return found
end

--- ASySD's labelled set: of each paper one record is "unique", the others are "duplicate".
local function count_asysd(path)
  local lib = assert(sheaf.open())
  assert(lib:load(path))
  assert(lib:deduplicate())
  local uniques, duplicates, works = {}, {}, {}
  for record in lib:all():each() do
    local work, list = record.work, record.extra.source[1] == "unique" and uniques or duplicates
    if not list[work] and not (list == uniques and duplicates or uniques)[work] then works[#works + 1] = work end
    list[work] = (list[work] or 0) + 1
  end
  local c = { tp = 0, fp = 0, fn = 0 }
  for _, work in ipairs(works) do
    if uniques[work] then
      c.tp, c.fp = c.tp + (duplicates[work] or 0), c.fp + uniques[work] - 1
    else
      c.tp, c.fn = c.tp + duplicates[work] - 1, c.fn + 1
    end
  end
  return { "ASySD", #lib, c.tp, c.fp, c.fn }
end

local function count_others()
  local found = count_sra(shared .. "/data/dedup/sra-dedupe/test/data")
  found[#found + 1] = count_asysd(shared .. "/data/dedup/ASySD/tests/testthat/labelled_test_set.csv")
  print(sheaf.table { title = "Sets of sra-dedupe (pairs) and ASySD (records that go)", rows = found,
    columns = { "set", { name = "records", kind = "integer" }, "tp", "fp", "fn" } }:text { width = 100 })
end

-- ---- growth ----

local state = 20261122

local function random(most)
  state = (state * 6364136223846793005 + 1442695040888963407)
  return (state >> 33) % most + 1
end

--- What another database makes of a RIS record.
local function variant(record)
  local drop_doi, drop_abstract, initials = random(2) == 1, random(3) == 1, random(2) == 1
  local lines = {}
  for line in record:gmatch("[^\n]+") do
    local tag, value = line:match("^(%u[%u%d])  %- ?(.*)$")
    if tag == "AU" and initials then
      value = value:gsub(",%s*(.*)$", function(given) return ", " .. given:gsub("(%a)[^%s%-]*", "%1.") end)
    elseif tag == "T1" and random(4) == 1 then
      value = value:upper()
    elseif tag == "T1" and random(4) == 1 and #value > 30 then
      local at = 15 + random(#value - 20)
      value = value:sub(1, at - 1) .. value:sub(at + 1)
    elseif tag == "EP" and random(2) == 1 then
      value = value:sub(-2)
    end
    if not (tag == "DO" and drop_doi or tag == "N2" and drop_abstract or tag == "AN") then
      lines[#lines + 1] = tag and ("%s  - %s"):format(tag, value) or line
    end
  end
  return table.concat(lines, "\n") .. "\n\n"
end

local function make_corpus(records)
  local base = ("%s/dedup-%d"):format(out, records)
  local originals = records * 4 // 5
  if exists(base .. ".variants.ris") then return base end
  assert(try(("mkdir -p %s && cc -O2 -w -o %s/gen %s -lm"):format(out, out, quote(shared .. "/tools/corpus/gen.c"))))
  assert(try(("POOLS=%s %s/gen %d 7 -n %s.nbib -r %s.ris")
    :format(quote(shared .. "/data/corpus"), out, originals, base, base)))
  local file, record, written = assert(io.open(base .. ".variants.ris", "w")), {}, 0
  for line in io.lines(base .. ".ris") do
    record[#record + 1] = line
    if line:find("^ER  %-") then
      if written < records - originals then file:write(variant(table.concat(record, "\n"))) end
      record, written = {}, written + 1
    end
  end
  file:close()
  os.remove(base .. ".ris")
  return base
end

local function grow(records)
  local base = make_corpus(records)
  local library = base .. ".sheaf"
  for _, ending in ipairs { "", "-wal", "-shm" } do os.remove(library .. ending) end
  local lib = assert(sheaf.open(library))
  assert(lib:load { base .. ".nbib", base .. ".variants.ris" })
  local report
  local cpu = os.clock()
  local taken = seconds(function() report = assert(lib:deduplicate()) end)
  cpu = os.clock() - cpu
  local originals, right, wrong = {}, 0, 0
  for row in assert(lib:sql "select id, pmid from record where source = 1") do originals[row.pmid] = row.id end
  for record in lib:all():each() do
    if record.source == 2 then
      if record.work == originals[record.label] then right = right + 1 end
      if record.work ~= originals[record.label] and record.work ~= record.id then wrong = wrong + 1 end
    elseif record.work ~= record.id then
      wrong = wrong + 1
    end
  end
  local peak = try("grep VmHWM /proc/$PPID/status") or ""
  lib:close()
  return { records, report.compared, taken, cpu, math.floor(records / cpu), right, records - records * 4 // 5, wrong,
    tonumber(peak:match("(%d+)")) and tonumber(peak:match("(%d+)")) // 1024 }
end

if not exists(shared .. "/data/dedup/stroke/records_pre_merged.csv") then
  print("the labelled sets are not in " .. shared .. "/data/dedup: nothing counted")
  os.exit(0)
end
if #arg == 0 then
  count_sets()
  count_others()
end
if #arg > 0 then
  local grown = {}
  for i = 1, #arg do grown[i] = grow(assert(math.tointeger(tonumber(arg[i])), "a number of records expected")) end
  print(sheaf.table {
    title = "Generated records, a fifth of them variants", rows = grown,
    columns = { { name = "records", kind = "integer" }, { name = "compared", kind = "integer" },
      { name = "seconds", kind = "number", digits = 2 }, { name = "cpu", title = "CPU s", kind = "number", digits = 2 },
      { name = "rate", title = "Records a CPU s", kind = "integer" },
      { name = "found", kind = "integer" }, { name = "of", kind = "integer" }, { name = "wrong", kind = "integer" },
      { name = "memory", title = "Peak MB", kind = "integer" } },
  }:text { width = 120 })
end
