/* pubmed_print.c - nodes in PubMed's words. */
#include <string.h>

#include "base/utf8.h"
#include "pubmed.h"
#include "pubmed_tags.h"

static const sheaf_dialect_tag *tag_of(const sheaf_query_node *node, sheaf_dialect_what what) {
  for (const sheaf_dialect_tag *tag = sheaf_pubmed_tags; tag->names; tag++)
    if (tag->what == what && tag->fields == node->fields &&
        (tag->flags & SHEAF_QUERY_FOCUS) == (node->flags & SHEAF_QUERY_FOCUS))
      return tag;
  return NULL;
}

static int no_words(const sheaf_query_node *node, sheaf_error *err) {
  return sheaf_error_at(err, SHEAF_EUNSUPPORTED, "X-LOSS", node->first, "PubMed cannot express this %s \"%.60s\"",
                        sheaf_query_kind_name(node->kind), node->text);
}

/* "[tiab", to which a modifier and "]" are added. */
static int open_tag(const sheaf_query_node *node, sheaf_dialect_what what, sheaf_buf *out, sheaf_error *err) {
  const sheaf_dialect_tag *tag = tag_of(node, what);
  if (!tag) return no_words(node, err);
  sheaf_buf_add_byte(out, '[');
  sheaf_buf_add(out, tag->names, strcspn(tag->names, "|"));
  if ((tag->flags & SHEAF_QUERY_EXPLODE) && !(node->flags & (SHEAF_QUERY_EXPLODE | SHEAF_QUERY_TRUNCATED)))
    sheaf_buf_add_text(out, ":noexp");
  return SHEAF_OK;
}

static int close_tag(const sheaf_query_node *node, sheaf_dialect_what what, sheaf_buf *out, sheaf_error *err) {
  const int code = open_tag(node, what, out, err);
  if (!code) sheaf_buf_add_byte(out, ']');
  return code;
}

/* ---- words ---- */

static int is_truncated(const sheaf_query_node *term) {
  return term->parts == 2 && term->pattern[0].text && !term->pattern[1].text && term->pattern[1].least == 0 &&
         term->pattern[1].most == SHEAF_QUERY_ANY;
}

static int is_plain(const sheaf_query_node *term) { return term->parts == 1 && term->pattern[0].text; }

static size_t characters(const char *text) {
  size_t count = 0;
  for (; *text; text++) count += ((unsigned char)*text & 0xC0) != 0x80;
  return count;
}

static int print_words(const sheaf_query_node *node, sheaf_buf *out, sheaf_error *err) {
  const sheaf_query_node *const self[] = {node};
  const sheaf_query_node *const *word = node->children ? (const sheaf_query_node *const *)node->child : self;
  const size_t count = node->children ? node->children : 1;
  /* A short stem counts together with the words that a hyphen ties to it. */
  const int tie = is_truncated(word[count - 1]) && characters(word[count - 1]->text) < 4;
  sheaf_buf_add_byte(out, '"');
  for (size_t i = 0; i < count; i++) {
    if (word[i]->kind != SHEAF_QUERY_TERM || !(is_plain(word[i]) || (i + 1 == count && is_truncated(word[i]))))
      return no_words(node, err);
    if (i) sheaf_buf_add_byte(out, tie ? '-' : ' ');
    sheaf_buf_add_text(out, word[i]->text);
    if (is_truncated(word[i])) sheaf_buf_add_byte(out, '*');
  }
  sheaf_buf_add_byte(out, '"');
  if (node->flags & SHEAF_QUERY_UNTAGGED) return SHEAF_OK;
  const int code = open_tag(node, SHEAF_DIALECT_WORDS, out, err);
  if (code) return code;
  if (node->kind == SHEAF_QUERY_NEAR) {
    if (node->flags & SHEAF_QUERY_ORDERED) return no_words(node, err);
    sheaf_buf_add_format(out, ":~%u", (unsigned)node->gap);
  }
  sheaf_buf_add_byte(out, ']');
  return SHEAF_OK;
}

/* ---- the others ---- */

static void print_text(const sheaf_query_node *node, int quotes, sheaf_buf *out) {
  if (quotes) sheaf_buf_add_byte(out, '"');
  sheaf_buf_add_text(out, node->text);
  if (node->flags & SHEAF_QUERY_TRUNCATED) sheaf_buf_add_byte(out, '*');
  if (quotes) sheaf_buf_add_byte(out, '"');
}

static int print_heading(const sheaf_query_node *node, sheaf_buf *out, sheaf_error *err) {
  if (node->children > 1) return no_words(node, err);
  sheaf_buf_add_byte(out, '"');
  print_text(node, 0, out);
  if (node->children) {
    sheaf_buf_add_byte(out, '/');
    print_text(node->child[0], 0, out);
  }
  sheaf_buf_add_byte(out, '"');
  return close_tag(node, SHEAF_DIALECT_HEADING, out, err);
}

static int print_range(const sheaf_query_node *node, sheaf_buf *out, sheaf_error *err) {
  if ((node->flags & SHEAF_QUERY_SINGLE) || node->text[0] == 'l' || node->text[0] == 'L' || node->text[0] == 'p' ||
      node->text[0] == 'P') {
    print_text(node, 1, out);
    return close_tag(node, SHEAF_DIALECT_DATE, out, err);
  }
  for (const char *c = node->low; *c; c++) sheaf_buf_add_byte(out, *c == '-' ? '/' : *c);
  sheaf_buf_add_byte(out, ':');
  for (const char *c = node->high; *c; c++) sheaf_buf_add_byte(out, *c == '-' ? '/' : *c);
  return close_tag(node, SHEAF_DIALECT_DATE, out, err);
}

static int print_value(const sheaf_query_node *node, sheaf_buf *out, sheaf_error *err) {
  print_text(node, 1, out);
  if (node->fields == F(STATUS)) {
    sheaf_buf_add_text(out, "[sb]");
    return SHEAF_OK;
  }
  return close_tag(node, SHEAF_DIALECT_VALUE, out, err);
}

int sheaf_pubmed_print(const sheaf_query_node *node, sheaf_buf *out, sheaf_error *err) {
  switch (node->kind) {
    case SHEAF_QUERY_TERM:
    case SHEAF_QUERY_PHRASE:
    case SHEAF_QUERY_NEAR: return print_words(node, out, err);
    case SHEAF_QUERY_SCOPE: return close_tag(node, SHEAF_DIALECT_WORDS, out, err);
    case SHEAF_QUERY_HEADING: return print_heading(node, out, err);
    case SHEAF_QUERY_QUALIFIER: print_text(node, 1, out); return close_tag(node, SHEAF_DIALECT_QUALIFIER, out, err);
    case SHEAF_QUERY_NAME:
      print_text(node, (node->flags & SHEAF_QUERY_QUOTED) != 0, out);
      return close_tag(node, SHEAF_DIALECT_NAME, out, err);
    case SHEAF_QUERY_RANGE: return print_range(node, out, err);
    case SHEAF_QUERY_VALUE: return print_value(node, out, err);
    case SHEAF_QUERY_FILTER: sheaf_buf_add_text(out, "hasabstract"); return SHEAF_OK;
    case SHEAF_QUERY_UNSUPPORTED: sheaf_buf_add_text(out, node->text); return SHEAF_OK;
    default: return no_words(node, err);
  }
}
