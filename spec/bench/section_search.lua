--- Sections on a large library: what a search within a section costs beside one in the whole abstract, and the sections
-- analysis.
--
--     SHEAF_BUILD=build lua5.4 spec/bench/section_search.lua LIBRARY [WORD ...]
--
-- Processor seconds, one run each, after one that is not counted.

package.path = "lua/?.lua;lua/?/init.lua;" .. package.path
package.cpath = (os.getenv("SHEAF_BUILD") or "build") .. "/?.so;" .. package.cpath

local sheaf = require "sheaf"
local path = assert(arg[1], "which library? lua5.4 spec/bench/section_search.lua LIBRARY [WORD ...]")
local lib = assert(sheaf.open(path, { create = false }))
local words = table.move(arg, 2, #arg, 1, {})
if #words == 0 then words = { "were", "patients", "study", '"in patients with"', "interview*" } end

local function search(text)
  local start = os.clock()
  local found = #assert(lib:search(text, { sort = "id" }))
  return found, os.clock() - start
end

print(("%d records"):format(#lib))
print(("%-22s %10s %8s %10s %8s %10s %8s"):format("", "[ab]", "s", "[methods]", "s", "[results]", "s"))
for _, word in ipairs(words) do
  search(word .. "[ab]")
  local cells = { word }
  for _, tag in ipairs { "[ab]", "[methods]", "[results]" } do
    cells[#cells + 1], cells[#cells + 2] = search(word .. tag)
  end
  print(("%-22s %10d %8.3f %10d %8.3f %10d %8.3f"):format(table.unpack(cells)))
end

local start = os.clock()
local rows = lib:all():analyze("sections")
local all = os.clock() - start
local _ = tostring(rows)
print(("sections analysis: %d rows in %.2f s, the first page printed in %.2f s more"):format(#rows, all,
  os.clock() - start - all))
