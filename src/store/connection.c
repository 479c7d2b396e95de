/* connection.c - see connection.h. Sockets do not block: all waiting is one poll, which knows when each connection was
 * last heard. A connection that is given up is closed, not cancelled (a cancellation would wait for the same server):
 * client_connection_check_interval lets the server end what ran there. */
#include "connection.h"

#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "connection_pack.h"

enum { NAME = 160, STATE = 6, CONNECT_SECONDS = 2, PATIENCE = 10, WATCH_MS = 100 };

struct sheaf_connection {
  PGconn *conn;               /* owned */
  PQconninfoOption *options;  /* what the URL said; once it is connected, all it was made with; owned */
  char name[NAME];            /* "shard 2 (host:port)" */
  char state[STATE];          /* SQLSTATE of the last failure */
  int timeout;                /* seconds of silence */
  int64_t sent;               /* when the statement that runs was sent, in ms */
  int64_t heard;              /* when something last came or was sent */
  int patient;                /* silence is no failure while the server lives */
  sheaf_server_stop_fn *stop; /* asked while waiting; NULL: nobody */
  void *stop_context;         /* handed to it */
  int broken;                 /* nothing but close is left */
  int running;                /* results are expected */
  int copying;                /* a statement takes data: there may be more to send than libpq holds */
  int process;                /* at the other end, when it was opened */
};

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int sheaf_connection_broken(const sheaf_connection *self) { return self->broken; }

const char *sheaf_connection_name(const sheaf_connection *self) { return self->name; }

const char *sheaf_connection_state(const sheaf_connection *self) { return self->state; }

int sheaf_connection_usable(sheaf_connection *self) {
  if (!self || self->broken || self->running) return 0;
  struct pollfd fd = {.fd = PQsocket(self->conn), .events = POLLIN};
  /* An idle server that speaks says goodbye, as a rule: then the connection ends with the next thing that comes. */
  for (int i = 0; !self->broken && i < 3 && poll(&fd, 1, i ? 20 : 0) > 0; i++)
    if (!PQconsumeInput(self->conn)) self->broken = 1;
  if (PQstatus(self->conn) != CONNECTION_OK) self->broken = 1;
  return !self->broken;
}

static const char *given(const PQconninfoOption *options, const char *keyword) {
  for (; options && options->keyword; options++)
    if (strcmp(options->keyword, keyword) == 0) return options->val;
  return NULL;
}

/* ---- what went wrong ---- */

/* libpq's message in one line, without what it begins with. */
static void one_line(const char *message, char *out, size_t size) {
  static const char *const begin[] = {"ERROR:  ", "FATAL:  "};
  for (size_t i = 0; i < sizeof begin / sizeof *begin; i++)
    if (strncmp(message, begin[i], strlen(begin[i])) == 0) message += strlen(begin[i]);
  size_t length = 0;
  for (; *message && length + 1 < size; message++) {
    const char c = *message == '\n' || *message == '\r' || *message == '\t' ? ' ' : *message;
    if (c != ' ' || (length && out[length - 1] != ' ')) out[length++] = c;
  }
  while (length && out[length - 1] == ' ') length--;
  out[length] = 0;
}

/* What to do about what a server says, or "". */
static const char *remedy_for(const char *state, const char *text) {
  if (!strcmp(state, "53100")) return "; make room there and run this again: what was committed before is safe";
  if (!strcmp(state, "25006")) return "; here this role may only read, or the server is a standby that only reads";
  if (strstr(text, "too many") || strstr(text, "connection slots"))
    return "; a library takes up to 3 connections and 2 more a shard: have the limit raised, or close others";
  return "";
}

static int lost(sheaf_connection *self, const char *message, sheaf_error *err) {
  char text[280];
  one_line(message, text, sizeof text);
  self->broken = 1;
  self->running = 0;
  const char *how = strstr(message, "FATAL:") ? "refuses" : "does not answer";
  sheaf_error_set(err, SHEAF_EIO, "%s %s: %s%s", self->name, how, *text ? text : "the connection was lost",
                  remedy_for("", text));
  if (err) sheaf_error_clean(err->message);
  return SHEAF_EIO;
}

static int silent(sheaf_connection *self, sheaf_error *err) {
  char text[96];
  snprintf(text, sizeof text, "nothing came for %d seconds (open option `timeout`)", self->timeout);
  return lost(self, text, err);
}

/* How long a connection may be silent, in ms: one that is patient is looked after before the time is over. */
static int64_t silence(const sheaf_connection *self) {
  const int64_t all = (int64_t)self->timeout * 1000, ping = CONNECT_SECONDS * 1000;
  return self->patient && all > 2 * ping ? all - ping : all;
}

/* What a connection is made with, as libpq takes it: of two that have one name the later one counts. */
typedef struct parameters {
  const char *keywords[128]; /* NULL behind the last, as are those that were never set */
  const char *values[128];   /* NULL, and nothing, count as not said */
  size_t count;              /* in use */
} parameters;

static void add_parameter(parameters *self, const char *keyword, const char *value) {
  if (self->count + 1 >= sizeof self->keywords / sizeof *self->keywords) return;
  self->keywords[self->count] = keyword;
  self->values[self->count++] = value;
}

static void add_options(parameters *self, const PQconninfoOption *options) {
  for (; options->keyword; options++)
    if (options->val) add_parameter(self, options->keyword, options->val);
}

/* Whether the server takes connections made like this one: what it was told to do may just take its time. */
static int is_alive(const sheaf_connection *self) {
  char seconds[16];
  parameters all = {.count = 0};
  snprintf(seconds, sizeof seconds, "%d", CONNECT_SECONDS);
  add_options(&all, self->options);
  add_parameter(&all, "host", PQhost(self->conn)); /* of several the one that it is */
  add_parameter(&all, "hostaddr", PQhostaddr(self->conn));
  add_parameter(&all, "port", PQport(self->conn));
  add_parameter(&all, "connect_timeout", seconds);
  return PQpingParams(all.keywords, all.values, 0) == PQPING_OK;
}

/* A connection that has been silent too long: 0 where it may go on. */
static int judge(sheaf_connection *self, sheaf_error *err) {
  const int64_t all = (int64_t)self->timeout * 1000 * PATIENCE;
  if (!self->patient || now() - self->sent > all || !is_alive(self)) return silent(self, err);
  self->heard = now();
  return SHEAF_OK;
}

static sheaf_code code_of(const char *state) {
  static const struct {
    const char *state; /* beginning of an SQLSTATE */
    sheaf_code code;   /* what it is here */
  } known[] = {{"57014", SHEAF_EIO},      {"55P03", SHEAF_EBUSY},   {"40", SHEAF_EBUSY},
               {"53", SHEAF_EIO},         {"08", SHEAF_EIO},        {"57", SHEAF_EIO},
               {"58", SHEAF_EIO},         {"42501", SHEAF_EIO},     {"25006", SHEAF_EUNSUPPORTED},
               {"XX001", SHEAF_ECORRUPT}, {"XX002", SHEAF_ECORRUPT}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strncmp(state, known[i].state, strlen(known[i].state)) == 0) return known[i].code;
  return SHEAF_ESTORE;
}

/* A result that says why a statement failed. */
static int failed(sheaf_connection *self, const PGresult *result, sheaf_error *err) {
  const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
  if (!state) return lost(self, PQresultErrorMessage(result), err);
  snprintf(self->state, sizeof self->state, "%s", state);
  sheaf_code code = code_of(state);
  char text[280];
  one_line(primary ? primary : "it failed", text, sizeof text);
  const size_t length = strlen(text);
  if (detail && strncmp(state, "08", 2) == 0 && length + 8 < sizeof text) {
    text[length] = ':';
    text[length + 1] = ' ';
    one_line(detail, text + length + 2, sizeof text - length - 2);
  }
  if (strcmp(state, "57014") == 0)
    sheaf_error_set(err, code, "%s: a statement took longer than %d seconds (open option `timeout`)", self->name,
                    self->timeout);
  else if (code == SHEAF_EBUSY)
    sheaf_error_set(err, code, "%s: another program is writing to the library (%s); try again when it is done",
                    self->name, text);
  else
    sheaf_error_set(err, code, "%s: %s%s", self->name, text, remedy_for(state, text));
  if (err) sheaf_error_clean(err->message);
  return code;
}

/* ---- opening ---- */

const char *sheaf_connection_setting(const sheaf_connection *self, const char *keyword) {
  if (!strcmp(keyword, "host")) return PQhost(self->conn);
  if (!strcmp(keyword, "port")) return PQport(self->conn);
  if (!strcmp(keyword, "dbname")) return PQdb(self->conn);
  if (!strcmp(keyword, "user")) return PQuser(self->conn);
  if (!strcmp(keyword, "password")) return PQpass(self->conn);
  for (const PQconninfoOption *o = self->options; o && o->keyword; o++)
    if (!strcmp(o->keyword, keyword) && o->val && (!o->compiled || strcmp(o->val, o->compiled) != 0)) return o->val;
  return NULL;
}

static void be_quiet(void *context, const char *message) { (void)context, (void)message; }

static void say_name(sheaf_connection *self, const char *what) {
  const char *host = given(self->options, "host"), *port = given(self->options, "port");
  if (!host) host = given(self->options, "hostaddr");
  if (!host) host = getenv("PGHOST");
  if (!port) port = getenv("PGPORT");
  snprintf(self->name, sizeof self->name, "%s (%.90s:%.20s)", what, host ? host : "local", port ? port : "5432");
}

/* Connects with what the URL says; what it leaves open is what keeps a dead server from being waited for. */
static int connect(sheaf_connection *self, const sheaf_connection_options *options, sheaf_error *err) {
  char seconds[16], silence[24];
  parameters all = {.count = 0};
  snprintf(seconds, sizeof seconds, "%d", CONNECT_SECONDS);
  snprintf(silence, sizeof silence, "%d", self->timeout * 1000);
  PQconninfoOption *like = options->like ? PQconninfoParse(options->like, NULL) : NULL;
  const char *const own[][2] = {{"connect_timeout", getenv("PGCONNECT_TIMEOUT") ? NULL : seconds},
                                {"tcp_user_timeout", silence},
                                {"user", getenv("PGUSER") ? NULL : options->user},
                                {"password", getenv("PGPASSWORD") ? NULL : options->password},
                                {"sslcert", getenv("PGSSLCERT") ? NULL : given(like, "sslcert")},
                                {"sslkey", getenv("PGSSLKEY") ? NULL : given(like, "sslkey")},
                                {"sslpassword", given(like, "sslpassword")},
                                {"fallback_application_name", "sheaf"}};
  for (size_t i = 0; i < sizeof own / sizeof *own; i++) add_parameter(&all, own[i][0], own[i][1]);
  add_options(&all, self->options);
  add_parameter(&all, "client_encoding", "UTF8");
  self->conn = PQconnectdbParams(all.keywords, all.values, 0);
  PQconninfoFree(like);
  if (!self->conn) return sheaf_error_memory(err);
  if (PQstatus(self->conn) != CONNECTION_OK) return lost(self, PQerrorMessage(self->conn), err);
  PQsetNoticeProcessor(self->conn, be_quiet, NULL);
  PQconninfoOption *used = PQconninfo(self->conn); /* the environment's and a service's, too */
  if (!used) return sheaf_error_memory(err);
  PQconninfoFree(self->options);
  self->options = used;
  if (PQsetnonblocking(self->conn, 1)) return lost(self, PQerrorMessage(self->conn), err);
  return SHEAF_OK;
}

/* Whatever a role or a database has set for its sessions: what would change what statements mean or give. */
static const char settings[] =
    "SET client_min_messages=warning;SET standard_conforming_strings=on;SET bytea_output=hex;SET datestyle=ISO;"
    "SET extra_float_digits=1;SET array_nulls=on;SET transform_null_equals=off;SET quote_all_identifiers=off;"
    "SET default_transaction_isolation='read committed';SET row_security=off;SET idle_session_timeout=0;SET "
    "gin_fuzzy_search_limit=0;"
    "SET enable_partitionwise_aggregate=on;SET jit=off;";

/* Runs a script that ends by asking for the process at the other end. */
static int read_process(sheaf_connection *self, const char *sql, int *process, sheaf_error *err) {
  sheaf_server_result *result = NULL;
  int code = sheaf_connection_send_script(self, sql, err);
  if (!code) code = sheaf_connection_finish(self, &result, err);
  const sheaf_server_row row = {result, 0};
  *process = code || !result ? 0 : (int)sheaf_server_row_integer(&row, 0);
  sheaf_server_result_free(result);
  return code;
}

static int configure(sheaf_connection *self, const sheaf_connection_options *options, sheaf_error *err) {
  enum { OLDEST = 140000 };
  if (PQserverVersion(self->conn) < OLDEST)
    return sheaf_error_set(err, SHEAF_EUNSUPPORTED, "%s is older than PostgreSQL 14", self->name);
  const char *encoding = PQparameterStatus(self->conn, "server_encoding");
  if (!encoding || strcmp(encoding, "UTF8") != 0)
    return sheaf_error_set(err, SHEAF_EUNSUPPORTED, "%s: the database is not in UTF8 but in %.40s; make one that is",
                           self->name, encoding ? encoding : "another encoding");
  sheaf_buf sql = {0};
  sheaf_buf_add_text(&sql, "SET search_path TO ");
  int code = sheaf_connection_quote(self, options->schema, &sql, err);
  const int silence = self->timeout * 1000 * (options->patient ? PATIENCE : 1);
  sheaf_buf_add_format(&sql, ",pg_temp;SET statement_timeout=%d;SET lock_timeout=%d;",
                       silence > 1000 ? silence - 500 : silence, silence > 1000 ? silence - 500 : silence);
  sheaf_buf_add_format(&sql, "SET idle_in_transaction_session_timeout=%d;", self->timeout * 1000 * PATIENCE);
  sheaf_buf_add_text(&sql, settings);
  if (options->readonly) sheaf_buf_add_text(&sql, "SET default_transaction_read_only=on;");
  if (options->searches)
    sheaf_buf_add_text(&sql, "SET enable_seqscan=off;SET work_mem='64MB';SET jit=off;SET parallel_setup_cost=100000;");
  sheaf_buf_add_text(&sql, "SELECT pg_catalog.pg_backend_pid()");
  if (!code && sql.failed) code = sheaf_error_memory(err);
  if (!code) code = read_process(self, sheaf_buf_text(&sql), &self->process, err);
  sheaf_buf_clear(&sql);
  if (code) return code;
  /* Where its system and its build can. */
  sheaf_connection_script(self, "SET client_connection_check_interval=1000", NULL);
  if (options->patient) sheaf_connection_script(self, "SET default_toast_compression=lz4", NULL);
  return self->broken ? lost(self, PQerrorMessage(self->conn), err) : SHEAF_OK;
}

static int open_alone(sheaf_connection **out, const sheaf_connection_options *options, sheaf_error *err) {
  *out = NULL;
  sheaf_connection *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return sheaf_error_memory(err);
  self->timeout = options->timeout;
  self->patient = options->patient;
  char *why = NULL;
  int code = SHEAF_OK;
  self->options = PQconninfoParse(options->url, &why);
  if (!self->options) {
    char text[200];
    one_line(why ? why : "out of memory", text, sizeof text);
    /* libpq repeats what it could not read, which may be the password; but for a parameter, where it is a name. */
    char *quoted = strstr(text, "query parameter: \"") ? NULL : strstr(text, ": \"");
    if (quoted) *quoted = 0;
    code = sheaf_error_set(err, SHEAF_EIO, "%s: the URL cannot be read: %s", options->what, text);
  }
  PQfreemem(why);
  if (!code) say_name(self, options->what);
  if (!code) code = connect(self, options, err);
  if (!code) code = configure(self, options, err);
  if (code) {
    sheaf_connection_close(self);
    return code;
  }
  *out = self;
  return SHEAF_OK;
}

/* A pooler between here and the server answers for another process than the one that does the work. One that lends it
 * out for a transaction only gives an idle one to whoever comes next, so that a second connection gets the first one's,
 * or the first one another. */
static int check_pooler(sheaf_connection *self, const sheaf_connection_options *options, sheaf_error *err) {
  sheaf_connection *other = NULL;
  int same = 1;
  int code = open_alone(&other, options, err);
  for (int i = 0; !code && same && i < 2; i++) {
    int process;
    code = read_process(self, "SELECT pg_catalog.pg_backend_pid()", &process, err);
    same = !code && process == self->process && process != other->process;
  }
  sheaf_connection_close(other);
  return code || same ? code
                      : sheaf_error_set(err, SHEAF_EUNSUPPORTED,
                                        "%s is reached through a pooler that lends connections for a transaction or a "
                                        "statement; sheaf needs them for a session: set pool_mode = session for this "
                                        "database (PgBouncer), or name the server itself in the URL",
                                        self->name);
}

int sheaf_connection_open(sheaf_connection **out, const sheaf_connection_options *options, sheaf_error *err) {
  int code = open_alone(out, options, err);
  if (!code && PQbackendPID((*out)->conn) != (*out)->process) code = check_pooler(*out, options, err);
  if (!code) return SHEAF_OK;
  sheaf_connection_close(*out);
  *out = NULL;
  return code;
}

void sheaf_connection_close(sheaf_connection *self) {
  if (!self) return;
  PQfinish(self->conn);
  PQconninfoFree(self->options);
  sheaf_mem_free(self);
}

static int quoted(const sheaf_connection *self, char *text, sheaf_buf *out, sheaf_error *err) {
  if (!text) return sheaf_error_set(err, SHEAF_ESTORE, "%s: a name cannot be quoted", self->name);
  sheaf_buf_add_text(out, text);
  PQfreemem(text);
  return SHEAF_OK;
}

int sheaf_connection_quote(const sheaf_connection *self, const char *name, sheaf_buf *out, sheaf_error *err) {
  return quoted(self, PQescapeIdentifier(self->conn, name, strlen(name)), out, err);
}

int sheaf_connection_quote_text(const sheaf_connection *self, const char *text, sheaf_buf *out, sheaf_error *err) {
  return quoted(self, PQescapeLiteral(self->conn, text, strlen(text)), out, err);
}

/* ---- sending ---- */

int sheaf_connection_send(sheaf_connection *self, const char *sql, const sheaf_server_value *params, int count,
                          sheaf_connection_rows rows, sheaf_error *err) {
  sheaf_connection_pack pack;
  self->state[0] = 0;
  self->heard = self->sent = now();
  int code = sheaf_connection_pack_fill(&pack, params, count, err);
  if (!code && !PQsendQueryParams(self->conn, sql, count, pack.types, pack.values, pack.lengths, pack.formats,
                                  rows != SHEAF_CONNECTION_TEXTUAL))
    code = lost(self, PQerrorMessage(self->conn), err);
  sheaf_connection_pack_clear(&pack);
  if (code) return code;
  if (rows == SHEAF_CONNECTION_STREAM) PQsetSingleRowMode(self->conn);
  self->running = 1;
  return SHEAF_OK;
}

int sheaf_connection_send_script(sheaf_connection *self, const char *sql, sheaf_error *err) {
  self->state[0] = 0;
  self->heard = self->sent = now();
  if (!PQsendQuery(self->conn, sql)) return lost(self, PQerrorMessage(self->conn), err);
  self->running = 1;
  return SHEAF_OK;
}

/* ---- receiving ---- */

/* Whether a result could be taken without waiting; -1 where the connection is lost. */
static int is_ready(sheaf_connection *self) {
  if (PQflush(self->conn) < 0) return -1;
  if (!PQisBusy(self->conn)) return 1;
  if (!PQconsumeInput(self->conn)) return -1;
  return !PQisBusy(self->conn);
}

int sheaf_connection_receive(sheaf_connection *self, sheaf_server_result **out, sheaf_error *err) {
  *out = NULL;
  int bad = 0;
  for (;;) {
    const int ready = is_ready(self);
    if (ready < 0) return bad ? bad : lost(self, PQerrorMessage(self->conn), err);
    if (!ready && !bad) return SHEAF_CONNECTION_LATER;
    if (!ready) {
      sheaf_connection *one[] = {self};
      if (sheaf_connection_wait(one, 1, NULL)) return bad;
      continue;
    }
    self->heard = now();
    self->copying = 0;
    PGresult *result = PQgetResult(self->conn);
    if (!result) {
      self->running = 0;
      if (PQstatus(self->conn) != CONNECTION_OK) self->broken = 1;
      return bad;
    }
    switch (PQresultStatus(result)) {
      case PGRES_SINGLE_TUPLE:
      case PGRES_TUPLES_OK:
      case PGRES_COMMAND_OK:
        *out = (sheaf_server_result *)(void *)result;
        if (!bad) return 1;
        *out = NULL;
        break;
      case PGRES_COPY_IN:
        PQclear(result);
        self->copying = 1;
        return SHEAF_CONNECTION_COPY;
      default:
        if (!bad) bad = failed(self, result, err);
    }
    PQclear(result);
    if (self->broken) return bad;
  }
}

void sheaf_connection_watch(sheaf_connection *self, sheaf_server_stop_fn *stop, void *context) {
  self->stop = stop;
  self->stop_context = context;
}

int sheaf_connection_wait(sheaf_connection *const *list, size_t count, sheaf_error *err) {
  struct pollfd fds[2 * SHEAF_SERVER_MOST_SHARDS + 4];
  sheaf_connection *who[sizeof fds / sizeof *fds];
  nfds_t used = 0;
  int64_t until = INT64_MAX;
  const sheaf_connection *watched = NULL;
  for (size_t i = 0; i < count && used < sizeof fds / sizeof *fds; i++) {
    if (!list[i] || list[i]->broken || !list[i]->running) continue;
    const int left = PQflush(list[i]->conn) || list[i]->copying;
    fds[used] = (struct pollfd){.fd = PQsocket(list[i]->conn), .events = (short)(POLLIN | (left ? POLLOUT : 0))};
    const int64_t end = list[i]->heard + silence(list[i]);
    if (end < until) until = end;
    if (list[i]->stop) watched = list[i];
    who[used++] = list[i];
  }
  if (!used) return SHEAF_OK;
  int64_t left = until - now();
  if (watched && left > WATCH_MS) left = WATCH_MS;
  const int got = poll(fds, used, left > 0 ? (int)left : 0);
  const int64_t when = now();
  if (watched && watched->stop(watched->stop_context))
    return sheaf_error_at(err, SHEAF_ERANGE, "interrupted", 0, "the search was interrupted");
  for (nfds_t i = 0; i < used; i++) {
    if (got > 0 && fds[i].revents) {
      if (fds[i].revents & (POLLIN | POLLOUT)) who[i]->heard = when;
      if (!(fds[i].revents & POLLOUT) && !PQconsumeInput(who[i]->conn))
        return lost(who[i], PQerrorMessage(who[i]->conn), err);
    } else if (when - who[i]->heard >= silence(who[i])) {
      const int code = judge(who[i], err);
      if (code) return code;
    }
  }
  return SHEAF_OK;
}

int sheaf_connection_finish(sheaf_connection *self, sheaf_server_result **out, sheaf_error *err) {
  sheaf_server_result *result = NULL, *kept = NULL;
  int got;
  while ((got = sheaf_connection_receive(self, &result, err)) > 0) {
    if (got == 1) {
      sheaf_server_result_free(kept);
      kept = result;
      continue;
    }
    sheaf_connection *one[] = {self};
    got = got == SHEAF_CONNECTION_COPY ? lost(self, "data was asked for where there is none", err)
                                       : sheaf_connection_wait(one, 1, err);
    if (got) break;
  }
  if (got || !out) {
    sheaf_server_result_free(kept);
    kept = NULL;
  }
  if (out) *out = kept;
  return got;
}

int sheaf_connection_run(sheaf_connection *self, const char *sql, const sheaf_server_value *params, int count,
                         sheaf_server_result **out, sheaf_error *err) {
  if (out) *out = NULL;
  const int code = sheaf_connection_send(self, sql, params, count, SHEAF_CONNECTION_WHOLE, err);
  return code ? code : sheaf_connection_finish(self, out, err);
}

int sheaf_connection_script(sheaf_connection *self, const char *sql, sheaf_error *err) {
  const int code = sheaf_connection_send_script(self, sql, err);
  return code ? code : sheaf_connection_finish(self, NULL, err);
}

int sheaf_connection_describe(sheaf_connection *self, const char *sql, sheaf_server_result **out, sheaf_error *err) {
  *out = NULL;
  self->state[0] = 0;
  self->heard = now();
  if (!PQsendPrepare(self->conn, "", sql, 0, NULL)) return lost(self, PQerrorMessage(self->conn), err);
  self->running = 1;
  int code = sheaf_connection_finish(self, NULL, err);
  if (code) return code;
  if (!PQsendDescribePrepared(self->conn, "")) return lost(self, PQerrorMessage(self->conn), err);
  self->running = 1;
  return sheaf_connection_finish(self, out, err);
}

/* ---- data ---- */

int64_t sheaf_connection_copy(sheaf_connection *self, const char *bytes, size_t length, sheaf_error *err) {
  enum { MOST = 64 << 10 };
  const int left = PQflush(self->conn); /* libpq would take any number of bytes, and keep them */
  if (left) return left > 0 ? 0 : lost(self, PQerrorMessage(self->conn), err);
  const int some = (int)(length < MOST ? length : MOST);
  const int put = PQputCopyData(self->conn, bytes, some);
  if (!put) return sheaf_error_memory(err); /* nothing is on its way: what lacks is memory */
  if (put < 0 || PQflush(self->conn) < 0) return lost(self, PQerrorMessage(self->conn), err);
  return some;
}

int sheaf_connection_copy_end(sheaf_connection *self, sheaf_error *err) {
  int put;
  while ((put = PQputCopyEnd(self->conn, NULL)) == 0) {
    sheaf_connection *one[] = {self};
    const int code = sheaf_connection_wait(one, 1, err);
    if (code) return code;
  }
  self->heard = now();
  self->copying = 0;
  return put < 0 ? lost(self, PQerrorMessage(self->conn), err) : SHEAF_OK;
}
