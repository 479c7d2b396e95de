/* cochrane_print.c - nodes in the Cochrane Library's words. */
#include <string.h>

#include "cochrane.h"
#include "fields.h"
#include "gather.h"
#include "nlm.h"

static int is_bare(const sheaf_printer *self, const sheaf_query_node *node) {
  if (sheaf_print_is_bare(self, node)) return 1;
  return !self->native && !self->scope && node->fields == self->dialect->untagged;
}

/* ":ti,ab,kw"; keywords and headings are one field here. */
static int print_fields(sheaf_printer *self, const sheaf_query_node *node, sheaf_query_fields fields) {
  static const sheaf_query_fields both = SHEAF_FIELDS_KW | SHEAF_FIELDS_MH;
  int code = SHEAF_OK;
  if ((fields & both) && (fields & both) != both)
    code = sheaf_print_lose(self, node, SHEAF_LOSS_BROADER, "%s searches keywords and headings together",
                            self->dialect->title);
  return code ? code : sheaf_gather_names(self, node, fields & both ? fields | both : fields, ":");
}

/* 1 where a PHRASE with wildcards was one word with a hyphen: self-manag*. */
static int is_one_word(const sheaf_printer *self, const sheaf_query_node *node) {
  if (!self->native || node->kind != SHEAF_QUERY_PHRASE || (node->flags & SHEAF_QUERY_QUOTED)) return 0;
  for (size_t i = 0; i < node->children; i++)
    if (node->child[i]->parts > 1) return 1;
  return 0;
}

static int print_words(sheaf_printer *self, const sheaf_query_node *node) {
  int code = SHEAF_OK;
  if (is_one_word(self, node))
    sheaf_buf_add_text(self->out, node->text);
  else
    code = sheaf_gather_words(self, node, '"', 0);
  return code || is_bare(self, node) ? code : print_fields(self, node, node->fields);
}

static int print_fielded(sheaf_printer *self, const sheaf_query_node *node, sheaf_query_fields fields) {
  const sheaf_query_fields around = self->scope;
  self->scope = fields;
  sheaf_buf_add_byte(self->out, '(');
  const int code = sheaf_print_node(self, node, 0);
  sheaf_buf_add_byte(self->out, ')');
  self->scope = around;
  if (code || (!self->native && fields == self->dialect->untagged)) return code;
  return print_fields(self, node, fields);
}

int sheaf_cochrane_together(sheaf_printer *self, const sheaf_query_node *node, sheaf_query_fields fields) {
  const int code = print_fielded(self, node, fields);
  return code ? code : 1;
}

/* ---- headings ---- */

/* A qualifier as its two letters, or by name in quotes. */
static int print_qualifier(sheaf_printer *self, const sheaf_query_node *node) {
  char code[3] = "aa";
  for (int i = 0; i < 26 * 26; i++) {
    code[0] = (char)('a' + i / 26);
    code[1] = (char)('a' + i % 26);
    const char *name = sheaf_nlm_qualifier(code);
    if (!name || strcmp(name, node->key) != 0) continue;
    sheaf_buf_add_byte(self->out, code[0] - 32);
    sheaf_buf_add_byte(self->out, code[1] - 32);
    break;
  }
  if (!sheaf_nlm_qualifier(code) || strcmp(sheaf_nlm_qualifier(code), node->key) != 0)
    sheaf_gather_text(self, node, '"', 1);
  if (!(node->flags & SHEAF_QUERY_EXPLODE)) return SHEAF_OK;
  const char *narrower[SHEAF_NLM_MOST];
  if (sheaf_nlm_narrower(SHEAF_NLM_QUALIFIERS, node->key, narrower, SHEAF_NLM_MOST) < 2) return SHEAF_OK;
  return sheaf_print_lose(self, node, SHEAF_LOSS_NARROWER, "%s does not find what is narrower than the qualifier %.60s",
                          self->dialect->title, node->text);
}

static int print_heading(sheaf_printer *self, const sheaf_query_node *node) {
  sheaf_buf_add_text(self->out, "[mh ");
  if (!(node->flags & (SHEAF_QUERY_EXPLODE | SHEAF_QUERY_TRUNCATED))) sheaf_buf_add_byte(self->out, '^');
  sheaf_gather_text(self, node, '"', 1);
  const int focus = (node->flags & SHEAF_QUERY_FOCUS) != 0;
  if (focus && self->native) sheaf_buf_add_text(self->out, "[mj]");
  int code = SHEAF_OK;
  for (size_t i = 0; i < node->children && !code; i++) {
    sheaf_buf_add_byte(self->out, i ? ',' : '/');
    code = print_qualifier(self, node->child[i]);
  }
  sheaf_buf_add_byte(self->out, ']');
  if (!code && focus && !self->native)
    code =
        sheaf_print_lose(self, node, SHEAF_LOSS_BROADER, "%s does not tell major headings apart", self->dialect->title);
  return code ? code : sheaf_gather_vocabulary(self, node);
}

/* ---- others ---- */

static int print_tagged(sheaf_printer *self, const sheaf_query_node *node, sheaf_dialect_what what) {
  const sheaf_dialect_tag *tag;
  const int code = sheaf_gather_tag(self, what, node, &tag);
  if (code) return code;
  if (!tag) return sheaf_gather_nothing(self, node, '"');
  sheaf_gather_text(self, node, '"', 0);
  sheaf_buf_add_format(self->out, ":%.*s", (int)strcspn(tag->names, "|"), tag->names);
  if (what == SHEAF_DIALECT_NAME && (node->flags & SHEAF_QUERY_QUOTED))
    return sheaf_print_lose(self, node, SHEAF_LOSS_BROADER, "%s finds further initials of a name, too",
                            self->dialect->title);
  return SHEAF_OK;
}

static int print_range(sheaf_printer *self, const sheaf_query_node *node) {
  char low[5], high[5];
  const int years = sheaf_gather_years(node, low, high);
  if (node->fields & ~SHEAF_FIELDS_PUBLISHED) return sheaf_gather_nothing(self, node, '"');
  if (self->native && (node->text[0] | 32) >= 'a' && (node->text[0] | 32) <= 'z')
    sheaf_buf_add_text(self->out, node->text); /* "with Publication Year from 2010 to 2015" */
  else if (self->native && !years)
    sheaf_buf_add_format(self->out, "\"%s\":py", node->text);
  else if ((node->flags & SHEAF_QUERY_SINGLE) && strcmp(low, high) == 0)
    sheaf_buf_add_format(self->out, "%s:py", low);
  else
    sheaf_buf_add_format(self->out, "\"%s-%s\":py", strcmp(low, "0001") == 0 ? "" : low,
                         strcmp(high, "3000") == 0 ? "" : high);
  if (self->native) return SHEAF_OK;
  if (!years) return sheaf_gather_years_loss(self, node);
  return strcmp(low, high) == 0 ? SHEAF_OK : sheaf_gather_single_loss(self, node);
}

int sheaf_cochrane_print(sheaf_printer *self, const sheaf_query_node *node) {
  int code;
  switch (node->kind) {
    case SHEAF_QUERY_TERM:
    case SHEAF_QUERY_PHRASE: return print_words(self, node);
    case SHEAF_QUERY_SCOPE:
      return self->native ? print_fielded(self, node->child[0], node->fields)
                          : sheaf_print_node(self, node->child[0], 1);
    case SHEAF_QUERY_HEADING: return print_heading(self, node);
    case SHEAF_QUERY_QUALIFIER:
      sheaf_buf_add_text(self->out, "[mh /");
      code = print_qualifier(self, node);
      sheaf_buf_add_byte(self->out, ']');
      return code;
    case SHEAF_QUERY_NAME: return print_tagged(self, node, SHEAF_DIALECT_NAME);
    case SHEAF_QUERY_VALUE: return print_tagged(self, node, SHEAF_DIALECT_VALUE);
    case SHEAF_QUERY_RANGE: return print_range(self, node);
    default: return sheaf_gather_other(self, node, '"');
  }
}
