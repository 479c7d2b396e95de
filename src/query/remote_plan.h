/* remote_plan.h - a query in pieces that the servers answer, and a frame of REFs that puts them together.
 *
 * Without REFs and without counts of nodes the whole query is one piece, and there is no frame. With REFs, what stands
 * between them becomes pieces. Where every node is to be counted, every leaf is a piece, equal leaves one. */
#ifndef SHEAF_QUERY_REMOTE_PLAN_H
#define SHEAF_QUERY_REMOTE_PLAN_H

#include "eval.h"

typedef struct sheaf_remote_piece {
  const sheaf_query *query; /* what is asked */
  sheaf_query *own;         /* the same where it was made for this; owned; else NULL */
  sheaf_documents found;    /* its documents, filled by whoever asked; owned */
} sheaf_remote_piece;

typedef struct sheaf_remote_plan {
  const sheaf_query *query;       /* the whole; borrowed */
  sheaf_remote_piece *pieces;     /* owned */
  size_t count;                   /* of them */
  sheaf_query *frame;             /* NULL: the only piece is all; owned */
  const sheaf_query_node **stand; /* by number in the query: the node of the frame that has its documents, or NULL */
} sheaf_remote_plan;

/* nodewise: every node will be counted. Always clear. 0 or SHEAF_ENOMEM. */
int sheaf_remote_plan_make(sheaf_remote_plan *self, const sheaf_query *query, const sheaf_eval_options *options,
                           int nodewise, sheaf_error *err);
void sheaf_remote_plan_clear(sheaf_remote_plan *self);

/* A query of one node of another, with what is below it; NULL: no memory. Caller frees. */
sheaf_query *sheaf_remote_plan_query(const sheaf_query *of, const sheaf_query_node *node);

/* 1 where a node is left out, being UNSUPPORTED or made of nothing else. */
int sheaf_remote_is_omitted(const sheaf_eval_options *options, const sheaf_query_node *node);

#endif
