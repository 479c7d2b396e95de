/* body.h - the sums of what record_body holds, packed bodies and the bytes they came from: SQLite does not see when bytes
 * of a text were changed under it. */
#ifndef SHEAF_STORE_BODY_H
#define SHEAF_STORE_BODY_H

#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

int32_t sheaf_body_sum(const void *body, size_t length);

/* Holds all of it against its sum, and the columns of each record against its body: 0, or SHEAF_ECORRUPT. What was stored
 * before there were sums is passed over. */
int sheaf_body_check(sqlite3 *db, sheaf_error *err);

#endif
