/* window.h - scores of many documents by many words: all words go through the documents side by side, a window of
 * documents at a time, so that the sums stay in the processor's cache. */
#ifndef SHEAF_QUERY_WINDOW_H
#define SHEAF_QUERY_WINDOW_H

#include "query.h"
#include "top.h"
#include "weigh.h"

enum { SHEAF_WINDOW_SLOTS = 1 << 13 }; /* documents in a window */

typedef struct sheaf_window_leaf {
  const sheaf_query_node *node; /* a TERM */
  double documents;             /* how many have it */
  double idf;                   /* sheaf_weigh_idf of that */
  uint32_t groups;              /* for sheaf_window_search: those that it satisfies */
} sheaf_window_leaf;

/* Offers all matches with their scores to top: 0, 1 where nothing was done since wildcards stand for too many words, or
 * a failure. weigh has SHEAF_WINDOW_SLOTS slots. */
int sheaf_window_score(sheaf_weigh *weigh, const sheaf_window_leaf *leaves, size_t count,
                       const sheaf_documents *matches, sheaf_top *top, sheaf_error *err);

/* Offers all documents up to `last` that satisfy all groups (bits 0 to groups - 1, at most 32), each by a leaf that
 * they have; *matches says how many. Every leaf is in a group. Otherwise as sheaf_window_score. */
int sheaf_window_search(sheaf_weigh *weigh, const sheaf_window_leaf *leaves, size_t count, unsigned groups,
                        uint32_t last, sheaf_top *top, size_t *matches, sheaf_error *err);

/* Offers all documents that have a TERM without wildcards in one field, `documents` of them. */
int sheaf_window_score_word(sheaf_index *index, unsigned field, const sheaf_query_node *term, uint32_t documents,
                            sheaf_top *top, sheaf_error *err);

#endif
