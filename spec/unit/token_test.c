/* token_test.c - tokens, their offsets and whole names, against cases written out by hand. */
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

#include "index/token.h"

#include "base/error.h"
#include "base/mem.h"

/* All tokens joined with '|', each as text@first-last. */
static void join(const char *text, size_t length, char *out, size_t room) {
  sheaf_token_cursor cursor;
  sheaf_token token;
  uint32_t count = 0;
  size_t used = 0;
  out[0] = 0;
  sheaf_token_init(&cursor, text, length);
  while (sheaf_token_next(&cursor, &token) == 1) {
    assert_int_equal(token.position, count++);
    assert_true(token.first < token.last && token.last <= length);
    used += (size_t)snprintf(out + used, room - used, "%s%.*s@%zu-%zu", used ? "|" : "", (int)token.length, token.text,
                             token.first, token.last);
    assert_true(used < room);
  }
  assert_int_equal(sheaf_token_next(&cursor, &token), 0);
  sheaf_token_clear(&cursor);
}

static void check(const char *text, const char *expected) {
  char joined[512];
  join(text, strlen(text), joined, sizeof joined);
  assert_string_equal(joined, expected);
}

static void ascii_words(void **state) {
  (void)state;
  check("", "");
  check(" .,-\t", "");
  check("Out-of-hours care", "out@0-3|of@4-6|hours@7-12|care@13-17");
  check("patient's", "patient@0-7|s@8-9");
  check("Industry 4.0/X", "industry@0-8|4@9-10|0@11-12|x@13-14");
  check("a_b", "a@0-1|b@2-3");
  check("COVID19", "covid19@0-7");
}

static void other_scripts(void **state) {
  (void)state;
  check("\xC3\x89l\xC3\xA9onore", "eleonore@0-10"); /* accents */
  check("e\xCC\x81t\xC3\xA9", "ete@0-6");           /* a mark of its own */
  check(
      "Stra\xC3\x9F"
      "e",
      "strasse@0-7");                                         /* sharp s */
  check("na\xC3\xAFve\xE2\x80\x93yes", "naive@0-6|yes@9-12"); /* en dash */
  check(
      "O\xCA\xBC"
      "Brien",
      "o@0-1|brien@3-8");       /* modifier apostrophe */
  check("m\xC2\xB2", "m2@0-3"); /* superscript */
  check("\xCE\x91\xCE\xBB\xCF\x86\xCE\xB1", "\xCE\xB1\xCE\xBB\xCF\x86\xCE\xB1@0-8");
  check(
      "\xE5\x8C\xBB\xE7\x94\x9F"
      "ab",
      "\xE5\x8C\xBB@0-3|\xE7\x94\x9F@3-6|ab@6-8"); /* two Han characters */
  check("ab\xE5\x8C\xBB", "ab@0-2|\xE5\x8C\xBB@2-5");
  check(
      "\xE3\x81\x8B\xE3\x82\x99"
      "x",
      "\xE3\x81\x8B@0-6|x@6-7"); /* kana with its mark */
  check("\xCC\x81 x", "x@3-4");  /* a mark alone is no token */
}

static void bad_bytes(void **state) {
  (void)state;
  check(
      "ab\xFF"
      "cd",
      "ab@0-2|cd@3-5");
  check("\xC3", "");
  check("\xE5\x8C", "");
  char joined[64];
  join("a\0b", 3, joined, sizeof joined);
  assert_string_equal(joined, "a@0-1|b@2-3");
}

static void random_bytes(void **state) {
  (void)state;
  srand(7);
  for (int i = 0; i < 20000; i++) {
    uint8_t text[24];
    const size_t length = (size_t)rand() % sizeof text;
    for (size_t k = 0; k < length; k++) text[k] = (uint8_t)(rand() % 3 ? rand() : 'a' + rand() % 26);
    sheaf_token_cursor cursor;
    sheaf_token token;
    size_t last = 0;
    sheaf_token_init(&cursor, (const char *)text, length);
    while (sheaf_token_next(&cursor, &token) == 1) {
      assert_true(token.first >= last && token.last > token.first && token.last <= length);
      assert_true(token.length > 0);
      last = token.last;
    }
    sheaf_token_clear(&cursor);
  }
}

/* Where the blocks that are looked at together begin and end makes no difference. */
static void blocks(void **state) {
  (void)state;
  enum { LENGTH = 400, SHIFT = 70 };
  char text[SHIFT + LENGTH];
  srand(11);
  for (int i = 0; i < 3000; i++) {
    static const char *const pieces[] = {"a",   "Q", "7", "be", " ", "-", "\xC3\x89", "\xE2\x80\x93", "\xE5\x8C\xBB",
                                         "\xFF"};
    const int kinds = 1 + rand() % 10, shift = 1 + rand() % (SHIFT - 1);
    size_t length = 0;
    memset(text, ' ', SHIFT);
    while (length < LENGTH - 4) {
      const char *piece = pieces[rand() % 4 ? rand() % kinds : rand() % 2];
      memcpy(text + SHIFT + length, piece, strlen(piece));
      length += strlen(piece);
    }
    sheaf_token_cursor plain, moved;
    sheaf_token one = {0}, other = {0};
    sheaf_token_init(&plain, text + SHIFT, length);
    sheaf_token_init(&moved, text + SHIFT - shift, length + (size_t)shift);
    while (sheaf_token_next(&plain, &one) == 1) {
      assert_int_equal(sheaf_token_next(&moved, &other), 1);
      assert_int_equal(other.first, one.first + (size_t)shift);
      assert_int_equal(other.last, one.last + (size_t)shift);
      assert_int_equal(other.position, one.position);
      assert_int_equal(other.length, one.length);
      assert_memory_equal(other.text, one.text, one.length);
    }
    assert_int_equal(sheaf_token_next(&moved, &other), 0);
    sheaf_token_clear(&plain);
    sheaf_token_clear(&moved);
  }
}

static void check_whole(const char *text, const char *expected) {
  sheaf_buf out = {0};
  sheaf_buf_add_text(&out, "<");
  sheaf_token_whole(text, strlen(text), &out);
  sheaf_buf_add_text(&out, ">");
  assert_string_equal(sheaf_buf_text(&out), expected);
  sheaf_buf_clear(&out);
}

static void whole_names(void **state) {
  (void)state;
  check_whole("", "<>");
  check_whole(" - ", "<>");
  check_whole("Primary  Health Care", "<primary health care>");
  check_whole(" Health Services/Utilization, ", "<health services utilization>");
  check_whole("O'Brien-\xC3\x89rard", "<o brien erard>");
  check_whole("\xE5\x8C\xBB\xE7\x94\x9F", "<\xE5\x8C\xBB\xE7\x94\x9F>");
}

static void out_of_memory(void **state) {
  (void)state;
  sheaf_token_cursor cursor;
  sheaf_token token;
  sheaf_token_init(&cursor, "word w\xC3\xB6rd", 10);
  sheaf_mem_fail(0, 1);
  assert_int_equal(sheaf_token_next(&cursor, &token), 1); /* ASCII needs none */
  assert_int_equal(sheaf_token_next(&cursor, &token), SHEAF_ENOMEM);
  sheaf_mem_fail(-1, 0);
  sheaf_token_clear(&cursor);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(ascii_words),  cmocka_unit_test(other_scripts),
                                     cmocka_unit_test(bad_bytes),    cmocka_unit_test(random_bytes),
                                     cmocka_unit_test(blocks),       cmocka_unit_test(whole_names),
                                     cmocka_unit_test(out_of_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
