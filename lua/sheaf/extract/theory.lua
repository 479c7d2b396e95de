--- The theory, model or framework that a study was led by.
--
-- Two ways: a name of the table below, and a name as the text writes it, where words say that it led the study
-- ("informed by the Pathways to Care Framework"). A theory that only grounded theory or a statistical model has in
-- its name is none.

local phrases = require "sheaf.extract.phrases"
local terms = require "sheaf.extract.terms"
local text = require "sheaf.extract.text"
local words = require "sheaf.extract.words"

local theory = {}

local SORT = "theory|theories|framework|model|approach|concept|lens|perspective"

theory.rows = {
  { value = "normalisation process theory", "normalisation|normalization process theory|model", "npt" },
  { value = "theoretical domains framework", "theoretical domains framework", "tdf" },
  { value = "COM-B", "com b", "capability opportunity ~1 motivation", "behaviour|behavior change wheel" },
  { value = "consolidated framework for implementation research", "consolidated framework for implementation research",
    "cfir" },
  { value = "RE-AIM", "re aim framework|model", "re aim" },
  { value = "PARIHS", "promoting action on research implementation", "parihs", "i parihs" },
  { value = "NASSS framework", "nasss" },
  { value = "MRC framework for complex interventions", "medical research council|mrc ~4 framework|guidance" },
  { value = "Levesque's access framework", "levesque* ~5 " .. SORT, "levesque* ~3 access" },
  { value = "Penchansky and Thomas' dimensions of access", "penchansky" },
  { value = "candidacy", "candidacy ~1 " .. SORT, "concept|notion|theory|construct of candidacy",
    "candidacy framework|theory|lens" },
  { value = "Andersen's behavioural model", "andersen* ~4 " .. SORT,
    "behavioral|behavioural model of health ~1 services",
    "anderson* ~1 behavioral|behavioural model" },
  { value = "health belief model", "health belief ~1 model" },
  { value = "theory of planned behaviour", "theory of planned behaviour|behavior",
    "planned behaviour|behavior theory" },
  { value = "theory of reasoned action", "theory of reasoned action", "reasoned action approach|theory" },
  { value = "social cognitive theory", "social cognitive ~1 theory", "social learning theory" },
  { value = "self-determination theory", "self determination theory" },
  { value = "self-efficacy theory", "self efficacy theory" },
  { value = "transtheoretical model", "transtheoretical model", "stages of change ~1 model|theory" },
  { value = "diffusion of innovations", "diffusion of ~2 innovation|innovations", "innovation diffusion theory",
    "rogers* ~2 theory|diffusion" },
  { value = "technology acceptance model", "technology acceptance model|theory", "tam model" },
  { value = "UTAUT", "unified theory of acceptance", "utaut" },
  { value = "socio-ecological model", "socio|social ecological ~1 " .. SORT, "socioecological ~1 " .. SORT,
    "ecological systems ~1 theory|model" },
  { value = "socio-technical systems theory", "socio technical ~2 " .. SORT, "sociotechnical ~2 " .. SORT },
  { value = "actor-network theory", "actor network ~1 theory" },
  { value = "activity theory", "activity theory" },
  { value = "institutional theory", "institutional theory", "neo institutional theory" },
  { value = "structuration theory", "structuration ~1 theory", "structuration" },
  { value = "complexity theory", "complexity theory", "complex adaptive systems ~1 theory|perspective|lens" },
  { value = "systems theory", "systems theory" },
  { value = "street-level bureaucracy", "street level bureaucra*" },
  { value = "burden of treatment theory", "burden of treatment theory" },
  { value = "critical realism", "critical realis*" },
  { value = "symbolic interactionism", "symbolic interaction*" },
  { value = "social constructionism", "social constructionis*", "social constructivis*",
    "constructionist|constructivist"
      .. " perspective|paradigm|epistemology" },
  { value = "phenomenology", "phenomenological perspective|lens" },
  { value = "feminist theory", "feminist theory|perspective|lens" },
  { value = "intersectionality", "intersectionality", "intersectional lens|approach|framework" },
  { value = "critical race theory", "critical race theory" },
  { value = "Bourdieu's theory of practice", "bourdieu*", "theory of practice" },
  { value = "Foucault", "foucault*" },
  { value = "social capital theory", "social capital theory" },
  { value = "social exchange theory", "social exchange theory" },
  { value = "social identity theory", "social identity theory" },
  { value = "capability approach", "capability|capabilities approach" },
  { value = "job demands-resources model", "job demands resources ~1 model|theory|framework",
    "demand control ~2 model" },
  { value = "attachment theory", "attachment theory" },
  { value = "cognitive load theory", "cognitive load theory" },
  { value = "communities of practice", "communities|community of practice theory|framework|lens|concept" },
  { value = "resource-based view", "resource based view|theory",
    "dynamic capabilities ~1 theory|view|framework|perspective" },
  { value = "transaction cost theory", "transaction cost|costs ~1 theory|economics" },
  { value = "transaction cost theory", needs = { "theory", "theories" }, "transaction cost|costs" },
  { value = "agency theory", "agency theory", "principal agent theory" },
  { value = "agency theory", needs = { "theories" }, "agency" },
  { value = "stakeholder theory", "stakeholder theory" },
  { value = "contingency theory", "contingency theory" },
  { value = "chronic care model", "chronic care model" },
  { value = "PRECEDE-PROCEED model", "precede proceed", "precede model" },
  { value = "Donabedian's model", "donabedian*" },
  { value = "Kirkpatrick's model", "kirkpatrick*" },
  { value = "common-sense model of illness", "common sense model", "self regulation|regulatory ~1 model|theory",
    "leventhal*" },
  { value = "biopsychosocial model", "biopsychosocial model|framework" },
  { value = "logic model", "logic model" },
  { value = "theory of change", "theory of change" },
}

local ORDER = { "methods", "design", "text", "aim", "title", "setting", "participants", "results", "background",
  "conclusions" }
local OTHERS = phrases.index { { value = "others", "needed|required|warranted",
  "future|further|previous|prior|earlier ~3 studies|research|study" } }
local OWN = phrases.index { { value = "own", "this|our|the|present study|paper|article|research|analysis", "we",
  "authors", "using|informed|guided|underpinned|drawing|applied|framed" } }

-- What says that the name that follows led the study; what is merely used is a theory only when it is called one.
local LED_BY = phrases.index {
  { value = "led by", strong = true, "informed|guided|underpinned|framed|shaped|inspired ~1 by",
    "drawing|draws|drew ~1 on|upon|from", "grounded in", "through the lens of", "theoretical framework of|was",
    "conceptual framework of|was", "mapped ~1 to|onto|against" },
  { value = "used", "using|used|applied|applying|employing|adopting", "according to", "based on|upon",
    "application of" },
}
local HEAD = words.set "theory framework model"
local NO_THEORY = words.set [[statistical regression mixed linear logistic hazards hazard effects markov simulation
  prediction predictive animal mouse rat risk random fixed multilevel hierarchical equation cox poisson analysis
  analytic analytical grounded sampling thematic coding matrix business data computer software process economic
  decision cost disease dose experimental new proposed same this our their conceptual theoretical general
  multivariate multivariable additive bayesian lattice growth class variance covariance item response game
  probability number set graph queueing queuing measurement structural scale test reference standard care service
  delivery a an the following similar novel two three one integrated research survival additive neural network
  learning estimation estimating parametric ancova anova time series compartment compartmental pharmacokinetic
  in vivo vitro cell cellular crossover factorial]]

---@param more? table[] a user's rows
function theory.index(more)
  return phrases.index(theory.rows, more)
end

local function usable(sentence, zone)
  if phrases.any(OTHERS, sentence) then return false end
  if zone.category == "background" or zone.category == "conclusions" or zone.category == "results" then
    return phrases.any(OWN, sentence)
  end
  return true
end

--- The capital name that ends in a theory, model or framework within reach of token i: its first and last token.
local function name_from(sentence, i, strong)
  local last
  for j = i, math.min(#sentence, i + 9) do
    local token = sentence[j]
    if token.kind ~= "w" and token.word ~= "-" and token.word ~= "'" then break end
    if HEAD[token.word] then last = j break end
  end
  if not last or not strong and sentence[last].word ~= "theory" then return end
  local from = last
  while from > i do
    local token = sentence[from - 1]
    local goes_on = token.cap or words.stops[token.word] and sentence[from - 2] and sentence[from - 2].cap
    if not goes_on then break end
    from = from - 1
  end
  while from < last and (words.stops[sentence[from].word] or sentence[from].word == "and") do from = from + 1 end
  if last - from < 1 then return end
  for j = from, last - 1 do
    if NO_THEORY[sentence[j].word] and last - from < 3 then return end
  end
  return from, last
end

--- A theory named as the text has it, behind words that say that it led the study.
local function written(document)
  local cell, evidence
  text.walk(document, { "methods", "design", "text", "aim", "results" }, function(sentence)
    for _, cue in ipairs(phrases.find(LED_BY, sentence)) do
      local from, last = name_from(sentence, cue.to + 1, cue.rule.row.strong)
      if from then
        evidence = text.evidence(document, sentence, from, last)
        cell = evidence.text:gsub("%s+", " ")
        return true
      end
    end
  end)
  return cell, evidence
end

--- Reads the theory or framework.
---@param document table
---@param index table
---@return table? { cell, evidence, rule }
function theory.read(document, index)
  local found = terms.read(document, index, ORDER, usable, 3)
  if found then return found end
  local cell, evidence = written(document)
  if cell then return { cell = cell, evidence = evidence, rule = "written" } end
end

return theory
