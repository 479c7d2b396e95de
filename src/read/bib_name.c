/* bib_name.c - lists of names as BibTeX writes them. See bib.h.
 *
 * "First von Last", "von Last, First", "von Last, Jr, First"; biblatex's "family=Last, given=First, prefix=von". What
 * is in braces is one word; a name that is nothing but one braced word is a group's. */
#include <string.h>
#include <strings.h>

#include "bib.h"
#include "latex.h"
#include "record/normal.h"

enum { MAX_WORDS = 64 }; /* of one name; longer ones are a group's */

typedef struct span {
  const char *text; /* borrowed */
  size_t length;    /* bytes */
} span;

typedef struct name {
  span words[MAX_WORDS]; /* of the part before the first comma */
  size_t count;          /* words in use */
  span parts[4];         /* between commas */
  size_t part_count;     /* parts, even when there are more than four */
} name;

static span trimmed(const char *text, size_t length) {
  sheaf_value_trim(&text, &length);
  return (span){text, length};
}

/* Cuts at commas outside braces. */
static void cut_parts(name *self, span text) {
  size_t depth = 0, start = 0;
  self->part_count = 0;
  for (size_t i = 0; i <= text.length; i++) {
    const char c = i < text.length ? text.text[i] : ',';
    if (c == '{') depth++;
    if (c == '}' && depth) depth--;
    if (i < text.length && (c != ',' || depth)) continue;
    if (self->part_count < 4) self->parts[self->part_count] = trimmed(text.text + start, i - start);
    self->part_count++;
    start = i + 1;
  }
  /* A comma at the end stands for nothing. */
  while (self->part_count > 1 && self->part_count <= 4 && !self->parts[self->part_count - 1].length) self->part_count--;
}

static int is_gap(char c) { return sheaf_tagged_space(c) || c == '~'; }

static void cut_words(name *self, span text) {
  self->count = 0;
  for (size_t at = 0; at < text.length;) {
    while (at < text.length && is_gap(text.text[at])) at++;
    const size_t start = at;
    size_t depth = 0;
    for (; at < text.length && (depth || !is_gap(text.text[at]) || (at && text.text[at - 1] == '\\')); at++) {
      if (text.text[at] == '{') depth++;
      if (text.text[at] == '}' && depth) depth--;
    }
    if (at == start) break;
    if (self->count < MAX_WORDS) self->words[self->count] = (span){text.text + start, at - start};
    self->count++;
  }
}

/* 1 where a word's first letter outside braces is small: part of "von". */
static int is_small(span word) {
  size_t at = 0;
  if (at < word.length && word.text[at] == '{' && at + 1 < word.length && word.text[at + 1] != '\\') return 0;
  for (; at < word.length; at++) {
    const char c = word.text[at];
    if (c == '{' || c == '}' || c == '\'' || c == '`' || c == '"') continue;
    if (c == '\\') {
      size_t end = at + 1;
      while (end < word.length && ((word.text[end] | 32) >= 'a' && (word.text[end] | 32) <= 'z')) end++;
      const sheaf_latex_row *row = sheaf_latex_find(word.text + at + 1, end > at + 1 ? end - at - 1 : 1);
      if (row && row->kind == SHEAF_LATEX_SYMBOL) return word.text[at + 1] >= 'a' && word.text[at + 1] <= 'z';
      at = end > at + 1 ? end - 1 : at + 1;
      continue;
    }
    return c >= 'a' && c <= 'z';
  }
  return 0;
}

static span join(const name *self, size_t from, size_t to) {
  if (from >= to) return (span){"", 0};
  const char *end = self->words[to - 1].text + self->words[to - 1].length;
  return (span){self->words[from].text, (size_t)(end - self->words[from].text)};
}

/* A piece as text, closed with a NUL; its place in out. */
static size_t put(sheaf_buf *out, span before, span text) {
  const size_t at = out->length;
  if (before.length) {
    sheaf_latex_text(before.text, before.length, out);
    sheaf_buf_add_byte(out, ' ');
  }
  sheaf_latex_text(text.text, text.length, out);
  for (size_t i = at; i < out->length; i++)
    if (out->data[i] == '\n' || out->data[i] == SHEAF_FIELD_PART) out->data[i] = ' ';
  while (out->length > at && out->data[out->length - 1] == ' ') out->length--;
  sheaf_buf_add_byte(out, 0);
  return at;
}

static void add_parts(sheaf_tagged *scratch, sheaf_record *record, sheaf_field field, span prefix, span family,
                      span given, span suffix, span whole) {
  sheaf_buf *text = &scratch->spare, *out = &scratch->out;
  sheaf_buf_reset(text);
  sheaf_buf_reset(out);
  const span none = {"", 0};
  const size_t f = put(text, prefix, family), g = put(text, none, given), s = put(text, none, suffix);
  const size_t w = put(text, none, whole), p = put(text, none, prefix);
  if (text->failed) {
    scratch->failed = 1;
    return;
  }
  const char *base = text->data;
  if (!sheaf_normal_name_parts(base + f, base + g, "", base + s, out)) return;
  sheaf_normal_add_particle(base + p, out);
  const size_t length = strlen(base + w), family_length = strlen(base + f);
  const int same =
      !suffix.length && !strncmp(base + w, base + f, family_length) &&
      (given.length ? !strncmp(base + w + family_length, ", ", 2) && !strcmp(base + w + family_length + 2, base + g)
                    : length == family_length);
  sheaf_record_add(record, field, out->data, out->length, base + w, same ? 0 : length);
}

static void add_group(sheaf_tagged *scratch, sheaf_record *record, sheaf_field field, span text) {
  sheaf_buf *out = &scratch->spare;
  sheaf_buf_reset(out);
  const size_t at = put(out, (span){"", 0}, text);
  if (out->failed)
    scratch->failed = 1;
  else
    sheaf_record_add(record, field, out->data + at, strlen(out->data + at), NULL, 0);
}

/* 1 where the name without commas is one that our own rules take for a group's: "World Health Organization". */
static int is_group(sheaf_tagged *scratch, span text) {
  sheaf_buf *out = &scratch->out;
  sheaf_buf_reset(out);
  return sheaf_normal_name(text.text, text.length, out) && !memchr(out->data, SHEAF_FIELD_PART, out->length);
}

static void add_plain(sheaf_tagged *scratch, sheaf_record *record, sheaf_field field, name *self, span whole) {
  const span none = {"", 0};
  cut_words(self, self->parts[0]);
  const size_t count = self->count;
  if (!count) return; /* nothing but commas and ties */
  if (count > MAX_WORDS || (count > 2 && is_group(scratch, whole))) {
    add_group(scratch, record, field, whole);
    return;
  }
  size_t family = count - 1;
  for (size_t i = 0; i + 1 < count; i++)
    if (is_small(self->words[i])) {
      family = i;
      break;
    }
  add_parts(scratch, record, field, none, join(self, family, count), join(self, 0, family), none, whole);
}

/* "given=Hans, family=Harman, prefix=van"; 1 when it was that. */
static int add_extended(sheaf_tagged *scratch, sheaf_record *record, sheaf_field field, const name *self, span whole) {
  static const char *const keys[] = {"prefix", "family", "given", "suffix"};
  span values[4] = {{"", 0}, {"", 0}, {"", 0}, {"", 0}};
  for (size_t i = 0; i < self->part_count && i < 4; i++) {
    const span part = self->parts[i];
    const char *equals = part.length ? memchr(part.text, '=', part.length) : NULL;
    if (!equals) return 0;
    const span key = trimmed(part.text, (size_t)(equals - part.text));
    for (size_t k = 0; k < 4; k++)
      if (strlen(keys[k]) == key.length && !strncasecmp(keys[k], key.text, key.length))
        values[k] = trimmed(equals + 1, part.length - (size_t)(equals - part.text) - 1);
  }
  if (!values[1].length) return 0;
  add_parts(scratch, record, field, values[0], values[1], values[2], values[3], whole);
  return 1;
}

static void add_name(sheaf_tagged *scratch, sheaf_record *record, sheaf_field field, const char *text, size_t length) {
  const span whole = trimmed(text, length), none = {"", 0};
  name self;
  if (!whole.length) return;
  if ((whole.length == 6 && !strncasecmp(whole.text, "others", 6)) ||
      (whole.length <= 6 && sheaf_value_starts(whole.text, whole.length, "et al"))) {
    sheaf_record_add(record, SHEAF_FIELD_AUTHORS_CUT, whole.text, whole.length, NULL, 0);
    return;
  }
  if (*whole.text == '{' && sheaf_latex_group_end(whole.text, whole.length, 0) == whole.length &&
      !(whole.length > 1 && whole.text[1] == '\\')) {
    add_group(scratch, record, field, whole);
    return;
  }
  cut_parts(&self, whole);
  if (self.part_count > 4) {
    add_group(scratch, record, field, whole);
  } else if (add_extended(scratch, record, field, &self, whole)) {
    return;
  } else if (self.part_count == 1) {
    add_plain(scratch, record, field, &self, whole);
  } else if (self.part_count == 2) {
    add_parts(scratch, record, field, none, self.parts[0], self.parts[1], none, whole);
  } else if (self.part_count == 3) {
    add_parts(scratch, record, field, none, self.parts[0], self.parts[2], self.parts[1], whole);
  } else {
    add_group(scratch, record, field, whole);
  }
}

void sheaf_bib_add_names(sheaf_tagged *scratch, sheaf_record *record, sheaf_field field, const char *text,
                         size_t length) {
  size_t depth = 0, start = 0;
  for (size_t at = 0; at < length; at++) {
    if (text[at] == '{') depth++;
    if (text[at] == '}' && depth) depth--;
    if (depth || !sheaf_tagged_space(text[at]) || length - at < 5 || strncasecmp(text + at + 1, "and", 3) ||
        !sheaf_tagged_space(text[at + 4]))
      continue;
    add_name(scratch, record, field, text + start, at - start);
    start = at + 4;
    at += 3;
  }
  /* A list that ends with "and" has no name there. */
  const span last = trimmed(text + start, length - start);
  if (last.length != 3 || strncasecmp(last.text, "and", 3)) add_name(scratch, record, field, last.text, last.length);
}
