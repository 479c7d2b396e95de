/* remote_run.h - what remote.c does for remote_rank.c. */
#ifndef SHEAF_QUERY_REMOTE_RUN_H
#define SHEAF_QUERY_REMOTE_RUN_H

#include "remote_ask.h"

/* What is kept with the index, while the caller's progress function is asked; end gives the code back. */
int sheaf_remote_begin(sheaf_remote **out, sheaf_index *index, const sheaf_eval_options *options, sheaf_error *err);
int sheaf_remote_end(sheaf_remote *self, int code); /* NULL allowed */

/* 0, or what the evaluator would say of a query whatever the records are. */
int sheaf_remote_check(const sheaf_query *query, const sheaf_eval_options *options, sheaf_error *err);
/* The documents of a query, put into an empty list. last: the highest record. */
int sheaf_remote_gather(sheaf_remote *remote, const sheaf_query *query, uint32_t last,
                        const sheaf_eval_options *options, sheaf_documents *out, sheaf_error *err);
/* The documents of a query without REFs, put into an empty list; or how many there are. */
int sheaf_remote_find(sheaf_remote *remote, const sheaf_query *query, const sheaf_eval_options *options,
                      sheaf_documents *out, sheaf_error *err);
int sheaf_remote_count_query(sheaf_remote *remote, const sheaf_query *query, const sheaf_eval_options *options,
                             uint64_t *count, sheaf_error *err);

#endif
