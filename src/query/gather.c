/* gather.c - see gather.h. */
#include "gather.h"

#include <string.h>

#include "base/utf8.h"
#include "index/token.h"
#include "leaf.h"
#include "record/field.h"

/* ---- fields ---- */

enum { NO_MATCH = -1 };

/* How many of the wanted fields a tag has, where it has no others. */
static int fit(const sheaf_dialect_tag *tag, sheaf_dialect_what what, sheaf_query_fields fields, unsigned flags) {
  if (tag->what != what || (tag->fields & ~fields) || !(tag->fields & fields)) return NO_MATCH;
  return 2 * __builtin_popcountll(tag->fields) + ((tag->flags & SHEAF_QUERY_EXPLODE) == (flags & SHEAF_QUERY_EXPLODE));
}

static const sheaf_dialect_tag *best_tag(const sheaf_dialect *dialect, sheaf_dialect_what what,
                                         sheaf_query_fields fields, unsigned flags) {
  const sheaf_dialect_tag *best = NULL;
  int most = NO_MATCH;
  for (const sheaf_dialect_tag *tag = dialect->tags; tag->names; tag++) {
    const int here = fit(tag, what, fields, flags);
    if (here <= most) continue;
    most = here;
    best = tag;
  }
  return best;
}

/* What several tags cannot say whole, the subject field of the platform (its first tag) says better, where it has them
 * all and one more field at most: TS= and TITLE-ABS-KEY( ) are what people write. */
size_t sheaf_gather_cover(const sheaf_dialect *dialect, sheaf_query_fields fields, const sheaf_dialect_tag **tags,
                          sheaf_query_fields *covered) {
  const size_t count = sheaf_dialect_cover(dialect, fields, tags, covered);
  const sheaf_dialect_tag *subject = dialect->tags;
  if (count < 2 || *covered == fields || (*covered & ~subject->fields) ||
      __builtin_popcountll(subject->fields & ~*covered) > 1)
    return count;
  tags[0] = subject;
  *covered = subject->fields;
  return 1;
}

int sheaf_gather_tags(sheaf_printer *self, const sheaf_query_node *node, sheaf_query_fields fields,
                      const sheaf_dialect_tag **tags) {
  sheaf_query_fields covered = 0;
  size_t count = sheaf_gather_cover(self->dialect, fields, tags, &covered);
  const char *title = self->dialect->title;
  int code = SHEAF_OK;
  const sheaf_dialect_tag *whole =
      !count || (covered & ~fields) ? best_tag(self->dialect, SHEAF_DIALECT_VALUE, fields, 0) : NULL;
  if (whole && !(fields & ~whole->fields)) {
    tags[0] = whole;
    count = 1;
    code = sheaf_print_lose(self, node, SHEAF_LOSS_NARROWER, "%s takes whole values in this field, not words", title);
  } else if (!count)
    code = sheaf_print_lose(self, node, SHEAF_LOSS_DIFFERENT, "%s has no field for what is searched here; it has none",
                            title);
  else if (covered & ~fields)
    code = sheaf_print_lose(self, node, fields & ~covered ? SHEAF_LOSS_DIFFERENT : SHEAF_LOSS_BROADER,
                            "the nearest field of %s (%.*s) has more in it", title, (int)strcspn(tags[0]->names, "|"),
                            tags[0]->names);
  else if (covered != fields)
    code =
        sheaf_print_lose(self, node, SHEAF_LOSS_NARROWER, "%s has no field for a part of what is searched here", title);
  return code ? code : (int)count;
}

int sheaf_gather_names(sheaf_printer *self, const sheaf_query_node *node, sheaf_query_fields fields,
                       const char *before) {
  const sheaf_dialect_tag *tags[SHEAF_DIALECT_COVER];
  const int count = sheaf_gather_tags(self, node, fields, tags);
  for (int i = 0; i < count; i++) {
    sheaf_buf_add_text(self->out, i ? "," : before);
    sheaf_buf_add(self->out, tags[i]->names, strcspn(tags[i]->names, "|"));
  }
  return count < 0 ? count : SHEAF_OK;
}

/* A journal is searched by its full title and its abbreviation. */
static sheaf_query_fields around(const sheaf_query_node *node) {
  const sheaf_query_fields journal = SHEAF_QUERY_FIELD(JOURNAL) | SHEAF_QUERY_FIELD(JOURNAL_ABBREVIATION);
  return node->fields & journal ? node->fields | journal : node->fields;
}

int sheaf_gather_tag(sheaf_printer *self, sheaf_dialect_what what, const sheaf_query_node *node,
                     const sheaf_dialect_tag **tag) {
  static const sheaf_query_fields person = SHEAF_QUERY_FIRST_AUTHOR | SHEAF_QUERY_LAST_AUTHOR | SHEAF_QUERY_FULL_NAME;
  const char *title = self->dialect->title;
  const sheaf_query_fields plain = node->fields & ~person;
  const sheaf_dialect_tag *exact = best_tag(self->dialect, what, node->fields, node->flags);
  *tag = exact;
  if (!exact && what == SHEAF_DIALECT_VALUE)
    for (const sheaf_dialect_tag *t = self->dialect->tags; t->names && !*tag; t++)
      if (t->what == what && !(node->fields & ~t->fields)) *tag = t;
  if (!exact && *tag)
    return sheaf_print_lose(self, node, SHEAF_LOSS_BROADER, "the nearest field of %s has more in it", title);
  if (!exact && what == SHEAF_DIALECT_VALUE && (*tag = best_tag(self->dialect, SHEAF_DIALECT_WORDS, around(node), 0)))
    return sheaf_print_lose(self, node, SHEAF_LOSS_DIFFERENT, "%s searches this field by word, not as a whole", title);
  if (!exact) return SHEAF_OK;
  int code = SHEAF_OK;
  if ((exact->fields & ~person) != plain)
    code =
        sheaf_print_lose(self, node, SHEAF_LOSS_NARROWER, "%s has no field for a part of what is searched here", title);
  else if (exact->fields != node->fields)
    code = sheaf_print_lose(self, node, SHEAF_LOSS_BROADER,
                            "%s does not tell first, last or full names of authors apart", title);
  if (!code && what == SHEAF_DIALECT_VALUE && (node->flags & SHEAF_QUERY_EXPLODE) &&
      !(exact->flags & SHEAF_QUERY_EXPLODE))
    code = sheaf_print_lose(self, node, SHEAF_LOSS_NARROWER, "%s does not find what is narrower than \"%.60s\"", title,
                            node->text);
  return code;
}

/* ---- words ---- */

static int is_wordy(char c) {
  return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || (unsigned char)c >= 0x80;
}

static int same_word(const char *a, const char *b) {
  for (; *a && *b; a++, b++)
    if ((*a >= 'a' && *a <= 'z' ? *a - 32 : *a) != *b) return 0;
  return !*a && !*b;
}

/* adj3, near3, W5: proximity on some platform, read as such or refused. */
static int is_near_form(const char *text) {
  static const char *const words[] = {"ADJ", "NEAR", "NEXT", "PRE", "WITHIN", "W", "N", "P"};
  const size_t letters = strcspn(text, "0123456789");
  char word[8] = "";
  if (!text[letters] || letters >= sizeof word || text[letters + strspn(text + letters, "0123456789")]) return 0;
  memcpy(word, text, letters);
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (same_word(word, words[i])) return 1;
  return 0;
}

static int is_operator(const sheaf_dialect *dialect, const char *text) {
  if (is_near_form(text)) return 1;
  static const char *const others[] = {"ADJ", "NEAR", "NEXT", "SAME", "AND", "OR", "NOT", "WITHIN", "EXP"};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (same_word(text, others[i])) return 1;
  for (const sheaf_dialect_near *near = dialect->nears; near->text; near++)
    if (same_word(text, near->text)) return 1;
  return 0;
}

int sheaf_gather_needs_quotes(const sheaf_dialect *dialect, const char *text) {
  const size_t length = strlen(text);
  if (!length || strspn(text, "0123456789") == length || is_operator(dialect, text)) return 1;
  for (size_t at = 0; at < length;) {
    uint32_t point;
    at += sheaf_utf8_decode(text + at, length - at, &point);
    if (!sheaf_utf8_is_word(point)) return 1;
  }
  return 0;
}

static int is_plain(const sheaf_query_node *term) { return term->parts == 1 && term->pattern[0].text != NULL; }

/* The text as typed, without quotes around, where it holds just the words of a PHRASE with nothing between that a
 * platform could misread; its length, or 0. */
static size_t as_typed(const sheaf_query_node *node, const char **text) {
  size_t length = strlen(node->text);
  *text = node->text;
  if (length > 2 && **text == '"' && (*text)[length - 1] == '"') {
    ++*text;
    length -= 2;
  }
  for (size_t i = 0; i < length; i++)
    if (!is_wordy((*text)[i]) && !strchr(" -./'", (*text)[i])) return 0;
  sheaf_token_cursor cursor;
  sheaf_token token;
  sheaf_token_init(&cursor, *text, length);
  size_t i = 0;
  int same = 1;
  while (same && sheaf_token_next(&cursor, &token) > 0) {
    same = i < node->children && is_plain(node->child[i]) && token.length == node->child[i]->pattern[0].length &&
           memcmp(token.text, node->child[i]->pattern[0].text, token.length) == 0;
    i++;
  }
  sheaf_token_clear(&cursor);
  return same && i == node->children ? length : 0;
}

static int has_slots(const sheaf_query_node *node) {
  for (size_t i = 0; i < node->children; i++)
    if (node->child[i]->flags & SHEAF_QUERY_SLOT) return 1;
  return 0;
}

static int has_wildcards(const sheaf_query_node *node) {
  for (size_t i = 0; i < node->children; i++)
    if (!is_plain(node->child[i])) return 1;
  return 0;
}

/* and[*1] would be read as an operator: a wildcard in brackets does not belong to the word before it. */
static int reads_as_operator(const sheaf_printer *self, const sheaf_query_node *term) {
  char word[8];
  const sheaf_query_part *first = &term->pattern[0];
  const sheaf_dialect_wildcard *mark = self->dialect->wildcards;
  while (mark && mark->mark && mark->numbered != 2) mark++;
  if (!mark || !mark->mark || !first->text || first->length >= sizeof word) return 0;
  memcpy(word, first->text, first->length);
  word[first->length] = 0;
  return is_operator(self->dialect, word);
}

static int print_term(sheaf_printer *self, const sheaf_query_node *term, char quote) {
  if (!is_plain(term)) {
    const int quoted = reads_as_operator(self, term);
    if (quoted) sheaf_buf_add_byte(self->out, quote);
    const int code = sheaf_print_pattern(self, term);
    if (quoted) sheaf_buf_add_byte(self->out, quote);
    return code;
  }
  if (sheaf_gather_needs_quotes(self->dialect, term->text))
    sheaf_print_quoted(self, term->text, quote);
  else
    sheaf_buf_add_text(self->out, term->text);
  return SHEAF_OK;
}

static const sheaf_dialect_near *near_with(const sheaf_dialect *dialect, uint32_t gap, int ordered) {
  for (const sheaf_dialect_near *near = dialect->nears; near->text; near++)
    if (near->ordered == ordered &&
        (near->number == SHEAF_DIALECT_NUMBER_NEVER ? near->implied == gap : gap + near->beyond <= near->most))
      return near;
  return NULL;
}

/* A PHRASE word by word: `(a NEXT b)`; places for any word widen the distance. */
static int print_chain(sheaf_printer *self, const sheaf_query_node *node, char quote) {
  int code = SHEAF_OK, unordered = 0;
  uint32_t gap = 0;
  const int slots = has_slots(node);
  sheaf_buf_add_byte(self->out, '(');
  for (size_t i = 0; i < node->children && !code; i++) {
    if (node->child[i]->flags & SHEAF_QUERY_SLOT) {
      gap++;
      continue;
    }
    const sheaf_dialect_near *near = near_with(self->dialect, gap, 1);
    if (!near) {
      near = near_with(self->dialect, gap, 0);
      unordered = unordered || i;
    }
    if (i && near && near->number == SHEAF_DIALECT_NUMBER_NEVER)
      sheaf_buf_add_format(self->out, " %s ", near->text);
    else if (i && near)
      sheaf_buf_add_format(self->out, " %s%s%u ", near->text, near->slash ? "/" : "", gap + near->beyond);
    else if (i)
      sheaf_buf_add_text(self->out, " AND ");
    gap = 0;
    code = print_term(self, node->child[i], quote);
  }
  sheaf_buf_add_byte(self->out, ')');
  if (code || !(slots || unordered)) return code;
  return sheaf_print_lose(self, node, SHEAF_LOSS_BROADER,
                          "%s has no phrase like this one; words near each other are searched instead",
                          self->dialect->title);
}

int sheaf_gather_words(sheaf_printer *self, const sheaf_query_node *node, char quote, int wild_quotes) {
  if (node->kind == SHEAF_QUERY_TERM) return print_term(self, node, quote);
  if ((has_slots(node) && !self->native) || (!wild_quotes && has_wildcards(node)))
    return print_chain(self, node, quote);
  const char *text;
  const size_t length = as_typed(node, &text);
  const char mark = quote == '\'' && length && memchr(text, quote, length) ? '"' : quote;
  int code = SHEAF_OK;
  sheaf_buf_add_byte(self->out, mark);
  if (length)
    sheaf_buf_add(self->out, text, length);
  else
    code = sheaf_print_words(self, node, "*");
  sheaf_buf_add_byte(self->out, mark);
  return code;
}

void sheaf_gather_text(sheaf_printer *self, const sheaf_query_node *node, char quote, int always) {
  const int quotes = always || sheaf_gather_needs_quotes(self->dialect, node->text);
  if (quotes) sheaf_buf_add_byte(self->out, quote);
  for (const char *c = node->text; *c; c++)
    if (*c != quote || (quote == '\'' && c > node->text && is_wordy(c[-1]) && is_wordy(c[1])))
      sheaf_buf_add_byte(self->out, *c);
  if (node->flags & SHEAF_QUERY_TRUNCATED) sheaf_buf_add_byte(self->out, '*');
  if (quotes) sheaf_buf_add_byte(self->out, quote);
}

int sheaf_gather_nothing(sheaf_printer *self, const sheaf_query_node *node, char quote) {
  sheaf_print_quoted(self, node->text, quote);
  return sheaf_print_lose(self, node, SHEAF_LOSS_DIFFERENT, "%s has no words for this %s; its text is left as words",
                          self->dialect->title, sheaf_query_kind_name(node->kind));
}

int sheaf_gather_vocabulary(sheaf_printer *self, const sheaf_query_node *node) {
  const char *from = sheaf_dialect_find(sheaf_query_syntax(self->query))->vocabulary, *to = self->dialect->vocabulary;
  if (self->native || (from && to && strcmp(from, to) == 0)) return SHEAF_OK;
  if (!to)
    return sheaf_print_lose(self, node, SHEAF_LOSS_DIFFERENT,
                            "%s has no headings to explode; \"%.60s\" is searched as words", self->dialect->title,
                            node->text);
  return sheaf_print_lose(self, node, SHEAF_LOSS_DIFFERENT, "look \"%.60s\" up in %s: it is a heading of %s",
                          node->text, to, from ? from : "another vocabulary");
}

/* ---- what all of these platforms print alike ---- */

int sheaf_gather_other(sheaf_printer *self, const sheaf_query_node *node, char quote) {
  int code;
  switch (node->kind) {
    case SHEAF_QUERY_REF:
      sheaf_buf_add_format(self->out, "#%s", node->text + strspn(node->text, "#Ss"));
      return SHEAF_OK;
    case SHEAF_QUERY_FREQ:
      code = sheaf_print_node(self, node->child[0], 1);
      return code ? code
                  : sheaf_print_lose(self, node, SHEAF_LOSS_BROADER,
                                     "%s does not count occurrences; one is enough to be found", self->dialect->title);
    case SHEAF_QUERY_UNSUPPORTED:
      if (!self->native) break;
      sheaf_buf_add_text(self->out, node->text);
      return SHEAF_OK;
    default: break;
  }
  return sheaf_gather_nothing(self, node, quote);
}

/* ---- dates ---- */

int sheaf_gather_years(const sheaf_query_node *node, char low[5], char high[5]) {
  memcpy(low, node->low, 4);
  memcpy(high, node->high, 4);
  low[4] = high[4] = 0;
  return strcmp(node->low + 4, "-01-01") == 0 && strcmp(node->high + 4, "-12-31") == 0;
}

int sheaf_gather_single_loss(sheaf_printer *self, const sheaf_query_node *node) {
  if (self->native || !(node->flags & SHEAF_QUERY_SINGLE) || !sheaf_leaf_is_published(node)) return SHEAF_OK;
  return sheaf_print_lose(self, node, SHEAF_LOSS_BROADER,
                          "%s takes this date as a range only, which also finds electronic dates after the printed one",
                          self->dialect->title);
}

int sheaf_gather_years_loss(sheaf_printer *self, const sheaf_query_node *node) {
  return sheaf_print_lose(self, node, SHEAF_LOSS_BROADER, "%s has years only, not months and days",
                          self->dialect->title);
}

int sheaf_gather_distributes(const sheaf_query_node *node) {
  if (node->kind == SHEAF_QUERY_AND || node->kind == SHEAF_QUERY_NOT) return 0;
  if (node->kind == SHEAF_QUERY_PHRASE) return 1;
  for (size_t i = 0; i < node->children; i++)
    if (!sheaf_gather_distributes(node->child[i])) return 0;
  return 1;
}
