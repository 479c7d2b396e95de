/* aside_test.c - segments that are merged on a thread beside other work become, byte for byte, what they become at
 * once; the merge may be left at any moment, and nothing of it stays then; so where another process comes between. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
/* cmocka wants the first four */
#include <cmocka.h>
#include <sqlite3.h>

#include "base/mem.h"
#include "index/aside.h"
#include "index/state.h"
#include "same_rows.h"
#include "store/db.h"

enum { SEGMENTS = 8, RECORDS = 300, WORDS = 200 }; /* of a segment, of a record */

typedef struct library {
  char path[64];      /* "" in memory */
  sqlite3 *db;        /* owned */
  sheaf_index *index; /* owned */
  uint32_t records;   /* of a segment */
} library;

static void run(const library *self, const char *sql) {
  assert_int_equal(sqlite3_exec(self->db, sql, NULL, NULL, NULL), SQLITE_OK);
}

static void remove_files(const library *self) {
  char name[80];
  static const char *const ends[] = {"", "-wal", "-shm"};
  for (size_t i = 0; i < 3; i++) {
    snprintf(name, sizeof name, "%s%s", self->path, ends[i]);
    remove(name);
  }
}

static void open_index(library *self) {
  assert_int_equal(sheaf_index_open(&self->index, self->db, NULL), SHEAF_OK);
  sheaf_index_work_ahead(self->index);
  self->index->least_aside = 0;
}

static void close_library(library *self) {
  sheaf_index_close(self->index);
  sheaf_db_close(self->db);
  if (*self->path) remove_files(self);
}

static void add(library *self, uint32_t segment) {
  sheaf_record record;
  sheaf_record_init(&record);
  uint32_t x = segment * 77 + 1;
  for (uint32_t r = 1; r <= self->records; r++) {
    char text[WORDS * 12];
    size_t length = 0;
    sheaf_record_reset(&record);
    for (int i = 0; i < WORDS; i++) {
      x = x * 1664525u + 1013904223u;
      length += (size_t)snprintf(text + length, sizeof text - length, "w%u ", (x >> 12) % (i % 3 ? 300u : 300000u));
    }
    sheaf_record_add(&record, SHEAF_FIELD_ABSTRACT, text, length, NULL, 0);
    assert_int_equal(sheaf_index_add(self->index, segment * self->records + r, &record, NULL), SHEAF_OK);
  }
  sheaf_record_clear(&record);
}

/* So many segments of one level, each committed. */
static void make_small(library *self, const char *name, uint32_t segments, uint32_t records) {
  *self = (library){.records = records};
  if (name) snprintf(self->path, sizeof self->path, "/tmp/sheaf-%s.%ld", name, (long)getpid());
  if (name) remove_files(self);
  assert_int_equal(sheaf_db_open(&self->db, name ? self->path : NULL, 0, 1, NULL), SHEAF_OK);
  run(self, sheaf_index_schema());
  open_index(self);
  run(self, "CREATE TABLE other (id INTEGER PRIMARY KEY, text TEXT); PRAGMA application_id = 0x73686566");
  for (uint32_t s = 0; s < segments; s++) {
    run(self, "BEGIN IMMEDIATE");
    add(self, s);
    assert_int_equal(sheaf_index_flush(self->index, NULL), SHEAF_OK);
    run(self, "COMMIT");
  }
}

static void make_library(library *self, const char *name, uint32_t segments) {
  make_small(self, name, segments, RECORDS);
}

/* Writes something else, so many times. */
static void step(library *self, int steps) {
  for (int i = 0; i < steps; i++) run(self, "INSERT INTO other (text) VALUES (hex(randomblob(500)))");
}

static void begin(library *self) {
  run(self, "BEGIN IMMEDIATE");
  assert_int_equal(sheaf_index_merge_begin(self->index, NULL), SHEAF_OK);
}

/* Gives the transaction up: all segments are there again. */
static void roll_back(library *self) {
  sheaf_db_rollback(self->db);
  sheaf_index_discard(self->index);
  assert_int_equal(self->index->count, SEGMENTS);
}

static void add_segment(library *self, uint32_t segment) {
  add(self, segment);
  assert_int_equal(sheaf_index_flush(self->index, NULL), SHEAF_OK);
}

static void same_index(const library *a, const library *b) {
  same_rows_of(a->db, b->db, "SELECT id, head FROM index_segment ORDER BY id");
  same_rows_of(a->db, b->db, "SELECT id, bytes FROM index_page ORDER BY id");
}

/* A transaction that merges, writes something else meanwhile, and adds a segment. */
static void merge_beside(library *self, int threaded, int steps) {
  begin(self);
  assert_int_equal(self->index->merging != NULL, threaded);
  step(self, steps);
  add_segment(self, SEGMENTS);
  assert_int_equal(sheaf_index_merge_finish(self->index, NULL), SHEAF_OK);
  assert_null(self->index->merging);
  run(self, "COMMIT");
}

static void gives_the_same_bytes(void **state) {
  (void)state;
  library once, beside, inside;
  make_library(&once, "aside_once", SEGMENTS);
  once.index->least_aside = UINT64_MAX;
  merge_beside(&once, 0, 0);
  assert_int_equal(once.index->count, 2);
  make_library(&inside, NULL, SEGMENTS);
  merge_beside(&inside, 0, 0);
  same_index(&once, &inside);
  close_library(&inside);
  for (int steps = 0; steps < 2000; steps += 1000) {
    make_library(&beside, "aside_beside", SEGMENTS);
    merge_beside(&beside, 1, steps);
    same_index(&once, &beside);
    assert_int_equal(sheaf_index_check(beside.index, NULL), SHEAF_OK);
    close_library(&beside);
  }
  close_library(&once);
}

/* A rollback, or closing the index, at any moment leaves all segments as they were. */
static void may_be_left(void **state) {
  (void)state;
  library self, before;
  make_library(&before, NULL, SEGMENTS);
  make_library(&self, "aside_left", SEGMENTS);
  for (int steps = 0; steps < 160; steps += 40) {
    begin(&self);
    assert_non_null(self.index->merging);
    step(&self, steps);
    if (steps % 80) {
      sheaf_index_close(self.index);
      run(&self, "ROLLBACK");
      open_index(&self);
    } else {
      roll_back(&self);
    }
    assert_int_equal(self.index->count, SEGMENTS);
    same_index(&before, &self);
  }
  close_library(&self);
  close_library(&before);
}

/* What the thread finds damaged is told at the end at the latest. */
static void tells_what_is_damaged(void **state) {
  (void)state;
  library self;
  make_library(&self, "aside_damaged", SEGMENTS);
  run(&self,
      "UPDATE index_page SET bytes = zeroblob(length(bytes)) WHERE id = (SELECT max(id) FROM index_page "
      "WHERE id < 3 << 30 AND id >> 28 & 3 = 0)");
  begin(&self);
  sheaf_error err = {0};
  assert_int_equal(sheaf_index_merge_finish(self.index, &err), SHEAF_ECORRUPT);
  assert_non_null(strstr(err.message, "damaged"));
  roll_back(&self);
  close_library(&self);
}

/* It goes on over several transactions, and what they add stands behind what it writes; whoever looks meanwhile finds
 * nothing of it. After some of them it is waited for. */
static void goes_on_over_transactions(void **state) {
  (void)state;
  enum { MORE = 5 };
  library once, beside;
  make_library(&once, NULL, SEGMENTS);
  run(&once, "BEGIN IMMEDIATE");
  assert_int_equal(sheaf_index_merge(once.index, 0, NULL), SHEAF_OK);
  make_library(&beside, "aside_flushed", SEGMENTS);
  for (uint32_t s = 0; s < MORE; s++) {
    add_segment(&once, SEGMENTS + s);
    begin(&beside);
    assert_non_null(beside.index->merging);
    add_segment(&beside, SEGMENTS + s);
    step(&beside, 200);
    assert_int_equal(beside.index->count, SEGMENTS + s + 1);
    assert_int_equal(sheaf_index_check(beside.index, NULL), SHEAF_OK);
    assert_int_equal(sheaf_index_merge_batch(beside.index, NULL), SHEAF_OK);
    assert_int_equal(beside.index->merging == NULL, s + 1 == MORE);
    run(&beside, "COMMIT");
  }
  assert_int_equal(beside.index->count, 1 + MORE);
  same_index(&once, &beside);
  assert_int_equal(sheaf_index_check(beside.index, NULL), SHEAF_OK);
  close_library(&beside);
  close_library(&once);
}

/* Between two transactions another process merges what is being merged, or writes so much that its number is taken. */
static void gives_way(void **state) {
  (void)state;
  for (int merges = 0; merges < 2; merges++) {
    library self, other = {.records = RECORDS};
    make_library(&self, "aside_way", SEGMENTS);
    begin(&self);
    assert_non_null(self.index->merging);
    run(&self, "COMMIT");
    assert_int_equal(sheaf_db_open(&other.db, self.path, 0, 0, NULL), SHEAF_OK);
    assert_int_equal(sheaf_index_open(&other.index, other.db, NULL), SHEAF_OK);
    run(&other, "BEGIN IMMEDIATE");
    if (merges)
      assert_int_equal(sheaf_index_merge(other.index, 1, NULL), SHEAF_OK);
    else
      add_segment(&other, SEGMENTS);
    run(&other, "COMMIT");
    run(&self, "BEGIN IMMEDIATE");
    assert_int_equal(sheaf_index_merge_finish(self.index, NULL), SHEAF_OK);
    assert_null(self.index->merging);
    assert_int_equal(self.index->count, merges ? 1 : SEGMENTS + 1);
    add_segment(&self, SEGMENTS + 1);
    run(&self, "COMMIT");
    assert_int_equal(sheaf_index_check(self.index, NULL), SHEAF_OK);
    begin(&self); /* once more, where it is due */
    assert_int_equal(sheaf_index_merge_finish(self.index, NULL), SHEAF_OK);
    run(&self, "COMMIT");
    assert_int_equal(self.index->count, merges ? 2 : 1);
    assert_int_equal(sheaf_index_check(self.index, NULL), SHEAF_OK);
    sheaf_index_close(other.index);
    sheaf_db_close(other.db);
    close_library(&self);
  }
}

/* Without room for what it writes the segments stay, and are merged another time; without a file, at once. */
static void lacks_room(void **state) {
  (void)state;
  library self;
  make_library(&self, "aside_room", SEGMENTS);
  struct rlimit limit;
  signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
  run(&self, "BEGIN IMMEDIATE");
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &(struct rlimit){100 << 10, limit.rlim_max}), 0);
  assert_int_equal(sheaf_index_merge_begin(self.index, NULL), SHEAF_OK);
  assert_non_null(self.index->merging);
  const int code = sheaf_index_merge_finish(self.index, NULL);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
  assert_int_equal(code, SHEAF_OK);
  run(&self, "COMMIT");
  assert_int_equal(self.index->count, SEGMENTS);
  assert_int_equal(sheaf_index_check(self.index, NULL), SHEAF_OK);
  assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
  run(&self, "BEGIN IMMEDIATE");
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &(struct rlimit){3, limit.rlim_max}), 0);
  assert_int_equal(sheaf_index_merge_begin(self.index, NULL), SHEAF_OK);
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
  assert_null(self.index->merging);
  run(&self, "COMMIT");
  assert_int_equal(self.index->count, 1);
  assert_int_equal(sheaf_index_check(self.index, NULL), SHEAF_OK);
  close_library(&self);
}

/* It is the library that has no room for what was written: its transaction may be gone, and nobody goes on. */
static void tells_of_a_full_library(void **state) {
  (void)state;
  library self;
  struct rlimit limit;
  sheaf_error err = {0};
  signal(SIGXFSZ, SIG_IGN);
  make_library(&self, "aside_full", SEGMENTS);
  run(&self, "PRAGMA cache_size=10");
  begin(&self);
  assert_non_null(self.index->merging);
  assert_int_equal(sheaf_aside_take(self.index->merging, &self.index->merged, &err), 1); /* the thread is over */
  assert_int_equal(sheaf_pages_store(&self.index->pages, &self.index->merged, self.index->merging_id, &err), 0);
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &(struct rlimit){100 << 10, limit.rlim_max}), 0);
  const int code = sheaf_index_merge_finish(self.index, &err);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
  assert_int_equal(code, SHEAF_EIO);
  assert_non_null(strstr(err.message, "disk"));
  roll_back(&self);
  assert_int_equal(sheaf_index_check(self.index, NULL), SHEAF_OK);
  close_library(&self);
}

/* What stands at the path meanwhile is not the library; and without a log that others read beside, nobody waits. */
static void stays_at_home(void **state) {
  (void)state;
  library self, other;
  char moved[80];
  make_library(&self, "aside_self", SEGMENTS);
  make_library(&other, "aside_other", SEGMENTS);
  snprintf(moved, sizeof moved, "%s.moved", self.path);
  assert_int_equal(rename(self.path, moved), 0);
  assert_int_equal(rename(other.path, self.path), 0);
  begin(&self);
  assert_null(self.index->merging);
  run(&self, "COMMIT");
  assert_int_equal(sheaf_index_documents(self.index), SEGMENTS * RECORDS);
  close_library(&self);
  close_library(&other);
  remove(moved);
  make_library(&self, "aside_journal", SEGMENTS);
  run(&self, "PRAGMA journal_mode=DELETE");
  begin(&self);
  assert_null(self.index->merging);
  assert_int_equal(self.index->count, 1);
  run(&self, "COMMIT");
  close_library(&self);
}

/* Each allocation of the caller fails in turn, alone or with all later ones: the merge is done, or nothing of it is. */
static void lacks_memory(void **state) {
  (void)state;
  library self, before;
  make_small(&before, NULL, SEGMENTS, 20);
  make_small(&self, "aside_memory", SEGMENTS, 20);
  for (int for_good = 0; for_good < 2; for_good++) {
    int failed = 1;
    for (long after = 0; failed; after++) {
      const unsigned long failures = sheaf_mem_failures();
      run(&self, "BEGIN IMMEDIATE");
      sheaf_mem_fail(after, for_good);
      int code = sheaf_index_merge_begin(self.index, NULL);
      if (!code) code = sheaf_index_merge_finish(self.index, NULL);
      sheaf_mem_fail(-1, 0);
      failed = sheaf_mem_failures() > failures;
      assert_int_equal(code, code ? SHEAF_ENOMEM : SHEAF_OK);
      assert_true(failed || !code);
      if (!code) assert_int_equal(self.index->count, 1);
      roll_back(&self);
    }
  }
  same_index(&before, &self);
  close_library(&self);
  close_library(&before);
}

/* How many files a program that is started now would have besides its own three. */
static int inherited(void) {
  int count = 0;
  for (int file = 3; file < 256; file++) {
    const int flags = fcntl(file, F_GETFD);
    count += flags >= 0 && !(flags & FD_CLOEXEC);
  }
  return count;
}

static void reaches_no_other_program(void **state) {
  (void)state;
  library self;
  make_library(&self, "aside_files", SEGMENTS);
  const int before = inherited();
  begin(&self);
  assert_non_null(self.index->merging);
  assert_int_equal(inherited(), before);
  run(&self, "ROLLBACK");
  close_library(&self);
}

/* Few segments are left as they are. */
static void begins_where_it_is_due(void **state) {
  (void)state;
  library self;
  make_library(&self, "aside_few", SEGMENTS - 1);
  begin(&self);
  assert_null(self.index->merging);
  assert_int_equal(sheaf_index_merge_batch(self.index, NULL), SHEAF_OK);
  run(&self, "COMMIT");
  assert_int_equal(self.index->count, SEGMENTS - 1);
  close_library(&self);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(gives_the_same_bytes),
                                     cmocka_unit_test(may_be_left),
                                     cmocka_unit_test(tells_what_is_damaged),
                                     cmocka_unit_test(begins_where_it_is_due),
                                     cmocka_unit_test(reaches_no_other_program),
                                     cmocka_unit_test(goes_on_over_transactions),
                                     cmocka_unit_test(gives_way),
                                     cmocka_unit_test(lacks_room),
                                     cmocka_unit_test(tells_of_a_full_library),
                                     cmocka_unit_test(stays_at_home),
                                     cmocka_unit_test(lacks_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
