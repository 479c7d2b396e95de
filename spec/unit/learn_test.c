/* Features and classifiers: failures of memory, no labels, and trainings that follow one another. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "index/token.h"
#include "learn/pairs.h"
#include "learn/simulate.h"
#include "learn/vocabulary.h"

#include <cmocka.h>

static const char *const texts[] = {"night care for children",
                                    "night care at weekends",
                                    "care of children at night",
                                    "engines and their gears",
                                    "gears of small engines",
                                    "engines with many gears",
                                    "",
                                    "night gears"};
enum { COUNT = sizeof texts / sizeof *texts };

static int make(sheaf_features *features, sheaf_error *err) {
  int code = sheaf_features_init(features, err);
  for (size_t i = 0; !code && i < COUNT; i++)
    code = sheaf_features_add(features, i < COUNT / 2 ? 0 : 1, texts[i], strlen(texts[i]), err);
  return code ? code : sheaf_features_finish(features, err);
}

static void test_every_allocation_may_fail(void **state) {
  (void)state;
  const signed char known[COUNT] = {1, 1, 1, -1, -1, -1, -1, -1};
  const uint32_t start[] = {0, 3};
  for (int kind = 0; kind < SHEAF_CLASSIFIER_COUNT; kind++) {
    int done = 0;
    for (long after = 0; !done; after++) {
      sheaf_features features = {0};
      sheaf_error err = {0};
      uint32_t order[COUNT];
      size_t read, trainings;
      const sheaf_simulate_options options = {(sheaf_classifier_kind)kind, 1, 1};
      sheaf_mem_fail(after, 1);
      int code = make(&features, &err);
      if (!code) code = sheaf_simulate(&features, known, start, 2, &options, order, &read, &trainings, &err);
      sheaf_mem_fail(-1, 0);
      if (code) assert_int_equal(code, SHEAF_ENOMEM);
      done = code == SHEAF_OK;
      if (done) assert_int_equal(read, COUNT - 2);
      sheaf_features_clear(&features);
    }
  }
}

static void test_no_label_is_said(void **state) {
  (void)state;
  sheaf_features features;
  sheaf_classifier *classifier;
  sheaf_error err = {0};
  const signed char none[COUNT] = {0};
  size_t read, trainings;
  uint32_t order[COUNT];
  const sheaf_simulate_options options = {SHEAF_CLASSIFIER_SVM, 1, 0};
  assert_int_equal(make(&features, &err), SHEAF_OK);
  assert_int_equal(sheaf_classifier_new(&classifier, &features, SHEAF_CLASSIFIER_SVM, &err), SHEAF_OK);
  assert_int_equal(sheaf_classifier_train(classifier, none, &err), SHEAF_ERANGE);
  assert_int_equal(sheaf_simulate(&features, none, order, 0, &options, order, &read, &trainings, &err), SHEAF_ERANGE);
  sheaf_classifier_free(classifier);
  sheaf_features_clear(&features);
}

/* What was learned before changes a score by no more than the tolerance of the solver. */
static void test_forgets_earlier_labels(void **state) {
  (void)state;
  sheaf_features features;
  sheaf_error err = {0};
  const signed char first[COUNT] = {-1, -1, 0, 1, 1, 0, 0, 0}, one[COUNT] = {0, 0, 1, 0, 0, 0, 0, 0},
                    last[COUNT] = {1, 0, 0, -1, 0, 0, 0, 0};
  assert_int_equal(make(&features, &err), SHEAF_OK);
  for (int kind = 0; kind < SHEAF_CLASSIFIER_COUNT; kind++) {
    sheaf_classifier *warm, *fresh;
    assert_int_equal(sheaf_classifier_new(&warm, &features, (sheaf_classifier_kind)kind, &err), SHEAF_OK);
    assert_int_equal(sheaf_classifier_new(&fresh, &features, (sheaf_classifier_kind)kind, &err), SHEAF_OK);
    assert_int_equal(sheaf_classifier_train(warm, first, &err), SHEAF_OK);
    assert_int_equal(sheaf_classifier_train(warm, one, &err), SHEAF_OK);
    assert_int_equal(sheaf_classifier_train(warm, last, &err), SHEAF_OK);
    assert_int_equal(sheaf_classifier_train(fresh, last, &err), SHEAF_OK);
    for (size_t i = 0; i < COUNT; i++)
      assert_true(fabs(sheaf_classifier_score(warm, i) - sheaf_classifier_score(fresh, i)) < 0.01);
    assert_true(sheaf_classifier_score(fresh, 2) > sheaf_classifier_score(fresh, 5));
    sheaf_classifier_free(warm);
    sheaf_classifier_free(fresh);
  }
  sheaf_features_clear(&features);
}

/* One label more each time: near to what a classifier learns that sees them all at once, and now and then nothing has
 * to be done. A label that is taken back, or changed, is no addition. */
static void test_goes_on_from_what_was_learned(void **state) {
  (void)state;
  enum { MANY = 300 };
  sheaf_features features;
  sheaf_error err = {0};
  int still = 0, moved = 0;
  assert_int_equal(sheaf_features_init(&features, &err), SHEAF_OK);
  for (size_t i = 0; i < MANY; i++) {
    char text[200];
    snprintf(text, sizeof text, "%s word%zu term%zu thing%zu and%zu", texts[i % COUNT], i % 11, i * 7 % 13, i % 17, i);
    assert_int_equal(sheaf_features_add(&features, i < MANY / 2 ? 0 : 1, text, strlen(text), &err), SHEAF_OK);
  }
  assert_int_equal(sheaf_features_finish(&features, &err), SHEAF_OK);
  for (int kind = 0; kind < 2; kind++) {
    signed char labels[MANY] = {0};
    sheaf_classifier *warm;
    assert_int_equal(sheaf_classifier_new(&warm, &features, (sheaf_classifier_kind)kind, &err), SHEAF_OK);
    for (size_t step = 0; step < MANY; step++) {
      sheaf_classifier *fresh;
      const size_t at = step * 7 % MANY;
      labels[at] = at % COUNT < 3 ? 1 : -1;
      if (step == 50) labels[0] = 0;
      if (step == 60) labels[7] = (signed char)-labels[7];
      assert_int_equal(sheaf_classifier_train(warm, labels, &err), SHEAF_OK);
      if (sheaf_classifier_moved(warm))
        moved++;
      else
        still++;
      assert_true((step != 50 && step != 60) || sheaf_classifier_moved(warm));
      if (step % 10) continue;
      assert_int_equal(sheaf_classifier_new(&fresh, &features, (sheaf_classifier_kind)kind, &err), SHEAF_OK);
      assert_int_equal(sheaf_classifier_train(fresh, labels, &err), SHEAF_OK);
      for (size_t i = 0; i < MANY; i++)
        assert_true(fabs(sheaf_classifier_score(warm, i) - sheaf_classifier_score(fresh, i)) < 0.1);
      sheaf_classifier_free(fresh);
    }
    sheaf_classifier_free(warm);
  }
  assert_true(still > 10 && moved > 10);
  sheaf_features_clear(&features);
}

static uint32_t roll(uint32_t *state, uint32_t most) {
  *state = *state * 1664525u + 1013904223u;
  return (*state >> 8) % most;
}

/* Words, long ones, marks and scripts without spaces, whole and in pieces, side by side and parted. */
static size_t invent(char *out, size_t room, uint32_t *state) {
  static const char *const pieces[] = {"a",
                                       "I",
                                       "care",
                                       "Night",
                                       "9",
                                       "2x",
                                       ".",
                                       "-",
                                       " ",
                                       " ",
                                       "\n",
                                       "'s",
                                       "\xC3\xA9",
                                       "\xC3\x89t",
                                       "\xE2\x80\x93",
                                       "\xE6\xBC\xA2",
                                       "\xE0\xB8\x81",
                                       "\xCC\x81",
                                       "\xC2\xB5",
                                       "\xC3",
                                       "\xF0\x9F\x98\x80",
                                       "\xCA\xBC",
                                       "pneumonoultramicroscopic",
                                       "\xC3\x9F"};
  size_t length = 0;
  for (uint32_t left = roll(state, 60); left; left--) {
    const char *piece = pieces[roll(state, sizeof pieces / sizeof *pieces)];
    for (uint32_t again = roll(state, 9) ? 1 : roll(state, 90); again && length + strlen(piece) < room; again--) {
      memcpy(out + length, piece, strlen(piece));
      length += strlen(piece);
    }
  }
  return length;
}

static void test_words_are_the_tokens_of_the_index(void **state) {
  (void)state;
  uint32_t seed = 7;
  sheaf_vocabulary words = {0};
  for (size_t turn = 0; turn < 3000; turn++) {
    char text[4000];
    const size_t length = invent(text, sizeof text, &seed), before = words.numbers.length / sizeof(uint32_t);
    assert_int_equal(sheaf_vocabulary_read(&words, text, length), SHEAF_OK);
    const uint32_t *numbers = (const uint32_t *)(const void *)words.numbers.data + before;
    const uint32_t *end = (const uint32_t *)(const void *)(words.numbers.data + words.numbers.length);
    sheaf_token_cursor cursor;
    sheaf_token token;
    sheaf_token_init(&cursor, text, length);
    while (sheaf_token_next(&cursor, &token) > 0) {
      size_t its_length;
      if (token.length < 2) continue;
      assert_true(numbers < end);
      const char *its = sheaf_vocabulary_text(&words, *numbers++, &its_length);
      assert_int_equal(its_length, token.length);
      assert_memory_equal(its, token.text, its_length);
    }
    assert_true(numbers == end);
    sheaf_token_clear(&cursor);
  }
  sheaf_vocabulary_clear(&words);
}

/* Many documents, so that both threads score. */
static void test_scores_are_those_of_each_document(void **state) {
  (void)state;
  enum { MANY = 5000 };
  sheaf_features features;
  sheaf_classifier *classifier;
  sheaf_error err = {0};
  static signed char labels[MANY];
  static double scores[MANY];
  uint32_t seed = 3;
  assert_int_equal(sheaf_features_init(&features, &err), SHEAF_OK);
  for (size_t i = 0; i < MANY; i++) {
    char text[4000];
    const size_t length = invent(text, sizeof text, &seed);
    labels[i] = i % 100 ? 0 : i % 200 ? 1 : -1;
    assert_int_equal(sheaf_features_add(&features, i < MANY / 3 ? 0 : 1, text, length, &err), SHEAF_OK);
  }
  assert_int_equal(sheaf_features_finish(&features, &err), SHEAF_OK);
  assert_int_equal(sheaf_classifier_new(&classifier, &features, SHEAF_CLASSIFIER_SVM, &err), SHEAF_OK);
  assert_int_equal(sheaf_classifier_train(classifier, labels, &err), SHEAF_OK);
  sheaf_classifier_scores(classifier, NULL, MANY, scores);
  for (size_t i = 0; i < MANY; i++) assert_true(fabs(scores[i] - sheaf_classifier_score(classifier, i)) == 0);
  sheaf_classifier_free(classifier);
  sheaf_features_clear(&features);
}

/* Who adds which documents changes no weight. */
static void test_parts_make_no_difference(void **state) {
  (void)state;
  enum { MANY = 400 };
  sheaf_features made[3];
  sheaf_error err = {0};
  const size_t ends[] = {MANY, MANY / 2, 0};
  for (size_t k = 0; k < 3; k++) {
    uint32_t seed = 11;
    assert_int_equal(sheaf_features_init(&made[k], &err), SHEAF_OK);
    for (size_t i = 0; i < MANY; i++) {
      char text[4000];
      const size_t length = invent(text, sizeof text, &seed);
      assert_int_equal(sheaf_features_add(&made[k], i < ends[k] ? 0 : 1, text, length, &err), SHEAF_OK);
    }
    assert_int_equal(sheaf_features_finish(&made[k], &err), SHEAF_OK);
    assert_int_equal(made[k].count, MANY);
    assert_int_equal(made[k].columns, made[0].columns);
    assert_true(made[k].vocabulary == made[0].vocabulary);
    assert_memory_equal(made[k].starts, made[0].starts, (MANY + 1) * sizeof *made[k].starts);
    assert_memory_equal(made[k].alone, made[0].alone, MANY * sizeof *made[k].alone);
    assert_memory_equal(made[k].sums, made[0].sums, MANY * sizeof *made[k].sums);
    for (size_t i = 0; i < made[k].starts[MANY]; i++) {
      sheaf_buf one = {0}, other = {0};
      sheaf_features_term(&made[k], made[k].cells[i].column, &one);
      sheaf_features_term(&made[0], made[0].cells[i].column, &other);
      assert_string_equal(sheaf_buf_text(&one), sheaf_buf_text(&other));
      assert_memory_equal(&made[k].cells[i].weight, &made[0].cells[i].weight, sizeof made[k].cells[i].weight);
      sheaf_buf_clear(&one);
      sheaf_buf_clear(&other);
    }
  }
  for (size_t k = 0; k < 3; k++) sheaf_features_clear(&made[k]);
}

/* Processor time of telling apart many pairs of words: any, or those whose known hashes are close together. */
static double tell_pairs(int close) {
  enum { WORDS = 15000, PAIRS = 20000, NEAR = 7, SPREAD = 9000, OF_EACH = 200 };
  sheaf_features features;
  sheaf_buf text = {0};
  uint32_t x = 1, made = 0;
  assert_int_equal(sheaf_features_init(&features, NULL), SHEAF_OK);
  for (uint32_t i = 0; i < WORDS; i++) {
    sheaf_buf_add_format(&text, "w%05u ", i);
    if (i % OF_EACH != OF_EACH - 1) continue;
    assert_int_equal(sheaf_features_add(&features, 0, text.data, text.length, NULL), SHEAF_OK);
    sheaf_buf_reset(&text);
  }
  for (uint64_t i = 0; i < (uint64_t)WORDS * WORDS && made < PAIRS; i++) {
    const uint32_t first = (uint32_t)(i / WORDS), second = (uint32_t)(i % WORDS);
    x = x * 1664525u + 1013904223u;
    if (close ? (sheaf_pairs_hash(first, second) >> 48) - 0x1234 >= NEAR : (x >> 12) % SPREAD) continue;
    sheaf_buf_add_format(&text, "w%05u w%05u ", first, second);
    if (++made % OF_EACH) continue;
    assert_int_equal(sheaf_features_add(&features, 0, text.data, text.length, NULL), SHEAF_OK);
    sheaf_buf_reset(&text);
  }
  assert_int_equal(made, PAIRS);
  const clock_t before = clock();
  assert_int_equal(sheaf_features_finish(&features, NULL), SHEAF_OK);
  const clock_t after = clock();
  sheaf_buf_clear(&text);
  sheaf_features_clear(&features);
  return (double)(after - before) / CLOCKS_PER_SEC;
}

static uint64_t mix_unit(uint64_t hash, const char *unit) {
  uint64_t bytes;
  memcpy(&bytes, unit, sizeof bytes);
  hash = (hash ^ bytes) * UINT64_C(0xD6E8FEB86659FD93);
  return hash ^ hash >> 32;
}

/* Processor time of reading many words: any, or those that are close together in a table nobody has shuffled. */
static double read_words(int close) {
  enum { WORDS = 20000, LENGTH = 16, NEAR = 1 << 10, SLOTS = 1 << 16, OF_EACH = 1000 };
  sheaf_features features;
  sheaf_buf text = {0};
  uint64_t x = 1;
  clock_t time = 0;
  assert_int_equal(sheaf_features_init(&features, NULL), SHEAF_OK);
  for (uint32_t made = 0; made < WORDS;) {
    char word[LENGTH + 1] = {0};
    for (int i = 0; i < LENGTH; i++) {
      x = x * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
      word[i] = (char)('a' + (x >> 40) % 26);
    }
    const uint64_t hash = mix_unit(mix_unit(LENGTH, word), word + 8) * UINT64_C(0xD6E8FEB86659FD93);
    if (close && (hash >> 32) % SLOTS >= NEAR) continue;
    sheaf_buf_add_format(&text, "%s ", word);
    if (++made % OF_EACH) continue;
    const clock_t before = clock();
    assert_int_equal(sheaf_features_add(&features, 0, text.data, text.length, NULL), SHEAF_OK);
    time += clock() - before;
    sheaf_buf_reset(&text);
  }
  sheaf_buf_clear(&text);
  sheaf_features_clear(&features);
  return (double)time / CLOCKS_PER_SEC;
}

/* Texts that are made to be slow are not. */
static void test_no_text_takes_the_square_of_its_time(void **state) {
  (void)state;
  const double usual = tell_pairs(0), read = read_words(0);
  assert_true(tell_pairs(1) < 0.1 + 5 * usual);
  assert_true(read_words(1) < 0.1 + 5 * read);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_allocation_may_fail),
                                     cmocka_unit_test(test_no_label_is_said),
                                     cmocka_unit_test(test_forgets_earlier_labels),
                                     cmocka_unit_test(test_goes_on_from_what_was_learned),
                                     cmocka_unit_test(test_words_are_the_tokens_of_the_index),
                                     cmocka_unit_test(test_scores_are_those_of_each_document),
                                     cmocka_unit_test(test_parts_make_no_difference),
                                     cmocka_unit_test(test_no_text_takes_the_square_of_its_time)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
