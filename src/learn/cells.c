/* cells.c - see cells.h.
 *
 * A document's features stand in the order in which the documents have them for the first time, a word before the pair
 * that it begins. How many cells there are in all is known from the holders; so one thread writes documents from the
 * first one on, the other from the last one back, and they meet. */
#include "cells.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "parallel.h"

enum { DIGIT = 9, FEW = 24, TIMES = 64 }; /* bits of a sorting pass; sorted by insertion; weights of tf kept */

/* Memory of one thread, enough for the longest document. */
typedef struct scratch {
  uint32_t *words;      /* of the document, ascending */
  uint32_t *pairs;      /* places where they stand first, ascending */
  uint32_t *spare;      /* for sorting */
  sheaf_feature *cells; /* of the document, not yet divided by its length */
} scratch;

typedef struct weighing {
  const sheaf_cells *from;             /* what is weighed */
  sheaf_features *features;            /* what is written */
  size_t total;                        /* cells of all documents */
  double *rarity;                      /* 1 + ln idf by holders */
  double often[TIMES];                 /* 1 + ln tf */
  scratch parts[SHEAF_PARALLEL_PARTS]; /* by thread */
} weighing;

/* A document at work. */
typedef struct row {
  const weighing *all;  /* borrowed */
  sheaf_feature *cells; /* the scratch's: at first the weight is how often it stands there */
  size_t count;         /* cells in use; in the end those that stay */
  double square;        /* of all weights */
  double alone;         /* of those that no other document has */
  double sum;           /* of all weights */
} row;

static void sort_few(uint32_t *items, size_t count) {
  for (size_t i = 1; i < count; i++) {
    const uint32_t item = items[i];
    size_t at = i;
    for (; at && items[at - 1] > item; at--) items[at] = items[at - 1];
    items[at] = item;
  }
}

/* By digits, the lowest first; no item is above `most`. */
static void sort(uint32_t *items, uint32_t *spare, size_t count, size_t most) {
  if (count <= FEW) {
    sort_few(items, count);
    return;
  }
  uint32_t *from = items, *to = spare;
  for (unsigned shift = 0; most >> shift; shift += DIGIT) {
    uint32_t places[1 << DIGIT] = {0}, before = 0;
    const uint32_t mask = (1 << DIGIT) - 1;
    for (size_t i = 0; i < count; i++) places[from[i] >> shift & mask]++;
    for (size_t d = 0; d <= mask; d++) {
      const uint32_t its = places[d];
      places[d] = before;
      before += its;
    }
    for (size_t i = 0; i < count; i++) to[places[from[i] >> shift & mask]++] = from[i];
    uint32_t *const swap = from;
    from = to;
    to = swap;
  }
  if (from != items) memcpy(items, from, count * sizeof *items);
}

/* How many items from the first on are the same. */
static size_t run_of(const uint32_t *items, size_t count) {
  size_t run = 1;
  while (run < count && items[run] == *items) run++;
  return run;
}

static void add_feature(row *self, uint32_t column, size_t times) {
  if (column == SHEAF_CELLS_LEFT_OUT) return;
  if (column != SHEAF_CELLS_ALONE) __builtin_prefetch(&self->all->from->holders[column]);
  self->cells[self->count++] = (sheaf_feature){column, (float)times};
}

/* Words and pairs in the order of their first places. */
static void add_features(row *self, const uint32_t *words, size_t word_count, const uint32_t *pairs,
                         size_t pair_count) {
  const sheaf_cells *from = self->all->from;
  for (size_t w = 0, p = 0, run; w < word_count || p < pair_count;) {
    if (p == pair_count || (w < word_count && from->word_first[words[w]] <= pairs[p])) {
      run = run_of(words + w, word_count - w);
      add_feature(self, from->word_column[words[w]], run);
      w += run;
    } else {
      run = run_of(pairs + p, pair_count - p);
      add_feature(self, from->pair_column[pairs[p]], run);
      p += run;
    }
  }
}

/* From times to weights. */
static void weigh_features(row *self) {
  const weighing *all = self->all;
  size_t kept = 0;
  for (size_t i = 0; i < self->count; i++) {
    const sheaf_feature cell = self->cells[i];
    const int is_alone = cell.column == SHEAF_CELLS_ALONE;
    const double often = cell.weight < TIMES ? all->often[(size_t)cell.weight] : 1 + log((double)cell.weight);
    const double weight = often * all->rarity[is_alone ? 1 : all->from->holders[cell.column]];
    self->square += weight * weight;
    self->sum += weight;
    if (is_alone)
      self->alone += weight * weight;
    else
      self->cells[kept++] = (sheaf_feature){cell.column, (float)weight};
  }
  self->count = kept;
}

static void read_row(const weighing *self, scratch *own, size_t document, row *out) {
  const sheaf_cells *from = self->from;
  const size_t start = from->starts[document], end = from->starts[document + 1], count = end - start;
  const size_t pairs = count ? count - 1 : 0;
  *out = (row){.all = self, .cells = own->cells};
  for (size_t i = 0; i < pairs; i++) {
    own->pairs[i] = from->first[start + i];
    __builtin_prefetch(&from->pair_column[own->pairs[i]]);
  }
  if (count) memcpy(own->words, from->words + start, count * sizeof *own->words);
  sort(own->words, own->spare, count, from->word_count);
  sort(own->pairs, own->spare, pairs, end);
  add_features(out, own->words, count, own->pairs, pairs);
  weigh_features(out);
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

/* The first document of the second thread. */
static size_t middle_of(const weighing *self) {
  const size_t *starts = self->from->starts, count = self->features->count;
  size_t low = 0, high = count;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (starts[middle] < starts[count] / 2)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static void weigh_part(void *context, unsigned part) {
  weighing *self = context;
  sheaf_features *features = self->features;
  const size_t middle = middle_of(self);
  size_t at = part ? self->total : 0;
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
    const size_t length = self->from->starts[i + 1] - self->from->starts[i];
    if (length > most) most = length;
  }
  return most;
}

static int make_room(weighing *self) {
  const size_t most = longest(self), documents = self->features->count;
  sheaf_features *features = self->features;
  int failed = 0;
  for (uint32_t i = 0; i < features->columns; i++) self->total += self->from->holders[i];
  features->starts = sheaf_mem_alloc((documents + 1) * sizeof *features->starts);
  features->cells = sheaf_mem_alloc(self->total * sizeof *features->cells);
  features->alone = sheaf_mem_alloc(documents * sizeof *features->alone);
  features->sums = sheaf_mem_alloc(documents * sizeof *features->sums);
  self->rarity = sheaf_mem_alloc((documents + 1) * sizeof *self->rarity);
  for (unsigned part = 0; part < SHEAF_PARALLEL_PARTS; part++) {
    scratch *own = &self->parts[part];
    own->words = sheaf_mem_alloc(3 * most * sizeof *own->words);
    own->cells = sheaf_mem_alloc(2 * most * sizeof *own->cells);
    if (own->words) own->pairs = own->words + most, own->spare = own->pairs + most;
    failed |= !own->words || !own->cells;
  }
  return failed || !features->starts || !features->cells || !features->alone || !features->sums || !self->rarity
             ? SHEAF_ENOMEM
             : SHEAF_OK;
}

static void read_logarithms(weighing *self) {
  const double n = (double)self->features->count;
  for (size_t df = 0; df <= self->features->count; df++) self->rarity[df] = 1 + log((1 + n) / (1 + (double)df));
  for (size_t tf = 1; tf < TIMES; tf++) self->often[tf] = 1 + log((double)tf);
}

int sheaf_cells_weigh(const sheaf_cells *self, sheaf_features *features) {
  weighing work = {.from = self, .features = features};
  const int code = make_room(&work);
  if (!code) {
    read_logarithms(&work);
    features->starts[features->count] = work.total;
    sheaf_parallel(weigh_part, &work);
  }
  sheaf_mem_free(work.rarity);
  for (unsigned part = 0; part < SHEAF_PARALLEL_PARTS; part++) {
    sheaf_mem_free(work.parts[part].words);
    sheaf_mem_free(work.parts[part].cells);
  }
  return code;
}
