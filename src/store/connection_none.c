/* connection_none.c - stands for connection.c and connection_row.c where libpq is absent: nothing can be opened, and so
 * nothing else is ever called with anything. */
#include "connection.h"

int sheaf_connection_open(sheaf_connection **out, const sheaf_connection_options *options, sheaf_error *err) {
  (void)options;
  *out = NULL;
  return sheaf_error_set(err, SHEAF_EUNSUPPORTED,
                         "this sheaf was built without PostgreSQL; install libpq-dev and build again");
}

static int absent(sheaf_error *err) { return sheaf_error_set(err, SHEAF_EUNSUPPORTED, "there is no PostgreSQL here"); }

void sheaf_connection_close(sheaf_connection *self) { (void)self; }

int sheaf_connection_broken(const sheaf_connection *self) { return self == NULL; }

int sheaf_connection_usable(sheaf_connection *self) { return (void)self, 0; }

const char *sheaf_connection_name(const sheaf_connection *self) { return (void)self, ""; }

const char *sheaf_connection_state(const sheaf_connection *self) { return (void)self, ""; }

int sheaf_connection_quote(const sheaf_connection *self, const char *name, sheaf_buf *out, sheaf_error *err) {
  return (void)self, (void)name, (void)out, absent(err);
}

int sheaf_connection_quote_text(const sheaf_connection *self, const char *text, sheaf_buf *out, sheaf_error *err) {
  return (void)self, (void)text, (void)out, absent(err);
}

const char *sheaf_connection_setting(const sheaf_connection *self, const char *keyword) {
  return (void)self, (void)keyword, NULL;
}

int sheaf_connection_send(sheaf_connection *self, const char *sql, const sheaf_server_value *params, int count,
                          sheaf_connection_rows rows, sheaf_error *err) {
  return (void)self, (void)sql, (void)params, (void)count, (void)rows, absent(err);
}

int sheaf_connection_send_script(sheaf_connection *self, const char *sql, sheaf_error *err) {
  return (void)self, (void)sql, absent(err);
}

int sheaf_connection_receive(sheaf_connection *self, sheaf_server_result **out, sheaf_error *err) {
  *out = NULL;
  return (void)self, absent(err);
}

void sheaf_connection_watch(sheaf_connection *self, sheaf_server_stop_fn *stop, void *context) {
  (void)self, (void)stop, (void)context;
}

int sheaf_connection_wait(sheaf_connection *const *list, size_t count, sheaf_error *err) {
  return (void)list, (void)count, absent(err);
}

int sheaf_connection_finish(sheaf_connection *self, sheaf_server_result **out, sheaf_error *err) {
  if (out) *out = NULL;
  return (void)self, absent(err);
}

int sheaf_connection_run(sheaf_connection *self, const char *sql, const sheaf_server_value *params, int count,
                         sheaf_server_result **out, sheaf_error *err) {
  if (out) *out = NULL;
  return (void)self, (void)sql, (void)params, (void)count, absent(err);
}

int sheaf_connection_script(sheaf_connection *self, const char *sql, sheaf_error *err) {
  return (void)self, (void)sql, absent(err);
}

int64_t sheaf_connection_copy(sheaf_connection *self, const char *bytes, size_t length, sheaf_error *err) {
  return (void)self, (void)bytes, (void)length, absent(err);
}

int sheaf_connection_copy_end(sheaf_connection *self, sheaf_error *err) { return (void)self, absent(err); }

int sheaf_connection_describe(sheaf_connection *self, const char *sql, sheaf_server_result **out, sheaf_error *err) {
  *out = NULL;
  return (void)self, (void)sql, absent(err);
}

void sheaf_server_result_free(sheaf_server_result *self) { (void)self; }

int sheaf_server_result_rows(const sheaf_server_result *self) { return (void)self, 0; }

int sheaf_server_result_columns(const sheaf_server_result *self) { return (void)self, 0; }

const char *sheaf_server_result_name(const sheaf_server_result *self, int column) {
  return (void)self, (void)column, "";
}

int64_t sheaf_server_result_changed(const sheaf_server_result *self) { return (void)self, 0; }

sheaf_server_type sheaf_server_result_type(const sheaf_server_result *self, int row, int column) {
  return (void)self, (void)row, (void)column, SHEAF_SERVER_NULL;
}

int sheaf_server_row_columns(const sheaf_server_row *row) { return (void)row, 0; }

int sheaf_server_row_null(const sheaf_server_row *row, int column) { return (void)row, (void)column, 1; }

int64_t sheaf_server_row_integer(const sheaf_server_row *row, int column) { return (void)row, (void)column, 0; }

double sheaf_server_row_number(const sheaf_server_row *row, int column) { return (void)row, (void)column, 0; }

const char *sheaf_server_row_bytes(const sheaf_server_row *row, int column, size_t *length) {
  *length = 0;
  return (void)row, (void)column, "";
}

size_t sheaf_server_row_integers(const sheaf_server_row *row, int column, int64_t *out, size_t most) {
  return (void)row, (void)column, (void)out, (void)most, 0;
}
