/* load_later.h - what a load writes when its transaction has begun: on servers what stands beside the records, kept
 * until the batch's numbers are known; in a file all that comes while the batch before waits for its segment. */
#ifndef SHEAF_INDEX_LOAD_LATER_H
#define SHEAF_INDEX_LOAD_LATER_H

#include "load.h"

/* Each appends to `later`, and copies; 0 or SHEAF_ENOMEM. place: of the record in the batch, 0-based. */
int sheaf_load_later_problem(sheaf_buf *later, const sheaf_problem *problem, sheaf_error *err);
int sheaf_load_later_rejected(sheaf_buf *later, const sheaf_rejected_row *row, sheaf_error *err);
int sheaf_load_later_decided(sheaf_buf *later, uint32_t place, const sheaf_record *record, sheaf_error *err);

/* A record whole, with its place in the source and its bytes (NULL: none). packed is the record as sheaf_record_pack
 * gives it. */
int sheaf_load_later_record(sheaf_buf *later, uint32_t place, uint64_t ordinal, const sheaf_record *record,
                            const sheaf_buf *packed, const char *raw, size_t raw_length, sheaf_error *err);

/* Writes all of it; first: number of the batch's first record. Records go to the index too where it is not NULL. */
int sheaf_load_later_write(const sheaf_buf *later, sheaf_store *store, sheaf_index *index, int64_t source,
                           uint32_t first, sheaf_error *err);

#endif
