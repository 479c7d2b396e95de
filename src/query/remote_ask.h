/* remote_ask.h - what queries ask the shards of a library on servers: which words there are, which records meet a
 * condition (remote_condition.h), how many, and the records themselves. What the shards said of their words is kept for
 * the next query, as long as the view of the index (index/remote.h) stays the same. */
#ifndef SHEAF_QUERY_REMOTE_ASK_H
#define SHEAF_QUERY_REMOTE_ASK_H

#include "index/part.h"
#include "index/remote.h"
#include "remote_condition.h"

typedef struct sheaf_remote sheaf_remote;

/* What is kept with the index; made at first use; borrowed until the index is closed. */
int sheaf_remote_of(sheaf_remote **out, sheaf_index *index, sheaf_error *err);
const sheaf_remote_lexicon *sheaf_remote_words(sheaf_remote *self); /* borrowed */

/* Learns which words of the tree the shards have, so that the lexicon knows. */
int sheaf_remote_learn(sheaf_remote *self, const sheaf_query_node *root, sheaf_error *err);

/* The conditions of a tree: of records that are not clipped, and of those that are. */
typedef struct sheaf_remote_pair {
  sheaf_remote_condition placed;    /* see remote_condition.h */
  sheaf_remote_condition placeless; /* the same; its text has SHEAF_WORDS_WHOLE besides */
  sheaf_remote_answer answer;       /* of the first */
  sheaf_remote_answer clipped;      /* of the second; never exact. NONE: the library has no such records */
} sheaf_remote_pair;

int sheaf_remote_pair_make(sheaf_remote_pair *self, sheaf_remote *remote, const sheaf_query *query,
                           const sheaf_eval_options *options, sheaf_error *err);
void sheaf_remote_pair_clear(sheaf_remote_pair *self);

/* The tail of a statement on record_words_s{k} w that gives the records of the first condition, which is $1 where its
 * answer is SOME. */
void sheaf_remote_where(const sheaf_remote *self, const sheaf_remote_pair *pair, sheaf_buf *sql);
sheaf_server_value sheaf_remote_parameter(const sheaf_remote_condition *condition);

/* Appends the records that meet the first condition to found, and those that meet the second to doubtful: ascending. */
int sheaf_remote_candidates(sheaf_remote *self, const sheaf_remote_pair *pair, sheaf_documents *found,
                            sheaf_documents *doubtful, sheaf_error *err);
/* How many records that are not clipped meet the first. */
int sheaf_remote_count_met(sheaf_remote *self, const sheaf_remote_pair *pair, uint64_t *count, sheaf_error *err);

enum { SHEAF_REMOTE_CHUNK = 2000 /* records that are looked at together */ };

/* Fills an empty part with some records (ascending, at most SHEAF_REMOTE_CHUNK), in this order. */
int sheaf_remote_fetch(sheaf_remote *self, const uint32_t *ids, size_t count, sheaf_part *part, sheaf_error *err);

sheaf_server *sheaf_remote_server(sheaf_remote *self); /* borrowed */
const sheaf_index_remote *sheaf_remote_index(const sheaf_remote *self);

#endif
