/* record.c - see record.h. */
#include "record.h"

#include <stdlib.h>
#include <string.h>

void sheaf_record_init(sheaf_record *self) { *self = (sheaf_record){0}; }

void sheaf_record_reset(sheaf_record *self) {
  sheaf_arena_reset(&self->arena);
  self->count = 0;
  self->failed = 0;
  self->line = self->byte = self->bytes = 0;
}

void sheaf_record_clear(sheaf_record *self) {
  sheaf_arena_clear(&self->arena);
  sheaf_mem_free(self->entries);
  *self = (sheaf_record){0};
}

static sheaf_entry *push(sheaf_record *self) {
  if (self->count == self->capacity) {
    const size_t capacity = self->capacity ? self->capacity * 2 : 64;
    sheaf_entry *entries = sheaf_mem_resize(self->entries, capacity * sizeof *entries);
    if (!entries) {
      self->failed = 1;
      return NULL;
    }
    self->entries = entries;
    self->capacity = capacity;
  }
  return &self->entries[self->count];
}

static int is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

void sheaf_record_add(sheaf_record *self, sheaf_field field, const char *value, size_t length, const char *note,
                      size_t note_length) {
  if (self->failed) return;
  while (length && is_space(value[0])) value++, length--;
  while (length && is_space(value[length - 1])) length--;
  if (!length) return;
  sheaf_entry *entry = push(self);
  if (!entry) return;
  const char *value_copy = sheaf_arena_copy(&self->arena, value, length);
  const char *note_copy = note_length ? sheaf_arena_copy(&self->arena, note, note_length) : "";
  if (!value_copy || !note_copy) {
    self->failed = 1;
    return;
  }
  *entry = (sheaf_entry){field, value_copy, length, note_copy, note_length};
  self->count++;
}

void sheaf_record_add_text(sheaf_record *self, sheaf_field field, const char *value) {
  sheaf_record_add(self, field, value, strlen(value), NULL, 0);
}

static const sheaf_entry *find_from(const sheaf_record *self, size_t at, sheaf_field field) {
  for (; at < self->count; at++)
    if (self->entries[at].field == field) return &self->entries[at];
  return NULL;
}

const sheaf_entry *sheaf_record_first(const sheaf_record *self, sheaf_field field) { return find_from(self, 0, field); }

const sheaf_entry *sheaf_record_next(const sheaf_record *self, const sheaf_entry *entry) {
  return find_from(self, (size_t)(entry - self->entries) + 1, entry->field);
}

int sheaf_record_number(const sheaf_entry *entry) {
  char digits[16] = {0};
  memcpy(digits, entry->value, entry->length < sizeof digits ? entry->length : sizeof digits - 1);
  return (int)strtol(digits, NULL, 10);
}

size_t sheaf_record_part(const char *text, size_t length, size_t index, const char **part) {
  const char *end = text + length;
  for (; index; index--) {
    const char *mark = text < end ? memchr(text, SHEAF_FIELD_PART, (size_t)(end - text)) : NULL;
    if (!mark) {
      *part = "";
      return 0;
    }
    text = mark + 1;
  }
  *part = text;
  const char *mark = text < end ? memchr(text, SHEAF_FIELD_PART, (size_t)(end - text)) : NULL;
  return (size_t)((mark ? mark : end) - text);
}

void sheaf_record_abstract(const sheaf_record *self, sheaf_buf *out) {
  const size_t start = out->length;
  for (const sheaf_entry *e = sheaf_record_first(self, SHEAF_FIELD_ABSTRACT); e; e = sheaf_record_next(self, e)) {
    const char *label;
    const size_t label_length = sheaf_record_part(e->note, e->note_length, 0, &label);
    if (out->length > start) sheaf_buf_add_byte(out, ' ');
    if (label_length) {
      sheaf_buf_add(out, label, label_length);
      sheaf_buf_add(out, ": ", 2);
    }
    sheaf_buf_add(out, e->value, e->length);
  }
}

int sheaf_record_pack(const sheaf_record *self, sheaf_buf *out) {
  for (size_t i = 0; i < self->count; i++) {
    const sheaf_entry *e = &self->entries[i];
    if (sheaf_buf_reserve(out, 3 * SHEAF_BUF_VARINT + e->length + e->note_length)) break;
    char *at = sheaf_buf_put_varint(out->data + out->length, (uint64_t)e->field);
    at = sheaf_buf_put_varint(at, e->length);
    at = sheaf_buf_put_varint(at, e->note_length);
    memcpy(at, e->value, e->length);
    memcpy(at + e->length, e->note, e->note_length);
    out->length = (size_t)(at - out->data) + e->length + e->note_length;
  }
  return out->failed || self->failed ? SHEAF_ENOMEM : SHEAF_OK;
}

int sheaf_record_unpack(sheaf_record *self, const void *bytes, size_t length, sheaf_error *err) {
  const uint8_t *at = bytes, *end = length ? at + length : at; /* bytes may be NULL where there are none */
  while (at < end) {
    uint64_t field, value_length, note_length;
    if (sheaf_buf_get_varint(&at, end, &field) || sheaf_buf_get_varint(&at, end, &value_length) ||
        sheaf_buf_get_varint(&at, end, &note_length) || field > UINT16_MAX || value_length > (uint64_t)(end - at) ||
        note_length > (uint64_t)(end - at) - value_length)
      return sheaf_error_set(err, SHEAF_ECORRUPT, "a record's body is damaged");
    sheaf_entry *entry = push(self);
    if (!entry) return sheaf_error_memory(err);
    const char *value = (const char *)at, *note = value + value_length;
    *entry = (sheaf_entry){(sheaf_field)field, value, (size_t)value_length, note, (size_t)note_length};
    self->count++;
    at += value_length + note_length;
  }
  return SHEAF_OK;
}
