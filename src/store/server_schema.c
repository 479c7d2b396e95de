/* server_schema.c - makes the tables of a library on servers (server_tables.c says which). */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "server_state.h"
#include "server_tables.h"
#include "server_verify.h"

static const char *const sharded[] = {"record", "record_body", "record_words"};

/* ---- a shard on a server of its own ---- */

/* The statements that make a set of shard k's. */
static void add_set(sheaf_server_set set, size_t k, sheaf_buf *sql) {
  sheaf_buf text = {0};
  sheaf_server_tables_make(set, &text);
  sheaf_server_expand(sheaf_buf_text(&text), k, sql);
  sql->failed |= text.failed;
  sheaf_buf_clear(&text);
}

static int add_schema(const sheaf_server *self, const sheaf_connection *connection, sheaf_buf *sql, sheaf_error *err) {
  sheaf_buf_add_text(sql, "CREATE SCHEMA IF NOT EXISTS ");
  const int code = sheaf_connection_quote(connection, self->schema, sql, err);
  sheaf_buf_add_text(sql, ";");
  return code;
}

/* What another library has there is left alone; what an earlier attempt left, without records, is taken over. */
static int claim(const sheaf_server *self, size_t k, sheaf_connection *connection, sheaf_error *err) {
  char sql[320];
  sheaf_server_result *result = NULL;
  snprintf(sql, sizeof sql,
           "SELECT 1 FROM part WHERE number=%zu AND library<>$1 AND (EXISTS(SELECT 1 FROM record_s%zu) OR "
           "EXISTS(SELECT 1 FROM record_body_s%zu))",
           k, k, k);
  const sheaf_server_value library = {
      .type = SHEAF_SERVER_TEXT, .text = self->library, .length = strlen(self->library)};
  int code = sheaf_connection_run(connection, sql, &library, 1, &result, err);
  if (!code && sheaf_server_result_rows(result))
    code = sheaf_error_set(
        err, SHEAF_ECORRUPT,
        "%s holds records of another library; name another database or ?schema=", sheaf_connection_name(connection));
  sheaf_server_result_free(result);
  if (code) return code;
  snprintf(sql, sizeof sql,
           "INSERT INTO part VALUES(%zu,%d,$1) ON CONFLICT(number) DO UPDATE SET library=excluded.library", k,
           SHEAF_SERVER_VERSION);
  return sheaf_connection_run(connection, sql, &library, 1, NULL, err);
}

static int make_part(const sheaf_server *self, size_t k, sheaf_connection *connection, sheaf_error *err) {
  sheaf_buf sql = {0};
  sheaf_buf_add_text(&sql, "BEGIN;");
  int code = add_schema(self, connection, &sql, err);
  add_set(SHEAF_SERVER_SET_PART, k, &sql);
  add_set(SHEAF_SERVER_SET_SHARD, k, &sql);
  if (!code && sql.failed) code = sheaf_error_memory(err);
  if (!code) code = sheaf_connection_script(connection, sheaf_buf_text(&sql), err);
  if (!code) code = claim(self, k, connection, err);
  if (!code) code = sheaf_connection_script(connection, "COMMIT", err);
  sheaf_buf_clear(&sql);
  return code;
}

/* ---- the coordinator's view of it ---- */

static int add_option(const sheaf_connection *from, const char *keyword, const char *value, sheaf_buf *sql, char mark,
                      sheaf_error *err) {
  if (!value || !*value) return SHEAF_OK;
  sheaf_buf_add_format(sql, "%c%s ", mark, keyword);
  return sheaf_connection_quote_text(from, value, sql, err);
}

/* How postgres_fdw reaches the shard: what the shard's own connection was made with. */
static int add_server(const sheaf_server *self, size_t k, const sheaf_connection *part, sheaf_buf *sql,
                      sheaf_error *err) {
  static const char *const keywords[] = {"port",
                                         "dbname",
                                         "hostaddr",
                                         "sslmode",
                                         "sslrootcert",
                                         "sslcrl",
                                         "ssl_min_protocol_version",
                                         "channel_binding",
                                         "gssencmode",
                                         "krbsrvname",
                                         "target_session_attrs",
                                         "connect_timeout",
                                         "keepalives",
                                         "keepalives_idle"};
  char name[SHEAF_SERVER_SCHEMA + 24], silence[160];
  int code = SHEAF_OK;
  snprintf(name, sizeof name, "%s_shard_%zu", self->schema, k);
  sheaf_buf_add_text(sql, "CREATE SERVER ");
  code = sheaf_connection_quote(part, name, sql, err);
  sheaf_buf_add_text(sql, " FOREIGN DATA WRAPPER postgres_fdw OPTIONS(fetch_size '2000',async_capable 'true'");
  if (!sheaf_connection_setting(part, "connect_timeout")) sheaf_buf_add_text(sql, ",connect_timeout '2'");
  snprintf(silence, sizeof silence, "%d", self->timeout * 1000);
  if (!code) code = add_option(part, "tcp_user_timeout", silence, sql, ',', err);
  snprintf(silence, sizeof silence,
           "-c statement_timeout=%d -c idle_in_transaction_session_timeout=%d -c gin_fuzzy_search_limit=0 -c "
           "row_security=off",
           self->timeout * 1000, self->timeout * 10000);
  if (!code) code = add_option(part, "options", silence, sql, ',', err);
  if (!code) code = add_option(part, "host", sheaf_connection_setting(part, "host"), sql, ',', err);
  for (size_t i = 0; !code && i < sizeof keywords / sizeof *keywords; i++)
    code = add_option(part, keywords[i], sheaf_connection_setting(part, keywords[i]), sql, ',', err);
  sheaf_buf_add_text(sql, ");CREATE USER MAPPING FOR CURRENT_USER SERVER ");
  if (!code) code = sheaf_connection_quote(part, name, sql, err);
  sheaf_buf_add_text(sql, " OPTIONS(");
  if (!code) code = add_option(part, "user", sheaf_connection_setting(part, "user"), sql, ' ', err);
  if (!code) code = add_option(part, "password", sheaf_connection_setting(part, "password"), sql, ',', err);
  sheaf_buf_add_text(sql, ");");
  for (size_t i = 0; !code && i < sizeof sharded / sizeof *sharded; i++) {
    sheaf_buf_add_format(sql, "CREATE FOREIGN TABLE %s_s%zu PARTITION OF %s_all FOR VALUES IN(%zu) SERVER ", sharded[i],
                         k, sharded[i], k);
    code = sheaf_connection_quote(part, name, sql, err);
    sheaf_buf_add_text(sql, " OPTIONS(");
    if (!code) code = add_option(part, "schema_name", self->schema, sql, ' ', err);
    sheaf_buf_add_format(sql, ",table_name '%s_s%zu');", sharded[i], k);
  }
  return code;
}

static int add_shard_row(const sheaf_server *self, size_t k, const char *url, const sheaf_connection *any,
                         sheaf_buf *sql, sheaf_error *err) {
  char *stored = NULL;
  sheaf_buf_add_format(sql, "INSERT INTO shard VALUES(%zu,", k);
  int code = url ? sheaf_server_url_store(url, self->user, &stored, err) : SHEAF_OK;
  if (!code && stored) code = sheaf_connection_quote_text(any, stored, sql, err);
  if (!stored) sheaf_buf_add_text(sql, "NULL");
  sheaf_buf_add_text(sql, ");");
  sheaf_mem_free(stored);
  return code;
}

/* A shard at the coordinator itself is a partition like any other. */
static void add_local(size_t k, sheaf_buf *sql) {
  add_set(SHEAF_SERVER_SET_SHARD, k, sql);
  add_set(SHEAF_SERVER_SET_LOCAL, k, sql);
}

/* Which database of which server a connection leads to, however its URL says it. */
static int name_place(sheaf_connection *connection, char *out, size_t size, sheaf_error *err) {
  sheaf_server_result *result = NULL;
  size_t length;
  const int code = sheaf_connection_run(connection, "SELECT pg_postmaster_start_time()::text||' '||current_database()",
                                        NULL, 0, &result, err);
  const sheaf_server_row row = {result, 0};
  if (!code) snprintf(out, size, "%s", sheaf_server_row_bytes(&row, 0, &length));
  sheaf_server_result_free(result);
  return code;
}

static int is_coordinator(const sheaf_server *self, sheaf_connection *part, int *same, sheaf_error *err) {
  char here[160] = "", there[160] = "";
  int code = name_place(self->store, here, sizeof here, err);
  if (!code) code = name_place(part, there, sizeof there, err);
  *same = !strcmp(here, there);
  return code;
}

static int add_host(sheaf_server *self, size_t k, const char *url, sheaf_buf *sql, sheaf_error *err) {
  char *bare = NULL, schema[SHEAF_SERVER_SCHEMA], what[32];
  sheaf_connection *part = NULL;
  int local = 0;
  snprintf(what, sizeof what, "shard %zu", k);
  int code = sheaf_server_url_split(url, &bare, schema, err);
  const sheaf_connection_options options = {.url = bare,
                                            .user = self->user,
                                            .password = self->password,
                                            .like = self->url,
                                            .schema = self->schema,
                                            .what = what,
                                            .timeout = self->timeout};
  if (!code) code = sheaf_connection_open(&part, &options, err);
  if (!code) code = sheaf_server_verify_names(self, part, err);
  if (!code) code = is_coordinator(self, part, &local, err);
  if (!code && local) add_local(k, sql);
  if (!code && !local) code = make_part(self, k, part, err);
  if (!code && !local) code = add_server(self, k, part, sql, err);
  if (!code) code = add_shard_row(self, k, local ? NULL : bare, part, sql, err);
  sheaf_connection_close(part);
  sheaf_mem_free(bare);
  return code;
}

/* ---- the whole ---- */

static int add_shards(sheaf_server *self, const sheaf_server_options *options, sheaf_buf *sql, sheaf_error *err) {
  const int count = options->shards > 0 ? options->shards : 1;
  if (count > SHEAF_SERVER_MOST_SHARDS)
    return sheaf_error_set(err, SHEAF_ERANGE, "a library has at most %d shards", SHEAF_SERVER_MOST_SHARDS);
  int code = SHEAF_OK;
  for (int k = 1; !code && k <= count; k++) {
    if (options->hosts) {
      code = add_host(self, (size_t)k, options->hosts[k - 1], sql, err);
    } else {
      add_local((size_t)k, sql);
      code = add_shard_row(self, (size_t)k, NULL, self->store, sql, err);
    }
  }
  return code;
}

static int name_library(sheaf_server *self, sheaf_error *err) {
  sheaf_server_result *result = NULL;
  int code = sheaf_connection_run(self->store, "SELECT gen_random_uuid()::text", NULL, 0, &result, err);
  if (code) return code;
  size_t length = 0;
  if (!result || !sheaf_server_result_rows(result))
    code = sheaf_error_set(err, SHEAF_ESTORE, "the server gives no identifier");
  else
    snprintf(self->library, sizeof self->library, "%s",
             sheaf_server_row_bytes(&(sheaf_server_row){result, 0}, 0, &length));
  sheaf_server_result_free(result);
  return code;
}

/* What an administrator must do, where the server's own message does not say it. */
static int explain(const sheaf_server *self, int code, sheaf_error *err) {
  if (!err || strcmp(sheaf_connection_state(self->store), "42501") != 0) return code;
  char said[200];
  snprintf(said, sizeof said, "%.190s", err->message);
  const int foreign = strstr(said, "extension") || strstr(said, "foreign");
  sheaf_error_set(err, code, "%s; ask the server's administrator for: %s '%.40s'", said,
                  foreign ? "create extension postgres_fdw; grant usage on foreign data wrapper postgres_fdw to"
                          : "grant create on database to",
                  self->user);
  sheaf_error_clean(err->message);
  return code;
}

static int make_all(sheaf_server *self, const sheaf_server_options *options, sheaf_buf *sql, sheaf_error *err) {
  int code = add_schema(self, self->store, sql, err);
  if (options->hosts) sheaf_buf_add_text(sql, "CREATE EXTENSION IF NOT EXISTS postgres_fdw;");
  sheaf_server_tables_make(SHEAF_SERVER_SET_COORDINATOR, sql);
  if (!code) code = add_shards(self, options, sql, err);
  sheaf_buf_add_format(sql, "INSERT INTO meta VALUES(%d,", SHEAF_SERVER_VERSION);
  if (!code) code = sheaf_connection_quote_text(self->store, self->library, sql, err);
  sheaf_buf_add_text(sql, ")");
  if (!code && sql->failed) code = sheaf_error_memory(err);
  if (!code) code = sheaf_connection_script(self->store, sheaf_buf_text(sql), err);
  return code ? explain(self, code, err) : SHEAF_OK;
}

int sheaf_server_create(sheaf_server *self, const sheaf_server_options *options, sheaf_error *err) {
  static const char known[] =
      "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid=c.relnamespace"
      " WHERE n.nspname=$1 AND c.relname='meta'";
  const sheaf_server_value schema = {.type = SHEAF_SERVER_TEXT, .text = self->schema, .length = strlen(self->schema)};
  sheaf_buf sql = {0};
  int64_t there = 0;
  int code = name_library(self, err);
  if (!code)
    code = sheaf_connection_script(self->store,
                                   "BEGIN;SELECT pg_advisory_xact_lock(hashtextextended('sheaf library',0))", err);
  if (!code) self->open = 1;
  if (!code)
    code = sheaf_server_number(self, known, &schema, 1, &there, err); /* another program may have been faster */
  if (!code && !there) code = make_all(self, options, &sql, err);
  if (!code) code = sheaf_server_commit(self, err);
  if (code) sheaf_server_rollback(self);
  sheaf_buf_clear(&sql);
  *self->library = 0;
  return code;
}
