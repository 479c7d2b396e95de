/* cells.h - the weights of the features of documents (features.h), each document for itself. */
#ifndef SHEAF_LEARN_CELLS_H
#define SHEAF_LEARN_CELLS_H

#include "features.h"

/* Instead of a column: of a feature that no other document has, and of one that too many have. */
#define SHEAF_CELLS_ALONE (UINT32_MAX - 1)
#define SHEAF_CELLS_LEFT_OUT UINT32_MAX

typedef struct sheaf_cells {
  const uint32_t *words;       /* as in pairs.h; borrowed, as all that is not written */
  const size_t *starts;        /* as in pairs.h */
  const uint32_t *first;       /* as in pairs.h */
  const uint32_t *word_first;  /* by word: where it stands first; ascending */
  const uint32_t *word_column; /* by word: its column, or one of the above */
  const uint32_t *pair_column; /* the same by the place where a pair stands first */
  const uint32_t *holders;     /* by column: documents that have the feature */
  size_t word_count;           /* different words */
} sheaf_cells;

/* Writes starts, cells, alone and sums of features, whose count is known; what was written is its own also on failure.
 * 0 or SHEAF_ENOMEM. */
int sheaf_cells_weigh(const sheaf_cells *self, sheaf_features *features);

#endif
