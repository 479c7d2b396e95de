/* parse.h - query text in a platform's syntax to a tree. */
#ifndef SHEAF_QUERY_PARSE_H
#define SHEAF_QUERY_PARSE_H

#include <stddef.h>

#include "base/error.h"
#include "query.h"

/* A line of the strategy that the text belongs to. */
typedef struct sheaf_parse_line {
  const char *label;        /* "7", "#7", "S7"; borrowed during the call */
  const sheaf_query *query; /* NULL: not parsed (a later line, the line itself, or one with an error) */
} sheaf_parse_line;

typedef struct sheaf_parse_options {
  const char *today;             /* ISO date for "last 5 years"; NULL makes such a range an error */
  const sheaf_parse_line *lines; /* all lines of the strategy, in order; NULL: no strategy */
  size_t line_count;             /* how many */
  size_t line;                   /* 0-based index of the text itself among them: only lines before it can be meant */
  int strict;                    /* operators mixed without parentheses are an error (B-MIX) */
} sheaf_parse_options;

/* Parses text (need not be NUL-terminated; copied) in the named syntax ("pubmed"). options may be NULL.
 * 0 and *out (caller frees with sheaf_query_free), or SHEAF_ESYNTAX (error: a code of search-syntax.md, section 11, and
 * the offset in the text), SHEAF_ERANGE (too long or too deep), SHEAF_EUNSUPPORTED (no such syntax), SHEAF_ENOMEM. */
int sheaf_parse_text(sheaf_query **out, const char *text, size_t length, const char *syntax,
                     const sheaf_parse_options *options, sheaf_error *err);

#endif
