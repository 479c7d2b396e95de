/* accum.c - see accum.h. The flush is in accum_write.c. */
#include "accum.h"

#include <string.h>

#include "base/mem.h"

void sheaf_accum_init(sheaf_accum *self) {
  *self = (sheaf_accum){0};
  sheaf_terms_init(&self->terms);
}

void sheaf_accum_clear(sheaf_accum *self) {
  sheaf_terms_clear(&self->terms);
  sheaf_mem_free(self->log);
  sheaf_mem_free(self->documents);
  sheaf_mem_free(self->keys);
  sheaf_mem_free(self->terms_room);
  for (size_t i = 0; i < SHEAF_SEGMENT_FIELDS; i++) sheaf_buf_clear(&self->field_lengths[i]);
  sheaf_accum_init(self);
}

void sheaf_accum_reset(sheaf_accum *self) {
  sheaf_terms_reset(&self->terms);
  for (size_t i = 0; i < SHEAF_SEGMENT_FIELDS; i++) sheaf_buf_reset(&self->field_lengths[i]);
  self->used = self->length_bytes = 0;
  self->count = 0;
  self->tokens = 0;
  self->most_instance = self->most_position = 0;
}

/* Doubles the log; a large one gets room for a whole flush of usual citations at once, of which it takes what it needs:
 * copying it, and fresh memory each time, would cost more. */
static int grow(sheaf_accum *self) {
  enum { FIRST = 1 << 14, LARGE = 1 << 20, WHOLE = 1 << 24 };
  size_t capacity = self->capacity ? self->capacity * 2 : FIRST;
  if (capacity >= LARGE && capacity < WHOLE) capacity = WHOLE;
  uint32_t *room = sheaf_mem_resize_large(self->log, self->used * sizeof *room, capacity * sizeof *room);
  if (!room) {
    self->failed = 1;
    return 0;
  }
  self->log = room;
  self->capacity = capacity;
  return 1;
}

/* Room for a few words. */
static inline int reserve(sheaf_accum *self, size_t more) { return more <= self->capacity - self->used || grow(self); }

static int reserve_document(sheaf_accum *self) {
  if (self->count < self->room) return 1;
  const uint32_t room = self->room ? self->room * 2 : 1 << 10;
  uint32_t *documents =
      room > SHEAF_ACCUM_DOCUMENTS ? NULL : sheaf_mem_resize(self->documents, room * sizeof *documents);
  if (!documents) {
    self->failed = 1;
    return 0;
  }
  self->documents = documents;
  self->room = room;
  return 1;
}

void sheaf_accum_begin(sheaf_accum *self, uint32_t document) {
  self->failed = 0;
  self->start = self->used;
  self->start_tokens = self->tokens;
  self->instance = self->position = 0;
  self->moved = 0;
  for (uint32_t i = 0; i < self->measured_count; i++) self->lengths[self->measured[i]] = 0;
  self->measured_count = 0;
  if (!reserve_document(self) || !reserve(self, 1)) return;
  self->documents[self->count] = document;
  self->log[self->used++] = SHEAF_LOG_DOCUMENT;
}

void sheaf_accum_place(sheaf_accum *self, uint32_t instance, uint32_t position) {
  if (instance == self->instance && position == self->position) return;
  self->instance = instance;
  self->position = position;
  self->moved = 1;
}

static void put_place(sheaf_accum *self) {
  uint32_t *at = self->log + self->used;
  if (self->instance < SHEAF_LOG_INSTANCES && self->position < SHEAF_LOG_POSITIONS) {
    at[0] = SHEAF_LOG_NEAR | self->instance * SHEAF_LOG_POSITIONS | self->position;
    self->used++;
  } else {
    at[0] = SHEAF_LOG_PLACE;
    at[1] = self->instance;
    at[2] = self->position;
    self->used += 3;
  }
  self->moved = 0;
  if (self->instance > self->most_instance) self->most_instance = self->instance;
}

void sheaf_accum_token(sheaf_accum *self, unsigned field, const char *token, size_t length) {
  if (self->instance >= SHEAF_ACCUM_INSTANCES || self->position >= SHEAF_ACCUM_POSITIONS || length == 0) return;
  if (self->failed || !reserve(self, 4)) return;
  if (self->moved) put_place(self);
  if (length > SHEAF_SEGMENT_TOKEN) {
    char key[SHEAF_SEGMENT_KEY];
    length = sheaf_segment_key(field, token, length, key) - 1;
  }
  if (sheaf_terms_ask(&self->terms, field, token, length, self->used++) && sheaf_terms_answer(&self->terms, self->log))
    self->failed = 1;
  self->tokens++;
  if (self->position > self->most_position) self->most_position = self->position;
  self->position++;
}

void sheaf_accum_length(sheaf_accum *self, unsigned field, uint32_t tokens) {
  uint32_t *length = &self->lengths[field];
  if (*length == 0 && tokens) self->measured[self->measured_count++] = (uint8_t)field;
  *length = tokens > UINT32_MAX - *length ? UINT32_MAX : *length + tokens;
}

int sheaf_accum_end(sheaf_accum *self, sheaf_error *err) {
  uint32_t pair[2] = {self->count, 0};
  if (sheaf_terms_answer(&self->terms, self->log)) self->failed = 1;
  for (uint32_t i = 0; i < self->measured_count && !self->failed; i++)
    if (sheaf_buf_reserve(&self->field_lengths[self->measured[i]], sizeof pair)) self->failed = 1;
  if (self->failed) {
    for (uint32_t i = 0; i < self->measured_count; i++) self->field_lengths[self->measured[i]].failed = 0;
    self->used = self->start;
    self->tokens = self->start_tokens;
    return sheaf_error_memory(err);
  }
  for (uint32_t i = 0; i < self->measured_count; i++) {
    pair[1] = self->lengths[self->measured[i]];
    sheaf_buf_add(&self->field_lengths[self->measured[i]], pair, sizeof pair);
    self->length_bytes += sizeof pair;
  }
  self->count++;
  return SHEAF_OK;
}

size_t sheaf_accum_bytes(const sheaf_accum *self) {
  const size_t terms = self->terms.used + (size_t)self->terms.count * (sizeof(sheaf_terms_slot) * 2 + 32);
  return self->used * sizeof *self->log + (size_t)self->tokens * sizeof(uint64_t) + terms + self->length_bytes +
         (size_t)self->count * sizeof *self->documents;
}
