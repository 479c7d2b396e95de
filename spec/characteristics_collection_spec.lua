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
  { "two models that share the word", "Logistic and proportional hazard models were used.",
    "logistic regression; Cox regression" },
  { "what a narrative review tells of", "In cost-benefit analyses tea saved money.", false,
    "Tea: a pharmacoeconomic review" },
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
