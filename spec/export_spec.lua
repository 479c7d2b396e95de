--- set:export: what is written comes back as it was, in every format that can carry it; what cannot is listed.

local sheaf = require "sheaf"
local carry = require "sheaf.writer.carry"
local json = require "sheaf.writer.json"
local shared = require "spec.support.shared"

local CARRYING = { "ris", "nbib", "bibtex", "csl-json", "endnote-xml" }

local function is_readable(format)
  for _, row in ipairs(sheaf.formats()) do
    if row.name == format then return row.reads == "yes" end
  end
end

--- A library of records given as lists of { field, value, note }.
local function library_of(records)
  local lines = {}
  for i, record in ipairs(records) do
    local parts = {}
    for k, entry in ipairs(record) do
      parts[k] = json.list { json.string(entry[1]), json.string(entry[2]), entry[3] and json.string(entry[3]) or nil }
    end
    lines[i] = '{"sheaf":1,"entries":' .. json.list(parts) .. "}\n"
  end
  local lib = assert(sheaf.open())
  local report = assert(lib:load { text = table.concat(lines), name = "invented.jsonl" })
  assert.are.equal(#records, report.loaded)
  return lib
end

--- Everything that a record can have, in a form that is hard on writers.
local FULL = {
  { "type", "article-journal" }, { "label", "okafor_15" },
  { "title", "Evening {clinics} & 100% of <i>CD4+</i> $x_1$: NHS" },
  { "other_titles", "Abendsprechstunden", "vernacular" }, { "other_titles", "Evening clinics", "short" },
  { "abstract", "To learn, of 12 patients.", "AIM\x1fOBJECTIVE" }, { "abstract", "They were asked.", "METHODS" },
  { "other_abstracts", "Es wurde gefragt.", "ger" },
  { "authors", "Okafor\x1fNgozi\x1fN\x1fJr" }, { "affiliations", "Ward 3; Nowhere Hospital, Nowhere" },
  { "affiliations", "University of Nowhere" }, { "orcid", "0000-0002-1825-0097" },
  { "authors", "van der Berg\x1f\x1fJP" }, { "affiliations", "University of Nowhere" },
  { "authors", "Nowhere Access Group" }, { "authors_cut", "et al" },
  { "editors", "Stein\x1fRuth\x1fR" }, { "investigators", "Lindqvist\x1fPer\x1fP" },
  { "year", "2015" }, { "date", "2015-03-09" }, { "date_electronic", "2015-02-01" },
  { "journal", "Rural Practice" }, { "journal_abbreviation", "Rural Pract" }, { "journal_id", "9005323" },
  { "volume", "4" }, { "issue", "2" }, { "pages", "10-19" }, { "publisher", "Field & Sons" }, { "place", "Nowhere" },
  { "language", "eng" }, { "doi", "10.1000/rural_15(a)" }, { "pmid", "1234567" }, { "pmcid", "PMC1234" },
  { "issn", "0378-5955", "Print" }, { "issn", "2434-561X", "Electronic" }, { "article_ids", "S0001", "pii" },
  { "accession", "RP-15", "Rural Abstracts" }, { "urls", "https://example.org/a_b?c=1&d=%20" },
  { "urls", "https://example.org/second" }, { "keywords", "access", "*" }, { "keywords", "rural health; remote, far" },
  { "headings", "*General Practice\x1forganization & administration\x1f*trends" }, { "headings", "Humans" },
  { "headings", "family medicine", "emtree" }, { "substances", "Aspirin", "50-78-2" },
  { "publication_types", "Journal Article" }, { "notes", "Read twice.\nTY  - JOUR\nER  - " },
  { "notes", "second sheaf: note" },
  { "grants", "1/Nowhere Trust" }, { "secondary_sources", "ISRCTN/ISRCTN123" },
  { "corrections", "Rural Pract. 2016", "EIN" },
  { "status", "MEDLINE" }, { "conflict_of_interest", "None." }, { "references", "Stein 2011.  Walking", "10.1000/x" },
  { "comments", "I agree\\n with [this]", "A reader\x1f2016-01-02" }, { "extra", "one ]: two", "tag] with: marks" },
  { "extra", "kept", "4099" }, { "extra", "-- `quoted'' \\textbf{x} ~ ^ #", "ZZ" },
}

local SECOND = { { "title", "Walking to the surgery" }, { "authors", "Okafor\x1fNgozi\x1fN" }, { "year", "2015" } }
local THIRD = { { "title", "Only a title" } }

local function assert_same(a, b, what)
  assert.are.equal(#a, #b, what)
  for i = 1, #a do
    assert.are.same({}, carry.differences(a:get(i):entries(), b:get(i):entries()), what .. ", record " .. i)
  end
end

--- Loads what a library's export in a format holds.
local function round(lib, format)
  local text, losses = assert(lib:all():export(nil, { format = format }))
  local again = assert(sheaf.open())
  local report = assert(again:load({ text = text, name = "again" }, { format = format }))
  assert.are.equal(#lib, report.loaded)
  return again, losses, text
end

describe("set:export", function()
  for _, format in ipairs(CARRYING) do
    it("brings every field through " .. format, function()
      if not is_readable(format) then return pending("no reader of " .. format) end
      local lib <close> = library_of { FULL, SECOND, THIRD }
      local again <close>, losses = round(lib, format)
      assert.are.same({}, losses)
      assert_same(lib, again, format)
      local record = again:get(1)
      assert.are.same({ "University of Nowhere" }, record.authors[2].affiliations)
      assert.are.equal("0000-0002-1825-0097", record.authors[1].orcid)
      assert.is_nil(record.authors[2].given)
      assert.is_false(record.authors_complete)
      assert.are.equal("AIM", record.sections[1].label)
      assert.is_true(record.headings[1].qualifiers[2].major)
      assert.are.same({ "kept" }, record.extra["4099"])
    end)

    it("is found by content as " .. format, function()
      if not is_readable(format) then return pending("no reader of " .. format) end
      local lib <close> = library_of { FULL, SECOND }
      assert.are.equal(format, (sheaf.detect { text = lib:all():export(nil, { format = format }) }))
    end)
  end

  it("loses nothing in jsonl, not even the order", function()
    local lib <close> = library_of { FULL, SECOND, THIRD }
    local again <close>, losses = round(lib, "jsonl")
    assert.are.same({}, losses)
    for i = 1, #lib do assert.are.same(lib:get(i):entries(), again:get(i):entries()) end
    assert.are.equal("jsonl", (sheaf.detect { text = lib:all():export(nil, { format = "jsonl" }) }))
  end)

  it("brings references that are meant as text through every format", function()
    local texts = { "Marsh &lt;i&gt; walks", "A &amp;lt; B &#945;", "&lt;p&gt;", "AT&T; R&amp;D" }
    local records = {}
    for i, text in ipairs(texts) do
      records[i] = { { "type", "article-journal" }, { "title", text }, { "authors", "Okafor\x1fNgozi\x1fN" },
        { "year", "2015" }, { "journal", text }, { "keywords", text }, { "abstract", "Of " .. text } }
    end
    local lib <close> = library_of(records)
    for _, format in ipairs { "ris", "nbib", "bibtex", "csl-json", "endnote-xml", "csv", "jsonl" } do
      local again <close> = round(lib, format)
      for i, text in ipairs(texts) do
        local r = again:get(i)
        assert.are.same({ format, text, text, "Of " .. text }, { format, r.title, r.journal, r.abstract })
        assert.are.same({ text }, r.keywords)
      end
    end
  end)

  it("rejects broken lines of jsonl with their place and bytes", function()
    local lib <close> = assert(sheaf.open())
    local text = '{"sheaf":1,"entries":[["title","One"]]}\n{"sheaf":1,"entries":[["title"]]}\nno json\n'
      .. '{"sheaf":1,"entries":[5]}\n'
    local report = assert(lib:load { text = text })
    assert.are.same({ 4, 1, 3 }, { report.seen, report.loaded, report.rejected })
    assert.are.same({ 2, 3, 4 }, { report.problems[1].line, report.problems[2].line, report.problems[3].line })
    assert.are.equal("no json\n", lib:rejected()[2].text)
  end)

  it("brings the examples through", function()
    local files = { "aggregator.txt", "article.txt", "catalogue.txt", "embase.ris", "highwire.txt", "pubmed.nbib",
      "repository.html", "wos.txt" }
    local lib <close> = assert(sheaf.open())
    for i, name in ipairs(files) do files[i] = "examples/data/" .. name end
    assert(lib:load(files))
    for _, format in ipairs(CARRYING) do
      if is_readable(format) then
        local again <close>, losses = round(lib, format)
        assert.are.same({}, losses)
        assert_same(lib, again, format)
      end
    end
  end)

  it("brings real exports through", function()
    local folder = "data/formats/citation-file-formatting/Datasets/RIS"
    local files = shared.list(folder, ".ris")
    if #files == 0 then return pending("the shared data is not here") end
    local lib <close> = assert(sheaf.open())
    assert(lib:load(files))
    for _, format in ipairs(CARRYING) do
      if is_readable(format) then
        local again <close>, losses = round(lib, format)
        assert.are.same({}, losses)
        assert_same(lib, again, format)
      end
    end
  end)

  it("lists what CSV has no column for, and lets no formula through", function()
    local lib <close> = library_of { { { "title", "=1+1" }, { "extra", "x", "ZZ" }, { "authors", "@Sum\x1fA\x1fA" } } }
    local text, losses = lib:all():export(nil, { format = "csv", bom = true })
    assert.are.same({ { field = "extra", records = 1 } }, losses)
    assert.are.equal("\u{FEFF}id,type,title,authors", text:sub(1, 24))
    assert.truthy(text:find(",'=1+1,\"'@Sum, A\",", 1, true))
  end)

  it("takes the guard of formulas off again when it reads CSV", function()
    local titles = { "=1+1", "+44 20", "-x", "@Sum", "  =2", "'=3", "''@x", "'quoted' words", "'", "-5",
      "'-5", "\u{FF1D}1" }
    local records = {}
    for i, title in ipairs(titles) do records[i] = { { "title", title } } end
    local lib <close> = library_of(records)
    local again <close> = round(lib, "csv")
    for i, title in ipairs(titles) do assert.are.equal(title:match("^%s*(.*)$"), again:get(i).title) end
  end)

  it("keeps the particles of names", function()
    local lib <close> = assert(sheaf.open())
    assert(lib:load { name = "p.json", text = '[{"id":"a","type":"book","title":"T","author":['
      .. '{"family":"Berg","given":"Jan","non-dropping-particle":"van der"},'
      .. '{"family":"Dyke","given":"Ann","non-dropping-particle":"Van"},'
      .. '{"family":"Humboldt","given":"A","dropping-particle":"von"},{"family":"Stone","given":"Ada"},'
      .. '{"family":"de la Cruz","given":"Eva"},{"family":"bell hooks"}],'
      .. '"editor":[{"family":"Fontaine","given":"J","dropping-particle":"de","non-dropping-particle":"La"}]}]' })
    local function told(record)
      local list = {}
      for i, author in ipairs(record.authors) do list[i] = (author.particle or "-") .. "|" .. author.family end
      list[#list + 1] = record.editors[1].particle .. "|" .. record.editors[1].family
      return list
    end
    local wanted = { "van der|van der Berg", "Van|Van Dyke", "von|von Humboldt", "-|Stone", "de la|de la Cruz",
      "-|bell hooks", "de La|de La Fontaine" }
    assert.are.same(wanted, told(lib:get(1)))
    for _, format in ipairs(CARRYING) do
      local again <close>, losses, text = round(lib, format)
      assert.are.same({}, losses)
      assert.are.same(wanted, told(again:get(1)), format)
      if format == "csl-json" then
        assert.truthy(text:find('"family":"Berg","given":"Jan","non-dropping-particle":"van der"', 1, true))
        assert.truthy(text:find('"non-dropping-particle":"Van"', 1, true))
      elseif format == "bibtex" then
        assert.truthy(text:find("{van der Berg, Jan and Van Dyke, Ann", 1, true))
      end
    end
    local bib <close> = assert(sheaf.open())
    assert(bib:load { text = "@book{a, title={T}, author={Jan von der Heide and prefix=Van, family=Dyke, given=Ann "
      .. "and {von Stone}, Ada}}" })
    local authors = bib:get(1).authors
    assert.are.same({ "von der", "Van", "von der Heide", "Van Dyke" },
      { authors[1].particle, authors[2].particle, authors[1].family, authors[2].family })
  end)

  it("gives citation keys that are unique, and the same each time", function()
    local shouted = { { "label", "OKAFOR2015" }, { "title", "x" } }
    local lib <close> = library_of { SECOND, SECOND, THIRD, SECOND, THIRD, shouted }
    local text = lib:all():export(nil, { format = "bibtex" })
    local seen, count = {}, 0
    for key in text:gmatch("@%a+{([^,]+),") do
      assert.is_nil(seen[key:lower()], key)
      seen[key:lower()], count = true, count + 1
    end
    assert.are.equal(6, count)
    assert.are.equal(text, (lib:all():export(nil, { format = "bibtex" })))
  end)

  it("makes no new record of what stands in a value", function()
    local evil = { { "title", "A\nER  - \nTY  - JOUR\nTI  - B" },
      { "notes", "}\n@article{x, title={y}}\n</record><record>" },
      { "abstract", "x\n\nPMID- 1\nTI  - C" } }
    local lib <close> = library_of { evil, SECOND }
    for _, format in ipairs(CARRYING) do
      if is_readable(format) then round(lib, format):close() end
    end
  end)

  it("takes no carried line that does not fit", function()
    local lib <close> = assert(sheaf.open())
    assert(lib:load { text = "TY  - JOUR\nTI  - A\nAU  - Okafor, Ngozi\nN1  - sheaf:order[authors]: 2 1\n"
      .. "N1  - sheaf:nonsense[x]: y\nN1  - sheaf:sections[AIM]: 99\nN1  - sheaf:as[headings]: keywords x\nER  - \n" })
    assert.are.equal(4, #lib:get(1).notes)
    assert.are.equal("Okafor", lib:get(1).authors[1].family)
  end)

  it("writes a file, by its ending, and leaves none behind that is not whole", function()
    local lib <close> = library_of { FULL, SECOND }
    local path = os.tmpname()
    local ris = path .. ".ris"
    local states = {}
    assert.is_true(lib:all():export(ris, { progress = function(state) states[#states + 1] = state.records end }))
    assert.are.equal(2, states[#states])
    local file = assert(io.open(ris, "rb"))
    assert.are.equal(file:read("a"), (lib:all():export(nil, { format = "ris" })))
    file:close()
    assert.has_error(function() lib:all():export(ris, { progress = function() error("stop") end }) end)
    assert.is_nil(io.open(ris .. ".part", "rb"))
    local result, message, code = lib:all():export("/nowhere/at/all.ris")
    assert.is_nil(result)
    assert.truthy(message:find("/nowhere/at/all.ris", 1, true))
    assert.are.equal("write", code)
    result, message, code = lib:all():export(path)
    assert.is_nil(result)
    assert.truthy(message:find("endnote-xml", 1, true))
    assert.are.equal("unknown-format", code)
    assert.has_error(function() lib:all():export(5) end)
    assert.has_error(function() lib:all():export(nil, { format = {} }) end)
    os.remove(ris)
    os.remove(path)
  end)

  it("writes an empty set", function()
    local lib <close> = assert(sheaf.open())
    for _, format in ipairs { "ris", "bibtex", "csl-json", "endnote-xml", "csv", "jsonl" } do
      assert.is_string((lib:all():export(nil, { format = format })))
    end
  end)

  it("says which formats it writes", function()
    local writes = {}
    for _, row in ipairs(sheaf.formats()) do writes[row.name] = row.writes end
    for _, format in ipairs { "ris", "nbib", "bibtex", "csl-json", "endnote-xml", "csv", "jsonl" } do
      assert.are.equal("yes", writes[format])
    end
    assert.is_nil(writes.article)
  end)
end)
