--- What the specs of Ovid, EBSCOhost and ProQuest share: three invented records, and how queries on them are checked.

local assert = require "luassert"
local core = require "sheaf.core"
local sheaf = require "sheaf"

local platform = {}

platform.NBIB = [[
PMID- 201
STAT- MEDLINE
DP  - 2004 May 3
DEP - 20040503
TI  - Waiting at the surgery: quality of life and colour of walls.
AB  - Aim: Pain of the hip was rare; pain, pain and no relief. The women waited.
FAU - Okafor, Ada B
AU  - Okafor AB
AD  - Department of Corridors, Somewhere.
LA  - eng
PT  - Journal Article
PT  - Randomized Controlled Trial
TA  - J Wait
JT  - Journal of waiting
RN  - 0 (Examplamide)
MH  - *Asthma/drug therapy/epidemiology
MH  - Humans
MH  - Adult
OT  - queues
EDAT- 2004/06/01 06:00

PMID- 202
STAT- PubMed-not-MEDLINE
DP  - 2012
TI  - Hip of the young: anti-queue tactics.
AB  - Relief of pain in a woman with a red hip.
FAU - Okafor, Chidi
AU  - Okafor C
LA  - ger
PT  - Review
TA  - Other J
JT  - The other journal
MH  - Asthma/*therapy
MH  - Animals
MH  - "Wounds and Injuries"
EDAT- 2013/01/01 06:00

PMID- 203
DP  - 2019
TI  - Antiqueue at 12 sites, with color.
FAU - Berg, Lotte
AU  - Berg L
LA  - eng
PT  - Letter
]]

--- A library with the three records.
function platform.library()
  local lib = assert(sheaf.open())
  local report = assert(lib:load { text = platform.NBIB:gsub('MH  %- "([^"]*)"', "MH  - %1"), name = "three.nbib" })
  assert.are.equal(3, report.loaded)
  return lib
end

--- Checks rows of { query, PMIDs as "201 203" }.
function platform.finds(lib, syntax, rows)
  for _, row in ipairs(rows) do
    local set, message = lib:search(row[1], { syntax = syntax, sort = "id", explode = "ignore" })
    assert(set, message)
    local pmids = {}
    for record in set:each() do pmids[#pmids + 1] = record.pmid end
    assert.are.equal(row[2], table.concat(pmids, " "), row[1])
  end
end

--- Parses, or fails with the query.
function platform.parse(text, syntax, lines, line)
  local query, message, code = core.parse(text, { syntax = syntax, today = "2024-06-30", lines = lines, line = line })
  assert(query, ("%s: %s %s"):format(text, code, message))
  return query
end

--- The lines of a strategy, parsed in turn; labels are their places with `mark` before them.
function platform.strategy(texts, syntax, mark)
  local lines = {}
  for i in ipairs(texts) do lines[i] = { label = (mark or "") .. i } end
  for i, text in ipairs(texts) do lines[i].query = platform.parse(text, syntax, lines, i) end
  return lines
end

--- Checks that each query prints to a text of an equal tree; rows are texts or { text, printed }.
function platform.round_trips(syntax, rows)
  for _, row in ipairs(rows) do
    local text, wanted = row, nil
    if type(row) == "table" then text, wanted = row[1], row[2] end
    local query = platform.parse(text, syntax)
    local printed = assert(query:print(syntax))
    if wanted then assert.are.equal(wanted, printed, text) end
    assert(platform.parse(printed, syntax) == query, text .. " became " .. printed)
  end
end

--- Checks rows of { query, code, 1-based position }.
function platform.refuses(syntax, rows)
  for _, row in ipairs(rows) do
    local query, message, code, position = core.parse(row[1], { syntax = syntax })
    assert.is_nil(query, row[1])
    assert.are.equal(row[2], code, row[1] .. ": " .. message)
    if row[3] then assert.are.equal(row[3], position, row[1]) end
  end
end

--- Checks rows of { query, code of a note, ... }: each is among its notes.
function platform.notes(syntax, rows)
  for _, row in ipairs(rows) do
    local codes = {}
    for _, note in ipairs(platform.parse(row[1], syntax):notes()) do codes[note.code] = true end
    for i = 2, #row do assert.is_true(codes[row[i]] or false, row[1] .. " has no " .. row[i]) end
  end
end

--- Checks rows of { query, its text in the other syntax, direction of the only loss or nil }.
function platform.translates(from, to, rows)
  for _, row in ipairs(rows) do
    local printed, losses = platform.parse(row[1], from):print(to)
    assert.are.equal(row[2], printed, row[1])
    assert.are.equal(row[3] and 1 or 0, #losses, row[1])
    if row[3] then assert.are.equal(row[3], losses[1].direction, row[1]) end
  end
end

--- Checks that hostile texts end quickly, in a query or an error.
function platform.survives(syntax, texts)
  for name, text in pairs(texts) do
    local start = os.clock()
    local query, message, code = core.parse(text, { syntax = syntax })
    assert(query or (message and code), name)
    assert(os.clock() - start < 20, name .. " takes too long")
  end
end

return platform
