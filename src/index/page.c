/* page.c - see page.h.
 *
 * Pages are read by a statement that is reset at once, not by an open BLOB handle: a handle would hold a read
 * transaction for as long as a cursor lives. */
#include "page.h"

#include <sqlite3.h>
#include <string.h>

#include "base/mem.h"
#include "pack.h"
#include "posting.h"
#include "store/db.h"

int sheaf_pages_failure(sqlite3 *db, int code, sheaf_error *err) {
  return (code & 0xff) == SQLITE_NOMEM ? sheaf_error_memory(err) : sheaf_db_failed(db, "index", err);
}

void sheaf_pages_init(sheaf_pages *self, sqlite3 *db, size_t most) { *self = (sheaf_pages){.db = db, .most = most}; }

void sheaf_pages_init_memory(sheaf_pages *self, sheaf_buf *memory) { *self = (sheaf_pages){.memory = memory}; }

/* The streams' numbers begin far apart: multiplying spreads the first pages of each. */
static sheaf_page **bucket(const sheaf_pages *self, int64_t id) {
  return &self->buckets[((uint64_t)id * UINT64_C(0x9E3779B97F4A7C15) >> 32) % SHEAF_PAGE_BUCKETS];
}

/* Takes a page out of the order of use. */
static void leave(sheaf_pages *self, sheaf_page *page) {
  *(page->newer ? &page->newer->older : &self->newest) = page->older;
  *(page->older ? &page->older->newer : &self->oldest) = page->newer;
}

/* Puts it at the front of the order of use. */
static void enter(sheaf_pages *self, sheaf_page *page) {
  page->newer = NULL;
  page->older = self->newest;
  *(page->older ? &page->older->newer : &self->oldest) = page;
  self->newest = page;
}

static void drop(sheaf_pages *self, sheaf_page *page) {
  sheaf_page **at = bucket(self, page->id);
  while (*at != page) at = &(*at)->next;
  *at = page->next;
  leave(self, page);
  self->held -= page->length;
  sheaf_mem_free(page);
}

void sheaf_pages_forget(sheaf_pages *self) {
  while (self->oldest) drop(self, self->oldest);
}

static int is_new(const sheaf_pages *self, const sheaf_page *page) {
  enum { NEW = 8 };
  const sheaf_page *other = self->newest;
  for (int i = 0; i < NEW && other; i++, other = other->older)
    if (other == page) return 1;
  return 0;
}

/* Any page but the last few. Were it the oldest, a round of searches that asks for a little more than is kept would
 * find none of its pages the next time: each would have gone shortly before. */
static void drop_one(sheaf_pages *self) {
  for (int tries = 0; tries < 64; tries++) {
    self->chance = self->chance * 1664525 + 1013904223;
    uint32_t at = (self->chance >> 8) % SHEAF_PAGE_BUCKETS;
    while (!self->buckets[at]) at = (at + 1) % SHEAF_PAGE_BUCKETS;
    if (!is_new(self, self->buckets[at])) {
      drop(self, self->buckets[at]);
      return;
    }
  }
  drop(self, self->oldest);
}

void sheaf_pages_clear(sheaf_pages *self) {
  sqlite3_finalize(self->select);
  sqlite3_finalize(self->insert);
  sheaf_pages_forget(self);
  sheaf_mem_free(self->buckets);
  *self = (sheaf_pages){0};
}

static int64_t row(int64_t segment, sheaf_stream stream, uint32_t number) {
  return segment * (INT64_C(1) << 30) + ((int64_t)stream << 28) + number;
}

static int prepare(sheaf_pages *self, sqlite3_stmt **statement, const char *sql, sheaf_error *err) {
  if (*statement) return SHEAF_OK;
  const int code = sqlite3_prepare_v3(self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);
  return code ? sheaf_pages_failure(self->db, code, err) : SHEAF_OK;
}

static int damaged(sheaf_error *err, int64_t id) {
  return sheaf_error_set(err, SHEAF_ECORRUPT, "page %lld of the index is damaged", (long long)id);
}

/* Keeps a copy of the row under the statement once its sum is right. */
static int keep(sheaf_pages *self, int64_t id, const uint8_t *bytes, size_t length, sheaf_error *err) {
  if (!bytes || length < SHEAF_PAGE_SUM || length > SHEAF_PAGE_BYTES + SHEAF_PAGE_SUM) return damaged(err, id);
  length -= SHEAF_PAGE_SUM;
  if (sheaf_pack_sum(bytes, length) != sheaf_pack_load(bytes + length)) return damaged(err, id);
  while (self->oldest && self->held + length > self->most) drop_one(self);
  sheaf_page *page = sheaf_mem_alloc(sizeof *page + length + SHEAF_POSTING_SLACK);
  if (!page) return sheaf_error_memory(err);
  *page = (sheaf_page){.id = id, .next = *bucket(self, id), .length = length};
  memcpy(page->bytes, bytes, length);
  memset(page->bytes + length, 0, SHEAF_POSTING_SLACK);
  *bucket(self, id) = page;
  self->held += length;
  enter(self, page);
  return SHEAF_OK;
}

/* 1, 0 where there is no such row, or a failure. */
static int load(sheaf_pages *self, int64_t id, sheaf_error *err) {
  int code = prepare(self, &self->select, "SELECT bytes FROM index_page WHERE id = ?1", err);
  if (code) return code;
  sqlite3_stmt *select = self->select;
  sqlite3_bind_int64(select, 1, id);
  const int step = sqlite3_step(select);
  if (step == SQLITE_ROW) {
    const uint8_t *bytes = sqlite3_column_type(select, 0) == SQLITE_BLOB ? sqlite3_column_blob(select, 0) : NULL;
    if (!bytes && sqlite3_errcode(self->db) == SQLITE_NOMEM)
      code = sheaf_error_memory(err);
    else
      code = keep(self, id, bytes, (size_t)sqlite3_column_bytes(select, 0), err);
    if (!code) code = 1;
  } else if (step != SQLITE_DONE) {
    code = sheaf_pages_failure(self->db, step, err);
  }
  sqlite3_reset(select);
  return code;
}

int sheaf_pages_try(sheaf_pages *self, int64_t segment, sheaf_stream stream, uint32_t number, const uint8_t **bytes,
                    size_t *length, sheaf_error *err) {
  const int64_t id = row(segment, stream, number);
  if (!self->buckets && !(self->buckets = sheaf_mem_zero(SHEAF_PAGE_BUCKETS, sizeof *self->buckets)))
    return sheaf_error_memory(err);
  sheaf_page *page = *bucket(self, id);
  while (page && page->id != id) page = page->next;
  if (!page) {
    const int code = load(self, id, err);
    if (code != 1) return code;
    page = self->newest;
  } else if (page != self->newest) {
    leave(self, page);
    enter(self, page);
  }
  *bytes = page->bytes;
  *length = page->length;
  return 1;
}

static int missing(sheaf_pages *self, int64_t segment, int64_t id, sheaf_error *err) {
  sqlite3_stmt *statement = NULL;
  const int code = prepare(self, &statement, "SELECT 1 FROM index_segment WHERE id = ?1", err);
  if (code) return code;
  sqlite3_bind_int64(statement, 1, segment);
  const int step = sqlite3_step(statement);
  sqlite3_finalize(statement);
  if (step == SQLITE_DONE) return sheaf_error_set(err, SHEAF_EBUSY, "the index was merged meanwhile: ask again");
  return sheaf_error_set(err, SHEAF_ECORRUPT, "page %lld of the index is missing", (long long)id);
}

int sheaf_pages_get(sheaf_pages *self, int64_t segment, sheaf_stream stream, uint32_t number, const uint8_t **bytes,
                    size_t *length, sheaf_error *err) {
  const int code = sheaf_pages_try(self, segment, stream, number, bytes, length, err);
  if (code == 0) return missing(self, segment, row(segment, stream, number), err);
  return code < 0 ? code : SHEAF_OK;
}

int sheaf_pages_range(sheaf_pages *self, int64_t segment, sheaf_stream stream, uint64_t offset, uint64_t length,
                      sheaf_buf *out, sheaf_error *err) {
  enum { TRUSTED = 1 << 20 }; /* a damaged length must not ask for memory that no page fills */
  sheaf_buf_reset(out);
  sheaf_buf_reserve(out, SHEAF_POSTING_SLACK + (size_t)(length < TRUSTED ? length : TRUSTED));
  while (length) {
    const uint8_t *bytes = NULL;
    size_t had = 0;
    const uint32_t number = (uint32_t)(offset / SHEAF_PAGE_BYTES), at = (uint32_t)(offset % SHEAF_PAGE_BYTES);
    const int code = sheaf_pages_get(self, segment, stream, number, &bytes, &had, err);
    if (code) return code;
    if (had <= at || (had < SHEAF_PAGE_BYTES && length > had - at)) return damaged(err, row(segment, stream, number));
    const size_t take = length < had - at ? (size_t)length : had - at;
    sheaf_buf_add(out, bytes + at, take);
    offset += take;
    length -= take;
  }
  if (sheaf_buf_reserve(out, SHEAF_POSTING_SLACK)) return sheaf_error_memory(err);
  memset(out->data + out->length, 0, SHEAF_POSTING_SLACK);
  return SHEAF_OK;
}

/* A row that waits in memory; its bytes stand behind it. */
typedef struct kept_row {
  int64_t id;      /* of a page of segment 0, or HEAD_ROW, which ends its segment */
  uint64_t length; /* bytes */
} kept_row;

enum { HEAD_ROW = -1 };

/* Closes bytes by their sum. */
static int seal(sheaf_buf *bytes, sheaf_error *err) {
  if (sheaf_buf_reserve(bytes, SHEAF_PAGE_SUM)) return sheaf_error_memory(err);
  if (bytes->length > INT32_MAX - SHEAF_PAGE_SUM) return sheaf_error_set(err, SHEAF_ERANGE, "the index is too large");
  const uint64_t sum = sheaf_pack_sum((const uint8_t *)bytes->data, bytes->length);
  for (int i = 0; i < SHEAF_PAGE_SUM; i++) sheaf_buf_add_byte(bytes, (int)(sum >> 8 * i & 0xff));
  return SHEAF_OK;
}

static int keep_row(sheaf_buf *memory, int64_t id, const sheaf_buf *bytes, sheaf_error *err) {
  const kept_row row = {id, bytes->length};
  const size_t before = memory->length;
  sheaf_buf_add(memory, &row, sizeof row);
  sheaf_buf_add(memory, bytes->data, bytes->length);
  if (!memory->failed) return SHEAF_OK;
  memory->failed = 0;
  memory->length = before;
  return sheaf_error_memory(err);
}

static int insert(sheaf_pages *self, sqlite3_stmt *statement, int64_t id, const char *bytes, size_t length,
                  sheaf_error *err) {
  sqlite3_bind_int64(statement, 1, id);
  sqlite3_bind_blob(statement, 2, bytes, (int)length, SQLITE_STATIC);
  const int step = sqlite3_step(statement);
  const int code = step == SQLITE_DONE ? SHEAF_OK : sheaf_pages_failure(self->db, step, err);
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  return code;
}

static int put_page(sheaf_pages *self, int64_t id, const char *bytes, size_t length, sheaf_error *err) {
  const int code = prepare(self, &self->insert, "INSERT INTO index_page (id, bytes) VALUES (?1, ?2)", err);
  return code ? code : insert(self, self->insert, id, bytes, length, err);
}

static int put_head(sheaf_pages *self, int64_t segment, const char *bytes, size_t length, sheaf_error *err) {
  sqlite3_stmt *statement = NULL;
  int code = prepare(self, &statement, "INSERT INTO index_segment (id, head) VALUES (?1, ?2)", err);
  if (!code) code = insert(self, statement, segment, bytes, length, err);
  sqlite3_finalize(statement);
  return code;
}

int sheaf_pages_put(sheaf_pages *self, int64_t segment, sheaf_stream stream, uint32_t number, sheaf_buf *bytes,
                    sheaf_error *err) {
  if (number >= SHEAF_PAGE_NUMBERS) return sheaf_error_set(err, SHEAF_ERANGE, "a segment of the index is too large");
  const int64_t id = row(segment, stream, number);
  const int code = seal(bytes, err);
  if (code) return code;
  return self->memory ? keep_row(self->memory, id, bytes, err) : put_page(self, id, bytes->data, bytes->length, err);
}

int sheaf_pages_put_head(sheaf_pages *self, int64_t segment, sheaf_buf *head, sheaf_error *err) {
  const int code = seal(head, err);
  if (code) return code;
  return self->memory ? keep_row(self->memory, HEAD_ROW, head, err)
                      : put_head(self, segment, head->data, head->length, err);
}

int sheaf_pages_store(sheaf_pages *self, const sheaf_buf *memory, int64_t segment, sheaf_error *err) {
  int code = SHEAF_OK;
  for (size_t at = 0; at < memory->length && !code;) {
    kept_row next;
    memcpy(&next, memory->data + at, sizeof next);
    const char *bytes = memory->data + at + sizeof next;
    if (next.id == HEAD_ROW)
      code = put_head(self, segment++, bytes, next.length, err);
    else
      code = put_page(self, row(segment, 0, 0) + next.id, bytes, next.length, err);
    at += sizeof next + (size_t)next.length;
  }
  return code;
}

static int delete_rows(sheaf_pages *self, const char *sql, int64_t first, int64_t end, sheaf_error *err) {
  sqlite3_stmt *statement = NULL;
  int code = prepare(self, &statement, sql, err);
  if (code) return code;
  sqlite3_bind_int64(statement, 1, first);
  sqlite3_bind_int64(statement, 2, end);
  const int step = sqlite3_step(statement);
  if (step != SQLITE_DONE) code = sheaf_pages_failure(self->db, step, err);
  sqlite3_finalize(statement);
  return code;
}

int sheaf_pages_drop(sheaf_pages *self, int64_t segment, sheaf_error *err) {
  const int code = delete_rows(self, "DELETE FROM index_page WHERE id >= ?1 AND id < ?2", row(segment, 0, 0),
                               row(segment + 1, 0, 0), err);
  if (code) return code;
  return delete_rows(self, "DELETE FROM index_segment WHERE id >= ?1 AND id < ?2", segment, segment + 1, err);
}

void sheaf_page_writer_init(sheaf_page_writer *self, sheaf_pages *pages, int64_t segment, sheaf_stream stream) {
  *self = (sheaf_page_writer){.pages = pages, .segment = segment, .stream = stream};
}

void sheaf_page_writer_clear(sheaf_page_writer *self) { sheaf_buf_clear(&self->page); }

static int write_page(sheaf_page_writer *self, sheaf_error *err) {
  const int code = sheaf_pages_put(self->pages, self->segment, self->stream, self->number, &self->page, err);
  self->number++;
  sheaf_buf_reset(&self->page);
  return code;
}

int sheaf_page_writer_add(sheaf_page_writer *self, const void *bytes, size_t length, sheaf_error *err) {
  const char *at = bytes;
  self->offset += length;
  while (length) {
    const size_t room = SHEAF_PAGE_BYTES - self->page.length, take = length < room ? length : room;
    sheaf_buf_add(&self->page, at, take);
    if (self->page.failed) return sheaf_error_memory(err);
    at += take;
    length -= take;
    if (self->page.length < SHEAF_PAGE_BYTES) break;
    const int code = write_page(self, err);
    if (code) return code;
  }
  return SHEAF_OK;
}

int sheaf_page_writer_finish(sheaf_page_writer *self, sheaf_error *err) {
  return self->page.length ? write_page(self, err) : SHEAF_OK;
}
