/* build.h - leaves that are not words: headings, names, dates, whole values, facts. */
#ifndef SHEAF_QUERY_BUILD_H
#define SHEAF_QUERY_BUILD_H

#include "parser.h"

/* A copy of the stretch with single spaces, none at the ends; in the query's arena, NULL when out of memory. */
const char *sheaf_build_text(sheaf_parser *self, size_t first, size_t last);
/* Text folded as the index field of these record fields holds a whole value; in the query's arena, NULL: no memory. */
const char *sheaf_build_key(sheaf_parser *self, sheaf_query_fields fields, const char *text, size_t length);

/* What a leaf is made of. */
typedef struct sheaf_build {
  sheaf_query_kind kind;     /* HEADING, QUALIFIER, NAME, VALUE, RANGE, FILTER or UNSUPPORTED */
  sheaf_query_fields fields; /* where it is searched */
  unsigned flags;            /* sheaf_query_flag */
  size_t first;              /* its content, in the cleaned text */
  size_t last;               /* one past it */
  size_t start;              /* the whole of it, with quotes and tag */
  size_t end;                /* one past it */
} sheaf_build;

/* HEADING, QUALIFIER, NAME or VALUE: text and key from the content; a QUALIFIER's two-letter code becomes its name (an
 * unknown one gets S-QUAL), a VALUE takes the form that records have it in. Y-OPPOS where there is no letter. */
int sheaf_build_whole(sheaf_parser *self, const sheaf_build *what, sheaf_query_node **out, sheaf_error *err);
/* RANGE between two ISO dates of ten characters (copied); reversed: L-DATE. */
int sheaf_build_range(sheaf_parser *self, const sheaf_build *what, const char *low, const char *high,
                      sheaf_query_node **out, sheaf_error *err);
/* RANGE from the dates in two stretches, each as precise as written; an empty one is open. Not a date: L-DATE. */
int sheaf_build_dates(sheaf_parser *self, const sheaf_build *what, const size_t low[2], const size_t high[2],
                      sheaf_query_node **out, sheaf_error *err);
/* FILTER: "abstract", the record has one; "duplicates", which every record passes. name is static. */
int sheaf_build_filter(sheaf_parser *self, const char *name, size_t start, size_t end, sheaf_query_node **out,
                       sheaf_error *err);
/* UNSUPPORTED with the text from start to end; reason is static. */
int sheaf_build_unsupported(sheaf_parser *self, size_t start, size_t end, const char *reason, sheaf_query_node **out,
                            sheaf_error *err);

/* A SECTION of words (TERM, PHRASE or NEAR), as a tag of that kind has it. */
int sheaf_build_section(sheaf_parser *self, const sheaf_dialect_tag *tag, sheaf_query_node *words,
                        sheaf_query_node **out, sheaf_error *err);

#endif
