/* ovid_print.c - nodes in Ovid's words. */
#include <stdlib.h>
#include <string.h>

#include "gather.h"
#include "nlm.h"
#include "ovid.h"

static int is_word_of(const char *const *list, const char *text, size_t length) {
  for (; *list; list++) {
    size_t i = 0;
    while (i < length && (*list)[i] && (text[i] | 32) == (*list)[i]) i++;
    if (i == length && !(*list)[i]) return 1;
  }
  return 0;
}

/* 1 where Ovid would take the word for an operator, or for another platform's proximity; at the beginning also for a
 * command. */
static int is_reserved(const char *word, size_t length, int first) {
  static const char *const operators[] = {"and", "or", "not", "adj", "use", NULL};
  static const char *const commands[] = {"exp",    "explode",     "limit", "remove", "dedup",
                                         "dedupe", "deduplicate", "from",  NULL};
  static const char *const nears[] = {"adj", "near", "next", "pre", "n", "w", NULL};
  size_t letters = length;
  while (letters && word[letters - 1] >= '0' && word[letters - 1] <= '9') letters--;
  return is_word_of(operators, word, length) || (first && is_word_of(commands, word, length)) ||
         (letters && letters < length && is_word_of(nears, word, letters));
}

/* 1 where text cannot stand without quotes. */
static int needs_quotes(const char *text) {
  if (strpbrk(text, "()[]./\\=:;<>*$?#") || strspn(text, "0123456789") == strlen(text)) return 1;
  int first = 1;
  for (size_t length; *text; text += length + (text[length] == ' '), first = 0) {
    length = strcspn(text, " ");
    if (is_reserved(text, length, first)) return 1;
  }
  return 0;
}

/* Marks of quotation within a name part words, as a space does. */
static void add_whole(sheaf_printer *self, const sheaf_query_node *node) {
  sheaf_buf text = {0};
  for (const char *c = node->text; *c; c++)
    if (*c != ' ' && *c != '"')
      sheaf_buf_add_byte(&text, *c);
    else if (text.length && text.data[text.length - 1] != ' ')
      sheaf_buf_add_byte(&text, ' ');
  while (text.length && text.data[text.length - 1] == ' ') text.length--;
  const int quotes = needs_quotes(sheaf_buf_text(&text));
  if (quotes) sheaf_buf_add_byte(self->out, '"');
  sheaf_buf_add(self->out, sheaf_buf_bytes(&text), text.length);
  if (node->flags & SHEAF_QUERY_TRUNCATED) sheaf_buf_add_byte(self->out, '*');
  if (quotes) sheaf_buf_add_byte(self->out, '"');
  self->out->failed |= text.failed;
  sheaf_buf_clear(&text);
}

/* ---- words ---- */

/* Tags of words and, in a list with them, of whole values: `.ti,pt.` 0 where they do not make up the fields. */
static int add_list(sheaf_printer *self, sheaf_query_fields fields) {
  const sheaf_dialect_tag *tags[SHEAF_DIALECT_COVER];
  sheaf_query_fields covered;
  size_t count = sheaf_dialect_cover(self->dialect, fields, tags, &covered);
  if (covered & ~fields) return 0;
  for (const sheaf_dialect_tag *tag = self->dialect->tags; tag->names && count < SHEAF_DIALECT_COVER; tag++) {
    if (!tag->fields || tag->what == SHEAF_DIALECT_WORDS || (tag->fields & ~(fields & ~covered))) continue;
    tags[count++] = tag;
    covered |= tag->fields;
  }
  if (covered != fields || !count || (count == 1 && tags[0]->what != SHEAF_DIALECT_WORDS)) return 0;
  for (size_t i = 0; i < count; i++)
    sheaf_buf_add_format(self->out, "%c%.*s", i ? ',' : '.', (int)strcspn(tags[i]->names, "|"), tags[i]->names);
  sheaf_buf_add_byte(self->out, '.');
  return 1;
}

static int add_suffix(sheaf_printer *self, const sheaf_query_node *node, sheaf_query_fields fields) {
  if (fields == SHEAF_OVID_MP && !self->native) { /* .mp. is what Ovid adds by itself, but people write it */
    sheaf_buf_add_text(self->out, ".mp.");
    return SHEAF_OK;
  }
  if (self->native && add_list(self, fields)) return SHEAF_OK;
  const int code = sheaf_gather_names(self, node, fields, ".");
  sheaf_buf_add_byte(self->out, '.');
  return code;
}

static int words_need_quotes(const sheaf_query_node *node) {
  const char *text = node->text;
  if (node->kind == SHEAF_QUERY_TERM)
    return !(node->flags & SHEAF_QUERY_SLOT) &&
           (is_reserved(text, strlen(text), 1) || strspn(text, "0123456789") == strlen(text));
  for (size_t i = 0; i < node->children; i++)
    if (is_reserved(node->child[i]->text, strlen(node->child[i]->text), i == 0)) return 1;
  return 0;
}

static int has_slot(const sheaf_query_node *node) {
  for (size_t i = 0; i < node->children; i++)
    if (node->child[i]->flags & SHEAF_QUERY_SLOT) return 1;
  return 0;
}

/* A PHRASE with places for any word: its parts, so many words apart. */
static int add_apart(sheaf_printer *self, const sheaf_query_node *node) {
  int code = SHEAF_OK;
  uint32_t gap = 0;
  sheaf_buf_add_byte(self->out, '(');
  for (size_t i = 0; i < node->children && !code; i++) {
    const sheaf_query_node *word = node->child[i];
    if (word->flags & SHEAF_QUERY_SLOT) {
      gap++;
      continue;
    }
    if (gap)
      sheaf_buf_add_format(self->out, " adj%u ", gap + 1);
    else if (i)
      sheaf_buf_add_text(self->out, " adj ");
    gap = 0;
    const int quotes = words_need_quotes(word);
    if (quotes) sheaf_buf_add_byte(self->out, '"');
    code = sheaf_print_words(self, word, "");
    if (quotes) sheaf_buf_add_byte(self->out, '"');
  }
  sheaf_buf_add_byte(self->out, ')');
  return code ? code
              : sheaf_print_lose(self, node, SHEAF_LOSS_BROADER,
                                 "Ovid has no place for any word in a phrase; words near each other are searched");
}

static int print_words(sheaf_printer *self, const sheaf_query_node *node) {
  int code;
  if (has_slot(node)) {
    code = add_apart(self, node);
  } else {
    const int quotes = words_need_quotes(node);
    if (quotes) sheaf_buf_add_byte(self->out, '"');
    code = sheaf_print_words(self, node, "");
    if (quotes) sheaf_buf_add_byte(self->out, '"');
  }
  return code || sheaf_print_is_bare(self, node) ? code : add_suffix(self, node, node->fields);
}

static const sheaf_query_node *first_leaf(const sheaf_query_node *node) {
  while (node->children && node->kind != SHEAF_QUERY_PHRASE) node = node->child[0];
  return node;
}

/* The node in parentheses with its fields behind them. */
static int print_fielded(sheaf_printer *self, const sheaf_query_node *node, sheaf_query_fields fields) {
  const sheaf_query_node *inner = node->kind == SHEAF_QUERY_FREQ ? node->child[0] : node;
  const sheaf_query_fields around = self->scope;
  self->scope = fields;
  sheaf_buf_add_byte(self->out, '(');
  int code = sheaf_print_node(self, inner, 0);
  sheaf_buf_add_byte(self->out, ')');
  self->scope = around;
  if (!code) code = add_suffix(self, first_leaf(node), fields);
  if (inner != node) sheaf_buf_add_format(self->out, " /freq=%u", node->least);
  return code;
}

int sheaf_ovid_together(sheaf_printer *self, const sheaf_query_node *node, sheaf_query_fields fields) {
  const int code = print_fielded(self, node, fields);
  return code ? code : 1;
}

static int print_scope(sheaf_printer *self, const sheaf_query_node *node) {
  return self->native ? print_fielded(self, node->child[0], node->fields) : sheaf_print_node(self, node->child[0], 1);
}

static int print_freq(sheaf_printer *self, const sheaf_query_node *node) {
  const int code = sheaf_print_node(self, node->child[0], 1);
  sheaf_buf_add_format(self->out, " /freq=%u", node->least);
  return code;
}

/* ---- headings ---- */

/* The codes of a qualifier with what is narrower; Ovid explodes none of them by itself. */
static int add_codes(sheaf_printer *self, const sheaf_query_node *node, const char *joint, size_t *count) {
  const char *names[SHEAF_NLM_MOST] = {node->key};
  size_t known = 1;
  if (node->flags & SHEAF_QUERY_EXPLODE)
    known = sheaf_nlm_narrower(SHEAF_NLM_QUALIFIERS, node->key, names, SHEAF_NLM_MOST);
  for (size_t i = 0; i < known; i++) {
    const char *code = sheaf_nlm_code(names[i]);
    if (!code && strlen(names[i]) == 2) code = names[i];
    if (!code)
      return sheaf_print_lose(self, node, SHEAF_LOSS_BROADER, "\"%.60s\" has no code in Ovid; it is left out",
                              node->text);
    sheaf_buf_add_text(self->out, (*count)++ ? ", " : joint);
    sheaf_buf_add_text(self->out, code);
  }
  return SHEAF_OK;
}

static int print_truncated(sheaf_printer *self, const sheaf_query_node *node) {
  add_whole(self, node);
  sheaf_buf_add_text(self->out, node->flags & SHEAF_QUERY_FOCUS ? ".mj." : ".sh.");
  if (!node->children) return SHEAF_OK;
  return sheaf_print_lose(self, node, SHEAF_LOSS_BROADER,
                          "Ovid has no subheadings on a truncated heading; they are left out");
}

static int print_heading(sheaf_printer *self, const sheaf_query_node *node) {
  int code = sheaf_gather_vocabulary(self, node);
  if (code) return code;
  const int marked = self->native && strpbrk(node->text, "*$?#") != NULL; /* behind these, .sh. would find words */
  if ((node->flags & SHEAF_QUERY_TRUNCATED) && !marked) return print_truncated(self, node);
  if (node->flags & SHEAF_QUERY_EXPLODE) sheaf_buf_add_text(self->out, "exp ");
  if (node->flags & SHEAF_QUERY_FOCUS) sheaf_buf_add_byte(self->out, '*');
  add_whole(self, node);
  sheaf_buf_add_byte(self->out, '/');
  size_t count = 0;
  for (size_t i = 0; i < node->children && !code; i++) code = add_codes(self, node->child[i], "", &count);
  return code;
}

static int print_qualifier(sheaf_printer *self, const sheaf_query_node *node) {
  const char *name = node->flags & SHEAF_QUERY_TRUNCATED ? NULL : sheaf_nlm_code(node->key);
  if (name)
    sheaf_buf_add_text(self->out, name);
  else
    add_whole(self, node);
  sheaf_buf_add_text(self->out, node->flags & SHEAF_QUERY_EXPLODE ? ".fx." : ".fs.");
  return SHEAF_OK;
}

/* ---- names, values, dates ---- */

/* Several tags of one kind that together have just the node's fields: `.dt,ed.` 0 where there are none. */
static int add_several(sheaf_printer *self, const sheaf_query_node *node, sheaf_dialect_what what) {
  const sheaf_dialect_tag *tags[SHEAF_DIALECT_COVER];
  sheaf_query_fields covered = 0;
  size_t count = 0;
  for (const sheaf_dialect_tag *tag = self->dialect->tags; tag->names && count < SHEAF_DIALECT_COVER; tag++) {
    if (tag->what != what || (tag->flags & SHEAF_DIALECT_READ_ONLY) || (tag->fields & ~(node->fields & ~covered)))
      continue;
    tags[count++] = tag;
    covered |= tag->fields;
  }
  if (covered != node->fields || count < 2) return 0;
  for (size_t i = 0; i < count; i++)
    sheaf_buf_add_format(self->out, "%c%.*s", i ? ',' : '.', (int)strcspn(tags[i]->names, "|"), tags[i]->names);
  sheaf_buf_add_byte(self->out, '.');
  return 1;
}

static int add_tag(sheaf_printer *self, const sheaf_query_node *node, sheaf_dialect_what what) {
  const sheaf_dialect_tag *tag;
  size_t length;
  if (!sheaf_print_tag(self, what, node, 0, &length) && add_several(self, node, what)) return SHEAF_OK;
  const int code = sheaf_gather_tag(self, what, node, &tag);
  if (code) return code;
  if (!tag)
    return sheaf_print_lose(self, node, SHEAF_LOSS_DIFFERENT, "Ovid has no field like the one of \"%.60s\"",
                            node->text);
  sheaf_buf_add_format(self->out, ".%.*s.", (int)strcspn(tag->names, "|"), tag->names);
  return SHEAF_OK;
}

/* Ovid takes names as they stand; other platforms add initials. */
static int print_name(sheaf_printer *self, const sheaf_query_node *node) {
  const int open = !(node->flags & (SHEAF_QUERY_QUOTED | SHEAF_QUERY_TRUNCATED));
  add_whole(self, node);
  if (open) sheaf_buf_add_byte(self->out, '*');
  const int code = add_tag(self, node, SHEAF_DIALECT_NAME);
  if (code || !open) return code;
  return sheaf_print_lose(self, node, SHEAF_LOSS_BROADER,
                          "Ovid adds no initials to a name; \"%.60s*\" finds everything that begins so", node->text);
}

/* A publication type with what is narrower: Ovid has only what is named. */
static int print_types(sheaf_printer *self, const sheaf_query_node *node) {
  const char *names[SHEAF_NLM_MOST];
  const size_t count = sheaf_nlm_narrower(SHEAF_NLM_TYPES, node->key, names, SHEAF_NLM_MOST);
  if (count > 1) sheaf_buf_add_byte(self->out, '(');
  for (size_t i = 0; i < count; i++) {
    if (i) sheaf_buf_add_text(self->out, " or ");
    sheaf_query_node one = *node;
    if (i) one.text = names[i];
    add_whole(self, &one);
  }
  if (count > 1) sheaf_buf_add_byte(self->out, ')');
  sheaf_buf_add_text(self->out, ".pt.");
  return SHEAF_OK;
}

static int print_value(sheaf_printer *self, const sheaf_query_node *node) {
  if (node->fields == F(PUBLICATION_TYPE) && (node->flags & SHEAF_QUERY_EXPLODE)) return print_types(self, node);
  add_whole(self, node);
  return add_tag(self, node, SHEAF_DIALECT_VALUE);
}

static int print_range(sheaf_printer *self, const sheaf_query_node *node) {
  char low[5], high[5];
  const int years = sheaf_gather_years(node, low, high);
  if (self->native && (node->flags & SHEAF_QUERY_SINGLE)) {
    sheaf_buf_add_text(self->out, node->text);
    return add_tag(self, node, SHEAF_DIALECT_DATE);
  }
  if (years && strcmp(low, high) == 0 && (node->flags & SHEAF_QUERY_SINGLE)) {
    sheaf_buf_add_text(self->out, low);
    return add_tag(self, node, SHEAF_DIALECT_DATE);
  }
  if (years)
    sheaf_buf_add_format(self->out, "%s:%s", low, high);
  else
    sheaf_buf_add_format(self->out, "%.4s%.2s%.2s:%.4s%.2s%.2s", node->low, node->low + 5, node->low + 8, node->high,
                         node->high + 5, node->high + 8);
  const int code = add_tag(self, node, SHEAF_DIALECT_DATE);
  return code ? code : sheaf_gather_single_loss(self, node);
}

/* ---- all ---- */

static int begins(const char *text, const char *word) { return strncmp(text, word, strlen(word)) == 0; }

int sheaf_ovid_print_limit(sheaf_printer *self, const sheaf_query_node *node) {
  const sheaf_query_node *line = node->child[0];
  const int first = node->number > 0; /* what follows would be read as a limit */
  const int bare = line->kind != SHEAF_QUERY_REF &&
                   (!line->children || line->kind == SHEAF_QUERY_PHRASE || line->kind == SHEAF_QUERY_SCOPE ||
                    line->kind == SHEAF_QUERY_HEADING || line->kind == SHEAF_QUERY_FREQ);
  const char *text = node->text;
  const int use = begins(text, "use "), keep = begins(text, "keep "), duplicates = begins(text, "remove ");
  if (first) sheaf_buf_add_byte(self->out, '(');
  sheaf_buf_add_text(self->out, use ? "" : keep ? "from " : duplicates ? "remove duplicates from " : "limit ");
  if (bare) sheaf_buf_add_byte(self->out, '(');
  const int code = sheaf_print_node(self, line, 1);
  if (bare) sheaf_buf_add_byte(self->out, ')');
  if (!duplicates) sheaf_buf_add_format(self->out, " %s%s", use || keep ? "" : "to ", text);
  if (first) sheaf_buf_add_byte(self->out, ')');
  return code;
}

int sheaf_ovid_print(sheaf_printer *self, const sheaf_query_node *node) {
  switch (node->kind) {
    case SHEAF_QUERY_TERM:
    case SHEAF_QUERY_PHRASE: return print_words(self, node);
    case SHEAF_QUERY_SCOPE: return print_scope(self, node);
    case SHEAF_QUERY_HEADING: return print_heading(self, node);
    case SHEAF_QUERY_QUALIFIER: return print_qualifier(self, node);
    case SHEAF_QUERY_NAME: return print_name(self, node);
    case SHEAF_QUERY_VALUE: return print_value(self, node);
    case SHEAF_QUERY_RANGE: return print_range(self, node);
    case SHEAF_QUERY_FREQ: return print_freq(self, node);
    case SHEAF_QUERY_REF: sheaf_buf_add_text(self->out, node->text + strspn(node->text, "#Ss")); return SHEAF_OK;
    default: return sheaf_gather_other(self, node, '"');
  }
}
