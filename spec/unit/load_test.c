/* load_test.c - a load whose segments are made on a thread, while what comes meanwhile waits for its transaction: it
 * leaves the very library that a load without a thread does, whole batches when it is dropped, and its records in step
 * with their postings when another process takes the numbers that they were to get. All of it twice: its commits run at
 * once, or beside it. */
#define _XOPEN_SOURCE 700 /* for mkdtemp */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
/* cmocka wants the first four */
#include <cmocka.h>
#include <sqlite3.h>

#include "index/load.h"
#include "index/state.h"
#include "same_rows.h"
#include "store/db.h"

enum { RECORDS = 4000, WORDS = 120, BATCH = 5 << 18 };

static int beside; /* commits run beside the load */

typedef struct library {
  sheaf_store *store; /* owned */
  sheaf_index *index; /* owned */
} library;

static library open_library(const char *path, int ahead) {
  const sheaf_store_options options = {.create = 1, .index_schema = sheaf_index_schema()};
  library self;
  assert_int_equal(sheaf_store_open(&self.store, path, &options, NULL), SHEAF_OK);
  assert_int_equal(sheaf_index_open(&self.index, sheaf_store_db(self.store), NULL), SHEAF_OK);
  if (ahead) sheaf_index_work_ahead(self.index);
  return self;
}

static void close_library(library *self) {
  sheaf_index_close(self->index);
  sheaf_store_close(self->store);
}

static int64_t number(const library *self, const char *sql) {
  sqlite3_int64 value = -1;
  assert_int_equal(sheaf_db_number(sheaf_store_db(self->store), sql, &value, NULL), SHEAF_OK);
  return value;
}

static sheaf_load begin(const library *self, const char *sha256) {
  const sheaf_source_row row = {.path = "x.ris", .sha256 = sha256, .added = "2026-01-01T00:00:00Z", .format = "ris"};
  sheaf_load load;
  assert_int_equal(sheaf_load_begin(&load, self->store, self->index, &row, 0, NULL), SHEAF_OK);
  load.most = BATCH;
  load.beside = beside;
  return load;
}

static void make_record(sheaf_record *record, uint32_t n) {
  char text[WORDS * 12];
  size_t length = 0;
  uint32_t x = n * 2654435761u;
  sheaf_record_reset(record);
  for (int i = 0; i < WORDS; i++) {
    x = x * 1664525u + 1013904223u;
    length += (size_t)snprintf(text + length, sizeof text - length, "word%u ", (x >> 16) % (i % 3 ? 300u : 30000u));
  }
  record->line = n;
  snprintf(text + length, sizeof text - length, "own%u", n);
  sheaf_record_add_text(record, SHEAF_FIELD_ABSTRACT, text);
  snprintf(text, sizeof text, "%u", 1990 + n % 30);
  sheaf_record_add_text(record, SHEAF_FIELD_YEAR, text);
  for (int field = '0'; field <= '8'; field++) /* numbers that packed look like digits behind the year */
    if (n % 9 == (uint32_t)(field - '0')) sheaf_record_add_text(record, (sheaf_field)field, "value");
  if (n % 11 == 0)
    sheaf_record_add_text(record, SHEAF_FIELD_DECISION,
                          "title-abstract\x1finclude\x1f"
                          "Ada");
  assert_false(record->failed);
}

/* Numbers first..last: records, and now and then something else. */
static void add(sheaf_load *load, uint32_t first, uint32_t last) {
  sheaf_record record;
  sheaf_record_init(&record);
  for (uint32_t n = first; n <= last; n++) {
    make_record(&record, n);
    load->raw = n % 5 == 0 ? "TY  - JOUR" : NULL;
    load->raw_length = load->raw ? n % 10 : 0;
    const sheaf_problem problem = {n, n, n, SHEAF_WARNING, "odd", "an odd record"};
    if (n % 13 == 0) assert_int_equal(sheaf_load_problem(load, &problem, NULL), SHEAF_OK);
    if (n % 17 == 0) {
      sheaf_rejected_row row = {.line = n, .byte = n, .code = "odd", .bytes = "bytes", .length = 5};
      assert_int_equal(sheaf_load_reject(load, NULL), SHEAF_OK);
      assert_int_equal(sheaf_load_keep_rejected(load, &row, NULL), SHEAF_OK);
    } else {
      assert_int_equal(sheaf_load_add(load, &record, NULL), SHEAF_OK);
    }
  }
  sheaf_record_clear(&record);
}

static void check(const library *self) {
  sheaf_error err = {0};
  if (sheaf_store_check(self->store, &err) || sheaf_index_check(self->index, &err) ||
      sheaf_load_check(self->store, self->index, &err))
    fail_msg("%s", err.message);
}

static void same_rows(const library *a, const library *b, const char *sql) {
  same_rows_of(sheaf_store_db(a->store), sheaf_store_db(b->store), sql);
}

static void leaves_the_same_library(void **state) {
  (void)state;
  library alone = open_library(NULL, 0), ahead = open_library(NULL, 1);
  for (int i = 0; i < 2; i++) {
    sheaf_load load = begin(i ? &ahead : &alone, "one");
    add(&load, 1, RECORDS);
    assert_int_equal(sheaf_load_end(&load, NULL), SHEAF_OK);
  }
  static const char *const queries[] = {
      "SELECT * FROM source",        "SELECT * FROM record",
      "SELECT * FROM record_body",   "SELECT * FROM problem",
      "SELECT * FROM rejected",      "SELECT id,record,note FROM ledger", /* made at the time of loading */
      "SELECT * FROM decision",      "SELECT * FROM index_page",
      "SELECT * FROM index_segment",
  };
  for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) same_rows(&alone, &ahead, queries[i]);
  assert_true(number(&ahead, "SELECT count(*) FROM index_segment") > 2);
  check(&ahead);
  close_library(&alone);
  close_library(&ahead);
}

/* The first batch is large enough for a thread, many small ones follow. */
static void add_small(sheaf_load *load, uint32_t n) {
  if (load->sealed) load->most = BATCH / 6;
  add(load, n, n);
}

/* Segments that are merged on a thread beside the load: the same library once more, and the same each time. */
static void merges_beside(void **state) {
  (void)state;
  enum { RUNS = 2 };
  char folder[] = "/tmp/sheaf-merge-XXXXXX", path[80], command[80];
  assert_non_null(mkdtemp(folder));
  library runs[RUNS], left;
  for (int run = 0; run < RUNS; run++) {
    snprintf(path, sizeof path, "%s/%d.sheaf", folder, run);
    runs[run] = open_library(path, 1);
    runs[run].index->least_aside = run ? 0 : UINT64_MAX;
    sheaf_load load = begin(&runs[run], "one");
    int most = 0;
    for (uint32_t n = 1; n <= RECORDS; n++) {
      add_small(&load, n);
      if (runs[run].index->merging && runs[run].index->merging_batches > most) most = runs[run].index->merging_batches;
    }
    assert_int_equal(most, run ? 4 : 0);
    assert_int_equal(sheaf_load_end(&load, NULL), SHEAF_OK);
    assert_null(runs[run].index->merging);
    check(&runs[run]);
  }
  static const char *const queries[] = {
      "SELECT * FROM source",        "SELECT * FROM record",
      "SELECT * FROM record_body",   "SELECT * FROM problem",
      "SELECT * FROM rejected",      "SELECT id,record,note FROM ledger",
      "SELECT * FROM decision",      "SELECT * FROM index_page",
      "SELECT * FROM index_segment", "SELECT 1 FROM index_segment WHERE id > 16",
  };
  for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) same_rows(&runs[0], &runs[1], queries[i]);
  /* Dropped in the midst of it, it leaves whole batches, and goes on from there. */
  snprintf(path, sizeof path, "%s/left.sheaf", folder);
  left = open_library(path, 1);
  left.index->least_aside = 0;
  sheaf_load load = begin(&left, "one");
  for (uint32_t n = 1; !left.index->merging || left.index->merging_batches < 2; n++) add_small(&load, n);
  sheaf_load_abort(&load);
  assert_null(left.index->merging);
  check(&left);
  const int64_t seen = number(&left, "SELECT seen FROM source");
  assert_int_equal(number(&left, "SELECT count(*) FROM record"), seen - seen / 17);
  load = begin(&left, "one");
  add(&load, 1, RECORDS);
  assert_int_equal(sheaf_load_end(&load, NULL), SHEAF_OK);
  check(&left);
  same_rows(&runs[0], &left, "SELECT * FROM record");
  close_library(&left);
  for (int run = 0; run < RUNS; run++) close_library(&runs[run]);
  snprintf(command, sizeof command, "rm -r %s", folder);
  assert_int_equal(system(command), 0);
}

static int refuse_second(void *context) {
  int *commits = context;
  return ++*commits > 1;
}

/* A commit fails: so does the load, and what was committed before stays. */
static void tells_of_a_failed_commit(void **state) {
  (void)state;
  library lib = open_library(NULL, 1);
  sheaf_load load = begin(&lib, "one");
  sheaf_record record;
  sheaf_record_init(&record);
  int commits = 0, code = SHEAF_OK;
  sqlite3_commit_hook(sheaf_store_db(lib.store), refuse_second, &commits);
  for (uint32_t n = 1; !code; n++) {
    make_record(&record, n);
    code = sheaf_load_add(&load, &record, NULL);
  }
  assert_int_not_equal(sheaf_load_add(&load, &record, NULL), SHEAF_OK);
  sheaf_load_abort(&load);
  sqlite3_commit_hook(sheaf_store_db(lib.store), NULL, NULL);
  assert_int_equal(commits, 2);
  check(&lib);
  assert_true(number(&lib, "SELECT seen FROM source") > 0);
  assert_int_equal(number(&lib, "SELECT count(*) FROM record"), number(&lib, "SELECT seen FROM source"));
  sheaf_record_clear(&record);
  close_library(&lib);
}

/* Dropped after every few hundred records, and begun again where it stopped. */
static void leaves_whole_batches(void **state) {
  (void)state;
  library lib = open_library(NULL, 1);
  int64_t before = 0;
  for (uint32_t n = 500; n < RECORDS; n += 700) {
    sheaf_load load = begin(&lib, "one");
    assert_int_equal(load.skip, before);
    add(&load, 1, n);
    sheaf_load_abort(&load);
    check(&lib);
    const int64_t seen = number(&lib, "SELECT coalesce(sum(seen),0) FROM source");
    assert_true(seen >= before && seen <= n);
    assert_int_equal(number(&lib, "SELECT count(*) FROM record"), seen - seen / 17);
    before = seen;
  }
  assert_true(before > 0);
  sheaf_load load = begin(&lib, "one");
  add(&load, 1, RECORDS - 1);
  assert_int_equal(sheaf_load_pause(&load, NULL), SHEAF_OK);
  assert_int_equal(number(&lib, "SELECT seen FROM source"), RECORDS - 1);
  load = begin(&lib, "one");
  add(&load, 1, RECORDS);
  assert_int_equal(sheaf_load_end(&load, NULL), SHEAF_OK);
  assert_int_equal(number(&lib, "SELECT complete FROM source"), 1);
  assert_int_equal(number(&lib, "SELECT count(*) FROM record"), RECORDS - RECORDS / 17);
  check(&lib);
  close_library(&lib);
}

/* The disk is full when a problem has the sealed batch written: whoever goes on all the same does no harm. */
static void fails_for_good(void **state) {
  (void)state;
  library lib = open_library(NULL, 1);
  const sheaf_problem problem = {1, 1, 0, SHEAF_WARNING, "odd", "an odd record"};
  sheaf_load load = begin(&lib, "one");
  uint32_t n = 1;
  while (!load.sealed) add(&load, n, n), n++;
  while (!sheaf_index_ready(lib.index)) sched_yield();
  char limit[64];
  snprintf(limit, sizeof limit, "PRAGMA max_page_count=%d", (int)number(&lib, "PRAGMA page_count"));
  number(&lib, limit);
  sheaf_record record;
  sheaf_record_init(&record);
  make_record(&record, n);
  assert_int_equal(sheaf_load_problem(&load, &problem, NULL), SHEAF_EIO);
  number(&lib, "PRAGMA max_page_count=1000000");
  assert_int_equal(sheaf_load_add(&load, &record, NULL), SHEAF_EIO);
  assert_int_equal(sheaf_load_reject(&load, NULL), SHEAF_EIO);
  assert_int_equal(sheaf_load_problem(&load, &problem, NULL), SHEAF_EIO);
  sheaf_load_abort(&load);
  assert_int_equal(number(&lib, "SELECT count(*) FROM record"), 0);
  assert_int_equal(number(&lib, "SELECT count(*) FROM index_segment"), 0);
  assert_int_equal(number(&lib, "SELECT count(*) FROM source"), 0);
  check(&lib);
  sheaf_record_clear(&record);
  close_library(&lib);
}

/* Behind each commit of the load, another connection loads a record. */
static int interfere(void *context, sqlite3 *db, const char *name, int pages) {
  (void)db, (void)name, (void)pages;
  const library *other = context;
  char sha256[16];
  snprintf(sha256, sizeof sha256, "other%d", (int)number(other, "SELECT count(*) FROM source"));
  sheaf_load load = begin(other, sha256);
  add(&load, 1, 1);
  assert_int_equal(sheaf_load_end(&load, NULL), SHEAF_OK);
  return SQLITE_OK;
}

static void gives_way_to_another_process(void **state) {
  (void)state;
  char folder[] = "/tmp/sheaf-load-XXXXXX", path[64], command[80];
  assert_non_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/library.sheaf", folder);
  library lib = open_library(path, 1), other = open_library(path, 0);
  sqlite3_wal_hook(sheaf_store_db(lib.store), interfere, &other);
  sheaf_load load = begin(&lib, "one");
  add(&load, 1, RECORDS);
  assert_int_equal(sheaf_load_end(&load, NULL), SHEAF_OK);
  assert_int_equal(sheaf_index_refresh(lib.index, NULL), SHEAF_OK);
  check(&lib);
  assert_int_equal(number(&lib, "SELECT count(*) FROM record WHERE source=1"), RECORDS - RECORDS / 17);
  assert_true(number(&lib, "SELECT count(*) FROM record WHERE source>1") > 2);
  for (uint32_t n = 2; n < RECORDS; n += 97) { /* each is found under the number that it has */
    char token[16], sql[120];
    if (n % 17 == 0) continue;
    snprintf(token, sizeof token, "own%u", n);
    sheaf_documents found = {0};
    assert_int_equal(sheaf_index_documents_of(lib.index, SHEAF_FIELD_ABSTRACT, token, strlen(token), &found, NULL),
                     SHEAF_OK);
    snprintf(sql, sizeof sql, "SELECT id FROM record WHERE source=1 AND ordinal=%u", n);
    assert_int_equal(found.ids[found.count - 1], number(&lib, sql));
    sheaf_mem_free(found.ids);
  }
  close_library(&other);
  close_library(&lib);
  snprintf(command, sizeof command, "rm -r %s", folder);
  assert_int_equal(system(command), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(leaves_the_same_library),
                                     cmocka_unit_test(leaves_whole_batches),
                                     cmocka_unit_test(merges_beside),
                                     cmocka_unit_test(fails_for_good),
                                     cmocka_unit_test(tells_of_a_failed_commit),
                                     cmocka_unit_test(gives_way_to_another_process)};
  int failures = 0;
  for (beside = 0; beside < 2; beside++) failures += cmocka_run_group_tests(tests, NULL, NULL);
  return failures;
}
