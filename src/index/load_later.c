/* load_later.c - see load_later.h. Rows lie one behind the other: what it is, its numbers as varints, its texts each
 * behind their length. */
#include "load_later.h"

#include <string.h>

#include "store/decision.h"

enum { PROBLEM = 1, REJECTED, DECIDED, RECORD };

static void add_text(sheaf_buf *later, const char *text, size_t length) {
  sheaf_buf_add_varint(later, length);
  sheaf_buf_add(later, text, length);
  sheaf_buf_add_byte(later, 0);
}

static int added(const sheaf_buf *later, sheaf_error *err) {
  return later->failed ? sheaf_error_memory(err) : SHEAF_OK;
}

int sheaf_load_later_problem(sheaf_buf *later, const sheaf_problem *problem, sheaf_error *err) {
  const char *severity = sheaf_load_severity(problem->severity);
  sheaf_buf_add_byte(later, PROBLEM);
  sheaf_buf_add_varint(later, problem->line);
  sheaf_buf_add_varint(later, problem->byte);
  sheaf_buf_add_varint(later, problem->record);
  add_text(later, severity, strlen(severity));
  add_text(later, problem->code, strlen(problem->code));
  add_text(later, problem->message, strlen(problem->message));
  return added(later, err);
}

int sheaf_load_later_rejected(sheaf_buf *later, const sheaf_rejected_row *row, sheaf_error *err) {
  sheaf_buf_add_byte(later, REJECTED);
  sheaf_buf_add_varint(later, row->record);
  sheaf_buf_add_varint(later, row->line);
  sheaf_buf_add_varint(later, row->byte);
  add_text(later, row->code, strlen(row->code));
  add_text(later, row->bytes ? row->bytes : "", row->length);
  return added(later, err);
}

int sheaf_load_later_decided(sheaf_buf *later, uint32_t place, const sheaf_record *record, sheaf_error *err) {
  sheaf_record decisions;
  sheaf_buf packed = {0};
  sheaf_record_init(&decisions);
  for (const sheaf_entry *e = sheaf_record_first(record, SHEAF_FIELD_DECISION); e; e = sheaf_record_next(record, e))
    sheaf_record_add(&decisions, e->field, e->value, e->length, e->note, e->note_length);
  int code = decisions.failed || sheaf_record_pack(&decisions, &packed) ? sheaf_error_memory(err) : SHEAF_OK;
  if (!code) {
    sheaf_buf_add_byte(later, DECIDED);
    sheaf_buf_add_varint(later, place);
    add_text(later, packed.data ? packed.data : "", packed.length);
    code = added(later, err);
  }
  sheaf_buf_clear(&packed);
  sheaf_record_clear(&decisions);
  return code;
}

int sheaf_load_later_record(sheaf_buf *later, uint32_t place, uint64_t ordinal, const sheaf_record *record,
                            const sheaf_buf *packed, const char *raw, size_t raw_length, sheaf_error *err) {
  sheaf_buf_add_byte(later, RECORD);
  sheaf_buf_add_varint(later, place);
  sheaf_buf_add_varint(later, ordinal);
  sheaf_buf_add_varint(later, record->line);
  add_text(later, packed->data, packed->length);
  sheaf_buf_add_byte(later, raw != NULL);
  add_text(later, raw, raw_length);
  return added(later, err);
}

/* ---- writing ---- */

typedef struct rows {
  const uint8_t *at;  /* the next byte */
  const uint8_t *end; /* behind the last one */
} rows;

static uint64_t next_number(rows *self) {
  uint64_t value = 0;
  if (sheaf_buf_get_varint(&self->at, self->end, &value)) self->at = self->end;
  return value;
}

static const char *next_text(rows *self, size_t *length) {
  *length = (size_t)next_number(self);
  const char *text = (const char *)self->at;
  if (self->at < self->end) self->at += *length + 1;
  return text;
}

static int write_problem(rows *self, sheaf_store *store, int64_t source, sheaf_error *err) {
  size_t unused;
  const uint64_t line = next_number(self), byte = next_number(self), record = next_number(self);
  const char *severity = next_text(self, &unused), *code = next_text(self, &unused),
             *message = next_text(self, &unused);
  return sheaf_store_problem_add(store, source, line, byte, record, severity, code, message, err);
}

static int write_rejected(rows *self, sheaf_store *store, int64_t source, sheaf_error *err) {
  size_t unused;
  sheaf_rejected_row row = {.record = next_number(self)};
  row.line = next_number(self);
  row.byte = next_number(self);
  row.code = next_text(self, &unused);
  row.bytes = next_text(self, &row.length);
  return sheaf_store_rejected_add(store, source, &row, err);
}

static int write_decided(rows *self, sheaf_store *store, uint32_t first, sheaf_error *err) {
  size_t length;
  sheaf_record decisions;
  const uint32_t id = first + (uint32_t)next_number(self);
  const char *packed = next_text(self, &length);
  sheaf_record_init(&decisions);
  int code = sheaf_record_unpack(&decisions, packed, length, err);
  if (!code) code = sheaf_decision_take(store, id, &decisions, err);
  sheaf_record_clear(&decisions);
  return code;
}

static int write_record(rows *self, sheaf_store *store, sheaf_index *index, int64_t source, uint32_t first,
                        sheaf_record *record, sheaf_error *err) {
  size_t length, raw_length;
  const uint32_t id = first + (uint32_t)next_number(self);
  const uint64_t ordinal = next_number(self);
  sheaf_record_reset(record);
  record->line = next_number(self);
  const char *packed = next_text(self, &length);
  const int has_raw = *self->at++;
  const char *raw = next_text(self, &raw_length);
  int code = sheaf_record_unpack(record, packed, length, err);
  if (!code) code = sheaf_store_record_add(store, source, ordinal, id, record, err);
  if (!code && has_raw) code = sheaf_store_record_set_raw(store, id, raw, raw_length, err);
  return code || !index ? code : sheaf_index_add_packed(index, id, record, sheaf_store_record_packed(store), err);
}

int sheaf_load_later_write(const sheaf_buf *later, sheaf_store *store, sheaf_index *index, int64_t source,
                           uint32_t first, sheaf_error *err) {
  rows self = {(const uint8_t *)later->data, (const uint8_t *)later->data + later->length};
  sheaf_record record;
  int code = SHEAF_OK;
  sheaf_record_init(&record);
  while (!code && self.at < self.end) {
    switch (*self.at++) {
      case PROBLEM: code = write_problem(&self, store, source, err); break;
      case REJECTED: code = write_rejected(&self, store, source, err); break;
      case RECORD: code = write_record(&self, store, index, source, first, &record, err); break;
      default: code = write_decided(&self, store, first, err);
    }
  }
  sheaf_record_clear(&record);
  return code;
}
