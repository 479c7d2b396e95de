/* terms.c - see terms.h. */
#include "terms.h"

#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "segment.h"

enum { FIRST_SLOTS = 1 << 12, FIRST_BYTES = 1 << 16 };

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

static inline uint64_t load8(const char *at) {
  uint64_t word;
  memcpy(&word, at, sizeof word);
  return word;
}

static inline uint64_t load4(const char *at) {
  uint32_t word;
  memcpy(&word, at, sizeof word);
  return word;
}

static inline uint64_t hash(uint64_t seed, unsigned field, const char *text, size_t length) {
  const uint64_t k = UINT64_C(0x9E3779B97F4A7C15), m = UINT64_C(0xD6E8FEB86659FD93);
  uint64_t h = seed ^ ((uint64_t)field << 32 | length) * k;
  while (length > 16) {
    h = multiply(h ^ load8(text), load8(text + 8) ^ k);
    text += 16;
    length -= 16;
  }
  uint64_t a = 0, b = 0;
  if (length >= 8) {
    a = load8(text);
    b = load8(text + length - 8);
  } else if (length >= 4) {
    a = load4(text);
    b = load4(text + length - 4);
  } else if (length) {
    a = (uint64_t)(uint8_t)text[0] << 16 | (uint64_t)(uint8_t)text[length / 2] << 8 | (uint8_t)text[length - 1];
  }
  return multiply(h ^ a ^ m, b ^ k ^ h >> 32);
}

/* Most tokens are so short that a call of memcmp costs more than the comparison. */
static inline int same(const char *a, const char *b, size_t length) {
  if (length > 16) return memcmp(a, b, length) == 0;
  if (length >= 8) return load8(a) == load8(b) && load8(a + length - 8) == load8(b + length - 8);
  if (length >= 4) return load4(a) == load4(b) && load4(a + length - 4) == load4(b + length - 4);
  for (size_t i = 0; i < length; i++)
    if (a[i] != b[i]) return 0;
  return 1;
}

/* Nor is a call of memcpy worth it. */
static inline void copy(char *to, const char *from, size_t length) {
  if (length > 16) {
    memcpy(to, from, length);
  } else if (length >= 8) {
    memcpy(to, from, 8);
    memcpy(to + length - 8, from + length - 8, 8);
  } else if (length >= 4) {
    memcpy(to, from, 4);
    memcpy(to + length - 4, from + length - 4, 4);
  } else {
    for (size_t i = 0; i < length; i++) to[i] = from[i];
  }
}

/* Doubles the slots. Where an entry goes follows from its key again, since a tag holds but half of the hash. */
static int grow(sheaf_terms *self) {
  const uint32_t slots = self->slots ? (self->mask + 1) * 2 : FIRST_SLOTS;
  if (slots == 0) return 0;
  sheaf_terms_slot *room = sheaf_mem_zero(slots, sizeof *room);
  if (!room) return 0;
  sheaf_mem_large(room, slots * sizeof *room);
  sheaf_mem_free(self->slots);
  self->slots = room;
  self->mask = slots - 1;
  for (size_t at = 0; at < self->used;) {
    const sheaf_terms_entry *entry = (const void *)(self->entries + at);
    const uint64_t h = hash(self->seed, (uint8_t)entry->key[0], entry->key + 1, entry->length - 1u);
    uint32_t i = (uint32_t)h & self->mask;
    while (room[i].at) i = (i + 1) & self->mask;
    room[i] = (sheaf_terms_slot){(uint32_t)(h >> 32), (uint32_t)(at / 8 + 1)};
    at += sheaf_terms_step(entry->length);
  }
  return 1;
}

static sheaf_terms_entry *add(sheaf_terms *self, unsigned field, const char *token, size_t length) {
  const size_t step = sheaf_terms_step(length + 1);
  if (self->used / 8 >= UINT32_MAX - 1 - step) return NULL;
  if (step > self->capacity - self->used) {
    const size_t capacity = self->capacity ? self->capacity * 2 : FIRST_BYTES;
    char *room = sheaf_mem_resize(self->entries, capacity);
    if (!room) return NULL;
    sheaf_mem_large(room, capacity);
    self->entries = room;
    self->capacity = capacity;
  }
  sheaf_terms_entry *entry = (void *)(self->entries + self->used);
  entry->number = self->count++;
  entry->length = (uint16_t)(length + 1);
  entry->key[0] = (char)field;
  if (length) memcpy(entry->key + 1, token, length);
  self->used += step;
  return entry;
}

int sheaf_terms_ask(sheaf_terms *self, unsigned field, const char *token, size_t length, size_t where) {
  const uint64_t h = hash(self->seed, field, token, length);
  self->questions[self->asked++] =
      (sheaf_terms_question){h, where, (uint16_t)self->text_used, (uint16_t)length, (uint16_t)field};
  copy(self->texts + self->text_used, token, length);
  self->text_used += (uint32_t)length;
  if (self->slots) __builtin_prefetch(&self->slots[(uint32_t)h & self->mask]);
  return self->asked == SHEAF_TERMS_ASKED || self->text_used > SHEAF_TERMS_TEXT - SHEAF_SEGMENT_TOKEN;
}

static int answer(sheaf_terms *self, const sheaf_terms_question *question, uint32_t *number) {
  if (self->count >= self->mask / 3 * 2 && !grow(self)) return SHEAF_ENOMEM;
  const char *token = self->texts + question->at;
  const uint32_t tag = (uint32_t)(question->hash >> 32);
  uint32_t i = (uint32_t)question->hash & self->mask;
  for (; self->slots[i].at; i = (i + 1) & self->mask) {
    if (self->slots[i].tag != tag) continue;
    const sheaf_terms_entry *entry = (const void *)(self->entries + (size_t)(self->slots[i].at - 1) * 8);
    if (entry->length != question->length + 1u || (uint8_t)entry->key[0] != question->field) continue;
    if (!same(entry->key + 1, token, question->length)) continue;
    *number = entry->number;
    return SHEAF_OK;
  }
  const size_t at = self->used;
  const sheaf_terms_entry *entry = add(self, question->field, token, question->length);
  if (!entry) return SHEAF_ENOMEM;
  self->slots[i] = (sheaf_terms_slot){tag, (uint32_t)(at / 8 + 1)};
  *number = entry->number;
  return SHEAF_OK;
}

int sheaf_terms_answer(sheaf_terms *self, uint32_t *numbers) {
  const uint32_t asked = self->asked;
  for (uint32_t q = 0; q < asked && self->slots; q++) {
    const sheaf_terms_slot *slot = &self->slots[(uint32_t)self->questions[q].hash & self->mask];
    if (slot->at) __builtin_prefetch(self->entries + (size_t)(slot->at - 1) * 8);
  }
  int code = SHEAF_OK;
  for (uint32_t q = 0; q < asked && !code; q++)
    code = answer(self, &self->questions[q], &numbers[self->questions[q].where]);
  self->asked = self->text_used = 0;
  return code;
}
