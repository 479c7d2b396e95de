/* pack.h - arrays of numbers in w bits each (0..32), the least significant bit first, and the sum that guards a page.
 *
 * Value k takes bits k*w .. k*w+w-1 of the array, counted from the least significant bit of its first byte. */
#ifndef SHEAF_INDEX_PACK_H
#define SHEAF_INDEX_PACK_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/sum.h"

enum { SHEAF_PACK_SLACK = 40 }; /* readable bytes that must follow a packed array */

/* The bits that value needs; 0 for 0. */
static inline uint32_t sheaf_pack_width(uint32_t value) { return value ? 32u - (uint32_t)__builtin_clz(value) : 0; }

/* The bytes of count values. */
static inline uint64_t sheaf_pack_bytes(uint64_t count, uint32_t width) { return (count * width + 7) / 8; }

static inline uint64_t sheaf_pack_load(const uint8_t *at) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  uint64_t word;
  memcpy(&word, at, sizeof word);
  return word;
#else
  uint64_t word = 0;
  for (int i = 7; i >= 0; i--) word = word << 8 | at[i];
  return word;
#endif
}

static inline void sheaf_pack_store(uint64_t word, uint8_t *at) {
  for (int i = 0; i < 8; i++) at[i] = (uint8_t)(word >> 8 * i & 0xff);
}

/* Value number index. */
static inline uint32_t sheaf_pack_get(const uint8_t *array, uint32_t width, uint64_t index) {
  const uint64_t bit = index * width;
  return (uint32_t)(sheaf_pack_load(array + bit / 8) >> (bit % 8) & ((UINT64_C(1) << width) - 1));
}

/* Four numbers at once: compilers for any processor know these. A comparison gives all ones in a lane where it holds.
 */
typedef uint32_t sheaf_pack_four __attribute__((vector_size(16)));

static inline sheaf_pack_four sheaf_pack_four_at(const uint32_t *numbers) {
  sheaf_pack_four four;
  memcpy(&four, numbers, sizeof four);
  return four;
}

/* How many of eight numbers are below the one given. */
static inline uint32_t sheaf_pack_below(const uint32_t *numbers, uint32_t limit) {
  const sheaf_pack_four limits = {limit, limit, limit, limit};
  const sheaf_pack_four lanes = (sheaf_pack_four)(sheaf_pack_four_at(numbers) < limits) +
                                (sheaf_pack_four)(sheaf_pack_four_at(numbers + 4) < limits);
  return 0u - (lanes[0] + lanes[1] + lanes[2] + lanes[3]);
}

/* 1 where a number is among `count`, rounded up to a multiple of eight. */
static inline uint32_t sheaf_pack_has(const uint32_t *numbers, uint32_t count, uint32_t number) {
  const sheaf_pack_four wanted = {number, number, number, number};
  sheaf_pack_four found = {0};
  for (uint32_t i = 0; i < count; i += 8)
    found |= (sheaf_pack_four)(sheaf_pack_four_at(numbers + i) == wanted) |
             (sheaf_pack_four)(sheaf_pack_four_at(numbers + i + 4) == wanted);
  return (found[0] | found[1] | found[2] | found[3]) & 1;
}

/* Appends count values, each below 2^width. */
void sheaf_pack_add(const uint32_t *values, size_t count, uint32_t width, sheaf_buf *out);

/* Decodes count values; out has room for count rounded up to a multiple of 8. */
void sheaf_pack_read(const uint8_t *array, size_t count, uint32_t width, uint32_t *out);

static inline uint64_t sheaf_pack_sum(const uint8_t *bytes, size_t length) { return sheaf_sum_bytes(bytes, length); }

#endif
