/* docs.c - see docs.h. */
#include "docs.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { FEW = 512 }; /* a list of so many is never turned into a bitmap */

void sheaf_docs_init(sheaf_docs *self, uint32_t last) { *self = (sheaf_docs){.last = last, .sealed = 1}; }

void sheaf_docs_clear(sheaf_docs *self) {
  sheaf_mem_free(self->ids);
  sheaf_mem_free(self->bits);
  sheaf_docs_init(self, self->last);
}

void sheaf_docs_move(sheaf_docs *to, sheaf_docs *from) {
  sheaf_docs_clear(to);
  *to = *from;
  sheaf_docs_init(from, to->last);
}

static size_t words(const sheaf_docs *self) { return (size_t)self->last / 64 + 1; }

size_t sheaf_docs_bytes(const sheaf_docs *self) {
  return self->capacity * sizeof *self->ids + (self->bits ? words(self) * sizeof *self->bits : 0);
}

static void set(uint64_t *bits, uint32_t id) { bits[id / 64] |= UINT64_C(1) << (id % 64); }
static int has(const sheaf_docs *self, uint32_t id) { return self->bits[id / 64] >> (id % 64) & 1; }

static int densify(sheaf_docs *self) {
  if (self->bits) return SHEAF_OK;
  self->bits = sheaf_mem_zero(words(self), sizeof *self->bits);
  if (!self->bits) return SHEAF_ENOMEM;
  for (size_t i = 0; i < self->count; i++) set(self->bits, self->ids[i]);
  sheaf_mem_free(self->ids);
  self->ids = NULL;
  self->count = self->capacity = 0;
  self->sealed = 1;
  return SHEAF_OK;
}

static int reserve(sheaf_docs *self, size_t more) {
  if (more <= self->capacity - self->count) return SHEAF_OK;
  size_t capacity = self->capacity ? self->capacity : 64;
  while (capacity - self->count < more) capacity *= 2;
  uint32_t *ids = sheaf_mem_resize(self->ids, capacity * sizeof *ids);
  if (!ids) return SHEAF_ENOMEM;
  self->ids = ids;
  self->capacity = capacity;
  return SHEAF_OK;
}

int sheaf_docs_add(sheaf_docs *self, const uint32_t *ids, size_t count) {
  if (!self->bits && count + self->count > FEW && count + self->count > words(self) && densify(self))
    return SHEAF_ENOMEM;
  if (!self->bits && reserve(self, count)) return SHEAF_ENOMEM;
  for (size_t i = 0; i < count; i++) {
    if (ids[i] > self->last) continue;
    if (self->bits) {
      set(self->bits, ids[i]);
      continue;
    }
    if (self->count && self->ids[self->count - 1] >= ids[i]) self->sealed = 0;
    self->ids[self->count++] = ids[i];
  }
  return SHEAF_OK;
}

static int compare(const void *a, const void *b) {
  const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

static void seal(sheaf_docs *self) {
  if (self->sealed || self->bits) return;
  qsort(self->ids, self->count, sizeof *self->ids, compare);
  size_t kept = 0;
  for (size_t i = 0; i < self->count; i++)
    if (!kept || self->ids[kept - 1] != self->ids[i]) self->ids[kept++] = self->ids[i];
  self->count = kept;
  self->sealed = 1;
}

int sheaf_docs_copy(sheaf_docs *to, const sheaf_docs *from) {
  sheaf_docs_clear(to);
  to->last = from->last;
  return sheaf_docs_unite(to, from);
}

int sheaf_docs_unite(sheaf_docs *self, const sheaf_docs *other) {
  if (!other->bits) return sheaf_docs_add(self, other->ids, other->count);
  if (densify(self)) return SHEAF_ENOMEM;
  for (size_t i = 0; i < words(self); i++) self->bits[i] |= other->bits[i];
  return SHEAF_OK;
}

/* The first index from `at` on whose id is not below target, by doubling steps. */
static size_t gallop(const sheaf_docs *list, size_t at, uint32_t target) {
  size_t step = 1, low = at;
  while (low + step < list->count && list->ids[low + step] < target) {
    low += step;
    step *= 2;
  }
  size_t high = low + step < list->count ? low + step : list->count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (list->ids[middle] < target)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* Keeps of a list what is (wanted = 1) or is not (0) in other. */
static void filter(sheaf_docs *self, const sheaf_docs *other, int wanted) {
  size_t kept = 0, at = 0;
  for (size_t i = 0; i < self->count; i++) {
    const uint32_t id = self->ids[i];
    int found;
    if (other->bits) {
      found = has(other, id);
    } else {
      at = gallop(other, at, id);
      found = at < other->count && other->ids[at] == id;
    }
    if (found == wanted) self->ids[kept++] = id;
  }
  self->count = kept;
}

int sheaf_docs_intersect(sheaf_docs *self, sheaf_docs *other) {
  seal(self);
  seal(other);
  if (self->bits && other->bits) {
    for (size_t i = 0; i < words(self); i++) self->bits[i] &= other->bits[i];
    return SHEAF_OK;
  }
  if (!self->bits && (other->bits || self->count <= other->count)) {
    filter(self, other, 1);
    return SHEAF_OK;
  }
  sheaf_docs small; /* other is the shorter list */
  sheaf_docs_init(&small, self->last);
  if (sheaf_docs_copy(&small, other)) {
    sheaf_docs_clear(&small);
    return SHEAF_ENOMEM;
  }
  filter(&small, self, 1);
  sheaf_docs_move(self, &small);
  return SHEAF_OK;
}

int sheaf_docs_subtract(sheaf_docs *self, sheaf_docs *other) {
  seal(self);
  seal(other);
  if (!self->bits) {
    filter(self, other, 0);
  } else if (other->bits) {
    for (size_t i = 0; i < words(self); i++) self->bits[i] &= ~other->bits[i];
  } else {
    for (size_t i = 0; i < other->count; i++) self->bits[other->ids[i] / 64] &= ~(UINT64_C(1) << (other->ids[i] % 64));
  }
  return SHEAF_OK;
}

size_t sheaf_docs_count(sheaf_docs *self) {
  seal(self);
  if (!self->bits) return self->count;
  size_t count = 0;
  for (size_t i = 0; i < words(self); i++) count += (size_t)__builtin_popcountll(self->bits[i]);
  return count;
}

int sheaf_docs_list(sheaf_docs *self, sheaf_documents *out) {
  const size_t count = sheaf_docs_count(self);
  if (count > out->capacity - out->count) {
    uint32_t *ids = sheaf_mem_resize(out->ids, (out->count + count) * sizeof *ids);
    if (!ids) return SHEAF_ENOMEM;
    out->ids = ids;
    out->capacity = out->count + count;
  }
  if (!self->bits) {
    if (count) memcpy(out->ids + out->count, self->ids, count * sizeof *self->ids);
    out->count += count;
    return SHEAF_OK;
  }
  for (size_t i = 0; i < words(self); i++)
    for (uint64_t word = self->bits[i]; word; word &= word - 1)
      out->ids[out->count++] = (uint32_t)(i * 64) + (uint32_t)__builtin_ctzll(word);
  return SHEAF_OK;
}
