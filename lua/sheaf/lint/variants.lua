--- Spellings that differ between British and American English: { British, American, endings }. The endings are those
-- that a word may have behind its beginning for the pair to hold; without them, any.
-- Source: the American entries of the Oxford spelling lists that health literature meets; extend it freely.

local function set(list)
  local has = {}
  for _, ending in ipairs(list) do has[ending] = true end
  return has
end

local NOUN = set { "", "s", "*" }
local COLOUR = set { "", "s", "ed", "ing", "able", "ful", "*" }
local ISE = set { "e", "ed", "es", "er", "ers", "ing", "ation", "ations", "ational", "*", "e*", "ation*" }

local M = {
  { "paediatric", "pediatric" }, { "anaesthe", "anesthe" }, { "anaemi", "anemi" }, { "ischaemi", "ischemi" },
  { "leukaemi", "leukemi" }, { "haemo", "hemo" }, { "haema", "hema" }, { "hypoglycaemi", "hypoglycemi" },
  { "hyperglycaemi", "hyperglycemi" }, { "septicaemi", "septicemi" }, { "gynaecolog", "gynecolog" },
  { "orthopaedic", "orthopedic" }, { "oestrogen", "estrogen" }, { "oesophag", "esophag" }, { "oedema", "edema" },
  { "diarrhoea", "diarrhea" }, { "foetal", "fetal" }, { "foetus", "fetus" }, { "faecal", "fecal" },
  { "caesarean", "cesarean" }, { "encyclopaed", "encycloped" }, { "tumour", "tumor" }, { "behaviour", "behavior" },
  { "neighbour", "neighbor" }, { "sulph", "sulf" }, { "aluminium", "aluminum" }, { "counselling", "counseling" },
  { "counsellor", "counselor" }, { "enrolment", "enrollment" }, { "modelling", "modeling" },
  { "labelling", "labeling" }, { "travelling", "traveling" },
  { "centre", "center", NOUN }, { "fibre", "fiber", NOUN }, { "litre", "liter", NOUN },
  { "programme", "program", set { "", "s" } }, { "ageing", "aging", NOUN }, { "grey", "gray", set { "" } },
  { "defence", "defense", NOUN }, { "judgement", "judgment", NOUN },
  { "analys", "analyz", set { "e", "ed", "es", "ing", "*", "e*" } },
}

for _, stem in ipairs { "col", "fav", "hon", "hum", "lab" } do M[#M + 1] = { stem .. "our", stem .. "or", COLOUR } end

for _, stem in ipairs { "categor", "character", "hospital", "immun", "individual", "maxim", "minim", "optim", "organ",
  "priorit", "random", "special", "standard", "stigmat", "summar", "util", "visual" } do
  M[#M + 1] = { stem .. "is", stem .. "iz", ISE }
end

--- The other spelling of a word (or of the beginning of one, with *), or nil.
---@param word string  folded
---@return string?
function M.other(word)
  for _, pair in ipairs(M) do
    for i = 1, 2 do
      local ending = word:sub(#pair[i] + 1)
      local fits = not pair[3] and word:sub(1, #pair[3 - i]) ~= pair[3 - i] or pair[3] and pair[3][ending]
      if fits and word:sub(1, #pair[i]) == pair[i] then return pair[3 - i] .. ending end
    end
  end
end

return M
