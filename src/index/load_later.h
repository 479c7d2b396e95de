/* load_later.h - what a load on servers writes beside its records: kept until the batch's numbers are known, since no
 * transaction is open at the coordinator before. */
#ifndef SHEAF_INDEX_LOAD_LATER_H
#define SHEAF_INDEX_LOAD_LATER_H

#include "load.h"

/* Each appends to `later`, and copies; 0 or SHEAF_ENOMEM. place: of the record in the batch, 0-based. */
int sheaf_load_later_problem(sheaf_buf *later, const sheaf_problem *problem, sheaf_error *err);
int sheaf_load_later_rejected(sheaf_buf *later, const sheaf_rejected_row *row, sheaf_error *err);
int sheaf_load_later_decided(sheaf_buf *later, uint32_t place, const sheaf_record *record, sheaf_error *err);

/* Writes all of it; first: number of the batch's first record. */
int sheaf_load_later_write(const sheaf_buf *later, sheaf_store *store, int64_t source, uint32_t first,
                           sheaf_error *err);

#endif
