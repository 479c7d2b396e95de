--- CSV, TSV and XLSX by header names: invented tables checked field by field, and real exports where the shared folder
-- is there.

local formats = require "spec.support.formats"
local sheaf = require "sheaf"
local shared = require "spec.support.shared"
local workbook = require "spec.support.workbook"

local load, people = formats.load, formats.people

local function authors(cell)
  local lib <close> = load('Title,Authors,Year\nT,"' .. cell:gsub('"', '""') .. '",2001\n')
  return people(lib:get(1).authors)
end

local function codes(report)
  local list = {}
  for i, problem in ipairs(report.problems) do list[i] = problem.code end
  return list
end

describe("CSV", function()
  it("maps the columns it knows and keeps the others under their header", function()
    local lib <close>, file = load(
      'record_id,Article Title,Authors,Publication Year,Source title,Volume,Issue,Start Page,End Page,DOI,PubMed ID,' ..
      'Abstract,Author Keywords,ISSN,Language,Document Type,Notes,URL,label_included\n' ..
      '7,"Night calls, again","Harcourt, S.; Tanaka, H.",2010.0,Quality in Care,3.0,2,12,20,' ..
      'https://doi.org/10.5555/QC.3.12,10000001.0,"Aim: ask.\nDone ""well"".",calls; night,14712296; 1471-2296,' ..
      'English,Review,see also,https://example.org/1,1\n')
    assert.are.equal("csv", file.format)
    assert.are.equal(1, file.loaded)
    local r = lib:get(1)
    assert.are.equal("7", r.label)
    assert.are.equal("Night calls, again", r.title)
    assert.are.equal("Harcourt, S.; Tanaka, H.", people(r.authors))
    assert.are.same({ 2010, "2010", "Quality in Care" }, { r.year, r.date, r.journal })
    assert.are.same({ "3", "2", "12-20" }, { r.volume, r.issue, r.pages })
    assert.are.same({ "10.5555/qc.3.12", "10000001" }, { r.doi, r.pmid })
    assert.truthy(r.abstract:find('Done "well".', 1, true))
    assert.are.same({ "calls", "night" }, r.keywords)
    assert.are.same({ "1471-2296" }, r.issn)
    assert.are.same({ "eng", "article-journal" }, { r.language, r.type })
    assert.are.same({ "Review" }, r.publication_types)
    assert.are.same({ "see also" }, r.notes)
    assert.are.same({ "https://example.org/1" }, r.urls)
    assert.are.same({ "1" }, r.extra.label_included)
  end)

  it("finds semicolons, tabs and bars, a BOM, sep= and what stands above the header", function()
    for _, case in ipairs {
      { "Title;Abstract;Year\nA;B, c;2001\n", "csv" }, { "Title\tAbstract\tYear\nA\tB, c\t2001\n", "tsv" },
      { "Title|Abstract|Year\nA|B, c|2001\n", "csv" },
    { "\u{FEFF}sep=;\r\nTitle;Abstract;Year\r\nA;B, c;2001\r\n", "csv" },
      { "SEARCH QUERY;x:ti;\n----;;\n;;\nTitle;Abstract;Year\nA;B, c;2001\n;;\n", "csv" },
    } do
      local lib <close>, file = load(case[1])
      assert.are.equal(case[2], file.format)
      assert.are.equal(1, file.seen)
      assert.are.equal("B, c", lib:get(1).abstract)
      assert.are.equal(2001, lib:get(1).year)
    end
  end)

  it("reads UTF-16 with and without a mark, and CP1252", function()
    local text, wide = "Title,Authors,Year\nCafé,Müller J,2001\nNoch,Doe A,2002\n", { "\xFF\xFE" }
    for _, point in utf8.codes(text) do wide[#wide + 1] = ("<I2"):pack(point) end
    local narrow = text:gsub("[\xC3][\x80-\xBF]", function(c) return string.char(utf8.codepoint(c)) end)
    for _, one in ipairs { table.concat(wide), table.concat(wide, "", 2), narrow } do
      local lib <close>, file = load(one)
      assert.are.equal(2, file.loaded)
      assert.are.equal("Café", lib:get(1).title)
      assert.are.equal("Müller", lib:get(1).authors[1].family)
    end
  end)

  it("keeps line breaks in quotes, and a quote that is never closed costs its own row only", function()
    local lib <close>, file, report = load('Title,Abstract,Year\n"A\nb","x",2001\n"Stray,y,2002\nC,z,2003\n')
    assert.are.equal(3, file.loaded)
    assert.are.equal("A b", lib:get(1).title)
    assert.are.equal('"Stray', lib:get(2).title)
    assert.are.equal(2003, lib:get(3).year)
    assert.are.same({}, codes(report))
  end)

  it("warns once for each ragged row and keeps its cells", function()
    local lib <close>, file, report = load("Title,Abstract,Year\nA,b,2001,more\nB,c\nC,d,2003,,\n")
    assert.are.equal(3, file.loaded)
    assert.are.same({ "ragged-row", "ragged-row" }, codes(report))
    assert.are.same({ 2, 3 }, { report.problems[1].line, report.problems[2].line })
    assert.are.same({ "more" }, lib:get(1).extra["column 4"])
  end)

  it("keeps both of two columns with one name", function()
    local lib <close>, _, report = load("Title,Abstract,Title,tag,tag\nA,b,Other,x,y\nB,c,B,,\n")
    assert.are.equal("A", lib:get(1).title)
    assert.are.same({ "Other" }, lib:get(1).extra.Title)
    assert.are.same({ "x", "y" }, lib:get(1).extra.tag)
    assert.is_nil(lib:get(2).extra.Title)
    assert.are.same({ "duplicate-header" }, codes(report))
  end)

  it("takes the user's word for columns, also where it knows none", function()
    local text = "Kop,Schrijvers,Jaar,Oordeel\nNacht,\"Berg, J.; Vos, K.\",1999,ja\n"
    local lib <close>, file = load(text, { columns = { Kop = "title", schrijvers = "authors", Jaar = "year" } })
    assert.are.equal("csv", file.format)
    local r = lib:get(1)
    assert.are.same({ "Nacht", 1999, "Berg, J.; Vos, K." }, { r.title, r.year, people(r.authors) })
    assert.are.same({ "ja" }, r.extra.Oordeel)
    local kept <close> = load("Title,Notes,Year\nA,b,2001\n", { columns = { Notes = "extra" } })
    assert.are.same({ "b" }, kept:get(1).extra.Notes)
    local other <close> = assert(sheaf.open())
    local none, message = other:load({ text = text }, { format = "csv", columns = { Kop = "heading of it" } })
    assert.is_nil(none)
    assert.truthy(message:find("heading of it", 1, true))
    assert.has_error(function() other:load({ text = text }, { columns = { [1] = "title" } }) end)
  end)

  it("takes volume and pages out of PubMed's citation", function()
    local lib <close>, file = load('PMID,Title,Authors,Citation,Journal/Book,Publication Year\n' ..
      '10000001,Night calls,"Harcourt S, Tanaka H.",J Test. 2020 Feb;63(2):12-20. doi: 10.5555/1.,J Test,2020\n')
    assert.are.equal("pubmed", file.dialect)
    local r = lib:get(1)
    assert.are.same({ "63", "2", "12-20" }, { r.volume, r.issue, r.pages })
    assert.truthy(r.extra.Citation)
  end)

  it("is not seen where there is only prose", function()
    local lib <close> = assert(sheaf.open())
    local prose = "Notes, and a page\nof text; with a title\tand tabs\nbut no table at all\n"
    local none, _, code = lib:load { text = prose }
    assert.is_nil(none)
    assert.are.equal("unknown-format", code)
  end)
end)

describe("tables of publishers and registries", function()
  it("have names of their own for their columns", function()
    local records = formats.records { text = "Item Title,Publication Title,Book Series Title,Journal Volume," ..
      "Journal Issue,Item DOI,Authors,Publication Year,URL,Content Type\n" ..
      "Walking,Rural Practice,,4,2,10.1000/rural.15,Ngozi Okafor,2015,https://example.org/1,Article\n" }
    local r = records[1]
    assert.are.same({ "Walking", "Rural Practice", "4", "2", "10.1000/rural.15", 2015, "article-journal" },
      { r.title, r.journal, r.volume, r.issue, r.doi, r.year, r.type })
    records = formats.records { text = "NCT Number,Study Title,Study URL,Acronym,Study Status," ..
      "Brief Summary,Conditions\n" ..
      "NCT01234567,Walking trial,https://example.org/NCT01234567,WALK,COMPLETED,Many walk.,Access|Routes\n" }
    r = records[1]
    assert.are.same({ "Walking trial", "NCT01234567", "Many walk." }, { r.title, r.accession, r.abstract })
    assert.are.same({ "Access", "Routes" }, r.keywords)
    assert.are.same({ "COMPLETED" }, r.extra["Study Status"])
  end)
end)

describe("a cell of authors", function()
  local CASES = {
    { "Harcourt, Sally; Tanaka, Hiro", "Harcourt, Sally; Tanaka, Hiro" },
    { "Sally Harcourt; Hiro Tanaka; ", "Harcourt, Sally; Tanaka, Hiro" },
    { "Sally Harcourt|Hiro Tanaka", "Harcourt, Sally; Tanaka, Hiro" },
    { "Harcourt S, Tanaka HR, O'Neil RE.", "Harcourt, S; Tanaka, HR; O'Neil, RE" },
    { "Harcourt S., van der Berg L.-M.", "Harcourt, S; van der Berg, LM" },
    { "Harcourt, S., Tanaka, H. R.", "Harcourt, S.; Tanaka, H. R." },
    { "Harcourt, S. and Tanaka, H. and Ilves, K.", "Harcourt, S.; Tanaka, H.; Ilves, K." },
    { "Harcourt, Sally R. and Tanaka, Hiro", "Harcourt, Sally R.; Tanaka, Hiro" },
    { "Harcourt, S.\n and Tanaka, H.\n and ", "Harcourt, S.; Tanaka, H." },
    { "['Harcourt, Sally', \"O'Neil, R\"]", "Harcourt, Sally; O'Neil, R" },
    { "Harcourt, Sally", "Harcourt, Sally" },
    { "Harcourt K.Tanaka G. F.", "Harcourt, K; Tanaka, GF" },
    { "Sally Harcourt, Hiro Tanaka, Kai Ilves", "Harcourt, Sally; Tanaka, Hiro; Ilves, Kai" },
  }
  for _, case in ipairs(CASES) do
    it("is read: " .. case[1]:gsub("\n", " "), function() assert.are.equal(case[2], authors(case[1])) end)
  end

  it("leaves the name of a body whole", function()
    assert.truthy(authors("Centers for Disease Control and Prevention"):find("Prevention", 1, true))
    local lib <close> = load("Title,Authors,Year\nT,Centers for Disease Control and Prevention,2001\n")
    assert.are.equal(1, #lib:get(1).authors)
  end)

  it("ends where the source cut it", function()
    local lib <close> = load('Title,Authors,Year\nT,"Harcourt S, Tanaka H, et al",2001\n')
    assert.are.equal(2, #lib:get(1).authors)
    assert.is_false(lib:get(1).authors_complete)
  end)

  it("is paired with full names and numbers", function()
    local lib <close> = load('Title,Authors,Author full names,Year\n' ..
      'T,Harcourt S.R.; Tanaka H.,"Harcourt, Sally R. (57194390669); Tanaka, Hiro (57204169426)",2001\n')
    assert.are.equal("Harcourt, Sally R.; Tanaka, Hiro", people(lib:get(1).authors))
    assert.is_nil(lib:get(1).extra.Authors)
  end)
end)

describe("XLSX", function()
  local HEADER = { "Title", "Authors", "Publication Date", "DOI", "ISSN", "Included" }
  local ROW = { { inline = "Night <calls>" }, "Harcourt S, Tanaka H", { day = 45355 }, "10.5555/qc.3.12", 3069877, "I" }

  it("reads shared and inline texts, numbers and dates from the first sheet with a header", function()
    local lib <close>, file, report = load(workbook.of({ { "Read me" } }, { { "SEARCH", "x" }, {}, HEADER, ROW }))
    assert.are.equal("xlsx", file.format)
    assert.are.equal(1, file.loaded)
    assert.are.same({ "other-sheets" }, codes(report))
    local r = lib:get(1)
    assert.are.equal("Night <calls>", r.title)
    assert.are.equal("Harcourt, S; Tanaka, H", people(r.authors))
    assert.are.same({ "2024-03-04", 2024, "10.5555/qc.3.12" }, { r.date, r.year, r.doi })
    assert.are.same({ "0306-9877" }, r.issn)
    assert.are.same({ "I" }, r.extra.Included)
  end)

  it("takes the user's word for columns", function()
    local bytes = workbook.of { { "Kop", "Jaar" }, { "Nacht", 1999 } }
    local lib <close>, file = load(bytes, { columns = { Kop = "title", Jaar = "year" } })
    assert.are.equal("xlsx", file.format)
    assert.are.same({ "Nacht", 1999 }, { lib:get(1).title, lib:get(1).year })
  end)

  it("refuses what is no workbook, or has no header, or is cut", function()
    local whole = workbook.of { HEADER, ROW }
    for _, bytes in ipairs { workbook.zip { { "word/document.xml", "<w/>" } }, workbook.of { { "a" }, { "b" } },
      whole:sub(1, #whole // 2), "PK\3\4" } do
      local lib <close> = assert(sheaf.open())
      local report, message = lib:load({ text = bytes }, { format = "xlsx" })
      if report then
        assert.are.equal(0, report.loaded)
        assert.are.equal("error", report.problems[1].severity)
      else
        assert.are.equal("string", type(message))
      end
    end
  end)
end)

describe("damaged tables", function()
  it("are accounted for, wherever they are cut or changed", function()
    local random = math.random
    math.randomseed(11)
    local texts = { 'Title,Authors,Year\n"A ""b""\nc","One, A; Two, B",2001\nB,"Three C, Four D",2002\n"x,y\n',
      workbook.of { { "Title", "Year" }, { "A", 2001 }, { "B", 2002 } } }
    for _, text in ipairs(texts) do
      for _ = 1, 150 do
        local at = random(#text)
        local changed = random(2) == 1 and text:sub(1, at)
          or text:sub(1, at - 1) .. string.char(random(0, 255)) .. text:sub(at + 1)
        local lib <close> = assert(sheaf.open())
        local report = lib:load { text = changed }
        if report then assert.are.equal(report.seen, report.loaded + report.rejected) end
      end
    end
  end)
end)

-- Rows of a CSV by RFC 4180, without the header and rows of empty cells: written apart from the reader.
local function count_rows(text, separator)
  text = text:gsub("^\xEF\xBB\xBF", ""):gsub("\r\n?", "\n") .. "\n"
  local count, filled, at = 0, false, 1
  while at <= #text do
    if text:sub(at, at) == '"' then
      repeat
        local close = text:find('"', at + 1, true) or #text
        if close > at + 1 then filled = true end
        at = close + 1
      until text:sub(at, at) ~= '"'
    end
    local stop = text:find("[\n" .. separator .. "]", at)
    if not stop then break end
    if text:find("^%s*[^%s" .. separator .. "]", at) and text:find("[^%s]", at) < stop then filled = true end
    if text:sub(stop, stop) == "\n" then
      if filled then count = count + 1 end
      filled = false
    end
    at = stop + 1
  end
  return count - 1
end

describe("real tables", function()
  local FORMATS = "data/formats/citation-file-formatting/Datasets/"
  local COUNTS = { _baseline = 100, _baseline_refworks = 100, _baseline_cochrane = 3, _baseline_openalex = 9 }

  for _, kind in ipairs { "CSV", "TSV", "XLSX" } do
    it("load with the right count: " .. kind, function()
      local files = shared.list(FORMATS .. kind, "." .. kind:lower())
      if #files == 0 then pending "shared data is not here" end
      for _, path in ipairs(files) do
        local lib <close> = assert(sheaf.open())
        local report = assert(lib:load(path))
        local name = path:match "([^/]+)%.%w+$"
        assert.are.equal(COUNTS[name] or 10, report.loaded, name)
        assert.are.equal(0, report.rejected, name)
        for record in lib:all():each() do assert.truthy(record.title, name) end
      end
    end)
  end

  it("of screening and of duplicates have a record for each row", function()
    local paths = shared.list("data/screening", ".csv")
    for _, name in ipairs { "cytology_screening", "stroke", "digital_work", "special_cases" } do
      paths[#paths + 1] = shared.path("data/dedup/" .. name .. "/records_pre_merged.csv")
    end
    if #paths == 0 then pending "shared data is not here" end
    for _, path in ipairs(paths) do
      local file <close> = assert(io.open(path, "rb"))
      local lib <close> = assert(sheaf.open())
      local report = assert(lib:load(path))
      assert.are.equal(count_rows(file:read "a", ","), report.loaded, path)
      assert.are.equal(0, report.rejected)
      if path:find "/screening/" then
        for record in lib:all():each() do assert.truthy(record.extra.label_included, path) end
      end
    end
  end)

  it("of ASReview have a record for each row", function()
    local folder = "data/formats/asreview/tests/demo_data"
    local paths = shared.list(folder, ".csv")
    if #paths == 0 then pending "shared data is not here" end
    for _, ending in ipairs { ".tsv", ".tab" } do
      table.move(shared.list(folder, ending), 1, 9, #paths + 1, paths)
    end
    for _, path in ipairs(paths) do
      local file <close> = assert(io.open(path, "rb"))
      local text = file:read "a"
      local header = text:match "^[^\n]*"
      local separator = header:find "\t" and "\t" or header:find ";" and ";" or ","
      local lib <close> = assert(sheaf.open())
      local report = assert(lib:load(path))
      assert.are.equal(count_rows(text, separator), report.loaded, path)
    end
  end)

  it("of one search as CSV, TSV and XLSX are the same records", function()
    local paths = { shared.path(FORMATS .. "CSV/_baseline.csv"), shared.path(FORMATS .. "TSV/_baseline.tsv"),
      shared.path(FORMATS .. "XLSX/_baseline.xlsx") }
    if #paths == 0 then pending "shared data is not here" end
    local seen = {}
    for k, path in ipairs(paths) do
      local lib <close> = assert(sheaf.open())
      assert(lib:load(path))
      for i = 1, #lib do
        local r = lib:get(i)
        local text = table.concat({ r.title, people(r.authors), tostring(r.year), tostring(r.date), tostring(r.doi),
          tostring(r.pages), tostring(r.pmid), table.concat(r.issn or {}, " ") }, "\n")
        if k == 1 then seen[i] = text else assert.are.equal(seen[i], text, path .. " " .. i) end
      end
    end
  end)
end)
