/* scopus_print.c - nodes in Scopus's words. */
#include <stdlib.h>
#include <string.h>

#include "fields.h"
#include "gather.h"
#include "prefixed.h"
#include "scopus.h"

/* 1 where the words stood in braces. */
static int is_exact(const sheaf_printer *self, const sheaf_query_node *node) {
  size_t length;
  const char *text = sheaf_query_text(self->query, &length);
  if (!self->native || node->first + 1 >= length || node->last > length || text[node->first] != '{') return 0;
  return memchr(text + node->first, '}', node->last - node->first) == text + node->last - 1;
}

static int print_words(sheaf_printer *self, const sheaf_query_node *node) {
  if (!is_exact(self, node) || !sheaf_print_is_bare(self, node)) return sheaf_prefixed_words(self, node, 0);
  size_t length;
  sheaf_buf_add(self->out, sheaf_query_text(self->query, &length) + node->first, node->last - node->first);
  return SHEAF_OK;
}

static int print_value(sheaf_printer *self, const sheaf_query_node *node) {
  const char *code = node->fields == F(PUBLICATION_TYPE) && !(node->flags & SHEAF_QUERY_TRUNCATED)
                         ? sheaf_scopus_type_code(node->key)
                         : NULL;
  if (!code) return sheaf_prefixed_tagged(self, node, SHEAF_DIALECT_VALUE, 0);
  sheaf_buf_add_format(self->out, "DOCTYPE(%s)", code);
  if (!(node->flags & SHEAF_QUERY_EXPLODE)) return SHEAF_OK;
  return sheaf_print_lose(self, node, SHEAF_LOSS_NARROWER, "Scopus does not find what is narrower than \"%.60s\"",
                          node->text);
}

static int print_range(sheaf_printer *self, const sheaf_query_node *node) {
  char low[5], high[5];
  const int years = sheaf_gather_years(node, low, high), single = (node->flags & SHEAF_QUERY_SINGLE) != 0;
  if (node->fields & ~SHEAF_FIELDS_PUBLISHED) {
    if (!self->native) return sheaf_gather_nothing(self, node, '"');
    sheaf_buf_add_text(self->out, node->text);
    return SHEAF_OK;
  }
  const int from = atoi(low), to = atoi(high);
  if (self->native && !years)
    sheaf_buf_add_text(self->out, node->text);
  else if (single && from == to)
    sheaf_buf_add_format(self->out, "PUBYEAR = %04d", from);
  else if (to == 3000 && from == 1)
    sheaf_buf_add_text(self->out, "PUBYEAR >= 0001");
  else if (to == 3000)
    sheaf_buf_add_format(self->out, "PUBYEAR > %04d", from - 1);
  else if (from == 1)
    sheaf_buf_add_format(self->out, "PUBYEAR < %04d", to + 1);
  else
    sheaf_buf_add_format(self->out, "(PUBYEAR > %04d AND PUBYEAR < %04d)", from - 1, to + 1);
  int code = SHEAF_OK;
  if (node->fields != SHEAF_FIELDS_PUBLISHED)
    code = sheaf_print_lose(self, node, SHEAF_LOSS_BROADER,
                            "Scopus does not tell printed and electronic publication apart");
  if (code || self->native) return code;
  if (!years) return sheaf_gather_years_loss(self, node);
  return from == to ? SHEAF_OK : sheaf_gather_single_loss(self, node);
}

static int print_heading(sheaf_printer *self, const sheaf_query_node *node) {
  sheaf_buf_add_text(self->out, "INDEXTERMS(");
  sheaf_gather_text(self, node, '"', 1);
  sheaf_buf_add_byte(self->out, ')');
  return sheaf_gather_vocabulary(self, node);
}

int sheaf_scopus_print(sheaf_printer *self, const sheaf_query_node *node) {
  switch (node->kind) {
    case SHEAF_QUERY_TERM:
    case SHEAF_QUERY_PHRASE: return print_words(self, node);
    case SHEAF_QUERY_SCOPE: return sheaf_prefixed_scope(self, node, 0);
    case SHEAF_QUERY_HEADING: return print_heading(self, node);
    case SHEAF_QUERY_QUALIFIER:
      sheaf_buf_add_text(self->out, "INDEXTERMS(");
      sheaf_print_quoted(self, node->key, '"');
      sheaf_buf_add_byte(self->out, ')');
      return sheaf_print_lose(self, node, SHEAF_LOSS_DIFFERENT,
                              "Scopus has no subheadings; they are searched as words");
    case SHEAF_QUERY_NAME: return sheaf_prefixed_tagged(self, node, SHEAF_DIALECT_NAME, 0);
    case SHEAF_QUERY_VALUE: return print_value(self, node);
    case SHEAF_QUERY_RANGE: return print_range(self, node);
    default: return sheaf_gather_other(self, node, '"');
  }
}

int sheaf_scopus_together(sheaf_printer *self, const sheaf_query_node *node, sheaf_query_fields fields) {
  return sheaf_prefixed_together(self, node, fields, 0);
}
