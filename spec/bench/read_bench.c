/* read_bench.c - the readers alone: every record of a file is read and forgotten; nothing is stored.
 *
 *   read_bench FILE          counts: records read, records rejected
 *   read_bench FILE fields   a line a record: title, year, first author's family name, DOI, with tabs between them */
#include <stdio.h>
#include <string.h>

#include "read/reader.h"

static void ignore(void *context, const sheaf_problem *problem) { (void)context, (void)problem; }

static int fail(const char *path, const sheaf_error *err) {
  fprintf(stderr, "%s: %s\n", path, err->message);
  return 1;
}

/* The first part of a field's first value, its white space as single blanks. */
static void print_field(const sheaf_record *record, sheaf_field field, char end) {
  const sheaf_entry *entry = sheaf_record_first(record, field);
  const char *text = "";
  const size_t length = entry ? sheaf_record_part(entry->value, entry->length, 0, &text) : 0;
  for (size_t i = 0; i < length; i++) putchar(strchr("\t\r\n", text[i]) ? ' ' : text[i]);
  putchar(end);
}

static void print_fields(const sheaf_record *record) {
  print_field(record, SHEAF_FIELD_TITLE, '\t');
  print_field(record, SHEAF_FIELD_YEAR, '\t');
  print_field(record, SHEAF_FIELD_AUTHOR, '\t');
  print_field(record, SHEAF_FIELD_DOI, '\n');
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: read_bench FILE [fields]\n");
    return 2;
  }
  const int fields = argc > 2 && strcmp(argv[2], "fields") == 0;
  sheaf_error err = {0};
  sheaf_source *source;
  sheaf_reader *reader;
  if (sheaf_source_open_file(&source, argv[1], NULL, &err)) return fail(argv[1], &err);
  if (sheaf_reader_open(&reader, source, NULL, ignore, NULL, &err)) {
    sheaf_source_close(source);
    return fail(argv[1], &err);
  }
  sheaf_record record;
  sheaf_record_init(&record);
  unsigned long read = 0, rejected = 0;
  int got;
  while ((got = sheaf_reader_next(reader, &record, &err)) > 0) {
    if (got == SHEAF_READ_REJECTED) {
      rejected++;
      continue;
    }
    read++;
    if (fields) print_fields(&record);
  }
  if (!fields) printf("%s %lu %lu\n", sheaf_reader_format(reader)->name, read, rejected);
  sheaf_record_clear(&record);
  sheaf_reader_close(reader);
  sheaf_source_close(source);
  return got < 0 ? fail(argv[1], &err) : 0;
}
