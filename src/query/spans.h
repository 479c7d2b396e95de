/* spans.h - positional algebra: where words, phrases and proximities stand.
 *
 * A span is a run of positions in one instance of one field of one document. Lists of spans are ascending (document,
 * instance, first, last) and hold no span twice. Results are all spans, never only the shortest ones. */
#ifndef SHEAF_QUERY_SPANS_H
#define SHEAF_QUERY_SPANS_H

#include <stddef.h>
#include <stdint.h>

#include "query.h"

typedef struct sheaf_span {
  uint32_t document; /* its number */
  uint32_t instance; /* which value of the field */
  uint32_t first;    /* position of its first word */
  uint32_t last;     /* position of its last word */
} sheaf_span;

typedef struct sheaf_spans {
  sheaf_span *items; /* see above */
  size_t count;      /* spans in use */
  size_t capacity;   /* spans allocated */
} sheaf_spans;

void sheaf_spans_clear(sheaf_spans *self);               /* frees */
int sheaf_spans_add(sheaf_spans *self, sheaf_span span); /* appends, in any order; 0 or SHEAF_ENOMEM */
void sheaf_spans_sort(sheaf_spans *self);                /* into the order above, duplicates out */

/* Appends to out what a phrase gives: each span of left followed at once by one of right, as one span. */
int sheaf_spans_follow(const sheaf_spans *left, const sheaf_spans *right, sheaf_spans *out);

/* Appends to out the hulls of all choices of one span from each of `count` (2 to SHEAF_QUERY_NEAR_WORDS) lists that do
 * not overlap and stand in one instance with at most gap words between neighbours; in the order of the lists where
 * ordered. any: one hull a document is enough. */
int sheaf_spans_near(const sheaf_spans *const *lists, size_t count, uint32_t gap, int ordered, int any,
                     sheaf_spans *out);

#endif
