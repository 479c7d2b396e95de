/* index_damage_test.c - an index whose bytes were changed, cut or forged, and an index that runs out of memory: every
 * call ends with an answer or a code, and the check finds what the sums cover. */
#define _POSIX_C_SOURCE 200809L
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

#include <sqlite3.h>

#include "base/error.h"
#include "base/mem.h"
#include "index/index.h"
#include "index/pack.h"

/* ---- records ---- */

static uint32_t state_of_random = 1;

static uint32_t draw(uint32_t below) {
  state_of_random = state_of_random * 1664525u + 1013904223u;
  return (uint32_t)(((uint64_t)(state_of_random >> 4) * below) >> 28);
}

/* A record with something in every kind of field. */
static void make_record(sheaf_record *r, uint32_t number) {
  sheaf_buf text = {0};
  for (uint32_t i = 0; i < 12; i++) sheaf_buf_add_format(&text, "w%u ", draw(1u << draw(8)) * 7);
  sheaf_record_add(r, SHEAF_FIELD_TITLE, sheaf_buf_text(&text), text.length / 3, NULL, 0);
  sheaf_record_add(r, SHEAF_FIELD_ABSTRACT, text.data, text.length, "RESULTS", 7);
  sheaf_record_add_text(r, SHEAF_FIELD_AUTHOR, "Family\x1fGiven\x1fG");
  sheaf_record_add_text(r, SHEAF_FIELD_AUTHOR, "Other\x1fGiven Quentin");
  sheaf_record_add_text(r, SHEAF_FIELD_HEADING, "*Access\x1futilization\x1f*trends");
  sheaf_record_add_text(r, SHEAF_FIELD_LANGUAGE, "eng");
  sheaf_buf_reset(&text);
  sheaf_buf_add_format(&text, "%u", 1000 + number);
  sheaf_record_add_text(r, SHEAF_FIELD_PMID, sheaf_buf_text(&text));
  sheaf_buf_clear(&text);
}

static void run(sqlite3 *db, const char *sql) { assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK); }

static sqlite3 *open_database(void) {
  sqlite3 *db;
  assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
  run(db, sheaf_index_schema());
  return db;
}

/* ---- damage ---- */

/* Reads all that can be read, whatever it is. */
static int ignore(void *context, const char *token, size_t length, uint32_t documents) {
  (void)token, (void)length, (void)documents;
  ++*(int *)context;
  return 0;
}

static void read_everything(sheaf_index *index) {
  static const char *const tokens[] = {"w0", "w7", "w14", "eng", "abstract", "results", "given"};
  sheaf_error err = {0};
  static const unsigned fields[] = {SHEAF_FIELD_TITLE, SHEAF_FIELD_ABSTRACT, SHEAF_FIELD_LANGUAGE, SHEAF_FIELD_HEADING,
                                    SHEAF_INDEX_HAS};
  for (size_t n = 0; n < sizeof fields / sizeof *fields; n++) {
    const unsigned field = fields[n];
    int seen = 0;
    uint32_t tokens_of;
    sheaf_index_terms(index, field, "", 0, ignore, &seen, &err);
    sheaf_index_length(index, field, 3, &tokens_of, &err);
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
      sheaf_posting_cursor *c;
      sheaf_documents all = {0};
      sheaf_index_documents_of(index, field, tokens[i], strlen(tokens[i]), &all, &err);
      sheaf_mem_free(all.ids);
      if (sheaf_index_find(index, field, tokens[i], strlen(tokens[i]), &c, &err) || !c) continue;
      uint32_t count, document = sheaf_posting_cursor_seek(c, 2);
      for (; document; document = sheaf_posting_cursor_next(c)) sheaf_posting_cursor_occurrences(c, &count);
      sheaf_posting_cursor_close(c);
    }
  }
}

typedef struct row {
  char *table;    /* where it lies */
  int64_t id;     /* its key */
  uint8_t *bytes; /* with the sum */
  size_t length;  /* of them */
} row;

static size_t read_rows(sqlite3 *db, row rows[64]) {
  sqlite3_stmt *s;
  size_t n = 0;
  assert_int_equal(sqlite3_prepare_v2(db,
                                      "SELECT 'index_segment', id, head FROM index_segment UNION ALL "
                                      "SELECT 'index_page', id, bytes FROM index_page",
                                      -1, &s, NULL),
                   SQLITE_OK);
  while (sqlite3_step(s) == SQLITE_ROW) {
    assert_true(n < 64);
    const size_t length = (size_t)sqlite3_column_bytes(s, 2);
    rows[n] =
        (row){strdup((const char *)sqlite3_column_text(s, 0)), sqlite3_column_int64(s, 1), malloc(length), length};
    memcpy(rows[n++].bytes, sqlite3_column_blob(s, 2), length);
  }
  sqlite3_finalize(s);
  return n;
}

static void write_row(sqlite3 *db, const row *r, const uint8_t *bytes, size_t length) {
  sqlite3_stmt *s;
  const char *sql = strcmp(r->table, "index_page") ? "UPDATE index_segment SET head = ?1 WHERE id = ?2"
                                                   : "UPDATE index_page SET bytes = ?1 WHERE id = ?2";
  assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
  sqlite3_bind_blob(s, 1, bytes, (int)length, SQLITE_TRANSIENT);
  sqlite3_bind_int64(s, 2, r->id);
  assert_int_equal(sqlite3_step(s), SQLITE_DONE);
  sqlite3_finalize(s);
}

static void sum_again(uint8_t *bytes, size_t length) {
  const uint64_t sum = sheaf_pack_sum(bytes, length - 8);
  for (size_t i = 0; i < 8; i++) bytes[length - 8 + i] = (uint8_t)(sum >> 8 * i);
}

/* Opens the damaged index anew, checks it and reads it all: 0 where the check found nothing. */
static int try_damaged(sqlite3 *db) {
  sheaf_error err = {0};
  sheaf_index *index;
  int code = sheaf_index_open(&index, db, &err);
  if (code) return code;
  code = sheaf_index_check(index, &err);
  read_everything(index);
  run(db, "SAVEPOINT m");
  sheaf_index_merge(index, 1, &err);
  run(db, "ROLLBACK TO m");
  run(db, "RELEASE m");
  sheaf_index_close(index);
  return code;
}

/* Two segments. */
static void fill(sqlite3 *db, uint32_t count) {
  sheaf_error err = {0};
  sheaf_index *index;
  sheaf_record record;
  sheaf_record_init(&record);
  assert_int_equal(sheaf_index_open(&index, db, &err), 0);
  for (uint32_t i = 1; i <= count; i++) {
    make_record(&record, i);
    assert_int_equal(sheaf_index_add(index, i, &record, &err), 0);
    sheaf_record_reset(&record);
    if (i == count / 2 || i == count) assert_int_equal(sheaf_index_flush(index, &err), 0);
  }
  sheaf_record_clear(&record);
  sheaf_index_close(index);
}

static void damage_is_found(void **state) {
  (void)state;
  row rows[64];
  state_of_random = 5;
  sqlite3 *db = open_database();
  fill(db, 4);
  const size_t count = read_rows(db, rows);
  assert_int_equal(try_damaged(db), 0);
  for (size_t r = 0; r < count; r++) {
    uint8_t *copy = malloc(rows[r].length);
    for (size_t at = 0; at < rows[r].length; at++) {
      memcpy(copy, rows[r].bytes, rows[r].length);
      copy[at] ^= (uint8_t)(1u << draw(8));
      write_row(db, &rows[r], copy, rows[r].length);
      if (at % 16 == 0) assert_int_equal(try_damaged(db), SHEAF_ECORRUPT); /* the sum finds it */
      if (at < rows[r].length - 8) {                                       /* a forger mends the sum */
        sum_again(copy, rows[r].length);
        write_row(db, &rows[r], copy, rows[r].length);
        const int code = try_damaged(db);
        assert_true(code == 0 || code == SHEAF_ECORRUPT);
      }
    }
    for (size_t length = 0; length < rows[r].length; length += 1 + rows[r].length / 20) {
      write_row(db, &rows[r], rows[r].bytes, length);
      assert_int_equal(try_damaged(db), SHEAF_ECORRUPT);
    }
    write_row(db, &rows[r], rows[r].bytes, rows[r].length);
    free(copy);
  }
  assert_int_equal(try_damaged(db), 0);
  for (size_t r = 0; r < count; r++) {
    run(db, "SAVEPOINT d");
    char sql[128];
    snprintf(sql, sizeof sql, "DELETE FROM %s WHERE id = %lld", rows[r].table, (long long)rows[r].id);
    run(db, sql);
    assert_int_equal(try_damaged(db), SHEAF_ECORRUPT);
    run(db, "ROLLBACK TO d");
    run(db, "RELEASE d");
    free(rows[r].table);
    free(rows[r].bytes);
  }
  assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* ---- out of memory ---- */

static int scenario(sqlite3 *db, sheaf_record *records, uint32_t count) {
  sheaf_error err = {0};
  sheaf_index *index;
  int code = sheaf_index_open(&index, db, &err), seen = 0;
  if (code) return code;
  for (uint32_t i = 0; i < count && !code; i++) {
    code = sheaf_index_add(index, i + 1, &records[i], &err);
    if (!code && i % 4 == 3) code = sheaf_index_flush(index, &err);
  }
  if (!code) code = sheaf_index_flush(index, &err);
  if (!code) code = sheaf_index_merge(index, 1, &err);
  if (!code) code = sheaf_index_terms(index, SHEAF_FIELD_TITLE, "", 0, ignore, &seen, &err);
  if (!code) code = sheaf_index_check(index, &err);
  sheaf_posting_cursor *c = NULL;
  sheaf_documents all = {0};
  uint32_t tokens;
  if (!code) code = sheaf_index_length(index, SHEAF_FIELD_TITLE, 1, &tokens, &err);
  if (!code) code = sheaf_index_documents_of(index, SHEAF_FIELD_LANGUAGE, "eng", 3, &all, &err);
  if (!code) code = sheaf_index_find(index, SHEAF_FIELD_ABSTRACT, "results", 7, &c, &err);
  while (!code && c && sheaf_posting_cursor_next(c)) sheaf_posting_cursor_occurrences(c, &tokens);
  if (!code && c) code = sheaf_posting_cursor_error(c, &err);
  sheaf_posting_cursor_close(c);
  sheaf_mem_free(all.ids);
  if (code) sheaf_index_discard(index);
  sheaf_index_close(index);
  return code;
}

static void memory_runs_out(void **state) {
  (void)state;
  enum { RECORDS = 10 };
  sheaf_record records[RECORDS];
  for (uint32_t i = 0; i < RECORDS; i++) {
    sheaf_record_init(&records[i]);
    make_record(&records[i], i);
  }
  sqlite3 *db = open_database();
  long failed = 0;
  for (int for_good = 0; for_good < 2; for_good++) {
    for (long after = 0;; after++) {
      run(db, "BEGIN");
      sheaf_mem_fail(after, for_good);
      const int code = scenario(db, records, RECORDS);
      sheaf_mem_fail(-1, 0);
      run(db, "ROLLBACK");
      if (code == 0) break;
      assert_int_equal(code, SHEAF_ENOMEM);
      failed++;
    }
  }
  assert_true(failed > 200);
  for (uint32_t i = 0; i < RECORDS; i++) sheaf_record_clear(&records[i]);
  assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(damage_is_found), cmocka_unit_test(memory_runs_out)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
