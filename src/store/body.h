/* body.h - the sums of packed bodies in record_body: SQLite does not see when bytes of a text were changed under it. */
#ifndef SHEAF_STORE_BODY_H
#define SHEAF_STORE_BODY_H

#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

int32_t sheaf_body_sum(const void *body, size_t length);

/* Holds every body against its sum, and the columns of its record against the body: 0, or SHEAF_ECORRUPT. Bodies that
 * were stored before there were sums are passed over. */
int sheaf_body_check(sqlite3 *db, sheaf_error *err);

#endif
