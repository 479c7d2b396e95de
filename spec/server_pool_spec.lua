--- Through PgBouncer: its session pooling is as good as the server itself; its other ways of pooling, in which a
--- session's settings and locks go astray, are told apart from it at opening and refused.

local served = require "spec.support.served"
local sheaf = require "sheaf"

local PROGRAM
for _, path in ipairs { "/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer" } do
  local file = io.open(path)
  if file then
    PROGRAM = path
    file:close()
  end
end
if not PROGRAM then
  describe("PgBouncer", function() pending "is skipped: pgbouncer is not installed" end)
  return
end

local function run(command, ...)
  assert(os.execute("unset LD_PRELOAD; " .. command:format(...)))
end

local CONFIGURATION = [[
[databases]
session = host=127.0.0.1 port=%d dbname=pooled pool_mode=session
transaction = host=127.0.0.1 port=%d dbname=pooled pool_mode=transaction
statement = host=127.0.0.1 port=%d dbname=pooled pool_mode=statement
small = host=127.0.0.1 port=%d dbname=pooled pool_mode=session pool_size=2
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %d
unix_socket_dir =
auth_type = plain
auth_file = %s/users
logfile = %s/log
pidfile = %s/postmaster.pid
server_round_robin = %d
]]

for _, turns in ipairs { 0, 1 } do
  local how = turns == 1 and " that takes connections in turn" or ""
  served.describe(("through PgBouncer%s,"):format(how), 1, function(rig)
    local urls = {}

    setup(function()
      local lib <close> = served.open(rig(), "pooled", 2, { together = true })
      assert(lib:load { text = served.fillers(50), name = "fillers.ris" })
      local dir, port, own = rig().dir .. "/9", rig().ports[1], rig().ports[1] + 1000 -- a rig stops what lies there
      run("mkdir '%s'", dir)
      local users <close> = assert(io.open(dir .. "/users", "w"))
      assert(users:write('"sheaf" "no\'secret %"\n'))
      users:close()
      local conf <close> = assert(io.open(dir .. "/conf", "w"))
      assert(conf:write(CONFIGURATION:format(port, port, port, port, own, dir, dir, dir, turns)))
      conf:close()
      if rig().user then run("chown -R %s '%s'", rig().user, dir) end
      run("%s%s -q -d '%s/conf' >/dev/null 2>&1", rig().as, PROGRAM, dir)
      run("for i in $(seq 50); do grep -qs 'process up' '%s/log' && exit; sleep 0.1; done; exit 1", dir)
      for _, mode in ipairs { "session", "transaction", "statement", "small" } do
        urls[mode] = rig().urls[1]:gsub(":%d+/sheaf$", (":%d/%s"):format(own, mode))
      end
    end)

    it("session pooling works", function()
      local lib <close> = assert(sheaf.open(urls.session))
      local other <close> = assert(sheaf.open(urls.session, { readonly = true }))
      assert(lib:load { text = served.fillers(1200), name = "more.ris" })
      assert(lib:decide(lib:search("filler", { limit = 20 }), { stage = "s", verdict = "include", by = "Ana" }))
      assert.are.equal(20, #lib:decided("s", "include"))
      local count = #lib
      assert.are.equal(count, #assert(other:search "filler"))
      assert.are.equal(count, assert(other:sql "select count(*) as n from record")().n)
      assert.is_true(lib:check())
      assert.is_true(other:check())
    end)

    for _, mode in ipairs { "transaction", "statement" } do
      it(mode .. " pooling is refused with a word on what to do", function()
        local direct <close> = assert(sheaf.open((rig().urls[1]:gsub("/sheaf$", "/pooled"))))
        local count = #direct
        for _ = 1, 5 do -- also with connections that others left
          local lib, message, code = sheaf.open(urls[mode])
          if lib then lib:close() end
          assert.is_nil(lib, "it is let in")
          assert.are.equal("unsupported", code)
          assert.is_truthy(message:find("pool_mode = session", 1, true), message)
          assert.is_nil(message:find("secret", 1, true), message)
        end
        assert.are.equal(count, #direct)
        assert.is_true(direct:check())
      end)
    end

    it("a pool that is too small gives an error in time", function()
      local lib, message = sheaf.open(urls.small, { timeout = 2 })
      if lib then
        local _
        _, message = pcall(function() return assert(lib:count "filler") end)
        lib:close()
      end
      assert.is_truthy(tostring(message):find("nothing came for 2 seconds", 1, true), message)
    end)
  end)
end
