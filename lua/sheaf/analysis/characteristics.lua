--- The study-characteristics table: one row a record, each cell with the phrase it was read from.
--
-- Columns: record, design, collection, analysis, participants, n, setting, country, year, aim. A cell is nil where
-- the record does not say. A record that tells no design, data, analysis or people (news, comment) gets no setting
-- or country either: the places it names are not a study's.
--
-- options.rules adds rows to the tables that the readers use:
--   { design = rows, collection = rows, analysis = rows  (see sheaf.extract.phrases),
--     roles = { navigators = "staff" }                   (see sheaf.extract.roles),
--     countries = rows }                                 (see sheaf.extract.places)

local text = require "sheaf.extract.text"
local design = require "sheaf.extract.design"
local collection = require "sheaf.extract.collection"
local method = require "sheaf.extract.method"
local participants = require "sheaf.extract.participants"
local setting = require "sheaf.extract.setting"
local country = require "sheaf.extract.country"
local aim = require "sheaf.extract.aim"
local sheaf_table = require "sheaf.table"

local COLUMNS = { "record", "design", "collection", "analysis", "participants", { name = "n", align = "right" },
  "setting", "country", "year", "aim" }

-- News and comment count people too, mostly staff or "people": of a text that names no design, data or analysis
-- these count only where it says clearly that they took part.
local CLEARLY = 4.5
local IN_THE_NEWS = { people = true, persons = true, residents = true, citizens = true, users = true, adults = true }

local plain -- indexes without a user's rules, made once

local function indexes(rules)
  if not rules and plain then return plain end
  local more = rules or {}
  local made = { design = design.index(more.design), collection = collection.index(more.collection),
    analysis = method.index(more.analysis), country = country.index(more.countries), roles = more.roles }
  if not rules then plain = made end
  return made
end

--- Reads one record.
---@param record table
---@param index table
---@return table row by column name, table evidence by column name
local function read(record, index)
  local document = text.document(record)
  local row, evidence = { record = tostring(record), year = record.year }, {}
  local data = collection.read(document, index.collection)
  local analysis = method.read(document, index.analysis)
  local people = participants.read(document, index.roles)
  if data then row.collection, evidence.collection = data.cell, data.evidence end
  if analysis then row.analysis, evidence.analysis = analysis.cell, analysis.evidence end
  row.design, evidence.design = design.read(document, index.design, { collection = data, analysis = analysis })
  local study = row.design or data or analysis
  if people and (study or people.score >= CLEARLY or not (people.class == "staff" or IN_THE_NEWS[people.head])) then
    row.participants, row.n = people.cell, people.n
    evidence.participants, evidence.n = people.cell and people.evidence, people.evidence
  end
  if study or row.n then
    local finds = country.finds(document, index.country)
    row.setting, evidence.setting = setting.read(document, finds)
    row.country, evidence.country = country.read(document, index.country)
    row.aim, evidence.aim = aim.read(document)
  end
  return row, evidence
end

--- Study characteristics of every record of a set.
---@param set table anything with `each`
---@param options? { rules: table? }
---@return sheaf.table
return function(set, options)
  local index = indexes(options and options.rules)
  local rows, evidence = {}, {}
  for record in set:each() do
    local i = #rows + 1
    rows[i], evidence[i] = read(record, index)
  end
  return sheaf_table.new { title = "Study characteristics", columns = COLUMNS, rows = rows, evidence = evidence }
end
