/* print.c - see print.h. Every group stands in parentheses, so that no precedence is needed to read it back. */
#include "print.h"

#include "dialect.h"

typedef struct printer {
  const sheaf_dialect *dialect; /* the syntax to print in */
  sheaf_buf *out;               /* where to */
  sheaf_error *err;             /* the caller's */
} printer;

static const char *operator_word(const sheaf_dialect *dialect, sheaf_query_kind kind) {
  const sheaf_dialect_operator *op = dialect->operators;
  while (op->text && op->kind != kind) op++;
  return op->text;
}

static int is_group(const sheaf_query_node *node) {
  return node->kind == SHEAF_QUERY_OR || node->kind == SHEAF_QUERY_AND || node->kind == SHEAF_QUERY_NOT;
}

static int print(const printer *self, const sheaf_query_node *node, int inside);

static int print_group(const printer *self, const sheaf_query_node *node, int inside) {
  if (inside) sheaf_buf_add_byte(self->out, '(');
  for (size_t i = 0; i < node->children; i++) {
    if (i) sheaf_buf_add_format(self->out, " %s ", operator_word(self->dialect, node->kind));
    const int code = print(self, node->child[i], 1);
    if (code) return code;
  }
  if (inside) sheaf_buf_add_byte(self->out, ')');
  return SHEAF_OK;
}

static int print(const printer *self, const sheaf_query_node *node, int inside) {
  if (is_group(node)) return print_group(self, node, inside);
  if (node->kind == SHEAF_QUERY_SCOPE) {
    const int bare = !is_group(node->child[0]); /* a group brings its own parentheses */
    if (bare) sheaf_buf_add_byte(self->out, '(');
    const int code = print(self, node->child[0], 1);
    if (code) return code;
    if (bare) sheaf_buf_add_byte(self->out, ')');
  }
  return self->dialect->print(node, self->out, self->err);
}

int sheaf_print_text(const sheaf_query *query, const char *syntax, sheaf_buf *out, sheaf_error *err) {
  const printer self = {sheaf_dialect_find(syntax), out, err};
  if (!self.dialect) return sheaf_dialect_unknown(syntax, err);
  const int code = print(&self, sheaf_query_root(query), 0);
  if (code) return code;
  return out->failed ? sheaf_error_memory(err) : SHEAF_OK;
}
