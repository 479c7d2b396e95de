/* leaf.h - leaves that are not words, against the index: headings, names, dates, whole values, facts. */
#ifndef SHEAF_QUERY_LEAF_H
#define SHEAF_QUERY_LEAF_H

#include "match.h"
#include "query.h"

/* The index field that holds whole values of the lowest record field of a set. */
unsigned sheaf_leaf_field(sheaf_query_fields fields);

/* Adds the documents that match a HEADING, QUALIFIER, NAME, RANGE, VALUE, FILTER or UNSUPPORTED leaf to out. 0,
 * SHEAF_EUNSUPPORTED with the leaf's place, or what the index reports. */
int sheaf_leaf_documents(sheaf_match *match, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err);

#endif
