/* ovid.c - Ovid's syntax: runs of words and what ends them. Source: search-syntax.md, sections 1-8.
 *
 * A run is words and quoted words up to an operator or parenthesis. A suffix (.ti,ab.) makes it a term in these fields,
 * a "/" a subject heading; without either it is searched in .mp. Words that follow each other are a phrase. A number
 * alone is another line. */
#include "ovid.h"

#include <string.h>

#include "base/utf8.h"
#include "fields.h"
#include "nlm.h"
#include "refs.h"
#include "words.h"

/* Uncertain: AND binds tighter than NOT, and NOT than OR ("AND is processed before NOT or OR. OR is processed last").
 */
enum { OR_BINDS = 1, NOT_BINDS = 2, AND_BINDS = 3, ADJ_BINDS = 4 };
enum { TAG_MOST = 40, ADJ_MOST = 99, STEM = 4 };

static char at_cursor(const sheaf_parser *self) { return self->text[self->at]; }
static int is_digit(char c) { return c >= '0' && c <= '9'; }
static int is_name(char c) { return is_digit(c) || c == '_' || ((c | 32) >= 'a' && (c | 32) <= 'z'); }

/* ---- numbers ---- */

static int is_number(const sheaf_parser *self, size_t first, size_t last) {
  if (first < last && self->text[first] == '#') first++;
  const size_t digits = first;
  while (first < last && is_digit(self->text[first])) first++;
  return first == last && first > digits;
}

/* 1 where an adjacency operator stands on either side: the number is a word then. */
static int is_beside_adj(sheaf_parser *self, size_t first, size_t last) {
  sheaf_parser here = *self;
  sheaf_parser_operator op;
  here.at = sheaf_ovid_spaces(self, last);
  if (sheaf_parser_operator_at(&here, &op) && op.kind == SHEAF_QUERY_NEAR) return 1;
  while (first && self->text[first - 1] == ' ') first--;
  while (first && self->text[first - 1] != ' ' && self->text[first - 1] != ')') first--;
  here.at = first;
  return first && sheaf_parser_operator_at(&here, &op) && op.kind == SHEAF_QUERY_NEAR;
}

/* or/1-5,8 or 1-5/or at the cursor: 1 and *out; 0 where there is none; or a negative code. */
static int list(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  static const char allowed[] = "0123456789,- #";
  size_t first = self->at, last = first, end;
  sheaf_query_kind kind = SHEAF_QUERY_OR;
  if (sheaf_parser_begins(self, "OR/") || sheaf_parser_begins(self, "AND/")) {
    kind = (self->text[first] | 32) == 'o' ? SHEAF_QUERY_OR : SHEAF_QUERY_AND;
    first += kind == SHEAF_QUERY_OR ? 3 : 4;
    first = sheaf_ovid_spaces(self, first);
    if (!is_digit(self->text[first]) && self->text[first] != '#') return 0;
    for (last = first; self->text[last] && strchr(allowed, self->text[last]);) last++;
    end = last;
  } else {
    while (self->text[last] && strchr(allowed, self->text[last])) last++;
    if (last == first || self->text[last] != '/') return 0;
    const size_t word = sheaf_ovid_spaces(self, last + 1);
    sheaf_parser here = *self;
    here.at = word;
    const int is_or = sheaf_parser_begins(&here, "OR");
    if (!is_or && !sheaf_parser_begins(&here, "AND")) return 0;
    end = word + (is_or ? 2 : 3);
    if (is_name(self->text[end])) return 0;
    kind = is_or ? SHEAF_QUERY_OR : SHEAF_QUERY_AND;
  }
  while (last > first && strchr(" ,-", self->text[last - 1])) last--;
  const int code = sheaf_refs_list(self, kind, first, last, out, err);
  self->at = end;
  self->closed = 1;
  return code ? code : 1;
}

/* `adj 3 word`: probably adj3. 0 or SHEAF_ENOMEM. */
static int note_apart(sheaf_parser *self, size_t first, size_t last) {
  size_t digits = first, word = first;
  while (digits < last && is_digit(self->text[digits])) digits++;
  while (word && self->text[word - 1] == ' ') word--;
  if (digits == first || self->text[digits] != ' ' || word < 3 || word == first ||
      !sheaf_ovid_operator_at(self, word - 3) || (self->text[word - 3] | 32) != 'a' ||
      (self->text[word - 1] | 32) != 'j')
    return SHEAF_OK;
  return sheaf_parser_note(
      self, "B-NEAROP", SHEAF_QUERY_WARNING, word - 3, digits,
      "the number is searched as a word; if a distance is meant, write it without a space: adj%.*s",
      (int)(digits - first < 4 ? digits - first : 4), self->text + first);
}

/* ---- operands ---- */

static int words(sheaf_parser *self, const sheaf_ovid_run *at, sheaf_query_node **out, sheaf_error *err) {
  const sheaf_ovid_place *place = &at->place;
  if (note_apart(self, place->first, place->last)) return sheaf_error_memory(err);
  int code = sheaf_ovid_other_form(self, place->first, place->last, err);
  if (!code) code = sheaf_words_read(self, place->first, place->last, 0, out, err);
  if (!code && at->tagged) code = sheaf_ovid_give(self, &at->suffix, place->start, out, err);
  return code ? code : sheaf_ovid_frequency(self, out, err);
}

static int number(sheaf_parser *self, const sheaf_ovid_run *at, sheaf_query_node **out, sheaf_error *err) {
  const sheaf_ovid_place *place = &at->place;
  const int is_line = sheaf_refs_is_line(self, place->first, place->last);
  if ((at->tagged && !is_line) || is_beside_adj(self, place->first, place->last)) {
    if (sheaf_parser_note(self, "Y-BARENUM", SHEAF_QUERY_WARNING, place->first, place->last,
                          "a number alone is another line in Ovid; it was read as a word here, put it in quotes"))
      return sheaf_error_memory(err);
    return words(self, at, out, err);
  }
  const int code = sheaf_refs_one(self, place->first, place->last, out, err);
  return code || !at->tagged ? code : sheaf_ovid_give(self, &at->suffix, place->start, out, err);
}

static int operand(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  const size_t start = self->at;
  if (at_cursor(self) == '[')
    return sheaf_parser_fail(self, "Y-FIELDFORM", start, err,
                             "a remark in brackets stands apart and has its \"]\"; Ovid writes fields as .ti,ab.");
  int code = list(self, out, err);
  if (!code) code = sheaf_ovid_command(self, out, err);
  if (!code) code = sheaf_ovid_marked(self, out, err);
  if (code) return code < 0 ? code : SHEAF_OK;
  self->closed = 0;
  sheaf_ovid_run at;
  code = sheaf_ovid_read_run(self, start, 0, &at, err);
  if (code) return code;
  if (self->at == start) self->at++; /* a mark that belongs to nothing */
  if (at.tagged && sheaf_ovid_note_suffix(self, &at.suffix)) return sheaf_error_memory(err);
  if (at.heading) return sheaf_ovid_heading(self, &at, 0, out, err);
  if (at.tagged && at.suffix.is_value) return sheaf_ovid_value(self, &at.suffix.own, &at.place, out, err);
  if (!at.tagged && self->within) return sheaf_ovid_value(self, self->within, &at.place, out, err);
  return is_number(self, at.place.first, at.place.last) ? number(self, &at, out, err) : words(self, &at, out, err);
}

/* ---- groups ---- */

/* What stands in a group whose suffix is of whole values is read as such: (letter or comment).pt. */
static int group(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  const sheaf_dialect_tag *outer = self->within;
  const size_t close = sheaf_parser_pair(self, self->at);
  sheaf_ovid_suffix suffix;
  const int found = close < self->length ? sheaf_ovid_suffix_behind(self, close + 1, &suffix, err) : 0;
  if (found < 0) return found;
  if (found) self->within = suffix.is_value && suffix.own.what != SHEAF_DIALECT_UNSUPPORTED ? &suffix.own : NULL;
  const int code = sheaf_parser_group(self, out, err);
  self->within = outer;
  return code;
}

static int is_pubmed_tag(const sheaf_parser *self, size_t open) {
  size_t end = open + 1;
  while (end - open < TAG_MOST && self->text[end] && !strchr("]:", self->text[end])) end++;
  return sheaf_dialect_tag_find(&sheaf_dialect_pubmed, self->text + open + 1, end - open - 1) != NULL;
}

static int suffix(sheaf_parser *self, sheaf_query_node **node, sheaf_error *err) {
  const size_t start = self->group;
  sheaf_ovid_suffix found;
  int code = sheaf_ovid_suffix_behind(self, self->at, &found, err);
  if (code < 0) return code;
  const size_t next = sheaf_ovid_spaces(self, self->at);
  if (self->text[next] == '[' && next == self->at && is_pubmed_tag(self, next))
    return sheaf_parser_fail(self, "Y-FIELDFORM", next, err, "Ovid writes fields between full stops: (a or b).ti,ab.");
  if (!code) return sheaf_ovid_frequency(self, node, err);
  self->at = found.end;
  if (sheaf_ovid_note_suffix(self, &found)) return sheaf_error_memory(err);
  if (!found.is_value)
    code = sheaf_ovid_give(self, &found, start, node, err);
  else if (found.own.what == SHEAF_DIALECT_UNSUPPORTED)
    code = sheaf_ovid_unanswered(self, &found, start, node, err);
  else
    code = SHEAF_OK;
  self->closed = 1;
  return code ? code : sheaf_ovid_frequency(self, node, err);
}

/* `Sensitivity and Specificity/` is one heading cut in two. */
static int note_heading(sheaf_parser *self, const sheaf_query_node *left, const sheaf_query_node *right) {
  if (!(left->flags & SHEAF_QUERY_UNTAGGED) || right->kind != SHEAF_QUERY_HEADING ||
      (right->flags & (SHEAF_QUERY_EXPLODE | SHEAF_QUERY_FOCUS)))
    return SHEAF_OK;
  return sheaf_query_note_add(self->query, "Y-OPWORD", SHEAF_QUERY_WARNING, left->first, right->last,
                              "\"%.40s\" has no field and stands before \"%.40s/\"; if both are one heading, put it in "
                              "quotes",
                              left->text, right->text);
}

static int notes(sheaf_parser *self, const sheaf_query_node *node) {
  if (node->kind == SHEAF_QUERY_SCOPE) return SHEAF_OK;
  if (node->flags & SHEAF_QUERY_UNTAGGED)
    return sheaf_query_note_add(self->query, "Y-FIELDNONE", SHEAF_QUERY_WARNING, node->first, node->last,
                                "\"%.60s\" has no field: it is searched as .mp. (title, abstract, keywords, headings, "
                                "substances, identifier)",
                                node->text);
  for (size_t i = 0; i < node->children; i++)
    if (notes(self, node->child[i]) ||
        (i && node->kind == SHEAF_QUERY_AND && note_heading(self, node->child[i - 1], node->child[i])))
      return SHEAF_ENOMEM;
  return SHEAF_OK;
}

static const sheaf_dialect_operator operators[] = {
    {"AND", SHEAF_QUERY_AND, AND_BINDS},
    {"OR", SHEAF_QUERY_OR, OR_BINDS},
    {"NOT", SHEAF_QUERY_NOT, NOT_BINDS},
    {NULL, SHEAF_QUERY_AND, 0},
};

static const sheaf_dialect_near nears[] = {
    {"ADJ", SHEAF_DIALECT_NUMBER_NEVER, 0, 0, 0, 0, 1, ADJ_BINDS},
    {"ADJ", SHEAF_DIALECT_NUMBER_MUST, 0, 1, 0, ADJ_MOST, 0, ADJ_BINDS},
    {NULL, SHEAF_DIALECT_NUMBER_NEVER, 0, 0, 0, 0, 0, 0},
};

static const sheaf_dialect_wildcard wildcards[] = {
    {'?', 0, 1, 0},
    {'#', 1, 1, 0},
    {'*', 0, SHEAF_QUERY_ANY, 1},
    {'$', 0, SHEAF_QUERY_ANY, 1},
    {':', 0, SHEAF_QUERY_ANY, 0},
    {0, 0, 0, 0},
};

static const char *const limit_abstract[] = {"limit ", " to abstracts"};

const sheaf_dialect sheaf_dialect_ovid = {
    .name = "ovid",
    .title = "Ovid",
    .operators = operators,
    .nears = nears,
    .implied = SHEAF_QUERY_NEAR,
    .near_takes_tag = 1,
    .remarks = 1,
    .small = 1,
    .wildcards = wildcards,
    .least_stem = STEM,
    .tags = sheaf_ovid_tags,
    .untagged = SHEAF_OVID_MP,
    .vocabulary = "MeSH",
    .limit_abstract = limit_abstract,
    .structure = "\"*$[",
    .frequency = 1,
    .operand = operand,
    .group = group,
    .suffix = suffix,
    .notes = notes,
    .print = sheaf_ovid_print,
    .together = sheaf_ovid_together,
    .limit = sheaf_ovid_print_limit,
};
