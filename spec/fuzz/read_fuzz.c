/* read_fuzz.c - any bytes through any reader of the core: nothing crashes, leaks or hangs, every record seen is loaded
 * or rejected, packs and unpacks to itself, and is UTF-8.
 *
 * The format is the environment variable SHEAF_FUZZ_FORMAT ("ris", "bibtex", ...); unset, it is detected.
 *
 * For xlsx, bytes that are no ZIP stand for the sheet of a workbook (fuzz_book.h).
 *
 * run.sh builds it for libFuzzer and gives each format its time; ctest runs the same function over the corpus as
 * fuzz/corpus (corpus_test.c). */
#include "read_fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "fuzz_book.h"
#include "read/reader.h"

#define CHECK(condition)                                                                       \
  do {                                                                                         \
    if (!(condition)) fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition), abort(); \
  } while (0)

/* Deflate makes at most 1032 bytes of one; a reader may add to short inputs. */
enum { OUTPUT_FACTOR = 1100, OUTPUT_FLOOR = 1 << 20 };

static void count_rejected(void *context, const sheaf_problem *problem) {
  CHECK(problem->code && *problem->code && problem->message && *problem->message);
  CHECK(sheaf_utf8_check(problem->message, strlen(problem->message)) == strlen(problem->message));
  *(size_t *)context += problem->severity == SHEAF_REJECTED;
}

static int same(const char *a, size_t a_length, const char *b, size_t b_length) {
  return a_length == b_length && !memcmp(a, b, b_length);
}

static size_t check_record(const sheaf_record *record) {
  sheaf_buf packed;
  sheaf_record again;
  sheaf_error err = {0};
  sheaf_buf_init(&packed);
  sheaf_record_init(&again);
  CHECK(!sheaf_record_pack(record, &packed));
  CHECK(!sheaf_record_unpack(&again, packed.data, packed.length, &err));
  CHECK(again.count == record->count);
  for (size_t i = 0; i < record->count; i++) {
    const sheaf_entry *a = &record->entries[i], *b = &again.entries[i];
    CHECK(a->field == b->field && same(a->value, a->length, b->value, b->length));
    CHECK(same(a->note, a->note_length, b->note, b->note_length));
    CHECK(sheaf_utf8_check(a->value, a->length) == a->length);
    CHECK(sheaf_utf8_check(a->note, a->note_length) == a->note_length);
  }
  const size_t size = packed.length;
  sheaf_record_clear(&again);
  sheaf_buf_clear(&packed);
  return size;
}

static void read_all(sheaf_reader *reader, const char *bytes, size_t length, const size_t *told, sheaf_error *err) {
  const int packed = length > 1 && !memcmp(bytes, "\x1f\x8b", 2); /* places are those of the unpacked bytes */
  size_t loaded = 0, rejected = 0, output = 0;
  sheaf_record record;
  sheaf_record_init(&record);
  int got;
  while ((got = sheaf_reader_next(reader, &record, err)) > 0) {
    loaded += got == SHEAF_READ_RECORD;
    rejected += got == SHEAF_READ_REJECTED;
    output += 1 + (got == SHEAF_READ_RECORD ? check_record(&record) : 0);
    CHECK(output <= OUTPUT_FLOOR + OUTPUT_FACTOR * length);
    CHECK(packed || record.byte + record.bytes <= length);
  }
  CHECK(got == SHEAF_READ_END || (got == err->code && err->message[0]));
  CHECK(got != SHEAF_ENOMEM);
  CHECK(sheaf_reader_seen(reader) == loaded + rejected);
  CHECK(*told == rejected);
  sheaf_record_clear(&record);
}

static void run(const sheaf_format *format, const char *bytes, size_t length) {
  sheaf_error err = {0};
  sheaf_source *source = NULL;
  sheaf_reader *reader = NULL;
  size_t told = 0;
  int code = sheaf_source_open_memory(&source, "fuzz", bytes, length, NULL, &err);
  if (!code) code = sheaf_reader_open(&reader, source, format, count_rejected, &told, &err);
  CHECK(code == (reader ? 0 : err.code) && code != SHEAF_ENOMEM);
  if (reader) read_all(reader, bytes, length, &told, &err);
  sheaf_reader_close(reader);
  sheaf_source_close(source);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  const char *name = getenv("SHEAF_FUZZ_FORMAT");
  const sheaf_format *format = name ? sheaf_reader_find(name) : NULL;
  CHECK(!name || format);
  if (format != &sheaf_read_xlsx || (length >= 4 && !memcmp(bytes, "PK\3\4", 4))) {
    run(format, (const char *)bytes, length);
    return 0;
  }
  sheaf_buf book = {0};
  fuzz_book_make(bytes, length, &book);
  CHECK(!book.failed);
  run(format, book.data, book.length);
  sheaf_buf_clear(&book);
  return 0;
}
