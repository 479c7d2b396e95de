/* scored.c - see scored.h. */
#include "scored.h"

#include "base/mem.h"

int sheaf_scored_is_word(const sheaf_query_node *leaf) {
  return leaf->kind == SHEAF_QUERY_TERM && leaf->parts == 1 && leaf->pattern[0].text;
}

int sheaf_scored_is_heading(const sheaf_query_node *leaf) {
  return leaf->kind == SHEAF_QUERY_HEADING || leaf->kind == SHEAF_QUERY_QUALIFIER;
}

/* done: by class, noted already. */
static void collect(const sheaf_query_node *node, const sheaf_query_node **out, size_t *count, char *done) {
  switch (node->kind) {
    case SHEAF_QUERY_TERM:
    case SHEAF_QUERY_PHRASE:
    case SHEAF_QUERY_NEAR:
    case SHEAF_QUERY_HEADING:
    case SHEAF_QUERY_QUALIFIER:
      if (!done[node->same]) out[(*count)++] = node;
      done[node->same] = 1;
      return;
    case SHEAF_QUERY_NOT: collect(node->child[0], out, count, done); return;
    default:
      for (size_t i = 0; i < node->children; i++) collect(node->child[i], out, count, done);
  }
}

int sheaf_scored_leaves(const sheaf_query *query, const sheaf_query_node **out, size_t *count) {
  char *done = sheaf_mem_zero(sheaf_query_size(query), 1);
  *count = 0;
  if (!done) return SHEAF_ENOMEM;
  collect(sheaf_query_root(query), out, count, done);
  sheaf_mem_free(done);
  return SHEAF_OK;
}
