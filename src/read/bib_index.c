/* bib_index.c - names of @strings and keys of entries, found without regard to case. See bib.h. */
#include <string.h>

#include "base/mem.h"
#include "bib.h"

static size_t bucket_of(const char *name, size_t length) {
  unsigned hash = 2166136261u;
  for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned)sheaf_bib_lower((unsigned char)name[i])) * 16777619u;
  return (hash ^ hash >> 15) % SHEAF_BIB_BUCKETS;
}

static int same(const sheaf_bib_index *self, const sheaf_bib_name *row, const char *name, size_t length) {
  if (row->length != length) return 0;
  for (size_t i = 0; i < length; i++)
    if (self->names.data[row->name + i] != sheaf_bib_lower(name[i])) return 0;
  return 1;
}

int sheaf_bib_index_add(sheaf_bib_index *self, const char *name, size_t length, size_t place, const char *value,
                        size_t size) {
  if (self->count == self->capacity) {
    const size_t capacity = self->capacity ? self->capacity * 2 : 256;
    sheaf_bib_name *list = sheaf_mem_resize(self->list, capacity * sizeof *list);
    if (!list) return SHEAF_ENOMEM;
    self->list = list;
    self->capacity = capacity;
  }
  size_t *bucket = &self->buckets[bucket_of(name, length)];
  const size_t at = self->names.length;
  for (size_t i = 0; i < length; i++) sheaf_buf_add_byte(&self->names, sheaf_bib_lower(name[i]));
  sheaf_buf_add(&self->names, value, size);
  if (self->names.failed) return SHEAF_ENOMEM;
  self->list[self->count++] = (sheaf_bib_name){at, length, place, at + length, size, *bucket};
  *bucket = self->count;
  return 0;
}

const sheaf_bib_name *sheaf_bib_index_find(const sheaf_bib_index *self, const char *name, size_t length, size_t place) {
  const sheaf_bib_name *first = NULL;
  for (size_t at = self->buckets[bucket_of(name, length)]; at; at = self->list[at - 1].next) {
    const sheaf_bib_name *row = &self->list[at - 1];
    if (!same(self, row, name, length)) continue;
    if (row->place < place) return row;
    first = row;
  }
  return first;
}

void sheaf_bib_index_clear(sheaf_bib_index *self) {
  sheaf_buf_clear(&self->names);
  sheaf_mem_free(self->list);
}
