/* pubmed_print.c - nodes in PubMed's words. What PubMed lacks is spelled out where that is exact (proximity between
 * groups becomes all its pairs, a wildcard inside a word all the words of the index that it stands for), and said as a
 * loss where it is not. */
#include <string.h>

#include "printer.h"
#include "pubmed.h"
#include "pubmed_tags.h"

static int no_words(sheaf_printer *self, const sheaf_query_node *node) { return sheaf_print_nothing(self, node); }

/* "[tiab", to which a modifier and "]" are added. */
static int open_tag(sheaf_printer *self, const sheaf_query_node *node, sheaf_dialect_what what) {
  size_t length;
  const char *name = sheaf_print_tag(self, what, node, SHEAF_QUERY_FOCUS, &length);
  if (!name) return no_words(self, node);
  sheaf_buf_add_byte(self->out, '[');
  sheaf_buf_add(self->out, name, length);
  const sheaf_dialect_tag *tag = sheaf_dialect_tag_find(self->dialect, name, length);
  if ((tag->flags & SHEAF_QUERY_EXPLODE) && !(node->flags & (SHEAF_QUERY_EXPLODE | SHEAF_QUERY_TRUNCATED)))
    sheaf_buf_add_text(self->out, ":noexp");
  return SHEAF_OK;
}

static int close_tag(sheaf_printer *self, const sheaf_query_node *node, sheaf_dialect_what what) {
  const int code = open_tag(self, node, what);
  if (!code) sheaf_buf_add_byte(self->out, ']');
  return code;
}

/* ---- words ---- */

enum { MOST = 500, LEAST_STEM = 4 }; /* alternatives that are spelled out; characters that PubMed wants before * */

static int is_plain(const sheaf_query_node *term) { return term->parts == 1 && term->pattern[0].text; }

static int is_truncated(const sheaf_query_node *term) {
  return term->parts == 2 && term->pattern[0].text && !term->pattern[1].text && term->pattern[1].least == 0 &&
         term->pattern[1].most == SHEAF_QUERY_ANY;
}

static size_t characters(const char *text, size_t length) {
  size_t count = 0;
  for (size_t i = 0; i < length; i++) count += ((unsigned char)text[i] & 0xC0) != 0x80;
  return count;
}

/* Adds every pair of one of left, a space and one of right to out. 0, or 1 where they are too many. */
static int multiply(const sheaf_expand *left, const sheaf_expand *right, sheaf_expand *out) {
  if (left->count * right->count > MOST) return 1;
  sheaf_buf pair = {0};
  const char *a, *b;
  for (size_t i = 0, a_size; sheaf_expand_next(left, &i, &a, &a_size);)
    for (size_t k = 0, b_size; sheaf_expand_next(right, &k, &b, &b_size);) {
      sheaf_buf_reset(&pair);
      sheaf_buf_add(&pair, a, a_size);
      sheaf_buf_add_byte(&pair, ' ');
      sheaf_buf_add(&pair, b, b_size);
      sheaf_expand_add(out, pair.data, pair.length);
    }
  sheaf_buf_clear(&pair);
  return 0;
}

static int spell(sheaf_printer *self, const sheaf_query_node *node, sheaf_expand *out);

static int spell_term(sheaf_printer *self, const sheaf_query_node *node, sheaf_expand *out) {
  if (node->flags & SHEAF_QUERY_SLOT) return 0;
  if (is_plain(node)) return sheaf_expand_add(out, node->text, strlen(node->text)) ? sheaf_error_memory(self->err) : 1;
  const int code = sheaf_print_expand(self, node, MOST, out);
  return code == 1 && !out->count ? 0 : code;
}

/* Every way in which the words of a node may stand one behind the other, without wildcards: 1; 0 where they cannot be
 * listed; or a negative code. */
static int spell(sheaf_printer *self, const sheaf_query_node *node, sheaf_expand *out) {
  if (node->kind == SHEAF_QUERY_TERM) return spell_term(self, node, out);
  int code = 1;
  for (size_t i = 0; i < node->children && code == 1; i++) {
    sheaf_expand one = {0}, joined = {0};
    if (node->kind == SHEAF_QUERY_OR) {
      const char *words;
      code = spell(self, node->child[i], &one);
      for (size_t at = 0, length; code == 1 && sheaf_expand_next(&one, &at, &words, &length);)
        if (sheaf_expand_add(out, words, length)) code = sheaf_error_memory(self->err);
    } else if (i == 0) {
      code = spell(self, node->child[i], out);
    } else {
      code = spell(self, node->child[i], &one);
      if (code == 1 && multiply(out, &one, &joined)) code = 0;
      sheaf_expand_clear(out);
      *out = joined;
    }
    sheaf_expand_clear(&one);
    if (out->tokens.failed) code = sheaf_error_memory(self->err);
    if (code == 1 && out->count > MOST) code = 0;
  }
  return code;
}

/* Prints `"words"[tag]`, or each tag in turn joined with OR; `near` is put behind the tag's name. */
static int print_tagged(sheaf_printer *self, const sheaf_query_node *node, const char *words, size_t length) {
  if (self->native && (node->flags & SHEAF_QUERY_UNTAGGED)) { /* a SCOPE above gives the field, or none does */
    sheaf_buf_add_format(self->out, "\"%.*s\"", (int)length, words);
    return SHEAF_OK;
  }
  const sheaf_dialect_tag *tags[SHEAF_DIALECT_COVER];
  const int count = sheaf_print_tags(self, node, tags);
  if (count > 1) sheaf_buf_add_byte(self->out, '(');
  for (int i = 0; i < count; i++)
    sheaf_buf_add_format(self->out, "%s\"%.*s\"[%.*s]", i ? " OR " : "", (int)length, words,
                         (int)strcspn(tags[i]->names, "|"), tags[i]->names);
  if (count > 1) sheaf_buf_add_byte(self->out, ')');
  if (!count) sheaf_buf_add_format(self->out, "\"%.*s\"", (int)length, words);
  return count < 0 ? count : SHEAF_OK;
}

/* The spelled-out alternatives of a TERM or PHRASE, joined with OR. */
static int print_spelled(sheaf_printer *self, const sheaf_query_node *node, const sheaf_expand *all) {
  const char *words;
  int code = SHEAF_OK, first = 1;
  if (all->count > 1) sheaf_buf_add_byte(self->out, '(');
  for (size_t at = 0, length; !code && sheaf_expand_next(all, &at, &words, &length); first = 0) {
    if (!first) sheaf_buf_add_text(self->out, " OR ");
    code = print_tagged(self, node, words, length);
  }
  if (all->count > 1) sheaf_buf_add_byte(self->out, ')');
  return code;
}

/* The longest beginning of a TERM that PubMed can truncate; 0 where it is too short. */
static size_t beginning(const sheaf_query_node *term) {
  const sheaf_query_part *part = &term->pattern[0];
  return part->text && characters(part->text, part->length) >= LEAST_STEM ? part->length : 0;
}

/* Words with wildcards that PubMed lacks: all that they stand for, or what is wider. */
static int print_wild(sheaf_printer *self, const sheaf_query_node *node) {
  sheaf_expand all = {0};
  int code = spell(self, node, &all);
  if (code == 1)
    code = print_spelled(self, node, &all);
  else if (code == 0) {
    const sheaf_query_node *const last = node->children ? node->child[node->children - 1] : node;
    sheaf_buf words = {0};
    int good = beginning(last) > 0;
    for (size_t i = 0; i + 1 < node->children; i++) {
      good = good && is_plain(node->child[i]);
      if (good) sheaf_buf_add_format(&words, "%s ", node->child[i]->text);
    }
    if (good) sheaf_buf_add_format(&words, "%.*s*", (int)beginning(last), last->pattern[0].text);
    if (good) code = print_tagged(self, node, sheaf_buf_text(&words), words.length);
    if (good && !code)
      code = sheaf_print_lose(self, node, SHEAF_LOSS_BROADER,
                              "PubMed truncates at the end of a word only; * after %.40s finds more",
                              last->pattern[0].text);
    if (!good && node->kind == SHEAF_QUERY_PHRASE) {
      sheaf_query_node and = *node; /* its words, wherever they stand */
      and.kind = SHEAF_QUERY_AND;
      size_t kept = 0;
      sheaf_query_node *words_only[SHEAF_QUERY_NEAR_WORDS * 8];
      for (size_t i = 0; i < node->children && kept < sizeof words_only / sizeof *words_only; i++)
        if (!(node->child[i]->flags & SHEAF_QUERY_SLOT)) words_only[kept++] = node->child[i];
      and.child = words_only;
      and.children = kept;
      code = sheaf_print_node(self, &and, 1);
      if (!code)
        code = sheaf_print_lose(self, node, SHEAF_LOSS_BROADER,
                                "PubMed has no wildcards within a phrase; its words are joined with AND");
    } else if (!good) {
      code = sheaf_print_nothing(self, node);
    }
    sheaf_buf_clear(&words);
  }
  sheaf_expand_clear(&all);
  return code;
}

static int print_words(sheaf_printer *self, const sheaf_query_node *node) {
  const sheaf_query_node *const alone[] = {node};
  const sheaf_query_node *const *word = node->children ? (const sheaf_query_node *const *)node->child : alone;
  const size_t count = node->children ? node->children : 1;
  /* A short stem counts together with the words that a hyphen ties to it. */
  const sheaf_query_node *last = word[count - 1];
  const int tie = is_truncated(last) && characters(last->pattern[0].text, last->pattern[0].length) < LEAST_STEM;
  if (tie && count == 1) return print_wild(self, node);
  sheaf_buf words = {0};
  for (size_t i = 0; i < count; i++) {
    if (!(is_plain(word[i]) || (i + 1 == count && is_truncated(word[i])))) {
      sheaf_buf_clear(&words);
      return print_wild(self, node);
    }
    if (i) sheaf_buf_add_byte(&words, tie ? '-' : ' ');
    if (is_plain(word[i]))
      sheaf_buf_add_text(&words, word[i]->text);
    else
      sheaf_buf_add_format(&words, "%.*s*", (int)word[i]->pattern[0].length, word[i]->pattern[0].text);
  }
  const int code = print_tagged(self, node, sheaf_buf_text(&words), words.length);
  sheaf_buf_clear(&words);
  return code;
}

/* ---- proximity ---- */

/* The tag to search a NEAR in: the one with its fields, or the narrowest of the three that has them; NULL. */
static const sheaf_dialect_tag *near_tag(const sheaf_printer *self, sheaf_query_fields fields) {
  static const char *const names[] = {"ti", "ad", "tiab"};
  if (self->section) return self->section;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const sheaf_dialect_tag *tag = sheaf_dialect_tag_find(self->dialect, names[i], strlen(names[i]));
    if (!(fields & ~tag->fields)) return tag;
  }
  return NULL;
}

/* 1 where `"words"[tag:~N]` says just what the NEAR says: operands are single words, or the tree is PubMed's own. */
static int is_exact(const sheaf_query_node *node) {
  for (size_t i = 0; i < node->children; i++) {
    const sheaf_query_node *child = node->child[i];
    if (child->kind == SHEAF_QUERY_PHRASE || child->kind == SHEAF_QUERY_NEAR) return 0;
    if (child->children && !is_exact(child)) return 0;
  }
  return 1;
}

static int near_loss(sheaf_printer *self, const sheaf_query_node *node, const sheaf_dialect_tag *tag) {
  int code = SHEAF_OK;
  if (tag->fields != node->fields)
    code = sheaf_print_lose(self, node, SHEAF_LOSS_BROADER, "PubMed has proximity in ti, tiab and ad only");
  if (!code && (node->flags & SHEAF_QUERY_ORDERED))
    code = sheaf_print_lose(self, node, SHEAF_LOSS_BROADER, "PubMed has proximity in any order only");
  if (!code && !is_exact(node))
    code =
        sheaf_print_lose(self, node, SHEAF_LOSS_BROADER,
                         "PubMed has proximity between single words only; phrases and proximity within it came apart");
  return code;
}

static uint32_t widest_gap(const sheaf_query_node *node) {
  uint32_t gap = node->kind == SHEAF_QUERY_NEAR ? node->gap : 0;
  for (size_t i = 0; i < node->children; i++)
    if (widest_gap(node->child[i]) > gap) gap = widest_gap(node->child[i]);
  return gap;
}

static size_t most_words(const sheaf_expand *all) {
  size_t most = 0;
  const char *words;
  for (size_t at = 0, length; sheaf_expand_next(all, &at, &words, &length);) {
    size_t count = 1;
    for (size_t i = 0; i < length; i++) count += words[i] == ' ';
    if (count > most) most = count;
  }
  return most;
}

/* A NEAR as AND: broader. */
static int print_apart(sheaf_printer *self, const sheaf_query_node *node) {
  sheaf_query_node and = *node;
  and.kind = SHEAF_QUERY_AND;
  const int code = sheaf_print_node(self, &and, 1);
  return code ? code
              : sheaf_print_lose(self, node, SHEAF_LOSS_BROADER,
                                 "PubMed cannot search these words near each other; they are joined with AND");
}

static int is_adjacent(const sheaf_query_node *node) {
  return node->kind == SHEAF_QUERY_NEAR && node->gap == 0 && (node->flags & SHEAF_QUERY_ORDERED);
}

static int only_adjacent(const sheaf_query_node *node) {
  if (node->kind == SHEAF_QUERY_NEAR && !is_adjacent(node)) return 0;
  for (size_t i = 0; i < node->children; i++)
    if (!only_adjacent(node->child[i])) return 0;
  return 1;
}

static int same_fields(const sheaf_query_node *node, sheaf_query_fields fields) {
  if (!node->children || node->kind == SHEAF_QUERY_PHRASE) return node->fields == fields;
  for (size_t i = 0; i < node->children; i++)
    if (!same_fields(node->child[i], fields)) return 0;
  return 1;
}

static int print_near(sheaf_printer *self, const sheaf_query_node *node) {
  const sheaf_dialect_tag *tag = near_tag(self, node->fields);
  sheaf_expand all = {0};
  int code = same_fields(node, node->fields) ? spell(self, node, &all) : 0;
  if (code == 1 && only_adjacent(node)) {
    code = print_spelled(self, node, &all);
  } else if (code == 1 && tag && most_words(&all) <= SHEAF_QUERY_NEAR_WORDS) {
    const char *words;
    if (all.count > 1) sheaf_buf_add_byte(self->out, '(');
    for (size_t at = 0, length, first = 1; sheaf_expand_next(&all, &at, &words, &length); first = 0)
      sheaf_buf_add_format(self->out, "%s\"%.*s\"[%.*s:~%u]", first ? "" : " OR ", (int)length, words,
                           (int)strcspn(tag->names, "|"), tag->names, widest_gap(node));
    if (all.count > 1) sheaf_buf_add_byte(self->out, ')');
    code = near_loss(self, node, tag);
  } else if (code >= 0) {
    code = print_apart(self, node);
  }
  sheaf_expand_clear(&all);
  return code;
}

/* ---- the others ---- */

static void print_text(sheaf_printer *self, const sheaf_query_node *node, int quotes) {
  if (quotes) sheaf_buf_add_byte(self->out, '"');
  for (const char *c = node->text; *c; c++)
    if (*c != '"') sheaf_buf_add_byte(self->out, *c);
  if (node->flags & SHEAF_QUERY_TRUNCATED) sheaf_buf_add_byte(self->out, '*');
  if (quotes) sheaf_buf_add_byte(self->out, '"');
}

/* PubMed explodes the heading and its subheading together, and takes one subheading. */
static int print_heading(sheaf_printer *self, const sheaf_query_node *node) {
  int code = SHEAF_OK;
  if (node->children > 1) sheaf_buf_add_byte(self->out, '(');
  for (size_t i = 0; (i == 0 || i < node->children) && !code; i++) {
    const sheaf_query_node *qualifier = node->children ? node->child[i] : NULL;
    if (i) sheaf_buf_add_text(self->out, " OR ");
    sheaf_buf_add_byte(self->out, '"');
    print_text(self, node, 0);
    if (qualifier) {
      sheaf_buf_add_byte(self->out, '/');
      print_text(self, qualifier, 0);
    }
    sheaf_buf_add_byte(self->out, '"');
    code = close_tag(self, node, SHEAF_DIALECT_HEADING);
    if (!code && qualifier && ((qualifier->flags ^ node->flags) & SHEAF_QUERY_EXPLODE) &&
        !((qualifier->flags | node->flags) & SHEAF_QUERY_TRUNCATED))
      code = sheaf_print_lose(self, node, node->flags & SHEAF_QUERY_EXPLODE ? SHEAF_LOSS_BROADER : SHEAF_LOSS_NARROWER,
                              "PubMed explodes a heading and its subheading together or not at all");
  }
  if (node->children > 1) sheaf_buf_add_byte(self->out, ')');
  return code;
}

static int print_range(sheaf_printer *self, const sheaf_query_node *node) {
  if (self->native && ((node->flags & SHEAF_QUERY_SINGLE) || strchr("lLpP", node->text[0]))) {
    print_text(self, node, 1);
    return close_tag(self, node, SHEAF_DIALECT_DATE);
  }
  /* A single date is as long as it is precise: to where the first and the last day part. */
  const int year = strcmp(node->low + 4, "-01-01") == 0 && strcmp(node->high + 4, "-12-31") == 0;
  const size_t length = !(node->flags & SHEAF_QUERY_SINGLE) || strcmp(node->low, node->high) == 0 ? 10 : year ? 4 : 7;
  for (size_t i = 0; i < length; i++) sheaf_buf_add_byte(self->out, node->low[i] == '-' ? '/' : node->low[i]);
  if (node->flags & SHEAF_QUERY_SINGLE) return close_tag(self, node, SHEAF_DIALECT_DATE);
  sheaf_buf_add_byte(self->out, ':');
  for (const char *c = node->high; *c; c++) sheaf_buf_add_byte(self->out, *c == '-' ? '/' : *c);
  return close_tag(self, node, SHEAF_DIALECT_DATE);
}

static int print_value(sheaf_printer *self, const sheaf_query_node *node) {
  print_text(self, node, 1);
  if (node->fields == F(STATUS)) {
    sheaf_buf_add_text(self->out, "[sb]");
    return SHEAF_OK;
  }
  return close_tag(self, node, SHEAF_DIALECT_VALUE);
}

/* PubMed ignores a tag behind a group: only what came in with one is printed with one. */
static int print_scope(sheaf_printer *self, const sheaf_query_node *node) {
  if (!self->native) return sheaf_print_node(self, node->child[0], 1);
  const sheaf_query_kind kind = node->child[0]->kind;
  const int bare = kind != SHEAF_QUERY_OR && kind != SHEAF_QUERY_AND && kind != SHEAF_QUERY_NOT;
  if (bare) sheaf_buf_add_byte(self->out, '('); /* a group brings its own parentheses */
  int code = sheaf_print_node(self, node->child[0], 1);
  if (bare) sheaf_buf_add_byte(self->out, ')');
  return code ? code : close_tag(self, node, SHEAF_DIALECT_WORDS);
}

static int print_name(sheaf_printer *self, const sheaf_query_node *node) {
  print_text(self, node, (node->flags & SHEAF_QUERY_QUOTED) != 0);
  return close_tag(self, node, SHEAF_DIALECT_NAME);
}

int sheaf_pubmed_print(sheaf_printer *self, const sheaf_query_node *node) {
  switch (node->kind) {
    case SHEAF_QUERY_TERM:
    case SHEAF_QUERY_PHRASE: return print_words(self, node);
    case SHEAF_QUERY_NEAR: return print_near(self, node);
    case SHEAF_QUERY_SCOPE: return print_scope(self, node);
    case SHEAF_QUERY_HEADING: return print_heading(self, node);
    case SHEAF_QUERY_QUALIFIER: print_text(self, node, 1); return close_tag(self, node, SHEAF_DIALECT_QUALIFIER);
    case SHEAF_QUERY_NAME: return print_name(self, node);
    case SHEAF_QUERY_RANGE: return print_range(self, node);
    case SHEAF_QUERY_VALUE: return print_value(self, node);
    case SHEAF_QUERY_REF:
      sheaf_buf_add_format(self->out, "#%s", node->text + strspn(node->text, "#Ss"));
      return SHEAF_OK;
    case SHEAF_QUERY_UNSUPPORTED:
      if (!self->native) return no_words(self, node);
      sheaf_buf_add_text(self->out, node->text);
      return SHEAF_OK;
    default: return no_words(self, node);
  }
}
