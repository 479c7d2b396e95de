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

/* Uncertain: AND binds tighter than NOT, and NOT than OR ("AND is processed before NOT or OR. OR is processed last"). */
enum { OR_BINDS = 1, NOT_BINDS = 2, AND_BINDS = 3, ADJ_BINDS = 4 };
enum { MOST_FREQUENCY = 1000, NAME_MOST = 6, TAG_MOST = 40, ADJ_MOST = 99, STEM = 4 };

static char at_cursor(const sheaf_parser *self) { return self->text[self->at]; }
static int is_digit(char c) { return c >= '0' && c <= '9'; }
static int is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static int is_name(char c) { return is_letter(c) || is_digit(c) || c == '_'; }

static size_t spaces(const sheaf_parser *self, size_t at) {
  while (self->text[at] == ' ') at++;
  return at;
}

static size_t trimmed(const sheaf_parser *self, size_t first, size_t last) {
  while (last > first && self->text[last - 1] == ' ') last--;
  return last;
}

/* 1 where an operator stands at `at`. */
static int operator_at(sheaf_parser *self, size_t at) {
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
  at = spaces(self, at);
  const char c = self->text[at];
  return !c || strchr(")[/", c) || operator_at(self, at);
}

static const sheaf_dialect_tag *known(const sheaf_parser *self, size_t at, size_t *end) {
  for (*end = at; is_name(self->text[*end]);) ++*end;
  return *end > at ? sheaf_dialect_tag_find(self->dialect, self->text + at, *end - at) : NULL;
}

static void add_tag(sheaf_ovid_suffix *out, const sheaf_dialect_tag *tag) {
  out->count++;
  if (tag->what == SHEAF_DIALECT_UNSUPPORTED) {
    out->missing++;
    out->reason = tag->reason;
  }
  if (out->count == 1 && tag->what != SHEAF_DIALECT_WORDS) out->tag = tag;
  if (out->count > 1 && out->tag != tag) out->tag = NULL;
  if (tag->what != SHEAF_DIALECT_WORDS && tag->what != SHEAF_DIALECT_UNSUPPORTED) out->mixed = 1;
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
  const size_t first = spaces(self, at + 1);
  if (self->text[at] != '.' || !known(self, first, &last)) return 0;
  if (first > at + 1) return self->text[spaces(self, last)] == '.' && ends_at(self, spaces(self, last) + 1);
  return self->text[last] == '.' || self->text[last] == ',' || ends_at(self, last);
}

int sheaf_ovid_suffix_at(sheaf_parser *self, size_t at, sheaf_ovid_suffix *out, sheaf_error *err) {
  *out = (sheaf_ovid_suffix){.start = at};
  const char *text = self->text;
  const int bracket = text[at + 1] == '(';
  size_t here = at + 1 + (size_t)bracket, end = here;
  if (at && text[at - 1] == ')') here = end = spaces(self, here);
  for (;;) {
    size_t last;
    const sheaf_dialect_tag *tag = known(self, here, &last);
    if (last == here) break;
    if (!tag) return is_mistaken(self, here, last) ? unknown_name(self, at, here, last, err) : 0;
    add_tag(out, tag);
    end = last;
    here = spaces(self, last);
    if (text[here] == ',' || text[here] == ';' || (text[here] == '/' && !bracket && known(self, here + 1, &last))) {
      here = spaces(self, here + 1);
      continue;
    }
    if (!goes_on(self, end)) break;
    here = spaces(self, end + 1);
  }
  if (!out->count) return 0;
  if (bracket && text[end] == ')') end++;
  out->dotted = text[end] == '.';
  if (!out->dotted && text[spaces(self, end)] == '.' && ends_at(self, spaces(self, end) + 1)) {
    end = spaces(self, end);
    out->dotted = 1;
  }
  out->end = end + (size_t)out->dotted;
  if (ends_at(self, out->end)) return 1;
  return out->dotted && !is_name(text[out->end]);
}

/* A suffix behind a group or quotes, with spaces before it. */
static int suffix_behind(sheaf_parser *self, size_t at, sheaf_ovid_suffix *out, sheaf_error *err) {
  at = spaces(self, at);
  return self->text[at] == '.' ? sheaf_ovid_suffix_at(self, at, out, err) : 0;
}

static int note_suffix(sheaf_parser *self, const sheaf_ovid_suffix *suffix) {
  int failed = 0;
  if (!suffix->dotted)
    failed = sheaf_parser_note(self, "Y-DOT", SHEAF_QUERY_INFO, suffix->start, suffix->end,
                               "Ovid's own form of a field ends in a full stop");
  if (!failed && suffix->mixed && !suffix->tag)
    failed = sheaf_parser_note(self, "Y-FIELDFORM", SHEAF_QUERY_INFO, suffix->start, suffix->end,
                               "fields of whole values stand in a list with others here; all are searched by word");
  if (!failed && suffix->tag && suffix->tag->fields == F(DATE_ENTRY))
    failed = sheaf_parser_note(self, "L-DATE", SHEAF_QUERY_INFO, suffix->start, suffix->end,
                               "Ovid's entry date is searched as PubMed's entry date, which may be earlier");
  return failed;
}

/* ---- what records cannot answer ---- */

/* UNSUPPORTED for the names of a suffix that records cannot answer: `(a or b).tn,dm.` */
static int unanswered(sheaf_parser *self, const sheaf_ovid_suffix *suffix, size_t start, sheaf_query_node **out,
                      sheaf_error *err) {
  int code = sheaf_build_unsupported(self, start, suffix->end, suffix->reason, out, err);
  if (code) return code;
  sheaf_buf text = {0};
  const char *content = sheaf_build_text(self, start, suffix->start);
  if (!content) return sheaf_error_memory(err);
  sheaf_buf_add_text(&text, content);
  int first = 1;
  for (size_t at = suffix->start, end; at < suffix->end; at = end) {
    const sheaf_dialect_tag *tag = known(self, at, &end);
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
static int give(sheaf_parser *self, const sheaf_ovid_suffix *suffix, size_t start, sheaf_query_node **node,
                sheaf_error *err) {
  if (suffix->missing == suffix->count) return unanswered(self, suffix, start, node, err);
  int code = sheaf_parser_scope(self, suffix->fields, suffix->end, node, err);
  if (code || !suffix->missing) return code;
  sheaf_query_node *all = sheaf_parser_node(self, SHEAF_QUERY_OR, start, suffix->end), *rest = NULL;
  if (!all) return sheaf_error_memory(err);
  code = sheaf_parser_adopt(self, all, *node, err);
  if (!code) code = unanswered(self, suffix, start, &rest, err);
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
static int frequency(sheaf_parser *self, sheaf_query_node **node, sheaf_error *err) {
  size_t at = spaces(self, self->at);
  if (self->text[at] != '/') return SHEAF_OK;
  const size_t start = at;
  const size_t cursor = self->at;
  self->at = spaces(self, at + 1);
  const int is = sheaf_parser_begins(self, "FREQ");
  at = spaces(self, self->at + 4);
  self->at = cursor;
  if (!is || self->text[at] != '=') return SHEAF_OK;
  uint32_t least = 0;
  for (at = spaces(self, at + 1); is_digit(self->text[at]); at++)
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

/* ---- runs ---- */

typedef struct run {
  sheaf_ovid_place place;   /* its content */
  int heading;              /* it ends in "/" */
  size_t codes[2];          /* qualifiers behind the "/"; equal where there are none */
  int tagged;               /* it has a suffix */
  sheaf_ovid_suffix suffix; /* that */
} run;

/* The end of a list of two-letter codes at `at`; `at` where there is none. */
static size_t codes_end(sheaf_parser *self, size_t at, int tied) {
  size_t end = at;
  for (;;) {
    const char *c = self->text + at;
    if (!is_letter(c[0]) || !is_letter(c[1]) || is_name(c[2]) || (c[2] && strchr(".*$?#:='", c[2]))) return end;
    char code[3] = {(char)(c[0] | 32), (char)(c[1] | 32), 0};
    if (strcmp(code, "or") == 0 || (!tied && !sheaf_nlm_qualifier(code))) return end;
    end = at + 2;
    at = spaces(self, end);
    if (self->text[at] != ',') return end;
    at = spaces(self, at + 1);
    tied = 1;
  }
}

/* 1 where the "/" at `at` ends a heading; its qualifiers are put into codes. */
static int ends_heading(sheaf_parser *self, size_t at, size_t codes[2]) {
  const char next = self->text[at + 1];
  const size_t first = spaces(self, at + 1);
  codes[0] = codes[1] = first;
  if (strncmp(self->text + first, "freq", 4) == 0) return 0;
  codes[1] = codes_end(self, first, first == at + 1);
  if (codes[1] != first) return 1;
  return !next || strchr(" )(,[\".;", next);
}

/* 1 where the "(" at `at` belongs to a heading: `Outcome Assessment (Health Care)/`. */
static int is_within_heading(sheaf_parser *self, size_t first, size_t at) {
  if (at == first) return 0;
  const size_t close = sheaf_parser_pair(self, at);
  size_t codes[2];
  if (close >= self->length || self->text[close + 1] != '/' || !ends_heading(self, close + 1, codes)) return 0;
  for (size_t i = at + 1; i < close; i++)
    if (self->text[i] == '(' || self->text[i] == '.' || (self->text[i - 1] == ' ' && operator_at(self, i))) return 0;
  return 1;
}

/* Reads a run at `at`. whole: operators are words in it (behind exp). */
static int read_run(sheaf_parser *self, size_t at, int whole, run *out, sheaf_error *err) {
  const size_t first = at;
  *out = (run){.place = {.first = first, .start = self->at}};
  int code = 0;
  while (at < self->length) {
    const char c = self->text[at];
    size_t close;
    if (c == '"') {
      code = sheaf_parser_quote(self, at, &close, err);
      if (code) return code;
      at = close + 1;
    } else if (c == '(' && is_within_heading(self, first, at)) {
      at = sheaf_parser_pair(self, at) + 1;
    } else if (c == '(' || c == ')' || (c == '[' && sheaf_parser_remark(self, at))) {
      break;
    } else if (at > first && self->text[at - 1] == ' ' && !whole && operator_at(self, at)) {
      break;
    } else if (c == '.' && at > first && (out->tagged = sheaf_ovid_suffix_at(self, at, &out->suffix, err)) != 0) {
      break;
    } else if (c == '/' && at > first && ends_heading(self, at, out->codes)) {
      out->heading = 1;
      break;
    } else if (c == '/' && at > first && strncmp(self->text + spaces(self, at + 1), "freq", 4) == 0) {
      break;
    } else {
      at++;
    }
  }
  if (out->tagged < 0) return out->tagged;
  out->place.last = trimmed(self, first, at);
  self->at = out->place.end = out->tagged ? out->suffix.end : out->heading && out->codes[1] > at ? out->codes[1]
                              : at + (size_t)out->heading;
  return SHEAF_OK;
}

/* ---- forms of other platforms ---- */

static int is_other_form(sheaf_parser *self, size_t first, size_t last, sheaf_error *err) {
  const char *text = self->text;
  for (size_t at = first; at < last; at++) {
    const char c = text[at];
    if (c == '"') {
      while (++at < last && text[at] != '"') {
      }
      continue;
    }
    if (c == '[' || (c == '=' && at > first && is_letter(text[at - 1])))
      return sheaf_parser_fail(self, "Y-FIELDFORM", at, err,
                               "Ovid writes fields behind the term: term.ti,ab. (and remarks in brackets apart from "
                               "it)");
    size_t end;
    if (c == ':' && is_letter(text[at + 1]) && known(self, at + 1, &end) && (end == last || text[end] == ','))
      return sheaf_parser_fail(self, "Y-FIELDFORM", at, err, "Ovid writes fields between full stops: term.ti,ab.");
    static const char *const nears[] = {"NEAR", "NEXT", "PRE", "W", "N", "NEAR/", "NEXT/", "PRE/", "W/", "N/"};
    for (size_t i = 0; i < sizeof nears / sizeof *nears && (at == first || text[at - 1] == ' '); i++) {
      const size_t size = strlen(nears[i]);
      if (strncmp(text + at, nears[i], size) != 0 || !is_digit(text[at + size])) continue;
      for (end = at + size; is_digit(text[end]); end++) {
      }
      if ((text[end] && text[end] != ' ') || (size == 1 && (at == first || end == last))) continue;
      return sheaf_parser_fail(self, "B-NEAROP", at, err,
                               "Ovid writes proximity as adjN, with N one more than the words between: adj4");
    }
  }
  return SHEAF_OK;
}

/* ---- leaves ---- */

static void unquote(const sheaf_parser *self, sheaf_ovid_place *place) {
  const char *text = self->text;
  if (place->last - place->first < 2 || text[place->first] != '"' || text[place->last - 1] != '"') return;
  if (memchr(text + place->first + 1, '"', place->last - place->first - 2)) return;
  place->first++;
  place->last = trimmed(self, place->first, place->last - 1);
}

/* Takes a wildcard off the end: 1 where there was one. */
static int truncation(const sheaf_parser *self, sheaf_ovid_place *place) {
  size_t last = place->last;
  while (last > place->first && is_digit(self->text[last - 1])) last--;
  if (last <= place->first + 1 || !strchr("*$:", self->text[last - 1])) return 0;
  place->last = trimmed(self, place->first, last - 1);
  return 1;
}

static int whole(sheaf_parser *self, sheaf_query_kind kind, sheaf_query_fields fields, unsigned flags,
                 sheaf_ovid_place place, sheaf_query_node **out, sheaf_error *err) {
  unquote(self, &place);
  sheaf_build what = {.kind = kind, .fields = fields, .flags = flags & ~SHEAF_DIALECT_READ_ONLY};
  if (truncation(self, &place)) what.flags = (what.flags | SHEAF_QUERY_TRUNCATED) & ~(unsigned)SHEAF_QUERY_EXPLODE;
  if (kind == SHEAF_QUERY_NAME && !(what.flags & SHEAF_QUERY_TRUNCATED)) what.flags |= SHEAF_QUERY_QUOTED;
  what.first = place.first;
  what.last = place.last;
  what.start = place.start;
  what.end = place.end;
  return sheaf_build_whole(self, &what, out, err);
}

/* 1 where a wildcard stands before the end of the content. */
static int is_wild_inside(const sheaf_parser *self, sheaf_ovid_place place) {
  truncation(self, &place);
  for (size_t i = place.first; i < place.last; i++)
    if (strchr("*$?#", self->text[i])) return 1;
  return 0;
}

int sheaf_ovid_value(sheaf_parser *self, const sheaf_dialect_tag *tag, const sheaf_ovid_place *place,
                     sheaf_query_node **out, sheaf_error *err) {
  sheaf_query_kind kind = SHEAF_QUERY_VALUE;
  switch (tag->what) {
    case SHEAF_DIALECT_DATE: return sheaf_ovid_dates(self, tag->fields, place, out, err);
    case SHEAF_DIALECT_UNSUPPORTED:
      return sheaf_build_unsupported(self, place->start, place->end, tag->reason, out, err);
    case SHEAF_DIALECT_NAME: kind = SHEAF_QUERY_NAME; break;
    case SHEAF_DIALECT_HEADING: kind = SHEAF_QUERY_HEADING; break;
    case SHEAF_DIALECT_QUALIFIER: kind = SHEAF_QUERY_QUALIFIER; break;
    default: break;
  }
  if (!is_wild_inside(self, *place)) return whole(self, kind, tag->fields, tag->flags, *place, out, err);
  if (sheaf_parser_note(self, "Y-FIELDFORM", SHEAF_QUERY_INFO, place->start, place->end,
                        "a wildcard stands inside this value; its words are searched"))
    return sheaf_error_memory(err);
  const int code = sheaf_words_read(self, place->first, place->last, 0, out, err);
  return code ? code : sheaf_parser_scope(self, tag->fields & (SHEAF_QUERY_FIRST_AUTHOR - 1), place->end, out, err);
}

static int heading(sheaf_parser *self, const run *at, unsigned flags, sheaf_query_node **out, sheaf_error *err) {
  int code = whole(self, SHEAF_QUERY_HEADING, F(HEADING), flags, at->place, out, err);
  for (size_t i = at->codes[0]; i < at->codes[1] && !code;) {
    sheaf_query_node *qualifier = NULL;
    const sheaf_ovid_place place = {i, i + 2, i, i + 2};
    code = whole(self, SHEAF_QUERY_QUALIFIER, F(HEADING), 0, place, &qualifier, err);
    if (!code) code = sheaf_parser_adopt(self, *out, qualifier, err);
    for (i += 2; i < at->codes[1] && !is_letter(self->text[i]);) i++;
  }
  return code;
}

/* ---- exp and * ---- */

static int begins_word(const sheaf_parser *self, size_t at, const char *word) {
  sheaf_parser here = *self;
  here.at = at;
  return sheaf_parser_begins(&here, word) && strchr(" *\"", self->text[at + strlen(word)]) &&
         self->text[at + strlen(word)];
}

/* Reads exp and * in any order at the cursor; returns where the heading's name begins. */
static size_t marks(const sheaf_parser *self, unsigned *flags) {
  size_t at = self->at;
  for (*flags = 0;; at = spaces(self, at)) {
    if (self->text[at] == '*' && !(*flags & SHEAF_QUERY_FOCUS)) {
      *flags |= SHEAF_QUERY_FOCUS;
      at++;
    } else if (!(*flags & SHEAF_QUERY_EXPLODE) && (begins_word(self, at, "EXP") || begins_word(self, at, "EXPLODE"))) {
      *flags |= SHEAF_QUERY_EXPLODE;
      at += begins_word(self, at, "EXP") ? 3 : 7;
    } else {
      return at;
    }
  }
}

/* The name of an exploded heading may have "and" in it. What holds another heading's beginning is too long. */
static int is_one_name(sheaf_parser *self, const sheaf_ovid_place *place) {
  for (size_t at = place->first + 1; at < place->last; at++)
    if (self->text[at - 1] == ' ' && (self->text[at] == '*' || begins_word(self, at, "EXP"))) return 0;
  return 1;
}

/* Reads `exp X/` or `*X/`: 1; 0 where no heading ends here; or a negative code. */
static int marked(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  const size_t start = self->at;
  unsigned flags;
  const size_t name = marks(self, &flags);
  if (!flags || name >= self->length) return 0;
  run at;
  int code = read_run(self, name, 1, &at, err);
  const size_t end = self->at;
  const int together = !code && at.heading && is_one_name(self, &at.place);
  self->at = start;
  if (!code) code = read_run(self, name, 0, &at, err);
  if (code) return code;
  if (!at.heading && (at.tagged || !(flags & SHEAF_QUERY_EXPLODE) || at.place.last == name) && !together) {
    self->at = start;
    return 0;
  }
  int failed = 0;
  if (together && self->at != end) { /* exp Wounds and Injuries/ */
    self->at = start;
    code = read_run(self, name, 1, &at, err);
    if (!code)
      failed = sheaf_parser_note(self, "Y-OPWORD", SHEAF_QUERY_WARNING, start, self->at,
                                 "an operator stands in this heading; it was read as a word, put the heading in quotes");
  } else if (!at.heading) {
    failed = sheaf_parser_note(self, "Y-FIELDFORM", SHEAF_QUERY_WARNING, start, self->at,
                               "a heading ends in \"/\" in Ovid; it was read as one");
  }
  if (!code) code = failed ? sheaf_error_memory(err) : heading(self, &at, flags, out, err);
  return code ? code : 1;
}

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
  here.at = spaces(self, last);
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
    first = spaces(self, first);
    if (!is_digit(self->text[first]) && self->text[first] != '#') return 0;
    for (last = first; self->text[last] && strchr(allowed, self->text[last]);) last++;
    end = last;
  } else {
    while (self->text[last] && strchr(allowed, self->text[last])) last++;
    if (last == first || self->text[last] != '/') return 0;
    const size_t word = spaces(self, last + 1);
    sheaf_parser here = *self;
    here.at = word;
    const int is_or = sheaf_parser_begins(&here, "OR");
    if (!is_or && !sheaf_parser_begins(&here, "AND")) return 0;
    end = word + (is_or ? 2 : 3);
    if (is_name(self->text[end])) return 0;
    kind = is_or ? SHEAF_QUERY_OR : SHEAF_QUERY_AND;
  }
  while (last > first && strchr(" ,-", self->text[last - 1])) last--;
  const int code = sheaf_parser_refs(self, kind, first, last, out, err);
  self->at = end;
  self->closed = 1;
  return code ? code : 1;
}

/* ---- operands ---- */

static int words(sheaf_parser *self, const run *at, sheaf_query_node **out, sheaf_error *err) {
  const sheaf_ovid_place *place = &at->place;
  int code = is_other_form(self, place->first, place->last, err);
  if (!code) code = sheaf_words_read(self, place->first, place->last, 0, out, err);
  if (!code && at->tagged) code = give(self, &at->suffix, place->start, out, err);
  return code ? code : frequency(self, out, err);
}

static int number(sheaf_parser *self, const run *at, sheaf_query_node **out, sheaf_error *err) {
  const sheaf_ovid_place *place = &at->place;
  const int is_line = sheaf_parser_is_line(self, place->first, place->last);
  if ((at->tagged && !is_line) || is_beside_adj(self, place->first, place->last)) {
    if (sheaf_parser_note(self, "Y-BARENUM", SHEAF_QUERY_WARNING, place->first, place->last,
                          "a number alone is another line in Ovid; it was read as a word here, put it in quotes"))
      return sheaf_error_memory(err);
    return words(self, at, out, err);
  }
  const int code = sheaf_parser_ref(self, place->first, place->last, out, err);
  return code || !at->tagged ? code : give(self, &at->suffix, place->start, out, err);
}

static int operand(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  const size_t start = self->at;
  if (at_cursor(self) == '[')
    return sheaf_parser_fail(self, "Y-FIELDFORM", start, err,
                             "a remark in brackets stands apart and has its \"]\"; Ovid writes fields as .ti,ab.");
  int code = list(self, out, err);
  if (!code) code = sheaf_ovid_command(self, out, err);
  if (!code) code = marked(self, out, err);
  if (code) return code < 0 ? code : SHEAF_OK;
  self->closed = 0;
  run at;
  code = read_run(self, start, 0, &at, err);
  if (code) return code;
  if (self->at == start) self->at++; /* a mark that belongs to nothing */
  if (at.tagged && note_suffix(self, &at.suffix)) return sheaf_error_memory(err);
  if (at.heading) return heading(self, &at, 0, out, err);
  if (at.tagged && at.suffix.tag) return sheaf_ovid_value(self, at.suffix.tag, &at.place, out, err);
  if (!at.tagged && self->within) return sheaf_ovid_value(self, self->within, &at.place, out, err);
  return is_number(self, at.place.first, at.place.last) ? number(self, &at, out, err) : words(self, &at, out, err);
}

/* ---- groups ---- */

/* What stands in a group whose suffix is of whole values is read as such: (letter or comment).pt. */
static int group(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  const sheaf_dialect_tag *outer = self->within;
  const size_t close = sheaf_parser_pair(self, self->at);
  sheaf_ovid_suffix suffix;
  const int found = close < self->length ? suffix_behind(self, close + 1, &suffix, err) : 0;
  if (found < 0) return found;
  if (found) self->within = suffix.tag && suffix.tag->what != SHEAF_DIALECT_UNSUPPORTED ? suffix.tag : NULL;
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
  int code = suffix_behind(self, self->at, &found, err);
  if (code < 0) return code;
  const size_t next = spaces(self, self->at);
  if (self->text[next] == '[' && next == self->at && is_pubmed_tag(self, next))
    return sheaf_parser_fail(self, "Y-FIELDFORM", next, err, "Ovid writes fields between full stops: (a or b).ti,ab.");
  if (!code) return frequency(self, node, err);
  self->at = found.end;
  if (note_suffix(self, &found)) return sheaf_error_memory(err);
  if (!found.tag)
    code = give(self, &found, start, node, err);
  else if (found.tag->what == SHEAF_DIALECT_UNSUPPORTED)
    code = unanswered(self, &found, start, node, err);
  else
    code = SHEAF_OK;
  self->closed = 1;
  return code ? code : frequency(self, node, err);
}

static int notes(sheaf_parser *self, const sheaf_query_node *node) {
  if (node->kind == SHEAF_QUERY_SCOPE) return SHEAF_OK;
  if (node->flags & SHEAF_QUERY_UNTAGGED)
    return sheaf_query_note_add(self->query, "Y-FIELDNONE", SHEAF_QUERY_WARNING, node->first, node->last,
                                "\"%.60s\" has no field: it is searched as .mp. (title, abstract, keywords, headings, "
                                "substances, identifier)",
                                node->text);
  for (size_t i = 0; i < node->children; i++)
    if (notes(self, node->child[i])) return SHEAF_ENOMEM;
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
