/* features.c - see features.h.
 *
 * While documents are added, words get numbers in the order in which they stand first, and documents become lists of
 * those. Finishing tells which pairs of them are the same (pairs.h), makes columns of what is kept, and weighs
 * (cells.h). */
#include "features.h"

#include <string.h>

#include "base/mem.h"
#include "cells.h"
#include "index/token.h"
#include "pairs.h"

enum { SHORTEST = 2, FIRST_SLOTS = 1024, AHEAD = 8, MOST_WORDS = UINT32_MAX / 4 };

static const double MOST = 0.95; /* share of the documents that may have a feature */

typedef struct slot {
  uint32_t hash;   /* of the word */
  uint32_t number; /* its number + 1; 0 in a free slot */
} slot;

typedef struct word {
  size_t at;         /* of its text in the features' words */
  uint32_t length;   /* of its text */
  uint32_t first;    /* where it stands first */
  uint32_t holders;  /* documents that have it */
  uint32_t document; /* the last one that has it, from 1 */
  uint64_t head;     /* the first bytes of its text */
} word;

/* A word of the present document, not yet numbered. */
typedef struct piece {
  size_t at;       /* of its text in folded */
  uint32_t length; /* of its text */
  uint32_t hash;   /* of its text */
  uint64_t head;   /* the first bytes of its text */
} piece;

struct sheaf_features_work {
  slot *slots;       /* open addressing */
  size_t capacity;   /* slots; a power of 2 */
  uint32_t count;    /* words */
  sheaf_buf words;   /* word by number */
  sheaf_buf numbers; /* uint32_t: word numbers of the documents, one after the other */
  sheaf_buf starts;  /* size_t by document: its first place in numbers */
  sheaf_buf pieces;  /* piece: of the present document */
  sheaf_buf folded;  /* their texts */
};

#define ITEMS(type, buf) ((type *)(void *)(buf).data)

static uint32_t hash_text(const char *text, size_t length) {
  uint64_t hash = length, bytes;
  for (; length >= sizeof bytes; text += sizeof bytes, length -= sizeof bytes) {
    memcpy(&bytes, text, sizeof bytes);
    hash = (hash ^ bytes) * UINT64_C(0xD6E8FEB86659FD93);
    hash ^= hash >> 32;
  }
  for (bytes = 0; length; length--) bytes = bytes << 8 | (uint8_t)text[length - 1];
  hash = (hash ^ bytes) * UINT64_C(0xD6E8FEB86659FD93);
  hash ^= hash >> 32;
  hash *= UINT64_C(0xD6E8FEB86659FD93);
  return (uint32_t)(hash >> 32);
}

static const char *word_text(const sheaf_features *self, uint32_t word, size_t *length) {
  const size_t *ends = ITEMS(size_t, self->word_ends);
  const size_t first = word ? ends[word - 1] : 0;
  *length = ends[word] - first;
  return self->words.data + first;
}

/* Room for one word more: half of the slots stay free. */
static int make_room(sheaf_features_work *work) {
  if ((size_t)work->count * 2 + 2 <= work->capacity) return SHEAF_OK;
  const size_t capacity = work->capacity ? work->capacity * 2 : FIRST_SLOTS;
  slot *slots = sheaf_mem_zero(capacity, sizeof *slots);
  if (!slots) return SHEAF_ENOMEM;
  for (size_t i = 0; i < work->capacity; i++) {
    if (!work->slots[i].number) continue;
    size_t at = work->slots[i].hash & (capacity - 1);
    while (slots[at].number) at = (at + 1) & (capacity - 1);
    slots[at] = work->slots[i];
  }
  sheaf_mem_free(work->slots);
  work->slots = slots;
  work->capacity = capacity;
  return SHEAF_OK;
}

static uint64_t head_of(const char *text, size_t length) {
  uint64_t head = 0;
  if (length >= sizeof head)
    memcpy(&head, text, sizeof head);
  else
    for (size_t i = length; i; i--) head = head << 8 | (uint8_t)text[i - 1];
  return head;
}

static int is_word(const sheaf_features *self, uint32_t number, const piece *piece) {
  const word *its = &ITEMS(word, self->work->words)[number];
  if (its->length != piece->length || its->head != piece->head) return 0;
  return piece->length <= sizeof piece->head ||
         !memcmp(self->words.data + its->at, self->work->folded.data + piece->at, piece->length);
}

static int add_word(sheaf_features *self, const piece *new, slot *at) {
  sheaf_features_work *work = self->work;
  const char *text = work->folded.data + new->at;
  word added = {.at = self->words.length, .length = new->length, .head = new->head};
  added.first = (uint32_t)(work->numbers.length / sizeof(uint32_t));
  sheaf_buf_add(&self->words, text, new->length);
  sheaf_buf_add(&self->word_ends, &self->words.length, sizeof self->words.length);
  sheaf_buf_add(&work->words, &added, sizeof added);
  if (self->words.failed || self->word_ends.failed || work->words.failed) return SHEAF_ENOMEM;
  *at = (slot){new->hash, ++work->count};
  return SHEAF_OK;
}

/* Numbers a word, which may be new, and counts it. */
static int number_word(sheaf_features *self, const piece *piece) {
  sheaf_features_work *work = self->work;
  if (make_room(work)) return SHEAF_ENOMEM;
  const size_t mask = work->capacity - 1;
  const uint32_t document = (uint32_t)self->count + 1;
  size_t at = piece->hash & mask;
  for (; work->slots[at].number; at = (at + 1) & mask)
    if (work->slots[at].hash == piece->hash && is_word(self, work->slots[at].number - 1, piece)) break;
  if (!work->slots[at].number && add_word(self, piece, &work->slots[at])) return SHEAF_ENOMEM;
  const uint32_t number = work->slots[at].number - 1;
  word *its = &ITEMS(word, work->words)[number];
  its->holders += its->document != document;
  its->document = document;
  memcpy(work->numbers.data + work->numbers.length, &number, sizeof number); /* number_words made room */
  work->numbers.length += sizeof number;
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
  sheaf_mem_free(work->slots);
  sheaf_buf_clear(&work->words);
  sheaf_buf_clear(&work->numbers);
  sheaf_buf_clear(&work->starts);
  sheaf_buf_clear(&work->pieces);
  sheaf_buf_clear(&work->folded);
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

/* Cuts the document into pieces. */
static int cut(sheaf_features_work *work, const char *text, size_t length) {
  sheaf_token_cursor cursor;
  sheaf_token token;
  int got;
  sheaf_buf_reset(&work->pieces);
  sheaf_buf_reset(&work->folded);
  sheaf_token_init(&cursor, text, length);
  while ((got = sheaf_token_next(&cursor, &token)) > 0) {
    if (token.length < SHORTEST) continue;
    const piece found = {work->folded.length, (uint32_t)token.length, hash_text(token.text, token.length),
                         head_of(token.text, token.length)};
    if (work->capacity) __builtin_prefetch(&work->slots[found.hash & (work->capacity - 1)]);
    sheaf_buf_add(&work->folded, token.text, token.length);
    sheaf_buf_add(&work->pieces, &found, sizeof found);
  }
  sheaf_token_clear(&cursor);
  return got < 0 || work->pieces.failed || work->folded.failed ? SHEAF_ENOMEM : SHEAF_OK;
}

/* Numbers the pieces. Nearly every look into the tables would be a wait for memory, so it is asked for some words
 * before. */
static int number_words(sheaf_features *self) {
  sheaf_features_work *work = self->work;
  const piece *pieces = ITEMS(piece, work->pieces);
  const size_t count = work->pieces.length / sizeof *pieces;
  int code = sheaf_buf_reserve(&work->numbers, count * sizeof(uint32_t));
  for (size_t i = 0; !code && i < count; i++) {
    if (work->capacity && count - i > AHEAD) {
      const uint32_t number = work->slots[pieces[i + AHEAD].hash & (work->capacity - 1)].number;
      if (number) __builtin_prefetch(&ITEMS(word, work->words)[number - 1]);
    }
    code = number_word(self, &pieces[i]);
  }
  return code;
}

static int add_start(sheaf_features_work *work) {
  const size_t start = work->numbers.length / sizeof(uint32_t);
  sheaf_buf_add(&work->starts, &start, sizeof start);
  return work->starts.failed ? SHEAF_ENOMEM : SHEAF_OK;
}

int sheaf_features_add(sheaf_features *self, const char *text, size_t length, sheaf_error *err) {
  if (self->count == UINT32_MAX / 2) return sheaf_error_set(err, SHEAF_ERANGE, "too many documents to learn from");
  if (add_start(self->work) || cut(self->work, text, length) || number_words(self)) return sheaf_error_memory(err);
  if (self->work->numbers.length / sizeof(uint32_t) > MOST_WORDS)
    return sheaf_error_set(err, SHEAF_ERANGE, "too many words and pairs of words to learn from");
  self->count++;
  return SHEAF_OK;
}

/* ---- finishing ---- */

/* What is known of features before they are weighed. */
typedef struct table {
  uint32_t *first;       /* pairs.h */
  uint32_t *pairs;       /* by place where a pair stands first: its holders, then its column */
  uint32_t *word_first;  /* by word: where it stands first */
  uint32_t *word_column; /* by word */
  sheaf_buf holders;     /* uint32_t by column */
  sheaf_buf keys;        /* uint64_t by column */
} table;

/* The next column, for a feature with so many holders; or why it has none. */
static uint32_t add_column(sheaf_features *self, table *of, uint32_t holders, uint64_t key) {
  if (holders > MOST * (double)self->count) return SHEAF_CELLS_LEFT_OUT;
  self->vocabulary++;
  if (holders < 2) return SHEAF_CELLS_ALONE;
  sheaf_buf_add(&of->holders, &holders, sizeof holders);
  sheaf_buf_add(&of->keys, &key, sizeof key);
  return self->columns++;
}

/* Columns in the order in which features stand first. */
static int place_columns(sheaf_features *self, table *of) {
  const sheaf_features_work *work = self->work;
  const uint32_t *numbers = ITEMS(uint32_t, work->numbers);
  const word *words = ITEMS(word, work->words);
  const size_t *starts = ITEMS(size_t, work->starts);
  uint32_t next = 0; /* the word that has not stood yet */
  for (size_t d = 0; d < self->count; d++)
    for (size_t at = starts[d]; at < starts[d + 1]; at++) {
      const uint32_t number = numbers[at];
      if (number == next) {
        of->word_first[next] = words[next].first;
        of->word_column[next] = add_column(self, of, words[next].holders, (uint64_t)number + 1);
        next++;
      }
      if (at + 1 == starts[d + 1] || of->first[at] != at) continue;
      of->pairs[at] = add_column(self, of, of->pairs[at], (uint64_t)(number + 1) << 32 | (numbers[at + 1] + 1));
    }
  return of->holders.failed || of->keys.failed ? SHEAF_ENOMEM : SHEAF_OK;
}

static int weigh(sheaf_features *self, table *of) {
  sheaf_features_work *work = self->work;
  const size_t count = work->numbers.length / sizeof(uint32_t);
  if (add_start(work)) return SHEAF_ENOMEM;
  const size_t *starts = ITEMS(size_t, work->starts);
  const uint32_t *numbers = ITEMS(uint32_t, work->numbers);
  of->first = sheaf_mem_alloc(count * sizeof *of->first);
  of->pairs = sheaf_mem_alloc(count * sizeof *of->pairs);
  of->word_first = sheaf_mem_alloc(work->count * sizeof *of->word_first);
  of->word_column = sheaf_mem_alloc(work->count * sizeof *of->word_column);
  if (!of->first || !of->pairs || !of->word_first || !of->word_column) return SHEAF_ENOMEM;
  const sheaf_pairs pairs = {numbers, starts, self->count, of->first, of->pairs};
  if (sheaf_pairs_find(&pairs) || place_columns(self, of)) return SHEAF_ENOMEM;
  self->keys = (uint64_t *)(void *)of->keys.data;
  of->keys = (sheaf_buf){0};
  const sheaf_cells cells = {.words = numbers,
                             .starts = starts,
                             .first = of->first,
                             .word_first = of->word_first,
                             .word_column = of->word_column,
                             .pair_column = of->pairs,
                             .holders = ITEMS(uint32_t, of->holders),
                             .word_count = work->count};
  return sheaf_cells_weigh(&cells, self);
}

int sheaf_features_finish(sheaf_features *self, sheaf_error *err) {
  table of = {0};
  const int code = weigh(self, &of);
  sheaf_mem_free(of.first);
  sheaf_mem_free(of.pairs);
  sheaf_mem_free(of.word_first);
  sheaf_mem_free(of.word_column);
  sheaf_buf_clear(&of.holders);
  sheaf_buf_clear(&of.keys);
  if (code) return sheaf_error_memory(err);
  end_work(self);
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
