--- CSV for spreadsheets: one line a record, the fields that people sort and read in columns; lists between "; ".

local csv = require "sheaf.report.csv"
local view = require "sheaf.writer.view"

local COLUMNS = { "id", "type", "title", "authors", "year", "date", "journal", "journal_abbreviation", "volume",
  "issue", "pages", "publisher", "place", "edition", "language", "doi", "pmid", "pmcid", "issn", "isbn", "urls",
  "keywords", "headings", "publication_types", "abstract", "notes", "label", "database", "accession" }

local M = { name = "csv", title = "CSV", extension = "csv", plain = true, fields = {} }

for _, name in ipairs(COLUMNS) do M.fields[name] = true end

local PEOPLE = { authors = true, editors = true }

-- Words that stand for no value in files of R, Python and databases; an apostrophe says that they are meant.
local MISSING = { ["NA"] = true, ["N/A"] = true, nan = true, NaN = true, NULL = true, null = true, None = true,
  UNKNOWN = true }

local function meant(text) return MISSING[text:match("^'*(.*)$")] and "'" .. text or text end

--- A list between semicolons; where one stands in a keyword, in brackets, each keyword in quotes, as Python writes one.
local function list(texts, column)
  local all = table.concat(texts, "; ")
  local _, marks = all:gsub(";", "")
  local quote = not all:find('"', 1, true) and '"' or not all:find("'", 1, true) and "'"
  if column ~= "keywords" or marks < #texts or not quote or all:find("\\", 1, true) then return all end
  return "[" .. quote .. table.concat(texts, quote .. ", " .. quote) .. quote .. "]"
end

local function cell(v, column)
  if column == "id" then return v.record.id end
  if column == "year" then return v.record.year end
  if column == "abstract" then return v.record.abstract end
  local texts = {}
  for i, entry in ipairs(v:all(column)) do
    texts[i] = PEOPLE[column] and view.name(entry) or column == "headings" and view.heading(entry) or entry.value
  end
  if column == "authors" and #texts > 0 and not v.record.authors_complete then texts[#texts + 1] = "et al" end
  return #texts > 0 and meant(list(texts, column)) or nil
end

M.header = csv.line(COLUMNS, #COLUMNS)

--- The text of one record.
---@param v table the record's view
---@return string
function M.record(v)
  local row = {}
  for i, column in ipairs(COLUMNS) do row[i] = cell(v, column) end
  return csv.line(row, #COLUMNS)
end

return M
