/* cochrane.h - what cochrane.c, cochrane_leaf.c, cochrane_limit.c and cochrane_print.c share. */
#ifndef SHEAF_QUERY_COCHRANE_H
#define SHEAF_QUERY_COCHRANE_H

#include "parser.h"
#include "printer.h"

/* Reads a heading or qualifiers at the cursor: [mh ^"Asthma"/DT], [mh /DT], MeSH descriptor: [Asthma] explode all
 * trees. 1 and *out, 0 where there is none, or a failure. */
int sheaf_cochrane_heading(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err);

/* Takes off the end of the text what the platform adds to a search line ("in Trials", "with Publication Year from 2010
 * to 2015", "(Word variations have been searched)"), and then adds it to the tree as a limit. */
int sheaf_cochrane_begin(sheaf_parser *self, sheaf_error *err);
int sheaf_cochrane_finish(sheaf_parser *self, sheaf_query_node **root, sheaf_error *err);

int sheaf_cochrane_print(sheaf_printer *printer, const sheaf_query_node *node);
int sheaf_cochrane_together(sheaf_printer *printer, const sheaf_query_node *node, sheaf_query_fields fields);

#endif
