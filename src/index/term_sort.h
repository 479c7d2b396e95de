/* term_sort.h - keys of terms into byte order, a few hundred thousand at a time. */
#ifndef SHEAF_INDEX_TERM_SORT_H
#define SHEAF_INDEX_TERM_SORT_H

#include <stddef.h>
#include <stdint.h>

#include "terms.h"

typedef struct sheaf_ranked {
  uint64_t head;   /* eight bytes of the key, for the sort alone */
  uint32_t entry;  /* the term's, for sheaf_terms_at */
  uint32_t number; /* of the term */
} sheaf_ranked;

/* Sorts by sheaf_segment_compare of the keys, which are all different. spare has room for as many items. */
void sheaf_term_sort(const sheaf_terms *terms, sheaf_ranked *items, sheaf_ranked *spare, size_t count);

#endif
