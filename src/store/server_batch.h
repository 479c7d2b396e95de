/* server_batch.h - the records of a batch in memory, and what COPY takes of them (server_load.h). */
#ifndef SHEAF_STORE_SERVER_BATCH_H
#define SHEAF_STORE_SERVER_BATCH_H

#include "base/dictionary.h"
#include "server_load.h"
#include "server_state.h"

enum { SHEAF_SERVER_BATCH_FIELDS = 256 };

typedef struct sheaf_server_batch {
  sheaf_buf items;                           /* of the records (server_batch.c) */
  sheaf_buf bytes;                           /* what they are made of */
  int64_t tokens[SHEAF_SERVER_BATCH_FIELDS]; /* by field, from field 1 on */
  size_t fields;                             /* of them */
} sheaf_server_batch;

/* What one shard gets: rows of its four tables as COPY takes them in binary; tokens are those that it may not know. */
typedef struct sheaf_server_parcel {
  size_t count;     /* records */
  sheaf_buf record; /* of record_s{k} */
  sheaf_buf body;   /* of record_body_s{k} */
  sheaf_buf words;  /* of record_words_s{k} */
  sheaf_buf tokens; /* of lexicon_s{k}, ascending; empty where there is none */
} sheaf_server_parcel;

void sheaf_server_batch_clear(sheaf_server_batch *self);
void sheaf_server_batch_reset(sheaf_server_batch *self);
size_t sheaf_server_batch_count(const sheaf_server_batch *self);
/* Of its first record: the source, and the number that it was given, 0 for none; the number of its last. */
void sheaf_server_batch_range(const sheaf_server_batch *self, int64_t *source, uint32_t *first, uint32_t *last);

int sheaf_server_batch_add(sheaf_server_batch *self, int64_t source, uint64_t ordinal, uint32_t id,
                           const sheaf_record *record, sheaf_error *err);

/* Makes the parcel of shard k; records without a number get those from `first` on. Tokens in `known` are left out, and
 * added to it. Caller clears. */
int sheaf_server_batch_pack(const sheaf_server_batch *self, const sheaf_server *server, size_t k, uint32_t first,
                            sheaf_dictionary *known, sheaf_server_parcel *out, sheaf_error *err);
void sheaf_server_parcel_clear(sheaf_server_parcel *self);

#endif
