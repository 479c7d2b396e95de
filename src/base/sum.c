/* sum.c - see sum.h. Libraries keep such sums: it never changes. */
#include "sum.h"

#include <string.h>

static uint64_t load(const uint8_t *at) {
  uint64_t word = 0;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  memcpy(&word, at, sizeof word);
#else
  for (int i = 7; i >= 0; i--) word = word << 8 | at[i];
#endif
  return word;
}

static uint64_t mix(uint64_t sum, uint64_t word) {
  sum = (sum ^ word) * UINT64_C(0x9E3779B97F4A7C15);
  return sum ^ sum >> 29;
}

/* Four lanes, since one alone waits for its multiplications. */
uint64_t sheaf_sum_bytes(const void *bytes, size_t length) {
  const uint8_t *from = bytes;
  uint64_t lane[4] = {1, 2, 3, length};
  size_t at = 0;
  for (; length - at >= 32; at += 32)
    for (size_t i = 0; i < 4; i++) lane[i] = mix(lane[i], load(from + at + 8 * i));
  uint8_t rest[32] = {0};
  if (length > at) memcpy(rest, from + at, length - at);
  for (size_t i = 0; i < 4; i++) lane[i] = mix(lane[i], load(rest + 8 * i));
  return mix(mix(mix(lane[0], lane[1]), lane[2]), lane[3]);
}
