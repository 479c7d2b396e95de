/* storage_test.c - each operation on the disk fails in turn, or is torn, or finds the disk full, once or from then on,
 * while a library is made, loaded, deduplicated, merged and used. Every call ends with its answer or an input-output
 * error, the library opens again and is whole, and done again the work ends with the contents of an undisturbed one.
 *
 * Every third operation; each of them where SHEAF_FAULT_ALL is in the environment. */
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

/* Two batches and a bit, and segments to merge. */
enum { RECORDS = 24, BATCH = 9 };

static const char path[] = "/library.sheaf";

static void must(int code, const char *what, long after, const sheaf_error *err) {
  if (code) fail_msg("%s, operation %ld: %d %s", what, after, code, err->message);
}

/* Contents after the stage when nothing fails; caller clears. */
static void undisturbed(const scenario_stage *stage, sheaf_buf *contents) {
  sheaf_error err = {0};
  scenario lib;
  disk_restore();
  must(scenario_open(&lib, path, &err), stage->name, -1, &err);
  must(stage->work(&lib, &err), stage->name, -1, &err);
  must(scenario_check(&lib, &err), stage->name, -1, &err);
  must(scenario_contents(&lib, contents, &err), stage->name, -1, &err);
  scenario_close(&lib);
}

static int same(scenario *lib, const char *what, long after, const sheaf_buf *expected) {
  sheaf_error err = {0};
  sheaf_buf contents = {0};
  must(scenario_check(lib, &err), what, after, &err);
  must(scenario_contents(lib, &contents, &err), what, after, &err);
  const int it_is = scenario_same(&contents, expected);
  sheaf_buf_clear(&contents);
  return it_is;
}

/* Opens the library where it is closed, and does the work unless it was done: a commit that is reported to have failed
 * may be there when the library is opened again. */
static void finish(const scenario_stage *stage, scenario *lib, long after, const sheaf_buf *expected) {
  sheaf_error err = {0};
  if (!lib->store) must(scenario_open(lib, path, &err), stage->name, after, &err);
  if (same(lib, stage->name, after, expected)) return;
  must(stage->work(lib, &err), stage->name, after, &err);
  if (!same(lib, stage->name, after, expected)) fail_msg("%s, operation %ld: other contents", stage->name, after);
}

/* Whether an operation was left to fail. After an odd one the library stays open for the second try. */
static int fail_at(const scenario_stage *stage, long after, disk_failure kind, int for_good,
                   const sheaf_buf *expected) {
  sheaf_error err = {0};
  scenario lib;
  disk_restore();
  if (stage == scenario_stages) disk_fail(after, kind, for_good);
  int code = scenario_open(&lib, path, &err);
  if (stage != scenario_stages) disk_fail(after, kind, for_good);
  if (!code) code = stage->work(&lib, &err);
  if (code && code != SHEAF_EIO) must(code, stage->name, after, &err);
  if (after % 2 == 0) scenario_close(&lib);
  const int failed = disk_failed() > 0;
  disk_fail(-1, DISK_ERROR, 0);
  finish(stage, &lib, after, expected);
  scenario_close(&lib);
  return failed;
}

static void every_operation(void **state) {
  static const struct {
    disk_failure kind; /* how it fails */
    int for_good;      /* with all later ones */
  } ways[] = {{DISK_ERROR, 0}, {DISK_ERROR, 1}, {DISK_TORN, 0}, {DISK_FULL, 1}};
  (void)state;
  const long step = getenv("SHEAF_FAULT_ALL") ? 1 : 3; /* odd, so that both ways to go on are met */
  disk_clear();
  for (size_t i = 0; i < SCENARIO_STAGES; i++) {
    const scenario_stage *stage = &scenario_stages[i];
    sheaf_buf expected = {0};
    long points = 0;
    disk_save();
    undisturbed(stage, &expected);
    for (size_t how = 0; how < sizeof ways / sizeof *ways; how++) {
      long after = 0;
      for (; fail_at(stage, after, ways[how].kind, ways[how].for_good, &expected); after += step) points++;
    }
    print_message("%s: %ld failures\n", stage->name, points);
    sheaf_buf_clear(&expected);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_operation)};
  disk_install();
  scenario_input(1, RECORDS, BATCH);
  const int failed = cmocka_run_group_tests(tests, NULL, NULL);
  disk_clear();
  disk_save();
  scenario_forget();
  return failed;
}
