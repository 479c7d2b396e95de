/* schema.c - see schema.h. A migration that has landed is never edited: the next change is a new one. */
#include "schema.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/digest.h"
#include "db.h"

static const char *const migrations[] = {
    /* 1: sources, their problems, records. `seen` of an incomplete source is where a resumed load goes on. `work` is
     * the cluster of records that report one document; until duplicates are looked for, each record is its own. */
    "CREATE TABLE source("
    " id INTEGER PRIMARY KEY, path TEXT NOT NULL, label TEXT, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL,"
    " format TEXT, dialect TEXT, encoding TEXT, database TEXT, platform TEXT, searched TEXT, added TEXT NOT NULL,"
    " seen INTEGER NOT NULL DEFAULT 0, loaded INTEGER NOT NULL DEFAULT 0, rejected INTEGER NOT NULL DEFAULT 0,"
    " complete INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE INDEX source_sha256 ON source(sha256);"
    "CREATE TABLE problem("
    " source INTEGER NOT NULL REFERENCES source(id), line INTEGER NOT NULL, byte INTEGER NOT NULL, record INTEGER NOT "
    "NULL,"
    " severity TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL) STRICT;"
    "CREATE INDEX problem_source ON problem(source);"
    "CREATE TABLE record("
    " id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES source(id), ordinal INTEGER NOT NULL,"
    " work INTEGER NOT NULL, type TEXT, year INTEGER, title TEXT, journal TEXT, volume TEXT, issue TEXT, pages TEXT,"
    " doi TEXT, pmid TEXT, language TEXT, line INTEGER NOT NULL, body BLOB NOT NULL) STRICT;",
    /* 2: what was rejected, with its bytes where the reader knows how far it went; records' own bytes, where wanted. */
    "CREATE TABLE rejected("
    " source INTEGER NOT NULL REFERENCES source(id), record INTEGER NOT NULL, line INTEGER NOT NULL,"
    " byte INTEGER NOT NULL, code TEXT NOT NULL, bytes BLOB) STRICT;"
    "CREATE INDEX rejected_source ON rejected(source);"
    "ALTER TABLE record ADD COLUMN raw BLOB;",
    /* 3: the thesaurus that was loaded last (thesaurus.h). Keys are folded names. A name's rank is 0 for the preferred
     * one, 1 for entry terms, 2 for entry terms that the vocabulary made by turning another round; `words` are its
     * key's words in byte order, where it has several. */
    "CREATE TABLE thesaurus("
    " id INTEGER PRIMARY KEY CHECK(id=1), kind TEXT NOT NULL, year INTEGER, path TEXT NOT NULL, added TEXT NOT NULL)"
    " STRICT;"
    "CREATE TABLE descriptor("
    " id INTEGER PRIMARY KEY, uid TEXT NOT NULL, name TEXT NOT NULL, key TEXT NOT NULL, year INTEGER) STRICT;"
    "CREATE UNIQUE INDEX descriptor_key ON descriptor(key);"
    "CREATE TABLE descriptor_name("
    " key TEXT NOT NULL, rank INTEGER NOT NULL, descriptor INTEGER NOT NULL, name TEXT NOT NULL, words TEXT,"
    " PRIMARY KEY(key,rank,descriptor)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX descriptor_name_descriptor ON descriptor_name(descriptor);"
    "CREATE INDEX descriptor_name_words ON descriptor_name(words) WHERE words IS NOT NULL;"
    "CREATE TABLE tree_number("
    " number TEXT NOT NULL, descriptor INTEGER NOT NULL, PRIMARY KEY(number,descriptor)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX tree_number_descriptor ON tree_number(descriptor);"
    "CREATE TABLE allowed_qualifier("
    " descriptor INTEGER NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY(descriptor,key)) STRICT,"
    " WITHOUT ROWID;",
    /* 4: what is decided, append-only; what the comparison of records found (ledger.h); the records of a work. */
    "CREATE TABLE ledger("
    " id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT, action TEXT NOT NULL, record INTEGER, other INTEGER,"
    " about INTEGER REFERENCES ledger(id), note TEXT) STRICT;"
    "CREATE TRIGGER ledger_keeps_rows BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT,'the ledger is append-only'); "
    "END;"
    "CREATE TRIGGER ledger_keeps_text BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT,'the ledger is append-only'); "
    "END;"
    "CREATE INDEX ledger_action ON ledger(action);"
    "CREATE TABLE pair("
    " a INTEGER NOT NULL, b INTEGER NOT NULL, verdict INTEGER NOT NULL, link INTEGER NOT NULL, points REAL NOT NULL,"
    " PRIMARY KEY(a,b)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX pair_b ON pair(b);"
    "CREATE INDEX record_work ON record(work);",
    /* 5: what rows of the ledger say beyond its columns (decision.h); how a source was searched. */
    "CREATE TABLE decision("
    " row INTEGER PRIMARY KEY REFERENCES ledger(id), stage TEXT NOT NULL,"
    " verdict TEXT NOT NULL CHECK(verdict IN('include','exclude','maybe')), resolves INTEGER NOT NULL) STRICT;"
    "CREATE TRIGGER decision_keeps_rows BEFORE DELETE ON decision"
    " BEGIN SELECT RAISE(ABORT,'the ledger is append-only'); END;"
    "CREATE TRIGGER decision_keeps_text BEFORE UPDATE ON decision"
    " BEGIN SELECT RAISE(ABORT,'the ledger is append-only'); END;"
    "CREATE INDEX decision_stage ON decision(stage);"
    "CREATE TABLE code("
    " row INTEGER PRIMARY KEY REFERENCES ledger(id), code TEXT NOT NULL, field TEXT, first INTEGER, last INTEGER)"
    " STRICT;"
    "CREATE TRIGGER code_keeps_rows BEFORE DELETE ON code"
    " BEGIN SELECT RAISE(ABORT,'the ledger is append-only'); END;"
    "CREATE TRIGGER code_keeps_text BEFORE UPDATE ON code"
    " BEGIN SELECT RAISE(ABORT,'the ledger is append-only'); END;"
    "CREATE INDEX ledger_record ON ledger(record);"
    "ALTER TABLE source ADD COLUMN via TEXT;"
    "ALTER TABLE source ADD COLUMN strategy TEXT;"
    "ALTER TABLE source ADD COLUMN limits TEXT;",
    /* 6: bodies lie apart, so that whoever goes through the columns of all records reads a tenth as much. */
    "CREATE TABLE record_body("
    " id INTEGER PRIMARY KEY REFERENCES record(id), body BLOB NOT NULL, raw BLOB) STRICT;"
    "INSERT INTO record_body SELECT id,body,raw FROM record ORDER BY id;"
    "ALTER TABLE record DROP COLUMN raw;"
    "ALTER TABLE record DROP COLUMN body;",
    /* 7: attributes of records as cases, and the codes that memos are about (decision.h). */
    "CREATE TABLE attribute("
    " row INTEGER PRIMARY KEY REFERENCES ledger(id), name TEXT NOT NULL, value TEXT) STRICT;"
    "CREATE TRIGGER attribute_keeps_rows BEFORE DELETE ON attribute"
    " BEGIN SELECT RAISE(ABORT,'the ledger is append-only'); END;"
    "CREATE TRIGGER attribute_keeps_text BEFORE UPDATE ON attribute"
    " BEGIN SELECT RAISE(ABORT,'the ledger is append-only'); END;"
    "CREATE TABLE memo(row INTEGER PRIMARY KEY REFERENCES ledger(id), code TEXT NOT NULL) STRICT;"
    "CREATE TRIGGER memo_keeps_rows BEFORE DELETE ON memo"
    " BEGIN SELECT RAISE(ABORT,'the ledger is append-only'); END;"
    "CREATE TRIGGER memo_keeps_text BEFORE UPDATE ON memo"
    " BEGIN SELECT RAISE(ABORT,'the ledger is append-only'); END;",
    /* 8: a sum of each body (body.h); NULL where it was stored before. */
    "ALTER TABLE record_body ADD COLUMN sum INTEGER;",
    /* 9: a sum of the record's own bytes, too. */
    "ALTER TABLE record_body ADD COLUMN raw_sum INTEGER;",
};

enum { MIGRATIONS = sizeof migrations / sizeof *migrations };

static int step(sqlite3 *db, int version, const char *index_schema, sheaf_error *err) {
  int code = sheaf_db_exec(db, migrations[version], err);
  if (!code && version == 0 && index_schema) code = sheaf_db_exec(db, index_schema, err);
  return code;
}

int sheaf_schema_make(sqlite3 *db, int version, const char *index_schema, sheaf_error *err) {
  int code = SHEAF_OK;
  for (int i = 0; !code && i < version; i++) code = step(db, i, index_schema, err);
  return code;
}

/* ---- a file from somebody else ---- */

enum { TYPE, NAME, TABLE, SQL, COLUMNS };

static const char *column(sqlite3_stmt *row, int at) {
  const char *text = (const char *)sqlite3_column_text(row, at);
  return text ? text : "";
}

/* Whether a definition that is not sheaf's may do more than lie there: it runs by itself, stands for other data, or
 * belongs to a table of sheaf's. SQLite takes types and names written by hand in any case, but writes what anybody else
 * makes one way. */
static int may_act(sqlite3_stmt *theirs, sqlite3_stmt *is_ours) {
  static const char table[] = "CREATE TABLE "; /* not a virtual one */
  const int is_table = !strcmp(column(theirs, TYPE), "table");
  if (is_table ? strncmp(column(theirs, SQL), table, sizeof table - 1) != 0
               : strcmp(column(theirs, TYPE), "index") != 0)
    return 1;
  sqlite3_reset(is_ours);
  sqlite3_bind_text(is_ours, 1, column(theirs, TABLE), -1, SQLITE_STATIC);
  return sqlite3_step(is_ours) == SQLITE_ROW;
}

static int failed(int rc) { return rc != SQLITE_ROW && rc != SQLITE_DONE; }

/* Walks through both schemas, ordered by name: every definition of ours must be there as it is. */
static int compare(sqlite3 *db, sqlite3_stmt *ours, sqlite3_stmt *theirs, sqlite3_stmt *is_ours, sheaf_error *err) {
  int mine = sqlite3_step(ours), other = sqlite3_step(theirs);
  while (!failed(mine) && !failed(other) && (mine == SQLITE_ROW || other == SQLITE_ROW)) {
    const int order = mine != SQLITE_ROW    ? 1
                      : other != SQLITE_ROW ? -1
                                            : strcmp(column(ours, NAME), column(theirs, NAME));
    int wrong = order < 0 || (order > 0 && may_act(theirs, is_ours));
    for (int i = TYPE; i < COLUMNS && order == 0; i++) wrong |= strcmp(column(ours, i), column(theirs, i)) != 0;
    if (wrong && (sqlite3_errcode(db) == SQLITE_NOMEM || sqlite3_errcode(sqlite3_db_handle(ours)) == SQLITE_NOMEM))
      return sheaf_error_memory(err);
    if (wrong)
      return sheaf_error_set(
          err, SHEAF_ECORRUPT,
          "the library's %s '%.100s' is not sheaf's: another program has changed the file; use a copy"
          " from before, or load its inputs anew",
          column(order < 0 ? ours : theirs, TYPE), column(order < 0 ? ours : theirs, NAME));
    if (order <= 0) mine = sqlite3_step(ours);
    if (order >= 0) other = sqlite3_step(theirs);
  }
  if (failed(mine)) return sheaf_db_failed(sqlite3_db_handle(ours), "library", err);
  return failed(other) ? sheaf_db_failed(db, "library", err) : SHEAF_OK;
}

/* All but what SQLite makes by itself: statistics, and indexes that a table's own definition asks for. A name does not
 * tell them: one like theirs can be written into a file for a trigger, too. */
static const char definitions[] =
    "SELECT type,name,tbl_name,sql FROM sqlite_schema WHERE NOT(name LIKE 'sqlite~_%' ESCAPE '~' AND"
    " (type='table' AND sql LIKE 'CREATE TABLE %' OR type='index' AND sql IS NULL)) ORDER BY name";

/* What digest_definitions gives for all migrations with the index's tables, and nothing else; schema_test says what it
 * is now. Making the definitions only to compare them is nine tenths of the time of opening a small library. */
static const char newest[] = "eee43f49aff6f5ba8d862c48e36b14df02d08637cef7a3689361ccd28ea29d05";

static int digest_definitions(sqlite3 *db, char sum[SHEAF_DIGEST_TEXT], sheaf_error *err) {
  sqlite3_stmt *row;
  sheaf_buf all = {0};
  int code = sheaf_db_prepare(db, definitions, &row, err), rc;
  if (code) return code;
  while ((rc = sqlite3_step(row)) == SQLITE_ROW)
    for (int i = TYPE; i < COLUMNS; i++) {
      const char *text = column(row, i);
      const int length = sqlite3_column_bytes(row, i);
      sheaf_buf_add_format(&all, "%d:", length); /* so that no two schemas come to the same bytes */
      sheaf_buf_add(&all, text, (size_t)length);
    }
  if (failed(rc))
    code = sheaf_db_failed(db, "library", err);
  else if (all.failed)
    code = sheaf_error_memory(err);
  else
    sheaf_digest_bytes(all.data, all.length, sum);
  sheaf_buf_clear(&all);
  sqlite3_finalize(row);
  return code;
}

/* Holds the file's definitions against those that sheaf makes for its version: a trigger or a view in a file from
 * somebody else would run with the user's rights. */
static int verify(sqlite3 *db, int version, const char *index_schema, sheaf_error *err) {
  sqlite3 *reference = NULL;
  sqlite3_stmt *ours = NULL, *theirs = NULL, *is_ours = NULL;
  int code = sqlite3_open(":memory:", &reference) == SQLITE_OK ? SHEAF_OK : sheaf_error_memory(err);
  if (!code) code = sheaf_db_exec(reference, "BEGIN", err); /* one transaction is quicker than one a table */
  if (!code) code = sheaf_schema_make(reference, version, index_schema, err);
  if (!code) code = sheaf_db_prepare(reference, definitions, &ours, err);
  if (!code)
    code = sheaf_db_prepare(reference, "SELECT 1 FROM sqlite_schema WHERE name=?1 COLLATE NOCASE", &is_ours, err);
  if (!code) code = sheaf_db_prepare(db, definitions, &theirs, err);
  if (!code) code = compare(db, ours, theirs, is_ours, err);
  sqlite3_finalize(ours);
  sqlite3_finalize(theirs);
  sqlite3_finalize(is_ours);
  sqlite3_close(reference);
  return code;
}

int sheaf_schema_migrate(sqlite3 *db, const char *index_schema, int readonly, sheaf_error *err) {
  sqlite3_int64 version;
  int code = sheaf_db_number(db, "PRAGMA user_version", &version, err);
  if (code) return code;
  if (version > MIGRATIONS)
    return sheaf_error_set(
        err, SHEAF_EUNSUPPORTED,
        "the library was written by a later version of sheaf (schema %d, this one knows %d); use that"
        " version, or export from it",
        (int)version, (int)MIGRATIONS);
  if (version < 0) return sheaf_error_set(err, SHEAF_ECORRUPT, "the library's schema number is damaged");
  char sum[SHEAF_DIGEST_TEXT] = "";
  if (version == MIGRATIONS) code = digest_definitions(db, sum, err);
  if (!code && strcmp(sum, newest) != 0) code = verify(db, (int)version, index_schema, err);
  if (code || version == MIGRATIONS) return code;
  if (readonly && version > 0)
    return sheaf_error_set(err, SHEAF_EUNSUPPORTED,
                           "the library is of an earlier version: open it for writing once to bring it up to date");
  code = sheaf_db_begin(db, err);
  if (code) return code;
  code = sheaf_db_number(db, "PRAGMA user_version", &version, err); /* another program may have been faster */
  for (; !code && version < MIGRATIONS; version++) code = step(db, (int)version, index_schema, err);
  if (!code) {
    char sql[96];
    snprintf(sql, sizeof sql, "PRAGMA application_id=%d; PRAGMA user_version=%d", (int)SHEAF_DB_APPLICATION_ID,
             (int)MIGRATIONS);
    code = sheaf_db_exec(db, sql, err);
  }
  if (!code) code = sheaf_db_commit(db, err);
  if (code) sheaf_db_rollback(db);
  return code;
}
