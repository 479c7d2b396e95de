/* remote.c - see remote.h: which records match, and how many. Ranking is in remote_rank.c. */
#include "remote.h"

#include "base/mem.h"
#include "remote_ask.h"
#include "remote_look.h"
#include "remote_plan.h"
#include "remote_run.h"

/* ---- frames ---- */

/* Evaluates a query against an index without any postings, whose highest record may be given. */
static int evaluate_empty(const sheaf_query *query, uint32_t last, const sheaf_eval_options *options,
                          sheaf_documents *out, sheaf_error *err) {
  sheaf_part *part;
  struct sheaf_index_statistics *given = sheaf_mem_zero(1, sizeof *given);
  if (!given) return sheaf_error_memory(err);
  given->last = last;
  int code = sheaf_part_open(&part, SHEAF_PART_ALL, 0, err);
  if (!code && last) sheaf_index_give_statistics(sheaf_part_index(part), given);
  if (!code) code = sheaf_eval_documents(query, sheaf_part_index(part), options, out, err);
  sheaf_part_close(part);
  sheaf_mem_free(given);
  return code;
}

/* What cannot be evaluated fails as it does in a file. */
int sheaf_remote_check(const sheaf_query *query, const sheaf_eval_options *options, sheaf_error *err) {
  sheaf_documents none = {0};
  sheaf_eval_options alone = *options;
  alone.counts = NULL;
  alone.seen = NULL;
  alone.watched_count = 0;
  const int code = evaluate_empty(query, 0, &alone, &none, err);
  sheaf_mem_free(none.ids);
  return code;
}

/* Puts the pieces together; counts and seen go from the frame's nodes to those that they stand for. */
static int put_together(sheaf_remote_plan *plan, uint32_t last, const sheaf_eval_options *options, sheaf_documents *out,
                        sheaf_error *err) {
  const uint32_t size = sheaf_query_size(plan->frame), asked = sheaf_query_size(plan->query);
  const size_t watched = options->seen ? options->watched_count : 0, lines = options->line_count + plan->count;
  sheaf_eval_options framed = {.progress = options->progress, .context = options->context, .line_count = lines};
  const sheaf_documents **all = sheaf_mem_alloc((lines + 1) * sizeof *all);
  uint32_t *counts = options->counts ? sheaf_mem_alloc(size * sizeof *counts) : NULL;
  uint8_t *seen = watched ? sheaf_mem_zero(size, watched) : NULL;
  int code = !all || (options->counts && !counts) || (watched && !seen) ? sheaf_error_memory(err) : SHEAF_OK;
  for (size_t i = 0; i < lines && !code; i++)
    all[i] = i < options->line_count ? options->lines[i] : &plan->pieces[i - options->line_count].found;
  framed.lines = all;
  framed.counts = counts;
  framed.seen = seen;
  framed.watched = options->watched;
  framed.watched_count = watched;
  if (!code) code = evaluate_empty(plan->frame, last, &framed, out, err);
  for (uint32_t i = 0; i < asked && !code; i++) {
    const sheaf_query_node *stand = plan->stand[i];
    if (counts) options->counts[i] = stand ? counts[stand->number] : UINT32_MAX;
    for (size_t k = 0; stand && k < watched; k++) options->seen[i * watched + k] = seen[stand->number * watched + k];
  }
  sheaf_mem_free(all);
  sheaf_mem_free(counts);
  sheaf_mem_free(seen);
  return code;
}

/* ---- pieces ---- */

/* Two ascending lists without a document in common become one. */
static int merge(sheaf_documents *into, const sheaf_documents *more, sheaf_error *err) {
  if (!more->count) return SHEAF_OK;
  const size_t count = into->count + more->count;
  uint32_t *ids = sheaf_mem_resize(into->ids, count * sizeof *ids);
  if (!ids) return sheaf_error_memory(err);
  size_t a = into->count, b = more->count;
  for (size_t at = count; b; at--) {
    const int is_first = a && ids[a - 1] > more->ids[b - 1];
    ids[at - 1] = is_first ? ids[--a] : more->ids[--b];
  }
  *into = (sheaf_documents){ids, count, count};
  return SHEAF_OK;
}

int sheaf_remote_find(sheaf_remote *remote, const sheaf_query *query, const sheaf_eval_options *options,
                      sheaf_documents *out, sheaf_error *err) {
  sheaf_remote_pair pair;
  sheaf_remote_look look;
  sheaf_documents doubtful = {0};
  sheaf_remote_look_init(&look, remote, query, options);
  int code = sheaf_remote_pair_make(&pair, remote, query, options, err);
  if (!code) code = sheaf_remote_look_check(options, err);
  if (!code) code = sheaf_remote_candidates(remote, &pair, out, &doubtful, err);
  if (!code && !pair.answer.exact) code = sheaf_remote_look_filter(&look, out, err);
  if (!code) code = sheaf_remote_look_filter(&look, &doubtful, err);
  if (!code) code = merge(out, &doubtful, err);
  sheaf_mem_free(doubtful.ids);
  sheaf_remote_look_clear(&look);
  sheaf_remote_pair_clear(&pair);
  return code;
}

/* ---- all ---- */

static const sheaf_eval_options no_options = {0};

int sheaf_remote_gather(sheaf_remote *remote, const sheaf_query *query, uint32_t last,
                        const sheaf_eval_options *options, sheaf_documents *out, sheaf_error *err) {
  sheaf_remote_plan plan = {0};
  int code = sheaf_remote_check(query, options, err);
  if (!code)
    code = sheaf_remote_plan_make(&plan, query, options, options->counts || (options->seen && options->watched_count),
                                  err);
  for (size_t i = 0; i < plan.count && !code; i++)
    code = sheaf_remote_find(remote, plan.pieces[i].query, options, plan.frame ? &plan.pieces[i].found : out, err);
  if (!code && plan.frame) code = put_together(&plan, last, options, out, err);
  sheaf_remote_plan_clear(&plan);
  return code;
}

int sheaf_remote_begin(sheaf_remote **out, sheaf_index *index, const sheaf_eval_options *options, sheaf_error *err) {
  const int code = sheaf_remote_of(out, index, err);
  if (!code) sheaf_server_watch(sheaf_remote_server(*out), options->progress, options->context);
  return code;
}

int sheaf_remote_end(sheaf_remote *self, int code) {
  if (self) sheaf_server_watch(sheaf_remote_server(self), NULL, NULL);
  return code;
}

int sheaf_remote_documents(const sheaf_query *query, sheaf_index *index, const sheaf_eval_options *options,
                           sheaf_documents *out, sheaf_error *err) {
  sheaf_remote *remote;
  if (!options) options = &no_options;
  int code = sheaf_remote_begin(&remote, index, options, err);
  if (!code) code = sheaf_remote_gather(remote, query, sheaf_index_last(index), options, out, err);
  return sheaf_remote_end(remote, code);
}

int sheaf_remote_count_query(sheaf_remote *remote, const sheaf_query *query, const sheaf_eval_options *options,
                             uint64_t *count, sheaf_error *err) {
  sheaf_remote_pair pair;
  sheaf_remote_look look;
  sheaf_documents found = {0}, doubtful = {0};
  *count = 0;
  sheaf_remote_look_init(&look, remote, query, options);
  int code = sheaf_remote_pair_make(&pair, remote, query, options, err);
  if (!code) code = sheaf_remote_look_check(options, err);
  if (!code && pair.answer.exact) {
    code = sheaf_remote_count_met(remote, &pair, count, err);
    pair.answer.kind = SHEAF_REMOTE_NONE; /* the clipped ones are left */
  }
  if (!code) code = sheaf_remote_candidates(remote, &pair, &found, &doubtful, err);
  if (!code) code = sheaf_remote_look_filter(&look, &found, err);
  if (!code) code = sheaf_remote_look_filter(&look, &doubtful, err);
  *count += found.count + doubtful.count;
  sheaf_mem_free(found.ids);
  sheaf_mem_free(doubtful.ids);
  sheaf_remote_look_clear(&look);
  sheaf_remote_pair_clear(&pair);
  return code;
}

int sheaf_remote_count(const sheaf_query *query, sheaf_index *index, const sheaf_eval_options *options, size_t *count,
                       sheaf_error *err) {
  sheaf_remote *remote;
  sheaf_remote_plan plan = {0};
  sheaf_documents found = {0};
  uint64_t counted = 0;
  if (!options) options = &no_options;
  int code = sheaf_remote_begin(&remote, index, options, err);
  if (!code) code = sheaf_remote_check(query, options, err);
  if (!code) code = sheaf_remote_plan_make(&plan, query, options, 0, err);
  if (!code && !plan.frame) {
    code = sheaf_remote_count_query(remote, query, options, &counted, err);
  } else if (!code) {
    code = sheaf_remote_gather(remote, query, sheaf_index_last(index), options, &found, err);
    counted = found.count;
  }
  *count = (size_t)counted;
  sheaf_mem_free(found.ids);
  sheaf_remote_plan_clear(&plan);
  return sheaf_remote_end(remote, code);
}
