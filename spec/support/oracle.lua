--- A brute-force evaluator of queries: the tree (query:tree()) against each record's own entries, without any index.
--- Fields, tokens, dates, names and NLM's hierarchies are written down here a second time, on purpose: only the folding
--- of letters is shared with the core. What a query means is search-syntax.md, sections 1 to 7 and 10.

local core = require "sheaf.core"
local section = require "sheaf.section"

local oracle = {}

-- ---- text to words ----

local SEPARATING_RANGES = {
  { 0x2000, 0x206F }, { 0x207A, 0x207E }, { 0x208A, 0x208E }, { 0x20A0, 0x20CF }, { 0x2190, 0x245F },
  { 0x249C, 0x24E9 }, { 0x2500, 0x2775 }, { 0x2794, 0x2BFF }, { 0x3000, 0x3004 }, { 0x3008, 0x3020 },
  { 0xFF01, 0xFF0F }, { 0xFFF0, 0xFFFF },
}
local SEPARATING = { [0xD7] = true, [0xF7] = true, [0x2BC] = true, [0x2122] = true, [0x2103] = true, [0x2116] = true,
  [0x2117] = true, [0x2120] = true, [0x212E] = true, [0x2C2] = true, [0x2C3] = true, [0x2D8] = true, [0x2DC] = true }
local WORD_BELOW_C0 = { [0xAA] = true, [0xB2] = true, [0xB3] = true, [0xB5] = true, [0xB9] = true, [0xBA] = true,
  [0xBC] = true, [0xBD] = true, [0xBE] = true }

local function is_word(point)
  if point < 0x80 then
    return (point >= 48 and point <= 57) or (point >= 65 and point <= 90) or (point >= 97 and point <= 122)
  end
  if point < 0xC0 then return WORD_BELOW_C0[point] or false end
  if SEPARATING[point] then return false end
  for _, range in ipairs(SEPARATING_RANGES) do
    if point >= range[1] and point <= range[2] then return false end
  end
  return true
end

local folded = {}
local function fold(word)
  local known = folded[word]
  if not known then
    known = core.fold(word)
    folded[word] = known
  end
  return known
end

--- The words of a text, folded, in order.
function oracle.words(text)
  local words, first = {}, nil
  for at, point in utf8.codes(text, true) do
    if is_word(point) then
      first = first or at
    elseif first then
      words[#words + 1] = fold(text:sub(first, at - 1))
      first = nil
    end
  end
  if first then words[#words + 1] = fold(text:sub(first)) end
  return words
end

local function whole(text) return table.concat(oracle.words(text), " ") end

-- ---- records to fields ----

local PERSONS = { authors = true, editors = true, investigators = true, personal_subjects = true }
local DATES = { date = true, date_electronic = true, date_entry = true, date_created = true, date_headings = true,
  date_revised = true, date_completed = true, year = true }
local IDENTIFIERS = { journal_id = true, orcid = true, doi = true, pmid = true, pmcid = true, issn = true, isbn = true,
  article_ids = true, accession = true }
local NAMES = { type = true, label = true, language = true, urls = true, status = true }
local HEADING_GAP = 100

local function split(text)
  local parts = {}
  for part in (text .. "\x1f"):gmatch("([^\x1f]*)\x1f") do parts[#parts + 1] = part end
  return parts
end

local function initials_of(given)
  local letters = {}
  for _, word in ipairs(oracle.words(given)) do letters[#letters + 1] = word:match(utf8.charpattern) end
  return table.concat(letters)
end

-- { short = "richards sh jr", full = "richards suzanne h" }
local function person(parts)
  local family, given, initials, suffix = parts[1] or "", parts[2] or "", parts[3] or "", parts[4] or ""
  local short = whole(family)
  local letters = initials ~= "" and whole(initials):gsub(" ", "") or initials_of(given)
  if letters ~= "" then short = short == "" and letters or short .. " " .. letters end
  if suffix ~= "" then short = short .. " " .. whole(suffix) end
  return { short = short, full = given ~= "" and whole(family .. " " .. given) or nil }
end

local function star(text)
  if text:sub(1, 1) == "*" then return text:sub(2), true end
  return text, false
end

local function heading(parts)
  local name, major = star(parts[1])
  local result = { name = whole(name), major = major, any_major = major, qualifiers = {} }
  for i = 2, #parts do
    local qualifier, starred = star(parts[i])
    result.qualifiers[#result.qualifiers + 1] = { name = whole(qualifier), major = starred or major }
    result.any_major = result.any_major or starred
  end
  return result
end

-- An instance is { at = position -> word, places = word -> list of positions }.
local function put(instance, position, word)
  instance.at[position] = word
  instance.places[word] = instance.places[word] or {}
  table.insert(instance.places[word], position)
end

-- An instance of one whole value, or (nil) an empty one.
local function new_instance(value)
  local instance = { at = {}, places = {} }
  if value then put(instance, 0, value) end
  return instance
end

-- The words of parts in an instance; gap words lie between parts.
local function place(parts, gap)
  local instance, position = new_instance(), 0
  for i, part in ipairs(parts) do
    if i > 1 then position = position + gap end
    for _, word in ipairs(oracle.words(part)) do
      put(instance, position, word)
      position = position + 1
    end
  end
  return instance
end

local function instance_of(field, value)
  if PERSONS[field] then
    local parts = split(value)
    return place({ parts[1], parts[2], parts[3] }, 0)
  elseif field == "headings" then
    return place(split(value), HEADING_GAP)
  elseif DATES[field] then
    return new_instance(value)
  elseif IDENTIFIERS[field] then
    return new_instance(core.fold(value))
  elseif NAMES[field] then
    return new_instance(whole(value))
  end
  return place({ value }, 0)
end

--- What a record says, cut into fields, instances and words.
---@param record sheaf.record
---@return table document
function oracle.document(record)
  local self = { id = record.id, record = record, sections = {},
    fields = {}, values = {}, names = {}, headings = {}, people = {} }
  local function add(list, key, value)
    list[key] = list[key] or {}
    table.insert(list[key], value)
  end
  for _, entry in ipairs(record:entries()) do
    local field, value = entry.field, entry.value
    add(self.values, field, value)
    if field ~= "abstract" then add(self.fields, field, instance_of(field, value)) end
    if PERSONS[field] then add(self.people, field, person(split(value))) end
    if field == "headings" then table.insert(self.headings, heading(split(value))) end
    if field == "substances" then
      add(self.names, field, whole(value))
      if entry.note and entry.note ~= "" then add(self.names, field, whole(entry.note)) end
    elseif field == "journal" or field == "journal_abbreviation" or field == "issn" then
      add(self.names, "journal", whole(value))
    elseif field == "journal_id" then
      add(self.names, "journal", whole(value))
      add(self.names, field, core.fold(value))
    elseif IDENTIFIERS[field] then
      add(self.names, field, core.fold(value))
    else
      add(self.names, field, whole(value))
    end
    if field == "issn" then add(self.names, field, core.fold(value)) end
  end
  if record.abstract then self.fields.abstract = { instance_of("abstract", record.abstract) } end
  return self
end

local function begins(text, start) return text:sub(1, #start) == start end

local function has(list, value)
  for _, item in ipairs(list) do
    if item == value then return true end
  end
  return false
end

-- ---- words: * is any number of characters, ? one, {2,5} and {2,} so many ----

local function characters(text)
  local list = {}
  for _, point in utf8.codes(text, true) do list[#list + 1] = point end
  return list
end

local MANY = 1 << 30

-- "ab*c?" -> { "a", "b", { 0, MANY }, "c", { 1, 1 } }, letters as code points
local function steps_of(pattern)
  local steps, at = {}, 1
  while at <= #pattern do
    local least, most, after = pattern:match("^{(%d+),(%d*)}()", at)
    local character = pattern:match(utf8.charpattern, at)
    if least then
      steps[#steps + 1] = { math.tointeger(least), math.tointeger(most) or MANY }
    elseif character == "*" then
      steps[#steps + 1] = { 0, MANY }
    elseif character == "?" then
      steps[#steps + 1] = { 1, 1 }
    else
      steps[#steps + 1] = utf8.codepoint(character, 1, 1, true)
    end
    at = after or at + #character
  end
  return steps
end

local function fits_from(steps, s, word, w)
  local step = steps[s]
  if not step then return w > #word end
  if type(step) == "number" then return word[w] == step and fits_from(steps, s + 1, word, w + 1) end
  for taken = step[1], math.min(step[2], #word - w + 1) do
    if fits_from(steps, s + 1, word, w + taken) then return true end
  end
  return false
end

local known = setmetatable({}, { __mode = "k" }) -- by TERM: word -> whether it fits

local function is_word_of(term, word)
  local answers = known[term]
  if not answers then
    answers = { steps = steps_of(term.pattern), words = {} }
    known[term] = answers
  end
  local answer = answers.words[word]
  if answer == nil then
    answer = fits_from(answers.steps, 1, characters(word), 1)
    answers.words[word] = answer
  end
  return answer
end

-- ---- places: spans { first, last } in one instance of one field, in no order, each once; `one` is enough where set

local function add_span(spans, first, last)
  local key = -(first << 32 | last) - 1
  if spans[key] then return end
  spans[key] = true
  spans[#spans + 1] = { first, last }
end

local spans_of

local function term_spans(term, instance, spans)
  local literal = not term.pattern:find("[*?{]")
  for word, positions in pairs(literal and { [term.pattern] = instance.places[term.pattern] } or instance.places) do
    if literal or is_word_of(term, word) then
      for _, position in ipairs(positions) do add_span(spans, position, position) end
    end
  end
end

local function phrase_spans(phrase, instance, spans)
  local first = {}
  term_spans(phrase.children[1], instance, first)
  for _, start in ipairs(first) do
    local fits = true
    for i, term in ipairs(phrase.children) do
      local word = instance.at[start[1] + i - 1]
      fits = fits and word ~= nil and (term.slot or is_word_of(term, word))
    end
    if fits then add_span(spans, start[1], start[1] + #phrase.children - 1) end
  end
end

-- The chosen spans are apart, and near enough to each other.
local function close_enough(near, chosen)
  local sorted = table.move(chosen, 1, #chosen, 1, {})
  table.sort(sorted, function(a, b) return a[1] < b[1] end)
  for i = 2, #sorted do
    local between = sorted[i][1] - sorted[i - 1][2] - 1
    if between < 0 or between > near.gap then return false end
  end
  if near.ordered then
    for i = 2, #chosen do
      if chosen[i][1] <= chosen[i - 1][2] then return false end
    end
  end
  return true
end

-- Tries every choice of one span for each operand.
local function choose(near, lists, chosen, spans)
  if #chosen == #lists then
    if not close_enough(near, chosen) then return end
    local first, last = chosen[1][1], chosen[1][2]
    for _, span in ipairs(chosen) do first, last = math.min(first, span[1]), math.max(last, span[2]) end
    return add_span(spans, first, last)
  end
  for _, span in ipairs(lists[#chosen + 1]) do
    if spans.one and #spans > 0 then return end
    chosen[#chosen + 1] = span
    choose(near, lists, chosen, spans)
    chosen[#chosen] = nil
  end
end

local function near_spans(near, instance, field, spans)
  local lists = {}
  for i, child in ipairs(near.children) do
    lists[i] = spans_of(child, instance, field)
    if #lists[i] == 0 then return end
  end
  choose(near, lists, {}, spans)
end

-- All places of a TERM, PHRASE, NEAR, or OR of them.
function spans_of(node, instance, field, spans)
  spans = spans or {}
  if node.kind == "near" then
    near_spans(node, instance, field, spans)
  elseif node.kind == "term" or node.kind == "phrase" then
    if not has(node.fields, field) then return spans end
    if node.kind == "term" then term_spans(node, instance, spans) else phrase_spans(node, instance, spans) end
  else
    for _, child in ipairs(node.children or {}) do spans_of(child, instance, field, spans) end
  end
  return spans
end

-- The fields of the leaves below.
local function leaf_fields(node, fields)
  if node.kind == "term" or node.kind == "phrase" then
    for _, field in ipairs(node.fields) do fields[field] = true end
    return fields
  end
  for _, child in ipairs(node.children or {}) do leaf_fields(child, fields) end
  return fields
end

-- The most spans that are apart: again and again the one that ends first.
local function count_apart(spans)
  table.sort(spans, function(a, b) return a[2] < b[2] end)
  local count, last = 0, -1
  for _, span in ipairs(spans) do
    if span[1] > last then count, last = count + 1, span[2] end
  end
  return count
end

local function occurrences(node, document, enough)
  local count = 0
  for field in pairs(leaf_fields(node, {})) do
    for _, instance in ipairs(document.fields[field] or {}) do
      local spans = spans_of(node, instance, field, { one = enough == 1 })
      count = count + (enough == 1 and #spans or count_apart(spans))
      if count >= enough then return count end
    end
  end
  return count
end

local function words_match(node, document) return occurrences(node, document, 1) > 0 end

local function freq_match(node, document)
  return occurrences(node.children[1], document, node.least) >= node.least
end

-- Neighbouring sections of the wanted categories with no word between them are one text.
local function section_texts(node, record)
  local wanted, abstract, texts, last = {}, record.abstract or "", {}, nil
  for _, name in ipairs(node.sections) do wanted[name] = true end
  for _, part in ipairs(section.of(record)) do
    local is_wanted = wanted[part.category]
    for _, name in ipairs(part.also or {}) do is_wanted = is_wanted or wanted[name] end
    if is_wanted and last and #oracle.words(abstract:sub(last + 1, part.first - 1)) == 0 then
      texts[#texts] = texts[#texts] .. abstract:sub(last + 1, part.last)
      last = part.last
    elseif is_wanted then
      texts[#texts + 1], last = part.text, part.last
    end
  end
  return texts
end

local function section_match(node, document)
  local key = table.concat(node.sections, " ")
  local instances = document.sections[key]
  if not instances then
    instances = {}
    for i, text in ipairs(section_texts(node, document.record)) do instances[i] = instance_of("abstract", text) end
    document.sections[key] = instances
  end
  for _, instance in ipairs(instances) do
    if #spans_of(node.children[1], instance, "abstract", { one = true }) > 0 then return true end
  end
  return false
end

-- ---- NLM's hierarchies: broader = narrower, narrower, ... ----

local NARROWER = {
  qualifier = {
    ["analysis"] = "blood, cerebrospinal fluid, isolation purification, urine",
    ["anatomy histology"] = "blood supply, cytology, embryology, innervation",
    ["cytology"] = "ultrastructure",
    ["embryology"] = "abnormalities",
    ["chemistry"] = "agonists, analogs derivatives, antagonists inhibitors, chemical synthesis",
    ["complications"] = "secondary",
    ["diagnosis"] = "diagnostic imaging",
    ["diagnostic imaging"] = "radiography, radionuclide imaging, ultrasonography",
    ["epidemiology"] = "ethnology, mortality",
    ["etiology"] = "chemically induced, complications, congenital, embryology, genetics, immunology, microbiology, "
      .. "parasitology, transmission",
    ["microbiology"] = "virology",
    ["metabolism"] = "biosynthesis, blood, cerebrospinal fluid, deficiency, enzymology, pharmacokinetics, urine",
    ["organization administration"] = "economics, legislation jurisprudence, manpower, standards, "
      .. "statistics numerical data, supply distribution, trends, utilization",
    ["pharmacology"] = "administration dosage, adverse effects, agonists, antagonists inhibitors, contraindications, "
      .. "diagnostic use, pharmacokinetics",
    ["adverse effects"] = "poisoning, toxicity",
    ["physiology"] = "genetics, growth development, immunology, metabolism, physiopathology, secretion",
    ["statistics numerical data"] = "epidemiology, supply distribution, utilization",
    ["surgery"] = "transplantation",
    ["therapeutic use"] = "administration dosage, adverse effects, contraindications",
    ["therapy"] = "diet therapy, drug therapy, nursing, prevention control, radiotherapy, rehabilitation, surgery",
  },
  publication_types = {
    ["clinical study"] = "clinical trial, observational study",
    ["clinical trial"] = "adaptive clinical trial, clinical trial phase i, clinical trial phase ii, "
      .. "clinical trial phase iii, clinical trial phase iv, controlled clinical trial, equivalence trial, "
      .. "pragmatic clinical trial",
    ["controlled clinical trial"] = "randomized controlled trial",
    ["review"] = "systematic review, scoping review",
    ["guideline"] = "practice guideline",
    ["meta analysis"] = "network meta analysis",
    ["support of research"] = "research support u s government, research support non u s gov t",
    ["research support u s government"] = "research support american recovery and reinvestment act, "
      .. "research support n i h extramural, research support n i h intramural, research support u s gov t non p h s, "
      .. "research support u s gov t p h s",
  },
}

local function is_or_is_narrower(hierarchy, name, wanted)
  if name == wanted then return true end
  for narrower in ((NARROWER[hierarchy] or {})[wanted] or ""):gmatch("[^,]+") do
    if is_or_is_narrower(hierarchy, name, narrower:match("^ *(.-)$")) then return true end
  end
  return false
end

local function is_named(node, hierarchy, name)
  if node.truncated then return begins(name, node.key) end
  return name == node.key or (node.explode and is_or_is_narrower(hierarchy, name, node.key)) or false
end

-- ---- headings ----

-- 1 where the thesaurus says that the name is the wanted one or below it.
local function is_below(thesaurus, name, wanted)
  if name == wanted then return true end
  for _, narrower in ipairs(thesaurus[wanted] or {}) do
    if is_below(thesaurus, name, narrower) then return true end
  end
  return false
end

-- A heading that the thesaurus lacks is searched as it stands (explode = "ignore"); qualifiers bring their own.
local function is_heading(node, name, options)
  if node.truncated then return begins(name, node.key) end
  local wanted = (options.entries or {})[node.key] or node.key
  return name == wanted or (node.explode and is_below(options.thesaurus or {}, name, wanted)) or false
end

local function heading_match(node, document, options)
  for _, h in ipairs(document.headings) do
    if is_heading(node, h.name, options) then
      if not node.children and (not node.focus or h.any_major) then return true end
      for _, wanted in ipairs(node.children or {}) do
        for _, qualifier in ipairs(h.qualifiers) do
          if is_named(wanted, "qualifier", qualifier.name) and (not node.focus or qualifier.major) then return true end
        end
      end
    end
  end
  return false
end

local function qualifier_match(node, document)
  for _, h in ipairs(document.headings) do
    for _, qualifier in ipairs(h.qualifiers) do
      if is_named(node, "qualifier", qualifier.name) then return true end
    end
  end
  return false
end

-- ---- names ----

local SUFFIX = { jr = true, sr = true, ["2nd"] = true, ["3rd"] = true, ["4th"] = true, ["5th"] = true, ii = true,
  iii = true, iv = true }

-- What may follow initials: nothing, or a suffix.
local function is_end(rest) return rest == "" or (rest:sub(1, 1) == " " and SUFFIX[rest:sub(2)] or false) end

local function fits_short(node, name)
  if not begins(name, node.key) then return false end
  local rest = name:sub(#node.key + 1)
  if node.truncated or rest == "" then return true end
  if node.quoted then return false end
  if not node.key:find(" ") then -- a family name alone
    local initials, further = rest:match("^ ([^ ]*)(.*)$")
    return initials ~= nil and #initials <= 6 and is_end(further)
  end
  if rest:sub(1, 1) == " " then return true end
  local initials, further = rest:match("^([^ ]*)(.*)$")
  return #initials <= 3 and is_end(further)
end

local function fits_full(node, name, full_only)
  if not name or not begins(name, node.key) then return false end
  local rest = name:sub(#node.key + 1)
  if node.truncated or rest == "" then return true end
  if node.quoted then return false end
  if not full_only and not node.key:find(" ") then return false end
  return rest:sub(1, 1) == " "
end

local function name_match(node, document)
  local people = document.people.authors or {}
  local full_only = has(node.fields, "full_name")
  for i, author in ipairs(people) do
    local here = true
    if has(node.fields, "first_author") then here = i == 1 end
    if has(node.fields, "last_author") then here = i == #people and not document.values.authors_cut end
    if here then
      if not full_only and fits_short(node, author.short) then return true end
      if fits_full(node, author.full, full_only) then return true end
    end
  end
  return false
end

-- ---- dates ----

local function fill(date)
  if #date == 4 then return date .. "-01-01" end
  if #date == 7 then return date .. "-01" end
  return date
end

local function in_range(node, date) return fill(date) >= node.low and fill(date) <= node.high end

local function any_in_range(node, dates)
  for _, date in ipairs(dates or {}) do
    if in_range(node, date) then return true end
  end
  return false
end

local function publication_date(node, document)
  local print, electronic = document.values.date, document.values.date_electronic
  if not print and not electronic then return any_in_range(node, document.values.year) end
  if any_in_range(node, print) then return true end
  if not any_in_range(node, electronic) then return false end
  if not node.single then return true end
  for _, date in ipairs(print or {}) do -- later than print: not searchable by a single date
    if fill(date) < node.low then return false end
  end
  return true
end

local function range_match(node, document)
  if #node.fields == 2 then return publication_date(node, document) end
  return any_in_range(node, document.values[node.fields[1]])
end

-- ---- all ----

local match = {}

local function matches(node, document, options) return match[node.kind](node, document, options) end

-- UNSUPPORTED nodes, and groups of nothing else, are left out of what they stand in.
local function is_left_out(node)
  if node.kind == "unsupported" then return true end
  if node.kind ~= "or" and node.kind ~= "and" and node.kind ~= "scope" then return false end
  for _, child in ipairs(node.children) do
    if not is_left_out(child) then return false end
  end
  return true
end

match["or"] = function(node, document, options)
  for _, child in ipairs(node.children) do
    if not is_left_out(child) and matches(child, document, options) then return true end
  end
  return false
end

match["and"] = function(node, document, options)
  for _, child in ipairs(node.children) do
    if not is_left_out(child) and not matches(child, document, options) then return false end
  end
  return true
end

match["not"] = function(node, document, options)
  local kept, taken = node.children[1], node.children[2]
  return matches(kept, document, options) and (is_left_out(taken) or not matches(taken, document, options))
end

function match.scope(node, document, options) return matches(node.children[1], document, options) end

function match.value(node, document)
  for _, field in ipairs(node.fields) do
    for _, name in ipairs(document.names[field] or {}) do
      if is_named(node, field, name) then return true end
    end
  end
  return false
end

function match.filter(node, document) return node.key == "duplicates" or document.fields[node.key] ~= nil end

function match.ref(node, document, options) return has(options.lines[node.line], document.id) end

match.section = section_match
match.term, match.phrase, match.near, match.freq = words_match, words_match, words_match, freq_match
match.heading, match.qualifier, match.name, match.range = heading_match, qualifier_match, name_match, range_match

---@class oracle.options
---@field thesaurus? table<string, string[]>  folded name of a heading -> folded names of narrower ones
---@field entries? table<string, string>  folded synonym -> folded name of its heading, where the syntax maps them
---@field lines? integer[][]  the ids that each line of a strategy finds, for references

--- The ids of the documents that match, ascending as the documents are. UNSUPPORTED nodes are left out.
---@param tree table  query:tree()
---@param documents table[]  oracle.document(record) of each record
---@param options? oracle.options
---@return integer[]
function oracle.search(tree, documents, options)
  local ids = {}
  for _, document in ipairs(documents) do
    if matches(tree, document, options or {}) then ids[#ids + 1] = document.id end
  end
  return ids
end

return oracle
