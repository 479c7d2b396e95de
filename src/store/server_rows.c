/* server_rows.c - see server_rows.h. */
#include "server_rows.h"

#include "server_state.h"

enum { MOST_BYTES = 16 << 20 }; /* of the values at hand */

void sheaf_server_rows_clear(sheaf_server_rows *self) {
  for (int i = 0; i < self->columns; i++) sheaf_buf_clear(&self->arrays[i]);
  self->count = 0;
}

/* A value as an array has it: in quotes, so that no text is taken for NULL or for the end. */
static void add_text(sheaf_buf *out, const char *text, size_t length) {
  sheaf_buf_add_byte(out, '"');
  for (size_t i = 0; i < length; i++) {
    if (text[i] == '"' || text[i] == '\\') sheaf_buf_add_byte(out, '\\');
    sheaf_buf_add_byte(out, text[i]);
  }
  sheaf_buf_add_byte(out, '"');
}

void sheaf_server_rows_add(sheaf_server_rows *self, const sheaf_server_value *values) {
  for (int i = 0; i < self->columns; i++) {
    sheaf_buf *out = &self->arrays[i];
    sheaf_buf_add_byte(out, self->count ? ',' : '{');
    switch (values[i].type) {
      case SHEAF_SERVER_INTEGER: sheaf_buf_add_format(out, "%lld", (long long)values[i].integer); break;
      case SHEAF_SERVER_NUMBER: sheaf_buf_add_format(out, "%.17g", values[i].number); break;
      case SHEAF_SERVER_TEXT: add_text(out, values[i].text, values[i].length); break;
      default: sheaf_buf_add_text(out, "NULL");
    }
  }
  self->count++;
}

int sheaf_server_rows_full(const sheaf_server_rows *self) {
  size_t bytes = 0;
  for (int i = 0; i < self->columns; i++) bytes += self->arrays[i].length;
  return self->count >= SHEAF_SERVER_ROWS_MOST || bytes >= MOST_BYTES;
}

static int run(sheaf_server_rows *self, sheaf_server *server, const char *sql, size_t k, sheaf_server_result **result,
               sheaf_error *err) {
  sheaf_server_value params[SHEAF_SERVER_ROWS_COLUMNS];
  sheaf_connection *connection;
  sheaf_buf text = {0};
  int failed = 0;
  sheaf_server_expand(sql, k, &text);
  for (int i = 0; i < self->columns; i++) {
    sheaf_buf *array = &self->arrays[i];
    sheaf_buf_add_byte(array, '}');
    params[i] = (sheaf_server_value){.type = SHEAF_SERVER_TEXT, .text = array->data, .length = array->length};
    failed |= array->failed;
  }
  const char *statement = sheaf_buf_text(&text);
  int code = failed || text.failed ? sheaf_error_memory(err)
                                   : sheaf_server_connection(server, SHEAF_SERVER_COORDINATOR, 0, &connection, err);
  if (!code) code = sheaf_connection_run(connection, statement, params, self->columns, result, err);
  sheaf_buf_clear(&text);
  for (int i = 0; i < self->columns; i++) sheaf_buf_reset(&self->arrays[i]);
  self->count = 0;
  return code;
}

int sheaf_server_rows_run(sheaf_server_rows *self, sheaf_server *server, const char *sql, size_t k, int64_t *changed,
                          sheaf_error *err) {
  sheaf_server_result *result = NULL;
  if (!self->count) return SHEAF_OK;
  const int code = run(self, server, sql, k, &result, err);
  if (!code && result) *changed += sheaf_server_result_changed(result);
  sheaf_server_result_free(result);
  return code;
}

int sheaf_server_rows_ask(sheaf_server_rows *self, sheaf_server *server, const char *sql, int64_t *numbers, int count,
                          sheaf_error *err) {
  sheaf_server_result *result = NULL;
  if (!self->count) return SHEAF_OK;
  const int code = run(self, server, sql, 0, &result, err);
  const sheaf_server_row row = {result, 0};
  for (int i = 0; !code && result && i < count; i++) numbers[i] = sheaf_server_row_integer(&row, i);
  sheaf_server_result_free(result);
  return code;
}
