/* delimited.c - see delimited.h.
 *
 * Lines wait in `text`, each NUL-terminated, until the row that they belong to is whole: when a quote turns out to be
 * stray, the lines read in search of its end are still there to be rows of their own. */
#include "delimited.h"

#include <string.h>

#include "base/mem.h"

enum { MOST_LINES = 500, MOST_BYTES = 1 << 20, HEADER_ROWS = 20 };

typedef struct waiting {
  size_t start;  /* place in text */
  size_t length; /* bytes */
  sheaf_line at; /* its number and offsets; its text is not used */
} waiting;

struct sheaf_delimited {
  sheaf_source *source; /* borrowed */
  char separator;       /* between cells */
  int quotes;           /* quoted cells are read */
  sheaf_buf text;       /* the waiting lines */
  sheaf_buf lines;      /* waiting after waiting */
  size_t first;         /* the first line not yet in a row */
  sheaf_buf out;        /* cells of the row, NUL-terminated */
  sheaf_buf cells;      /* sheaf_cell after sheaf_cell; text is a place in out while the row is read */
  int ended;            /* the source has no more lines */
};

sheaf_delimited *sheaf_delimited_open(sheaf_source *source, char separator, int quotes) {
  sheaf_delimited *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return NULL;
  self->source = source;
  self->separator = separator;
  self->quotes = quotes;
  return self;
}

void sheaf_delimited_close(sheaf_delimited *self) {
  if (!self) return;
  sheaf_buf_clear(&self->text);
  sheaf_buf_clear(&self->lines);
  sheaf_buf_clear(&self->out);
  sheaf_buf_clear(&self->cells);
  sheaf_mem_free(self);
}

/* ---- lines ---- */

static size_t count_lines(const sheaf_delimited *self) { return self->lines.length / sizeof(waiting); }

static waiting get_line(const sheaf_delimited *self, size_t index) {
  waiting line;
  memcpy(&line, self->lines.data + index * sizeof line, sizeof line);
  return line;
}

/* Makes line `index` wait: 1, 0 at the end of the source, or negative. */
static int need(sheaf_delimited *self, size_t index, sheaf_error *err) {
  while (count_lines(self) <= index) {
    sheaf_line line;
    if (self->ended) return 0;
    const int more = sheaf_source_line(self->source, &line, err);
    if (more < 0) return more;
    if (!more) {
      self->ended = 1;
      return 0;
    }
    const waiting one = {self->text.length, line.length, line};
    sheaf_buf_add(&self->text, line.text, line.length);
    sheaf_buf_add_byte(&self->text, 0);
    sheaf_buf_add(&self->lines, &one, sizeof one);
    if (self->text.failed || self->lines.failed) return sheaf_error_memory(err);
  }
  return 1;
}

/* Forgets the lines before `first`, when they are all that waits or many. */
static void forget(sheaf_delimited *self) {
  const size_t count = count_lines(self);
  if (self->first < count && self->first < MOST_LINES) return;
  const size_t from = self->first < count ? get_line(self, self->first).start : self->text.length;
  for (size_t i = self->first; i < count; i++) {
    waiting line = get_line(self, i);
    line.start -= from;
    memcpy(self->lines.data + (i - self->first) * sizeof line, &line, sizeof line);
  }
  if (from < self->text.length) memmove(self->text.data, self->text.data + from, self->text.length - from);
  self->text.length -= from;
  self->lines.length = (count - self->first) * sizeof(waiting);
  self->first = 0;
}

/* ---- cells ---- */

static void begin_cell(sheaf_delimited *self) {
  const sheaf_cell cell = {NULL, self->out.length};
  sheaf_buf_add(&self->cells, &cell, sizeof cell);
}

static size_t spaces(const char *text, size_t at, size_t length) {
  while (at < length && text[at] == ' ') at++;
  return at;
}

/* Reads a quoted cell from behind its quote at *at of line *index: 1, 0 where it is not closed, or negative. */
static int read_quoted(sheaf_delimited *self, size_t *index, size_t *at, sheaf_error *err) {
  const size_t first = *index, start = self->out.length;
  waiting line = get_line(self, *index);
  for (;;) {
    const char *text = self->text.data + line.start;
    while (*at < line.length) {
      const char *quote = memchr(text + *at, '"', line.length - *at);
      const size_t place = quote ? (size_t)(quote - text) : line.length;
      sheaf_buf_add(&self->out, text + *at, place - *at);
      *at = place + 1;
      if (!quote) break;
      if (*at < line.length && text[*at] == '"') {
        sheaf_buf_add_byte(&self->out, '"');
        ++*at;
        continue;
      }
      const size_t behind = spaces(text, *at, line.length);
      if (behind >= line.length || text[behind] == self->separator) {
        *at = behind;
        return 1;
      }
      sheaf_buf_add_byte(&self->out, '"'); /* a quote inside, not doubled */
    }
    if (*index - first >= MOST_LINES || self->out.length - start > MOST_BYTES) return 0;
    const int more = need(self, *index + 1, err);
    if (more <= 0) return more;
    line = get_line(self, ++*index);
    *at = 0;
    sheaf_buf_add_byte(&self->out, '\n');
  }
}

/* 1 where the quotes at `at` are a whole cell: "" or """". */
static int is_all_quotes(const sheaf_delimited *self, const char *text, size_t at, size_t length) {
  const size_t from = at;
  while (at < length && text[at] == '"') at++;
  const size_t behind = spaces(text, at, length);
  return (at - from) % 2 == 0 && (behind >= length || text[behind] == self->separator);
}

/* Cuts the row at self->first; *last is its last line. Once the end of a quoted cell was looked for in vain, there is
 * none for the cells behind it either: a line full of quotes is not gone through again for each of them. */
static int read_cells(sheaf_delimited *self, size_t *last, sheaf_error *err) {
  size_t at = 0;
  int in_vain = 0;
  *last = self->first;
  sheaf_buf_reset(&self->out);
  sheaf_buf_reset(&self->cells);
  for (int more = get_line(self, *last).length > 0; more;) {
    waiting line = get_line(self, *last);
    const char *text = self->text.data + line.start;
    begin_cell(self);
    const size_t open = spaces(text, at, line.length);
    if (self->quotes && open < line.length && text[open] == '"' &&
        (!in_vain || is_all_quotes(self, text, open, line.length))) {
      const size_t mark = self->out.length, from = at, row = *last;
      at = open + 1;
      const int closed = read_quoted(self, last, &at, err);
      if (closed < 0) return closed;
      if (!closed) {
        in_vain = 1;
        self->out.length = mark;
        *last = row;
        at = from;
      }
      line = get_line(self, *last);
      text = self->text.data + line.start;
    }
    const char *end = at < line.length ? memchr(text + at, self->separator, line.length - at) : NULL;
    const size_t place = end ? (size_t)(end - text) : line.length;
    if (at < place) sheaf_buf_add(&self->out, text + at, place - at);
    sheaf_buf_add_byte(&self->out, 0);
    at = place + 1;
    more = end != NULL;
  }
  return self->out.failed || self->cells.failed ? sheaf_error_memory(err) : SHEAF_OK;
}

/* 1 where the cell's first apostrophe is there to keep a spreadsheet from running the rest as a formula. */
static int is_guarded(const char *text, size_t length) {
  size_t at = 0;
  while (at < length && text[at] == '\'') at++;
  if (!at || at == length) return 0;
  if (text[at] == '\t' || text[at] == '\r' || text[at] == '\n') return 1;
  at = spaces(text, at, length);
  if (at < length && memchr("=+-@", text[at], 4)) return 1;
  return length - at >= 3 && !memcmp(text + at, "\xEF\xBC", 2) && memchr("\x8B\x8D\x9D\xA0", text[at + 2], 4);
}

int sheaf_delimited_next(sheaf_delimited *self, sheaf_row *row, sheaf_error *err) {
  forget(self);
  const int more = need(self, self->first, err);
  if (more <= 0) return more;
  size_t last;
  const int code = read_cells(self, &last, err);
  if (code) return code;
  sheaf_cell *cells = (sheaf_cell *)(void *)self->cells.data;
  const size_t count = self->cells.length / sizeof *cells;
  for (size_t i = 0; i < count; i++) {
    const size_t start = cells[i].length, end = i + 1 < count ? cells[i + 1].length : self->out.length;
    const size_t guard = self->quotes && is_guarded(self->out.data + start, end - start - 1);
    cells[i] = (sheaf_cell){self->out.data + start + guard, end - start - guard - 1};
  }
  const waiting begin = get_line(self, self->first), end = get_line(self, last);
  *row = (sheaf_row){cells, count, begin.at.number, begin.at.byte, end.at.end};
  self->first = last + 1;
  return 1;
}

/* ---- detection ---- */

static int look_for_header(const char *head, size_t length, char separator, size_t *row, const char **dialect) {
  sheaf_source *source;
  int best = 0;
  if (sheaf_source_open_memory(&source, "head", head, length, NULL, NULL)) return 0;
  sheaf_delimited *rows = sheaf_delimited_open(source, separator, 1);
  sheaf_row found;
  for (size_t i = 0; rows && i < HEADER_ROWS && !best; i++) {
    if (sheaf_delimited_next(rows, &found, NULL) <= 0) break;
    best = sheaf_columns_score(found.cells, found.count, dialect);
    *row = i;
  }
  sheaf_delimited_close(rows);
  sheaf_source_close(source);
  return best;
}

int sheaf_delimited_detect(const char *head, size_t length, char *separator, size_t *row, const char **dialect) {
  static const char marks[] = {',', '\t', ';', '|'};
  int best = 0;
  for (size_t i = 0; i < sizeof marks; i++) {
    size_t at = 0;
    const char *writer = NULL;
    const int score = memchr(head, marks[i], length) ? look_for_header(head, length, marks[i], &at, &writer) : 0;
    if (score <= best) continue;
    best = score;
    *separator = marks[i];
    *row = at;
    *dialect = writer;
  }
  return best;
}
