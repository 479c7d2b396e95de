/* pubmed.c - PubMed's syntax: quotes, words and their tags. Source: search-syntax.md, sections 1-6 (NLM's guide).
 *
 * A tag belongs to the quoted phrase, or to all unquoted words, that stand right before it: PubMed looks such words up
 * in its phrase index, here they are a phrase. Words without a tag are terms of their own, joined by AND. */
#include "pubmed.h"

#include <string.h>

#include "build.h"
#include "date.h"
#include "pubmed_tags.h"
#include "refs.h"

/* Characters that PubMed turns into spaces (the hyphen makes a phrase, and * truncates). */
static const char blanks[] = "!#$%+.,;<>=?\\^_{}~'";

static char at_cursor(const sheaf_parser *self) { return self->text[self->at]; }

/* ---- tags ---- */

static int unknown_tag(sheaf_parser *self, size_t open, size_t first, size_t last, sheaf_error *err) {
  size_t size = 0;
  const char *near = sheaf_dialect_tag_suggest(self->dialect, self->text + first, last - first, &size);
  const int shown = last - first < 40 ? (int)(last - first) : 40;
  if (near)
    return sheaf_parser_fail(self, "Y-FIELD", open, err, "PubMed has no field [%.*s]; did you mean [%.*s]?", shown,
                             self->text + first, (int)size, near);
  return sheaf_parser_fail(self, "Y-FIELD", open, err, "PubMed has no field [%.*s]; use one such as [tiab] or [mh]",
                           shown, self->text + first);
}

/* What follows the colon of a tag: noexp, or ~ and a number. */
static int modifier(sheaf_parser *self, sheaf_pubmed_piece *piece, size_t first, size_t last, sheaf_error *err) {
  const char *text = sheaf_build_text(self, first, last);
  if (!text) return sheaf_error_memory(err);
  if (text[0] == '~') {
    long value = 0;
    const char *digit = text + 1 + (text[1] == ' ');
    const char *start = digit;
    for (; *digit >= '0' && *digit <= '9' && value < 100000; digit++) value = value * 10 + (*digit - '0');
    if (digit == start || *digit)
      return sheaf_parser_fail(self, "B-NEAROP", first, err, "a number is expected after \"~\", as in [tiab:~3]");
    piece->near = value > 1000 ? 1000 : value;
    if (value > 1000) return sheaf_parser_fail(self, "B-NEARDIST", first, err, "use a distance of at most 1000 words");
    return SHEAF_OK;
  }
  const char *c = text;
  const char *wanted = "noexp";
  while (*wanted && (*c | 32) == *wanted) c++, wanted++;
  if (*wanted || *c)
    return sheaf_parser_fail(self, "Y-FIELD", first, err,
                             "\":%.20s\" is no modifier of a field; use :noexp, or :~N for proximity", text);
  piece->noexp = 1;
  return SHEAF_OK;
}

/* Reads the tag at the cursor, which stands on "[". */
static int read_tag(sheaf_parser *self, sheaf_pubmed_piece *piece, sheaf_error *err) {
  const size_t open = self->at;
  const char *close = memchr(self->text + open, ']', self->length - open);
  if (!close) return sheaf_parser_fail(self, "Y-FIELD", open, err, "this field tag has no closing \"]\"; add it");
  const size_t first = open + 1, end = (size_t)(close - self->text);
  const char *colon = memchr(self->text + first, ':', end - first);
  size_t last = colon ? (size_t)(colon - self->text) : end;
  piece->tag = sheaf_dialect_tag_find(self->dialect, self->text + first, last - first);
  if (!piece->tag) return unknown_tag(self, open, first, last, err);
  self->at = end + 1;
  piece->end = self->at;
  return colon ? modifier(self, piece, last + 1, end, err) : SHEAF_OK;
}

/* ---- pieces ---- */

static int read_quoted(sheaf_parser *self, size_t *first, size_t *last, sheaf_error *err) {
  const int code = sheaf_parser_quote(self, self->at, last, err);
  if (code) return code;
  *first = self->at + 1;
  self->at = *last + 1;
  return SHEAF_OK;
}

/* #12: another line. */
static int read_ref(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  const size_t first = self->at++;
  while (at_cursor(self) >= '0' && at_cursor(self) <= '9') self->at++;
  return sheaf_refs_one(self, first, self->at, out, err);
}

/* 1 where the stretch is and, or, not in letters that PubMed does not take as an operator. */
static int is_small_operator(const char *text, size_t length) {
  static const char *const words[] = {"and", "or", "not"};
  for (size_t i = 0; i < 3; i++) {
    size_t k = 0;
    while (k < length && words[i][k] && (text[k] | 32) == words[i][k]) k++;
    if (k == length && !words[i][k]) return 1;
  }
  return 0;
}

/* Reads the words up to the next operator, parenthesis, quote or bracket. Notes lower-case operators among them. */
static int read_words(sheaf_parser *self, size_t *last) {
  while (self->at < self->length) {
    const size_t first = self->at;
    sheaf_parser_operator op;
    if (sheaf_parser_operator_at(self, &op)) break;
    while (!sheaf_parser_is_edge(self, at_cursor(self))) self->at++;
    const size_t length = self->at - first;
    if (length) *last = self->at;
    if (is_small_operator(self->text + first, length) &&
        sheaf_parser_note(self, "Y-OPCASE", SHEAF_QUERY_WARNING, first, self->at,
                          "\"%.*s\" is searched as a word; write the operator in capital letters", (int)length,
                          self->text + first))
      return SHEAF_ENOMEM;
    sheaf_parser_skip_spaces(self);
    if (sheaf_parser_is_edge(self, at_cursor(self))) break;
  }
  return SHEAF_OK;
}

/* Behind the first date of a range: `: "2020"[dp]`. */
static int read_range(sheaf_parser *self, sheaf_pubmed_piece *piece, sheaf_error *err) {
  const size_t colon = self->at++;
  sheaf_parser_skip_spaces(self);
  int code = SHEAF_OK;
  piece->to_first = piece->to_last = self->at;
  if (at_cursor(self) == '"')
    code = read_quoted(self, &piece->to_first, &piece->to_last, err);
  else if (read_words(self, &piece->to_last))
    code = sheaf_error_memory(err);
  if (code) return code;
  const sheaf_dialect_tag *tag = piece->tag;
  sheaf_parser_skip_spaces(self);
  if (at_cursor(self) == '[') code = read_tag(self, piece, err);
  if (code) return code;
  if (piece->to_first == piece->to_last || !piece->tag || piece->tag->what != SHEAF_DIALECT_DATE ||
      (tag && tag != piece->tag))
    return sheaf_parser_fail(self, "L-DATE", colon, err, "a range is two dates of one field: write 2010:2020[dp]");
  return SHEAF_OK;
}

/* The end of the first word of an untagged run. A hyphen or slash keeps words together, as a phrase. */
static size_t first_word(const sheaf_parser *self, size_t first, size_t last) {
  size_t at = first;
  while (at < last && self->text[at] != ' ' && self->text[at] != ':' && !strchr(blanks, self->text[at])) at++;
  return at;
}

static int tagged(sheaf_parser *self, sheaf_pubmed_piece *piece, sheaf_error *err) {
  sheaf_parser_skip_spaces(self);
  int code = at_cursor(self) == '[' ? read_tag(self, piece, err) : SHEAF_OK;
  if (code) return code;
  const size_t end = self->at;
  sheaf_parser_skip_spaces(self);
  if (at_cursor(self) == ':' && (piece->quoted || (piece->tag && piece->tag->what == SHEAF_DIALECT_DATE)))
    return read_range(self, piece, err);
  self->at = end;
  return SHEAF_OK;
}

static int quoted(sheaf_parser *self, sheaf_pubmed_piece *piece, sheaf_error *err) {
  piece->quoted = 1;
  int code = read_quoted(self, &piece->first, &piece->last, err);
  if (code) return code;
  piece->end = self->at;
  if (at_cursor(self) == '*') {
    self->at++;
    if (sheaf_parser_note(self, "T-PHRASEWILD", SHEAF_QUERY_WARNING, piece->start, self->at,
                          "* behind the quotes does nothing; write it behind the last word inside them"))
      return sheaf_error_memory(err);
  }
  return tagged(self, piece, err);
}

static int is_date(const sheaf_parser *self, size_t first, size_t last) {
  char low[SHEAF_DATE_BYTES];
  const char *text = self->text + first;
  const char *colon = memchr(text, ':', last - first);
  const size_t size = colon ? (size_t)(colon - text) : last - first;
  return sheaf_date_read(text, size, NULL, NULL) || (!colon && sheaf_date_last(text, size, NULL, low) != 0);
}

/* Where the date begins at the end of a run: `asthma 2010:2020[dp]` is a term and a date. */
static size_t date_start(const sheaf_parser *self, size_t first, size_t last) {
  for (size_t at = first; at < last; at++)
    if ((at == first || self->text[at - 1] == ' ') && is_date(self, at, last)) return at;
  return first;
}

/* Reads a run of words. With a tag it is one piece, but for a date, which takes the end of the run only; without one
 * the run is cut into words, here and when the cursor comes back before `bare`. */
static int unquoted(sheaf_parser *self, sheaf_pubmed_piece *piece, sheaf_error *err) {
  size_t last = self->bare;
  if (self->at >= self->bare) {
    if (read_words(self, &piece->last)) return sheaf_error_memory(err);
    self->bare = self->at;
    const int code = tagged(self, piece, err);
    if (code) return code;
    if (piece->tag && piece->tag->what != SHEAF_DIALECT_DATE) return SHEAF_OK;
    if (piece->tag) {
      self->bare = date_start(self, piece->first, piece->last);
      if (self->bare == piece->first) return SHEAF_OK;
      *piece = (sheaf_pubmed_piece){.first = piece->first, .start = piece->start, .near = SHEAF_PUBMED_NO_NEAR};
    }
    last = self->bare;
  }
  self->at = piece->end = piece->last = first_word(self, piece->first, last);
  return SHEAF_OK;
}

static int operand(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  const size_t start = self->at;
  const char c = at_cursor(self);
  if (c == '[')
    return sheaf_parser_fail(self, "Y-OPPOS", start, err, "this field tag has no term before it; add the term");
  if (c == ']') return sheaf_parser_fail(self, "Y-FIELD", start, err, "this \"]\" closes nothing; remove it");
  if (c == '#') return read_ref(self, out, err);
  if (start && self->text[start - 1] == '*' &&
      sheaf_parser_note(self, "T-LEFT", SHEAF_QUERY_WARNING, start - 1, start,
                        "PubMed has no * at the beginning of a word; it was left out"))
    return sheaf_error_memory(err);
  sheaf_pubmed_piece piece = {.first = start, .last = start, .start = start, .near = SHEAF_PUBMED_NO_NEAR};
  const int code = c == '"' ? quoted(self, &piece, err) : unquoted(self, &piece, err);
  return code ? code : sheaf_pubmed_leaf(self, &piece, out, err);
}

/* ---- tags on groups, which PubMed itself does not have ---- */

/* Puts each untagged term of a group into a section of the abstract. */
static int in_section(sheaf_parser *self, const sheaf_dialect_tag *tag, size_t place, sheaf_query_node **node,
                      sheaf_error *err) {
  sheaf_query_node *at = *node;
  switch (at->kind) {
    case SHEAF_QUERY_REF:
      return sheaf_parser_fail(self, "Y-FIELDGRP", place, err,
                               "a section cannot be given to a line; write the tag behind each of its terms");
    case SHEAF_QUERY_TERM:
    case SHEAF_QUERY_PHRASE:
      if (!(at->flags & SHEAF_QUERY_UNTAGGED)) return SHEAF_OK;
      sheaf_pubmed_spread(at, tag->fields);
      return sheaf_build_section(self, tag, at, node, err);
    case SHEAF_QUERY_OR:
    case SHEAF_QUERY_AND:
    case SHEAF_QUERY_NOT: break;
    default: return SHEAF_OK;
  }
  int code = SHEAF_OK;
  for (size_t i = 0; i < at->children && !code; i++) {
    code = in_section(self, tag, place, &at->child[i], err);
    if (at->depth <= at->child[i]->depth) at->depth = at->child[i]->depth + 1;
  }
  return code;
}

static int suffix(sheaf_parser *self, sheaf_query_node **group, sheaf_error *err) {
  const size_t end = self->at;
  sheaf_parser_skip_spaces(self);
  if (at_cursor(self) != '[') {
    self->at = end;
    return SHEAF_OK;
  }
  const size_t open = self->at;
  sheaf_pubmed_piece piece = {.near = SHEAF_PUBMED_NO_NEAR};
  int code = read_tag(self, &piece, err);
  if (code) return code;
  if (piece.near != SHEAF_PUBMED_NO_NEAR)
    return sheaf_parser_fail(self, "B-NEAROP", open, err,
                             "proximity takes words in quotes, not a group: write \"word word\"[tiab:~3]");
  if (piece.tag->what == SHEAF_DIALECT_SECTION)
    return sheaf_pubmed_note_section(self, piece.tag, open, self->at) ? sheaf_error_memory(err)
                                                                      : in_section(self, piece.tag, open, group, err);
  if (piece.tag->what != SHEAF_DIALECT_WORDS)
    return sheaf_parser_fail(self, "Y-FIELDGRP", open, err,
                             "this field cannot be given to a group; write the tag behind each term");
  if (sheaf_parser_note(self, "Y-FIELDGRP", SHEAF_QUERY_WARNING, open, self->at,
                        "PubMed ignores a tag behind a group; here it is given to each untagged term in it"))
    return sheaf_error_memory(err);
  return sheaf_parser_scope(self, piece.tag->fields, self->at, group, err);
}

/* What PubMed would have done with untagged terms is not simulated, and each of them says so. */
static int notes(sheaf_parser *self, const sheaf_query_node *node) {
  if (node->kind == SHEAF_QUERY_SCOPE) return SHEAF_OK;
  if (node->flags & SHEAF_QUERY_UNTAGGED)
    return sheaf_query_note_add(self->query, "PM-ATM-OFF", SHEAF_QUERY_INFO, node->first, node->last,
                                "\"%.60s\" has no field: it is searched in all fields as it stands, without PubMed's "
                                "automatic term mapping",
                                node->text);
  for (size_t i = 0; i < node->children; i++)
    if (notes(self, node->child[i])) return SHEAF_ENOMEM;
  return SHEAF_OK;
}

static const sheaf_dialect_operator operators[] = {
    {"AND", SHEAF_QUERY_AND, 1}, {"OR", SHEAF_QUERY_OR, 1}, {"NOT", SHEAF_QUERY_NOT, 1},
    {"&", SHEAF_QUERY_AND, 1},   {"|", SHEAF_QUERY_OR, 1},  {NULL, SHEAF_QUERY_AND, 0},
};

static const sheaf_dialect_wildcard wildcards[] = {{'*', 0, SHEAF_QUERY_ANY, 0}, {0, 0, 0, 0}};

const sheaf_dialect sheaf_dialect_pubmed = {
    .name = "pubmed",
    .title = "PubMed",
    .operators = operators,
    .case_matters = 1,
    .implied = SHEAF_QUERY_AND,
    .wildcards = wildcards,
    .least_stem = 4,
    .tags = sheaf_pubmed_tags,
    .untagged = SHEAF_FIELDS_ALL,
    .vocabulary = "MeSH",
    .has_abstract = "hasabstract",
    .structure = "[]\"&|",
    .operand = operand,
    .suffix = suffix,
    .notes = notes,
    .print = sheaf_pubmed_print,
};
