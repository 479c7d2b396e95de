/* term_sort_test.c - the sort of a flush against qsort, with keys that share long beginnings or end in NULs. */
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

#include "index/term_sort.h"

#include "index/segment.h"

enum { MOST = 6000 };

static sheaf_terms terms;

static int by_key(const void *a, const void *b) {
  const sheaf_terms_entry *x = sheaf_terms_at(&terms, ((const sheaf_ranked *)a)->entry),
                          *y = sheaf_terms_at(&terms, ((const sheaf_ranked *)b)->entry);
  return sheaf_segment_compare(x->key, x->length, y->key, y->length);
}

/* Tokens of up to `longest` bytes from `kinds` kinds of bytes, NUL first. */
static void fill(uint32_t count, size_t longest, int kinds) {
  static uint32_t numbers[MOST];
  char token[SHEAF_SEGMENT_TOKEN + SHEAF_TERMS_SHORT] = {0};
  for (uint32_t i = 0; i < count; i++) {
    const size_t length = 1 + (size_t)rand() % longest;
    for (size_t k = 0; k < length; k++) token[k] = (char)(rand() % 6 ? 0 : rand() % kinds);
    if (sheaf_terms_ask(&terms, (unsigned)rand() % 3, token, length, i))
      assert_int_equal(sheaf_terms_answer(&terms, numbers), 0);
  }
  assert_int_equal(sheaf_terms_answer(&terms, numbers), 0);
}

static void as_qsort(void **state) {
  (void)state;
  static sheaf_ranked items[MOST], spare[MOST], expected[MOST];
  static const size_t longest[] = {1, 8, 20, SHEAF_SEGMENT_TOKEN};
  srand(5);
  for (int round = 0; round < 60; round++) {
    size_t count = 0;
    sheaf_terms_init(&terms);
    fill(round % 5 ? 200 : MOST, longest[round % 4], 1 + rand() % 256);
    for (size_t at = 0; at < terms.used; count++) {
      items[count].entry = (uint32_t)(at / 8);
      items[count].number = sheaf_terms_at(&terms, items[count].entry)->number;
      at += sheaf_terms_step(sheaf_terms_at(&terms, items[count].entry)->length);
    }
    assert_int_equal(count, terms.count);
    memcpy(expected, items, count * sizeof *items);
    qsort(expected, count, sizeof *expected, by_key);
    sheaf_term_sort(&terms, items, spare, count);
    for (size_t i = 0; i < count; i++) {
      assert_int_equal(items[i].number, expected[i].number);
      assert_int_equal(items[i].entry, expected[i].entry);
    }
    sheaf_terms_clear(&terms);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(as_qsort)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
