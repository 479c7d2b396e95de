--- Runs contestants on one job in turn, so that what the machine does meanwhile meets all of them alike.

local measure = require "measure"
local tools = require "spec.bench.support.tools"

---@class sheaf.bench.contestant
---@field tool string      its name
---@field command string   for the shell
---@field makes? string    the file or folder that it makes, removed before each run, and after it
---@field kept? boolean     what it makes stays for later
---@field ours? boolean     it has no time limit, and that it fails is an error
---@field needs? string    a command that succeeds where the tool is there
---@field says? integer     a number that it prints; another one is a failure

---@class sheaf.bench.result
---@field wall number       median wall seconds; where stopped, the limit
---@field user number?      median user CPU seconds; nil where stopped
---@field peak number?      MB of its largest process, the most of all runs; nil where stopped
---@field size integer?     bytes of what it made
---@field said string[]     what each run printed
---@field runs integer
---@field stopped boolean   it was not done in time

local ENDINGS = { "", "-wal", "-shm", "-journal" }

local function remove(path)
  if not path then return end
  for _, ending in ipairs(ENDINGS) do tools.run("rm -rf " .. tools.quote(path .. ending)) end
end

local function run_once(contestant, limit)
  remove(contestant.makes)
  tools.run("sync -f " .. tools.out) -- what the last run left to be written
  local file = tools.out .. "/said"
  local used = measure.run(("{ %s; } > %s 2> %s.errors"):format(contestant.command, file, file), limit)
  local handle = assert(io.open(used.status == 0 and file or file .. ".errors", "rb"))
  used.said = handle:read("a")
  handle:close()
  used.size = contestant.makes and tools.size(contestant.makes)
  if used.status == 0 and contestant.says and not used.said:find(("%%f[%%d]%d%%f[%%D]"):format(contestant.says)) then
    used.status, used.said = 1, ("%d expected, not: %s"):format(contestant.says, used.said)
  end
  if used.status ~= 0 or not contestant.kept then remove(contestant.makes) end
  return used
end

local function summary(list, limit)
  local last, walls, users, said, peak = list[#list], {}, {}, {}, 0
  if last.stopped then return { wall = limit, said = {}, runs = 1, stopped = true } end
  for i, used in ipairs(list) do
    walls[i], users[i], said[i], peak = used.wall, used.user, used.said, math.max(peak, used.peak)
  end
  return { wall = tools.median(walls), user = tools.median(users), peak = peak, said = said, runs = #list,
    size = last.size, stopped = false }
end

--- Runs each contestant `runs` times, round after round; one that was stopped or failed is not run again. What is not
--- there, or fails, is named and left out.
---@param contestants sheaf.bench.contestant[]
---@param runs integer
---@param limit number   seconds after which a peer is stopped
---@return table<string, sheaf.bench.result> results by tool
return function(contestants, runs, limit)
  local used, results, without = {}, {}, os.getenv("SHEAF_BENCH_WITHOUT") or ""
  for i, contestant in ipairs(contestants) do
    local unwanted = not contestant.ours and without:find(contestant.tool:match "%S+", 1, true)
    local skipped = unwanted or contestant.needs and not tools.try(contestant.needs)
    if skipped then print(("skipped: %s is not there, or was left out"):format(contestant.tool)) end
    used[i] = not skipped and {} or nil
  end
  for round = 1, runs do
    for i, contestant in ipairs(contestants) do
      local list = used[i]
      if list and not (round > 1 and list[#list].stopped) then
        local one = run_once(contestant, contestant.ours and math.huge or limit)
        if one.status == 0 or one.stopped then
          list[#list + 1] = one
          print(("  %s: %s%.2f s"):format(contestant.tool, one.stopped and "stopped after " or "", one.wall))
        else
          assert(not contestant.ours, contestant.tool .. " fails:\n" .. one.said)
          print(("skipped: %s fails: %s"):format(contestant.tool, one.said:match("([^\n]*)%s*$")))
          used[i] = nil
        end
      end
    end
  end
  for i, contestant in ipairs(contestants) do
    if used[i] then results[contestant.tool] = summary(used[i], limit) end
  end
  return results
end
