/* store.c - see store.h. */
#include "store.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "body.h"
#include "db.h"
#include "field_table.h"
#include "schema.h"
#include "select.h"

enum { ADD_RECORD, ADD_BODY, GET_RECORD, ADD_PROBLEM, ADD_REJECTED, SET_RAW, STATEMENTS };

static const char *const sql[STATEMENTS] = {
    [ADD_RECORD] =
        "INSERT INTO "
        "record(id,source,ordinal,work,type,year,title,journal,volume,issue,pages,doi,pmid,language,line)"
        " VALUES(?1,?2,?3,?1,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14)",
    [ADD_BODY] = "INSERT INTO record_body(id,body,sum) VALUES(?1,?2,?3)",
    [GET_RECORD] = "SELECT body,source,work FROM record JOIN record_body USING(id) WHERE id=?1",
    [ADD_PROBLEM] = "INSERT INTO problem VALUES(?1,?2,?3,?4,?5,?6,?7)",
    [ADD_REJECTED] = "INSERT INTO rejected VALUES(?1,?2,?3,?4,?5,?6)",
    [SET_RAW] = "UPDATE record_body SET raw=?2 WHERE id=?1"};

struct sheaf_store {
  sqlite3 *db;                         /* owned */
  int readonly;                        /* opened for reading only */
  sqlite3_stmt *statement[STATEMENTS]; /* prepared on first use, owned */
  sheaf_buf body;                      /* scratch for packing */
  sheaf_select *selects;               /* those that are open; not owned */
};

static int prepared(sheaf_store *self, int which, sqlite3_stmt **out, sheaf_error *err) {
  int code = SHEAF_OK;
  if (!self->statement[which]) code = sheaf_db_prepare(self->db, sql[which], &self->statement[which], err);
  *out = self->statement[which];
  return code;
}

int sheaf_store_open(sheaf_store **out, const char *path, const sheaf_store_options *options, sheaf_error *err) {
  sheaf_store *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return sheaf_error_memory(err);
  self->readonly = options->readonly;
  int code = sheaf_db_open(&self->db, path, options->readonly, options->create, err);
  if (!code) code = sheaf_schema_migrate(self->db, options->index_schema, options->readonly, err);
  if (!code) code = sheaf_field_table_register(self->db, err);
  if (code) {
    sheaf_store_close(self);
    return code;
  }
  *out = self;
  return SHEAF_OK;
}

void sheaf_store_close(sheaf_store *self) {
  if (!self) return;
  for (int i = 0; i < STATEMENTS; i++) sqlite3_finalize(self->statement[i]);
  while (self->selects) sheaf_select_end(self->selects); /* else the connection would live on, and its locks */
  if (self->db) sheaf_db_close(self->db);
  sheaf_buf_clear(&self->body);
  sheaf_mem_free(self);
}

sqlite3 *sheaf_store_db(sheaf_store *self) { return self->db; }

sheaf_select **sheaf_store_selects(sheaf_store *self) { return &self->selects; }

int sheaf_store_readonly(const sheaf_store *self) { return self->readonly; }

/* Runs a statement that gives no rows, and makes it ready for the next time. */
static int run(sheaf_store *self, sqlite3_stmt *statement, sheaf_error *err) {
  const int rc = sqlite3_step(statement);
  const int code = rc == SQLITE_DONE || rc == SQLITE_ROW ? SHEAF_OK : sheaf_db_failed(self->db, "library", err);
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  return code;
}

static void bind_text(sqlite3_stmt *statement, int at, const char *text) {
  sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

static void bind_count(sqlite3_stmt *statement, int at, uint64_t value) {
  sqlite3_bind_int64(statement, at, (sqlite3_int64)value);
}

int sheaf_store_source_find(sheaf_store *self, const char *sha256, sheaf_source_row *row, sheaf_error *err) {
  sqlite3_stmt *statement;
  int code = sheaf_db_prepare(
      self->db, "SELECT id,seen,loaded,rejected,complete FROM source WHERE sha256=?1 ORDER BY id DESC LIMIT 1",
      &statement, err);
  if (code) return code;
  bind_text(statement, 1, sha256);
  const int rc = sqlite3_step(statement);
  if (rc == SQLITE_ROW) {
    row->id = sqlite3_column_int64(statement, 0);
    row->seen = (uint64_t)sqlite3_column_int64(statement, 1);
    row->loaded = (uint64_t)sqlite3_column_int64(statement, 2);
    row->rejected = (uint64_t)sqlite3_column_int64(statement, 3);
    row->complete = sqlite3_column_int(statement, 4);
  } else if (rc != SQLITE_DONE) {
    code = sheaf_db_failed(self->db, "library", err);
  }
  sqlite3_finalize(statement);
  return code ? code : rc == SQLITE_ROW;
}

int sheaf_store_source_add(sheaf_store *self, sheaf_source_row *row, sheaf_error *err) {
  sqlite3_stmt *statement;
  int code = sheaf_db_prepare(
      self->db,
      "INSERT INTO source(path,label,sha256,bytes,format,dialect,encoding,database,platform,searched,added,via,"
      "strategy,limits) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14)",
      &statement, err);
  if (code) return code;
  const char *const texts[] = {row->path,    row->label,    row->sha256,   NULL,          row->format,
                               row->dialect, row->encoding, row->database, row->platform, row->searched,
                               row->added,   row->via,      row->strategy, row->limits};
  for (int i = 0; i < (int)(sizeof texts / sizeof *texts); i++) bind_text(statement, i + 1, texts[i]);
  bind_count(statement, 4, row->bytes);
  code = run(self, statement, err);
  sqlite3_finalize(statement);
  if (!code) row->id = sqlite3_last_insert_rowid(self->db);
  return code;
}

int sheaf_store_source_update(sheaf_store *self, const sheaf_source_row *row, sheaf_error *err) {
  sqlite3_stmt *statement;
  int code = sheaf_db_prepare(
      self->db,
      "UPDATE source SET format=?2,dialect=?3,encoding=?4,seen=?5,loaded=?6,rejected=?7,complete=?8 WHERE id=?1",
      &statement, err);
  if (code) return code;
  sqlite3_bind_int64(statement, 1, row->id);
  bind_text(statement, 2, row->format);
  bind_text(statement, 3, row->dialect);
  bind_text(statement, 4, row->encoding);
  bind_count(statement, 5, row->seen);
  bind_count(statement, 6, row->loaded);
  bind_count(statement, 7, row->rejected);
  sqlite3_bind_int(statement, 8, row->complete);
  code = run(self, statement, err);
  sqlite3_finalize(statement);
  return code;
}

int sheaf_store_problem_add(sheaf_store *self, int64_t source, uint64_t line, uint64_t byte, uint64_t record,
                            const char *severity, const char *code_text, const char *message, sheaf_error *err) {
  sqlite3_stmt *statement;
  const int code = prepared(self, ADD_PROBLEM, &statement, err);
  if (code) return code;
  sqlite3_bind_int64(statement, 1, source);
  bind_count(statement, 2, line);
  bind_count(statement, 3, byte);
  bind_count(statement, 4, record);
  bind_text(statement, 5, severity);
  bind_text(statement, 6, code_text);
  bind_text(statement, 7, message);
  return run(self, statement, err);
}

int sheaf_store_rejected_add(sheaf_store *self, int64_t source, const sheaf_rejected_row *row, sheaf_error *err) {
  sqlite3_stmt *statement;
  const int code = prepared(self, ADD_REJECTED, &statement, err);
  if (code) return code;
  sqlite3_bind_int64(statement, 1, source);
  bind_count(statement, 2, row->record);
  bind_count(statement, 3, row->line);
  bind_count(statement, 4, row->byte);
  bind_text(statement, 5, row->code);
  if (row->length) sqlite3_bind_blob64(statement, 6, row->bytes, row->length, SQLITE_STATIC);
  return run(self, statement, err);
}

int sheaf_store_record_set_raw(sheaf_store *self, uint32_t id, const char *bytes, size_t length, sheaf_error *err) {
  sqlite3_stmt *statement;
  const int code = prepared(self, SET_RAW, &statement, err);
  if (code) return code;
  sqlite3_bind_int64(statement, 1, id);
  sqlite3_bind_blob64(statement, 2, bytes, length, SQLITE_STATIC);
  return run(self, statement, err);
}

static void bind_field(sqlite3_stmt *statement, int at, const sheaf_record *record, sheaf_field field) {
  const sheaf_entry *entry = sheaf_record_first(record, field);
  if (entry) sqlite3_bind_text64(statement, at, entry->value, entry->length, SQLITE_STATIC, SQLITE_UTF8);
}

static int add_body(sheaf_store *self, uint32_t id, const sheaf_record *record, sheaf_error *err) {
  sqlite3_stmt *statement;
  sheaf_buf_reset(&self->body);
  int code = prepared(self, ADD_BODY, &statement, err);
  if (!code && sheaf_record_pack(record, &self->body)) code = sheaf_error_memory(err);
  if (code) return code;
  sqlite3_bind_int64(statement, 1, id);
  sqlite3_bind_blob64(statement, 2, self->body.data ? self->body.data : "", self->body.length, SQLITE_STATIC);
  sqlite3_bind_int(statement, 3, sheaf_body_sum(self->body.data, self->body.length));
  return run(self, statement, err);
}

int sheaf_store_record_add(sheaf_store *self, int64_t source, uint64_t ordinal, uint32_t id, const sheaf_record *record,
                           sheaf_error *err) {
  sqlite3_stmt *statement;
  int code = prepared(self, ADD_RECORD, &statement, err);
  if (code) return code;
  static const sheaf_field columns[] = {SHEAF_FIELD_TYPE,   SHEAF_FIELD_YEAR,    SHEAF_FIELD_TITLE, SHEAF_FIELD_JOURNAL,
                                        SHEAF_FIELD_VOLUME, SHEAF_FIELD_ISSUE,   SHEAF_FIELD_PAGES, SHEAF_FIELD_DOI,
                                        SHEAF_FIELD_PMID,   SHEAF_FIELD_LANGUAGE};
  sqlite3_bind_int64(statement, 2, source);
  bind_count(statement, 3, ordinal);
  for (int i = 0; i < (int)(sizeof columns / sizeof *columns); i++)
    if (columns[i] != SHEAF_FIELD_YEAR) bind_field(statement, 4 + i, record, columns[i]);
  const sheaf_entry *year = sheaf_record_first(record, SHEAF_FIELD_YEAR);
  if (year) sqlite3_bind_int(statement, 5, (int)strtol(year->value, NULL, 10));
  bind_count(statement, 14, record->line);
  sqlite3_bind_int64(statement, 1, id);
  code = run(self, statement, err);
  return code ? code : add_body(self, id, record, err);
}

const sheaf_buf *sheaf_store_record_packed(const sheaf_store *self) { return &self->body; }

int sheaf_store_record_get(sheaf_store *self, uint32_t id, char **body, size_t *length, int64_t *source, uint32_t *work,
                           sheaf_error *err) {
  sqlite3_stmt *statement;
  int code = prepared(self, GET_RECORD, &statement, err);
  if (code) return code;
  sqlite3_bind_int64(statement, 1, id);
  const int rc = sqlite3_step(statement);
  if (rc == SQLITE_ROW) {
    *length = (size_t)sqlite3_column_bytes(statement, 0);
    *body = sheaf_mem_copy(sqlite3_column_blob(statement, 0), *length);
    *source = sqlite3_column_int64(statement, 1);
    *work = (uint32_t)sqlite3_column_int64(statement, 2);
    code = *body ? 1 : sheaf_error_memory(err);
  } else if (rc != SQLITE_DONE) {
    code = sheaf_db_failed(self->db, "library", err);
  }
  sqlite3_reset(statement);
  return code;
}

int sheaf_store_record_count(sheaf_store *self, uint64_t *count, sheaf_error *err) {
  sqlite3_int64 number = 0;
  const int code = sheaf_db_number(self->db, "SELECT count(*) FROM record", &number, err);
  *count = (uint64_t)number;
  return code;
}

int sheaf_store_record_last(sheaf_store *self, uint32_t *id, sheaf_error *err) {
  sqlite3_int64 number = 0;
  const int code = sheaf_db_number(self->db, "SELECT coalesce(max(id),0) FROM record", &number, err);
  *id = (uint32_t)number;
  return code;
}

int sheaf_store_record_ids(sheaf_store *self, int works, uint32_t **ids, size_t *count, sheaf_error *err) {
  sqlite3_stmt *statement;
  int code = sheaf_db_prepare(
      self->db, works ? "SELECT min(id) FROM record GROUP BY work ORDER BY 1" : "SELECT id FROM record ORDER BY id",
      &statement, err);
  if (code) return code;
  sheaf_buf bytes = {0};
  int rc;
  while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
    const uint32_t id = (uint32_t)sqlite3_column_int64(statement, 0);
    sheaf_buf_add(&bytes, &id, sizeof id);
  }
  if (rc != SQLITE_DONE) code = sheaf_db_failed(self->db, "library", err);
  sqlite3_finalize(statement);
  *count = bytes.length / sizeof **ids;
  if (!code && !(*ids = (uint32_t *)(void *)sheaf_buf_take(&bytes, NULL))) code = sheaf_error_memory(err);
  sheaf_buf_clear(&bytes);
  return code;
}

int sheaf_store_hold(sheaf_store *self, sheaf_error *err) {
  if (!sqlite3_get_autocommit(self->db)) return 0;
  const int code = sheaf_db_exec(self->db, "BEGIN", err);
  return code ? code : 1;
}

void sheaf_store_release(sheaf_store *self, int held) {
  if (held > 0) sheaf_db_rollback(self->db);
}

/* What the check says of a page that it could not read, which need not be damaged: SQLite's code, or 0. */
static int unread(const char *text) {
  static const char words[] = "error code=";
  const char *found = strstr(text, words);
  const long rc = found ? strtol(found + sizeof words - 1, NULL, 10) : 0;
  return rc == SQLITE_CORRUPT ? 0 : (int)rc;
}

int sheaf_store_check(sheaf_store *self, sheaf_error *err) {
  sqlite3_stmt *statement;
  int code = sheaf_db_prepare(self->db, "PRAGMA integrity_check(1)", &statement, err);
  if (code) return code;
  const int rc = sqlite3_step(statement);
  const char *text = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : NULL;
  if (!text)
    code = sheaf_db_failed(self->db, "check", err);
  else if (unread(text))
    code = sheaf_db_failed_with(self->db, unread(text), "check", err);
  else if (strcmp(text, "ok") != 0)
    code = sheaf_error_set(err, SHEAF_ECORRUPT, "the library is damaged: %s", text);
  sqlite3_finalize(statement);
  return code ? code : sheaf_body_check(self->db, err);
}
