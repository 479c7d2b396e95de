/* posting_test.c - blocks of postings: what is packed comes back, and bytes that nobody packed do no harm. */
/* cmocka.h needs what comes before it */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
/* clang-format on */

#include "index/posting.h"

#include "base/error.h"

static uint32_t state_of_random = 1;

static uint32_t draw(uint32_t below) {
  state_of_random = state_of_random * 1664525u + 1013904223u;
  return (uint32_t)(((uint64_t)(state_of_random >> 4) * below) >> 28);
}

/* Random bytes as blocks: decoding ends with an answer, whatever they say. */
static void random_blocks(void **state) {
  (void)state;
  for (int i = 0; i < 100000; i++) {
    uint8_t *bytes = calloc(1, 200 + SHEAF_POSTING_SLACK);
    const size_t length = draw(200);
    for (size_t k = 0; k < length; k++) bytes[k] = (uint8_t)draw(256);
    if (draw(2)) bytes[0] &= 0xC7;
    uint32_t documents[SHEAF_POSTING_BLOCK + 8], frequencies[SHEAF_POSTING_BLOCK + 8];
    sheaf_posting_block block;
    int count = sheaf_posting_split(bytes, bytes + length, &block);
    if (count > 0) {
      sheaf_posting_frequencies(&block, frequencies);
      count = sheaf_posting_documents(&block, 5, 100000, documents) ? 0 : (int)block.count;
    }
    for (int k = 1; k < count; k++) assert_true(documents[k] > documents[k - 1]);
    if (count > 0) assert_true(documents[0] > 5 && documents[count - 1] <= 100000);
    sheaf_posting_view view;
    const uint32_t n = 1 + draw(128);
    for (uint32_t k = 0; k < n; k++) frequencies[k] = draw(20) ? 1 : draw(1u << draw(28));
    if (sheaf_posting_open(&view, bytes, length, frequencies, n) == 0) {
      const uint32_t which = draw(n), frequency = view.starts[which + 1] - view.starts[which];
      sheaf_occurrence *o = malloc(frequency * sizeof *o);
      sheaf_posting_occurrences(&view, which, o);
      free(o);
    }
    free(bytes);
  }
}

static void blocks_round(void **state) {
  (void)state;
  for (int i = 0; i < 3000; i++) {
    uint32_t documents[128], frequencies[128], back[136], last = draw(1000), total = 0;
    const uint32_t count = draw(4) ? 1 + draw(128) : 128, spread = 1u << draw(24), previous = last;
    static sheaf_occurrence occurrences[128 * 40], got[40];
    for (uint32_t d = 0; d < count; d++) {
      documents[d] = last += 1 + draw(spread);
      frequencies[d] = draw(3) ? 1 : 1 + draw(39);
      uint32_t instance = 0, position = draw(1u << draw(20));
      for (uint32_t k = 0; k < frequencies[d]; k++) {
        occurrences[total++] = (sheaf_occurrence){instance, position};
        if (draw(4) == 0) {
          instance += 1 + draw(1u << draw(12));
          position = draw(100);
        } else {
          position += 1 + draw(1u << draw(16));
        }
      }
    }
    sheaf_buf out = {0};
    sheaf_posting_pack_documents(documents, frequencies, count, previous, &out);
    const size_t split = out.length;
    sheaf_posting_pack_occurrences(frequencies, count, occurrences, &out);
    const size_t length = out.length;
    assert_int_equal(sheaf_buf_reserve(&out, SHEAF_POSTING_SLACK), 0);
    const uint8_t *at = (const uint8_t *)out.data;
    sheaf_posting_block block;
    assert_int_equal(sheaf_posting_split(at, at + split, &block), split);
    assert_int_equal(block.count, count);
    assert_int_equal(sheaf_posting_documents(&block, previous, last, back), 0);
    assert_memory_equal(back, documents, count * sizeof *documents);
    if (last > previous + 1)
      assert_int_equal(sheaf_posting_documents(&block, previous, last - 1, back), SHEAF_ECORRUPT);
    sheaf_posting_frequencies(&block, back);
    assert_memory_equal(back, frequencies, count * sizeof *frequencies);
    sheaf_buf copy = {0};
    sheaf_posting_copy_documents(&block, documents[0] - previous - 1, &copy);
    assert_int_equal(copy.length, split);
    assert_memory_equal(copy.data, out.data, split);
    sheaf_buf_clear(&copy);
    sheaf_posting_view view;
    assert_int_equal(sheaf_posting_open(&view, (const uint8_t *)out.data + split, length - split, frequencies, count),
                     0);
    for (uint32_t d = 0, first = 0; d < count; first += frequencies[d++]) {
      assert_int_equal(view.starts[d + 1] - view.starts[d], frequencies[d]);
      sheaf_posting_occurrences(&view, d, got);
      assert_memory_equal(got, occurrences + first, frequencies[d] * sizeof *got);
    }
    sheaf_buf_clear(&out);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(blocks_round), cmocka_unit_test(random_blocks)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
