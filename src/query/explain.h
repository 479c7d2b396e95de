/* explain.h - where in one record the leaves of a query match: for highlighting, and for "why was this found?". */
#ifndef SHEAF_QUERY_EXPLAIN_H
#define SHEAF_QUERY_EXPLAIN_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "query.h"
#include "record/record.h"
#include "record/section.h"
#include "store/thesaurus.h"

typedef struct sheaf_explain_options {
  sheaf_thesaurus *thesaurus;         /* what exploded headings stand for; NULL: themselves alone; borrowed */
  const sheaf_section_book *sections; /* tells the sections of the abstract; NULL: SECTIONs have no place; borrowed */
  int inside;                         /* 1: also the words and phrases inside what a NEAR matches */
} sheaf_explain_options;

typedef struct sheaf_explain_match {
  const sheaf_query_node *leaf; /* TERM, PHRASE, NEAR (the hull), HEADING, QUALIFIER, NAME, RANGE, VALUE or FILTER */
  sheaf_field field;            /* where */
  uint32_t instance;            /* 0-based: which entry of that field (the abstract is one) */
  size_t first;                 /* offset of the first byte in that entry's value (abstract: sheaf_record_abstract) */
  size_t last;                  /* offset one past the last byte */
} sheaf_explain_match;

/* Returns 0 to go on, anything else to stop: that is then what sheaf_explain_record returns. */
typedef int sheaf_explain_fn(void *context, const sheaf_explain_match *match);

/* Calls visit for every match, leaf by leaf in reading order, then by field, instance and place. Leaves on the right
 * side of a NOT are included; what a FREQ counts is there where it occurs often enough. REF and UNSUPPORTED have no
 * place. options may be NULL. 0, SHEAF_ENOMEM, SHEAF_ERANGE (positional.h), what the thesaurus reports, or what visit
 * returned. */
int sheaf_explain_record(const sheaf_query *query, const sheaf_record *record, const sheaf_explain_options *options,
                         sheaf_explain_fn *visit, void *context, sheaf_error *err);

#endif
