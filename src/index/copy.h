/* copy.h - what another library holds, into this one, under the numbers that it has there (lua/sheaf/copy.lua).
 *
 * Rows go in between begin and commit, and are there together or not at all. The caller keeps sources' counts in step
 * with the records of the same transaction, so that a copy that breaks leaves a whole library. On servers records are a
 * batch as of a load (store/server_load.h): they are at the shards before the transaction begins. */
#ifndef SHEAF_INDEX_COPY_H
#define SHEAF_INDEX_COPY_H

#include "base/error.h"
#include "index.h"
#include "store/select.h"
#include "store/store.h"

typedef struct sheaf_copy sheaf_copy;

/* One record as a row of `record` with its row of `record_body`; texts are borrowed during the call. */
typedef struct sheaf_copy_row {
  uint32_t id;       /* larger than any before */
  int64_t source;    /* its number */
  uint64_t ordinal;  /* its place in the source */
  uint64_t line;     /* where it began */
  const char *body;  /* packed */
  size_t length;     /* bytes in body */
  const char *raw;   /* its own bytes; NULL where they were not kept */
  size_t raw_length; /* bytes in raw */
} sheaf_copy_row;

int sheaf_copy_open(sheaf_copy **out, sheaf_store *store, sheaf_index *index, sheaf_error *err);
/* Drops what is not committed; NULL allowed. closed: the store was closed before. */
void sheaf_copy_close(sheaf_copy *self, int closed);

/* sha256: of the source of the records that come first, before all else that is written; NULL: none do. SHEAF_EBUSY
 * where somebody loads that source. */
int sheaf_copy_begin(sheaf_copy *self, const char *sha256, sheaf_error *err);
int sheaf_copy_commit(sheaf_copy *self, sheaf_error *err); /* after a failure nothing is open */

int sheaf_copy_record(sheaf_copy *self, const sheaf_copy_row *row, sheaf_error *err);
/* What a source has come to. */
int sheaf_copy_counts(sheaf_copy *self, int64_t source, uint64_t seen, uint64_t loaded, uint64_t rejected, int complete,
                      sheaf_error *err);
/* The works that records report, where these are not their own. */
int sheaf_copy_works(sheaf_copy *self, const uint32_t *records, const uint32_t *works, size_t count, sheaf_error *err);

/* The columns of a table that is copied by rows, as a statement lists them, and how many; NULL where it is not. */
const char *sheaf_copy_columns(const char *table, size_t *count);
/* One row of it. */
int sheaf_copy_add(sheaf_copy *self, const char *table, const sheaf_select_value *values, sheaf_error *err);
/* Empties it, or takes the rows of one source out of it (0: all). The ledger and what belongs to it cannot be. */
int sheaf_copy_clear(sheaf_copy *self, const char *table, int64_t source, sheaf_error *err);

/* What is added from now on gets numbers behind those that were copied. */
int sheaf_copy_finish(sheaf_copy *self, sheaf_error *err);

#endif
