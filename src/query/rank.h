/* rank.h - the order of relevance: BM25F over the words of a query.
 *
 * For each word, phrase or NEAR t of the query outside the right side of a NOT, and each document d:
 *   tf(t,d) = sum over fields f of  weight(f) * occurrences(t,f,d) / (1 - b + b * length(f,d) / average(f))
 *   score(d) = sum over t of  idf(t) * tf / (k1 + tf),    idf(t) = ln(1 + (N - n + 0.5) / (n + 0.5))
 * with k1 = 1.2, b = 0.75, N documents in the index, n documents among them with t. Weights: title 5; keywords,
 * headings and substances 3; all else 1. Headings, qualifiers count as one occurrence in a field of average length.
 * Source: Robertson, Zaragoza, Taylor, "Simple BM25 extension to multiple weighted fields", CIKM 2004; the idf with 1
 * added, so that it is never negative, is Lucene's. */
#ifndef SHEAF_QUERY_RANK_H
#define SHEAF_QUERY_RANK_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "eval.h"
#include "index/index.h"
#include "query.h"

/* Puts the best `limit` (0: all) of matches into ids and scores (each with room for min(limit, matches->count), scores
 * may be NULL), best first, ties by id ascending; *count says how many. 0, SHEAF_ENOMEM or what the index reports. */
int sheaf_rank_top(const sheaf_query *query, sheaf_index *index, const sheaf_documents *matches, size_t limit,
                   uint32_t *ids, float *scores, size_t *count, sheaf_error *err);

/* The same with options->counts as somebody counted: of each leaf's documents, by number; in place of those of an index
 * that holds a part of the records (sheaf_index_give_statistics). */
int sheaf_rank_given(const sheaf_query *query, sheaf_index *index, const sheaf_eval_options *options,
                     const sheaf_documents *matches, size_t limit, uint32_t *ids, float *scores, size_t *count,
                     sheaf_error *err);

/* Finds what matches (as sheaf_eval_documents) and the best `limit` (0: all) of it in order: *ids has *count of them,
 * caller frees it with sheaf_mem_free; *matches says how many match. */
int sheaf_rank_search(const sheaf_query *query, sheaf_index *index, const sheaf_eval_options *options, size_t limit,
                      uint32_t **ids, size_t *count, size_t *matches, sheaf_error *err);

#endif
