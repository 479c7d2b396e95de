/* index.c - see index.h: opening, adding, flushing, statistics. */
#include "index.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "base/mem.h"
#include "merge.h"
#include "pack.h"
#include "state.h"
#include "store/server_load.h"

enum {
  UNREAD = -1,          /* a data version that no database has, so that the next refresh reads */
  LEAST_ASIDE = 8 << 20 /* a tenth of a second's work */
};

const char *sheaf_index_schema(void) {
  return "CREATE TABLE index_segment (id INTEGER PRIMARY KEY, head BLOB NOT NULL);"
         "CREATE TABLE index_page (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);";
}

int sheaf_index_open(sheaf_index **out, sqlite3 *db, sheaf_error *err) {
  *out = NULL;
  sheaf_index *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return sheaf_error_memory(err);
  self->db = db;
  self->data_version = UNREAD;
  self->least_aside = LEAST_ASIDE;
  sheaf_pages_init(&self->pages, db, SHEAF_PAGE_KEPT);
  sheaf_build_init(&self->build);
  const int code = sheaf_index_refresh(self, err);
  if (code)
    sheaf_index_close(self);
  else
    *out = self;
  return code;
}

static void release_segments(sheaf_index *self) {
  sheaf_lookup_clear(&self->lookup);
  sheaf_tally_clear(&self->tally);
  for (size_t i = 0; i < self->count; i++) sheaf_segment_release(self->segments[i]);
  sheaf_mem_free(self->segments);
  self->segments = NULL;
  self->count = 0;
}

/* Forgets what was added since the last flush, and frees what adding keeps. */
static void clear_added(sheaf_index *self) {
  sheaf_ahead_stop(self->ahead);
  self->ahead = NULL;
  sheaf_build_clear(&self->build);
  sheaf_buf_clear(&self->finished);
  sheaf_buf_clear(&self->packed);
  self->first_added = self->first_sealed = 0;
  self->is_last = 0;
  self->pending = 0;
}

void sheaf_index_close(sheaf_index *self) {
  if (!self) return;
  sheaf_merge_stop(self);
  sheaf_index_remote_close(self->remote);
  release_segments(self);
  sqlite3_finalize(self->version);
  sheaf_pages_clear(&self->pages);
  clear_added(self);
  sheaf_index_scratch_free(self);
  sheaf_mem_free(self);
}

/* ---- the list of segments ---- */

typedef struct segments {
  sheaf_segment **items; /* held */
  size_t count;          /* items */
  size_t capacity;       /* room */
} segments;

static int push(segments *list, sheaf_segment *segment, sheaf_error *err) {
  if (list->count == list->capacity) {
    const size_t capacity = list->capacity ? list->capacity * 2 : 16;
    sheaf_segment **items = sheaf_mem_resize(list->items, capacity * sizeof *items);
    if (!items) {
      sheaf_segment_release(segment);
      return sheaf_error_memory(err);
    }
    list->items = items;
    list->capacity = capacity;
  }
  list->items[list->count++] = segment;
  return SHEAF_OK;
}

/* The segment of the row under the statement: the one that is open already, or a new one. */
static int take_row(const sheaf_index *self, sqlite3_stmt *row, segments *list, sheaf_error *err) {
  const int64_t id = sqlite3_column_int64(row, 0);
  for (size_t i = 0; i < self->count; i++)
    if (self->segments[i]->id == id) return push(list, sheaf_segment_hold(self->segments[i]), err);
  const void *head = sqlite3_column_blob(row, 1);
  if (!head && sqlite3_errcode(self->db) == SQLITE_NOMEM) return sheaf_error_memory(err);
  sheaf_segment *segment;
  const int code = sheaf_segment_new(&segment, id, head, (size_t)sqlite3_column_bytes(row, 1), err);
  return code ? code : push(list, segment, err);
}

static int by_first(const void *a, const void *b) {
  const sheaf_segment *x = *(sheaf_segment *const *)a, *y = *(sheaf_segment *const *)b;
  return (x->first > y->first) - (x->first < y->first);
}

static int read_rows(sheaf_index *self, segments *list, sheaf_error *err) {
  sqlite3_stmt *rows = NULL;
  int code = sqlite3_prepare_v2(self->db, "SELECT id, head FROM index_segment", -1, &rows, NULL);
  if (code) return sheaf_pages_failure(self->db, code, err);
  int step;
  while ((step = sqlite3_step(rows)) == SQLITE_ROW && !code) code = take_row(self, rows, list, err);
  if (!code && step != SQLITE_DONE) code = sheaf_pages_failure(self->db, step, err);
  sqlite3_finalize(rows);
  if (code) return code;
  if (list->count) qsort(list->items, list->count, sizeof *list->items, by_first);
  for (size_t i = 1; i < list->count; i++)
    if (list->items[i]->first <= list->items[i - 1]->last)
      return sheaf_error_set(err, SHEAF_ECORRUPT, "two segments of the index hold the same documents");
  return SHEAF_OK;
}

int sheaf_index_reread(sheaf_index *self, sheaf_error *err) {
  segments list = {0};
  const int code = read_rows(self, &list, err);
  if (code) {
    for (size_t i = 0; i < list.count; i++) sheaf_segment_release(list.items[i]);
    sheaf_mem_free(list.items);
    return code;
  }
  release_segments(self);
  self->segments = list.items;
  self->count = list.count;
  return SHEAF_OK;
}

int sheaf_index_refresh(sheaf_index *self, sheaf_error *err) {
  if (self->remote) {
    int changed;
    const int failed = sheaf_index_remote_refresh(self->remote, &changed, err);
    if (changed) sheaf_tally_clear(&self->tally);
    return failed;
  }
  int code = self->version ? SQLITE_OK
                           : sqlite3_prepare_v3(self->db, "PRAGMA data_version", -1, SQLITE_PREPARE_PERSISTENT,
                                                &self->version, NULL);
  if (code) return sheaf_pages_failure(self->db, code, err);
  const int step = sqlite3_step(self->version);
  const int64_t version = step == SQLITE_ROW ? sqlite3_column_int64(self->version, 0) : 0;
  sqlite3_reset(self->version);
  if (step != SQLITE_ROW) return sheaf_pages_failure(self->db, step, err);
  if (version == self->data_version) return SHEAF_OK;
  code = sheaf_index_reread(self, err);
  if (!code) self->data_version = version;
  return code;
}

int sheaf_index_next_segment(sheaf_index *self, int64_t *id, sheaf_error *err) {
  *id = self->merging ? self->merging_id + 1 : 1;
  for (size_t i = 0; i < self->count; i++)
    if (self->segments[i]->id >= *id) *id = self->segments[i]->id + 1;
  return *id < INT64_C(1) << 33 ? SHEAF_OK : sheaf_error_set(err, SHEAF_ERANGE, "the index has used up its segments");
}

/* ---- writing ---- */

void sheaf_index_work_ahead(sheaf_index *self) { self->may_ahead = 1; }

/* What a record's terms take in memory, more or less: told from the record, so that batches are the same whether a
 * thread adds them or not. Usual citations take this. */
static size_t weigh(const sheaf_record *record) {
  enum { BYTE = 2, ENTRY = 64 };
  size_t bytes = 0;
  for (size_t i = 0; i < record->count; i++) bytes += record->entries[i].length + record->entries[i].note_length;
  return bytes * BYTE + record->count * ENTRY;
}

/* Few records are not worth a thread. */
static int add(sheaf_index *self, uint32_t document, const sheaf_record *record, const sheaf_buf *packed,
               sheaf_error *err) {
  enum { MANY = 1 << 20 };
  if (!self->ahead && self->may_ahead && self->pending > MANY) self->ahead = sheaf_ahead_start(&self->build);
  if (!self->ahead) return sheaf_build_add(&self->build, document, record, err);
  if (packed) return sheaf_ahead_add(self->ahead, document, packed->data, packed->length, err);
  sheaf_buf_reset(&self->packed);
  if (sheaf_record_pack(record, &self->packed)) return sheaf_error_memory(err);
  return sheaf_ahead_add(self->ahead, document, self->packed.data, self->packed.length, err);
}

int sheaf_index_add_packed(sheaf_index *self, uint32_t document, const sheaf_record *record, const sheaf_buf *packed,
                           sheaf_error *err) {
  if (self->remote) return sheaf_index_remote_add(self->remote, record, err);
  if (document <= self->last_added || document <= sheaf_index_last(self))
    return sheaf_error_set(err, SHEAF_ERANGE, "document %lu is indexed already, or comes out of order",
                           (unsigned long)document);
  const int code = add(self, document, record, packed, err);
  if (code) return code;
  self->last_added = document;
  if (!self->first_added) self->first_added = document;
  self->pending += weigh(record);
  return SHEAF_OK;
}

int sheaf_index_add(sheaf_index *self, uint32_t document, const sheaf_record *record, sheaf_error *err) {
  return sheaf_index_add_packed(self, document, record, NULL, err);
}

size_t sheaf_index_pending(const sheaf_index *self) {
  return self->remote ? sheaf_server_load_pending(self->remote->server) : self->pending;
}

int sheaf_index_seal(sheaf_index *self, sheaf_error *err) {
  if (!self->ahead || !self->first_added || self->first_sealed) return 0;
  const int code = self->is_last ? SHEAF_OK : sheaf_ahead_end(self->ahead, err);
  if (code) return code;
  self->is_last = 0;
  self->first_sealed = self->first_added;
  self->first_added = 0;
  self->pending = 0;
  return 1;
}

int sheaf_index_finish(sheaf_index *self, sheaf_error *err) {
  if (!self->first_sealed || !self->first_added || self->is_last) return SHEAF_OK;
  self->is_last = 1;
  return sheaf_ahead_end(self->ahead, err);
}

int sheaf_index_ready(sheaf_index *self) { return !self->first_sealed || sheaf_ahead_ready(self->ahead); }

/* Makes the segments that the flush writes, in *pages. Where an earlier flush could not write them, they are there. */
static int finish(sheaf_index *self, sheaf_buf **pages, sheaf_error *err) {
  *pages = self->ahead ? &self->finished : &self->build.pages;
  if (!self->ahead) return sheaf_build_end(&self->build, err);
  if (self->finished.length) return SHEAF_OK;
  const int code = sheaf_index_seal(self, err);
  return code < 0 ? code : sheaf_ahead_take(self->ahead, &self->finished, err);
}

int sheaf_index_flush(sheaf_index *self, sheaf_error *err) {
  if (self->remote) return sheaf_server_load_flush(self->remote->server, NULL, err);
  const uint32_t first = self->first_sealed ? self->first_sealed : self->first_added;
  if (!first) return SHEAF_OK;
  int64_t id;
  sheaf_buf *pages;
  int code = sheaf_index_refresh(self, err);
  if (!code && first <= sheaf_index_last(self))
    code =
        sheaf_error_set(err, SHEAF_ERANGE, "another connection indexed document %lu meanwhile", (unsigned long)first);
  if (!code) code = sheaf_index_next_segment(self, &id, err);
  if (!code) code = finish(self, &pages, err);
  if (!code) code = sheaf_pages_store(&self->pages, pages, id, err);
  if (!code) code = sheaf_index_reread(self, err);
  if (code) return code;
  sheaf_buf_reset(pages);
  if (self->ahead) sheaf_ahead_reuse(self->ahead, pages);
  if (!self->first_sealed) self->first_added = 0;
  if (!self->first_sealed) self->pending = 0;
  self->first_sealed = 0;
  return SHEAF_OK;
}

void sheaf_index_trim(sheaf_index *self) {
  if (!self->first_added && !self->first_sealed) clear_added(self);
}

void sheaf_index_discard(sheaf_index *self) {
  sheaf_merge_stop(self);
  clear_added(self);
  self->last_added = 0;
  if (self->remote) {
    sheaf_server_load_discard(self->remote->server);
    return;
  }
  sheaf_pages_forget(&self->pages);
  release_segments(self);
  self->data_version = UNREAD;
  sheaf_index_refresh(self, NULL);
}

/* ---- statistics ---- */

void sheaf_index_give_statistics(sheaf_index *self, const struct sheaf_index_statistics *given) {
  self->given = given ? given : self->remote ? &self->remote->statistics : NULL;
}

uint32_t sheaf_index_documents(const sheaf_index *self) {
  uint32_t documents = 0;
  if (self->given) return self->given->documents;
  for (size_t i = 0; i < self->count; i++) documents += self->segments[i]->documents;
  return documents;
}

uint32_t sheaf_index_last(const sheaf_index *self) {
  if (self->given && self->given->last) return self->given->last;
  return self->count ? self->segments[self->count - 1]->last : 0;
}

uint64_t sheaf_index_tokens(const sheaf_index *self, unsigned field) {
  uint64_t tokens = 0;
  if (self->given) return field < SHEAF_SEGMENT_FIELDS ? self->given->tokens[field] : 0;
  for (size_t i = 0; field < SHEAF_SEGMENT_FIELDS && i < self->count; i++) tokens += self->segments[i]->tokens[field];
  return tokens;
}

int sheaf_index_lengths(sheaf_index *self, unsigned field, uint32_t document, sheaf_lengths_view *view,
                        sheaf_error *err) {
  size_t low = 0, high = self->count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (self->segments[middle]->last < document)
      low = middle + 1;
    else
      high = middle;
  }
  *view = (sheaf_lengths_view){.last = document};
  if (low == self->count) return SHEAF_OK;
  return sheaf_segment_view_lengths(self->segments[low], &self->pages, field, document, view, err);
}

int sheaf_index_length(sheaf_index *self, unsigned field, uint32_t document, uint32_t *tokens, sheaf_error *err) {
  sheaf_lengths_view view;
  *tokens = 0;
  const int code = sheaf_index_lengths(self, field, document, &view, err);
  if (!code && document - view.first < view.count)
    *tokens = sheaf_pack_get(view.packed, view.width, document - view.first);
  return code;
}

/* ---- memory for queries ---- */

void *sheaf_index_scratch(sheaf_index *self, size_t bytes) {
  if (bytes > self->scratch_bytes) {
    sheaf_index_scratch_free(self);
    self->scratch = sheaf_mem_zero(1, bytes);
    self->scratch_bytes = self->scratch ? bytes : 0;
  }
  return self->scratch;
}

void sheaf_index_scratch_free(sheaf_index *self) {
  sheaf_mem_free(self->scratch);
  self->scratch = NULL;
  self->scratch_bytes = 0;
}
