/* remote_rank.c - the best matches on servers, in the order that rank.h defines, with the statistics of all shards.
 *
 * Where all that is scored are plain words and headings, each shard scores its records and gives its best
 * (remote_score.c): the sums are those of weigh.c in the same order and the same doubles, so that the scores are the
 * same to the last bit. All other matches are fetched and scored here. */
#include "base/mem.h"
#include "rank.h"
#include "remote.h"
#include "remote_look.h"
#include "remote_run.h"
#include "remote_score.h"
#include "top.h"

typedef struct ranking {
  sheaf_remote *remote;              /* borrowed */
  sheaf_index *index;                /* the servers'; borrowed */
  const sheaf_query *query;          /* the whole */
  const sheaf_eval_options *options; /* the caller's */
  sheaf_remote_leaves leaves;        /* what is scored */
  uint32_t *counts;                  /* by node: documents of leaves, else UINT32_MAX; owned */
  sheaf_top top;                     /* the best so far */
  uint32_t *ids;                     /* scratch: the best of a part; owned */
  float *scores;                     /* theirs; owned */
} ranking;

/* Counts the leaves, and notes the counts by node. */
static int count_leaves(ranking *self, sheaf_error *err) {
  const uint32_t size = sheaf_query_size(self->query);
  if (self->counts) return SHEAF_OK;
  self->counts = sheaf_mem_alloc(size * sizeof *self->counts);
  if (!self->counts) return sheaf_error_memory(err);
  for (uint32_t i = 0; i < size; i++) self->counts[i] = UINT32_MAX;
  const int code = sheaf_remote_leaves_count(&self->leaves, self->index, err);
  for (size_t i = 0; i < self->leaves.count && !code; i++)
    self->counts[self->leaves.items[i].node->number] = (uint32_t)self->leaves.items[i].count;
  return code;
}

/* ---- scoring here ---- */

static int offer_part(void *context, sheaf_part *part, const uint32_t *ids, size_t count, sheaf_error *err) {
  ranking *self = context;
  sheaf_index *index = sheaf_part_index(part);
  struct sheaf_index_statistics *given = sheaf_mem_alloc(sizeof *given);
  sheaf_eval_options options = *self->options;
  sheaf_documents all = {sheaf_mem_alloc(count * sizeof *all.ids), count, count};
  size_t best = 0;
  int code = given && all.ids ? SHEAF_OK : sheaf_error_memory(err);
  if (!code) {
    for (size_t i = 0; i < count; i++) all.ids[i] = (uint32_t)i + 1;
    *given = sheaf_remote_index(self->remote)->statistics;
    given->last = 0;
    sheaf_index_give_statistics(index, given);
    options.counts = self->counts;
    options.seen = NULL;
    options.store = sheaf_part_store(part);
    code = sheaf_rank_given(self->query, index, &options, &all, self->top.limit, self->ids, self->scores, &best, err);
    sheaf_index_give_statistics(index, NULL);
  }
  for (size_t i = 0; i < best && !code; i++) sheaf_top_offer(&self->top, self->scores[i], ids[self->ids[i] - 1]);
  sheaf_mem_free(given);
  sheaf_mem_free(all.ids);
  return code;
}

/* Scores matches, ascending, and offers them. */
static int score_here(ranking *self, const sheaf_documents *matches, sheaf_error *err) {
  sheaf_remote_look look;
  if (!matches->count) return SHEAF_OK;
  if (!self->leaves.count) {
    for (size_t i = 0; i < matches->count; i++) sheaf_top_offer(&self->top, 0, matches->ids[i]);
    return SHEAF_OK;
  }
  const int failed = count_leaves(self, err);
  if (failed) return failed;
  self->ids = sheaf_mem_alloc(SHEAF_REMOTE_CHUNK * sizeof *self->ids);
  self->scores = sheaf_mem_alloc(SHEAF_REMOTE_CHUNK * sizeof *self->scores);
  if (!self->ids || !self->scores) return sheaf_error_memory(err);
  sheaf_remote_look_init(&look, self->remote, self->query, self->options);
  const int code = sheaf_remote_look_at(&look, matches, offer_part, self, err);
  sheaf_remote_look_clear(&look);
  return code;
}

/* ---- scoring there ---- */

enum { BEST = 10000 /* more than so many best are asked for only once it is known how many match */ };

/* What the shards find best, and the clipped records that match, which are looked at here. */
static int score_there(ranking *self, const sheaf_remote_score *score, const sheaf_documents *clipped, size_t limit,
                       size_t *matches, sheaf_error *err) {
  const int count_first = !limit || limit > BEST;
  uint64_t found = 0;
  int code = count_leaves(self, err);
  if (!code && count_first) code = sheaf_remote_count_met(self->remote, score->pair, &found, err);
  if (!code && count_first && (!limit || limit > found + clipped->count)) limit = (size_t)found + clipped->count;
  *matches = (size_t)found + clipped->count;
  if (code || !limit) return code;
  if (sheaf_top_init(&self->top, limit)) return sheaf_error_memory(err);
  code = sheaf_remote_score_run(score, &self->top, count_first ? NULL : &found, err);
  *matches = (size_t)found + clipped->count;
  return code ? code : score_here(self, clipped, err);
}

/* 1 where it was done, 0 where the query is not of that kind, or a failure. */
static int search_there(ranking *self, size_t limit, size_t *matches, sheaf_error *err) {
  if (!self->leaves.count || self->options->counts || self->options->seen) return 0;
  sheaf_remote_pair pair;
  sheaf_remote_look look;
  sheaf_documents none = {0}, clipped = {0};
  sheaf_remote_look_init(&look, self->remote, self->query, self->options);
  int code = sheaf_remote_pair_make(&pair, self->remote, self->query, self->options, err);
  const sheaf_remote_score score = {self->remote, sheaf_query_root(self->query), &pair, &self->leaves};
  const int does = !code && pair.answer.exact && sheaf_remote_score_is_worth(&score);
  if (does && pair.clipped.kind != SHEAF_REMOTE_NONE) {
    const sheaf_remote_kind kind = pair.answer.kind;
    pair.answer.kind = SHEAF_REMOTE_NONE;
    code = sheaf_remote_candidates(self->remote, &pair, &none, &clipped, err);
    if (!code) code = sheaf_remote_look_filter(&look, &clipped, err);
    pair.answer.kind = kind;
  }
  if (does && !code) code = score_there(self, &score, &clipped, limit, matches, err);
  sheaf_mem_free(none.ids);
  sheaf_mem_free(clipped.ids);
  sheaf_remote_look_clear(&look);
  sheaf_remote_pair_clear(&pair);
  return code ? code : does;
}

/* ---- all ---- */

static const sheaf_query_node *inside(const sheaf_query_node *node) {
  while (node->kind == SHEAF_QUERY_SCOPE) node = node->child[0];
  return node;
}

/* Finds the matches and fetches them. A query that is one leaf has been counted by that. */
static int search_here(ranking *self, size_t limit, size_t *matches, sheaf_error *err) {
  sheaf_documents found = {0};
  int code = sheaf_remote_gather(self->remote, self->query, sheaf_index_last(self->index), self->options, &found, err);
  *matches = found.count;
  if (self->leaves.count == 1 && self->leaves.items[0].node == inside(sheaf_query_root(self->query))) {
    self->leaves.items[0].count = found.count;
    self->leaves.items[0].known = !code;
  }
  if (!code && found.count) {
    if (sheaf_top_init(&self->top, limit && limit < found.count ? limit : found.count)) code = sheaf_error_memory(err);
    if (!code) code = score_here(self, &found, err);
  }
  sheaf_mem_free(found.ids);
  return code;
}

static int refers(const sheaf_query_node *node) {
  if (node->kind == SHEAF_QUERY_REF) return 1;
  for (size_t i = 0; i < node->children; i++)
    if (refers(node->child[i])) return 1;
  return 0;
}

int sheaf_remote_search(const sheaf_query *query, sheaf_index *index, const sheaf_eval_options *options, size_t limit,
                        uint32_t **ids, size_t *count, size_t *matches, sheaf_error *err) {
  static const sheaf_eval_options no_options = {0};
  ranking self = {.index = index, .query = query, .options = options ? options : &no_options};
  *ids = NULL;
  *count = *matches = 0;
  int code = sheaf_remote_begin(&self.remote, index, self.options, err);
  if (!code) code = sheaf_remote_check(query, self.options, err);
  self.leaves = (sheaf_remote_leaves){.remote = self.remote, .options = self.options};
  if (!code) code = sheaf_remote_leaves_make(&self.leaves, query, err);
  if (!code && !refers(sheaf_query_root(query))) code = search_there(&self, limit, matches, err);
  if (!code) code = search_here(&self, limit, matches, err);
  if (code >= 0 && !(*ids = sheaf_mem_alloc((self.top.count + 1) * sizeof **ids))) code = sheaf_error_memory(err);
  if (code >= 0) {
    *count = self.top.count;
    if (*count) sheaf_top_finish(&self.top, *ids, NULL);
  }
  sheaf_top_clear(&self.top);
  sheaf_remote_leaves_clear(&self.leaves);
  sheaf_mem_free(self.counts);
  sheaf_mem_free(self.ids);
  sheaf_mem_free(self.scores);
  return sheaf_remote_end(self.remote, code < 0 ? code : SHEAF_OK);
}
