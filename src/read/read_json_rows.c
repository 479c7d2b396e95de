/* read_json_rows.c - JSON objects whose members are the columns of a table, as data frames are saved: a list of them,
 * or one a line. Names are known as the headers of CSV are (columns.h), and a user's columns hold for them.
 *
 *   {"title": "Evening clinics", "authors": ["Okafor N", "Stein R"], "year": 2015, "label_included": 1} */
#include <string.h>

#include "base/mem.h"
#include "columns.h"
#include "json.h"
#include "json_cut.h"

typedef struct reader {
  sheaf_json_cut cut;     /* the input */
  json_tokener *parser;   /* owned */
  sheaf_columns *columns; /* owned */
  sheaf_buf names;        /* of the last object's members, each with a NUL behind it */
  sheaf_buf texts;        /* of this object's names, then of its values, each with a NUL behind it */
  sheaf_buf cells;        /* sheaf_cell after sheaf_cell: names, then values */
} reader;

static void close_reader(void *state) {
  reader *self = state;
  if (!self) return;
  if (self->parser) json_tokener_free(self->parser);
  sheaf_columns_close(self->columns);
  sheaf_json_cut_clear(&self->cut);
  sheaf_buf_clear(&self->names);
  sheaf_buf_clear(&self->texts);
  sheaf_buf_clear(&self->cells);
  sheaf_mem_free(self);
}

static void *open_reader(sheaf_reader *self) {
  reader *state = sheaf_mem_zero(1, sizeof *state);
  if (!state) return NULL;
  state->parser = sheaf_json_cut_open(&state->cut, self);
  state->columns = sheaf_columns_open(self);
  if (state->parser && state->columns) return state;
  close_reader(state);
  return NULL;
}

/* ---- an object as a row ---- */

static void add_text(sheaf_buf *out, const char *text, size_t length) {
  for (size_t i = 0; i < length; i++)
    sheaf_buf_add_byte(out, (unsigned char)text[i] < 0x20 && text[i] != '\n' ? ' ' : text[i]);
}

/* A scalar; the scalars of a list between semicolons; anything else as JSON. */
static void add_value(sheaf_buf *out, json_object *value) {
  const int list = json_object_is_type(value, json_type_array);
  const size_t count = list ? json_object_array_length(value) : 1;
  for (size_t i = 0; i < count; i++) {
    json_object *one = list ? json_object_array_get_idx(value, i) : value;
    const int string = json_object_is_type(one, json_type_string);
    if (!one) continue;
    if (i) sheaf_buf_add_text(out, "; ");
    const char *text =
        string ? json_object_get_string(one) : json_object_to_json_string_ext(one, JSON_C_TO_STRING_NOSLASHESCAPE);
    if (text) add_text(out, text, string ? (size_t)json_object_get_string_len(one) : strlen(text));
  }
}

/* The members' names and values as two rows of cells. 0 or SHEAF_ENOMEM. */
static int lay_out(reader *self, json_object *object, sheaf_row *header, sheaf_row *row) {
  const size_t count = (size_t)json_object_object_length(object);
  sheaf_buf_reset(&self->texts);
  sheaf_buf_reset(&self->cells);
  json_object_object_foreach(object, key, value) {
    (void)value;
    add_text(&self->texts, key, strlen(key));
    sheaf_buf_add_byte(&self->texts, 0);
  }
  json_object_object_foreach(object, name, member) {
    (void)name;
    const size_t start = self->texts.length;
    add_value(&self->texts, member);
    for (size_t i = start; i < self->texts.length; i++)
      if (!self->texts.data[i]) self->texts.data[i] = ' ';
    sheaf_buf_add_byte(&self->texts, 0);
  }
  if (self->texts.failed) return SHEAF_ENOMEM;
  const char *at = self->texts.data ? self->texts.data : "";
  for (size_t i = 0; i < 2 * count; i++, at += strlen(at) + 1) {
    const sheaf_cell cell = {at, strlen(at)};
    sheaf_buf_add(&self->cells, &cell, sizeof cell);
  }
  if (self->cells.failed) return SHEAF_ENOMEM;
  const sheaf_cell *cells = (const sheaf_cell *)(const void *)self->cells.data;
  *header = (sheaf_row){cells, count, self->cut.line, self->cut.byte, self->cut.end};
  *row = *header;
  row->cells = count ? cells + count : cells;
  return SHEAF_OK;
}

/* Another object may have other members: they are its header. */
static int take_header(reader *self, const sheaf_row *header, sheaf_error *err) {
  const sheaf_cell *last = header->count ? &header->cells[header->count - 1] : NULL;
  const size_t length = last ? (size_t)(last->text + last->length + 1 - self->texts.data) : 0;
  if (length == self->names.length && (!length || !memcmp(self->names.data, self->texts.data, length))) return SHEAF_OK;
  sheaf_buf_reset(&self->names);
  sheaf_buf_add(&self->names, self->texts.data, length);
  if (self->names.failed) return sheaf_error_memory(err);
  return sheaf_columns_header(self->columns, header, err);
}

static int reject(reader *self, sheaf_reader *reader_, sheaf_record *record, const sheaf_json_fault *fault,
                  sheaf_error *err) {
  if (sheaf_json_cut_resume(&self->cut)) return sheaf_error_memory(err);
  record->bytes = self->cut.end - self->cut.byte;
  sheaf_reader_report(reader_, SHEAF_REJECTED, fault->code, self->cut.line, self->cut.byte,
                      "the JSON object that begins in line %llu cannot be read: %s", (unsigned long long)self->cut.line,
                      fault->why);
  return SHEAF_READ_REJECTED;
}

static int next(void *state, sheaf_reader *reader_, sheaf_record *record, sheaf_error *err) {
  reader *self = state;
  const int more = sheaf_json_cut_next(&self->cut, err);
  if (more <= 0) return more;
  record->line = self->cut.line;
  record->byte = self->cut.byte;
  record->bytes = self->cut.end - self->cut.byte;
  sheaf_json_fault fault = {"unclosed-object", "its closing brace is missing", 0};
  json_object *object = NULL;
  if (self->cut.whole) object = sheaf_json_parse(self->parser, self->cut.piece.data, self->cut.piece.length, &fault);
  if (!object) return reject(self, reader_, record, &fault, err);
  sheaf_json_cut_accept(&self->cut);
  sheaf_row header, row;
  int got = lay_out(self, object, &header, &row);
  json_object_put(object);
  if (got) return sheaf_error_memory(err);
  got = take_header(self, &header, err);
  if (got) return got;
  got = sheaf_columns_record(self->columns, &row, 0, record, err);
  return got == SHEAF_READ_END ? sheaf_reader_judge(reader_, record) : got;
}

/* ---- detection ---- */

static int is_nested(json_object *value) {
  if (json_object_is_type(value, json_type_object)) return 1;
  if (!json_object_is_type(value, json_type_array) || !json_object_array_length(value)) return 0;
  json_object *first = json_object_array_get_idx(value, 0);
  return json_object_is_type(first, json_type_object) || json_object_is_type(first, json_type_array);
}

/* One of its members is a title, and of those with a field none holds objects. */
static int is_flat(json_object *object) {
  int titles = 0;
  json_object_object_foreach(object, key, value) {
    const sheaf_tag *tag = sheaf_columns_find(key, strlen(key));
    if (tag && is_nested(value)) return 0;
    titles += tag && tag->field == SHEAF_FIELD_TITLE;
  }
  return titles > 0;
}

/* 1 where it has columns of a citation's, and none that only items of CSL-JSON have: anything has a title and a year.
 */
static int is_table(json_object *object) {
  static const sheaf_field fields[] = {SHEAF_FIELD_AUTHOR, SHEAF_FIELD_JOURNAL,  SHEAF_FIELD_DOI,
                                       SHEAF_FIELD_PMID,   SHEAF_FIELD_ABSTRACT, SHEAF_FIELD_KEYWORD};
  static const char *const csl[] = {"issued", "container-title", "publisher-place", "itemType"};
  if (!is_flat(object)) return 0;
  for (size_t i = 0; i < sizeof csl / sizeof *csl; i++)
    if (sheaf_json_get(object, csl[i])) return 0;
  int known = 0;
  json_object_object_foreach(object, key, value) {
    (void)value;
    const sheaf_tag *tag = sheaf_columns_find(key, strlen(key));
    for (size_t i = 0; tag && i < sizeof fields / sizeof *fields; i++) known += tag->field == fields[i];
  }
  return known > 0;
}

static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  size_t at = 0;
  while (at < length && sheaf_tagged_space(head[at])) at++;
  if (at == length || (head[at] != '{' && head[at] != '[')) return 0;
  json_object *object = sheaf_json_first(head, length, is_table);
  json_object_put(object);
  return object ? 93 : 0;
}

const sheaf_format sheaf_read_json_rows = {"json-rows", "JSON rows", "json jsonl", detect,
                                           open_reader, next,        close_reader};
