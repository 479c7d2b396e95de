--- Search terms from the studies one knows, as a block to paste, and what the block finds.
local sheaf = require "sheaf"

local lib = assert(sheaf.open())
assert(lib:load { "examples/data/doors.ris", "examples/data/doors_embase.ris" })
lib:deduplicate()
local works = lib:works()
local known = works & assert(lib:search "online[tiab] OR digital[tiab] OR video[tiab]")

-- Phrases and keywords that stand together in the known studies, as litsearchr finds them; those that are no more
-- frequent than in the rest of the library have a log-likelihood near 0.
local terms = known:analyze("terms", { minimum = 2 })
for _, row in ipairs(terms) do
  print(("%-26s %d records  log-likelihood %5.1f  %s"):format(row.term, row.records, row.log_likelihood,
    row.keep == "yes" and "kept" or "left out"))
end

-- The terms kept, joined with OR in the syntax of a platform; and the search run at once.
local block = assert(terms:block "pubmed")
print(block)
print((terms:block "ovid"))
local found = works & assert(lib:search(block))
print(("%d of %d works found, %d of the %d known"):format(#found, #works, #(found & known), #known))
