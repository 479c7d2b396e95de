/* statement.c - see statement.h. */
#include "statement.h"

#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "db.h"
#include "parameters.h"
#include "server_state.h"

enum { MOST_VALUES = 16 };

struct sheaf_statement {
  sheaf_session *session;                 /* borrowed */
  const char *doing;                      /* begins its messages */
  sqlite3_stmt *file;                     /* owned; NULL on a server, where all that follows counts */
  sheaf_buf sql;                          /* with $1 */
  sheaf_server_value values[MOST_VALUES]; /* bound */
  int count;                              /* parameters */
  sheaf_server_result *result;            /* all rows, once it has been stepped; owned */
  int ran;                                /* it has */
  int row;                                /* the present one, -1 before the first */
};

/* ---- sessions ---- */

int sheaf_session_exec(sheaf_session *self, const char *sql, sheaf_error *err) {
  if (self->file) return sheaf_db_exec(self->file, sql, err);
  sheaf_connection *connection;
  const int code = sheaf_server_connection(self->server, SHEAF_SERVER_COORDINATOR, 0, &connection, err);
  return code ? code : sheaf_connection_script(connection, sql, err);
}

int sheaf_session_number(sheaf_session *self, const char *sql, int64_t *out, sheaf_error *err) {
  if (!self->file) return sheaf_server_number(self->server, sql, NULL, 0, out, err);
  sqlite3_int64 number = 0;
  const int code = sheaf_db_number(self->file, sql, &number, err);
  *out = number;
  return code;
}

int sheaf_session_begin(sheaf_session *self, sheaf_error *err) {
  return self->file ? sheaf_db_begin(self->file, err) : sheaf_server_begin(self->server, err);
}

int sheaf_session_commit(sheaf_session *self, sheaf_error *err) {
  return self->file ? sheaf_db_commit(self->file, err) : sheaf_server_commit(self->server, err);
}

void sheaf_session_rollback(sheaf_session *self) {
  if (self->file)
    sheaf_db_rollback(self->file);
  else
    sheaf_server_rollback(self->server);
}

void sheaf_session_now(char out[SHEAF_SESSION_TIME]) {
  const time_t seconds = time(NULL);
  struct tm parts;
  out[0] = 0;
  if (gmtime_r(&seconds, &parts)) strftime(out, SHEAF_SESSION_TIME, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

/* ---- statements ---- */

int sheaf_statement_open(sheaf_statement **out, sheaf_session *session, const char *sql, const char *doing,
                         sheaf_error *err) {
  *out = NULL;
  sheaf_statement *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return sheaf_error_memory(err);
  self->session = session;
  self->doing = doing;
  self->row = -1;
  int code = SHEAF_OK;
  if (session->file) {
    code = sheaf_db_prepare(session->file, sql, &self->file, err);
  } else {
    self->count = sheaf_parameters_number(sql, strlen(sql), &self->sql);
    sheaf_buf_text(&self->sql);
    if (self->sql.failed) code = sheaf_error_memory(err);
    if (self->count < 0 || self->count > MOST_VALUES) code = sheaf_error_set(err, SHEAF_ERANGE, "too many parameters");
  }
  if (code)
    sheaf_statement_close(self);
  else
    *out = self;
  return code;
}

void sheaf_statement_close(sheaf_statement *self) {
  if (!self) return;
  sqlite3_finalize(self->file);
  sheaf_server_result_free(self->result);
  sheaf_buf_clear(&self->sql);
  sheaf_mem_free(self);
}

static void keep(sheaf_statement *self, int at, sheaf_server_value value) {
  if (at >= 1 && at <= MOST_VALUES) self->values[at - 1] = value;
}

void sheaf_statement_bind(sheaf_statement *self, int at, int64_t value) {
  if (self->file)
    sqlite3_bind_int64(self->file, at, value);
  else
    keep(self, at, (sheaf_server_value){.type = SHEAF_SERVER_INTEGER, .integer = value});
}

void sheaf_statement_bind_number(sheaf_statement *self, int at, double value) {
  if (self->file)
    sqlite3_bind_double(self->file, at, value);
  else
    keep(self, at, (sheaf_server_value){.type = SHEAF_SERVER_NUMBER, .number = value});
}

void sheaf_statement_bind_chars(sheaf_statement *self, int at, const char *text, size_t length) {
  if (self->file)
    sqlite3_bind_text64(self->file, at, text, length, SQLITE_STATIC, SQLITE_UTF8);
  else
    keep(self, at, (sheaf_server_value){.type = SHEAF_SERVER_TEXT, .text = text, .length = length});
}

void sheaf_statement_bind_text(sheaf_statement *self, int at, const char *text) {
  if (text) sheaf_statement_bind_chars(self, at, text, strlen(text));
}

void sheaf_statement_bind_bytes(sheaf_statement *self, int at, const char *bytes, size_t length) {
  if (self->file)
    sqlite3_bind_blob64(self->file, at, bytes, length, SQLITE_STATIC);
  else
    keep(self, at, (sheaf_server_value){.type = SHEAF_SERVER_BYTES, .text = bytes, .length = length});
}

static int failed(sheaf_statement *self, sheaf_error *err) {
  return sheaf_db_failed(self->session->file, self->doing, err);
}

static int run_there(sheaf_statement *self, sheaf_error *err) {
  sheaf_connection *connection;
  int code = sheaf_server_connection(self->session->server, SHEAF_SERVER_COORDINATOR, 0, &connection, err);
  if (!code) code = sheaf_connection_run(connection, self->sql.data, self->values, self->count, &self->result, err);
  self->ran = !code;
  return sheaf_server_blame(self->session->server, code, err);
}

int sheaf_statement_step(sheaf_statement *self, sheaf_error *err) {
  if (self->file) {
    const int rc = sqlite3_step(self->file);
    return rc == SQLITE_ROW ? 1 : rc == SQLITE_DONE ? 0 : failed(self, err);
  }
  const int code = self->ran ? SHEAF_OK : run_there(self, err);
  if (code) return code;
  if (!self->result || self->row + 1 >= sheaf_server_result_rows(self->result)) return 0;
  self->row++;
  return 1;
}

static sheaf_server_row present(const sheaf_statement *self) { return (sheaf_server_row){self->result, self->row}; }

int64_t sheaf_statement_integer(const sheaf_statement *self, int column) {
  if (self->file) return sqlite3_column_int64(self->file, column);
  const sheaf_server_row row = present(self);
  return self->result ? sheaf_server_row_integer(&row, column) : 0;
}

double sheaf_statement_number(const sheaf_statement *self, int column) {
  if (self->file) return sqlite3_column_double(self->file, column);
  const sheaf_server_row row = present(self);
  return self->result ? sheaf_server_row_number(&row, column) : 0;
}

const char *sheaf_statement_text(const sheaf_statement *self, int column, size_t *length) {
  size_t unused;
  if (!length) length = &unused;
  if (self->file) {
    const int type = sqlite3_column_type(self->file, column);
    const char *text = type == SQLITE_TEXT ? (const char *)sqlite3_column_text(self->file, column)
                                           : sqlite3_column_blob(self->file, column);
    *length = (size_t)sqlite3_column_bytes(self->file, column);
    return text || type == SQLITE_NULL ? text : "";
  }
  const sheaf_server_row row = present(self);
  *length = 0;
  return self->result && !sheaf_server_row_null(&row, column) ? sheaf_server_row_bytes(&row, column, length) : NULL;
}

void sheaf_statement_reset(sheaf_statement *self) {
  if (self->file) {
    sqlite3_reset(self->file);
    sqlite3_clear_bindings(self->file);
    return;
  }
  sheaf_server_result_free(self->result);
  self->result = NULL;
  self->ran = 0;
  self->row = -1;
  memset(self->values, 0, sizeof self->values);
}

int sheaf_statement_run(sheaf_statement *self, int64_t *value, sheaf_error *err) {
  int result = sheaf_statement_step(self, err);
  if (value) *value = result > 0 ? sheaf_statement_integer(self, 0) : 0;
  /* A statement that returns rows has made its changes with the first of them, but is done only behind the last. */
  while (result > 0) result = sheaf_statement_step(self, err);
  if (!result)
    result = self->file ? sqlite3_changes(self->session->file)
                        : (int)(self->result ? sheaf_server_result_changed(self->result) : 0);
  sheaf_statement_reset(self);
  return result;
}
