--- The table of study characteristics and the reference list, for Word and as Markdown.
--   lua5.4 examples/cookbook/characteristics.lua [FOLDER FOR RESULTS]
local sheaf = require "sheaf"
local out = arg[1] or "."

local lib = assert(sheaf.open())
assert(lib:load { "examples/data/doors.ris", "examples/data/doors_embase.ris" })
lib:deduplicate()
local studies = (lib:works() & lib:search "stigma*[tiab] OR language*[tiab]"):sort("year")

-- Each cell knows the words that it was read from; with quotes = true these stand under it.
local t = studies:analyze "characteristics"
local columns = { "record", "design", "participants", "n", "country" }
assert(t:word(out .. "/characteristics.doc", { columns = columns, quotes = true }))
io.write(t:markdown(nil, { columns = columns }))
local why = t:evidence(1, "n")
print(("\n%d people, because the %s says “%s”\n"):format(t[1].n, why.field, why.text))

-- Vancouver (as NLM has it) in the set's order; APA in alphabetical order.
io.write(studies:head(2):references "vancouver", "\n", studies:head(2):references "apa")
assert(studies:references("apa", { format = "word", path = out .. "/references.doc" }))
assert(studies:export(out .. "/references.json", { format = "csl-json" }))
