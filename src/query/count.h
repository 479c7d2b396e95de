/* count.h - how many documents match a query, without saying which. */
#ifndef SHEAF_QUERY_COUNT_H
#define SHEAF_QUERY_COUNT_H

#include <stddef.h>

#include "eval.h"

/* As sheaf_eval_documents, for the number of documents alone. options->counts and seen must be NULL. */
int sheaf_count_documents(const sheaf_query *query, sheaf_index *index, const sheaf_eval_options *options,
                          size_t *count, sheaf_error *err);

#endif
