-- A program that resume_spec kills: loads a file in batches of so many records, or at once, or looks for duplicates.
--   lua5.4 load_child.lua LIBRARY FILE [RECORDS|deduplicate]
local sheaf = require "sheaf"

local lib = assert(sheaf.open(arg[1]))
local batch = math.tointeger(tonumber(arg[3] or ""))

if arg[3] == "deduplicate" then
  assert(lib:deduplicate())
elseif not batch then
  assert(lib:load(arg[2]))
else
  repeat
    local loader = assert(lib:loader { path = arg[2] })
    local more = false
    if not loader:state().known then
      more = loader:step(loader:state().seen + batch) -- those that are there already are counted too
      assert(more ~= nil)
    end
    assert(more and loader:pause() or not more and loader:finish())
  until not more
end
lib:close()
