/* freq.h - words, phrases and proximities that occur a number of times in a record (Ovid's /freq=3). */
#ifndef SHEAF_QUERY_FREQ_H
#define SHEAF_QUERY_FREQ_H

#include "match.h"
#include "query.h"

/* How many of the spans (ascending, of one document) there are at most that do not overlap. */
size_t sheaf_freq_count(const sheaf_span *spans, size_t count);

/* Adds the documents that match a FREQ to out: those in whose fields the child occurs often enough, taken together. */
int sheaf_freq_documents(sheaf_match *match, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err);

#endif
