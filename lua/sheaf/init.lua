--- sheaf: a bundle of papers. Loads bibliographic records from whatever they were saved in, keeps them in one file,
-- finds them with the strategies that reviewers write, and turns them into tables, charts and a report.

if _VERSION ~= "Lua 5.4" then
  error("sheaf needs Lua 5.4, and this is " .. _VERSION .. ": run your script with lua5.4", 0)
end

local core = require "sheaf.core"
local library = require "sheaf.library"
local readers = require "sheaf.readers"
require "sheaf.record"
require "sheaf.set"

local sheaf = {
  _VERSION = core.version,
  readers = readers,
  detect = readers.detect,
  formats = readers.formats,
  open = library.open,
  query = require "sheaf.query",
  analysis = require "sheaf.analysis",
  codebook = require "sheaf.codebook",
  table = require("sheaf.table").new,
  report = { html = require("sheaf.report.html").write },
}

return sheaf
