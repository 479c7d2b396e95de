/* keyphrase.c - see keyphrase.h.
 *
 * A phrase is known by the place of its first occurrence in the stream, so that counting copies no words. Most phrases
 * of a large corpus stand in it once: a first pass counts hashes in a small table that can only count too many, and the
 * second one keeps what may reach the number of occurrences asked for. */
#include "keyphrase.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { FIRST_SLOTS = 4096, FILTER_BITS = 22, FILTER_MOST = 255, TOGETHER = 2, LONGEST = 32 };

typedef struct phrase {
  size_t first;         /* place in the stream */
  uint32_t length;      /* words */
  uint32_t count;       /* occurrences */
  uint32_t documents;   /* that have it */
  uint32_t last;        /* the last of them, 1-based */
  uint16_t in_last;     /* occurrences there */
  uint8_t joined;       /* two candidates with stop words between */
  uint8_t side_by_side; /* joined twice in one document */
} phrase;

typedef struct slot {
  uint32_t number; /* of the phrase, with 1 added */
  uint32_t hash;   /* of its words */
} slot;

typedef struct counting {
  const uint32_t *stream;                 /* of the corpus */
  uint32_t stop;                          /* stream items below this are stop words, marks or ends */
  const sheaf_keyphrase_options *options; /* as given */
  uint8_t *filter;                        /* first pass: occurrences by hash, at most FILTER_MOST; owned */
  int filtering;                          /* the first pass is at work */
  sheaf_buf phrases;                      /* phrase */
  slot *slots;                            /* open addressing; owned */
  size_t capacity;                        /* of slots */
  uint32_t count;                         /* phrases */
  uint32_t document;                      /* the present one, 1-based */
  uint32_t *frequency, *degree;           /* by word: RAKE's; owned */
} counting;

static uint32_t hash_of(const uint32_t *words, uint32_t length) {
  uint64_t hash = length;
  for (uint32_t i = 0; i < length; i++) {
    hash = (hash ^ words[i]) * UINT64_C(0xD6E8FEB86659FD93);
    hash ^= hash >> 32;
  }
  return (uint32_t)(hash * UINT64_C(0xD6E8FEB86659FD93) >> 32);
}

static int grow(counting *self) {
  const size_t capacity = self->capacity ? self->capacity * 2 : FIRST_SLOTS;
  slot *slots = sheaf_mem_zero(capacity, sizeof *slots);
  if (!slots) return SHEAF_ENOMEM;
  for (size_t i = 0; i < self->capacity; i++) {
    if (!self->slots[i].number) continue;
    size_t at = self->slots[i].hash & (capacity - 1);
    while (slots[at].number) at = (at + 1) & (capacity - 1);
    slots[at] = self->slots[i];
  }
  sheaf_mem_free(self->slots);
  self->slots = slots;
  self->capacity = capacity;
  return SHEAF_OK;
}

static phrase *phrases_of(const counting *self) { return (phrase *)(void *)self->phrases.data; }

/* The phrase's entry, made where it is new; NULL when out of memory. */
static phrase *entry_of(counting *self, size_t first, uint32_t length, uint32_t hash) {
  if ((size_t)self->count * 2 + 2 > self->capacity && grow(self)) return NULL;
  const size_t mask = self->capacity - 1;
  size_t at = hash & mask;
  for (; self->slots[at].number; at = (at + 1) & mask) {
    if (self->slots[at].hash != hash) continue;
    phrase *known = phrases_of(self) + self->slots[at].number - 1;
    if (known->length == length &&
        memcmp(self->stream + known->first, self->stream + first, length * sizeof *self->stream) == 0)
      return known;
  }
  const phrase fresh = {.first = first, .length = length};
  sheaf_buf_add(&self->phrases, &fresh, sizeof fresh);
  if (self->phrases.failed) return NULL;
  self->slots[at] = (slot){++self->count, hash};
  return phrases_of(self) + self->count - 1;
}

static int count_phrase(counting *self, size_t first, uint32_t length, int joined) {
  if (length < self->options->shortest || length > self->options->longest) return SHEAF_OK;
  const uint32_t hash = hash_of(self->stream + first, length);
  uint8_t *seen = &self->filter[hash >> (32 - FILTER_BITS)];
  if (self->filtering) {
    if (*seen < FILTER_MOST) ++*seen;
    return SHEAF_OK;
  }
  const uint32_t least = self->options->least > TOGETHER || !joined ? self->options->least : TOGETHER;
  if (*seen < least && *seen < FILTER_MOST) return SHEAF_OK;
  phrase *entry = entry_of(self, first, length, hash);
  if (!entry) return SHEAF_ENOMEM;
  entry->count++;
  entry->joined = entry->joined || joined;
  if (entry->last != self->document) {
    entry->last = self->document;
    entry->in_last = 0;
    entry->documents++;
  }
  if (entry->in_last < UINT16_MAX) entry->in_last++;
  if (entry->in_last >= TOGETHER) entry->side_by_side = 1;
  return SHEAF_OK;
}

/* RAKE's degrees and frequencies, taken with the first pass. */
static void count_words(counting *self, size_t first, uint32_t length) {
  for (uint32_t i = 0; i < length; i++) {
    const uint32_t word = self->stream[first + i] - SHEAF_CORPUS_WORD;
    self->frequency[word]++;
    self->degree[word] += length;
  }
}

/* A stretch of words without a mark, as RAKE reads it. */
static int count_runs(counting *self, size_t from, size_t to) {
  size_t before = to; /* where the run before began; `to` where there is none */
  int code = SHEAF_OK;
  for (size_t at = from; !code && at < to;) {
    if (self->stream[at] < self->stop) {
      at++;
      continue;
    }
    const size_t first = at;
    while (at < to && self->stream[at] >= self->stop) at++;
    if (at - first > LONGEST) {
      before = to;
      continue;
    }
    const uint32_t length = (uint32_t)(at - first);
    if (self->filtering && length <= self->options->longest) count_words(self, first, length);
    if (self->options->kind == SHEAF_KEYPHRASE_RAKE) {
      code = count_phrase(self, first, length, 0);
      if (!code && before < to && at - before <= LONGEST) code = count_phrase(self, before, (uint32_t)(at - before), 1);
    }
    before = first;
  }
  return code;
}

static int count_ngrams(counting *self, size_t from, size_t to) {
  int code = SHEAF_OK;
  for (size_t first = from; first < to; first++) {
    if (self->stream[first] < self->stop) continue;
    for (uint32_t length = 1; !code && length <= self->options->longest && first + length <= to; length++)
      if (self->stream[first + length - 1] >= self->stop) code = count_phrase(self, first, length, 0);
  }
  return code;
}

static int pass(counting *self, size_t items) {
  int code = SHEAF_OK;
  self->document = 1;
  for (size_t at = 0; !code && at < items; at++) {
    const size_t first = at;
    while (at < items && self->stream[at] >= SHEAF_CORPUS_WORD) at++;
    if (at > first) {
      code = count_runs(self, first, at);
      if (!code && self->options->kind == SHEAF_KEYPHRASE_NGRAM) code = count_ngrams(self, first, at);
    }
    if (at < items && self->stream[at] == SHEAF_CORPUS_END) self->document++;
  }
  return code;
}

static double score_of(const counting *self, const phrase *entry) {
  double score = 0;
  for (uint32_t i = 0; i < entry->length; i++) {
    const uint32_t item = self->stream[entry->first + i];
    const uint32_t word = item - SHEAF_CORPUS_WORD;
    if (item >= self->stop && self->frequency[word]) score += (double)self->degree[word] / self->frequency[word];
  }
  return score;
}

static void give(const counting *self, sheaf_buf *out) {
  for (uint32_t i = 0; i < self->count; i++) {
    const phrase *entry = phrases_of(self) + i;
    if (entry->count < self->options->least || entry->documents < self->options->least_documents) continue;
    if (entry->joined && !entry->side_by_side) continue;
    const sheaf_keyphrase found = {entry->first, entry->length, entry->count, entry->documents, score_of(self, entry)};
    sheaf_buf_add(out, &found, sizeof found);
  }
}

int sheaf_keyphrase_list(const sheaf_corpus *corpus, const sheaf_keyphrase_options *options, sheaf_buf *out,
                         sheaf_error *err) {
  const size_t items = corpus->stream.length / sizeof(uint32_t);
  counting self = {.stream = (const uint32_t *)(const void *)corpus->stream.data,
                   .stop = corpus->stops + SHEAF_CORPUS_WORD,
                   .options = options,
                   .filtering = 1};
  self.filter = sheaf_mem_zero((size_t)1 << FILTER_BITS, 1);
  self.frequency = sheaf_mem_zero((size_t)corpus->words.count + 1, sizeof *self.frequency);
  self.degree = sheaf_mem_zero((size_t)corpus->words.count + 1, sizeof *self.degree);
  int code = self.filter && self.frequency && self.degree ? pass(&self, items) : SHEAF_ENOMEM;
  self.filtering = 0;
  if (!code) code = pass(&self, items);
  if (!code) give(&self, out);
  if (out->failed) code = SHEAF_ENOMEM;
  sheaf_mem_free(self.filter);
  sheaf_mem_free(self.frequency);
  sheaf_mem_free(self.degree);
  sheaf_mem_free(self.slots);
  sheaf_buf_clear(&self.phrases);
  return code ? sheaf_error_memory(err) : SHEAF_OK;
}

/* ---- given terms ---- */

typedef struct matching {
  const uint32_t *stream;       /* of the corpus */
  size_t items;                 /* in it */
  const uint32_t *words, *ends; /* of the terms */
  uint32_t terms;               /* so many */
  uint32_t *heads;              /* by word: the first term that begins with it, with 1 added; owned */
  uint32_t *nexts;              /* by term: the next one with the same first word, with 1 added; owned */
  uint32_t *last;               /* by term: the last document that has it, 1-based; owned */
} matching;

static void chain_terms(matching *self) {
  for (uint32_t term = self->terms; term-- > 0;) {
    const uint32_t first = term ? self->ends[term - 1] : 0;
    if (self->ends[term] == first) continue;
    uint32_t *head = &self->heads[self->words[first] - SHEAF_CORPUS_WORD];
    self->nexts[term] = *head;
    *head = term + 1;
  }
}

static int stands_at(const matching *self, uint32_t term, size_t at) {
  const uint32_t first = term ? self->ends[term - 1] : 0, length = self->ends[term] - first;
  return self->items - at >= length &&
         memcmp(self->stream + at, self->words + first, length * sizeof *self->stream) == 0;
}

static int ascending(const void *a, const void *b) {
  const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

static void match_all(const matching *self, sheaf_buf *starts, sheaf_buf *items, uint32_t *counts) {
  uint32_t document = 1, start = 0;
  sheaf_buf_add(starts, &start, sizeof start);
  for (size_t at = 0; at < self->items; at++) {
    const uint32_t item = self->stream[at];
    if (item == SHEAF_CORPUS_END) {
      const uint32_t end = (uint32_t)(items->length / sizeof end);
      if (end - start > 1) qsort((uint32_t *)(void *)items->data + start, end - start, sizeof end, ascending);
      sheaf_buf_add(starts, &end, sizeof end);
      start = end;
      document++;
    }
    if (item < SHEAF_CORPUS_WORD) continue;
    for (uint32_t term = self->heads[item - SHEAF_CORPUS_WORD]; term; term = self->nexts[term - 1]) {
      if (!stands_at(self, term - 1, at)) continue;
      counts[term - 1]++;
      if (self->last[term - 1] == document) continue;
      self->last[term - 1] = document;
      const uint32_t number = term - 1;
      sheaf_buf_add(items, &number, sizeof number);
    }
  }
}

int sheaf_keyphrase_match(const sheaf_corpus *corpus, const sheaf_keyphrase_terms *terms, sheaf_buf *starts,
                          sheaf_buf *items, uint32_t *counts, sheaf_error *err) {
  matching self = {.stream = (const uint32_t *)(const void *)corpus->stream.data,
                   .items = corpus->stream.length / sizeof(uint32_t),
                   .words = (const uint32_t *)(const void *)terms->words.data,
                   .ends = (const uint32_t *)(const void *)terms->ends.data,
                   .terms = (uint32_t)(terms->ends.length / sizeof(uint32_t))};
  self.heads = sheaf_mem_zero((size_t)corpus->words.count + 1, sizeof *self.heads);
  self.nexts = sheaf_mem_zero((size_t)self.terms + 1, sizeof *self.nexts);
  self.last = sheaf_mem_zero((size_t)self.terms + 1, sizeof *self.last);
  const int ready = self.heads && self.nexts && self.last;
  if (ready) {
    chain_terms(&self);
    match_all(&self, starts, items, counts);
  }
  sheaf_mem_free(self.heads);
  sheaf_mem_free(self.nexts);
  sheaf_mem_free(self.last);
  return !ready || starts->failed || items->failed ? sheaf_error_memory(err) : SHEAF_OK;
}
