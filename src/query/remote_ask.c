/* remote_ask.c - see remote_ask.h. What is asked of words is in remote_lexicon.c. */
#include "remote_ask.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "remote_state.h"

enum {
  WORDS_KEPT = 1 << 17, /* words of which it is kept whether they are there */
  SPAN = 1000           /* records whose numbers come in one row */
};

static void drop(void *kept) {
  sheaf_remote_lexicon_forget(kept);
  sheaf_mem_free(kept);
}

int sheaf_remote_of(sheaf_remote **out, sheaf_index *index, sheaf_error *err) {
  sheaf_index_remote *from = sheaf_index_remote_of(index);
  sheaf_remote *self = from->kept;
  *out = NULL;
  if (!self) {
    if (!(self = sheaf_mem_zero(1, sizeof *self))) return sheaf_error_memory(err);
    self->index = from;
    self->lexicon = (sheaf_remote_lexicon){self, sheaf_remote_lexicon_has, sheaf_remote_lexicon_expand};
    self->has_clipped = -1;
    from->kept = self;
    from->drop = drop;
  }
  if (self->version != from->version || self->words.count > WORDS_KEPT) sheaf_remote_lexicon_forget(self);
  self->version = from->version;
  *out = self;
  return SHEAF_OK;
}

const sheaf_remote_lexicon *sheaf_remote_words(sheaf_remote *self) { return &self->lexicon; }
sheaf_server *sheaf_remote_server(sheaf_remote *self) { return self->index->server; }
const sheaf_index_remote *sheaf_remote_index(const sheaf_remote *self) { return self->index; }

/* ---- conditions ---- */

static int take_clipped(void *context, int shard, const sheaf_server_row *row, sheaf_error *err) {
  (void)shard;
  (void)err;
  *(int *)context |= sheaf_server_row_integer(row, 0) != 0;
  return SHEAF_OK;
}

static int ask_clipped(sheaf_remote *self, sheaf_error *err) {
  if (self->has_clipped >= 0) return SHEAF_OK;
  int any = 0;
  const int code = sheaf_server_each(self->index->server, SHEAF_SERVER_ALL,
                                     "SELECT EXISTS(SELECT 1 FROM record_words_s{k} WHERE clipped)", NULL, 0,
                                     take_clipped, &any, err);
  if (!code) self->has_clipped = any;
  return code;
}

/* What is known of a clipped record may be nothing. */
static int make_placeless(sheaf_remote_pair *self, const sheaf_query *query, sheaf_error *err) {
  sheaf_remote_condition *condition = &self->placeless;
  int code = sheaf_remote_condition_make(condition, sheaf_query_root(query), &self->clipped, err);
  if (code) return code;
  self->clipped.exact = 0;
  if (self->clipped.kind == SHEAF_REMOTE_ALL) return SHEAF_OK;
  if (self->clipped.kind == SHEAF_REMOTE_SOME) sheaf_buf_add_byte(&condition->text, '|');
  sheaf_buf_add_text(&condition->text, "'" SHEAF_WORDS_WHOLE "'");
  self->clipped.kind = SHEAF_REMOTE_SOME;
  return condition->text.failed ? sheaf_error_memory(err) : SHEAF_OK;
}

int sheaf_remote_pair_make(sheaf_remote_pair *self, sheaf_remote *remote, const sheaf_query *query,
                           const sheaf_eval_options *options, sheaf_error *err) {
  *self = (sheaf_remote_pair){.clipped = {SHEAF_REMOTE_NONE, 0}};
  self->placed.lexicon = self->placeless.lexicon = &remote->lexicon;
  self->placed.options = self->placeless.options = options;
  self->placed.syntax = self->placeless.syntax = sheaf_query_syntax(query);
  self->placeless.placeless = 1;
  int code = sheaf_remote_learn(remote, sheaf_query_root(query), err);
  if (!code) code = ask_clipped(remote, err);
  if (!code) code = sheaf_remote_condition_make(&self->placed, sheaf_query_root(query), &self->answer, err);
  if (!code && remote->has_clipped) code = make_placeless(self, query, err);
  return code;
}

void sheaf_remote_pair_clear(sheaf_remote_pair *self) {
  sheaf_remote_condition_clear(&self->placed);
  sheaf_remote_condition_clear(&self->placeless);
}

sheaf_server_value sheaf_remote_parameter(const sheaf_remote_condition *condition) {
  return (sheaf_server_value){
      .type = SHEAF_SERVER_TEXT, .text = condition->text.data, .length = condition->text.length};
}

static void add_where(const sheaf_remote *self, int clipped, sheaf_remote_answer answer, int parameter,
                      sheaf_buf *sql) {
  sheaf_buf_add_text(sql, clipped ? " WHERE w.clipped AND " : " WHERE NOT w.clipped AND ");
  if (answer.kind == SHEAF_REMOTE_NONE) sheaf_buf_add_text(sql, "false AND ");
  if (answer.kind == SHEAF_REMOTE_SOME) sheaf_buf_add_format(sql, "w.words@@$%d::tsquery AND ", parameter);
  sheaf_index_remote_shown(self->index, "w", sql);
}

void sheaf_remote_where(const sheaf_remote *self, const sheaf_remote_pair *pair, sheaf_buf *sql) {
  add_where(self, 0, pair->answer, 1, sql);
}

/* ---- candidates ---- */

typedef struct candidates {
  sheaf_documents *lists[2]; /* by the row's first column */
} candidates;

static int take_ids(void *context, int shard, const sheaf_server_row *row, sheaf_error *err) {
  (void)shard;
  candidates *self = context;
  int64_t ids[SPAN];
  sheaf_documents *out = self->lists[sheaf_server_row_integer(row, 0) != 0];
  size_t count = sheaf_server_row_integers(row, 1, ids, SPAN);
  if (count > SPAN) count = SPAN;
  if (count > out->capacity - out->count) {
    const size_t capacity = (out->capacity + count) * 2;
    uint32_t *room = sheaf_mem_resize(out->ids, capacity * sizeof *room);
    if (!room) return sheaf_error_memory(err);
    out->ids = room;
    out->capacity = capacity;
  }
  for (size_t i = 0; i < count; i++) out->ids[out->count++] = (uint32_t)ids[i];
  return SHEAF_OK;
}

static int ascending(const void *x, const void *y) {
  const uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
  return (a > b) - (a < b);
}

static void add_ids(sheaf_buf *sql, int list) {
  sheaf_buf_add_format(sql, "SELECT %d,array_agg(w.id) FROM record_words_s{k} w", list);
}

int sheaf_remote_candidates(sheaf_remote *self, const sheaf_remote_pair *pair, sheaf_documents *found,
                            sheaf_documents *doubtful, sheaf_error *err) {
  candidates to = {{found, doubtful}};
  sheaf_buf sql = {0};
  sheaf_server_value params[2];
  int count = 0;
  if (pair->answer.kind != SHEAF_REMOTE_NONE) {
    add_ids(&sql, 0);
    if (pair->answer.kind == SHEAF_REMOTE_SOME) params[count++] = sheaf_remote_parameter(&pair->placed);
    add_where(self, 0, pair->answer, count, &sql);
    sheaf_buf_add_format(&sql, " GROUP BY (w.id-1)/%d", SPAN);
  }
  if (pair->clipped.kind != SHEAF_REMOTE_NONE) {
    if (sql.length) sheaf_buf_add_text(&sql, " UNION ALL ");
    add_ids(&sql, 1);
    if (pair->clipped.kind == SHEAF_REMOTE_SOME) params[count++] = sheaf_remote_parameter(&pair->placeless);
    add_where(self, 1, pair->clipped, count, &sql);
    sheaf_buf_add_format(&sql, " GROUP BY (w.id-1)/%d", SPAN);
  }
  int code = sql.failed ? sheaf_error_memory(err) : SHEAF_OK;
  if (!code && sql.length)
    code = sheaf_server_each(self->index->server, SHEAF_SERVER_ALL, sheaf_buf_text(&sql), params, count, take_ids, &to,
                             err);
  for (size_t i = 0; i < 2 && !code; i++)
    if (to.lists[i]->count) qsort(to.lists[i]->ids, to.lists[i]->count, sizeof(uint32_t), ascending);
  sheaf_buf_clear(&sql);
  return code;
}

static int take_count(void *context, int shard, const sheaf_server_row *row, sheaf_error *err) {
  (void)shard;
  (void)err;
  *(uint64_t *)context += (uint64_t)sheaf_server_row_integer(row, 0);
  return SHEAF_OK;
}

int sheaf_remote_count_met(sheaf_remote *self, const sheaf_remote_pair *pair, uint64_t *count, sheaf_error *err) {
  *count = 0;
  if (pair->answer.kind == SHEAF_REMOTE_NONE) return SHEAF_OK;
  sheaf_buf sql = {0};
  sheaf_buf_add_text(&sql, "SELECT count(*) FROM record_words_s{k} w");
  sheaf_remote_where(self, pair, &sql);
  const sheaf_server_value parameter = sheaf_remote_parameter(&pair->placed);
  const int code = sql.failed
                       ? sheaf_error_memory(err)
                       : sheaf_server_each(self->index->server, SHEAF_SERVER_ALL, sheaf_buf_text(&sql), &parameter,
                                           pair->answer.kind == SHEAF_REMOTE_SOME, take_count, count, err);
  sheaf_buf_clear(&sql);
  return code;
}

/* ---- records ---- */

typedef struct body {
  size_t at;     /* in bytes */
  size_t length; /* of it */
  int there;     /* 1: a shard had it */
} body;

typedef struct bodies {
  const uint32_t *ids; /* ascending; borrowed */
  size_t count;        /* of them */
  body *items;         /* by id; owned */
  sheaf_buf bytes;     /* of all */
} bodies;

static int take_body(void *context, int shard, const sheaf_server_row *row, sheaf_error *err) {
  (void)shard;
  bodies *self = context;
  const int64_t id = sheaf_server_row_integer(row, 0);
  const uint32_t key = (uint32_t)id;
  const uint32_t *at = bsearch(&key, self->ids, self->count, sizeof *at, ascending);
  if (!at) return SHEAF_OK;
  body *one = &self->items[at - self->ids];
  const char *bytes = sheaf_server_row_bytes(row, 1, &one->length);
  one->at = self->bytes.length;
  one->there = 1;
  sheaf_buf_add(&self->bytes, bytes, one->length);
  return self->bytes.failed ? sheaf_error_memory(err) : SHEAF_OK;
}

static int read_bodies(sheaf_remote *self, bodies *to, sheaf_error *err) {
  sheaf_buf list = {0};
  for (size_t i = 0; i < to->count; i++) sheaf_buf_add_format(&list, "%c%lu", i ? ',' : '{', (unsigned long)to->ids[i]);
  sheaf_buf_add_byte(&list, '}');
  const sheaf_server_value parameter = {
      .type = SHEAF_SERVER_TEXT, .text = sheaf_buf_text(&list), .length = list.length};
  const int code = list.failed ? sheaf_error_memory(err)
                               : sheaf_server_each(self->index->server, SHEAF_SERVER_ALL,
                                                   "SELECT id,body FROM record_body_s{k} WHERE id=ANY($1::bigint[])",
                                                   &parameter, 1, take_body, to, err);
  sheaf_buf_clear(&list);
  return code;
}

int sheaf_remote_fetch(sheaf_remote *self, const uint32_t *ids, size_t count, sheaf_part *part, sheaf_error *err) {
  bodies all = {.ids = ids, .count = count, .items = sheaf_mem_zero(count + 1, sizeof(body))};
  int code = all.items ? read_bodies(self, &all, err) : sheaf_error_memory(err);
  for (size_t i = 0; i < count && !code; i++) {
    const body *one = &all.items[i];
    if (!one->there)
      code =
          sheaf_error_set(err, SHEAF_ECORRUPT, "record %lu has words on its shard, but no body", (unsigned long)ids[i]);
    else
      code = sheaf_part_add(part, one->length ? all.bytes.data + one->at : "", one->length, err);
  }
  if (!code) code = sheaf_part_finish(part, err);
  sheaf_mem_free(all.items);
  sheaf_buf_clear(&all.bytes);
  return code;
}
