/* schema.c - see schema.h. A migration that has landed is never edited: the next change is a new one. */
#include "schema.h"

#include <stdio.h>

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
    /* 6: attributes of records as cases, and the codes that memos are about (decision.h). */
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
};

enum { MIGRATIONS = sizeof migrations / sizeof *migrations };

static int step(sqlite3 *db, int version, const char *index_schema, sheaf_error *err) {
  int code = sheaf_db_exec(db, migrations[version], err);
  if (!code && version == 0 && index_schema) code = sheaf_db_exec(db, index_schema, err);
  return code;
}

int sheaf_schema_migrate(sqlite3 *db, const char *index_schema, int readonly, sheaf_error *err) {
  sqlite3_int64 version;
  int code = sheaf_db_number(db, "PRAGMA user_version", &version, err);
  if (code) return code;
  if (version > MIGRATIONS)
    return sheaf_error_set(err, SHEAF_EUNSUPPORTED,
                           "the library was written by a later version of sheaf (schema %d, this one knows %d)",
                           (int)version, (int)MIGRATIONS);
  if (version == MIGRATIONS) return SHEAF_OK;
  if (version < 0) return sheaf_error_set(err, SHEAF_ECORRUPT, "the library's schema number is damaged");
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
