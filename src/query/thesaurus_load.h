/* thesaurus_load.h - a file of subject headings into the library's thesaurus, in place of the one that was there.
 *
 * Invariant: the old thesaurus stays where the new one cannot be read to its end, or holds no heading; what is left out
 * of a new one is reported. */
#ifndef SHEAF_QUERY_THESAURUS_LOAD_H
#define SHEAF_QUERY_THESAURUS_LOAD_H

#include "base/error.h"
#include "read/reader.h"
#include "store/store.h"
#include "store/thesaurus_write.h"

typedef struct sheaf_thesaurus_report {
  sheaf_thesaurus_counts counts; /* what was loaded */
  uint64_t rejected;             /* records or lines that were left out */
  const char *kind;              /* "mesh-xml", "mesh-ascii" or "mesh-trees"; static */
  int year;                      /* of the vocabulary, 0 where nothing tells */
  int replaced;                  /* 1: there was another one */
} sheaf_thesaurus_report;

/* name is the file's, in which its year is looked for; year 0: find it. Problems go to report (NULL allowed). The
 * source is borrowed during the call. */
int sheaf_thesaurus_load_source(sheaf_store *store, sheaf_source *source, const char *name, int year,
                                sheaf_problem_fn *report, void *context, sheaf_thesaurus_report *out, sheaf_error *err);

#endif
