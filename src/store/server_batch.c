/* server_batch.c - see server_batch.h. Binary COPY: a head of 19 bytes; a row is how many values, then each behind its
 * length, -1 for NULL; at the end -1 instead of a row. All numbers in network byte order. */
#include "server_batch.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

/* A piece of the batch's bytes. */
typedef struct piece {
  size_t at;     /* where it begins */
  size_t length; /* bytes in it */
} piece;

typedef struct item {
  int64_t source;   /* it came from */
  uint64_t ordinal; /* its place there */
  uint32_t id;      /* its number; 0: not known yet */
  int has_raw;      /* its own bytes are kept */
  piece columns;    /* values behind `work`, as COPY takes them */
  piece body;       /* packed */
  piece raw;        /* its own bytes */
  piece words;      /* values behind `id`, as COPY takes them */
  piece tokens;     /* length as a varint, field, bytes; again and again */
} item;

/* ---- filling ---- */

void sheaf_server_batch_clear(sheaf_server_batch *self) {
  sheaf_buf_clear(&self->items);
  sheaf_buf_clear(&self->bytes);
}

void sheaf_server_batch_reset(sheaf_server_batch *self) {
  sheaf_buf_reset(&self->items);
  sheaf_buf_reset(&self->bytes);
  memset(self->tokens, 0, sizeof self->tokens);
  self->fields = 0;
}

size_t sheaf_server_batch_count(const sheaf_server_batch *self) { return self->items.length / sizeof(item); }

static item *item_at(const sheaf_server_batch *self, size_t i) { return (item *)(void *)self->items.data + i; }

/* The batch that is being filled, and its last record; a negative code where there is none. */
static int last_item(sheaf_server *server, sheaf_server_batch **batch, item **last, sheaf_error *err) {
  *batch = sheaf_server_batch_of(server);
  const size_t count = *batch ? sheaf_server_batch_count(*batch) : 0;
  if (!count) return sheaf_error_set(err, SHEAF_ESTORE, "there is no record that this could belong to");
  *last = item_at(*batch, count - 1);
  return SHEAF_OK;
}

static void put(sheaf_buf *out, uint64_t value, int bytes) {
  char text[8];
  for (int i = 0; i < bytes; i++) text[i] = (char)(value >> (8 * (bytes - 1 - i)));
  sheaf_buf_add(out, text, (size_t)bytes);
}

static void put_number(sheaf_buf *out, int64_t value) {
  put(out, 8, 4);
  put(out, (uint64_t)value, 8);
}

static void put_null(sheaf_buf *out) { put(out, UINT32_MAX, 4); }

static void put_bytes(sheaf_buf *out, const char *bytes, size_t length) {
  put(out, length, 4);
  sheaf_buf_add(out, bytes, length);
}

/* Text without what a server does not take: NUL, and bytes that are not UTF-8. */
static void put_text(sheaf_buf *out, const char *text, size_t length) {
  if (sheaf_utf8_check(text, length) == length && !memchr(text, 0, length)) {
    put_bytes(out, text, length);
    return;
  }
  const size_t at = out->length;
  put(out, 0, 4);
  for (size_t i = 0; i < length;) {
    uint32_t point;
    i += sheaf_utf8_decode(text + i, length - i, &point);
    sheaf_utf8_encode(point ? point : 0xFFFD, out);
  }
  if (out->failed) return;
  const size_t size = out->length - at - 4;
  for (int i = 0; i < 4; i++) out->data[at + (size_t)i] = (char)(size >> (8 * (3 - i)));
}

static void put_columns(sheaf_buf *out, const sheaf_record *record) {
  static const sheaf_field columns[] = {SHEAF_FIELD_TYPE,   SHEAF_FIELD_YEAR,    SHEAF_FIELD_TITLE, SHEAF_FIELD_JOURNAL,
                                        SHEAF_FIELD_VOLUME, SHEAF_FIELD_ISSUE,   SHEAF_FIELD_PAGES, SHEAF_FIELD_DOI,
                                        SHEAF_FIELD_PMID,   SHEAF_FIELD_LANGUAGE};
  for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
    const sheaf_entry *entry = sheaf_record_first(record, columns[i]);
    if (!entry)
      put_null(out);
    else if (columns[i] == SHEAF_FIELD_YEAR)
      put_number(out, sheaf_record_number(entry));
    else
      put_text(out, entry->value, entry->length);
  }
  put_number(out, (int64_t)record->line);
}

int sheaf_server_batch_add(sheaf_server_batch *self, int64_t source, uint64_t ordinal, uint32_t id,
                           const sheaf_record *record, sheaf_error *err) {
  item one = {.source = source, .ordinal = ordinal, .id = id};
  one.columns.at = self->bytes.length;
  put_columns(&self->bytes, record);
  one.columns.length = self->bytes.length - one.columns.at;
  one.body.at = self->bytes.length;
  if (sheaf_record_pack(record, &self->bytes)) return sheaf_error_memory(err);
  one.body.length = self->bytes.length - one.body.at;
  one.tokens.at = self->bytes.length;
  sheaf_buf_add(&self->items, &one, sizeof one);
  return self->bytes.failed || self->items.failed ? sheaf_error_memory(err) : SHEAF_OK;
}

static int keep(sheaf_server_batch *self, piece *to, const char *bytes, size_t length, sheaf_error *err) {
  *to = (piece){self->bytes.length, length};
  sheaf_buf_add(&self->bytes, bytes, length);
  return self->bytes.failed ? sheaf_error_memory(err) : SHEAF_OK;
}

int sheaf_server_load_raw(sheaf_server *server, const char *bytes, size_t length, sheaf_error *err) {
  sheaf_server_batch *batch = NULL;
  item *last = NULL;
  const int code = last_item(server, &batch, &last, err);
  if (code) return code;
  last->has_raw = 1;
  return keep(batch, &last->raw, bytes, length, err);
}

int sheaf_server_load_words(sheaf_server *server, const char *values, size_t length, const uint32_t *tokens,
                            size_t fields, sheaf_error *err) {
  sheaf_server_batch *batch = NULL;
  item *last = NULL;
  int code = last_item(server, &batch, &last, err);
  if (code) return code;
  code = keep(batch, &last->words, values, length, err);
  for (size_t i = 0; i < fields && i < SHEAF_SERVER_BATCH_FIELDS; i++) batch->tokens[i] += tokens[i];
  if (fields > batch->fields) batch->fields = fields < SHEAF_SERVER_BATCH_FIELDS ? fields : SHEAF_SERVER_BATCH_FIELDS;
  return code;
}

int sheaf_server_load_token(sheaf_server *server, unsigned field, const char *token, size_t length, sheaf_error *err) {
  sheaf_server_batch *batch = NULL;
  item *last = NULL;
  const int code = last_item(server, &batch, &last, err);
  if (code) return code;
  if (!last->tokens.length) last->tokens.at = batch->bytes.length;
  sheaf_buf_add_varint(&batch->bytes, length + 1);
  sheaf_buf_add_byte(&batch->bytes, (int)field);
  sheaf_buf_add(&batch->bytes, token, length);
  last->tokens.length = batch->bytes.length - last->tokens.at;
  return batch->bytes.failed ? sheaf_error_memory(err) : SHEAF_OK;
}

void sheaf_server_batch_range(const sheaf_server_batch *self, int64_t *source, uint32_t *first, uint32_t *last) {
  const size_t count = sheaf_server_batch_count(self);
  *source = count ? item_at(self, 0)->source : 0;
  *first = count ? item_at(self, 0)->id : 0;
  *last = count ? item_at(self, count - 1)->id : 0;
}

/* ---- parcels ---- */

static const char head[19] = "PGCOPY\n\377\r\n";

/* Adds the tokens of a record to those that the shard knows. */
static int learn(const sheaf_server_batch *self, const item *one, sheaf_dictionary *known) {
  const uint8_t *at = (const uint8_t *)self->bytes.data + one->tokens.at, *const end = at + one->tokens.length;
  while (at < end) {
    uint64_t length;
    uint32_t number;
    if (sheaf_buf_get_varint(&at, end, &length)) return SHEAF_ENOMEM;
    if (sheaf_dictionary_add(known, (const char *)at, (size_t)length, &number)) return SHEAF_ENOMEM;
    at += length;
  }
  return SHEAF_OK;
}

typedef struct token {
  const char *key; /* field, then text; borrowed from the dictionary */
  size_t length;   /* of both */
} token;

static int by_key(const void *x, const void *y) {
  const token *a = x, *b = y;
  const int found = memcmp(a->key, b->key, a->length < b->length ? a->length : b->length);
  return found ? found : (a->length > b->length) - (a->length < b->length);
}

/* Rows of the tokens that were learnt last, from number `first` on; none: nothing. */
static int add_tokens(const sheaf_dictionary *known, uint32_t first, sheaf_buf *out) {
  enum { COLUMNS = 2 };
  const size_t count = known->count - first;
  token *all = count ? sheaf_mem_alloc(count * sizeof *all) : NULL;
  if (!all) return count ? SHEAF_ENOMEM : SHEAF_OK;
  for (size_t i = 0; i < count; i++) all[i].key = sheaf_dictionary_text(known, first + (uint32_t)i, &all[i].length);
  qsort(all, count, sizeof *all, by_key);
  sheaf_buf_add(out, head, sizeof head);
  for (size_t i = 0; i < count; i++) {
    put(out, COLUMNS, 2);
    put(out, 4, 4);
    put(out, (unsigned char)all[i].key[0], 4);
    put_bytes(out, all[i].key + 1, all[i].length - 1);
  }
  put(out, UINT16_MAX, 2);
  sheaf_mem_free(all);
  return SHEAF_OK;
}

static void add_record(const sheaf_server_batch *self, const item *one, size_t k, uint32_t id,
                       sheaf_server_parcel *out) {
  enum { COLUMNS = 16 };
  put(&out->record, COLUMNS, 2);
  put(&out->record, 4, 4);
  put(&out->record, k, 4);
  put_number(&out->record, id);
  put_number(&out->record, one->source);
  put_number(&out->record, (int64_t)one->ordinal);
  put_number(&out->record, id);
  sheaf_buf_add(&out->record, self->bytes.data + one->columns.at, one->columns.length);
}

static void add_body(const sheaf_server_batch *self, const item *one, size_t k, uint32_t id, sheaf_server_parcel *out) {
  enum { COLUMNS = 4 };
  put(&out->body, COLUMNS, 2);
  put(&out->body, 4, 4);
  put(&out->body, k, 4);
  put_number(&out->body, id);
  put_bytes(&out->body, self->bytes.data + one->body.at, one->body.length);
  if (one->has_raw)
    put_bytes(&out->body, self->bytes.data + one->raw.at, one->raw.length);
  else
    put_null(&out->body);
}

static void add_words(const sheaf_server_batch *self, const item *one, size_t k, uint32_t id,
                      sheaf_server_parcel *out) {
  enum { COLUMNS = 6 };
  put(&out->words, COLUMNS, 2);
  put(&out->words, 4, 4);
  put(&out->words, k, 4);
  put_number(&out->words, id);
  sheaf_buf_add(&out->words, self->bytes.data + one->words.at, one->words.length);
}

int sheaf_server_batch_pack(const sheaf_server_batch *self, const sheaf_server *server, size_t k, uint32_t first,
                            sheaf_dictionary *known, sheaf_server_parcel *out, sheaf_error *err) {
  *out = (sheaf_server_parcel){0};
  sheaf_buf *const rows[] = {&out->record, &out->body, &out->words};
  const uint32_t before = known->count;
  int failed = 0;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) sheaf_buf_add(rows[i], head, sizeof head);
  for (size_t i = 0; !failed && i < sheaf_server_batch_count(self); i++) {
    const item *one = item_at(self, i);
    const uint32_t id = one->id ? one->id : first + (uint32_t)i;
    if (sheaf_server_shard_of(server, id) != k) continue;
    add_record(self, one, k, id, out);
    add_body(self, one, k, id, out);
    add_words(self, one, k, id, out);
    failed = learn(self, one, known);
    out->count++;
  }
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    put(rows[i], UINT16_MAX, 2);
    failed |= rows[i]->failed;
  }
  failed |= add_tokens(known, before, &out->tokens) | out->tokens.failed;
  return failed ? sheaf_error_memory(err) : SHEAF_OK;
}

void sheaf_server_parcel_clear(sheaf_server_parcel *self) {
  sheaf_buf_clear(&self->record);
  sheaf_buf_clear(&self->body);
  sheaf_buf_clear(&self->words);
  sheaf_buf_clear(&self->tokens);
}
