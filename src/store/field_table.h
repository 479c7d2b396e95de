/* field_table.h - a record's body as a table for SQL users:
 *
 *   SELECT name FROM record, record_field(record.id, 'author')
 *
 * Columns: position (1-based, in the order of the input), field (its name in Lua), name (what a person would read:
 * "Richards, S H", a heading without its qualifiers, otherwise the value), value (the value whole; parts joined with "
 * / "), note. The second argument may be left out: all fields then. Field names may be given in the singular. */
#ifndef SHEAF_STORE_FIELD_TABLE_H
#define SHEAF_STORE_FIELD_TABLE_H

#include <sqlite3.h>

#include "base/error.h"

int sheaf_field_table_register(sqlite3 *db, sheaf_error *err);

#endif
