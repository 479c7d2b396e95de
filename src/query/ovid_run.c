/* ovid_run.c - runs of words, and what they are: whole values, headings with exp and *, other platforms' forms. */
#include <string.h>

#include "build.h"
#include "fields.h"
#include "nlm.h"
#include "ovid.h"
#include "words.h"

static int is_digit(char c) { return c >= '0' && c <= '9'; }
static int is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static int is_name(char c) { return is_letter(c) || is_digit(c) || c == '_'; }

static size_t trimmed(const sheaf_parser *self, size_t first, size_t last) {
  while (last > first && self->text[last - 1] == ' ') last--;
  return last;
}

/* ---- runs ---- */

/* The end of a list of two-letter codes at `at`; `at` where there is none. */
static size_t codes_end(sheaf_parser *self, size_t at, int tied) {
  size_t end = at;
  for (;;) {
    const char *c = self->text + at;
    if (!is_letter(c[0]) || !is_letter(c[1]) || is_name(c[2]) || (c[2] && strchr(".*$?#:='", c[2]))) return end;
    char code[3] = {(char)(c[0] | 32), (char)(c[1] | 32), 0};
    if (strcmp(code, "or") == 0 || (!tied && !sheaf_nlm_qualifier(code))) return end;
    end = at + 2;
    at = sheaf_ovid_spaces(self, end);
    if (self->text[at] != ',') return end;
    at = sheaf_ovid_spaces(self, at + 1);
    tied = 1;
  }
}

/* 1 where the "/" at `at` ends a heading; its qualifiers are put into codes. */
static int ends_heading(sheaf_parser *self, size_t at, size_t codes[2]) {
  const char next = self->text[at + 1];
  const size_t first = sheaf_ovid_spaces(self, at + 1);
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
    if (self->text[i] == '(' || self->text[i] == '.' || (self->text[i - 1] == ' ' && sheaf_ovid_operator_at(self, i)))
      return 0;
  return 1;
}

/* Reads a sheaf_ovid_run at `at`. whole: operators are words in it (behind exp). */
int sheaf_ovid_read_run(sheaf_parser *self, size_t at, int whole, sheaf_ovid_run *out, sheaf_error *err) {
  const size_t first = at;
  *out = (sheaf_ovid_run){.place = {.first = first, .start = self->at}};
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
    } else if (at > first && self->text[at - 1] == ' ' && !whole && sheaf_ovid_operator_at(self, at)) {
      break;
    } else if (c == '.' && at > first && (out->tagged = sheaf_ovid_suffix_at(self, at, &out->suffix, err)) != 0) {
      break;
    } else if (c == '/' && at > first && ends_heading(self, at, out->codes)) {
      out->heading = 1;
      break;
    } else if (c == '/' && at > first && strncmp(self->text + sheaf_ovid_spaces(self, at + 1), "freq", 4) == 0) {
      break;
    } else {
      at++;
    }
  }
  if (out->tagged < 0) return out->tagged;
  out->place.last = trimmed(self, first, at);
  self->at = out->place.end = out->tagged                          ? out->suffix.end
                              : out->heading && out->codes[1] > at ? out->codes[1]
                                                                   : at + (size_t)out->heading;
  return SHEAF_OK;
}

/* ---- forms of other platforms ---- */

int sheaf_ovid_other_form(sheaf_parser *self, size_t first, size_t last, sheaf_error *err) {
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
    if (c == ':' && is_letter(text[at + 1]) && sheaf_ovid_tag_at(self, at + 1, &end) &&
        (end == last || text[end] == ','))
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

/* Takes a wildcard off the end, a quotation mark behind it aside: 1 where there was one. */
static int truncation(const sheaf_parser *self, sheaf_ovid_place *place) {
  size_t last = place->last;
  while (last > place->first && (is_digit(self->text[last - 1]) || self->text[last - 1] == '"')) last--;
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
  unquote(self, &place);
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

int sheaf_ovid_heading(sheaf_parser *self, const sheaf_ovid_run *at, unsigned flags, sheaf_query_node **out,
                       sheaf_error *err) {
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
  for (*flags = 0;; at = sheaf_ovid_spaces(self, at)) {
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
int sheaf_ovid_marked(sheaf_parser *self, sheaf_query_node **out, sheaf_error *err) {
  const size_t start = self->at;
  unsigned flags;
  const size_t name = marks(self, &flags);
  if (!flags || name >= self->length) return 0;
  sheaf_ovid_run at;
  int code = sheaf_ovid_read_run(self, name, 1, &at, err);
  const size_t end = self->at;
  const int together = !code && at.heading && is_one_name(self, &at.place);
  self->at = start;
  if (!code) code = sheaf_ovid_read_run(self, name, 0, &at, err);
  if (code) return code;
  if (!at.heading && (at.tagged || !(flags & SHEAF_QUERY_EXPLODE) || at.place.last == name) && !together) {
    self->at = start;
    return 0;
  }
  int failed = 0;
  if (together && self->at != end) { /* exp Wounds and Injuries/ */
    self->at = start;
    code = sheaf_ovid_read_run(self, name, 1, &at, err);
    if (!code)
      failed =
          sheaf_parser_note(self, "Y-OPWORD", SHEAF_QUERY_WARNING, start, self->at,
                            "an operator stands in this heading; it was read as a word, put the heading in quotes");
  } else if (!at.heading) {
    failed = sheaf_parser_note(self, "Y-FIELDFORM", SHEAF_QUERY_WARNING, start, self->at,
                               "a heading ends in \"/\" in Ovid; it was read as one");
  }
  if (!code) code = failed ? sheaf_error_memory(err) : sheaf_ovid_heading(self, &at, flags, out, err);
  return code ? code : 1;
}
