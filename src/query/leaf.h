/* leaf.h - leaves that are not words, against the index: headings, names, dates, whole values, facts. */
#ifndef SHEAF_QUERY_LEAF_H
#define SHEAF_QUERY_LEAF_H

#include "expand.h"
#include "match.h"
#include "query.h"

/* The index field that holds whole values of the lowest record field of a set. */
unsigned sheaf_leaf_field(sheaf_query_fields fields);

/* 1 where a date as records have it, what it lacks filled in as January and the first, lies between two ISO dates. */
int sheaf_leaf_in_period(const char *low, const char *high, const char *date, size_t length);

/* 1 where a RANGE is one of the date of publication: printed, electronic or, where there is neither, the year. */
int sheaf_leaf_is_published(const sheaf_query_node *range);

/* The key of a QUALIFIER or of a publication type and, where it is exploded, the keys of what is narrower. */
int sheaf_leaf_narrower(const sheaf_query_node *node, sheaf_expand *out, sheaf_error *err);

/* Adds the documents that match a HEADING, QUALIFIER, NAME, RANGE, VALUE, FILTER or UNSUPPORTED leaf to out. 0,
 * SHEAF_EUNSUPPORTED with the leaf's place, or what the index reports. */
int sheaf_leaf_documents(sheaf_match *match, const sheaf_query_node *node, sheaf_docs *out, sheaf_error *err);

#endif
