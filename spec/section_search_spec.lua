--- Searching within sections of the abstract: [methods] and its like.

local sheaf = require "sheaf"
local invented = require "spec.support.invented"
local maker = require "spec.support.query_maker"
local oracle = require "spec.support.oracle"
local shared = require "spec.support.shared"

local TAGS = { "background", "aim", "design", "setting", "participants", "methods", "methods", "results", "results",
  "conclusions" }

-- In turn: headings in the text, parts kept apart by the source, no heading at all.
local RIS = [[
TY  - JOUR
TI  - One
AB  - Background: People wait for their doctor. Design and setting: A survey in three towns.
      Methods: Nurses asked people on the telephone. Results: Half the people waited a week.
      Conclusion: Waiting is common.
ER  -
TY  - JOUR
TI  - Two
AB  - People wait for their doctor. The aim of this study was to learn why people wait.
      We interviewed 12 nurses by telephone. We found that half of the nurses were busy (P<0.05).
      In conclusion, nurses should be asked.
ER  -
]]

local XML = [[
<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>Three</ArticleTitle><Abstract>
<AbstractText Label="INTRODUCTION" NlmCategory="OBJECTIVE">To learn who telephones.</AbstractText>
<AbstractText Label="SETTING AND PARTICIPANTS" NlmCategory="METHODS">Nurses of two towns.</AbstractText>
<AbstractText Label="FINDINGS" NlmCategory="RESULTS">Few nurses telephone.</AbstractText>
</Abstract></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>
]]

local function open(...)
  local lib = assert(sheaf.open())
  for i, text in ipairs { ... } do assert(lib:load { text = text, name = ("part%d"):format(i) }) end
  return lib
end

local function ids(lib, text)
  return table.concat(assert(lib:search(text, { sort = "id" })):ids(), " ")
end

describe("a search within a section", function()
  local lib
  setup(function() lib = open(RIS, XML) end)
  teardown(function() lib:close() end)

  it("finds words, phrases, truncation and proximity by headings, by parts and by sentences", function()
    assert.equal("1 2 3", ids(lib, "telephone*[ab]"))
    assert.equal("1 2", ids(lib, "telephone*[methods]"))
    assert.equal("3", ids(lib, "telephone*[aim]"))
    assert.equal("3", ids(lib, "telephone*[results]"))
    assert.equal("1", ids(lib, '"people on the telephone"[methods]'))
    assert.equal("", ids(lib, '"people wait"[methods]'))
    assert.equal("1 2", ids(lib, '"wait people"[background:~0]'))
    assert.equal("2", ids(lib, "nurses[conclusions]"))
    assert.equal("", ids(lib, "telephone*[conclusions]"))
  end)

  it("takes design, setting and participants as methods, and a joint heading as each that it names", function()
    assert.equal("1 3", ids(lib, "towns[methods]"))
    assert.equal("1 3", ids(lib, "towns[setting]"))
    assert.equal("1", ids(lib, "towns[design]"))
    assert.equal("3", ids(lib, "towns[participants]"))
  end)

  it("never takes a heading for text", function()
    assert.equal("", ids(lib, "results[results]"))
    assert.equal("", ids(lib, "setting[methods]"))
  end)

  it("lets no phrase run over the end of a section", function()
    assert.equal("1", ids(lib, '"towns methods nurses"[ab]'))
    assert.equal("", ids(lib, '"towns methods nurses"[methods]'))
    assert.equal("", ids(lib, '"towns nurses"[methods:~1]'))
  end)

  it("gives the tag of a group to each term in it", function()
    assert.equal("1 2", ids(lib, '(telephone OR "half the people"[results] OR owls)[methods]'))
    assert.equal(ids(lib, "nurses[methods] AND telephone[methods]"), ids(lib, "(nurses AND telephone)[methods]"))
    local _, message, code = sheaf.query.parse('("a b")[methods:~2]', "pubmed")
    assert.equal("B-NEAROP", code, message)
  end)

  it("shows the places within the section only", function()
    local two = lib:get(2)
    local spans = assert(lib:spans(two, 'nurses[results] OR "we interviewed"[methods]'))
    assert.equal(2, #spans)
    for _, span in ipairs(spans) do
      assert.equal("abstract", span.field)
      local text = two.abstract:sub(span.first, span.last)
      assert.is_truthy(text == "nurses" or text == "We interviewed", text)
    end
    assert.equal(two.abstract:find("nurses were", 1, true), spans[1].first)
    assert.same({}, lib:spans(two, "nurses[aim]"))
    local tree = assert(lib:explain(two, "nurses[aim] OR nurses[methods]"))
    assert.is_false(tree.children[1].matched)
    assert.is_true(tree.children[2].matched)
    assert.equal(1, tree.children[1].count + 1)
    assert.equal("+ OR\n  - nurses[aim]\n  + nurses[methods]   [abstract: nurses]", tostring(tree))
  end)

  it("counts, ranks and runs in strategies", function()
    assert.equal(2, #assert(lib:search("telephone*[methods]", { sort = "relevance" })))
    local strategy = assert(lib:strategy("#1 telephone*[methods]\n#2 #1 NOT people[methods]"))
    assert.equal(2, strategy.lines[1].count)
    assert.equal(1, strategy.lines[2].count)
  end)

  it("is said to be sheaf's own, and is printed as the whole abstract where there is no such field", function()
    local query = assert(sheaf.query.parse('interview*[methods] AND "a b"[results:~3]', "pubmed"))
    assert.equal("PM-SECTION", query:notes()[1].code)
    assert.equal('"interview*"[methods] AND "a b"[results:~3]', (query:print("pubmed")))
    for _, syntax in ipairs { "ovid", "embase", "ebsco", "cochrane", "wos", "scopus", "proquest" } do
      local text, losses = query:print(syntax)
      assert.is_truthy(text:lower():find("ab", 1, true), text)
      local broader = 0
      for _, loss in ipairs(losses) do
        if loss.direction == "broader" and loss.reason:find("section of the abstract") then broader = broader + 1 end
      end
      assert.equal(2, broader, syntax)
    end
  end)

  it("says what it cannot do", function()
    local _, message = sheaf.query.parse("word[method]", "pubmed")
    assert.is_truthy(message:find("did you mean [methods]", 1, true), message)
  end)
end)

-- Random leaves with a section's tag, alone and in groups.
local function section_query(queries)
  local function tag() return "[" .. queries:pick(TAGS) .. "]" end
  local function leaf()
    local words = queries:run(1 + queries.random(3))
    for i, word in ipairs(words) do words[i] = word:lower() end
    local kind = queries.random(4)
    if kind == 1 and #words > 1 then
      return ('"%s"[%s:~%d]'):format(table.concat(words, " "), queries:pick(TAGS), queries.random(6) - 1)
    elseif kind == 2 then
      return '"' .. table.concat(words, " ") .. '"' .. tag()
    elseif kind == 3 and #words[1] > 5 and not words[1]:find("[\x80-\xff]") then
      return words[1]:sub(1, 5) .. "*" .. tag()
    end
    return words[1] .. tag()
  end
  local parts = { leaf() }
  for _ = 1, queries.random(3) - 1 do
    parts[#parts + 1] = queries:pick { "AND", "OR", "OR", "NOT" }
    parts[#parts + 1] = queries:chance(70) and leaf() or queries:leaf()
  end
  return table.concat(parts, " ")
end

local function agree(lib, seed, count)
  local records, documents, hits = {}, {}, 0
  for record in lib:all():each() do
    records[#records + 1], documents[#documents + 1] = record, oracle.document(record)
  end
  local queries = maker.new(seed, records)
  for _ = 1, count do
    local text = section_query(queries)
    local query = assert(sheaf.query.parse(text, "pubmed"))
    assert.equal(query, assert(sheaf.query.parse((query:print("pubmed")), "pubmed")), text)
    local found = assert(lib:search(query, { sort = "id", explode = "ignore" })):ids()
    local expected = oracle.search(query:tree(), documents)
    assert.equal(table.concat(expected, " "), table.concat(found, " "), text)
    if #found > 0 then hits = hits + 1 end
    local at = {}
    for _, id in ipairs(found) do at[id] = true end
    local record = queries:pick(records)
    if query:tree().kind == "section" then
      assert.equal(at[record.id] or false, #assert(lib:spans(record, query)) > 0, text .. " in " .. record.id)
    end
  end
  lib:close()
  assert.is_true(hits > count // 5, "too few queries find anything: " .. hits)
end

describe("sections by the index agree with brute force", function()
  it("on 200 random queries over an invented corpus", function()
    agree(open(invented.nbib(5, 100), RIS, XML), 31, 200)
  end)

  it("on 60 random queries over real records, structured and plain", function()
    local path = shared.path("data/formats/robotreviewer/robotreviewer/data/rct/pubmed_test.txt")
    if not path then return pending("the shared data is not here") end
    local lib = assert(sheaf.open())
    assert(lib:load(path))
    agree(lib, 1, 60)
  end)
end)
