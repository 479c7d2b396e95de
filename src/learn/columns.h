/* columns.h - the columns of features: words and pairs that two documents have or more, those of most documents first,
 * so that what is looked up most is side by side. */
#ifndef SHEAF_LEARN_COLUMNS_H
#define SHEAF_LEARN_COLUMNS_H

#include "features.h"
#include "pairs.h"

typedef struct sheaf_columns {
  const sheaf_pairs_feature *words; /* by word; borrowed from pairs */
  const sheaf_pairs_feature *pairs; /* by number of a pair; borrowed from pairs */
  double *rarity;                   /* by holders, from 2 on: 1 + ln((1 + n) / (1 + holders)); owned */
  double rarest;                    /* the same of what one document has */
  size_t total;                     /* holders of all columns */
} sheaf_columns;                    /* all zero is an empty one */

/* Numbers the columns over what pairs says of holders, and writes columns, keys and vocabulary of features. 0 or
 * SHEAF_ENOMEM; clear in both cases. */
int sheaf_columns_number(sheaf_columns *self, sheaf_pairs *pairs, sheaf_features *features);
void sheaf_columns_clear(sheaf_columns *self);

#endif
