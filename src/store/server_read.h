/* server_read.h - records on the shards of a server, for readers: only what is published is seen. */
#ifndef SHEAF_STORE_SERVER_READ_H
#define SHEAF_STORE_SERVER_READ_H

#include "base/buf.h"
#include "server.h"

/* What is published: numbers up to `last` that are in none of the ranges. */
typedef struct sheaf_server_view {
  int64_t last;     /* the highest number given out */
  sheaf_buf ranges; /* an int8multirange as text, with a NUL: "{[1001,2001)}" */
} sheaf_server_view;

int sheaf_server_view_read(sheaf_server *server, sheaf_server_view *view, sheaf_error *err);
void sheaf_server_view_clear(sheaf_server_view *view);
/* The view as two parameters, and the condition on them in SQL: `id<=$1 AND NOT id<@$2::int8multirange`. */
void sheaf_server_view_bind(sheaf_server_view *view, sheaf_server_value params[2]);

typedef struct sheaf_server_body {
  uint32_t id;    /* of the record; ascending */
  uint32_t work;  /* it belongs to */
  int64_t source; /* it came from */
  size_t at;      /* of its body in the bytes */
  size_t length;  /* of its body */
} sheaf_server_body;

/* Records in memory, ascending by id. All zero is empty. */
typedef struct sheaf_server_bodies {
  sheaf_buf items; /* sheaf_server_body after another */
  sheaf_buf bytes; /* their bodies */
} sheaf_server_bodies;

void sheaf_server_bodies_clear(sheaf_server_bodies *self);
size_t sheaf_server_bodies_count(const sheaf_server_bodies *self);
const sheaf_server_body *sheaf_server_bodies_at(const sheaf_server_bodies *self, size_t i);      /* borrowed */
const sheaf_server_body *sheaf_server_bodies_find(const sheaf_server_bodies *self, uint32_t id); /* NULL: not there */

/* Replaces what is there by these records, or by those from first to last. Those there are not are left out. */
int sheaf_server_bodies_read(sheaf_server *server, sheaf_server_bodies *self, const uint32_t *ids, size_t count,
                             sheaf_error *err);
int sheaf_server_bodies_range(sheaf_server *server, sheaf_server_bodies *self, uint32_t first, uint32_t last,
                              sheaf_error *err);

/* As sheaf_store_record_get; a record that was read ahead is taken from there, once. */
int sheaf_server_record_get(sheaf_server *server, sheaf_server_bodies *ahead, uint32_t id, char **body, size_t *length,
                            int64_t *source, uint32_t *work, sheaf_error *err);
/* As sheaf_store_record_ids. */
int sheaf_server_record_ids(sheaf_server *server, int works, uint32_t **ids, size_t *count, sheaf_error *err);
/* SHEAF_ERANGE where one of the records is not there. */
int sheaf_server_find(sheaf_server *server, const uint32_t *ids, size_t count, sheaf_error *err);

#endif
