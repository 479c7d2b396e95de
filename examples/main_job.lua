--- The main job: load saved records, keep them in one library, find some, show what they say.
--   lua5.4 examples/main_job.lua [FOLDER OF FILES] [FOLDER FOR RESULTS]

local sheaf = require "sheaf"

local data, out = arg[1] or "examples/data", arg[2] or "out"

local FILES = { "pubmed.nbib", "embase.ris", "wos.txt", "highwire.txt", "catalogue.txt", "aggregator.txt",
  "repository.html", "article.txt" }

local paths = {}
for i, name in ipairs(FILES) do paths[i] = data .. "/" .. name end

-- 1. Load: formats are found by content, whatever the files are called.
local lib = assert(sheaf.open(out .. "/primary-care.sheaf"))
print(assert(lib:load(paths)))

-- 2. Find: PubMed's own syntax, exact counts.
local studies = assert(lib:search('(interview*[tiab] OR "focus groups"[tiab]) AND 2007:2023[dp]', { sort = "year" }))
print(("\n%d of %d records report interviews or focus groups\n"):format(#studies, #lib))

-- 3. Show: what each study did, with whom, where; each cell knows the words that it came from.
local characteristics = studies:analyze "characteristics"
print(characteristics)
assert(characteristics:csv(out .. "/characteristics.csv"))

-- 4. A report to look at.
local report = out .. "/report.html"
assert(sheaf.report.html(report, {
  title = "Access to primary care: what the saved records say",
  set = studies,
  parts = { characteristics, studies:analyze "trends", studies:analyze "sources", studies:analyze "authors",
    studies:analyze("concordance", { query = "trust* OR access*" }) },
}))
lib:close()

print(("\nLibrary: %s/primary-care.sheaf\nTable:   %s/characteristics.csv\nReport:  %s"):format(out, out, report))
