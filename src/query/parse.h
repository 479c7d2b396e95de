/* parse.h - query text in a platform's syntax to a tree. */
#ifndef SHEAF_QUERY_PARSE_H
#define SHEAF_QUERY_PARSE_H

#include <stddef.h>

#include "base/error.h"
#include "query.h"

typedef struct sheaf_parse_options {
  const char *today; /* ISO date for "last 5 years"; NULL makes such a range an error */
} sheaf_parse_options;

/* Parses text (need not be NUL-terminated; copied) in the named syntax ("pubmed"). options may be NULL.
 * 0 and *out (caller frees with sheaf_query_free), or SHEAF_ESYNTAX (error: a code of search-syntax.md, section 11, and
 * the offset in the text), SHEAF_ERANGE (too long or too deep), SHEAF_EUNSUPPORTED (no such syntax), SHEAF_ENOMEM. */
int sheaf_parse_text(sheaf_query **out, const char *text, size_t length, const char *syntax,
                     const sheaf_parse_options *options, sheaf_error *err);

#endif
