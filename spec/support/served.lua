--- Libraries on servers beside the same library as a file, for specs.

local busted = require "busted"
local servers = require "spec.support.servers"
local sheaf = require "sheaf"

local served = {}

--- Why specs of servers cannot run here, or nil.
function served.absent()
  if servers.absent then return servers.absent end
  local _, message = sheaf.open("postgresql://nobody@127.0.0.1:1/none?connect_timeout=1")
  if tostring(message):find("without PostgreSQL", 1, true) then return "sheaf was built without PostgreSQL" end
end

--- Declares a group of specs for which `count` servers run, or one pending spec that says why they cannot.
---@param name string
---@param count integer
---@param body fun(get: fun(): table)  get() gives the rig while the specs run
function served.describe(name, count, body)
  busted.describe(name, function()
    local absent = served.absent()
    if absent then return busted.pending("is skipped: " .. absent) end
    local rig
    busted.setup(function() rig = servers.start(count) end)
    busted.teardown(function() rig:stop() end)
    body(function() return rig end)
  end)
end

--- A new library in a database of that name: on one server; on as many servers as it has shards; or all its shards on
--- the first server.
---@param rig table
---@param name string  of the database
---@param shards integer
---@param options? { together?: boolean, timeout?: number, query?: string }  query: what comes behind the URLs
---@return sheaf.library library
---@return string url
function served.open(rig, name, shards, options)
  options = options or {}
  local urls = rig:database(name)
  for k, url in ipairs(urls) do urls[k] = url .. (options.query or "") end
  local given = { timeout = options.timeout }
  if shards > 1 then given.shards = options.together and shards or table.move(urls, 1, shards, 1, {}) end
  return assert(sheaf.open(urls[1], given)), urls[1]
end

-- Statements that show all that a library keeps, by id; those of the second list hold times and the order of loading.
local CONTENTS = {
  [[select id, source, ordinal, work, type, year, title, journal, volume, issue, pages, doi, pmid, language, line
    from record order by id]],
  "select id, body, raw from record_body order by id",
  [[select id, path, label, sha256, bytes, format, dialect, encoding, database, platform, searched, seen, loaded,
    rejected, complete, via, strategy, limits from source order by id]],
  "select source, line, byte, record, severity, code, message from problem",
  "select source, record, line, byte, code, bytes from rejected",
  "select id, who, action, record, other, about, note from ledger order by id",
  "select row, stage, verdict, resolves from decision order by row",
  "select row, code, field, first, last from code order by row",
  "select row, name, value from attribute order by row",
  "select row, code from memo order by row",
  "select a, b, verdict, link, points from pair order by a, b",
  "select kind, year from thesaurus",
  "select id, uid, name, key, year from descriptor order by id",
  "select key, rank, descriptor, name, words from descriptor_name",
  "select number, descriptor from tree_number",
  "select descriptor, key, name from allowed_qualifier",
}
local TIMES = { "select id, added from source order by id", "select id, at from ledger order by id" }

-- One row as text, for people too.
local function row_text(row)
  local parts = {}
  for i = 1, 20 do parts[i] = row[i] == nil and "-" or tostring(row[i]):gsub("%c", "?") end
  return (table.concat(parts, " | "):gsub("[- |]+$", ""))
end

local function rows_of(lib, statement)
  local rows = {}
  for row in assert(lib:sql(statement)) do rows[#rows + 1] = row_text(row) end
  if not statement:find "order by" then table.sort(rows) end
  return rows
end

--- Where two libraries differ first, or nil; `times`: also in when rows were written.
---@return string?
function served.difference(one, other, times)
  local statements = table.move(CONTENTS, 1, #CONTENTS, 1, {})
  if times then table.move(TIMES, 1, #TIMES, #statements + 1, statements) end
  for _, statement in ipairs(statements) do
    local a, b = rows_of(one, statement), rows_of(other, statement)
    for i = 1, math.max(#a, #b) do
      if a[i] ~= b[i] then
        return ("%s, row %d of %d and %d:\n  %s\n  %s"):format(statement, i, #a, #b, a[i] or "none", b[i] or "none")
      end
    end
  end
end

--- Text for RIS records that say nothing but their number.
function served.fillers(count)
  return ("TY  - JOUR\nTI  - filler\nER  - \n"):rep(count)
end

--- Runs a program beside this one: a function that waits for it and gives whether it ended well and what it printed.
--- `code` is Lua; sheaf is there, and what is in `...`.
function served.beside(code, ...)
  local name = os.tmpname()
  local file <close> = assert(io.open(name, "w"))
  assert(file:write("local sheaf = require 'sheaf'\n", code))
  file:close()
  local function quote(text) return "'" .. tostring(text):gsub("'", "'\\''") .. "'" end
  local words = { ("LUA_PATH=%s LUA_CPATH=%s exec lua5.4 %s"):format(quote(package.path), quote(package.cpath), name) }
  for _, value in ipairs { ... } do words[#words + 1] = quote(value) end
  local pipe = assert(io.popen("echo $$; " .. table.concat(words, " ") .. " 2>&1"))
  local self = { pid = math.tointeger(tonumber(pipe:read "l")) }
  --- Reads one line that the program prints.
  function self.line() return pipe:read "l" end
  function self.kill(signal) os.execute(("kill -%s %d 2>/dev/null"):format(signal or "KILL", self.pid)) end
  function self.wait()
    local text = pipe:read "a"
    local ok = pipe:close()
    os.remove(name)
    return ok == true, text
  end
  return self
end

--- Seconds, with fractions, of the wall's clock.
function served.now()
  local pipe <close> = assert(io.popen "date +%s%N")
  return tonumber(pipe:read "a") / 1e9
end

return served
