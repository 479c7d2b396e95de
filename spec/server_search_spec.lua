--- Random queries: a library on one, two or three servers finds exactly what the same library in a file finds, in the
--- same order, and what a brute-force reading of the records finds.

local invented = require "spec.support.invented"
local oracle = require "spec.support.oracle"
local ovid_maker = require "spec.support.ovid_maker"
local platform_maker = require "spec.support.platform_maker"
local query_maker = require "spec.support.query_maker"
local served = require "spec.support.served"
local sheaf = require "sheaf"

local PLATFORMS = { "embase", "cochrane", "wos", "scopus", "ebsco", "proquest" }
local PIECE, RUN = 36, 1000 -- invented records at the beginning of each run of so many, which lie on one shard

-- Long texts, of which a server keeps some places only; values that have to be quoted there; one word in two fields.
local EDGES = [[
PMID- 1
TI  - Long %s end of the long text
AB  - %s corridor nurse
LA  - eng

PMID- 2
TI  - It's a "quoted" & (odd) ! title: with \back \\ slashes ' and | pipes <-> here*
AB  - Nurse, in one field; corridor%snurse far from it.
OT  - O'Brien's
OT  - a:b

PMID- 3
TI  - %s
AB  - wardward ward-ward ward
LA  - eng
]]
local function edges()
  return EDGES:format(("word "):rep(300), ("filler "):rep(17000), (" x"):rep(40), ("long"):rep(700))
end

--- The inputs: pieces of an invented corpus, apart by records that say nothing, so that every shard has some of each.
local function load_pieces(lib, seed, shards)
  for piece = 1, math.max(2, shards) do
    assert(lib:load { text = invented.nbib(seed * 10 + piece, PIECE), name = ("piece%d.nbib"):format(piece) })
    if piece == 1 then assert(lib:load { text = edges(), name = "edges.nbib" }) end
    local left = piece * RUN - #lib
    assert(lib:load { text = served.fillers(left) .. (" "):rep(piece), name = ("filler%d.ris"):format(piece) })
  end
  return lib
end

--- Records to take words from, documents for the oracle; those that say nothing are one under many numbers.
local function documents_of(lib)
  local records, documents, filler = {}, {}, nil
  for record in lib:all():each() do
    local document
    if record.title == "filler" then
      filler = filler or oracle.document(record)
      document = setmetatable({ id = record.id, filler = true }, { __index = filler })
    else
      document = oracle.document(record)
      if #record.pmid > 1 then records[#records + 1] = record end -- its words are asked for
    end
    documents[#documents + 1] = document
  end
  return records, documents, filler
end

-- The oracle, asked only once about those that say nothing.
local function expected(tree, documents, filler)
  local asked, ids = {}, {}
  for _, document in ipairs(documents) do
    if not document.filler then asked[#asked + 1] = document end
  end
  local found = {}
  for _, id in ipairs(oracle.search(tree, asked)) do found[id] = true end
  local fillers = #oracle.search(tree, { filler }) > 0
  for _, document in ipairs(documents) do
    if document.filler and fillers or found[document.id] then ids[#ids + 1] = document.id end
  end
  return ids
end

local function same(wanted, got, what, text)
  local one, other = table.concat(wanted, " "), table.concat(got, " ")
  if one ~= other then
    error(("%s\n%s: %d and %d\n%.600s\n%.600s"):format(text, what, #wanted, #got, one, other), 0)
  end
end

local function search(lib, query, options, text)
  local set, message = lib:search(query, options)
  return (set or error(("%s\n%s"):format(text, message), 0)):ids()
end

--- One query, three ways; returns how many it finds.
local function check(file, server, parts, text, syntax)
  local query, message = sheaf.query.parse(text, syntax)
  assert(query, text .. "\n" .. tostring(message))
  local by_id = { sort = "id", explode = "ignore" }
  local wanted = expected(query:tree(), parts.documents, parts.filler)
  same(wanted, search(file, query, by_id, text), "brute force and file", text)
  same(wanted, search(server, query, by_id, text), "brute force and server", text)
  same(search(file, query, { explode = "ignore" }, text), search(server, query, { explode = "ignore" }, text),
    "order on file and server", text)
  local top = { explode = "ignore", limit = 7 }
  same(search(file, query, top, text), search(server, query, top, text), "first seven on file and server", text)
  assert.are.equal(#wanted, (assert(server:count(query, { explode = "ignore" }))), "count of " .. text)
  return #wanted
end

served.describe("searching:", 3, function(rig)
  describe("a server finds what a file finds", function()
    -- Queries must neither all miss nor all hit, or they prove nothing.
    local function run(shards, seed, makers, options)
      local file <close> = load_pieces(assert(sheaf.open()), seed, shards)
      local server <close> = load_pieces(served.open(rig(), "seed" .. seed, shards, options), seed, shards)
      local records, documents, filler = documents_of(file)
      local parts = { documents = documents, filler = filler }
      local hits, asked = 0, 0
      for _, maker in ipairs(makers) do
        local queries = maker.new(records)
        for _ = 1, maker.count do
          local found = check(file, server, parts, queries:query(), maker.syntax)
          hits, asked = hits + (found > 0 and 1 or 0), asked + 1
        end
      end
      assert.is_true(hits > asked // 3, ("too few queries find anything: %d of %d"):format(hits, asked))
    end

    local function pubmed(seed, count)
      return { syntax = "pubmed", count = count, new = function(records) return query_maker.new(seed, records) end }
    end
    local function ovid(seed, count)
      return { syntax = "ovid", count = count, new = function(records) return ovid_maker.new(seed, records) end }
    end
    local function others(seed, count)
      local list = {}
      for i, syntax in ipairs(PLATFORMS) do
        list[i] = { syntax = syntax, count = count,
          new = function(records) return platform_maker.new(seed + i, records, syntax) end }
      end
      return table.unpack(list)
    end

    it("for 180 queries on one server", function() run(1, 1, { pubmed(71, 90), ovid(72, 42), others(73, 8) }) end)
    it("for 180 queries on two", function() run(2, 2, { pubmed(81, 90), ovid(82, 42), others(83, 8) }) end)
    it("for 180 queries on three", function() run(3, 3, { pubmed(91, 90), ovid(92, 42), others(93, 8) }) end)
    it("for 60 queries on three shards of one server", function()
      run(3, 4, { pubmed(101, 30), ovid(102, 12), others(103, 3) }, { together = true })
    end)
  end)

  describe("searches on servers", function()
    local file, server, url
    local function load_all(lib)
      assert(lib:load { text = invented.nbib(55, 60), name = "invented.nbib" })
      assert(lib:load { text = edges(), name = "edges.nbib" })
      assert(lib:load { text = served.fillers(1500), name = "fillers.ris" })
      assert(lib:load { text = invented.nbib(56, 40), name = "more.nbib" })
      return lib
    end
    setup(function()
      file = load_all(assert(sheaf.open()))
      server, url = served.open(rig(), "searches", 2)
      load_all(server)
    end)
    teardown(function()
      file:close()
      server:close()
    end)

    it("know what is too long, too often, or has to be quoted", function()
      for _, text in ipairs { "nurse[ab]", '"corridor nurse"[ab]', '"nurse corridor"', '"long word"[ti]',
        '"end of the long text"', '"word word end"[ti]', '"word end"[ti]', '"filler corridor"[tiab:~2]',
        '"corridor nurse"[ab:~39]', '"corridor nurse"[ab:~40]', '"corridor nurse"[ab:~41]', "it's", "\\back", "slashes",
        "here*", "O'Brien's[ot]", "a:b[ot]", ("long"):rep(700) .. "[ti]", ("long"):rep(120) .. "*[ti]",
        '"ward ward"[ab]', '"wardward ward"[ab]', "filler NOT corridor", "word[ti] AND filler[ab]", "b* AND s*[ti]",
        "nothing*here", "w*rd*[ab]", "a*", "eng[la] NOT filler[ti]" } do
        for _, options in ipairs { { sort = "id" }, {}, { limit = 3 } } do
          local wanted, message, code = file:search(text, options)
          local got, other, other_code = server:search(text, options)
          if wanted then
            assert(got, text .. ": " .. tostring(other))
            same(wanted:ids(), got:ids(), "file and server", text)
          else
            assert.are.same({ message, code }, { other, other_code })
          end
        end
      end
    end)

    it("run the lines of a strategy, with counts and notes of every part", function()
      local text = "1. a*[ti]\n2. b*[tiab] AND filler[ti]\n3. #1 OR #2\n4. #3 NOT eng[la]\n5. #1 AND 2005:2010[dp]\n" ..
        "6. (#4 OR s*[ab]) AND hasabstract\n"
      local one, other = assert(file:strategy(text)), assert(server:strategy(text))
      assert.are.equal(#one.lines, #other.lines)
      for i, line in ipairs(one.lines) do
        assert.are.equal(line.count, other.lines[i].count, line.text)
        same(line.set:ids(), other.lines[i].set:ids(), "line", line.text)
      end
      local query = assert(sheaf.query.parse("(a*[ti] OR b*[ab]) NOT (eng[la] AND s*)", "pubmed"))
      local _, wanted = file:search_nodes(query, {})
      local _, counts = server:search_nodes(query, {})
      assert.are.same(wanted, counts)
    end)

    it("show places, words, and their counts", function()
      local query = assert(sheaf.query.parse('a*[ti] OR "b* s*"[ab]', "pubmed"))
      for id = 1, 40 do
        assert.are.same(assert(file:spans(file:get(id), query)), assert(server:spans(server:get(id), query)))
      end
      for _, field in ipairs { "title", "abstract", "headings", "language" } do
        assert.are.same(file:vocabulary(field, "b", 20), server:vocabulary(field, "b", 20))
        assert.are.same(file:vocabulary(field), server:vocabulary(field))
      end
    end)

    it("see what was loaded since, also by others", function()
      local other <close> = assert(sheaf.open(url))
      assert.are.equal(0, #assert(other:search "latecomer"))
      assert(server:load { text = "TY  - JOUR\nTI  - A latecomer\nER  - \n", name = "late.ris" })
      assert(file:load { text = "TY  - JOUR\nTI  - A latecomer\nER  - \n", name = "late.ris" })
      assert.are.same({ #file }, assert(other:search "latecomer"):ids())
      assert.are.same(assert(file:search "latecomer OR filler"):ids(), assert(other:search "latecomer OR filler"):ids())
    end)

    it("explode headings as the thesaurus says", function()
      for _, lib in ipairs { file, server } do
        assert(lib:load { text = [[
PMID- 9001
TI  - One
MH  - Evening Clinics/therapy

PMID- 9002
TI  - Two
MH  - *Care Settings/diagnosis
  ]], name = "headings.nbib" })
        assert(lib:thesaurus "spec/fixtures/thesaurus/desc2024.xml")
      end
      for _, text in ipairs { '"Evening Clinics"[mh]', '"Care Settings"[mh]', '"Care Settings"[majr]',
        '"Places of Care"[mh:noexp]', '"No Such Heading"[mh]' } do
        local wanted, message = file:search(text, { sort = "id" })
        local got, other = server:search(text, { sort = "id" })
        assert.are.equal(message, other)
        if wanted then same(wanted:ids(), got:ids(), "headings", text) end
      end
      assert.are.equal(tostring(file:heading "places of care"), tostring(server:heading "places of care"))
    end)

  end)
end)
