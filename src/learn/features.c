/* features.c - see features.h.
 *
 * While documents are added, a feature is a 64-bit key (features.h, keys) and gets a number at its first occurrence;
 * finishing turns the numbers that are kept into columns in the same order. */
#include "features.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "index/token.h"

enum { SHORTEST = 2, FIRST_SLOTS = 1024 };

static const double MOST = 0.95; /* share of the documents that may have a feature */

/* Open addressing; 0 is a free slot, so numbers are kept with 1 added. */
typedef struct slots {
  uint32_t *at;    /* number + 1 */
  size_t capacity; /* a power of 2 */
} slots;

struct sheaf_features_work {
  slots by_word;     /* numbers of words */
  slots by_key;      /* numbers of features */
  uint32_t words;    /* so many */
  uint32_t features; /* so many */
  sheaf_buf keys;    /* uint64_t by feature */
  sheaf_buf holders; /* uint32_t by feature: documents that have it */
  sheaf_buf cells;   /* sheaf_feature: feature numbers and occurrences, by document */
  sheaf_buf starts;  /* size_t by document: its first cell */
  sheaf_buf tokens;  /* uint32_t: word numbers of the present document */
  sheaf_buf present; /* uint32_t: feature numbers of the present document */
};

#define ITEMS(type, buf) ((type *)(void *)(buf).data)

static uint64_t mix(uint64_t x) {
  x ^= x >> 32;
  x *= UINT64_C(0xD6E8FEB86659FD93);
  x ^= x >> 32;
  x *= UINT64_C(0xD6E8FEB86659FD93);
  return x ^ x >> 32;
}

static uint64_t hash_text(const char *text, size_t length) {
  uint64_t hash = UINT64_C(0xCBF29CE484222325);
  for (size_t i = 0; i < length; i++) hash = (hash ^ (uint8_t)text[i]) * UINT64_C(0x100000001B3);
  return mix(hash);
}

static const char *word_text(const sheaf_features *self, uint32_t word, size_t *length) {
  const size_t *ends = ITEMS(size_t, self->word_ends);
  const size_t first = word ? ends[word - 1] : 0;
  *length = ends[word] - first;
  return self->words.data + first;
}

static uint64_t hash_of_word(const sheaf_features *self, uint32_t word) {
  size_t length;
  const char *text = word_text(self, word, &length);
  return hash_text(text, length);
}

static uint64_t hash_of_key(const sheaf_features *self, uint32_t feature) {
  return mix(ITEMS(uint64_t, self->work->keys)[feature]);
}

/* Room for one more of `count`: half of the slots stay free. */
static int make_room(const sheaf_features *self, slots *map, uint32_t count,
                     uint64_t (*hash_of)(const sheaf_features *, uint32_t)) {
  if ((size_t)count * 2 + 2 <= map->capacity) return SHEAF_OK;
  slots wider = {.capacity = map->capacity ? map->capacity * 2 : FIRST_SLOTS};
  wider.at = sheaf_mem_zero(wider.capacity, sizeof *wider.at);
  if (!wider.at) return SHEAF_ENOMEM;
  for (uint32_t i = 0; i < count; i++) {
    size_t at = hash_of(self, i) & (wider.capacity - 1);
    while (wider.at[at]) at = (at + 1) & (wider.capacity - 1);
    wider.at[at] = i + 1;
  }
  sheaf_mem_free(map->at);
  *map = wider;
  return SHEAF_OK;
}

static int number_word(sheaf_features *self, const char *text, size_t length, uint32_t *out) {
  sheaf_features_work *work = self->work;
  if (make_room(self, &work->by_word, work->words, hash_of_word)) return SHEAF_ENOMEM;
  const size_t mask = work->by_word.capacity - 1;
  size_t at = hash_text(text, length) & mask;
  for (; work->by_word.at[at]; at = (at + 1) & mask) {
    size_t its_length;
    const char *its_text = word_text(self, work->by_word.at[at] - 1, &its_length);
    if (its_length != length || memcmp(its_text, text, length) != 0) continue;
    *out = work->by_word.at[at] - 1;
    return SHEAF_OK;
  }
  sheaf_buf_add(&self->words, text, length);
  sheaf_buf_add(&self->word_ends, &self->words.length, sizeof self->words.length);
  if (self->words.failed || self->word_ends.failed) return SHEAF_ENOMEM;
  *out = work->words++;
  work->by_word.at[at] = work->words;
  return SHEAF_OK;
}

static int number_feature(sheaf_features *self, uint64_t key, uint32_t *out) {
  sheaf_features_work *work = self->work;
  if (make_room(self, &work->by_key, work->features, hash_of_key)) return SHEAF_ENOMEM;
  const size_t mask = work->by_key.capacity - 1;
  size_t at = mix(key) & mask;
  for (; work->by_key.at[at]; at = (at + 1) & mask) {
    if (ITEMS(uint64_t, work->keys)[work->by_key.at[at] - 1] != key) continue;
    *out = work->by_key.at[at] - 1;
    return SHEAF_OK;
  }
  const uint32_t none = 0;
  sheaf_buf_add(&work->keys, &key, sizeof key);
  sheaf_buf_add(&work->holders, &none, sizeof none);
  if (work->keys.failed || work->holders.failed) return SHEAF_ENOMEM;
  *out = work->features++;
  work->by_key.at[at] = work->features;
  return SHEAF_OK;
}

int sheaf_features_init(sheaf_features *self, sheaf_error *err) {
  *self = (sheaf_features){.work = sheaf_mem_zero(1, sizeof *self->work)};
  return self->work ? SHEAF_OK : sheaf_error_memory(err);
}

static void end_work(sheaf_features *self) {
  sheaf_features_work *work = self->work;
  self->work = NULL;
  if (!work) return;
  sheaf_mem_free(work->by_word.at);
  sheaf_mem_free(work->by_key.at);
  sheaf_buf *const lists[] = {&work->keys, &work->holders, &work->cells, &work->starts, &work->tokens, &work->present};
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) sheaf_buf_clear(lists[i]);
  sheaf_mem_free(work);
}

void sheaf_features_clear(sheaf_features *self) {
  end_work(self);
  sheaf_mem_free(self->starts);
  sheaf_mem_free(self->cells);
  sheaf_mem_free(self->alone);
  sheaf_mem_free(self->sums);
  sheaf_mem_free(self->keys);
  sheaf_buf_clear(&self->words);
  sheaf_buf_clear(&self->word_ends);
  *self = (sheaf_features){0};
}

/* The numbers of the document's words, in their order. */
static int read_words(sheaf_features *self, const char *text, size_t length) {
  sheaf_token_cursor cursor;
  sheaf_token token;
  int code = SHEAF_OK, got = 0;
  sheaf_buf_reset(&self->work->tokens);
  sheaf_token_init(&cursor, text, length);
  while (!code && (got = sheaf_token_next(&cursor, &token)) > 0) {
    uint32_t word;
    if (token.length < SHORTEST) continue;
    code = number_word(self, token.text, token.length, &word);
    if (!code) sheaf_buf_add(&self->work->tokens, &word, sizeof word);
  }
  sheaf_token_clear(&cursor);
  return code || got < 0 || self->work->tokens.failed ? SHEAF_ENOMEM : SHEAF_OK;
}

static int add_present(sheaf_features *self, uint64_t key) {
  uint32_t feature;
  if (number_feature(self, key, &feature)) return SHEAF_ENOMEM;
  sheaf_buf_add(&self->work->present, &feature, sizeof feature);
  return self->work->present.failed ? SHEAF_ENOMEM : SHEAF_OK;
}

static int order_numbers(const void *x, const void *y) {
  const uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
  return (a > b) - (a < b);
}

/* A cell for each feature of the document, with its occurrences. */
static int add_cells(sheaf_features_work *work) {
  const size_t count = work->present.length / sizeof(uint32_t);
  uint32_t *present = ITEMS(uint32_t, work->present);
  if (count) qsort(present, count, sizeof *present, order_numbers);
  for (size_t first = 0, next; first < count; first = next) {
    for (next = first + 1; next < count && present[next] == present[first]; next++) continue;
    const sheaf_feature cell = {present[first], (float)(next - first)};
    sheaf_buf_add(&work->cells, &cell, sizeof cell);
    ITEMS(uint32_t, work->holders)[present[first]]++;
  }
  return work->cells.failed ? SHEAF_ENOMEM : SHEAF_OK;
}

int sheaf_features_add(sheaf_features *self, const char *text, size_t length, sheaf_error *err) {
  sheaf_features_work *work = self->work;
  const size_t start = work->cells.length / sizeof(sheaf_feature);
  if (self->count == UINT32_MAX / 2) return sheaf_error_set(err, SHEAF_ERANGE, "too many documents to learn from");
  sheaf_buf_add(&work->starts, &start, sizeof start);
  if (work->starts.failed || read_words(self, text, length)) return sheaf_error_memory(err);
  const uint32_t *tokens = ITEMS(uint32_t, work->tokens);
  const size_t count = work->tokens.length / sizeof *tokens;
  if (count * 2 > UINT32_MAX / 2 - work->features)
    return sheaf_error_set(err, SHEAF_ERANGE, "too many words and pairs of words to learn from");
  sheaf_buf_reset(&work->present);
  for (size_t i = 0; i < count; i++) {
    if (add_present(self, (uint64_t)tokens[i] + 1)) return sheaf_error_memory(err);
    if (i + 1 < count && add_present(self, (uint64_t)(tokens[i] + 1) << 32 | (tokens[i + 1] + 1)))
      return sheaf_error_memory(err);
  }
  if (add_cells(work)) return sheaf_error_memory(err);
  self->count++;
  return SHEAF_OK;
}

/* The columns of the features that two documents or more have; the others' place is UINT32_MAX. NULL: out of memory. */
static uint32_t *place_columns(sheaf_features *self) {
  const sheaf_features_work *work = self->work;
  const uint32_t *holders = ITEMS(uint32_t, work->holders);
  uint32_t *places = sheaf_mem_alloc(work->features * sizeof *places);
  self->keys = sheaf_mem_alloc(work->features * sizeof *self->keys);
  if (!places || !self->keys) {
    sheaf_mem_free(places);
    return NULL;
  }
  for (uint32_t i = 0; i < work->features; i++) {
    places[i] = UINT32_MAX;
    if (holders[i] > MOST * (double)self->count) continue;
    self->vocabulary++;
    if (holders[i] < 2) continue;
    self->keys[self->columns] = ITEMS(uint64_t, work->keys)[i];
    places[i] = self->columns++;
  }
  return places;
}

/* Weighs a document's cells in place; those that stay go to `out`. Returns how many stay. */
static size_t weigh(sheaf_features *self, size_t document, sheaf_feature *cells, size_t count, const uint32_t *places,
                    sheaf_feature *out) {
  const uint32_t *holders = ITEMS(uint32_t, self->work->holders);
  const double n = (double)self->count;
  double square = 0, alone = 0, sum = 0;
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    const uint32_t feature = cells[i].column, df = holders[feature];
    if (df > MOST * n) continue;
    const double weight = (1 + log((double)cells[i].weight)) * (1 + log((1 + n) / (1 + (double)df)));
    square += weight * weight;
    sum += weight;
    if (df < 2)
      alone += weight * weight;
    else
      out[kept++] = (sheaf_feature){places[feature], (float)weight};
  }
  const double length = square > 0 ? sqrt(square) : 1;
  for (size_t i = 0; i < kept; i++) out[i].weight = (float)((double)out[i].weight / length);
  self->alone[document] = (float)(sqrt(alone) / length);
  self->sums[document] = (float)(sum / length);
  return kept;
}

int sheaf_features_finish(sheaf_features *self, sheaf_error *err) {
  sheaf_features_work *work = self->work;
  const size_t total = work->cells.length / sizeof(sheaf_feature);
  uint32_t *places = place_columns(self);
  self->starts = sheaf_mem_alloc((self->count + 1) * sizeof *self->starts);
  self->alone = sheaf_mem_alloc(self->count * sizeof *self->alone);
  self->sums = sheaf_mem_alloc(self->count * sizeof *self->sums);
  if (!places || !self->starts || !self->alone || !self->sums || sheaf_buf_reserve(&work->cells, 1)) {
    sheaf_mem_free(places);
    return sheaf_error_memory(err);
  }
  sheaf_feature *cells = ITEMS(sheaf_feature, work->cells);
  size_t used = 0;
  for (size_t i = 0; i < self->count; i++) {
    const size_t first = ITEMS(size_t, work->starts)[i];
    const size_t last = i + 1 < self->count ? ITEMS(size_t, work->starts)[i + 1] : total;
    self->starts[i] = used;
    used += weigh(self, i, cells + first, last - first, places, cells + used); /* used <= first: never ahead */
  }
  self->starts[self->count] = used;
  sheaf_mem_free(places);
  self->cells = (sheaf_feature *)(void *)work->cells.data;
  work->cells = (sheaf_buf){0};
  end_work(self);
  sheaf_feature *smaller = used ? sheaf_mem_resize(self->cells, used * sizeof *smaller) : NULL;
  if (smaller) self->cells = smaller;
  return SHEAF_OK;
}

void sheaf_features_term(const sheaf_features *self, uint32_t column, sheaf_buf *out) {
  const uint32_t parts[] = {(uint32_t)(self->keys[column] >> 32), (uint32_t)self->keys[column]};
  for (size_t i = 0; i < 2; i++) {
    if (!parts[i]) continue;
    size_t length;
    const char *text = word_text(self, parts[i] - 1, &length);
    sheaf_buf_add(out, text, length);
    if (i == 0) sheaf_buf_add_byte(out, ' ');
  }
}
