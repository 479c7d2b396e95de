/* eval.h - which documents match a query: exact, never capped.
 *
 * Identical subtrees are evaluated once. Truncation is the union over the field's whole vocabulary. Proximity works on
 * all spans, never on minimal intervals (search-syntax.md, section 10). */
#ifndef SHEAF_QUERY_EVAL_H
#define SHEAF_QUERY_EVAL_H

#include <stdint.h>

#include "base/error.h"
#include "index/index.h"
#include "query.h"
#include "record/section.h"
#include "store/store.h"
#include "store/thesaurus.h"

/* Headings to explode while no thesaurus is loaded, or that the thesaurus lacks. */
typedef enum sheaf_eval_explode {
  SHEAF_EVAL_EXPLODE_ERROR, /* SHEAF_EUNSUPPORTED, "H-NO-TREE" or "S-UNKNOWN" */
  SHEAF_EVAL_EXPLODE_IGNORE /* the heading itself is searched, without narrower ones */
} sheaf_eval_explode;

/* UNSUPPORTED nodes. */
typedef enum sheaf_eval_unsupported {
  SHEAF_EVAL_UNSUPPORTED_ERROR, /* SHEAF_EUNSUPPORTED, "L-UNSUP" */
  SHEAF_EVAL_UNSUPPORTED_IGNORE /* left out of the AND, OR or right side of NOT they stand in; alone still an error */
} sheaf_eval_unsupported;

typedef int sheaf_eval_progress_fn(void *context); /* non-zero stops the evaluation */

typedef struct sheaf_eval_options {
  sheaf_eval_explode explode;         /* see above */
  sheaf_eval_unsupported unsupported; /* see above */
  sheaf_thesaurus *thesaurus;         /* NULL: none is loaded; borrowed */
  sheaf_store *store; /* records, for SECTION; NULL: that is SHEAF_EUNSUPPORTED, "S-SECTION"; borrowed */
  const sheaf_section_book *sections;  /* tells their sections; NULL likewise; borrowed */
  const sheaf_documents *const *lines; /* results of the lines that REFs mean, by index; NULL: the line has none, and
                                          a REF to it is SHEAF_EUNSUPPORTED, "Y-LINEREF" */
  size_t line_count;                   /* how many */
  sheaf_eval_progress_fn *progress;    /* called now and then; may be NULL */
  void *context;                       /* handed to progress */
  uint32_t *counts;        /* NULL, or room for sheaf_query_size: filled with each node's documents, by number
                              (UINT32_MAX: words inside a phrase or NEAR, and what is left out) */
  const uint32_t *watched; /* documents to look out for, ascending; may be NULL */
  size_t watched_count;    /* how many */
  uint8_t *seen;           /* room for sheaf_query_size * watched_count, zeroed: [number * watched_count + i]
                              becomes 1 where the node has watched[i] (0 for words inside a phrase or NEAR) */
} sheaf_eval_options;

/* Sets *out (appended to an empty one; caller frees out->ids with sheaf_mem_free) to the matching documents, ascending.
 * options may be NULL. 0, SHEAF_EUNSUPPORTED (name and byte say which node), SHEAF_ERANGE with the name "interrupted",
 * SHEAF_ENOMEM, or what the index reports. */
int sheaf_eval_documents(const sheaf_query *query, sheaf_index *index, const sheaf_eval_options *options,
                         sheaf_documents *out, sheaf_error *err);

/* The same where only their number is wanted. */
int sheaf_eval_count(const sheaf_query *query, sheaf_index *index, const sheaf_eval_options *options, size_t *count,
                     sheaf_error *err);

#endif
