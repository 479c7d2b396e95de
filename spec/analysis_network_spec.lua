--- Co-occurrence, networks, themes and three fields, against counts made record by record.

local records = require "spec.support.records"
local random_of = require "sheaf.graph.random"
local sheaf = require "sheaf"

local NAMES = { "Stone", "Wall", "Roof", "Door", "Step", "Well", "Gate", "Path" }

--- Invented records whose keywords, authors and journals come from a seed.
local function invent(count, seed)
  local random, list = random_of.new(seed), {}
  for i = 1, count do
    local record = { year = 2000 + random(10), keywords = {}, authors = {}, journal = NAMES[random(3)] .. " Letters" }
    for _, name in ipairs(NAMES) do
      if random() < 0.35 then record.keywords[#record.keywords + 1] = random(2) == 1 and name or name:lower() end
      if random() < 0.2 then
        record.authors[#record.authors + 1] = { family = name, given = random(2) == 1 and "Ada" or nil, initials = "A" }
      end
    end
    list[i] = record
  end
  return list
end

--- Records with each keyword and with each two, counted without any of the code under test.
local function count_by_hand(list)
  local one, two = {}, {}
  for _, record in ipairs(list) do
    local seen = {}
    for _, word in ipairs(record.keywords) do seen[word:lower()] = true end
    for _, a in ipairs(NAMES) do
      if seen[a:lower()] then
        one[a:lower()] = (one[a:lower()] or 0) + 1
        for _, b in ipairs(NAMES) do
          if a < b and seen[b:lower()] then
            local key = a:lower() .. "+" .. b:lower()
            two[key] = (two[key] or 0) + 1
          end
        end
      end
    end
  end
  return one, two
end

local function key_of(a, b)
  a, b = a:lower(), b:lower()
  return a < b and a .. "+" .. b or b .. "+" .. a
end

describe("cooccurrence", function()
  it("counts records, association strengths and Jaccard's index as a direct count does", function()
    for seed = 1, 3 do
      local list = invent(60, seed)
      local one, two = count_by_hand(list)
      local t = sheaf.analysis.cooccurrence(records.set(list), { minimum = 1 })
      local pairs_seen = 0
      for i = 1, #t do
        local both, a, b = two[key_of(t[i].a, t[i].b)], one[t[i].a:lower()], one[t[i].b:lower()]
        assert.equal(both, t[i].records)
        assert.same({ a, b }, { t[i].a_records, t[i].b_records })
        assert.near(both * 60 / (a * b), t[i].association, 1e-9)
        assert.near(both / (a + b - both), t[i].jaccard, 1e-9)
        assert.truthy(i == 1 or t[i].records <= t[i - 1].records)
        pairs_seen = pairs_seen + 1
      end
      for _ in pairs(two) do pairs_seen = pairs_seen - 1 end
      assert.equal(0, pairs_seen)
    end
  end)

  it("takes limits, another order and other fields", function()
    local set = records.set(invent(60, 1))
    assert.equal(3, #sheaf.analysis.cooccurrence(set, { limit = 3 }))
    local t = sheaf.analysis.cooccurrence(set, { sort = "association" })
    for i = 2, #t do assert.truthy(t[i].association <= t[i - 1].association) end
    assert.truthy(#sheaf.analysis.cooccurrence(set, { of = "authors" }) > 0)
    assert.equal(0, #sheaf.analysis.cooccurrence(records.set {}))
    assert.error_matches(function() sheaf.analysis.cooccurrence(set, { off = "x" }) end, "no option 'off'")
  end)
end)

describe("network", function()
  local list = invent(80, 4)
  local set = records.set(list)

  it("has the nodes, links and strengths that a direct count gives", function()
    local one, two = count_by_hand(list)
    local t = sheaf.analysis.network(set, { minimum = 1, progress = false })
    assert.equal(8, #t)
    for i = 1, #t do
      local links, strength, name = 0, 0, t[i].node:lower()
      for key, both in pairs(two) do
        local a, b = key:match("^(.+)%+(.+)$")
        if a == name or b == name then links, strength = links + 1, strength + both end
      end
      assert.same({ one[name], links, strength }, { t[i].records, t[i].links, t[i].strength })
      assert.truthy(t[i].x and t[i].y and t[i].cluster)
      assert.truthy(t[i].year >= 2001 and t[i].year <= 2010)
    end
    for _, edge in ipairs(t.network.edges) do
      local a, b = t.network.nodes[edge.from], t.network.nodes[edge.to]
      local m = 0
      for _, both in pairs(two) do m = m + both end
      assert.equal(two[key_of(a.label, b.label)], edge.times)
      assert.near(2 * m * edge.times / (a.strength * b.strength), edge.weight, 1e-9)
    end
    assert.equal(#t.network.edges, #t.edges)
  end)

  it("is the same for the same seed, and exports", function()
    local function text(seed) return (sheaf.analysis.network(set, { seed = seed, progress = false }):csv()) end
    assert.equal(text(3), text(3))
    local t = sheaf.analysis.network(set, { layout = false })
    for _, format in ipairs { "graphml", "pajek", "vosviewer", "vosviewer-json" } do
      assert.truthy(#t:export(nil, { format = format }) > 100)
    end
    assert.is_nil(t:chart())
  end)

  it("draws nodes that can be reached by keyboard, with names, and edges that say whom they join", function()
    local t = sheaf.analysis.network(set, { progress = false })
    local picture = t:chart()
    local _, nodes = picture:gsub('<g class="node" data%-node="%d+" tabindex="0"', "")
    local _, edges = picture:gsub('<path class="edge" data%-from="%d+" data%-to="%d+"', "")
    assert.equal(#t.network.nodes, nodes)
    assert.equal(#t.network.edges, edges)
    assert.truthy(picture:find("<title>" .. t[1].node .. ": ", 1, true))
    assert.truthy(sheaf.analysis.network(records.set {}, {}):chart():find("no data", 1, true))
  end)

  it("counts in fractions, and links nodes by what they share", function()
    local shared = records.set {
      { journal = "A", keywords = { "x", "y" } }, { journal = "B", keywords = { "x", "y", "z" } },
      { journal = "B", keywords = { "x" } }, { journal = "C", keywords = { "q" } },
    }
    local t = sheaf.analysis.network(shared, { of = "journals", by = "keywords", minimum = 1, layout = false })
    assert.equal(2, #t) -- C shares nothing
    assert.equal(2, t.network.edges[1].times)
    local half = sheaf.analysis.network(shared, { minimum = 1, counting = "fractional", layout = false })
    for _, edge in ipairs(half.network.edges) do
      local a, b = half.network.nodes[edge.from].label, half.network.nodes[edge.to].label
      if a == "x" and b == "y" then assert.near(1.5, edge.times, 1e-9) end
    end
  end)

  it("tells its progress and refuses what it does not know", function()
    local told = 0
    sheaf.analysis.network(set, { progress = function(done, total)
      assert.truthy(done <= total)
      told = told + 1
    end })
    assert.truthy(told > 0)
    for option, message in pairs { method = "must be one of leiden, louvain", weight = "association, count" } do
      assert.error_matches(function() sheaf.analysis.network(set, { [option] = "x" }) end, message)
    end
    assert.error_matches(function() sheaf.analysis.network(set, { resolution = 0 }) end, "above 0")
  end)

  it("names authors as persons", function()
    local people = records.set {
      { authors = { { family = "Ash", given = "Mary" }, { family = "Birch", initials = "T" } } },
      { authors = { { family = "Ash", initials = "M" }, { family = "Birch", initials = "T" } } },
    }
    local t = sheaf.analysis.network(people, { of = "authors", layout = false })
    assert.same({ "Ash, Mary", "Birch, T" }, { t[1].node, t[2].node })
    assert.equal(2, t.network.edges[1].times)
  end)
end)

describe("themes", function()
  -- Two triangles, one keyword of each together once.
  local list = {}
  for _ = 1, 3 do
    list[#list + 1] = { keywords = { "Stone", "Wall", "Roof" } }
    list[#list + 1] = { keywords = { "Song", "Dance" } }
  end
  list[#list + 1] = { keywords = { "Stone", "Song" } }

  it("have Callon's centrality and density", function()
    local t = sheaf.analysis.themes(records.set(list), { minimum = 1 })
    assert.equal(2, #t)
    local stone = t[1].size == 3 and t[1] or t[2]
    local song = t[1].size == 3 and t[2] or t[1]
    -- equivalence: Stone-Wall 9/12, Stone-Roof 9/12, Wall-Roof 9/9; Song-Dance 9/12; Stone-Song 1/16
    assert.near(10 / 16, stone.centrality, 1e-9)
    assert.near(10 / 16, song.centrality, 1e-9)
    assert.near(100 * 2.5 / 3, stone.density, 1e-9)
    assert.near(100 * 0.75 / 2, song.density, 1e-9)
    assert.equal("Stone", stone.theme)
    assert.same({ 4, 4 }, { stone.records, song.records })
    assert.same({ "motor", "basic" }, { stone.quadrant, song.quadrant })
    assert.truthy(t:chart():find("Thematic map", 1, true))
  end)

  it("of nothing are an empty table with a chart", function()
    local t = sheaf.analysis.themes(records.set {})
    assert.equal(0, #t)
    assert.truthy(t:chart():find("no data", 1, true))
  end)
end)

describe("three fields", function()
  it("count the records that two neighbouring fields share", function()
    local t = sheaf.analysis.three_fields(records.set {
      { authors = { { family = "Ash", given = "Mary" } }, keywords = { "x", "y" }, journal = "J" },
      { authors = { { family = "Ash", given = "Mary" } }, keywords = { "x" }, journal = "K" },
    })
    local rows = {}
    for i = 1, #t do rows[i] = ("%s>%s=%d"):format(t[i].from, t[i].to, t[i].records) end
    assert.same({ "Ash, Mary>x=2", "Ash, Mary>y=1", "x>J=1", "x>K=1", "y>J=1" }, rows)
    local picture = t:chart()
    assert.truthy(picture:find("<title>Ash, Mary and x: 2 records</title>", 1, true))
    assert.error_matches(function()
      sheaf.analysis.three_fields(records.set {}, { fields = { "x" } })
    end, "three fields")
    assert.truthy(sheaf.analysis.three_fields(records.set {}):chart():find("no data", 1, true))
  end)
end)
