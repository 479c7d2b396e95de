/* columns.c - see columns.h. A counting sort by holders. */
#include "columns.h"

#include <math.h>

#include "base/mem.h"

typedef struct numbering {
  sheaf_columns *columns;   /* what is written */
  sheaf_pairs *pairs;       /* what is numbered */
  sheaf_features *features; /* what is written */
  uint32_t *places;         /* by holders: at first how many have so many, then the column of the next one */
} numbering;

/* From how many have so many holders to their first columns. */
static void place_columns(numbering *self) {
  const sheaf_pairs *pairs = self->pairs;
  uint32_t used = 0;
  for (uint32_t word = 0; word < pairs->word_count; word++) self->places[pairs->word_features[word].holders]++;
  for (size_t part = 0; part < SHEAF_PAIRS_PARTS; part++)
    for (uint32_t i = 0; i < pairs->count[part]; i++)
      self->places[pairs->pair_features[pairs->first[part] + i].holders]++;
  for (uint32_t holders = pairs->most; holders >= 2; holders--) {
    const uint32_t its = self->places[holders];
    self->places[holders] = used;
    self->columns->total += (size_t)its * holders;
    used += its;
  }
  self->features->columns = used;
}

/* Gives a feature its column, or a code where it has none. */
static void number_one(const numbering *self, sheaf_pairs_feature *one, uint64_t key) {
  if (one->holders > self->pairs->most) {
    one->column = SHEAF_PAIRS_LEFT_OUT;
  } else if (one->holders < 2) {
    one->column = SHEAF_PAIRS_ALONE;
  } else {
    one->column = self->places[one->holders]++;
    self->features->keys[one->column] = key;
  }
}

static void number_all(const numbering *self) {
  const sheaf_pairs *pairs = self->pairs;
  self->features->vocabulary = pairs->different;
  for (uint32_t word = 0; word < pairs->word_count; word++) {
    number_one(self, &pairs->word_features[word], (uint64_t)word + 1);
    self->features->vocabulary += pairs->word_features[word].column != SHEAF_PAIRS_LEFT_OUT;
  }
  for (size_t part = 0; part < SHEAF_PAIRS_PARTS; part++)
    for (uint32_t i = pairs->first[part]; i < pairs->first[part] + pairs->count[part]; i++)
      number_one(self, &pairs->pair_features[i], pairs->keys[i]);
}

static void weigh_holders(const numbering *self) {
  const double n = (double)self->features->count;
  self->columns->rarest = 1 + log((1 + n) / 2);
  for (uint32_t holders = 2; holders <= self->pairs->most; holders++)
    self->columns->rarity[holders] = 1 + log((1 + n) / (1 + (double)holders));
}

int sheaf_columns_number(sheaf_columns *self, sheaf_pairs *pairs, sheaf_features *features) {
  const size_t most = features->count + 1;
  numbering work = {self, pairs, features, sheaf_mem_zero(most, sizeof *work.places)};
  if (!work.places) return SHEAF_ENOMEM;
  place_columns(&work);
  features->keys = sheaf_mem_alloc(features->columns * sizeof *features->keys);
  self->rarity = sheaf_mem_alloc(most * sizeof *self->rarity);
  self->words = pairs->word_features;
  self->pairs = pairs->pair_features;
  const int code = features->keys && self->rarity ? SHEAF_OK : SHEAF_ENOMEM;
  if (!code) {
    number_all(&work);
    weigh_holders(&work);
  }
  sheaf_mem_free(work.places);
  return code;
}

void sheaf_columns_clear(sheaf_columns *self) {
  sheaf_mem_free(self->rarity);
  *self = (sheaf_columns){0};
}
