/* docs.c - see docs.h. */
#include "docs.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum {
  FEW = 512, /* a list of so many is never turned into a bitmap */
  SHARE = 4  /* a list is, once it has a document for each so many words of the bitmap */
};

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

/* A byte at a time: neighbours that fall into one word would wait for each other. */
static void set(uint64_t *bits, uint32_t id) {
  const size_t at = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? (id / 8) ^ 7 : id / 8;
  uint8_t *byte = (uint8_t *)bits + at;
  *byte = (uint8_t)(*byte | 1u << (id % 8));
}
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

/* Makes a bitmap where the list becomes too long. */
static int expect(sheaf_docs *self, size_t more) {
  const size_t count = self->count + more;
  return !self->bits && count > FEW && count > words(self) / SHARE ? densify(self) : SHEAF_OK;
}

int sheaf_docs_add_ascending(sheaf_docs *self, const uint32_t *ids, size_t count) {
  if (expect(self, count)) return SHEAF_ENOMEM;
  if (!self->bits) return sheaf_docs_add(self, ids, count);
  while (count && ids[count - 1] > self->last) count--;
  uint64_t *bits = self->bits;
  for (size_t i = 0; i < count; i++) set(bits, ids[i]);
  return SHEAF_OK;
}

int sheaf_docs_add(sheaf_docs *self, const uint32_t *ids, size_t count) {
  if (expect(self, count)) return SHEAF_ENOMEM;
  if (self->bits) {
    for (size_t i = 0; i < count; i++)
      if (ids[i] <= self->last) set(self->bits, ids[i]);
    return SHEAF_OK;
  }
  if (reserve(self, count)) return SHEAF_ENOMEM;
  for (size_t i = 0; i < count; i++) {
    if (ids[i] > self->last) continue;
    if (self->count && self->ids[self->count - 1] >= ids[i]) self->sealed = 0;
    self->ids[self->count++] = ids[i];
  }
  return SHEAF_OK;
}

static int compare(const void *a, const void *b) {
  const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

/* The end of the ascending run that begins at `at`. */
static size_t run_end(const uint32_t *ids, size_t count, size_t at) {
  while (++at < count && ids[at - 1] < ids[at]) continue;
  return at;
}

/* Merges the runs from..middle and middle..end of ids into out; each id once. */
static size_t merge(const uint32_t *ids, size_t from, size_t middle, size_t end, uint32_t *out) {
  size_t a = from, b = middle, count = 0;
  while (a < middle && b < end) {
    const uint32_t x = ids[a], y = ids[b];
    out[count++] = x < y ? x : y;
    a += x <= y;
    b += y <= x;
  }
  while (a < middle) out[count++] = ids[a++];
  while (b < end) out[count++] = ids[b++];
  return count;
}

/* Merges neighbouring runs until there is one. room is as large as ids. */
static size_t merge_runs(uint32_t *ids, size_t count, uint32_t *room) {
  while (run_end(ids, count, 0) < count) {
    size_t out = 0;
    for (size_t at = 0; at < count;) {
      const size_t middle = run_end(ids, count, at), end = middle < count ? run_end(ids, count, middle) : middle;
      out += merge(ids, at, middle, end, room + out);
      at = end;
    }
    memcpy(ids, room, out * sizeof *ids);
    count = out;
  }
  return count;
}

/* What is added comes in few ascending runs. */
static void seal(sheaf_docs *self) {
  if (self->sealed || self->bits) return;
  self->sealed = 1;
  uint32_t *room = sheaf_mem_alloc(self->count * sizeof *room);
  if (room) {
    self->count = merge_runs(self->ids, self->count, room);
    sheaf_mem_free(room);
    return;
  }
  qsort(self->ids, self->count, sizeof *self->ids, compare); /* without memory it is slower */
  size_t kept = 0;
  for (size_t i = 0; i < self->count; i++)
    if (!kept || self->ids[kept - 1] != self->ids[i]) self->ids[kept++] = self->ids[i];
  self->count = kept;
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

size_t sheaf_docs_gallop(const uint32_t *ids, size_t count, size_t at, uint32_t target) {
  size_t step = 1, low = at;
  while (low + step < count && ids[low + step] < target) {
    low += step;
    step *= 2;
  }
  size_t high = low + step < count ? low + step : count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (ids[middle] < target)
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
      at = sheaf_docs_gallop(other->ids, other->count, at, id);
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

/* The bits of some words. Each byte of a sum grows by at most 8 a word: it is emptied in time. Written so that
 * compilers make vectors of it, since not every processor counts bits itself. */
static size_t count_bits(const uint64_t *bits, size_t count) {
  const uint64_t pairs = UINT64_C(0x5555555555555555), nibbles = UINT64_C(0x3333333333333333),
                 bytes = UINT64_C(0x0F0F0F0F0F0F0F0F), halves = UINT64_C(0x00FF00FF00FF00FF);
  enum { ROUND = 24, LANES = 4 };
  size_t total = 0, at = 0;
  while (at < count) {
    uint64_t sums[LANES] = {0};
    const size_t end = count - at > ROUND * LANES ? at + ROUND * LANES : count;
    for (; at + LANES <= end; at += LANES)
      for (size_t i = 0; i < LANES; i++) {
        uint64_t word = bits[at + i];
        word -= word >> 1 & pairs;
        word = (word & nibbles) + (word >> 2 & nibbles);
        sums[i] += (word + (word >> 4)) & bytes;
      }
    for (; at < end; at++) total += (size_t)__builtin_popcountll(bits[at]);
    for (size_t i = 0; i < LANES; i++) {
      const uint64_t sum = (sums[i] & halves) + (sums[i] >> 8 & halves);
      total += sum * UINT64_C(0x0001000100010001) >> 48;
    }
  }
  return total;
}

size_t sheaf_docs_count(sheaf_docs *self) {
  seal(self);
  return self->bits ? count_bits(self->bits, words(self)) : self->count;
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
