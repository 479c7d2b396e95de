/* heading.h - the names that a subject heading stands for: itself, its preferred name, what is narrower.
 *
 * Source: search-syntax.md, section 7, rules 3, 5 and 7. */
#ifndef SHEAF_QUERY_HEADING_H
#define SHEAF_QUERY_HEADING_H

#include "eval.h"
#include "expand.h"
#include "query.h"

/* 0, or why the HEADING cannot be searched: SHEAF_EUNSUPPORTED "H-NO-TREE" (explode without a thesaurus), "S-UNKNOWN"
 * (explode, and the thesaurus lacks it), "H-ENTRY-TERM" (a synonym, where the query's syntax does not map it; PubMed's
 * does). With options->explode = ignore all these are searched as they stand. syntax may be NULL. */
int sheaf_heading_check(const sheaf_eval_options *options, const char *syntax, const sheaf_query_node *node,
                        sheaf_error *err);

/* Adds the folded names that a HEADING without TRUNCATED stands for, each once; fails as sheaf_heading_check. */
int sheaf_heading_names(const sheaf_eval_options *options, const char *syntax, const sheaf_query_node *node,
                        sheaf_expand *out, sheaf_error *err);

#endif
