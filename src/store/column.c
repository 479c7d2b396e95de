/* column.c - see column.h. */
#include "column.h"

#include "scan.h"

void sheaf_column_clear(sheaf_column *self) {
  sheaf_dictionary_clear(&self->values);
  sheaf_buf_clear(&self->starts);
  sheaf_buf_clear(&self->items);
}

/* The ORCID that belongs to the person at `at`; NULL where there is none. */
static const sheaf_entry *orcid_of(const sheaf_record *record, size_t at) {
  for (at++; at < record->count; at++) {
    const sheaf_entry *entry = &record->entries[at];
    if (entry->field == SHEAF_FIELD_ORCID && !entry->note_length) return entry;
    if (entry->field != SHEAF_FIELD_ORCID && entry->field != SHEAF_FIELD_AFFILIATION) return NULL;
  }
  return NULL;
}

static int add_person(sheaf_column *self, const sheaf_record *record, size_t at, sheaf_buf *scratch, uint32_t *number) {
  const sheaf_entry *entry = &record->entries[at], *orcid = orcid_of(record, at);
  sheaf_buf_reset(scratch);
  if (orcid) sheaf_buf_add(scratch, orcid->value, orcid->length);
  sheaf_buf_add_byte(scratch, SHEAF_FIELD_PART);
  sheaf_buf_add(scratch, entry->value, entry->length);
  return scratch->failed ? SHEAF_ENOMEM : sheaf_dictionary_add(&self->values, scratch->data, scratch->length, number);
}

static int add_value(sheaf_column *self, const sheaf_record *record, size_t at, sheaf_buf *scratch) {
  const sheaf_entry *entry = &record->entries[at];
  const char *text = entry->value;
  size_t length = entry->length;
  uint32_t number = 0;
  int code;
  switch (sheaf_field_kind(entry->field)) {
    case SHEAF_KIND_AUTHOR: code = add_person(self, record, at, scratch, &number); break;
    case SHEAF_KIND_HEADING:
      length = sheaf_record_part(text, length, 0, &text);
      if (length && *text == '*') text++, length--;
      code = sheaf_dictionary_add(&self->values, text, length, &number);
      break;
    default: code = sheaf_dictionary_add(&self->values, text, length, &number);
  }
  if (!code) sheaf_buf_add(&self->items, &number, sizeof number);
  return code;
}

/* Ends the present record of every column. */
static int end_record(sheaf_column *columns, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const uint32_t place = (uint32_t)(columns[i].items.length / sizeof place);
    sheaf_buf_add(&columns[i].starts, &place, sizeof place);
    if (columns[i].items.failed || columns[i].starts.failed) return SHEAF_ENOMEM;
  }
  return SHEAF_OK;
}

static int add_record(sheaf_column *columns, size_t count, const sheaf_record *record, sheaf_buf *scratch) {
  for (size_t at = 0; at < record->count; at++)
    for (size_t i = 0; i < count; i++)
      if (columns[i].field == record->entries[at].field && add_value(&columns[i], record, at, scratch))
        return SHEAF_ENOMEM;
  return end_record(columns, count);
}

int sheaf_column_read(sheaf_column *columns, size_t column_count, sheaf_store *store, const uint32_t *ids, size_t count,
                      sheaf_error *err) {
  sheaf_scan *scan = NULL;
  sheaf_buf scratch = {0};
  uint32_t id = 0, work;
  const sheaf_record *record = NULL;
  int code = sheaf_scan_open(&scan, store, ids, count, err), got = 0;
  if (code) return code;
  int failed = end_record(columns, column_count);
  for (size_t at = 0; !failed && at < count; at++) {
    if (!got && (got = sheaf_scan_next(scan, &id, &work, &record, err)) < 0) break;
    if (got && id == ids[at]) {
      failed = add_record(columns, column_count, record, &scratch);
      got = 0;
    } else {
      failed = end_record(columns, column_count);
    }
  }
  sheaf_scan_close(scan);
  sheaf_buf_clear(&scratch);
  return failed ? sheaf_error_memory(err) : got < 0 ? got : SHEAF_OK;
}
