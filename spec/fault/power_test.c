/* power_test.c - the power goes at every moment while a library is made, loaded, decided on, deduplicated and merged:
 * disk.h makes what the disk may then hold, several times. The library opens and is whole, it holds whole batches, and
 * all whose success was told before; done again, the work ends with the contents of an undisturbed one.
 *
 * SHEAF_FAULT_SEEDS: how often each moment is tried. */
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

#include "disk.h"
#include "scenario.h"

enum { RECORDS = 60, BATCH = 9, MOST_BATCHES = RECORDS / BATCH + 2, SEEDS = 1 };

static const char path[] = "/library.sheaf";

/* A stage as it went when nothing disturbed it. */
typedef struct course {
  const scenario_stage *stage; /* which */
  sheaf_buf contents;          /* in the end; owned */
  size_t told[MOST_BATCHES];   /* place in the log at which each batch was told to be in (stages of one: the first) */
  size_t batches;              /* of them */
  size_t logged;               /* places in the log */
} course;

static void must(int code, const course *of, size_t point, uint32_t seed, const sheaf_error *err) {
  if (code) fail_msg("%s, power lost at %zu, seed %u: %d %s", of->stage->name, point, seed, code, err->message);
}

static void work(course *self, scenario *lib) {
  sheaf_error err = {0};
  int more = 1;
  if (self->stage->work != scenario_load) {
    must(self->stage->work(lib, &err), self, 0, 0, &err);
    self->told[self->batches++] = disk_logged();
    return;
  }
  while (more) {
    must(scenario_load_batch(lib, &more, &err), self, 0, 0, &err);
    assert_true(self->batches < MOST_BATCHES);
    self->told[self->batches++] = disk_logged();
  }
}

static void run_undisturbed(course *self) {
  sheaf_error err = {0};
  scenario lib;
  disk_restore();
  must(scenario_open(&lib, path, &err), self, 0, 0, &err);
  work(self, &lib);
  must(scenario_contents(&lib, &self->contents, &err), self, 0, 0, &err);
  scenario_close(&lib);
  self->logged = disk_logged();
  disk_keep_log();
}

static int same(const course *self, scenario *lib, size_t point, uint32_t seed) {
  sheaf_error err = {0};
  sheaf_buf contents = {0};
  must(scenario_check(lib, &err), self, point, seed, &err);
  must(scenario_contents(lib, &contents, &err), self, point, seed, &err);
  const int it_is = scenario_same(&contents, &self->contents);
  sheaf_buf_clear(&contents);
  return it_is;
}

static void check_batches(const course *self, scenario *lib, size_t point, uint32_t seed) {
  sheaf_error err = {0};
  int64_t seen;
  size_t told = 0;
  while (told < self->batches && self->told[told] <= point) told++;
  const int64_t least = told * BATCH < RECORDS ? (int64_t)told * BATCH : RECORDS;
  must(scenario_seen(lib, &seen, &err), self, point, seed, &err);
  if (seen < least || (seen % BATCH && seen != RECORDS))
    fail_msg("load, power lost at %zu, seed %u: %ld records, and %ld were promised", point, seed, (long)seen,
             (long)least);
}

static void lose_power(const course *self, size_t point, uint32_t seed) {
  sheaf_error err = {0};
  scenario lib;
  disk_power_loss(point, seed);
  must(scenario_open(&lib, path, &err), self, point, seed, &err);
  const int done = same(self, &lib, point, seed);
  if (self->stage->work == scenario_load)
    check_batches(self, &lib, point, seed);
  else if (!done && self->told[0] <= point)
    fail_msg("%s, power lost at %zu, seed %u: what was promised is gone", self->stage->name, point, seed);
  if (!done) must(self->stage->work(&lib, &err), self, point, seed, &err);
  if (!done && !same(self, &lib, point, seed))
    fail_msg("%s, power lost at %zu, seed %u: other contents", self->stage->name, point, seed);
  scenario_close(&lib);
}

static void every_moment(void **state) {
  (void)state;
  const char *told = getenv("SHEAF_FAULT_SEEDS");
  const long seeds = told ? strtol(told, NULL, 10) : SEEDS;
  disk_clear();
  for (size_t i = 0; i < SCENARIO_STAGES; i++) {
    course course = {.stage = &scenario_stages[i]};
    disk_save();
    run_undisturbed(&course);
    for (size_t point = 0; point <= course.logged; point++)
      for (long n = 0; n <= seeds; n++)
        lose_power(&course, point, n ? (uint32_t)((size_t)n * 7919 + point * 104729) : 0);
    print_message("%s: %zu moments, %ld outcomes each\n", course.stage->name, course.logged + 1, seeds + 1);
    disk_power_loss(course.logged, 0);
    sheaf_buf_clear(&course.contents);
  }
  disk_drop_log();
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_moment)};
  disk_install();
  scenario_input(1, RECORDS, BATCH);
  const int failed = cmocka_run_group_tests(tests, NULL, NULL);
  disk_clear();
  disk_save();
  scenario_forget();
  return failed;
}
