/* run.c - see run.h. */
#include "run.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "block.h"
#include "pool.h"

enum { STEP = 8192 }; /* records or pairs between two calls of progress */

static int tell(const sheaf_run_options *options, const char *stage, uint64_t done, uint64_t total, sheaf_error *err) {
  if (!options->progress || (done % STEP && done != total)) return SHEAF_OK;
  return options->progress(options->context, stage, done, total, err);
}

static int read_all(sheaf_pool *group, sheaf_store *store, const sheaf_run_options *options, sheaf_error *err) {
  uint64_t total;
  sheaf_scan *scan;
  int code = sheaf_store_record_count(store, &total, err);
  if (!code) code = sheaf_scan_open(&scan, store, NULL, 0, err);
  if (code) return code;
  int got = 1;
  for (uint64_t done = 1; !code && got; done++) {
    got = sheaf_pool_read(group, scan, err);
    if (got < 0) code = got;
    if (got > 0) code = tell(options, "reading", done, total, err);
  }
  sheaf_scan_close(scan);
  return code;
}

/* A pair's verdict: the user's rule, else the evidence; kept where it is worth keeping. */
static int judge(const sheaf_profile *a, const sheaf_profile *b, const sheaf_run_options *options, sheaf_buf *found,
                 sheaf_error *err) {
  sheaf_evidence evidence;
  if (!options->rule && sheaf_compare_hopeless(a, b)) return SHEAF_OK;
  sheaf_compare(a, b, &evidence);
  sheaf_verdict verdict = evidence.verdict;
  int ruled = 0;
  if (options->rule) {
    ruled = options->rule(options->context, a->id, b->id, &evidence, &verdict, err);
    if (ruled < 0) return ruled;
  }
  sheaf_ledger_pair pair = {a->id, b->id, (int)verdict, 0, evidence.points};
  if (verdict == SHEAF_VERDICT_DISTINCT) pair.link = (int)evidence.link;
  if (verdict != SHEAF_VERDICT_DISTINCT || ruled || evidence.link) sheaf_buf_add(found, &pair, sizeof pair);
  return SHEAF_OK;
}

/* Exact copies are pairs with the one that stands for them. */
static int judge_copies(const sheaf_pool *group, size_t first_new, const sheaf_run_options *options, sheaf_buf *found,
                        sheaf_error *err) {
  int code = SHEAF_OK;
  for (size_t i = first_new; !code && i < group->count; i++)
    if (group->profiles[i].same != i)
      code = judge(&group->profiles[group->profiles[i].same], &group->profiles[i], options, found, err);
  return code;
}

static int compare_new(sheaf_pool *group, sheaf_store *store, size_t first_new, const sheaf_run_options *options,
                       uint64_t *compared, sheaf_error *err) {
  sheaf_buf pairs = {0}, found = {0};
  int code = sheaf_block_copies(group->profiles, group->count);
  if (!code) code = sheaf_block_pairs(group->profiles, group->count, first_new, &pairs);
  if (code) sheaf_error_memory(err);
  const uint64_t *list = (const uint64_t *)(const void *)pairs.data;
  *compared = pairs.length / sizeof *list;
  if (!code) code = judge_copies(group, first_new, options, &found, err);
  for (uint64_t i = 0; !code && i < *compared; i++) {
    code = judge(&group->profiles[list[i] >> 32], &group->profiles[(uint32_t)list[i]], options, &found, err);
    if (!code) code = tell(options, "comparing", i + 1, *compared, err);
  }
  if (!code && found.failed) code = sheaf_error_memory(err);
  if (!code)
    code = sheaf_ledger_pairs_add(store, (const sheaf_ledger_pair *)(const void *)found.data,
                                  found.length / sizeof(sheaf_ledger_pair), err);
  sheaf_buf_clear(&pairs);
  sheaf_buf_clear(&found);
  return code;
}

static int order_review(const void *x, const void *y) {
  const sheaf_ledger_pair *a = x, *b = y;
  if (a->points != b->points) return a->points > b->points ? -1 : 1;
  if (a->a != b->a) return a->a < b->a ? -1 : 1;
  return a->b < b->b ? -1 : a->b > b->b;
}

static size_t first_after(const sheaf_pool *group, uint32_t last) {
  size_t at = group->count;
  while (at && group->profiles[at - 1].id > last) at--;
  return at;
}

/* The work between the first read and the last write; the caller commits. */
static int work(sheaf_pool *group, sheaf_store *store, const sheaf_run_options *options, sheaf_run_result *out,
                sheaf_error *err) {
  uint32_t last = 0;
  const int all = options->all || options->rule;
  int code = all ? sheaf_ledger_pairs_clear(store, err) : sheaf_ledger_compared(store, &last, err);
  if (!code) code = read_all(group, store, options, err);
  if (!code) code = compare_new(group, store, first_after(group, last), options, &out->compared, err);
  sheaf_ledger_row row = {.who = options->who, .action = "deduplicate", .note = all ? "all records" : "new records"};
  row.record = group->count ? group->profiles[group->count - 1].id : 0;
  if (!code) code = sheaf_ledger_add(store, &row, err);
  if (!code) code = sheaf_pool_settle(group, store, NULL, 0, row.id, err);
  if (!code) code = sheaf_pool_review(group, &out->review, &out->review_count, err);
  if (!code) code = tell(options, "writing", group->count, group->count, err);
  if (code) return code;
  if (out->review_count) qsort(out->review, out->review_count, sizeof *out->review, order_review);
  out->row = row.id;
  out->records = group->count;
  out->works = group->works;
  return SHEAF_OK;
}

int sheaf_run(sheaf_store *store, const sheaf_run_options *options, sheaf_run_result *out, sheaf_error *err) {
  *out = (sheaf_run_result){0};
  sheaf_pool group;
  sheaf_pool_init(&group);
  int code = sheaf_ledger_begin(store, err);
  if (code) return code;
  code = work(&group, store, options, out, err);
  if (!code) code = sheaf_ledger_commit(store, err);
  if (code) {
    sheaf_ledger_rollback(store);
    sheaf_run_clear(out);
  }
  sheaf_pool_clear(&group);
  return code;
}

void sheaf_run_clear(sheaf_run_result *self) {
  sheaf_mem_free(self->review);
  *self = (sheaf_run_result){0};
}
