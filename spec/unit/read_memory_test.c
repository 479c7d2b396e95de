/* read_memory_test.c - memory that runs out at any allocation, once or for good, while any reader reads: the run ends
 * with SHEAF_ENOMEM, or did not need that memory; what was read before is what a good run reads, whole. */
#include <dirent.h>
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

enum { MOST_BYTES = 1 << 16, MOST_FORMATS = 64 };

typedef struct outcome {
  char *bytes;                /* results and entries, one after the other; freed with free */
  size_t length;              /* bytes in use */
  size_t capacity;            /* bytes allocated */
  const sheaf_format *format; /* which one read it, or NULL */
  int code;                   /* of the last call */
} outcome;

/* Not with the memory under test. */
static void put(outcome *self, const void *bytes, size_t length) {
  if (self->capacity - self->length < length) {
    self->capacity = 2 * (self->capacity + length);
    self->bytes = realloc(self->bytes, self->capacity);
    assert_non_null(self->bytes);
  }
  if (length) memcpy(self->bytes + self->length, bytes, length);
  self->length += length;
}

static void put_record(outcome *self, const sheaf_record *record) {
  for (size_t i = 0; i < record->count; i++) {
    const sheaf_entry *e = &record->entries[i];
    put(self, &e->field, sizeof e->field);
    put(self, &e->length, sizeof e->length);
    put(self, &e->note_length, sizeof e->note_length);
    put(self, e->value, e->length);
    put(self, e->note, e->note_length);
  }
}

static outcome run(const char *name, const char *bytes, size_t length) {
  outcome self = {0};
  sheaf_error err = {0};
  sheaf_source *source = NULL;
  sheaf_reader *reader = NULL;
  sheaf_record record;
  sheaf_record_init(&record);
  self.code = sheaf_source_open_memory(&source, name, bytes, length, NULL, &err);
  if (!self.code) self.code = sheaf_reader_open(&reader, source, NULL, NULL, NULL, &err);
  while (!self.code) {
    const int got = sheaf_reader_next(reader, &record, &err);
    if (got <= 0) {
      self.code = got;
      break;
    }
    put(&self, &got, sizeof got);
    if (got == SHEAF_READ_RECORD) put_record(&self, &record);
  }
  if (reader) self.format = sheaf_reader_format(reader);
  sheaf_record_clear(&record);
  sheaf_reader_close(reader);
  sheaf_source_close(source);
  return self;
}

/* Every allocation of the run fails in its turn. */
static void starve(const char *name, const char *bytes, size_t length, const outcome *whole, int for_good) {
  for (long after = 0;; after++) {
    const unsigned long before = sheaf_mem_failures();
    sheaf_mem_fail(after, for_good);
    const outcome part = run(name, bytes, length);
    sheaf_mem_fail(-1, 0);
    const int failed = sheaf_mem_failures() != before;
    const size_t same = part.length && part.length <= whole->length ? part.length : 0;
    if (part.code && part.code != SHEAF_ENOMEM) fail_msg("%s, allocation %ld: code %d", name, after, part.code);
    if (part.length != same || (same && memcmp(part.bytes, whole->bytes, same)))
      fail_msg("%s, allocation %ld: a record with a hole", name, after);
    if (!part.code && (part.length != whole->length || part.format != whole->format))
      fail_msg("%s, allocation %ld: read otherwise than with memory", name, after);
    free(part.bytes);
    if (!failed) return;
  }
}

static const sheaf_format *formats_seen[MOST_FORMATS];
static size_t count_seen;

static void try_file(const char *path) {
  char bytes[MOST_BYTES];
  FILE *file = fopen(path, "rb");
  if (!file) fail_msg("cannot open %s", path);
  const size_t length = fread(bytes, 1, sizeof bytes, file);
  fclose(file);
  outcome whole = run(path, bytes, length);
  size_t at = 0;
  while (at < count_seen && formats_seen[at] != whole.format) at++;
  if (whole.format && at == count_seen) formats_seen[count_seen++] = whole.format;
  if (!whole.code) starve(path, bytes, length, &whole, 0), starve(path, bytes, length, &whole, 1);
  free(whole.bytes);
}

static void try_folder(const char *folder) {
  DIR *dir = opendir(folder);
  if (!dir) fail_msg("cannot open %s", folder);
  for (const struct dirent *entry; (entry = readdir(dir));) {
    char path[512];
    if (entry->d_name[0] == '.') continue;
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    try_file(path);
  }
  closedir(dir);
}

static void test_every_reader(void **state) {
  (void)state;
  try_folder("spec/fixtures/formats");
  try_folder("spec/fuzz/corpus");
  for (const sheaf_format *const *row = sheaf_reader_formats(); *row; row++) {
    size_t at = 0;
    while (at < count_seen && formats_seen[at] != *row) at++;
    if (at == count_seen) fail_msg("no file is read as %s", (*row)->name);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_reader)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
