--- Servers that take encrypted connections only: what a URL says of certificates counts for sheaf's own connections and
--- for those between servers; what does not hold is refused, with the server's name and the cause.

local served = require "spec.support.served"
local sheaf = require "sheaf"

local function run(command, ...)
  local pipe <close> = assert(io.popen("unset LD_PRELOAD; { " .. command:format(...) .. "\n} 2>&1"))
  local text = pipe:read "a"
  assert(pipe:close(), text)
  return text
end

local function read(path)
  local file <close> = assert(io.open(path))
  return file:read "a"
end

if not pcall(run, "openssl version") then
  describe("TLS", function() pending "is skipped: openssl is not installed" end)
  return
end

-- An authority NAME.crt in the folder.
local function make_authority(dir, name)
  run([[cd '%s' && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout %s.key \
    -out %s.crt -days 2 -subj '/CN=invented %s' -addext basicConstraints=critical,CA:TRUE]], dir, name, name, name)
end

-- A certificate NAME.crt with its key, for these names, by that authority.
local function make_certificate(dir, name, common, names, authority)
  run([[cd '%s' && openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout %s.key -out %s.csr \
    -subj '/CN=%s' && echo 'subjectAltName=%s' > %s.ext && openssl x509 -req -in %s.csr -CA %s.crt -CAkey %s.key \
    -CAcreateserial -days 2 -extfile %s.ext -out %s.crt && chmod 600 %s.key]], dir, name, name, common, names, name,
    name, authority, authority, name, name, name)
end

local ENCRYPTED = "hostssl all all 127.0.0.1/32 scram-sha-256"

served.describe("over TLS,", 2, function(rig)
  local dir

  --- URLs of an empty database on both servers, by the host's name, with these parameters.
  local function urls(database, query)
    local list = rig():database(database)
    for k, url in ipairs(list) do list[k] = url:gsub("127%.0%.0%.1", "localhost") .. query:gsub("DIR", dir) end
    return list
  end

  local function refused(words, url, options)
    local lib, message, code = sheaf.open(url, options)
    if lib then lib:close() end
    assert.is_nil(lib, "it is let in")
    assert.are.equal("io", code)
    for _, word in ipairs(words) do
      assert.is_truthy(message:find(word, 1, true), ("%q does not say %q"):format(message, word))
    end
    assert.is_nil(message:find("secret", 1, true), message)
  end

  setup(function()
    dir = rig().dir .. "/tls"
    run("mkdir '%s' && chmod 755 '%s'", dir, dir)
    make_authority(dir, "ours")
    make_authority(dir, "theirs")
    for k, names in ipairs { "DNS:localhost,IP:127.0.0.1", "DNS:localhost,IP:127.0.0.1" } do
      make_certificate(dir, "server" .. k, "localhost", names, "ours")
    end
    make_certificate(dir, "elsewhere", "elsewhere.invalid", "DNS:elsewhere.invalid", "ours")
    make_certificate(dir, "person", "sheaf", "email:ana@review.invalid", "ours")
    make_certificate(dir, "stranger", "sheaf", "email:bob@review.invalid", "theirs")
    for k = 1, 2 do
      rig():file(k, "server.crt", read(("%s/server%d.crt"):format(dir, k)))
      rig():file(k, "server.key", read(("%s/server%d.key"):format(dir, k)))
      rig():file(k, "root.crt", read(dir .. "/ours.crt"))
      rig():configure(k, "ssl = on\nssl_ca_file = 'root.crt'", ENCRYPTED)
    end
  end)

  it("a library on two servers is made, filled and read with both proved", function()
    local list = urls("proved", "?sslmode=verify-full&sslrootcert=DIR/ours.crt")
    local lib <close> = assert(sheaf.open(list[1], { shards = list }))
    assert(lib:load { text = served.fillers(2300), name = "fillers.ris" })
    assert.are.equal(2300, #assert(lib:search "filler[ti]"))
    assert.are.equal(2300, assert(lib:sql "select count(*) as n from record")().n) -- between the servers, too
    assert.are.equal(0, assert(lib:deduplicate()).merged)
    assert.is_true(lib:check())
    for k = 1, 2 do
      assert.are.equal("", rig():sql(k, [[select a.application_name from pg_stat_activity a
        join pg_stat_ssl s using(pid) where not s.ssl and a.client_addr is not null]], "postgres"))
    end
    assert.is_true(tonumber(rig():sql(2, [[select count(*) from pg_stat_activity a join pg_stat_ssl s using(pid)
      where s.ssl and a.application_name = 'postgres_fdw']], "postgres")) > 0)
    local given = rig():sql(1, "select array_to_string(srvoptions, ' ') from pg_foreign_server", "proved")
    assert.is_truthy(given:find("sslmode=verify-full", 1, true) and given:find("ours.crt", 1, true), given)

    local again <close> = assert(sheaf.open(list[1]))
    assert.are.equal(2300, assert(again:count "filler"))
    -- The coordinator proves the shard, as it was told to.
    rig():sql(1, ("alter server sheaf_shard_2 options(set sslrootcert '%s/theirs.crt')"):format(dir), "proved")
    local other <close> = assert(sheaf.open(list[1]))
    local ok, message = pcall(function() return assert(other:sql "select count(*) as n from record")() end)
    assert.is_false(ok)
    assert.is_truthy(message:find("certificate verify failed", 1, true), message)
    assert.is_truthy(message:find("shard_2", 1, true) or message:find("shard 2", 1, true), message)
  end)

  it("another authority, another name, or no encryption is refused with the server's name", function()
    local good, port = urls("refused", "?sslmode=verify-full&sslrootcert=DIR/ours.crt"), rig().ports
    local bad = good[1]:gsub("ours%.crt", "theirs.crt")
    refused({ "the coordinator (localhost:" .. port[1], "certificate verify failed" }, bad)
    refused({ "the coordinator", "missing.crt", "does not exist" }, (good[1]:gsub("ours%.crt", "missing.crt")))
    refused({ "the coordinator", "no encryption", "refuses" }, (good[1]:gsub("verify%-full", "disable")))
    refused({ "shard 2 (localhost:" .. port[2], "certificate verify failed" }, good[1],
      { shards = { good[1], (good[2]:gsub("ours%.crt", "theirs.crt")) } })
    refused({ "shard 2 (localhost:" .. port[2], "no encryption" }, good[1],
      { shards = { good[1], (good[2]:gsub("verify%-full", "disable")) } })
    assert.are.equal("", rig():sql(1, "select nspname from pg_namespace where nspname = 'sheaf'", "refused"))

    rig():file(2, "server.crt", read(dir .. "/elsewhere.crt"))
    rig():file(2, "server.key", read(dir .. "/elsewhere.key"))
    rig():configure(2)
    refused({ "shard 2 (localhost:" .. port[2], "elsewhere.invalid", "does not match", "localhost" }, good[1],
      { shards = good })
    rig():file(2, "server.crt", read(dir .. "/server2.crt"))
    rig():file(2, "server.key", read(dir .. "/server2.key"))
    rig():configure(2)
    local lib <close> = assert(sheaf.open(good[1], { shards = good }))
    assert.are.equal(0, #lib)
  end)

  it("a load waits for a server that is busy but lives, however that is proved", function()
    local list = urls("busy", "?sslmode=verify-full&sslrootcert=DIR/ours.crt")
    local lib <close> = assert(sheaf.open(list[1], { timeout = 1 }))
    assert(lib:load { text = served.fillers(3), name = "three.ris" })
    local other <close> = assert(io.popen(([[unset LD_PRELOAD; psql -X -At -h '%s' -p %d -U administrator -d busy \
      -c begin -c 'lock table sheaf.lexicon_s1' -c "select 'locked'" -c 'select pg_sleep(3)' -c commit]]):format(
      rig().dir, rig().ports[1])))
    repeat local line = assert(other:read "l") until line == "locked"
    local other_words = served.fillers(3):gsub("filler", "another")
    assert.are.equal(3, assert(lib:load { text = other_words, name = "more.ris" }).loaded)
    assert.are.equal(6, #lib)
  end)

  it("a client shows its certificate, which no table keeps", function()
    local list = urls("shown", "?sslmode=verify-full&sslrootcert=DIR/ours.crt")
    local mine = "&sslcert=DIR/person.crt&sslkey=DIR/person.key"
    mine = mine:gsub("DIR", dir)
    local theirs = mine:gsub("person", "stranger")
    -- postgres_fdw shows none for an ordinary role, so the coordinator comes in by another rule: here, by its database.
    for k = 1, 2 do rig():configure(k, nil, ENCRYPTED .. " clientcert=verify-full") end
    refused({ "the coordinator", "client certificate" }, list[1])
    refused({ "the coordinator", "unknown ca" }, list[1] .. theirs)
    local lib <close> = assert(sheaf.open(list[1] .. mine, { shards = list })) -- shards: the same person's
    assert(lib:load { text = served.fillers(1200), name = "fillers.ris" })
    assert.are.equal(1200, #assert(lib:search "filler"))
    local again <close> = assert(sheaf.open(list[1] .. mine))
    assert.are.equal(1200, #assert(again:search "filler"))
    for k = 1, 2 do rig():configure(k, nil, ENCRYPTED) end
    for _, table in ipairs { "sheaf.shard", "pg_foreign_server", "pg_user_mapping" } do
      local rows = rig():sql(1, "select * from " .. table, "shown")
      assert.is_nil(rows:find("person", 1, true), rows)
    end
    assert.is_true(again:check())
  end)
end)
