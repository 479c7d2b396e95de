-- A program that thesaurus_spec kills: loads a thesaurus.
--   lua5.4 thesaurus_child.lua LIBRARY FILE
local sheaf = require "sheaf"

local lib = assert(sheaf.open(arg[1]))
assert(lib:thesaurus(arg[2]))
lib:close()
