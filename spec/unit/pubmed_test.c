/* pubmed_test.c - white space in the values of PubMed citations, against the plainest way to make it single. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the first four */
#include <cmocka.h>

#include "read/pubmed.h"

enum { LONGEST = 60 };

static int is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static size_t squeezed(const char *text, size_t length, char *out) {
  size_t to = 0;
  for (size_t i = 0; i < length; i++) {
    if (is_space(text[i])) continue;
    if (to && is_space(text[i - 1])) out[to++] = ' ';
    out[to++] = text[i];
  }
  return to;
}

static void start(sheaf_pubmed *walk, const char *name) {
  const char *none[] = {NULL};
  assert_int_equal(sheaf_pubmed_start(walk, name, strlen(name), none), 1);
}

/* The title of a citation whose title's text comes whole, or as two texts, the second in <i>. */
static void expect_title(sheaf_pubmed *walk, const char *text, size_t length, size_t cut) {
  const char *none[] = {NULL};
  sheaf_record record;
  sheaf_record_init(&record);
  sheaf_pubmed_begin(walk, &record, "PubmedArticle", 13, none);
  start(walk, "MedlineCitation");
  sheaf_pubmed_text(walk, "\n    ", 5);
  start(walk, "Article");
  start(walk, "ArticleTitle");
  if (cut == length) {
    sheaf_pubmed_whole(walk, text, length);
  } else {
    sheaf_pubmed_text(walk, text, cut);
    start(walk, "i");
    sheaf_pubmed_whole(walk, text + cut, length - cut);
    sheaf_pubmed_end(walk);
  }
  start(walk, "Unknown");
  sheaf_pubmed_whole(walk, "kept", 4);
  assert_int_equal(sheaf_pubmed_finish(walk), 0);
  char title[LONGEST];
  const size_t size = squeezed(text, length, title);
  const sheaf_entry *entry = sheaf_record_first(&record, SHEAF_FIELD_TITLE);
  assert_int_equal(entry ? entry->length : 0, size);
  if (size) assert_memory_equal(entry->value, title, size);
  entry = sheaf_record_first(&record, SHEAF_FIELD_EXTRA);
  assert_non_null(entry);
  assert_string_equal(entry->note, "MedlineCitation/Article/Unknown");
  sheaf_record_clear(&record);
}

static void test_white_space(void **state) {
  (void)state;
  static const char letters[] = "abcdefgh!!\xC3\xA9        \n\t\r";
  sheaf_pubmed *walk = calloc(1, sizeof *walk);
  assert_non_null(walk);
  unsigned random = 7;
  for (int turn = 0; turn < 100000; turn++) {
    char text[LONGEST];
    random = random * 1103515245u + 12345;
    const size_t length = (random >> 16) % LONGEST, kinds = 2 + (random >> 8) % (sizeof letters - 2);
    for (size_t i = 0; i < length; i++) {
      random = random * 1103515245u + 12345;
      text[i] = letters[(random >> 16) % 3 ? (random >> 16) % 8 : (sizeof letters - 2 - (random >> 20) % kinds)];
    }
    expect_title(walk, text, length, length);
    if (length) expect_title(walk, text, length, (random >> 16) % length);
  }
  sheaf_pubmed_clear(walk);
  free(walk);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_white_space)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
