/* read_xlsx.c - XLSX: the first sheet with a header row of known columns, as a table (columns.h).
 *
 * What stands above the header is not part of the table, and other sheets are not read; a warning names them. */
#include <string.h>

#include "base/mem.h"
#include "sheet.h"
#include "value.h"

enum { HEADER_ROWS = 20 };

typedef struct state {
  sheaf_columns *columns; /* owned */
  sheaf_buf bytes;        /* the file */
  sheaf_book *book;       /* over bytes; owned; NULL until the first record is asked for */
} state;

static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  if (length < 4 || memcmp(head, "PK\3\4", 4)) return 0;
  return sheaf_value_find(head, length, "xl/") ? 95 : 50;
}

static void close_reader(void *it) {
  state *self = it;
  sheaf_columns_close(self->columns);
  sheaf_book_close(self->book);
  sheaf_buf_clear(&self->bytes);
  sheaf_mem_free(self);
}

static void *open_reader(sheaf_reader *reader) {
  state *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return NULL;
  self->columns = sheaf_columns_open(reader);
  if (self->columns) return self;
  close_reader(self);
  return NULL;
}

/* The row of the header in a sheet: its score, 0 where none is like one, or SHEAF_ENOMEM. */
static int find_header(sheaf_book *book, size_t *place, const char **dialect) {
  sheaf_row row;
  int best = 0;
  for (size_t i = 0; i < HEADER_ROWS; i++) {
    const int more = sheaf_book_next(book, &row);
    if (more <= 0) return more < 0 ? more : best;
    const char *writer;
    const int score = sheaf_columns_score(row.cells, row.count, &writer);
    if (score <= best) continue;
    best = score;
    *place = i;
    *dialect = writer;
  }
  return best;
}

static int take_header(state *self, sheaf_reader *reader, size_t place, const char *dialect, sheaf_error *err) {
  sheaf_row row = {NULL, 0, 0, 0, 0};
  sheaf_book_rewind(self->book);
  for (size_t i = 0; i <= place; i++) {
    const int more = sheaf_book_next(self->book, &row);
    if (more < 0) return sheaf_error_memory(err);
  }
  if (dialect) sheaf_reader_set_dialect(reader, dialect);
  return sheaf_columns_header(self->columns, &row, err);
}

static void tell_others(const state *self, sheaf_reader *reader, size_t chosen) {
  const size_t count = sheaf_book_sheets(self->book);
  if (count < 2) return;
  const size_t other = chosen ? 0 : 1;
  sheaf_reader_report(
      reader, SHEAF_WARNING, "other-sheets", 0, 0,
      "the sheet '%.80s' was read; the workbook has %zu more ('%.80s'%s). Save one as a file of its own "
      "to load it",
      sheaf_book_sheet_name(self->book, chosen), count - 1, sheaf_book_sheet_name(self->book, other),
      count > 2 ? ", ..." : "");
}

/* Opens the book at the first row of its table. With columns of the user's, a first sheet without known headers will
 * do.
 */
static int open_book(state *self, sheaf_reader *reader, sheaf_error *err) {
  sheaf_source *source = sheaf_reader_source(reader);
  int code = sheaf_source_bytes(source, "a workbook", "save it as CSV", &self->bytes, err);
  if (!code)
    code =
        sheaf_book_open(&self->book, sheaf_source_name(source), sheaf_buf_bytes(&self->bytes), self->bytes.length, err);
  for (size_t i = 0; !code && i < sheaf_book_sheets(self->book); i++) {
    size_t place = 0;
    const char *dialect = NULL;
    code = sheaf_book_read(self->book, i, err);
    if (code) break;
    const int score = find_header(self->book, &place, &dialect);
    if (score < 0) return sheaf_error_memory(err);
    if (!score && !sheaf_reader_columns(reader)) continue;
    code = take_header(self, reader, place, dialect, err);
    if (!code) tell_others(self, reader, i);
    return code;
  }
  if (code) return code;
  return sheaf_error_set(
      err, SHEAF_EFORMAT,
      "%s: no sheet has a row of column names such as Title, Authors, Year; add one, or say what the "
      "columns are with `columns`",
      sheaf_source_name(source));
}

static int next(void *it, sheaf_reader *reader, sheaf_record *record, sheaf_error *err) {
  state *self = it;
  if (!self->book) {
    const int code = open_book(self, reader, err);
    if (code) {
      sheaf_book_close(self->book);
      self->book = NULL;
      return code;
    }
  }
  sheaf_row row;
  for (int more; (more = sheaf_book_next(self->book, &row));) {
    if (more < 0) return sheaf_error_memory(err);
    const int got = sheaf_columns_record(self->columns, &row, 0, record, err);
    if (got) return got;
  }
  return SHEAF_READ_END;
}

const sheaf_format sheaf_read_xlsx = {"xlsx",      "Excel workbook (XLSX)", "xlsx xlsm", detect, open_reader, next,
                                      close_reader};
