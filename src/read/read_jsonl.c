/* read_jsonl.c - sheaf's own JSON lines: every entry of a record as it is kept.
 *
 *   {"sheaf":1,"entries":[["title","Evening clinics"],["authors","Okafor\u001fNgozi\u001fN","Okafor, Ngozi"]]}
 *
 * An entry is a field, its value (parts joined with U+001F) and, where there is one, its note. A line with another
 * object is a work of CSL-JSON, Crossref or OpenAlex. A line that is neither costs itself, no other. */
#include <string.h>

#include "base/mem.h"
#include "carry.h"
#include "json.h"

typedef struct reader {
  json_tokener *parser; /* owned */
  sheaf_json json;      /* buffers */
} reader;

static void close_reader(void *state) {
  reader *self = state;
  if (!self) return;
  if (self->parser) json_tokener_free(self->parser);
  sheaf_json_clear(&self->json);
  sheaf_mem_free(self);
}

static void *open_reader(sheaf_reader *reader_) {
  (void)reader_;
  reader *self = sheaf_mem_zero(1, sizeof *self);
  if (!self) return NULL;
  self->parser = json_tokener_new_ex(SHEAF_JSON_DEPTH);
  if (self->parser) return self;
  close_reader(self);
  return NULL;
}

/* The text of an item, NULs made spaces; NULL where it is no string. */
static const char *text_of(reader *self, json_object *item, size_t *length) {
  *length = 0;
  if (!json_object_is_type(item, json_type_string)) return NULL;
  const char *text = json_object_get_string(item);
  *length = (size_t)json_object_get_string_len(item);
  if (!memchr(text, 0, *length)) return text;
  sheaf_buf *out = &self->json.text;
  sheaf_buf_reset(out);
  for (size_t i = 0; i < *length; i++) sheaf_buf_add_byte(out, text[i] ? text[i] : ' ');
  if (!out->failed) return sheaf_buf_bytes(out);
  self->json.failed = 1;
  *length = 0;
  return "";
}

/* A field that this version does not know is EXTRA under its name. 0 where the item is no entry. */
static int add_entry(reader *self, json_object *item, sheaf_record *record) {
  if (!json_object_is_type(item, json_type_array)) return 0;
  const size_t count = json_object_array_length(item);
  json_object *note_item = count > 2 ? json_object_array_get_idx(item, 2) : NULL;
  json_object *name_item = json_object_array_get_idx(item, 0);
  if (count < 2 || count > 3 || !json_object_is_type(name_item, json_type_string)) return 0;
  if (note_item && !json_object_is_type(note_item, json_type_string)) return 0;
  const char *name = json_object_get_string(name_item);
  const size_t name_length = (size_t)json_object_get_string_len(name_item);
  const sheaf_field field = sheaf_field_find(name, name_length);
  sheaf_buf *note = &self->json.path;
  size_t length;
  const char *text = text_of(self, field == SHEAF_FIELD_NONE ? name_item : note_item, &length);
  sheaf_buf_reset(note);
  if (text) sheaf_buf_add(note, text, length);
  text = text_of(self, json_object_array_get_idx(item, 1), &length);
  if (!text) return 0;
  if (note->failed || self->json.failed)
    record->failed = 1;
  else
    sheaf_record_add(record, field == SHEAF_FIELD_NONE ? SHEAF_FIELD_EXTRA : field, text, length, note->data,
                     note->length);
  return 1;
}

static int reject(sheaf_reader *reader_, const sheaf_record *record, size_t at, const char *code, const char *why) {
  const uint64_t most = record->bytes ? record->bytes - 1 : 0;
  sheaf_reader_report(reader_, SHEAF_REJECTED, code, record->line, record->byte + (at < most ? at : most),
                      "the line is no record in JSON: %s", why);
  return SHEAF_READ_REJECTED;
}

/* 1 where all entries are in the record. */
static int add_entries(reader *self, sheaf_reader *reader_, json_object *entries, sheaf_record *record) {
  const size_t count = json_object_array_length(entries);
  for (size_t i = 0; i < count; i++) {
    if (add_entry(self, json_object_array_get_idx(entries, i), record)) continue;
    sheaf_reader_report(reader_, SHEAF_REJECTED, "bad-entry", record->line, record->byte,
                        "entry %zu of the record is not a list of two or three strings", i + 1);
    return 0;
  }
  return 1;
}

static int read_line(reader *self, sheaf_reader *reader_, const sheaf_line *line, sheaf_record *record) {
  sheaf_json_fault fault;
  json_object *object = sheaf_json_parse(self->parser, line->text, line->length, &fault);
  if (!object) return reject(reader_, record, fault.at, fault.code, fault.why);
  json_object *entries = sheaf_json_get(object, "entries");
  int result = SHEAF_READ_REJECTED, code = SHEAF_OK;
  if (json_object_is_type(entries, json_type_array)) {
    if (add_entries(self, reader_, entries, record)) result = SHEAF_READ_RECORD;
  } else if (sheaf_json_get(object, "sheaf")) {
    reject(reader_, record, 0, "no-entries", "it has no list \"entries\"");
  } else {
    code = sheaf_json_add_work(&self->json, object, record);
    if (!code) code = sheaf_carry_restore(record);
    if (!code) result = sheaf_reader_judge(reader_, record);
  }
  json_object_put(object);
  return code ? code : result;
}

static int next(void *state, sheaf_reader *reader_, sheaf_record *record, sheaf_error *err) {
  reader *self = state;
  sheaf_line line;
  size_t blank;
  do {
    const int more = sheaf_source_line(sheaf_reader_source(reader_), &line, err);
    if (more <= 0) return more;
    for (blank = 0; blank < line.length && sheaf_tagged_space(line.text[blank]);) blank++;
  } while (blank == line.length);
  record->line = line.number;
  record->byte = line.byte;
  record->bytes = line.end - line.byte;
  const int result = read_line(self, reader_, &line, record);
  return result < 0 || record->failed ? sheaf_error_memory(err) : result;
}

/* Passes over white space and then the word; 0 where it is not there. */
static int pass(const char **at, const char *end, const char *word) {
  const size_t size = strlen(word);
  while (*at < end && sheaf_tagged_space(**at)) ++*at;
  if ((size_t)(end - *at) < size || memcmp(*at, word, size)) return 0;
  *at += size;
  return 1;
}

static int detect(const char *head, size_t length, const char **dialect) {
  (void)dialect;
  const char *at = head, *end = head + length;
  if (!pass(&at, end, "{") || !pass(&at, end, "\"sheaf\"") || !pass(&at, end, ":") || !pass(&at, end, "")) return 0;
  while (at < end && sheaf_tagged_digit(*at)) at++;
  return pass(&at, end, ",") && pass(&at, end, "\"entries\"") && pass(&at, end, ":") ? 100 : 0;
}

const sheaf_format sheaf_read_jsonl = {"jsonl", "JSON lines of sheaf", "jsonl", detect, open_reader,
                                       next,    close_reader};
