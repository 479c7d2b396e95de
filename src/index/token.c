/* token.c - see token.h. ASCII takes a table; everything else asks utf8.h. */
#include "token.h"

#include <string.h>

#include "base/error.h"
#include "base/utf8.h"

/* 1 for the ASCII bytes that are part of a token. */
#define ONES(n) ONES_##n
#define ONES_10 1, 1, 1, 1, 1, 1, 1, 1, 1, 1
#define ONES_26 ONES_10, ONES_10, 1, 1, 1, 1, 1, 1
static const uint8_t ascii[256] = {['0'] = ONES(10), ['A'] = ONES(26), ['a'] = ONES(26)};
#undef ONES
#undef ONES_10
#undef ONES_26

typedef enum letter_class {
  SEPARATOR, /* no part of a token */
  WORD,      /* goes on in the present token */
  ALONE      /* a token of its own: scripts that are written without spaces */
} letter_class;

static int is_alone(uint32_t point) {
  if (point < 0x0E01) return 0;
  if (point <= 0x0E4F)
    return point <= 0x0E30 || point == 0x0E32 || point == 0x0E33 || (point >= 0x0E40 && point <= 0x0E46);
  if (point < 0x3005) return 0;
  if (point <= 0x30FF) return point <= 0x3007 || (point >= 0x3041 && point != 0x3099 && point != 0x309A);
  if (point < 0x31F0) return 0;
  return point <= 0x31FF || (point >= 0x3400 && point <= 0x4DBF) || (point >= 0x4E00 && point <= 0x9FFF) ||
         (point >= 0xF900 && point <= 0xFAFF) || (point >= 0xFF66 && point <= 0xFF9D) ||
         (point >= 0x20000 && point <= 0x3FFFF);
}

static letter_class classify(uint32_t point) {
  if (point == 0x2BC) return SEPARATOR; /* the apostrophe that Unicode calls a letter */
  if (!sheaf_utf8_is_word(point)) return SEPARATOR;
  return is_alone(point) ? ALONE : WORD;
}

void sheaf_token_init(sheaf_token_cursor *self, const char *text, size_t length) {
  *self = (sheaf_token_cursor){.text = text, .length = length};
}

void sheaf_token_clear(sheaf_token_cursor *self) { sheaf_buf_clear(&self->folded); }

/* Goes on with a token whose character at `at` is not ASCII: returns the offset behind it. */
static size_t read_other(sheaf_token_cursor *self, size_t first, size_t at) {
  while (at < self->length) {
    const uint8_t byte = (uint8_t)self->text[at];
    if (byte < 0x80) {
      if (!ascii[byte]) break;
      sheaf_buf_add_byte(&self->folded, byte | 0x20);
      at++;
      continue;
    }
    uint32_t point;
    const size_t step = sheaf_utf8_decode(self->text + at, self->length - at, &point);
    const letter_class class = classify(point);
    if (class == SEPARATOR || (class == ALONE && at > first)) break;
    sheaf_utf8_fold(self->text + at, step, &self->folded);
    at += step;
    if (class == WORD) continue;
    while (at < self->length) { /* marks stay with the character they stand on; folding drops them */
      const size_t mark = sheaf_utf8_decode(self->text + at, self->length - at, &point);
      const size_t before = self->folded.length;
      if (point < 0x80 || classify(point) != WORD) break;
      sheaf_utf8_fold(self->text + at, mark, &self->folded);
      if (self->folded.length != before) {
        self->folded.length = before;
        break;
      }
      at += mark;
    }
    break;
  }
  return at;
}

static int is_ascii_word(char c) { return ascii[(uint8_t)c]; }

enum { FOLD_STEP = 8 }; /* bytes folded at once: out has room for so many more */

/* Folds letters and digits: bit 0x20 makes a capital small, and digits have it. `readable` bytes may be read. */
static void fold_ascii(const char *text, size_t length, size_t readable, char *out) {
  size_t i = 0;
  for (; i < length && readable - i >= FOLD_STEP; i += FOLD_STEP) {
    uint64_t word;
    memcpy(&word, text + i, sizeof word);
    word |= UINT64_C(0x2020202020202020);
    memcpy(out + i, &word, sizeof word);
  }
  for (; i < length; i++) out[i] = (char)(text[i] | 0x20);
}

/* Skips separators: the offset of the next token's first byte, or the length. */
static size_t skip(const sheaf_token_cursor *self) {
  size_t at = self->at;
  while (at < self->length) {
    const uint8_t byte = (uint8_t)self->text[at];
    if (byte < 0x80) {
      if (ascii[byte]) break;
      at++;
      continue;
    }
    uint32_t point;
    const size_t step = sheaf_utf8_decode(self->text + at, self->length - at, &point);
    if (classify(point) != SEPARATOR) break;
    at += step;
  }
  return at;
}

int sheaf_token_next(sheaf_token_cursor *self, sheaf_token *token) {
  for (;;) {
    const size_t first = skip(self);
    if (first == self->length) {
      self->at = first;
      return 0;
    }
    size_t at = first;
    while (at < self->length && is_ascii_word(self->text[at])) at++;
    sheaf_buf_reset(&self->folded);
    if (sheaf_buf_reserve(&self->folded, at - first + FOLD_STEP)) return SHEAF_ENOMEM;
    fold_ascii(self->text + first, at - first, self->length - first, self->folded.data);
    self->folded.length = at - first;
    if (at < self->length && (uint8_t)self->text[at] >= 0x80) at = read_other(self, first, at);
    if (self->folded.failed) return SHEAF_ENOMEM;
    self->at = at;
    if (self->folded.length == 0) continue; /* marks alone */
    *token = (sheaf_token){self->folded.data, self->folded.length, first, at, self->position++};
    return 1;
  }
}

void sheaf_token_whole(const char *text, size_t length, sheaf_buf *out) {
  const size_t start = out->length;
  int space = 0;
  for (size_t at = 0; at < length;) {
    const uint8_t byte = (uint8_t)text[at];
    uint32_t point = byte;
    const size_t step = byte < 0x80 ? 1 : sheaf_utf8_decode(text + at, length - at, &point);
    if (byte < 0x80 ? !ascii[byte] : classify(point) == SEPARATOR) {
      space = 1;
    } else {
      if (sheaf_buf_reserve(out, 2)) return;
      if (space && out->length > start) out->data[out->length++] = ' ';
      space = 0;
      if (byte < 0x80)
        out->data[out->length++] = (char)(byte | 0x20);
      else
        sheaf_utf8_fold(text + at, step, out);
    }
    at += step;
  }
  while (out->length > start && out->data[out->length - 1] == ' ') out->length--;
}
