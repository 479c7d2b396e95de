/* same_rows.h - two databases answer a query alike, row by row and byte by byte. */
#ifndef SHEAF_SPEC_SAME_ROWS_H
#define SHEAF_SPEC_SAME_ROWS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants these */
#include <cmocka.h>
#include <sqlite3.h>

/* Fails the test where they do not, or where there are no rows. */
static inline void same_rows_of(sqlite3 *a, sqlite3 *b, const char *sql) {
  sqlite3_stmt *x, *y;
  int step, rows = 0;
  assert_int_equal(sqlite3_prepare_v2(a, sql, -1, &x, NULL), SQLITE_OK);
  assert_int_equal(sqlite3_prepare_v2(b, sql, -1, &y, NULL), SQLITE_OK);
  while ((step = sqlite3_step(x)) == SQLITE_ROW) {
    assert_int_equal(sqlite3_step(y), SQLITE_ROW);
    for (int i = 0; i < sqlite3_column_count(x); i++) {
      assert_int_equal(sqlite3_column_type(x, i), sqlite3_column_type(y, i));
      const int length = sqlite3_column_bytes(x, i);
      assert_int_equal(length, sqlite3_column_bytes(y, i));
      if (length) assert_memory_equal(sqlite3_column_blob(x, i), sqlite3_column_blob(y, i), (size_t)length);
    }
    rows++;
  }
  assert_int_equal(step, SQLITE_DONE);
  assert_int_equal(sqlite3_step(y), SQLITE_DONE);
  assert_true(rows > 0);
  sqlite3_finalize(x);
  sqlite3_finalize(y);
}

#endif
