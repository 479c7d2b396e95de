/* print.h - a tree back to text. What is printed in a syntax parses to an equal tree in that syntax. */
#ifndef SHEAF_QUERY_PRINT_H
#define SHEAF_QUERY_PRINT_H

#include "base/buf.h"
#include "base/error.h"
#include "query.h"

/* Appends to out. 0, SHEAF_EUNSUPPORTED (no such syntax, or a node that it has no words for), SHEAF_ENOMEM. */
int sheaf_print_text(const sheaf_query *query, const char *syntax, sheaf_buf *out, sheaf_error *err);

#endif
