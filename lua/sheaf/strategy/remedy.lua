--- What would let a missed record in: looked for in the record's own words, headings, dates and languages.

local core = require "sheaf.core"
local variants = require "sheaf.lint.variants"

local M = {}

local TEXT_FIELDS = { "title", "abstract", "keywords", "other_titles", "journal" }
local MOST = 3         -- remedies told of one clause
local LEAST_STEM = 4   -- letters that two words must share
local LONG = 10        -- letters of a word that may differ in one more

-- ---- the record's words ----

-- { { field =, words = { { fold =, first =, last = }, ... }, text = }, ... }, one for each value of a text field.
local function texts_of(record)
  local texts = {}
  for _, field in ipairs(TEXT_FIELDS) do
    local value = record[field]
    for _, text in ipairs(type(value) == "table" and value or { value }) do
      if type(text) == "string" then texts[#texts + 1] = { field = field, text = text, words = core.words(text) } end
    end
  end
  return texts
end

local function common(a, b)
  local n = 0
  while n < #a and n < #b and a:byte(n + 1) == b:byte(n + 1) do n = n + 1 end
  while n > 0 and (a:byte(n + 1) or 0) & 0xC0 == 0x80 do n = n - 1 end
  return n
end

-- The literal beginning of a term, folded.
local function stem_of(term) return (term.pattern or ""):match("^[^*?{]*") end

local function has_field(node, field)
  for _, name in ipairs(node.fields or {}) do
    if name == field then return true end
  end
  return false
end

-- Positions of the words that a term's stem begins (or that are the term), in one text.
local function places(term, words)
  local stem, whole, found = stem_of(term), term.pattern and not term.pattern:find("[*?{]"), {}
  if stem == "" then return found end
  for i, word in ipairs(words) do
    if whole and word.fold == stem or not whole and word.fold:sub(1, #stem) == stem then found[#found + 1] = i end
  end
  return found
end

-- ---- words ----

-- The term stands in a field that the strategy does not search.
local function other_field(term, texts)
  for _, text in ipairs(texts) do
    if not has_field(term, text.field) then
      local at = places(term, text.words)[1]
      if at then
        local word = text.words[at]
        return ("search %s in %s too, where \"%s\" stands"):format(term.text, (text.field:gsub("_", " ")),
          text.text:sub(word.first, word.last))
      end
    end
  end
end

-- A word of the record that begins like the term.
local function near_word(term, texts)
  local stem = stem_of(term)
  local best, shared = nil, math.max(LEAST_STEM, #stem - (#stem < LONG and 3 or 4)) - 1
  if #stem < LEAST_STEM then return nil end
  for _, text in ipairs(texts) do
    if has_field(term, text.field) then
      for _, word in ipairs(text.words) do
        local n = word.fold ~= stem and common(word.fold, stem) or 0
        if n > shared and #word.fold - n <= 6 then best, shared = text.text:sub(word.first, word.last), n end
      end
    end
  end
  if best then return ("add \"%s\", or truncate %s to %s*"):format(best, term.text, stem:sub(1, shared)) end
end

-- The term in its other spelling stands in the record.
local function other_spelling(term, texts)
  local other = term.pattern and not term.pattern:find("[?{]") and variants.other(term.pattern)
  if not other then return nil end
  local stem = other:gsub("%*$", "")
  for _, text in ipairs(texts) do
    if has_field(term, text.field) then
      for _, word in ipairs(text.words) do
        if word.fold == other or #stem < #other and word.fold:sub(1, #stem) == stem then
          return ("add the other spelling, %s"):format(other)
        end
      end
    end
  end
end

-- The fewest words between two lists of positions, or nil.
local function least_gap(a, b)
  local least
  for _, x in ipairs(a) do
    for _, y in ipairs(b) do
      local gap = math.abs(x - y) - 1
      if gap >= 0 and (not least or gap < least) then least = gap end
    end
  end
  return least
end

local function positions(node, words)
  if node.kind == "term" then return places(node, words) end
  local all = {}
  for _, child in ipairs(node.children or {}) do
    for _, at in ipairs(positions(child, words)) do all[#all + 1] = at end
    if node.kind == "phrase" then break end
  end
  return all
end

-- The words of a phrase or NEAR stand further apart, or in another order; of a chain, those of its first part.
local function further(node, texts)
  local least, where
  for _, child in ipairs(node.kind == "near" and node.children or {}) do
    if child.kind == "near" then
      child.source = child.source or node.source
      local text, fails = further(child, texts)
      if text and fails then return text, true end
    end
  end
  for _, text in ipairs(texts) do
    local widest = 0
    for i = 2, #node.children do
      local gap = least_gap(positions(node.children[i - 1], text.words), positions(node.children[i], text.words))
      widest = gap and widest and math.max(widest, gap) or nil
      if not widest then break end
    end
    if widest and (not least or widest < least) then least, where = widest, text.field end
  end
  if not least then return nil end
  local allowed = node.kind == "near" and node.gap or 0
  if least > 30 then
    return ("the words of %s all stand in its %s, but far apart: join them with AND"):format(node.source, where), true
  end
  if least <= allowed then
    return ("the words of %s stand in its %s in another order or field: search them in any order"):format(node.source,
      where)
  end
  return ("allow %d word%s between the words of %s (its %s has them so far apart)"):format(least,
    least == 1 and "" or "s", node.source, where), true
end

-- ---- other leaves ----

local function heading(node, record)
  local own = record.headings
  if #own == 0 then return "the record has no subject headings: add words of its title or abstract" end
  for _, mine in ipairs(own) do
    local name = core.fold(mine.name)
    if name == node.key then
      if node.focus and not mine.major then return ("drop the focus: %s is a minor heading there"):format(mine.name) end
      return ("drop the qualifier: the heading %s stands there without it"):format(mine.name)
    end
  end
  for _, mine in ipairs(own) do
    for _, word in ipairs(core.words(mine.name)) do
      if #word.fold >= 5 and (node.key or ""):find(word.fold, 1, true) then
        return ("add its heading %s"):format(mine.name)
      end
    end
  end
end

local function range(node, record)
  local date = record.date or (record.year and tostring(record.year))
  if not date then return "the record has no date of publication: the limit keeps it out" end
  return ("it was published in %s, outside %s to %s: widen the limit"):format(date, node.low or "?", node.high or "?")
end

local function value(node, record)
  if has_field(node, "language") and record.language then
    return ("it is in %s: the limit to %s keeps it out"):format(record.language, node.text)
  end
  if has_field(node, "publication_types") then
    if #record.publication_types == 0 then return "the record has no publication types: the limit keeps it out" end
    return ("its types are %s, not %s"):format(table.concat(record.publication_types, ", "), node.text)
  end
  for _, field in ipairs(node.fields or {}) do
    local own = record[field]
    if type(own) == "string" and own ~= "" then
      return ("its %s is %s, not %s"):format((field:gsub("_", " ")), own, node.text)
    end
  end
end

local function name(node, record)
  local names = {}
  for i, person in ipairs(record.authors or {}) do
    names[i] = person.family and (person.family .. (person.given and ", " .. person.given or "")) or tostring(person)
    if i == 5 then break end
  end
  if #names == 0 then return ("the record has no authors: %s keeps it out"):format(node.source) end
  return ("its authors are %s, not %s"):format(table.concat(names, "; "), node.text)
end

local function qualifier(node, record)
  if #record.headings == 0 then return "the record has no subject headings: add words of its title or abstract" end
  return ("none of its headings has the subheading %s: search the headings without it, or words"):format(node.text)
end

local function freq(node)
  return ("its words stand there fewer than %d times: ask for fewer"):format(node.least or 2)
end

local function filter() return "the record has no abstract, and the filter wants one" end

local function first_of(list, node, texts)
  for _, find in ipairs(list) do
    local text = find(node, texts)
    if text then return text end
  end
end

local FINDERS = {
  term = function(node, _, texts) return first_of({ other_field, other_spelling, near_word }, node, texts) end,
  phrase = function(node, _, texts) return (further(node, texts)) end,
  near = function(node, _, texts) return (further(node, texts)) end,
  heading = heading, qualifier = qualifier, range = range, value = value, filter = filter, name = name, freq = freq,
}

--- What would let the record past a clause, best first: at most three sentences.
---@param record sheaf.record
---@param leaves table[]   the leaves of the clause, each with `source`, its piece of the query
---@return string[]
function M.find(record, leaves)
  local texts, out, known = texts_of(record), {}, {}
  for _, leaf in ipairs(leaves) do
    local finder = FINDERS[leaf.kind]
    local text = finder and finder(leaf, record, texts)
    if text and not known[text] then
      known[text] = true
      out[#out + 1] = text
      if #out == MOST then break end
    end
  end
  if #out == 0 then
    local names = {}
    for i, mine in ipairs(record.headings) do names[i] = mine.name end
    local own = #names > 0 and "headings: " .. table.concat(names, "; ", 1, math.min(#names, 5)) or "no headings"
    out[1] = ("nothing like it stands in the record; its title is \"%s\", %s"):format(record.title or "", own)
  end
  return out
end

return M
