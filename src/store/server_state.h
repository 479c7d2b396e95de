/* server_state.h - what the files of the servers share: the open servers themselves. */
#ifndef SHEAF_STORE_SERVER_STATE_H
#define SHEAF_STORE_SERVER_STATE_H

#include "connection.h"
#include "server_url.h"

enum { SHEAF_SERVER_VERSION = 2 }; /* of the tables; any other is refused */

typedef struct sheaf_server_shard {
  char *url;               /* owned; NULL: the coordinator */
  sheaf_connection *query; /* for statements to shards; NULL until needed; owned */
  sheaf_connection *load;  /* for loading, so that a load does not hold up what is asked; as query */
  int seen;                /* how closely its schema was looked at since (a sheaf_server_depth) */
} sheaf_server_shard;

typedef struct sheaf_server_load sheaf_server_load; /* server_load.c */
struct sheaf_server_batch;                          /* server_batch.h */

struct sheaf_server {
  char *url;                        /* of the coordinator, without `schema`; owned */
  char schema[SHEAF_SERVER_SCHEMA]; /* name of the library's schema */
  char *user;                       /* who the coordinator knows us as: so do the shards; owned */
  char *password;                   /* NULL where none was needed; owned */
  char library[40];                 /* the library's own identifier, by which a shard knows it */
  int timeout;                      /* seconds of silence */
  int readonly;                     /* nothing is changed */
  int seen;                         /* how closely the coordinator's schema was looked at (a sheaf_server_depth) */
  int open;                         /* a transaction is open in the store's session */
  int lost;                         /* it is, but its connection is gone: nothing works until it is rolled back */
  int held;                         /* locks are held in the store's session: it may not be opened anew unnoticed */
  sheaf_connection *store;          /* the store's session; owned */
  sheaf_connection *control;        /* for what must be committed at once; as reader */
  sheaf_server_load *load;          /* records on their way; NULL until there are some; owned */
  sheaf_connection *reader;         /* for what the user reads (select.h); NULL until needed; owned */
  int cursors;                      /* open on it (server_cursor.h) */
  unsigned cursor_number;           /* of the last one made */
  uint64_t reads;                   /* how often that connection was opened */
  sheaf_server_stop_fn *stop;       /* asked while shards are waited for; may be NULL */
  void *stop_context;               /* handed to it */
  sheaf_server_shard *shards;       /* owned */
  size_t count;                     /* shards */
};

/* The connection that is meant, opened where there is none or it was lost. shard 0: the store's session. Borrowed. */
int sheaf_server_connection(sheaf_server *self, int shard, int loading, sheaf_connection **out, sheaf_error *err);
int sheaf_server_reader(sheaf_server *self, sheaf_connection **out, sheaf_error *err);
int sheaf_server_control(sheaf_server *self, sheaf_connection **out, sheaf_error *err);

/* Whether the schemas of the coordinator and of all shards are as sheaf made them, looked at anew (server_verify.h). */
int sheaf_server_inspect(sheaf_server *self, sheaf_error *err);

/* Where a statement failed at the coordinator since a shard does not answer it, the error is made that shard's. Gives
 * the code back. */
int sheaf_server_blame(sheaf_server *self, int code, sheaf_error *err);

/* The text with every {k} replaced, appended. */
void sheaf_server_expand(const char *sql, size_t k, sheaf_buf *out);

/* Makes the tables on the coordinator and on every shard (server_schema.c). */
int sheaf_server_create(sheaf_server *self, const sheaf_server_options *options, sheaf_error *err);

/* One number from the store's session: the first column of the first row, 0 where there is none. */
int sheaf_server_number(sheaf_server *self, const char *sql, const sheaf_server_value *params, int count, int64_t *out,
                        sheaf_error *err);

/* A transaction of the store's session that no other program's runs beside: begin waits its turn. */
int sheaf_server_begin(sheaf_server *self, sheaf_error *err);
int sheaf_server_commit(sheaf_server *self, sheaf_error *err);
void sheaf_server_rollback(sheaf_server *self);

/* The store's commit publishes what was flushed: in its transaction, and after it (server_load.c). */
int sheaf_server_load_publish(sheaf_server *self, sheaf_error *err);
void sheaf_server_load_published(sheaf_server *self);
void sheaf_server_load_close(sheaf_server *self);
struct sheaf_server_batch *sheaf_server_batch_of(sheaf_server *self); /* that is being filled, or NULL; borrowed */

/* A lock of the store's session, until it is given back or the connection ends: 1 when it was taken, 0 where another
 * program has it, or a negative code. */
int sheaf_server_hold(sheaf_server *self, const char *name, sheaf_error *err);
void sheaf_server_release(sheaf_server *self, const char *name);

#endif
