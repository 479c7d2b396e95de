--- Study design, as the record names it.

local phrases = require "sheaf.extract.phrases"
local terms = require "sheaf.extract.terms"

local design = {}

local TRIAL = "trial|study|design|comparison|evaluation|experiment"
local STUDY = "study|studies|design|designs|approach|approaches|method|methods|methodology|research|inquiry|enquiry"

local TRIAL_DETAILS = {
  { value = "cluster", before = true, "cluster randomi*", "cluster controlled", "randomi* ~4 clusters",
    "cluster trial",
    "group randomi*", "practice randomi*", "stepped wedge" },
  { value = "pilot", before = true, "pilot", "feasibility" },
  { value = "stepped wedge", "stepped wedge" },
  { value = "crossover", "crossover", "cross over" },
  { value = "factorial", "factorial" },
  { value = "double-blind", "double blind*", "double masked" },
  { value = "single-blind", "single blind*", "single masked", "observer blind*", "assessor blind*",
    "investigator blind*" },
  { value = "open-label", "open label*", "unblinded" },
  { value = "placebo-controlled", "placebo controlled" },
  { value = "multicentre", "multicent*", "multi centre", "multi center" },
}

-- Qualitative designs that make the plain word redundant.
local PLAIN = { "qualitative study", "qualitative interview study" }

--- Rows are read top to bottom only when two phrases are equally long.
design.rows = {
  { value = "randomised controlled trial", modifiers = TRIAL_DETAILS,
    covers = { "controlled trial", "prospective study", "observational study", "case-control study",
      "comparative study",
      "survey", "pilot study", "feasibility study", "cohort study", "longitudinal study", "retrospective study",
        "case study",
      "experimental study" },
    "randomized|randomised ~6 " .. TRIAL, "randomised|randomized clinical|controlled|controled",
    "randomly|random assigned|allocated|divided|allocation|assignment|received|distributed",
    "assigned|allocated|divided|distributed ~2 randomly", "assigned|allocated ~1 at random",
      "randomised|randomized to|into|in|between|either",
    "was|were ~1 randomised|randomized", "random|randomised|randomized allocation|assignment|order", "rct",
    "randomised|randomized|randomly ~2 crossover", "randomization|randomisation", "received ~4 in ~1 random ~1 order",
    "in a randomised|randomized", "assigned|allocated ~3 in ~1 randomised|randomized" },
  { value = "controlled trial", modifiers = TRIAL_DETAILS, covers = { "prospective study", "observational study",
    "comparative study" },
    "controlled clinical trial", "controlled trial", "clinical trial", "open label ~2 trial|study", "open trial",
    "placebo controlled", "double blind ~3 trial|study", "phase i|ii|iii|iv ~2 trial|study",
    "non randomised|randomized ~3 " .. TRIAL, "nonrandomised|nonrandomized ~3 " .. TRIAL, "crossover ~1 " .. TRIAL,
      "cross over ~1 " .. TRIAL },
  { value = "quasi-experimental study", covers = { "observational study", "experimental study" },
    "quasi experimental", "natural experiment", "quasi experiment" },
  { value = "interrupted time series", "interrupted time series" },
  { value = "before-and-after study", "before and after|before study|design|trial|evaluation|comparison",
    "before after study|design|comparison",
    "before and after study|design|evaluation", "pre post ~2 " .. STUDY, "pretest posttest", "pre test post test" },

  { value = "systematic review and meta-analysis", covers = { "systematic review", "meta-analysis",
    "literature review",
      "randomised controlled trial", "controlled trial", "cohort study", "observational study", "qualitative study",
        "prospective study" },
    "systematic review and|with ~1 meta analysis|analyses", "meta analysis of randomised|randomized" },
  { value = "scoping review", covers = { "literature review", "systematic review", "qualitative study" },
    "scoping review|study" },
  { value = "realist review", covers = { "literature review", "systematic review", "qualitative study" },
    "realist review|synthesis" },
  { value = "qualitative evidence synthesis", covers = { "literature review", "qualitative study" },
    "qualitative evidence synthesis", "meta ethnograph*",
    "qualitative meta synthesis", "qualitative synthesis", "qualitative systematic review", "thematic synthesis of",
      "qualitative metasynthesis" },
  { value = "umbrella review", covers = { "literature review", "systematic review" }, "umbrella review",
    "overview of systematic reviews", "review of reviews" },
  { value = "systematic review", covers = { "literature review", "randomised controlled trial", "controlled trial",
    "cohort study", "observational study",
      "qualitative study", "prospective study" },
    "systematic review|reviews", "systematic ~1 literature review|search", "systematically reviewed",
      "systematic mixed studies review" },
  { value = "meta-analysis", covers = { "randomised controlled trial", "controlled trial" }, "meta analysis",
    "metaanalysis", "meta analyses", "meta analytic" },
  { value = "literature review", "rapid ~1 review", "narrative review", "literature review",
    "integrative ~1 review", "review of the ~1 literature",
    "critical review", "a review of|and", "state of the art review" },

  { value = "cohort study", modifiers = { { value = "prospective", before = true, "prospective*" },
    { value = "retrospective", before = true, "retrospective*" },
      { value = "birth", before = true, "birth cohort" }, { value = "population-based", before = true,
        "population based" } },
    covers = { "observational study", "prospective study", "retrospective study", "longitudinal study" },
    "cohort study|studies|design|analysis",
      "prospective|retrospective|historical|inception|birth|matched ~2 cohort" },
  { value = "case-control study", covers = { "observational study", "retrospective study", "comparative study" },
    "case control study|design|studies|analysis", "nested case control",
    "case referent study" },
  { value = "cross-sectional survey", covers = { "cross-sectional study", "survey", "observational study" },
    "cross sectional ~2 survey|surveys", "cross sectional questionnaire" },
  { value = "cross-sectional study", covers = { "observational study" },
    "cross sectional ~2 study|design|analysis|data|observational", "cross sectional" },
  { value = "survey", "survey study", "questionnaire study|survey",
    "national|postal|mail|mailed|online|web|telephone|population survey|questionnaire",
    "survey of", "self administered|completed|report ~1 survey", "we surveyed", "were surveyed" },
  { value = "longitudinal study", covers = { "observational study" }, "longitudinal ~2 " .. STUDY, "panel study" },
  { value = "case series", covers = { "retrospective study" }, "case series", "series of ~3 cases|patients",
    "consecutive case series" },
  { value = "case report", "case report|reports", "a case of", "we report ~1 case" },
  { value = "diagnostic accuracy study", "diagnostic accuracy study", "diagnostic accuracy of",
    "diagnostic study|performance", "test accuracy study" },
  { value = "economic evaluation", "economic evaluation", "cost effectiveness analysis|study",
    "cost utility analysis|study", "cost benefit analysis|study",
    "cost minimi* analysis", "economic analysis" },
  { value = "modelling study", "modelling study", "modeling study", "decision analytic", "markov model",
    "simulation study|model", "decision analysis" },
  { value = "discrete choice experiment", covers = { "survey" }, "discrete choice experiment|study|survey",
    "conjoint analysis" },
  { value = "Delphi study", covers = { "survey" }, "delphi" },
  { value = "observational study", modifiers = { { value = "prospective", before = true, "prospective*" },
    { value = "retrospective", before = true, "retrospective*" } },
    covers = { "prospective study", "retrospective study" }, "observational ~1 " .. STUDY },
  { value = "retrospective study", "retrospective ~3 study|analysis|review|audit|evaluation",
    "retrospectively reviewed|analysed|analyzed|studied|evaluated",
    "chart review", "record|records review", "review of ~2 medical records" },
  { value = "prospective study", "prospective ~3 study|trial|evaluation|audit|design",
    "prospectively studied|evaluated|followed" },
  { value = "service evaluation", "service evaluation", "clinical audit" },
  { value = "quality improvement project", "quality improvement project|study|initiative", "plan do study act" },
  { value = "feasibility study", covers = { "pilot study" }, "feasibility ~1 study|trial" },
  { value = "pilot study", "pilot study|project|evaluation", "pilot ~1 study" },
  { value = "secondary analysis", "secondary ~2 analysis|analyses of", "secondary data analysis",
    "secondary statistical analysis" },
  { value = "qualitative secondary analysis", covers = { "secondary analysis", "qualitative study",
    "qualitative interview study" }, "qualitative secondary ~1 analysis", "secondary ~1 qualitative analysis",
    "secondary analysis ~3 qualitative" },
  { value = "mystery shopper study", "mystery|secret shopper|shopping|shoppers", "simulated patient|client ~1 study" },
  { value = "register-based study", covers = { "retrospective study" }, "register|registry based ~2 study",
    "database study", "registry study" },
  { value = "validation study", "validation study", "psychometric evaluation|study|properties",
    "instrument development" },
  { value = "experimental study", "laboratory experiment", "experimental ~1 study|design" },

  { value = "mixed methods study", covers = { "qualitative study", "qualitative interview study", "survey" },
    "mixed method|methods", "mixed methodology|methodologies",
    "multi method|methods", "multimethod|multimethods", "combined quantitative and qualitative",
      "quantitative and qualitative methods|data|study",
    "qualitative and quantitative methods|data|study" },
  { value = "qualitative process evaluation", covers = { "process evaluation", "qualitative study",
    "qualitative interview study" },
    "qualitative process evaluation", "qualitative ~4 process evaluation" },
  { value = "process evaluation", covers = PLAIN, "process evaluation", "process based evaluation" },
  { value = "realist evaluation", covers = PLAIN, "realist evaluation", "realist ~1 evaluation",
    "realist ~2 approach" },
  { value = "ethnographic study", covers = PLAIN, "ethnograph*", "autoethnograph*" },
  { value = "grounded theory study", covers = PLAIN, "grounded theory study|design|methodology" },
  { value = "phenomenological study", covers = PLAIN, "phenomenolog* study|approach|design|method|research|inquiry",
    "hermeneutic ~1 phenomenolog*",
    "phenomenographic study|approach|analysis" },
  { value = "participatory action research", covers = { "action research" }, "participatory action research" },
  { value = "action research", "action research" },
  { value = "co-design study", covers = PLAIN, "co design|production study|project|process", "codesign study" },
  { value = "vignette study", covers = PLAIN, "vignette study|survey|experiment", "vignette based ~2 study" },
  { value = "case study", covers = PLAIN, "case study|studies", "multiple case study",
    "case study design|approach|method|methodology" },
  { value = "focus group study", covers = { "qualitative study", "qualitative interview study" },
    "focus group study|studies", "qualitative focus group|groups study",
    "qualitative ~2 focus group study" },
  { value = "narrative study", covers = PLAIN, "narrative inquiry|enquiry|study|research" },
  { value = "longitudinal qualitative study", covers = { "qualitative study", "qualitative interview study",
    "longitudinal study" }, "longitudinal ~1 qualitative", "longitudinal qualitative ~2 study|design|approach",
    "qualitative longitudinal" },
  { value = "qualitative interview study", covers = { "qualitative study" },
    "qualitative ~3 interview study|studies", "interview study",
    "interview based ~1 study", "qualitative interview based" },
  { value = "qualitative study", "qualitative ~4 " .. STUDY,
    "qualitative exploration|evaluation|analysis|investigation|research",
    "qualitative|qualitatively ~1 interviews", "qualitative ~1 explor*", "qualitatively" },
}

local ORDER = { "title", "design", "methods", "setting", "participants", "text", "aim", "results", "background",
  "conclusions" }

-- What a sentence of a weak zone must say to be about this study, and what tells that it is about others.
local OWN = phrases.index { { value = "own",
  "this|our|the|present|current study|paper|article|trial|project|evaluation|research", "we", "authors",
  "this ~3 study|trial|review|evaluation|project" } }
local OTHERS = phrases.index { { value = "others", "needed|required|warranted|lacking",
  "future|further|previous|prior|earlier|recent|past|other|most|few|several|more|additional "
  .. "~4 trials|studies|research|work|reports|study|trial|evidence", "should be ~3 in", "studies have",
    "trials have", "literature",
  "meta analyses of", "has been ~3 shown", "have been ~3 shown" } }

local WEAK = { background = true, conclusions = true, results = true }

local function about_this_study(sentence, zone)
  if zone.category == "title" or zone.category == "design" then return true end
  if phrases.any(OTHERS, sentence) and zone.category ~= "methods" then return false end
  return not WEAK[zone.category] or zone.category == "results" or phrases.any(OWN, sentence)
end

--- Qualitative designs that are not named but plain from what was done.
local function implied(collection, analysis)
  if collection and analysis and collection.qualitative and analysis.qualitative then
    return collection.only_interviews and "qualitative interview study" or "qualitative study"
  end
end

---@param more? table[] a user's rows
function design.index(more)
  return phrases.index(design.rows, more)
end

--- Reads the design of a study.
---@param document table
---@param index table
---@param context { collection: table?, analysis: table? } what the other readers found
---@return string? cell, table? evidence, string? rule the zone, or "implied" by data and analysis
function design.read(document, index, context)
  local entries = terms.distinct(terms.collect(document, index, ORDER, about_this_study))
  local cell, evidence = terms.cell(document, entries, 3)
  if cell then return cell, evidence, ORDER[entries[1].rank] end
  local value = implied(context.collection, context.analysis)
  if value then return value, context.collection.evidence, "implied" end
end

return design
