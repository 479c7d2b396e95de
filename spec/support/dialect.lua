--- What the specs of search syntaxes share: finding, refusing, translating.

local assert = require "luassert"
local sheaf = require "sheaf"

local dialect = {}

--- Three records of MEDLINE, two of them with headings.
dialect.RECORDS = [[
PMID- 101
TI  - Heart attack and stroke: patients' views on anti-inflammatory drugs.
AB  - Care of the failing heart. Women were asked about pain in the hip.
FAU - Richards, Suzanne H
AU  - Richards SH
AD  - Department of Primary Care, University of Somewhere.
LA  - eng
PT  - Journal Article
PT  - Review
DP  - 2015 Mar 10
TA  - J Rural Pract
JT  - Journal of rural practice
MH  - *Asthma/*drug therapy/epidemiology
MH  - Humans
OT  - randomised trial
LID - 10.1000/ooh.1 [doi]

PMID- 102
TI  - Attack of the heart in women.
AB  - Ischaemic disease is common; relief of hip and knee pain is not.
FAU - Smith, John
AU  - Smith J
LA  - ger
PT  - Letter
DP  - 2010
TA  - Lancet
MH  - Asthma/therapy
MH  - *Epilepsy/drug therapy

PMID- 103
TI  - Ischemic colitis in a woman: colour and odor.
LA  - eng
FAU - Smith, Jane A
AU  - Smith JA
PT  - Journal Article
DP  - 2018 Dec
TA  - Lancet
]]

function dialect.library()
  local lib = assert(sheaf.open())
  assert(lib:load { text = dialect.RECORDS, name = "three.nbib" })
  return lib
end

--- The PMIDs that a query finds, as "101 103".
function dialect.found(lib, query, syntax)
  local set, message = lib:search(query, { syntax = syntax, sort = "id", explode = "ignore" })
  assert(set, message)
  local pmids = {}
  for record in set:each() do pmids[#pmids + 1] = record.pmid end
  return table.concat(pmids, " ")
end

--- Checks every row { query, PMIDs }, and that what is printed is read as the same tree and finds the same.
function dialect.finds(lib, syntax, rows)
  for _, row in ipairs(rows) do
    assert.are.equal(row[2], dialect.found(lib, row[1], syntax), row[1])
    dialect.returns(row[1], syntax)
  end
end

--- The query printed in its own syntax is read as the same tree.
function dialect.returns(query, syntax)
  local tree = assert(sheaf.query.parse(query, syntax))
  local printed = assert(tree:print(syntax))
  local again, message = sheaf.query.parse(printed, syntax)
  assert(again, ("%s printed as %s: %s"):format(query, printed, message))
  assert.is_true(tree == again, query .. " printed as " .. printed)
end

--- Every row { query, code, words of the message }.
function dialect.refuses(syntax, rows)
  for _, row in ipairs(rows) do
    local tree, message, code = sheaf.query.parse(row[1], syntax)
    assert.is_nil(tree, row[1])
    assert.are.equal(row[2], code, row[1] .. ": " .. tostring(message))
    assert.is_truthy(message:find(row[3] or "", 1, true), message)
  end
end

--- The codes of a query's notes, each once, in order.
function dialect.notes(query, syntax)
  local codes, seen = {}, {}
  for _, note in ipairs(assert(sheaf.query.parse(query, syntax)):notes()) do
    if not seen[note.code] then
      seen[note.code] = true
      codes[#codes + 1] = note.code
    end
  end
  return table.concat(codes, " ")
end

--- Every row { from, query, text in syntax, directions of the losses }.
function dialect.translates(syntax, rows)
  for _, row in ipairs(rows) do
    local text, losses = assert(sheaf.query.parse(row[2], row[1])):print(syntax)
    assert.are.equal(row[3], text, row[2])
    local directions = {}
    for i, loss in ipairs(losses) do directions[i] = loss.direction end
    assert.are.equal(row[4] or "", table.concat(directions, " "), row[2])
  end
end

--- Hostile texts end quickly, with an answer or an error. They are made of the pieces given.
function dialect.withstands(lib, syntax, pieces)
  local before = os.clock()
  for _, piece in ipairs(pieces) do
    local text = piece:rep(1000000 // #piece)
    local set, message = lib:search(text, { syntax = syntax })
    assert.is_true(set ~= nil or #message > 0)
  end
  assert.is_true(os.clock() - before < 10 * #pieces, "too slow")
end

return dialect
