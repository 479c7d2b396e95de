/* source_test.c - bytes to lines: line ends, charsets, positions, gzip, and damage. */
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
#include <zlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "read/source.h"

/* All lines as "number@byte:text|"; the code that ended them in *code. Caller frees. */
static char *lines_of(const char *bytes, size_t length, const char *encoding, int *code) {
  sheaf_source *source;
  sheaf_error err = {0};
  sheaf_line line;
  char *text = calloc(1, length * 40 + 64), *at = text;
  assert_non_null(text);
  assert_int_equal(sheaf_source_open_memory(&source, "test", bytes, length, encoding, &err), 0);
  while ((*code = sheaf_source_line(source, &line, &err)) > 0) {
    assert_int_equal(strlen(line.text), line.length);
    at += sprintf(at, "%d@%d:%s%s|", (int)line.number, (int)line.byte, line.text, line.mended ? "~" : "");
  }
  if (*code < 0) {
    assert_int_equal(err.code, *code);
    assert_true(err.message[0]);
    sheaf_error again = {0};
    assert_int_equal(sheaf_source_line(source, &line, &again), *code);
  }
  sheaf_source_close(source);
  return text;
}

static void expect(const char *bytes, size_t length, const char *encoding, const char *want) {
  int code;
  char *got = lines_of(bytes, length, encoding, &code);
  assert_int_equal(code, 0);
  assert_string_equal(got, want);
  free(got);
}

#define EXPECT(bytes, encoding, want) expect(bytes, sizeof(bytes) - 1, encoding, want)

static void test_line_ends(void **state) {
  (void)state;
  EXPECT("", NULL, "");
  EXPECT("\n", NULL, "1@0:|");
  EXPECT("a\nb", NULL, "1@0:a|2@2:b|");
  EXPECT("a\r\nb\rc\nd\r", NULL, "1@0:a|2@3:b|3@5:c|4@7:d|");
  EXPECT("a\r\r\nb\n\rc", NULL, "1@0:a|2@2:|3@4:b|4@6:|5@7:c|");
  EXPECT(
      "a\xE2\x80\xA8"
      "b\xC2\x85"
      "c\n",
      NULL,
      "1@0:a\xE2\x80\xA8"
      "b\xC2\x85"
      "c|");
  EXPECT("a\0b\n\0\n", NULL, "1@0:a b|2@4: |");
}

static void test_charsets(void **state) {
  (void)state;
  EXPECT(
      "\xEF\xBB\xBF"
      "a\nb\xEF\xBB\xBF\n\xEF\xBB\xBF"
      "c\n",
      NULL, "1@3:a|2@5:b\xEF\xBB\xBF|3@13:c|");
  EXPECT("caf\xC3\xA9\ncaf\xE9 \x93x\x94\nz\n", NULL,
         "1@0:caf\xC3\xA9|2@6:caf\xC3\xA9 \xE2\x80\x9Cx\xE2\x80\x9D~|3@15:z|");
  EXPECT("\xC3\xA9 and \xE9\n", NULL, "1@0:\xC3\xA9 and \xC3\xA9~|"); /* both in one line */
  EXPECT("\xE9\n", "ISO-8859-1", "1@0:\xC3\xA9|");
  EXPECT("\x80\n", "CP1252", "1@0:\xE2\x82\xAC|");
  EXPECT("\x82\xA0\n", "SHIFT_JIS", "1@0:\xE3\x81\x82|");
  EXPECT(
      "\xFF\xFE"
      "a\0\xE9\0\r\0\n\0b\0",
      NULL, "1@2:a\xC3\xA9|2@10:b|");
  EXPECT("\xFE\xFF\0a\0\n\xD8\x3D\xDE\x00\0\r\0b", NULL, "1@2:a|2@6:\xF0\x9F\x98\x80|3@12:b|");
  EXPECT("T\0Y\0 \0-\0\n\0", NULL, "1@0:TY -|");
  EXPECT("\0T\0Y\0 \0-\0\n", NULL, "1@0:TY -|");
  EXPECT("a\0\x3D\xD8\n\0", "UTF-16LE", "1@0:a\xEF\xBF\xBD~|"); /* half a pair */
  sheaf_source *source;
  sheaf_error err = {0};
  assert_int_equal(sheaf_source_open_memory(&source, "x", "a", 1, "no-such-charset", &err), SHEAF_EUNSUPPORTED);
  assert_null(source);
  assert_int_equal(sheaf_source_open_memory(&source, "x", "a", 1, "UTF-32LE", &err), SHEAF_EUNSUPPORTED);
  assert_int_equal(sheaf_source_open_file(&source, "/no/such/file", NULL, &err), SHEAF_EIO);
  assert_int_equal(sheaf_source_open_file(&source, "/", NULL, &err), SHEAF_EIO);
  assert_null(source);
}

static void test_positions_everywhere(void **state) {
  (void)state;
  /* Long and short lines over several windows: the offset of each line leads to its text in the input. */
  const size_t size = 3u << 20;
  char *bytes = malloc(size);
  assert_non_null(bytes);
  uint32_t seed = 1;
  for (size_t i = 0; i < size; i++) {
    seed = seed * 1664525u + 1013904223u;
    bytes[i] = (seed >> 10) % 97 ? (char)('a' + (seed >> 20) % 26) : (seed >> 17) % 3 ? '\n' : '\r';
  }
  sheaf_source *source;
  sheaf_error err;
  sheaf_line line;
  uint64_t number = 0, at = 0;
  assert_int_equal(sheaf_source_open_memory(&source, "x", bytes, size, NULL, &err), 0);
  const char *head;
  size_t head_length;
  assert_int_equal(sheaf_source_head(source, &head, &head_length, &err), 0);
  assert_int_equal(head_length, 64 * 1024);
  while (sheaf_source_line(source, &line, &err) > 0) {
    assert_int_equal(line.number, ++number);
    assert_int_equal(line.byte, at);
    assert_memory_equal(line.text, bytes + line.byte, line.length);
    at = line.byte + line.length;
    if (at < size && bytes[at] == '\r' && at + 1 < size && bytes[at + 1] == '\n') at++;
    if (at < size) at++;
    if (number % 100 == 0) { /* given back, it comes again */
      const sheaf_line before = line;
      sheaf_source_unread(source);
      assert_int_equal(sheaf_source_line(source, &line, &err), 1);
      assert_memory_equal(&line, &before, sizeof line);
    }
  }
  assert_int_equal(at, size);
  sheaf_source_close(source);
  free(bytes);
}

static void test_long_line(void **state) {
  (void)state;
  const size_t size = 4u << 20;
  char *bytes = malloc(size + 2);
  assert_non_null(bytes);
  memset(bytes, 'x', size);
  memcpy(bytes + size, "\ny", 2);
  sheaf_source *source;
  sheaf_error err;
  sheaf_line line;
  assert_int_equal(sheaf_source_open_memory(&source, "x", bytes, size + 2, NULL, &err), 0);
  assert_int_equal(sheaf_source_line(source, &line, &err), 1);
  assert_int_equal(line.length, size);
  assert_int_equal(sheaf_source_line(source, &line, &err), 1);
  assert_string_equal(line.text, "y");
  assert_int_equal(sheaf_source_line(source, &line, &err), 0);
  sheaf_source_close(source);
  free(bytes);
}

/* Appends a gzip member of text to out; returns its length. */
static size_t gzip(const char *text, char *out, size_t room) {
  z_stream z = {0};
  assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  z.next_in = (Bytef *)(uintptr_t)text;
  z.avail_in = (uInt)strlen(text);
  z.next_out = (Bytef *)out;
  z.avail_out = (uInt)room;
  assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
  const size_t length = room - z.avail_out;
  deflateEnd(&z);
  return length;
}

static void test_gzip(void **state) {
  (void)state;
  char bytes[1024] = {0};
  size_t first = gzip("one\ntwo\n", bytes, sizeof bytes);
  size_t both = first + gzip("three\nfour\n", bytes + first, sizeof bytes - first);
  expect(bytes, both, NULL, "1@0:one|2@4:two|3@8:three|4@14:four|");
  expect(bytes, both + 300, NULL, "1@0:one|2@4:two|3@8:three|4@14:four|"); /* padded with zeros */
  int code;
  for (size_t cut = 3; cut < both; cut++) { /* what is good comes first, then the error */
    char *got = lines_of(bytes, cut, NULL, &code);
    if (cut == first)
      assert_int_equal(code, 0);
    else
      assert_int_equal(code, SHEAF_EFORMAT);
    if (cut >= first) assert_memory_equal(got, "1@0:one|2@4:two|", 16);
    free(got);
  }
  bytes[both] = 'x'; /* something behind */
  char *got = lines_of(bytes, both + 5, NULL, &code);
  assert_int_equal(code, SHEAF_EFORMAT);
  assert_string_equal(got, "1@0:one|2@4:two|3@8:three|4@14:four|");
  free(got);
  bytes[first + 12] ^= 0x55; /* damaged data */
  got = lines_of(bytes, both, NULL, &code);
  assert_int_equal(code, SHEAF_EFORMAT);
  free(got);
}

/* Buffers are no larger than a short input needs: it may unpack to more, or grow before it is read. */
static void test_short_turns_long(void **state) {
  (void)state;
  enum { LONG = 300000 };
  char *text = calloc(1, LONG + 2), *packed = calloc(1, LONG);
  assert_true(text && packed);
  memset(text, 'a', LONG);
  text[LONG] = '\n';
  const size_t length = gzip(text, packed, LONG);
  char path[] = "/tmp/sheaf-source-XXXXXX";
  const int file = mkstemp(path);
  assert_true(file >= 0 && write(file, "b\n", 2) == 2);
  sheaf_source *zipped, *grown;
  sheaf_line line;
  assert_int_equal(sheaf_source_open_memory(&zipped, "zipped", packed, length, NULL, NULL), 0);
  assert_int_equal(sheaf_source_open_file(&grown, path, NULL, NULL), 0);
  assert_true(write(file, text, LONG + 1) == LONG + 1);
  assert_int_equal(sheaf_source_line(zipped, &line, NULL), 1);
  assert_int_equal(line.length, LONG);
  assert_int_equal(sheaf_source_line(zipped, &line, NULL), 0);
  assert_int_equal(sheaf_source_line(grown, &line, NULL), 1);
  assert_string_equal(line.text, "b");
  assert_int_equal(sheaf_source_line(grown, &line, NULL), 1);
  assert_int_equal(line.length, LONG);
  assert_int_equal(sheaf_source_line(grown, &line, NULL), 0);
  sheaf_source_close(zipped);
  sheaf_source_close(grown);
  close(file);
  unlink(path);
  free(text);
  free(packed);
}

static void test_whole(void **state) {
  (void)state;
  sheaf_source *source;
  sheaf_error err;
  char *text;
  size_t length;
  assert_int_equal(sheaf_source_open_memory(&source, "x",
                                            "\xEF\xBB\xBF"
                                            "a\r\nb\xE9",
                                            8, NULL, &err),
                   0);
  assert_int_equal(sheaf_source_text(source, &text, &length, &err), 0);
  assert_string_equal(text, "a\nb\xC3\xA9\n");
  assert_int_equal(length, strlen(text));
  sheaf_mem_free(text);
  sheaf_source_close(source);
  const char *bytes;
  size_t total = 0;
  assert_int_equal(sheaf_source_open_memory(&source, "x",
                                            "\xFF\xFE"
                                            "a\0",
                                            4, NULL, &err),
                   0);
  assert_int_equal(sheaf_source_head(source, &bytes, &length, &err), 0);
  assert_string_equal(bytes, "a");
  while (sheaf_source_chunk(source, &bytes, &length, &err) > 0) total += length;
  assert_int_equal(total, 4); /* as it is */
  assert_int_equal(sheaf_source_consumed(source), 4);
  assert_int_equal(sheaf_source_size(source), 4);
  sheaf_source_close(source);
}

static void test_error_messages(void **state) {
  (void)state;
  char name[SHEAF_ERROR_MESSAGE];
  for (size_t shift = 0; shift < 4; shift++) {
    memset(name, 'x', shift);
    for (size_t i = shift; i + 3 < sizeof name; i += 3) memcpy(name + i, "\xE2\x82\xAC", 4);
    sheaf_error err = {0};
    assert_int_equal(
        sheaf_error_set(&err, SHEAF_EIO, "%s and %.4s: %s", "\xE2\x82\xAC", "\xC3\xA9\xC3\xA9\xC3\xA9", name),
        SHEAF_EIO);
    const size_t length = strlen(err.message);
    assert_int_equal(sheaf_utf8_check(err.message, length), length);
    assert_true(length > SHEAF_ERROR_MESSAGE - 4);
    assert_memory_equal(err.message, "\xE2\x82\xAC and \xC3\xA9\xC3\xA9: ", 14);
    sheaf_error_set(&err, SHEAF_EIO, "%.3s!", "\xC3\xA9\xC3\xA9");
    assert_string_equal(err.message, "\xC3\xA9!");
  }
}

/* What was given back of a chunk begins the next one, at the end of the input, too. */
static void test_returned(void **state) {
  (void)state;
  enum { LONG = 700000 };
  char *text = malloc(LONG);
  assert_non_null(text);
  for (size_t i = 0; i < LONG; i++) text[i] = (char)('a' + i % 23);
  sheaf_source *source;
  const char *bytes;
  size_t length, at = 0, kept = 0, turns = 0;
  assert_int_equal(sheaf_source_open_memory(&source, "chunks", text, LONG, NULL, NULL), 0);
  while (sheaf_source_chunk(source, &bytes, &length, NULL) == 1) {
    assert_true(length >= kept && length <= LONG - at);
    assert_memory_equal(bytes, text + at, length);
    kept = length > kept ? length / 3 : 0; /* nothing came: the last one */
    at += length - kept;
    if (kept) sheaf_source_return(source, kept);
    turns++;
  }
  assert_int_equal(at, LONG);
  assert_true(turns > 2);
  sheaf_source_close(source);
  free(text);
}

/* Places before `at` are there again exactly where they should be. */
static void expect_again(const sheaf_source *source, const char *text, size_t at, size_t kept) {
  static const size_t lengths[] = {0, 1, 4096, SHEAF_SOURCE_REMEMBERED - 1, SHEAF_SOURCE_REMEMBERED};
  sheaf_buf out = {0};
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    const size_t length = lengths[i];
    if (length > at) continue;
    for (size_t back = length; back <= at; back += at / 7 + 1) {
      sheaf_buf_reset(&out);
      sheaf_buf_add_byte(&out, '!');
      assert_int_equal(sheaf_source_again(source, at - back, length, &out), back <= kept);
      assert_int_equal(out.length, back <= kept ? 1 + length : 1);
      assert_memory_equal(out.data + 1, text + at - back, out.length - 1);
    }
  }
  assert_int_equal(sheaf_source_again(source, 0, SHEAF_SOURCE_REMEMBERED + 1, &out), 0);
  assert_int_equal(sheaf_source_again(source, UINT64_MAX - 3, 8, &out), 0);
  sheaf_buf_clear(&out);
}

/* Zipped bytes are remembered for a while, others can be had wherever they stand. */
static void test_again(void **state) {
  (void)state;
  enum { LONG = 3 << 20 };
  char *text = malloc(LONG), *packed = malloc(LONG);
  assert_true(text && packed);
  for (size_t i = 0; i < LONG - 1; i++) text[i] = (char)('a' + (i * i >> 7) % 26);
  text[LONG - 1] = 0;
  const size_t length = gzip(text, packed, LONG);
  for (int way = 0; way < 3; way++) {
    const int zipped = way > 0, headed = way > 1;
    sheaf_source *source;
    const char *bytes;
    size_t part, at = 0;
    assert_int_equal(
        sheaf_source_open_memory(&source, "again", zipped ? packed : text, zipped ? length : LONG - 1, NULL, NULL), 0);
    if (headed) assert_int_equal(sheaf_source_head(source, &bytes, &part, NULL), 0);
    sheaf_source_remember(source);
    while (sheaf_source_chunk(source, &bytes, &part, NULL) == 1) {
      at += part;
      expect_again(source, text, at, zipped ? SHEAF_SOURCE_REMEMBERED : at);
    }
    assert_int_equal(at, LONG - 1);
    sheaf_buf out = {0};
    assert_int_equal(sheaf_source_again(source, at - 3, 4, &out), 0); /* beyond the end */
    sheaf_buf_clear(&out);
    sheaf_source_close(source);
  }
  sheaf_source *source;
  sheaf_buf out = {0};
  const char *bytes;
  size_t part;
  assert_int_equal(sheaf_source_open_memory(&source, "unasked", packed, length, NULL, NULL), 0);
  assert_int_equal(sheaf_source_chunk(source, &bytes, &part, NULL), 1);
  assert_int_equal(sheaf_source_again(source, 0, 1, &out), 0);
  sheaf_buf_clear(&out);
  sheaf_source_close(source);
  free(packed);
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_line_ends), cmocka_unit_test(test_charsets), cmocka_unit_test(test_positions_everywhere),
      cmocka_unit_test(test_long_line), cmocka_unit_test(test_gzip),     cmocka_unit_test(test_short_turns_long),
      cmocka_unit_test(test_whole),     cmocka_unit_test(test_returned), cmocka_unit_test(test_error_messages),
      cmocka_unit_test(test_again)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
