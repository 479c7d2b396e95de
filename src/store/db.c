/* db.c - see db.h. The settings are those of the project's reliability notes: a file from somebody else is not trusted.
 */
#include "db.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "base/buf.h"

static sheaf_code code_of(int rc) {
  switch (rc & 0xff) {
    case SQLITE_NOMEM: return SHEAF_ENOMEM;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return SHEAF_EBUSY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return SHEAF_ECORRUPT;
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_FULL:
    case SQLITE_IOERR: return SHEAF_EIO;
    default: return SHEAF_ESTORE;
  }
}

/* What is wrong and what to do, for what a user can mend; NULL: SQLite's own words do. */
static const char *remedy_for(int rc) {
  switch (rc) {
    case SQLITE_CANTOPEN_ISDIR: return "this is a folder; name a file";
    case SQLITE_READONLY_DIRECTORY:
      return "its folder may not be written to, and the locks of those who read it stand there; copy the library to a "
             "folder of your own";
    default: break;
  }
  switch (rc & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "the file is damaged or no sheaf library; restore it from a copy, or load its inputs anew";
    case SQLITE_FULL:
      return "there is no room left on the disk; free some and try again: what was committed before is safe";
    case SQLITE_IOERR:
      return "the disk could not be read or written (full, damaged, or gone?); what was committed before is safe";
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return "the file or its folder may not be written to; copy it to a folder of your own, or open it for reading "
             "only";
    case SQLITE_CANTOPEN:
      return "the file cannot be opened; see that it and its folder exist and may be read and written, or open it for "
             "reading only";
    default: return NULL;
  }
}

int sheaf_db_failed(sqlite3 *db, const char *doing, sheaf_error *err) {
  return sheaf_db_failed_with(db, db ? sqlite3_extended_errcode(db) : SQLITE_NOMEM, doing, err);
}

int sheaf_db_failed_with(sqlite3 *db, int rc, const char *doing, sheaf_error *err) {
  const sheaf_code code = code_of(rc);
  if (code == SHEAF_ENOMEM) return sheaf_error_memory(err);
  if (code == SHEAF_EBUSY)
    return sheaf_error_set(err, code, "%s: another program is writing to the library; try again when it is done",
                           doing);
  const char *remedy = remedy_for(rc);
  if (remedy) return sheaf_error_set(err, code, "%s: %s", doing, remedy);
  return sheaf_error_set(err, code, "%s: %s", doing, sqlite3_errmsg(db));
}

int sheaf_db_exec(sqlite3 *db, const char *sql, sheaf_error *err) {
  return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ? SHEAF_OK : sheaf_db_failed(db, "library", err);
}

int sheaf_db_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out, sheaf_error *err) {
  if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) == SQLITE_OK) return SHEAF_OK;
  return sheaf_db_failed(db, "library", err);
}

int sheaf_db_number(sqlite3 *db, const char *sql, sqlite3_int64 *out, sheaf_error *err) {
  sqlite3_stmt *statement;
  int code = sheaf_db_prepare(db, sql, &statement, err);
  if (code) return code;
  const int rc = sqlite3_step(statement);
  *out = rc == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
  if (rc != SQLITE_ROW && rc != SQLITE_DONE) code = sheaf_db_failed(db, "library", err);
  sqlite3_finalize(statement);
  return code;
}

int sheaf_db_begin(sqlite3 *db, sheaf_error *err) { return sheaf_db_exec(db, "BEGIN IMMEDIATE", err); }

int sheaf_db_commit(sqlite3 *db, sheaf_error *err) { return sheaf_db_exec(db, "COMMIT", err); }

void sheaf_db_rollback(sqlite3 *db) {
  if (!sqlite3_get_autocommit(db)) sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
}

/* secure_delete: some systems' SQLite writes zeros over all pages that are given up, so that merging the index wrote
 * each segment once more. FAST still clears what is deleted within pages that are written anyway. */
static int configure(sqlite3 *db, int readonly, sheaf_error *err) {
  sqlite3_extended_result_codes(db, 1);
  sqlite3_busy_timeout(db, SHEAF_DB_BUSY_MS);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
  return sheaf_db_exec(
      db,
      readonly ? "PRAGMA cell_size_check=ON; PRAGMA foreign_keys=ON; PRAGMA query_only=ON; PRAGMA cache_size=-16384"
               : "PRAGMA cell_size_check=ON; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16384; "
                 "PRAGMA secure_delete=FAST",
      err);
}

/* An empty database is a new library; any other must say that it is one. */
static int identify(sqlite3 *db, int readonly, sheaf_error *err) {
  sqlite3_int64 id, tables;
  int code = sheaf_db_number(db, "PRAGMA application_id", &id, err);
  if (code || id == SHEAF_DB_APPLICATION_ID) return code;
  code = sheaf_db_number(db, "SELECT count(*) FROM sqlite_schema", &tables, err);
  if (code) return code;
  if (id != 0 || tables != 0)
    return sheaf_error_set(err, SHEAF_ECORRUPT, "the file is an SQLite database, but no sheaf library");
  if (readonly)
    return sheaf_error_set(err, SHEAF_EIO, "there is no library here yet, and it was to be opened for reading only");
  return SHEAF_OK;
}

enum { SAID = 200 }; /* bytes of a path that go into a message */

static int open_configured(sqlite3 **out, const char *name, int flags, int readonly, int in_memory, sheaf_error *err) {
  int code = SHEAF_OK;
  const size_t length = strlen(name); /* of a long path the end is said */
  if (sqlite3_open_v2(name, out, flags, NULL) != SQLITE_OK)
    code = sheaf_db_failed(*out, length > SAID ? name + length - SAID : name, err);
  if (!code) code = configure(*out, readonly, err);
  return code ? code : identify(*out, readonly && !in_memory, err);
}

/* 1 for a file that nobody can change: its medium is mounted for reading only, and no log stands beside it. */
static int is_immutable(const char *path) {
  struct statvfs medium;
  struct stat log;
  sheaf_buf name = {0};
  sheaf_buf_add_format(&name, "%s-wal", path);
  const int logged = name.failed || (stat(sheaf_buf_text(&name), &log) == 0 && log.st_size > 0);
  sheaf_buf_clear(&name);
  return !logged && statvfs(path, &medium) == 0 && (medium.f_flag & ST_RDONLY);
}

/* There is no room for locks on such a medium, and no need of them. */
static int open_immutable(sqlite3 **out, const char *path, sheaf_error *err) {
  sheaf_buf name = {0};
  sheaf_buf_add_text(&name, "file:");
  for (const char *c = path; *c; c++) sheaf_buf_add_format(&name, *c == '/' ? "/" : "%%%02X", (unsigned)(uint8_t)*c);
  sheaf_buf_add_text(&name, "?immutable=1");
  const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
  const char *text = sheaf_buf_text(&name);
  const int code = name.failed ? sheaf_error_memory(err) : open_configured(out, text, flags, 1, 0, err);
  sheaf_buf_clear(&name);
  return code;
}

int sheaf_db_open(sqlite3 **out, const char *path, int readonly, int create, sheaf_error *err) {
  if (!path) path = ":memory:";
  const int in_memory = strcmp(path, ":memory:") == 0;
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  flags |= readonly && !in_memory ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (!readonly && (create || in_memory)) flags |= SQLITE_OPEN_CREATE;
  sqlite3 *db = NULL;
  sheaf_buf name = {0};
  int code = SHEAF_OK;
  if (strncmp(path, "file:", 5) == 0) sheaf_buf_add_text(&name, "./"); /* else SQLite may take it for a URI */
  sheaf_buf_add_text(&name, path);
  path = sheaf_buf_text(&name);
  if (name.failed)
    code = sheaf_error_memory(err);
  else if (readonly && !in_memory && is_immutable(path))
    code = open_immutable(&db, path, err);
  else
    code = open_configured(&db, path, flags, readonly, in_memory, err);
  sheaf_buf_clear(&name);
  /* Bodies of some 3 kB leave a quarter of a 4 kB page empty; the page size counts only until the first table is made.
   * FULL: what was committed outlives a power cut; a load commits so seldom that it takes no longer. */
  if (!code && !readonly && !in_memory)
    code = sheaf_db_exec(db, "PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL", err);
  if (code) {
    sheaf_db_close(db);
    return code;
  }
  *out = db;
  return SHEAF_OK;
}

void sheaf_db_close(sqlite3 *db) { sqlite3_close_v2(db); }
