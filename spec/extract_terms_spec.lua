-- Phrase tables, and the design, collection and analysis that they read.

local collection = require "sheaf.extract.collection"
local design = require "sheaf.extract.design"
local method = require "sheaf.extract.method"
local phrases = require "sheaf.extract.phrases"
local text = require "sheaf.extract.text"

local designs, collections, methods = design.index(), collection.index(), method.index()

local function read_collection(abstract, title)
  local found = collection.read(text.document { abstract = abstract, title = title }, collections)
  return found and found.cell
end

local function read_method(abstract)
  local found = method.read(text.document { abstract = abstract }, methods)
  return found and found.cell
end

local function read_design(abstract, title)
  local document = text.document { abstract = abstract, title = title }
  local context = { collection = collection.read(document, collections), analysis = method.read(document, methods) }
  return (design.read(document, designs, context))
end

local function values(rows, raw)
  local list = {}
  for _, sentence in ipairs(text.sentences(raw, 0)) do
    for _, found in ipairs(phrases.find(phrases.index(rows), sentence)) do list[#list + 1] = found.rule.row.value end
  end
  return list
end

describe("phrases", function()
  it("matches words, endings, alternatives and gaps", function()
    local rows = { { value = "a", "red|blue hen*" }, { value = "b", "cat ~2 mat" } }
    assert.same({ "a", "a", "b" }, values(rows, "Red hens, a blue henhouse; cat on the mat."))
    assert.same({}, values(rows, "Green hens; cat on the old soft mat; cat, mat."))
  end)

  it("reads hyphens as spaces and any case", function()
    assert.same({ "x", "x" }, values({ { value = "x", "semi-structured" } }, "SEMI-STRUCTURED or semi structured"))
  end)

  it("takes the longest, and what stands in its gap", function()
    local rows = { { value = "short", "content analysis" }, { value = "long", "thematic content analysis" } }
    assert.same({ "long" }, values(rows, "thematic content analysis"))
    rows = { { value = "wide", "thematic ~2 analysis" }, { value = "short", "content analysis" } }
    assert.same({ "wide", "short" }, values(rows, "thematic and content analysis"))
  end)

  it("heeds words that must or must not be near", function()
    local rows = { { value = "x", "documents", needs = { "interviews" }, without = { "policy" } } }
    assert.same({ "x" }, values(rows, "Interviews and documents."))
    assert.same({}, values(rows, "Documents."))
    assert.same({}, values(rows, "Interviews and policy documents."))
  end)

  it("refuses an empty phrase", function()
    assert.has_error(function() phrases.index { { value = "x", "" } } end)
  end)
end)

-- design, abstract, title
local DESIGNS = {
  { "qualitative study", "A qualitative study of carers." },
  { "qualitative interview study", "Design: Qualitative interview study." },
  { "qualitative interview study", "We used semi-structured interviews and thematic analysis." },
  { "focus group study", "We met.", "Night visits: a focus group study" },
  { "cluster randomised controlled trial", "Design: Cluster randomised controlled trial." },
  { "randomised controlled trial (crossover, double-blind, placebo-controlled)",
    "In a randomised, double-blind, placebo-controlled crossover trial, tea was compared with coffee." },
  { "randomised controlled trial", "Patients were randomly assigned to walking or rest." },
  { "prospective cohort study", "Design: Prospective cohort study." },
  { "case-control study", "A case-control study was done." },
  { "cross-sectional survey", "A cross-sectional postal survey." },
  { "systematic review and meta-analysis",
    "Sleep: none.", "Naps: a systematic review and meta-analysis of randomised trials" },
  { "mixed methods study", "Methods: A mixed-methods study with a survey and qualitative interviews." },
  { "qualitative process evaluation",
    "Background: This paper is a qualitative process evaluation of the scheme. Methods: None. Results: None." },
  { "ethnographic study; case study", "Design: Ethnographic case studies." },
  { "longitudinal qualitative study", "Methods: A longitudinal qualitative interview study." },
  { "qualitative secondary analysis", "Methods: Qualitative secondary analysis of forty interviews." },
  { "mystery shopper study", "Methods: A mystery shopper study by telephone." },
  { false, "Randomised controlled trials are needed in future." },
  { false, "Background: Many cohort studies have shown this. Aim: To think." },
}

local COLLECTIONS = {
  { "semi-structured telephone interviews", "Semi-structured telephone interviews were held." },
  { "semi-structured face-to-face and telephone interviews",
    "Semistructured face-to-face or telephone interviews were held." },
  { "in-depth video interviews", "In-depth interviews were conducted using video-conferencing." },
  { "focus groups; telephone interviews", "Focus groups and telephone interviews were held." },
  { "non-participant observation; documents", "Non-participant observation and document analysis." },
  { "postal questionnaires", "A postal questionnaire was sent." },
  { "online survey", "Methods: An online survey was done." },
  { "medical records", "Methods: The medical records of patients were read." },
  { "literature search", "Methods: We searched MEDLINE." },
  { "interviews",
    "Methods: Users of an online booking system and of telephone advice took part in a single interview." },
  { "individual interviews", "Methods: One-to-one interviews were held." },
  { "think-aloud; interviews", "Methods: Think-aloud sessions were followed by brief interviews." },
  { "nominal groups", "Methods: The nominal group technique was used." },
  { "recorded consultations", "Methods: 98 consultations were video-recorded." },
  { "diaries", "Methods: Patients kept diaries." },
  { "online questionnaires; interviews", "Habits were learnt by online questionnaire and by interview." },
  { "structured interviews", "Quality of sleep was learnt in a standardised interview." },
  { "interviews; medical records", "Methods: Interview and medical record data were joined." },
  { "medical records", "Each patient's medical record was reviewed twice." },
  { "routine data", "All cases reported to the national pharmacovigilance centres were read." },
  { "documents; interviews", "We performed an analysis of the content of guidelines and held interviews." },
  { "routine data", "Data were abstracted from birth databases in 11 states." },
  { "medical records", "Use of services was learnt from hospital and general-practice records." },
  { false, "Tools include shared medical records and flow charts." },
  { false, "There is a need for a new measure that is based on in-depth interviews." },
  { false, "Trends come from traditional sources, such as questionnaires or interviews." },
  { false, "We counted papers on investigative interviews." },
  { false, "A clinical interview and rating scales are helpful." },
  { "in-depth interviews", "In-depth interviews of nurses indicated that this could be attributed to haste." },
  { false, "Background: Interviews are common. Aim: To rest. Methods: We rested." },
}

local METHODS = {
  { "thematic analysis", "Methods: Analysis was thematic." },
  { "narrative analysis", "Methods: Data were analysed with a narrative approach." },
  { "rapid qualitative analysis", "Methods: Notes were analysed using rapid qualitative analysis." },
  { "interpretive description", "Methods: Interpretive description was used." },
  { "thematic analysis", "Data were analysed thematically." },
  { "inductive and deductive thematic analysis",
    "Data were analysed inductively and deductively using thematic analysis." },
  { "reflexive thematic analysis", "Reflexive thematic analysis was used." },
  { "framework method", "The framework method was used." },
  { "framework analysis", "Data were analysed using framework analysis." },
  { "thematic framework analysis", "Thematic framework analysis was used." },
  { "thematic content analysis", "Thematic content analysis was used." },
  { "constant comparison", "Analysis was based on the constant comparison method." },
  { "grounded theory", "Analysis used a grounded theory approach." },
  { "interpretative phenomenological analysis", "Interpretative phenomenological analysis was used." },
  { "intention-to-treat analysis", "Analysis was by intention to treat." },
  { "logistic regression (multivariable)", "Multivariable logistic regression was used." },
  { "Cox regression", "Cox proportional hazards models were fitted." },
  { "negative binomial regression", "Time was modelled by negative binomial regression." },
  { "analysis of variance", "Analysis of variance (ANOVA) was used." },
  { "analysis of variance", "Groups were compared by repeated-measures analysis of variance." },
  { "repeated measures analysis", "A repeated measures analysis compared the visits." },
  { "Mann-Whitney test", "Scores were compared with the Mann-Whitney U test." },
  { "sign test; permutation test", "We used the sign test and a permutation test." },
  { "Markov chain Monte Carlo", "Parameters were estimated by Markov chain Monte Carlo." },
  { "Markov model; Monte Carlo simulation", "A Markov model was run as a Monte Carlo simulation." },
  { "fixed-effects regression", "Fixed-effect panel regressions were estimated." },
  { "meta-regression", "Using meta-regression, we looked at dose." },
  { "spectral analysis; autocorrelation", "Pulses were studied by spectral and autocorrelation methods." },
  { "competing risks analysis", "Deaths were handled by a competing risks model." },
  { "number needed to treat", "The trials' data were used to calculate the number needed to treat." },
  { "cost-effectiveness analysis", "Objective: To determine the cost-effectiveness of night nursing." },
  { "meta-ethnography", "Findings were brought together by meta-ethnography." },
  { "thematic analysis", "Open coding was followed by thematic analysis." },
  { "meta-analysis (random-effects)", "Odds ratios were pooled using a random-effects model." },
  { false, "Answers to open-ended questions await coding." },
  { "inductive analysis", "A general inductive approach was taken." },
  { "mixed model", "Slopes were fitted in a mixed model." },
  { false, "Patients belonged to a mixed-model staff health plan." },
  { false, "The drug led to regression of the tumour." },
  { false, "The mass spectral analysis of the tablets is given." },
  { false, "The number needed to treat was 12." },
  { false, "The frailty model counts deficits of older people." },
  { false, "The conceptual framework approach guided us." },
  -- two kinds that share a word
  { "thematic analysis; content analysis", "Notes were read by content and thematic analysis." },
  { "co-citation analysis; co-occurrence analysis", "Co-occurrence and co-citation analyses were run." },
  { "qualitative analysis", "We combined qualitative and quantitative analyses." },
  -- names that no table knows
  { "two pages method", "Methods: Transcripts were analysed using the two pages method." },
  { "Smith ladder technique", "Methods: Notes were coded with the Smith ladder technique." },
  { false, "Methods: Data were analysed using standard software." },
  { false, "Methods: Data were analysed using the same method." },
  { "thematic analysis", "Methods: Notes were analysed with the ladder method and by thematic analysis." },
  { "regression", "Left ventricular mass was related to age by multiple regression analyses." },
  { "Cochran-Mantel-Haenszel test; number needed to treat",
    "Data were pooled by Mantel-Haenzel odds ratios; the number needed to treat (NNT) was calculated." },
  { "thematic analysis", "Methods: Notes were read as Braun and Clarke describe." },
  -- what was not done
  { false, "No meta-analyses were planned." },
  { false, "A meta-analysis was not possible." },
  { false, "Pupils read thematically related books." },
  { "moderation analysis", "A moderator analysis was run." },
  { "meta-regression", "A random-effects metaregression estimated the change." },
  { "econometric analysis", "We use an econometric identification method." },
  { "sentiment analysis", "Posts were read by sentiment analysis." },
  { "mixed model", "In the mixed-effects, repeated-measures analysis, the change was small." },
  { "qualitative synthesis", "We made a metasynthesis of the studies." },
}

local function each(cases, read)
  for i, case in ipairs(cases) do
    it(("case %d: %s"):format(i, case[3] or case[2]), function()
      assert.equal(case[1], read(case[2], case[3]) or false)
    end)
  end
end

describe("design", function() each(DESIGNS, read_design) end)
describe("collection", function() each(COLLECTIONS, read_collection) end)
describe("analysis method", function() each(METHODS, read_method) end)
