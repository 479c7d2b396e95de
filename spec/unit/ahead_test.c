/* ahead_test.c - an index whose terms come together on a thread of their own is, byte for byte, the one that does
 * without, and may be left at any moment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
/* cmocka wants the first four */
#include <cmocka.h>
#include <sqlite3.h>

#include "index/index.h"
#include "same_rows.h"

enum { RECORDS = 6000, WORDS = 60, FLUSH = 2500 };

static void run(sqlite3 *db, const char *sql) { assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK); }

static sqlite3 *open_index(sheaf_index **index, int ahead) {
  sqlite3 *db;
  assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
  run(db, sheaf_index_schema());
  assert_int_equal(sheaf_index_open(index, db, NULL), SHEAF_OK);
  if (ahead) sheaf_index_work_ahead(*index);
  return db;
}

static void make_record(sheaf_record *record, uint32_t number) {
  char text[WORDS * 12];
  size_t length = 0;
  uint32_t x = number * 2654435761u;
  sheaf_record_reset(record);
  for (int i = 0; i < WORDS; i++) {
    x = x * 1664525u + 1013904223u;
    length += (size_t)snprintf(text + length, sizeof text - length, "word%u ", (x >> 16) % (i % 3 ? 300u : 30000u));
  }
  sheaf_record_add(record, SHEAF_FIELD_ABSTRACT, text, length, NULL, 0);
  snprintf(text, sizeof text, "Family%u\x1fGiven%u\x1fG\x1f", x % 700, x % 50);
  for (uint32_t i = 0; i <= number % 5; i++) sheaf_record_add_text(record, SHEAF_FIELD_AUTHOR, text);
  snprintf(text, sizeof text, "10.1000/%u", number);
  sheaf_record_add_text(record, SHEAF_FIELD_DOI, text);
  assert_false(record->failed);
}

/* Adds the records first..last; every other one comes packed. */
static void add(sheaf_index *index, uint32_t first, uint32_t last) {
  sheaf_record record;
  sheaf_buf packed = {0};
  sheaf_record_init(&record);
  for (uint32_t i = first; i <= last; i++) {
    make_record(&record, i);
    sheaf_buf_reset(&packed);
    assert_int_equal(sheaf_record_pack(&record, &packed), SHEAF_OK);
    assert_int_equal(sheaf_index_add_packed(index, i, &record, i % 2 ? &packed : NULL, NULL), SHEAF_OK);
    if (i % FLUSH == 0) assert_int_equal(sheaf_index_flush(index, NULL), SHEAF_OK);
  }
  sheaf_buf_clear(&packed);
  sheaf_record_clear(&record);
}

static void gives_the_same_bytes(void **state) {
  (void)state;
  sheaf_index *alone, *ahead;
  sqlite3 *a = open_index(&alone, 0), *b = open_index(&ahead, 1);
  add(alone, 1, RECORDS);
  add(ahead, 1, RECORDS);
  assert_true(sheaf_index_pending(alone) > 0);
  assert_int_equal(sheaf_index_pending(alone), sheaf_index_pending(ahead));
  assert_int_equal(sheaf_index_flush(alone, NULL), SHEAF_OK);
  assert_int_equal(sheaf_index_flush(ahead, NULL), SHEAF_OK);
  assert_int_equal(sheaf_index_documents(ahead), RECORDS);
  same_rows_of(a, b, "SELECT id, head FROM index_segment ORDER BY id");
  same_rows_of(a, b, "SELECT id, bytes FROM index_page ORDER BY id");
  assert_int_equal(sheaf_index_check(ahead, NULL), SHEAF_OK);
  sheaf_index_close(alone);
  sheaf_index_close(ahead);
  sqlite3_close(a);
  sqlite3_close(b);
}

/* The last segment is made while the one before it is written. */
static void finishes_two_at_once(void **state) {
  (void)state;
  enum { LAST = 1500 };
  sheaf_index *alone, *ahead;
  sqlite3 *a = open_index(&alone, 0), *b = open_index(&ahead, 1);
  add(alone, 1, FLUSH);
  add(alone, FLUSH + 1, FLUSH + LAST);
  assert_int_equal(sheaf_index_flush(alone, NULL), SHEAF_OK);
  add(ahead, 1, FLUSH - 1);
  assert_int_equal(sheaf_index_finish(ahead, NULL), SHEAF_OK); /* nothing is sealed: nothing to do */
  assert_int_equal(sheaf_index_seal(ahead, NULL), 1);
  add(ahead, FLUSH + 1, FLUSH + LAST);
  for (int again = 0; again < 2; again++) assert_int_equal(sheaf_index_finish(ahead, NULL), SHEAF_OK);
  for (int flush = 0; flush < 2; flush++) assert_int_equal(sheaf_index_flush(ahead, NULL), SHEAF_OK);
  assert_int_equal(sheaf_index_documents(ahead), FLUSH - 1 + LAST);
  same_rows_of(a, b, "SELECT id, head FROM index_segment WHERE id = 2");
  same_rows_of(a, b, "SELECT id, bytes FROM index_page WHERE id >= 2 << 30 ORDER BY id");
  assert_int_equal(sheaf_index_check(ahead, NULL), SHEAF_OK);
  add(ahead, FLUSH + LAST + 1, 2 * FLUSH - 1);
  assert_int_equal(sheaf_index_seal(ahead, NULL), 1);
  add(ahead, 2 * FLUSH + 1, 2 * FLUSH + 2);
  assert_int_equal(sheaf_index_finish(ahead, NULL), SHEAF_OK);
  sheaf_index_close(alone);
  sheaf_index_close(ahead); /* before anything was taken */
  sqlite3_close(a);
  sqlite3_close(b);
}

static void is_left_at_any_moment(void **state) {
  (void)state;
  sheaf_index *index;
  sqlite3 *db = open_index(&index, 1);
  run(db, "BEGIN");
  add(index, 1, RECORDS); /* two flushes, and some on the way */
  run(db, "ROLLBACK");
  sheaf_index_discard(index);
  assert_int_equal(sheaf_index_pending(index), 0);
  assert_int_equal(sheaf_index_documents(index), 0);
  add(index, 1, FLUSH);
  sheaf_index_trim(index);
  add(index, FLUSH + 1, 2 * FLUSH);
  assert_int_equal(sheaf_index_documents(index), 2 * FLUSH);
  assert_int_equal(sheaf_index_check(index, NULL), SHEAF_OK);
  add(index, 2 * FLUSH + 1, 2 * FLUSH + 2000);
  sheaf_index_close(index); /* what was added since is gone */
  sqlite3_close(db);
}

/* Kibibytes, at its peak. */
static long memory(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

/* A few long records at a time take their own memory, not that of every chunk that ever had one. */
static void keeps_no_memory_of_long_records(void **state) {
  (void)state;
  enum { LONG = 8 << 20, COUNT = 104, AT_ONCE = 4, MOST = 500 << 10 };
  sheaf_index *index;
  sheaf_record record;
  sqlite3 *db = open_index(&index, 1);
  char *text = calloc(1, LONG);
  assert_non_null(text);
  const long before = memory();
  sheaf_record_init(&record);
  sheaf_record_add_text(&record, SHEAF_FIELD_TITLE, "long");
  sheaf_record_add(&record, SHEAF_FIELD_EXTRA, text, LONG, NULL, 0);
  for (uint32_t i = 1; i <= COUNT; i++) {
    assert_int_equal(sheaf_index_add(index, i, &record, NULL), SHEAF_OK);
    if (i % AT_ONCE == 0) assert_int_equal(sheaf_index_flush(index, NULL), SHEAF_OK);
  }
  assert_true(memory() - before < MOST);
  sheaf_record_clear(&record);
  free(text);
  sheaf_index_close(index);
  sqlite3_close(db);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(gives_the_same_bytes), cmocka_unit_test(finishes_two_at_once),
                                     cmocka_unit_test(is_left_at_any_moment),
                                     cmocka_unit_test(keeps_no_memory_of_long_records)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
