--- The sections of an abstract: those that its headings mark, and those that its sentences tell.
--
-- Headings are found whatever way they were joined to the text: "Background: Text" (also "BACKGROUND. Text" and
-- "Background - Text"), on a line of their own, behind bullets and numbers, "BACKGROUND Text", "BackgroundText" as
-- pages saved without their markup have it, and "Background Text". The weaker the mark, the more headings have to
-- agree before any of them counts, because "Results" and "Setting" are also ordinary words.
--
-- A text without headings is told by its sentences: words and places speak for and against each category (the table
-- sheaf.section.cues), and so does the order in which abstracts tell things; the best labelling of all sentences
-- together wins (a linear-chain conditional random field, Lafferty et al 2001; for abstracts Hirohata et al 2008). It
-- is a guess, marked as inferred and with its probability.
--
-- `section.headings` is the list of known headings: a row names a category, then the headings, in lower case and in the
-- singular where the plural ends in s. Add to them with `section.add`, and to the cues with `section.cue`.

local core = require "sheaf.core"
local learnt = require "sheaf.section.cues"

local section = {}

section.headings = {
  { category = "background", "background", "introduction", "context", "rationale", "importance", "problem",
    "significance", "general background", "study background", "background context", "summary of background data",
    "summary background data", "what is known and objective",
    "contexte", "hintergrund", "antecedente", "introducción", "introducao", "introdução" },
  { category = "aim", "aim", "objective", "purpose", "goal", "hypothesis", "hypotheses", "research question",
    "object", "question", "aim of the study", "aim of study", "study aim", "study objective", "study purpose",
    "primary objective", "main objective", "purpose of the study", "purpose of review", "purpose of the review",
    "review question", "aim of the review", "aim(s)", "objective(s)", "objectif", "objetivo", "ziel", "fragestellung" },
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
    "review method", "method of study", "review methods", "methods of the study", "method(s)",
    "sources of data", "eligibility criteria for selecting studies", "study eligibility criteria",
    "main outcome measurement", "méthode", "método", "methodik" },
  { category = "results", "result", "finding", "main result", "main finding", "key result", "key finding",
    "principal finding", "evidence synthesis", "main results and the role of chance",
    "measurements and main results", "measurements and result", "data synthesis", "primary result", "result(s)",
    "résultat", "resultado", "ergebnisse" },
  { category = "conclusions", "conclusion", "discussion", "interpretation", "implication", "relevance",
    "limitation", "study limitation", "strengths and limitation", "strength and limitation", "concluding remark",
    "summary and conclusion", "author's conclusion", "authors' conclusion", "author’s conclusion",
    "authors’ conclusion", "reviewers' conclusion", "implications for practice", "implication for practice",
    "clinical implication", "clinical relevance", "practical implication", "practice implication",
    "research implication", "policy implication", "social implication", "relevance to clinical practice",
    "relevance to practice", "implications for nursing", "take home message", "implications for research",
    "conclusion and relevance", "conclusion(s)", "what is new and conclusion", "recommendation", "lessons learned",
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

section.categories = learnt.categories -- in the order of the weights

local SCALE = 0.1 -- weights are tenths of natural logarithms
local own = {}    -- cues of users: { feature, weight of each category ... }

-- What the abstracts that the cues were learnt from (trials, mostly) lack: notices at the end, the manner of other
-- fields, and the words of qualitative studies, whose results have no numbers to be known by.
section.manner = {
  { "all rights reserved", other = 60 }, { "rights reserved", other = 20 }, { "database record", other = 40 },
  { "^ copyright", other = 60 }, { "^ \u{A9}", other = 60 }, { "clinicaltrials gov", other = 30 },
  { "^ trial registration", other = 60 }, { "^ trial registered", other = 40 }, { "^ registration", other = 40 },
  { "^ prospero", other = 40 }, { "^ isrctn", other = 60 }, { "^ funding", other = 60 }, { "^ funded by", other = 60 },
  { "^ keywords", other = 60 }, { "^ published by", other = 60 }, { "this abstract", other = 20 },
  { "^ this paper", aim = 20 }, { "^ this article", aim = 20 }, { "^ in this paper", aim = 20 },
  { "^ in this article", aim = 20 }, { "^ here we", aim = 15 }, { "^ we therefore", aim = 20 },
  { "^ explore", aim = 20 }, { "set out to", aim = 15 }, { "^ the setting", setting = 60 },
  { "took place in", setting = 20 },
  { "qualitative study", design = 10 }, { "ethnographic study", design = 10 }, { "case study", design = 5 },
  { "we interviewed", methods = 25 }, { "were interviewed", methods = 15 }, { "semi structured", methods = 15 },
  { "semistructured", methods = 15 }, { "in depth interviews", methods = 15 }, { "telephone interviews", methods = 15 },
  { "focus groups", methods = 10 }, { "focus group", methods = 10 }, { "thematic analysis", methods = 15 },
  { "thematically", methods = 15 }, { "framework analysis", methods = 15 }, { "framework method", methods = 15 },
  { "content analysis", methods = 15 }, { "grounded theory", methods = 15 },
  { "constant comparison", methods = 15 }, { "purposive", methods = 10 }, { "purposively", methods = 15 },
  { "audio recorded", methods = 20 }, { "transcribed", methods = 20 }, { "was informed by", methods = 10 },
  { "themes", results = 12 }, { "subthemes", results = 12 }, { "emerged", results = 10 },
  { "interviewees", results = 10 }, { "felt", results = 8 }, { "perceived", results = 8 }, { "described", results = 6 },
  { "expressed", results = 8 }, { "valued", results = 8 }, { "viewed", results = 6 }, { "seen as", results = 8 },
  { "reported that", results = 6 }, { "participants reported", results = 6 }, { "also considered", results = 6 },
  { "barriers included", results = 10 }, { "facilitators", results = 5 }, { "concerns", results = 5 },
  { "some participants", results = 10 }, { "most participants", results = 10 }, { "some patients", results = 6 },
  { "opinions were", results = 10 }, { "views were", results = 8 }, { "we argue", conclusions = 15 },
}

--- Rows with their numbers from the place `from` on as natural logarithms.
local function scaled(rows, from)
  local list = {}
  for i, row in ipairs(rows) do
    local weights = table.move(row, 1, from - 1, 1, {})
    for k = from, #row do weights[k] = row[k] * SCALE end
    list[i] = weights
  end
  return list
end

--- A cue by names as a row by places.
local function row_of(words, weights)
  local row, known = { words:lower() }, {}
  for i, name in ipairs(section.categories) do
    row[i + 1], known[name] = weights[name] or 0, true
  end
  for name in pairs(weights) do
    if type(name) == "string" and not known[name] then return nil, "unknown section category: " .. name end
  end
  return row
end

--- Makes `headings`, the cues and the order of sections known to splitting, labelling and searching.
local function tell()
  local cues = {}
  for _, row in ipairs(section.manner) do cues[#cues + 1] = row_of(row[1], row) end
  table.move(own, 1, #own, #cues + 1, cues)
  table.move(learnt.cues, 1, #learnt.cues, #cues + 1, cues)
  core.section_book(section.headings, scaled(cues, 2), scaled(learnt.steps, 1))
end

--- Takes another table of learnt cues (sheaf.section.cues, as spec/bench/sections.lua writes it).
---@param cues table
function section.use(cues)
  learnt = cues
  tell()
end

--- Adds headings that are known from now on.
---@param category string one of background aim design setting participants methods results conclusions other
---@param ... string headings, in any case
function section.add(category, ...)
  local row = { category = category }
  for i, name in ipairs { ... } do row[i] = name:lower() end
  table.insert(section.headings, row)
  local ok, message = pcall(tell)
  if ok then return end
  table.remove(section.headings)
  error(message, 2)
end

--- Adds a cue: one to three words that follow each other in a sentence ("# focus groups": # is a number), with what
-- they add to each category's score. 10 makes a category e (2.7) times as likely; the learnt cues reach 25.
---@param words string in lower case; "^ we" where the sentence begins with it
---@param weights table<string, number> by category
function section.cue(words, weights)
  local row, message = row_of(words, weights)
  if not row then error(message, 2) end
  table.insert(own, row)
  tell()
end

--- The category of a heading as it was written ("Main outcome measures" -> "methods"); "other" where it is unknown.
---@param label string
---@return string
function section.category(label) return core.section_category(label) end

--- Splits an abstract into sections by its headings.
-- `first` and `last` are the 1-based, inclusive byte places of `text` in the abstract. Text without headings is one
-- section without a label; so is text before the first heading. `also` lists what a joint heading names besides.
---@param text string the abstract, UTF-8
---@return table list of { label = string|nil, category = string, also = string[]|nil, text = string, first = integer,
---  last = integer }
function section.split(text) return core.section_split(text) end

--- Splits a text without headings into sections by what its sentences say: neighbours of one category as one section.
-- `confidence` is the mean probability (0 to 1) of its sentences' category.
---@param text string UTF-8
---@return table list of { category = string, text = string, first = integer, last = integer, confidence = number,
---  inferred = true }
function section.infer(text) return core.section_infer(text) end

--- All sections of a record's abstract: as the source kept them apart, else by headings; what has no heading by its
-- sentences, marked `inferred`.
---@param record table a record of a library
---@return table list as of `split` and `infer`
function section.of(record) return core.section_record(record) end

tell()

return section
