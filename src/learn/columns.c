/* columns.c - see columns.h. A counting sort by holders. */
#include "columns.h"

#include <math.h>

#include "base/mem.h"

typedef struct numbering {
  sheaf_columns *columns;   /* what is written */
  const sheaf_pairs *pairs; /* what is numbered */
  sheaf_features *features; /* what is written */
  uint32_t *places;         /* by holders: at first how many have so many, then the column of the next one */
} numbering;

/* From how many have so many holders to their first columns. */
static void place_columns(numbering *self) {
  const sheaf_pairs *pairs = self->pairs;
  uint32_t used = 0;
  for (uint32_t word = 0; word < pairs->word_count; word++) self->places[pairs->word_holders[word]]++;
  for (size_t part = 0; part < SHEAF_PAIRS_PARTS; part++)
    for (uint32_t i = 0; i < pairs->count[part]; i++) self->places[pairs->holders[pairs->first[part] + i]]++;
  for (uint32_t holders = pairs->most; holders >= 2; holders--) {
    const uint32_t its = self->places[holders];
    self->places[holders] = used;
    self->columns->total += (size_t)its * holders;
    used += its;
  }
  self->features->columns = used;
}

/* The column of a feature, or a code where it has none. */
static uint32_t number_one(numbering *self, uint32_t holders, uint64_t key) {
  if (holders > self->pairs->most) return SHEAF_PAIRS_LEFT_OUT;
  if (holders < 2) return SHEAF_PAIRS_ALONE;
  const uint32_t column = self->places[holders]++;
  self->features->keys[column] = key;
  return column;
}

static void number_all(numbering *self) {
  const sheaf_pairs *pairs = self->pairs;
  self->features->vocabulary = pairs->different;
  for (uint32_t word = 0; word < pairs->word_count; word++) {
    const uint32_t column = number_one(self, pairs->word_holders[word], (uint64_t)word + 1);
    self->features->vocabulary += column != SHEAF_PAIRS_LEFT_OUT;
    pairs->word_holders[word] = column;
  }
  for (size_t part = 0; part < SHEAF_PAIRS_PARTS; part++)
    for (uint32_t i = pairs->first[part]; i < pairs->first[part] + pairs->count[part]; i++)
      pairs->holders[i] = number_one(self, pairs->holders[i], pairs->keys[i]);
}

/* Columns of the same holders end where the next ones begin. */
static void weigh_columns(numbering *self) {
  const double n = (double)self->features->count;
  uint32_t column = 0;
  self->columns->rarest = 1 + log((1 + n) / 2);
  for (uint32_t holders = self->pairs->most; holders >= 2; holders--) {
    const double rarity = 1 + log((1 + n) / (1 + (double)holders));
    while (column < self->places[holders]) self->columns->rarity[column++] = rarity;
  }
}

int sheaf_columns_number(sheaf_columns *self, sheaf_pairs *pairs, sheaf_features *features) {
  numbering work = {self, pairs, features, sheaf_mem_zero(features->count + 1, sizeof *work.places)};
  if (!work.places) return SHEAF_ENOMEM;
  place_columns(&work);
  features->keys = sheaf_mem_alloc(features->columns * sizeof *features->keys);
  self->rarity = sheaf_mem_alloc(features->columns * sizeof *self->rarity);
  self->word_column = pairs->word_holders;
  self->pair_column = pairs->holders;
  const int code = features->keys && self->rarity ? SHEAF_OK : SHEAF_ENOMEM;
  if (!code) {
    sheaf_mem_large(self->rarity, features->columns * sizeof *self->rarity);
    number_all(&work);
    weigh_columns(&work);
  }
  sheaf_mem_free(work.places);
  return code;
}

void sheaf_columns_clear(sheaf_columns *self) {
  sheaf_mem_free(self->rarity);
  *self = (sheaf_columns){0};
}
