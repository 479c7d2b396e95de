/* terms.c - see terms.h. */
#include "terms.h"

#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "pack.h"
#include "segment.h"

enum { FIRST_SLOTS = 1 << 12, FIRST_BYTES = 1 << 16, LARGE_BYTES = 4 << 20, WHOLE_BYTES = 16 << 20 };

void sheaf_terms_init(sheaf_terms *self) {
  memset(self, 0, offsetof(sheaf_terms, questions));
  self->seed = (uint64_t)(uintptr_t)self;
}

void sheaf_terms_clear(sheaf_terms *self) {
  sheaf_mem_free(self->slots);
  sheaf_mem_free(self->entries);
  sheaf_terms_init(self);
}

void sheaf_terms_reset(sheaf_terms *self) {
  if (self->slots) memset(self->slots, 0, ((size_t)self->mask + 1) * sizeof *self->slots);
  self->count = self->asked = self->text_used = 0;
  self->used = 0;
}

static inline uint64_t multiply(uint64_t a, uint64_t b) {
  const unsigned __int128 product = (unsigned __int128)a * b;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The two words of a short token. */
static inline void load(const char *token, size_t length, uint64_t word[2]) {
  static const uint64_t masks[] = {0,
                                   UINT64_C(0xFF),
                                   UINT64_C(0xFFFF),
                                   UINT64_C(0xFFFFFF),
                                   UINT64_C(0xFFFFFFFF),
                                   UINT64_C(0xFFFFFFFFFF),
                                   UINT64_C(0xFFFFFFFFFFFF),
                                   UINT64_C(0xFFFFFFFFFFFFFF),
                                   UINT64_MAX};
  const size_t first = length < 8 ? length : 8;
  word[0] = sheaf_pack_load((const uint8_t *)token) & masks[first];
  word[1] = sheaf_pack_load((const uint8_t *)token + 8) & masks[length - first];
}

static inline uint64_t seed_of(uint64_t seed, unsigned field, size_t length) {
  return seed ^ ((uint64_t)field << 32 | length) * UINT64_C(0x9E3779B97F4A7C15);
}

static inline uint64_t hash_words(uint64_t seed, const uint64_t word[2]) {
  return multiply(seed ^ word[0], word[1] ^ UINT64_C(0xD6E8FEB86659FD93) ^ seed >> 32);
}

/* The words of a token that is too long for a question: all of it is in its hash. */
static uint64_t hash_long(uint64_t seed, const char *token, size_t length) {
  uint64_t word[2];
  for (; length > SHEAF_TERMS_SHORT; token += SHEAF_TERMS_SHORT, length -= SHEAF_TERMS_SHORT) {
    load(token, SHEAF_TERMS_SHORT, word);
    seed = hash_words(seed, word);
  }
  load(token + length - SHEAF_TERMS_SHORT, SHEAF_TERMS_SHORT, word);
  return hash_words(seed, word);
}

static uint64_t hash_entry(uint64_t seed, const sheaf_terms_entry *entry) {
  const size_t length = entry->length - 1u;
  const uint64_t own = seed_of(seed, (uint8_t)entry->key[0], length);
  uint64_t word[2];
  if (length > SHEAF_TERMS_SHORT) return hash_long(own, entry->key + 1, length);
  load(entry->key + 1, length, word);
  return hash_words(own, word);
}

/* Doubles the slots. Where an entry goes follows from its key again, since a tag holds but half of the hash. */
static int grow(sheaf_terms *self) {
  const uint32_t slots = self->slots ? (self->mask + 1) * 2 : FIRST_SLOTS;
  if (slots == 0) return 0;
  sheaf_terms_slot *room = sheaf_mem_alloc_large(slots * sizeof *room);
  if (!room) return 0;
  memset(room, 0, slots * sizeof *room);
  sheaf_mem_free(self->slots);
  self->slots = room;
  self->mask = slots - 1;
  for (size_t at = 0; at < self->used;) {
    const sheaf_terms_entry *entry = (const void *)(self->entries + at);
    const uint64_t h = hash_entry(self->seed, entry);
    uint32_t i = (uint32_t)h & self->mask;
    while (room[i].at) i = (i + 1) & self->mask;
    room[i] = (sheaf_terms_slot){(uint32_t)(h >> 32), (uint32_t)(at / 8 + 1)};
    at += sheaf_terms_step(entry->length);
  }
  return 1;
}

static sheaf_terms_entry *add(sheaf_terms *self, const sheaf_terms_question *question) {
  const size_t length = question->length, step = sheaf_terms_step(length + 1);
  if (self->used / 8 >= UINT32_MAX - 1 - step || self->count == SHEAF_TERMS_MOST) return NULL;
  if (step + SHEAF_TERMS_SHORT > self->capacity - self->used) { /* so much can be read behind every entry */
    size_t capacity = self->capacity ? self->capacity * 2 : FIRST_BYTES;
    if (capacity >= LARGE_BYTES && capacity < WHOLE_BYTES) capacity = WHOLE_BYTES; /* as the log in accum.c */
    char *room = sheaf_mem_resize_large(self->entries, self->used, capacity);
    if (!room) return NULL;
    self->entries = room;
    self->capacity = capacity;
  }
  sheaf_terms_entry *entry = (void *)(self->entries + self->used);
  entry->number = self->count++;
  entry->length = (uint16_t)(length + 1);
  entry->unused = 0;
  entry->key[0] = (char)question->field;
  if (length > SHEAF_TERMS_SHORT) {
    memcpy(entry->key + 1, self->texts + question->at, length);
  } else { /* the second word lies behind the entry where the token has none */
    sheaf_pack_store(question->word[0], (uint8_t *)entry->key + 1);
    sheaf_pack_store(question->word[1], (uint8_t *)entry->key + 9);
  }
  self->used += step;
  return entry;
}

int sheaf_terms_ask(sheaf_terms *self, unsigned field, const char *token, size_t length, size_t where) {
  sheaf_terms_question *question = &self->questions[self->asked++];
  const uint64_t seed = seed_of(self->seed, field, length);
  question->where = where;
  question->length = (uint16_t)length;
  question->field = (uint16_t)field;
  if (length <= SHEAF_TERMS_SHORT) {
    load(token, length, question->word);
    question->hash = hash_words(seed, question->word);
  } else {
    question->at = (uint16_t)self->text_used;
    memcpy(self->texts + self->text_used, token, length);
    self->text_used += (uint32_t)length;
    question->hash = hash_long(seed, token, length);
  }
  if (self->slots) __builtin_prefetch(&self->slots[(uint32_t)question->hash & self->mask]);
  return self->asked == SHEAF_TERMS_ASKED || self->text_used > SHEAF_TERMS_TEXT - SHEAF_SEGMENT_TOKEN;
}

/* A short token needs no loop: what lies behind an entry's token is zeros or another entry. */
static inline int same(const sheaf_terms *self, const sheaf_terms_entry *entry, const sheaf_terms_question *question) {
  const size_t length = question->length;
  if (entry->length != length + 1 || (uint8_t)entry->key[0] != question->field) return 0;
  const char *token = entry->key + 1;
  if (length > SHEAF_TERMS_SHORT) return memcmp(token, self->texts + question->at, length) == 0;
  const uint64_t all = length > 8 ? UINT64_MAX : 0;
  return ((sheaf_pack_load((const uint8_t *)token) ^ question->word[0]) |
          ((sheaf_pack_load((const uint8_t *)token + 8) ^ question->word[1]) & all)) == 0;
}

static int answer(sheaf_terms *self, const sheaf_terms_question *question, uint32_t *number) {
  if (self->count >= self->mask / 3 * 2 && !grow(self)) return SHEAF_ENOMEM;
  const uint32_t tag = (uint32_t)(question->hash >> 32);
  uint32_t i = (uint32_t)question->hash & self->mask;
  for (; self->slots[i].at; i = (i + 1) & self->mask) {
    if (self->slots[i].tag != tag) continue;
    const sheaf_terms_entry *entry = sheaf_terms_at(self, self->slots[i].at - 1);
    if (!same(self, entry, question)) continue;
    *number = entry->number;
    return SHEAF_OK;
  }
  const size_t at = self->used;
  const sheaf_terms_entry *entry = add(self, question);
  if (!entry) return SHEAF_ENOMEM;
  self->slots[i] = (sheaf_terms_slot){tag, (uint32_t)(at / 8 + 1)};
  *number = entry->number;
  return SHEAF_OK;
}

int sheaf_terms_answer(sheaf_terms *self, uint32_t *numbers) {
  const uint32_t asked = self->asked;
  for (uint32_t q = 0; q < asked && self->slots; q++) {
    const sheaf_terms_slot *slot = &self->slots[(uint32_t)self->questions[q].hash & self->mask];
    if (slot->at) __builtin_prefetch(sheaf_terms_at(self, slot->at - 1));
  }
  int code = SHEAF_OK;
  for (uint32_t q = 0; q < asked && !code; q++)
    code = answer(self, &self->questions[q], &numbers[self->questions[q].where]);
  self->asked = self->text_used = 0;
  return code;
}
