/* within.h - words, phrases and proximities within sections of the abstract (sheaf's own [methods] and its like).
 *
 * A match counts where each of its words stands in a section of the kinds that are asked for; headings are no part of
 * their sections. What the sections are is record/section.h's: as the source or headings have them, what has none by
 * its sentences. */
#ifndef SHEAF_QUERY_WITHIN_H
#define SHEAF_QUERY_WITHIN_H

#include "index/token.h"
#include "match.h"
#include "record/section.h"

/* A run of positions of the abstract that lie in sections of some kinds. */
typedef struct sheaf_within_run {
  uint32_t first; /* position of its first word */
  uint32_t last;  /* position of its last word */
} sheaf_within_run;

/* Appends the runs of an abstract for a set of kinds to out, an array of sheaf_within_run, ascending, with other words
 * between them; positions beyond `most` are left out; `sections` is scratch. 0 or SHEAF_ENOMEM. */
int sheaf_within_runs(const sheaf_section_book *book, const sheaf_record *record, const sheaf_buf *abstract,
                      unsigned kinds, uint32_t most, sheaf_sections *sections, sheaf_buf *out);
/* 1 where the positions lie in one of the runs. */
int sheaf_within_has(const sheaf_buf *runs, uint32_t first, uint32_t last);

/* 0, or SHEAF_EUNSUPPORTED "S-SECTION" where there are no records or no book to tell sections by. */
int sheaf_within_check(const sheaf_eval_options *options, const sheaf_query_node *node, sheaf_error *err);
/* Adds the documents that match a SECTION to out. */
int sheaf_within_documents(sheaf_match *match, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err);

#endif
