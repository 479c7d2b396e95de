/* pairs.h - which words side by side are the same pair, and in how many documents it stands. */
#ifndef SHEAF_LEARN_PAIRS_H
#define SHEAF_LEARN_PAIRS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef struct sheaf_pairs {
  const uint32_t *words; /* numbers of the words of all documents, one document after the other; borrowed */
  const size_t *starts;  /* documents + 1 places in words, the last being their count; borrowed */
  size_t documents;      /* so many */
  uint32_t *first;       /* by place: where the pair of this word and the next one stands first; written */
  uint32_t *holders;     /* by the place where a pair stands first: documents that have it; written */
} sheaf_pairs;

/* Writes first and holders; both are left alone at the last word of a document, and holders where a pair stood before.
 * Fewer than UINT32_MAX words. 0 or SHEAF_ENOMEM. */
int sheaf_pairs_find(const sheaf_pairs *self);

#endif
