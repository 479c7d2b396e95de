/* parameters.h - SQLite's ways to write a parameter (?, ?1, :name, @name, $name), turned into PostgreSQL's ($1). */
#ifndef SHEAF_STORE_PARAMETERS_H
#define SHEAF_STORE_PARAMETERS_H

#include <stddef.h>

#include "base/buf.h"

enum { SHEAF_PARAMETERS_MOST = 999 };

/* Appends the statement to out, numbered as SQLite numbers them; nothing within quotes, comments or dollar quotes is
 * touched. How many there are, or -1: more than there may be. */
int sheaf_parameters_number(const char *sql, size_t length, sheaf_buf *out);

#endif
