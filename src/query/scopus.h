/* scopus.h - what scopus.c, scopus_leaf.c, scopus_tags.c and scopus_print.c share. */
#ifndef SHEAF_QUERY_SCOPUS_H
#define SHEAF_QUERY_SCOPUS_H

#include "parser.h"
#include "printer.h"

extern const sheaf_dialect_tag sheaf_scopus_tags[];

/* The name of a type of document ("article") for its code ("ar", any letter case), or its code for its folded name;
 * NULL where there is none. Static. */
const char *sheaf_scopus_type(const char *code);
const char *sheaf_scopus_type_code(const char *key);

/* Reads what begins with a name at the cursor and is no word: TITLE(...), PUBYEAR > 2010, LIMIT-TO(DOCTYPE, "ar"). 1
 * and *out, 0 where there is none, or a failure. */
int sheaf_scopus_fielded(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err);
/* EXCLUDE is a NOT without what it is taken from, until the whole is read: it is joined with that here. */
int sheaf_scopus_finish(sheaf_parser *self, sheaf_query_node **root, sheaf_error *err);

int sheaf_scopus_print(sheaf_printer *printer, const sheaf_query_node *node);
int sheaf_scopus_together(sheaf_printer *printer, const sheaf_query_node *node, sheaf_query_fields fields);

#endif
