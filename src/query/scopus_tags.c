/* scopus_tags.c - field names and types of documents of Scopus. Source: search-syntax.md, section 6; Scopus's list of
 * field codes. */
#include <string.h>

#include "fields.h"
#include "scopus.h"

#define AS_WORDS SHEAF_DIALECT_WORDS
#define AS_VALUE SHEAF_DIALECT_VALUE
#define AS_NAME SHEAF_DIALECT_NAME
#define AS_NONE SHEAF_DIALECT_UNSUPPORTED

#define JOURNALS (F(JOURNAL) | F(JOURNAL_ABBREVIATION))
#define KEYS (SHEAF_FIELDS_KW | SHEAF_FIELDS_MH) /* keywords of authors, and the platform's index terms */

static const char not_stored[] = "records do not carry it";
static const char cited[] = "cited references are not searched";
static const char classes[] = "records do not carry the platform's classes";

const sheaf_dialect_tag sheaf_scopus_tags[] = {
    {"title-abs-key", AS_WORDS, SHEAF_FIELDS_TIAB | KEYS, 0, NULL},
    {"title-abs", AS_WORDS, SHEAF_FIELDS_TIAB, 0, NULL},
    {"title", AS_WORDS, SHEAF_FIELDS_TI, 0, NULL},
    {"abs", AS_WORDS, SHEAF_FIELDS_AB, 0, NULL},
    {"key", AS_WORDS, KEYS, 0, NULL},
    {"authkey", AS_WORDS, SHEAF_FIELDS_KW, 0, NULL},
    {"indexterms", AS_WORDS, SHEAF_FIELDS_MH, 0, NULL},
    {"title-abs-key-auth", AS_WORDS, SHEAF_FIELDS_TIAB | KEYS | F(AUTHOR), 0, NULL},
    {"all", AS_WORDS, SHEAF_FIELDS_ALL, 0, NULL},
    {"srctitle", AS_WORDS, JOURNALS, 0, NULL},
    {"affil|affilorg|affilcity|affilcountry", AS_WORDS, F(AFFILIATION), 0, NULL},
    {"authcollab", AS_WORDS, F(AUTHOR), 0, NULL},
    {"chemname|chem|tradename|casregnumber", AS_WORDS, F(SUBSTANCE), 0, NULL},
    {"fund-all|fund-no|fund-sponsor|fund-acr", AS_WORDS, F(GRANT), 0, NULL},
    {"volume", AS_WORDS, F(VOLUME), 0, NULL},
    {"issue", AS_WORDS, F(ISSUE), 0, NULL},
    {"pages|pagefirst|pagelast|artnum", AS_WORDS, F(PAGES), 0, NULL},
    {"bookpub|publisher", AS_WORDS, F(PUBLISHER), 0, NULL},

    {"auth|author-name|authlastname|authlast", AS_NAME, F(AUTHOR), SHEAF_QUERY_QUOTED, NULL},
    {"firstauth", AS_NAME, F(AUTHOR) | SHEAF_QUERY_FIRST_AUTHOR, SHEAF_QUERY_QUOTED, NULL},
    {"editor|edlastname", AS_NAME, F(EDITOR), SHEAF_QUERY_QUOTED, NULL},

    {"exactsrctitle", AS_VALUE, F(JOURNAL), 0, NULL},
    {"exactkeyword", AS_VALUE, F(KEYWORD) | F(HEADING), 0, NULL},
    {"doctype", AS_VALUE, F(PUBLICATION_TYPE), 0, NULL},
    {"language", AS_VALUE, F(LANGUAGE), 0, NULL},
    {"doi", AS_VALUE, F(DOI), 0, NULL},
    {"pmid", AS_VALUE, F(PMID), 0, NULL},
    {"eid", AS_VALUE, F(ACCESSION), 0, NULL},
    {"issn|eissn|issnp", AS_VALUE, F(ISSN), 0, NULL},
    {"isbn", AS_VALUE, F(ISBN), 0, NULL},
    {"orcid", AS_VALUE, F(ORCID), 0, NULL},

    {"pubyear", SHEAF_DIALECT_DATE, SHEAF_FIELDS_PUBLISHED, 0, NULL},
    {"orig-load-date|load-date|recent", SHEAF_DIALECT_DATE, F(DATE_ENTRY), 0, NULL},

    {"ref|refauth|reftitle|refsrctitle|refpubyear|refartnum|refpage|refeid", AS_NONE, 0, 0, cited},
    {"subjarea|subjmain|subjterms|srctype|exactsubjarea", AS_NONE, 0, 0, classes},
    {"af-id|au-id|index|source-id|srcid|authid", AS_NONE, 0, 0, "records do not carry the platform's own numbers"},
    {"conf|confname|confloc|confsponsors|confcode", AS_NONE, 0, 0, not_stored},
    {"openaccess|oa|pubstage|freetoread|pubdatetxt|coden|dbcoll|edfirst|authfirst|website|manufacturer|seqbank|"
     "seqnumber|patinfo|affilcountryid|pub-date|prefname|prefnameauid",
     AS_NONE, 0, 0, not_stored},
    {NULL, AS_WORDS, 0, 0, NULL},
};

static const struct {
  const char *code; /* two letters */
  const char *name; /* folded */
} types[] = {
    {"ar", "article"},
    {"re", "review"},
    {"cp", "conference paper"},
    {"ch", "book chapter"},
    {"bk", "book"},
    {"ed", "editorial"},
    {"le", "letter"},
    {"no", "note"},
    {"sh", "short survey"},
    {"er", "erratum"},
    {"cr", "conference review"},
    {"ab", "abstract report"},
    {"bz", "business article"},
    {"dp", "data paper"},
    {"ip", "article in press"},
    {"rp", "report"},
    {"tb", "retracted"},
    {"pp", "preprint"},
    {"mm", "multimedia"},
    {"rf", "reference work"},
};
enum { TYPES = sizeof types / sizeof *types };

const char *sheaf_scopus_type(const char *code) {
  for (size_t i = 0; i < TYPES; i++)
    if ((code[0] | 32) == types[i].code[0] && code[0] && (code[1] | 32) == types[i].code[1] && !code[2])
      return types[i].name;
  return NULL;
}

const char *sheaf_scopus_type_code(const char *key) {
  for (size_t i = 0; i < TYPES; i++)
    if (strcmp(key, types[i].name) == 0) return types[i].code;
  return NULL;
}
