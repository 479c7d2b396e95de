/* say.c - see say.h. */
#include "say.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pool.h"

enum { ACTION_BYTES = 32, CHAIN = 1000 };

/* ---- which records hang together ---- */

typedef struct circle {
  sheaf_buf ids;          /* uint32_t, in the order found */
  sheaf_ledger_tie *ties; /* what people said; owned */
  size_t tie_count;       /* in ties */
} circle;

static uint32_t id_at(const circle *self, size_t i) {
  uint32_t id;
  memcpy(&id, self->ids.data + i * sizeof id, sizeof id);
  return id;
}

static void add_id(circle *self, uint32_t id) {
  const size_t count = self->ids.length / sizeof id;
  for (size_t i = 0; i < count; i++)
    if (id_at(self, i) == id) return;
  sheaf_buf_add(&self->ids, &id, sizeof id);
}

/* Adds what hangs together with the records that are there, until nothing is new. */
static int spread(circle *self, sheaf_store *store, sheaf_error *err) {
  for (size_t i = 0; i < self->ids.length / sizeof(uint32_t); i++) {
    const uint32_t id = id_at(self, i);
    uint32_t *around = NULL;
    size_t count;
    const int code = sheaf_ledger_around(store, id, &around, &count, err);
    if (code) return code;
    for (size_t k = 0; k < count; k++) add_id(self, around[k]);
    sheaf_mem_free(around);
    for (size_t k = 0; k < self->tie_count; k++) {
      if (self->ties[k].distinct) continue;
      if (self->ties[k].a == id) add_id(self, self->ties[k].b);
      if (self->ties[k].b == id) add_id(self, self->ties[k].a);
    }
    if (self->ids.failed) return sheaf_error_memory(err);
  }
  return SHEAF_OK;
}

static int order_ids(const void *x, const void *y) {
  const uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
  return (a > b) - (a < b);
}

static int read_records(sheaf_pool *group, sheaf_store *store, const uint32_t *ids, size_t count, sheaf_error *err) {
  sheaf_scan *scan;
  int got = sheaf_scan_open(&scan, store, ids, count, err);
  if (got) return got;
  while ((got = sheaf_pool_read(group, scan, err)) > 0) {
  }
  sheaf_scan_close(scan);
  return got;
}

static int read_pairs(sheaf_store *store, const uint32_t *ids, size_t count, sheaf_ledger_pair **pairs,
                      size_t *pair_count, sheaf_error *err) {
  sheaf_buf list = {0};
  int code = SHEAF_OK;
  for (size_t i = 0; !code && i < count; i++) {
    sheaf_ledger_pair *some = NULL;
    size_t some_count;
    code = sheaf_ledger_pairs_of(store, ids[i], &some, &some_count, err);
    for (size_t k = 0; !code && k < some_count; k++)
      if (some[k].a == ids[i]) sheaf_buf_add(&list, &some[k], sizeof *some);
    sheaf_mem_free(some);
  }
  *pair_count = list.length / sizeof **pairs;
  if (!code && !(*pairs = (sheaf_ledger_pair *)(void *)sheaf_buf_take(&list, NULL))) code = sheaf_error_memory(err);
  sheaf_buf_clear(&list);
  return code;
}

/* ---- following ---- */

static int check_said(const sheaf_pool *group, const circle *self, sheaf_error *err) {
  for (size_t i = 0; i < group->edge_count; i++) {
    const sheaf_edge *e = &group->edges[i];
    if (e->points < SHEAF_CLUSTER_SAID || e->state != SHEAF_EDGE_REFUSED) continue;
    const uint32_t a = group->profiles[e->a].id, b = group->profiles[e->b].id;
    int64_t row = 0;
    for (size_t k = 0; k < self->tie_count; k++)
      if (self->ties[k].a == a && self->ties[k].b == b) row = self->ties[k].row;
    return sheaf_error_set(
        err, SHEAF_ERANGE,
        "this contradicts what was said before: that records %u and %u are one paper (row %lld), and "
        "that others of their works are two; undo one of these first",
        (unsigned)a, (unsigned)b, (long long)row);
  }
  return SHEAF_OK;
}

/* Makes anew the works around the records of the circle; all of the library's where it has none. */
static int follow(circle *self, sheaf_store *store, sheaf_error *err) {
  sheaf_pool group;
  sheaf_pool_init(&group);
  const int all = self->ids.length == 0;
  int code = sheaf_ledger_ties(store, &self->ties, &self->tie_count, err);
  if (!code && !all) code = spread(self, store, err);
  uint32_t *ids = (uint32_t *)(void *)self->ids.data;
  const size_t count = self->ids.length / sizeof *ids;
  if (!code && count) qsort(ids, count, sizeof *ids, order_ids);
  sheaf_ledger_pair *pairs = NULL;
  size_t pair_count = 0;
  if (!code) code = read_records(&group, store, all ? NULL : ids, count, err);
  if (!code && !all) code = read_pairs(store, ids, count, &pairs, &pair_count, err);
  if (code)
    sheaf_mem_free(pairs);
  else
    code = sheaf_pool_settle(&group, store, pairs, pair_count, 0, err);
  if (!code) code = check_said(&group, self, err);
  sheaf_pool_clear(&group);
  return code;
}

/* ---- saying ---- */

static int need_record(sheaf_store *store, uint32_t id, sheaf_error *err) {
  uint32_t *ids = NULL;
  size_t count = 0;
  const int code = sheaf_ledger_around(store, id, &ids, &count, err);
  sheaf_mem_free(ids);
  if (code) return code;
  return count ? SHEAF_OK : sheaf_error_set(err, SHEAF_ERANGE, "there is no record %u", (unsigned)id);
}

/* The records that an undo of a row concerns: none where it is a run, which concerns all. */
static int add_undone(circle *self, sheaf_store *store, int64_t id, sheaf_error *err) {
  char action[ACTION_BYTES] = "";
  for (int step = 0; step < CHAIN; step++) {
    sheaf_ledger_row row = {.id = id};
    const int got = sheaf_ledger_get(store, &row, action, sizeof action, err);
    if (got < 0) return got;
    if (!got) return sheaf_error_set(err, SHEAF_ERANGE, "the ledger has no row %lld", (long long)id);
    if (!strcmp(action, "deduplicate")) return SHEAF_OK;
    if (!strcmp(action, "same") || !strcmp(action, "distinct") || !strcmp(action, "merge")) {
      add_id(self, row.record);
      add_id(self, row.other);
      return SHEAF_OK;
    }
    if (strcmp(action, "undo") != 0) break;
    id = row.about;
  }
  return sheaf_error_set(err, SHEAF_ERANGE, "row %lld is of the action '%s', which cannot be undone here",
                         (long long)id, action);
}

static int say(circle *self, sheaf_store *store, sheaf_ledger_row *row, sheaf_error *err) {
  int code;
  if (!strcmp(row->action, "undo")) {
    code = add_undone(self, store, row->about, err);
  } else {
    code = need_record(store, row->record, err);
    if (!code) code = need_record(store, row->other, err);
    add_id(self, row->record);
    add_id(self, row->other);
  }
  if (!code) code = sheaf_ledger_add(store, row, err);
  if (!code) code = follow(self, store, err);
  return code;
}

int sheaf_say(sheaf_store *store, sheaf_ledger_row *row, sheaf_error *err) {
  circle self = {0};
  int code = sheaf_ledger_begin(store, err);
  if (code) return code;
  code = say(&self, store, row, err);
  if (!code) code = sheaf_ledger_commit(store, err);
  if (code) sheaf_ledger_rollback(store);
  sheaf_buf_clear(&self.ids);
  sheaf_mem_free(self.ties);
  return code;
}

int sheaf_say_why(sheaf_store *store, uint32_t a, uint32_t b, sheaf_evidence *out, sheaf_error *err) {
  const uint32_t ids[] = {a, b};
  sheaf_pool group;
  sheaf_pool_init(&group);
  int code = need_record(store, a, err);
  if (!code) code = need_record(store, b, err);
  if (!code) code = read_records(&group, store, ids, 2, err);
  if (!code && group.count == 2) sheaf_compare(&group.profiles[0], &group.profiles[1], out);
  sheaf_pool_clear(&group);
  return code;
}
