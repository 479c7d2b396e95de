/* columns.c - see columns.h. A counting sort by holders.
 *
 * What is looked up at random is kept small. There are fewer ranks than 2^16: their holders together are no more than
 * all words and pairs of all places, which are fewer than 2^31. */
#include "columns.h"

#include <math.h>
#include <stdatomic.h>

#include "base/mem.h"
#include "parallel.h"

typedef struct numbering {
  sheaf_columns *columns;   /* what is written */
  const sheaf_pairs *pairs; /* what is numbered */
  sheaf_features *features; /* what is written */
  uint32_t *places;         /* by holders: at first how many have so many, then the column of the next one */
  atomic_uint taken;        /* buckets whose codes a thread has replaced, or will */
} numbering;

/* ---- numbers ---- */

static void count_holders(numbering *self) {
  const sheaf_pairs *pairs = self->pairs;
  for (uint32_t word = 0; word < pairs->word_count; word++) {
    self->columns->words[word] = pairs->counts[0][word].holders + pairs->counts[1][word].holders;
    self->places[self->columns->words[word]]++;
  }
  for (uint32_t bucket = 0; bucket < pairs->bucket_count; bucket++) {
    const uint32_t *list = sheaf_pairs_list(pairs, bucket);
    for (uint32_t i = 0; i < pairs->buckets[bucket].count; i++) self->places[list[i]]++;
  }
}

/* From how many have so many holders to their first columns. */
static void place_columns(numbering *self) {
  uint32_t used = 0;
  self->features->vocabulary = self->pairs->most ? self->places[1] : 0;
  for (uint32_t holders = self->pairs->most; holders >= 2; holders--) {
    const uint32_t its = self->places[holders];
    self->places[holders] = used;
    self->columns->total += (size_t)its * holders;
    used += its;
  }
  self->features->columns = used;
  self->features->vocabulary += used;
}

/* From a feature's holders to its column, or a code where it has none. */
static uint32_t number_one(const numbering *self, uint32_t holders, uint64_t key) {
  if (holders > self->pairs->most) return SHEAF_COLUMNS_LEFT_OUT;
  if (holders < 2) return SHEAF_COLUMNS_ALONE;
  const uint32_t column = self->places[holders]++;
  self->features->keys[column] = key;
  return column;
}

static void number_pairs(const numbering *self, uint32_t bucket) {
  uint32_t *list = sheaf_pairs_list(self->pairs, bucket);
  const uint32_t *words = sheaf_pairs_words(self->pairs, bucket);
  for (uint32_t i = 0; i < self->pairs->buckets[bucket].count; i++) {
    uint64_t key = 0;
    if (list[i] >= 2) {
      words -= 2;
      key = (uint64_t)(words[0] + 1) << 32 | (words[1] + 1);
    }
    list[i] = number_one(self, list[i], key);
  }
}

static void number_all(const numbering *self) {
  uint32_t *words = self->columns->words;
  for (uint32_t word = 0; word < self->pairs->word_count; word++)
    words[word] = number_one(self, words[word], (uint64_t)word + 1);
  for (uint32_t bucket = 0; bucket < self->pairs->bucket_count; bucket++) number_pairs(self, bucket);
}

/* Columns of so many holders end where places say. */
static void weigh_columns(const numbering *self) {
  const double n = (double)self->features->count;
  sheaf_columns *columns = self->columns;
  uint32_t column = 0;
  uint16_t rank = 0;
  columns->rarest = 1 + log((1 + n) / 2);
  for (uint32_t holders = self->pairs->most; holders >= 2; holders--) {
    if (column == self->places[holders]) continue;
    columns->rarity[rank] = 1 + log((1 + n) / (1 + (double)holders));
    while (column < self->places[holders]) columns->ranks[column++] = rank;
    rank++;
  }
}

/* ---- codes ---- */

static void replace_part(void *context, unsigned part) {
  numbering *self = context;
  const sheaf_pairs *pairs = self->pairs;
  uint32_t *codes = pairs->codes, at;
  (void)part;
  while ((at = atomic_fetch_add(&self->taken, 1)) < pairs->bucket_count) {
    const uint32_t *list = sheaf_pairs_list(pairs, at);
    for (uint32_t i = pairs->buckets[at].start; i < pairs->buckets[at].end; i++)
      if (codes[i] < SHEAF_PAIRS_AGAIN)
        codes[i] = list[codes[i] & ~SHEAF_PAIRS_REPEATED] | (codes[i] & SHEAF_PAIRS_REPEATED);
  }
}

static int number(numbering *self) {
  sheaf_columns *columns = self->columns;
  columns->words = sheaf_mem_alloc(self->pairs->word_count * sizeof *columns->words);
  if (!columns->words) return SHEAF_ENOMEM;
  count_holders(self);
  place_columns(self);
  columns->ranks = sheaf_mem_alloc(self->features->columns * sizeof *columns->ranks);
  columns->rarity = sheaf_mem_alloc((UINT16_MAX + 1) * sizeof *columns->rarity);
  self->features->keys = sheaf_mem_alloc(self->features->columns * sizeof *self->features->keys);
  if (!columns->ranks || !columns->rarity || !self->features->keys) return SHEAF_ENOMEM;
  number_all(self);
  weigh_columns(self);
  sheaf_parallel(replace_part, self);
  return SHEAF_OK;
}

int sheaf_columns_number(sheaf_columns *self, const sheaf_pairs *pairs, sheaf_features *features) {
  numbering work = {self, pairs, features, sheaf_mem_zero(features->count + 2, sizeof *work.places), 0};
  const int code = work.places ? number(&work) : SHEAF_ENOMEM;
  sheaf_mem_free(work.places);
  return code;
}

void sheaf_columns_clear(sheaf_columns *self) {
  sheaf_mem_free(self->words);
  sheaf_mem_free(self->ranks);
  sheaf_mem_free(self->rarity);
  *self = (sheaf_columns){0};
}
