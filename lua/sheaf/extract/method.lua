--- How data were analysed.

local named = require "sheaf.extract.named"
local own = require "sheaf.extract.own"
local phrases = require "sheaf.extract.phrases"
local told = require "sheaf.extract.told"
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
  { value = "(other)", other = true, "meta analysis research group",
    "reporting items for systematic ~1 reviews and meta analyses|analysis", "reviews and meta analyses statement"
      .. "|guideline|guidelines|checklist", "one ~2 meta analysis|analyses",
    "video content analysis",
    "scientometric|bibliometric ~2 studies|research|literature",
    "intention|intent to treat further|future|subsequent|their|attacks|with|more",
    "mixed model staff|practice|hmo|managed|plan",
    "median test retest", "mass|infrared|nmr|raman|absorption ~2 spectral analysis|data|methods",
    "fourier transform ~2 infrared|ir|mass|nmr",
    "tumor|tumour|lesion|plaque|disease|spontaneous|complete|partial|caudal regression",
    "regression test|tests|testing|suite|bug|bugs", "used for regression test|tests|testing", "r to z",
    "formal|oriented|theoretical concept analysis",
    "a|an ~1 meta analysis ~1 suggests|suggested|showed|found|indicated",
    "meta analysis|analyses ~2 not", "meta analyses|analysis ~5 offer|offers|would|could|should",
    "meta analysis ~2 impossible|infeasible|inappropriate|unfeasible",
    "thematically related|linked|organised|organized|similar|relevant|arranged|ordered|structured|connected",
    "design|construction|building|use of ~1 simulations", "qualitative analysis of|by ~3 samples|specimens|compounds" },
  { value = "(denied)", other = true, whole = true, "no|not|without ~2 meta analysis|analyses",
    "unable|impossible to ~3 meta analysis", "precluded|precludes|prevented|prevents|hindered|prohibited|hampered"
      .. " ~4 meta analysis|analyses", "such as ~3 meta analysis|analyses",
    "facilitate|facilitating|allow ~2 meta analysis",
    "published|earlier|existing|available|previous|prior"
      .. "|previously ~2 meta analysis|analyses",
    "not|nor|neither|no ~4 correlate|correlated|correlates|correlation|correlations",
    "need|needs for ~3 analysis",
    "studies|evidence ~3 revealed|reveal|show|shows|showed|showing|shown|found|demonstrated|suggest|suggested|reported"
      .. " ~5 correlation|correlations|correlated",
    "acceptable ~1 cost benefit|effectiveness ~1 ratio" },
  { value = "thematic analysis", qualitative = true, modifiers = STEPS, "thematic ~2 " .. ANALYSIS, "thematically",
    "analysis|analyses was|were thematic",
    "thematically analysed|analyzed|coded", "analysed|analyzed ~4 themes", "thematic coding|networks",
    "braun and|& clarke*",
    "analysed|analyzed ~2 thematically", "themes ~2 identified using|through|by", "theme analysis" },
  { value = "thematic content analysis", qualitative = true, modifiers = STEPS, covers = { "thematic analysis",
    "content analysis" }, "thematic content analysis" },
  { value = "thematic framework analysis", qualitative = true, covers = { "thematic analysis", "framework analysis",
    "framework method" }, "thematic framework analysis|approach|method" },
  { value = "thematic framework analysis", qualitative = true, covers = { "thematic analysis", "framework analysis",
    "framework method" }, needs = { "analysed", "analyzed", "analysis", "coded" }, "thematic framework" },
  { value = "framework analysis", qualitative = true, modifiers = STEPS, covers = { "framework method" },
    "framework ~1 analysis|technique", "framework analytical approach", "ritchie and|& spencer*",
    without = { "conceptual", "theoretical" } },
  { value = "framework method", qualitative = true, modifiers = STEPS, "framework ~1 method|approach",
    without = { "conceptual", "theoretical" } },
  { value = "thematic synthesis", qualitative = true, "thematic synthesis", "thematically synthesised|synthesized" },
  { value = "constant comparison", qualitative = true, "constant comparison|comparative", "constantly compared",
    "constant comparison|comparative method|technique|approach|analysis" },
  { value = "grounded theory", qualitative = true, modifiers = { { value = "constructivist", before = true,
    "constructivist" } }, "grounded theory", "grounded theory approach|analysis|method|techniques",
    "strauss and|& corbin*",
    "grounded approach|analysis" },
  { value = "qualitative content analysis", qualitative = true, modifiers = STEPS, covers = { "content analysis" },
    "qualitative content analysis" },
  { value = "content analysis", qualitative = true, modifiers = STEPS, "content analysis|analyses",
    "content ~1 analytic", "content analysed|analyzed", "hsieh and|& shannon*", "graneheim and|& lundman*" },
  { value = "interpretative phenomenological analysis", qualitative = true,
    covers = { "phenomenological analysis" }, "interpretative|interpretive phenomenological analysis" },
  { value = "phenomenological analysis", qualitative = true, "phenomenological ~1 analysis|method|approach",
    "giorgi*", "colaizzi*", "van manen*", "moustakas*", "phenomenographic analysis" },
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
  { value = "situational analysis", qualitative = true, "situational analysis" },
  { value = "membership categorisation analysis", qualitative = true,
    "membership categorisation|categorization analysis" },
  { value = "metaphor analysis", qualitative = true, "metaphor analysis" },
  { value = "frame analysis", qualitative = true, "frame|framing analysis" },
  { value = "Gioia method", qualitative = true, "gioia* ~1 method|methodology|approach" },
  { value = "voice-centred relational method", qualitative = true,
    "voice centred|centered relational ~1 method|analysis", "listening guide" },
  { value = "Q methodology", "q methodology|method|methodological|sort|sorting" },
  { value = "semiotic analysis", qualitative = true, "semiotic analysis" },
  { value = "dialogical analysis", qualitative = true, "dialogical|dialogic analysis" },
  { value = "ethnographic analysis", qualitative = true, "ethnographic analysis" },
  { value = "process tracing", qualitative = true, "process tracing" },
  { value = "concept analysis", "concept analysis" },
  { value = "meta-ethnography", qualitative = true, "meta ethnography|ethnographic" },
  { value = "meta-aggregation", qualitative = true, "meta aggregation|aggregative" },
  { value = "qualitative synthesis", qualitative = true, "metasynthesis", "meta synthesis",
    "qualitative evidence|meta ~1 synthesis", "critical interpretive|interpretative synthesis",
    "framework synthesis", "meta narrative synthesis" },
  { value = "realist synthesis", qualitative = true, "realist synthesis" },
  -- Not named further; any other qualitative method says more.
  { value = "open and axial coding", qualitative = true, unnamed = true, "open|axial|selective coding",
    "line by line coding" },
  { value = "inductive analysis", qualitative = true, unnamed = true, covers = { "qualitative analysis" },
    "general inductive ~1 approach|analysis|method|coding", "inductive analysis|coding" },
  { value = "qualitative analysis", qualitative = true, unnamed = true, "qualitative ~1 analysis|analyses",
    "analysed|analyzed qualitatively", "qualitatively analysed|analyzed|coded",
    "qualitative data|text|coding ~1 analysis|analyses", "coded qualitatively",
    "analysed|analyzed using|by|with|through ~1 qualitative ~1 coding|methods|techniques|approach",
    "analysing|analyzing|analyse|analyze|analysed|analyzed ~1 qualitative data|material",
    without = { "slides", "specimens", "urine", "serum", "images", "biopsies", "chemical", "samples" } },

  { value = "intention-to-treat analysis", "intention|intent to treat|treatment", "intention treat" },
  { value = "network meta-analysis", covers = { "meta-analysis" }, "network meta analysis|analyses",
    "mixed treatment comparison|comparisons", "multiple treatments meta analysis" },
  { value = "meta-analysis", told = true, modifiers = { { value = "random-effects", "random effects" },
    { value = "fixed-effect", "fixed effect|effects" } },
    "meta analysis", "meta analyses", "metaanalysis", "meta analytic|analytical", "meta analysed|analyzed",
    "pooled|combined using|by|with|in ~2 random|fixed effects|effect ~1 model|models",
    without = { "previous", "recent" } },
  { value = "meta-regression", covers = { "regression" }, "meta regression|regressions",
    "metaregression|metaregressions",
    "fixed|random effects|effect meta regression|regressions" },
  { value = "logistic regression", modifiers = { { value = "multilevel", "multilevel", "multi level" },
    { value = "multivariable", "multivaria*", "multiple" }, { value = "conditional", "conditional" } },
    covers = { "regression", "multivariable analysis" },
    "logistic ~2 regression|regressions|model|models|modelling|modeling", "logit model|models|regression",
    "logistic and|or ~3 regression|regressions|models",
    "multivaria* logistic ~1 regression|analysis|model|models" },
  { value = "discrete choice model", "mixed|multinomial|conditional ~1 logit", "latent class logit" },
  { value = "difference-in-differences", "difference in difference|differences", "differences in differences" },
  { value = "linear regression", modifiers = { { value = "multiple", "multiple", "multivaria*" } },
    covers = { "regression", "multivariable analysis" }, "linear regression|regressions",
    "linear ~2 regression|regressions" },
  { value = "Cox regression", covers = { "regression", "multivariable analysis" },
    "cox ~2 regression|model|models|hazard|hazards|proportional|analysis", "proportional hazard|hazards",
    "hazard|hazards ~1 regression|regressions|model|models" },
  { value = "Poisson regression", covers = { "regression" }, "poisson ~1 regression|model|models" },
  { value = "negative binomial regression", covers = { "regression" }, "negative binomial ~1 regression|model|models" },
  { value = "probit regression", covers = { "regression" }, "probit ~1 regression|model|models|analysis" },
  { value = "mixed model", covers = { "regression" }, "multilevel ~1 model*|regression|analysis",
    "multi level model*", "hierarchical linear model*", "mixed effects|effect ~2 model*|regression",
    "mixed model|models", "generalised|generalized linear mixed ~1 model|models", "linear mixed ~1 model|models",
    "random effects regression", "random coefficient ~1 model|models|regression" },
  { value = "mixed model", covers = { "regression", "repeated measures analysis" }, needs = { "repeated" },
    "mixed effects|effect" },
  { value = "generalised linear model", "generalised|generalized linear model|models" },
  { value = "generalised estimating equations", "generalised|generalized estimating equation|equations" },
  { value = "ordinal regression", covers = { "regression" }, "ordinal|ordered ~1 regression|logit|probit",
    "proportional odds ~1 model|models|regression" },
  { value = "multinomial regression", covers = { "regression" }, "multinomial|polytomous|polychotomous regression" },
  { value = "robust regression", covers = { "regression" }, "robust ~1 regression|regressions" },
  { value = "quantile regression", covers = { "regression" }, "quantile|median regression|regressions" },
  { value = "polynomial regression", covers = { "regression" }, "polynomial|quadratic ~1 regression|regressions" },
  { value = "piecewise regression", covers = { "regression" }, "piecewise|segmented|joinpoint|breakpoint|threshold"
      .. " ~2 regression|regressions", "joinpoint" },
  { value = "spline regression", covers = { "regression" }, "spline|splines regression|model|models",
    "restricted cubic spline|splines", "generalised|generalized additive ~1 model|models" },
  { value = "nonlinear regression", covers = { "regression" }, "nonlinear|curvilinear regression|regressions",
    "non linear regression", "nonlinear least squares" },
  { value = "penalised regression", covers = { "regression" }, "lasso|ridge|penalised|penalized ~1 regression",
    "elastic net" },
  { value = "tobit regression", covers = { "regression" }, "tobit ~1 regression|model|models|analysis" },
  { value = "fixed-effects regression", covers = { "regression" },
    "fixed effects|effect ~3 regression|regressions|estimation|estimator|panel",
    "panel fixed effects|effect" },
  { value = "ordinary least squares", covers = { "regression" }, "ordinary least squares ~1 regression|regressions",
    "ordinary least squares", "ols ~1 regression|regressions|model|models|estimation|analysis" },
  { value = "two-stage least squares", covers = { "regression", "ordinary least squares" },
    "two|three stage least squares", "2sls|3sls" },
  { value = "generalised method of moments", "generalised|generalized method|methods of moments" },
  { value = "seemingly unrelated regression", covers = { "regression" }, "seemingly unrelated ~1 regression*" },
  { value = "simultaneous equations model", "simultaneous equation|equations ~1 model*|estimation|system|analysis",
    "estimate|estimated|estimating ~2 system of ~1 equations" },
  { value = "selection model", "heckman* ~3 model|correction|procedure|selection|estimation|method" },
  { value = "regression discontinuity", covers = { "regression" }, "regression discontinuity" },
  { value = "synthetic control", "synthetic control ~1 method|methods|approach|analysis" },
  { value = "stochastic frontier analysis", "stochastic ~2 frontier|frontiers", "frontier production function" },
  { value = "vector autoregression", "vector autoregression|autoregressions|autoregressive",
    "vector error correction" },
  { value = "cointegration analysis", "cointegration|cointegrated", "error correction model|models" },
  { value = "Granger causality test", "granger causality|causal" },
  { value = "GARCH model", "garch|egarch ~1 model|models" },
  { value = "response surface analysis", "response surface ~1 analysis|analyses|method*|model*" },
  { value = "mediation analysis", "mediation|mediational ~2 analysis|analyses|model|models" },
  { value = "moderation analysis", "moderation|moderator|moderators ~1 analysis|analyses|model|models",
    "moderated mediation ~1 analysis|analyses|model" },
  { value = "marginal structural model", "marginal structural model|models|modelling|modeling" },
  { value = "inverse probability weighting", "inverse probability ~3 weighting|weighted|weights" },
  { value = "regression", covers = { "multivariable analysis" },
    "multiple|multivariate|multivariable|stepwise|hierarchical|univariate regression analysis|analyses|model|models" },
  { value = "regression", covers = { "multivariable analysis" },
    "using|used|by|applied|performed|called ~3 regression|regressions",
    "regression analysis|analyses|framework|approach|model|models|modelling|modeling|methods|techniques",
    "multiple|multivariate|multivariable|stepwise|hierarchical|quantile|panel|moderated ~1 regression|regressions",
    "regressions", "panel data analysis|analyses|model|models", "regressed on",
    "regression was|were|is|using|showed|identified|adjusting|adjusted|revealed|indicated",
    "polychotomous|polytomous|multinomial|ordinal|robust|tobit|lasso|ridge|nonlinear|binomial|log regression",
    modifiers = { { value = "instrumental variables", "instrumental variable|variables" } },
    without = { "tumor", "tumour", "lesion", "lesions", "lvh", "hypertrophy", "lv", "ventricular", "testing" } },
  { value = "multivariable analysis", "multivaria* ~1 analysis|analyses|model|models|modelling|modeling|techniques",
    "multivaria* statistical analysis|analyses" },
  { value = "survival analysis", covers = { "log-rank test" }, "survivor|survival function|functions",
    "survival ~1 analysis|analyses|curve|curves|model|models", "kaplan meier",
    "actuarial ~5 survival|rate|rates|analysis|method|curves", "time to event ~1 analysis|analyses|method|methods",
    "nelson aalen", "life table analysis|method|analyses|methods" },
  { value = "log-rank test", "log rank" , "logrank" },
  { value = "competing risks analysis", "competing risk|risks ~1 analysis|analyses|model|models|regression|method*",
    "fine and|& gray", "fine gray", "cumulative incidence function|functions" },
  { value = "accelerated failure time model", "accelerated failure time", "weibull ~2 model|models|regression" },
  { value = "frailty model", "shared|gamma frailty", "frailty model|models",
    needs = { "survival", "hazard", "hazards", "cox", "event", "events" } },
  { value = "analysis of covariance", "analysis|analyses of covariance",
    "repeated measures|measure analysis|analyses of covariance", "ancova|ancovas", "covariance analysis" },
  { value = "analysis of variance", "analysis|analyses ~2 of variance",
    "repeated measures|measure analysis|analyses ~2 of variance", "anova|anovas", "variance analysis" },
  { value = "multivariate analysis of variance", covers = { "analysis of variance" }, "manova|manovas",
    "multivariate analysis|analyses of variance" },
  { value = "t test", "t test|tests|statistic|statistics", "student* t", "ttest|ttests",
    "paired|unpaired samples|sample t" },
  { value = "chi-squared test", "chi square|squared|squares", "chi2", "chi 2", "c2|x2 test|tests|analysis",
    "χ2", "χ²" },
  { value = "chi-squared test", needs = { "test", "tests", "p" }, "chi" },
  { value = "Fisher's exact test", "fisher* exact" },
  { value = "McNemar test", "mcnemar*" },
  { value = "Cochran-Mantel-Haenszel test", "mantel haenszel|haenzel|haenzsel" },
  { value = "Mann-Whitney test", "mann whitney ~1 test", "mann whitney", "u test|tests",
    "wilcoxon rank sum", "rank sum test|tests" },
  { value = "Wilcoxon test", "wilcoxon", "signed rank|ranks test|tests" },
  { value = "Kruskal-Wallis test", "kruskal* wallis" },
  { value = "Friedman test", "friedman* ~2 test|analysis|anova", "friedman" },
  { value = "Duncan test", "duncan* ~3 test" },
  { value = "Tukey test", "tukey*" },
  { value = "Dunnett test", "dunnett*" },
  { value = "Dunn test", "dunn|dunn's test|tests|procedure|method" },
  { value = "Scheffé test", "scheffe*", "scheffé*" },
  { value = "Newman-Keuls test", "newman|neuman|neumann keuls" },
  { value = "sign test", "sign test|tests" },
  { value = "median test", "median test|tests" },
  { value = "Kolmogorov-Smirnov test", "kolmogorov smirnov" },
  { value = "Shapiro-Wilk test", "shapiro wilk*" },
  { value = "Levene test", "levene* ~2 test" },
  { value = "Jonckheere-Terpstra test", "jonckheere*" },
  { value = "Cochran-Armitage test", "cochran armitage" },
  { value = "Cochran's Q test", "cochran* q" },
  { value = "Page test", "page* trend|l test" },
  { value = "binomial test", "binomial test|tests" },
  { value = "permutation test", "permutation ~1 test|tests|procedure", "randomisation|randomization tests" },
  { value = "likelihood ratio test", "likelihood ratio ~3 test|tests" },
  { value = "Wald test", "wald ~2 test|tests|statistic" },
  { value = "F test", "f test|tests" },
  { value = "z test", "z test|tests" },
  { value = "Hosmer-Lemeshow test", "hosmer lemeshow" },
  { value = "Sobel test", "sobel* test|tests" },
  { value = "Hausman test", "hausman* ~2 test" },
  { value = "Egger test", "egger* test|regression" },
  { value = "transmission disequilibrium test", "transmission disequilibrium" },
  { value = "bootstrap", "bootstrap|bootstrapped|bootstrapping ~1 technique|techniques|method|methods|procedure"
      .. "|procedures|sample|samples|resampling|analysis|analyses|confidence|estimates|estimation|replications"
      .. "|replicates|simulation|simulations|approach", "using|by|with|via ~3 bootstrap|bootstrapping",
    without = { "css", "entrepreneurs", "startup", "startups", "ventures" } },
  { value = "repeated measures analysis", "repeated measures|measure analysis|analyses|model|models" },
  { value = "correlation", told = "result", "pearson|spearman* ~2 correlation|correlations|coefficient|rank",
    "correlational|correlation|correlations analysis|analyses|coefficient|coefficients|matrix|was|were|between|with|of"
      .. "|among",
    "rank correlation", "significant|significantly|positive|positively|negative|negatively|inverse|inversely|strong"
      .. "|strongly|weak|good|highly|closely|well|close|moderate|moderately|modest|modestly|poorly|linearly|strongest"
      .. "|weakly ~3"
      .. " correlation|correlations|correlated",
    "kendall* ~1 tau|w|coefficient|rank", "correlated significantly|positively|negatively|inversely|strongly|well"
      .. "|closely|highly|moderately|weakly|poorly",
    "correlated with|using|to", "correlations",
    without = { "may", "might", "could", "can", "intraclass", "no" } },
  { value = "exploratory factor analysis", covers = { "factor analysis" },
    "exploratory ~3 factor analysis|analyses|analytic" },
  { value = "confirmatory factor analysis", covers = { "factor analysis" },
    "confirmatory ~1 factor analysis|analyses|models", "factor|factors confirmatory model" },
  { value = "principal component analysis", "principal component|components ~1 analysis|analyses" },
  { value = "factor analysis", "principal component|components factor analysis|analyses", "factor analysis|analyses",
    "factor analytic", "factor analysed|analyzed",
    "principal axis ~1 factoring|factor", "factoring of" },
  { value = "discriminant analysis", "discriminant ~1 analysis|analyses" },
  { value = "structural equation modelling", "structural equation|equations ~1 model*", "partial least squares" },
  { value = "path analysis", "path analysis|analyses|analytic" },
  { value = "Rasch analysis", "rasch ~1 analysis|model*", "item response theory" },
  { value = "differential item functioning", "differential item functioning" },
  { value = "psychometric analysis", "psychometric analysis|analyses" },
  { value = "item analysis", "item analysis|analyses" },
  { value = "reliability analysis", "reliability analysis|analyses" },
  { value = "generalisability theory", "generalisability|generalizability theory|analysis|study" },
  { value = "multitrait-multimethod analysis", "multitrait multimethod|scaling|analysis" },
  { value = "Mokken analysis", "mokken ~2 analysis|scaling|scale" },
  { value = "multidimensional scaling", "multidimensional scaling" },
  { value = "correspondence analysis", "correspondence analysis|analyses" },
  { value = "canonical correlation analysis", covers = { "correlation" }, "canonical ~1 correlation|correlations" },
  { value = "growth curve model", "growth curve ~1 model*|analysis|analyses", "latent growth ~2 model*|analysis|curve",
    "trajectory modelling|modeling", "group based trajectory" },
  { value = "time series analysis", "time series ~1 analysis|analyses|regression|model*|method*",
    "arima|arma|sarima", "autoregressive ~2 model|models|moving" },
  { value = "interrupted time series analysis", covers = { "time series analysis" },
    "interrupted time series ~1 analysis|analyses|regression|model*" },
  { value = "autocorrelation", "autocorrelation ~1 analysis|method|methods|function|functions" },
  { value = "cross-correlation", "cross correlation ~1 analysis|function|functions|method" },
  { value = "spectral analysis", "spectral ~3 analysis|analyses|method|methods|density|estimation|technique|techniques",
    "power spectrum analysis|analyses", "cross spectral" },
  { value = "Fourier analysis", "fourier ~1 analysis|transform|transformation|transforms|series" },
  { value = "wavelet analysis", "wavelet ~1 analysis|transform|decomposition" },
  { value = "coherence analysis", "coherence analysis|analyses" },
  { value = "approximate entropy", "approximate|sample|multiscale|permutation entropy" },
  { value = "deconvolution", "deconvolution ~1 analysis|analyses|method|methods|technique",
    "by|using|with ~1 deconvolution" },
  { value = "cosinor analysis", "cosinor" },
  { value = "population pharmacokinetic analysis",
    "population pharmacokinetic|pharmacokinetics|pkpd|pk ~2 analysis|model*" },
  { value = "compartmental analysis",
    "noncompartmental|compartmental ~1 analysis|analyses|method|methods|model|models|techniques|approach",
    "non compartmental" },
  { value = "propensity score analysis", "propensity score*|matched|matching" },
  { value = "Bayesian analysis", "bayesian ~2 analysis|analyses|model*|inference|method|methods|approach|regression"
      .. "|framework|estimation|statistics|meta", "bayes factor|factors", "empirical bayes*" },
  { value = "Bayesian network", covers = { "Bayesian analysis" }, "bayesian belief|causal ~1 network|networks",
    "bayesian network|networks" },
  { value = "Markov chain Monte Carlo", covers = { "Markov model", "simulation", "Monte Carlo simulation" },
    "markov chain monte carlo", "mcmc", "gibbs sampling|sampler", "metropolis hastings" },
  { value = "hidden Markov model", covers = { "Markov model" },
    "using|used|by|with|applied|fitted ~3 hidden ~1 markov" },
  { value = "Kalman filter", "kalman filter|filtering" },
  { value = "cost-effectiveness analysis", covers = { "cost analysis" },
    "cost effectiveness ~1 analysis|analyses|ratio|ratios|model",
    "cost effectiveness was|acceptability|plane|frontier", "incremental cost effectiveness" },
  { value = "cost-effectiveness analysis",
    "determine|determined|estimate|estimated|calculate|calculated|compute|computed|models|modelled|modeled|evaluate"
      .. "|evaluated|assess|assessed|analysed|analyzed ~3 cost"
      .. " effectiveness",
    without = { "able", "sufficient", "insufficient", "should", "needed", "future" } },
  { value = "cost-consequence analysis", "cost consequence|consequences ~1 analysis|analyses|study" },
  { value = "budget impact analysis", "budget impact ~1 analysis|analyses|model|models" },
  { value = "value of information analysis", "value of ~3 information analysis|analyses",
    "expected value of ~2 information" },
  { value = "contingent valuation", "contingent valuation" },
  { value = "cost-of-illness analysis", "cost of illness method|methodology|study|studies|analysis|approach|model" },
  { value = "cost-utility analysis", "cost utility ~1 analysis|analyses|ratio|ratios|model" },
  { value = "cost-benefit analysis", "cost benefit ~1 analysis|analyses|ratio|ratios" },
  { value = "cost-minimisation analysis", "cost minimisation|minimization analysis|analyses" },
  { value = "decision analysis", "decision analysis|analyses", "decision tree|trees|analytic|analytical",
    "using|used|developed|constructed|built|designed ~3 decision model|models|modelling|modeling" },
  { value = "multi-criteria decision analysis", covers = { "decision analysis" }, "multi criteria decision ~1 analysis"
      .. "|making", "multicriteria decision ~1 analysis|making", "topsis", "analytic hierarchy|network process" },
  { value = "decision curve analysis", "decision curve ~1 analysis|analyses" },
  { value = "discrete event simulation", covers = { "simulation" }, "discrete event ~1 simulation|simulations|model*" },
  { value = "microsimulation", covers = { "simulation" }, "microsimulation|microsimulations" },
  { value = "Monte Carlo simulation", covers = { "simulation" }, "monte carlo", "monte carlo"
      .. " ~2 simulation*|analysis|method*|experiment*|study|model*" },
  { value = "system dynamics model", "system|systems dynamics model*|simulation*" },
  { value = "Markov model", "markov ~1 model|models|process|chain" },
  { value = "simulation", "simulation ~1 results|model|models|study|experiments|experiment|modelling"
      .. "|modeling|analysis", "simulations",
      "computer simulation", "agent based model*", "numerical simulation",
    without = { "training", "education", "learners", "students" } },
  { value = "simulation", needs = { "model", "models" }, "to simulate" },
  { value = "simulation", "trial simulation|simulations", "by simulation" },
  { value = "general linear model", "general linear model|models|modelling|modeling" },
  { value = "pooled analysis", "pooled analysis|analyses", "analysis|analyses of ~2 pooled data" },
  { value = "cost analysis", "cost analysis|analyses" },
  { value = "trend analysis", "trend analysis|analyses", "test for|of trend" },
  { value = "textual analysis", qualitative = true, "textual analysis", "hermeneutic reading" },
  { value = "intraclass correlation", "intraclass correlation|correlations",
    "intra class|cluster correlation|correlations", "intracluster correlation|correlations" },
  { value = "Bland-Altman analysis", "bland altman", "bland and altman" },
  { value = "econometric analysis", "econometrically",
    "econometric ~1 analysis|analyses|model|models|modelling|modeling|estimation|method|methods|approach|techniques"
      .. "|specification|identification" },
  { value = "event study", "event study method|methodology|analysis|approach" },
  { value = "linkage analysis", "linkage analysis", "segregation analysis" },
  { value = "haplotype analysis", "haplotype|haplotypic analysis|analyses" },
  { value = "Mendelian randomisation", "mendelian randomisation|randomization" },
  { value = "age-period-cohort analysis", "age period cohort" },
  { value = "spatial analysis", "spatial|geospatial ~1 analysis|analyses|regression|autocorrelation|clustering",
    "moran* i", "kriging", "hot spot|spots analysis" },
  { value = "trial sequential analysis", "trial sequential analysis|analyses" },
  { value = "number needed to treat", "calculate|calculated|calculating|determine|determined|estimate|estimated|compute"
      .. "|computed|derived|using ~6 number|numbers needed to treat|harm",
    "number|numbers needed to treat|harm ~5 calculated|estimated|computed|determined|derived" },
  { value = "number needed to treat", needs = { "calculated", "computed", "estimated" }, "needed to treat|harm" },
  { value = "indirect comparison", "indirect treatment comparison|comparisons",
    "adjusted indirect comparison|comparisons", "matching adjusted indirect" },
  { value = "best-evidence synthesis", "best evidence synthesis" },
  { value = "root cause analysis", "root cause analysis|analyses" },
  { value = "SWOT analysis", "swot ~1 analysis|analyses|matrix" },
  { value = "failure mode and effects analysis", "failure mode|modes ~1 effect|effects ~2 analysis", "fmea" },
  { value = "economic analysis", "conducted|performed|undertook|undertaken ~2 economic analysis|analyses" },
  { value = "finite element analysis", "finite element ~1 analysis|analyses|model*|method*" },
  { value = "data envelopment analysis", "data envelopment" },
  { value = "descriptive statistics", "descriptive statistics|statistical", "analysed|analyzed descriptively",
    "descriptive ~1 analysis|analyses", without = { "meta" } },
  { value = "cluster analysis", "cluster|clustering analysis|analyses", "hierarchical clustering",
    "k means" },
  { value = "latent class analysis", "latent class|profile ~1 analysis|analyses" },
  { value = "conjoint analysis", "conjoint analysis" },
  { value = "social network analysis", "social network ~1 analysis|analyses", "network analysis|analytic" },
  { value = "bibliometric analysis", "bibliometric ~1 analysis|study|methods|mapping|review",
    "bibliometric|scientometric", "citation analysis|analyses", "scientometric analysis" },
  { value = "co-citation analysis", "co citation ~1 analysis|analyses|network|networks|map|maps",
    "cocitation ~1 analysis|analyses" },
  { value = "co-occurrence analysis", "co occurrence ~2 analysis|analyses|network|networks|map|maps",
    "cooccurrence ~1 analysis|analyses", "co word ~1 analysis|analyses" },
  { value = "bibliographic coupling", "bibliographic coupling" },
  { value = "sentiment analysis", "sentiment analysis|analyses" },
  { value = "text mining", "text mining|analytics", "topic modelling|modeling",
    "latent dirichlet", "latent semantic analysis" },
  { value = "machine learning", "using|used|applied|applying|employed ~3 machine learning", "random forest|forests",
    "causal forest", "using|used|applied|applying|employed ~4 neural|bayes network|networks|classifier",
    "using|used|applied|applying|employed ~4 support|gradient vector|boosting|boosted" },
  { value = "classification tree", covers = { "regression" }, "classification and|& regression tree|trees",
    "classification tree|trees", "recursive partitioning" },
  { value = "ROC analysis", "receiver operating|operator ~1 characteristic|characteristics|curve|curves",
    "roc ~1 curve|curves|analysis" },
  { value = "kappa", "kappa statistic|statistics|coefficient|coefficients|value|values", "cohen* kappa",
    "weighted|global|overall|interrater|interobserver|mean kappa", "kappa was|were|of", "κ" },
}

local ORDER = { "methods", "design", "setting", "participants", "text", "results", "aim", "title", "background",
  "other" }
local OTHERS = phrases.index { { value = "others", "is|are|be ~2 needed|required|warranted", "may help",
  "hypothesis has been", "future|further|previous|prior|earlier ~3 studies|research|study|analysis|analyses|trials" } }
local POOLED = phrases.index { { value = "pooled", "meta analysis|analyses|analysed|analyzed|analytic|regression",
  "metaanalysis", "pooled|synthesis|synthesised|synthesized|bibliometric|scientometric", "we|this|our" } }
local OWN = phrases.index { { value = "own", "this|our study|paper|article|research", "we",
  "the paper|study|authors" } }

local function usable(sentence, zone)
  if zone.category == "methods" or zone.category == "design" then return true end
  if zone.category == "background" then return phrases.any(OWN, sentence) end
  return not phrases.any(OTHERS, sentence)
end

--- A review tells of others' analyses: its own are those that it says were carried out, or pooled.
local function usable_in_review(sentence, zone)
  return usable(sentence, zone) and (zone.category == "title" or own.is_conducted(sentence)
    or phrases.any(POOLED, sentence))
end

local ANALYSES = { analysis = true, analyses = true }
local LINKS = { ["and"] = true, ["or"] = true }

--- "content and thematic analysis": the sentence as it is read when it says "content analysis", for every first part.
local function apart(sentence)
  local list = {}
  for i = 2, #sentence - 2 do
    local last = LINKS[sentence[i].word] and (ANALYSES[sentence[i + 2].word] and i + 2
      or sentence[i + 3] and ANALYSES[sentence[i + 3].word] and sentence[i + 2].kind ~= "p" and i + 3)
    if last and sentence[i - 1].kind == "w" and sentence[i + 1].kind == "w" and not ANALYSES[sentence[i - 1].word] then
      local short = { zone = sentence.zone, index = sentence.index, table.unpack(sentence, 1, i - 1) }
      list[#list + 1] = { sentence = table.move(sentence, last, #sentence, i, short), at = i }
    end
  end
  return list
end

--- What the table finds in a sentence, also where two kinds of analysis share the word; else what the sentence names.
local function find(index, sentence, studied)
  local found = phrases.find(index, sentence)
  for _, other in ipairs(apart(sentence)) do
    for _, more in ipairs(phrases.find(index, other.sentence)) do
      if more.from < other.at and more.to == other.at then found[#found + 1] = more end
    end
  end
  if #found == 0 then found[1] = named.find(sentence) end
  return told.without(found, sentence, studied)
end

---@param more? table[] a user's rows
function method.index(more)
  return phrases.index(method.rows, more)
end

--- Without "qualitative analysis" where another entry says which.
local function specific(entries)
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
---@param people boolean? does the record count people who took part?
---@return table? { cell, evidence, rule, qualitative }
function method.read(document, index, people)
  local studied = people or own.has_study(document)
  local function found_in(rows, sentence) return find(rows, sentence, studied) end
  local accept = own.is_narrative(document, people) and usable_in_review or usable
  local entries = specific(terms.distinct(terms.collect(document, index, ORDER, accept, found_in)))
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
