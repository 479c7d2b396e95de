/* Features and classifiers: failures of memory, no labels, and trainings that follow one another. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "learn/simulate.h"

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
  for (size_t i = 0; !code && i < COUNT; i++) code = sheaf_features_add(features, texts[i], strlen(texts[i]), err);
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
    assert_int_equal(sheaf_features_add(&features, text, strlen(text), &err), SHEAF_OK);
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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_allocation_may_fail), cmocka_unit_test(test_no_label_is_said),
      cmocka_unit_test(test_forgets_earlier_labels), cmocka_unit_test(test_goes_on_from_what_was_learned)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
