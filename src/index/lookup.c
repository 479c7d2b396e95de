/* lookup.c - see lookup.h. */
#include "lookup.h"

#include <string.h>

#include "base/mem.h"
#include "pack.h"

/* Forgets the documents of an entry. */
static void drop_bytes(sheaf_lookup *self, sheaf_lookup_entry *entry) {
  for (size_t i = 0; i < entry->count; i++) {
    sheaf_lookup_part *part = &entry->parts[i];
    if (!part->bytes) continue;
    self->held -= part->bytes->buf.length;
    sheaf_posting_bytes_release(part->bytes);
    part->bytes = NULL;
  }
}

static void drop(sheaf_lookup *self, sheaf_lookup_entry *entry) {
  if (entry) drop_bytes(self, entry);
  sheaf_mem_free(entry);
}

void sheaf_lookup_clear(sheaf_lookup *self) {
  for (size_t i = 0; self->slots && i < SHEAF_LOOKUP_SLOTS; i++) drop(self, self->slots[i]);
  sheaf_mem_free(self->slots);
  *self = (sheaf_lookup){0};
}

static char *key_of(sheaf_lookup_entry *entry) { return (char *)&entry->parts[entry->count]; }

/* Asks the dictionaries. *made is new; caller frees. */
static int ask(sheaf_segment *const *segments, size_t count, sheaf_pages *pages, const char *key, size_t length,
               sheaf_lookup_entry **made, sheaf_error *err) {
  size_t most = 0;
  for (size_t i = 0; i < count; i++) most += segments[i]->has[(uint8_t)key[0]];
  sheaf_lookup_entry *entry = sheaf_mem_alloc(sizeof *entry + most * sizeof *entry->parts + length);
  *made = entry;
  if (!entry) return sheaf_error_memory(err);
  *entry = (sheaf_lookup_entry){.key_length = length};
  for (size_t i = 0; i < count; i++) {
    if (!segments[i]->has[(uint8_t)key[0]]) continue;
    sheaf_lookup_part *part = &entry->parts[entry->count];
    const int code = sheaf_segment_find(segments[i], pages, key, length, &part->term, err);
    if (code < 0) return code;
    if (code == 0) continue;
    part->segment = segments[i];
    part->bytes = NULL;
    entry->count++;
  }
  memcpy(key_of(entry), key, length);
  return SHEAF_OK;
}

/* Reads the documents that are not remembered, and forgets others where they become too many. */
static int read_bytes(sheaf_lookup *self, sheaf_lookup_entry *entry, sheaf_pages *pages, sheaf_error *err) {
  for (size_t i = 0; i < entry->count; i++) {
    sheaf_lookup_part *part = &entry->parts[i];
    if (part->bytes || part->term.single || part->term.documents_bytes > SHEAF_LOOKUP_LONG) continue;
    const int code = sheaf_posting_bytes_read(&part->bytes, pages, part->segment, &part->term, err);
    if (code) return code;
    self->held += part->bytes->buf.length;
  }
  for (size_t n = 0; self->held > SHEAF_LOOKUP_KEPT && n < SHEAF_LOOKUP_SLOTS; n++) {
    sheaf_lookup_entry *other = self->slots[self->hand];
    self->hand = (self->hand + 1) % SHEAF_LOOKUP_SLOTS;
    if (other && other != entry) drop_bytes(self, other);
  }
  return SHEAF_OK;
}

static int is_key(sheaf_lookup_entry *entry, uint64_t hash, const char *key, size_t length) {
  return entry && entry->hash == hash && entry->key_length == length && memcmp(key_of(entry), key, length) == 0;
}

/* Puts an entry before the others of its group. */
static void put_first(sheaf_lookup_entry **group, sheaf_lookup_entry *entry, size_t before) {
  memmove(group + 1, group, before * sizeof(sheaf_lookup_entry *));
  *group = entry;
}

int sheaf_lookup_find(sheaf_lookup *self, sheaf_segment *const *segments, size_t count, sheaf_pages *pages,
                      unsigned field, const char *token, size_t length, int documents, const sheaf_lookup_entry **out,
                      sheaf_error *err) {
  static const sheaf_lookup_entry none = {0};
  *out = &none;
  size_t having = 0;
  for (size_t i = 0; i < count; i++) having += segments[i]->has[field];
  if (!having) return SHEAF_OK;
  char key[SHEAF_SEGMENT_KEY];
  const size_t key_length = sheaf_segment_key(field, token, length, key);
  const uint64_t hash = sheaf_pack_sum((const uint8_t *)key, key_length);
  if (!self->slots && !(self->slots = sheaf_mem_zero(SHEAF_LOOKUP_SLOTS, sizeof *self->slots)))
    return sheaf_error_memory(err);
  sheaf_lookup_entry *made, **group = &self->slots[hash % (SHEAF_LOOKUP_SLOTS / SHEAF_LOOKUP_WAYS) * SHEAF_LOOKUP_WAYS];
  size_t way = 0;
  while (way < SHEAF_LOOKUP_WAYS && !is_key(group[way], hash, key, key_length)) way++;
  if (way < SHEAF_LOOKUP_WAYS) {
    put_first(group, group[way], way);
  } else {
    const int code = ask(segments, count, pages, key, key_length, &made, err);
    if (code) {
      sheaf_mem_free(made);
      return code;
    }
    made->hash = hash;
    drop(self, group[SHEAF_LOOKUP_WAYS - 1]);
    put_first(group, made, SHEAF_LOOKUP_WAYS - 1);
  }
  *out = *group;
  return documents ? read_bytes(self, *group, pages, err) : SHEAF_OK;
}
