-- Loads a file of so many citations into a new library, and asks it for a word. The corpus generator leaves an
-- ampersand unescaped in one of 100,000 records of XML: these are rejected.
--   lua5.4 load.lua LIBRARY FILE CITATIONS
local sheaf = require "sheaf"

local lib <close> = assert(sheaf.open(arg[1]))
local report = assert(lib:load(arg[2]))
local wanted = tonumber(arg[3])
assert(report.seen == wanted and report.rejected <= wanted // 50000, tostring(report))
assert(#assert(lib:search "patients[tw]") > 0)
