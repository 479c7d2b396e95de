/* scan.c - see scan.h. */
#include "scan.h"

#include <stdio.h>

#include "base/mem.h"
#include "db.h"
#include "server_read.h"

struct sheaf_scan {
  sqlite3 *db;              /* borrowed; NULL on a server */
  sheaf_server *server;     /* borrowed; NULL on a file */
  sheaf_server_bodies some; /* of a server: the records at hand */
  size_t next;              /* of those, when all are gone through */
  uint32_t first, last;     /* numbers that are still to be asked for */
  sqlite3_stmt *statement;  /* owned */
  const uint32_t *ids;      /* borrowed; NULL for all */
  size_t count, at;         /* of ids */
  int dense;                /* ids ascend and leave out little: one statement runs over all between */
  sheaf_record record;      /* the present one; its texts are the statement's */
};

enum { DENSE_FROM = 64, MOST_BETWEEN = 4 };

/* A statement run once for each record takes its locks anew each time: that is most of its cost. */
static int is_dense(const uint32_t *ids, size_t count) {
  if (count < DENSE_FROM || (ids[count - 1] - ids[0]) / MOST_BETWEEN > count) return 0;
  for (size_t i = 1; i < count; i++)
    if (ids[i] <= ids[i - 1]) return 0;
  return 1;
}

static int open_there(sheaf_scan *self, sheaf_store *store, sheaf_scan **out, sheaf_error *err) {
  self->first = 1;
  const int code = self->ids ? SHEAF_OK : sheaf_store_record_last(store, &self->last, err);
  if (code)
    sheaf_scan_close(self);
  else
    *out = self;
  return code;
}

static int open_scan(sheaf_scan **out, sheaf_store *store, const uint32_t *ids, size_t count, const char *from,
                     sheaf_error *err) {
  char sql[128];
  sheaf_scan *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return sheaf_error_memory(err);
  self->db = sheaf_store_db(store);
  self->server = sheaf_store_server(store);
  self->ids = ids;
  self->count = count;
  self->dense = ids && is_dense(ids, count);
  sheaf_record_init(&self->record);
  if (self->server) return open_there(self, store, out, err);
  snprintf(sql, sizeof sql, "SELECT %s %s", from,
           !ids          ? "ORDER BY id"
           : self->dense ? "WHERE id BETWEEN ?1 AND ?2 ORDER BY id"
                         : "WHERE id=?1");
  const int code = sheaf_db_prepare(self->db, sql, &self->statement, err);
  if (code) {
    sheaf_scan_close(self);
    return code;
  }
  if (self->dense) {
    sqlite3_bind_int64(self->statement, 1, ids[0]);
    sqlite3_bind_int64(self->statement, 2, ids[count - 1]);
  }
  *out = self;
  return SHEAF_OK;
}

int sheaf_scan_open(sheaf_scan **out, sheaf_store *store, const uint32_t *ids, size_t count, sheaf_error *err) {
  return open_scan(out, store, ids, count, "id,work,body FROM record JOIN record_body USING(id)", err);
}

int sheaf_scan_open_bodies(sheaf_scan **out, sheaf_store *store, const uint32_t *ids, size_t count, sheaf_error *err) {
  return open_scan(out, store, ids, count, "id,0,body FROM record_body", err);
}

void sheaf_scan_close(sheaf_scan *self) {
  if (!self) return;
  sqlite3_finalize(self->statement);
  sheaf_record_clear(&self->record);
  sheaf_server_bodies_clear(&self->some);
  sheaf_mem_free(self);
}

/* The next record of those between that is one of the ids. */
static int step_dense(sheaf_scan *self) {
  int rc;
  while ((rc = sqlite3_step(self->statement)) == SQLITE_ROW) {
    const sqlite3_int64 id = sqlite3_column_int64(self->statement, 0);
    while (self->at < self->count && self->ids[self->at] < id) self->at++;
    if (self->at < self->count && self->ids[self->at] == id) break;
  }
  return rc;
}

static int step(sheaf_scan *self) {
  if (!self->ids) return sqlite3_step(self->statement);
  if (self->dense) return step_dense(self);
  while (self->at < self->count) {
    sqlite3_reset(self->statement);
    sqlite3_bind_int64(self->statement, 1, self->ids[self->at++]);
    const int rc = sqlite3_step(self->statement);
    if (rc != SQLITE_DONE) return rc;
  }
  return SQLITE_DONE;
}

/* ---- on a server ---- */

enum { AT_ONCE = 500 }; /* records that are asked for together, of each shard */

/* The next of all records: 1, 0 or a negative code. */
static int next_of_all(sheaf_scan *self, const sheaf_server_body **one, sheaf_error *err) {
  while (self->next == sheaf_server_bodies_count(&self->some)) {
    if (self->first > self->last || !self->first) return 0;
    const uint32_t most = AT_ONCE * (uint32_t)sheaf_server_shards(self->server) - 1, left = self->last - self->first;
    const uint32_t end = self->first + (left < most ? left : most);
    const int code = sheaf_server_bodies_range(self->server, &self->some, self->first, end, err);
    if (code) return code;
    self->first = end + 1;
    self->next = 0;
  }
  *one = sheaf_server_bodies_at(&self->some, self->next++);
  return 1;
}

/* The next of the ids that are asked for. */
static int next_of_ids(sheaf_scan *self, const sheaf_server_body **one, sheaf_error *err) {
  for (; self->at < self->count; self->at++) {
    if (self->at == self->next) {
      const size_t left = self->count - self->at, some = left < AT_ONCE ? left : AT_ONCE;
      const int code = sheaf_server_bodies_read(self->server, &self->some, self->ids + self->at, some, err);
      if (code) return code;
      self->next += some;
    }
    if ((*one = sheaf_server_bodies_find(&self->some, self->ids[self->at]))) {
      self->at++;
      return 1;
    }
  }
  return 0;
}

static int next_there(sheaf_scan *self, uint32_t *id, uint32_t *work, const void **body, size_t *length,
                      sheaf_error *err) {
  const sheaf_server_body *one = NULL;
  const int got = self->ids ? next_of_ids(self, &one, err) : next_of_all(self, &one, err);
  if (got <= 0) return got;
  *id = one->id;
  *work = one->work;
  *body = sheaf_buf_bytes(&self->some.bytes) + one->at;
  *length = one->length;
  return 1;
}

int sheaf_scan_next_packed(sheaf_scan *self, uint32_t *id, uint32_t *work, const void **body, size_t *length,
                           sheaf_error *err) {
  if (self->server) return next_there(self, id, work, body, length, err);
  const int rc = step(self);
  if (rc == SQLITE_DONE) return 0;
  if (rc != SQLITE_ROW) return sheaf_db_failed(self->db, "library", err);
  *id = (uint32_t)sqlite3_column_int64(self->statement, 0);
  *work = (uint32_t)sqlite3_column_int64(self->statement, 1);
  *body = sqlite3_column_blob(self->statement, 2);
  *length = (size_t)sqlite3_column_bytes(self->statement, 2);
  if (!*body) *body = ""; /* an empty one */
  return 1;
}

int sheaf_scan_next(sheaf_scan *self, uint32_t *id, uint32_t *work, const sheaf_record **record, sheaf_error *err) {
  const void *body;
  size_t length;
  const int got = sheaf_scan_next_packed(self, id, work, &body, &length, err);
  if (got <= 0) return got;
  sheaf_record_reset(&self->record);
  const int code = sheaf_record_unpack(&self->record, body, length, err);
  *record = &self->record;
  return code ? code : 1;
}
