/* part.c - see part.h. */
#include "part.h"

#include <sqlite3.h>

#include "base/mem.h"
#include "page.h"

struct sheaf_part {
  sqlite3 *db;         /* the index's, in memory; owned */
  sheaf_index *index;  /* owned */
  sheaf_store *store;  /* the records; owned; NULL where they are not kept */
  int64_t source;      /* which they belong to there */
  sheaf_record record; /* scratch */
  uint64_t fields;     /* that are indexed */
  uint32_t count;      /* records */
};

static int run(sqlite3 *db, const char *sql, sheaf_error *err) {
  const int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
  return code ? sheaf_pages_failure(db, code, err) : SHEAF_OK;
}

static int open_index(sheaf_part *self, sheaf_error *err) {
  const int code = sqlite3_open(":memory:", &self->db);
  if (code) return self->db ? sheaf_pages_failure(self->db, code, err) : sheaf_error_memory(err);
  const int failed = run(self->db, sheaf_index_schema(), err);
  return failed ? failed : sheaf_index_open(&self->index, self->db, err);
}

/* Records need a source, and lie in a database of their own. */
static int open_store(sheaf_part *self, sheaf_error *err) {
  const sheaf_store_options options = {.create = 1};
  sheaf_source_row source = {.path = "", .sha256 = "", .added = ""};
  int code = sheaf_store_open(&self->store, NULL, &options, err);
  if (!code) code = sheaf_store_source_add(self->store, &source, err);
  self->source = source.id;
  return code;
}

int sheaf_part_open(sheaf_part **out, uint64_t fields, int with_records, sheaf_error *err) {
  *out = NULL;
  sheaf_part *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return sheaf_error_memory(err);
  sheaf_record_init(&self->record);
  self->fields = fields;
  int code = open_index(self, err);
  if (!code && with_records) code = open_store(self, err);
  if (code)
    sheaf_part_close(self);
  else
    *out = self;
  return code;
}

void sheaf_part_close(sheaf_part *self) {
  if (!self) return;
  sheaf_index_close(self->index);
  sqlite3_close(self->db);
  sheaf_store_close(self->store);
  sheaf_record_clear(&self->record);
  sheaf_mem_free(self);
}

/* Leaves out the entries that nobody asks for. */
static void thin_out(sheaf_record *record, uint64_t fields) {
  size_t kept = 0;
  for (size_t i = 0; i < record->count; i++) {
    const unsigned field = record->entries[i].field;
    if (field < 64 && fields >> field & 1) record->entries[kept++] = record->entries[i];
  }
  record->count = kept;
}

int sheaf_part_add(sheaf_part *self, const char *body, size_t length, sheaf_error *err) {
  sheaf_record_reset(&self->record);
  int code = sheaf_record_unpack(&self->record, body, length, err);
  if (!code && self->fields != SHEAF_PART_ALL) thin_out(&self->record, self->fields);
  if (!code) code = sheaf_index_add(self->index, self->count + 1, &self->record, err);
  if (!code && self->store)
    code = sheaf_store_record_add(self->store, self->source, self->count + 1, self->count + 1, &self->record, err);
  if (!code) self->count++;
  return code;
}

int sheaf_part_finish(sheaf_part *self, sheaf_error *err) {
  int code = run(self->db, "BEGIN", err);
  if (code) return code;
  code = sheaf_index_flush(self->index, err);
  const int failed = run(self->db, code ? "ROLLBACK" : "COMMIT", err);
  return code ? code : failed;
}

/* A store of records cannot forget them: a new one is made. */
int sheaf_part_empty(sheaf_part *self, sheaf_error *err) {
  if (!self->count) return SHEAF_OK;
  int code = run(self->db, "DELETE FROM index_segment;DELETE FROM index_page", err);
  sheaf_index_give_statistics(self->index, NULL);
  sheaf_index_discard(self->index);
  self->count = 0;
  if (code || !self->store) return code;
  sheaf_store_close(self->store);
  self->store = NULL;
  return open_store(self, err);
}

uint32_t sheaf_part_count(const sheaf_part *self) { return self->count; }
sheaf_index *sheaf_part_index(sheaf_part *self) { return self->index; }
sheaf_store *sheaf_part_store(sheaf_part *self) { return self->store; }
