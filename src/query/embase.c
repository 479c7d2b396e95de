/* embase.c - Embase.com's syntax. Source: search-syntax.md, sections 1-8.
 *
 * A field stands behind its term, in parentheses or not: 'heart attack':ti,ab, (a NEAR/3 b):ti. Headings have slashes:
 * 'infarction'/exp/mj. AND, OR and NOT are equal and group from the left. */
#include "embase.h"

#include <string.h>

#include "fields.h"

static char at_cursor(const sheaf_parser *self) { return self->text[self->at]; }

/* Reads a colon and its fields at the cursor and gives them to *node. */
static int fields_behind(sheaf_parser *self, size_t start, sheaf_query_node **node, sheaf_error *err) {
  sheaf_piece_fields fields = {.start = start};
  self->at++;
  const int code = sheaf_piece_list(self, &fields, err);
  return code ? code : sheaf_piece_apply(self, &fields, node, err);
}

/* The fields or slashes behind a piece, or the piece without. */
static int behind(sheaf_parser *self, const sheaf_piece *piece, sheaf_query_node **out, sheaf_error *err) {
  const size_t end = self->at;
  sheaf_parser_skip_spaces(self);
  if (at_cursor(self) == '/') return sheaf_embase_slashes(self, piece, out, err);
  const int colon = at_cursor(self) == ':';
  if (!colon) self->at = end;
  const int code = sheaf_piece_read(self, piece, 0, out, err);
  return code || !colon ? code : fields_behind(self, piece->start, out, err);
}

static int operand(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  const char c = at_cursor(self);
  if (c == '[') return sheaf_embase_limit(self, out, err);
  sheaf_piece piece;
  int code;
  if (c == '\'' || c == '"') {
    code = sheaf_piece_quoted(self, &piece, err);
    return code ? code : behind(self, &piece, out, err);
  }
  code = sheaf_piece_refs(self, out, err);
  if (code) return code < 0 ? code : SHEAF_OK;
  code = sheaf_piece_word(self, &piece, err);
  if (code) return code;
  piece.last = piece.end = self->at = sheaf_embase_slash(self, &piece);
  if (at_cursor(self) == '=')
    return sheaf_parser_fail(self, "Y-FIELDFORM", piece.first, err,
                             "fields stand behind their term here: write term:ti,ab instead of TI=term");
  if ((piece.last > piece.first && self->text[piece.last - 1] == '/') ||
      (sheaf_piece_is(self, piece.first, piece.last, "exp") && at_cursor(self) == ' '))
    return sheaf_parser_fail(self, "Y-FIELDFORM", piece.first, err,
                             "a heading is written 'name'/exp or 'name'/de here, not in Ovid's form name/");
  return behind(self, &piece, out, err);
}

static int suffix(sheaf_parser *self, sheaf_query_node **group, sheaf_error *err) {
  const size_t end = self->at;
  sheaf_parser_skip_spaces(self);
  if (at_cursor(self) == ':') return fields_behind(self, self->group, group, err);
  if (at_cursor(self) == '/') {
    self->at++;
    sheaf_piece_fields fields = {.start = self->group};
    const int code = sheaf_piece_list(self, &fields, err);
    static const char de[] = "/de";
    for (size_t i = 0; i < fields.count; i++)
      if (strcmp(fields.tag[i]->names, "de") == 0)
        fields.tag[i] = sheaf_dialect_tag_find(self->dialect, de, sizeof de - 1);
    return code ? code : sheaf_piece_apply(self, &fields, group, err);
  }
  self->at = end;
  return SHEAF_OK;
}

static int note_wildcards(sheaf_parser *self, const sheaf_query_node *node) {
  int wild = node->kind == SHEAF_QUERY_TERM && node->parts > 1 && (node->flags & SHEAF_QUERY_QUOTED);
  if (node->kind == SHEAF_QUERY_PHRASE)
    for (size_t i = 0; i < node->children && !wild; i++)
      wild = (node->flags & SHEAF_QUERY_QUOTED) && node->child[i]->parts > 1;
  if (wild)
    return sheaf_query_note_add(self->query, "T-PHRASEWILD", SHEAF_QUERY_INFO, node->first, node->last,
                                "the wildcard in these quotes works here, and on Embase.com today; its older help says "
                                "that it does not");
  for (size_t i = 0; i < node->children; i++)
    if (note_wildcards(self, node->child[i])) return SHEAF_ENOMEM;
  return SHEAF_OK;
}

/* 1 where parentheses stand right around the node. */
static int is_enclosed(const sheaf_parser *self, const sheaf_query_node *node) {
  size_t first = sheaf_piece_place(self, node->first), last = sheaf_piece_place(self, node->last);
  while (first && self->text[first - 1] == ' ') first--;
  while (self->text[last] == ' ') last++;
  return first && self->text[first - 1] == '(' && self->text[last] == ')';
}

/* A proximity beside AND, OR or NOT, without parentheses. */
static int note_mixed(sheaf_parser *self, const sheaf_query_node *node) {
  const int boolean = node->kind == SHEAF_QUERY_OR || node->kind == SHEAF_QUERY_AND || node->kind == SHEAF_QUERY_NOT;
  for (size_t i = 0; i < node->children; i++) {
    const sheaf_query_node *child = node->child[i];
    if (boolean && child->kind == SHEAF_QUERY_NEAR && !is_enclosed(self, child) &&
        sheaf_query_note_add(self->query, "B-MIX", SHEAF_QUERY_WARNING, child->first, child->last,
                             "proximity and AND, OR or NOT are mixed at one level: the proximity is read first; put "
                             "parentheses around what belongs together"))
      return SHEAF_ENOMEM;
    if (note_mixed(self, child)) return SHEAF_ENOMEM;
  }
  return SHEAF_OK;
}

static int notes(sheaf_parser *self, const sheaf_query_node *root) {
  if (note_mixed(self, root)) return SHEAF_ENOMEM;
  return note_wildcards(self, root) ? SHEAF_ENOMEM
                                    : sheaf_piece_note_untagged(self, root, "all fields, without mapping to Emtree");
}

/* AND, OR and NOT are equal by the vendor's word. Whether that holds for NEAR and NEXT, too, it does not say; published
 * filters (cross NEXT/1 over* OR placebo*) make sense where they bind tighter. B-MIX says where it matters. */
enum { BIND_BOOLEAN = 1, BIND_NEAR = 2 };

static const sheaf_dialect_operator operators[] = {{"AND", SHEAF_QUERY_AND, BIND_BOOLEAN},
                                                   {"OR", SHEAF_QUERY_OR, BIND_BOOLEAN},
                                                   {"NOT", SHEAF_QUERY_NOT, BIND_BOOLEAN},
                                                   {NULL, SHEAF_QUERY_AND, 0}};

enum { FARTHEST = 99 }; /* the vendor names no largest distance */

static const sheaf_dialect_near nears[] = {
    {"NEAR", SHEAF_DIALECT_NUMBER_MUST, 1, 1, 0, FARTHEST, 0, BIND_NEAR},
    {"NEXT", SHEAF_DIALECT_NUMBER_MUST, 1, 1, 0, FARTHEST, 1, BIND_NEAR},
    {NULL, SHEAF_DIALECT_NUMBER_NEVER, 0, 0, 0, 0, 0, 0},
};

static const sheaf_dialect_wildcard wildcards[] = {
    {'*', 0, SHEAF_QUERY_ANY, 0}, {'?', 1, 1, 0}, {'$', 0, 1, 0}, {0, 0, 0, 0}};

const sheaf_dialect sheaf_dialect_embase = {
    .name = "embase",
    .title = "Embase.com",
    .operators = operators,
    .nears = nears,
    .implied = SHEAF_QUERY_AND,
    .wildcards = wildcards,
    .least_stem = 3,
    .tags = sheaf_embase_tags,
    .untagged = SHEAF_FIELDS_ALL,
    .vocabulary = "Emtree",
    .has_abstract = "[abstracts]/lim",
    .structure = "'\":[]*?$=",
    .operand = operand,
    .suffix = suffix,
    .notes = notes,
    .print = sheaf_embase_print,
    .together = sheaf_embase_together,
};
