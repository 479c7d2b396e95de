/* migrate_test.c - a library of each earlier version is opened, and so brought up to date, while a program is killed,
 * each operation on the disk fails in turn, and the power goes at each change. Whatever happens, it opens afterwards
 * (which holds its tables against those of its version, the old or the new one), and all is there that was.
 *
 * Every seventh operation of each kind of failure, one outcome of each power cut; all of them, and two, where
 * SHEAF_FAULT_ALL is in the environment. */
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

#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "disk.h"
#include "scenario.h"
#include "store/schema.h"

enum { RECORDS = 24, BATCH = 9, PAGE = 16384, KILLS = 8, KILLED_RECORDS = 200, LONGEST = 1 << 12 };

/* Where the libraries of a test are: on a disk in memory, or in a folder. */
typedef struct place {
  char now[64];      /* as this version makes it */
  char old[64];      /* with the same in it, as an earlier version made it */
  char library[64];  /* the copy of old that is tried on */
  int version;       /* of old */
  sheaf_buf content; /* of library, brought up to date undisturbed; owned */
} place;

static void must(int code, const char *what, const place *at, long point, const sheaf_error *err) {
  if (code) fail_msg("version %d, %s at %ld: %d %s", at->version, what, point, code, err->message);
}

/* ---- making libraries of earlier versions ---- */

static sqlite3 *connect(const char *path) {
  sqlite3 *db;
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  return db;
}

/* Runs SQL with `%s` standing for the words; gives the first column of the first row. */
static sqlite3_int64 query(sqlite3 *db, const char *sql, const char *one, const char *two, const char *three) {
  char text[LONGEST];
  sqlite3_stmt *statement;
  sqlite3_snprintf(sizeof text, text, sql, one, two, three);
  if (sqlite3_prepare_v2(db, text, -1, &statement, NULL)) fail_msg("%s: %s", text, sqlite3_errmsg(db));
  const int rc = sqlite3_step(statement);
  if (rc != SQLITE_ROW && rc != SQLITE_DONE) fail_msg("%s: %s", text, sqlite3_errmsg(db));
  const sqlite3_int64 number = sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  return number;
}

typedef void table_fn(sqlite3 *db, const char *table, const char *columns, const char *newer);

/* Calls fn for each table of the schema `main` or `old`, with its columns and where a newer version has them. */
static void each_table(sqlite3 *db, const char *schema, const char *newer, table_fn *fn) {
  char text[LONGEST], joined[64];
  sqlite3_stmt *tables;
  sqlite3_snprintf(sizeof text, text,
                   "SELECT name,(SELECT group_concat('\"'||name||'\"') FROM pragma_table_info(t.name,'%s'))"
                   " FROM %s.sqlite_schema t WHERE type='table' AND name NOT LIKE 'sqlite%%'",
                   schema, schema);
  assert_int_equal(sqlite3_prepare_v2(db, text, -1, &tables, NULL), SQLITE_OK);
  while (sqlite3_step(tables) == SQLITE_ROW) {
    const char *name = (const char *)sqlite3_column_text(tables, 0);
    const char *pattern = strcmp(name, "record") ? "%s.%s" : "%s.%s JOIN %s.record_body USING(id)";
    sqlite3_snprintf(sizeof joined, joined, pattern, newer, name, newer);
    fn(db, name, (const char *)sqlite3_column_text(tables, 1), joined);
  }
  assert_int_equal(sqlite3_finalize(tables), SQLITE_OK);
}

static void fill_table(sqlite3 *db, const char *table, const char *columns, const char *newer) {
  query(db, "DELETE FROM main.%s", table, NULL, NULL);
  char text[LONGEST];
  sqlite3_snprintf(sizeof text, text, "INSERT INTO main.%s(%s) SELECT %s FROM %s", table, columns, columns, newer);
  query(db, "%s", text, NULL, NULL);
}

static void compare_table(sqlite3 *db, const char *table, const char *columns, const char *newer) {
  char text[LONGEST];
  for (int turn = 0; turn < 2; turn++) {
    sqlite3_snprintf(sizeof text, text,
                     turn ? "SELECT count(*) FROM (SELECT %s FROM %s EXCEPT SELECT %s FROM old.%s)"
                          : "SELECT count(*) FROM (SELECT %s FROM old.%s EXCEPT SELECT %s FROM %s)",
                     columns, turn ? newer : table, columns, turn ? table : newer);
    if (query(db, "%s", text, NULL, NULL)) fail_msg("table %s is not what it was: %s", table, text);
  }
}

/* A library with everything in it: records with their own bytes, rejected ones, duplicates, decisions. */
static void make_now(const place *at) {
  sheaf_error err = {0};
  scenario lib;
  must(scenario_open(&lib, at->now, &err), "making", at, 0, &err);
  must(scenario_load(&lib, &err), "making", at, 1, &err);
  must(scenario_deduplicate(&lib, &err), "making", at, 2, &err);
  must(scenario_decide(&lib, &err), "making", at, 3, &err);
  scenario_close(&lib);
  sqlite3 *db = connect(at->now);
  query(db, "UPDATE record_body SET raw=CAST('its bytes '||id AS BLOB) WHERE id%%3=1", NULL, NULL, NULL);
  query(db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL);
  assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void make_old(const place *at) {
  sheaf_error err = {0};
  char number[16];
  sqlite3 *now = connect(at->now), *db = connect(at->old);
  snprintf(number, sizeof number, "%lld", (long long)query(now, "PRAGMA application_id", NULL, NULL, NULL));
  assert_int_equal(sqlite3_close(now), SQLITE_OK);
  query(db, "PRAGMA page_size=16384", NULL, NULL, NULL);
  query(db, "PRAGMA journal_mode=WAL", NULL, NULL, NULL);
  must(sheaf_schema_make(db, at->version, sheaf_index_schema(), &err), "making", at, 4, &err);
  query(db, "PRAGMA application_id=%s", number, NULL, NULL);
  snprintf(number, sizeof number, "%d", at->version);
  query(db, "PRAGMA user_version=%s", number, NULL, NULL);
  query(db, "ATTACH '%s' AS now", at->now, NULL, NULL);
  each_table(db, "main", "now", fill_table);
  query(db, "DETACH now", NULL, NULL, NULL);
  query(db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL);
  assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* ---- looking at one ---- */

/* Opens the library, which finishes what was begun, and sees that it is whole. */
static void check(const place *at, const char *what, long point) {
  sheaf_error err = {0};
  sheaf_buf content = {0};
  scenario lib;
  must(scenario_open(&lib, at->library, &err), what, at, point, &err);
  must(scenario_check(&lib, &err), what, at, point, &err);
  must(scenario_contents(&lib, &content, &err), what, at, point, &err);
  scenario_close(&lib);
  if (!scenario_same(&content, &at->content))
    fail_msg("version %d, %s at %ld: other content", at->version, what, point);
  sheaf_buf_clear(&content);
}

/* The library after it was opened undisturbed: what was in the old one is there. */
static void keep_content(place *at) {
  sheaf_error err = {0};
  scenario lib;
  sheaf_buf_reset(&at->content);
  must(scenario_open(&lib, at->library, &err), "opening", at, 0, &err);
  must(scenario_check(&lib, &err), "opening", at, 0, &err);
  must(scenario_contents(&lib, &at->content, &err), "opening", at, 0, &err);
  scenario_close(&lib);
  sqlite3 *db = connect(at->library);
  assert_true(query(db, "SELECT count(*) FROM record_body WHERE raw IS NOT NULL", NULL, NULL, NULL) > 0 ||
              at->version < 2);
  query(db, "ATTACH '%s' AS old", at->old, NULL, NULL);
  each_table(db, "old", "main", compare_table);
  query(db, "DETACH old", NULL, NULL, NULL);
  assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static int newest(const char *path) {
  sqlite3 *db = connect(path);
  const int version = (int)query(db, "PRAGMA user_version", NULL, NULL, NULL);
  assert_int_equal(sqlite3_close(db), SQLITE_OK);
  return version;
}

/* ---- the disk ---- */

static void put_library(const place *at) {
  size_t length;
  const uint8_t *bytes = disk_bytes(at->old, &length);
  assert_non_null(bytes);
  disk_put(at->library, bytes, length);
}

/* Whether an operation was left to fail. */
static int fail_at(const place *at, long after, disk_failure kind, int for_good) {
  sheaf_error err = {0};
  scenario lib;
  disk_restore();
  disk_fail(after, kind, for_good);
  const int code = scenario_open(&lib, at->library, &err);
  if (code && code != SHEAF_EIO) must(code, "failing", at, after, &err);
  if (!code) scenario_close(&lib);
  const int failed = disk_failed() > 0;
  disk_fail(-1, DISK_ERROR, 0);
  check(at, "failing", after);
  return failed;
}

static long fail_everywhere(const place *at) {
  static const struct {
    disk_failure kind; /* how it fails */
    int for_good;      /* with all later ones */
  } ways[] = {{DISK_ERROR, 0}, {DISK_ERROR, 1}, {DISK_TORN, 0}, {DISK_FULL, 1}};
  const long step = getenv("SHEAF_FAULT_ALL") ? 1 : 7;
  long points = 0;
  for (size_t how = 0; how < sizeof ways / sizeof *ways; how++)
    for (long after = (long)how % step; fail_at(at, after, ways[how].kind, ways[how].for_good); after += step) points++;
  return points;
}

static long lose_power_everywhere(const place *at) {
  sheaf_error err = {0};
  scenario lib;
  disk_restore();
  must(scenario_open(&lib, at->library, &err), "opening", at, 0, &err);
  scenario_close(&lib);
  const size_t logged = disk_logged();
  disk_keep_log();
  const int all = getenv("SHEAF_FAULT_ALL") != NULL;
  for (size_t point = 0; point <= logged; point++)
    for (uint32_t seed = 0; seed < 2; seed++) {
      if (!all && point % 2 == seed) continue;
      disk_power_loss(point, seed ? (uint32_t)(point * 7919 + 1) : 0);
      check(at, "power lost", (long)point);
    }
  disk_drop_log();
  return (long)logged + 1;
}

static void on_a_failing_disk(void **state) {
  (void)state;
  place at = {.now = "/now.sheaf", .old = "/old.sheaf", .library = "/library.sheaf"};
  disk_clear();
  scenario_input(1, RECORDS, BATCH);
  make_now(&at);
  const int versions = newest(at.now);
  disk_save();
  for (at.version = 1; at.version < versions; at.version++) {
    disk_restore();
    make_old(&at);
    put_library(&at);
    keep_content(&at);
    put_library(&at);
    disk_save();
    const long failures = fail_everywhere(&at);
    print_message("version %d: %ld failures, power lost at %ld moments\n", at.version, failures,
                  lose_power_everywhere(&at));
    disk_clear();
    make_now(&at);
    disk_save();
  }
  sheaf_buf_clear(&at.content);
  disk_clear();
}

/* ---- kill -9 ---- */

static void copy_file(const char *from, const char *to) {
  char bytes[PAGE];
  FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
  assert_true(in && out);
  for (size_t got; (got = fread(bytes, 1, sizeof bytes, in)) > 0;) assert_int_equal(fwrite(bytes, 1, got, out), got);
  assert_int_equal(fclose(in) | fclose(out), 0);
}

static void remove_library(const char *path) {
  static const char *const endings[] = {"", "-wal", "-shm"};
  char name[128];
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    snprintf(name, sizeof name, "%s%s", path, endings[i]);
    unlink(name);
  }
}

/* Opens the library in another process, which is killed after so many nanoseconds; 0: never. Whether it was. */
static int open_and_kill(const place *at, long after) {
  const pid_t child = fork();
  assert_true(child >= 0);
  if (!child) {
    sheaf_error err = {0};
    scenario lib;
    _exit(scenario_open(&lib, at->library, &err) ? 1 : 0);
  }
  if (after) {
    const struct timespec pause = {after / 1000000000, after % 1000000000};
    nanosleep(&pause, NULL);
    kill(child, SIGKILL);
  }
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  if (!WIFSIGNALED(status)) assert_int_equal(WEXITSTATUS(status), 0);
  return WIFSIGNALED(status);
}

static long nanoseconds(const place *at) {
  struct timespec from, to;
  clock_gettime(CLOCK_MONOTONIC, &from);
  open_and_kill(at, 0);
  clock_gettime(CLOCK_MONOTONIC, &to);
  return (long)(to.tv_sec - from.tv_sec) * 1000000000 + to.tv_nsec - from.tv_nsec;
}

static void killed(void **state) {
  (void)state;
  char folder[] = "/tmp/sheaf-migrate-XXXXXX";
  assert_non_null(mkdtemp(folder));
  place at = {0};
  snprintf(at.now, sizeof at.now, "%s/now.sheaf", folder);
  snprintf(at.old, sizeof at.old, "%s/old.sheaf", folder);
  snprintf(at.library, sizeof at.library, "%s/library.sheaf", folder);
  scenario_input(1, KILLED_RECORDS, KILLED_RECORDS);
  make_now(&at);
  const int versions = newest(at.now);
  long kills = 0;
  for (at.version = 1; at.version < versions; at.version++) {
    make_old(&at);
    copy_file(at.old, at.library);
    const long whole = nanoseconds(&at);
    keep_content(&at);
    for (int i = 0; i < KILLS; i++) {
      remove_library(at.library);
      copy_file(at.old, at.library);
      kills += open_and_kill(&at, whole * (i + 1) / (KILLS + 1) + 1);
      check(&at, "killed", i);
    }
    remove_library(at.library);
    remove_library(at.old);
  }
  print_message("%ld processes killed\n", kills);
  remove_library(at.now);
  rmdir(folder);
  sheaf_buf_clear(&at.content);
}

int main(void) {
  const struct CMUnitTest files[] = {cmocka_unit_test(killed)};
  const struct CMUnitTest disks[] = {cmocka_unit_test(on_a_failing_disk)};
  int failed = cmocka_run_group_tests(files, NULL, NULL);
  disk_install();
  failed += cmocka_run_group_tests(disks, NULL, NULL);
  disk_clear();
  disk_save();
  scenario_forget();
  return failed;
}
