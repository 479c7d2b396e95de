--- Splits an abstract into its sections, whatever way its headings were joined to the text.
--
-- Four ways are read: "Background: Text" (also "BACKGROUND. Text" and "Background - Text"), a heading on a
-- line of its own, "BackgroundText" as pages saved without their markup have it, and "Background Text".
-- The weaker the mark, the more headings have to agree before any of them counts, because "Results" and
-- "Setting" are also ordinary words.
--
-- `section.headings` is the list of known headings: a row names a category, then the headings, in lower
-- case and in the singular where the plural ends in s. Add rows with `section.add`.

local section = {}

section.headings = {
  { category = "background", "background", "introduction", "context", "rationale", "importance", "problem",
    "significance", "general background", "study background", "background context", "summary of background data",
    "summary background data", "contexte", "hintergrund", "antecedente", "introducción", "introducao",
    "introdução" },
  { category = "aim", "aim", "objective", "purpose", "goal", "hypothesis", "hypotheses", "research question",
    "object", "question", "aim of the study", "aim of study", "study aim", "study objective", "study purpose",
    "primary objective", "main objective", "purpose of the study", "purpose of review", "purpose of the review",
    "review question", "aim of the review", "objectif", "objetivo", "ziel", "fragestellung" },
  { category = "design", "design", "study design", "design of study", "design of the study", "research design",
    "trial design", "study type", "type of study", "design of the review" },
  { category = "setting", "setting", "study setting", "location", "study site", "setting of the study" },
  { category = "participants", "participant", "patient", "subject", "sample", "population", "study population",
    "patient population", "respondent", "informant", "study participant", "eligible participant" },
  { category = "methods", "patients and method", "subjects and method", "participants and method",
    "research design and method", "patient selection and method", "method", "methodology", "material", "procedure",
    "intervention", "analysis", "data analysis", "statistical analysis", "data collection", "approach",
    "design methodology approach", "outcome", "outcome measure", "main outcome", "main outcome measure",
    "main outcome and measure", "primary outcome", "primary outcome measure",
    "primary and secondary outcome measure", "secondary outcome", "secondary outcome measure", "measure",
    "main measure", "key measure", "measurement", "exposure", "main exposure", "comparator", "comparison",
    "data source", "data source and study selection", "search strategy", "search method", "selection criteria",
    "eligibility criteria", "inclusion criteria", "study selection", "data extraction",
    "data collection and analysis", "data extraction and synthesis", "study appraisal", "evidence acquisition",
    "evidence review", "study design and method", "randomisation", "randomization", "blinding", "follow-up",
    "review method", "method of study", "review methods", "methods of the study", "méthode", "método", "methodik" },
  { category = "results", "result", "finding", "main result", "main finding", "key result", "key finding",
    "principal finding", "evidence synthesis", "main results and the role of chance",
    "measurements and main results", "measurements and result", "data synthesis", "primary result", "résultat",
    "resultado", "ergebnisse" },
  { category = "conclusions", "conclusion", "discussion", "interpretation", "implication", "relevance",
    "limitation", "study limitation", "strengths and limitation", "strength and limitation", "concluding remark",
    "summary and conclusion", "author's conclusion", "authors' conclusion", "author’s conclusion",
    "authors’ conclusion", "reviewers' conclusion", "implications for practice", "implication for practice",
    "clinical implication", "clinical relevance", "practical implication", "practice implication",
    "research implication", "policy implication", "social implication", "relevance to clinical practice",
    "relevance to practice", "implications for nursing", "implications for research", "conclusion and relevance",
    "originality/value", "schlussfolgerung", "conclusión", "conclusões", "conclusiones" },
  { category = "other", "case", "case report", "case description", "case presentation", "trial registration",
    "trial registration number", "clinical trial registration", "study registration", "registration",
    "registration number", "systematic review registration", "prospero registration number", "review registration",
    "funding", "funding source", "source of funding", "primary funding source", "keyword", "key word", "ethics",
    "ethics and dissemination", "dissemination", "ethical approval", "level of evidence",
    "patient or public contribution", "patient and public involvement", "patient and public contribution",
    "public contribution", "no patient or public contribution", "how this fits in", "what is known",
    "what this study adds", "declaration of interest", "conflict of interest", "reporting method", "impact",
    "future work" },
}

-- The order in which an abstract tells things; headings that go against it are ordinary words.
local RANK = { background = 1, aim = 1, design = 2, setting = 2, participants = 2, methods = 2, results = 3,
  conclusions = 4 }

local JOINTS = { " and ", " & ", ", and ", ", ", "/", " / ", " or ", "&", ",", "; " }

-- Spaces and closing quotes of more than one byte.
local NBSP, THIN = "\u{A0}", "\u{2009}"
local CLOSERS = { ")", "]", '"', "'", "\u{201D}", "\u{2019}", "\u{BB}" }
local OPENERS = { "(", "[", '"', "'", "\u{201C}", "\u{2018}", "\u{AB}", "\u{2265}", "\u{2264}", "<", ">", "£" }
local DASHES = { "-", "\u{2013}", "\u{2014}", "|" }

local index -- first three bytes of a heading -> headings, longest first

local function build_index()
  index = {}
  local seen = {}
  local function put(name, category)
    if seen[name] then return end
    seen[name] = true
    local key = name:sub(1, 3)
    index[key] = index[key] or {}
    table.insert(index[key], { name = name, category = category })
  end
  for _, row in ipairs(section.headings) do
    for _, name in ipairs(row) do
      put(name, row.category)
      put(name .. "s", row.category)
    end
  end
  for _, list in pairs(index) do
    table.sort(list, function(a, b)
      if #a.name ~= #b.name then return #a.name > #b.name end
      return a.name < b.name
    end)
  end
end

--- Adds headings that `split` will know from now on.
---@param category string one of background aim design setting participants methods results conclusions other
---@param ... string headings, in any case
function section.add(category, ...)
  assert(category == "other" or RANK[category], "unknown section category: " .. tostring(category))
  local row = { category = category }
  for i, name in ipairs { ... } do row[i] = name:lower() end
  table.insert(section.headings, row)
  index = nil
end

local function starts_with_any(text, at, list)
  for _, s in ipairs(list) do
    if text:sub(at, at + #s - 1) == s then return s end
  end
end

local function skip_space(text, at)
  while true do
    local stop = select(2, text:find("^%s+", at))
    if stop then
      at = stop + 1
    else
      local wide = starts_with_any(text, at, { NBSP, THIN })
      if not wide then return at end
      at = at + #wide
    end
  end
end

--- Every way to read a heading at a place, longest first: { last =, category = }.
local function readings(lower, at, depth)
  local found = {}
  for _, heading in ipairs(index[lower:sub(at, at + 2)] or {}) do
    local last = at + #heading.name - 1
    if lower:sub(at, last) == heading.name then
      local joint = depth < 4 and starts_with_any(lower, last + 1, JOINTS)
      if joint then
        for _, longer in ipairs(readings(lower, last + 1 + #joint, depth + 1)) do
          table.insert(found, { last = longer.last, category = heading.category })
        end
      end
      table.insert(found, { last = last, category = heading.category })
    end
  end
  table.sort(found, function(a, b) return a.last > b.last end)
  return found
end

local function starts_sentence(text, at)
  return text:find("^[%u%d]", at) or text:find("^\xC3[\x80-\x9E]", at) or text:find("^%l%u", at)
    or text:find("^%l%-%l", at) or starts_with_any(text, at, OPENERS)
end

--- How the heading that ends at `last` is joined to what follows: the kind and where the text begins.
local function joined(text, first, last, on_new_line)
  local after = last + 1
  local stop = select(2, text:find("^%s*:%s*", after)) or select(2, text:find("^%s*\u{FF1A}%s*", after))
  if stop then return "colon", stop + 1 end
  if on_new_line and text:find("^[ \t]*\n%s*%S", after) then
    return "line", skip_space(text, after)
  end
  stop = select(2, text:find("^%.%s*\u{2014}%s*", after)) or select(2, text:find("^%.%s+", after))
  if stop and starts_sentence(text, stop + 1) then return "mark", stop + 1 end
  local gap = skip_space(text, after)
  local dash = starts_with_any(text, gap, DASHES)
  if dash and (gap > after or dash ~= "-") then
    local body = skip_space(text, gap + #dash)
    if starts_sentence(text, body) then return "mark", body end
  end
  if gap > after then
    if starts_sentence(text, gap) then return "space", gap end
    return
  end
  if text:find("^%u", last) and last > first then -- "AIMED" is no heading, "AIMSWe" is
    if text:find("^%u%l", after) or text:find("^%d", after) then return "touching", after end
    return
  end
  local opener = starts_with_any(text, after, OPENERS) or ""
  if text:find("^[%u%d]", after + #opener) then return "touching", after end
end

--- The candidate heading at a place, or nil.
local function candidate(text, lower, at, on_new_line)
  if not text:find("^[%u\xC3]", at) then return end
  for _, reading in ipairs(readings(lower, at, 1)) do
    local kind, body = joined(text, at, reading.last, on_new_line)
    if kind and body <= #text then
      return { first = at, last = reading.last, body = body, kind = kind, category = reading.category }
    end
  end
end

--- Where a sentence may begin: calls visit(place, place before its number such as "(2)", at a line's start).
local function each_sentence(text, visit)
  local function offer(from, on_new_line)
    local at = skip_space(text, from)
    local numbered = select(2, text:find("^%(%d%d?%)%s*", at)) or select(2, text:find("^%d%d?[.)]%s+", at))
    visit(numbered and numbered + 1 or at, at, on_new_line or text:sub(from, at):find("\n") ~= nil)
    return at
  end
  offer(1, true)
  local prefix = select(2, text:find("^%s*[Aa][Bb][Ss][Tt][Rr][Aa][Cc][Tt][%s:.]*"))
    or select(2, text:find("^%s*[Ss][Uu][Mm][Mm][Aa][Rr][Yy][%s:.]*"))
  if prefix then offer(prefix + 1, text:sub(1, prefix):find("\n") ~= nil) end
  local at = text:find("[.?!;\n]")
  while at do
    local from = at + 1
    local closer = starts_with_any(text, from, CLOSERS)
    while closer do
      from = from + #closer
      closer = starts_with_any(text, from, CLOSERS)
    end
    at = text:find("[.?!;\n]", offer(from, text:sub(at, at) == "\n"))
  end
end

local LONGEST = 80 -- bytes of a heading

--- Calls visit(first, body) for every run of capitals before a colon.
local function each_capitals(text, visit)
  for colon, body in text:gmatch("():%s*()") do
    local start = math.max(1, colon - LONGEST)
    local first = (" " .. text:sub(start, colon - 1)):match("%s()%u%u%u[%u ,&/%-]*$")
    if first then visit(start + first - 2, body, text:sub(start + first - 2, colon - 1)) end
  end
end

--- All candidates in order of place, at most one for each place.
local function candidates(text)
  local lower, list, taken = text:lower(), {}, {}
  local function take(found, from)
    if found and not taken[found.first] then
      taken[found.first] = true
      found.from = from
      table.insert(list, found)
    end
  end
  each_sentence(text, function(at, from, on_new_line)
    take(candidate(text, lower, at, on_new_line), from)
  end)
  -- a full stop is often missing before a heading in capitals
  each_capitals(text, function(at)
    local found = candidate(text, lower, at, false)
    if found and found.kind == "colon" then take(found, at) end
  end)
  table.sort(list, function(a, b) return a.first < b.first end)
  return list
end

--- Headings in capitals that no table knows ("SAMPLE FRAME:"), which count beside known ones.
local function add_unknown_capitals(text, kept)
  local known = 0
  for _, heading in ipairs(kept) do
    if heading.kind == "colon" and not text:sub(heading.first, heading.last):find("%l") then known = known + 1 end
  end
  if known < 2 then return end
  local inside = {}
  for _, heading in ipairs(kept) do
    for at = heading.first, heading.last do inside[at] = true end
  end
  each_capitals(text, function(first, body, label)
    local before = text:sub(math.max(1, first - 8), first - 1)
    if #label >= 5 and not inside[first] and body <= #text and (first == 1 or before:find("[.?!;)]%s*$")) then
      table.insert(kept, { first = first, from = first, last = first + #label - 1, body = body, kind = "colon",
        category = section.category(label) })
    end
  end)
end

--- The longest run of headings whose order an abstract could have.
local function plausible(list)
  local best, back, top = {}, {}, nil
  for i, heading in ipairs(list) do
    best[i] = RANK[heading.category] and 1 or 0
    for j = 1, i - 1 do
      local before, here = list[j].rank, RANK[heading.category] or list[j].rank
      if before <= here and best[j] + (RANK[heading.category] and 1 or 0) > best[i] then
        best[i], back[i] = best[j] + (RANK[heading.category] and 1 or 0), j
      end
    end
    heading.rank = RANK[heading.category] or (back[i] and list[back[i]].rank) or 0
    if not top or best[i] >= best[top] then top = i end
  end
  local run, length = {}, top and best[top] or 0
  while top do
    table.insert(run, 1, list[top])
    top = back[top]
  end
  return run, length
end

--- Which candidates are headings: strong marks count alone, weak ones only in company.
local function accept(text, list)
  local kept, weak, core, plain = {}, 0, 0, {}
  for _, heading in ipairs(list) do
    if heading.kind == "touching" or heading.kind == "mark" then weak = weak + 1 end
  end
  for _, heading in ipairs(list) do
    local strong = heading.kind == "colon" or heading.kind == "line"
    if strong or (heading.kind ~= "space" and weak >= 2) then
      table.insert(kept, heading)
      table.insert(plain, heading)
      if RANK[heading.category] then core = core + 1 end
    elseif heading.kind == "space" then
      table.insert(plain, heading)
    end
  end
  if core < 2 and #plain <= 100 then
    local run, length = plausible(plain)
    if length >= 3 then return run end
  end
  add_unknown_capitals(text, kept)
  table.sort(kept, function(a, b) return a.first < b.first end)
  return kept
end

local function trimmed(text, first, last)
  first = skip_space(text, first)
  while last >= first do
    if text:find("^%s", last) then
      last = last - 1
    elseif text:sub(last - 1, last) == NBSP then
      last = last - 2
    else
      break
    end
  end
  return first, last
end

local function part(text, label, category, first, last)
  local from, to = trimmed(text, first, last)
  if from > to + 1 then from, to = first, first - 1 end
  return { label = label, category = category, text = text:sub(from, to), first = from, last = to }
end

--- The category of a heading, "other" for one that is not known.
---@param label string
---@return string
function section.category(label)
  if not index then build_index() end
  if #label > LONGEST then return "other" end
  local lower = label:lower():gsub("^[%s%d.)(]+", ""):gsub("[%s:.]+$", "")
  for _, reading in ipairs(readings(lower, 1, 1)) do
    if reading.last == #lower then return reading.category end
  end
  for word in lower:reverse():gmatch("%a+") do -- "measurements and main results" tells results
    local name = word:reverse()
    for _, reading in ipairs(readings(name, 1, 1)) do
      if reading.last == #name and reading.category ~= "other" then return reading.category end
    end
  end
  return "other"
end

--- Splits an abstract into sections.
-- `first` and `last` are the 1-based, inclusive byte places of `text` in the abstract. Text without headings
-- is one section without a label; so is text before the first heading.
---@param text string the abstract, UTF-8
---@return table list of { label = string|nil, category = string, text = string, first = integer, last = integer }
function section.split(text)
  if not index then build_index() end
  local headings = accept(text, candidates(text))
  local parts = {}
  local lead_end = headings[1] and headings[1].from - 1 or #text
  local lead = part(text, nil, "other", 1, lead_end)
  local name = lead.text:sub(1, LONGEST):lower():gsub("[%s:.]+$", "")
  if not (headings[1] and (name == "abstract" or name == "summary")) and lead.text ~= "" then
    table.insert(parts, lead)
  end
  for i, heading in ipairs(headings) do
    local next_one = headings[i + 1]
    local label = text:sub(heading.first, heading.last):gsub("%s+", " ")
    table.insert(parts, part(text, label, heading.category, heading.body, next_one and next_one.from - 1 or #text))
  end
  return parts
end

return section
