/* remote.h - the index of a library on servers: what there is to see, and its statistics. The words lie on the shards
 * (words.h), where src/query/remote.h asks for them; here is no list to walk.
 *
 * A view is the highest record and the ranges that no batch has published yet, as the coordinator had them at the last
 * refresh: whoever asks a shard leaves out what is not in it. Published records never change. */
#ifndef SHEAF_INDEX_REMOTE_H
#define SHEAF_INDEX_REMOTE_H

#include <stdint.h>

#include "base/buf.h"
#include "index.h"
#include "segment.h"
#include "store/server.h"
#include "words.h"

/* Statistics that stand for an index's own: those of the whole of which it holds a part. */
struct sheaf_index_statistics {
  uint32_t documents;                    /* how many */
  uint32_t last;                         /* the highest number; 0: the index's own */
  uint64_t tokens[SHEAF_SEGMENT_FIELDS]; /* by field */
};

typedef struct sheaf_index_remote {
  sheaf_server *server;                     /* borrowed */
  struct sheaf_index_statistics statistics; /* of what is published */
  sheaf_buf hidden;                         /* pairs of int64_t, first and last of ranges that are not, ascending */
  uint64_t version;                         /* counts the views */
  void *kept;                               /* what queries keep for the next one (query/remote.c); owned */
  void (*drop)(void *kept);                 /* frees it */
  sheaf_words words;                        /* scratch for adding */
  sheaf_buf row;                            /* the same */
} sheaf_index_remote;

/* NULL where the index lies in a file or in memory; borrowed. */
sheaf_index_remote *sheaf_index_remote_of(sheaf_index *self);
void sheaf_index_remote_close(sheaf_index_remote *self); /* NULL allowed */

int sheaf_index_remote_refresh(sheaf_index_remote *self, int *changed, sheaf_error *err);
/* Gives the words of the record that was added to the load last. */
int sheaf_index_remote_add(sheaf_index_remote *self, const sheaf_record *record, sheaf_error *err);
int sheaf_index_remote_terms(sheaf_index_remote *self, unsigned field, const char *prefix, size_t length,
                             sheaf_term_fn *visit, void *context, sheaf_error *err);

/* Appends the condition under which a record of an alias of record_words (or of a table with its id) is in the view:
 * "(w.id+0<=123 AND NOT(w.id BETWEEN 7 AND 9))". */
void sheaf_index_remote_shown(const sheaf_index_remote *self, const char *alias, sheaf_buf *sql);

#endif
