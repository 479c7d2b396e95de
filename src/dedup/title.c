/* title.c - see title.h. */
#include "title.h"

#include <string.h>

#include "base/error.h"

/* ---- reading ---- */

/* A title's text without markup and entities' signs; '&beta;' leaves its name. */
static void without_markup(const char *text, size_t length, sheaf_buf *out) {
  for (size_t i = 0; i < length; i++) {
    const char *end = NULL;
    if (text[i] == '<' && i + 1 < length && ((text[i + 1] | 32) >= 'a' || text[i + 1] == '/'))
      end = memchr(text + i, '>', length - i < 40 ? length - i : 40);
    if (end) {
      i = (size_t)(end - text);
    } else if (text[i] == '&' && length - i > 4 && (!strncmp(text + i, "&amp;", 5) || !strncmp(text + i, "&lt;", 4))) {
      i += text[i + 1] == 'a' ? 4 : 3;
      sheaf_buf_add_byte(out, ' ');
    } else {
      sheaf_buf_add_byte(out, (unsigned char)text[i]);
    }
  }
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }
static int is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

static int starts(const char *text, size_t length, const char *with) {
  const size_t size = strlen(with);
  if (size > length) return 0;
  for (size_t i = 0; i < size; i++)
    if (lower(text[i]) != with[i]) return 0;
  return size == length || !is_letter(with[size - 1]) || !is_letter(text[size]);
}

/* What databases write in brackets behind a title: the language, the kind of paper, how many references it has. */
static int is_note(const char *text, size_t length) {
  static const char *const notes[] = {"review",          "refs",        "references", "structured abstract",
                                      "abstract",        "comment",     "letter",     "editorial",
                                      "article",         "retracted",   "withdrawn",  "corrected",
                                      "original",        "english",     "french",     "german",
                                      "spanish",         "chinese",     "japanese",   "russian",
                                      "italian",         "portuguese",  "polish",     "dutch",
                                      "danish",          "swedish",     "norwegian",  "czech",
                                      "korean",          "turkish",     "hungarian",  "croatian",
                                      "serbian",         "persian",     "hebrew",     "arabic",
                                      "ukrainian",       "provisional", "in press",   "electronic",
                                      "with discussion", NULL};
  static const char *const long_notes[] = {
      "erratum appears", "erratum in",           "published erratum", "see comment", "comment in", "retraction in",
      "republished",     "summary for patients", "corrected and",     "update in",   "update of",  NULL};
  while (length && !is_letter(*text)) text++, length--;
  for (const char *const *note = long_notes; *note; note++)
    if (starts(text, length, *note)) return 1;
  size_t words = 1;
  for (size_t i = 0; i < length; i++) words += text[i] == ' ';
  for (const char *const *note = notes; words <= 4 && *note; note++)
    if (starts(text, length, *note)) return 1;
  return 0;
}

/* The offset of the bracket that the one at the end closes; length where there is none. */
static size_t opening_bracket(const char *text, size_t length) {
  const char close = text[length - 1], open = close == ']' ? '[' : '(';
  size_t depth = 0;
  for (size_t at = length; at--;) {
    depth += text[at] == close;
    if (text[at] == open && --depth == 0) return at;
  }
  return length;
}

/* Takes notes in brackets off the end; the length that is left. */
static size_t without_notes(const char *text, size_t length) {
  for (;;) {
    while (length && strchr(" .;,*\t\n", text[length - 1])) length--;
    if (!length || !strchr("])", text[length - 1])) return length;
    const size_t open = opening_bracket(text, length);
    if (open == 0 || open == length || !is_note(text + open + 1, length - open - 2)) return length;
    length = open;
  }
}

typedef struct opening {
  const char *text; /* small letters; a trailing space or colon is part of it */
  int marks;        /* sheaf_mark bits; 0: the words are taken off and nothing is marked */
} opening;

static const opening openings[] = {{"retracted article", 0},
                                   {"retracted", 0},
                                   {"withdrawn", 0},
                                   {"original article", 0},
                                   {"original paper", 0},
                                   {"review article", 0},
                                   {"erratum", SHEAF_MARK_ERRATUM},
                                   {"errata", SHEAF_MARK_ERRATUM},
                                   {"corrigendum", SHEAF_MARK_ERRATUM},
                                   {"corrigenda", SHEAF_MARK_ERRATUM},
                                   {"addendum", SHEAF_MARK_ERRATUM},
                                   {"correction to", SHEAF_MARK_ERRATUM},
                                   {"correction:", SHEAF_MARK_ERRATUM},
                                   {"correction for", SHEAF_MARK_ERRATUM},
                                   {"corrections to", SHEAF_MARK_ERRATUM},
                                   {"corrections:", SHEAF_MARK_ERRATUM},
                                   {"author correction", SHEAF_MARK_ERRATUM},
                                   {"publisher correction", SHEAF_MARK_ERRATUM},
                                   {"expression of concern", SHEAF_MARK_RETRACTION},
                                   {"retraction", SHEAF_MARK_RETRACTION},
                                   {"notice of retraction", SHEAF_MARK_RETRACTION},
                                   {"comment on", SHEAF_MARK_COMMENT},
                                   {"comment:", SHEAF_MARK_COMMENT},
                                   {"comments on", SHEAF_MARK_COMMENT},
                                   {"commentary on", SHEAF_MARK_COMMENT},
                                   {"commentary:", SHEAF_MARK_COMMENT},
                                   {"invited commentary", SHEAF_MARK_COMMENT},
                                   {"editorial comment", SHEAF_MARK_COMMENT},
                                   {"discussion of", SHEAF_MARK_COMMENT},
                                   {"letter to the editor", SHEAF_MARK_COMMENT},
                                   {"letter:", SHEAF_MARK_COMMENT},
                                   {"letter regarding", SHEAF_MARK_COMMENT},
                                   {"a comment on", SHEAF_MARK_COMMENT},
                                   {"re:", SHEAF_MARK_COMMENT},
                                   {"reply", SHEAF_MARK_REPLY},
                                   {"in reply", SHEAF_MARK_REPLY},
                                   {"response to", SHEAF_MARK_REPLY},
                                   {"a reply to", SHEAF_MARK_REPLY},
                                   {"a response to", SHEAF_MARK_REPLY},
                                   {"rebuttal", SHEAF_MARK_REPLY},
                                   {"author reply", SHEAF_MARK_REPLY},
                                   {"author response", SHEAF_MARK_REPLY},
                                   {"author's reply", SHEAF_MARK_REPLY},
                                   {"authors reply", SHEAF_MARK_REPLY},
                                   {"authors response", SHEAF_MARK_REPLY},
                                   {"authors' reply", SHEAF_MARK_REPLY},
                                   {"authors' response", SHEAF_MARK_REPLY},
                                   {"the authors reply", SHEAF_MARK_REPLY}};

/* Marks what the title begins with, and takes notes off the beginning: the offset at which the title goes on. */
static size_t read_opening(const char *text, size_t length, uint16_t *marks) {
  size_t at = 0;
  while (at < length && !is_letter(text[at]) && (unsigned char)text[at] < 0x80 && strchr(" [(\"'*", text[at])) at++;
  for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
    if (!starts(text + at, length - at, openings[i].text)) continue;
    if (openings[i].marks) {
      *marks |= (uint16_t)openings[i].marks;
      return 0;
    }
    const size_t end = at + strlen(openings[i].text);
    return end < length && strchr(":]).", text[end]) && length - end > 8 ? end + 1 : 0;
  }
  return 0;
}

/* "... (vol 12, pg 101, 2018)": how Web of Science names a correction. */
static int says_corrected(const sheaf_wording *title) {
  const size_t n = title->count;
  return n > 5 && title->list[n - 1].number && title->list[n - 2].number && !strcmp(title->list[n - 3].text, "pg") &&
         !strcmp(title->list[n - 5].text, "vol");
}

/* What the title ends with, "... - reply", "...: erratum", and what it says of itself. */
static void read_ending(sheaf_profile *self) {
  static const char *const errata[] = {"erratum", "corrigendum", NULL},
                           *const comments[] = {"commentary", "comment", NULL}, *const plans[] = {"protocol", NULL},
                           *const updates[] = {"update", "updated", NULL};
  if (!self->title.count) return;
  const char *last = self->title.list[self->title.count - 1].text;
  if (sheaf_wording_listed(last, errata) || says_corrected(&self->title)) self->marks |= SHEAF_MARK_ERRATUM;
  if (!strcmp(last, "retraction")) self->marks |= SHEAF_MARK_RETRACTION;
  if (!strcmp(last, "reply")) self->marks |= SHEAF_MARK_REPLY;
  if (sheaf_wording_listed(last, comments)) self->marks |= SHEAF_MARK_COMMENT;
  for (size_t i = 0; self->title.count > 4 && i < self->title.count; i++) {
    if (sheaf_wording_listed(self->title.list[i].text, plans)) self->marks |= SHEAF_MARK_PROTOCOL;
    if (sheaf_wording_listed(self->title.list[i].text, updates)) self->marks |= SHEAF_MARK_UPDATE;
  }
}

/* Words of titles that many papers bear. */
static int is_generic(const char *word) {
  static const char *const words[] = {"editorial",     "introduction",   "preface",       "foreword",   "abstract",
                                      "abstracts",     "commentary",     "letter",        "letters",    "editor",
                                      "reply",         "response",       "author",        "authors",    "discussion",
                                      "conclusion",    "conclusions",    "book",          "review",     "reviews",
                                      "news",          "untitled",       "issue",         "this",       "index",
                                      "contents",      "poster",         "posters",       "session",    "sessions",
                                      "correction",    "corrections",    "erratum",       "obituary",   "comment",
                                      "comments",      "guest",          "president",     "message",    "announcement",
                                      "announcements", "correspondence", "editors",       "note",       "notes",
                                      "summary",       "overview",       "background",    "references", "part",
                                      "section",       "chapter",        "presentations", "oral",       "presentation",
                                      "conference",    "proceedings",    "meeting",       "annual",     "title",
                                      "journal",       "special",        "minitrack",     "track",      "case",
                                      "report",        "reports",        "corrigendum",   "retraction", "in",
                                      "memoriam",      "perspective",    "perspectives",  "viewpoint",  "highlights",
                                      "forum",         "meetings",       "program",       "workshop",   NULL};
  return sheaf_wording_listed(word, words);
}

static int has_word(const sheaf_wording *words, const sheaf_word *word) {
  for (size_t i = 0; i < words->count; i++)
    if (words->list[i].hash == word->hash) return 1;
  return 0;
}

void sheaf_title_weigh(sheaf_profile *self) {
  size_t telling = 0;
  for (size_t i = 0; i < self->title.count; i++) {
    const sheaf_word *word = &self->title.list[i];
    if (!word->common) self->title_bits |= UINT64_C(1) << (word->hash & 63);
    telling += !word->common && !word->number && !is_generic(word->text) && !has_word(&self->journal, word);
  }
  self->telling = (uint8_t)(telling < 100 ? telling : 100);
}

static int is_absent(const char *text, size_t length) {
  static const char *const texts[] = {
      "not available", "no title", "title not available", "untitled", "unknown", "n/a", "na", "none", NULL};
  while (length && strchr(" [(.", *text)) text++, length--;
  while (length && strchr(" ]).", text[length - 1])) length--;
  for (const char *const *at = texts; *at; at++)
    if (strlen(*at) == length && starts(text, length, *at)) return 1;
  return 0;
}

static uint32_t squeezed_hash(const sheaf_wording *words) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  for (size_t i = 0; i < words->count; i++)
    for (const char *c = words->list[i].text; *c; c++) hash = (hash ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
  const uint32_t mixed = (uint32_t)sheaf_wording_mix(hash);
  return words->count ? mixed | 1 : 0;
}

int sheaf_title_read(sheaf_profile *self, const char *text, size_t length, sheaf_arena *arena, sheaf_buf *scratch) {
  sheaf_buf plain = {0};
  int code = SHEAF_OK;
  without_markup(text, length, &plain);
  if (plain.failed) code = SHEAF_ENOMEM;
  if (!code && plain.length && !is_absent(plain.data, plain.length)) {
    const size_t start = read_opening(plain.data, plain.length, &self->marks);
    const size_t end = without_notes(plain.data, plain.length);
    if (start < end)
      code = sheaf_wording_split(plain.data + start, end - start, SHEAF_WORDING_TEXT, arena, scratch, &self->title);
  }
  sheaf_buf_clear(&plain);
  if (code) return code;
  self->title_hash = squeezed_hash(&self->title);
  read_ending(self);
  return SHEAF_OK;
}

/* ---- comparing ---- */

typedef struct leftovers {
  int telling;  /* telling words that the other lacks */
  int moved;    /* words that stand elsewhere in the other */
  int numbers;  /* numbers that it lacks */
  double lost;  /* weight of the telling words that it lacks */
  double total; /* weight of all its telling words */
} leftovers;

static double weight(const sheaf_word *word) {
  return word->common ? 0.0 : word->number ? 1.5 : word->length < 4 ? 0.7 : word->length < 8 ? 1.0 : 1.4;
}

/* Marks in `taken` the word of b that is this one, the next one behind `hint` first: its place + 1, 0 where there is
 * none. */
static size_t find(const sheaf_word *word, const sheaf_wording *b, char *taken, size_t hint, int exact) {
  for (size_t step = 0; step < b->count; step++) {
    const size_t j = (hint + step) % b->count;
    if (taken[j] || (exact ? b->list[j].hash != word->hash : !sheaf_wording_near(word, &b->list[j]))) continue;
    taken[j] = 1;
    return j + 1;
  }
  return 0;
}

/* Finds the words of a in b; how many of the telling ones stand before the one found last. */
static int find_all(const sheaf_wording *a, char *taken_a, const sheaf_wording *b, char *taken_b) {
  size_t hint = 0;
  int moved = 0;
  for (size_t i = 0; i < a->count; i++) {
    const size_t found = find(&a->list[i], b, taken_b, hint, 1);
    if (!found) continue;
    taken_a[i] = 1;
    moved += found <= hint && !a->list[i].common;
    hint = found;
  }
  for (size_t i = 0; i < a->count; i++)
    if (!taken_a[i] && a->list[i].length >= 3) taken_a[i] = find(&a->list[i], b, taken_b, i, 0) > 0;
  return moved;
}

static void count_left(const sheaf_wording *words, const char *taken, leftovers *out) {
  for (size_t i = 0; i < words->count; i++) {
    const sheaf_word *word = &words->list[i];
    out->total += weight(word);
    if (taken[i]) continue;
    out->lost += weight(word);
    out->numbers += word->number;
    out->telling += !word->common && !word->number;
  }
}

/* A word that one title writes apart and the other as one, or with a hyphen: "health care", "healthcare". */
static void join(const sheaf_wording *a, char *taken_a, const sheaf_wording *b, char *taken_b) {
  for (size_t i = 0; i < a->count; i++) {
    if (taken_a[i] || a->list[i].number) continue;
    for (size_t j = 0; j + 1 < b->count; j++) {
      const sheaf_word *x = &b->list[j], *y = &b->list[j + 1];
      if ((taken_b[j] && taken_b[j + 1]) || x->length + y->length != a->list[i].length) continue;
      if (memcmp(a->list[i].text, x->text, x->length) || memcmp(a->list[i].text + x->length, y->text, y->length))
        continue;
      taken_a[i] = taken_b[j] = taken_b[j + 1] = 1;
      break;
    }
  }
}

static int is_run(const sheaf_wording *shorter, const sheaf_wording *longer, size_t at) {
  for (size_t i = 0; i < shorter->count; i++)
    if (!sheaf_wording_near(&shorter->list[i], &longer->list[at + i])) return 0;
  return 1;
}

static int same_letters(const sheaf_wording *a, const sheaf_wording *b) {
  return a->count == b->count ? is_run(a, b, 0) : squeezed_hash(a) == squeezed_hash(b);
}

static sheaf_title_relation relate(const sheaf_wording *a, const sheaf_wording *b, const leftovers *in_a,
                                   const leftovers *in_b, double similarity) {
  const sheaf_wording *shorter = a->count <= b->count ? a : b, *longer = shorter == a ? b : a;
  if (in_a->numbers && in_b->numbers && similarity > 0.5) return SHEAF_TITLE_NUMBERS;
  const int one_sided = !in_a->telling || !in_b->telling;
  const leftovers *more = in_a->telling ? in_a : in_b, *less = more == in_a ? in_b : in_a;
  if (one_sided && !less->numbers) {
    if (!more->telling && !more->numbers) return in_a->moved > 1 ? SHEAF_TITLE_LONGER : SHEAF_TITLE_NEAR;
    if (!more->telling) return SHEAF_TITLE_NUMBERS;
    if (shorter->telling >= 2 &&
        (is_run(shorter, longer, 0) || is_run(shorter, longer, longer->count - shorter->count)))
      return SHEAF_TITLE_CONTAINED;
    if (more->telling <= 1 + shorter->telling / 3) return SHEAF_TITLE_LONGER;
  }
  return similarity > 0.55 ? SHEAF_TITLE_CHANGED : SHEAF_TITLE_DIFFERENT;
}

void sheaf_title_compare(const sheaf_wording *a, const sheaf_wording *b, sheaf_title_match *out) {
  *out = (sheaf_title_match){SHEAF_TITLE_UNKNOWN, 0};
  if (!a->count || !b->count) return;
  char taken_a[SHEAF_WORDING_MOST] = {0}, taken_b[SHEAF_WORDING_MOST] = {0};
  const int moved = find_all(a, taken_a, b, taken_b);
  join(a, taken_a, b, taken_b);
  join(b, taken_b, a, taken_a);
  leftovers in_a = {0}, in_b = {0};
  count_left(a, taken_a, &in_a);
  in_a.moved = moved;
  count_left(b, taken_b, &in_b);
  const double all = in_a.total + in_b.total;
  out->similarity = all > 0 ? 1 - (in_a.lost + in_b.lost) / all : squeezed_hash(a) == squeezed_hash(b);
  if (same_letters(a, b)) {
    out->relation = squeezed_hash(a) == squeezed_hash(b) ? SHEAF_TITLE_EXACT : SHEAF_TITLE_NEAR;
    out->similarity = out->relation == SHEAF_TITLE_EXACT ? 1 : out->similarity;
  } else {
    out->relation = relate(a, b, &in_a, &in_b, out->similarity);
  }
}
