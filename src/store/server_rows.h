/* server_rows.h - many rows with one statement: its parameters are arrays, one a column, which the statement takes
 * apart with unnest(). */
#ifndef SHEAF_STORE_SERVER_ROWS_H
#define SHEAF_STORE_SERVER_ROWS_H

#include "base/buf.h"
#include "server.h"

enum { SHEAF_SERVER_ROWS_COLUMNS = 10, SHEAF_SERVER_ROWS_MOST = 2000 };

typedef struct sheaf_server_rows {
  int columns;                                 /* values of a row; set by the caller */
  size_t count;                                /* rows at hand */
  sheaf_buf arrays[SHEAF_SERVER_ROWS_COLUMNS]; /* of their values */
} sheaf_server_rows;

void sheaf_server_rows_clear(sheaf_server_rows *self);
void sheaf_server_rows_add(sheaf_server_rows *self, const sheaf_server_value *values); /* copied */
int sheaf_server_rows_full(const sheaf_server_rows *self);                             /* 1: it is time to run it */

/* Runs the statement in the store's session with what is at hand, and forgets that; `{k}` in it is k. *changed grows by
 * the rows it changed. Does nothing where nothing is at hand. */
int sheaf_server_rows_run(sheaf_server_rows *self, sheaf_server *server, const char *sql, size_t k, int64_t *changed,
                          sheaf_error *err);
/* The same for a statement that gives one row of numbers: fills `count` of them. */
int sheaf_server_rows_ask(sheaf_server_rows *self, sheaf_server *server, const char *sql, int64_t *numbers, int count,
                          sheaf_error *err);

#endif
