--- Servers as their administrators keep them: roles with some rights, settings of roles and databases, standbys,
--- limits, sessions that are ended, full disks. What cannot be done gives one clear error, and is done when it can.

local served = require "spec.support.served"
local sheaf = require "sheaf"

local READERS = [[grant usage on schema sheaf to %s; grant select on all tables in schema sheaf to %s]]
local REVIEWERS = READERS .. [[; grant insert, update, delete on all tables in schema sheaf to %s;
  grant usage, select on all sequences in schema sheaf to %s]]

local function as(url, role) return (url:gsub("sheaf:[^@]*@", role .. ":r@")) end

local function fails(words, code, work, ...)
  local ok, value, message, name = pcall(work, ...)
  if not ok then message, name = value, code end
  assert.is_nil(ok and value or nil, "it is done")
  for word in words:gmatch "[^|]+" do
    assert.is_truthy(tostring(message):find(word, 1, true), ("%q does not say %q"):format(tostring(message), word))
  end
  if code then assert.are.equal(code, name, message) end
end

local function decide(lib, id, by) return lib:decide(id, { stage = "s", verdict = "include", by = by or "Ana" }) end

-- What may be set for a role or a database, and would change what statements mean, give or take.
local SETTINGS = { "client_encoding = 'LATIN1'", "datestyle = 'German, DMY'", "intervalstyle = 'sql_standard'",
  "standard_conforming_strings = off", "bytea_output = 'escape'", "array_nulls = off", "extra_float_digits = -12",
  "transform_null_equals = on", "default_transaction_isolation = 'serializable'", "gin_fuzzy_search_limit = 3",
  "statement_timeout = 30", "lock_timeout = 1", "idle_in_transaction_session_timeout = 5",
  "timezone = 'Asia/Kathmandu'", "search_path = 'public'", "quote_all_identifiers = on",
  "default_text_search_config = 'german'", "enable_indexscan = off", "enable_bitmapscan = off",
  "xmloption = document", "idle_session_timeout = 100" }

local LOAD = [[
  local lib = assert(sheaf.open((...)))
  print "open"
  io.stdout:flush()
  local report, message, code = lib:load(select(2, ...))
  print(report and "loaded " .. report.seen or code .. " " .. message)
]]

served.describe("servers kept by others", 2, function(rig)
  describe("rights:", function()
    local lib, url
    setup(function()
      lib, url = served.open(rig(), "rights", 2)
      assert(lib:load { text = served.fillers(1500), name = "fillers.ris" })
      for k = 1, 2 do
        for role, grants in pairs { reader = READERS, reviewer = REVIEWERS } do
          rig():sql(k, ("create role %s login password 'r'"):format(role), "postgres")
          rig():sql(k, grants:gsub("%%s", role), "rights")
        end
      end
    end)
    teardown(function() lib:close() end)

    it("a reader reads, and is told what is not allowed", function()
      for _, options in ipairs { { readonly = true }, {} } do
        local reader <close> = assert(sheaf.open(as(url, "reader"), options))
        assert.are.equal(1500, #assert(reader:search "filler[ti]"))
        assert.are.equal("filler", reader:get(1200).title)
        assert.are.equal(1500, assert(reader:sql "select count(*) as n from record")().n)
        assert.are.equal(1500, #assert(reader:search("filler", { limit = 2000 })))
        assert.is_true(reader:check())
      end
      local bold <close> = assert(sheaf.open(as(url, "reader")))
      fails("permission denied", "io", decide, bold, 1)
      fails("permission denied", "io", bold.load, bold, { text = served.fillers(3), name = "three.ris" })
      assert.is_true(lib:check())
    end)

    it("a reviewer decides and loads, with the grants that the README names, but does not change the ledger", function()
      local bo <close> = assert(sheaf.open(as(url, "reviewer")))
      assert(decide(bo, assert(bo:search "filler"):head(700), "Bo"))
      assert.are.equal(3, assert(bo:load { text = served.fillers(3), name = "three.ris" }).loaded)
      assert(bo:attribute(1, "country", "England", { by = "Bo" }))
      assert.are.equal(1503, #lib)
      assert.are.equal(700, #lib:decided("s", "include"))
      assert.is_true(bo:check())
      local twin = "TY  - JOUR\nAU  - Okafor, Ngozi\nTI  - How corridors changed what people said of waiting\n" ..
        "PY  - 2001\nJO  - Invented Wards\nVL  - 3\nSP  - 10\nDO  - 10.5555/jic.7\nER  - \n\n"
      assert(bo:load { text = twin .. twin, name = "twins.ris" })
      fails("user mapping", nil, bo.deduplicate, bo, { by = "Bo" })
      rig():sql(1, [[set role sheaf;
        create user mapping for reviewer server sheaf_shard_2 options(user 'reviewer', password 'r')]], "rights")
      assert.are.equal(1, assert(bo:deduplicate { by = "Bo" }).merged)
      for _, sql in ipairs { "delete from sheaf.ledger", "update sheaf.ledger set who = 'x'", "truncate sheaf.ledger",
        "alter table sheaf.ledger disable trigger all", "drop trigger ledger_keeps_rows on sheaf.ledger" } do
        assert.is_false((pcall(function() rig():sql(1, "set role reviewer; " .. sql, "rights") end)), sql)
      end
      assert.is_true(lib:check())
    end)

    it("row security that comes meanwhile gives an error, never a part of the records", function()
      local reader <close> = assert(sheaf.open(as(url, "reader")))
      assert.are.equal(1503, #assert(reader:search "filler"))
      for k = 1, 2 do
        for _, name in ipairs { "record_s%d", "record_body_s%d", "record_words_s%d", "lexicon_s%d" } do
          rig():sql(k, ([[alter table sheaf.%s enable row level security;
            create policy few on sheaf.%s for select using (true)]]):gsub("%%s", (name:format(k))), "rights")
        end
      end
      fails("row-level security", nil, reader.search, reader, "filler")
      fails("row-level security", nil, function() return reader:get(7) end)
      fails("row security", "corrupt", sheaf.open, as(url, "reader"))
      for k = 1, 2 do
        for _, name in ipairs { "record_s%d", "record_body_s%d", "record_words_s%d", "lexicon_s%d" } do
          rig():sql(k, ([[drop policy few on sheaf.%s; alter table sheaf.%s disable row level security]]):gsub("%%s",
            (name:format(k))), "rights")
        end
      end
      assert.are.equal(1503, #assert(reader:search "filler"))
    end)
  end)

  describe("settings:", function()
    it("of roles and databases change nothing", function()
      local urls = rig():database "settings"
      for k = 1, 2 do
        for i, setting in ipairs(SETTINGS) do
          local whose = i % 2 == 0 and "database settings" or "role sheaf"
          rig():sql(k, ("alter %s set %s"):format(whose, setting), "postgres")
        end
      end
      local file <close> = assert(sheaf.open())
      local lib <close> = assert(sheaf.open(urls[1], { shards = urls }))
      for _, one in ipairs { file, lib } do
        assert(one:load { text = served.fillers(1100), name = "fillers.ris" })
        assert(one:load { "examples/data/pubmed.nbib", "examples/data/doors.ris", "spec/fixtures/formats/sheaf.jsonl" })
        assert(one:decide(one:all():head(40), { stage = "s", verdict = "include", by = "NULL", reason = "\\ 'Müller\"",
          at = "2024-03-01T10:15:00Z" }))
        assert(one:deduplicate { by = "Ana" })
      end
      assert.is_nil(served.difference(file, lib))
      for _, query in ipairs { "filler[ti]", "interview* OR door*", '"patients with" OR doors', "filler AND fill*r" } do
        local wanted = assert(file:search(query, { limit = 300 })):ids()
        assert.are.same(wanted, assert(lib:search(query, { limit = 300 })):ids())
      end
      os.execute "sleep 0.3" -- longer than idle_session_timeout
      assert.are.equal(#file, #assert(lib:all()))
      assert(decide(lib, 1))
      assert.is_true(lib:check())
      for k = 1, 2 do rig():sql(k, "alter role sheaf reset all; alter database settings reset all", "postgres") end
    end)

    it("that let a role only read are kept to, and said", function()
      local lib <close>, url = served.open(rig(), "only_read", 1)
      assert(lib:load { text = served.fillers(5), name = "five.ris" })
      rig():sql(1, "alter role sheaf set default_transaction_read_only = on", "postgres")
      local other <close> = assert(sheaf.open(url))
      assert.are.equal(5, #assert(other:search "filler"))
      fails("read-only|only read", "unsupported", decide, other, 1)
      fails("read-only|only read", "unsupported", other.load, other, { text = served.fillers(3), name = "three.ris" })
      rig():sql(1, "alter role sheaf reset default_transaction_read_only", "postgres")
      assert.is_true(lib:check())
    end)

    it("of how many connections there may be are said", function()
      local lib <close>, url = served.open(rig(), "limited", 1)
      assert(lib:load { text = served.fillers(5), name = "five.ris" })
      rig():sql(1, "alter role sheaf connection limit 0", "postgres")
      fails("the coordinator|refuses|too many connections|up to 3 connections and 2 more a shard", "io", sheaf.open,
        url)
      rig():sql(1, "alter role sheaf connection limit -1", "postgres")
      rig():configure(1, "max_connections = 15")
      rig():kill(1)
      rig():restart(1)
      local all, message, code = {}
      repeat
        all[#all + 1], message, code = sheaf.open(url)
      until message or #all == 100
      for _, one in ipairs(all) do one:close() end
      assert.are.equal("io", code)
      assert.is_truthy(message:find("refuses", 1, true) and message:find("have the limit raised", 1, true), message)
      assert.are.equal(5, #assert(lib:search "filler"))
    end)

    it("many decisions are a few statements", function()
      local lib <close> = served.open(rig(), "many", 1)
      assert(lib:load { text = served.fillers(2500), name = "many.ris" })
      rig():configure(1, "log_statement = all")
      assert(decide(lib, lib:all()))
      rig():configure(1, "log_statement = none")
      local log <close> = assert(io.open(rig().dir .. "/1.log"))
      local _, count = log:read "a":gsub("execute [^\n]*INSERT INTO ledger", "")
      assert.is_true(count > 0 and count <= 3, count .. " statements")
      assert.are.equal(2500, #lib:decided("s", "include"))
    end)
  end)

  describe("a standby", function()
    it("is read, and says that it only reads", function()
      local lib <close> = served.open(rig(), "sheaf_followed", 2, { together = true })
      assert(lib:load { text = served.fillers(1300), name = "fillers.ris" })
      local url = rig().urls[rig():standby()]:gsub("/sheaf$", "/sheaf_followed")
      for _, options in ipairs { { readonly = true }, {} } do
        local one <close> = assert(sheaf.open(url, options))
        assert.are.equal(1300, #assert(one:search "filler[ti]"))
        assert.are.equal("filler", one:get(1200).title)
        assert.are.equal(1300, assert(one:sql "select count(*) as n from record")().n)
        assert.is_true(one:check())
        if not options.readonly then
          fails("read-only|standby", "unsupported", decide, one, 1)
          fails("read-only|standby", "unsupported", one.load, one, { text = served.fillers(3), name = "three.ris" })
        end
      end
      local one <close> = assert(sheaf.open(url, { readonly = true }))
      assert(lib:load { text = served.fillers(3), name = "three.ris" })
      local count
      for _ = 1, 50 do
        count = #assert(one:search "filler")
        if count == 1303 then break end
        os.execute "sleep 0.1"
      end
      assert.are.equal(1303, count)
    end)
  end)

  describe("an administrator", function()
    it("who ends sessions breaks what runs, and nothing else", function()
      local lib <close>, url = served.open(rig(), "ended", 2)
      local path = os.tmpname()
      local out <close> = assert(io.open(path, "w"))
      assert(out:write(served.fillers(40000)))
      out:close()
      local function finish(k)
        rig():sql(k, [[select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend'
          and pid <> pg_backend_pid() and datname = 'ended']], "postgres")
      end
      assert(lib:load { text = served.fillers(10), name = "ten.ris" })
      assert.are.equal(10, #assert(lib:search "filler"))
      for k = 1, 2 do finish(k) end
      assert.are.equal(10, #assert(lib:search "filler"), "an idle session is opened anew")
      assert.are.equal(10, assert(lib:sql "select count(*) as n from record")().n)
      assert(decide(lib, 1))
      local child = served.beside(LOAD, url, path)
      assert.are.equal("open", child.line())
      repeat until #lib > 10
      finish(1)
      local _, text = child.wait()
      assert.is_truthy(text:find "^io " and (text:find("terminat", 1, true) or text:find("was lost", 1, true)), text)
      assert.is_truthy(text:find("coordinator", 1, true) or text:find("shard 1", 1, true), text)
      local report = assert(lib:load(path))
      os.remove(path)
      assert.are.equal(40000, report.files[1].seen)
      assert.are.equal(40010, #lib)
      assert.is_true(lib:check())
    end)

    it("whose disk is full is told so, and the load is finished after there is room", function()
      local small = rig():mount "16m"
      if not small then return pending "is skipped: no tmpfs can be mounted here" end
      rig():sql(1, ("create tablespace small owner sheaf location '%s'"):format(small), "postgres")
      local url = rig():database("filled")[1]
      rig():sql(1, "alter database filled set default_tablespace = small", "postgres")
      local lib <close> = assert(sheaf.open(url))
      assert(lib:load { text = served.fillers(1000), name = "some.ris" })
      local text = served.fillers(40000)
      fails("shard 1|No space left|make room there and run this again", "io", lib.load, lib,
        { text = text, name = "many.ris" })
      local count = #lib
      assert.are.equal(count, #assert(lib:search "filler"))
      assert.is_true(count >= 1000 and count < 41000, tostring(count))
      rig():mount "300m"
      assert.are.equal(40000, assert(lib:load { text = text, name = "many.ris" }).files[1].seen)
      assert.are.equal(41000, #lib)
      assert.is_true(lib:check())
    end)
  end)
end)
