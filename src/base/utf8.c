/* utf8.c - see utf8.h. */
#include "utf8.h"

#include <string.h>
#include <utf8proc.h>

#include "eight.h"
#include "error.h"

enum { REPLACEMENT = 0xFFFD };

/* Returns the bytes of the valid sequence at text, 0 where there is none. */
static size_t sequence(const uint8_t *s, size_t length, uint32_t *point) {
  const uint8_t a = s[0];
  if (a < 0x80) {
    *point = a;
    return 1;
  }
  if (a < 0xC2 || a > 0xF4) return 0;
  const size_t need = a < 0xE0 ? 2 : a < 0xF0 ? 3 : 4;
  if (length < need) return 0;
  uint32_t value = a & (0x7Fu >> need);
  for (size_t i = 1; i < need; i++) {
    if ((s[i] & 0xC0) != 0x80) return 0;
    value = value << 6 | (s[i] & 0x3F);
  }
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < least[need] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return 0;
  *point = value;
  return need;
}

size_t sheaf_utf8_check(const char *text, size_t length) {
  size_t at = 0;
  while (at < length) {
    if (length - at >= 8) {
      const uint64_t high = sheaf_eight_load(text + at) & SHEAF_EIGHT_HIGH;
      at += high ? sheaf_eight_before(high) : 8;
      if (!high) continue;
    } else if (length >= 8 && !(sheaf_eight_load(text + length - 8) & SHEAF_EIGHT_HIGH)) {
      return length;
    }
    uint32_t point;
    const size_t step = sequence((const uint8_t *)text + at, length - at, &point);
    if (!step) return at;
    at += step;
  }
  return length;
}

size_t sheaf_utf8_decode(const char *text, size_t length, uint32_t *point) {
  const size_t step = sequence((const uint8_t *)text, length, point);
  if (step) return step;
  *point = REPLACEMENT;
  return 1;
}

/* Source: WHATWG Encoding, windows-1252. */
uint32_t sheaf_utf8_from_cp1252(unsigned char byte) {
  static const uint16_t high[32] = {0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021,
                                    0x2C6,  0x2030, 0x160,  0x2039, 0x152,  0x8D,   0x17D,  0x8F,
                                    0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                    0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};
  return byte >= 0x80 && byte < 0xA0 ? high[byte - 0x80] : byte;
}

void sheaf_utf8_encode(uint32_t point, sheaf_buf *out) {
  utf8proc_uint8_t bytes[4];
  const utf8proc_ssize_t length = utf8proc_encode_char((utf8proc_int32_t)point, bytes);
  sheaf_buf_add(out, bytes, length > 0 ? (size_t)length : 0);
}

void sheaf_utf8_compose(uint32_t *points, size_t count, sheaf_buf *out) {
  utf8proc_int32_t *list = (utf8proc_int32_t *)(void *)points;
  const utf8proc_ssize_t size =
      utf8proc_normalize_utf32(list, (utf8proc_ssize_t)count, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
  for (utf8proc_ssize_t i = 0; i < size; i++) sheaf_utf8_encode((uint32_t)list[i], out);
}

/* Letters that Unicode does not decompose though readers type them as others. Source: search-syntax.md, section 5. */
static const char *plain_letter(uint32_t point) {
  switch (point) {
    case 0xE6:
    case 0xC6: return "ae";
    case 0x153:
    case 0x152: return "oe";
    case 0xF8:
    case 0xD8: return "o";
    case 0x111:
    case 0x110:
    case 0xF0:
    case 0xD0: return "d";
    case 0xFE:
    case 0xDE: return "th";
    case 0x142:
    case 0x141: return "l";
    case 0x131: return "i";
    default: return NULL;
  }
}

static void fold_point(uint32_t point, sheaf_buf *out) {
  utf8proc_int32_t parts[32];
  int last_class = 0;
  const utf8proc_option_t options = UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK;
  const utf8proc_ssize_t count = utf8proc_decompose_char((utf8proc_int32_t)point, parts, 32, options, &last_class);
  for (utf8proc_ssize_t i = 0; i < count && i < 32; i++) {
    const char *plain = plain_letter((uint32_t)parts[i]);
    if (plain)
      sheaf_buf_add_text(out, plain);
    else if (parts[i] >= 0)
      sheaf_utf8_encode((uint32_t)parts[i], out);
  }
}

void sheaf_utf8_fold(const char *text, size_t length, sheaf_buf *out) {
  if (sheaf_buf_reserve(out, length)) return;
  for (size_t at = 0; at < length;) {
    const unsigned char c = (unsigned char)text[at];
    if (c < 0x80) {
      sheaf_buf_add_byte(out, c >= 'A' && c <= 'Z' ? c + 32 : c);
      at++;
      continue;
    }
    uint32_t point;
    at += sheaf_utf8_decode(text + at, length - at, &point);
    fold_point(point, out);
  }
}

int sheaf_utf8_is_word(uint32_t point) {
  if (point < 0x80) return (point >= '0' && point <= '9') || ((point | 32) >= 'a' && (point | 32) <= 'z');
  switch (utf8proc_category((utf8proc_int32_t)point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO: return 1;
    default: return 0;
  }
}
