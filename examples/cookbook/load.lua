--- Load files of any format, and see that no record was lost on the way.
local sheaf = require "sheaf"

local lib = assert(sheaf.open())                 -- in memory; a path keeps it in a file
local report = assert(lib:load({ "examples/data/doors.ris", "examples/data/pubmed.nbib", "examples/data/wos.txt" },
  { searched = "2024-05-01" }))

-- Every record is accounted for: seen = loaded + rejected, file by file.
for _, file in ipairs(report.files) do
  print(("%-12s %-5s %2d seen, %2d loaded, %d rejected"):format(file.path:match("[^/]+$"), file.format, file.seen,
    file.loaded, file.rejected))
end
for _, problem in ipairs(report.problems) do
  print(("%s:%d %s: %s"):format(problem.file, problem.line, problem.code, problem.message))
end

-- What the records have, and what they lack.
local all = lib:all()
local without = all:where(function(record) return record.doi == nil end)
print(#all .. " records, " .. #without .. " without a DOI")
print(all:facet("journal", 3))
