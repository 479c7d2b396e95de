/* statement.h - statements that run on a file and on a server alike: SQL that both understand, parameters ?1, ?2, ...
 *
 * A session is one or the other. On a server a statement takes all its rows when it is first stepped, so that any
 * number may be open at once; what goes through all records does not come this way (scan.h). */
#ifndef SHEAF_STORE_STATEMENT_H
#define SHEAF_STORE_STATEMENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "server.h"

struct sqlite3;

typedef struct sheaf_session {
  struct sqlite3 *file; /* NULL on a server; owned by the store */
  sheaf_server *server; /* NULL on a file; owned by the store */
} sheaf_session;

int sheaf_session_exec(sheaf_session *self, const char *sql, sheaf_error *err); /* statements without parameters */
int sheaf_session_number(sheaf_session *self, const char *sql, int64_t *out,
                         sheaf_error *err);                     /* first column of the first row, 0 if none */
int sheaf_session_begin(sheaf_session *self, sheaf_error *err); /* takes the write lock */
int sheaf_session_commit(sheaf_session *self, sheaf_error *err);
void sheaf_session_rollback(sheaf_session *self); /* harmless where nothing is open */

enum { SHEAF_SESSION_TIME = 32 };
void sheaf_session_now(char out[SHEAF_SESSION_TIME]); /* 2026-01-31T12:00:00Z */

typedef struct sheaf_statement sheaf_statement;

/* sql and doing, which begins the messages of its failures, are static. Caller closes. */
int sheaf_statement_open(sheaf_statement **out, sheaf_session *session, const char *sql, const char *doing,
                         sheaf_error *err);
void sheaf_statement_close(sheaf_statement *self); /* NULL allowed */

/* at is 1-based; what is not bound is NULL. Texts are borrowed until the statement is reset. */
void sheaf_statement_bind(sheaf_statement *self, int at, int64_t value);
void sheaf_statement_bind_number(sheaf_statement *self, int at, double value);
void sheaf_statement_bind_text(sheaf_statement *self, int at, const char *text); /* NULL is NULL */
void sheaf_statement_bind_chars(sheaf_statement *self, int at, const char *text, size_t length);
void sheaf_statement_bind_bytes(sheaf_statement *self, int at, const char *bytes, size_t length);

int sheaf_statement_step(sheaf_statement *self, sheaf_error *err); /* 1 with a row, 0 at the end, or a negative code */
/* column is 0-based; texts are borrowed until the next step; NULL where the value is. */
int64_t sheaf_statement_integer(const sheaf_statement *self, int column);
double sheaf_statement_number(const sheaf_statement *self, int column);
const char *sheaf_statement_text(const sheaf_statement *self, int column, size_t *length); /* length may be NULL */

void sheaf_statement_reset(sheaf_statement *self); /* ready to be bound and run again */

/* Steps once and resets: the rows that it changed, or a negative code. *value (NULL allowed) is the first column of its
 * row, as of `INSERT ... RETURNING id`; 0 where it has none. */
int sheaf_statement_run(sheaf_statement *self, int64_t *value, sheaf_error *err);

#endif
