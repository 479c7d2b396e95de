--- Libraries: what lib:name() does where that needs no C.

local core = require "sheaf.core"
local load = require "sheaf.load"
local option_names = require "sheaf.options"
local new_table = require("sheaf.table").new
local search = require "sheaf.search"
local thesaurus = require "sheaf.thesaurus"
local url_of = require "sheaf.url"

local M = {}
local methods = core.classes["sheaf.library"]

local OPTIONS = { "create", "readonly", "shards", "timeout" }
local MOST_SHARDS = 64

--- shards: a number of them at the server itself, or the URL of each.
local function check_shards(shards)
  if type(shards) == "table" then
    if #shards == 0 or #shards > MOST_SHARDS then
      error(("sheaf.open: options.shards must list 1 to %d URLs"):format(MOST_SHARDS), 3)
    end
    for i = 1, #shards do
      local url = shards[i]
      if type(url) ~= "string" or not url_of.is_server(url) or url:find("\0", 1, true) then
        error(("sheaf.open: options.shards[%d] must be a URL: postgresql://..."):format(i), 3)
      end
    end
  elseif shards ~= nil and (math.type(shards) ~= "integer" or shards < 1 or shards > MOST_SHARDS) then
    error(("sheaf.open: options.shards must be a whole number from 1 to %d, or a list of URLs"):format(MOST_SHARDS), 3)
  end
end

--- Opens a library, making it where there is none: a file, or tables of a PostgreSQL server; without a path it lives in
--- memory.
---@param path? string  a file, ":memory:", or "postgresql://user@host:port/database?schema=sheaf"
---@param options? { readonly?: boolean, create?: boolean, shards?: integer|string[], timeout?: integer }  create
---  defaults to true; shards and timeout (seconds that a server may be silent, 30) are for servers
---@return sheaf.library? library, string? message, string? code  nil and what went wrong
function M.open(path, options)
  if path ~= nil and type(path) ~= "string" then
    error("sheaf.open: the path must be a string, not " .. type(path), 2)
  end
  if path and (path == "" or path:find("\0", 1, true)) then
    error("sheaf.open: the path is empty or has a NUL in it; leave it out for a library in memory", 2)
  end
  options = options or {}
  if type(options) ~= "table" then error("sheaf.open: options must be a table, not " .. type(options), 2) end
  option_names.check_names("sheaf.open", options, OPTIONS)
  local timeout = options.timeout
  check_shards(options.shards)
  if timeout ~= nil and (math.type(timeout) ~= "integer" or timeout < 1 or timeout > 86400) then
    error("sheaf.open: options.timeout must be a whole number of seconds, 1 to 86400", 2)
  end
  if not url_of.is_server(path) and (options.shards or timeout) then
    error("sheaf.open: options.shards and options.timeout are for libraries on servers: postgresql://...", 2)
  end
  return core.open(path, options.readonly or false, options.create ~= false, options.shards, timeout)
end

methods.load = load.load
methods.search = search.search
methods.count = search.count
methods.spans = search.spans
methods.thesaurus = thesaurus.load
methods.heading = thesaurus.heading

--- The whole library into another one; see sheaf.copy.copy_to.
function methods:copy_to(other, options) return require("sheaf.copy").copy_to(self, other, options) end

--- Takes a REFI-QDA project of another program into the library; see sheaf.refi.import.
function methods:import_project(input, options)
  if self:closed() then error("the library is closed", 2) end
  return require("sheaf.refi.import").import(self, input, options)
end

local SOURCES = [[
select id, label, path, format, dialect, encoding, database, platform, searched, added, seen, loaded, rejected,
  complete, sha256, via, strategy, limits from source order by id]]

--- What was loaded, from where, when: one row a source.
---@return sheaf.table
function methods:sources()
  local rows = {}
  for row in assert(self:sql(SOURCES)) do
    rows[#rows + 1] = {
      id = row.id, source = row.label or row.path:match("[^/]*$"), path = row.path, format = row.format,
      dialect = row.dialect, encoding = row.encoding, database = row.database, platform = row.platform,
      searched = row.searched, added = row.added, seen = row.seen, loaded = row.loaded, rejected = row.rejected,
      complete = row.complete == 1, sha256 = row.sha256, via = row.via, strategy = row.strategy, limits = row.limits,
    }
  end
  local columns = { "id", "source", "format", "seen", "loaded", "rejected", "database", "platform", "searched",
    "added", "dialect", "encoding", "complete", "path", "sha256", "via", "strategy", "limits" }
  return new_table { title = "Sources", columns = columns, rows = rows }
end

require "sheaf.rejected"
require "sheaf.duplicates"
require "sheaf.ledger"
require "sheaf.decisions"
require "sheaf.coding.notes"
require "sheaf.explain"
require "sheaf.strategy"
require "sheaf.lint"
require "sheaf.strategy.known"
require "sheaf.strategy.lint"

function methods.__meta:__tostring()
  if self:closed() then return "library (closed)" end
  local lines = { ("library: %d record%s"):format(#self, #self == 1 and "" or "s") }
  local sources = self:sources()
  if #sources > 0 then
    local rows = {}
    for i = 1, #sources do
      local s = sources[i]
      rows[i] = { s.source, s.format, s.loaded, s.rejected }
    end
    lines[#lines + 1] = tostring(new_table { columns = { "source", "format", "loaded", "rejected" }, rows = rows })
  end
  return table.concat(lines, "\n")
end

return M
