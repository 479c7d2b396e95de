/* pairs.c - see pairs.h.
 *
 * One table of all pairs would be much larger than the processor's caches, and nearly every look into it a wait. So
 * pairs are dealt out by their hashes to buckets that are small enough, many buckets in one go over the words; then
 * each bucket has a table of its own. Each thread has half of the buckets. */
#include "pairs.h"

#include <string.h>

#include "base/mem.h"
#include "parallel.h"

enum { IN_BUCKET = 8192, MOST_BITS = 16, IN_GO = 3 << 20 };

typedef struct entry {
  uint64_t key;      /* the two words */
  uint32_t at;       /* where it stands */
  uint32_t document; /* in which document */
} entry;

/* holders is 0 in a free slot. */
typedef struct slot {
  uint64_t key;      /* the two words */
  uint32_t first;    /* where it stands first */
  uint32_t document; /* in which it stands last */
  uint32_t holders;  /* documents so far */
} slot;

typedef struct range {
  size_t from, to; /* buckets, the last left out */
} range;

typedef struct search {
  const sheaf_pairs *pairs;             /* what is asked */
  unsigned shift;                       /* a hash's bits behind those that say the bucket */
  size_t buckets;                       /* so many */
  size_t *counts;                       /* by bucket: entries */
  size_t *places;                       /* by bucket, while entries are dealt out: where the next one goes */
  entry *entries[SHEAF_PARALLEL_PARTS]; /* of a go */
  slot *slots[SHEAF_PARALLEL_PARTS];    /* of a bucket */
} search;

static uint64_t mix(uint64_t x) {
  x ^= x >> 32;
  x *= UINT64_C(0xD6E8FEB86659FD93);
  x ^= x >> 32;
  x *= UINT64_C(0xD6E8FEB86659FD93);
  return x ^ x >> 32;
}

static uint64_t key_at(const uint32_t *words, size_t at) { return (uint64_t)words[at] << 32 | words[at + 1]; }

static void count_entries(search *self) {
  const sheaf_pairs *pairs = self->pairs;
  for (size_t d = 0; d < pairs->documents; d++)
    for (size_t at = pairs->starts[d]; at + 1 < pairs->starts[d + 1]; at++)
      self->counts[mix(key_at(pairs->words, at)) >> self->shift]++;
}

/* The buckets from `from` on that are filled in one go: one at least, and of the part's alone. */
static range next_go(const search *self, size_t from, size_t end, size_t *entries) {
  range go = {from, from};
  for (*entries = 0; go.to < end && (go.to == from || *entries + self->counts[go.to] <= IN_GO); go.to++)
    *entries += self->counts[go.to];
  return go;
}

static range buckets_of(const search *self, unsigned part) {
  const size_t middle = self->buckets / SHEAF_PARALLEL_PARTS;
  return part ? (range){middle, self->buckets} : (range){0, middle};
}

static void deal_out(search *self, range go, entry *entries) {
  const sheaf_pairs *pairs = self->pairs;
  const size_t wanted = go.to - go.from;
  size_t used = 0;
  for (size_t b = go.from; b < go.to; b++) {
    self->places[b] = used;
    used += self->counts[b];
  }
  for (size_t d = 0; d < pairs->documents; d++)
    for (size_t at = pairs->starts[d]; at + 1 < pairs->starts[d + 1]; at++) {
      const uint64_t key = key_at(pairs->words, at);
      const size_t bucket = (size_t)(mix(key) >> self->shift);
      if (bucket - go.from < wanted) entries[self->places[bucket]++] = (entry){key, (uint32_t)at, (uint32_t)d};
    }
}

/* Half of the slots stay free. */
static size_t slots_for(size_t entries) {
  size_t capacity = 16;
  while (capacity < entries * 2) capacity *= 2;
  return capacity;
}

static void read_bucket(const sheaf_pairs *pairs, const entry *entries, size_t count, slot *slots) {
  const size_t capacity = slots_for(count), mask = capacity - 1;
  memset(slots, 0, capacity * sizeof *slots);
  for (const entry *one = entries; one < entries + count; one++) {
    size_t i = mix(one->key) & mask;
    while (slots[i].holders && slots[i].key != one->key) i = (i + 1) & mask;
    slot *its = &slots[i];
    if (!its->holders)
      *its = (slot){one->key, one->at, one->document, 1};
    else if (its->document != one->document)
      its->document = one->document, its->holders++;
    pairs->first[one->at] = its->first;
  }
  for (size_t i = 0; i < capacity; i++)
    if (slots[i].holders) pairs->holders[slots[i].first] = slots[i].holders;
}

static void read_part(void *context, unsigned part) {
  search *self = context;
  const range all = buckets_of(self, part);
  size_t entries;
  for (range go = {all.from, all.from}; go.to < all.to;) {
    go = next_go(self, go.to, all.to, &entries);
    deal_out(self, go, self->entries[part]);
    const entry *at = self->entries[part];
    for (size_t b = go.from; b < go.to; at += self->counts[b++])
      read_bucket(self->pairs, at, self->counts[b], self->slots[part]);
  }
}

/* Room for the largest go and the largest bucket of a part. */
static int make_room(search *self, unsigned part) {
  const range all = buckets_of(self, part);
  size_t entries, most = 0, largest = 0;
  for (range go = {all.from, all.from}; go.to < all.to;) {
    go = next_go(self, go.to, all.to, &entries);
    if (entries > most) most = entries;
  }
  for (size_t b = all.from; b < all.to; b++)
    if (self->counts[b] > largest) largest = self->counts[b];
  self->entries[part] = sheaf_mem_alloc(most * sizeof(entry));
  self->slots[part] = sheaf_mem_alloc(slots_for(largest) * sizeof(slot));
  return self->entries[part] && self->slots[part] ? SHEAF_OK : SHEAF_ENOMEM;
}

int sheaf_pairs_find(const sheaf_pairs *pairs) {
  unsigned bits = 1;
  while (bits < MOST_BITS && pairs->starts[pairs->documents] >> bits > IN_BUCKET) bits++;
  search self = {.pairs = pairs, .shift = 64 - bits, .buckets = (size_t)1 << bits};
  self.counts = sheaf_mem_zero(self.buckets, sizeof *self.counts);
  self.places = sheaf_mem_zero(self.buckets, sizeof *self.places);
  int code = self.counts && self.places ? SHEAF_OK : SHEAF_ENOMEM;
  if (!code) count_entries(&self);
  for (unsigned part = 0; !code && part < SHEAF_PARALLEL_PARTS; part++) code = make_room(&self, part);
  if (!code) sheaf_parallel(read_part, &self);
  sheaf_mem_free(self.counts);
  sheaf_mem_free(self.places);
  for (unsigned part = 0; part < SHEAF_PARALLEL_PARTS; part++) {
    sheaf_mem_free(self.entries[part]);
    sheaf_mem_free(self.slots[part]);
  }
  return code;
}
