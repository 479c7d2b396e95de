/* term_sort.c - see term_sort.h.
 *
 * Eight bytes of the keys at a time: a radix sort by these, then each run of equals by the eight bytes behind them.
 * Few keys are sorted by comparing, which costs less than counting their bytes. */
#include "term_sort.h"

#include <stdlib.h>
#include <string.h>

#include "segment.h"

enum { HEAD = 8, FEW = 96 };

static int by_key(const void *a, const void *b) {
  const sheaf_ranked *x = a, *y = b;
  if (x->head != y->head) return x->head < y->head ? -1 : 1;
  return sheaf_segment_compare(x->key, x->length, y->key, y->length);
}

/* The bytes from `at` on, the first one highest, with zeros behind the end. */
static uint64_t head_of(const sheaf_ranked *item, size_t at) {
  const uint8_t *key = (const uint8_t *)item->key + at;
  const size_t length = item->length > at ? item->length - at : 0;
  uint64_t head = 0;
  if (length >= HEAD) {
    for (size_t i = 0; i < HEAD; i++) head = head << 8 | key[i];
    return head;
  }
  for (size_t i = 0; i < length; i++) head |= (uint64_t)key[i] << (56 - 8 * i);
  return head;
}

/* By the head, its lowest byte first; bytes that all heads share need no pass. */
static void sort_heads(sheaf_ranked *items, sheaf_ranked *spare, size_t count) {
  uint64_t differ = 0;
  for (size_t i = 1; i < count; i++) differ |= items[i].head ^ items[0].head;
  sheaf_ranked *from = items, *to = spare;
  for (unsigned shift = 0; shift < 64; shift += 8) {
    if (!(differ >> shift & 0xff)) continue;
    size_t starts[256] = {0}, at = 0;
    for (size_t i = 0; i < count; i++) starts[from[i].head >> shift & 0xff]++;
    for (size_t b = 0; b < 256; b++) {
      const size_t own = starts[b];
      starts[b] = at;
      at += own;
    }
    for (size_t i = 0; i < count; i++) to[starts[from[i].head >> shift & 0xff]++] = from[i];
    sheaf_ranked *const other = from;
    from = to;
    to = other;
  }
  if (from != items) memcpy(items, from, count * sizeof *items);
}

/* Sorts keys that have their first `at` bytes in common. */
static void sort_from(sheaf_ranked *items, sheaf_ranked *spare, size_t count, size_t at) {
  for (size_t i = 0; i < count; i++) items[i].head = head_of(&items[i], at);
  if (count <= FEW || at >= SHEAF_SEGMENT_KEY) {
    qsort(items, count, sizeof *items, by_key);
    return;
  }
  sort_heads(items, spare, count);
  for (size_t i = 0, end; i < count; i = end) {
    for (end = i + 1; end < count && items[end].head == items[i].head;) end++;
    if (end - i > 1) sort_from(items + i, spare + i, end - i, at + HEAD);
  }
}

void sheaf_term_sort(sheaf_ranked *items, sheaf_ranked *spare, size_t count) { sort_from(items, spare, count, 0); }
