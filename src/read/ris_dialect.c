/* ris_dialect.c - who wrote a RIS record, told from its values, and the tags that they use in a way of their own. */
#include <string.h>
#include <strings.h>

#include "ris.h"

typedef enum match {
  MATCH_ANY,    /* the tag is enough */
  MATCH_EMPTY,  /* the tag without a value */
  MATCH_PREFIX, /* the value begins with the text */
  MATCH_PART    /* the text is in the value */
} match;

/* In order of rank: programs that pass on other databases' records come before the databases. */
static const struct signature {
  const char *dialect; /* its name */
  const char *tag;     /* in this tag */
  match how;           /* how text is looked for */
  const char *text;    /* lower or upper case alike */
} signatures[] = {
    {"sheaf", "N1", MATCH_PREFIX, "sheaf:"},
    {"rayyan", "AN", MATCH_PREFIX, "rayyan-"},
    {"rayyan", "N1", MATCH_PREFIX, "RAYYAN-"},
    {"eppi", "KW", MATCH_PREFIX, "eppi-reviewer"},
    {"citavi", "M4", MATCH_PREFIX, "Citavi"},
    {"refworks", "ID", MATCH_PREFIX, "RefID:"},
    {"covidence", "NS", MATCH_ANY, ""},
    {"covidence", "PD", MATCH_EMPTY, ""},
    {"ebsco", "DP", MATCH_PREFIX, "EBSCO"},
    {"ebsco", "UR", MATCH_PART, "search.ebscohost.com/login"},
    {"cochrane", "UR", MATCH_PART, "cochranelibrary.com/central"},
    {"cochrane", "AN", MATCH_PREFIX, "CN-0"},
    {"pubmed", "U1", MATCH_PART, "[pmid]"},
    {"wos", "AN", MATCH_PREFIX, "WOS:"},
    {"wos", "WE", MATCH_ANY, ""},
    {"scopus", "UR", MATCH_PART, "scopus.com/inward"},
    {"scopus", "N1", MATCH_PREFIX, "Export Date:"},
    {"ovid", "UR", MATCH_PART, "ovidsp"},
    {"ovid", "L2", MATCH_PART, "ovidsp"},
    {"ovid", "DB", MATCH_PART, " <"},
    {"ovid", "AI", MATCH_PART, "ORCID"},
    {"ovid", "NL", MATCH_ANY, ""},
    {"embase", "LK", MATCH_PART, "sid=EMBASE"},
    {"embase", "U2", MATCH_PREFIX, "L"},
    {"proquest", "N1", MATCH_PREFIX, "Last updated - "},
    {"proquest", "N1", MATCH_PREFIX, "Date revised - "},
    {"proquest", "L2", MATCH_PART, "sid=ProQ"},
    {"mdpi", "TY", MATCH_PREFIX, "EJOUR"},
    {"endnote", "DP", MATCH_PREFIX, "NLM"},
    {"openalex", "UR", MATCH_PART, "openalex.org"},
    {"endnote", "KW", MATCH_PART, "\n"},
    {"zotero", "DA", MATCH_PART, "///"},
    {"ovid", "Y1", MATCH_PART, "//"},
    {"openalex", "C1", MATCH_ANY, ""},
};

static int matches(const struct signature *s, const char *value, size_t length) {
  switch (s->how) {
    case MATCH_ANY: return 1;
    case MATCH_EMPTY: return length == 0;
    case MATCH_PREFIX: return sheaf_value_starts(value, length, s->text);
    case MATCH_PART: return sheaf_value_find(value, length, s->text) != NULL;
  }
  return 0;
}

const char *sheaf_ris_signature(const char *tag, const char *value, size_t length, int *rank) {
  for (int i = 0; i < (int)(sizeof signatures / sizeof *signatures) && i < *rank; i++) {
    if (memcmp(signatures[i].tag, tag, 2) || !matches(&signatures[i], value, length)) continue;
    *rank = i;
    return signatures[i].dialect;
  }
  return NULL;
}

#define OWN(dialect, tag, NAME, HOW)                               \
  {                                                                \
    dialect, { tag, SHEAF_FIELD_##NAME, SHEAF_HOW_##HOW, NULL, 0 } \
  }

static const struct own {
  const char *dialect; /* whose */
  sheaf_tag row;       /* what the tag means to them */
} owns[] = {
    OWN("ovid", "ID", ACCESSION, LATER),       OWN("ovid", "M2", AFFILIATION, TEXT),
    OWN("ovid", "M3", EXTRA, EXTRA),           OWN("embase", "M1", AFFILIATION, TEXT),
    OWN("embase", "U2", ACCESSION, LATER),     OWN("embase", "C5", PMID, PMID),
    OWN("scopus", "C2", PMID, PMID),           OWN("eppi", "ST", LABEL, TEXT),
    OWN("openalex", "C1", AFFILIATION, LATER),
};

const sheaf_tag *sheaf_ris_own(const char *dialect, const char *tag, size_t length) {
  if (!dialect || length != 2) return NULL;
  for (size_t i = 0; i < sizeof owns / sizeof *owns; i++)
    if (!memcmp(owns[i].row.name, tag, 2) && !strcmp(owns[i].dialect, dialect)) return &owns[i].row;
  return NULL;
}

const char *sheaf_ris_type(const char *type, size_t length) {
  static const struct {
    const char *ris; /* as RIS writes it */
    const char *csl; /* as CSL 1.0.2 names it */
  } types[] = {
      {"JOUR", "article-journal"},
      {"EJOUR", "article-journal"},
      {"JFULL", "article-journal"},
      {"INPR", "article-journal"},
      {"ABST", "article-journal"},
      {"Journal Article", "article-journal"},
      {"MGZN", "article-magazine"},
      {"NEWS", "article-newspaper"},
      {"BOOK", "book"},
      {"WHOLE", "book"},
      {"EBOOK", "book"},
      {"EDBOOK", "book"},
      {"SER", "book"},
      {"CLSWK", "classic"},
      {"CHAP", "chapter"},
      {"ECHAP", "chapter"},
      {"CONF", "paper-conference"},
      {"CPAPER", "paper-conference"},
      {"THES", "thesis"},
      {"RPRT", "report"},
      {"GOVDOC", "report"},
      {"GRNT", "report"},
      {"STAND", "standard"},
      {"PAMP", "pamphlet"},
      {"ELEC", "webpage"},
      {"WEB", "webpage"},
      {"ICOMM", "webpage"},
      {"MULTI", "webpage"},
      {"BLOG", "post-weblog"},
      {"UNPB", "manuscript"},
      {"UNPD", "manuscript"},
      {"MANSCPT", "manuscript"},
      {"PCOMM", "personal_communication"},
      {"DATA", "dataset"},
      {"AGGR", "dataset"},
      {"DBASE", "dataset"},
      {"COMP", "software"},
      {"PAT", "patent"},
      {"CASE", "legal_case"},
      {"BILL", "bill"},
      {"STAT", "legislation"},
      {"HEAR", "hearing"},
      {"LEGAL", "regulation"},
      {"ENCYC", "entry-encyclopedia"},
      {"DICT", "entry-dictionary"},
      {"MAP", "map"},
      {"ART", "graphic"},
      {"FIGURE", "figure"},
      {"CHART", "figure"},
      {"SLIDE", "speech"},
      {"VIDEO", "motion_picture"},
      {"MPCT", "motion_picture"},
      {"ADVS", "motion_picture"},
      {"SOUND", "song"},
      {"MUSIC", "musical_score"},
  };
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (strlen(types[i].ris) == length && !strncasecmp(types[i].ris, type, length)) return types[i].csl;
  return "document";
}
