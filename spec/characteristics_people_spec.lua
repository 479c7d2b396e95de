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
  { "not firms", "A case study of call centres is based upon interviews with three clients.", false },
}

describe("the number of people", function()
  for _, case in ipairs(CASES) do
    it("is " .. case[1], function() assert.equal(case[3], n_of(case[2], case[4]) or false) end)
  end
end)
