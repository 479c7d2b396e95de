--- How sure the reading of a cell is, as a number from 0 to 1.
--
-- For n (and participants), collection and analysis the number is the share of cells, among those that the same rule
-- read from the labelled abstracts (spec/support/characteristics_*.lua, twenty-one lists together), that were right,
-- smoothed as Laplace did: (right + 1) / (labelled + 2), so that a rule seen seldom promises little. The rules were
-- made and mended on those labels, so the shares are high for texts that nobody has seen: of the nineteenth to
-- twenty-first list together, before the rules were mended on each, 95 in 100 of n were right, 95 of data collection,
-- 83 of analysis, or 94 with four that the labels had passed over (of the twelfth to eighteenth, by the rules as they
-- then were, 94, 98 and 96). A rule of n is how the number was come to (sheaf.extract.participants); a rule of the
-- other two is the part of the record that the first term stands in.
--
-- The other columns are not labelled well enough for that. Their number is a plain score of where the words stand:
-- 0.9 in a part whose heading asks for them, 0.8 in an abstract without headings, 0.7 in results and the title, 0.6 in
-- aim, background and conclusions; a design that no word names but data and analysis imply has 0.6, a theory or payer
-- recognised by the words before it and not by name 0.7.

local confidence = {}

--- { right, labelled } by column and rule.
confidence.measured = {
  n = {
    total = { 146, 146 }, stated = { 1119, 1123 }, ["weakly stated"] = { 224, 229 }, groups = { 169, 174 },
    arms = { 74, 77 }, statements = { 26, 27 }, activity = { 2, 2 },
  },
  collection = {
    methods = { 205, 213 }, design = { 22, 22 }, participants = { 9, 9 }, text = { 1213, 1328 }, results = { 23, 27 },
    title = { 7, 7 }, setting = { 3, 3 }, background = { 1, 1 }, aim = { 3, 4 }, other = { 1, 1 },
  },
  analysis = {
    methods = { 52, 53 }, design = { 7, 7 }, text = { 498, 508 }, results = { 50, 50 }, other = { 1, 1 },
    participants = { 1, 1 }, title = { 10, 10 }, setting = { 1, 1 }, aim = { 1, 1 },
  },
}

confidence.places = {
  methods = 0.9, design = 0.9, setting = 0.9, participants = 0.9, section = 0.9, record = 0.9, text = 0.8,
  sentence = 0.7,
  written = 0.7, results = 0.7, title = 0.7, aim = 0.6, background = 0.6, conclusions = 0.6, implied = 0.6,
}
local OTHER = 0.6

-- An aim is asked for by its own heading.
local ASKED = { aim = { aim = 0.9 } }

local SAME = { participants = "n" }

--- The confidence of a cell that a rule of a column read.
---@param column string
---@param rule string? as the column's reader gives it
---@return number 0 to 1
function confidence.of(column, rule)
  local rules = confidence.measured[SAME[column] or column]
  local seen = rules and rules[rule]
  if seen then return (seen[1] + 1) / (seen[2] + 2) end
  return ASKED[column] and ASKED[column][rule] or confidence.places[rule] or OTHER
end

return confidence
