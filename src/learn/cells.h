/* cells.h - the weights of the features of documents (features.h), each document for itself. */
#ifndef SHEAF_LEARN_CELLS_H
#define SHEAF_LEARN_CELLS_H

#include "columns.h"
#include "features.h"
#include "pairs.h"

/* Writes starts, cells, alone and sums of features, whose count is known; cells may be any memory, which is made as
 * large as is wanted. What was written is its own also on failure. 0 or SHEAF_ENOMEM. */
int sheaf_cells_weigh(const sheaf_pairs *pairs, const sheaf_columns *columns, sheaf_features *features);

#endif
