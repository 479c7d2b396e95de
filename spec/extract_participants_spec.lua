-- How many people took part: invented sentences of the kinds that abstracts use.

local participants = require "sheaf.extract.participants"
local text = require "sheaf.extract.text"

local function read(abstract, title, roles)
  return participants.read(text.document { abstract = abstract, title = title }, roles)
end

-- n, then the abstract; false where no people are counted.
local CASES = {
  -- people counted outright
  { 12, "We interviewed 12 district nurses about weekend visits." },
  { 12, "We interviewed twelve district nurses about weekend visits." },
  { 21, "Twenty-one pharmacists took part in telephone interviews." },
  { 215, "Two hundred and fifteen patients completed the questionnaire." },
  { 130, "One hundred thirty women were recruited from antenatal clinics." },
  { 1234, "A total of 1,234 adults were surveyed." },
  { 1234, "A total of 1 234 adults were surveyed." },
  { 12500, "Records of 12 500 patients were examined." },
  { 1048, "One thousand and forty-eight students responded to the survey." },
  { 40, "METHODS: A purposive sample of 40 carers was interviewed." },
  { 18, "Semi-structured interviews were undertaken with 18 members of staff." },
  { 9, "Nine reception staff were interviewed." },
  { 26, "The sample comprised 26 informal caregivers of people with dementia." },
  { 30, "Data came from in-depth interviews with thirty purposively chosen stakeholders." },
  { 52, "Participants were 52 first-year medical students." },
  { 17, "In total, 17 commissioners agreed to be interviewed." },
  { 33, "Overall, 33 people participated." },
  { 24, "24 participants aged 45-80 years were recruited." },
  { 64, "Sixty-four patients with type 2 diabetes took part." },
  { 8, "The focus group was attended by eight volunteers." },
  { 350, "Of 1200 invited, 350 took part." },
  { 350, "Of 1200 patients invited, 350 agreed to participate." },
  { 27, "Twenty-seven out of 60 GPs approached were interviewed." },
  { 480, "Questionnaires were returned by 480 general practitioners." },
  { 210, "Questionnaires were sent to 300 dentists, of whom 210 responded." },
  { 5, "We interviewed 5 GPs in 3 practices over 2 years." },
  { 101, "Of 156 eligible experts, 101 experts (64.7%) completed all three rounds." },
  { 683, "Participants were 683 patients with gout from 62 physicians in five countries." },
  { 2227, "The study patients (n = 268) and the comparison patients (n = 1959) were insured." },
  { 2455, "Respondents aged 65 years or older (n = 2455) to a national survey were included." },
  { 34, "A total of 71 physicians were invited to participate and 34 (48%) agreed to be interviewed." },
  { 28, "Most of the 28 participants were married and well educated." },
  { 116, "Our participants (N = 116) felt close to a confederate." },
  { 84, "Methods: Interviews were held with 36 adults (10 nurses, 12 midwives, and 14 doctors), 36 social workers,"
    .. " and 12 teachers." },
  { 26, "The survey involved 18 engineers. In addition, eight engineers were interviewed." },
  { 592, "We identified 148 young patients; each was matched to other patients, for a cohort of 592 patients." },
  -- n = ...
  { 21, "Semi-structured interviews were held with physiotherapists (n = 21)." },
  { 21, "Semi-structured interviews were held with physiotherapists (n=21)." },
  { 21, "Semi-structured interviews were held with physiotherapists (N=21)." },
  { 35, "We interviewed GPs (n=10), nurses (n=5) and patients (n=20)." },
  { 42, "Telephone interviews (n=42) with service managers explored these changes." },
  { 250, "A community sample (N = 250) completed the scale." },
  { 66, "Newly qualified midwives with rural placements (n = 66) were surveyed." },
  { 238, "Patients were randomised to coaching (n = 120) or usual care (n = 118)." },
  { 240, "Patients (n = 240) were randomised to coaching (n = 120) or usual care (n = 120)." },
  { 90, "Women were assigned to yoga (n=30), walking (n=30) or a waiting list (n=30)." },
  { 38, "Patients (n=20) and healthy controls (n=18) were compared." },
  -- groups that add up
  { 36, "Interviews with 30 charity workers and six social workers were transcribed." },
  { 64, "In all, 14 parents, 31 GPs, and 19 nurses were included." },
  { 38, "20 patients and 18 controls were studied." },
  { 23, "We spoke to 11 mothers, seven fathers and five health visitors." },
  { 60, "Thirty adults with asthma were compared with 30 healthy volunteers." },
  { 65, "Thirty-five patients were randomised to early discharge and 30 to usual care." },
  { 24, "Ten male and 14 female outpatients were enrolled." },
  { 45, "Interviews were conducted with 15 patients. Focus groups were held with 30 nurses." },
  { 19, "We interviewed seven practice nurses. Twelve practice nurses joined two focus groups." },
  { 150, "One hundred patients with gout were recruited. Fifty controls were recruited from the same practices." },
  -- totals with their parts
  { 15, "In total, 15 participants were interviewed (9 GPs, 4 pharmacists and 2 nurses)." },
  { 15, "Fifteen clinicians took part: 9 GPs, 4 pharmacists and 2 nurses." },
  { 49, "Forty-nine volunteers, 24 women and 25 men, were enrolled." },
  { 120, "120 patients (70 women, 50 men) were recruited." },
  { 60, "Sixty patients with diabetes (type 1, n = 26; type 2, n = 34) entered the trial." },
  { 33, "Patients (n=33) were recruited. Fifteen patients watched a film and eighteen patients read a text." },
  { 80, "Eighty smokers were randomised; 40 received patches and 40 received advice." },
  { 20, "Twenty women, of whom 10 were assigned to treatment, were followed." },
  { 708, "708 patients were randomly allocated. RESULTS: 12 patients died and 35 patients withdrew." },
  { 200, "METHODS: Two hundred patients were randomised. RESULTS: Of 185 patients who completed"
    .. " follow-up, 90 improved." },
  { 22, "We interviewed 22 patients. Six of the patients were also interviewed a year later." },
  { 30, "Thirty GPs were interviewed. Of these, 12 GPs also joined a focus group." },
  -- interviews stand for people only where nobody is counted
  { 10, "Ten interviews were conducted with healthcare practitioners." },
  { 9, "Fourteen interviews were conducted with nine practice managers." },
  -- not people
  { false, "Nine service improvement meetings were held at three general practices." },
  { false, "The programme ran for 24 months in 12 practices and four hospitals." },
  { false, "Patients aged 18 or over were eligible." },
  { false, "Adults aged 45+ with hip pain were eligible between 2010 and 2014." },
  { false, "Four themes and 11 subthemes were identified from 32 patient records." },
  { false, "In 2015 patients could book online; 62% of patients did." },
  { false, "A 12-week course of 200 mg was given twice a day." },
  { false, "Twenty-two trials and 14 cohort studies were included." },
  { false, "BACKGROUND: One million patients see a GP each day. METHODS: Policy documents were analysed." },
  { false, "Six patient groups and 3 staff meetings were observed." },
  { false, "A 58 year old woman presented with chest pain." },
  { false, "BACKGROUND: In an earlier study, 200 nurses were interviewed. METHODS: We reviewed policy." },

  -- wordings of qualitative studies
  { 67, "Twelve focus groups (n=67 participants) were held with residents." },
  { 24, "Interviews were conducted with 10 patients, 8 carers and 6 health professionals (n=24)." },
  { 32, "A total of 48 interviews were conducted with 32 participants." },
  { 45, "Methods: 45 semi-structured interviews with patients (n = 30) and GPs (n = 15)." },
  { 32, "Participants were 20 people with COPD and their carers (n = 12)." },
  { 22, "Twenty-two semi-structured interviews (11 patients and 11 GPs) were completed." },
  { 22, "Three focus groups (22 participants in total) were held." },
  { 34, "Data were collected from 5 practices, including 60 hours of observation and 34 interviews with staff." },
  { 21, "Semi-structured interviews with 21 parents of 18 children were carried out." },
  { 23, "23 participants (15 women and 8 men) aged 23-85 years were interviewed." },
  { 22, "GPs (n = 12), practice nurses (n = 6), and reception staff (n = 4) from 10 practices were interviewed." },
  { 30, "A purposive sample of 15 GPs, 10 nurse practitioners, and five paramedics." },
  { 29, "Semistructured interviews with 29 healthcare professionals and managers." },
  { 18, "Interviews with 8 GPs, 6 nurses & 4 managers." },
  { 31, "Thirty-one interviews were undertaken with patients (n=19) and clinicians (n=12)." },
  { 14, "We interviewed 14 patients twice, giving 28 interviews." },
  { 18, "Eighteen out of 25 eligible GPs participated." },
  { false, "17 of 42 invited practices took part." },
  { 20, "Ten couples were interviewed." },
  { 36, "Methods: 36 people from four ethnic groups were interviewed." },
  { 1012, "Online survey of 1012 UK GPs." },
  { 2345, "The survey was completed by 2,345 respondents (response rate 34%)." },
  { 21, "Qualitative interviews with a purposive sample of patients (n = 12) and health"
    .. " professionals (n = 9: five GPs, four nurses)." },
  { 19, "Nineteen women, aged 24–39, took part." },
  { 15, "Participants (n=15; 9 female) were interviewed by telephone." },
  { 28, "28 of the 40 participants in the trial were interviewed." },
  { 24, "Six GP practices and 24 patients participated." },
  { 9, "Five older adults, three relatives and 1 GP were interviewed." },
  { 25, "Interviews were conducted with 25 key informants: 10 policymakers, 8 NGO staff and 7 clinicians." },
  { 10, "An interview study with six female and four male veterinarians." },
  { 27, "27 participants attended 4 workshops." },
  { 1200000, "1.2 million adults were included." },
  { 16, "N = 16 mothers were interviewed." },
  { 42, "Focus groups were conducted with a total of 42 students (six groups of seven)." },
  { false, "Data came from 3 focus groups with 6–8 nurses each." },
  { 1200, "Medical records of 1,200 patients were examined." },
  { 25, "Setting: Two hospitals. Participants: Purposive sample of 25 women with gestational diabetes." },
  { 50, "Qualitative study with 30 semi-structured interviews and 4 focus groups involving 50 participants." },
  { 12, "Semi-structured telephone interviews were conducted with a maximum variation sample of 12"
    .. " GP trainees in the North East of England." },
  { 33, "Thirty-three semi-structured interviews were conducted with GPs across England." },
  { 20, "In-depth interviews with 20 people who had used out-of-hours care in the previous 4 weeks." },
  { 19, "Interviews were carried out with 11 GPs and eight practice nurses at 12 practices." },
  { 8, "Participants: Eight link workers and managers." },
  { 41, "Interviews (n = 41) were conducted with patients, carers, and professionals." },
  { 44, "Methods: Semi-structured interviews with 21 patients, and 23 staff in eight practices, were analysed." },
  { 13, "Thirteen of the 15 GPs approached agreed to be interviewed." },
  { 60, "Sixty older people living alone (aged over 75) were interviewed in their own homes." },
  { 72, "Across six sites, 72 interviews were conducted with healthcare staff, and 100 hours of"
    .. " observation undertaken." },
  { 100, "A cross-sectional study of 100 consecutive attenders at an emergency department." },
  { 30, "Thirty patients and carers were interviewed." },
  { 26, "Twenty-six interviews with 26 patients took place." },
  { 16, "Interviews were conducted with sixteen individuals (eight patients, five GPs, three pharmacists)." },
  { 55, "Participants included general practitioners (n = 20), nurses (n = 15), and patients (n = 20)." },
  { 18, "Eighteen healthcare professionals were recruited from three NHS trusts between May 2019 and June 2020." },
  { false, "Between 2010 and 2015 the number of general practitioners fell." },
  { false, "Primary care sees 90% of patients within 48 hours." },
  { 15, "A total of 15 healthcare assistants from seven practices took part in three focus groups." },
  { 11, "Eleven interviews and three focus groups were conducted with practice staff." },
  { 7, "Seven community pharmacists and their teams took part." },
  { 120, "One hundred and twenty GPs (60%) returned the questionnaire." },
  { 155, "Of 250 questionnaires sent, 155 were returned by GPs." },
  { 64, "Interviewees were 64 people: 40 service users and 24 commissioners." },
  { 17, "Seventeen adults (11 female) with multimorbidity were interviewed." },
  { 88, "Eighty-eight GP registrars in four deaneries completed an e-survey." },
  { 14, "We held two focus groups (n=6 and n=8) with practice nurses." },
  { 20, "Interviews were held with GPs (12), nurses (5) and managers (3)." },
  { 40, "Serial interviews with 20 patient-carer dyads were carried out." },
  { 30, "Joint interviews were conducted with 15 couples." },
  { 36, "Twelve triads of patient, carer and nurse were interviewed." },
  { 512, "Responses were received from 512 of 1,020 GPs (50%)." },
  { 338, "A survey was sent to 900 GPs; 338 responded (38%)." },
  { 780, "Participants: 1,200 callers, of whom 780 (65%) replied." },
  { 1204, "Participants: Adults registered with a participating practice (N = 1,204)." },
  { 17, "Participants: Adults who had missed two or more appointments (n=17)." },
  { 7, "Participants: Seven patients admitted with attacks of gout (n = 11)." },
  { 14, "In all, 98 consultations by 14 GPs were video-recorded." },
  { 21, "In a pilot trial, women were randomised to three groups (n=7 per group)." },
  { 46, "We randomised 46 women. Twenty-three subjects were allocated to each study group." },
  { false, "Controlled before-and-after study of four pilot sites and three controls." },
  { false, "One in three patients waits a week and 1 out of 10 adults gives up." },
  { 324, "There were 324 patients who received the open drug, and 182 patients were randomly assigned." },
  { 32, "Seventeen patients received tablets and 15 patients received drops." },
  { 22, "We examined 22 cases, including 13 cases with asthma and five cases with eczema." },
  { 120, "It was measured in 120 subjects. In an additional group of 6 subjects it was measured twice." },
  { 17, "Ten malnourished children received oil. Seven healthy children served as controls." },
  { 698, "Of 922 consenting patients, 698 met the entry criteria and were randomly assigned." },
  { 359, "Of the 359 randomised patients, 355 were included in the analysis." },
  { 114, "We studied 114 individuals. Three specialists independently examined the films." },
  { 41, "We studied 41 (23 rural, 18 urban, mean age 18 years) healthy men." },
  { 6, "The drug was given to six hard-to-reach patients, who were studied." },
  { 126, "One hundred twenty-six patients (85% women) recorded data." },
  { 22, "Methods: RESULTS-Twenty-two patients were randomised." },
  { 791, "There were 791 participants. They had yearly home visits by 3 public health nurses." },
  { 47, "Among the 47 subjects enrolled, the drug was well tolerated, but 4 of 5 subjects who had more were ill." },
  { false, "Four youth health promotion programmes are described." },
}

describe("participants", function()
  for i, case in ipairs(CASES) do
    it(("case %d: %s"):format(i, case[2]), function()
      local found = read(case[2])
      assert.equal(case[1], found and found.n or false)
    end)
  end

  it("lists roles with numbers in figures", function()
    assert.equal("14 parents; 31 GPs; 19 nurses",
      read("Fourteen parents, 31 GPs, and nineteen nurses were included.").cell)
    assert.equal("15 participants (9 GPs; 4 pharmacists; 2 nurses)",
      read("In total, 15 participants were interviewed (nine GPs, four pharmacists and two nurses).").cell)
    assert.equal("4 participants with lived experience",
      read("We interviewed four participants with lived experience.").cell)
  end)

  it("knows an abbreviation that the text explains", function()
    local found = read("We recruited community health navigators (CHNs). Interviews were held with 16 CHNs.", nil,
      { navigators = "staff" })
    assert.equal(16, found.n)
    assert.equal("16 CHNs", found.cell)
  end)

  it("takes a user's roles", function()
    assert.is_nil(read("We interviewed 13 zookeepers' doulas."))
    assert.is_nil(read("We interviewed 13 doulas."))
    assert.equal(13, read("We interviewed 13 doulas.", nil, { doulas = "staff" }).n)
  end)

  it("gives the phrase it read, by bytes", function()
    local abstract = "Aim: Été “quoted” text. Methods: Interviews with 12 GPs – and six nurses – were held."
    local found = read(abstract)
    assert.equal(18, found.n)
    assert.equal("12 GPs – and six nurses", found.evidence.text)
    assert.equal(found.evidence.text, abstract:sub(found.evidence.first, found.evidence.last))
  end)

  it("survives odd input", function()
    for _, odd in ipairs { "", " ", "(((", "n =", "n = (", "12", "12 of", "\xFF\xFE 12 \x80 GPs", ("9 "):rep(500),
      ("("):rep(300) .. "12 GPs" } do
      assert.has_no.errors(function() read(odd) end)
    end
  end)
end)
