--- How data were collected.
--
-- A method counts when the text says that this study got data by it: from people (asked, observed, recorded, by diary
-- or by a questionnaire that measures an outcome or is itself validated), from their files, from registries and other
-- data kept for other ends (also a survey by name), from documents, or, of a review, from the literature. What is
-- planned (a protocol) counts as what was done. It does not count when it is only spoken of: what others did
-- (background, earlier work, the studies that a review includes), what is advised, needed or possible, what was
-- treatment or teaching, where people were recruited from, records as a technology, signals of the body.
--
-- The rows below say what names a method; sheaf.extract.own says whether it is this study's.

local own = require "sheaf.extract.own"
local phrases = require "sheaf.extract.phrases"
local terms = require "sheaf.extract.terms"

local collection = {}

local INTERVIEW_DETAILS = {
  { value = "semi-structured", before = true, "semi structured", "semistructured" },
  { value = "unstructured", before = true, "unstructured" },
  { value = "structured", before = true, "structured", "standardised|standardized interview|interviews",
    "diagnostic ~1 interview|interviews", "interview schedule", "scid", "cidi", "k sads" },
  { value = "individual", before = true, "individual|one ~3 interview|interviews",
    "one to one|1 to 1|1 1 ~3 interview|interviews" },
  { value = "in-depth", before = true, "in depth", "indepth" },
  { value = "narrative", before = true, "narrative interview|interviews" },
  { value = "key informant", before = true, "key informant" },
  { value = "group", before = true, "group interview|interviews" },
  { value = "face-to-face", before = "and", "face to face", "in person" },
  { value = "telephone", before = "and", "telephone|phone ~3 interview|interviews|interviewed",
    "interview|interviews|interviewed ~6 telephone|phone", "by|over|via ~2 telephone|phone" },
  { value = "video", before = "and", "video conferenc*", "videoconferenc*", "video interview|interviews|call|calls",
    "via zoom|teams|skype", "using zoom|teams|skype" },
  { value = "online", before = "and", "online|virtual|remote|web ~2 interview|interviews",
    "interviews|interviewed ~5 online|virtually|remotely", "conducted|held|undertaken ~1 online|virtually|remotely" },
}
local FORM_DETAILS = {
  { value = "postal", before = true, "postal", "mailed", "mail", "posted" },
  { value = "online", before = true, "online", "web based", "internet based", "electronic", "e mail", "email" },
  { value = "telephone", before = true, "telephone", "phone" },
  { value = "self-administered", before = true, "self administered", "self completed", "self completion" },
}

collection.rows = {
  -- What these name is not how this study got its data.
  { value = "(other)", other = true, "survey on", "surveys on",
    "survey of ~4 notes|records|charts|files|admissions", "survey was|is the ~4 method|methodology|approach",
    "survey of ~4 state of the art", "survey of ~2 experiments|applications|theory|theories", "surveys the|recent",
    "survey endpoint|endpoints|covers", "to survey",
    "presents|present|provides|provide|gives|give|offers a|an ~2 survey of",
    "survey of ~3 genome|genomes|genes|sequences",
    "survey and ~1 taxonomy|classification|tutorial",
    "directly observed ~1 therapy|treatment", "observation that|period|periods|unit|study|studies|time",
    "our|these|this|such|anecdotal|previous|earlier observation|observations",
    "we survey", "literature survey|surveys",
    "motivational interviewing|interview|interviews",
    "survey ~1 of ~4 literature|approaches|techniques|methods|tools|studies|systems|algorithms|research|papers",
    "survey research", "such as ~3 surveys|interviews|questionnaires|observation",
    "such as ~2 surveys|interviews|questionnaires|observation and|or ~1 surveys|interviews|questionnaires|observation",
    "investigative|suspect|police|job|employment|recruitment|admission|admissions|selection interviews|interview",
    "investigative|suspect|police|job|employment|recruitment|admission|admissions|selection interviewing",
    "number of interviews or|than", "interview based impression*", "retrospective cohort survey",
    "flow|pie|bar|control|wall|growth chart|charts", "depending on ~1 survey|surveys|questionnaire",
    "shared|integrated medical|health|patient record|records",
    "epidemiological|epidemiologic surveys and|suggest|show|have", "survey polling|polls",
    "collection|archive|corpus of ~3 interviews", "than would|do|with ~5 interviews",
    "maintenance|documentation|keeping of ~1 medical records", "need|needs|needed to survey", "other methods",
    "case reports", "establish a registry",
    "electronic medical|health|patient record|records system|systems|technologies",
    "observations of ~1 clinical|adverse",
    "psycinfo database record" },
  { value = "(topic)", other = true, whole = true,
    "interaction|interact|interacted|work|working with ~3 patient|medical|health record|records",
    "recruited|invited ~8 from ~6 registry|register|registries", "recruited ~6 from ~4 survey",
    "randomly ~1 drawn|selected|sampled ~8 from ~6 registry|register|registries",
    "access|accessing ~1 their|own|online ~4 record|records", "online|patient|patients access to ~4 record|records",
    "lieu|instead of ~5 survey|surveys|interview|interviews|questionnaire|questionnaires|records",
    "rather than ~4 survey|surveys|interviews|questionnaires",
    "workshops|courses|course|training|skills|teaching|taught ~8 literature search|searches|searching",
    "taught|encouraged|advised|trained|helped ~4 diary|diaries",
    "according to a|an|one|some|recent|several ~4 survey|surveys|poll|polls|registry",
    "practice|gp|clinical|patient|hospital|pharmacy|claims|prescription|dispensing databases were searched",
    "searched|search|searches|searching ~4 practice|gp|clinical|patient|hospital|pharmacy|claims|prescription"
      .. "|dispensing|reporting database|databases",
    "adoption|implementation|introduction|sharing|design|designing|benefits|breaches|digitisation|digitization"
      .. "|interoperability of ~4 record|records" },
  { value = "interviews", qualitative = true, interviews = true, modifiers = INTERVIEW_DETAILS,
    "interview|interviews|interviewed|interviewing", "scid", "cidi", "k sads", without = { "mice", "mouse" } },
  { value = "focus groups", qualitative = true, modifiers = { { value = "online", before = true,
    "online|virtual ~2 focus", "focus ~5 online|virtually|remotely" } },
    "focus group|groups", "focus group discussion|discussions|interviews", "group discussions", "group interviews",
      "fgds" },
  { value = "workshops", qualitative = true, "workshops", "workshop" , needs = { "participants", "data",
    "stakeholders", "stakeholder", "consensus", "co" } },
  { value = "observation", qualitative = true, modifiers = { { value = "participant", before = true,
    "participant observation|observations" },
      { value = "non-participant", before = true, "non participant", "nonparticipant" } },
    "participant observation|observations", "non participant observation|observations",
      "nonparticipant observation|observations", "direct observation|observations",
    "ethnographic observation|observations|fieldwork",
    "observations of ~4 meetings|consultations|practice|practices|behavior|behaviors|behaviour|behaviours|children"
      .. "|pupils|students|patients|staff|nurses|doctors|teams|families|interaction|interactions|care|visits|sessions"
      .. "|encounters|work|classes|lessons|rounds|handovers|routines|settings",
      "observed ~2 of these|the ~4 meetings|consultations|practices", "field notes", "fieldwork",
    "behavioral|behavioural|classroom|naturalistic|ward observation|observations",
    "observers ~1 rated|coded|judged|inferred|recorded|noted", "formally|directly observed",
    "structured observation|observations",
      "observation of ~3 meetings|consultations|practices|practice",
    "by|through ~1 observation|observations of" },
  { value = "observation", qualitative = true, needs = { "interviews", "interviewing", "ethnographic", "ethnography",
    "shadowing" }, "observation|observations|observing" },
  { value = "recorded consultations", qualitative = true,
    "video|audio recorded|taped|recordings|recording ~3 consultations|visits|encounters",
    "videorecorded|audiorecorded ~3 consultations|visits|encounters",
    "video recording|recordings", "recorded ~2 consultations|encounters",
      "consultations|encounters|visits ~6 video|audio recorded|taped",
    "consultations|encounters|visits ~6 videorecorded|audiorecorded|videotaped|audiotaped",
    "videotaped|audiotaped ~2 consultations|visits|encounters|interactions" },
  { value = "nominal groups", qualitative = true, "nominal group|groups" },
  { value = "think-aloud", qualitative = true, "think|thinking aloud" },
  { value = "diaries", modifiers = { { value = "patient", before = true, "patient diary|diaries" } }, "diaries",
    "diary", "daily log|logs", "micturition|bladder|voiding|frequency ~2 chart|charts" },
  { value = "documents", qualitative = true, "document|documentary|documental analysis|review|data|sources|evidence",
    "analysis of the content|contents of", "content|contents of ~5 documents|guidelines|policies|websites|reports ~2"
      .. " analysed|analyzed|examined|reviewed|coded",
    "analysis|review of ~3 documents", "policy documents", "documentation review",
    "documents were", "documents ~8 reviewed|analysed|analyzed|examined",
    "content|thematic|discourse|textual|rhetorical|document ~1 analysis ~1 of ~5 articles|papers|contracts|documents"
      .. "|comments|texts|policies|websites|messages|posts|newspapers|reviews|publications|guidelines|reports|letters"
      .. "|tweets|blogs|records|archives|minutes",
    "archival research",
    "archival|archive data|documents|records|material|materials|sources", "internal documents",
    "content|thematic analysis was|were ~3 of ~5 articles|papers|abstracts|documents|comments|texts|messages|posts"
      .. "|reports|letters|tweets|blogs|websites",
    "content analysis of ~5 abstracts", "content ~1 analysis to ~8 comments|texts|messages|posts|articles|reviews" },
  { value = "documents", qualitative = true, needs = { "observation", "observations", "interviews" },
    "documents|documentation" },
  { value = "free-text comments", qualitative = true, "free text ~1 comments|responses|data|answers",
    "open ended|text ~2 responses|comments", "open text" },
  { value = "recordings", "naturally occurring ~2 recordings|talk|interaction|conversations",
    "audio|video|tape recordings", without = { "interviews", "interview", "focus", "consultations", "ecg", "eeg",
    "emg", "muscle", "muscles", "electrocardiogram", "electrocardiograms", "potentials", "neuronal",
      "electrocardiographic", "pressure" } },
  { value = "recordings", "recordings of ~4 meetings|scrums|scrum|sessions|lessons|calls|conversations|interactions"
    .. "|interrogations|visits|rounds|handovers|talk|discussions|classes|lectures|encounters|speech|calls" },
  { value = "questionnaires", modifiers = FORM_DETAILS, covers = { "survey" }, "questionnaire|questionnaires",
    "self report ~1 measures|questionnaire", "self administered|completed ~5 instrument|instruments" },
  { value = "questionnaires", needs = { "instrument", "instruments" }, "self administered|completed" },
  { value = "survey", modifiers = FORM_DETAILS, "survey|surveys", "postal|mailed survey",
    "postal inquiry|enquiry", "health interview survey", "opinion poll|polls", "polled" },
  { value = "survey", modifiers = FORM_DETAILS, "surveyed", without = { "guidelines", "articles", "literature",
    "papers", "records", "notes", "charts", "files", "deaths", "admissions" } },
  { value = "rating scales", "rating|ratings scale|scales", "visual ~1 analogue|analog ~1 scale|scales|score|scores",
    "vas", "analogue|analog scale|scales",
    "syndrome|symptom|symptoms|impression|impressions|severity|depression|anxiety|pain|disability|ashworth|spasm|life"
      .. "|fatigue|sleepiness|behavior|behaviour|functioning|dyspnea|dyspnoea|itch|nausea|sedation|coma|stroke|rankin"
      .. "|headache|spasticity|mania|rhinitis|asthma|cognitive|assessment|distress|satisfaction|cgi|panss"
      .. " ~2 scale|scales|score|scores|inventory",
    "point ~3 scale|scales", "scale for|of the", "clinical global impression|impressions",
    "clinical|global|symptom|weekly|behavior|behaviour ~1 ratings",
    "grade|grades|step|category|report|reported scale|scales", "scale of|from 0|1",
    "symptom|symptoms|behavior|behaviour|ptsd checklist",
    "patient|patients|investigator|physician ~3 global assessment|assessments",
    "acute physiology and chronic health", "apache", "positive and negative syndrome ~1 symptoms|scale|scores",
    "panss", "bprs", "madrs", "hamd", "ham d", "hrsd", "ymrs", "updrs", "nihss", "edss", "womac", "mmse",
    "hamilton ~3 scale|depression|anxiety|score|scores", "beck ~2 inventory", "depression|anxiety inventory",
    "borg|council ~2 scale|scales", "nurick|karnofsky|oswestry|lysholm|kurtzke|tinetti|berg|mayo|barthel|harris"
      .. "|constant ~2 score|scores|scale|index", "perceived stress ~1 scale|score|scores",
     "apgar score|scores", "symptom|symptoms ~1 scores|score|ratings|rating",
    "symptoms ~4 scored|rated", "severity|intensity index|ratings|rating|score|scores", "modified rankin",
    "activity index|score", "total ~1 symptom score|scores",
    without = { "questionnaires", "questionnaire" } },
  { value = "medical records",
    "medical|clinical|patient|patients|hospital|health|case record|records|charts|notes ~1 review|reviews|was|were|data"
      .. "|audit|from",
    "gp|practice|electronic record|records|charts|notes ~1 review|were|data|audit|from",
      "chart|charts review|audit|audits|abstraction|reviews",
    "hospital|case|clinical|patient|patients|health records|record|charts|notes|files ~5 reviewed|examined|studied"
      .. "|searched|abstracted|audited|screened",
    "hospital|practice|clinic|care and ~2 hospital|practice|clinic|care records",
      "general practice|practices records",
      "case note review|reviews|audit", "retrospective|consecutive ~1 case review",
      "using|from|through ~3 electronic health|medical|patient|primary record|records", "hospital charts",
      "record review",
      "charts of|were|for",
      "review of ~6 charts|notes|records", "review of ~4 medical|clinical|hospital|patient record",
      "health|medical|case records survey",
      "files of ~4 patients|cases|women|men|children|adults|adolescents|inpatients|outpatients|subjects",
      "records of ~6 patients|inpatients|outpatients|cases|women|men|children|adults|subjects",
    "reviewed ~4 records|charts|notes", "records were ~2 reviewed|examined|studied|searched|abstracted",
    "charts ~8 reviewed|analysed|analyzed|examined", "retrospective ~1 survey",
    "retrospectively reviewed ~3 records|charts|files",
    "practitioners|practitioner|physicians|gp|gps|hospital|case|clinical|patient|patients files",
    without = { "implementation" } },
  { value = "medical records", "medical records", "patient records", "case notes", "clinical notes",
    "primary care records|record", "in|of ~3 electronic health|medical|patient|primary record|records",
    needs = { "data", "information", "review", "reviewed", "reviewing", "reviews", "analysis", "analysed", "analyzed",
      "extracted", "extraction", "obtained", "collected", "collection", "identified", "abstracted", "abstraction",
      "retrieved", "gathered", "audit", "audited", "examined", "examination", "searched", "screened", "studied",
      "compared", "retrospective", "retrospectively", "from", "using", "recorded", "documented", "linked", "linkage",
      "revealed", "documentation", "evaluated", "assessed", "checked", "noted", "determined", "located", "complete",
      "searches" },
    without = { "implementation" } },
  { value = "routine data", "routine data", "routinely collected", "administrative|claims data|database|databases",
    "administrative ~3 cost|costs|utilisation|utilization ~2 data|records",
    "reported to ~4 pharmacovigilance|surveillance|centre|centres|center|centers|register|registry",
    "pharmacovigilance ~1 database|data|reports|system",
    "database|databases ~2 adverse drug|reactions|events",
    "data|information ~3 abstracted|extracted|obtained|drawn|collected|retrieved from ~4 database|databases",
    "recorded|registered|held in ~8 database|databases",
    "retrospective ~1 database analysis|study",
    "registry|register data", "hospital episode statistics", "dispensed|issued prescriptions",
    "prescription event monitoring", "data ~3 claims", "claims ~1 data|database|databases",
    "prescription|prescriptions data|records|database", "registry|registries",
    "general practice research database", "gprd", "qresearch", "health improvement network",
    "quality and outcomes framework", "danish|swedish|norwegian|finnish|nordic|icelandic ~2 registers|registries",
    "encounter data",
    "medicaid|medicare ~2 data|claim|claims|files|database|records", "pharmacy claims|records|data|database|dispensing",
    "insurance claims|data|database|records", "hospital discharge data|database|records", "census data",
    "vital statistics", "death certificates",
    "national|regional|population|disease|cancer|birth|twin|hip|joint|arthroplasty|trauma|stroke|mortality|quality"
      .. " ~2 register|registers", "prospective ~3 database",
    "data base|database cohort|study", without = { "trials", "registration", "clinicaltrials", "identifier",
    "isrctn" } },
  { value = "routine data", "spontaneous ~3 reports|reporting", needs = { "centre", "center", "received",
    "database", "databases", "system", "systems", "fda", "agency", "pharmacovigilance", "surveillance", "medwatch",
    "regulatory", "postmarketing", "epidemiologic", "epidemiological", "incidence", "rates" } },
  { value = "routine data",
    "clinical practice research datalink", "prescribing data",
      "national register|registers|registry|database|databases", "data linkage" },
  { value = "literature search", search = true, "literature search|searches",
    "medline|embase|cinahl|pubmed|psycinfo|cochrane ~8 searched|search|searches|databases",
    "searched|search|searches|searching ~6 medline|embase|cinahl|pubmed|psycinfo|databases",
      "electronic|bibliographic databases", "databases were searched", "searched ~2 databases",
    "medline", "embase", "cinahl", "psycinfo", "cochrane ~2 register|library|database",
    "medline ~1 search", "database search|searches", "searching for ~2 articles|studies|publications|literature|trials",
    "systematically ~1 searched", "systematic|comprehensive|electronic|bibliographic|computerised"
      .. "|computerized ~2 search|searches", "search|searches|searching ~1 was|were ~2 performed|conducted|undertaken",
    "web of science|knowledge", "scopus", "google scholar",
    "articles|publications|papers|citations|trials|documents ~3 from|in ~2 databases",
    "published literature|articles|reports ~3 reviewed|searched", "ovid ~1 based|search|searched",
    "review of ~2 literature located|identified|yielded|found",
    "reference lists ~5 searched|checked|hand", "hand searched|searching", "search|searching strategy",
    "indexed ~1 in|on ~3 medline|pubmed|scopus|embase|abi" },
}

table.insert(collection.rows, (require "sheaf.extract.measurements"))

local ORDER = { "methods", "design", "setting", "participants", "text", "aim", "results", "background", "title",
  "other" }

---@param more? table[] a user's rows
function collection.index(more)
  return phrases.index(collection.rows, more)
end

local function collect(document, index, people)
  local entries = terms.collect(document, index, ORDER, own.usable, own.find)
  if own.is_review(document, entries, people) then
    entries = terms.collect(document, index, ORDER, own.usable, own.find_in_review)
  end
  return terms.distinct(entries)
end

--- Reads how data were collected. Weaker zones speak only when stronger ones are silent.
---@param document table
---@param index table
---@param people boolean? does the record count people who took part?
---@return table? { cell, evidence, rule, qualitative, only_interviews }
function collection.read(document, index, people)
  local entries, rank = {}, nil
  for _, entry in ipairs(collect(document, index, people)) do
    if not entry.rule.row.aside then rank = rank or math.max(entry.rank, 5) end
    if entry.rule.row.aside or entry.rank <= rank then table.insert(entries, entry) end
  end
  if #entries == 0 then return end
  local found = {}
  found.cell, found.evidence = terms.cell(document, entries, 5)
  found.rule = ORDER[entries[1].rank]
  for _, entry in ipairs(entries) do
    found.qualitative = found.qualitative or entry.rule.row.qualitative
    found.only_interviews = #entries == 1 and entry.rule.row.interviews
  end
  return found
end

return collection
