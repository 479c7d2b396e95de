/* server.c - see server.h. */
#include "server.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "server_state.h"
#include "server_verify.h"

size_t sheaf_server_shards(const sheaf_server *self) { return self->count; }

size_t sheaf_server_shard_of(const sheaf_server *self, uint32_t record) {
  return (record ? (record - 1) / SHEAF_SERVER_SPAN : 0) % self->count + 1;
}

void sheaf_server_expand(const char *sql, size_t k, sheaf_buf *out) {
  const char *found;
  while ((found = strstr(sql, "{k}"))) {
    sheaf_buf_add(out, sql, (size_t)(found - sql));
    sheaf_buf_add_format(out, "%zu", k);
    sql = found + 3;
  }
  sheaf_buf_add_text(out, sql);
}

/* ---- connections ---- */

static int open_one(sheaf_server *self, const char *url, const char *what, int loading, sheaf_connection **at,
                    sheaf_error *err) {
  const sheaf_connection_options options = {
      .url = url ? url : self->url,
      .user = url ? self->user : NULL,
      .password = url ? self->password : NULL,
      .like = url ? self->url : NULL,
      .schema = self->schema,
      .what = what,
      .timeout = self->timeout,
      .readonly = self->readonly || at == &self->reader,
      .patient = loading,
      .searches = !loading && strncmp(what, "shard", 5) == 0,
  };
  sheaf_connection_close(*at);
  *at = NULL;
  return sheaf_connection_open(at, &options, err);
}

static int gone(sheaf_error *err) {
  return sheaf_error_set(err, SHEAF_EIO, "the connection to the coordinator was lost; nothing of this was kept");
}

static int store_connection(sheaf_server *self, sheaf_connection **out, sheaf_error *err) {
  int code = SHEAF_OK;
  if (self->lost) return gone(err);
  if (!sheaf_connection_usable(self->store)) {
    if (self->open || self->held) {
      self->lost = 1;
      return gone(err);
    }
    sheaf_connection *fresh = NULL;
    code = open_one(self, NULL, "the coordinator", 0, &fresh, err);
    if (code) return code;
    sheaf_connection_close(self->store);
    self->store = fresh;
  }
  *out = self->store;
  return code;
}

/* Verifies a schema that was not looked at as closely since the library was opened. */
static int look_at(sheaf_server *self, size_t k, sheaf_connection *connection, sheaf_server_depth depth,
                   sheaf_error *err) {
  int *seen = k ? &self->shards[k - 1].seen : &self->seen;
  if (*seen >= (int)depth) return SHEAF_OK;
  const int code = sheaf_server_verify(self, k, connection, depth, err);
  if (!code) *seen = (int)depth;
  return code;
}

static int fits(sheaf_connection *connection, const char *sql, const sheaf_server_value *params, int count,
                sheaf_error *err) {
  sheaf_server_result *result = NULL;
  int code = sheaf_connection_run(connection, sql, params, count, &result, err);
  if (!code) code = result && sheaf_server_result_rows(result) > 0;
  sheaf_server_result_free(result);
  return code == SHEAF_ESTORE ? 0 : code;
}

/* A shard on a server of its own says whose it is, so that a database that was mixed up gives no answers; the first
 * time it is looked at more closely. */
static int identify(sheaf_server *self, size_t k, sheaf_connection *connection, int loading, sheaf_error *err) {
  static const char is_table[] =
      "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid=c.relnamespace WHERE"
      " n.nspname=$1::pg_catalog.name AND c.relname='part'::pg_catalog.name AND c.relkind='r'::pg_catalog.\"char\"";
  const sheaf_server_value params[] = {
      {.type = SHEAF_SERVER_INTEGER, .integer = (int64_t)k},
      {.type = SHEAF_SERVER_TEXT, .text = self->library, .length = strlen(self->library)}};
  const sheaf_server_value schema = {.type = SHEAF_SERVER_TEXT, .text = self->schema, .length = strlen(self->schema)};
  int found = self->shards[k - 1].seen ? 1 : fits(connection, is_table, &schema, 1, err);
  if (found > 0) found = fits(connection, "SELECT 1 FROM part WHERE number=$1 AND library=$2", params, 2, err);
  if (found < 0) return found;
  if (!found)
    return sheaf_error_set(err, SHEAF_ECORRUPT,
                           "%s is not that shard of this library: its server was changed or restored",
                           sheaf_connection_name(connection));
  return look_at(self, k, connection, loading ? SHEAF_SERVER_DEEP : SHEAF_SERVER_SHALLOW, err);
}

int sheaf_server_inspect(sheaf_server *self, sheaf_error *err) {
  sheaf_connection *connection;
  int code = store_connection(self, &connection, err);
  if (!code) code = sheaf_server_verify(self, 0, connection, SHEAF_SERVER_DEEP, err);
  for (size_t k = 1; !code && k <= self->count; k++) {
    if (!self->shards[k - 1].url) continue;
    code = sheaf_server_connection(self, (int)k, 0, &connection, err);
    if (!code) code = sheaf_server_verify(self, k, connection, SHEAF_SERVER_DEEP, err);
  }
  return code;
}

int sheaf_server_connection(sheaf_server *self, int shard, int loading, sheaf_connection **out, sheaf_error *err) {
  *out = NULL;
  if (shard == SHEAF_SERVER_COORDINATOR) return store_connection(self, out, err);
  if (shard < 1 || (size_t)shard > self->count)
    return sheaf_error_set(err, SHEAF_ERANGE, "there is no shard %d", shard);
  sheaf_server_shard *one = &self->shards[shard - 1];
  sheaf_connection **at = loading ? &one->load : &one->query;
  if (!sheaf_connection_usable(*at)) {
    char what[32];
    snprintf(what, sizeof what, "shard %d", shard);
    int code = open_one(self, one->url, what, loading, at, err);
    if (!code && one->url) code = identify(self, (size_t)shard, *at, loading, err);
    if (code) return code;
  }
  *out = *at;
  return SHEAF_OK;
}

int sheaf_server_reader(sheaf_server *self, sheaf_connection **out, sheaf_error *err) {
  int code = SHEAF_OK;
  if (!sheaf_connection_usable(self->reader)) {
    self->reads++;
    self->cursors = 0;
    code = open_one(self, NULL, "the coordinator", 0, &self->reader, err);
  }
  *out = self->reader;
  return code;
}

int sheaf_server_blame(sheaf_server *self, int code, sheaf_error *err) {
  for (size_t k = 1; code == SHEAF_EIO && err && k <= self->count; k++) {
    char what[32];
    sheaf_connection *probe = NULL;
    sheaf_error said = {0};
    snprintf(what, sizeof what, "shard %zu", k);
    if (!self->shards[k - 1].url || !open_one(self, self->shards[k - 1].url, what, 0, &probe, &said)) {
      sheaf_connection_close(probe);
      continue;
    }
    *err = said;
    break;
  }
  return code;
}

int sheaf_server_control(sheaf_server *self, sheaf_connection **out, sheaf_error *err) {
  int code = SHEAF_OK;
  if (!sheaf_connection_usable(self->control)) code = open_one(self, NULL, "the coordinator", 0, &self->control, err);
  *out = self->control;
  return code;
}

/* ---- opening ---- */

static int take_shard(void *context, int shard, const sheaf_server_row *row, sheaf_error *err) {
  (void)shard;
  sheaf_server *self = context;
  size_t length;
  const char *url = sheaf_server_row_bytes(row, 1, &length);
  if (sheaf_server_row_integer(row, 0) != (int64_t)self->count + 1 || self->count == SHEAF_SERVER_MOST_SHARDS)
    return sheaf_error_set(err, SHEAF_ECORRUPT, "the library's list of shards is damaged");
  sheaf_server_shard *one = &self->shards[self->count];
  if (!sheaf_server_row_null(row, 1) && !(one->url = sheaf_mem_copy(url, length))) return sheaf_error_memory(err);
  self->count++;
  return SHEAF_OK;
}

static int take_meta(void *context, int shard, const sheaf_server_row *row, sheaf_error *err) {
  (void)shard;
  sheaf_server *self = context;
  size_t length;
  const int64_t version = sheaf_server_row_integer(row, 0);
  const char *library = sheaf_server_row_bytes(row, 1, &length);
  if (version > SHEAF_SERVER_VERSION)
    return sheaf_error_set(err, SHEAF_EUNSUPPORTED,
                           "the library was written by a later version of sheaf (schema %lld, this one knows %d); use "
                           "that version, or export from it",
                           (long long)version, SHEAF_SERVER_VERSION);
  if (version >= 1 && version < SHEAF_SERVER_VERSION)
    return sheaf_error_set(err, SHEAF_EUNSUPPORTED,
                           "the library was written by an earlier version of sheaf (schema %lld, this one knows %d); "
                           "copy it to a file with that version, and the file to a new library with this one",
                           (long long)version, SHEAF_SERVER_VERSION);
  if (version < 1 || length >= sizeof self->library)
    return sheaf_error_set(err, SHEAF_ECORRUPT, "the library's schema number is damaged");
  memcpy(self->library, library, length);
  self->library[length] = 0;
  return SHEAF_OK;
}

/* Whether the schema holds a library: 1, 0 or a negative code. Anything else in it is not touched. */
static int is_there(sheaf_server *self, sheaf_error *err) {
  const sheaf_server_value schema = {.type = SHEAF_SERVER_TEXT, .text = self->schema, .length = strlen(self->schema)};
  static const char *const sql[] = {
      "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid=c.relnamespace WHERE n.nspname=$1"
      " AND c.relname IN('meta','shard','batch','counter') AND c.relkind='r'",
      "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid=c.relnamespace WHERE n.nspname=$1"
      " AND c.relkind IN('r','v','m','f','p') AND NOT EXISTS(SELECT FROM pg_depend d WHERE d.objid=c.oid"
      " AND d.classid='pg_class'::regclass AND d.deptype='e')"
      " AND NOT(c.relname='part' OR c.relname~'^(record(_body|_words)?|lexicon)_s[0-9]+$')"};
  enum { OURS = 4 };
  int64_t ours, all;
  int code = sheaf_server_number(self, sql[0], &schema, 1, &ours, err);
  if (code || ours == OURS) return code ? code : 1;
  code = sheaf_server_number(self, sql[1], &schema, 1, &all, err);
  if (!code && all)
    code = sheaf_error_set(err, SHEAF_ECORRUPT,
                           "the schema '%s' holds other tables, and no sheaf library; say ?schema=", self->schema);
  return code;
}

static int read_library(sheaf_server *self, const sheaf_server_options *options, sheaf_error *err) {
  self->shards = sheaf_mem_zero(SHEAF_SERVER_MOST_SHARDS, sizeof *self->shards);
  if (!self->shards) return sheaf_error_memory(err);
  const int here = SHEAF_SERVER_COORDINATOR;
  int code = sheaf_server_each(self, here, "SELECT version,library FROM meta", NULL, 0, take_meta, self, err);
  if (!code)
    code = sheaf_server_each(self, here, "SELECT number,connection FROM shard ORDER BY number", NULL, 0, take_shard,
                             self, err);
  if (code) return code;
  if (!self->count || !*self->library)
    return sheaf_error_set(err, SHEAF_ECORRUPT, "the library's list of shards is damaged");
  if (options->shards && (size_t)options->shards != self->count)
    return sheaf_error_set(err, SHEAF_ERANGE,
                           "the library has %zu shards, not %d: that is settled when it is made; leave `shards` out",
                           self->count, options->shards);
  return SHEAF_OK;
}

static int make(sheaf_server *self, const sheaf_server_options *options, sheaf_error *err) {
  if (options->readonly || !options->create)
    return sheaf_error_set(err, SHEAF_EIO, "there is no library in the schema '%s' yet%s", self->schema,
                           options->readonly ? ", and it was to be opened for reading only" : "");
  return sheaf_server_create(self, options, err);
}

/* Connects for the first time. */
static int reach(sheaf_server *self, sheaf_error *err) {
  sheaf_connection *connection;
  const int code = store_connection(self, &connection, err);
  if (code) return code;
  const char *user = sheaf_connection_setting(connection, "user");
  const char *password = sheaf_connection_setting(connection, "password");
  if (!user) user = "";
  self->user = sheaf_mem_copy(user, strlen(user));
  if (password && *password) self->password = sheaf_mem_copy(password, strlen(password));
  return self->user && (self->password || !password || !*password) ? SHEAF_OK : sheaf_error_memory(err);
}

int sheaf_server_open(sheaf_server **out, const char *url, const sheaf_server_options *options, sheaf_error *err) {
  *out = NULL;
  sheaf_server *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return sheaf_error_memory(err);
  self->timeout = options->timeout ? options->timeout : SHEAF_SERVER_TIMEOUT;
  self->readonly = options->readonly;
  int code = sheaf_server_url_split(url, &self->url, self->schema, err);
  if (!code) code = reach(self, err);
  if (!code) code = sheaf_server_verify_names(self, self->store, err);
  if (!code && (code = is_there(self, err)) >= 0) code = code ? SHEAF_OK : make(self, options, err);
  if (!code) code = read_library(self, options, err);
  if (!code) code = look_at(self, 0, self->store, SHEAF_SERVER_SHALLOW, err);
  if (code) {
    sheaf_server_close(self);
    return code;
  }
  *out = self;
  return SHEAF_OK;
}

void sheaf_server_close(sheaf_server *self) {
  if (!self) return;
  sheaf_server_load_close(self);
  sheaf_connection_close(self->control);
  for (size_t i = 0; i < self->count; i++) {
    sheaf_connection_close(self->shards[i].query);
    sheaf_connection_close(self->shards[i].load);
    sheaf_mem_free(self->shards[i].url);
  }
  sheaf_connection_close(self->reader);
  sheaf_connection_close(self->store);
  sheaf_mem_free(self->shards);
  sheaf_mem_free(self->user);
  sheaf_mem_free(self->password);
  sheaf_mem_free(self->url);
  sheaf_mem_free(self);
}

/* ---- one statement to several ---- */

void sheaf_server_watch(sheaf_server *self, sheaf_server_stop_fn *stop, void *context) {
  self->stop = stop;
  self->stop_context = context;
}

typedef struct flight {
  sheaf_connection *list[SHEAF_SERVER_MOST_SHARDS]; /* that a statement runs on; NULL where it has ended */
  int number[SHEAF_SERVER_MOST_SHARDS];             /* of the shard */
  size_t count;                                     /* in use */
} flight;

/* Takes what has come from one: 1 where something had, 0, or a negative code. */
static int take(flight *self, size_t i, sheaf_server_row_fn *row, void *context, sheaf_error *err) {
  sheaf_server_result *result = NULL;
  int any = 0;
  for (;;) {
    int got = sheaf_connection_receive(self->list[i], &result, err);
    if (got == SHEAF_CONNECTION_LATER) return any;
    if (got == SHEAF_CONNECTION_COPY) got = sheaf_error_set(err, SHEAF_ESTORE, "a statement asked for data");
    if (got <= 0) {
      if (!got) self->list[i] = NULL;
      return got ? got : 1;
    }
    any = 1;
    int code = SHEAF_OK;
    const int rows = row ? sheaf_server_result_rows(result) : 0;
    for (int at = 0; !code && at < rows; at++)
      code = row(context, self->number[i], &(sheaf_server_row){result, at}, err);
    sheaf_server_result_free(result);
    if (code) return code;
  }
}

static int fly(flight *self, sheaf_server_row_fn *row, void *context, sheaf_error *err) {
  for (;;) {
    size_t left = 0;
    int any = 0;
    for (size_t i = 0; i < self->count; i++) {
      if (!self->list[i]) continue;
      const int got = take(self, i, row, context, err);
      if (got < 0) return got;
      any |= got;
      left += self->list[i] != NULL;
    }
    if (!left) return SHEAF_OK;
    if (any) continue;
    const int code = sheaf_connection_wait(self->list, self->count, err);
    if (code) return code;
  }
}

static int start(sheaf_server *self, flight *all, int shard, const char *sql, const sheaf_server_value *params,
                 int count, sheaf_error *err) {
  sheaf_connection *connection;
  sheaf_buf text = {0};
  int code = sheaf_server_connection(self, shard, 0, &connection, err);
  sheaf_server_expand(sql, (size_t)shard, &text);
  if (!code && text.failed) code = sheaf_error_memory(err);
  if (!code)
    code = sheaf_connection_send(connection, sheaf_buf_text(&text), params, count, SHEAF_CONNECTION_STREAM, err);
  sheaf_buf_clear(&text);
  if (code) return code;
  sheaf_connection_watch(connection, shard ? self->stop : NULL, self->stop_context);
  all->number[all->count] = shard;
  all->list[all->count++] = connection;
  return SHEAF_OK;
}

/* Gives up what still runs: a connection in the middle of its rows is of no more use. */
static void give_up(sheaf_server *self, const flight *all) {
  for (size_t i = 0; i < all->count; i++) {
    if (!all->list[i] || sheaf_connection_usable(all->list[i])) continue;
    if (!all->number[i]) {
      self->lost = self->open || self->held;
      if (!self->lost && self->store) sheaf_connection_close(self->store), self->store = NULL;
      continue;
    }
    sheaf_server_shard *one = &self->shards[all->number[i] - 1];
    sheaf_connection_close(one->query);
    one->query = NULL;
  }
}

int sheaf_server_each(sheaf_server *self, int shard, const char *sql, const sheaf_server_value *params, int count,
                      sheaf_server_row_fn *row, void *context, sheaf_error *err) {
  flight all = {.count = 0};
  int code = SHEAF_OK;
  const int first = shard == SHEAF_SERVER_ALL ? 1 : shard, last = shard == SHEAF_SERVER_ALL ? (int)self->count : shard;
  for (int k = first; !code && k <= last; k++) code = start(self, &all, k, sql, params, count, err);
  if (!code) code = fly(&all, row, context, err);
  if (code) give_up(self, &all);
  return shard == SHEAF_SERVER_COORDINATOR ? sheaf_server_blame(self, code, err) : code;
}

static int take_number(void *context, int shard, const sheaf_server_row *row, sheaf_error *err) {
  (void)shard, (void)err;
  *(int64_t *)context = sheaf_server_row_integer(row, 0);
  return SHEAF_OK;
}

int sheaf_server_number(sheaf_server *self, const char *sql, const sheaf_server_value *params, int count, int64_t *out,
                        sheaf_error *err) {
  *out = 0;
  return sheaf_server_each(self, SHEAF_SERVER_COORDINATOR, sql, params, count, take_number, out, err);
}

/* ---- transactions ---- */

static int script(sheaf_server *self, const char *sql, sheaf_error *err) {
  sheaf_connection *connection;
  const int code = sheaf_server_connection(self, SHEAF_SERVER_COORDINATOR, 0, &connection, err);
  return code ? code : sheaf_connection_script(connection, sql, err);
}

int sheaf_server_begin(sheaf_server *self, sheaf_error *err) {
  if (self->open) return sheaf_error_set(err, SHEAF_ESTORE, "a transaction is open already");
  int code = script(self,
                    "BEGIN;"
                    "SELECT pg_advisory_xact_lock(hashtextextended('sheaf writer '||current_schema(),0))",
                    err);
  self->open = 1;
  if (!code) code = look_at(self, 0, self->store, SHEAF_SERVER_DEEP, err);
  if (code) sheaf_server_rollback(self);
  return code;
}

int sheaf_server_commit(sheaf_server *self, sheaf_error *err) {
  int code = sheaf_server_load_publish(self, err);
  if (!code) code = script(self, "COMMIT", err);
  if (code) return code;
  self->open = 0;
  sheaf_server_load_published(self);
  return SHEAF_OK;
}

/* Where the connection was lost and nothing hangs on it any more, the next statement opens a new one. */
static void forget(sheaf_server *self) {
  if (!self->lost || self->open || self->held) return;
  self->lost = 0;
  sheaf_connection_close(self->store);
  self->store = NULL;
}

void sheaf_server_rollback(sheaf_server *self) {
  if (!self->open) return;
  if (!self->lost && script(self, "ROLLBACK", NULL)) self->lost = 1;
  self->open = 0;
  forget(self);
}

#define LOCK "hashtextextended('sheaf '||current_schema()||' '||$1,0)"

int sheaf_server_hold(sheaf_server *self, const char *name, sheaf_error *err) {
  const sheaf_server_value value = {.type = SHEAF_SERVER_TEXT, .text = name, .length = strlen(name)};
  int64_t got;
  const int code = sheaf_server_number(self, "SELECT pg_try_advisory_lock(" LOCK ")", &value, 1, &got, err);
  if (code) return code;
  self->held += got != 0;
  return got != 0;
}

void sheaf_server_release(sheaf_server *self, const char *name) {
  const sheaf_server_value value = {.type = SHEAF_SERVER_TEXT, .text = name, .length = strlen(name)};
  int64_t got;
  if (!self->lost) sheaf_server_number(self, "SELECT pg_advisory_unlock(" LOCK ")", &value, 1, &got, NULL);
  self->held--;
  forget(self);
}
