/* phrase.h - phrases of plain words, a document at a time: nothing is gathered, and the positions of a common word are
 * looked at only where the rarer words already stand as they should. */
#ifndef SHEAF_QUERY_PHRASE_H
#define SHEAF_QUERY_PHRASE_H

#include "match.h"

/* 1 where a node is a PHRASE whose words have no wildcards. */
int sheaf_phrase_is_plain(const sheaf_query_node *node);

/* As sheaf_match_spans for such a node. */
int sheaf_phrase_spans(sheaf_match *match, const sheaf_query_node *node, unsigned field, int any, sheaf_match_fn *visit,
                       void *context, sheaf_error *err);

/* How often such a node stands in each of the documents of `within` (ascending; NULL: in each of all), for those in
 * which it does. */
int sheaf_phrase_frequencies(sheaf_match *match, const sheaf_query_node *node, unsigned field,
                             const sheaf_documents *within, sheaf_block_fn *visit, void *context, sheaf_error *err);

#endif
