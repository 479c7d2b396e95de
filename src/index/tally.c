/* tally.c - see tally.h. */
#include "tally.h"

#include <string.h>

#include "base/mem.h"
#include "pack.h"
#include "state.h"

void sheaf_tally_clear(sheaf_tally *self) {
  sheaf_mem_free(self->slots);
  self->slots = NULL;
}

/* The slots that a word can be in. */
static sheaf_tally_slot *slots_of(const sheaf_tally *self, uint64_t fields, const char *token, size_t length) {
  const uint64_t hash = sheaf_pack_sum((const uint8_t *)token, length) ^ fields * UINT64_C(0x9E3779B97F4A7C15);
  return &self->slots[(hash ^ hash >> 32) % (SHEAF_TALLY_SLOTS / SHEAF_TALLY_WAYS) * SHEAF_TALLY_WAYS];
}

int sheaf_index_kept_count(const sheaf_index *self, uint64_t fields, const char *token, size_t length,
                           uint32_t *documents) {
  if (!self->tally.slots || !fields) return 0;
  const sheaf_tally_slot *at = slots_of(&self->tally, fields, token, length);
  for (size_t i = 0; i < SHEAF_TALLY_WAYS; i++, at++) {
    if (at->fields != fields || at->length != length || memcmp(at->token, token, length) != 0) continue;
    *documents = at->documents;
    return 1;
  }
  return 0;
}

void sheaf_index_keep_count(sheaf_index *self, uint64_t fields, const char *token, size_t length, uint32_t documents) {
  uint32_t known;
  if (length > SHEAF_INDEX_COUNTED || sheaf_index_kept_count(self, fields, token, length, &known)) return;
  if (!self->tally.slots) self->tally.slots = sheaf_mem_zero(SHEAF_TALLY_SLOTS, sizeof *self->tally.slots);
  if (!self->tally.slots) return; /* it is counted again */
  sheaf_tally_slot *at = slots_of(&self->tally, fields, token, length);
  memmove(at + 1, at, (SHEAF_TALLY_WAYS - 1) * sizeof *at);
  *at = (sheaf_tally_slot){.fields = fields, .documents = documents, .length = (uint32_t)length};
  memcpy(at->token, token, length);
}
