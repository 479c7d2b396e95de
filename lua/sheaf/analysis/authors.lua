--- Records by author. Who is who is told by sheaf.people: an ORCID decides; a shorter name counts with a fuller one
-- only where nothing else could be meant. Forms counted together stand in `also`, people that could be the same though
-- they are counted apart in `possible`. t.lotka is the fit of Lotka's law (sheaf.lotka).

local columns_of = require "sheaf.column"
local lotka = require "sheaf.lotka"
local new_table = require("sheaf.table").new
local options_of = require "sheaf.options"
local people_of = require "sheaf.people"
local tally = require "sheaf.tally"

local MOST = 10000 -- rows unless told

--- How many authors have how many records.
local function frequency_of(records)
  local frequency = {}
  for _, count in ipairs(records) do
    if count > 0 then frequency[count] = (frequency[count] or 0) + 1 end
  end
  return frequency
end

local function notes_of(without, merged, cut, more, law)
  local notes = {}
  if merged > 0 then
    notes[1] = ("%d author%s counted with shorter or other forms of the name: see also"):format(merged,
      merged == 1 and "" or "s")
  end
  if cut > 0 then notes[#notes + 1] = tally.count(cut) .. " whose source cut the list of authors" end
  if without > 0 then notes[#notes + 1] = tally.count(without) .. " without authors" end
  if more > 0 then notes[#notes + 1] = ("%d more authors"):format(more) end
  if law and law.authors >= 36 then -- fewer: the critical value is not that of large samples
    notes[#notes + 1] = ("Lotka's law: exponent %.2f, D %.3f, which the law %s at the 0.01 level (critical %.3f)")
      :format(law.exponent, law.distance, law.fits and "allows" or "does not allow", law.critical)
  end
  return notes
end

--- How many records have a value in a column.
local function count_filled(column)
  local filled = 0
  for i = 1, #column.starts - 1 do
    if column.starts[i] < column.starts[i + 1] then filled = filled + 1 end
  end
  return filled
end

--- Columns author, records, first_author (records with this author first), first_year, last_year, also, orcid,
--- possible. t.lotka: see sheaf.lotka; nil where all authors have the same number of records.
---@param set sheaf.set
---@param options? { limit?: integer, lotka?: "likelihood"|"squares" } limit is 10,000 unless told
---@return sheaf.table? table, string? message, string? code
return function(set, options)
  options = options_of.read("authors", options, { limit = "count", lotka = "string" })
  local method = options_of.choice("authors", "lotka", options.lotka, { "likelihood", "squares" })
  local columns, message, code = columns_of.read(set, { "authors", "authors_cut", "year" })
  if not columns then return nil, message, code end
  local column = columns.authors
  local people = people_of.identify(column, columns_of.integers(columns.year))
  local order = people_of.ranked(people.records, options.limit or MOST, 1)
  local rows, names, merged = {}, {}, 0
  local forms, uses = people_of.spellings(column, people.of_value, order, people.uses)
  for i, person in ipairs(order) do
    local name, also = people_of.describe(forms[person], uses)
    names[i] = name
    if #also > 0 then merged = merged + 1 end
    rows[i] = { name.text, people.records[person], people.leads[person], people.first[person] or nil,
      people.last[person] or nil, #also > 0 and table.concat(also, "; ") or nil, name.orcid }
  end
  for i, possible in ipairs(people_of.possible(names)) do rows[i][8] = possible or nil end
  local law = lotka.fit(frequency_of(people.records), { method = method })
  local without, cut = #column.starts - 1 - count_filled(column), count_filled(columns.authors_cut)
  local t = new_table {
    title = "Authors",
    columns = {
      { name = "author", kind = "text" }, { name = "records", kind = "integer" },
      { name = "first_author", kind = "integer" }, { name = "first_year", kind = "integer" },
      { name = "last_year", kind = "integer" }, { name = "also", kind = "text" }, { name = "orcid", kind = "text" },
      { name = "possible", kind = "text" },
    },
    rows = rows, notes = notes_of(without, merged, cut, people.count - #rows, law),
    chart = { kind = "bar", x = "author", y = "records", title = "Records by author" },
  }
  t.lotka = law
  return t
end
