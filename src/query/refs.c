/* refs.c - see refs.h. */
#include "refs.h"

#include <stdio.h>
#include <string.h>

enum { NUMBER_BYTES = 9, LISTED = 10000 }; /* digits of a line's number; lines that one range may span */

static int is_digit(char c) { return c >= '0' && c <= '9'; }

/* What tells labels apart: without its mark before the number, without spaces and full stops around. */
static const char *core_of(const char *label, size_t *length) {
  while (*length && strchr(" #[.", *label)) label++, --*length;
  while (*length && strchr(" ].:", label[*length - 1])) --*length;
  if (*length > 1 && (*label == 'S' || *label == 's') && is_digit(label[1])) label++, --*length;
  return label;
}

static int same_letters(const char *a, const char *b, size_t length) {
  for (size_t i = 0; i < length; i++) {
    const char x = a[i] >= 'A' && a[i] <= 'Z' ? (char)(a[i] + 32) : a[i];
    const char y = b[i] >= 'A' && b[i] <= 'Z' ? (char)(b[i] + 32) : b[i];
    if (x != y) return 0;
  }
  return 1;
}

/* The index of the line with this label, the latest before the line at hand first; line_count where there is none. */
static size_t find(const sheaf_parse_options *options, const char *label, size_t length) {
  size_t found = options->line_count;
  label = core_of(label, &length);
  for (size_t i = 0; i < options->line_count; i++) {
    const char *other = options->lines[i].label;
    size_t size = strlen(other);
    other = core_of(other, &size);
    if (size != length || !same_letters(label, other, size)) continue;
    if (i >= options->line && found != options->line_count) break;
    found = i;
  }
  return found;
}

int sheaf_refs_is_line(const sheaf_parser *self, size_t first, size_t last) {
  return find(self->options, self->text + first, last - first) < self->options->line_count;
}

static int missing(const sheaf_parser *self, size_t first, size_t line, const char *label, size_t length,
                   sheaf_error *err) {
  const sheaf_parse_options *options = self->options;
  const int shown = length < 20 ? (int)length : 20;
  if (!options->line_count)
    return sheaf_parser_fail(self, "Y-LINEREF", first, err,
                             "a reference to another line (%.*s) works inside a strategy only; load the lines together",
                             shown, label);
  if (line == options->line_count)
    return sheaf_parser_fail(self, "Y-LINEREF", first, err, "there is no line %.*s", shown, label);
  if (line == options->line)
    return sheaf_parser_fail(self, "Y-LINEREF", first, err, "line %.*s refers to itself", shown, label);
  if (line > options->line)
    return sheaf_parser_fail(self, "Y-LINEREF", first, err,
                             "line %.*s comes later; a line can refer to lines before it only", shown, label);
  return sheaf_parser_fail(self, "Y-LINEREF", first, err, "line %.*s could not be read, so this line cannot use it",
                           shown, label);
}

static int refer(sheaf_parser *self, size_t first, size_t last, const char *label, size_t length,
                 sheaf_query_node **out, sheaf_error *err) {
  const size_t line = find(self->options, label, length);
  if (line >= self->options->line || !self->options->lines[line].query)
    return missing(self, first, line, label, length, err);
  *out = sheaf_parser_node(self, SHEAF_QUERY_REF, first, last);
  if (!*out) return sheaf_error_memory(err);
  (*out)->line = (uint32_t)line;
  const char *text = self->options->lines[line].label;
  (*out)->text = (*out)->key = sheaf_arena_copy(sheaf_query_arena(self->query), text, strlen(text));
  return (*out)->text ? SHEAF_OK : sheaf_error_memory(err);
}

int sheaf_refs_one(sheaf_parser *self, size_t first, size_t last, sheaf_query_node **out, sheaf_error *err) {
  return refer(self, first, last, self->text + first, last - first, out, err);
}

/* ---- lists ---- */

/* Reads a number behind # or S at *at; 0 where there is none. */
static int number(const sheaf_parser *self, size_t *at, size_t last, uint32_t *value) {
  size_t here = *at;
  while (here < last && strchr(" #Ss", self->text[here])) here++;
  const size_t digits = here;
  for (*value = 0; here < last && is_digit(self->text[here]); here++)
    *value = *value * 10 + (uint32_t)(self->text[here] - '0');
  if (here == digits || here - digits > NUMBER_BYTES) return 0;
  while (here < last && self->text[here] == ' ') here++;
  *at = here;
  return 1;
}

/* Adds REFs to the lines from..to, which stand in the stretch. */
static int span(sheaf_parser *self, sheaf_query_node *all, size_t first, size_t last, uint32_t from, uint32_t to,
                sheaf_error *err) {
  if (from > to || to - from > LISTED)
    return sheaf_parser_fail(self, "Y-LINEREF", first, err,
                             "this range of lines ends before it begins or is too long; write the lower number first");
  for (uint32_t n = from; n <= to; n++) {
    char label[NUMBER_BYTES + 2];
    const int length = snprintf(label, sizeof label, "%u", n);
    sheaf_query_node *node = NULL;
    int code = refer(self, first, last, label, (size_t)length, &node, err);
    if (!code) code = sheaf_parser_adopt(self, all, node, err);
    if (code) return code;
  }
  return SHEAF_OK;
}

int sheaf_refs_list(sheaf_parser *self, sheaf_query_kind kind, size_t first, size_t last, sheaf_query_node **out,
                    sheaf_error *err) {
  sheaf_query_node *all = *out = sheaf_parser_node(self, kind, first, last);
  if (!all) return sheaf_error_memory(err);
  for (size_t at = first; at < last;) {
    const size_t start = at;
    uint32_t from, to;
    int good = number(self, &at, last, &from);
    to = from;
    if (good && at < last && self->text[at] == '-') {
      at++;
      good = number(self, &at, last, &to);
    }
    if (!good || (at < last && self->text[at] != ','))
      return sheaf_parser_fail(self, "Y-LINEREF", start, err,
                               "a list of lines is expected here, such as 1-5,8; write their numbers");
    const int code = span(self, all, start, at, from, to, err);
    if (code) return code;
    at++;
  }
  if (!all->children)
    return sheaf_parser_fail(self, "Y-LINEREF", first, err, "this list names no line; write numbers such as 1-5,8");
  if (all->children == 1) *out = all->child[0];
  return SHEAF_OK;
}
