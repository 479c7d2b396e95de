/* foreign_test.c - a library file that is not as sheaf left it: changed by another program, of another kind or version,
 * damaged byte by byte (a sample; SHEAF_FAULT_ALL in the environment: a large one). It is refused with a reason, found
 * damaged by the check, or read; nothing crashes, hangs or writes elsewhere. */
/* cmocka.h needs what comes before it */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
/* clang-format on */

#include <sqlite3.h>

#include "disk.h"
#include "scenario.h"

enum { RECORDS = 6, BATCH = 4, SAMPLES = 150, SAMPLES_ALL = 5000, PAGE = 16384, SECONDS = 20 };

static const char path[] = "/library.sheaf";

/* ---- changed by another program ---- */

static void change(const char *sql) {
  sqlite3 *db;
  char *message = NULL;
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK) fail_msg("%s: %s", sql, message);
  assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void refused(const char *sql, int code, const char *words) {
  sheaf_error err = {0};
  scenario lib;
  disk_restore();
  change(sql);
  assert_int_equal(scenario_open(&lib, path, &err), code);
  if (!strstr(err.message, words)) fail_msg("%s: %s", sql, err.message);
}

static void what_may_act_is_refused(void **state) {
  (void)state;
  static const char endless[] =
      "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT count(*) FROM n)";
  char sql[512];
  refused("CREATE TRIGGER t AFTER INSERT ON record BEGIN DELETE FROM source; END", SHEAF_ECORRUPT, "trigger 't'");
  snprintf(sql, sizeof sql, "CREATE TRIGGER t AFTER INSERT ON record BEGIN SELECT %s; END", endless);
  refused(sql, SHEAF_ECORRUPT, "trigger 't'");
  refused("DROP TRIGGER ledger_keeps_rows", SHEAF_ECORRUPT, "trigger 'ledger_keeps_rows'");
  refused(
      "DROP TRIGGER ledger_keeps_rows;"
      "CREATE TRIGGER ledger_keeps_rows BEFORE DELETE ON ledger BEGIN SELECT 1; END",
      SHEAF_ECORRUPT, "trigger 'ledger_keeps_rows'");
  snprintf(sql, sizeof sql, "DROP TABLE record; CREATE VIEW record AS SELECT %s AS id", endless);
  refused(sql, SHEAF_ECORRUPT, "'record'");
  refused("CREATE VIEW v AS SELECT load_extension('x')", SHEAF_ECORRUPT, "view 'v'");
  refused("DROP TABLE pair; CREATE VIRTUAL TABLE pair USING fts5(a, b)", SHEAF_ECORRUPT, "'pair'");
  refused("CREATE INDEX i ON record(printf('%.1000c', 'x'))", SHEAF_ECORRUPT, "index 'i'");
  refused("ALTER TABLE record ADD COLUMN more TEXT", SHEAF_ECORRUPT, "table 'record'");
  refused("DROP INDEX source_sha256", SHEAF_ECORRUPT, "'source_sha256'");
}

/* SQLite takes these as they are, but for their rows in sqlite_schema nobody but a hand could have written them. */
static void what_a_hand_has_hidden_is_refused(void **state) {
  (void)state;
#define BY_HAND "PRAGMA writable_schema=ON;"
#define DELETES " AFTER INSERT ON record BEGIN DELETE FROM source; END"
  refused(BY_HAND "INSERT INTO sqlite_schema VALUES('trigger','sqlite_t','record',0,'CREATE TRIGGER sqlite_t" DELETES
                  "')",
          SHEAF_ECORRUPT, "trigger 'sqlite_t'");
  refused(BY_HAND "INSERT INTO sqlite_schema VALUES('TRIGGER','t','RECORD',0,'CREATE TRIGGER t" DELETES "')",
          SHEAF_ECORRUPT, "TRIGGER 't'");
  refused("CREATE INDEX i ON record(abs(id));" BY_HAND
          "UPDATE sqlite_schema SET name='sqlite_i',sql='CREATE INDEX sqlite_i ON record(abs(id))' WHERE name='i'",
          SHEAF_ECORRUPT, "index 'sqlite_i'");
  refused("CREATE INDEX i ON record(abs(id));" BY_HAND "UPDATE sqlite_schema SET tbl_name='RECORD' WHERE name='i'",
          SHEAF_ECORRUPT, "index 'i'");
  refused("CREATE VIRTUAL TABLE v USING fts5(a);" BY_HAND
          "UPDATE sqlite_schema SET sql='CREATE  VIRTUAL TABLE v USING fts5(a)' WHERE name='v'",
          SHEAF_ECORRUPT, "table 'v'");
#undef BY_HAND
#undef DELETES
}

static void what_only_lies_there_is_left_alone(void **state) {
  (void)state;
  sheaf_error err = {0};
  scenario lib;
  disk_restore();
  change("CREATE TABLE my_notes(record INTEGER, note TEXT); CREATE INDEX my_index ON my_notes(record); ANALYZE");
  if (scenario_open(&lib, path, &err) || scenario_check(&lib, &err) || scenario_search(&lib, &err))
    fail_msg("%s", err.message);
  scenario_close(&lib);
}

static void other_kinds_and_versions_are_refused(void **state) {
  (void)state;
  refused("PRAGMA application_id=7", SHEAF_ECORRUPT, "no sheaf library");
  refused("PRAGMA application_id=0", SHEAF_ECORRUPT, "no sheaf library");
  refused("PRAGMA user_version=1000", SHEAF_EUNSUPPORTED, "later version of sheaf");
  refused("PRAGMA user_version=-1", SHEAF_ECORRUPT, "schema number");
  refused("PRAGMA user_version=1", SHEAF_ECORRUPT, "is not sheaf's");
}

/* ---- damaged ---- */

typedef struct tally {
  long tried;   /* damages */
  long refused; /* not opened */
  long found;   /* opened, and found by the check */
} tally;

static int may_be(int code) {
  return code == SHEAF_OK || code == SHEAF_ECORRUPT || code == SHEAF_ESTORE || code == SHEAF_EIO ||
         code == SHEAF_EUNSUPPORTED || code == SHEAF_ERANGE;
}

/* Opens what is there, and does everything with it. */
static void use(size_t at, tally *counts) {
  sheaf_error err = {0};
  scenario lib;
  const clock_t begun = clock();
  int code = scenario_open(&lib, path, &err);
  counts->tried++;
  counts->refused += code != 0;
  if (!may_be(code)) fail_msg("byte %zu: opening gives %d %s", at, code, err.message);
  if (!code) {
    counts->found += scenario_check(&lib, &err) != 0;
    for (size_t i = 1; i < SCENARIO_STAGES; i++) {
      code = scenario_stages[i].work(&lib, &err);
      if (!may_be(code)) fail_msg("byte %zu: %s gives %d %s", at, scenario_stages[i].name, code, err.message);
    }
    scenario_close(&lib);
  }
  if (clock() - begun > SECONDS * CLOCKS_PER_SEC) fail_msg("byte %zu: took too long", at);
}

static void damage(size_t at, uint8_t mask, tally *counts) {
  size_t length;
  disk_restore();
  uint8_t *bytes = disk_bytes(path, &length);
  bytes[at % length] ^= mask;
  use(at, counts);
}

static void say(const char *what, const tally *counts) {
  print_message("%s: %ld damages, %ld refused at opening, %ld found by the check\n", what, counts->tried,
                counts->refused, counts->found);
}

static void damaged_bytes(void **state) {
  (void)state;
  tally header = {0}, pages = {0}, anywhere = {0}, cut = {0};
  uint32_t seed = 7;
  size_t length;
  disk_restore();
  disk_bytes(path, &length);
  for (size_t at = 0; at < 100; at++) damage(at, (uint8_t)(1u << at % 8), &header);
  for (size_t page = 0; page < length / PAGE; page++) /* kinds, counts and places of cells */
    for (size_t at = 0; at < 8; at += at ? 2 : 1)
      damage(page * PAGE + (page ? at : at + 100), (uint8_t)(1u << at % 8), &pages);
  const long samples = getenv("SHEAF_FAULT_ALL") ? SAMPLES_ALL : SAMPLES;
  for (long i = 0; i < samples; i++)
    damage(disk_random(&seed, (uint32_t)length), (uint8_t)(1 + disk_random(&seed, 255)), &anywhere);
  for (size_t left = 0; left < length; left += 1 + length / 16) {
    disk_restore();
    uint8_t *bytes = disk_bytes(path, &length), *copy = malloc(left + 1);
    memcpy(copy, bytes, left);
    disk_put(path, copy, left);
    free(copy);
    use(left, &cut);
  }
  say("header", &header);
  say("beginnings of pages", &pages);
  say("anywhere", &anywhere);
  say("cut short", &cut);
  assert_true(header.refused + header.found > 30 && pages.refused + pages.found > pages.tried / 2);
}

static int make_library(void **state) {
  (void)state;
  sheaf_error err = {0};
  scenario lib;
  disk_install();
  scenario_input(1, RECORDS, BATCH);
  if (scenario_open(&lib, path, &err)) return -1;
  for (size_t i = 1; i < SCENARIO_STAGES; i++)
    if (scenario_stages[i].work(&lib, &err)) return -1;
  scenario_close(&lib);
  disk_save();
  return 0;
}

static int forget(void **state) {
  (void)state;
  disk_clear();
  disk_save();
  scenario_forget();
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_may_act_is_refused), cmocka_unit_test(what_a_hand_has_hidden_is_refused),
      cmocka_unit_test(what_only_lies_there_is_left_alone), cmocka_unit_test(other_kinds_and_versions_are_refused),
      cmocka_unit_test(damaged_bytes)};
  return cmocka_run_group_tests(tests, make_library, forget);
}
