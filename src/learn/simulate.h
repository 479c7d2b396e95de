/* simulate.h - screening again a set whose labels are known: learn from what was read, read the likeliest next. */
#ifndef SHEAF_LEARN_SIMULATE_H
#define SHEAF_LEARN_SIMULATE_H

#include "classifier.h"

typedef struct sheaf_simulate_options {
  sheaf_classifier_kind kind; /* which classifier */
  size_t batch;               /* documents read between two trainings, at least 1 */
  int to_the_end;             /* goes on after the last relevant document */
} sheaf_simulate_options;

/* known: by document, above 0 relevant, below 0 irrelevant. start: the documents known at the beginning. Fills order
 * (room for all documents) with those read after them, most likely relevant first, of equally likely ones the first in
 * the features; *read and *trainings say how many. SHEAF_ERANGE where start is empty. */
int sheaf_simulate(const sheaf_features *features, const signed char *known, const uint32_t *start, size_t start_count,
                   const sheaf_simulate_options *options, uint32_t *order, size_t *read, size_t *trainings,
                   sheaf_error *err);

#endif
