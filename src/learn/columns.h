/* columns.h - the columns of features: words and pairs that two documents have or more, those of most documents first,
 * so that what is looked up most is side by side. */
#ifndef SHEAF_LEARN_COLUMNS_H
#define SHEAF_LEARN_COLUMNS_H

#include "features.h"
#include "pairs.h"

/* Codes beyond all columns, of which there are fewer than 2^30 - 2. */
#define SHEAF_COLUMNS_LEFT_OUT (SHEAF_PAIRS_REPEATED - 1) /* too many documents have it */
#define SHEAF_COLUMNS_ALONE (SHEAF_PAIRS_REPEATED - 2)    /* no other document has it */

typedef struct sheaf_columns {
  uint32_t *words; /* by word: its column, or one of the codes above; owned */
  uint16_t *ranks; /* by column: which of the different numbers of holders it has, the greatest first; owned */
  double *rarity;  /* by rank: 1 + ln((1 + n) / (1 + holders)); owned */
  double rarest;   /* the same of what one document has */
  size_t total;    /* holders of all columns */
} sheaf_columns;   /* all zero is an empty one */

/* Numbers the columns by what pairs says of holders, and writes columns, keys and vocabulary of features. The codes of
 * pairs become their columns or codes above, still with SHEAF_PAIRS_REPEATED; those of SHEAF_PAIRS_AGAIN stay. 0 or
 * SHEAF_ENOMEM; clear in both cases. */
int sheaf_columns_number(sheaf_columns *self, const sheaf_pairs *pairs, sheaf_features *features);
void sheaf_columns_clear(sheaf_columns *self);

#endif
