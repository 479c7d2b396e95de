/* cells.c - see cells.h.
 *
 * How many cells there are in all is known; so one thread writes documents from the first one on, the other from the
 * last one back, and they meet. */
#include "cells.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "parallel.h"

enum { TIMES = 64, AHEAD = 16 }; /* weights of tf kept; places that are looked up before they are wanted */

#define NO_CELL UINT32_MAX

/* Memory of one thread, enough for the longest document. */
typedef struct scratch {
  uint32_t *words;      /* by place in the document: the word's cell, or NO_CELL */
  uint32_t *pairs;      /* the same of the pair that begins there */
  sheaf_feature *cells; /* of the document, not yet divided by its length */
} scratch;

typedef struct weighing {
  const sheaf_pairs *pairs;            /* what is weighed */
  const sheaf_columns *columns;        /* of that */
  sheaf_features *features;            /* what is written */
  double often[TIMES];                 /* 1 + ln tf */
  scratch parts[SHEAF_PARALLEL_PARTS]; /* by thread */
} weighing;

/* A document at work. */
typedef struct row {
  sheaf_feature *cells; /* the scratch's: at first the weight is how often it stands there */
  uint32_t count;       /* cells in use; in the end those that stay */
  double square;        /* of all weights */
  double alone;         /* of those that no other document has */
  double sum;           /* of all weights */
} row;

/* The cell of a feature that the document has not had. */
static uint32_t add_cell(row *self, uint32_t column, const double *rarity) {
  if (column == SHEAF_PAIRS_LEFT_OUT) return NO_CELL;
  if (column != SHEAF_PAIRS_ALONE) __builtin_prefetch(&rarity[column]);
  self->cells[self->count] = (sheaf_feature){column, 1};
  return self->count++;
}

/* Adds the word or pair at a place of the document; cells are those of the places before. */
static void add_feature(row *self, uint32_t *cells, size_t place, uint32_t code, const uint32_t *columns,
                        const double *rarity) {
  if (code < SHEAF_PAIRS_AGAIN || code >= SHEAF_PAIRS_ALONE) {
    cells[place] = add_cell(self, code < SHEAF_PAIRS_AGAIN ? columns[code] : code, rarity);
    return;
  }
  const uint32_t cell = cells[place - (code - SHEAF_PAIRS_AGAIN)];
  if (cell != NO_CELL) self->cells[cell].weight += 1;
}

/* From times to weights. */
static void weigh_features(const weighing *all, row *self) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < self->count; i++) {
    const sheaf_feature cell = self->cells[i];
    const int is_alone = cell.column == SHEAF_PAIRS_ALONE;
    const double often = cell.weight < TIMES ? all->often[(size_t)cell.weight] : 1 + log((double)cell.weight);
    const double weight = often * (is_alone ? all->columns->rarest : all->columns->rarity[cell.column]);
    self->square += weight * weight;
    self->sum += weight;
    if (is_alone)
      self->alone += weight * weight;
    else
      self->cells[kept++] = (sheaf_feature){cell.column, (float)weight};
  }
  self->count = kept;
}

static void expect(uint32_t code, const uint32_t *columns) {
  if (code < SHEAF_PAIRS_AGAIN) __builtin_prefetch(&columns[code]);
}

static void read_row(const weighing *self, scratch *own, size_t document, row *out) {
  const size_t start = self->pairs->starts[document], count = self->pairs->starts[document + 1] - start;
  const uint32_t *words = self->pairs->words + start, *pairs = self->pairs->codes + start;
  const uint32_t *word_column = self->columns->word_column, *pair_column = self->columns->pair_column;
  *out = (row){.cells = own->cells};
  for (size_t i = 0; i < count; i++) {
    if (count - i > AHEAD) {
      expect(words[i + AHEAD], word_column);
      expect(pairs[i + AHEAD], pair_column);
    }
    add_feature(out, own->words, i, words[i], word_column, self->columns->rarity);
    add_feature(out, own->pairs, i, pairs[i], pair_column, self->columns->rarity);
  }
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

static void weigh_part(void *context, unsigned part) {
  weighing *self = context;
  sheaf_features *features = self->features;
  const size_t middle = self->pairs->half;
  size_t at = part ? self->columns->total : 0;
  row row;
  for (size_t i = 0; !part && i < middle; i++, at += row.count) {
    read_row(self, &self->parts[part], i, &row);
    write_row(features, i, &row, at);
  }
  for (size_t i = features->count; part && i > middle; i--) {
    read_row(self, &self->parts[part], i - 1, &row);
    write_row(features, i - 1, &row, at -= row.count);
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
  int failed = 0;
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
    sheaf_feature *cells = sheaf_mem_resize(features->cells, columns->total * sizeof *cells);
    if (cells) features->cells = cells;
  }
  for (unsigned part = 0; part < SHEAF_PARALLEL_PARTS; part++) {
    sheaf_mem_free(work.parts[part].words);
    sheaf_mem_free(work.parts[part].pairs);
    sheaf_mem_free(work.parts[part].cells);
  }
  return code;
}
