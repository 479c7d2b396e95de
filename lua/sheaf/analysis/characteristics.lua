--- The study-characteristics table: one row a record, each cell with the phrase it was read from and a confidence.
--
-- Columns: record, design, collection, analysis, participants (by role and number), n, setting, country, region,
-- sampling, theory, fieldwork (when the data come from), themes (how many), funding, year, aim; then those that a
-- script made with rules.column. A cell is nil where the record does not say. A record that tells no design, data,
-- analysis or people (news, comment) gets no setting, country and the like either: what it names is not a study's.
--
-- t:evidence(i, column) is the phrase with its place in the record, t:confidence(i, column) a number from 0 to 1 (what
-- it means: sheaf.extract.confidence); t:csv(path, { confidence = true }) and t:json(path, { confidence = true }) write
-- the confidences beside the cells.
--
-- The rules are tables of phrases, English first. options.rules adds rows for one call, sheaf.extract.rules adds them
-- for good:
--   { design = rows, collection = rows, analysis = rows, sampling = rows, theory = rows  (see sheaf.extract.phrases),
--     roles = { navigators = "staff" }                   (see sheaf.extract.roles),
--     countries = rows }                                 (see sheaf.extract.places)
--
-- Reading a text takes about a millisecond, so the table of more than EAGER records reads a row when it is first
-- looked at; t:complete() reads the rest. What needs all rows (csv, json, chart) does so by itself, with a line of
-- progress on a terminal. The library has to stay open until then.

local aim = require "sheaf.extract.aim"
local collection = require "sheaf.extract.collection"
local confidence = require "sheaf.extract.confidence"
local country = require "sheaf.extract.country"
local design = require "sheaf.extract.design"
local fieldwork = require "sheaf.extract.fieldwork"
local funding = require "sheaf.extract.funding"
local method = require "sheaf.extract.method"
local option_names = require "sheaf.options"
local participants = require "sheaf.extract.participants"
local phrases = require "sheaf.extract.phrases"
local rules = require "sheaf.extract.rules"
local sampling = require "sheaf.extract.sampling"
local setting = require "sheaf.extract.setting"
local sheaf_table = require "sheaf.table"
local terms = require "sheaf.extract.terms"
local text = require "sheaf.extract.text"
local themes = require "sheaf.extract.themes"
local theory = require "sheaf.extract.theory"

local EAGER = 1000 -- records that are read at once

local COLUMNS = { "record", "design", "collection", "analysis", "participants", { name = "n", kind = "integer" },
  "setting", "country", "region", "sampling", "theory", "fieldwork", { name = "themes", kind = "integer" }, "funding",
  { name = "year", kind = "integer" }, "aim" }

-- News and comment count people too, mostly staff or "people": of a text that names no design, data or analysis
-- these count only where it says clearly that they took part.
local CLEARLY = 4.5
local IN_THE_NEWS = { people = true, persons = true, residents = true, citizens = true, users = true, adults = true }

-- Where a column of a script's own is looked for.
local OWN_ORDER = { "methods", "design", "setting", "participants", "text", "aim", "title", "results" }

local plain, plain_version -- indexes without one call's rules, made once

local function indexes(given)
  if not given and plain and plain_version == rules.version() then return plain end
  local more = given or {}
  rules.check(more)
  local function rows(name) return rules.rows(name, more[name]) end
  local made = { design = design.index(rows "design"), collection = collection.index(rows "collection"),
    analysis = method.index(rows "analysis"), sampling = sampling.index(rows "sampling"),
    theory = theory.index(rows "theory"), country = country.index(rows "countries"), roles = rows "roles", own = {} }
  for _, name in ipairs(rules.columns()) do
    made.own[#made.own + 1] = { name = name, index = phrases.index(rows(name)) }
  end
  if not given then plain, plain_version = made, rules.version() end
  return made
end

--- A row in the making: cells, evidence and confidence by column name.
local function draft(record)
  local made = { row = { record = tostring(record), year = record.year }, evidence = {}, confidence = {} }
  function made.put(column, cell, evidence, rule)
    if cell == nil then return end
    made.row[column], made.evidence[column] = cell, evidence
    made.confidence[column] = confidence.of(column, rule)
  end
  function made.take(column, found)
    if found then made.put(column, found.cell, found.evidence, found.rule) end
  end
  return made
end

--- Who took part, unless news counts them.
local function take_people(made, people, study)
  if not people then return end
  local clear = people.score >= CLEARLY or not (people.class == "staff" or IN_THE_NEWS[people.head])
  if study or clear then
    made.put("participants", people.cell, people.evidence, people.rule)
    made.put("n", people.n, people.evidence, people.rule)
  end
end

--- What only a study has.
local function take_study(made, document, index)
  local finds, places = country.finds(document, index.country)
  made.put("setting", setting.read(document, finds))
  made.put("country", country.read(document, index.country, finds))
  made.put("region", country.region(document, finds, places))
  made.take("sampling", sampling.read(document, index.sampling))
  made.take("theory", theory.read(document, index.theory))
  made.take("fieldwork", fieldwork.read(document))
  made.take("themes", themes.read(document))
  made.take("funding", funding.read(document))
  made.put("aim", aim.read(document))
  for _, own in ipairs(index.own) do made.take(own.name, terms.read(document, own.index, OWN_ORDER, nil, 5)) end
end

--- Reads one record.
---@param record table
---@param index table
---@return table row, table evidence, table confidence each by column name
local function read(record, index)
  local document, made = text.document(record), draft(record)
  local people = participants.read(document, index.roles)
  local data = collection.read(document, index.collection, people ~= nil)
  local analysis = method.read(document, index.analysis, people ~= nil)
  made.take("collection", data)
  made.take("analysis", analysis)
  made.put("design", design.read(document, index.design, { collection = data, analysis = analysis }))
  local study = made.row.design or data or analysis
  take_people(made, people, study)
  if study or made.row.n then take_study(made, document, index) end
  return made.row, made.evidence, made.confidence
end

--- The number of records of a set that can be asked for by place; nil for anything that only has `each`.
local function countable(set)
  local class = getmetatable(set)
  return class and class.__len and #set or nil
end

local function columns_of(index)
  local columns = { table.unpack(COLUMNS) }
  for _, own in ipairs(index.own) do columns[#columns + 1] = own.name end
  return columns
end

--- The columns that options.columns names, in its order, and them as a set; all of them and nil without it.
local function chosen(columns, names)
  if names == nil then return columns end
  if type(names) == "string" then names = { names } end
  local by_name, list, wanted = {}, {}, {}
  for _, column in ipairs(columns) do by_name[column.name or column] = column end
  for i, name in ipairs(names) do
    list[i] = by_name[name] or error(("characteristics: no column '%s'"):format(tostring(name)), 0)
    wanted[name] = true
  end
  return list, wanted
end

local function only(cells, wanted)
  if not wanted then return cells end
  local kept = {}
  for name in pairs(wanted) do kept[name] = cells[name] end
  return kept
end

--- Study characteristics of every record of a set.
---@param set table anything with `each`; a set of the library is read row by row where it is large
---@param options? { rules: table?, columns: string[]?, eager: integer? } columns: only these, in this order; eager: up
---to how many records are read at once (1000)
---@return sheaf.table
return function(set, options)
  options = option_names.read("characteristics", options, { rules = "any", columns = "list", eager = "count" })
  if options.rules ~= nil and type(options.rules) ~= "table" then
    error("characteristics: option 'rules' must be a table: { theory = { { value =, \"phrase\" } } }", 0)
  end
  local index = indexes(options.rules)
  local columns, wanted = chosen(columns_of(index), options.columns)
  local given = { title = "Study characteristics", columns = columns }
  local function row(record)
    local cells, evidence, shares = read(record, index)
    return only(cells, wanted), only(evidence, wanted), only(shares, wanted)
  end
  local count = countable(set)
  if count and count > (options.eager or EAGER) then
    given.count, given.read = count, function(i) return row(set[i]) end
    given.notes = { "Rows are read from the texts when they are looked at; t:complete() reads them all." }
    return sheaf_table.new(given)
  end
  given.rows, given.evidence, given.confidence = {}, {}, {}
  for record in set:each() do
    local i = #given.rows + 1
    given.rows[i], given.evidence[i], given.confidence[i] = row(record)
  end
  return sheaf_table.new(given)
end
