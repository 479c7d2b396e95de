--- Spellings that differ between British and American English, as beginnings of words: { British, American }.
-- Source: the American entries of the Oxford spelling lists that health literature meets; extend it freely.
return {
  { "paediatric", "pediatric" }, { "anaesthe", "anesthe" }, { "anaemi", "anemi" }, { "ischaemi", "ischemi" },
  { "leukaemi", "leukemi" }, { "haemo", "hemo" }, { "haema", "hema" }, { "hypoglycaemi", "hypoglycemi" },
  { "hyperglycaemi", "hyperglycemi" }, { "septicaemi", "septicemi" }, { "gynaecolog", "gynecolog" },
  { "orthopaedic", "orthopedic" }, { "oestrogen", "estrogen" }, { "oesophag", "esophag" }, { "oedema", "edema" },
  { "diarrhoea", "diarrhea" }, { "foetal", "fetal" }, { "foetus", "fetus" }, { "faecal", "fecal" },
  { "caesarean", "cesarean" }, { "encyclopaed", "encycloped" }, { "tumour", "tumor" }, { "behaviour", "behavior" },
  { "colour", "color" }, { "favour", "favor" }, { "labour", "labor" }, { "neighbour", "neighbor" },
  { "honour", "honor" }, { "humour", "humor" }, { "randomis", "randomiz" }, { "organis", "organiz" },
  { "hospitalis", "hospitaliz" }, { "immunis", "immuniz" }, { "categoris", "categoriz" }, { "prioritis", "prioritiz" },
  { "standardis", "standardiz" }, { "utilis", "utiliz" }, { "specialis", "specializ" }, { "stigmatis", "stigmatiz" },
  { "individualis", "individualiz" }, { "analys", "analyz" }, { "centre", "center" }, { "fibre", "fiber" },
  { "litre", "liter" }, { "programme", "program" }, { "counselling", "counseling" }, { "counsellor", "counselor" },
  { "modelling", "modeling" }, { "labelling", "labeling" }, { "travelling", "traveling" }, { "ageing", "aging" },
  { "grey", "gray" }, { "defence", "defense" }, { "licence", "license" }, { "judgement", "judgment" },
  { "sulph", "sulf" }, { "aluminium", "aluminum" }, { "practise", "practice" }, { "enrol", "enroll" },
}
