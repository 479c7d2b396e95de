/* term_sort.c - see term_sort.h.
 *
 * Eight bytes of the keys at a time: a radix sort by these, highest bits first, then each run of equals by the eight
 * bytes behind them. So what is sorted soon fits the processor's cache, and a key is read once for eight bytes. */
#include "term_sort.h"

#include <string.h>

#include "pack.h"
#include "segment.h"

enum {
  HEAD = 8, /* bytes of keys looked at together */
  BITS = 8, /* of a head that one step sorts by */
  FEW = 24, /* items that cost less to insert one by one */
  NEXT = 8  /* keys are asked for so far ahead */
};

/* The bytes from `at` on, the first one highest, with zeros behind the end. Keys that are equal up to where the longest
 * ends have NULs there: the shorter one is the lower. */
static inline uint64_t head_of(const sheaf_terms *terms, const sheaf_ranked *item, size_t at) {
  const sheaf_terms_entry *entry = sheaf_terms_at(terms, item->entry);
  if (at >= SHEAF_SEGMENT_KEY) return entry->length;
  if (at >= entry->length) return 0;
  const size_t left = entry->length - at, behind = left < HEAD ? 8 * (HEAD - left) : 0;
  return __builtin_bswap64(sheaf_pack_load((const uint8_t *)entry->key + at)) >> behind << behind;
}

static void sort_few(sheaf_ranked *items, size_t count) {
  for (size_t i = 1; i < count; i++) {
    const sheaf_ranked item = items[i];
    size_t at = i;
    for (; at && items[at - 1].head > item.head; at--) items[at] = items[at - 1];
    items[at] = item;
  }
}

/* By the head: by the bits from the highest one in which heads differ, then what has these in common. */
static void sort_heads(sheaf_ranked *items, sheaf_ranked *spare, size_t count) {
  if (count <= FEW) {
    sort_few(items, count);
    return;
  }
  uint64_t differ = 0;
  for (size_t i = 1; i < count; i++) differ |= items[i].head ^ items[0].head;
  if (!differ) return;
  const int top = 64 - __builtin_clzll(differ), shift = top > BITS ? top - BITS : 0;
  const uint64_t mask = (1 << BITS) - 1;
  size_t ends[1 << BITS] = {0}, begin = 0;
  for (size_t i = 0; i < count; i++) ends[items[i].head >> shift & mask]++;
  for (size_t d = 0, at = 0; d <= mask; d++) {
    const size_t own = ends[d];
    ends[d] = at;
    at += own;
  }
  for (size_t i = 0; i < count; i++) spare[ends[items[i].head >> shift & mask]++] = items[i];
  memcpy(items, spare, count * sizeof *items);
  for (size_t d = 0; d <= mask; begin = ends[d++])
    if (ends[d] - begin > 1) sort_heads(items + begin, spare, ends[d] - begin);
}

/* Sorts keys that have their first `at` bytes in common. */
static void sort_from(const sheaf_terms *terms, sheaf_ranked *items, sheaf_ranked *spare, size_t count, size_t at) {
  for (size_t i = 0; i < count; i++) items[i].head = head_of(terms, &items[i], at);
  sort_heads(items, spare, count);
  for (size_t i = 0, begin = 0; i < count; i++) {
    if (i + NEXT < count) __builtin_prefetch(sheaf_terms_at(terms, items[i + NEXT].entry));
    if (i + 1 < count && items[i + 1].head == items[begin].head) continue;
    if (i > begin) sort_from(terms, items + begin, spare, i + 1 - begin, at + HEAD);
    begin = i + 1;
  }
}

void sheaf_term_sort(const sheaf_terms *terms, sheaf_ranked *items, sheaf_ranked *spare, size_t count) {
  sort_from(terms, items, spare, count, 0);
}
