-- Loads a file of so many citations into a new library, and asks it for a word.
--   lua5.4 load.lua LIBRARY FILE CITATIONS
local sheaf = require "sheaf"

local lib <close> = assert(sheaf.open(arg[1]))
local report = assert(lib:load(arg[2]))
assert(report.loaded == tonumber(arg[3]) and report.rejected == 0, tostring(report))
assert(#assert(lib:search "patients[tw]") > 0)
