--- Real PostgreSQL servers for specs: on 127.0.0.1 and free ports, in a folder of their own, gone when the spec is.
---
---   local servers = require "spec.support.servers"
---   if servers.absent then return pending(servers.absent) end
---   local rig = servers.start(3)       -- or servers.start(1, { fsync = true })
---   rig.urls[1]                        -- "postgresql://sheaf:...@127.0.0.1:23456/sheaf"; 2, 3: the others
---   rig:database "other"               -- further empty databases on every server; returns their URLs
---   rig:sql(2, "select 1")             -- psql -At as the administrator; third argument: the database
---   rig:kill(2); rig:restart(2)        -- SIGKILL of the server and all its processes; started again
---   rig:pause(2); rig:resume(2)        -- SIGSTOP of all its processes; SIGCONT
---   rig:heal()                         -- all of them run again, whatever was done to them
---   rig:file(1, "server.crt", text)    -- a file in its data folder, its own; returns the path
---   rig:configure(1, conf, hba)        -- further lines of postgresql.conf, another pg_hba.conf (or nil), from now on
---   rig:standby()                      -- one more server, which follows the first one; returns its number
---   rig:mount "12m"                    -- a small disk for its servers, or another size of it; nil where it cannot be
---   rig.as                             -- what comes before a command that may not run as root ("" where nobody is)
---   rig:stop()                         -- `local rig <close>` does it too, and so does the end of this process,
---                                      -- however it comes: a watcher in the background looks for it
---
--- The role in the URLs is no superuser: it owns its database, and may use postgres_fdw, which an administrator has
--- created there. It has to give its password. Servers run as an ordinary user also where the spec is root. fsync is
--- off unless it is asked for.
---
--- From a shell, for trying things (nothing watches over these):
---   lua5.4 spec/support/servers.lua start 3 /tmp/three      prints a URL a line
---   lua5.4 spec/support/servers.lua database NAME DIR       further databases: prints their URLs
---   lua5.4 spec/support/servers.lua kill|restart|pause|resume K DIR
---   lua5.4 spec/support/servers.lua stop /tmp/three         stops them and removes the folder

local servers = {}

local BIN = "/usr/lib/postgresql/15/bin/"
local PASSWORD = "no'secret %" -- with what has to be quoted in SQL and in a URL
local IN_URL = "no%27secret%20%25"

local Rig = {}
Rig.__index = Rig

local function quote(text) return "'" .. text:gsub("'", "'\\''") .. "'" end

local function capture(command)
  local pipe <close> = assert(io.popen("unset LD_PRELOAD; { " .. command .. "\n} 2>&1")) -- no sanitizer in servers
  local text = pipe:read "a"
  return pipe:close() and true or false, text
end

local function run(command)
  local ok, text = capture(command)
  if not ok then error(("%s\n%s"):format(command, text), 0) end
  return text
end

local function write(path, text)
  local file <close> = assert(io.open(path, "w"))
  assert(file:write(text))
end

local function exists(path)
  local file <close> = io.open(path)
  return file ~= nil
end

if not exists(BIN .. "postgres") then servers.absent = "postgresql-15 is not installed" end

-- What comes before a command so that it does not run as root, and the user's name.
local function as_user()
  if run "id -u" ~= "0\n" then return "", nil end
  for _, name in ipairs { "postgres", "nobody" } do
    local ok, ids = capture(("id -u %s && id -g %s"):format(name, name))
    local uid, gid = ids:match "^(%d+)\n(%d+)"
    if ok and uid then
      return ("env HOME=/nonexistent setpriv --reuid=%s --regid=%s --clear-groups "):format(uid, gid), name
    end
  end
  error("PostgreSQL refuses to run as root, and there is no user 'postgres' or 'nobody'", 0)
end

-- Ports that nobody listens on, below those that the system gives to outgoing connections.
local function free_port()
  local taken = {}
  local file <close> = io.open "/proc/net/tcp"
  for line in file and file:lines() or function() end do
    local port = line:match "^%s*%d+: %x+:(%x+)"
    if port then taken[tonumber(port, 16)] = true end
  end
  for _ = 1, 100 do
    local port = math.random(20000, 32000)
    if not taken[port] then return port end
  end
  error("no free port", 0)
end

local function folder(rig, k) return ("%s/%d"):format(rig.dir, k) end

-- psql as the administrator, through the socket in the rig's folder.
function Rig:sql(k, sql, database)
  write(self.dir .. "/statement.sql", sql)
  local text = run(("%spsql -X -q -At -v ON_ERROR_STOP=1 -h %s -p %d -U administrator -d %s -f %s"):format(BIN,
    quote(self.dir), self.ports[k], quote(database or "sheaf"), quote(self.dir .. "/statement.sql")))
  return (text:gsub("\n$", ""))
end

local function start_node(rig, k, port)
  rig.ports[k] = port
  return ("cd / && %s%spg_ctl -s -w -t 60 -D %s -l %s -o '-p %d' start </dev/null >/dev/null 2>&1"):format(rig.as,
    BIN, quote(folder(rig, k)), quote(("%s/%d.log"):format(rig.dir, k)), port)
end

-- Starts nodes together; a port that somebody was faster with is chosen again.
local function start_nodes(rig, first, last)
  for _ = 1, 5 do
    local commands, failed = {}, {}
    for k = first, last do
      if not exists(folder(rig, k) .. "/postmaster.pid") then
        commands[#commands + 1] = ("{ %s; } & "):format(start_node(rig, k, free_port()))
        failed[k] = true
      end
    end
    capture(table.concat(commands) .. "wait")
    for k in pairs(failed) do
      if exists(folder(rig, k) .. "/postmaster.pid") then failed[k] = nil end
    end
    if not next(failed) then return end
  end
  error(("a server does not start; see %s/%d.log"):format(rig.dir, first), 0)
end

local CONF = [[

listen_addresses = '127.0.0.1'
unix_socket_directories = '%s'
max_connections = 60
fsync = %s
]]
-- Text is sorted as people do: what needs the order of bytes has to ask for it.
local LANGUAGE = "--locale=C.UTF-8 --locale-provider=icu --icu-locale=en"
local HBA = "local all administrator trust\nhost all all 127.0.0.1/32 scram-sha-256\n"

-- What an administrator does, once: the role, its database, the wrapper that it may use.
local function set_up(rig)
  rig:sql(1, ("create role sheaf login password '%s'; create database empty owner sheaf"):format(
    PASSWORD:gsub("'", "''")), "postgres")
  rig:sql(1, [[create extension postgres_fdw; grant usage on foreign data wrapper postgres_fdw to sheaf]], "empty")
  rig:sql(1, "create database sheaf template empty owner sheaf", "postgres")
end

local function make(rig, count, options)
  local first = folder(rig, 1)
  run(("cd / && %s%sinitdb -N -A reject -U administrator -E UTF8 %s -D %s"):format(rig.as, BIN,
    LANGUAGE, quote(first)))
  write(first .. "/pg_hba.conf", HBA)
  local conf <close> = assert(io.open(first .. "/postgresql.conf", "a"))
  assert(conf:write(CONF:format(rig.dir, options.fsync and "on" or "off"), options.conf or ""))
  assert(conf:close())
  start_nodes(rig, 1, 1)
  set_up(rig)
  if count == 1 then return end
  run(("cd / && %s%spg_ctl -s -w -m fast -D %s stop"):format(rig.as, BIN, quote(first)))
  for k = 2, count do run(("cp -a %s %s"):format(quote(first), quote(folder(rig, k)))) end
  start_nodes(rig, 1, count)
end

-- Runs a command of the shell for each process of a server, its own first: $process.
local PROCESSES = [[cd %s || exit 0; pid=$(head -n 1 postmaster.pid 2>/dev/null) || exit 0
for process in $pid $(cat /proc/$pid/task/$pid/children 2>/dev/null); do %s; done; :]]

local function each_process(rig, k, command) return run(PROCESSES:format(quote(folder(rig, k)), command)) end

local function signal(rig, k, name)
  for _ = 1, 2 do each_process(rig, k, ("kill -%s $process 2>/dev/null"):format(name)) end
end

-- Kills every server and removes the folder; the watcher does it when the process that started them is no more.
local STOP = [[cd / || exit 1
for small in %s/mount; do [ -d "$small" ] && umount -l "$small" 2>/dev/null; done
for node in %s/[0-9]; do
  for again in 1 2; do %s; done
done
sleep 0.1
rm -rf %s
]]
local STOP_ONE = [[pid=$(head -n 1 "$node/postmaster.pid" 2>/dev/null) && [ -n "$pid" ] &&
    kill -9 $pid $(cat /proc/$pid/task/$pid/children 2>/dev/null) 2>/dev/null]]

local function stop_script(dir) return STOP:format(quote(dir), quote(dir), STOP_ONE, quote(dir)) end

local WATCH = [[setsid sh -c %s </dev/null >/dev/null 2>&1 &]]

local function watch(rig)
  local me = run "echo $PPID":match "%d+"
  local script = ("while kill -0 %s 2>/dev/null && [ -d %s ]; do sleep 1; done\n%s"):format(me, quote(rig.dir),
    stop_script(rig.dir))
  os.execute(WATCH:format(quote(script)))
  rig.watched = true
end

local function remember(rig)
  write(rig.dir .. "/ports", table.concat(rig.ports, "\n") .. "\n")
end

local function urls(rig, database)
  local list = {}
  for k, port in ipairs(rig.ports) do
    list[k] = ("postgresql://sheaf:%s@127.0.0.1:%d/%s"):format(IN_URL, port, database)
  end
  return list
end

--- Starts `count` servers.
---@param count integer
---@param options? { fsync?: boolean, dir?: string, conf?: string }  conf: further lines of postgresql.conf
function servers.start(count, options)
  options = options or {}
  assert(not servers.absent, servers.absent)
  local as, user = as_user()
  local dir = options.dir
  if dir then run("mkdir " .. quote(dir)) else dir = run "mktemp -d":match "[^\n]+" end
  run(("chmod 700 %s"):format(quote(dir)))
  if user then run(("chown %s %s"):format(user, quote(dir))) end
  local rig = setmetatable({ dir = dir, as = as, user = user, ports = {}, killed = {} }, Rig)
  if not options.dir then watch(rig) end
  local ok, why = pcall(make, rig, count, options)
  if not ok then
    local log = io.open(dir .. "/1.log")
    why = ("%s\n%s"):format(why, log and log:read "a" or "")
    rig:stop()
    error(why, 0)
  end
  remember(rig)
  rig.urls = urls(rig, "sheaf")
  return rig
end

--- The servers in a folder that `start` filled.
function servers.find(dir)
  local as, user = as_user()
  local rig = setmetatable({ dir = dir, as = as, user = user, ports = {}, killed = {} }, Rig)
  for line in io.lines(dir .. "/ports") do rig.ports[#rig.ports + 1] = tonumber(line) end
  rig.urls = urls(rig, "sheaf")
  return rig
end

--- An empty database of that name on every server, as the first ones were; returns their URLs.
function Rig:database(name)
  for k = 1, self.count or #self.ports do -- a standby has them by itself
    self:sql(k, ("create database %s template empty owner sheaf"):format(name), "postgres")
  end
  return urls(self, name)
end

function Rig:kill(k)
  signal(self, k, "KILL")
  self.killed[k] = true
end

function Rig:pause(k) signal(self, k, "STOP") end
function Rig:resume(k) signal(self, k, "CONT") end

--- Seconds of processor that all servers have used so far, to about a hundredth.
function Rig:processor()
  local ticks = 0
  for k = 1, #self.ports do
    for line in each_process(self, k, "cat /proc/$process/stat 2>/dev/null"):gmatch "[^\n]+" do
      local fields = {}
      for field in line:gsub("^.*%) ", ""):gmatch "%S+" do fields[#fields + 1] = field end
      for i = 12, 15 do ticks = ticks + tonumber(fields[i]) end -- its own, and of those that it has waited for
    end
  end
  return ticks / 100
end

--- Writes a file into a server's data folder that it alone may read; returns its path.
function Rig:file(k, name, text)
  local path = folder(self, k) .. "/" .. name
  write(path, text)
  run(("chmod 600 %s"):format(quote(path)))
  if self.user then run(("chown %s %s"):format(self.user, quote(path))) end
  return path
end

--- Adds to a server's settings, or puts other rules of who may come in; both count from now on.
---@param conf? string  lines of postgresql.conf
---@param hba? string   all of pg_hba.conf but the administrator's own line
function Rig:configure(k, conf, hba)
  if conf then
    local file <close> = assert(io.open(folder(self, k) .. "/postgresql.conf", "a"))
    assert(file:write("\n", conf, "\n"))
  end
  if hba then self:file(k, "pg_hba.conf", "local all administrator trust\n" .. hba .. "\n") end
  self:sql(k, "select pg_reload_conf()", "postgres")
  run "sleep 0.2"
end

--- A disk in memory of that size, which the servers may write to; its path, or nil where this user may mount none.
--- Called again it changes the size.
function Rig:mount(size)
  local path = self.dir .. "/mount"
  if capture("mkdir " .. quote(path)) then
    if not capture(("mount -t tmpfs -o size=%s none %s"):format(size, quote(path))) then return nil end
    if self.user then run(("chown %s %s"):format(self.user, quote(path))) end
  else
    run(("mount -o remount,size=%s %s"):format(size, quote(path)))
  end
  return path
end

--- A hot standby of the first server, which follows it; returns its number.
function Rig:standby()
  local k = #self.ports + 1
  self:configure(1, nil, HBA:gsub("^[^\n]*\n", "") .. "local replication administrator trust")
  run(("cd / && %s%spg_basebackup -D %s -R -c fast -h %s -p %d -U administrator"):format(self.as, BIN,
    quote(folder(self, k)), quote(self.dir), self.ports[1]))
  start_nodes(self, k, k)
  self.urls[k], self.count = urls(self, "sheaf")[k], self.count or k - 1
  return k
end

--- Starts a killed server again, at its port.
function Rig:restart(k)
  os.remove(folder(self, k) .. "/postmaster.pid") -- its process may not have been waited for yet
  os.remove(("%s/.s.PGSQL.%d.lock"):format(self.dir, self.ports[k]))
  self.killed[k] = nil
  local ok = capture(start_node(self, k, self.ports[k]))
  if not ok then error(("server %d does not start again; see %s/%d.log"):format(k, self.dir, k), 0) end
end

--- Makes every server run again, whatever was done to it.
function Rig:heal()
  for k = 1, #self.ports do
    if self.killed[k] then self:restart(k) else self:resume(k) end
  end
end

function Rig:stop()
  if self.dir then run(stop_script(self.dir)) end
  self.dir = nil
end

Rig.__close = Rig.stop
Rig.__gc = function(self)
  if self.watched then self:stop() end
end

-- ---- from a shell ----

local function command(verb, ...)
  if verb == "start" then
    local count, dir = ...
    print(table.concat(servers.start(math.tointeger(count) or 1, { dir = dir }).urls, "\n"))
    os.exit(true, false)
  elseif verb == "database" then
    local name, dir = ...
    print(table.concat(servers.find(dir):database(name), "\n"))
    os.exit(true, false)
  elseif verb == "stop" then
    servers.find((...)):stop()
  else
    local k, dir = ...
    local rig = servers.find(dir)
    rig[verb](rig, math.tointeger(k))
    os.exit(true, false)
  end
end

if arg and arg[0] and arg[0]:find "servers%.lua$" then command(table.unpack(arg)) end

return servers
