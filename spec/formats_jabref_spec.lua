--- JabRef's import cases: what we read of a file, field by field, against the BibTeX that JabRef expects of it, read by
--- our own reader of BibTeX. Each difference is listed with its reason.

local sheaf = require "sheaf"
local shared = require "spec.support.shared"

local FOLDER = "data/formats/jabref/"

local FILES = {
  "RisImporterTest4a.ris", "RisImporterTest4b.ris", "RisImporterTest4c.ris", "RisImporterTest6.ris",
  "RisImporterTest7.ris", "RisImporterTestDOI.ris", "RisImporterTestScience.ris", "NbibImporterTest.nbib",
  "MedlinePlainImporterTestInproceeding.txt", "MedlinePlainImporterTestMultiAbstract.txt",
}

local FIELDS = { "title", "year", "journal", "volume", "issue", "pages", "doi" }

--- "file: field" -> what JabRef expects | what we read, and why.
local REASONS = {
  ["RisImporterTest6.ris: title"] = {
    "Chelation: Harnessing and Enhancing Heavy Metal Detoxification\u{2013}A Review | "
      .. "Chelation: Harnessing and Enhancing Heavy Metal Detoxification\u{2014}A Review",
    "the file has an em dash; JabRef writes it as --, which is an en dash" },
  ["RisImporterTest6.ris: issue"] = { "PMC3654245 | nil", "AN is an accession number, no issue" },
  ["RisImporterTest7.ris: authors"] = { "Smith; Doe; Brown; Martin; Clark | Smith; Doe; Brown",
    "A2 of a book is its editors" },
  ["RisImporterTestDOI.ris: issue"] = { "26957754 | 1", "AN is an accession number; IS is the issue" },
  ["NbibImporterTest.nbib: doi"] = { "nil | 10.4103/2277-9175.180636",
    "AID and LID say the DOI; JabRef keeps it in a field of another name" },
  ["NbibImporterTest.nbib: authors"] = {
    "Shruthi; Vinodhkumar; Selvamani | Shruthi; Vinodhkumar; Selvamani; corporater",
    "CN is an author; JabRef keeps it apart" },
  ["MedlinePlainImporterTestInproceeding.txt: title"] = { "Inproceedings book title | nil",
    "the file has JT alone; our reader of BibTeX takes a lone booktitle for the title" },
}

local function families(record)
  local list = {}
  for i, author in ipairs(record.authors) do list[i] = author.family or author.literal end
  return table.concat(list, "; ")
end

--- Differences of a record as "field: expected | ours".
local function compare(expected, ours)
  local list = {}
  local function check(field, a, b)
    if a ~= b then list[field] = ("%s | %s"):format(tostring(a), tostring(b)) end
  end
  for _, field in ipairs(FIELDS) do check(field, expected[field], ours[field]) end
  check("authors", families(expected), families(ours))
  return list
end

describe("JabRef's", function()
  for _, name in ipairs(FILES) do
    it(name .. " is read as JabRef expects", function()
      local path, wanted = shared.path(FOLDER .. name), shared.path(FOLDER .. name:gsub("%.%w+$", ".bib"))
      if not path or not wanted then return pending("the shared data is not here") end
      local ours <close> = assert(sheaf.open())
      local expected <close> = assert(sheaf.open())
      assert(ours:load(path))
      assert(expected:load(wanted))
      assert.are.equal(#expected, #ours)
      for i = 1, #expected do
        local found = compare(expected:get(i), ours:get(i))
        for _, field in ipairs { "title", "year", "journal", "volume", "issue", "pages", "doi", "authors" } do
          local reason = REASONS[name .. ": " .. field]
          assert.are.equal(reason and reason[1], found[field], field)
        end
      end
    end)
  end
end)
