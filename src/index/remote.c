/* remote.c - see remote.h. */
#include "remote.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "state.h"
#include "store/server_load.h"

int sheaf_index_open_server(sheaf_index **out, sheaf_server *server, sheaf_error *err) {
  *out = NULL;
  sheaf_index *self = sheaf_mem_zero(1, sizeof *self);
  sheaf_index_remote *remote = sheaf_mem_zero(1, sizeof *remote);
  if (!self || !remote) {
    sheaf_mem_free(self);
    sheaf_mem_free(remote);
    return sheaf_error_memory(err);
  }
  sheaf_pages_init(&self->pages, NULL, SHEAF_PAGE_KEPT);
  sheaf_build_init(&self->build);
  sheaf_words_init(&remote->words);
  remote->server = server;
  self->remote = remote;
  self->given = &remote->statistics;
  const int code = sheaf_index_refresh(self, err);
  if (code)
    sheaf_index_close(self);
  else
    *out = self;
  return code;
}

int sheaf_index_is_remote(const sheaf_index *self) { return self->remote != NULL; }

sheaf_index_remote *sheaf_index_remote_of(sheaf_index *self) { return self->remote; }

void sheaf_index_remote_close(sheaf_index_remote *self) {
  if (!self) return;
  if (self->kept) self->drop(self->kept);
  sheaf_words_clear(&self->words);
  sheaf_buf_clear(&self->row);
  sheaf_buf_clear(&self->hidden);
  sheaf_mem_free(self);
}

/* ---- the view ---- */

typedef struct view {
  int64_t last;     /* the highest record */
  sheaf_buf hidden; /* as sheaf_index_remote.hidden */
} view;

static int take_view(void *context, int shard, const sheaf_server_row *row, sheaf_error *err) {
  (void)shard;
  view *self = context;
  if (sheaf_server_row_null(row, 1)) {
    self->last = sheaf_server_row_integer(row, 0);
    return self->last >= 0 && self->last < UINT32_MAX
               ? SHEAF_OK
               : sheaf_error_set(err, SHEAF_ECORRUPT, "the library's number of records is damaged");
  }
  const int64_t range[2] = {sheaf_server_row_integer(row, 0), sheaf_server_row_integer(row, 1)};
  sheaf_buf_add(&self->hidden, range, sizeof range);
  return self->hidden.failed ? sheaf_error_memory(err) : SHEAF_OK;
}

static int take_statistics(void *context, int shard, const sheaf_server_row *row, sheaf_error *err) {
  (void)shard;
  struct sheaf_index_statistics *self = context;
  const int64_t field = sheaf_server_row_integer(row, 0), sum = sheaf_server_row_integer(row, 1);
  if (sum < 0 || field < 0 || field >= SHEAF_SEGMENT_FIELDS || (!field && sum > UINT32_MAX))
    return sheaf_error_set(err, SHEAF_ECORRUPT, "the library's statistics are damaged");
  if (field)
    self->tokens[field] = (uint64_t)sum;
  else
    self->documents = (uint32_t)sum;
  return SHEAF_OK;
}

/* What of the coordinator's batches belongs to the view. */
static int read_statistics(sheaf_index_remote *self, const view *seen, sheaf_error *err) {
  struct sheaf_index_statistics *fresh = sheaf_mem_zero(1, sizeof *fresh);
  sheaf_buf sql = {0};
  sheaf_buf_add_format(&sql, "WITH b AS(SELECT documents,tokens FROM batch WHERE published AND last<=%lld",
                       (long long)seen->last);
  const int64_t *ranges = (const int64_t *)(const void *)seen->hidden.data;
  for (size_t i = 0; i < seen->hidden.length / sizeof *ranges; i += 2)
    sheaf_buf_add_format(&sql, " AND first<>%lld", (long long)ranges[i]);
  sheaf_buf_add_text(&sql,
                     ") SELECT 0,coalesce(sum(documents),0)::bigint FROM b UNION ALL SELECT u.field,sum(u.n)::bigint"
                     " FROM b,unnest(b.tokens) WITH ORDINALITY u(n,field) GROUP BY u.field");
  int code = !fresh || sql.failed ? sheaf_error_memory(err)
                                  : sheaf_server_each(self->server, SHEAF_SERVER_COORDINATOR, sheaf_buf_text(&sql),
                                                      NULL, 0, take_statistics, fresh, err);
  if (!code) {
    fresh->last = (uint32_t)seen->last;
    self->statistics = *fresh;
  }
  sheaf_buf_clear(&sql);
  sheaf_mem_free(fresh);
  return code;
}

int sheaf_index_remote_refresh(sheaf_index_remote *self, int *changed, sheaf_error *err) {
  view seen = {.last = -1};
  *changed = 0;
  int code = sheaf_server_each(self->server, SHEAF_SERVER_COORDINATOR,
                               "SELECT last,NULL::bigint FROM counter UNION ALL"
                               " (SELECT first,last FROM batch WHERE NOT published ORDER BY first)",
                               NULL, 0, take_view, &seen, err);
  if (!code && seen.last < 0) code = sheaf_error_set(err, SHEAF_ECORRUPT, "the library's counter of records is gone");
  const int same = !code && self->version && (uint32_t)seen.last == self->statistics.last &&
                   seen.hidden.length == self->hidden.length &&
                   (!seen.hidden.length || memcmp(seen.hidden.data, self->hidden.data, seen.hidden.length) == 0);
  if (!code && !same) code = read_statistics(self, &seen, err);
  if (!code && !same) {
    sheaf_buf_clear(&self->hidden);
    self->hidden = seen.hidden;
    seen.hidden = (sheaf_buf){0};
    self->version++;
    *changed = 1;
  }
  sheaf_buf_clear(&seen.hidden);
  return code;
}

/* The sum keeps the server from reading all records up to there by their numbers, in place of the lists of words. */
void sheaf_index_remote_shown(const sheaf_index_remote *self, const char *alias, sheaf_buf *sql) {
  const int64_t *ranges = (const int64_t *)(const void *)self->hidden.data;
  sheaf_buf_add_format(sql, "(%s.id+0<=%lu", alias, (unsigned long)self->statistics.last);
  for (size_t i = 0; i < self->hidden.length / sizeof *ranges; i += 2)
    sheaf_buf_add_format(sql, " AND NOT(%s.id BETWEEN %lld AND %lld)", alias, (long long)ranges[i],
                         (long long)ranges[i + 1]);
  sheaf_buf_add_byte(sql, ')');
}

/* ---- writing ---- */

typedef struct giving {
  sheaf_server *server; /* that loads */
  sheaf_error *err;     /* the caller's */
} giving;

static int give_token(void *context, unsigned field, const char *token, size_t length) {
  const giving *self = context;
  return sheaf_server_load_token(self->server, field, token, length, self->err);
}

int sheaf_index_remote_add(sheaf_index_remote *self, const sheaf_record *record, sheaf_error *err) {
  giving to = {self->server, err};
  sheaf_buf_reset(&self->row);
  const int code = sheaf_words_of(&self->words, record, &self->row, give_token, &to, err);
  if (code) return code;
  return sheaf_server_load_words(self->server, self->row.data, self->row.length, self->words.tokens + 1,
                                 SHEAF_FIELD_COUNT - 1, err);
}

/* ---- the vocabulary ---- */

typedef struct counted {
  const char *token; /* set once all are there */
  size_t at;         /* of the token in texts */
  size_t length;     /* its bytes */
  int64_t documents; /* of one shard */
} counted;

typedef struct vocabulary {
  sheaf_buf texts;  /* tokens one behind the other */
  sheaf_buf counts; /* counted after counted */
} vocabulary;

static int take_token(void *context, int shard, const sheaf_server_row *row, sheaf_error *err) {
  (void)shard;
  vocabulary *self = context;
  counted one = {.at = self->texts.length, .documents = sheaf_server_row_integer(row, 1)};
  if (one.documents <= 0) return SHEAF_OK; /* of a batch that is not published */
  const char *token = sheaf_server_row_bytes(row, 0, &one.length);
  sheaf_buf_add(&self->texts, token, one.length);
  sheaf_buf_add(&self->counts, &one, sizeof one);
  return self->texts.failed || self->counts.failed ? sheaf_error_memory(err) : SHEAF_OK;
}

static int by_token(const void *x, const void *y) {
  const counted *a = x, *b = y;
  const int found = memcmp(a->token, b->token, a->length < b->length ? a->length : b->length);
  return found ? found : (a->length > b->length) - (a->length < b->length);
}

/* Hands out the tokens of all shards in order, each once. */
static int hand_out(const vocabulary *self, sheaf_term_fn *visit, void *context) {
  counted *all = (counted *)(void *)self->counts.data;
  const size_t count = self->counts.length / sizeof *all;
  for (size_t i = 0; i < count; i++) all[i].token = self->texts.data + all[i].at;
  if (count) qsort(all, count, sizeof *all, by_token);
  int code = SHEAF_OK;
  for (size_t i = 0, end; i < count && !code; i = end) {
    int64_t documents = 0;
    for (end = i; end < count && by_token(&all[i], &all[end]) == 0; end++) documents += all[end].documents;
    code = visit(context, all[i].token, all[i].length, documents < UINT32_MAX ? (uint32_t)documents : UINT32_MAX);
  }
  return code < 0 ? code : SHEAF_OK;
}

int sheaf_index_remote_terms(sheaf_index_remote *self, unsigned field, const char *prefix, size_t length,
                             sheaf_term_fn *visit, void *context, sheaf_error *err) {
  if (field >= SHEAF_SEGMENT_FIELDS || length > SHEAF_SEGMENT_TOKEN || !sheaf_words_is_text(prefix, length))
    return SHEAF_OK;
  vocabulary all = {{0}, {0}};
  sheaf_buf sql = {0};
  sheaf_buf_add_format(&sql,
                       "SELECT l.token,(SELECT count(*) FROM record_words_s{k} w WHERE w.words@@("
                       "'''%02x'||replace(replace(l.token,'\\','\\\\'),'''','''''')||'''')::tsquery AND ",
                       field);
  sheaf_index_remote_shown(self, "w", &sql);
  sheaf_buf_add_text(
      &sql,
      ") FROM(SELECT DISTINCT token FROM lexicon_s{k} WHERE field=$1 AND token>=$2 AND token<$2||chr(1114111)) l"
      " ORDER BY l.token");
  const sheaf_server_value params[] = {{.type = SHEAF_SERVER_INTEGER, .integer = field},
                                       {.type = SHEAF_SERVER_TEXT, .text = prefix, .length = length}};
  int code = sql.failed ? sheaf_error_memory(err)
                        : sheaf_server_each(self->server, SHEAF_SERVER_ALL, sheaf_buf_text(&sql), params, 2, take_token,
                                            &all, err);
  if (!code) code = hand_out(&all, visit, context);
  sheaf_buf_clear(&all.texts);
  sheaf_buf_clear(&all.counts);
  sheaf_buf_clear(&sql);
  return code;
}
