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

typedef enum sheaf_eval_explode {
  SHEAF_EVAL_EXPLODE_ERROR, /* a heading with its narrower ones needs a thesaurus: SHEAF_EUNSUPPORTED, "H-NO-TREE" */
  SHEAF_EVAL_EXPLODE_IGNORE /* the heading itself is searched, without narrower ones */
} sheaf_eval_explode;

typedef int sheaf_eval_progress_fn(void *context); /* non-zero stops the evaluation */

typedef struct sheaf_eval_options {
  sheaf_eval_explode explode;       /* headings to explode while no thesaurus is loaded */
  sheaf_eval_progress_fn *progress; /* called now and then; may be NULL */
  void *context;                    /* handed to progress */
  uint32_t *counts;                 /* NULL, or room for sheaf_query_size: filled with each node's documents, by number
                                       (for words inside a phrase or NEAR: UINT32_MAX, they are not counted alone) */
} sheaf_eval_options;

/* Sets *out (appended to an empty one; caller frees out->ids with sheaf_mem_free) to the matching documents, ascending.
 * options may be NULL. 0, SHEAF_EUNSUPPORTED (name and byte say which node), SHEAF_ERANGE with the name "interrupted",
 * SHEAF_ENOMEM, or what the index reports. */
int sheaf_eval_documents(const sheaf_query *query, sheaf_index *index, const sheaf_eval_options *options,
                         sheaf_documents *out, sheaf_error *err);

#endif
