/* embase_tags.c - field names and subheading codes of Embase.com. Source: search-syntax.md, section 6; Embase.com's
 * list of fields and its Emtree subheadings. */
#include <string.h>

#include "embase.h"
#include "fields.h"

#define AS_WORDS SHEAF_DIALECT_WORDS
#define AS_VALUE SHEAF_DIALECT_VALUE
#define AS_NONE SHEAF_DIALECT_UNSUPPORTED

static const char not_stored[] = "records do not carry it";

const sheaf_dialect_tag sheaf_embase_tags[] = {
    {"ti", AS_WORDS, SHEAF_FIELDS_TI, 0, NULL},
    {"ab", AS_WORDS, SHEAF_FIELDS_AB, 0, NULL},
    {"kw", AS_WORDS, SHEAF_FIELDS_KW, 0, NULL},
    {"de", AS_WORDS, SHEAF_FIELDS_MH, 0, NULL},
    {"tt|ot", AS_WORDS, F(OTHER_TITLE), 0, NULL},
    {"jt|ta|so|st|jn|jx", AS_WORDS, F(JOURNAL) | F(JOURNAL_ABBREVIATION), 0, NULL},
    {"ff|ad|af|aa", AS_WORDS, F(AFFILIATION), 0, NULL},
    {"cn|an_ct", AS_WORDS, F(SECONDARY_SOURCE), 0, NULL},
    {"vi|vol", AS_WORDS, F(VOLUME), 0, NULL},
    {"ip|iss", AS_WORDS, F(ISSUE), 0, NULL},
    {"sp|pg", AS_WORDS, F(PAGES), 0, NULL},
    {"bp|pu|pb", AS_WORDS, F(PUBLISHER), 0, NULL},
    {"cy|pl", AS_WORDS, F(PLACE), 0, NULL},
    {"gn|gr", AS_WORDS, F(GRANT), 0, NULL},

    {"lnk", SHEAF_DIALECT_QUALIFIER, F(HEADING), 0, NULL},
    {"exp", SHEAF_DIALECT_HEADING, F(HEADING), SHEAF_QUERY_EXPLODE, NULL},
    {"mj", SHEAF_DIALECT_HEADING, F(HEADING), SHEAF_QUERY_FOCUS, NULL},
    {"/de", SHEAF_DIALECT_HEADING, F(HEADING), 0, NULL},

    {"au", SHEAF_DIALECT_NAME, F(AUTHOR), 0, NULL},
    {"ed", SHEAF_DIALECT_NAME, F(EDITOR), 0, NULL},

    {"it|pt", AS_VALUE, F(PUBLICATION_TYPE), 0, NULL},
    {"/jt|/ta", AS_VALUE, F(JOURNAL), 0, NULL},
    {"la|lg", AS_VALUE, F(LANGUAGE), 0, NULL},
    {"do|doi", AS_VALUE, F(DOI), 0, NULL},
    {"ii|li", AS_VALUE, F(ARTICLE_ID), 0, NULL},
    {"ui|an|id", AS_VALUE, F(ACCESSION), 0, NULL},
    {"pm|pmid", AS_VALUE, F(PMID), 0, NULL},
    {"is|sn", AS_VALUE, F(ISSN), 0, NULL},
    {"ib", AS_VALUE, F(ISBN), 0, NULL},
    {"oc", AS_VALUE, F(ORCID), 0, NULL},
    {"tn|rn", AS_VALUE, F(SUBSTANCE), 0, NULL},

    {"py|yr", SHEAF_DIALECT_DATE, SHEAF_FIELDS_PUBLISHED, 0, NULL},
    {"sd|dc_e", SHEAF_DIALECT_DATE, F(DATE_ENTRY), 0, NULL},

    {"mn", AS_NONE, 0, 0, not_stored},             /* drug manufacturer */
    {"dn|df", AS_NONE, 0, 0, not_stored},          /* device trade name, device manufacturer */
    {"ms", AS_NONE, 0, 0, not_stored},             /* molecular sequence number */
    {"cl", AS_NONE, 0, 0, not_stored},             /* Emclas section */
    {"cd", AS_NONE, 0, 0, not_stored},             /* CODEN */
    {"ls", AS_NONE, 0, 0, not_stored},             /* language of the summary */
    {"nc|lc|dc|ce|ct", AS_NONE, 0, 0, not_stored}, /* conference */
    {"ca", AS_NONE, 0, 0, not_stored},             /* country of the author */
    {"ok", AS_NONE, 0, 0, not_stored},             /* original keywords */
    {"br|syn", AS_NONE, 0, 0, "broad searching adds Emtree's synonyms, which are not loaded"},
    {NULL, AS_WORDS, 0, 0, NULL},
};

/* Diseases (dm) and drugs (dd); the second name is MeSH's, where it has the subheading under another one. */
static const struct {
  const char *code; /* as it is written */
  const char *name; /* Emtree's, folded */
  const char *mesh; /* MeSH's, folded; NULL: the same, or none */
} links[] = {
    {"dm_co", "complication", "complications"},
    {"dm_cn", "congenital disorder", NULL},
    {"dm_di", "diagnosis", NULL},
    {"dm_dm", "disease management", NULL},
    {"dm_dr", "drug resistance", NULL},
    {"dm_dt", "drug therapy", NULL},
    {"dm_ep", "epidemiology", NULL},
    {"dm_et", "etiology", NULL},
    {"dm_pc", "prevention", "prevention control"},
    {"dm_rt", "radiotherapy", NULL},
    {"dm_rh", "rehabilitation", NULL},
    {"dm_si", "side effect", NULL},
    {"dm_su", "surgery", NULL},
    {"dm_th", "therapy", NULL},
    {"dd_ad", "drug administration", "administration dosage"},
    {"dd_ae", "adverse drug reaction", "adverse effects"},
    {"dd_an", "drug analysis", "analysis"},
    {"dd_ct", "clinical trial", NULL},
    {"dd_cb", "drug combination", NULL},
    {"dd_cm", "drug comparison", NULL},
    {"dd_cr", "drug concentration", "blood"},
    {"dd_do", "drug dose", NULL},
    {"dd_dt", "drug therapy", "therapeutic use"},
    {"dd_dv", "drug development", NULL},
    {"dd_ec", "endogenous compound", NULL},
    {"dd_it", "drug interaction", NULL},
    {"dd_pa", "pharmaceutics", NULL},
    {"dd_pd", "pharmacology", NULL},
    {"dd_pe", "pharmacoeconomics", "economics"},
    {"dd_pk", "pharmacokinetics", NULL},
    {"dd_to", "drug toxicity", "toxicity"},
    {"dd_iv", "intravenous drug administration", NULL},
    {"dd_im", "intramuscular drug administration", NULL},
    {"dd_po", "oral drug administration", NULL},
    {"dd_sc", "subcutaneous drug administration", NULL},
    {"dd_tp", "topical drug administration", NULL},
    {"dd_ih", "inhalational drug administration", NULL},
    {"dv_ae", "adverse device effect", NULL},
    {"dv_cm", "device comparison", NULL},
    {"dv_ec", "device economics", NULL},
};
enum { LINKS = sizeof links / sizeof *links };

const char *sheaf_embase_link(const char *code, size_t length) {
  for (size_t i = 0; i < LINKS; i++) {
    size_t k = 0;
    while (k < length && links[i].code[k] && (code[k] == '_' ? '_' : code[k] | 32) == links[i].code[k]) k++;
    if (k == length && !links[i].code[k]) return links[i].name;
  }
  return NULL;
}

const char *sheaf_embase_code(const char *key) {
  for (size_t i = 0; i < LINKS; i++)
    if (strcmp(links[i].name, key) == 0 || (links[i].mesh && strcmp(links[i].mesh, key) == 0)) return links[i].code;
  return NULL;
}
