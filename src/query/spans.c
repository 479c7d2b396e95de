/* spans.c - see spans.h. */
#include "spans.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void sheaf_spans_clear(sheaf_spans *self) {
  sheaf_mem_free(self->items);
  *self = (sheaf_spans){0};
}

int sheaf_spans_add(sheaf_spans *self, sheaf_span span) {
  if (self->count == self->capacity) {
    const size_t capacity = self->capacity ? self->capacity * 2 : 64;
    sheaf_span *items = sheaf_mem_resize(self->items, capacity * sizeof *items);
    if (!items) return SHEAF_ENOMEM;
    self->items = items;
    self->capacity = capacity;
  }
  self->items[self->count++] = span;
  return SHEAF_OK;
}

/* By document and instance. */
static int compare_place(const sheaf_span *a, const sheaf_span *b) {
  if (a->document != b->document) return a->document < b->document ? -1 : 1;
  return (a->instance > b->instance) - (a->instance < b->instance);
}

static int compare(const void *x, const void *y) {
  const sheaf_span *a = x, *b = y;
  const int place = compare_place(a, b);
  if (place) return place;
  if (a->first != b->first) return a->first < b->first ? -1 : 1;
  return (a->last > b->last) - (a->last < b->last);
}

void sheaf_spans_sort(sheaf_spans *self) {
  size_t i = 1;
  while (i < self->count && compare(&self->items[i - 1], &self->items[i]) < 0) i++;
  if (i >= self->count) return;
  qsort(self->items, self->count, sizeof *self->items, compare);
  size_t kept = 0;
  for (i = 0; i < self->count; i++)
    if (!kept || compare(&self->items[kept - 1], &self->items[i]) != 0) self->items[kept++] = self->items[i];
  self->count = kept;
}

int sheaf_spans_follow(const sheaf_spans *left, const sheaf_spans *right, sheaf_spans *out) {
  const sheaf_span *from = right->items, *end = right->items + right->count;
  for (size_t i = 0; i < left->count; i++) {
    const sheaf_span *a = &left->items[i];
    /* Left spans ascend by their first position, not by their last: go back no further than this span's beginning. */
    while (from < end && (compare_place(from, a) < 0 || (compare_place(from, a) == 0 && from->first <= a->first)))
      from++;
    for (const sheaf_span *b = from; b < end && compare_place(a, b) == 0 && b->first <= a->last + 1; b++)
      if (b->first == a->last + 1 && sheaf_spans_add(out, (sheaf_span){a->document, a->instance, a->first, b->last}))
        return SHEAF_ENOMEM;
  }
  sheaf_spans_sort(out);
  return SHEAF_OK;
}

/* ---- near ---- */

enum { MASKS = 1 << SHEAF_QUERY_NEAR_WORDS, MASK_WORDS = MASKS / 64 };

typedef struct item {
  uint32_t first;               /* of a span */
  uint32_t last;                /* of the span */
  unsigned list;                /* the list that it comes from */
  uint64_t reached[MASK_WORDS]; /* bit m: a chain from the start uses the lists of m and ends here */
} item;

typedef struct nearness {
  item *items;     /* the spans of one instance, ascending */
  size_t count;    /* items in use */
  size_t capacity; /* items allocated */
  unsigned lists;  /* how many lists there are */
  uint32_t gap;    /* most words between neighbours */
  int ordered;     /* in the order of the lists */
} nearness;

static int compare_items(const void *x, const void *y) {
  const item *a = x, *b = y;
  if (a->first != b->first) return a->first < b->first ? -1 : 1;
  if (a->last != b->last) return a->last < b->last ? -1 : 1;
  return (a->list > b->list) - (a->list < b->list);
}

static void mark(item *at, unsigned mask) { at->reached[mask / 64] |= UINT64_C(1) << (mask % 64); }

/* Hands the chains that end at `from` on to `to`. */
static void hand_on(const nearness *self, const item *from, item *to) {
  const unsigned bit = 1u << to->list;
  for (unsigned w = 0; w < MASK_WORDS; w++)
    for (uint64_t word = from->reached[w]; word; word &= word - 1) {
      const unsigned mask = w * 64 + (unsigned)__builtin_ctzll(word);
      /* in order: the lists used must be all those before */
      if (!(mask & bit) && (!self->ordered || mask == bit - 1)) mark(to, mask | bit);
    }
}

static int is_reached(const item *at) {
  for (unsigned w = 0; w < MASK_WORDS; w++)
    if (at->reached[w]) return 1;
  return 0;
}

/* Adds the hulls of the chains that begin at items[start]. */
static int chains(nearness *self, size_t start, const sheaf_span *where, int any, sheaf_spans *out) {
  if (self->ordered && self->items[start].list != 0) return SHEAF_OK;
  const unsigned full = (1u << self->lists) - 1;
  size_t end = start + 1; /* items before it may hold marks */
  uint64_t reach = (uint64_t)self->items[start].last + self->gap + 1;
  for (size_t i = start; i < self->count && self->items[i].first <= reach; i++)
    memset(self->items[i].reached, 0, sizeof self->items[i].reached);
  mark(&self->items[start], 1u << self->items[start].list);
  for (size_t i = start; i < end; i++) {
    item *from = &self->items[i];
    if (!is_reached(from)) continue;
    if (from->reached[full / 64] >> (full % 64) & 1) {
      if (sheaf_spans_add(out, (sheaf_span){where->document, where->instance, self->items[start].first, from->last}))
        return SHEAF_ENOMEM;
      if (any) return SHEAF_OK;
    }
    const uint64_t limit = (uint64_t)from->last + self->gap + 1;
    for (; end < self->count && self->items[end].first <= limit; end++)
      if (self->items[end].first > reach) memset(self->items[end].reached, 0, sizeof self->items[end].reached);
    if (limit > reach) reach = limit;
    for (size_t k = i + 1; k < end && self->items[k].first <= limit; k++)
      if (self->items[k].first > from->last) hand_on(self, from, &self->items[k]);
  }
  return SHEAF_OK;
}

static int add_item(nearness *self, const sheaf_span *span, unsigned list) {
  if (self->count == self->capacity) {
    const size_t capacity = self->capacity ? self->capacity * 2 : 64;
    item *items = sheaf_mem_resize(self->items, capacity * sizeof *items);
    if (!items) return SHEAF_ENOMEM;
    self->items = items;
    self->capacity = capacity;
  }
  self->items[self->count++] = (item){.first = span->first, .last = span->last, .list = list};
  return SHEAF_OK;
}

/* Gathers the spans of all lists at the place of `where`; at[] moves behind them. 1 where no list lacks it, 0, or
 * SHEAF_ENOMEM. */
static int gather(nearness *self, const sheaf_spans *const *lists, size_t *at, const sheaf_span *where) {
  self->count = 0;
  int complete = 1;
  for (unsigned l = 0; l < self->lists; l++) {
    const sheaf_spans *list = lists[l];
    while (at[l] < list->count && compare_place(&list->items[at[l]], where) < 0) at[l]++;
    const size_t before = self->count;
    for (; at[l] < list->count && compare_place(&list->items[at[l]], where) == 0; at[l]++)
      if (add_item(self, &list->items[at[l]], l)) return SHEAF_ENOMEM;
    complete &= self->count > before;
  }
  return complete;
}

int sheaf_spans_near(const sheaf_spans *const *lists, size_t count, uint32_t gap, int ordered, int any,
                     sheaf_spans *out) {
  nearness self = {.lists = (unsigned)count, .gap = gap, .ordered = ordered};
  size_t at[SHEAF_QUERY_NEAR_WORDS] = {0};
  int code = SHEAF_OK;
  while (!code && at[0] < lists[0]->count) {
    const sheaf_span where = lists[0]->items[at[0]];
    const int complete = gather(&self, lists, at, &where);
    if (complete < 0) code = complete;
    if (complete <= 0) continue;
    qsort(self.items, self.count, sizeof *self.items, compare_items);
    const size_t before = out->count;
    for (size_t i = 0; i < self.count && !code && !(any && out->count > before); i++)
      code = chains(&self, i, &where, any, out);
  }
  sheaf_mem_free(self.items);
  if (!code) sheaf_spans_sort(out);
  return code;
}
