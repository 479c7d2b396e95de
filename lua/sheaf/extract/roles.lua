--- Words for people: which nouns count heads, and which only say that somebody took part.
--
-- A list is words in lower case, plural first where both are given. `generic` roles may stand for any other
-- role ("participants"), so that they never add to a count of named ones; `sex` roles divide a group that
-- was counted already. `single` forms count only after "one".

local roles = {}

roles.lists = {
  generic = [[people persons participants subjects individuals respondents informants interviewees volunteers
    adults members humans users attendees attenders stakeholders enrollees completers responders
    callers candidates representatives residents citizens]],
  patient = [[patients outpatients inpatients clients consumers sufferers survivors cases asthmatics diabetics
    hypertensives alcoholics schizophrenics migraineurs epileptics insomniacs cirrhotics arthritics amputees
    hemophiliacs haemophiliacs smokers nonsmokers drinkers drivers recipients donors primigravidas nulliparas
    primiparas multiparas gravidas gravidae primigravidae nulliparae
    attenders responders nonresponders non-responders transplants prisoners inmates refugees
    migrants immigrants asylum-seekers offenders
    victims patients' beneficiaries veterans soldiers recruits pilots athletes
    players runners swimmers cyclists dieters vegetarians workers nonusers abusers addicts parturients carriers
    users caucasians blacks whites americans canadians europeans africans hispanics latinos latinas asians aborigines
    aboriginals
    australians scandinavians acromegalics atopics psychotics anorexics dyslexics normotensives tetraplegics
    enuretics paraplegics quadriplegics hemiplegics spastics migraneurs seropositives seronegatives]],
  sex = [[women men females males boys girls woman man lesbians gays mothers-to-be]],
  age = [[children adolescents teenagers youths youngsters youth infants neonates newborns babies toddlers
    preschoolers schoolchildren elders seniors pensioners octogenarians nonagenarians centenarians minors pupils
    twins]],
  set = [[couples dyads triads]],
  family = [[parents mothers fathers carers caregivers caretakers guardians relatives spouses husbands wives partners
    grandparents siblings sons daughters friends kin widows widowers fosterers]],
  control = [[controls comparators counterparts]],
  staff = [[staff personnel employees workers employers professionals clinicians practitioners providers doctors
    physicians gps nurses midwives pharmacists managers administrators receptionists commissioners specialists
    consultants surgeons residents interns internists registrars trainees physiotherapists therapists psychologists
    psychiatrists paediatricians pediatricians dentists hygienists dietitians dieticians nutritionists optometrists
    podiatrists counsellors counselors coordinators co-ordinators navigators prescribers champions advisers advisors
    leaders leads directors executives chairs officers officials policymakers policy-makers
    decisionmakers lawmakers filmmakers makers planners experts
    academics researchers scientists educators teachers lecturers tutors facilitators mentors coaches trainers
    students undergraduates postgraduates graduates learners paramedics technicians assistants aides helpers
    visitors anaesthetists anesthetists anesthesiologists anaesthesiologists radiologists radiographers oncologists
    cardiologists gynaecologists gynecologists obstetricians neurologists dermatologists urologists pathologists
    rheumatologists geriatricians gastroenterologists ophthalmologists chaplains interpreters secretaries clerks
    firefighters officers farmers breeders bloggers musicians translators publishers founders owners operators
    pharmacologists informaticians hospitalists interviewers
    navigators actors deputies heads partners residents locums veterinarians vets hcps pcps chws hcas
    editors authors developers programmers engineers analysts testers buyers sellers customers shoppers solvers
    players gamers freelancers crowdworkers entrepreneurs investors inventors voters subscribers readers contributors
    cleaners cooks peers police writers journalists signposters connectors organisers organizers campaigners faculty
    dispensers]],
}

-- Words that end like a person's and are none; "-ists", "-ians" and the like are otherwise read as people.
local NOT_PEOPLE = [[lists checklists waitlists mists fists wrists cysts twists medians guidelines custodians
  playlists shortlists antagonists agonists exists consists persists assists resists insists gists]]
local ENDINGS = { "ologists", "ists", "icians", "arians", "givers", "goers", "holders", "seekers", "dwellers",
  "workers",
  "smokers", "users", "takers", "trainees", "mothers", "patients", "nurses", "drinkers", "survivors" }


-- What one person is called: "one staff member", "one GP".
local SINGLE = [[person patient participant member gp nurse doctor physician clinician manager carer parent
  mother father woman man child adolescent practitioner pharmacist midwife student worker volunteer user employee
  representative resident receptionist teacher assistant coordinator provider therapist psychologist psychiatrist
  commissioner respondent informant interviewee subject individual caregiver relative spouse partner adult female
  male]]

local function add_words(set, text, value)
  for word in text:gmatch("%S+") do set[word] = set[word] or value end
end

local NO_SINGLE = { lead = true, head = true, chair = true, peer = true } -- "one lead", "one head of"

local known, not_people, single = {}, {}, {}
for _, name in ipairs { "generic", "control", "set", "sex", "age", "family", "staff", "patient" } do
  add_words(known, roles.lists[name], name)
end
add_words(not_people, NOT_PEOPLE, true)
add_words(single, SINGLE, true)

--- The class of a noun that counts people, or nil.
---@param word string in lower case
---@param extra? table<string, string> a user's words and their classes
---@return string? class generic, set (couples), patient, sex, age, family, control or staff
function roles.class(word, extra)
  local class = known[word] or (extra and extra[word])
  if class then return class end
  if #word < 6 or not_people[word] or not word:find("s$") then return end
  for _, ending in ipairs(ENDINGS) do
    if word:sub(-#ending) == ending then
      local tail = word:match("(patients)$") or word:match("(smokers)$")
      return tail and "patient" or word:find("mothers$") and "family" or "staff"
    end
  end
end

--- True for the noun of one person.
---@param word string
---@return boolean
function roles.single(word)
  local class = known[word .. "s"]
  return single[word] or class == "family" or class == "staff" and not NO_SINGLE[word] or false
end

return roles
