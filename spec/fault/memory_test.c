/* memory_test.c - memory runs out at every allocation of a small scenario, once or from then on: of the core's own
 * (base/mem.h), then of SQLite's (SQLITE_CONFIG_MALLOC). Every call ends with out of memory or as if nothing had been,
 * nothing leaks, the library opens again and is whole, and what failed can be done again.
 *
 * The first allocations of each stage are tried one by one, later ones more and more seldom; all of them where
 * SHEAF_FAULT_ALL is in the environment. */
/* cmocka.h needs what comes before it */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
/* clang-format on */

#include <sqlite3.h>

#include "base/mem.h"
#include "disk.h"
#include "scenario.h"

enum { RECORDS = 4 };

static const char path[] = "/library.sheaf";

/* ---- SQLite's memory ---- */

static sqlite3_mem_methods real;
static long sqlite_after = -1; /* good allocations before the one that fails; negative: all are good */
static int sqlite_for_good;
static unsigned long sqlite_failures;
static long sqlite_blocks; /* not yet freed */

static int sqlite_must_fail(void) {
  if (sqlite_after < 0) return 0;
  if (sqlite_after > 0) return sqlite_after--, 0;
  if (!sqlite_for_good) sqlite_after = -1;
  sqlite_failures++;
  return 1;
}

static void *sqlite_alloc(int size) {
  void *memory = sqlite_must_fail() ? NULL : real.xMalloc(size);
  sqlite_blocks += memory != NULL;
  return memory;
}

static void sqlite_free(void *memory) {
  sqlite_blocks -= memory != NULL;
  real.xFree(memory);
}

static void *sqlite_resize(void *memory, int size) { return sqlite_must_fail() ? NULL : real.xRealloc(memory, size); }

static void shim_sqlite(void) {
  assert_int_equal(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real), SQLITE_OK);
  sqlite3_mem_methods shim = real;
  shim.xMalloc = sqlite_alloc;
  shim.xFree = sqlite_free;
  shim.xRealloc = sqlite_resize;
  assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &shim), SQLITE_OK);
  assert_int_equal(sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0), SQLITE_OK); /* else small ones never get here */
}

static void arm_sqlite(long after, int for_good) {
  sqlite_after = after;
  sqlite_for_good = for_good;
}

/* ---- the scenario ---- */

enum { AGAIN = 32, DENSE = 8 };

static void must(int code, const sheaf_error *err) {
  if (code) fail_msg("%s", err->message);
}

/* What a failed stage left is whole; the stage can be done. */
static void check_after(size_t stage, int again) {
  sheaf_error err = {0};
  scenario lib;
  must(scenario_open(&lib, path, &err), &err);
  must(scenario_check(&lib, &err), &err);
  if (again) {
    must(scenario_stages[stage].work(&lib, &err), &err);
    must(scenario_check(&lib, &err), &err);
  }
  scenario_close(&lib);
}

/* Opening fails too where that is the stage; closing always may. */
static int run(size_t stage, void (*arm)(long after, int for_good), long after, int for_good, sheaf_error *err) {
  scenario lib;
  if (stage == 0) arm(after, for_good);
  int code = scenario_open(&lib, path, err);
  if (stage) arm(after, for_good);
  if (!code) code = scenario_stages[stage].work(&lib, err);
  scenario_close(&lib);
  arm(-1, 0);
  return code;
}

/* Runs the stage until no allocation is left to fail; returns how many failed. */
static long fail_everywhere(size_t stage, void (*arm)(long after, int for_good), int for_good) {
  const int each = getenv("SHEAF_FAULT_ALL") != NULL;
  long points = 0;
  for (long after = 0;; after += each ? 1 : 1 + after / DENSE, points++) {
    sheaf_error err = {0};
    disk_restore();
    const long blocks = sqlite_blocks;
    const unsigned long failures = sheaf_mem_failures() + sqlite_failures;
    const int code = run(stage, arm, after, for_good, &err);
    assert_int_equal(sqlite_blocks, blocks);
    if (code && code != SHEAF_ENOMEM)
      fail_msg("%s, allocation %ld: %d %s", scenario_stages[stage].name, after, code, err.message);
    if (sheaf_mem_failures() + sqlite_failures == failures) {
      assert_int_equal(code, 0);
      return points;
    }
    check_after(stage, points % AGAIN == 0);
  }
}

static void fail_all(void (*arm)(long after, int for_good)) {
  disk_clear();
  for (size_t i = 0; i < SCENARIO_STAGES; i++) {
    disk_save();
    const long for_good = fail_everywhere(i, arm, 1);
    disk_restore();
    print_message("%s: %ld failed alone, %ld with all later ones\n", scenario_stages[i].name,
                  fail_everywhere(i, arm, 0), for_good);
  }
}

static void core(void **state) {
  (void)state;
  fail_all(sheaf_mem_fail);
}

static void sqlite(void **state) {
  (void)state;
  fail_all(arm_sqlite);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(core), cmocka_unit_test(sqlite)};
  shim_sqlite();
  disk_install();
  scenario_input(3, RECORDS, 2); /* one that is rejected among them */
  const int failed = cmocka_run_group_tests(tests, NULL, NULL);
  disk_clear();
  disk_save();
  scenario_forget();
  return failed;
}
