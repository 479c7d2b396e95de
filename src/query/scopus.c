/* scopus.c - Scopus's syntax, advanced search. Source: search-syntax.md, sections 1-8.
 *
 * OR binds tightest, then proximity, AND, AND NOT. */
#include "scopus.h"

#include <string.h>

#include "fields.h"
#include "piece.h"
#include "words.h"

enum { BIND_OR = 4, BIND_NEAR = 3, BIND_AND = 2, BIND_NOT = 1, FARTHEST = 255 };

static char at_cursor(const sheaf_parser *self) { return self->text[self->at]; }

/* {heart attack}: the words as they stand. */
static int exact(sheaf_parser *self, sheaf_piece *out, sheaf_error *err) {
  const size_t start = self->at;
  const char *close = memchr(self->text + start, '}', self->length - start);
  if (!close) return sheaf_parser_fail(self, "Y-QUOTE", start, err, "this brace is never closed; add \"}\"");
  const size_t end = (size_t)(close - self->text);
  *out = (sheaf_piece){.first = start + 1, .last = end, .start = start, .end = end + 1, .quoted = 1};
  self->at = end + 1;
  return SHEAF_OK;
}

static int operand(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  const char c = at_cursor(self);
  if (c == '[' || c == ']' || c == ':')
    return sheaf_parser_fail(self, "Y-FIELDFORM", self->at, err,
                             "fields stand before their term here: write TITLE(term) instead of term[ti] or term:ti");
  int code = sheaf_scopus_fielded(self, out, err);
  if (!code && c != '{') code = sheaf_piece_refs(self, out, err);
  if (code) return code < 0 ? code : SHEAF_OK;
  sheaf_piece piece;
  if (c == '{')
    code = exact(self, &piece, err);
  else
    code = c == '"' ? sheaf_piece_quoted(self, &piece, err) : sheaf_piece_word(self, &piece, err);
  return code ? code : sheaf_piece_read(self, &piece, c == '{' ? SHEAF_WORDS_LITERAL : 0u, out, err);
}

static int suffix(sheaf_parser *self, sheaf_query_node **group, sheaf_error *err) {
  (void)group;
  if (at_cursor(self) == ':' || at_cursor(self) == '[')
    return sheaf_parser_fail(self, "Y-FIELDFORM", self->at, err,
                             "fields stand before their group here: write TITLE(a OR b) instead of (a OR b):ti");
  return SHEAF_OK;
}

/* ---- notes ---- */

/* The first word or phrase that the platform would search in its other forms, too. */
static const sheaf_query_node *varied(const sheaf_parser *self, const sheaf_query_node *node) {
  size_t length;
  const char *text = sheaf_query_text(self->query, &length);
  if (node->kind == SHEAF_QUERY_TERM || node->kind == SHEAF_QUERY_PHRASE) {
    for (size_t i = 0; i < node->children; i++)
      if (node->child[i]->parts > 1) return NULL;
    return node->parts <= 1 && (node->first >= length || text[node->first] != '{') ? node : NULL;
  }
  for (size_t i = 0; i < node->children; i++) {
    const sheaf_query_node *found = varied(self, node->child[i]);
    if (found) return found;
  }
  return NULL;
}

/* Chains of proximity with other distances or orders, which the platform refuses. */
static int note_chains(sheaf_parser *self, const sheaf_query_node *node) {
  for (size_t i = 0; i < node->children; i++) {
    const sheaf_query_node *child = node->child[i];
    if (node->kind == SHEAF_QUERY_NEAR && child->kind == SHEAF_QUERY_NEAR &&
        (child->gap != node->gap || ((child->flags ^ node->flags) & SHEAF_QUERY_ORDERED)) &&
        sheaf_query_note_add(self->query, "B-NEAROP", SHEAF_QUERY_WARNING, node->first, node->last,
                             "Scopus does not take W and PRE, or other distances, in one chain; write one of them"))
      return SHEAF_ENOMEM;
    if (note_chains(self, child)) return SHEAF_ENOMEM;
  }
  return SHEAF_OK;
}

static int notes(sheaf_parser *self, const sheaf_query_node *root) {
  const sheaf_query_node *word = varied(self, root);
  if (word && sheaf_query_note_add(self->query, "X-VARIANTS", SHEAF_QUERY_INFO, word->first, word->last,
                                   "Scopus also finds plurals and other spellings of words such as \"%.60s\"; here "
                                   "they are searched as they stand",
                                   word->text))
    return SHEAF_ENOMEM;
  return note_chains(self, root) ? SHEAF_ENOMEM : sheaf_piece_note_untagged(self, root, "all fields");
}

/* ---- tables ---- */

static const sheaf_dialect_operator operators[] = {
    {"AND NOT", SHEAF_QUERY_NOT, BIND_NOT}, {"AND-NOT", SHEAF_QUERY_NOT, BIND_NOT}, {"NOT", SHEAF_QUERY_NOT, BIND_NOT},
    {"AND", SHEAF_QUERY_AND, BIND_AND},     {"OR", SHEAF_QUERY_OR, BIND_OR},        {NULL, SHEAF_QUERY_AND, 0}};

static const sheaf_dialect_near nears[] = {
    {"W", SHEAF_DIALECT_NUMBER_MUST, 1, 0, 0, FARTHEST, 0, BIND_NEAR},
    {"PRE", SHEAF_DIALECT_NUMBER_MUST, 1, 0, 0, FARTHEST, 1, BIND_NEAR},
    {NULL, SHEAF_DIALECT_NUMBER_NEVER, 0, 0, 0, 0, 0, 0},
};

static const sheaf_dialect_wildcard wildcards[] = {{'*', 0, SHEAF_QUERY_ANY, 0}, {'?', 1, 1, 0}, {0, 0, 0, 0}};

const sheaf_dialect sheaf_dialect_scopus = {
    .name = "scopus",
    .title = "Scopus",
    .operators = operators,
    .nears = nears,
    .implied = SHEAF_QUERY_AND,
    .wildcards = wildcards,
    .left_wildcards = 1,
    .least_stem = 3,
    .tags = sheaf_scopus_tags,
    .untagged = SHEAF_FIELDS_ALL,
    .vocabulary = NULL,
    .structure = "\"{}*?[]:=<>",
    .finish = sheaf_scopus_finish,
    .operand = operand,
    .suffix = suffix,
    .notes = notes,
    .print = sheaf_scopus_print,
    .together = sheaf_scopus_together,
};
