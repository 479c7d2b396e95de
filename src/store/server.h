/* server.h - a library's PostgreSQL servers: one coordinator, and the shards that its records lie on.
 *
 * Shards are numbered from 1; a shard may be the coordinator itself, but has a connection of its own even then, so that
 * all shards of one server work at once. Connections are opened when they are first needed, and after a failure opened
 * anew. A statement's rows are streamed: whoever takes them uses none until the statement has ended well, since a shard
 * that breaks in the middle gives SHEAF_EIO and its name. A function that takes rows may not use the same server.
 * In every session search_path is the library's schema, so that names need no schema; text is UTF-8. */
#ifndef SHEAF_STORE_SERVER_H
#define SHEAF_STORE_SERVER_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef struct sheaf_server sheaf_server;

typedef struct sheaf_server_options {
  int readonly;             /* nothing is made or changed */
  int create;               /* make the library where there is none */
  int shards;               /* of a new library: how many, 0: 1; of one that is there it must be 0 or what it has */
  const char *const *hosts; /* URL of each shard; NULL: all on the coordinator; borrowed during open */
  int timeout;              /* seconds that a server may be silent; 0: SHEAF_SERVER_TIMEOUT */
} sheaf_server_options;

enum {
  SHEAF_SERVER_TIMEOUT = 30,     /* seconds */
  SHEAF_SERVER_MOST_SHARDS = 64, /* of one library */
  SHEAF_SERVER_SPAN = 1000       /* this many consecutive records lie on one shard */
};

int sheaf_server_is_url(const char *path); /* 1 for "postgresql://..." and "postgres://..." */

/* Connects to the coordinator, and makes the tables where there are none yet. Caller closes. */
int sheaf_server_open(sheaf_server **out, const char *url, const sheaf_server_options *options, sheaf_error *err);
void sheaf_server_close(sheaf_server *self); /* NULL allowed */

size_t sheaf_server_shards(const sheaf_server *self);                    /* how many: >= 1 */
size_t sheaf_server_shard_of(const sheaf_server *self, uint32_t record); /* 1.. */

typedef enum sheaf_server_type {
  SHEAF_SERVER_NULL,    /* no value */
  SHEAF_SERVER_INTEGER, /* integer: a bigint */
  SHEAF_SERVER_NUMBER,  /* number: a double precision */
  SHEAF_SERVER_TEXT,    /* text and length, UTF-8; the server finds its type by where it stands ("{1,2}" is an array) */
  SHEAF_SERVER_BYTES    /* text and length: a bytea */
} sheaf_server_type;

typedef struct sheaf_server_value {
  sheaf_server_type type; /* which of the below counts */
  int64_t integer;        /* 64 bits, signed */
  double number;          /* IEEE 754 double */
  const char *text;       /* borrowed during the call */
  size_t length;          /* bytes in text */
} sheaf_server_value;

/* One row; borrowed during the call it is handed to. Columns are 0-based; what is not there or of another type is 0 or
 * "". */
typedef struct sheaf_server_row sheaf_server_row;
int sheaf_server_row_columns(const sheaf_server_row *row);
int sheaf_server_row_null(const sheaf_server_row *row, int column);
int64_t sheaf_server_row_integer(const sheaf_server_row *row, int column); /* of integers, booleans, whole numerics */
double sheaf_server_row_number(const sheaf_server_row *row, int column);   /* of floats, integers, numerics */
/* Text, bytea and the like, as the bytes they are; NUL-terminated. */
const char *sheaf_server_row_bytes(const sheaf_server_row *row, int column, size_t *length);
/* Of an array of integers: fills up to `most`; how many the array has. A NULL in it is 0. */
size_t sheaf_server_row_integers(const sheaf_server_row *row, int column, int64_t *out, size_t most);

/* Takes one row of a shard's (1..; 0: the coordinator's): 0 to go on, or a negative code to stop with, err filled. */
typedef int sheaf_server_row_fn(void *context, int shard, const sheaf_server_row *row, sheaf_error *err);

enum {
  SHEAF_SERVER_ALL = -1,       /* every shard */
  SHEAF_SERVER_COORDINATOR = 0 /* the coordinator: in the store's own session, within its open transaction */
};

/* Asked some times a second while shards are waited for: 1 to stop with SHEAF_ERANGE "interrupted". NULL: nobody. */
typedef int sheaf_server_stop_fn(void *context);
void sheaf_server_watch(sheaf_server *self, sheaf_server_stop_fn *stop, void *context);

/* One statement to one shard (1..), all shards or the coordinator, sent to each before any is waited for. `{k}` in the
 * text is the shard's number (record_words_s{k}); parameters are $1, $2, ... Rows may be taken between those of other
 * shards, each shard's own in its order; row NULL: they are dropped. 0, or the first failure: then nothing is known of
 * what the others did. */
int sheaf_server_each(sheaf_server *self, int shard, const char *sql, const sheaf_server_value *params, int count,
                      sheaf_server_row_fn *row, void *context, sheaf_error *err);

#endif
