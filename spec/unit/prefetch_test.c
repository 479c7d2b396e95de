/* prefetch_test.c - a reader that works ahead gives what the reader alone gives, in the same order. */
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

#include "base/mem.h"
#include "read/prefetch.h"

enum { RECORDS = 10000 };

/* Every 7th record says nothing and is rejected, every 11th has an unfinished end. */
static void make_input(sheaf_buf *out) {
  for (int i = 0; i < RECORDS; i++) {
    sheaf_buf_add_text(out, "TY  - JOUR\n");
    if (i % 7) sheaf_buf_add_format(out, "TI  - Title number %d\nAU  - Family%d, Given\nPY  - 2001\n", i, i % 13);
    if (i % 11) sheaf_buf_add_text(out, "ER  - \n\n");
  }
  assert_false(out->failed);
}

static void note_problem(void *context, const sheaf_problem *problem) {
  sheaf_buf_add_format(context, "! %lu %lu %lu %d %s %s\n", (unsigned long)problem->line, (unsigned long)problem->byte,
                       (unsigned long)problem->record, (int)problem->severity, problem->code, problem->message);
}

static void note_record(sheaf_buf *log, int got, const sheaf_record *record) {
  sheaf_buf_add_format(log, "%d", got);
  if (got > 0)
    sheaf_buf_add_format(log, " %lu %lu %lu ", (unsigned long)record->line, (unsigned long)record->byte,
                         (unsigned long)record->bytes);
  if (got == SHEAF_READ_RECORD) sheaf_record_pack(record, log);
  sheaf_buf_add_byte(log, '\n');
}

static sheaf_source *open_source(const char *bytes, size_t length) {
  sheaf_error err = {0};
  sheaf_source *source;
  assert_int_equal(sheaf_source_open_memory(&source, "made", bytes, length, NULL, &err), SHEAF_OK);
  return source;
}

static void read_alone(const char *bytes, size_t length, sheaf_buf *log, sheaf_error *err) {
  sheaf_source *source = open_source(bytes, length);
  sheaf_reader *reader;
  sheaf_record record;
  sheaf_record_init(&record);
  assert_int_equal(sheaf_reader_open(&reader, source, NULL, note_problem, log, err), SHEAF_OK);
  int got;
  do {
    got = sheaf_reader_next(reader, &record, err);
    note_record(log, got, &record);
  } while (got > 0);
  sheaf_record_clear(&record);
  sheaf_reader_close(reader);
  sheaf_source_close(source);
}

/* Stops after `most` records. */
static void read_ahead(const char *bytes, size_t length, int most, sheaf_buf *log, sheaf_error *err) {
  sheaf_source *source = open_source(bytes, length);
  sheaf_prefetch *reader;
  assert_int_equal(sheaf_prefetch_open(&reader, source, NULL, NULL, note_problem, log, err), SHEAF_OK);
  int got = 1;
  for (int i = 0; got > 0 && i < most; i++) {
    const sheaf_record *record;
    got = sheaf_prefetch_next(reader, &record, err);
    note_record(log, got, record);
    if (got <= 0) assert_int_equal(sheaf_prefetch_next(reader, &record, err), SHEAF_READ_END);
  }
  if (got <= 0) assert_int_equal(sheaf_prefetch_consumed(reader), length);
  sheaf_prefetch_close(reader);
  sheaf_source_close(source);
}

static void compare(const char *bytes, size_t length) {
  sheaf_buf alone = {0}, ahead = {0};
  sheaf_error first = {0}, second = {0};
  read_alone(bytes, length, &alone, &first);
  read_ahead(bytes, length, INT32_MAX, &ahead, &second);
  assert_false(alone.failed || ahead.failed);
  assert_int_equal(alone.length, ahead.length);
  assert_memory_equal(alone.data, ahead.data, alone.length);
  assert_int_equal(first.code, second.code);
  assert_string_equal(first.message, second.message);
  sheaf_buf_clear(&alone);
  sheaf_buf_clear(&ahead);
}

static void gives_the_same(void **state) {
  (void)state;
  sheaf_buf input = {0};
  make_input(&input);
  compare(input.data, input.length);
  compare(input.data, 40);
  sheaf_buf_clear(&input);
}

/* A gzip file that is cut off: the source itself fails. */
static void gives_failures(void **state) {
  (void)state;
  static const unsigned char gzip[] = {0x1f, 0x8b, 8,    0,    0,    0,    0,    0,    2,    3,    0x0b, 0x89, 0x54,
                                       0x50, 0xd0, 0x55, 0xf0, 0xf2, 0x0f, 0x0d, 0xe2, 0x0a, 0xf1, 0x04, 0xf3};
  sheaf_error err = {0};
  sheaf_source *source;
  sheaf_prefetch *reader;
  assert_int_equal(sheaf_source_open_memory(&source, "cut.gz", (const char *)gzip, sizeof gzip, NULL, &err), SHEAF_OK);
  assert_int_equal(sheaf_prefetch_open(&reader, source, sheaf_reader_find("ris"), NULL, NULL, NULL, &err), SHEAF_OK);
  const sheaf_record *record;
  int got;
  do got = sheaf_prefetch_next(reader, &record, &err);
  while (got > 0);
  assert_int_equal(got, SHEAF_EFORMAT);
  assert_non_null(strstr(err.message, "cut.gz"));
  sheaf_prefetch_close(reader);
  sheaf_source_close(source);
}

/* What is rejected comes with its bytes, and nothing else does. */
static void gives_what_was_rejected(void **state) {
  (void)state;
  sheaf_buf input = {0};
  make_input(&input);
  sheaf_source *source = open_source(input.data, input.length);
  sheaf_prefetch *reader;
  assert_int_equal(sheaf_prefetch_open(&reader, source, NULL, NULL, NULL, NULL, NULL), SHEAF_OK);
  const sheaf_record *record;
  int got, rejected = 0;
  while ((got = sheaf_prefetch_next(reader, &record, NULL)) > 0) {
    const char *bytes;
    const size_t length = sheaf_prefetch_rejected(reader, &bytes);
    assert_int_equal(length, got == SHEAF_READ_REJECTED ? record->bytes : 0);
    if (!length) continue;
    assert_memory_equal(bytes, input.data + record->byte, length);
    rejected++;
  }
  assert_int_equal(rejected, (RECORDS + 6) / 7);
  sheaf_prefetch_close(reader);
  sheaf_source_close(source);
  sheaf_buf_clear(&input);
}

static void stops_anywhere(void **state) {
  (void)state;
  static const int stops[] = {0, 1, 31, 32, 33, 4096, 9000};
  sheaf_buf input = {0}, log = {0};
  sheaf_error err = {0};
  make_input(&input);
  for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) read_ahead(input.data, input.length, stops[i], &log, &err);
  sheaf_buf_clear(&log);
  sheaf_buf_clear(&input);
  sheaf_prefetch_close(NULL);
}

static void refuses_what_it_does_not_know(void **state) {
  (void)state;
  sheaf_source *source = open_source("?", 1);
  sheaf_prefetch *reader;
  sheaf_error err = {0};
  assert_int_equal(sheaf_prefetch_open(&reader, source, NULL, NULL, NULL, NULL, &err), SHEAF_EFORMAT);
  assert_null(reader);
  sheaf_source_close(source);
}

/* Kibibytes, at its peak. */
static long memory(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

/* Few bytes of the input become long records: a batch is full with one of them. */
static void keeps_few_long_records(void **state) {
  (void)state;
  enum { WORDS = 8000, TIMES = 200, ENTRIES = 32, MOST = 250 << 10 };
  sheaf_buf input = {0};
  sheaf_error err = {0};
  sheaf_prefetch *reader;
  const sheaf_record *record;
  sheaf_buf_add_text(&input, "@string{s = {");
  for (int i = 0; i < WORDS; i++) sheaf_buf_add_text(&input, "letters ");
  sheaf_buf_add_text(&input, "}}\n");
  for (int i = 0; i < ENTRIES; i++) {
    sheaf_buf_add_format(&input, "@misc{k%d, abstract = s", i);
    for (int more = 1; more < TIMES; more++) sheaf_buf_add_text(&input, "#s");
    sheaf_buf_add_text(&input, "}\n");
  }
  assert_false(input.failed);
  sheaf_source *source = open_source(input.data, input.length);
  assert_int_equal(sheaf_prefetch_open(&reader, source, sheaf_reader_find("bibtex"), NULL, NULL, NULL, &err), SHEAF_OK);
  const long before = memory();
  assert_int_equal(sheaf_prefetch_next(reader, &record, &err), SHEAF_READ_RECORD);
  assert_true(sheaf_record_first(record, SHEAF_FIELD_ABSTRACT)->length > WORDS * TIMES * 7);
  assert_true(memory() - before < MOST);
  sheaf_prefetch_close(reader);
  sheaf_source_close(source);
  sheaf_buf_clear(&input);
}

/* A format of titles, in whose second batch memory runs out behind the reader's back: nothing is left to pack into. */
enum { GOOD = 40, LONGER = 1 << 20 };

static int detect_titles(const char *head, size_t length, const char **dialect) {
  (void)head, (void)length, (void)dialect;
  return 1;
}

static void *open_titles(sheaf_reader *reader) {
  (void)reader;
  return sheaf_mem_zero(1, sizeof(int));
}

static int next_title(void *state, sheaf_reader *reader, sheaf_record *record, sheaf_error *err) {
  (void)reader, (void)err;
  static const char text[LONGER] = "a title";
  const int last = ++*(int *)state > GOOD;
  sheaf_record_add(record, SHEAF_FIELD_TITLE, text, last ? sizeof text : 7, NULL, 0);
  if (last) sheaf_mem_fail(0, 0);
  return SHEAF_READ_RECORD;
}

static void ends_where_memory_runs_out(void **state) {
  (void)state;
  static const sheaf_format titles = {
      .name = "titles", .detect = detect_titles, .open = open_titles, .next = next_title, .close = sheaf_mem_free};
  sheaf_error err = {0};
  sheaf_prefetch *reader;
  const sheaf_record *record;
  sheaf_source *source = open_source("?", 1);
  assert_int_equal(sheaf_prefetch_open(&reader, source, &titles, NULL, NULL, NULL, &err), SHEAF_OK);
  for (int i = 0; i < GOOD; i++) {
    assert_int_equal(sheaf_prefetch_next(reader, &record, &err), SHEAF_READ_RECORD);
    assert_int_equal(record->entries[0].length, 7);
  }
  assert_int_equal(sheaf_prefetch_next(reader, &record, &err), SHEAF_ENOMEM);
  assert_int_equal(err.code, SHEAF_ENOMEM);
  assert_int_equal(sheaf_prefetch_next(reader, &record, &err), SHEAF_READ_END);
  sheaf_prefetch_close(reader);
  assert_int_equal(sheaf_prefetch_open(&reader, source, &titles, NULL, NULL, NULL, &err), SHEAF_OK);
  sheaf_mem_fail(0, 0); /* the caller's own, this time */
  assert_int_equal(sheaf_prefetch_next(reader, &record, &err), SHEAF_ENOMEM);
  sheaf_mem_fail(-1, 0);
  sheaf_prefetch_close(reader);
  sheaf_source_close(source);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(gives_the_same),
                                     cmocka_unit_test(gives_failures),
                                     cmocka_unit_test(gives_what_was_rejected),
                                     cmocka_unit_test(stops_anywhere),
                                     cmocka_unit_test(keeps_few_long_records),
                                     cmocka_unit_test(ends_where_memory_runs_out),
                                     cmocka_unit_test(refuses_what_it_does_not_know)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
