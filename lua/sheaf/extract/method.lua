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
  -- What these name is not how this study was analysed.
  { value = "(other)", other = true, "meta analysis research group", "such as ~3 meta analysis|analyses",
    "one|published|earlier|existing|available ~2 meta analysis|analyses", "impossible to ~3 meta analysis",
    "precluded ~2 meta analysis", "meta analysis|analyses suggests|suggested|showed that",
    "not|nor|neither|no ~4 correlate|correlated|correlates|correlation|correlations",
    "video content analysis", "often|commonly|usually ~1 correlated",
    "scientometric|bibliometric ~2 studies|research|literature", "need|needs for ~3 analysis",
    "intention|intent to treat further|future|subsequent|their|attacks|with|more" },
  { value = "thematic analysis", qualitative = true, modifiers = STEPS, "thematic ~2 " .. ANALYSIS, "thematically",
    "analysis|analyses was|were thematic",
    "thematically analysed|analyzed|coded", "analysed|analyzed ~4 themes",
    "analysed|analyzed ~2 thematically", "themes ~2 identified using|through|by", "theme analysis" },
  { value = "thematic content analysis", qualitative = true, modifiers = STEPS, covers = { "thematic analysis",
    "content analysis" }, "thematic content analysis" },
  { value = "thematic framework analysis", qualitative = true, covers = { "thematic analysis", "framework analysis",
    "framework method" }, "thematic framework analysis|approach|method" },
  { value = "thematic framework analysis", qualitative = true, covers = { "thematic analysis", "framework analysis",
    "framework method" }, needs = { "analysed", "analyzed", "analysis", "coded" }, "thematic framework" },
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
  { value = "interpretive analysis", qualitative = true, "interpretive|interpretative ~1 analysis",
    "hermeneutic ~1 analysis" },
  { value = "interpretive description", qualitative = true, "interpretive|interpretative description" },
  { value = "immersion-crystallisation", qualitative = true,
    "immersion crystallization|crystallisation" },
  { value = "systematic text condensation", qualitative = true, "systematic text condensation" },
  { value = "realist analysis", qualitative = true, "realist analysis", "context mechanism outcome" },
  { value = "rapid qualitative analysis", qualitative = true, covers = { "qualitative analysis" },
    "rapid ~1 qualitative analysis|methods", "rapid analysis", "rapid thematic|framework analysis" },
  { value = "qualitative comparative analysis", qualitative = true, "qualitative comparative analysis", "fsqca",
    "fuzzy set qualitative" },
  { value = "critical incident technique", qualitative = true, "critical incident ~1 technique|method|analysis" },
  -- Not named further; any other qualitative method says more.
  { value = "qualitative analysis", qualitative = true, unnamed = true, "qualitative ~1 analysis|analyses",
    "analysed|analyzed qualitatively", "qualitatively analysed|analyzed",
    "analysing|analyzing|analyse|analyze|analysed|analyzed ~1 qualitative data|material",
    without = { "content", "slides", "specimens", "urine", "serum", "images", "biopsies", "chemical", "samples" } },

  { value = "intention-to-treat analysis", "intention|intent to treat|treatment", "intention treat" },
  { value = "network meta-analysis", covers = { "meta-analysis" }, "network meta analysis|analyses",
    "mixed treatment comparison|comparisons", "multiple treatments meta analysis" },
  { value = "meta-analysis", modifiers = { { value = "random-effects", "random effects" }, { value = "fixed-effect",
    "fixed effect|effects" } },
    "meta analysis", "meta analyses", "metaanalysis", "meta analytic|analytical", "meta analysed|analyzed",
    without = { "previous", "recent" } },
  { value = "meta-regression", "meta regression|regressions" },
  { value = "logistic regression", modifiers = { { value = "multilevel", "multilevel", "multi level" },
    { value = "multivariable", "multivaria*", "multiple" }, { value = "conditional", "conditional" } },
    covers = { "regression", "multivariable analysis" },
    "logistic ~2 regression|regressions|model|models|modelling|modeling", "logit model|models|regression",
    "multivaria* logistic ~1 regression|analysis|model|models" },
  { value = "discrete choice model", "mixed|multinomial|conditional ~1 logit", "latent class logit" },
  { value = "difference-in-differences", "difference in difference|differences", "differences in differences" },
  { value = "linear regression", modifiers = { { value = "multiple", "multiple", "multivaria*" } },
    covers = { "regression", "multivariable analysis" }, "linear regression|regressions",
    "linear ~2 regression|regressions" },
  { value = "Cox regression", covers = { "regression", "multivariable analysis" },
    "cox ~2 regression|model|models|hazard|hazards|proportional|analysis", "proportional hazard|hazards",
    "hazard|hazards ~1 regression|regressions|model|models" },
  { value = "Poisson regression", covers = { "regression" }, "poisson ~1 regression|model|models",
    "negative binomial ~1 regression|model" },
  { value = "probit regression", covers = { "regression" }, "probit ~1 regression|model|models|analysis" },
  { value = "mixed model", covers = { "regression" }, "multilevel ~1 model*|regression|analysis",
    "multi level model*", "hierarchical linear model*", "mixed effects|effect ~2 model|models|regression",
    "mixed model|models", "generalised|generalized linear mixed ~1 model|models", "linear mixed ~1 model|models",
    "random effects regression", "random coefficient ~1 model|models|regression" },
  { value = "generalised linear model", "generalised|generalized linear model|models" },
  { value = "generalised estimating equations", "generalised|generalized estimating equation|equations" },
  { value = "regression", covers = { "multivariable analysis" },
    "regression analysis|analyses|model|models|modelling|modeling|methods|techniques",
    "multiple|multivariate|multivariable|stepwise|hierarchical|quantile|panel|moderated ~1 regression|regressions",
    "regressions", "panel data analysis|analyses|model|models", "regressed on",
    "regression was|were|is|using|showed|identified|adjusting|adjusted|revealed|indicated",
    "polychotomous|polytomous|multinomial|ordinal|robust|tobit|lasso|ridge|nonlinear|binomial|log regression",
    modifiers = { { value = "instrumental variables", "instrumental variable|variables" } } },
  { value = "multivariable analysis", "multivaria* ~1 analysis|analyses|model|models|modelling|modeling|techniques",
    "multivaria* statistical analysis|analyses" },
  { value = "survival analysis", covers = { "log-rank test" }, "survivor|survival function|functions",
    "survival ~1 analysis|analyses|curve|curves|model|models", "kaplan meier",
    "actuarial ~5 survival|rate|rates|analysis|method|curves", "life table analysis|method|analyses|methods" },
  { value = "log-rank test", "log rank" , "logrank" },
  { value = "analysis of covariance", "analysis|analyses of covariance", "ancova|ancovas", "covariance analysis" },
  { value = "analysis of variance", "analysis|analyses ~2 of variance", "anova|anovas", "variance analysis" },
  { value = "multivariate analysis of variance", covers = { "analysis of variance" }, "manova|manovas",
    "multivariate analysis|analyses of variance" },
  { value = "t test", "t test|tests", "student* t", "ttest|ttests" },
  { value = "chi-squared test", "chi square|squared|squares", "chi2", "chi 2", "x2 test|tests|analysis",
    "χ2", "χ²" },
  { value = "chi-squared test", needs = { "test", "tests", "p" }, "chi" },
  { value = "Fisher's exact test", "fisher* exact" },
  { value = "McNemar test", "mcnemar*" },
  { value = "Cochran-Mantel-Haenszel test", "mantel haenszel" },
  { value = "Mann-Whitney test", "mann whitney", "wilcoxon rank sum" },
  { value = "Wilcoxon test", "wilcoxon" },
  { value = "Kruskal-Wallis test", "kruskal wallis" },
  { value = "Friedman test", "friedman* ~2 test|analysis|anova", "friedman" },
  { value = "Duncan test", "duncan* ~3 test" },
  { value = "Tukey test", "tukey*" },
  { value = "correlation", "pearson|spearman* ~2 correlation|correlations|coefficient|rank",
    "correlational|correlation|correlations analysis|analyses|coefficient|coefficients|matrix|was|were|between|with|of"
      .. "|among",
    "rank correlation", "significant|significantly|positive|positively|negative|negatively|inverse|inversely|strong"
      .. "|strongly|weak|good|highly|closely|well|close ~3 correlation|correlations|correlated",
    "correlated with|using|to", "correlations",
    without = { "may", "might", "could", "can", "intraclass", "no" } },
  { value = "exploratory factor analysis", covers = { "factor analysis" }, "exploratory ~3 factor analysis|analyses" },
  { value = "confirmatory factor analysis", covers = { "factor analysis" },
    "confirmatory ~1 factor analysis|analyses|models" },
  { value = "principal component analysis", "principal component|components ~1 analysis|analyses" },
  { value = "factor analysis", "principal component|components factor analysis|analyses", "factor analysis|analyses",
    "factor analytic", "factor analysed|analyzed",
    "principal axis ~1 factoring|factor", "factoring of" },
  { value = "discriminant analysis", "discriminant ~1 analysis|analyses" },
  { value = "structural equation modelling", "structural equation|equations ~1 model*", "partial least squares" },
  { value = "path analysis", "path analysis|analytic" },
  { value = "Rasch analysis", "rasch ~1 analysis|model*", "item response theory" },
  { value = "time series analysis", "time series analysis|regression|model*" },
  { value = "propensity score analysis", "propensity score*|matched|matching" },
  { value = "Bayesian analysis", "bayesian ~2 analysis|model*|inference|methods|approach|regression" },
  { value = "cost-effectiveness analysis", "cost effectiveness ~1 analysis|analyses|ratio|ratios|model",
    "cost effectiveness was" },
  { value = "cost-of-illness analysis", "cost of illness method|methodology|study|studies|analysis|approach|model" },
  { value = "cost-utility analysis", "cost utility ~1 analysis|analyses|ratio|ratios|model" },
  { value = "cost-benefit analysis", "cost benefit ~1 analysis|analyses|ratio|ratios" },
  { value = "cost-minimisation analysis", "cost minimisation|minimization analysis|analyses" },
  { value = "decision analysis", "decision analysis", "decision tree|trees|analytic|analytical" },
  { value = "Markov model", "markov ~1 model|models|process|chain" },
  { value = "simulation", "monte carlo", "simulation ~1 results|model|models|study|experiments|experiment|modelling"
      .. "|modeling|analysis", "simulations",
      "computer simulation", "agent based model*", "numerical simulation",
    without = { "training", "education", "learners", "students" } },
  { value = "simulation", needs = { "model", "models" }, "to simulate" },
  { value = "general linear model", "general linear model|models|modelling|modeling" },
  { value = "pooled analysis", "pooled analysis|analyses" },
  { value = "cost analysis", "cost analysis|analyses" },
  { value = "trend analysis", "trend analysis|analyses", "test for|of trend" },
  { value = "textual analysis", qualitative = true, "textual analysis", "hermeneutic reading" },
  { value = "intraclass correlation", "intraclass correlation|correlations" },
  { value = "Bland-Altman analysis", "bland altman", "bland and altman" },
  { value = "econometric analysis", "econometric analysis|analyses|model|models|estimation" },
  { value = "event study", "event study method|methodology|analysis|approach" },
  { value = "linkage analysis", "linkage analysis", "segregation analysis" },
  { value = "data envelopment analysis", "data envelopment" },
  { value = "descriptive statistics", "descriptive statistics|statistical", "analysed|analyzed descriptively",
    "descriptive ~1 analysis|analyses" },
  { value = "cluster analysis", "cluster|clustering analysis|analyses", "hierarchical clustering" },
  { value = "latent class analysis", "latent class|profile ~1 analysis|analyses" },
  { value = "conjoint analysis", "conjoint analysis" },
  { value = "social network analysis", "social network ~1 analysis|analyses", "network analysis|analytic" },
  { value = "bibliometric analysis", "bibliometric ~1 analysis|study|methods|mapping|review",
    "bibliometric|scientometric", "citation|co citation|cocitation analysis", "scientometric analysis" },
  { value = "text mining", "text mining|analytics", "topic modelling|modeling", "sentiment analysis",
    "latent dirichlet", "latent semantic analysis" },
  { value = "machine learning", "using|used|applied|applying|employed ~3 machine learning", "random forest|forests",
    "causal forest" },
  { value = "ROC analysis", "receiver operating ~1 characteristic|characteristics|curve|curves",
    "roc ~1 curve|curves|analysis" },
  { value = "kappa", "kappa statistic|statistics|coefficient|coefficients|value|values", "cohen* kappa" },
  { value = "power spectral analysis", "spectral analysis" },
}

local ORDER = { "methods", "design", "setting", "participants", "text", "results", "aim", "title", "background",
  "other" }
local OTHERS = phrases.index { { value = "others", "is|are|be ~2 needed|required|warranted", "may help",
  "hypothesis has been", "future|further|previous|prior|earlier ~3 studies|research|study|analysis|analyses|trials" } }
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

--- Without "qualitative analysis" where another entry says which.
local function named(entries)
  local kept, says = {}, false
  for _, entry in ipairs(entries) do
    says = says or entry.rule.row.qualitative and not entry.rule.row.unnamed
  end
  for _, entry in ipairs(entries) do
    if not (says and entry.rule.row.unnamed) then kept[#kept + 1] = entry end
  end
  return kept
end

--- Reads how data were analysed.
---@param document table
---@param index table
---@return table? { cell, evidence, rule, qualitative }
function method.read(document, index)
  local entries = named(terms.distinct(terms.collect(document, index, ORDER, usable)))
  if #entries == 0 then return end
  local found = {}
  found.cell, found.evidence = terms.cell(document, entries, 5)
  found.rule = ORDER[entries[1].rank]
  for _, entry in ipairs(entries) do
    found.qualitative = found.qualitative or entry.rule.row.qualitative
  end
  return found
end

return method
