/* schema_test.c - a library of this version is known by the digest of its definitions when it is opened; anything else
 * is held against definitions made for that, in a second connection. */
/* cmocka.h needs what comes before it */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>
/* clang-format on */

#include <sqlite3.h>

#include "index/index.h"
#include "store/db.h"
#include "store/store.h"

static int connections;

static int count_connection(sqlite3 *db, char **message, const struct sqlite3_api_routines *api) {
  (void)db, (void)message, (void)api;
  connections++;
  return SQLITE_OK;
}

static int open_library(const char *path) {
  const sheaf_store_options options = {.create = 1, .index_schema = sheaf_index_schema()};
  sheaf_store *store = NULL;
  sheaf_error err = {0};
  connections = 0;
  const int code = sheaf_store_open(&store, path, &options, &err);
  sheaf_store_close(store);
  return code;
}

static void change(const char *path, const char *sql) {
  sqlite3 *db;
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
  assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void test_the_newest_is_known(void **state) {
  (void)state;
  char path[] = "/tmp/sheaf-schema-XXXXXX";
  close(mkstemp(path));
  assert_int_equal(open_library(path), SHEAF_OK);
  assert_int_equal(open_library(path), SHEAF_OK);
  if (connections != 1) fail_msg("`newest` in schema.c is not the digest of the newest definitions");
  change(path, "CREATE TABLE notes(note TEXT)");
  assert_int_equal(open_library(path), SHEAF_OK);
  assert_int_equal(connections, 2);
  change(path, "DROP TABLE notes");
  assert_int_equal(open_library(path), SHEAF_OK);
  assert_int_equal(connections, 1);
  change(path, "DROP TRIGGER memo_keeps_rows");
  assert_int_equal(open_library(path), SHEAF_ECORRUPT);
  assert_int_equal(connections, 2);
  unlink(path);
}

/* A trigger that waits for tables of sheaf's: it would be fired by whatever deletes a record. */
static void test_a_new_library_begins_with_nothing_that_acts(void **state) {
  (void)state;
  char path[] = "/tmp/sheaf-schema-XXXXXX", sql[256];
  close(mkstemp(path));
  snprintf(sql, sizeof sql,
           "PRAGMA application_id=%d; CREATE TABLE x(id REFERENCES record(id) ON DELETE CASCADE);"
           "CREATE TRIGGER t AFTER DELETE ON x BEGIN DELETE FROM source; END",
           (int)SHEAF_DB_APPLICATION_ID);
  change(path, sql);
  assert_int_equal(open_library(path), SHEAF_ECORRUPT);
  change(path, "DROP TRIGGER t");
  assert_int_equal(open_library(path), SHEAF_OK);
  unlink(path);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_the_newest_is_known),
                                     cmocka_unit_test(test_a_new_library_begins_with_nothing_that_acts)};
  sqlite3_auto_extension((void (*)(void))count_connection);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
