/* token.c - see token.h. ASCII is looked at 64 bytes at a time, which gives a bit for each; everything else asks
 * utf8.h.
 */
#include "token.h"

#include <string.h>

#include "base/error.h"
#include "base/utf8.h"
#include "pack.h"

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

/* Folds the token at `first`, whatever its characters: returns the offset behind it. */
static size_t fold_token(sheaf_token_cursor *self, size_t first) {
  size_t at = first;
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

/* A bit for each of eight bytes whose high bit is set. */
static inline uint64_t high_bits(uint64_t bytes) {
  return (bytes & UINT64_C(0x8080808080808080)) * UINT64_C(0x0002040810204081) >> 56;
}

#define EACH(byte) ((uint64_t)(byte)*UINT64_C(0x0101010101010101))

/* The high bit of each byte (below 0x80) that is at least `low` and at most `high`. */
static inline uint64_t within(uint64_t bytes, unsigned low, unsigned high) {
  return (bytes + EACH(0x80 - low)) & ~(bytes + EACH(0x7F - high));
}

enum { STEP = 8 }; /* bytes at once */

/* The bytes at `at`, with zeros behind the end of the text. */
static inline uint64_t load(const uint8_t *text, size_t length, size_t at) {
  const size_t left = length - at;
  if (left >= STEP) return sheaf_pack_load(text + at);
  if (length >= STEP) return sheaf_pack_load(text + length - STEP) >> 8 * (STEP - left);
  uint64_t bytes = 0;
  for (size_t i = 0; i < left; i++) bytes |= (uint64_t)text[at + i] << 8 * i;
  return bytes;
}

/* Learns what the block from `at` on is. Bit 0x20 makes a capital small, and digits have it. */
static void look(sheaf_token_cursor *self, size_t at) {
  const uint8_t *text = (const uint8_t *)self->text;
  const size_t length = self->length;
  uint64_t words = 0, others = 0;
  for (size_t i = 0; i < SHEAF_TOKEN_BLOCK && at + i < length; i += STEP) {
    const uint64_t bytes = load(text, length, at + i), low = bytes & EACH(0x7F);
    const uint64_t word = within(low | EACH(0x20), 'a', 'z') | within(low, '0', '9');
    words |= high_bits(word & ~bytes) << i;
    others |= high_bits(bytes) << i;
    sheaf_pack_store(bytes | EACH(0x20), (uint8_t *)self->block + i);
  }
  self->words = words;
  self->others = others;
  self->seen = at + SHEAF_TOKEN_BLOCK;
}

/* The bits from `at` on, which look has seen. */
static inline uint64_t from(uint64_t bits, const sheaf_token_cursor *self, size_t at) {
  return bits >> (SHEAF_TOKEN_BLOCK - (self->seen - at));
}

/* Skips separators: the offset of the next token's first byte, or the length. */
static size_t skip(sheaf_token_cursor *self) {
  size_t at = self->at;
  while (at < self->length) {
    if (at >= self->seen) look(self, at);
    const uint64_t bits = from(self->words | self->others, self, at);
    if (!bits) {
      at = self->seen;
      continue;
    }
    at += (size_t)__builtin_ctzll(bits);
    if ((uint8_t)self->text[at] < 0x80) return at;
    uint32_t point;
    const size_t step = sheaf_utf8_decode(self->text + at, self->length - at, &point);
    if (classify(point) != SEPARATOR) return at;
    at += step;
  }
  return self->length;
}

/* The offset of the block's first byte from `at` on that is no ASCII letter or digit, or of its end. */
static inline size_t end_of_word(const sheaf_token_cursor *self, size_t at) {
  const uint64_t rest = ~from(self->words, self, at);
  return rest ? at + (size_t)__builtin_ctzll(rest) : self->seen;
}

int sheaf_token_next(sheaf_token_cursor *self, sheaf_token *token) {
  for (;;) {
    const size_t first = skip(self);
    self->at = first;
    if (first == self->length) return 0;
    size_t end = end_of_word(self, first);
    if (end == self->seen) { /* it may go on behind the block */
      look(self, first);
      end = end_of_word(self, first);
    }
    self->at = end;
    if (end == self->length || (end < self->seen && (uint8_t)self->text[end] < 0x80)) {
      *token = (sheaf_token){self->block + (first + SHEAF_TOKEN_BLOCK - self->seen), end - first, first, end,
                             self->position++};
      return 1;
    }
    sheaf_buf_reset(&self->folded);
    self->at = fold_token(self, first);
    if (sheaf_buf_reserve(&self->folded, SHEAF_TOKEN_READABLE)) return SHEAF_ENOMEM;
    if (self->folded.length == 0) continue; /* marks alone */
    *token = (sheaf_token){self->folded.data, self->folded.length, first, self->at, self->position++};
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
