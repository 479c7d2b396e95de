--- Run a published search strategy line by line, and learn why it misses known studies.
local sheaf = require "sheaf"

local lib = assert(sheaf.open())
assert(lib:load { "examples/data/doors.ris", "examples/data/doors_embase.ris" })
lib:deduplicate()

local strategy = assert(lib:strategy([[
1     (general adj2 practi*).ti,ab. (23456)
2     (evening or night or out-of-hours).ti,ab. (3456)
3     (interview* or focus group?).ti,ab. (34567)
4     1 and 2 and 3 (321)
]], { syntax = "ovid" }))
print(strategy)

-- The studies one knows should be found; each that is not says where it was lost.
local known = strategy:known(lib:search("evening[ti] OR night[ti]") & lib:works())
print(known.notes[1])
for _, row in ipairs(known) do
  if row.found == "no" then print(row.record .. ": " .. row.why) end
end

-- The same strategy in the words of another platform, and what that cannot say.
local text, losses = strategy:translate "pubmed"
print(text)
for _, loss in ipairs(losses) do print(("line %s, %s: %s"):format(loss.line, loss.direction, loss.reason)) end
