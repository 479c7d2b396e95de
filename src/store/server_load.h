/* server_load.h - records on their way to the shards: a batch in memory, then COPY to every shard, then published.
 *
 *   1. sheaf_server_load_record, _raw, _words, _token fill the batch: no server is asked.
 *   2. sheaf_server_load_flush takes numbers from the counter and says, in a transaction of its own, that they are not
 *      published; then each shard gets its records in one transaction.
 *   3. The store's session begins a transaction, writes what belongs to the batch (counts, problems, decisions), and
 *      commits: with that the batch is published.
 *
 * Whatever breaks before the commit leaves numbers that nobody sees. sheaf_server_load_recover takes them away. A load
 * holds its source's lock from _begin to _end, so that a batch that is not published either has a loader at work or
 * none for good. */
#ifndef SHEAF_STORE_SERVER_LOAD_H
#define SHEAF_STORE_SERVER_LOAD_H

#include "record/record.h"
#include "server.h"

/* Takes the lock of the bytes with this SHA-256: SHEAF_EBUSY where another program is loading them. */
int sheaf_server_load_begin(sheaf_server *server, const char *sha256, sheaf_error *err);
void sheaf_server_load_end(sheaf_server *server); /* gives it back; harmless where there is none */

/* Removes what loads of the source left unpublished, 0: of all sources that nobody is loading. */
int sheaf_server_load_recover(sheaf_server *server, int64_t source, sheaf_error *err);

/* One more record in the batch. id 0: the counter's next, known after the flush; else the ids of a batch ascend, and
 * are above all that are there. */
int sheaf_server_load_record(sheaf_server *server, int64_t source, uint64_t ordinal, uint32_t id,
                             const sheaf_record *record, sheaf_error *err);
/* Of the record that was added last: its own bytes; the values of its row of words (index/words.h) and how many tokens
 * it has by field, from field 1 on; each of its tokens, once. All are copied. */
int sheaf_server_load_raw(sheaf_server *server, const char *bytes, size_t length, sheaf_error *err);
int sheaf_server_load_words(sheaf_server *server, const char *values, size_t length, const uint32_t *tokens,
                            size_t fields, sheaf_error *err);
int sheaf_server_load_token(sheaf_server *server, unsigned field, const char *token, size_t length, sheaf_error *err);

size_t sheaf_server_load_pending(const sheaf_server *server); /* bytes in the batch */
int sheaf_server_load_full(const sheaf_server *server);       /* 1: it is time to flush */
/* *first (NULL allowed): the number of the batch's first record, 0 where it is empty. */
int sheaf_server_load_flush(sheaf_server *server, uint32_t *first, sheaf_error *err);
/* Forgets the batch, and takes away what was flushed and not published, where the servers still answer. */
void sheaf_server_load_discard(sheaf_server *server);

#endif
