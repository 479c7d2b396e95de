--- Find duplicates, say what is done with each record, and draw the PRISMA 2020 flow.
--   lua5.4 examples/cookbook/duplicates.lua [FOLDER FOR RESULTS]
local sheaf = require "sheaf"
local out = arg[1] or "."

local lib = assert(sheaf.open())
assert(lib:load("examples/data/doors.ris", { database = "MEDLINE", platform = "Ovid" }))
assert(lib:load("examples/data/doors_embase.ris", { database = "Embase", platform = "Ovid" }))
print(lib:deduplicate())
print(lib:works()[1]:citation() .. " is in " .. #lib:all():where(function(r) return r.work == lib:works()[1].work end)
  .. " databases")

-- Decisions are only ever added; who, when and why stays in lib:ledger().
local works = lib:works()
local digital = works & assert(lib:search "digital[tiab] OR online[tiab]")
assert(lib:decide(digital, { stage = "title-abstract", verdict = "exclude", by = "Ana" }))
assert(lib:decide(works - digital, { stage = "title-abstract", verdict = "include", by = "Ana" }))
for record in (works - digital):each() do
  local verdict = record.year >= 2015 and "include" or "exclude"
  assert(lib:decide(record, { stage = "full-text", verdict = verdict, by = "Ana",
    reason = verdict == "exclude" and "before 2015" or nil }))
end

local flow = sheaf.analysis.flow(lib)
for _, name in ipairs { "identified", "duplicates", "screened", "excluded", "ineligible", "studies" } do
  print(name, flow.counts[name])
end
local file = assert(io.open(out .. "/flow.svg", "w"))
file:write(flow:chart())
file:close()
