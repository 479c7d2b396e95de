/* embase_print.c - nodes in Embase.com's words. */
#include <stdio.h>
#include <string.h>

#include "embase.h"
#include "fields.h"
#include "gather.h"

static int is_bare(const sheaf_printer *self, const sheaf_query_node *node) {
  if (sheaf_print_is_bare(self, node)) return 1;
  return !self->native && !self->scope && node->fields == self->dialect->untagged;
}

static int print_words(sheaf_printer *self, const sheaf_query_node *node) {
  const int code = sheaf_gather_words(self, node, '\'', 1);
  return code || is_bare(self, node) ? code : sheaf_gather_names(self, node, node->fields, ":");
}

/* The node in parentheses, with fields behind. */
static int print_fielded(sheaf_printer *self, const sheaf_query_node *node, sheaf_query_fields fields) {
  const sheaf_query_fields around = self->scope;
  self->scope = fields;
  sheaf_buf_add_byte(self->out, '(');
  int code = sheaf_print_node(self, node, 0);
  sheaf_buf_add_byte(self->out, ')');
  self->scope = around;
  if (code || (!self->native && fields == self->dialect->untagged)) return code;
  return sheaf_gather_names(self, node, fields, ":");
}

int sheaf_embase_together(sheaf_printer *self, const sheaf_query_node *node, sheaf_query_fields fields) {
  const int code = print_fielded(self, node, fields);
  return code ? code : 1;
}

/* ---- headings ---- */

static int print_links(sheaf_printer *self, const sheaf_query_node *node) {
  int known = 0, code = SHEAF_OK;
  for (size_t i = 0; i < node->children && !code; i++) {
    const sheaf_query_node *link = node->child[i];
    const char *name = sheaf_embase_code(link->key);
    char written[6] = "";
    size_t length;
    const char *text = sheaf_query_text(self->query, &length);
    if (self->native && link->last - link->first == 5 && link->last <= length) { /* drug therapy has two codes */
      memcpy(written, text + link->first, 5);
      const char *meant = sheaf_embase_link(written, 5);
      if (meant && strcmp(meant, link->key) == 0) name = written;
    }
    if (!name && !self->native) {
      code = sheaf_print_lose(self, link, SHEAF_LOSS_BROADER, "Emtree has no subheading \"%.60s\"; it is left out",
                              link->text);
      continue;
    }
    sheaf_buf_add_byte(self->out, known++ ? ',' : '/');
    if (name)
      sheaf_buf_add_text(self->out, name);
    else
      sheaf_gather_text(self, link, '\'', 1);
  }
  return code;
}

static int print_heading(sheaf_printer *self, const sheaf_query_node *node) {
  sheaf_gather_text(self, node, '\'', 1);
  const int exploded = (node->flags & SHEAF_QUERY_EXPLODE) != 0, focus = (node->flags & SHEAF_QUERY_FOCUS) != 0;
  sheaf_buf_add_text(self->out, exploded ? "/exp" : focus ? "" : "/de");
  if (focus) sheaf_buf_add_text(self->out, "/mj");
  const int code = print_links(self, node);
  return code ? code : sheaf_gather_vocabulary(self, node);
}

static int print_qualifier(sheaf_printer *self, const sheaf_query_node *node) {
  const char *code = self->native ? NULL : sheaf_embase_code(node->key);
  if (self->native)
    sheaf_gather_text(self, node, '\'', 0);
  else
    sheaf_print_quoted(self, code ? sheaf_embase_link(code, strlen(code)) : node->key, '\'');
  sheaf_buf_add_text(self->out, ":lnk");
  if (self->native) return SHEAF_OK;
  return sheaf_print_lose(self, node, SHEAF_LOSS_DIFFERENT, "look the subheading \"%.60s\" up in Emtree", node->text);
}

/* ---- others ---- */

static int print_tagged(sheaf_printer *self, const sheaf_query_node *node, sheaf_dialect_what what) {
  const sheaf_dialect_tag *tag;
  const int code = sheaf_gather_tag(self, what, node, &tag);
  if (code) return code;
  if (!tag) return sheaf_gather_nothing(self, node, '\'');
  sheaf_gather_text(self, node, '\'', *tag->names == '/');
  if (*tag->names != '/') sheaf_buf_add_byte(self->out, ':');
  sheaf_buf_add(self->out, tag->names, strcspn(tag->names, "|"));
  if (what == SHEAF_DIALECT_NAME && (node->flags & SHEAF_QUERY_QUOTED))
    return sheaf_print_lose(self, node, SHEAF_LOSS_BROADER, "%s finds further initials of a name, too",
                            self->dialect->title);
  return SHEAF_OK;
}

static int print_since(sheaf_printer *self, const sheaf_query_node *node) {
  sheaf_buf_add_format(self->out, "[%.2s-%.2s-%.4s]/sd", node->low + 8, node->low + 5, node->low);
  if (strcmp(node->high, "3000-12-31") == 0) return SHEAF_OK;
  return sheaf_print_lose(self, node, SHEAF_LOSS_BROADER, "%s searches the date of entry from a day on only",
                          self->dialect->title);
}

static int print_range(sheaf_printer *self, const sheaf_query_node *node) {
  if (node->fields == F(DATE_ENTRY)) return print_since(self, node);
  if (node->fields & ~SHEAF_FIELDS_PUBLISHED) return sheaf_gather_nothing(self, node, '\'');
  char low[5], high[5];
  const int years = sheaf_gather_years(node, low, high), single = (node->flags & SHEAF_QUERY_SINGLE) != 0;
  if (self->native && !years) { /* it was typed with months or days */
    sheaf_buf_add_format(self->out, "[%s]/py", node->text);
    return SHEAF_OK;
  }
  if (single && strcmp(low, high) == 0)
    sheaf_buf_add_format(self->out, "%s:py", low);
  else
    sheaf_buf_add_format(self->out, "[%s-%s]/py",
                         strcmp(low, "0001") != 0 ? low
                         : self->native           ? ""
                                                  : "1000",
                         strcmp(high, "3000") == 0 && self->native ? "" : high);
  if (node->fields != SHEAF_FIELDS_PUBLISHED) {
    const int code =
        sheaf_print_lose(self, node, SHEAF_LOSS_BROADER, "%s does not tell printed and electronic publication apart",
                         self->dialect->title);
    if (code) return code;
  }
  if (!years) return sheaf_gather_years_loss(self, node);
  return strcmp(low, high) == 0 ? SHEAF_OK : sheaf_gather_single_loss(self, node);
}

int sheaf_embase_print(sheaf_printer *self, const sheaf_query_node *node) {
  switch (node->kind) {
    case SHEAF_QUERY_TERM:
    case SHEAF_QUERY_PHRASE: return print_words(self, node);
    case SHEAF_QUERY_SCOPE:
      return self->native ? print_fielded(self, node->child[0], node->fields)
                          : sheaf_print_node(self, node->child[0], 1);
    case SHEAF_QUERY_HEADING: return print_heading(self, node);
    case SHEAF_QUERY_QUALIFIER: return print_qualifier(self, node);
    case SHEAF_QUERY_NAME: return print_tagged(self, node, SHEAF_DIALECT_NAME);
    case SHEAF_QUERY_VALUE: return print_tagged(self, node, SHEAF_DIALECT_VALUE);
    case SHEAF_QUERY_RANGE: return print_range(self, node);
    default: return sheaf_gather_other(self, node, '\'');
  }
}
