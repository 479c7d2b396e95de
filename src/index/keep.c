/* keep.c - see keep.h. */
#include "keep.h"

#include <stdio.h>

void sheaf_keep_clear(sheaf_keep *self) {
  sheaf_raw_clear(&self->raw);
  sheaf_buf_clear(&self->bytes);
  sheaf_buf_clear(&self->rejected);
}

void sheaf_keep_problem(sheaf_keep *self, const sheaf_problem *problem) {
  if (problem->severity == SHEAF_REJECTED) snprintf(self->code, sizeof self->code, "%s", problem->code);
}

/* The bytes of a record into self->bytes: none where the reader does not know its extent. An input that cannot be read
 * a second time is not worth failing a load for. */
static int fetch(sheaf_keep *self, const sheaf_record *record, sheaf_error *err) {
  sheaf_buf_reset(&self->bytes);
  if (!record->bytes) return SHEAF_OK;
  if (!self->raw.source) {
    sheaf_source *source = NULL;
    const int code = self->path ? sheaf_source_open_file(&source, self->path, NULL, err)
                                : sheaf_source_open_memory(&source, "pasted", self->text, self->length, NULL, err);
    if (code) return code == SHEAF_ENOMEM ? code : SHEAF_OK;
    sheaf_raw_init(&self->raw, source);
  }
  const uint64_t length = record->bytes < SHEAF_KEEP_MOST ? record->bytes : SHEAF_KEEP_MOST;
  const int got = sheaf_raw_read(&self->raw, record->byte, length, &self->bytes, err);
  return got == SHEAF_ENOMEM ? got : SHEAF_OK;
}

int sheaf_keep_record(sheaf_keep *self, sheaf_load *load, const sheaf_record *record, sheaf_error *err) {
  if (!self->all) return SHEAF_OK;
  const int code = fetch(self, record, err);
  load->raw = self->bytes.length ? self->bytes.data : NULL;
  load->raw_length = self->bytes.length;
  return code;
}

int sheaf_keep_rejected(sheaf_keep *self, sheaf_load *load, const sheaf_record *record, sheaf_error *err) {
  sheaf_rejected_row row = {.line = record->line, .byte = record->byte, .code = *self->code ? self->code : "rejected"};
  const sheaf_buf *bytes = &self->rejected;
  if (!bytes->length) {
    const int code = fetch(self, record, err);
    if (code) return code;
    bytes = &self->bytes;
  }
  row.bytes = bytes->data;
  row.length = bytes->length;
  const int code = sheaf_load_keep_rejected(load, &row, err);
  sheaf_buf_reset(&self->rejected);
  *self->code = 0;
  return code;
}
