/* ovid_tags.c - Ovid's field names. Sources: search-syntax.md, section 6 (Ovid field guides of MEDLINE, Embase,
 * PsycInfo; .mp. after UniSA's guide). One name may mean different things in different databases: MEDLINE goes first.
 * Facts that are uncertain are named below. */
#include "fields.h"
#include "ovid.h"

#define AS_WORDS SHEAF_DIALECT_WORDS
#define AS_VALUE SHEAF_DIALECT_VALUE
#define AS_NAME SHEAF_DIALECT_NAME
#define AS_DATE SHEAF_DIALECT_DATE
#define AS_HEADING SHEAF_DIALECT_HEADING
#define NEVER SHEAF_DIALECT_UNSUPPORTED
#define EXPLODE SHEAF_QUERY_EXPLODE
#define FOCUS SHEAF_QUERY_FOCUS
#define READ_ONLY SHEAF_DIALECT_READ_ONLY

/* Uncertain: Ovid's entry date is that of the full MEDLINE record; records have PubMed's entry date. */
#define ENTRY_DATE F(DATE_ENTRY)

static const char not_stored[] = "records do not carry this field";
static const char ovids_own[] = "this date is Ovid's own; records do not carry it";

const sheaf_dialect_tag sheaf_ovid_tags[] = {
    {"ti|m_titl|tw_ti", AS_WORDS, SHEAF_FIELDS_TI, 0, NULL},
    {"ab", AS_WORDS, SHEAF_FIELDS_AB, 0, NULL},
    {"kf|kw|id|kp", AS_WORDS, F(KEYWORD), 0, NULL},
    {"hw", AS_WORDS, F(HEADING), 0, NULL},
    {"mp", AS_WORDS, SHEAF_OVID_MP, 0, NULL},
    {"af", AS_WORDS, SHEAF_FIELDS_ALL, 0, NULL},
    {"tw", AS_WORDS, SHEAF_FIELDS_TIAB, READ_ONLY, NULL},
    {"ot|tt|tu", AS_WORDS, F(OTHER_TITLE), 0, NULL},
    {"nm", AS_WORDS, F(SUBSTANCE), 0, NULL},
    {"in|ad|ia", AS_WORDS, F(AFFILIATION), 0, NULL},
    {"jw", AS_WORDS, F(JOURNAL), 0, NULL},
    {"so", AS_WORDS, F(JOURNAL) | F(JOURNAL_ABBREVIATION) | F(VOLUME) | F(ISSUE) | F(PAGES) | F(YEAR), 0, NULL},
    {"ca|cn", AS_WORDS, F(AUTHOR), 0, NULL},
    {"bt|st", AS_WORDS, F(JOURNAL) | F(SERIES), 0, NULL},
    {"vo", AS_WORDS, F(VOLUME), 0, NULL},
    {"ip", AS_WORDS, F(ISSUE), 0, NULL},
    {"pg", AS_WORDS, F(PAGES), 0, NULL},
    {"pl|cp|cy", AS_WORDS, F(PLACE), 0, NULL},
    {"pb|pu", AS_WORDS, F(PUBLISHER), 0, NULL},
    {"no|gs|gr|gi|go", AS_WORDS, F(GRANT), 0, NULL},
    {"si", AS_WORDS, F(SECONDARY_SOURCE), 0, NULL},
    {"cm", AS_WORDS, F(CORRECTION), 0, NULL},
    {"ci", AS_WORDS, F(CONFLICT_OF_INTEREST), 0, NULL},
    {"nt", AS_WORDS, F(NOTE), 0, NULL},
    {"sb", AS_WORDS, F(SUBSET), 0, NULL},
    {"rf", AS_WORDS, F(REFERENCE), 0, NULL},

    {"sh|mh", AS_HEADING, F(HEADING), 0, NULL},
    {"xm|ex", AS_HEADING, F(HEADING), EXPLODE, NULL},
    {"mj", AS_HEADING, F(HEADING), FOCUS, NULL},
    {"fs", SHEAF_DIALECT_QUALIFIER, F(HEADING), 0, NULL},
    {"fx|xs", SHEAF_DIALECT_QUALIFIER, F(HEADING), EXPLODE, NULL},

    {"au|ax", AS_NAME, F(AUTHOR), 0, NULL},
    {"fa", AS_NAME, F(AUTHOR) | SHEAF_QUERY_FULL_NAME, 0, NULL},
    {"pa", AS_NAME, F(AUTHOR) | SHEAF_QUERY_FIRST_AUTHOR, 0, NULL},
    {"ir", AS_NAME, F(INVESTIGATOR), 0, NULL},
    {"fe", AS_NAME, F(EDITOR), 0, NULL},
    {"pn", AS_NAME, F(PERSONAL_SUBJECT), 0, NULL},

    {"pt|dt_pt", AS_VALUE, F(PUBLICATION_TYPE), 0, NULL},
    {"jn", AS_VALUE, F(JOURNAL), 0, NULL},
    {"nj|ja|jx", AS_VALUE, F(JOURNAL_ABBREVIATION), 0, NULL},
    {"jc", AS_VALUE, F(JOURNAL_ID), 0, NULL},
    {"lg|la", AS_VALUE, F(LANGUAGE), 0, NULL},
    {"rn", AS_VALUE, F(SUBSTANCE), 0, NULL},
    {"ui|pm", AS_VALUE, F(PMID), 0, NULL},
    {"an", AS_VALUE, F(PMID) | F(ACCESSION), 0, NULL},
    {"do", AS_VALUE, F(DOI), 0, NULL},
    {"is", AS_VALUE, F(ISSN), 0, NULL},
    {"ib", AS_VALUE, F(ISBN), 0, NULL},
    {"ai", AS_VALUE, F(ORCID), 0, NULL},
    {"pc", AS_VALUE, F(PMCID), 0, NULL},
    {"ii", AS_VALUE, F(ARTICLE_ID), 0, NULL},
    {"rs", AS_VALUE, F(STATUS), 0, NULL},

    {"yr", AS_DATE, SHEAF_FIELDS_PUBLISHED, 0, NULL},
    {"dp", AS_DATE, SHEAF_FIELDS_PUBLISHED, READ_ONLY, NULL},
    {"ep", AS_DATE, F(DATE_ELECTRONIC), 0, NULL},
    {"pd", AS_DATE, F(DATE), 0, NULL},
    {"ed|ez", AS_DATE, ENTRY_DATE, 0, NULL},
    {"dt|da|cd", AS_DATE, F(DATE_CREATED), 0, NULL},
    {"dc", AS_DATE, F(DATE_COMPLETED), 0, NULL},
    {"mx", AS_DATE, F(DATE_HEADINGS), 0, NULL},
    {"rd", AS_DATE, F(DATE_REVISED), 0, NULL},

    {"up", NEVER, 0, 0, ovids_own},
    {"em", NEVER, 0, 0, ovids_own},
    {"ew", NEVER, 0, 0, ovids_own},
    {"dd", NEVER, 0, 0, ovids_own},
    {"tn|dv|dm|mf|mn|dq|dj|dh|dl|wd|dy", NEVER, 0, 0,
     not_stored}, /* Embase: trade names, makers, devices, candidates */
    {"sy|px|rx|ox|ps|os|oc|ds|tm|tc|md|ag|po|cc|cl|cw|ec|lo", NEVER, 0, 0, not_stored},
    {NULL, AS_WORDS, 0, 0, NULL},
};
