--- Random queries: the index finds exactly the records that a brute-force reading of them finds.

local sheaf = require "sheaf"
local invented = require "spec.support.invented"
local maker = require "spec.support.query_maker"
local oracle = require "spec.support.oracle"
local shared = require "spec.support.shared"

local function open(input)
  local lib = assert(sheaf.open())
  assert(lib:load(input))
  local records, documents = {}, {}
  for record in lib:all():each() do
    records[#records + 1] = record
    documents[#documents + 1] = oracle.document(record)
  end
  return lib, records, documents
end

-- One query: the same ids both ways, and the same tree when printed and read again.
local function check(lib, documents, text)
  local query, message = sheaf.query.parse(text, "pubmed")
  assert(query, message)
  local printed = assert(query:print("pubmed"))
  local again, problem = sheaf.query.parse(printed, "pubmed")
  assert(again, problem)
  if again ~= query then error(("printing changed %s\ninto %s"):format(text, printed)) end
  local found, failure = lib:search(query, { sort = "id", explode = "ignore" })
  assert(found, failure)
  local expected = oracle.search(query:tree(), documents)
  local ids = found:ids()
  if table.concat(ids, " ") ~= table.concat(expected, " ") then
    error(("%s\nthe index finds %d: %s\nthe oracle finds %d: %s"):format(text, #ids, table.concat(ids, " "), #expected,
      table.concat(expected, " ")))
  end
  return #ids
end

-- Queries must neither all miss nor all hit, or they prove nothing.
local function run(input, seed, count)
  local lib, records, documents = open(input)
  local queries = maker.new(seed, records)
  local hits = 0
  for _ = 1, count do
    if check(lib, documents, queries:query()) > 0 then hits = hits + 1 end
  end
  lib:close()
  assert.is_true(hits > count // 3, "too few queries find anything: " .. hits)
end

-- Where a single term is found, its places are shown, and nowhere else.
local function check_spans(lib, records, text)
  local query = assert(sheaf.query.parse(text, "pubmed"))
  local kind = query:tree().kind
  if kind == "range" or kind == "filter" then return end
  local found = {}
  for _, id in ipairs(assert(lib:search(query, { sort = "id", explode = "ignore" })):ids()) do found[id] = true end
  for _, record in ipairs(records) do
    local spans = assert(lib:spans(record, query))
    assert.are.equal(found[record.id] or false, #spans > 0, text .. " in record " .. record.id)
    for _, span in ipairs(spans) do assert.is_true(span.first >= 1 and span.first <= span.last, text) end
  end
end

describe("the places of matches", function()
  it("are there for the records that 200 random terms find, and for no others", function()
    local lib, records = open { text = invented.nbib(77, 40), name = "invented.nbib" }
    local queries = maker.new(77, records)
    for _ = 1, 200 do check_spans(lib, records, queries:leaf()) end
    lib:close()
  end)
end)

describe("the index agrees with brute force", function()
  local count = math.tointeger(tonumber(os.getenv("SHEAF_TREES") or "")) or 500 -- more in a side run
  local fewer = count * 2 // 5
  for seed = 1, 4 do
    it(("on %d random queries over an invented corpus, seed %d"):format(count, seed), function()
      run({ text = invented.nbib(seed, 100), name = "invented.nbib" }, seed * 7919, count)
    end)
  end

  it(("on %d random queries over records loaded in many pieces"):format(fewer), function()
    local lib = assert(sheaf.open())
    for seed = 10, 21 do
      assert(lib:load { text = invented.nbib(seed, 15), name = ("piece%d.nbib"):format(seed) })
    end
    local records, documents = {}, {}
    for record in lib:all():each() do
      records[#records + 1] = record
      documents[#documents + 1] = oracle.document(record)
    end
    local queries = maker.new(4242, records)
    for _ = 1, fewer do check(lib, documents, queries:query()) end
    lib:close()
  end)

  it(("on %d random queries over 1,000 real records"):format(fewer), function()
    local path = shared.path("data/formats/robotreviewer/robotreviewer/data/rct/pubmed_test.txt")
    if not path then return pending("the shared data is not here") end
    run(path, 99991, fewer)
  end)
end)
