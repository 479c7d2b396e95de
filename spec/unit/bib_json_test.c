/* bib_json_test.c - BibTeX and the JSON formats under damage: cut at every byte, changed bytes, deep nesting, long
 * chains, memory that runs out. Seen is loaded and rejected, each rejection has one reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the first four */
#include <cmocka.h>

#include "base/mem.h"
#include "read/reader.h"

typedef struct counts {
  size_t loaded;   /* records */
  size_t rejected; /* records */
  size_t problems; /* of severity rejected */
  int code;        /* of the end */
} counts;

static void listen(void *context, const sheaf_problem *problem) {
  counts *self = context;
  assert_true(problem->code && *problem->code && *problem->message && problem->line > 0);
  self->problems += problem->severity == SHEAF_REJECTED;
}

static counts load(const char *bytes, size_t length, const char *format) {
  counts self = {0};
  sheaf_error err = {0};
  sheaf_source *source = NULL;
  sheaf_reader *reader = NULL;
  sheaf_record record;
  sheaf_record_init(&record);
  self.code = sheaf_source_open_memory(&source, "test", bytes, length, NULL, &err);
  if (!self.code)
    self.code = sheaf_reader_open(&reader, source, format ? sheaf_reader_find(format) : NULL, listen, &self, &err);
  while (!self.code) {
    const int got = sheaf_reader_next(reader, &record, &err);
    if (got <= 0) {
      self.code = got;
      break;
    }
    assert_true(record.byte + record.bytes <= length);
    if (got == SHEAF_READ_RECORD) self.loaded++;
    if (got == SHEAF_READ_REJECTED) self.rejected++;
  }
  if (reader && self.code != SHEAF_ENOMEM) {
    assert_int_equal(sheaf_reader_seen(reader), self.loaded + self.rejected);
    assert_int_equal(self.problems, self.rejected);
  }
  sheaf_record_clear(&record);
  sheaf_reader_close(reader);
  sheaf_source_close(source);
  return self;
}

static const struct {
  const char *name, *format;
  size_t loaded, rejected;
} files[] = {{"library.bib", "bibtex", 6, 2},
             {"items.csl.json", "csl-json", 2, 2},
             {"crossref.json", "crossref", 2, 0},
             {"openalex.jsonl", "openalex", 2, 1},
             {"sheaf.jsonl", "jsonl", 4, 6}};

enum { FILES = sizeof files / sizeof *files };

static char *slurp(const char *name, size_t *length) {
  char path[256];
  snprintf(path, sizeof path, "spec/fixtures/formats/%s", name);
  FILE *file = fopen(path, "rb");
  if (!file) fail_msg("cannot open %s", path);
  char *bytes = malloc(1 << 16);
  assert_non_null(bytes);
  *length = fread(bytes, 1, 1 << 16, file);
  fclose(file);
  return bytes;
}

static void test_files(void **state) {
  (void)state;
  for (size_t i = 0; i < FILES; i++) {
    size_t length;
    char *bytes = slurp(files[i].name, &length);
    const counts c = load(bytes, length, NULL);
    assert_int_equal(c.code, 0);
    assert_int_equal(c.loaded, files[i].loaded);
    assert_int_equal(c.rejected, files[i].rejected);
    free(bytes);
  }
}

/* A copy of exactly the length, so that a read behind it is seen by the sanitizer. */
static void load_copy(const char *bytes, size_t length, const char *format) {
  char *copy = malloc(length ? length : 1);
  assert_non_null(copy);
  memcpy(copy, bytes, length);
  load(copy, length, format);
  free(copy);
}

static void test_truncated(void **state) {
  (void)state;
  for (size_t i = 0; i < FILES; i++) {
    size_t length;
    char *bytes = slurp(files[i].name, &length);
    for (size_t size = 0; size <= length; size++) load_copy(bytes, size, files[i].format);
    free(bytes);
  }
}

static void test_changed(void **state) {
  (void)state;
  static const char marks[] = "{}[]\"\\,=#@(:\n\0\x1f$\xff";
  uint32_t seed = 12345;
  for (size_t i = 0; i < FILES; i++) {
    size_t length;
    char *bytes = slurp(files[i].name, &length);
    for (int round = 0; round < 3000; round++) {
      char *copy = malloc(length);
      assert_non_null(copy);
      memcpy(copy, bytes, length);
      for (int k = 0; k < 1 + round % 4; k++) {
        seed = seed * 1664525u + 1013904223u;
        const size_t at = (seed >> 8) % length;
        seed = seed * 1664525u + 1013904223u;
        copy[at] = round % 2 ? marks[(seed >> 8) % (sizeof marks - 1)] : (char)(copy[at] ^ (1 << (seed >> 8) % 8));
      }
      load(copy, length, files[i].format);
      free(copy);
    }
    free(bytes);
  }
}

static char *repeat(const char *before, const char *part, size_t count, const char *after, size_t *length) {
  const size_t size = strlen(part);
  char *text = malloc(strlen(before) + size * count + strlen(after) + 1);
  assert_non_null(text);
  char *at = text + sprintf(text, "%s", before);
  for (size_t i = 0; i < count; i++, at += size) memcpy(at, part, size);
  at += sprintf(at, "%s", after);
  *length = (size_t)(at - text);
  return text;
}

static void test_deep(void **state) {
  (void)state;
  static const struct {
    const char *before, *part, *after, *format;
  } rows[] = {
      {"[{\"type\":\"book\",\"title\":\"a\",\"x\":", "[", "", "csl-json"},
      {"[{\"type\":\"book\",\"title\":\"a\",\"x\":", "{\"x\":", "", "csl-json"},
      {"", "[", "", "csl-json"},
      {"", "{\"message\":", "", "crossref"},
      {"", "{\"items\":[", "", "crossref"},
      {"@article{a, title=", "{", "}", "bibtex"},
      {"", "@article{a, title={x}\n", "", "bibtex"},
      {"", "@comment{", "", "bibtex"},
      {"@article{a, title={x}, author={", "a and ", "}}", "bibtex"},
      {"@article{a, title={x}, author={", "a, ", "}}", "bibtex"},
      {"@article{a, title={x}, author={A and ", ", and ~ and {} and ", ",}}", "bibtex"},
      {"@article{a, title = ", "x # ", "x}", "bibtex"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    size_t length;
    char *text = repeat(rows[i].before, rows[i].part, 20000, rows[i].after, &length);
    load(text, length, rows[i].format);
    free(text);
  }
}

/* Strings that double, parents that name each other: bounded. */
static void test_bombs(void **state) {
  (void)state;
  char text[8192] = "@string{s0 = {xxxxxxxxxxxxxxxx}}\n";
  for (int i = 1; i < 40; i++) sprintf(text + strlen(text), "@string{s%d = s%d # s%d}\n", i, i - 1, i - 1);
  strcat(text, "@misc{a, title = s39, crossref = {b}}\n@misc{b, title = {t}, crossref = {a}}\n");
  strcat(text, "@misc{c, title = {u}, xdata = {c,c,c,c,a,b,a,b,a,b,a,b,a,b,a,b,a,b,a,b,a,b,a,b,a,b,a,b}}\n");
  const counts c = load(text, strlen(text), "bibtex");
  assert_int_equal(c.code, 0);
  assert_int_equal(c.loaded, 3);
}

static void test_memory(void **state) {
  (void)state;
  for (size_t i = 0; i < FILES; i++) {
    size_t length;
    char *bytes = slurp(files[i].name, &length);
    for (long after = 0; after < 400; after++) {
      sheaf_mem_fail(after, 1);
      const counts c = load(bytes, length, files[i].format);
      sheaf_mem_fail(-1, 0);
      if (!c.code) break;
      assert_int_equal(c.code, SHEAF_ENOMEM);
    }
    free(bytes);
  }
}

/* A record that is not closed, or whose quotes are not, takes none of those behind it with it. */
static void test_resume(void **state) {
  (void)state;
  static const struct {
    const char *text;
    size_t loaded, rejected;
  } rows[] = {
      {"[{\"id\":\"a\",\"type\":\"book\",\"title\":\"A\"}, {\"id\":\"b\",\"type\":\"book\",\"title\":\"B\", "
       "{\"id\":\"c\",\"type\":\"book\",\"author\":[{\"family\":\"Rye\"}],\"title\":\"C\"},"
       "{\"id\":\"d\",\"type\":\"book\",\"title\":\"D\"}]",
       3, 1},
      {"[\n  {\n    \"id\": \"a\",\n    \"title\": \"A\n  },\n  {\n    \"id\": \"b\",\n    \"title\": \"B\"\n  },\n"
       "  {\n    \"id\": \"c\",\n    \"author\": [\n      {\n        \"id\": \"x\"\n      }\n    ],\n    \"title\": "
       "\"C\"\n  }\n]",
       2, 1},
      {"[\r\n{ \"title\": \"A\", \"author\": [ { \"family\": \"Rye\" \r\n},\r\n{ \"title\": \"B\"},\r\n{ \"title\": "
       "\"C, \"x\": 1 },\r\n{ \"title\": \"D\" } ]",
       2, 2},
      {"[{\"id\":1,\"title\":\"A\"}}, {\"id\":2,\"title\":\"B\"}, \"x\": 5}, {\"id\":3,\"title\":\"C\"}]", 3, 0},
      {"{\"status\":\"ok\",\"message\":{\"items\":[{\"DOI\":\"10.1000/a\",\"title\":[\"A\"]}},"
       "{\"DOI\":\"10.1000/b\",\"title\":[\"B\"},{\"DOI\":\"10.1000/c\",\"title\":[\"C\"]}]}}",
       2, 1},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const counts c = load(rows[i].text, strlen(rows[i].text), "csl-json");
    assert_int_equal(c.code, 0);
    assert_int_equal(c.loaded, rows[i].loaded);
    assert_int_equal(c.rejected, rows[i].rejected);
  }
}

/* Each record of many is broken: it ends, and no record is seen twice. */
static void test_resume_is_bounded(void **state) {
  (void)state;
  size_t length;
  char *text = repeat("[", "{\"a\":1,\"title\":\"x\",", 50000, "]", &length);
  const counts c = load(text, length, "csl-json");
  assert_true(c.code == 0 && c.loaded == 0 && c.rejected > 1 && c.rejected <= 50000);
  free(text);
}

/* A record of sheaf's own lines has its entries as they are; another object is a work, with what its notes carry. */
static void test_lines(void **state) {
  (void)state;
  static const char *const expected[][3] = {{"title", "Evening clinics", ""},
                                            {"authors", "Okafor\x1fNgozi\x1fN", "Okafor, Ngozi"},
                                            {"abstract", "They were asked.", "METHODS"},
                                            {"notes", "sheaf:-title:", ""},
                                            {"extra", "wet", "weather"}};
  size_t length;
  char *bytes = slurp("sheaf.jsonl", &length);
  sheaf_source *source = NULL;
  sheaf_reader *reader = NULL;
  sheaf_record record;
  sheaf_record_init(&record);
  assert_int_equal(sheaf_source_open_memory(&source, "test", bytes, length, NULL, NULL), 0);
  assert_int_equal(sheaf_reader_open(&reader, source, NULL, NULL, NULL, NULL), 0);
  assert_int_equal(sheaf_reader_next(reader, &record, NULL), SHEAF_READ_RECORD);
  assert_int_equal(record.count, 5);
  for (size_t i = 0; i < 5; i++) {
    assert_string_equal(sheaf_field_name(record.entries[i].field), expected[i][0]);
    assert_string_equal(record.entries[i].value, expected[i][1]);
    assert_string_equal(record.entries[i].note, expected[i][2]);
  }
  assert_int_equal(sheaf_reader_next(reader, &record, NULL), SHEAF_READ_REJECTED);
  assert_memory_equal(bytes + record.byte, "{\"sheaf\":1,\"entries\":[[\"title\",\"No value\"]", 39);
  assert_int_equal(record.bytes, 54);
  while (!sheaf_record_first(&record, SHEAF_FIELD_EXTRA)) assert_true(sheaf_reader_next(reader, &record, NULL) > 0);
  assert_string_equal(sheaf_record_first(&record, SHEAF_FIELD_EXTRA)->note, "ZZ");
  sheaf_record_clear(&record);
  sheaf_reader_close(reader);
  sheaf_source_close(source);
  free(bytes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_files),   cmocka_unit_test(test_truncated),
      cmocka_unit_test(test_changed), cmocka_unit_test(test_deep),
      cmocka_unit_test(test_bombs),   cmocka_unit_test(test_memory),
      cmocka_unit_test(test_resume),  cmocka_unit_test(test_resume_is_bounded),
      cmocka_unit_test(test_lines),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
