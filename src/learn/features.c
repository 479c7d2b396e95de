/* features.c - see features.h.
 *
 * While documents are added, words get numbers and documents become lists of those, each part with a vocabulary of its
 * own. Finishing joins them, tells which pairs of words are the same and how many documents have each (pairs.h),
 * numbers what is kept (columns.h) and weighs it (cells.h). */
#include "features.h"

#include <string.h>

#include "base/mem.h"
#include "cells.h"
#include "columns.h"
#include "pairs.h"
#include "parallel.h"

enum { PARTS = SHEAF_PARALLEL_PARTS, MOST_DOCUMENTS = UINT32_MAX / 4, MOST_WORDS = UINT32_MAX / 4 };

static const double MOST = 0.95; /* share of the documents that may have a feature */

/* Documents that one thread has added. */
typedef struct reading {
  sheaf_vocabulary vocabulary; /* their words */
  sheaf_buf ends;              /* size_t by document: where its words end in the vocabulary's numbers */
} reading;

struct sheaf_features_work {
  reading parts[PARTS];  /* finishing adds the second one to the first */
  uint32_t *names;       /* by word of the second part: its number in the first */
  size_t border;         /* places of the first part */
  size_t *starts;        /* by document, and one more: its first place */
  sheaf_pairs pairs;     /* what it points to is owned */
  sheaf_columns columns; /* of what is kept */
};

#define COUNT(type, buf) ((buf).length / sizeof(type))

int sheaf_features_init(sheaf_features *self, sheaf_error *err) {
  *self = (sheaf_features){.work = sheaf_mem_zero(1, sizeof *self->work)};
  if (!self->work) return sheaf_error_memory(err);
  for (size_t i = 0; i < PARTS; i++)
    self->work->parts[i].vocabulary.seed = (uint64_t)(uintptr_t)self->work ^ (uint64_t)(uintptr_t)self << 24;
  return SHEAF_OK;
}

static void end_work(sheaf_features *self) {
  sheaf_features_work *work = self->work;
  self->work = NULL;
  if (!work) return;
  for (size_t i = 0; i < PARTS; i++) {
    sheaf_vocabulary_clear(&work->parts[i].vocabulary);
    sheaf_buf_clear(&work->parts[i].ends);
    sheaf_mem_free(work->pairs.counts[i]);
  }
  sheaf_mem_free(work->names);
  sheaf_mem_free(work->starts);
  sheaf_mem_free(work->pairs.codes);
  sheaf_pairs_clear(&work->pairs);
  sheaf_columns_clear(&work->columns);
  sheaf_mem_free(work);
}

void sheaf_features_clear(sheaf_features *self) {
  end_work(self);
  sheaf_mem_free(self->starts);
  sheaf_mem_free(self->cells);
  sheaf_mem_free(self->alone);
  sheaf_mem_free(self->sums);
  sheaf_mem_free(self->keys);
  for (size_t i = 0; i < PARTS; i++) sheaf_vocabulary_clear(&self->words[i]);
  sheaf_mem_free(self->others);
  *self = (sheaf_features){0};
}

int sheaf_features_add(sheaf_features *self, unsigned part, const char *text, size_t length, sheaf_error *err) {
  reading *its = &self->work->parts[part];
  if (COUNT(size_t, its->ends) == MOST_DOCUMENTS / PARTS)
    return sheaf_error_set(err, SHEAF_ERANGE, "too many documents to learn from");
  if (sheaf_vocabulary_read(&its->vocabulary, text, length)) return sheaf_error_memory(err);
  const size_t end = COUNT(uint32_t, its->vocabulary.numbers);
  if (end > MOST_WORDS / PARTS)
    return sheaf_error_set(err, SHEAF_ERANGE, "too many words and pairs of words to learn from");
  sheaf_buf_add(&its->ends, &end, sizeof end);
  return its->ends.failed ? sheaf_error_memory(err) : SHEAF_OK;
}

/* ---- finishing ---- */

static void find_part(void *context, unsigned part) {
  const sheaf_features_work *work = context;
  const sheaf_vocabulary *first = &work->parts[0].vocabulary, *second = &work->parts[1].vocabulary;
  const uint32_t half = second->count / 2;
  sheaf_vocabulary_find(first, second, part ? half : 0, part ? second->count : half, work->names);
}

/* Words that the first part has not get numbers behind its own. How many words there are in all. */
static uint32_t name_others(const sheaf_features_work *work, uint32_t *others) {
  uint32_t all = work->parts[0].vocabulary.count;
  for (uint32_t i = 0; i < work->parts[1].vocabulary.count; i++) {
    if (work->names[i] != SHEAF_VOCABULARY_NONE) continue;
    *others++ = i;
    work->names[i] = all++;
  }
  return all;
}

/* Adds the second part's documents to the first, with room for the numbers of its words. */
static int join(sheaf_features *self) {
  sheaf_features_work *work = self->work;
  reading *first = &work->parts[0], *second = &work->parts[1];
  sheaf_buf *numbers = &first->vocabulary.numbers;
  const size_t count = COUNT(size_t, second->ends), words = second->vocabulary.count;
  const size_t *ends = (const size_t *)(const void *)second->ends.data;
  work->border = COUNT(uint32_t, *numbers);
  work->names = sheaf_mem_alloc(words * sizeof *work->names);
  self->others = sheaf_mem_alloc(words * sizeof *self->others);
  if (!work->names || !self->others) return SHEAF_ENOMEM;
  sheaf_parallel(find_part, work);
  work->pairs.word_count = name_others(work, self->others);
  if (sheaf_buf_reserve(numbers, second->vocabulary.numbers.length)) return SHEAF_ENOMEM;
  for (size_t d = 0; d < count; d++) {
    const size_t end = work->border + ends[d];
    sheaf_buf_add(&first->ends, &end, sizeof end);
  }
  return first->ends.failed ? SHEAF_ENOMEM : SHEAF_OK;
}

/* Room for what pairs.h writes. */
static int make_room(sheaf_features *self) {
  sheaf_pairs *pairs = &self->work->pairs;
  const size_t places = pairs->starts[pairs->documents], words = pairs->word_count;
  _Static_assert(sizeof *self->cells == SHEAF_PAIRS_SCRATCH * sizeof *pairs->scratch, "cells are written over it");
  self->cells = sheaf_mem_alloc(places * sizeof *self->cells);
  pairs->scratch = (uint32_t *)(void *)self->cells;
  int failed = !self->cells;
  for (size_t i = 0; i < PARTS; i++) failed |= !(pairs->counts[i] = sheaf_mem_zero(words, sizeof *pairs->counts[i]));
  return failed ? SHEAF_ENOMEM : SHEAF_OK;
}

/* The documents before this one have half of the places. */
static size_t half_of(const size_t *starts, size_t documents) {
  size_t half = 0;
  while (half < documents && starts[half] < starts[documents] / 2) half++;
  return half;
}

static int lay_out(sheaf_features *self) {
  sheaf_features_work *work = self->work;
  sheaf_pairs *pairs = &work->pairs;
  if (join(self)) return SHEAF_ENOMEM;
  const sheaf_buf *ends = &work->parts[0].ends;
  self->count = pairs->documents = COUNT(size_t, *ends);
  work->starts = sheaf_mem_alloc((self->count + 1) * sizeof *work->starts);
  if (!work->starts) return SHEAF_ENOMEM;
  work->starts[0] = 0;
  if (self->count) memcpy(work->starts + 1, ends->data, ends->length);
  pairs->starts = work->starts;
  pairs->half = half_of(work->starts, self->count);
  pairs->words = (const uint32_t *)(const void *)work->parts[0].vocabulary.numbers.data;
  pairs->most = (uint32_t)(MOST * (double)self->count);
  return make_room(self);
}

/* Half of what the second part read comes to the others, with the numbers of the joined vocabulary. */
static void join_part(void *context, unsigned part) {
  const sheaf_features_work *work = context;
  const sheaf_buf *numbers = &work->parts[1].vocabulary.numbers;
  const uint32_t *from = (const uint32_t *)(const void *)numbers->data;
  const size_t count = COUNT(uint32_t, *numbers);
  uint32_t *to = (uint32_t *)(void *)work->parts[0].vocabulary.numbers.data + work->border;
  for (size_t i = part ? count / 2 : 0; i < (part ? count : count / 2); i++) to[i] = work->names[from[i]];
}

/* Codes get the memory of the numbers that the second part read, which the system has made ready already. */
static int take_over(sheaf_features_work *work) {
  sheaf_buf *numbers = &work->parts[1].vocabulary.numbers;
  const size_t places = work->pairs.starts[work->pairs.documents];
  work->pairs.codes = sheaf_mem_resize(numbers->data, places * sizeof *work->pairs.codes);
  if (!work->pairs.codes) return SHEAF_ENOMEM;
  *numbers = (sheaf_buf){0};
  return SHEAF_OK;
}

static int weigh(sheaf_features *self) {
  sheaf_features_work *work = self->work;
  if (lay_out(self)) return SHEAF_ENOMEM;
  sheaf_parallel(join_part, work);
  if (take_over(work)) return SHEAF_ENOMEM;
  if (sheaf_pairs_find(&work->pairs) || sheaf_columns_number(&work->columns, &work->pairs, self)) return SHEAF_ENOMEM;
  return sheaf_cells_weigh(&work->pairs, &work->columns, self);
}

int sheaf_features_finish(sheaf_features *self, sheaf_error *err) {
  if (weigh(self)) return sheaf_error_memory(err);
  for (size_t i = 0; i < PARTS; i++) {
    self->words[i] = self->work->parts[i].vocabulary;
    self->work->parts[i].vocabulary = (sheaf_vocabulary){0};
    sheaf_vocabulary_finish(&self->words[i]);
  }
  end_work(self);
  return SHEAF_OK;
}

void sheaf_features_term(const sheaf_features *self, uint32_t column, sheaf_buf *out) {
  const uint32_t parts[] = {(uint32_t)(self->keys[column] >> 32), (uint32_t)self->keys[column]};
  for (size_t i = 0; i < 2; i++) {
    if (!parts[i]) continue;
    size_t length;
    const uint32_t word = parts[i] - 1, firsts = self->words[0].count;
    const char *text = word < firsts ? sheaf_vocabulary_text(&self->words[0], word, &length)
                                     : sheaf_vocabulary_text(&self->words[1], self->others[word - firsts], &length);
    sheaf_buf_add(out, text, length);
    if (i == 0) sheaf_buf_add_byte(out, ' ');
  }
}
