--- How data were collected.

local phrases = require "sheaf.extract.phrases"
local terms = require "sheaf.extract.terms"

local collection = {}

local INTERVIEW_DETAILS = {
  { value = "semi-structured", before = true, "semi structured", "semistructured" },
  { value = "unstructured", before = true, "unstructured" },
  { value = "structured", before = true, "structured", "standardised|standardized interview|interviews" },
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
  { value = "interviews", qualitative = true, interviews = true, modifiers = INTERVIEW_DETAILS,
    "interviews", "were|was interviewed", "we ~1 interviewed",
      "interviewed with|by|using|about|face|separately|individually", "interview transcripts|data|study|studies",
    "individual and ~1 group interviews", "interviewing", "interviewed", "semi structured interview",
      "semistructured interview", "structured interview", "interview schedule|guide",
    "took|taking part in ~3 interview", "participated in ~3 interview", "individual|telephone|depth|exit interview",
    "brief|short|single interview" },
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
    "ethnographic observation|observations|fieldwork", "observations of",
      "observed ~2 of these|the ~4 meetings|consultations|practices", "field notes", "fieldwork",
    "formally|directly observed", "structured observation|observations",
      "observation of ~3 meetings|consultations|practices|practice" },
  { value = "observation", qualitative = true, needs = { "interviews", "ethnographic", "ethnography", "shadowing" },
    "observation|observations" },
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
    "diary", "daily log|logs" },
  { value = "documents", qualitative = true, "document|documentary analysis|review|data|sources|evidence",
    "analysis|review of ~3 documents", "policy documents", "documentation review",
    "documents were" },
  { value = "documents", qualitative = true, needs = { "observation", "observations", "interviews" }, "documents" },
  { value = "free-text comments", qualitative = true, "free text ~1 comments|responses|data|answers",
    "open ended|text ~2 responses|comments", "open text" },
  { value = "questionnaires", modifiers = FORM_DETAILS, covers = { "survey" }, "questionnaire|questionnaires",
    "self report ~1 measures|questionnaire" },
  { value = "survey", modifiers = FORM_DETAILS, "survey|surveys", "postal|mailed survey", "surveyed" },
  { value = "medical records",
    "medical|clinical|patient|patients|hospital|health|case record|records|charts|notes ~1 review|were|data|audit|from",
    "gp|practice|electronic record|records|charts|notes ~1 review|were|data|audit|from",
      "chart|charts review|audit|abstraction|reviews",
    "medical records", "case notes", "clinical notes",
      "using|from|through|in|of ~3 electronic health|medical|patient|primary record|records", "patient records",
      "hospital charts", "record review",
    without = { "implementation" } },
  { value = "routine data", "routine data", "routinely collected", "administrative|claims data|database|databases",
    "registry|register data", "hospital episode statistics",
    "clinical practice research datalink", "prescribing data",
      "national register|registers|registry|database|databases", "data linkage" },
  { value = "literature search", "literature search|searches",
    "medline|embase|cinahl|pubmed|psycinfo|cochrane ~8 searched|search|searches|databases",
    "searched|search|searches|searching ~6 medline|embase|cinahl|pubmed|psycinfo|databases",
      "electronic|bibliographic databases", "databases were searched", "searched ~2 databases",
    "medline ~1 search" },
}

local ORDER = { "methods", "design", "setting", "participants", "text", "aim", "results", "background", "title" }
local STRONG = { methods = true, design = true, setting = true, participants = true, text = true }
local DONE = phrases.index { { value = "done", "conducted", "collected", "consists|comprised|comprises|consisted",
  "using|used|employing", "were", "participated",
  "took part", "completed", "undertaken", "carried out", "with" } }
local OTHERS = phrases.index { { value = "others", "needed|required|warranted",
  "future|further|previous|prior|earlier|recent ~3 studies|research|study|surveys|survey",
  "should" } }
local RESULT_LIKE = { results = true, text = true }
-- A title names the method, but "interview" there may be what is studied; background speaks of this study seldom.
local OWN = phrases.index { { value = "own", "this|our study|paper|article|research", "we",
  "the paper|study|authors" } }

local function usable(sentence, zone)
  if zone.category == "methods" or zone.category == "design" then return true end
  if RESULT_LIKE[zone.category] and phrases.any(OTHERS, sentence) then return false end
  if zone.category == "background" then return phrases.any(OWN, sentence) and phrases.any(DONE, sentence) end
  return STRONG[zone.category] or zone.category == "title" or phrases.any(DONE, sentence)
end

---@param more? table[] a user's rows
function collection.index(more)
  return phrases.index(collection.rows, more)
end

--- Reads how data were collected. Weaker zones speak only when stronger ones are silent.
---@param document table
---@param index table
---@return table? { cell, evidence, qualitative, only_interviews }
function collection.read(document, index)
  local all = terms.distinct(terms.collect(document, index, ORDER, usable))
  local entries, rank = {}, nil
  for _, entry in ipairs(all) do
    rank = rank or math.max(entry.rank, 5)
    if entry.rank <= rank then table.insert(entries, entry) end
  end
  if #entries == 0 then return end
  local found = {}
  found.cell, found.evidence = terms.cell(document, entries, 5)
  for _, entry in ipairs(entries) do
    found.qualitative = found.qualitative or entry.rule.row.qualitative
    found.only_interviews = #entries == 1 and entry.rule.row.interviews
  end
  return found
end

return collection
