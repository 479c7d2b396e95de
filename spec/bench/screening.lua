--- Screening simulated on labelled sets, sheaf beside ASReview: work saved over sampling at 95 % recall, mean of ten
-- seeds, the same records known at the start; and the processor time of both.
--   lua5.4 spec/bench/screening.lua [SET ...]        all of data/screening, the smallest first, unless told
--   SEEDS=3                                          fewer seeds
--   CLASSIFIER=bayes                                 sheaf's; ASReview's is its ELAS u4 (SVM)
-- Needs the shared folder (SHEAF_SHARED, or ../shared). ASReview is put into out/bench/python; where it cannot be had,
-- or SHEAF_PEERS=no, sheaf is measured alone. What ASReview did is kept in out/bench/screening, a start at a time, and
-- not done again: remove that folder to measure both at one time.
--
-- Each seed draws one relevant and one irrelevant record to start from (sheaf.analysis.simulate). Both tools read one
-- record, learn again, and stop at the last relevant one. Work saved is 1 - read / records - 0.05, read up to and with
-- the record that brings recall to 95 %; the records of the start count neither as read nor as found. Time is processor
-- seconds of a simulation with the features it needs, loading left out, mean of the seeds.

package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
package.cpath = (os.getenv("SHEAF_BUILD") or "build") .. "/?.so;" .. package.cpath

local sheaf = require "sheaf"
local lfs = require "lfs"

local folder = (os.getenv("SHEAF_SHARED") or "../shared") .. "/data/screening"
local out = "out/bench/screening"
local python = "out/bench/python/bin/python"
local seeds = tonumber(os.getenv("SEEDS") or 10)

local function exists(path) return lfs.attributes(path, "mode") == "file" end
local function quote(text) return "'" .. text:gsub("'", "'\\''") .. "'" end

local function try(command)
  local pipe = assert(io.popen("{ " .. command .. "; } 2>/dev/null"))
  local text = pipe:read("a")
  return pipe:close() and text or nil
end

local function make_python()
  if os.getenv("SHEAF_PEERS") == "no" then return false end
  try("mkdir -p " .. out)
  if not exists(python) and not try("python3 -m venv out/bench/python") then return false end
  if not try(python .. " -c 'import asreview'") then try(python .. " -m pip install -q asreview") end
  return try(python .. " -c 'import asreview'") ~= nil
end

local function set_paths()
  local names, paths = {}, {}
  for _, name in ipairs(arg) do names[name] = true end
  for name in lfs.dir(folder) do
    local stem = name:match("^(.*)%.csv$")
    if stem and (#arg == 0 or names[stem]) then paths[#paths + 1] = { name = stem, path = folder .. "/" .. name } end
  end
  table.sort(paths, function(a, b)
    local left, right = lfs.attributes(a.path, "size"), lfs.attributes(b.path, "size")
    return left < right or left == right and a.name < b.name
  end)
  return paths
end

--- Work saved over sampling, counted from the order in which places were read.
local function work_saved(order, relevant, start, records)
  local all, found, known = 0, 0, {}
  for _, at in ipairs(start) do known[at] = true end
  for at in pairs(relevant) do all = all + (known[at] and 0 or 1) end
  for read, at in ipairs(order) do
    if relevant[at] then found = found + 1 end
    if found >= 0.95 * all then return 1 - read / (records - #start) - 0.05 end
  end
end

local function read_kept(path)
  local runs, file = {}, io.open(path)
  if not file then return runs end
  for start, places, taken in file:read("a"):gmatch "start (%S+)\norder ([%d ]+)\nseconds %S+ (%S+)" do
    local order = {}
    for place in places:gmatch "%d+" do order[#order + 1] = tonumber(place) + 1 end
    runs[start] = { order = order, taken = tonumber(taken) }
  end
  file:close()
  return runs
end

--- The orders and times of ASReview, for each seed's start; nil where it could not be run.
local function by_peer(set, starts)
  local kept = ("%s/%s.txt"):format(out, set.name)
  local before, keys, missing = read_kept(kept), {}, {}
  for i, start in ipairs(starts) do
    keys[i] = ("%d,%d"):format(start[1] - 1, start[2] - 1)
    if not before[keys[i]] then missing[#missing + 1] = keys[i] end
  end
  if #missing > 0 and not try(("%s spec/bench/peers/screening.py %s %s >> %s")
    :format(python, quote(set.path), table.concat(missing, " "), quote(kept))) then return end
  local after, runs = read_kept(kept), {}
  for i, key in ipairs(keys) do runs[i] = after[key] end
  return #runs == #starts and runs or nil
end

local function run(set, peer)
  local lib = assert(sheaf.open())
  assert(lib:load(set.path))
  local records, relevant, count = #lib, {}, 0
  for record in lib:all():each() do
    if record.extra.label_included[1]:find "^1" then relevant[record.id], count = true, count + 1 end
  end
  local starts, ours, our_time = {}, 0, 0
  for seed = 1, seeds do
    local from = os.clock()
    local t = assert(sheaf.analysis.simulate(lib:all(), -- a new set each time: features are made again
      { labels = "label_included", seed = seed, classifier = os.getenv("CLASSIFIER") }))
    our_time, starts[seed] = our_time + os.clock() - from, t.simulation.start
    ours = ours + work_saved(t.simulation.order, relevant, starts[seed], records)
  end
  local row = { set.name, records, count, ours / seeds, nil, nil, our_time / seeds }
  local runs = peer and by_peer(set, starts)
  if runs then
    local theirs, their_time = 0, 0
    for seed, one in ipairs(runs) do
      theirs, their_time = theirs + work_saved(one.order, relevant, starts[seed], records), their_time + one.taken
    end
    row[5], row[6], row[8], row[9] = theirs / seeds, (ours - theirs) / seeds, their_time / seeds, their_time / our_time
  end
  print(("%-24s sheaf %.4f %.2f s  ASReview %s"):format(set.name, row[4], row[7],
    runs and ("%.4f %.2f s"):format(row[5], row[8]) or "not run"))
  io.stdout:flush()
  return row
end

if not lfs.attributes(folder) then
  print("the labelled sets are not in " .. folder .. ": nothing measured")
  os.exit(0)
end
local peer, rows = make_python(), {}
for i, set in ipairs(set_paths()) do rows[i] = run(set, peer) end
local mean, complete = { "mean" }, peer
for _, row in ipairs(rows) do complete = complete and row[5] ~= nil end
for column = 4, complete and 9 or 4 do
  local sum = 0
  for _, row in ipairs(rows) do sum = sum + row[column] end
  mean[column] = sum / #rows
end
if complete then mean[9] = mean[8] / mean[7] end
rows[#rows + 1] = mean
print(sheaf.table {
  title = ("WSS@95, mean of %d seeds, and processor seconds of one simulation"):format(seeds), rows = rows,
  columns = { "set", { name = "records", kind = "integer" }, { name = "relevant", kind = "integer" },
    { name = "sheaf", kind = "share", digits = 2 },
    { name = "asreview", title = "ASReview", kind = "share", digits = 2 },
    { name = "difference", kind = "share", digits = 2 },
    { name = "sheaf_s", title = "sheaf s", kind = "number", digits = 2 },
    { name = "asreview_s", title = "ASReview s", kind = "number", digits = 2 },
    { name = "times", kind = "number", digits = 1 } },
}:text { rows = #rows, width = 130 })
