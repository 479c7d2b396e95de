/* section_sentence.c - see section_sentence.h. */
#include "section_sentence.h"

#include <string.h>

#include "section_book.h"

enum {
  PARTS = 10,     /* of the abstract, for @at */
  FEW = 3,        /* sentences */
  SHORT = 8,      /* words */
  LONG = 40,      /* words */
  MANY = 3,       /* numbers */
  GRAMS = 3,      /* words of the longest feature */
  PAST_BYTES = 32 /* of the word before one in -ed */
};

static int is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
static int is_capital(char c) { return c >= 'A' && c <= 'Z'; }
static int is_digit(char c) { return c >= '0' && c <= '9'; }
static int is_word(char c) {
  return is_capital(c) || is_digit(c) || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* ---- sentences ---- */

/* 1 where the word before a full stop is one that does not end a sentence: "vs.", "e.g.", "J.". */
static int is_abbreviated(const char *text, size_t first, size_t stop) {
  static const char *const known[] = {"vs",     "v",  "eg", "ie",  "al",   "dr",  "prof", "mr",   "mrs",  "ms", "st",
                                      "approx", "ca", "cf", "fig", "figs", "nos", "etc",  "resp", "incl", "no", "viz"};
  size_t from = stop;
  while (from > first && is_word(text[from - 1])) from--;
  const size_t size = stop - from;
  if (size == 1 && !is_digit(text[from])) return 1;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (strlen(known[i]) != size) continue;
    size_t k = 0;
    while (k < size && (text[from + k] | 32) == known[i][k]) k++;
    if (k == size) return 1;
  }
  return 0;
}

static int opens_sentence(const char *text, size_t at, size_t last) {
  while (at < last && (text[at] == '"' || text[at] == '\'' || text[at] == '(' || text[at] == '[')) at++;
  return at < last && (is_capital(text[at]) || is_digit(text[at]) || (unsigned char)text[at] >= 0x80);
}

/* Where the sentence that the mark at `at` may end does end, one past its last byte; 0: it goes on. */
static size_t end_of(const char *text, size_t first, size_t at, size_t last) {
  size_t end = at + 1;
  while (end < last && (text[end] == '.' || text[end] == '?' || text[end] == '!')) end++;
  const size_t marks = end;
  while (end < last && (text[end] == ')' || text[end] == ']' || text[end] == '"' || text[end] == '\'')) end++;
  if (end == last) return end;
  size_t next = end;
  while (next < last && is_space(text[next])) next++;
  if (next == last) return end;
  if (next == end) { /* "services.Results", but not "Ph.D" or "3.5" */
    if (marks != end || at < first + 3 || text[at] != '.' || !is_capital(text[next]) || next + 1 >= last) return 0;
    for (size_t i = at - 3; i < at; i++)
      if (text[i] < 'a' || text[i] > 'z') return 0;
    return text[next + 1] >= 'a' && text[next + 1] <= 'z' ? end : 0;
  }
  if (!opens_sentence(text, next, last)) return 0;
  return text[at] == '.' && marks == end && is_abbreviated(text, first, at) ? 0 : end;
}

static void add(const char *text, size_t first, size_t last, sheaf_buf *out) {
  while (first < last && is_space(text[first])) first++;
  while (last > first && is_space(text[last - 1])) last--;
  const sheaf_sentence sentence = {first, last};
  if (first < last) sheaf_buf_add(out, &sentence, sizeof sentence);
}

void sheaf_sentence_cut(const char *text, size_t first, size_t last, sheaf_buf *out) {
  size_t from = first;
  for (size_t i = first; i < last; i++) {
    if (text[i] != '.' && text[i] != '?' && text[i] != '!') continue;
    const size_t end = end_of(text, from, i, last);
    if (end) {
      add(text, from, end, out);
      from = end;
    }
    i = end ? end - 1 : i;
  }
  add(text, from, last, out);
}

/* ---- features ---- */

typedef struct seen {
  size_t words;   /* in the sentence */
  size_t numbers; /* among them */
} seen;

/* "^ we interviewed # gps": words with one space between, into out. */
static seen normalise(const char *text, const sheaf_sentence *sentence, sheaf_buf *out) {
  seen all = {0, 0};
  const size_t size = sentence->last - sentence->first;
  sheaf_buf_reset(out);
  if (sheaf_buf_reserve(out, 2 * size + 1)) return all;
  char *to = out->data;
  *to++ = '^';
  for (size_t i = sentence->first; i < sentence->last;) {
    const char c = text[i];
    if (!is_word(c)) {
      i++;
      if (c != '%' && c != '<' && c != '>' && c != '=' && c != '?') continue;
      *to++ = ' ';
      *to++ = c;
      continue;
    }
    *to++ = ' ';
    all.words++;
    if (is_digit(c)) {
      *to++ = '#';
      all.numbers++;
      while (i < sentence->last && is_word(text[i])) i++;
      continue;
    }
    for (; i < sentence->last && is_word(text[i]); i++) *to++ = (char)(is_capital(text[i]) ? text[i] + 32 : text[i]);
  }
  out->length = (size_t)(to - out->data);
  return all;
}

static void fact(const char *name, sheaf_sentence_feature_fn *visit, void *context) {
  uint64_t hash = SHEAF_SECTION_HASH;
  const size_t length = strlen(name);
  for (size_t i = 0; i < length; i++) hash = sheaf_section_hash(hash, name[i]);
  visit(context, name, length, hash);
}

static int is_past(const char *word, size_t length) {
  return length > 3 && word[length - 1] == 'd' && word[length - 2] == 'e';
}

/* The words before with "*ed" for the last: "were *ed". hash is that of what stands before that. */
static void past(const char *words, size_t length, uint64_t hash, sheaf_sentence_feature_fn *visit, void *context) {
  char feature[PAST_BYTES + 3];
  if (length > PAST_BYTES) return;
  memcpy(feature, words, length);
  memcpy(feature + length, "*ed", 3);
  for (size_t i = 0; i < 3; i++) hash = sheaf_section_hash(hash, "*ed"[i]);
  visit(context, feature, length + 3, hash);
}

/* Where the word at a place ends. */
static size_t word_end(const char *words, size_t length, size_t at, uint64_t *hash) {
  for (; at < length && words[at] != ' '; at++) *hash = sheaf_section_hash(*hash, words[at]);
  return at;
}

/* One, two and three words from each. */
static void grams(const char *words, size_t length, sheaf_sentence_feature_fn *visit, void *context) {
  for (size_t from = 0, next; from < length; from = next) {
    uint64_t hash = SHEAF_SECTION_HASH;
    size_t end = word_end(words, length, from, &hash);
    next = end + 1;
    for (int count = 1; visit(context, words + from, end - from, hash) && count < GRAMS && end < length; count++) {
      const uint64_t before = sheaf_section_hash(hash, ' ');
      const size_t last = end + 1;
      hash = before;
      end = word_end(words, length, last, &hash);
      if (count == 1 && is_past(words + last, end - last)) past(words + from, last - from, before, visit, context);
    }
  }
}

void sheaf_sentence_features(const char *text, const sheaf_sentence *sentence, size_t index, size_t count,
                             sheaf_buf *words, sheaf_sentence_feature_fn *visit, void *context) {
  static const char *const at[PARTS] = {"@at0", "@at1", "@at2", "@at3", "@at4", "@at5", "@at6", "@at7", "@at8", "@at9"};
  const seen all = normalise(text, sentence, words);
  if (words->failed) return;
  grams(words->data, words->length, visit, context);
  fact(at[PARTS * index / count], visit, context);
  if (index == 0) fact("@first", visit, context);
  if (index + 1 == count) fact("@last", visit, context);
  if (count <= FEW) fact("@few", visit, context);
  if (all.words < SHORT) fact("@short", visit, context);
  if (all.words > LONG) fact("@long", visit, context);
  if (all.numbers >= MANY) fact("@numbers", visit, context);
}
