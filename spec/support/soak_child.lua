-- Programs that soak_spec runs beside each other on one library:
--   lua5.4 soak_child.lua write LIBRARY SECONDS BATCH    loads batch after batch, decides, and looks for duplicates
--   lua5.4 soak_child.lua read LIBRARY SECONDS BATCH     looks whether what is there is whole
--   lua5.4 soak_child.lua hold LIBRARY SECONDS           keeps the library locked for writing
-- Each prints what it did: "rounds N records N busy N"; it raises where something is wrong.
local sheaf = require "sheaf"

local role, path, seconds, batch = arg[1], arg[2], tonumber(arg[3]), math.tointeger(tonumber(arg[4] or ""))
local lib = assert(sheaf.open(path, { readonly = role == "read" }))
local stop, rounds, busy = os.time() + seconds, 0, 0

--- The records from first on; the last of each batch repeats the one before.
local function records(first)
  local list = {}
  for i = first, first + batch - 1 do
    local n = i % batch == 0 and i - 1 or i
    list[#list + 1] = ("TY  - JOUR\nTI  - Corridor %d of the house\nAU  - Number, A\nDO  - 10.1000/soak.%d\nER  - \n")
      :format(n, n)
  end
  return table.concat(list)
end

--- A result, or nil where the library was busy, which is counted; anything else is raised.
local function unless_busy(result, message, code)
  if result == nil and code ~= "busy" then error(tostring(message) .. " " .. tostring(code)) end
  if result == nil then busy = busy + 1 end
  return result
end

local function write_once()
  local first = #lib + 1
  unless_busy(lib:load { text = records(first), name = "batch " .. first })
  if rounds % 5 == 4 then unless_busy(lib:deduplicate()) end
  unless_busy(lib:decide(lib:get(first), { stage = "title-abstract", verdict = "include", by = "soak" }))
end

local known = 0

local function read_once()
  local set = unless_busy(lib:all())
  if not set then return end
  local ids = set:ids()
  assert(#ids % batch == 0, "part of a batch is there: " .. #ids)
  assert(#ids >= known and (#ids == 0 or ids[#ids] == #ids), "records are lost")
  known = #ids
  local found = unless_busy(lib:search("corridor[ti] AND house[ti]", { sort = "id" }))
  if not found then return end
  assert(#found >= known and #found % batch == 0, ("%d records are there, and %d found"):format(known, #found))
  if known == 0 then return end
  local id = ids[math.random(known)]
  local record = lib:get(id)
  local number = id % batch == 0 and id - 1 or id
  assert(record.title == ("Corridor %d of the house"):format(number), "another record has its number")
  local ranked = unless_busy(lib:search(("corridor %d"):format(number), { limit = 3 }))
  assert(not ranked or #ranked >= 1, "a record is not found")
end

local function hold()
  local loader = assert(lib:loader { text = "TY  - JOUR\nTI  - Held\nER  - \n", name = "held.ris" })
  assert(loader:step(1, "ris"))
  print "held"
  io.stdout:flush()
  os.execute("sleep " .. seconds)
  loader:abort()
end

if role == "hold" then return hold() end
math.randomseed(rounds + seconds)
while os.time() < stop do
  if role == "write" then write_once() else read_once() end
  rounds = rounds + 1
end
print(("rounds %d records %d busy %d"):format(rounds, #lib, busy))
