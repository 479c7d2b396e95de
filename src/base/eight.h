/* eight.h - eight bytes of a text looked at at once.
 *
 * Each test gives a word whose bytes have the high bit set where the answer is yes. Where no byte's answer is yes, it
 * is 0; behind the first yes there may be others that are none. */
#ifndef SHEAF_BASE_EIGHT_H
#define SHEAF_BASE_EIGHT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define SHEAF_EIGHT_ONES UINT64_C(0x0101010101010101)
#define SHEAF_EIGHT_HIGH UINT64_C(0x8080808080808080)

static inline uint64_t sheaf_eight_load(const char *text) {
  uint64_t word;
  memcpy(&word, text, sizeof word);
  return word;
}

/* Bytes below `limit`, which is at most 128. */
static inline uint64_t sheaf_eight_below(uint64_t word, unsigned char limit) {
  return (word - SHEAF_EIGHT_ONES * limit) & ~word & SHEAF_EIGHT_HIGH;
}

/* How many bytes there are for certain before the first yes of a word that is not 0. */
static inline size_t sheaf_eight_before(uint64_t yes) {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  return (size_t)__builtin_ctzll(yes) / 8;
#else
  (void)yes; /* false ones stand before it, too */
  return 0;
#endif
}

/* Behind the blanks at `at`. */
static inline const char *sheaf_eight_skip_blanks(const char *at, const char *end) {
  while (end - at >= 8 && sheaf_eight_load(at) == SHEAF_EIGHT_ONES * ' ') at += 8;
  while (at < end && *at == ' ') at++;
  return at;
}

static inline uint64_t sheaf_eight_equal(uint64_t word, unsigned char byte) {
  return sheaf_eight_below(word ^ SHEAF_EIGHT_ONES * byte, 1);
}

#endif
