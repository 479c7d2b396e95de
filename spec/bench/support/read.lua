-- Reads a library as a fresh process; prints seconds and user CPU seconds after it was opened, and the MB that its
-- memory grew by from the first tenth to the end.
--   lua5.4 read.lua LIBRARY first|titles|records
local measure = require "measure"
local sheaf = require "sheaf"

--- Memory of this process without the pages of files, in MB.
local function memory()
  for line in io.lines "/proc/self/status" do
    local kilobytes = line:match "^RssAnon:%s+(%d+)"
    if kilobytes then return tonumber(kilobytes) / 1024 end
  end
end

local jobs = {}

function jobs.first(lib)
  for record in assert(lib:search("patients[tw]", { limit = 20 })):each() do assert(record.title) end
end

--- Goes through what `each` gives, `count` times `use`; the MB that memory grew by.
local function go_through(count, use, iterator, ...)
  local done, tenth, before = 0, count // 10, nil
  for a, b in iterator, ... do
    use(a, b)
    done = done + 1
    if done == tenth then before = memory() end
  end
  assert(done == count)
  return memory() - before
end

function jobs.titles(lib)
  local bytes = 0
  return go_through(#lib, function(_, title) bytes = bytes + #(title or "") end, lib:all():each("title"))
end

function jobs.records(lib)
  local bytes = 0
  return go_through(#lib, function(record)
    bytes = bytes + #(record.title or "") + #(record.abstract or "") + #record.authors
  end, lib:all():each())
end

local lib <close> = assert(sheaf.open(arg[1]))
local start, user = measure.now(), measure.user()
local grown = jobs[arg[2]](lib) or 0
print(("%.6f %.6f %.3f"):format(measure.now() - start, measure.user() - user, grown))
