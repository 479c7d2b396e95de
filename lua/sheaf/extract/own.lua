--- Whether a method of data collection that a text names is how this study got its data; what counts says
--- sheaf.extract.collection.
--
-- A sentence is judged by the part of the record it stands in: methods are believed; results, conclusions and abstracts
-- without headings only where they speak neither of other work, nor of what is advised or needed, nor of what has been
-- done so far; background where it says both "this study" and what was done. In a review of literature only the search
-- is its own, and what the sentence says was carried out beside it.

local phrases = require "sheaf.extract.phrases"
local words = require "sheaf.extract.words"

local own = {}

local function index(...)
  return phrases.index { { value = "said", ... } }
end

local STRONG = { methods = true, design = true, setting = true, participants = true, text = true }
local RESULT_LIKE = { results = true, text = true }
local DONE = index("conducted|collected|consists|comprised|comprises|consisted|using|used|employing|were|participated",
  "took part", "completed|undertaken|performed|made|with|obtained|searched", "carried out")
-- Results name what their numbers come from.
local REPORTED = index("measured|assessed|provided|reported|returned|responded|respondents|revealed|showed|indicated",
  "response|responses|improvement|scores|score")
-- A sentence that speaks of other work, or of what has been done so far.
local OTHERS = index("is|are|be ~2 needed|required|warranted", "need|needs for a|an|new|more|better", "may|might be",
  "can be ~2 used|collected|gathered|obtained|assessed|measured|administered|completed|recorded",
  "recommend|recommends", "recommended that", "is|are important|essential|necessary to",
  "are|is often|commonly|widely|frequently|usually used",
  "could be ~2 used|useful|helpful|collected|conducted|applied|considered|developed|needed",
  "is|are ~2 helpful|recommended|available|advisable|preferable", "appear|appears|seem|seems to be",
  "future|further|previous|prior|earlier|recent ~3 studies|research|study|surveys|survey", "research|literature has",
  "priorities include|includes", "most|available ~2 data|evidence|information ~1 is|are|comes|come",
  "literature ~4 consists|relies|based")
local ADVICE = index("needed to|for", "should")
local SEARCHED = index("searched", "search|searches|searching ~2 was|were|through|of|using")
local DRAWN = index("by means of", "obtained|collected|gathered from|by|with|using")
local SO_FAR = index("so far", "has|have ~4 been", "studies|trials have|has")
local THIS = index("this|our study|paper|article|research", "we", "the paper|study|authors")
local CONDUCTED = index("was|were|been ~2 conducted|held|undertaken|performed|carried|administered|sent|mailed"
  .. "|distributed|interviewed|surveyed|consulted|asked|completed|invited|reviewed|returned|circulated",
  "we|authors ~3 conducted|held|undertook|performed|carried|interviewed|surveyed|asked|sent|mailed|consulted|invited"
  .. "|circulated", "interviews|survey|surveys|questionnaires|groups|workshops with|of|among ~4 experts"
  .. "|stakeholders|members|patients|clinicians|authors|informants")

local GATHERED = index("completed|mailed|administered|surveyed|interviewed|conducted|recorded|reviewed|collected"
  .. "|measured|assessed|evaluated|monitored|scored|rated|determined|obtained|performed")

local GENERAL = words.set [[suggest suggests show shows indicate indicates demonstrate demonstrates establish
  establishes estimate estimates report reports reveal reveals cite find consistently give have confirm confirms]]
local POSSIBLE = words.set "could can may might offer offers provide provides allow allows help helps"
local DEFINITE = words.set "the this present current"
local ANSWERED = words.set [[respond responded respondents response responses complete completed returned answer
  answered answers sent mailed conducted administered undertaken performed carried question questions questionnaire
  asked participants participated distributed data collected online postal telephone of among from results found
  reported findings showed revealed shows indicated suggest suggests identified population cross]]
local DETERMINED = words.set "our this the these both all"
local INDEFINITE = words.set "a an another one"
local BIDS = words.set "use consider offer encourage provide"
local AS_NOUN = words.set "of was were is are and or among in by at during" -- "Use was measured with a diary"
local PEOPLE = words.set "patients people women men children"
local PLURAL = words.set "surveys registries interviews questionnaires diaries observations records groups"
local COUNTED = { survey = true, ["routine data"] = true } -- of which others than this study's are cited
local STUDIES = words.set "studies trials articles reports papers publications rcts"
local REVIEWS = index("review|overview|guideline|guidelines|update", "meta analysis|analyses",
  "consensus statement|recommendations|guideline", "recommendations for", "state of the art")
local REVIEWING = index("article|paper|chapter|review|overview ~1 reviews|summarises|summarizes",
  "article|paper|chapter|review|overview ~1 discusses|outlines ~6 literature|evidence|studies|trials",
  "in this ~1 review|overview|chapter")
-- What a paper reviews that tells of a study of its own.
local OF_OWN = index("reviews|summarises|summarizes ~6 results|study|survey|trial|finding|findings|project|experience"
  .. "|experiences|data|our", "review of ~5 charts|records|notes|files|cases|patients|admissions",
  "retrospective|chart|record|case|notes|peer ~1 review")
local STUDIED = index("we|authors ~3 surveyed|interviewed|enrolled|recruited|randomised|randomized|studied|treated"
  .. "|measured|assessed|tested|examined|observed|collected|analysed|analyzed|followed|conducted|performed|carried"
  .. "|undertook|asked|compared|investigated|evaluated",
  "was|were ~2 interviewed|surveyed|recruited|enrolled", "data|questionnaires|interviews|transcripts was|were")
local METHODICAL = index("systematic|meta|scoping|quantitative|bibliometric|scientometric|comparing|pooled|cochrane",
  "metaanalysis|metaanalyses", "meta analysis")
local OF_FILES = index("chart|charts|record|records|notes|case|cases|retrospective|survey|interview|interviews|peer"
  .. "|cohort|trial|utilization|utilisation|patients|year|years|book|product|online|consumer|customer",
  "qualitative study")

--- "Ranking of pages: a survey": of the literature.
local function is_of_literature(sentence)
  local last, before = sentence[#sentence], sentence[#sentence - 1]
  return last.word == "survey" and before ~= nil and before.word == "a"
end

--- Does a heading among the methods tell what was done to people, or what studies a review took in? Data are got
--- there only where the sentence says so.
local function is_of_others(zone, sentence)
  local label = (zone.label or ""):lower()
  local measures = label:find("outcome", 1, true) or label:find("measure", 1, true)
  if label:find("^%s*interventions?%f[%W]") and not measures then return not phrases.any(GATHERED, sentence) end
  local selects = label:find("selection", 1, true) or label:find("eligib", 1, true) or label:find("inclusion", 1, true)
  return selects ~= nil and not phrases.any(SEARCHED, sentence) and not phrases.any(GATHERED, sentence)
end

--- "Use a questionnaire to find who needs help": what readers are told to do.
local function bids(sentence)
  local first, second, third = sentence[1], sentence[2], sentence[3]
  if not second or second.kind ~= "w" then return false end
  if first.word == "follow" and third then return second.word == "up" and PEOPLE[third.word] or false end
  return BIDS[first.word] and not AS_NOUN[second.word] or false
end

--- May a sentence say how this study got its data?
---@param sentence table[]
---@param zone table
---@return boolean
function own.usable(sentence, zone)
  local category = zone.category
  if category == "title" and is_of_literature(sentence) then return false end
  if category == "methods" or category == "design" then return not is_of_others(zone, sentence) end
  local searched = phrases.any(SEARCHED, sentence)
  if RESULT_LIKE[category] and not searched and phrases.any(OTHERS, sentence) then return false end
  local this = phrases.any(THIS, sentence)
  if RESULT_LIKE[category] and not this and bids(sentence) then return false end
  if RESULT_LIKE[category] and not this and phrases.any(ADVICE, sentence) then return false end
  if category == "text" and not this and phrases.any(SO_FAR, sentence) and not phrases.any(DRAWN, sentence) then
    return false
  end
  if category == "background" then return (this or searched) and phrases.any(DONE, sentence) end
  return STRONG[category] or category == "title" or phrases.any(DONE, sentence)
    or category == "results" and phrases.any(REPORTED, sentence)
end

--- Does a verb behind token `from` make it general: "surveys show", "a 2004 survey establishes", "registries could"?
local function has_general_verb(sentence, from, counted)
  for i = from, math.min(#sentence, from + 5) do
    local token = sentence[i]
    if POSSIBLE[token.word] or counted and GENERAL[token.word] then return true end
    if token.kind == "n" or token.kind == "p" and token.word ~= "," then return false end
    if words.stops[token.word] and token.word ~= "in" then return false end
  end
  return false
end

local function is_year(token)
  return token.value ~= nil and token.value >= 1900 and token.value <= 2035
end

--- Does a sentence state what surveys in general, or another one, say: "numerous surveys, however, suggest that"?
local function is_general(sentence, found)
  local value = found.rule.row.value
  if not has_general_verb(sentence, found.to + 1, COUNTED[value]) then return false end
  local plural, start = PLURAL[sentence[found.to].word], math.max(1, found.from - 4)
  for i = start, found.from - 1 do
    if DETERMINED[sentence[i].word] or sentence[i].kind == "n" and not is_year(sentence[i]) then return false end
  end
  return plural or words.near(sentence, start, found.from - 1, INDEFINITE) ~= nil
end

--- Is a paper only called a survey, "by the survey endpoint", where nobody is asked or answers?
local function is_only_called(sentence, found)
  if found.rule.row.value ~= "survey" or found.from ~= found.to or sentence[found.to].word ~= "survey" then
    return false
  end
  return words.near(sentence, found.from - 2, found.from - 1, DEFINITE) ~= nil
    and words.near(sentence, 1, #sentence, ANSWERED) == nil
end

--- What the table finds in a sentence, without what is only said in general.
---@param table_of_rows table see sheaf.extract.phrases
---@param sentence table[]
---@return table[]
function own.find(table_of_rows, sentence)
  local found = phrases.find(table_of_rows, sentence)
  for i = #found, 1, -1 do
    if is_general(sentence, found[i]) or is_only_called(sentence, found[i]) then table.remove(found, i) end
  end
  return found
end

--- Does the title of a record say that it reviews literature?
---@param document table
---@return boolean
function own.is_titled_review(document)
  local title = document[1]
  if not title or title.category ~= "title" then return false end
  for _, sentence in ipairs(title.sentences) do
    if phrases.any(OF_FILES, sentence) then return false end
  end
  for _, sentence in ipairs(title.sentences) do
    if phrases.any(REVIEWS, sentence) then return true end
  end
  return false
end

--- Does a record say that it asked, treated or measured somebody?
---@param document table
---@return boolean
function own.has_study(document)
  for _, zone in ipairs(document) do
    for _, sentence in ipairs(zone.sentences) do
      if phrases.any(STUDIED, sentence) then return true end
    end
  end
  return false
end

--- Does a record say that it tells of literature, and of no study of its own?
local function is_reviewing(document)
  for _, zone in ipairs(document) do
    for _, sentence in ipairs(zone.sentences) do
      local reviews = phrases.any(REVIEWING, sentence)
      if reviews and not phrases.any(OF_OWN, sentence) then
        return not own.has_study(document)
      end
    end
  end
  return false
end

--- Does a record say that it tells of literature, without a method of putting it together?
---@param document table
---@param people boolean? does it count people who took part?
---@return boolean
function own.is_narrative(document, people)
  local reviews = own.is_titled_review(document) or not people and is_reviewing(document)
  local title = document[1] and document[1].sentences[1]
  return reviews and not (title and phrases.any(METHODICAL, title))
end

--- Does a sentence say that something was carried out?
---@param sentence table[]
---@return boolean
function own.is_conducted(sentence)
  local category = sentence.zone.category
  return category == "methods" or category == "design" or phrases.any(CONDUCTED, sentence)
end

--- As find, for a review of literature.
---@param table_of_rows table
---@param sentence table[]
---@return table[]
function own.find_in_review(table_of_rows, sentence)
  local found, kept = own.find(table_of_rows, sentence), {}
  local conducted = own.is_conducted(sentence)
  for _, one in ipairs(found) do
    local mine = conducted and not words.near(sentence, 1, one.from - 1, STUDIES)
    if one.rule.row.search or mine then kept[#kept + 1] = one end
  end
  return kept
end

--- Is a record a review of literature, by its title or by what was found in it, and is more found than its search?
---@param document table
---@param entries table[] see sheaf.extract.terms
---@param people boolean? does it count people who took part?
---@return boolean
function own.is_review(document, entries, people)
  local searched, more = false, false
  for _, entry in ipairs(entries) do
    searched = searched or entry.rule.row.search
    more = more or not entry.rule.row.search
  end
  return more and (searched or own.is_titled_review(document) or not people and is_reviewing(document)) or false
end

return own
