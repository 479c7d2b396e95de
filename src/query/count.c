/* count.c - see count.h. */
#include "count.h"

#include "record/field.h"
#include "remote.h"

/* A word that only one field has: the dictionary knows. 1, 0 where it is not so, or a failure. */
static int look_up(const sheaf_query_node *node, sheaf_index *index, size_t *count, sheaf_error *err) {
  while (node->kind == SHEAF_QUERY_SCOPE) node = node->child[0];
  if (node->kind != SHEAF_QUERY_TERM || node->parts != 1 || !node->pattern[0].text) return 0;
  unsigned fields = 0;
  int code = SHEAF_OK;
  *count = 0;
  for (unsigned field = 1; field < SHEAF_FIELD_COUNT && !code && fields < 2; field++) {
    if (!(node->fields >> field & 1)) continue;
    uint32_t documents;
    code = sheaf_index_count(index, field, node->pattern[0].text, node->pattern[0].length, &documents, err);
    fields += documents > 0;
    *count += documents;
  }
  return code ? code : fields < 2;
}

int sheaf_count_documents(const sheaf_query *query, sheaf_index *index, const sheaf_eval_options *options,
                          size_t *count, sheaf_error *err) {
  if (sheaf_index_is_remote(index)) return sheaf_remote_count(query, index, options, count, err);
  int code = look_up(sheaf_query_root(query), index, count, err);
  if (code) return code < 0 ? code : SHEAF_OK;
  return sheaf_eval_count(query, index, options, count, err);
}
