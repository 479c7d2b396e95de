--- How data were analysed.

local phrases = require "sheaf.extract.phrases"
local terms = require "sheaf.extract.terms"

local method = {}

local STEPS = {
  { value = "reflexive", before = true, "reflexive" },
  { value = "inductive", before = "and", "inductive*" },
  { value = "deductive", before = "and", "deductive*" },
  { value = "abductive", before = "and", "abductive*" },
}
local ANALYSIS = "analysis|analyses|analytic|analytical|approach|approaches|method|methods|coding"

method.rows = {
  { value = "thematic analysis", qualitative = true, modifiers = STEPS, "thematic ~2 " .. ANALYSIS, "thematically",
    "analysis|analyses was|were thematic",
    "thematically analysed|analyzed|coded", "analysed|analyzed ~4 themes",
    "analysed|analyzed ~2 thematically", "themes ~2 identified using|through|by", "theme analysis" },
  { value = "thematic content analysis", qualitative = true, modifiers = STEPS, covers = { "thematic analysis",
    "content analysis" }, "thematic content analysis" },
  { value = "thematic framework analysis", qualitative = true, covers = { "thematic analysis", "framework analysis",
    "framework method" }, "thematic framework analysis|approach|method", "thematic framework" },
  { value = "framework analysis", qualitative = true, modifiers = STEPS, covers = { "framework method" },
    "framework ~1 analysis|technique", "framework analytical approach", without = { "conceptual", "theoretical" } },
  { value = "framework method", qualitative = true, modifiers = STEPS, "framework ~1 method|approach",
    without = { "conceptual", "theoretical" } },
  { value = "thematic synthesis", qualitative = true, "thematic synthesis", "thematically synthesised|synthesized" },
  { value = "constant comparison", qualitative = true, "constant comparison|comparative", "constantly compared",
    "constant comparison|comparative method|technique|approach|analysis" },
  { value = "grounded theory", qualitative = true, modifiers = { { value = "constructivist", before = true,
    "constructivist" } }, "grounded theory", "grounded theory approach|analysis|method|techniques",
    "grounded approach|analysis" },
  { value = "qualitative content analysis", qualitative = true, modifiers = STEPS, covers = { "content analysis" },
    "qualitative content analysis" },
  { value = "content analysis", qualitative = true, modifiers = STEPS, "content analysis|analyses",
    "content ~1 analytic", "content analysed|analyzed" },
  { value = "interpretative phenomenological analysis", qualitative = true,
    covers = { "phenomenological analysis" }, "interpretative|interpretive phenomenological analysis" },
  { value = "phenomenological analysis", qualitative = true, "phenomenological ~1 analysis|method|approach",
    "giorgi*", "colaizzi*", "phenomenographic analysis" },
  { value = "discourse analysis", qualitative = true, "discourse|discursive ~1 analysis|approach",
    "critical discourse analysis" },
  { value = "conversation analysis", qualitative = true, "conversation analysis|analytic" },
  { value = "narrative analysis", qualitative = true, "narrative|narratives analysis", "narrative analytic" },
  { value = "narrative analysis", qualitative = true, needs = { "analysed", "analyzed", "analysis" },
    "narrative ~1 approach|method|methods" },
  { value = "narrative synthesis", "narrative ~1 synthesis", "synthesised|synthesized narratively",
    "narratively synthesised|synthesized" },
  { value = "template analysis", qualitative = true, "template analysis|approach" },
  { value = "matrix analysis", qualitative = true, "within a matrix",
    "matrix|matrices analysis|approach|method|display", "summarised|summarized ~3 matrix", "using ~2 matrix|matrices",
    without = { "covariance", "correlation" } },
  { value = "cross-case analysis", qualitative = true, "cross case ~1 analysis|comparison", "within case analysis" },
  { value = "interpretive analysis", qualitative = true, "interpretive|interpretative analysis|approach",
    "hermeneutic ~1 analysis|approach" },
  { value = "interpretive description", qualitative = true, "interpretive|interpretative description" },
  { value = "immersion-crystallisation", qualitative = true,
    "immersion crystalli*ation|crystallization|crystallisation" },
  { value = "systematic text condensation", qualitative = true, "systematic text condensation" },
  { value = "normalisation process theory", qualitative = true, "normalisation|normalization process theory|model" },
  { value = "realist analysis", qualitative = true, "realist analysis", "context mechanism outcome" },
  { value = "rapid qualitative analysis", qualitative = true, covers = { "descriptive qualitative analysis" },
    "rapid ~1 qualitative analysis|methods", "rapid analysis", "rapid thematic|framework analysis" },
  { value = "descriptive qualitative analysis", qualitative = true, "qualitative ~1 analysis",
    "analysed|analyzed qualitatively", "qualitatively analysed|analyzed",
    without = { "content" } },

  { value = "intention-to-treat analysis", "intention to treat", "intent to treat" },
  { value = "meta-analysis", modifiers = { { value = "random-effects", "random effects" }, { value = "fixed-effect",
    "fixed effect|effects" }, { value = "network", "network" } },
    "meta analysis", "meta analyses", "metaanalysis", "meta regression", without = { "previous", "recent" } },
  { value = "logistic regression", modifiers = { { value = "multilevel", "multilevel", "multi level" },
    { value = "multivariable", "multivaria*", "multiple" }, { value = "conditional", "conditional" } },
    covers = { "regression" }, "logistic ~2 regression|regressions|model|models", "logit model|models|regression" },
  { value = "discrete choice model", "mixed|multinomial|conditional ~1 logit", "latent class logit" },
  { value = "difference-in-differences", "difference in difference|differences" },
  { value = "linear regression", modifiers = { { value = "multiple", "multiple", "multivaria*" } },
    covers = { "regression" }, "linear regression|regressions" },
  { value = "Cox regression", covers = { "regression", "survival analysis" },
    "cox ~2 regression|model|models|hazard|hazards|proportional", "proportional hazard|hazards" },
  { value = "Poisson regression", covers = { "regression" }, "poisson ~1 regression|model|models",
    "negative binomial ~1 regression|model" },
  { value = "multilevel modelling", "multilevel ~1 model*|regression|analysis", "multi level model*",
    "hierarchical linear model*", "mixed effects|effect ~2 model|models|regression",
    "mixed model|models", "linear mixed ~1 model|models", "random effects regression" },
  { value = "generalised estimating equations", "generali*ed|generalised|generalized estimating equation|equations" },
  { value = "regression", "regression analysis|analyses|model|models|modelling|modeling",
    "multiple|multivariate|multivariable|stepwise regression" },
  { value = "Kaplan-Meier analysis", covers = { "survival analysis" }, "kaplan meier" },
  { value = "survival analysis", "survival analysis|analyses", "log rank" },
  { value = "analysis of covariance", "analysis|analyses of covariance", "ancova|ancovas" },
  { value = "analysis of variance", "analysis|analyses of variance", "anova|anovas|manova|manovas" },
  { value = "t test", "t test|tests", "student* t" },
  { value = "chi-squared test", "chi square|squared", "chi2", "chi 2", "fisher* exact" },
  { value = "Mann-Whitney test", "mann whitney" },
  { value = "Wilcoxon test", "wilcoxon" },
  { value = "Kruskal-Wallis test", "kruskal wallis" },
  { value = "correlation", "pearson|spearman* ~2 correlation|correlations|coefficient",
    "correlation analysis|analyses", "rank correlation" },
  { value = "factor analysis", "factor analysis|analyses", "principal component|components analysis" },
  { value = "structural equation modelling", "structural equation model*", "path analysis" },
  { value = "time series analysis", "time series analysis|regression|model*" },
  { value = "propensity score analysis", "propensity score*|matched|matching" },
  { value = "cost-effectiveness analysis", "cost effectiveness ~1 analysis|ratio|ratios", "cost utility analysis",
    "cost effectiveness was" },
  { value = "descriptive statistics", "descriptive statistics|statistical", "analysed|analyzed descriptively",
    "descriptive analysis|analyses" },
  { value = "cluster analysis", "cluster analysis", "latent class analysis" },
  { value = "ROC analysis", "receiver operating ~1 characteristic|curve", "roc ~1 curve|curves|analysis" },
}

local ORDER = { "methods", "design", "setting", "participants", "text", "results", "aim", "title", "background" }
local OTHERS = phrases.index { { value = "others", "needed|required|warranted",
  "future|further|previous|prior|earlier ~3 studies|research|study|analysis|analyses|trials" } }
local OWN = phrases.index { { value = "own", "this|our study|paper|article|research", "we",
  "the paper|study|authors" } }

local function usable(sentence, zone)
  if zone.category == "methods" or zone.category == "design" then return true end
  if zone.category == "background" then return phrases.any(OWN, sentence) end
  return not phrases.any(OTHERS, sentence)
end

---@param more? table[] a user's rows
function method.index(more)
  return phrases.index(method.rows, more)
end

--- Reads how data were analysed.
---@param document table
---@param index table
---@return table? { cell, evidence, qualitative }
function method.read(document, index)
  local entries = terms.distinct(terms.collect(document, index, ORDER, usable))
  if #entries == 0 then return end
  local found = {}
  found.cell, found.evidence = terms.cell(document, entries, 4)
  for _, entry in ipairs(entries) do
    found.qualitative = found.qualitative or entry.rule.row.qualitative
  end
  return found
end

return method
