/* section_split.c - sections by the headings in a text, whatever way these were joined to it.
 *
 * Marks, from strong to weak: "Background: Text" and a heading on a line of its own; "Background. Text", "Background -
 * Text", "BACKGROUND Text" and "BackgroundText" (pages saved without their markup); "Background Text". The weaker the
 * mark, the more headings have to agree before any of them counts, because "Results" and "Setting" are ordinary words,
 * too. All walks go forward only, so that time is in proportion to the text. */
#include <stdlib.h>
#include <string.h>

#include "section_book.h"

enum {
  LONGEST = 80,     /* bytes of a heading that no book has */
  MOST_PLAIN = 100, /* weakly marked headings beyond it are words */
  LEAST_PLAIN = 3   /* headings without any mark that have to agree */
};

typedef enum mark {
  MARK_NONE,     /* no heading */
  MARK_COLON,    /* Background: */
  MARK_LINE,     /* a line of its own */
  MARK_STOP,     /* "Background. ", "Background - " */
  MARK_CAPITALS, /* "BACKGROUND Text" */
  MARK_TOUCHING, /* "BackgroundText" */
  MARK_SPACE     /* "Background Text" */
} mark;

typedef struct candidate {
  size_t from;             /* where the section before it ends */
  size_t first;            /* of the heading */
  size_t last;             /* one past it */
  size_t body;             /* where its text begins */
  sheaf_section_kind kind; /* what it names first */
  unsigned kinds;          /* all that it names */
  mark how;                /* how it is joined to its text */
  int rank;                /* the highest in the best run that ends here */
  int best;                /* headings of that run that have a rank */
  size_t back;             /* the one before in that run; itself: none */
} candidate;

typedef struct splitting {
  const sheaf_section_book *book; /* what is known */
  const char *text;               /* the abstract */
  const char *lower;              /* the same in small letters */
  size_t length;                  /* bytes of both */
  sheaf_buf *found;               /* array of candidate: the headings */
  candidate *items;               /* in it; found may move them */
  size_t count;                   /* of them */
  sheaf_buf *run;                 /* scratch: some of them */
  int failed;                     /* out of memory */
} splitting;

/* ---- characters ---- */

static int is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
static int is_capital(char c) { return c >= 'A' && c <= 'Z'; }
static int is_small(char c) { return c >= 'a' && c <= 'z'; }
static int is_digit(char c) { return c >= '0' && c <= '9'; }

/* The character at a place; NUL behind the end. */
static char at(const splitting *self, size_t place) { return place < self->length ? self->text[place] : '\0'; }

/* Bytes of the first of some texts that stands at a place; 0: none does. */
static size_t one_of(const splitting *self, size_t place, const char *const *list) {
  for (; *list; list++) {
    if (**list != at(self, place)) continue;
    const size_t size = strlen(*list);
    if (place < self->length && size <= self->length - place && memcmp(self->text + place, *list, size) == 0)
      return size;
  }
  return 0;
}

static const char *const wide_spaces[] = {"\xC2\xA0", "\xE2\x80\x89", NULL};
static const char *const closers[] = {")", "]", "\"", "'", "\xE2\x80\x9D", "\xE2\x80\x99", "\xC2\xBB", NULL};
static const char *const openers[] = {
    "(", "[", "\"",       "'", "\xE2\x80\x9C", "\xE2\x80\x98", "\xC2\xAB", "\xE2\x89\xA5", "\xE2\x89\xA4",
    "<", ">", "\xC2\xA3", NULL};
static const char *const dashes[] = {"-", "\xE2\x80\x93", "\xE2\x80\x94", "|", NULL};
static const char *const bullets[] = {"\xE2\x80\xA2", "\xE2\x97\x8F", "\xE2\x96\xAA", "\xE2\x96\xA0",  "\xE2\x97\xA6",
                                      "\xC2\xB7",     "* ",           "- ",           "\xE2\x80\x93 ", NULL};

static size_t skip_space(const splitting *self, size_t place) {
  for (;;) {
    const size_t wide = is_space(at(self, place)) ? 1 : one_of(self, place, wide_spaces);
    if (!wide) return place;
    place += wide;
  }
}

static int starts_sentence(const splitting *self, size_t place) {
  const char c = at(self, place), next = at(self, place + 1);
  if (is_capital(c) || is_digit(c)) return 1;
  if (c == '\xC3' && (unsigned char)next >= 0x80 && (unsigned char)next <= 0x9E) return 1;
  if (is_small(c) && (is_capital(next) || (next == '-' && is_small(at(self, place + 2))))) return 1;
  return one_of(self, place, openers) > 0;
}

/* ---- one heading ---- */

/* Behind "." and white space, or ".-"; the text's beginning, or 0. */
static size_t behind_stop(const splitting *self, size_t place) {
  if (at(self, place) != '.') return 0;
  size_t body = place + 1;
  while (is_space(at(self, body))) body++;
  if (one_of(self, body, dashes + 1)) {
    body += one_of(self, body, dashes + 1);
    while (is_space(at(self, body))) body++;
  } else if (body == place + 1) {
    return 0;
  }
  return starts_sentence(self, body) ? body : 0;
}

static size_t behind_colon(const splitting *self, size_t place) {
  while (is_space(at(self, place))) place++;
  size_t colon = at(self, place) == ':';
  if (!colon && one_of(self, place, (const char *const[]){"\xEF\xBC\x9A", NULL})) colon = 3;
  if (!colon) return 0;
  for (place += colon; is_space(at(self, place));) place++;
  return place;
}

static size_t behind_line(const splitting *self, size_t place) {
  while (at(self, place) == ' ' || at(self, place) == '\t' || at(self, place) == '\r') place++;
  if (at(self, place) != '\n') return 0;
  place = skip_space(self, place);
  return place < self->length ? place : 0;
}

static size_t behind_dash(const splitting *self, size_t last, size_t gap) {
  const size_t dash = one_of(self, gap, dashes);
  if (!dash || (gap == last && at(self, gap) == '-')) return 0;
  const size_t body = skip_space(self, gap + dash);
  return starts_sentence(self, body) ? body : 0;
}

/* "AIMED" is no heading, "AIMSWe" is one. */
static size_t behind_nothing(const splitting *self, size_t first, size_t last) {
  const char c = at(self, last), next = at(self, last + 1);
  if (is_capital(at(self, last - 1)) && last - 1 > first)
    return (is_capital(c) && is_small(next)) || is_digit(c) ? last : 0;
  const char opened = at(self, last + one_of(self, last, openers));
  return is_capital(opened) || is_digit(opened) ? last : 0;
}

/* "RESULTS Nine people", not "RESULTS SHOW NOTHING". */
static int is_in_capitals(const splitting *self, size_t first, size_t last, size_t body) {
  for (size_t i = first; i < last; i++)
    if (is_small(self->text[i])) return 0;
  size_t end = body;
  while (is_capital(at(self, end))) end++;
  return end - body < 2 || is_small(at(self, end));
}

/* How the heading is joined to what follows, and where that begins. */
static mark joined(const splitting *self, size_t first, size_t last, int on_new_line, size_t *body) {
  if ((*body = behind_colon(self, last))) return MARK_COLON;
  if (on_new_line && (*body = behind_line(self, last))) return MARK_LINE;
  if ((*body = behind_stop(self, last))) return MARK_STOP;
  const size_t gap = skip_space(self, last);
  if ((*body = behind_dash(self, last, gap))) return MARK_STOP;
  if (gap > last) {
    *body = gap;
    if (!starts_sentence(self, gap)) return MARK_NONE;
    return is_in_capitals(self, first, last, gap) ? MARK_CAPITALS : MARK_SPACE;
  }
  *body = behind_nothing(self, first, last);
  return *body ? MARK_TOUCHING : MARK_NONE;
}

static void push(splitting *self, const candidate *item) {
  self->found->length = self->count * sizeof *item;
  sheaf_buf_add(self->found, item, sizeof *item);
  self->failed |= self->found->failed;
  if (self->failed) return;
  self->items = (candidate *)(void *)self->found->data;
  self->count++;
}

/* Adds the heading at a place, if there is one; only: marked so. */
static void look(splitting *self, size_t place, size_t from, int on_new_line, mark only) {
  if (!is_capital(at(self, place)) && at(self, place) != '\xC3') return;
  sheaf_section_reading readings[SHEAF_SECTION_READINGS];
  const size_t count = sheaf_section_book_read(self->book, self->lower, self->length, place, readings);
  for (size_t i = 0; i < count; i++) {
    size_t body;
    const mark how = joined(self, place, readings[i].last, on_new_line, &body);
    if (how == MARK_NONE || body >= self->length) continue;
    if (only == MARK_NONE || how == only)
      push(self, &(candidate){from, place, readings[i].last, body, readings[i].kind, readings[i].kinds, how, 0, 0, 0});
    return;
  }
}

/* ---- where headings may stand ---- */

/* "(2)", "2." and "2)" before a heading; where that begins. */
static size_t behind_number(const splitting *self, size_t place) {
  const int open = at(self, place) == '(';
  size_t digit = place + (size_t)open;
  if (!is_digit(at(self, digit))) return place;
  while (is_digit(at(self, digit)) && digit < place + 2 + (size_t)open) digit++;
  const char close = at(self, digit);
  if (open ? close != ')' : close != '.' && close != ')') return place;
  const size_t body = skip_space(self, digit + 1);
  return open || body > digit + 1 ? body : place;
}

/* Looks where a sentence may begin, behind its number and bullet; where the search goes on. */
static size_t offer(splitting *self, size_t from, int on_new_line) {
  const size_t place = skip_space(self, from);
  for (size_t i = from; i < place && !on_new_line; i++) on_new_line = self->text[i] == '\n';
  const size_t bullet = one_of(self, place, bullets);
  const size_t start = bullet ? skip_space(self, place + bullet) : place;
  look(self, behind_number(self, start), place, on_new_line, MARK_NONE);
  return place;
}

/* Bytes of "Abstract" or "Summary" before everything else. */
static size_t behind_name(const splitting *self, int *on_new_line) {
  size_t place = skip_space(self, 0);
  static const char *const words[] = {"abstract", "summary"};
  for (size_t i = 0; i < 2; i++) {
    const size_t size = strlen(words[i]);
    if (size > self->length - place || memcmp(self->lower + place, words[i], size) != 0) continue;
    for (place += size; is_space(at(self, place)) || at(self, place) == ':' || at(self, place) == '.'; place++)
      *on_new_line |= at(self, place) == '\n';
    return place;
  }
  return 0;
}

static void look_at_sentences(splitting *self) {
  int on_new_line = 0;
  offer(self, 0, 1);
  const size_t name = behind_name(self, &on_new_line);
  if (name) offer(self, name, on_new_line);
  static const char ends[256] = {['.'] = 1, ['?'] = 1, ['!'] = 1, [';'] = 1, ['\n'] = 1};
  for (size_t i = 0; i < self->length && !self->failed;) {
    const char c = self->text[i];
    if (!ends[(unsigned char)c]) {
      i++;
      continue;
    }
    size_t from = i + 1;
    for (size_t close; (close = one_of(self, from, closers));) from += close;
    i = offer(self, from, c == '\n');
  }
}

/* The longest run of capitals that ends at a colon, of those that begin a word: where it begins; colon: there is none.
 */
static size_t capitals_before(const splitting *self, size_t colon) {
  const size_t least = colon > LONGEST ? colon - LONGEST : 0;
  size_t run = colon;
  while (run > least &&
         (is_capital(self->text[run - 1]) || (self->text[run - 1] && strchr(" ,&/-", self->text[run - 1]))))
    run--;
  for (; run + 3 <= colon; run++)
    if ((run == least || is_space(self->text[run - 1])) && is_capital(self->text[run]) &&
        is_capital(self->text[run + 1]) && is_capital(self->text[run + 2]))
      return run;
  return colon;
}

/* The first colon from a place on; the length where there is none. */
static size_t next_colon(const splitting *self, size_t place) {
  const char *colon = place < self->length ? memchr(self->text + place, ':', self->length - place) : NULL;
  return colon ? (size_t)(colon - self->text) : self->length;
}

/* A full stop is often missing before a heading in capitals. */
static void look_at_capitals(splitting *self) {
  for (size_t i = next_colon(self, 0); i < self->length && !self->failed; i = next_colon(self, i + 1)) {
    const size_t first = capitals_before(self, i);
    if (first < i) look(self, first, first, 0, MARK_COLON);
  }
}

static int by_place(const void *x, const void *y) {
  const candidate *a = x, *b = y;
  if (a->first != b->first) return a->first < b->first ? -1 : 1;
  return a->from < b->from ? -1 : a->from > b->from;
}

/* In order of place, one at each. */
static void tidy(splitting *self) {
  if (self->count) qsort(self->items, self->count, sizeof *self->items, by_place);
  size_t kept = 0;
  for (size_t i = 0; i < self->count; i++)
    if (!kept || self->items[kept - 1].first != self->items[i].first) self->items[kept++] = self->items[i];
  self->count = kept;
}

/* ---- which of them are headings ---- */

/* The order in which an abstract tells things; 0: anywhere. */
static int rank_of(sheaf_section_kind kind) {
  static const int ranks[SHEAF_SECTION_KINDS] = {1, 1, 2, 2, 2, 2, 3, 4, 0};
  return ranks[kind];
}

/* Keeps the longest run of headings whose order an abstract could have; how many have a rank. */
static int keep_run(candidate *items, size_t *count) {
  size_t top = 0, kept = 0;
  for (size_t i = 0; i < *count; i++) {
    candidate *here = &items[i];
    const int own = rank_of(here->kind), counts = own > 0;
    here->best = counts;
    here->back = i;
    for (size_t k = 0; k < i; k++) {
      const candidate *before = &items[k];
      if (before->rank > (own ? own : before->rank) || before->best + counts <= here->best) continue;
      here->best = before->best + counts;
      here->back = k;
    }
    here->rank = own ? own : here->back != i ? items[here->back].rank : 0;
    if (here->best >= items[top].best) top = i;
  }
  if (!*count) return 0;
  const int length = items[top].best;
  for (size_t i = top;; i = items[i].back) {
    items[i].how = MARK_NONE; /* chosen */
    if (items[i].back == i) break;
  }
  for (size_t i = 0; i < *count; i++)
    if (items[i].how == MARK_NONE) items[kept++] = items[i];
  *count = kept;
  return length;
}

static int has_small(const splitting *self, size_t first, size_t last) {
  for (size_t i = first; i < last; i++)
    if (is_small(self->text[i])) return 1;
  return 0;
}

/* 1 where what stands before could end a sentence. */
static int ends_before(const splitting *self, size_t place) {
  while (place && is_space(self->text[place - 1])) place--;
  return !place || strchr(".?!;)", self->text[place - 1]) != NULL;
}

/* Headings in capitals that no book has ("SAMPLE FRAME:"), which count beside known ones. */
static void add_unknown(splitting *self) {
  const size_t known = self->count;
  size_t capitals = 0, next = 0;
  for (size_t i = 0; i < known; i++)
    capitals += self->items[i].how == MARK_COLON && !has_small(self, self->items[i].first, self->items[i].last);
  if (capitals < 2) return;
  for (size_t i = next_colon(self, 0); i < self->length && !self->failed; i = next_colon(self, i + 1)) {
    const size_t first = capitals_before(self, i);
    while (next < known && self->items[next].last <= first) next++;
    if (i - first < 5 || (next < known && self->items[next].first < i) || !ends_before(self, first)) continue;
    size_t body = i + 1;
    while (is_space(at(self, body))) body++;
    if (body >= self->length) continue;
    candidate item = {.from = first, .first = first, .last = i, .body = body, .how = MARK_COLON};
    item.kind = sheaf_section_of_label(self->book, self->text + first, i - first, &item.kinds);
    push(self, &item);
  }
  tidy(self);
}

static int is_strong(const candidate *item) { return item->how == MARK_COLON || item->how == MARK_LINE; }

/* Strong marks count alone, weak ones only in company. */
static int accept(splitting *self) {
  size_t weak = 0, kept = 0, plain = 0, core = 0;
  for (size_t i = 0; i < self->count; i++) weak += !is_strong(&self->items[i]) && self->items[i].how != MARK_SPACE;
  for (size_t i = 0; i < self->count; i++) {
    const candidate *item = &self->items[i];
    const int counts = is_strong(item) || (item->how != MARK_SPACE && weak >= 2);
    core += counts && rank_of(item->kind);
    plain += counts || item->how == MARK_SPACE;
  }
  if (core < 2 && plain && plain <= MOST_PLAIN) {
    sheaf_buf_reset(self->run);
    if (sheaf_buf_reserve(self->run, self->count * sizeof(candidate))) return SHEAF_ENOMEM;
    candidate *run = (candidate *)(void *)self->run->data;
    size_t length = 0;
    for (size_t i = 0; i < self->count; i++)
      if (is_strong(&self->items[i]) || self->items[i].how == MARK_SPACE || weak >= 2) run[length++] = self->items[i];
    const int agree = keep_run(run, &length) >= LEAST_PLAIN;
    if (agree) memcpy(self->items, run, length * sizeof *run);
    if (agree) self->count = length;
    if (agree) return SHEAF_OK;
  }
  for (size_t i = 0; i < self->count; i++)
    if (is_strong(&self->items[i]) || (self->items[i].how != MARK_SPACE && weak >= 2))
      self->items[kept++] = self->items[i];
  self->count = kept;
  add_unknown(self);
  return self->failed ? SHEAF_ENOMEM : SHEAF_OK;
}

/* ---- sections ---- */

static void trim(const splitting *self, sheaf_section *section) {
  const size_t first = section->first;
  section->first = skip_space(self, first);
  if (section->first > section->last) section->first = section->last;
  while (section->last > section->first) {
    if (is_space(self->text[section->last - 1]))
      section->last--;
    else if (section->last - section->first >= 2 && memcmp(self->text + section->last - 2, "\xC2\xA0", 2) == 0)
      section->last -= 2;
    else
      break;
  }
}

static int is_name_alone(const splitting *self, const sheaf_section *lead) {
  size_t last = lead->last;
  while (last > lead->first && (self->text[last - 1] == ':' || self->text[last - 1] == '.')) last--;
  const size_t size = last - lead->first;
  const char *name = self->lower + lead->first;
  return (size == 8 && memcmp(name, "abstract", 8) == 0) || (size == 7 && memcmp(name, "summary", 7) == 0);
}

static int list(const splitting *self, sheaf_sections *out) {
  sheaf_section lead = {.kind = SHEAF_SECTION_OTHER, .kinds = SHEAF_SECTION_BIT(SHEAF_SECTION_OTHER)};
  lead.last = self->count ? self->items[0].from : self->length;
  trim(self, &lead);
  if (lead.last > lead.first && !(self->count && is_name_alone(self, &lead)) && sheaf_sections_add(out, &lead))
    return SHEAF_ENOMEM;
  for (size_t i = 0; i < self->count; i++) {
    const candidate *item = &self->items[i];
    sheaf_section section = {item->kind, item->kinds, item->first, item->last, item->body, self->length, 1, 0};
    if (i + 1 < self->count) section.last = self->items[i + 1].from;
    trim(self, &section);
    if (sheaf_sections_add(out, &section)) return SHEAF_ENOMEM;
  }
  return SHEAF_OK;
}

int sheaf_section_split(const sheaf_section_book *book, const char *text, size_t length, sheaf_sections *out) {
  out->count = 0;
  sheaf_buf_reset(&out->lower);
  sheaf_buf_reset(&out->candidates);
  sheaf_buf_add(&out->lower, text, length);
  if (out->lower.failed) return SHEAF_ENOMEM;
  char *lower = out->lower.data;
  for (size_t i = 0; i < length; i++) lower[i] = (char)(lower[i] | is_capital(lower[i]) << 5);
  splitting self = {
      .book = book, .text = text, .lower = lower, .length = length, .found = &out->candidates, .run = &out->run};
  look_at_sentences(&self);
  look_at_capitals(&self);
  tidy(&self);
  const int code = self.failed ? SHEAF_ENOMEM : accept(&self);
  return code ? code : list(&self, out);
}
