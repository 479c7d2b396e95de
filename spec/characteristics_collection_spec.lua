--- How data were collected, on invented abstracts: what a text says that its study did, and what it only speaks of.

local characteristics = require "sheaf.analysis.characteristics"
local records = require "spec.support.records"

local function row_of(abstract, title)
  local record = setmetatable({ title = title, abstract = abstract }, { __tostring = function() return "study" end })
  return characteristics(records.set { record })[1]
end

-- What is read, an abstract, the cell (false: it stays empty), a title.
local COLLECTION = {
  { "a claim about surveys", "Patient surveys suggest that access has become worse. We modelled the effect of opening "
    .. "hours on demand.", false },
  { "a survey of others, by its year", "According to a 2009 survey, one adult in five has back pain. We tested a new "
    .. "brace in 40 adults.", false },
  { "the study's own survey, in the present tense", "A survey of 230 nurses shows that most feel tired.", "survey" },
  { "answers that were counted", "Results from 120 surveys collected show strong support.", "survey" },
  { "a paper only called a survey", "Adults were treated for a year. Days in hospital by the survey endpoint were few.",
    false },
  { "what was not done", "In lieu of conducting surveys, this research looks at what 300 people bought.", false },
  { "what is needed next", "Weight was lower. Further research using interviews and focus groups is needed.", false },
  { "what can be done", "Feedback can be collected by questionnaires or by interviews. None is enough.", false },
  { "what a guideline asks for", "The guideline recommends that all patients fill in the Sleep Questionnaire.", false },
  { "what readers are told to do", "Principles of care were set out. Use a questionnaire to find who needs help. "
    .. "Follow up patients, preferably with diaries.", false },
  { "what was used", "Use of diaries was asked of all 40 patients.", "diaries" },
  { "what was used, as a rate", "Use was measured with diaries in 40 patients.", "diaries" },
  { "how patients were followed up", "Follow up was by questionnaires that were sent to 40 patients.",
    "questionnaires" },
  { "an outcome measured by a questionnaire", "Methods: Adults were randomised. Results: Well-being measured by the "
    .. "Sleep Questionnaire was better.", "questionnaires" },
  { "a questionnaire that is validated", "The aim was to validate the Sleep Questionnaire. 312 patients completed it.",
    "questionnaires" },
  { "a named survey as the source", "Data came from the National Health Interview Survey.", "survey" },
  { "a named survey as the background", "Background: Surveys show that many wait. Methods: We compared 30 practices.",
    false },
  { "those recruited from a survey", "Fifty adults were recruited from a population survey; pressure was taken.",
    false },
  { "those recruited from a registry", "Forty adults were recruited from a disease registry and randomised.", false },
  { "a registry as the source", "Data were drawn from a regional hip register.", "routine data" },
  { "reports of adverse events in a trial", "Safety was assessed by spontaneous reports of adverse events.", false },
  { "reports to an agency", "We analysed spontaneous reports in the database of the agency.", "routine data" },
  { "records as a technology", "Effective use of electronic health records is a step toward better care.", false },
  { "access to records as the topic", "Aim: To explore patients' access to their electronic health records. Methods: "
    .. "Twelve people were interviewed.", "interviews" },
  { "records as the source", "Data were extracted from the electronic health records of 14 practices.",
    "medical records" },
  { "one record", "Data were obtained from a review of the medical record.", "medical records" },
  { "files of people", "The files of 183 inpatients were reviewed.", "medical records" },
  { "records of trials", "To conduct a meta-analysis, we reviewed records of the maker's trials.", false,
    "Tea for sleep: a meta-analysis of trials" },
  { "signals of the body", "Intracellular recordings of cells were made; recordings from the atrium were stable.",
    false },
  { "talk that was recorded", "We analysed recordings of ward rounds.", "recordings" },
  { "treatment that is watched", "Directly observed therapy was given to 44 patients.", false },
  { "findings called observations", "Observations of this trial need to be confirmed.", false },
  { "behaviour that was watched", "Direct observations of children in class were made.", "observation" },
  { "a skill that is taught", "Patients were taught to keep a food diary; weight was measured.", false },
  { "what was given to people", "Intervention: a course with group discussions and diaries. Outcomes: weight.", false },
  { "what was done under that heading", "Interventions: A questionnaire was mailed to 500 nurses.",
    "postal questionnaires" },
  { "the studies that a review takes in", "Methods: We searched MEDLINE for studies using interviews or surveys. "
    .. "Results: Twelve studies with questionnaires were found.", "literature search" },
  { "what a review did beside its search", "Methods: We searched MEDLINE, and interviews were conducted with 12 "
    .. "experts.", "literature search; interviews" },
  { "a review without a search", "Tea improves diary variables and questionnaire scores. Surveys give new insight.",
    false, "Tea: a review of its use in poor sleep" },
  { "a search among recent studies", "A MEDLINE database search was completed to identify recent studies.",
    "literature search" },
  { "a search in the databases of practices", "GP practice databases were searched for adults who smoke.", false },
  { "a paper that discusses a survey of its own", "This paper discusses the results of a survey of 200 nurses. "
    .. "Questionnaires were analysed with logistic regression.", "questionnaires" },
  { "a paper that outlines its theory first", "A chapter outlines the theory. We surveyed 100 nurses by questionnaire.",
    "questionnaires" },
  { "a review of books", "An electronic questionnaire was sent to 150 readers.", "online questionnaires",
    "Writing book reviews" },
}

-- The same for the methods of analysis.
local ANALYSIS = {
  { "the name of a reporting standard", "It follows the Preferred Reporting Items for Systematic Reviews and "
    .. "Meta-Analyses. Ten studies were found.", false },
  { "what could not be done", "Heterogeneity of studies prevented a meta-analysis.", false },
  { "others' meta-analyses", "Meta-analyses of observational trials suggest that tea helps.", false },
  { "a correlation that is not there", "Tea did not appear to be correlated with sleep.", false },
  { "a correlation that others found", "Epidemiological studies revealed an inverse correlation between tea and gout.",
    false },
  { "a correlation that is so in general", "This paper tells of tea. Although the correlation between tea and sleep is "
    .. "weaker than that of milk, care is needed.", false },
  { "a correlation that was found", "Sleep was measured. Tea was negatively correlated with sleep.", "correlation" },
  { "what a paper that reviews tells of", "This article reviews tea. Cost-benefit analyses favoured it.", false },
  { "two models that share the word", "Logistic and proportional hazard models were used.",
    "logistic regression; Cox regression" },
  { "what a narrative review tells of", "In cost-benefit analyses tea saved money.", false,
    "Tea: a pharmacoeconomic review" },
  { "a survey that a paper discusses", "This paper discusses the results of a survey of 200 nurses. "
    .. "Questionnaires were analysed with logistic regression.", "logistic regression" },
  { "a study that an article outlines", "This article outlines a qualitative study in which 20 nurses were "
    .. "interviewed. Data were analysed by thematic analysis.", "thematic analysis" },
  { "a trial whose results a paper reviews", "We conducted a trial in 100 men. The paper reviews our results and their "
    .. "costs. Cost-effectiveness analysis was used.", "cost-effectiveness analysis" },
  { "a survey behind a theory", "A chapter outlines the theory. We surveyed 100 nurses by questionnaire. Factor "
    .. "analysis was used.", "factor analysis" },
  { "interviews that a paper summarises", "This paper summarises the findings of interviews with 30 midwives. "
    .. "Data were subjected to framework analysis.", "framework analysis" },
  { "a project that an article reviews", "The article reviews a project in schools. Diaries were kept by 40 children. "
    .. "Content analysis was used.", "content analysis" },
  { "a review of charts", "In this review of 200 charts, logistic regression was used.", "logistic regression" },
  { "not what the literature says", "This paper discusses the literature on tea. Cost-benefit analyses favoured it.",
    false },
  { "a correlation told in the present", "Data on 500 patients were collected from a registry. There is a significant "
    .. "correlation between age and outcome.", "correlation" },
  { "a named coefficient", "In 60 patients, pain was measured with a questionnaire. Pain is correlated with mood. "
    .. "Pearson correlation is used.", "correlation" },
  { "a coefficient among results", "Results: Age is correlated with pain (r = 0.4, p < 0.01).", "correlation" },
  { "correlations of a sample", "Correlations between the scales are high. The sample comprises 300 students.",
    "correlation" },
  { "a correlation of what was measured", "We measured iron in schools. Iron is correlated with sleep.",
    "correlation" },
  { "a model of pooled data", "Pooled data are analysed with a random-effects model. Twelve trials of 3,400 patients "
    .. "are included. The meta-analysis shows a benefit.", "meta-analysis" },
  { "a meta-analysis that is performed", "Meta-analyses are performed with random-effects models. We searched MEDLINE.",
    "meta-analysis (random-effects)" },
  { "a meta-analysis that is used", "Trials are sought in MEDLINE. Meta-analysis is used to combine them.",
    "meta-analysis" },
  { "a meta-analysis that shows something", "Meta-analysis shows that tea is better than milk. Twelve trials are "
    .. "included.", "meta-analysis" },
  { "a cohort that an overview describes", "In this overview, we describe a cohort of 400 women. Cox regression was "
    .. "used.", "Cox regression" },
  { "not what others' meta-analyses have shown", "Meta-analyses have shown a benefit. We treated 30 men.", false },
  { "not what is known", "Meta-analyses of 12 trials show that tea helps. We treated 30 men.", false },
  { "not how things are said to be", "Gout is common. In most countries gout is correlated with wealth.", false },
  { "what a review did", "We performed a cost-benefit analysis of tea.", "cost-benefit analysis", "Tea: a review" },
}

local function describes(column, cases)
  describe("the characteristics table, " .. column, function()
    for _, case in ipairs(cases) do
      it("reads " .. case[1], function()
        assert.equal(case[3] or nil, row_of(case[2], case[4])[column])
      end)
    end
  end)
end

describes("collection", COLLECTION)
describes("analysis", ANALYSIS)
