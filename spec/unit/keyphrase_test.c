/* keyphrase_test.c - dictionaries, corpora, key phrases, places of phrases and persons: against cases written out by
 * hand, and with every allocation failing in turn. */
/* cmocka.h needs what comes before it */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
/* clang-format on */

#include "learn/keyphrase.h"
#include "base/dictionary.h"
#include "base/mem.h"
#include "learn/people.h"
#include "learn/places.h"

static void numbers_texts(void **state) {
  (void)state;
  sheaf_dictionary dictionary = {0};
  uint32_t number;
  char text[32];
  assert_false(sheaf_dictionary_find(&dictionary, "a", 1, &number));
  for (int round = 0; round < 2; round++)
    for (uint32_t i = 0; i < 5000; i++) {
      const size_t length = (size_t)snprintf(text, sizeof text, "%.*s%u", (int)(i % 12), "abcdefghijkl", i);
      assert_int_equal(sheaf_dictionary_add(&dictionary, text, length, &number), 0);
      assert_int_equal(number, i);
      size_t its_length;
      const char *its = sheaf_dictionary_text(&dictionary, number, &its_length);
      assert_int_equal(its_length, length);
      assert_memory_equal(its, text, length);
    }
  /* Zeros at the end are part of a text. */
  uint32_t plain, zeros;
  assert_int_equal(sheaf_dictionary_add(&dictionary, "xy", 2, &plain), 0);
  assert_int_equal(sheaf_dictionary_add(&dictionary, "xy\0", 3, &zeros), 0);
  assert_int_not_equal(plain, zeros);
  assert_int_equal(sheaf_dictionary_add(&dictionary, "", 0, &number), 0);
  assert_true(sheaf_dictionary_find(&dictionary, "", 0, &plain));
  assert_int_equal(plain, number);
  sheaf_dictionary_clear(&dictionary);
}

static int fill(sheaf_corpus *corpus, const char *const *texts) {
  static const char *const stops[] = {"of", "the", "in", "and"};
  int code = 0;
  for (size_t i = 0; !code && i < 4; i++) code = sheaf_corpus_stop(corpus, stops[i], strlen(stops[i]));
  for (; !code && *texts; texts++) {
    code = sheaf_corpus_add(corpus, *texts, strlen(*texts));
    if (!code) code = sheaf_corpus_end(corpus);
  }
  return code;
}

/* The stream as text: words, "|" for marks, "/" for ends. */
static void cuts_words(void **state) {
  (void)state;
  static const char *const texts[] = {
      "Follow-up of the patient\xE2\x80\x99s 12 visits, - and e-mail; \xC3\x89t\xC3\xA9", NULL};
  sheaf_corpus corpus = {0};
  char shown[256] = "";
  assert_int_equal(fill(&corpus, texts), 0);
  const uint32_t *stream = (const uint32_t *)(const void *)corpus.stream.data;
  for (size_t i = 0; i < corpus.stream.length / sizeof *stream; i++) {
    size_t length = 1;
    const char *word = stream[i] == SHEAF_CORPUS_END ? "/" : "|";
    if (stream[i] >= SHEAF_CORPUS_WORD)
      word = sheaf_dictionary_text(&corpus.words, stream[i] - SHEAF_CORPUS_WORD, &length);
    strncat(shown, word, length);
    strcat(shown, " ");
  }
  assert_string_equal(shown, "follow-up of the patient's | visits | and e-mail | ete / ");
  assert_int_equal(corpus.running, 9);
  sheaf_corpus_clear(&corpus);
}

static void counts_phrases(void **state) {
  (void)state;
  static const char *const texts[] = {"quality of life, quality of life and out-of-hours care", "hours of care", NULL};
  sheaf_corpus corpus = {0};
  assert_int_equal(fill(&corpus, texts), 0);
  const sheaf_keyphrase_options options = {SHEAF_KEYPHRASE_RAKE, 1, 5, 1, 1};
  sheaf_buf found = {0};
  assert_int_equal(sheaf_keyphrase_list(&corpus, &options, &found, NULL), 0);
  const sheaf_keyphrase *list = (const sheaf_keyphrase *)(const void *)found.data;
  /* quality, life, quality of life, out-of-hours care, hours, care; "life and out-of-hours care" and "hours of care"
   * stand side by side once only */
  assert_int_equal(found.length / sizeof *list, 6);
  assert_int_equal(list[2].length, 3);
  assert_int_equal(list[2].count, 2);
  assert_int_equal(list[2].documents, 1);
  sheaf_buf_clear(&found);
  sheaf_corpus_clear(&corpus);
}

static int list_and_match(void) {
  static const char *const texts[] = {"access to care, primary care access", "primary care of the \xC3\xA9l\xC3\xA8ve",
                                      NULL};
  sheaf_corpus corpus = {0};
  sheaf_buf found = {0}, starts = {0}, items = {0};
  sheaf_keyphrase_terms terms = {{0}, {0}};
  uint32_t counts[2] = {0};
  const sheaf_keyphrase_options options = {SHEAF_KEYPHRASE_NGRAM, 1, 3, 1, 1};
  int code = fill(&corpus, texts);
  if (!code) code = sheaf_keyphrase_list(&corpus, &options, &found, NULL);
  for (int i = 0; code >= 0 && i < 2; i++) {
    const char *term = i ? "nowhere" : "Primary  care";
    code = sheaf_corpus_find(&corpus, term, strlen(term), &terms.words);
    const uint32_t end = (uint32_t)(terms.words.length / sizeof end);
    sheaf_buf_add(&terms.ends, &end, sizeof end);
    if (terms.ends.failed) code = SHEAF_ENOMEM;
  }
  if (code >= 0) code = sheaf_keyphrase_match(&corpus, &terms, &starts, &items, counts, NULL);
  if (!code) {
    assert_int_equal(counts[0], 2);
    assert_int_equal(counts[1], 0);
    assert_int_equal(items.length / sizeof(uint32_t), 2);
  }
  sheaf_buf *const lists[] = {&found, &starts, &items, &terms.words, &terms.ends};
  for (size_t i = 0; i < 5; i++) sheaf_buf_clear(lists[i]);
  sheaf_corpus_clear(&corpus);
  return code;
}

static int find_places(void) {
  sheaf_places places = {0};
  sheaf_buf found = {0};
  int code = sheaf_places_word(&places, "primary", 7, 0);
  if (!code) code = sheaf_places_word(&places, "car", 3, 1);
  if (!code) code = sheaf_places_phrase(&places);
  const char *text = "No car. PRIMARY-Caring, primary \xC3\xA9 care; primary care";
  if (!code) code = sheaf_places_find(&places, text, strlen(text), &found);
  if (!code) {
    const sheaf_place *list = (const sheaf_place *)(const void *)found.data;
    assert_int_equal(found.length / sizeof *list, 2);
    assert_memory_equal(text + list[0].first, "PRIMARY-Caring", list[0].last - list[0].first);
    assert_int_equal(list[1].last, strlen(text));
  }
  sheaf_buf_clear(&found);
  sheaf_places_clear(&places);
  return code;
}

static const char *const names[] = {"\x1fSmith\x1f\x1fJ",
                                    "\x1fSmith\x1f\x1fJA",
                                    "\x1fSmith\x1fJohn",
                                    "\x1f"
                                    "Ash\x1f\x1fM",
                                    "\x1f"
                                    "Ash\x1fMary\x1f\x1f",
                                    "\x1fThe Group"};

/* Smith J, JA and John stay apart; Ash M is Ash Mary. */
static int identify(void) {
  size_t lengths[6];
  for (size_t i = 0; i < 6; i++) lengths[i] = strlen(names[i]);
  const uint32_t starts[] = {0, 1, 2, 3, 4, 5, 6}, items[] = {0, 1, 2, 3, 4, 5};
  const sheaf_people_input input = {names, lengths, 6, starts, items, 6};
  uint32_t persons[6], count;
  const int code = sheaf_people_identify(&input, persons, &count, NULL);
  if (code) return code;
  assert_int_equal(count, 5);
  assert_int_equal(persons[3], persons[4]);
  assert_int_not_equal(persons[0], persons[1]);
  assert_int_not_equal(persons[0], persons[2]);
  assert_int_not_equal(persons[1], persons[2]);
  assert_int_equal(persons[3], 0); /* in the order of names */
  return code;
}

static void survives_lack_of_memory(void **state) {
  (void)state;
  int (*const tries[])(void) = {list_and_match, find_places, identify};
  for (size_t i = 0; i < 3; i++) {
    assert_int_equal(tries[i](), 0);
    int code = SHEAF_ENOMEM;
    for (long after = 0; code == SHEAF_ENOMEM; after++) {
      assert_true(after < 1000);
      sheaf_mem_fail(after, 1);
      code = tries[i]();
      sheaf_mem_fail(-1, 0);
      assert_true(code == 0 || code == SHEAF_ENOMEM);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(numbers_texts), cmocka_unit_test(cuts_words),
                                     cmocka_unit_test(counts_phrases), cmocka_unit_test(survives_lack_of_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
