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
#include "server_check.h"
#include "server_load.h"
#include "server_read.h"
#include "statement.h"

/* What is done for every record of a load stays SQLite's own; the rest runs on a server too. */
enum { ADD_RECORD, ADD_BODY, GET_RECORD, SET_RAW, STATEMENTS };
enum { ADD_PROBLEM, ADD_REJECTED, SHARED };

static const char *const sql[STATEMENTS] = {
    [ADD_RECORD] =
        "INSERT INTO "
        "record(id,source,ordinal,work,type,year,title,journal,volume,issue,pages,doi,pmid,language,line)"
        " VALUES(?1,?2,?3,?1,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14)",
    [ADD_BODY] = "INSERT INTO record_body(id,body,sum) VALUES(?1,?2,?3)",
    [GET_RECORD] = "SELECT body,source,work FROM record JOIN record_body USING(id) WHERE id=?1",
    [SET_RAW] = "UPDATE record_body SET raw=?2,raw_sum=?3 WHERE id=?1"};

static const char *const shared_sql[SHARED] = {[ADD_PROBLEM] = "INSERT INTO problem VALUES(?1,?2,?3,?4,?5,?6,?7)",
                                               [ADD_REJECTED] = "INSERT INTO rejected VALUES(?1,?2,?3,?4,?5,?6)"};

struct sheaf_store {
  sheaf_session session;               /* what it is: one of the two is owned */
  int readonly;                        /* opened for reading only */
  sqlite3_stmt *statement[STATEMENTS]; /* prepared on first use, owned */
  sheaf_statement *shared[SHARED];     /* the same */
  sheaf_server_bodies bodies;          /* records that were read ahead, on a server */
  sheaf_buf body;                      /* scratch for packing */
  sheaf_select *selects;               /* those that are open; not owned */
};

static int prepared(sheaf_store *self, int which, sqlite3_stmt **out, sheaf_error *err) {
  int code = SHEAF_OK;
  if (!self->statement[which]) code = sheaf_db_prepare(self->session.file, sql[which], &self->statement[which], err);
  *out = self->statement[which];
  return code;
}

int sheaf_store_open(sheaf_store **out, const char *path, const sheaf_store_options *options, sheaf_error *err) {
  sheaf_store *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return sheaf_error_memory(err);
  self->readonly = options->readonly;
  int code = sheaf_db_open(&self->session.file, path, options->readonly, options->create, err);
  if (!code) code = sheaf_schema_migrate(self->session.file, options->index_schema, options->readonly, err);
  if (!code) code = sheaf_field_table_register(self->session.file, err);
  if (code) {
    sheaf_store_close(self);
    return code;
  }
  *out = self;
  return SHEAF_OK;
}

int sheaf_store_open_server(sheaf_store **out, const char *url, const sheaf_server_options *options, sheaf_error *err) {
  sheaf_store *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return sheaf_error_memory(err);
  self->readonly = options->readonly;
  const int code = sheaf_server_open(&self->session.server, url, options, err);
  if (code)
    sheaf_store_close(self);
  else
    *out = self;
  return code;
}

void sheaf_store_close(sheaf_store *self) {
  if (!self) return;
  for (int i = 0; i < STATEMENTS; i++) sqlite3_finalize(self->statement[i]);
  for (int i = 0; i < SHARED; i++) sheaf_statement_close(self->shared[i]);
  while (self->selects) sheaf_select_end(self->selects); /* else the connection would live on, and its locks */
  if (self->session.file) sheaf_db_close(self->session.file);
  sheaf_server_bodies_clear(&self->bodies);
  sheaf_server_close(self->session.server);
  sheaf_buf_clear(&self->body);
  sheaf_mem_free(self);
}

sqlite3 *sheaf_store_db(sheaf_store *self) { return self->session.file; }

sheaf_server *sheaf_store_server(sheaf_store *self) { return self->session.server; }

sheaf_session *sheaf_store_session(sheaf_store *self) { return &self->session; }

sheaf_select **sheaf_store_selects(sheaf_store *self) { return &self->selects; }

int sheaf_store_readonly(const sheaf_store *self) { return self->readonly; }

/* Runs a statement that gives no rows, and makes it ready for the next time. */
static int run(sheaf_store *self, sqlite3_stmt *statement, sheaf_error *err) {
  const int rc = sqlite3_step(statement);
  const int code =
      rc == SQLITE_DONE || rc == SQLITE_ROW ? SHEAF_OK : sheaf_db_failed(self->session.file, "library", err);
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  return code;
}

static void bind_count(sqlite3_stmt *statement, int at, uint64_t value) {
  sqlite3_bind_int64(statement, at, (sqlite3_int64)value);
}

/* ---- sources ---- */

static int open_shared(sheaf_store *self, int which, sheaf_statement **out, sheaf_error *err) {
  int code = SHEAF_OK;
  if (!self->shared[which])
    code = sheaf_statement_open(&self->shared[which], &self->session, shared_sql[which], "library", err);
  *out = self->shared[which];
  return code;
}

int sheaf_store_source_find(sheaf_store *self, const char *sha256, sheaf_source_row *row, sheaf_error *err) {
  sheaf_statement *statement;
  int found = sheaf_statement_open(
      &statement, &self->session,
      "SELECT id,seen,loaded,rejected,complete FROM source WHERE sha256=?1 ORDER BY id DESC LIMIT 1", "library", err);
  if (found) return found;
  sheaf_statement_bind_text(statement, 1, sha256);
  found = sheaf_statement_step(statement, err);
  if (found > 0) {
    row->id = sheaf_statement_integer(statement, 0);
    row->seen = (uint64_t)sheaf_statement_integer(statement, 1);
    row->loaded = (uint64_t)sheaf_statement_integer(statement, 2);
    row->rejected = (uint64_t)sheaf_statement_integer(statement, 3);
    row->complete = (int)sheaf_statement_integer(statement, 4);
  }
  sheaf_statement_close(statement);
  return found;
}

int sheaf_store_source_has_size(sheaf_store *self, uint64_t bytes, sheaf_error *err) {
  sheaf_statement *statement;
  int found =
      sheaf_statement_open(&statement, &self->session, "SELECT 1 FROM source WHERE bytes=?1 LIMIT 1", "library", err);
  if (found) return found;
  sheaf_statement_bind(statement, 1, (int64_t)bytes);
  found = sheaf_statement_step(statement, err);
  sheaf_statement_close(statement);
  return found;
}

int sheaf_store_source_add(sheaf_store *self, sheaf_source_row *row, sheaf_error *err) {
  sheaf_statement *statement;
  int code = sheaf_statement_open(
      &statement, &self->session,
      "INSERT INTO source(path,label,sha256,bytes,format,dialect,encoding,database,platform,searched,added,via,"
      "strategy,limits) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14) RETURNING id",
      "library", err);
  if (code) return code;
  const char *const texts[] = {row->path,    row->label,    row->sha256,   NULL,          row->format,
                               row->dialect, row->encoding, row->database, row->platform, row->searched,
                               row->added,   row->via,      row->strategy, row->limits};
  for (int i = 0; i < (int)(sizeof texts / sizeof *texts); i++) sheaf_statement_bind_text(statement, i + 1, texts[i]);
  sheaf_statement_bind(statement, 4, (int64_t)row->bytes);
  code = sheaf_statement_run(statement, &row->id, err);
  sheaf_statement_close(statement);
  return code < 0 ? code : SHEAF_OK;
}

int sheaf_store_source_update(sheaf_store *self, const sheaf_source_row *row, sheaf_error *err) {
  sheaf_statement *statement;
  int code = sheaf_statement_open(
      &statement, &self->session,
      "UPDATE source SET format=?2,dialect=?3,encoding=?4,seen=?5,loaded=?6,rejected=?7,complete=?8,sha256=?9"
      " WHERE id=?1",
      "library", err);
  if (code) return code;
  sheaf_statement_bind(statement, 1, row->id);
  sheaf_statement_bind_text(statement, 2, row->format);
  sheaf_statement_bind_text(statement, 3, row->dialect);
  sheaf_statement_bind_text(statement, 4, row->encoding);
  sheaf_statement_bind(statement, 5, (int64_t)row->seen);
  sheaf_statement_bind(statement, 6, (int64_t)row->loaded);
  sheaf_statement_bind(statement, 7, (int64_t)row->rejected);
  sheaf_statement_bind(statement, 8, row->complete);
  sheaf_statement_bind_text(statement, 9, row->sha256);
  code = sheaf_statement_run(statement, NULL, err);
  sheaf_statement_close(statement);
  return code < 0 ? code : SHEAF_OK;
}

int sheaf_store_problem_add(sheaf_store *self, int64_t source, uint64_t line, uint64_t byte, uint64_t record,
                            const char *severity, const char *code_text, const char *message, sheaf_error *err) {
  sheaf_statement *statement;
  int code = open_shared(self, ADD_PROBLEM, &statement, err);
  if (code) return code;
  sheaf_statement_bind(statement, 1, source);
  sheaf_statement_bind(statement, 2, (int64_t)line);
  sheaf_statement_bind(statement, 3, (int64_t)byte);
  sheaf_statement_bind(statement, 4, (int64_t)record);
  sheaf_statement_bind_text(statement, 5, severity);
  sheaf_statement_bind_text(statement, 6, code_text);
  sheaf_statement_bind_text(statement, 7, message);
  code = sheaf_statement_run(statement, NULL, err);
  return code < 0 ? code : SHEAF_OK;
}

int sheaf_store_rejected_add(sheaf_store *self, int64_t source, const sheaf_rejected_row *row, sheaf_error *err) {
  sheaf_statement *statement;
  int code = open_shared(self, ADD_REJECTED, &statement, err);
  if (code) return code;
  sheaf_statement_bind(statement, 1, source);
  sheaf_statement_bind(statement, 2, (int64_t)row->record);
  sheaf_statement_bind(statement, 3, (int64_t)row->line);
  sheaf_statement_bind(statement, 4, (int64_t)row->byte);
  sheaf_statement_bind_text(statement, 5, row->code);
  if (row->length) sheaf_statement_bind_bytes(statement, 6, row->bytes, row->length);
  code = sheaf_statement_run(statement, NULL, err);
  return code < 0 ? code : SHEAF_OK;
}

/* ---- records ---- */

int sheaf_store_record_set_raw(sheaf_store *self, uint32_t id, const char *bytes, size_t length, sheaf_error *err) {
  if (self->session.server) return sheaf_server_load_raw(self->session.server, bytes, length, err);
  sqlite3_stmt *statement;
  const int code = prepared(self, SET_RAW, &statement, err);
  if (code) return code;
  sqlite3_bind_int64(statement, 1, id);
  sqlite3_bind_blob64(statement, 2, bytes, length, SQLITE_STATIC);
  sqlite3_bind_int(statement, 3, sheaf_body_sum(bytes, length));
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
  if (self->session.server) return sheaf_server_load_record(self->session.server, source, ordinal, id, record, err);
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
  if (year) sqlite3_bind_int(statement, 5, sheaf_record_number(year));
  bind_count(statement, 14, record->line);
  sqlite3_bind_int64(statement, 1, id);
  code = run(self, statement, err);
  return code ? code : add_body(self, id, record, err);
}

const sheaf_buf *sheaf_store_record_packed(const sheaf_store *self) { return &self->body; }

int sheaf_store_record_get(sheaf_store *self, uint32_t id, char **body, size_t *length, int64_t *source, uint32_t *work,
                           sheaf_error *err) {
  if (self->session.server)
    return sheaf_server_record_get(self->session.server, &self->bodies, id, body, length, source, work, err);
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
    code = sheaf_db_failed(self->session.file, "library", err);
  }
  sqlite3_reset(statement);
  return code;
}

int sheaf_store_record_fetch(sheaf_store *self, const uint32_t *ids, size_t count, sheaf_error *err) {
  return self->session.server ? sheaf_server_bodies_read(self->session.server, &self->bodies, ids, count, err)
                              : SHEAF_OK;
}

int sheaf_store_record_count(sheaf_store *self, uint64_t *count, sheaf_error *err) {
  int64_t number = 0;
  const int code =
      sheaf_session_number(&self->session,
                           self->session.server ? "SELECT coalesce(sum(documents),0)::bigint FROM batch WHERE published"
                                                : "SELECT count(*) FROM record",
                           &number, err);
  *count = (uint64_t)number;
  return code;
}

int sheaf_store_record_last(sheaf_store *self, uint32_t *id, sheaf_error *err) {
  int64_t number = 0;
  const int code = sheaf_session_number(&self->session,
                                        self->session.server ? "SELECT coalesce(max(last),0) FROM batch WHERE published"
                                                             : "SELECT coalesce(max(id),0) FROM record",
                                        &number, err);
  *id = (uint32_t)number;
  return code;
}

int sheaf_store_record_ids(sheaf_store *self, int works, uint32_t **ids, size_t *count, sheaf_error *err) {
  if (self->session.server) return sheaf_server_record_ids(self->session.server, works, ids, count, err);
  sheaf_statement *statement;
  int code = sheaf_statement_open(
      &statement, &self->session,
      works ? "SELECT min(id) FROM record GROUP BY work ORDER BY 1" : "SELECT id FROM record ORDER BY id", "library",
      err);
  if (code) return code;
  sheaf_buf bytes = {0};
  while ((code = sheaf_statement_step(statement, err)) > 0) {
    const uint32_t id = (uint32_t)sheaf_statement_integer(statement, 0);
    sheaf_buf_add(&bytes, &id, sizeof id);
  }
  sheaf_statement_close(statement);
  *count = bytes.length / sizeof **ids;
  if (!code && !(*ids = (uint32_t *)(void *)sheaf_buf_take(&bytes, NULL))) code = sheaf_error_memory(err);
  sheaf_buf_clear(&bytes);
  return code;
}

int sheaf_store_hold(sheaf_store *self, sheaf_error *err) {
  /* On a server nothing that was published changes under a reader but works. */
  if (self->session.server || !sqlite3_get_autocommit(self->session.file)) return 0;
  const int code = sheaf_db_exec(self->session.file, "BEGIN", err);
  return code ? code : 1;
}

void sheaf_store_release(sheaf_store *self, int held) {
  if (held > 0) sheaf_db_rollback(self->session.file);
}

/* ---- the check ---- */

/* What the check says of a page that it could not read, which need not be damaged: SQLite's code, or 0. */
static int unread(const char *text) {
  static const char words[] = "error code=";
  const char *found = strstr(text, words);
  const long rc = found ? strtol(found + sizeof words - 1, NULL, 10) : 0;
  return rc == SQLITE_CORRUPT ? 0 : (int)rc;
}

int sheaf_store_check(sheaf_store *self, sheaf_error *err) {
  if (self->session.server) return sheaf_server_check(self->session.server, err);
  sqlite3_stmt *statement;
  int code = sheaf_db_prepare(self->session.file, "PRAGMA integrity_check(1)", &statement, err);
  if (code) return code;
  const int rc = sqlite3_step(statement);
  const char *text = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : NULL;
  if (!text)
    code = sheaf_db_failed(self->session.file, "check", err);
  else if (unread(text))
    code = sheaf_db_failed_with(self->session.file, unread(text), "check", err);
  else if (strcmp(text, "ok") != 0)
    code = sheaf_error_set(err, SHEAF_ECORRUPT, "the library is damaged: %s", text);
  sqlite3_finalize(statement);
  return code ? code : sheaf_body_check(self->session.file, err);
}
