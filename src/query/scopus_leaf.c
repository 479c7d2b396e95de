/* scopus_leaf.c - Scopus's fields: TITLE(...), PUBYEAR > 2010, LIMIT-TO(DOCTYPE, "ar"), EXCLUDE(...). */
#include <stdio.h>
#include <string.h>

#include "build.h"
#include "fields.h"
#include "piece.h"
#include "scopus.h"

enum { LAST_YEAR = 9998 }; /* the one behind it has four digits, too */

static char at_cursor(const sheaf_parser *self) { return self->text[self->at]; }
static int is_digit(char c) { return c >= '0' && c <= '9'; }
static int is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

/* One past the ")" that closes the "(" at open, quotes and braces aside; 0 where it is not closed. */
static size_t closing(const sheaf_parser *self, size_t open) {
  size_t depth = 0;
  char inside = 0;
  for (size_t at = open; at < self->length; at++) {
    const char c = self->text[at];
    if (inside) {
      if (c == inside) inside = 0;
    } else if (c == '"') {
      inside = '"';
    } else if (c == '{') {
      inside = '}';
    } else if (c == '(') {
      depth++;
    } else if (c == ')' && --depth == 0) {
      return at + 1;
    }
  }
  return 0;
}

/* ---- values ---- */

/* A type's code becomes its name. */
static void name_types(sheaf_query_node *node) {
  if (node->kind == SHEAF_QUERY_VALUE && node->fields == F(PUBLICATION_TYPE)) {
    const char *name = sheaf_scopus_type(node->key);
    if (name) node->text = node->key = name;
  }
  for (size_t i = 0; i < node->children; i++) name_types(node->child[i]);
}

/* 1 where a value in parentheses is one piece as it stands: DOI(10.1016/S0140-6736(05)1), AUTH(smith j). */
static int is_one_piece(const sheaf_parser *self, size_t first, size_t last) {
  for (size_t at = first; at < last; at++) {
    if (strchr("\"{", self->text[at])) return 0;
    if (self->text[at] == ' ' && (at + 4 <= last) &&
        (sheaf_piece_is(self, at, at + 4, " or ") || sheaf_piece_is(self, at, at + 4, " and") ||
         sheaf_piece_is(self, at, at + 4, " not")))
      return 0;
    if (self->text[at] == '(' && (at == first || self->text[at - 1] == ' ')) return 0;
  }
  return 1;
}

static int value_piece(sheaf_parser *self, const sheaf_dialect_tag *tag, const sheaf_piece *piece,
                       sheaf_query_node **out, sheaf_error *err) {
  if (tag->what == SHEAF_DIALECT_DATE) return sheaf_piece_dates(self, piece, tag->fields, out, err);
  unsigned flags = tag->flags & ~(unsigned)SHEAF_QUERY_QUOTED;
  if (piece->quoted && (tag->flags & SHEAF_QUERY_QUOTED)) flags |= SHEAF_QUERY_QUOTED;
  return sheaf_piece_whole(self, piece, tag->what == SHEAF_DIALECT_NAME ? SHEAF_QUERY_NAME : SHEAF_QUERY_VALUE,
                           tag->fields, flags, out, err);
}

/* ---- years ---- */

/* Reads the number and makes a RANGE: `shift` 1 for after, -1 for before, 0 for the year itself. */
static int compared(sheaf_parser *self, const sheaf_dialect_tag *tag, size_t start, int shift, int inclusive,
                    sheaf_query_node **out, sheaf_error *err) {
  sheaf_parser_skip_spaces(self);
  const size_t first = self->at;
  unsigned year = 0;
  for (; is_digit(at_cursor(self)) && self->at - first < 8; self->at++)
    if (self->at - first < 4) year = year * 10 + (unsigned)(at_cursor(self) - '0');
  const size_t digits = self->at - first;
  if ((digits != 4 && digits != 8) || year < 1 || year > LAST_YEAR || sheaf_parser_is_edge(self, at_cursor(self)) == 0)
    return sheaf_parser_fail(self, "L-DATE", first, err, "a year is expected here: PUBYEAR > 2010");
  char low[16] = "0001-01-01", high[16] = "3000-12-31";
  const sheaf_build what = {.kind = SHEAF_QUERY_RANGE,
                            .fields = tag->fields,
                            .flags = shift ? 0 : SHEAF_QUERY_SINGLE,
                            .first = start,
                            .last = self->at,
                            .start = start,
                            .end = self->at};
  const unsigned step = inclusive ? 0 : 1;
  if (digits == 8) { /* a day: 20150131 */
    char iso[16];
    snprintf(iso, sizeof iso, "%.4s-%.2s-%.2s", self->text + first, self->text + first + 4, self->text + first + 6);
    return sheaf_build_range(self, &what, shift < 0 ? low : iso, shift > 0 ? high : iso, out, err);
  }
  if (shift >= 0) snprintf(low, sizeof low, "%04u-01-01", (shift ? year + step : year) % 10000);
  if (shift <= 0) snprintf(high, sizeof high, "%04u-12-31", (shift ? year - step : year) % 10000);
  return sheaf_build_range(self, &what, low, high, out, err);
}

/* PUBYEAR > 2010, < = IS AFT BEF, with the cursor behind the name. */
static int comparison(sheaf_parser *self, const sheaf_dialect_tag *tag, size_t start, sheaf_query_node **out,
                      sheaf_error *err) {
  static const struct {
    const char *text; /* as it is written */
    int shift;        /* after, before, the year itself */
    int inclusive;    /* with the year itself */
  } signs[] = {{">=", 1, 1}, {"<=", -1, 1}, {">", 1, 0},    {"<", -1, 0},
               {"=", 0, 0},  {"AFT", 1, 0}, {"BEF", -1, 0}, {"IS", 0, 0}};
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
    if (!sheaf_parser_begins(self, signs[i].text)) continue;
    self->at += strlen(signs[i].text);
    return compared(self, tag, start, signs[i].shift, signs[i].inclusive, out, err);
  }
  return sheaf_parser_fail(self, "L-DATE", self->at, err, "write the year behind >, < or =: PUBYEAR > 2010");
}

/* ---- fields ---- */

static int in_parentheses(sheaf_parser *self, const sheaf_dialect_tag *tag, size_t start, sheaf_query_node **out,
                          sheaf_error *err) {
  const int whole = tag->what != SHEAF_DIALECT_WORDS && tag->what != SHEAF_DIALECT_UNSUPPORTED;
  const size_t open = self->at, end = whole ? closing(self, open) : 0;
  int code;
  if (end && is_one_piece(self, open + 1, end - 1)) {
    sheaf_piece piece = {.first = open + 1, .last = end - 1, .start = start, .end = end};
    while (self->text[piece.first] == ' ') piece.first++;
    self->at = end;
    code = value_piece(self, tag, &piece, out, err);
  } else {
    const int around = self->run;
    self->run = tag->what != SHEAF_DIALECT_WORDS;
    code = sheaf_parser_group(self, out, err);
    self->run = around;
    const sheaf_piece_fields fields = {.tag = {tag}, .count = 1, .start = start, .end = self->at};
    self->closed = 0;
    if (!code) code = sheaf_piece_apply(self, &fields, out, err);
  }
  self->closed = 1;
  if (!code) name_types(*out);
  return code;
}

/* LIMIT-TO and EXCLUDE: a field and one value, with the cursor on "(". */
static int refined(sheaf_parser *self, size_t start, int exclude, sheaf_query_node **out, sheaf_error *err) {
  const size_t open = self->at++, end = closing(self, open);
  if (!end) return sheaf_parser_fail(self, "Y-PAREN", open, err, "this parenthesis is never closed; add \")\"");
  sheaf_parser_skip_spaces(self);
  const size_t name = self->at;
  while (is_letter(at_cursor(self)) || at_cursor(self) == '-') self->at++;
  const sheaf_dialect_tag *tag = sheaf_dialect_tag_find(self->dialect, self->text + name, self->at - name);
  if (!tag) return sheaf_piece_unknown(self, name, self->at, err);
  sheaf_parser_skip_spaces(self);
  if (at_cursor(self) != ',')
    return sheaf_parser_fail(self, "Y-FIELDFORM", self->at, err,
                             "a comma and a value are expected here: LIMIT-TO(DOCTYPE, \"ar\")");
  self->at++;
  sheaf_parser_skip_spaces(self);
  sheaf_piece piece = {.first = self->at, .last = end - 1, .start = start, .end = end};
  while (piece.last > piece.first && self->text[piece.last - 1] == ' ') piece.last--;
  if (piece.last > piece.first + 1 && strchr("\"{", self->text[piece.first])) {
    piece.first++;
    piece.last--;
  }
  self->at = end;
  self->closed = 1;
  int code;
  if (tag->what == SHEAF_DIALECT_UNSUPPORTED || tag->what == SHEAF_DIALECT_WORDS)
    code = sheaf_build_unsupported(self, start, end,
                                   tag->reason ? tag->reason : "a limit to this field is not computed", out, err);
  else
    code = value_piece(self, tag, &piece, out, err);
  if (code) return code;
  name_types(*out);
  if (!exclude) return SHEAF_OK;
  sheaf_query_node *taken = *out;
  *out = sheaf_parser_node(self, SHEAF_QUERY_NOT, start, end);
  return *out ? sheaf_parser_adopt(self, *out, taken, err) : sheaf_error_memory(err);
}

int sheaf_scopus_fielded(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  const size_t start = self->at;
  size_t name = start;
  while (is_letter(self->text[name]) || (self->text[name] == '-' && is_letter(self->text[name + 1]))) name++;
  if (name == start) return 0;
  size_t next = name;
  while (self->text[next] == ' ') next++;
  const char c = self->text[next];
  int code = 1;
  const sheaf_dialect_tag *tag = sheaf_dialect_tag_find(self->dialect, self->text + start, name - start);
  const int limit = sheaf_piece_is(self, start, name, "limit-to"),
            exclude = sheaf_piece_is(self, start, name, "exclude");
  self->at = next;
  if (c == '(' && (limit || exclude))
    code = refined(self, start, exclude, out, err);
  else if (c == '(' && tag)
    code = in_parentheses(self, tag, start, out, err);
  else if (tag && tag->what == SHEAF_DIALECT_DATE && next > start && c)
    code = comparison(self, tag, start, out, err);
  if (code != 1) return code ? code : 1;
  self->at = start;
  const int shown = name - start < 40 ? (int)(name - start) : 40;
  if (c == '=' && next > name - 1)
    return sheaf_parser_fail(self, "Y-FIELDFORM", start, err,
                             "fields have parentheses here: write TITLE(term) instead of %.*s=term", shown,
                             self->text + start);
  if (c == '(' && next == name && memchr(self->text + start, '-', name - start) && self->text[start] < 'a')
    return sheaf_piece_unknown(self, start, name, err);
  return 0;
}

/* ---- EXCLUDE ---- */

/* 1 where the node is an EXCLUDE, or a group of nothing else. */
static int excludes(const sheaf_query_node *node) {
  if (node->kind == SHEAF_QUERY_NOT) return node->children == 1;
  if (node->kind != SHEAF_QUERY_OR && node->kind != SHEAF_QUERY_AND) return 0;
  for (size_t i = 0; i < node->children; i++)
    if (!excludes(node->child[i])) return 0;
  return 1;
}

static int gather_taken(sheaf_parser *self, sheaf_query_node *node, sheaf_query_node *all, sheaf_error *err) {
  if (node->kind == SHEAF_QUERY_NOT) return sheaf_parser_adopt(self, all, node->child[0], err);
  int code = SHEAF_OK;
  for (size_t i = 0; i < node->children && !code; i++) code = gather_taken(self, node->child[i], all, err);
  return code;
}

/* a AND EXCLUDE(b) AND EXCLUDE(c): a without b and c. */
static int take_away(sheaf_parser *self, sheaf_query_node **node, sheaf_error *err) {
  sheaf_query_node *rest = sheaf_query_node_new(self->query, SHEAF_QUERY_AND, (*node)->first, (*node)->first);
  sheaf_query_node *taken = sheaf_query_node_new(self->query, SHEAF_QUERY_OR, (*node)->last, (*node)->last);
  sheaf_query_node *all = sheaf_query_node_new(self->query, SHEAF_QUERY_NOT, (*node)->first, (*node)->last);
  if (!rest || !taken || !all) return sheaf_error_memory(err);
  int code = SHEAF_OK;
  for (size_t i = 0; i < (*node)->children && !code; i++)
    code = excludes((*node)->child[i]) ? gather_taken(self, (*node)->child[i], taken, err)
                                       : sheaf_parser_adopt(self, rest, (*node)->child[i], err);
  if (!code) code = sheaf_parser_adopt(self, all, rest->children == 1 ? rest->child[0] : rest, err);
  if (!code) code = sheaf_parser_adopt(self, all, taken->children == 1 ? taken->child[0] : taken, err);
  *node = all;
  return code;
}

/* ---- years from and to ---- */

static int is_open(const sheaf_query_node *node, int above) {
  if (node->kind != SHEAF_QUERY_RANGE || node->fields != SHEAF_FIELDS_PUBLISHED) return 0;
  return above ? strcmp(node->high, "3000-12-31") == 0 : strcmp(node->low, "0001-01-01") == 0;
}

/* PUBYEAR > 2009 AND PUBYEAR < 2016 is one range: a record's printed and electronic years are one here. */
static void join_years(sheaf_query_node **node) {
  sheaf_query_node *at = *node;
  if (at->kind != SHEAF_QUERY_AND) return;
  size_t kept = 1;
  for (size_t i = 1; i < at->children; i++) {
    sheaf_query_node *before = at->child[kept - 1], *here = at->child[i];
    sheaf_query_node *low = is_open(before, 1) ? before : here, *high = low == before ? here : before;
    if (!is_open(low, 1) || !is_open(high, 0) || strcmp(low->low, high->high) > 0) {
      at->child[kept++] = here;
      continue;
    }
    before->low = low->low;
    before->high = high->high;
    before->last = here->last;
  }
  at->children = kept;
  if (at->children == 1) *node = at->child[0];
}

int sheaf_scopus_finish(sheaf_parser *self, sheaf_query_node **root, sheaf_error *err) {
  sheaf_query_node *node = *root;
  if (excludes(node))
    return sheaf_parser_fail(self, "Y-OPPOS", sheaf_piece_place(self, node->first), err,
                             "EXCLUDE takes away from what stands before it: write ... AND EXCLUDE(...)");
  int code = SHEAF_OK;
  size_t found = 0;
  for (size_t i = 0; i < node->children && !code; i++) {
    if (excludes(node->child[i]) && node->kind == SHEAF_QUERY_AND)
      found++;
    else
      code = sheaf_scopus_finish(self, &node->child[i], err);
  }
  if (!code && found) code = take_away(self, root, err);
  if (!code) join_years(root);
  return code;
}
