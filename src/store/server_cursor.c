/* server_cursor.c - see server_cursor.h. DECLARE CURSOR takes nothing but what reads, and the transaction is READ ONLY
 * besides. A statement that fails would end all others of the transaction: each runs behind a savepoint. */
#include "server_cursor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "parameters.h"
#include "server_state.h"

enum { AT_ONCE = 500 }; /* rows fetched together */

struct sheaf_server_cursor {
  sheaf_server *server;        /* borrowed */
  sheaf_buf sql;               /* DECLARE ... CURSOR FOR the statement */
  size_t begins;               /* where the statement begins in it */
  int count;                   /* parameters */
  sheaf_server_value *values;  /* of them; their texts owned */
  sheaf_server_result *names;  /* columns; NULL where they are not known before it runs; owned */
  sheaf_server_result *result; /* rows at hand; owned */
  int row;                     /* the present one */
  int started;                 /* it runs, or ran */
  int ended;                   /* no more is to be fetched */
  uint64_t reads;              /* the server's connection for reading that it runs on */
  unsigned number;             /* its name is c<number> */
  sheaf_buf scratch;           /* bytes of a bytea */
};

/* ---- the transaction ---- */

static int run_with(sheaf_server_cursor *self, const char *sql, int textual, sheaf_server_result **out,
                    sheaf_error *err) {
  sheaf_connection *connection = NULL;
  int code = sheaf_server_reader(self->server, &connection, err);
  if (!code)
    code = sheaf_connection_send(connection, sql, textual ? NULL : self->values, textual ? 0 : self->count,
                                 SHEAF_CONNECTION_TEXTUAL, err);
  return code ? code : sheaf_connection_finish(connection, out, err);
}

static int script(sheaf_server_cursor *self, const char *sql, sheaf_error *err) {
  sheaf_connection *connection = NULL;
  const int code = sheaf_server_reader(self->server, &connection, err);
  return code ? code : sheaf_connection_script(connection, sql, err);
}

static int is_mine(const sheaf_server_cursor *self) { return self->reads == self->server->reads; }

/* One cursor less: the last one ends the transaction. */
static void leave(sheaf_server_cursor *self, const char *ending) {
  if (!self->started || self->ended || !is_mine(self)) return;
  self->ended = 1;
  const int last = --self->server->cursors == 0;
  if (sheaf_connection_usable(self->server->reader)) script(self, last ? "ROLLBACK" : ending, NULL);
}

static const char *plain(const sheaf_server_cursor *self, sheaf_error *err) {
  static const char said[] = "the coordinator (";
  const char *end = err && !strncmp(err->message, said, sizeof said - 1) ? strstr(err->message, "): ") : NULL;
  (void)self;
  return end ? end + 3 : err ? err->message : "";
}

/* The server's words as lib:sql's own. */
static int failed(sheaf_server_cursor *self, int code, sheaf_error *err) {
  if (!err || (code != SHEAF_ESTORE && code != SHEAF_EUNSUPPORTED)) return sheaf_server_blame(self->server, code, err);
  char text[300];
  snprintf(text, sizeof text, "%.290s", plain(self, err));
  if (code == SHEAF_EUNSUPPORTED) return sheaf_error_set(err, SHEAF_EUNSUPPORTED, "lib:sql reads only: use SELECT");
  if (strstr(text, "multiple commands")) return sheaf_error_set(err, SHEAF_ESYNTAX, "sql: one statement at a time");
  if (strstr(text, "record_field"))
    return sheaf_error_set(err, SHEAF_ESTORE, "sql: record_field is there for libraries in a file only");
  sheaf_error_set(err, SHEAF_ESTORE, "sql: %s", text);
  sheaf_error_clean(err->message);
  return code;
}

/* ---- opening ---- */

/* What DECLARE CURSOR takes; everything else would do more than read, or is no statement. */
static int check_beginning(const char *text, size_t length, sheaf_error *err) {
  static const char *const words[] = {"select", "with", "values", "table"};
  size_t at = 0;
  for (;;) {
    while (at < length && strchr(" \t\r\n;(", text[at]) && text[at]) at++;
    if (at + 1 < length && text[at] == '-' && text[at + 1] == '-') {
      while (at < length && text[at] != '\n') at++;
    } else if (at + 1 < length && text[at] == '/' && text[at + 1] == '*') {
      at += 2;
      while (at + 1 < length && (text[at] != '*' || text[at + 1] != '/')) at++;
      at += 2;
    } else {
      break;
    }
  }
  if (at >= length) return sheaf_error_set(err, SHEAF_ESYNTAX, "sql: there is no statement");
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    const size_t size = strlen(words[i]);
    size_t same = 0;
    while (same < size && at + same < length && (text[at + same] | 32) == words[i][same]) same++;
    if (same == size) return SHEAF_OK;
  }
  return sheaf_error_set(err, SHEAF_EUNSUPPORTED, "lib:sql reads only: use SELECT");
}

/* Whether a parameter's type can be known only once it is bound. */
static int is_undecided(const char *state) { return !strcmp(state, "42725") || !strcmp(state, "42P18"); }

/* Asks for the columns, and finds what is wrong with the statement before it is run. */
static int describe(sheaf_server_cursor *self, sheaf_error *err) {
  sheaf_connection *connection;
  int code = sheaf_server_reader(self->server, &connection, err);
  if (code) return code;
  const int guarded = self->server->cursors > 0;
  if (guarded) code = sheaf_connection_script(connection, "SAVEPOINT sheaf", err);
  if (code) return code;
  code = sheaf_connection_describe(connection, sheaf_buf_text(&self->sql) + self->begins, &self->names, err);
  if (code && is_undecided(sheaf_connection_state(connection))) code = SHEAF_OK;
  if (code) code = failed(self, code, err);
  if (guarded && !sheaf_connection_broken(connection))
    sheaf_connection_script(connection, "ROLLBACK TO sheaf;RELEASE sheaf", NULL);
  return code;
}

int sheaf_server_cursor_open(sheaf_server_cursor **out, sheaf_server *server, const char *text, size_t length,
                             sheaf_error *err) {
  *out = NULL;
  int code = check_beginning(text, length, err);
  if (code) return code;
  if (memchr(text, 0, length)) return sheaf_error_set(err, SHEAF_ESYNTAX, "sql: there is a NUL in the statement");
  sheaf_server_cursor *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return sheaf_error_memory(err);
  self->server = server;
  self->number = ++server->cursor_number;
  sheaf_buf_add_format(&self->sql, "DECLARE c%u NO SCROLL CURSOR FOR ", self->number);
  self->begins = self->sql.length;
  while (length && strchr(" \t\r\n;", text[length - 1])) length--;
  self->count = sheaf_parameters_number(text, length, &self->sql);
  if (self->count < 0) code = sheaf_error_set(err, SHEAF_ERANGE, "sql: the statement has too many parameters");
  if (!code) self->values = sheaf_mem_zero((size_t)self->count + 1, sizeof *self->values);
  if (!code && (!self->values || self->sql.failed)) code = sheaf_error_memory(err);
  if (!code) code = describe(self, err);
  if (code)
    sheaf_server_cursor_close(self);
  else
    *out = self;
  return code;
}

void sheaf_server_cursor_close(sheaf_server_cursor *self) {
  if (!self) return;
  char sql[32];
  snprintf(sql, sizeof sql, "CLOSE c%u", self->number);
  leave(self, sql);
  sheaf_server_result_free(self->names);
  sheaf_server_result_free(self->result);
  for (int i = 0; self->values && i < self->count; i++) sheaf_mem_free((char *)(uintptr_t)self->values[i].text);
  sheaf_mem_free(self->values);
  sheaf_buf_clear(&self->sql);
  sheaf_buf_clear(&self->scratch);
  sheaf_mem_free(self);
}

int sheaf_server_cursor_parameters(const sheaf_server_cursor *self) { return self->count; }

int sheaf_server_cursor_bind(sheaf_server_cursor *self, int parameter, const sheaf_select_value *value,
                             sheaf_error *err) {
  if (parameter < 1 || parameter > self->count)
    return sheaf_error_set(err, SHEAF_ERANGE, "sql: there is no parameter %d", parameter);
  sheaf_server_value *to = &self->values[parameter - 1];
  sheaf_mem_free((char *)(uintptr_t)to->text);
  *to = (sheaf_server_value){.integer = value->integer, .number = value->number};
  switch (value->type) {
    case SHEAF_SELECT_INTEGER: to->type = SHEAF_SERVER_INTEGER; break;
    case SHEAF_SELECT_NUMBER: to->type = SHEAF_SERVER_NUMBER; break;
    case SHEAF_SELECT_TEXT:
      to->type = SHEAF_SERVER_TEXT;
      to->length = value->length;
      to->text = sheaf_mem_copy(value->text, value->length);
      return to->text ? SHEAF_OK : sheaf_error_memory(err);
    default: break;
  }
  return SHEAF_OK;
}

/* ---- rows ---- */

/* Ends what failed, so that the others go on. */
static int give_up(sheaf_server_cursor *self, int code, sheaf_error *err) {
  self->ended = 1;
  if (!is_mine(self)) return failed(self, code, err);
  const int last = !self->server->cursors || --self->server->cursors == 0;
  if (sheaf_connection_usable(self->server->reader))
    script(self, last ? "ROLLBACK" : "ROLLBACK TO sheaf;RELEASE sheaf", NULL);
  return failed(self, code, err);
}

static int start(sheaf_server_cursor *self, sheaf_error *err) {
  sheaf_connection *connection;
  int code = sheaf_server_reader(self->server, &connection, err);
  if (code) return code;
  const int guarded = self->server->cursors > 0;
  code = script(self, guarded ? "SAVEPOINT sheaf" : "BEGIN READ ONLY", err);
  self->started = 1;
  self->reads = self->server->reads;
  self->server->cursors++;
  if (!code) code = run_with(self, sheaf_buf_text(&self->sql), 0, NULL, err);
  if (!code && guarded) code = script(self, "RELEASE sheaf", err);
  return code ? give_up(self, code, err) : SHEAF_OK;
}

static int fetch(sheaf_server_cursor *self, sheaf_error *err) {
  char sql[64];
  if (!is_mine(self)) {
    self->ended = 1;
    return sheaf_error_set(err, SHEAF_EIO, "sql: the connection was lost; ask again");
  }
  sheaf_server_result_free(self->result);
  self->result = NULL;
  self->row = 0;
  const int guarded = self->server->cursors > 1;
  int code = guarded ? script(self, "SAVEPOINT sheaf", err) : SHEAF_OK;
  snprintf(sql, sizeof sql, "FETCH %d FROM c%u", AT_ONCE, self->number);
  if (!code) code = run_with(self, sql, 1, &self->result, err);
  if (!code && guarded) code = script(self, "RELEASE sheaf", err);
  if (code) return give_up(self, code, err);
  if (self->result && sheaf_server_result_rows(self->result) == AT_ONCE) return SHEAF_OK;
  snprintf(sql, sizeof sql, "CLOSE c%u", self->number);
  leave(self, sql); /* all is at hand: nothing is held at the server any longer */
  return SHEAF_OK;
}

int sheaf_server_cursor_step(sheaf_server_cursor *self, sheaf_error *err) {
  int code = self->started ? SHEAF_OK : start(self, err);
  if (code) return code;
  if (self->result && ++self->row < sheaf_server_result_rows(self->result)) return 1;
  if (self->ended) return 0;
  code = fetch(self, err);
  if (code) return code;
  return self->result && sheaf_server_result_rows(self->result) > 0;
}

int sheaf_server_cursor_columns(const sheaf_server_cursor *self) {
  const sheaf_server_result *of = self->names ? self->names : self->result;
  return of ? sheaf_server_result_columns(of) : 0;
}

const char *sheaf_server_cursor_name(const sheaf_server_cursor *self, int column) {
  const sheaf_server_result *of = self->names ? self->names : self->result;
  return of ? sheaf_server_result_name(of, column) : "";
}

/* "\x0a1b" as bytes. */
static void add_bytes(sheaf_buf *out, const char *text, size_t length) {
  sheaf_buf_reset(out);
  for (size_t i = 2; i + 1 < length; i += 2) {
    const char pair[] = {text[i], text[i + 1], 0};
    sheaf_buf_add_byte(out, (int)strtol(pair, NULL, 16));
  }
}

void sheaf_server_cursor_get(sheaf_server_cursor *self, int column, sheaf_select_value *value) {
  *value = (sheaf_select_value){.type = SHEAF_SELECT_NULL};
  if (!self->result) return;
  const sheaf_server_row row = {self->result, self->row};
  switch (sheaf_server_result_type(self->result, self->row, column)) {
    case SHEAF_SERVER_NULL: break;
    case SHEAF_SERVER_INTEGER:
      value->type = SHEAF_SELECT_INTEGER;
      value->integer = sheaf_server_row_integer(&row, column);
      break;
    case SHEAF_SERVER_NUMBER:
      value->type = SHEAF_SELECT_NUMBER;
      value->number = sheaf_server_row_number(&row, column);
      break;
    case SHEAF_SERVER_BYTES: {
      size_t length;
      const char *text = sheaf_server_row_bytes(&row, column, &length);
      add_bytes(&self->scratch, text, length);
      value->type = SHEAF_SELECT_TEXT;
      value->text = self->scratch.data ? self->scratch.data : "";
      value->length = self->scratch.length;
      break;
    }
    default: value->type = SHEAF_SELECT_TEXT; value->text = sheaf_server_row_bytes(&row, column, &value->length);
  }
}
