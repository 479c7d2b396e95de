/* ledger.h - what was decided about records, by whom, when and why; and which records are one work.
 *
 * The ledger is append-only: a decision is never changed, it is followed by another. Its columns are what all actions
 * share; an action that says more (a screening decision, a code) keeps that in a table of its own under the row's
 * number. A row no longer counts once a later row that counts undoes it.
 *
 *   action       record  other   about          note
 *   deduplicate  last record compared           what came of it
 *   merge        a       b       the run        the two were found to be one paper
 *   split        a       b       the run        they no longer are
 *   same         a       b                      a person says that they are one
 *   distinct     a       b                      a person says that they are two
 *   undo                         the row undone
 *   decide       whose                          a reviewer's verdict (decision.h); the reason
 *   code         whose                          a code for a passage (decision.h); the memo
 *   attribute    whose                          what is known of a case: country, role (decision.h); why
 *   memo         whose          or the code row or about a code (decision.h); the text
 *
 * Undoing a merge says that the two are distinct; undoing a run undoes its merges.
 *
 * `pair` holds what the comparison found, so that later runs look at new records only: pairs to merge and to review,
 * pairs that a user's rule holds apart, and ties (preprint, erratum, version). */
#ifndef SHEAF_STORE_LEDGER_H
#define SHEAF_STORE_LEDGER_H

#include <stdint.h>

#include "base/error.h"
#include "store.h"

typedef struct sheaf_ledger_row {
  int64_t id;         /* its number; set by sheaf_ledger_add */
  const char *at;     /* when, ISO 8601 in UTC; NULL: now */
  const char *who;    /* by whom; NULL where not said */
  const char *action; /* see above */
  uint32_t record;    /* the record it is about; 0 where none */
  uint32_t other;     /* the other record; 0 where none */
  int64_t about;      /* the row it is about; 0 where none */
  const char *note;   /* why; NULL where not said */
} sheaf_ledger_row;

/* Appends a row; texts are borrowed during the call. */
int sheaf_ledger_add(sheaf_store *store, sheaf_ledger_row *row, sheaf_error *err);

/* What counts of what was said about two records. */
typedef struct sheaf_ledger_tie {
  uint32_t a, b; /* a < b */
  int distinct;  /* 1: they are two papers; 0: they are one */
  int64_t row;   /* the row that says it */
} sheaf_ledger_tie;

/* The pairs that people have decided, one tie a pair, ordered by a and b. Caller frees *ties with sheaf_mem_free. */
int sheaf_ledger_ties(sheaf_store *store, sheaf_ledger_tie **ties, size_t *count, sheaf_error *err);
/* Reads a row's action into action (at most size bytes, with its NUL), and record, other, about into row, whose id says
 * which: 1, or 0 where there is none. */
int sheaf_ledger_get(sheaf_store *store, sheaf_ledger_row *row, char *action, size_t size, sheaf_error *err);
/* The last record that a run has compared; 0 before the first run. */
int sheaf_ledger_compared(sheaf_store *store, uint32_t *last, sheaf_error *err);

/* One pair as the comparison left it. */
typedef struct sheaf_ledger_pair {
  uint32_t a, b; /* a < b */
  int verdict;   /* 0 distinct by a user's rule, or tied; 1 review; 2 merge */
  int link;      /* kind of tie, 0 where none; numbers of dedup/compare.h */
  double points; /* weight of the evidence */
} sheaf_ledger_pair;

int sheaf_ledger_pairs_clear(sheaf_store *store, sheaf_error *err);
int sheaf_ledger_pairs_add(sheaf_store *store, const sheaf_ledger_pair *pairs, size_t count, sheaf_error *err);
/* All pairs, ordered by a and b. Caller frees *pairs. */
int sheaf_ledger_pairs(sheaf_store *store, sheaf_ledger_pair **pairs, size_t *count, sheaf_error *err);
/* The pairs in which a record is. Caller frees *pairs. */
int sheaf_ledger_pairs_of(sheaf_store *store, uint32_t record, sheaf_ledger_pair **pairs, size_t *count,
                          sheaf_error *err);

/* The records that hang together with one: of its work, or in a pair to merge with it; itself among them. Caller frees
 * *ids; none where there is no such record. */
int sheaf_ledger_around(sheaf_store *store, uint32_t record, uint32_t **ids, size_t *count, sheaf_error *err);

/* The work of a record now; 0 where there is no such record. */
int sheaf_ledger_work(sheaf_store *store, uint32_t record, uint32_t *work, sheaf_error *err);
/* Puts records under works: each the lowest number among the work's records. */
int sheaf_ledger_set_works(sheaf_store *store, const uint32_t *records, const uint32_t *works, size_t count,
                           sheaf_error *err);

int sheaf_ledger_begin(sheaf_store *store, sheaf_error *err); /* takes the write lock */
int sheaf_ledger_commit(sheaf_store *store, sheaf_error *err);
void sheaf_ledger_rollback(sheaf_store *store);

#endif
