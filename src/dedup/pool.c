/* pool.c - see pool.h. */
#include "pool.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "compare.h"

void sheaf_pool_init(sheaf_pool *self) { *self = (sheaf_pool){0}; }

void sheaf_pool_clear(sheaf_pool *self) {
  sheaf_mem_free(self->profiles);
  sheaf_mem_free(self->work);
  sheaf_mem_free(self->pairs);
  sheaf_mem_free(self->edges);
  sheaf_mem_free(self->groups);
  sheaf_mem_free(self->said);
  sheaf_arena_clear(&self->arena);
  sheaf_buf_clear(&self->scratch);
  *self = (sheaf_pool){0};
}

static int grow(sheaf_pool *self) {
  if (self->count < self->capacity) return SHEAF_OK;
  const size_t capacity = self->capacity ? self->capacity * 2 : 256;
  sheaf_profile *profiles = sheaf_mem_resize(self->profiles, capacity * sizeof *profiles);
  if (!profiles) return SHEAF_ENOMEM;
  self->profiles = profiles;
  uint32_t *work = sheaf_mem_resize(self->work, capacity * sizeof *work);
  if (!work) return SHEAF_ENOMEM;
  self->work = work;
  self->capacity = capacity;
  return SHEAF_OK;
}

int sheaf_pool_read(sheaf_pool *self, sheaf_scan *scan, sheaf_error *err) {
  uint32_t id, work;
  const sheaf_record *record;
  const int got = sheaf_scan_next(scan, &id, &work, &record, err);
  if (got <= 0) return got;
  if (grow(self) || sheaf_profile_make(&self->profiles[self->count], id, record, &self->arena, &self->scratch))
    return sheaf_error_memory(err);
  self->work[self->count++] = work;
  return 1;
}

/* The place of a record; count where it is not here. */
static size_t place_of(const sheaf_pool *self, uint32_t id) {
  size_t low = 0, high = self->count;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (self->profiles[middle].id < id)
      low = middle + 1;
    else
      high = middle;
  }
  return low < self->count && self->profiles[low].id == id ? low : self->count;
}

static int order_numbers(const void *x, const void *y) {
  const uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
  return (a > b) - (a < b);
}

static int has(const uint64_t *list, size_t count, uint64_t wanted) {
  return count && bsearch(&wanted, list, count, sizeof *list, order_numbers) != NULL;
}

/* What people said, as edges and as pairs apart; said holds both. */
static int take_ties(sheaf_pool *self, sheaf_store *store, sheaf_buf *apart, sheaf_error *err) {
  sheaf_ledger_tie *ties = NULL;
  size_t count;
  int code = sheaf_ledger_ties(store, &ties, &count, err);
  if (code) return code;
  self->said = sheaf_mem_alloc((count + 1) * sizeof *self->said);
  self->edges = sheaf_mem_alloc((count + self->pair_count + 1) * sizeof *self->edges);
  if (!self->said || !self->edges) code = sheaf_error_memory(err);
  for (size_t i = 0; !code && i < count; i++) {
    const size_t a = place_of(self, ties[i].a), b = place_of(self, ties[i].b);
    if (a == self->count || b == self->count) continue;
    const uint64_t pair = (uint64_t)a << 32 | b;
    self->said[self->said_count++] = pair;
    if (ties[i].distinct)
      sheaf_buf_add(apart, &pair, sizeof pair);
    else
      self->edges[self->edge_count++] = (sheaf_edge){(uint32_t)a, (uint32_t)b, SHEAF_CLUSTER_SAID, SHEAF_EDGE_OPEN};
  }
  sheaf_mem_free(ties);
  return code;
}

/* Pairs to merge become edges, those that a user's rule holds apart become pairs apart. */
static int take_pairs(sheaf_pool *self, sheaf_buf *apart, sheaf_error *err) {
  for (size_t i = 0; i < self->pair_count; i++) {
    const sheaf_ledger_pair *pair = &self->pairs[i];
    const size_t a = place_of(self, pair->a), b = place_of(self, pair->b);
    if (a == self->count || b == self->count) continue;
    const uint64_t places = (uint64_t)a << 32 | b;
    if (has(self->said, self->said_count, places)) continue;
    if (pair->verdict == SHEAF_VERDICT_MERGE)
      self->edges[self->edge_count++] = (sheaf_edge){(uint32_t)a, (uint32_t)b, pair->points, SHEAF_EDGE_OPEN};
    else if (pair->verdict == SHEAF_VERDICT_DISTINCT && !pair->link)
      sheaf_buf_add(apart, &places, sizeof places);
  }
  if (apart->failed) return sheaf_error_memory(err);
  if (apart->length) qsort(apart->data, apart->length / sizeof(uint64_t), sizeof(uint64_t), order_numbers);
  return SHEAF_OK;
}

static int cluster(sheaf_pool *self, const sheaf_buf *apart, sheaf_error *err) {
  self->groups = sheaf_mem_alloc((self->count + 1) * sizeof *self->groups);
  if (!self->groups ||
      sheaf_cluster_make(self->profiles, self->count, self->edges, self->edge_count,
                         (const uint64_t *)(const void *)apart->data, apart->length / sizeof(uint64_t), self->groups))
    return sheaf_error_memory(err);
  self->works = 0;
  for (size_t i = 0; i < self->count; i++) self->works += self->groups[i] == i;
  return SHEAF_OK;
}

static int note(sheaf_store *store, const char *action, uint32_t a, uint32_t b, int64_t run, const char *why,
                sheaf_error *err) {
  sheaf_ledger_row row = {.action = action, .record = a, .other = b, .about = run, .note = why};
  return sheaf_ledger_add(store, &row, err);
}

/* Rows about records that were not of one work before, or are not any more. */
static int note_changes(const sheaf_pool *self, sheaf_store *store, int64_t run, sheaf_error *err) {
  int code = SHEAF_OK;
  for (size_t i = 0; !code && i < self->edge_count; i++) {
    const sheaf_edge *e = &self->edges[i];
    if (e->state != SHEAF_EDGE_USED || e->points >= SHEAF_CLUSTER_SAID || self->work[e->a] == self->work[e->b])
      continue;
    code = note(store, "merge", self->profiles[e->a].id, self->profiles[e->b].id, run, NULL, err);
  }
  for (size_t i = 0; !code && i < self->count; i++) {
    const size_t before = place_of(self, self->work[i]);
    if (before != i && before != self->count && self->groups[i] != self->groups[before])
      code = note(store, "split", self->profiles[i].id, self->work[i], run, NULL, err);
  }
  return code;
}

static int write_works(const sheaf_pool *self, sheaf_store *store, sheaf_error *err) {
  sheaf_buf records = {0}, works = {0};
  for (size_t i = 0; i < self->count; i++) {
    const uint32_t work = self->profiles[self->groups[i]].id;
    if (work == self->work[i]) continue;
    sheaf_buf_add(&records, &self->profiles[i].id, sizeof work);
    sheaf_buf_add(&works, &work, sizeof work);
  }
  const size_t count = works.length / sizeof(uint32_t);
  int code = records.failed || works.failed ? sheaf_error_memory(err) : SHEAF_OK;
  if (!code && count)
    code = sheaf_ledger_set_works(store, (const uint32_t *)(const void *)records.data,
                                  (const uint32_t *)(const void *)works.data, count, err);
  sheaf_buf_clear(&records);
  sheaf_buf_clear(&works);
  return code;
}

int sheaf_pool_settle(sheaf_pool *self, sheaf_store *store, sheaf_ledger_pair *pairs, size_t pair_count, int64_t run,
                      sheaf_error *err) {
  sheaf_buf apart = {0};
  self->pairs = pairs;
  self->pair_count = pair_count;
  int code = pairs ? SHEAF_OK : sheaf_ledger_pairs(store, &self->pairs, &self->pair_count, err);
  if (!code) code = take_ties(self, store, &apart, err);
  if (!code) code = take_pairs(self, &apart, err);
  if (!code) code = cluster(self, &apart, err);
  if (!code) code = note_changes(self, store, run, err);
  if (!code) code = write_works(self, store, err);
  sheaf_buf_clear(&apart);
  return code;
}

typedef struct candidate {
  sheaf_ledger_pair pair; /* for review */
  uint64_t works;         /* the two works that it is about */
} candidate;

/* The strongest pair of two works first. */
static int order_candidates(const void *x, const void *y) {
  const candidate *a = x, *b = y;
  if (a->works != b->works) return a->works < b->works ? -1 : 1;
  if (a->pair.points != b->pair.points) return a->pair.points > b->pair.points ? -1 : 1;
  if (a->pair.a != b->pair.a) return a->pair.a < b->pair.a ? -1 : 1;
  return a->pair.b < b->pair.b ? -1 : a->pair.b > b->pair.b;
}

static void add_candidate(const sheaf_pool *self, const sheaf_ledger_pair *pair, sheaf_buf *out) {
  const size_t a = place_of(self, pair->a), b = place_of(self, pair->b);
  if (pair->verdict == SHEAF_VERDICT_DISTINCT || a == self->count || b == self->count) return;
  const uint64_t x = self->groups[a], y = self->groups[b];
  if (x == y || has(self->said, self->said_count, (uint64_t)a << 32 | b)) return;
  const candidate one = {*pair, x < y ? x << 32 | y : y << 32 | x};
  sheaf_buf_add(out, &one, sizeof one);
}

int sheaf_pool_review(const sheaf_pool *self, sheaf_ledger_pair **pairs, size_t *count, sheaf_error *err) {
  sheaf_buf list = {0}, best = {0};
  for (size_t i = 0; i < self->pair_count; i++) add_candidate(self, &self->pairs[i], &list);
  const candidate *all = (const candidate *)(const void *)list.data;
  const size_t all_count = list.length / sizeof *all;
  if (all_count) qsort(list.data, all_count, sizeof *all, order_candidates);
  for (size_t i = 0; i < all_count; i++)
    if (i == 0 || all[i].works != all[i - 1].works) sheaf_buf_add(&best, &all[i].pair, sizeof all[i].pair);
  *count = best.length / sizeof **pairs;
  *pairs = list.failed ? NULL : (sheaf_ledger_pair *)(void *)sheaf_buf_take(&best, NULL);
  sheaf_buf_clear(&list);
  sheaf_buf_clear(&best);
  return *pairs ? SHEAF_OK : sheaf_error_memory(err);
}
