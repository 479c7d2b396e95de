/* prose.c - see prose.h. */
#include "prose.h"

#include <string.h>

enum { LONGEST = 12, WORD = 4 }; /* bytes looked at of an abbreviation; letters before a stop without a space */

/* A text, and the stretch of it that is cut. */
typedef struct prose {
  const char *text;   /* all of it */
  size_t length;      /* its bytes */
  size_t first, last; /* the stretch, its last byte left out */
} prose;

static int is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
static int is_capital(char c) { return c >= 'A' && c <= 'Z'; }
static int is_small(char c) { return c >= 'a' && c <= 'z'; }
static int is_digit(char c) { return c >= '0' && c <= '9'; }

/* The first byte from `at` on that is no space, or the text's length. */
static size_t skip(const prose *self, size_t at) {
  while (at < self->length && is_space(self->text[at])) at++;
  return at;
}

/* The bytes of a closing quote, bracket or further mark at `at`. */
static size_t closer(const prose *self, size_t at) {
  const char *c = self->text + at;
  if (*c && strchr("\"')]?!.", *c)) return 1;
  return self->length - at >= 3 && !memcmp(c, "\xE2\x80", 2) && (c[2] == '\x99' || c[2] == '\x9D' || c[2] == '\xA6')
             ? 3
             : 0;
}

/* One past the last byte of what closes behind the mark at `at`. */
static size_t close_mark(const prose *self, size_t at) {
  size_t end = at + 1, more;
  while (end < self->last && (more = closer(self, end))) end += more;
  return end < self->last ? end : self->last;
}

static int is_one_of(const char *word, size_t length, const char *const *list) {
  for (; *list; list++) {
    if (strlen(*list) != length) continue;
    size_t i = 0;
    while (i < length && (is_capital(word[i]) ? (char)(word[i] | 0x20) : word[i]) == (*list)[i]) i++;
    if (i == length) return 1;
  }
  return 0;
}

/* 1 where the full stop at `at` belongs to a word: "et al.", "J. Smith", "e.g.". */
static int is_abbreviation(const prose *self, size_t at) {
  static const char *const known[] = {"vs",  "v",  "e.g",    "i.e",  "eg",  "ie",  "dr",   "prof", "mr",   "mrs", "ms",
                                      "st",  "al", "approx", "ca",   "cf",  "fig", "figs", "resp", "incl", "p",   "pp",
                                      "vol", "ed", "eds",    "ph.d", "u.s", "u.k", "a.m",  "p.m",  NULL};
  static const char *const number[] = {"no", NULL};
  const size_t least = at - self->first > LONGEST ? at - LONGEST : self->first;
  size_t from = at;
  const char *text = self->text;
  while (from > least && (is_capital(text[from - 1]) || is_small(text[from - 1]) || text[from - 1] == '.')) from--;
  const size_t length = at - from;
  if (!length) return 0;
  if (is_one_of(text + from, length, known)) return 1;
  if (is_one_of(text + from, length, number)) { /* "no. 3", but not "They said no." */
    const size_t next = skip(self, at + 1);
    return next < self->length && is_digit(text[next]);
  }
  return is_capital(text[at - 1]) && (length == 1 || text[at - 2] == '.');
}

/* "services.Results", not "3.5" or "e.g.x". */
static int runs_on(const prose *self, size_t at, size_t end) {
  const char *text = self->text;
  if (text[at] != '.' || at < WORD || self->length - end < 2) return 0;
  for (size_t i = at - WORD; i < at; i++)
    if (!is_small(text[i])) return 0;
  return is_capital(text[end]) && is_small(text[end + 1]);
}

/* 1 where a sentence ends with the mark at `at`, whose closers end before `end`. */
static int ends_here(const prose *self, size_t at, size_t end) {
  const size_t next = skip(self, end);
  if (end >= self->last || next == self->length) return 1;
  if (next == end) return runs_on(self, at, end);
  const unsigned char c = (unsigned char)self->text[next];
  const int opens = is_capital((char)c) || is_digit((char)c) || c == '"' || c == '\'' || c == '(' || c == '[' ||
                    (c >= 0xC2 && c <= 0xF4);
  return opens && (self->text[at] != '.' || end > at + 1 || !is_abbreviation(self, at));
}

static void add(sheaf_buf *out, size_t first, size_t last) {
  const sheaf_sentence found = {first, last};
  sheaf_buf_add(out, &found, sizeof found);
}

void sheaf_prose_cut(const char *text, size_t length, size_t from, size_t to, sheaf_buf *out) {
  const prose self = {text, length, from, to};
  size_t first = skip(&self, from);
  for (size_t at = from; at < to && first < to; at++) {
    if (text[at] != '.' && text[at] != '?' && text[at] != '!') continue;
    const size_t end = close_mark(&self, at);
    if (ends_here(&self, at, end)) {
      add(out, first, end);
      first = skip(&self, end);
    }
    at = end - 1;
  }
  if (first >= to) return;
  while (is_space(text[to - 1])) to--;
  add(out, first, to);
}

/* The parts that the source kept apart; 0 where the abstract is one text. */
static int cut_parts(const sheaf_record *record, const sheaf_buf *abstract, sheaf_buf *out) {
  const size_t before = out->length;
  size_t at = 0, parts = 0;
  int labelled = 0;
  const sheaf_entry *e = sheaf_record_first(record, SHEAF_FIELD_ABSTRACT);
  for (; e; e = sheaf_record_next(record, e)) { /* places as sheaf_record_abstract's */
    const char *label;
    const size_t label_length = sheaf_record_part(e->note, e->note_length, 0, &label);
    if (at) at++;
    if (label_length) at += label_length + 2;
    sheaf_prose_cut(abstract->data, abstract->length, at, at + e->length, out);
    at += e->length;
    parts++;
    labelled |= label_length > 0;
  }
  if (!labelled && parts < 2) out->length = before;
  return labelled || parts > 1;
}

int sheaf_prose_abstract(const sheaf_section_book *book, const sheaf_record *record, const sheaf_buf *abstract,
                         sheaf_sections *sections, sheaf_buf *out) {
  if (!abstract->length || cut_parts(record, abstract, out)) return out->failed ? SHEAF_ENOMEM : SHEAF_OK;
  if (sheaf_section_split(book, abstract->data, abstract->length, sections)) return SHEAF_ENOMEM;
  for (size_t i = 0; i < sections->count; i++)
    sheaf_prose_cut(abstract->data, abstract->length, sections->items[i].first, sections->items[i].last, out);
  if (!sections->count) sheaf_prose_cut(abstract->data, abstract->length, 0, abstract->length, out);
  return out->failed ? SHEAF_ENOMEM : SHEAF_OK;
}
