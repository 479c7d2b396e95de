/* sheet.c - see sheet.h. */
#include "sheet.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/mem.h"
#include "sheet_number.h"

/* Bounds: a workbook of the largest reviews (a million records) stays far below them, a ZIP bomb does not. */
enum { MOST_COLUMNS = 16384, MOST_ROWS = 1048576, CHUNK = 64 * 1024 };
static const uint64_t MOST_PART = (uint64_t)1 << 29, MOST_TEXT = (uint64_t)1 << 28;
static const uint64_t MOST_SHOWN = (uint64_t)1 << 32; /* text of all cells, where many show one shared string */

typedef struct cell {
  uint32_t row;    /* 1-based, as in the sheet */
  uint32_t column; /* 0-based */
  size_t start;    /* place in texts (of the sheet or shared) */
  uint32_t length; /* bytes */
  uint32_t shared; /* the text is in the shared strings */
} cell;

typedef struct sheet {
  char *name; /* owned */
  char *id;   /* relation in workbook.xml.rels; owned */
  char *path; /* part in the ZIP, or NULL; owned */
} sheet;

/* Texts one behind the other, with where each begins. */
typedef struct texts {
  sheaf_buf bytes;  /* the texts, each NUL-terminated */
  sheaf_buf starts; /* size_t after size_t */
} texts;

struct sheaf_book {
  zip_t *zip;         /* owned */
  char *name;         /* for messages; owned */
  sheet *sheets;      /* owned */
  size_t sheet_count; /* sheets in use */
  texts shared;       /* the shared strings */
  sheaf_buf dates;    /* a byte for each cell format: 1 where it shows dates */
  sheaf_buf formats;  /* int after int: the custom number formats that show dates */
  int from_1904;      /* serial dates count from 1904 */
  sheaf_buf texts;    /* of the sheet's own cells */
  sheaf_buf cells;    /* cell after cell */
  uint64_t shown;     /* bytes of text in the cells of the sheet */
  size_t at;          /* next cell */
  sheaf_buf row;      /* sheaf_cell after sheaf_cell */
};

/* What the parsers of all parts share. */
typedef struct parse {
  sheaf_book *book;  /* filled */
  XML_Parser parser; /* stopped on failure */
  int code;          /* SHEAF_OK, SHEAF_ENOMEM or SHEAF_ERANGE */
  int depth_text;    /* inside a <t>, <v> that counts */
  int phonetic;      /* inside <rPh>: how the text is read aloud */
  int in_formats;    /* inside <cellXfs> */
  sheaf_buf text;    /* of the cell or string so far */
  uint32_t row;      /* current row */
  uint32_t column;   /* current column */
  char type[12];     /* of the current cell: "s", "inlineStr", ... */
  size_t style;      /* of the current cell */
} parse;

/* ---- attributes and names ---- */

static const char *local_name(const char *name) {
  const char *colon = strrchr(name, ':');
  return colon ? colon + 1 : name;
}

static const char *attribute(const char **attributes, const char *name) {
  for (; *attributes; attributes += 2)
    if (!strcmp(local_name(attributes[0]), name)) return attributes[1];
  return NULL;
}

static char *copy(const char *text) { return sheaf_mem_copy(text, strlen(text)); }

static void stop(parse *p, int code) {
  if (!p->code) p->code = code;
  XML_StopParser(p->parser, XML_FALSE);
}

/* ---- parts of the ZIP ---- */

static int part_failed(const sheaf_book *self, const char *path, sheaf_error *err) {
  return sheaf_error_set(err, SHEAF_EFORMAT, "%s: the part %s of the workbook cannot be read; save the file again",
                         self->name, path);
}

typedef struct handlers {
  XML_StartElementHandler start; /* may be NULL */
  XML_EndElementHandler end;     /* may be NULL */
  XML_CharacterDataHandler text; /* may be NULL */
} handlers;

static int feed_part(zip_file_t *file, parse *p, const char *path, sheaf_error *err) {
  char *chunk = sheaf_mem_alloc(CHUNK);
  if (!chunk) return sheaf_error_memory(err);
  uint64_t total = 0;
  int code = SHEAF_OK;
  for (zip_int64_t got = 1; got > 0 && !code;) {
    got = zip_fread(file, chunk, CHUNK);
    if (got < 0) {
      code = part_failed(p->book, path, err);
      break;
    }
    total += (uint64_t)got;
    if (total > MOST_PART)
      code = sheaf_error_set(err, SHEAF_ERANGE, "%s: the part %s unpacks to more than %llu MB; it is not read",
                             p->book->name, path, (unsigned long long)(MOST_PART >> 20));
    else if (XML_Parse(p->parser, chunk, (int)got, got == 0) != XML_STATUS_OK && !p->code)
      code = part_failed(p->book, path, err);
    if (p->code) break;
  }
  sheaf_mem_free(chunk);
  if (p->code == SHEAF_ENOMEM || p->text.failed) return sheaf_error_memory(err);
  if (p->code)
    return sheaf_error_set(err, SHEAF_ERANGE, "%s: the workbook holds more text than can be read at once; split it",
                           p->book->name);
  return code;
}

/* Parses a part: 1, 0 where there is none, or negative. */
static int parse_part(sheaf_book *self, const char *path, const handlers *with, sheaf_error *err) {
  zip_file_t *file = zip_fopen(self->zip, path, ZIP_FL_NOCASE);
  if (!file) return 0;
  parse p = {.book = self, .parser = XML_ParserCreate(NULL)};
  if (!p.parser) {
    zip_fclose(file);
    return sheaf_error_memory(err);
  }
  XML_SetUserData(p.parser, &p);
  XML_SetElementHandler(p.parser, with->start, with->end);
  if (with->text) XML_SetCharacterDataHandler(p.parser, with->text);
  const int code = feed_part(file, &p, path, err);
  XML_ParserFree(p.parser);
  sheaf_buf_clear(&p.text);
  zip_fclose(file);
  return code ? code : 1;
}

/* ---- xl/workbook.xml and its relations ---- */

static void start_workbook(void *data, const char *name, const char **attributes) {
  parse *p = data;
  sheaf_book *self = p->book;
  name = local_name(name);
  if (!strcmp(name, "workbookPr")) {
    const char *value = attribute(attributes, "date1904");
    self->from_1904 = value && (*value == '1' || *value == 't');
  }
  if (strcmp(name, "sheet")) return;
  const char *title = attribute(attributes, "name"), *id = NULL;
  for (const char **at = attributes; *at; at += 2)
    if (!strcmp(local_name(at[0]), "id") && strcmp(at[0], "id")) id = at[1];
  if (!title || !id || self->sheet_count >= 1024) return;
  sheet *grown = sheaf_mem_resize(self->sheets, (self->sheet_count + 1) * sizeof *grown);
  if (!grown) {
    stop(p, SHEAF_ENOMEM);
    return;
  }
  self->sheets = grown;
  grown[self->sheet_count] = (sheet){copy(title), copy(id), NULL};
  if (!grown[self->sheet_count].name || !grown[self->sheet_count].id) stop(p, SHEAF_ENOMEM);
  self->sheet_count++;
}

/* Targets are relative to xl/, or begin with a slash. */
static void start_relation(void *data, const char *name, const char **attributes) {
  parse *p = data;
  const char *id = attribute(attributes, "Id"), *target = attribute(attributes, "Target");
  if (strcmp(local_name(name), "Relationship") || !id || !target) return;
  for (size_t i = 0; i < p->book->sheet_count; i++) {
    sheet *one = &p->book->sheets[i];
    if (one->path || strcmp(one->id, id)) continue;
    sheaf_buf path;
    sheaf_buf_init(&path);
    if (*target != '/') sheaf_buf_add_text(&path, "xl/");
    sheaf_buf_add_text(&path, target + (*target == '/'));
    size_t length;
    one->path = sheaf_buf_take(&path, &length);
    if (!one->path) stop(p, SHEAF_ENOMEM);
  }
}

/* ---- xl/styles.xml ---- */

static void start_style(void *data, const char *name, const char **attributes) {
  parse *p = data;
  name = local_name(name);
  if (!strcmp(name, "numFmt")) {
    const char *id = attribute(attributes, "numFmtId"), *code = attribute(attributes, "formatCode");
    const int number = id ? atoi(id) : 0;
    if (code && sheaf_sheet_is_date_format(code)) sheaf_buf_add(&p->book->formats, &number, sizeof number);
  } else if (!strcmp(name, "cellXfs")) {
    p->in_formats = 1;
  } else if (p->in_formats && !strcmp(name, "xf")) {
    const char *id = attribute(attributes, "numFmtId");
    const int number = id ? atoi(id) : 0;
    int shows_date = sheaf_sheet_is_date_number(number);
    for (size_t i = 0; i + sizeof number <= p->book->formats.length; i += sizeof number)
      if (!memcmp(p->book->formats.data + i, &number, sizeof number)) shows_date = 1;
    sheaf_buf_add_byte(&p->book->dates, shows_date);
  }
}

static void end_style(void *data, const char *name) {
  parse *p = data;
  if (!strcmp(local_name(name), "cellXfs")) p->in_formats = 0;
}

/* ---- texts ---- */

static void add_text(void *data, const char *text, int length) {
  parse *p = data;
  if (!p->depth_text || p->phonetic) return;
  sheaf_buf_add(&p->text, text, (size_t)length);
  if (p->text.failed)
    stop(p, SHEAF_ENOMEM);
  else if (p->text.length > MOST_TEXT)
    stop(p, SHEAF_ERANGE);
}

static void start_string(void *data, const char *name, const char **attributes) {
  (void)attributes;
  parse *p = data;
  name = local_name(name);
  if (!strcmp(name, "si")) sheaf_buf_reset(&p->text);
  if (!strcmp(name, "rPh")) p->phonetic = 1;
  if (!strcmp(name, "t")) p->depth_text = 1;
}

static void end_string(void *data, const char *name) {
  parse *p = data;
  texts *shared = &p->book->shared;
  name = local_name(name);
  if (!strcmp(name, "rPh")) p->phonetic = 0;
  if (!strcmp(name, "t")) p->depth_text = 0;
  if (strcmp(name, "si")) return;
  const size_t start = shared->bytes.length;
  sheaf_buf_add(&shared->starts, &start, sizeof start);
  sheaf_buf_add(&shared->bytes, p->text.data, p->text.length);
  sheaf_buf_add_byte(&shared->bytes, 0);
  if (shared->starts.failed || shared->bytes.failed)
    stop(p, SHEAF_ENOMEM);
  else if (shared->bytes.length > MOST_TEXT)
    stop(p, SHEAF_ERANGE);
}

/* ---- a sheet ---- */

/* "AB12": column 27 (0-based), row 12. 1 where it is such a place. */
static int read_place(const char *text, uint32_t *column, uint32_t *row) {
  uint32_t letters = 0, digits = 0;
  for (; *text >= 'A' && *text <= 'Z' && letters <= MOST_COLUMNS; text++)
    letters = letters * 26 + (uint32_t)(*text - 'A') + 1;
  for (; *text >= '0' && *text <= '9' && digits <= MOST_ROWS; text++) digits = digits * 10 + (uint32_t)(*text - '0');
  if (*text || !letters || letters > MOST_COLUMNS || !digits || digits > MOST_ROWS) return 0;
  *column = letters - 1;
  *row = digits;
  return 1;
}

static void start_cell(void *data, const char *name, const char **attributes) {
  parse *p = data;
  name = local_name(name);
  if (!strcmp(name, "row")) {
    const char *number = attribute(attributes, "r");
    const unsigned long row = number ? strtoul(number, NULL, 10) : (unsigned long)p->row + 1;
    p->row = row > MOST_ROWS ? MOST_ROWS : (uint32_t)row;
    p->column = UINT32_MAX;
  } else if (!strcmp(name, "c")) {
    const char *place = attribute(attributes, "r"), *type = attribute(attributes, "t"),
               *style = attribute(attributes, "s");
    uint32_t column, row;
    p->column++;
    if (place && read_place(place, &column, &row)) p->column = column;
    memset(p->type, 0, sizeof p->type);
    if (type) strncpy(p->type, type, sizeof p->type - 1);
    p->style = style ? strtoul(style, NULL, 10) : 0;
    sheaf_buf_reset(&p->text);
  } else if (!strcmp(name, "rPh")) {
    p->phonetic = 1;
  } else if (!strcmp(name, "v") || !strcmp(name, "t")) {
    p->depth_text = 1;
  }
}

static void push_cell(parse *p, size_t start, size_t length, int shared) {
  sheaf_book *self = p->book;
  if (!length) return;
  self->shown += length;
  if (p->column >= MOST_COLUMNS || length > UINT32_MAX || self->texts.length > MOST_TEXT ||
      self->cells.length > MOST_TEXT || self->shown > MOST_SHOWN) {
    stop(p, SHEAF_ERANGE);
    return;
  }
  const cell one = {p->row, p->column, start, (uint32_t)length, (uint32_t)shared};
  sheaf_buf_add(&self->cells, &one, sizeof one);
  if (self->cells.failed || self->texts.failed) stop(p, SHEAF_ENOMEM);
}

static void add_shared(parse *p) {
  const texts *shared = &p->book->shared;
  const unsigned long index = strtoul(sheaf_buf_bytes(&p->text), NULL, 10),
                      count = shared->starts.length / sizeof(size_t);
  if (index >= count) return;
  size_t start;
  memcpy(&start, shared->starts.data + index * sizeof start, sizeof start);
  push_cell(p, start, strlen(shared->bytes.data + start), 1);
}

static void end_cell(void *data, const char *name) {
  parse *p = data;
  sheaf_book *self = p->book;
  name = local_name(name);
  if (!strcmp(name, "rPh")) p->phonetic = 0;
  if (!strcmp(name, "v") || !strcmp(name, "t")) p->depth_text = 0;
  if (strcmp(name, "c") || !p->text.length) return;
  if (!strcmp(p->type, "s")) {
    add_shared(p);
    return;
  }
  const size_t start = self->texts.length;
  const int number = !p->type[0] || !strcmp(p->type, "n");
  const int date = number && p->style < self->dates.length && self->dates.data[p->style];
  if (!number)
    sheaf_buf_add(&self->texts, p->text.data, p->text.length);
  else
    sheaf_sheet_number(sheaf_buf_bytes(&p->text), date, self->from_1904, &self->texts);
  const size_t length = self->texts.length - start;
  sheaf_buf_add_byte(&self->texts, 0);
  push_cell(p, start, length, 0);
}

/* ---- the book ---- */

static int open_zip(sheaf_book *self, const char *bytes, size_t length, sheaf_error *err) {
  zip_error_t trouble;
  zip_error_init(&trouble);
  zip_source_t *source = zip_source_buffer_create(bytes, length, 0, &trouble);
  self->zip = source ? zip_open_from_source(source, ZIP_RDONLY, &trouble) : NULL;
  if (!self->zip && source) zip_source_free(source);
  zip_error_fini(&trouble);
  if (self->zip) return SHEAF_OK;
  return sheaf_error_set(err, SHEAF_EFORMAT, "%s: the ZIP that an XLSX file is cannot be opened; get the file again",
                         self->name);
}

static int read_book(sheaf_book *self, sheaf_error *err) {
  static const handlers workbook = {start_workbook, NULL, NULL}, relations = {start_relation, NULL, NULL},
                        styles = {start_style, end_style, NULL}, strings = {start_string, end_string, add_text};
  int got = parse_part(self, "xl/workbook.xml", &workbook, err);
  if (got > 0) got = parse_part(self, "xl/_rels/workbook.xml.rels", &relations, err);
  if (!got || (got > 0 && !self->sheet_count))
    return sheaf_error_set(err, SHEAF_EFORMAT, "%s: the ZIP is no XLSX workbook; save it as CSV or XLSX", self->name);
  if (got > 0) got = parse_part(self, "xl/styles.xml", &styles, err);
  if (got >= 0 && (self->dates.failed || self->formats.failed)) return sheaf_error_memory(err);
  if (got >= 0) got = parse_part(self, "xl/sharedStrings.xml", &strings, err);
  return got < 0 ? got : SHEAF_OK;
}

int sheaf_book_open(sheaf_book **out, const char *name, const char *bytes, size_t length, sheaf_error *err) {
  *out = NULL;
  sheaf_book *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return sheaf_error_memory(err);
  self->name = copy(name);
  int code = self->name ? open_zip(self, bytes, length, err) : sheaf_error_memory(err);
  if (!code) code = read_book(self, err);
  if (code)
    sheaf_book_close(self);
  else
    *out = self;
  return code;
}

void sheaf_book_close(sheaf_book *self) {
  if (!self) return;
  if (self->zip) zip_discard(self->zip);
  for (size_t i = 0; i < self->sheet_count; i++) {
    sheaf_mem_free(self->sheets[i].name);
    sheaf_mem_free(self->sheets[i].id);
    sheaf_mem_free(self->sheets[i].path);
  }
  sheaf_mem_free(self->sheets);
  sheaf_mem_free(self->name);
  sheaf_buf_clear(&self->shared.bytes);
  sheaf_buf_clear(&self->shared.starts);
  sheaf_buf_clear(&self->dates);
  sheaf_buf_clear(&self->formats);
  sheaf_buf_clear(&self->texts);
  sheaf_buf_clear(&self->cells);
  sheaf_buf_clear(&self->row);
  sheaf_mem_free(self);
}

size_t sheaf_book_sheets(const sheaf_book *self) { return self->sheet_count; }

const char *sheaf_book_sheet_name(const sheaf_book *self, size_t sheet) { return self->sheets[sheet].name; }

int sheaf_book_read(sheaf_book *self, size_t sheet, sheaf_error *err) {
  static const handlers cells = {start_cell, end_cell, add_text};
  sheaf_buf_reset(&self->texts);
  sheaf_buf_reset(&self->cells);
  self->at = 0;
  self->shown = 0;
  const char *path = self->sheets[sheet].path;
  const int got = path ? parse_part(self, path, &cells, err) : 0;
  return got < 0 ? got : SHEAF_OK;
}

void sheaf_book_rewind(sheaf_book *self) { self->at = 0; }

static cell get_cell(const sheaf_book *self, size_t index) {
  cell one;
  memcpy(&one, self->cells.data + index * sizeof one, sizeof one);
  return one;
}

/* Empty cells up to a column: a sheet may have rows of one cell that stands far to the right. */
static void add_gap(sheaf_buf *row, size_t column) {
  static const sheaf_cell none = {"", 0};
  const size_t end = column * sizeof none;
  if (row->length >= end || sheaf_buf_reserve(row, end - row->length)) return;
  for (; row->length < end; row->length += sizeof none) memcpy(row->data + row->length, &none, sizeof none);
}

int sheaf_book_next(sheaf_book *self, sheaf_row *row) {
  const size_t count = self->cells.length / sizeof(cell);
  if (self->at >= count) return 0;
  const uint32_t number = get_cell(self, self->at).row;
  sheaf_buf_reset(&self->row);
  for (; self->at < count; self->at++) {
    const cell one = get_cell(self, self->at);
    if (one.row != number) break;
    const sheaf_cell filled = {(one.shared ? self->shared.bytes.data : self->texts.data) + one.start, one.length};
    add_gap(&self->row, one.column);
    if (self->row.length == one.column * sizeof filled) sheaf_buf_add(&self->row, &filled, sizeof filled);
  }
  if (self->row.failed) return SHEAF_ENOMEM;
  *row = (sheaf_row){(const sheaf_cell *)(const void *)self->row.data, self->row.length / sizeof(sheaf_cell), number, 0,
                     0};
  return 1;
}
