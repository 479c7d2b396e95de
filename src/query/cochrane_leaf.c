/* cochrane_leaf.c - the Cochrane Library's headings, as they are typed and as the platform shows them. */
#include <string.h>

#include "cochrane.h"
#include "fields.h"
#include "piece.h"

static char at_cursor(const sheaf_parser *self) { return self->text[self->at]; }

static int unclosed(const sheaf_parser *self, size_t open, sheaf_error *err) {
  return sheaf_parser_fail(self, "Y-PAREN", open, err, "this bracket is never closed; add \"]\"");
}

/* Text in quotes, or up to one of `ends`, without spaces around. Quotation marks stand around all of it or nowhere. */
static int content(sheaf_parser *self, const char *ends, sheaf_piece *out, sheaf_error *err) {
  sheaf_parser_skip_spaces(self);
  if (at_cursor(self) == '"') return sheaf_piece_quoted(self, out, err);
  const size_t first = self->at;
  for (; self->at < self->length && !strchr(ends, at_cursor(self)); self->at++)
    if (at_cursor(self) == '"')
      return sheaf_parser_fail(self, "Y-QUOTE", self->at, err,
                               "this quotation mark stands inside a name; put it before the first letter of the name");
  size_t last = self->at;
  while (last > first && self->text[last - 1] == ' ') last--;
  *out = (sheaf_piece){.first = first, .last = last, .start = first, .end = last};
  return SHEAF_OK;
}

/* Qualifiers as DT,TH or "drug therapy", up to "]" or "[". Makes them children of heading, or joins them with OR. */
static int qualifiers(sheaf_parser *self, sheaf_query_node *heading, size_t open, sheaf_query_node **out,
                      sheaf_error *err) {
  sheaf_query_node *all = heading;
  int code = SHEAF_OK;
  *out = NULL;
  while (!code && self->at < self->length && !strchr("][", at_cursor(self))) {
    sheaf_piece piece;
    sheaf_query_node *one = NULL;
    code = content(self, ",][/", &piece, err);
    piece.start = open;
    piece.end = self->at;
    if (!code) code = sheaf_piece_whole(self, &piece, SHEAF_QUERY_QUALIFIER, F(HEADING), 0, &one, err);
    if (!code && !heading && *out && !all) {
      all = sheaf_parser_node(self, SHEAF_QUERY_OR, open, self->at);
      code = all ? sheaf_parser_adopt(self, all, *out, err) : sheaf_error_memory(err);
    }
    if (!code && all) code = sheaf_parser_adopt(self, all, one, err);
    *out = all ? all : one;
    sheaf_parser_skip_spaces(self);
    while (at_cursor(self) == ',' || at_cursor(self) == '/') self->at++;
    sheaf_parser_skip_spaces(self);
  }
  if (!code && all && !heading) self->closed = 1;
  return code;
}

/* [mh ...] with the cursor on the bracket. */
static int typed(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  const size_t open = self->at;
  self->at += 3;
  sheaf_parser_skip_spaces(self);
  unsigned flags = SHEAF_QUERY_EXPLODE;
  if (at_cursor(self) == '^') {
    flags = 0;
    self->at++;
  }
  sheaf_piece piece = {0};
  int code = SHEAF_OK;
  const int alone = at_cursor(self) == '/';
  if (!alone) {
    code = content(self, "/[]", &piece, err);
    piece.start = open;
    piece.end = self->at;
    if (!code) code = sheaf_piece_whole(self, &piece, SHEAF_QUERY_HEADING, F(HEADING), flags, out, err);
  }
  sheaf_query_node *heading = *out;
  while (!code && self->at < self->length && at_cursor(self) != ']') {
    sheaf_parser_skip_spaces(self);
    if (at_cursor(self) == '/') {
      self->at++;
      code = qualifiers(self, alone ? NULL : heading, open, out, err);
      if (!code && !*out) return sheaf_parser_fail(self, "S-QUAL", open, err, "a qualifier is expected after \"/\"");
    } else if (!alone && sheaf_piece_is(self, self->at, self->at + 4, "[mj]")) {
      heading->flags |= SHEAF_QUERY_FOCUS;
      self->at += 4;
    } else if (at_cursor(self) != ']') {
      return sheaf_parser_fail(self, "Y-FIELD", self->at, err,
                               "after the heading only a qualifier (/DT) or [mj] can stand; put the heading in quotes");
    }
  }
  if (code) return code;
  if (self->at >= self->length || !*out) return unclosed(self, open, err);
  self->at++;
  (*out)->last = self->places[self->at];
  return 1;
}

/* ---- as the platform shows a search that was built in its MeSH tab ---- */

static int begins(sheaf_parser *self, const char *words) {
  sheaf_parser_skip_spaces(self);
  return sheaf_parser_begins(self, words);
}

static void pass(sheaf_parser *self, const char *words) {
  for (; *words; words++) {
    self->at++;
    if (*words == ' ') sheaf_parser_skip_spaces(self);
  }
}

/* Numbers of trees: 1, 2 and 3. */
static int pass_trees(sheaf_parser *self, size_t start, sheaf_error *err) {
  const size_t first = self->at;
  while (self->at < self->length && (strchr(" ,0123456789", at_cursor(self)) || begins(self, "AND ")))
    self->at += at_cursor(self) == 'a' || at_cursor(self) == 'A' ? 3u : 1u;
  if (self->at == first) return SHEAF_OK;
  return sheaf_parser_note(self, "S-NOEXP", SHEAF_QUERY_WARNING, start, self->at,
                           "single trees of a heading are not told apart; it is exploded in all of them")
             ? sheaf_error_memory(err)
             : SHEAF_OK;
}

static int shown_explosion(sheaf_parser *self, size_t start, sheaf_query_node *heading, sheaf_error *err) {
  static const char *const all[] = {"EXPLODE ALL TREES", "EXPLODE ALL", "EXPLODED"};
  static const char *const some[] = {"EXPLODE TREES", "EXPLODE TREE(S)", "EXPLODE TREE", "TREE(S)"};
  if (begins(self, "THIS TERM ONLY")) {
    pass(self, "THIS TERM ONLY");
    heading->flags &= ~(unsigned)SHEAF_QUERY_EXPLODE;
    return SHEAF_OK;
  }
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    if (begins(self, all[i])) {
      pass(self, all[i]);
      return SHEAF_OK;
    }
  for (size_t i = 0; i < sizeof some / sizeof *some; i++)
    if (begins(self, some[i])) {
      pass(self, some[i]);
      return pass_trees(self, start, err);
    }
  return SHEAF_OK;
}

/* "[Drug therapy - DT, Prevention & control - PC]" */
static int shown_qualifiers(sheaf_parser *self, sheaf_query_node *heading, sheaf_error *err) {
  static const char *const words[] = {
      "AND WITH QUALIFIER(S):", "AND WITH QUALIFIER(S)", "WITH QUALIFIER(S):", "WITH QUALIFIER(S)",
      "AND WITH QUALIFIERS:",   "AND WITH QUALIFIER:",   "WITH QUALIFIERS:",   "WITH QUALIFIER:"};
  size_t i = 0;
  while (i < sizeof words / sizeof *words && !begins(self, words[i])) i++;
  if (i == sizeof words / sizeof *words) return SHEAF_OK;
  pass(self, words[i]);
  sheaf_parser_skip_spaces(self);
  const size_t open = self->at;
  if (at_cursor(self) != '[')
    return sheaf_parser_fail(self, "S-QUAL", open, err, "qualifiers are expected here: [drug therapy - DT]");
  self->at++;
  while (self->at < self->length && at_cursor(self) != ']') {
    sheaf_piece piece;
    int code = content(self, ",]", &piece, err);
    if (code) return code;
    for (size_t at = piece.first; at + 3 <= piece.last; at++)
      if (memcmp(self->text + at, " - ", 3) == 0) piece.last = at;
    sheaf_query_node *one = NULL;
    code = sheaf_piece_whole(self, &piece, SHEAF_QUERY_QUALIFIER, F(HEADING), 0, &one, err);
    if (!code) code = sheaf_parser_adopt(self, heading, one, err);
    if (code) return code;
    if (at_cursor(self) == ',') self->at++;
  }
  if (self->at >= self->length) return unclosed(self, open, err);
  self->at++;
  return SHEAF_OK;
}

/* Where the name of a heading without brackets ends. */
static size_t shown_name(const sheaf_parser *self) {
  static const char *const ends[] = {" explode", " this term", ")"};
  for (size_t at = self->at; at < self->length; at++)
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
      const size_t length = strlen(ends[i]);
      if (at + length <= self->length && sheaf_piece_is(self, at, at + length, ends[i])) return at;
    }
  return self->length;
}

static int shown(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  const size_t start = self->at;
  pass(self, "MESH DESCRIPTOR");
  sheaf_parser_skip_spaces(self);
  if (at_cursor(self) == ':') self->at++;
  sheaf_parser_skip_spaces(self);
  sheaf_piece piece;
  if (at_cursor(self) == '[') {
    const size_t open = self->at++;
    const int code = content(self, "]", &piece, err);
    if (code) return code;
    sheaf_parser_skip_spaces(self);
    if (self->at >= self->length) return unclosed(self, open, err);
    self->at++;
  } else {
    piece = (sheaf_piece){.first = self->at, .last = shown_name(self)};
    self->at = piece.last;
    while (piece.last > piece.first && strchr(" ,", self->text[piece.last - 1])) piece.last--;
  }
  piece.start = start;
  piece.end = self->at;
  int code = sheaf_piece_whole(self, &piece, SHEAF_QUERY_HEADING, F(HEADING), SHEAF_QUERY_EXPLODE, out, err);
  if (!code) code = shown_explosion(self, start, *out, err);
  if (!code) code = shown_qualifiers(self, *out, err);
  if (code) return code;
  (*out)->last = self->places[self->at];
  return 1;
}

int sheaf_cochrane_heading(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  if (sheaf_parser_begins(self, "MESH DESCRIPTOR")) return shown(self, out, err);
  if (at_cursor(self) != '[') return 0;
  if (sheaf_parser_begins(self, "[MH")) return typed(self, out, err);
  return sheaf_parser_fail(self, "Y-FIELDFORM", self->at, err,
                           "brackets hold a heading here: [mh \"Asthma\"]; fields stand behind a colon: term:ti,ab,kw");
}
