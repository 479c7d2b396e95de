/* piece.c - see piece.h. */
#include "piece.h"
#include "build.h"
#include "refs.h"
#include "words.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

static int is_digit(char c) { return c >= '0' && c <= '9'; }
static int is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }
static int is_wordy(char c) { return is_digit(c) || is_letter(c) || (unsigned char)c >= 0x80; }
static char at_cursor(const sheaf_parser *self) { return self->text[self->at]; }

int sheaf_piece_is(const sheaf_parser *self, size_t first, size_t last, const char *name) {
  for (; first < last && *name; first++, name++)
    if ((is_letter(self->text[first]) ? (self->text[first] | 32) : self->text[first]) != *name) return 0;
  return first == last && !*name;
}

size_t sheaf_piece_place(const sheaf_parser *self, size_t original) {
  size_t low = 0, high = self->length;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (self->places[middle] < original)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* ---- quotes and words ---- */

int sheaf_piece_quoted(sheaf_parser *self, sheaf_piece *out, sheaf_error *err) {
  const size_t start = self->at;
  const char quote = at_cursor(self);
  size_t at = start + 1;
  for (; at < self->length; at++) {
    if (self->text[at] != quote) continue;
    if (quote == '\'' && ((is_wordy(self->text[at - 1]) && is_wordy(self->text[at + 1])) || self->text[at - 1] == '\\'))
      continue;
    break;
  }
  if (at >= self->length)
    return sheaf_parser_fail(self, "Y-QUOTE", start, err, "this quotation mark is never closed; add the second one");
  *out = (sheaf_piece){.first = start + 1, .last = at, .start = start, .end = at + 1, .quoted = 1};
  self->at = at + 1;
  return SHEAF_OK;
}

static int is_mark(const sheaf_parser *self, char c) {
  for (const sheaf_dialect_wildcard *w = self->dialect->wildcards; w->mark; w++)
    if (w->mark == c) return 1;
  return 0;
}

/* 1 where the word is a proximity operator in the form of some platform: adj3, near3, near/3, pre/2, next2, w/5. */
static int is_near_form(const sheaf_parser *self, size_t first, size_t last) {
  static const char *const words[] = {"adj", "near", "next", "pre", "within", "w", "n", "p", "same"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    const size_t length = strlen(words[i]);
    if (last - first < length || !sheaf_piece_is(self, first, first + length, words[i])) continue;
    size_t at = first + length;
    const int slash = at < last && self->text[at] == '/';
    at += (size_t)slash;
    const size_t digits = at;
    while (at < last && is_digit(self->text[at])) at++;
    if (at < last) continue;
    if (at > digits && (slash || length > 2)) return 1;
    if (at == last && at == digits && (i == 0 || slash)) return 1;
  }
  return 0;
}

/* 1 where the word ends in a field in Ovid's form: asthma.ti,ab. */
static int is_ovid_form(const sheaf_parser *self, size_t first, size_t last) {
  if (self->text[last - 1] == '.') last--;
  size_t at = last;
  while (at > first && (is_letter(self->text[at - 1]) || self->text[at - 1] == ',')) at--;
  if (at <= first + 1 || self->text[at - 1] != '.') return 0;
  static const char *const names[] = {"ti", "ab", "tw", "mp", "kw", "kf", "af", "sh", "hw", "pt", "fs", "ot"};
  for (size_t end = at; at < last; at = end + 1) {
    for (end = at; end < last && self->text[end] != ',';) end++;
    size_t i = 0;
    while (i < sizeof names / sizeof *names && !sheaf_piece_is(self, at, end, names[i])) i++;
    if (i == sizeof names / sizeof *names) return 0;
  }
  return 1;
}

/* A mark that is a wildcard elsewhere, on or behind a letter. */
static int note_foreign_marks(sheaf_parser *self, size_t first, size_t last) {
  for (size_t at = first + 1; at < last; at++) {
    const char c = self->text[at];
    if ((c != '#' && c != '$' && c != '?') || is_mark(self, c) || !is_wordy(self->text[at - 1])) continue;
    if (sheaf_parser_note(self, "T-WILDSEM", SHEAF_QUERY_WARNING, at, at + 1,
                          "%c is no wildcard on %s, and was read as a space; write the one that you mean (%c%s)", c,
                          self->dialect->title, self->dialect->wildcards[0].mark, is_mark(self, '?') ? ", ?" : ""))
      return SHEAF_ENOMEM;
  }
  return SHEAF_OK;
}

static int check_word(sheaf_parser *self, const sheaf_piece *piece, sheaf_error *err) {
  const size_t first = piece->first, last = piece->last;
  const int shown = last - first < 40 ? (int)(last - first) : 40;
  if (is_near_form(self, first, last)) {
    const sheaf_dialect_near *near = self->dialect->nears;
    while (near[1].text && (near->ordered || near->number == SHEAF_DIALECT_NUMBER_NEVER)) near++;
    return sheaf_parser_fail(self, "B-NEAROP", first, err, "%.*s is no operator of %s; write %s%s and a number", shown,
                             self->text + first, self->dialect->title, near->text, near->slash ? "/" : "");
  }
  if (is_ovid_form(self, first, last))
    return sheaf_parser_fail(self, "Y-FIELDFORM", first, err,
                             "%.*s has its field in Ovid's form, which %s does not take; write it in the platform's "
                             "own",
                             shown, self->text + first, self->dialect->title);
  return note_foreign_marks(self, first, last) ? sheaf_error_memory(err) : SHEAF_OK;
}

/* Moves past one word at the cursor. */
static void pass_word(sheaf_parser *self) {
  const size_t first = self->at;
  for (; self->at < self->length; self->at++) {
    const char c = at_cursor(self);
    if (c == '\'' && self->at > first && is_wordy(self->text[self->at - 1]) && is_wordy(self->text[self->at + 1]))
      continue;
    if (sheaf_parser_is_edge(self, c) && !is_mark(self, c)) break;
  }
}

int sheaf_piece_word(sheaf_parser *self, sheaf_piece *out, sheaf_error *err) {
  const size_t first = self->at;
  pass_word(self);
  sheaf_parser_operator op;
  for (size_t end = self->at; self->run && end > first; end = self->at) {
    sheaf_parser_skip_spaces(self);
    const size_t next = self->at;
    if (!sheaf_parser_operator_at(self, &op)) pass_word(self);
    if (self->at > next) continue;
    self->at = end;
    break;
  }
  *out = (sheaf_piece){.first = first, .last = self->at, .start = first, .end = self->at};
  if (self->at == first)
    return sheaf_parser_fail(self, "Y-OPPOS", first, err, "a term is expected here, not \"%c\"; remove it",
                             at_cursor(self));
  return check_word(self, out, err);
}

int sheaf_piece_read(sheaf_parser *self, const sheaf_piece *piece, unsigned flags, sheaf_query_node **out,
                     sheaf_error *err) {
  const int code = sheaf_words_read(self, piece->first, piece->last,
                                    flags | (piece->quoted ? (unsigned)SHEAF_WORDS_QUOTED : 0u), out, err);
  if (code) return code;
  (*out)->first = self->places[piece->start];
  (*out)->last = self->places[piece->end];
  return SHEAF_OK;
}

/* ---- references to lines ---- */

/* 1 where the text is nothing but numbers, operators and parentheses. */
static int only_numbers(const sheaf_parser *self) {
  for (size_t at = 0; at < self->length; at++) {
    const char c = self->text[at];
    if (is_digit(c) || strchr(" ()#,-", c)) continue;
    static const char *const words[] = {"and", "or", "not"};
    size_t end = at, i = 0;
    while (is_letter(self->text[end])) end++;
    while (i < 3 && !sheaf_piece_is(self, at, end, words[i])) i++;
    if (i == 3) return 0;
    at = end - 1;
  }
  return 1;
}

static size_t list_end(const sheaf_parser *self, size_t at) {
  while (at < self->length && (is_digit(self->text[at]) || strchr(" ,-#", self->text[at]) ||
                               ((self->text[at] | 32) == 's' && is_digit(self->text[at + 1]))))
    at++;
  while (self->text[at - 1] == ' ' || self->text[at - 1] == ',') at--;
  return at;
}

/* or/1-5 and {OR #1-#5}: the list behind the operator. */
static int listed(sheaf_parser *self, int braces, sheaf_query_node **out, sheaf_error *err) {
  const size_t start = self->at;
  size_t at = start + (size_t)braces;
  while (self->text[at] == ' ') at++;
  size_t word = at;
  while (is_letter(self->text[word])) word++;
  const int is_or = sheaf_piece_is(self, at, word, "or");
  if (!is_or && !sheaf_piece_is(self, at, word, "and")) return 0;
  while (self->text[word] == ' ') word++;
  if (!braces && self->text[word++] != '/') return 0;
  while (self->text[word] == ' ') word++;
  if (!is_digit(self->text[word]) && self->text[word] != '#' && (self->text[word] | 32) != 's') return 0;
  const size_t end = list_end(self, word);
  int code = sheaf_refs_list(self, is_or ? SHEAF_QUERY_OR : SHEAF_QUERY_AND, word, end, out, err);
  if (code) return code;
  self->at = end;
  if (braces) {
    sheaf_parser_skip_spaces(self);
    if (at_cursor(self) != '}')
      return sheaf_parser_fail(self, "Y-PAREN", start, err, "this brace is never closed; add \"}\" behind the lines");
    self->at++;
  }
  self->closed = 1;
  return 1;
}

int sheaf_piece_refs(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  const size_t start = self->at;
  const char c = at_cursor(self);
  if (c == '{' || (c | 32) == 'o' || (c | 32) == 'a') return listed(self, c == '{', out, err);
  size_t at = start + (c == '#');
  if (!is_digit(self->text[at])) return 0;
  while (is_digit(self->text[at])) at++;
  if (c != '#' && (!self->options->line_count || !sheaf_refs_is_line(self, start, at) || !only_numbers(self))) return 0;
  if (self->text[at] == '-' && (self->text[at + 1] == '#' || is_digit(self->text[at + 1])))
    return sheaf_parser_fail(self, "Y-LINEREF", start, err,
                             "a range of lines needs its operator; write or/1-5, or the lines with OR between");
  self->at = at;
  const int code = sheaf_refs_one(self, start, at, out, err);
  return code ? code : 1;
}

/* ---- fields ---- */

int sheaf_piece_unknown(const sheaf_parser *self, size_t first, size_t last, sheaf_error *err) {
  size_t size = 0;
  const char *near = sheaf_dialect_tag_suggest(self->dialect, self->text + first, last - first, &size);
  const int shown = last - first < 40 ? (int)(last - first) : 40;
  if (near)
    return sheaf_parser_fail(self, "Y-FIELD", first, err, "%s has no field \"%.*s\"; did you mean \"%.*s\"?",
                             self->dialect->title, shown, self->text + first, (int)size, near);
  return sheaf_parser_fail(self, "Y-FIELD", first, err, "%s has no field \"%.*s\"; use one such as \"%.*s\"",
                           self->dialect->title, shown, self->text + first,
                           (int)strcspn(self->dialect->tags[0].names, "|"), self->dialect->tags[0].names);
}

int sheaf_piece_list(sheaf_parser *self, sheaf_piece_fields *out, sheaf_error *err) {
  out->count = 0;
  for (;;) {
    sheaf_parser_skip_spaces(self);
    const size_t first = self->at;
    while (is_wordy(at_cursor(self)) || at_cursor(self) == '_') self->at++;
    if (self->at == first && out->count) break; /* :ti,ab; */
    if (self->at == first)
      return sheaf_parser_fail(self, "Y-FIELD", first, err, "a field name is expected here, such as \"%.*s\"",
                               (int)strcspn(self->dialect->tags[0].names, "|"), self->dialect->tags[0].names);
    const sheaf_dialect_tag *tag = sheaf_dialect_tag_find(self->dialect, self->text + first, self->at - first);
    if (!tag) return sheaf_piece_unknown(self, first, self->at, err);
    if (out->count < SHEAF_PIECE_TAGS) out->tag[out->count++] = tag;
    out->end = self->at;
    sheaf_parser_skip_spaces(self);
    if (at_cursor(self) != ',' && at_cursor(self) != ';') break;
    self->at++;
  }
  self->at = out->end;
  return SHEAF_OK;
}

int sheaf_piece_whole(sheaf_parser *self, const sheaf_piece *piece, sheaf_query_kind kind, sheaf_query_fields fields,
                      unsigned flags, sheaf_query_node **out, sheaf_error *err) {
  sheaf_build what = {.kind = kind,
                      .fields = fields,
                      .flags = flags,
                      .first = piece->first,
                      .last = piece->last,
                      .start = piece->start,
                      .end = piece->end};
  while (what.last > what.first && self->text[what.last - 1] == ' ') what.last--;
  if (what.last > what.first + 1 && self->text[what.last - 1] == '*') {
    what.last--;
    what.flags = (what.flags | SHEAF_QUERY_TRUNCATED) & ~(unsigned)SHEAF_QUERY_EXPLODE;
  }
  return sheaf_build_whole(self, &what, out, err);
}

/* Where one date ends and what stands between it and the other: a year and "-", or any of ":", "/", " to ". */
static size_t date_joint(const sheaf_parser *self, size_t first, size_t last, size_t *length) {
  *length = 1;
  for (size_t at = first; at < last; at++) {
    if (self->text[at] == ':') return at;
    if (at + 4 <= last && sheaf_piece_is(self, at, at + 4, " to ")) {
      *length = 4;
      return at;
    }
  }
  const char *slash = memchr(self->text + first, '/', last - first);
  const char *dash = memchr(self->text + first, '-', last - first);
  if (slash && dash) return (size_t)(slash - self->text); /* 2010-01-01/2010-12-31 */
  if (!dash) return last;
  size_t end = (size_t)(dash - self->text) + 1;
  while (end < last && self->text[end] == ' ') end++;
  size_t digits = end;
  while (digits < last && is_digit(self->text[digits])) digits++;
  return digits == last && (digits - end == 4 || digits == end || dash == self->text + first)
             ? (size_t)(dash - self->text)
             : last;
}

int sheaf_piece_dates(sheaf_parser *self, const sheaf_piece *piece, sheaf_query_fields fields, sheaf_query_node **out,
                      sheaf_error *err) {
  sheaf_build what = {.kind = SHEAF_QUERY_RANGE,
                      .fields = fields,
                      .first = piece->first,
                      .last = piece->last,
                      .start = piece->start,
                      .end = piece->end};
  size_t length;
  const size_t joint = date_joint(self, piece->first, piece->last, &length);
  size_t low[2] = {piece->first, joint}, high[2] = {joint + length, piece->last};
  for (; low[0] < low[1] && self->text[low[1] - 1] == ' '; low[1]--) {
  }
  for (; high[0] < high[1] && self->text[high[0]] == ' '; high[0]++) {
  }
  if (joint < piece->last) return sheaf_build_dates(self, &what, low, high, out, err);
  what.flags = SHEAF_QUERY_SINGLE;
  return sheaf_build_dates(self, &what, low, low, out, err);
}

/* ---- fields on what was read as words ---- */

static sheaf_query_kind kind_of(sheaf_dialect_what what) {
  switch (what) {
    case SHEAF_DIALECT_HEADING: return SHEAF_QUERY_HEADING;
    case SHEAF_DIALECT_QUALIFIER: return SHEAF_QUERY_QUALIFIER;
    case SHEAF_DIALECT_NAME: return SHEAF_QUERY_NAME;
    default: return SHEAF_QUERY_VALUE;
  }
}

/* What one field makes of a piece. */
static int leaf(sheaf_parser *self, const sheaf_piece *piece, const sheaf_dialect_tag *tag, sheaf_query_fields fields,
                sheaf_query_node **out, sheaf_error *err) {
  if (tag->what == SHEAF_DIALECT_DATE) return sheaf_piece_dates(self, piece, fields, out, err);
  unsigned flags = tag->flags & ~(unsigned)SHEAF_QUERY_QUOTED;
  /* A NAME in quotes is exact where the platform's tag says so. */
  if (piece->quoted && (tag->what != SHEAF_DIALECT_NAME || (tag->flags & SHEAF_QUERY_QUOTED)))
    flags |= SHEAF_QUERY_QUOTED;
  if (tag->what == SHEAF_DIALECT_WORDS) {
    int code = sheaf_piece_read(self, piece, 0, out, err);
    if (!code) self->closed = 0;
    return code ? code : sheaf_parser_scope(self, fields, piece->end, out, err);
  }
  const int foreign = tag->what == SHEAF_DIALECT_QUALIFIER &&
                      (!self->dialect->vocabulary || strcmp(self->dialect->vocabulary, "MeSH") != 0);
  const int code =
      sheaf_piece_whole(self, piece, foreign ? SHEAF_QUERY_HEADING : kind_of(tag->what), fields, flags, out, err);
  if (!code && foreign) (*out)->kind = SHEAF_QUERY_QUALIFIER;
  return code;
}

/* The fields of all tags of the list that are read like the one at i; 0 where an earlier one stands for it. */
static sheaf_query_fields joined(const sheaf_piece_fields *fields, size_t i) {
  sheaf_query_fields all = 0;
  for (size_t k = 0; k < fields->count; k++) {
    if (fields->tag[k]->what != fields->tag[i]->what || fields->tag[k]->flags != fields->tag[i]->flags) continue;
    if (k < i) return 0;
    all |= fields->tag[k]->fields;
  }
  return all;
}

static int leaves(sheaf_parser *self, const sheaf_piece_fields *fields, const sheaf_piece *piece,
                  sheaf_query_node **out, sheaf_error *err) {
  sheaf_query_node *all = NULL;
  for (size_t i = 0; i < fields->count; i++) {
    const sheaf_query_fields here = joined(fields, i);
    if (!here) continue;
    sheaf_query_node *one = NULL;
    int code = leaf(self, piece, fields->tag[i], here, &one, err);
    if (code) return code;
    if (i && all->kind != SHEAF_QUERY_OR) {
      sheaf_query_node *group = sheaf_parser_node(self, SHEAF_QUERY_OR, piece->start, piece->end);
      if (!group) return sheaf_error_memory(err);
      code = sheaf_parser_adopt(self, group, all, err);
      all = group;
    }
    if (!i)
      all = one;
    else if (!code)
      code = sheaf_parser_adopt(self, all, one, err);
    if (code) return code;
  }
  *out = all;
  return SHEAF_OK;
}

static int is_word_leaf(const sheaf_query_node *node) {
  return node->kind == SHEAF_QUERY_TERM || node->kind == SHEAF_QUERY_PHRASE;
}

/* 1 where the children are unquoted words with nothing but white space and commas between: `smith j`. */
static int is_run(const sheaf_parser *self, const sheaf_query_node *node) {
  for (size_t i = 0; i < node->children; i++) {
    const sheaf_query_node *child = node->child[i];
    if (!is_word_leaf(child) || (child->flags & SHEAF_QUERY_QUOTED)) return 0;
    if (!i) continue;
    const size_t from = sheaf_piece_place(self, node->child[i - 1]->last), to = sheaf_piece_place(self, child->first);
    for (size_t at = from; at < to; at++)
      if (!strchr(" ,.;", self->text[at])) return 0;
  }
  return 1;
}

static int convert(sheaf_parser *self, const sheaf_piece_fields *fields, sheaf_query_node **node, sheaf_error *err) {
  sheaf_query_node *at = *node;
  if (is_word_leaf(at) || (at->kind == SHEAF_QUERY_AND && is_run(self, at))) {
    if (!(at->flags & SHEAF_QUERY_UNTAGGED) && is_word_leaf(at)) return SHEAF_OK;
    sheaf_piece piece = {.start = sheaf_piece_place(self, at->first), .end = sheaf_piece_place(self, at->last)};
    piece.first = piece.start;
    piece.last = piece.end;
    piece.quoted = is_word_leaf(at) && (at->flags & SHEAF_QUERY_QUOTED);
    if (piece.quoted && strchr("\"'{", self->text[piece.first]) && piece.last > piece.first + 1) {
      piece.first++;
      piece.last--;
    }
    return leaves(self, fields, &piece, node, err);
  }
  if (at->kind == SHEAF_QUERY_NEAR || at->kind == SHEAF_QUERY_REF)
    return sheaf_parser_fail(self, at->kind == SHEAF_QUERY_REF ? "Y-LINEREF" : "B-NEAROP",
                             sheaf_piece_place(self, at->first), err,
                             "this field takes terms joined by AND, OR and NOT only, not %s",
                             at->kind == SHEAF_QUERY_REF ? "lines" : "proximity");
  if (at->kind != SHEAF_QUERY_OR && at->kind != SHEAF_QUERY_AND && at->kind != SHEAF_QUERY_NOT) return SHEAF_OK;
  for (size_t i = 0; i < at->children; i++) {
    const int code = convert(self, fields, &at->child[i], err);
    if (code) return code;
    if (at->depth <= at->child[i]->depth) at->depth = at->child[i]->depth + 1;
  }
  return SHEAF_OK;
}

int sheaf_piece_apply(sheaf_parser *self, const sheaf_piece_fields *fields, sheaf_query_node **node, sheaf_error *err) {
  sheaf_query_fields words = 0;
  int others = 0;
  for (size_t i = 0; i < fields->count; i++) {
    if (fields->tag[i]->what == SHEAF_DIALECT_UNSUPPORTED)
      return sheaf_build_unsupported(self, fields->start, fields->end, fields->tag[i]->reason, node, err);
    if (fields->tag[i]->what == SHEAF_DIALECT_WORDS)
      words |= fields->tag[i]->fields;
    else
      others = 1;
  }
  if (!others) return sheaf_parser_scope(self, words, fields->end, node, err);
  const int code = convert(self, fields, node, err);
  if (code) return code;
  if (is_word_leaf(*node)) return SHEAF_OK;
  (*node)->last = self->places[fields->end];
  return SHEAF_OK;
}

/* ---- notes ---- */

int sheaf_piece_note_untagged(sheaf_parser *self, const sheaf_query_node *node, const char *where) {
  if (node->kind == SHEAF_QUERY_SCOPE) return SHEAF_OK;
  if ((node->flags & SHEAF_QUERY_UNTAGGED) && is_word_leaf(node))
    return sheaf_query_note_add(self->query, "Y-FIELDNONE", SHEAF_QUERY_WARNING, node->first, node->last,
                                "\"%.60s\" has no field: it is searched in %s; give it one", node->text, where);
  for (size_t i = 0; i < node->children; i++)
    if (sheaf_piece_note_untagged(self, node->child[i], where)) return SHEAF_ENOMEM;
  return SHEAF_OK;
}
