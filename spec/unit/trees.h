/* trees.h - query nodes made by hand, for tests: a failure fails the test. */
#ifndef SHEAF_SPEC_UNIT_TREES_H
#define SHEAF_SPEC_UNIT_TREES_H

#include <string.h>

#include "query/query.h"

static inline sheaf_query_node *node(sheaf_query *query, sheaf_query_kind kind) {
  sheaf_query_node *made = sheaf_query_node_new(query, kind, 0, 1);
  assert_non_null(made);
  return made;
}

static inline void adopt(sheaf_query *query, sheaf_query_node *parent, sheaf_query_node *child) {
  assert_int_equal(sheaf_query_node_add(query, parent, child), 0);
  parent->fields |= child->fields;
}

static inline sheaf_query_node *term(sheaf_query *query, sheaf_query_fields where, const char *stem, int truncated) {
  sheaf_query_node *made = node(query, SHEAF_QUERY_TERM);
  made->parts = truncated ? 2 : 1;
  made->pattern = sheaf_arena_alloc(sheaf_query_arena(query), 2 * sizeof *made->pattern);
  made->pattern[0] = (sheaf_query_part){stem, strlen(stem), 0, 0};
  made->pattern[1] = (sheaf_query_part){NULL, 0, truncated == 2, SHEAF_QUERY_ANY};
  made->fields = where;
  return made;
}

#endif
