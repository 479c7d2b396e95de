--- Libraries on PostgreSQL servers: opening, what is refused and how it is said, rights that are enough, what is kept.

local served = require "spec.support.served"
local servers = require "spec.support.servers"
local sheaf = require "sheaf"

--- Opens, and expects a message with these words, soon.
local function refused(words, url, options, seconds)
  local since = served.now()
  local lib, message, code = sheaf.open(url, options)
  local took = served.now() - since
  assert.is_nil(lib)
  assert.is_string(code)
  for _, word in ipairs(type(words) == "table" and words or { words }) do
    assert.is_truthy(message:lower():find(word:lower(), 1, true), ("%q does not say %q"):format(message, word))
  end
  assert.is_nil(message:find("secret", 1, true), "the message holds the password: " .. message)
  assert.is_true(took < (seconds or 6), ("it took %.1f seconds"):format(took))
end

describe("a URL", function()
  it("is no path where PostgreSQL is not built in", function()
    local lib, message, code = sheaf.open("postgresql://nobody@127.0.0.1:1/none?connect_timeout=1")
    assert.is_nil(lib)
    assert.is_string(code)
    local without = message:find("without PostgreSQL", 1, true)
    assert.is_truthy(without and message:find("libpq-dev", 1, true) or message:find("127.0.0.1", 1, true), message)
    assert.is_nil(io.open "postgresql:")
  end)
end)

served.describe("opening:", 2, function(rig)
  describe("a library on a server", function()
    it("is made, filled, and there when it is opened again", function()
      local lib, url = served.open(rig(), "made", 1)
      assert.are.equal(0, #lib)
      assert.are.equal("library: 0 records", tostring(lib))
      assert.are.equal(2, assert(lib:load "examples/data/pubmed.nbib").loaded)
      lib:close()
      local again <close> = assert(sheaf.open(url, { create = false }))
      assert.are.equal(2, #again)
      assert.is_true(again:check())
      assert.are.equal("Sinnott et al 2020", tostring(again:get(2)))
      assert.are.same({ 2 }, assert(again:search "operational failures"):ids())
      assert.is_truthy(tostring(again):find("pubmed.nbib", 1, true))
      local other <close> = assert(sheaf.open((url:gsub("^postgresql:", "postgres:"))))
      assert.are.equal(2, #other)
    end)

    it("has its shards on one server, or each on one", function()
      local one <close>, url = served.open(rig(), "together", 3, { together = true })
      assert.are.equal(0, #one)
      assert.are.equal("3", rig():sql(1, "select count(*) from sheaf.shard", "together"))
      local two <close> = served.open(rig(), "apart", 2)
      assert.are.equal(0, #two)
      assert.are.equal("record_s2", rig():sql(2, "select relname from pg_class where relname = 'record_s2'", "apart"))
      assert.are.equal("", rig():sql(2, "select relname from pg_class where relname = 'record_s1'", "apart"))
      local again <close> = assert(sheaf.open(url))
      assert.are.equal(0, #again)
      refused("shard", url, { shards = 2 })
      local same <close> = assert(sheaf.open(url, { shards = 3 }))
      assert.are.equal(0, #same)
    end)

    it("keeps no password in its tables", function()
      local lib <close> = served.open(rig(), "quiet", 2)
      assert.are.equal(0, #lib)
      for k = 1, 2 do
        local tables = rig():sql(k, [[select c.oid::regclass from pg_class c join pg_namespace n on n.oid = relnamespace
          where nspname = 'sheaf' and relkind = 'r']], "quiet")
        for name in tables:gmatch "[^\n]+" do
          local rows = rig():sql(k, ("select * from %s"):format(name), "quiet")
          assert.is_nil(rows:find("secret", 1, true), name)
        end
      end
    end)

    it("shows none where the URL cannot be read", function()
      for _, url in ipairs { "postgresql://ana:pa%zzsecret@127.0.0.1:1/x", "postgresql://ana:secret@[::1/x" } do
        local lib, message = sheaf.open(url)
        assert.is_nil(lib)
        assert.is_truthy(message:find("the URL cannot be read", 1, true), message)
        assert.is_nil(message:find("secret", 1, true), message)
      end
    end)

    it("is shown without it, whatever it is made of", function()
      local shown = require "sheaf.url".shown
      assert.are.equal("postgresql://ana@h:1/d?schema=s",
        shown "postgresql://ana:se?cr&et@h:1/d?schema=s&password=secret")
      assert.are.equal("postgresql://ana@h/d", shown "postgresql://ana:se@cret@h/d?sslpassword=secret")
      assert.are.equal("postgresql://h?schema=s", shown "postgresql://h?schema=s")
    end)

    it("answers the command, which shows none either", function()
      local url = rig():database("command")[1] .. "?connect_timeout=5"
      local function run(words)
        local pipe <close> = assert(io.popen(("LUA_PATH='%s' LUA_CPATH='%s' lua5.4 lua/bin/sheaf %s 2>&1"):format(
          package.path, package.cpath, words)))
        local text = pipe:read "a"
        assert.is_nil(text:find("secret", 1, true), text)
        return pipe:close() and true or false, text
      end
      local done, text = run(("search '%s' access"):format(url))
      assert.is_false(done)
      assert.is_truthy(text:find("no library", 1, true), text)
      done, text = run(("load '%s' examples/data/pubmed.nbib"):format(url))
      assert.is_true(done, text)
      assert.is_truthy(text:find("2 records in postgresql://sheaf@127.0.0.1", 1, true), text)
      done, text = run(("search '%s' 'interview*[tiab]'"):format(url))
      assert.is_true(done, text)
      assert.is_truthy(text:find "\n%d records?\n", text)
    end)

    it("shares a database with others under another schema's name", function()
      local url = rig():database("schemas")[1]
      local plain <close> = assert(sheaf.open(url))
      assert(plain:load "examples/data/pubmed.nbib")
      local odd = url .. "?schema=my%20%22odd%22%3B%20drop%20schema%20sheaf"
      local other <close> = assert(sheaf.open(odd))
      assert.are.equal(0, #other)
      assert(other:load "examples/data/embase.ris")
      assert.are.equal(2, #assert(other:search "primary[tiab] OR a*[ti]"), "searches are in its own schema")
      assert.are.equal(2, #plain)
      local again <close> = assert(sheaf.open(odd .. "&connect_timeout=5", { create = false }))
      assert.are.equal(2, #again)
      assert.are.equal('my "odd"; drop schema sheaf',
        rig():sql(1, "select nspname from pg_namespace where nspname like 'my%'", "schemas"))
    end)

    it("is not made where create is false, nor written to where readonly is set", function()
      local url = rig():database("rights")[1]
      refused("no library", url, { create = false })
      refused("no library", url, { readonly = true })
      assert.are.equal("", rig():sql(1, "select nspname from pg_namespace where nspname = 'sheaf'", "rights"))
      assert(assert(sheaf.open(url)):load "examples/data/pubmed.nbib")
      local lib <close> = assert(sheaf.open(url, { readonly = true }))
      assert.is_true(lib:readonly())
      assert.are.equal(2, #lib)
      local _, message = lib:load "examples/data/embase.ris"
      assert.is_truthy(message:find("reading only", 1, true), message)
      local row
      row, message = lib:decide(lib:get(1), { stage = "full-text", verdict = "include", by = "A" })
      assert.is_nil(row)
      assert.is_truthy(message:find "read", message)
    end)

    it("is read by another role that may only do that", function()
      local lib <close>, url = served.open(rig(), "roles", 2)
      assert(lib:load { text = served.fillers(1200), name = "fillers.ris" })
      for k = 1, 2 do
        rig():sql(k, [[create role reader login password 'r']], "postgres")
        rig():sql(k, [[grant usage on schema sheaf to reader; grant select on all tables in schema sheaf to reader]],
          "roles")
      end
      local theirs = url:gsub("sheaf:[^@]*@", "reader:r@")
      local reader <close> = assert(sheaf.open(theirs, { readonly = true }))
      assert.are.equal(1200, #assert(reader:search "filler[ti]"))
      assert.are.equal("filler", reader:get(1100).title)
      assert.are.equal(1200, assert(reader:sql "select count(*) as n from record")().n)
      assert.is_true(reader:check())
      local bold <close> = assert(sheaf.open(theirs))
      local report, message = bold:load { text = served.fillers(3), name = "three.ris" }
      assert.is_nil(report)
      assert.is_truthy(message:find("permission denied", 1, true), message)
      assert.is_false((pcall(function() assert(bold:decide(1, { stage = "s", verdict = "include", by = "A" })) end)))
      assert.are.equal(1200, #lib)
      assert.is_true(lib:check())
    end)

    it("lets SQL read, and do nothing else", function()
      local lib <close> = served.open(rig(), "selects", 2)
      assert(lib:load "examples/data/pubmed.nbib")
      local rows = {}
      for row in assert(lib:sql("select id, title from record where id > ? and title <> ? order by id", 0, "x'; --")) do
        rows[#rows + 1] = { row.id, row.title }
      end
      assert.are.equal(2, #rows)
      assert.are.equal("integer", math.type(rows[1][1]))
      for _, statement in ipairs { "delete from record", "drop table source", "select 1; delete from source",
        "insert into source(path) values('x')", "copy source to '/tmp/x'", "begin", "commit",
        "with gone as (delete from problem returning 1) select * from gone", "create table t(a int)",
        "select nextval('x')", "select set_config('transaction_read_only', 'off', false); delete from source",
        "truncate ledger", "set role postgres" } do
        assert.is_false(pcall(function()
          for _ in assert(lib:sql(statement)) do end
        end), statement)
      end
      assert.are.equal(2, #lib)
      assert.is_true(lib:check())
      assert.are.equal(1, #assert(lib:sources()))
    end)

    it("goes on after a statement that failed", function()
      local lib <close> = served.open(rig(), "failed", 1)
      assert(lib:load "examples/data/pubmed.nbib")
      local rows, message = lib:sql "select nothing from nowhere"
      assert.is_nil(rows)
      assert.is_truthy(message:find("nowhere", 1, true), message)
      assert.is_false(pcall(function()
        for _ in lib:sql "select 1 / (id - 2) from record order by id" do end
      end))
      assert.are.equal(2, #lib)
      assert.is_true(lib:check())
    end)
  end)

  describe("a server that cannot be used", function()
    it("is named with what is wrong", function()
      local url = rig().urls[1]
      local port = url:match ":(%d+)/"
      refused({ "password", "127.0.0.1:" .. port }, (url:gsub(":no[^@]*@", ":secret2@")))
      refused({ "nowhere", "127.0.0.1:" .. port }, (url:gsub("/sheaf$", "/nowhere")))
      refused("127.0.0.1:1", (url:gsub(":%d+/", ":1/")))
      refused("SSL", url .. "?sslmode=require")
      refused("nothing", url .. "?nothing=1")
      refused({}, "postgresql://[::1", nil)
      refused({}, "postgresql://sheaf@127.0.0.1:99999/x", nil)
    end)

    it("ends in seconds also where nothing answers", function()
      rig():pause(1)
      refused("127.0.0.1", rig().urls[1], nil, 6)
      rig():resume(1)
    end)

    it("is told by an administrator's missing grant only where other servers are shards", function()
      rig():sql(1, "create database bare owner sheaf", "postgres")
      local url = rig().urls[1]:gsub("/sheaf$", "/bare")
      refused({ "postgres_fdw", "administrator" }, url, { shards = { url, (rig().urls[1]) } })
      local lib <close> = assert(sheaf.open(url, { shards = 2 }))
      assert(lib:load "examples/data/pubmed.nbib")
      assert.is_true(lib:check())
    end)

    it("holds a library of a later version", function()
      local url = rig():database("later")[1]
      assert(sheaf.open(url)):close()
      rig():sql(1, "update sheaf.meta set version = 9999", "later")
      refused("later version", url)
    end)

    it("holds a library of an earlier version", function()
      local url = rig():database("earlier")[1]
      assert(sheaf.open(url)):close()
      rig():sql(1, "update sheaf.meta set version = 1", "earlier")
      refused("earlier version", url)
    end)

    it("has another encoding, which is refused", function()
      rig():sql(1, [[create database latin owner sheaf encoding 'SQL_ASCII' locale 'C' locale_provider libc
        template template0]], "postgres")
      refused("UTF", (rig().urls[1]:gsub("/sheaf$", "/latin")))
    end)

    it("is asked in the right way", function()
      local url = rig().urls[1]
      for _, options in ipairs { { shards = 0 }, { shards = {} }, { shards = 65 }, { shards = "two" },
        { shards = { "file.sheaf" } }, { shards = 1.5 }, { timeout = 0 }, { timeout = "long" }, { shard = 2 } } do
        assert.has_error(function() assert(sheaf.open(url, options)) end)
      end
      assert.has_error(function() sheaf.open(nil, { shards = 2 }) end)
    end)

    it("is gone with its folder when it is stopped", function()
      local other = servers.start(1)
      local dir = other.dir
      assert.is_truthy(io.open(dir .. "/ports"))
      other:stop()
      assert.is_nil(io.open(dir .. "/ports"))
      refused("127.0.0.1", other.urls[1])
      assert.are.equal("1", rig():sql(1, "select 1"))
    end)

    it("lets an ordinary role in only with its password", function()
      assert.are.equal("f", rig():sql(1, "select rolsuper from pg_roles where rolname = 'sheaf'"))
      refused("password", (rig().urls[1]:gsub(":no[^@]*@", "@")))
    end)
  end)
end)
