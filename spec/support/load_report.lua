-- Loads a file and says what came of it, for hostile_spec:
--   lua5.4 load_report.lua FILE LIBRARY
-- prints "loaded N rejected N code CODE seconds S megabytes M whole true found N".
local sheaf = require "sheaf"

local lib = assert(sheaf.open(arg[2]))
local report, message, code = lib:load(arg[1])
local first = report and report.problems[1]
local peak = 0
local status = io.open("/proc/self/status") -- Linux has it
if status then
  peak = tonumber(status:read("a"):match("VmHWM:%s*(%d+)")) // 1024
  status:close()
end
print(("loaded %s rejected %s code %s seconds %.1f megabytes %d whole %s found %d"):format(
  report and report.loaded or 0, report and report.rejected or 0,
  first and first.code or code or "none", os.clock(), peak, lib:check(),
  #assert(lib:search("corridor[ti]"))))
assert(#tostring(lib:all()) < 5000)
io.stderr:write(message or "")
