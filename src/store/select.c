/* select.c - see select.h. On a file, an authorizer lets nothing but reading through while the statement is prepared.
 */
#include "select.h"

#include <string.h>

#include "base/mem.h"
#include "db.h"
#include "server_cursor.h"

struct sheaf_select {
  sqlite3 *db;                 /* borrowed until the store is closed */
  sqlite3_stmt *statement;     /* owned; NULL once the store is closed */
  sheaf_server_cursor *cursor; /* the same on a server */
  sheaf_select **here;         /* what points at it in the store's list; NULL where it is not in it */
  sheaf_select *next;          /* in the list */
};

static int only_reading(void *context, int action, const char *a, const char *b, const char *database,
                        const char *trigger) {
  (void)context, (void)a, (void)database, (void)trigger;
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE: return SQLITE_OK;
    case SQLITE_FUNCTION: return b && strcmp(b, "load_extension") == 0 ? SQLITE_DENY : SQLITE_OK;
    default: return SQLITE_DENY;
  }
}

static int prepare(sheaf_select *self, const char *text, size_t length, sheaf_error *err) {
  const char *tail = NULL;
  if (length > INT32_MAX) return sheaf_error_set(err, SHEAF_ERANGE, "sql: the statement is too long");
  sqlite3_set_authorizer(self->db, only_reading, NULL);
  const int rc = sqlite3_prepare_v3(self->db, text, (int)length, 0, &self->statement, &tail);
  sqlite3_set_authorizer(self->db, NULL, NULL);
  if (rc == SQLITE_AUTH) return sheaf_error_set(err, SHEAF_EUNSUPPORTED, "lib:sql reads only: use SELECT");
  if (rc != SQLITE_OK) return sheaf_db_failed(self->db, "sql", err);
  if (!self->statement) return sheaf_error_set(err, SHEAF_ESYNTAX, "sql: there is no statement");
  if (!sqlite3_stmt_readonly(self->statement))
    return sheaf_error_set(err, SHEAF_EUNSUPPORTED, "lib:sql reads only: use SELECT");
  for (; tail < text + length; tail++)
    if (!strchr(" \t\r\n;", *tail)) return sheaf_error_set(err, SHEAF_ESYNTAX, "sql: one statement at a time");
  return SHEAF_OK;
}

int sheaf_select_open(sheaf_select **out, sheaf_store *store, const char *text, size_t length, sheaf_error *err) {
  sheaf_select *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return sheaf_error_memory(err);
  self->db = sheaf_store_db(store);
  sheaf_server *server = sheaf_store_server(store);
  const int code =
      server ? sheaf_server_cursor_open(&self->cursor, server, text, length, err) : prepare(self, text, length, err);
  if (code) {
    sheaf_select_close(self);
    return code;
  }
  self->here = sheaf_store_selects(store);
  self->next = *self->here;
  if (self->next) self->next->here = &self->next;
  *self->here = self;
  *out = self;
  return SHEAF_OK;
}

void sheaf_select_end(sheaf_select *self) {
  sqlite3_finalize(self->statement);
  sheaf_server_cursor_close(self->cursor);
  self->statement = NULL;
  self->cursor = NULL;
  if (self->here) *self->here = self->next;
  if (self->next) self->next->here = self->here;
  self->here = NULL;
  self->next = NULL;
}

void sheaf_select_close(sheaf_select *self) {
  if (!self) return;
  sheaf_select_end(self);
  sheaf_mem_free(self);
}

int sheaf_select_parameters(const sheaf_select *self) {
  return self->cursor ? sheaf_server_cursor_parameters(self->cursor) : sqlite3_bind_parameter_count(self->statement);
}

int sheaf_select_bind(sheaf_select *self, int parameter, const sheaf_select_value *value, sheaf_error *err) {
  if (self->cursor) return sheaf_server_cursor_bind(self->cursor, parameter, value, err);
  int rc;
  switch (value->type) {
    case SHEAF_SELECT_INTEGER: rc = sqlite3_bind_int64(self->statement, parameter, value->integer); break;
    case SHEAF_SELECT_NUMBER: rc = sqlite3_bind_double(self->statement, parameter, value->number); break;
    case SHEAF_SELECT_TEXT:
      rc = sqlite3_bind_text64(self->statement, parameter, value->text, value->length, SQLITE_TRANSIENT, SQLITE_UTF8);
      break;
    default: rc = sqlite3_bind_null(self->statement, parameter); break;
  }
  return rc == SQLITE_OK ? SHEAF_OK : sheaf_db_failed(self->db, "sql", err);
}

int sheaf_select_step(sheaf_select *self, sheaf_error *err) {
  if (self->cursor) return sheaf_server_cursor_step(self->cursor, err);
  if (!self->statement) return sheaf_error_set(err, SHEAF_ESTORE, "sql: the library is closed");
  const int rc = sqlite3_step(self->statement);
  if (rc == SQLITE_ROW) return 1;
  return rc == SQLITE_DONE ? 0 : sheaf_db_failed(self->db, "sql", err);
}

int sheaf_select_columns(const sheaf_select *self) {
  return self->cursor ? sheaf_server_cursor_columns(self->cursor) : sqlite3_column_count(self->statement);
}

const char *sheaf_select_name(const sheaf_select *self, int column) {
  return self->cursor ? sheaf_server_cursor_name(self->cursor, column) : sqlite3_column_name(self->statement, column);
}

void sheaf_select_get(const sheaf_select *self, int column, sheaf_select_value *value) {
  *value = (sheaf_select_value){.type = SHEAF_SELECT_NULL};
  if (self->cursor) {
    sheaf_server_cursor_get(self->cursor, column, value);
    return;
  }
  switch (sqlite3_column_type(self->statement, column)) {
    case SQLITE_INTEGER:
      value->type = SHEAF_SELECT_INTEGER;
      value->integer = sqlite3_column_int64(self->statement, column);
      break;
    case SQLITE_FLOAT:
      value->type = SHEAF_SELECT_NUMBER;
      value->number = sqlite3_column_double(self->statement, column);
      break;
    case SQLITE_NULL: break;
    default:
      value->type = SHEAF_SELECT_TEXT;
      value->text = sqlite3_column_blob(self->statement, column);
      value->length = (size_t)sqlite3_column_bytes(self->statement, column);
      if (!value->text) value->text = "";
  }
}
