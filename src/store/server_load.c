/* server_load.c - see server_load.h. */
#include "server_load.h"

#include <string.h>

#include "base/mem.h"
#include "server_batch.h"
#include "server_put.h"

enum {
  MOST_RECORDS = 4000,   /* of a batch, for each shard: the more, the cheaper their words are indexed */
  MOST_BYTES = 64 << 20, /* of a batch */
  MOST_KNOWN = 1 << 20   /* tokens of a shard that are remembered */
};

struct sheaf_server_load {
  sheaf_server_batch batch;                         /* that is being filled */
  sheaf_dictionary known[SHEAF_SERVER_MOST_SHARDS]; /* tokens that a shard has for certain */
  char *name;                                       /* of the lock that is held; NULL: none; owned */
  int recovered;                                    /* what others left was looked for */
  int64_t flushed;                                  /* number of the batch that is to be published; 0: none */
  int64_t source;                                   /* of it */
  int64_t first, last;                              /* its range */
  int64_t documents;                                /* in it */
  sheaf_buf tokens;                                 /* of it, by field, an array */
};

sheaf_server_batch *sheaf_server_batch_of(sheaf_server *server) { return server->load ? &server->load->batch : NULL; }

static int load_of(sheaf_server *server, sheaf_server_load **out, sheaf_error *err) {
  if (!server->load) server->load = sheaf_mem_zero(1, sizeof *server->load);
  *out = server->load;
  return server->load ? SHEAF_OK : sheaf_error_memory(err);
}

static void forget_tokens(sheaf_server_load *self) {
  for (size_t i = 0; i < SHEAF_SERVER_MOST_SHARDS; i++) sheaf_dictionary_clear(&self->known[i]);
}

void sheaf_server_load_close(sheaf_server *server) {
  sheaf_server_load *self = server->load;
  if (!self) return;
  server->load = NULL;
  forget_tokens(self);
  sheaf_server_batch_clear(&self->batch);
  sheaf_buf_clear(&self->tokens);
  sheaf_mem_free(self->name);
  sheaf_mem_free(self);
}

/* ---- the lock ---- */

int sheaf_server_load_begin(sheaf_server *server, const char *sha256, sheaf_error *err) {
  sheaf_server_load *self;
  int code = load_of(server, &self, err);
  if (code) return code;
  const int got = sheaf_server_hold(server, sha256, err);
  if (got < 0) return got;
  if (!got)
    return sheaf_error_set(err, SHEAF_EBUSY, "another program is loading the same bytes; wait until it is done");
  self->name = sheaf_mem_copy(sha256, strlen(sha256));
  if (self->name) return SHEAF_OK;
  sheaf_server_release(server, sha256);
  return sheaf_error_memory(err);
}

void sheaf_server_load_end(sheaf_server *server) {
  sheaf_server_load *self = server->load;
  if (!self || !self->name) return;
  sheaf_server_release(server, self->name);
  sheaf_mem_free(self->name);
  self->name = NULL;
}

/* ---- taking away ---- */

typedef struct left {
  int64_t id, source, first, last; /* of a batch that is not published */
  char sha256[72];                 /* of its source's bytes; "" where there is no such source */
} left;

static int take_left(void *context, int shard, const sheaf_server_row *row, sheaf_error *err) {
  (void)shard;
  left one = {.id = sheaf_server_row_integer(row, 0),
              .source = sheaf_server_row_integer(row, 1),
              .first = sheaf_server_row_integer(row, 2),
              .last = sheaf_server_row_integer(row, 3)};
  size_t length;
  const char *name = sheaf_server_row_bytes(row, 4, &length);
  if (length < sizeof one.sha256) memcpy(one.sha256, name, length);
  sheaf_buf_add(context, &one, sizeof one);
  return ((sheaf_buf *)context)->failed ? sheaf_error_memory(err) : SHEAF_OK;
}

/* Whether a batch is still unpublished: 1, 0 or a negative code. A commit whose answer was lost may be under way: its
 * end is waited for. */
static int is_unpublished(sheaf_server *server, int64_t batch, sheaf_error *err) {
  const sheaf_server_value id = {.type = SHEAF_SERVER_INTEGER, .integer = batch};
  sheaf_connection *connection;
  sheaf_server_result *result = NULL;
  int code = sheaf_server_control(server, &connection, err);
  if (!code)
    code = sheaf_connection_run(connection, "SELECT 1 FROM batch WHERE id=$1 AND NOT published FOR UPDATE", &id, 1,
                                &result, err);
  if (!code) code = result && sheaf_server_result_rows(result) > 0;
  sheaf_server_result_free(result);
  return code;
}

/* The range goes from the shards, then the batch; its numbers are given back where they are the last. */
static int remove_one(sheaf_server *server, const left *one, sheaf_error *err) {
  static const char sql[] =
      "WITH b AS(DELETE FROM batch WHERE id=$1 AND NOT published RETURNING first,last)"
      " UPDATE counter c SET last=b.first-1 FROM b WHERE c.last=b.last";
  const sheaf_server_value id = {.type = SHEAF_SERVER_INTEGER, .integer = one->id};
  sheaf_connection *connection;
  int code = is_unpublished(server, one->id, err);
  if (code <= 0) return code;
  code = sheaf_server_put(server, one->source, one->first, one->last, NULL, err);
  if (!code) code = sheaf_server_control(server, &connection, err);
  return code ? code : sheaf_connection_run(connection, sql, &id, 1, NULL, err);
}

/* 1 where nobody is at work on it: it may be removed. */
static int is_free(sheaf_server *server, const left *one, sheaf_error *err) {
  if (server->load && server->load->name && !strcmp(server->load->name, one->sha256)) return 1;
  const int got = sheaf_server_hold(server, one->sha256, err);
  if (got > 0) sheaf_server_release(server, one->sha256);
  return got;
}

int sheaf_server_load_recover(sheaf_server *server, int64_t source, sheaf_error *err) {
  const sheaf_server_value value = {.type = SHEAF_SERVER_INTEGER, .integer = source};
  sheaf_buf all = {0};
  int code = sheaf_server_each(server, SHEAF_SERVER_COORDINATOR,
                               "SELECT b.id,b.source,b.first,b.last,s.sha256 FROM batch b LEFT JOIN source s ON"
                               " s.id=b.source WHERE NOT b.published AND ($1=0 OR b.source=$1) ORDER BY b.first DESC",
                               &value, 1, take_left, &all, err);
  const left *items = (const left *)(const void *)all.data;
  for (size_t i = 0; !code && i < all.length / sizeof *items; i++) {
    const int mine = is_free(server, &items[i], err);
    code = mine < 0 ? mine : mine ? remove_one(server, &items[i], err) : SHEAF_OK;
  }
  sheaf_buf_clear(&all);
  return code;
}

/* ---- filling ---- */

int sheaf_server_load_record(sheaf_server *server, int64_t source, uint64_t ordinal, uint32_t id,
                             const sheaf_record *record, sheaf_error *err) {
  sheaf_server_load *self;
  const int code = load_of(server, &self, err);
  return code ? code : sheaf_server_batch_add(&self->batch, source, ordinal, id, record, err);
}

size_t sheaf_server_load_pending(const sheaf_server *server) {
  return server->load ? server->load->batch.bytes.length : 0;
}

int sheaf_server_load_full(const sheaf_server *server) {
  if (!server->load) return 0;
  return sheaf_server_load_pending(server) >= MOST_BYTES ||
         sheaf_server_batch_count(&server->load->batch) >= server->count * MOST_RECORDS;
}

/* ---- numbers ---- */

static int take_numbers(sheaf_server *server, uint32_t given, uint32_t given_last, sheaf_error *err) {
  static const char *const sql[] = {
      "WITH c AS(UPDATE counter SET last=last+$2 WHERE last+$2<4294967295 RETURNING last)"
      " INSERT INTO batch(source,first,last) SELECT $1,last-$2+1,last FROM c RETURNING id,first,last",
      "WITH c AS(UPDATE counter SET last=greatest(last,$3) RETURNING last)"
      " INSERT INTO batch(source,first,last) SELECT $1,$2,$3 FROM c RETURNING id,first,last"};
  sheaf_server_load *self = server->load;
  const sheaf_server_value params[] = {
      {.type = SHEAF_SERVER_INTEGER, .integer = self->source},
      {.type = SHEAF_SERVER_INTEGER, .integer = given ? (int64_t)given : self->documents},
      {.type = SHEAF_SERVER_INTEGER, .integer = given_last}};
  sheaf_connection *connection;
  sheaf_server_result *result = NULL;
  int code = sheaf_server_control(server, &connection, err);
  if (!code) code = sheaf_connection_run(connection, sql[given != 0], params, given ? 3 : 2, &result, err);
  if (!code && (!result || !sheaf_server_result_rows(result)))
    code = sheaf_error_set(err, SHEAF_ERANGE, "the library holds as many records as it can");
  if (!code) {
    const sheaf_server_row row = {result, 0};
    self->flushed = sheaf_server_row_integer(&row, 0);
    self->first = sheaf_server_row_integer(&row, 1);
    self->last = sheaf_server_row_integer(&row, 2);
    if (self->first < 1 || self->last > UINT32_MAX || self->last < self->first)
      code = sheaf_error_set(err, SHEAF_ECORRUPT, "the library's counter of records is damaged");
  }
  sheaf_server_result_free(result);
  return code;
}

/* ---- flushing ---- */

static int send(sheaf_server *server, sheaf_error *err) {
  sheaf_server_load *self = server->load;
  sheaf_server_parcel *parcels = sheaf_mem_zero(server->count, sizeof *parcels);
  int code = parcels ? SHEAF_OK : sheaf_error_memory(err);
  for (size_t k = 1; !code && k <= server->count; k++) {
    sheaf_dictionary *known = &self->known[k - 1];
    if (known->count > MOST_KNOWN) sheaf_dictionary_clear(known);
    code = sheaf_server_batch_pack(&self->batch, server, k, (uint32_t)self->first, known, &parcels[k - 1], err);
  }
  if (!code) code = sheaf_server_put(server, self->source, self->first, self->last, parcels, err);
  for (size_t k = 0; parcels && k < server->count; k++) sheaf_server_parcel_clear(&parcels[k]);
  sheaf_mem_free(parcels);
  if (code) forget_tokens(self);
  return code;
}

int sheaf_server_load_flush(sheaf_server *server, uint32_t *first, sheaf_error *err) {
  sheaf_server_load *self = server->load;
  uint32_t given, given_last;
  if (first) *first = 0;
  if (!self || !sheaf_server_batch_count(&self->batch)) return SHEAF_OK;
  if (self->flushed) return sheaf_error_set(err, SHEAF_ESTORE, "a batch was not published before the next");
  self->documents = (int64_t)sheaf_server_batch_count(&self->batch);
  sheaf_server_batch_range(&self->batch, &self->source, &given, &given_last);
  int code = given && !self->recovered ? sheaf_server_load_recover(server, 0, err) : SHEAF_OK;
  self->recovered = !code;
  if (!code) code = take_numbers(server, given, given_last, err);
  if (!code) code = send(server, err);
  if (code) return code;
  sheaf_buf_reset(&self->tokens);
  sheaf_buf_add_byte(&self->tokens, '{');
  for (size_t i = 0; i < self->batch.fields; i++)
    sheaf_buf_add_format(&self->tokens, i ? ",%lld" : "%lld", (long long)self->batch.tokens[i]);
  sheaf_buf_add_byte(&self->tokens, '}');
  sheaf_server_batch_reset(&self->batch);
  if (first) *first = (uint32_t)self->first;
  return self->tokens.failed ? sheaf_error_memory(err) : SHEAF_OK;
}

int sheaf_server_load_publish(sheaf_server *server, sheaf_error *err) {
  sheaf_server_load *self = server->load;
  if (!self || !self->flushed) return SHEAF_OK;
  const sheaf_server_value params[] = {
      {.type = SHEAF_SERVER_INTEGER, .integer = self->flushed},
      {.type = SHEAF_SERVER_INTEGER, .integer = self->documents},
      {.type = SHEAF_SERVER_TEXT, .text = self->tokens.data, .length = self->tokens.length}};
  int64_t id;
  const int code = sheaf_server_number(server,
                                       "UPDATE batch SET published=true,documents=$2,tokens=$3::bigint[] WHERE id=$1"
                                       " AND NOT published RETURNING id",
                                       params, 3, &id, err);
  if (code || id) return code;
  return sheaf_error_set(err, SHEAF_EBUSY, "another program took this load for dead and its records away; load again");
}

void sheaf_server_load_published(sheaf_server *server) {
  if (server->load) server->load->flushed = 0;
}

void sheaf_server_load_discard(sheaf_server *server) {
  sheaf_server_load *self = server->load;
  if (!self) return;
  sheaf_server_batch_reset(&self->batch);
  const left one = {.id = self->flushed, .source = self->source, .first = self->first, .last = self->last};
  if (self->flushed) remove_one(server, &one, NULL); /* else the next loader does it */
  self->flushed = 0;
  self->recovered = 0;
}
