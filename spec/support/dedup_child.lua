--- A run that is killed: lua5.4 dedup_child.lua LIBRARY STAGE

local sheaf = require "sheaf"

local lib = assert(sheaf.open(arg[1]))
lib:deduplicate { progress = function(state)
  if state.stage == arg[2] then os.execute("kill -9 $PPID") end
end }
