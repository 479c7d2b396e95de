/* pool.h - records in memory, and the works that pairs and people's words make of them. */
#ifndef SHEAF_DEDUP_POOL_H
#define SHEAF_DEDUP_POOL_H

#include <stddef.h>
#include <stdint.h>

#include "cluster.h"
#include "profile.h"
#include "store/ledger.h"
#include "store/scan.h"
#include "store/store.h"

typedef struct sheaf_pool {
  sheaf_profile *profiles;  /* by record number; owned */
  uint32_t *work;           /* their works as the library has them; owned */
  size_t count, capacity;   /* of both */
  sheaf_arena arena;        /* texts of the profiles */
  sheaf_buf scratch;        /* for reading */
  sheaf_ledger_pair *pairs; /* that concern these records; owned, set by settle */
  size_t pair_count;        /* in pairs */
  sheaf_edge *edges;        /* by pair and tie, in the order of both; owned, set by settle */
  size_t edge_count;        /* in edges */
  uint32_t *groups;         /* place of the lowest record of each one's work; owned, set by settle */
  uint64_t *said;           /* places of the pairs that people have decided, ascending; owned, set by settle */
  size_t said_count;        /* in said */
  uint64_t works;           /* how many works there are; set by settle */
} sheaf_pool;

void sheaf_pool_init(sheaf_pool *self);
void sheaf_pool_clear(sheaf_pool *self);

/* Adds the scan's next record; they come in ascending order. 1, 0 at the end, or a negative code. */
int sheaf_pool_read(sheaf_pool *self, sheaf_scan *scan, sheaf_error *err);

/* Makes works of the records, and writes what changes into the library: works, and rows merge and split of the ledger
 * about the run. pairs NULL: all that the library has; else those given (takes ownership). */
int sheaf_pool_settle(sheaf_pool *self, sheaf_store *store, sheaf_ledger_pair *pairs, size_t pair_count, int64_t run,
                      sheaf_error *err);

/* The pairs that nobody has decided and that are not of one work: of each two works the strongest. Caller frees *pairs.
 */
int sheaf_pool_review(const sheaf_pool *self, sheaf_ledger_pair **pairs, size_t *count, sheaf_error *err);

#endif
