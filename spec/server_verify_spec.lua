--- A library's schema on a server is held against what sheaf makes: what acts by itself, hides rows or adds some is
--- refused, with its name and what to do; what does no harm is let be.

local served = require "spec.support.served"
local sheaf = require "sheaf"

served.describe("the schema on a server", 2, function(rig)
  local url, far
  setup(function()
    local lib <close>, first = served.open(rig(), "whole", 2)
    assert(lib:load { text = served.fillers(1500), name = "fillers.ris" })
    url, far = first, rig().urls[2]:gsub("/sheaf$", "/whole")
  end)

  --- Runs statements as the library's owner on server k (1 unless said), in its schema.
  local function change(sql, k)
    rig():sql(k or 1, "set role sheaf; set search_path to sheaf; " .. sql, "whole")
  end

  --- What a library says that is opened, asked of every shard, and checked; nil where nothing.
  local function verdict(how)
    local lib, message, code = sheaf.open(url)
    if lib then
      local done
      done, message, code = (how or function() return lib:count "filler[ti]" end)(lib)
      if done and not how then done, message, code = lib:check() end
      lib:close()
      if done then return nil end
    end
    return message, code
  end

  local function refused(sql, undo, words, k, how)
    change(sql, k)
    local ok, message, code = pcall(verdict, how)
    change(undo, k)
    assert.is_true(ok, message)
    assert.is_string(message, "it is not seen: " .. sql)
    assert.are.equal("corrupt", code, message)
    for word in words:gmatch "[^,]+" do
      assert.is_truthy(message:find(word, 1, true), ("%q does not say %q"):format(message, word))
    end
    if words == "no sheaf library" then return end
    assert.is_truthy(message:find(k == 2 and "shard 2" or "the coordinator", 1, true), message)
    assert.is_truthy(message:find(":" .. rig().ports[k or 1], 1, true), message)
  end

  after_each(function() assert.is_nil(verdict()) end)

  it("is as it was made", function()
    assert.is_nil(verdict())
    local odd <close> = assert(sheaf.open(far .. "?schema=my%20%22odd%22%20record_all.%27name", { shards = 3 }))
    assert(odd:load { text = served.fillers(3), name = "three.ris" })
    assert.is_true(odd:check())
    local again <close> = assert(sheaf.open(far .. "?schema=my%20%22odd%22%20record_all.%27name"))
    assert.are.equal(3, #assert(again:search "filler"))
  end)

  it("has no view that shows something else", function()
    local _, definition = pcall(function()
      return rig():sql(1, "set search_path to sheaf; select pg_get_viewdef('record'::regclass)", "whole")
    end)
    refused([[create or replace view record as select id, source, ordinal, work, type, year, title, journal, volume,
      issue, pages, doi, pmid, language, line from record_all where id < 700]],
      "create or replace view record as " .. definition, "view,record,changed")
    refused("alter view record_body rename to aside", "alter view aside rename to record_body", "record_body,missing")
    for k, name in ipairs { "counter", "part" } do
      refused(("alter table %s rename to aside; create view %s as select * from aside"):format(name, name),
        ("drop view %s; alter table aside rename to %s"):format(name, name), k == 1 and "no sheaf library" or "shard",
        k)
    end
    refused("alter table lexicon_s1 rename to aside; create view lexicon_s1 as select * from aside",
      "drop view lexicon_s1; alter table aside rename to lexicon_s1", "lexicon_s1,is a view")
  end)

  it("has no triggers, rules or row security but sheaf's own", function()
    local make = [[create function spy() returns trigger language plpgsql as 'begin return null; end';
      create trigger spies before insert on %s for each row execute function spy()]]
    refused(make:format "record_s1", "drop function spy() cascade", "trigger,spies,record_s1,dropped")
    refused(make:format "record_body_s2", "drop function spy() cascade", "trigger,spies,record_body_s2", 2)
    refused(make:format "ledger", "drop function spy() cascade", "trigger,spies,ledger")
    refused("alter table ledger disable trigger ledger_keeps_rows",
      "alter table ledger enable trigger ledger_keeps_rows", "ledger_keeps_rows,changed")
    refused("drop trigger code_keeps_rows on code",
      [[create trigger code_keeps_rows before delete or update or truncate on code execute function keep_rows()]],
      "code_keeps_rows,missing")
    refused("create or replace function keep_rows() returns trigger language plpgsql as 'begin return new; end'",
      [[create or replace function keep_rows() returns trigger language plpgsql as
        'BEGIN RAISE EXCEPTION ''the ledger is append-only''; END']], "keep_rows,changed")
    refused("create rule nothing as on insert to problem do instead nothing", "drop rule nothing on problem",
      "rule,nothing,problem")
    refused([[alter table record_s1 enable row level security; create policy few on record_s1 using (id < 100)]],
      "drop policy few on record_s1; alter table record_s1 disable row level security", "row security,record_s1")
    refused("alter table record_words_s2 enable row level security",
      "alter table record_words_s2 disable row level security", "row security,record_words_s2", 2)
  end)

  it("has no rows from tables that are not sheaf's", function()
    refused("create table heir() inherits(ledger)", "drop table heir", "heir,ledger")
    refused("create table heir() inherits(record_s2)", "drop table heir", "heir,record_s2", 2)
    refused("create table more partition of record_all for values in (77)", "drop table more", "more,record_all")
    refused("alter table record_all detach partition record_s2",
      "alter table record_all attach partition record_s2 for values in (2)", "record_s2,missing")
    refused("alter foreign table record_s2 options(set table_name 'record_s1')",
      "alter foreign table record_s2 options(set table_name 'record_s2')", "record_s2,changed")
  end)

  it("has its indexes, and says how one is made again", function()
    refused("drop index record_words_s2_words", [[create index record_words_s2_words on record_words_s2 using gin(words)
      with(fastupdate=on)]], "record_words_s2_words,missing,CREATE INDEX,gin(words)", 2)
    refused("drop index descriptor_key", "create unique index descriptor_key on descriptor(key)",
      "UNIQUE INDEX,descriptor")
    refused("drop index ledger_record; create index ledger_record on ledger(record) where record > 5",
      "drop index ledger_record; create index ledger_record on ledger(record)", "ledger_record,changed")
    refused("create unique index one_title on record_s1(title, id)", "drop index one_title", "one_title,record_s1")
    refused([[create function low(text) returns text language sql immutable as 'select lower($1)';
      create index low on record_s1(low(title))]], "drop function low(text) cascade", "low,record_s1")
  end)

  it("has nothing that would run in the place of PostgreSQL's own", function()
    refused([[create function count(bigint) returns bigint language sql as 'select 1']], "drop function count(bigint)",
      "function,count,rights")
    refused([[create function hashtextextended(text, integer) returns bigint language sql as 'select 1']],
      "drop function hashtextextended(text, integer)", "function,hashtextextended", 2)
    refused([[create function less(bigint, integer) returns boolean language sql as 'select true';
      create operator <= (leftarg = bigint, rightarg = integer, function = less)]],
      "drop operator sheaf.<= (bigint, integer); drop function less(bigint, integer)", "operator,<=")
    -- An extension's members count as an administrator's only where an administrator made them.
    refused([[create extension citext schema sheaf; create function lower(name) returns text language sql as
      'select ''x'''; alter extension citext add function lower(name)]], "drop extension citext", "function,lower")
  end)

  it("is not made where something lies in wait", function()
    local prepared = [[create schema sheaf authorization sheaf; create table public.trace(who name);
      grant insert on public.trace to sheaf; create function sheaf.%s returns %s language sql as
      'insert into public.trace values(current_user); select 1::bigint%s']]
    local function waits(name, k, words, ...)
      local urls = rig():database(name)
      rig():sql(k, prepared:format(...), name)
      local lib, message, code = sheaf.open(urls[1], { shards = urls })
      assert.is_nil(lib)
      assert.are.equal("corrupt", code, message)
      for word in words:gmatch "[^,]+" do assert.is_truthy(message:find(word, 1, true), message) end
      assert.are.equal("0", rig():sql(k, "select count(*) from public.trace", name))
    end
    waits("ambush", 1, "the coordinator,function,hashtextextended", "hashtextextended(text, integer)", "bigint", "")
    waits("outpost", 2, "shard 2,operator,||", "joined(text, name)", "text", "::text';" ..
      "create operator sheaf.|| (leftarg = text, rightarg = name, function = sheaf.joined); select '")
  end)

  it("may have its indexes made again while it is used", function()
    change [[create unique index ledger_pkey_ccnew on ledger(id); create index batch_unpublished_ccnew on batch(first)
      where not published; create unique index descriptor_key_ccnew on descriptor(key)]]
    assert.is_nil(verdict())
    rig():sql(1, "update pg_index set indisvalid = false where indexrelid = 'sheaf.batch_unpublished_ccnew'::regclass",
      "whole") -- as it is until all rows are in it, or where that was broken off
    assert.is_nil(verdict())
    change "drop index ledger_pkey_ccnew, batch_unpublished_ccnew, descriptor_key_ccnew"
    change "reindex schema concurrently sheaf"
    refused("create unique index one_who on ledger(id, who)", "drop index one_who", "one_who,ledger")
  end)

  it("has its tables' columns and constraints before anything is written", function()
    local function write(lib) return lib:decide(1, { stage = "s", verdict = "include", by = "A" }) end
    local function load(lib) return lib:load { text = served.fillers(2), name = "two.ris" } end
    for _, how in ipairs { write, function(lib) return lib:check() end } do
      refused("alter table ledger alter note type varchar", [[alter table ledger alter note type text collate "C"]],
        "table,ledger,changed", 1, how)
      refused([[create function slip() returns text language sql as 'select ''x''';
        alter table decision alter stage set default slip()]],
        "alter table decision alter stage drop default; drop function slip()", "decision,changed", 1, how)
    end
    refused("alter table record_s2 add column extra text", "alter table record_s2 drop column extra",
      "record_s2,changed", 2, load)
    assert.are.equal(2, load(assert(sheaf.open(url))).loaded, "what was broken off is finished")
    refused("alter table batch drop constraint batch_pkey", "alter table batch add primary key (id)", "batch,changed")
    refused("alter table record_s1 set unlogged", "alter table record_s1 set logged", "record_s1,changed")
  end)

  it("may have other things beside it", function()
    local mine = [[create table notes(id bigint primary key, note text); create view titles as select title from record;
      create index by_year on record_s1(year); create function my_report() returns bigint language sql as 'select 1';
      create table noted(ledger bigint references ledger(id)); alter index record_words_s1_words set (fastupdate=off)]]
    change(mine)
    assert.is_nil(verdict())
    local lib <close> = assert(sheaf.open(url))
    assert(lib:decide(1, { stage = "s", verdict = "include", by = "A" }))
    change "drop table notes, noted; drop view titles; drop index by_year; drop function my_report()"
  end)

  it("may lie beside an extension's views and functions", function()
    local urls = rig():database "extended"
    rig():sql(1, [[grant create on schema public to sheaf; create extension pg_stat_statements schema public;
      create extension pg_trgm schema public]], "extended")
    local made <close> = assert(sheaf.open(urls[1] .. "?schema=public"))
    assert(made:load { text = served.fillers(3), name = "three.ris" })
    local lib <close> = assert(sheaf.open(urls[1] .. "?schema=public"))
    assert.is_true(lib:check())
    assert.are.equal(3, lib:count "filler[ti]")
  end)

  it("comes before other schemas, also before tables of the session", function()
    rig():sql(1, [[create schema hostile; grant usage on schema hostile to public;
      create table hostile.record(id bigint, title text); create table hostile.counter(last bigint);
      create function hostile.count(bigint) returns bigint language sql as 'select 0';
      alter role sheaf set search_path to hostile, public]], "whole")
    assert.is_nil(verdict())
    local lib <close> = assert(sheaf.open(url))
    assert.are.equal(1502, assert(lib:sql "select count(*) as n from record")().n)
    rig():sql(1, "alter role sheaf reset search_path; drop schema hostile cascade", "whole")
  end)
end)
