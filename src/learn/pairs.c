/* pairs.c - see pairs.h.
 *
 * Buckets are small enough that the table which tells a bucket's pairs apart stays in a processor's own memory; dealing
 * out writes to all of them side by side. Each thread deals out its half of the documents; then both take one bucket
 * after the other. */
#include "pairs.h"

#include <stdatomic.h>
#include <string.h>

#include "base/mem.h"
#include "parallel.h"

enum { FIRST_BITS = 8, PARTS = SHEAF_PAIRS_PARTS, IN_BUCKET = 1 << 14, MOST_BITS = 9, AHEAD = 12 };

_Static_assert((int)PARTS == (int)SHEAF_PARALLEL_PARTS, "a part for each thread");

#define FIRST (UINT32_C(1) << 31) /* with an entry's first word: the bucket has nothing of the document before */

/* Where a thread writes to a bucket. */
typedef struct stream {
  uint32_t next;     /* how many entries there are; then where the next one goes */
  uint32_t document; /* the last one that wrote, + 1 */
} stream;

/* A pair of the present bucket. */
typedef struct pair {
  uint32_t first;   /* its words */
  uint32_t second;  /* the same */
  uint32_t at;      /* where it stands first in the last document that has it */
  uint32_t holders; /* documents so far */
} pair;

/* What a thread tells pairs apart with. */
typedef struct table {
  uint32_t *slots; /* open addressing: a pair + 1, or 0 */
  unsigned bits;   /* of the number of slots in use; buckets are alike, so the next one begins with as many */
  pair *pairs;     /* in the order in which they are met */
  uint32_t count;  /* so many */
} table;

typedef struct search {
  sheaf_pairs *pairs;     /* what is asked */
  uint32_t *entries;      /* two words by bucket, then in the order of places; the scratch */
  stream *streams[PARTS]; /* by thread and bucket */
  table tables[PARTS];    /* by thread */
  atomic_uint taken;      /* buckets that a thread has counted, or will */
  uint64_t multiplier;    /* of hashes in a bucket: nobody can know it, so that no text is made to fill one place */
} search;

/* ---- dealing out ---- */

/* How many documents of a half have each word, and how many pairs go where. */
static void count_part(void *context, unsigned part) {
  const search *self = context;
  const sheaf_pairs *pairs = self->pairs;
  sheaf_pairs_word *words = pairs->counts[part];
  stream *streams = self->streams[part];
  for (size_t d = part ? pairs->half : 0; d < (part ? pairs->documents : pairs->half); d++) {
    const size_t end = pairs->starts[d + 1];
    for (size_t at = pairs->starts[d]; at < end; at++) {
      if (end - at > AHEAD) __builtin_prefetch(&words[pairs->words[at + AHEAD]], 1);
      sheaf_pairs_word *its = &words[pairs->words[at]];
      its->holders += its->document != d + 1;
      its->document = (uint32_t)d + 1;
      if (at + 1 < end) streams[sheaf_pairs_bucket_of(pairs, pairs->words[at], pairs->words[at + 1])].next++;
    }
  }
}

static void deal_part(void *context, unsigned part) {
  const search *self = context;
  const sheaf_pairs *pairs = self->pairs;
  for (size_t d = part ? pairs->half : 0; d < (part ? pairs->documents : pairs->half); d++) {
    for (size_t at = pairs->starts[d]; at + 1 < pairs->starts[d + 1]; at++) {
      const uint32_t first = pairs->words[at], second = pairs->words[at + 1];
      stream *to = &self->streams[part][sheaf_pairs_bucket_of(pairs, first, second)];
      uint32_t *entry = self->entries + (size_t)to->next++ * SHEAF_PAIRS_SCRATCH;
      entry[0] = to->document == d + 1 ? first : first | FIRST;
      entry[1] = second;
      to->document = (uint32_t)d + 1;
    }
  }
}

/* From how many there are to where they go; the most that a bucket has. */
static uint32_t place_buckets(search *self) {
  uint32_t used = 0, most = 0;
  for (uint32_t i = 0; i < self->pairs->bucket_count; i++) {
    sheaf_pairs_bucket *bucket = &self->pairs->buckets[i];
    bucket->start = used;
    for (unsigned part = 0; part < PARTS; part++) {
      const uint32_t its = self->streams[part][i].next;
      self->streams[part][i].next = used;
      used += its;
    }
    bucket->end = used;
    if (used - bucket->start > most) most = used - bucket->start;
  }
  return most;
}

/* ---- counting ---- */

/* The place of the pair of two words in the table: its own, or a free one. */
static inline uint32_t *find_slot(const table *table, uint64_t hash, uint32_t first, uint32_t second) {
  const uint32_t mask = (UINT32_C(1) << table->bits) - 1;
  uint32_t at = (uint32_t)(hash >> (64 - table->bits));
  for (; table->slots[at]; at = (at + 1) & mask) {
    const pair *its = &table->pairs[table->slots[at] - 1];
    if (its->first == first && its->second == second) break;
  }
  return &table->slots[at];
}

/* Where a pair is in the table of its bucket; what is told of it does not depend on that. */
static inline uint64_t hash_in_bucket(const search *self, uint32_t first, uint32_t second) {
  return ((uint64_t)first << 32 | second) * self->multiplier;
}

/* Twice the slots. */
static void widen(const search *self, table *table) {
  table->bits++;
  memset(table->slots, 0, sizeof *table->slots << table->bits);
  for (uint32_t i = 0; i < table->count; i++) {
    const pair *its = &table->pairs[i];
    *find_slot(table, hash_in_bucket(self, its->first, its->second), its->first, its->second) = i + 1;
  }
}

/* The code of the pair at an entry's place, which is one holder more; the document's entries begin at `since`. */
static inline uint32_t count_pair(uint32_t *codes, table *table, uint64_t hash, const uint32_t *entry, uint32_t at,
                                  uint32_t since) {
  const uint32_t first = entry[0] & ~FIRST, second = entry[1];
  uint32_t *slot = find_slot(table, hash, first, second);
  if (!*slot) {
    table->pairs[table->count] = (pair){first, second, at, 1};
    *slot = ++table->count;
    return table->count - 1;
  }
  pair *its = &table->pairs[*slot - 1];
  if (its->at >= since) {
    codes[its->at] |= SHEAF_PAIRS_REPEATED;
    return SHEAF_PAIRS_AGAIN | (at - its->at);
  }
  its->at = at;
  its->holders++;
  return *slot - 1;
}

static uint64_t hash_entry(const search *self, const uint32_t *entry) {
  return hash_in_bucket(self, entry[0] & ~FIRST, entry[1]);
}

/* Tells the pairs of a bucket apart. */
static void count_bucket(const search *self, table *table, const sheaf_pairs_bucket *bucket) {
  uint32_t *codes = self->pairs->codes, since = bucket->start;
  table->count = 0;
  memset(table->slots, 0, sizeof *table->slots << table->bits);
  for (uint32_t at = bucket->start; at < bucket->end; at++) {
    const uint32_t *entry = self->entries + (size_t)at * SHEAF_PAIRS_SCRATCH;
    if (entry[0] & FIRST) since = at;
    if (table->count >> (table->bits - 2)) widen(self, table);
    if (bucket->end - at > AHEAD)
      __builtin_prefetch(
          &table->slots[hash_entry(self, entry + (size_t)AHEAD * SHEAF_PAIRS_SCRATCH) >> (64 - table->bits)]);
    codes[at] = count_pair(codes, table, hash_entry(self, entry), entry, at, since);
  }
}

/* Writes a bucket's pairs to where its entries were: a number for each from the front, and for those of two documents,
 * hence two entries, two more from the end. */
static void list_pairs(const search *self, const table *table, uint32_t at) {
  uint32_t *list = sheaf_pairs_list(self->pairs, at);
  uint32_t *words = self->entries + (size_t)self->pairs->buckets[at].end * SHEAF_PAIRS_SCRATCH;
  for (uint32_t i = 0; i < self->pairs->buckets[at].count; i++) {
    const pair *its = &table->pairs[i];
    list[i] = its->holders;
    if (its->holders < 2) continue;
    *--words = its->second;
    *--words = its->first;
  }
}

static void tell_part(void *context, unsigned part) {
  search *self = context;
  uint32_t at;
  while ((at = atomic_fetch_add(&self->taken, 1)) < self->pairs->bucket_count) {
    sheaf_pairs_bucket *bucket = &self->pairs->buckets[at];
    count_bucket(self, &self->tables[part], bucket);
    bucket->count = self->tables[part].count;
    list_pairs(self, &self->tables[part], at);
  }
}

/* ---- both ---- */

static int make_buckets(search *self) {
  sheaf_pairs *pairs = self->pairs;
  unsigned bits = 1;
  while (bits < MOST_BITS && pairs->starts[pairs->documents] >> bits > IN_BUCKET) bits++;
  pairs->shift = 64 - bits;
  pairs->bucket_count = UINT32_C(1) << bits;
  pairs->buckets = sheaf_mem_alloc(pairs->bucket_count * sizeof *pairs->buckets);
  int failed = !pairs->buckets;
  for (unsigned part = 0; part < PARTS; part++)
    failed |= !(self->streams[part] = sheaf_mem_zero(pairs->bucket_count, sizeof *self->streams[part]));
  return failed ? SHEAF_ENOMEM : SHEAF_OK;
}

static int make_tables(search *self, uint32_t most) {
  unsigned bits = FIRST_BITS;
  int failed = 0;
  while (most >> (bits - 2)) bits++;
  for (unsigned part = 0; part < PARTS; part++) {
    self->tables[part].bits = FIRST_BITS;
    self->tables[part].slots = sheaf_mem_alloc(sizeof *self->tables[part].slots << bits);
    self->tables[part].pairs = sheaf_mem_alloc(most * sizeof *self->tables[part].pairs);
    failed |= !self->tables[part].slots || !self->tables[part].pairs;
  }
  return failed ? SHEAF_ENOMEM : SHEAF_OK;
}

static int find(search *self) {
  if (make_buckets(self)) return SHEAF_ENOMEM;
  sheaf_parallel(count_part, self);
  if (make_tables(self, place_buckets(self))) return SHEAF_ENOMEM;
  sheaf_parallel(deal_part, self);
  sheaf_parallel(tell_part, self);
  return SHEAF_OK;
}

int sheaf_pairs_find(sheaf_pairs *pairs) {
  search self = {.pairs = pairs, .entries = pairs->scratch};
  const uint64_t places = (uint64_t)(uintptr_t)&self << 28 ^ (uint64_t)(uintptr_t)pairs->scratch;
  self.multiplier = sheaf_pairs_hash((uint32_t)(places >> 32), (uint32_t)places) | 1;
  const int code = find(&self);
  for (unsigned part = 0; part < PARTS; part++) {
    sheaf_mem_free(self.streams[part]);
    sheaf_mem_free(self.tables[part].slots);
    sheaf_mem_free(self.tables[part].pairs);
  }
  return code;
}

void sheaf_pairs_clear(sheaf_pairs *self) {
  sheaf_mem_free(self->buckets);
  self->buckets = NULL;
}
