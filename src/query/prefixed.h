/* prefixed.h - printing for platforms whose field names stand before the term: TI=(a OR b), TITLE(a OR b). */
#ifndef SHEAF_QUERY_PREFIXED_H
#define SHEAF_QUERY_PREFIXED_H

#include "printer.h"

/* The name of a tag in capitals. */
void sheaf_prefixed_name(sheaf_printer *self, const sheaf_dialect_tag *tag);
/* TERM and PHRASE with their field; several fields are joined with OR. equals: "=" stands behind the name. */
int sheaf_prefixed_words(sheaf_printer *self, const sheaf_query_node *node, int equals);
/* What stands in a SCOPE, behind its field. */
int sheaf_prefixed_scope(sheaf_printer *self, const sheaf_query_node *node, int equals);
/* For sheaf_dialect.together. */
int sheaf_prefixed_together(sheaf_printer *self, const sheaf_query_node *node, sheaf_query_fields fields, int equals);
/* NAME and VALUE. */
int sheaf_prefixed_tagged(sheaf_printer *self, const sheaf_query_node *node, sheaf_dialect_what what, int equals);

#endif
