/* alone.h - the best documents of a query that is one phrase or one proximity: where its words stand is looked up once,
 * both to find and to score. */
#ifndef SHEAF_QUERY_ALONE_H
#define SHEAF_QUERY_ALONE_H

#include "match.h"
#include "top.h"

/* Offers the documents of a PHRASE or NEAR to top; *matches says how many there are. 0, SHEAF_ENOMEM or what
 * sheaf_match_spans reports. */
int sheaf_alone_score(sheaf_match *match, const sheaf_query_node *node, sheaf_top *top, size_t *matches,
                      sheaf_error *err);

#endif
