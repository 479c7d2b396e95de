/* db.h - the SQLite connection of a library: opened with safe settings, its errors turned into sheaf's. */
#ifndef SHEAF_STORE_DB_H
#define SHEAF_STORE_DB_H

#include <sqlite3.h>

#include "base/error.h"

/* "shef": what a library's header says it is. */
enum { SHEAF_DB_APPLICATION_ID = 0x73686566 };

enum { SHEAF_DB_BUSY_MS = 5000 }; /* how long to wait for another writer */

/* path NULL or ":memory:" is in memory. Refuses files that are SQLite databases but no libraries (SHEAF_ECORRUPT). */
int sheaf_db_open(sqlite3 **out, const char *path, int readonly, int create, sheaf_error *err);
void sheaf_db_close(sqlite3 *db); /* statements may outlive it */

/* Turns the connection's last failure into a sheaf_error; `doing` begins the message. Returns the code. */
int sheaf_db_failed(sqlite3 *db, const char *doing, sheaf_error *err);

/* The same for a code of SQLite's. */
int sheaf_db_failed_with(sqlite3 *db, int rc, const char *doing, sheaf_error *err);

int sheaf_db_exec(sqlite3 *db, const char *sql, sheaf_error *err);
int sheaf_db_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out, sheaf_error *err);
int sheaf_db_number(sqlite3 *db, const char *sql, sqlite3_int64 *out,
                    sheaf_error *err); /* first column of the first row, 0 if none */

int sheaf_db_begin(sqlite3 *db, sheaf_error *err); /* takes the write lock at once */
int sheaf_db_commit(sqlite3 *db, sheaf_error *err);
void sheaf_db_rollback(sqlite3 *db); /* harmless where SQLite has rolled back by itself */

#endif
