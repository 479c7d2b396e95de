/* pack.c - see pack.h. */
#include "pack.h"

#include "base/error.h"

static inline void put_four(uint32_t word, uint8_t *at) {
  for (int i = 0; i < 4; i++) at[i] = (uint8_t)(word >> 8 * i & 0xff);
}

void sheaf_pack_add(const uint32_t *values, size_t count, uint32_t width, sheaf_buf *out) {
  if (width == 0 || sheaf_buf_reserve(out, (size_t)sheaf_pack_bytes(count, width) + 8)) return;
  uint8_t *at = (uint8_t *)out->data + out->length;
  uint64_t word = 0;
  uint32_t bits = 0;
  for (size_t i = 0; i < count; i++) {
    word |= (uint64_t)values[i] << bits;
    bits += width;
    if (bits < 32) continue;
    put_four((uint32_t)word, at);
    at += 4;
    word >>= 32;
    bits -= 32;
  }
  put_four((uint32_t)word, at); /* of the last one only the bytes that count */
  at += (bits + 7) / 8;
  out->length = (size_t)((char *)at - out->data);
}

/* Eight values of a width known when compiled: they fill whole bytes, and all shifts are constants. */
#define GET(w, k) out[k] = (uint32_t)(sheaf_pack_load(array + (k) * (w) / 8) >> ((k) * (w) % 8)) & mask
#define WIDTH(w)                                                    \
  case w: {                                                         \
    const uint32_t mask = (uint32_t)((UINT64_C(1) << (w)) - 1);     \
    for (size_t i = 0; i < count; i += 8, out += 8, array += (w)) { \
      GET(w, 0), GET(w, 1), GET(w, 2), GET(w, 3);                   \
      GET(w, 4), GET(w, 5), GET(w, 6), GET(w, 7);                   \
    }                                                               \
    break;                                                          \
  }

void sheaf_pack_read(const uint8_t *array, size_t count, uint32_t width, uint32_t *out) {
  switch (width) {
    case 0:
      memset(out, 0, (count + 7) / 8 * 8 * sizeof *out);
      break;
      /* clang-format off */
    WIDTH(1) WIDTH(2) WIDTH(3) WIDTH(4) WIDTH(5) WIDTH(6) WIDTH(7) WIDTH(8)
    WIDTH(9) WIDTH(10) WIDTH(11) WIDTH(12) WIDTH(13) WIDTH(14) WIDTH(15) WIDTH(16)
    WIDTH(17) WIDTH(18) WIDTH(19) WIDTH(20) WIDTH(21) WIDTH(22) WIDTH(23) WIDTH(24)
    WIDTH(25) WIDTH(26) WIDTH(27) WIDTH(28) WIDTH(29) WIDTH(30) WIDTH(31) WIDTH(32)
          /* clang-format on */
          default : break;
  }
}
