/* read_delimited.c - CSV and TSV whose header names the columns, and Web of Science's tab-delimited form.
 *
 * A line "sep=;" and what stands above the header ("SEARCH QUERY", "dinosaur:ti" in Embase's) is not part of the table.
 * The separator is found by the header, whatever the file is called. */
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "delimited.h"
#include "value.h"
#include "wos.h"

typedef struct state {
  sheaf_delimited *rows;  /* owned */
  sheaf_columns *columns; /* owned */
  size_t above;           /* rows above the header */
  int headed;             /* the header was read */
} state;

/* ---- detection ---- */

static int is_wos(const char *head, size_t length) {
  return length > 8 && !memcmp(head, "PT\t", 3) && sheaf_value_find(head, strcspn(head, "\r\n"), "\tAU\t") != NULL;
}

static int detect_wos(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  return is_wos(head, length) ? 96 : 0;
}

static int detect_by(const char *head, size_t length, int tabs, const char **dialect) {
  char separator = ',';
  size_t row;
  if (is_wos(head, length)) return 0;
  const int score = sheaf_delimited_detect(head, length, &separator, &row, dialect);
  return (separator == '\t') == tabs ? score : 0;
}

static int detect_csv(const char *head, size_t length, const char **dialect) {
  return detect_by(head, length, 0, dialect);
}

static int detect_tsv(const char *head, size_t length, const char **dialect) {
  return detect_by(head, length, 1, dialect);
}

/* ---- reading ---- */

static void close_reader(void *it) {
  state *self = it;
  sheaf_delimited_close(self->rows);
  sheaf_columns_close(self->columns);
  sheaf_mem_free(self);
}

/* Where no header is known, the first row is it: the user may have said what its columns are. */
static void *open_with(sheaf_reader *reader, char separator, int quotes) {
  const char *head = "", *dialect;
  size_t length = 0, above = 0;
  sheaf_source *source = sheaf_reader_source(reader);
  if (sheaf_source_head(source, &head, &length, NULL)) length = 0;
  if (quotes && !sheaf_delimited_detect(head, length, &separator, &above, &dialect)) {
    above = sheaf_value_starts(head, length, "sep=") && length > 4;
    if (above && (head[4] == '\t' || (head[4] >= ' ' && head[4] < 0x7f && head[4] != '"'))) separator = head[4];
    const size_t line = strcspn(head, "\r\n");
    if (!above && !memchr(head, separator, line))
      separator = memchr(head, '\t', line) ? '\t' : memchr(head, ';', line) ? ';' : separator;
  }
  state *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return NULL;
  self->above = above;
  self->rows = sheaf_delimited_open(source, separator, quotes);
  self->columns = sheaf_columns_open(reader);
  if (self->rows && self->columns) return self;
  close_reader(self);
  return NULL;
}

static void *open_csv(sheaf_reader *reader) { return open_with(reader, ',', 1); }

static void *open_tsv(sheaf_reader *reader) { return open_with(reader, '\t', 1); }

static void *open_wos(sheaf_reader *reader) { return open_with(reader, '\t', 0); }

static int next(void *it, sheaf_reader *reader, sheaf_record *record, sheaf_error *err) {
  (void)reader;
  state *self = it;
  sheaf_row row;
  for (;;) {
    const int more = sheaf_delimited_next(self->rows, &row, err);
    if (more <= 0) return more;
    if (!self->headed) {
      if (self->above) {
        self->above--;
        continue;
      }
      self->headed = 1;
      const int code = sheaf_columns_header(self->columns, &row, err);
      if (code) return code;
      continue;
    }
    const int got = sheaf_columns_record(self->columns, &row, 1, record, err);
    if (got) return got;
  }
}

const sheaf_format sheaf_read_csv = {"csv",       "CSV with a header row", "csv txt", detect_csv, open_csv, next,
                                     close_reader};
const sheaf_format sheaf_read_tsv = {"tsv",       "TSV with a header row", "tsv tab txt", detect_tsv, open_tsv, next,
                                     close_reader};
const sheaf_format sheaf_read_wos_tab = {
    "wos-tab", "Web of Science tab-delimited", "txt tsv", detect_wos, open_wos, next, close_reader};
