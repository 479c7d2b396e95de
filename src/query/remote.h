/* remote.h - queries to a library on servers: what eval.h, count.h and rank.h promise, there.
 *
 * A tree becomes a condition on the words that shards hold (remote_condition.h). Where it says all, its records are the
 * matches; where it does not, the records that meet it are fetched, some at a time, and indexed here, and the evaluator
 * of files looks at them (index/part.h). So are records that are clipped (index/words.h). REFs are sets that are known
 * here: what stands between them is asked for, and the evaluator puts it together (remote_plan.h). */
#ifndef SHEAF_QUERY_REMOTE_H
#define SHEAF_QUERY_REMOTE_H

#include "eval.h"

/* As sheaf_eval_documents, sheaf_count_documents and sheaf_rank_search, of an index on servers. */
int sheaf_remote_documents(const sheaf_query *query, sheaf_index *index, const sheaf_eval_options *options,
                           sheaf_documents *out, sheaf_error *err);
int sheaf_remote_count(const sheaf_query *query, sheaf_index *index, const sheaf_eval_options *options, size_t *count,
                       sheaf_error *err);
int sheaf_remote_search(const sheaf_query *query, sheaf_index *index, const sheaf_eval_options *options, size_t limit,
                        uint32_t **ids, size_t *count, size_t *matches, sheaf_error *err);

#endif
