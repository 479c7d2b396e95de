/* run.h - looking for duplicates in a library, and putting the answer into it.
 *
 * A run reads all records, compares those that came since the last run with all others, keeps what it found (pairs of
 * ledger.h), and makes works of it. Everything happens in one transaction. */
#ifndef SHEAF_DEDUP_RUN_H
#define SHEAF_DEDUP_RUN_H

#include <stdint.h>

#include "base/error.h"
#include "compare.h"
#include "store/ledger.h"
#include "store/store.h"

/* A user's rule: 1 where it decides (*verdict is set), 0 where it does not, negative to stop the run. */
typedef int sheaf_run_rule(void *context, uint32_t a, uint32_t b, const sheaf_evidence *evidence,
                           sheaf_verdict *verdict, sheaf_error *err);
/* How far the run is: 0 to go on, negative to stop. */
typedef int sheaf_run_progress(void *context, const char *stage, uint64_t done, uint64_t total, sheaf_error *err);

typedef struct sheaf_run_options {
  int all;                      /* compare all records again, not only new ones; what people said stays */
  const char *who;              /* by whom, for the ledger; may be NULL */
  sheaf_run_rule *rule;         /* may be NULL; asked for every pair that is compared; with it all are compared */
  sheaf_run_progress *progress; /* may be NULL */
  void *context;                /* handed to both */
} sheaf_run_options;

typedef struct sheaf_run_result {
  int64_t row;               /* the run's number in the ledger */
  uint64_t records;          /* in the library */
  uint64_t works;            /* papers they report */
  uint64_t compared;         /* pairs compared in this run */
  sheaf_ledger_pair *review; /* pairs for a person to look at, the likeliest first; owned */
  size_t review_count;       /* how many */
} sheaf_run_result;

int sheaf_run(sheaf_store *store, const sheaf_run_options *options, sheaf_run_result *out, sheaf_error *err);
void sheaf_run_clear(sheaf_run_result *self);

#endif
