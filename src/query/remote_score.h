/* remote_score.h - what ranking asks the shards: how many documents have each leaf, and the best of the records that
 * have some plain words. */
#ifndef SHEAF_QUERY_REMOTE_SCORE_H
#define SHEAF_QUERY_REMOTE_SCORE_H

#include "remote_ask.h"
#include "top.h"

/* A leaf by itself. */
typedef struct sheaf_remote_leaf_of {
  const sheaf_query_node *node; /* in the whole query; borrowed */
  sheaf_query *query;           /* it alone; owned */
  sheaf_remote_pair pair;       /* its conditions */
  uint64_t count;               /* documents that have it */
  int known;                    /* 1: count is */
} sheaf_remote_leaf_of;

/* The leaves of a query that are scored, each kind once, in reading order. */
typedef struct sheaf_remote_leaves {
  sheaf_remote *remote;              /* borrowed */
  const sheaf_eval_options *options; /* borrowed */
  sheaf_remote_leaf_of *items;       /* owned */
  size_t count;                      /* of them */
} sheaf_remote_leaves;

/* All zero but remote and options before; always clear. */
int sheaf_remote_leaves_make(sheaf_remote_leaves *self, const sheaf_query *query, sheaf_error *err);
void sheaf_remote_leaves_clear(sheaf_remote_leaves *self);
/* Fills the counts. Those of words are kept with the index, as long as the view stays the same. */
int sheaf_remote_leaves_count(sheaf_remote_leaves *self, sheaf_index *index, sheaf_error *err);

/* Records that meet an exact condition and are not clipped, scored by words and headings. */
typedef struct sheaf_remote_score {
  sheaf_remote *remote;              /* borrowed */
  const sheaf_query_node *root;      /* of the query; borrowed */
  const sheaf_remote_pair *pair;     /* its condition; borrowed */
  const sheaf_remote_leaves *leaves; /* what is scored, counted; borrowed */
} sheaf_remote_score;

/* 0 where shards cannot score by all leaves, or there are so many that it is quicker here. */
int sheaf_remote_score_is_worth(const sheaf_remote_score *self);
/* Offers the best of every shard to top. matches (NULL allowed): set to how many there are. */
int sheaf_remote_score_run(const sheaf_remote_score *self, sheaf_top *top, uint64_t *matches, sheaf_error *err);

#endif
