/* server_put.c - see server_put.h. Each shard goes through its statements on its own. Tokens may come twice, from two
 * loaders or from two sessions, so that nobody waits for anybody, and none is looked up before it is written: readers
 * take each once. Words go into the index together, which takes a third of the time that one by one does. */
#include "server_put.h"

enum { BEGIN, RECORD, BODY, WORDS, TOKENS, COMMIT, TIDY, STEPS };

static const char *const sql[STEPS] = {
    [BEGIN] =
        "BEGIN;"
        "SELECT pg_advisory_xact_lock(hashtextextended('sheaf load '||current_schema()||' %lld',{k}));"
        "DELETE FROM record_s{k} WHERE id BETWEEN %lld AND %lld;"
        "DELETE FROM record_body_s{k} WHERE id BETWEEN %lld AND %lld;"
        "DELETE FROM record_words_s{k} WHERE id BETWEEN %lld AND %lld",
    [RECORD] = "COPY record_s{k} FROM STDIN(FORMAT binary)",
    [BODY] = "COPY record_body_s{k} FROM STDIN(FORMAT binary)",
    [WORDS] = "COPY record_words_s{k}(shard,id,words,lengths,clipped,often) FROM STDIN(FORMAT binary)",
    [TOKENS] = "COPY lexicon_s{k}(field,token) FROM STDIN(FORMAT binary)",
    [COMMIT] = "COMMIT",
    [TIDY] = "SELECT tidy_s{k}()"};

typedef struct work {
  sheaf_connection *connection;      /* borrowed; NULL once it is done */
  const sheaf_server_parcel *parcel; /* borrowed; NULL: only deleting */
  size_t k;                          /* the shard */
  int step;                          /* that runs */
  int copying;                       /* it takes data */
  size_t sent;                       /* bytes of them */
} work;

static const sheaf_buf *data_of(const work *self) {
  switch (self->step) {
    case RECORD: return &self->parcel->record;
    case BODY: return &self->parcel->body;
    case WORDS: return &self->parcel->words;
    default: return &self->parcel->tokens;
  }
}

static int is_needless(const work *self) {
  if (self->step == BEGIN || self->step == COMMIT) return 0;
  if (self->step == TIDY) return !self->parcel;
  return !self->parcel || !self->parcel->count || (self->step == TOKENS && !self->parcel->tokens.length);
}

static int send(work *self, int64_t source, int64_t first, int64_t last, sheaf_error *err) {
  sheaf_buf text = {0}, expanded = {0};
  const long long a = first, b = last;
  int code = SHEAF_OK;
  if (self->step == BEGIN)
    sheaf_buf_add_format(&text, sql[BEGIN], (long long)source, a, b, a, b, a, b);
  else
    sheaf_buf_add_text(&text, sql[self->step]);
  sheaf_server_expand(sheaf_buf_text(&text), self->k, &expanded);
  const char *statement = sheaf_buf_text(&expanded);
  if (text.failed || expanded.failed) {
    code = sheaf_error_memory(err);
  } else {
    code = sheaf_connection_send_script(self->connection, statement, err);
  }
  sheaf_buf_clear(&text);
  sheaf_buf_clear(&expanded);
  return code;
}

/* The next statement of a shard; none is left: done. */
static int advance(work *self, int64_t source, int64_t first, int64_t last, sheaf_error *err) {
  do self->step++;
  while (self->step < STEPS && is_needless(self));
  self->copying = 0;
  self->sent = 0;
  if (self->step < STEPS) return send(self, source, first, last, err);
  self->connection = NULL;
  return SHEAF_OK;
}

/* Gives a shard what it has room for: 1 where it took something. */
static int feed(work *self, sheaf_error *err) {
  const sheaf_buf *data = data_of(self);
  int any = 0;
  while (self->sent < data->length) {
    const int64_t took =
        sheaf_connection_copy(self->connection, data->data + self->sent, data->length - self->sent, err);
    if (took < 0) return (int)took;
    if (!took) return any;
    self->sent += (size_t)took;
    any = 1;
  }
  self->copying = 0;
  const int code = sheaf_connection_copy_end(self->connection, err);
  return code ? code : 1;
}

/* Does what can be done for one shard now: 1 where something was. */
static int turn(work *self, int64_t source, int64_t first, int64_t last, sheaf_error *err) {
  if (self->copying) return feed(self, err);
  sheaf_server_result *result = NULL;
  const int got = sheaf_connection_receive(self->connection, &result, err);
  sheaf_server_result_free(result);
  if (got == SHEAF_CONNECTION_LATER) return 0;
  if (got == SHEAF_CONNECTION_COPY) self->copying = 1;
  /* Where the index could not be tidied, the server does it in its own time. */
  if (got == 0 || (got < 0 && self->step == TIDY && !sheaf_connection_broken(self->connection))) {
    const int code = advance(self, source, first, last, err);
    return code ? code : 1;
  }
  return got < 0 ? got : 1;
}

static int drive(work *all, size_t count, int64_t source, int64_t first, int64_t last, sheaf_error *err) {
  for (;;) {
    sheaf_connection *waiting[SHEAF_SERVER_MOST_SHARDS];
    size_t left = 0;
    int any = 0;
    for (size_t i = 0; i < count; i++) {
      if (!all[i].connection) continue;
      const int got = turn(&all[i], source, first, last, err);
      if (got < 0) return got;
      any |= got;
      if (all[i].connection) waiting[left++] = all[i].connection;
    }
    if (!left) return SHEAF_OK;
    const int code = any ? SHEAF_OK : sheaf_connection_wait(waiting, left, err);
    if (code) return code;
  }
}

/* A transaction that was begun and not ended dies with its connection. */
static void give_up(sheaf_server *server) {
  for (size_t i = 0; i < server->count; i++) {
    sheaf_connection_close(server->shards[i].load);
    server->shards[i].load = NULL;
  }
}

int sheaf_server_put(sheaf_server *server, int64_t source, int64_t first, int64_t last,
                     const sheaf_server_parcel *parcels, sheaf_error *err) {
  work all[SHEAF_SERVER_MOST_SHARDS];
  size_t count = 0;
  int code = SHEAF_OK;
  for (size_t k = 1; !code && k <= server->count; k++) {
    if (parcels && !parcels[k - 1].count) continue;
    work *one = &all[count++];
    *one = (work){.parcel = parcels ? &parcels[k - 1] : NULL, .k = k, .step = BEGIN};
    code = sheaf_server_connection(server, (int)k, 1, &one->connection, err);
    if (!code) code = send(one, source, first, last, err);
  }
  if (!code) code = drive(all, count, source, first, last, err);
  if (code) give_up(server);
  return code;
}
