--- How those who took part were chosen.

local phrases = require "sheaf.extract.phrases"
local terms = require "sheaf.extract.terms"

local sampling = {}

local SAMPLE = "sampling|sample|samples|sampled|selection|selected|recruitment|recruited"

sampling.rows = {
  { value = "(other)", other = true, "randomly selected|chosen to|for|into",
    "patients|women|men|subjects|participants|volunteers ~1 randomly selected|chosen to|for|into|in" },
  { value = "purposive sampling", modifiers = {
      { value = "maximum variation", before = true, "maximum ~1 variation|variety|diversity", "maximal ~1 variation" },
      { value = "criterion", before = true, "criterion" },
      { value = "stratified", before = true, "stratified purposive|purposeful" } },
    "purposive|purposeful|purposefully|purposively|purposively ~3 " .. SAMPLE, "selected|sampled|recruited purposively",
    "selected|sampled|recruited purposefully", "sample purposively|purposefully",
    "maximum ~1 variation|variety|diversity ~1 sample|samples|sampling|strategy|approach", "maximal variation sampling",
    "sampled|selected ~3 maximum variation|diversity", "criterion sampling",
    "chosen|selected|sampled ~1 strategically", "strategic sample|sampling",
    "judgement|judgment|judgmental sampling" },
  { value = "theoretical sampling", "theoretical|theoretically ~1 sampling|sample|sampled" },
  { value = "snowball sampling", "snowball ~2 sampling|sample|technique|method|recruitment", "snowballing",
    "snowball" },
  { value = "convenience sampling", "convenience ~2 sample|samples|sampling", "opportunistic ~1 sample|sampling",
    "opportunistically sampled|recruited" },
  { value = "quota sampling", "quota ~1 sample|samples|sampling" },
  { value = "stratified random sampling", covers = { "random sampling", "stratified sampling" },
    "stratified ~1 random ~1 sample|samples|sampling|selection", "random stratified ~1 sample|sampling",
    "randomly ~2 stratified sample" },
  { value = "stratified sampling", "stratified ~1 sample|samples|sampling" },
  { value = "cluster sampling", covers = { "random sampling" }, "cluster ~2 sampling|sample|samples" },
  { value = "multistage sampling", covers = { "cluster sampling", "random sampling" },
    "multistage|multi|two|three ~1 stage|multistage ~3 sampling|sample", "multistage ~3 sampling|sample" },
  { value = "systematic sampling", "systematic ~1 sampling|sample", "systematically sampled" },
  { value = "random sampling", "random sample|samples|sampling", "randomly sampled|chosen",
    "randomly selected ~6 sample|patients|participants|adults|women|men|people|persons|individuals|households"
      .. "|physicians|nurses|practitioners|residents|children|students|practices|schools|subjects|workers",
    "sample|patients|participants|adults|women|men|people|households|physicians|nurses|practitioners|gps"
      .. " ~3 randomly selected|chosen|sampled", "selected ~1 at random", "selected randomly", "random selection" },
  { value = "respondent-driven sampling", "respondent driven ~1 sampling|sample" },
  { value = "consecutive sampling",
    "consecutive ~4 patients|cases|sample|admissions|attenders|outpatients|subjects|women"
      .. "|men|children|adults|referrals|series|inpatients|participants|infants|pregnancies",
    "consecutively|consecutive ~2 recruited|enrolled|admitted|enroled|selected|referred|sampled",
    "recruited|enrolled|admitted|seen|selected consecutively" },
  { value = "probability sampling", "probability ~1 sampling|sample", without = { "non", "nonprobability" } },
  { value = "nationally representative sample", "nationally representative ~2 sample|survey|data",
    "representative national ~1 sample" },
  { value = "volunteer sampling", "volunteer|self selected ~1 sample|sampling", "self selected ~1 sample|respondents",
    "recruited|solicited ~3 advertisement|advertisements|advertising|newspaper|newspapers|media",
    "newspaper|media|radio|public advertisement|advertisements", "volunteered to|for" },
}

local ORDER = { "methods", "participants", "design", "setting", "text", "results", "aim", "title" }
local OTHERS = phrases.index { { value = "others", "needed|required|warranted",
  "future|further|previous|prior|earlier ~3 studies|research|study|trials" } }

local function usable(sentence, zone)
  return zone.category == "methods" or zone.category == "participants" or not phrases.any(OTHERS, sentence)
end

---@param more? table[] a user's rows
function sampling.index(more)
  return phrases.index(sampling.rows, more)
end

--- Reads how the sample was drawn.
---@param document table
---@param index table
---@return table? { cell, evidence, rule }
function sampling.read(document, index)
  return terms.read(document, index, ORDER, usable, 3)
end

return sampling
