/* scenario.h - what a library goes through in the tests of failures: made, loaded, searched, decided on, deduplicated,
 * merged, checked. */
#ifndef SHEAF_SPEC_FAULT_SCENARIO_H
#define SHEAF_SPEC_FAULT_SCENARIO_H

#include "base/buf.h"
#include "base/error.h"
#include "index/index.h"
#include "store/store.h"

typedef struct scenario {
  sheaf_store *store; /* owned; NULL while closed */
  sheaf_index *index; /* owned; NULL while closed */
} scenario;

/* Failures leave it closed. */
int scenario_open(scenario *self, const char *path, sheaf_error *err);
void scenario_close(scenario *self);

/* What is loaded: so many records in RIS, from the number first on, and how many are committed together. Every fifth
 * repeats the one before, every seventh is rejected. Kept until scenario_forget. */
void scenario_input(unsigned first, unsigned count, unsigned batch);
void scenario_forget(void);

int scenario_load(scenario *self, sheaf_error *err); /* goes on where an earlier call failed */
int scenario_load_batch(scenario *self, int *more, sheaf_error *err);
int scenario_seen(scenario *self, int64_t *seen, sheaf_error *err); /* of the input so far */
int scenario_deduplicate(scenario *self, sheaf_error *err);
int scenario_merge(scenario *self, sheaf_error *err);   /* all segments into one */
int scenario_decide(scenario *self, sheaf_error *err);  /* about the first record */
int scenario_search(scenario *self, sheaf_error *err);  /* finds, ranks, explains, counts */
int scenario_analyse(scenario *self, sheaf_error *err); /* the features of the texts, and a classifier of them */

typedef struct scenario_stage {
  const char *name;                              /* said in messages */
  int (*work)(scenario *self, sheaf_error *err); /* what is done */
} scenario_stage;

enum { SCENARIO_STAGES = 8 };
extern const scenario_stage scenario_stages[SCENARIO_STAGES]; /* all of the above, in order; the first only opens */

/* The whole file's check, and that every record is found by its DOI. */
int scenario_check(scenario *self, sheaf_error *err);

/* Appends all that is in the library, as text: tables (times left out), and every posting. */
int scenario_contents(scenario *self, sheaf_buf *out, sheaf_error *err);
int scenario_same(const sheaf_buf *contents, const sheaf_buf *others);

#endif
