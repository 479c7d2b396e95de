/* pairs.h - which words side by side are the same pair, and how many documents have each word and each pair.
 *
 * What is found is written where it stands, so that who goes through a document has nothing to look up: at each place a
 * code for the word, and one for the pair that begins there. A code is a number (of the word, of the pair), or one of
 * those below. */
#ifndef SHEAF_LEARN_PAIRS_H
#define SHEAF_LEARN_PAIRS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define SHEAF_PAIRS_LEFT_OUT UINT32_MAX       /* too many documents have it; or no pair begins here */
#define SHEAF_PAIRS_ALONE (UINT32_MAX - 1)    /* no other document has it */
#define SHEAF_PAIRS_AGAIN (UINT32_C(1) << 31) /* and how many places before it stands first in the document */

enum { SHEAF_PAIRS_PARTS = 2, SHEAF_PAIRS_SCRATCH = 8 };

/* A word in one half of the documents. */
typedef struct sheaf_pairs_word {
  uint32_t places;   /* so many; then, while they are sorted, where the next one goes */
  uint32_t document; /* 0; then the last one that has it, + 1 */
} sheaf_pairs_word;

/* A word, or a pair that two documents have. */
typedef struct sheaf_pairs_feature {
  uint32_t holders; /* documents that have it */
  uint32_t column;  /* columns.h: its column, or a code */
} sheaf_pairs_feature;

typedef struct sheaf_pairs {
  const size_t *starts;                        /* documents + 1 places in words, the last being their count; borrowed */
  size_t documents;                            /* so many */
  size_t half;                                 /* of these the first thread reads so many */
  uint32_t word_count;                         /* different words */
  uint32_t most;                               /* documents that may have a feature */
  uint32_t *words;                             /* by place: the word's number, which becomes its code */
  uint32_t *codes;                             /* by place: the code of the pair that begins there; written */
  sheaf_pairs_word *counts[SHEAF_PAIRS_PARTS]; /* by word: in the first half, in the second; written over */
  void *scratch;                               /* SHEAF_PAIRS_SCRATCH bytes for each place */
  sheaf_pairs_feature *word_features;          /* by word; holders are written */
  sheaf_pairs_feature *pair_features;          /* by number of a pair; holders, at least two, are written */
  uint64_t *keys;                              /* by number of a pair: first word + 1 above second + 1; written */
  uint32_t first[SHEAF_PAIRS_PARTS];           /* each thread's pairs have numbers from first[i] on; written */
  uint32_t count[SHEAF_PAIRS_PARTS];           /* so many; written */
  uint64_t different;                          /* all pairs that are not left out; written */
} sheaf_pairs;                                 /* what it points to is borrowed */

/* Writes what is to be written; there is room for half as many pairs as places, which are fewer than 2^30. 0 or
 * SHEAF_ENOMEM. */
int sheaf_pairs_find(sheaf_pairs *self);

#endif
