/* pubmed_tags.c - see pubmed_tags.h. Source: NLM, PubMed User Guide, search field tags and their descriptions. */
#include "pubmed_tags.h"

#include "record/section.h"

#define AS_WORDS SHEAF_DIALECT_WORDS
#define AS_VALUE SHEAF_DIALECT_VALUE
#define AS_NAME SHEAF_DIALECT_NAME
#define AS_DATE SHEAF_DIALECT_DATE
#define IN_SECTION SHEAF_DIALECT_SECTION /* sheaf's own */
#define SECTION(NAME) SHEAF_SECTION_BIT(SHEAF_SECTION_##NAME)
#define EXPLODE SHEAF_QUERY_EXPLODE
#define FOCUS SHEAF_QUERY_FOCUS

static const char not_stored[] = "records do not carry it";

const sheaf_dialect_tag sheaf_pubmed_tags[] = {
    {"tiab|title/abstract|title and abstract", AS_WORDS, SHEAF_FIELDS_TIABKW, 0, NULL},
    {"ti|title", AS_WORDS, SHEAF_FIELDS_TI, 0, NULL},
    {"ab|abstract", AS_WORDS, SHEAF_FIELDS_AB, 0, NULL},
    {"tw|text word|text words|text", AS_WORDS, SHEAF_FIELDS_TW, 0, NULL},
    {"all|all fields|allfields", AS_WORDS, SHEAF_FIELDS_ALL, 0, NULL},
    {"background", IN_SECTION, SHEAF_FIELDS_AB, SECTION(BACKGROUND), NULL},
    {"aim|aims", IN_SECTION, SHEAF_FIELDS_AB, SECTION(AIM), NULL},
    {"design", IN_SECTION, SHEAF_FIELDS_AB, SECTION(DESIGN), NULL},
    {"setting", IN_SECTION, SHEAF_FIELDS_AB, SECTION(SETTING), NULL},
    {"participants", IN_SECTION, SHEAF_FIELDS_AB, SECTION(PARTICIPANTS), NULL},
    {"methods", IN_SECTION, SHEAF_FIELDS_AB, SHEAF_SECTION_HOW, NULL},
    {"results", IN_SECTION, SHEAF_FIELDS_AB, SECTION(RESULTS), NULL},
    {"conclusions", IN_SECTION, SHEAF_FIELDS_AB, SECTION(CONCLUSIONS), NULL},
    {"ot|other term|other terms|keyword|kw", AS_WORDS, F(KEYWORD), 0, NULL},
    {"tt|transliterated title|vernacular title", AS_WORDS, F(OTHER_TITLE), 0, NULL},
    {"ad|affiliation", AS_WORDS, F(AFFILIATION), 0, NULL},
    {"cn|corporate author|author - corporate", AS_WORDS, F(AUTHOR), 0, NULL},
    {"book|book title", AS_WORDS, F(JOURNAL) | F(SERIES), 0, NULL},
    {"cois|conflict of interest statement|conflict of interest statements", AS_WORDS, F(CONFLICT_OF_INTEREST), 0, NULL},
    {"gr|grant number|grants and funding|grant|grants", AS_WORDS, F(GRANT), 0, NULL},
    {"si|secondary source id|secondary source", AS_WORDS, F(SECONDARY_SOURCE), 0, NULL},
    {"pl|place of publication|country", AS_WORDS, F(PLACE), 0, NULL},
    {"pubn|publisher", AS_WORDS, F(PUBLISHER), 0, NULL},
    {"vi|volume", AS_WORDS, F(VOLUME), 0, NULL},
    {"ip|issue", AS_WORDS, F(ISSUE), 0, NULL},
    {"pg|pagination|page", AS_WORDS, F(PAGES), 0, NULL},

    {"mh|mesh|mesh terms|mesh term|mh terms", SHEAF_DIALECT_HEADING, F(HEADING), EXPLODE, NULL},
    {"majr|mesh major topic|major topic|mesh major topics|mj", SHEAF_DIALECT_HEADING, F(HEADING), EXPLODE | FOCUS,
     NULL},
    {"sh|mesh subheading|mesh subheadings|subheading|subheadings", SHEAF_DIALECT_QUALIFIER, F(HEADING), EXPLODE, NULL},

    {"au|author|authors", AS_NAME, F(AUTHOR), 0, NULL},
    {"1au|first author name|author - first|first author", AS_NAME, F(AUTHOR) | SHEAF_QUERY_FIRST_AUTHOR, 0, NULL},
    {"lastau|last author name|author - last|last author", AS_NAME, F(AUTHOR) | SHEAF_QUERY_LAST_AUTHOR, 0, NULL},
    {"fau|full author name|author - full|full author", AS_NAME, F(AUTHOR) | SHEAF_QUERY_FULL_NAME, 0, NULL},
    {"ir|investigator|investigators", AS_NAME, F(INVESTIGATOR), 0, NULL},
    {"fir|full investigator name|investigator - full", AS_NAME, F(INVESTIGATOR) | SHEAF_QUERY_FULL_NAME, 0, NULL},
    {"ps|personal name as subject", AS_NAME, F(PERSONAL_SUBJECT), 0, NULL},
    {"ed|editor|editors", AS_NAME, F(EDITOR), 0, NULL},

    {"pt|publication type|ptyp", AS_VALUE, F(PUBLICATION_TYPE), EXPLODE, NULL},
    {"ta|journal|jour|journal title abbreviation", AS_VALUE, F(JOURNAL), 0, NULL},
    {"jid|nlm unique id", AS_VALUE, F(JOURNAL_ID), 0, NULL},
    {"la|language|lang", AS_VALUE, F(LANGUAGE), 0, NULL},
    {"nm|supplementary concept|substance name|substance|rn|ec/rn number|registry number", AS_VALUE, F(SUBSTANCE), 0,
     NULL},
    {"pmid|uid", AS_VALUE, F(PMID), 0, NULL},
    {"pmc|pmcid|pmcid and mid", AS_VALUE, F(PMCID), 0, NULL},
    {"doi", AS_VALUE, F(DOI), 0, NULL},
    {"aid|article identifier", AS_VALUE, F(DOI) | F(ARTICLE_ID) | F(PMCID) | F(ACCESSION), 0, NULL},
    {"lid|location id", AS_VALUE, F(DOI) | F(ARTICLE_ID), 0, NULL},
    {"isbn", AS_VALUE, F(ISBN), 0, NULL},
    {"issn", AS_VALUE, F(ISSN), 0, NULL},
    {"auid|author identifier|author - identifier", AS_VALUE, F(ORCID), 0, NULL},

    {"dp|publication date|date - publication|pdat|dpub", AS_DATE, SHEAF_FIELDS_PUBLISHED, 0, NULL},
    {"ppdat|print publication date|date - print", AS_DATE, F(DATE), 0, NULL},
    {"epdat|electronic publication date|date - electronic", AS_DATE, F(DATE_ELECTRONIC), 0, NULL},
    {"edat|entry date|date - entry|entrez date", AS_DATE, F(DATE_ENTRY), 0, NULL},
    {"crdt|create date|date - create|created", AS_DATE, F(DATE_CREATED), 0, NULL},
    {"mhda|mesh date|date - mesh", AS_DATE, F(DATE_HEADINGS), 0, NULL},
    {"lr|modification date|date - modification|mdat", AS_DATE, F(DATE_REVISED), 0, NULL},
    {"dcom|completion date|date - completion", AS_DATE, F(DATE_COMPLETED), 0, NULL},

    {"sb|filter|subset", SHEAF_DIALECT_FILTER, F(SUBSET), 0, NULL},
    {"pa|pharmacological action", SHEAF_DIALECT_UNSUPPORTED, 0, 0, not_stored},
    {"owner", SHEAF_DIALECT_UNSUPPORTED, 0, 0, not_stored},
    {"comment correction type|cctype", SHEAF_DIALECT_UNSUPPORTED, 0, 0, not_stored},
    {NULL, AS_WORDS, 0, 0, NULL},
};
