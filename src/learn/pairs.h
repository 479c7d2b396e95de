/* pairs.h - which words side by side are the same pair, and how many documents have each word and each pair.
 *
 * Pairs are dealt out to buckets, those of a bucket in the order of the places at which they begin. So who goes through
 * the documents has nothing to look up: the pair at hand is the next one of its bucket; from the last document back,
 * the one before. What it is, is said by a code: its place in the bucket's list of pairs. */
#ifndef SHEAF_LEARN_PAIRS_H
#define SHEAF_LEARN_PAIRS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* A code: the document has the pair before, the first time so many codes before in the bucket as the rest says. */
#define SHEAF_PAIRS_AGAIN (UINT32_C(1) << 31)
/* With a code: such a code refers to it. */
#define SHEAF_PAIRS_REPEATED (UINT32_C(1) << 30)

enum { SHEAF_PAIRS_PARTS = 2, SHEAF_PAIRS_SCRATCH = 2 };

/* A word in one half of the documents. */
typedef struct sheaf_pairs_word {
  uint32_t document; /* 0; then the last one that has it, + 1 */
  uint32_t holders;  /* 0; then the documents that have it */
} sheaf_pairs_word;

typedef struct sheaf_pairs_bucket {
  uint32_t start; /* its first code */
  uint32_t end;   /* behind its last one */
  uint32_t count; /* different pairs */
} sheaf_pairs_bucket;

typedef struct sheaf_pairs {
  const size_t *starts;                        /* documents + 1 places in words, the last being their count; borrowed */
  size_t documents;                            /* so many */
  size_t half;                                 /* of these the first thread reads so many */
  uint32_t word_count;                         /* different words */
  uint32_t most;                               /* documents that may have a feature */
  const uint32_t *words;                       /* by place: the word's number */
  uint32_t *codes;                             /* room for one of each place; written by bucket */
  sheaf_pairs_word *counts[SHEAF_PAIRS_PARTS]; /* by word: in the first half, in the second; zeros; written */
  uint32_t *scratch;                           /* SHEAF_PAIRS_SCRATCH for each place; see sheaf_pairs_list */
  sheaf_pairs_bucket *buckets;                 /* owned */
  uint32_t bucket_count;                       /* a power of 2 */
  unsigned shift;                              /* from a pair's hash to its bucket */
} sheaf_pairs;                                 /* what it points to is borrowed, where nothing else is said */

/* Writes what is to be written; places are fewer than 2^30. 0 or SHEAF_ENOMEM; clear in both cases. */
int sheaf_pairs_find(sheaf_pairs *self);
void sheaf_pairs_clear(sheaf_pairs *self);

static inline uint64_t sheaf_pairs_hash(uint32_t first, uint32_t second) {
  return ((uint64_t)first << 32 | second) * UINT64_C(0x9E3779B97F4A7C15);
}

/* The bucket that the pair of two words is in. */
static inline uint32_t sheaf_pairs_bucket_of(const sheaf_pairs *self, uint32_t first, uint32_t second) {
  return (uint32_t)(sheaf_pairs_hash(first, second) >> self->shift);
}

/* The list of a bucket: for each of its pairs how many documents have it. */
static inline uint32_t *sheaf_pairs_list(const sheaf_pairs *self, uint32_t bucket) {
  return self->scratch + (size_t)self->buckets[bucket].start * SHEAF_PAIRS_SCRATCH;
}

/* Behind the words of those pairs of the list that two documents have, the first one's second word being before them,
 * its first word before that, and so on. */
static inline const uint32_t *sheaf_pairs_words(const sheaf_pairs *self, uint32_t bucket) {
  return self->scratch + (size_t)self->buckets[bucket].end * SHEAF_PAIRS_SCRATCH;
}

#endif
