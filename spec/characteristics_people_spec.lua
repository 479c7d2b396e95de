--- How many people took part: which of several numbers n is, what is added to it, and where it stays empty.

local characteristics = require "sheaf.analysis.characteristics"
local records = require "spec.support.records"

local function n_of(abstract, title)
  local record = setmetatable({ title = title, abstract = abstract }, { __tostring = function() return "study" end })
  return characteristics(records.set { record })[1].n
end

-- What is read, an abstract, n; false means that it stays empty.
local CASES = {
  { "those randomised, not those looked at", "Methods: Of 360 adults reviewed, 209 were too ill and 70 declined. "
    .. "Eighty-one adults were randomised to tea or rest.", 81 },
  { "nothing where those who entered are not counted as people", "Methods: Of 238 adults who had a graft, 51 had fits. "
    .. "Of these, 40 were eligible and 20 were randomised to each group.", false },
  { "those randomised of those selected", "In all, 334 of 369 outpatients with gout were randomised to tea.", 334 },
  { "respondents called eligible", "Of 261 eligible dentists responding to the survey, half gave advice.", 261 },
  { "two arms behind one verb", "A total of 1474 adults were assigned to receive tea and 1094 to receive milk.", 2568 },
  { "people of two origins", "We studied sleep. Ninety children were recruited from town clinics and 72 from farms.",
    162 },
  { "a list before one noun", "In a parallel group trial 123, 129 and 64 adults were randomised to A, B and C.", 316 },
  { "a whole that all belong to", "All 172 adults were local; 85 were randomised to receive tea.", 172 },
  { "one person in a list", "Methods: We interviewed 28 children, 26 parents and one grandparent.", 55 },
  { "a suspended hyphen", "Blood was measured in 30 chronic in- and out-patients.", 30 },
  { "a name in capitals that is a word", "The sample comprised 64 IT professionals.", 64 },
  { "arms behind months", "Adults were randomised to tea for 2 months (n = 49) or to milk for 3 months "
    .. "(n = 51).", 100 },
  { "those who answered a form", "Sleep was assessed by 640 women using a form.", 640 },
  { "the eligible who were randomised", "After two weeks 30 eligible adults were randomised to tea.", 30 },
  { "no lower bound of a place's size", "A random sample of homes with more than 35 residents was drawn.", false },
  { "those randomised, not those who completed", "Nineteen patients were randomised, and 16 patients completed the "
    .. "study.", 19 },
  { "a part of an earlier trial", "The study included 239 patients with gout and 755 with cramp alone from a blinded "
    .. "trial of 1380 adults.", 994 },
  { "those enrolled, not who enrolled them", "During a year 6174 doctors enrolled 33147 patients.", 33147 },
  { "a review's people, not its authors", "Four review authors extracted data. We included nine trials with 1069 "
    .. "participants.", 1069 },
  { "no studies of a review", "Most used teaching (n = 5), audit feedback of providers (n = 3) or reminders (n = 1).",
    false, "Tea: a systematic review" },
  { "no year that begins a sentence", "1997, treated migraineurs had more pain.", false },
  { "those whom samples came from", "We assayed 46 plasma samples (41 patients). Thirty-six patients were treated with "
    .. "tea as well.", 41 },
  { "a clause between them and what was done", "Methods: Twenty adults who had failed to sleep on tea, milk or wine "
    .. "were entered into the study. Results: Thirteen adults completed the study.", 20 },

  { "study 1 and study 2", "In the first study, 18 rested adults took tea in a crossover trial. Study 2 "
    .. "exposed 32 adults to noise.", 50 },
  { "ordinals", "First, we interviewed 11 cooks. Second, in a study of 808 members of a panel, we tested the index.",
    819 },
  { "studies numbered in one sentence", "A total of 240 people were recruited from a panel in Study 1, and 233 people "
    .. "were recruited from clubs in Study 2.", 473 },
  { "the whole before one of its studies", "This paper describes two surveys of tea in 940 adults. Study 2 was a "
    .. "survey of a new sample of 408 adults.", 940 },
  { "development and validation samples", "Participants: Development of the scale: sample of 50 inpatients. Validation "
    .. "of the scale: sample of 183 outpatients.", 233 },
  { "another group", "Sleep was studied in 8 adults. Next, we treated another group of 9 adults.", 17 },
  { "controls of their own sentence", "Sixteen patients with gout were studied. Additionally, 8 healthy volunteers "
    .. "were studied.", 24 },
  { "controls only once", "Gait was measured in 38 patients and 29 controls. It was slow in 26 of 38 patients versus 2 "
    .. "of 29 controls.", 67 },
  { "more people in a sentence of their own", "Twenty volunteers underwent a challenge with tea. A further 20 subjects "
    .. "received milk.", 40 },
  { "studies by their names", "In the crossover study, 20 women were randomised to tea. In the open study, 12 men "
    .. "were randomised to milk.", 32 },
  { "brackets that a word joins", "Sleep in obese (n = 166, index 32) and other patients (n = 115, index 25) was "
    .. "measured.", 281 },
  { "controls in brackets", "Treated patients (n = 271) were similar to the control patients (n = 143) in age.", 414 },
  { "so many in each group", "A trial was done with three groups of women (n = 12 in each group).", 36 },
  { "ages before the noun", "Sixty-three 8- to 10-year-old children were randomly assigned to tea.", 63 },
  { "the number of those randomised", "Tea was compared with milk. The number of patients randomised was 397.", 397 },
  { "a study of so many", "A 335 patient parallel-group study of tea was performed.", 335 },
  { "a bracket behind what they have", "Tea and milk were compared in a trial in patients with mild to moderate gout "
    .. "(n = 229).", 229 },
  { "those assigned to the one and to the other", "A total of 554 adults were randomly assigned to tea and 175 to "
    .. "milk.", 729 },
  { "groups named in brackets", "Forty-four patients (tea group) received a daily cup and 44 (milk group) "
    .. "received milk.", 88 },
  { "those whom they were compared with", "Sleep was studied in 28 men with gout. They were compared with 25 slim men.",
    53 },
  { "those who had placebo, in the next sentence", "Methods: Fifty-four women and 95 men were treated with tea. Ninety "
    .. "patients received placebo.", 239 },
  { "controls behind the arms", "Forty women were randomised to tea (n = 20) or milk (n = 20). Nineteen women were "
    .. "used as untreated controls.", 59 },

  { "not people with nothing to say that they took part", "A treadmill was used. A crossover design was employed for "
    .. "the twelve subjects.", false },
  { "not those who finished alone", "Of the 66 patients originally started on tea, 57 completed a course.", false },
  { "not three in passing", "Tea was studied. It led to gout in 3 females.", false },
  { "not arms without the controls of elsewhere", "Women received tea (n = 25), milk (n = 27) or juice (n = 11). "
    .. "They were compared with women at home (control group, n = 15).", false },
  { "not those of one arm", "Tea was given to 15 patients and milk to 14.", false },
  { "not those of each study", "Two studies of tea were done, each involving 12 volunteers.", false },
  { "not those of one study", "A short trial in 736 patients compared tea with milk, and a long study compared "
    .. "tea with juice in 693 patients.", false },
  { "not cases that were reported", "Tea is widely drunk. About 35 cases of gout have been reported.", false },
  { "not one of two wholes", "Gout was seen in 11% of 869 patients on tea and in 12% of 888 patients randomised to "
    .. "milk.", false },
  { "not those in whom events were seen", "Tea was compared with milk. A total of 173 adverse events were documented "
    .. "in 54 patients.", false },
  { "not those whom a database covers", "The cohort came from a database composed of 3.5 million subjects. A total of "
    .. "18,309 individuals with gout were identified.", 18309 },
  { "not those whom others were taken from", "Nine children were compared with 10 patients out of a total of 100 "
    .. "children.", 19 },
  { "not controls alone", "In all, 620 admissions were identified and matched with 460 controls.", false },
  { "not one kind of many", "Fourteen patients had fits at night. Six children had fits at noon. Six adults had none.",
    false },
  { "not raters", "Methods: Films were read. Results: The three surgeons agreed on most films.", false },
  { "not two employees in passing", "The case is based on talks with the founder and two other employees.", false },
  { "not what a share or a finding is of", "Knowledge rose from 72.3% (n = 321) to 93.7% (n = 416) in clinics for "
    .. "women.", false },
  { "not measures that overlap", "We measured iron in 92 patients and zinc in 62 patients.", 92 },
  { "not those who came back", "Twenty patients attended the clinic and 18 patients returned for a second dose.", 20 },
  { "not trials", "So far seven randomised, double-blind trials have been published, six in youths and three in "
    .. "adults.",
    false },
  { "not fewer than are counted before", "Tea was given to 11 elderly patients with gout. Eight patients responded to "
    .. "treatment and one did not.", 11 },
  { "not one of two brackets that nothing joins", "Tea was tried. Treated patients (n = 151) had less pain than "
    .. "untreated ones (n = 130).", false },
  { "not some beside others whose name is unknown", "The interviews targeted 13 authorities on tea and 7 "
    .. "practitioners.", false },
  { "not a sum that no word joins", "There were 79 patients with gout, 15 cases with gout alone.", false },
  { "not the size that cohorts have", "Monitoring of tea goes on. So far 65 studies have been completed, with a mean "
    .. "cohort size of 979 patients.", false },
  { "a grade is none", "Sixty ASA 1 or 2 patients were randomly allocated to tea.", 60 },
  { "two of a name, with a clause between", "The subjects were 36 new patients who had received no tea and 34 patients "
    .. "with a long illness.", 70 },
  { "those enrolled before those followed", "By then 3433 subjects had been randomised. A total of 2015 patients had "
    .. "been followed for a year on tea.", 3433 },
  { "not a week", "Sleep was rated. At week 12 patients on tea showed less pain.", false },
  { "not a part behind a total", "Among a total of 152 patients included in this series, 64 patients presented with "
    .. "gout.", 152 },
  { "not firms", "A case study of call centres is based upon interviews with three clients.", false },

  { "a larger number told beside a plain statement", "We surveyed 400 women. The hospital serves 90,000 people.", 400 },
  { "those who answered, not those of a country", "400 women completed the questionnaire. In the country 12,000 women "
    .. "die of it each year.", 400 },
  { "those treated, not those affected", "60 men with gout were treated. Gout affects 8,000 patients in the county.",
    60 },
  { "not those of another trial", "We enrolled 60 men. The Swedish trial enrolled 300 men.", 60 },
  { "not those of an earlier trial", "We enrolled 60 men. In an earlier trial 300 men were treated.", 60 },
  { "nurses, not those they cared for", "We interviewed 20 nurses. Two hundred patients were cared for on the wards.",
    20 },
  { "those who took part, not those of a region", "Ninety adults took part in a survey. In the region "
    .. "4,000 adults live with gout.", 90 },
  { "midwives, not the mothers of the clinic", "Diaries of 15 midwives were analysed. The clinic saw 700 "
    .. "mothers.", 15 },
  { "those randomised of those screened", "We randomised 80 men to tea or milk. In all, 950 men were screened.", 80 },
  { "nothing beside more of the same", "In 20 patients the dose was raised. In another ward 45 patients had tea.",
    false },
  { "a cohort that was watched", "The 120 women enrolled in this cohort have been observed for ten years.", 120 },
  { "people with something that was seen", "Thirty patients with seizures which have been documented by EEG were "
    .. "treated.", 30 },
  { "charts of cases that were reported", "Charts of 30 cases that have been reported to the registry were reviewed.",
    30 },
  { "patients with what was found", "Forty patients in whom stones have been found were treated.", 40 },
  { "no episodes that were documented", "Tea is safe. Twelve cases of gout due to tea have been documented.", false },
  { "those who answered an email", "Eighty patients responded to an email.", 80 },
  { "those who answered a call", "Eighty nurses responded to the call for participants.", 80 },
  { "those who answered advertisements", "Fifty-two smokers responded to advertisements in the press.", 52 },
  { "those who answered a request", "One hundred and twenty dentists responded to a request by post.", 120 },
  { "nothing where some responded and some did not", "Eight patients responded to treatment with lithium. Twelve "
    .. "patients did not.", false },
  { "not those who responded to a drug", "Tea was given to 11 elderly patients with gout. Eight patients responded to "
    .. "the drug.", 11 },
  { "three of a kind without a word between", "We studied 79 patients with asthma, 15 patients with COPD, 30 patients "
    .. "with bronchitis.", 124 },
  { "three roles without a word between", "We interviewed 12 nurses, 8 cooks, 5 drivers.", 25 },
  { "another group of like size", "Fourteen patients were treated with tea. Another 14 patients were treated with "
    .. "milk.", 28 },
  { "two groups behind capitals that end a sentence", "Fourteen patients were treated with A. Another 14 patients were "
    .. "treated with B.", 28 },
  { "nobody who is described elsewhere", "Twenty-six men took tea. Another 60 men have been described before.", 26 },
  { "nobody who is needed", "Twenty-six men were given tea. Another 60 men are needed.", 26 },
  { "two further groups", "Fourteen patients received A. Another 14 patients received B. A further 10 patients "
    .. "received placebo.", 38 },
  { "those enrolled, not those planned", "Our cohort size of 300 patients was planned, and 280 patients were enrolled.",
    280 },
  { "nurses beside talks", "In May 12 lectures were given and 40 nurses were surveyed.", 40 },
  { "those asked, in a clause behind talks", "There were 12 lectures and 7 practitioners were interviewed.", 7 },
  { "both halves of a class", "Twenty boys did well and 12 boys did not. All boys were enrolled.", 32 },
  { "readers who were interviewed", "We interviewed eight readers about manuscripts.", 8 },
  { "authors who took part", "Nine authors took part in interviews.", 9 },
  { "not authors who read", "Two authors read the abstracts of 30 studies.", false },
}

describe("the number of people", function()
  for _, case in ipairs(CASES) do
    it("is " .. case[1], function() assert.equal(case[3], n_of(case[2], case[4]) or false) end)
  end
end)
