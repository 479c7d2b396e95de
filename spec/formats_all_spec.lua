--- Every file of the shared formats loads, with the count of an independent look, and all that was seen accounted for.
--- What is no export is listed with its reason; a summary per source ends the output.

local cjson = require "cjson"
local sheaf = require "sheaf"
local shared = require "spec.support.shared"
local count_records = require("spec.support.count_records").count

local FOLDER = "data/formats"

--- Files that are no exports: a pattern of their path and why.
local NO_EXPORTS = {
  { "/SOURCE%.txt$", "where the files are from" },
  { "/LICEN[CS]E", "a licence" },
  { "/COPYING$", "a licence" },
  { "/README%.md$", "about the files" },
  { "^better%-bibtex/.*%.json$", "what Better BibTeX expects of the file of that name" },
  { "^better%-bibtex/.*%.patch$", "what a variant of it expects" },
  { "^better%-bibtex/.*%.aux$", "LaTeX's keys of what is cited, no records" },
  { "%.rda$", "R's own data: lists of words" },
  { "%.vec$", "vectors of words" },
  { "code_lookup%.csv$", "a table of tags" },
  { "^zotero/Crossref_REST", "cases that ask Crossref for a DOI: there is no file to load" },
  { "/plugin%-ris/src/spec/", "tables of tags" },
  { "/pmids%.txt$", "numbers alone" },
  { "/core/test/data%.json$", "cases of sorting, no records" },
  { "/plugin%-bibtex/test/[io][nu]t?put%.json$", "what citation-js expects of the files beside it" },
}

--- Files from which nothing can be loaded, and nothing is.
local NOTHING = {
  { "/Inspec", "one line that says INSPEC, for detection" },
  { "/Empty%.txt$", "nothing is in it" },
  { "TestInvalidFormat%.xml$", "made to be no format at all" },
  { "gvk_empty_result", "an answer without a record" },
  { "encodingWithoutNewline%.bib$", "an entry without an end, a key or a field" },
  { "MODSImporterTestMinimal%.bib$", "no byte is in it" },
}

--- seen, loaded and why where an independent count cannot know, or where a record is rejected.
local FACTS = {
  ["asreview/tests/demo_data.json"] = { 100, 100, "a line for each, with a title and an abstract" },
  ["asreview/tests/demo_data/baseline_reference_types.ris"] = { 61, 59, "two records have a type and nothing else" },
  ["better-bibtex/import/Better BibTeX.009.bib"] = { 3, 2, "an entry without a field" },
  ["better-bibtex/import/Import error with character '+' in BibTeX field name #2660.bib"] = { 284, 283,
    "an entry behind % on each of its lines: BibTeX knows no such comment, and there is nothing in it" },
  ["better-bibtex/import/Some bibtex entries quietly discarded on import from bib file #873.bib"] = { 988, 987,
    "Thiebaux:93 has a brace too many open" },
  ["citation-file-formatting/Datasets/CSV/_baseline_abstrackr.csv"] = { 10, 10, "a remark stands between the rows" },
  ["citation-file-formatting/Datasets/XLSX/_baseline.xlsx"] = { 100, 100, "as the CSV of that name" },
  ["citation-file-formatting/Datasets/XLSX/_baseline_embase.xlsx"] = { 10, 10, "as the CSV of that name" },
  ["citation-file-formatting/Datasets/XLSX/_baseline_eppireviewer.xlsx"] = { 10, 10, "as the RIS of that name" },
  ["citation-js/packages/plugin-bibtex/test/input/uri.bib"] = { 3, 2, "one address is no address" },
  ["citation-js/packages/plugin-bibtex/test/output/label.bib"] = { 7, 0, "entries without a field" },
  ["jabref/CitaviXmlImporterTest1.ctv6bak"] = { 60, 60, "references of the project in the ZIP" },
  ["jabref/CitaviXmlImporterTest2.ctv6bak"] = { 58, 58, "the same" },
  ["jabref/CitaviXmlImporterTest3.ctv6bak"] = { 99, 99, "the same" },
  ["jabref/CitaviXmlImporterTest2.bib"] = { 58, 57, "a brace too many in a note ends the entry" },
  ["jabref/collection_of_computer_science_bibliographies_empty_result.xml"] = { 0, 0, "a feed without an item" },
  ["jabref/gvk_artificial_subtitle_test.xml"] = { 5, 4, "one record is an empty subtitle" },
  ["jabref/MarcXmlParserTestNotes.bib"] = { 0, 0, "its only entry has no brace" },
  ["jabref/MODSImporterTestMinimal.xml"] = { 1, 0, "an empty <mods>" },
  ["jabref/MedlineImporterTestMalformedEntry.xml"] = { 1, 0, "the XML is broken in its only record" },
  ["jabref/MedlinePlainImporterTestMultiAbstract.txt"] = { 1, 1, "begins with PMC, without a PMID" },
  ["jabref/MedlinePlainImporterTestMultipleEntries.txt"] = { 7, 7, "two of them begin with PMC and PMCR" },
}

--- Files that hold inputs with their items, or works by their DOI: gives a list of { text, count }.
local CASES = {
  { "^zotero/.*%.testCases%.json$", function(value)
    local list = {}
    for i, case in ipairs(value) do list[i] = { case.input, #case.items } end
    return list
  end },
  { "/plugin%-bibjson/test/data%.json$", function(value)
    local list = {}
    for _, pairs_of in pairs(value) do
      for _, case in ipairs(pairs_of) do list[#list + 1] = { cjson.encode(case[1]), #(case[1].records or { 1 }) } end
    end
    return list
  end },
  { "/api/doi%.json$", function(value)
    local list = {}
    for _, works in pairs(value) do
      for _, work in ipairs(works) do list[#list + 1] = { cjson.encode(work), 1 } end
    end
    return list
  end },
}

local function matching(rows, path)
  for _, row in ipairs(rows) do
    if path:find(row[1]) then return row end
  end
end

local function walk(root, prefix, found)
  local lfs = require "lfs"
  local names = {}
  for name in lfs.dir(root .. "/" .. prefix) do
    if not name:find("^%.") then names[#names + 1] = name end
  end
  table.sort(names)
  for _, name in ipairs(names) do
    local path = prefix == "" and name or prefix .. "/" .. name
    if lfs.attributes(root .. "/" .. path, "mode") == "directory" then
      walk(root, path, found)
    else
      found[#found + 1] = path
    end
  end
  return found
end

local sources, order = {}, {}

--- Adds to the summary of a path's source.
local function tally(path, files, right, seen, loaded)
  local name = path:match("^[^/]+")
  local row = sources[name]
  if not row then
    row = { files = 0, right = 0, seen = 0, loaded = 0 }
    sources[name], order[#order + 1] = row, name
  end
  row.files, row.right = row.files + files, row.right + right
  row.seen, row.loaded = row.seen + seen, row.loaded + loaded
end

local function load(input)
  local lib <close> = assert(sheaf.open())
  local report = assert(lib:load(input))
  local file = report.files[1]
  assert.are.equal(file.seen, file.loaded + file.rejected)
  assert.are.equal(file.loaded, #lib)
  return file.seen, file.loaded
end

local function check_cases(path, cases)
  local seen, loaded = 0, 0
  for i, case in ipairs(cases) do
    local _, got = load { text = case[1], name = path .. " " .. i }
    assert.are.equal(case[2], got, path .. " " .. i)
    seen, loaded = seen + case[2], loaded + got
  end
  tally(path, 1, 1, seen, loaded)
end

describe("every file of", function()
  local root = shared.path(FOLDER .. "/zotero/SOURCE.txt")
  if not root then return it("the shared formats", function() pending("the shared data is not here") end) end
  root = root:gsub("/zotero/SOURCE%.txt$", "")

  local function slurp(path)
    local file <close> = assert(io.open(root .. "/" .. path, "rb"))
    return file:read("a")
  end

  local function check(path)
    local cases = matching(CASES, path)
    if cases then return check_cases(path, cases[2](cjson.decode(slurp(path)))) end
    if matching(NOTHING, path) then
      local lib <close> = assert(sheaf.open())
      local report = lib:load(root .. "/" .. path)
      if report then assert.are.equal(0, report.loaded, "is read now: " .. path) end
      return tally(path, 1, 1, 0, 0)
    end
    local fact = FACTS[path]
    local wanted = fact and fact[1] or count_records(slurp(path), path)
    assert.is_true(fact ~= nil or wanted > 0, "nothing was counted in " .. path)
    local seen, loaded = load(root .. "/" .. path)
    assert.are.same({ wanted, fact and fact[2] or wanted }, { seen, loaded }, path)
    tally(path, 1, 1, seen, loaded)
  end

  local by_source, names = {}, {}
  for _, path in ipairs(walk(root, "", {})) do
    if not matching(NO_EXPORTS, path) then
      local name = path:match("^[^/]+")
      if not by_source[name] then by_source[name], names[#names + 1] = {}, name end
      table.insert(by_source[name], path)
    end
  end
  for _, name in ipairs(names) do
    it(name .. " loads with the right count", function()
      for _, path in ipairs(by_source[name]) do check(path) end
    end)
  end

  teardown(function()
    for _, name in ipairs(order) do
      local row = sources[name]
      print(("# %-26s %3d of %3d files right; %4d of %4d records loaded"):format(name, row.right, row.files,
        row.loaded, row.seen))
    end
  end)
end)
