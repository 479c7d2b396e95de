/* wording.c - see wording.h. */
#include "wording.h"

#include <string.h>

#include "base/edit.h"
#include "base/error.h"
#include "base/utf8.h"

enum { WORD_BYTES = 48 };

typedef struct splitter {
  sheaf_wording_style style;            /* how words are spelt */
  sheaf_arena *arena;                   /* where texts go */
  sheaf_word words[SHEAF_WORDING_MOST]; /* so far */
  size_t count;                         /* words in use */
  char word[WORD_BYTES];                /* the word being collected */
  size_t length;                        /* its bytes; more than WORD_BYTES are dropped */
  int digits;                           /* it is of digits */
  int failed;                           /* out of memory */
} splitter;

uint64_t sheaf_wording_mix(uint64_t value) {
  value = (value ^ (value >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  value = (value ^ (value >> 27)) * UINT64_C(0x94D049BB133111EB);
  return value ^ (value >> 31);
}

uint32_t sheaf_wording_hash(const char *text, size_t length) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
  return (uint32_t)sheaf_wording_mix(hash);
}

static const char *const greek[] = {
    "alpha", "beta",    "gamma", "delta", "epsilon", "zeta",  "eta", "theta",   "iota", "kappa", "lambda", "mu",   "nu",
    "xi",    "omicron", "pi",    "rho",   "sigma",   "sigma", "tau", "upsilon", "phi",  "chi",   "psi",    "omega"};

static const char *const cyrillic[] = {"a",  "b",  "v",  "g",    "d", "e", "zh", "z", "i",  "i", "k",
                                       "l",  "m",  "n",  "o",    "p", "r", "s",  "t", "u",  "f", "kh",
                                       "ts", "ch", "sh", "shch", "",  "y", "",   "e", "yu", "ya"};

/* Letters of the Ukrainian and Serbian alphabets beyond those, as 0x450 and up. */
static const char *const cyrillic_more[] = {"e", "e", "d", "g", "e", "z", "i", "i",
                                            "j", "l", "n", "c", "k", "i", "u", "d"};

static int is_wide(uint32_t point) {
  return (point >= 0x3040 && point <= 0x30FF) || (point >= 0x3400 && point <= 0x9FFF) ||
         (point >= 0xF900 && point <= 0xFAFF) || (point >= 0x20000 && point <= 0x3FFFF);
}

int sheaf_wording_listed(const char *word, const char *const *list) {
  for (; *list; list++)
    if (**list == *word && (*list)[1] == word[1] && strcmp(word, *list) == 0) return 1;
  return 0;
}

static int is_common(const char *word) {
  static const char *const list[] = {
      "a",   "an",   "the", "of",  "and",  "or",   "in",  "on",    "at",     "to",      "for",   "with",
      "by",  "from", "as",  "is",  "are",  "be",   "its", "after", "during", "between", "among", "using",
      "use", "via",  "s",   "t",   "into", "than", "der", "die",   "das",    "und",     "des",   "von",
      "bei", "mit",  "im",  "zur", "de",   "la",   "le",  "les",   "du",     "et",      "en",    "el",
      "los", "las",  "del", "y",   "da",   "do",   "e",   "di",    "study",  "results", NULL};
  return sheaf_wording_listed(word, list);
}

/* Replaces every `from` behind the first `start` bytes; both texts are short, and `to` is not longer. */
static void replace(char *word, size_t *length, size_t start, const char *from, const char *to) {
  const size_t size = strlen(from), new_size = strlen(to);
  for (size_t i = start; i + size <= *length; i++) {
    if (memcmp(word + i, from, size) != 0) continue;
    memcpy(word + i, to, new_size);
    memmove(word + i + new_size, word + i + size, *length - i - size);
    *length -= size - new_size;
  }
}

static void spell(splitter *self) {
  if (self->style == SHEAF_WORDING_NAME) {
    replace(self->word, &self->length, 1, "ae", "a");
    replace(self->word, &self->length, 1, "oe", "o");
    replace(self->word, &self->length, 1, "ue", "u");
    return;
  }
  if (self->length < 4) return;
  replace(self->word, &self->length, 0, "ae", "e");
  replace(self->word, &self->length, 0, "oe", "e");
  replace(self->word, &self->length, 2, "our", "or");
  replace(self->word, &self->length, 3, "ise", "ize");
  replace(self->word, &self->length, 3, "isi", "izi");
  replace(self->word, &self->length, 3, "isa", "iza");
  replace(self->word, &self->length, 3, "yse", "yze");
  replace(self->word, &self->length, 3, "ll", "l");
}

/* Number words and Roman numbers that are nothing else: their value, or 0. */
static int number_word(const char *word) {
  static const struct {
    const char *text; /* the word */
    int value;        /* its number */
  } list[] = {{"one", 1},   {"two", 2},   {"three", 3}, {"four", 4}, {"five", 5}, {"six", 6},
              {"seven", 7}, {"eight", 8}, {"nine", 9},  {"ten", 10}, {"ii", 2},   {"iii", 3},
              {"iv", 4},    {"vi", 6},    {"vii", 7},   {"viii", 8}, {"ix", 9}};
  for (size_t i = 0; i < sizeof list / sizeof *list; i++)
    if (*word == *list[i].text && strcmp(word, list[i].text) == 0) return list[i].value;
  return 0;
}

/* "part i", "type V": a letter that is a Roman number behind such a word. */
static int roman_letter(const splitter *self) {
  static const char *const before[] = {"part",  "parts",   "phase",   "type",   "stage", "grade",
                                       "class", "study",   "chapter", "volume", "level", "tier",
                                       "cycle", "session", "paper",   "report", NULL};
  if (self->length != 1 || !self->count || !sheaf_wording_listed(self->words[self->count - 1].text, before)) return 0;
  return self->word[0] == 'i' ? 1 : self->word[0] == 'v' ? 5 : self->word[0] == 'x' ? 10 : 0;
}

static uint32_t letters_of(const sheaf_word *word) {
  uint32_t letters = 0;
  for (size_t i = 0; i < word->length; i++) letters |= UINT32_C(1) << (word->text[i] & 31);
  return letters;
}

static void take(splitter *self) {
  if (!self->length) return;
  if (self->count < SHEAF_WORDING_MOST) {
    self->word[self->length < WORD_BYTES ? self->length : WORD_BYTES - 1] = '\0';
    if (self->length >= WORD_BYTES) self->length = WORD_BYTES - 1;
    if (!self->digits && self->style == SHEAF_WORDING_TEXT) {
      const int value = roman_letter(self) ? roman_letter(self) : number_word(self->word);
      if (value) {
        self->length = value == 10 ? 2 : 1;
        memcpy(self->word, value == 10 ? "10" : (const char[]){(char)('0' + value), '\0'}, self->length);
        self->digits = 1;
      }
    }
    if (!self->digits) spell(self);
    size_t zeros = 0;
    if (self->digits)
      while (zeros + 1 < self->length && self->word[zeros] == '0') zeros++;
    sheaf_word *word = &self->words[self->count];
    word->length = (uint16_t)(self->length - zeros);
    word->text = sheaf_arena_copy(self->arena, self->word + zeros, word->length);
    if (!word->text) {
      self->failed = 1;
    } else {
      word->hash = sheaf_wording_hash(word->text, word->length);
      word->letters = letters_of(word);
      word->number = (uint8_t)self->digits;
      word->common = (uint8_t)(self->style == SHEAF_WORDING_TEXT && is_common(word->text));
      self->count++;
    }
  }
  self->length = 0;
}

static void add(splitter *self, const char *text, size_t length, int digits) {
  if (self->length && self->digits != digits) take(self);
  self->digits = digits;
  if (self->length + length < WORD_BYTES) memcpy(self->word + self->length, text, length);
  self->length += length;
}

/* A letter beyond ASCII, of folded text. */
static void add_point(splitter *self, uint32_t point, const char *text, size_t length) {
  if (point >= 0x3B1 && point <= 0x3C9) {
    const char *name = greek[point - 0x3B1];
    if (self->style == SHEAF_WORDING_TEXT) take(self);
    add(self, name, strlen(name), 0);
    if (self->style == SHEAF_WORDING_TEXT) take(self);
  } else if (point >= 0x430 && point <= 0x44F) {
    add(self, cyrillic[point - 0x430], strlen(cyrillic[point - 0x430]), 0);
  } else if (point >= 0x450 && point <= 0x45F) {
    add(self, cyrillic_more[point - 0x450], strlen(cyrillic_more[point - 0x450]), 0);
  } else if (is_wide(point)) {
    take(self);
    add(self, text, length, 0);
    take(self);
  } else {
    add(self, text, length, 0);
  }
}

/* 1 where the separator at `at` stands within one number: "10,000", "10 000". */
static int is_thousands(const char *text, size_t length, size_t at) {
  if ((text[at] != ',' && text[at] != ' ') || at == 0 || at + 3 >= length) return 0;
  size_t before = 0, after = 0;
  while (before < at && before < 4 && text[at - 1 - before] >= '0' && text[at - 1 - before] <= '9') before++;
  while (at + 1 + after < length && after < 4 && text[at + 1 + after] >= '0' && text[at + 1 + after] <= '9') after++;
  return before && before < 4 && after == 3;
}

static void split_folded(splitter *self, const char *text, size_t length) {
  for (size_t at = 0; at < length && !self->failed;) {
    const char c = text[at];
    uint32_t point = (unsigned char)c;
    const size_t step = point < 0x80 ? 1 : sheaf_utf8_decode(text + at, length - at, &point);
    const int possessive = (c == '\'' || point == 0x2019) && at + step < length && text[at + step] == 's';
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      add(self, &c, 1, c <= '9');
    else if (point >= 0x80 && sheaf_utf8_is_word(point))
      add_point(self, point, text + at, step);
    else if (self->digits && self->length && is_thousands(text, length, at)) {    /* 10,000 */
    } else if (c == '\'' || point == 0x2019 || point == 0xAD || point == 0x2BC) { /* O'Brien, soft hyphen */
      if (possessive) take(self);
    } else
      take(self);
    at += step;
  }
  take(self);
}

int sheaf_wording_split(const char *text, size_t length, sheaf_wording_style style, sheaf_arena *arena,
                        sheaf_buf *scratch, sheaf_wording *out) {
  splitter self = {.style = style, .arena = arena};
  *out = (sheaf_wording){0};
  sheaf_buf_reset(scratch);
  sheaf_utf8_fold(text, length, scratch);
  if (scratch->failed) return SHEAF_ENOMEM;
  split_folded(&self, scratch->data, scratch->length);
  if (self.failed) return SHEAF_ENOMEM;
  if (!self.count) return SHEAF_OK;
  out->list = sheaf_arena_alloc(arena, self.count * sizeof *out->list);
  if (!out->list) return SHEAF_ENOMEM;
  memcpy(out->list, self.words, self.count * sizeof *out->list);
  out->count = (uint16_t)self.count;
  for (size_t i = 0; i < self.count; i++) out->telling = (uint16_t)(out->telling + !self.words[i].common);
  return SHEAF_OK;
}

int sheaf_wording_near(const sheaf_word *a, const sheaf_word *b) {
  if (a->hash == b->hash) return 1;
  if (a->number || b->number) return 0;
  const uint32_t differ = a->letters ^ b->letters;
  const uint32_t rest = differ & (differ - 1);
  if (rest & (rest - 1)) return 0; /* three letters differ: no single slip does that */
  const sheaf_word *shorter = a->length < b->length ? a : b, *longer = shorter == a ? b : a;
  if (longer->length - shorter->length > 1) return 0;
  if (longer->length == shorter->length + 1 && shorter->length >= 3 && longer->text[longer->length - 1] == 's' &&
      memcmp(shorter->text, longer->text, shorter->length) == 0)
    return 1;
  if (shorter->length < 5) return 0;
  return sheaf_edit_distance(a->text, a->length, b->text, b->length, 1) <= 1;
}
