/* dictionary.c - see dictionary.h. */
#include "dictionary.h"

#include <string.h>

#include "error.h"
#include "mem.h"

enum { FIRST_SLOTS = 1024, LENGTH_BITS = 8, LONGEST = 255 };

/* FNV-1a, eight bytes a step, mixed at the end: texts here are mostly words and names. */
static uint32_t hash_of(const char *text, const size_t whole) {
  size_t length = whole;
  uint64_t hash = UINT64_C(0xCBF29CE484222325) ^ length;
  for (; length >= sizeof(uint64_t); text += sizeof(uint64_t), length -= sizeof(uint64_t)) {
    uint64_t word;
    memcpy(&word, text, sizeof word);
    hash = (hash ^ word) * UINT64_C(0xD6E8FEB86659FD93);
    hash ^= hash >> 32;
  }
  for (size_t i = 0; i < length; i++) hash = (hash ^ (uint8_t)text[i]) * UINT64_C(0x100000001B3);
  hash ^= hash >> 32;
  hash *= UINT64_C(0xD6E8FEB86659FD93);
  return ((uint32_t)(hash >> 32) & ~(uint32_t)LONGEST) | (uint32_t)(whole < LONGEST ? whole : LONGEST);
}

void sheaf_dictionary_clear(sheaf_dictionary *self) {
  sheaf_buf_clear(&self->texts);
  sheaf_buf_clear(&self->ends);
  sheaf_mem_free(self->slots);
  *self = (sheaf_dictionary){0};
}

const char *sheaf_dictionary_text(const sheaf_dictionary *self, uint32_t number, size_t *length) {
  const size_t *ends = (const size_t *)(const void *)self->ends.data;
  const size_t first = number ? ends[number - 1] : 0;
  *length = ends[number] - first;
  return *length ? self->texts.data + first : "";
}

static uint64_t head_of(const char *text, size_t length) {
  uint64_t head = 0;
  memcpy(&head, text, length < sizeof head ? length : sizeof head);
  return head;
}

/* The slot that holds the text, or the free one where it would be put. */
static sheaf_dictionary_slot *look_up(const sheaf_dictionary *self, const char *text, size_t length, uint32_t hash) {
  const size_t mask = self->capacity - 1;
  const uint64_t head = head_of(text, length);
  for (size_t at = hash >> LENGTH_BITS & mask;; at = (at + 1) & mask) {
    sheaf_dictionary_slot *slot = &self->slots[at];
    if (!slot->number) return slot;
    if (slot->hash != hash || slot->head != head) continue;
    if (length <= sizeof head) return slot;
    size_t its_length;
    const char *its_text = sheaf_dictionary_text(self, slot->number - 1, &its_length);
    if (its_length == length && memcmp(its_text, text, length) == 0) return slot;
  }
}

static int grow(sheaf_dictionary *self) {
  const size_t capacity = self->capacity ? self->capacity * 2 : FIRST_SLOTS;
  sheaf_dictionary_slot *slots = sheaf_mem_zero(capacity, sizeof *slots);
  if (!slots) return SHEAF_ENOMEM;
  sheaf_mem_large(slots, capacity * sizeof *slots);
  for (size_t i = 0; i < self->capacity; i++) {
    if (!self->slots[i].number) continue;
    size_t at = self->slots[i].hash >> LENGTH_BITS & (capacity - 1);
    while (slots[at].number) at = (at + 1) & (capacity - 1);
    slots[at] = self->slots[i];
  }
  sheaf_mem_free(self->slots);
  self->slots = slots;
  self->capacity = capacity;
  return SHEAF_OK;
}

int sheaf_dictionary_add(sheaf_dictionary *self, const char *text, size_t length, uint32_t *number) {
  if ((size_t)self->count * 2 + 2 > self->capacity && grow(self)) return SHEAF_ENOMEM;
  const uint32_t hash = hash_of(text, length);
  sheaf_dictionary_slot *slot = look_up(self, text, length, hash);
  if (!slot->number) {
    sheaf_buf_add(&self->texts, text, length);
    sheaf_buf_add(&self->ends, &self->texts.length, sizeof self->texts.length);
    if (self->texts.failed || self->ends.failed || self->count == UINT32_MAX - 1) return SHEAF_ENOMEM;
    *slot = (sheaf_dictionary_slot){head_of(text, length), hash, ++self->count};
  }
  *number = slot->number - 1;
  return SHEAF_OK;
}

int sheaf_dictionary_find(const sheaf_dictionary *self, const char *text, size_t length, uint32_t *number) {
  if (!self->capacity) return 0;
  const sheaf_dictionary_slot *slot = look_up(self, text, length, hash_of(text, length));
  if (slot->number) *number = slot->number - 1;
  return slot->number != 0;
}
