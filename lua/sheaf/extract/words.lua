--- Word lists by which numbers and names are told apart. Users who meet other wordings add to these sets.

local words = {}

local function set(list)
  local made = {}
  for word in list:gmatch("%S+") do made[word] = true end
  return made
end

words.set = set

--- A phrase that counts people does not go on beyond these.
words.stops = set [[of in on at to for from by with without within the a an this these those that which who whom
  whose was were is are be been being had has have did do does took take during after before since until between
  among amongst than then as per each every if when while where whereas not only into over under through about via
  because his her their its our they we it also there will would could should may might can aged plus versus vs]]

--- Places, things, times: a number before them counts no people. Other plurals in -s are things too.
words.things = set [[practices practice surgeries clinics clinic hospitals hospital centres centers centre
  center sites site wards ward units departments schools school universities colleges homes households household
  families pairs villages communities areas regions countries cities towns districts
  municipalities boards trusts organisations organizations services networks groups group meetings sessions
  interviews interview visits consultations encounters workshops studies study trials trial articles papers
  reports reviews publications abstracts citations records databases questionnaires surveys items questions themes
  subthemes categories domains factors codes statements vignettes minutes hours days hrs mins yrs wks weeks months
  years seconds times cycles courses doses points eyes eye knees hips limbs ears lesions samples specimens
  biopsies events episodes admissions procedures operations deaths pregnancies births deliveries embryos oocytes
  cells rats dogs rabbits pigs animals isolates strains transcripts documents recordings observations modules
  tools instruments scales arms phases stages steps levels pharmacies prisons companies workplaces facilities
  institutions agencies programmes programs projects initiatives appointments referrals prescriptions calls
  messages emails notes charts cards files beds records' data files transplantations tests measurements scans
  images hearts kidneys arteries stents implants fractures tumors tumours providers' settings locations]]
local UNITS = set [[mg ml kg g l mmol cm mm hr h min yr wk percent mice sheep teeth feet s mcg microg mug iu gy hourly
  daily weekly monthly]]
--- Who comes in twos and threes.
words.sizes = { couples = 2, dyads = 2, triads = 3 }
words.joined_things = set [[centred centered reported related based led level specific rated years]]

-- Plurals that are part of a longer name rather than what is counted, and words that only look like plurals.
local NAME_PARTS = set [[services diabetes arts sciences sports affairs links works communications systems
  relations resources needs admissions rights herpes rabies mumps measles metastases diagnoses genetics obstetrics
  paediatrics pediatrics geriatrics mathematics orthopaedics orthopedics economics statistics politics informatics
  operations sales veterans emergencies drugs human]]
local NO_PLURALS = set [[less across always perhaps plus besides whereas versus regardless towards afterwards
  sometimes his hers ours yours theirs this thus as is was has does its us yes]]

local function plural(word)
  return #word > 3 and word:find("[^suio]s$") ~= nil and not NO_PLURALS[word]
end

--- Is a word a plural thing (and so the head of what a number counts)?
---@param word string
---@return boolean
function words.thing(word)
  return not NAME_PARTS[word] and (UNITS[word] or plural(word)) or false
end

--- May a word be the head noun of which the plural before it is a part ("staff meetings", "Veterans Affairs")?
---@param word string
---@return boolean
function words.head(word)
  return words.things[word] or plural(word)
end

--- "after 9 weeks (4 patients)"
words.timed = set "years weeks months days hours minutes"
words.ages = set [[year yr month week day hour minute]]
words.comparatives = set [[more fewer less older over greater above]]
words.owns = set [[their his her its our]]
words.joints = set [[and or , plus]]
words.owners = set [[women men children people]]
words.graded = set [[status type stage grade phase class level version category grades stages types icd dsm asa nyha]]
words.labels = set [[group groups arm cohort class type phase stage grade step day week month year visit site
  study trial part experiment table figure level version chapter section wave round time question item hepatitis
  covid model case option]]
words.before_value = set [[estimated aged age ages p least minimum maximum mean median average than every score scores
  dose doses ratio interval ci rr hr df f t z r version sd se iqr above below under exceeding
  within]]
words.value_marks = set [[< > + * $ # ~ ^]]
words.dates = set [[since during until january february march april may june july august september october
  november december spring summer autumn winter early late year jan feb mar apr jun jul aug sep sept oct nov dec
  between from]]

--- A bracket "(n = 12)" is not joined to people across these.
words.breaks = set [[were was received receiving to either
  or into randomised randomized assigned allocated vs versus group groups
  arm arms placebo control treatment intervention usual than by who had have underwent is are on]]
words.events = set [[episodes events samples specimens biopsies visits admissions procedures operations eyes
  knees hips limbs lesions practices hospitals clinics centres centers studies trials articles]]
words.samples = set [[survey registry sample total participants overall all population cohort series]]
words.activities = set [[interviews questionnaires]]

words.joining = set [[participated took enrolled enroled consented responded completed attended agreed recruited
  randomised randomized interviewed included entered returned replied analysed analyzed studied allocated assigned
  surveyed volunteered joined evaluable]]
words.arms = set [[groups group arms arm panels cohorts]]
words.links = set [[and while whereas]]
words.files = set "charts records files notes"
words.animals = set [[rat rats mouse mice dog dogs rabbit rabbits pig pigs sheep animal animals cells monkeys
  swine canine murine]]
--- In a title these say that a study is of animals.
words.beasts = set [[rat rats mouse mice dog dogs rabbit rabbits pig pigs piglets sheep lambs monkey monkeys macaques
  cats horses cattle cows calves goats hens chickens zebrafish hamsters ferrets rodents gerbils bulldogs terriers
  spaniels puppies kittens foals microsomes hepatocytes vitro]]
words.assigned = set [[randomised randomized randomly assigned allocated received interviewed]]
-- Between a number and a noun these are adjectives: "two randomised groups".
words.adjectives = set [[randomised randomized evaluable included interviewed analysed analyzed studied
  allocated assigned completed recruited]]
words.between = set [[were was have had been randomly then also subsequently finally eventually who
  successfully actually people]]
words.done = set [[conducted completed undertaken held performed carried done recorded audiorecorded transcribed
  took took analysed analyzed audiotaped were]]
words.verbs = set [[completed received underwent participated attended reported enrolled recruited interviewed
  invited returned agreed responded undertook described expressed felt perceived watched read provided identified
  gave used conducted consented comprised included attending receiving undergoing taking using aged interviewing
  including involving comprising evaluated studied examined compared assessed tested followed treated entered
  surveyed randomised randomized]]

--- Taking part, and its opposite. Beginnings of words.
local TAKING_PART = { "randomi", "enrol", "recruit", "includ", "participat", "interview", "studied", "allocat",
  "assign", "survey", "entered",
  "conduct", "compris", "consist", "involv", "attend", "evaluat", "treated", "examin", "analy", "investigat",
    "compar", "tested", "select",
  "underw", "undergo", "review", "present", "sampl", "complet", "consent", "received", "receiving", "follow",
    "performed", "admitted",
    "volunteer", "contribut",
  "agreed", "obtained", "responded", "carried", "given", "divided", "measured", "assess", "took", "registered",
    "return", "collected",
  "trial", "presenting", "referred", "monitored", "composed", "joined", "scheduled", "gave", "random", "observed",
    "data" }
local cue_memo = {}

--- Does a word speak of taking part in a study?
function words.any_cue(word)
  local known = cue_memo[word]
  if known == nil then
    known = false
    for _, start in ipairs(TAKING_PART) do
      if word:sub(1, #start) == start then known = true break end
    end
    if word:find("tions?$") or word:find("sons?$") or word:find("s[ei]s$") then known = false end
    if #word < 30 then cue_memo[word] = known end
  end
  return known
end

words.weak_cues = set [[received receiving given performed compared took completed complete gave follow followed
  following analysed analyzed measured completing completion]]

--- What happened to some of those who took part, so that the number before is a part.
words.outcomes = set [[withdrew withdrawn dropped discontinued died excluded lost relapsed experienced developed
  refused declined failed improved achieved showed became suffered remained worsened needed stopped recovered
  experiencing preferred rated felt stated thought believed demonstrated exhibited required converted progressed
  needing dropout dropouts discontinuing reported complained survived respond responding relapsing withdrawing ceased
  conceived delivered dying remaining tolerated non-responders reached]]
--- Asked or looked at, but not yet taking part.
words.candidates = set [[published invited approached screened contacted eligible potential potentially needed
  required power detect target aimed expected planned intended]]
words.asked_for = set "contacted approached invited screened"
words.asked = set [[sent mailed posted distributed circulated offered]]
words.found = set [[identified found sent]]

-- "mild to moderate": degrees on both sides of "to" are one adjective.
words.degrees = set [[mild mildly moderate moderately severe severely minimal low high medium slight early middle late
  light heavy borderline intermediate poor poorly advanced stable unstable]]
-- What comes back from people who were asked.
words.answers = set "responses replies answers returns questionnaires surveys forms"
words.came_back = set "returned received obtained completed analysed analyzed evaluable usable"

--- Is one of the words between tokens i and j?
function words.near(sentence, i, j, list)
  for k = math.max(1, i), math.min(#sentence, j) do
    if list[sentence[k].word] then return k end
  end
end

return words
