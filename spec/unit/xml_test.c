/* xml_test.c - the readers of EndNote XML, MODS, MARCXML and JATS: positions, and that nesting, entities, input that is
 * cut or changed, and memory that runs out, harm nothing. What they find is checked by formats_xml_spec.lua. */
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

typedef struct loaded {
  size_t records;     /* loaded */
  size_t rejected;    /* by what next said */
  size_t told;        /* by the problems */
  size_t entries;     /* of all records */
  const char *format; /* name, or "" */
  char codes[512];    /* of the problems, each with a space behind it */
  int code;           /* of the last call */
} loaded;

static void listen(void *context, const sheaf_problem *problem) {
  loaded *self = context;
  self->told += problem->severity == SHEAF_REJECTED;
  if (strlen(self->codes) + strlen(problem->code) + 2 > sizeof self->codes) return;
  strcat(self->codes, problem->code);
  strcat(self->codes, " ");
}

static loaded load(const char *bytes, size_t length, const char *format) {
  loaded self = {.format = ""};
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
    self.rejected += got == SHEAF_READ_REJECTED;
    if (!format) assert_int_equal(bytes[record.byte], '<');
    assert_true(record.bytes > 0);
    if (got == SHEAF_READ_REJECTED) continue;
    self.records++;
    self.entries += record.count;
    if (format) continue; /* told to: the bytes may be in any charset */
    assert_int_equal(bytes[record.byte + record.bytes - 1], '>');
  }
  if (reader) {
    if (self.code != SHEAF_ENOMEM) {
      assert_int_equal(sheaf_reader_seen(reader), self.records + self.rejected);
      assert_int_equal(self.told, self.rejected);
    }
    self.format = sheaf_reader_format(reader)->name;
  }
  sheaf_record_clear(&record);
  sheaf_reader_close(reader);
  sheaf_source_close(source);
  return self;
}

static const struct fixture {
  const char *file;   /* name */
  const char *format; /* what it is */
  size_t records;     /* to be loaded */
  size_t rejected;    /* to be rejected */
} fixtures[] = {{"spec/fixtures/formats/endnote.xml", "endnote-xml", 3, 1},
                {"spec/fixtures/formats/mods.xml", "mods", 2, 1},
                {"spec/fixtures/formats/marc.xml", "marcxml", 2, 1},
                {"spec/fixtures/formats/jats.xml", "jats", 2, 2}};

enum { COUNT = sizeof fixtures / sizeof *fixtures };

static char *slurp(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  char *bytes = malloc(1 << 16);
  assert_non_null(bytes);
  *length = fread(bytes, 1, 1 << 16, file);
  fclose(file);
  return bytes;
}

static void test_counts(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT; i++) {
    size_t length;
    char *bytes = slurp(fixtures[i].file, &length);
    const loaded l = load(bytes, length, NULL);
    assert_string_equal(l.format, fixtures[i].format);
    assert_int_equal(l.code, 0);
    assert_int_equal(l.records, fixtures[i].records);
    assert_int_equal(l.rejected, fixtures[i].rejected);
    free(bytes);
  }
}

/* After a record that is broken, the parser knows which elements are open: no second complaint at the end. */
static void test_going_on(void **state) {
  (void)state;
  static const char *const texts[][3] = {
      {"<?xml version='1.0'?><xml><records><record><titles><title>A &lt</title></titles></record>", "endnote-xml",
       "<record><titles><title>B</title></titles></record></records></xml>"},
      {"<o:OAI xmlns:o='x'><o:List><record><metadata><record><leader>1</leader><datafield tag='245'></record>",
       "marcxml",
       "<record><metadata><m:record><m:leader>2</m:leader><m:datafield tag='245'><m:subfield code='a'>B</m:subfield>"
       "</m:datafield></m:record></metadata></record></o:List></o:OAI>"},
      {"<mods><titleInfo><title>A</titleInfo></mods>", "mods", "<mods><titleInfo><title>B</title></titleInfo></mods>"},
      {"<s><article><front><article-meta></front></article>", "jats",
       "<article><front><article-meta><article-title>B</article-title></article-meta></front></article></s>"}};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    char all[1024];
    const int length = snprintf(all, sizeof all, "%s%s", texts[i][0], texts[i][2]);
    const loaded l = load(all, (size_t)length, texts[i][1]);
    assert_int_equal(l.records, 1);
    assert_int_equal(l.rejected, 1);
    if (i != 2) assert_string_equal(l.codes, "bad-xml ");
  }
}

/* A declared encoding that is unknown or not the file's, and a root whose name has bytes of another encoding: the
 * reader must go on, and must end. */
static void test_declarations(void **state) {
  (void)state;
  static const char *const texts[] = {
      "<?xml version='1.0' encoding='x-nothing'?><mods><titleInfo><title>A</title></titleInfo></mods>",
      "<?xml version='1.0' encoding='UTF-16'?><mods><titleInfo><title>A</title></titleInfo></mods>",
      "<?xml version='1.0' encoding='ISO-8859-1'?><\xE9t\xE9><mods><a></mods>"
      "<mods><titleInfo><title>A</title></titleInfo></mods></\xE9t\xE9>"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    assert_int_equal(load(texts[i], strlen(texts[i]), "mods").records, 1);
}

/* A record as long as many chunks, its text in one line, and a mark that is not closed. */
static void test_long(void **state) {
  (void)state;
  static const char before[] = "<mods><titleInfo><title>T</title></titleInfo><note>", after[] = "</note></mods>";
  const size_t filler = 3 * 1024 * 1024;
  char *bytes = malloc(sizeof before + filler + sizeof after);
  assert_non_null(bytes);
  memcpy(bytes, before, sizeof before - 1);
  memset(bytes + sizeof before - 1, 'x', filler);
  memcpy(bytes + sizeof before - 1 + filler, after, sizeof after - 1);
  const size_t length = sizeof before + sizeof after - 2 + filler;
  loaded l = load(bytes, length, NULL);
  assert_int_equal(l.records, 1);
  memcpy(bytes + sizeof before - 1, "<!-- ", 5);
  l = load(bytes, length, NULL);
  assert_int_equal(l.records, 0);
  assert_int_equal(l.rejected, 1);
  free(bytes);
}

static void test_nesting(void **state) {
  (void)state;
  static const char open[] = "<mods><note>", deep[] = "<a>";
  enum { DEPTH = 100000 };
  char *bytes = malloc(sizeof open + DEPTH * 3 + 200);
  assert_non_null(bytes);
  size_t length = sizeof open - 1;
  memcpy(bytes, open, length);
  for (size_t i = 0; i < DEPTH; i++, length += 3) memcpy(bytes + length, deep, 3);
  length += (size_t)snprintf(bytes + length, 100, "<mods><note>fine</note></mods>");
  const loaded l = load(bytes, length, "mods");
  assert_int_equal(l.records, 1);
  assert_int_equal(l.rejected, 1);
  free(bytes);
}

/* An entity that would grow without end, and one that asks for a file. */
static void test_entities(void **state) {
  (void)state;
  char text[4096];
  int at = snprintf(text, sizeof text, "<!DOCTYPE mods [<!ENTITY e0 'ha'>");
  for (int i = 1; i < 30; i++)
    at += snprintf(text + at, sizeof text - (size_t)at, "<!ENTITY e%d '&e%d;&e%d;&e%d;'>", i, i - 1, i - 1, i - 1);
  at += snprintf(text + at, sizeof text - (size_t)at, "]><mods><note>&e29;</note></mods>");
  loaded l = load(text, (size_t)at, "mods");
  assert_int_equal(l.records, 0);
  assert_int_equal(l.rejected, 1);
  static const char outside[] =
      "<!DOCTYPE mods [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><mods><note>a &x; b</note></mods>";
  l = load(outside, sizeof outside - 1, "mods");
  assert_int_equal(l.records, 1);
}

static void test_not_mine(void **state) {
  (void)state;
  static const char *const texts[] = {
      "<html><body><article><header>x</header></article></body></html>",
      "<!doctype html><!-- <mods> --><html><article><front></front></article>",
      "<records><record xmlns='info:srw/schema/5/picaXML-v1.0'><datafield tag='021A'/></record></records>",
      "<rss><channel><item><title>x</title></item></channel></rss>",
      "<xml></xml>",
      "<",
      "<!DOCTYPE mods [",
      "<!-- <mods>",
      "<article><title>DocBook</title></article>"};
  static const char *const names[] = {"endnote-xml", "mods", "marcxml", "jats"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    for (size_t k = 0; k < 4; k++) {
      const char *dialect = NULL;
      assert_int_equal(sheaf_reader_find(names[k])->detect(texts[i], strlen(texts[i]), &dialect), 0);
    }
}

static void test_truncation(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT; i++) {
    size_t length;
    char *bytes = slurp(fixtures[i].file, &length);
    for (size_t cut = 0; cut < length; cut++) {
      char *exact = malloc(cut ? cut : 1); /* of the very size, so that reading past it shows */
      assert_non_null(exact);
      memcpy(exact, bytes, cut);
      load(exact, cut, fixtures[i].format);
      free(exact);
    }
    free(bytes);
  }
}

static void test_changed_bytes(void **state) {
  (void)state;
  uint32_t seed = 11;
  for (size_t i = 0; i < COUNT; i++) {
    size_t length;
    char *bytes = slurp(fixtures[i].file, &length), *copy = malloc(length);
    assert_non_null(copy);
    for (int round = 0; round < 400; round++) {
      memcpy(copy, bytes, length);
      for (int k = 0; k < 1 + round % 8; k++) {
        seed = seed * 1664525u + 1013904223u;
        copy[(seed >> 8) % length] = round % 3 ? (char)(seed >> 3) : "\n\r /<>&;\"\0\x1f\xC3"[seed % 12];
      }
      load(copy, length, fixtures[(i + (size_t)(round % 5 == 0)) % COUNT].format);
    }
    free(copy);
    free(bytes);
  }
}

static void test_memory(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT; i++) {
    size_t length;
    char *bytes = slurp(fixtures[i].file, &length);
    const loaded whole = load(bytes, length, NULL);
    for (int for_good = 0; for_good < 2; for_good++) {
      for (long after = 0;; after += 1 + after / 50) {
        sheaf_mem_fail(after, for_good);
        const loaded part = load(bytes, length, NULL);
        sheaf_mem_fail(-1, 0);
        if (part.code) {
          assert_int_equal(part.code, SHEAF_ENOMEM);
          continue;
        }
        assert_int_equal(part.records, whole.records);
        assert_int_equal(part.entries, whole.entries);
        if (for_good || after > 3000) break;
      }
    }
    free(bytes);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_declarations),  cmocka_unit_test(test_counts),
                                     cmocka_unit_test(test_going_on),      cmocka_unit_test(test_long),
                                     cmocka_unit_test(test_nesting),       cmocka_unit_test(test_entities),
                                     cmocka_unit_test(test_not_mine),      cmocka_unit_test(test_truncation),
                                     cmocka_unit_test(test_changed_bytes), cmocka_unit_test(test_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
