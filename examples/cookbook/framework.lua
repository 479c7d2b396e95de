--- A framework matrix with its quotes: codes from a shipped codebook, one code by hand, a report to look at.
--   lua5.4 examples/cookbook/framework.lua [FOLDER FOR RESULTS]
local sheaf = require "sheaf"
local out = arg[1] or "."

local lib = assert(sheaf.open())
assert(lib:load { "examples/data/doors.ris", "examples/data/doors_embase.ris" })
lib:deduplicate()
local studies = lib:works() & lib:search "homeless*[tiab] OR migrant*[tiab]"

-- A passage that no term finds is coded by hand: bytes of a field, who, and why.
local record = studies[1]
local first, last = record.abstract:find("Proof of address was asked for though no rule requires it", 1, true)
assert(lib:code(record, { code = "acceptability", field = "abstract", first = first, last = last, by = "Ana",
  memo = "a rule that is none" }))

local matrix = studies:analyze("framework", { codebook = "access" })
for i, study in ipairs(matrix) do
  for _, column in ipairs { "acceptability", "approachability" } do
    local quote = matrix:evidence(i, column)        -- the first one; quote.all has every one
    if quote then print(("%s, %s: “%s” (%s)"):format(study.record, column, quote.text, quote.by or quote.how)) end
  end
end
assert(sheaf.report.html(out .. "/framework.html", { title = "Access to care", set = studies,
  parts = { matrix, { heading = "Themes", table = matrix, as = "themes" } } }))
