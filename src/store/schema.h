/* schema.h - the tables of a library, by numbered migrations; PRAGMA user_version says how far a file has come. */
#ifndef SHEAF_STORE_SCHEMA_H
#define SHEAF_STORE_SCHEMA_H

#include <sqlite3.h>

#include "base/error.h"

/* Brings a library up to this version's schema in one transaction. index_schema is the SQL of the index's tables, which
 * the first migration runs beside the store's (the index lives on a higher floor). A library of a later version is
 * refused. */
int sheaf_schema_migrate(sqlite3 *db, const char *index_schema, int readonly, sheaf_error *err);

/* The tables of a version (this one's or an earlier one's) in an empty database. */
int sheaf_schema_make(sqlite3 *db, int version, const char *index_schema, sheaf_error *err);

#endif
