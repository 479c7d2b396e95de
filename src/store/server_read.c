/* server_read.c - see server_read.h. */
#include "server_read.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "server_state.h"

#define SHOWN "id<=$1 AND NOT id<@$2::int8multirange"

/* ---- what is published ---- */

static int take_view(void *context, int shard, const sheaf_server_row *row, sheaf_error *err) {
  (void)shard;
  sheaf_server_view *view = context;
  size_t length;
  const char *text = sheaf_server_row_bytes(row, 1, &length);
  view->last = sheaf_server_row_integer(row, 0);
  sheaf_buf_reset(&view->ranges);
  sheaf_buf_add(&view->ranges, text, length);
  sheaf_buf_add_byte(&view->ranges, 0);
  return view->ranges.failed ? sheaf_error_memory(err) : SHEAF_OK;
}

int sheaf_server_view_read(sheaf_server *server, sheaf_server_view *view, sheaf_error *err) {
  static const char sql[] =
      "SELECT (SELECT last FROM counter),(SELECT coalesce(range_agg(int8range(first,last,'[]')),'{}'::int8multirange)"
      "::text FROM batch WHERE NOT published)";
  return sheaf_server_each(server, SHEAF_SERVER_COORDINATOR, sql, NULL, 0, take_view, view, err);
}

void sheaf_server_view_clear(sheaf_server_view *view) { sheaf_buf_clear(&view->ranges); }

void sheaf_server_view_bind(sheaf_server_view *view, sheaf_server_value params[2]) {
  params[0] = (sheaf_server_value){.type = SHEAF_SERVER_INTEGER, .integer = view->last};
  params[1] = (sheaf_server_value){.type = SHEAF_SERVER_TEXT,
                                   .text = view->ranges.data,
                                   .length = view->ranges.length ? view->ranges.length - 1 : 0};
}

/* A statement to the shards that sees what is published: `{k}` and $1, $2 as above, $3 and on are the caller's. */
static int each_shown(sheaf_server *server, int shard, const char *sql, const sheaf_server_value *params, int count,
                      sheaf_server_row_fn *row, void *context, sheaf_error *err) {
  enum { MOST = 4 };
  sheaf_server_value all[MOST + 2];
  sheaf_server_view view = {0};
  int code = sheaf_server_view_read(server, &view, err);
  if (!code) {
    sheaf_server_view_bind(&view, all);
    for (int i = 0; i < count && i < MOST; i++) all[i + 2] = params[i];
    code = sheaf_server_each(server, shard, sql, all, count + 2, row, context, err);
  }
  sheaf_server_view_clear(&view);
  return code;
}

/* ---- bodies ---- */

void sheaf_server_bodies_clear(sheaf_server_bodies *self) {
  sheaf_buf_clear(&self->items);
  sheaf_buf_clear(&self->bytes);
}

size_t sheaf_server_bodies_count(const sheaf_server_bodies *self) {
  return self->items.length / sizeof(sheaf_server_body);
}

const sheaf_server_body *sheaf_server_bodies_at(const sheaf_server_bodies *self, size_t i) {
  return (const sheaf_server_body *)(const void *)self->items.data + i;
}

static int by_id(const void *a, const void *b) {
  const sheaf_server_body *x = a, *y = b;
  return (x->id > y->id) - (x->id < y->id);
}

const sheaf_server_body *sheaf_server_bodies_find(const sheaf_server_bodies *self, uint32_t id) {
  const sheaf_server_body key = {.id = id};
  const size_t count = sheaf_server_bodies_count(self);
  return count ? bsearch(&key, self->items.data, count, sizeof key, by_id) : NULL;
}

static int take_body(void *context, int shard, const sheaf_server_row *row, sheaf_error *err) {
  (void)shard;
  sheaf_server_bodies *self = context;
  sheaf_server_body one = {.id = (uint32_t)sheaf_server_row_integer(row, 0),
                           .work = (uint32_t)sheaf_server_row_integer(row, 1),
                           .source = sheaf_server_row_integer(row, 2),
                           .at = self->bytes.length};
  const char *body = sheaf_server_row_bytes(row, 3, &one.length);
  sheaf_buf_add(&self->bytes, body, one.length);
  sheaf_buf_add(&self->items, &one, sizeof one);
  return self->bytes.failed || self->items.failed ? sheaf_error_memory(err) : SHEAF_OK;
}

#define BODIES                                                                                          \
  "SELECT r.id,r.work,r.source,b.body FROM record_s{k} r JOIN record_body_s{k} b ON b.id=r.id WHERE r." \
  "id<=$1 AND NOT r.id<@$2::int8multirange AND "

static int read_bodies(sheaf_server *server, sheaf_server_bodies *self, int shard, const char *sql,
                       const sheaf_server_value *params, int count, sheaf_error *err) {
  sheaf_buf_reset(&self->items);
  sheaf_buf_reset(&self->bytes);
  const int code = each_shown(server, shard, sql, params, count, take_body, self, err);
  if (code) sheaf_buf_reset(&self->items);
  const size_t got = sheaf_server_bodies_count(self);
  if (got) qsort(self->items.data, got, sizeof(sheaf_server_body), by_id);
  return code;
}

static void add_ids(sheaf_buf *out, const uint32_t *ids, size_t count) {
  sheaf_buf_add_byte(out, '{');
  for (size_t i = 0; i < count; i++) sheaf_buf_add_format(out, i ? ",%lu" : "%lu", (unsigned long)ids[i]);
  sheaf_buf_add_byte(out, '}');
}

/* The shard that all of them lie on, or all shards. */
static int one_shard(const sheaf_server *server, const uint32_t *ids, size_t count) {
  const size_t first = sheaf_server_shard_of(server, ids[0]);
  for (size_t i = 1; i < count; i++)
    if (sheaf_server_shard_of(server, ids[i]) != first) return SHEAF_SERVER_ALL;
  return (int)first;
}

int sheaf_server_bodies_read(sheaf_server *server, sheaf_server_bodies *self, const uint32_t *ids, size_t count,
                             sheaf_error *err) {
  sheaf_buf text = {0};
  sheaf_buf_reset(&self->items);
  if (!count) return SHEAF_OK;
  add_ids(&text, ids, count);
  const sheaf_server_value list = {.type = SHEAF_SERVER_TEXT, .text = text.data, .length = text.length};
  const int code = text.failed ? sheaf_error_memory(err)
                               : read_bodies(server, self, one_shard(server, ids, count),
                                             BODIES "r.id=ANY($3::bigint[])", &list, 1, err);
  sheaf_buf_clear(&text);
  return code;
}

int sheaf_server_bodies_range(sheaf_server *server, sheaf_server_bodies *self, uint32_t first, uint32_t last,
                              sheaf_error *err) {
  const sheaf_server_value range[] = {{.type = SHEAF_SERVER_INTEGER, .integer = first},
                                      {.type = SHEAF_SERVER_INTEGER, .integer = last}};
  const size_t shard = sheaf_server_shard_of(server, first);
  const int alone = last - first < SHEAF_SERVER_SPAN && sheaf_server_shard_of(server, last) == shard;
  return read_bodies(server, self, alone ? (int)shard : SHEAF_SERVER_ALL, BODIES "r.id BETWEEN $3 AND $4", range, 2,
                     err);
}

int sheaf_server_record_get(sheaf_server *server, sheaf_server_bodies *ahead, uint32_t id, char **body, size_t *length,
                            int64_t *source, uint32_t *work, sheaf_error *err) {
  sheaf_server_bodies fresh = {0};
  const sheaf_server_bodies *from = ahead;
  const sheaf_server_body *one = sheaf_server_bodies_find(ahead, id);
  int code = SHEAF_OK;
  if (!one || !one->source) {
    code = sheaf_server_bodies_read(server, &fresh, &id, 1, err);
    from = &fresh;
    one = code ? NULL : sheaf_server_bodies_find(&fresh, id);
  }
  if (one) {
    *length = one->length;
    *source = one->source;
    *work = one->work;
    *body = sheaf_mem_copy(from->bytes.data ? from->bytes.data + one->at : "", one->length);
    code = *body ? 1 : sheaf_error_memory(err);
    if (from == ahead)
      ((sheaf_server_body *)(uintptr_t)one)->source = 0; /* taken: next time it may be of another work */
  }
  sheaf_server_bodies_clear(&fresh);
  return code;
}

/* ---- numbers ---- */

static int take_ids(void *context, int shard, const sheaf_server_row *row, sheaf_error *err) {
  (void)shard;
  int64_t some[2 * SHEAF_SERVER_SPAN];
  sheaf_buf *out = context;
  const size_t most = sizeof some / sizeof *some;
  size_t count = sheaf_server_row_integers(row, 0, some, most);
  if (count > most) return sheaf_error_set(err, SHEAF_ECORRUPT, "a shard gives more records than it can have");
  for (size_t i = 0; i < count; i++) {
    const uint32_t id = (uint32_t)some[i];
    sheaf_buf_add(out, &id, sizeof id);
  }
  return out->failed ? sheaf_error_memory(err) : SHEAF_OK;
}

static int by_number(const void *a, const void *b) {
  const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

static void sort(sheaf_buf *ids) {
  if (ids->length) qsort(ids->data, ids->length / sizeof(uint32_t), sizeof(uint32_t), by_number);
}

int sheaf_server_record_ids(sheaf_server *server, int works, uint32_t **ids, size_t *count, sheaf_error *err) {
  sheaf_buf bytes = {0};
  /* A work has the lowest number among its records. */
  int code = each_shown(server, SHEAF_SERVER_ALL,
                        works ? "SELECT array_agg(id) FROM record_s{k} WHERE work=id AND " SHOWN " GROUP BY (id-1)/1000"
                              : "SELECT array_agg(id) FROM record_s{k} WHERE " SHOWN " GROUP BY (id-1)/1000",
                        NULL, 0, take_ids, &bytes, err);
  sort(&bytes);
  *count = bytes.length / sizeof **ids;
  if (!code && !(*ids = (uint32_t *)(void *)sheaf_buf_take(&bytes, NULL))) code = sheaf_error_memory(err);
  sheaf_buf_clear(&bytes);
  return code;
}

static int find_some(sheaf_server *server, const uint32_t *ids, size_t count, sheaf_error *err) {
  sheaf_buf text = {0}, found = {0};
  add_ids(&text, ids, count);
  const sheaf_server_value list = {.type = SHEAF_SERVER_TEXT, .text = text.data, .length = text.length};
  int code = text.failed ? sheaf_error_memory(err)
                         : each_shown(server, one_shard(server, ids, count),
                                      "SELECT array_agg(id) FROM record_s{k} WHERE id=ANY($3::bigint[]) AND " SHOWN
                                      " GROUP BY (id-1)/1000",
                                      &list, 1, take_ids, &found, err);
  sort(&found);
  for (size_t i = 0; !code && i < count; i++)
    if (!found.length || !bsearch(&ids[i], found.data, found.length / sizeof *ids, sizeof *ids, by_number))
      code = sheaf_error_set(err, SHEAF_ERANGE, "there is no record %lu", (unsigned long)ids[i]);
  sheaf_buf_clear(&text);
  sheaf_buf_clear(&found);
  return code;
}

int sheaf_server_find(sheaf_server *server, const uint32_t *ids, size_t count, sheaf_error *err) {
  enum { SOME = 10000 };
  int code = SHEAF_OK;
  for (size_t at = 0; !code && at < count; at += SOME)
    code = find_some(server, ids + at, count - at < SOME ? count - at : SOME, err);
  return code;
}
