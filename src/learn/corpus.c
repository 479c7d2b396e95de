/* corpus.c - see corpus.h. */
#include "corpus.h"

#include <string.h>

#include "base/utf8.h"

void sheaf_corpus_clear(sheaf_corpus *self) {
  sheaf_dictionary_clear(&self->words);
  sheaf_buf_clear(&self->stream);
  sheaf_buf_clear(&self->folded);
  *self = (sheaf_corpus){0};
}

static void put(sheaf_corpus *self, uint32_t item) { sheaf_buf_add(&self->stream, &item, sizeof item); }

typedef enum letter {
  OTHER = 0, /* parts phrases */
  SPACE,     /* parts words */
  LETTER,    /* of a word */
  DIGIT,     /* of a word, but makes none alone */
  JOINER     /* of a word where letters or digits stand on both sides, otherwise as OTHER */
} letter;

/* clang-format off */
#define FIVE(c, kind) [c] = kind, [c + 1] = kind, [c + 2] = kind, [c + 3] = kind, [c + 4] = kind
#define ALPHABET(c) \
  FIVE(c, LETTER), FIVE(c + 5, LETTER), FIVE(c + 10, LETTER), FIVE(c + 15, LETTER), FIVE(c + 20, LETTER), [c + 25] = LETTER
static const uint8_t ascii[128] = {[' '] = SPACE, ['\t'] = SPACE, ['\n'] = SPACE, ['\r'] = SPACE,
                                   ['-'] = JOINER, ['\''] = JOINER,
                                   FIVE('0', DIGIT), FIVE('5', DIGIT), ALPHABET('A'), ALPHABET('a')};
/* clang-format on */

static int is_apostrophe(uint32_t point) { return point == '\'' || point == 0x2019; }

static letter classify(const char *text, size_t length, size_t *step, uint32_t *point) {
  const uint8_t byte = (uint8_t)*text;
  if (byte < 0x80) {
    *step = 1;
    *point = byte;
    return (letter)ascii[byte];
  }
  *step = sheaf_utf8_decode(text, length, point);
  if (*point == 0x2010 || *point == 0x2011 || *point == 0x2019) return JOINER;
  if (*point == 0xA0 || (*point >= 0x2000 && *point <= 0x200B) || *point == 0x202F) return SPACE;
  return sheaf_utf8_is_word(*point) ? LETTER : OTHER;
}

/* Appends the ASCII letters and digits at text, folded; returns how many there are. */
static size_t read_plain(sheaf_corpus *self, const char *text, size_t length, int *has_letter) {
  size_t count = 0;
  int letters = 0;
  for (; count < length && (uint8_t)text[count] < 0x80; count++) {
    const uint8_t kind = ascii[(uint8_t)text[count]];
    if (kind != LETTER && kind != DIGIT) break;
    letters |= kind == LETTER;
  }
  if (sheaf_buf_reserve(&self->folded, count)) return count;
  char *out = self->folded.data + self->folded.length;
  for (size_t i = 0; i < count; i++) out[i] = (char)(text[i] | 0x20);
  self->folded.length += count;
  *has_letter |= letters;
  return count;
}

/* Appends the word that begins at text to self->folded; returns its bytes in the text. */
static size_t read_word(sheaf_corpus *self, const char *text, size_t length, int *has_letter) {
  size_t at = 0, step, after;
  uint32_t point, next;
  *has_letter = 0;
  while (at += read_plain(self, text + at, length - at, has_letter), at < length) {
    letter kind = classify(text + at, length - at, &step, &point);
    if (kind == LETTER) {
      sheaf_utf8_fold(text + at, step, &self->folded);
      *has_letter = 1;
    } else {
      if (kind != JOINER || at + step >= length) break;
      kind = classify(text + at + step, length - at - step, &after, &next);
      if (kind != LETTER && kind != DIGIT) break;
      sheaf_buf_add_byte(&self->folded, is_apostrophe(point) ? '\'' : '-');
    }
    at += step;
  }
  return at;
}

/* The next word or mark of a text: 1 and the word in self->folded (no word: *has_letter 0), or 0 at the end. *mark says
 * that a mark stands before it. */
static int next_word(sheaf_corpus *self, const char *text, size_t length, size_t *at, int *has_letter, int *mark) {
  *mark = 0;
  while (*at < length) {
    size_t step;
    uint32_t point;
    const letter kind = classify(text + *at, length - *at, &step, &point);
    if (kind == LETTER || kind == DIGIT) {
      sheaf_buf_reset(&self->folded);
      *at += read_word(self, text + *at, length - *at, has_letter);
      return 1;
    }
    if (kind != SPACE && !is_apostrophe(point)) *mark = 1; /* "carers' views" is one phrase */
    *at += step;
  }
  return 0;
}

int sheaf_corpus_stop(sheaf_corpus *self, const char *word, size_t length) {
  uint32_t number;
  sheaf_buf_reset(&self->folded);
  for (size_t i = 0; i < length && (uint8_t)word[i] < 0x80; i++)
    sheaf_buf_add_byte(&self->folded, word[i] >= 'A' && word[i] <= 'Z' ? word[i] | 0x20 : word[i]);
  if (self->folded.length < length) {
    sheaf_buf_reset(&self->folded);
    sheaf_utf8_fold(word, length, &self->folded);
  }
  if (self->folded.failed) return SHEAF_ENOMEM;
  if (!self->folded.length) return SHEAF_OK;
  if (sheaf_dictionary_add(&self->words, self->folded.data, self->folded.length, &number)) return SHEAF_ENOMEM;
  self->stops = self->words.count;
  return SHEAF_OK;
}

int sheaf_corpus_add(sheaf_corpus *self, const char *text, size_t length) {
  size_t at = 0;
  int has_letter, mark;
  if (self->open) put(self, SHEAF_CORPUS_MARK);
  self->open = 1;
  while (next_word(self, text, length, &at, &has_letter, &mark)) {
    uint32_t number = 0;
    self->running++;
    if (!self->folded.length && !self->folded.failed) continue; /* marks alone */
    if (self->folded.failed) return SHEAF_ENOMEM;
    if (mark || !has_letter) put(self, SHEAF_CORPUS_MARK);
    if (!has_letter) continue;
    if (sheaf_dictionary_add(&self->words, self->folded.data, self->folded.length, &number)) return SHEAF_ENOMEM;
    put(self, number + SHEAF_CORPUS_WORD);
  }
  return self->stream.failed ? SHEAF_ENOMEM : SHEAF_OK;
}

int sheaf_corpus_end(sheaf_corpus *self) {
  put(self, SHEAF_CORPUS_END);
  self->open = 0;
  self->documents++;
  return self->stream.failed ? SHEAF_ENOMEM : SHEAF_OK;
}

int sheaf_corpus_find(sheaf_corpus *self, const char *text, size_t length, sheaf_buf *out) {
  size_t at = 0;
  int has_letter, mark, all = 1;
  while (next_word(self, text, length, &at, &has_letter, &mark)) {
    uint32_t number = 0;
    if (self->folded.failed) return SHEAF_ENOMEM;
    if (!self->folded.length) continue;
    if (!sheaf_dictionary_find(&self->words, self->folded.data, self->folded.length, &number)) {
      all = 0;
      continue;
    }
    number += SHEAF_CORPUS_WORD;
    sheaf_buf_add(out, &number, sizeof number);
  }
  return out->failed ? SHEAF_ENOMEM : all;
}
