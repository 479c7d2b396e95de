/* compare.h - two records set side by side: evidence, rule by rule, and what follows from it.
 *
 * Each rule looks at one field of both and gives points for or against one paper; their sum decides. A tie between two
 * papers (erratum, preprint, version) is no sum: it makes them distinct, and is named, unless an identifier says that
 * they are one. */
#ifndef SHEAF_DEDUP_COMPARE_H
#define SHEAF_DEDUP_COMPARE_H

#include "profile.h"

/* X(NAME, "name in Lua") */
#define SHEAF_COMPARE_RULES(X) \
  X(PMID, "pmid")              \
  X(DOI, "doi")                \
  X(PMCID, "pmcid")            \
  X(TITLE, "title")            \
  X(AUTHORS, "authors")        \
  X(YEAR, "year")              \
  X(JOURNAL, "journal")        \
  X(VOLUME, "volume")          \
  X(ISSUE, "issue")            \
  X(PAGES, "pages")            \
  X(ABSTRACT, "abstract")      \
  X(KIND, "kind")

typedef enum sheaf_rule {
#define SHEAF_COMPARE_ENUM(NAME, name) SHEAF_RULE_##NAME, /* name */
  SHEAF_COMPARE_RULES(SHEAF_COMPARE_ENUM)
#undef SHEAF_COMPARE_ENUM
      SHEAF_RULE_COUNT /* how many */
} sheaf_rule;

typedef enum sheaf_verdict {
  SHEAF_VERDICT_DISTINCT, /* two papers */
  SHEAF_VERDICT_REVIEW,   /* a person should look */
  SHEAF_VERDICT_MERGE     /* one paper */
} sheaf_verdict;

/* How two papers that are not one belong together. X(NAME, "name in Lua") */
#define SHEAF_COMPARE_LINKS(X) \
  X(NONE, "none")              \
  X(PREPRINT, "preprint")      \
  X(VERSION, "version")        \
  X(ERRATUM, "erratum")        \
  X(RETRACTION, "retraction")  \
  X(COMMENT, "comment")        \
  X(REPLY, "reply")            \
  X(PROTOCOL, "protocol")      \
  X(MEETING, "meeting")        \
  X(PART, "part")

typedef enum sheaf_link {
#define SHEAF_COMPARE_ENUM(NAME, name) SHEAF_LINK_##NAME, /* name */
  SHEAF_COMPARE_LINKS(SHEAF_COMPARE_ENUM)
#undef SHEAF_COMPARE_ENUM
      SHEAF_LINK_COUNT /* how many */
} sheaf_link;

typedef struct sheaf_finding {
  const char *text; /* what was found: "exact", "conflict"; NULL where the rule has nothing to say; static */
  double points;    /* for one paper; negative: against */
} sheaf_finding;

typedef struct sheaf_evidence {
  sheaf_finding findings[SHEAF_RULE_COUNT]; /* by rule */
  double points;                            /* their sum */
  double score;                             /* points from 0 (two papers) to 1 (one paper) */
  double title;                             /* share of words that the titles have in common, 0 to 1 */
  double authors;                           /* share of the shorter author list found in the other, 0 to 1 */
  double abstract;                          /* estimated share of word pairs in common; negative where unknown */
  sheaf_verdict verdict;                    /* what follows */
  sheaf_link link;                          /* how they belong together where they are two */
} sheaf_evidence;

/* 1 where two records share so little that comparing them can only say distinct: cheap, for candidate pairs. */
int sheaf_compare_hopeless(const sheaf_profile *a, const sheaf_profile *b);

/* Points as a number from 0 to 1: below a tenth two papers, above nine tenths one. */
double sheaf_compare_score(double points);

void sheaf_compare(const sheaf_profile *a, const sheaf_profile *b, sheaf_evidence *out);

const char *sheaf_compare_rule_name(sheaf_rule rule);          /* static */
const char *sheaf_compare_link_name(sheaf_link link);          /* static */
const char *sheaf_compare_verdict_name(sheaf_verdict verdict); /* "distinct", "review", "merge"; static */

#endif
