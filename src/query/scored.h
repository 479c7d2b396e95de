/* scored.h - which leaves of a query count for its order of relevance (rank.h), on whatever they are scored. */
#ifndef SHEAF_QUERY_SCORED_H
#define SHEAF_QUERY_SCORED_H

#include "query.h"

int sheaf_scored_is_word(const sheaf_query_node *leaf);    /* 1: a TERM of one word as it stands */
int sheaf_scored_is_heading(const sheaf_query_node *leaf); /* 1: HEADING or QUALIFIER */

/* Puts the leaves into out (room for sheaf_query_size), equal ones once, in reading order, none below the right side of
 * a NOT; borrowed from the query. 0 or SHEAF_ENOMEM. */
int sheaf_scored_leaves(const sheaf_query *query, const sheaf_query_node **out, size_t *count);

#endif
