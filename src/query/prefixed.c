/* prefixed.c - see prefixed.h. */
#include "prefixed.h"

#include <string.h>

#include "gather.h"

void sheaf_prefixed_name(sheaf_printer *self, const sheaf_dialect_tag *tag) {
  for (const char *c = tag->names; *c && *c != '|'; c++)
    sheaf_buf_add_byte(self->out, *c >= 'a' && *c <= 'z' ? *c - 32 : *c);
}

/* The node behind each tag; it is bare there. */
static int behind(sheaf_printer *self, const sheaf_query_node *node, sheaf_query_fields fields,
                  const sheaf_dialect_tag *const *tags, int count, int equals) {
  const sheaf_query_fields around = self->scope;
  const int leaf = node->kind == SHEAF_QUERY_TERM || node->kind == SHEAF_QUERY_PHRASE, parens = !equals || !leaf;
  int code = SHEAF_OK;
  self->scope = fields;
  if (count > 1) sheaf_buf_add_byte(self->out, '(');
  for (int i = 0; i < count && !code; i++) {
    if (i) sheaf_buf_add_text(self->out, " OR ");
    sheaf_prefixed_name(self, tags[i]);
    if (equals) sheaf_buf_add_byte(self->out, '=');
    if (parens) sheaf_buf_add_byte(self->out, '(');
    code = leaf ? sheaf_gather_words(self, node, '"', 1) : sheaf_print_node(self, node, 0);
    if (parens) sheaf_buf_add_byte(self->out, ')');
  }
  if (count > 1) sheaf_buf_add_byte(self->out, ')');
  self->scope = around;
  return code;
}

int sheaf_prefixed_words(sheaf_printer *self, const sheaf_query_node *node, int equals) {
  if (sheaf_print_is_bare(self, node)) return sheaf_gather_words(self, node, '"', 1);
  const sheaf_dialect_tag *tags[SHEAF_DIALECT_COVER];
  const int count = sheaf_gather_tags(self, node, node->fields, tags);
  if (count > 0) return behind(self, node, node->fields, tags, count, equals);
  return count < 0 ? count : sheaf_gather_words(self, node, '"', 1);
}

int sheaf_prefixed_scope(sheaf_printer *self, const sheaf_query_node *node, int equals) {
  if (!self->native) return sheaf_print_node(self, node->child[0], 1);
  const sheaf_dialect_tag *tags[SHEAF_DIALECT_COVER];
  const int count = sheaf_gather_tags(self, node, node->fields, tags);
  return count < 0 ? count : behind(self, node->child[0], node->fields, tags, count, equals);
}

int sheaf_prefixed_together(sheaf_printer *self, const sheaf_query_node *node, sheaf_query_fields fields, int equals) {
  const sheaf_dialect_tag *tags[SHEAF_DIALECT_COVER];
  sheaf_query_fields covered;
  const size_t number = sheaf_gather_cover(self->dialect, fields, tags, &covered);
  if (!number || (number > 1 && !sheaf_gather_distributes(node))) return 0;
  const int count = sheaf_gather_tags(self, node, fields, tags);
  const int code = count < 0 ? count : behind(self, node, fields, tags, count, equals);
  return code ? code : 1;
}

int sheaf_prefixed_tagged(sheaf_printer *self, const sheaf_query_node *node, sheaf_dialect_what what, int equals) {
  const sheaf_dialect_tag *tag;
  const int code = sheaf_gather_tag(self, what, node, &tag);
  if (code) return code;
  if (!tag && equals) sheaf_buf_add_text(self->out, "ALL="); /* words without a field are refused there */
  if (!tag) return sheaf_gather_nothing(self, node, '"');
  sheaf_prefixed_name(self, tag);
  if (equals) sheaf_buf_add_byte(self->out, '=');
  const int loose = what == SHEAF_DIALECT_NAME && !(node->flags & SHEAF_QUERY_QUOTED); /* quotes would make it exact */
  const int parens = !equals || (loose && sheaf_gather_needs_quotes(self->dialect, node->text));
  if (parens) sheaf_buf_add_byte(self->out, '(');
  if (loose) {
    for (const char *c = node->text; *c; c++)
      if (*c != '"') sheaf_buf_add_byte(self->out, *c);
    if (node->flags & SHEAF_QUERY_TRUNCATED) sheaf_buf_add_byte(self->out, '*');
  } else {
    sheaf_gather_text(self, node, '"', (node->flags & SHEAF_QUERY_QUOTED) != 0);
  }
  if (parens) sheaf_buf_add_byte(self->out, ')');
  return SHEAF_OK;
}
