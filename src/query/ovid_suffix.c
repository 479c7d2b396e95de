/* ovid_suffix.c - what stands behind Ovid's terms: fields (.ti,ab.) and frequencies (/freq=2). */
#include <string.h>

#include "build.h"
#include "fields.h"
#include "ovid.h"

enum { MOST_FREQUENCY = 1000, NAME_MOST = 6 };

static int is_digit(char c) { return c >= '0' && c <= '9'; }
static int is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static int is_name(char c) { return is_letter(c) || is_digit(c) || c == '_'; }

size_t sheaf_ovid_spaces(const sheaf_parser *self, size_t at) {
  while (self->text[at] == ' ') at++;
  return at;
}

int sheaf_ovid_operator_at(sheaf_parser *self, size_t at) {
  const size_t cursor = self->at;
  sheaf_parser_operator op;
  self->at = at;
  const int is = sheaf_parser_operator_at(self, &op);
  self->at = cursor;
  return is;
}

/* ---- suffixes ---- */

/* 1 where a term may end: at the end, a parenthesis, a remark, a frequency or an operator. */
static int ends_at(sheaf_parser *self, size_t at) {
  at = sheaf_ovid_spaces(self, at);
  const char c = self->text[at];
  return !c || strchr(")[/", c) || sheaf_ovid_operator_at(self, at);
}

const sheaf_dialect_tag *sheaf_ovid_tag_at(const sheaf_parser *self, size_t at, size_t *end) {
  for (*end = at; is_name(self->text[*end]);) ++*end;
  return *end > at ? sheaf_dialect_tag_find(self->dialect, self->text + at, *end - at) : NULL;
}

static void add_tag(sheaf_ovid_suffix *out, const sheaf_dialect_tag *tag) {
  out->count++;
  if (tag->what == SHEAF_DIALECT_UNSUPPORTED) {
    out->missing++;
    out->reason = tag->reason;
  }
  if (out->count == 1) {
    out->own = *tag;
    out->is_value = tag->what != SHEAF_DIALECT_WORDS;
  } else if (out->own.what != tag->what) {
    out->is_value = 0;
  }
  if (tag->what != SHEAF_DIALECT_WORDS && tag->what != SHEAF_DIALECT_UNSUPPORTED) out->mixed = 1;
  out->own.fields |= tag->fields;
  out->fields |= tag->fields;
}

static int unknown_name(sheaf_parser *self, size_t at, size_t first, size_t last, sheaf_error *err) {
  size_t size = 0;
  const char *near = sheaf_dialect_tag_suggest(self->dialect, self->text + first, last - first, &size);
  const int shown = (int)(last - first);
  if (shown == 4 && strncmp(self->text + first, "tiab", 4) == 0)
    return sheaf_parser_fail(self, "Y-FIELD", at, err, "Ovid has no field .tiab.; did you mean .ti,ab.?");
  if (near)
    return sheaf_parser_fail(self, "Y-FIELD", at, err, "Ovid has no field .%.*s.; did you mean .%.*s.?", shown,
                             self->text + first, (int)size, near);
  return sheaf_parser_fail(self, "Y-FIELD", at, err, "Ovid has no field .%.*s.; use one such as .ti,ab. or .mp.", shown,
                           self->text + first);
}

/* Whether an unknown name at a full stop is a mistaken field rather than text. */
static int is_mistaken(sheaf_parser *self, size_t first, size_t last) {
  if (last - first < 2 || last - first > NAME_MOST || first < 2 || self->text[first - 2] == ' ') return 0;
  for (size_t i = first; i < last; i++)
    if (!is_letter(self->text[i])) return 0;
  const int dot = self->text[last] == '.';
  return ends_at(self, last + (size_t)dot) || self->text[last] == ',';
}

/* 1 where the full stop at `at` is a comma: .ti.ab. and .ti. ab . */
static int goes_on(sheaf_parser *self, size_t at) {
  size_t last;
  const size_t first = sheaf_ovid_spaces(self, at + 1);
  if (self->text[at] != '.' || !sheaf_ovid_tag_at(self, first, &last)) return 0;
  if (first > at + 1)
    return self->text[sheaf_ovid_spaces(self, last)] == '.' && ends_at(self, sheaf_ovid_spaces(self, last) + 1);
  return self->text[last] == '.' || self->text[last] == ',' || ends_at(self, last);
}

int sheaf_ovid_suffix_at(sheaf_parser *self, size_t at, sheaf_ovid_suffix *out, sheaf_error *err) {
  *out = (sheaf_ovid_suffix){.start = at};
  const char *text = self->text;
  const int bracket = text[at + 1] == '(';
  size_t here = at + 1 + (size_t)bracket, end = here;
  if (at && text[at - 1] == ')') here = end = sheaf_ovid_spaces(self, here);
  for (;;) {
    size_t last;
    while (out->count && (text[here] == ',' || text[here] == ' ')) here++;
    const sheaf_dialect_tag *tag = sheaf_ovid_tag_at(self, here, &last);
    if (last == here) {
      if (out->count && (text[here] == '.' || ends_at(self, here))) end = here;
      break;
    }
    if (!tag) return is_mistaken(self, here, last) ? unknown_name(self, at, here, last, err) : 0;
    add_tag(out, tag);
    end = last;
    here = sheaf_ovid_spaces(self, last);
    if (text[here] == ',' || text[here] == ';' ||
        (text[here] == '/' && !bracket && sheaf_ovid_tag_at(self, here + 1, &last))) {
      here = sheaf_ovid_spaces(self, here + 1);
      continue;
    }
    if (!goes_on(self, end)) break;
    here = sheaf_ovid_spaces(self, end + 1);
  }
  if (!out->count) return 0;
  if (bracket && text[end] == ')') end++;
  out->dotted = text[end] == '.';
  if (!out->dotted && text[sheaf_ovid_spaces(self, end)] == '.' && ends_at(self, sheaf_ovid_spaces(self, end) + 1)) {
    end = sheaf_ovid_spaces(self, end);
    out->dotted = 1;
  }
  out->end = end + (size_t)out->dotted;
  if (ends_at(self, out->end)) return 1;
  return out->dotted && !is_name(text[out->end]);
}

/* A suffix behind a group or quotes, with spaces before it. */
int sheaf_ovid_suffix_behind(sheaf_parser *self, size_t at, sheaf_ovid_suffix *out, sheaf_error *err) {
  at = sheaf_ovid_spaces(self, at);
  return self->text[at] == '.' ? sheaf_ovid_suffix_at(self, at, out, err) : 0;
}

int sheaf_ovid_note_suffix(sheaf_parser *self, const sheaf_ovid_suffix *suffix) {
  int failed = 0;
  if (!suffix->dotted)
    failed = sheaf_parser_note(self, "Y-DOT", SHEAF_QUERY_INFO, suffix->start, suffix->end,
                               "Ovid's own form of a field ends in a full stop");
  if (!failed && suffix->mixed && !suffix->is_value)
    failed = sheaf_parser_note(self, "Y-FIELDFORM", SHEAF_QUERY_INFO, suffix->start, suffix->end,
                               "fields of whole values stand in a list with others here; all are searched by word");
  if (!failed && suffix->is_value && (suffix->fields & F(DATE_ENTRY)))
    failed = sheaf_parser_note(self, "L-DATE", SHEAF_QUERY_INFO, suffix->start, suffix->end,
                               "Ovid's entry date is searched as PubMed's entry date, which may be earlier");
  return failed;
}

/* ---- what records cannot answer ---- */

/* UNSUPPORTED for the names of a suffix that records cannot answer: `(a or b).tn,dm.` */
int sheaf_ovid_unanswered(sheaf_parser *self, const sheaf_ovid_suffix *suffix, size_t start, sheaf_query_node **out,
                          sheaf_error *err) {
  int code = sheaf_build_unsupported(self, start, suffix->end, suffix->reason, out, err);
  if (code) return code;
  sheaf_buf text = {0};
  const char *content = sheaf_build_text(self, start, suffix->start);
  if (!content) return sheaf_error_memory(err);
  sheaf_buf_add_text(&text, content);
  int first = 1;
  for (size_t at = suffix->start, end; at < suffix->end; at = end) {
    const sheaf_dialect_tag *tag = sheaf_ovid_tag_at(self, at, &end);
    if (end == at) end++;
    if (!tag || tag->what != SHEAF_DIALECT_UNSUPPORTED) continue;
    sheaf_buf_add_byte(&text, first ? '.' : ',');
    for (first = 0; at < end; at++) sheaf_buf_add_byte(&text, self->text[at] | (is_letter(self->text[at]) ? 32 : 0));
  }
  sheaf_buf_add_byte(&text, '.');
  (*out)->text = sheaf_arena_copy(sheaf_query_arena(self->query), sheaf_buf_text(&text), text.length);
  sheaf_buf_clear(&text);
  return (*out)->text ? SHEAF_OK : sheaf_error_memory(err);
}

/* Gives a words suffix to *node, which begins at start. */
int sheaf_ovid_give(sheaf_parser *self, const sheaf_ovid_suffix *suffix, size_t start, sheaf_query_node **node,
                    sheaf_error *err) {
  if (suffix->missing == suffix->count) return sheaf_ovid_unanswered(self, suffix, start, node, err);
  int code = sheaf_parser_scope(self, suffix->fields, suffix->end, node, err);
  if (code || !suffix->missing) return code;
  sheaf_query_node *all = sheaf_parser_node(self, SHEAF_QUERY_OR, start, suffix->end), *rest = NULL;
  if (!all) return sheaf_error_memory(err);
  code = sheaf_parser_adopt(self, all, *node, err);
  if (!code) code = sheaf_ovid_unanswered(self, suffix, start, &rest, err);
  if (!code) code = sheaf_parser_adopt(self, all, rest, err);
  *node = all;
  self->closed = 1;
  return code;
}

/* ---- frequency ---- */

/* 1 where the occurrences of a node can be counted. */
static int is_counted(const sheaf_query_node *node) {
  if (node->kind == SHEAF_QUERY_TERM || node->kind == SHEAF_QUERY_PHRASE || node->kind == SHEAF_QUERY_NEAR) return 1;
  if (node->kind != SHEAF_QUERY_OR) return 0;
  for (size_t i = 0; i < node->children; i++)
    if (!is_counted(node->child[i])) return 0;
  return 1;
}

/* Reads "/freq=2" behind a term, and wraps *node. */
int sheaf_ovid_frequency(sheaf_parser *self, sheaf_query_node **node, sheaf_error *err) {
  size_t at = sheaf_ovid_spaces(self, self->at);
  if (self->text[at] != '/') return SHEAF_OK;
  const size_t start = at;
  const size_t cursor = self->at;
  self->at = sheaf_ovid_spaces(self, at + 1);
  const int is = sheaf_parser_begins(self, "FREQ");
  at = sheaf_ovid_spaces(self, self->at + 4);
  self->at = cursor;
  if (!is || self->text[at] != '=') return SHEAF_OK;
  uint32_t least = 0;
  for (at = sheaf_ovid_spaces(self, at + 1); is_digit(self->text[at]); at++)
    if (least <= MOST_FREQUENCY) least = least * 10 + (uint32_t)(self->text[at] - '0');
  if (!least || least > MOST_FREQUENCY)
    return sheaf_parser_fail(self, "Y-FIELDFORM", start, err, "a number from 1 to %d is expected here: write /freq=2",
                             MOST_FREQUENCY);
  sheaf_query_node **place = (*node)->kind == SHEAF_QUERY_SCOPE ? &(*node)->child[0] : node;
  if (!is_counted(*place))
    return sheaf_parser_fail(self, "B-NEAROP", start, err,
                             "a frequency counts words, phrases, proximity and groups of them joined by OR");
  sheaf_query_node *freq = sheaf_query_node_new(self->query, SHEAF_QUERY_FREQ, (*place)->first, (*place)->last);
  if (!freq) return sheaf_error_memory(err);
  freq->least = least;
  const int code = sheaf_parser_adopt(self, freq, *place, err);
  *place = freq;
  self->at = at;
  return code;
}
