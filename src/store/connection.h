/* connection.h - one connection to a PostgreSQL server: the only place that knows libpq (connection.c and
 * connection_row.c; connection_none.c where it is absent).
 *
 * Nothing here waits without end: a server that is silent for longer than the timeout, while something is expected of
 * it, is given up. After such a failure the connection is broken: all that is left is to close it. */
#ifndef SHEAF_STORE_CONNECTION_H
#define SHEAF_STORE_CONNECTION_H

#include "base/buf.h"
#include "server.h"

typedef struct sheaf_connection sheaf_connection;
typedef struct sheaf_server_result sheaf_server_result; /* rows of a statement; freed by sheaf_server_result_free */

struct sheaf_server_row {
  const sheaf_server_result *result; /* borrowed */
  int at;                            /* its place in the result */
};

typedef struct sheaf_connection_options {
  const char *url;      /* as libpq takes it */
  const char *user;     /* where neither the URL nor the environment says; NULL: libpq's own */
  const char *password; /* the same */
  const char *like;   /* URL whose client certificate counts, where `url` and the environment name none; may be NULL */
  const char *schema; /* name of the library's schema, unquoted */
  const char *what;   /* "the coordinator", "shard 2": how messages call it */
  int timeout;        /* seconds of silence that end it */
  int readonly;       /* its transactions only read */
  int patient;        /* a statement may take ten times as long, as long as data flow */
  int searches;       /* asks for words of records: lists are quicker there than reading every record */
} sheaf_connection_options;

int sheaf_connection_open(sheaf_connection **out, const sheaf_connection_options *options, sheaf_error *err);
void sheaf_connection_close(sheaf_connection *self); /* NULL allowed; what was running ends at the server */
int sheaf_connection_broken(const sheaf_connection *self);
/* 1 where it may be given a statement: whole, nothing running, and not closed by the server since it was last used. */
int sheaf_connection_usable(sheaf_connection *self);
const char *sheaf_connection_name(const sheaf_connection *self);  /* "shard 2 (host:port)"; borrowed until close */
const char *sheaf_connection_state(const sheaf_connection *self); /* SQLSTATE of the last failure, "" if none */

/* The name in double quotes, appended to out; 0 or a negative code. */
int sheaf_connection_quote(const sheaf_connection *self, const char *name, sheaf_buf *out, sheaf_error *err);
/* The text in single quotes. */
int sheaf_connection_quote_text(const sheaf_connection *self, const char *text, sheaf_buf *out, sheaf_error *err);
/* What the connection was made with: "host", "port", "dbname", "user", "password", or another of libpq's keywords; NULL
 * where that is as libpq has it by itself. Borrowed until close. */
const char *sheaf_connection_setting(const sheaf_connection *self, const char *keyword);

typedef enum sheaf_connection_rows {
  SHEAF_CONNECTION_WHOLE,  /* all rows in one result, binary */
  SHEAF_CONNECTION_STREAM, /* one row a result, binary */
  SHEAF_CONNECTION_TEXTUAL /* all rows in one result, as text */
} sheaf_connection_rows;

/* Sends a statement; its results are received before the next is sent. */
int sheaf_connection_send(sheaf_connection *self, const char *sql, const sheaf_server_value *params, int count,
                          sheaf_connection_rows rows, sheaf_error *err);
/* Sends several statements with semicolons between them, without parameters; in one transaction if none is open. */
int sheaf_connection_send_script(sheaf_connection *self, const char *sql, sheaf_error *err);

enum { SHEAF_CONNECTION_LATER = 2, SHEAF_CONNECTION_COPY = 3 };

/* 1 with a result (caller frees), 0 when the statement has ended well, SHEAF_CONNECTION_LATER when nothing has come
 * yet, SHEAF_CONNECTION_COPY when it waits for data, or a negative code: it has ended. Never waits. */
int sheaf_connection_receive(sheaf_connection *self, sheaf_server_result **out, sheaf_error *err);
/* While something is waited for, stop (NULL: nobody) is asked some times a second: where it gives 1, waiting fails with
 * SHEAF_ERANGE "interrupted". */
void sheaf_connection_watch(sheaf_connection *self, sheaf_server_stop_fn *stop, void *context);
/* Waits until one of these may have something to receive or room to send; NULL entries are passed over. */
int sheaf_connection_wait(sheaf_connection *const *list, size_t count, sheaf_error *err);
/* Receives to the end: *out (NULL allowed) is the last result with rows, NULL where there is none; caller frees. */
int sheaf_connection_finish(sheaf_connection *self, sheaf_server_result **out, sheaf_error *err);

/* Sends and receives to the end. */
int sheaf_connection_run(sheaf_connection *self, const char *sql, const sheaf_server_value *params, int count,
                         sheaf_server_result **out, sheaf_error *err);
int sheaf_connection_script(sheaf_connection *self, const char *sql, sheaf_error *err);

/* For a statement that waits for data: how many bytes it took, 0 when it has no room now, or a negative code. */
int64_t sheaf_connection_copy(sheaf_connection *self, const char *bytes, size_t length, sheaf_error *err);
int sheaf_connection_copy_end(sheaf_connection *self, sheaf_error *err); /* then receive to the end */

/* Asks which columns a statement would have, without running it: *out is a result with no rows. Parameters are of
 * types that the server finds. */
int sheaf_connection_describe(sheaf_connection *self, const char *sql, sheaf_server_result **out, sheaf_error *err);

void sheaf_server_result_free(sheaf_server_result *self); /* NULL allowed */
int sheaf_server_result_rows(const sheaf_server_result *self);
int sheaf_server_result_columns(const sheaf_server_result *self);
const char *sheaf_server_result_name(const sheaf_server_result *self, int column); /* borrowed until free */
int64_t sheaf_server_result_changed(const sheaf_server_result *self);              /* rows inserted, updated, deleted */
sheaf_server_type sheaf_server_result_type(const sheaf_server_result *self, int row,
                                           int column); /* what a value is best taken as */

#endif
