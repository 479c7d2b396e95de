/* cells.c - see cells.h.
 *
 * How many cells there are in all is known; so one thread writes documents from the first one on, the other from the
 * last one back, and they meet, wherever that is: a document's bytes and their place are the same. */
#include "cells.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

#include "base/mem.h"
#include "parallel.h"

/* Weights of tf kept; places that are looked up before they are wanted; documents that a thread takes at a time. */
enum { TIMES = 64, AHEAD = 16, AT_A_TIME = 64 };

#define NO_CELL UINT32_MAX

/* A feature of the document at work. */
typedef struct cell {
  uint32_t column; /* or SHEAF_COLUMNS_ALONE */
  float weight;    /* at first how often it stands there; in the end not yet divided by the document's length */
  double rarity;   /* what it counts */
} cell;

/* A place of the document at work. */
typedef struct place {
  uint32_t pair; /* the code of the pair that begins there */
  uint32_t at;   /* which of all codes that is */
  uint32_t word; /* the word's cell, or NO_CELL */
} place;

/* Memory of one thread, enough for the longest document. */
typedef struct scratch {
  uint32_t *next; /* by bucket: its next code; from the last document back, the one behind it */
  uint32_t *seen; /* by word: where it was seen last, + 1 */
  place *places;  /* of the document */
  cell *cells;    /* of the document */
} scratch;

typedef struct weighing {
  const sheaf_pairs *pairs;            /* what is weighed */
  const sheaf_columns *columns;        /* of that */
  sheaf_features *features;            /* what is written */
  double often[TIMES];                 /* 1 + ln tf */
  scratch parts[SHEAF_PARALLEL_PARTS]; /* by thread */
  atomic_size_t taken;                 /* documents that a thread has written, or will */
} weighing;

/* A document at work. */
typedef struct row {
  cell *cells;    /* the scratch's */
  uint32_t count; /* cells in use; in the end those that stay */
  double square;  /* of all weights */
  double alone;   /* of those that no other document has */
  double sum;     /* of all weights */
} row;

/* ---- the document's pairs ---- */

/* Gives a place the code at `at`, and asks for what is known of the pair. */
static inline void take_pair(const weighing *self, place *to, uint32_t at) {
  const uint32_t code = self->pairs->codes[at], column = code & ~SHEAF_PAIRS_REPEATED;
  to->pair = code;
  to->at = at;
  __builtin_prefetch(&self->columns->ranks[column * (size_t)(column < SHEAF_COLUMNS_ALONE)]);
}

static void take_forward(const weighing *self, const scratch *own, const uint32_t *words, size_t count) {
  for (size_t i = 0; i + 1 < count; i++)
    take_pair(self, &own->places[i], own->next[sheaf_pairs_bucket_of(self->pairs, words[i], words[i + 1])]++);
}

static void take_backward(const weighing *self, const scratch *own, const uint32_t *words, size_t count) {
  for (size_t i = count; i-- > 1;)
    take_pair(self, &own->places[i - 1], --own->next[sheaf_pairs_bucket_of(self->pairs, words[i - 1], words[i])]);
}

/* ---- its cells ---- */

/* Adds a feature that the document has not had to its cells, of which there are *count: its cell, or NO_CELL. */
static inline uint32_t add_feature(const sheaf_columns *columns, cell *cells, uint32_t *count, uint32_t column) {
  if (column == SHEAF_COLUMNS_LEFT_OUT) return NO_CELL;
  const double rarity = column == SHEAF_COLUMNS_ALONE ? columns->rarest : columns->rarity[columns->ranks[column]];
  cells[*count] = (cell){column, 1, rarity};
  return (*count)++;
}

/* The cell of a feature that the document has had. */
static inline uint32_t add_again(cell *cells, uint32_t before) {
  if (before != NO_CELL) cells[before].weight += 1;
  return before;
}

/* Adds the word at a place of the document, whose words begin at `start`. */
static inline void add_word(const weighing *self, const scratch *own, uint32_t *count, size_t start, uint32_t at) {
  const uint32_t word = self->pairs->words[start + at], last = own->seen[word] - 1 - (uint32_t)start;
  place *to = &own->places[at];
  own->seen[word] = (uint32_t)start + at + 1;
  if (last < at) {
    to->word = add_again(own->cells, own->places[last].word);
  } else {
    to->word = add_feature(self->columns, own->cells, count, self->columns->words[word]);
  }
}

/* A pair that the document has again leaves its cell where its code was. */
static inline void add_pair(const weighing *self, const scratch *own, uint32_t *count, uint32_t at) {
  const place its = own->places[at];
  uint32_t *codes = self->pairs->codes;
  if (its.pair >= SHEAF_PAIRS_AGAIN) {
    add_again(own->cells, codes[its.at - (its.pair - SHEAF_PAIRS_AGAIN)]);
    return;
  }
  const uint32_t cell = add_feature(self->columns, own->cells, count, its.pair & ~SHEAF_PAIRS_REPEATED);
  if (its.pair & SHEAF_PAIRS_REPEATED) codes[its.at] = cell;
}

/* Asks for what is known of a word. */
static inline void expect(const weighing *self, const scratch *own, uint32_t word) {
  __builtin_prefetch(&own->seen[word], 1);
  __builtin_prefetch(&self->columns->words[word]);
}

/* From times to weights. */
static void weigh_features(const weighing *all, row *self) {
  uint32_t kept = 0;
  double square = 0, alone = 0, sum = 0;
  for (uint32_t i = 0; i < self->count; i++) {
    const cell one = self->cells[i];
    const double often = one.weight < TIMES ? all->often[(size_t)one.weight] : 1 + log((double)one.weight);
    const double weight = often * one.rarity;
    square += weight * weight;
    sum += weight;
    if (one.column == SHEAF_COLUMNS_ALONE)
      alone += weight * weight;
    else
      self->cells[kept++] = (cell){.column = one.column, .weight = (float)weight};
  }
  *self = (row){self->cells, kept, square, alone, sum};
}

static void read_row(const weighing *self, unsigned part, size_t document, row *out) {
  const size_t start = self->pairs->starts[document], count = self->pairs->starts[document + 1] - start;
  const uint32_t *words = self->pairs->words + start;
  const scratch *own = &self->parts[part];
  uint32_t cells = 0;
  if (part)
    take_backward(self, own, words, count);
  else
    take_forward(self, own, words, count);
  for (uint32_t i = 0; i < count; i++) {
    if (count - i > AHEAD) expect(self, own, words[i + AHEAD]);
    add_word(self, own, &cells, start, i);
    if (i + 1 < count) add_pair(self, own, &cells, i);
  }
  *out = (row){.cells = own->cells, .count = cells};
  weigh_features(self, out);
}

/* Writes the document, its cells being those from `at` on. */
static void write_row(sheaf_features *features, size_t document, const row *row, size_t at) {
  const double length = row->square > 0 ? sqrt(row->square) : 1;
  features->starts[document] = at;
  for (size_t i = 0; i < row->count; i++)
    features->cells[at + i] = (sheaf_feature){row->cells[i].column, (float)((double)row->cells[i].weight / length)};
  features->alone[document] = (float)(sqrt(row->alone) / length);
  features->sums[document] = (float)(row->sum / length);
}

/* Documents that the thread writes next; 0 when there are none left. */
static size_t take(weighing *self) {
  const size_t all = self->features->count, taken = atomic_fetch_add(&self->taken, AT_A_TIME);
  if (taken >= all) return 0;
  return all - taken < AT_A_TIME ? all - taken : AT_A_TIME;
}

static void weigh_part(void *context, unsigned part) {
  weighing *self = context;
  sheaf_features *features = self->features;
  size_t at = part ? self->columns->total : 0, next = part ? features->count : 0, count;
  row row;
  while ((count = take(self)) > 0) {
    for (; part == 0 && count > 0; count--, next++, at += row.count) {
      read_row(self, part, next, &row);
      write_row(features, next, &row, at);
    }
    for (; part == 1 && count > 0; count--) {
      read_row(self, part, --next, &row);
      write_row(features, next, &row, at -= row.count);
    }
  }
}

static size_t longest(const weighing *self) {
  size_t most = 1;
  for (size_t i = 0; i < self->features->count; i++) {
    const size_t length = self->pairs->starts[i + 1] - self->pairs->starts[i];
    if (length > most) most = length;
  }
  return most;
}

/* Each thread begins at an end of its own of all buckets. */
static int make_scratch(const weighing *self, unsigned part, scratch *own) {
  const sheaf_pairs *pairs = self->pairs;
  const size_t most = longest(self);
  own->next = sheaf_mem_alloc(pairs->bucket_count * sizeof *own->next);
  own->seen = sheaf_mem_zero(pairs->word_count, sizeof *own->seen);
  own->places = sheaf_mem_alloc(most * sizeof *own->places);
  own->cells = sheaf_mem_alloc(2 * most * sizeof *own->cells);
  if (!own->next || !own->seen || !own->places || !own->cells) return SHEAF_ENOMEM;
  for (uint32_t i = 0; i < pairs->bucket_count; i++)
    own->next[i] = part ? pairs->buckets[i].end : pairs->buckets[i].start;
  return SHEAF_OK;
}

static int make_room(weighing *self) {
  const size_t documents = self->features->count;
  sheaf_features *features = self->features;
  sheaf_feature *cells = sheaf_mem_resize(features->cells, self->columns->total * sizeof *cells);
  if (cells) features->cells = cells;
  features->starts = sheaf_mem_alloc((documents + 1) * sizeof *features->starts);
  features->alone = sheaf_mem_alloc(documents * sizeof *features->alone);
  features->sums = sheaf_mem_alloc(documents * sizeof *features->sums);
  int failed = !cells || !features->starts || !features->alone || !features->sums;
  for (unsigned part = 0; part < SHEAF_PARALLEL_PARTS; part++) failed |= make_scratch(self, part, &self->parts[part]);
  return failed ? SHEAF_ENOMEM : SHEAF_OK;
}

int sheaf_cells_weigh(const sheaf_pairs *pairs, const sheaf_columns *columns, sheaf_features *features) {
  weighing work = {.pairs = pairs, .columns = columns, .features = features};
  const int code = make_room(&work);
  for (size_t tf = 1; tf < TIMES; tf++) work.often[tf] = 1 + log((double)tf);
  if (!code) {
    features->starts[features->count] = columns->total;
    sheaf_parallel(weigh_part, &work);
  }
  for (unsigned part = 0; part < SHEAF_PARALLEL_PARTS; part++) {
    sheaf_mem_free(work.parts[part].next);
    sheaf_mem_free(work.parts[part].seen);
    sheaf_mem_free(work.parts[part].places);
    sheaf_mem_free(work.parts[part].cells);
  }
  return code;
}
