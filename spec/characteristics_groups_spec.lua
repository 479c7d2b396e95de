--- Which groups of people make up n where a record counts several, in one sentence or over several, and where n is left
--- empty as a statement says itself that it is not of all.

local characteristics = require "sheaf.analysis.characteristics"
local records = require "spec.support.records"

local function n_of(abstract, title)
  local name = { __tostring = function() return "study" end }
  local record = setmetatable({ title = title or "A study", abstract = abstract }, name)
  return characteristics(records.set { record })[1].n
end

-- { n, abstract, title }; false means that n stays empty.
local CASES = {
  { 42, "Sleep was studied. Twenty patients (group A) received tea. Twenty-two patients (group B) received milk." },
  { 42, "Twenty men received tea (group 1). Twenty-two men received milk (group 2)." },
  { false, "A tube was used as a stent in 22 patients (group I). It was passed into the bladder." },
  { false, "A tube was used as a stent in 22 patients (group I). In the other 22 patients (group II), it was "
    .. "passed by hand." },
  { 22, "We enrolled 22 patients (study group) who drank tea." },
  { 60, "Sixty women were randomised. Thirty women (group A) received tea. Thirty women (group B) received milk." },
  { false, "Use of beds was compared. The group of men who drank tea was made up of all men (N = 233) in the "
    .. "ward." },
  { 30, "The study group consisted of 30 patients with gout." },
  { 45, "The sample was made up of 45 nurses." },
  { false, "At visits 3, 12 and endpoint, patients with gout on tea had less pain." },
  { false, "In comparison with the 1981 population, more patients in 1996 had gout." },
  { 30, "Thirty young, healthy volunteers drank tea." },
  { 17, "Seventeen male and female patients with gout were treated." },
  { false, "Tea is a drink. In a trial involving 282 children with gout, tea was better than milk. In clinical "
    .. "trials, tea was well tolerated." },
  { 282, "In a trial involving 282 children with gout, tea was better than milk. Our results agree with those of "
    .. "other trials." },
  { 282, "We conducted a trial involving 282 children with gout. In earlier trials, tea was better than milk." },
  { false, "Tea was measured. In the first study, tea was compared with milk in 37 patients. Then levels of tea "
    .. "were determined for six nights." },
  { 43, "In the first study, 37 patients drank tea. In the second study, 6 patients drank milk." },
  { false, "Patients received milk and tea (weekly for a year; 302 patients). RESULTS: Among the 299 patients "
    .. "who drank it, gout was rare." },
  { 173, "Among 173 patients, 72 (82%) of the 88 assigned to tea and 68 (80%) of the 85 assigned to milk slept." },
  { 30, "Thirty patients were seen; seven patients with tea, eight with milk and 15 with juice slept well." },
  { 50, "Patients were randomly assigned to one of two groups, A and B, consisting of 25 patients each." },
  { 60, "The study included three groups of 20 women each." },
  { false, "Thirty patients were enrolled in each treatment group." },
  { 3, "We report three cases of tea overdose that led to fits." },
  { 2, "To report two cases of gout after tea." },
  { 2, "The use of tea in two patients with gout is reported." },
  { 19, "Tea was assessed in 9 Caucasians and 10 Australian Aborigines with gout." },
  { 904, "Genes were examined in a sample of 904 African Americans from Jackson." },
  { 10, "For this purpose, 10 atopics with hay fever were entered into a crossover study." },
  { 14, "We studied tea in 8 acromegalics and 6 normal volunteers." },
  { false, "More than 30 million Americans drink tea." },
  { 400, "We surveyed 400 women. The hospital serves 90,000 people." },
  { 5, "We describe five patients with gout. They were seen as a subgroup of 50 patients with arthritis." },
  { 619, "Results: Among 202 patients who received tea and 417 who did not, tea was linked to less pain." },
  { false, "This article reviews tea and gout. A firm has data on nearly 200 cases summarised here." },
  { false, "Of 347 possibly eligible studies, nine were included. Tea was linked to sleep." },
  { 26, "Sixteen healthy women completed a test twice. The control group consisted of 10 women who were tested "
    .. "three times." },
  { 17, "Tea was given orally to 12 healthy volunteers. The changes in the treated volunteers were compared with "
    .. "the changes seen in 5 non-treated, healthy volunteers." },
  { false, "Two hundred eighteen (80%) of 273 patients on tea and 40 (85%) of 47 patients on milk slept." },
  { false, "We compared two groups. In 330 patients who had tea, there were ten cramps. In 111 patients in whom "
    .. "tea was left out there was only one." },
  { 18635, "A total of 18,635 nurses reported taking tea. During 6 years of follow-up, 852 women were newly "
    .. "diagnosed with gout." },
  { 32, "This randomised study compared tea 0.3 micrograms.kg-1.h-1 in 32 healthy young adults after surgery. "
    .. "The number of cramps was 106 for four patients in the tea group." },
  { 1163, "Results: 19 included in the systematic review; 1163 participants across 19 studies were included in "
    .. "the analysis." },
  { 7152, "In 31 studies, 7152 patients were included: 1888 in milk groups (398.2 person-years) and 5264 in tea "
    .. "groups (981.3 person-years)." },
  { false, "Patients not on tea at entry (29 females, 7 males) slept more. Those who had tea (22 females, 9 "
    .. "males) slept less." },
  { false, "Of the first study, 133 patients were randomised to tea and 129 to milk. Then 139 patients were "
    .. "randomised to tea and 128 to milk in Italy." },
  { false, "Patients had their blood pressure measured at baseline (n = 277) and during treatment (n = 347)." },
  { 90, "Patients were randomised to tea (n = 44) or milk (n = 46) for weeks." },
  { false, "Tea was given to patients with gout at doses of 1 mg (n = 44), 2 mg (n = 42), 3 mg (n = 46) and 4 mg "
    .. "(n = 39). Each dose was compared with placebo (n = 41)." },
  { 1714, "Patients were studied. The risk of fits for those on tea (n = 522) v. milk (n = 1192) was 2.66." },
  { 56, "Tea was given to 56 inpatients presenting with gout (n = 23), fits (n = 19), or colds (n = 14)." },
  { 80, "We enrolled 80 adults. The other 40 patients of the ward were not asked." },
  { 1032, "Four hundred seventy-five patients with angina were randomised to tea or milk. In addition, 557 "
    .. "hypertensive patients were randomised to tea or juice." },
  { 911, "Nine hundred and eleven subjects were recruited. Of these, 442 took tea, 181 milk and 186 juice. In "
    .. "addition, 102 took nothing." },
  { false, "Records were reviewed for 125 inpatients. A group of patients with gout served as a control group (n "
    .. "= 50)." },
  { 40, "Twenty normal weight individuals with gout were enrolled in this study. Twenty healthy subjects were "
    .. "enrolled as a control group." },
  { 78, "Thirty-seven subjects with gout were enrolled in the vegetarian diet and 41 in the tea groups." },
  { 84, "Forty-nine patients were included in the drug group and 35 in the control group." },
  { 60, "Sixty women were randomised. Pain was less than in the control group (n = 30)." },
  { false, "Tea was tried. It led to fits in one patient, pain in five patients, and rash in one patient." },
  { 25, "Twenty-five patients with gout drank tea for a year, of whom 21 patients completed the study." },
  { 124, "One hundred twenty-four patients (63 women, 61 men) completed the study, 62 in each group." },
  { 100, "Patients were randomised to tea for 1 month and milk the following 2 months (n = 49) or to juice for 2 "
    .. "months (n = 51)." },
  { 34, "Of all infants, 15 infants (gestational age, 26 [24-29] wks, birth weight 814 [452-1340] g) were "
    .. "randomised to tea, 19 infants (gestational age 27 [24-39] wks) to milk." },
  { 12, "Tea was tested against milk. In addition to their examinations, the 12 study volunteers rated "
    .. "complaints in a diary program on 4 days." },
  { 20, "Twenty Nigerians with newly diagnosed gout were randomised to tea or milk." },
  { 43, "We studied tea in 43 Koreans with gout." },
  { 50, "The test was carried out in 5 groups, each of 10 outpatients with gout." },
  { false, "Gout is a major cause of pain. A trial compared tea with milk in 980 patients in 11 countries.",
    "Tea in gout: a review of the evidence" },
  { 104, "We treated 104 patients with tea.", "Tea in gout: a review of our first patients" },
  { 104, "Charts of 104 patients treated with tea were read.", "Tea in gout: a retrospective chart review" },
  { 980, "Nine trials were pooled, in which 980 patients were randomised.", "Tea in gout: a systematic review" },
  { false, "We present two patients who had cramps with tea. The records of another 12 patients were analysed." },
  { 80, "We enrolled 80 adults. The other 12 patients were not asked." },
  { 249, "Participants: 1657 consecutive adult patients 50 to 75 years of age were contacted. Of these, 651 "
    .. "(39%) agreed to participate; 249 of the 651 participants (38%) were eligible. Methods: The 249 "
    .. "participants were randomly assigned to tea or milk." },
  { 60, "Sleep was investigated in 20 healthy subjects, in 20 patients suffering from gout and in 20 patients "
    .. "suffering from colds." },
  { 30, "Thirty consecutive patients who needed tea for their health were enrolled. Five patients in the milk "
    .. "group, but none in the tea group, slept badly." },
  { false, "Throughout, blood pressure was higher in the 1417 control patients than in the 1485 subjects "
    .. "randomised to tea." },
  { false, "Four panels of healthy men (n = 8 per panel) were administered tea (n = 6) or milk (n = 2) once a "
    .. "day." },
  { 50, "Fifty patients with fits took part in a study of tea. Thirty-three were started on a daily cup. A "
    .. "further 17 patients followed the same regimen." },
  { 1170, "The authors anticipate a total of 500 patients with gout, 370 patients with colds, and 300 patients "
    .. "with fits in the trials." },
  { 12, "In 12 healthy subjects, sleep was recorded. In seven subjects blood was drawn too." },
  { 18, "We present eighteen cases of gout.", "Gout: a review of causes" },
  { 360, "A systematic search found 17 studies, in which 360 adults were treated.", "Tea in gout: a review" },
  { 11322, "The sample comprised 2,275 diabetic patients. In addition, 9,047 nondiabetic patients with gout "
    .. "represented a reference group." },
  { false, "Iron was assayed in patients treated with tea alone (N = 17), tea with milk added (N = 6), or tea "
    .. "with juice added (N = 9)." },
  { false, "We read the literature on tea. Gout was commoner than in the control group of a recent meta-analysis "
    .. "of 23 407 patients." },
  { 36, "In the four-period, crossover, single-dose study, 24 healthy men were randomised to tea. In the "
    .. "two-period, placebo-controlled, crossover, repeat-dose study, 12 healthy men were randomised to milk." },
  { false, "Eleven of 14 patients entered into the study completed. Fourteen patients were evaluated for safety, "
    .. "13 patients were used in the first, and 11 patients in the second analysis." },
  { 34, "Thirty-four women completed the study per protocol, with 31 women (mean age 39 years) providing "
    .. "complete data." },
  { 378, "A total of 315 women and 63 men were randomised and treated, and 332 participants (276 women, 56 men) "
    .. "completed the study." },
  { false, "Side effects were observed in 12 patients on tea and 3 patients on milk." },
  { 397, "In a retrospective cohort, 192 (48%) out of 397 patients with gout had pain. Among 66 patients with a "
    .. "treatment, 389 visits were reviewed." },
  { false, "In the tea cohort, there were 184 patients who were treated and 2313 who were not. In the milk "
    .. "cohort there were 117 patients who were treated and 1283 who were not." },
  { false, "Experiments 1 (N = 242) and 2 (N = 112) were done with children. Experiment 3 (N = 110) shows that "
    .. "children differ." },
  { 859, "Eight hundred and nine patients (31% females) and a matched healthy control group (n = 50) were seen." },
  { 60, "Sixty patients were assigned to a treatment group and a control group (n = 30)." },
  { false, "Sleep was studied. Sixty-two patients underwent A first with conversion in 12. Eighty-six underwent "
    .. "B first with conversion in 9." },
  { 22, "Twelve patients with gout received 7.5 mg tea, and 10 patients received milk together with rest for 10 "
    .. "days." },
  { 77, "The study was done with 77 monosymptomatic nocturnal enuretics." },
  { false, "Of the 503 patients randomised to tea, 266 slept well. Of the 505 patients randomised to milk, only "
    .. "8 did." },
  { 402, "Of the 402 patients randomised, 384 finished. Of the 384 patients, 20 slept badly." },
  { false, "Tea was given to patients with gout (n = 10) or with colds (n = 10). All 40 subjects completed the "
    .. "study." },
  { 31, "Between June and March, 31 patients were enrolled. 15 were assigned tea and 16 were assigned milk." },
  { 40, "This study included patients with impaired function (n = 10) or with failure undergoing treatment (n = "
    .. "10). Both groups were compared with matched healthy controls (n = 20). All 40 subjects completed the "
    .. "study." },
  { 328, "Eighty-three patients were randomized to placebo, 84 to 2.5 mg tea, 85 to 5 mg tea, and 76 to 10 mg tea." },
  { 20, "Twenty patients were assigned tea, 10 to 20 mg daily." },
  { 12, "Twelve healthy 21- to 37-yr-old subjects drank tea." },
  { 174, "We enrolled 174 patients on maximally tolerated therapy." },
  { false, "In the tea group 12 patients tolerated treatment." },
  { false, "Gout was compared between groups in which over 100 patients were included." },
  { 100, "Gout was compared in a study in which over 100 patients were included." },
  { 240, "Methods: 240 older adults were randomised to a visit or usual care. Results: Falls did not differ.",
    "Effect of medication review on falls: a randomised controlled trial" },
  { 240, "Two hundred and forty older adults were randomised to tea or milk.", "Medication review in older people" },
  { false, "A trial compared tea with milk in 980 patients.", "A review of tea" },
  { false, "A trial compared tea with milk in 980 patients.", "Tea and milk: a critical review of the evidence" },
  { 80, "Eighty patients (40 in the tea group and 40 in the milk group) took part. Scores fell in both groups." },
  { 60, "Sixty women (30 in each group) were randomised to tea or milk." },
  { 60, "Sixty women (30 per group) were given tea or milk. Sleep was better with tea." },
  { 75, "Seventy-five children (blood group O) were followed for a year. Gout was rare." },
  { 41, "Forty-one patients with gout were treated with ten sessions of talks (group format). Pain fell." },
  { 41, "Forty-one patients received a programme (group cognitive therapy). Pain fell." },
  { 36, "In this first trial of tea, 36 patients with gout were randomised. Tea was good for sleep." },
  { 500, "The first study of its kind in Oman, this survey included 500 nurses. Few drank tea." },
  { 500, "For the first study visit, 500 women came fasting. Glucose was measured." },
  { 19, "Nineteen women participated: nine in interviews and ten in two focus groups." },
  { 38, "Thirty-eight doctors took part; all 38 doctors completed both surveys of tea." },
  { 76, "We compared 38 doctors who drank tea with 38 doctors who drank milk." },
  { false, "Sleep was recorded in children before (n = 105) and after (n = 98) a meal." },
  { 210, "Sleep was recorded in children before (n = 105) or after (n = 105) a meal." },
  { 640, "We pooled two trials in which 640 women were treated." },
  { 62, "We enrolled 40 women with gout, with 22 women without gout as controls." },
  { 58, "Thirty-three patients with gout took part, with 25 patients with colds as a comparison group." },
  { 120, "In 120 patients with gout, sleep was assessed daily. In 40 patients with fits the stay was longer." },
  { 51, "Patients with gout were randomised to tea before surgery (n = 25) or after surgery (n = 26)." },
  { 26, "Side effects in 26 patients were nausea in five patients, fever in one patient and rash in three." },
  { 71, "Seventy-one women received tea. Twelve received milk a year later." },
  { 71, "Seventy-one women completed the diary. Sixty completed the second diary as well." },
  { 338, "Following two pilot studies, 338 were enrolled and followed up for a year. Few drank tea." },
  { 150, "Patients (mean age 60 years; 150 patients) were seen after a fall. Gout was common." },
  { 150, "An audit of tea (two hospitals; 150 patients) was done. Gout was common." },
  { 150, "We studied 150 pregnant women. Compared with other 3000 women in the region, they were older." },
}

describe("groups of people that are counted apart", function()
  for _, case in ipairs(CASES) do
    it(("give %s: %s"):format(case[1] or "no n", case[2]), function()
      assert.equal(case[1], n_of(case[2], case[3]) or false)
    end)
  end

  it("are read in time that grows with the text", function()
    local function clocked(count)
      local text = "A total of 999999 patients were enrolled. "
        .. ("In addition, 13 patients were enrolled. "):rep(count)
      local started = os.clock()
      n_of(text)
      return os.clock() - started
    end
    assert.is_true(clocked(4000) < 8 * clocked(1000) + 0.2)
  end)
end)
