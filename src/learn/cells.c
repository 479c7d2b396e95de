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
  uint32_t column; /* or SHEAF_PAIRS_ALONE */
  float weight;    /* at first how often it stands there; in the end not yet divided by the document's length */
  double rarity;   /* what it counts */
} cell;

/* Memory of one thread, enough for the longest document. */
typedef struct scratch {
  uint32_t *words; /* by place in the document: the word's cell, or NO_CELL */
  uint32_t *pairs; /* the same of the pair that begins there */
  cell *cells;     /* of the document */
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

/* Adds the word or pair at a place of the document to its cells, of which there are `count`: how many there are now.
 * places are the cells of the places before. */
static inline uint32_t add_feature(const sheaf_columns *columns, cell *cells, uint32_t count, uint32_t *places,
                                   size_t place, uint32_t code, const sheaf_pairs_feature *features) {
  sheaf_pairs_feature its = {.column = code};
  if (code < SHEAF_PAIRS_AGAIN) {
    its = features[code];
  } else if (code < SHEAF_PAIRS_ALONE) {
    const uint32_t before = places[place - (code - SHEAF_PAIRS_AGAIN)];
    if (before != NO_CELL) cells[before].weight += 1;
    return count;
  }
  if (its.column == SHEAF_PAIRS_LEFT_OUT) {
    places[place] = NO_CELL;
    return count;
  }
  const double rarity = its.column == SHEAF_PAIRS_ALONE ? columns->rarest : columns->rarity[its.holders];
  cells[count] = (cell){its.column, 1, rarity};
  places[place] = count;
  return count + 1;
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
    if (one.column == SHEAF_PAIRS_ALONE)
      alone += weight * weight;
    else
      self->cells[kept++] = (cell){.column = one.column, .weight = (float)weight};
  }
  *self = (row){self->cells, kept, square, alone, sum};
}

static void expect(uint32_t code, const sheaf_pairs_feature *features) {
  if (code < SHEAF_PAIRS_AGAIN) __builtin_prefetch(&features[code]);
}

static void read_row(const weighing *self, scratch *own, size_t document, row *out) {
  const size_t start = self->pairs->starts[document], count = self->pairs->starts[document + 1] - start;
  const uint32_t *words = self->pairs->words + start, *pairs = self->pairs->codes + start;
  const sheaf_columns *columns = self->columns;
  uint32_t cells = 0;
  for (size_t i = 0; i < count; i++) {
    if (count - i > AHEAD) {
      expect(words[i + AHEAD], columns->words);
      expect(pairs[i + AHEAD], columns->pairs);
    }
    cells = add_feature(columns, own->cells, cells, own->words, i, words[i], columns->words);
    cells = add_feature(columns, own->cells, cells, own->pairs, i, pairs[i], columns->pairs);
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
      read_row(self, &self->parts[part], next, &row);
      write_row(features, next, &row, at);
    }
    for (; part == 1 && count > 0; count--) {
      read_row(self, &self->parts[part], --next, &row);
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

static int make_room(weighing *self) {
  const size_t most = longest(self), documents = self->features->count;
  sheaf_features *features = self->features;
  sheaf_feature *cells = sheaf_mem_resize(features->cells, self->columns->total * sizeof *cells);
  int failed = !cells;
  if (cells) features->cells = cells;
  features->starts = sheaf_mem_alloc((documents + 1) * sizeof *features->starts);
  features->alone = sheaf_mem_alloc(documents * sizeof *features->alone);
  features->sums = sheaf_mem_alloc(documents * sizeof *features->sums);
  for (unsigned part = 0; part < SHEAF_PARALLEL_PARTS; part++) {
    scratch *own = &self->parts[part];
    own->words = sheaf_mem_alloc(most * sizeof *own->words);
    own->pairs = sheaf_mem_alloc(most * sizeof *own->pairs);
    own->cells = sheaf_mem_alloc(2 * most * sizeof *own->cells);
    failed |= !own->words || !own->pairs || !own->cells;
  }
  return failed || !features->starts || !features->alone || !features->sums ? SHEAF_ENOMEM : SHEAF_OK;
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
    sheaf_mem_free(work.parts[part].words);
    sheaf_mem_free(work.parts[part].pairs);
    sheaf_mem_free(work.parts[part].cells);
  }
  return code;
}
