/* scan.h - every record of a library in turn, for work that looks at all of them. */
#ifndef SHEAF_STORE_SCAN_H
#define SHEAF_STORE_SCAN_H

#include <stdint.h>

#include "base/error.h"
#include "record/record.h"
#include "store.h"

typedef struct sheaf_scan sheaf_scan;

/* Records with these ids in the order given, or all in ascending order where ids is NULL. ids is borrowed until close.
 */
int sheaf_scan_open(sheaf_scan **out, sheaf_store *store, const uint32_t *ids, size_t count, sheaf_error *err);
/* The same for who does not ask for works: what is said of them means nothing. */
int sheaf_scan_open_bodies(sheaf_scan **out, sheaf_store *store, const uint32_t *ids, size_t count, sheaf_error *err);
/* 1 with the next record (borrowed until the next call), 0 at the end, or a negative code. Ids that there are not are
 * left out. */
int sheaf_scan_next(sheaf_scan *self, uint32_t *id, uint32_t *work, const sheaf_record **record, sheaf_error *err);
/* The same, the record as it is stored (sheaf_record_unpack reads it). */
int sheaf_scan_next_packed(sheaf_scan *self, uint32_t *id, uint32_t *work, const void **body, size_t *length,
                           sheaf_error *err);
void sheaf_scan_close(sheaf_scan *self); /* NULL allowed */

#endif
